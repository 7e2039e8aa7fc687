/** Goes on with a reading that was stopped. */
import { readOn } from '../../state/inspect.ts';
import { percent } from '../../state/format.ts';
import { shareRead, type Inspection } from '../../state/store.ts';
import { words } from '../../state/words.ts';

/** Beside what is known of a part: how large the part is, and the way to the rest. */
export function ReadOn({ inspection }: { inspection: Inspection }) {
  if (inspection.phase.value !== 'cancelled') return null;
  return (
    <button type="button" class="button small no-print" onClick={() => readOn(inspection)}>
      {words.verdict.readOn(percent(shareRead(inspection)))}
    </button>
  );
}
