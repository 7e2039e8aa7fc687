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
    /// Lines around the JSON that are none of it: headers of an answer, a command, a sentence.
    pub other_lines: u32,
}

impl Repairs {
    /// Number of all.
    pub fn total(self) -> u32 {
        self.kinds().iter().map(|(number, ..)| number).sum()
    }

    /// Number and name of each kind.
    fn kinds(self) -> [(u32, &'static str, &'static str); 7] {
        [
            (
                self.typographic_strings,
                "text in typographic quotes",
                "texts in typographic quotes",
            ),
            (self.comments, "comment", "comments"),
            (self.trailing_commas, "trailing comma", "trailing commas"),
            (self.blanks, "odd blank", "odd blanks"),
            (
                self.inner_quotes,
                "quote inside of text",
                "quotes inside of text",
            ),
            (
                self.control_characters,
                "control character",
                "control characters",
            ),
            (
                self.other_lines,
                "line of other text",
                "lines of other text",
            ),
        ]
    }

    /// Takes those of another piece of the text.
    fn add(&mut self, other: Repairs) {
        self.blanks += other.blanks;
        self.comments += other.comments;
        self.typographic_strings += other.typographic_strings;
        self.inner_quotes += other.inner_quotes;
        self.control_characters += other.control_characters;
        self.trailing_commas += other.trailing_commas;
        self.other_lines += other.other_lines;
    }

    /// The kinds that were met, in words.
    pub fn in_words(self) -> String {
        let met: Vec<String> = self
            .kinds()
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, one, several)| {
                format!("{number} {}", if number == 1 { one } else { several })
            })
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

/// Bytes of a text file as text: UTF-8, or UTF-16 as PowerShell writes files, with its mark or without. What is no UTF-8
/// anywhere is taken for Windows-1252, in which editors save curly quotes; other bytes become replacement characters.
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
        // Text begins with two characters of ASCII, whatever the file holds.
        [first, 0, second, 0, ..] if first.is_ascii() && second.is_ascii() && *first != 0 => {
            wide(bytes, u16::from_le_bytes)
        }
        [0, first, 0, second, ..] if first.is_ascii() && second.is_ascii() && *first != 0 => {
            wide(bytes, u16::from_be_bytes)
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if is_windows_1252(bytes) => {
                bytes.iter().map(|byte| windows_1252(*byte)).collect()
            }
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        },
    }
}

/// Whether no two bytes above ASCII stand together, as they do in every UTF-8, and no control character is there.
fn is_windows_1252(bytes: &[u8]) -> bool {
    let together = bytes
        .windows(2)
        .any(|pair| pair.iter().all(|byte| !byte.is_ascii()));
    !together
        && bytes
            .iter()
            .all(|byte| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// A byte of Windows-1252; the five that it leaves open are what they are in Latin-1.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte.checked_sub(0x80) {
        Some(at) => HIGH
            .get(usize::from(at))
            .copied()
            .unwrap_or(char::from(byte)),
        None => char::from(byte),
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

/// Most bytes that are looked at to find documents in a text, as a multiple of its length.
const SEARCHED: usize = 4;

/// Documents that stand in a text among something else: in the fences of Markdown, behind the headers of an answer or
/// a command, one behind the other. A document begins with its bracket at the beginning of a line, or the text is the
/// inside of an object. Empty if there is none, or if one of them is broken or cut off: what is inside of it is a part.
pub fn read_pieces(text: &str) -> (Vec<Json>, Repairs) {
    let mut found = Vec::new();
    let mut repairs = Repairs::default();
    if text.trim_start().starts_with('"')
        && let Ok(read) = read(&format!("{{{text}}}"))
    {
        repairs.add(read.repairs);
        return (vec![read.json], repairs);
    }
    let mut left = text.len().saturating_mul(SEARCHED);
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\u{feff}']).len();
        let piece = rest.get(blank..).unwrap_or("");
        if piece.starts_with(['{', '[']) && left > 0 {
            let mut mender = Mender::new(piece);
            mender.run(true);
            left = left.saturating_sub(mender.at);
            let strict = piece.get(..mender.at).map(Json::parse);
            let read = match strict {
                Some(Ok(json)) => Some((json, Repairs::default())),
                _ => Json::parse(&mender.out)
                    .ok()
                    .map(|json| (json, mender.repairs)),
            };
            if let Some((json, mended)) = read {
                repairs.add(mended);
                found.push(json);
                at += blank + mender.at;
                continue;
            }
            let broken = mender.open > 0
                || [r#"":"#, r#"" :"#, "”:"]
                    .iter()
                    .any(|pair| mender.out.contains(pair));
            if broken {
                return (Vec::new(), repairs);
            }
        }
        let said = rest.get(..line).unwrap_or("").trim();
        // What closes a document in a list of them, and the fences, is no text.
        if !said.is_empty() && said != "," {
            repairs.other_lines += 1;
        }
        at += line;
    }
    (found, repairs)
}

/// The text with what section 2.5 lists mended.
pub fn mend(text: &str) -> (String, Repairs) {
    let mut mender = Mender::new(text);
    mender.run(false);
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
    /// Brackets that are open.
    open: usize,
}

impl<'a> Mender<'a> {
    fn new(text: &'a str) -> Self {
        Mender {
            text,
            at: 0,
            out: String::new(),
            repairs: Repairs::default(),
            line_end: 0,
            straight: None,
            open: 0,
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Mends the text: all of it, or up to where its first bracket is closed.
    fn run(&mut self, first: bool) {
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
                    self.open = self.open.saturating_sub(1);
                    if first && self.open == 0 {
                        return;
                    }
                }
                other => {
                    self.open += usize::from(matches!(other, '{' | '['));
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
                ..Repairs::default()
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

    #[track_caller]
    fn check_pieces(text: &str, expected: &[&str], other_lines: u32) {
        let (found, repairs) = read_pieces(text);
        let expected: Vec<Json> = expected
            .iter()
            .map(|piece| Json::parse(piece).unwrap())
            .collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(repairs.other_lines, other_lines, "{text}");
    }

    #[test]
    fn documents_among_other_text_are_found() {
        check_pieces(
            "Look:\n\n```json\n{\"a\": [1,\n  {\"b\": 2}]}\n```\nthanks\n",
            &[r#"{"a":[1,{"b":2}]}"#],
            4,
        );
        check_pieces(
            "{\"a\": 1}\n\n{\"a\": 2}\r\n[3]",
            &[r#"{"a":1}"#, r#"{"a":2}"#, "[3]"],
            0,
        );
        check_pieces(
            "HTTP/1.1 200 OK\r\nDate: x\r\n\r\n{“a”: “}”, }",
            &[r#"{"a":"}"}"#],
            2,
        );
        check_pieces(
            "\"properties\": {\"a\": 1},",
            &[r#"{"properties":{"a":1}}"#],
            0,
        );
        check_pieces("[INFO] {x}\n{\"a\": 1}\n", &[r#"{"a":1}"#], 1);
        // A part of a document is none.
        for text in [
            "{broken\n{\"a\": 1}\n",
            "{\"value\": [\n{\"a\": 1},\n{\"a\"",
            "{\"value\": [\n{\"a\": 1}\n{\"a\": 2}\n]}",
            "{\"a\": 1}\n{\"a\" 2}\n{\"a\": 3, b}",
        ] {
            assert!(read_pieces(text).0.is_empty(), "{text}");
        }
        check_pieces("nothing {here}", &[], 1);
    }

    #[test]
    fn hostile_text_is_searched_in_linear_time() {
        for piece in ["{\n", "[\n", "{\"\n", "{}x\n", "{“\n"] {
            let text = piece.repeat((1 << 20) / piece.len());
            let _ = read_pieces(&text);
        }
    }

    #[test]
    fn text_of_windows_editors_is_decoded() {
        assert_eq!(decoded(b"{ \x93a\x94: \xe9 }"), "{ “a”: é }");
        let plain: Vec<u8> = "{\"a\": 1}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decoded(&plain), "{\"a\": 1}");
        let plain: Vec<u8> = "{\"a\": 1}"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decoded(&plain), "{\"a\": 1}");
        // Cut in the middle of a character, as the beginning of a file may be.
        assert_eq!(decoded(b"{\"\xc3\xa9\xc3"), "{\"é\u{fffd}");
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
