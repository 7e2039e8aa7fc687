/** The key figures at the head of a summary. */
import type { ComponentChildren } from 'preact';
import type { Report } from '../../engine/protocol.ts';
import { bytes, count, plural } from '../../state/format.ts';
import { words } from '../../state/words.ts';
import './style.css';

export interface Figure {
  label: string;
  /** `null`: not known yet. */
  value: string | null;
  /** What is counted, where the label alone does not say it. */
  hint?: string;
  more?: ComponentChildren;
}

/** A number that is not there: not yet, or not at all. */
export function number(value: number | null, running: boolean): string | null {
  if (value !== null) return count(value);
  return running ? null : words.notKnown;
}

/** The size of the file, and what its directory says of it. */
export function sizeFigure({ source, counts }: Report): Figure {
  const { entries, uncompressed_bytes: unpacked } = counts;
  const more = [
    ...(entries === null ? [] : [plural(entries, 'entry', 'entries')]),
    ...(unpacked === null ? [] : [words.summary.unpacked(unpacked)]),
  ].join(', ');
  return { label: words.summary.size, value: bytes(source.bytes), ...(more === '' ? {} : { more }) };
}

/** `note`: that these are not the last numbers; `label`: which figures these are, beside those of the summary. */
export function Figures({
  figures,
  note,
  label = words.summary.figures,
}: {
  figures: readonly Figure[];
  note: string | null;
  label?: string;
}) {
  return (
    <section class="panel" aria-label={label}>
      <dl class="figures">
        {figures.map(({ label, value, hint, more }) => (
          <div key={label} class="figure">
            <dt>{label}</dt>
            <dd class={value === null ? 'figure-unknown' : 'figure-value'}>{value ?? words.notKnownYet}</dd>
            {more !== undefined && <dd class="figure-more small muted">{more}</dd>}
            {hint !== undefined && <dd class="figure-more small muted">{hint}</dd>}
          </div>
        ))}
      </dl>
      {note !== null && <p class="figures-note small muted">{note}</p>}
    </section>
  );
}
