/** When the events of two backups were, in the bins of one time axis. */
import type { ComparedTimes } from '../../../engine/protocol.ts';
import { edgesOf } from '../state/timeline.ts';

export interface Binned {
  /** In seconds of the Unix epoch; one more than there are bins. */
  edges: readonly number[];
  first: readonly number[];
  second: readonly number[];
}

/** At most so many bins, none shorter than what was counted apart; `null`: no event has a time. */
export function binned(times: ComparedTimes, most: number): Binned | null {
  const starts = [...times.first, ...times.second].map(([at]) => at);
  if (starts.length === 0) return null;
  const from = starts.reduce((a, b) => Math.min(a, b));
  const to = starts.reduce((a, b) => Math.max(a, b)) + times.step;
  const edges = edgesOf({ from, to }, Math.max(1, Math.min(most, Math.floor((to - from) / times.step))));
  const bins = Math.max(1, edges.length - 1);
  const into = (pairs: ComparedTimes['first']): number[] => {
    const counts = new Array<number>(bins).fill(0);
    let bin = 0;
    for (const [at, count] of pairs) {
      while (bin < bins - 1 && at >= (edges[bin + 1] ?? Number.POSITIVE_INFINITY)) bin += 1;
      counts[bin] = (counts[bin] ?? 0) + count;
    }
    return counts;
  };
  return { edges, first: into(times.first), second: into(times.second) };
}
