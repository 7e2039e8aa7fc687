/** The polite live region: at most one sentence every 5 s, the last one wins; `now` goes first. */
import { spoken } from './store.ts';

const PAUSE_MS = 5_000;

let last = -PAUSE_MS;
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(sentence: string, now = false): void {
  clearTimeout(timer);
  const wait = now ? 0 : Math.max(0, last + PAUSE_MS - performance.now());
  const speak = () => {
    last = performance.now();
    spoken.value = sentence;
  };
  if (wait === 0) speak();
  else timer = setTimeout(speak, wait);
}
