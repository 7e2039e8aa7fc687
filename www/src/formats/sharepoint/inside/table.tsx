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
import { fullName, MOST_COLUMNS, valueText, type ColumnLine, type TableLine } from './model.ts';

const text = sharepoint.table;

type Row = Record<string, unknown>;

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

function columnColumns(isOneKey: boolean): ReadonlyArray<Column<ColumnLine>> {
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
  ];
}

/** All values of one row, one below the other. */
function RowValues({
  row,
  columns,
  onClose,
}: {
  row: Row;
  columns: readonly ColumnLine[];
  onClose: () => void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [row]);
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
      <dl>
        {columns.map(({ column }) => (
          <div key={column}>
            <dt>
              <SafeText text={column} />
            </dt>
            <dd>
              <Value value={row[column]} />
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
      return { total: page.total + (isMore ? 1 : 0), rows: page.rows };
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
        cell: (row) => <Value value={row[column]} />,
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
  const looks = useMemo(() => columnColumns(columns.filter(({ key }) => key !== null).length < 2), [columns]);
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
