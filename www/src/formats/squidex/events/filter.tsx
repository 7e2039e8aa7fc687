/** The fields of the filter: what is typed is searched for a moment later. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Report } from '../../../engine/protocol.ts';
import { commands } from '../../../state/commands.ts';
import { words } from '../../../state/words.ts';
import { NOTHING, type Typed } from '../state/events.ts';
import { eventWords } from '../event-words.ts';

const text = eventWords.filter;

/** Typing goes on: the search waits for so long, in ms. */
const TYPING_MS = 250;

export function FilterBar({
  report,
  typed,
  onTyped,
}: {
  report: Report;
  /** What is searched for. */
  typed: Typed;
  onTyped: (typed: Typed) => void;
}) {
  const id = useId();
  const now = useSignal(typed);
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined);
  const first = useRef<HTMLInputElement>(null);
  // Somebody else may set it: "only this object".
  useEffect(() => {
    now.value = typed;
  }, [typed]);
  useEffect(() => () => clearTimeout(wait.current), []);
  useEffect(
    () =>
      commands.add([
        { id: 'find', label: words.commands.find, hotkey: '/', run: () => first.current?.focus() },
      ]),
    [],
  );
  const settle = () => {
    clearTimeout(wait.current);
    onTyped(now.value);
  };
  const change = (part: Partial<Typed>) => {
    now.value = { ...now.value, ...part };
    clearTimeout(wait.current);
    wait.current = setTimeout(settle, TYPING_MS);
  };
  const field = (name: keyof Typed, label: string, hint: string | null) => (
    <div class="ev-field">
      <label class="small muted" for={`${id}-${name}`}>
        {label}
      </label>
      <input
        id={`${id}-${name}`}
        ref={name === 'text' ? first : undefined}
        type={name === 'text' ? 'search' : 'text'}
        placeholder={hint ?? undefined}
        value={now.value[name]}
        list={name === 'type' ? `${id}-types` : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => change({ [name]: event.currentTarget.value })}
      />
    </div>
  );
  return (
    <form
      class="ev-filter no-print"
      role="search"
      aria-label={text.label}
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
    >
      {field('text', text.text, text.textHint)}
      {field('type', text.type, null)}
      {field('stream', text.stream, text.streamHint)}
      {field('actor', text.actor, text.actorHint)}
      <datalist id={`${id}-types`}>
        {Object.keys(report.counts.events_by_type ?? {})
          .sort()
          .map((type) => (
            <option key={type} value={type} />
          ))}
      </datalist>
      {Object.values(now.value).some((each) => each !== '') && (
        <button
          type="button"
          class="button small ev-clear"
          onClick={() => {
            now.value = NOTHING;
            settle();
            first.current?.focus();
          }}
        >
          {text.clear}
        </button>
      )}
    </form>
  );
}
