//! One reused buffer over the file: few large reads, neighbours merged.

use crate::error::Error;
use crate::source::ReadAt;

/// The file had more bytes when it was opened: whatever is told from here on would be wrong.
pub(crate) fn cut_short(offset: u64) -> Error {
    Error::Read {
        offset,
        source: std::io::Error::new(
            std::io::ErrorKind::UnexpectedEof,
            "it became shorter while it was read",
        ),
    }
}

/// Reads what the file has of so many bytes from `offset` on, and gives their number.
///
/// # Errors
/// When the bytes can't be read, or fewer come than the length of the file promises.
pub(crate) fn read_within(
    source: &dyn ReadAt,
    offset: u64,
    buffer: &mut [u8],
) -> Result<usize, Error> {
    let there = source.len().saturating_sub(offset).min(buffer.len() as u64);
    let got = source
        .read_full_at(offset, buffer)
        .map_err(|source| Error::Read { offset, source })?;
    if (got as u64) < there {
        return Err(cut_short(offset + got as u64));
    }
    Ok(got)
}

/// A piece of the file in memory.
#[derive(Debug)]
pub(crate) struct Window {
    buffer: Vec<u8>,
    /// Offset of the first byte in the file.
    start: u64,
    /// Valid bytes.
    len: usize,
    /// Largest piece.
    max_bytes: usize,
    /// Size of the first read after a jump, and of the next read.
    first_bytes: usize,
    next_bytes: usize,
    /// Nothing behind this offset is read ahead.
    horizon: u64,
    /// Bytes read so far.
    pub bytes_read: u64,
}

impl Window {
    /// A window that reads at most `max_bytes` at once, and `first_bytes` after a jump.
    pub fn new(first_bytes: usize, max_bytes: usize) -> Self {
        Window {
            buffer: Vec::new(),
            start: 0,
            len: 0,
            max_bytes,
            first_bytes,
            next_bytes: first_bytes,
            horizon: u64::MAX,
            bytes_read: 0,
        }
    }

    /// Says that reading goes upwards to `horizon`: large reads from the start, none behind it.
    pub fn expect_upwards_to(&mut self, horizon: u64) {
        self.horizon = horizon;
        self.next_bytes = self.max_bytes;
    }

    /// Forgets what is held: the file may be another one.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// What is held from `offset` on, without reading; may be empty.
    #[inline]
    pub fn held(&self, offset: u64) -> &[u8] {
        match offset.checked_sub(self.start) {
            Some(skip) if skip < self.len as u64 => &self.buffer[skip as usize..self.len],
            _ => &[],
        }
    }

    /// At least `want` bytes from `offset` on if the file has them and they fit the window; what is
    /// held behind them comes along.
    ///
    /// # Errors
    /// When the bytes can't be read.
    #[inline]
    pub fn get(&mut self, source: &dyn ReadAt, offset: u64, want: usize) -> Result<&[u8], Error> {
        // Two look-ups, because the borrow checker does not yet see that the first one ends here.
        if self.held(offset).len() < want {
            self.fill(source, offset, want)?;
        }
        Ok(self.held(offset))
    }

    #[cold]
    fn fill(&mut self, source: &dyn ReadAt, offset: u64, want: usize) -> Result<(), Error> {
        let want = want.min(self.max_bytes);
        let end = self.start + self.len as u64;
        let file_bytes = source.len();
        if offset >= file_bytes {
            return Ok(());
        }
        let near = self.next_bytes as u64;
        let (read_start, keep) = if self.len > 0 && (self.start..=end).contains(&offset) {
            // Going on upwards: what is held from `offset` on moves to the front.
            self.next_bytes = (self.next_bytes * 2).min(self.max_bytes);
            (offset, (end - offset) as usize)
        } else if self.len > 0 && offset > end && offset - end <= near {
            self.next_bytes = (self.next_bytes * 2).min(self.max_bytes);
            (offset, 0)
        } else if self.len > 0 && offset < self.start && self.start - offset <= near {
            // Going downwards: read what lies before, ending with what is wanted.
            self.next_bytes = (self.next_bytes * 2).min(self.max_bytes);
            let span = self.next_bytes.max(want) as u64;
            ((offset + want as u64).saturating_sub(span), 0)
        } else {
            if self.horizon == u64::MAX || offset >= self.horizon {
                self.next_bytes = self.first_bytes;
            }
            (offset, 0)
        };
        let ahead = self
            .horizon
            .saturating_sub(read_start)
            .min(self.next_bytes as u64) as usize;
        let target = ahead
            .max(want + (offset - read_start) as usize)
            .min(self.max_bytes.max(want))
            .max(keep);
        let target = (file_bytes - read_start).min(target as u64) as usize;
        if self.buffer.len() < target {
            if keep > 0 || target > self.buffer.capacity() {
                let mut larger = vec![0; target];
                let from = self.len - keep;
                larger[..keep].copy_from_slice(&self.buffer[from..self.len]);
                self.buffer = larger;
            } else {
                self.buffer.resize(target, 0);
            }
        } else if keep > 0 {
            self.buffer.copy_within(self.len - keep..self.len, 0);
        }
        self.start = read_start;
        self.len = keep;
        let wanted = target.saturating_sub(keep);
        let got = source
            .read_full_at(
                read_start + keep as u64,
                &mut self.buffer[keep..keep + wanted],
            )
            .map_err(|error| {
                // What a failed read left in the buffer is not to be trusted.
                Error::Read {
                    offset: read_start + keep as u64,
                    source: error,
                }
            })?;
        self.len = keep + got;
        self.bytes_read += got as u64;
        if got < wanted {
            return Err(cut_short(self.start + self.len as u64));
        }
        Ok(())
    }
}
