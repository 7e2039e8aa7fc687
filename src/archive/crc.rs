//! CRC-32 of ZIP (APPNOTE 4.4.7).
//!
//! Natively by `crc32fast`, which uses the instructions that processors have for it. WebAssembly has none, and there
//! tables decide: made when they are first needed, since 16 kB of them in the engine can't be packed and would be a
//! twenty-fifth of what travels.

#[cfg(not(target_arch = "wasm32"))]
pub use crc32fast::Hasher;
#[cfg(target_arch = "wasm32")]
pub use sliced::Hasher;

/// The checksum of some bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finalize()
}

#[cfg(any(target_arch = "wasm32", test))]
mod sliced {
    use std::sync::OnceLock;

    /// The polynomial of ZIP, lowest bit first.
    const POLYNOMIAL: u32 = 0xedb8_8320;
    /// Bytes that are looked up side by side.
    const SLICE: usize = 16;

    type Tables = [[u32; 256]; SLICE];

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

    /// As the one of `crc32fast`.
    #[derive(Debug, Clone, Default)]
    pub struct Hasher(u32);

    impl Hasher {
        pub fn new() -> Hasher {
            Hasher::default()
        }

        pub fn update(&mut self, bytes: &[u8]) {
            let tables = tables();
            let mut crc = !self.0;
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
                crc = (four(word(12), 0) ^ four(word(8), 4) ^ four(word(4), 8))
                    ^ four(word(0) ^ crc, 12);
            }
            for byte in rest {
                crc = (crc >> 8) ^ tables[0][((crc ^ u32::from(*byte)) & 0xff) as usize];
            }
            self.0 = !crc;
        }

        pub fn finalize(self) -> u32 {
            self.0
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sliced;

    #[test]
    fn the_check_value_of_the_algorithm_comes_out() {
        let mut hasher = sliced::Hasher::new();
        hasher.update(b"123456789");
        assert_eq!(hasher.finalize(), 0xcbf4_3926);
    }

    proptest! {
        #[test]
        fn tables_say_what_instructions_say(pieces: Vec<Vec<u8>>) {
            let mut hasher = sliced::Hasher::new();
            pieces.iter().for_each(|piece| hasher.update(piece));
            prop_assert_eq!(hasher.finalize(), crc32fast::hash(&pieces.concat()));
        }
    }
}
