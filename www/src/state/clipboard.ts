/** The clipboard, and a few words about what was just done. */
import { toast } from './store.ts';
import { words } from './words.ts';

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
      const item = new ClipboardItem({
        'text/plain': text.then((value) => new Blob([value], { type: 'text/plain' })),
      });
      await navigator.clipboard.write([item]);
    }
    say(words.copied);
  } catch {
    // The text itself could not be made: that is for the caller to tell.
    if (typeof text !== 'string') await text;
    say(words.clipboardBlocked);
  }
}
