//! The record around a payload, in all its generations (`formats/squidex.md` sections 2 and 3).

use super::problem::{Problem, Res, found, syntax};
use super::values;
use crate::format::squidex::codes;
use crate::format::squidex::events::EventType;
use crate::json::{Fault, Index, Reader, Text, Token, parse_int64};

/// Where the payload text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Payload<'a> {
    /// Null or absent.
    #[default]
    Missing,
    /// Decoded into the buffer, so many bytes: V2 writes it as a string.
    Buffer(usize),
    /// A part of the record: V1 embeds it.
    Inline(&'a [u8]),
}

/// A payload that was a string, with its index; reused from event to event.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub text: Vec<u8>,
    pub index: Index,
}

/// Headers that matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Headers {
    /// `Timestamp`, if it is a readable text.
    pub timestamp: Option<(i64, i32)>,
    /// `EventStreamNumber`, if it is a whole number.
    pub event_stream_number: Option<i64>,
}

/// An event type name.
#[derive(Debug)]
pub(super) enum Name {
    /// A known type; whether it is spelled as servers do.
    Known(EventType, bool),
    /// None that is known.
    Unknown(String),
}

/// A record.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    pub event_type: Option<Name>,
    pub stream: Option<String>,
    pub payload: Payload<'a>,
    pub headers: Option<Headers>,
    /// It has the form of 1.13.0 and later.
    pub second: bool,
}

/// Reads a record. The payload of a V2 record is decoded into `payload`.
pub(super) fn read<'a>(
    bytes: &'a [u8],
    index: &'a mut Index,
    payload: &mut Decoded,
    scratch: &mut Vec<u8>,
    likely: Option<EventType>,
) -> Res<Record<'a>> {
    index.scan(bytes);
    let mut parse = Parse {
        reader: Reader::indexed(bytes, index),
        payload,
        scratch,
        likely,
    };
    match parse.token()? {
        Token::BeginObject => {}
        Token::Null => return Err(invalid("the record is null")),
        token => {
            return Err(invalid(format!(
                "the record must be an object, found {}",
                found(token)
            )));
        }
    }
    let (mut new, mut old, mut stream) = (None, None, None);
    let mut first_form = 0;
    while let Some(key) = parse.next_key()? {
        if key.is_ignoring_case("n") {
            new = parse.part(true)?;
        } else if key.is_ignoring_case("data") {
            old = parse.part(false)?;
        } else if key.is_ignoring_case("streamName") {
            let token = parse.next_value()?;
            stream = parse.text(token, "streamName")?;
        } else if key.is_ignoring_case("eventPosition") {
            let token = parse.next_value()?;
            parse.text(token, "eventPosition")?;
        } else if key.is_ignoring_case("eventStreamNumber") {
            let token = parse.next_value()?;
            let number = match token {
                Token::Number(text) => parse_int64(text, false),
                Token::Text(text) => text
                    .decode(parse.scratch)
                    .ok()
                    .and_then(|text| parse_int64(text.as_bytes(), true)),
                _ => None,
            };
            if number.is_none() {
                return Err(
                    invalid(format!("must be a whole number, found {}", found(token)))
                        .key("eventStreamNumber"),
                );
            }
        } else {
            if key.is("type") || key.is("payload") {
                first_form += 1;
            }
            parse.unknown(key)?;
            let token = parse.next_value()?;
            parse
                .reader
                .skip(token)
                .map_err(|fault| parse.syntax(fault))?;
        }
    }
    parse.token()?;
    match (new, old) {
        (Some(new), _) => Ok(Record {
            second: true,
            ..new
        }),
        (None, Some(old)) => Ok(Record { stream, ..old }),
        (None, None) if first_form == 2 => Err(Problem::new(
            &codes::EVENT_GENERATION_UNSUPPORTED,
            "the record has the form of early 2018, which no server restores",
        )),
        (None, None) => Err(invalid("the record has neither `n` nor `data`")),
    }
}

fn invalid(message: impl Into<String>) -> Box<Problem> {
    Problem::new(&codes::EVENT_RECORD_INVALID, message)
}

struct Parse<'a, 'c> {
    reader: Reader<'a>,
    payload: &'c mut Decoded,
    scratch: &'c mut Vec<u8>,
    likely: Option<EventType>,
}

impl<'a> Parse<'a, '_> {
    fn syntax(&self, fault: Fault) -> Box<Problem> {
        syntax(fault, self.reader.bytes(), "the record")
    }

    fn token(&mut self) -> Res<Token<'a>> {
        self.reader.token().map_err(|fault| self.syntax(fault))
    }

    fn next_key(&mut self) -> Res<Option<Text<'a>>> {
        self.reader.member().map_err(|fault| self.syntax(fault))
    }

    fn next_value(&mut self) -> Res<Token<'a>> {
        self.reader
            .member_value()
            .map_err(|fault| self.syntax(fault))
    }

    fn text(&mut self, token: Token<'a>, key: &str) -> Res<Option<String>> {
        match token {
            Token::Null => Ok(None),
            Token::Text(text) => self
                .decode(text)
                .map(Some)
                .map_err(|problem| problem.key(key)),
            token => Err(invalid(format!("must be a text, found {}", found(token))).key(key)),
        }
    }

    fn name(&mut self, token: Token<'a>, key: &str) -> Res<Option<Name>> {
        if let Token::Text(text) = token {
            let likely = self
                .likely
                .filter(|likely| likely.name().as_bytes() == text.raw);
            if let Some(known) = likely.or_else(|| EventType::parse_exact(text.raw)) {
                return Ok(Some(Name::Known(known, true)));
            }
        }
        Ok(self
            .text(token, key)?
            .map(|name| match EventType::parse(&name) {
                Some(known) => Name::Known(known, name == known.name()),
                None => Name::Unknown(name),
            }))
    }

    fn decode(&mut self, text: Text<'a>) -> Res<String> {
        match text.decode(self.scratch) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Problem::new(
                &codes::EVENT_JSON_INVALID,
                "holds a text with half of a surrogate pair or bad UTF-8",
            )),
        }
    }

    /// `n` (V2) or `data` (V1).
    fn part(&mut self, new: bool) -> Res<Option<Record<'a>>> {
        let (name, event_type, headers, payload) = if new {
            ("n", "t", "h", "p")
        } else {
            ("data", "type", "metadata", "payload")
        };
        match self.next_value()? {
            Token::Null => return Ok(None),
            Token::BeginObject => {}
            token => {
                return Err(
                    invalid(format!("must be an object, found {}", found(token))).key(name),
                );
            }
        }
        let mut record = Record::default();
        while let Some(key) = self.next_key()? {
            let within = |problem: Box<Problem>| problem.key(name);
            if key.is_ignoring_case(event_type) {
                let token = self.next_value()?;
                record.event_type = self.name(token, event_type).map_err(within)?;
            } else if new && key.is_ignoring_case("s") {
                let token = self.next_value()?;
                record.stream = self.text(token, "s").map_err(within)?;
            } else if key.is_ignoring_case(payload) {
                record.payload = if new {
                    self.payload_text()
                } else {
                    self.payload_value()
                }
                .map_err(|problem| within(problem.key(payload)))?;
            } else if key.is_ignoring_case(headers) {
                record.headers = self
                    .headers()
                    .map_err(|problem| within(problem.key(headers)))?;
            } else {
                self.unknown(key)?;
                let token = self.next_value()?;
                self.reader
                    .skip(token)
                    .map_err(|fault| self.syntax(fault))?;
            }
        }
        Ok(Some(record))
    }

    /// A key that says nothing: to find that out, the server takes it for a text.
    fn unknown(&mut self, key: Text<'a>) -> Res<()> {
        if key.escaped && key.check_escapes().is_err() {
            self.decode(key)?;
        }
        Ok(())
    }

    fn payload_text(&mut self) -> Res<Payload<'a>> {
        let length = self
            .reader
            .text_into(&mut self.payload.text, &mut self.payload.index)
            .map_err(|fault| self.syntax(fault))?;
        if let Some(length) = length {
            return Ok(Payload::Buffer(length));
        }
        match self.next_value()? {
            Token::Null => Ok(Payload::Missing),
            token => Err(invalid(format!(
                "must be a text that holds JSON, found {}",
                found(token)
            ))),
        }
    }

    fn payload_value(&mut self) -> Res<Payload<'a>> {
        let token = self.next_value()?;
        let start = self.reader.token_start();
        self.reader
            .skip(token)
            .map_err(|fault| self.syntax(fault))?;
        if token == Token::Null {
            return Ok(Payload::Missing);
        }
        let text = self
            .reader
            .bytes()
            .get(start..self.reader.position())
            .unwrap_or_default();
        if std::str::from_utf8(text).is_err() {
            return Err(Problem::new(&codes::EVENT_JSON_INVALID, "holds bad UTF-8"));
        }
        Ok(Payload::Inline(text))
    }

    fn headers(&mut self) -> Res<Option<Headers>> {
        match self.next_value()? {
            Token::Null => return Ok(None),
            Token::BeginObject => {}
            token => {
                return Err(Problem::new(
                    &codes::EVENT_HEADER_INVALID,
                    format!("must be an object, found {}", found(token)),
                ));
            }
        }
        let mut headers = Headers::default();
        let ascii = self.reader.is_ascii();
        let is_bad = |text: Text<'_>| (!ascii || text.escaped) && text.check().is_err();
        while let Some(key) = self.next_key()? {
            let token = self.next_value()?;
            let at_key = |problem: Box<Problem>| problem.key(key.lossy());
            if is_bad(key) {
                self.decode(key).map_err(at_key)?;
            }
            match token {
                Token::BeginObject | Token::BeginArray => {
                    return Err(at_key(Problem::new(
                        &codes::EVENT_HEADER_INVALID,
                        format!(
                            "must be a text, a number, true, false or null, found {}",
                            found(token)
                        ),
                    )));
                }
                Token::Text(text) if key.raw == b"Timestamp" => {
                    headers.timestamp = match text.decode(self.scratch) {
                        Ok(text) => values::instant(text),
                        Err(_) => {
                            return Err(at_key(Problem::new(
                                &codes::EVENT_JSON_INVALID,
                                "holds a text that is none",
                            )));
                        }
                    };
                }
                Token::Text(text) if is_bad(text) => {
                    self.decode(text).map_err(at_key)?;
                }
                Token::Number(text) if key.raw == b"EventStreamNumber" => {
                    headers.event_stream_number = parse_int64(text, false);
                }
                Token::Number(text) if crate::json::parse_double(text).is_none() => {
                    return Err(at_key(Problem::new(
                        &codes::EVENT_HEADER_INVALID,
                        format!(
                            "must be within the range of double numbers, found {}",
                            found(token)
                        ),
                    )));
                }
                _ if key.raw == b"Timestamp" => headers.timestamp = None,
                _ if key.raw == b"EventStreamNumber" => headers.event_stream_number = None,
                _ => {}
            }
        }
        Ok(Some(headers))
    }
}
