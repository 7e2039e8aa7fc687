import { expect, test } from 'vitest';
import { blobOf, fitInto, inTurn, TooLarge } from './picture.ts';

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Response(stream).blob();
}

const text = async (blob: Blob) => new TextDecoder().decode(await blob.arrayBuffer());

test('a stored file is what stands there', async () => {
  const slice = new Blob(['hello']);
  const blob = await blobOf({ slice, method: 'stored', bytes: 5 }, 'text/plain', 5);
  expect(await text(blob)).toBe('hello');
  expect(blob.type).toBe('text/plain');
  await expect(blobOf({ slice, method: 'stored', bytes: 5 }, '', 4)).rejects.toThrow(TooLarge);
});

test('a deflated file is inflated, and no more than was promised', async () => {
  const bytes = new TextEncoder().encode('kettle '.repeat(10_000));
  const piece = { slice: await deflated(bytes), method: 'deflate', bytes: bytes.length };
  expect((await blobOf(piece, 'text/plain', bytes.length)).size).toBe(bytes.length);
  await expect(blobOf(piece, 'text/plain', bytes.length - 1)).rejects.toThrow(TooLarge);
  const broken = { ...piece, slice: new Blob(['no deflate']) };
  await expect(blobOf(broken, 'text/plain', 100)).rejects.toThrow();
});

test('a picture fits and is not made larger', () => {
  expect(fitInto(1000, 500, 200)).toEqual({ width: 200, height: 100 });
  expect(fitInto(20, 30, 200)).toEqual({ width: 20, height: 30 });
  expect(fitInto(100_000, 1, 200)).toEqual({ width: 200, height: 1 });
});

test('few are decoded at once, and none that nobody waits for', async () => {
  let now = 0;
  let most = 0;
  const { signal } = new AbortController();
  const task = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((done) => setTimeout(done, 1));
    now -= 1;
    return true;
  };
  const all = await Promise.all(Array.from({ length: 12 }, () => inTurn(task, signal)));
  expect(all).toEqual(Array.from({ length: 12 }, () => true));
  expect(most).toBe(3);
  const stopped = new AbortController();
  stopped.abort();
  expect(await inTurn(task, stopped.signal)).toBeNull();
  expect(await inTurn(task, signal)).toBe(true);
});
