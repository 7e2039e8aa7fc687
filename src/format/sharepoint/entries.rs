//! What lies in the packages of a set: entries of ZIP files (apps, packages of the Framework), members of cabinets.

use serde_json::{Value, json};

use super::member::{Content, Member};
use crate::container::zip::Archive;
use crate::inspect::entries::{as_stored, row};
use crate::inspect::query::{self, Query, Rows};

/// Keys of a row: the package, and those of every archive's entries. Cabinets say no more than names and lengths.
pub const COLUMNS: &[&str] = &[
    "file",
    "name",
    "method",
    "bytes",
    "compressed_bytes",
    "ratio",
    "encrypted",
    "crc32",
    "offset",
    "index",
];

/// So many are listed at once: packages are small, and what claims to be one need not be.
const MAX_LISTED: usize = 100_000;

/// Rows of all packages, in the order of the files. `within` is the path of one.
pub fn rows(members: &[Member], zips: &[Option<Archive>], query: &Query) -> Rows {
    let within = query.within.as_deref();
    let mut rows = Vec::new();
    let mut more = false;
    for (at, member) in members.iter().enumerate() {
        let zip = zips.get(at).and_then(Option::as_ref);
        if within.is_some_and(|path| path != member.path) {
            continue;
        }
        let room = MAX_LISTED.saturating_sub(rows.len());
        match (zip, &member.content) {
            (Some(zip), _) => {
                more |= !zip.complete || zip.entries.len() as usize > room;
                let entries = (0..zip.entries.len()).take(room);
                let found = entries.filter_map(|index| row(&zip.entries, as_stored, index));
                rows.extend(found.map(|row| of(row, &member.path)));
            }
            (None, Content::Cabinet(cabinet)) => {
                more |= cabinet.members.len() > room;
                let named = cabinet.members.iter().take(room).enumerate();
                rows.extend(named.map(|(index, one)| {
                    let row = json!({
                        "name": one.name,
                        "method": null,
                        "bytes": one.bytes,
                        "compressed_bytes": null,
                        "ratio": null,
                        "encrypted": false,
                        "crc32": null,
                        "offset": null,
                        "index": index,
                    });
                    of(row, &member.path)
                }));
            }
            _ => {}
        }
    }
    Rows {
        at_least: more,
        ..query::page(rows, query)
    }
}

/// A row of that file.
fn of(mut row: Value, path: &str) -> Value {
    if let Value::Object(fields) = &mut row {
        fields.insert("file".into(), path.into());
    }
    row
}
