/**
 * The door of the page to the engine: loads and compiles it once, keeps one worker warm, and gives
 * out sessions. Nothing here touches the document.
 */
import { Client, type Port } from './client.ts';
import { madeUpBackup } from './warm.ts';
import type { Probe } from './probe.ts';
import workerAddress from './worker.ts?worker&url';
import { NOTHING_DONE, Pool, poolSize, type Progress, type Source, type WorkEnd } from './pool.ts';
import {
  EngineFailure,
  type Answer,
  type Input,
  type ObjectPage,
  type ObjectQuery,
  type OpenedSet,
  type Options,
  type Question,
  type ReplyOf,
  type Report,
  type ResultOf,
  type TextKind,
  type WorkKind,
  type WorkPlan,
  type WorkResult,
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

/** A work of the engine: done by all workers, stopped, and gone on with where it stopped. */
export class Work {
  readonly plan: WorkPlan;
  readonly #client: Client;
  readonly #pool: Pool;
  readonly #number: number;
  readonly #files: readonly Blob[];
  readonly #silent: boolean;
  readonly #onQuiet: () => void;
  readonly #left: Set<number>;
  #settled = NOTHING_DONE;

  constructor(
    client: Client,
    pool: Pool,
    begun: ReplyOf<'begun'>,
    files: readonly Blob[],
    silent: boolean,
    onQuiet: () => void,
  ) {
    this.plan = begun.plan;
    this.#client = client;
    this.#pool = pool;
    this.#number = begun.work;
    this.#files = files;
    this.#silent = silent;
    this.#onQuiet = onQuiet;
    this.#left = new Set(Array.from({ length: begun.plan.tasks }, (_, at) => at));
  }

  /** Does what is left; can be called again after a cancel. See {@link Pool.work}. */
  async run(onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<WorkEnd['end']> {
    const left = this.#left;
    const work = this.#number;
    const client = this.#client;
    const source: Source = {
      left: [...left],
      files: this.#files,
      silent: this.#silent,
      task: async (index) => (await client.ask('task', { kind: 'task', work, index })).task,
      take: async (index, facts) => {
        left.delete(index);
        const transfer = facts instanceof Uint8Array ? [facts.buffer] : [];
        await client.ask('taken', { kind: 'take', work, index, facts }, { transfer });
      },
      lost: async (index, why) => {
        left.delete(index);
        await client.ask('taken', { kind: 'lost', work, index, why });
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

  /** What came of it, once all of it is done. */
  async end<Kind extends WorkResult['kind']>(kind: Kind): Promise<ResultOf<Kind>> {
    const { end } = await this.#client.ask('ended', { kind: 'end', work: this.#number });
    if (end.kind === kind) return end as ResultOf<Kind>;
    throw new EngineFailure('protocol', `expected "${kind}", found "${end.kind}"`);
  }

  /** All of it in one go; `null` if it was stopped. */
  async whole<Kind extends WorkResult['kind']>(
    kind: Kind,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<ResultOf<Kind> | null> {
    return (await this.run(onProgress, signal)) === 'cancelled' ? null : this.end(kind);
  }
}

/** The files of one drop in a worker of their own, and all that can be asked about their sets. */
export class Session {
  readonly #client: Client;
  readonly #pool: Pool;
  readonly #inputs: readonly Input[];
  readonly #onQuiet: () => void;
  /** Which of the inputs belong to each set. */
  #sets: readonly OpenedSet[] = [];

  /** `onQuiet` hears when a work has ended, or the session: processors are free for other things. */
  constructor(client: Client, pool: Pool, inputs: readonly Input[], onQuiet: () => void) {
    this.#client = client;
    this.#pool = pool;
    this.#inputs = inputs;
    this.#onQuiet = onQuiet;
  }

  async open(options: Options): Promise<readonly OpenedSet[]> {
    const { sets } = await this.#client.ask('opened', { kind: 'open', files: this.#inputs, options });
    this.#sets = sets;
    return sets;
  }

  /** The files of one set and no others. */
  files(set: number): File[] {
    return (this.#sets[set]?.inputs ?? []).flatMap((input) => this.#inputs[input]?.file ?? []);
  }

  async report(set: number, options: Options): Promise<Report> {
    return (await this.#client.ask('report', { kind: 'report', set, options })).report;
  }

  async text(set: number, options: Options, what: TextKind): Promise<string> {
    return (await this.#client.ask('text', { kind: 'text', set, options, what })).text;
  }

  /** The rows of a table; `null` if it is not known which there are. */
  async rows(set: number, options: Options, query: ObjectQuery): Promise<ObjectPage | null> {
    return (await this.#client.ask('rows', { kind: 'rows', set, options, query })).page;
  }

  /** What one system alone can be asked. */
  async ask<Kind extends Answer['kind']>(
    kind: Kind,
    set: number,
    options: Options,
    question: Question,
  ): Promise<Extract<Answer, { kind: Kind }>> {
    const { answer } = await this.#client.ask('answer', { kind: 'ask', set, options, question });
    if (answer.kind === kind) return answer as Extract<Answer, { kind: Kind }>;
    throw new EngineFailure('protocol', `expected "${kind}", found "${answer.kind}"`);
  }

  /** Divides a work into tasks; `more`: files that its tasks read beside those of the set. */
  async begin(set: number, options: Options, work: WorkKind, more: readonly Blob[] = []): Promise<Work> {
    const begun = await this.#client.ask('begun', { kind: 'begin', set, options, work });
    const files = [...this.files(set), ...more];
    return new Work(this.#client, this.#pool, begun, files, work.kind === 'count', this.#onQuiet);
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
      const options: Options = {};
      await client.ask('opened', { kind: 'open', files: [{ path: file.name, file }], options });
      const { work, plan } = await client.ask('begun', {
        kind: 'begin',
        set: 0,
        options,
        work: { kind: 'check' },
      });
      for (let index = 0; index < plan.tasks; index += 1) {
        const { task } = await client.ask('task', { kind: 'task', work, index });
        const { facts } = await client.ask(
          'ran',
          { kind: 'run', files: [file], task },
          { transfer: [task.buffer] },
        );
        await client.ask('taken', { kind: 'take', work, index, facts });
      }
    } finally {
      this.#pool.adopt(client);
    }
    await this.#pool.fill();
  }

  /** A worker of its own for these files. The next one is started when this one has read its files, to be warm when needed. */
  async session(inputs: readonly Input[]): Promise<Session> {
    const client = await (this.#warm ?? this.#start());
    this.#warm = null;
    if (client.broken) return this.session(inputs);
    return new Session(client, this.#pool, inputs, () => {
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
