import { expect, it } from 'vitest';
import { secondsOf, typedOf } from './span.ts';

it.each([
  [900, '15', 'm'],
  [86_400, '24', 'h'],
  [172_800, '2', 'd'],
  [90, '90', 's'],
  [3_600, '1', 'h'],
  [0, '0', 's'],
] as const)('%d seconds are typed as %s %s', (seconds, number, unit) => {
  expect(typedOf(seconds)).toEqual({ number, unit });
  expect(secondsOf({ number, unit })).toBe(seconds);
});

it('takes halves, with a point or a comma', () => {
  expect(secondsOf({ number: '1.5', unit: 'h' })).toBe(5_400);
  expect(secondsOf({ number: ' 1,5 ', unit: 'm' })).toBe(90);
});

it.each(['', '-1', 'an hour', '1e9', '1.2.3', 'Infinity', '99999999999'])(
  '"%s" is no length of time',
  (number) => {
    expect(secondsOf({ number, unit: 'm' })).toBeNull();
  },
);
