//! The ZIP file itself: the crate `zip` writes it, and what it writes goes to the disk with holes in place of long
//! runs of zeros.

use std::fs::File;
use std::io::{Result as IoResult, Seek, SeekFrom, Write};

use anyhow::Result;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::record::attachment_path;

/// So much is written at once; entries that are smaller have their sizes put in front of them in memory.
const BUFFER_BYTES: usize = 1 << 20;
/// Zeros are handed over in blocks of this size.
static ZEROS: [u8; 1 << 20] = [0; 1 << 20];
/// A write of fewer zeros is a write like any other.
const LEAST_HOLE_BYTES: usize = 64 << 10;

/// An archive in the making.
pub struct Zip {
    zip: ZipWriter<Sparse>,
    options: SimpleFileOptions,
}

impl Zip {
    /// An archive with nothing before its first entry but a hole of so many bytes.
    pub fn new(file: File, hole_bytes: u64) -> Result<Zip> {
        Ok(Zip {
            zip: ZipWriter::new(Sparse::new(file, hole_bytes)),
            options: SimpleFileOptions::default()
                .last_modified_time(DateTime::from_date_and_time(2026, 1, 1, 0, 0, 0)?),
        })
    }

    /// An event record.
    pub fn event(&mut self, index: u64, bytes: &[u8]) -> Result<()> {
        self.deflated(format!("events/{}/{index}.json", index / 1000), bytes)
    }

    /// An attachment of this logical name.
    pub fn attachment(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.deflated(attachment_path(name), bytes)
    }

    fn deflated(&mut self, path: String, bytes: &[u8]) -> Result<()> {
        let options = self
            .options
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(6));
        self.zip.start_file(path, options)?;
        Ok(self.zip.write_all(bytes)?)
    }

    /// A stored attachment of so many zeros, which take no room on a disk that knows holes.
    pub fn zeros(&mut self, name: &str, bytes: u64) -> Result<()> {
        let options = self.options.compression_method(CompressionMethod::Stored);
        self.zip.start_file(attachment_path(name), options)?;
        let mut left = bytes;
        while left > 0 {
            let part = usize::try_from(left).map_or(ZEROS.len(), |left| left.min(ZEROS.len()));
            self.zip.write_all(&ZEROS[..part])?;
            left -= part as u64;
        }
        Ok(())
    }

    /// Writes the directory.
    pub fn finish(self) -> Result<()> {
        Ok(self.zip.finish()?.flush()?)
    }
}

/// A file that is written in large pieces, and not at all where there are only zeros. The writer of an archive goes
/// back to each entry's header for its sizes: mostly within what still waits here, so that this takes no call.
struct Sparse {
    file: File,
    /// What waits to be written, …
    waiting: Vec<u8>,
    /// … and where it belongs.
    start: u64,
    /// Where the next byte goes: within or at the end of what waits.
    at: u64,
    /// End of all that was written.
    end: u64,
}

impl Sparse {
    fn new(file: File, at: u64) -> Sparse {
        Sparse {
            file,
            waiting: Vec::with_capacity(2 * BUFFER_BYTES),
            start: at,
            at,
            end: at,
        }
    }

    /// Writes what waits; the next byte goes to `at`.
    fn empty(&mut self, at: u64) -> IoResult<()> {
        if !self.waiting.is_empty() {
            self.file.seek(SeekFrom::Start(self.start))?;
            self.file.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        (self.start, self.at) = (at, at);
        Ok(())
    }
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        if bytes.len() >= LEAST_HOLE_BYTES && ZEROS.starts_with(bytes) {
            self.empty(self.at + bytes.len() as u64)?;
            self.end = self.end.max(self.at);
            return Ok(bytes.len());
        }
        if self.waiting.len() >= BUFFER_BYTES && self.at == self.start + self.waiting.len() as u64 {
            self.empty(self.at)?;
        }
        let from = usize::try_from(self.at - self.start).map_err(std::io::Error::other)?;
        let over = bytes.len().min(self.waiting.len() - from);
        self.waiting[from..from + over].copy_from_slice(&bytes[..over]);
        self.waiting.extend_from_slice(&bytes[over..]);
        self.at += bytes.len() as u64;
        self.end = self.end.max(self.at);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> IoResult<()> {
        self.empty(self.at)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let (from, by) = match to {
            SeekFrom::Start(to) => (to, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.end, by),
        };
        let to = from
            .checked_add_signed(by)
            .ok_or(std::io::ErrorKind::InvalidInput)?;
        if (self.start..=self.start + self.waiting.len() as u64).contains(&to) {
            self.at = to;
        } else {
            self.empty(to)?;
        }
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_back_and_forth_is_what_a_plain_file_would_hold() {
        let path =
            std::env::temp_dir().join(format!("backup-inspector-sparse-{}", std::process::id()));
        let mut sparse = Sparse::new(File::create(&path).unwrap(), 10);
        let mut plain = std::io::Cursor::new(vec![0; 10]);
        plain.set_position(10);
        let large = vec![7; BUFFER_BYTES + 5];
        let mut both = |at: u64, bytes: &[u8]| {
            for out in [&mut sparse as &mut dyn Write2, &mut plain] {
                out.seek(SeekFrom::Start(at)).unwrap();
                out.write_all(bytes).unwrap();
            }
        };
        both(10, b"header");
        both(16, b"data");
        both(12, b"AD");
        both(20, &large);
        // Behind what was written already, and over its end.
        both(13, b"back");
        both(20 + large.len() as u64, &ZEROS[..LEAST_HOLE_BYTES]);
        both(20 + large.len() as u64 + LEAST_HOLE_BYTES as u64, b"end");
        both(18, &[9; 40]);
        assert_eq!(
            sparse.seek(SeekFrom::End(0)).unwrap(),
            plain.seek(SeekFrom::End(0)).unwrap()
        );
        sparse.flush().unwrap();
        let found = std::fs::read(&path).unwrap();
        assert!(found == plain.into_inner(), "{} bytes", found.len());
        std::fs::remove_file(path).unwrap();
    }

    trait Write2: Write + Seek {}
    impl<T: Write + Seek> Write2 for T {}
}
