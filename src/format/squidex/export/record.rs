//! The record of one event, for those who want what is in it and not whether a server takes it.

use super::super::decode;
use super::super::events::EventType;
use super::super::members::Members;
use super::json::{Node, parse};
use crate::json::without_bom;

/// A record of any generation (`formats/squidex.md` section 2.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::format::squidex) struct Record {
    /// Type name as written.
    pub(in crate::format::squidex) type_name: String,
    /// Stream name.
    pub(in crate::format::squidex) stream: Option<String>,
    /// `Timestamp` in seconds and nanoseconds of the Unix epoch, if it can be read.
    pub(in crate::format::squidex) timestamp: Option<(i64, i32)>,
    /// `EventId`, if there is one.
    pub(in crate::format::squidex) event_id: Option<String>,
    /// The payload's JSON text.
    pub(in crate::format::squidex) payload: Option<String>,
}

impl Record {
    /// Reads a record; `None` if it is none.
    pub(in crate::format::squidex) fn read(bytes: &[u8]) -> Option<Record> {
        let text = std::str::from_utf8(without_bom(bytes).0).ok()?;
        let record = Members::parse(text)?;
        if let Some(n) = record.get("n") {
            let n = Members::parse(n)?;
            return Some(Record {
                type_name: n.get("t").and_then(string)?,
                stream: n.get("s").and_then(string),
                payload: n.get("p").and_then(string),
                ..Record::headers(n.get("h"))
            });
        }
        if let Some(data) = record.get("data") {
            let data = Members::parse(data)?;
            return Some(Record {
                type_name: data.get("type").and_then(string)?,
                stream: record.get("streamName").and_then(string),
                payload: data.get("payload").map(Into::into),
                ..Record::headers(data.get("metadata"))
            });
        }
        // Of early 2018: no server restores it, but what happened can be told.
        Some(Record {
            type_name: record.get("type").and_then(string)?,
            stream: None,
            payload: record.get("payload").map(Into::into),
            ..Record::headers(record.get("metadata"))
        })
    }

    /// What the headers say. Their names are compared with case.
    fn headers(headers: Option<&str>) -> Record {
        let headers = headers.and_then(Members::parse);
        let text = |wanted: &str| {
            let mut last = headers.as_ref()?.0.iter().rev();
            let (_, value) = last.find(|(name, _)| name == wanted)?;
            string(value)
        };
        Record {
            timestamp: text("Timestamp").as_deref().and_then(decode::instant),
            event_id: text("EventId"),
            ..Record::default()
        }
    }

    /// The type, if it is known.
    pub(in crate::format::squidex) fn event_type(&self) -> Option<EventType> {
        EventType::parse(&self.type_name)
    }

    /// The type as it is called today; as written, if it is not known.
    pub(in crate::format::squidex) fn type_text(&self) -> &str {
        match self.event_type() {
            Some(known) => known.name(),
            None => &self.type_name,
        }
    }

    /// The payload as a value.
    pub(in crate::format::squidex) fn payload(&self) -> Option<Node<'_>> {
        parse(self.payload.as_deref()?)
    }
}

/// All headers of a record in their order: texts as they are, everything else as its JSON text.
pub(in crate::format::squidex) fn headers(bytes: &[u8]) -> Vec<(String, String)> {
    let read = || {
        let text = std::str::from_utf8(without_bom(bytes).0).ok()?;
        let record = Members::parse(text)?;
        let of = |name: &str, headers: &str| Members::parse(record.get(name)?)?.get(headers);
        let headers = of("n", "h").or_else(|| of("data", "metadata"));
        Members::parse(headers.or_else(|| record.get("metadata"))?)
    };
    let pairs = read().map_or_else(Vec::new, |headers| headers.0);
    let value = |raw: &str| string(raw).unwrap_or_else(|| raw.to_owned());
    pairs
        .into_iter()
        .map(|(name, raw)| (name, value(raw)))
        .collect()
}

fn string(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

/// `actor` of a payload, as it is written today.
pub(in crate::format::squidex) fn actor(payload: &Node<'_>) -> Option<String> {
    let written = payload.text_of("actor")?;
    Some(decode::actor(written)?.to_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_generations_are_read() {
        let payload = r#"{"name":"a","actor":"x"}"#;
        let quoted = serde_json::to_string(payload).unwrap();
        let second = format!(
            r#"{{"n":{{"t":"AppCreatedEvent","s":"app-1","p":{quoted},"h":{{"Timestamp":"1970-01-01T00:00:01Z"}}}}}}"#
        );
        let first = format!(
            r#"{{"StreamName":"app-1","Data":{{"Type":"AppCreatedEvent","Payload":{payload},"Metadata":{{"Timestamp":"1970-01-01T00:00:01Z"}}}}}}"#
        );
        let expected = Record {
            type_name: "AppCreatedEvent".into(),
            stream: Some("app-1".into()),
            timestamp: Some((1, 0)),
            event_id: None,
            payload: Some(payload.into()),
        };
        let time = [("Timestamp".to_owned(), "1970-01-01T00:00:01Z".to_owned())];
        assert_eq!(headers(second.as_bytes()), time);
        assert_eq!(headers(first.as_bytes()), time);
        assert_eq!(Record::read(second.as_bytes()), Some(expected.clone()));
        assert_eq!(Record::read(first.as_bytes()), Some(expected.clone()));
        assert_eq!(
            actor(&expected.payload().unwrap()).as_deref(),
            Some("subject:x")
        );
        let early = format!(r#"{{"type":"AppCreatedEvent","payload":{payload},"metadata":{{}}}}"#);
        assert_eq!(Record::read(early.as_bytes()).unwrap().stream, None);
        assert_eq!(Record::read(b"[]"), None);
    }
}
