/** What of a set can be listed: a table at a time, whichever the engine says there are. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Report, Table as ListTable } from '../../engine/protocol.ts';
import { bytes, count, sentence } from '../../state/format.ts';
import { refusalOf, rowsOf } from '../../state/inspect.ts';
import type { Inspection } from '../../state/store.ts';
import { SafeText } from '../safe-text/index.tsx';
import { Table, type Column, type Source } from '../table/index.tsx';
import './style.css';

type Row = Record<string, unknown>;

/** The view of findings shows these. */
const ELSEWHERE = 'findings';

/** "compressed_bytes" as a heading. */
function headOf(column: string): string {
  const text = column.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cellText(column: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return /(^|_)bytes$/.test(column) ? bytes(value) : count(value);
  if (Array.isArray(value)) return value.map((each) => cellText('', each)).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value as string | bigint);
}

function columnsOf(table: ListTable): ReadonlyArray<Column<Row>> {
  return table.columns.map((column, at) => ({
    id: column,
    head: headOf(column),
    min: at === 0 ? 14 : 8,
    grow: at === 0 ? 3 : 1,
    name: at === 0,
    sortable: true,
    cell: (row: Row) => <SafeText text={cellText(column, row[column])} />,
  }));
}

export function Lists({
  inspection,
  without = [],
}: {
  inspection: Inspection;
  /** Names of tables that the view shows in another way. */
  without?: readonly string[];
}) {
  // What has no columns of its own is a list within a row of another.
  const tables = inspection.tables.filter(
    ({ name, columns }) => name !== ELSEWHERE && columns.length > 0 && !without.includes(name),
  );
  const lacking = useSignal<readonly string[]>([]);
  const refused = useSignal<{ table: string; report: Report | null; why: string } | null>(null);
  const chosen = useSignal(tables[0]?.name ?? '');
  const table = tables.find(({ name }) => name === chosen.value) ?? tables[0];
  const source = useMemo<Source<Row>>(
    () =>
      async ({ text, sort, from, limit }) => {
        const page = await rowsOf(inspection, {
          table: table?.name ?? '',
          within: null,
          part: null,
          text: text === '' ? null : text,
          sort: sort === null ? null : `${sort.descending ? '-' : ''}${sort.column}`,
          from,
          limit,
        });
        lacking.value = page.incomplete ?? [];
        return { total: page.total, rows: page.rows as unknown as Row[] };
      },
    [inspection, table?.name, inspection.report.value],
  );
  // Of a report that says more, it may be given.
  const isRefused = refused.value?.table === table?.name && refused.value?.report === inspection.report.value;
  const columns = useMemo(() => (table === undefined ? [] : columnsOf(table)), [table?.name]);
  if (table === undefined) return <p class="muted">There is nothing to be listed of this file.</p>;
  return (
    <>
      <fieldset class="lists-choice">
        <legend class="small muted">Which list</legend>
        {tables.map(({ name, title }) => (
          <label key={name} class="lists-option">
            <input
              type="radio"
              name="lists-table"
              checked={name === table.name}
              onChange={() => {
                refused.value = null;
                lacking.value = [];
                chosen.value = name;
              }}
            />
            <span>{title}</span>
          </label>
        ))}
      </fieldset>
      {isRefused ? (
        <p role="status">
          <SafeText text={sentence(refused.value?.why ?? '')} />
        </p>
      ) : (
        <Table
          key={table.name}
          label={table.title}
          columns={columns}
          search={`Search in ${table.title.toLowerCase()}`}
          source={source}
          onError={(error) => {
            const why = refusalOf(error);
            if (why !== null) refused.value = { table: table.name, report: inspection.report.peek(), why };
          }}
        />
      )}
      {!isRefused && lacking.value.length > 0 && (
        <p class="small muted" role="status">
          Not all is listed: <SafeText text={lacking.value.join('; ')} />
        </p>
      )}
    </>
  );
}
