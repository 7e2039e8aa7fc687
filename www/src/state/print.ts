/** Which views are printed: chosen in a dialog, drawn for the paper alone, then gone. */
import { signal } from '@preact/signals';

/** The dialog is open. */
export const printOpen = signal(false);
/** Addresses of the views that are being printed; `null`: nothing is. */
export const printing = signal<readonly string[] | null>(null);

/** What is drawn late, such as a text from the engine, is there when nothing has changed for so long. */
const STILL_MS = 250;
/** Nobody waits longer for it. */
const MOST_MS = 4_000;

/** Resolves when what `look` sees has stayed the same for a while. */
export async function settled(look: () => string): Promise<void> {
  let last = look();
  let since = performance.now();
  for (const end = since + MOST_MS; performance.now() < end; ) {
    await new Promise((done) => setTimeout(done, 50));
    const now = look();
    if (now !== last) {
      last = now;
      since = performance.now();
    } else if (performance.now() - since >= STILL_MS) return;
  }
}

/** Draws the chosen views, prints them when they are there, and takes them away again. */
export async function printViews(views: readonly string[]): Promise<void> {
  printing.value = views;
  try {
    await settled(() => document.getElementById('content')?.textContent ?? '');
    window.print();
  } finally {
    printing.value = null;
  }
}
