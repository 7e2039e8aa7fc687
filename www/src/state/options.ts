/**
 * What is assumed when a file is judged: of each system its own options, kept under its name. What
 * they mean is for the system and the engine to know.
 *
 * On this device is kept what a system says may be kept. Nothing of any backup. Storage may be
 * forbidden or full.
 */
import { signal } from '@preact/signals';
import type { Assumed } from '../engine/protocol.ts';

const KEY = 'backup-inspector.options.v2';
/** What earlier versions of this page kept, an e-mail address among it. */
const OLD_KEYS = ['backup-inspector.target.v1'];

type Kept = Partial<Record<keyof Assumed, unknown>>;

/** Whatever was stored, if it is an object of objects: the engine says whether it can use them. */
export function readKept(stored: string | null): Assumed {
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}');
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
    const sound = Object.entries(parsed).filter(
      ([, value]) => typeof value === 'object' && value !== null && !Array.isArray(value),
    );
    return Object.fromEntries(sound) as Assumed;
  } catch {
    return {};
  }
}

let kept: Kept = {};
try {
  for (const key of OLD_KEYS) localStorage.removeItem(key);
  kept = readKept(localStorage.getItem(KEY));
} catch {
  // No storage: for this tab only.
}

export const options = signal<Assumed>(kept as Assumed);
/** Whether something is remembered on this device. */
export const remembered = signal(Object.keys(kept).length > 0);

function store(): void {
  remembered.value = Object.keys(kept).length > 0;
  try {
    if (remembered.value) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch {
    // Kept for this tab only.
  }
}

/** New options of one system; `keep` is what of them may be remembered, `null` for nothing. */
export function changeOptions<Name extends keyof Assumed>(
  system: Name,
  value: Assumed[Name],
  keep: Assumed[Name] | null,
): void {
  options.value = { ...options.value, [system]: value };
  const { [system]: _before, ...others } = kept;
  kept = keep === null ? others : { ...others, [system]: keep };
  store();
}

/** What of a system's options is said of one drop alone. */
const ofOneDrop = new Map<keyof Assumed, readonly string[]>();

/** These options of a system are forgotten when something else is dropped. */
export function saidOfOneDrop<Name extends keyof Assumed>(
  system: Name,
  keys: ReadonlyArray<keyof NonNullable<Assumed[Name]> & string>,
): void {
  ofOneDrop.set(system, keys);
}

/** Something else was dropped: what was said of the last drop alone is not assumed of this one. */
export function forgetDrop(): void {
  const all: Record<string, unknown> = { ...options.peek(), system: null };
  for (const [system, keys] of ofOneDrop) {
    const own = all[system];
    if (typeof own !== 'object' || own === null) continue;
    all[system] = Object.fromEntries(Object.entries(own).filter(([key]) => !keys.includes(key)));
  }
  options.value = all as Assumed;
}

/** Nothing is assumed any more but what the engine assumes, and nothing is remembered. */
export function forgetOptions(): void {
  options.value = {};
  kept = {};
  store();
}

/** Which server the files of no system are for; `null`: nobody said. Of this drop alone. */
export function setServer(system: string | null): void {
  options.value = { ...options.value, system };
}
