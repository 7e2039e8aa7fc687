/** The objects behind a number: a list that is asked for when somebody opens it, page by page. */
import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ObjectLine, ObjectQuery } from '../../../engine/protocol.ts';
import { bytes, count } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { Dialog } from '../../../parts/trouble/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { words } from '../../../state/words.ts';
import { objectsOf } from '../state/ask.ts';
import { squidex } from '../words.ts';
import './style.css';

const text = squidex.objects;
const PAGE = 200;

interface Wanted {
  title: string;
  query: Partial<ObjectQuery>;
}

const wanted = signal<Wanted | null>(null);

function show(title: string, query: Partial<ObjectQuery>): void {
  wanted.value = { title, query };
}

/** A number that leads to its objects; 0 leads nowhere. */
export function ObjectCount({
  value,
  title,
  query,
}: {
  value: number;
  title: string;
  query: Partial<ObjectQuery>;
}) {
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

/** What one column of a list says of an object. */
interface Column {
  head: string;
  kind?: 'name' | 'mono' | 'number' | 'long';
  cell: (line: ObjectLine) => ComponentChildren;
}

const { head } = text;
const shownName = (name: string | null) =>
  name === null || name === '' ? <em class="muted">{squidex.app.noName}</em> : <SafeText text={name} />;
const name: Column = { head: head.name, kind: 'name', cell: (line) => shownName(line.name) };
const id: Column = { head: head.id, kind: 'mono', cell: (line) => <SafeText text={line.id} /> };
const size: Column = {
  head: head.bytes,
  kind: 'number',
  cell: (line) => (line.bytes === null ? '' : bytes(line.bytes)),
};
const event: Column = {
  head: head.event,
  kind: 'number',
  cell: (line) => (line.event_index === null ? '' : `#${count(line.event_index)}`),
};
const events: Column = { head: head.events, kind: 'number', cell: (line) => count(line.events) };

const contents: readonly Column[] = [
  id,
  { head: head.status, cell: (line) => line.status !== null && <SafeText text={line.status} /> },
  {
    head: head.state,
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

const assets: readonly Column[] = [
  name,
  id,
  {
    head: head.file,
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
    head: head.version,
    kind: 'number',
    cell: (line) =>
      line.file_version !== null && (
        <button
          type="button"
          class="link"
          aria-label={text.versionsOf(line.file_version, line.name ?? line.id)}
          onClick={() => show(text.versions(line.name ?? line.id), { kind: 'files', within: line.id })}
        >
          {line.file_version}
        </button>
      ),
  },
  event,
  events,
];

const files: readonly Column[] = [
  name,
  { head: head.version, kind: 'number', cell: (line) => line.file_version ?? '' },
  {
    head: head.verification,
    kind: 'long',
    cell: ({ file }) =>
      file !== null && (
        <>
          <strong class={file.state === 'wrong' || file.state === 'lost' ? 'object-lost' : undefined}>
            {text.fileStates[file.state]}
          </strong>
          <br />
          <span class="muted">
            <SafeText text={file.current ? file.why : `${file.why}; ${text.superseded}`} />
          </span>
        </>
      ),
  },
  { ...size, head: head.claimed },
  {
    head: head.stored,
    kind: 'number',
    cell: ({ file }) => (file?.stored_bytes == null ? '' : bytes(file.stored_bytes)),
  },
  event,
  {
    head: head.entry,
    kind: 'mono',
    cell: ({ file }) => file?.entry != null && <SafeText text={file.entry} />,
  },
  { head: head.hash, kind: 'mono', cell: ({ file }) => file?.hash != null && <SafeText text={file.hash} /> },
];

/** What is part of the app, or whose lists are short. */
const others: readonly Column[] = [
  name,
  { head: head.about, kind: 'long', cell: (line) => line.about !== null && <SafeText text={line.about} /> },
  event,
  { ...id, cell: (line) => (line.id === line.name ? '' : <SafeText text={line.id} />) },
];

function columnsOf(kind: ObjectQuery['kind']): readonly Column[] {
  if (kind === 'contents') return contents;
  if (kind === 'assets') return assets;
  return kind === 'files' ? files : others;
}

const CLASSES = { name: undefined, mono: 'mono', number: 'number', long: 'long' } as const;

function Lines({ kind, lines }: { kind: ObjectQuery['kind']; lines: readonly ObjectLine[] }) {
  const columns = columnsOf(kind);
  return (
    <Scroll label={text.list}>
      <table class="objects small">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" class={column.kind === 'number' ? 'number' : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              {columns.map((column) =>
                column.kind === 'name' ? (
                  <th key={column.head} scope="row">
                    {column.cell(line)}
                  </th>
                ) : (
                  <td key={column.head} class={column.kind && CLASSES[column.kind]}>
                    {column.cell(line)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ObjectList({ inspection, of }: { inspection: Inspection; of: Wanted }) {
  const lines = useSignal<readonly ObjectLine[] | null>(null);
  const total = useSignal(0);
  const kind = of.query.kind ?? 'contents';
  const more = async () => {
    try {
      const page = await objectsOf(inspection, {
        kind,
        within: null,
        part: 'total',
        status: null,
        ...of.query,
        skip: lines.value?.length ?? 0,
        limit: PAGE,
      });
      lines.value = [...(lines.value ?? []), ...(page?.objects ?? [])];
      total.value = page?.total ?? 0;
    } catch (error) {
      wanted.value = null;
      tell(error);
    }
  };
  useEffect(() => void more(), []);
  const shown = lines.value;
  return (
    <>
      <p class="muted" role="status">
        {shown === null
          ? words.notKnownYet
          : shown.length < total.value
            ? text.some(shown.length, total.value)
            : text.all(total.value)}
      </p>
      {shown !== null && shown.length > 0 && <Lines kind={kind} lines={shown} />}
      {shown !== null && shown.length < total.value && (
        <p>
          <button type="button" class="button small" onClick={() => void more()}>
            {text.more(Math.min(PAGE, total.value - shown.length))}
          </button>
        </p>
      )}
    </>
  );
}

export function ObjectDialog({ inspection }: { inspection: Inspection }) {
  // A list of another report must not stay open.
  useEffect(
    () => () => {
      wanted.value = null;
    },
    [],
  );
  const of = wanted.value;
  if (of === null) return null;
  return (
    <Dialog title={of.title} wide onClose={() => (wanted.value = null)}>
      <ObjectList key={of.title} inspection={inspection} of={of} />
    </Dialog>
  );
}
