//! Squidex app backups: `formats/squidex.md` in code.
//!
//! - [`layout`]: entry names, folder rule, manifest, numbering: what the directory alone tells.
//! - [`events`]: the table of event types and their fields.
//! - [`decode`]: one event record, read as Squidex reads it. Runs in any worker.
//! - [`restore`]: the dry run, folding facts in order. Runs on the coordinator.
//! - [`facts`]: what goes from the one to the other.

pub mod decode;
pub mod events;
pub mod facts;
pub mod layout;
pub mod restore;
