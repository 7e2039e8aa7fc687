/** What the verdict assumes of the app's plan, and the way to say it. Only a schedule depends on it. */
import { useId } from 'preact/hooks';
import type { ReportProps } from '../../contract.ts';
import { sayTier, tier, TIERS } from '../state/tier.ts';
import { appService } from '../words.ts';
import './style.css';

export function Assumed({ report }: ReportProps) {
  const id = useId();
  if (report.app_service?.configuration == null) return null;
  const { label, hint, names } = appService.tier;
  return (
    <div class="small muted verdict-assumed tier-choice">
      <label for={id}>{label}</label>
      <select
        id={id}
        aria-describedby={`${id}-hint`}
        value={tier.value}
        onChange={({ currentTarget: { value } }) => {
          const chosen = TIERS.find((each) => each === value);
          if (chosen !== undefined) sayTier(chosen);
        }}
      >
        {TIERS.map((each) => (
          <option key={each} value={each}>
            {names[each]}
          </option>
        ))}
      </select>
      <span id={`${id}-hint`}>{hint[tier.value]}</span>
    </div>
  );
}
