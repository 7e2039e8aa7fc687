import { describe, expect, it } from 'vitest';
import { shortIds } from './ids.ts';

const APP = 'fc9f7407-41dc-423c-81cd-6a9af9bf4dc7';
const OBJECT = 'cdd9f361-df80-429d-8cbd-5e05777767ff';

describe('ids in a sentence', () => {
  it('are their first digits, with the whole beside', () => {
    expect(shortIds(`Event 0 (stream app-${APP}): no app`)).toEqual([
      { text: 'Event 0 (stream app-', whole: null },
      { text: 'fc9f7407…', whole: APP },
      { text: '): no app', whole: null },
    ]);
  });
  it('of an app and its object the object is named', () => {
    expect(shortIds(`content-${APP}--${OBJECT}`)).toEqual([
      { text: 'content-', whole: null },
      { text: 'cdd9f361…', whole: `${APP}--${OBJECT}` },
    ]);
  });
  it('are left alone where they are none', () => {
    expect(shortIds('12 events of 2024-05-06 restore')).toEqual([
      { text: '12 events of 2024-05-06 restore', whole: null },
    ]);
    expect(shortIds('')).toEqual([]);
  });
});
