/**
 * Which systems there are: a folder each, named as the report's `format` names it, loaded when a
 * file of it is met. What has no folder is told by `unknown`.
 */
import { signal } from '@preact/signals';
import type { About, System } from './contract.ts';

const folders = import.meta.glob<{ system: System }>('./*/index.ts');
const NONE = 'unknown';

const early = import.meta.glob<About>('./*/about.ts', { eager: true, import: 'about' });

/** The systems by the engine's word for them, in the order of their names. */
export const systems: ReadonlyArray<{ id: string; about: About }> = Object.entries(early)
  .map(([path, about]) => ({ id: path.split('/')[1] ?? NONE, about }))
  .sort((a, b) => (a.about.name < b.about.name ? -1 : 1));

const loaded = signal<ReadonlyMap<string, System>>(new Map());
const loading = new Map<string, Promise<void>>();

function nameOf(format: string): string {
  return `./${format}/index.ts` in folders ? format : NONE;
}

function load(name: string): Promise<void> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const work = (async () => {
    const folder = await folders[`./${name}/index.ts`]?.();
    if (folder !== undefined) loaded.value = new Map(loaded.peek()).set(name, folder.system);
  })();
  loading.set(name, work);
  // A script that could not be fetched may be there the next time.
  work.catch(() => loading.delete(name));
  return work;
}

/** The system of a format; `null` as long as its folder is on its way. Follows, when it is read while drawing. */
export function systemOf(format: string | undefined): System | null {
  if (format === undefined) return null;
  const name = nameOf(format);
  const system = loaded.value.get(name);
  if (system === undefined) void load(name).catch(() => undefined);
  return system ?? null;
}

/** The system that shows a view of that address without a file; `null`: none does. */
export function toolAt(address: string): { system: string; label: string } | null {
  for (const { id, about } of systems) {
    const tool = about.tools?.find((each) => each.address === address);
    if (tool !== undefined) return { system: id, label: tool.label };
  }
  return null;
}

/** Fetches all folders behind the landing page: nothing is fetched any more when a file is there. */
export async function loadSystems(): Promise<void> {
  for (const path of Object.keys(folders)) await load(path.split('/')[1] ?? NONE);
}
