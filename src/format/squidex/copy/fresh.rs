//! A quick look at a composed copy before it is saved: its directory, and the entries that are new in it.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::survey::key;
use crate::container::zip::{self as archive, Archive, EntryReader};
use crate::error::Error;
use crate::source::ReadAt;

/// So many fresh entries are read; the full check after saving reads all.
const MAX_ENTRIES: u64 = 10_000;

/// Opens the copy and reads what is new. Answers how many entries were read.
///
/// # Errors
/// `Invalid` if something is wrong with the copy, `Read` if it can't be read.
pub(in super::super) fn check(original: &Archive, copy: &dyn ReadAt) -> Result<u64, Error> {
    let archive = archive::open(copy)?;
    if let Err(failure) = &archive.dotnet {
        return Err(Error::Invalid(format!(
            "the copy came out damaged ({}); this is a fault of the program",
            failure.message
        )));
    }
    let form = |archive: &Archive, entry: u32| {
        archive.entries.location(entry).map(|location| {
            (
                key(&archive.entries.name_text(entry)),
                location.crc32,
                location.compressed_bytes,
            )
        })
    };
    let known: HashSet<_> = (0..original.entries.len())
        .filter_map(|entry| form(original, entry))
        .collect();
    let mut reader = EntryReader::new();
    let mut checked = 0;
    for entry in 0..archive.entries.len() {
        let Some(location) = archive.entries.location(entry) else {
            continue;
        };
        if form(&archive, entry).is_none_or(|form| known.contains(&form)) {
            continue;
        }
        if checked == MAX_ENTRIES {
            break;
        }
        let read = reader.read(copy, &location, u64::MAX, &mut |_: &[u8]| {
            ControlFlow::Continue(())
        })?;
        // Data that was faulty in the original stays so; what was written anew may not be.
        if read.dotnet.is_err() {
            return Err(Error::Invalid(format!(
                "entry {} of the copy can't be read; this is a fault of the program",
                archive.entries.name_text(entry)
            )));
        }
        checked += 1;
    }
    Ok(checked)
}
