/** What the engine assumes of a server that nothing is known of. */
import type { Target } from './protocol.ts';

export const NOTHING_KNOWN: Target = {
  restore_name: null,
  existing_apps: [],
  initiator: { kind: 'subject', id: null },
  initiator_email: null,
  store: 'other',
  target_url: null,
  profile: null,
  calibration: null,
};
