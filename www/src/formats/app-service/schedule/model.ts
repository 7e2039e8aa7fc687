/** A simulated schedule by its days, as the calendar draws it. All days are those of UTC, as the service counts them. */
import type { Run, StoragePoint } from '../../../engine/protocol.ts';

const DAY_MS = 86_400_000;

/** A day as `2026-11-28`. */
export type Day = string;

export function dayOf(iso: string): Day {
  return iso.slice(0, 10);
}

/** First moment of a day, in ms; `NaN` for what is none. */
export function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** Last moment of a day, in ms. */
export function endOf(day: Day): number {
  return startOf(day) + DAY_MS - 1;
}

export function dayAfter(day: Day, by: number): Day {
  return new Date(startOf(day) + by * DAY_MS).toISOString().slice(0, 10);
}

/** So many months on, the last day of a shorter month in place of one that it has not. */
export function monthAfter(day: Day, by: number): Day {
  const date = new Date(startOf(day));
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date.getUTCDate(), last));
  return target.toISOString().slice(0, 10);
}

export function within(day: Day, from: Day, to: Day): Day {
  return day < from ? from : day > to ? to : day;
}

/** How a run ended, as a sign. */
export type Sign = 'good' | 'partly' | 'failed' | 'skipped' | 'running';

export function signOf({ status, left_data: data }: Pick<Run, 'status' | 'left_data'>): Sign {
  if (data) return status === 'PartiallySucceeded' ? 'partly' : 'good';
  if (status === 'Skipped') return 'skipped';
  return status === 'InProgress' || status === 'Created' ? 'running' : 'failed';
}

type Lasting = Pick<Run, 'left_data' | 'finished' | 'removed_at'>;

/** From when to when, in ms, the data of a run is there: asked of thousands of runs with every key that is pressed. */
const spans = new WeakMap<Lasting, readonly [from: number, to: number]>();

function spanOf(run: Lasting): readonly [from: number, to: number] {
  const known = spans.get(run);
  if (known !== undefined) return known;
  const from = run.left_data ? Date.parse(run.finished) : Infinity;
  const span = [from, run.removed_at === null ? Infinity : Date.parse(run.removed_at)] as const;
  spans.set(run, span);
  return span;
}

/** Whether the data of a run is there at a moment, in ms. */
export function isKept(run: Lasting, at: number): boolean {
  const [from, to] = spanOf(run);
  return from <= at && at < to;
}

/** What is to be seen of a day. */
export interface DayMark {
  runs: readonly Run[];
  /** The sign that matters most. */
  sign: Sign;
  /** Of the runs of that day. */
  kept: number;
}

const WEIGHT: readonly Sign[] = ['failed', 'partly', 'running', 'skipped', 'good'];

export function byDay(runs: readonly Run[]): ReadonlyMap<Day, readonly Run[]> {
  const days = new Map<Day, Run[]>();
  for (const run of runs) {
    const day = dayOf(run.created);
    const found = days.get(day);
    if (found === undefined) days.set(day, [run]);
    else found.push(run);
  }
  return days;
}

/** Of a day with runs: a failed one is seen, however many went well. Skipped ones are seen where nothing else is. */
export function markOf(runs: readonly Run[], at: number): DayMark {
  const signs = new Set(runs.map(signOf));
  if (signs.size > 1) signs.delete('skipped');
  return {
    runs,
    sign: WEIGHT.find((sign) => signs.has(sign)) ?? 'good',
    kept: runs.filter((run) => isKept(run, at)).length,
  };
}

export interface Month {
  /** `2026-11`. */
  id: string;
  /** Empty places before the first day: weeks begin on Monday. */
  blanks: number;
  days: readonly Day[];
}

/** The months from one day to another, at most so many. */
export function months(from: Day, to: Day, most: number): Month[] {
  const found: Month[] = [];
  let first = `${from.slice(0, 7)}-01`;
  while (first <= to && found.length < most) {
    const next = monthAfter(first, 1);
    const days: Day[] = [];
    for (let day = first; day < next; day = dayAfter(day, 1)) days.push(day);
    found.push({
      id: first.slice(0, 7),
      blanks: (new Date(startOf(first)).getUTCDay() + 6) % 7,
      days,
    });
    first = next;
  }
  return found;
}

/** The points nearest to the beginnings of months, and the last one: for the table beside the chart. */
export function monthly(points: readonly StoragePoint[]): StoragePoint[] {
  const found: StoragePoint[] = [];
  for (const point of points) {
    const before = found.at(-1);
    if (before === undefined || dayOf(point.at).slice(0, 7) !== dayOf(before.at).slice(0, 7))
      found.push(point);
  }
  const last = points.at(-1);
  if (last !== undefined && found.at(-1) !== last) found.push(last);
  return found;
}
