import { expect, test } from 'vitest';
import type { Run } from '../../../engine/protocol.ts';
import {
  byDay,
  dayAfter,
  endOf,
  isKept,
  markOf,
  monthAfter,
  monthly,
  months,
  signOf,
  startOf,
  within,
} from './model.ts';

function run(created: string, change: Partial<Run> = {}): Run {
  return {
    slot: 0,
    created,
    finished: created,
    status: 'Succeeded',
    final_status: 'Succeeded',
    scheduled: true,
    reason: null,
    exists: true,
    left_data: true,
    removed_at: null,
    bytes: null,
    ...change,
  };
}

test('data is there from the end of its run until it is removed', () => {
  const one = run('2026-05-01T00:00:00Z', {
    finished: '2026-05-01T01:00:00Z',
    removed_at: '2026-05-11T00:00:00Z',
  });
  expect(isKept(one, Date.parse('2026-05-01T00:59:59Z'))).toBe(false);
  expect(isKept(one, Date.parse('2026-05-01T01:00:00Z'))).toBe(true);
  expect(isKept(one, Date.parse('2026-05-10T23:59:59Z'))).toBe(true);
  expect(isKept(one, Date.parse('2026-05-11T00:00:00Z'))).toBe(false);
  expect(isKept({ ...one, removed_at: null }, endOf('2099-01-01'))).toBe(true);
  expect(isKept({ ...one, left_data: false }, endOf('2026-05-02'))).toBe(false);
});

test('each end of a run has its sign', () => {
  expect(signOf(run('x'))).toBe('good');
  expect(signOf(run('x', { status: 'PartiallySucceeded' }))).toBe('partly');
  expect(signOf(run('x', { status: 'DeleteFailed' }))).toBe('good');
  for (const [status, sign] of [
    ['Failed', 'failed'],
    ['TimedOut', 'failed'],
    ['Skipped', 'skipped'],
    ['InProgress', 'running'],
  ] as const)
    expect(signOf(run('x', { status, left_data: false }))).toBe(sign);
});

test('of a day with several runs a failed one is seen, and skipped ones only where nothing else is', () => {
  const failed = run('2026-05-01T02:00:00Z', { status: 'Failed', left_data: false });
  const skipped = run('2026-05-01T03:00:00Z', { status: 'Skipped', left_data: false });
  const good = run('2026-05-01T04:00:00Z');
  const at = endOf('2026-05-01');
  expect(markOf([skipped, failed, good], at)).toMatchObject({ sign: 'failed', kept: 1 });
  expect(markOf([skipped, good], at).sign).toBe('good');
  expect(markOf([skipped], at)).toMatchObject({ sign: 'skipped', kept: 0 });
  expect(byDay([failed, skipped, run('2026-05-02T00:00:00Z')]).get('2026-05-01')).toHaveLength(2);
});

test('months begin on Monday and have all their days', () => {
  const found = months('2026-11-28', '2027-03-02', 20);
  expect(found.map(({ id }) => id)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02', '2027-03']);
  // 1 November 2026 is a Sunday, 1 February 2027 a Monday.
  expect(found[0]).toMatchObject({ blanks: 6 });
  expect(found[3]).toMatchObject({ blanks: 0 });
  expect(found[3]?.days).toHaveLength(28);
  expect(months('2026-01-01', '2099-01-01', 14)).toHaveLength(14);
});

test('days and months go on over the ends of years and short months', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
  expect(monthAfter('2026-01-31', 1)).toBe('2026-02-28');
  expect(monthAfter('2026-12-15', 1)).toBe('2027-01-15');
  expect(monthAfter('2026-01-15', -1)).toBe('2025-12-15');
  expect(endOf('2026-01-01') + 1).toBe(startOf('2026-01-02'));
  expect(within('2026-01-01', '2026-02-01', '2026-03-01')).toBe('2026-02-01');
});

test('the table has the first point of each month and the last of all', () => {
  const points = Array.from({ length: 62 }, (_, at) => ({
    at: `${dayAfter('2026-11-28', at)}T03:00:00Z`,
    backups: at,
    bytes: null,
  }));
  expect(monthly(points).map(({ at }) => at.slice(0, 10))).toEqual([
    '2026-11-28',
    '2026-12-01',
    '2027-01-01',
    '2027-01-28',
  ]);
  expect(monthly([])).toEqual([]);
});
