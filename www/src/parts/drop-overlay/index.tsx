/** Takes files that are dropped anywhere in the window, or pasted. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { inspections } from '../../state/store.ts';
import { openFiles } from '../../state/inspect.ts';
import { words } from '../../state/words.ts';
import './style.css';

const over = signal(false);

/** A folder holds no more files than this, or the rest is left out: somebody dropped a whole disk. */
const MAX_FILES = 5_000;

function filesOf(entry: FileSystemEntry, found: File[]): Promise<void> {
  return new Promise((resolve) => {
    if (found.length >= MAX_FILES) return resolve();
    if (entry.isFile) {
      (entry as FileSystemFileEntry).file(
        (file) => {
          found.push(file);
          resolve();
        },
        () => resolve(),
      );
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const more = (): void =>
      reader.readEntries(
        (entries) => {
          if (entries.length === 0) return resolve();
          void (async () => {
            for (const each of entries) await filesOf(each, found);
            more();
          })();
        },
        () => resolve(),
      );
    more();
  });
}

async function take(data: DataTransfer): Promise<void> {
  const plain = [...data.files];
  const entries = [...data.items].flatMap((item) =>
    item.kind === 'file' ? (item.webkitGetAsEntry?.() ?? []) : [],
  );
  if (!entries.some((entry) => entry.isDirectory)) return openFiles(plain);
  const found: File[] = [];
  for (const entry of entries) await filesOf(entry, found);
  await openFiles(found);
}

export function DropOverlay() {
  useEffect(() => {
    let leave: ReturnType<typeof setTimeout> | undefined;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      clearTimeout(leave);
      over.value = true;
    };
    // "leave" is sent for every element that is passed; the window was left if nothing follows.
    const onLeave = () => {
      clearTimeout(leave);
      leave = setTimeout(() => (over.value = false), 80);
    };
    const onDrop = (event: DragEvent) => {
      clearTimeout(leave);
      over.value = false;
      if (!holdsFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void openFiles(files);
    };
    window.addEventListener('dragenter', onOver);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragenter', onOver);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
  if (!over.value) return null;
  return (
    <div class="drop-overlay" aria-hidden="true">
      <div class="drop-frame">
        <p class="drop-title">{words.dropNow}</p>
        {inspections.value.length > 0 && <p class="muted">{words.dropNowHint}</p>}
      </div>
    </div>
  );
}
