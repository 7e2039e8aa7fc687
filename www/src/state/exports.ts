/**
 * Exports: a worker of their own makes the pieces, a destination takes them. One at a time; it goes on whatever view is
 * shown, and ends with its report.
 */
import { effect, signal } from '@preact/signals';
import type { Session } from '../engine/bridge.ts';
import { EXPORT } from '../engine/generated/defaults.ts';
import { EngineFailure, type Exported, type ExportPiece, type Wanted } from '../engine/protocol.ts';
import { RateMeter, type Pace } from '../engine/rate.ts';
import { announce } from './announce.ts';
import { toFile, toFolder, guard, type Destination } from './destination.ts';
import { fork, opened, problemOf } from './inspect.ts';
import { options } from './options.ts';
import { SaveFailure } from './save.ts';
import { inspections, type Inspection, type Problem } from './store.ts';
import { words } from './words.ts';

/** Progress is drawn so often at most. */
const SHOW_MS = 200;

/** What is exported, and where it goes. */
export interface Order {
  /** In a few words: "Contents of posts". */
  title: string;
  /** What the engine is asked for; what is absent is as usual. */
  wanted: Partial<Wanted> & Pick<Wanted, 'what'>;
  /** One file; one ZIP file of several; the several in a folder. */
  into: 'file' | 'zip' | 'folder';
  /** Suggested name of the file or folder. */
  name: string;
}

/** How far an export is. */
export type Step =
  /** The set is read and checked, as its export needs. */
  | { kind: 'checking'; share: number }
  /** Parts of the set were read, nothing can be written yet. */
  | { kind: 'reading'; done: number; of: number }
  | { kind: 'writing'; bytes: number; files: number; pace: Pace };

/** How it ended. */
export type Outcome =
  | { kind: 'done'; exported: Exported; bytes: number; to: string }
  | { kind: 'stopped'; to: string; into: Order['into'] }
  /** The engine says why not, in words. */
  | { kind: 'refused'; why: string }
  | { kind: 'not-saved'; failure: SaveFailure }
  | { kind: 'failed'; problem: Problem };

export interface Export {
  of: Inspection;
  order: Order;
  step: Step | null;
  outcome: Outcome | null;
}

/** The one that runs, or ran last. */
export const exporting = signal<Export | null>(null);

let stop: AbortController | null = null;

/** Stops the one that runs. */
export function stopExport(): void {
  stop?.abort();
}

/** Takes the word on how the last one ended away. */
export function forgetExport(): void {
  if (exporting.peek()?.outcome !== null) exporting.value = null;
}

// With the report that it is of.
effect(() => {
  const of = exporting.value?.of;
  if (of === undefined || inspections.value.includes(of)) return;
  stop?.abort();
  exporting.value = null;
});

const TYPES: Record<string, string> = {
  zip: 'application/zip',
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
};

function destinationOf({ into, name }: Order): Promise<Destination | null> {
  if (into === 'folder') return toFolder(name);
  return toFile(name, TYPES[name.split('.').at(-1) ?? ''] ?? '');
}

/** Pieces on their way to the destination, one after the other. */
class Stream {
  bytes = 0;
  files = 0;
  #last: Promise<void> = Promise.resolve();
  readonly #to: Destination;
  readonly #failed: (error: unknown) => void;

  constructor(to: Destination, failed: (error: unknown) => void) {
    this.#to = to;
    this.#failed = failed;
  }

  put(piece: Exclude<ExportPiece, { kind: 'read' }>): void {
    this.#last = this.#last.then(async () => {
      if (piece.kind === 'file') {
        await this.#to.file(piece.path);
        this.files += 1;
      } else {
        await this.#to.bytes(piece.bytes);
        this.bytes += piece.bytes.size;
      }
    });
    this.#last.catch(this.#failed);
  }

  /** All that was put has been written. */
  written(): Promise<void> {
    return this.#last;
  }
}

/** What the set has to know first. */
async function check(session: Session, index: number, step: (step: Step) => void, signal: AbortSignal) {
  const work = await session.begin(index, options.peek(), { kind: 'check' });
  const { bytes } = work.plan;
  const end = await work.run(
    ({ bytesDone }) => step({ kind: 'checking', share: bytes === 0 ? 1 : Math.min(1, bytesDone / bytes) }),
    signal,
  );
  if (end === 'finished') await work.end();
}

/** Asks where to, then exports. To be called within the click: browsers show their dialogs only then. */
export async function startExport(inspection: Inspection, order: Order): Promise<void> {
  if (stop !== null) return;
  const abort = new AbortController();
  stop = abort;
  const ends = (outcome: Outcome): void => {
    if (exporting.peek()?.of !== inspection) return;
    exporting.value = { of: inspection, order, step: null, outcome };
    if (outcome.kind === 'done') announce(words.exports.say.done(order.title), true);
    else if (outcome.kind === 'stopped') announce(words.exports.say.stopped, true);
  };
  let to: Destination | null = null;
  let session: Session | null = null;
  let files: readonly Blob[] = [];
  const unguard = guard();
  const close = () => session?.close();
  abort.signal.addEventListener('abort', close);
  try {
    to = await destinationOf(order);
    if (to === null) return;
    exporting.value = { of: inspection, order, step: null, outcome: null };
    let shown = 0;
    const show = (step: Step): void => {
      const now = performance.now();
      if (now - shown < SHOW_MS || exporting.peek()?.of !== inspection) return;
      shown = now;
      exporting.value = { of: inspection, order, step, outcome: null };
    };
    const original = opened(inspection);
    files = original.session.files(original.index).map(({ file }) => file);
    const forked = await fork(inspection);
    session = forked.session;
    abort.signal.throwIfAborted();
    const wanted = { ...EXPORT, ...order.wanted, in_folder: order.into !== 'file' };
    if (await session.needsCheck(forked.index, wanted))
      await check(session, forked.index, show, abort.signal);
    abort.signal.throwIfAborted();
    let fault: unknown = null;
    const stream = new Stream(to, (error) => {
      fault ??= error;
      // Nobody takes what is made from here on.
      session?.close();
    });
    const meter = new RateMeter(performance.now());
    let exported: Exported;
    try {
      exported = await session.export(forked.index, options.peek(), wanted, order.into === 'zip', (piece) => {
        if (piece.kind === 'read') return show({ kind: 'reading', done: piece.done, of: piece.of });
        stream.put(piece);
        meter.add(performance.now(), stream.bytes);
        show({ kind: 'writing', bytes: stream.bytes, files: stream.files, pace: meter.pace(0) });
      });
    } catch (error) {
      throw fault ?? error;
    }
    await stream.written();
    abort.signal.throwIfAborted();
    await to.close();
    ends({ kind: 'done', exported, bytes: stream.bytes, to: to.name });
  } catch (error) {
    await to?.abandon();
    if (abort.signal.aborted) ends({ kind: 'stopped', to: to?.name ?? order.name, into: order.into });
    else if (error instanceof SaveFailure) {
      // Nothing had begun: the file could not be opened.
      if (to === null) exporting.value = { of: inspection, order, step: null, outcome: null };
      ends({ kind: 'not-saved', failure: error });
    } else if (error instanceof EngineFailure && error.code === 'invalid')
      ends({ kind: 'refused', why: error.message });
    else ends({ kind: 'failed', problem: await problemOf(error, files) });
  } finally {
    unguard();
    abort.signal.removeEventListener('abort', close);
    close();
    stop = null;
  }
}
