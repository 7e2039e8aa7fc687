//! One pass over the events: which stream belongs to which schema, what ends as deleted, which files
//! nobody needs any longer. Small per object, never per payload.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::decode;
use super::super::events::{EventField, EventType, Kind};
use super::super::facts::{EventFacts, Val};
use super::super::layout;
use super::draft::Draft;
use super::redact::EVENTS_A_STEP;
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::format::squidex::MAX_EVENT_BYTES;
use crate::report::FindingSet;
use crate::sort;

/// No stream: the event can't be read.
pub(super) const NO_STREAM: u32 = u32::MAX;

/// A schema that was created.
#[derive(Debug, Clone)]
pub(super) struct SchemaSeen {
    pub id: String,
    pub name: String,
    /// Deleted later on by the archive itself.
    pub deleted: bool,
}

/// A stream of events.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StreamSeen {
    /// Position in [`Survey::schemas`] plus one of the schema that it is or that its content has; 0: none.
    pub schema: u32,
    /// Fingerprint of the object's own id.
    pub object: (u64, u64),
    pub is_content: bool,
    /// The content ends as deleted.
    pub deleted: bool,
    pub events: u64,
    /// Compressed bytes of its events.
    pub bytes: u64,
}

/// An asset as the rebuilding would have it.
#[derive(Debug, Clone, Default)]
struct Asset {
    hash: Option<String>,
    current: Option<String>,
    deleted: bool,
    /// Redacted, it has no hash.
    hash_goes: bool,
}

/// An event that tells of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileSeen {
    /// Position in the draft.
    pub number: u32,
    /// Fingerprint of the path of the file.
    pub path: (u64, u64),
    /// Redacted, it has no hash: that of a creation goes, as would any that is held against the file (the server
    /// accepts a file without a hash), and so does one that is no other than that, since the server ignores such an
    /// update.
    pub hash_goes: bool,
}

/// What the pass found.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub schemas: Vec<SchemaSeen>,
    pub streams: Vec<StreamSeen>,
    /// Stream of each event of the draft, by position.
    pub stream_of: Vec<u32>,
    /// Events that tell of files, in their order.
    pub files: Vec<FileSeen>,
    /// Entries of files that only superseded versions or deleted assets have.
    pub superseded: Vec<u32>,
    /// Entries of the files of live assets.
    pub current: BTreeSet<u32>,
}

/// Part of a stream name that is the object's own id.
pub(super) fn object_id(stream: &str) -> &str {
    let id = stream.split_once('-').map_or(stream, |(_, id)| id);
    id.split_once("--").map_or(id, |(_, object)| object)
}

/// A fingerprint of a text: 128 bits, so that two objects are never taken for one.
pub(super) fn key(text: &str) -> (u64, u64) {
    let mut first = DefaultHasher::new();
    text.hash(&mut first);
    let mut second = DefaultHasher::new();
    0x5eed_u64.hash(&mut second);
    text.hash(&mut second);
    (first.finish(), second.finish())
}

fn text(facts: &EventFacts, field: EventField) -> Option<&str> {
    match facts.get(field) {
        Some(Val::Str(text)) => Some(text),
        _ => None,
    }
}

fn schema_id(facts: &EventFacts) -> Option<(&str, &str)> {
    match facts.get(EventField::SchemaId) {
        Some(Val::Named { id, name }) => Some((id, name)),
        _ => None,
    }
}

impl Survey {
    /// Reads all events of the draft.
    ///
    /// # Errors
    /// `Read` if the original can't be read.
    pub fn new(draft: &Draft, reader: &mut EntryReader) -> Result<Survey, Error> {
        Survey::with(draft, reader, &mut |_| {})
    }

    /// The same; `done` hears how many events are.
    ///
    /// # Errors
    /// `Read` if the original can't be read.
    pub fn with(
        draft: &Draft,
        reader: &mut EntryReader,
        done: &mut dyn FnMut(u64),
    ) -> Result<Survey, Error> {
        let archive = draft.original.archive;
        let mut survey = Survey::default();
        let mut context = decode::Context::default();
        let mut ignored = FindingSet::default();
        let mut streams: HashMap<(u64, u64), u32> = HashMap::new();
        let mut schemas: HashMap<String, u32> = HashMap::new();
        let mut assets: HashMap<String, Asset> = HashMap::new();
        let mut paths: BTreeSet<String> = BTreeSet::new();
        for (number, entry) in draft.events.iter().enumerate() {
            if number.is_multiple_of(EVENTS_A_STEP) {
                done(number as u64);
            }
            let Some(location) = archive.entries.location(*entry) else {
                survey.stream_of.push(NO_STREAM);
                continue;
            };
            let read = if let Some((bytes, _)) = draft.contents.get(entry) {
                decode::event(number as u64, bytes, &mut context, &mut ignored)
            } else {
                let (bytes, _) =
                    reader.read_small(draft.original.source, &location, MAX_EVENT_BYTES)?;
                decode::event(number as u64, bytes, &mut context, &mut ignored)
            };
            let Ok(facts) = read.outcome else {
                survey.stream_of.push(NO_STREAM);
                continue;
            };
            let next = survey.streams.len() as u32;
            let at = *streams.entry(key(&facts.stream)).or_insert(next);
            if at == next {
                survey.streams.push(StreamSeen {
                    object: key(object_id(&facts.stream)),
                    ..StreamSeen::default()
                });
            }
            survey.stream_of.push(at);
            survey.event(&facts, at, location.compressed_bytes, &mut schemas);
            if facts.event_type.kind() == Kind::Asset {
                let file = asset(number as u32, &facts, &mut assets, &mut paths);
                survey.files.extend(file);
            }
        }
        let current = sort::set_of(
            assets
                .values()
                .filter(|asset| !asset.deleted)
                .filter_map(|asset| asset.current.as_deref()),
        );
        let renamed: HashMap<&str, u32> = draft
            .names
            .iter()
            .map(|(entry, name)| (name.as_str(), *entry))
            .collect();
        let entry_of = |path: &str| {
            renamed
                .get(path)
                .copied()
                .or_else(|| draft.original.layout.attachment(archive, path))
                .filter(|entry| !draft.removed.contains_key(entry))
        };
        survey.current = sort::set_of(current.iter().filter_map(|path| entry_of(path)));
        survey.superseded = paths
            .iter()
            .filter(|path| !current.contains(path.as_str()))
            .filter_map(|path| entry_of(path))
            .collect();
        Ok(survey)
    }

    fn event(
        &mut self,
        facts: &EventFacts,
        at: u32,
        bytes: u64,
        schemas: &mut HashMap<String, u32>,
    ) {
        let Some(stream) = self.streams.get_mut(at as usize) else {
            return;
        };
        stream.events += 1;
        // Sizes are claims: their sum may be more than 64 bits hold.
        stream.bytes = stream.bytes.saturating_add(bytes);
        let id = match facts.event_type.kind() {
            Kind::Schema => Some(object_id(&facts.stream)),
            Kind::Content => schema_id(facts).map(|(id, _)| id),
            _ => None,
        };
        if facts.event_type.kind() == Kind::Content {
            stream.is_content = true;
            match facts.event_type {
                EventType::ContentCreated => stream.deleted = false,
                EventType::ContentDeleted => stream.deleted = true,
                _ => {}
            }
        }
        let Some(id) = id else {
            return;
        };
        let next = self.schemas.len() as u32 + 1;
        let schema = *schemas.entry(id.to_owned()).or_insert(next);
        if schema == next {
            self.schemas.push(SchemaSeen {
                id: id.to_owned(),
                name: String::new(),
                deleted: false,
            });
        }
        if stream.schema == 0 {
            stream.schema = schema;
        }
        let Some(seen) = self.schemas.get_mut(schema as usize - 1) else {
            return;
        };
        if facts.event_type == EventType::SchemaCreated {
            #[derive(serde::Deserialize)]
            struct Named {
                name: Option<String>,
            }
            if let Some(Val::Json(json)) = facts.get(EventField::Schema)
                && let Ok(Named { name: Some(name) }) = serde_json::from_str(json)
            {
                seen.name = name;
            }
            seen.deleted = false;
        }
        if facts.event_type == EventType::SchemaDeleted {
            seen.deleted = true;
        }
        if seen.name.is_empty()
            && let Some((_, name)) = schema_id(facts)
        {
            seen.name = name.to_owned();
        }
    }
}

/// Which file the asset has after this event (`formats/squidex.md` section 7).
fn asset(
    number: u32,
    facts: &EventFacts,
    assets: &mut HashMap<String, Asset>,
    paths: &mut BTreeSet<String>,
) -> Option<FileSeen> {
    let asset = assets.entry(facts.stream.clone()).or_default();
    let path = || {
        let version = match facts.get(EventField::FileVersion) {
            Some(Val::Int(version)) => *version,
            _ => 0,
        };
        layout::asset_path(text(facts, EventField::AssetId)?, version)
    };
    match facts.event_type {
        EventType::AssetCreated | EventType::AssetUpdated => {
            let path = path();
            paths.extend(path.clone());
            let hash = text(facts, EventField::FileHash).map(str::to_owned);
            let creates = facts.event_type == EventType::AssetCreated;
            let ignored = !creates && hash == asset.hash;
            if !ignored {
                asset.hash_goes = creates;
            }
            let seen = FileSeen {
                number,
                path: path.as_deref().map(key).unwrap_or_default(),
                hash_goes: asset.hash_goes,
            };
            if !ignored {
                asset.current = path;
                asset.hash = hash;
            }
            if creates {
                asset.deleted = false;
            }
            Some(seen)
        }
        EventType::AssetDeleted => {
            asset.deleted = true;
            None
        }
        _ => None,
    }
}
