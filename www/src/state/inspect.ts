/**
 * The life of a drop: open, read, cancel, ask again for another target, copy. The only place that
 * moves an inspection from one phase to the next.
 */
import type { Engine, Session } from '../engine/bridge.ts';
import { EngineFailure, type OpenedSet, type TextKind } from '../engine/protocol.ts';
import { RateMeter } from '../engine/rate.ts';
import { words } from './words.ts';
import { announce } from './announce.ts';
import { options } from './options.ts';
import {
  engineState,
  goTo,
  inspections,
  lostReport,
  newInspection,
  place,
  trouble,
  type Inspection,
  type Problem,
} from './store.ts';

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

/** The work that belongs to one drop. */
interface Job {
  stop: AbortController;
  session: Session | null;
  sets: Map<Inspection, { index: number; inputs: readonly number[] }>;
  files: readonly File[];
}

let job: Job | null = null;
/** Once it was loaded: what is asked of it needs no turn of the loop. */
let loaded: Engine | null = null;

export async function loadEngine(): Promise<Engine> {
  if (loaded !== null) return loaded;
  try {
    const { engine } = await import('../engine/bridge.ts');
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
async function filesAreThere(files: readonly File[]): Promise<boolean> {
  try {
    for (const file of files) await file.slice(Math.max(0, file.size - 1)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

export async function problemOf(error: unknown, files: readonly File[]): Promise<Problem> {
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
  const session = await engine.session(mine.files);
  if (job !== mine) {
    session.close();
    return null;
  }
  mine.session = session;
  return { session, sets: await session.open(options.peek()) };
}

/** Stops what is running and looks at these files instead. */
export async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  closeJob();
  const mine: Job = { stop: new AbortController(), session: null, sets: new Map(), files };
  job = mine;
  const asked = askDirectory(mine);
  // Before anything is drawn, the question is on its way: the directory is read meanwhile.
  if (loaded !== null) await Promise.race([asked.catch(() => undefined), nextTask()]);
  if (job !== mine) return;
  const first = newInspection(
    files[0]?.name ?? '',
    files.reduce((sum, file) => sum + file.size, 0),
  );
  lostReport.value = false;
  const { view } = place.peek();
  inspections.value = [first];
  goTo({ view, set: 0, severity: null, code: null });
  announce(words.say.opening(files.length), true);
  try {
    const opened = await asked;
    if (opened === null || job !== mine) return;
    const { session, sets } = opened;
    showSets(mine, sets, first);
    for (const [inspection, set] of mine.sets) {
      if (mine.stop.signal.aborted) break;
      await scanSet(mine, session, inspection, set);
    }
  } catch (error) {
    if (job !== mine) return;
    const problem = await problemOf(error, files);
    for (const inspection of inspections.value) {
      if (inspection.phase.value === 'opening' || inspection.phase.value === 'scanning') {
        inspection.problem.value = problem;
        inspection.phase.value = 'failed';
      }
    }
    announce(words.problem(problem).title, true);
  }
}

function showSets(mine: Job, sets: readonly OpenedSet[], first: Inspection): void {
  const shown = sets.map((set, index) => {
    const files = set.inputs.flatMap((input) => mine.files[input] ?? []);
    const inspection =
      index === 0
        ? first
        : newInspection(
            set.report.source.file_name,
            files.reduce((sum, file) => sum + file.size, 0),
          );
    inspection.plan = set.plan;
    inspection.report.value = set.report;
    inspection.phase.value = 'scanning';
    mine.sets.set(inspection, { index, inputs: set.inputs });
    return inspection;
  });
  if (shown.length > 0) inspections.value = shown;
}

async function scanSet(
  mine: Job,
  session: Session,
  inspection: Inspection,
  set: { index: number; inputs: readonly number[] },
): Promise<void> {
  const { plan } = inspection;
  if (plan === null) return;
  const meter = new RateMeter(performance.now());
  let refreshed = performance.now();
  let pause = REFRESH_MS;
  let asking = false;
  let shown = 0;
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
  show(0, 0);
  const end = await session.scan(
    set.index,
    set.inputs,
    plan,
    (progress) => {
      if (inspection.phase.peek() !== 'scanning') return;
      show(progress.bytesDone, progress.entriesDone);
      if (progress.shardsLost > 0)
        inspection.problem.value = { code: 'shards-lost', details: words.shardsLost(progress.shardsLost) };
      announce(words.say.progress(progress.bytesDone, plan.bytes));
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
    mine.stop.signal,
  );
  if (job !== mine && end === 'cancelled') return;
  if (end === 'cancelled') inspection.phase.value = 'cancelled';
  inspection.report.value = await session.report(set.index, options.peek());
  if (end === 'finished') {
    inspection.phase.value = 'done';
    announce(words.say.done(inspection.report.value), true);
  }
}

/** Stops reading and keeps what is known. */
export function cancel(): void {
  if (job === null || job.stop.signal.aborted) return;
  job.stop.abort();
  for (const inspection of inspections.value) {
    const { phase } = inspection;
    if (phase.value === 'opening' && inspection.report.value === null) {
      // Nothing is known yet: back to the start.
      closeAll();
      return;
    }
    if (phase.value === 'opening' || phase.value === 'scanning') phase.value = 'cancelled';
  }
  announce(words.say.cancelled, true);
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

/** The session and number of a report that is still open, and the files of its own set alone. */
export function opened(inspection: Inspection): {
  session: Session;
  index: number;
  inputs: readonly number[];
  files: readonly File[];
} {
  const set = job?.sets.get(inspection);
  if (job?.session == null || set === undefined) throw new EngineFailure('protocol', 'this report is closed');
  const { files } = job;
  return {
    session: job.session,
    index: set.index,
    inputs: set.inputs,
    files: set.inputs.flatMap((input) => files[input] ?? []),
  };
}

/** A rendering of the report, written by the engine. */
export async function textOf(inspection: Inspection, what: TextKind): Promise<string> {
  const { session, index } = opened(inspection);
  return session.text(index, options.peek(), what);
}

/** Shows a dialog for something that should have worked. */
export function tell(error: unknown): void {
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = error instanceof EngineFailure ? error.code : 'panic';
  const problem = words.problem({ code, details });
  trouble.value = { ...problem, details };
}
