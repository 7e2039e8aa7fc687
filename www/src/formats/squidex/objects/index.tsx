/** The objects behind a number: a list that is asked for when somebody opens it, page by page. */
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ObjectLine, Query } from '../../../engine/protocol.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import { Dialog } from '../../../parts/trouble/index.tsx';
import { bytes, count } from '../../../state/format.ts';
import { rowsOf, tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { squidex } from '../words.ts';
import './style.css';

const text = squidex.objects;

/** Which rows of which table. */
export type Rows = Pick<Query, 'table'> & Partial<Pick<Query, 'within' | 'part'>>;

interface Wanted {
  title: string;
  query: Rows;
}

/** What is shown, behind what it was opened from. */
const wanted = signal<readonly Wanted[]>([]);

function show(title: string, query: Rows): void {
  wanted.value = [...wanted.value, { title, query }];
}

/** A number that leads to its objects; 0 leads nowhere. */
export function ObjectCount({ value, title, query }: { value: number; title: string; query: Rows }) {
  if (value === 0) return <>{count(0)}</>;
  return (
    <button
      type="button"
      class="link number-link"
      aria-label={text.open(value, title)}
      onClick={() => show(title, query)}
    >
      {count(value)}
    </button>
  );
}

type Line = Column<ObjectLine>;

const { head } = text;
const shownName = (name: string | null) =>
  name === null || name === '' ? <em class="muted">{squidex.app.noName}</em> : <SafeText text={name} />;
const name: Line = {
  id: 'name',
  sortable: true,
  head: head.name,
  name: true,
  min: 10,
  grow: 3,
  cell: (line) => shownName(line.name),
};
const id: Line = {
  id: 'id',
  sortable: true,
  head: head.id,
  look: 'mono',
  min: 18,
  grow: 0,
  cell: (line) => <SafeText text={line.id} />,
};
const size: Line = {
  id: 'bytes',
  sortable: true,
  head: head.bytes,
  look: 'number',
  min: 5,
  grow: 0,
  cell: (line) => (line.bytes === null ? '' : bytes(line.bytes)),
};
const event: Line = {
  id: 'event_index',
  sortable: true,
  head: head.event,
  look: 'number',
  min: 7,
  grow: 0,
  cell: (line) => (line.event_index === null ? '' : `#${count(line.event_index)}`),
};
const events: Line = {
  id: 'events',
  sortable: true,
  head: head.events,
  look: 'number',
  min: 4,
  grow: 0,
  cell: (line) => count(line.events),
};

const contents: readonly Line[] = [
  { ...id, name: true },
  {
    id: 'status',
    sortable: true,
    head: head.status,
    min: 6,
    cell: (line) => line.status !== null && <SafeText text={line.status} />,
  },
  {
    id: 'state',
    head: head.state,
    min: 8,
    cell: (line) =>
      [
        line.deleted && text.deleted,
        line.live && text.live,
        line.draft && text.draft,
        line.scheduled && text.scheduled,
      ]
        .filter((each) => each !== false)
        .join(', '),
  },
  event,
  events,
];

const assets: readonly Line[] = [
  name,
  id,
  {
    id: 'file',
    head: head.file,
    min: 5,
    cell: (line) =>
      line.with_file === null ? (
        text.deleted
      ) : line.with_file ? (
        text.withFile
      ) : (
        <span class="object-lost">{text.withoutFile}</span>
      ),
  },
  size,
  {
    id: 'file_version',
    sortable: true,
    head: head.version,
    look: 'number',
    min: 4,
    grow: 0,
    cell: (line) => line.file_version ?? '',
  },
  event,
  events,
];

const files: readonly Line[] = [
  name,
  {
    id: 'file_version',
    sortable: true,
    head: head.version,
    look: 'number',
    min: 4,
    grow: 0,
    cell: (line) => line.file_version ?? '',
  },
  {
    id: 'verification',
    head: head.verification,
    min: 8,
    cell: ({ file }) =>
      file !== null && (
        <strong class={file.state === 'wrong' || file.state === 'lost' ? 'object-lost' : undefined}>
          {text.fileStates[file.state]}
        </strong>
      ),
  },
  {
    id: 'why',
    head: head.why,
    min: 16,
    grow: 4,
    cell: ({ file }) =>
      file !== null && <SafeText text={file.current ? file.why : `${file.why}; ${text.superseded}`} />,
  },
  { ...size, head: head.claimed },
  {
    id: 'stored_bytes',
    head: head.stored,
    look: 'number',
    min: 5,
    grow: 0,
    cell: ({ file }) => (file?.stored_bytes == null ? '' : bytes(file.stored_bytes)),
  },
  event,
  {
    id: 'entry',
    head: head.entry,
    look: 'mono',
    min: 14,
    cell: ({ file }) => file?.entry != null && <SafeText text={file.entry} />,
  },
  {
    id: 'hash',
    head: head.hash,
    look: 'mono',
    min: 14,
    cell: ({ file }) => file?.hash != null && <SafeText text={file.hash} />,
  },
];

/** What is part of the app, or whose lists are short. */
const others: readonly Line[] = [
  name,
  {
    id: 'about',
    sortable: true,
    head: head.about,
    min: 14,
    grow: 3,
    cell: (line) => line.about !== null && <SafeText text={line.about} />,
  },
  event,
  { ...id, cell: (line) => (line.id === line.name ? '' : <SafeText text={line.id} />) },
];

function columnsOf(table: string): readonly Line[] {
  if (table === 'contents') return contents;
  if (table === 'assets') return assets;
  return table === 'files' ? files : others;
}

function ObjectList({ inspection, of }: { inspection: Inspection; of: Wanted }) {
  const { table, within = null, part = null } = of.query;
  const source = useMemo<Source<ObjectLine>>(
    () =>
      async ({ text: typed, sort, from, limit }) => {
        const page = await rowsOf(inspection, {
          table,
          within,
          part,
          text: typed === '' ? null : typed,
          sort: sort === null ? null : `${sort.descending ? '-' : ''}${sort.column}`,
          from,
          limit,
        });
        return { total: page.total, rows: page.rows as unknown as ObjectLine[] };
      },
    [inspection, of],
  );
  return (
    <Table
      label={of.title}
      columns={columnsOf(table)}
      search={text.search}
      source={source}
      autoFocus
      {...(table === 'assets'
        ? {
            onOpen: (line: ObjectLine) =>
              show(text.versions(line.name ?? line.id), { table: 'files', within: line.id }),
          }
        : {})}
      onError={tell}
    />
  );
}

/** The list that was asked for, with the way back to where it was opened from. */
export function ObjectDialog({ inspection }: { inspection: Inspection }) {
  // A list of another report must not stay open.
  useEffect(
    () => () => {
      wanted.value = [];
    },
    [],
  );
  const of = wanted.value.at(-1);
  if (of === undefined) return null;
  const depth = wanted.value.length;
  return (
    <Dialog title={of.title} wide onClose={() => (wanted.value = [])}>
      {depth > 1 && (
        <p>
          <button
            type="button"
            class="button small"
            onClick={() => (wanted.value = wanted.value.slice(0, -1))}
          >
            {text.back(wanted.value[depth - 2]?.title ?? '')}
          </button>
        </p>
      )}
      {of.query.table === 'assets' && <p class="small muted">{text.assetsOpen}</p>}
      <ObjectList key={depth} inspection={inspection} of={of} />
    </Dialog>
  );
}
