//! The redaction of one event: its record and headers, and what is known of all events.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::survey::object_id;
use super::kind::Kind;
use super::places::{self, At, Places};
use super::raw::{event_type, is_guid, of_characters, push_string, string, texts};
use crate::format::squidex::events::{EventType, table};
use crate::format::squidex::members::Members;
use crate::json;

/// How many values of a kind went, and their bytes.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(in super::super) struct Tally {
    pub count: u64,
    pub bytes: u64,
}

/// Hears of every text: whether it went, and of which kind.
pub(in super::super) type Listener<'a> = &'a mut dyn FnMut(Option<Kind>, &str);

/// What is known of one event from all the others.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// Position in the copy.
    pub number: u64,
    /// Its content ends as deleted.
    pub deleted: bool,
    /// The file that it tells of becomes empty.
    pub emptied: bool,
    /// The hash of the file goes; else another one takes its place.
    pub hash_goes: bool,
}

/// Redacts events, one after the other.
pub(super) struct Redactor {
    include: Vec<Kind>,
    /// Makes what is derived from a removed value useless for guessing it.
    salt: [u8; 32],
    /// Those of Users.json by their number.
    users: HashMap<String, usize>,
    /// Those of AssetTags.json.
    pub tags: HashSet<String>,
    pub app_name: String,
    pub tally: Vec<Tally>,
    /// Nobody listens: it is only counted what goes.
    silent: bool,
    /// Where the first values of each kind stand, if somebody wants to know.
    pub(super) places: Option<Places>,
    /// The present event.
    pub(super) event: Known,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor")
            .field("include", &self.include)
            .finish_non_exhaustive()
    }
}

impl Redactor {
    pub fn new(include: Vec<Kind>, salt: [u8; 32]) -> Self {
        Redactor {
            include,
            salt,
            users: HashMap::new(),
            tags: HashSet::new(),
            app_name: String::new(),
            tally: vec![Tally::default(); Kind::ALL.len()],
            silent: false,
            places: None,
            event: Known::default(),
        }
    }

    /// The same without a listener, in another worker.
    pub fn silent(include: Vec<Kind>, salt: [u8; 32], users: Vec<(String, usize)>) -> Self {
        Redactor {
            users: users.into_iter().collect(),
            silent: true,
            ..Redactor::new(include, salt)
        }
    }

    /// The kinds that stay, the salt, and the users with their numbers.
    pub fn settings(&self) -> (&[Kind], [u8; 32], Vec<(String, usize)>) {
        let users = self.users.iter().map(|(id, number)| (id.clone(), *number));
        (&self.include, self.salt, users.collect())
    }

    /// A user of Users.json.
    pub fn user_is(&mut self, id: &str) {
        let next = self.users.len() + 1;
        self.users.entry(id.to_owned()).or_insert(next);
    }

    /// Whether a kind stays.
    pub fn keeps(&self, kind: Kind) -> bool {
        self.include.contains(&kind)
    }

    /// What takes the place of a user id. Those that Users.json doesn't have get a name that depends on nothing but
    /// the id, so that events can be redacted in any order.
    pub fn user(&self, id: &str) -> String {
        match self.users.get(id) {
            Some(number) => format!("user-{number}"),
            None => {
                let code = self.digest("user", id);
                let code = code.iter().take(6).map(|byte| format!("{byte:02x}"));
                format!("user-{}", code.collect::<String>())
            }
        }
    }

    /// Counts a removed JSON value and tells its texts.
    pub fn gone(&mut self, kind: Kind, raw: &str, hear: Listener) {
        if matches!(raw, "null" | "\"\"" | "{}" | "[]") {
            return;
        }
        let tally = &mut self.tally[kind as usize];
        tally.count += 1;
        tally.bytes += raw.len() as u64;
        if let Some(places) = self.places.as_mut().filter(|places| places.has_room(kind)) {
            places.keep(kind, Some(places::masked(kind, raw)));
        }
        if !self.silent {
            texts(raw.as_bytes(), &mut |text| hear(Some(kind), text));
        }
    }

    /// Goes into a member or an item of what is looked at; [`Redactor::leave`] comes out again.
    #[inline]
    pub(super) fn enter(&mut self, name: &str) -> usize {
        self.places.as_mut().map_or(0, |places| places.enter(name))
    }

    #[inline]
    pub(super) fn leave(&mut self, before: usize) {
        if let Some(places) = &mut self.places {
            places.leave(before);
        }
    }

    /// As [`Redactor::enter`], of an item in a list.
    #[inline]
    pub(super) fn enter_item(&mut self, at: usize) -> usize {
        match self.places {
            Some(_) => self.enter(&at.to_string()),
            None => 0,
        }
    }

    /// What is gone stands in the member of that name.
    pub(super) fn gone_at(&mut self, name: &str, kind: Kind, raw: &str, hear: Listener) {
        let before = self.enter(name);
        self.gone(kind, raw, hear);
        self.leave(before);
    }

    /// Something that depends on a removed value, so that equal ones stay equal, but does not tell it.
    pub fn derived(&self, what: &str, value: &str) -> String {
        STANDARD.encode(self.digest(what, value))
    }

    fn digest(&self, what: &str, value: &str) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(self.salt);
        digest.update(what.as_bytes());
        digest.update(value.as_bytes());
        digest.finalize().into()
    }

    /// The event with what may stay; `None` if it can't be read.
    pub fn event(&mut self, event: Known, bytes: &[u8], hear: Listener) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(json::without_bom(bytes).0).ok()?;
        let record = Members::parse(text)?;
        self.event = event;
        if let Some(places) = &mut self.places {
            places.go_to(At::Event(event.number));
        }
        let record_part = self.enter(places::RECORD);
        for (name, value) in &record.0 {
            let known = [
                "n",
                "data",
                "streamName",
                "eventPosition",
                "eventStreamNumber",
            ];
            if !known.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                self.gone_at(name, Kind::Unknown, value, hear);
            }
        }
        self.leave(record_part);
        let number = record
            .get("eventStreamNumber")
            .filter(|number| number.parse::<i64>().is_ok());
        let mut out = String::with_capacity(text.len());
        if let Some(n) = record.get("n") {
            let n = Members::parse(n)?;
            self.unknown("n", &n, &["t", "s", "p", "h"], hear);
            let (event_type, name) = event_type(n.get("t")?)?;
            let stream = string(n.get("s")?)?;
            let payload = string(n.get("p")?)?;
            let mut redacted = String::with_capacity(payload.len());
            self.payload(event_type, &stream, &payload, &mut redacted, hear)?;
            out.push_str("{\"n\":{\"t\":");
            push_string(&mut out, &name);
            out.push_str(",\"s\":");
            push_string(&mut out, &stream);
            out.push_str(",\"p\":");
            push_string(&mut out, &redacted);
            out.push_str(",\"h\":");
            self.headers(n.get("h"), &stream, &mut out, hear);
            out.push_str("},\"streamName\":null,\"eventPosition\":null,\"eventStreamNumber\":");
            out.push_str(number.unwrap_or("0"));
            out.push_str(",\"data\":null}");
        } else {
            let data = Members::parse(record.get("data")?)?;
            self.unknown("data", &data, &["type", "payload", "metadata"], hear);
            let (event_type, name) = event_type(data.get("type")?)?;
            let stream = string(record.get("streamName")?)?;
            out.push_str("{\"StreamName\":");
            push_string(&mut out, &stream);
            out.push_str(",\"EventStreamNumber\":");
            out.push_str(number.unwrap_or("0"));
            out.push_str(",\"Data\":{\"Payload\":");
            self.payload(event_type, &stream, data.get("payload")?, &mut out, hear)?;
            out.push_str(",\"Metadata\":");
            self.headers(data.get("metadata"), &stream, &mut out, hear);
            out.push_str(",\"Type\":");
            push_string(&mut out, &name);
            out.push_str("}}");
        }
        Some(out.into_bytes())
    }

    fn unknown(&mut self, of: &str, members: &Members, known: &[&str], hear: Listener) {
        let before = self.enter(places::RECORD);
        self.enter(of);
        for (name, value) in &members.0 {
            if !known.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                self.gone_at(name, Kind::Unknown, value, hear);
            }
        }
        self.leave(before);
    }

    /// Headers that servers write, in the form in which they write them.
    fn headers(&mut self, raw: Option<&str>, stream: &str, out: &mut String, hear: Listener) {
        let Some(headers) = raw.and_then(Members::parse) else {
            out.push_str("null");
            return;
        };
        out.push('{');
        let start = out.len();
        let before = self.enter(places::HEADERS);
        let id = stream.split_once('-').map_or("", |(_, id)| id);
        for (name, value) in &headers.0 {
            let stays = match name.as_str() {
                "EventId" | "CommitId" => of_characters(value, "0123456789abcdefABCDEF-", 36),
                "Timestamp" => of_characters(value, "0123456789TZ:.+-", 40),
                "EventNumber" => of_characters(value, "0123456789-", 60),
                "EventStreamNumber" => value.parse::<i64>().is_ok(),
                "Restored" => matches!(*value, "true" | "false"),
                "AggregateId" | "AppId" | "SchemaId" => string(value).is_some_and(|value| {
                    !value.is_empty() && id.contains(&value) || is_guid(&value)
                }),
                _ => false,
            };
            if !stays {
                self.gone_at(name, Kind::Unknown, value, hear);
                continue;
            }
            if out.len() > start {
                out.push(',');
            }
            // Numbers in quotes may be a removed value elsewhere; ids are too many to be heard of.
            if value.len() < 10 {
                hear(None, value.trim_matches('"'));
            }
            push_string(out, name);
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        self.leave(before);
    }

    fn payload(
        &mut self,
        event: EventType,
        stream: &str,
        payload: &str,
        out: &mut String,
        hear: Listener,
    ) -> Option<()> {
        hear(None, object_id(stream));
        hear(None, stream.split_once('-').map_or(stream, |(_, id)| id));
        let shape = table::shape(event);
        let before = self.enter(places::PAYLOAD);
        let done = self.object(payload, shape, false, out, hear);
        self.leave(before);
        done
    }
}
