//! A short text in many long ones: which of them need not be looked at closely.

/// A text that is looked for: Horspool's way, which skips most bytes of a text that does not have it.
#[derive(Debug, Clone)]
pub struct Needle {
    /// In lower case.
    bytes: Vec<u8>,
    /// How far to go on from a byte that is where the last one should be.
    skips: [u8; 256],
}

/// A longer needle is looked for by so many of its first bytes.
const MAX_BYTES: usize = 200;

impl Needle {
    /// Of ASCII characters; `None` if it has others, or none.
    pub fn new(text: &str) -> Option<Needle> {
        if text.is_empty() || !text.is_ascii() {
            return None;
        }
        let mut bytes = text.to_ascii_lowercase().into_bytes();
        bytes.truncate(MAX_BYTES);
        let mut skips = [u8::try_from(bytes.len()).ok()?; 256];
        let (_, before_last) = bytes.split_last()?;
        for (far, byte) in (1_u8..).zip(before_last.iter().rev()) {
            for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                if let Some(skip) = skips.get_mut(usize::from(byte)) {
                    *skip = far.min(*skip);
                }
            }
        }
        Some(Needle { bytes, skips })
    }

    /// Whether a text has it, in any case.
    pub fn is_in(&self, text: &[u8]) -> bool {
        let Some(last) = self.bytes.len().checked_sub(1) else {
            return true;
        };
        let mut at = 0;
        while let Some(byte) = text.get(at + last) {
            if text
                .get(at..=at + last)
                .is_some_and(|part| part.eq_ignore_ascii_case(&self.bytes))
            {
                return true;
            }
            at += usize::from(self.skips[usize::from(*byte)]);
        }
        false
    }

    /// Whether a JSON text, or one within another, may have it in a form that is not its own bytes: as `\u0041`, or as
    /// one of the two letters beyond ASCII whose small letter is in it.
    pub fn may_hide_in(&self, text: &[u8]) -> bool {
        let mut rest = text;
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                b'\\' => {
                    if let Some([b'u', digits @ ..]) = after.get(..5)
                        && self.is_hidden_by(digits)
                    {
                        return true;
                    }
                }
                // U+0130 and U+212A, whose small letters are an i and a k.
                0xC4 if after.first() == Some(&0xB0) => return true,
                0xE2 if after.starts_with(&[0x84, 0xAA]) => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether an escape with these digits stands for something in it; a backslash may begin another escape.
    fn is_hidden_by(&self, digits: &[u8]) -> bool {
        let mut code = 0_u32;
        for digit in digits {
            let Some(value) = char::from(*digit).to_digit(16) else {
                return false;
            };
            code = code * 16 + value;
        }
        match u8::try_from(code) {
            Ok(b'\\') => true,
            Ok(byte) => self.bytes.contains(&byte.to_ascii_lowercase()),
            Err(_) => matches!(code, 0x130 | 0x212A),
        }
    }
}

/// A text before and behind the first of an ASCII byte. For ids and names, some dozen bytes long: the standard library's
/// search takes longer to begin than these take to be looked through.
pub fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|found| found == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Whether a text is in another, if its first byte is one that stands in few places: a piece without that byte is told
/// by comparing all of its bytes at once.
pub fn has_rare(text: &[u8], wanted: &[u8]) -> bool {
    const PIECE: usize = 128;
    let Some((first, _)) = wanted.split_first() else {
        return true;
    };
    let (pieces, _) = text.as_chunks::<PIECE>();
    let has_first =
        |piece: &[u8; PIECE]| piece.iter().fold(false, |met, byte| met | (byte == first));
    let begins_in = |from: usize, piece: &[u8]| {
        piece.iter().enumerate().any(|(at, byte)| {
            byte == first
                && text
                    .get(from + at..)
                    .is_some_and(|rest| rest.starts_with(wanted))
        })
    };
    // What is left of the last piece is looked at with what stands before it.
    match text.last_chunk::<PIECE>() {
        None => begins_in(0, text),
        Some(last) => {
            let mut whole = pieces.iter().enumerate();
            whole.any(|(number, piece)| has_first(piece) && begins_in(number * PIECE, piece))
                || has_first(last) && begins_in(text.len() - PIECE, last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_at_its_first_byte_of_a_kind() {
        for text in ["", "-", "a", "a-", "-a", "a-b-c", "ä-ö", "ä"] {
            assert_eq!(split_at_byte(text, b'-'), text.split_once('-'), "{text}");
        }
        // A byte that is none of ASCII stands within a letter: nothing is split there.
        assert_eq!(split_at_byte("ä", 0xA4), None);
    }

    #[test]
    fn a_text_with_a_rare_beginning_is_found_wherever_it_stands() {
        for before in 0..200 {
            for behind in [0, 1, 63, 64, 100, 127, 128, 129] {
                let text = [vec![b'/'; before % 3], vec![b'x'; before]].concat();
                let text = [text, b"/a/b".to_vec(), vec![b'y'; behind]].concat();
                assert!(has_rare(&text, b"/a/b"), "{before} {behind}");
                let without: Vec<u8> = text
                    .iter()
                    .map(|b| if *b == b'b' { b'c' } else { *b })
                    .collect();
                assert!(!has_rare(&without, b"/a/b"), "{before} {behind}");
            }
        }
        assert!(!has_rare(b"/a/", b"/a/b") && !has_rare(b"", b"/") && has_rare(b"", b""));
    }

    #[track_caller]
    fn found(needle: &str, text: &str) -> bool {
        Needle::new(needle).unwrap().is_in(text.as_bytes())
    }

    #[test]
    fn a_text_is_found_wherever_it_stands() {
        let text = "the quick brown fox jumps over the lazy dog, aabaab aAb KeTtLe";
        for from in 0..text.len() {
            for to in from + 1..=text.len() {
                assert!(found(&text[from..to].to_uppercase(), text), "{from} {to}");
            }
        }
        for absent in ["foxes", "dogs", "aabb", "kettles", "zz", "the lazy cat"] {
            assert!(!found(absent, text), "{absent}");
        }
        assert!(!found("longer than the text", "short"));
        let long = "x".repeat(3 * MAX_BYTES);
        assert!(found(&long, &long));
        assert!(Needle::new("").is_none() && Needle::new("é").is_none());
    }

    #[test]
    fn what_is_written_in_another_way_may_hide_it() {
        let needle = Needle::new("kettle").unwrap();
        for text in [
            r"\u006bettle",
            r"\\u004Bettle",
            r"\u005cu006bettle",
            "\u{212a}ettle",
            r"\u212aettle",
            "\u{130}",
        ] {
            assert!(needle.may_hide_in(text.as_bytes()), "{text}");
        }
        for text in [r"\u0022teapot\u0022", r"\u00e9\n\\\u", "é…", r"\uzzzz", ""] {
            assert!(!needle.may_hide_in(text.as_bytes()), "{text}");
        }
    }
}
