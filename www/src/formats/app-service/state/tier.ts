/** The pricing tier of the app's plan, for the whole report: another answer at once, nothing is read again. */
import { computed } from '@preact/signals';
import { DEFAULTS } from '../../../engine/generated/defaults.ts';
import type { Tier } from '../../../engine/protocol.ts';
import { refreshReports } from '../../../state/inspect.ts';
import { changeOptions, options } from '../../../state/options.ts';

export const TIERS: readonly Tier[] = ['none', 'standard', 'premium'];

export const tier = computed<Tier>(() => options.value.app_service?.tier ?? DEFAULTS.app_service.tier);

/** It is of somebody's plan and tells nothing of a backup: it may be remembered. */
export function sayTier(chosen: Tier): void {
  changeOptions(
    'app_service',
    { ...options.peek().app_service, tier: chosen },
    chosen === DEFAULTS.app_service.tier ? null : { tier: chosen },
  );
  void refreshReports();
}
