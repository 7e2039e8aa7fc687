//! Strings as they stand in the file, escapes and all, and their decoding.

use super::reader::{Fault, Syntax};

/// The text between two quotes, not yet decoded. Its escapes are well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'a> {
    /// Bytes between the quotes.
    pub raw: &'a [u8],
    /// Whether there is a backslash in it.
    pub escaped: bool,
}

/// A text that .NET can't make a string of: bad UTF-8, or half of a surrogate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadText;

/// Low nibble values of the hex digits, 0xFF for other bytes.
const HEX: [u8; 256] = {
    let mut table = [0xFF; 256];
    let mut digit = 0;
    while digit < 10 {
        table[b'0' as usize + digit] = digit as u8;
        digit += 1;
    }
    let mut letter = 0;
    while letter < 6 {
        table[b'a' as usize + letter] = 10 + letter as u8;
        table[b'A' as usize + letter] = 10 + letter as u8;
        letter += 1;
    }
    table
};

/// The UTF-16 unit written by four hex digits.
pub(super) fn hex4(digits: &[u8]) -> Option<u16> {
    let [a, b, c, d] = *digits.first_chunk::<4>()?;
    let (a, b, c, d) = (
        HEX[a as usize],
        HEX[b as usize],
        HEX[c as usize],
        HEX[d as usize],
    );
    if (a | b | c | d) & 0xF0 != 0 {
        return None;
    }
    Some(u16::from(a) << 12 | u16::from(b) << 8 | u16::from(c) << 4 | u16::from(d))
}

/// What a one-letter escape stands for.
const fn simple_escape(letter: u8) -> Option<u8> {
    match letter {
        b'"' | b'\\' | b'/' => Some(letter),
        b'b' => Some(8),
        b'f' => Some(12),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        _ => None,
    }
}

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

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Marks bytes that end a run by their top bit. Marks above the lowest may be false.
#[inline(always)]
fn stops(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    // A byte below 0x20, or zero after the exclusive or, borrows into its top bit; borrows only run
    // upwards.
    (quote.wrapping_sub(ONES) & !quote
        | slash.wrapping_sub(ONES) & !slash
        | word.wrapping_sub(ONES * 0x20) & !word)
        & HIGHS
}

/// Length of the run of plain bytes at the start.
#[inline(always)]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let stops = stops(u64::from_le_bytes(*chunk));
        if stops != 0 {
            return at + (stops.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    bytes[at..]
        .iter()
        .position(|byte| STOPS[*byte as usize])
        .map_or(bytes.len(), |more| at + more)
}

/// The character of a UTF-16 unit read from an escape; `rest` follows it. Gives how many more bytes
/// of `rest` it took.
fn decode_unit(unit: u16, rest: &[u8]) -> Result<(char, usize), BadText> {
    let (code, taken) = match unit {
        0xD800..=0xDBFF => {
            let low = match rest {
                [b'\\', b'u', digits @ ..] => hex4(digits).ok_or(BadText)?,
                _ => return Err(BadText),
            };
            if !(0xDC00..=0xDFFF).contains(&low) {
                return Err(BadText);
            }
            (
                0x1_0000 + (u32::from(unit - 0xD800) << 10) + u32::from(low - 0xDC00),
                6,
            )
        }
        _ => (u32::from(unit), 0),
    };
    Ok((char::from_u32(code).ok_or(BadText)?, taken))
}

impl<'a> Text<'a> {
    /// Whether .NET can make a string of it.
    ///
    /// # Errors
    /// [`BadText`] if not.
    pub fn check(&self) -> Result<(), BadText> {
        self.check_escapes()?;
        if self.raw.is_ascii() {
            Ok(())
        } else {
            std::str::from_utf8(self.raw).map(drop).map_err(|_| BadText)
        }
    }

    /// As [`check`](Self::check), for a text that is known to be valid UTF-8.
    ///
    /// # Errors
    /// [`BadText`] if not.
    #[inline]
    pub fn check_escapes(&self) -> Result<(), BadText> {
        if !self.escaped {
            Ok(())
        } else {
            self.check_all_escapes()
        }
    }

    fn check_all_escapes(&self) -> Result<(), BadText> {
        let mut rest = self.raw;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
            let escape = &rest[at + 1..];
            rest = match escape.split_first() {
                Some((b'u', digits)) => {
                    let unit = hex4(digits).ok_or(BadText)?;
                    let behind = digits.get(4..).ok_or(BadText)?;
                    let (_, taken) = decode_unit(unit, behind)?;
                    behind.get(taken..).ok_or(BadText)?
                }
                Some((_, behind)) => behind,
                None => return Err(BadText),
            };
        }
        Ok(())
    }

    /// The text itself; `scratch` takes it if it has escapes.
    ///
    /// # Errors
    /// [`BadText`] if .NET can't make a string of it.
    pub fn decode<'b>(&self, scratch: &'b mut Vec<u8>) -> Result<&'b str, BadText>
    where
        'a: 'b,
    {
        if !self.escaped {
            return std::str::from_utf8(self.raw).map_err(|_| BadText);
        }
        scratch.clear();
        let mut rest = self.raw;
        while !rest.is_empty() {
            let run = rest
                .iter()
                .position(|byte| *byte == b'\\')
                .unwrap_or(rest.len());
            scratch.extend_from_slice(&rest[..run]);
            rest = match &rest[run..] {
                [b'\\', b'u', digits @ ..] => {
                    let unit = hex4(digits).ok_or(BadText)?;
                    let behind = digits.get(4..).ok_or(BadText)?;
                    let (letter, taken) = decode_unit(unit, behind)?;
                    scratch.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    behind.get(taken..).ok_or(BadText)?
                }
                [b'\\', letter, behind @ ..] => {
                    scratch.push(simple_escape(*letter).ok_or(BadText)?);
                    behind
                }
                behind => behind,
            };
        }
        std::str::from_utf8(scratch).map_err(|_| BadText)
    }

    /// The text as a new string; replacement characters where .NET has none. For messages.
    pub fn lossy(&self) -> String {
        let mut scratch = Vec::new();
        match self.decode(&mut scratch) {
            Ok(text) => text.to_owned(),
            Err(BadText) => String::from_utf8_lossy(self.raw).into_owned(),
        }
    }

    /// Whether U+0000 is in it. (It can only be written as an escape.)
    pub fn has_nul(&self) -> bool {
        if !self.escaped {
            return false;
        }
        let mut rest = self.raw;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
            if rest[at + 1..].starts_with(b"u0000") {
                return true;
            }
            rest = rest.get(at + 2..).unwrap_or_default();
        }
        false
    }

    /// Whether it says this, with case.
    pub fn is(&self, name: &str) -> bool {
        if !self.escaped {
            return self.raw == name.as_bytes();
        }
        let mut scratch = Vec::new();
        self.decode(&mut scratch).is_ok_and(|text| text == name)
    }

    /// Whether it says this, case ignored (ASCII: no other character folds to an ASCII letter in
    /// .NET's ordinal comparison, and all names are ASCII).
    pub fn is_ignoring_case(&self, name: &str) -> bool {
        if !self.escaped {
            return self.raw.eq_ignore_ascii_case(name.as_bytes());
        }
        let mut scratch = Vec::new();
        self.decode(&mut scratch)
            .is_ok_and(|text| text.eq_ignore_ascii_case(name))
    }
}

/// Decodes a string whose opening quote has been read into `out`, whose length only ever grows, and
/// gives the number of bytes read, with the closing quote, and of those written. One pass in place of
/// scanning and decoding.
///
/// # Errors
/// The fault's offset counts from the start of `bytes`.
pub fn unescape_until_quote(bytes: &[u8], out: &mut Vec<u8>) -> Result<(usize, usize), Fault> {
    // No escape is shorter than what it stands for. Eight bytes are written at a time.
    if out.len() < bytes.len() + 8 {
        out.resize(bytes.len() + 8, 0);
    }
    let target = out.as_mut_slice();
    let (mut at, mut to) = (0, 0);
    let mut all_ascii = true;
    let fault = |at: usize, syntax| Err(Fault { at, syntax });
    loop {
        // Runs of plain bytes, eight at a time: more than the run is copied, and written over later.
        while let (Some(chunk), Some(place)) = (
            bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()),
            target
                .get_mut(to..)
                .and_then(|rest| rest.first_chunk_mut::<8>()),
        ) {
            *place = *chunk;
            let word = u64::from_le_bytes(*chunk);
            let stops = stops(word);
            let run = if stops == 0 {
                8
            } else {
                (stops.trailing_zeros() / 8) as usize
            };
            all_ascii &= word & HIGHS == 0;
            at += run;
            to += run;
            if stops != 0 {
                break;
            }
        }
        match bytes.get(at) {
            Some(b'"') => break,
            Some(b'\\') => {}
            None => return fault(at, Syntax::Ends),
            Some(byte) if STOPS[*byte as usize] => return fault(at, Syntax::ControlInText),
            Some(byte) => {
                // The last bytes of the text, where no eight are left.
                all_ascii &= byte.is_ascii();
                target[to] = *byte;
                at += 1;
                to += 1;
                continue;
            }
        }
        // Current servers write every quote of the payload as a six-byte escape, so these are the
        // common case.
        if bytes[at..].starts_with(b"\\u0022") {
            target[to] = b'"';
            at += 6;
            to += 1;
            continue;
        }
        match bytes.get(at + 1) {
            Some(b'u') => {
                let Some(unit) = bytes.get(at + 2..).and_then(hex4) else {
                    return fault(at, Syntax::Escape);
                };
                match decode_unit(unit, bytes.get(at + 6..).unwrap_or_default()) {
                    Ok((letter, taken)) => {
                        let room = target.get_mut(to..).unwrap_or_default();
                        to += letter.encode_utf8(room).len();
                        at += 6 + taken;
                    }
                    Err(BadText) => return fault(at, Syntax::BadText),
                }
            }
            Some(letter) => match simple_escape(*letter) {
                Some(byte) => {
                    target[to] = byte;
                    at += 2;
                    to += 1;
                }
                None => return fault(at, Syntax::Escape),
            },
            None => return fault(bytes.len(), Syntax::Ends),
        }
    }
    if !all_ascii && std::str::from_utf8(&target[..to]).is_err() {
        return fault(at, Syntax::BadText);
    }
    Ok((at + 1, to))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decode(raw: &str) -> Result<String, BadText> {
        let text = Text {
            raw: raw.as_bytes(),
            escaped: raw.contains('\\'),
        };
        let mut scratch = Vec::new();
        let decoded = text.decode(&mut scratch).map(str::to_owned);
        assert_eq!(decoded.is_ok(), text.check().is_ok(), "{raw}");
        let mut out = Vec::new();
        let fused = unescape_until_quote(format!("{raw}\"tail").as_bytes(), &mut out);
        match &decoded {
            Ok(text) => {
                assert_eq!(fused, Ok((raw.len() + 1, text.len())));
                assert_eq!(&out[..text.len()], text.as_bytes());
            }
            Err(BadText) => assert!(fused.is_err(), "{raw}"),
        }
        decoded
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode(r"a\u0022b\n\/\\").as_deref(), Ok("a\"b\n/\\"));
        assert_eq!(decode(r"\uD83D\uDE00 \u00e4 ä").as_deref(), Ok("😀 ä ä"));
        assert_eq!(
            decode("0123456789abcdef ohne").as_deref(),
            Ok("0123456789abcdef ohne")
        );
    }

    #[test]
    fn half_pairs_are_refused() {
        assert_eq!(decode(r"\ud800"), Err(BadText));
        assert_eq!(decode(r"\udc00"), Err(BadText));
        assert_eq!(decode(r"\ud800\u0041"), Err(BadText));
        assert_eq!(decode(r"\ud800A"), Err(BadText));
    }

    #[test]
    fn runs_stop_at_every_stop_byte_and_at_no_other() {
        for stop in 0..=255u8 {
            for at in 0..20 {
                let mut bytes = vec![b'x'; 20];
                bytes[at] = stop;
                assert_eq!(
                    plain_run(&bytes),
                    if STOPS[stop as usize] { at } else { 20 },
                    "{stop} at {at}"
                );
            }
        }
    }
}
