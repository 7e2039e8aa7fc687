//! What the archive is made of, by its directory: events, files of assets, what else a backup has, and what it doesn't.

use super::check::SquidexCheck;
use super::layout;
use crate::inspect::archive::{ArchiveSummary, One, Summing};
use crate::inspect::entries::{ENTRIES, as_stored};

/// `events/12` and `attachments/345`.
const DEPTH: usize = 2;

/// Lists of the largest.
const LISTS: [&str; 2] = ["Largest events", "Largest files"];

/// What an entry is, and in which list it may stand.
fn kind(name: &str) -> (&'static str, Option<usize>) {
    if layout::event_index(name).is_some() {
        return ("events", Some(0));
    }
    match name.strip_prefix("attachments/") {
        Some(rest) if rest.ends_with(".asset") => ("files of assets", Some(1)),
        Some(_) => ("users, settings and tags", None),
        None => ("not part of a backup", Some(1)),
    }
}

/// Sums the directory up.
pub(super) fn summary(check: &SquidexCheck) -> ArchiveSummary {
    let (archive, ..) = check.directory();
    let entries = &archive.entries;
    let mut summing = Summing::new(DEPTH, &LISTS);
    let mut names = entries.names();
    while let Some((index, raw)) = names.next_name() {
        let name = String::from_utf8_lossy(raw);
        let (kind, list) = kind(&name);
        let (compressed_bytes, bytes) = entries.sizes(index);
        summing.add(One {
            index,
            folder: name.rsplit_once('/').map_or("", |(folder, _)| folder),
            kind,
            method: Some(entries.method(index)),
            bytes,
            compressed_bytes,
            list,
        });
    }
    let name = |index| as_stored(&entries.name(index), entries.flags(index));
    let mut summed = summing.finish(&name);
    for entry in summed.largest.iter_mut().flat_map(|of| &mut of.entries) {
        entry.event_index = layout::event_index(&entry.name);
        entry.object = layout::asset_of(&entry.name).map(str::to_owned);
    }
    ArchiveSummary {
        table: ENTRIES.into(),
        unit: "entry".into(),
        units: "entries".into(),
        file_bytes: Some(archive.file_bytes),
        notes: check.not_whole().into_iter().collect(),
        ..summed
    }
}
