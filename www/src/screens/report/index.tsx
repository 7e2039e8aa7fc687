/** The report: rail of views, verdict on top, one view below. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Report } from '../../engine/protocol.ts';
import type { NextStep, System, View } from '../../formats/contract.ts';
import { systemOf, systems } from '../../formats/index.ts';
import { OutcomeIcon } from '../../parts/icons/index.tsx';
import { HandOnDialog } from '../../parts/hand-on/index.tsx';
import { ServerChoice } from '../../parts/server-choice/index.tsx';
import { SafeText } from '../../parts/safe-text/index.tsx';
import { shownOutcome, VerdictHead } from '../../parts/verdict/index.tsx';
import { commands } from '../../state/commands.ts';
import { options } from '../../state/options.ts';
import { count, instant } from '../../state/format.ts';
import { handingOn } from '../../state/hand-on.ts';
import {
  current,
  goTo,
  hrefOf,
  inspections,
  isPartial,
  isRunning,
  place,
  TABLE_OF_SETS,
  takeWantedFocus,
  type Inspection,
} from '../../state/store.ts';
import { printing, printOpen } from '../../state/print.ts';
import { VERSION } from '../../state/version.ts';
import { words } from '../../state/words.ts';
import { GuideLink } from '../guide/link.tsx';
import { LeftOutOfSaved, SavedNote } from '../../parts/saved/index.tsx';
import { handOver, reportCommands, saveHtml } from './actions.ts';
import { FindingsView } from './findings/index.tsx';
import { PrintDialog } from './print/index.tsx';
import { SummaryView } from './summary/index.tsx';
import './style.css';

/** Every report has these; a system adds its own behind them. */
const SHARED = [
  { address: 'summary', title: words.views.summary },
  { address: 'findings', title: words.views.findings },
] as const;

/** Of a system's views, those that a report alone can serve. */
const OF_A_REPORT: ReadonlySet<string> = new Set(['ticket']);

function railOf(
  system: System | null,
  saved: boolean,
): ReadonlyArray<Pick<View, 'address' | 'title' | 'group'>> {
  const own = system?.views ?? [];
  return [...SHARED, ...(saved ? own.filter(({ address }) => OF_A_REPORT.has(address)) : own)];
}

/** The keys of the first ten views; there are no more digits. */
const KEYS = '1234567890';

/** The view of that address, if the system has it; else the summary. */
function shownView(system: System | null, saved: boolean): string {
  const { view } = place.value;
  return railOf(system, saved).some(({ address }) => address === view) ? view : SHARED[0].address;
}

function Rail({ inspection, system }: { inspection: Inspection; system: System | null }) {
  const total = Object.values(inspection.report.value?.finding_counts ?? {}).reduce(
    (sum, each) => sum + each,
    0,
  );
  const saved = inspection.saved !== null;
  const shown = shownView(system, saved);
  const list = useRef<HTMLUListElement>(null);
  // On a phone the views stand in a row that is wider than the screen.
  useEffect(() => {
    const box = list.current;
    const tab = box?.querySelector<HTMLElement>('[aria-current]');
    if (box == null || tab == null || box.scrollWidth <= box.clientWidth) return;
    box.scrollLeft = tab.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2;
  }, [shown, system]);
  return (
    <nav class="rail no-print" aria-label={words.viewsLabel}>
      <ul
        ref={list}
        onFocusCapture={(event) => {
          // A browser is content with an edge of what has the focus.
          if (event.target instanceof HTMLElement)
            event.target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        }}
      >
        {railOf(system, saved).map(({ address, title, group }, at, all) => (
          <li key={address} class={at > 0 && all[at - 1]?.group !== group ? 'rail-starts' : undefined}>
            <a
              href={hrefOf({ view: address, severity: null, code: null })}
              aria-current={shown === address ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                goTo({ view: address, severity: null, code: null });
              }}
            >
              <span class="rail-key" aria-hidden="true">
                {KEYS[at] ?? '\u00a0'}
              </span>
              <span>{title}</span>
              {address === 'findings' && total > 0 && <span class="rail-count">{count(total)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** So many reports are listed beside the views; more are in the table alone. */
const MOST_LISTED = 12;

/** The way back to the table of all that was dropped, and to its neighbours. */
function Switcher() {
  const all = inspections.value;
  if (all.length < 2) return null;
  const to = (change: { view?: string; set?: number }) => ({
    href: hrefOf({ ...change, severity: null, code: null }),
    onClick: (event: MouseEvent) => {
      event.preventDefault();
      goTo({ ...change, severity: null, code: null });
    },
  });
  const at = current.value === null ? 0 : all.indexOf(current.value);
  return (
    <nav class="switcher no-print" aria-label={words.reports.label}>
      <a class="switcher-all" {...to({ view: TABLE_OF_SETS })}>
        {words.reports.all(all.length)}
      </a>
      {all.length > MOST_LISTED ? (
        <p class="small muted switcher-place">{words.reports.place(at + 1, all.length)}</p>
      ) : (
        <ul>
          {all.map((each, index) => {
            const report = each.report.value;
            const outcome = shownOutcome(report, each.phase.value);
            return (
              <li key={each.key}>
                <a {...to({ set: index })} aria-current={current.value === each ? 'true' : undefined}>
                  <OutcomeIcon outcome={outcome} />
                  <span class="switcher-name">
                    <SafeText text={each.fileName} />
                  </span>
                  <span class="visually-hidden">
                    {isRunning(each) ? words.notKnownYet : words.outcomes[outcome].title}
                  </span>
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </nav>
  );
}

function Screen({
  view,
  inspection,
  system,
}: {
  view: string;
  inspection: Inspection;
  system: System | null;
}) {
  if (view === 'summary') return <SummaryView inspection={inspection} system={system} />;
  if (view === 'findings') return <FindingsView inspection={inspection} system={system} />;
  const report = inspection.report.value;
  const Own = system?.views.find(({ address }) => address === view)?.Screen;
  if (Own === undefined || report === null) return null;
  return (
    <Own
      inspection={inspection}
      report={report}
      running={isRunning(inspection)}
      partial={isPartial(inspection)}
    />
  );
}

/** What to do next: what the system says, once the answer can't change any more by reading on. */
function nextOf(inspection: Inspection, system: System | null): NextStep | null {
  const report = inspection.report.value;
  const running = isRunning(inspection);
  // Nothing can be done about files that are not there.
  if (inspection.saved !== null) return null;
  if (report === null || (running && report.verdict.outcome !== 'fails')) return null;
  return system?.next?.({ inspection, report, running, partial: isPartial(inspection) }) ?? null;
}

/** Whose message the verdict quotes. */
function showsOf(system: System | null, report: Report | null): string | undefined {
  const asked = report !== null && system?.asksForServer?.(report) === true;
  const chosen = asked ? options.value.system : null;
  const about = systems.find(({ id }) => id === chosen)?.about;
  return about === undefined ? system?.shows : words.verdict.shows(about.name);
}

export function ReportScreen() {
  const inspection = current.value;
  const main = useRef<HTMLElement>(null);
  const report = inspection?.report.value ?? null;
  const system = systemOf(report?.format);
  const saved = inspection?.saved != null;
  useEffect(() => commands.add(reportCommands()), []);
  useEffect(
    () =>
      commands.add(
        railOf(system, saved).map(({ address, title }, at) => ({
          id: `view-${address}`,
          label: words.commands.view(title),
          ...(at < KEYS.length ? { hotkey: KEYS.charAt(at) } : {}),
          run: () => goTo({ view: address, severity: null, code: null }),
        })),
      ),
    [system, saved],
  );
  useEffect(() => commands.add(system?.commands ?? []), [system]);
  const name = report?.source.file_name;
  const view = shownView(system, saved);
  const title = railOf(system, saved).find(({ address }) => address === view)?.title ?? words.views.summary;
  useEffect(() => {
    document.title = `${title}${name === undefined ? '' : `: ${name}`} · ${words.name}`;
  }, [title, name]);
  // A new report or view takes the focus and starts at its top, where keyboard and screen reader go on reading.
  const heading = useRef<HTMLHeadingElement>(null);
  const { code } = place.value;
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    (heading.current ?? main.current)?.focus({ preventScroll: true });
  }, [inspection?.key, view, code]);
  // What a key leads to within the view may be drawn a moment later.
  useEffect(() => {
    document.getElementById(takeWantedFocus() ?? '')?.focus();
  }, [inspection?.key, view, code]);
  if (inspection === null) return null;
  const handed = handingOn.value;
  return (
    <div class="report">
      <div class="report-side">
        <Switcher />
        <Rail inspection={inspection} system={system} />
      </div>
      <main id="content" class="report-main" tabIndex={-1} ref={main}>
        {inspection.saved !== null && <SavedNote saved={inspection.saved} />}
        <LeftOutOfSaved />
        <VerdictHead
          inspection={inspection}
          compact={view !== 'summary'}
          title={report === null ? undefined : system?.title(report)}
          shows={showsOf(system, report)}
          next={nextOf(inspection, system)}
        >
          {report !== null && !saved && system?.asksForServer?.(report) === true && (
            <ServerChoice servers={systems.map(({ id, about }) => ({ id, name: about.name }))} />
          )}
          {report !== null && !saved && system?.Assumed !== undefined && (
            <system.Assumed
              inspection={inspection}
              report={report}
              running={isRunning(inspection)}
              partial={isPartial(inspection)}
            />
          )}
          {view === 'summary' && report !== null && (
            <GuideLink format={report.format} outcome={report.verdict.outcome} />
          )}
        </VerdictHead>
        <div class={`view view-${view}${printing.value?.includes(view) === false ? ' no-print' : ''}`}>
          {view !== 'summary' && (
            <h2 class="view-title" tabIndex={-1} ref={heading}>
              {title}
            </h2>
          )}
          <Screen key={`${inspection.key} ${view}`} view={view} inspection={inspection} system={system} />
        </div>
        {railOf(system, saved)
          .filter(({ address }) => address !== view && printing.value?.includes(address))
          .map(({ address, title }) => (
            <section key={address} class={`view view-${address} print-only`}>
              <h2 class="view-title">{title}</h2>
              <Screen view={address} inspection={inspection} system={system} />
            </section>
          ))}
        {printOpen.value && (
          <PrintDialog
            views={railOf(system, saved)}
            shown={view}
            onSave={(views, masks) => void saveHtml(inspection, views, !masks)}
          />
        )}
        {handed !== null && (
          <HandOnDialog
            {...words.handOn[handed]}
            onClose={() => (handingOn.value = null)}
            onRun={(maskNames) => void handOver(inspection, handed, maskNames)}
          />
        )}
        <p class="print-only printed-at small">{words.printed(VERSION, instant(new Date().toISOString()))}</p>
      </main>
    </div>
  );
}
