import { describe, expect, it } from 'vitest';
import { readCalibration, writeCalibration } from './calibration.ts';

const known = {
  version: 1,
  profile: 'postgresql',
  source: 'log',
  events: 5000,
  seconds: 2,
  phases: { events: { ratio: 1.1, seen: true } },
};

describe('a calibration file', () => {
  it('reads back what was written', () => expect(readCalibration(writeCalibration(known))).toEqual(known));
  it.each([
    '',
    '{}',
    'null',
    '[1]',
    'no JSON',
    JSON.stringify({ ...known, version: 2 }),
    JSON.stringify({ ...known, phases: null }),
  ])('refuses %s', (text) => {
    expect(readCalibration(text)).toBeNull();
  });
});
