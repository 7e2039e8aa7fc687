/** Writes large ZIP archives quickly: all events share one compressed body. For tests only. */
import { crc32 as nodeCrc, deflateRawSync, inflateRawSync } from 'node:zlib';
import { createWriteStream } from 'node:fs';

function crc32(bytes) {
  if (nodeCrc) return nodeCrc(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function record(signature, fields) {
  const buffer = Buffer.alloc(4 + fields.reduce((sum, [size]) => sum + size, 0));
  buffer.writeUInt32LE(signature, 0);
  let at = 4;
  for (const [size, value] of fields) {
    if (size === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, size);
    at += size;
  }
  return buffer;
}

/** The two attachments without which no restore starts: `src/format/squidex/layout.rs` has their places. */
const REQUIRED = ['attachments/135/users.json', 'attachments/522/settings.json'];

/** An archive with `events` events of `eventBytes` bytes: enough to keep a scan busy for a while. */
export async function writeLargeBackup(path, { events, eventBytes }) {
  const event = JSON.stringify({
    n: {
      t: 'ContentUpdatedEvent',
      h: { EventId: '0', Timestamp: '2025-01-01T00:00:00Z', AggregateId: 'x', CommitId: '0' },
      p: JSON.stringify({ data: { text: { iv: 'lorem ipsum '.repeat(eventBytes / 12) } } }),
    },
  });
  const out = createWriteStream(path);
  const directory = [];
  let offset = 0;
  let entries = 0;
  let waiting = [];
  const flush = async () => {
    const chunk = Buffer.concat(waiting);
    waiting = [];
    if (!out.write(chunk)) await new Promise((resolve) => out.once('drain', resolve));
  };
  const pack = (text) => {
    const body = Buffer.from(text);
    return { packed: deflateRawSync(body, { level: 1 }), crc: crc32(body), size: body.length };
  };
  const add = async (path, { packed, crc, size }) => {
    const name = Buffer.from(path);
    const common = [
      [2, 20],
      [2, 0],
      [2, 8],
      [2, 0],
      [2, 0x5a21],
      [4, crc],
      [4, packed.length],
      [4, size],
      [2, name.length],
      [2, 0],
    ];
    const local = record(0x04034b50, common);
    waiting.push(local, name, packed);
    directory.push(
      record(0x02014b50, [[2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]),
      name,
    );
    offset += local.length + name.length + packed.length;
    entries += 1;
    if (waiting.length > 6_000) await flush();
  };
  for (const path of REQUIRED) await add(path, pack('{}'));
  const body = pack(event);
  for (let index = 0; index < events; index += 1)
    await add(`events/${Math.floor(index / 1000)}/${index}.json`, body);
  await flush();
  const central = Buffer.concat(directory);
  out.write(central);
  out.write(
    record(0x06064b50, [
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, entries],
      [8, entries],
      [8, central.length],
      [8, offset],
    ]),
  );
  out.write(
    record(0x07064b50, [
      [4, 0],
      [8, offset + central.length],
      [4, 1],
    ]),
  );
  out.end(
    record(0x06054b50, [
      [2, 0],
      [2, 0],
      [2, 0xffff],
      [2, 0xffff],
      [4, 0xffffffff],
      [4, 0xffffffff],
      [2, 0],
    ]),
  );
  await new Promise((resolve, reject) => out.once('finish', resolve).once('error', reject));
}

/** Names and contents of the entries of a small archive, by its directory (APPNOTE 4.3.12). */
export function entriesOf(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const entries = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const packed = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + packed);
    entries.set(name, bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
