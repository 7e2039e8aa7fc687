/** The chart: a line for each database, a bar for each backup, the limits behind them. Every kind has a pattern of its own. */
import { useId } from 'preact/hooks';
import type { SharePointBody } from '../../../engine/protocol.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { duration } from '../../../state/format.ts';
import { ticksOf, type Mark, type MarkKind, type Row, type Span } from '../state/timeline.ts';
import { sharepoint } from '../words.ts';

const text = sharepoint.time;

/** In px. Below `NARROW` names stand above their bars. */
const NARROW = 620;
const NAME_WIDTH = 256;
const ROW = 48;
const NARROW_ROW = 60;
const BAR = 16;
/** The bar of a moment, or of a backup that took less than a pixel. */
const LEAST = 5;
/** Room above for the limits, below for the scale. */
const HEAD = 34;
const FOOT = 40;
const TICK_WIDTH = 92;

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const year = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const DAY_MS = 86_400_000;
const MONTH_MS = 28 * DAY_MS;

function tickWord(at: number, step: number): string {
  if (step >= MONTH_MS) return year.format(at);
  if (step >= DAY_MS) return day.format(at);
  return (step >= 60_000 ? minute : second).format(at);
}

/** Patterns tell kinds apart where colours can't. */
function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}-differential`} width="7" height="7" patternUnits="userSpaceOnUse">
        <path class="sp-hatch" d="M-1 8L8 -1M-1 1L1 -1M6 8L8 6" />
      </pattern>
      <pattern id={`${id}-log`} width="5" height="5" patternUnits="userSpaceOnUse">
        <path class="sp-hatch" d="M2.5 0V5" />
      </pattern>
      <pattern id={`${id}-run`} width="6" height="6" patternUnits="userSpaceOnUse">
        <circle class="sp-dot" cx="3" cy="3" r="1.3" />
      </pattern>
      <pattern id={`${id}-same`} width="8" height="8" patternUnits="userSpaceOnUse">
        <path class="sp-band-line" d="M-1 9L9 -1M-1 1L1 -1M7 9L9 7" />
      </pattern>
    </defs>
  );
}

function Bar({ kind, x, width, y, id }: { kind: MarkKind; x: number; width: number; y: number; id: string }) {
  if (kind === 'file') {
    const middle = y + BAR / 2;
    return <path class="sp-mark sp-mark-file" d={`M${x} ${middle - 7}l7 7-7 7-7-7z`} />;
  }
  const fill = kind === 'full' || kind === 'unused' ? undefined : `url(#${id}-${kind})`;
  return (
    <>
      <rect class={`sp-mark sp-mark-${kind}`} x={x} y={y} width={width} height={BAR} rx="2" />
      {fill !== undefined && <rect fill={fill} x={x} y={y} width={width} height={BAR} rx="2" />}
    </>
  );
}

/** One band from the earliest start that is compared. */
function Limit({
  from,
  to,
  name,
  kind,
  bottom,
}: {
  from: number;
  to: number;
  name: string;
  kind: string;
  bottom: number;
}) {
  if (to <= from) return null;
  return (
    <g class={`sp-limit-band sp-limit-${kind}`}>
      <rect class="sp-band" x={from} y={HEAD} width={to - from} height={bottom - HEAD} />
      <path class="sp-band-edge" d={`M${to} ${HEAD - 4}V${bottom}`} />
      <title>{name}</title>
    </g>
  );
}

/** Beside a start that is compared: how long after the first. Left of it, where logs don't stand. */
function After({ x, long, y, word }: { x: number; long: number; y: number; word: string }) {
  const left = x > 130;
  return (
    <text
      class="sp-after"
      x={left ? x - 10 : x + long + 10}
      y={y + BAR - 4}
      text-anchor={left ? 'end' : 'start'}
    >
      {word}
    </text>
  );
}

export function Chart({
  rows,
  names,
  body,
  span,
  width,
  label,
  after,
}: {
  rows: readonly Row[];
  names: ReadonlyArray<{ name: string; note: string }>;
  body: SharePointBody;
  span: Span;
  width: number;
  label: string;
  /** How long after the first. */
  after: (mark: Mark) => string;
}) {
  const id = useId();
  const narrow = width < NARROW;
  const row = narrow ? NARROW_ROW : ROW;
  const room = narrow ? width : width - NAME_WIDTH;
  const scale = (at: number) => ((at - span.from) / (span.to - span.from)) * room;
  const inside = (at: number) => Math.min(room, Math.max(0, scale(at)));
  const bottom = HEAD + rows.length * row;
  const { step, ticks } = ticksOf(
    span,
    Math.max(2, Math.floor(room / TICK_WIDTH)),
    -new Date(span.from).getTimezoneOffset() * 60_000,
  );
  const earliest = body.earliest_start === null ? null : Date.parse(body.earliest_start);
  const { same_time_seconds: same, close_time_seconds: close } = body.limits;
  const limit = (seconds: number) => inside((earliest ?? 0) + seconds * 1_000);
  const y = (at: number) => HEAD + at * row + (narrow ? row - BAR - 10 : (row - BAR) / 2);
  const outside = (marks: readonly Mark[], before: boolean) =>
    marks.filter(
      ({ start, end }) => start !== null && (before ? (end ?? start) < span.from : start > span.to),
    ).length;
  return (
    <div class={`sp-chart${narrow ? ' sp-narrow' : ''}`}>
      <ol class="sp-chart-names" aria-hidden="true">
        {names.map(({ name, note }, at) => (
          <li key={rows[at]?.key}>
            <span class="sp-chart-name">
              <SafeText text={name} />
            </span>
            <span class="small muted">{note}</span>
          </li>
        ))}
      </ol>
      <svg width={room} height={bottom + FOOT} role="img" aria-label={label}>
        <Patterns id={id} />
        {earliest !== null && (
          <>
            <Limit
              from={inside(earliest)}
              to={limit(close)}
              name={`${text.close}: ${duration(close)}`}
              kind="close"
              bottom={bottom}
            />
            <Limit
              from={inside(earliest)}
              to={limit(same)}
              name={`${text.same}: ${duration(same)}`}
              kind="same"
              bottom={bottom}
            />
            <rect
              fill={`url(#${id}-same)`}
              x={inside(earliest)}
              y={HEAD}
              width={Math.max(0, limit(same) - inside(earliest))}
              height={bottom - HEAD}
            />
            {limit(same) - inside(earliest) > 76 ? (
              <text class="sp-limit-word" x={inside(earliest) + 4} y={HEAD - 20}>
                {text.same}: {duration(same)}
              </text>
            ) : null}
            {limit(close) - Math.max(inside(earliest), limit(same)) > 70 && (
              <text class="sp-limit-word" x={limit(close) - 4} y={HEAD - 8} text-anchor="end">
                {text.close}: {duration(close)}
              </text>
            )}
          </>
        )}
        {ticks.map(({ at, day: isDay }) => {
          const x = scale(at);
          const anchor = x < 30 ? 'start' : x > room - 30 ? 'end' : 'middle';
          return (
            <g key={at}>
              <path class={isDay ? 'sp-tick sp-tick-day' : 'sp-tick'} d={`M${x} ${HEAD}V${bottom + 6}`} />
              <text class="sp-tick-word" x={x} y={bottom + 20} text-anchor={anchor}>
                {tickWord(at, step)}
              </text>
              {step < DAY_MS && (isDay || at === ticks[0]?.at) && (
                <text class="sp-tick-word sp-tick-date" x={x} y={bottom + 35} text-anchor={anchor}>
                  {day.format(at)}
                </text>
              )}
            </g>
          );
        })}
        {rows.map(({ key, marks }, at) => {
          const [earlier, later] = [outside(marks, true), outside(marks, false)];
          const top = y(at);
          return (
            <g key={key}>
              <path class="sp-row-line" d={`M0 ${HEAD + (at + 1) * row}H${room}`} />
              {marks.map((mark, place) => {
                if (mark.start === null) return null;
                const end = Math.max(mark.start, mark.end ?? mark.start);
                if (end < span.from || mark.start > span.to) return null;
                const x = inside(mark.start);
                const long = Math.max(LEAST, inside(end) - x);
                return (
                  // Marks of a line have no other name than their place.
                  <g key={place}>
                    {mark.compared && <path class="sp-start" d={`M${x} ${top - 2}l-5 -7h10z`} />}
                    {mark.compared && <path class="sp-start-line" d={`M${x} ${top - 2}V${top + BAR + 4}`} />}
                    <Bar kind={mark.kind} x={x} width={long} y={top} id={id} />
                    {mark.compared && <After x={x} long={long} y={top} word={after(mark)} />}
                  </g>
                );
              })}
              {earlier > 0 && (
                <text class="sp-outside" x={4} y={top + BAR - 3}>
                  ◂ {text.before(earlier)}
                </text>
              )}
              {later > 0 && (
                <text class="sp-outside" x={room - 4} y={top + BAR - 3} text-anchor="end">
                  {text.after(later)} ▸
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** What the patterns mean, as far as they are drawn. */
export function Legend({ rows }: { rows: readonly Row[] }) {
  const id = useId();
  const drawn = new Set(rows.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  const kinds = (Object.keys(text.kinds) as MarkKind[]).filter((kind) => drawn.has(kind));
  const compared = rows.some(({ marks }) => marks.some((mark) => mark.compared));
  return (
    <ul class="sp-legend small" aria-label={text.legend}>
      {compared && (
        <li>
          <svg width="14" height="20" aria-hidden="true">
            <path class="sp-start" d="M7 12l-5 -7h10z" />
          </svg>
          {text.compared}
        </li>
      )}
      {kinds.map((kind) => (
        <li key={kind}>
          <svg width="34" height="20" aria-hidden="true">
            <Patterns id={`${id}-${kind}`} />
            <Bar kind={kind} x={kind === 'file' ? 17 : 3} width={28} y={2} id={`${id}-${kind}`} />
          </svg>
          {text.kinds[kind]}
        </li>
      ))}
    </ul>
  );
}
