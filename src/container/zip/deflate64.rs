//! Deflate64 (method 9): deflate with a window of 64 KiB, lengths up to 65,538 and two more distance
//! codes. .NET reads it, Windows' Explorer writes it for files above 2 GiB, `flate2` does not know it.
//!
//! Small and steppable rather than fast: such entries are rare in backups. Memory: about 70 KiB.

use super::read::Outcome;

const WINDOW_BYTES: usize = 1 << 16;

/// Base and extra bits of the length codes 257 to 285.
const LENGTHS: [(u32, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (3, 16),
];

/// Base and extra bits of the distance codes 0 to 31.
const DISTANCES: [(u32, u32); 32] = [
    (1, 0),
    (2, 0),
    (3, 0),
    (4, 0),
    (5, 1),
    (7, 1),
    (9, 2),
    (13, 2),
    (17, 3),
    (25, 3),
    (33, 4),
    (49, 4),
    (65, 5),
    (97, 5),
    (129, 6),
    (193, 6),
    (257, 7),
    (385, 7),
    (513, 8),
    (769, 8),
    (1025, 9),
    (1537, 9),
    (2049, 10),
    (3073, 10),
    (4097, 11),
    (6145, 11),
    (8193, 12),
    (12289, 12),
    (16385, 13),
    (24577, 13),
    (32769, 14),
    (49153, 14),
];

/// Order in which the lengths of the code length codes come (RFC 1951, 3.2.7).
const CODE_ORDER: [u8; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Canonical Huffman code: number of codes of each length, and the symbols in order.
#[derive(Debug, Clone)]
struct Code {
    counts: [u16; 16],
    symbols: [u16; 288],
}

impl Code {
    const EMPTY: Code = Code {
        counts: [0; 16],
        symbols: [0; 288],
    };

    /// `None` if the lengths are over-subscribed.
    fn new(lengths: &[u8]) -> Option<Code> {
        let mut code = Code::EMPTY;
        for &length in lengths {
            code.counts[usize::from(length & 15)] += 1;
        }
        code.counts[0] = 0;
        let mut left = 1i32;
        let mut offsets = [0u16; 17];
        for length in 1..16 {
            left = left * 2 - i32::from(code.counts[length]);
            if left < 0 {
                return None;
            }
            offsets[length + 1] = offsets[length] + code.counts[length];
        }
        for (symbol, &length) in lengths.iter().enumerate() {
            if length != 0 {
                let offset = &mut offsets[usize::from(length & 15)];
                code.symbols[usize::from(*offset)] = symbol as u16;
                *offset += 1;
            }
        }
        Some(code)
    }
}

/// Where the decoder stands between two calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BlockHeader,
    StoredLength,
    Stored { left: u32 },
    TableSizes,
    CodeLengths { done: usize },
    Lengths { done: usize },
    Symbol,
    Distance { length: u32 },
    Copy { length: u32, distance: u32 },
    End,
    Damaged,
}

/// The decoder.
#[derive(Debug)]
pub(crate) struct Inflate64 {
    state: State,
    last_block: bool,
    bits: u64,
    bit_count: u32,
    window: Vec<u8>,
    /// Bytes put out since the start.
    total: u64,
    literal_count: usize,
    distance_count: usize,
    code_count: usize,
    lengths: [u8; 320],
    code_lengths: Code,
    literals: Code,
    distances: Code,
}

impl Default for Inflate64 {
    fn default() -> Self {
        Inflate64 {
            state: State::BlockHeader,
            last_block: false,
            bits: 0,
            bit_count: 0,
            window: vec![0; WINDOW_BYTES],
            total: 0,
            literal_count: 0,
            distance_count: 0,
            code_count: 0,
            lengths: [0; 320],
            code_lengths: Code::EMPTY,
            literals: Code::EMPTY,
            distances: Code::EMPTY,
        }
    }
}

/// A symbol could not be taken.
enum Stop {
    /// More input is needed.
    Input,
    /// No such code.
    Damaged,
}

impl Inflate64 {
    /// Starts anew; the window's memory is kept.
    pub fn reset(&mut self) {
        self.state = State::BlockHeader;
        self.last_block = false;
        self.bits = 0;
        self.bit_count = 0;
        self.total = 0;
    }

    fn refill(&mut self, input: &[u8], used: &mut usize) {
        while self.bit_count <= 56 {
            let Some(&byte) = input.get(*used) else {
                return;
            };
            self.bits |= u64::from(byte) << self.bit_count;
            self.bit_count += 8;
            *used += 1;
        }
    }

    fn take(&mut self, count: u32) -> Option<u32> {
        if self.bit_count < count {
            return None;
        }
        let value = (self.bits & ((1 << count) - 1)) as u32;
        self.drop_bits(count);
        Some(value)
    }

    fn drop_bits(&mut self, count: u32) {
        self.bits >>= count;
        self.bit_count -= count;
    }

    /// The next symbol and the number of its bits, which are not taken yet.
    fn peek(bits: u64, bit_count: u32, code: &Code) -> Result<(u16, u32), Stop> {
        let (mut value, mut first, mut index) = (0u32, 0u32, 0u32);
        for length in 1..16u32 {
            if length > bit_count {
                return Err(Stop::Input);
            }
            value |= ((bits >> (length - 1)) & 1) as u32;
            let count = u32::from(code.counts[length as usize]);
            if value < first + count {
                return Ok((code.symbols[(index + value - first) as usize], length));
            }
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        Err(Stop::Damaged)
    }

    fn put(&mut self, byte: u8, output: &mut [u8], produced: &mut usize) {
        self.window[self.total as usize % WINDOW_BYTES] = byte;
        self.total += 1;
        output[*produced] = byte;
        *produced += 1;
    }

    /// Decodes as far as input and room go: compressed bytes used, bytes put out, and how it ended.
    pub fn decode(&mut self, input: &[u8], output: &mut [u8]) -> (usize, usize, Outcome) {
        let (mut used, mut produced) = (0, 0);
        let outcome = loop {
            self.refill(input, &mut used);
            match self.state {
                State::End => break Outcome::End,
                State::Damaged => break Outcome::Damaged,
                State::Stored { left: 0 } => self.next_block(),
                // A full output stops only what needs room, so that the end of a stream is seen at once.
                State::Stored { .. } | State::Copy { .. } if produced == output.len() => {
                    break Outcome::Full;
                }
                State::Stored { left } => match self.take(8) {
                    Some(byte) => {
                        self.put(byte as u8, output, &mut produced);
                        self.state = State::Stored { left: left - 1 };
                    }
                    None => break Outcome::NeedsInput,
                },
                State::Copy { length, distance } => {
                    let count = (length as usize).min(output.len() - produced);
                    for _ in 0..count {
                        let from = (self.total - u64::from(distance)) as usize % WINDOW_BYTES;
                        self.put(self.window[from], output, &mut produced);
                    }
                    let length = length - count as u32;
                    self.state = if length == 0 {
                        State::Symbol
                    } else {
                        State::Copy { length, distance }
                    };
                }
                State::Symbol => match Self::peek(self.bits, self.bit_count, &self.literals) {
                    Err(Stop::Input) => break Outcome::NeedsInput,
                    Err(Stop::Damaged) => self.state = State::Damaged,
                    Ok((256, length)) => {
                        self.drop_bits(length);
                        self.next_block();
                    }
                    Ok((symbol, length)) if symbol < 256 => {
                        if produced == output.len() {
                            break Outcome::Full;
                        }
                        self.drop_bits(length);
                        self.put(symbol as u8, output, &mut produced);
                    }
                    Ok((symbol, length)) => match LENGTHS.get(usize::from(symbol) - 257) {
                        None => self.state = State::Damaged,
                        Some(&(base, extra)) => {
                            if self.bit_count < length + extra {
                                break Outcome::NeedsInput;
                            }
                            self.drop_bits(length);
                            let extra = self.take(extra).unwrap_or_default();
                            self.state = State::Distance {
                                length: base + extra,
                            };
                        }
                    },
                },
                State::Distance { length } => {
                    match Self::peek(self.bits, self.bit_count, &self.distances) {
                        Err(Stop::Input) => break Outcome::NeedsInput,
                        Err(Stop::Damaged) => self.state = State::Damaged,
                        Ok((symbol, bits)) => match DISTANCES.get(usize::from(symbol)) {
                            None => self.state = State::Damaged,
                            Some(&(base, extra)) => {
                                if self.bit_count < bits + extra {
                                    break Outcome::NeedsInput;
                                }
                                self.drop_bits(bits);
                                let distance = base + self.take(extra).unwrap_or_default();
                                self.state = if u64::from(distance) > self.total {
                                    State::Damaged
                                } else {
                                    State::Copy { length, distance }
                                };
                            }
                        },
                    }
                }
                _ => {
                    if !self.header() {
                        break Outcome::NeedsInput;
                    }
                }
            }
        };
        (used, produced, outcome)
    }

    fn next_block(&mut self) {
        self.state = if self.last_block {
            State::End
        } else {
            State::BlockHeader
        };
    }

    /// One step in the header of a block; `false` if more input is needed.
    fn header(&mut self) -> bool {
        match self.state {
            State::BlockHeader => {
                let Some(head) = self.take(3) else {
                    return false;
                };
                self.last_block = head & 1 != 0;
                match head >> 1 {
                    0 => self.state = State::StoredLength,
                    1 => {
                        let mut lengths = [8u8; 288];
                        lengths[144..256].fill(9);
                        lengths[256..280].fill(7);
                        self.set_codes(&lengths, &[5; 32]);
                    }
                    2 => self.state = State::TableSizes,
                    _ => self.state = State::Damaged,
                }
            }
            State::StoredLength => {
                let padding = self.bit_count % 8;
                if self.bit_count < padding + 32 {
                    return false;
                }
                self.drop_bits(padding);
                let length = self.take(16).unwrap_or_default();
                let complement = self.take(16).unwrap_or_default();
                self.state = if length == !complement & 0xFFFF {
                    State::Stored { left: length }
                } else {
                    State::Damaged
                };
            }
            State::TableSizes => {
                if self.bit_count < 14 {
                    return false;
                }
                self.literal_count = self.take(5).unwrap_or_default() as usize + 257;
                self.distance_count = self.take(5).unwrap_or_default() as usize + 1;
                self.code_count = self.take(4).unwrap_or_default() as usize + 4;
                self.lengths = [0; 320];
                self.state = State::CodeLengths { done: 0 };
            }
            State::CodeLengths { done } if done < self.code_count => {
                let Some(length) = self.take(3) else {
                    return false;
                };
                self.lengths[usize::from(CODE_ORDER[done])] = length as u8;
                self.state = State::CodeLengths { done: done + 1 };
            }
            State::CodeLengths { .. } => match Code::new(&self.lengths[..19]) {
                Some(code) => {
                    self.code_lengths = code;
                    self.lengths = [0; 320];
                    self.state = State::Lengths { done: 0 };
                }
                None => self.state = State::Damaged,
            },
            State::Lengths { done } if done < self.literal_count + self.distance_count => {
                let (symbol, bits) = match Self::peek(self.bits, self.bit_count, &self.code_lengths)
                {
                    Ok(found) => found,
                    Err(Stop::Input) => return false,
                    Err(Stop::Damaged) => {
                        self.state = State::Damaged;
                        return true;
                    }
                };
                let (extra, base) = match symbol {
                    16 => (2, 3),
                    17 => (3, 3),
                    18 => (7, 11),
                    _ => (0, 1),
                };
                if self.bit_count < bits + extra {
                    return false;
                }
                self.drop_bits(bits);
                let repeat = base + self.take(extra).unwrap_or_default() as usize;
                let value = match symbol {
                    0..=15 => Some(symbol as u8),
                    16 => done.checked_sub(1).map(|before| self.lengths[before]),
                    _ => Some(0),
                };
                let end = done + repeat;
                match value {
                    Some(value) if end <= self.literal_count + self.distance_count => {
                        self.lengths[done..end].fill(value);
                        self.state = State::Lengths { done: end };
                    }
                    _ => self.state = State::Damaged,
                }
            }
            State::Lengths { .. } => {
                let lengths = self.lengths;
                let (literals, distances) = lengths.split_at(self.literal_count);
                if literals.get(256).copied().unwrap_or_default() == 0 {
                    self.state = State::Damaged;
                } else {
                    self.set_codes(literals, &distances[..self.distance_count]);
                }
            }
            _ => {}
        }
        true
    }

    fn set_codes(&mut self, literals: &[u8], distances: &[u8]) {
        let literals = literals.get(..288).unwrap_or(literals);
        match (Code::new(literals), Code::new(distances)) {
            (Some(literals), Some(distances)) => {
                self.literals = literals;
                self.distances = distances;
                self.state = State::Symbol;
            }
            _ => self.state = State::Damaged,
        }
    }
}
