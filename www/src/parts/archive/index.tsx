/**
 * What a set is made of: counts and ratio, where the bytes are as a map, the methods, the largest, and all entries as a
 * table that follows the map. The engine sums up and sorts; here it is drawn.
 */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo } from 'preact/hooks';
import type {
  ArchiveSummary,
  LargeEntry,
  Largest,
  PartBytes,
  Table as ListTable,
} from '../../engine/protocol.ts';
import { bytes, count, sentence } from '../../state/format.ts';
import { rowsOf, tell } from '../../state/inspect.ts';
import { hrefOf, type Inspection } from '../../state/store.ts';
import type { Place } from '../../state/url.ts';
import { words } from '../../state/words.ts';
import { Empty } from '../empty/index.tsx';
import { Figures } from '../figures/index.tsx';
import { SafeText } from '../safe-text/index.tsx';
import { Scroll } from '../scroll/index.tsx';
import { Table, type Column, type Source } from '../table/index.tsx';
import { Treemap } from '../treemap/index.tsx';
import { beginAt, childrenOf, kindNodes, legendOf, packed, trailOf, unpacked } from './tree.ts';
import '../lists/style.css';
import './style.css';

const text = words.archive;

type Row = Record<string, unknown>;

/** One of several, in a row. */
function Choice<Value extends string>({
  legend,
  name,
  options,
  chosen,
}: {
  legend: string;
  name: string;
  options: ReadonlyArray<readonly [Value, string]>;
  chosen: Signal<Value>;
}) {
  return (
    <fieldset class="lists-choice">
      <legend class="visually-hidden">{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value} class="lists-option">
          <input
            type="radio"
            name={name}
            checked={chosen.value === value}
            onChange={() => {
              chosen.value = value;
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function BytesMap({
  summary,
  folder,
  onGo,
}: {
  summary: ArchiveSummary;
  folder: Signal<string>;
  /** Somebody goes to another folder. */
  onGo: () => void;
}) {
  const id = useId();
  const divided = useSignal<'folder' | 'kind'>('folder');
  const sized = useSignal<'packed' | 'unpacked'>('packed');
  const size = sized.value === 'packed' ? packed : unpacked;
  const legend = legendOf(summary.kinds);
  const byKind = divided.value === 'kind';
  const nodes = byKind
    ? kindNodes(summary.kinds, size)
    : childrenOf(summary.folders, folder.value, legend, text.own, size);
  return (
    <section class="panel archive-map" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h3 id={`${id}-title`}>{text.where}</h3>
        <div class="archive-choices">
          <Choice
            legend={text.divided}
            name={`${id}-divided`}
            options={[
              ['folder', text.byFolder],
              ['kind', text.byKind],
            ]}
            chosen={divided}
          />
          {summary.methods.length > 0 && (
            <Choice
              legend={text.sized}
              name={`${id}-sized`}
              options={[
                ['packed', text.packed],
                ['unpacked', text.unpacked],
              ]}
              chosen={sized}
            />
          )}
        </div>
      </div>
      <Treemap
        label={byKind ? text.mapByKind : text.mapByFolder}
        nodes={nodes}
        legend={legend}
        trail={byKind ? [] : trailOf(folder.value)}
        onOpen={(path) => {
          folder.value = path;
          onGo();
        }}
        onUp={(path) => {
          folder.value = path ?? '';
          onGo();
        }}
      />
    </section>
  );
}

function Methods({ methods, units }: { methods: readonly PartBytes[]; units: string }) {
  return (
    <section class="panel" aria-label={text.methods}>
      <h3>{text.methods}</h3>
      <Scroll label={text.methods}>
        <table class="archive-table">
          <thead>
            <tr>
              <th scope="col">{text.column.method}</th>
              <th scope="col" class="number">
                {sentence(units).replace(/\.$/, '')}
              </th>
              <th scope="col" class="number">
                {text.column.compressed_bytes}
              </th>
              <th scope="col" class="number">
                {text.column.bytes}
              </th>
              <th scope="col" class="number">
                {text.column.ratio}
              </th>
            </tr>
          </thead>
          <tbody>
            {methods.map((part) => (
              <tr key={part.name}>
                <th scope="row">{part.name}</th>
                <td class="number">{count(part.entries)}</td>
                <td class="number">{bytes(part.compressed_bytes)}</td>
                <td class="number">{bytes(part.bytes)}</td>
                <td class="number">{text.ratio(part.bytes, part.compressed_bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

/** Where an entry is looked at: a place in the page, or whatever is done then. */
export type Look = (entry: LargeEntry) => { place?: Partial<Place>; go(): void } | null;

/** The name of an entry; a way to it, if there is one. */
function EntryName({ entry, look }: { entry: LargeEntry; look: Look | undefined }) {
  const to = look?.(entry) ?? null;
  const name = <SafeText text={entry.name} />;
  if (to === null) return name;
  if (to.place === undefined)
    return (
      <button type="button" class="link archive-look" onClick={() => to.go()}>
        {name}
      </button>
    );
  return (
    <a
      class="archive-look"
      href={hrefOf(to.place)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        to.go();
      }}
    >
      {name}
    </a>
  );
}

function LargestList({
  largest: { title, entries },
  both,
  look,
}: {
  largest: Largest;
  both: boolean;
  look: Look | undefined;
}) {
  return (
    <section class="panel" aria-label={title}>
      <h3>{title}</h3>
      <Scroll label={title} tall>
        <table class="archive-table">
          <thead>
            <tr>
              <th scope="col">{text.column.name}</th>
              {both && (
                <th scope="col" class="number">
                  {text.column.compressed_bytes}
                </th>
              )}
              <th scope="col" class="number">
                {both ? text.column.bytes : text.size}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, at) => (
              // Two entries may have one name.
              <tr key={at}>
                <th scope="row" class="mono archive-name">
                  <EntryName entry={entry} look={look} />
                </th>
                {both && <td class="number">{bytes(entry.compressed_bytes)}</td>}
                <td class="number">{bytes(entry.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

/** How each column of the engine's table is drawn; those that are not here have no room. */
const DRAWN: Readonly<Record<string, Partial<Column<Row>>>> = {
  name: { min: 16, grow: 4, name: true, look: 'mono' },
  path: { min: 16, grow: 4, name: true, look: 'mono' },
  kind: { min: 10 },
  role: { min: 9 },
  method: { min: 6 },
  compressed_bytes: { min: 6, look: 'number' },
  bytes: { min: 6, look: 'number' },
  ratio: { min: 5, look: 'number' },
  crc32: { min: 6.5, look: 'mono' },
};

function cellOf(column: string, row: Row): string {
  const value = row[column];
  if (value === null || value === undefined) return '';
  if (column === 'bytes' || column === 'compressed_bytes') return bytes(Number(value));
  if (column === 'ratio') return text.times(Number(value));
  return column === 'kind' || column === 'role' ? String(value).replaceAll('_', ' ') : String(value);
}

function columnsOf(table: ListTable, both: boolean): ReadonlyArray<Column<Row>> {
  const heads: Readonly<Record<string, string>> = both ? text.column : { ...text.column, bytes: text.size };
  return Object.entries(DRAWN)
    .filter(([column]) => table.columns.includes(column))
    .map(([column, drawn]) => ({
      id: column,
      head: heads[column] ?? column,
      min: 8,
      sortable: true,
      cell: (row: Row) => <SafeText text={cellOf(column, row)} />,
      ...drawn,
    }));
}

function Entries({
  inspection,
  summary,
  folder,
}: {
  inspection: Inspection;
  summary: ArchiveSummary;
  folder: string;
}) {
  const all = useSignal(false);
  const both = summary.methods.length > 0;
  const table = inspection.tables.find(({ name }) => name === summary.table);
  // Of plain files the engine lists those in one file, not those in a folder.
  const within = folder !== '' && !all.value && both ? folder : null;
  const source = useMemo<Source<Row>>(
    () =>
      async ({ text: sought, sort, from, limit }) => {
        const page = await rowsOf(inspection, {
          table: summary.table,
          within,
          part: null,
          text: sought === '' ? null : sought,
          sort: sort === null ? null : `${sort.descending ? '-' : ''}${sort.column}`,
          from,
          limit,
        });
        return { total: page.total, rows: page.rows as unknown as Row[] };
      },
    [inspection, summary.table, within],
  );
  const columns = useMemo(() => (table === undefined ? [] : columnsOf(table, both)), [table, both]);
  if (table === undefined) return null;
  return (
    <section class="archive-entries" aria-label={table.title}>
      <div class="panel-head">
        <h3>{table.title}</h3>
        {folder !== '' && both && (
          <label class="choice">
            <input
              type="checkbox"
              checked={!all.value}
              onChange={(event) => {
                all.value = !event.currentTarget.checked;
              }}
            />
            <span>
              {text.within}{' '}
              <span class="mono archive-name">
                <SafeText text={folder} />
              </span>
            </span>
          </label>
        )}
      </div>
      <Table label={table.title} columns={columns} search={text.search} source={source} onError={tell} />
    </section>
  );
}

export function ArchivePart({
  inspection,
  ask,
  again,
  look,
  children,
}: {
  inspection: Inspection;
  /** The engine's summary. */
  ask: () => Promise<ArchiveSummary>;
  /** When this is another, it is asked for again; without it once for the set. */
  again?: unknown;
  /** Where one of the largest is looked at; without it, nowhere. */
  look?: Look;
  /** What only one system says of its bytes. */
  children?: ComponentChildren;
}) {
  const found = useSignal<ArchiveSummary | null>(null);
  const folder = useSignal('');
  /** Somebody chose the folder: then the table has its entries alone. */
  const chosen = useSignal(false);
  useEffect(() => {
    let wanted = true;
    ask().then((summary) => {
      if (!wanted) return;
      if (found.value === null) folder.value = beginAt(summary.folders, legendOf(summary.kinds), packed);
      found.value = summary;
    }, tell);
    return () => {
      wanted = false;
    };
  }, [inspection, again]);
  const summary = found.value;
  if (summary === null)
    return (
      <p class="muted counting" role="status">
        {text.summing}
      </p>
    );
  if (summary.entries === 0) return <Empty title={text.none} />;
  const both = summary.methods.length > 0;
  const { file_bytes: whole, compressed_bytes: stored } = summary;
  return (
    <>
      <Figures
        label={text.figures}
        note={summary.notes.length === 0 ? null : summary.notes.map(sentence).join(' ')}
        figures={[
          { label: sentence(summary.units).replace(/\.$/, ''), value: count(summary.entries) },
          { label: both ? text.column.compressed_bytes : text.size, value: bytes(stored) },
          ...(both
            ? [
                { label: text.column.bytes, value: bytes(summary.bytes) },
                { label: text.column.ratio, value: text.ratio(summary.bytes, stored) },
              ]
            : []),
          ...(whole === null || whole < stored
            ? []
            : [{ label: text.besides, value: bytes(whole - stored), hint: text.besidesHint }]),
        ]}
      />
      <BytesMap
        summary={summary}
        folder={folder}
        onGo={() => {
          chosen.value = true;
        }}
      />
      {children}
      <div class="columns">
        {summary.largest.map((largest) => (
          <LargestList key={largest.title} largest={largest} both={both} look={look} />
        ))}
        {both && <Methods methods={summary.methods} units={summary.units} />}
      </div>
      <Entries inspection={inspection} summary={summary} folder={chosen.value ? folder.value : ''} />
    </>
  );
}
