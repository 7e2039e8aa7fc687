/** Marks of an axis: a few round numbers from nothing to the largest. */

/** Rounded up so that it is a whole number of steps of 1, 2, 2.5 or 5 times a power of ten. */
export function ticks(most: number, wanted = 4): number[] {
  if (!(most > 0)) return [0];
  const raw = most / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= raw) ?? 10) * power;
  const marks: number[] = [];
  for (let at = 0; at * step < most + step; at += 1) marks.push(at * step);
  return marks;
}

/** The like for what is only counted: no mark between whole numbers. */
export function wholeTicks(most: number, wanted = 4): number[] {
  return [...new Set(ticks(most, wanted).map((mark) => Math.ceil(mark)))];
}

/** First days of months (UTC) within a span, in ms; every second, third … if there are many. */
export function monthMarks(from: number, to: number, most = 13): number[] {
  const start = new Date(from);
  const marks: number[] = [];
  let year = start.getUTCFullYear();
  let month = start.getUTCMonth();
  if (Date.UTC(year, month, 1) < from) month += 1;
  // A span of a hundred years has 1,200 months.
  for (let guard = 0; guard < 1_300; guard += 1) {
    const at = Date.UTC(year, month, 1);
    if (at > to) break;
    marks.push(at);
    month += 1;
    if (month > 11) {
      month = 0;
      year += 1;
    }
  }
  const every = Math.ceil(marks.length / most);
  return marks.filter((_, at) => at % every === 0);
}
