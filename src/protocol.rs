//! Messages between the page and its workers: closed unions, one id per request.
//!
//! These types are the source of `www/src/engine/generated/*.ts` and document the messages; the
//! objects of the browser in them (`File`, `Blob`, `WebAssembly.Module`, typed arrays) have no
//! counterpart in Rust, so such a field is [`Js`] here and its TypeScript type is written beside it.
//!
//! Topology: the page starts one *coordinator* (directory, dry run, report, copies) and N *decode
//! workers* (shards). All of them run the same worker script and the same compiled module.

use serde::{Deserialize, Serialize};

use crate::estimate::Calibration;
use crate::format::squidex::explain::Explanation;
use crate::format::{Plan, Step, Target};
use crate::report::Report;

/// A value that only exists in the browser.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Js;

/// Page to worker. Each request has an id that its replies repeat.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ToWorker {
    /// First message to every worker: the engine, compiled once by the page. Answer: `ready`.
    Init {
        /// Request.
        id: u32,
        /// The compiled module.
        #[cfg_attr(test, ts(type = "WebAssembly.Module"))]
        module: Js,
    },
    /// Coordinator: read the directory. Answer: `opened`.
    Open {
        /// Request.
        id: u32,
        /// Handles, not bytes.
        #[cfg_attr(test, ts(type = "readonly File[]"))]
        files: Js,
        /// The target that is assumed.
        target: Target,
    },
    /// Coordinator: describe shard `index` of set `set`. Answer: `shard`.
    Shard {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// Which shard.
        index: u32,
    },
    /// Decode worker: scan one shard. Answers: `progress`…, then `scanned` or `cancelled`.
    Scan {
        /// Request.
        id: u32,
        /// The files of the set.
        #[cfg_attr(test, ts(type = "readonly File[]"))]
        files: Js,
        /// What `shard` answered.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        shard: Js,
    },
    /// Coordinator: take the result of a shard. Answer: `folded`.
    Fold {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// Which shard.
        index: u32,
        /// What `scanned` brought.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        result: Js,
    },
    /// Coordinator: shard `index` will never come. Answer: `folded`.
    GiveUp {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// Which shard.
        index: u32,
        /// Why.
        reason: String,
    },
    /// Coordinator: the report as far as is known, for this target. Answer: `report`.
    Report {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// The target that is assumed.
        target: Target,
    },
    /// Coordinator: the report as text. Answer: `text`.
    Text {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// The target that is assumed.
        target: Target,
        /// Which rendering.
        what: TextKind,
    },
    /// Coordinator: hold a pasted restore log against the predicted one. Answer: `explained`.
    Explain {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// The target that is assumed.
        target: Target,
        /// What the person pasted.
        pasted: String,
    },
    /// Coordinator: adapt the estimate by a known run. Answer: `calibrated`.
    Calibrate {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// The target that is assumed.
        target: Target,
        /// A restore log with instants, or a duration such as "12 min".
        pasted: String,
    },
    /// Coordinator: write a copy. Answer: `copied`.
    Copy {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// What is to be changed.
        recipe: Recipe,
    },
    /// Stop request `id`. Answer: `cancelled` (or what was already on its way).
    Cancel {
        /// The request to be stopped.
        id: u32,
    },
}

/// Worker to page. Exactly one of the kinds other than `progress` ends a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum FromWorker {
    /// The engine is there.
    Ready {
        /// Request.
        id: u32,
        /// Version of the engine.
        version: String,
    },
    /// The directory was read: one item per set of inputs.
    Opened {
        /// Request.
        id: u32,
        /// The sets.
        sets: Vec<OpenedSet>,
    },
    /// Description of a shard.
    Shard {
        /// Request.
        id: u32,
        /// For `scan`.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        shard: Js,
    },
    /// At most ten a second and worker; no number ever goes down.
    Progress {
        /// Request.
        id: u32,
        /// How far.
        progress: Step,
    },
    /// A shard is done.
    Scanned {
        /// Request.
        id: u32,
        /// How far: all of it.
        progress: Step,
        /// For `fold`.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        result: Js,
    },
    /// A shard's result was taken.
    Folded {
        /// Request.
        id: u32,
    },
    /// A report.
    Report {
        /// Request.
        id: u32,
        /// The report.
        report: Box<Report>,
    },
    /// A rendering.
    Text {
        /// Request.
        id: u32,
        /// The text; for JSON the very bytes that the command line prints.
        text: String,
    },
    /// A pasted log, explained.
    Explained {
        /// Request.
        id: u32,
        /// How log and archive go together.
        explanation: Explanation,
    },
    /// A calibration for `Target.calibration`, to be kept by the page.
    Calibrated {
        /// Request.
        id: u32,
        /// What one known run says about a server.
        calibration: Calibration,
    },
    /// A copy is ready to be saved: made of slices of the original and fresh entries.
    Copied {
        /// Request.
        id: u32,
        /// The copy.
        #[cfg_attr(test, ts(type = "Blob"))]
        blob: Js,
        /// What differs.
        summary: CopySummary,
    },
    /// Stopped as asked.
    Cancelled {
        /// Request.
        id: u32,
    },
    /// It did not work.
    Failed {
        /// Request.
        id: u32,
        /// `read`, `protocol`, `invalid`, `panic`, `memory`.
        code: String,
        /// For the person.
        message: String,
    },
}

/// One set of inputs, as far as the directory tells.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenedSet {
    /// Which of the dropped files belong to it, by position.
    pub inputs: Vec<u32>,
    /// What has to be read.
    pub plan: Plan,
    /// The report from the directory.
    pub report: Report,
}

/// Renderings of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum TextKind {
    /// The JSON contract.
    Json,
    /// Markdown of the summary.
    Markdown,
    /// Markdown for a support ticket.
    Ticket,
    /// Plain text, as on a terminal.
    Text,
}

/// What a copy changes. The same JSON file for page and command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recipe {
    /// New app name.
    pub name: Option<String>,
    /// Repairs by finding code; `all` for every one that is offered.
    pub fix: Vec<String>,
    /// E-mail addresses of users that become others.
    pub map_users: Vec<UserMapping>,
    /// Schemas, by name, that are left out with their contents.
    pub without_schemas: Vec<String>,
    /// Leave out asset files that a later version of the asset replaced.
    pub without_superseded: bool,
    /// Leave out contents that end as deleted.
    pub without_deleted: bool,
    /// Take out personal data, secrets and free text: only what is known to be safe stays.
    pub redact: bool,
    /// What stays in a redacted copy all the same, by the names of its kinds.
    pub include: Vec<String>,
}

/// A user's e-mail address, and the one that takes its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UserMapping {
    /// Address in the backup; compared without case.
    pub old: String,
    /// Address in the copy.
    pub new: String,
}

/// What differs between a copy and its original.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CopySummary {
    /// Proposed file name.
    pub file_name: String,
    /// Length of the original.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_before: u64,
    /// Length of the copy.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_after: u64,
    /// Entries carried over byte for byte.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries_kept: u64,
    /// Entry by entry, at most 1,000.
    pub changes: Vec<EntryChange>,
    /// All of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub change_count: u64,
    /// What the person should know of the copy as a whole, in sentences without a full stop.
    pub notes: Vec<String>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EntryChange {
    /// Entry path in the copy (in the original, for removed ones).
    pub entry: String,
    /// `changed`, `added`, `removed`, `renamed`.
    pub change: String,
    /// In words: "name: demo-shop becomes demo-shop-2".
    pub detail: String,
}
