/**
 * The JSON of a comparison as rows of a list, whatever its size. The browser keeps the JSON as a `Blob`; of each object that
 * differs its place in there, its id and three numbers are in memory, some 60 bytes. What differs is read when somebody looks
 * at it, and once through, a megabyte at a time, when somebody searches.
 */
import { CHANGES, holds, type Change, type DifferenceRow, type FieldDifference } from './model.ts';

/** Bytes that are read at once. */
const CHUNK = 1 << 18;
/** Of an object that takes more, a list shows what stands in so many of its first bytes. */
const SHOWN_BYTES = 1 << 14;
/** Rows that are put in order before others are let in. */
const TURN = 50_000;
/** Paths that a row names. */
const NAMED_PATHS = 3;

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];
/** How deep the objects of a list stand: in the comparison, its kinds, a kind, a list. */
const DEPTH = 4;

type Bytes = Uint8Array<ArrayBuffer>;
type Places32 = Uint32Array<ArrayBuffer>;

/** A list of numbers that grows. */
class Column<Numbers extends Bytes | Places32 | Float64Array<ArrayBuffer>> {
  #numbers: Numbers;
  #length = 0;
  readonly #make: (length: number) => Numbers;

  constructor(make: (length: number) => Numbers) {
    this.#make = make;
    this.#numbers = make(1_024);
  }

  #room(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#numbers.length) return;
    const larger = this.#make(Math.max(needed, Math.ceil(this.#numbers.length * 1.5)));
    larger.set(this.#numbers.subarray(0, this.#length));
    this.#numbers = larger;
  }

  push(number: number): void {
    this.#room(1);
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  append(numbers: Numbers): void {
    this.#room(numbers.length);
    this.#numbers.set(numbers, this.#length);
    this.#length += numbers.length;
  }

  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  part(from: number, to: number): Numbers {
    return this.#numbers.subarray(from, to) as Numbers;
  }

  get length(): number {
    return this.#length;
  }
}

/** What a reader of the JSON hears of: an object that differs. */
interface Found {
  offset: number;
  bytes: number;
  kind: string;
  change: string;
  /** Its id as JSON, without the quotes. */
  id: Bytes;
  fields: number;
}

/** Reads the JSON as it comes, without building it: where objects begin and end. Its form is that of `diff A B`. */
class Reader {
  readonly #take: (found: Found) => void;
  #offset = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The string that is read, if it may be wanted. */
  #kept: Column<Bytes> | null = null;
  /** The last strings at each depth: keys, since what stands there are objects. */
  readonly #names: string[] = [];
  #start = 0;
  #id = new Uint8Array();
  /** The name of a value in an object that differs was `id`. */
  #isId = false;
  #fields = 0;

  constructor(take: (found: Found) => void) {
    this.#take = take;
  }

  read(chunk: Bytes): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#inString) {
        at = this.#string(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (byte === QUOTE) this.#begin(this.#offset + at);
      else if (byte === OPEN || byte === OPEN_LIST) this.#deeper(byte, this.#offset + at);
      else if (byte === CLOSE || byte === CLOSE_LIST) this.#back(byte, this.#offset + at + 1);
      at += 1;
    }
    this.#offset += chunk.length;
  }

  #begin(at: number): void {
    this.#inString = true;
    if (this.#depth === DEPTH) [this.#start, this.#fields] = [at, 0];
    const wanted = this.#depth < DEPTH || this.#depth === DEPTH || this.#depth === DEPTH + 1;
    this.#kept = wanted ? new Column((length) => new Uint8Array(length)) : null;
  }

  /** Goes on in a string; where it ends in this chunk, or the chunk does. */
  #string(chunk: Bytes, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) break;
    }
    this.#kept?.append(chunk.subarray(from, at));
    if (at === chunk.length) return at;
    this.#inString = false;
    const text = this.#kept?.part(0, this.#kept.length) ?? new Uint8Array();
    this.#kept = null;
    if (this.#depth === DEPTH) {
      this.#id = text.slice();
      this.#end(this.#offset + at + 1);
    } else if (this.#depth < DEPTH) this.#names[this.#depth] = new TextDecoder().decode(text);
    else if (this.#depth === DEPTH + 1) {
      if (this.#isId) [this.#id, this.#isId] = [text.slice(), false];
      else this.#isId = text.length === 2 && text[0] === 0x69 && text[1] === 0x64;
    }
    return at + 1;
  }

  #deeper(byte: number, at: number): void {
    if (byte === OPEN && this.#depth === DEPTH)
      [this.#start, this.#fields, this.#id, this.#isId] = [at, 0, new Uint8Array(), false];
    this.#depth += 1;
    // The list of its fields, and an object in there.
    if (byte === OPEN && this.#depth === DEPTH + 3) this.#fields += 1;
  }

  #back(byte: number, end: number): void {
    this.#depth -= 1;
    if (byte === CLOSE && this.#depth === DEPTH) this.#end(end);
  }

  #end(end: number): void {
    const [, part, kind = '', change = ''] = this.#names;
    if (part !== 'kinds') return;
    const [offset, id, fields] = [this.#start, this.#id, this.#fields];
    this.#take({ offset, bytes: end - offset, kind, change, id, fields });
  }
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export interface Filter {
  kind: string | null;
  change: Change | null;
}

export interface Sorting {
  column: string;
  descending: boolean;
}

/** Numbers of rows; `null`: all, in the order of the comparison. */
export type Places = Places32 | null;

export class Differences {
  readonly #json: Blob;
  readonly #kinds: string[] = [];
  readonly #offsets = new Column((length) => new Float64Array(length));
  readonly #sizes = new Column((length) => new Uint32Array(length));
  /** Number of the kind, times the number of changes, and that of the change. */
  readonly #classes = new Column((length) => new Uint8Array(length));
  readonly #fields = new Column((length) => new Uint32Array(length));
  readonly #ids = new Column((length) => new Uint8Array(length));
  readonly #ends = new Column((length) => new Uint32Array(length));

  private constructor(json: Blob) {
    this.#json = json;
  }

  /** Goes once through all of it. `onProgress` hears a share. */
  static async read(
    json: Blob,
    onProgress: (share: number) => void,
    stop: AbortSignal,
  ): Promise<Differences> {
    const made = new Differences(json);
    const reader = new Reader((found) => made.#take(found));
    for (let at = 0; at < json.size; at += CHUNK) {
      reader.read(new Uint8Array(await json.slice(at, at + CHUNK).arrayBuffer()));
      stop.throwIfAborted();
      onProgress(Math.min(1, (at + CHUNK) / json.size));
    }
    return made;
  }

  #take({ offset, bytes, kind, change, id, fields }: Found): void {
    const which = (CHANGES as readonly string[]).indexOf(change);
    if (which < 0) return;
    let of = this.#kinds.indexOf(kind);
    if (of < 0) of = this.#kinds.push(kind) - 1;
    this.#offsets.push(offset);
    this.#sizes.push(bytes);
    this.#classes.push(of * CHANGES.length + which);
    this.#fields.push(fields);
    this.#ids.append(id);
    this.#ends.push(this.#ids.length);
  }

  get length(): number {
    return this.#offsets.length;
  }

  #kind(place: number): string {
    return this.#kinds[Math.floor(this.#classes.at(place) / CHANGES.length)] ?? '';
  }

  #change(place: number): Change {
    return CHANGES[this.#classes.at(place) % CHANGES.length] ?? 'changed';
  }

  #idBytes(place: number): Bytes {
    return this.#ids.part(place === 0 ? 0 : this.#ends.at(place - 1), this.#ends.at(place));
  }

  #id(place: number): string {
    return JSON.parse(`"${new TextDecoder().decode(this.#idBytes(place))}"`) as string;
  }

  /** The rows of a filter. */
  filtered({ kind, change }: Filter): Places {
    if (kind === null && change === null) return null;
    const found = new Column((length) => new Uint32Array(length));
    for (let place = 0; place < this.length; place += 1) {
      const fits =
        (kind === null || this.#kind(place) === kind) && (change === null || this.#change(place) === change);
      if (fits) found.push(place);
    }
    return found.part(0, found.length);
  }

  /** Those of some that have a text in their id, their fields or values. `onFound` hears what there is by now. */
  async search(
    of: Places,
    text: string,
    onFound: (found: Places32) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const wanted = text.trim().toLowerCase();
    const found = new Column((length) => new Uint32Array(length));
    const count = of?.length ?? this.length;
    const placeAt = (at: number) => of?.[at] ?? at;
    for (let at = 0; at < count; ) {
      // Neighbours are read at once.
      const from = placeAt(at);
      const start = this.#offsets.at(from);
      let next = at + 1;
      while (next < count && this.#endOf(placeAt(next)) - start <= CHUNK) next += 1;
      const isListed = this.#change(from) === 'changed' || next - at > 1;
      const end = this.#endOf(placeAt(next - 1));
      const bytes = isListed ? await this.#bytes(start, end) : new Uint8Array();
      stop.throwIfAborted();
      for (; at < next; at += 1) {
        const place = placeAt(at);
        const id = this.#id(place);
        const fields =
          this.#change(place) === 'changed'
            ? fieldsIn(bytes.subarray(this.#offsets.at(place) - start, this.#endOf(place) - start))
            : [];
        if (holds(id, fields, wanted)) found.push(place);
      }
      onFound(found.part(0, found.length));
    }
    onFound(found.part(0, found.length));
  }

  #endOf(place: number): number {
    return this.#offsets.at(place) + this.#sizes.at(place);
  }

  async #bytes(from: number, to: number): Promise<Bytes> {
    return new Uint8Array(await this.#json.slice(from, to).arrayBuffer());
  }

  /** Those in another order; what is equal stays as it is, both ways. */
  async sorted(of: Places, { column, descending }: Sorting): Promise<Places32> {
    const places = of?.slice() ?? Uint32Array.from({ length: this.length }, (_, place) => place);
    const turn = descending ? -1 : 1;
    if (column === 'id') {
      return this.#merged(places, (a, b) => turn * compareBytes(this.#idBytes(a), this.#idBytes(b)));
    }
    const ranks = ranksOf(this.#kinds);
    const changes = ranksOf(CHANGES);
    const keys: Readonly<Record<string, (place: number) => number>> = {
      kind: (place) => ranks[Math.floor(this.#classes.at(place) / CHANGES.length)] ?? 0,
      change: (place) => changes[this.#classes.at(place) % CHANGES.length] ?? 0,
      fields: (place) => this.#fields.at(place),
    };
    const key = keys[column];
    return key === undefined ? places : this.#merged(places, (a, b) => turn * (key(a) - key(b)));
  }

  /** Runs that are in order, most of them long, are merged two by two; others are let in between. */
  async #merged(places: Places32, compare: (a: number, b: number) => number): Promise<Places32> {
    let [from, to] = [places, new Uint32Array(places.length)];
    let ends: number[] = [];
    for (let at = 1; at <= from.length; at += 1) {
      if (at === from.length || compare(from[at - 1] ?? 0, from[at] ?? 0) > 0) ends.push(at);
      if (at % TURN === 0) await later();
    }
    while (ends.length > 1) {
      const merged: number[] = [];
      let start = 0;
      for (let run = 0; run < ends.length; run += 2) {
        const [middle = 0, end = middle] = [ends[run], ends[run + 1]];
        let [left, right] = [start, middle];
        for (let at = start; at < end; at += 1) {
          const first = right >= end || (left < middle && compare(from[left] ?? 0, from[right] ?? 0) <= 0);
          to[at] = (first ? from[left++] : from[right++]) ?? 0;
          if (at % TURN === 0) await later();
        }
        merged.push(end);
        start = end;
      }
      [from, to, ends] = [to, from, merged];
    }
    return from;
  }

  /** A page of rows. */
  async rows(of: Places, from: number, limit: number): Promise<DifferenceRow[]> {
    const count = of?.length ?? this.length;
    const rows: DifferenceRow[] = [];
    for (let at = from; at < Math.min(count, from + limit); at += 1) {
      const place = of?.[at] ?? at;
      const change = this.#change(place);
      rows.push({
        place,
        kind: this.#kind(place),
        id: this.#id(place),
        change,
        fields: this.#fields.at(place),
        paths: change === 'changed' ? await this.#paths(place) : [],
      });
    }
    return rows;
  }

  async #paths(place: number): Promise<string[]> {
    const [start, size] = [this.#offsets.at(place), this.#sizes.at(place)];
    const bytes = await this.#bytes(start, start + Math.min(size, SHOWN_BYTES));
    if (size <= SHOWN_BYTES)
      return fieldsIn(bytes)
        .slice(0, NAMED_PATHS)
        .map(({ path }) => path);
    // The first path stands in front of all values.
    const first = /"fields":\[\{"path":("(?:[^"\\]|\\.)*")/.exec(new TextDecoder().decode(bytes))?.[1];
    return first === undefined ? [] : [JSON.parse(first) as string];
  }

  /** All that differs in one object. */
  async fieldsOf({ place, change }: DifferenceRow): Promise<readonly FieldDifference[]> {
    if (change !== 'changed') return [];
    return fieldsIn(await this.#bytes(this.#offsets.at(place), this.#endOf(place)));
  }
}

function fieldsIn(bytes: Bytes): readonly FieldDifference[] {
  const { fields } = JSON.parse(new TextDecoder().decode(bytes)) as { fields: FieldDifference[] };
  return fields;
}

function compareBytes(a: Bytes, b: Bytes): number {
  const both = Math.min(a.length, b.length);
  for (let at = 0; at < both; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The rank of each name among all of them. */
function ranksOf(names: readonly string[]): number[] {
  const inOrder = [...names].sort();
  return names.map((name) => inOrder.indexOf(name));
}
