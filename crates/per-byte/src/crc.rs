//! CRC-32 of ZIP (APPNOTE 4.4.7).
//!
//! Natively by `crc32fast`, which uses the instructions that processors have for it. WebAssembly has none; there
//! long data is folded and the rest looked up in tables, which are made when they are first needed: 16 kB that
//! can't be packed would be a twenty-fifth of the engine.

#[cfg(not(target_arch = "wasm32"))]
pub use crc32fast::Hasher;
#[cfg(target_arch = "wasm32")]
pub use folded::Hasher;

/// The checksum of some bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finalize()
}

#[cfg(any(target_arch = "wasm32", test))]
mod folded {
    use std::sync::OnceLock;

    use lane::Lane;

    /// The polynomial of ZIP, lowest bit first.
    const POLYNOMIAL: u32 = 0xedb8_8320;
    /// Bytes that are looked up side by side.
    const SLICE: usize = 16;

    type Tables = [[u32; 256]; SLICE];

    /// Bytes that are folded side by side: not more than the smallest distance in [`with_before`].
    const LANE: usize = 16;
    /// The largest one.
    const FARTHEST: usize = 161;
    /// The same in whole lanes.
    const SPAN: usize = 176;
    /// Bytes that are taken away before the span behind them is looked up.
    const MOST: usize = 2048;
    /// Shorter data is not worth it.
    const WORTH_FOLDING: usize = 3 * SPAN;

    /// What a byte becomes when 0, 1, … 15 bytes follow it.
    fn tables() -> &'static Tables {
        static TABLES: OnceLock<Box<Tables>> = OnceLock::new();
        TABLES.get_or_init(|| {
            let mut tables = Box::new([[0; 256]; SLICE]);
            for byte in 0..256 {
                let mut crc = byte as u32;
                for _ in 0..8 {
                    crc = (crc >> 1) ^ (POLYNOMIAL * (crc & 1));
                }
                tables[0][byte] = crc;
            }
            for following in 1..SLICE {
                for byte in 0..256 {
                    let crc = tables[following - 1][byte];
                    tables[following][byte] = (crc >> 8) ^ tables[0][(crc & 0xff) as usize];
                }
            }
            tables
        })
    }

    /// The remainder of some bytes behind others with the remainder `crc`.
    fn looked_up(mut crc: u32, bytes: &[u8]) -> u32 {
        let tables = tables();
        let (slices, rest) = bytes.as_chunks::<SLICE>();
        for slice in slices {
            let word = |at: usize| {
                u32::from_le_bytes([slice[at], slice[at + 1], slice[at + 2], slice[at + 3]])
            };
            // Written out, since a loop would stay one where the engine is compiled for size.
            let four = |word: u32, following: usize| {
                tables[following + 3][(word & 0xff) as usize]
                    ^ tables[following + 2][(word >> 8 & 0xff) as usize]
                    ^ tables[following + 1][(word >> 16 & 0xff) as usize]
                    ^ tables[following][(word >> 24) as usize]
            };
            // What does not wait for the slice before comes first.
            crc =
                (four(word(12), 0) ^ four(word(8), 4) ^ four(word(4), 8)) ^ four(word(0) ^ crc, 12);
        }
        for byte in rest {
            crc = (crc >> 8) ^ tables[0][((crc ^ u32::from(*byte)) & 0xff) as usize];
        }
        crc
    }

    /// Sixteen bytes at once, where WebAssembly has that.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    mod lane {
        use std::arch::wasm32::{v128, v128_load, v128_store, v128_xor};

        use super::LANE;

        pub type Lane = v128;

        #[expect(unsafe_code, reason = "there is no other way to load a vector at once")]
        #[inline(always)]
        pub fn load(bytes: &[u8; LANE]) -> v128 {
            // SAFETY: so many bytes are there, and WebAssembly asks for no alignment.
            unsafe { v128_load(bytes.as_ptr().cast()) }
        }

        #[expect(
            unsafe_code,
            reason = "there is no other way to store a vector at once"
        )]
        #[inline(always)]
        pub fn store(lane: v128, bytes: &mut [u8; LANE]) {
            // SAFETY: so many bytes are there, and WebAssembly asks for no alignment.
            unsafe { v128_store(bytes.as_mut_ptr().cast(), lane) }
        }

        #[inline(always)]
        pub fn sum(a: v128, b: v128) -> v128 {
            v128_xor(a, b)
        }
    }

    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    mod lane {
        use super::LANE;

        pub type Lane = u128;

        pub fn load(bytes: &[u8; LANE]) -> u128 {
            u128::from_ne_bytes(*bytes)
        }

        pub fn store(lane: u128, bytes: &mut [u8; LANE]) {
            *bytes = lane.to_ne_bytes();
        }

        pub fn sum(a: u128, b: u128) -> u128 {
            a ^ b
        }
    }

    /// What was taken away so many bytes in front of a lane; `before` begins at the largest distance.
    #[inline(always)]
    fn at<const DISTANCE: usize>(before: &[u8; SPAN]) -> Lane {
        let bytes = before[FARTHEST - DISTANCE..].first_chunk();
        lane::load(bytes.unwrap_or(&[0; LANE]))
    }

    /// `lane` and what was taken away in front of it.
    ///
    /// The distances are those of a multiple of the polynomial with seven terms: x to the power of 8 · (161 - 0, 68,
    /// 84, 92, 93, 124, 161). So a byte may be taken away if it is added to those so many bytes behind it: the
    /// remainder stays the same. Found by search: no multiple with seven terms, whole bytes between them and none
    /// closer than four lanes, is shorter.
    #[inline(always)]
    fn with_before(lane: Lane, before: &[u8; SPAN]) -> Lane {
        let near = lane::sum(at::<68>(before), at::<84>(before));
        let middle = lane::sum(at::<92>(before), at::<93>(before));
        let far = lane::sum(at::<124>(before), at::<161>(before));
        lane::sum(lane::sum(lane, near), lane::sum(middle, far))
    }

    /// The remainder of `bytes`, a multiple of [`LANE`], between [`SPAN`] and `SPAN + MOST` of them.
    fn folded(crc: u32, bytes: &[u8]) -> u32 {
        let (lanes, _) = bytes.as_chunks::<LANE>();
        let (heads, span) = lanes.split_at(lanes.len().saturating_sub(SPAN / LANE));
        // What was taken away at each place; nothing in front of the first and behind the last.
        let mut taken = [0; SPAN + MOST + SPAN];
        let mut at = SPAN;
        for head in heads {
            let Some(before) = taken[at - FARTHEST..].first_chunk() else {
                break;
            };
            let lane = with_before(lane::load(head), before);
            if let Some(place) = taken[at..].first_chunk_mut() {
                lane::store(lane, place);
            }
            if at == SPAN {
                for (byte, before) in taken[SPAN..].iter_mut().zip(crc.to_le_bytes()) {
                    *byte ^= before;
                }
            }
            at += LANE;
        }
        let mut rest = [[0; LANE]; SPAN / LANE];
        for (lane, place) in span.iter().zip(&mut rest) {
            let Some(before) = taken[at - FARTHEST..].first_chunk() else {
                break;
            };
            lane::store(with_before(lane::load(lane), before), place);
            at += LANE;
        }
        looked_up(0, rest.as_flattened())
    }

    /// As the one of `crc32fast`.
    #[derive(Debug, Clone, Default)]
    pub struct Hasher(u32);

    impl Hasher {
        /// Of no bytes yet.
        pub fn new() -> Hasher {
            Hasher::default()
        }

        /// Takes more bytes.
        pub fn update(&mut self, mut bytes: &[u8]) {
            let mut crc = !self.0;
            while bytes.len() >= WORTH_FOLDING {
                let (head, rest) = bytes.split_at(bytes.len().min(SPAN + MOST) / LANE * LANE);
                crc = folded(crc, head);
                bytes = rest;
            }
            self.0 = !looked_up(crc, bytes);
        }

        /// The checksum of all bytes taken.
        pub fn finalize(self) -> u32 {
            self.0
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::folded::Hasher;

    #[test]
    fn the_check_value_of_the_algorithm_comes_out() {
        let mut hasher = Hasher::new();
        hasher.update(b"123456789");
        assert_eq!(hasher.finalize(), 0xcbf4_3926);
    }

    #[test]
    fn every_length_is_summed_as_by_instructions() {
        let bytes: Vec<u8> = (0..6_000_u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        for length in (0..bytes.len()).step_by(7).chain(500..700) {
            let mut hasher = Hasher::new();
            hasher.update(&bytes[..length]);
            assert_eq!(
                hasher.finalize(),
                crc32fast::hash(&bytes[..length]),
                "{length} bytes"
            );
        }
    }

    proptest! {
        #[test]
        fn pieces_are_summed_as_the_whole(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3_000), 0..6)) {
            let mut hasher = Hasher::new();
            pieces.iter().for_each(|piece| hasher.update(piece));
            prop_assert_eq!(hasher.finalize(), crc32fast::hash(&pieces.concat()));
        }
    }
}
