//! Copies of a Squidex backup: another name, repairs, other e-mail addresses, parts left out,
//! redaction. All of them combine in one pass; the original is never touched.
//!
//! A copy is worked out in steps on a `draft`, which is then written by
//! [`CopyBuilder`]: entries that are not mentioned are slices of the
//! original.

mod cut;
mod draft;
pub(super) mod fresh;
mod heal;
pub mod redact;
pub mod rename;
mod repair;
mod survey;
pub(super) mod undo;
pub mod users;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use self::draft::{Changes, Draft, Original, Outline};
use self::redact::pack::{Packing, Unpacking};
pub(super) use self::redact::reveal;
use self::redact::{Redaction, Tally};
use self::survey::Survey;
use super::layout::{self, Layout};
use crate::container::zip::{Archive, CopyBuilder, EntryReader};
use crate::error::Error;
use crate::inspect::copy::{Copy, Packs};
use crate::inspect::copy::{
    CopyOffer, CopySummary, OfferedPart, OfferedSchema, Recipe, RedactionSearch,
};
use crate::source::{Files, ReadAt};

/// A copy that is worked out but for the events that are written anew.
#[derive(Debug)]
pub struct PreparedCopy {
    outline: Outline,
    /// How the events are redacted, if they are.
    redaction: Option<(Redaction, Packing)>,
    /// Proposed name.
    file_name: String,
}

impl PreparedCopy {
    /// Into how many jobs the writing of events is divided; 0 if they are carried over.
    pub fn jobs(&self) -> u32 {
        self.redaction
            .as_ref()
            .map_or(0, |(_, packing)| packing.jobs())
    }

    /// Says something about the copy that only a check knows.
    pub(super) fn note(&mut self, note: String) {
        self.outline.notes.push(note);
    }

    /// Description of one of them.
    ///
    /// # Errors
    /// `Protocol` if there is none of that number.
    pub(super) fn job(&self, archive: &Archive, index: u32) -> Result<Vec<u8>, Error> {
        match &self.redaction {
            Some((redaction, packing)) => packing.job(redaction, archive, index),
            None => Err(Error::Protocol(
                "a copy without jobs was asked for one".into(),
            )),
        }
    }
}

/// Does a job.
///
/// # Errors
/// As [`redact::pack::pack`].
pub(in crate::format) fn pack(job: &[u8], files: &Files) -> Result<Vec<u8>, Error> {
    redact::pack::pack(job, &*files.first()?.bytes)
}

/// What can be said of a recipe without a backup: whether the new name, the repairs and the kinds that stay are such.
///
/// # Errors
/// `Invalid` with what is wrong, in words.
pub fn validate(recipe: &Recipe) -> Result<(), Error> {
    if let Some(name) = &recipe.name {
        rename::validate_name(name)?;
    }
    repair::validate(recipe)?;
    redact::included(recipe).map(drop)
}

/// Works out the copy that the recipe asks for. `creations`: how many AppCreated events a check has met; `None` before it
/// has ended.
///
/// # Errors
/// `Invalid` if the recipe can't be followed, `Read` if the input can't be read.
pub(super) fn prepare(
    file_name: &str,
    archive: &Archive,
    layout: &Layout,
    files: &Files,
    recipe: &Recipe,
    creations: Option<u64>,
) -> Result<PreparedCopy, Error> {
    let original = Original::of(archive, layout, files)?;
    let mut reader = EntryReader::new();
    let mut draft = draft(original, recipe, &mut reader, creations)?;
    let redaction = if recipe.redact {
        Some(redact::prepare(
            &mut draft,
            recipe,
            &mut reader,
            &mut |_, _| {},
        )?)
    } else {
        None
    };
    draft.clear_numbers();
    let redaction = redaction.map(|redaction| {
        let mut packing = Packing::new(archive, &draft.events);
        hand_over(&mut draft, &mut packing);
        (redaction, packing)
    });
    Ok(PreparedCopy {
        outline: draft.outline,
        redaction,
        file_name: proposed_name(file_name, recipe),
    })
}

/// All steps but the redaction.
fn draft<'a>(
    original: Original<'a>,
    recipe: &Recipe,
    reader: &mut EntryReader,
    creations: Option<u64>,
) -> Result<Draft<'a>, Error> {
    if let Some(name) = &recipe.name {
        rename::validate_name(name)?;
    }
    let mut draft = Draft::new(original);
    repair::repair(&mut draft, recipe)?;
    cut::cut(&mut draft, recipe, reader)?;
    users::map(&mut draft, recipe, reader)?;
    if let Some(name) = &recipe.name {
        rename_app(&mut draft, name, reader, creations)?;
    }
    Ok(draft)
}

/// The redaction, after all events were redacted for the listener.
fn heard(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
    hear: redact::Listener,
) -> Result<Redaction, Error> {
    let mut redaction = redact::prepare(draft, recipe, reader, hear)?;
    redact::listen(draft, &mut redaction, reader, hear)?;
    Ok(redaction)
}

/// What a copy could leave out or replace. `done` hears how many events are, of two rounds.
///
/// # Errors
/// `Read` if the input can't be read.
pub(super) fn offer(
    archive: &Archive,
    layout: &Layout,
    files: &Files,
    done: &mut dyn FnMut(u64),
) -> Result<CopyOffer, Error> {
    let original = Original::of(archive, layout, files)?;
    let mut reader = EntryReader::new();
    let mut draft = Draft::new(original);
    let survey = Survey::with(&draft, &mut reader, done)?;
    let rounds = draft.events.len() as u64;
    let done = &mut |events: u64| done(rounds.saturating_add(events));
    let mut users = Vec::new();
    if let Some(entry) = draft.special(layout::SpecialFile::Users) {
        let bytes = draft.content(&mut reader, entry)?.unwrap_or_default();
        users = users::addresses(&bytes);
    }
    let entries = &archive.entries;
    let mut offer = CopyOffer {
        name: redact::app_name(&draft, &mut reader)?,
        users,
        ..CopyOffer::default()
    };
    for (at, schema) in survey.schemas.iter().enumerate() {
        let of_schema = || {
            survey
                .streams
                .iter()
                .filter(|stream| stream.schema as usize == at + 1)
        };
        if schema.deleted {
            continue;
        }
        offer.schemas.push(OfferedSchema {
            name: schema.name.clone(),
            id: schema.id.clone(),
            contents: of_schema().filter(|stream| stream.is_content).count() as u64,
            events: of_schema().map(|stream| stream.events).sum(),
            bytes: of_schema()
                .map(|stream| stream.bytes)
                .fold(0, u64::saturating_add),
        });
    }
    let deleted = || {
        survey
            .streams
            .iter()
            .filter(|stream| stream.is_content && stream.deleted)
    };
    offer.deleted = OfferedPart {
        count: deleted().count() as u64,
        bytes: deleted()
            .map(|stream| stream.bytes)
            .fold(0, u64::saturating_add),
    };
    let sizes = survey
        .superseded
        .iter()
        .map(|entry| entries.sizes(*entry).0);
    offer.superseded = OfferedPart {
        count: survey.superseded.len() as u64,
        bytes: sizes.fold(0, u64::saturating_add),
    };
    (offer.kinds, offer.unread_events) = redact::count(&mut draft, &survey, &mut reader, done)?;
    Ok(offer)
}

/// Looks in a redacted copy for everything that was removed; `None` if the recipe doesn't redact.
///
/// # Errors
/// `Invalid` if the recipe can't be followed or the search is stopped, `Read` if something can't be read.
pub(super) fn search(
    archive: &Archive,
    layout: &Layout,
    files: &Files,
    recipe: &Recipe,
    copy: &dyn ReadAt,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Option<RedactionSearch>, Error> {
    if !recipe.redact {
        return Ok(None);
    }
    let mut reader = EntryReader::new();
    // Which event has the app's name makes no difference to what was removed.
    let original = Original::of(archive, layout, files)?;
    let mut draft = draft(original, recipe, &mut reader, Some(1))?;
    let mut values = redact::search::Values::default();
    heard(&mut draft, recipe, &mut reader, &mut |kind, text| {
        values.hear(kind, text);
    })?;
    redact::search::search(values, copy, progress).map(Some)
}

/// The new name in the event that gives the restored app its name: event 0, or a later one that creates the app again.
fn rename_app(
    draft: &mut Draft,
    name: &str,
    reader: &mut EntryReader,
    creations: Option<u64>,
) -> Result<(), Error> {
    // To look for a later one all events are read, so only unless a check has met one alone.
    let number = match creations {
        None | Some(2..) => {
            (repair::creations(draft, reader)?.last()).map_or(0, |(number, _)| *number)
        }
        _ => 0,
    };
    let entry = draft.events.get(number).copied().ok_or_else(|| {
        Error::Invalid("there is no event 0, so there is no name to change".into())
    })?;
    let bytes = draft
        .content(reader, entry)?
        .ok_or_else(|| Error::Invalid(format!("event {number} can't be read")))?;
    let (bytes, old) = rename::rename_event(&bytes, name)?;
    let old = old.map_or_else(|| "no name".to_owned(), |old| format!("\"{old}\""));
    if number > 0 {
        draft.notes.push(format!(
            "event {number} creates the app again: the restored app has its name, so the name is changed there; everything before it stays with an app that is never shown; the repair \"second-app-created\" takes that event out"
        ));
    }
    draft.replace(entry, bytes, format!("name: {old} becomes \"{name}\""));
    Ok(())
}

/// Leaves the writing of the events to the jobs, and says so.
fn hand_over(draft: &mut Draft, packing: &mut Packing) {
    let outline = &mut draft.outline;
    for (number, entry) in outline.events.iter().enumerate() {
        let mut detail = "redacted".to_owned();
        if let Some((bytes, why)) = outline.contents.remove(entry) {
            detail = format!("{why}; redacted");
            packing.edit(*entry, bytes);
        }
        let name = layout::event_path(number as u64);
        outline.changes.note(name, "changed", detail);
    }
}

/// A copy on its way from outline to pieces: what the builder is told, and what is listed of it.
struct Writing<'a> {
    outline: &'a Outline,
    original: Original<'a>,
    builder: CopyBuilder<'a>,
    changes: Changes,
    /// Entries that do not stay as they are.
    touched: BTreeSet<u32>,
    /// Which entries are written anew by the jobs.
    packed: Rc<[bool]>,
    /// Events that have another number and are else as they were.
    renumbered: u64,
}

impl<'a> Writing<'a> {
    fn is_packed(&self, entry: u32) -> bool {
        is_marked(&self.packed, entry)
    }

    fn note(
        &mut self,
        entry: u32,
        name: impl Into<String>,
        change: &str,
        detail: impl Into<String>,
    ) {
        self.changes.note(name, change, detail);
        self.touched.insert(entry);
    }

    /// What the jobs have written takes the place of the events; what they took out is summed up in `taken`.
    fn take_packs(
        &mut self,
        packing: &Packing,
        taken: &Rc<RefCell<Vec<Tally>>>,
        mut packs: Packs<'a>,
    ) {
        self.builder.bare();
        self.packed = packing.marks(self.original.archive.entries.len()).into();
        let mut unpacking = Unpacking::new(Rc::clone(taken));
        let marks = Rc::clone(&self.packed);
        self.builder.rewrite(
            move |entry| is_marked(&marks, entry),
            move |entry| unpacking.entry(entry, &mut packs),
        );
    }

    /// Entries that go, and those that get another name.
    fn removed_and_renamed(&mut self) {
        for (entry, why) in &self.outline.removed {
            self.builder.remove(*entry);
            let name = self.original.name(*entry);
            self.note(*entry, name, "removed", why.as_ref());
        }
        for (entry, name) in &self.outline.names {
            self.builder.rename(*entry, name);
            let old = self.original.name(*entry);
            self.note(*entry, name, "renamed", format!("{old} becomes {name}"));
        }
    }

    /// Lists the events that have another number.
    fn renumbered(&mut self) {
        for (number, entry) in self.outline.events.iter().enumerate() {
            let old = self.original.name(*entry);
            let new = layout::event_path(number as u64);
            if old != new {
                let only = !self.touched.contains(entry) && !self.is_packed(*entry);
                self.renumbered += u64::from(only);
                let detail = format!("{old} becomes {new}");
                self.changes.note(new, "renamed", detail);
            }
        }
    }

    /// New contents, by the number that each event has in the copy.
    fn contents(&mut self, numbers: Option<&[u32]>) {
        for (entry, (bytes, why)) in &self.outline.contents {
            self.builder.replace(*entry, bytes);
            let number = numbers
                .and_then(|numbers| numbers.get(*entry as usize))
                .filter(|number| **number != u32::MAX);
            let name = match number {
                Some(number) => layout::event_path(u64::from(*number)),
                None => self.outline.name_now(&self.original, *entry),
            };
            self.note(*entry, name, "changed", why.as_str());
        }
    }

    /// Entries whose description is put right while their data stays, and new ones.
    fn descriptions_and_added(&mut self) {
        for (entry, crc32) in &self.outline.checksums {
            self.builder.replace_crc(*entry, *crc32);
            let old = self.original.archive.entries.crc32(*entry);
            let detail = if old == *crc32 {
                "a fresh header in front of the data; the data stays".to_owned()
            } else {
                format!(
                    "checksum {old:08x} becomes {crc32:08x}, which is that of the data; the data stays"
                )
            };
            let name = self.outline.name_now(&self.original, *entry);
            self.note(*entry, name, "changed", detail);
        }
        for entry in &self.outline.plain {
            self.builder.plain(*entry);
            let detail = "the mark of encryption goes; the data, which is plain, stays";
            let name = self.outline.name_now(&self.original, *entry);
            self.note(*entry, name, "changed", detail);
        }
        for (name, bytes, why) in &self.outline.added {
            self.builder.add(name, bytes);
            self.changes.note(name.as_str(), "added", why.as_str());
        }
    }
}

fn is_marked(marks: &[bool], entry: u32) -> bool {
    marks.get(entry as usize) == Some(&true)
}

/// From outline to pieces: tells the builder, and lists what differs.
///
/// # Errors
/// `Read` if the input can't be read.
pub(super) fn write<'a>(
    prepared: &'a PreparedCopy,
    archive: &'a Archive,
    layout: &'a Layout,
    files: &'a Files,
    packs: Packs<'a>,
) -> Result<Copy<'a>, Error> {
    let original = Original::of(archive, layout, files)?;
    let outline = &prepared.outline;
    let mut writing = Writing {
        outline,
        builder: CopyBuilder::new(archive, original.source),
        original,
        changes: outline.changes.clone(),
        touched: BTreeSet::new(),
        packed: Rc::new([]),
        renumbered: 0,
    };
    if outline.strict {
        writing.builder.strict();
    }
    let taken: Rc<RefCell<Vec<Tally>>> = Rc::default();
    if let Some((redaction, packing)) = &prepared.redaction {
        taken.borrow_mut().extend(redaction.tally());
        writing.take_packs(packing, &taken, packs);
    }
    writing.removed_and_renamed();
    let numbers = outline.numbers(&writing.original);
    if numbers.is_some() {
        writing.renumbered();
    }
    writing.contents(numbers.as_deref());
    writing.descriptions_and_added();
    let Writing {
        original,
        mut builder,
        mut changes,
        mut touched,
        packed,
        renumbered,
        ..
    } = writing;
    if let Some(numbers) = numbers {
        builder.rename_all(move |entry, old| {
            let number = *numbers.get(entry as usize)?;
            if number == u32::MAX {
                return None;
            }
            let new = layout::event_path(u64::from(number)).into_bytes();
            (new != old).then_some(new)
        });
    }
    let plan = builder.finish()?;
    for entry in &plan.dropped {
        let name = original.name(*entry);
        changes.note(name, "removed", "its data is not in the file");
        touched.insert(*entry);
    }
    let bytes = plan.total_bytes;
    let events = packed.iter().filter(|packed| **packed).count() as u64;
    touched.retain(|entry| !is_marked(&packed, *entry));
    let summary = CopySummary {
        file_name: prepared.file_name.clone(),
        bytes_before: archive.file_bytes,
        bytes_after: bytes.unwrap_or_default(),
        entries_kept: u64::from(archive.entries.len())
            .saturating_sub(events + touched.len() as u64 + renumbered),
        changes: changes.listed,
        change_count: changes.count,
        entries_checked: 0,
        notes: outline.notes.clone(),
    };
    Ok(Copy {
        bytes,
        summary,
        segments: Box::new(plan.into_segments()),
        late_notes: Box::new(move || {
            let redaction = prepared.redaction.as_ref();
            redaction.map_or_else(Vec::new, |(redaction, _)| {
                vec![redact::in_words(&taken.borrow(), &|kind| {
                    redaction.keeps(kind)
                })]
            })
        }),
    })
}

/// `backup-demo.zip` as `backup-demo-repaired.zip`.
fn proposed_name(file_name: &str, recipe: &Recipe) -> String {
    let stem = file_name.strip_suffix(".zip").unwrap_or(file_name);
    let suffix = if recipe.redact {
        "redacted"
    } else if !recipe.fix.is_empty() {
        "repaired"
    } else {
        "copy"
    };
    match &recipe.name {
        Some(name) => format!("backup-{name}.zip"),
        None => format!("{stem}-{suffix}.zip"),
    }
}
