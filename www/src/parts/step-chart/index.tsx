/** A quantity over time that changes in steps: a hatched surface under a line, with round marks and moments of note. */
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { monthMarks, ticks, wholeTicks } from './scale.ts';
import './style.css';

export interface ChartPoint {
  /** In ms since the epoch. */
  at: number;
  value: number;
}

/** A moment of note. */
export interface ChartMark {
  at: number;
  label: string;
  kind: 'here' | 'trouble';
}

const HEIGHT = 240;
const TOP = 14;
const BOTTOM = 28;
const RIGHT = 12;

function monthWord(at: number, first: boolean): string {
  const date = new Date(at);
  const year = first || date.getUTCMonth() === 0;
  return new Intl.DateTimeFormat('en-GB', {
    month: 'short',
    timeZone: 'UTC',
    ...(year ? { year: '2-digit' } : {}),
  }).format(date);
}

export function StepChart({
  label,
  points,
  marks,
  whole = false,
  format,
}: {
  /** All that it says, in a sentence: it is a picture to a screen reader, and a table stands beside it. */
  label: string;
  points: readonly ChartPoint[];
  marks: readonly ChartMark[];
  /** It is counted: only whole numbers. */
  whole?: boolean;
  format: (value: number) => string;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const measured = useSignal(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      measured.value = element.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const width = measured.value;
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 1;
  const most = points.reduce((all, { value }) => Math.max(all, value), 0);
  const rows = (whole ? wholeTicks : ticks)(most);
  const top = rows.at(-1) || 1;
  // Room for the longest word of the axis, some 7 px a letter.
  const left = Math.max(...rows.map((row) => format(row).length)) * 7 + 14;
  const x = (at: number) => left + ((at - from) / Math.max(1, to - from)) * Math.max(0, width - left - RIGHT);
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  let line = '';
  points.forEach((point, index) => {
    line += index === 0 ? `M${x(point.at)} ${y(point.value)}` : `H${x(point.at)}V${y(point.value)}`;
  });
  const months = monthMarks(from, to, Math.max(2, Math.floor((width - left) / 58)));
  return (
    <div class="chart" ref={box}>
      {width > 0 && points.length > 1 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          <defs>
            <pattern
              id={`${id}-hatch`}
              width="7"
              height="7"
              patternUnits="userSpaceOnUse"
              class="chart-hatch"
            >
              <rect width="7" height="7" />
              <path d="M-1 6L6 -1M3 10L10 3" />
            </pattern>
          </defs>
          {rows.map((row) => (
            <g key={row}>
              <line class="chart-row" x1={left} x2={width - RIGHT} y1={y(row)} y2={y(row)} />
              <text class="chart-word" x={left - 8} y={y(row) + 4} text-anchor="end">
                {format(row)}
              </text>
            </g>
          ))}
          {months.map((month, index) => (
            <g key={month}>
              <line
                class="chart-tick"
                x1={x(month)}
                x2={x(month)}
                y1={HEIGHT - BOTTOM}
                y2={HEIGHT - BOTTOM + 6}
              />
              <text class="chart-word" x={x(month)} y={HEIGHT - 7} text-anchor="middle">
                {monthWord(month, index === 0)}
              </text>
            </g>
          ))}
          <path class="chart-area" d={`${line}V${y(0)}H${x(from)}Z`} fill={`url(#${id}-hatch)`} />
          <path class="chart-line" d={line} />
          {marks
            .filter(({ at }) => at >= from && at <= to)
            .map(({ at, label: word, kind }, row) => {
              const end = x(at) > width * 0.7;
              return (
                <g key={`${kind} ${at}`} class={`chart-mark mark-${kind}`}>
                  <line x1={x(at)} x2={x(at)} y1={TOP - 6} y2={HEIGHT - BOTTOM} />
                  <text x={x(at) + (end ? -6 : 6)} y={TOP + 4 + row * 16} text-anchor={end ? 'end' : 'start'}>
                    {word}
                  </text>
                </g>
              );
            })}
        </svg>
      )}
    </div>
  );
}
