/** How long something has been taking, where nobody can tell how much of it is done. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { duration } from '../../../state/format.ts';

/** Quiet for the first second: what is done by then needs no number. */
export function Elapsed({ words }: { words: (time: string) => string }) {
  const seconds = useSignal(0);
  useEffect(() => {
    const started = performance.now();
    const timer = setInterval(() => (seconds.value = Math.round((performance.now() - started) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds.value === 0 ? null : <span class="elapsed">{words(duration(seconds.value))}</span>;
}
