/** The folders that the engine sums up, as cells of a map and lines of a list: level by level. */
import type { FolderView } from '../../../engine/protocol.ts';
import type { MapNode } from '../../../parts/treemap/index.tsx';

/** The kinds of files, in the order of the legend. */
export const KINDS = ['images', 'videos', 'audio', 'documents', 'other'] as const;
export type Kind = (typeof KINDS)[number];

/** Folders in each other are followed so deep; one in itself ends there. */
const DEEPEST = 32;

/** Id of the cell of the files of one kind in the folder itself: no id of a folder has a line feed. */
export const OWN = '\n';

export interface Tree {
  root: FolderView | null;
  byId: ReadonlyMap<string, FolderView>;
  children: ReadonlyMap<string, readonly FolderView[]>;
}

/** What lies in a folder that is not there, or in itself, is found at the root. */
export function treeOf(folders: readonly FolderView[]): Tree {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const root = folders.find(({ parent }) => parent === null) ?? null;
  const children = new Map<string, FolderView[]>();
  for (const folder of folders) {
    if (folder === root || root === null) continue;
    const parent = folder.there && folder.parent !== null ? byId.get(folder.parent) : undefined;
    const at = (parent ?? root).id;
    const list = children.get(at) ?? [];
    list.push(folder);
    children.set(at, list);
  }
  return { root, byId, children };
}

interface Sum {
  assets: number;
  bytes: number;
  /** Bytes by the place of the kind. */
  kinds: number[];
}

/** What lies in a folder and in all folders in it. */
export function sumOf(tree: Tree, folder: FolderView, depth = 0): Sum {
  const sum: Sum = { assets: folder.assets, bytes: 0, kinds: KINDS.map(() => 0) };
  for (const [kind, , bytes] of folder.kinds) {
    sum.bytes += bytes;
    const at = KINDS.indexOf(kind as Kind);
    if (at >= 0) sum.kinds[at] = (sum.kinds[at] ?? 0) + bytes;
  }
  if (depth >= DEEPEST) return sum;
  for (const child of tree.children.get(folder.id) ?? []) {
    const below = sumOf(tree, child, depth + 1);
    sum.assets += below.assets;
    sum.bytes += below.bytes;
    sum.kinds = sum.kinds.map((bytes, at) => bytes + (below.kinds[at] ?? 0));
  }
  return sum;
}

/** The cells of a folder: the folders in it, and its own files by their kinds. */
export function cellsOf(
  tree: Tree,
  folder: FolderView,
  name: (folder: FolderView) => string,
  own: (kind: Kind) => string,
): MapNode[] {
  const files = folder.kinds.map(([kind, assets, bytes]): MapNode => {
    const look = KINDS.indexOf(kind as Kind);
    return {
      id: `${OWN}${kind}`,
      name: own(kind as Kind),
      bytes,
      files: assets,
      look: look < 0 ? null : look,
      opens: false,
    };
  });
  const folders = (tree.children.get(folder.id) ?? []).map((child): MapNode => {
    const { assets, bytes, kinds } = sumOf(tree, child);
    const most = Math.max(...kinds);
    return {
      id: child.id,
      name: name(child),
      bytes,
      files: assets,
      look: most > 0 ? kinds.indexOf(most) : null,
      opens: true,
    };
  });
  return [...folders, ...files];
}

/** The folders from the first below the root to one. */
export function wayTo(tree: Tree, id: string | null): FolderView[] {
  const way: FolderView[] = [];
  let at = id === null ? undefined : tree.byId.get(id);
  while (at !== undefined && at !== tree.root && way.length < DEEPEST && !way.includes(at)) {
    way.unshift(at);
    at = at.there && at.parent !== null ? tree.byId.get(at.parent) : undefined;
  }
  return way;
}
