import { expect, test } from 'vitest';
import { options, remembered } from '../../../state/options.ts';
import { sayTier, tier, TIERS } from './tier.ts';

test('the tier is an option of the whole report, and remembered as long as it is said', () => {
  expect(tier.value).toBe('none');
  sayTier('standard');
  expect(options.value.app_service).toMatchObject({ tier: 'standard' });
  expect(remembered.value).toBe(true);
  sayTier('none');
  expect(tier.value).toBe('none');
  expect(remembered.value).toBe(false);
});

test('no tier is left out', () => {
  expect([...TIERS].sort()).toEqual(['none', 'premium', 'standard']);
});
