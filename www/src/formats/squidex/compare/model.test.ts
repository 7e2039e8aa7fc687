import { expect, test } from 'vitest';
import { filtered, rowsOf, shownValue, type ComparisonJson } from './model.ts';

const json: ComparisonJson = {
  kinds: {
    contents: {
      added: ['b', 'c'],
      gone: ['a'],
      changed: [{ id: 'd', fields: [{ path: 'data.title.en', before: 'Old', after: null }] }],
    },
    app: { added: [], gone: [], changed: [] },
  },
};

test('every object that differs is a row, in the order of the comparison', () => {
  expect(rowsOf(json).map(({ kind, id, change }) => `${kind} ${id} ${change}`)).toEqual([
    'contents b added',
    'contents c added',
    'contents a gone',
    'contents d changed',
  ]);
});

test('text is looked for in ids, paths and values, in any case', () => {
  const rows = rowsOf(json);
  const ids = (text: string) => filtered(rows, { kind: null, change: null }, text, null).map(({ id }) => id);
  expect(ids('TITLE')).toEqual(['d']);
  expect(ids('old')).toEqual(['d']);
  expect(ids(' b ')).toEqual(['b']);
  expect(ids('nowhere')).toEqual([]);
});

test('a filter and an order leave what they say', () => {
  const rows = rowsOf(json);
  const by = { column: 'id', descending: true };
  expect(filtered(rows, { kind: 'contents', change: 'added' }, '', by).map(({ id }) => id)).toEqual([
    'c',
    'b',
  ]);
  expect(filtered(rows, { kind: 'app', change: null }, '', null)).toEqual([]);
  expect(rows.map(({ id }) => id)).toEqual(['b', 'c', 'a', 'd']);
});

test('a value is text or JSON, cut where it is long, and null where there is none', () => {
  expect(shownValue(null, 10)).toBeNull();
  expect(shownValue('text', 10)).toEqual({ text: 'text', cut: false });
  expect(shownValue(false, 10)).toEqual({ text: 'false', cut: false });
  expect(shownValue('0123456789ab', 10)).toEqual({ text: '0123456789', cut: true });
});
