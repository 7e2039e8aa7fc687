/** What is inside: the tables of the databases, and everything else of the set that can be listed. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Report } from '../../../engine/protocol.ts';
import { Lists } from '../../../parts/lists/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import { Treemap } from '../../../parts/treemap/index.tsx';
import { bytes, count, sentence } from '../../../state/format.ts';
import { refusalOf } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import type { ReportProps } from '../../contract.ts';
import { sharepoint } from '../words.ts';
import { pageOf, useListed, type Wanted } from './listed.ts';
import { databaseNodes, fullName, schemasOf, tableNodes, type TableLine } from './model.ts';
import { Lacking, TableView } from './table.tsx';
import './style.css';

const text = sharepoint.tables;

/** Lists that this view shows in its own way. */
const SHOWN_HERE = ['tables', 'columns', 'keys'];
/** Lists that only content databases have. */
const OF_CONTENT = ['site-collections', 'webs'];

const SITES: Wanted = { table: 'site-collections', within: null, part: null };

type Line = Column<TableLine>;

function numberColumn(id: 'rows' | 'columns' | 'bytes', min: number): Line {
  return {
    id,
    head: text.head[id],
    min,
    grow: 0,
    look: 'number',
    sortable: true,
    cell: (line) => {
      const value = line[id];
      if (value === null) return <span class="muted">{text.notRecorded}</span>;
      return id === 'bytes' ? bytes(value) : count(value);
    },
  };
}

const NAME: Line = {
  id: 'table',
  head: text.head.table,
  min: 11,
  grow: 3,
  name: true,
  sortable: true,
  cell: ({ table }) => <SafeText text={table} />,
};
const SCHEMA: Line = {
  id: 'schema',
  head: text.head.schema,
  min: 5,
  sortable: true,
  cell: ({ schema }) => <SafeText text={schema} />,
};
const DATABASE: Line = {
  id: 'database',
  head: text.head.database,
  min: 10,
  grow: 2,
  sortable: true,
  cell: ({ database }) => <SafeText text={database} />,
};
const ONE: readonly Line[] = [
  NAME,
  SCHEMA,
  numberColumn('rows', 6.5),
  numberColumn('columns', 5),
  numberColumn('bytes', 6.5),
];

function Tables({
  inspection,
  report,
  part,
  several,
  onPart,
  onOpen,
  onShown,
}: {
  inspection: Inspection;
  report: Report;
  /** The database that is shown; `null`: all of them. */
  part: string | null;
  several: boolean;
  onPart: (database: string | null) => void;
  onOpen: (table: TableLine) => void;
  /** The map is there. */
  onShown: () => void;
}) {
  const wanted: Wanted = { table: 'tables', within: null, part };
  const listed = useListed(inspection, wanted, '-bytes', report);
  const refused = useSignal<{ report: Report; why: string } | null>(null);
  const source = useMemo<Source<TableLine>>(
    () => async (query) => {
      const page = await pageOf(inspection, wanted, query);
      return { total: page.total, rows: page.rows as unknown as TableLine[] };
    },
    [inspection, part, report],
  );
  const columns = useMemo(() => (several && part === null ? [...ONE, DATABASE] : ONE), [several, part]);
  const found = listed.value;
  useEffect(() => {
    if (found !== null) onShown();
  }, [found !== null]);
  if (found === null) return <p class="muted">{text.looking}</p>;
  const why =
    'refused' in found ? found.refused : refused.value?.report === report ? refused.value.why : null;
  const trail = several && part !== null ? [{ id: part, name: part }] : [];
  const lines = 'rows' in found ? (found.rows.rows as unknown as TableLine[]) : [];
  const isOfDatabases = several && part === null;
  const schemas = isOfDatabases ? [] : schemasOf(lines);
  const nodes = isOfDatabases ? databaseNodes(lines) : tableNodes(lines, schemas);
  return (
    <>
      {(why === null || trail.length > 0) && (
        <Treemap
          label={isOfDatabases ? text.databasesMap : text.map}
          nodes={nodes}
          legend={schemas}
          trail={trail}
          hint={text.mapHint}
          alone
          onOpen={(id) => {
            if (isOfDatabases) return onPart(id);
            const line = lines[Number(id)];
            if (line !== undefined) onOpen(line);
          }}
          onUp={onPart}
        />
      )}
      {'rows' in found && found.rows.total > lines.length && (
        <p class="small muted">{text.largest(lines.length, found.rows.total)}</p>
      )}
      {why === null ? (
        <>
          <Table
            label={text.list}
            columns={columns}
            search={text.search}
            source={source}
            onOpen={onOpen}
            onError={(error) => {
              const words = refusalOf(error);
              if (words !== null) refused.value = { report, why: words };
            }}
          />
          <p class="small muted no-print">{text.openHint}</p>
        </>
      ) : (
        <p role="status">
          <SafeText text={sentence(why)} />
        </p>
      )}
      <Lacking notes={'rows' in found ? (found.rows.incomplete ?? []) : []} />
    </>
  );
}

function Databases({ inspection, report }: { inspection: Inspection; report: Report }) {
  const several = (report.sharepoint?.chains.length ?? 0) > 1;
  const part = useSignal<string | null>(null);
  const opened = useSignal<TableLine | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  const isOther = useRef(false);
  if (opened.value !== null)
    return (
      <TableView
        key={`${opened.value.database} ${fullName(opened.value)}`}
        inspection={inspection}
        line={opened.value}
        onBack={() => {
          opened.value = null;
          // The button is gone; reading goes on where the tables are.
          requestAnimationFrame(() => title.current?.focus());
        }}
      />
    );
  return (
    <section class="panel database-tables" aria-labelledby="tables-title" ref={section}>
      <h3 id="tables-title" tabIndex={-1} ref={title}>
        {text.title}
      </h3>
      <Tables
        // Another database, another list: nothing of the last one stays.
        key={part.value ?? ''}
        inspection={inspection}
        report={report}
        part={part.value}
        several={several}
        onPart={(database) => {
          isOther.current = true;
          part.value = database;
        }}
        onShown={() => {
          // The map of another database takes the place of the one that had the focus.
          if (isOther.current) section.current?.querySelector<HTMLElement>('.treemap-box')?.focus();
          isOther.current = false;
        }}
        onOpen={(line) => {
          opened.value = line;
        }}
      />
    </section>
  );
}

/** With databases: their tables, and the lists of content databases if one of them is such. */
function WithDatabases({ inspection, report }: { inspection: Inspection; report: Report }) {
  const sites = useListed(inspection, SITES, null, report).value;
  const hasContent = sites !== null && 'rows' in sites;
  return (
    <>
      <Databases inspection={inspection} report={report} />
      <OtherLists
        inspection={inspection}
        without={hasContent ? SHOWN_HERE : [...SHOWN_HERE, ...OF_CONTENT]}
      />
    </>
  );
}

function OtherLists({ inspection, without }: { inspection: Inspection; without: readonly string[] }) {
  return (
    <section class="database-lists" aria-label={text.others}>
      <Lists inspection={inspection} without={without} />
    </section>
  );
}

export function InsideView({ inspection, report }: ReportProps) {
  const hasPages = inspection.tables.some(({ name }) => name === 'tables');
  if (!hasPages) return <OtherLists inspection={inspection} without={SHOWN_HERE} />;
  return <WithDatabases inspection={inspection} report={report} />;
}
