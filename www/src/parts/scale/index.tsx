/**
 * The instrument's dial: the four outcomes on a graduated scale, a pointer on the one that is known.
 * While data is still unread the answer can get worse; that stretch is hatched, and the pointer hollow.
 */
import type { Outcome } from '../../engine/protocol.ts';
import { words } from '../../state/words.ts';
import './style.css';

const ORDER: readonly Outcome[] = ['unknown', 'fails', 'restores-with-loss', 'restores'];

export function Scale({
  outcome,
  open,
  atRest = false,
}: {
  outcome: Outcome;
  open: boolean;
  atRest?: boolean;
}) {
  const label = atRest ? words.landing.scale : words.verdict.scaleLabel(outcome, open);
  return (
    <div
      class={`scale at-${outcome}${open ? ' open' : ''}${atRest ? ' at-rest' : ''}`}
      role="img"
      aria-label={label}
    >
      <div class="scale-track">
        <span class="scale-range" />
        <span class="scale-pointer" />
      </div>
      <div class="scale-zones" aria-hidden="true">
        {ORDER.map((each) => (
          <span
            key={each}
            class={`scale-zone zone-${each}${each === outcome && !atRest && !open ? ' here' : ''}`}
          >
            {words.outcomes[each].short}
          </span>
        ))}
      </div>
    </div>
  );
}
