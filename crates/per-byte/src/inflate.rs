//! Inflates a whole small entry in one call, for speed: a backup is hundreds of thousands of deflate
//! streams of some hundred bytes each, where building tables costs as much as decoding.
//!
//! It only ever answers for streams without a fault. For anything else it answers `None` and the caller
//! asks the general decoder, whose way of failing is what .NET's outcome is told from. So this code can
//! make reading faster, but not different: held by tests against zlib-rs.
//!
//! Deflate is RFC 1951. The table layout (one look-up of `LITERAL_BITS` bits, tables below it for longer
//! codes, code and extra bits consumed at once) and the filling of tables by doubling are those that
//! libdeflate made known.

/// Bits of the first look-up. More would make the tables of a small stream cost more than they save.
const LITERAL_BITS: u32 = 10;
const DISTANCE_BITS: u32 = 8;
/// A code of 15 bits and 13 more.
const DISTANCE_MOST_BITS: u32 = 28;
/// A power of two each, so that a masked index needs no check. 288 codes of up to 15 bits need at most
/// 1,334 entries behind 10 bits, 32 codes at most 402 behind 8.
const LITERAL_ENTRIES: usize = 2048;
const DISTANCE_ENTRIES: usize = 512;
const LENGTH_CODE_BITS: u32 = 7;

// An entry: bits 0-7 bits to be consumed (code and extra bits), 8-11 bits of the code, 12-15 marks,
// 16-31 the literal, the base of a length or distance, or the start of a table below.
/// A literal.
const LITERAL: u32 = 1 << 15;
/// None of literal and length: one of the two below, or no code at all.
const SPECIAL: u32 = 1 << 14;
/// The symbol of the end of a block.
const END_SYMBOL: usize = 256;
/// The end of the block.
const END: u32 = 1 << 13;
/// Goes on in a table below.
const BELOW: u32 = 1 << 12;

/// Room behind the wanted output that lets copies go in whole pieces.
pub const OUTPUT_SLACK: usize = 32;

/// Order in which the lengths of the length codes are sent (RFC 1951, 3.2.7).
const LENGTH_CODE_ORDER: [u8; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Literals, the end, and lengths (RFC 1951, 3.2.5), without the code's own bits.
const LITERAL_SYMBOLS: [u32; 288] = {
    const BASES: [u16; 29] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ];
    const EXTRA: [u8; 29] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ];
    let mut symbols = [SPECIAL; 288];
    let mut at = 0;
    while at < 256 {
        symbols[at] = LITERAL | (at as u32) << 16;
        at += 1;
    }
    symbols[256] = SPECIAL | END;
    at = 0;
    while at < 29 {
        symbols[257 + at] = (BASES[at] as u32) << 16 | EXTRA[at] as u32;
        at += 1;
    }
    symbols
};

/// Distances, likewise.
const DISTANCE_SYMBOLS: [u32; 32] = {
    let mut symbols = [SPECIAL; 32];
    let mut base = 1;
    let mut at = 0;
    while at < 30 {
        let extra = if at < 4 { 0 } else { at as u32 / 2 - 1 };
        symbols[at] = base << 16 | extra;
        base += 1 << extra;
        at += 1;
    }
    symbols
};

/// Lengths of codes: the symbol itself.
const LENGTH_CODE_SYMBOLS: [u32; 19] = {
    let mut symbols = [0; 19];
    let mut at = 0;
    while at < 19 {
        symbols[at] = (at as u32) << 16;
        at += 1;
    }
    symbols
};

/// What the tables are for at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tables {
    Own,
    Fixed,
}

/// A decoder whose tables are reused.
#[derive(Debug)]
pub struct Inflater {
    literals: [u32; LITERAL_ENTRIES],
    distances: [u32; DISTANCE_ENTRIES],
    length_codes: [u32; 1 << LENGTH_CODE_BITS],
    tables: Tables,
    /// Only here so that nobody has to clear it for each stream.
    codes: Codes,
}

/// Lengths of codes: a repetition may go 137 behind the end before it is seen.
const LENGTHS: usize = 286 + 30 + 138;

/// The codes of a block, as they are sent.
#[derive(Debug)]
struct Codes {
    lengths: [u8; LENGTHS],
    /// Places in `lengths` that are not zero.
    used: [u16; LENGTHS],
    /// Entries in the order of their codes.
    sorted: [u32; SYMBOLS],
}

/// Most symbols of a code.
const SYMBOLS: usize = 288;

impl Default for Inflater {
    fn default() -> Self {
        Inflater {
            literals: [SPECIAL; LITERAL_ENTRIES],
            distances: [SPECIAL; DISTANCE_ENTRIES],
            length_codes: [SPECIAL; 1 << LENGTH_CODE_BITS],
            tables: Tables::Own,
            codes: Codes {
                lengths: [0; LENGTHS],
                used: [0; LENGTHS],
                sorted: [0; SYMBOLS],
            },
        }
    }
}

/// The input as a stream of bits, lowest first.
#[derive(Clone, Copy)]
struct Bits<'a> {
    input: &'a [u8],
    at: usize,
    buffer: u64,
    /// Valid bits in the buffer. What lies above them are bits of the input as well, or zero.
    count: u32,
    /// Bytes of zero that were made up behind the end of the input.
    made_up: usize,
}

impl Bits<'_> {
    /// At least 56 bits.
    #[inline(always)]
    fn refill(&mut self) {
        if let Some(bytes) = self
            .input
            .get(self.at..)
            .and_then(|rest| rest.first_chunk())
        {
            self.buffer |= u64::from_le_bytes(*bytes) << self.count;
            self.at += ((63 - self.count) >> 3) as usize;
            self.count |= 56;
        } else {
            *self = self.refilled_at_end();
        }
    }

    /// By value, so that the fields can live in registers everywhere else.
    #[cold]
    fn refilled_at_end(mut self) -> Self {
        while self.count < 56 {
            match self.input.get(self.at) {
                Some(byte) => {
                    self.buffer |= u64::from(*byte) << self.count;
                    self.at += 1;
                }
                None => self.made_up += 1,
            }
            self.count += 8;
        }
        self
    }

    #[inline(always)]
    fn consume(&mut self, bits: u32) {
        self.buffer >>= bits;
        self.count -= bits;
    }

    #[inline(always)]
    fn take(&mut self, bits: u32) -> u32 {
        let value = (self.buffer & ((1 << bits) - 1)) as u32;
        self.consume(bits);
        value
    }

    /// Bytes of the input that are used, whole bytes in the buffer given back; `None` if more were
    /// used than there are.
    fn used(&self) -> Option<usize> {
        let unused = (self.count / 8) as usize;
        // The made-up bytes are the last ones that came in.
        let real = unused.checked_sub(self.made_up)?;
        self.at.checked_sub(real)
    }
}

impl Inflater {
    /// Inflates the stream at the start of `input` into `output`. Answers the bytes that were used and
    /// that came out; `None` if the stream is not one without a fault, has not enough room, or is of
    /// a kind that is too rare to be worth it. Then the output holds anything.
    ///
    /// `input` may go on behind the stream: bytes there make reading faster.
    pub fn inflate(&mut self, input: &[u8], output: &mut [u8]) -> Option<(usize, usize)> {
        let mut bits = Bits {
            input,
            at: 0,
            buffer: 0,
            count: 0,
            made_up: 0,
        };
        let mut out = 0;
        loop {
            bits.refill();
            // More than one word of nothing: the stream does not end in the input.
            if bits.made_up > 8 {
                return None;
            }
            let last = bits.take(1) == 1;
            match bits.take(2) {
                0 => out = stored(&mut bits, output, out)?,
                1 => {
                    self.fixed_tables()?;
                    out = self.block(&mut bits, output, out)?;
                }
                2 => {
                    self.own_tables(&mut bits)?;
                    out = self.block(&mut bits, output, out)?;
                }
                _ => return None,
            }
            if last {
                return Some((bits.used()?, out));
            }
        }
    }

    fn fixed_tables(&mut self) -> Option<()> {
        if self.tables == Tables::Fixed {
            return Some(());
        }
        self.tables = Tables::Own;
        let codes = &mut self.codes;
        codes.lengths[..144].fill(8);
        codes.lengths[144..256].fill(9);
        codes.lengths[256..280].fill(7);
        codes.lengths[280..288].fill(8);
        build(
            &mut self.literals,
            LITERAL_BITS,
            &LITERAL_SYMBOLS,
            &mut codes.first(288),
        )?;
        codes.lengths[..32].fill(5);
        build(
            &mut self.distances,
            DISTANCE_BITS,
            &DISTANCE_SYMBOLS,
            &mut codes.first(32),
        )?;
        self.tables = Tables::Fixed;
        Some(())
    }

    /// The tables that a block brings along.
    fn own_tables(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        self.tables = Tables::Own;
        let literals = bits.take(5) as usize + 257;
        let distances = bits.take(5) as usize + 1;
        let length_codes = bits.take(4) as usize + 4;
        if literals > 286 || distances > 30 {
            return None;
        }
        let codes = &mut self.codes;
        codes.lengths[..19].fill(0);
        bits.refill();
        for (number, place) in LENGTH_CODE_ORDER.iter().enumerate().take(length_codes) {
            // 19 times 3 bits are one more than a refill brings.
            if number == 18 {
                bits.refill();
            }
            codes.lengths[usize::from(*place)] = bits.take(3) as u8;
        }
        build(
            &mut self.length_codes,
            LENGTH_CODE_BITS,
            &LENGTH_CODE_SYMBOLS,
            &mut codes.first(19),
        )?;

        let total = literals + distances;
        // What the building of tables needs to know is counted on the way, without a branch: most symbols of a
        // text have no code, and which ones do can't be foreseen.
        let mut counts = [[0_u16; 16]; 2];
        let mut used = 0;
        let mut previous = 0;
        codes.lengths[END_SYMBOL] = 0;
        let mut at = 0;
        while at < total {
            bits.refill();
            // Four codes of up to 7 bits and one repetition fit.
            for _ in 0..4 {
                let entry =
                    self.length_codes[(bits.buffer & ((1 << LENGTH_CODE_BITS) - 1)) as usize];
                if entry & SPECIAL != 0 {
                    return None;
                }
                bits.consume(entry & 0xff);
                let symbol = entry >> 16;
                let mut put = |at: usize, length: u8| {
                    *codes.lengths.get_mut(at)? = length;
                    *codes.used.get_mut(used)? = at as u16;
                    used += usize::from(length > 0);
                    counts[usize::from(at >= literals)][usize::from(length & 15)] += 1;
                    Some(())
                };
                if symbol < 16 {
                    previous = symbol as u8;
                    put(at, previous)?;
                    at += 1;
                } else if symbol > 16 {
                    // What has no code is never looked at, but for the end.
                    previous = 0;
                    at += match symbol {
                        17 => 3 + bits.take(3),
                        _ => 11 + bits.take(7),
                    } as usize;
                } else if at > 0 {
                    for _ in 0..3 + bits.take(2) {
                        put(at, previous)?;
                        at += 1;
                    }
                } else {
                    return None;
                }
                if at >= total {
                    break;
                }
            }
            if bits.made_up > 8 {
                return None;
            }
        }
        if at > total || codes.lengths[END_SYMBOL] == 0 {
            return None;
        }
        let of_literals = counts[0][1..].iter().sum::<u16>();
        let (of_literals, of_distances) = codes
            .used
            .get(..used)?
            .split_at_checked(usize::from(of_literals))?;
        let mut part = Part {
            counts: counts[0],
            lengths: &codes.lengths,
            used: of_literals,
            base: 0,
            sorted: &mut codes.sorted,
        };
        build(
            &mut self.literals,
            LITERAL_BITS,
            &LITERAL_SYMBOLS,
            &mut part,
        )?;
        part.counts = counts[1];
        part.used = of_distances;
        part.base = literals;
        build_distances(&mut self.distances, &mut part)
    }

    /// The codes of a block. Answers where the output ends.
    fn block(&self, stream: &mut Bits<'_>, output: &mut [u8], mut out: usize) -> Option<usize> {
        const LITERAL_MASK: u64 = (1 << LITERAL_BITS) - 1;
        const DISTANCE_MASK: u64 = (1 << DISTANCE_BITS) - 1;
        let mut bits = *stream;
        loop {
            bits.refill();
            let mut entry = self.literals[(bits.buffer & LITERAL_MASK) as usize];
            if entry & LITERAL != 0 {
                // Most of what a backup has are literals: ids. Five of 10 bits are in a refill, or three and a
                // length of 20.
                let Some(room) = output
                    .get_mut(out..)
                    .and_then(|rest| rest.first_chunk_mut::<5>())
                else {
                    bits.consume(entry & 0xff);
                    *output.get_mut(out)? = (entry >> 16) as u8;
                    out += 1;
                    continue;
                };
                let mut next = |slot: &mut u8, entry: u32| {
                    bits.consume(entry & 0xff);
                    *slot = (entry >> 16) as u8;
                    self.literals[(bits.buffer & LITERAL_MASK) as usize]
                };
                entry = next(&mut room[0], entry);
                out += 1;
                if entry & LITERAL != 0 {
                    entry = next(&mut room[1], entry);
                    out += 1;
                    if entry & LITERAL != 0 {
                        entry = next(&mut room[2], entry);
                        out += 1;
                        if entry & LITERAL != 0 {
                            entry = next(&mut room[3], entry);
                            out += 1;
                            if entry & LITERAL != 0 {
                                next(&mut room[4], entry);
                                out += 1;
                            }
                            continue;
                        }
                    }
                }
            }
            if entry & SPECIAL != 0 {
                if entry & BELOW != 0 {
                    bits.consume(entry & 0xff);
                    let mask = (1_u64 << (entry >> 8 & 15)) - 1;
                    let below = (entry >> 16) as usize + (bits.buffer & mask) as usize;
                    entry = self.literals[below & (LITERAL_ENTRIES - 1)];
                }
                if entry & END != 0 {
                    bits.consume(entry & 0xff);
                    *stream = bits;
                    return Some(out);
                }
                if entry & SPECIAL != 0 {
                    return None;
                }
            }
            if entry & LITERAL != 0 {
                bits.consume(entry & 0xff);
                *output.get_mut(out)? = (entry >> 16) as u8;
                out += 1;
                continue;
            }
            let length = value(bits.buffer, entry);
            bits.consume(entry & 0xff);

            // Nearly always there is enough left.
            if bits.count < DISTANCE_MOST_BITS {
                bits.refill();
            }
            let mut entry = self.distances[(bits.buffer & DISTANCE_MASK) as usize];
            if entry & SPECIAL != 0 {
                if entry & BELOW == 0 {
                    return None;
                }
                bits.consume(entry & 0xff);
                let mask = (1_u64 << (entry >> 8 & 15)) - 1;
                let below = (entry >> 16) as usize + (bits.buffer & mask) as usize;
                entry = self.distances[below & (DISTANCE_ENTRIES - 1)];
                if entry & SPECIAL != 0 {
                    return None;
                }
            }
            let distance = value(bits.buffer, entry);
            bits.consume(entry & 0xff);
            out = copy(output, out, length, distance)?;
        }
    }
}

/// Base and extra bits.
#[inline(always)]
fn value(buffer: u64, entry: u32) -> usize {
    let code_and_extra = buffer & ((1 << (entry & 0xff)) - 1);
    (entry >> 16) as usize + (code_and_extra >> (entry >> 8 & 15)) as usize
}

/// Repeats what came out before. Answers where the output ends.
#[inline(always)]
fn copy(output: &mut [u8], out: usize, length: usize, distance: usize) -> Option<usize> {
    const PIECE: usize = 16;
    let from = out.checked_sub(distance)?;
    let end = out + length;
    if distance >= PIECE && end + PIECE <= output.len() {
        let (mut from, mut to) = (from, out);
        loop {
            // Of a fixed size: one load and one store.
            output.copy_within(from..from + PIECE, to);
            from += PIECE;
            to += PIECE;
            if to >= end {
                return Some(end);
            }
        }
    }
    copy_near(output, from, out, end)
}

/// As [`copy`], where pieces would overlap or not fit.
fn copy_near(output: &mut [u8], from: usize, mut out: usize, end: usize) -> Option<usize> {
    if end > output.len() {
        return None;
    }
    while out < end {
        // What is there doubles with each turn.
        let piece = (out - from).min(end - out);
        output.copy_within(from..from + piece, out);
        out += piece;
    }
    Some(end)
}

/// A stored block. Answers where the output ends.
fn stored(bits: &mut Bits<'_>, output: &mut [u8], out: usize) -> Option<usize> {
    let at = bits.used()?;
    let header = bits.input.get(at..)?.first_chunk::<4>()?;
    let length = u16::from_le_bytes([header[0], header[1]]);
    if length != !u16::from_le_bytes([header[2], header[3]]) {
        return None;
    }
    let start = at + 4;
    let end = start + usize::from(length);
    let data = bits.input.get(start..end)?;
    let out_end = out + data.len();
    output.get_mut(out..out_end)?.copy_from_slice(data);
    (bits.at, bits.buffer, bits.count, bits.made_up) = (end, 0, 0, 0);
    Some(out_end)
}

/// The codes of one table.
struct Part<'a> {
    /// How many codes there are of each length; of length 0, anything.
    counts: [u16; 16],
    lengths: &'a [u8; LENGTHS],
    /// Where the symbols that have a code stand in `lengths`, upwards; the first symbol stands at `base`.
    used: &'a [u16],
    base: usize,
    sorted: &'a mut [u32; SYMBOLS],
}

impl Codes {
    /// The codes whose lengths are the first ones.
    fn first(&mut self, symbols: usize) -> Part<'_> {
        let mut counts = [0_u16; 16];
        let mut used = 0;
        for (at, length) in self.lengths.iter().enumerate().take(symbols) {
            counts[usize::from(*length & 15)] += 1;
            self.used[used] = at as u16;
            used += usize::from(*length > 0);
        }
        Part {
            counts,
            lengths: &self.lengths,
            used: &self.used[..used],
            base: 0,
            sorted: &mut self.sorted,
        }
    }
}

/// The table of distances, which may have one code or none: then nothing may use the rest.
fn build_distances(table: &mut [u32; DISTANCE_ENTRIES], codes: &mut Part<'_>) -> Option<()> {
    if codes.used.len() > 1 {
        return build(table, DISTANCE_BITS, &DISTANCE_SYMBOLS, codes);
    }
    table.fill(SPECIAL);
    if let Some(symbol) = codes.used.first() {
        if codes.counts[1] != 1 {
            return None;
        }
        let entry = DISTANCE_SYMBOLS.get(usize::from(*symbol) - codes.base)? + (1 | 1 << 8);
        for slot in table[..1 << DISTANCE_BITS].iter_mut().step_by(2) {
            *slot = entry;
        }
    }
    Some(())
}

/// Fills a table for a complete code; `None` if it isn't one. `bits` are those of the first look-up.
fn build(table: &mut [u32], bits: u32, symbols: &[u32], codes: &mut Part<'_>) -> Option<()> {
    let Part {
        counts,
        lengths,
        used,
        base,
        sorted,
    } = codes;
    // Symbols by the length of their code.
    let mut starts = [0_u16; 16];
    let (mut left, mut start, mut longest) = (1_u32, 0, 0);
    for length in 1..16 {
        starts[length as usize] = start;
        let count = counts[length as usize];
        start += count;
        if count > 0 {
            longest = length;
        }
        // Over-subscribed: negative.
        left = (left << 1).checked_sub(u32::from(count))?;
    }
    if left != 0 {
        return None;
    }
    for at in *used {
        let length = lengths.get(usize::from(*at))?;
        let place = &mut starts[usize::from(*length & 15)];
        *sorted.get_mut(usize::from(*place))? = *symbols.get(usize::from(*at) - *base)?;
        *place += 1;
    }
    let mut order = sorted[..used.len()].iter();

    // Codes are put in with their bits reversed, counting upwards. While codes have `length` bits, only
    // the first 2^length entries are filled; with the next bit all of them are there twice.
    let mut code = 0_usize;
    let mut filled = 1_usize;
    for length in 1..=bits.min(longest) {
        if code > 0 {
            table.copy_within(..filled, filled);
        }
        filled *= 2;
        let entries = table.get_mut(..filled)?;
        let own = length | length << 8;
        for entry in order.by_ref().take(usize::from(counts[length as usize])) {
            *entries.get_mut(code)? = entry + own;
            code = next_code(code, filled - 1);
        }
    }
    if longest <= bits {
        while filled < 1 << bits {
            table.copy_within(..filled, filled);
            filled *= 2;
        }
        return Some(());
    }
    let mut entry_of = |length: u32| Some(order.next()? + (length | length << 8));
    below(table, bits, bits + 1, code, counts, &mut entry_of)
}

/// The next code of the same length, with reversed bits: the highest zero becomes one, all above it zero.
#[inline(always)]
fn next_code(code: usize, ones: usize) -> usize {
    let highest_zero = 1 << (code ^ ones | 1).ilog2();
    code & (highest_zero - 1) | highest_zero
}

/// Codes that are longer than the first look-up: tables below it, one for each of its entries that they
/// start with.
fn below(
    table: &mut [u32],
    bits: u32,
    mut length: u32,
    mut code: usize,
    counts: &[u16; 16],
    entry_of: &mut dyn FnMut(u32) -> Option<u32>,
) -> Option<()> {
    let mut left = *counts;
    let first_mask = (1_usize << bits) - 1;
    let mut end = 1_usize << bits;
    let (mut start, mut prefix) = (0, usize::MAX);
    loop {
        while *left.get(length as usize)? == 0 {
            length += 1;
        }
        if code & first_mask != prefix {
            prefix = code & first_mask;
            start = end;
            // As many bits as the codes with this prefix need: until they fill the table.
            let mut sub_bits = length - bits;
            let mut room = i32::from(left[length as usize]);
            while room < 1 << sub_bits {
                sub_bits += 1;
                room = (room << 1) + i32::from(*left.get((bits + sub_bits) as usize)?);
            }
            end = start + (1 << sub_bits);
            if end > table.len() {
                return None;
            }
            *table.get_mut(prefix)? = SPECIAL | BELOW | (start as u32) << 16 | sub_bits << 8 | bits;
        }
        let own = length - bits;
        let entry = entry_of(own)?;
        for slot in table
            .get_mut(start + (code >> bits)..end)?
            .iter_mut()
            .step_by(1 << own)
        {
            *slot = entry;
        }
        left[length as usize] -= 1;
        let ones = (1_usize << length) - 1;
        if code == ones {
            return Some(());
        }
        code = next_code(code, ones);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use flate2::write::DeflateEncoder;
    use flate2::{Compression, Decompress, FlushDecompress, Status};
    use proptest::prelude::*;

    use super::*;

    fn deflated(bytes: &[u8], level: u32) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// What zlib-rs makes of it: bytes used and the output, if the stream is whole.
    fn zlib(input: &[u8], room: usize) -> Option<(usize, Vec<u8>)> {
        let mut inflate = Decompress::new(false);
        let mut output = vec![0; room];
        match inflate.decompress(input, &mut output, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => {
                output.truncate(inflate.total_out() as usize);
                Some((inflate.total_in() as usize, output))
            }
            _ => None,
        }
    }

    fn ours(inflater: &mut Inflater, input: &[u8], room: usize) -> Option<(usize, Vec<u8>)> {
        let mut output = vec![0; room];
        let (used, out) = inflater.inflate(input, &mut output)?;
        output.truncate(out);
        Some((used, output))
    }

    /// Text of few different letters, as JSON is, with repetitions near and far.
    fn texts() -> impl Strategy<Value = Vec<u8>> {
        let word = prop_oneof![
            "[a-f]{1,12}".prop_map(String::into_bytes),
            "(ab|\"id\":|00000000|[ -~]){1,40}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..60),
            (any::<u8>(), 1_usize..400).prop_map(|(byte, count)| vec![byte; count]),
        ];
        prop::collection::vec(word, 0..80).prop_map(|words| words.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn whole_streams_come_out_as_they_went_in(
            text in texts(), level in 0_u32..=9, slack in 0_usize..40, behind in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            let packed = deflated(&text, level);
            let input = [&packed[..], &behind].concat();
            let found = ours(&mut Inflater::default(), &input, text.len() + slack);
            prop_assert_eq!(found, Some((packed.len(), text)));
        }

        #[test]
        fn damaged_streams_are_refused_or_read_as_zlib_does(
            text in texts(), level in 0_u32..=9, at in any::<prop::sample::Index>(), change in 1_u8..=255, cut in any::<prop::sample::Index>(),
        ) {
            let mut packed = deflated(&text, level);
            let place = at.index(packed.len());
            packed[place] ^= change;
            let mut inflater = Inflater::default();
            for input in [&packed[..], &packed[..cut.index(packed.len())]] {
                if let Some(found) = ours(&mut inflater, input, 20_000) {
                    prop_assert_eq!(Some(found), zlib(input, 20_000));
                }
            }
        }

        #[test]
        fn noise_is_refused_or_read_as_zlib_does(noise in prop::collection::vec(any::<u8>(), 0..300), kind in 0_u8..3) {
            let mut input = noise;
            if let Some(first) = input.first_mut() {
                // The last block, of each kind in turn.
                *first = *first & !7 | 1 | kind << 1;
            }
            if let Some(found) = ours(&mut Inflater::default(), &input, 5_000) {
                prop_assert_eq!(Some(found), zlib(&input, 5_000));
            }
        }
    }

    #[test]
    fn ordinary_streams_are_not_left_to_the_general_decoder() {
        let mut inflater = Inflater::default();
        let mut random = 1_u32;
        // Nearly uniform bytes have codes longer than the first look-up, words do not; both lengths of block.
        for length in [0, 1, 2, 10, 100, 1_000, 70_000] {
            for letters in [1, 2, 17, 200, 256] {
                let bytes: Vec<u8> = (0..length)
                    .map(|_| {
                        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        let spread = u64::from(random >> 16).pow(3) >> 32;
                        ((spread * letters) >> 16) as u8
                    })
                    .collect();
                for level in 0..=9 {
                    let packed = deflated(&bytes, level);
                    let found = ours(&mut inflater, &packed, bytes.len() + OUTPUT_SLACK);
                    assert!(
                        found == Some((packed.len(), bytes.clone())),
                        "{length} bytes of {letters} letters at level {level}"
                    );
                }
            }
        }
    }

    #[test]
    fn without_room_it_refuses() {
        let packed = deflated(&[7; 1_000], 9);
        let mut inflater = Inflater::default();
        assert_eq!(ours(&mut inflater, &packed, 999), None);
        assert!(ours(&mut inflater, &packed, 1_000).is_some());
        for cut in 0..packed.len() {
            assert_eq!(ours(&mut inflater, &packed[..cut], 2_000), None);
        }
    }
}
