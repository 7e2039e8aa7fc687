/** The time axis of the events: where bins begin, what is selected of them, and what the keys do. */

/** In seconds of the Unix epoch: from the first up to the second. */
export interface Range {
  from: number;
  to: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths of bins that people count in. */
const STEPS = [
  ...[1, 5, 15, 30],
  ...[1, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 7, 28, 91, 365, 1_826].map((n) => n * DAY),
];

/** More bins than this are never asked for. */
const MOST_EDGES = 1_000;
/** What a `Date` can say. */
const DATE_LIMIT = 8.64e12;

/** The length of a bin so that a range has at most so many. */
export function stepOf({ from, to }: Range, most: number): number {
  const long = Math.max(1, to - from);
  const step = STEPS.find((each) => long / each <= most);
  return step ?? Math.ceil(long / most / DAY) * DAY;
}

/** Midnight of the reader's clock, or before it. */
function midnight(at: number): Date {
  const date = new Date(Math.min(DATE_LIMIT, Math.max(-DATE_LIMIT, at)) * 1_000);
  date.setHours(0, 0, 0, 0);
  return date;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000);
}

/**
 * Where bins begin and end so that all of a range is in one. Days are those of the reader's clock, whatever their
 * length; shorter bins count from such a midnight on.
 */
export function edgesOf(range: Range, most: number): number[] {
  const step = stepOf(range, most);
  const date = midnight(range.from);
  const edges: number[] = [];
  if (step < DAY) {
    const start = seconds(date);
    const first = start + Math.floor((range.from - start) / step) * step;
    for (let at = first; edges.length < MOST_EDGES; at += step) {
      edges.push(at);
      if (at >= range.to) break;
    }
    return edges;
  }
  const days = Math.round(step / DAY);
  while (edges.length < MOST_EDGES) {
    const at = seconds(date);
    if (Number.isNaN(at)) break;
    edges.push(at);
    if (at >= range.to) break;
    date.setDate(date.getDate() + days);
  }
  return edges;
}

/** Bins that are selected: where somebody began, and where they are; both are in it. */
export interface Brush {
  anchor: number;
  at: number;
}

/** The first and the last selected bin. */
export function ends({ anchor, at }: Brush): [number, number] {
  return [Math.min(anchor, at), Math.max(anchor, at)];
}

/** What is selected, as a range of time; `null` if these bins are not there. */
export function rangeOf(brush: Brush | null, edges: readonly number[]): Range | null {
  if (brush === null) return null;
  const [first, last] = ends(brush);
  const [from, to] = [edges[first], edges[last + 1]];
  return from === undefined || to === undefined ? null : { from, to };
}

/** The bins that a range touches; `null` if it lies outside of them. */
export function brushOf({ from, to }: Range, edges: readonly number[]): Brush | null {
  const bins = edges.length - 1;
  const [start, end] = [edges[0] ?? 0, edges[bins] ?? 0];
  if (bins < 1 || to <= start || from >= end || to <= from) return null;
  const before = edges.findLastIndex((edge) => edge <= from);
  const after = edges.findIndex((edge) => edge >= to);
  return { anchor: Math.max(0, before), at: (after < 0 ? bins : after) - 1 };
}

/** So many bins go by with Page Up and Page Down. */
const PAGE = 10;

/** What a key makes of what is selected; `undefined`: it is none of these keys. Arrows begin at the end that they come from. */
export function moved(
  brush: Brush | null,
  key: string,
  extend: boolean,
  bins: number,
): Brush | null | undefined {
  if (bins < 1) return undefined;
  const by: Partial<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -PAGE,
    PageUp: PAGE,
    Home: -bins,
    End: bins,
  };
  if (key === 'Escape') return brush === null ? undefined : null;
  const step = by[key];
  if (step === undefined) return undefined;
  const start = step < 0 && key !== 'Home' ? bins : -1;
  const at = Math.min(bins - 1, Math.max(0, (brush?.at ?? (Math.abs(step) === bins ? 0 : start)) + step));
  return { anchor: extend && brush !== null ? brush.anchor : at, at };
}

/** For the field of a date and time: the reader's clock, to the second. */
export function fieldOf(at: number): string {
  const date = new Date(at * 1_000);
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  const year = date.getFullYear();
  // The field knows no year below 1 and none above 9999.
  if (year < 1 || year > 9_999) return '';
  const day = `${String(year).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** What such a field holds; `null`: nothing. */
export function timeOf(field: string): number | null {
  const at = Date.parse(field);
  return Number.isNaN(at) ? null : Math.floor(at / 1_000);
}
