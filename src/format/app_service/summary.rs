//! What an archive is made of, by its directory: the site by folder and kind, the databases, the rest.

use std::collections::HashSet;

use super::archive::{Class, kind_of};
use super::check::AppServiceCheck;
use super::tables::naming;
use crate::error::Error;
use crate::inspect::archive::{ArchiveSummary, One, Summing};
use crate::inspect::entries::ENTRIES;

/// `fs` and four folders below it.
const DEPTH: usize = 5;

/// Databases stand at the top.
const DATABASES: &str = "databases";

/// Sums the directory up.
///
/// # Errors
/// `Invalid` if the set has no archive.
pub(super) fn summary(check: &AppServiceCheck) -> Result<ArchiveSummary, Error> {
    let (Some(archive), Some(file)) = (&check.archive, &check.material.archive) else {
        return Err(Error::Invalid("this set has no archive".into()));
    };
    let databases: HashSet<u32> = file
        .survey
        .of_class(Class::Database)
        .map(|database| database.index)
        .collect();
    let entries = &archive.entries;
    let mut summing = Summing::new(DEPTH, &["Largest databases", "Largest files"]);
    let mut names = entries.names();
    while let Some((index, raw)) = names.next_name() {
        let path = naming(raw, entries.flags(index));
        if path.ends_with('/') {
            continue;
        }
        let is_database = databases.contains(&index);
        let (compressed_bytes, bytes) = entries.sizes(index);
        summing.add(One {
            index,
            folder: path.rsplit_once('/').map_or("", |(folder, _)| folder),
            kind: if is_database {
                DATABASES
            } else {
                kind_of(&path)
            },
            method: Some(entries.method(index)),
            bytes,
            compressed_bytes,
            list: Some(usize::from(!is_database)),
        });
    }
    let name = |index| naming(&entries.name(index), entries.flags(index));
    Ok(ArchiveSummary {
        table: ENTRIES.into(),
        unit: "file".into(),
        units: "files".into(),
        file_bytes: Some(archive.file_bytes),
        notes: (!archive.complete)
            .then(|| "not all entries of this archive were found".to_owned())
            .into_iter()
            .collect(),
        ..summing.finish(&name)
    })
}
