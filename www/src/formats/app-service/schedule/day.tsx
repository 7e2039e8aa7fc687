/** One day: its runs, whose ends can be changed, and what is there at its end. */
import type { Run } from '../../../engine/protocol.ts';
import { bytes, count } from '../../../state/format.ts';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { appService } from '../words.ts';
import type { SchedulePlan } from '../state/schedule.ts';
import { dayWords, SignIcon } from './calendar.tsx';
import { dayAfter, dayOf, endOf, isKept, signOf, type Day } from './model.ts';

const text = appService.schedule.day;

/** More lines than these say nothing more. */
const MOST_LINES = 120;

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** "27 Nov 2026, 03:00": UTC. */
export function momentWords(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : MOMENT.format(date);
}

function clock(iso: string): string {
  return iso.slice(11, 16);
}

/** Words that a run can be told to end with; the engine knows them. */
const ENDS = ['Succeeded', 'PartiallySucceeded', 'Failed', 'TimedOut'] as const;

function RunLine({ run, told, onTell }: { run: Run; told: string; onTell: (status: string) => void }) {
  const { slot, reason } = run;
  // What the model decides by itself, or what was observed, stays.
  const free = slot !== null && (reason === null || reason === 'told');
  return (
    <li class="run">
      <span class="run-head">
        <SignIcon sign={signOf(run)} kept={run.left_data} />
        <strong>{clock(run.created)}</strong>
        {free ? (
          <label class="run-end">
            <span class="visually-hidden">{text.end(clock(run.created))}</span>
            <select value={told} onChange={(event) => onTell(event.currentTarget.value)}>
              <option value="">{text.asModelled}</option>
              {ENDS.map((end) => (
                <option key={end} value={end}>
                  {end}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <span>{run.status}</span>
        )}
      </span>
      <span class="small muted">
        {reason !== null && reason !== 'told' ? `${text.reasons[reason]} ` : ''}
        {run.removed_at !== null
          ? text.removed(momentWords(run.removed_at))
          : run.final_status === 'DeleteFailed'
            ? text.removalFails
            : run.left_data
              ? text.stays
              : ''}
      </span>
    </li>
  );
}

export function DayPanel({
  day,
  from,
  to,
  runs,
  all,
  plan,
  onDay,
  onOutcomes,
}: {
  day: Day;
  from: Day;
  to: Day;
  /** Of that day. */
  runs: readonly Run[];
  all: readonly Run[];
  plan: SchedulePlan;
  onDay: (day: Day) => void;
  onOutcomes: (outcomes: SchedulePlan['outcomes']) => void;
}) {
  const at = endOf(day);
  const kept = all.filter((run) => isKept(run, at));
  const sizes = kept.flatMap((run) => (run.bytes === null ? [] : [run.bytes]));
  const told = Object.keys(plan.outcomes).length;
  /** The runs of the seven days from here on. */
  const last = dayAfter(day, 6);
  const week = all.filter(
    (run) => run.slot !== null && dayOf(run.created) >= day && dayOf(run.created) <= last,
  );
  const tell = (slots: readonly Run[], status: string) => {
    const next: Record<number, string> = { ...plan.outcomes };
    for (const { slot } of slots) {
      if (slot === null) continue;
      if (status === '') delete next[slot];
      else next[slot] = status;
    }
    onOutcomes(next);
  };
  return (
    <section class="panel schedule-day" aria-labelledby="day-title">
      <div class="field">
        <label for="schedule-date">{text.date}</label>
        <input
          id="schedule-date"
          type="date"
          min={from}
          max={to}
          value={day}
          onInput={(event) => {
            if (event.currentTarget.value !== '' && event.currentTarget.validity.valid)
              onDay(event.currentTarget.value);
          }}
        />
      </div>
      <h3 id="day-title" aria-live="polite">
        {text.kept(kept.length, dayWords(day))}
      </h3>
      {sizes.length > 0 && (
        <p class="muted">{text.bytes(bytes(sizes.reduce((sum, each) => sum + each, 0)))}</p>
      )}
      {kept.length > 0 && (
        <Scroll label={text.keptList} tall>
          <ul class="kept-list small">
            {kept
              .slice(-MOST_LINES)
              .reverse()
              .map((run, index) => (
                // Two backups may have begun at the same moment.
                <li key={`${run.created} ${run.slot ?? ''} ${index}`}>
                  <SignIcon sign={signOf(run)} kept />
                  <span>{momentWords(run.created)}</span>
                  <span class="muted">{run.scheduled ? '' : text.byHand}</span>
                </li>
              ))}
            {kept.length > MOST_LINES && <li class="muted">{text.more(count(kept.length - MOST_LINES))}</li>}
          </ul>
        </Scroll>
      )}
      <h4>{text.runs(runs.length)}</h4>
      {runs.length > 0 && (
        <ul class="runs">
          {runs.slice(0, MOST_LINES).map((run, index) => (
            <RunLine
              key={`${run.created} ${run.slot ?? ''} ${index}`}
              run={run}
              told={run.slot === null ? '' : (plan.outcomes[run.slot] ?? '')}
              onTell={(status) => tell([run], status)}
            />
          ))}
        </ul>
      )}
      <div class="button-row no-print">
        {week.length > 0 && (
          <button type="button" class="button small" onClick={() => tell(week, 'Failed')}>
            {text.failingWeek}
          </button>
        )}
        {told > 0 && (
          <button type="button" class="button small" onClick={() => onOutcomes({})}>
            {text.forget(told)}
          </button>
        )}
      </div>
    </section>
  );
}
