import { describe, expect, it } from 'vitest';
import { unlzma } from './lzma.ts';

// Written by another program (xz --format=lzma -9e), with the length put into the header.
const PACKED =
  'XQAAAAT//////////wAnG8qGmi9E0YBF4Q+2b9pPJ4RobHgfW2eTgQ2k6b4JmhSa+7jE0ooht+sMrNfHwxfz4+v/VXhN6fGUUbSXN5sgCWpcBv6bHPZjPha+FLN9dXvA5fehVK7AVt//H9OgAA==';
const text =
  'Nothing leaves this tab. '.repeat(30) +
  Array.from({ length: 400 }, (_, i) => String.fromCharCode(32 + ((i * i * 7 + i * 13) % 94))).join('') +
  'Nothing leaves this tab.';

function packed(length = text.length): Uint8Array {
  const bytes = Uint8Array.from(atob(PACKED), (character) => character.charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(5, BigInt(length), true);
  return bytes;
}

describe('the packed engine', () => {
  it('is unpacked to the byte', async () =>
    expect(new TextDecoder().decode(await unlzma(packed()))).toBe(text));
  it('is refused if it ends early', async () =>
    expect(unlzma(packed().subarray(0, 60))).rejects.toThrow('damaged'));
  it('is refused if it is no such file', async () =>
    expect(unlzma(Uint8Array.from({ length: 40 }, () => 255))).rejects.toThrow('damaged'));
  it('is refused if it says to be longer than it is', async () =>
    expect(unlzma(packed(text.length + 1))).rejects.toThrow('damaged'));
});
