/** The folders that the engine sums up, as cells of a map: level by level, and what lies in a folder itself by its kinds. */
import type { FolderPart, PartBytes } from '../../engine/protocol.ts';
import type { MapNode } from '../treemap/index.tsx';

/** Which of its two sizes counts: as stored, or unpacked. */
export type Size = (part: PartBytes) => number;

export const packed: Size = (part) => part.compressed_bytes;
export const unpacked: Size = (part) => part.bytes;

/** Ids of cells that are no folders: no path has a line feed in it and stands for a kind. */
const KIND = '\n';

/** Share of the bytes beside which the rest would hardly be seen. */
const NEARLY_ALL = 0.9;

/** The kinds in the order of the legend. */
export function legendOf(kinds: readonly PartBytes[]): string[] {
  return kinds.map(({ name }) => name);
}

const total = (parts: readonly PartBytes[], size: Size): number =>
  parts.reduce((sum, part) => sum + size(part), 0);
const entries = (parts: readonly PartBytes[]): number => parts.reduce((sum, part) => sum + part.entries, 0);

/** The kind that most of the bytes are of. */
function mostly(parts: readonly PartBytes[], legend: readonly string[], size: Size): number | null {
  const sums = new Map<string, number>();
  for (const part of parts) sums.set(part.name, (sums.get(part.name) ?? 0) + size(part));
  let best: string | null = null;
  for (const [kind, bytes] of sums) if (best === null || bytes > (sums.get(best) ?? 0)) best = kind;
  const look = best === null ? -1 : legend.indexOf(best);
  return look < 0 ? null : look;
}

/** The next part of a path below a folder; `null` if it is not below it. */
function stepBelow(path: string, folder: string): string | null {
  if (folder === '') return path === '' ? null : (path.split('/')[0] ?? null);
  return path.startsWith(`${folder}/`) ? (path.slice(folder.length + 1).split('/')[0] ?? null) : null;
}

/** What lies in a folder: the folders in it with all that is below them, and its own files by their kinds. */
export function childrenOf(
  folders: readonly FolderPart[],
  folder: string,
  legend: readonly string[],
  own: (kind: string) => string,
  size: Size,
): MapNode[] {
  const below = new Map<string, FolderPart[]>();
  const nodes: MapNode[] = [];
  for (const each of folders) {
    if (each.path === folder) {
      for (const part of each.kinds)
        nodes.push({
          id: `${KIND}${part.name}`,
          name: own(part.name),
          files: part.entries,
          bytes: size(part),
          look: legend.includes(part.name) ? legend.indexOf(part.name) : null,
          opens: false,
        });
      continue;
    }
    const step = stepBelow(each.path, folder);
    if (step === null) continue;
    const known = below.get(step);
    if (known === undefined) below.set(step, [each]);
    else known.push(each);
  }
  for (const [name, all] of below) {
    const parts = all.flatMap(({ kinds }) => kinds);
    const id = folder === '' ? name : `${folder}/${name}`;
    nodes.push({
      id,
      name,
      files: entries(parts),
      bytes: total(parts, size),
      look: mostly(parts, legend, size),
      opens: !all.every(({ path, is_file: isFile }) => isFile && path === id),
    });
  }
  return nodes;
}

/**
 * Where to begin: further in as long as one folder holds nearly everything, at the last place where there is something to
 * compare; where there is none, with the files themselves.
 */
export function beginAt(folders: readonly FolderPart[], legend: readonly string[], size: Size): string {
  let folder = '';
  let best: string | null = null;
  for (;;) {
    const nodes = childrenOf(folders, folder, legend, (kind) => kind, size);
    if (nodes.length > 1) best = folder;
    const all = nodes.reduce((sum, { bytes }) => sum + bytes, 0);
    const most = nodes.find((node) => node.opens && node.bytes >= NEARLY_ALL * all);
    if (most === undefined || all === 0) return best ?? folder;
    folder = most.id;
  }
}

/** The folders from the top to one. */
export function trailOf(folder: string): Array<{ id: string; name: string }> {
  if (folder === '') return [];
  const parts = folder.split('/');
  return parts.map((name, at) => ({ id: parts.slice(0, at + 1).join('/'), name }));
}

/** The kinds alone. */
export function kindNodes(kinds: readonly PartBytes[], size: Size): MapNode[] {
  return kinds.map((part, look) => ({
    id: part.name,
    name: part.name,
    files: part.entries,
    bytes: size(part),
    look,
    opens: false,
  }));
}
