/** Numbers with separators and units; times in the reader's zone with UTC at hand. */

const LOCALE = 'en';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function count(value: number): string {
  return whole.format(value);
}

/** Decimal units, three significant digits at most: 196.6 kB. */
export function bytes(value: number): string {
  if (value < 1000) return `${whole.format(value)} ${value === 1 ? 'byte' : 'bytes'}`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let amount = value;
  let unit = -1;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${amount < 99.95 ? one.format(amount) : whole.format(amount)} ${units[unit] ?? ''}`;
}

/**
 * A length of time that is only estimated: no more than two digits of it mean anything, and nothing below a second.
 * "a second", "7 s", "40 s", "3 min", "1 h 20 min".
 */
export function roughly(seconds: number): string {
  if (seconds < 1.5) return 'a second';
  if (seconds < 10) return `${Math.round(seconds)} s`;
  if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s`;
  if (seconds < 600) {
    const halves = Math.round(seconds / 30);
    return halves % 2 === 0 ? `${halves / 2} min` : `${Math.floor(halves / 2)} min 30 s`;
  }
  if (seconds < 3600) return `${Math.round(seconds / 300) * 5} min`;
  if (seconds < 36_000) return duration(Math.round(seconds / 600) * 600);
  return duration(Math.round(seconds / 3600) * 3600);
}

/** A length of time in one or two units: "7 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 0.95) return 'under 1 s';
  if (seconds < 9.95) return `${one.format(seconds).replace(/\.0$/, '')} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  if (all < 3600) {
    const rest = all % 60;
    return all >= 600 || rest === 0 ? `${Math.round(all / 60)} min` : `${Math.floor(all / 60)} min ${rest} s`;
  }
  const minutes = Math.round(all / 60);
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
  }
  return `${whole.format(Math.round(minutes / 60 / 24))} days`;
}

export function percent(share: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100)} %`;
}

export function plural(value: number, single: string, many = `${single}s`): string {
  return `${count(value)} ${value === 1 ? single : many}`;
}

/** A day in the reader's zone. */
export function day(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(date);
}

/** Made once: a list has an instant in each row, and making the format takes longer than drawing the row. */
const instantFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** Instant in the reader's zone, with the zone's name. */
export function instant(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return instantFormat.format(date);
}

/** The same instant in UTC, to the second. */
export function utc(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A name of a file or a path, and no word: it keeps its spelling. */
const NAME = /^[^\s]*[_/\\@]|^[^\s]*\.[a-z]/i;

/** The engine's texts start small and have no full stop, so that they can stand inside a sentence. */
export function sentence(phrase: string): string {
  const first = NAME.test(phrase) ? phrase : phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return first === '' || /[.!?…"”]$/.test(first) ? first : `${first}.`;
}
