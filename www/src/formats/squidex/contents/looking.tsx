/** The first look at what the app holds takes a while for a large backup: with a number, and it can be stopped. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Looked } from '../../../engine/protocol.ts';
import { refusalOf } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { inside } from '../inside-words.ts';
import { lookInside } from '../state/inside.ts';

/** Draws `children` once the engine is ready; `uses`: also about which content uses which asset. */
export function Looking({
  inspection,
  uses = false,
  children,
}: {
  inspection: Inspection;
  uses?: boolean;
  children: (looked: Looked) => ComponentChildren;
}) {
  const looked = useSignal<Looked | null>(null);
  const refused = useSignal<string | null>(null);
  // Other options may leave something else behind.
  const report = inspection.report.value;
  useEffect(() => {
    const stop = new AbortController();
    looked.value = null;
    refused.value = null;
    lookInside(inspection, uses, (now) => (looked.value = now), stop.signal).then(
      (ready) => {
        if (ready !== null) looked.value = ready;
      },
      (error: unknown) => {
        if (!stop.signal.aborted) refused.value = refusalOf(error);
      },
    );
    return () => stop.abort();
  }, [inspection, report, uses]);
  const { value } = looked;
  if (refused.value !== null)
    return (
      <p role="status">
        <SafeText text={refused.value} />
      </p>
    );
  if (value?.ready === true) return <>{children(value)}</>;
  const { done = 0, total = 0 } = value ?? {};
  return (
    <div class="inside-looking counting">
      <p id="inside-looking">{inside.looking}</p>
      <progress aria-labelledby="inside-looking" max={Math.max(1, total)} value={done} />
      <p class="small muted">
        {total > 0 && (value?.what === 'contents' ? inside.lookingUses : inside.lookingAt)(done, total)}
      </p>
    </div>
  );
}
