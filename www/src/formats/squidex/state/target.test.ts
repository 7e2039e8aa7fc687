import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../engine/generated/defaults.ts';
import { worthKeeping } from './target.ts';

describe('what is remembered of the target', () => {
  it('is nothing as long as nothing was said', () => {
    expect(worthKeeping(DEFAULTS.squidex)).toBeNull();
  });
  it('is of the server, never a name or an e-mail address', () => {
    expect(
      worthKeeping({
        ...DEFAULTS.squidex,
        restore_name: 'shop',
        initiator_email: 'anna@demo-shop.example',
        store: 'postgresql',
      }),
    ).toEqual({ store: 'postgresql' });
    expect(worthKeeping({ ...DEFAULTS.squidex, initiator_email: 'anna@demo-shop.example' })).toBeNull();
  });
});
