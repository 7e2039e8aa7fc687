/**
 * Saving: what leaves the page, at the person's own hand. A chosen file where the browser has a dialog for it;
 * else a copy is put together in the storage of this page and downloaded from there; else the download is made from
 * memory. Whatever goes wrong has a reason that can be said, and leaves nothing half behind.
 */

/** Why nothing was saved; `sentence` for each is in the words. */
export type SaveFault = 'full' | 'forbidden' | 'gone' | 'source' | 'other';

export class SaveFailure extends Error {
  readonly fault: SaveFault;
  /** Name of a file that is empty and could not be taken away again. */
  readonly left: string | null;
  constructor(fault: SaveFault, cause: unknown, left: string | null = null) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
    this.name = 'SaveFailure';
    this.fault = fault;
    this.left = left;
  }
}

/** What a browser's error means for the person. */
export function faultOf(error: unknown): SaveFault {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'QuotaExceededError':
      return 'full';
    case 'NotAllowedError':
    case 'SecurityError':
    case 'NoModificationAllowedError':
      return 'forbidden';
    case 'NotFoundError':
    case 'InvalidStateError':
      return 'gone';
    case 'NotReadableError':
      return 'source';
    default:
      return 'other';
  }
}

/** The parts of the browser's file handles that are used; not all of them are in TypeScript's library. */
export interface FileHandle {
  readonly name: string;
  getFile?(): Promise<File>;
  createWritable(): Promise<WritableStream<Blob>>;
  remove?(): Promise<void>;
}

interface Picker {
  showSaveFilePicker?: (options: object) => Promise<FileHandle>;
}

export interface Saving {
  /** Stops the writing; no file is left. */
  signal?: AbortSignal;
  /** Bytes written so far. */
  onBytes?: (bytes: number) => void;
}

export interface Saved {
  name: string;
  /** A file that the person chose; else a download has begun. */
  picked: boolean;
}

/** So much is handed to the browser at once: small enough for a stop to be heard, large enough not to be felt. */
const SLICE_BYTES = 8 * 2 ** 20;

/** Leaving the page now would lose the file: the browser asks first. */
export function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/**
 * Writes all of it or nothing: what was there before stays until the last byte is written. Slice by slice, the next one
 * when the last was written: the browser copies a slice on its own side; as bytes, all of it would pass through the
 * memory of this page.
 */
async function write(blob: Blob, handle: FileHandle, { signal, onBytes }: Saving): Promise<void> {
  addEventListener('beforeunload', ask);
  try {
    const writer = (await handle.createWritable()).getWriter();
    // At once, and not after the slice that is being written.
    const stop = () => void writer.abort(signal?.reason).catch(() => undefined);
    signal?.addEventListener('abort', stop);
    try {
      signal?.throwIfAborted();
      for (let at = 0; at < blob.size; at += SLICE_BYTES) {
        onBytes?.(at);
        await writer.write(blob.slice(at, Math.min(blob.size, at + SLICE_BYTES)));
      }
      onBytes?.(blob.size);
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  } finally {
    removeEventListener('beforeunload', ask);
  }
}

/** Whether the picker made this file: then it is empty, and goes if nothing is written into it. */
export async function isNew(handle: FileHandle): Promise<boolean> {
  try {
    return (await handle.getFile?.())?.size === 0;
  } catch {
    return false;
  }
}

async function writePicked(blob: Blob, handle: FileHandle, saving: Saving): Promise<void> {
  const made = await isNew(handle);
  try {
    await write(blob, handle, saving);
  } catch (error) {
    let left: string | null = null;
    if (made) {
      left = handle.name;
      if (handle.remove !== undefined)
        left = await handle.remove().then(
          () => null,
          () => handle.name,
        );
    }
    if (saving.signal?.aborted === true && left === null) throw error;
    throw new SaveFailure(faultOf(error), error, left);
  }
}

export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the blob by then; large ones are streamed from it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Folder for copies in the storage of this page. */
const FOLDER = 'copies';

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

/** Removes what a tab that was closed left behind. A file that another tab still uses is locked by it. */
export async function sweep(): Promise<void> {
  try {
    if (navigator.locks === undefined) return;
    const copies = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
    const names: string[] = [];
    for await (const name of (copies as unknown as { keys(): AsyncIterable<string> }).keys())
      names.push(name);
    for (const name of names) {
      await navigator.locks.request(`${FOLDER}/${name}`, { ifAvailable: true }, async (lock) => {
        if (lock !== null) await copies.removeEntry(name);
      });
    }
  } catch {
    // There is no such storage or no such folder: nothing was left.
  }
}

/** What this tab put there, with what gives its lock back. */
const stored = new Map<string, () => void>();

/** Takes away what this tab put into the storage of the page: the downloads from there are done. */
export async function removeStored(): Promise<void> {
  const copies = await folder();
  for (const [name, release] of stored) {
    await copies.removeEntry(name);
    stored.delete(name);
    release();
  }
}

/** Whether copies of this tab lie in the storage of the page. */
export function hasStored(): boolean {
  return stored.size > 0;
}

// The tab goes: most browsers still do this much. If not, the next start does.
if (typeof addEventListener === 'function')
  addEventListener('pagehide', (event) => {
    if (!event.persisted && stored.size > 0) void removeStored().catch(() => undefined);
  });

/** Keeps a name locked as long as the page lives, or until the answer is called. */
async function hold(name: string): Promise<() => void> {
  return new Promise((resolve) => {
    void navigator.locks.request(`${FOLDER}/${name}`, () => new Promise<void>((release) => resolve(release)));
  });
}

/** Makes a file in the storage of this page, which `fill` fills; it stays until it is removed, or goes if that fails. */
export async function inStorage(fill: (handle: FileHandle) => Promise<void>): Promise<File> {
  const name = `${crypto.randomUUID()}.zip`;
  const release = await hold(name);
  try {
    const copies = await folder();
    try {
      const handle = await copies.getFileHandle(name, { create: true });
      await fill(handle as unknown as FileHandle);
      const file = await handle.getFile();
      stored.set(name, release);
      return file;
    } catch (error) {
      await copies.removeEntry(name).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}

async function writeStored(blob: Blob, saving: Saving): Promise<File> {
  try {
    return await inStorage((handle) => write(blob, handle, saving));
  } catch (error) {
    if (saving.signal?.aborted === true) throw error;
    throw new SaveFailure(faultOf(error), error);
  }
}

/** A download made from memory may fail above this in one browser or another. */
export const MEMORY_BYTES = 2 * 2 ** 30;

/** How a copy of so many bytes would be saved. */
export type Way = 'picker' | 'storage' | 'memory';

export async function wayFor(bytes: number): Promise<Way> {
  if ((window as Picker).showSaveFilePicker !== undefined) return 'picker';
  try {
    if (navigator.locks === undefined || typeof FileSystemFileHandle.prototype.createWritable !== 'function')
      return 'memory';
    await folder();
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    return bytes < quota - usage ? 'storage' : 'memory';
  } catch {
    // Private windows have no such storage.
    return 'memory';
  }
}

/** Asks where to, if the browser can. `null`: the person changed their mind; `undefined`: it can't. */
export async function pick(type: string, name: string): Promise<FileHandle | null | undefined> {
  const { showSaveFilePicker } = window as Picker;
  if (showSaveFilePicker === undefined) return undefined;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '.zip';
  try {
    return await showSaveFilePicker({
      suggestedName: name,
      types: [{ accept: { [type || 'application/octet-stream']: [extension] } }],
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    // Not allowed here (a frame, a policy of the company): a download still works.
    if (error instanceof DOMException && (error.name === 'SecurityError' || error.name === 'NotAllowedError'))
      return undefined;
    throw error;
  }
}

/** Saves something small. Resolves with the chosen name; `null` if the person changed their mind. */
export async function saveBlob(blob: Blob, name: string, saving: Saving = {}): Promise<Saved | null> {
  const handle = await pick(blob.type, name);
  if (handle === null) return null;
  if (handle !== undefined) {
    await writePicked(blob, handle, saving);
    return { name: handle.name, picked: true };
  }
  download(blob, name);
  return { name, picked: false };
}

/**
 * Saves a copy of any size, in the way that was said beforehand. Throws `SaveFailure`, or the signal's reason if
 * it was stopped.
 */
export async function saveCopy(blob: Blob, name: string, way: Way, saving: Saving): Promise<Saved | null> {
  if (way !== 'storage') return saveBlob(blob, name, saving);
  download(await writeStored(blob, saving), name);
  return { name, picked: false };
}
