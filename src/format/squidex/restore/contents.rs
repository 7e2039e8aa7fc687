//! Contents, event by event: `E/Contents/DomainObject/ContentDomainObject.State.cs`.
//!
//! There are as many of these as the archive has contents, so a record is small.

use super::super::events::{EventField, EventType, Kind};
use super::super::facts::{EventFacts, Val};
use super::app::text;
use super::columns;
use super::ids::{EMPTY_ID, Interner, TextId, domain_id};
use super::life::{Actors, expected_number};

/// Why an event can't be applied to a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentFault {
    /// There is no current version yet: the content was not created before.
    NotCreated,
    /// `data` is null or missing.
    NoData,
}

impl ContentFault {
    /// In our words.
    pub(super) fn message(self) -> &'static str {
        match self {
            ContentFault::NotCreated => "the content has not been created before this event",
            ContentFault::NoData => "`data` is null or missing",
        }
    }
}

/// Status of a content that has none: `Status` without a value shows as this.
pub(super) const DEFAULT_STATUS: &str = "Unknown";

/// One content.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentState {
    /// Events in its stream.
    pub(super) events: u32,
    /// Position of its latest ContentCreated event; `u32::MAX`: none.
    pub(super) created_at: u32,
    /// Position of the event that can't be applied, if there is a fault.
    pub(super) failed_at: u32,
    /// Position of an event that is stored in a form which can't be read back; `u32::MAX`: none.
    pub(super) unreadable_at: u32,
    pub(super) fault: Option<ContentFault>,
    /// Status of the current version; [`TextId::NONE`]: there is no current version.
    pub(super) current: TextId,
    /// Status of the draft; [`TextId::NONE`]: there is no draft.
    pub(super) draft: TextId,
    /// Schema id; [`TextId::NONE`]: no event gave one.
    pub(super) schema: TextId,
    /// Id as the event says.
    pub(super) id: TextId,
    pub(super) flags: Flags,
    pub(super) actors: Actors,
}

/// Bits of [`ContentState`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    pub(super) const DELETED: Flags = Flags(1);
    pub(super) const SCHEDULED: Flags = Flags(4);
    pub(super) const CURRENT_HAS_NUL: Flags = Flags(8);
    pub(super) const DRAFT_HAS_NUL: Flags = Flags(16);
    /// A number that does not fit was met in the stream.
    const NUMBER_TOLD: Flags = Flags(64);
    /// Id and name of the schema, joined, are longer than a column of the Entity Framework stores.
    pub(super) const LONG_SCHEMA: Flags = Flags(128);

    pub(super) fn has(self, flag: Flags) -> bool {
        self.0 & flag.0 != 0
    }

    fn set(&mut self, flag: Flags, on: bool) {
        if on {
            self.0 |= flag.0;
        } else {
            self.0 &= !flag.0;
        }
    }
}

impl Default for ContentState {
    fn default() -> Self {
        ContentState {
            events: 0,
            created_at: u32::MAX,
            failed_at: u32::MAX,
            unreadable_at: u32::MAX,
            fault: None,
            current: TextId::NONE,
            draft: TextId::NONE,
            schema: TextId::NONE,
            id: TextId::NONE,
            flags: Flags::default(),
            actors: Actors::default(),
        }
    }
}

/// The status of an event.
fn status(facts: &EventFacts, texts: &mut Interner) -> TextId {
    texts.intern(text(facts, EventField::Status).unwrap_or(DEFAULT_STATUS))
}

/// Whether there is data, and whether it has U+0000 in a string.
fn data(facts: &EventFacts, field: EventField) -> Option<bool> {
    match facts.get(field) {
        Some(Val::Data(data)) => Some(data.has_nul),
        _ => None,
    }
}

impl ContentState {
    /// Deleted at the end.
    pub(super) fn is_deleted(&self) -> bool {
        self.flags.has(Flags::DELETED)
    }

    /// Status that is shown: the draft's, if there is one.
    pub(super) fn displayed(&self) -> TextId {
        if self.draft.is_some() {
            self.draft
        } else {
            self.current
        }
    }

    /// As [`Life::expected_number`](super::life::Life::expected_number).
    pub(super) fn expected_number(&mut self, facts: &EventFacts) -> Option<u64> {
        let mut told = self.flags.has(Flags::NUMBER_TOLD);
        let expected = expected_number(facts, self.events.into(), &mut told);
        self.flags.set(Flags::NUMBER_TOLD, told);
        expected
    }

    /// Applies one event of the content's stream; whether it changed something. `lenient`: one that can't be applied
    /// is left out, and is not the end of the content.
    pub(super) fn apply(
        &mut self,
        index: u32,
        facts: &EventFacts,
        texts: &mut Interner,
        lenient: bool,
    ) -> Result<bool, ContentFault> {
        use EventType as E;
        self.events = self.events.saturating_add(1);
        let created = facts.event_type == E::ContentCreated;
        if created {
            self.created_at = index;
        }
        // A status change of 2017 is migrated one step when read and named after the second: what is
        // stored under the new name has no `change`, and is refused when the contents are loaded.
        if facts.event_type == E::OldContentStatusChanged
            && facts.stored_as == E::ContentStatusChanged
        {
            self.unreadable_at = self.unreadable_at.min(index);
        }
        if self.fault.is_some() {
            return Ok(false);
        }
        if self.is_deleted() {
            if !created {
                return Ok(false);
            }
            let told = self.flags.has(Flags::NUMBER_TOLD);
            *self = ContentState {
                events: self.events,
                created_at: self.created_at,
                unreadable_at: self.unreadable_at,
                ..ContentState::default()
            };
            self.flags.set(Flags::NUMBER_TOLD, told);
        }
        if let Err(fault) = self.try_apply(facts, texts) {
            if !lenient {
                self.fault = Some(fault);
                self.failed_at = index;
            }
            return Err(fault);
        }
        let own = facts.event_type.kind() == Kind::Content;
        if own {
            self.actors.apply(facts.actor.as_ref());
        }
        Ok(own)
    }

    fn try_apply(&mut self, facts: &EventFacts, texts: &mut Interner) -> Result<(), ContentFault> {
        use EventType as E;
        match facts.event_type {
            E::ContentCreated | E::OldContentCreated => {
                let has_nul = data(facts, EventField::Data).ok_or(ContentFault::NoData)?;
                self.id = texts.intern(domain_id(text(facts, EventField::ContentId)));
                let mut long_schema = false;
                self.schema = match facts.get(EventField::SchemaId) {
                    Some(Val::Named { id, name }) => {
                        long_schema = columns::is_long_named(id, name);
                        texts.intern(domain_id(Some(id)))
                    }
                    _ => TextId::NONE,
                };
                self.flags.set(Flags::LONG_SCHEMA, long_schema);
                self.current = status(facts, texts);
                self.draft = TextId::NONE;
                self.flags.set(Flags::CURRENT_HAS_NUL, has_nul);
                self.flags.set(Flags::DRAFT_HAS_NUL, false);
                self.flags.set(Flags::SCHEDULED, false);
            }
            E::ContentDraftCreated | E::OldContentUpdateProposed => {
                // The data of the current version is asked for even if the event brings its own.
                if !self.current.is_some() {
                    return Err(ContentFault::NotCreated);
                }
                let has_nul = data(facts, EventField::MigratedData)
                    .unwrap_or_else(|| self.flags.has(Flags::CURRENT_HAS_NUL));
                self.draft = status(facts, texts);
                self.flags.set(Flags::DRAFT_HAS_NUL, has_nul);
                self.flags.set(Flags::SCHEDULED, false);
            }
            E::ContentDraftDeleted | E::OldContentChangesDiscarded => {
                self.draft = TextId::NONE;
                self.flags.set(Flags::DRAFT_HAS_NUL, false);
                self.flags.set(Flags::SCHEDULED, false);
            }
            E::ContentStatusChanged
            | E::OldContentStatusChanged
            | E::OldContentChangesPublished => {
                let status = status(facts, texts);
                self.flags.set(Flags::SCHEDULED, false);
                if !self.draft.is_some() {
                    if !self.current.is_some() {
                        return Err(ContentFault::NotCreated);
                    }
                    self.current = status;
                } else if text(facts, EventField::Status) == Some("Published") {
                    self.current = status;
                    self.draft = TextId::NONE;
                    self.flags
                        .set(Flags::CURRENT_HAS_NUL, self.flags.has(Flags::DRAFT_HAS_NUL));
                    self.flags.set(Flags::DRAFT_HAS_NUL, false);
                } else {
                    self.draft = status;
                }
            }
            E::ContentStatusScheduled => self.flags.set(Flags::SCHEDULED, true),
            E::ContentSchedulingCancelled => self.flags.set(Flags::SCHEDULED, false),
            E::ContentUpdated => {
                let has_nul = data(facts, EventField::Data);
                if self.draft.is_some() {
                    self.flags
                        .set(Flags::DRAFT_HAS_NUL, has_nul.ok_or(ContentFault::NoData)?);
                } else if self.current.is_some() {
                    self.flags
                        .set(Flags::CURRENT_HAS_NUL, has_nul.ok_or(ContentFault::NoData)?);
                } else {
                    return Err(ContentFault::NotCreated);
                }
            }
            E::ContentDeleted => self.flags.set(Flags::DELETED, true),
            _ => {}
        }
        Ok(())
    }

    /// Whether the store takes it: one without schema, or with the empty schema id, is left out silently.
    pub(super) fn is_storable(&self, texts: &Interner) -> bool {
        self.schema.is_some() && texts.find(EMPTY_ID) != Some(self.schema)
    }
}
