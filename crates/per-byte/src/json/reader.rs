//! The pull parser.

use super::MAX_DEPTH;
use super::scan::{Index, Stops};
use super::text::{Text, Unescaped, hex4, unescape};

/// Why a text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// The text ends in the middle.
    Ends,
    /// Something stands behind the value.
    Trailing,
    /// A byte where it has no place.
    Unexpected(u8),
    /// A comma with nothing behind it.
    TrailingComma,
    /// A comment: `//` or `/*`.
    Comment,
    /// A control character inside a string.
    ControlInText,
    /// A backslash with something that is no escape.
    Escape,
    /// A number that is none, such as `01` or `1.`.
    Number,
    /// More than 64 containers in each other.
    TooDeep,
    /// Bad UTF-8, or half of a surrogate pair.
    BadText,
}

impl std::fmt::Display for Syntax {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Syntax::Ends => f.write_str("the text ends in the middle"),
            Syntax::Trailing => f.write_str("something stands behind the end"),
            Syntax::Unexpected(byte) if byte.is_ascii_graphic() => {
                write!(f, "unexpected {:?}", *byte as char)
            }
            Syntax::Unexpected(byte) => write!(f, "unexpected byte 0x{byte:02X}"),
            Syntax::TrailingComma => f.write_str("a comma with nothing behind it"),
            Syntax::Comment => f.write_str("a comment, which JSON has not"),
            Syntax::ControlInText => f.write_str("a control character inside a string"),
            Syntax::Escape => f.write_str("a backslash with something that is no escape"),
            Syntax::Number => f.write_str("a number with a wrong spelling"),
            Syntax::TooDeep => f.write_str("more than 64 objects and arrays in each other"),
            Syntax::BadText => f.write_str("a string that is not valid text"),
        }
    }
}

/// A text is no JSON, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Offset in bytes.
    pub at: usize,
    /// Why.
    pub syntax: Syntax,
}

/// One step of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// Name of a property; its value is the next token.
    Key(Text<'a>),
    /// A string.
    Text(Text<'a>),
    /// A number as written.
    Number(&'a [u8]),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
    /// Nothing left.
    End,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value.
    Value,
    /// A value or `]`: right behind `[`.
    ValueOrEnd,
    /// A key or `}`: right behind `{`.
    KeyOrEnd,
    /// A comma, or the end of the container, or of the text.
    CommaOrEnd,
}

/// Reads a JSON text step by step. Copying it is cheap: that is how to look ahead.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bit n: whether the container at depth n + 1 is an object.
    objects: u64,
    depth: u32,
    expect: Expect,
    /// Start of the token read last.
    token_at: usize,
    stops: Stops<'a>,
}

impl<'a> Reader<'a> {
    /// A reader of that text.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader::with_stops(bytes, Stops::unknown())
    }

    /// As [`Reader::new`], quicker: with the index of the same text.
    pub fn indexed(bytes: &'a [u8], index: &'a Index) -> Self {
        Reader::with_stops(bytes, Stops::of(index))
    }

    fn with_stops(bytes: &'a [u8], stops: Stops<'a>) -> Self {
        Reader {
            bytes,
            at: 0,
            objects: 0,
            depth: 0,
            expect: Expect::Value,
            token_at: 0,
            stops,
        }
    }

    /// Offset behind the token read last.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Offset of the token read last.
    pub fn token_start(&self) -> usize {
        self.token_at
    }

    /// How many containers are open.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The whole text.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Whether the whole text has the escape of U+0000, which can't stand there in another way.
    pub fn has_escaped_nul(&self) -> bool {
        if !self.stops.may_have_nul {
            return false;
        }
        let mut at = 0;
        loop {
            at = self.stops.at_or_behind(self.bytes, at);
            match self.bytes.get(at..) {
                Some([b'\\', escape @ ..]) if escape.starts_with(b"u0000") => return true,
                Some([b'\\', ..]) => at += 2,
                Some([_, ..]) => at += 1,
                _ => return false,
            }
        }
    }

    /// Whether the whole text is known to be ASCII alone.
    pub fn is_ascii(&self) -> bool {
        self.stops.is_ascii
    }

    fn fault<T>(&self, at: usize, syntax: Syntax) -> Result<T, Fault> {
        Err(Fault { at, syntax })
    }

    #[inline]
    fn skip_space(&mut self) -> Option<u8> {
        // Servers write no blanks.
        match self.bytes.get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.skip_blanks(),
        }
    }

    #[cold]
    fn skip_blanks(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                _ => return Some(*byte),
            }
        }
        None
    }

    /// The next step.
    ///
    /// # Errors
    /// When the text is no JSON there.
    #[inline]
    pub fn token(&mut self) -> Result<Token<'a>, Fault> {
        let mut byte = self.skip_space();
        if self.expect == Expect::CommaOrEnd {
            if self.depth == 0 {
                return match byte {
                    None => Ok(Token::End),
                    Some(_) => self.fault(self.at, Syntax::Trailing),
                };
            }
            let in_object = self.in_object();
            match byte {
                Some(b',') => {
                    self.at += 1;
                    byte = self.skip_space();
                    if matches!(byte, Some(b'}' | b']')) {
                        return self.fault(self.at, Syntax::TrailingComma);
                    }
                    if in_object {
                        return self.key(byte).map(Token::Key);
                    }
                }
                Some(b'}') if in_object => return Ok(self.close(Token::EndObject)),
                Some(b']') if !in_object => return Ok(self.close(Token::EndArray)),
                other => return self.unexpected(other),
            }
        } else if self.expect == Expect::KeyOrEnd {
            if byte == Some(b'}') {
                return Ok(self.close(Token::EndObject));
            }
            return self.key(byte).map(Token::Key);
        } else if self.expect == Expect::ValueOrEnd && byte == Some(b']') {
            return Ok(self.close(Token::EndArray));
        }
        self.value(byte)
    }

    /// As [`token`](Self::token) where the next step can only be a key or the end of an object, so behind its brace or
    /// behind a value in it: quicker. `None` at its end.
    ///
    /// # Errors
    /// When the text is no JSON there.
    #[inline]
    pub fn member(&mut self) -> Result<Option<Text<'a>>, Fault> {
        // As servers write it: nothing between comma, quote and colon, and a plain key.
        let comma = usize::from(self.expect != Expect::KeyOrEnd);
        let quote = self.at + comma;
        if (comma == 0 || self.bytes.get(self.at) == Some(&b','))
            && self.bytes.get(quote) == Some(&b'"')
        {
            let end = self.stops.at_or_behind(self.bytes, quote + 1);
            if let (Some([b'"', b':', ..]), Some(raw)) =
                (self.bytes.get(end..), self.bytes.get(quote + 1..end))
            {
                self.token_at = quote;
                self.at = end + 2;
                self.expect = Expect::Value;
                return Ok(Some(Text {
                    raw,
                    escaped: false,
                }));
            }
        }
        self.any_member()
    }

    /// As [`member`](Self::member), however it is written.
    #[inline(never)]
    fn any_member(&mut self) -> Result<Option<Text<'a>>, Fault> {
        let mut byte = self.skip_space();
        if self.expect == Expect::KeyOrEnd {
            if byte == Some(b'}') {
                self.close(Token::EndObject);
                return Ok(None);
            }
        } else {
            match byte {
                Some(b',') => {
                    self.at += 1;
                    byte = self.skip_space();
                    if matches!(byte, Some(b'}' | b']')) {
                        return self.fault(self.at, Syntax::TrailingComma);
                    }
                }
                Some(b'}') => {
                    self.close(Token::EndObject);
                    return Ok(None);
                }
                other => return self.unexpected(other),
            }
        }
        self.key(byte).map(Some)
    }

    /// As [`token`](Self::token) where only a value can be next, so behind a key: quicker.
    ///
    /// # Errors
    /// When the text is no JSON there.
    #[inline]
    pub fn member_value(&mut self) -> Result<Token<'a>, Fault> {
        let byte = self.skip_space();
        self.value(byte)
    }

    #[inline]
    fn in_object(&self) -> bool {
        self.depth > 0 && self.objects >> (self.depth - 1) & 1 == 1
    }

    fn unexpected<T>(&self, byte: Option<u8>) -> Result<T, Fault> {
        match byte {
            None => self.fault(self.at, Syntax::Ends),
            Some(b'/') if matches!(self.bytes.get(self.at + 1), Some(b'/' | b'*')) => {
                self.fault(self.at, Syntax::Comment)
            }
            Some(byte) => self.fault(self.at, Syntax::Unexpected(byte)),
        }
    }

    #[inline]
    fn close(&mut self, token: Token<'a>) -> Token<'a> {
        self.token_at = self.at;
        self.at += 1;
        self.depth -= 1;
        self.expect = Expect::CommaOrEnd;
        token
    }

    #[inline]
    fn open(&mut self, object: bool) -> Result<Token<'a>, Fault> {
        self.token_at = self.at;
        if self.depth >= MAX_DEPTH {
            return self.fault(self.at, Syntax::TooDeep);
        }
        let bit = 1u64 << self.depth;
        self.depth += 1;
        self.at += 1;
        if object {
            self.objects |= bit;
            self.expect = Expect::KeyOrEnd;
            Ok(Token::BeginObject)
        } else {
            self.objects &= !bit;
            self.expect = Expect::ValueOrEnd;
            Ok(Token::BeginArray)
        }
    }

    fn key(&mut self, byte: Option<u8>) -> Result<Text<'a>, Fault> {
        if byte != Some(b'"') {
            return self.unexpected(byte);
        }
        self.token_at = self.at;
        let text = self.text()?;
        match self.skip_space() {
            Some(b':') => {
                self.at += 1;
                self.expect = Expect::Value;
                Ok(text)
            }
            other => self.unexpected(other),
        }
    }

    #[inline]
    fn value(&mut self, byte: Option<u8>) -> Result<Token<'a>, Fault> {
        // Most values are strings without escapes.
        if byte == Some(b'"') {
            let start = self.at + 1;
            let end = self.stops.at_or_behind(self.bytes, start);
            if let (Some(b'"'), Some(raw)) = (self.bytes.get(end), self.bytes.get(start..end)) {
                self.token_at = self.at;
                self.at = end + 1;
                self.expect = Expect::CommaOrEnd;
                return Ok(Token::Text(Text {
                    raw,
                    escaped: false,
                }));
            }
        }
        self.any_value(byte)
    }

    /// As [`value`](Self::value), whatever it is.
    #[inline(never)]
    fn any_value(&mut self, byte: Option<u8>) -> Result<Token<'a>, Fault> {
        self.token_at = self.at;
        let token = match byte {
            Some(b'"') => Token::Text(self.text()?),
            Some(b'{') => return self.open(true),
            Some(b'[') => return self.open(false),
            Some(b'-' | b'0'..=b'9') => Token::Number(self.number()?),
            Some(b't') => self.word(b"true", Token::Bool(true))?,
            Some(b'f') => self.word(b"false", Token::Bool(false))?,
            Some(b'n') => self.word(b"null", Token::Null)?,
            other => return self.unexpected(other),
        };
        self.expect = Expect::CommaOrEnd;
        Ok(token)
    }

    fn word(&mut self, word: &[u8], token: Token<'a>) -> Result<Token<'a>, Fault> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(word) {
            self.at += word.len();
            return Ok(token);
        }
        let same = rest.iter().zip(word).take_while(|(a, b)| a == b).count();
        match rest.get(same) {
            None => self.fault(self.at + same, Syntax::Ends),
            Some(byte) => self.fault(self.at + same, Syntax::Unexpected(*byte)),
        }
    }

    fn number(&mut self) -> Result<&'a [u8], Fault> {
        let start = self.at;
        let digits = |at: usize| {
            self.bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let mut at = start + usize::from(self.bytes.get(start) == Some(&b'-'));
        let whole = digits(at);
        // No digit at all, or a zero in front of others.
        if whole == 0 || (whole > 1 && self.bytes[at] == b'0') {
            return self.fault(at, Syntax::Number);
        }
        at += whole;
        if self.bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            if fraction == 0 {
                return self.fault(at + 1, Syntax::Number);
            }
            at += 1 + fraction;
        }
        if let Some(b'e' | b'E') = self.bytes.get(at) {
            at += 1 + usize::from(matches!(self.bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at.min(self.bytes.len()));
            if exponent == 0 {
                return self.fault(at, Syntax::Number);
            }
            at += exponent;
        }
        // .NET wants a delimiter behind a number.
        match self.bytes.get(at) {
            None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b'}' | b']') => {}
            Some(b'/') => {}
            Some(_) => return self.fault(at, Syntax::Number),
        }
        self.at = at;
        Ok(&self.bytes[start..at])
    }

    /// Reads the string at the current place (its opening quote).
    fn text(&mut self) -> Result<Text<'a>, Fault> {
        let start = self.at + 1;
        let at = self.stops.at_or_behind(self.bytes, start);
        if self.bytes.get(at) != Some(&b'"') {
            return self.text_with_escapes(start, at);
        }
        self.at = at + 1;
        Ok(Text {
            raw: &self.bytes[start..at],
            escaped: false,
        })
    }

    /// As [`Reader::text`], from the first byte on that is not plain.
    fn text_with_escapes(&mut self, start: usize, mut at: usize) -> Result<Text<'a>, Fault> {
        let mut escaped = false;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    match self.bytes.get(at + 1) {
                        Some(b'u') => {
                            if self.bytes.get(at + 2..).and_then(hex4).is_none() {
                                return self.fault(at, Syntax::Escape);
                            }
                            at += 6;
                        }
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                        Some(_) => return self.fault(at, Syntax::Escape),
                        None => return self.fault(self.bytes.len(), Syntax::Ends),
                    }
                }
                Some(_) => return self.fault(at, Syntax::ControlInText),
                None => return self.fault(at, Syntax::Ends),
            }
            at = self.stops.at_or_behind(self.bytes, at);
        }
        self.at = at + 1;
        Ok(Text {
            raw: &self.bytes[start..at],
            escaped,
        })
    }

    /// If a string comes next as the value of the key just read, decodes it into `out` in one pass, with its
    /// index, and gives its length there; else reads nothing.
    ///
    /// # Errors
    /// When the string is none.
    pub fn text_into(
        &mut self,
        out: &mut Vec<u8>,
        index: &mut Index,
    ) -> Result<Option<usize>, Fault> {
        if self.expect != Expect::Value || self.skip_space() != Some(b'"') {
            return Ok(None);
        }
        self.token_at = self.at;
        let Unescaped {
            end,
            written,
            may_have_nul,
        } = unescape(self.bytes, self.at + 1, self.stops, out)?;
        let text = out.get(..written).unwrap_or_default();
        index.scan(text);
        if !may_have_nul {
            index.rule_out_nul();
        }
        if !index.is_ascii() && std::str::from_utf8(text).is_err() {
            return self.fault(end - 1, Syntax::BadText);
        }
        self.at = end;
        self.expect = Expect::CommaOrEnd;
        Ok(Some(written))
    }

    /// Reads over the rest of the value that `token` began.
    ///
    /// # Errors
    /// When the text is no JSON there.
    pub fn skip(&mut self, token: Token<'a>) -> Result<(), Fault> {
        if matches!(token, Token::BeginObject | Token::BeginArray) {
            let outside = self.depth - 1;
            while self.depth > outside {
                self.token()?;
            }
        }
        Ok(())
    }

    /// Reads over the next value.
    ///
    /// # Errors
    /// When the text is no JSON there.
    pub fn skip_value(&mut self) -> Result<(), Fault> {
        let token = self.token()?;
        self.skip(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(), Syntax>) {
        let mut index = Index::default();
        index.scan(text.as_bytes());
        for mut reader in [
            Reader::new(text.as_bytes()),
            Reader::indexed(text.as_bytes(), &index),
        ] {
            let result = loop {
                match reader.token() {
                    Ok(Token::End) => break Ok(()),
                    Ok(_) => {}
                    Err(fault) => break Err(fault.syntax),
                }
            };
            assert_eq!(result, expected, "{text}");
        }
        // A second opinion on what is JSON at all, but for depth.
        if !matches!(expected, Err(Syntax::TooDeep)) {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(text);
            assert_eq!(theirs.is_ok(), expected.is_ok(), "{text}");
        }
    }

    #[test]
    fn sound_texts() {
        for text in [
            "{}",
            "[]",
            " null ",
            "true",
            "0",
            "-1.5e+10",
            r#"{"a":[1,{"b":"\u0041\n"}],"c":{}}"#,
            "{\r\n\t\"a\" : \"\" ,\n\t\"b\\\"\":[ \"\\\\\" , null ]\n}\n",
            "[[],[],{}]",
        ] {
            check(text, Ok(()));
        }
    }

    #[test]
    fn faults() {
        check("", Err(Syntax::Ends));
        check("{", Err(Syntax::Ends));
        check("[1,]", Err(Syntax::TrailingComma));
        check(r#"{"a":1,}"#, Err(Syntax::TrailingComma));
        check("[1 2]", Err(Syntax::Unexpected(b'2')));
        check("[1}", Err(Syntax::Unexpected(b'}')));
        check("{} {}", Err(Syntax::Trailing));
        check("// c\n1", Err(Syntax::Comment));
        check("01", Err(Syntax::Number));
        check("1.", Err(Syntax::Number));
        check("-", Err(Syntax::Number));
        check("1e", Err(Syntax::Number));
        check("1x", Err(Syntax::Number));
        check("nul", Err(Syntax::Ends));
        check("nulx", Err(Syntax::Unexpected(b'x')));
        check("\"a\nb\"", Err(Syntax::ControlInText));
        check(r#""\x""#, Err(Syntax::Escape));
        check(r#""\u12g4""#, Err(Syntax::Escape));
        check("{'a':1}", Err(Syntax::Unexpected(b'\'')));
        check("{1:1}", Err(Syntax::Unexpected(b'1')));
    }

    #[test]
    fn an_escaped_nul_is_found_and_no_escaped_backslash_taken_for_one() {
        for (text, has) in [
            ("", false),
            (r#""a""#, false),
            (r#"{"a":"\u0000"}"#, true),
            (r#"{"a":"\\u0000"}"#, false),
            (r#"{"a":"\\\u0000\n"}"#, true),
            (r#""\u0001\"#, false),
        ] {
            let mut index = Index::default();
            index.scan(text.as_bytes());
            for reader in [
                Reader::new(text.as_bytes()),
                Reader::indexed(text.as_bytes(), &index),
            ] {
                assert_eq!(reader.has_escaped_nul(), has, "{text}");
            }
        }
    }

    #[test]
    fn an_escaped_nul_is_found_in_what_was_a_string() {
        // Everything that can stand for a letter of the escape, or beside it.
        let letters: [&[&str]; 6] = [
            &[
                "\\\\",
                "\\u005c",
                "\\u005C",
                "\\\\\\\\",
                "\\\\\\\\\\\\",
                "\\n",
                "x",
                "",
            ],
            &["u", "\\u0075", "U", "\\\""],
            &["0", "\\u0030", "1"],
            &["0", "\\u0030"],
            &["0", "\\u0030", "\\u0022"],
            &["0", "\\u0030", "A", ""],
        ];
        let mut seen = [0; 2];
        for choice in 0..8 * 4 * 3 * 2 * 3 * 4 {
            let mut rest = choice;
            let raw: String = letters
                .iter()
                .map(|letters| {
                    let letter = letters[rest % letters.len()];
                    rest /= letters.len();
                    letter
                })
                .collect();
            for behind in ["", "0", " \\u0022 to end it"] {
                let record = format!("\"{raw}{behind}\"");
                let (mut out, mut index, mut of_out) =
                    (Vec::new(), Index::default(), Index::default());
                index.scan(record.as_bytes());
                let written = Reader::indexed(record.as_bytes(), &index)
                    .text_into(&mut out, &mut of_out)
                    .ok()
                    .flatten();
                let text = &out[..written.unwrap_or_default()];
                let expected = Reader::new(text).has_escaped_nul();
                let found = Reader::indexed(text, &of_out).has_escaped_nul();
                assert_eq!(found, expected, "{record}");
                seen[usize::from(expected)] += 1;
            }
        }
        assert!(seen[0] > 100 && seen[1] > 100, "{seen:?}");
    }

    #[test]
    fn members_are_the_same_steps() {
        /// All steps of an object, or where it ends.
        fn by_members(reader: &mut Reader<'_>) -> Result<(), Fault> {
            while reader.member()?.is_some() {
                match reader.member_value()? {
                    Token::BeginObject => by_members(reader)?,
                    token => reader.skip(token)?,
                }
            }
            Ok(())
        }
        let text = r#"{"a":1,"b":{},"c":{"d":[{"x":1}],"e":"\u0041"} , "f":null}"#;
        for end in 1..=text.len() {
            for change in [
                None,
                Some(b','),
                Some(b'}'),
                Some(b']'),
                Some(b'"'),
                Some(b':'),
            ] {
                let mut text = text.as_bytes()[..end].to_vec();
                if let (Some(change), Some(last)) =
                    (change, text.get_mut(1..).and_then(|rest| rest.last_mut()))
                {
                    *last = change;
                }
                let (mut all, mut members) = (Reader::new(&text), Reader::new(&text));
                let begin = all.token();
                assert_eq!(members.token(), begin);
                let expected = all.skip(Token::BeginObject);
                assert_eq!(by_members(&mut members), expected);
                assert_eq!(members.position(), all.position());
            }
        }
    }

    #[test]
    fn depth_ends_at_64() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(&nested(64), Ok(()));
        check(&nested(65), Err(Syntax::TooDeep));
    }
}
