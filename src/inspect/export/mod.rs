//! Exports: what is inside of a set, as files that any program reads. The same bytes from the page and from the command
//! line: the engine makes them piece by piece, whoever asked writes them.

pub mod names;
mod zipped;

use serde::{Deserialize, Serialize};

use crate::error::Error;

pub use zipped::Zipped;

/// What takes the place of a secret.
pub const MASK: &str = "•••";

/// The form of lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "LineForm"))]
pub enum Form {
    /// A JSON object a line.
    #[default]
    Ndjson,
    /// One JSON array.
    Json,
    /// A table.
    Csv,
}

impl Form {
    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Ndjson => "ndjson",
            Form::Json => "json",
            Form::Csv => "csv",
        }
    }
}

/// What is wanted. A key that a kind of export does not know is without meaning for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Wanted {
    /// Kind of the export, by the system's word for it: `contents`, `assets` …
    pub what: String,
    /// Only what is of these (schemas, tables …), by name; everything, if there is none.
    pub only: Vec<String>,
    /// Only of this part of the set, where several have what is wanted: a database, by name.
    pub part: Option<String>,
    /// How lines are written.
    pub form: Form,
    /// A file for each schema, table …, below one folder.
    pub in_folder: bool,
    /// A byte order mark in front of a table.
    pub byte_order_mark: bool,
    /// Also what is deleted.
    pub all: bool,
    /// Exactly what the server would be left with, in place of all that can be read.
    pub as_restored: bool,
    /// What is included that is left out otherwise, by name: `secrets` …
    pub include: Vec<String>,
    /// Files of earlier versions too.
    pub all_versions: bool,
    /// Rules work at once where they come to.
    pub rules_enabled: bool,
    /// Which lines of a log.
    pub lines: Lines,
}

impl Wanted {
    /// Whether something is included.
    pub fn includes(&self, name: &str) -> bool {
        self.include.iter().any(|include| include == name)
    }
}

/// Which lines of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Lines {
    /// Only these types, by name; all, if there is none.
    pub types: Vec<String>,
    /// Only what is about this object.
    pub stream: Option<String>,
    /// Only what this one did.
    pub actor: Option<String>,
    /// Only lines that have this text, in any case.
    pub text: Option<String>,
    /// First and last position, both included.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub from: Option<u64>,
    /// See `from`.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub to: Option<u64>,
}

/// A piece of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Another file begins.
    File {
        /// Where, below the folder that is written to: names that are safe and unique.
        path: &'a [String],
        /// How many bytes follow, if that is known.
        bytes: Option<u64>,
    },
    /// The next bytes of the file; of an export that is one file, without any [`Piece::File`] before.
    Bytes(&'a [u8]),
    /// So many parts of the set were read before anything can be written.
    Read {
        /// So far.
        done: u64,
        /// Of so many.
        of: u64,
    },
}

/// Takes a piece; `false`: no more.
pub type Sink<'s> = &'s mut dyn FnMut(Piece<'_>) -> bool;

/// Something that could not be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeftOut {
    /// Position of the event, if it is one.
    pub event_index: Option<u64>,
    /// What and why, in words.
    pub why: String,
}

/// How an export ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Exported {
    /// Lines or objects that were written.
    pub written: u64,
    /// What could not be exported, the first of it.
    pub left_out: Vec<LeftOut>,
    /// How much there is of it.
    pub left_out_count: u64,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// The sink wanted no more.
    pub stopped: bool,
}

/// So much of what could not be exported is named.
const MAX_NAMED: usize = 1_000;

impl Exported {
    /// Notes something that could not be exported.
    pub fn leave_out(&mut self, event_index: Option<u64>, why: String) {
        self.left_out_count += 1;
        if self.left_out.len() < MAX_NAMED {
            self.left_out.push(LeftOut { event_index, why });
        }
    }
}

/// How one backup goes together with another of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "BackupRelation"))]
pub enum Relation {
    /// Nothing happened between them.
    Same,
    /// The second goes on where the first ends.
    Continuation,
    /// The second ends before the first does.
    Earlier,
    /// They begin alike and go on in different ways.
    Diverged,
    /// They have nothing in common.
    Unrelated,
}

/// How many objects of a kind differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KindDifference {
    /// By the system's word for it, as in the comparison.
    pub kind: String,
    /// Only in the second.
    pub added: u64,
    /// Only in the first.
    pub gone: u64,
    /// In both, and not alike.
    pub changed: u64,
}

/// How a comparison ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Compared {
    /// How the two go together; `None` if it was stopped.
    pub relation: Option<Relation>,
    /// Something differs.
    pub different: bool,
    /// Events that both begin with.
    pub common_events: u64,
    /// Events of the second behind those.
    pub events_added: u64,
    /// Events of the first behind those.
    pub events_gone: u64,
    /// All kinds, in the order of the comparison.
    pub kinds: Vec<KindDifference>,
    /// When the events of both were; `None` if it was stopped.
    pub times: Option<Times>,
    /// What could not be read of either.
    pub told: Exported,
}

/// When the events of two sets were: how many in each stretch of time that has any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ComparedTimes"))]
pub struct Times {
    /// Length of a stretch, in seconds.
    #[cfg_attr(test, ts(type = "number"))]
    pub step: i64,
    /// Of the first: where a stretch begins, in seconds of the Unix epoch, and its events; ascending.
    #[cfg_attr(test, ts(type = "[number, number][]"))]
    pub first: Vec<(i64, u64)>,
    /// Of the second.
    #[cfg_attr(test, ts(type = "[number, number][]"))]
    pub second: Vec<(i64, u64)>,
    /// Events of each without a time.
    #[cfg_attr(test, ts(type = "[number, number]"))]
    pub without: (u64, u64),
}

/// There is no export of that name.
pub fn no_export(name: &str, known: &[&str]) -> Error {
    Error::Invalid(match known {
        [] => "nothing can be exported of a set of this system".into(),
        known => format!(
            "there is no export \"{name}\" of this set; there are {}",
            known.join(", ")
        ),
    })
}
