import { expect, test } from 'vitest';
import { linesFor, tilesInRow } from './grid.ts';

test('a row has as many tiles as fit, and at least one', () => {
  expect(tilesInRow(1000, 16)).toBe(5);
  expect(tilesInRow(200, 16)).toBe(1);
  expect(tilesInRow(0, 16)).toBe(1);
});

test('what is in sight is drawn, with a line on each side', () => {
  const of = (top: number, count = 1000) => linesFor({ count, inRow: 5, line: 100, height: 400, top });
  expect(of(0)).toEqual({ from: 0, to: 25, before: 0, after: 19_500 });
  expect(of(1000)).toEqual({ from: 45, to: 75, before: 900, after: 18_500 });
  expect(of(0, 0)).toEqual({ from: 0, to: 0, before: 0, after: 0 });
  expect(of(0, 7)).toMatchObject({ from: 0, to: 7, after: 0 });
  // Scrolled behind the end, as when a list becomes shorter.
  expect(of(99_999, 7)).toMatchObject({ from: 5, to: 7, before: 100, after: 0 });
});

test('all lines together are never higher than a browser scrolls', () => {
  const { before, after, to } = linesFor({ count: 10_000_000, inRow: 1, line: 200, height: 800, top: 0 });
  expect(before + after + to * 200).toBeLessThanOrEqual(8_000_000);
});
