/** The chart with what belongs to it: fields for the selected time, zoom, legend, the same as a table. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Empty } from '../../../parts/empty/index.tsx';
import { Icon } from '../../../parts/icons/index.tsx';
import type { EventSearch } from '../state/events.ts';
import { brushOf, fieldOf, timeOf, type Range } from '../state/timeline.ts';
import { eventWords } from '../event-words.ts';
import { Chart, Legend, Lines, momentWord } from './chart.tsx';

const text = eventWords.timeline;

/** A bin is at least so wide, in px, and there are no more of them than anybody can tell apart. */
const BIN_WIDTH = 7;
const MOST_BINS = 160;

function Field({
  label,
  at,
  onChange,
}: {
  label: string;
  at: number | null;
  onChange: (at: number | null) => void;
}) {
  const id = useId();
  return (
    <div class="ev-field">
      <label class="small muted" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        step="1"
        value={at === null ? '' : fieldOf(at)}
        onChange={(event) => onChange(timeOf(event.currentTarget.value))}
      />
    </div>
  );
}

export function Timeline({
  search,
  selected,
  bins,
}: {
  search: EventSearch;
  /** What the table shows of the time. */
  selected: Signal<Range | null>;
  /** How many bins there is room for. */
  bins: Signal<number>;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const zoom = useSignal<Range | null>(null);
  /** While somebody drags: the table waits. */
  const dragged = useSignal<Range | null>(null);
  const open = useSignal(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      width.value = Math.floor(element.clientWidth);
      bins.value = Math.max(12, Math.min(MOST_BINS, Math.floor(width.value / BIN_WIDTH)));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const { value: seen } = zoom;
  const { value: room } = bins;
  useEffect(() => search.look(seen, room), [search, seen, room]);
  const drawn = search.drawn.value;
  const shown = dragged.value ?? selected.value;
  const brush = shown === null || drawn === null ? null : brushOf(shown, drawn.edges);
  const select = (range: Range | null) => {
    dragged.value = null;
    selected.value = range;
  };
  const zoomIn = () => {
    if (selected.value !== null) zoom.value = selected.value;
  };
  const whole = () => {
    zoom.value = null;
  };
  const some = drawn?.counts.totals.some((total) => total > 0) === true;
  const span = drawn?.counts.span ?? null;
  return (
    <section class="panel ev-timeline" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h3 id={`${id}-title`}>{text.title}</h3>
        {span !== null && (
          <p class="small muted">{[...new Set(span.map((at) => momentWord(at, 86_400)))].join(' – ')}</p>
        )}
      </div>
      <div ref={box} class="ev-chart">
        {drawn === null || (!some && search.phase.value === 'running') ? (
          <p class="muted ev-wait">{text.looking}</p>
        ) : drawn.edges.length < 2 ? (
          <Empty title={text.nothing} />
        ) : (
          width.value > 0 && (
            <Chart
              drawn={drawn}
              width={width.value}
              brush={brush}
              onBrush={(range, settled) => {
                if (settled) select(range);
                else dragged.value = range;
              }}
              onZoom={zoomIn}
              onWhole={whole}
            />
          )
        )}
      </div>
      {some && drawn !== null && <Legend drawn={drawn} />}
      <div class="ev-range no-print">
        <Field
          label={text.from}
          at={selected.value?.from ?? null}
          onChange={(from) => {
            const to = selected.value?.to ?? (span === null ? from : span[1] + 1);
            select(from === null || to === null ? null : { from, to: Math.max(to, from + 1) });
          }}
        />
        <Field
          label={text.to}
          at={selected.value?.to ?? null}
          onChange={(to) => {
            const from = selected.value?.from ?? (span === null ? to : span[0]);
            select(from === null || to === null ? null : { from: Math.min(from, to - 1), to });
          }}
        />
        <button type="button" class="button small" aria-disabled={selected.value === null} onClick={zoomIn}>
          {text.zoom}
        </button>
        {zoom.value !== null && (
          <button type="button" class="button small" onClick={whole}>
            {text.whole}
          </button>
        )}
        {selected.value !== null && (
          <button type="button" class="button small" onClick={() => select(null)}>
            {text.clear}
          </button>
        )}
        <button
          type="button"
          class="link disclose ev-as-table"
          aria-expanded={open.value}
          onClick={() => (open.value = !open.value)}
        >
          <Icon name={open.value ? 'open' : 'closed'} />
          {text.table}
        </button>
      </div>
      {open.value && drawn !== null && <Lines drawn={drawn} />}
    </section>
  );
}
