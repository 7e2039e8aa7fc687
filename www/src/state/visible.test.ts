import { describe, expect, it } from 'vitest';
import { pieces } from './visible.ts';

describe('names from archives', () => {
  it('ordinary text of any script stays as it is', () => {
    for (const text of ['demo-shop', 'Demo Shop ☕', 'Überschrift', '日本語', 'שלום', ''])
      expect(pieces(text)).toEqual([{ text, named: false }]);
  });
  it('names what turns the line around', () => {
    expect(pieces('invoice\u202Egpj.exe')).toEqual([
      { text: 'invoice', named: false },
      { text: 'U+202E', named: true },
      { text: 'gpj.exe', named: false },
    ]);
  });
  it.each(['\0', '\n', '\u001b', '\u200b', '\u2066', '\ufeff', '\u{e0041}', '\ud800', '\u00ad'])(
    'names %j',
    (text) => {
      expect(pieces(text)).toHaveLength(1);
      expect(pieces(text)[0]?.named).toBe(true);
    },
  );
});
