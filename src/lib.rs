//! Backup Inspector: know whether a backup will restore before you upload it.
//!
//! The engine behind the page (as WebAssembly) and the command line. `docs/ARCHITECTURE.md` has
//! the map and the invariants.

pub mod archive;
pub mod error;
pub mod estimate;
pub mod format;
pub mod json;
pub mod protocol;
pub mod report;
pub mod scan;
pub mod source;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod generated;

#[cfg(target_arch = "wasm32")]
pub mod web;
