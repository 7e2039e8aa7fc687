/** What was dropped together, as a table: each set with its outcome, what is inside, and how far it is. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { systemOf } from '../../formats/index.ts';
import { HandOnDialog } from '../../parts/hand-on/index.tsx';
import { OutcomeIcon } from '../../parts/icons/index.tsx';
import { SafeText } from '../../parts/safe-text/index.tsx';
import { LeftOutOfSaved } from '../../parts/saved/index.tsx';
import { Table, type Column, type Sort, type Source } from '../../parts/table/index.tsx';
import { shownOutcome } from '../../parts/verdict/index.tsx';
import { say } from '../../state/clipboard.ts';
import { bytes, count, percent } from '../../state/format.ts';
import { byBytes } from '../../state/inputs.ts';
import { cancelAll, tell, textOf } from '../../state/inspect.ts';
import { saveBlob } from '../../state/save.ts';
import { busy, goTo, inspections, isRunning, leftOut, type Inspection } from '../../state/store.ts';
import { words } from '../../state/words.ts';
import './style.css';

const text = words.sets;

function outcomeOf(inspection: Inspection) {
  return shownOutcome(inspection.report.value, inspection.phase.value);
}

function sizeOf({ report, bytes: size }: Inspection): number {
  return report.value?.source.bytes ?? size;
}

function nameOf({ report, fileName }: Inspection): string {
  // The report is there when the name is final.
  void report.value;
  return fileName;
}

function holdsOf({ report }: Inspection): { count: number; words: string } | null {
  return report.value === null ? null : (systemOf(report.value.format)?.holds(report.value) ?? null);
}

/** Share of the bytes that was read. */
function shareOf({ reading }: Inspection): number {
  const { value } = reading;
  return value === null || value.bytesTotal === 0 ? 0 : value.bytesDone / value.bytesTotal;
}

function State({ of }: { of: Inspection }) {
  const phase = of.phase.value;
  if (of.saved !== null) return <span class="muted">{text.saved}</span>;
  if (phase === 'waiting' || phase === 'opening') return <span class="muted">{text.waiting}</span>;
  if (phase === 'scanning') return <span class="muted">{text.reading(percent(shareOf(of)))}</span>;
  if (phase === 'cancelled') return <span class="muted">{text.stopped(percent(shareOf(of)))}</span>;
  if (phase === 'failed') return <span class="muted">{text.failed}</span>;
  return <>{text.read}</>;
}

/** What is not known yet is said to be not known yet. */
function Outcome({ of }: { of: Inspection }) {
  const outcome = outcomeOf(of);
  if (isRunning(of) && outcome !== 'fails')
    return (
      <span class="muted">
        <OutcomeIcon outcome="unknown" /> {words.notKnownYet}
      </span>
    );
  return (
    <span class={`outcome-${outcome}`}>
      <OutcomeIcon outcome={outcome} /> {words.outcomes[outcome].title}
    </span>
  );
}

const COLUMNS: ReadonlyArray<Column<Inspection>> = [
  {
    id: 'name',
    head: text.head.name,
    min: 9,
    grow: 4,
    name: true,
    sortable: true,
    cell: (of) => <SafeText text={nameOf(of)} />,
  },
  {
    id: 'outcome',
    head: text.head.outcome,
    min: 12,
    grow: 1,
    sortable: true,
    cell: (of) => <Outcome of={of} />,
  },
  {
    id: 'system',
    head: text.head.system,
    min: 9,
    grow: 2,
    sortable: true,
    cell: ({ report }) => (report.value === null ? '' : systemOf(report.value.format)?.title(report.value)),
  },
  {
    id: 'holds',
    head: text.head.holds,
    min: 7,
    grow: 0,
    look: 'number',
    sortable: true,
    cell: (of) => holdsOf(of)?.words ?? '',
  },
  {
    id: 'size',
    head: text.head.size,
    min: 5.5,
    grow: 0,
    look: 'number',
    sortable: true,
    cell: (of) => bytes(sizeOf(of)),
  },
  { id: 'state', head: text.head.state, min: 8, grow: 0, sortable: true, cell: (of) => <State of={of} /> },
];

/** From what needs somebody's care to what needs none. */
const GRAVITY = ['fails', 'unknown', 'restores-with-loss', 'restores'] as const;
const PHASES = ['scanning', 'opening', 'waiting', 'cancelled', 'failed', 'done'] as const;

function compare(column: string): (a: Inspection, b: Inspection) => number {
  switch (column) {
    case 'outcome':
      return (a, b) => GRAVITY.indexOf(outcomeOf(a)) - GRAVITY.indexOf(outcomeOf(b));
    case 'system':
      return (a, b) => byBytes(a.report.value?.format ?? '', b.report.value?.format ?? '');
    case 'holds':
      return (a, b) => (holdsOf(a)?.count ?? -1) - (holdsOf(b)?.count ?? -1);
    case 'size':
      return (a, b) => sizeOf(a) - sizeOf(b);
    case 'state':
      return (a, b) => PHASES.indexOf(a.phase.value) - PHASES.indexOf(b.phase.value);
    default:
      return (a, b) => byBytes(nameOf(a), nameOf(b));
  }
}

/** As dropped, unless somebody sorts. */
function sorted(all: readonly Inspection[], sort: Sort | null, needle: string): Inspection[] {
  const found =
    needle === ''
      ? [...all]
      : all.filter((each) => nameOf(each).toLowerCase().includes(needle.toLowerCase()));
  if (sort === null) return found;
  const order = compare(sort.column);
  return found.sort((a, b) => (sort.descending ? order(b, a) : order(a, b)));
}

function Totals() {
  const all = inspections.value;
  const units = new Map<string, number>();
  for (const each of all) {
    const holds = holdsOf(each);
    const unit = holds?.words.replace(/^[\d,.\s]+/, '').replace(/s$/, '');
    if (holds !== null && unit !== undefined) units.set(unit, (units.get(unit) ?? 0) + holds.count);
  }
  return (
    <ul class="set-totals">
      {GRAVITY.map((outcome) => {
        const number = all.filter(
          (each) => outcomeOf(each) === outcome && (outcome === 'fails' || !isRunning(each)),
        ).length;
        return (
          number > 0 && (
            <li key={outcome} class={`outcome-${outcome}`}>
              <OutcomeIcon outcome={outcome} /> <strong>{count(number)}</strong>{' '}
              {words.outcomes[outcome].title}
            </li>
          )
        );
      })}
      {busy.value && <li class="muted">{text.open(all.filter(isRunning).length)}</li>}
      <li class="muted">{bytes(all.reduce((sum, each) => sum + sizeOf(each), 0))}</li>
      {[...units].map(([unit, number]) => (
        <li key={unit} class="muted">
          {count(number)} {unit}
          {number === 1 ? '' : 's'}
        </li>
      ))}
    </ul>
  );
}

function LeftOut() {
  const { unread, empty } = leftOut.value;
  if (unread.length === 0 && empty.length === 0) return null;
  return (
    <details class="notice">
      <summary>{text.leftOut(unread.length, empty.length)}</summary>
      <ul class="small mono">
        {[...unread, ...empty].slice(0, 200).map((path) => (
          <li key={path}>
            <SafeText text={path} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One line of JSON for each set, in the order in which they were dropped: as the command line writes them. */
async function saveAll(maskNames: boolean): Promise<void> {
  try {
    const parts: Blob[] = [];
    for (const inspection of inspections.peek().filter(({ saved }) => saved === null))
      parts.push(new Blob([await textOf(inspection, 'json', maskNames)]));
    const saved = await saveBlob(new Blob(parts, { type: 'application/x-ndjson' }), text.file);
    if (saved !== null) say(words.saved(saved.name));
  } catch (error) {
    tell(error);
  }
}

export function SeveralScreen() {
  const all = inspections.value;
  const saving = useSignal(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text.title(all.length)} · ${words.name}`;
  }, [all.length]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [all]);
  // The order is made anew when a set is judged, not with each byte that is read.
  const judged = useComputed(() => inspections.value.filter((each) => !isRunning(each)).length);
  const source = useMemo<Source<Inspection>>(
    () =>
      ({ text: needle, sort, from, limit }) => {
        const rows = sorted(all, sort, needle);
        return { total: rows.length, rows: rows.slice(from, from + limit) };
      },
    [all, judged.value],
  );
  return (
    <main id="content" class="several" tabIndex={-1}>
      <div class="several-head">
        <h1 tabIndex={-1} ref={heading}>
          {text.title(all.length)}
        </h1>
        <div class="button-row no-print">
          {busy.value && (
            <button type="button" class="button" onClick={cancelAll}>
              {text.stop}
            </button>
          )}
          {all.some(({ saved }) => saved === null) && (
            <button type="button" class="button" onClick={() => (saving.value = true)}>
              {text.json}
            </button>
          )}
        </div>
      </div>
      {saving.value && (
        <HandOnDialog
          {...words.handOn.all}
          onClose={() => (saving.value = false)}
          onRun={(maskNames) => void saveAll(maskNames)}
        />
      )}
      <Totals />
      <LeftOut />
      <LeftOutOfSaved />
      <Table
        label={text.title(all.length)}
        columns={COLUMNS}
        source={source}
        {...(all.length > 10 ? { search: text.search } : {})}
        onOpen={(of) => goTo({ view: 'summary', set: all.indexOf(of), severity: null, code: null })}
        onError={tell}
      />
      <p class="small muted no-print">{text.hint}</p>
    </main>
  );
}
