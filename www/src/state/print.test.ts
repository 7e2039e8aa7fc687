import { describe, expect, it } from 'vitest';
import { settled } from './print.ts';

describe('waiting for what is drawn late', () => {
  it('ends when nothing has changed for a while, and not before', async () => {
    let drawn = 0;
    const timer = setInterval(() => {
      drawn += 1;
      if (drawn === 4) clearInterval(timer);
    }, 60);
    await settled(() => String(drawn));
    expect(drawn).toBe(4);
  });
});
