//! The dry run: folds the events in ascending order and predicts what Squidex's restore does with them
//! (`formats/squidex.md` sections 5, 7 and 8).
//!
//! [`DryRun`] takes what the decoder read ([`EventRead`], [`AttachmentRead`]) and keeps a state per object
//! of the app, never per event. Nothing in it depends on the target: [`DryRun::finish`] applies the target
//! (name of the form, names taken, who restores, store) and can be called again for another one without a
//! new scan.
//!
//! `fold` is what the server does with each event: `streams` says where it goes, the handlers remember
//! its object, and the object's state takes it (`app`, `schemas`, `contents`, `assets`, `rules`).
//! `finish` is what depends on the target: users, names, one rebuild per kind of object, the snapshot.
//!
//! Left out: what depends on timing (the numbers of a Reading line in a failed restore).

mod app;
mod assets;
mod attachments;
mod columns;
mod contents;
mod document;
mod finish;
mod fold;
mod ids;
mod kept;
mod life;
mod rules;
mod schemas;
mod slots;
mod streams;
mod tables;
mod tree;

use std::collections::HashMap;

use super::events::{EventField, EventType, Kind};
use super::facts::{AttachmentRead, EventFacts, EventRead, ReadFailure, Val};
use super::versions::met::{Met, Place};
use crate::container::zip::ZipFault;
use crate::format::squidex::codes;
use crate::format::squidex::estimate::Load;
use crate::format::squidex::report::{App, AssetVerification, Estimate, ManifestState, Restore};
use crate::report::Code;
use crate::report::words::counted;
use crate::report::{FailsAt, Finding, FindingSet, Outcome, Severity};

pub(in crate::format::squidex) use streams::split_app;

pub use finish::{Finished, KeptAsset, KeptFile, KeptFolder, Stored};
pub use kept::{KeptContent, KeptVersion, Skipped};

use app::{AppState, ContributorEvent, filled, text};
use assets::{AssetState, FileVersion, FolderState, int};
use attachments::{Attachments, Urls};
use contents::ContentState;
use ids::{Interner, ObjectId, TextId, domain_id};
use kept::Kept;
use life::Took;
use rules::RuleState;
use schemas::SchemaState;
use slots::Slots;
use streams::ObjectKind;
use tables::{Index, Pieces, Spread};

pub use attachments::Document;

/// One special attachment, as the directory and the reading of it tell.
#[derive(Debug)]
pub struct AttachmentContent {
    /// What is there.
    pub state: ManifestState,
    /// What the bytes say as .NET reads them, if they were read.
    pub document: Option<Box<Document>>,
    /// Why not all of it was looked at: what the server makes of the file can't be told then.
    pub too_large: Option<String>,
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
            document: None,
            too_large: None,
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
#[derive(Debug)]
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
    index: Index,
    ids: Pieces<ObjectId>,
    states: Pieces<S>,
    /// The last one that was asked for: the steps of an event ask for the same one.
    last: Option<(ObjectId, u32)>,
}

impl<S> Default for Objects<S> {
    fn default() -> Self {
        Objects {
            index: Index::default(),
            ids: Pieces::default(),
            states: Pieces::default(),
            last: None,
        }
    }
}

impl<S: Default> Objects<S> {
    fn number(&mut self, id: ObjectId) -> u32 {
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == id) {
            return number;
        }
        let number = self.known(id).unwrap_or_else(|| {
            let number = self.ids.push(id);
            self.states.push(S::default());
            let ids = &self.ids;
            self.index.add(id.spread(), number, &|number| {
                ids.get(number as usize).map_or(0, |id| id.spread())
            });
            number
        });
        self.last = Some((id, number));
        number
    }

    fn get_mut(&mut self, id: ObjectId) -> &mut S {
        let number = self.number(id);
        &mut self.states[number as usize]
    }

    fn known(&self, id: ObjectId) -> Option<u32> {
        self.index.find(id.spread(), |number| {
            self.ids.get(number as usize) == Some(&id)
        })
    }

    fn find(&self, id: ObjectId) -> Option<(u32, &S)> {
        let number = self.known(id)?;
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
    /// The first event whose stream has a name that PostgreSQL's column doesn't take: position and characters.
    long_stream: Option<(u64, usize)>,
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
    /// What not every release of the server knows.
    met: Met,
    /// Addresses in front of `/api/assets/` in contents.
    link_hosts: std::collections::BTreeMap<String, Place>,
    /// For an export: nothing ends the fold, and where objects are made is kept.
    kept: Option<Box<Kept>>,
}

impl DryRun {
    /// Reads the special attachments by the server's rules.
    pub fn new(mut special: Special) -> Self {
        let attachments = attachments::read(&mut special);
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
            long_stream: None,
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
            met: Met::default(),
            link_hosts: std::collections::BTreeMap::new(),
            kept: None,
        }
    }

    /// Number of events that were folded; the next one must have this index.
    pub fn events_seen(&self) -> u64 {
        self.events_seen
    }

    /// The beginning of asset links whose texts are rewritten without a look at the broken key of Urls.json, if
    /// there is one: for [`decode::Context`](super::decode::Context).
    pub fn whole_links(&self) -> Option<&str> {
        self.attachments.whole_links.as_deref()
    }

    /// Whether the restore reads the avatar, as far as events were folded.
    pub fn reads_avatar(&self) -> bool {
        !self.avatar_uploads.is_empty()
    }

    /// Takes what reading an attachment gave, in any order.
    pub fn attachment(&mut self, read: &AttachmentRead) {
        self.files.insert(read.entry, read.clone());
    }
}
