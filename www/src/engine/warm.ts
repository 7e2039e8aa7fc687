/**
 * A made-up backup for the engine to read before anybody has chosen a file: a browser compiles WebAssembly while it
 * runs, quickly first and well later, and by then the file that matters would be half read.
 *
 * Every entry is the same deflated event, so making it costs nothing. It is never shown.
 */

/** So many events: enough for a browser to see what is worth compiling well, read in about 0.1 s. */
const EVENTS = 6_000;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const DEFLATED = 8;

const ID = '7a3c9e10-5b1d-4f60-8c22-d0e1f2a3b4c5';

/** An event as servers write it: the payload is JSON inside of JSON. */
function event(type: string, stream: string, payload: unknown): string {
  const text = JSON.stringify(payload).replaceAll('"', '\\u0022');
  const headers = {
    AggregateId: `${ID}--${ID}`,
    EventId: ID,
    Timestamp: '2024-05-06T07:10:00Z',
    CommitId: ID,
    EventNumber: '1-0-1',
    EventStreamNumber: 0,
  };
  return `{"n":{"t":"${type}","s":"${stream}","p":"${text}","h":${JSON.stringify(headers)}},"streamName":null,"eventPosition":null,"eventStreamNumber":0,"data":null}`;
}

const CONTENT = event('ContentCreatedEventV2', `content-${ID}--${ID}`, {
  status: 'Draft',
  contentId: ID,
  schemaId: `${ID},posts`,
  appId: `${ID},warm-up`,
  actor: 'subject:5f0c0ffee0123456789abc01',
  fromRule: false,
  data: {
    title: { iv: 'A title of some words' },
    text: { en: 'What such a text says does not matter here, but that it is one does' },
    price: { iv: 12.5 },
    images: { iv: [ID] },
  },
});

export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** The backup; `null` where the browser can't deflate. */
export async function madeUpBackup(events = EVENTS): Promise<File | null> {
  let packed: Uint8Array;
  const plain = new TextEncoder().encode(CONTENT);
  try {
    packed = new Uint8Array(
      await new Response(
        new Blob([plain]).stream().pipeThrough(new CompressionStream('deflate-raw')),
      ).arrayBuffer(),
    );
  } catch {
    return null;
  }
  const names = Array.from({ length: events }, (_, index) =>
    new TextEncoder().encode(`events/${Math.floor(index / 1000)}/${index}.json`),
  );
  const nameBytes = names.reduce((sum, name) => sum + name.length, 0);
  const bytes = new Uint8Array(
    events * (LOCAL_BYTES + CENTRAL_BYTES + packed.length) + 2 * nameBytes + END_BYTES,
  );
  const view = new DataView(bytes.buffer);
  const crc = crc32(plain);
  /** The fields that both headers have, from "version needed" on (APPNOTE 4.3.7). */
  const fields = (at: number, name: Uint8Array): void => {
    view.setUint16(at, 20, true);
    view.setUint16(at + 4, DEFLATED, true);
    view.setUint32(at + 10, crc, true);
    view.setUint32(at + 14, packed.length, true);
    view.setUint32(at + 18, plain.length, true);
    view.setUint16(at + 22, name.length, true);
  };
  let at = 0;
  const places = names.map((name) => {
    const place = at;
    view.setUint32(at, 0x04034b50, true);
    fields(at + 4, name);
    bytes.set(name, at + LOCAL_BYTES);
    bytes.set(packed, at + LOCAL_BYTES + name.length);
    at += LOCAL_BYTES + name.length + packed.length;
    return place;
  });
  const directory = at;
  names.forEach((name, index) => {
    view.setUint32(at, 0x02014b50, true);
    fields(at + 6, name);
    view.setUint32(at + 42, places[index] ?? 0, true);
    bytes.set(name, at + CENTRAL_BYTES);
    at += CENTRAL_BYTES + name.length;
  });
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, events, true);
  view.setUint16(at + 10, events, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return new File([bytes], 'warm-up.zip');
}
