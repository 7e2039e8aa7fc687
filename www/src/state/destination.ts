/**
 * Where an export is written while it is made: a file, or the files of a folder. Each piece is handed to the browser when
 * the one before was written; what waits are `Blob`s, which the browser keeps.
 */
import {
  ask,
  download,
  faultOf,
  inStorage,
  isNew,
  pick,
  SaveFailure,
  wayFor,
  type FileHandle,
} from './save.ts';

export interface Destination {
  /** What it is called. */
  readonly name: string;
  /** Another file of a folder begins. */
  file(path: readonly string[]): Promise<void>;
  /** The next bytes. */
  bytes(part: Blob): Promise<void>;
  /** All of it is there. */
  close(): Promise<void>;
  /** It will never be whole: a file goes, a folder keeps what it has and says so. */
  abandon(): Promise<void>;
}

type Writer = WritableStreamDefaultWriter<Blob>;

/** A browser's error with its meaning. */
async function meant<T>(work: Promise<T>, left: () => string | null = () => null): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SaveFailure) throw error;
    throw new SaveFailure(faultOf(error), error, left());
  }
}

/** A file that is written to its end or not at all. */
function chosen(handle: FileHandle, writer: Writer, made: boolean): Destination {
  return {
    name: handle.name,
    file: async () => undefined,
    bytes: (part) => meant(writer.write(part)),
    close: () => meant(writer.close()),
    async abandon() {
      await writer.abort().catch(() => undefined);
      // The picker made it, and it is empty.
      if (made) await handle.remove?.().catch(() => undefined);
    },
  };
}

/** A file in the storage of this page, downloaded from there when it is whole. */
async function stored(name: string): Promise<Destination> {
  let writer: Writer | null = null;
  let finish: (error?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error));
  });
  let file: Promise<File> | null = null;
  await new Promise<void>((resolve, reject) => {
    file = inStorage(async (handle) => {
      writer = (await handle.createWritable()).getWriter();
      resolve();
      await ended;
      await writer.close();
    });
    file.catch(reject);
  });
  return {
    name,
    file: async () => undefined,
    bytes: (part) => meant(writer?.write(part) ?? Promise.resolve()),
    async close() {
      finish();
      if (file !== null) download(await meant(file), name);
    },
    async abandon() {
      await writer?.abort().catch(() => undefined);
      finish(new Error('abandoned'));
      await file?.catch(() => undefined);
    },
  };
}

/** A download that is put together from what the browser keeps. */
function inMemory(name: string, type: string): Destination {
  let parts: Blob[] = [];
  return {
    name,
    file: async () => undefined,
    async bytes(part) {
      parts.push(part);
    },
    async close() {
      download(new Blob(parts, { type }), name);
    },
    async abandon() {
      parts = [];
    },
  };
}

/** Asks where one file shall go. `null`: the person changed their mind. To be called within the click. */
export async function toFile(name: string, type: string): Promise<Destination | null> {
  const handle = await pick(type, name);
  if (handle === null) return null;
  if (handle !== undefined) {
    const made = await isNew(handle);
    return chosen(handle, (await meant(handle.createWritable())).getWriter(), made);
  }
  // How long it will be is not known: the storage is asked for a little, and says when it is full.
  if ((await wayFor(0)) === 'storage') return meant(stored(name));
  return inMemory(name, type);
}

/** What is used of a folder's handle; not all of it is in TypeScript's library. */
interface FolderHandle {
  readonly name: string;
  getDirectoryHandle(name: string, options: { create: boolean }): Promise<FolderHandle>;
  getFileHandle(name: string, options: { create: boolean }): Promise<FileHandle>;
  removeEntry(name: string): Promise<void>;
  keys(): AsyncIterable<string>;
}

interface FolderPicker {
  showDirectoryPicker?: (options: object) => Promise<FolderHandle>;
}

/** Whether this browser writes into folders. */
export function writesFolders(): boolean {
  return (window as FolderPicker).showDirectoryPicker !== undefined;
}

/** What a folder has in it as long as the export is not at its end; as on the command line. */
export const INCOMPLETE = 'INCOMPLETE.txt';
const INCOMPLETE_TEXT =
  'This export is not complete: it was stopped, or is still being written.\nRun it again into an empty folder.\n';

/** The name, or with a number if the folder has such a thing. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const fold = (text: string) => text.normalize('NFC').toLowerCase();
  const all = new Set([...taken].map(fold));
  for (let at = 1; ; at += 1) {
    const tried = at === 1 ? name : `${name} (${at})`;
    if (!all.has(fold(tried))) return tried;
  }
}

async function writeWhole(folder: FolderHandle, name: string, content: string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true });
  const writer = (await file.createWritable()).getWriter();
  await writer.write(new Blob([content]));
  await writer.close();
}

/** The files of an export in a new folder of the one that was chosen: nothing that is there is touched. */
class Folder implements Destination {
  readonly name: string;
  readonly #root: FolderHandle;
  /** Folders below it, by their path; the last ones, since files of one folder follow each other. */
  readonly #known = new Map<string, FolderHandle>();
  #writer: Writer | null = null;

  constructor(root: FolderHandle, within: string) {
    this.#root = root;
    this.name = `${within}/${root.name}`;
  }

  async #folder(path: readonly string[]): Promise<FolderHandle> {
    const key = path.join('/');
    const known = this.#known.get(key);
    if (known !== undefined || path.length === 0) return known ?? this.#root;
    const above = await this.#folder(path.slice(0, -1));
    const found = await above.getDirectoryHandle(path.at(-1) ?? '', { create: true });
    if (this.#known.size > 1_000) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }

  async #end(): Promise<void> {
    const writer = this.#writer;
    this.#writer = null;
    await writer?.close();
  }

  async file(path: readonly string[]): Promise<void> {
    await meant(
      (async () => {
        await this.#end();
        const folder = await this.#folder(path.slice(0, -1));
        const file = await folder.getFileHandle(path.at(-1) ?? '', { create: true });
        this.#writer = (await file.createWritable()).getWriter();
      })(),
      () => this.name,
    );
  }

  async bytes(part: Blob): Promise<void> {
    await meant(this.#writer?.write(part) ?? Promise.resolve(), () => this.name);
  }

  async close(): Promise<void> {
    await meant(
      this.#end().then(() => this.#root.removeEntry(INCOMPLETE)),
      () => this.name,
    );
  }

  async abandon(): Promise<void> {
    await this.#writer?.abort().catch(() => undefined);
  }
}

/** Asks for a folder, and makes a new one in it. `null`: the person changed their mind. To be called within the click. */
export async function toFolder(name: string): Promise<Destination | null> {
  const { showDirectoryPicker } = window as FolderPicker;
  if (showDirectoryPicker === undefined) return null;
  let within: FolderHandle;
  try {
    within = await showDirectoryPicker({ mode: 'readwrite' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw new SaveFailure(faultOf(error), error);
  }
  return meant(
    (async () => {
      const taken = new Set<string>();
      for await (const key of within.keys()) taken.add(key);
      const root = await within.getDirectoryHandle(freeName(name, taken), { create: true });
      await writeWhole(root, INCOMPLETE, INCOMPLETE_TEXT);
      return new Folder(root, within.name);
    })(),
  );
}

/** Leaving the page now would cut off what is written: the browser asks first. */
export function guard(): () => void {
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}
