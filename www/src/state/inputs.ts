/**
 * What was dropped, chosen or pasted, as files with their paths: a dropped folder is read to the
 * bottom, and its name stands in front of all paths. Any number of files; what could not be looked
 * at is said, with its path.
 */

import type { Input } from '../engine/protocol.ts';

export type { Input };

export interface Taken {
  inputs: Input[];
  /** Paths that the browser could not read. */
  unread: string[];
  /** Dropped folders without a file in them. */
  empty: string[];
}

/**
 * By the bytes of their UTF-8, as the command line sorts: that is by code points. UTF-16 differs in that surrogates stand
 * before the last characters of the basic plane.
 */
export function byBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    const rank = (unit: number) => (unit >= 0xe000 ? unit - 0x2000 : unit >= 0xd800 ? unit + 0x2000 : unit);
    return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** What the file dialog gives: files, or a folder's files with their relative paths. */
export function fromFiles(files: Iterable<File>): Taken {
  const inputs = [...files].map((file) => ({
    path: file.webkitRelativePath || file.name,
    // A chosen folder is a tree of its own; files that were chosen or dropped themselves are one more.
    tree: file.webkitRelativePath === '' || file.webkitRelativePath === undefined ? 0 : 1,
    file,
  }));
  if (inputs.some(({ path }) => path.includes('/'))) inputs.sort((a, b) => byBytes(a.path, b.path));
  return { inputs, unread: [], empty: [] };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Browsers hand out a folder in portions (Chromium: 100); an empty one is the last. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** `onFound` hears how many files there are so far; it may stop the walk by throwing. */
export async function fromEntries(
  entries: readonly FileSystemEntry[],
  onFound: (files: number) => void = () => undefined,
): Promise<Taken> {
  const taken: Taken = { inputs: [], unread: [], empty: [] };
  let trees = 0;
  for (const entry of entries) {
    // Each dropped folder is a tree of its own; loose files are one more.
    const tree = entry.isDirectory ? ++trees : 0;
    const before = taken.inputs.length + taken.unread.length;
    const found: Input[] = [];
    // A list of our own in place of recursion: folders may be nested as deep as a disk allows.
    const open = [entry];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const path = next.fullPath.replace(/^\//, '') || next.name;
      try {
        if (next.isDirectory) open.push(...(await entriesOf(next as FileSystemDirectoryEntry)));
        else {
          found.push({ path, tree, file: await fileOf(next as FileSystemFileEntry) });
          onFound(taken.inputs.length + found.length);
        }
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        taken.unread.push(path);
      }
    }
    taken.inputs.push(...found.sort((a, b) => byBytes(a.path, b.path)));
    if (entry.isDirectory && taken.inputs.length + taken.unread.length === before)
      taken.empty.push(entry.name);
  }
  return taken;
}

/** The entries of a drop have to be taken before anything is awaited: after that they are gone. */
export function fromDrop(data: DataTransfer, onFound?: (files: number) => void): Promise<Taken> {
  const entries = [...data.items].flatMap((item) =>
    item.kind === 'file' ? (item.webkitGetAsEntry?.() ?? []) : [],
  );
  // What a script made (and not a person dropped) has no entries.
  if (entries.length < data.files.length || !entries.some((entry) => entry.isDirectory))
    return Promise.resolve(fromFiles(data.files));
  return fromEntries(entries, onFound);
}

/** Pasted files; or pasted text as a file, since records and logs are often copied as text. */
export function fromPaste(data: DataTransfer): Taken {
  if (data.files.length > 0) return fromFiles(data.files);
  const text = data.getData('text/plain');
  if (text.trim() === '') return { inputs: [], unread: [], empty: [] };
  const start = text.trimStart()[0];
  const kind = start === '{' || start === '[' ? 'json' : start === '<' ? 'xml' : 'txt';
  return fromFiles([new File([text], `pasted.${kind}`, { type: 'text/plain' })]);
}
