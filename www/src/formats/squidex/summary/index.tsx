/** What the summary of a Squidex backup shows beside verdict and findings. */
import type { AssetVerification, Estimate, ManifestLine, Report } from '../../../engine/protocol.ts';
import { number, sizeFigure, type Figure } from '../../../parts/figures/index.tsx';
import { Icon } from '../../../parts/icons/index.tsx';
import { Entry } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { ViewLink } from '../../../parts/view-link/index.tsx';
import { bytes, count, day, instant, utc } from '../../../state/format.ts';
import { words } from '../../../state/words.ts';
import type { ReportProps } from '../../contract.ts';
import { EstimateRange, EstimateShares } from '../estimate/index.tsx';
import { ObjectCount, ObjectDialog } from '../objects/index.tsx';
import { RestoreLog } from '../restore-log/index.tsx';
import { ServersPanel } from '../servers/index.tsx';
import { squidex } from '../words.ts';
import { BeforePanel } from './before.tsx';
import './style.css';

const text = squidex.summary;

export function figures({ report, running }: ReportProps): Figure[] {
  const { counts, span } = report;
  const { events, restored_events: restored } = counts;
  return [
    {
      label: text.events,
      value: number(events, running),
      ...(restored !== null && restored !== events && report.verdict.outcome !== 'fails'
        ? { more: text.eventsRestored(restored) }
        : {}),
    },
    {
      label: text.squidexAssets,
      value: number(counts.squidex_assets, running),
      hint: text.squidexAssetsHint,
    },
    { label: text.assets, value: number(counts.assets, running), hint: text.assetsHint },
    { label: text.assetFiles, value: number(counts.asset_files, running), hint: text.assetFilesHint },
    sizeFigure(report),
    span === null
      ? { label: text.span, value: running ? null : text.noSpan }
      : {
          label: text.span,
          value:
            day(span.first) === day(span.last) ? day(span.first) : `${day(span.first)} – ${day(span.last)}`,
          more: (
            <>
              <time dateTime={span.first} title={instant(span.first)}>
                {utc(span.first)}
              </time>{' '}
              –{' '}
              <time dateTime={span.last} title={instant(span.last)}>
                {utc(span.last)}
              </time>
            </>
          ),
        },
  ];
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
                    {absent(line) ? text.absent : squidex.manifestStates[line.state]}
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
              <th scope="row">{squidex.objects.fileStates[part]}</th>
              <td class="muted small">{text.fileMeanings[key]}</td>
              <td class="number">
                {listed ? (
                  <ObjectCount
                    value={files[key]}
                    title={squidex.objects.files(squidex.objects.fileStates[part])}
                    query={{ table: 'files', part }}
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

export function Panels({ inspection, report }: ReportProps) {
  return (
    <>
      {report.verdict.outcome === 'fails' && report.app !== null && <p class="notice">{squidex.app.half}</p>}
      <Manifest lines={report.manifest ?? []} />
      {report.asset_verification !== null && (
        <Files files={report.asset_verification} listed={report.app !== null} />
      )}
      <ObjectDialog inspection={inspection} />
    </>
  );
}

export function SidePanels({ report, running }: ReportProps) {
  const servers = report.restore?.servers ?? null;
  return (
    <>
      <BeforePanel report={report} />
      {servers !== null && <ServersPanel servers={servers} heading="h2" />}
      <EstimatePanel estimate={report.estimate} settled={!running} />
      <Log report={report} running={running} />
    </>
  );
}
