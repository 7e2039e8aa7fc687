//! The redaction of one event: an allow-list, driven by the table of event types. What the table does not
//! have goes; of what it has, each text goes unless it is named here.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::super::members::Members;
use super::super::survey::{key, object_id};
use super::kind::Kind;
use crate::format::squidex::events::schema::{EnumType, Poly, Prop, Shape, Type};
use crate::format::squidex::events::{EventType, table};
use crate::format::squidex::layout;
use crate::json;

/// Keys of a photo's metadata that stay, if they are numbers.
const SAFE_METADATA: [&str; 6] = [
    "pixelWidth",
    "pixelHeight",
    "videoWidth",
    "videoHeight",
    "focusX",
    "focusY",
];

/// How many values of a kind went, and their bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub count: u64,
    pub bytes: u64,
}

/// Hears of every text: whether it went, and of which kind.
pub(in super::super) type Listener<'a> = &'a mut dyn FnMut(Option<Kind>, &str);

/// What becomes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes(Kind),
    /// The id of a user.
    User,
    /// Tag ids: those that AssetTags.json has.
    Tags,
    FileName,
    FolderName,
    FileHash,
    Secret,
    /// One of a few words of the server.
    Word,
}

fn items(raw: &str) -> Vec<&str> {
    serde_json::from_str::<Vec<&RawValue>>(raw)
        .map(|items| items.into_iter().map(RawValue::get).collect())
        .unwrap_or_default()
}

fn string(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

fn push_string(out: &mut String, text: &str) {
    // Writing a string into a string does not fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into()));
}

/// The hash that an asset has now.
#[derive(Debug, Clone)]
struct FileHash {
    /// Fingerprint of the one in the original.
    old: (u64, u64),
    new: Option<String>,
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
    hashes: HashMap<(u64, u64), FileHash>,
    /// What became of the hash in each event: events are redacted again when they are written, then perhaps
    /// in another order.
    hash_at: HashMap<u64, Option<String>>,
    pub app_name: String,
    pub tally: Vec<Tally>,
    // Of the present event.
    index: u64,
    deleted: bool,
    emptied_file: bool,
    object: (u64, u64),
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
            app_name: String::new(),
            tally: vec![Tally::default(); Kind::ALL.len()],
            index: 0,
            deleted: false,
            emptied_file: false,
            object: (0, 0),
        }
    }

    /// Whether a kind stays.
    pub fn keeps(&self, kind: Kind) -> bool {
        self.include.contains(&kind)
    }

    /// What takes the place of a user id.
    pub fn user(&mut self, id: &str) -> String {
        let next = self.users.len() + 1;
        format!("user-{}", self.users.entry(id.to_owned()).or_insert(next))
    }

    /// Counts a removed JSON value and tells its texts.
    pub fn gone(&mut self, kind: Kind, raw: &str, hear: Listener) {
        if matches!(raw, "null" | "\"\"" | "{}" | "[]") {
            return;
        }
        let tally = &mut self.tally[kind as usize];
        tally.count += 1;
        tally.bytes += raw.len() as u64;
        texts(raw.as_bytes(), &mut |text| hear(Some(kind), text));
    }

    /// Something that depends on a removed value, so that equal ones stay equal, but does not tell it.
    fn derived(&self, what: &str, value: &str) -> String {
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
                self.emptied_file = self.emptied.contains(&key(&path));
            }
        }
        hear(None, object_id(stream));
        self.object(payload, table::shape(event), false, out, hear)
    }

    fn object(
        &mut self,
        raw: &str,
        shape: &'static Shape,
        in_rule: bool,
        out: &mut String,
        hear: Listener,
    ) -> Option<()> {
        out.push('{');
        let start = out.len();
        self.members(raw, shape, in_rule, start, out, hear)?;
        out.push('}');
        Some(())
    }

    fn members(
        &mut self,
        raw: &str,
        shape: &'static Shape,
        in_rule: bool,
        start: usize,
        out: &mut String,
        hear: Listener,
    ) -> Option<()> {
        let members = Members::parse(raw)?;
        for (at, (name, value)) in members.0.iter().enumerate() {
            let known = std::iter::successors(Some(shape), |shape| shape.base).find_map(|shape| {
                let prop = shape
                    .props
                    .iter()
                    .find(|prop| prop.name.eq_ignore_ascii_case(name))?;
                Some((shape, prop))
            });
            let overruled = members
                .0
                .iter()
                .skip(at + 1)
                .any(|(later, _)| later.eq_ignore_ascii_case(name));
            let Some((owner, prop)) = known.filter(|_| !overruled) else {
                // The discriminator of a class was taken before.
                if !matches!(
                    name.as_str(),
                    "$type" | "triggerType" | "stepType" | "actionType"
                ) {
                    self.gone(Kind::Unknown, value, hear);
                }
                continue;
            };
            let before = out.len();
            if out.len() > start {
                out.push(',');
            }
            push_string(out, prop.name);
            out.push(':');
            let place = Place {
                owner: owner.name,
                prop,
                in_rule,
            };
            if !self.value(value, &prop.ty, place, out, hear) {
                out.truncate(before);
            }
        }
        Some(())
    }

    /// Writes what may stay of a value; `false`: nothing, so that the property is left out.
    fn value(
        &mut self,
        raw: &str,
        ty: &'static Type,
        place: Place,
        out: &mut String,
        hear: Listener,
    ) -> bool {
        if raw == "null" {
            out.push_str("null");
            return true;
        }
        match ty {
            Type::Bool
            | Type::OptBool
            | Type::Int32
            | Type::OptInt32
            | Type::Int64
            | Type::OptInt64
            | Type::Double
            | Type::OptDouble => {
                if place.prop.name == "fileSize" && self.emptied_file {
                    out.push('0');
                    return true;
                }
                self.keep_if(is_scalar(raw), raw, out, hear)
            }
            Type::Enum(members) | Type::OptEnum(members) => {
                self.keep_if(is_member(raw, members), raw, out, hear)
            }
            Type::Guid | Type::OptGuid => {
                let sound = of_characters(raw, "0123456789abcdefABCDEF-{}()", 40);
                self.keep_if(sound, raw, out, hear)
            }
            Type::Instant | Type::OptInstant => {
                self.keep_if(of_characters(raw, "0123456789TZ:.+-", 40), raw, out, hear)
            }
            Type::Language => {
                let sound = raw.len() < 20
                    && raw
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'"'));
                self.keep_if(sound, raw, out, hear)
            }
            Type::Id | Type::OptId | Type::Status if raw.starts_with('{') => {
                out.push_str("{}");
                true
            }
            Type::Id | Type::OptId | Type::Status => {
                if let Some(text) = string(raw) {
                    hear(None, &text);
                }
                out.push_str(raw);
                true
            }
            Type::NamedId | Type::NamedNumber => self.named(raw, place, out, hear),
            Type::Actor => match string(raw) {
                Some(actor) if !self.keeps(Kind::Users) => {
                    let (prefix, id) = match actor.split_once(':') {
                        Some(("client", _)) => {
                            out.push_str(raw);
                            return true;
                        }
                        Some((_, id)) => ("subject:", id),
                        None => ("", actor.as_str()),
                    };
                    self.gone(Kind::Users, raw, hear);
                    hear(Some(Kind::Users), id);
                    let user = self.user(id);
                    push_string(out, &format!("{prefix}{user}"));
                    true
                }
                Some(actor) => {
                    hear(None, &actor);
                    out.push_str(raw);
                    true
                }
                None => {
                    out.push_str("{}");
                    true
                }
            },
            Type::Text | Type::Uri => self.text(raw, fate(ty, place), out, hear),
            Type::Value | Type::Values => self.free(raw, place, out, hear),
            Type::List(item) | Type::Items(item) => self.list(raw, item, place, out, hear),
            Type::Map(_, item) | Type::MapNotNull(_, item) => {
                if let Type::Text | Type::Uri | Type::Value = item
                    && let Fate::Goes(kind) = fate(item, place)
                    && !self.keeps(kind)
                {
                    self.gone(kind, raw, hear);
                    out.push_str("{}");
                    return true;
                }
                if place.prop.name == "defaultValues" && !self.keeps(Kind::Descriptions) {
                    self.gone(Kind::Descriptions, raw, hear);
                    return false;
                }
                let Some(members) = Members::parse(raw) else {
                    return false;
                };
                out.push('{');
                let start = out.len();
                for (name, value) in &members.0 {
                    let before = out.len();
                    if out.len() > start {
                        out.push(',');
                    }
                    push_string(out, name);
                    out.push(':');
                    if !self.value(value, item, place, out, hear) {
                        out.truncate(before);
                    }
                }
                out.push('}');
                true
            }
            Type::Object(shape) => self.object(raw, shape, place.in_rule, out, hear).is_some(),
            Type::Poly(poly) => self.poly(raw, poly, out, hear),
            Type::Data => self.data(raw, out, hear),
        }
    }

    fn keep_if(&mut self, sound: bool, raw: &str, out: &mut String, hear: Listener) -> bool {
        if sound {
            hear(None, raw.trim_matches('"'));
            out.push_str(raw);
        } else {
            self.gone(Kind::Unknown, raw, hear);
        }
        sound
    }

    /// Ids stay; the name of the app is that of the app, whatever the event says.
    fn named(&mut self, raw: &str, place: Place, out: &mut String, hear: Listener) -> bool {
        let (id, name) = match string(raw) {
            Some(text) => match text.split_once(',') {
                Some((id, name)) => (id.to_owned(), name.to_owned()),
                None => (text, String::new()),
            },
            None => {
                let Some(members) = Members::parse(raw) else {
                    return false;
                };
                let part = |name| members.get(name).and_then(string).unwrap_or_default();
                (part("id"), part("name"))
            }
        };
        hear(None, &id);
        let name = if place.prop.name == "appId" && !self.app_name.is_empty() {
            if name != self.app_name {
                self.gone(Kind::Unknown, &format!("{name:?}"), hear);
            }
            self.app_name.clone()
        } else {
            name
        };
        hear(None, &name);
        let written = format!("{id},{name}");
        hear(None, &written);
        push_string(out, &written);
        true
    }

    fn text(&mut self, raw: &str, fate: Fate, out: &mut String, hear: Listener) -> bool {
        let text = string(raw).unwrap_or_default();
        let replaced = match fate {
            Fate::Stays => None,
            Fate::Goes(kind) if self.keeps(kind) => None,
            Fate::Goes(kind) => {
                self.gone(kind, raw, hear);
                return false;
            }
            Fate::User => (!self.keeps(Kind::Users)).then(|| (Kind::Users, self.user(&text))),
            Fate::FileName => (!self.keeps(Kind::FileNames)).then(|| {
                let extension = text
                    .rsplit_once('.')
                    .map(|(_, extension)| extension)
                    .filter(|extension| {
                        (1..=5).contains(&extension.len())
                            && extension.bytes().all(|b| b.is_ascii_alphanumeric())
                    })
                    .map_or_else(String::new, |extension| format!(".{extension}"));
                (Kind::FileNames, format!("file-{}{extension}", self.index))
            }),
            Fate::FolderName => (!self.keeps(Kind::FileNames))
                .then(|| (Kind::FileNames, format!("folder-{}", self.index))),
            Fate::Secret => (!self.keeps(Kind::ClientSecrets)).then(|| {
                let secret = if text.trim().is_empty() {
                    text.clone()
                } else {
                    self.derived("client secret", &text)
                };
                (Kind::ClientSecrets, secret)
            }),
            Fate::Word if text.len() < 20 && text.bytes().all(|b| b.is_ascii_alphabetic()) => None,
            Fate::Word => {
                self.gone(Kind::Unknown, raw, hear);
                return false;
            }
            Fate::FileHash => return self.file_hash(raw, &text, out, hear),
            // Lists only.
            Fate::Tags => {
                self.gone(Kind::Tags, raw, hear);
                return false;
            }
        };
        match replaced {
            Some((kind, new)) => {
                self.gone(kind, raw, hear);
                push_string(out, &new);
            }
            None => {
                hear(None, &text);
                out.push_str(raw);
            }
        }
        true
    }

    /// The hash of a file is one of its bytes and its name: without them it is wrong. An update whose hash
    /// equals the present one is ignored by the server, so equal ones stay equal.
    fn file_hash(&mut self, raw: &str, text: &str, out: &mut String, hear: Listener) -> bool {
        let stays =
            self.keeps(Kind::Files) && self.keeps(Kind::FileNames) && self.keeps(Kind::OldFiles);
        if stays || text.is_empty() {
            out.push_str(raw);
            return true;
        }
        self.gone(Kind::Files, raw, hear);
        let old = key(text);
        let new = match (self.hash_at.get(&self.index), self.hashes.get(&self.object)) {
            (Some(new), _) => new.clone(),
            (None, Some(present)) if present.old == old => present.new.clone(),
            // The first one goes: the server accepts a file without a hash.
            (None, None) => None,
            (None, Some(_)) => Some(self.derived("file hash", text)),
        };
        if !self.hash_at.contains_key(&self.index) {
            self.hash_at.insert(self.index, new.clone());
            let new = new.clone();
            self.hashes.insert(self.object, FileHash { old, new });
        }
        match new {
            Some(new) => {
                push_string(out, &new);
                true
            }
            None => false,
        }
    }

    fn list(
        &mut self,
        raw: &str,
        item: &'static Type,
        place: Place,
        out: &mut String,
        hear: Listener,
    ) -> bool {
        if let Type::Text = item {
            match fate(item, place) {
                Fate::Goes(kind) if !self.keeps(kind) => {
                    self.gone(kind, raw, hear);
                    return false;
                }
                Fate::Tags if !self.keeps(Kind::Tags) => {
                    let mut kept = Vec::new();
                    for item in items(raw) {
                        match string(item).filter(|tag| self.tags.contains(tag)) {
                            Some(tag) => kept.push(tag),
                            None => self.gone(Kind::Tags, item, hear),
                        }
                    }
                    out.push_str(&serde_json::to_string(&kept).unwrap_or_else(|_| "[]".into()));
                    return true;
                }
                Fate::User => {}
                _ => {
                    texts(raw.as_bytes(), &mut |text| hear(None, text));
                    out.push_str(raw);
                    return true;
                }
            }
        }
        // Patterns and editors are nothing without their texts.
        let empty = match place.prop.name {
            "patterns" => Some(Kind::Descriptions),
            "editors" => Some(Kind::Links),
            "allowedValues" => Some(Kind::Descriptions),
            _ => None,
        };
        if let Some(kind) = empty.filter(|kind| !self.keeps(*kind)) {
            self.gone(kind, raw, hear);
            out.push_str("[]");
            return true;
        }
        out.push('[');
        let start = out.len();
        for value in items(raw) {
            let before = out.len();
            if out.len() > start {
                out.push(',');
            }
            if !self.value(value, item, place, out, hear) {
                out.truncate(before);
            }
        }
        out.push(']');
        true
    }

    fn poly(&mut self, raw: &str, poly: &'static Poly, out: &mut String, hear: Listener) -> bool {
        let Some(members) = Members::parse(raw) else {
            return false;
        };
        let named = members
            .0
            .iter()
            .find(|(name, _)| name == poly.discriminator)
            .or_else(|| members.0.iter().find(|(name, _)| name == "$type"))
            .and_then(|(_, value)| string(value));
        let class = named.as_deref().and_then(|name| poly.class(name));
        let class = match class {
            Some(class) => class,
            None => {
                // The server's migrators put these in the place of what they don't know.
                self.gone(
                    Kind::Unknown,
                    &format!("{:?}", named.as_deref().unwrap_or_default()),
                    hear,
                );
                let substitute = match poly.discriminator {
                    "actionType" => "Webhook",
                    _ => "Script",
                };
                let Some(class) = poly.class(substitute) else {
                    return false;
                };
                class
            }
        };
        let Some(written) = class.discriminators.first() else {
            return false;
        };
        // Of an old trigger it is the old name.
        let written = named
            .as_deref()
            .filter(|name| {
                class
                    .discriminators
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name))
            })
            .unwrap_or(written);
        out.push('{');
        let start = out.len();
        push_string(out, poly.discriminator);
        out.push(':');
        push_string(out, written);
        hear(None, written);
        let in_rule = matches!(poly.discriminator, "stepType" | "actionType");
        if self
            .members(raw, class.shape, in_rule, start, out, hear)
            .is_none()
        {
            return false;
        }
        out.push('}');
        true
    }

    /// Metadata, and values of any form.
    fn free(&mut self, raw: &str, place: Place, out: &mut String, hear: Listener) -> bool {
        let kind = match place.prop.name {
            "metadata" => Kind::PhotoMetadata,
            "properties" => Kind::Settings,
            _ => Kind::RuleSecrets,
        };
        if self.keeps(kind) {
            out.push_str(raw);
            return true;
        }
        let Some(members) = Members::parse(raw).filter(|_| kind == Kind::PhotoMetadata) else {
            self.gone(kind, raw, hear);
            return false;
        };
        out.push('{');
        let start = out.len();
        for (name, value) in &members.0 {
            if !(SAFE_METADATA.contains(&name.as_str()) && value.parse::<f64>().is_ok()) {
                self.gone(kind, value, hear);
                continue;
            }
            if out.len() > start {
                out.push(',');
            }
            push_string(out, name);
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        true
    }

    fn data(&mut self, raw: &str, out: &mut String, hear: Listener) -> bool {
        let kind = if self.deleted {
            Kind::DeletedContents
        } else {
            Kind::Contents
        };
        if !self.keeps(kind) {
            self.gone(kind, raw, hear);
            out.push_str("{}");
            return true;
        }
        if self.keeps(Kind::ApiKeys) || !raw.to_ascii_lowercase().contains("apikey") {
            texts(raw.as_bytes(), &mut |text| hear(None, text));
            out.push_str(raw);
        } else {
            self.without_keys(raw, out, hear);
        }
        true
    }

    /// Content data without the keys of user infos.
    fn without_keys(&mut self, raw: &str, out: &mut String, hear: Listener) {
        if raw.starts_with('{')
            && let Some(members) = Members::parse(raw)
        {
            out.push('{');
            let start = out.len();
            for (name, value) in &members.0 {
                if name.eq_ignore_ascii_case("apiKey") {
                    self.gone(Kind::ApiKeys, value, hear);
                    continue;
                }
                if out.len() > start {
                    out.push(',');
                }
                push_string(out, name);
                out.push(':');
                self.without_keys(value, out, hear);
            }
            out.push('}');
        } else if raw.starts_with('[') {
            out.push('[');
            for (at, value) in items(raw).into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                self.without_keys(value, out, hear);
            }
            out.push(']');
        } else {
            texts(raw.as_bytes(), &mut |text| hear(None, text));
            out.push_str(raw);
        }
    }
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    owner: &'static str,
    prop: &'static Prop,
    /// In a step or an action of a rule.
    in_rule: bool,
}

/// What becomes of a text, by class and property. What is not named here goes.
fn fate(ty: &Type, place: Place) -> Fate {
    let (owner, name) = (place.owner, place.prop.name);
    match name {
        "condition" | "expression" | "script" => return Fate::Goes(Kind::Scripts),
        _ if place.in_rule => return Fate::Goes(Kind::RuleSecrets),
        _ => {}
    }
    match owner {
        "SchemaScripts" | "AssetScripts" | "OldScriptsConfigured" => Fate::Goes(Kind::Scripts),
        "CommentCreated" | "OldCommentUpdated" if name == "mentions" => Fate::User,
        "CommentCreated" | "OldCommentUpdated" => Fate::Goes(Kind::Comments),
        "OldWebhookAdded" | "AuthScheme" => Fate::Goes(Kind::RuleSecrets),
        "AppClientAttached" if name == "secret" => Fate::Secret,
        "AppContributorAssigned"
        | "AppContributorRemoved"
        | "OldAppContributorAssigned"
        | "TeamContributorAssigned"
        | "TeamContributorRemoved"
            if name == "contributorId" =>
        {
            Fate::User
        }
        "AssetCreated" | "AssetUpdated" | "AssetAnnotated" | "AssetDeleted" | "OldAssetCreated"
        | "OldAssetUpdated" | "OldAssetRenamed" | "OldAssetTagged" => match name {
            "fileName" => Fate::FileName,
            "slug" => Fate::Goes(Kind::FileNames),
            "fileHash" => Fate::FileHash,
            "tags" | "oldTags" => Fate::Tags,
            "mimeType" => Fate::Stays,
            _ => Fate::Goes(Kind::Unknown),
        },
        "OldContentStatusChanged" => Fate::Word,
        "AssetFolderCreated" | "AssetFolderRenamed" => Fate::FolderName,
        _ if matches!(ty, Type::Uri) => Fate::Goes(Kind::Links),
        "SchemaPreviewUrlsConfigured" | "Editor" => Fate::Goes(Kind::Links),
        _ if name == "previewUrls" || name == "editorUrl" => Fate::Goes(Kind::Links),
        "SchemaProperties" if name.ends_with("Url") => Fate::Goes(Kind::Links),
        _ if STAYS.contains(&(owner, name)) => Fate::Stays,
        _ => Fate::Goes(Kind::Descriptions),
    }
}

/// Texts that are the structure of an app: without them it would be another one.
const STAYS: &[(&str, &str)] = &[
    ("AppCreated", "name"),
    ("AppRoleAdded", "name"),
    ("AppRoleDeleted", "name"),
    ("AppRoleUpdated", "name"),
    ("AppRoleUpdated", "permissions"),
    ("AppContributorAssigned", "role"),
    ("TeamContributorAssigned", "role"),
    ("AppClientAttached", "id"),
    ("AppClientAttached", "role"),
    ("AppClientUpdated", "id"),
    ("AppClientUpdated", "role"),
    ("AppClientRevoked", "id"),
    ("OldAppClientChanged", "id"),
    ("OldAppClientRenamed", "id"),
    ("OldAppClientUpdated", "id"),
    ("AppWorkflowAdded", "name"),
    ("Workflow", "name"),
    ("WorkflowStepSurrogate", "color"),
    ("WorkflowTransitionSurrogate", "role"),
    ("WorkflowTransitionSurrogate", "roles"),
    ("NoUpdate", "roles"),
    ("AppImage", "mimeType"),
    ("AppPlanChanged", "planId"),
    ("OldAppPlanChanged", "planId"),
    ("SchemaSurrogate", "name"),
    ("SchemaSurrogate", "fieldsInLists"),
    ("SchemaSurrogate", "fieldsInReferences"),
    ("SchemaUIFieldsConfigured", "fieldsInLists"),
    ("SchemaUIFieldsConfigured", "fieldsInReferences"),
    ("SchemaProperties", "searchFields"),
    ("FieldSurrogate", "name"),
    ("FieldSurrogate", "partitioning"),
    ("FieldRule", "field"),
    ("FieldAdded", "name"),
    ("FieldAdded", "partitioning"),
    ("OldSchemaCreated", "name"),
    ("SchemaCreatedField", "name"),
    ("SchemaCreatedField", "partitioning"),
    ("SchemaCreatedNestedField", "name"),
    ("ArrayFieldProperties", "uniqueFields"),
    ("ComponentsFieldProperties", "uniqueFields"),
    ("CronJobTrigger", "cronExpression"),
    ("CronJobTrigger", "cronTimezone"),
];

/// The type of an event, and its name as written.
fn event_type(raw: &str) -> Option<(EventType, String)> {
    let name = string(raw)?;
    Some((EventType::parse(&name)?, name))
}

/// A boolean or a number, in quotes or not.
fn is_scalar(raw: &str) -> bool {
    let inner = raw.trim_matches('"');
    matches!(raw, "true" | "false")
        || !inner.is_empty()
            && inner
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'))
}

fn is_member(raw: &str, members: &EnumType) -> bool {
    let inner = raw.trim_matches('"');
    is_scalar(raw)
        || members
            .members
            .iter()
            .any(|member| member.eq_ignore_ascii_case(inner))
}

/// A JSON text of these characters only.
fn of_characters(raw: &str, characters: &str, most: usize) -> bool {
    raw.strip_prefix('"')
        .and_then(|raw| raw.strip_suffix('"'))
        .is_some_and(|text| text.len() <= most && text.chars().all(|c| characters.contains(c)))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Every text in a JSON value, keys left out, escapes undone.
pub(super) fn texts(raw: &[u8], hear: &mut dyn FnMut(&str)) {
    let mut reader = json::Reader::new(raw);
    let mut scratch = Vec::new();
    loop {
        match reader.token() {
            Ok(json::Token::Text(text)) => {
                if let Ok(text) = text.decode(&mut scratch) {
                    hear(text);
                }
            }
            Ok(json::Token::End) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
