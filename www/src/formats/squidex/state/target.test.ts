import { describe, expect, it } from 'vitest';
import { NOTHING_KNOWN } from '../../../engine/defaults.ts';
import { worthKeeping } from './target.ts';

describe('what is remembered of the target', () => {
  it('is nothing as long as nothing was said', () => {
    expect(worthKeeping(NOTHING_KNOWN)).toBeNull();
  });
  it('is of the server, never a name or an e-mail address', () => {
    expect(
      worthKeeping({
        ...NOTHING_KNOWN,
        restore_name: 'shop',
        initiator_email: 'anna@demo-shop.example',
        store: 'postgresql',
      }),
    ).toEqual({ store: 'postgresql' });
    expect(worthKeeping({ ...NOTHING_KNOWN, initiator_email: 'anna@demo-shop.example' })).toBeNull();
  });
});
