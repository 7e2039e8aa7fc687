/**
 * What is assumed when a file is judged: of each system its own options, kept under its name. What
 * they mean is for the system and the engine to know.
 *
 * On this device is kept what a system says may be kept. Nothing of any backup. Storage may be
 * forbidden or full.
 */
import { signal } from '@preact/signals';
import type { Options } from '../engine/protocol.ts';

const KEY = 'backup-inspector.options.v2';
/** What earlier versions of this page kept, an e-mail address among it. */
const OLD_KEYS = ['backup-inspector.target.v1'];

type Kept = Partial<Record<keyof Options, unknown>>;

/** Whatever was stored, if it is an object of objects: the engine says whether it can use them. */
export function readKept(stored: string | null): Options {
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}');
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
    const sound = Object.entries(parsed).filter(
      ([, value]) => typeof value === 'object' && value !== null && !Array.isArray(value),
    );
    return Object.fromEntries(sound) as Options;
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

export const options = signal<Options>(kept as Options);
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
export function changeOptions<Name extends keyof Options>(
  system: Name,
  value: Options[Name],
  keep: Partial<Options[Name]> | null,
): void {
  options.value = { ...options.value, [system]: value };
  const { [system]: _before, ...others } = kept;
  kept = keep === null ? others : { ...others, [system]: keep };
  store();
}

/** Nothing is assumed any more but what the engine assumes, and nothing is remembered. */
export function forgetOptions(): void {
  options.value = {};
  kept = {};
  store();
}
