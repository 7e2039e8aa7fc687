/** When each member was taken, against the limits: a chart with patterns, and the same as a table. */
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { SharePointBody } from '../../../engine/protocol.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { ViewLink } from '../../../parts/view-link/index.tsx';
import { duration, instant, utc } from '../../../state/format.ts';
import type { ReportProps } from '../../contract.ts';
import { hasUnused, rowsOf, spanOf, type Mark, type Row, type Window } from '../state/timeline.ts';
import { sharepoint } from '../words.ts';
import { Chart, Legend } from './chart.tsx';
import './style.css';

const text = sharepoint.time;

/** So many lines are drawn at first; lines of the table, at most. */
const FIRST_ROWS = 40;
const MOST_LINES = 400;

/** What a line is called. */
function nameOf({ kind, name }: Row): string {
  if (kind === 'run') return text.runOf(name);
  return name === '' ? text.noDatabase : name;
}

/** The same where room is small: a file or run without the folders above it. */
function shortOf(row: Row): string {
  const last = row.name.split('/').at(-1) ?? row.name;
  return row.kind === 'site' ? last : nameOf({ ...row, name: row.kind === 'run' ? last : row.name });
}

/** What stands below its name. */
function noteOf(row: Row): string {
  if (row.kind === 'site') return text.site;
  if (row.kind === 'run') return row.marks[0]?.what ?? '';
  return row.role === null ? '' : sharepoint.roles[row.role].short;
}

function afterOf(mark: Mark, earliest: number | null): string {
  if (mark.start === null || earliest === null) return '';
  const seconds = (mark.start - earliest) / 1_000;
  if (mark.compared && seconds === 0) return text.first;
  return seconds < 0 ? text.earlier(-seconds) : text.later(seconds);
}

/** Whether the backups are of one time, and by how much not. */
function Answer({ body }: { body: SharePointBody }) {
  if (!body.is_set || body.time === null) return <p class="prose">{text.notASet}</p>;
  const word = sharepoint.times[body.time];
  const { same_time_seconds: same, close_time_seconds: close } = body.limits;
  return (
    <div class={`sp-time sp-time-${body.time}`}>
      <p class="sp-time-word">
        <strong>{word?.name ?? body.time}</strong>
        {body.spread_seconds !== null && <span>{text.spreadIs(duration(body.spread_seconds))}</span>}
      </p>
      <p class="prose">{word?.what}</p>
      <p class="small muted">{text.limits(duration(same), duration(close))}</p>
      <ViewLink view="target">{text.change}</ViewLink>
    </div>
  );
}

function Time({ at, zoneKnown, inUtc }: { at: number | null; zoneKnown: boolean; inUtc: boolean }) {
  if (at === null) return <span class="muted">{text.notKnown}</span>;
  const iso = new Date(at).toISOString();
  if (!zoneKnown)
    return (
      <>
        {utc(iso).replace(/ UTC$/, '')} <span class="small muted">{text.noZone}</span>
      </>
    );
  return (
    <time dateTime={iso}>
      {instant(iso)}
      {inUtc && <span class="small muted sp-utc">{utc(iso)}</span>}
    </time>
  );
}

function Lines({ rows, earliest }: { rows: readonly Row[]; earliest: number | null }) {
  const all = rows.flatMap((row) => row.marks.map((mark) => ({ row, mark })));
  const lines = all.slice(0, MOST_LINES);
  return (
    <section class="panel" aria-label={text.tableTitle}>
      <h3>{text.tableTitle}</h3>
      <Scroll label={text.tableTitle} tall>
        <table class="sp-lines">
          <thead>
            <tr>
              <th scope="col">{text.column.what}</th>
              <th scope="col">{text.column.started}</th>
              <th scope="col">{text.column.finished}</th>
              <th scope="col">{text.column.after}</th>
              <th scope="col">{text.column.files}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ row, mark }, at) => (
              // A line has no other name than its place.
              <tr key={at} class={mark.compared ? 'sp-compared' : undefined}>
                <th scope="row">
                  <SafeText text={nameOf(row)} />
                  <span class="small muted sp-utc">
                    {mark.kind === 'unused'
                      ? `${mark.what.toLowerCase()}, ${text.kinds.unused}`
                      : mark.kind === 'file'
                        ? text.kinds.file
                        : mark.what}
                    {mark.compared && `, ${text.compared}`}
                  </span>
                </th>
                <td>
                  <Time at={mark.start} zoneKnown={mark.zoneKnown} inUtc />
                </td>
                <td>
                  {mark.kind === 'file' ? null : (
                    <Time at={mark.end} zoneKnown={mark.zoneKnown} inUtc={false} />
                  )}
                </td>
                <td>{afterOf(mark, earliest)}</td>
                <td class="sp-line-files">
                  {mark.files.map((file) => (
                    <span key={file}>
                      <SafeText text={file.split('/').at(-1) ?? file} />
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {all.length > lines.length && <p class="small muted">{text.inTable(all.length - lines.length)}</p>}
    </section>
  );
}

const WINDOWS = Object.keys(text.windows) as readonly Window[];

export function TimelineView({ report }: ReportProps) {
  const id = useId();
  const shown = useSignal<Window>('all');
  const unused = useSignal(false);
  const limit = useSignal(FIRST_ROWS);
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => (width.value = Math.floor(element.clientWidth)));
    observer.observe(element);
    width.value = Math.floor(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const body = report.sharepoint;
  if (body === undefined) return null;
  const rows = rowsOf(body, unused.value);
  const drawn = rows.slice(0, limit.value);
  const windowed = body.earliest_start !== null;
  const span = spanOf(drawn, body, windowed ? shown.value : 'all');
  const earliest = body.earliest_start === null ? null : Date.parse(body.earliest_start);
  return (
    <div class="stack">
      <p class="prose">{text.why}</p>
      <section class="panel sp-timeline" aria-labelledby={`${id}-title`}>
        <h3 id={`${id}-title`} class="visually-hidden">
          {text.title}
        </h3>
        <Answer body={body} />
        <div class="sp-timeline-tools no-print">
          {windowed && (
            <fieldset class="sp-windows">
              <legend class="small muted">{text.window}</legend>
              {WINDOWS.map((each) => (
                <label key={each} class="lists-option">
                  <input
                    type="radio"
                    name={`${id}-window`}
                    checked={shown.value === each}
                    onChange={() => (shown.value = each)}
                  />
                  <span>{text.windows[each]}</span>
                </label>
              ))}
            </fieldset>
          )}
          {hasUnused(body) && (
            <label class="choice">
              <input
                type="checkbox"
                checked={unused.value}
                onChange={(event) => (unused.value = event.currentTarget.checked)}
              />
              <span>{text.unused}</span>
            </label>
          )}
        </div>
        <div ref={box} class="sp-chart-box">
          {span === null ? (
            <Empty title={text.noTimes}>
              <p>{text.noTimesHint}</p>
            </Empty>
          ) : (
            width.value > 0 && (
              <Chart
                rows={drawn}
                names={drawn.map((row) => ({ name: shortOf(row), note: noteOf(row) }))}
                body={body}
                span={span}
                width={width.value}
                after={(mark) => afterOf(mark, earliest)}
                label={text.chart(drawn.length, duration((span.to - span.from) / 1_000))}
              />
            )
          )}
        </div>
        {drawn.length < rows.length && (
          <button type="button" class="button small no-print" onClick={() => (limit.value = rows.length)}>
            {text.more(rows.length - drawn.length)}
          </button>
        )}
        {span !== null && <Legend rows={drawn} />}
      </section>
      <Lines rows={rows} earliest={earliest} />
    </div>
  );
}
