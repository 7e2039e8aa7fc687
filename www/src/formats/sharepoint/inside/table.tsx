/** One table of a database: its columns, and its rows when somebody asks for them. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import { bytes, count, sentence } from '../../../state/format.ts';
import { refusalOf } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { sharepoint } from '../words.ts';
import { pageOf, useListed } from './listed.ts';
import { SaveRows } from './save-rows.tsx';
import {
  fullName,
  isCut,
  MOST_COLUMNS,
  referenceText,
  valueText,
  type ColumnLine,
  type KeyLine,
  type TableLine,
} from './model.ts';

const text = sharepoint.table;

type Values = Record<string, unknown>;

/** A row, and where it stands. */
interface Row {
  values: Values;
  place: string | null;
}

/** What a list lacks, in the engine's words. */
export function Lacking({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <p class="small muted" role="status">
      {sharepoint.tables.lacking} <SafeText text={notes.join('; ')} />
    </p>
  );
}

function Value({ value }: { value: unknown }) {
  const shown = valueText(value);
  return shown === null ? <em class="muted">{text.nothing}</em> : <SafeText text={shown} />;
}

function flagColumn(id: 'nullable' | 'identity' | 'computed'): Column<ColumnLine> {
  return { id, head: text.head[id], min: 6, sortable: true, cell: (line) => (line[id] ? text.yes : '') };
}

/** Names, one after the other. */
function Names({ names }: { names: readonly string[] }) {
  return <SafeText text={names.join(', ')} />;
}

function columnColumns(columns: readonly ColumnLine[]): ReadonlyArray<Column<ColumnLine>> {
  const isOneKey = columns.filter(({ key }) => key !== null).length < 2;
  const named: ReadonlyArray<Column<ColumnLine>> = (['unique', 'references'] as const)
    // Without a single one, a column of the list would only take room.
    .filter((id) => columns.some((column) => column[id].length > 0))
    .map((id) => ({
      id,
      head: text.head[id],
      min: 10,
      grow: 2,
      cell: (line) => <Names names={line[id]} />,
    }));
  return [
    {
      id: 'column',
      head: text.head.column,
      min: 11,
      grow: 3,
      name: true,
      sortable: true,
      cell: ({ column }) => <SafeText text={column} />,
    },
    {
      id: 'type',
      head: text.head.type,
      min: 10,
      grow: 2,
      sortable: true,
      cell: ({ type }) => <SafeText text={type} />,
    },
    {
      id: 'key',
      head: text.head.key,
      min: 7,
      sortable: true,
      cell: ({ key }) => (key === null ? '' : isOneKey ? text.onlyKey : text.key(key)),
    },
    flagColumn('nullable'),
    flagColumn('identity'),
    flagColumn('computed'),
    ...named,
  ];
}

const KEY_COLUMNS: ReadonlyArray<Column<KeyLine>> = [
  {
    id: 'name',
    head: text.keyHead.name,
    min: 11,
    grow: 2,
    name: true,
    sortable: true,
    cell: ({ name }) => <SafeText text={name} />,
  },
  {
    id: 'kind',
    head: text.keyHead.kind,
    min: 10,
    sortable: true,
    cell: ({ kind, clustered }) => (clustered ? text.clustered(text.kinds[kind]) : text.kinds[kind]),
  },
  {
    id: 'columns',
    head: text.keyHead.columns,
    min: 10,
    grow: 2,
    cell: ({ columns }) => <Names names={columns} />,
  },
  {
    id: 'references',
    head: text.keyHead.references,
    min: 10,
    grow: 2,
    sortable: true,
    cell: (line) => <SafeText text={referenceText(line)} />,
  },
];

/** Keys and indexes of a table; nothing where it has none. */
function Keys({ inspection, line }: { inspection: Inspection; line: TableLine }) {
  const within = fullName(line);
  const wanted = { table: 'keys', within, part: line.database };
  const listed = useListed(inspection, wanted, null, null);
  const source = useMemo<Source<KeyLine>>(
    () => async (query) => {
      const page = await pageOf(inspection, wanted, query);
      return { total: page.total, rows: page.rows as unknown as KeyLine[] };
    },
    [inspection, within, line.database],
  );
  const isNone = listed.value === null || 'refused' in listed.value || listed.value.rows.total === 0;
  if (isNone) return null;
  return (
    <section class="panel database-tables" aria-labelledby="keys-title">
      <h3 id="keys-title">{text.keys}</h3>
      <Table label={text.keysOf(within)} columns={KEY_COLUMNS} source={source} onError={refusalOf} />
    </section>
  );
}

/** All values of one row, one below the other. */
function RowValues({
  row,
  columns,
  whole,
  onClose,
}: {
  row: Row;
  columns: readonly ColumnLine[];
  /** Reads the large values of the row at this place. */
  whole: (place: string) => Promise<Values | null>;
  onClose: () => void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  const read = useSignal<{ row: Row; values: Values | 'reading' } | null>(null);
  useEffect(() => title.current?.focus(), [row]);
  const known = read.value?.row === row ? read.value.values : null;
  const values = known === null || known === 'reading' ? row.values : known;
  const { place } = row;
  const ask = async () => {
    if (place === null) return;
    read.value = { row, values: 'reading' };
    const values = await whole(place);
    // Another row may be open by now.
    if (read.peek()?.row === row) read.value = values === null ? null : { row, values };
    title.current?.focus();
  };
  return (
    <section class="row-values" aria-labelledby="row-title">
      <div class="panel-head">
        <h4 id="row-title" tabIndex={-1} ref={title}>
          {text.row}
        </h4>
        <button type="button" class="button small no-print" onClick={onClose}>
          {text.closeRow}
        </button>
      </div>
      {place !== null && (known === null || known === 'reading') && isCut(row.values) && (
        <div class="whole-values no-print">
          <p class="small muted">{text.wholeHint}</p>
          <button
            type="button"
            class="button small"
            disabled={known === 'reading'}
            onClick={() => {
              void ask();
            }}
          >
            {known === 'reading' ? text.reading : text.whole}
          </button>
        </div>
      )}
      <dl>
        {columns.map(({ column }) => (
          <div key={column}>
            <dt>
              <SafeText text={column} />
            </dt>
            <dd>
              <Value value={values[column]} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Rows({
  inspection,
  line,
  columns,
}: {
  inspection: Inspection;
  line: TableLine;
  columns: readonly ColumnLine[];
}) {
  const within = fullName(line);
  const refused = useSignal<{ why: string; wasSorted: boolean } | null>(null);
  const isSorted = useRef(false);
  const notes = useSignal<readonly string[]>([]);
  const opened = useSignal<Row | null>(null);
  const list = useRef<HTMLDivElement>(null);
  // Whatever the list is, it is another one after it was refused.
  const turn = useSignal(0);
  const source = useMemo<Source<Row>>(
    () => async (query) => {
      isSorted.current = query.sort !== null;
      const page = await pageOf(inspection, { table: 'rows', within, part: line.database }, query);
      const isMore = page.at_least && page.rows.length === query.limit;
      const now = [...(page.incomplete ?? []), ...(isMore ? [text.atLeast] : [])];
      if (now.join() !== notes.peek().join()) notes.value = now;
      // One more line, with which the next page is asked for.
      return {
        total: page.total + (isMore ? 1 : 0),
        rows: page.rows.map((values, at) => ({ values, place: page.places?.[at] ?? null })),
      };
    },
    [inspection, within, line.database, turn.value],
  );
  const shown = useMemo<ReadonlyArray<Column<Row>>>(
    () =>
      columns.slice(0, MOST_COLUMNS).map(({ column }, at) => ({
        id: column,
        head: column,
        min: 9,
        name: at === 0,
        sortable: true,
        cell: (row) => <Value value={row.values[column]} />,
      })),
    [columns],
  );
  if (refused.value !== null)
    return (
      <>
        <p role="status">
          <SafeText text={sentence(refused.value.why)} />
        </p>
        {refused.value.wasSorted && (
          <p>
            <button
              type="button"
              class="button small"
              onClick={() => {
                turn.value += 1;
                refused.value = null;
              }}
            >
              {text.asStored}
            </button>
          </p>
        )}
      </>
    );
  return (
    <>
      <div ref={list}>
        <Table
          key={turn.value}
          label={text.rowsOf(within)}
          columns={shown}
          search={text.searchRows}
          source={source}
          autoFocus
          onOpen={(row) => {
            opened.value = row;
          }}
          onError={(error) => {
            const why = refusalOf(error);
            if (why !== null) refused.value = { why, wasSorted: isSorted.current };
          }}
        />
      </div>
      <p class="small muted no-print">{text.rowHint}</p>
      {columns.length > MOST_COLUMNS && (
        <p class="small muted">{text.firstColumns(MOST_COLUMNS, columns.length)}</p>
      )}
      <Lacking notes={notes.value} />
      {opened.value !== null && (
        <RowValues
          row={opened.value}
          columns={columns}
          whole={async (place) => {
            const wanted = { table: 'row', within, part: line.database };
            try {
              const page = await pageOf(inspection, wanted, { text: place, sort: null, from: 0, limit: 1 });
              return page.rows[0] ?? null;
            } catch (error) {
              const why = refusalOf(error);
              if (why !== null) notes.value = [why];
              return null;
            }
          }}
          onClose={() => {
            opened.value = null;
            list.current?.querySelector<HTMLElement>('.table-box')?.focus();
          }}
        />
      )}
    </>
  );
}

export function TableView({
  inspection,
  line,
  onBack,
}: {
  inspection: Inspection;
  line: TableLine;
  onBack: () => void;
}) {
  const name = fullName(line);
  const wanted = { table: 'columns', within: name, part: line.database };
  const listed = useListed(inspection, wanted, null, null);
  const showsRows = useSignal(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const columns = useMemo(
    () =>
      listed.value !== null && 'rows' in listed.value
        ? (listed.value.rows.rows as unknown as ColumnLine[])
        : [],
    [listed.value],
  );
  const source = useMemo<Source<ColumnLine>>(
    () => async (query) => {
      const page = await pageOf(inspection, wanted, query);
      return { total: page.total, rows: page.rows as unknown as ColumnLine[] };
    },
    [inspection, name, line.database],
  );
  const looks = useMemo(() => columnColumns(columns), [columns]);
  const { head } = sharepoint.tables;
  return (
    <>
      <section class="panel database-tables" aria-labelledby="table-title">
        <div class="panel-head">
          <h3 id="table-title" tabIndex={-1} ref={title}>
            <SafeText text={name} />
          </h3>
          <button type="button" class="button small no-print" onClick={onBack}>
            {text.back}
          </button>
        </div>
        <dl class="table-facts">
          {[
            [head.database, <SafeText key="database" text={line.database} />],
            [head.rows, line.rows === null ? sharepoint.tables.notRecorded : count(line.rows)],
            [head.columns, count(line.columns)],
            [head.bytes, line.bytes === null ? sharepoint.tables.notRecorded : bytes(line.bytes)],
          ].map(([label, value]) => (
            <div key={String(label)}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {listed.value !== null &&
          ('refused' in listed.value ? (
            <p role="status">
              <SafeText text={sentence(listed.value.refused)} />
            </p>
          ) : (
            <>
              <Table
                label={text.columnsOf(name)}
                columns={looks}
                search={text.searchColumns}
                source={source}
                onError={refusalOf}
              />
              <Lacking notes={listed.value.rows.incomplete ?? []} />
            </>
          ))}
      </section>
      <Keys inspection={inspection} line={line} />
      {columns.length > 0 && (
        <section class="panel database-tables" aria-labelledby="rows-title">
          <div class="panel-head">
            <h3 id="rows-title">{text.rows}</h3>
            <button
              type="button"
              class="button small no-print"
              aria-expanded={showsRows.value}
              onClick={() => {
                showsRows.value = !showsRows.value;
              }}
            >
              {showsRows.value ? text.hideRows : text.showRows}
            </button>
          </div>
          <p class="measure">{text.privacy}</p>
          <SaveRows inspection={inspection} line={line} />
          {showsRows.value && <Rows inspection={inspection} line={line} columns={columns} />}
        </section>
      )}
    </>
  );
}
