import { expect, test } from 'vitest';
import { Differences, type Filter, type Places } from './differences.ts';
import { shownValue } from './model.ts';

const json = {
  relation: 'diverged',
  common_events: 3,
  kinds: {
    contents: {
      added: ['b', 'c "]}'],
      gone: ['a'],
      changed: [
        { id: 'd', fields: [{ path: 'data.title.en', before: 'Old', after: null }] },
        {
          id: 'é{',
          fields: [
            { path: 'status', before: 'Draft', after: 'Published' },
            { path: 'id', before: { id: 'x', fields: [{}] }, after: ['kinds', '\\"'] },
          ],
        },
      ],
    },
    assets: { added: [], gone: ['0'], changed: [] },
    app: {
      added: [],
      gone: [],
      changed: [{ id: 'app', fields: [{ path: 'label', before: null, after: 'L' }] }],
    },
  },
};
const still = new AbortController().signal;
const read = (value: unknown = json) =>
  Differences.read(new Blob([JSON.stringify(value)]), () => undefined, still);
const ALL: Filter = { kind: null, change: null };

async function ids(of: Differences, places: Places = null): Promise<string[]> {
  return (await of.rows(places, 0, 1_000)).map(({ id }) => id);
}

async function searched(of: Differences, text: string): Promise<string[]> {
  let last: Places = null;
  await of.search(null, text, (found) => (last = found.slice()), still);
  return last === null ? [] : ids(of, last);
}

test('every object that differs is a row, in the order of the comparison', async () => {
  const found = await read();
  const rows = await found.rows(null, 0, 100);
  expect(rows.map(({ kind, id, change, fields, paths }) => [kind, id, change, fields, paths.join()])).toEqual(
    [
      ['contents', 'b', 'added', 0, ''],
      ['contents', 'c "]}', 'added', 0, ''],
      ['contents', 'a', 'gone', 0, ''],
      ['contents', 'd', 'changed', 1, 'data.title.en'],
      ['contents', 'é{', 'changed', 2, 'status,id'],
      ['assets', '0', 'gone', 0, ''],
      ['app', 'app', 'changed', 1, 'label'],
    ],
  );
  expect(found.length).toBe(rows.length);
  expect(await found.rows(null, 2, 2)).toEqual(rows.slice(2, 4));
  const row = rows[4];
  expect(row && (await found.fieldsOf(row))).toEqual(json.kinds.contents.changed[1]?.fields);
  expect(rows[0] && (await found.fieldsOf(rows[0]))).toEqual([]);
});

test('text is looked for in ids, paths and values, in any case', async () => {
  const found = await read();
  expect(await searched(found, 'TITLE')).toEqual(['d']);
  expect(await searched(found, 'old')).toEqual(['d']);
  expect(await searched(found, ' C "]')).toEqual(['c "]}']);
  expect(await searched(found, 'published')).toEqual(['é{']);
  expect(await searched(found, 'nowhere')).toEqual([]);
});

test('a filter and an order leave what they say', async () => {
  const found = await read();
  const of = (filter: Partial<Filter>) => found.filtered({ ...ALL, ...filter });
  const sorted = async (column: string, descending: boolean, places: Places = null) =>
    ids(found, await found.sorted(places, { column, descending }));
  expect(await sorted('id', true, of({ kind: 'contents', change: 'added' }))).toEqual(['c "]}', 'b']);
  expect(await ids(found, of({ kind: 'rules' }))).toEqual([]);
  expect(await sorted('id', false)).toEqual(['0', 'a', 'app', 'b', 'c "]}', 'd', 'é{']);
  expect(await sorted('kind', false)).toEqual(['app', '0', 'b', 'c "]}', 'a', 'd', 'é{']);
  expect(await sorted('change', true)).toEqual(['a', '0', 'd', 'é{', 'app', 'b', 'c "]}']);
  expect(await sorted('fields', true)).toEqual(['é{', 'd', 'app', 'b', 'c "]}', 'a', '0']);
});

test('a comparison of any size is read in pieces, wherever they end', async () => {
  const long = 'x"\\é'.repeat(30_000);
  const many = Array.from({ length: 30_000 }, (_, at) => `id-${String(at).padStart(6, '0')}`);
  const changed = [
    ...many
      .slice(0, 3_000)
      .map((id) => ({ id: `${id}-c`, fields: [{ path: 'p', before: id, after: null }] })),
    { id: 'large', fields: [{ path: 'data."é', before: long, after: long }] },
  ];
  const found = await read({ kinds: { contents: { added: many, gone: [], changed } } });
  expect(found.length).toBe(33_001);
  const [last] = await found.rows(null, 33_000, 5);
  expect(last).toMatchObject({ id: 'large', fields: 1, paths: ['data."é'] });
  expect(last && (await found.fieldsOf(last))).toEqual(changed.at(-1)?.fields);
  expect(await searched(found, 'ID-002999-c')).toEqual(['id-002999-c']);
  expect(await searched(found, 'x"\\éx')).toEqual(['large']);
  const up = await found.sorted(null, { column: 'id', descending: true });
  const all = [...many, ...changed.map(({ id }) => id)].sort().reverse();
  expect((await found.rows(up, 0, 40_000)).map(({ id }) => id)).toEqual(all);
});

test('who does not wait any longer is not answered', async () => {
  const gone = new AbortController();
  gone.abort();
  const blob = new Blob([JSON.stringify(json)]);
  await expect(Differences.read(blob, () => undefined, gone.signal)).rejects.toThrow();
});

test('a value is text or JSON, cut where it is long, and null where there is none', () => {
  expect(shownValue(null, 10)).toBeNull();
  expect(shownValue('text', 10)).toEqual({ text: 'text', cut: false });
  expect(shownValue(false, 10)).toEqual({ text: 'false', cut: false });
  expect(shownValue('0123456789ab', 10)).toEqual({ text: '0123456789', cut: true });
});
