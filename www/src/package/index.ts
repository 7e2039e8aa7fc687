/**
 * What the npm package gives to pages of others: the check, without our page. `build/package.ts` makes the package of it; the
 * engine, its workers and the messages between them are those of the page.
 */
import { engine } from '../engine/bridge.ts';
import type { Assumed, PathFile, Report } from '../engine/protocol.ts';

export { EngineFailure } from '../engine/protocol.ts';
export type * from '../engine/protocol.ts';

/** How far a check is, over all sets. No number ever goes down. */
export interface CheckProgress {
  /** Bytes of the files that were read, as they are packed there. */
  bytesDone: number;
  /** Bytes that will be read. */
  bytesTotal: number;
}

export interface CheckOptions {
  /** What is known of the server: `{ squidex: { restore_name: 'new-name' } }`. What is absent, the engine assumes. */
  assume?: Assumed;
  /** Reads every byte of sets of which directories and headers are enough for the verdict. */
  readAll?: boolean;
  /** Called some ten times a second while files are read. */
  onProgress?: (progress: CheckProgress) => void;
  /** Stops the check; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

function pathFile(file: File | PathFile): PathFile {
  if (!(file instanceof Blob)) return file;
  const { webkitRelativePath: path = '', name } = file;
  // A chosen folder is a tree of its own; files that were chosen themselves are one more.
  return path === '' ? { path: name, tree: 0, file } : { path, tree: 1, file };
}

/** Fetches and compiles the engine, so that the first file needs no wait. Without it, the first {@link check} does. */
export async function preload(): Promise<void> {
  await engine();
}

/** The version of the engine. */
export async function version(): Promise<string> {
  return (await engine()).version;
}

/**
 * Checks files on this device: what belongs together is one set, and each set has a report, in the order of their first
 * files. A report is the object that `backup-inspector check --json` prints. What is wrong with a backup stands in it and never
 * throws.
 *
 * Rejects with an {@link EngineFailure} where a file can't be read (`code` is `read`), or with the reason of `signal`.
 */
export async function check(files: Iterable<File | PathFile>, options: CheckOptions = {}): Promise<Report[]> {
  const { assume = {}, readAll = false, onProgress, signal = new AbortController().signal } = options;
  const inputs = [...files].map(pathFile);
  const loaded = await engine();
  signal.throwIfAborted();
  const session = await loaded.session(inputs);
  // Whatever the session's own worker is busy with ends at once.
  const close = (): void => session.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const sets = await session.open(assume);
    const kind = readAll ? 'readAll' : 'check';
    const works = [];
    for (const set of sets.keys()) works.push(await session.begin(set, assume, { kind }));
    const bytesTotal = works.reduce((sum, { plan }) => sum + plan.bytes, 0);
    let before = 0;
    const reports: Report[] = [];
    for (const [set, work] of works.entries()) {
      const tell = (done: number): void =>
        onProgress?.({ bytesDone: before + Math.min(done, work.plan.bytes), bytesTotal });
      await work.whole(({ bytesDone }) => tell(bytesDone), signal);
      signal.throwIfAborted();
      tell(work.plan.bytes);
      before += work.plan.bytes;
      reports.push(await session.report(set, assume));
    }
    return reports;
  } catch (error) {
    // What was asked of a worker that was ended fails in its own words.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    session.close();
  }
}
