/**
 * Unpacks the engine: a decoder for files of the format `.lzma` (LZMA specification, 2015, "LZMA.TXT" of
 * the LZMA SDK). Browsers unpack gzip by themselves, but the engine would be a third larger on its way.
 *
 * Works in short turns, so that the landing page stays quick to answer.
 */

/** So long the page may wait for one turn. */
const TURN_MS = 8;
/** Symbols between two looks at the clock. */
const LOOK_EVERY = 4_096;

const TOP = 2 ** 24;
const MODEL_BITS = 11;
const MOVE_BITS = 5;
const HALF = 1 << (MODEL_BITS - 1);
const HEADER_BYTES = 13;
const POS_STATES = 16;
const STATES = 12;
const END_OF_SLOTS = 14;
const FULL_DISTANCES = 128;
const ALIGN_BITS = 4;
const MIN_MATCH = 2;

function odds(count: number): Uint16Array {
  return new Uint16Array(count).fill(HALF);
}

function broken(): Error {
  return new Error('the packed engine is damaged');
}

/** Arithmetic decoder: bits from bytes, by how likely each was so far. */
class Bits {
  range = 0xffffffff;
  code = 0;
  at: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    // The first byte is always 0.
    if (bytes[at] !== 0) throw broken();
    this.at = at + 1;
    for (let index = 0; index < 4; index += 1) this.code = ((this.code << 8) | this.#next()) >>> 0;
  }

  #next(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw broken();
    this.at += 1;
    return byte;
  }

  #refill(): void {
    if (this.range < TOP) {
      this.range = (this.range << 8) >>> 0;
      this.code = ((this.code << 8) | this.#next()) >>> 0;
    }
  }

  bit(model: Uint16Array, index: number): number {
    const probability = model[index] as number;
    const bound = (this.range >>> MODEL_BITS) * probability;
    let bit: number;
    if (this.code < bound) {
      this.range = bound;
      model[index] = probability + (((1 << MODEL_BITS) - probability) >>> MOVE_BITS);
      bit = 0;
    } else {
      this.range = (this.range - bound) >>> 0;
      this.code = (this.code - bound) >>> 0;
      model[index] = probability - (probability >>> MOVE_BITS);
      bit = 1;
    }
    this.#refill();
    return bit;
  }

  /** Bits of which 0 and 1 are as likely. */
  direct(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      this.range >>>= 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit === 1) this.code = (this.code - this.range) >>> 0;
      value = value * 2 + bit;
      this.#refill();
    }
    return value;
  }

  /** A number of `count` bits, the highest first. */
  tree(model: Uint16Array, from: number, count: number): number {
    let symbol = 1;
    for (let index = 0; index < count; index += 1) symbol = (symbol << 1) | this.bit(model, from + symbol);
    return symbol - (1 << count);
  }

  /** A number of `count` bits, the lowest first. */
  reverse(model: Uint16Array, from: number, count: number): number {
    let symbol = 1;
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      const bit = this.bit(model, from + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << index;
    }
    return value;
  }
}

/** Lengths of matches: short, middle and long ones each have a tree. */
class Lengths {
  readonly choice = odds(2);
  readonly low = odds(POS_STATES << 3);
  readonly middle = odds(POS_STATES << 3);
  readonly high = odds(1 << 8);

  read(bits: Bits, posState: number): number {
    if (bits.bit(this.choice, 0) === 0) return bits.tree(this.low, posState << 3, 3);
    if (bits.bit(this.choice, 1) === 0) return 8 + bits.tree(this.middle, posState << 3, 3);
    return 16 + bits.tree(this.high, 0, 8);
  }
}

/** Lets the page answer. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

export async function unlzma(packed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const header = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < HEADER_BYTES) throw broken();
  const settings = header.getUint8(0);
  const bytes = Number(header.getBigUint64(5, true));
  if (settings >= 9 * 5 * 5 || !(bytes <= 2 ** 31)) throw broken();
  const contextBits = settings % 9;
  const placeBits = Math.floor(settings / 9) % 5;
  const placeMask = (1 << placeBits) - 1;
  const posMask = (1 << Math.floor(settings / 45)) - 1;

  const out = new Uint8Array(bytes);
  const bits = new Bits(packed, HEADER_BYTES);
  const literals = odds(0x300 << (contextBits + placeBits));
  const isMatch = odds(STATES * POS_STATES);
  const isRep = odds(STATES);
  const isRep0 = odds(STATES);
  const isRep1 = odds(STATES);
  const isRep2 = odds(STATES);
  const isLongRep0 = odds(STATES * POS_STATES);
  const slots = odds(4 << 6);
  const special = odds(1 + FULL_DISTANCES - END_OF_SLOTS);
  const align = odds(1 << ALIGN_BITS);
  const matchLengths = new Lengths();
  const repLengths = new Lengths();

  let at = 0;
  let state = 0;
  let [rep0, rep1, rep2, rep3] = [0, 0, 0, 0];
  let look = LOOK_EVERY;
  let until = performance.now() + TURN_MS;
  while (at < bytes) {
    look -= 1;
    if (look === 0) {
      look = LOOK_EVERY;
      if (performance.now() > until) {
        await turn();
        until = performance.now() + TURN_MS;
      }
    }
    const posState = at & posMask;
    if (bits.bit(isMatch, state * POS_STATES + posState) === 0) {
      const before = at > 0 ? (out[at - 1] as number) : 0;
      const from = 0x300 * (((at & placeMask) << contextBits) + (before >> (8 - contextBits)));
      let symbol = 1;
      if (state >= 7) {
        if (rep0 >= at) throw broken();
        let match = out[at - rep0 - 1] as number;
        while (symbol < 0x100) {
          const matchBit = (match >> 7) & 1;
          match <<= 1;
          const bit = bits.bit(literals, from + ((1 + matchBit) << 8) + symbol);
          symbol = (symbol << 1) | bit;
          if (matchBit !== bit) break;
        }
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bits.bit(literals, from + symbol);
      out[at] = symbol - 0x100;
      at += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length: number;
    if (bits.bit(isRep, state) === 0) {
      [rep3, rep2, rep1] = [rep2, rep1, rep0];
      length = matchLengths.read(bits, posState);
      state = state < 7 ? 7 : 10;
      const slot = bits.tree(slots, Math.min(length, 3) << 6, 6);
      if (slot < 4) {
        rep0 = slot;
      } else {
        const lower = (slot >> 1) - 1;
        rep0 = (2 | (slot & 1)) * 2 ** lower;
        if (slot < END_OF_SLOTS) rep0 += bits.reverse(special, rep0 - slot, lower);
        else rep0 += bits.direct(lower - ALIGN_BITS) * (1 << ALIGN_BITS) + bits.reverse(align, 0, ALIGN_BITS);
      }
      if (rep0 === 0xffffffff) break;
    } else {
      let again = false;
      if (bits.bit(isRep0, state) === 0) {
        again = bits.bit(isLongRep0, state * POS_STATES + posState) === 0;
      } else if (bits.bit(isRep1, state) === 0) {
        [rep0, rep1] = [rep1, rep0];
      } else if (bits.bit(isRep2, state) === 0) {
        [rep0, rep1, rep2] = [rep2, rep0, rep1];
      } else {
        [rep0, rep1, rep2, rep3] = [rep3, rep0, rep1, rep2];
      }
      if (again) {
        if (rep0 >= at) throw broken();
        state = state < 7 ? 9 : 11;
        out[at] = out[at - rep0 - 1] as number;
        at += 1;
        continue;
      }
      length = repLengths.read(bits, posState);
      state = state < 7 ? 8 : 11;
    }
    length += MIN_MATCH;
    if (rep0 >= at || at + length > bytes) throw broken();
    for (const end = at + length; at < end; at += 1) out[at] = out[at - rep0 - 1] as number;
  }
  if (at !== bytes) throw broken();
  return out;
}
