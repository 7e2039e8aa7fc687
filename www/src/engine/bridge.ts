/**
 * The door of the page to the engine: loads and compiles it once, keeps one worker warm, and gives
 * out sessions. Nothing here touches the document.
 */
import { Client, type Port } from './client.ts';
import { madeUpBackup } from './warm.ts';
import { inPieces } from './pieces.ts';
import type { Probe } from './probe.ts';
import { newEngineWorker } from './trusted.ts';
import { NOTHING_DONE, Pool, poolSize, type Progress, type Source, type WorkEnd } from './pool.ts';
import {
  EngineFailure,
  type Answer,
  type Assumed,
  type Compared,
  type ExampleFile,
  type Exported,
  type ExportPiece,
  type Input,
  type OpenedSet,
  type Options,
  type PathFile,
  type Plan,
  type Query,
  type Question,
  type ReplyOf,
  type Report,
  type Rows,
  type TextKind,
  type Wanted,
  type WorkId,
  type WorkKind,
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

/** Hears how many of how many pieces of the engine are there. */
let onPiece: (done: number, of: number) => void = () => undefined;
export function watchLoading(listener: (done: number, of: number) => void): void {
  onPiece = listener;
}

async function startWorker(module: WebAssembly.Module): Promise<{ client: Client; version: string }> {
  let client: Client | null = null;
  try {
    client = new Client(newEngineWorker() as unknown as Port);
    client.onProbe = (probe) => onProbe(probe);
    const { version } = await client.ask('ready', { kind: 'init', module });
    return { client, version };
  } catch (error) {
    client?.end();
    throw new EngineFailure('start', error instanceof Error ? error.message : String(error));
  }
}

/** A work of the engine: done by all workers, stopped, and gone on with where it stopped. */
export class Work {
  readonly plan: Plan;
  readonly #client: Client;
  readonly #pool: Pool;
  readonly #set: number;
  readonly #number: WorkId;
  readonly #files: readonly PathFile[];
  readonly #onQuiet: () => void;
  readonly #left: Set<number>;
  #settled = NOTHING_DONE;

  constructor(
    client: Client,
    pool: Pool,
    set: number,
    { work, plan }: ReplyOf<'begun'>,
    files: readonly PathFile[],
    onQuiet: () => void,
  ) {
    this.plan = plan;
    this.#client = client;
    this.#pool = pool;
    this.#set = set;
    this.#number = work;
    this.#files = files;
    this.#onQuiet = onQuiet;
    this.#left = new Set(Array.from({ length: plan.tasks }, (_, at) => at));
  }

  /** Does what is left; can be called again after a cancel. See {@link Pool.work}. */
  async run(onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<WorkEnd['end']> {
    const left = this.#left;
    const set = this.#set;
    const work = this.#number;
    const client = this.#client;
    const source: Source = {
      left: [...left],
      files: this.#files,
      task: async (index) => (await client.ask('task', { kind: 'task', set, work, index })).task,
      take: async (index, facts) => {
        left.delete(index);
        const transfer = facts instanceof Uint8Array ? [facts.buffer] : [];
        await client.ask('taken', { kind: 'take', set, work, index, facts }, { transfer });
      },
      lost: async (index, why) => {
        left.delete(index);
        await client.ask('taken', { kind: 'lost', set, work, index, why });
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
  end(): Promise<ReplyOf<'ended'>> {
    return this.#end(false);
  }

  /** It is not wanted any more. */
  async forget(): Promise<void> {
    await this.#end(true);
  }

  #end(forget: boolean): Promise<ReplyOf<'ended'>> {
    return this.#client.ask('ended', { kind: 'end', set: this.#set, work: this.#number, forget });
  }

  /** All of it in one go; `null` if it was stopped, and then it is forgotten. */
  async whole(
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<ReplyOf<'ended'> | null> {
    if ((await this.run(onProgress, signal)) === 'finished') return this.end();
    await this.forget();
    return null;
  }
}

/** The files of one drop in a worker of their own, and all that can be asked about their sets. */
export class Session {
  readonly #client: Client;
  readonly #pool: Pool;
  readonly #inputs: readonly PathFile[];
  readonly #onQuiet: () => void;
  /** The present, as long as these files are open: a report that is asked for twice is the same. */
  readonly #now = `${new Date().toISOString().slice(0, 19)}Z`;
  /** Which of the inputs belong to each set. */
  #sets: readonly OpenedSet[] = [];

  /** `onQuiet` hears when a work has ended, or the session: processors are free for other things. */
  constructor(client: Client, pool: Pool, inputs: readonly PathFile[], onQuiet: () => void) {
    this.#client = client;
    this.#pool = pool;
    this.#inputs = inputs;
    this.#onQuiet = onQuiet;
  }

  /** The engine fills in what is absent, but owns no clock. */
  #all(options: Assumed): Options {
    return { now: this.#now, ...options } as Options;
  }

  async open(options: Assumed): Promise<readonly OpenedSet[]> {
    const asked = { kind: 'open', files: this.#inputs, options: this.#all(options) } as const;
    this.#sets = (await this.#client.ask('opened', asked)).sets;
    return this.#sets;
  }

  /** The files of one set, in its order, and no others; of an unpacked backup, the file that it would be packed into. */
  files(set: number): PathFile[] {
    const { packed = null, name = '' } = this.#sets[set] ?? {};
    if (packed !== null) return [{ path: name, tree: 0, file: packed }];
    return (this.#sets[set]?.inputs ?? []).flatMap((input) => this.#inputs[input] ?? []);
  }

  async report(set: number, options: Assumed): Promise<Report> {
    return (await this.#client.ask('report', { kind: 'report', set, options: this.#all(options) })).report;
  }

  /** `maskNames`: JSON and Markdown without e-mail addresses and names of people and servers. */
  async text(set: number, options: Assumed, what: TextKind, maskNames: boolean): Promise<string> {
    const asked = {
      kind: 'text',
      set,
      options: this.#all(options),
      what,
      mask_names: maskNames,
    } as const;
    return (await this.#client.ask('text', asked)).text;
  }

  async rows(set: number, options: Assumed, query: Query): Promise<Rows> {
    return (await this.#client.ask('rows', { kind: 'rows', set, options: this.#all(options), query })).rows;
  }

  /** What one system alone can be asked. */
  async ask(set: number, options: Assumed, question: Question): Promise<Answer> {
    return (await this.#client.ask('answer', { kind: 'ask', set, options: this.#all(options), question }))
      .answer;
  }

  /** Divides a work into tasks; `beside`: files that its tasks read beside those of the set. */
  async begin(
    set: number,
    options: Assumed,
    work: WorkKind,
    beside: readonly PathFile[] = [],
  ): Promise<Work> {
    const begun = await this.#client.ask('begun', { kind: 'begin', set, options: this.#all(options), work });
    return new Work(this.#client, this.#pool, set, begun, [...this.files(set), ...beside], this.#onQuiet);
  }

  /** Whether an export tells something that only a set whose check is done knows. */
  async needsCheck(set: number, wanted: Wanted): Promise<boolean> {
    return (await this.#client.ask('needs', { kind: 'needs', set, wanted })).check;
  }

  /**
   * Exports what is inside; several files as one ZIP file, if `zip`. The worker is busy to the end and hears nothing:
   * only {@link close} stops it, so an export has a session of its own.
   */
  async export(
    set: number,
    options: Assumed,
    wanted: Wanted,
    zip: boolean,
    piece: (piece: ExportPiece) => void,
  ): Promise<Exported> {
    const asked = { kind: 'export', set, options: this.#all(options), wanted, zip } as const;
    return (await this.#client.ask('exported', asked, { piece })).exported;
  }

  /** Compares with the set of other files, as {@link export} exports: the pieces are one JSON object. */
  async compare(
    set: number,
    options: Assumed,
    files: readonly PathFile[],
    piece: (piece: ExportPiece) => void,
  ): Promise<Compared> {
    const asked = { kind: 'compare', set, options: this.#all(options), files } as const;
    return (await this.#client.ask('compared', asked, { piece })).compared;
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
  /** The present, for questions without files: what is asked twice is answered alike. */
  readonly #now = `${new Date().toISOString().slice(0, 19)}Z`;

  private constructor(warm: Client, version: string, start: () => Promise<Client>) {
    this.version = version;
    this.#start = start;
    this.#pool = new Pool(poolSize(globalThis.navigator?.hardwareConcurrency), start);
    this.#warm = Promise.resolve(warm);
  }

  /** Decodes and compiles the engine, and starts a first worker. */
  static async load(): Promise<Engine> {
    const [{ default: pieces }, { unlzma }] = await Promise.all([
      import('./generated/engine-bytes.js?parts'),
      import('./lzma.ts'),
    ]);
    const base64 = await inPieces(pieces, (done, of) => onPiece(done, of));
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
      const input: Input = { path: file.name, tree: 0, file };
      const session = new Session(client, this.#pool, [input], () => undefined);
      await session.open({});
      const begun = await client.ask('begun', {
        kind: 'begin',
        set: 0,
        options: {} as Options,
        work: { kind: 'check' },
      });
      const of = { set: 0, work: begun.work };
      for (let index = 0; index < begun.plan.tasks; index += 1) {
        const { task } = await client.ask('task', { kind: 'task', ...of, index });
        const { facts } = await client.ask(
          'ran',
          { kind: 'run', files: [input], task },
          { transfer: [task.buffer] },
        );
        await client.ask('taken', { kind: 'take', ...of, index, facts });
      }
    } finally {
      this.#pool.adopt(client);
    }
    await this.#pool.fill();
  }

  /** What one system alone can tell without any file. */
  async askAlone(options: Assumed, question: Question): Promise<Answer> {
    const client = await this.#idle();
    const all = { now: this.#now, ...options } as Options;
    return (await client.ask('answer', { kind: 'ask', set: null, options: all, question })).answer;
  }

  /** A set of a system to look at, made up. */
  async example(system: string): Promise<readonly ExampleFile[]> {
    const client = await this.#idle();
    const options = { now: this.#now } as Options;
    return (await client.ask('example', { kind: 'example', system, options })).files;
  }

  /** The worker that waits for the next files; it stays there. */
  #idle(): Promise<Client> {
    this.#warm ??= this.#start();
    this.#warm.catch(() => (this.#warm = null));
    return this.#warm;
  }

  /** A worker of its own for these files. The next one is started when this one has read its files, to be warm when needed. */
  async session(inputs: readonly PathFile[]): Promise<Session> {
    // Taken before anything is waited for: who asks meanwhile gets another.
    const warm = this.#warm;
    this.#warm = null;
    const client = await (warm ?? this.#start());
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
