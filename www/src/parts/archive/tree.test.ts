import { expect, test } from 'vitest';
import type { FolderPart, PartBytes } from '../../engine/protocol.ts';
import { beginAt, childrenOf, kindNodes, packed, trailOf, unpacked } from './tree.ts';

/** Half as many bytes when they are packed. */
function part(name: string, bytes: number, entries = 1): PartBytes {
  return { name, entries, bytes, compressed_bytes: bytes / 2 };
}

function folder(path: string, code: number, images: number): FolderPart {
  const kinds = [part('code', code), part('images', images)].filter(({ bytes }) => bytes > 0);
  return { path, is_file: false, kinds };
}

const folders = [
  folder('', 1, 0),
  folder('site/wwwroot', 50, 5),
  folder('site/wwwroot/images', 0, 400),
  folder('site/wwwroot-old', 7, 0),
  folder('LogFiles', 30, 0),
];
const legend = ['code', 'images'];
const at = (path: string) =>
  childrenOf(folders, path, legend, (kind) => `${kind} here`, unpacked).map(
    ({ id, name, bytes, look, opens }) => ({
      id,
      name,
      bytes,
      look,
      opens,
    }),
  );

test('a folder holds the folders in it with all below them, and its own files by kind', () => {
  expect(at('')).toEqual([
    { id: '\ncode', name: 'code here', bytes: 1, look: 0, opens: false },
    { id: 'site', name: 'site', bytes: 462, look: 1, opens: true },
    { id: 'LogFiles', name: 'LogFiles', bytes: 30, look: 0, opens: true },
  ]);
  expect(at('site/wwwroot')).toEqual([
    { id: '\ncode', name: 'code here', bytes: 50, look: 0, opens: false },
    { id: '\nimages', name: 'images here', bytes: 5, look: 1, opens: false },
    { id: 'site/wwwroot/images', name: 'images', bytes: 400, look: 1, opens: true },
  ]);
});

test('a name that only begins alike is another folder', () => {
  expect(at('site').map(({ name, bytes }) => [name, bytes])).toEqual([
    ['wwwroot', 455],
    ['wwwroot-old', 7],
  ]);
});

test('every level holds the bytes of all below it', () => {
  const sum = (path: string) => at(path).reduce((all, { bytes }) => all + bytes, 0);
  expect(sum('')).toBe(493);
  expect(sum('site')).toBe(462);
  expect(sum('nothing')).toBe(0);
});

test('the trail leads from the top to a folder', () => {
  expect(trailOf('')).toEqual([]);
  expect(trailOf('a/b')).toEqual([
    { id: 'a', name: 'a' },
    { id: 'a/b', name: 'b' },
  ]);
});

test('kinds have the looks of their places', () => {
  expect(kindNodes([part('code', 9, 2)], unpacked)).toEqual([
    { id: 'code', name: 'code', files: 2, bytes: 9, look: 0, opens: false },
  ]);
});

test('the map begins where there is something to compare', () => {
  expect(beginAt(folders, legend, unpacked)).toBe('site/wwwroot');
  expect(beginAt([folder('a', 5, 0), folder('b', 5, 0)], legend, unpacked)).toBe('');
  // A folder that holds all files itself is where they are.
  expect(beginAt([folder('a/b', 5, 0)], legend, unpacked)).toBe('a/b');
  // Nearly everything in one folder of one kind: what lies beside it is at least another.
  expect(beginAt([folder('a/b', 95, 0), folder('c', 0, 5)], legend, unpacked)).toBe('');
  expect(beginAt([folder('a', 0, 0)], legend, unpacked)).toBe('');
  expect(beginAt([], legend, unpacked)).toBe('');
});

test('what counts are the bytes as stored, or unpacked', () => {
  const bytes = (size: typeof packed) =>
    childrenOf(folders, 'site', legend, String, size).map((node) => node.bytes);
  expect(bytes(unpacked)).toEqual([455, 7]);
  expect(bytes(packed)).toEqual([227.5, 3.5]);
});

test('a file among folders does not open', () => {
  const set: FolderPart[] = [
    { path: 'farm/a.bak', is_file: true, kinds: [part('content database', 9)] },
    { path: 'farm/run/b.bak', is_file: true, kinds: [part('other', 3)] },
  ];
  const opens = childrenOf(set, 'farm', ['content database'], String, unpacked).map((node) => [
    node.name,
    node.opens,
  ]);
  expect(opens).toEqual([
    ['a.bak', false],
    ['run', true],
  ]);
});
