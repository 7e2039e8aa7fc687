//! One event whole: its record, its payload decoded, and the text that both were read from.

use serde::Serialize;

use super::super::check::SquidexCheck;
use super::super::decode::instant_text;
use super::super::export::record::{Record, actor, headers};
use super::super::export::secrets;
use super::read::Events;
use crate::error::Error;
use crate::source::Files;

/// So much of a text is shown, in bytes; an export has all of it.
const MAX_SHOWN: usize = 512 << 10;

/// A text, or its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ShownText"))]
pub struct Shown {
    /// So much of it as is shown.
    pub text: String,
    /// How many bytes all of it has.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// There is more.
    pub cut: bool,
}

impl Shown {
    /// At most so many bytes of a text.
    pub(in crate::format::squidex) fn new(mut text: String, most: usize) -> Shown {
        let bytes = text.len();
        let mut end = text.len().min(most);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        Shown {
            cut: end < bytes,
            bytes: bytes as u64,
            text,
        }
    }
}

/// A header of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventHeader"))]
pub struct Header {
    /// As it is written.
    pub name: String,
    /// A text as it is, everything else as JSON.
    pub value: String,
}

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventShown"))]
pub struct EventShown {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub index: u64,
    /// The entry that it stands in.
    pub entry: String,
    /// Its type as it is called today; `null`: the record can't be read.
    #[serde(rename = "type")]
    pub event_type: Option<String>,
    /// The type as written, where that is another.
    pub written_type: Option<String>,
    /// The stream of its object.
    pub stream: Option<String>,
    /// ISO 8601 in UTC.
    pub timestamp: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// Headers of the record, in their order.
    pub headers: Vec<Header>,
    /// The payload as JSON for people, secrets masked; `null`: there is none that can be read.
    pub payload: Option<Shown>,
    /// The text of the entry, with whatever is in it; only if it was asked for.
    pub raw: Option<Shown>,
}

/// An event by its number; `None` if there is none. `raw`: with its text.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format::squidex) fn event(
    check: &SquidexCheck,
    files: &Files,
    index: u64,
    raw: bool,
) -> Result<Option<EventShown>, Error> {
    let mut events = Events::new(check, files)?;
    let place = events.list.place(index);
    let Some((index, entry)) = place.and_then(|place| events.list.get(place)) else {
        return Ok(None);
    };
    let bytes = events.bytes(entry)?;
    let mut shown = EventShown {
        index,
        entry: events.name(entry),
        ..EventShown::default()
    };
    let Some(bytes) = bytes else {
        return Ok(Some(shown));
    };
    if let Some(record) = Record::read(&bytes) {
        let name = record.type_text();
        shown.event_type = Some(name.to_owned());
        shown.written_type = (name != record.type_name).then(|| record.type_name.clone());
        shown.timestamp = record.timestamp.map(instant_text);
        shown.stream.clone_from(&record.stream);
        if let Some(mut payload) = record.payload() {
            shown.actor = actor(&payload);
            secrets::mask_event(record.event_type(), &mut payload);
            let mut text = Vec::new();
            payload.push_pretty(&mut text, 0);
            let text = String::from_utf8_lossy(&text).into_owned();
            shown.payload = Some(Shown::new(text, MAX_SHOWN));
        }
        let pairs = headers(&bytes).into_iter();
        shown.headers = pairs.map(|(name, value)| Header { name, value }).collect();
    }
    if raw {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        shown.raw = Some(Shown::new(text, MAX_SHOWN));
    }
    Ok(Some(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_letters() {
        let shown = Shown::new("aé".into(), 2);
        assert_eq!(
            (shown.text.as_str(), shown.bytes, shown.cut),
            ("a", 3, true)
        );
        assert!(!Shown::new("aé".into(), 3).cut);
    }
}
