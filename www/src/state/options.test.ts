import { describe, expect, it } from 'vitest';
import {
  changeOptions,
  forgetDrop,
  forgetOptions,
  options,
  readKept,
  remembered,
  saidOfOneDrop,
  setServer,
} from './options.ts';

describe('what is kept of the options', () => {
  it.each([null, '', '{', '7', 'null', '[]', '{"squidex":7}', '{"squidex":null,"other":[1]}'])(
    '%j gives none',
    (stored) => {
      expect(readKept(stored)).toEqual({});
    },
  );

  it('comes back as it was', () => {
    expect(readKept('{"squidex":{"store":"postgresql"}}')).toEqual({ squidex: { store: 'postgresql' } });
  });

  it('can be forgotten', () => {
    changeOptions('squidex', { store: 'postgresql' }, { store: 'postgresql' });
    expect(remembered.value).toBe(true);
    forgetOptions();
    expect(remembered.value).toBe(false);
    expect(options.value).toEqual({});
  });
});

describe('what is said of one drop', () => {
  it('is forgotten with it, and nothing else is', () => {
    saidOfOneDrop('squidex', ['restore_name']);
    setServer('squidex');
    changeOptions('squidex', { store: 'postgresql', restore_name: 'my-app' }, null);
    forgetDrop();
    expect(options.value).toEqual({ system: null, squidex: { store: 'postgresql' } });
    forgetOptions();
    forgetDrop();
    expect(options.value).toEqual({ system: null });
  });
});
