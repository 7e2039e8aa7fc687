/** When the events of both were, on one axis: this one's above it, the other one's below, in patterns of their own. */
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { ComparedTimes } from '../../../engine/protocol.ts';
import { Icon } from '../../../parts/icons/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { wholeTicks } from '../../../parts/step-chart/scale.ts';
import { count, sentence } from '../../../state/format.ts';
import { momentWord } from '../events/chart.tsx';
import { binned, type Binned } from './binned.ts';
import { compareWords } from './words.ts';

const text = compareWords.times;

const HALF = 84;
const TOP = 8;
const FOOT = 24;
const HEIGHT = TOP + 2 * HALF + FOOT;
const RIGHT = 8;
const BIN_WIDTH = 7;
const MOST_BINS = 160;
/** Room for a moment to the second in words. */
const TICK_WIDTH = 176;
/** Of something, never nothing is seen. */
const LEAST = 2;
const MOST_LINES = 200;

function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}-first`} class="compare-pattern" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" />
      </pattern>
      <pattern
        id={`${id}-second`}
        class="compare-pattern compare-second"
        width="8"
        height="8"
        patternUnits="userSpaceOnUse"
      >
        <rect width="8" height="8" />
        <path d="M-1 9L9 -1M-1 1L1 -1M7 9L9 7" />
      </pattern>
    </defs>
  );
}

function Chart({ found, width }: { found: Binned; width: number }) {
  const id = useId();
  const { edges, first, second } = found;
  const bins = edges.length - 1;
  const step = (edges[1] ?? 0) - (edges[0] ?? 0);
  const most = [...first, ...second].reduce((a, b) => Math.max(a, b), 0);
  const rows = wholeTicks(most, 2);
  const top = rows.at(-1) || 1;
  const left = Math.max(...rows.map((row) => count(row).length)) * 8 + 14;
  const room = Math.max(1, width - left - RIGHT);
  const [start = 0, end = 1] = [edges[0], edges[bins]];
  const x = (at: number) => left + ((at - start) / Math.max(1, end - start)) * room;
  const middle = TOP + HALF;
  const barsOf = (counts: readonly number[], side: 1 | -1) => {
    let path = '';
    counts.forEach((value, at) => {
      if (value === 0) return;
      const [from, to] = [x(edges[at] ?? 0), x(edges[at + 1] ?? 0)];
      const wide = Math.max(1, to - from - (to - from > 4 ? 1 : 0));
      const tall = Math.max(LEAST, (value / top) * HALF);
      path += `M${from.toFixed(1)} ${middle}h${wide.toFixed(1)}v${(-side * tall).toFixed(1)}h${(-wide).toFixed(1)}z`;
    });
    return path;
  };
  const every = Math.max(1, Math.ceil(bins / Math.max(1, Math.floor(room / TICK_WIDTH))));
  const lines = rows.flatMap((row) => (row === 0 ? [0] : [row, -row]));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={text.picture}>
      <Patterns id={id} />
      {lines.map((row) => {
        const y = middle - (row / top) * HALF;
        return (
          <g key={row}>
            <path class="compare-line" d={`M${left} ${y}H${width - RIGHT}`} />
            <text class="compare-word" x={left - 8} y={y + 4} text-anchor="end">
              {count(Math.abs(row))}
            </text>
          </g>
        );
      })}
      <path class="compare-bars" d={barsOf(first, 1)} fill={`url(#${id}-first)`} />
      <path class="compare-bars" d={barsOf(second, -1)} fill={`url(#${id}-second)`} />
      <path class="compare-axis" d={`M${left} ${middle}H${width - RIGHT}`} />
      {edges.map((edge, at) => {
        if (at % every !== 0 || at === bins) return null;
        const place = x(edge);
        return (
          <g key={edge}>
            <path class="compare-axis" d={`M${place} ${HEIGHT - FOOT}v5`} />
            {place + TICK_WIDTH * 0.9 < width && (
              <text class="compare-word" x={place} y={HEIGHT - 5}>
                {momentWord(edge, step)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Key({ which }: { which: 'first' | 'second' }) {
  const id = useId();
  return (
    <svg width="24" height="14" aria-hidden="true">
      <Patterns id={id} />
      <rect class="compare-bars" width="24" height="14" fill={`url(#${id}-${which})`} />
    </svg>
  );
}

function Lines({ found }: { found: Binned }) {
  const { edges, first, second } = found;
  const step = (edges[1] ?? 0) - (edges[0] ?? 0);
  const all = first
    .map((of, at) => ({ at, first: of, second: second[at] ?? 0 }))
    .filter((bin) => bin.first + bin.second > 0);
  return (
    <Scroll label={text.table} tall>
      <table class="compare-times-table">
        <thead>
          <tr>
            <th scope="col">{text.when}</th>
            <th scope="col" class="number">
              {text.first}
            </th>
            <th scope="col" class="number">
              {text.second}
            </th>
          </tr>
        </thead>
        <tbody>
          {all.slice(0, MOST_LINES).map((bin) => (
            <tr key={bin.at}>
              <th scope="row">{momentWord(edges[bin.at] ?? 0, step)}</th>
              <td class="number">{count(bin.first)}</td>
              <td class="number">{count(bin.second)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > MOST_LINES && <p class="small muted">{text.more(all.length - MOST_LINES)}</p>}
    </Scroll>
  );
}

export function Times({ times }: { times: ComparedTimes }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const open = useSignal(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      width.value = Math.floor(element.clientWidth);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const room = Math.max(12, Math.min(MOST_BINS, Math.floor(width.value / BIN_WIDTH)));
  const found = binned(times, room);
  if (found === null) return null;
  const [first, second] = times.without;
  return (
    <section class="panel compare-times" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{text.title}</h3>
      <div ref={box}>{width.value > 0 && <Chart found={found} width={width.value} />}</div>
      <ul class="compare-keys small">
        <li>
          <Key which="first" /> {text.above}
        </li>
        <li>
          <Key which="second" /> {text.below}
        </li>
      </ul>
      {first + second > 0 && <p class="small muted">{sentence(text.without(first, second))}</p>}
      <button
        type="button"
        class="link disclose no-print"
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name={open.value ? 'open' : 'closed'} />
        {text.table}
      </button>
      {open.value && <Lines found={found} />}
    </section>
  );
}
