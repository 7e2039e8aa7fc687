/** Copies of a backup: put together, looked at as if they had been dropped, read from end to end. */
import { effect, signal, type Signal } from '@preact/signals';
import {
  EngineFailure,
  type CopyOffer,
  type CopySummary,
  type Recipe,
  type TextKind,
  type Verified,
} from '../../../engine/protocol.ts';
import { RateMeter } from '../../../engine/rate.ts';
import { announce } from '../../../state/announce.ts';
import { loadEngine, opened, problemOf } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import { inspections, newInspection, type Inspection } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import { target } from './target.ts';

export interface Copy {
  blob: Blob;
  summary: CopySummary;
  /** The copy, looked at as if it had been dropped. */
  check: Inspection;
  /** A rendering of the copy's own report, as long as the copy is open. */
  text(what: TextKind): Promise<string>;
  /** What reading it from end to end gave, once the check is done; bytes done until then. */
  verified: Signal<Verified | number | null>;
  close(): void;
}

/** The copy that was made last, with what it was made of. It stays until its original is left, whatever view is shown. */
export interface Made {
  of: Inspection;
  from: Recipe;
  copy: Copy;
  /** Name of the file that it was saved as. */
  saved: string | null;
}

export const made = signal<Made | null>(null);

export function discard(): void {
  made.peek()?.copy.close();
  made.value = null;
}

// A copy of a report that is closed ends with it.
effect(() => {
  const of = made.peek()?.of;
  if (of !== undefined && !inspections.value.includes(of)) discard();
});

const unheard = (): void => undefined;

/** What a copy could leave out or replace, with numbers; `null` if it was stopped. `onShare` hears how much is counted. */
export async function offerOf(
  inspection: Inspection,
  stopped: AbortSignal,
  onShare: (share: number) => void = unheard,
): Promise<CopyOffer | null> {
  const { session, index } = opened(inspection);
  const work = await session.begin(index, options.peek(), { kind: 'count' });
  const { bytes } = work.plan;
  const ended = await work.whole(({ bytesDone }) => {
    if (bytes > 0) onShare(Math.min(1, bytesDone / bytes));
  }, stopped);
  return ended?.end.kind === 'counted' ? ended.end.offer : null;
}

/**
 * Puts a copy together, and starts to check it in full. Resolves when directory and verdict of the copy are there.
 * `onShare` hears how much of what has to be written anew is done.
 */
export async function makeCopy(
  inspection: Inspection,
  recipe: Recipe,
  onShare: (share: number) => void,
  stopped: AbortSignal,
): Promise<Copy> {
  const original = opened(inspection);
  const writing = await original.session.begin(original.index, options.peek(), { kind: 'copy', recipe });
  const { tasks } = writing.plan;
  const written = await writing.whole(({ tasksDone }) => {
    // Where nothing is written anew there is nothing to have a share of.
    if (tasks > 0) onShare(tasksDone / tasks);
  }, stopped);
  if (written === null) throw stopped.reason;
  const { blob, summary } = written;
  if (blob === null || summary === null) throw new EngineFailure('protocol', 'the work has made no copy');
  const file = new File([blob], summary.file_name, { type: 'application/zip' });
  const session = await (await loadEngine()).session([{ path: file.name, tree: 0, file }]);
  const check = newInspection(summary.file_name, file.size);
  const verified = signal<Verified | number | null>(null);
  // A new name is inside the copy; the form's name isn't filled in any more.
  const known = target.peek();
  const assumed = {
    ...options.peek(),
    squidex: { ...known, restore_name: recipe.name === null ? known.restore_name : null },
  };
  const stop = new AbortController();
  const [set] = await session.open(assumed);
  /** Reads the copy as if it had been dropped, then from end to end beside its original. */
  const checkAll = async (): Promise<void> => {
    const reading = await session.begin(0, assumed, { kind: 'check' });
    const { plan } = reading;
    check.plan = plan;
    const meter = new RateMeter(performance.now());
    const end = await reading.run(({ bytesDone, entriesDone }) => {
      meter.add(performance.now(), bytesDone);
      check.reading.value = {
        bytesDone: Math.min(bytesDone, plan.bytes),
        bytesTotal: plan.bytes,
        entriesDone,
        entriesTotal: plan.entries,
        pace: meter.pace(plan.bytes),
      };
    }, stop.signal);
    if (end === 'cancelled') return;
    check.report.value = await session.report(0, assumed);
    check.phase.value = 'done';
    announce(words.say.copyChecked(check.report.value), true);
    const { session: from, index } = original;
    const search = await from.begin(index, options.peek(), { kind: 'verify', recipe }, [
      { path: file.name, tree: 0, file: blob },
    ]);
    const found = await search.whole(({ bytesDone }) => {
      verified.value = bytesDone;
    }, stop.signal);
    if (found?.end.kind === 'verified') verified.value = found.end.verified;
  };
  if (set !== undefined) {
    check.report.value = set.report;
    check.phase.value = 'scanning';
    void checkAll().catch(async (error: unknown) => {
      if (stop.signal.aborted) return;
      check.problem.value = await problemOf(error, [file]);
      check.phase.value = 'failed';
    });
  }
  return {
    blob,
    summary,
    check,
    verified,
    text: (what) => session.text(0, assumed, what, true),
    close: () => {
      stop.abort();
      session.close();
    },
  };
}
