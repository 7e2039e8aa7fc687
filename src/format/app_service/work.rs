//! Reading every byte of an archive: entries in the order of their data, a few megabytes a task.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::container::zip::{Archive, EntryLocation, EntryReader, FLAG_ENCRYPTED, Reading};
use crate::error::Error;
use crate::inspect::work::{Facts, Plan, Step, Task};
use crate::source::{Files, Input};

/// A task aims at so many compressed bytes …
const TASK_BYTES: u64 = 16 << 20;

/// … and at most so many entries.
const TASK_ENTRIES: usize = 4_096;

/// A piece of work: which entries, in which order, and where each task ends. Empty for what needs no data.
#[derive(Debug, Default)]
pub struct Job {
    file: u32,
    order: Vec<u32>,
    ends: Vec<usize>,
    bytes: u64,
    taken: usize,
    reads: bool,
}

impl Job {
    /// All entries of an archive.
    pub(super) fn read_all(archive: &Archive, file: usize) -> Job {
        let entries = &archive.entries;
        let mut order: Vec<u32> = (0..entries.len()).collect();
        entries.sort_by_offset(&mut order);
        let mut job = Job {
            file: u32::try_from(file).unwrap_or(u32::MAX),
            reads: true,
            ..Job::default()
        };
        let mut in_task = 0_u64;
        let mut first = 0;
        for (number, index) in order.iter().enumerate() {
            let bytes = entries.sizes(*index).0;
            in_task = in_task.saturating_add(bytes);
            job.bytes = job.bytes.saturating_add(bytes);
            if in_task >= TASK_BYTES || number + 1 - first >= TASK_ENTRIES {
                job.ends.push(number + 1);
                (first, in_task) = (number + 1, 0);
            }
        }
        if first < order.len() {
            job.ends.push(order.len());
        }
        job.order = order;
        job
    }

    pub(super) fn plan(&self) -> Plan {
        Plan {
            tasks: u32::try_from(self.ends.len()).unwrap_or(u32::MAX),
            bytes: self.bytes,
            entries: self.order.len() as u64,
            when_asked: self.reads,
        }
    }

    /// Description of a task.
    pub(super) fn task(&self, archive: &Archive, index: u32) -> Result<Vec<u8>, Error> {
        let none = || Error::Protocol("there is no such task".into());
        let at = index as usize;
        let end = *self.ends.get(at).ok_or_else(none)?;
        let from = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        let described = Described {
            file: self.file,
            entries: self
                .order
                .get(from..end)
                .ok_or_else(none)?
                .iter()
                .filter_map(|index| archive.entries.location(*index))
                .collect(),
        };
        postcard::to_allocvec(&described).map_err(|error| Error::Protocol(error.to_string()))
    }

    /// One more task is done.
    pub(super) fn taken(&mut self) {
        self.taken += 1;
    }

    /// Whether all data was read.
    pub(super) fn is_complete(&self) -> bool {
        self.reads && self.taken == self.ends.len()
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Described {
    file: u32,
    entries: Vec<EntryLocation>,
}

/// What a task found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFacts {
    /// Entries whose data has another checksum, with that.
    pub wrong: Vec<(u32, u32)>,
}

/// A task, started.
pub(super) fn start(task: &[u8]) -> Result<Box<dyn Task<SystemFacts = ReadFacts>>, Error> {
    let described: Described =
        postcard::from_bytes(task).map_err(|error| Error::Protocol(error.to_string()))?;
    Ok(Box::new(ReadAll {
        described,
        next: 0,
        reading: None,
        reader: EntryReader::new(),
        facts: ReadFacts::default(),
        done: Step::default(),
    }))
}

/// Reads entry after entry in constant memory.
struct ReadAll {
    described: Described,
    next: usize,
    reading: Option<(EntryLocation, Reading)>,
    reader: EntryReader,
    facts: ReadFacts,
    done: Step,
}

impl ReadAll {
    fn end_entry(&mut self) {
        let Some((location, reading)) = self.reading.take() else {
            return;
        };
        let read = self.reader.finish(reading);
        // The service writes no encrypted entries: those are named by the directory already.
        let encrypted = location.flags & FLAG_ENCRYPTED != 0;
        if !encrypted && (!read.crc_matches || read.dotnet.is_err()) {
            self.facts
                .wrong
                .push((location.index, read.crc32_of_delivered));
        }
        self.done.bytes_done = self
            .done
            .bytes_done
            .saturating_add(location.compressed_bytes);
        self.done.entries_done += 1;
    }
}

impl Task for ReadAll {
    type SystemFacts = ReadFacts;

    fn step(
        &mut self,
        files: &Files,
        _beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        let input = files
            .get(self.described.file as usize)
            .ok_or_else(|| Error::Protocol("the archive is not there".into()))?;
        let source = &*input.bytes;
        loop {
            match &mut self.reading {
                Some((_, reading)) if !reading.is_done() => {
                    self.reader
                        .step(source, reading, &mut |_| ControlFlow::Continue(()))?;
                }
                Some(_) => self.end_entry(),
                None => {
                    let Some(location) = self.described.entries.get(self.next).copied() else {
                        self.done.finished = true;
                        return Ok(self.done);
                    };
                    self.next += 1;
                    // The size that the directory claims is what the service takes.
                    let limit = location.uncompressed_bytes;
                    self.reading = Some((location, self.reader.begin(source, &location, limit)?));
                }
            }
            if !go_on(self.done) {
                return Ok(self.done);
            }
        }
    }

    fn finish(self: Box<Self>) -> Result<Facts<ReadFacts>, Error> {
        match self.done.finished {
            true => Ok(Facts::System(self.facts)),
            false => Err(Error::Protocol("the task was not done".into())),
        }
    }
}
