//! Type, stream and time of a record, in one pass over its bytes: what most of a search asks for. Records that are
//! written in another way than servers write them today are left to [`Record`].

use super::super::decode;
use super::super::events::EventType;
use super::super::export::record::Record;
use crate::json::{Reader, Text, Token};

/// What is asked of each record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::format::squidex) struct Head {
    /// As written.
    pub(in crate::format::squidex) type_name: String,
    pub(in crate::format::squidex) stream: Option<String>,
    /// Seconds of the Unix epoch.
    pub(in crate::format::squidex) time: Option<i64>,
}

impl Head {
    /// Of a record; `None` if it is none. `scratch` is reused from record to record.
    pub(in crate::format::squidex) fn read(bytes: &[u8], scratch: &mut Vec<u8>) -> Option<Head> {
        if std::str::from_utf8(bytes).is_ok()
            && let Some(head) = plain(&mut Reader::new(bytes), scratch)
        {
            return Some(head);
        }
        Record::read(bytes).as_ref().map(Head::of)
    }

    /// Of a record that was read.
    pub(in crate::format::squidex) fn of(record: &Record) -> Head {
        Head {
            type_name: record.type_name.clone(),
            stream: record.stream.clone(),
            time: record.timestamp.map(|(seconds, _)| seconds),
        }
    }

    /// The type, if it is known.
    pub(in crate::format::squidex) fn event_type(&self) -> Option<EventType> {
        EventType::parse_exact(self.type_name.as_bytes())
            .or_else(|| EventType::parse(&self.type_name))
    }
}

/// A record of today's form, with every key once and none of them written with escapes.
fn plain(reader: &mut Reader<'_>, scratch: &mut Vec<u8>) -> Option<Head> {
    let mut head = None;
    if reader.token().ok()? != Token::BeginObject {
        return None;
    }
    while let Some(key) = next_key(reader)? {
        let value = reader.member_value().ok()?;
        if key.raw.eq_ignore_ascii_case(b"n") {
            if head.is_some() || value != Token::BeginObject {
                return None;
            }
            head = Some(within(reader, scratch)?);
        } else {
            reader.skip(value).ok()?;
        }
    }
    (reader.token().ok()? == Token::End).then_some(head?)
}

fn within(reader: &mut Reader<'_>, scratch: &mut Vec<u8>) -> Option<Head> {
    let (mut name, mut stream, mut headers) = (None, None, None);
    while let Some(key) = next_key(reader)? {
        let value = reader.member_value().ok()?;
        let is = |wanted: &[u8]| key.raw.eq_ignore_ascii_case(wanted);
        if is(b"t") {
            let text = text(value, scratch)?;
            name.is_none().then(|| name = Some(text))?;
        } else if is(b"s") {
            let text = text(value, scratch)?;
            stream.is_none().then(|| stream = Some(text))?;
        } else if is(b"h") {
            let time = match value {
                Token::BeginObject => time(reader, scratch)?,
                _ => return None,
            };
            headers.is_none().then(|| headers = Some(time))?;
        } else {
            reader.skip(value).ok()?;
        }
    }
    Some(Head {
        type_name: name?,
        stream,
        time: headers.flatten(),
    })
}

fn time(reader: &mut Reader<'_>, scratch: &mut Vec<u8>) -> Option<Option<i64>> {
    let mut found = None;
    while let Some(key) = next_key(reader)? {
        let value = reader.member_value().ok()?;
        if key.raw == b"Timestamp" {
            let text = text(value, scratch)?;
            let at = decode::instant(&text).map(|(seconds, _)| seconds);
            found.is_none().then(|| found = Some(at))?;
        } else {
            reader.skip(value).ok()?;
        }
    }
    Some(found.flatten())
}

/// `None`: a key that is not told by its bytes.
fn next_key<'a>(reader: &mut Reader<'a>) -> Option<Option<Text<'a>>> {
    let key = reader.member().ok()?;
    match key {
        Some(key) if key.escaped => None,
        key => Some(key),
    }
}

fn text(value: Token<'_>, scratch: &mut Vec<u8>) -> Option<String> {
    match value {
        Token::Text(text) => text.decode(scratch).ok().map(str::to_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the way, the same is told as of the record that is read whole.
    #[test]
    fn it_tells_what_the_record_does() {
        let h = r#""h":{"CommitId":"c","Timestamp":"1970-01-01T00:00:05Z","EventStreamNumber":3}"#;
        let texts = [
            format!(r#"{{"n":{{"t":"AppCreatedEvent","s":"app-1","p":"{{\u0022a\u0022:1}}",{h}}},"data":null}}"#),
            format!(r#"{{"N":{{"T":"x","S":"\u0061pp","P":null,{h}}}}}"#),
            format!(r#"{{"n":{{"t":"a","t":"b","s":"app-1","p":"{{}}",{h}}}}}"#),
            format!(r#"{{"n":{{"\u0074":"a","s":"app-1","p":"{{}}",{h}}}}}"#),
            format!(r#"{{"n":{{"t":"a","s":null,"p":"{{}}",{h},"H":{{}}}}}}"#),
            format!(r#"{{"n":{{"t":"a","s":5,{h}}},"n":null}}"#),
            r#"{"n":{"t":"a","h":{"Timestamp":7}}}"#.into(),
            r#"{"n":{"t":"a","h":{"timestamp":"1970-01-01T00:00:05Z"}}}"#.into(),
            r#"{"n":{"t":"a","h":{"Timestamp":"yesterday"}}}"#.into(),
            r#"{"n":{"s":"a"}}"#.into(),
            r#"{"n":{"t":"a"}} x"#.into(),
            r#"{"streamName":"s","data":{"type":"a","payload":{},"metadata":{"Timestamp":"1970-01-01T00:00:05Z"}}}"#.into(),
            "\u{feff}{\"n\":{\"t\":\"a\"}}".into(),
            r#"{"type":"a","payload":{}}"#.into(),
            "[]".into(),
            String::new(),
        ];
        let mut scratch = Vec::new();
        for text in &texts {
            let expected = Record::read(text.as_bytes());
            let found = Head::read(text.as_bytes(), &mut scratch);
            assert_eq!(found, expected.as_ref().map(Head::of), "{text}");
            assert_eq!(
                found.and_then(|head| head.event_type()),
                expected.and_then(|record| record.event_type())
            );
        }
        // The usual form is told without reading the record.
        let first = texts[0].as_bytes();
        assert!(plain(&mut Reader::new(first), &mut scratch).is_some());
        assert!(Head::read(b"{\"n\":{\"t\":\"\xff\"}}", &mut scratch).is_none());
    }
}
