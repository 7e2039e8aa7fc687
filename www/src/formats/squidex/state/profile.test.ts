import { describe, expect, it } from 'vitest';
import { profileName, profileOf, storeOf, withStore } from './profile.ts';

describe('target profiles', () => {
  it('follow the store until one is chosen', () => {
    expect(profileOf({ profile: null, store: 'other' })).toEqual({
      store: 'mongodb',
      assets: 'folder',
      download: 'local',
    });
    expect(profileOf({ profile: null, store: 'postgresql' }).store).toBe('postgresql');
  });
  it.each([
    'postgresql',
    'mongodb+object-storage+100mbit',
    'sql+gridfs',
    'postgresql-network+1gbit',
    'memory+25mbit',
  ])('%s reads back as written', (name) => {
    expect(profileName(profileOf({ profile: name, store: 'other' }))).toBe(name);
  });
  it('take a thousand megabits for a gigabit, and what is not known for nothing', () => {
    expect(profileOf({ profile: 'sql+1000mbit+tape', store: 'other' })).toEqual({
      store: 'sql',
      assets: 'folder',
      download: '1gbit',
    });
  });
  it('agree with the store of the verdict', () => {
    expect(storeOf(profileOf({ profile: 'postgresql-network', store: 'other' }))).toBe('postgresql');
    expect(withStore({ profile: 'sql+gridfs', store: 'other' }, 'postgresql')).toEqual({
      profile: 'postgresql+gridfs',
      store: 'postgresql',
    });
    expect(withStore({ profile: 'postgresql-network', store: 'other' }, 'postgresql')).toEqual({
      profile: 'postgresql-network',
      store: 'postgresql',
    });
    expect(withStore({ profile: null, store: 'other' }, 'postgresql')).toEqual({
      profile: null,
      store: 'postgresql',
    });
  });
});
