/**
 * The work of a full check, done by another ZIP reader in a worker: inflate every entry, check its
 * CRC, parse every event and its payload, count events by type. A classic worker, since the
 * libraries come as scripts.
 */

/** CRC-32 four bytes at a time, for the libraries that do not check it themselves. */
const tables = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
for (let n = 0; n < 256; n += 1) {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  tables[0][n] = c >>> 0;
}
for (let n = 0; n < 256; n += 1) {
  for (let t = 1; t < 4; t += 1) tables[t][n] = (tables[t - 1][n] >>> 8) ^ tables[0][tables[t - 1][n] & 255];
}
function crc32(bytes) {
  const [t0, t1, t2, t3] = tables;
  let c = 0xffffffff;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    c ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    c = t3[c & 255] ^ t2[(c >>> 8) & 255] ^ t1[(c >>> 16) & 255] ^ t0[c >>> 24];
  }
  for (; at < bytes.length; at += 1) c = (c >>> 8) ^ t0[(c ^ bytes[at]) & 255];
  return (c ^ 0xffffffff) >>> 0;
}

/** The CRC of each entry as the central directory has it, by name. */
function directoryCrcs(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
  let at = view.getUint32(end + 16, true);
  const text = new TextDecoder();
  const crcs = new Map();
  while (view.getUint32(at, true) === 0x02014b50) {
    const name = view.getUint16(at + 28, true);
    crcs.set(text.decode(bytes.subarray(at + 46, at + 46 + name)), view.getUint32(at + 16, true));
    at += 46 + name + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return crcs;
}

const counts = new Map();
const text = new TextDecoder();
let entries = 0;
function take(name, bytes) {
  entries += 1;
  if (!name.startsWith('events/')) return;
  const record = JSON.parse(text.decode(bytes));
  JSON.parse(record.n.p);
  counts.set(record.n.t, (counts.get(record.n.t) ?? 0) + 1);
}
function checked(name, bytes, expected) {
  if (crc32(bytes) !== expected) throw new Error(`wrong CRC: ${name}`);
  take(name, bytes);
}

const peers = {
  async fflate(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const crcs = directoryCrcs(bytes);
    for (const [name, content] of Object.entries(fflate.unzipSync(bytes)))
      checked(name, content, crcs.get(name));
  },
  async jszip(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const crcs = directoryCrcs(bytes);
    const zip = await JSZip.loadAsync(bytes);
    for (const name of Object.keys(zip.files)) {
      if (!zip.files[name].dir) checked(name, await zip.files[name].async('uint8array'), crcs.get(name));
    }
  },
  /** Only the first events: it is too slow for all. */
  async zipjs(file, limit) {
    zip.configure({ useWebWorkers: false });
    const reader = new zip.ZipReader(new zip.BlobReader(file), { checkSignature: true });
    let events = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      take(entry.filename, await entry.getData(new zip.Uint8ArrayWriter()));
      if (entry.filename.startsWith('events/')) events += 1;
      if (events >= limit) break;
    }
    await reader.close();
  },
};

self.onmessage = async ({ data: { peer, script, file, limit } }) => {
  try {
    importScripts(script);
    const start = performance.now();
    await peers[peer](file, limit);
    postMessage({
      ms: performance.now() - start,
      entries,
      events: [...counts.values()].reduce((a, b) => a + b, 0),
    });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
