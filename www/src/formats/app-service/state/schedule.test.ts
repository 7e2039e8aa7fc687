import { expect, test } from 'vitest';
import { newInspection } from '../../../state/store.ts';
import { NOTHING, planOf, resetPlan, typedOf } from './schedule.ts';

test('changed ends of runs go to the engine by the numbers of their slots', () => {
  expect(typedOf({ typed: NOTHING, outcomes: { 3: 'Failed', 12: 'TimedOut' } }).outcomes).toEqual([
    '3=Failed',
    '12=TimedOut',
  ]);
});

test('without a configuration a week stands for the interval', () => {
  expect(planOf(null).value.typed.every).toBe('7d');
  expect(planOf(newInspection('list.json', 1)).value).toMatchObject({
    typed: { every: '7d' },
    project: false,
  });
});

test('each set has a plan of its own that stays, and begins anew when asked', () => {
  const [first, second] = [newInspection('a', 1), newInspection('b', 1)];
  const plan = planOf(first);
  plan.value = { ...plan.value, outcomes: { 1: 'Failed' }, day: '2026-12-01' };
  expect(planOf(first)).toBe(plan);
  expect(planOf(second).value.outcomes).toEqual({});
  resetPlan(first);
  expect(plan.value).toMatchObject({ outcomes: {}, day: '2026-12-01' });
});
