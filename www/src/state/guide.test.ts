import { describe, expect, it } from 'vitest';
import { entryFor, guideAddress, parseGuide, type Entry } from './guide.ts';

describe('addresses of the guide', () => {
  it('are read as they are written', () => {
    expect(parseGuide(guideAddress())).toEqual({ chapter: null, heading: null });
    expect(parseGuide(guideAddress('a-b'))).toEqual({ chapter: 'a-b', heading: null });
    expect(parseGuide(guideAddress('a-b/c'))).toEqual({ chapter: 'a-b', heading: 'c' });
  });
  it('are nothing else', () => {
    for (const hash of [
      '',
      '#',
      '#v1/summary',
      '#guides',
      '#guide/',
      '#guide/A',
      '#guide/a/b/c',
      '#guide?x',
      '#guide/a%20b',
    ])
      expect(parseGuide(hash), hash).toBeNull();
  });
});

describe('the chapter for a report', () => {
  const entry = (name: string, system: string | null, outcomes: string[]): Entry => ({
    name,
    title: name,
    answers: '',
    system,
    outcomes,
  });
  const entries = [
    entry('general', null, []),
    entry('good', 'One', ['restores']),
    entry('bad', 'One', ['fails']),
    entry('all', 'Two', []),
  ];
  it('is the one of its system and outcome', () => {
    expect(entryFor(entries, 'One', 'fails')?.name).toBe('bad');
    expect(entryFor(entries, 'One', 'restores')?.name).toBe('good');
    expect(entryFor(entries, 'One', 'unknown')).toBeUndefined();
    expect(entryFor(entries, 'Two', 'unknown')?.name).toBe('all');
    expect(entryFor(entries, null, 'fails')?.name).toBe('general');
  });
});
