/** What is assumed of the Squidex server that the backup shall go to. */
import { computed } from '@preact/signals';
import { DEFAULTS } from '../../../engine/generated/defaults.ts';
import type { Target } from '../../../engine/protocol.ts';
import { refreshReports } from '../../../state/inspect.ts';
import { changeOptions, options } from '../../../state/options.ts';

export const target = computed<Target>(() => ({ ...DEFAULTS.squidex, ...options.value.squidex }));

/**
 * What may be remembered of it: of a server, not of one backup (the new name) nor of a person
 * (e-mail address). What is as the engine assumes it anyway is not worth remembering.
 */
export function worthKeeping(known: Target): Partial<Target> | null {
  const { restore_name: _name, initiator_email: _email, ...server } = known;
  const kept = Object.entries(server).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULTS.squidex[key as keyof Target]),
  );
  return kept.length === 0 ? null : (Object.fromEntries(kept) as Partial<Target>);
}

/** Assumes another target: every report is asked for again, no byte is read again. */
export function setTarget(change: Partial<Target>): void {
  const known = { ...target.peek(), ...change };
  changeOptions('squidex', known, worthKeeping(known));
  void refreshReports();
}

/** Back to what the engine assumes; nothing of the server is remembered. */
export function resetTarget(): void {
  setTarget(DEFAULTS.squidex);
}
