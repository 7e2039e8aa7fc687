/** What stays in a redacted copy, out of what the report says of the app: its structure, without which it would be another one. */
import type { Field, Report } from '../../../engine/protocol.ts';

export type StayKind = 'schemas' | 'roles' | 'clients' | 'workflows' | 'languages' | 'statuses' | 'events';

export interface Stay {
  kind: StayKind;
  count: number;
  /** Some of the values; none where a value says nothing. */
  examples: readonly string[];
}

const EXAMPLES = 3;

function fieldCount(fields: readonly Field[]): number {
  return fields.reduce((sum, { nested }) => sum + 1 + fieldCount(nested), 0);
}

/** Sorts that the backup has none of are left out. */
export function staysOf({ app, counts }: Pick<Report, 'app' | 'counts'>): Stay[] {
  const sort = (kind: StayKind, values: readonly string[], count = values.length): Stay => ({
    kind,
    count,
    examples: values.slice(0, EXAMPLES),
  });
  const schemas = app?.schemas ?? [];
  const names = schemas.flatMap(({ name }) => (name === null ? [] : [name]));
  const fields = schemas.reduce((sum, { field_list }) => sum + fieldCount(field_list), 0);
  const statuses = [...new Set((app?.contents ?? []).flatMap(({ by_status }) => Object.keys(by_status)))];
  return [
    sort('schemas', names, names.length + fields),
    sort('roles', app?.roles ?? []),
    sort('clients', app?.clients ?? []),
    sort('workflows', app?.workflows ?? []),
    sort('languages', app?.languages ?? []),
    sort('statuses', statuses),
    sort('events', [], counts.events ?? 0),
  ].filter(({ count }) => count > 0);
}
