import { expect, test } from 'vitest';
import { freeName } from './destination.ts';

test('a folder gets a name that nothing in it has, in any case and form', () => {
  expect(freeName('app', new Set())).toBe('app');
  expect(freeName('app', new Set(['other']))).toBe('app');
  expect(freeName('app', new Set(['APP']))).toBe('app (2)');
  expect(freeName('app', new Set(['app', 'App (2)']))).toBe('app (3)');
  expect(freeName('caf\u00e9', new Set(['cafe\u0301']))).toBe('caf\u00e9 (2)');
});
