/**
 * The life of a drop: open, read, cancel, ask again for another target, copy. The only place that
 * moves an inspection from one phase to the next.
 */
import type { Engine, Session, Work } from '../engine/bridge.ts';
import {
  EngineFailure,
  type Answer,
  type OpenedSet,
  type PathFile,
  type Query,
  type Question,
  type Rows,
  type SavedReports,
  type TextKind,
  type Told,
} from '../engine/protocol.ts';
import { takeWorkerProbe } from './lamp.ts';
import { RateMeter } from '../engine/rate.ts';
import { words } from './words.ts';
import { guidePlace } from './guide.ts';
import { announce } from './announce.ts';
import type { Input, Taken } from './inputs.ts';
import { forgetDrop, options } from './options.ts';
import {
  engineShare,
  engineState,
  addressed,
  goTo,
  inspections,
  isRunning,
  leftOut,
  lostReport,
  newInspection,
  place,
  TABLE_OF_SETS,
  trouble,
  savedLeftOut,
  type Inspection,
  type Problem,
  type Saved,
} from './store.ts';
import { START } from './url.ts';

/** Progress is drawn so often at most: what draws takes the processor from what reads. */
const SHOW_MS = 200;
/** During a scan the report is asked for again so often, if the last answer came. */
const REFRESH_MS = 1_000;
/**
 * And after a pause of so many times what the last answer took: it looks at every object that was met, so answers at a
 * fixed pace would take more and more of the time, the larger the archive is.
 */
const REFRESH_SHARE = 20;
/** Not any more when the whole report comes so soon. */
const SOON_S = 1;

/** A set as the engine knows it. */
interface Opened {
  index: number;
  /** What is left to be read goes on from here. */
  work: Work | null;
  /** Stops the reading of this set alone. */
  stop: AbortController;
}

/** The work that belongs to one drop. */
interface Job {
  stop: AbortController;
  session: Session | null;
  sets: Map<Inspection, Opened>;
  /** So many sets were found, those of saved reports among them. */
  found: number;
  inputs: readonly Input[];
  /** Sets are being read, one after the other. */
  reading: boolean;
}

let job: Job | null = null;
/** Once it was loaded: what is asked of it needs no turn of the loop. */
let loaded: Engine | null = null;

export async function loadEngine(): Promise<Engine> {
  if (loaded !== null) return loaded;
  try {
    const { engine, watchLoading, watchProbes } = await import('../engine/bridge.ts');
    watchProbes(takeWorkerProbe);
    watchLoading((done, of) => (engineShare.value = done / of));
    loaded = await engine();
    engineState.value = 'ready';
    return loaded;
  } catch (error) {
    engineState.value = { failed: error instanceof Error ? error.message : String(error) };
    throw error;
  }
}

/** Fetches the engine behind the landing page. A failure is told when somebody needs the engine. */
export function prepareEngine(): void {
  loadEngine().catch(() => undefined);
}

/** Whether these files can still be read, and as they were when they were dropped. */
async function filesAreThere(files: readonly Blob[]): Promise<boolean> {
  try {
    for (const file of files) await file.slice(Math.max(0, file.size - 1)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

export async function problemOf(error: unknown, files: readonly Blob[]): Promise<Problem> {
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (!(await filesAreThere(files))) return { code: 'file-gone', details };
  return { code: error instanceof EngineFailure ? error.code : 'panic', details };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Has the directory read in a session of its own; `null` if other files were dropped meanwhile. */
async function askDirectory(mine: Job): Promise<{ session: Session; sets: readonly OpenedSet[] } | null> {
  const engine = await loadEngine();
  if (job !== mine) return null;
  const session = await engine.session(mine.inputs);
  if (job !== mine) {
    session.close();
    return null;
  }
  mine.session = session;
  return { session, sets: await session.open(options.peek()) };
}

/** Stops what is running and looks at these files instead; `first`: at their first set, even if there are more. */
export async function openTaken(taken: Taken, first = false): Promise<void> {
  const { inputs, unread, empty } = taken;
  if (inputs.length === 0 && unread.length === 0 && empty.length === 0) return;
  if (inputs.length === 0) {
    const problem = words.nothingThere(unread.length, empty);
    trouble.value = { ...problem, details: [...unread, ...empty].join('\n') };
    return;
  }
  forgetDrop();
  await open(taken, first);
}

/** Opens the same files anew: what is assumed may decide which of them belong together. */
export async function openAgain(): Promise<void> {
  const { unread, empty } = leftOut.peek();
  if (job !== null) await open({ inputs: [...job.inputs], unread: [...unread], empty: [...empty] });
}

async function open({ inputs, unread, empty }: Taken, first = false): Promise<void> {
  closeJob();
  const mine: Job = {
    stop: new AbortController(),
    session: null,
    sets: new Map(),
    found: 0,
    inputs,
    reading: false,
  };
  job = mine;
  const asked = askDirectory(mine);
  // Before anything is drawn, the question is on its way: the directory is read meanwhile.
  if (loaded !== null) await Promise.race([asked.catch(() => undefined), nextTask()]);
  if (job !== mine) return;
  const shown = newInspection(inputs[0]?.path ?? '', sizeOf(inputs));
  lostReport.value = false;
  leftOut.value = { unread, empty };
  const { view } = place.peek();
  inspections.value = [shown];
  goTo({ view: view === TABLE_OF_SETS ? START.view : view, set: 0, severity: null, code: null });
  announce(words.say.opening(inputs.length), true);
  try {
    const opened = await asked;
    if (opened === null || job !== mine) return;
    const saved = await savedAmong(opened.session, opened.sets);
    if (job !== mine) return;
    showSets(mine, opened.sets, shown, saved);
    const again = inspections.peek().filter((each) => each.saved !== null).length;
    if (again > 0) announce(words.say.saved(again), true);
    if (inspections.peek().length > 1 && !first) goTo({ view: TABLE_OF_SETS, set: 0 }, true);
    await readAll(mine);
  } catch (error) {
    if (job !== mine) return;
    const problem = await problemOf(
      error,
      inputs.map(({ file }) => file),
    );
    for (const inspection of inspections.value) if (isRunning(inspection)) fail(inspection, problem);
    announce(words.problem(problem).title, true);
  }
}

function sizeOf(inputs: readonly Input[]): number {
  return inputs.reduce((sum, { file }) => sum + file.size, 0);
}

function sizeToRead({ report, bytes }: Inspection): number {
  return report.peek()?.source.bytes ?? bytes;
}

function fail(inspection: Inspection, problem: Problem): void {
  inspection.problem.value = problem;
  inspection.phase.value = 'failed';
}

/** The engine's word for a file that holds saved reports. */
const SAVED_REPORT = 'saved-report';

/** What the saved reports among the sets hold, by the place of their set. */
async function savedAmong(
  session: Session,
  sets: readonly OpenedSet[],
): Promise<ReadonlyMap<number, SavedReports>> {
  const found = new Map<number, SavedReports>();
  for (const [index, { report, inputs }] of sets.entries()) {
    // Of a folder such files are only named.
    if (inputs.length !== 1 || !(SAVED_REPORT in report.finding_counts)) continue;
    found.set(index, JSON.parse(await session.text(index, options.peek(), 'saved', false)) as SavedReports);
  }
  return found;
}

/** Shows the reports of a file as they were saved. */
function showSaved(
  { reports, refused, more }: SavedReports,
  written: string,
  next: (name: string, bytes: number) => Inspection,
): Inspection[] {
  if (refused.length > 0 || more) savedLeftOut.value = [...savedLeftOut.peek(), { refused, more }];
  return reports.map((as) => {
    const { report } = as;
    const inspection = next(report.source.file_name, report.source.bytes);
    inspection.saved = { as, written };
    inspection.report.value = report;
    inspection.phase.value = 'done';
    return inspection;
  });
}

function showSets(
  mine: Job,
  sets: readonly OpenedSet[],
  first: Inspection,
  saved: ReadonlyMap<number, SavedReports>,
): void {
  mine.found = sets.length;
  savedLeftOut.value = [];
  let used = false;
  const nextOf = (name: string, bytes: number): Inspection => {
    if (used) return newInspection(name, bytes);
    used = true;
    first.fileName = name;
    return first;
  };
  const shown = sets.flatMap((set, index) => {
    const { report, name } = set;
    const kept = saved.get(index);
    if (kept !== undefined && kept.reports.length > 0) {
      const { file } = mine.inputs[set.inputs[0] ?? 0] ?? {};
      const written = new Date(file instanceof File ? file.lastModified : Date.now()).toISOString();
      return showSaved(kept, written, nextOf);
    }
    if (kept !== undefined) savedLeftOut.value = [...savedLeftOut.peek(), kept];
    const inspection = nextOf(name, report.source.bytes);
    // A file of a folder keeps the folder's name; what another file carries has only its own.
    const path = set.inputs.length === 1 ? mine.inputs[set.inputs[0] ?? 0]?.path : undefined;
    inspection.fileName = path?.endsWith(`/${name}`) ? path : name;
    inspection.report.value = report;
    inspection.tables = set.tables;
    inspection.phase.value = 'waiting';
    mine.sets.set(inspection, { index, work: null, stop: new AbortController() });
    return [inspection];
  });
  if (shown.length > 0) inspections.value = shown;
}

/** Reads what waits, small sets first: nobody waits for a large file behind which a small one stands. */
async function readAll(mine: Job): Promise<void> {
  if (mine.reading) return;
  mine.reading = true;
  try {
    for (;;) {
      let next: Inspection | null = null;
      for (const inspection of mine.sets.keys()) {
        if (inspection.phase.peek() !== 'waiting') continue;
        if (next === null || sizeToRead(inspection) < sizeToRead(next)) next = inspection;
      }
      const set = next === null ? undefined : mine.sets.get(next);
      if (next === null || set === undefined || mine.session === null || mine.stop.signal.aborted) break;
      next.phase.value = 'scanning';
      try {
        await readSet(mine, mine.session, next, set);
      } catch (error) {
        if (job !== mine) return;
        const problem = await problemOf(
          error,
          (mine.session?.files(set.index) ?? []).map(({ file }) => file),
        );
        fail(next, problem);
        if (mine.sets.size === 1) announce(words.problem(problem).title, true);
      }
    }
  } finally {
    mine.reading = false;
  }
  if (job !== mine || mine.sets.size < 2) return;
  const outcomes = [...mine.sets.keys()].map(({ report }) => report.peek()?.verdict.outcome ?? 'unknown');
  announce(words.say.allDone(outcomes), true);
}

/** Quarters that are done. */
function quarterOf(share: number): number {
  return Number.isFinite(share) ? Math.floor(share * 4) : 0;
}

async function readSet(mine: Job, session: Session, inspection: Inspection, set: Opened): Promise<void> {
  // What was read before a stop is not read again.
  set.work ??= await session.begin(set.index, options.peek(), { kind: 'check' });
  const { plan } = set.work;
  inspection.plan = plan;
  const alone = mine.sets.size === 1;
  const meter = new RateMeter(performance.now());
  let refreshed = performance.now();
  let pause = REFRESH_MS;
  let asking = false;
  let shown = 0;
  // Who listens hears of a quarter when it is reached, and of none twice: not of each per cent.
  let told = quarterOf((inspection.reading.peek()?.bytesDone ?? 0) / plan.bytes);
  const quarters = (share: number): void => {
    const quarter = quarterOf(share);
    if (quarter <= told || quarter > 3) return;
    told = quarter;
    announce(words.say.progress(quarter / 4));
  };
  const show = (bytesDone: number, entriesDone: number): void => {
    const now = performance.now();
    meter.add(now, bytesDone);
    if (now - shown < SHOW_MS && bytesDone < plan.bytes) return;
    shown = now;
    inspection.reading.value = {
      bytesDone: Math.min(bytesDone, plan.bytes),
      bytesTotal: plan.bytes,
      entriesDone: Math.min(entriesDone, plan.entries),
      entriesTotal: plan.entries,
      pace: meter.pace(plan.bytes),
    };
  };
  set.stop = new AbortController();
  show(inspection.reading.peek()?.bytesDone ?? 0, inspection.reading.peek()?.entriesDone ?? 0);
  const end = await set.work.run(
    (progress) => {
      if (inspection.phase.peek() !== 'scanning') return;
      show(progress.bytesDone, progress.entriesDone);
      if (progress.tasksLost > 0)
        inspection.problem.value = { code: 'shards-lost', details: words.shardsLost(progress.tasksLost) };
      if (alone) quarters(progress.bytesDone / plan.bytes);
      if (
        !asking &&
        performance.now() - refreshed >= pause &&
        (meter.pace(plan.bytes).secondsLeft ?? Infinity) > SOON_S
      ) {
        asking = true;
        const asked = performance.now();
        void session.report(set.index, options.peek()).then(
          (report) => {
            if (inspection.phase.peek() === 'scanning') inspection.report.value = report;
            refreshed = performance.now();
            pause = Math.max(REFRESH_MS, REFRESH_SHARE * (refreshed - asked));
            asking = false;
          },
          () => undefined,
        );
      }
    },
    AbortSignal.any([mine.stop.signal, set.stop.signal]),
  );
  if (job !== mine) return;
  if (end === 'cancelled') inspection.phase.value = 'cancelled';
  // What the tasks found out together is said of the set when the work is ended.
  else await set.work.end();
  if (job !== mine) return;
  inspection.report.value = await session.report(set.index, options.peek());
  if (end === 'finished') {
    inspection.phase.value = 'done';
    if (alone) announce(words.say.done(inspection.report.value), true);
  }
}

/** Stops the reading of one set and keeps what is known; the others go on. */
export function cancel(inspection: Inspection): void {
  const set = job?.sets.get(inspection);
  // Nothing is known yet: back to the start.
  if (set === undefined) return closeAll();
  if (!isRunning(inspection)) return;
  set.stop.abort();
  inspection.phase.value = 'cancelled';
  announce(words.say.cancelled, true);
}

/** Stops all reading. */
export function cancelAll(): void {
  for (const inspection of inspections.peek()) if (isRunning(inspection)) cancel(inspection);
}

/** Goes on with the reading where it was stopped. */
export function readOn(inspection: Inspection): void {
  const mine = job;
  if (mine === null || inspection.phase.peek() !== 'cancelled') return;
  inspection.phase.value = 'waiting';
  void readAll(mine).catch((error: unknown) => tell(error));
}

function closeJob(): void {
  job?.stop.abort();
  job?.session?.close();
  job = null;
}

/** Back to the landing page. */
export function closeAll(): void {
  closeJob();
  inspections.value = [];
  addressed.value = false;
  guidePlace.value = null;
  history.pushState(null, '', location.pathname + location.search);
}

let refreshing: Promise<void> | null = null;
let again = false;
/** Asks for every report again, since something else is assumed; no byte is read again. */
export function refreshReports(): Promise<void> {
  if (refreshing !== null) {
    again = true;
    return refreshing;
  }
  refreshing = (async () => {
    do {
      again = false;
      const mine = job;
      if (mine?.session === null || mine === null) return;
      for (const [inspection, set] of mine.sets) {
        const report = await mine.session.report(set.index, options.peek());
        if (job === mine) inspection.report.value = report;
      }
    } while (again);
  })()
    .catch((error: unknown) => tell(error))
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** The session and number of a report that is still open. */
export function opened(inspection: Inspection): {
  session: Session;
  index: number;
} {
  const set = job?.sets.get(inspection);
  if (job?.session == null || set === undefined) throw new EngineFailure('protocol', 'this report is closed');
  return { session: job.session, index: set.index };
}

/**
 * A session of its own with the files of this report, for work that keeps a worker busy to its end: closing the session
 * stops that work, and nothing else waits for it.
 */
export async function fork(inspection: Inspection): Promise<{ session: Session; index: number }> {
  const { session: from, index } = opened(inspection);
  const [inputs, expected] = [job?.inputs ?? [], job?.found];
  const engine = await loadEngine();
  const again = async (files: readonly PathFile[], sets: number | undefined): Promise<Session | null> => {
    const session = await engine.session(files);
    try {
      if ((await session.open(options.peek())).length === sets) return session;
    } catch (error) {
      session.close();
      throw error;
    }
    session.close();
    return null;
  };
  const alone = await again(from.files(index), 1);
  if (alone !== null) return { session: alone, index: 0 };
  // A file that another one carries is found among its neighbours only.
  const session = await again(inputs, expected);
  if (session === null)
    throw new EngineFailure('protocol', 'the files are not those of this report any more');
  return { session, index };
}

/** What one system alone can tell of a set; without one, of nothing but the question. */
export async function ask(inspection: Inspection | null, question: Question): Promise<Answer> {
  if (inspection === null) return (await loadEngine()).askAlone(options.peek(), question);
  const { session, index } = opened(inspection);
  return session.ask(index, options.peek(), question);
}

/** Makes the example of a system and looks at it as at files that were dropped. */
export async function openExample(system: string): Promise<void> {
  const files = await (await loadEngine()).example(system);
  const inputs = files.map(({ path, bytes }) => ({
    path,
    tree: 0,
    // Made just now; a `File` takes any bytes.
    file: new File([bytes as Uint8Array<ArrayBuffer>], path),
  }));
  await openTaken({ inputs, unread: [], empty: [] }, true);
}

/** The rows of a table of the set. */
export async function rowsOf(inspection: Inspection, query: Query): Promise<Rows> {
  const { session, index } = opened(inspection);
  return session.rows(index, options.peek(), query);
}

/** What its system says of the set in words. */
export async function toldOf(inspection: Inspection): Promise<Told> {
  return JSON.parse(await textOf(inspection, 'told')) as Told;
}

/** A rendering of the report, written by the engine; JSON and Markdown without names of people and servers, if `maskNames`. */
export async function textOf(inspection: Inspection, what: TextKind, maskNames = true): Promise<string> {
  if (inspection.saved !== null) return savedText(inspection.saved, what, maskNames);
  const { session, index } = opened(inspection);
  return session.text(index, options.peek(), what, maskNames);
}

/** Made by the engine as well, when it read the saved report. */
function savedText({ as }: Saved, what: TextKind, maskNames: boolean): string {
  switch (what) {
    case 'ticket':
      return as.ticket;
    case 'markdown':
      return maskNames ? as.masked_markdown : as.markdown;
    default:
      throw new EngineFailure('invalid', 'this can’t be made of a saved report');
  }
}

/** Shows a dialog for something that should have worked. */
export function tell(error: unknown): void {
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = error instanceof EngineFailure ? error.code : 'panic';
  const problem = words.problem({ code, details });
  trouble.value = { ...problem, details };
}

/** What the engine says of rows that it can't give; a fault of another kind is told as one. */
export function refusalOf(error: unknown): string | null {
  if (error instanceof EngineFailure && error.code === 'invalid') return error.message;
  tell(error);
  return null;
}
