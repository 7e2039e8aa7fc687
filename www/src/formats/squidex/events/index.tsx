/**
 * What happened: how much and when, the list of it, searched, and one event or the history of its object beside it. The
 * view begins its search when it is opened and stops it when it is left; the engine keeps what was found.
 */
import { useComputed, useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Finding } from '../../../engine/protocol.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { SeverityIcon } from '../../../parts/icons/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import { SEVERITIES } from '../../../state/findings.ts';
import { count, instant } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { goTo, place, type Inspection } from '../../../state/store.ts';
import type { ReportProps } from '../../contract.ts';
import {
  eventRows,
  EventSearch,
  findingsByEvent,
  isAll,
  linesOf,
  NOTHING,
  placeOf,
  spanOfReport,
  type EventRow,
  type Typed,
} from '../state/events.ts';
import type { Range } from '../state/timeline.ts';
import { eventWords } from '../event-words.ts';
import { FilterBar } from './filter.tsx';
import { ObjectHistory } from './history.tsx';
import { OneEvent } from './one.tsx';
import { Timeline } from './timeline.tsx';
import './style.css';

const text = eventWords;

type Found = ReadonlyMap<number, readonly Finding[]>;

function gravest(findings: readonly Finding[]): Finding | undefined {
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return [...findings].sort((a, b) => rank(a) - rank(b))[0];
}

function columnsOf(findings: ReadonlySignal<Found>): ReadonlyArray<Column<EventRow>> {
  return [
    {
      id: 'index',
      head: text.head.index,
      min: 5,
      grow: 0,
      look: 'number',
      name: true,
      sortable: true,
      cell: ({ index }) => count(index),
    },
    {
      id: 'findings',
      head: text.head.findings,
      min: 4,
      grow: 0,
      cell: ({ index }) => {
        const here = findings.value.get(index);
        const worst = here === undefined ? undefined : gravest(here);
        if (here === undefined || worst === undefined) return null;
        return (
          <span class={`severity-${worst.severity}`}>
            <SeverityIcon severity={worst.severity} />
            <span class="visually-hidden">{text.findings(here.length)}</span>
            {here.length > 1 && <span aria-hidden="true"> {here.length}</span>}
          </span>
        );
      },
    },
    // In front of the time: a phone shows no more than these.
    {
      id: 'type',
      head: text.head.type,
      min: 12,
      grow: 2,
      cell: ({ type }) =>
        type === null ? <strong class="ev-bad">{text.unreadable}</strong> : <SafeText text={type} />,
    },
    {
      id: 'time',
      head: text.head.time,
      min: 11.5,
      grow: 0,
      cell: ({ timestamp, type }) =>
        timestamp === null ? (
          <span class="muted">{type === null ? '' : text.noTime}</span>
        ) : (
          <time dateTime={timestamp}>{instant(timestamp)}</time>
        ),
    },
    {
      id: 'stream',
      head: text.head.stream,
      min: 14,
      grow: 3,
      look: 'mono',
      cell: ({ stream }) => stream !== null && <SafeText text={stream} />,
    },
    {
      id: 'actor',
      head: text.head.actor,
      min: 10,
      grow: 1,
      look: 'mono',
      cell: ({ actor }) => actor !== null && <SafeText text={actor} />,
    },
  ];
}

function List({
  inspection,
  search,
  selected,
  active,
  columns,
  onActive,
}: {
  inspection: Inspection;
  search: EventSearch;
  selected: Range | null;
  active: Signal<number>;
  columns: ReadonlyArray<Column<EventRow>>;
  onActive: (row: EventRow | undefined) => void;
}) {
  const source = useMemo<Source<EventRow>>(
    () =>
      async ({ sort, from, limit }) => {
        // All events are there without a search.
        if (!isAll(search.lines) || selected !== null) await search.begun;
        const descending = sort?.descending === true;
        const found = await eventRows(inspection, search.lines, selected, { descending, from, limit });
        return {
          total: found.total,
          atLeast: found.at_least,
          rows: found.rows as unknown as EventRow[],
        };
      },
    [inspection, search, selected],
  );
  return (
    <Table
      label={text.list}
      columns={columns}
      source={source}
      active={active}
      {...(isAll(search.lines) && selected === null ? {} : { found: search.found })}
      chooseFirst
      onActive={onActive}
      onOpen={({ index }) => {
        goTo({ event: index }, true);
        document.querySelector<HTMLElement>('.ev-one-title')?.focus();
      }}
      onError={tell}
    />
  );
}

/** How far the search is, and what it found. */
function State({ search, onStop, onGoOn }: { search: EventSearch; onStop: () => void; onGoOn: () => void }) {
  const all = isAll(search.lines);
  const counts = search.drawn.value?.counts;
  const found = counts?.totals.reduce((sum, each) => sum + each, 0) ?? 0;
  const share = search.share.value ?? 0;
  const phase = search.phase.value;
  const { state } = text;
  return (
    <div class="ev-state">
      <p class="small muted" role="status">
        {phase === 'running'
          ? (all ? state.counting : state.looking)(share, found)
          : phase === 'stopped'
            ? state.stopped(found)
            : state.found(found, all)}
        {counts !== undefined && counts.without_time > 0 && ` ${state.without(counts.without_time)}`}
        {counts?.lost != null && ` ${counts.lost}`}
      </p>
      {phase === 'running' ? (
        <>
          <progress max={1} value={share} aria-label={text.list} />
          <button type="button" class="button small no-print" onClick={onStop}>
            {text.filter.stop}
          </button>
        </>
      ) : (
        phase === 'stopped' && (
          <button type="button" class="button small no-print" onClick={onGoOn}>
            {text.filter.goOn}
          </button>
        )
      )}
    </div>
  );
}

export function EventsView({ inspection, report }: ReportProps) {
  const typed = useSignal<Typed>(NOTHING);
  const search = useSignal<EventSearch | null>(null);
  const selected = useSignal<Range | null>(null);
  const bins = useSignal(100);
  const active = useSignal(0);
  const shown = useSignal<number | null>(place.peek().event);
  const history = useSignal<{ stream: string; from: number } | null>(null);
  const findings = useComputed<Found>(() => findingsByEvent(inspection.report.value ?? report));
  const columns = useMemo(() => columnsOf(findings), []);
  const begin = () => {
    search.peek()?.stop();
    search.value = new EventSearch(inspection, linesOf(typed.peek()), spanOfReport(report), bins.peek());
  };
  const filter = JSON.stringify(linesOf(typed.value));
  useEffect(() => {
    begin();
    return () => search.peek()?.stop();
  }, [inspection, filter]);
  /** The event of the row that has the focus. */
  const here = useRef<number | null>(null);
  /** An event that the address names: until its row is there, no other is shown in its place. */
  const awaited = useRef<number | null>(null);
  const named = place.value.event;
  useEffect(() => {
    if (named === null || named === here.current) return;
    awaited.current = named;
    shown.value = named;
    history.value = null;
    typed.value = NOTHING;
    selected.value = null;
    placeOf(inspection, named).then(
      (row) => {
        active.value = row;
      },
      (error: unknown) => tell(error),
    );
  }, [named]);
  const onActive = (row: EventRow | undefined) => {
    // The same event comes again whenever its page is asked for again.
    if (row === undefined || row.index === here.current) return;
    if (awaited.current !== null && awaited.current !== row.index) return;
    awaited.current = null;
    here.current = row.index;
    history.value = null;
    shown.value = row.index;
  };
  const now = search.value;
  if (now === null) return null;
  const counts = now.drawn.value?.counts;
  const none =
    now.phase.value === 'done' && counts !== undefined && counts.totals.every((total) => total === 0);
  const past = history.value;
  const index = shown.value;
  return (
    <div class="stack">
      <p class="prose">{text.why}</p>
      <FilterBar
        report={report}
        typed={typed.value}
        onTyped={(next) => {
          awaited.current = null;
          active.value = 0;
          typed.value = next;
        }}
      />
      <State search={now} onStop={() => now.stop()} onGoOn={begin} />
      <Timeline search={now} selected={selected} bins={bins} />
      <div class="ev-panes">
        {none ? (
          <Empty title={text.empty}>
            <p>{text.emptyHint}</p>
          </Empty>
        ) : (
          <List
            inspection={inspection}
            search={now}
            selected={selected.value}
            active={active}
            columns={columns}
            onActive={onActive}
          />
        )}
        <div class="panel ev-one">
          {past !== null ? (
            <ObjectHistory
              inspection={inspection}
              stream={past.stream}
              from={past.from}
              onEvent={(event) => {
                history.value = null;
                shown.value = event;
              }}
            />
          ) : index === null ? (
            <p class="muted">{text.one.none}</p>
          ) : (
            <OneEvent
              inspection={inspection}
              index={index}
              findings={findings.value.get(index) ?? []}
              onHistory={(stream) => (history.value = { stream, from: index })}
              onOnly={(stream) => {
                active.value = 0;
                typed.value = { ...NOTHING, stream };
              }}
            />
          )}
        </div>
      </div>
    </div>
  );
}
