import { describe, expect, it } from 'vitest';
import { bytes, count, duration, roughly, percent, plural, sentence, utc } from './format.ts';

describe('numbers and units', () => {
  it.each([
    [0, '0'],
    [1234567, '1,234,567'],
  ])('count %s', (value, expected) => expect(count(value)).toBe(expected));
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [196_613, '197 kB'],
    [99_960, '100 kB'],
    [999_600, '1.0 MB'],
    [10_737_418_240, '10.7 GB'],
    [5e15, '5.0 PB'],
  ])('bytes %s', (value, expected) => expect(bytes(value)).toBe(expected));
  it.each([
    [0, 'under 1 s'],
    [7.4, '7.4 s'],
    [7, '7 s'],
    [59.6, '1 min'],
    [95, '1 min 35 s'],
    [725, '12 min'],
    [3600, '1 h'],
    [7_500, '2 h 5 min'],
    [300_000, '3 days'],
  ])('duration %s', (value, expected) => expect(duration(value)).toBe(expected));
  it.each([
    [0.02, 'a second'],
    [1.4, 'a second'],
    [7.4, '7 s'],
    [41, '40 s'],
    [58, '1 min'],
    [95, '1 min 30 s'],
    [610, '10 min'],
    [3_599, '60 min'],
    [4_700, '1 h 20 min'],
    [40_000, '11 h'],
  ])('estimated %s s', (value, expected) => expect(roughly(value)).toBe(expected));
  it('a share never reaches 100 % before the end', () => {
    expect(percent(0.9999)).toBe('99 %');
    expect(percent(1)).toBe('100 %');
    expect(percent(-1)).toBe('0 %');
  });
  it('plural', () => {
    expect(plural(1, 'entry', 'entries')).toBe('1 entry');
    expect(plural(1_000, 'event')).toBe('1,000 events');
  });
  it('UTC, and no invented date for what is none', () => {
    expect(utc('2024-05-06T07:08:46.123456789Z')).toBe('2024-05-06 07:08:46 UTC');
    expect(utc('once')).toBe('once');
  });
  it('phrases of the engine become sentences', () => {
    expect(sentence('event 3 is missing')).toBe('Event 3 is missing.');
    expect(sentence('it says "no."')).toBe('It says "no."');
    expect(sentence('tag-1, tag-2 …')).toBe('Tag-1, tag-2 …');
    expect(sentence('shop_2026 of today is whole')).toBe('shop_2026 of today is whole.');
    expect(sentence('events/0/1.json: no JSON')).toBe('events/0/1.json: no JSON.');
    expect(sentence('fails.zip is no backup')).toBe('fails.zip is no backup.');
    expect(sentence('')).toBe('');
  });
});
