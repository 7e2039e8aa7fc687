//! LZ77 with canonical Huffman codes as in MS-XCA, with the two deviations of section 3.10: symbol 256 is an
//! ordinary match, and decoding stops when the declared number of bytes is there.

/// Bytes of the code lengths in front of each payload: 512 of 4 bits.
const TABLE_BYTES: usize = 256;
const SYMBOLS: usize = 512;
const LONGEST_CODE: usize = 15;
/// No code leads here.
const NONE: u16 = u16::MAX;

/// The payload is not what an encoder writes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undecodable;

/// Decodes one payload onto `out`, which ends with the output of earlier chunks, until it has `bytes` more.
pub(super) fn decode(payload: &[u8], bytes: usize, out: &mut Vec<u8>) -> Result<(), Undecodable> {
    let (lengths, data) = payload.split_at_checked(TABLE_BYTES).ok_or(Undecodable)?;
    let codes = Codes::new(lengths)?;
    let mut bits = Bits::new(data);
    let end = out.len() + bytes;
    while out.len() < end {
        let symbol = codes.next(&mut bits)?;
        let Ok(literal) = u8::try_from(symbol) else {
            let (length, distance) = bits.match_of(symbol - 256);
            let start = out.len().checked_sub(distance).ok_or(Undecodable)?;
            let length = length.min(end - out.len());
            copy(out, start, length);
            continue;
        };
        out.push(literal);
    }
    Ok(())
}

/// Copies `length` bytes from `start`, which may run into what is being written.
fn copy(out: &mut Vec<u8>, start: usize, length: usize) {
    let mut left = length;
    while left > 0 {
        let piece = left.min(out.len() - start);
        if piece == 0 {
            return;
        }
        out.extend_from_within(start..start + piece);
        left -= piece;
    }
}

struct Codes {
    /// Symbol by the next 15 bits.
    symbols: Vec<u16>,
    /// Length of each symbol's code.
    lengths: [u8; SYMBOLS],
}

impl Codes {
    fn new(table: &[u8]) -> Result<Codes, Undecodable> {
        let mut lengths = [0; SYMBOLS];
        for (pair, byte) in lengths.chunks_exact_mut(2).zip(table) {
            pair[0] = byte & 15;
            pair[1] = byte >> 4;
        }
        let mut symbols = Vec::with_capacity(1 << LONGEST_CODE);
        for length in 1..=LONGEST_CODE {
            for (symbol, _) in (0_u16..)
                .zip(lengths)
                .filter(|(_, own)| usize::from(*own) == length)
            {
                let filled = symbols.len() + (1 << (LONGEST_CODE - length));
                if filled > 1 << LONGEST_CODE {
                    return Err(Undecodable);
                }
                symbols.resize(filled, symbol);
            }
        }
        symbols.resize(1 << LONGEST_CODE, NONE);
        Ok(Codes { symbols, lengths })
    }

    fn next(&self, bits: &mut Bits<'_>) -> Result<u16, Undecodable> {
        let place = usize::try_from(bits.next >> (32 - LONGEST_CODE)).map_err(|_| Undecodable)?;
        let symbol = *self.symbols.get(place).ok_or(Undecodable)?;
        let length = self.lengths.get(usize::from(symbol)).ok_or(Undecodable)?;
        bits.skip(u32::from(*length));
        Ok(symbol)
    }
}

/// Words of 16 bits, the most significant bit first.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    next: u32,
    /// Bits behind the next 16 that are loaded.
    extra: i32,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Self {
        let mut bits = Bits {
            data,
            at: 0,
            next: 0,
            extra: 16,
        };
        bits.next = u32::from(bits.word()) << 16 | u32::from(bits.word());
        bits
    }

    /// The next word; zeros behind the end, since an encoder need not write words that no bit is used of.
    fn word(&mut self) -> u16 {
        u16::from(self.byte()) | u16::from(self.byte()) << 8
    }

    fn byte(&mut self) -> u8 {
        let byte = self.data.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// Takes up to 15 bits.
    fn skip(&mut self, count: u32) {
        self.next <<= count;
        self.extra -= count.cast_signed();
        if self.extra < 0 {
            let word = u32::from(self.word());
            self.next |= word << self.extra.unsigned_abs();
            self.extra += 16;
        }
    }

    /// Length and distance of a match.
    fn match_of(&mut self, symbol: u16) -> (usize, usize) {
        let mut length = usize::from(symbol & 15);
        if length == 15 {
            let more = self.byte();
            length = if more == 255 {
                usize::from(self.word())
            } else {
                15 + usize::from(more)
            };
        }
        let bits = u32::from(symbol >> 4 & 15);
        let distance = 1_usize << bits;
        // At most 15 bits.
        let rest = if bits == 0 {
            0
        } else {
            self.next >> (32 - bits)
        };
        self.skip(bits);
        (length + 3, distance + rest as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A payload whose codes are: the symbols with these lengths.
    fn table(lengths: &[(usize, u8)]) -> Vec<u8> {
        let mut all = [0; SYMBOLS];
        for (symbol, length) in lengths {
            all[*symbol] = *length;
        }
        all.chunks(2).map(|pair| pair[0] | pair[1] << 4).collect()
    }

    #[test]
    fn literals_and_matches_are_decoded() {
        // a: 0, b: 10, match of length 3 and distance 1: 11.
        let mut payload = table(&[(97, 1), (98, 2), (256, 2)]);
        // a b a match: 0 10 0 11 -> 010 011
        payload.extend_from_slice(&[0, 0b0100_1100]);
        let mut out = Vec::new();
        decode(&payload, 6, &mut out).unwrap();
        assert_eq!(out, b"abaaaa");
    }

    #[test]
    fn what_no_encoder_writes_is_refused() {
        let mut out = Vec::new();
        assert_eq!(decode(&[0; 255], 4, &mut out), Err(Undecodable));
        // No codes at all.
        assert_eq!(decode(&[0; 300], 4, &mut out), Err(Undecodable));
        // More codes than there are.
        assert_eq!(decode(&[0x11; 300], 4, &mut out), Err(Undecodable));
        // A match with nothing behind it.
        let mut payload = table(&[(97, 1), (256, 1)]);
        payload.extend_from_slice(&[0xff; 8]);
        assert_eq!(decode(&payload, 4, &mut out), Err(Undecodable));
    }
}
