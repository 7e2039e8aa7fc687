//! JSON as people paste it (specification 2.5): curly quotes, comments, trailing commas, odd blanks.
//!
//! [`read`] tries strict JSON first. Only if that fails, one pass mends what section 2.5 lists, and nothing else: no single
//! quotes, no keys without quotes, no missing commas. Every repair is counted by its kind. If the mended text is not JSON
//! either, the error is that of the text as it was dropped.

use super::json::{Json, MAX_BYTES};

/// What was mended, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repairs {
    /// Odd blanks outside of strings.
    pub blanks: u32,
    /// Comments.
    pub comments: u32,
    /// Strings in typographic quotes, or in a pair of which one is.
    pub typographic_strings: u32,
    /// Straight quotes inside of typographic strings.
    pub inner_quotes: u32,
    /// Control characters inside of strings.
    pub control_characters: u32,
    /// Commas before a closing bracket.
    pub trailing_commas: u32,
}

impl Repairs {
    /// Number of all.
    pub fn total(self) -> u32 {
        self.kinds().iter().map(|(number, _)| number).sum()
    }

    /// Number and name of each kind.
    fn kinds(self) -> [(u32, &'static str); 6] {
        [
            (self.typographic_strings, "typographic quotes"),
            (self.comments, "comments"),
            (self.trailing_commas, "trailing commas"),
            (self.blanks, "odd blanks"),
            (self.inner_quotes, "quotes inside of text"),
            (self.control_characters, "control characters"),
        ]
    }

    /// The kinds that were met, in words.
    pub fn in_words(self) -> String {
        let met: Vec<String> = self
            .kinds()
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, name)| format!("{number} {name}"))
            .collect();
        met.join(", ")
    }
}

/// A document that could be read.
#[derive(Debug, Clone)]
pub struct Read {
    /// Its value.
    pub json: Json,
    /// What was mended first.
    pub repairs: Repairs,
}

/// Bytes of a text file as text: UTF-8, or UTF-16 with its mark, as PowerShell writes files. Bytes that are no UTF-8
/// become replacement characters.
pub fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .filter_map(|pair| Some(read(pair.try_into().ok()?)))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Reads a document.
///
/// # Errors
/// What is wrong with it as it was dropped, with line and column.
pub fn read(text: &str) -> Result<Read, String> {
    if text.len() as u64 > MAX_BYTES {
        return Err(format!("longer than {} MiB", MAX_BYTES >> 20));
    }
    let strict = match Json::parse(text) {
        Ok(json) => {
            return Ok(Read {
                json,
                repairs: Repairs::default(),
            });
        }
        Err(strict) => strict,
    };
    let (mended, repairs) = mend(text);
    match Json::parse(&mended) {
        Ok(json) if repairs.total() > 0 => Ok(Read { json, repairs }),
        _ => Err(strict),
    }
}

/// The text with what section 2.5 lists mended.
pub fn mend(text: &str) -> (String, Repairs) {
    let mut mender = Mender {
        text,
        at: 0,
        out: String::with_capacity(text.len() + text.len() / 16),
        repairs: Repairs::default(),
        line_end: 0,
        straight: None,
    };
    mender.run();
    (mender.out, mender.repairs)
}

fn is_typographic(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»')
}

struct Mender<'a> {
    text: &'a str,
    at: usize,
    out: String,
    repairs: Repairs,
    /// Next comma or line end from a place that was looked at, so that looking ahead stays linear.
    line_end: usize,
    /// Next straight quote from a place that was looked at.
    straight: Option<usize>,
}

impl Mender<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\u{a0}' | '\u{200b}' | '\u{2009}' | '\u{202f}' | '\u{feff}' => {
                    self.out.push(' ');
                    self.repairs.blanks += 1;
                    self.at += c.len_utf8();
                }
                '#' => self.comment("\n", 1),
                '/' if self.rest().starts_with("//") => self.comment("\n", 2),
                '/' if self.rest().starts_with("/*") => self.comment("*/", 2),
                '"' => self.straight_string(),
                c if is_typographic(c) => self.typographic_string(c),
                '}' | ']' => {
                    let kept = self.out.trim_end().len();
                    if let Some(before) = self.out.get(..kept).and_then(|out| out.strip_suffix(','))
                    {
                        // A comma behind an opening bracket or another comma is another fault.
                        if !before.trim_end().ends_with(['{', '[', ',']) {
                            let tail = self.out.split_off(kept);
                            self.out.pop();
                            self.out.push_str(&tail);
                            self.repairs.trailing_commas += 1;
                        }
                    }
                    self.out.push(c);
                    self.at += 1;
                }
                other => {
                    self.out.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
    }

    /// Drops a comment; a line end stays, so that places keep their line.
    fn comment(&mut self, end: &str, opening: usize) {
        let body = self.rest().get(opening..).unwrap_or("");
        let length = match body.find(end) {
            Some(at) if end == "\n" => at,
            Some(at) => at + end.len(),
            None => body.len(),
        };
        let lines = body.get(..length).unwrap_or("").matches('\n').count();
        self.out.push(' ');
        for _ in 0..lines {
            self.out.push('\n');
        }
        self.at += opening + length;
        self.repairs.comments += 1;
    }

    /// Whether what follows may stand behind a string: blanks, then a structural character, a comment or the end.
    fn closes(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or("").trim_start();
        rest.is_empty() || rest.starts_with([',', ':', '}', ']']) || rest.starts_with("//")
    }

    /// Content that stands in any string.
    fn content(&mut self, c: char) {
        match c {
            '\\' => {
                let escaped = self.rest().get(1..).and_then(|rest| rest.chars().next());
                self.out.push('\\');
                self.at += 1;
                if let Some(next) = escaped
                    && !next.is_control()
                {
                    self.out.push(next);
                    self.at += next.len_utf8();
                }
            }
            c if u32::from(c) < 0x20 => {
                match c {
                    '\n' => self.out.push_str("\\n"),
                    '\r' => self.out.push_str("\\r"),
                    '\t' => self.out.push_str("\\t"),
                    other => self.out.push_str(&format!("\\u{:04x}", u32::from(other))),
                }
                self.repairs.control_characters += 1;
                self.at += 1;
            }
            c => {
                self.out.push(c);
                self.at += c.len_utf8();
            }
        }
    }

    fn straight_string(&mut self) {
        self.out.push('"');
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            if c == '"' {
                self.out.push('"');
                self.at += 1;
                return;
            }
            if is_typographic(c) && self.mixed_pair(self.at + c.len_utf8()) {
                self.out.push('"');
                self.at += c.len_utf8();
                self.repairs.typographic_strings += 1;
                return;
            }
            self.content(c);
        }
    }

    /// Whether a typographic quote that ends at `behind` closes a string that a straight one opened.
    fn mixed_pair(&mut self, behind: usize) -> bool {
        if !self.closes(behind) {
            return false;
        }
        let find = |from: usize, wanted: &[char]| {
            self.text
                .get(from..)
                .and_then(|rest| rest.find(wanted))
                .map_or(self.text.len(), |at| from + at)
        };
        if self.line_end < behind {
            self.line_end = find(behind, &[',', '\n']);
        }
        let straight = match self.straight {
            Some(at) if at >= behind => at,
            _ => find(behind, &['"']),
        };
        self.straight = Some(straight);
        straight >= self.line_end
    }

    fn typographic_string(&mut self, opening: char) {
        self.repairs.typographic_strings += 1;
        self.out.push('"');
        self.at += opening.len_utf8();
        while let Some(c) = self.rest().chars().next() {
            if is_typographic(c) {
                self.out.push('"');
                self.at += c.len_utf8();
                return;
            }
            if c == '"' {
                self.at += 1;
                if self.closes(self.at) {
                    self.out.push('"');
                    return;
                }
                self.out.push_str("\\\"");
                self.repairs.inner_quotes += 1;
                continue;
            }
            self.content(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) -> Repairs {
        let read = read(text).unwrap();
        assert_eq!(
            read.json,
            Json::parse(expected).unwrap(),
            "{}",
            mend(text).0
        );
        read.repairs
    }

    #[test]
    fn what_the_specification_lists_is_mended() {
        assert_eq!(
            check(r#"{"a": "http://x # y"}"#, r#"{"a":"http://x # y"}"#).total(),
            0
        );
        let repairs = check(
            "{ // one\n“a”: “b\"c”, /* two\n */ # three\n \"d\": [1,\u{a0}2, ], }",
            r#"{"a":"b\"c","d":[1,2]}"#,
        );
        assert_eq!(
            repairs,
            Repairs {
                comments: 3,
                typographic_strings: 2,
                inner_quotes: 1,
                trailing_commas: 2,
                blanks: 1,
                control_characters: 0
            }
        );
        check("{“a\": \"b”, «c»: „d”}", r#"{"a":"b","c":"d"}"#);
        check("{\"a\": \"b ”x” c\", }", r#"{"a":"b ”x” c"}"#);
        check("{\"a\": \"line\n\ttab\"}", r#"{"a":"line\n\ttab"}"#);
    }

    #[test]
    fn nothing_else_is_mended_and_the_strict_error_stays() {
        for text in [
            "{'a': 1}",
            "{a: 1}",
            "{\"a\": 1 \"b\": 2}",
            "{,}",
            "[1,,]",
            "{\"a\": \"b",
            "// only\n",
            "",
        ] {
            let strict = Json::parse(text).unwrap_err();
            assert_eq!(read(text).unwrap_err(), strict, "{text}");
        }
    }

    #[test]
    fn hostile_text_is_answered_in_linear_time() {
        for piece in ["“", "\"”", "//", "/*", "\\", "”,", "[", ",]", "\" ”:\n"] {
            let text = piece.repeat((MAX_BYTES as usize - 1) / piece.len());
            assert!(read(&text).is_err());
        }
        assert!(
            read(&" ".repeat(MAX_BYTES as usize + 1))
                .unwrap_err()
                .contains("8 MiB")
        );
    }

    #[test]
    fn text_in_utf_16_is_decoded() {
        let units: Vec<u8> = "\u{feff}{\"a\":\"é\"}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decoded(&units), "{\"a\":\"é\"}");
        assert_eq!(decoded(b"\xef\xbb\xbf{}"), "{}");
    }
}
