/** Which tiles of a grid are in sight. */

/** Least width of a tile, in `rem`, and the gap between two. */
const TILE_REM = 10;
const GAP_REM = 0.75;

export function tilesInRow(width: number, rem: number): number {
  const gap = GAP_REM * rem;
  return Math.max(1, Math.floor((width + gap) / (TILE_REM * rem + gap)));
}

/** Lines outside of the visible part that are drawn as well. */
const MARGIN = 1;

/** Tallest element that every browser can scroll, in CSS pixels, with some room. */
const MOST_PX = 8_000_000;

/** The tiles to be drawn, and the room of those before and behind them, in CSS pixels. */
export function linesFor({
  count,
  inRow,
  line,
  height,
  top,
}: {
  count: number;
  inRow: number;
  /** Height of a line of tiles. */
  line: number;
  /** Height of the box. */
  height: number;
  /** How far it is scrolled. */
  top: number;
}): { from: number; to: number; before: number; after: number } {
  // More lines than can be scrolled are not there; a search or a folder finds what lies behind.
  const lines = Math.min(Math.ceil(count / inRow), Math.floor(MOST_PX / line));
  const first = Math.max(0, Math.min(Math.floor(top / line) - MARGIN, lines - 1));
  const last = Math.min(lines, Math.ceil((top + height) / line) + MARGIN);
  const end = Math.max(first, last);
  return {
    from: first * inRow,
    to: Math.min(count, end * inRow),
    before: first * line,
    after: Math.max(0, lines - end) * line,
  };
}
