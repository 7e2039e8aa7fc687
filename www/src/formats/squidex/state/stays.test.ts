import { describe, expect, it } from 'vitest';
import type { Report } from '../../../engine/protocol.ts';
import { staysOf } from './stays.ts';

const field = (name: string, nested: unknown[] = []) => ({ name, nested });
const report = (app: unknown, events: number | null = 12) =>
  ({ app, counts: { events } }) as unknown as Pick<Report, 'app' | 'counts'>;

describe('what stays in a redacted copy', () => {
  it('is counted with nested fields, and has a few examples', () => {
    const app = {
      schemas: [
        { name: 'products', field_list: [field('title'), field('parts', [field('weight')])] },
        { name: null, field_list: [] },
      ],
      roles: ['a', 'b', 'c', 'd'],
      clients: [],
      workflows: [],
      languages: ['de'],
      contents: [{ by_status: { Draft: 2 } }, { by_status: { Draft: 1, Published: 4 } }],
    };
    expect(staysOf(report(app))).toEqual([
      { kind: 'schemas', count: 4, examples: ['products'] },
      { kind: 'roles', count: 4, examples: ['a', 'b', 'c'] },
      { kind: 'languages', count: 1, examples: ['de'] },
      { kind: 'statuses', count: 2, examples: ['Draft', 'Published'] },
      { kind: 'events', count: 12, examples: [] },
    ]);
  });
  it('is nothing of an app that is not known', () => {
    expect(staysOf(report(null, null))).toEqual([]);
  });
});
