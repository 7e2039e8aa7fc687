//! The redaction of one event: its record and headers, and what is remembered from one event to the next.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::members::Members;
use super::super::survey::{key, object_id};
use super::kind::Kind;
use super::raw::{event_type, is_guid, of_characters, push_string, string, texts};
use crate::format::squidex::events::{EventType, table};
use crate::format::squidex::layout;
use crate::json;

/// How many values of a kind went, and their bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub count: u64,
    pub bytes: u64,
}

/// Hears of every text: whether it went, and of which kind.
pub(in super::super) type Listener<'a> = &'a mut dyn FnMut(Option<Kind>, &str);
/// The hash that an asset has now.
#[derive(Debug, Clone)]
pub(super) struct FileHash {
    /// Fingerprint of the one in the original.
    pub old: (u64, u64),
    pub new: Option<String>,
}

/// Users with their number, and tags, that events mention.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Met {
    pub users: Vec<(String, usize)>,
    pub tags: Vec<String>,
}

/// What is known of one event after the first pass, so that it can be redacted again by itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Known {
    /// Position in the copy.
    pub number: u64,
    /// Its content ends as deleted.
    pub deleted: bool,
    /// The file that it tells of becomes empty.
    emptied: bool,
    /// What becomes of its file hash, if it has one.
    hash: Option<Option<String>>,
}

/// Redacts events, one after the other.
pub(super) struct Redactor {
    include: Vec<Kind>,
    /// Makes what is derived from a removed value useless for guessing it.
    salt: [u8; 32],
    users: HashMap<String, usize>,
    pub tags: HashSet<String>,
    /// Paths of files that become empty.
    pub emptied: HashSet<(u64, u64)>,
    /// Of each asset.
    pub(super) hashes: HashMap<(u64, u64), FileHash>,
    /// What became of the hash in each event: events are redacted again when they are written, then perhaps
    /// in another order.
    pub(super) hash_at: HashMap<u64, Option<String>>,
    /// Events whose file becomes empty.
    emptied_at: HashSet<u64>,
    pub app_name: String,
    pub tally: Vec<Tally>,
    /// Users and tags of the present event that have a name of their own in the copy.
    pub met: Met,
    /// Nobody listens and nothing is counted: the second time.
    pub(super) quiet: bool,
    // Of the present event.
    pub(super) index: u64,
    /// It creates an asset.
    pub(super) creates: bool,
    pub(super) deleted: bool,
    pub(super) emptied_file: bool,
    pub(super) object: (u64, u64),
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
            emptied: HashSet::new(),
            hashes: HashMap::new(),
            hash_at: HashMap::new(),
            emptied_at: HashSet::new(),
            app_name: String::new(),
            tally: vec![Tally::default(); Kind::ALL.len()],
            met: Met::default(),
            quiet: false,
            index: 0,
            creates: false,
            deleted: false,
            emptied_file: false,
            object: (0, 0),
        }
    }

    /// What [`Redactor::recall`] needs of an event that was redacted before.
    pub fn known(&self, number: u64, deleted: bool) -> Known {
        Known {
            number,
            deleted,
            emptied: self.emptied_at.contains(&number),
            hash: self.hash_at.get(&number).cloned(),
        }
    }

    /// The kinds that stay, and the salt.
    pub fn settings(&self) -> (&[Kind], [u8; 32]) {
        (&self.include, self.salt)
    }

    /// From now on silent: events are redacted as they were the first time.
    pub fn recall(&mut self, met: Met, events: &[Known]) {
        self.quiet = true;
        self.users.extend(met.users);
        self.tags.extend(met.tags);
        for event in events {
            if event.emptied {
                self.emptied_at.insert(event.number);
            }
            if let Some(hash) = &event.hash {
                self.hash_at.insert(event.number, hash.clone());
            }
        }
    }

    /// Whether a kind stays.
    pub fn keeps(&self, kind: Kind) -> bool {
        self.include.contains(&kind)
    }

    /// What takes the place of a user id.
    pub fn user(&mut self, id: &str) -> String {
        let next = self.users.len() + 1;
        let number = *self.users.entry(id.to_owned()).or_insert(next);
        if !self.quiet {
            self.met.users.push((id.to_owned(), number));
        }
        format!("user-{number}")
    }

    /// Counts a removed JSON value and tells its texts.
    pub fn gone(&mut self, kind: Kind, raw: &str, hear: Listener) {
        if self.quiet || matches!(raw, "null" | "\"\"" | "{}" | "[]") {
            return;
        }
        let tally = &mut self.tally[kind as usize];
        tally.count += 1;
        tally.bytes += raw.len() as u64;
        texts(raw.as_bytes(), &mut |text| hear(Some(kind), text));
    }

    /// Something that depends on a removed value, so that equal ones stay equal, but does not tell it.
    pub fn derived(&self, what: &str, value: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(self.salt);
        digest.update(what.as_bytes());
        digest.update(value.as_bytes());
        STANDARD.encode(digest.finalize())
    }

    /// The event with what may stay; `None` if it can't be read.
    pub fn event(
        &mut self,
        index: u64,
        bytes: &[u8],
        deleted: bool,
        hear: Listener,
    ) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(json::without_bom(bytes).0).ok()?;
        let record = Members::parse(text)?;
        self.index = index;
        self.deleted = deleted;
        self.emptied_file = false;
        for (name, value) in &record.0 {
            let known = [
                "n",
                "data",
                "streamName",
                "eventPosition",
                "eventStreamNumber",
            ];
            if !known.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                self.gone(Kind::Unknown, value, hear);
            }
        }
        let number = record
            .get("eventStreamNumber")
            .filter(|number| number.parse::<i64>().is_ok());
        let mut out = String::with_capacity(text.len());
        if let Some(n) = record.get("n") {
            let n = Members::parse(n)?;
            self.unknown(&n, &["t", "s", "p", "h"], hear);
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
            self.unknown(&data, &["type", "payload", "metadata"], hear);
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

    fn unknown(&mut self, members: &Members, known: &[&str], hear: Listener) {
        for (name, value) in &members.0 {
            if !known.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                self.gone(Kind::Unknown, value, hear);
            }
        }
    }

    /// Headers that servers write, in the form in which they write them.
    fn headers(&mut self, raw: Option<&str>, stream: &str, out: &mut String, hear: Listener) {
        let Some(headers) = raw.and_then(Members::parse) else {
            out.push_str("null");
            return;
        };
        out.push('{');
        let start = out.len();
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
                self.gone(Kind::Unknown, value, hear);
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
    }

    fn payload(
        &mut self,
        event: EventType,
        stream: &str,
        payload: &str,
        out: &mut String,
        hear: Listener,
    ) -> Option<()> {
        let members = Members::parse(payload)?;
        self.object = key(stream);
        if let Some(id) = members.get("assetId").and_then(string) {
            let version = members.get("fileVersion").unwrap_or("0");
            let version = version.trim_matches('"').parse().unwrap_or_default();
            if let Some(path) = layout::asset_path(&id, version) {
                self.emptied_file =
                    self.emptied_at.contains(&self.index) || self.emptied.contains(&key(&path));
                if self.emptied_file {
                    self.emptied_at.insert(self.index);
                }
            }
        }
        hear(None, object_id(stream));
        hear(None, stream.split_once('-').map_or(stream, |(_, id)| id));
        let shape = table::shape(event);
        self.creates = shape.name.ends_with("AssetCreated");
        self.object(payload, shape, false, out, hear)
    }
}
