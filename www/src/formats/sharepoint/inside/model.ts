/** What the view of databases makes of the engine's rows: cells of the map, and values as text. */
import { LOOKS, type MapNode } from '../../../parts/treemap/index.tsx';

/** A row of the engine's list of tables. */
export interface TableLine {
  database: string;
  schema: string;
  table: string;
  /** `null`: none that is recorded. */
  rows: number | null;
  columns: number;
  bytes: number | null;
}

/** A row of its list of columns. */
export interface ColumnLine {
  column: string;
  type: string;
  nullable: boolean;
  identity: boolean;
  computed: boolean;
  /** Position in the primary key, from 1. */
  key: number | null;
  /** Names of other unique keys that it is in. */
  unique: string[];
  /** Columns of other tables that foreign keys lead to. */
  references: string[];
}

/** A row of its list of keys and indexes. */
export interface KeyLine {
  name: string;
  kind: 'primary' | 'unique' | 'foreign' | 'index';
  columns: string[];
  clustered: boolean;
  /** Of a foreign key: its table. */
  references: string | null;
  referenced_columns: string[];
}

/** More columns than these in one list would only slow the browser. */
export const MOST_COLUMNS = 100;

/** As the engine takes it, and as people write it. */
export function fullName({ schema, table }: Pick<TableLine, 'schema' | 'table'>): string {
  return `${schema}.${table}`;
}

/** The schemas, those with most bytes first: as many as can be told apart. One alone tells nothing. */
export function schemasOf(tables: readonly TableLine[]): string[] {
  const sums = new Map<string, number>();
  for (const { schema, bytes } of tables) sums.set(schema, (sums.get(schema) ?? 0) + (bytes ?? 0));
  const names = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  return names.length < 2 ? [] : names.slice(0, LOOKS);
}

/** The tables of one database as cells. Their ids are their places. */
export function tableNodes(tables: readonly TableLine[], schemas: readonly string[]): MapNode[] {
  return tables.map((line, at) => ({
    id: String(at),
    name: fullName(line),
    bytes: line.bytes ?? 0,
    look: schemas.length === 0 ? 0 : schemas.includes(line.schema) ? schemas.indexOf(line.schema) : null,
    opens: true,
  }));
}

/** The databases as cells, each with the bytes of its tables. Their ids are their names. */
export function databaseNodes(tables: readonly TableLine[]): MapNode[] {
  const sums = new Map<string, number>();
  for (const { database, bytes } of tables) sums.set(database, (sums.get(database) ?? 0) + (bytes ?? 0));
  return [...sums].map(([name, bytes]) => ({ id: name, name, bytes, look: 0, opens: true }));
}

/** Where a foreign key leads to, as it is written in a script. */
export function referenceText({ references, referenced_columns }: KeyLine): string {
  if (references === null) return '';
  return `${references} (${referenced_columns.join(', ')})`;
}

/** Letters of a value that a list shows at most; a longer one that ends in an ellipsis may go on. */
const SHOWN = 500;

/** Whether a row has values of which only the beginning is there. */
export function isCut(row: Readonly<Record<string, unknown>>): boolean {
  return Object.values(row).some(
    (value) => typeof value === 'string' && value.length > SHOWN && value.endsWith('…'),
  );
}

/** A value of a row as it was stored; `null` where there is none. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
