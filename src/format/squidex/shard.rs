//! One shard of a Squidex backup in a decode worker: events are decoded, attachments hashed.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::condense::Condensed;
use super::decode;
use super::facts::{AttachmentFault, AttachmentRead, EventRead, Learned, ReadFailure, ShardFacts};
use crate::container::zip::{EntryLocation, EntryRead, EntryReader, Reading, limits};
use crate::error::Error;
use crate::format::squidex::codes;
use crate::format::zip_faults;
use crate::inspect::work::{Facts, Step, Task};
use crate::report::Code;
use crate::source::{Files, Input, ReadAt};

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
    /// It is not read: see [`super::shared::Shared`].
    pub skip: bool,
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
    /// The large entry that was read last, for the next one if it is made of the same bytes.
    last: Option<Last>,
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
            last: None,
            facts,
            bytes_before: 0,
        }
    }

    fn event(&mut self, input: &Input, item: Item, index: u64) -> Result<(), Error> {
        if item.skip {
            let why =
                "the event shares its bytes with other entries, and not all of these were read";
            self.push_unread(index, &codes::EVENT_TOO_LARGE, why.into());
            return Ok(());
        }
        // A claim that is too high costs a little time, one that is too low is what .NET cuts at.
        if item.location.uncompressed_bytes > super::MAX_EVENT_BYTES as u64 {
            return self.large_event(input, item, index);
        }
        let (bytes, read) =
            self.reader
                .read_small(&*input.bytes, &item.location, super::MAX_EVENT_BYTES)?;
        let event = match refusal(index, &read) {
            None => decode::event(index, bytes, &mut self.context, &mut self.facts.findings),
            Some(refused) => refused,
        };
        self.facts.events.push(event);
        push_faults(&mut self.facts, &read, index);
        Ok(())
    }

    /// An event that would take too much memory as it is: read as a stream, of which only what can matter is kept.
    fn large_event(&mut self, input: &Input, item: Item, index: u64) -> Result<(), Error> {
        let known = self.last.take().filter(|last| last.is_same(&item.location));
        let last = match known {
            Some(last) => last.of(&item.location),
            None => {
                let mut condensed = Condensed::new(super::MAX_EVENT_BYTES);
                let source = &*input.bytes;
                let read = self
                    .reader
                    .read(source, &item.location, u64::MAX, &mut |bytes| {
                        condensed.feed(bytes)
                    })?;
                Last {
                    location: item.location,
                    read,
                    text: condensed.finish(),
                    sha256: None,
                }
            }
        };
        if last.read.stopped {
            let why = format!(
                "the event has more than {}, which is more than is read here",
                crate::report::words::bytes(super::MAX_EVENT_BYTES as u64)
            );
            self.push_unread(index, &codes::EVENT_TOO_LARGE, why);
        } else {
            let event = match refusal(index, &last.read) {
                None => {
                    let findings = &mut self.facts.findings;
                    decode::event(index, &last.text, &mut self.context, findings)
                }
                Some(refused) => refused,
            };
            self.facts.events.push(event);
            push_faults(&mut self.facts, &last.read, index);
        }
        self.last = Some(last);
        Ok(())
    }

    fn push_unread(&mut self, index: u64, code: &'static Code, message: String) {
        self.facts.events.push(unread(index, code, message));
    }

    /// An attachment that is not read, or whose bytes are those of the one before.
    fn attachment_known(&mut self, item: Item) -> bool {
        if item.skip {
            self.facts.attachments.push(AttachmentRead {
                entry: item.location.index,
                bytes: 0,
                failure: None,
                crc_matches: false,
                sha256: [0; 32],
                unread: true,
            });
            return true;
        }
        let known = self.last.take().filter(|last| last.is_same(&item.location));
        let Some(last) = known.map(|last| last.of(&item.location)) else {
            return false;
        };
        let Some(sha256) = last.sha256 else {
            return false;
        };
        self.push_attachment(item, last.read.clone(), sha256);
        self.last = Some(last);
        true
    }

    fn attachment_done(&mut self, item: Item, read: EntryRead, digest: Sha256) {
        let sha256 = digest.finalize().into();
        if read.bytes_delivered >= LARGE_BYTES {
            self.last = Some(Last {
                location: item.location,
                read: read.clone(),
                text: Vec::new(),
                sha256: Some(sha256),
            });
        }
        self.push_attachment(item, read, sha256);
    }

    fn push_attachment(&mut self, item: Item, read: EntryRead, sha256: [u8; 32]) {
        self.facts.attachments.push(AttachmentRead {
            entry: item.location.index,
            bytes: read.bytes_delivered,
            failure: read
                .dotnet
                .err()
                .map(|failure| failure.in_words().to_owned()),
            crc_matches: read.crc_matches,
            sha256,
            unread: false,
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

/// The bytes of an event, cut down to what can matter if they are very many; `None` if they can't be read, or are more
/// than is looked at.
///
/// # Errors
/// When the file can't be read.
pub(super) fn event_bytes(
    reader: &mut EntryReader,
    source: &dyn ReadAt,
    location: &EntryLocation,
) -> Result<Option<Vec<u8>>, Error> {
    with_event_bytes(reader, source, location, |bytes| bytes.map(<[u8]>::to_vec))
}

/// The same, looked at where they are.
///
/// # Errors
/// When the file can't be read.
pub(super) fn with_event_bytes<R>(
    reader: &mut EntryReader,
    source: &dyn ReadAt,
    location: &EntryLocation,
    look: impl FnOnce(Option<&[u8]>) -> R,
) -> Result<R, Error> {
    let is_whole = |read: &EntryRead| read.dotnet.is_ok() && !read.stopped;
    if location.uncompressed_bytes > super::MAX_EVENT_BYTES as u64 {
        let mut condensed = Condensed::new(super::MAX_EVENT_BYTES);
        let read = reader.read(source, location, u64::MAX, &mut |bytes| {
            condensed.feed(bytes)
        })?;
        let text = condensed.finish();
        return Ok(look(is_whole(&read).then_some(text.as_slice())));
    }
    let (bytes, read) = reader.read_small(source, location, super::MAX_EVENT_BYTES)?;
    Ok(look(is_whole(&read).then_some(bytes)))
}

/// Entries of fewer bytes are read again rather than remembered.
const LARGE_BYTES: u64 = 1 << 20;

/// A large entry that was read.
#[derive(Debug)]
struct Last {
    location: EntryLocation,
    read: EntryRead,
    /// Of an event: what was kept of it.
    text: Vec<u8>,
    /// Of an attachment.
    sha256: Option<[u8; 32]>,
}

impl Last {
    /// Whether an entry is made of the same bytes in the same way.
    fn is_same(&self, other: &EntryLocation) -> bool {
        let key = |location: &EntryLocation| {
            (
                location.local_header_offset,
                location.compressed_bytes,
                location.uncompressed_bytes,
                location.method,
                location.flags,
                location.other_disk,
            )
        };
        key(&self.location) == key(other)
    }

    /// As if that entry had been read. What is wrong with the local header is said of the first; that they share it
    /// is a finding of its own.
    fn of(mut self, location: &EntryLocation) -> Last {
        self.location = *location;
        self.read.crc_matches = self.read.crc32_of_delivered == location.crc32;
        self.read.faults.clear();
        self
    }
}

/// An event that is not looked at, and why.
fn unread(index: u64, code: &'static Code, message: String) -> EventRead {
    EventRead {
        index,
        unknown_type: None,
        event_type: None,
        outcome: Err(ReadFailure {
            code: code.name.into(),
            message,
            path: None,
            suggestion: None,
            stream: None,
        }),
    }
}

/// An event whose bytes .NET does not get, or that is too large after all.
fn refusal(index: u64, read: &EntryRead) -> Option<EventRead> {
    if read.stopped {
        let message = format!(
            "the event has more than {}, which is more than is read here",
            crate::report::words::bytes(super::MAX_EVENT_BYTES as u64)
        );
        return Some(unread(index, &codes::EVENT_TOO_LARGE, message));
    }
    let failure = read.dotnet.as_ref().err()?;
    Some(unread(
        index,
        &codes::EVENT_UNREADABLE,
        failure.in_words().into(),
    ))
}

fn push_faults(facts: &mut ShardFacts, read: &EntryRead, index: u64) {
    for fault in &read.faults {
        facts
            .findings
            .push(zip_faults::finding(fault, true).at_event(index));
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
                (None, None) if self.attachment_known(item) => {}
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
