/** The folders that the engine sums up, as cells of a map: level by level, and what lies in a folder itself by its kinds. */
import type { FolderBytes, KindBytes } from '../../../engine/protocol.ts';
import type { MapNode } from '../../../parts/treemap/index.tsx';

/** Ids of cells that are no folders: no path has a line feed in it and stands for a kind. */
const KIND = '\n';

/** Share of the bytes beside which the rest would hardly be seen. */
const NEARLY_ALL = 0.9;

/** The kinds in the order of the legend. */
export function legendOf(kinds: readonly KindBytes[]): string[] {
  return kinds.map(({ kind }) => kind);
}

/** The kind that most of the bytes are of. */
function mostly(folders: readonly FolderBytes[], legend: readonly string[]): number | null {
  const sums = new Map<string, number>();
  for (const { kinds } of folders)
    for (const { kind, bytes } of kinds) sums.set(kind, (sums.get(kind) ?? 0) + bytes);
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
  folders: readonly FolderBytes[],
  folder: string,
  legend: readonly string[],
  own: (kind: string) => string,
): MapNode[] {
  const below = new Map<string, FolderBytes[]>();
  const nodes: MapNode[] = [];
  for (const each of folders) {
    if (each.path === folder) {
      for (const { kind, files, bytes } of each.kinds)
        nodes.push({
          id: `${KIND}${kind}`,
          name: own(kind),
          files,
          bytes,
          look: legend.includes(kind) ? legend.indexOf(kind) : null,
          opens: false,
        });
      continue;
    }
    const step = stepBelow(each.path, folder);
    if (step !== null) below.set(step, [...(below.get(step) ?? []), each]);
  }
  for (const [name, all] of below) {
    nodes.push({
      id: folder === '' ? name : `${folder}/${name}`,
      name,
      files: all.reduce((sum, { files }) => sum + files, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      look: mostly(all, legend),
      opens: true,
    });
  }
  return nodes;
}

/** Where to begin: further in as long as one folder holds nearly everything, so that there is something to compare. */
export function beginAt(folders: readonly FolderBytes[], legend: readonly string[]): string {
  let folder = '';
  for (;;) {
    const nodes = childrenOf(folders, folder, legend, (kind) => kind);
    const total = nodes.reduce((sum, { bytes }) => sum + bytes, 0);
    const most = nodes.find((node) => node.opens && node.bytes >= NEARLY_ALL * total);
    if (most === undefined || total === 0) return folder;
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
export function kindNodes(kinds: readonly KindBytes[]): MapNode[] {
  return kinds.map(({ kind, files, bytes }, look) => ({
    id: kind,
    name: kind,
    files,
    bytes,
    look,
    opens: false,
  }));
}
