//! Where each extent stands, found by reading the headers of all: for streams whose extents are in no
//! known order, such as those of several data files (sqlserver-pages.md 6.1, way 4).

use super::page::{EXTENT_BYTES, EXTENT_PAGES, PageAddress, extent_base};
use crate::error::Error;
use crate::source::ReadAt;

/// More runs than this are refused: 24 bytes each, so about 40 MB (6.1).
const MAX_RUNS: usize = 1 << 21;
/// Extents that are read at once.
const WINDOW_EXTENTS: u64 = 16;

/// Extents that follow each other both in the file of the database and in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    base: PageAddress,
    extents: u32,
    stream: u32,
    position: u64,
}

/// Where each extent of a backup set stands.
#[derive(Debug, Clone, Default)]
pub struct ExtentIndex {
    runs: Vec<Run>,
}

impl ExtentIndex {
    /// Stream, and extent in the stream, of the extent that begins with page `base`.
    pub(super) fn find(&self, base: PageAddress) -> Option<(usize, u64)> {
        let at = self.runs.partition_point(|run| run.base <= base);
        let run = self.runs.get(at.checked_sub(1)?)?;
        let extents = base.page.checked_sub(run.base.page)? / EXTENT_PAGES;
        (run.base.file == base.file && extents < run.extents)
            .then(|| (run.stream as usize, run.position + u64::from(extents)))
    }
}

/// Builds an [`ExtentIndex`] in steps, so that a person can cancel.
#[derive(Debug, Default)]
pub struct Indexer {
    runs: Vec<Run>,
    stream: usize,
    position: u64,
    too_many: bool,
}

impl Indexer {
    /// Reads the next stretch of about 1 MB; whether there is more.
    ///
    /// # Errors
    /// When the stream can't be read.
    pub fn step<S: ReadAt>(&mut self, streams: &[S]) -> Result<bool, Error> {
        let Some(stream) = streams.get(self.stream) else {
            return Ok(false);
        };
        let extents = stream.len() / EXTENT_BYTES as u64;
        let count = extents.saturating_sub(self.position).min(WINDOW_EXTENTS);
        if count == 0 {
            self.stream += 1;
            self.position = 0;
            return Ok(self.stream < streams.len());
        }
        let offset = self.position * EXTENT_BYTES as u64;
        let mut buffer = vec![0; count as usize * EXTENT_BYTES];
        let read = stream
            .read_full_at(offset, &mut buffer)
            .map_err(|source| Error::Read { offset, source })?;
        for bytes in buffer
            .get(..read)
            .unwrap_or_default()
            .chunks_exact(EXTENT_BYTES)
        {
            if let Some(base) = extent_base(bytes, None) {
                self.add(base);
            }
            self.position += 1;
        }
        if read < buffer.len() {
            self.position = extents;
        }
        Ok(true)
    }

    fn add(&mut self, base: PageAddress) {
        if let Some(last) = self.runs.last_mut() {
            let next =
                u64::from(last.base.page) + u64::from(last.extents) * u64::from(EXTENT_PAGES);
            if last.stream as usize == self.stream
                && last.position + u64::from(last.extents) == self.position
                && last.base.file == base.file
                && next == u64::from(base.page)
            {
                last.extents += 1;
                return;
            }
        }
        if self.runs.len() >= MAX_RUNS {
            self.too_many = true;
        } else {
            self.runs.push(Run {
                base,
                extents: 1,
                stream: self.stream as u32,
                position: self.position,
            });
        }
    }

    /// Bytes read so far.
    pub fn bytes_done<S: ReadAt>(&self, streams: &[S]) -> u64 {
        let before: u64 = streams
            .iter()
            .take(self.stream)
            .map(|stream| stream.len())
            .sum();
        before + self.position * EXTENT_BYTES as u64
    }

    /// The index; `None` if the extents lie too scattered to keep it.
    ///
    /// Of two extents that say the same of themselves, the first in the stream counts: what follows the
    /// last allocated extent is padding with old content (1.1).
    pub fn finish(mut self) -> Option<ExtentIndex> {
        if self.too_many {
            return None;
        }
        crate::sort::sort_by_key(&mut self.runs, |run| (run.base, run.stream, run.position));
        let mut runs: Vec<Run> = Vec::with_capacity(self.runs.len());
        for mut run in self.runs {
            if let Some(last) = runs.last()
                && last.base.file == run.base.file
            {
                let end =
                    u64::from(last.base.page) + u64::from(last.extents) * u64::from(EXTENT_PAGES);
                let covered =
                    end.saturating_sub(u64::from(run.base.page)) / u64::from(EXTENT_PAGES);
                if covered >= u64::from(run.extents) {
                    continue;
                }
                // Fewer than the run's extents, so both fit.
                run.base.page += covered as u32 * EXTENT_PAGES;
                run.position += covered;
                run.extents -= covered as u32;
            }
            runs.push(run);
        }
        Some(ExtentIndex { runs })
    }
}
