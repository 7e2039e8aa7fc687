import { describe, expect, it } from 'vitest';
import { suggestName } from './name.ts';

describe('names of apps', () => {
  it.each([
    ['Demo Shop', 'demo-shop'],
    ['café_Straße', 'cafe-strasse'],
    ['--a--b--', 'a-b'],
    ['x'.repeat(50), 'x'.repeat(40)],
    ['日本', null],
    ['fine', null],
  ])('%j suggests %j', (name, expected) => expect(suggestName(name)).toBe(expected));
  it('suggests only names that can be used', () => {
    for (const name of ['A b', '__', 'ÄÖÜ-ß', `${'a'.repeat(39)}-b`, 'a.b.c']) {
      const suggestion = suggestName(name);
      // The rule of Squidex (`CreateAppDto`), and the limit of its form.
      expect(suggestion ?? 'none').toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(suggestion?.length ?? 0).toBeLessThanOrEqual(40);
    }
  });
});
