import { expect, test } from 'vitest';
import type { FolderView } from '../../../engine/protocol.ts';
import { cellsOf, sumOf, treeOf, wayTo } from './folders.ts';

function folder(
  id: string,
  parent: string | null,
  kinds: Array<[string, number, number]>,
  there = true,
): FolderView {
  return {
    id,
    name: parent === null ? null : id.toUpperCase(),
    parent,
    there,
    assets: kinds.reduce((sum, [, assets]) => sum + assets, 0),
    kinds,
    earlier_bytes: 0,
  };
}

const folders = [
  folder('0', null, [['images', 1, 10]]),
  folder('a', '0', [
    ['images', 2, 20],
    ['videos', 1, 500],
  ]),
  folder('b', 'a', [['documents', 3, 30]]),
  folder('gone', '0', [['other', 1, 7]], false),
  // Each in the other: nobody finds them.
  folder('x', 'y', [['audio', 1, 1]], false),
  folder('y', 'x', [], false),
];
const tree = treeOf(folders);
const root = folders[0] as FolderView;

test('a folder holds all below it', () => {
  expect(sumOf(tree, root)).toMatchObject({ assets: 9, bytes: 568 });
  expect(sumOf(tree, folders[1] as FolderView)).toMatchObject({ assets: 6, bytes: 550 });
});

test('cells are the folders and the files of a folder itself', () => {
  const cells = cellsOf(
    tree,
    root,
    ({ id }) => id,
    (kind) => kind,
  );
  expect(cells.map(({ id, bytes, look, opens }) => [id, bytes, look, opens])).toEqual([
    ['a', 550, 1, true],
    ['gone', 7, 4, true],
    ['x', 1, 2, true],
    ['y', 0, null, true],
    ['\nimages', 10, 0, false],
  ]);
});

test('the way leads from below the root to a folder, and ends in folders that are in themselves', () => {
  expect(wayTo(tree, 'b').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(wayTo(tree, 'x').map(({ id }) => id)).toEqual(['x']);
  expect(wayTo(tree, null)).toEqual([]);
  expect(wayTo(tree, '0')).toEqual([]);
  const round = treeOf([root, folder('p', 'q', []), folder('q', 'p', [])]);
  expect(wayTo(round, 'p')).toHaveLength(2);
});
