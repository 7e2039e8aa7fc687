import { describe, expect, it } from 'vitest';
import { changesByKind, exampleChanges } from './repairs.ts';

const of = (entry: string, change: string) => ({ entry, change, detail: `${entry} is ${change}` });
const CHANGES = [
  of('a', 'renamed'),
  of('b', 'renamed'),
  of('c', 'removed'),
  of('d', 'renamed'),
  of('e', 'added'),
];

describe('what a repair changes', () => {
  it('is counted by kind', () => {
    expect(changesByKind(CHANGES)).toEqual([
      ['renamed', 3],
      ['removed', 1],
      ['added', 1],
    ]);
    expect(changesByKind([])).toEqual([]);
  });
  it('has an example of each kind, and not many', () => {
    expect(exampleChanges(CHANGES).map(({ entry }) => entry)).toEqual(['a', 'c']);
    expect(exampleChanges(CHANGES, 9).map(({ entry }) => entry)).toEqual(['a', 'c', 'e']);
  });
});
