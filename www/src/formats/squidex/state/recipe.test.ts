import { describe, expect, it } from 'vitest';
import { chooseFix, EMPTY, isNothing, mapUser, recipe, wantsFix } from './recipe.ts';

describe('the recipe of a copy', () => {
  it('knows what the command line means by all repairs, less one', () => {
    recipe.value = { ...EMPTY, fix: ['all'] };
    expect(wantsFix(recipe.value.fix, 'event-gap')).toBe(true);
    chooseFix('event-gap', true, ['event-gap', 'byte-order-mark']);
    expect(recipe.value.fix).toContain('all');
    chooseFix('event-gap', false, ['event-gap', 'byte-order-mark']);
    expect(recipe.value.fix).toEqual(['byte-order-mark']);
  });
  it('keeps an address whose new one is empty or the same', () => {
    recipe.value = EMPTY;
    mapUser('a@x.example', 'b@x.example');
    expect(isNothing(recipe.value)).toBe(false);
    mapUser('A@x.example', ' ');
    expect(isNothing(recipe.value)).toBe(true);
  });
});
