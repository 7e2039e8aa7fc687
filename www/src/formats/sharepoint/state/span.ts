/** A length of time as it is typed: a number and a unit. */

export type Unit = 's' | 'm' | 'h' | 'd';

const SECONDS: Record<Unit, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

export const UNITS = Object.keys(SECONDS) as readonly Unit[];

export interface Typed {
  number: string;
  unit: Unit;
}

/** In the largest unit in which it is a whole number; seconds where there is none. */
export function typedOf(seconds: number): Typed {
  // A day as 24 h: that is how such limits are spoken of.
  const unit = (['d', 'h', 'm'] as const).find(
    (each) => seconds !== 0 && seconds % SECONDS[each] === 0 && (each !== 'd' || seconds > SECONDS.d),
  );
  return { number: String(seconds / SECONDS[unit ?? 's']), unit: unit ?? 's' };
}

/** In whole seconds; `null` if it is no length of time. */
export function secondsOf({ number, unit }: Typed): number | null {
  const text = number.trim().replace(',', '.');
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) return null;
  return Math.round(Number(text) * SECONDS[unit]);
}
