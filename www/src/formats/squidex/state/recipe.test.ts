import { describe, expect, it } from 'vitest';
import {
  chooseFix,
  EMPTY,
  isNothing,
  mapUser,
  parseMappings,
  readRecipe,
  recipe,
  wantsFix,
  writeRecipe,
} from './recipe.ts';

describe('the recipe of a copy', () => {
  it('reads back what was written', () => {
    const full = {
      ...EMPTY,
      name: 'shop-2',
      fix: ['byte-order-mark'],
      map_users: [{ old: 'a@x.example', new: 'b@x.example' }],
      without_schemas: ['posts'],
      without_deleted: true,
    };
    expect(readRecipe(writeRecipe(full))).toEqual(full);
  });
  it.each([
    '',
    '[]',
    'null',
    '{}',
    '{"other":1}',
    'no JSON',
    '{"name":"shop","take_out":["everything"]}',
    '{"redact":"yes"}',
    '{"name":7}',
    '{"fix":["a",1]}',
    '{"map_users":[{"old":"x"},null]}',
    '{"toString":true}',
  ])('refuses %s: what is not understood may be what was to be taken out', (text) =>
    expect(readRecipe(text)).toBeNull(),
  );
  it('takes a part as the rest left empty', () => {
    expect(readRecipe('{"fix":["event-gap"]}')).toEqual({ ...EMPTY, fix: ['event-gap'] });
  });
  it('maps users from a pasted table', () => {
    const users = ['Anna@x.example', 'ben@x.example'];
    expect(
      parseMappings(
        'Old;New\nanna@x.example;anne@y.example\n"ben@x.example"\tben@y.example\r\nnobody@x.example,a@b\n\n',
        users,
      ),
    ).toEqual({
      mappings: [
        { old: 'Anna@x.example', new: 'anne@y.example' },
        { old: 'ben@x.example', new: 'ben@y.example' },
      ],
      unknown: 1,
    });
  });
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
