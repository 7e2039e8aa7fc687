/** Which views are printed or saved: chosen in a dialog, drawn for that alone, then gone. */
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

/** Draws the chosen views, uses them when they are there, and takes them away again. */
async function withViews(views: readonly string[], use: () => void): Promise<void> {
  printing.value = views;
  try {
    await settled(() => document.getElementById('content')?.textContent ?? '');
    use();
  } finally {
    printing.value = null;
  }
}

export function printViews(views: readonly string[]): Promise<void> {
  return withViews(views, () => window.print());
}

/** Class of the document while views are drawn to be saved: they are laid out beside the window. */
const SAVING = 'saving';

/** What `take` makes of the chosen views, once they are drawn; `null` if nothing is. */
export async function takeViews(
  views: readonly string[],
  take: (content: HTMLElement) => string,
): Promise<string | null> {
  let taken: string | null = null;
  const { classList } = document.documentElement;
  classList.add(SAVING);
  try {
    await withViews(views, () => {
      const content = document.getElementById('content');
      if (content !== null) taken = take(content);
    });
  } finally {
    classList.remove(SAVING);
  }
  return taken;
}

function isForPaper(rule: CSSRule): rule is CSSMediaRule {
  return rule instanceof CSSMediaRule && rule.conditionText === 'print';
}

/**
 * All rules that the page has by now, those of late scripts among them; what is for paper holds on the screen, too, and
 * over the rest.
 */
export function paperStyles(): string {
  const rules = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap((sheet) => [
    ...sheet.cssRules,
  ]);
  return [
    ...rules.filter((rule) => !isForPaper(rule)),
    ...rules.filter(isForPaper).flatMap((rule) => [...rule.cssRules]),
  ]
    .map((rule) => rule.cssText)
    .join('\n');
}
