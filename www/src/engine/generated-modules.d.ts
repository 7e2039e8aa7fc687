/** What the engine's build writes beside the types; see `protocol.ts` for the messages around it. */
declare module '*/generated/engine.js' {
  import type {
    Answer,
    Compared,
    CopySummary,
    Ended,
    ExampleFile,
    Exported,
    ExportPiece,
    OpenedSet,
    Options,
    PathFile,
    Plan,
    Query,
    Question,
    Report,
    Rows,
    Step,
    TextKind,
    Wanted,
    WorkId,
    WorkKind,
  } from './generated/types.ts';

  export function initSync(options: { module: WebAssembly.Module }): unknown;
  export function version(): string;
  export function askAlone(options: Options, question: Question): Answer;
  export function example(system: string, options: Options): ExampleFile[];
  export class Coordinator {
    free(): void;
    open(files: readonly PathFile[], options: Options): OpenedSet[];
    report(set: number, options: Options): Report;
    text(set: number, options: Options, what: TextKind, maskNames: boolean): string;
    rows(set: number, options: Options, query: Query): Rows;
    ask(set: number, options: Options, question: Question): Answer;
    begin(set: number, options: Options, kind: WorkKind): { work: WorkId; plan: Plan };
    task(set: number, work: WorkId, index: number): Uint8Array;
    take(set: number, work: WorkId, index: number, facts: Uint8Array | Blob): void;
    lost(set: number, work: WorkId, index: number, why: string): void;
    /** `null` if it was forgotten. */
    end(
      set: number,
      work: WorkId,
      forget: boolean,
    ): { end: Ended; blob: Blob | null; summary: CopySummary | null } | null;
    exportNeedsCheck(set: number, wanted: Wanted): boolean;
    export(
      set: number,
      options: Options,
      wanted: Wanted,
      zip: boolean,
      piece: (piece: ExportPiece) => void,
    ): Exported;
    compare(
      set: number,
      files: readonly PathFile[],
      options: Options,
      piece: (piece: ExportPiece) => void,
    ): Compared;
  }
  export class Runner {
    constructor(files: readonly PathFile[], task: Uint8Array);
    free(): void;
    step(budgetMs: number, alive: (progress: Step) => void): Step;
    finish(): Uint8Array | Blob;
  }
}

/** The packed engine as base64, in pieces that are fetched one by one: the plug-in `parts` of `vite.config.ts`. */
declare module '*/generated/engine-bytes.js?parts' {
  const parts: ReadonlyArray<() => Promise<{ default: string }>>;
  export default parts;
}

declare module '*?worker&url' {
  const address: string;
  export default address;
}

declare module '*?base64' {
  const base64: string;
  export default base64;
}
