//! Copies of an archive in which some entries are other ones.
//!
//! A copy is a list of segments: slices of the original, taken over byte for byte (neighbouring entries
//! with their local headers become one slice), and fresh bytes. It is produced while it is asked for, so
//! that a copy of 10 GB needs no memory and, where the receiver can refer to the original (a `Blob`),
//! no copying. Bytes of replaced and removed entries are in no slice.
//!
//! The order stays: data in the order of the file, the directory in the order of the old one (among
//! entries of one name the first counts). Fresh entries are deflated, or stored if that is not longer.

mod changed;
mod headers;
mod packed;
mod segments;
mod streamed;
mod strung;

use std::collections::BTreeMap;
use std::fmt;

pub use self::packed::Packed;
pub use self::segments::Segments;
pub use self::streamed::Streamed;
pub use self::strung::{Strung, StrungPart};
use super::open::Archive;
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
/// What happens to one entry.
#[derive(Debug, Default)]
struct Change {
    removed: bool,
    name: Option<Vec<u8>>,
    content: Option<Packed>,
    crc32: Option<u32>,
    plain: bool,
}

type Rename<'a> = Box<dyn Fn(u32, &[u8]) -> Option<Vec<u8>> + 'a>;
type Select<'a> = Box<dyn Fn(u32) -> bool + 'a>;
type Supply<'a> = Box<dyn FnMut(u32) -> Result<Packed, Error> + 'a>;

/// Collects what is to be other in a copy. What is not mentioned is kept.
pub struct CopyBuilder<'a> {
    archive: &'a Archive,
    source: &'a dyn ReadAt,
    changes: BTreeMap<u32, Change>,
    added: Vec<(Vec<u8>, Packed)>,
    rename_all: Option<Rename<'a>>,
    rewrite: Option<(Select<'a>, Supply<'a>)>,
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

    /// The same data, which is not encrypted although its entry says so.
    pub fn plain(&mut self, index: u32) -> &mut Self {
        self.changes.entry(index).or_default().plain = true;
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

    /// New content for many entries, fetched when they are written: `supply` is called once for each selected
    /// entry, in the order of the file. The length of such a copy is known when it is written.
    pub fn rewrite(
        &mut self,
        select: impl Fn(u32) -> bool + 'a,
        supply: impl FnMut(u32) -> Result<Packed, Error> + 'a,
    ) -> &mut Self {
        self.rewrite = Some((Box::new(select), Box::new(supply)));
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

    /// The plan of the copy. Goes over all segments once, to know the length and what has to stay behind.
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
        let open = self.rewrite.is_some();
        let plan = CopyPlan {
            builder: self,
            order,
            total_bytes: None,
            dropped: Vec::new(),
        };
        let mut segments = Segments::new(plan, true);
        let mut total = 0;
        for segment in &mut segments {
            total += segment?.len();
        }
        let (plan, dropped) = segments.end();
        Ok(CopyPlan {
            dropped,
            total_bytes: (!open).then_some(total),
            ..plan
        })
    }
}

/// What a copy consists of.
#[derive(Debug)]
pub struct CopyPlan<'a> {
    builder: CopyBuilder<'a>,
    /// Entries in the order of the file, where that is not the directory's.
    order: Option<Vec<u32>>,
    /// Length of the copy; `None` if entries are rewritten while it is written.
    pub total_bytes: Option<u64>,
    /// Entries that can't be taken over, because their data is not in the file.
    pub dropped: Vec<u32>,
}

impl<'a> CopyPlan<'a> {
    /// The segments, made one by one.
    pub fn into_segments(self) -> Segments<'a> {
        Segments::new(self, false)
    }
}
