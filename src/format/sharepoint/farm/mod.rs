//! Farm backup folders: the table of contents, the manifest and log of each run, and which run to restore from
//! (section 2).

mod choose;
mod log;
mod manifest;
mod toc;

pub use choose::{Choice, choose, parent_of};
pub use log::{LogLine, RunLog, read_log};
pub use manifest::{ManifestObject, RunManifest, read_manifest};
pub use toc::{Method, Run, RunTime, read_toc};
