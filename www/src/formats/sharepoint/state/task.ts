/** What the composer was asked for; outlives its view. */
import { signal } from '@preact/signals';
import type { ComposeState } from '../../../parts/compose/index.tsx';

export const composing = signal<ComposeState>({ task: '', language: '', typed: {}, secrets: false });

/** This task stands in the composer when somebody goes there. */
export function showTask(task: string): void {
  composing.value = { ...composing.peek(), task };
}
