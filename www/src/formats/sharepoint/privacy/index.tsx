/** What the files hold that is personal or confidential, and whether names are shown in the other views. */
import { AskedPrivacy } from '../../../parts/privacy/asked.tsx';
import type { ReportProps } from '../../contract.ts';
import { privacyOf } from '../state/ask.ts';
import { said, say } from '../state/said.ts';
import { sharepoint } from '../words.ts';

const text = sharepoint.privacy;

export function PrivacyView({ inspection, report }: ReportProps) {
  return (
    <div class="stack">
      <p class="prose">{text.intro}</p>
      <AskedPrivacy
        ask={(show) => privacyOf(inspection, show)}
        report={report}
        label={sharepoint.views.privacy}
      />
      <div class="panel">
        <label class="choice">
          <input
            type="checkbox"
            checked={!said.value.mask_names}
            onChange={(event) => say({ mask_names: !event.currentTarget.checked })}
          />
          <span>
            {text.show} <span class="muted small">{text.showHint}</span>
          </span>
        </label>
      </div>
      <p class="prose small muted">{text.memory}</p>
    </div>
  );
}
