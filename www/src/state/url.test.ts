import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace, START, VIEWS, type Place } from './url.ts';

describe('the address of a view', () => {
  it.each<Place>([
    START,
    ...VIEWS.map((view) => ({ ...START, view })),
    { view: 'findings', set: 2, severity: 'data-loss', code: 'event-gap' },
  ])('comes back as it was: %o', (place) => {
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it.each(['', '#', '#content', '#v2/summary', '#v1/nowhere', '#v1'])('%j is not one of ours', (hash) => {
    expect(parsePlace(hash)).toBeNull();
  });

  it('takes only what it knows', () => {
    expect(parsePlace('#v1/findings?set=-3&severity=awful&code=<script>')).toEqual({
      ...START,
      view: 'findings',
    });
  });
});
