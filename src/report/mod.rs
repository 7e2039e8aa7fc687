//! The report: one JSON contract (`schema_version` 1) and its renderers.
//!
//! The types here are plain data with the contract's key names; the same value is printed by the
//! command line, shown by the page, and saved by both as the same bytes ([`render::json`]).
//! Absent knowledge is `None` (JSON `null`), never 0. Sizes are bytes, durations seconds.
//! This folder knows no browser, clock, file path or locale.

pub(crate) mod code;
pub mod csv;
mod finding;
pub mod render;
pub mod saved;
pub mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use code::codes;
pub use code::{Code, CodeTable};
pub use finding::{Finding, FindingSet, MAX_FINDINGS_PER_CODE, Severity};

/// Version of the JSON contract. Keys may be added under one version; none is renamed or removed.
pub const SCHEMA_VERSION: u32 = 1;

/// What is told of every set, whichever system it is of; the system's own part stands beside it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Head {
    /// Always [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Who made the report.
    pub tool: Tool,
    /// What was inspected.
    pub source: Source,
    /// Which kind of backup it is.
    pub format: FormatId,
    /// How far the inspection went.
    pub depth: Depth,
    /// The present that was assumed, ISO 8601 in UTC, where something depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub judged_at: Option<String>,
    /// The one sentence on top.
    pub verdict: Verdict,
    /// At most [`MAX_FINDINGS_PER_CODE`] per code, gravest first, then by code and place.
    pub findings: Vec<Finding>,
    /// All findings by code, those that are not listed included.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub finding_counts: BTreeMap<String, u64>,
}

impl Head {
    /// What is known of a set before anything was found.
    pub fn new(format: FormatId, source: Source, depth: Depth, verdict: Verdict) -> Head {
        Head {
            schema_version: SCHEMA_VERSION,
            tool: Tool::default(),
            source,
            format,
            depth,
            judged_at: None,
            verdict,
            findings: Vec::new(),
            finding_counts: BTreeMap::new(),
        }
    }

    /// With these findings, listed in the order of the system's table.
    pub fn with_findings(mut self, findings: &FindingSet, table: CodeTable) -> Head {
        self.findings = findings.sorted(table);
        self.finding_counts = findings.counts().clone();
        self
    }
}

/// Name and version of this program.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tool {
    /// `backup-inspector`.
    pub name: String,
    /// Version of the crate.
    pub version: String,
}

impl Default for Tool {
    fn default() -> Self {
        Tool {
            name: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// The inspected file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Source {
    /// The name that the set goes by, without folders: that of its one file, or of its folder.
    pub file_name: String,
    /// Length of all its files together.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// `sha256:` and the hexadecimal digits of the directory or the headers that were read, of the whole file if that
    /// was asked for: so that both sides of a ticket know that they speak of one file. `null` before all was read.
    pub fingerprint: Option<String>,
    /// The files of a set of several, in byte order of their paths; `null` for a set that is one file.
    pub files: Option<Vec<SourceFile>>,
}

/// One file of a set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SourceFile {
    /// Path with the folder that was given.
    pub path: String,
    /// Length.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// What it is in the set: `archive`, `manifest`, `log`, `record`, `database`, `content`, `config`, `secure_store`,
    /// `app_management`, `site_collection`, `app_package`, `table_of_contents`, `other`.
    pub role: String,
    /// Why it belongs to the set, in words.
    pub why: String,
}

/// Kind of backup, by the word of its system (`format/NAME`), or what a file of none is: `zip` or `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormatId(pub &'static str);

/// How far the inspection went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Depth {
    /// Names and sizes only.
    Directory,
    /// All data was read.
    Data,
}

/// One of four outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Outcome {
    /// The target reports success and everything in the archive is there afterwards.
    Restores,
    /// The target reports success, but something is gone or changed.
    RestoresWithLoss,
    /// The target reports failure.
    Fails,
    /// Stopped early, or no rule applies.
    Unknown,
}

/// The one sentence on top, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// The exact text that the server shows when it fails; `null` if it doesn't fail.
    pub server_message: Option<String>,
    /// The earliest entry whose mending would avoid the failure; `null` for faults of the ZIP itself.
    pub fails_at: Option<FailsAt>,
    /// In words.
    pub summary: String,
}

/// Where a restore fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FailsAt {
    /// Position of the event in the archive; `null` for attachments.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
    /// Entry path.
    pub entry: String,
}
