//! A record of any size, cut down to what can matter before it stands in memory as a whole.
//!
//! Two things make a record large that the server's reader steps over: blanks between the parts of the JSON, of which
//! one is kept, and texts under keys of the record that mean nothing, of which long plain stretches are left out.
//! Escapes, characters beyond ASCII and whatever is wrong stay, so the shorter text is read with the same outcome.

use std::ops::ControlFlow;

/// Bytes of a plain stretch that are kept.
const STRETCH_BYTES: usize = 64;

/// Keys of a record whose values count, in lower case (`Backup/Model/CompatibleStoredEvent.cs`).
const KEYS: [&[u8]; 5] = [
    b"n",
    b"streamname",
    b"eventposition",
    b"eventstreamnumber",
    b"data",
];

/// A record while it is cut down.
#[derive(Debug)]
pub(super) struct Condensed {
    text: Vec<u8>,
    /// More than so many bytes are not kept.
    most: usize,
    in_text: bool,
    escaped: bool,
    blank: bool,
    /// Containers that are open; only whether it is one matters.
    depth: u64,
    /// The text being read may be a key of the record; its start.
    key_at: Option<usize>,
    /// Inside the value of a key that means nothing.
    unknown: bool,
    /// Plain bytes in a row.
    stretch: usize,
}

impl Condensed {
    /// A text of which at most so many bytes are kept.
    pub(super) fn new(most: usize) -> Condensed {
        Condensed {
            text: Vec::new(),
            most,
            in_text: false,
            escaped: false,
            blank: false,
            depth: 0,
            key_at: None,
            unknown: false,
            stretch: 0,
        }
    }

    /// Takes the next bytes; breaks where there is too much.
    pub(super) fn feed(&mut self, piece: &[u8]) -> ControlFlow<()> {
        for byte in piece {
            if self.in_text {
                self.in_text(*byte);
            } else {
                self.outside(*byte);
            }
        }
        if self.text.len() > self.most {
            self.text = Vec::new();
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// What is kept.
    pub(super) fn finish(self) -> Vec<u8> {
        self.text
    }

    fn outside(&mut self, byte: u8) {
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        if blank && self.blank {
            return;
        }
        self.blank = blank;
        match byte {
            b'"' => {
                self.in_text = true;
                self.stretch = 0;
                // Behind a colon it is a value, and keeps what its key said.
                if self.depth == 1 && self.last_sign() != Some(b':') {
                    self.key_at = Some(self.text.len() + 1);
                }
            }
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' if self.depth == 1 => self.unknown = false,
            _ => {}
        }
        self.text.push(byte);
    }

    fn in_text(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
            self.stretch = 0;
        } else if byte == b'"' {
            self.in_text = false;
            if let Some(start) = self.key_at.take() {
                let key = self.text.get(start..).unwrap_or_default();
                // A key that is written with escapes may be any.
                self.unknown = !key.contains(&b'\\')
                    && !KEYS.iter().any(|known| known.eq_ignore_ascii_case(key));
            }
        } else if (b' '..0x7F).contains(&byte) {
            self.stretch += 1;
            if self.unknown && self.key_at.is_none() && self.stretch > STRETCH_BYTES {
                return;
            }
        } else {
            self.stretch = 0;
        }
        self.text.push(byte);
    }

    /// The last byte that is no blank.
    fn last_sign(&self) -> Option<u8> {
        let kept = self.text.iter().rev();
        kept.copied()
            .find(|byte| *byte != b' ' && *byte != b'\n' && *byte != b'\t' && *byte != b'\r')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condensed(text: &[u8], piece: usize) -> Vec<u8> {
        let mut condensed = Condensed::new(1 << 20);
        for part in text.chunks(piece) {
            assert!(condensed.feed(part).is_continue());
        }
        condensed.finish()
    }

    #[test]
    fn blanks_and_long_texts_that_nobody_reads_are_cut() {
        let long = "x".repeat(1_000);
        let text = format!(
            "{}{{ \"n\" : {{\"p\":\"a  {long}\"}}  ,\n\n\"other\":[\"{long}\\u0000{long}\"], \"STREAMNAME\":\"{long}\"}}",
            " ".repeat(500)
        );
        let kept = "x".repeat(STRETCH_BYTES);
        let expected = format!(
            " {{ \"n\" : {{\"p\":\"a  {long}\"}} ,\n\"other\":[\"{kept}\\u0000{}\"], \"STREAMNAME\":\"{long}\"}}",
            "x".repeat(STRETCH_BYTES - 4)
        );
        for piece in [1, 7, text.len()] {
            assert_eq!(
                String::from_utf8(condensed(text.as_bytes(), piece)).unwrap(),
                expected
            );
        }
    }

    #[test]
    fn what_is_wrong_stays_wrong() {
        for text in ["1 2", "{\"a\":\"\u{1}\"}", "{\"a\":\"x", "[1,]"] {
            assert_eq!(condensed(text.as_bytes(), 1), text.as_bytes());
        }
    }

    #[test]
    fn more_than_is_kept_breaks() {
        let mut condensed = Condensed::new(100);
        assert!(condensed.feed(&[b'1'; 100]).is_continue());
        assert!(condensed.feed(b"1").is_break());
    }
}
