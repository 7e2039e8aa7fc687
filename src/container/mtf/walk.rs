//! Walking over the blocks of a stream (sections 3.2 to 3.4), jumping over what is long.

use super::header::{
    BLOCK_HEADER_BYTES, BlockHeader, BlockTag, STREAM_HEADER_BYTES, StreamHeader, StreamTag,
};
use super::limits;
use crate::error::Error;
use crate::source::ReadAt;

/// What is wrong with a stream, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Offset in bytes: in the file, or in the decoded stream of a compressed file.
    pub offset: u64,
    /// What.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The file ends before what its headers announce, which goes up to this offset at least.
    Truncated {
        /// Offset that the file had to reach.
        needed: u64,
    },
    /// No block stands where one has to.
    NoBlock,
    /// The checksum of a block header is wrong.
    BlockChecksum {
        /// As stored.
        stored: u16,
        /// As computed.
        computed: u16,
    },
    /// The checksum of a stream header is wrong.
    StreamChecksum {
        /// As stored.
        stored: u16,
        /// As computed.
        computed: u16,
    },
    /// A header with a sound checksum says something impossible.
    Impossible(&'static str),
    /// A section behind the page images has no length that can be used (FILESTREAM, memory-optimised data).
    UnknownSection,
    /// The stream asks for more than any real backup does.
    TooMuch(&'static str),
    /// The compressed container can't be decoded further.
    NotDecodable,
}

impl FaultKind {
    /// Whether the bytes contradict themselves: a checksum, a missing block or an impossible value.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            FaultKind::NoBlock
                | FaultKind::BlockChecksum { .. }
                | FaultKind::StreamChecksum { .. }
                | FaultKind::Impossible(_)
        )
    }
}

/// What an area holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaKind {
    /// Page images (stream MQDA).
    Pages,
    /// Log records (stream MQTL).
    Log,
}

/// A stretch of data: its first two bytes are zero, the rest is pages of 8,192 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// What it holds.
    pub kind: AreaKind,
    /// Where the data starts, behind the stream's header: offset in the file, or in the decoded stream of a
    /// compressed file.
    pub offset: u64,
    /// Length in bytes, the two zero bytes included.
    pub bytes: u64,
    /// Whether a checksum stream (CSUM, algorithm unknown) follows.
    pub has_checksum: bool,
}

impl Area {
    /// Where the first page starts.
    pub fn pages_offset(&self) -> u64 {
        self.offset.saturating_add(2)
    }

    /// Number of whole pages of 8,192 bytes.
    pub fn page_count(&self) -> u64 {
        self.bytes.saturating_sub(2) / 8192
    }
}

/// How far the bytes at hand go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// To the end of the stream, which has this length.
    Whole(u64),
    /// The stream goes on behind them.
    Prefix,
}

/// A stream of a block.
#[derive(Debug)]
pub(super) struct Stream {
    pub header: StreamHeader,
    pub data_at: u64,
    /// The data of the small kinds (RAID, MQCI).
    pub data: Vec<u8>,
}

/// A block with its streams.
#[derive(Debug)]
pub(super) struct Block {
    pub at: u64,
    pub tag: BlockTag,
    pub header: BlockHeader,
    /// From the start of the block to its first stream.
    pub body: Vec<u8>,
    pub streams: Vec<Stream>,
    /// Where the next block starts; `None` if the chain broke.
    pub next: Option<u64>,
}

/// Reads small pieces through a window, so that neighbours cost one read.
pub(super) struct Window<S> {
    source: S,
    at: u64,
    bytes: Vec<u8>,
}

/// Enough for all headers before the page images.
const WINDOW_BYTES: usize = 64 << 10;

impl<S: ReadAt> Window<S> {
    pub fn new(source: S) -> Self {
        Window {
            source,
            at: 0,
            bytes: Vec::new(),
        }
    }

    /// Up to `want` bytes from `offset` on: fewer only at the end.
    pub fn read(&mut self, offset: u64, want: usize) -> Result<&[u8], Error> {
        let held = |window: &Window<S>| {
            let skip = usize::try_from(offset.checked_sub(window.at)?).ok()?;
            let end = skip.checked_add(want)?;
            (end <= window.bytes.len()).then_some((skip, end))
        };
        if let Some((skip, end)) = held(self) {
            return Ok(&self.bytes[skip..end]);
        }
        self.bytes.resize(want.max(WINDOW_BYTES), 0);
        let read = self
            .source
            .read_full_at(offset, &mut self.bytes)
            .map_err(|source| Error::Read { offset, source })?;
        self.bytes.truncate(read);
        self.at = offset;
        Ok(self.bytes.get(..want.min(read)).unwrap_or_default())
    }
}

/// Walks block by block. Faults are collected; the chain ends where `next` of a block is `None`.
pub(super) struct Walk<'a> {
    pub window: Window<&'a dyn ReadAt>,
    pub extent: Extent,
    pub faults: Vec<Fault>,
    config_bytes: u64,
    /// Length of a soft filemark by the media header, for filemarks whose own field can't hold it.
    pub filemark_bytes: u64,
    /// Set while page images are walked over in a database with files of other kinds than rows and log.
    pub tolerant: bool,
}

impl<'a> Walk<'a> {
    pub fn new(source: &'a dyn ReadAt, extent: Extent) -> Self {
        Walk {
            window: Window::new(source),
            extent,
            faults: Vec::new(),
            config_bytes: 0,
            filemark_bytes: 0,
            tolerant: false,
        }
    }

    pub fn fault(&mut self, offset: u64, kind: FaultKind) {
        if self.faults.len() < limits::FAULTS {
            self.faults.push(Fault { offset, kind });
        }
    }

    /// The stream ends at `offset` before `needed`; no fault where more bytes follow that are not at hand.
    fn ends(&mut self, offset: u64, needed: u64) {
        if let Extent::Whole(_) = self.extent {
            self.fault(offset, FaultKind::Truncated { needed });
        }
    }

    /// Whether bytes up to `end` exist; says so if not.
    fn reaches(&mut self, at: u64, end: u64) -> bool {
        match self.extent {
            Extent::Whole(length) if end > length => {
                self.ends(at, end);
                false
            }
            _ => true,
        }
    }

    /// The block at `at`; `None` if none can be read there, with a fault if one had to be.
    pub fn block(&mut self, at: u64) -> Result<Option<Block>, Error> {
        let head = self.window.read(at, BLOCK_HEADER_BYTES)?;
        let Some(header) = BlockHeader::parse(head) else {
            self.ends(at, at.saturating_add(BLOCK_HEADER_BYTES as u64));
            return Ok(None);
        };
        let Some(tag) = header.kind() else {
            self.fault(at, FaultKind::NoBlock);
            return Ok(None);
        };
        if !header.is_sound() {
            let (stored, computed) = (header.checksum, header.computed);
            self.fault(at, FaultKind::BlockChecksum { stored, computed });
            return Ok(None);
        }
        let first_event = u64::from(header.first_event);
        let mut block = Block {
            at,
            tag,
            header,
            body: Vec::new(),
            streams: Vec::new(),
            next: None,
        };
        if tag == BlockTag::Filemark {
            // The field has 16 bits: 64 KiB don't fit.
            let length = if first_event == 0 {
                self.filemark_bytes
            } else {
                first_event
            };
            if length == 0 || !length.is_multiple_of(512) {
                self.fault(at, FaultKind::Impossible("length of a soft filemark"));
                return Ok(None);
            }
            let next = at.saturating_add(length);
            if self.reaches(at, next) {
                block.next = Some(next);
                return Ok(Some(block));
            }
            return Ok(None);
        }
        if first_event < BLOCK_HEADER_BYTES as u64 {
            self.fault(at, FaultKind::Impossible("offset of the first stream"));
            return Ok(None);
        }
        block.body = self
            .window
            .read(at, usize::from(block.header.first_event))?
            .to_vec();
        self.streams(&mut block)?;
        Ok(Some(block))
    }

    /// Follows the chain of streams up to the padding that ends the block.
    fn streams(&mut self, block: &mut Block) -> Result<(), Error> {
        let mut at = block.at.saturating_add(u64::from(block.header.first_event));
        loop {
            let head = self.window.read(at, STREAM_HEADER_BYTES)?;
            let Some(header) = StreamHeader::parse(head) else {
                self.ends(at, at.saturating_add(STREAM_HEADER_BYTES as u64));
                return Ok(());
            };
            if !header.is_sound() {
                let (stored, computed) = (header.checksum, header.computed);
                let unknown = self.tolerant && header.kind() == StreamTag::Other;
                let kind = if unknown {
                    FaultKind::UnknownSection
                } else {
                    FaultKind::StreamChecksum { stored, computed }
                };
                self.fault(at, kind);
                return Ok(());
            }
            let data_at = at.saturating_add(STREAM_HEADER_BYTES as u64);
            let Some(end) = data_at.checked_add(header.bytes) else {
                self.fault(at, FaultKind::Impossible("length of a stream"));
                return Ok(());
            };
            if header.kind() == StreamTag::Padding {
                if self.reaches(at, end) {
                    block.next = Some(end);
                }
                return Ok(());
            }
            let (kind, bytes) = (header.kind(), header.bytes);
            let mut stream = Stream {
                header,
                data_at,
                data: Vec::new(),
            };
            if kind == StreamTag::Raid || kind == StreamTag::Config {
                stream.data = self.small(at, data_at, bytes)?;
            }
            // What is announced beyond the end is told all the same: the pages before it can be read.
            block.streams.push(stream);
            if !self.reaches(at, end) {
                return Ok(());
            }
            if block.streams.len() >= limits::STREAMS {
                self.fault(at, FaultKind::TooMuch("streams in a block"));
                return Ok(());
            }
            let Some(aligned) = end.checked_next_multiple_of(4) else {
                self.fault(at, FaultKind::Impossible("length of a stream"));
                return Ok(());
            };
            at = aligned;
        }
    }

    /// The data of a small stream, as far as the bounds and the file allow.
    fn small(&mut self, at: u64, data_at: u64, bytes: u64) -> Result<Vec<u8>, Error> {
        self.config_bytes = self.config_bytes.saturating_add(bytes);
        let within = bytes <= limits::CONFIG_BYTES && self.config_bytes <= 2 * limits::CONFIG_BYTES;
        let available = match self.extent {
            Extent::Whole(length) => length.saturating_sub(data_at),
            Extent::Prefix => u64::MAX,
        };
        let (true, Ok(want)) = (within, usize::try_from(bytes.min(available))) else {
            self.fault(at, FaultKind::TooMuch("bytes of configuration"));
            return Ok(Vec::new());
        };
        Ok(self.window.read(data_at, want)?.to_vec())
    }
}
