//! Squidex app backups: `formats/squidex.md` in code.
//!
//! - [`layout`]: entry names, folder rule, manifest, numbering: what the directory alone tells.
//! - [`events`]: the table of event types and their fields.
//! - [`decode`]: one event record, read as Squidex reads it. Runs in any worker.
//! - [`restore`]: the dry run, folding facts in order. Runs on the coordinator.
//! - [`explain`]: a pasted restore log against the predicted one.
//! - [`facts`]: what goes from the one to the other.

mod check;
pub mod codes;
pub mod copy;
pub mod decode;
pub mod estimate;
pub mod events;
pub mod explain;
pub mod facts;
pub mod layout;
mod numbering;
pub mod objects;
mod order;
pub mod restore;
mod shard;
pub mod target;

use crate::container::zip::Archive;

pub use check::SquidexCheck;
pub use shard::SquidexShard;

/// What Squidex shows for every failure but two kinds (`formats/squidex.md` 5.2).
pub const INTERNAL_ERROR: &str = "Failed with internal error.";

/// An event, or a file with a fixed name, of more bytes is not decoded: it would have to stand in
/// memory as a whole, and no server writes such (a content of 64 MB is refused long before).
pub const MAX_EVENT_BYTES: usize = 64 << 20;

/// What it shows if event 0 is not there.
pub const NO_EVENT: &str = "Backup has no event.";

/// The lines that every restore log starts with (Backup/RestoreJob.cs).
pub const INTRO_LINES: [&str; 5] = [
    "Started. The restore process has the following steps:",
    "  * Download backup",
    "  * Restore events and attachments.",
    "  * Restore all objects like app, schemas and contents",
    "  * Complete the restore operation for all objects",
];

/// Whether an archive is a Squidex backup, perhaps a damaged one.
pub fn sniff(archive: &Archive) -> bool {
    (0..archive.entries.len())
        .any(|entry| layout::looks_like_squidex(&archive.entries.name_text(entry)))
}
