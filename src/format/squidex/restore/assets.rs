//! Assets and their folders, event by event: `E/Assets/DomainObject/AssetDomainObject.State.cs`,
//! `AssetFolderDomainObject.State.cs`. File versions are kept in one list for all assets.

use super::super::events::{EventField, EventType};
use super::super::facts::{EventFacts, Val};
use super::app::{equals_ignoring_case, text};
use super::ids::{Interner, TextId, domain_id};
use super::life::{Actors, Life, Took, Turn};

/// A file version that an AssetCreated or AssetUpdated event speaks of.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileVersion {
    /// Position of the event.
    pub(super) index: u64,
    /// Number of the asset whose stream the event is in; `u32::MAX`: it is in no asset's stream.
    pub(super) asset: u32,
    /// Asset id as the event says: it names the attachment.
    pub(super) id: TextId,
    pub(super) version: i64,
    pub(super) bytes: i64,
    /// SHA-256 that the event claims, as text.
    pub(super) hash: TextId,
    /// File name of an AssetCreated event; an AssetUpdated event has none.
    pub(super) name: TextId,
    /// Whether it is an AssetCreated event.
    pub(super) created: bool,
}

/// One asset.
#[derive(Debug, Clone)]
pub(super) struct AssetState {
    pub(super) life: Life,
    /// Some applied event brought an app id along: without one, writing the snapshot fails.
    pub(super) has_app: bool,
    pub(super) id: TextId,
    pub(super) file_name: TextId,
    pub(super) has_mime_type: bool,
    pub(super) file_version: i64,
    pub(super) file_bytes: i64,
    pub(super) file_hash: TextId,
    pub(super) parent: TextId,
    /// Length of the tags joined, in characters.
    pub(super) tags_len: usize,
    /// Some text of an applied event has the character U+0000.
    pub(super) has_nul: bool,
    /// All names that the asset has had.
    pub(super) names: Vec<TextId>,
    pub(super) actors: Actors,
}

impl Default for AssetState {
    fn default() -> Self {
        AssetState {
            life: Life::default(),
            has_app: false,
            id: TextId::NONE,
            file_name: TextId::NONE,
            has_mime_type: false,
            file_version: 0,
            file_bytes: 0,
            file_hash: TextId::NONE,
            parent: TextId::NONE,
            tags_len: 0,
            has_nul: false,
            names: Vec::new(),
            actors: Actors::default(),
        }
    }
}

/// A whole number; absent is 0.
pub(super) fn int(facts: &EventFacts, field: EventField) -> i64 {
    match facts.get(field) {
        Some(Val::Int(number)) => *number,
        _ => 0,
    }
}

fn tags_len(tags: &[Option<String>]) -> usize {
    tags.iter()
        .map(|tag| tag.as_deref().map_or(0, |tag| tag.chars().count()) + 1)
        .sum()
}

impl AssetState {
    /// Applies one event of the asset's stream; what came of it.
    pub(super) fn apply(&mut self, index: u64, facts: &EventFacts, texts: &mut Interner) -> Took {
        if let Some(name) = text(facts, EventField::FileName) {
            let name = texts.intern(name);
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        let mut took = Took::Applied;
        match self.life.turn(index, facts.event_type, true) {
            Turn::Skip => return Took::Nothing,
            Turn::Apply => {}
            Turn::Anew => {
                took = Took::Anew;
                *self = AssetState {
                    life: std::mem::take(&mut self.life),
                    names: std::mem::take(&mut self.names),
                    ..AssetState::default()
                };
            }
        }
        self.has_nul |= facts.has_nul;
        if self.take(facts, texts) {
            took
        } else {
            Took::Nothing
        }
    }

    /// No asset's event is refused, whatever is null or missing in it. `false`: it changes nothing.
    fn take(&mut self, facts: &EventFacts, texts: &mut Interner) -> bool {
        use EventType as E;
        match facts.event_type {
            E::AssetCreated => {
                self.has_app = true;
                self.id = texts.intern(domain_id(text(facts, EventField::AssetId)));
                self.file_name = texts.intern_option(text(facts, EventField::FileName));
                self.parent = texts.intern(domain_id(text(facts, EventField::ParentId)));
                self.file(facts, texts);
                self.tags_len = 0;
                self.tags(facts);
            }
            E::AssetUpdated => {
                if texts.intern_option(text(facts, EventField::FileHash)) == self.file_hash {
                    return false;
                }
                self.has_app = true;
                self.file(facts, texts);
            }
            E::AssetAnnotated | E::OldAssetRenamed | E::OldAssetTagged => {
                let known = texts.text(self.file_name);
                if let Some(name) = text(facts, EventField::FileName)
                    && !known.is_some_and(|known| equals_ignoring_case(&known, name))
                {
                    self.file_name = texts.intern(name);
                }
                self.tags(facts);
            }
            E::AssetMoved => {
                let parent = texts.intern(domain_id(text(facts, EventField::ParentId)));
                if parent == self.parent {
                    return false;
                }
                self.parent = parent;
            }
            E::AssetDeleted => self.life.deleted = true,
            _ => return false,
        }
        // An event that changes nothing came to an end above: it leaves who changed it last.
        self.actors.apply(facts.actor.as_ref());
        true
    }

    fn file(&mut self, facts: &EventFacts, texts: &mut Interner) {
        self.file_version = int(facts, EventField::FileVersion);
        self.file_bytes = int(facts, EventField::FileSize);
        self.file_hash = texts.intern_option(text(facts, EventField::FileHash));
        self.has_mime_type = text(facts, EventField::MimeType).is_some();
    }

    fn tags(&mut self, facts: &EventFacts) {
        if let Some(Val::List(tags)) = facts.get(EventField::Tags) {
            self.tags_len = tags_len(tags);
        }
    }
}

/// One folder.
#[derive(Debug, Clone)]
pub(super) struct FolderState {
    pub(super) life: Life,
    /// An AssetFolderCreated event was applied: without one, writing the snapshot fails.
    pub(super) has_app: bool,
    pub(super) id: TextId,
    pub(super) name: TextId,
    pub(super) parent: TextId,
    /// Some text of an applied event has the character U+0000.
    pub(super) has_nul: bool,
    pub(super) actors: Actors,
}

impl Default for FolderState {
    fn default() -> Self {
        FolderState {
            life: Life::default(),
            has_app: false,
            id: TextId::NONE,
            name: TextId::NONE,
            parent: TextId::NONE,
            has_nul: false,
            actors: Actors::default(),
        }
    }
}

impl FolderState {
    /// Applies one event of the folder's stream; what came of it.
    pub(super) fn apply(&mut self, index: u64, facts: &EventFacts, texts: &mut Interner) -> Took {
        use EventType as E;
        if self.life.turn(index, facts.event_type, false) == Turn::Skip {
            return Took::Nothing;
        }
        self.has_nul |= facts.has_nul;
        match facts.event_type {
            E::AssetFolderCreated => {
                self.has_app = true;
                self.id = texts.intern(domain_id(text(facts, EventField::AssetFolderId)));
                self.name = texts.intern_option(text(facts, EventField::FolderName));
                self.parent = texts.intern(domain_id(text(facts, EventField::ParentId)));
            }
            E::AssetFolderRenamed => {
                let Some(name) = text(facts, EventField::FolderName) else {
                    let message = "`folderName` is null or missing".into();
                    self.life.fail(index, facts.event_type, message);
                    return Took::Nothing;
                };
                let name = texts.intern(name);
                if name == self.name {
                    return Took::Nothing;
                }
                self.name = name;
            }
            E::AssetFolderMoved => {
                let parent = texts.intern(domain_id(text(facts, EventField::ParentId)));
                if parent == self.parent {
                    return Took::Nothing;
                }
                self.parent = parent;
            }
            E::AssetFolderDeleted => self.life.deleted = true,
            _ => return Took::Nothing,
        }
        self.actors.apply(facts.actor.as_ref());
        Took::Applied
    }
}
