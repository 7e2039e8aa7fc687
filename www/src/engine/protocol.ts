/**
 * What page and workers say to each other. The unions are generated from the engine's Rust types;
 * this file adds what only exists in the browser.
 */
import type { FromWorker, Options, PathFile, ToWorker } from './generated/types.ts';
import type { Probe } from './probe.ts';

export type * from './generated/types.ts';

/** What is assumed when a file is judged: of each system its own. What is absent, the engine fills in. */
export type Assumed = {
  [Key in keyof Options]?: Options[Key] extends object | null ? Partial<Options[Key]> | null : Options[Key];
};

/** A file, where it stood, and in which of the dropped folders. */
export interface Input extends PathFile {
  file: File;
}

/** What a task brought: bytes to be handed over, or what the browser keeps. */
export type Facts = Uint8Array | Blob;

/** Told by each worker when it starts, unasked: see `probe.ts`. */
export interface Probed {
  kind: 'probed';
  id: 0;
  probe: Probe;
}

/** A request without its number, which the sender of messages gives. */
export type Request = ToWorker extends infer Message
  ? Message extends ToWorker
    ? Omit<Message, 'id'>
    : never
  : never;

/** Replies that end a request. */
export type Reply = Exclude<FromWorker, { kind: 'progress' | 'piece' }>;

/** The reply of one kind. */
export type ReplyOf<Kind extends Reply['kind']> = Extract<Reply, { kind: Kind }>;

/** Why a request did not work; branch on `code`, never on the message. */
export type FailureCode = 'read' | 'protocol' | 'invalid' | 'panic' | 'memory' | 'silent' | 'start';

export class EngineFailure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'EngineFailure';
    this.code = code;
  }
}

const CODES: ReadonlySet<string> = new Set([
  'read',
  'protocol',
  'invalid',
  'panic',
  'memory',
  'silent',
  'start',
]);

/** Makes a failure of whatever was thrown or reported. An unknown code is our own bug. */
export function failure(code: string, message: string): EngineFailure {
  return new EngineFailure(CODES.has(code) ? (code as FailureCode) : 'panic', message);
}
