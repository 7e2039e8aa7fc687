/** What a schedule does: when backups run, what is kept on any day, when it stops working, what that stores. A model. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Finding, Simulation } from '../../../engine/protocol.ts';
import { Figures, type Figure } from '../../../parts/figures/index.tsx';
import { Remarks, type Remark } from '../../../parts/remarks/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { StepChart, type ChartMark } from '../../../parts/step-chart/index.tsx';
import { bytes, count, duration, sentence } from '../../../state/format.ts';
import type { Inspection } from '../../../state/store.ts';
import type { ReportProps } from '../../contract.ts';
import type { ScheduleAnswer } from '../state/ask.ts';
import { planOf, resetPlan, useSchedule } from '../state/schedule.ts';
import { sayTier } from '../state/tier.ts';
import { appService } from '../words.ts';
import { Calendar, dayWords, Legend } from './calendar.tsx';
import { DayPanel, momentWords } from './day.tsx';
import { ScheduleForm } from './form.tsx';
import { byDay, dayOf, endOf, monthly, within } from './model.ts';
import './style.css';

const text = appService.schedule;

function remarkOf({ severity, message, effect, rule }: Finding): Remark {
  return { kind: severity, text: message, effect, rule };
}

/** The day in large, the time below it. */
function moment(iso: string | null, none: string): Pick<Figure, 'value' | 'more'> {
  if (iso === null) return { value: none };
  const [day, clock] = momentWords(iso).split(', ');
  return { value: day ?? iso, more: text.figures.clock(clock ?? '') };
}

function figuresOf({ effective, simulation }: ScheduleAnswer): readonly Figure[] {
  if (effective === null || simulation === null) return [];
  const gap = simulation.longest_gap_seconds;
  const trouble = [simulation.first_failing_run, simulation.first_failing_deletion]
    .filter((at) => at !== null)
    .sort()[0];
  return [
    {
      label: text.figures.next,
      ...moment(effective.next_run, text.figures.none),
    },
    {
      label: text.figures.end,
      value: count(simulation.existing.length),
      ...(simulation.stored_bytes === null ? {} : { more: bytes(simulation.stored_bytes) }),
    },
    { label: text.figures.gap, value: gap === null ? text.figures.none : duration(gap) },
    {
      label: text.figures.trouble,
      ...moment(trouble ?? null, text.figures.never),
    },
  ];
}

function Storage({
  answer,
  simulation,
  day,
}: {
  answer: ScheduleAnswer;
  simulation: Simulation;
  day: string;
}) {
  const { storage } = answer;
  const sized = storage.some((point) => point.bytes !== null);
  const points = storage.map((point) => ({
    at: Date.parse(point.at),
    value: sized ? (point.bytes ?? 0) : point.backups,
  }));
  const format = sized ? bytes : count;
  const marks: ChartMark[] = [
    { at: endOf(day), label: text.storage.here, kind: 'here' },
    ...(simulation.first_failing_run === null
      ? []
      : [
          {
            at: Date.parse(simulation.first_failing_run),
            label: text.storage.failing,
            kind: 'trouble' as const,
          },
        ]),
  ];
  const most = points.reduce((all, { value }) => Math.max(all, value), 0);
  const last = points.at(-1)?.value ?? 0;
  return (
    <section class="panel schedule-storage" aria-labelledby="storage-title">
      <h3 id="storage-title">{sized ? text.storage.bytes : text.storage.backups}</h3>
      {!sized && <p class="small muted">{text.storage.noSize}</p>}
      <div class="storage-both">
        <StepChart
          label={text.storage.label(format(most), format(last), dayWords(dayOf(simulation.until)))}
          points={points}
          marks={marks}
          whole={!sized}
          format={format}
        />
        <Scroll label={text.storage.table} tall>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.storage.date}</th>
                <th scope="col" class="number">
                  {text.storage.backups}
                </th>
                <th scope="col" class="number">
                  {text.storage.bytes}
                </th>
              </tr>
            </thead>
            <tbody>
              {monthly(storage).map((point) => (
                <tr key={point.at}>
                  <th scope="row">{dayWords(dayOf(point.at))}</th>
                  <td class="number">{count(point.backups)}</td>
                  <td class="number">{point.bytes === null ? '–' : bytes(point.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </section>
  );
}

export function Schedule({ inspection }: { inspection: Inspection | null }) {
  const plan = planOf(inspection);
  const answer = useSignal<ScheduleAnswer | null>(null);
  /** The last one that could be run: what is wrong while somebody types does not empty the page. */
  const sound = useSignal<ScheduleAnswer | null>(null);
  useSchedule(inspection, plan.value, answer);
  if (answer.value !== null && answer.value.simulation !== null && sound.peek() !== answer.value)
    sound.value = answer.value;
  const shown = sound.value;
  const simulation = shown?.simulation ?? null;
  const effective = shown?.effective ?? null;
  const { typed, day, project } = plan.value;
  const today = effective === null ? '' : dayOf(effective.now);
  const begin = simulation?.runs[0] === undefined ? today : dayOf(simulation.runs[0].created);
  const to = simulation === null ? '' : dayOf(simulation.until);
  const from = within(begin, '', to);
  const chosen = within(day ?? today, from, to);
  const days = useMemo(() => byDay(simulation?.runs ?? []), [simulation]);
  const change = (part: Partial<typeof plan.value>) => {
    plan.value = { ...plan.peek(), ...part };
  };
  return (
    <div class="schedule">
      <div class="schedule-model">
        <p>{text.model}</p>
        {simulation !== null && (
          <details>
            <summary>{text.assumed}</summary>
            <ul>
              {simulation.assumed.map((each) => (
                <li key={each}>{sentence(each)}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div class="schedule-body">
        <ScheduleForm
          typed={typed}
          effective={effective}
          records={effective?.records ?? 0}
          project={project}
          fault={answer.value?.fault == null ? null : sentence(answer.value.fault)}
          onTyped={(part) => change({ typed: { ...plan.peek().typed, ...part } })}
          onTier={inspection === null ? (tier) => change({ typed: { ...plan.peek().typed, tier } }) : sayTier}
          onProject={(next) => change({ project: next })}
          onReset={() => resetPlan(inspection)}
        />
        {shown !== null && simulation !== null && (
          <>
            <div class="stack schedule-main">
              <Figures figures={figuresOf(shown)} note={simulation.cut_off ? text.cutOff : null} />
              {shown.findings.length > 0 && (
                <section class="panel" aria-labelledby="warnings-title">
                  <h3 id="warnings-title">{text.warnings}</h3>
                  <Remarks remarks={shown.findings.map(remarkOf)} />
                </section>
              )}
              <section class="panel schedule-year" aria-labelledby="calendar-title">
                <div class="panel-head">
                  <h3 id="calendar-title">{text.calendar.title}</h3>
                  <span class="small muted">{text.calendar.hint}</span>
                </div>
                <Legend />
                <Calendar
                  days={days}
                  from={from}
                  to={to}
                  chosen={chosen}
                  today={today}
                  onChoose={(next) => change({ day: next })}
                />
              </section>
            </div>
            <DayPanel
              day={chosen}
              from={from}
              to={to}
              runs={days.get(chosen) ?? []}
              all={simulation.runs}
              plan={plan.value}
              onDay={(next) => change({ day: next })}
              onOutcomes={(outcomes) => change({ outcomes })}
            />
            <Storage answer={shown} simulation={simulation} day={chosen} />
          </>
        )}
      </div>
    </div>
  );
}

export function ScheduleView({ inspection }: ReportProps) {
  return <Schedule inspection={inspection} />;
}

/** Without any file: a schedule that is planned. */
export function SchedulePlanner() {
  return <Schedule inspection={null} />;
}
