/** A long text that travels in several scripts. */

/** So many pieces of the engine are on their way at once: a line is full, and the first is there long before the last. */
const AT_ONCE = 3;

/**
 * Fetches pieces in their order, a few at once, and says after each how many there are; all of them strung together.
 * Tells which share of the whole is there, since an import says nothing on its way.
 */
export async function inPieces(
  pieces: ReadonlyArray<() => Promise<{ default: string }>>,
  onPiece: (done: number, of: number) => void,
): Promise<string> {
  const texts: string[] = [];
  let next = 0;
  let done = 0;
  const line = async (): Promise<void> => {
    for (let at = next++; at < pieces.length; at = next++) {
      texts[at] = (await pieces[at]?.())?.default ?? '';
      done += 1;
      onPiece(done, pieces.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return texts.join('');
}
