import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate.ts';

describe('rate and time left', () => {
  it('says nothing before it has seen enough', () => {
    const meter = new RateMeter(0);
    meter.add(100, 1_000_000);
    expect(meter.pace(10_000_000)).toEqual({ bytesPerSecond: null, secondsLeft: null });
  });

  it('measures a steady stream exactly', () => {
    const meter = new RateMeter(0);
    for (let at = 100; at <= 2_000; at += 100) meter.add(at, at * 1_000);
    expect(meter.pace(4_000_000)).toEqual({ bytesPerSecond: 1_000_000, secondsLeft: 2 });
  });

  it('forgets what is older than the window: a slow start does not spoil the estimate', () => {
    const meter = new RateMeter(0);
    meter.add(10_000, 10_000);
    for (let at = 10_100; at <= 16_000; at += 100) meter.add(at, 10_000 + (at - 10_000) * 1_000);
    expect(meter.pace(10_000_000).bytesPerSecond).toBeCloseTo(1_000_000, -3);
  });

  it('promises no end when nothing moves', () => {
    const meter = new RateMeter(0);
    meter.add(1_000, 0);
    expect(meter.pace(5)).toEqual({ bytesPerSecond: 0, secondsLeft: null });
  });
});
