/** Counting what is inside: asked for by views that show it, ended when they are left, told with its share. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../../state/format.ts';
import type { ReportProps } from '../../contract.ts';
import { Elapsed } from '../copy/elapsed.tsx';
import { COUNT_AT_ONCE_BYTES } from '../copy/part.tsx';
import { count, countedOf } from '../state/offer.ts';
import { squidex } from '../words.ts';

const text = squidex.count;

/** Counting reads all events: at once for a small file, else when somebody asks; leaving the view ends it. */
export function useCount({ inspection, report }: ReportProps): () => void {
  const stop = useRef(new AbortController());
  const ask = () => void count(inspection, stop.current.signal);
  const ready = inspection.phase.value === 'done';
  useEffect(() => {
    if (ready && report.source.bytes <= COUNT_AT_ONCE_BYTES) ask();
  }, [ready]);
  useEffect(() => () => stop.current.abort(), []);
  return ask;
}

/** Until it is counted: how far that is, or the button that begins it. */
export function Counting({
  inspection,
  ask,
  children,
}: {
  inspection: ReportProps['inspection'];
  ask: () => void;
  /** What counting is for. */
  children?: ComponentChildren;
}) {
  const { state, share } = countedOf(inspection);
  if (inspection.phase.value !== 'done') return <p role="status">{text.afterCheck}</p>;
  if (state.value === 'failed') return <p role="status">{text.failed}</p>;
  if (state.value === 'counting')
    return (
      <p class="counting" role="status">
        {text.counting} {share.value !== null && `${percent(share.value)} `}
        <Elapsed words={squidex.copy.soLong} />
      </p>
    );
  return (
    <div class="button-row">
      <button type="button" class="button small" onClick={ask}>
        {children ?? text.count}
      </button>
      <span class="small muted">{text.hint}</span>
    </div>
  );
}
