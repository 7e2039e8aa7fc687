import { describe, expect, it } from 'vitest';
import { crc32, madeUpBackup } from './warm.ts';

describe('the backup to warm the engine up with', () => {
  it('is a ZIP archive of events that are JSON', async () => {
    const file = await madeUpBackup(1_200);
    const bytes = new Uint8Array(await (file as File).arrayBuffer());
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    expect(view.getUint32(end, true)).toBe(0x06054b50);
    expect(view.getUint16(end + 10, true)).toBe(1_200);
    let at = view.getUint32(end + 16, true);
    for (let index = 0; index < 1_200; index += 1) {
      expect(view.getUint32(at, true)).toBe(0x02014b50);
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + view.getUint16(at + 28, true)));
      expect(name).toBe(`events/${Math.floor(index / 1000)}/${index}.json`);
      if (index % 400 === 0) {
        const local = view.getUint32(at + 42, true);
        const start = local + 30 + view.getUint16(local + 26, true);
        const packed = new Blob([bytes.slice(start, start + view.getUint32(at + 20, true))]).stream();
        const plain = new Uint8Array(
          await new Response(packed.pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer(),
        );
        expect(plain.length).toBe(view.getUint32(at + 24, true));
        expect(crc32(plain)).toBe(view.getUint32(at + 16, true));
        const record = JSON.parse(new TextDecoder().decode(plain)) as { n: { p: string } };
        expect(JSON.parse(record.n.p)).toHaveProperty('data');
      }
      at += 46 + name.length;
    }
    expect(at).toBe(end);
  });
});
