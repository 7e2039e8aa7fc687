/** The contents of one schema as a table: what they hold, and beside it what their drafts change. */
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Columns, Gathered, Looked } from '../../../engine/protocol.ts';
import { instant, sentence } from '../../../state/format.ts';
import { rowsOf, tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import { inside } from '../inside-words.ts';
import { columnsOf, gather, openSchema, openThing } from '../state/inside.ts';
import { Looking } from './looking.tsx';
import './style.css';

/** A row as the engine writes it. */
interface Row {
  id: string;
  name: string | null;
  status: string;
  new_status: string | null;
  scheduled: boolean;
  deleted: boolean;
  version: number;
  last_modified: string | null;
  last_modified_by: string | null;
  /** By the keys of the columns; `null`: it can't be read. */
  data: Record<string, string> | null;
  /** What the draft changes; `null` in it: nothing is left there. */
  new_data: Record<string, string | null> | null;
}

type Part = keyof typeof inside.parts;
const PARTS = Object.keys(inside.parts) as Part[];

/** What is live, and what the draft makes of it. */
function Cell({ row, at }: { row: Row; at: string }) {
  const live = row.data?.[at];
  const draft = row.new_data?.[at];
  return (
    <>
      {live !== undefined && <SafeText text={live} />}
      {draft !== undefined && (
        <span class="contents-draft">
          {' '}
          <span class="visually-hidden">{inside.draft} </span>
          <span aria-hidden="true">→ </span>
          {draft === null ? <em>{inside.emptied}</em> : <SafeText text={draft} />}
        </span>
      )}
    </>
  );
}

const NUMBERS: ReadonlySet<string> = new Set(['Number']);

function columnsFor({ columns }: Columns, all: boolean): ReadonlyArray<Column<Row>> {
  const listed = columns.filter((column) => column.in_lists);
  const shown = all || listed.length === 0 ? columns : listed;
  return [
    {
      id: 'name',
      head: inside.head.name,
      min: 12,
      grow: 2,
      name: true,
      sortable: true,
      cell: (row) => <SafeText text={row.name ?? row.id} />,
    },
    {
      id: 'status',
      head: inside.head.status,
      min: 8,
      sortable: true,
      cell: (row) => (
        <>
          <SafeText text={row.status} />
          {row.new_status !== null && (
            <span class="contents-draft">
              , <SafeText text={inside.draftOf(row.new_status)} />
            </span>
          )}
          {row.scheduled && `, ${inside.scheduled}`}
          {row.deleted && <strong class="object-lost">, {inside.deleted}</strong>}
        </>
      ),
    },
    ...shown.map(
      (column): Column<Row> => ({
        id: `data.${column.key}`,
        head: column.language === null ? column.label : `${column.label} (${column.language})`,
        min: 9,
        sortable: true,
        ...(NUMBERS.has(column.field_type) ? { look: 'number' as const } : {}),
        cell: (row) => <Cell row={row} at={column.key} />,
      }),
    ),
    {
      id: 'last_modified',
      head: inside.head.changed,
      min: 14,
      sortable: true,
      cell: (row) => (row.last_modified === null ? '' : instant(row.last_modified)),
    },
    {
      id: 'id',
      head: inside.head.id,
      min: 18,
      grow: 0,
      look: 'mono',
      sortable: true,
      cell: (row) => <SafeText text={row.id} />,
    },
  ];
}

/** How far a search or sort is; nothing where it takes no time. */
function Gathering({ now }: { now: ReadonlySignal<Gathered | null> }) {
  const gathered = now.value;
  if (gathered === null) return null;
  const { what, done, total, found } = gathered;
  const said = what === 'search' ? inside.searching(done, total, found) : inside.sorting(done, total);
  return (
    <div class="inside-gathering counting">
      <progress max={Math.max(1, total)} value={done} aria-label={said} />
      <p class="small muted">{said}</p>
    </div>
  );
}

function List({ inspection, schema }: { inspection: Inspection; schema: string }) {
  const columns = useSignal<Columns | null>(null);
  const part = useSignal<Part>('present');
  const all = useSignal(false);
  const looking = useSignal<Gathered | null>(null);
  const lacking = useSignal<readonly string[]>([]);
  const report = inspection.report.value;
  useEffect(() => {
    let mine = true;
    columns.value = null;
    columnsOf(inspection, schema).then((found) => {
      if (mine) columns.value = found;
    }, tell);
    return () => {
      mine = false;
    };
  }, [inspection, schema, report]);
  const source = useMemo<Source<Row>>(
    () =>
      async ({ text, sort, from, limit }, signal) => {
        const query = {
          table: 'data',
          within: schema,
          part: part.value,
          text: text === '' ? null : text,
          sort: sort === null ? null : `${sort.descending ? '-' : ''}${sort.column}`,
          from,
          limit,
        };
        try {
          await gather(inspection, query, (now) => (looking.value = now), signal);
        } finally {
          if (!signal.aborted) looking.value = null;
        }
        signal.throwIfAborted();
        const page = await rowsOf(inspection, query);
        lacking.value = page.incomplete ?? [];
        return { total: page.total, rows: page.rows as unknown as Row[] };
      },
    [inspection, schema, part.value, report],
  );
  const known = columns.value;
  const shown = useMemo(() => (known === null ? [] : columnsFor(known, all.value)), [known, all.value]);
  if (known === null) return null;
  const listed = known.columns.filter((column) => column.in_lists).length;
  return (
    <>
      <div class="inside-choices no-print">
        <label>
          <span class="small muted">{inside.which}</span>
          <select value={part.value} onChange={(event) => (part.value = event.currentTarget.value as Part)}>
            {PARTS.map((each) => (
              <option key={each} value={each}>
                {inside.parts[each]}
              </option>
            ))}
          </select>
        </label>
        {listed > 0 && listed < known.columns.length && (
          <label class="inside-check">
            <input
              type="checkbox"
              checked={all.value}
              onChange={(event) => (all.value = event.currentTarget.checked)}
            />
            <span>{inside.allFields}</span>
          </label>
        )}
      </div>
      <Table
        key={`${schema} ${part.value}`}
        label={inside.contentsOf(known.label ?? known.schema ?? schema)}
        columns={shown}
        search={inside.search}
        source={source}
        rowClass={(row) => (row.deleted ? 'contents-deleted' : undefined)}
        onOpen={(row) => openThing({ kind: 'contents', id: row.id, name: row.name ?? row.id, at: null })}
        onError={tell}
      />
      <Gathering now={looking} />
      {lacking.value.length > 0 && (
        <p class="small muted" role="status">
          {inside.incomplete} <SafeText text={sentence(lacking.value.slice(0, 5).join('; '))} />
        </p>
      )}
    </>
  );
}

function Schemas({ inspection, looked }: { inspection: Inspection; looked: Looked }) {
  const { schemas } = looked;
  const chosen = schemas.find(({ id }) => id === openSchema.value) ?? schemas[0];
  if (chosen === undefined) return <p>{inside.noneAtAll}</p>;
  return (
    <>
      <p class="small muted">
        {looked.as_restored ? inside.restored : inside.readable}
        {looked.left_out > 0 && ` ${inside.leftOut(looked.left_out)}`}
      </p>
      <div class="inside-choices no-print">
        <label>
          <span class="small muted">{inside.schema}</span>
          <select
            value={chosen.id}
            onChange={(event) => {
              openSchema.value = event.currentTarget.value;
            }}
          >
            {schemas.map(({ id, name, label, contents }) => (
              <option key={id} value={id}>
                {inside.schemaOption(label ?? name ?? inside.schemaGone(id), contents)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <List key={chosen.id} inspection={inspection} schema={chosen.id} />
    </>
  );
}

/** In the place of the app's other parts, with the way back to them. */
export function ContentsPanel({
  inspection,
  onBack,
}: {
  inspection: Inspection;
  onBack: (() => void) | null;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section class="panel inside-contents" aria-labelledby="contents-title">
      <div class="panel-head">
        <h3 id="contents-title" ref={heading} tabIndex={-1}>
          {inside.contentsTitle}
        </h3>
        {onBack !== null && (
          <button type="button" class="button small no-print" onClick={onBack}>
            ← {inside.back}
          </button>
        )}
      </div>
      <Looking inspection={inspection}>
        {(looked) => <Schemas inspection={inspection} looked={looked} />}
      </Looking>
    </section>
  );
}
