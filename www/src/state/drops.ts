/** What becomes of files that are dropped or pasted, as long as a view has another use for them than to look at them. */
import { signal } from '@preact/signals';
import type { Taken } from './inputs.ts';

export interface DropUse {
  /** What letting go does, in a sentence. */
  title: string;
  take(taken: Taken): void;
}

/** `null`: they are opened. */
export const dropUse = signal<DropUse | null>(null);
