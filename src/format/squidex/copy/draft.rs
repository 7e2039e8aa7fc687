//! What a copy will be, entry by entry, before it is written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::{Deref, DerefMut};

use super::super::layout::{self, Layout, SpecialFile};
use crate::container::zip::{Archive, EntryLocation, EntryReader};
use crate::error::Error;
use crate::format::squidex::MAX_EVENT_BYTES;
use crate::inspect::copy::{EntryChange, Recipe};
use crate::report::Code;
use crate::source::{Files, ReadAt};

/// Differences that are listed; all are counted.
const MAX_LISTED_CHANGES: usize = 1_000;

/// The archive that is copied.
#[derive(Clone, Copy)]
pub(super) struct Original<'a> {
    pub archive: &'a Archive,
    pub layout: &'a Layout,
    pub source: &'a dyn ReadAt,
}

impl<'a> Original<'a> {
    /// The first input is the archive.
    ///
    /// # Errors
    /// `Protocol` if there is none.
    pub fn of(archive: &'a Archive, layout: &'a Layout, files: &'a Files) -> Result<Self, Error> {
        Ok(Original {
            archive,
            layout,
            source: &*files.first()?.bytes,
        })
    }

    /// Name of an entry as text.
    pub fn name(&self, entry: u32) -> String {
        self.archive.entries.name_text(entry).into_owned()
    }

    /// What `.NET` reads of an entry: `None` if it fails, or there is more than is read here.
    ///
    /// # Errors
    /// `Read` if the original can't be read.
    pub fn read<'r>(
        &self,
        reader: &'r mut EntryReader,
        location: &EntryLocation,
    ) -> Result<Option<&'r [u8]>, Error> {
        let (bytes, read) = reader.read_small(self.source, location, MAX_EVENT_BYTES)?;
        Ok((read.dotnet.is_ok() && !read.stopped).then_some(bytes))
    }
}

/// Differences in the order in which they came up.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Changes {
    pub listed: Vec<EntryChange>,
    pub count: u64,
}

impl Changes {
    pub fn note(&mut self, entry: impl Into<String>, change: &str, detail: impl Into<String>) {
        self.count += 1;
        if self.listed.len() < MAX_LISTED_CHANGES {
            self.listed.push(EntryChange {
                entry: entry.into(),
                change: change.into(),
                detail: detail.into(),
            });
        }
    }
}

/// The copy as it grows, step by step, beside its original.
pub(super) struct Draft<'a> {
    pub original: Original<'a>,
    pub outline: Outline,
}

/// What a copy will be, without its original. What is not mentioned is carried over as it is.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outline {
    /// Entries of the events in the order of the copy, from number 0 on without a gap.
    pub events: Vec<u32>,
    /// Number and entry of events behind a gap that stays.
    pub beyond: Vec<(u64, u32)>,
    /// Entries of the special files, repaired ones included.
    pub special: [Option<u32>; 7],
    /// New names of entries that are no events.
    pub names: BTreeMap<u32, String>,
    /// Entries that are left out, with the reason.
    pub removed: BTreeMap<u32, Cow<'static, str>>,
    /// New content of small entries, with the reason.
    pub contents: BTreeMap<u32, (Vec<u8>, String)>,
    /// Checksums that are put right.
    pub checksums: BTreeMap<u32, u32>,
    /// Entries that say to be encrypted and are not.
    pub plain: BTreeSet<u32>,
    /// New entries, with the reason.
    pub added: Vec<(String, Vec<u8>, String)>,
    /// Only entries are carried over, with fresh headers where they disagree.
    pub strict: bool,
    /// Repairs of data that found something to mend, by their codes.
    pub mended: BTreeSet<&'static str>,
    pub changes: Changes,
    /// What the person should know of the copy as a whole.
    pub notes: Vec<String>,
}

impl Deref for Draft<'_> {
    type Target = Outline;

    fn deref(&self) -> &Outline {
        &self.outline
    }
}

impl DerefMut for Draft<'_> {
    fn deref_mut(&mut self) -> &mut Outline {
        &mut self.outline
    }
}

/// Whether the recipe asks for the repair of a code.
pub(super) fn wants(recipe: &Recipe, code: &Code) -> bool {
    wants_named(recipe, code.name)
}

/// As [`wants`], by name.
pub(super) fn wants_named(recipe: &Recipe, code: &str) -> bool {
    recipe.fix.iter().any(|fix| fix == "all" || fix == code)
}

impl<'a> Draft<'a> {
    /// The original, unchanged.
    pub fn new(original: Original<'a>) -> Self {
        let layout = original.layout;
        Draft {
            original,
            outline: Outline {
                events: layout.events.clone(),
                beyond: layout.beyond.clone(),
                special: SpecialFile::ALL.map(|file| layout.special[file as usize].entry),
                ..Outline::default()
            },
        }
    }

    /// The entry of a special file in the copy, unless it goes.
    pub fn special(&self, file: SpecialFile) -> Option<u32> {
        self.special[file as usize].filter(|entry| !self.removed.contains_key(entry))
    }

    /// Content of a small entry as it is so far.
    ///
    /// # Errors
    /// `Read` if the original can't be read.
    pub fn content(&self, reader: &mut EntryReader, entry: u32) -> Result<Option<Vec<u8>>, Error> {
        if let Some((bytes, _)) = self.contents.get(&entry) {
            return Ok(Some(bytes.clone()));
        }
        let Some(location) = self.original.archive.entries.location(entry) else {
            return Ok(None);
        };
        Ok(self.original.read(reader, &location)?.map(<[u8]>::to_vec))
    }

    /// Gives an entry other content.
    pub fn replace(&mut self, entry: u32, content: Vec<u8>, why: impl Into<String>) {
        let why = why.into();
        let why = match self.contents.remove(&entry) {
            Some((_, before)) => format!("{before}; {why}"),
            None => why,
        };
        self.contents.insert(entry, (content, why));
    }

    /// Name of an entry in the copy, events apart.
    pub fn name_now(&self, entry: u32) -> String {
        self.outline.name_now(&self.original, entry)
    }

    /// Where events get other numbers, an entry that was never read must not come into their way: a second
    /// one of a name, or one with a number that is free now.
    pub fn clear_numbers(&mut self) {
        let Some(numbers) = self.outline.numbers(&self.original) else {
            return;
        };
        let entries = &self.original.archive.entries;
        let beyond: HashSet<u32> = self.beyond.iter().map(|(_, entry)| *entry).collect();
        for entry in 0..entries.len() {
            if numbers[entry as usize] == u32::MAX
                && !self.names.contains_key(&entry)
                && !self.removed.contains_key(&entry)
                && !beyond.contains(&entry)
                && layout::event_index(&entries.name_text(entry)).is_some()
            {
                self.removed.insert(
                    entry,
                    "never read: an earlier entry has the same name".into(),
                );
            }
        }
    }
}

impl Outline {
    /// Name of an entry in the copy, events apart.
    pub fn name_now(&self, original: &Original, entry: u32) -> String {
        match self.names.get(&entry) {
            Some(name) => name.clone(),
            None => original.name(entry),
        }
    }

    /// Number that each entry has as an event of the copy, `u32::MAX` for all others; `None` if
    /// every event has the name that it had.
    pub fn numbers(&self, original: &Original) -> Option<Vec<u32>> {
        let same = self.events.iter().enumerate().all(|(number, entry)| {
            layout::event_index(&original.archive.entries.name_text(*entry)) == Some(number as u64)
        });
        if same {
            return None;
        }
        let mut numbers = vec![u32::MAX; original.archive.entries.len() as usize];
        for (number, entry) in self.events.iter().enumerate() {
            if let Some(slot) = numbers.get_mut(*entry as usize) {
                *slot = number as u32;
            }
        }
        Some(numbers)
    }
}
