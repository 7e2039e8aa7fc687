/** How many events there were, and when: bars stacked by what they are about, each with a pattern of its own, and a brush over them. */
import { useId, useRef } from 'preact/hooks';
import type { EventSubject } from '../../../engine/protocol.ts';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { wholeTicks } from '../../../parts/step-chart/scale.ts';
import { count } from '../../../state/format.ts';
import { ends, moved, rangeOf, type Brush, type Range } from '../state/timeline.ts';
import type { Drawn } from '../state/events.ts';
import { eventWords } from '../event-words.ts';

const text = eventWords.timeline;

const HEIGHT = 176;
const TOP = 8;
const FOOT = 24;
const RIGHT = 8;
/** Of something, never nothing is seen. */
const LEAST = 2;
const TICK_WIDTH = 104;
const DAY = 86_400;
const MOST_LINES = 200;

const dayWord = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const minuteWord = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const tickDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: '2-digit' });
const tickMinute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function said(format: Intl.DateTimeFormat, at: number): string {
  const ms = at * 1_000;
  return Math.abs(ms) > 8.64e15 ? String(at) : format.format(ms);
}

/** A moment in words, as exactly as bins of that length need. */
export function momentWord(at: number, step: number): string {
  return said(step >= DAY ? dayWord : minuteWord, at);
}

function stepBetween(edges: readonly number[]): number {
  return (edges[1] ?? 0) - (edges[0] ?? 0);
}

function sumOf(bin: readonly number[] | undefined): number {
  return (bin ?? []).reduce((sum, each) => sum + each, 0);
}

/** Ground and marks of each pattern, in a square of 8 px. */
const MARKS: Record<EventSubject, string> = {
  content: '',
  asset: 'M-1 9L9 -1M-1 1L1 -1M7 9L9 7',
  schema: 'M0 2H8M0 6H8',
  app: 'M2 0V8M6 0V8',
  rule: 'M-1 -1L9 9M-1 7L1 9M7 -1L9 1',
  folder: 'M0 4H8M4 0V8',
  comment: 'M1 1h2v2h-2zM5 5h2v2h-2z',
  other: 'M0 0L8 8M8 0L0 8',
  unreadable: 'M0 1H8M0 3H8M0 5H8M0 7H8',
};

function Patterns({ id, subjects }: { id: string; subjects: readonly EventSubject[] }) {
  return (
    <defs>
      {subjects.map((subject) => (
        <pattern
          key={subject}
          id={`${id}-${subject}`}
          class={`ev-pattern ev-${subject}`}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
        >
          <rect width="8" height="8" />
          {MARKS[subject] !== '' && <path d={MARKS[subject]} />}
        </pattern>
      ))}
    </defs>
  );
}

/** What there is something of, most of it first: it stands at the bottom. */
function drawnSubjects({ counts }: Drawn): Array<{ subject: EventSubject; at: number; total: number }> {
  return counts.subjects
    .map((subject, at) => ({ subject, at, total: counts.totals[at] ?? 0 }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total);
}

interface Props {
  drawn: Drawn;
  width: number;
  brush: Brush | null;
  /** What is selected now; `settled`: the hand is off. */
  onBrush: (range: Range | null, settled: boolean) => void;
  onZoom: () => void;
  /** Escape, where nothing is selected. */
  onWhole: () => void;
}

export function Chart({ drawn, width, brush, onBrush, onZoom, onWhole }: Props) {
  const id = useId();
  const anchor = useRef<number | null>(null);
  const { edges, counts } = drawn;
  const bins = edges.length - 1;
  const step = stepBetween(edges);
  const subjects = drawnSubjects(drawn);
  const most = counts.bins.reduce((all, bin) => Math.max(all, sumOf(bin)), 0);
  const rows = wholeTicks(most, 3);
  const top = rows.at(-1) || 1;
  const left = Math.max(...rows.map((row) => count(row).length)) * 8 + 14;
  const room = Math.max(1, width - left - RIGHT);
  const [first = 0, last = 1] = [edges[0], edges[bins]];
  const x = (at: number) => left + ((at - first) / Math.max(1, last - first)) * room;
  const high = HEIGHT - TOP - FOOT;
  const y = (value: number) => TOP + (1 - value / top) * high;
  const paths = subjects.map(() => '');
  counts.bins.forEach((bin, at) => {
    if (sumOf(bin) === 0) return;
    const [from, to] = [x(edges[at] ?? 0), x(edges[at + 1] ?? 0)];
    const wide = Math.max(1, to - from - (to - from > 4 ? 1 : 0));
    let bottom = y(0);
    subjects.forEach(({ at: which }, place) => {
      const value = bin[which] ?? 0;
      if (value === 0) return;
      const tall = Math.max(LEAST, (value / top) * high);
      bottom -= tall;
      paths[place] +=
        `M${from.toFixed(1)} ${bottom.toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}h${(-wide).toFixed(1)}z`;
    });
  });
  const every = Math.max(1, Math.ceil(bins / Math.max(1, Math.floor(room / TICK_WIDTH))));
  const selected = rangeOf(brush, edges);
  const binAt = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = first + ((event.clientX - box.left - left) / room) * (last - first);
    const bin = edges.findLastIndex((edge) => edge <= at);
    return Math.min(bins - 1, Math.max(0, bin));
  };
  const drag = (event: PointerEvent, settled: boolean) => {
    if (anchor.current === null) return;
    onBrush(rangeOf({ anchor: anchor.current, at: binAt(event) }, edges), settled);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(brush, event.key, event.shiftKey, bins);
    if (next !== undefined) onBrush(rangeOf(next, edges), true);
    else if (event.key === 'Enter' && brush !== null) onZoom();
    else if (event.key === 'Escape') onWhole();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const inside = brush === null ? 0 : sumIn(counts.bins, ...ends(brush));
  return (
    <>
      {/* The picture is one thing with a name; what the keys change is said as its value. */}
      <div
        class="ev-brush"
        role="slider"
        tabIndex={0}
        aria-label={text.brush}
        aria-describedby={`${id}-keys`}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, bins)}
        aria-valuenow={brush === null ? 1 : brush.at + 1}
        aria-valuetext={
          selected === null
            ? text.none
            : text.value(momentWord(selected.from, step), momentWord(selected.to, step), inside)
        }
        onKeyDown={onKey}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          (event.currentTarget as Element).setPointerCapture(event.pointerId);
          anchor.current = binAt(event);
          drag(event, false);
        }}
        onPointerMove={(event) => drag(event, false)}
        onPointerUp={(event) => {
          drag(event, true);
          anchor.current = null;
        }}
        onPointerCancel={() => (anchor.current = null)}
        onDblClick={onZoom}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <Patterns id={id} subjects={subjects.map(({ subject }) => subject)} />
          {rows.map((row) => (
            <g key={row}>
              <path class="ev-row" d={`M${left} ${y(row)}H${width - RIGHT}`} />
              <text class="ev-word" x={left - 8} y={y(row) + 4} text-anchor="end">
                {count(row)}
              </text>
            </g>
          ))}
          {subjects.map(({ subject }, at) => (
            <path key={subject} class="ev-bars" d={paths[at]} fill={`url(#${id}-${subject})`} />
          ))}
          {edges.map((edge, at) => {
            if (at % every !== 0 || at === bins) return null;
            const place = x(edge);
            return (
              <g key={edge}>
                <path class="ev-tick" d={`M${place} ${HEIGHT - FOOT}v5`} />
                {place + TICK_WIDTH * 0.9 < width && (
                  <text class="ev-word" x={place} y={HEIGHT - 5}>
                    {said(step >= DAY ? tickDay : tickMinute, edge)}
                  </text>
                )}
              </g>
            );
          })}
          {selected !== null && (
            <g class="ev-selected">
              <rect
                x={x(selected.from)}
                y={TOP - 4}
                width={Math.max(2, x(selected.to) - x(selected.from))}
                height={high + 4}
              />
              <path
                d={`M${x(selected.from)} ${TOP - 4}V${HEIGHT - FOOT}M${x(selected.to)} ${TOP - 4}V${HEIGHT - FOOT}`}
              />
            </g>
          )}
        </svg>
      </div>
      <p id={`${id}-keys`} class="visually-hidden">
        {text.keys}
      </p>
    </>
  );
}

function sumIn(bins: ReadonlyArray<readonly number[]>, from: number, to: number): number {
  return bins.slice(from, to + 1).reduce((sum, bin) => sum + sumOf(bin), 0);
}

/** What the patterns mean, with how many there are. */
export function Legend({ drawn }: { drawn: Drawn }) {
  const id = useId();
  const subjects = drawnSubjects(drawn);
  return (
    <ul class="ev-legend small" aria-label={text.legend}>
      {subjects.map(({ subject, total }) => (
        <li key={subject}>
          <svg width="24" height="14" aria-hidden="true">
            <Patterns id={`${id}-${subject}`} subjects={[subject]} />
            <rect class="ev-bars" width="24" height="14" fill={`url(#${id}-${subject}-${subject})`} />
          </svg>
          {eventWords.subjects[subject]} <span class="muted">{count(total)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The chart as a table: bins in which something was. */
export function Lines({ drawn }: { drawn: Drawn }) {
  const { edges, counts } = drawn;
  const step = stepBetween(edges);
  const subjects = drawnSubjects(drawn);
  const all = counts.bins.map((bin, at) => ({ bin, at })).filter(({ bin }) => sumOf(bin) > 0);
  return (
    <Scroll label={text.table} tall>
      <table class="ev-lines">
        <thead>
          <tr>
            <th scope="col">{text.when}</th>
            <th scope="col" class="number">
              {text.sum}
            </th>
            {subjects.map(({ subject }) => (
              <th key={subject} scope="col" class="number">
                {eventWords.subjects[subject]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.slice(0, MOST_LINES).map(({ bin, at }) => (
            <tr key={at}>
              <th scope="row">{momentWord(edges[at] ?? 0, step)}</th>
              <td class="number">{count(sumOf(bin))}</td>
              {subjects.map(({ subject, at: which }) => (
                <td key={subject} class="number">
                  {count(bin[which] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > MOST_LINES && <p class="small muted">{text.first(MOST_LINES)}</p>}
    </Scroll>
  );
}
