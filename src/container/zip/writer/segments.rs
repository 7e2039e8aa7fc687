//! The walk over a plan: entry by entry, then the directory, as slices and fresh bytes.

use std::borrow::Cow;
use std::fmt;

use super::changed::Changed;
use super::headers::{
    FIRST_TIME, Fresh, can_patch, central_record, descriptor_bytes, end_records, local_header,
};
use super::{Change, CopyPlan, Packed, Segment};
use crate::container::zip::entries::{Entries, EntryLocation};
use crate::container::zip::open::{Archive, Found};
use crate::container::zip::records::{
    self, CENTRAL_BYTES, CENTRAL_SIGNATURE, END_BYTES, END_SIGNATURE, FLAG_DESCRIPTOR,
    FLAG_ENCRYPTED, FLAG_UTF8, FLAGS_ENCRYPTION, LOCAL_BYTES, LocalHeader,
};
use crate::container::zip::window::Window;
use crate::container::zip::{dotnet, limits};
use crate::error::Error;
use crate::source::ReadAt;

/// Where an entry is in the copy; offset 0 is possible, so the mark says whether it is there at all.
#[derive(Debug, Clone, Copy, Default)]
struct Written {
    /// Offset, or `GONE`.
    offset: u64,
}

const GONE: u64 = u64::MAX;

/// Name of an entry that gets a fresh header.
fn stored_name<'a>(entries: &Entries, index: u32, fresh: &'a Fresh) -> Cow<'a, [u8]> {
    match &fresh.name {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(entries.name(index)),
    }
}

/// What a fresh header says in front of the same data.
fn same_data(
    location: &EntryLocation,
    change: Option<&Change>,
    time: u32,
    name: Option<Vec<u8>>,
) -> Fresh {
    let flags = if change.is_some_and(|change| change.plain) {
        location.flags & !FLAGS_ENCRYPTION
    } else {
        location.flags
    };
    Fresh {
        method: location.method,
        // Sizes and CRC stand in the header now. Decrypting needs to know how it was.
        flags: if flags & FLAG_ENCRYPTED != 0 {
            flags
        } else {
            flags & !FLAG_DESCRIPTOR
        },
        crc32: change
            .and_then(|change| change.crc32)
            .unwrap_or(location.crc32),
        compressed_bytes: location.compressed_bytes,
        uncompressed_bytes: location.uncompressed_bytes,
        time,
        name,
    }
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Body { rank: u32 },
    Added { next: usize },
    Directory { index: u32, at: u64 },
    AddedDirectory,
    Done,
}

/// Iterator over the segments of a copy.
pub struct Segments<'a> {
    plan: CopyPlan<'a>,
    source: &'a dyn ReadAt,
    window: Window,
    stage: Stage,
    /// A slice that may still grow.
    pending: Option<(u64, u64)>,
    /// Segments that wait for being handed out, last one first.
    queue: Vec<Segment>,
    /// Length of the copy so far, the pending slice included.
    position: u64,
    written: Vec<Written>,
    changed: Changed,
    added: Vec<(Vec<u8>, Fresh, u64)>,
    directory_offset: u64,
    directory_entries: u64,
    kept: u64,
    dropped: Vec<u32>,
    /// Only the walk counts: entries that are rewritten are taken as empty.
    measuring: bool,
}

impl fmt::Debug for Segments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segments")
            .field("stage", &self.stage)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// Directory bytes per segment.
const DIRECTORY_CHUNK_BYTES: usize = 1 << 20;

/// Bytes behind an entry that are taken for its extra field or data descriptor.
const SLACK_BYTES: u64 = 64;

impl<'a> Segments<'a> {
    pub(super) fn new(plan: CopyPlan<'a>, measuring: bool) -> Self {
        let count = plan.builder.archive.entries.len();
        Segments {
            source: plan.builder.source,
            // Local headers are read in the order of the file: small pieces after a jump, larger ones
            // where entries are small and follow each other.
            window: Window::new(8 << 10, 1 << 20),
            plan,
            stage: Stage::Body { rank: 0 },
            pending: None,
            queue: Vec::new(),
            position: 0,
            written: vec![Written::default(); count as usize],
            changed: Changed::default(),
            added: Vec::new(),
            directory_offset: 0,
            directory_entries: 0,
            kept: 0,
            dropped: Vec::new(),
            measuring,
        }
    }

    /// The plan again, and the entries whose data is not in the file.
    pub(super) fn end(self) -> (CopyPlan<'a>, Vec<u32>) {
        (self.plan, self.dropped)
    }
}

impl Segments<'_> {
    /// Entries that were taken over byte for byte.
    pub fn entries_kept(&self) -> u64 {
        self.kept
    }

    /// Entries that could not be taken over, because their data is not in the file.
    pub fn entries_dropped(&self) -> &[u32] {
        &self.dropped
    }

    fn archive(&self) -> &Archive {
        self.plan.builder.archive
    }

    fn index_at(&self, rank: u32) -> u32 {
        match &self.plan.order {
            Some(order) => order.get(rank as usize).copied().unwrap_or_default(),
            None => rank,
        }
    }

    fn flush(&mut self) {
        if let Some((offset, bytes)) = self.pending.take() {
            self.queue.insert(0, Segment::Source { offset, bytes });
        }
    }

    fn fresh(&mut self, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.flush();
        self.position += bytes.len() as u64;
        self.queue.insert(0, Segment::Fresh(bytes));
    }

    fn slice(&mut self, offset: u64, bytes: u64) {
        if bytes == 0 {
            return;
        }
        self.position += bytes;
        match &mut self.pending {
            Some((start, length)) if *start + *length == offset => *length += bytes,
            _ => {
                self.flush();
                self.pending = Some((offset, bytes));
            }
        }
    }

    /// One entry in the order of the file.
    fn body(&mut self, rank: u32) -> Result<(), Error> {
        let index = self.index_at(rank);
        let archive = self.plan.builder.archive;
        let entries = &archive.entries;
        let Some(location) = entries.location(index) else {
            return Ok(());
        };
        let gone = Written { offset: GONE };
        let change = self.plan.builder.changes.get(&index);
        if change.is_some_and(|change| change.removed) {
            self.written[index as usize] = gone;
            return Ok(());
        }
        let start = location.local_header_offset;
        let compressed_bytes = location.compressed_bytes;
        let next = self.next_start(rank, start);
        let name = match change.and_then(|change| change.name.clone()) {
            Some(name) => Some(name),
            None => self
                .plan
                .builder
                .rename_all
                .as_ref()
                .and_then(|rename| rename(index, &entries.name(index))),
        };
        let content = match &mut self.plan.builder.rewrite {
            Some((select, supply))
                if change.is_none_or(|change| change.content.is_none()) && select(index) =>
            {
                Some(if self.measuring {
                    Packed::new(&[])
                } else {
                    supply(index)?
                })
            }
            _ => None,
        };
        let change = self.plan.builder.changes.get(&index);
        let content = content
            .as_ref()
            .or(change.and_then(|change| change.content.as_ref()));
        let known_end = start
            .saturating_add(LOCAL_BYTES as u64)
            .saturating_add(compressed_bytes);
        let overlapping = known_end > next;
        let untouched = change.is_none()
            && name.is_none()
            && content.is_none()
            && !overlapping
            && !self.plan.builder.bare;
        if untouched && !self.plan.builder.strict {
            let usual_end = known_end + entries.name_len(index) as u64;
            if next >= usual_end && next - usual_end <= SLACK_BYTES {
                self.written[index as usize] = Written {
                    offset: self.position,
                };
                self.kept += 1;
                self.slice(start, next - start);
                return Ok(());
            }
        }
        let held = self.window.get(self.source, start, LOCAL_BYTES)?;
        let header = LocalHeader::parse(held);
        let time = if header.is_some() {
            records::u32_at(held, 10)
        } else {
            FIRST_TIME
        };
        if let Some(packed) = content {
            let packed = packed.clone();
            self.anew(index, location.flags, packed, time, name);
            return Ok(());
        }
        let data_start = header.map(|header| start + header.total_bytes());
        let data_end = data_start.and_then(|data_start| data_start.checked_add(compressed_bytes));
        let (Some(header), Some(data_start), Some(data_end)) = (header, data_start, data_end)
        else {
            self.written[index as usize] = gone;
            self.dropped.push(index);
            return Ok(());
        };
        if data_end > archive.file_bytes {
            self.written[index as usize] = gone;
            self.dropped.push(index);
            return Ok(());
        }
        self.written[index as usize] = Written {
            offset: self.position,
        };
        if untouched && data_end <= next {
            let descriptor = if (header.flags | location.flags) & FLAG_DESCRIPTOR != 0 {
                descriptor_bytes(
                    self.window.get(self.source, data_end, 24)?,
                    location.crc32,
                    compressed_bytes,
                )
            } else {
                0
            };
            self.kept += 1;
            self.slice(start, data_end - start + descriptor.min(next - data_end));
            return Ok(());
        }
        // The same data behind a fresh header.
        let fresh = same_data(&location, change, time, name);
        let bytes = local_header(&stored_name(entries, index, &fresh), &fresh);
        self.fresh(bytes);
        self.slice(data_start, compressed_bytes);
        self.changed.insert(index, fresh);
        Ok(())
    }

    /// Where the entry behind this one begins, or what follows the last one.
    fn next_start(&self, rank: u32, start: u64) -> u64 {
        let archive = self.plan.builder.archive;
        let next = if rank + 1 < archive.entries.len() {
            archive.entries.offset(self.index_at(rank + 1))
        } else {
            match archive.directory_offset {
                Some(directory) if directory > start => directory,
                _ => archive.file_bytes,
            }
        };
        next.min(archive.file_bytes)
    }

    /// An entry with other data.
    fn anew(&mut self, index: u32, flags: u16, packed: Packed, time: u32, name: Option<Vec<u8>>) {
        let fresh = Fresh {
            method: packed.method,
            flags: flags & FLAG_UTF8,
            crc32: packed.crc32,
            compressed_bytes: packed.data.len() as u64,
            uncompressed_bytes: packed.uncompressed_bytes,
            time,
            name,
        };
        let archive = self.plan.builder.archive;
        let bytes = local_header(&stored_name(&archive.entries, index, &fresh), &fresh);
        self.written[index as usize] = Written {
            offset: self.position,
        };
        self.fresh(bytes);
        self.fresh(packed.data);
        self.changed.insert(index, fresh);
    }

    fn added(&mut self, next: usize) -> bool {
        let Some((name, packed)) = self.plan.builder.added.get(next) else {
            return false;
        };
        let fresh = Fresh {
            name: None,
            method: packed.method,
            flags: 0,
            crc32: packed.crc32,
            compressed_bytes: packed.data.len() as u64,
            uncompressed_bytes: packed.uncompressed_bytes,
            time: FIRST_TIME,
        };
        let (name, data) = (name.clone(), packed.data.clone());
        let offset = self.position;
        self.fresh(local_header(&name, &fresh));
        self.fresh(data);
        self.added.push((name, fresh, offset));
        true
    }

    /// A chunk of the directory; the position behind it, or `None` at the end.
    fn directory(&mut self, mut index: u32, mut at: u64) -> Result<Option<(u32, u64)>, Error> {
        let archive = self.plan.builder.archive;
        let count = archive.entries.len();
        let drop_comments = self.plan.builder.drop_comments;
        let has_records = matches!(archive.found, Found::Directory | Found::OtherDirectory);
        let mut chunk = Vec::new();
        while index < count && chunk.len() < DIRECTORY_CHUNK_BYTES {
            let Some(location) = archive.entries.location(index) else {
                break;
            };
            let mut old: &[u8] = &[];
            if has_records {
                let mut held = self.window.get(self.source, at, CENTRAL_BYTES)?;
                let length = CENTRAL_BYTES
                    + usize::from(records::u16_at(held, 28))
                    + usize::from(records::u16_at(held, 30))
                    + usize::from(records::u16_at(held, 32));
                if held.len() < length {
                    held = self.window.get(self.source, at, length)?;
                }
                let whole = held
                    .starts_with(&CENTRAL_SIGNATURE)
                    .then(|| held.get(..length))
                    .flatten();
                let Some(whole) = whole else {
                    // The file is no longer what it was when it was opened.
                    let source =
                        std::io::Error::other("the directory changed while the copy was made");
                    return Err(Error::Read { offset: at, source });
                };
                old = whole;
                at += length as u64;
            }
            let written = self.written[index as usize];
            if written.offset != GONE {
                self.directory_entries += 1;
                let fresh = self.changed.get(index);
                if self.plan.builder.bare {
                    old = &[];
                }
                match fresh {
                    None if can_patch(old, written.offset) && !drop_comments => {
                        let from = chunk.len();
                        chunk.extend_from_slice(old);
                        chunk[from + 34..from + 36].copy_from_slice(&[0, 0]);
                        chunk[from + 42..from + 46]
                            .copy_from_slice(&(written.offset as u32).to_le_bytes());
                    }
                    _ => {
                        let as_it_was = Fresh {
                            name: None,
                            method: location.method,
                            flags: location.flags,
                            crc32: location.crc32,
                            compressed_bytes: location.compressed_bytes,
                            uncompressed_bytes: location.uncompressed_bytes,
                            time: if old.is_empty() {
                                FIRST_TIME
                            } else {
                                records::u32_at(old, 12)
                            },
                        };
                        let fresh = fresh.unwrap_or(as_it_was);
                        let name = stored_name(&archive.entries, index, &fresh);
                        central_record(
                            &mut chunk,
                            old,
                            &name,
                            &fresh,
                            written.offset,
                            drop_comments,
                        );
                    }
                }
            }
            index += 1;
        }
        self.fresh(chunk);
        Ok((index < count).then_some((index, at)))
    }

    fn end_records(&mut self) -> Result<(), Error> {
        let mut chunk = Vec::new();
        for (name, fresh, offset) in std::mem::take(&mut self.added) {
            self.directory_entries += 1;
            central_record(&mut chunk, &[], &name, &fresh, offset, false);
        }
        let entries = self.directory_entries;
        let end = self.position + chunk.len() as u64;
        let directory_bytes = end - self.directory_offset;
        let comment = self.comment()?;
        end_records(
            &mut chunk,
            entries,
            self.directory_offset,
            directory_bytes,
            &comment,
        );
        self.fresh(chunk);
        Ok(())
    }

    /// The comment of the archive, unless it looks like an end record or is not to be kept.
    fn comment(&self) -> Result<Vec<u8>, Error> {
        let archive = self.archive();
        let refused_constructor = archive
            .dotnet
            .is_err_and(|failure| failure.stage == dotnet::OpenStage::Constructor);
        let Some(at) = archive.end_record_offset else {
            return Ok(Vec::new());
        };
        if self.plan.builder.drop_comments || refused_constructor {
            return Ok(Vec::new());
        }
        let mut end = vec![0; END_BYTES + usize::from(u16::MAX)];
        let got = self
            .source
            .read_full_at(at, &mut end)
            .map_err(|error| Error::Read {
                offset: at,
                source: error,
            })?;
        let length = usize::from(records::u16_at(&end, 20));
        let comment = end[..got]
            .get(END_BYTES..END_BYTES + length)
            .unwrap_or_default();
        let trick = comment.windows(4).any(|bytes| bytes == END_SIGNATURE);
        Ok(if trick { Vec::new() } else { comment.to_vec() })
    }

    fn advance(&mut self) -> Result<(), Error> {
        match self.stage {
            Stage::Body { rank } => {
                if rank < self.archive().entries.len() {
                    self.body(rank)?;
                    self.stage = Stage::Body { rank: rank + 1 };
                } else {
                    self.stage = Stage::Added { next: 0 };
                }
            }
            Stage::Added { next } => {
                if self.added(next) {
                    self.stage = Stage::Added { next: next + 1 };
                } else {
                    self.directory_offset = self.position;
                    let at = self.archive().directory_offset.unwrap_or_default();
                    self.window = Window::new(
                        limits::DIRECTORY_WINDOW_BYTES,
                        limits::DIRECTORY_WINDOW_BYTES,
                    );
                    self.stage = Stage::Directory { index: 0, at };
                }
            }
            Stage::Directory { index, at } => {
                self.stage = match self.directory(index, at)? {
                    Some((index, at)) => Stage::Directory { index, at },
                    None => Stage::AddedDirectory,
                };
            }
            Stage::AddedDirectory => {
                self.end_records()?;
                self.flush();
                self.stage = Stage::Done;
            }
            Stage::Done => {}
        }
        Ok(())
    }
}

impl Iterator for Segments<'_> {
    type Item = Result<Segment, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(segment) = self.queue.pop() {
                return Some(Ok(segment));
            }
            if matches!(self.stage, Stage::Done) {
                return None;
            }
            if let Err(error) = self.advance() {
                self.stage = Stage::Done;
                return Some(Err(error));
            }
        }
    }
}
