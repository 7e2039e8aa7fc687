/**
 * The decode workers: hands out the tasks of a work in order, brings what comes of them to the
 * coordinator, replaces a worker that failed, and stops at once when asked.
 */
import { SILENCE_MS, type Client } from './client.ts';
import { EngineFailure, type Facts, type PathFile, type Step } from './protocol.ts';

/** Workers: one a core, and no more than eight, which is where reading becomes the limit. */
export function poolSize(cores: number | undefined): number {
  return Math.min(8, Math.max(1, Math.floor(cores ?? 1) || 1));
}

/** What the coordinator has to be done: a check, a copy, a search. */
export interface Source {
  /** Tasks that are still to be done, in their order. */
  readonly left: readonly number[];
  /** The files of the set, then what the work has beside them. */
  readonly files: readonly PathFile[];
  /** What a worker has to be told to do it. */
  task(index: number): Promise<Uint8Array>;
  /** It is done. */
  take(index: number, facts: Facts): Promise<void>;
  /** No worker could do it. */
  lost(index: number, why: string): Promise<void>;
}

/** How far a work is. No number ever goes down. */
export interface Progress {
  bytesDone: number;
  entriesDone: number;
  tasksDone: number;
  /** Tasks that no worker could finish. */
  tasksLost: number;
}

export const NOTHING_DONE: Progress = { bytesDone: 0, entriesDone: 0, tasksDone: 0, tasksLost: 0 };

export interface WorkEnd {
  end: 'finished' | 'cancelled';
  /** Of the tasks that were taken: what a later run goes on from. */
  settled: Progress;
}

export class Pool {
  readonly size: number;
  readonly #start: () => Promise<Client>;
  readonly #idle: Client[] = [];
  readonly #queue: Array<() => void> = [];
  #out = 0;

  constructor(size: number, start: () => Promise<Client>) {
    this.size = size;
    this.#start = start;
  }

  /**
   * Does what is left of `source`. About two tasks a worker are under way, so that no worker waits for
   * the coordinator, and no more, so that memory stays the same for any archive. `from`: what earlier
   * runs of the same work did.
   *
   * Throws what can't be helped by another worker: the file can't be read, or the coordinator failed.
   */
  async work(
    source: Source,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
    from: Progress = NOTHING_DONE,
  ): Promise<WorkEnd> {
    const tasks = [...source.left];
    const progress = { ...from };
    const settled = { ...from };
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = tasks[next++]; index !== undefined && !stop.aborted; index = tasks[next++]) {
        // A second try starts from 0; what the first one reported stays reported.
        const seen = { bytes: 0, entries: 0 };
        const step = (now: Step): void => {
          progress.bytesDone += Math.max(0, now.bytes_done - seen.bytes);
          progress.entriesDone += Math.max(0, now.entries_done - seen.entries);
          seen.bytes = Math.max(seen.bytes, now.bytes_done);
          seen.entries = Math.max(seen.entries, now.entries_done);
          onProgress({ ...progress });
        };
        const facts = await this.#run(source, index, step, stop);
        if (stop.aborted) return;
        if (facts instanceof EngineFailure) {
          await source.lost(index, facts.message);
          progress.tasksLost += 1;
          settled.tasksLost += 1;
        } else await source.take(index, facts);
        progress.tasksDone += 1;
        settled.tasksDone += 1;
        settled.bytesDone += seen.bytes;
        settled.entriesDone += seen.entries;
        onProgress({ ...progress });
      }
    };
    const lanes = Array.from({ length: Math.min(tasks.length, 2 * this.size) }, () =>
      lane().catch((error: unknown) => {
        failed.abort(error);
      }),
    );
    await Promise.all(lanes);
    if (failed.signal.aborted && !signal.aborted) throw failed.signal.reason;
    return { end: signal.aborted ? 'cancelled' : 'finished', settled };
  }

  /** One task; a failure of the worker is tried once more in a fresh one. */
  async #run(
    source: Source,
    index: number,
    progress: (step: Step) => void,
    signal: AbortSignal,
  ): Promise<Facts | EngineFailure> {
    let last = new EngineFailure('silent', 'stopped');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const task = await source.task(index);
      if (signal.aborted) return last;
      const client = await this.#take(signal);
      if (client === null) return last;
      try {
        const reply = await client.ask(
          'ran',
          { kind: 'run', files: source.files, task },
          { transfer: [task.buffer], progress, signal, silence: SILENCE_MS },
        );
        progress(reply.progress);
        return reply.facts;
      } catch (error) {
        if (signal.aborted) return last;
        // Only a broken worker is worth a second try: what can't be read now can't be read by another.
        if (!(error instanceof EngineFailure) || !client.broken) throw error;
        last = error;
      } finally {
        this.#give(client);
      }
    }
    return last;
  }

  /** Takes a worker that was started elsewhere; one too many is ended. */
  adopt(client: Client): void {
    if (this.#idle.length + this.#out < this.size && !client.broken) this.#idle.push(client);
    else client.end();
  }

  /** Starts the workers that are still missing, one after the other, while nobody waits for them. */
  async fill(): Promise<void> {
    while (this.#idle.length + this.#out < this.size) this.adopt(await this.#start());
  }

  async #take(signal: AbortSignal): Promise<Client | null> {
    while (this.#out >= this.size) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    if (signal.aborted) {
      this.#queue.shift()?.();
      return null;
    }
    this.#out += 1;
    try {
      return this.#idle.pop() ?? (await this.#start());
    } catch (error) {
      this.#out -= 1;
      this.#queue.shift()?.();
      throw error;
    }
  }

  #give(client: Client): void {
    this.#out -= 1;
    if (!client.broken) this.#idle.push(client);
    this.#queue.shift()?.();
  }
}
