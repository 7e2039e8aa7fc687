//! Where runs of plain bytes in strings end. All places of a text are found at once, 64 bytes at a time, before
//! anything is read: a reader that looks for the end of each string by itself spends most of its time on
//! branches that no processor can foresee.

/// Bytes that are looked at together: one bit of a word for each.
const BLOCK: usize = 64;

/// Bytes of a vector.
const LANE: usize = 16;

/// Whether a byte ends a run of plain bytes: quote, backslash, control character.
const STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// The places in a text where runs of plain bytes end; reused from text to text.
#[derive(Debug, Default)]
pub struct Index {
    /// Bit n of word m: byte 64 m + n ends a run. One word more than the text needs, and anything behind.
    words: Vec<u64>,
    /// How many words there are of the text: none, if it is not known.
    count: usize,
    /// Whether the escape of U+0000 may be in it.
    may_have_nul: bool,
    is_ascii: bool,
}

impl Index {
    /// Finds the places in a text.
    pub fn scan(&mut self, text: &[u8]) {
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        self.count = blocks.len() + 2;
        if self.words.len() < self.count {
            self.words.resize(self.count, 0);
        }
        let mut seen = Seen::default();
        for (word, block) in self.words.iter_mut().zip(blocks) {
            *word = stops(block, &mut seen);
        }
        let mut last = [b' '; BLOCK];
        if let Some(start) = last.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        if let Some([word, behind]) = self.words.get_mut(blocks.len()..self.count) {
            (*word, *behind) = (stops(&last, &mut seen), 0);
        }
        self.may_have_nul = seen.backslash();
        self.is_ascii = seen.is_ascii();
    }

    /// Whoever made the text knows that the escape of U+0000 is not in it.
    pub(super) fn rule_out_nul(&mut self) {
        self.may_have_nul = false;
    }

    /// Whether the text is known to be ASCII alone.
    pub(super) fn is_ascii(&self) -> bool {
        self.is_ascii
    }
}

/// Where the next run of plain bytes ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stops<'a> {
    /// Those of an [`Index`] of the text, or none.
    words: &'a [u64],
    /// Whether the escape of U+0000 may be in it.
    pub may_have_nul: bool,
    /// Whether the text is known to be ASCII alone.
    pub is_ascii: bool,
}

impl<'a> Stops<'a> {
    /// Without an index: each place has to be looked for.
    pub fn unknown() -> Self {
        Stops {
            words: &[],
            may_have_nul: true,
            is_ascii: false,
        }
    }

    /// Of the text that was indexed.
    pub fn of(index: &'a Index) -> Self {
        match index.words.get(..index.count) {
            Some(words) if !words.is_empty() => Stops {
                words,
                may_have_nul: index.may_have_nul,
                is_ascii: index.is_ascii,
            },
            _ => Stops::unknown(),
        }
    }

    /// The first end of a run at `from` or behind.
    #[inline(always)]
    pub fn at_or_behind(&self, bytes: &[u8], from: usize) -> usize {
        let (word, shift) = (from / BLOCK, (from % BLOCK) as u32);
        if let (Some(low), Some(high)) = (self.words.get(word), self.words.get(word + 1)) {
            // The 64 bytes from there on, with no branch on where in its block the place is.
            let near = *low >> shift | *high << 1 << (63 - shift);
            if near != 0 {
                return from + near.trailing_zeros() as usize;
            }
        }
        self.far_behind(bytes, from)
    }

    /// As [`at_or_behind`](Self::at_or_behind), where nothing ends within 64 bytes, or nothing is known.
    #[inline(never)]
    fn far_behind(&self, bytes: &[u8], from: usize) -> usize {
        if self.words.is_empty() {
            return bytes
                .get(from..)
                .map_or(bytes.len(), |rest| from + plain_run(rest));
        }
        let first = from / BLOCK + 1;
        let behind = self.words.get(first..).unwrap_or_default();
        match behind.iter().position(|word| *word != 0) {
            Some(more) => (first + more) * BLOCK + behind[more].trailing_zeros() as usize,
            None => bytes.len(),
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use vectors::{Seen, stops};

/// With the instructions of WebAssembly for vectors.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vectors {
    use std::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128, v128_any_true, v128_or,
    };

    use super::{BLOCK, LANE};

    /// What was met anywhere in a text.
    pub struct Seen {
        bytes: v128,
        backslashes: v128,
    }

    impl Default for Seen {
        fn default() -> Self {
            Seen {
                bytes: u64x2(0, 0),
                backslashes: u64x2(0, 0),
            }
        }
    }

    impl Seen {
        pub fn backslash(&self) -> bool {
            v128_any_true(self.backslashes)
        }

        pub fn is_ascii(&self) -> bool {
            u8x16_bitmask(self.bytes) == 0
        }
    }

    /// Bit n is set where byte n ends a run.
    #[inline(always)]
    pub fn stops(block: &[u8; BLOCK], seen: &mut Seen) -> u64 {
        let mut all = 0;
        for (number, lane) in block.as_chunks::<LANE>().0.iter().enumerate() {
            let value = u128::from_le_bytes(*lane);
            let bytes = u64x2(value as u64, (value >> 64) as u64);
            let quotes = u8x16_eq(bytes, u8x16_splat(b'"'));
            let backslashes = u8x16_eq(bytes, u8x16_splat(b'\\'));
            let controls = u8x16_lt(bytes, u8x16_splat(0x20));
            seen.bytes = v128_or(seen.bytes, bytes);
            seen.backslashes = v128_or(seen.backslashes, backslashes);
            let stops = u8x16_bitmask(v128_or(v128_or(quotes, backslashes), controls));
            all |= u64::from(stops) << (LANE * number);
        }
        all
    }
}

/// What was met anywhere in a text.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[derive(Default)]
struct Seen {
    /// All bytes, put together by "or".
    bytes: [u8; LANE],
    /// Not zero where there was one.
    backslashes: [u8; LANE],
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Seen {
    fn backslash(&self) -> bool {
        self.backslashes != [0; LANE]
    }

    fn is_ascii(&self) -> bool {
        self.bytes.is_ascii()
    }
}

/// The bit that stands for a byte of a block, among those at the same place of other words of 8 bytes.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
const WEIGHTS: [[u8; LANE]; BLOCK / LANE] = {
    let mut weights = [[0; LANE]; BLOCK / LANE];
    let mut at = 0;
    while at < BLOCK {
        weights[at / LANE][at % LANE] = 1 << (at / 8);
        at += 1;
    }
    weights
};

/// Bit n is set where byte n ends a run. Written so that compilers make vector instructions of the loops.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn stops(block: &[u8; BLOCK], seen: &mut Seen) -> u64 {
    let mark = |is: bool| if is { 0xFF } else { 0_u8 };
    let mut sums = [0_u8; LANE];
    for (lane, weights) in block.as_chunks::<LANE>().0.iter().zip(&WEIGHTS) {
        for at in 0..LANE {
            let byte = lane[at];
            let backslash = mark(byte == b'\\');
            sums[at] |= (mark(byte == b'"') | backslash | mark(byte < 0x20)) & weights[at];
            seen.bytes[at] |= byte;
            seen.backslashes[at] |= backslash;
        }
    }
    let sums = u128::from_le_bytes(sums);
    transposed(sums as u64 | (sums >> 64) as u64)
}

/// Eight rows of eight bits as columns.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn transposed(mut bits: u64) -> u64 {
    let swapped = |bits: u64, by: u32, which: u64| {
        let differing = (bits ^ bits >> by) & which;
        bits ^ differing ^ differing << by
    };
    bits = swapped(bits, 7, 0x00AA_00AA_00AA_00AA);
    bits = swapped(bits, 14, 0x0000_CCCC_0000_CCCC);
    swapped(bits, 28, 0x0000_0000_F0F0_F0F0)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOWS: u64 = ONES * 0x7F;

/// The top bit of each byte that ends a run. (Exact: no carry leaves its byte.)
#[inline(always)]
fn marks_in_word(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let other = (((quote & LOWS) + LOWS) | quote)
        & (((slash & LOWS) + LOWS) | slash)
        & (((word & LOWS) + ONES * 0x60) | word);
    !other & (ONES << 7)
}

/// Length of the run of plain bytes at the start.
#[inline]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let marks = marks_in_word(u64::from_le_bytes(*word));
        if marks != 0 {
            return 8 * number + (marks.trailing_zeros() / 8) as usize;
        }
    }
    rest.iter()
        .position(|byte| STOPS[usize::from(*byte)])
        .map_or(bytes.len(), |more| 8 * words.len() + more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_stop_at_every_stop_byte_and_at_no_other() {
        for stop in 0..=255u8 {
            for at in 0..140 {
                let mut bytes = vec![b'x'; 140];
                bytes[at] = stop;
                bytes[139] = b'"';
                let end = if STOPS[stop as usize] { at } else { 139 };
                assert_eq!(plain_run(&bytes), end, "{stop} at {at}");
            }
        }
    }

    /// All places by an index, and those of it that are found from each place on.
    fn places(text: &[u8]) -> Vec<usize> {
        let mut index = Index::default();
        // What was there before makes no difference.
        index.scan(&[b'"'; 300]);
        index.scan(text);
        assert_eq!(index.is_ascii, text.is_ascii());
        assert_eq!(index.may_have_nul, text.contains(&b'\\'));
        let stops = Stops::of(&index);
        let mut places = Vec::new();
        for at in 0..text.len() {
            let next = stops.at_or_behind(text, at);
            assert_eq!(next, Stops::unknown().at_or_behind(text, at));
            if next == at {
                places.push(at);
            }
        }
        assert_eq!(stops.at_or_behind(text, text.len()), text.len());
        places
    }

    #[test]
    fn every_place_is_found_whatever_stands_beside_it() {
        let mut random = 1_u32;
        for length in [0, 1, 7, 63, 64, 65, 127, 128, 200, 1000] {
            for plain in [0, 1, 3, 9, 300] {
                let text: Vec<u8> = (0..length)
                    .map(|_| {
                        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        match (random >> 8) % (plain + 1) {
                            0 => [b'"', b'\\', 0, 0x1F, b'!', b'#', b' ', 0xFF]
                                [(random >> 29) as usize],
                            _ if plain > 9 => b'x',
                            _ => (random >> 16) as u8,
                        }
                    })
                    .collect();
                let expected: Vec<usize> = (0..length)
                    .filter(|at| STOPS[usize::from(text[*at])])
                    .collect();
                assert_eq!(places(&text), expected);
            }
        }
    }

    #[test]
    fn a_single_place_is_found_from_far_away() {
        for length in [63, 64, 65, 1000] {
            for at in [0, 1, 62, 63, 64, 100, 640, 999] {
                let mut text = vec![b'x'; length];
                let Some(byte) = text.get_mut(at) else {
                    continue;
                };
                *byte = b'\\';
                assert_eq!(places(&text), [at]);
            }
        }
    }
}
