/**
 * Files of an archive, taken out of it by the browser: sliced, inflated, and as a small picture. The engine has said where
 * the bytes are and what the picture is; nothing is decoded that it did not find to be one.
 */

export interface Piece {
  /** The bytes as they stand in the archive. */
  slice: Blob;
  method: string;
  /** Size of the file, as the archive says. */
  bytes: number;
}

/** Nothing that says more of itself than it has is taken on. */
export class TooLarge extends Error {}

/** Inflates what is deflated. More than `limit` bytes are not taken, whatever comes. */
export async function blobOf({ slice, method }: Piece, type: string, limit: number): Promise<Blob> {
  if (method === 'stored') {
    if (slice.size > limit) throw new TooLarge(`${slice.size} bytes`);
    return new Blob([slice], { type });
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = slice.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > limit) throw new TooLarge(`more than ${limit} bytes`);
      parts.push(value as Uint8Array<ArrayBuffer>);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return new Blob(parts, { type });
}

/** The size at which a picture of these pixels fits into a square, never larger than it is. */
export function fitInto(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** At most so many pictures are decoded at a time. */
const AT_ONCE = 3;
let running = 0;
const waiting: Array<() => void> = [];

/** Runs a task when there is room for it; one that nobody waits for any more is not begun. */
export async function inTurn<T>(task: () => Promise<T>, stop: AbortSignal): Promise<T | null> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  if (stop.aborted) {
    waiting.shift()?.();
    return null;
  }
  running += 1;
  try {
    return await task();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
