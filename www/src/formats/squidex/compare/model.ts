/** What is drawn of a comparison. */

/** A field that is not alike in both. */
export interface FieldDifference {
  path: string;
  before: unknown;
  after: unknown;
}

export const CHANGES = ['added', 'gone', 'changed'] as const;
export type Change = (typeof CHANGES)[number];

/** An object that differs. */
export interface DifferenceRow {
  /** Its place in the comparison. */
  place: number;
  kind: string;
  id: string;
  change: Change;
  /** How many fields of it are not alike, and the first of them. */
  fields: number;
  paths: readonly string[];
}

/** A value as a person reads it: text as it is, all else as JSON; what is not there is `null`. */
export function shownValue(value: unknown, most: number): { text: string; cut: boolean } | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return text.length > most ? { text: text.slice(0, most), cut: true } : { text, cut: false };
}

/** Whether an id, a field or a value has a text, given in lower case. */
export function holds(id: string, fields: readonly FieldDifference[], text: string): boolean {
  const has = (value: unknown): boolean =>
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toLowerCase().includes(text);
  return (
    id.toLowerCase().includes(text) ||
    fields.some(({ path, before, after }) => has(path) || has(before) || has(after))
  );
}
