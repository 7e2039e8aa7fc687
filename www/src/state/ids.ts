/** Ids in sentences: long enough to be told apart, with the whole at hand. */

export interface IdPiece {
  text: string;
  /** The whole id, where `text` is its beginning; `null`: no id. */
  whole: string | null;
}

/** A GUID, or two of them with what Squidex and others put between (`app--object`). */
const LONG =
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\b/gi;
const SHOWN = 8;

/** The sentence in pieces, each GUID as its first digits; of two, the second is the object. */
export function shortIds(sentence: string): IdPiece[] {
  const pieces: IdPiece[] = [];
  let from = 0;
  for (const found of sentence.matchAll(LONG)) {
    const [whole] = found;
    if (found.index > from) pieces.push({ text: sentence.slice(from, found.index), whole: null });
    const object = whole.split('--').at(-1) ?? whole;
    pieces.push({ text: `${object.slice(0, SHOWN)}…`, whole });
    from = found.index + whole.length;
  }
  if (from < sentence.length) pieces.push({ text: sentence.slice(from), whole: null });
  return pieces;
}
