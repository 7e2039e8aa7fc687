/** Text from archives: characters that can't be seen, or that turn the line around, are named. */

export interface Piece {
  text: string;
  /** The code point is named in place of the character. */
  named: boolean;
}

// Control characters, soft hyphen, Arabic letter mark, zero-width and direction marks, line and
// paragraph separators, byte order mark, lone surrogates, tag characters.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;

export function pieces(text: string): Piece[] {
  if (!HIDDEN.test(text)) return [{ text, named: false }];
  const result: Piece[] = [];
  let plain = '';
  for (const character of text) {
    if (HIDDEN.test(character)) {
      if (plain !== '') result.push({ text: plain, named: false });
      plain = '';
      result.push({
        text: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
        named: true,
      });
    } else {
      plain += character;
    }
  }
  if (plain !== '') result.push({ text: plain, named: false });
  return result;
}
