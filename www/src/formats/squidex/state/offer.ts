/**
 * What a copy could leave out, counted once for each report: views that show it share the numbers. Counting reads every
 * event, so it begins when somebody asks, and ends when the view that asked is left.
 */
import { signal, type Signal } from '@preact/signals';
import type { CopyOffer } from '../../../engine/protocol.ts';
import type { Inspection } from '../../../state/store.ts';
import { offerOf } from './copies.ts';

export interface Counted {
  offer: Signal<CopyOffer | null>;
  /** `failed`: nothing of this file can be counted. */
  state: Signal<'idle' | 'counting' | 'failed'>;
  /** How much is counted; `null`: not known. */
  share: Signal<number | null>;
}

const known = new WeakMap<Inspection, Counted>();

export function countedOf(inspection: Inspection): Counted {
  let found = known.get(inspection);
  if (found === undefined) {
    found = { offer: signal(null), state: signal('idle'), share: signal(null) };
    known.set(inspection, found);
  }
  return found;
}

/** Counts, unless that was done; until `stopped`. */
export async function count(inspection: Inspection, stopped: AbortSignal): Promise<void> {
  const { offer, state, share } = countedOf(inspection);
  if (offer.peek() !== null || state.peek() === 'counting') return;
  state.value = 'counting';
  try {
    offer.value = await offerOf(inspection, stopped, (done) => (share.value = done));
    state.value = 'idle';
  } catch {
    state.value = stopped.aborted ? 'idle' : 'failed';
  } finally {
    share.value = null;
  }
}
