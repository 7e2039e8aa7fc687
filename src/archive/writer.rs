//! Copies of an archive in which some entries are other ones.
//!
//! A copy is a list of segments: slices of the original, taken over byte for byte (neighbouring entries
//! with their local headers become one slice), and fresh bytes. It is produced while it is asked for, so
//! that a copy of 10 GB needs no memory and, where the receiver can refer to the original (a `Blob`),
//! no copying. Bytes of replaced and removed entries are in no slice.
//!
//! The order stays: data in the order of the file, the directory in the order of the old one (among
//! entries of one name the first counts). Fresh entries are deflated, or stored if that is not longer.

use std::collections::BTreeMap;
use std::fmt;

use miniz_oxide::deflate::compress_to_vec;

use super::open::{Archive, Found};
use super::records::{
    self, CENTRAL_BYTES, CENTRAL_SIGNATURE, DESCRIPTOR_SIGNATURE, END_BYTES, END_SIGNATURE,
    FLAG_DESCRIPTOR, FLAG_ENCRYPTED, FLAG_UTF8, LOCAL_BYTES, LOCAL_SIGNATURE, LocalHeader,
    ZIP64_END_SIGNATURE, ZIP64_LOCATOR_SIGNATURE, extra_blocks, method,
};
use super::window::Window;
use super::{dotnet, limits};
use crate::error::Error;
use crate::source::ReadAt;

/// A piece of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Bytes of the original.
    Source {
        /// Offset in the original.
        offset: u64,
        /// Length.
        bytes: u64,
    },
    /// New bytes, at most about a megabyte unless an entry is larger.
    Fresh(Vec<u8>),
}

impl Segment {
    /// Length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Segment::Source { bytes, .. } => *bytes,
            Segment::Fresh(bytes) => bytes.len() as u64,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// As .NET and zlib do it by default.
const DEFLATE_LEVEL: u8 = 6;

/// Data of a fresh entry, compressed.
#[derive(Debug, Clone)]
struct Packed {
    method: u16,
    crc32: u32,
    uncompressed_bytes: u64,
    data: Vec<u8>,
}

impl Packed {
    fn new(content: &[u8]) -> Packed {
        let stored = |content: &[u8]| Packed {
            method: method::STORED,
            crc32: crc32fast::hash(content),
            uncompressed_bytes: content.len() as u64,
            data: content.to_vec(),
        };
        if content.is_empty() {
            return stored(content);
        }
        let data = compress_to_vec(content, DEFLATE_LEVEL);
        if data.len() >= content.len() {
            return stored(content);
        }
        Packed {
            method: method::DEFLATE,
            crc32: crc32fast::hash(content),
            uncompressed_bytes: content.len() as u64,
            data,
        }
    }
}

/// What happens to one entry.
#[derive(Debug, Default)]
struct Change {
    removed: bool,
    name: Option<Vec<u8>>,
    content: Option<Packed>,
    crc32: Option<u32>,
}

type Rename<'a> = Box<dyn Fn(u32, &[u8]) -> Option<Vec<u8>> + 'a>;
type Select<'a> = Box<dyn Fn(u32) -> bool + 'a>;
type Content<'a> = Box<dyn FnMut(u32) -> Result<Vec<u8>, Error> + 'a>;

/// Collects what is to be other in a copy. What is not mentioned is kept.
pub struct CopyBuilder<'a> {
    archive: &'a Archive,
    source: &'a dyn ReadAt,
    changes: BTreeMap<u32, Change>,
    added: Vec<(Vec<u8>, Packed)>,
    rename_all: Option<Rename<'a>>,
    rewrite: Option<(Select<'a>, Content<'a>)>,
    strict: bool,
    bare: bool,
    drop_comments: bool,
}

impl fmt::Debug for CopyBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CopyBuilder")
            .field("changes", &self.changes.len())
            .field("added", &self.added.len())
            .field("strict", &self.strict)
            .finish_non_exhaustive()
    }
}

impl<'a> CopyBuilder<'a> {
    /// A copy in which nothing is changed.
    pub fn new(archive: &'a Archive, source: &'a dyn ReadAt) -> Self {
        CopyBuilder {
            archive,
            source,
            changes: BTreeMap::new(),
            added: Vec::new(),
            rename_all: None,
            rewrite: None,
            strict: false,
            bare: false,
            drop_comments: false,
        }
    }

    /// Takes the entry over as it is, whatever was asked for before.
    pub fn keep(&mut self, index: u32) -> &mut Self {
        self.changes.remove(&index);
        self
    }

    /// Other content under the same name.
    pub fn replace(&mut self, index: u32, content: &[u8]) -> &mut Self {
        self.changes.entry(index).or_default().content = Some(Packed::new(content));
        self
    }

    /// The same data under another name.
    pub fn rename(&mut self, index: u32, name: &str) -> &mut Self {
        self.changes.entry(index).or_default().name = Some(name.as_bytes().to_vec());
        self
    }

    /// Leaves the entry out.
    pub fn remove(&mut self, index: u32) -> &mut Self {
        self.changes.entry(index).or_default().removed = true;
        self
    }

    /// Another CRC-32 for the same data.
    pub fn replace_crc(&mut self, index: u32, crc32: u32) -> &mut Self {
        self.changes.entry(index).or_default().crc32 = Some(crc32);
        self
    }

    /// The same data with a fresh local header, made from the directory.
    pub fn refresh(&mut self, index: u32) -> &mut Self {
        self.changes.entry(index).or_default();
        self
    }

    /// A new entry behind all others.
    pub fn add(&mut self, name: &str, content: &[u8]) -> &mut Self {
        self.added
            .push((name.as_bytes().to_vec(), Packed::new(content)));
        self
    }

    /// New names for many entries, worked out when they are written: index and old name to new name.
    /// A name that was set by [`CopyBuilder::rename`] goes first.
    pub fn rename_all(&mut self, rename: impl Fn(u32, &[u8]) -> Option<Vec<u8>> + 'a) -> &mut Self {
        self.rename_all = Some(Box::new(rename));
        self
    }

    /// New content for many entries, worked out when they are written. `content` is called for
    /// each selected entry in the order of the file: once to know the length, once to write it. It has to
    /// answer the same both times.
    pub fn rewrite(
        &mut self,
        select: impl Fn(u32) -> bool + 'a,
        content: impl FnMut(u32) -> Result<Vec<u8>, Error> + 'a,
    ) -> &mut Self {
        self.rewrite = Some((Box::new(select), Box::new(content)));
        self
    }

    /// Takes over nothing but entries: every local header is looked at, and bytes between entries, unknown
    /// extra fields' neighbours and paddings stay behind. Without it, up to 64 bytes behind an entry are
    /// taken for its own.
    pub fn strict(&mut self) -> &mut Self {
        self.strict = true;
        self
    }

    /// Takes over nothing but the data of entries: every header is made anew, without comments, extra
    /// fields and attributes.
    pub fn bare(&mut self) -> &mut Self {
        self.strict = true;
        self.bare = true;
        self.drop_comments = true;
        self
    }

    /// Leaves out the comments of the archive and of the entries.
    pub fn drop_comments(&mut self) -> &mut Self {
        self.drop_comments = true;
        self
    }

    /// The plan of the copy. Goes over all segments once, to know the length.
    ///
    /// # Errors
    /// When the original can't be read.
    pub fn finish(self) -> Result<CopyPlan<'a>, Error> {
        let entries = &self.archive.entries;
        let count = entries.len();
        let ascending = (1..count).all(|index| entries.offset(index - 1) <= entries.offset(index));
        let order = (!ascending).then(|| {
            let mut order: Vec<u32> = (0..count).collect();
            entries.sort_by_offset(&mut order);
            order
        });
        let mut plan = CopyPlan {
            builder: self,
            order,
            total_bytes: 0,
            dropped: Vec::new(),
        };
        let mut segments = plan.into_segments();
        let mut total = 0;
        for segment in &mut segments {
            total += segment?.len();
        }
        plan = CopyPlan {
            dropped: std::mem::take(&mut segments.dropped),
            total_bytes: total,
            ..segments.plan
        };
        Ok(plan)
    }
}

/// What a copy consists of.
#[derive(Debug)]
pub struct CopyPlan<'a> {
    builder: CopyBuilder<'a>,
    /// Entries in the order of the file, where that is not the directory's.
    order: Option<Vec<u32>>,
    /// Length of the copy.
    pub total_bytes: u64,
    /// Entries that can't be taken over, because their data is not in the file; known with the length.
    pub dropped: Vec<u32>,
}

impl<'a> CopyPlan<'a> {
    /// The segments, made one by one.
    pub fn into_segments(self) -> Segments<'a> {
        let count = self.builder.archive.entries.len();
        Segments {
            source: self.builder.source,
            // Local headers are read in the order of the file: small pieces after a jump, larger ones
            // where entries are small and follow each other.
            window: Window::new(8 << 10, 1 << 20),
            plan: self,
            stage: Stage::Body { rank: 0 },
            pending: None,
            queue: Vec::new(),
            position: 0,
            written: vec![Written::default(); count as usize],
            changed: BTreeMap::new(),
            added: Vec::new(),
            directory_offset: 0,
            directory_entries: 0,
            kept: 0,
            dropped: Vec::new(),
        }
    }
}

/// Where an entry is in the copy; offset 0 is possible, so the mark says whether it is there at all.
#[derive(Debug, Clone, Copy, Default)]
struct Written {
    /// Offset, or `GONE`.
    offset: u64,
}

const GONE: u64 = u64::MAX;

/// What the directory says of an entry that is not as it was.
#[derive(Debug, Clone)]
struct Fresh {
    name: Option<Vec<u8>>,
    method: u16,
    flags: u16,
    crc32: u32,
    compressed_bytes: u64,
    uncompressed_bytes: u64,
    time: u32,
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
    changed: BTreeMap<u32, Fresh>,
    added: Vec<(Vec<u8>, Fresh, u64)>,
    directory_offset: u64,
    directory_entries: u64,
    kept: u64,
    dropped: Vec<u32>,
}

impl fmt::Debug for Segments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segments")
            .field("stage", &self.stage)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// 1 January 1980, midnight: the first moment that a ZIP file can state. Fresh entries get it, so that
/// the same copy has the same bytes.
const FIRST_TIME: u32 = 0x0021_0000;

/// Directory bytes per segment.
const DIRECTORY_CHUNK_BYTES: usize = 1 << 20;

/// Bytes behind an entry that are taken for its extra field or data descriptor.
const SLACK_BYTES: u64 = 64;

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
        // Where the next entry begins, or what follows the last one.
        let next = if rank + 1 < entries.len() {
            entries.offset(self.index_at(rank + 1))
        } else {
            match archive.directory_offset {
                Some(directory) if directory > start => directory,
                _ => archive.file_bytes,
            }
        }
        .min(archive.file_bytes);
        let name = match change.and_then(|change| change.name.clone()) {
            Some(name) => Some(name),
            None => self
                .plan
                .builder
                .rename_all
                .as_ref()
                .and_then(|rename| rename(index, entries.name(index))),
        };
        let content = match &mut self.plan.builder.rewrite {
            Some((select, content))
                if change.is_none_or(|change| change.content.is_none()) && select(index) =>
            {
                Some(Packed::new(&content(index)?))
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
            let usual_end = known_end + entries.name(index).len() as u64;
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
            let fresh = Fresh {
                method: packed.method,
                flags: location.flags & FLAG_UTF8,
                crc32: packed.crc32,
                compressed_bytes: packed.data.len() as u64,
                uncompressed_bytes: packed.uncompressed_bytes,
                time,
                name,
            };
            let data = packed.data.clone();
            let stored = fresh.name.as_deref().unwrap_or(entries.name(index));
            let bytes = local_header(stored, &fresh);
            self.written[index as usize] = Written {
                offset: self.position,
            };
            self.fresh(bytes);
            self.fresh(data);
            self.changed.insert(index, fresh);
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
        let encrypted = location.flags & FLAG_ENCRYPTED;
        let fresh = Fresh {
            method: location.method,
            // Sizes and CRC stand in the header now. Decrypting needs to know how it was.
            flags: if encrypted != 0 {
                location.flags
            } else {
                location.flags & !FLAG_DESCRIPTOR
            },
            crc32: change
                .and_then(|change| change.crc32)
                .unwrap_or(location.crc32),
            compressed_bytes,
            uncompressed_bytes: location.uncompressed_bytes,
            time,
            name,
        };
        let stored = fresh.name.as_deref().unwrap_or(entries.name(index));
        let bytes = local_header(stored, &fresh);
        self.fresh(bytes);
        self.slice(data_start, compressed_bytes);
        self.changed.insert(index, fresh);
        Ok(())
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
                let fresh = self.changed.get(&index);
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
                        let fresh = fresh.unwrap_or(&as_it_was);
                        let name = fresh.name.as_deref().unwrap_or(archive.entries.name(index));
                        central_record(&mut chunk, old, name, fresh, written.offset, drop_comments);
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
        let big = u64::from(u32::MAX);
        if entries >= 0xFFFF || directory_bytes >= big || self.directory_offset >= big {
            chunk.extend_from_slice(&ZIP64_END_SIGNATURE);
            chunk.extend_from_slice(&44u64.to_le_bytes());
            chunk.extend_from_slice(&45u16.to_le_bytes());
            chunk.extend_from_slice(&45u16.to_le_bytes());
            chunk.extend_from_slice(&[0; 8]);
            chunk.extend_from_slice(&entries.to_le_bytes());
            chunk.extend_from_slice(&entries.to_le_bytes());
            chunk.extend_from_slice(&directory_bytes.to_le_bytes());
            chunk.extend_from_slice(&self.directory_offset.to_le_bytes());
            chunk.extend_from_slice(&ZIP64_LOCATOR_SIGNATURE);
            chunk.extend_from_slice(&[0; 4]);
            chunk.extend_from_slice(&end.to_le_bytes());
            chunk.extend_from_slice(&1u32.to_le_bytes());
        }
        let comment = self.comment()?;
        let count = u16::try_from(entries).unwrap_or(u16::MAX);
        chunk.extend_from_slice(&END_SIGNATURE);
        chunk.extend_from_slice(&[0; 4]);
        chunk.extend_from_slice(&count.to_le_bytes());
        chunk.extend_from_slice(&count.to_le_bytes());
        chunk.extend_from_slice(&(directory_bytes.min(big) as u32).to_le_bytes());
        chunk.extend_from_slice(&(self.directory_offset.min(big) as u32).to_le_bytes());
        chunk.extend_from_slice(&(comment.len() as u16).to_le_bytes());
        chunk.extend_from_slice(&comment);
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

/// Length of the data descriptor that starts here, in its form with or without signature, with short or
/// long sizes; 0 if none of them fits.
fn descriptor_bytes(held: &[u8], crc32: u32, compressed_bytes: u64) -> u64 {
    let after = |skip: usize| -> u64 {
        let Some(bytes) = held.get(skip..) else {
            return 0;
        };
        if bytes.len() < 12 || records::u32_at(bytes, 0) != crc32 {
            0
        } else if bytes.len() >= 20 && records::u64_at(bytes, 4) == compressed_bytes {
            skip as u64 + 20
        } else if u64::from(records::u32_at(bytes, 4)) == compressed_bytes {
            skip as u64 + 12
        } else {
            0
        }
    };
    if held.starts_with(&DESCRIPTOR_SIGNATURE) {
        after(4)
    } else {
        after(0)
    }
}

/// Flags of a fresh record: UTF-8 is said where the name needs it.
fn flags_for(name: &[u8], flags: u16) -> u16 {
    let plain = name.iter().all(|byte| (32..127).contains(byte));
    if !plain && std::str::from_utf8(name).is_ok() {
        flags | FLAG_UTF8
    } else {
        flags
    }
}

fn needs_zip64(value: u64) -> bool {
    value >= u64::from(u32::MAX)
}

fn version_needed(fresh: &Fresh, offset: u64) -> u16 {
    let zip64 = needs_zip64(fresh.compressed_bytes)
        || needs_zip64(fresh.uncompressed_bytes)
        || needs_zip64(offset);
    match fresh.method {
        _ if zip64 => 45,
        method::DEFLATE64 => 21,
        _ => 20,
    }
}

fn local_header(name: &[u8], fresh: &Fresh) -> Vec<u8> {
    let big = needs_zip64(fresh.compressed_bytes) || needs_zip64(fresh.uncompressed_bytes);
    let extra: u16 = if big { 20 } else { 0 };
    let small = |value: u64| if big { u32::MAX } else { value as u32 };
    let mut header = Vec::with_capacity(LOCAL_BYTES + name.len() + usize::from(extra));
    header.extend_from_slice(&LOCAL_SIGNATURE);
    header.extend_from_slice(&version_needed(fresh, 0).to_le_bytes());
    header.extend_from_slice(&flags_for(name, fresh.flags).to_le_bytes());
    header.extend_from_slice(&fresh.method.to_le_bytes());
    header.extend_from_slice(&fresh.time.to_le_bytes());
    header.extend_from_slice(&fresh.crc32.to_le_bytes());
    header.extend_from_slice(&small(fresh.compressed_bytes).to_le_bytes());
    header.extend_from_slice(&small(fresh.uncompressed_bytes).to_le_bytes());
    header.extend_from_slice(&(name.len() as u16).to_le_bytes());
    header.extend_from_slice(&extra.to_le_bytes());
    header.extend_from_slice(&name[..name.len().min(usize::from(u16::MAX))]);
    if big {
        header.extend_from_slice(&[1, 0, 16, 0]);
        header.extend_from_slice(&fresh.uncompressed_bytes.to_le_bytes());
        header.extend_from_slice(&fresh.compressed_bytes.to_le_bytes());
    }
    header
}

/// Whether an old record only needs another offset.
fn can_patch(old: &[u8], offset: u64) -> bool {
    !old.is_empty()
        && !needs_zip64(offset)
        && records::u32_at(old, 42) != u32::MAX
        && records::u16_at(old, 34) != u16::MAX
}

/// A record made of an old one (empty: there was none) and what is other now.
fn central_record(
    out: &mut Vec<u8>,
    old: &[u8],
    name: &[u8],
    fresh: &Fresh,
    offset: u64,
    drop_comment: bool,
) {
    let name = &name[..name.len().min(usize::from(u16::MAX))];
    let old_name = usize::from(records::u16_at(old, 28));
    let old_extra = usize::from(records::u16_at(old, 30));
    let extra = old
        .get(CENTRAL_BYTES + old_name..)
        .and_then(|rest| rest.get(..old_extra))
        .unwrap_or_default();
    let comment = old
        .get(CENTRAL_BYTES + old_name + old_extra..)
        .unwrap_or_default();
    let comment = if drop_comment { &[] } else { comment };

    let mut zip64 = Vec::new();
    for value in [fresh.uncompressed_bytes, fresh.compressed_bytes, offset] {
        if needs_zip64(value) {
            zip64.extend_from_slice(&value.to_le_bytes());
        }
    }
    let mut new_extra = Vec::new();
    if !zip64.is_empty() {
        new_extra.extend_from_slice(&[1, 0]);
        new_extra.extend_from_slice(&(zip64.len() as u16).to_le_bytes());
        new_extra.extend_from_slice(&zip64);
    }
    for (tag, data) in extra_blocks(extra) {
        // ZIP64 is made anew; the Unicode path and comment (0x7075, 0x6375) repeat what may have changed.
        let stale =
            tag == 1 || tag == 0x7075 && fresh.name.is_some() || tag == 0x6375 && drop_comment;
        if !stale && new_extra.len() + 4 + data.len() <= usize::from(u16::MAX) {
            new_extra.extend_from_slice(&tag.to_le_bytes());
            new_extra.extend_from_slice(&(data.len() as u16).to_le_bytes());
            new_extra.extend_from_slice(data);
        }
    }
    let small = |value: u64| {
        if needs_zip64(value) {
            u32::MAX
        } else {
            value as u32
        }
    };
    let version = version_needed(fresh, offset).max(records::u16_at(old, 6) & 0xFF);
    // "Made by" keeps its system, since that is how the attributes are to be understood.
    let made_by = if old.is_empty() {
        20
    } else {
        records::u16_at(old, 4)
    };
    out.extend_from_slice(&CENTRAL_SIGNATURE);
    out.extend_from_slice(&made_by.to_le_bytes());
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&flags_for(name, fresh.flags).to_le_bytes());
    out.extend_from_slice(&fresh.method.to_le_bytes());
    out.extend_from_slice(&fresh.time.to_le_bytes());
    out.extend_from_slice(&fresh.crc32.to_le_bytes());
    out.extend_from_slice(&small(fresh.compressed_bytes).to_le_bytes());
    out.extend_from_slice(&small(fresh.uncompressed_bytes).to_le_bytes());
    out.extend_from_slice(&(name.len() as u16).to_le_bytes());
    out.extend_from_slice(&(new_extra.len() as u16).to_le_bytes());
    out.extend_from_slice(&(comment.len() as u16).to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&records::u16_at(old, 36).to_le_bytes());
    out.extend_from_slice(&records::u32_at(old, 38).to_le_bytes());
    out.extend_from_slice(&small(offset).to_le_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(&new_extra);
    out.extend_from_slice(comment);
}
