import { describe, expect, it } from 'vitest';
import { nameFault, suggestName } from './name.ts';

describe('names of apps', () => {
  it.each(['a', 'demo-shop', 'demo-shop-2', '0', 'a'.repeat(40)])('%s can be used', (name) =>
    expect(nameFault(name)).toBeNull(),
  );
  it.each([
    ['', 'empty'],
    ['Demo', 'upper-case'],
    ['demo shop', 'characters'],
    ['demo_shop', 'characters'],
    ['café', 'characters'],
    ['-demo', 'hyphens'],
    ['demo-', 'hyphens'],
    ['de--mo', 'hyphens'],
    ['a'.repeat(41), 'long'],
    ['demo\n', 'characters'],
  ])('%j is refused: %s', (name, fault) => expect(nameFault(name)).toBe(fault));
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
      if (suggestion !== null) expect(nameFault(suggestion)).toBeNull();
    }
  });
});
