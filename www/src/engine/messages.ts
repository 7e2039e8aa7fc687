/** The messages between the page and its workers: closed unions, one id per request. */
import type {
  Calibration,
  CopyOffer,
  CopySummary,
  Explanation,
  ObjectPage,
  ObjectQuery,
  Recipe,
  RedactionSearch,
  Report,
  Step,
  Target,
  TextKind,
} from './generated/types.ts';

/** What is assumed when a file is judged: of each system its own. What is absent, the engine fills in. */
export interface Options {
  squidex?: Partial<Target>;
}

/** A file, and where it stood: the name alone, or with the folders from the dropped one on. */
export interface Input {
  path: string;
  file: File;
}

/** What the engine can be asked to do with a set. */
export type WorkKind =
  | { kind: 'check' }
  | { kind: 'count' }
  | { kind: 'copy'; recipe: Recipe }
  /** The copy is the last of the files of each `run`. */
  | { kind: 'verify'; recipe: Recipe };

/** How much there is to do. */
export interface WorkPlan {
  tasks: number;
  bytes: number;
  entries: number;
}

/** What came of a work. */
export type WorkResult =
  | { kind: 'checked' }
  | { kind: 'counted'; offer: CopyOffer }
  | { kind: 'copy'; blob: Blob; summary: CopySummary }
  | { kind: 'verified'; sha256: string; search: RedactionSearch | null };

export type ResultOf<Kind extends WorkResult['kind']> = Extract<WorkResult, { kind: Kind }>;

/** What one system alone can be asked. */
export type Question = { kind: 'explain'; pasted: string } | { kind: 'calibrate'; pasted: string };
export type Answer =
  | { kind: 'explained'; explanation: Explanation }
  | { kind: 'calibrated'; calibration: Calibration };

/** One set of inputs, as far as the directory tells. */
export interface OpenedSet {
  /** Which of the dropped files belong to it, by position. */
  inputs: number[];
  report: Report;
}

/** What a task brought: bytes to be handed over, or what the browser keeps. */
export type Facts = Uint8Array | Blob;

export type ToWorker =
  | { kind: 'init'; id: number; module: WebAssembly.Module }
  | { kind: 'open'; id: number; files: readonly Input[]; options: Options }
  | { kind: 'report'; id: number; set: number; options: Options }
  | { kind: 'text'; id: number; set: number; options: Options; what: TextKind }
  | { kind: 'rows'; id: number; set: number; options: Options; query: ObjectQuery }
  | { kind: 'ask'; id: number; set: number; options: Options; question: Question }
  | { kind: 'begin'; id: number; set: number; options: Options; work: WorkKind }
  | { kind: 'task'; id: number; work: number; index: number }
  | { kind: 'run'; id: number; files: readonly Blob[]; task: Uint8Array }
  | { kind: 'take'; id: number; work: number; index: number; facts: Facts }
  | { kind: 'lost'; id: number; work: number; index: number; why: string }
  | { kind: 'end'; id: number; work: number }
  | { kind: 'cancel'; id: number };

export type FromWorker =
  | { kind: 'ready'; id: number; version: string }
  | { kind: 'opened'; id: number; sets: OpenedSet[] }
  | { kind: 'report'; id: number; report: Report }
  | { kind: 'text'; id: number; text: string }
  | { kind: 'rows'; id: number; page: ObjectPage | null }
  | { kind: 'answer'; id: number; answer: Answer }
  | { kind: 'begun'; id: number; work: number; plan: WorkPlan }
  | { kind: 'task'; id: number; task: Uint8Array }
  | { kind: 'progress'; id: number; progress: Step }
  | { kind: 'ran'; id: number; progress: Step; facts: Facts }
  | { kind: 'taken'; id: number }
  | { kind: 'ended'; id: number; end: WorkResult }
  | { kind: 'cancelled'; id: number }
  | { kind: 'failed'; id: number; code: string; message: string };
