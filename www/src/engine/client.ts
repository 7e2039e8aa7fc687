/** One worker as a thing that answers requests. Knows messages, not what they are about. */
import {
  EngineFailure,
  failure,
  type ExportPiece,
  type FromWorker,
  type Probed,
  type Reply,
  type ReplyOf,
  type Request,
  type Step,
  type ToWorker,
} from './protocol.ts';
import type { Probe } from './probe.ts';

/** The part of `Worker` that is needed; tests put a simple object in its place. */
export interface Port {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: { data: FromWorker | Probed }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: EngineFailure): void;
  progress: ((step: Step) => void) | undefined;
  piece: ((piece: ExportPiece) => void) | undefined;
}

export interface Ask {
  transfer?: Transferable[];
  progress?: (step: Step) => void;
  /** Hears each piece of an export or a comparison. */
  piece?: (piece: ExportPiece) => void;
  /** Stops the request; the promise then brings `cancelled`, or fails as `silent` after `patience`. */
  signal?: AbortSignal;
  /** Without progress or reply for so long, in ms, the worker is taken to hang and ended; the request fails as `silent`. */
  silence?: number;
}

/** A task tells its progress ten times a second; one large entry on a slow disk may keep it busy for longer. */
export const SILENCE_MS = 60_000;

/** A worker that does not answer "cancel" for so long is replaced. */
export const CANCEL_PATIENCE_MS = 1_000;

export class Client {
  /** Not to be trusted any more: it trapped, could not start, or did not answer. */
  broken = false;
  /** Hears what came of the connection that the worker tried. */
  onProbe: ((probe: Probe) => void) | null = null;
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(port: Port) {
    this.#port = port;
    port.onmessage = (event) => this.#take(event.data);
    port.onerror = (event) => this.end('panic', event.message ?? 'the worker stopped');
  }

  /** Sends a request and waits for the reply of that kind. */
  async ask<Kind extends Reply['kind']>(
    kind: Kind,
    request: Request,
    options: Ask = {},
  ): Promise<ReplyOf<Kind>> {
    const reply = await this.request(request, options);
    if (reply.kind === kind) return reply as ReplyOf<Kind>;
    throw new EngineFailure('protocol', `expected "${kind}", found "${reply.kind}"`);
  }

  request(request: Request, options: Ask = {}): Promise<Reply> {
    if (this.broken) return Promise.reject(new EngineFailure('panic', 'the worker stopped before'));
    const id = this.#next++;
    const { signal, silence } = options;
    return new Promise<Reply>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = () => {
        this.#port.postMessage({ kind: 'cancel', id });
        timer = setTimeout(() => this.end('silent', 'the worker did not answer'), CANCEL_PATIENCE_MS);
      };
      let watch: ReturnType<typeof setTimeout> | undefined;
      const alive = () => {
        if (silence === undefined) return;
        clearTimeout(watch);
        watch = setTimeout(
          () => this.end('silent', `the worker said nothing for ${silence / 1000} s`),
          silence,
        );
      };
      const settle = () => {
        clearTimeout(timer);
        clearTimeout(watch);
        signal?.removeEventListener('abort', stop);
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        progress: (step) => {
          alive();
          options.progress?.(step);
        },
        piece: options.piece,
      });
      alive();
      this.#port.postMessage({ ...request, id } as ToWorker, options.transfer ?? []);
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Ends the worker; everything that waits for it fails. */
  end(code: EngineFailure['code'] = 'silent', message = 'the worker was stopped'): void {
    if (this.broken) return;
    this.broken = true;
    this.#port.terminate();
    for (const waiting of [...this.#waiting.values()]) waiting.reject(new EngineFailure(code, message));
  }

  #take(message: FromWorker | Probed): void {
    if (message.kind === 'probed') return this.onProbe?.(message.probe);
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.kind === 'progress') return waiting.progress?.(message.progress);
    if (message.kind === 'piece') return waiting.piece?.(message.piece);
    if (message.kind !== 'failed') return waiting.resolve(message);
    const error = failure(message.code, message.message);
    waiting.reject(error);
    // After a trap the instance's memory is in an unknown state.
    if (error.code === 'panic' || error.code === 'memory') this.end('panic', error.message);
  }
}
