//! Entries as streams, and ZIP files that pass by as a stream: what is packed inside of an archive is read without a
//! directory, by its local headers, once and from front to end.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

use flate2::bufread::DeflateDecoder;

use super::entries::EntryLocation;
use super::read::{EntryReader, Reading};
use super::records::{FLAG_DESCRIPTOR, FLAG_ENCRYPTED, method};
use crate::error::Error;
use crate::source::ReadAt;

/// A local header behind its signature (APPNOTE 4.3.7).
const LOCAL_REST_BYTES: usize = 26;

/// Id of the extra field with sizes of eight bytes (APPNOTE 4.5.3).
const ZIP64_EXTRA: u16 = 1;

/// The content of an entry, inflated, as a stream. A read of the file that fails is kept: whoever reads the stream
/// would take it for damage.
pub struct EntryStream<'a> {
    source: &'a dyn ReadAt,
    reader: EntryReader,
    reading: Option<Reading>,
    held: Vec<u8>,
    at: usize,
    failed: Option<Error>,
}

impl<'a> EntryStream<'a> {
    /// The content of this entry, at most `limit` bytes of it.
    ///
    /// # Errors
    /// When the bytes can't be read.
    pub fn new(
        source: &'a dyn ReadAt,
        location: &EntryLocation,
        limit: u64,
    ) -> Result<EntryStream<'a>, Error> {
        let mut reader = EntryReader::new();
        let reading = reader.begin(source, location, limit)?;
        Ok(EntryStream {
            source,
            reader,
            reading: Some(reading),
            held: Vec::new(),
            at: 0,
            failed: None,
        })
    }

    /// Ends it: whether it was stopped at its limit.
    ///
    /// # Errors
    /// The read of the file that failed, if one did.
    pub fn end(mut self) -> Result<bool, Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let reading = self.reading.take();
        Ok(reading.is_some_and(|reading| self.reader.finish(reading).stopped))
    }
}

impl Read for EntryStream<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.held.len() {
            let Some(reading) = self.reading.as_mut().filter(|reading| !reading.is_done()) else {
                return Ok(0);
            };
            self.held.clear();
            self.at = 0;
            let held = &mut self.held;
            let step = self.reader.step(self.source, reading, &mut |chunk| {
                held.extend_from_slice(chunk);
                ControlFlow::Continue(())
            });
            if let Err(error) = step {
                self.failed = Some(error);
                self.reading = None;
                return Err(io::ErrorKind::Other.into());
            }
        }
        let rest = self.held.get(self.at..).unwrap_or_default();
        let read = rest.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..read), rest.get(..read)) {
            to.copy_from_slice(from);
        }
        self.at += read;
        Ok(read)
    }
}

/// An entry of a ZIP file that passes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// Name as stored.
    pub name: Vec<u8>,
    /// Uncompressed bytes as its header claims; `None` where they stand behind the data.
    pub bytes: Option<u64>,
    /// Whether the content can be read: it is stored or deflated, and not encrypted.
    pub readable: bool,
}

/// How the passing by ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// The directory was reached: all entries were seen.
    Whole,
    /// The stream ended before.
    Cut,
    /// An entry whose end can't be told without the directory, more inflated bytes than are allowed, or no header
    /// where one had to be.
    Lost,
    /// Whoever looked had seen enough.
    Enough,
}

/// Calls with each entry and its content. What is not read of the content is skipped; `Break` ends. Of entries without
/// sizes in front, at most `inflated` bytes are inflated together.
pub fn pass(
    stream: impl Read,
    inflated: u64,
    each: &mut dyn FnMut(&Passing, &mut dyn Read) -> ControlFlow<()>,
) -> Passed {
    let mut passer = Passer {
        stream: BufReader::with_capacity(64 << 10, stream),
        inflated,
    };
    // The signature that was read behind an entry, if it had to be.
    let mut signature = None;
    loop {
        let next = match signature.take() {
            Some(next) => next,
            None => match passer.array::<4>() {
                Ok(next) => next,
                Err(_) => return Passed::Cut,
            },
        };
        match &next {
            b"PK\x03\x04" => {}
            b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" => return Passed::Whole,
            _ => return Passed::Lost,
        }
        match passer.entry(each) {
            Ok(Step::Next(next)) => signature = next,
            Ok(Step::Enough) => return Passed::Enough,
            Ok(Step::Lost) => return Passed::Lost,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Passed::Cut,
            Err(_) => return Passed::Lost,
        }
    }
}

enum Step {
    /// On, with the next signature if it was read already.
    Next(Option<[u8; 4]>),
    Enough,
    Lost,
}

struct Passer<R> {
    stream: BufReader<R>,
    /// Bytes that may still be inflated to find ends.
    inflated: u64,
}

impl<R: Read> Passer<R> {
    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn bytes(&mut self, length: u16) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(length)];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// An entry, from behind its signature on.
    fn entry(
        &mut self,
        each: &mut dyn FnMut(&Passing, &mut dyn Read) -> ControlFlow<()>,
    ) -> io::Result<Step> {
        let header = Header::of(&self.array::<LOCAL_REST_BYTES>()?);
        let name = self.bytes(header.name_bytes)?;
        let extra = self.bytes(header.extra_bytes)?;
        let sizes = zip64_sizes(&extra);
        let has_descriptor = header.flags & FLAG_DESCRIPTOR != 0;
        let large = |small: u32, large: Option<u64>| match (small, large) {
            (u32::MAX, Some(large)) => large,
            (small, _) => u64::from(small),
        };
        let bytes = large(header.bytes, sizes.map(|sizes| sizes.0));
        let packed = large(header.packed_bytes, sizes.map(|sizes| sizes.1));
        let is_plain = header.flags & FLAG_ENCRYPTED == 0;
        let passing = Passing {
            name,
            bytes: (!has_descriptor).then_some(bytes),
            readable: is_plain && matches!(header.method, method::STORED | method::DEFLATE),
        };
        if has_descriptor {
            // Only deflate says itself where it ends.
            if !passing.readable || header.method != method::DEFLATE {
                return Ok(Step::Lost);
            }
            return self.pass_to_end(&passing, sizes.is_some(), each);
        }
        let mut data = (&mut self.stream).take(packed);
        let flow = match (passing.readable, header.method) {
            (true, method::DEFLATE) => each(&passing, &mut DeflateDecoder::new(&mut data)),
            (true, _) => each(&passing, &mut data),
            (false, _) => each(&passing, &mut io::empty()),
        };
        if flow.is_break() {
            return Ok(Step::Enough);
        }
        io::copy(&mut data, &mut io::sink())?;
        match data.limit() {
            0 => Ok(Step::Next(None)),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// An entry whose sizes stand behind it: it is inflated to its end.
    fn pass_to_end(
        &mut self,
        passing: &Passing,
        is_zip64: bool,
        each: &mut dyn FnMut(&Passing, &mut dyn Read) -> ControlFlow<()>,
    ) -> io::Result<Step> {
        let mut content = DeflateDecoder::new(&mut self.stream).take(self.inflated);
        if each(passing, &mut content).is_break() {
            return Ok(Step::Enough);
        }
        io::copy(&mut content, &mut io::sink())?;
        let left = content.limit();
        self.inflated = left;
        if left == 0 {
            return Ok(Step::Lost);
        }
        // A signature, which may be missing, the CRC-32, and two sizes of four or eight bytes (APPNOTE 4.3.9).
        if self.array::<4>()? == *b"PK\x07\x08" {
            self.array::<4>()?;
        }
        if is_zip64 {
            self.array::<16>()?;
            return Ok(Step::Next(None));
        }
        self.array::<8>()?;
        let next = self.array::<4>()?;
        if next.starts_with(b"PK") {
            return Ok(Step::Next(Some(next)));
        }
        // Sizes of eight bytes, though the header did not announce them.
        self.array::<4>()?;
        Ok(Step::Next(None))
    }
}

/// What is needed of a local header (APPNOTE 4.3.7).
struct Header {
    flags: u16,
    method: u16,
    packed_bytes: u32,
    bytes: u32,
    name_bytes: u16,
    extra_bytes: u16,
}

impl Header {
    fn of(rest: &[u8; LOCAL_REST_BYTES]) -> Header {
        let short = |at: usize| u16_at(rest, at);
        let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
        Header {
            flags: short(2),
            method: short(4),
            packed_bytes: long(14),
            bytes: long(18),
            name_bytes: short(22),
            extra_bytes: short(24),
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at.saturating_add(2)) {
        Some([a, b]) => u16::from_le_bytes([*a, *b]),
        _ => 0,
    }
}

/// Uncompressed and compressed size of a local header's extra fields, if they have them.
fn zip64_sizes(mut extra: &[u8]) -> Option<(u64, u64)> {
    let long = |bytes: &[u8]| {
        let bytes: Option<[u8; 8]> = bytes.get(..8).and_then(|bytes| bytes.try_into().ok());
        bytes.map(u64::from_le_bytes)
    };
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = extra.get(4..4 + length)?;
        if id == ZIP64_EXTRA {
            return Some((long(field)?, long(field.get(8..)?)?));
        }
        extra = extra.get(4 + length..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    /// A package: `descriptors` writes it as a stream that can't be gone back in.
    fn package(descriptors: bool) -> Vec<u8> {
        fn fill<W: io::Write + io::Seek>(writer: &mut ZipWriter<W>, stored: CompressionMethod) {
            for (name, bytes, method) in [
                ("a.txt", &b"hello"[..], stored),
                ("b.txt", &[7; 200_000], CompressionMethod::Deflated),
                ("c.txt", b"", CompressionMethod::Deflated),
                ("d.txt", b"end", CompressionMethod::Deflated),
            ] {
                let options = SimpleFileOptions::default().compression_method(method);
                writer.start_file(name, options).unwrap();
                writer.write_all(bytes).unwrap();
            }
        }
        if descriptors {
            let mut writer = ZipWriter::new_stream(Vec::new());
            fill(&mut writer, CompressionMethod::Deflated);
            return writer.finish().unwrap().into_inner();
        }
        let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
        fill(&mut writer, CompressionMethod::Stored);
        writer.finish().unwrap().into_inner()
    }

    /// Names and bytes that were delivered; of `b.txt` only a part is read.
    fn seen(bytes: &[u8], inflated: u64) -> (Passed, Vec<(String, u64, Option<u64>)>) {
        let mut seen = Vec::new();
        let passed = pass(bytes, inflated, &mut |passing, content| {
            let name = String::from_utf8_lossy(&passing.name).into_owned();
            let most = if name == "b.txt" { 1_000 } else { u64::MAX };
            let read = io::copy(&mut content.take(most), &mut io::sink()).unwrap_or(0);
            seen.push((name, read, passing.bytes));
            ControlFlow::Continue(())
        });
        (passed, seen)
    }

    #[test]
    fn entries_pass_by_with_sizes_in_front_or_behind() {
        for descriptors in [false, true] {
            let bytes = package(descriptors);
            let (passed, seen) = seen(&bytes, 1 << 20);
            assert_eq!(passed, Passed::Whole, "{descriptors}");
            let read: Vec<(&str, u64)> = seen
                .iter()
                .map(|(name, read, _)| (name.as_str(), *read))
                .collect();
            assert_eq!(
                read,
                [("a.txt", 5), ("b.txt", 1_000), ("c.txt", 0), ("d.txt", 3)]
            );
            assert_eq!(seen[1].2, (!descriptors).then_some(200_000));
        }
    }

    #[test]
    fn what_is_cut_changed_or_grows_without_end_is_an_end() {
        for descriptors in [false, true] {
            let bytes = package(descriptors);
            for cut in 0..bytes.len() {
                let (passed, _) = seen(&bytes[..cut], 1 << 20);
                assert_ne!(passed, Passed::Enough);
            }
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 0x41;
                let _ = seen(&changed, 1 << 20);
            }
        }
        assert_eq!(seen(&package(true), 100_000).0, Passed::Lost);
        assert_eq!(seen(b"hello, world", 1 << 20).0, Passed::Lost);
        assert_eq!(seen(b"", 1 << 20).0, Passed::Cut);
    }
}
