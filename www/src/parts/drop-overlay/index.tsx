/** Takes files that are dropped anywhere in the window, or pasted. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { inspections } from '../../state/store.ts';
import { announce } from '../../state/announce.ts';
import { dropUse } from '../../state/drops.ts';
import { fromDrop, fromPaste, type Taken } from '../../state/inputs.ts';
import { openTaken, tell } from '../../state/inspect.ts';
import { words } from '../../state/words.ts';
import './style.css';

const over = signal(false);

/** Looked at, unless a view has another use for them. */
async function use(taken: Taken): Promise<void> {
  const own = dropUse.peek();
  if (own === null) await openTaken(taken);
  else own.take(taken);
}

/** Folders are walked through; how many files were found is said while that lasts. */
async function take(data: DataTransfer): Promise<void> {
  try {
    const finding = fromDrop(data, (files) => announce(words.say.finding(files)));
    await use(await finding);
  } catch (error) {
    tell(error);
  }
}

/** Text is only taken where no field wants it, and where it replaces no report. */
function takesText(): boolean {
  const { activeElement } = document;
  const field =
    activeElement instanceof HTMLElement && /^(input|textarea|select)$/i.test(activeElement.tagName);
  return !field && inspections.peek().length === 0;
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
      const data = event.clipboardData;
      if (data === null || (data.files.length === 0 && !takesText())) return;
      const taken = fromPaste(data);
      if (taken.inputs.length === 0) return;
      event.preventDefault();
      void use(taken);
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
        <p class="drop-title">{dropUse.value?.title ?? words.dropNow}</p>
        {dropUse.value === null && inspections.value.length > 0 && <p class="muted">{words.dropNowHint}</p>}
      </div>
    </div>
  );
}
