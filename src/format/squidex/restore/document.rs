//! The special attachments as streams: each is read once, in pieces, and only what the server makes of it is kept.
//!
//! A JSON file of these may have any size: the server reads it as a stream, and so do we. What is held is one text of
//! at most [`MAX_TEXT_BYTES`], and of Users.json the users.

use std::collections::HashMap;

/// Longest text or number that is looked at; the rest of a longer one is only checked.
const MAX_TEXT_BYTES: usize = 64 << 10;

/// Deepest nesting of a document that the server's reader takes.
const MAX_DEPTH: u32 = 64;

/// A step of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step<'a> {
    /// A key, at the depth of its object.
    Key(&'a str),
    /// A text.
    Text(&'a str),
    /// A number as it is written.
    Number(&'a str),
    /// `true`, `false`.
    Bool,
    /// `null`.
    Null,
    /// A brace or bracket opens.
    Begin {
        /// Whether it is a brace.
        object: bool,
    },
    /// One closes.
    End,
}

/// What can come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value, or the end of an array.
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Text {
        key: bool,
    },
    /// Behind a backslash.
    Escape {
        key: bool,
    },
    /// So many hex digits of an escape are read.
    Hex {
        key: bool,
        digits: u8,
        unit: u32,
    },
    /// A number, `true`, `false`, `null`.
    Word,
}

/// A JSON document, taken in pieces.
#[derive(Debug)]
pub(super) struct Stream {
    expect: Expect,
    within: Within,
    /// Bit n: whether the container at depth n + 1 is an object.
    objects: u64,
    depth: u32,
    /// Bytes of the text or word so far, and whether more were left out.
    text: Vec<u8>,
    /// The first half of a surrogate pair that waits for the second.
    high: Option<u32>,
    /// Bytes of an UTF-8 sequence that are still to come.
    tail: Vec<u8>,
    fault: Option<String>,
    bytes: u64,
    /// Some text or key has the character U+0000.
    pub(super) has_nul: bool,
    /// Most containers in each other.
    pub(super) deepest: u32,
}

impl Default for Stream {
    fn default() -> Self {
        Stream {
            expect: Expect::Value,
            within: Within::Nothing,
            objects: 0,
            depth: 0,
            text: Vec::new(),
            high: None,
            tail: Vec::new(),
            fault: None,
            bytes: 0,
            has_nul: false,
            deepest: 0,
        }
    }
}

impl Stream {
    /// Takes the next piece. `sink` hears each step with the depth at which it stands (of a container: with itself).
    pub(super) fn feed(&mut self, piece: &[u8], sink: &mut dyn FnMut(u32, Step<'_>)) {
        let mut rest = piece;
        // A byte order mark is accepted.
        if self.bytes == 0 {
            rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
        }
        let start = self.bytes + (piece.len() - rest.len()) as u64;
        self.bytes += piece.len() as u64;
        for (at, byte) in (start..).zip(rest) {
            if self.fault.is_some() {
                return;
            }
            if let Err(why) = self.byte(*byte, sink) {
                self.fault = Some(format!("{why} at byte {at}"));
            }
        }
    }

    /// Ends the document.
    ///
    /// # Errors
    /// Why it is no JSON, in words.
    pub(super) fn finish(&mut self, sink: &mut dyn FnMut(u32, Step<'_>)) -> Result<(), String> {
        if self.fault.is_none() && self.within == Within::Word {
            self.fault = self.word(sink).err().map(Into::into);
        }
        match self.fault.take() {
            Some(why) => Err(why),
            None if self.depth == 0 && self.expect == Expect::CommaOrEnd => Ok(()),
            None => Err("the text ends in the middle".into()),
        }
    }

    fn byte(&mut self, byte: u8, sink: &mut dyn FnMut(u32, Step<'_>)) -> Result<(), &'static str> {
        match self.within {
            Within::Nothing => self.outside(byte, sink),
            Within::Text { key } => match byte {
                b'"' => self.text_ends(key, sink),
                b'\\' => {
                    self.sequence_done()?;
                    self.within = Within::Escape { key };
                    Ok(())
                }
                0..=0x1F => Err("a control character inside a string"),
                _ => {
                    self.no_high_waits()?;
                    self.utf8(byte)
                }
            },
            Within::Escape { key } => {
                self.within = Within::Text { key };
                let plain = match byte {
                    b'"' | b'\\' | b'/' => byte,
                    b'b' => 8,
                    b'f' => 12,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'u' => {
                        self.within = Within::Hex {
                            key,
                            digits: 0,
                            unit: 0,
                        };
                        return Ok(());
                    }
                    _ => return Err("a backslash with something that is no escape"),
                };
                self.no_high_waits()?;
                self.keep(&[plain]);
                Ok(())
            }
            Within::Hex { key, digits, unit } => {
                let digit = char::from(byte).to_digit(16).ok_or("a wrong escape")?;
                let unit = unit << 4 | digit;
                if digits < 3 {
                    self.within = Within::Hex {
                        key,
                        digits: digits + 1,
                        unit,
                    };
                    return Ok(());
                }
                self.within = Within::Text { key };
                self.unit(unit)
            }
            Within::Word => match byte {
                b'0'..=b'9' | b'a'..=b'z' | b'E' | b'+' | b'-' | b'.' => {
                    self.keep(&[byte]);
                    Ok(())
                }
                _ => {
                    self.word(sink)?;
                    self.outside(byte, sink)
                }
            },
        }
    }

    fn outside(
        &mut self,
        byte: u8,
        sink: &mut dyn FnMut(u32, Step<'_>),
    ) -> Result<(), &'static str> {
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            return Ok(());
        }
        let in_object = self.depth > 0 && self.objects >> (self.depth - 1) & 1 == 1;
        match (self.expect, byte) {
            (Expect::CommaOrEnd, _) if self.depth == 0 => {
                return Err("something stands behind the end");
            }
            (Expect::CommaOrEnd, b',') => {
                self.expect = if in_object {
                    Expect::Key
                } else {
                    Expect::Value
                };
            }
            (Expect::CommaOrEnd | Expect::KeyOrEnd, b'}') if in_object => self.close(sink),
            (Expect::CommaOrEnd | Expect::ValueOrEnd, b']') if !in_object => self.close(sink),
            (Expect::Colon, b':') => self.expect = Expect::Value,
            (Expect::Key | Expect::KeyOrEnd, b'"') => self.begin(Within::Text { key: true }),
            (Expect::Value | Expect::ValueOrEnd, b'"') => self.begin(Within::Text { key: false }),
            (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => {
                if self.depth >= MAX_DEPTH {
                    return Err("nested deeper than 64 levels");
                }
                let object = byte == b'{';
                self.objects = self.objects & !(1 << self.depth) | u64::from(object) << self.depth;
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
                self.expect = if object {
                    Expect::KeyOrEnd
                } else {
                    Expect::ValueOrEnd
                };
                sink(self.depth, Step::Begin { object });
            }
            (Expect::Value | Expect::ValueOrEnd, b'0'..=b'9' | b'-' | b't' | b'f' | b'n') => {
                self.begin(Within::Word);
                self.keep(&[byte]);
            }
            _ => return Err("an unexpected character"),
        }
        Ok(())
    }

    fn begin(&mut self, within: Within) {
        self.text.clear();
        self.within = within;
    }

    fn close(&mut self, sink: &mut dyn FnMut(u32, Step<'_>)) {
        sink(self.depth, Step::End);
        self.depth -= 1;
        self.expect = Expect::CommaOrEnd;
    }

    /// A number or a literal ended.
    fn word(&mut self, sink: &mut dyn FnMut(u32, Step<'_>)) -> Result<(), &'static str> {
        self.within = Within::Nothing;
        self.expect = Expect::CommaOrEnd;
        let step = match self.text.as_slice() {
            b"true" | b"false" => Step::Bool,
            b"null" => Step::Null,
            number => {
                // Numbers longer than any buffer are not written by anybody.
                let text = std::str::from_utf8(number).unwrap_or_default();
                let value: Option<f64> = serde_json::from_str(text).ok();
                match value {
                    Some(value) if value.is_finite() => Step::Number(text),
                    _ => return Err("a number with a wrong spelling or out of range"),
                }
            }
        };
        sink(self.depth, step);
        Ok(())
    }

    fn text_ends(
        &mut self,
        key: bool,
        sink: &mut dyn FnMut(u32, Step<'_>),
    ) -> Result<(), &'static str> {
        self.sequence_done()?;
        self.no_high_waits()?;
        self.within = Within::Nothing;
        // What was left out may have cut a character.
        let text = match std::str::from_utf8(&self.text) {
            Ok(text) => text,
            Err(cut) => std::str::from_utf8(&self.text[..cut.valid_up_to()]).unwrap_or_default(),
        };
        if key {
            self.expect = Expect::Colon;
            sink(self.depth, Step::Key(text));
        } else {
            self.expect = Expect::CommaOrEnd;
            sink(self.depth, Step::Text(text));
        }
        Ok(())
    }

    /// Keeps bytes of a text as far as there is room.
    fn keep(&mut self, bytes: &[u8]) {
        if self.text.len() < MAX_TEXT_BYTES {
            self.text.extend_from_slice(bytes);
        }
    }

    /// A byte of a text that is no escape.
    fn utf8(&mut self, byte: u8) -> Result<(), &'static str> {
        if byte < 0x80 && self.tail.is_empty() {
            self.keep(&[byte]);
            return Ok(());
        }
        self.tail.push(byte);
        match std::str::from_utf8(&self.tail) {
            Ok(_) => {
                let whole = std::mem::take(&mut self.tail);
                self.keep(&whole);
                Ok(())
            }
            Err(error) if error.error_len().is_none() => Ok(()),
            Err(_) => Err("a string that is not valid text"),
        }
    }

    fn sequence_done(&self) -> Result<(), &'static str> {
        if self.tail.is_empty() {
            Ok(())
        } else {
            Err("a string that is not valid text")
        }
    }

    fn no_high_waits(&self) -> Result<(), &'static str> {
        match self.high {
            None => Ok(()),
            Some(_) => Err("half of a surrogate pair"),
        }
    }

    /// An escaped unit of UTF-16.
    fn unit(&mut self, unit: u32) -> Result<(), &'static str> {
        let code = match (self.high.take(), unit) {
            (None, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return Ok(());
            }
            (Some(high), 0xDC00..=0xDFFF) => 0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00),
            (None, unit) => unit,
            (Some(_), _) => return Err("half of a surrogate pair"),
        };
        let Some(letter) = char::from_u32(code) else {
            return Err("half of a surrogate pair");
        };
        self.has_nul |= letter == '\0';
        self.keep(letter.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }
}

/// Most users that are kept: an account is made for each, and no app has ever had so many.
pub(super) const MAX_USERS: usize = 100_000;
/// Most bytes of their ids and addresses.
const MAX_USER_BYTES: usize = 16 << 20;

/// The users of Users.json in their order; a doubled key keeps its place and takes the last value.
#[derive(Debug, Default)]
pub(super) struct Users {
    pub(super) users: Vec<(String, Option<String>)>,
    places: HashMap<String, usize>,
    bytes: usize,
    /// There are more than are kept.
    pub(super) more: bool,
}

impl Users {
    pub(super) fn push(&mut self, id: &str, email: Option<&str>) {
        let known = self.places.get(id).copied();
        if let Some(user) = known.and_then(|place| self.users.get_mut(place)) {
            user.1 = email.map(Into::into);
            return;
        }
        self.bytes += id.len() + email.map_or(0, str::len);
        if self.users.len() >= MAX_USERS || self.bytes > MAX_USER_BYTES {
            self.more = true;
            return;
        }
        self.places.insert(id.into(), self.users.len());
        self.users.push((id.into(), email.map(Into::into)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of a text, or why it is no JSON; the text comes in pieces of so many bytes.
    fn steps(text: &[u8], piece: usize) -> Result<Vec<String>, String> {
        let mut stream = Stream::default();
        let mut heard = Vec::new();
        let mut sink = |depth: u32, step: Step<'_>| heard.push(format!("{depth} {step:?}"));
        for part in text.chunks(piece) {
            stream.feed(part, &mut sink);
        }
        stream.finish(&mut sink)?;
        Ok(heard)
    }

    #[test]
    fn pieces_make_no_difference() {
        let text =
            "\u{feff} {\"a\\u00e4\" : [1.5e3, true,\tnull,{}], \"😀\\ud83d\\ude00\":\"x\\n\" } "
                .as_bytes();
        let whole = steps(text, text.len()).unwrap();
        assert_eq!(whole.len(), 12, "{whole:?}");
        assert!(whole.contains(&"1 Key(\"aä\")".into()));
        assert!(whole.contains(&"1 Key(\"😀😀\")".into()));
        // The mark has to come in one piece.
        for piece in 3..text.len() {
            assert_eq!(steps(text, piece).unwrap(), whole);
        }
    }

    /// What serde_json refuses is refused here, and the other way round.
    #[test]
    fn the_same_texts_are_json() {
        let texts: [&[u8]; 38] = [
            b"",
            b" ",
            b"{}",
            b"[]",
            b"null",
            b"nul",
            b"nullx",
            b"1",
            b"01",
            b"-1",
            b"-",
            b"1.",
            b"1e5",
            b"1e400",
            b"\"a\"",
            b"\"a",
            b"\"\\x\"",
            b"\"\\u12\"",
            b"\"\\ud800\"",
            b"\"\\ud800\\u0041\"",
            b"\"\\udc00\"",
            b"\"\xff\"",
            b"\"\xc3\xa4\"",
            b"\"\xc3\"",
            b"\"\n\"",
            b"{\"a\":1}",
            b"{\"a\":1,}",
            b"{\"a\" 1}",
            b"{a:1}",
            b"[1,]",
            b"[1 2]",
            b"[1]x",
            b"{}{}",
            b"// c\n{}",
            b"[,1]",
            b"{\"a\":[{}]}",
            b"[}",
            b"{]",
        ];
        for text in texts {
            let expected = serde_json::from_slice::<serde_json::Value>(text).is_ok();
            assert_eq!(
                steps(text, 1).is_ok(),
                expected,
                "{}",
                String::from_utf8_lossy(text)
            );
        }
    }

    #[test]
    fn depth_and_long_texts_are_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(steps(nested(64).as_bytes(), 7).is_ok());
        assert!(steps(nested(65).as_bytes(), 7).is_err());
        let mut stream = Stream::default();
        let mut longest = 0;
        let mut sink = |_: u32, step: Step<'_>| {
            if let Step::Text(text) = step {
                longest = text.len();
            }
        };
        stream.feed(b"\"", &mut sink);
        for _ in 0..100 {
            stream.feed("äöü".repeat(1_000).as_bytes(), &mut sink);
        }
        stream.feed(b"\"", &mut sink);
        stream.finish(&mut sink).unwrap();
        assert!((MAX_TEXT_BYTES - 4..=MAX_TEXT_BYTES + 4).contains(&longest));
    }
}
