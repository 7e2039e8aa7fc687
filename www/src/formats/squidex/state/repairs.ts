/** What a repair changes: tried, and told by what the engine would write. */
import { signal, type Signal } from '@preact/signals';
import type { CopySummary, EntryChange } from '../../../engine/protocol.ts';
import { opened } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import type { Inspection } from '../../../state/store.ts';
import { EMPTY } from './recipe.ts';

/** `undefined`: nobody asked; `null`: on its way; a text: why it can't be made. */
export type Tried = CopySummary | string | null | undefined;

const known = new WeakMap<Inspection, Map<string, Signal<Tried>>>();

export function triedRepair(inspection: Inspection, code: string): Signal<Tried> {
  const all = known.get(inspection) ?? new Map<string, Signal<Tried>>();
  known.set(inspection, all);
  const found = all.get(code) ?? signal<Tried>(undefined);
  all.set(code, found);
  return found;
}

/** Works out the copy that this repair alone would give, and keeps what differs. Nothing is written. */
export async function tryRepair(inspection: Inspection, code: string, stopped: AbortSignal): Promise<void> {
  const tried = triedRepair(inspection, code);
  if (tried.peek() !== undefined) return;
  tried.value = null;
  try {
    const { session, index } = opened(inspection);
    const recipe = { ...EMPTY, fix: [code] };
    const work = await session.begin(index, options.peek(), { kind: 'copy', recipe });
    const ended = await work.whole(() => undefined, stopped);
    tried.value = ended?.summary ?? undefined;
  } catch (error) {
    // A repair that can't be made alone may be made among others: it stays offered.
    tried.value = error instanceof Error ? error.message : String(error);
  }
}

/** How many of the listed changes are of each kind, in the order in which they come. */
export function changesByKind(changes: readonly EntryChange[]): Array<[string, number]> {
  const kinds = new Map<string, number>();
  for (const { change } of changes) kinds.set(change, (kinds.get(change) ?? 0) + 1);
  return [...kinds];
}

/** Changes that stand for the others: the first of each kind. */
export function exampleChanges(changes: readonly EntryChange[], most = 2): EntryChange[] {
  const seen = new Set<string>();
  return changes.filter(({ change }) => !seen.has(change) && seen.add(change)).slice(0, most);
}
