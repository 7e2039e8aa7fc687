/** What leaves the page as a text with names in it: whether they are masked is asked before. */
import { signal } from '@preact/signals';

export type HandedOn = 'json' | 'markdown';

/** What the open dialog is about; `null`: it is closed. */
export const handingOn = signal<HandedOn | null>(null);
