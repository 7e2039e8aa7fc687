//! Messages between the page and its workers: closed unions, one id per request. No message knows a system.
//!
//! These types are the source of `www/src/engine/generated/*.ts` and document the messages; the
//! objects of the browser in them (`File`, `Blob`, `WebAssembly.Module`, typed arrays) have no
//! counterpart in Rust, so such a field is [`Js`] here and its TypeScript type is written beside it.
//!
//! Topology: the page starts one *coordinator* (sets, dry run, report, copies) and N *workers* (tasks). All of them run
//! the same script and the same compiled module. Work goes `begin`, then `task`, `run`, `take` for each of the plan's
//! tasks in any order, then `end`.

use serde::{Deserialize, Serialize};

use crate::format::{Answer, Options, Question, Report};
use crate::inspect::copy::CopySummary;
use crate::inspect::export::{Compared, Exported, Wanted};
use crate::inspect::query::{Query, Rows, Table};
use crate::inspect::work::{Ended, Plan, Step, WorkKind};
use crate::open::WorkId;

/// A value that only exists in the browser.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Js;

/// A file as it was given: a handle, not bytes, and its path with folders.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PathFile {
    /// The bare name, or a path that begins with the name of the folder that was given.
    pub path: String,
    /// Which of the given folders it was found in; 0 for files that were given themselves.
    pub tree: u32,
    /// The handle.
    #[cfg_attr(test, ts(type = "Blob"))]
    pub file: Js,
}

/// A file of an example.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExampleFile {
    /// Its path.
    pub path: String,
    /// Its bytes.
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub bytes: Js,
}

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
    /// Coordinator: find out what belongs together, read the directories. What was open before is forgotten. Answer:
    /// `opened`.
    Open {
        /// Request.
        id: u32,
        /// What was given.
        #[cfg_attr(test, ts(type = "readonly PathFile[]"))]
        files: Vec<PathFile>,
        /// What is assumed.
        options: Options,
    },
    /// Coordinator: the report as far as is known. Answer: `report`.
    Report {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// What is assumed.
        options: Options,
    },
    /// Coordinator: the report as text. Answer: `text`.
    Text {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// What is assumed.
        options: Options,
        /// Which rendering.
        what: TextKind,
        /// JSON and Markdown without e-mail addresses and names of people and servers. A ticket has none in any case.
        mask_names: bool,
    },
    /// Coordinator: rows of a table. Answer: `rows`.
    Rows {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// What is assumed.
        options: Options,
        /// Which rows.
        query: Query,
    },
    /// What one system alone can tell, of a set (coordinator) or of nothing but the question (any worker). Answer:
    /// `answer`.
    Ask {
        /// Request.
        id: u32,
        /// Which set; `null`: none.
        set: Option<u32>,
        /// What is assumed.
        options: Options,
        /// What is asked.
        question: Question,
    },
    /// Any worker: make an example of a system. Answer: `example`.
    Example {
        /// Request.
        id: u32,
        /// Which system, by its word.
        system: String,
        /// What is assumed: the present.
        options: Options,
    },
    /// Coordinator: begin a piece of work. Answer: `begun`.
    Begin {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// What is assumed.
        options: Options,
        /// Which work.
        work: WorkKind,
    },
    /// Coordinator: describe a task. Answer: `task`.
    Task {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// Which work of it.
        work: WorkId,
        /// Which task.
        index: u32,
    },
    /// Any worker: do a task. Answers: `progress`…, then `ran` or `cancelled`.
    Run {
        /// Request.
        id: u32,
        /// The files of the set, in its order, and then what the work has beside them (a copy to be read).
        #[cfg_attr(test, ts(type = "readonly PathFile[]"))]
        files: Vec<PathFile>,
        /// What `task` answered.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        task: Js,
    },
    /// Coordinator: take what a task found out. Answer: `taken`.
    Take {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// Which work of it.
        work: WorkId,
        /// Which task.
        index: u32,
        /// What `ran` brought.
        #[cfg_attr(test, ts(type = "Uint8Array | Blob"))]
        facts: Js,
    },
    /// Coordinator: a task will never come. Answer: `taken`.
    Lost {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// Which work of it.
        work: WorkId,
        /// Which task.
        index: u32,
        /// Why.
        why: String,
    },
    /// Coordinator: all tasks of a piece of work are done, or it is not wanted any more. Answer: `ended`.
    End {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// Which work of it.
        work: WorkId,
        /// Forget it.
        forget: bool,
    },
    /// Coordinator of a session of its own, which is busy with nothing else until the end: exports what is inside. Only
    /// ending the worker stops it. Answers: `piece`…, then `exported`.
    Export {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// What is assumed.
        options: Options,
        /// What is exported, and how.
        wanted: Wanted,
        /// Several files as one ZIP file.
        zip: bool,
    },
    /// Coordinator: whether an export needs the set's check to be done. Answer: `needs`.
    Needs {
        /// Request.
        id: u32,
        /// Which set.
        set: u32,
        /// What is exported.
        wanted: Wanted,
    },
    /// As `export`: compares with the set of other files. The pieces are one JSON object, the very bytes that the command
    /// line prints. Answers: `piece`…, then `compared`.
    Compare {
        /// Request.
        id: u32,
        /// Which set, the first of the two.
        set: u32,
        /// Files of the second.
        #[cfg_attr(test, ts(type = "readonly PathFile[]"))]
        files: Vec<PathFile>,
        /// What is assumed.
        options: Options,
    },
    /// Stop request `id`. Answer: `cancelled` (or what was already on its way).
    Cancel {
        /// The request to be stopped.
        id: u32,
    },
}

/// Worker to page. Exactly one of the kinds other than `progress` and `piece` ends a request.
#[derive(Debug, Clone, Serialize)]
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
    /// The directories were read: one item per set.
    Opened {
        /// Request.
        id: u32,
        /// The sets, in the order of their files.
        sets: Vec<OpenedSet>,
    },
    /// How far a task is.
    Progress {
        /// Request.
        id: u32,
        /// Since its start.
        progress: Step,
    },
    /// A piece of an export or a comparison.
    Piece {
        /// Request.
        id: u32,
        /// The next one.
        piece: ExportPiece,
    },
    /// An export has ended; all its pieces came before.
    Exported {
        /// Request.
        id: u32,
        /// How it ended.
        exported: Exported,
    },
    /// What an export needs.
    Needs {
        /// Request.
        id: u32,
        /// The check, done.
        check: bool,
    },
    /// A comparison has ended; all its pieces came before.
    Compared {
        /// Request.
        id: u32,
        /// How it ended.
        compared: Compared,
    },
    /// The report.
    Report {
        /// Request.
        id: u32,
        /// As far as is known.
        report: Box<Report>,
    },
    /// The report as text.
    Text {
        /// Request.
        id: u32,
        /// For JSON the very bytes that the command line prints.
        text: String,
    },
    /// Rows of a table.
    Rows {
        /// Request.
        id: u32,
        /// Those of the query.
        rows: Rows,
    },
    /// What was asked.
    Answer {
        /// Request.
        id: u32,
        /// The answer.
        answer: Answer,
    },
    /// A set to look at, made up.
    Example {
        /// Request.
        id: u32,
        /// Its files.
        files: Vec<ExampleFile>,
    },
    /// A piece of work has begun.
    Begun {
        /// Request.
        id: u32,
        /// Its number.
        work: WorkId,
        /// How it is divided.
        plan: Plan,
    },
    /// Description of a task.
    Task {
        /// Request.
        id: u32,
        /// For `run`.
        #[cfg_attr(test, ts(type = "Uint8Array"))]
        task: Js,
    },
    /// A task is done.
    Ran {
        /// Request.
        id: u32,
        /// How much was done.
        progress: Step,
        /// For `take`: bytes, or a `Blob` where they are many and not looked at before the end.
        #[cfg_attr(test, ts(type = "Uint8Array | Blob"))]
        facts: Js,
    },
    /// It was taken.
    Taken {
        /// Request.
        id: u32,
    },
    /// A piece of work has ended.
    Ended {
        /// Request.
        id: u32,
        /// What came of it.
        end: Ended,
        /// Of a copy: nothing is written by it; the `Blob` refers to the original, serves as a preview by being opened
        /// like any other file, and is then saved.
        #[cfg_attr(test, ts(type = "Blob | null"))]
        blob: Option<Js>,
        /// Of a copy: what differs.
        summary: Option<CopySummary>,
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

/// A piece of an export.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ExportPiece {
    /// Another file begins.
    File {
        /// Below the folder that is written to: names that are safe and unique.
        path: Vec<String>,
    },
    /// The next bytes of the file, or of the one that there is.
    Bytes {
        /// About a megabyte; the browser keeps them.
        #[cfg_attr(test, ts(type = "Blob"))]
        bytes: Js,
    },
    /// So many parts of the set were read before anything can be written.
    Read {
        /// So far.
        done: u64,
        /// Of so many.
        of: u64,
    },
}

/// One set of files that belong together, as far as the directories tell.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenedSet {
    /// Which of the given files it reads, by position, in its order.
    pub inputs: Vec<u32>,
    /// The name that it goes by.
    pub name: String,
    /// It was found by itself in a folder, and is of no system.
    pub by_the_way: bool,
    /// Its one file as it was put together from those of a folder: with this, and its name as path, workers are sent a
    /// file in place of those.
    #[cfg_attr(test, ts(type = "Blob | null"))]
    pub packed: Option<Js>,
    /// What can be listed.
    pub tables: Vec<Table>,
    /// The report from the directories.
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
    /// [`Told`](crate::report::render::Told) as JSON: what the system says in words.
    Told,
    /// [`SavedReports`](crate::format::saved::SavedReports) as JSON: what a saved report holds, if the set is one.
    Saved,
}
