/** The report: rail of views, verdict on top, one view below. */
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { current, goTo, hrefOf, inspections, place, type Inspection } from '../../state/store.ts';
import { commands } from '../../state/commands.ts';
import { VIEWS, type View } from '../../state/url.ts';
import { count } from '../../state/format.ts';
import { OutcomeIcon } from '../../parts/icons/index.tsx';
import { SafeText } from '../../parts/safe-text/index.tsx';
import { shownOutcome, VerdictHead } from '../../parts/verdict/index.tsx';
import { words } from '../../state/words.ts';
import { reportCommands } from './actions.ts';
import { AppView } from '../../formats/squidex/app/index.tsx';
import { CopyView } from '../../formats/squidex/copy/index.tsx';
import { FindingsView } from './findings/index.tsx';
import { LogView } from '../../formats/squidex/log/index.tsx';
import { SummaryView } from './summary/index.tsx';
import { TargetView } from '../../formats/squidex/target/index.tsx';
import { TicketView } from '../../formats/squidex/ticket/index.tsx';
import { TimeView } from '../../formats/squidex/time/index.tsx';
import './style.css';

export interface ViewProps {
  inspection: Inspection;
}

const SCREENS: Record<View, ComponentType<ViewProps>> = {
  summary: SummaryView,
  findings: FindingsView,
  app: AppView,
  log: LogView,
  time: TimeView,
  copy: CopyView,
  ticket: TicketView,
  target: TargetView,
};

function Rail({ inspection }: ViewProps) {
  const total = Object.values(inspection.report.value?.finding_counts ?? {}).reduce(
    (sum, each) => sum + each,
    0,
  );
  return (
    <nav class="rail no-print" aria-label={words.viewsLabel}>
      <ul>
        {VIEWS.map((view, at) => (
          <li key={view}>
            <a
              href={hrefOf({ view, severity: null, code: null })}
              aria-current={place.value.view === view ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                goTo({ view, severity: null, code: null });
              }}
            >
              <span class="rail-key" aria-hidden="true">
                {at + 1}
              </span>
              <span>{words.views[view]}</span>
              {view === 'findings' && total > 0 && <span class="rail-count">{count(total)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Switcher() {
  const all = inspections.value;
  if (all.length < 2) return null;
  return (
    <nav class="switcher no-print" aria-label={words.reports.label}>
      <h2>{words.reports.inputs(all.length)}</h2>
      <ul>
        {all.map((each, at) => {
          const report = each.report.value;
          return (
            <li key={each.key}>
              <a
                href={hrefOf({ set: at, severity: null, code: null })}
                aria-current={current.value === each ? 'true' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  goTo({ set: at, severity: null, code: null });
                }}
              >
                <OutcomeIcon outcome={shownOutcome(report, each.phase.value)} />
                <span class="switcher-name">
                  <SafeText text={report?.source.file_name ?? each.fileName} />
                </span>
                <span class="visually-hidden">
                  {words.outcomes[shownOutcome(report, each.phase.value)].title}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export function ReportScreen() {
  const inspection = current.value;
  const main = useRef<HTMLElement>(null);
  useEffect(() => commands.add(reportCommands()), []);
  const name = inspection?.report.value?.source.file_name;
  const { view } = place.value;
  useEffect(() => {
    document.title = `${words.views[view]}${name === undefined ? '' : `: ${name}`} · ${words.name}`;
  }, [view, name]);
  // A new report takes the focus, so that keyboard and screen reader start where the answer is.
  useEffect(() => main.current?.focus({ preventScroll: true }), [inspection?.key]);
  if (inspection === null) return null;
  const View = SCREENS[view];
  return (
    <div class="report">
      <div class="report-side">
        <Switcher />
        <Rail inspection={inspection} />
      </div>
      <main id="content" class="report-main" tabIndex={-1} ref={main}>
        <VerdictHead inspection={inspection} compact={view !== 'summary'} />
        <div class={`view view-${view}`}>
          {view !== 'summary' && <h2 class="view-title">{words.views[view]}</h2>}
          <View key={inspection.key} inspection={inspection} />
        </div>
      </main>
    </div>
  );
}
