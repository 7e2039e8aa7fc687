/** Two sets against each other: a worker of its own compares, the browser keeps the result, a part of it is drawn. */
import { effect, signal } from '@preact/signals';
import type { Session } from '../engine/bridge.ts';
import { EngineFailure, type Compared, type PathFile } from '../engine/protocol.ts';
import { fork, opened, problemOf } from './inspect.ts';
import { options } from './options.ts';
import { inspections, type Inspection, type Problem } from './store.ts';

/** Progress is drawn so often at most. */
const SHOW_MS = 100;

export type Ending =
  /** `json`: the very bytes that the command line prints. */
  | { kind: 'done'; compared: Compared; json: Blob }
  | { kind: 'stopped' }
  /** The engine says why not, in words. */
  | { kind: 'refused'; why: string }
  | { kind: 'failed'; problem: Problem };

export interface Comparison {
  of: Inspection;
  /** What the other is called. */
  other: string;
  /** How much of both was read, 0 to 1. */
  share: number;
  ending: Ending | null;
}

/** The one that runs, or ran last. */
export const comparison = signal<Comparison | null>(null);

let stop: AbortController | null = null;

export function stopComparison(): void {
  stop?.abort();
}

/** With another one, from the beginning. */
export function forgetComparison(): void {
  const running = stop;
  stop = null;
  running?.abort();
  comparison.value = null;
}

// With the report that it is of.
effect(() => {
  const of = comparison.value?.of;
  if (of !== undefined && !inspections.value.includes(of)) forgetComparison();
});

/** The files of another report of the same drop. */
export function filesOf(other: Inspection): readonly PathFile[] {
  const { session, index } = opened(other);
  return session.files(index);
}

/** Compares a report's set with the set of these files. */
export async function compareWith(
  inspection: Inspection,
  files: readonly PathFile[],
  other: string,
): Promise<void> {
  forgetComparison();
  const abort = new AbortController();
  stop = abort;
  let share = 0;
  const show = (ending: Ending | null): void => {
    // Another one may have been begun meanwhile.
    if (stop === abort) comparison.value = { of: inspection, other, share, ending };
  };
  show(null);
  let session: Session | null = null;
  const close = () => session?.close();
  abort.signal.addEventListener('abort', close);
  try {
    const forked = await fork(inspection);
    session = forked.session;
    abort.signal.throwIfAborted();
    const parts: Blob[] = [];
    let [second, before, shown] = [false, 0, 0];
    const compared = await session.compare(forked.index, options.peek(), files, (piece) => {
      if (piece.kind === 'bytes') parts.push(piece.bytes);
      if (piece.kind !== 'read') return;
      // The first is read, then the second.
      if (piece.done < before) second = true;
      before = piece.done;
      const part = piece.of === 0 ? 1 : piece.done / piece.of;
      share = Math.max(share, (second ? 0.5 : 0) + part / 2);
      const now = performance.now();
      if (now - shown < SHOW_MS) return;
      shown = now;
      show(null);
    });
    show({ kind: 'done', compared, json: new Blob(parts, { type: 'application/json' }) });
  } catch (error) {
    if (abort.signal.aborted) show({ kind: 'stopped' });
    else if (error instanceof EngineFailure && error.code === 'invalid')
      show({ kind: 'refused', why: error.message });
    else
      show({
        kind: 'failed',
        problem: await problemOf(
          error,
          files.map(({ file }) => file),
        ),
      });
  } finally {
    abort.signal.removeEventListener('abort', close);
    close();
    if (stop === abort) stop = null;
  }
}
