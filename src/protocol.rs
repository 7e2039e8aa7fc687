//! Messages between the page and its workers: closed unions, one id per request.
//!
//! These types are the source of `www/src/engine/generated/*.ts` and document the messages; the
//! objects of the browser in them (`File`, `Blob`, `WebAssembly.Module`, typed arrays) have no
//! counterpart in Rust, so such a field is [`Js`] here and its TypeScript type is written beside it.
//!
//! Topology: the page starts one *coordinator* (directory, dry run, report, copies) and N *decode
//! workers* (shards). All of them run the same worker script and the same compiled module.

use serde::{Deserialize, Serialize};

use crate::format::squidex::estimate::Calibration;
use crate::format::squidex::explain::Explanation;
use crate::format::squidex::objects::{ObjectPage, ObjectQuery};
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
    /// Coordinator: the objects behind a number of the restored app. Answer: `objects`.
    Objects {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// The target that is assumed.
        target: Target,
        /// Which objects.
        query: ObjectQuery,
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
    /// Coordinator: what a copy of this backup could leave out or replace, counted. Reads the events once.
    /// Answer: `copyOffered`.
    OfferCopy {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
    },
    /// Any worker: the SHA-256 of a copy and, if the recipe redacts, a search of every entry for what was
    /// removed. Answers: `progress`…, then `copyVerified` or `cancelled`.
    VerifyCopy {
        /// Request.
        id: u32,
        /// The files of the set that was copied.
        #[cfg_attr(test, ts(type = "readonly File[]"))]
        files: Js,
        /// What was changed.
        recipe: Recipe,
        /// The copy: what `copied` brought, or the file that was saved.
        #[cfg_attr(test, ts(type = "Blob"))]
        copy: Js,
    },
    /// Coordinator: work out a copy but for the entries that are written anew. Answer: `copyPrepared`.
    PrepareCopy {
        /// Request.
        id: u32,
        /// Which set of inputs.
        set: u32,
        /// What is to be changed.
        recipe: Recipe,
    },
    /// Coordinator: describe a job of the prepared copy. Answer: `packJob`.
    PackJob {
        /// Request.
        id: u32,
        /// Which job.
        index: u32,
    },
    /// Decode worker: write the entries of a job anew. Answer: `packed`.
    Pack {
        /// Request.
        id: u32,
        /// The files of the set.
        #[cfg_attr(test, ts(type = "readonly File[]"))]
        files: Js,
        /// What `packJob` answered.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        job: Js,
    },
    /// Coordinator: compose the prepared copy. Nothing is written by it: the `Blob` of the answer refers to the
    /// original, so it serves as preview (its summary; its verdict by opening it like any other file) and is then
    /// saved. Answer: `copied`.
    WriteCopy {
        /// Request.
        id: u32,
        /// What `packed` brought for each job.
        #[cfg_attr(test, ts(type = "readonly Blob[]"))]
        packs: Js,
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
    /// Objects, or `null` if it is not known which there are.
    Objects {
        /// Request.
        id: u32,
        /// One page of them.
        page: Option<ObjectPage>,
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
    /// A copy is worked out.
    CopyPrepared {
        /// Request.
        id: u32,
        /// How many jobs there are to be done before it can be composed.
        jobs: u32,
    },
    /// Description of a job.
    PackJob {
        /// Request.
        id: u32,
        /// Opaque bytes, to be transferred to a worker.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        job: Js,
    },
    /// A job is done.
    Packed {
        /// Request.
        id: u32,
        /// What came of it, kept by the browser.
        #[cfg_attr(test, ts(type = "Blob"))]
        pack: Js,
    },
    /// What a copy could leave out or replace.
    CopyOffered {
        /// Request.
        id: u32,
        /// The boxes of the panel.
        offer: CopyOffer,
    },
    /// A copy was read from end to end.
    CopyVerified {
        /// Request.
        id: u32,
        /// SHA-256 in hexadecimal digits, lower case.
        sha256: String,
        /// Outcome of the search; `null` if nothing was redacted.
        search: Option<RedactionSearch>,
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
}

/// What a copy changes. The same JSON file for page and command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
// What is not known can't be followed: a newer recipe may ask for something to be taken out.
#[serde(default, deny_unknown_fields)]
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

/// What a copy of a backup could leave out or replace, with numbers for each box of the panel. The repairs
/// that are offered stand in the report: `action` of its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CopyOffer {
    /// Name of the app; `null` if there is none.
    pub name: Option<String>,
    /// E-mail addresses of Users.json, without repetition, in their order.
    pub users: Vec<String>,
    /// Schemas that are not deleted by the archive itself, in the order of their creation.
    pub schemas: Vec<OfferedSchema>,
    /// Files that a later version of the asset replaced, and files of deleted assets.
    pub superseded: OfferedPart,
    /// Contents that end as deleted: `count` contents, bytes of their events.
    pub deleted: OfferedPart,
    /// What redaction takes out unless it is included.
    pub kinds: Vec<OfferedKind>,
}

/// So much of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferedPart {
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Compressed bytes in the archive.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// A schema that can be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferedSchema {
    /// For `Recipe.without_schemas`.
    pub name: String,
    /// Id.
    pub id: String,
    /// Contents of it, deleted ones included.
    #[cfg_attr(test, ts(type = "number"))]
    pub contents: u64,
    /// Events of the schema and its contents.
    #[cfg_attr(test, ts(type = "number"))]
    pub events: u64,
    /// Compressed bytes of these events.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// A kind of personal data, secret or free text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferedKind {
    /// For `Recipe.include`: `comments`, `client-secrets` …; stable.
    pub kind: String,
    /// A few words: "comment texts".
    pub title: String,
    /// What it is and what takes its place, as a sentence without a full stop.
    pub text: String,
    /// It may stay in a redacted copy.
    pub can_stay: bool,
    /// Values that would go (files for kinds of files).
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Bytes of these values, uncompressed.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// What came of looking for removed values in a redacted copy: in every entry, in texts inside JSON with
/// their escapes undone, in base64, and in the names of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RedactionSearch {
    /// Different values that were looked for.
    #[cfg_attr(test, ts(type = "number"))]
    pub values: u64,
    /// Of these, values of three to seven bytes, which were looked for as whole texts only.
    #[cfg_attr(test, ts(type = "number"))]
    pub whole_only: u64,
    /// Different values of one or two bytes, which were not looked for: they would be found everywhere.
    #[cfg_attr(test, ts(type = "number"))]
    pub too_short: u64,
    /// Different values beyond the number that is looked for at once; 0 as a rule.
    #[cfg_attr(test, ts(type = "number"))]
    pub too_many: u64,
    /// Entries that were searched.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
    /// What was found, at most 100.
    pub hits: Vec<RedactionHit>,
    /// All of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub hit_count: u64,
}

/// A removed value that is in the copy all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RedactionHit {
    /// Kind of the value.
    pub kind: String,
    /// Entry of the copy.
    pub entry: String,
    /// The value, its middle masked.
    pub masked: String,
    /// Where in the entry, in words: "text", "base64", "name of the entry".
    pub place: String,
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
    /// Fresh entries that were read back from the composed copy and found right.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries_checked: u64,
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
