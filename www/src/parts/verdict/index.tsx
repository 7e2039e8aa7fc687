/** The head of every report: what file, what verdict, why, and where on the scale. */
import type { ComponentChildren } from 'preact';
import { isRunning, shareRead, type Inspection } from '../../state/store.ts';
import type { Outcome, Report } from '../../engine/protocol.ts';
import { bytes, percent, sentence } from '../../state/format.ts';
import { cancel } from '../../state/inspect.ts';
import { words } from '../../state/words.ts';
import { OutcomeIcon } from '../icons/index.tsx';
import { ReadOn } from '../read-on/index.tsx';
import { ProgressBar } from '../progress-bar/index.tsx';
import { Entry, Headline, SafeText } from '../safe-text/index.tsx';
import { Scale } from '../scale/index.tsx';
import './style.css';

/** What may be said now: a report that was stopped early proves no success. */
export function shownOutcome(report: Report | null, phase: Inspection['phase']['value']): Outcome {
  if (report === null) return 'unknown';
  const { outcome } = report.verdict;
  return (phase === 'cancelled' || phase === 'failed') && outcome !== 'fails' ? 'unknown' : outcome;
}

export function VerdictHead({
  inspection,
  compact,
  title,
  shows,
  next,
  children,
}: {
  inspection: Inspection;
  compact: boolean;
  /** What such a file is called, as soon as that is known. */
  title: string | undefined;
  /** Before the server's own message. */
  shows: string | undefined;
  /** What to do next about it. */
  next: { label: string; hint?: string; run(): void } | null;
  /** What is assumed. */
  children?: ComponentChildren;
}) {
  const report = inspection.report.value;
  const phase = inspection.phase.value;
  const problem = inspection.problem.value;
  const running = isRunning(inspection);
  const outcome = shownOutcome(report, phase);
  const open = running && report !== null && outcome !== 'fails';
  // What is not known yet is said to be not known yet, never shown as good.
  const undecided = open && outcome !== 'restores-with-loss';
  const tone = undecided ? 'unknown' : outcome;
  const { verdict } = words;
  const trouble = problem === null ? null : words.problem(problem);
  return (
    <section class={`verdict verdict-${tone}${compact ? ' compact' : ''}`} aria-label={verdict.label}>
      <p class="verdict-file">
        <Entry text={report?.source.file_name ?? inspection.fileName} />
        <span class="muted">{bytes(report?.source.bytes ?? inspection.bytes)}</span>
        {title !== undefined && <span class="muted">{title}</span>}
      </p>
      <div class="verdict-body">
        <span class="verdict-icon">
          <OutcomeIcon outcome={tone} />
        </span>
        <div class="verdict-words">
          <h1>
            {report === null && running
              ? verdict.openedTitle
              : undecided
                ? verdict.openTitle
                : words.outcomes[outcome].title}
            {open && !undecided && <span class="verdict-so-far"> {verdict.soFar}</span>}
          </h1>
          {report !== null && (
            <p class="verdict-summary">
              <Headline
                text={
                  undecided
                    ? report.findings.some((finding) => finding.severity === 'fatal')
                      ? verdict.openFatal
                      : verdict.openSummary
                    : sentence(report.verdict.summary)
                }
              />
            </p>
          )}
          {report?.verdict.server_message != null && (
            <p class="verdict-server">
              <span class="muted">{shows ?? verdict.server}</span>{' '}
              <q>
                <SafeText text={report.verdict.server_message} />
              </q>
            </p>
          )}
          {report?.verdict.fails_at != null && (
            <p>
              <span class="muted">{verdict.failsAt(report.verdict.fails_at.event_index)}:</span>{' '}
              <Entry text={report.verdict.fails_at.entry} />
            </p>
          )}
          {!compact && next !== null && (
            <p class="verdict-next">
              <button type="button" class="button primary no-print" onClick={next.run}>
                {next.label}
              </button>
              {next.hint !== undefined && <span class="muted">{next.hint}</span>}
            </p>
          )}
          {phase === 'cancelled' && (
            <p>
              {verdict.partial(percent(shareRead(inspection)))} <ReadOn inspection={inspection} />
            </p>
          )}
          {open && phase === 'waiting' && <p class="muted">{verdict.waiting}</p>}
          {open && phase === 'scanning' && <p class="muted">{verdict.scanning}</p>}
          {trouble !== null && (
            <div class="verdict-problem" role="alert">
              <p>
                <strong>{trouble.title}.</strong> {trouble.cause} {trouble.advice}{' '}
                <span class="muted">{trouble.fault}</span>
              </p>
              <details>
                <summary>{words.dialog.details}</summary>
                <pre class="mono small" tabIndex={0}>
                  {problem?.details}
                </pre>
              </details>
            </div>
          )}
        </div>
        <div class="verdict-scale">
          <Scale outcome={undecided ? 'restores' : outcome} open={open} />
        </div>
      </div>
      {running && <ProgressBar inspection={inspection} onCancel={() => cancel(inspection)} />}
      {children}
    </section>
  );
}

/** One line of verdict, to be put beside another. */
export function VerdictCard({
  title,
  report,
  phase,
}: {
  title: string;
  report: Report | null;
  phase: Inspection['phase']['value'];
}) {
  const known = shownOutcome(report, phase);
  const running = phase === 'opening' || phase === 'waiting' || phase === 'scanning';
  // As in the head: what is not known yet is never shown as good, nor as something that can't be told.
  const undecided = running && known !== 'fails' && known !== 'restores-with-loss';
  const outcome = undecided ? 'unknown' : known;
  return (
    <div class={`verdict-card verdict-${outcome}`}>
      <h3>{title}</h3>
      <p class="verdict-card-title">
        <OutcomeIcon outcome={outcome} />{' '}
        {undecided ? words.verdict.openTitle : words.outcomes[outcome].title}
        {running && !undecided && <span class="verdict-so-far"> {words.verdict.soFar}</span>}
      </p>
      {report !== null && (
        <p class="muted">
          <Headline text={undecided ? words.verdict.openSummary : sentence(report.verdict.summary)} />
        </p>
      )}
    </div>
  );
}
