/** Clipboard and saving: what leaves the page, at the person's own hand. */
import { toast } from './store.ts';
import { words } from '../words.ts';

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(sentence: string): void {
  clearTimeout(timer);
  toast.value = sentence;
  timer = setTimeout(() => (toast.value = null), 6_000);
}

/** Takes a promise, too: Safari wants the call inside the click, the text may come later. */
export async function copyText(text: string | Promise<string>): Promise<void> {
  try {
    if (typeof text === 'string') {
      await navigator.clipboard.writeText(text);
    } else {
      const item = new ClipboardItem({ 'text/plain': text.then((value) => new Blob([value], { type: 'text/plain' })) });
      await navigator.clipboard.write([item]);
    }
    say(words.copied);
  } catch (error) {
    // The text itself could not be made: that is for the caller to tell.
    if (typeof text !== 'string') await text;
    say(words.clipboardBlocked);
  }
}

interface PickedFile {
  name: string;
  createWritable(): Promise<WritableStream<Uint8Array>>;
}

interface Picker {
  showSaveFilePicker?: (options: object) => Promise<PickedFile>;
}

export interface Saving {
  /** Stops the writing; no file is left. */
  signal?: AbortSignal;
  /** Bytes written so far. */
  onBytes?: (bytes: number) => void;
}

/** Passes bytes on and says how many there were. */
function counted(onBytes: (bytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  onBytes(0);
  return new TransformStream({
    transform: (chunk, controller) => {
      bytes += chunk.length;
      onBytes(bytes);
      controller.enqueue(chunk);
    },
  });
}

/**
 * Saves through the file picker where there is one, else as a download. Resolves with the chosen
 * name; `null` if the person changed their mind before anything was written.
 */
export async function saveBlob(blob: Blob, name: string, { signal, onBytes }: Saving = {}): Promise<{ name: string; picked: boolean } | null> {
  const { showSaveFilePicker } = window as Picker;
  if (showSaveFilePicker !== undefined) {
    const dot = name.lastIndexOf('.');
    const extension = dot > 0 ? name.slice(dot) : '.zip';
    let handle: PickedFile | null = null;
    try {
      handle = await showSaveFilePicker({ suggestedName: name, types: [{ accept: { [blob.type || 'application/octet-stream']: [extension] } }] });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      // Not allowed here (a frame, a policy of the company): the plain download still works.
      if (!(error instanceof DOMException && (error.name === 'SecurityError' || error.name === 'NotAllowedError'))) throw error;
    }
    if (handle !== null) {
      const stream = onBytes === undefined ? blob.stream() : blob.stream().pipeThrough(counted(onBytes));
      await stream.pipeTo(await handle.createWritable(), signal === undefined ? {} : { signal });
      return { name: handle.name, picked: true };
    }
  }
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the blob by then; large ones are streamed from it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { name, picked: false };
}
