/** The JSON of a comparison as rows of a list. */

/** A field that is not alike in both. */
export interface FieldDifference {
  path: string;
  before: unknown;
  after: unknown;
}

interface KindOfJson {
  added: readonly string[];
  gone: readonly string[];
  changed: ReadonlyArray<{ id: string; fields: readonly FieldDifference[] }>;
}

/** The contract of `diff A B`, as far as it is drawn. */
export interface ComparisonJson {
  kinds: Readonly<Record<string, KindOfJson>>;
}

export const CHANGES = ['added', 'gone', 'changed'] as const;
export type Change = (typeof CHANGES)[number];

export interface DifferenceRow {
  kind: string;
  id: string;
  change: Change;
  fields: readonly FieldDifference[];
}

/** Above so many bytes the JSON is not unfolded in this tab: it is saved as it is. */
export const MOST_DRAWN_BYTES = 32 * 2 ** 20;

export function rowsOf({ kinds }: ComparisonJson): DifferenceRow[] {
  return Object.entries(kinds).flatMap(([kind, { added, gone, changed }]) => [
    ...added.map((id) => ({ kind, id, change: 'added' as const, fields: [] })),
    ...gone.map((id) => ({ kind, id, change: 'gone' as const, fields: [] })),
    ...changed.map(({ id, fields }) => ({ kind, id, change: 'changed' as const, fields })),
  ]);
}

/** A value as a person reads it: text as it is, all else as JSON; what is not there is `null`. */
export function shownValue(value: unknown, most: number): { text: string; cut: boolean } | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return text.length > most ? { text: text.slice(0, most), cut: true } : { text, cut: false };
}

export interface Filter {
  kind: string | null;
  change: Change | null;
}

function holds(row: DifferenceRow, text: string): boolean {
  const has = (value: unknown): boolean =>
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toLowerCase().includes(text);
  return (
    row.id.toLowerCase().includes(text) ||
    row.fields.some(({ path, before, after }) => has(path) || has(before) || has(after))
  );
}

type Sorting = { column: string; descending: boolean } | null;

const KEYS: Readonly<Record<string, (row: DifferenceRow) => string | number>> = {
  kind: ({ kind }) => kind,
  id: ({ id }) => id,
  change: ({ change }) => change,
  fields: ({ fields }) => fields.length,
};

/** The rows that a filter, a text and an order leave. */
export function filtered(
  rows: readonly DifferenceRow[],
  { kind, change }: Filter,
  text: string,
  sort: Sorting,
): readonly DifferenceRow[] {
  const wanted = text.trim().toLowerCase();
  const left = rows.filter(
    (row) =>
      (kind === null || row.kind === kind) &&
      (change === null || row.change === change) &&
      (wanted === '' || holds(row, wanted)),
  );
  const key = sort === null ? undefined : KEYS[sort.column];
  if (key === undefined || sort === null) return left;
  const turn = sort.descending ? -1 : 1;
  return left.sort((a, b) => {
    const [one, two] = [key(a), key(b)];
    return one < two ? -turn : one > two ? turn : 0;
  });
}
