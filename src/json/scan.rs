//! Where runs of plain bytes in strings end. For texts of ordinary size all places are found at once, 64
//! bytes at a time, before anything is read: a reader that looks for the end of each string by itself spends
//! most of its time on branches that no processor can foresee.

/// Texts up to this many bytes are indexed: four bytes of memory for each byte, kept for the next text.
const INDEXED_BYTES: usize = 64 << 10;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Whether a byte ends a run of plain bytes: quote, backslash, control character.
pub(super) const STOPS: [bool; 256] = {
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

/// The places in a text where runs of plain bytes end, upwards; reused from text to text. Empty: not known.
#[derive(Debug, Default)]
pub struct Index {
    /// Places, and anything behind them.
    places: Vec<u32>,
    count: usize,
}

impl Index {
    /// Finds the places in a text.
    pub fn scan(&mut self, text: &[u8]) {
        self.clear(text.len());
        if text.len() > INDEXED_BYTES {
            return;
        }
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        let mut base = 0;
        let mut count = 0;
        for block in blocks {
            count = put(&mut self.places, count, base, stops(block));
            base += BLOCK as u32;
        }
        let mut last = [b' '; BLOCK];
        if let Some(start) = last.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        self.count = put(&mut self.places, count, base, stops(&last));
    }

    /// Forgets all places; room for those of a text of so many bytes.
    pub(super) fn clear(&mut self, text_bytes: usize) {
        self.count = 0;
        // Places are written by the block.
        let room = text_bytes.min(INDEXED_BYTES) + BLOCK;
        if self.places.len() < room {
            self.places.resize(room, 0);
        }
    }

    /// Adds a place behind the others. If there is no room, none is known any more.
    #[inline(always)]
    pub(super) fn push(&mut self, place: usize) {
        if let Some(slot) = self.places.get_mut(self.count) {
            *slot = place as u32;
        }
        self.count += 1;
    }

    /// The places; none if not all are known.
    pub(super) fn places(&self) -> &[u32] {
        self.places.get(..self.count).unwrap_or_default()
    }
}

/// Writes the places of a block behind the first `count`, and answers how many there are then.
#[inline(always)]
fn put(places: &mut [u32], count: usize, base: u32, mut stops: u64) -> usize {
    const AT_ONCE: usize = 8;
    let end = count + stops.count_ones() as usize;
    let mut at = count;
    // More than there are: what is too much is written over by the next block. How many there are can't
    // be foreseen.
    while let Some(slots) = places
        .get_mut(at..)
        .and_then(|rest| rest.first_chunk_mut::<AT_ONCE>())
    {
        for slot in slots {
            *slot = base + stops.trailing_zeros();
            stops &= stops.wrapping_sub(1);
        }
        at += AT_ONCE;
        if at >= end {
            break;
        }
    }
    end
}

/// Bit n is set where byte n ends a run.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn stops(block: &[u8; BLOCK]) -> u64 {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128_or};
    let mut all = 0;
    for (number, sixteen) in block.as_chunks::<16>().0.iter().enumerate() {
        let value = u128::from_le_bytes(*sixteen);
        let bytes = u64x2(value as u64, (value >> 64) as u64);
        let quotes = u8x16_eq(bytes, u8x16_splat(b'"'));
        let slashes = u8x16_eq(bytes, u8x16_splat(b'\\'));
        let controls = u8x16_lt(bytes, u8x16_splat(0x20));
        let stops = u8x16_bitmask(v128_or(v128_or(quotes, slashes), controls));
        all |= u64::from(stops) << (16 * number);
    }
    all
}

/// Bit n is set where byte n ends a run. Written so that compilers make vector instructions of the loop.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn stops(block: &[u8; BLOCK]) -> u64 {
    let mut marks = [0_u8; BLOCK];
    for (mark, byte) in marks.iter_mut().zip(block) {
        *mark = u8::from((*byte == b'"') | (*byte == b'\\') | (*byte < 0x20));
    }
    let mut all = 0;
    for (number, eight) in marks.as_chunks::<8>().0.iter().enumerate() {
        all |= gathered(u64::from_le_bytes(*eight)) << (8 * number);
    }
    all
}

/// The lowest bit of each byte.
#[inline(always)]
fn gathered(marks: u64) -> u64 {
    marks.wrapping_mul(0x0102_0408_1020_4080) >> 56
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

    #[test]
    fn every_place_is_found_whatever_stands_beside_it() {
        let mut random = 1_u32;
        let mut index = Index::default();
        for length in [0, 1, 7, 63, 64, 65, 200, 1000] {
            for plain in [0, 1, 3, 9] {
                let text: Vec<u8> = (0..length)
                    .map(|_| {
                        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        match (random >> 8) % (plain + 1) {
                            0 => [b'"', b'\\', 0, 0x1F, b'!', b'#', b' ', 0xFF]
                                [(random >> 29) as usize],
                            _ => (random >> 16) as u8,
                        }
                    })
                    .collect();
                let expected: Vec<u32> = (0..length)
                    .filter(|at| STOPS[usize::from(text[*at as usize])])
                    .collect();
                index.scan(&text);
                assert_eq!(index.places(), expected);
            }
        }
    }

    #[test]
    fn a_huge_text_is_not_indexed() {
        let mut index = Index::default();
        index.scan(b"\"a\"");
        assert_eq!(index.places(), [0, 2]);
        index.scan(&vec![b'"'; INDEXED_BYTES + 1]);
        assert!(index.places().is_empty());
        assert!(index.places.len() <= INDEXED_BYTES + BLOCK);
    }
}
