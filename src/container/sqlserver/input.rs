//! What a reader of the container hands over: one backup set's data streams and the few facts of its
//! header that reading pages needs.

use std::io;

use serde::{Deserialize, Serialize};

use super::index::ExtentIndex;
use super::page::Lsn;
use crate::source::ReadAt;

/// A data stream (`MQDA`): random-access bytes that begin with the first page, behind the two zero bytes
/// of the stream (sqlserver-pages.md 1.1). [`Section`] cuts one out of a file; several pieces are strung
/// together by [`Composed`](crate::source::Composed).
pub type DataStream<'a> = Box<dyn ReadAt + 'a>;

/// What kind of backup a set is, by the letter of its header (sharepoint.md 3.7, SCIN 0x57).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackupKind {
    /// `D`: every allocated extent.
    Full,
    /// `I`: extents that changed since the last full backup.
    Differential,
    /// `L`: log records only, no pages.
    Log,
    /// File and partial backups: some files only.
    Partial,
}

impl BackupKind {
    /// The kind that a letter stands for; `None` for a letter that is not known.
    pub fn of_letter(letter: u8) -> Option<BackupKind> {
        match letter {
            b'D' => Some(BackupKind::Full),
            b'I' => Some(BackupKind::Differential),
            b'L' => Some(BackupKind::Log),
            b'F' | b'G' | b'P' | b'Q' => Some(BackupKind::Partial),
            _ => None,
        }
    }
}

/// One backup set: its pages, and what its header says of them.
pub struct BackupSet<'a> {
    /// What it is.
    pub kind: BackupKind,
    /// The data streams at hand, one a stripe, in the order of their family numbers.
    pub streams: Vec<DataStream<'a>>,
    /// How many stripes the media set has; with fewer at hand, pages are missing.
    pub stripes: u16,
    /// The second data streams that follow from SQL Server 2019 on: a later copy of pages 0 to 15 (1.1).
    pub tails: Vec<DataStream<'a>>,
    /// How many data files (type 1 of SFIN) the database has.
    pub data_files: u32,
    /// Checkpoint LSN: pages with a later one changed while the backup ran (1.2).
    pub checkpoint: Option<Lsn>,
    /// Where each extent stands, if that was found out before; needed where extents are in no order.
    pub index: Option<ExtentIndex>,
}

impl<'a> BackupSet<'a> {
    /// A full backup of one data file in one stripe.
    pub fn full(stream: DataStream<'a>) -> BackupSet<'a> {
        BackupSet {
            kind: BackupKind::Full,
            streams: vec![stream],
            stripes: 1,
            tails: Vec::new(),
            data_files: 1,
            checkpoint: None,
            index: None,
        }
    }
}

impl std::fmt::Debug for BackupSet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BackupSet")
            .field("kind", &self.kind)
            .field("streams", &self.streams.len())
            .field("stripes", &self.stripes)
            .field("tails", &self.tails.len())
            .field("data_files", &self.data_files)
            .field("checkpoint", &self.checkpoint)
            .finish_non_exhaustive()
    }
}

/// A stretch of a source as a source of its own.
#[derive(Debug)]
pub struct Section<S> {
    source: S,
    offset: u64,
    bytes: u64,
}

impl<S: ReadAt> Section<S> {
    /// `bytes` of `source` from `offset` on, as far as they are there.
    pub fn new(source: S, offset: u64, bytes: u64) -> Self {
        let bytes = bytes.min(source.len().saturating_sub(offset));
        Section {
            source,
            offset,
            bytes,
        }
    }
}

impl<S: ReadAt> ReadAt for Section<S> {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.saturating_sub(offset).min(buf.len() as u64);
        // Not more than the buffer's length, which is a `usize`.
        let left = left as usize;
        match buf.get_mut(..left) {
            Some(buf) if left > 0 => self.source.read_at(self.offset + offset, buf),
            _ => Ok(0),
        }
    }
}
