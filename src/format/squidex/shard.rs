//! One shard of a Squidex backup in a decode worker: events are decoded, attachments hashed.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::decode;
use super::facts::{AttachmentFault, AttachmentRead, EventRead, Learned, ReadFailure, ShardFacts};
use crate::container::zip::{EntryLocation, EntryRead, EntryReader, Reading, limits};
use crate::error::Error;
use crate::format::squidex::codes;
use crate::format::zip_faults;
use crate::inspect::work::{Facts, Step, Task};
use crate::source::{Files, Input};

/// What a decode worker has to do: opaque bytes for everybody else.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Shard {
    /// In the order of reading: events by index, everything else where its data lies.
    pub items: Vec<Item>,
    /// See [`decode::Context::with_whole_links`].
    pub whole_links: Option<String>,
}

/// One entry to be read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Item {
    pub location: EntryLocation,
    /// Index, if it is an event that the restore would ask for.
    pub event: Option<u64>,
}

/// The scan of one shard.
#[derive(Debug)]
pub struct SquidexShard {
    items: Vec<Item>,
    next: usize,
    reader: EntryReader,
    context: decode::Context,
    /// An attachment that is being read.
    open: Option<(Box<Reading>, Sha256)>,
    facts: ShardFacts,
    bytes_before: u64,
}

impl SquidexShard {
    /// Starts from its description.
    pub(super) fn start(shard: Shard) -> SquidexShard {
        let mut reader = EntryReader::new();
        let ascending = shard
            .items
            .is_sorted_by(|a, b| a.location.local_header_offset <= b.location.local_header_offset);
        if let (true, Some(last)) = (ascending, shard.items.last()) {
            let end = last
                .location
                .local_header_offset
                .saturating_add(last.location.compressed_bytes);
            reader.expect_upwards_to(end.saturating_add(limits::MAX_LOCAL_HEADER_BYTES as u64));
        }
        let events = shard.items.iter().filter(|item| item.event.is_some());
        let facts = ShardFacts {
            events: Vec::with_capacity(events.count()),
            ..ShardFacts::default()
        };
        SquidexShard {
            items: shard.items,
            next: 0,
            reader,
            context: decode::Context::with_whole_links(shard.whole_links),
            open: None,
            facts,
            bytes_before: 0,
        }
    }

    fn event(&mut self, input: &Input, item: Item, index: u64) -> Result<(), Error> {
        let (bytes, read) =
            self.reader
                .read_small(&*input.bytes, &item.location, super::MAX_EVENT_BYTES)?;
        let outcome = match &read.dotnet {
            _ if read.stopped => Err(ReadFailure {
                code: codes::EVENT_TOO_LARGE.name.into(),
                message: format!(
                    "the event has more than {} bytes, which is more than is read here",
                    super::MAX_EVENT_BYTES
                ),
                path: None,
                suggestion: None,
                stream: None,
            }),
            Err(failure) => Err(ReadFailure {
                code: codes::EVENT_UNREADABLE.name.into(),
                message: failure.message().into(),
                path: None,
                suggestion: None,
                stream: None,
            }),
            Ok(()) => Ok(()),
        };
        let event = match outcome {
            Ok(()) => decode::event(index, bytes, &mut self.context, &mut self.facts.findings),
            Err(failure) => EventRead {
                index,
                unknown_type: None,
                event_type: None,
                outcome: Err(failure),
            },
        };
        self.facts.events.push(event);
        for fault in &read.faults {
            self.facts
                .findings
                .push(zip_faults::finding(fault, true).at_event(index));
        }
        Ok(())
    }

    fn attachment_done(&mut self, item: Item, read: EntryRead, digest: Sha256) {
        self.facts.attachments.push(AttachmentRead {
            entry: item.location.index,
            bytes: read.bytes_delivered,
            failure: read
                .dotnet
                .err()
                .map(|failure| failure.message().to_owned()),
            crc_matches: read.crc_matches,
            sha256: digest.finalize().into(),
        });
        // Whether the restore reads this entry, and whether a hash proves its bytes, is known only
        // when all events are folded.
        self.facts
            .attachment_faults
            .extend(read.faults.into_iter().map(|fault| AttachmentFault {
                entry: item.location.index,
                fault,
            }));
    }
}

impl Task for SquidexShard {
    type SystemFacts = Learned;

    fn step(
        &mut self,
        files: &Files,
        _beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        let input = files.first()?;
        while let Some(item) = self.items.get(self.next).copied() {
            let mut done = true;
            match (item.event, self.open.take()) {
                (Some(index), None) => self.event(input, item, index)?,
                (_, open) => {
                    let (mut reading, mut digest) = match open {
                        Some(open) => open,
                        None => (
                            Box::new(self.reader.begin(&*input.bytes, &item.location, u64::MAX)?),
                            Sha256::new(),
                        ),
                    };
                    while !reading.is_done() {
                        self.reader
                            .step(&*input.bytes, &mut reading, &mut |bytes| {
                                digest.update(bytes);
                                ControlFlow::Continue(())
                            })?;
                        if !reading.is_done() && !go_on(Step::default()) {
                            done = false;
                            break;
                        }
                    }
                    if done {
                        let read = self.reader.finish(*reading);
                        self.attachment_done(item, read, digest);
                    } else {
                        self.open = Some((reading, digest));
                    }
                }
            }
            if done {
                let bytes = item.location.compressed_bytes;
                self.bytes_before = self.bytes_before.saturating_add(bytes);
                self.next += 1;
            }
            if !done || !go_on(Step::default()) {
                break;
            }
        }
        let within = match (&self.open, self.items.get(self.next)) {
            (Some((reading, _)), Some(item)) => reading
                .position()
                .saturating_sub(item.location.local_header_offset)
                .min(item.location.compressed_bytes),
            _ => 0,
        };
        Ok(Step {
            bytes_done: self.bytes_before.saturating_add(within),
            entries_done: self.next as u64,
            finished: self.next >= self.items.len(),
        })
    }

    fn finish(self: Box<Self>) -> Result<Facts<Learned>, Error> {
        Ok(Facts::System(Learned::Shard(self.facts)))
    }
}
