import type { ComponentChildren } from 'preact';
import type { AssetVerification, Estimate, ManifestLine, Report } from '../../../engine/protocol.ts';
import { CODES } from '../../../engine/generated/codes.ts';
import { bytes, count, day, instant, utc } from '../../../state/format.ts';
import { groupFindings } from '../../../state/findings.ts';
import { goTo, hrefOf, type Inspection } from '../../../state/store.ts';
import type { View } from '../../../state/url.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { EstimateRange, EstimateShares } from '../../../formats/squidex/estimate/index.tsx';
import { Icon, SeverityIcon } from '../../../parts/icons/index.tsx';
import { ObjectCount, ObjectDialog } from '../../../formats/squidex/objects/index.tsx';
import { RestoreLog } from '../../../formats/squidex/restore-log/index.tsx';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { words } from '../../../state/words.ts';
import { copyRendering, jsonName, saveRendering } from '../actions.ts';
import type { ViewProps } from '../index.tsx';
import './style.css';

const text = words.summary;

function Figure({
  label,
  value,
  hint,
  children,
}: {
  label: string;
  value: string | null;
  hint?: string | undefined;
  children?: ComponentChildren;
}) {
  return (
    <div class="figure">
      <dt title={hint}>{label}</dt>
      <dd class={value === null ? 'figure-unknown' : 'figure-value'}>{value ?? words.notKnownYet}</dd>
      {children !== undefined && <dd class="figure-more small muted">{children}</dd>}
    </div>
  );
}

function Figures({ report, settled }: { report: Report; settled: boolean }) {
  const { counts, span } = report;
  const number = (value: number | null) =>
    value === null ? (settled ? words.notKnown : null) : count(value);
  return (
    <section class="panel" aria-label={text.figures}>
      <dl class="figures">
        <Figure label={text.events} value={number(counts.events)}>
          {counts.restored_events !== null && counts.restored_events !== counts.events
            ? text.eventsRestored(counts.restored_events)
            : undefined}
        </Figure>
        <Figure
          label={text.squidexAssets}
          value={number(counts.squidex_assets)}
          hint={text.squidexAssetsHint}
        />
        <Figure label={text.assets} value={number(counts.assets)} hint={text.assetsHint} />
        <Figure label={text.assetFiles} value={number(counts.asset_files)} hint={text.assetFilesHint} />
        <Figure label={text.size} value={bytes(report.source.bytes)}>
          {counts.entries !== null && text.entries(counts.entries)}
          {counts.uncompressed_bytes !== null && `, ${text.unpacked(counts.uncompressed_bytes)}`}
        </Figure>
        <Figure
          label={text.span}
          value={
            span === null
              ? settled
                ? text.noSpan
                : null
              : day(span.first) === day(span.last)
                ? day(span.first)
                : `${day(span.first)} – ${day(span.last)}`
          }
        >
          {span !== null && (
            <>
              <time dateTime={span.first} title={instant(span.first)}>
                {utc(span.first)}
              </time>{' '}
              –{' '}
              <time dateTime={span.last} title={instant(span.last)}>
                {utc(span.last)}
              </time>
            </>
          )}
        </Figure>
      </dl>
    </section>
  );
}

/** Nothing is wrong with a file that need not be there. */
function absent(line: ManifestLine): boolean {
  return line.state === 'missing' && !line.required;
}

function Manifest({ lines }: { lines: readonly ManifestLine[] }) {
  const head = text.manifestHead;
  return (
    <section class="panel" aria-labelledby="manifest-title">
      <h2 id="manifest-title">{text.manifest}</h2>
      {lines.length === 0 ? (
        <p class="muted">{text.manifestEmpty}</p>
      ) : (
        <Scroll label={text.manifest}>
          <table class="manifest">
            <thead>
              <tr>
                <th scope="col">{head.name}</th>
                <th scope="col">{head.state}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr
                  key={line.name}
                  class={
                    absent(line)
                      ? 'manifest-absent'
                      : `manifest-${line.state}${line.required ? ' needed' : ''}`
                  }
                >
                  <th scope="row">
                    {line.name}{' '}
                    <span class="muted small">{line.required ? text.required : text.optional}</span>
                    <br />
                    <span class="small manifest-place">
                      <Entry text={line.entry} />
                      {line.found_at !== null && (
                        <>
                          <br />
                          {text.foundAt} <Entry text={line.found_at} />
                        </>
                      )}
                    </span>
                  </th>
                  <td class="manifest-state">
                    <Icon name={line.state === 'present' ? 'check' : absent(line) ? 'dash' : 'cross'} />{' '}
                    {absent(line) ? text.absent : words.manifestStates[line.state]}
                    {line.bytes !== null && (
                      <>
                        <br />
                        <span class="manifest-size small muted">{bytes(line.bytes)}</span>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function EstimatePanel({ estimate, settled }: { estimate: Estimate | null; settled: boolean }) {
  return (
    <section class="panel" aria-labelledby="estimate-title">
      <div class="panel-head">
        <h2 id="estimate-title">{text.estimate}</h2>
        {estimate?.calibrated === true && <span class="small muted">{text.calibrated}</span>}
      </div>
      {estimate === null ? (
        <p class="muted">{settled ? text.estimateNone : words.notKnownYet}</p>
      ) : (
        <>
          <EstimateRange estimate={estimate} />
          <EstimateShares estimate={estimate} />
          <ViewLink view="time">{text.estimateMore}</ViewLink>
        </>
      )}
    </section>
  );
}

function Log({ report, running }: { report: Report; running: boolean }) {
  return (
    <section class="panel" aria-labelledby="log-title">
      <div class="panel-head">
        <h2 id="log-title">{text.log}</h2>
        <span class="small muted">{text.logHint}</span>
      </div>
      <RestoreLog report={report} running={running} />
      {report.restore !== null && <ViewLink view="log">{text.logMore}</ViewLink>}
    </section>
  );
}

/** A line at the end of a panel that leads to the view with the rest. */
function ViewLink({ view, children }: { view: View; children: string }) {
  return (
    <p class="panel-more no-print">
      <a
        href={hrefOf({ view, severity: null, code: null })}
        onClick={(event) => {
          event.preventDefault();
          goTo({ view, severity: null, code: null });
        }}
      >
        {children}
      </a>
    </p>
  );
}

function TopFindings({ report, running }: { report: Report; running: boolean }) {
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
        <p class="muted">{running ? text.topNoneYet : text.topNone}</p>
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
                      <SafeText text={group.findings[0].effect} />
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

/** The report's keys, and what the engine calls the same when it lists the files. */
const FILE_STATES = [
  ['verified', 'verified'],
  ['size_only', 'size-only'],
  ['wrong', 'wrong'],
  ['lost', 'lost'],
  ['unverifiable', 'unverifiable'],
] as const;

/** Without an app there is no list of its files. */
function Files({ files, listed }: { files: AssetVerification; listed: boolean }) {
  return (
    <section class="panel" aria-labelledby="files-title">
      <h2 id="files-title">{text.files}</h2>
      <table>
        <tbody>
          {FILE_STATES.map(([key, part]) => (
            <tr
              key={key}
              class={files[key] > 0 && (key === 'wrong' || key === 'lost') ? 'severity-data-loss' : undefined}
            >
              <th scope="row">{words.objects.fileStates[part]}</th>
              <td class="muted small">{text.fileMeanings[key]}</td>
              <td class="number">
                {listed ? (
                  <ObjectCount
                    value={files[key]}
                    title={words.objects.files(words.objects.fileStates[part])}
                    query={{ kind: 'files', part }}
                  />
                ) : (
                  count(files[key])
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Actions({ inspection }: { inspection: Inspection }) {
  return (
    <div class="button-row no-print">
      <button type="button" class="button" onClick={() => void copyRendering(inspection, 'ticket')}>
        {words.actions.ticket}
      </button>
      <button type="button" class="button" onClick={() => void copyRendering(inspection, 'markdown')}>
        {words.actions.markdown}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => void saveRendering(inspection, 'json', jsonName(inspection))}
      >
        {words.actions.json}
      </button>
      <button type="button" class="button" onClick={() => window.print()}>
        {words.actions.print}
      </button>
    </div>
  );
}

export function SummaryView({ inspection }: ViewProps) {
  const report = inspection.report.value;
  if (report === null) return inspection.phase.value === 'failed' ? <Empty title={words.notKnown} /> : null;
  const running = inspection.phase.value === 'scanning' || inspection.phase.value === 'opening';
  const known = report.format === 'squidex';
  return (
    <>
      <Actions inspection={inspection} />
      <Figures report={report} settled={!running} />
      <div class="columns">
        <div class="stack">
          <TopFindings report={report} running={running} />
          {known && <Manifest lines={report.manifest} />}
          {report.asset_verification !== null && (
            <Files files={report.asset_verification} listed={report.app !== null} />
          )}
        </div>
        {known && (
          <div class="stack">
            <EstimatePanel estimate={report.estimate} settled={!running} />
            <Log report={report} running={running} />
          </div>
        )}
      </div>
      <ObjectDialog inspection={inspection} />
    </>
  );
}
