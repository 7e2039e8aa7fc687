/** What is kept on this device: the assumed target. Nothing of any backup. Storage may be forbidden or full. */
import type { Target } from '../engine/protocol.ts';

const KEY = 'backup-inspector.target.v1';

export const DEFAULT_TARGET: Target = {
  restore_name: null,
  existing_apps: [],
  initiator: { kind: 'subject', id: null },
  initiator_email: null,
  store: 'other',
  target_url: null,
  profile: null,
  calibration: null,
};

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A target from whatever was stored: each value is taken if it has the right shape. */
export function readTarget(stored: string | null): Target {
  let value: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) value = parsed as Record<string, unknown>;
  } catch {
    // Somebody else's or an old value: as if there were none.
  }
  const initiator = value['initiator'] as { kind?: unknown; id?: unknown } | null | undefined;
  return {
    ...DEFAULT_TARGET,
    existing_apps: Array.isArray(value['existing_apps'])
      ? value['existing_apps'].filter((name): name is string => typeof name === 'string')
      : [],
    initiator:
      initiator?.kind === 'client' && typeof initiator.id === 'string'
        ? { kind: 'client', id: initiator.id }
        : { kind: 'subject', id: initiator?.kind === 'subject' ? text(initiator.id) : null },
    initiator_email: text(value['initiator_email']),
    store: value['store'] === 'postgresql' ? 'postgresql' : 'other',
    target_url: text(value['target_url']),
    profile: text(value['profile']),
    calibration: (value['calibration'] as Target['calibration'] | undefined) ?? null,
  };
}

/** The new name belongs to one backup, not to the server, and isn't kept. */
export function writeTarget(target: Target): string {
  return JSON.stringify({ ...target, restore_name: null });
}

export function loadTarget(): Target {
  try {
    return readTarget(localStorage.getItem(KEY));
  } catch {
    return DEFAULT_TARGET;
  }
}

export function saveTarget(target: Target): void {
  try {
    localStorage.setItem(KEY, writeTarget(target));
  } catch {
    // Kept for this tab only.
  }
}
