//! The first places of each kind that redaction takes out, and the values that stand there: masked while they are
//! counted, read again when somebody asks for them.

use serde_json::Value;

use super::kind::Kind;
use super::parse;
use super::raw::string;
use crate::container::zip::{Archive, EntryReader};
use crate::error::Error;
use crate::format::squidex::MAX_EVENT_BYTES;
use crate::format::squidex::layout::Layout;
use crate::inspect::privacy::{self, MAX_PATH_BYTES, MAX_PLACES, PrivatePlace};
use crate::source::ReadAt;

/// Parts of the record of an event, in front of a path.
pub(super) const PAYLOAD: &str = "payload";
pub(super) const HEADERS: &str = "headers";
pub(super) const RECORD: &str = "record";

/// What is being looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    /// An event, by its position.
    Event(u64),
    /// Another entry.
    Entry(u32),
}

/// Where a value was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub at: At,
    /// Names and numbers from the outside in, `/` in front of each; empty for all of it.
    pub path: String,
    /// The value, masked; `None` for a file.
    pub masked: Option<String>,
}

/// Keeps the first places of each kind, and where the redaction is.
#[derive(Debug)]
pub(super) struct Places {
    found: Vec<Vec<Found>>,
    at: At,
    path: String,
}

impl Places {
    pub fn new() -> Places {
        Places {
            found: vec![Vec::new(); Kind::ALL.len()],
            at: At::Event(0),
            path: String::new(),
        }
    }

    /// Goes on with another event or entry.
    pub fn go_to(&mut self, at: At) {
        self.at = at;
        self.path.clear();
    }

    /// Goes into a member or an item; answers what [`Places::leave`] needs.
    pub fn enter(&mut self, name: &str) -> usize {
        let before = self.path.len();
        self.path.push('/');
        for c in name.chars() {
            match c {
                '~' => self.path.push_str("~0"),
                '/' => self.path.push_str("~1"),
                c => self.path.push(c),
            }
        }
        before
    }

    /// Comes out again.
    pub fn leave(&mut self, before: usize) {
        self.path.truncate(before);
    }

    /// Whether another place of this kind would be kept.
    pub fn has_room(&self, kind: Kind) -> bool {
        (self.found.get(kind as usize)).is_some_and(|found| found.len() < MAX_PLACES)
    }

    /// A value of this kind is here.
    pub fn keep(&mut self, kind: Kind, masked: Option<String>) {
        if !self.has_room(kind) {
            return;
        }
        let mut path = self.path.clone();
        if path.len() > MAX_PATH_BYTES {
            // What can't be followed is not offered to be shown.
            path = String::new();
        }
        if let Some(found) = self.found.get_mut(kind as usize) {
            found.push(Found {
                at: self.at,
                path,
                masked,
            });
        }
    }

    /// The places of a kind.
    pub fn of(&self, kind: Kind) -> &[Found] {
        self.found.get(kind as usize).map_or(&[], Vec::as_slice)
    }
}

/// A JSON value, masked.
pub(super) fn masked(kind: Kind, raw: &str) -> String {
    let text = string(raw);
    privacy::masked(text.as_deref().unwrap_or(raw), kind.is_secret())
}

/// The value at each place, as it stands in the archive; `None` where it can't be found.
///
/// # Errors
/// `Read` if the file can't be read.
pub(in crate::format::squidex) fn reveal(
    archive: &Archive,
    layout: &Layout,
    source: &dyn ReadAt,
    places: &[PrivatePlace],
) -> Result<Vec<Option<String>>, Error> {
    let mut reader = EntryReader::new();
    let mut values = Vec::new();
    for place in places.iter().take(MAX_PLACES) {
        let event = place.event_index.and_then(|number| {
            let at = usize::try_from(number).ok()?;
            layout.events.get(at).copied()
        });
        let entry = match (place.event_index, &place.entry) {
            (Some(_), _) => event,
            (None, Some(name)) => layout.attachment(archive, name),
            (None, None) => None,
        };
        let Some(location) = entry.and_then(|entry| archive.entries.location(entry)) else {
            values.push(None);
            continue;
        };
        let (bytes, read) = reader.read_small(source, &location, MAX_EVENT_BYTES)?;
        let text = read.dotnet.is_ok().then_some(bytes);
        let path = place.path.as_deref().unwrap_or_default();
        values.push(text.and_then(|bytes| match event {
            Some(_) => in_event(&parse(bytes)?, path),
            None if path.is_empty() => Some(String::from_utf8_lossy(bytes).into_owned()),
            None => follow(&parse(bytes)?, path).map(in_words),
        }));
    }
    let shown = values.into_iter();
    Ok(shown
        .map(|value| value.map(|value| privacy::shown(&value)))
        .collect())
}

/// A value within the record of an event.
fn in_event(record: &Value, path: &str) -> Option<String> {
    let (part, rest) = match path.strip_prefix('/')?.split_once('/') {
        Some((part, rest)) => (part, format!("/{rest}")),
        None => (path.strip_prefix('/')?, String::new()),
    };
    let new = member(record, "n").filter(|new| new.is_object());
    let whole = match (part, new) {
        (RECORD, _) => record.clone(),
        (PAYLOAD, Some(new)) => parse(member(new, "p")?.as_str()?.as_bytes())?,
        (HEADERS, Some(new)) => member(new, "h")?.clone(),
        (PAYLOAD, None) => member(member(record, "data")?, "payload")?.clone(),
        (HEADERS, None) => member(member(record, "data")?, "metadata")?.clone(),
        _ => return None,
    };
    follow(&whole, &rest).map(in_words)
}

/// A member, in any case.
fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let members = value.as_object()?;
    members.get(name).or_else(|| {
        members
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// Follows a path; where an object has no such member, a number is a place in it.
fn follow<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut value = value;
    for step in path.split('/').skip(1) {
        let name = step.replace("~1", "/").replace("~0", "~");
        value = match value {
            Value::Array(items) => items.get(name.parse::<usize>().ok()?)?,
            Value::Object(members) => member(value, &name)
                .or_else(|| members.values().nth(name.parse::<usize>().ok()?))?,
            _ => return None,
        };
    }
    Some(value)
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_back_to_its_value() {
        let mut places = Places::new();
        places.go_to(At::Event(3));
        let before = places.enter(PAYLOAD);
        places.enter("da/ta~");
        places.enter("1");
        places.keep(Kind::Users, Some("x".into()));
        places.leave(before);
        assert!(places.path.is_empty());
        let path = &places.of(Kind::Users)[0].path;
        assert_eq!(path, "/payload/da~1ta~0/1");
        let new = serde_json::json!({ "n": { "p": "{\"da/ta~\":[1,\"two\"]}" } });
        assert_eq!(in_event(&new, path).as_deref(), Some("two"));
        let old = serde_json::json!({ "Data": { "Payload": { "DA/TA~": [1, { "a": 2 }] } } });
        assert_eq!(in_event(&old, path).as_deref(), Some("{\"a\":2}"));
        assert_eq!(in_event(&old, "/payload/none"), None);
        assert_eq!(in_event(&old, "payload"), None);
    }

    #[test]
    fn no_more_places_than_anybody_reads_are_kept() {
        let mut places = Places::new();
        for _ in 0..1_000 {
            places.keep(Kind::Contents, None);
        }
        assert_eq!(places.of(Kind::Contents).len(), MAX_PLACES);
        places.enter(&"x".repeat(MAX_PATH_BYTES));
        places.keep(Kind::Users, None);
        assert!(places.of(Kind::Users)[0].path.is_empty());
    }
}
