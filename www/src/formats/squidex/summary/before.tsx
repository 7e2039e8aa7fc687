/** What to know before the restore: what begins to act by itself afterwards. */
import { CODES } from '../../../engine/generated/codes.ts';
import type { Report } from '../../../engine/protocol.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { ViewLink } from '../../../parts/view-link/index.tsx';
import { sentence } from '../../../state/format.ts';
import { squidex } from '../words.ts';

const text = squidex.summary;
/** More are listed in the view of the app. */
const MOST = 12;

export function BeforePanel({ report }: { report: Report }) {
  const finding = report.findings.find(({ code }) => code === 'rules-active');
  const acting = (report.app?.rules ?? []).filter(({ enabled }) => enabled);
  if (finding === undefined) return null;
  return (
    <section class="panel" aria-labelledby="before-title">
      <h2 id="before-title">{text.before}</h2>
      <p>
        <SafeText text={sentence(finding.message)} /> <SafeText text={sentence(finding.effect)} />
      </p>
      {acting.length > 0 && (
        <ul class="plain-names before-rules">
          {acting.slice(0, MOST).map(({ id, name, trigger }) => (
            <li key={id}>
              <SafeText text={name ?? id} />{' '}
              {trigger !== null && (
                <span class="small muted">
                  <SafeText text={trigger} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {acting.length > MOST && <p class="small muted">{text.rulesMore(acting.length - MOST)}</p>}
      <p class="small muted">{sentence(CODES[finding.code]?.advice ?? '')}</p>
      <ViewLink view="app">{text.rulesAll}</ViewLink>
    </section>
  );
}
