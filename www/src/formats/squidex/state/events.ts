/** A search for events: begun, listened to while it runs, stopped. What it finds stays in the engine. */
import { signal } from '@preact/signals';
import type {
  EventHistory,
  EventShown,
  EventTimeline,
  Finding,
  Lines,
  Report,
  Rows,
} from '../../../engine/protocol.ts';
import { opened, rowsOf, tell } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import type { Inspection } from '../../../state/store.ts';
import { ask } from './ask.ts';
import { edgesOf, type Range } from './timeline.ts';

/** Everything that happened. */
export const ALL: Lines = { types: [], stream: null, actor: null, text: null, from: null, to: null };

/** What the fields of the filter say. */
export interface Typed {
  text: string;
  type: string;
  stream: string;
  actor: string;
}

export const NOTHING: Typed = { text: '', type: '', stream: '', actor: '' };

export function linesOf({ text, type, stream, actor }: Typed): Lines {
  const word = (typed: string) => (typed.trim() === '' ? null : typed.trim());
  const kind = word(type);
  return {
    ...ALL,
    text: word(text),
    types: kind === null ? [] : [kind],
    stream: word(stream),
    actor: word(actor),
  };
}

export function isAll(lines: Lines): boolean {
  return lines.types.length === 0 && lines.stream === null && lines.actor === null && lines.text === null;
}

/** A row of the table of events. */
export interface EventRow {
  index: number;
  type: string | null;
  stream: string | null;
  timestamp: string | null;
  actor: string | null;
  entry: string;
}

/** What is drawn: how many there were in each bin. */
export interface Drawn {
  edges: readonly number[];
  counts: EventTimeline;
}

/** So often is asked at most what was found. */
const ASK_MS = 200;

/** From the earliest to the latest, the last second included. */
export function spanOf(first: number, last: number): Range {
  return { from: first, to: last + 1 };
}

/** The time from the first to the last event of the archive, as far as it was read. */
export function spanOfReport({ span }: Report): Range | null {
  if (span == null) return null;
  const at = (iso: string) => Math.floor(Date.parse(iso) / 1_000);
  const [first, last] = [at(span.first), at(span.last)];
  return Number.isNaN(first) || Number.isNaN(last) ? null : spanOf(first, last);
}

export class EventSearch {
  readonly lines: Lines;
  readonly phase = signal<'running' | 'done' | 'stopped'>('running');
  /** Share of the bytes that was looked at; `null`: nothing yet. */
  readonly share = signal<number | null>(null);
  readonly drawn = signal<Drawn | null>(null);
  /** Counts up when more was found. */
  readonly found = signal(0);
  /** The engine knows what is searched for: rows that are asked for after this are of the search. */
  readonly begun: Promise<void>;
  readonly #inspection: Inspection;
  readonly #stop = new AbortController();
  #zoom: Range | null = null;
  #whole: Range | null;
  #bins: number;
  #asking = false;
  #again = false;
  #asked = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(inspection: Inspection, lines: Lines, whole: Range | null, bins: number) {
    this.#inspection = inspection;
    this.lines = lines;
    this.#whole = whole;
    this.#bins = bins;
    let begun: () => void = () => undefined;
    this.begun = new Promise((resolve) => (begun = resolve));
    void this.#run(begun).catch((error: unknown) => {
      begun();
      if (!this.#stop.signal.aborted) tell(error);
      this.phase.value = 'stopped';
    });
  }

  /** Which part of the time is drawn, and in how many bins at most. */
  look(zoom: Range | null, bins: number): void {
    if (zoom === this.#zoom && bins === this.#bins) return;
    this.#zoom = zoom;
    this.#bins = bins;
    this.#ask();
  }

  /** What was found stays. */
  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#later);
    if (this.phase.peek() === 'running') this.phase.value = 'stopped';
  }

  async #run(begun: () => void): Promise<void> {
    const { session, index } = opened(this.#inspection);
    const { signal } = this.#stop;
    const work = await session.begin(index, options.peek(), { kind: 'search', lines: this.lines });
    begun();
    if (signal.aborted) return work.forget();
    let done = 0;
    const end = await work.run((progress) => {
      this.share.value = work.plan.bytes === 0 ? 1 : Math.min(1, progress.bytesDone / work.plan.bytes);
      if (progress.tasksDone === done) return;
      done = progress.tasksDone;
      this.#soon();
    }, signal);
    await work.forget();
    if (end === 'cancelled') return;
    this.share.value = 1;
    this.phase.value = 'done';
    this.#ask();
  }

  /** The first time at once, and then now and then. */
  #soon(): void {
    const wait = this.#asked + ASK_MS - performance.now();
    if (wait <= 0) return this.#ask();
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#ask(), wait);
  }

  #ask(): void {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#later);
    this.#asking = true;
    this.#again = false;
    this.#asked = performance.now();
    const range = this.#zoom ?? this.#whole;
    const edges = range === null ? [] : edgesOf(range, this.#bins);
    timelineOf(this.#inspection, this.lines, edges).then(
      (counts) => {
        this.#asking = false;
        if (counts === null) return;
        this.drawn.value = { edges, counts };
        this.found.value += 1;
        if (this.#widen(counts) || this.#again) this.#ask();
      },
      (error: unknown) => {
        this.#asking = false;
        if (!this.#stop.signal.aborted) tell(error);
      },
    );
  }

  /** Whether there is something outside of what was known to be the whole. */
  #widen({ span }: EventTimeline): boolean {
    if (span === null) return false;
    const found = spanOf(span[0], span[1]);
    const { from, to } = this.#whole ?? found;
    const whole = { from: Math.min(from, found.from), to: Math.max(to, found.to) };
    const wider = this.#whole === null || whole.from < from || whole.to > to;
    if (wider) this.#whole = whole;
    return wider && this.#zoom === null;
  }
}

async function timelineOf(
  inspection: Inspection,
  lines: Lines,
  edges: number[],
): Promise<EventTimeline | null> {
  return (await ask('timeline', inspection, { kind: 'timeline', lines, edges })).timeline;
}

/** One event whole; `null`: there is none. */
export async function eventOf(
  inspection: Inspection,
  index: number,
  raw: boolean,
): Promise<EventShown | null> {
  return (await ask('event', inspection, { kind: 'event', index, raw })).event;
}

/** What the events of an object changed in it, as far as its search has come. */
export async function historyOf(inspection: Inspection, stream: string): Promise<EventHistory> {
  return (await ask('history', inspection, { kind: 'history', stream })).history;
}

/** Rows of the events that a search is for. */
export async function eventRows(
  inspection: Inspection,
  lines: Lines,
  range: Range | null,
  page: { descending: boolean; from: number; limit: number },
): Promise<Rows> {
  const { descending, from, limit } = page;
  return rowsOf(inspection, {
    table: 'events',
    within: null,
    part: null,
    text: null,
    lines,
    ...(range === null ? {} : { range: [range.from, range.to] }),
    sort: descending ? '-index' : null,
    from,
    limit,
  });
}

/** At which row of all events one stands. */
export async function placeOf(inspection: Inspection, index: number): Promise<number> {
  if (index === 0) return 0;
  const before = { descending: false, from: 0, limit: 0 };
  return (await eventRows(inspection, { ...ALL, to: index - 1 }, null, before)).total;
}

/** Findings by the event that they are at. */
export function findingsByEvent({ findings }: Report): ReadonlyMap<number, readonly Finding[]> {
  const found = new Map<number, Finding[]>();
  for (const finding of findings) {
    if (finding.event_index === null) continue;
    const known = found.get(finding.event_index);
    if (known === undefined) found.set(finding.event_index, [finding]);
    else known.push(finding);
  }
  return found;
}
