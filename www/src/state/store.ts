/** What the page knows, as signals. No work is done here; `inspect.ts` does it. */
import { computed, signal, type Signal } from '@preact/signals';
import type { Pace } from '../engine/rate.ts';
import type {
  FailureCode,
  Plan,
  Report,
  SavedReport,
  SavedReports,
  Table as ListTable,
} from '../engine/protocol.ts';
import { guidePlace, parseGuide } from './guide.ts';
import { parsePlace, START, formatPlace, type Place } from './url.ts';

export type Phase =
  /** The directory is being read (or the engine is on its way). */
  | 'opening'
  /** The report is there from the directory; others are read first. */
  | 'waiting'
  /** The report is there from the directory; data is being read. */
  | 'scanning'
  | 'done'
  /** Stopped by the person: a partial report. */
  | 'cancelled'
  /** Stopped by a fault: a partial report, or none. */
  | 'failed';

/** Why the work stopped: decides the sentence, the advice, and whose fault it is. */
export interface Problem {
  code: FailureCode | 'file-gone' | 'shards-lost';
  /** For a bug report; never shown as the sentence itself. */
  details: string;
}

export interface Reading {
  bytesDone: number;
  bytesTotal: number;
  entriesDone: number;
  entriesTotal: number;
  pace: Pace;
}

/** A report that was saved and is shown again: nothing of it is checked, and no engine knows its backup. */
export interface Saved {
  readonly as: SavedReport;
  /** When the file with it was written last, ISO 8601, as the browser says. */
  readonly written: string;
}

/** One dropped file, or one set of files that belong together. */
export interface Inspection {
  readonly key: number;
  /** Name, with the folders from the dropped one on; and length, as the browser says until the report says more. */
  fileName: string;
  readonly bytes: number;
  readonly phase: Signal<Phase>;
  readonly report: Signal<Report | null>;
  readonly reading: Signal<Reading | null>;
  readonly problem: Signal<Problem | null>;
  /** How much there is to be read, once reading has begun. */
  plan: Plan | null;
  /** What can be listed. */
  tables: readonly ListTable[];
  /** It is a saved report; `null`: its files are there. */
  saved: Saved | null;
}

let keys = 0;

export function newInspection(fileName: string, bytes: number): Inspection {
  keys += 1;
  return {
    key: keys,
    fileName,
    bytes,
    plan: null,
    tables: [],
    saved: null,
    phase: signal<Phase>('opening'),
    report: signal<Report | null>(null),
    reading: signal<Reading | null>(null),
    problem: signal<Problem | null>(null),
  };
}

export type EngineState = 'loading' | 'ready' | { failed: string };
export const engineState = signal<EngineState>('loading');
/** How much of the engine is there, 0 to 1; `null`: nothing yet. */
export const engineShare = signal<number | null>(null);

/** Everything of the last drop, in its order. Empty: the landing page. */
export const inspections = signal<readonly Inspection[]>([]);
export const place = signal<Place>(START);
/** The page was loaded with the address of a report whose file it can't have. */
export const lostReport = signal(false);

export const current = computed<Inspection | null>(
  () => inspections.value[place.value.set] ?? inspections.value[0] ?? null,
);

/** Whether more of it is on its way to be read. */
export function isRunning({ phase }: Inspection): boolean {
  return phase.value === 'opening' || phase.value === 'waiting' || phase.value === 'scanning';
}

/** Share of the bytes that was read: 1 once all of it was, as far as it could be. */
export function shareRead({ phase, reading, plan }: Inspection): number {
  if (phase.value === 'done') return 1;
  const { value } = reading;
  const total = value?.bytesTotal ?? plan?.bytes ?? 0;
  return value === null || total === 0 ? 0 : Math.min(1, value.bytesDone / total);
}

/** Reading ended before the end of the file: what is known is of a part. */
export function isPartial({ phase }: Inspection): boolean {
  return phase.value === 'cancelled' || phase.value === 'failed';
}

export const busy = computed(() => inspections.value.some(isRunning));

/** Address of the table of all that was dropped. */
export const TABLE_OF_SETS = 'sets';
/** What was dropped is several sets, and the table of them is shown. */
export const severalShown = computed(
  () => inspections.value.length > 1 && place.value.view === TABLE_OF_SETS,
);

/** Of the last drop: what the browser could not read, and folders without files. */
export interface LeftOut {
  unread: readonly string[];
  empty: readonly string[];
}
export const leftOut = signal<LeftOut>({ unread: [], empty: [] });
/** Of the saved reports in the last drop: what is none, and whether there are more than are shown. */
export const savedLeftOut = signal<ReadonlyArray<Pick<SavedReports, 'refused' | 'more'>>>([]);

/** What the polite live region says; written at most every 5 s (see `announce`). */
export const spoken = signal('');

/** A dialog about something that didn't work; `null`: none. */
export interface Trouble {
  title: string;
  cause: string;
  advice: string;
  /** Whose fault, in a sentence. */
  fault: string;
  details: string;
}
export const trouble = signal<Trouble | null>(null);

/** A short confirmation ("Copied"). */
export const toast = signal<string | null>(null);

/** Id of what takes the focus in the view that is gone to next, in place of its heading. */
let wanted: string | null = null;

export function takeWantedFocus(): string | null {
  const id = wanted;
  wanted = null;
  return id;
}

/** Goes to a view, and there to one thing in it. */
export function goToThing(change: Partial<Place>, id: string): void {
  wanted = id;
  goTo(change);
}

/** The address names a view; without files a few can be shown all the same. */
export const addressed = signal(false);

/** Somebody went back to before the drop: the landing page is shown, what was dropped is kept. */
export const wentBack = signal(false);

/** An event is one of the view that it was looked at in. */
function placeAfter(change: Partial<Place>): Place {
  return { ...place.value, event: null, ...change };
}

/** The full address of a place, for links that can be opened in another way, too. */
export function hrefOf(change: Partial<Place>): string {
  return location.href.split('#')[0] + formatPlace(placeAfter(change));
}

/** `replace`: the way back does not lead to where somebody is now. */
export function goTo(change: Partial<Place>, replace = false): void {
  const next = placeAfter(change);
  place.value = next;
  guidePlace.value = null;
  wentBack.value = false;
  addressed.value = true;
  const hash = formatPlace(next);
  if (typeof location === 'undefined' || location.hash === hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
}

/** Takes the place from the address: at start, and when the person goes back or forward. */
export function readAddress(): void {
  guidePlace.value = parseGuide(location.hash);
  // What is open stays as it is while somebody reads the guide.
  if (guidePlace.value !== null) return;
  const found = parsePlace(location.hash);
  if (found !== null) place.value = found;
  addressed.value = found !== null;
  wentBack.value = found === null && location.hash === '' && inspections.value.length > 0;
  lostReport.value = found !== null && inspections.value.length === 0;
}
