import type { ComponentChildren } from 'preact';
import type { AssetVerification, Estimate, ManifestLine, Report } from '../../../engine/protocol.ts';
import { CODES } from '../../../engine/generated/codes.ts';
import { bytes, count, day, duration, instant, utc } from '../../../state/format.ts';
import { groupFindings } from '../../../state/findings.ts';
import { goTo, hrefOf, type Inspection } from '../../../state/store.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { Icon, SeverityIcon } from '../../../parts/icons/index.tsx';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { words } from '../../../words.ts';
import { copyRendering, jsonName, saveRendering } from '../actions.ts';
import type { ViewProps } from '../index.tsx';
import './style.css';

const text = words.summary;

function Figure({ label, value, hint, children }: { label: string; value: string | null; hint?: string | undefined; children?: ComponentChildren }) {
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
  const number = (value: number | null) => (value === null ? (settled ? words.notKnown : null) : count(value));
  return (
    <section class="panel" aria-label={text.figures}>
      <dl class="figures">
        <Figure label={text.events} value={number(counts.events)}>
          {counts.restored_events !== null && counts.restored_events !== counts.events ? text.eventsRestored(counts.restored_events) : undefined}
        </Figure>
        <Figure label={text.squidexAssets} value={number(counts.squidex_assets)} hint={text.squidexAssetsHint} />
        <Figure label={text.assets} value={number(counts.assets)} hint={text.assetsHint} />
        <Figure label={text.assetFiles} value={number(counts.asset_files)} hint={text.assetFilesHint} />
        <Figure label={text.size} value={bytes(report.source.bytes)}>
          {counts.entries !== null && text.entries(counts.entries)}{counts.uncompressed_bytes !== null && `, ${text.unpacked(counts.uncompressed_bytes)}`}
        </Figure>
        <Figure label={text.span} value={span === null ? (settled ? text.noSpan : null) : day(span.first) === day(span.last) ? day(span.first) : `${day(span.first)} – ${day(span.last)}`}>
          {span !== null && <><time dateTime={span.first} title={instant(span.first)}>{utc(span.first)}</time> – <time dateTime={span.last} title={instant(span.last)}>{utc(span.last)}</time></>}
        </Figure>
      </dl>
    </section>
  );
}

function Manifest({ lines }: { lines: readonly ManifestLine[] }) {
  const head = text.manifestHead;
  return (
    <section class="panel" aria-labelledby="manifest-title">
      <h2 id="manifest-title">{text.manifest}</h2>
      {lines.length === 0 ? <p class="muted">{text.manifestEmpty}</p> : (
        <div class="scroll-x" tabIndex={0} role="group" aria-labelledby="manifest-title">
          <table class="manifest">
            <thead><tr><th scope="col">{head.name}</th><th scope="col">{head.state}</th></tr></thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.name} class={`manifest-${line.state}${line.required ? ' needed' : ''}`}>
                  <th scope="row">
                    {line.name} <span class="muted small">{line.required ? text.required : text.optional}</span>
                    <br /><span class="small manifest-place"><Entry text={line.entry} />{line.found_at !== null && <><br />{text.foundAt} <Entry text={line.found_at} /></>}</span>
                  </th>
                  <td class="manifest-state"><Icon name={line.state === 'present' ? 'check' : 'cross'} /> {words.manifestStates[line.state]}{line.bytes !== null && <><br /><span class="manifest-size small muted">{bytes(line.bytes)}</span></>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Seconds of an estimate on a logarithmic ruler: 1 s to an hour and more look as far apart as they feel. */
function rulerPlace(seconds: number, top: number): number {
  return Math.min(100, (Math.log10(1 + seconds) / Math.log10(1 + top)) * 100);
}

function EstimatePanel({ estimate, settled }: { estimate: Estimate | null; settled: boolean }) {
  if (estimate === null) {
    return (
      <section class="panel" aria-labelledby="estimate-title">
        <h2 id="estimate-title">{text.estimate}</h2>
        <p class="muted">{settled ? text.estimateNone : words.notKnownYet}</p>
      </section>
    );
  }
  const top = Math.max(10, estimate.high_seconds * 1.15);
  const sum = estimate.phases.reduce((all, phase) => all + phase.likely_seconds, 0);
  const marks = [1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10_800, 36_000, 86_400].filter((mark) => mark <= top);
  return (
    <section class="panel" aria-labelledby="estimate-title">
      <div class="panel-head">
        <h2 id="estimate-title">{text.estimate}</h2>
        {estimate.calibrated && <span class="small muted">{text.calibrated}</span>}
      </div>
      <p class="estimate-words"><strong>{text.estimateRange(estimate.low_seconds, estimate.high_seconds)}</strong>, {text.likely(estimate.likely_seconds)}</p>
      <svg class="estimate-ruler" width="100%" height="46" role="img" aria-label={`${text.estimateRange(estimate.low_seconds, estimate.high_seconds)}, ${text.likely(estimate.likely_seconds)}`}>
        <line class="ruler-base" x1="0" x2="100%" y1="26" y2="26" />
        {marks.map((mark, at) => {
          const x = rulerPlace(mark, top);
          return (
            <g key={mark}>
              <line class="ruler-mark" x1={`${x}%`} x2={`${x}%`} y1="20" y2="26" />
              {(marks.length < 8 || at % 2 === 0) && x < 94 && <text class="ruler-label" x={`${x}%`} y="41" text-anchor={x < 4 ? 'start' : 'middle'}>{duration(mark)}</text>}
            </g>
          );
        })}
        <rect class="ruler-range" x={`${rulerPlace(estimate.low_seconds, top)}%`} width={`${Math.max(1, rulerPlace(estimate.high_seconds, top) - rulerPlace(estimate.low_seconds, top))}%`} y="6" height="10" />
        <rect class="ruler-likely" x={`${rulerPlace(estimate.likely_seconds, top)}%`} width="3" y="2" height="18" />
      </svg>
      <h3>{text.phases}</h3>
      <div class="phase-bar" aria-hidden="true">
        {estimate.phases.map((phase, at) => <PhasePart key={phase.name} share={sum === 0 ? 0 : phase.likely_seconds / sum} index={at} />)}
      </div>
      <table class="phases">
        <thead><tr><th scope="col">{text.phase.name}</th><th scope="col" class="number">{text.phase.time}</th><th scope="col" class="number">{text.phase.share}</th></tr></thead>
        <tbody>
          {estimate.phases.map((phase, at) => (
            <tr key={phase.name}>
              <th scope="row"><span class={`phase-key phase-${at % 6}`} aria-hidden="true" /> {phase.name}</th>
              <td class="number">{duration(phase.likely_seconds)}</td>
              <td class="number">{sum === 0 ? '–' : `${Math.round((phase.likely_seconds / sum) * 100)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{text.assumptions}</h3>
      <ul class="assumptions small">
        <li>{text.profile}: {estimate.profile}</li>
        {estimate.assumptions.map((each) => <li key={each}>{each}</li>)}
      </ul>
    </section>
  );
}

/** A part of the phase bar. Its width is set through the style object, which the policy allows; an attribute it would not. */
function PhasePart({ share, index }: { share: number; index: number }) {
  return <span class={`phase-part phase-${index % 6}`} ref={(element) => { if (element !== null) element.style.flexGrow = String(share); }} />;
}

function Log({ report, running }: { report: Report; running: boolean }) {
  const { restore } = report;
  return (
    <section class="panel" aria-labelledby="log-title">
      <div class="panel-head"><h2 id="log-title">{text.log}</h2><span class="small muted">{text.logHint}</span></div>
      {restore === null ? <p class="muted">{running ? words.notKnownYet : text.logNone}</p> : (
        <>
          <ol class="log mono small">
            {restore.log.map((line, at) => {
              const last = restore.status !== 'Completed' && at === restore.log.length - 1;
              return <li key={at} class={last ? 'log-stop' : undefined}><SafeText text={line} />{last && <span class="log-note">{text.logStops}</span>}</li>;
            })}
          </ol>
          {restore.cause !== null && <p class="log-cause"><span class="muted">{text.cause}:</span> <SafeText text={restore.cause} /></p>}
          {restore.users_created.length > 0 && (
            <details class="small"><summary>{text.users(restore.users_created.length)}</summary><ul>{restore.users_created.map((user) => <li key={user}><SafeText text={user} /></li>)}</ul></details>
          )}
        </>
      )}
    </section>
  );
}

function TopFindings({ report, running }: { report: Report; running: boolean }) {
  const groups = groupFindings(report);
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const go = (code: string | null) => (event: MouseEvent) => { event.preventDefault(); goTo({ view: 'findings', severity: null, code }); };
  return (
    <section class="panel" aria-labelledby="top-title">
      <h2 id="top-title">{text.top}</h2>
      {groups.length === 0 ? <p class="muted">{running ? text.topNoneYet : text.topNone}</p> : (
        <>
          <ul class="top-findings">
            {groups.slice(0, 6).map((group) => (
              <li key={group.code} class={`severity-${group.severity}`}>
                <SeverityIcon severity={group.severity} />
                <div>
                  <a href={hrefOf({ view: 'findings', severity: null, code: group.code })} onClick={go(group.code)}>{CODES[group.code]?.title ?? group.code}</a>
                  {group.total > 1 && <span class="muted"> × {count(group.total)}</span>}
                  <span class="severity-word small">{words.severities[group.severity].one}</span>
                  {group.findings[0] !== undefined && <p class="small muted"><SafeText text={group.findings[0].effect} /></p>}
                </div>
              </li>
            ))}
          </ul>
          <p><a href={hrefOf({ view: 'findings', severity: null, code: null })} onClick={go(null)}>{text.topAll(total)}</a></p>
        </>
      )}
    </section>
  );
}

function Files({ files }: { files: AssetVerification }) {
  const states = ['verified', 'size_only', 'wrong', 'lost', 'unverifiable'] as const;
  return (
    <section class="panel" aria-labelledby="files-title">
      <h2 id="files-title">{text.files}</h2>
      <table>
        <tbody>
          {states.map((state) => (
            <tr key={state} class={files[state] > 0 && (state === 'wrong' || state === 'lost') ? 'severity-data-loss' : undefined}>
              <th scope="row">{text.fileStates[state]}</th><td class="muted small">{text.fileMeanings[state]}</td><td class="number">{count(files[state])}</td>
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
      <button type="button" class="button" onClick={() => void copyRendering(inspection, 'ticket')}>{words.actions.ticket}</button>
      <button type="button" class="button" onClick={() => void copyRendering(inspection, 'markdown')}>{words.actions.markdown}</button>
      <button type="button" class="button" onClick={() => void saveRendering(inspection, 'json', jsonName(inspection))}>{words.actions.json}</button>
      <button type="button" class="button" onClick={() => window.print()}>{words.actions.print}</button>
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
          {report.asset_verification !== null && <Files files={report.asset_verification} />}
        </div>
        {known && (
          <div class="stack">
            <EstimatePanel estimate={report.estimate} settled={!running} />
            <Log report={report} running={running} />
          </div>
        )}
      </div>
    </>
  );
}
