//! Copies of a Squidex backup: another name, repairs, other e-mail addresses, parts left out,
//! redaction. All of them combine in one pass; the original is never touched.
//!
//! A copy is worked out in steps on a [`draft`], which is then written by
//! [`CopyBuilder`](crate::archive::CopyBuilder): entries that are not mentioned are slices of the
//! original.

mod cut;
mod draft;
mod heal;
pub mod rename;
mod repair;
mod survey;
pub mod users;

use std::collections::BTreeSet;

use self::draft::{Draft, Original};
use super::layout::{self, Layout};
use crate::archive::{Archive, CopyBuilder, EntryReader};
use crate::error::Error;
use crate::format::Copy;
use crate::protocol::{CopySummary, Recipe};
use crate::source::Input;

/// Makes the copy that the recipe asks for.
///
/// # Errors
/// `Invalid` if the recipe can't be followed, `Read` if the input can't be read.
pub(super) fn copy<'a>(
    file_name: &str,
    archive: &'a Archive,
    layout: &'a Layout,
    inputs: &'a [Input],
    recipe: &Recipe,
) -> Result<Copy<'a>, Error> {
    let input = inputs
        .first()
        .ok_or_else(|| Error::Protocol("a copy without an input".into()))?;
    let original = Original {
        archive,
        layout,
        source: &*input.bytes,
    };
    if let Some(name) = &recipe.name {
        rename::validate_name(name)?;
    }
    let mut draft = Draft::new(original);
    repair::repair(&mut draft, recipe)?;
    let mut reader = EntryReader::new();
    cut::cut(&mut draft, recipe, &mut reader)?;
    users::map(&mut draft, recipe, &mut reader)?;
    if let Some(name) = &recipe.name {
        rename_app(&mut draft, name, &mut reader)?;
    }
    write(draft, file_name, recipe)
}

/// The new name in event 0.
fn rename_app(draft: &mut Draft, name: &str, reader: &mut EntryReader) -> Result<(), Error> {
    let entry = draft.events.first().copied().ok_or_else(|| {
        Error::Invalid("there is no event 0, so there is no name to change".into())
    })?;
    let bytes = draft
        .content(reader, entry)?
        .ok_or_else(|| Error::Invalid("event 0 can't be read".into()))?;
    let (bytes, old) = rename::rename_event(&bytes, name)?;
    let old = old.map_or_else(|| "no name".to_owned(), |old| format!("\"{old}\""));
    draft.replace(entry, bytes, format!("name: {old} becomes \"{name}\""));
    Ok(())
}

/// From draft to plan: tells the builder, and lists what differs.
fn write<'a>(mut draft: Draft<'a>, file_name: &str, recipe: &Recipe) -> Result<Copy<'a>, Error> {
    let original = draft.original;
    let archive = original.archive;
    let mut builder = CopyBuilder::new(archive, original.source);
    if draft.strict {
        builder.strict();
    }
    let mut touched: BTreeSet<u32> = BTreeSet::new();
    let mut changes = std::mem::take(&mut draft.changes);
    draft.clear_numbers();
    for (entry, why) in &draft.removed {
        builder.remove(*entry);
        changes.note(original.name(*entry), "removed", why.as_ref());
        touched.insert(*entry);
    }
    for (entry, name) in &draft.names {
        builder.rename(*entry, name);
        let old = original.name(*entry);
        changes.note(name.as_str(), "renamed", format!("{old} becomes {name}"));
        touched.insert(*entry);
    }
    let numbers = draft.numbers();
    let mut renumbered = 0;
    if numbers.is_some() {
        for (number, entry) in draft.events.iter().enumerate() {
            let (old, new) = (original.name(*entry), layout::event_path(number as u64));
            if old != new {
                renumbered += u64::from(!touched.contains(entry));
                changes.note(new.as_str(), "renamed", format!("{old} becomes {new}"));
            }
        }
    }
    for (entry, (bytes, why)) in &draft.contents {
        builder.replace(*entry, bytes);
        let number = numbers
            .as_ref()
            .and_then(|numbers| numbers.get(*entry as usize))
            .filter(|number| **number != u32::MAX);
        let name = match number {
            Some(number) => layout::event_path(u64::from(*number)),
            None => draft.name_now(*entry),
        };
        changes.note(name, "changed", why.as_str());
        touched.insert(*entry);
    }
    for (entry, crc32) in &draft.checksums {
        builder.replace_crc(*entry, *crc32);
        let old = archive
            .entries
            .location(*entry)
            .map(|location| location.crc32);
        let detail = match old {
            Some(old) if old != *crc32 => format!(
                "checksum {old:08x} becomes {crc32:08x}, which is that of the data; the data stays"
            ),
            _ => "a fresh header in front of the data; the data stays".to_owned(),
        };
        changes.note(draft.name_now(*entry), "changed", detail);
        touched.insert(*entry);
    }
    for (name, bytes, why) in &draft.added {
        builder.add(name, bytes);
        changes.note(name.as_str(), "added", why.as_str());
    }
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
        changes.note(
            original.name(*entry),
            "removed",
            "its data is not in the file",
        );
        touched.insert(*entry);
    }
    let total_bytes = plan.total_bytes.unwrap_or_default();
    let summary = CopySummary {
        file_name: proposed_name(file_name, recipe),
        bytes_before: archive.file_bytes,
        bytes_after: total_bytes,
        entries_kept: u64::from(archive.entries.len())
            .saturating_sub(touched.len() as u64 + renumbered),
        changes: changes.listed,
        change_count: changes.count,
        entries_checked: 0,
        notes: draft.notes,
    };
    Ok(Copy {
        bytes: total_bytes,
        summary,
        segments: Box::new(plan.into_segments()),
    })
}

/// `backup-demo.zip` as `backup-demo-repaired.zip`.
fn proposed_name(file_name: &str, recipe: &Recipe) -> String {
    let stem = file_name.strip_suffix(".zip").unwrap_or(file_name);
    let suffix = if !recipe.fix.is_empty() {
        "repaired"
    } else {
        "copy"
    };
    match &recipe.name {
        Some(name) => format!("backup-{name}.zip"),
        None => format!("{stem}-{suffix}.zip"),
    }
}
