//! Copies of a Squidex backup: the new name, and repairs of the layout.
//!
//! A repair only puts in place what is there, or adds the empty object that the restore treats as
//! "nothing"; it never invents data.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::layout::{self, Layout, SpecialFile};
use super::rename;
use crate::archive::writer::CopyBuilder;
use crate::archive::{Archive, EntryReader};
use crate::error::Error;
use crate::format::Copy;
use crate::protocol::{CopySummary, EntryChange, Recipe};
use crate::report::codes::{self, Code};
use crate::source::Input;

/// Differences that are listed; all are counted.
const MAX_LISTED_CHANGES: usize = 1_000;

/// An empty JSON object: what the server takes for "no users" and "no settings".
const EMPTY_OBJECT: &[u8] = b"{}";

/// What happens to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Edit {
    Rename(String),
    Remove,
    Replace(Vec<u8>),
}

/// All edits of a copy.
#[derive(Debug, Default)]
struct Edits {
    entries: BTreeMap<u32, Edit>,
    added: Vec<(String, Vec<u8>)>,
    why: HashMap<u32, String>,
}

/// Whether the recipe asks for the repair of a code.
fn wants(recipe: &Recipe, code: &Code) -> bool {
    recipe
        .fix
        .iter()
        .any(|fix| fix == "all" || fix == code.name)
}

/// The exact name that an entry was meant to have, and the code of its deviation.
type Meant = (u32, String, &'static Code);

impl Edits {
    /// Names as the restore looks for them.
    fn names(&mut self, archive: &Archive, layout: &Layout, recipe: &Recipe) {
        let mut taken: HashSet<String> = HashSet::new();
        let meant: Vec<Meant> = layout
            .deviants(archive)
            .into_iter()
            .filter(|(_, _, code)| {
                wants(recipe, code)
                    || (*code == &codes::ATTACHMENT_IN_WRONG_FOLDER
                        && wants(recipe, &codes::REQUIRED_FILE_MISPLACED))
            })
            .collect();
        for (entry, name, _) in meant {
            // What is there under the exact name wins; the deviating one stays where it is.
            if layout.has_exact(archive, &name) || !taken.insert(name.clone()) {
                continue;
            }
            self.why.insert(
                entry,
                format!("{} becomes {name}", archive.entries.name_text(entry)),
            );
            self.entries.insert(entry, Edit::Rename(name));
        }
    }

    /// Numbers without a gap from 0 on.
    fn numbering(&mut self, archive: &Archive, layout: &Layout, recipe: &Recipe) {
        if !wants(recipe, &codes::EVENT_GAP) && !wants(recipe, &codes::NO_EVENT) {
            return;
        }
        let mut numbered: BTreeMap<u64, u32> = layout.numbered.iter().copied().rev().collect();
        for (entry, edit) in &self.entries {
            if let Edit::Rename(name) = edit
                && let Some(index) = layout::event_index(name)
            {
                numbered.entry(index).or_insert(*entry);
            }
        }
        for (new, (old, entry)) in numbered.into_iter().enumerate() {
            let new = new as u64;
            if new != old {
                let name = layout::event_path(new);
                self.why.insert(
                    entry,
                    format!("{} becomes {name}", archive.entries.name_text(entry)),
                );
                self.entries.insert(entry, Edit::Rename(name));
            }
        }
    }

    /// Users.json and Settings.json must be there.
    fn required_files(&mut self, archive: &Archive, layout: &Layout, recipe: &Recipe) {
        for special in SpecialFile::ALL
            .into_iter()
            .filter(|special| special.required())
        {
            let Some(path) = layout::attachment_path(special.logical_name()) else {
                continue;
            };
            match layout.special[special as usize].entry {
                Some(entry) if archive.entries.uncompressed_bytes(entry) == 0 => {
                    if wants(recipe, &codes::REQUIRED_FILE_EMPTY) {
                        self.why
                            .insert(entry, "0 bytes become an empty object {}".into());
                        self.entries
                            .insert(entry, Edit::Replace(EMPTY_OBJECT.to_vec()));
                    }
                }
                Some(_) => {}
                None => {
                    let moved_in = self
                        .entries
                        .values()
                        .any(|edit| *edit == Edit::Rename(path.clone()));
                    if !moved_in && wants(recipe, &codes::REQUIRED_FILE_MISSING) {
                        self.added.push((path, EMPTY_OBJECT.to_vec()));
                    }
                }
            }
        }
    }

    /// What is never read because an earlier entry has the name.
    fn duplicates(&mut self, archive: &Archive, recipe: &Recipe) {
        if !wants(recipe, &codes::DUPLICATE_ENTRY) {
            return;
        }
        let mut seen: HashSet<Vec<u8>> = HashSet::new();
        for entry in 0..archive.entries.len() {
            if !seen.insert(archive.entries.name(entry).to_vec()) {
                self.why.insert(
                    entry,
                    "never read: an earlier entry has the same name".into(),
                );
                self.entries.insert(entry, Edit::Remove);
            }
        }
    }

    /// Which entry is event 0 after the other edits.
    fn first_event(&self, layout: &Layout) -> Option<u32> {
        let path = layout::event_path(0);
        let moved_in = self
            .entries
            .iter()
            .find(|(_, edit)| **edit == Edit::Rename(path.clone()));
        moved_in
            .map(|(entry, _)| *entry)
            .or_else(|| layout.events.first().copied())
    }
}

/// Makes the copy that the recipe asks for.
///
/// # Errors
/// `Invalid` if the recipe can't be followed, `Read` if the input can't be read.
pub(super) fn copy<'a>(
    file_name: &str,
    archive: &'a Archive,
    layout: &Layout,
    inputs: &'a [Input],
    recipe: &Recipe,
) -> Result<Copy<'a>, Error> {
    let input = inputs
        .first()
        .ok_or_else(|| Error::Protocol("a copy without an input".into()))?;
    if let Err(failure) = &archive.dotnet {
        return Err(Error::Invalid(format!(
            "the ZIP archive itself is damaged ({}), so a copy can't be made of it as it is",
            failure.message
        )));
    }
    for fix in &recipe.fix {
        if fix != "all" && codes::by_name(fix).is_none_or(|code| code.action.is_none()) {
            return Err(Error::Invalid(format!("there is no repair for \"{fix}\"")));
        }
    }

    let mut edits = Edits::default();
    edits.duplicates(archive, recipe);
    edits.names(archive, layout, recipe);
    edits.numbering(archive, layout, recipe);
    edits.required_files(archive, layout, recipe);

    let mut builder = CopyBuilder::new(archive, &*input.bytes);
    let mut renamed = None;
    if let Some(name) = &recipe.name {
        rename::validate_name(name)?;
        let entry = edits.first_event(layout).ok_or_else(|| {
            Error::Invalid("there is no event 0, so there is no name to change".into())
        })?;
        let location = archive
            .entries
            .location(entry)
            .ok_or_else(|| Error::Protocol("event 0 is not in the directory".into()))?;
        let mut reader = EntryReader::new();
        let (bytes, read) = reader.read_small(&*input.bytes, &location, super::MAX_EVENT_BYTES)?;
        if let Err(failure) = read.dotnet {
            return Err(Error::Invalid(format!(
                "event 0 can't be read: {}",
                failure.message()
            )));
        }
        let (bytes, old) = rename::rename_event(bytes, name)?;
        let old = old.map_or_else(|| "no name".to_owned(), |old| format!("\"{old}\""));
        edits
            .why
            .insert(entry, format!("name: {old} becomes \"{name}\""));
        renamed = Some((entry, bytes));
    }

    let mut changes: Vec<EntryChange> = Vec::new();
    let mut change_count = 0;
    let mut note = |entry: String, change: &str, detail: String| {
        change_count += 1;
        if changes.len() < MAX_LISTED_CHANGES {
            changes.push(EntryChange {
                entry,
                change: change.into(),
                detail,
            });
        }
    };
    let mut touched = edits.entries.len() as u64;
    for (entry, edit) in &edits.entries {
        let name = archive.entries.name_text(*entry).into_owned();
        let why = edits.why.get(entry).cloned().unwrap_or_default();
        match edit {
            Edit::Rename(new_name) => {
                builder.rename(*entry, new_name);
                note(new_name.clone(), "renamed", why);
            }
            Edit::Remove => {
                builder.remove(*entry);
                note(name, "removed", why);
            }
            Edit::Replace(bytes) => {
                builder.replace(*entry, bytes);
                note(name, "changed", why);
            }
        }
    }
    if let Some((entry, bytes)) = renamed {
        builder.replace(entry, &bytes);
        let why = edits.why.get(&entry).cloned().unwrap_or_default();
        if !edits.entries.contains_key(&entry) {
            touched += 1;
        }
        note(layout::event_path(0), "changed", why);
    }
    for (name, bytes) in &edits.added {
        builder.add(name, bytes);
        note(
            name.clone(),
            "added",
            "an empty object {}: the restore then knows no users or settings".into(),
        );
    }
    let plan = builder.finish()?;
    let total_bytes = plan.total_bytes.unwrap_or_default();
    let summary = CopySummary {
        file_name: proposed_name(file_name, recipe),
        bytes_before: archive.file_bytes,
        bytes_after: total_bytes,
        entries_kept: u64::from(archive.entries.len()).saturating_sub(touched),
        changes,
        change_count,
    };
    Ok(Copy {
        bytes: total_bytes,
        summary,
        segments: Box::new(plan.into_segments()),
    })
}

/// `backup-demo.zip` as `backup-demo-renamed.zip`.
fn proposed_name(file_name: &str, recipe: &Recipe) -> String {
    let stem = file_name.strip_suffix(".zip").unwrap_or(file_name);
    match &recipe.name {
        Some(name) => format!("backup-{name}.zip"),
        None => format!("{stem}-repaired.zip"),
    }
}
