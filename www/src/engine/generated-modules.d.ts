/** What the engine's build writes beside the types; see `protocol.ts` for the messages around it. */
declare module '*/generated/engine.js' {
  import type {
    Calibration,
    CopyOffer,
    CopySummary,
    Explanation,
    ObjectPage,
    ObjectQuery,
    OpenedSet,
    Recipe,
    RedactionSearch,
    Report,
    Step,
    Target,
    TextKind,
  } from './generated/types.ts';

  export function initSync(options: { module: WebAssembly.Module }): unknown;
  export function version(): string;
  export function pack(files: readonly File[], job: Uint8Array): Blob;
  export function verify_copy(
    files: readonly File[],
    recipe: Recipe,
    copy: Blob,
    progress: (bytes: number) => void,
  ): { sha256: string; search: RedactionSearch | null };
  export class Coordinator {
    free(): void;
    open(files: readonly File[], target: Target): OpenedSet[];
    shard(set: number, index: number): Uint8Array;
    fold(set: number, index: number, result: Uint8Array): void;
    give_up(set: number, index: number, reason: string): void;
    report(set: number, target: Target): Report;
    text(set: number, target: Target, what: TextKind): string;
    objects(set: number, target: Target, query: ObjectQuery): ObjectPage | null;
    explain(set: number, target: Target, pasted: string): Explanation;
    calibrate(set: number, target: Target, pasted: string): Calibration;
    offer_copy(set: number): CopyOffer;
    prepare_copy(set: number, recipe: Recipe): number;
    pack_job(index: number): Uint8Array;
    write_copy(packs: readonly Blob[]): { blob: Blob; summary: CopySummary };
  }
  export class Decoder {
    constructor(files: readonly File[], shard: Uint8Array);
    free(): void;
    step(budgetMs: number): Step;
    finish(): Uint8Array;
  }
}

declare module '*/generated/engine-bytes.js' {
  const base64: string;
  export default base64;
}

declare module '*?worker&url' {
  const address: string;
  export default address;
}

declare module '*?base64' {
  const base64: string;
  export default base64;
}
