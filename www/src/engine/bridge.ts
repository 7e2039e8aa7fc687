/**
 * The door of the page to the engine: loads and compiles it once, keeps one worker warm, and gives
 * out sessions. Nothing here touches the document.
 */
import { Client, SCAN_SILENCE_MS, type Port } from './client.ts';
import { NOTHING_KNOWN } from './defaults.ts';
import { madeUpBackup } from './warm.ts';
import type { Probe } from './probe.ts';
import workerAddress from './worker.ts?worker&url';
import { NOTHING_DONE, Pool, poolSize, type Progress, type Source, type WorkEnd } from './pool.ts';
import {
  EngineFailure,
  type Calibration,
  type CopyOffer,
  type CopySummary,
  type Explanation,
  type ObjectPage,
  type ObjectQuery,
  type OpenedSet,
  type Options,
  type Plan,
  type Recipe,
  type RedactionSearch,
  type Report,
  type Target,
  type TextKind,
} from './protocol.ts';

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native !== undefined) return native.call(Uint8Array, base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Hears of each worker whether it can connect to anything. */
let onProbe: (probe: Probe) => void = () => undefined;
export function watchProbes(listener: (probe: Probe) => void): void {
  onProbe = listener;
}

interface TrustedTypes {
  createPolicy(name: string, rules: object): { createScriptURL(address: string): string };
}

/** Where the browser asks for it (`require-trusted-types-for`), one script is trusted to be a worker: ours. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('engine-worker', {
  createScriptURL(address: string): string {
    if (address === workerAddress) return address;
    throw new TypeError('not a worker of this page');
  },
});

async function startWorker(module: WebAssembly.Module): Promise<{ client: Client; version: string }> {
  const address = trusted?.createScriptURL(workerAddress) ?? workerAddress;
  const worker = new Worker(address, { type: 'module', name: 'engine' });
  const client = new Client(worker as unknown as Port);
  client.onProbe = (probe) => onProbe(probe);
  try {
    const { version } = await client.ask('ready', { kind: 'init', module });
    return { client, version };
  } catch (error) {
    client.end();
    throw new EngineFailure('start', error instanceof Error ? error.message : String(error));
  }
}

/** The messages know one system's options. */
function targetOf(options: Options): Target {
  return { ...NOTHING_KNOWN, ...options.squidex };
}

/** A work of the engine: done by all workers, stopped, and gone on with where it stopped. */
export class Work {
  readonly tasks: number;
  readonly #pool: Pool;
  readonly #source: Omit<Source, 'left'>;
  readonly #onQuiet: () => void;
  readonly #left: Set<number>;
  #settled = NOTHING_DONE;

  constructor(pool: Pool, tasks: number, onQuiet: () => void, source: Omit<Source, 'left'>) {
    this.tasks = tasks;
    this.#pool = pool;
    this.#source = source;
    this.#onQuiet = onQuiet;
    this.#left = new Set(Array.from({ length: tasks }, (_, at) => at));
  }

  /** Does what is left; can be called again after a cancel. See {@link Pool.work}. */
  async run(onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<WorkEnd['end']> {
    const left = this.#left;
    const { files, task, take, lost } = this.#source;
    const source: Source = {
      left: [...left],
      files,
      task,
      take: (index, facts) => {
        left.delete(index);
        return take(index, facts);
      },
      lost: (index, why) => {
        left.delete(index);
        return lost(index, why);
      },
    };
    try {
      const { end, settled } = await this.#pool.work(source, onProgress, signal, this.#settled);
      this.#settled = settled;
      return end;
    } finally {
      this.#onQuiet();
    }
  }
}

/** The files of a set as a source of shards, and everything else that can be asked about them. */
export class Session {
  readonly #client: Client;
  readonly #pool: Pool;
  readonly #files: readonly File[];
  readonly #onQuiet: () => void;

  /** `onQuiet` hears when a scan has ended, or the session: processors are free for other things. */
  constructor(client: Client, pool: Pool, files: readonly File[], onQuiet: () => void) {
    this.#client = client;
    this.#pool = pool;
    this.#files = files;
    this.#onQuiet = onQuiet;
  }

  async open(options: Options): Promise<OpenedSet[]> {
    return (await this.#client.ask('opened', { kind: 'open', files: this.#files, target: targetOf(options) }))
      .sets;
  }

  /** What has to be read of one set. */
  check(set: number, inputs: readonly number[], plan: Plan): Work {
    const client = this.#client;
    return new Work(this.#pool, plan.shards, this.#onQuiet, {
      files: inputs.flatMap((input) => this.#files[input] ?? []),
      task: async (index) => (await client.ask('shard', { kind: 'shard', set, index })).shard,
      take: async (index, result) =>
        void (await client.ask(
          'folded',
          { kind: 'fold', set, index, result },
          { transfer: [result.buffer] },
        )),
      lost: async (index, reason) =>
        void (await client.ask('folded', { kind: 'giveUp', set, index, reason })),
    });
  }

  async report(set: number, options: Options): Promise<Report> {
    return (await this.#client.ask('report', { kind: 'report', set, target: targetOf(options) })).report;
  }

  async text(set: number, options: Options, what: TextKind): Promise<string> {
    return (await this.#client.ask('text', { kind: 'text', set, target: targetOf(options), what })).text;
  }

  /** The objects behind a number of the restored app; `null` if it is not known which there are. */
  async objects(set: number, options: Options, query: ObjectQuery): Promise<ObjectPage | null> {
    return (await this.#client.ask('objects', { kind: 'objects', set, target: targetOf(options), query }))
      .page;
  }

  /** Holds a pasted restore log against the predicted one. */
  async explain(set: number, options: Options, pasted: string): Promise<Explanation> {
    return (await this.#client.ask('explained', { kind: 'explain', set, target: targetOf(options), pasted }))
      .explanation;
  }

  /** What a known restore of this backup says about a server: a log with instants, or "12 min". */
  async calibrate(set: number, options: Options, pasted: string): Promise<Calibration> {
    return (
      await this.#client.ask('calibrated', { kind: 'calibrate', set, target: targetOf(options), pasted })
    ).calibration;
  }

  /** A copy; entries that are written anew are deflated by all workers. `onShare` hears how much of that is done. */
  async copy(
    set: number,
    inputs: readonly number[],
    recipe: Recipe,
    onShare: (share: number) => void,
    signal: AbortSignal,
  ): Promise<{ blob: Blob; summary: CopySummary }> {
    const client = this.#client;
    const { jobs } = await client.ask('copyPrepared', { kind: 'prepareCopy', set, recipe });
    const packs: Blob[] = [];
    let done = 0;
    await this.#pool.each(
      jobs,
      async (worker, index) => {
        const { job } = await client.ask('packJob', { kind: 'packJob', index });
        const files = inputs.flatMap((input) => this.#files[input] ?? []);
        packs[index] = (
          await worker.ask(
            'packed',
            { kind: 'pack', files, job },
            { transfer: [job.buffer], silence: SCAN_SILENCE_MS },
          )
        ).pack;
        done += 1;
        onShare(done / jobs);
      },
      signal,
    );
    const { blob, summary } = await client.ask('copied', { kind: 'writeCopy', packs });
    return { blob, summary };
  }

  /** Frees the worker and all that it knows. */
  close(): void {
    this.#client.end();
    this.#onQuiet();
  }
}

export class Engine {
  readonly version: string;
  readonly #start: () => Promise<Client>;
  readonly #pool: Pool;
  #warm: Promise<Client> | null;

  private constructor(warm: Client, version: string, start: () => Promise<Client>) {
    this.version = version;
    this.#start = start;
    this.#pool = new Pool(poolSize(globalThis.navigator?.hardwareConcurrency), start);
    this.#warm = Promise.resolve(warm);
  }

  /** Decodes and compiles the engine, and starts a first worker. */
  static async load(): Promise<Engine> {
    const [{ default: base64 }, { unlzma }] = await Promise.all([
      import('./generated/engine-bytes.js'),
      import('./lzma.ts'),
    ]);
    const module = await WebAssembly.compile(await unlzma(bytesOf(base64)));
    const start = () => startWorker(module);
    const { client, version } = await start();
    const engine = new Engine(client, version, async () => (await start()).client);
    // In its own time; if it fails, the first file is only read a little slower.
    void engine.#warmUp().catch(() => undefined);
    return engine;
  }

  /**
   * Reads a made-up backup in a worker that decodes real ones later: code is compiled once for all workers. Then starts
   * the others, so that no file waits for them.
   */
  async #warmUp(): Promise<void> {
    const file = await madeUpBackup();
    if (file === null) return;
    const client = await this.#start();
    try {
      const files = [file];
      const { sets } = await client.ask('opened', { kind: 'open', files, target: NOTHING_KNOWN });
      for (let index = 0; index < (sets[0]?.plan.shards ?? 0); index += 1) {
        const { shard } = await client.ask('shard', { kind: 'shard', set: 0, index });
        const { result } = await client.ask(
          'scanned',
          { kind: 'scan', files, shard },
          { transfer: [shard.buffer] },
        );
        await client.ask('folded', { kind: 'fold', set: 0, index, result }, { transfer: [result.buffer] });
      }
    } finally {
      this.#pool.adopt(client);
    }
    await this.#pool.fill();
  }

  /**
   * What a copy of one set could leave out or replace. Reads all events, so it has a worker of its own, which
   * ends with it: nobody waits for the counting.
   */
  async offerCopy(files: readonly File[], options: Options, signal: AbortSignal): Promise<CopyOffer> {
    const client = await this.#start();
    try {
      signal.addEventListener('abort', () => client.end(), { once: true });
      await client.ask('opened', { kind: 'open', files, target: targetOf(options) });
      return (await client.ask('copyOffered', { kind: 'offerCopy', set: 0 })).offer;
    } finally {
      client.end();
    }
  }

  /** Reads a copy from end to end in a worker of its own, which ends with it. */
  async verifyCopy(
    files: readonly File[],
    recipe: Recipe,
    copy: Blob,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<{ sha256: string; search: RedactionSearch | null }> {
    const client = await this.#start();
    try {
      signal.addEventListener('abort', () => client.end(), { once: true });
      const { sha256, search } = await client.ask(
        'copyVerified',
        { kind: 'verifyCopy', files, recipe, copy },
        { progress: (step) => onBytes(step.bytes_done) },
      );
      return { sha256, search };
    } finally {
      client.end();
    }
  }

  /** A worker of its own for these files. The next one is started when this one has read its files, to be warm when needed. */
  async session(files: readonly File[]): Promise<Session> {
    const client = await (this.#warm ?? this.#start());
    this.#warm = null;
    if (client.broken) return this.session(files);
    return new Session(client, this.#pool, files, () => {
      this.#warm ??= this.#start();
      this.#warm.catch(() => (this.#warm = null));
    });
  }
}

let loading: Promise<Engine> | null = null;

/** The engine, loaded once; a failed load is tried again with the next call. */
export function engine(): Promise<Engine> {
  loading ??= Engine.load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
