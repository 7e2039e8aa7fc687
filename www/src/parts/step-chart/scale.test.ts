import { expect, test } from 'vitest';
import { monthMarks, ticks, wholeTicks } from './scale.ts';

test('marks are round, begin at nothing and reach over the largest', () => {
  expect(ticks(7.3e9)).toEqual([0, 2e9, 4e9, 6e9, 8e9]);
  expect(ticks(100)).toEqual([0, 25, 50, 75, 100]);
  expect(ticks(0)).toEqual([0]);
  expect(ticks(Number.NaN)).toEqual([0]);
});

test('what is counted has no marks between whole numbers', () => {
  expect(wholeTicks(5)).toEqual([0, 2, 4, 6]);
  expect(wholeTicks(1)).toEqual([0, 1]);
  expect(wholeTicks(3)).toEqual([0, 1, 2, 3]);
});

test('months are marked by their first day, not too many of them', () => {
  const marks = monthMarks(Date.UTC(2026, 10, 28), Date.UTC(2027, 10, 28));
  expect(marks.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
    '2026-12-01',
    '2027-01-01',
    '2027-02-01',
    '2027-03-01',
    '2027-04-01',
    '2027-05-01',
    '2027-06-01',
    '2027-07-01',
    '2027-08-01',
    '2027-09-01',
    '2027-10-01',
    '2027-11-01',
  ]);
  expect(monthMarks(Date.UTC(2026, 0, 1), Date.UTC(2036, 0, 1), 12).length).toBeLessThanOrEqual(12);
});
