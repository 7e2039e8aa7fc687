//! The dry run: folds the events in ascending order and predicts what Squidex's restore does with them
//! (`formats/squidex.md` sections 5, 7 and 8).
//!
//! [`DryRun`] takes what the decoder read ([`EventRead`], [`AttachmentRead`]) and keeps a state per object
//! of the app, never per event. Nothing in it depends on the target: [`DryRun::finish`] applies the target
//! (name of the form, names taken, who restores, store) and can be called again for another one without a
//! new scan.
//!
//! The order of things follows the server: [`streams`] and the handlers while events are read, then one
//! rebuild per kind of object ([`rebuild`]), then the app snapshot, all brought together in [`finish`].
//!
//! Left out: what depends on timing (the numbers of a Reading line in a failed restore), and actors whose
//! names are too long for a column of PostgreSQL.

mod app;
mod assets;
mod attachments;
mod contents;
mod finish;
mod hashes;
mod ids;
mod log;
mod objects;
mod preview;
mod rebuild;
mod rules;
mod schemas;
mod slots;
mod streams;
mod tree;
mod users;

use std::collections::HashMap;

use super::events::{EventType, Field, Kind};
use super::facts::{AttachmentRead, EventFacts, EventRead, ReadFailure, Val};
use crate::archive::ZipFault;
use crate::estimate::Load;
use crate::report::codes::{self, Code};
use crate::report::words::counted;
use crate::report::{
    App, AssetVerification, Estimate, FailsAt, Finding, FindingSet, ManifestState, Outcome,
    Restore, Severity,
};

use app::{AppState, ContributorEvent, filled, text};
use assets::{AssetState, FileVersion, FolderState, int};
use attachments::{Attachments, Urls};
use contents::ContentState;
use ids::{Interner, ObjectId, TextId, domain_id};
use rules::RuleState;
use schemas::SchemaState;
use slots::Slots;
use streams::ObjectKind;

/// One special attachment, as the directory and the reading of it tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentContent {
    /// What is there.
    pub state: ManifestState,
    /// The bytes as .NET reads them, if they could be read.
    pub bytes: Option<Vec<u8>>,
    /// Why .NET's read fails, if it does.
    pub failure: Option<String>,
    /// Entry path.
    pub entry: String,
}

impl AttachmentContent {
    /// One that is not there.
    pub fn missing(entry: impl Into<String>) -> Self {
        AttachmentContent {
            state: ManifestState::Missing,
            bytes: None,
            failure: None,
            entry: entry.into(),
        }
    }

    /// Whether the server finds it: an entry in its place whose size is not 0.
    fn has_bytes(&self) -> bool {
        matches!(self.state, ManifestState::Present | ManifestState::Invalid)
    }
}

/// The special attachments of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Special {
    /// Version.json.
    pub version: AttachmentContent,
    /// Users.json.
    pub users: AttachmentContent,
    /// Settings.json.
    pub settings: AttachmentContent,
    /// AssetTags.json.
    pub tags: AttachmentContent,
    /// AssetTagsAlias.json.
    pub alias: AttachmentContent,
    /// Urls.json.
    pub urls: AttachmentContent,
    /// Avatar.image: its bytes are not needed.
    pub avatar: AttachmentContent,
}

/// Finds the entries of asset files.
pub trait AssetLookup {
    /// The first entry by the name `attachments/{folder}/{id}_{version}.asset`, if there is one.
    fn asset(&self, asset_id: &str, file_version: i64) -> Option<AssetEntry>;
}

/// The entry of an asset file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetEntry {
    /// Number of the entry in the central directory.
    pub entry: u32,
    /// Uncompressed size that the directory claims, in bytes.
    pub uncompressed_bytes: u64,
}

/// How much of the archive the prediction can rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Consecutive event entries from 0.
    pub events: u64,
    /// All entries of the archive were read.
    pub complete: bool,
    /// Length of the archive.
    pub archive_bytes: u64,
    /// Uncompressed bytes of the event entries, as the directory claims them.
    pub event_json_bytes: u64,
}

/// What the restore would do.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// As far as the dry run can tell: findings about the archive itself (gap, CRC, overlap) may make
    /// `Restores` worse.
    pub outcome: Outcome,
    /// The visible message of a failure.
    pub server_message: Option<String>,
    /// The earliest entry whose mending would avoid the failure.
    pub fails_at: Option<FailsAt>,
    /// In words: why it fails, or how it ends.
    pub summary: String,
    /// The restore log; `None` if nothing can be said yet.
    pub restore: Option<Restore>,
    /// The restored app.
    pub app: Option<App>,
    /// Fatal findings, losses and notes.
    pub findings: FindingSet,
    /// Stored files against their hashes; `None` before everything was read.
    pub asset_verification: Option<AssetVerification>,
    /// `counts.restored_events`.
    pub restored_events: Option<u64>,
    /// AssetCreated events, old and new; `None` before everything was read.
    pub assets: Option<u64>,
    /// How long it takes, as far as the fold has come; `None` if it fails.
    pub estimate: Option<Estimate>,
    /// What the estimate is made of; `None` if it fails.
    pub load: Option<Load>,
    /// Entry paths of special attachments that are there, but can't be used.
    pub invalid_attachments: Vec<String>,
}

impl Default for Prediction {
    fn default() -> Self {
        Prediction {
            outcome: Outcome::Unknown,
            server_message: None,
            fails_at: None,
            summary: String::new(),
            restore: None,
            app: None,
            findings: FindingSet::default(),
            asset_verification: None,
            restored_events: None,
            assets: None,
            estimate: None,
            load: None,
            invalid_attachments: Vec::new(),
        }
    }
}

/// What the restore does with one entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UseOf {
    /// The restore reads it.
    pub read: bool,
    /// A hash in an event proves its bytes, so a wrong checksum or size in the ZIP does no harm.
    pub proven: bool,
    /// If it can't be read, the restore goes on without it.
    pub spared: bool,
}

impl UseOf {
    /// Lowers the severity of a finding about the entry to what its use deserves.
    pub fn judge(self, finding: Finding, fault: &ZipFault) -> Finding {
        let unreadable = fault.entry_failure().is_some()
            || matches!(
                fault,
                ZipFault::Undecodable { .. } | ZipFault::NotReadToEnd { .. }
            );
        if finding.severity >= Severity::Suspicious {
            finding
        } else if !self.read || self.proven {
            finding.severity(Severity::Suspicious)
        } else if self.spared && unreadable {
            finding
                .severity(Severity::Suspicious)
                .effect("none: the restore goes on without this file")
        } else {
            finding
        }
    }
}

/// What the restore does with all attachment entries.
#[derive(Debug, Default)]
pub struct Uses {
    by_entry: HashMap<u32, UseOf>,
}

impl Uses {
    /// What it does with one.
    pub fn of(&self, entry: u32) -> UseOf {
        self.by_entry.get(&entry).copied().unwrap_or_default()
    }
}

/// A certain failure while events are read.
#[derive(Debug, Clone)]
struct Stop {
    index: u64,
    finding: Finding,
    cause: String,
}

/// An AppCreated event that could be read.
#[derive(Debug, Clone)]
struct AppCreated {
    index: u64,
    /// App id in the archive.
    previous_id: String,
    name: Option<String>,
}

/// The objects of one kind.
#[derive(Debug)]
struct Objects<S> {
    index: HashMap<ObjectId, u32>,
    states: Vec<S>,
}

impl<S> Default for Objects<S> {
    fn default() -> Self {
        Objects {
            index: HashMap::new(),
            states: Vec::new(),
        }
    }
}

impl<S: Default> Objects<S> {
    fn number(&mut self, id: ObjectId) -> u32 {
        *self.index.entry(id).or_insert_with(|| {
            self.states.push(S::default());
            u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn get_mut(&mut self, id: ObjectId) -> &mut S {
        let number = self.number(id);
        &mut self.states[number as usize]
    }

    fn find(&self, id: ObjectId) -> Option<(u32, &S)> {
        let number = *self.index.get(&id)?;
        self.states
            .get(number as usize)
            .map(|state| (number, state))
    }
}

/// The fold. See the module's own words.
#[derive(Debug)]
pub struct DryRun {
    special: Special,
    attachments: Attachments,
    texts: Interner,
    /// Events that were folded.
    events_seen: u64,
    assets_created: u64,
    stop: Option<Stop>,
    apps: Vec<AppCreated>,
    app: AppState,
    /// By user id of the archive, in the order of first appearance.
    contributors: Vec<(String, Vec<ContributorEvent>)>,
    contributor_index: HashMap<String, usize>,
    /// Some content has a text that may hold asset links.
    has_content_text: bool,
    /// Positions of AppImageUploaded events.
    avatar_uploads: Vec<u64>,
    schemas: Objects<SchemaState>,
    contents: Objects<ContentState>,
    assets: Objects<AssetState>,
    folders: Objects<FolderState>,
    rules: Objects<RuleState>,
    file_versions: Vec<FileVersion>,
    // What the handlers remember, in .NET's order.
    remembered_assets: Slots<ObjectId, ()>,
    remembered_folders: Slots<ObjectId, ()>,
    remembered_rules: Slots<ObjectId, ()>,
    remembered_schemas: Slots<ObjectId, ()>,
    remembered_contents: Slots<TextId, Slots<ObjectId, ()>>,
    /// Schema ids that a SchemaDeleted event names, and the latest position.
    schema_deletions: HashMap<TextId, u64>,
    /// Attachment entries that are not as they should be, or hold an asset: by entry number.
    files: HashMap<u32, AttachmentRead>,
    findings: FindingSet,
}

impl DryRun {
    /// Reads the special attachments by the server's rules.
    pub fn new(special: Special) -> Self {
        let attachments = attachments::read(&special);
        DryRun {
            special,
            attachments,
            texts: Interner::default(),
            events_seen: 0,
            assets_created: 0,
            stop: None,
            apps: Vec::new(),
            app: AppState::default(),
            contributors: Vec::new(),
            contributor_index: HashMap::new(),
            has_content_text: false,
            avatar_uploads: Vec::new(),
            schemas: Objects::default(),
            contents: Objects::default(),
            assets: Objects::default(),
            folders: Objects::default(),
            rules: Objects::default(),
            file_versions: Vec::new(),
            remembered_assets: Slots::default(),
            remembered_folders: Slots::default(),
            remembered_rules: Slots::default(),
            remembered_schemas: Slots::default(),
            remembered_contents: Slots::default(),
            schema_deletions: HashMap::new(),
            files: HashMap::new(),
            findings: FindingSet::default(),
        }
    }

    /// Number of events that were folded; the next one must have this index.
    pub fn events_seen(&self) -> u64 {
        self.events_seen
    }

    /// Whether the restore reads the avatar, as far as events were folded.
    pub fn reads_avatar(&self) -> bool {
        !self.avatar_uploads.is_empty()
    }

    /// Takes what reading an attachment gave, in any order.
    pub fn attachment(&mut self, read: &AttachmentRead) {
        self.files.insert(read.entry, read.clone());
    }

    /// Takes the next event, in ascending order from 0. After the first certain failure events are only
    /// counted.
    pub fn event(&mut self, read: EventRead) {
        self.count(&read);
        if self.stop.is_some() {
            return;
        }
        let index = read.index;
        match read.outcome {
            Err(failure) => self.stop_reading(index, read.event_type, &failure),
            Ok(facts) => {
                if let Err((code, message)) = self.handle(index, &facts) {
                    self.stop_handling(index, facts.event_type, &facts.stream, code, message);
                }
            }
        }
    }

    fn count(&mut self, read: &EventRead) {
        self.events_seen += 1;
        if matches!(
            read.event_type,
            Some(EventType::AssetCreated | EventType::OldAssetCreated)
        ) {
            self.assets_created += 1;
        }
    }

    fn stop_reading(&mut self, index: u64, event_type: Option<EventType>, failure: &ReadFailure) {
        let code = codes::by_name(&failure.code).unwrap_or(&codes::EVENT_NOT_ACCEPTED);
        let named = event_type.map_or(String::new(), |known| format!(" ({known})"));
        let hint = failure
            .suggestion
            .as_ref()
            .map_or(String::new(), |hint| format!("; {hint}"));
        let message = format!("event {index}{named}: {}{hint}", failure.message);
        self.stop = Some(Stop {
            index,
            finding: Finding::new(code, message.clone())
                .severity(Severity::Fatal)
                .at_event(index),
            cause: message,
        });
    }

    fn stop_handling(
        &mut self,
        index: u64,
        event_type: EventType,
        stream: &str,
        code: &'static Code,
        message: String,
    ) {
        let message = format!("event {index} ({event_type}, stream {stream}): {message}");
        self.stop = Some(Stop {
            index,
            finding: Finding::new(code, message.clone()).at_event(index),
            cause: message,
        });
    }

    /// One event as `RestoreJob.HandleEventAsync` and the handlers see it.
    fn handle(&mut self, index: u64, facts: &EventFacts) -> Result<(), (&'static Code, String)> {
        if facts.event_type == EventType::AppCreated {
            self.start_app(index, facts)?;
        }
        let Some(previous) = self.apps.last() else {
            return Err((
                &codes::FIRST_EVENT_NOT_APP_CREATED,
                "the first event is not AppCreatedEvent, so there is no app yet".into(),
            ));
        };
        let app = u32::try_from(self.apps.len() - 1).unwrap_or(u32::MAX);
        let Some(mapped) = streams::map(&facts.stream, &previous.previous_id) else {
            let message = if facts.stream.is_empty() {
                "the record has no stream name".into()
            } else {
                "the stream name has no hyphen between kind and id".into()
            };
            return Err((&codes::EVENT_STREAM_INVALID, message));
        };
        let id = ObjectId {
            app,
            part: self.texts.intern_option(mapped.part),
        };
        let kind = ObjectKind::of_prefix(mapped.prefix);
        self.handlers(index, facts, id, kind)?;
        self.check_stream(index, facts, &mapped);
        self.apply(index, facts, id, kind);
        Ok(())
    }

    fn start_app(&mut self, index: u64, facts: &EventFacts) -> Result<(), (&'static Code, String)> {
        let Some(Val::Named { id, .. }) = facts.get(Field::AppId) else {
            return Err((&codes::APP_ID_MISSING, "`appId` is null or missing".into()));
        };
        let name = text(facts, Field::Name).map(str::to_string);
        let again = self.apps.iter().any(|app| app.name == name);
        let blank = name.as_deref().is_none_or(|name| name.trim().is_empty());
        let first = self.apps.is_empty();
        self.apps.push(AppCreated {
            index,
            previous_id: domain_id(Some(id)).into(),
            name,
        });
        // A bad stream name comes before the name is reserved, a blank name even before that.
        if !first && (again && facts.stream.contains('-') || blank) {
            // Fails whatever the target is; which message it shows depends on the form ([`finish`]).
            return Err((
                &codes::SECOND_APP_CREATED,
                "a second AppCreatedEvent with the same name or none".into(),
            ));
        }
        self.app = AppState::default();
        for (_, events) in &mut self.contributors {
            for event in events {
                event.in_app_stream = false;
            }
        }
        Ok(())
    }

    /// The handlers, in their order: apps, assets, rules, schemas, contents.
    fn handlers(
        &mut self,
        index: u64,
        facts: &EventFacts,
        id: ObjectId,
        kind: Option<ObjectKind>,
    ) -> Result<(), (&'static Code, String)> {
        use EventType as E;
        match facts.event_type {
            E::AppImageUploaded => self.avatar_uploads.push(index),
            E::AppContributorAssigned | E::AppContributorRemoved => {
                let Some(user) = filled(facts, Field::ContributorId) else {
                    return Err((&codes::EVENT_NOT_ACCEPTED, app::blank(Field::ContributorId)));
                };
                let in_app = kind == Some(ObjectKind::App) && !id.part.is_some();
                let assigned = facts.event_type == E::AppContributorAssigned;
                let event = ContributorEvent {
                    index,
                    in_app_stream: in_app,
                    role: assigned.then(|| filled(facts, Field::Role).map(str::to_string)),
                    has_actor: facts.actor.is_some(),
                };
                let place = match self.contributor_index.get(user) {
                    Some(&place) => place,
                    None => {
                        self.contributors.push((user.into(), Vec::new()));
                        self.contributor_index
                            .insert(user.into(), self.contributors.len() - 1);
                        self.contributors.len() - 1
                    }
                };
                self.contributors[place].1.push(event);
            }
            E::AssetFolderCreated => {
                self.remembered_folders.get_or_add(id);
            }
            E::AssetCreated | E::AssetUpdated => {
                if facts.event_type == E::AssetCreated {
                    self.remembered_assets.get_or_add(id);
                }
                let asset = match kind {
                    Some(ObjectKind::Asset) => self.assets.number(id),
                    _ => u32::MAX,
                };
                self.file_versions.push(FileVersion {
                    index,
                    asset,
                    id: self.texts.intern(domain_id(text(facts, Field::AssetId))),
                    version: int(facts, Field::FileVersion),
                    bytes: int(facts, Field::FileSize),
                    hash: self.texts.intern_option(text(facts, Field::FileHash)),
                    name: self.texts.intern_option(text(facts, Field::FileName)),
                    created: facts.event_type == E::AssetCreated,
                });
            }
            E::RuleCreated => {
                self.remembered_rules.get_or_add(id);
            }
            E::RuleDeleted => {
                self.remembered_rules.remove(id);
            }
            E::SchemaCreated => {
                self.remembered_schemas.get_or_add(id);
            }
            E::SchemaDeleted => {
                self.remembered_schemas.remove(id);
                let Some(Val::Named { id: schema, .. }) = facts.get(Field::SchemaId) else {
                    return Err((
                        &codes::EVENT_NOT_ACCEPTED,
                        "`schemaId` is null or missing".into(),
                    ));
                };
                let schema = self.texts.intern(domain_id(Some(schema)));
                self.forget_contents(index, schema);
                self.schema_deletions.insert(schema, index);
            }
            E::ContentCreated | E::ContentUpdated => {
                if facts.event_type == E::ContentCreated {
                    let Some(Val::Named { id: schema, .. }) = facts.get(Field::SchemaId) else {
                        return Err((
                            &codes::EVENT_NOT_ACCEPTED,
                            "`schemaId` is null or missing".into(),
                        ));
                    };
                    let schema = self.texts.intern(domain_id(Some(schema)));
                    self.remembered_contents.get_or_add(schema).get_or_add(id);
                }
                self.rewrite_links(facts)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The contents of a deleted schema are not rebuilt.
    fn forget_contents(&mut self, index: u64, schema: TextId) {
        let Some(ids) = self.remembered_contents.remove(schema) else {
            return;
        };
        let live = ids
            .iter()
            .filter_map(|(id, ())| self.contents.find(id))
            .filter(|(_, content)| !content.is_deleted())
            .count() as u64;
        if live > 0 {
            let app = u32::try_from(self.apps.len().saturating_sub(1)).unwrap_or(u32::MAX);
            let name = self
                .schemas
                .find(ObjectId { app, part: schema })
                .and_then(|(_, schema)| schema.name.clone())
                .unwrap_or_else(|| self.texts.text_or_empty(schema));
            let message = format!(
                "event {index} deletes the schema {name} together with {}",
                counted(live, "content")
            );
            self.findings
                .push(Finding::new(&codes::CONTENTS_OF_DELETED_SCHEMA, message).at_event(index));
        }
    }

    /// The rewriting of asset links (5.3), as far as it can fail.
    fn rewrite_links(&mut self, facts: &EventFacts) -> Result<(), (&'static Code, String)> {
        let data = facts.get(Field::Data);
        self.has_content_text |= matches!(data, Some(Val::Data(data)) if data.has_string);
        match (&self.attachments.urls, data) {
            (Urls::None, _) => Ok(()),
            (_, None | Some(Val::Null)) => Err((
                &codes::EVENT_NOT_ACCEPTED,
                "`data` is null or missing".into(),
            )),
            (Urls::Broken(key), Some(Val::Data(data))) if data.has_string => Err((
                &codes::URLS_INCOMPLETE,
                format!(
                    "its text can't be searched for asset links, since `{key}` of Urls.json is missing or empty"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Finds events in a stream other than their object's.
    fn check_stream(&mut self, index: u64, facts: &EventFacts, mapped: &streams::Mapped<'_>) {
        let (kind, object) = match facts.event_type.kind() {
            Kind::App => (ObjectKind::App, None),
            Kind::Schema => {
                let id = match facts.get(Field::SchemaId) {
                    Some(Val::Named { id, .. }) => Some(id.as_str()),
                    _ => None,
                };
                (ObjectKind::Schema, id)
            }
            Kind::Content => (ObjectKind::Content, text(facts, Field::ContentId)),
            Kind::Asset => (ObjectKind::Asset, text(facts, Field::AssetId)),
            Kind::AssetFolder => (ObjectKind::AssetFolder, text(facts, Field::AssetFolderId)),
            Kind::Rule => (ObjectKind::Rule, text(facts, Field::RuleId)),
            Kind::Comment | Kind::Team | Kind::Other => return,
        };
        // A permanent deletion leaves a stream of its own behind, by design.
        let part = mapped
            .part
            .map(|part| part.strip_suffix("--deleted").unwrap_or(part));
        let fits = mapped.prefix == kind.prefix()
            && match (kind, part) {
                (ObjectKind::App, part) => part.is_none(),
                (_, None) => false,
                (_, Some(part)) => object.is_none_or(|object| {
                    let object = domain_id(Some(object));
                    object.is_empty() || object == ids::EMPTY_ID || object == part
                }),
            };
        if !fits {
            let whose = object.map_or(String::new(), |object| format!(" {object}"));
            self.findings.push(
                Finding::new(
                    &codes::EVENT_IN_OTHER_STREAM,
                    format!(
                        "event {index} ({}) of the {}{whose} is in the stream {}",
                        facts.event_type,
                        kind.prefix(),
                        facts.stream
                    ),
                )
                .at_event(index),
            );
        } else if let Some(app) = mapped.foreign_app
            && mapped.part.is_some()
        {
            self.findings.push(
                Finding::new(
                    &codes::STREAM_OF_OTHER_APP,
                    format!(
                        "event {index} ({}) is in a stream of the app {app}",
                        facts.event_type
                    ),
                )
                .at_event(index),
            );
        }
    }

    /// Applies the event to the object of its stream.
    fn apply(&mut self, index: u64, facts: &EventFacts, id: ObjectId, kind: Option<ObjectKind>) {
        let contributor = matches!(
            facts.event_type,
            EventType::AppContributorAssigned | EventType::AppContributorRemoved
        );
        match kind {
            Some(ObjectKind::App) if !id.part.is_some() && !contributor => {
                self.app.apply(index, facts)
            }
            Some(ObjectKind::Schema) => self.schemas.get_mut(id).apply(index, facts),
            Some(ObjectKind::Content) => {
                let at = u32::try_from(index).unwrap_or(u32::MAX - 1);
                self.contents.get_mut(id).apply(at, facts, &mut self.texts);
            }
            Some(ObjectKind::Asset) => self.assets.get_mut(id).apply(index, facts, &mut self.texts),
            Some(ObjectKind::AssetFolder) => {
                self.folders
                    .get_mut(id)
                    .apply(index, facts, &mut self.texts)
            }
            Some(ObjectKind::Rule) => self.rules.get_mut(id).apply(index, facts),
            Some(ObjectKind::App) | None => {}
        }
    }
}
