//! A ZIP file that is written while its files are made: nothing is gone back to, so sizes and CRC follow the data
//! (APPNOTE 4.3.9), and memory stays the same for files of any size.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::deflate::core::{CompressorOxide, create_comp_flags_from_zip_params};
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::{MZFlush, MZStatus};
use per_byte::crc::Hasher;

use super::headers::{FIRST_TIME, Fresh, central_record, end_records, local_header, needs_zip64};
use crate::container::zip::records::{DESCRIPTOR_SIGNATURE, FLAG_DESCRIPTOR, method};
use crate::error::Error;

/// As .NET and zlib do it by default.
const LEVEL: u8 = 6;

/// The first bytes of a file tell whether deflating it is worth the time: pictures and films are compressed already.
const SAMPLE_BYTES: usize = 64 << 10;

/// Above this, deflated data may be longer than sizes of 32 bits can say.
const MOST_OF_SMALL: u64 = 0xF000_0000;

/// Bytes that the compressor hands over at once.
const ROOM_BYTES: usize = 32 << 10;

/// Writes a ZIP file; whatever is to be written is appended to the buffer that each call is given. The same files give
/// the same bytes: entries have no time.
#[derive(Default)]
pub struct Streamed {
    /// Bytes before what the buffer of the next call gets.
    offset: u64,
    directory: Vec<u8>,
    entries: u64,
    current: Option<Current>,
}

/// The file that is being written.
struct Current {
    name: Vec<u8>,
    at: u64,
    /// Sizes of 64 bits.
    big: bool,
    crc: Hasher,
    uncompressed_bytes: u64,
    compressed_bytes: u64,
    /// As long as nothing is known of its data.
    sample: Vec<u8>,
    compressor: Option<Box<CompressorOxide>>,
}

impl Streamed {
    /// Another file begins. `bytes`: its length, if that is known.
    ///
    /// # Errors
    /// As [`Streamed::write`].
    pub fn begin(
        &mut self,
        name: &str,
        bytes: Option<u64>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.end_file(out)?;
        let name = name.as_bytes().to_vec();
        let big = bytes.is_none_or(|bytes| bytes >= MOST_OF_SMALL);
        let sizes = if big { u64::MAX } else { 0 };
        let mut header = local_header(&name, &fresh(0, sizes, sizes));
        if big && let Some(extra) = header.len().checked_sub(16) {
            // What the block of ZIP64 says stands behind the data, too.
            header.truncate(extra);
            header.extend_from_slice(&[0; 16]);
        }
        self.current = Some(Current {
            name,
            at: self.offset,
            big,
            crc: Hasher::new(),
            uncompressed_bytes: 0,
            compressed_bytes: 0,
            sample: Vec::new(),
            compressor: None,
        });
        self.append(&header, out);
        Ok(())
    }

    /// The next bytes of the file.
    ///
    /// # Errors
    /// `Invalid` if there is no file, or it is longer than was said and too long for its header.
    pub fn write(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let current = self
            .current
            .as_mut()
            .ok_or_else(|| Error::Invalid("bytes of no file".into()))?;
        current.crc.update(bytes);
        current.uncompressed_bytes += bytes.len() as u64;
        let before = out.len();
        if current.compressor.is_none() {
            current.sample.extend_from_slice(bytes);
            if current.sample.len() >= SAMPLE_BYTES {
                current.start(out)?;
            }
        } else {
            current.deflate(bytes, MZFlush::None, out)?;
        }
        self.count(before, out)
    }

    /// The end of the file, and of the archive.
    ///
    /// # Errors
    /// As [`Streamed::write`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.end_file(out)?;
        let mut end = std::mem::take(&mut self.directory);
        let bytes = end.len() as u64;
        end_records(&mut end, self.entries, self.offset, bytes, &[]);
        out.append(&mut end);
        Ok(())
    }

    fn append(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(bytes);
        self.offset += bytes.len() as u64;
    }

    /// Notes what was appended behind `before` as data of the file.
    fn count(&mut self, before: usize, out: &[u8]) -> Result<(), Error> {
        let written = out.len().saturating_sub(before) as u64;
        self.offset += written;
        if let Some(current) = &mut self.current {
            current.compressed_bytes += written;
            let too_long =
                needs_zip64(current.compressed_bytes) || needs_zip64(current.uncompressed_bytes);
            if too_long && !current.big {
                return Err(Error::Invalid(
                    "a file is longer than its archive says".into(),
                ));
            }
        }
        Ok(())
    }

    fn end_file(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let Some(current) = &mut self.current else {
            return Ok(());
        };
        let before = out.len();
        if current.compressor.is_none() {
            current.start(out)?;
        }
        current.deflate(&[], MZFlush::Finish, out)?;
        self.count(before, out)?;
        let Some(current) = self.current.take() else {
            return Ok(());
        };
        let crc32 = current.crc.finalize();
        let (packed, plain) = (current.compressed_bytes, current.uncompressed_bytes);
        let mut descriptor = DESCRIPTOR_SIGNATURE.to_vec();
        descriptor.extend_from_slice(&crc32.to_le_bytes());
        for size in [packed, plain] {
            match u32::try_from(size) {
                Ok(size) if !current.big => descriptor.extend_from_slice(&size.to_le_bytes()),
                _ => descriptor.extend_from_slice(&size.to_le_bytes()),
            }
        }
        self.append(&descriptor, out);
        let record = fresh(crc32, packed, plain);
        central_record(
            &mut self.directory,
            &[],
            &current.name,
            &record,
            current.at,
            true,
        );
        self.entries += 1;
        Ok(())
    }
}

impl Current {
    /// Chooses how to compress by what there is of the file, and compresses that.
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let sample = std::mem::take(&mut self.sample);
        let head = sample.get(..SAMPLE_BYTES).unwrap_or(&sample);
        // Less than 3 % is not worth it.
        let shrinks = compress_to_vec(head, 1).len() < head.len() - head.len() / 32;
        let level = if shrinks { LEVEL } else { 0 };
        // No header of zlib (window bits below 0), the usual strategy.
        let flags = create_comp_flags_from_zip_params(i32::from(level), -15, 0);
        self.compressor = Some(Box::new(CompressorOxide::new(flags)));
        self.deflate(&sample, MZFlush::None, out)
    }

    fn deflate(
        &mut self,
        mut bytes: &[u8],
        flush: MZFlush,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let failed = || Error::Protocol("the compressor stopped".into());
        let compressor = self.compressor.as_mut().ok_or_else(failed)?;
        let ends = flush == MZFlush::Finish;
        let mut room = vec![0; ROOM_BYTES];
        while ends || !bytes.is_empty() {
            let done = deflate(compressor, bytes, &mut room, flush);
            let status = done.status.map_err(|_| failed())?;
            out.extend_from_slice(room.get(..done.bytes_written).unwrap_or_default());
            bytes = bytes.get(done.bytes_consumed..).unwrap_or_default();
            if status == MZStatus::StreamEnd {
                break;
            }
        }
        Ok(())
    }
}

fn fresh(crc32: u32, compressed_bytes: u64, uncompressed_bytes: u64) -> Fresh {
    Fresh {
        name: None,
        method: method::DEFLATE,
        flags: FLAG_DESCRIPTOR,
        crc32,
        compressed_bytes,
        uncompressed_bytes,
        time: FIRST_TIME,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    /// Bytes that don't shrink.
    fn noise(bytes: usize) -> Vec<u8> {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        (0..bytes)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .collect()
    }

    fn zip_of(files: &[(&str, Vec<u8>, Option<u64>)], piece: usize) -> Vec<u8> {
        let mut zip = Streamed::default();
        let mut out = Vec::new();
        for (name, content, bytes) in files {
            zip.begin(name, *bytes, &mut out).unwrap();
            for part in content.chunks(piece) {
                zip.write(part, &mut out).unwrap();
            }
        }
        zip.finish(&mut out).unwrap();
        out
    }

    fn files() -> Vec<(&'static str, Vec<u8>, Option<u64>)> {
        vec![
            ("empty.txt", Vec::new(), Some(0)),
            (
                "a/text.txt",
                b"the same line again\n".repeat(20_000),
                Some(400_000),
            ),
            ("a/picture – 1.png", noise(300_000), None),
            ("short", b"x".to_vec(), None),
        ]
    }

    #[test]
    fn another_reader_finds_the_same_files() {
        let files = files();
        let out = zip_of(&files, 10_007);
        let mut read = zip::ZipArchive::new(Cursor::new(&out)).unwrap();
        assert_eq!(read.len(), files.len());
        for (at, (name, content, _)) in files.iter().enumerate() {
            let mut entry = read.by_index(at).unwrap();
            assert_eq!(entry.name().unwrap(), *name);
            let mut found = Vec::new();
            entry.read_to_end(&mut found).unwrap();
            assert!(found == *content, "{name}");
        }
        // Text shrinks, what can't shrink grows by next to nothing.
        assert!(out.len() > 300_000 && out.len() < 305_000, "{}", out.len());
    }

    #[test]
    fn our_own_reader_has_nothing_to_complain_of() {
        let out = zip_of(&files(), 65_536);
        let archive = crate::container::zip::open(&out.as_slice()).unwrap();
        assert!(archive.dotnet.is_ok());
        assert!(archive.faults.is_empty());
        assert_eq!(archive.entries.len(), 4);
    }

    #[test]
    fn how_the_data_comes_in_pieces_changes_only_what_is_sampled() {
        let small = [("x", b"abc".repeat(10_000), Some(30_000))];
        assert_eq!(zip_of(&small, 1), zip_of(&small, 30_000));
    }

    #[test]
    fn a_file_that_is_longer_than_was_said_is_refused_before_its_size_is_wrong() {
        let mut zip = Streamed::default();
        let mut out = Vec::new();
        zip.begin("x", Some(1), &mut out).unwrap();
        if let Some(current) = &mut zip.current {
            current.uncompressed_bytes = u64::from(u32::MAX);
        }
        assert!(zip.write(b"x", &mut out).is_err());
    }
}
