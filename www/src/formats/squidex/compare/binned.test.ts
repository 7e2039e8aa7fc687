import { expect, test } from 'vitest';
import { binned } from './binned.ts';

const DAY = 86_400;
const sum = (counts: readonly number[] | undefined) => counts?.reduce((all, each) => all + each, 0);

test('both are in the bins of one axis, each event once', () => {
  const days = (from: number, to: number): Array<[number, number]> =>
    Array.from({ length: to - from }, (_, at) => [(from + at) * DAY, 2]);
  const found = binned(
    { step: DAY, first: days(19_000, 19_400), second: days(19_300, 19_700), without: [0, 0] },
    100,
  );
  expect(found?.edges.length).toBeLessThanOrEqual(102);
  expect([sum(found?.first), sum(found?.second)]).toEqual([800, 800]);
  expect(found?.first.at(-1)).toBe(0);
  expect(found?.second[0]).toBe(0);
  const both = found?.first.filter((count, at) => count > 0 && (found.second[at] ?? 0) > 0).length ?? 0;
  expect(both).toBeGreaterThan(10);
});

test('no bin is shorter than what was counted apart', () => {
  const found = binned({ step: DAY, first: [[0, 1]], second: [[3 * DAY, 4]], without: [0, 0] }, 160);
  const { edges = [] } = found ?? {};
  expect((edges[1] ?? 0) - (edges[0] ?? 0)).toBeGreaterThanOrEqual(DAY);
  expect([sum(found?.first), sum(found?.second)]).toEqual([1, 4]);
});

test('one moment is one bin, and no time is no chart', () => {
  expect(sum(binned({ step: 1, first: [[5, 7]], second: [], without: [0, 3] }, 50)?.first)).toBe(7);
  expect(binned({ step: 1, first: [], second: [], without: [9, 9] }, 50)).toBeNull();
});
