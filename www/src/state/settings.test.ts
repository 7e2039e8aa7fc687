import { describe, expect, it } from 'vitest';
import { DEFAULT_TARGET, readTarget, writeTarget } from './settings.ts';

describe('what is kept of the target', () => {
  it.each([null, '', '{', '7', 'null', '[]', '{"store":7,"existing_apps":"x","initiator":null}'])(
    '%j gives the defaults',
    (stored) => {
      expect(readTarget(stored)).toEqual(DEFAULT_TARGET);
    },
  );
  it('comes back as it was, without the name, which belongs to one backup', () => {
    const target = {
      ...DEFAULT_TARGET,
      restore_name: 'shop',
      existing_apps: ['a', 'b'],
      store: 'postgresql' as const,
      initiator: { kind: 'client' as const, id: 'default' },
      target_url: 'https://lab.example.org',
    };
    expect(readTarget(writeTarget(target))).toEqual({ ...target, restore_name: null });
  });
});
