//! What an export needs beside the state of the dry run: where the events stand that make an object, never what they
//! hold. An export reads these events a second time.
//!
//! A fold for an export ([`DryRun::for_export`]) is stopped by nothing: an event that can't be read or applied is left out
//! and named. If there is none, its objects have the numbers that they have in the fold of a check.

use std::collections::{HashMap, HashSet};

use super::contents::ContentState;
use super::ids::TextId;
use super::tables::Pieces;
use super::*;
use crate::format::squidex::facts::RefToken;
use crate::sort;

/// So many events that were left out are named; the others are counted.
const MAX_NAMED: usize = 1_000;

/// No event.
const NONE: u32 = u32::MAX;

/// An archive has one app. Of those that have more, the last ones are looked at for an object.
const MAX_APPS: usize = 16;

/// An event that is left out of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Position in the archive.
    pub index: u64,
    /// Why, in our words.
    pub why: String,
}

/// Where the objects of a fold are made.
#[derive(Debug, Default)]
pub(super) struct Kept {
    contents: Pieces<ContentKept>,
    pub(super) schemas: Made,
    pub(super) assets: Made,
    pub(super) rules: Made,
    /// Applied events of the app.
    app: Vec<u32>,
    skipped: Vec<Skipped>,
    skipped_count: u64,
    /// Before an AppCreated event was read: the streams told the id of the app.
    pub(super) app_is_assumed: bool,
}

/// Of each object of a kind, by number, the positions of its applied events.
#[derive(Debug, Default)]
pub(super) struct Made(Vec<Vec<u32>>);

impl Made {
    pub(super) fn take(&mut self, number: u32, at: u32, took: Took) {
        if took == Took::Nothing {
            return;
        }
        let number = number as usize;
        if number >= self.0.len() {
            self.0.resize_with(number + 1, Vec::new);
        }
        if let Some(events) = self.0.get_mut(number) {
            if took == Took::Anew {
                events.clear();
            }
            events.push(at);
        }
    }

    fn of(&self, number: u32) -> &[u32] {
        self.0.get(number as usize).map_or(&[], Vec::as_slice)
    }
}

/// An instant in seconds and nanoseconds of the Unix epoch; seconds of `i64::MIN`: not known.
#[derive(Debug, Clone, Copy)]
struct Instant {
    seconds: i64,
    nanos: i32,
}

impl Instant {
    const UNKNOWN: Instant = Instant {
        seconds: i64::MIN,
        nanos: 0,
    };

    fn of(at: Option<(i64, i32)>) -> Instant {
        at.map_or(Instant::UNKNOWN, |(seconds, nanos)| Instant {
            seconds,
            nanos,
        })
    }

    fn known(self) -> Option<(i64, i32)> {
        (self.seconds != i64::MIN).then_some((self.seconds, self.nanos))
    }
}

/// Where a content is made: 56 bytes.
#[derive(Debug, Clone, Copy)]
struct ContentKept {
    created: Instant,
    modified: Instant,
    created_by: TextId,
    modified_by: TextId,
    /// The events whose data is that of the current version and of the draft, and the one that schedules.
    current_at: u32,
    draft_at: u32,
    scheduled_at: u32,
}

impl Default for ContentKept {
    fn default() -> Self {
        ContentKept {
            created: Instant::UNKNOWN,
            modified: Instant::UNKNOWN,
            created_by: TextId::NONE,
            modified_by: TextId::NONE,
            current_at: NONE,
            draft_at: NONE,
            scheduled_at: NONE,
        }
    }
}

impl Kept {
    pub(super) fn skip(&mut self, index: u64, why: String) {
        self.skipped_count += 1;
        if self.skipped.len() < MAX_NAMED {
            self.skipped.push(Skipped { index, why });
        }
    }

    pub(super) fn app(&mut self, at: u32, took: Took) {
        if took != Took::Nothing {
            self.app.push(at);
        }
    }

    /// An event of a content's own was applied to it.
    pub(super) fn content(
        &mut self,
        number: u32,
        before: &ContentState,
        after: &ContentState,
        at: u32,
        facts: &EventFacts,
        texts: &mut Interner,
    ) {
        use EventType as E;
        while self.contents.len() <= number as usize {
            self.contents.push(ContentKept::default());
        }
        let Some(kept) = self.contents.get_mut(number as usize) else {
            return;
        };
        match facts.event_type {
            E::ContentCreated => {
                // Nothing is left of what was before, not even who made it and when.
                *kept = ContentKept::default();
                kept.current_at = at;
            }
            E::ContentDraftCreated => {
                let own = matches!(facts.get(EventField::MigratedData), Some(Val::Data(_)));
                kept.draft_at = if own { at } else { kept.current_at };
            }
            E::ContentUpdated if before.draft.is_some() => kept.draft_at = at,
            E::ContentUpdated => kept.current_at = at,
            _ if before.draft.is_some() && !after.draft.is_some() => {
                // Published, else deleted.
                if matches!(
                    facts.event_type,
                    E::ContentStatusChanged | E::OldContentStatusChanged
                ) {
                    kept.current_at = kept.draft_at;
                }
                kept.draft_at = NONE;
            }
            _ => {}
        }
        if facts.event_type == E::ContentStatusScheduled {
            kept.scheduled_at = at;
        } else if !after.flags.has(super::contents::Flags::SCHEDULED) {
            kept.scheduled_at = NONE;
        }
        // The first instant that can be read, and that of the last event (`E/EntityExtensions.cs`).
        if kept.created.known().is_none() {
            kept.created = Instant::of(facts.timestamp);
        }
        kept.modified = Instant::of(facts.timestamp);
        let actor = facts.actor.as_ref().map(RefToken::to_text);
        let actor = texts.intern_option(actor.as_deref());
        if !kept.created_by.is_some() {
            kept.created_by = actor;
        }
        kept.modified_by = actor;
    }
}

/// A version of a content: its status, and the event whose data it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion {
    /// Status.
    pub status: String,
    /// Position of the event with the data.
    pub at: u64,
}

/// A content, without its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptContent {
    /// Id.
    pub id: String,
    /// Id of its schema; empty if no event gave one.
    pub schema_id: String,
    /// Number of its version: that of its first event is 0.
    pub version: u64,
    /// Deleted at the end.
    pub deleted: bool,
    /// The current version.
    pub current: KeptVersion,
    /// The draft over it.
    pub draft: Option<KeptVersion>,
    /// Position of the event that schedules a change of status.
    pub scheduled_at: Option<u64>,
    /// Seconds and nanoseconds of the Unix epoch; `None` where no event tells them.
    pub created: Option<(i64, i32)>,
    /// Actor, as in the archive.
    pub created_by: Option<String>,
    /// As `created`, of the last event.
    pub last_modified: Option<(i64, i32)>,
    /// Actor, as in the archive.
    pub last_modified_by: Option<String>,
    /// Name of the app that it is in, in the archive.
    pub app_name: Option<String>,
}

fn life(life: &super::life::Life) -> (u64, bool) {
    (life.events.saturating_sub(1), life.deleted)
}

impl DryRun {
    /// A fold for an export.
    pub fn for_export(special: Special) -> Self {
        DryRun {
            kept: Some(Box::default()),
            ..DryRun::new(special)
        }
    }

    /// Events that were left out: those that are named, and how many there are.
    pub fn skipped(&self) -> (&[Skipped], u64) {
        self.kept
            .as_ref()
            .map_or((&[], 0), |kept| (&kept.skipped, kept.skipped_count))
    }

    /// The objects that a restore would store if no event were in its way, and all that can be read are taken.
    pub fn all_stored(&self) -> Stored {
        fn numbers<S: Default>(
            ids: impl Iterator<Item = ObjectId>,
            objects: &Objects<S>,
            is_there: impl Fn(&S) -> bool,
        ) -> Vec<u32> {
            let mut seen = HashSet::new();
            ids.filter_map(|id| objects.find(id))
                .filter(|(number, state)| is_there(state) && seen.insert(*number))
                .map(|(number, _)| number)
                .collect()
        }
        let contents = self.remembered_contents.iter();
        let contents = contents.flat_map(|(_, ids)| ids.iter().map(|(id, ())| id));
        Stored {
            contents: numbers(contents, &self.contents, |state| state.current.is_some()),
            schemas: numbers(
                self.remembered_schemas.iter().map(|(id, ())| id),
                &self.schemas,
                |state| state.id.is_some(),
            ),
            assets: numbers(
                self.remembered_assets.iter().map(|(id, ())| id),
                &self.assets,
                |state| state.has_app,
            ),
            folders: numbers(
                self.remembered_folders.iter().map(|(id, ())| id),
                &self.folders,
                |state| state.has_app,
            ),
            rules: numbers(
                self.remembered_rules.iter().map(|(id, ())| id),
                &self.rules,
                |state| state.has_app,
            ),
        }
    }

    /// Names of the stored schemas that are not deleted, by id.
    pub fn schema_names(&self, stored: &Stored) -> HashMap<String, String> {
        stored
            .schemas
            .iter()
            .filter_map(|&number| self.schemas.states.get(number as usize))
            .filter(|schema| !schema.life.deleted)
            .filter_map(|schema| {
                Some((schema.id.clone()?, schema.name.clone().unwrap_or_default()))
            })
            .collect()
    }

    /// The fields of the schemas of that name that hold values, in their order, and whether they have a value for each
    /// language.
    pub fn fields_of(&self, stored: &Stored, name: &str) -> Vec<(String, bool)> {
        stored
            .schemas
            .iter()
            .filter_map(|&number| self.schemas.states.get(number as usize))
            .filter(|schema| !schema.life.deleted && schema.name.as_deref() == Some(name))
            .flat_map(|schema| &schema.fields)
            .filter(|field| field.field_type != "UI")
            .filter_map(|field| Some((field.name.clone()?, field.partitioning == "language")))
            .collect()
    }

    /// The languages of the app, master first.
    pub fn language_codes(&self) -> Vec<String> {
        let state = &self.app;
        let codes = state.languages.iter().map(|language| language.code.clone());
        let (mut first, others): (Vec<String>, Vec<String>) =
            codes.partition(|code| *code == state.master);
        first.extend(others);
        first
    }

    /// The languages of the app, master first: code, optional, fallbacks.
    pub fn languages_of_app(&self) -> Vec<(String, bool, Vec<String>)> {
        let of = |code: &String| {
            let mut languages = self.app.languages.iter();
            let language = languages.find(|language| language.code == *code)?;
            Some((code.clone(), language.optional, language.fallback.clone()))
        };
        self.language_codes().iter().filter_map(of).collect()
    }

    /// The numbers of these contents in the order of an export: by name of the schema (those without one last), then by id.
    pub fn contents_in_order(&self, stored: &Stored, names: &HashMap<String, String>) -> Vec<u32> {
        let mut ranks: Vec<&str> = names.values().map(String::as_str).collect();
        sort::sort_by(&mut ranks, Ord::cmp);
        let rank_of: HashMap<TextId, u32> = names
            .iter()
            .filter_map(|(id, name)| {
                let rank = ranks.partition_point(|other| *other < name.as_str());
                Some((self.texts.find(id)?, u32::try_from(rank).unwrap_or(NONE)))
            })
            .collect();
        let mut keyed: Vec<(u32, String, u32)> = stored
            .contents
            .iter()
            .filter_map(|&number| {
                let content = self.contents.states.get(number as usize)?;
                let rank = rank_of.get(&content.schema).copied().unwrap_or(NONE);
                Some((rank, self.texts.text_or_empty(content.id), number))
            })
            .collect();
        sort::sort_by(&mut keyed, Ord::cmp);
        keyed.into_iter().map(|(_, _, number)| number).collect()
    }

    /// The content of a number; `None` if it has no version.
    pub fn kept_content(&self, number: u32) -> Option<KeptContent> {
        let kept = *self.kept.as_ref()?.contents.get(number as usize)?;
        let id = self.contents.ids.get(number as usize)?;
        let content = self.contents.states.get(number as usize)?;
        let texts = &self.texts;
        let place = |at: u32| (at != NONE).then_some(u64::from(at));
        let version = |status: TextId, at: u32| {
            Some(KeptVersion {
                status: texts.text(status)?,
                at: place(at)?,
            })
        };
        Some(KeptContent {
            id: texts.text_or_empty(content.id),
            schema_id: texts.text_or_empty(content.schema),
            version: u64::from(content.events).saturating_sub(1),
            deleted: content.is_deleted(),
            current: version(content.current, kept.current_at)?,
            draft: version(content.draft, kept.draft_at),
            scheduled_at: place(kept.scheduled_at),
            created: kept.created.known(),
            created_by: texts.text(kept.created_by),
            last_modified: kept.modified.known(),
            last_modified_by: texts.text(kept.modified_by),
            app_name: self
                .apps
                .get(id.app as usize)
                .and_then(|app| app.name.clone()),
        })
    }

    /// Position of the event that brings what a content holds now.
    pub fn content_is_at(&self, number: u32) -> u32 {
        let kept = self.kept.as_ref();
        let kept = kept.and_then(|kept| kept.contents.get(number as usize));
        kept.map_or(NONE, |kept| kept.current_at)
    }

    /// The number of the content with that id.
    pub fn content_of(&self, id: &str) -> Option<u32> {
        self.number_in(&self.contents, id)
    }

    /// The number of the asset with that id.
    pub fn asset_of(&self, id: &str) -> Option<u32> {
        self.number_in(&self.assets, id)
    }

    /// Number of the object with that id, of the last app that has one.
    fn number_in<S: Default>(&self, objects: &Objects<S>, id: &str) -> Option<u32> {
        let part = self.texts.find(id)?;
        let last = u32::try_from(self.apps.len()).unwrap_or(NONE);
        (0..last)
            .rev()
            .take(MAX_APPS)
            .find_map(|app| objects.known(ObjectId { app, part }))
    }

    /// Whether a content ends as deleted.
    pub fn content_is_deleted(&self, number: u32) -> bool {
        let state = self.contents.states.get(number as usize);
        state.is_some_and(ContentState::is_deleted)
    }

    /// Whether an asset was created and ends as not deleted.
    pub fn asset_is_there(&self, number: u32) -> bool {
        let state = self.assets.states.get(number as usize);
        state.is_some_and(|asset| asset.has_app && !asset.life.deleted)
    }

    /// The name of an asset's file.
    pub fn asset_name(&self, number: u32) -> Option<String> {
        self.texts
            .text(self.assets.states.get(number as usize)?.file_name)
    }

    /// The id of the app in the archive; `None` if there is none.
    pub fn app_id(&self) -> Option<&str> {
        let app = self.apps.last()?;
        Some(app.previous_id.as_str()).filter(|id| !id.is_empty())
    }

    /// The name of the app in the archive.
    pub fn app_name(&self) -> Option<&str> {
        self.apps.last()?.name.as_deref()
    }

    /// Versions of the stored schemas and rules: numbers of their last events, the first is 0; and whether they end as
    /// deleted.
    pub fn schema_life(&self, number: u32) -> (u64, bool) {
        let state = self.schemas.states.get(number as usize);
        state.map_or((0, false), |schema| life(&schema.life))
    }

    /// As [`DryRun::schema_life`].
    pub fn rule_life(&self, number: u32) -> (u64, bool) {
        let state = self.rules.states.get(number as usize);
        state.map_or((0, false), |rule| life(&rule.life))
    }

    /// Positions of the applied events of a schema.
    pub fn schema_events(&self, number: u32) -> &[u32] {
        self.kept
            .as_ref()
            .map_or(&[], |kept| kept.schemas.of(number))
    }

    /// Positions of the applied events of an asset.
    pub fn asset_events(&self, number: u32) -> &[u32] {
        self.kept
            .as_ref()
            .map_or(&[], |kept| kept.assets.of(number))
    }

    /// Positions of the applied events of a rule.
    pub fn rule_events(&self, number: u32) -> &[u32] {
        self.kept.as_ref().map_or(&[], |kept| kept.rules.of(number))
    }

    /// Positions of the applied events of the app, without those of contributors.
    pub fn app_events(&self) -> &[u32] {
        self.kept.as_ref().map_or(&[], |kept| &kept.app)
    }
}
