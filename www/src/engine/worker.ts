/**
 * The worker script, for both roles: the coordinator of an inspection (directory, dry run, report,
 * copies) and a decoder of shards. One file on our own origin, so that the policy header binds it.
 */
import { Coordinator, Decoder, initSync, pack, verify_copy, version } from './generated/engine.js';
import { probe } from './probe.ts';
import type { FromWorker, Probed, ToWorker } from './protocol.ts';

/** So long a decoder works before it listens for "cancel". */
const STEP_MS = 50;
/** At most ten messages a second. */
const PROGRESS_MS = 100;

interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker | Probed, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

let coordinator: Coordinator | null = null;
/** Running scans that were asked to stop. */
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

async function scan(id: number, files: readonly File[], shard: Uint8Array): Promise<void> {
  running.add(id);
  let decoder: Decoder | null = null;
  try {
    decoder = new Decoder(files, shard);
    let told = performance.now();
    for (;;) {
      const progress = decoder.step(STEP_MS);
      if (progress.finished) {
        const result = decoder.finish();
        decoder = null;
        reply({ kind: 'scanned', id, progress, result }, [result.buffer]);
        return;
      }
      const now = performance.now();
      if (now - told >= PROGRESS_MS) {
        told = now;
        reply({ kind: 'progress', id, progress });
      }
      await nextTurn();
      if (stopping.has(id)) {
        reply({ kind: 'cancelled', id });
        decoder.free();
        return;
      }
    }
  } catch (error) {
    fail(id, error);
  } finally {
    running.delete(id);
    stopping.delete(id);
  }
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
    case 'open': {
      coordinator?.free();
      coordinator = new Coordinator();
      return reply({ kind: 'opened', id, sets: coordinator.open(message.files, message.target) });
    }
    case 'shard': {
      const shard = need().shard(message.set, message.index);
      return reply({ kind: 'shard', id, shard }, [shard.buffer]);
    }
    case 'scan':
      void scan(id, message.files, message.shard);
      return;
    case 'fold':
      need().fold(message.set, message.index, message.result);
      return reply({ kind: 'folded', id });
    case 'giveUp':
      need().give_up(message.set, message.index, message.reason);
      return reply({ kind: 'folded', id });
    case 'report':
      return reply({ kind: 'report', id, report: need().report(message.set, message.target) });
    case 'text':
      return reply({ kind: 'text', id, text: need().text(message.set, message.target, message.what) });
    case 'objects':
      return reply({ kind: 'objects', id, page: need().objects(message.set, message.target, message.query) });
    case 'explain':
      return reply({
        kind: 'explained',
        id,
        explanation: need().explain(message.set, message.target, message.pasted),
      });
    case 'calibrate':
      return reply({
        kind: 'calibrated',
        id,
        calibration: need().calibrate(message.set, message.target, message.pasted),
      });
    case 'offerCopy':
      return reply({ kind: 'copyOffered', id, offer: need().offer_copy(message.set) });
    case 'verifyCopy': {
      let told = performance.now();
      const { sha256, search } = verify_copy(message.files, message.recipe, message.copy, (bytes_done) => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        reply({ kind: 'progress', id, progress: { bytes_done, entries_done: 0, finished: false } });
      });
      return reply({ kind: 'copyVerified', id, sha256, search });
    }
    case 'prepareCopy':
      return reply({ kind: 'copyPrepared', id, jobs: need().prepare_copy(message.set, message.recipe) });
    case 'packJob': {
      const job = need().pack_job(message.index);
      return reply({ kind: 'packJob', id, job }, [job.buffer]);
    }
    case 'pack':
      return reply({ kind: 'packed', id, pack: pack(message.files, message.job) });
    case 'writeCopy': {
      const { blob, summary } = need().write_copy(message.packs);
      return reply({ kind: 'copied', id, blob, summary });
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
