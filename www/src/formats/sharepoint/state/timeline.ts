/** The members of a set as lines of a timeline: what is drawn, and where. What the times mean, the engine says. */
import type { MemberBody, SetBody, SharePointBody, SharePointRole } from '../../../engine/protocol.ts';

export type MarkKind = 'full' | 'differential' | 'log' | 'unused' | 'file' | 'run';

export interface Mark {
  kind: MarkKind;
  /** In the engine's words: "full backup". */
  what: string;
  /** In ms; `null`: not known. */
  start: number | null;
  /** In ms; `null`: not known, or a moment alone. */
  end: number | null;
  /** Its start is compared with those of the other databases. */
  compared: boolean;
  zoneKnown: boolean;
  files: readonly string[];
}

export interface Row {
  key: string;
  kind: 'database' | 'run' | 'site';
  /** Name of the database, folder of the run, path of the file. */
  name: string;
  role: SharePointRole | null;
  marks: readonly Mark[];
}

function ms(iso: string | null): number | null {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(at) ? null : at;
}

/** By the number that RESTORE HEADERONLY has for the type. */
function kindOf(set: SetBody | undefined): MarkKind {
  if (set?.backup_type === 2) return 'log';
  return set?.backup_type === 5 || set?.backup_type === 6 || set?.backup_type === 8 ? 'differential' : 'full';
}

function placeOf(path: string, position: number): string {
  return `${position} ${path}`;
}

function firstOf(row: Row): number {
  const starts = row.marks.flatMap(({ start }) => (start === null ? [] : [start]));
  return Math.min(...starts, Number.MAX_SAFE_INTEGER);
}

/** Backup sets that no chain uses, parts of one set joined, by the database they are of. */
function unusedOf(members: readonly MemberBody[], used: ReadonlySet<string>): Map<string, Mark[]> {
  const found = new Map<string, Mark[]>();
  const seen = new Map<string, { mark: Mark; files: string[] }>();
  for (const { path, backup_sets: sets } of members) {
    for (const set of sets) {
      if (used.has(placeOf(path, set.position))) continue;
      const same = set.backup_set_guid === null ? undefined : seen.get(set.backup_set_guid);
      if (same !== undefined) {
        same.files.push(path);
        continue;
      }
      const files = [path];
      const mark: Mark = {
        kind: 'unused',
        what: set.backup_type_description ?? '',
        start: ms(set.started_utc),
        end: ms(set.finished_utc),
        compared: false,
        zoneKnown: set.zone_minutes !== null,
        files,
      };
      if (set.backup_set_guid !== null) seen.set(set.backup_set_guid, { mark, files });
      const name = set.database_name ?? '';
      found.set(name, [...(found.get(name) ?? []), mark]);
    }
  }
  return found;
}

/** A line for each database, farm run and site collection: databases whose starts are compared first, by their starts. */
export function rowsOf(body: SharePointBody, withUnused: boolean): Row[] {
  const sets = new Map<string, SetBody>();
  for (const { path, backup_sets } of body.members)
    for (const set of backup_sets) sets.set(placeOf(path, set.position), set);
  const used = new Set<string>();
  const databases = body.chains.map((chain, at): Row => {
    const marks = chain.steps.map((step): Mark => {
      for (const path of step.paths) used.add(placeOf(path, step.position));
      return {
        kind: kindOf(sets.get(placeOf(step.paths[0] ?? '', step.position))),
        what: step.what,
        start: ms(step.started),
        end: ms(step.finished),
        compared: step.sets_time,
        zoneKnown: step.zone_known,
        files: step.paths,
      };
    });
    return { key: `database ${at}`, kind: 'database', name: chain.database, role: chain.role, marks };
  });
  if (withUnused) {
    for (const [name, marks] of unusedOf(body.members, used)) {
      const own = databases.find((row) => row.name.toLowerCase() === name.toLowerCase());
      if (own !== undefined) own.marks = [...own.marks, ...marks];
      else databases.push({ key: `unused ${name}`, kind: 'database', name, role: null, marks });
    }
  }
  const isCompared = (row: Row) => (row.marks.some(({ compared }) => compared) ? 0 : 1);
  databases.sort((a, b) => isCompared(a) - isCompared(b) || firstOf(a) - firstOf(b));
  const runs = body.runs
    .filter((run) => run.is_backup && (withUnused || run.is_chosen))
    .map((run, at): Row => {
      const mark: Mark = {
        kind: 'run',
        what: run.method,
        start: ms(run.started),
        end: ms(run.finished),
        compared: false,
        zoneKnown: true,
        files: run.folder === null ? [] : [run.folder],
      };
      return { key: `run ${at}`, kind: 'run', name: run.folder ?? run.id ?? '', role: null, marks: [mark] };
    });
  const sites = body.members
    .filter(({ kind, modified }) => kind === 'site_collection' && modified !== null)
    .map(({ path, modified }): Row => {
      const mark: Mark = {
        kind: 'file',
        what: '',
        start: ms(modified),
        end: null,
        compared: false,
        zoneKnown: true,
        files: [path],
      };
      return { key: `site ${path}`, kind: 'site', name: path, role: null, marks: [mark] };
    });
  return [...databases.filter(({ marks }) => marks.length > 0), ...runs, ...sites];
}

/** Whether there is a backup that a restore does not use. */
export function hasUnused(body: SharePointBody): boolean {
  const number = (rows: readonly Row[]) => rows.reduce((sum, { marks }) => sum + marks.length, 0);
  return number(rowsOf(body, true)) > number(rowsOf(body, false));
}

/** From where to where it is drawn, in ms. */
export interface Span {
  from: number;
  to: number;
}

export type Window = 'all' | 'close' | 'same';

/** At least so much is shown, and so much beside what is shown, as a share of it. */
const LEAST_MS = 60_000;
const MARGIN = 0.04;

function widened(from: number, to: number): Span {
  const wide = Math.max(to - from, LEAST_MS);
  return { from: from - wide * MARGIN, to: from + wide * (1 + MARGIN) };
}

/** What a choice of the window shows; `null` if no time is known. */
export function spanOf(rows: readonly Row[], body: SharePointBody, shown: Window): Span | null {
  const earliest = ms(body.earliest_start);
  if (shown !== 'all' && earliest !== null) {
    const { same_time_seconds: same, close_time_seconds: close } = body.limits;
    return widened(earliest, earliest + (shown === 'same' ? same : close) * 1_000);
  }
  const times = rows.flatMap(({ marks }) => marks.flatMap(({ start, end }) => [start, end]));
  const known = times.filter((time) => time !== null);
  let [from, to] = [Infinity, -Infinity];
  for (const time of known) [from, to] = [Math.min(from, time), Math.max(to, time)];
  return known.length === 0 ? null : widened(from, to);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1_000,
  5_000,
  15_000,
  30_000,
  ...[1, 2, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 91, 182, 365, 730, 3_650].map((n) => n * DAY),
];

export interface Tick {
  at: number;
  /** A new day begins here, or days are all that is marked. */
  day: boolean;
}

/** Round moments inside, at most so many; `zoneMs` is what the reader's clock shows more than UTC. */
export function ticksOf({ from, to }: Span, most: number, zoneMs: number): { step: number; ticks: Tick[] } {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? (to - from) / Math.max(1, most);
  const ticks: Tick[] = [];
  const first = Math.ceil((from + zoneMs) / step) * step - zoneMs;
  for (let at = first; at <= to && ticks.length < 200; at += step)
    ticks.push({ at, day: step >= DAY || (at + zoneMs) % DAY === 0 });
  return { step, ticks };
}
