import { expect, test } from 'vitest';
import type { PrivatePlace } from '../../engine/protocol.ts';
import { columnsOf } from './places.ts';

const nothing: PrivatePlace = { file: null, entry: null, event_index: null, path: null, value: null };

test('a column that nothing stands in is not drawn', () => {
  expect(columnsOf([])).toEqual([]);
  expect(columnsOf([nothing])).toEqual([]);
  expect(columnsOf([{ ...nothing, file: 'a.bak' }])).toEqual(['file']);
});

test('one place is enough for a column; event 0 is an event', () => {
  const places: PrivatePlace[] = [
    { ...nothing, entry: 'attachments/135/users.json', value: 'a•••' },
    { ...nothing, entry: 'events/0/0.json', event_index: 0, path: '/payload/actor' },
  ];
  expect(columnsOf(places)).toEqual(['event', 'entry', 'path', 'value']);
});
