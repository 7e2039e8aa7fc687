/** What is in the archive, or should be, and is not there after the restore; and why. */
import { CODES } from '../../../engine/generated/codes.ts';
import type { Report } from '../../../engine/protocol.ts';
import { SeverityIcon } from '../../../parts/icons/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { effectInWords, groupFindings } from '../../../state/findings.ts';
import { count, sentence } from '../../../state/format.ts';
import { goTo, hrefOf } from '../../../state/store.ts';
import { squidex } from '../words.ts';

const text = squidex.app;

export function NotThere({ report }: { report: Report }) {
  const losses = groupFindings(report).filter(({ severity }) => severity === 'data-loss');
  const { events, restored_events: restored } = report.counts;
  const dropped =
    report.verdict.outcome === 'fails' ? 0 : Math.max(0, (events ?? 0) - (restored ?? events ?? 0));
  const unreadable = report.restore?.unreadable ?? 0;
  if (losses.length === 0 && dropped === 0 && unreadable === 0) return null;
  return (
    <section class="panel not-there" aria-labelledby="not-there-title">
      <h3 id="not-there-title">{text.notThere}</h3>
      <ul>
        {dropped > 0 && <li class="not-there-sum">{text.notRestored(dropped, events ?? 0)}</li>}
        {unreadable > 0 && <li class="not-there-sum">{text.unreadable(unreadable)}</li>}
        {losses.map(({ code, severity, findings, total }) => {
          const place = { view: 'findings', severity: null, code };
          const [first] = findings;
          return (
            <li key={code} class={`severity-${severity}`}>
              <SeverityIcon severity={severity} />
              <div>
                <a
                  href={hrefOf(place)}
                  onClick={(event) => {
                    event.preventDefault();
                    goTo(place);
                  }}
                >
                  {CODES[code]?.title ?? code}
                </a>
                {total > 1 && <span class="muted"> × {count(total)}</span>}
                {first !== undefined && (
                  <p class="small">
                    <SafeText text={sentence(first.message)} />
                    {total > 1 && ` ${text.andMore(total - 1)}`}
                  </p>
                )}
                {first !== undefined && (
                  <p class="small muted">
                    <SafeText text={effectInWords(first.effect)} />{' '}
                    {CODES[code] !== undefined && text.why(CODES[code].cause)}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
