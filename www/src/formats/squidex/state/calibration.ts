/** What one known restore says about a server, as the small file that page and command line share. */
import type { Calibration } from '../../../engine/protocol.ts';

/** The version that this page writes and reads. */
const VERSION = 1;

/** `null` for anything else than a calibration. What the engine can't use it names beside the estimate. */
export function shownCalibration(value: unknown): Calibration | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = value as Partial<Record<keyof Calibration, unknown>>;
  const fits =
    found.version === VERSION &&
    typeof found.profile === 'string' &&
    (found.source === 'log' || found.source === 'total') &&
    typeof found.events === 'number' &&
    typeof found.seconds === 'number' &&
    typeof found.phases === 'object' &&
    found.phases !== null;
  return fits ? (value as Calibration) : null;
}

export function readCalibration(text: string): Calibration | null {
  try {
    return shownCalibration(JSON.parse(text));
  } catch {
    return null;
  }
}

/** As the command line writes it: one line. */
export function writeCalibration(calibration: unknown): string {
  return `${JSON.stringify(calibration)}\n`;
}
