/**
 * The worker script, for both roles: the coordinator of an inspection (directory, dry run, report,
 * copies) and one that runs tasks. One file on our own origin, so that the policy header binds it.
 */
import { askAlone, Coordinator, example, initSync, Runner, version } from './generated/engine.js';
import { probe } from './probe.ts';
import type { ExportPiece, FromWorker, PathFile, Probed, Step, ToWorker } from './protocol.ts';

/** So long a task works before it listens for "cancel". */
const STEP_MS = 50;
/** At most ten messages a second. */
const PROGRESS_MS = 100;

interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker | Probed, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

let coordinator: Coordinator | null = null;
/** Running tasks that were asked to stop. */
const stopping = new Set<number>();
const running = new Set<number>();

/** Lets waiting messages in. A channel instead of a timer: timers are clamped to 4 ms and more. */
const turn = new MessageChannel();
let resume: (() => void) | null = null;
turn.port1.onmessage = () => resume?.();
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    resume = resolve;
    turn.port2.postMessage(null);
  });
}

function reply(message: FromWorker, transfer: Transferable[] = []): void {
  scope.postMessage(message, transfer);
}

function fail(id: number, error: unknown): void {
  // A trap (`unreachable`, out of bounds) is our bug; the page replaces this worker.
  if (error instanceof WebAssembly.RuntimeError) {
    reply({ kind: 'failed', id, code: 'panic', message: error.message });
  } else if (error instanceof RangeError) {
    reply({ kind: 'failed', id, code: 'memory', message: error.message });
  } else if (error instanceof Error) {
    const code = error.name === 'NotReadableError' || error.name === 'NotFoundError' ? 'read' : error.name;
    reply({ kind: 'failed', id, code, message: error.message });
  } else {
    reply({ kind: 'failed', id, code: 'panic', message: String(error) });
  }
}

async function run(id: number, files: readonly PathFile[], task: Uint8Array): Promise<void> {
  running.add(id);
  let told = performance.now();
  const tell = (progress: Step): void => {
    const now = performance.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    reply({ kind: 'progress', id, progress });
  };
  let runner: Runner | null = null;
  try {
    runner = new Runner(files, task);
    for (;;) {
      const progress = runner.step(STEP_MS, tell);
      if (progress.finished) {
        const facts = runner.finish();
        runner = null;
        reply({ kind: 'ran', id, progress, facts }, facts instanceof Uint8Array ? [facts.buffer] : []);
        return;
      }
      tell(progress);
      await nextTurn();
      if (stopping.has(id)) {
        reply({ kind: 'cancelled', id });
        return;
      }
    }
  } catch (error) {
    fail(id, error);
  } finally {
    runner?.free();
    running.delete(id);
    stopping.delete(id);
  }
}

/** What there is to say of a work that nobody wants any more. */
const FORGOTTEN = { end: { kind: 'done' }, blob: null, summary: null } as const;

/** Sends each piece on its way while the next one is made. */
function pieces(id: number): (piece: ExportPiece) => void {
  return (piece) => reply({ kind: 'piece', id, piece });
}

function need(): Coordinator {
  if (coordinator === null) {
    const error = new Error('no file was opened in this worker');
    error.name = 'protocol';
    throw error;
  }
  return coordinator;
}

function handle(message: ToWorker): void {
  const { id } = message;
  switch (message.kind) {
    case 'init':
      initSync({ module: message.module });
      return reply({ kind: 'ready', id, version: version() });
    case 'open':
      coordinator?.free();
      coordinator = new Coordinator();
      return reply({ kind: 'opened', id, sets: coordinator.open(message.files, message.options) });
    case 'report':
      return reply({ kind: 'report', id, report: need().report(message.set, message.options) });
    case 'text':
      return reply({
        kind: 'text',
        id,
        text: need().text(message.set, message.options, message.what, message.mask_names),
      });
    case 'rows':
      return reply({ kind: 'rows', id, rows: need().rows(message.set, message.options, message.query) });
    case 'ask':
      return reply({
        kind: 'answer',
        id,
        answer:
          message.set === null
            ? askAlone(message.options, message.question)
            : need().ask(message.set, message.options, message.question),
      });
    case 'example':
      return reply({ kind: 'example', id, files: example(message.system, message.options) });
    case 'begin':
      return reply({ kind: 'begun', id, ...need().begin(message.set, message.options, message.work) });
    case 'task': {
      const task = need().task(message.set, message.work, message.index);
      return reply({ kind: 'task', id, task }, [task.buffer]);
    }
    case 'run':
      void run(id, message.files, message.task);
      return;
    case 'take':
      need().take(message.set, message.work, message.index, message.facts);
      return reply({ kind: 'taken', id });
    case 'lost':
      need().lost(message.set, message.work, message.index, message.why);
      return reply({ kind: 'taken', id });
    case 'end': {
      const ended = need().end(message.set, message.work, message.forget);
      return reply({ kind: 'ended', id, ...(ended ?? FORGOTTEN) });
    }
    case 'needs':
      return reply({ kind: 'needs', id, check: need().exportNeedsCheck(message.set, message.wanted) });
    case 'export': {
      const { set, options, wanted, zip } = message;
      const exported = need().export(set, options, wanted, zip, pieces(id));
      return reply({ kind: 'exported', id, exported });
    }
    case 'compare': {
      const compared = need().compare(message.set, message.files, message.options, pieces(id));
      return reply({ kind: 'compared', id, compared });
    }
    case 'cancel':
      if (running.has(id)) stopping.add(id);
      return;
  }
}

void probe(location.href).then((found) => scope.postMessage({ kind: 'probed', id: 0, probe: found }));

scope.onmessage = (event) => {
  try {
    handle(event.data);
  } catch (error) {
    fail(event.data.id, error);
  }
};
