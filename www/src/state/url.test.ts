import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace, START, type Place } from './url.ts';

describe('the address of a view', () => {
  it.each<Place>([
    START,
    { ...START, view: 'app' },
    { view: 'findings', set: 2, severity: 'data-loss', code: 'event-gap', event: null },
    { ...START, view: 'events', event: 0 },
    { ...START, view: 'events', event: 123_456 },
  ])('comes back as it was: %o', (place) => {
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it.each(['', '#', '#content', '#v2/summary', '#v1', '#v1/<b>', '#v1/..%2f'])(
    '%j is not one of ours',
    (hash) => {
      expect(parsePlace(hash)).toBeNull();
    },
  );

  it('takes only what it knows', () => {
    expect(parsePlace('#v1/findings?set=-3&severity=awful&code=<script>&event=-1')).toEqual({
      ...START,
      view: 'findings',
    });
  });
});
