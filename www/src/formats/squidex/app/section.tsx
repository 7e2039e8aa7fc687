/** What the sections of the app are made of. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { count } from '../../../state/format.ts';
import { ObjectCount, type Rows } from '../objects/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { squidex } from '../words.ts';

const text = squidex.app;
/** So many lines are drawn before somebody asks for the rest. */
const FIRST = 100;

/** `total` 0 says that there are none; `count` is shown only, and leads to the objects of `query`. */
export function Section({
  id,
  title,
  total,
  count: shown = total,
  query,
  hint,
  children,
}: {
  id?: string;
  title: string;
  total?: number;
  count?: number;
  query?: Rows;
  hint?: string | undefined;
  children: ComponentChildren;
}) {
  const own = useId();
  const heading = id ?? own;
  return (
    <section class="panel" aria-labelledby={heading}>
      <div class="panel-head">
        <h3 id={heading} tabIndex={-1}>
          {title}{' '}
          {shown !== undefined && (
            <span class="muted total">
              {query === undefined ? count(shown) : <ObjectCount value={shown} title={title} query={query} />}
            </span>
          )}
        </h3>
        {hint !== undefined && <span class="small muted">{hint}</span>}
      </div>
      {total === 0 ? (
        <p class="muted">{text.noneOf(title.toLowerCase())}</p>
      ) : (
        <Scroll label={title}>{children}</Scroll>
      )}
    </section>
  );
}

/** The first lines of a long list; all of them when asked. */
export function useFirst<T>(all: readonly T[]): { shown: readonly T[]; more: ComponentChildren } {
  const open = useSignal(false);
  return {
    shown: open.value ? all : all.slice(0, FIRST),
    more: all.length > FIRST && !open.value && (
      <button type="button" class="button small no-print" onClick={() => (open.value = true)}>
        {text.showAll(all.length)}
      </button>
    ),
  };
}

export function Name({ value }: { value: string | null }) {
  return value === null || value === '' ? <em class="muted">{text.noName}</em> : <SafeText text={value} />;
}

export function Names({
  id,
  table,
  title,
  names,
  hint,
}: {
  id?: string;
  table: Rows['table'];
  title: string;
  names: readonly string[];
  hint?: string;
}) {
  const { shown, more } = useFirst(names);
  return (
    <Section
      {...(id === undefined ? {} : { id })}
      title={title}
      total={names.length}
      query={{ table }}
      hint={hint}
    >
      <ul class="plain-names">
        {shown.map((name, at) => (
          <li key={at}>
            <SafeText text={name} />
          </li>
        ))}
      </ul>
      {more}
    </Section>
  );
}
