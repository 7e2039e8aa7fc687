import { expect, test } from 'vitest';
import {
  databaseNodes,
  fullName,
  isCut,
  referenceText,
  schemasOf,
  tableNodes,
  valueText,
  type KeyLine,
  type TableLine,
} from './model.ts';

function line(schema: string, table: string, bytes: number | null): TableLine {
  return { database: 'D', schema, table, rows: 1, columns: 2, bytes };
}

test('a table is called by its schema and its name', () => {
  expect(fullName(line('dbo', 'AllSites', 1))).toBe('dbo.AllSites');
});

test('schemas stand in the order of their bytes, and one alone is no legend', () => {
  const tables = [line('a', 'X', 1), line('b', 'X', 5), line('a', 'Y', 2), line('c', 'Z', null)];
  expect(schemasOf(tables)).toEqual(['b', 'a', 'c']);
  expect(schemasOf(tables.filter(({ schema }) => schema === 'a'))).toEqual([]);
  const many = Array.from({ length: 12 }, (_, at) => line(`s${String(at).padStart(2, '0')}`, 'T', 1));
  expect(schemasOf(many)).toHaveLength(9);
});

test('tables of one name in two schemas are two cells', () => {
  const tables = [line('a', 'X', 7), line('b', 'X', null)];
  const cells = tableNodes(tables, ['a']);
  expect(cells.map(({ id, name, bytes, look }) => [id, name, bytes, look])).toEqual([
    ['0', 'a.X', 7, 0],
    ['1', 'b.X', 0, null],
  ]);
  expect(tableNodes(tables, []).map(({ look }) => look)).toEqual([0, 0]);
});

test('a database has the bytes of its tables, and one without a table is no cell', () => {
  const other = { ...line('dbo', 'X', 3), database: 'E' };
  const cells = databaseNodes([line('a', 'X', 7), line('b', 'X', null), other, line('a', 'Y', 2)]);
  expect(cells.map(({ id, bytes }) => [id, bytes])).toEqual([
    ['D', 9],
    ['E', 3],
  ]);
  expect(databaseNodes([])).toEqual([]);
});

test('values are shown as they were stored; empty text is not NULL', () => {
  expect(valueText(null)).toBeNull();
  expect(valueText(undefined)).toBeNull();
  expect(valueText('')).toBe('');
  expect(valueText(false)).toBe('false');
  expect(valueText(1234567)).toBe('1234567');
  expect(valueText({ a: 1 })).toBe('{"a":1}');
});

test('a foreign key says where it leads to; others lead nowhere', () => {
  const key: KeyLine = {
    name: 'FK',
    kind: 'foreign',
    columns: ['A', 'B'],
    clustered: false,
    references: 'sales.Order',
    referenced_columns: ['Year', 'Number'],
  };
  expect(referenceText(key)).toBe('sales.Order (Year, Number)');
  expect(referenceText({ ...key, references: null, referenced_columns: [] })).toBe('');
});

test('only a long value that ends in an ellipsis may go on', () => {
  expect(isCut({ a: 'short …', b: null, c: 7 })).toBe(false);
  expect(isCut({ a: 'x'.repeat(600) })).toBe(false);
  expect(isCut({ a: 1, b: `${'x'.repeat(600)}…` })).toBe(true);
});
