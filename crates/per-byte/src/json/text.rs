//! Strings as they stand in the file, escapes and all, and their decoding.

use super::reader::{Fault, Syntax};
use super::scan::Stops;

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
    #[inline]
    pub fn is_ignoring_case(&self, name: &str) -> bool {
        // Nearly all keys are spelled as they should be, and most of the others have another length.
        if !self.escaped && self.raw.len() != name.len() {
            return false;
        }
        (!self.escaped && self.raw == name.as_bytes()) || self.is_other_spelling(name)
    }

    fn is_other_spelling(&self, name: &str) -> bool {
        if !self.escaped {
            return self.raw.eq_ignore_ascii_case(name.as_bytes());
        }
        let mut scratch = Vec::new();
        self.decode(&mut scratch)
            .is_ok_and(|text| text.eq_ignore_ascii_case(name))
    }
}

/// A string that was decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unescaped {
    /// Where it ends, behind the closing quote.
    pub end: usize,
    /// How many bytes were written.
    pub written: usize,
    /// Whether what was written may have the escape of U+0000 in it, as JSON.
    pub may_have_nul: bool,
}

/// Whether `rest`, behind what stands for a backslash, may stand for the rest of an escape of U+0000.
fn may_say_nul(rest: &[u8]) -> bool {
    match rest {
        [b'u', digits @ ..] => {
            digits.starts_with(b"0000") || digits.iter().take(4).any(|digit| *digit == b'\\')
        }
        _ => rest.starts_with(b"\\u0075"),
    }
}

/// Decodes a string of `bytes` that begins at `start`, behind its quote, into `out`, whose length only ever
/// grows. One pass in place of scanning and decoding; whether what comes out is UTF-8 is left to the caller.
///
/// # Errors
/// When there is no string.
pub(super) fn unescape(
    bytes: &[u8],
    start: usize,
    stops: Stops<'_>,
    out: &mut Vec<u8>,
) -> Result<Unescaped, Fault> {
    /// Copied at once, however long the run is.
    const PIECE: usize = 48;
    /// A quote as current servers write it, as a number, and the six bytes that count.
    const QUOTE: u64 = u64::from_le_bytes(*b"\\u0022\0\0");
    const SIX: u64 = (1 << 48) - 1;
    // No escape is shorter than what it stands for.
    let room = bytes.len().saturating_sub(start) + PIECE;
    if out.len() < room {
        out.resize(room, 0);
    }
    let target = out.as_mut_slice();
    let (mut at, mut to) = (start, 0);
    let mut may_have_nul = false;
    let fault = |at: usize, syntax| Err(Fault { at, syntax });
    loop {
        let end = stops.at_or_behind(bytes, at);
        let run = end - at;
        match (
            bytes.get(at..).and_then(|rest| rest.first_chunk::<PIECE>()),
            target
                .get_mut(to..)
                .and_then(|rest| rest.first_chunk_mut::<PIECE>()),
        ) {
            // More than the run is copied, and written over later.
            (Some(piece), Some(place)) if run <= PIECE => *place = *piece,
            _ => target[to..to + run].copy_from_slice(&bytes[at..end]),
        }
        at = end;
        to += run;
        // Nearly all escapes are quotes of the payload.
        let rest = bytes.get(at..).unwrap_or_default();
        let six = rest
            .first_chunk()
            .map(|eight| u64::from_le_bytes(*eight) & SIX);
        if six == Some(QUOTE) {
            target[to] = b'"';
            at += 6;
            to += 1;
            continue;
        }
        match rest {
            [b'\\', b'"', ..] => {
                target[to] = b'"';
                at += 2;
                to += 1;
                continue;
            }
            [b'"', ..] => break,
            [b'\\', ..] => {}
            [_, ..] => return fault(at, Syntax::ControlInText),
            [] => return fault(at, Syntax::Ends),
        }
        match bytes.get(at + 1) {
            Some(b'u') => {
                let Some(unit) = bytes.get(at + 2..).and_then(hex4) else {
                    return fault(at, Syntax::Escape);
                };
                match decode_unit(unit, bytes.get(at + 6..).unwrap_or_default()) {
                    Ok((letter, taken)) => {
                        may_have_nul |= letter == '\\';
                        let room = target.get_mut(to..).unwrap_or_default();
                        to += letter.encode_utf8(room).len();
                        at += 6 + taken;
                    }
                    Err(BadText) => return fault(at, Syntax::BadText),
                }
            }
            Some(letter) => match simple_escape(*letter) {
                Some(byte) => {
                    may_have_nul |=
                        byte == b'\\' && may_say_nul(bytes.get(at + 2..).unwrap_or_default());
                    target[to] = byte;
                    at += 2;
                    to += 1;
                }
                None => return fault(at, Syntax::Escape),
            },
            None => return fault(bytes.len(), Syntax::Ends),
        }
    }
    Ok(Unescaped {
        end: at + 1,
        written: to,
        may_have_nul,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::json::Index;

    fn decode(raw: &str) -> Result<String, BadText> {
        let text = Text {
            raw: raw.as_bytes(),
            escaped: raw.contains('\\'),
        };
        let mut scratch = Vec::new();
        let decoded = text.decode(&mut scratch).map(str::to_owned);
        assert_eq!(decoded.is_ok(), text.check().is_ok(), "{raw}");
        // As it stands in a text that is indexed, and in one that is not.
        let whole = format!("\"{raw}\"tail");
        let (mut out, mut index) = (Vec::new(), Index::default());
        index.scan(whole.as_bytes());
        for stops in [Stops::of(&index), Stops::unknown()] {
            let fused = unescape(whole.as_bytes(), 1, stops, &mut out);
            match &decoded {
                Ok(text) => {
                    let fused = fused.unwrap();
                    assert_eq!((fused.end, fused.written), (raw.len() + 2, text.len()));
                    assert_eq!(&out[..text.len()], text.as_bytes());
                }
                Err(BadText) => assert!(fused.is_err(), "{raw}"),
            }
        }
        decoded
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode(r"a\u0022b\n\/\\").as_deref(), Ok("a\"b\n/\\"));
        assert_eq!(
            decode(r#"\"\u0000\u001F\u005c\u0020\b\f\r\t \u002F"#).as_deref(),
            Ok("\"\0\x1F\\ \x08\x0C\r\t /")
        );
        let long = "0123456789 ".repeat(20);
        assert_eq!(decode(&long).as_deref(), Ok(&*long));
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
}
