/** The year by its days: when backups run, how they end, and which of them are there on the day that is looked at. */
import { useId, useRef } from 'preact/hooks';
import type { Run } from '../../../engine/protocol.ts';
import { appService } from '../words.ts';
import {
  dayAfter,
  endOf,
  markOf,
  monthAfter,
  months,
  startOf,
  within,
  type Day,
  type DayMark,
  type Sign,
} from './model.ts';

const text = appService.schedule.calendar;

/** More months than these are not drawn at once. */
const MOST_MONTHS = 14;

/** A shape for each sign, filled where the data is there. */
export function SignIcon({ sign, kept }: { sign: Sign; kept: boolean }) {
  const fill = kept ? 'currentColor' : 'none';
  return (
    <svg class={`sign sign-${sign}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {sign === 'good' && <circle cx="6" cy="6" r="4" fill={fill} />}
      {sign === 'partly' && (
        <g>
          <circle cx="6" cy="6" r="4" />
          {kept && <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />}
        </g>
      )}
      {sign === 'failed' && <path d="M2.500 2.500l7 7M9.500 2.500l-7 7" />}
      {sign === 'skipped' && <path d="M2 6h8" />}
      {sign === 'running' && <circle cx="6" cy="6" r="4" stroke-dasharray="2 1.600" />}
    </svg>
  );
}

// Made once: a calendar of a year needs them four hundred times.
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

function monthWords(id: string): string {
  return MONTH.format(startOf(`${id}-01`));
}

export function dayWords(day: Day): string {
  return DAY.format(startOf(day));
}

function DayButton({
  day,
  mark,
  chosen,
  today,
  outside,
  onChoose,
}: {
  day: Day;
  mark: DayMark | null;
  chosen: boolean;
  today: boolean;
  outside: boolean;
  onChoose: () => void;
}) {
  const classes = [
    'day',
    mark !== null && mark.kept > 0 && 'day-kept',
    today && 'day-today',
    outside && 'day-out',
  ];
  return (
    <div class="day-cell" role="gridcell" aria-selected={chosen}>
      <button
        type="button"
        data-day={day}
        class={classes.filter(Boolean).join(' ')}
        tabIndex={chosen ? 0 : -1}
        disabled={outside}
        aria-current={today ? 'date' : undefined}
        aria-label={text.day(dayWords(day), mark === null ? null : { ...mark, runs: mark.runs.length })}
        onClick={onChoose}
      >
        <span class="day-number">{Number(day.slice(8))}</span>
        {mark !== null && (
          <span class="day-signs">
            <SignIcon sign={mark.sign} kept={mark.kept > 0} />
            {mark.runs.length > 1 && <span class="day-count">{mark.runs.length}</span>}
          </span>
        )}
      </button>
    </div>
  );
}

export function Calendar({
  days,
  from,
  to,
  chosen,
  today,
  onChoose,
}: {
  days: ReadonlyMap<Day, readonly Run[]>;
  from: Day;
  to: Day;
  chosen: Day;
  today: Day;
  onChoose: (day: Day) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const first = months(from, to, MOST_MONTHS);
  // A day further on is in the middle of what is drawn.
  const beyond = chosen > (first.at(-1)?.days.at(-1) ?? to);
  const drawn = beyond ? months(monthAfter(chosen, -MOST_MONTHS / 2), to, MOST_MONTHS) : first;
  const at = endOf(chosen);
  const go = (day: Day) => {
    const next = within(day, from, to);
    onChoose(next);
    // It may be drawn only now.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const day = (event.target as HTMLElement).dataset['day'];
    if (day === undefined) return;
    const weekday = (new Date(startOf(day)).getUTCDay() + 6) % 7;
    const moves: Record<string, Day> = {
      ArrowRight: dayAfter(day, 1),
      ArrowLeft: dayAfter(day, -1),
      ArrowDown: dayAfter(day, 7),
      ArrowUp: dayAfter(day, -7),
      PageDown: monthAfter(day, 1),
      PageUp: monthAfter(day, -1),
      Home: dayAfter(day, -weekday),
      End: dayAfter(day, 6 - weekday),
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };
  return (
    <div class="calendar" ref={box}>
      {drawn.map((month) => {
        const cells: Array<Day | null> = [...Array<null>(month.blanks).fill(null), ...month.days];
        const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
          Array.from({ length: 7 }, (__, weekday) => cells[week * 7 + weekday] ?? null),
        );
        return (
          <div
            key={month.id}
            class="month"
            role="grid"
            aria-labelledby={`${id}-${month.id}`}
            onKeyDown={onKey}
          >
            <p class="month-name" id={`${id}-${month.id}`}>
              {monthWords(month.id)}
            </p>
            <div class="week" role="row">
              {text.weekdays.map(([short, long]) => (
                <span key={long} class="weekday" role="columnheader" aria-label={long}>
                  {short}
                </span>
              ))}
            </div>
            {weeks.map((week, number) => (
              // Weeks have no other name than their place.
              <div key={number} class="week" role="row">
                {week.map((day, weekday) =>
                  day === null ? (
                    <div key={weekday} role="gridcell" />
                  ) : (
                    <DayButton
                      key={day}
                      day={day}
                      mark={days.has(day) ? markOf(days.get(day) ?? [], at) : null}
                      chosen={day === chosen}
                      today={day === today}
                      outside={day < from || day > to}
                      onChoose={() => onChoose(day)}
                    />
                  ),
                )}
              </div>
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** What the signs mean. */
export function Legend() {
  const signs: ReadonlyArray<readonly [Sign, boolean, string]> = [
    ['good', true, text.legend.kept],
    ['good', false, text.legend.gone],
    ['partly', true, text.legend.partly],
    ['failed', false, text.legend.failed],
    ['skipped', false, text.legend.skipped],
    ['running', false, text.legend.running],
  ];
  return (
    <ul class="calendar-legend small">
      {signs.map(([sign, kept, word]) => (
        <li key={word}>
          <SignIcon sign={sign} kept={kept} /> {word}
        </li>
      ))}
    </ul>
  );
}
