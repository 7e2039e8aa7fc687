import { describe, expect, it } from 'vitest';
import { byBytes, fromEntries, fromFiles, fromPaste } from './inputs.ts';

type Tree = { [name: string]: Tree | string | null };

/** A folder as browsers hand it out, in portions of two; `null`: a file that can't be read. */
function entry(name: string, what: Tree | string | null, path = `/${name}`): FileSystemEntry {
  if (what === null || typeof what === 'string')
    return {
      name,
      fullPath: path,
      isDirectory: false,
      file(take: (file: File) => void, fail: (error: unknown) => void) {
        if (what === null) fail(new DOMException('no', 'NotReadableError'));
        else take(new File([what], name));
      },
    } as unknown as FileSystemEntry;
  return {
    name,
    fullPath: path,
    isDirectory: true,
    createReader() {
      const left = Object.entries(what);
      return {
        readEntries(take: (some: FileSystemEntry[]) => void) {
          take(left.splice(0, 2).map(([child, below]) => entry(child, below, `${path}/${child}`)));
        },
      };
    },
  } as unknown as FileSystemEntry;
}

describe('a dropped folder', () => {
  it('is read to the bottom, in the byte order of its paths', async () => {
    const { inputs, unread } = await fromEntries([
      entry('b', { 'z.zip': 'z', ä: { 'x.bak': 'x' }, a: { 'y.bak': 'y', 'gone.bak': null }, 'c.app': 'c' }),
      entry('a.zip', 'a'),
    ]);
    expect(inputs.map(({ path }) => path)).toEqual(['b/a/y.bak', 'b/c.app', 'b/z.zip', 'b/ä/x.bak', 'a.zip']);
    expect(unread).toEqual(['b/a/gone.bak']);
  });

  it('may be empty, and that is said', async () => {
    const { inputs, empty } = await fromEntries([entry('none', { below: {} }), entry('some', { a: 'a' })]);
    expect(empty).toEqual(['none']);
    expect(inputs.map(({ path }) => path)).toEqual(['some/a']);
  });

  it('holds any number of files', async () => {
    const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [`${at}.zip`, 'x']));
    let told = 0;
    const { inputs } = await fromEntries([entry('many', many)], (files) => {
      told = files;
    });
    expect(inputs).toHaveLength(6_000);
    expect(told).toBe(6_000);
  });

  it('of any depth', async () => {
    let tree: Tree = { 'deep.zip': 'x' };
    for (let at = 0; at < 2_000; at += 1) tree = { d: tree };
    expect((await fromEntries([entry('top', tree)])).inputs).toHaveLength(1);
  });
});

it('chosen files keep the paths that the browser gives', () => {
  const file = new File(['x'], 'a.zip');
  Object.defineProperty(file, 'webkitRelativePath', { value: 'folder/a.zip' });
  expect(fromFiles([file, new File(['y'], 'b.zip')]).inputs.map(({ path }) => path)).toEqual([
    'b.zip',
    'folder/a.zip',
  ]);
});

describe('what is pasted', () => {
  const pasted = (text: string, files: File[] = []) =>
    fromPaste({ files, getData: () => text } as unknown as DataTransfer).inputs;
  it.each([
    ['{"a":1}', 'pasted.json'],
    [' [1]', 'pasted.json'],
    ['<xml/>', 'pasted.xml'],
    ['Started. The restore', 'pasted.txt'],
  ])('%j is a file', async (text, name) => {
    const [input] = pasted(text);
    expect(input?.path).toBe(name);
    expect(await input?.file.text()).toBe(text);
  });
  it('is nothing if there is nothing', () => {
    expect(pasted('  ')).toEqual([]);
  });
  it('is the files, if there are files', () => {
    expect(pasted('name', [new File(['x'], 'a.zip')])).toHaveLength(1);
  });
});

it('paths are sorted by the bytes of their UTF-8', () => {
  const paths = ['a', 'a/b', 'a-b', 'é', '\uffee', '😀', 'Z', '', '\ue000', 'ab'];
  const hex = (text: string) =>
    [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  expect([...paths].sort(byBytes)).toEqual([...paths].sort((a, b) => (hex(a) < hex(b) ? -1 : 1)));
});
