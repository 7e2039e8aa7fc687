//! The compressed container `MSSQLBAK` around a stream of blocks (section 3.10). What no chunk covers, and the
//! middle of each chunk's header, is memory of the server that was never cleared: it is not read.

mod huffman;

use std::cell::RefCell;
use std::io::{self, Read};

use super::media::{Media, read_compressed};
use super::walk::Window;
use crate::container::numbers::{u16_at, u32_at};
use crate::error::Error;
use crate::source::ReadAt;

/// First bytes of a compressed file.
pub const SIGNATURE: &[u8] = b"MSSQLBAK";
/// Where the chunks start.
const CHUNKS_AT: u64 = 0x1e0;
const CHUNK_HEADER_BYTES: usize = 28;
/// A chunk that was coded.
const CODED: u8 = 0x21;
/// A block that stands as it is.
const RAW: u8 = 0x24;
/// Unit of decoded lengths.
const UNIT_BYTES: usize = 512;
/// How far back matches reach.
const HISTORY_BYTES: usize = 64 << 10;
/// Output that is kept before the oldest is given up.
const KEPT_BYTES: usize = 1 << 20;

/// Reads a compressed file whole, which costs as much as reading and decoding it: then finish, final sizes and
/// final LSNs are known too.
///
/// # Errors
/// When the bytes can't be read.
pub fn read_whole(source: &dyn ReadAt) -> Result<Media, Error> {
    read_compressed(source, None, false)
}

/// The stream inside a compressed file, decoded as it is asked for. Forward it costs one pass; a read before
/// the last 64 KiB starts again from the beginning.
pub struct Decoded<S> {
    state: RefCell<State<S>>,
    limit: Option<u64>,
}

struct State<S> {
    file: Window<S>,
    source: S,
    /// Where the next chunk's header stands.
    at: u64,
    /// The last bytes of the output.
    kept: Vec<u8>,
    /// Place of `kept`'s first byte in the output.
    kept_at: u64,
    /// Length of a raw block, from the decoded media header.
    raw_bytes: Option<u64>,
    ended: Option<End>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The file ends at the end of a chunk.
    File,
    /// The file ends inside of a chunk.
    Cut,
    /// A chunk that is not understood.
    Unknown,
}

impl<S> std::fmt::Debug for Decoded<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoded")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl<S: ReadAt + Clone> Decoded<S> {
    /// The stream of this file, up to `limit` decoded bytes.
    pub fn new(source: S, limit: Option<u64>) -> Self {
        Decoded {
            state: RefCell::new(State::new(source)),
            limit,
        }
    }

    /// Whether decoding stopped at something other than the limit or the end of the file.
    pub fn gave_up(&self) -> bool {
        matches!(self.state.borrow().ended, Some(End::Cut | End::Unknown))
    }

    /// Whether the file ends inside of a chunk.
    pub fn is_cut(&self) -> bool {
        self.state.borrow().ended == Some(End::Cut)
    }

    /// How many bytes were decoded.
    pub fn position(&self) -> u64 {
        let state = self.state.borrow();
        state.kept_at + state.kept.len() as u64
    }

    /// A reader of the decoded bytes from `offset` on. Going forward costs one pass.
    pub fn reader_at(&self, offset: u64) -> impl Read + '_ {
        Reader {
            decoded: self,
            offset,
        }
    }
}

struct Reader<'d, S> {
    decoded: &'d Decoded<S>,
    offset: u64,
}

impl<S: ReadAt + Clone> Read for Reader<'_, S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.decoded.read_at(self.offset, buf)?;
        self.offset += read as u64;
        Ok(read)
    }
}

impl<S: ReadAt + Clone> ReadAt for Decoded<S> {
    /// Not known before all is decoded.
    fn len(&self) -> u64 {
        self.limit.unwrap_or(u64::MAX)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut state = self.state.borrow_mut();
        if offset < state.kept_at {
            let source = state.source.clone();
            *state = State::new(source);
        }
        loop {
            let end = state.kept_at + state.kept.len() as u64;
            if offset < end {
                let skip = usize::try_from(offset - state.kept_at).unwrap_or(usize::MAX);
                let rest = state.kept.get(skip..).unwrap_or_default();
                let read = rest.len().min(buf.len());
                buf[..read].copy_from_slice(&rest[..read]);
                return Ok(read);
            }
            let is_over = state.ended.is_some() || self.limit.is_some_and(|limit| end >= limit);
            if is_over {
                return Ok(0);
            }
            state.chunk().map_err(|error| match error {
                Error::Read { source, .. } => source,
                other => io::Error::other(other.to_string()),
            })?;
        }
    }
}

impl<S: ReadAt + Clone> State<S> {
    fn new(source: S) -> Self {
        State {
            file: Window::new(source.clone()),
            source,
            at: CHUNKS_AT,
            kept: Vec::new(),
            kept_at: 0,
            raw_bytes: None,
            ended: None,
        }
    }

    /// Decodes the next chunk, or ends.
    fn chunk(&mut self) -> Result<(), Error> {
        let head = self.file.read(self.at, CHUNK_HEADER_BYTES)?;
        let (Some(marker), Some(units), Some(payload), true) = (
            head.first().copied(),
            head.get(1).copied(),
            u16_at(head, 2),
            head.len() == CHUNK_HEADER_BYTES,
        ) else {
            self.ended = Some(if head.is_empty() { End::File } else { End::Cut });
            return Ok(());
        };
        match marker {
            CODED => self.coded(usize::from(units) * UNIT_BYTES, usize::from(payload)),
            RAW => self.raw(),
            _ => {
                self.ended = Some(End::Unknown);
                Ok(())
            }
        }
    }

    fn coded(&mut self, decoded: usize, payload: usize) -> Result<(), Error> {
        let at = self.at + CHUNK_HEADER_BYTES as u64;
        if decoded == 0 {
            self.ended = Some(End::Unknown);
            return Ok(());
        }
        if self.kept.len() > KEPT_BYTES {
            let drop = self.kept.len() - HISTORY_BYTES;
            self.kept.drain(..drop);
            self.kept_at += drop as u64;
        }
        let bytes = self.file.read(at, payload)?;
        if bytes.len() < payload {
            self.ended = Some(End::Cut);
            return Ok(());
        }
        let before = self.kept.len();
        if huffman::decode(bytes, decoded, &mut self.kept).is_err() {
            self.kept.truncate(before);
            self.ended = Some(End::Unknown);
            return Ok(());
        }
        self.at = at + payload as u64;
        Ok(())
    }

    fn raw(&mut self) -> Result<(), Error> {
        if self.raw_bytes.is_none() && self.kept_at == 0 {
            let is_tape = self.kept.starts_with(b"TAPE");
            let sectors =
                u16_at(&self.kept, 64).filter(|sectors| is_tape && (1..=128).contains(sectors));
            self.raw_bytes = sectors.map(|sectors| u64::from(sectors) * 512);
        }
        let Some(raw) = self.raw_bytes else {
            self.ended = Some(End::Unknown);
            return Ok(());
        };
        let at = (self.at / raw + 1) * raw;
        let want = usize::try_from(raw).unwrap_or(0);
        let bytes = self.file.read(at, want)?;
        if bytes.len() < want {
            self.ended = Some(End::Cut);
            return Ok(());
        }
        self.kept.extend_from_slice(bytes);
        self.at = at + raw;
        Ok(())
    }
}

/// The version and the number behind it that the container's head holds; meaning not known.
pub fn head_numbers(head: &[u8]) -> Option<(u32, u32)> {
    Some((u32_at(head, 8)?, u32_at(head, 12)?))
}
