//! Work on a Squidex backup: its check, searches, what a copy could leave out, copies and the reading of them; and the tasks
//! into which each is divided.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::copy::{self, PreparedCopy};
use super::event_log::found::SearchJob;
use super::event_log::search::{Part, Search};
use super::facts::Learned;
use super::layout::Layout;
use super::shard::{Shard, SquidexShard};
use crate::container::zip as archive;
use crate::error::Error;
use crate::format::whole::TextMode;
use crate::inspect::copy::{CopyOffer, Recipe};
use crate::inspect::work::{Facts, Step, Task, Verified};
use crate::source::{Files, Input, ReadAt};

/// Bytes of a file that are read at once for its hash: in the page each read waits for another process.
const HASH_WINDOW_BYTES: usize = 4 << 20;

/// A piece of work that was begun.
#[derive(Debug)]
pub enum Job {
    /// The check: what it found out is kept by the inspection.
    Check,
    /// What a copy could leave out; the result, once it is there.
    Count(Option<Box<CopyOffer>>),
    /// A copy.
    Copy(Box<PreparedCopy>),
    /// The file as it was before a program took it for text.
    Undo(TextMode),
    /// The reading of a copy; the result, once it is there.
    Verify(Box<Recipe>, Option<Verified>),
    /// A search: what it finds is kept by the inspection.
    Search(SearchJob),
}

/// Description of a task, as bytes between workers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Described {
    /// Neighbouring entries.
    Shard(Shard),
    /// The bytes from here to the end of the file, which hold the directory, for the fingerprint.
    Fingerprint { from: u64 },
    /// All events, once.
    Count,
    /// Events of a copy.
    Pack(Vec<u8>),
    /// The copy beside the files.
    Verify(Box<Recipe>),
    /// Neighbouring events, searched.
    Search(Part),
}

impl Described {
    /// For a worker.
    ///
    /// # Errors
    /// None in practice; an error of the serialiser is passed on rather than hidden.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        postcard::to_allocvec(self).map_err(|error| Error::Protocol(error.to_string()))
    }
}

/// A task, started.
pub(super) fn start(task: &[u8]) -> Result<Box<dyn Task<SystemFacts = Learned>>, Error> {
    let described =
        postcard::from_bytes(task).map_err(|error| Error::Protocol(error.to_string()))?;
    Ok(match described {
        Described::Shard(shard) => Box::new(SquidexShard::start(shard)),
        Described::Search(part) => Box::new(Search::start(part)),
        Described::Fingerprint { from } => Box::new(Fingerprint {
            next: from,
            hash: Sha256::new(),
            done: false,
        }),
        other => Box::new(Whole {
            described: other,
            facts: None,
        }),
    })
}

/// The hash of the end of the file, a window at a time.
struct Fingerprint {
    next: u64,
    hash: Sha256,
    done: bool,
}

impl Task for Fingerprint {
    type SystemFacts = Learned;

    fn step(
        &mut self,
        files: &Files,
        _beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        let source = &files.first()?.bytes;
        while !self.done {
            self.done = !hash_window(&**source, &mut self.next, &mut self.hash)?;
            if !go_on(Step::default()) {
                break;
            }
        }
        Ok(Step {
            finished: self.done,
            ..Step::default()
        })
    }

    fn finish(self: Box<Self>) -> Result<Facts<Learned>, Error> {
        Ok(Facts::System(Learned::Fingerprint(hex(self.hash))))
    }
}

/// Work that is one task and can't stop in the middle.
struct Whole {
    described: Described,
    facts: Option<Facts<Learned>>,
}

impl Task for Whole {
    type SystemFacts = Learned;

    fn step(
        &mut self,
        files: &Files,
        beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        let mut alive = |bytes_done: u64| {
            go_on(Step {
                bytes_done,
                ..Step::default()
            });
        };
        let facts = match &self.described {
            Described::Pack(job) => Facts::Pack(copy::pack(job, files)?),
            Described::Count => {
                let archive = archive::open(&*files.first()?.bytes)?;
                let layout = Layout::new(&archive);
                // All events are read twice.
                let (bytes, all) = (archive.file_bytes, 2 * layout.events.len().max(1) as u64);
                let mut done = |events: u64| alive(share(bytes, events, all));
                Facts::Counted(Box::new(copy::offer(&archive, &layout, files, &mut done)?))
            }
            Described::Verify(recipe) => {
                let copy = beside
                    .first()
                    .ok_or_else(|| Error::Protocol("a copy to be read is not there".into()))?;
                Facts::Verified(verify(files, recipe, &*copy.bytes, &mut alive)?)
            }
            Described::Shard(_) | Described::Fingerprint { .. } | Described::Search(_) => {
                return Err(Error::Protocol("a shard is no such task".into()));
            }
        };
        self.facts = Some(facts);
        Ok(Step {
            finished: true,
            ..Step::default()
        })
    }

    fn finish(self: Box<Self>) -> Result<Facts<Learned>, Error> {
        self.facts
            .ok_or_else(|| Error::Protocol("the task was not done".into()))
    }
}

/// So many of the bytes, if so many of all events are done.
fn share(bytes: u64, events: u64, all: u64) -> u64 {
    let share = u128::from(bytes) * u128::from(events) / u128::from(all.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// Reads a copy from end to end, and looks in it for what was removed. `done` hears how many bytes are, of the
/// copy's length once and, if it was redacted, twice.
fn verify(
    files: &Files,
    recipe: &Recipe,
    copy: &dyn ReadAt,
    done: &mut dyn FnMut(u64),
) -> Result<Verified, Error> {
    let (mut next, mut hash) = (0, Sha256::new());
    while hash_window(copy, &mut next, &mut hash)? {
        done(next);
    }
    let sha256 = hex(hash);
    let search = match recipe.redact {
        false => None,
        true => {
            let archive = archive::open(&*files.first()?.bytes)?;
            let layout = Layout::new(&archive);
            copy::search(&archive, &layout, files, recipe, copy, &mut |bytes| {
                done(next + bytes);
                true
            })?
        }
    };
    Ok(Verified { sha256, search })
}

/// Adds the next bytes to a hash; `false` at the end of the file.
fn hash_window(source: &dyn ReadAt, next: &mut u64, hash: &mut Sha256) -> Result<bool, Error> {
    let left = source.len().saturating_sub(*next);
    let bytes = usize::try_from(left)
        .unwrap_or(usize::MAX)
        .min(HASH_WINDOW_BYTES);
    if bytes == 0 {
        return Ok(false);
    }
    let mut window = vec![0; bytes];
    let read = archive::read_within(source, *next, &mut window)?;
    hash.update(window.get(..read).unwrap_or_default());
    *next += bytes as u64;
    Ok(true)
}

fn hex(hash: Sha256) -> String {
    let mut hex = String::new();
    for byte in hash.finalize() {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
