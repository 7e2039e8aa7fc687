/**
 * The engine's works in a worker: what is begun is divided into tasks, each a few bytes that any
 * worker can run, and put together again here.
 */
import { NOTHING_KNOWN } from './defaults.ts';
import { Coordinator, Decoder, pack, verify_copy } from './generated/engine.js';
import { EngineFailure } from './protocol.ts';
import type {
  Answer,
  CopyOffer,
  Facts,
  Input,
  ObjectPage,
  ObjectQuery,
  OpenedSet,
  Options,
  Question,
  Recipe,
  RedactionSearch,
  Report,
  Step,
  Target,
  TextKind,
  WorkKind,
  WorkPlan,
  WorkResult,
} from './protocol.ts';

function targetOf(options: Options): Target {
  return { ...NOTHING_KNOWN, ...options.squidex };
}

/** What kind of task follows: the first byte of each. */
enum Tag {
  Check,
  Count,
  Copy,
  Verify,
}

function tagged(tag: Tag, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length + 1);
  all[0] = tag;
  all.set(bytes, 1);
  return all;
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function fromBytes<T>(facts: Facts): T {
  return JSON.parse(new TextDecoder().decode(bytesOf(facts))) as T;
}

function bytesOf(facts: Facts): Uint8Array {
  if (facts instanceof Uint8Array) return facts;
  throw new EngineFailure('protocol', 'this task brings bytes');
}

function blobOf(facts: Facts): Blob {
  if (facts instanceof Blob) return facts;
  throw new EngineFailure('protocol', 'this task brings a blob');
}

/** One work that was begun. */
interface Begun {
  task(index: number): Uint8Array;
  take(index: number, facts: Facts): void;
  lost(index: number, why: string): void;
  end(): WorkResult;
}

/** A work of one task cannot be done without it. */
function needed(_index: number, why: string): never {
  throw new EngineFailure('panic', why);
}

interface Verified {
  sha256: string;
  search: RedactionSearch | null;
}

/** The coordinator of an inspection with its works. */
export class Works {
  readonly #engine = new Coordinator();
  readonly #plans: Array<WorkPlan> = [];
  readonly #works = new Map<number, Begun>();
  #next = 1;

  free(): void {
    this.#engine.free();
  }

  open(files: readonly Input[], options: Options): OpenedSet[] {
    const sets = this.#engine.open(
      files.map(({ file }) => file),
      targetOf(options),
    );
    return sets.map(({ inputs, plan, report }) => {
      this.#plans.push({ tasks: plan.shards, bytes: plan.bytes, entries: plan.entries });
      return { inputs, report };
    });
  }

  report(set: number, options: Options): Report {
    return this.#engine.report(set, targetOf(options));
  }

  text(set: number, options: Options, what: TextKind): string {
    return this.#engine.text(set, targetOf(options), what);
  }

  rows(set: number, options: Options, query: ObjectQuery): ObjectPage | null {
    return this.#engine.objects(set, targetOf(options), query);
  }

  ask(set: number, options: Options, { kind, pasted }: Question): Answer {
    const target = targetOf(options);
    return kind === 'explain'
      ? { kind: 'explained', explanation: this.#engine.explain(set, target, pasted) }
      : { kind: 'calibrated', calibration: this.#engine.calibrate(set, target, pasted) };
  }

  begin(set: number, options: Options, kind: WorkKind): { work: number; plan: WorkPlan } {
    const work = this.#next++;
    const { begun, plan } = this.#begin(set, options, kind);
    this.#works.set(work, begun);
    return { work, plan };
  }

  #begin(set: number, options: Options, work: WorkKind): { begun: Begun; plan: WorkPlan } {
    const engine = this.#engine;
    const whole = this.#plans[set] ?? { tasks: 0, bytes: 0, entries: 0 };
    switch (work.kind) {
      case 'check':
        return {
          plan: whole,
          begun: {
            task: (index) => tagged(Tag.Check, engine.shard(set, index)),
            take: (index, facts) => engine.fold(set, index, bytesOf(facts)),
            lost: (index, why) => engine.give_up(set, index, why),
            end: () => ({ kind: 'checked' }),
          },
        };
      case 'copy': {
        const packs: Blob[] = [];
        return {
          plan: { ...whole, tasks: engine.prepare_copy(set, work.recipe) },
          begun: {
            task: (index) => tagged(Tag.Copy, engine.pack_job(index)),
            take: (index, facts) => {
              packs[index] = blobOf(facts);
            },
            lost: needed,
            end: () => ({ kind: 'copy', ...engine.write_copy(packs) }),
          },
        };
      }
      case 'count': {
        let offer: CopyOffer | null = null;
        return {
          plan: { ...whole, tasks: 1 },
          begun: {
            task: () => tagged(Tag.Count, toBytes(targetOf(options))),
            take: (_index, facts) => {
              offer = fromBytes<CopyOffer>(facts);
            },
            lost: needed,
            end: () => ({ kind: 'counted', offer: there(offer) }),
          },
        };
      }
      case 'verify': {
        let found: Verified | null = null;
        return {
          plan: { ...whole, tasks: 1 },
          begun: {
            task: () => tagged(Tag.Verify, toBytes(work.recipe)),
            take: (_index, facts) => {
              found = fromBytes<Verified>(facts);
            },
            lost: needed,
            end: () => ({ kind: 'verified', ...there(found) }),
          },
        };
      }
    }
  }

  task(work: number, index: number): Uint8Array {
    return this.#need(work).task(index);
  }

  take(work: number, index: number, facts: Facts): void {
    this.#need(work).take(index, facts);
  }

  lost(work: number, index: number, why: string): void {
    this.#need(work).lost(index, why);
  }

  end(work: number): WorkResult {
    const end = this.#need(work).end();
    this.#works.delete(work);
    return end;
  }

  #need(work: number): Begun {
    const begun = this.#works.get(work);
    if (begun === undefined) throw new EngineFailure('protocol', `work ${work} was not begun or has ended`);
    return begun;
  }
}

function there<T>(found: T | null): T {
  if (found === null) throw new EngineFailure('protocol', 'the work has ended before its task was done');
  return found;
}

/** A task that is being run, in steps so that "cancel" is heard between them. */
export class Runner {
  readonly #files: readonly Blob[];
  readonly #tag: number | undefined;
  readonly #task: Uint8Array;
  readonly #tell: (progress: Step) => void;
  #decoder: Decoder | null = null;
  #facts: Facts | null = null;

  constructor(files: readonly Blob[], task: Uint8Array, tell: (progress: Step) => void) {
    this.#files = files;
    this.#tag = task[0];
    this.#task = task.subarray(1);
    this.#tell = tell;
    if (this.#tag === Tag.Check) this.#decoder = new Decoder(files as readonly File[], this.#task);
  }

  /** Works for about so many ms; only a check can be stopped in between. */
  step(ms: number): Step {
    if (this.#decoder !== null) return this.#decoder.step(ms);
    let bytes = 0;
    const files = this.#files as readonly File[];
    switch (this.#tag) {
      case Tag.Copy:
        this.#facts = pack(files, this.#task);
        break;
      case Tag.Count: {
        const engine = new Coordinator();
        try {
          engine.open(files, fromBytes<Target>(this.#task));
          this.#facts = toBytes(engine.offer_copy(0));
        } finally {
          engine.free();
        }
        break;
      }
      case Tag.Verify: {
        const recipe = fromBytes<Recipe>(this.#task);
        const found = verify_copy(files.slice(0, -1), recipe, files.at(-1) as Blob, (done) => {
          bytes = done;
          this.#tell({ bytes_done: done, entries_done: 0, finished: false });
        });
        this.#facts = toBytes(found);
        break;
      }
      default:
        throw new EngineFailure('protocol', `no task begins with ${this.#tag}`);
    }
    return { bytes_done: bytes, entries_done: 0, finished: true };
  }

  finish(): Facts {
    if (this.#decoder !== null) {
      const facts = this.#decoder.finish();
      this.#decoder = null;
      return facts;
    }
    return there(this.#facts);
  }

  free(): void {
    this.#decoder?.free();
    this.#decoder = null;
  }
}
