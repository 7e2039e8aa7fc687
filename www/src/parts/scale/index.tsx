/**
 * The instrument's dial: the four outcomes on a graduated scale, a pointer on the one that is known.
 * While data is still unread the answer can get worse; that stretch is hatched, and the pointer hollow.
 */
import type { Outcome } from '../../engine/protocol.ts';
import { words } from '../../state/words.ts';
import './style.css';

const ORDER: readonly Outcome[] = ['unknown', 'fails', 'restores-with-loss', 'restores'];

export function Scale({ outcome, open }: { outcome: Outcome; open: boolean }) {
  const label = words.verdict.scaleLabel(outcome, open);
  return (
    <div class={`scale at-${outcome}${open ? ' open' : ''}`} role="img" aria-label={label}>
      <div class="scale-track">
        <span class="scale-range" />
        <span class="scale-pointer" />
      </div>
      <div class="scale-zones" aria-hidden="true">
        {ORDER.map((each) => (
          <span key={each} class={`scale-zone zone-${each}${each === outcome && !open ? ' here' : ''}`}>
            {words.outcomes[each].short}
          </span>
        ))}
      </div>
    </div>
  );
}
