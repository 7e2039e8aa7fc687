//! Work on the data: begun by the inspection, divided into tasks, done by any worker, taken in any order. One engine
//! runs all of it: `scan.rs` natively, the pool of the page there.

use serde::{Deserialize, Serialize};

use super::copy::{CopyOffer, Recipe, RedactionSearch};
use super::export::Lines;
use crate::error::Error;
use crate::source::{Files, Input};

/// What can be worked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum WorkKind {
    /// The check that the verdict needs.
    Check,
    /// Every byte of the set, where a check reads directories and headers only.
    ReadAll,
    /// What a copy could leave out or replace, counted. Its end brings a [`CopyOffer`].
    Count,
    /// A copy with changes.
    Copy {
        /// What is to be changed.
        recipe: Recipe,
    },
    /// A copy, read from end to end; if the recipe redacts, searched for what was removed. The copy is the last file
    /// that the task is given.
    Verify {
        /// What was changed.
        recipe: Recipe,
    },
    /// A search for lines of a log. What its tasks found can be listed at once, see
    /// [`Query::lines`](super::query::Query::lines).
    Search {
        /// Which lines.
        lines: Lines,
    },
}

/// There is no log.
pub fn no_log() -> Error {
    Error::Invalid("sets of this system have no log that could be searched".into())
}

/// How a piece of work is divided. Tasks are handed out in order; results may come back in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plan {
    /// Number of tasks.
    pub tasks: u32,
    /// Compressed bytes that will be read.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Entries that will be read.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
    /// It takes long and is begun only when somebody asks for it.
    pub when_asked: bool,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Step {
    /// Compressed bytes read so far.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_done: u64,
    /// Entries done so far.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries_done: u64,
    /// Nothing left.
    pub finished: bool,
}

/// What a task found out. Threads hand it over as it is; workers of the page have no memory in common and send it as
/// bytes.
#[derive(Debug, Serialize, Deserialize)]
pub enum Facts<F> {
    /// What only the system understands.
    System(F),
    /// Entries of a copy that were written anew: large, and only fetched when the copy is composed.
    Pack(Vec<u8>),
    /// What a copy could leave out or replace.
    Counted(Box<CopyOffer>),
    /// A copy was read.
    Verified(Verified),
}

/// What reading a copy from end to end gave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verified {
    /// SHA-256 of the copy, hexadecimal digits.
    pub sha256: String,
    /// What came of looking for removed values; `null` if nothing was redacted.
    pub search: Option<RedactionSearch>,
}

/// How a piece of work ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Ended {
    /// Its result stands in the report.
    Done,
    /// It was counted.
    Counted {
        /// What a copy could leave out or replace.
        offer: Box<CopyOffer>,
    },
    /// A copy was read.
    Verified {
        /// What that gave.
        verified: Verified,
    },
}

/// A task in a worker: steppable, so that the worker hears "cancel".
pub trait Task {
    /// What only the system understands of its facts.
    type SystemFacts;

    /// Works until done or until `go_on` answers `false`; it is asked about every 100 µs and told how far the task is.
    /// A task that can't stop in the middle goes on all the same, and goes on asking: that says that it lives.
    ///
    /// # Errors
    /// When the bytes can't be read. Faults of the backup are part of the result.
    fn step(
        &mut self,
        files: &Files,
        beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error>;

    /// The result, once [`Step::finished`].
    ///
    /// # Errors
    /// When it is called before.
    fn finish(self: Box<Self>) -> Result<Facts<Self::SystemFacts>, Error>;
}
