import { CODES } from '../../../engine/generated/codes.ts';
import type { Report } from '../../../engine/protocol.ts';
import type { System, ViewProps } from '../../../formats/contract.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { Figures, sizeFigure } from '../../../parts/figures/index.tsx';
import { SeverityIcon } from '../../../parts/icons/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { SavedFacts } from '../../../parts/saved/index.tsx';
import { effectInWords, groupFindings } from '../../../state/findings.ts';
import { count, percent } from '../../../state/format.ts';
import { goTo, hrefOf, isPartial, isRunning, shareRead, type Inspection } from '../../../state/store.ts';
import { handingOn } from '../../../state/hand-on.ts';
import { printOpen } from '../../../state/print.ts';
import { words } from '../../../state/words.ts';
import { copyTicket } from '../actions.ts';
import './style.css';

const text = words.summary;

function TopFindings({ inspection, report }: { inspection: Inspection; report: Report }) {
  const running = isRunning(inspection);
  const groups = groupFindings(report);
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const go = (code: string | null) => (event: MouseEvent) => {
    event.preventDefault();
    goTo({ view: 'findings', severity: null, code });
  };
  return (
    <section class="panel" aria-labelledby="top-title">
      <h2 id="top-title">{text.top}</h2>
      {groups.length === 0 ? (
        <p class="muted">
          {running
            ? text.topNoneYet
            : isPartial(inspection)
              ? text.topNonePartial(percent(shareRead(inspection)))
              : text.topNone}
        </p>
      ) : (
        <>
          <ul class="top-findings">
            {groups.slice(0, 6).map((group) => (
              <li key={group.code} class={`severity-${group.severity}`}>
                <SeverityIcon severity={group.severity} />
                <div>
                  <a
                    href={hrefOf({ view: 'findings', severity: null, code: group.code })}
                    onClick={go(group.code)}
                  >
                    {CODES[group.code]?.title ?? group.code}
                  </a>
                  {group.total > 1 && <span class="muted"> × {count(group.total)}</span>}
                  <span class="severity-word small">{words.severities[group.severity].one}</span>
                  {group.findings[0] !== undefined && (
                    <p class="small muted">
                      <SafeText text={effectInWords(group.findings[0].effect)} />
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ul>
          <p>
            <a href={hrefOf({ view: 'findings', severity: null, code: null })} onClick={go(null)}>
              {text.topAll(total)}
            </a>
          </p>
        </>
      )}
    </section>
  );
}

function Actions({ inspection }: { inspection: Inspection }) {
  return (
    <div class="button-row no-print">
      <button type="button" class="button" onClick={() => void copyTicket(inspection)}>
        {words.actions.ticket}
      </button>
      <button type="button" class="button" onClick={() => (handingOn.value = 'markdown')}>
        {words.actions.markdown}
      </button>
      {inspection.saved === null && (
        <button type="button" class="button" onClick={() => (handingOn.value = 'json')}>
          {words.actions.json}
        </button>
      )}
      <button type="button" class="button" onClick={() => (printOpen.value = true)}>
        {words.actions.print}
      </button>
    </div>
  );
}

export function SummaryView({ inspection, system }: ViewProps & { system: System | null }) {
  const report = inspection.report.value;
  if (report === null) return inspection.phase.value === 'failed' ? <Empty title={words.notKnown} /> : null;
  const running = isRunning(inspection);
  const { saved } = inspection;
  if (saved !== null)
    return (
      <>
        <Actions inspection={inspection} />
        <Figures figures={[sizeFigure(report)]} note={null} />
        <div class="columns">
          <TopFindings inspection={inspection} report={report} />
          <SavedFacts saved={saved} />
        </div>
      </>
    );
  const props = { inspection, report, running, partial: isPartial(inspection) };
  return (
    <>
      <Actions inspection={inspection} />
      <Figures
        figures={system?.figures(props) ?? [sizeFigure(report)]}
        note={props.partial || running ? text.soFar(percent(shareRead(inspection))) : null}
      />
      <div class="columns">
        <div class="stack">
          <TopFindings inspection={inspection} report={report} />
          {system?.Panels !== undefined && <system.Panels {...props} />}
        </div>
        {system?.SidePanels !== undefined && (
          <div class="stack">
            <system.SidePanels {...props} />
          </div>
        )}
      </div>
    </>
  );
}
