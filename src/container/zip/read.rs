//! Reads entries: few large reads, one inflate state, constant memory, and .NET's outcome.
//!
//! What an application gets from .NET 10's `ZipArchiveEntry.Open()` differs from what the data holds:
//! deflate is cut at the uncompressed size of the directory, a stream that ends early is short without a
//! word, stored data has the compressed size, no CRC is checked, and encryption flags and everything in
//! the local header but its signature and lengths are ignored. [`EntryRead`] tells both sides.

use std::ops::ControlFlow;

use flate2::{Decompress, FlushDecompress, Status};
use per_byte::crc::{Hasher, crc32};
use per_byte::inflate::{self, Inflater};
use serde::{Deserialize, Serialize};

use super::deflate64::Inflate64;
use super::dotnet::EntryFailure;
use super::entries::EntryLocation;
use super::fault::{HeaderField, ZipFault, method_failure};
use super::limits;
use super::records::{
    self, FLAG_DESCRIPTOR, FLAG_ENCRYPTED, FLAG_MASKED, LOCAL_BYTES, LocalHeader, method,
};
use super::window::{Window, cut_short};
use crate::error::Error;
use crate::source::ReadAt;

/// What came out of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRead {
    /// Bytes that .NET's stream gives the application (until it throws, if it does).
    pub bytes_delivered: u64,
    /// Their CRC-32.
    pub crc32_of_delivered: u32,
    /// Whether that is the CRC of the directory.
    pub crc_matches: bool,
    /// What .NET does: opens and reads the entry, or throws.
    pub dotnet: Result<(), EntryFailure>,
    /// What is wrong. Usually empty, and then without memory.
    pub faults: Vec<ZipFault>,
    /// Whether reading was stopped (by the limit or the receiver) before the end.
    pub stopped: bool,
}

impl EntryRead {
    fn refused(failure: EntryFailure, fault: Option<ZipFault>) -> Self {
        EntryRead {
            bytes_delivered: 0,
            crc32_of_delivered: 0,
            crc_matches: false,
            dotnet: Err(failure),
            faults: fault.into_iter().collect(),
            stopped: false,
        }
    }
}

/// Where the compressed data of an entry is, after its local header was read.
#[derive(Debug, Clone, Copy)]
struct Data {
    start: u64,
    /// Bytes that can be read: the compressed size, or less where the file ends.
    available: u64,
    /// The local header says that a descriptor follows.
    local_descriptor: bool,
}

/// Reads entries through one window. Fastest if they come in ascending order of their offsets.
#[derive(Debug)]
pub struct EntryReader {
    window: Window,
    inflater: Box<Inflater>,
    inflate: Option<Box<Decompress>>,
    inflate64: Option<Box<Inflate64>>,
    output: Vec<u8>,
}

impl Default for EntryReader {
    fn default() -> Self {
        EntryReader::new()
    }
}

/// How an entry's bytes come out.
#[derive(Debug)]
enum Decoder {
    Stored,
    Deflate(Box<Decompress>),
    Deflate64(Box<Inflate64>),
}

/// A large entry that is being read step by step.
#[derive(Debug)]
pub struct Reading {
    location: EntryLocation,
    decoder: Decoder,
    /// Next byte of compressed data, and its end.
    at: u64,
    end: u64,
    data_start: u64,
    /// What .NET delivers at most; `None`: as much as comes.
    cut_at: Option<u64>,
    limit: u64,
    crc: Hasher,
    read: EntryRead,
    done: bool,
    local_descriptor: bool,
}

impl Reading {
    /// Whether nothing is left to be read.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Offset in the file up to which compressed bytes were used: for progress.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// Offset in the file behind the compressed bytes that there are.
    pub fn end(&self) -> u64 {
        self.end
    }
}

impl EntryReader {
    /// A reader with the usual window.
    pub fn new() -> Self {
        EntryReader::with_window(limits::DATA_WINDOW_BYTES)
    }

    /// A reader whose window has at most so many bytes (at least 128 KiB, so that a local header fits).
    pub fn with_window(window_bytes: usize) -> Self {
        let max = window_bytes.max(limits::MAX_LOCAL_HEADER_BYTES + 1024);
        EntryReader {
            window: Window::new(limits::DATA_FIRST_READ_BYTES.min(max), max),
            inflater: Box::default(),
            inflate: None,
            inflate64: None,
            output: Vec::new(),
        }
    }

    /// Says that the following entries go upwards and end before `end` (offset in the file): reads are
    /// large from the first on, and none goes behind `end`.
    pub fn expect_upwards_to(&mut self, end: u64) {
        self.window.expect_upwards_to(end);
    }

    /// Forgets what is held of the file.
    pub fn clear(&mut self) {
        self.window.clear();
    }

    /// Bytes that were read from the file so far.
    pub fn bytes_read(&self) -> u64 {
        self.window.bytes_read
    }

    /// Reads an entry of at most `max_bytes` uncompressed bytes into a reused buffer. More than
    /// `max_bytes` are not decoded: [`EntryRead::stopped`] then.
    ///
    /// # Errors
    /// When the bytes can't be read. Faults of the entry are part of the result.
    pub fn read_small(
        &mut self,
        source: &dyn ReadAt,
        location: &EntryLocation,
        max_bytes: usize,
    ) -> Result<(&[u8], EntryRead), Error> {
        let mut faults = Vec::new();
        let data = match self.locate(source, location, &mut faults)? {
            Ok(data) => data,
            Err(refused) => return Ok((&[], refused)),
        };
        let fits = data.available <= limits::DATA_FIRST_READ_BYTES as u64;
        if !fits || location.method == method::DEFLATE64 {
            return self.read_small_in_steps(source, location, max_bytes, data, faults);
        }
        // With the descriptor that may follow.
        let wanted = data.available as usize + DESCRIPTOR_BYTES;
        let window = self.window.get(source, data.start, wanted)?;
        let input = window.get(..data.available as usize).unwrap_or(window);
        let cut_at = cut_at(location);
        let mut read = EntryRead {
            bytes_delivered: 0,
            crc32_of_delivered: 0,
            crc_matches: false,
            dotnet: Ok(()),
            faults,
            stopped: false,
        };
        let produced: &[u8] = if location.method == method::STORED {
            if input.len() > max_bytes {
                read.stopped = true;
            }
            &input[..input.len().min(max_bytes)]
        } else {
            let possible = data
                .available
                .saturating_mul(limits::MAX_DEFLATE_RATIO)
                .saturating_add(64);
            let capacity = cut_at
                .unwrap_or(u64::MAX)
                .min(possible)
                .min(max_bytes as u64) as usize;
            if self.output.len() < capacity + inflate::OUTPUT_SLACK {
                self.output.resize(capacity + inflate::OUTPUT_SLACK, 0);
            }
            // Nearly every entry is a whole stream of just the size that the directory says. What lies behind
            // it in the window makes no difference but to the speed.
            let whole = if cut_at == Some(capacity as u64) && capacity > 0 {
                self.inflater
                    .inflate(window, &mut self.output[..capacity + inflate::OUTPUT_SLACK])
                    .filter(|(used, out)| *used <= input.len() && *out == capacity)
            } else {
                None
            };
            if let Some((used, _)) = whole {
                let rest = (input.len() - used) as u64;
                if rest > 0 {
                    let index = location.index;
                    read.faults
                        .push(ZipFault::CompressedRest { index, bytes: rest });
                }
                &self.output[..capacity]
            } else {
                let inflate = self
                    .inflate
                    .get_or_insert_with(|| Box::new(Decompress::new(false)));
                inflate.reset(false);
                // .NET does not touch the data of an entry of 0 bytes.
                let outcome = if cut_at == Some(0) {
                    DecodeEnd::Full
                } else {
                    inflate_once(inflate, input, &mut self.output[..capacity])
                };
                let used = inflate.total_in();
                let length = (inflate.total_out() as usize).min(capacity);
                judge_deflate(
                    &mut read,
                    location,
                    outcome,
                    cut_at,
                    length as u64,
                    input.len() as u64 - used.min(input.len() as u64),
                    max_bytes as u64,
                    || {
                        // Is there more behind the cut? One more byte of room tells.
                        let mut probe = [0; 1];
                        matches!(
                            inflate_once(
                                inflate,
                                &input[(used as usize).min(input.len())..],
                                &mut probe
                            ),
                            DecodeEnd::Full
                        ) || inflate.total_out() as usize > length
                    },
                );
                &self.output[..length]
            }
        };
        read.bytes_delivered = produced.len() as u64;
        read.crc32_of_delivered = crc32(produced);
        judge_end(&mut read, location);
        if (location.flags & FLAG_DESCRIPTOR != 0 || data.local_descriptor)
            && read.faults.is_empty()
        {
            let at = data.start + data.available;
            check_descriptor(self.window.held(at), location, at, &mut read.faults);
        }
        // The same slice again: the borrow of the window ended for the descriptor.
        let bytes = if location.method == method::STORED {
            self.window
                .held(data.start)
                .get(..read.bytes_delivered as usize)
                .unwrap_or_default()
        } else {
            self.output
                .get(..read.bytes_delivered as usize)
                .unwrap_or_default()
        };
        Ok((bytes, read))
    }

    fn read_small_in_steps(
        &mut self,
        source: &dyn ReadAt,
        location: &EntryLocation,
        max_bytes: usize,
        data: Data,
        faults: Vec<ZipFault>,
    ) -> Result<(&[u8], EntryRead), Error> {
        let mut reading = self.reading(location, data, faults, max_bytes as u64);
        let mut collected = Vec::new();
        while !reading.is_done() {
            self.step(source, &mut reading, &mut |bytes| {
                collected.extend_from_slice(bytes);
                ControlFlow::Continue(())
            })?;
        }
        let read = self.finish(reading);
        if self.output.len() < collected.len() {
            self.output = collected;
        } else {
            self.output[..collected.len()].copy_from_slice(&collected);
        }
        let bytes = self
            .output
            .get(..read.bytes_delivered as usize)
            .unwrap_or_default();
        Ok((bytes, read))
    }

    /// Reads an entry to its end, in chunks, in constant memory. The receiver may break.
    ///
    /// # Errors
    /// When the bytes can't be read. Faults of the entry are part of the result.
    pub fn read(
        &mut self,
        source: &dyn ReadAt,
        location: &EntryLocation,
        limit: u64,
        sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<EntryRead, Error> {
        let mut reading = self.begin(source, location, limit)?;
        while !reading.is_done() {
            self.step(source, &mut reading, sink)?;
        }
        Ok(self.finish(reading))
    }

    /// Begins a large entry: opens it as .NET does. More than `limit` bytes are not delivered.
    ///
    /// # Errors
    /// When the bytes can't be read.
    pub fn begin(
        &mut self,
        source: &dyn ReadAt,
        location: &EntryLocation,
        limit: u64,
    ) -> Result<Reading, Error> {
        let mut faults = Vec::new();
        let data = self.locate(source, location, &mut faults)?;
        Ok(match data {
            Ok(data) => self.reading(location, data, faults, limit),
            Err(refused) => {
                let data = Data {
                    start: 0,
                    available: 0,
                    local_descriptor: false,
                };
                let mut reading = self.reading(location, data, Vec::new(), 0);
                reading.read = refused;
                reading.done = true;
                reading
            }
        })
    }

    fn reading(
        &mut self,
        location: &EntryLocation,
        data: Data,
        faults: Vec<ZipFault>,
        limit: u64,
    ) -> Reading {
        let decoder = match location.method {
            method::DEFLATE => {
                let mut inflate = self
                    .inflate
                    .take()
                    .unwrap_or_else(|| Box::new(Decompress::new(false)));
                inflate.reset(false);
                Decoder::Deflate(inflate)
            }
            method::DEFLATE64 => {
                let mut inflate = self.inflate64.take().unwrap_or_default();
                inflate.reset();
                Decoder::Deflate64(inflate)
            }
            _ => Decoder::Stored,
        };
        Reading {
            location: *location,
            decoder,
            at: data.start,
            end: data.start + data.available,
            data_start: data.start,
            cut_at: cut_at(location),
            limit,
            crc: Hasher::new(),
            read: EntryRead {
                bytes_delivered: 0,
                crc32_of_delivered: 0,
                crc_matches: false,
                dotnet: Ok(()),
                faults,
                stopped: false,
            },
            done: false,
            local_descriptor: data.local_descriptor,
        }
    }

    /// Goes on with an entry: hands at most about a hundred kilobytes to the receiver and returns, so that
    /// the caller can look at its budget.
    ///
    /// # Errors
    /// When the bytes can't be read; the step can be tried again.
    pub fn step(
        &mut self,
        source: &dyn ReadAt,
        reading: &mut Reading,
        sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        if reading.done {
            return Ok(());
        }
        let left = reading.end.saturating_sub(reading.at);
        let input = if left == 0 {
            &[][..]
        } else {
            // Before the last step, what is left is in memory with the descriptor that may follow.
            let most = left.min(limits::OUTPUT_CHUNK_BYTES as u64) as usize;
            let held = self
                .window
                .get(source, reading.at, most + DESCRIPTOR_BYTES)?;
            &held[..held.len().min(most)]
        };
        if left > 0 && input.is_empty() {
            // The file got shorter while we read it.
            return Err(cut_short(reading.at));
        }
        let room = reading.limit - reading.read.bytes_delivered.min(reading.limit);
        if let Decoder::Stored = reading.decoder {
            let chunk = &input[..input
                .len()
                .min(limits::OUTPUT_CHUNK_BYTES)
                .min(room.min(usize::MAX as u64) as usize)];
            if chunk.is_empty() {
                reading.read.stopped = left > 0;
                reading.done = true;
                return Ok(());
            }
            reading.at += chunk.len() as u64;
            reading.deliver(chunk, sink);
            reading.done |= reading.at == reading.end;
            return Ok(());
        }
        if reading.cut_at == Some(0) {
            reading.done = true;
            return Ok(());
        }
        if self.output.len() < limits::OUTPUT_CHUNK_BYTES {
            self.output.resize(limits::OUTPUT_CHUNK_BYTES, 0);
        }
        let until_cut = reading
            .cut_at
            .map_or(u64::MAX, |cut| cut - reading.read.bytes_delivered.min(cut));
        let room = room.min(until_cut).min(limits::OUTPUT_CHUNK_BYTES as u64) as usize;
        if room == 0 {
            if until_cut > 0 {
                reading.read.stopped = true;
                reading.read.faults.push(ZipFault::NotReadToEnd {
                    index: reading.location.index,
                    limit: reading.limit,
                });
            } else {
                // All that .NET delivers is there; one more byte of room tells whether there is more.
                let mut probe = [0; 1];
                let (used, produced, outcome) = reading.decoder.decode(input, &mut probe);
                reading.at += used as u64;
                if outcome == DecodeEnd::NeedsInput && produced == 0 && reading.at < reading.end {
                    return Ok(());
                }
                if produced > 0 {
                    reading.read.faults.push(ZipFault::DataCut {
                        index: reading.location.index,
                        claimed: reading.location.uncompressed_bytes,
                    });
                } else if outcome == DecodeEnd::End && reading.at < reading.end {
                    reading.read.faults.push(ZipFault::CompressedRest {
                        index: reading.location.index,
                        bytes: reading.end - reading.at,
                    });
                }
            }
            reading.done = true;
            return Ok(());
        }
        let (used, produced, outcome) = reading.decoder.decode(input, &mut self.output[..room]);
        reading.at += used as u64;
        reading.deliver(&self.output[..produced.min(room)], sink);
        let index = reading.location.index;
        match outcome {
            DecodeEnd::Full => {}
            DecodeEnd::NeedsInput => {
                if reading.at >= reading.end && produced == 0 {
                    // The compressed data ends before the deflate stream does: .NET is silent.
                    reading.done = true;
                }
            }
            DecodeEnd::End => {
                if reading.at < reading.end {
                    reading.read.faults.push(ZipFault::CompressedRest {
                        index,
                        bytes: reading.end - reading.at,
                    });
                }
                reading.done = true;
            }
            DecodeEnd::Damaged => {
                let failure = match reading.decoder {
                    Decoder::Deflate64(_) => EntryFailure::InvalidData,
                    _ => EntryFailure::UnsupportedCompression,
                };
                reading.read.dotnet = Err(failure);
                reading.read.faults.push(ZipFault::Undecodable {
                    index,
                    decoded_bytes: reading.read.bytes_delivered,
                });
                reading.done = true;
            }
        }
        Ok(())
    }

    /// Ends an entry, read to the end or not.
    pub fn finish(&mut self, reading: Reading) -> EntryRead {
        let Reading {
            location,
            decoder,
            crc,
            mut read,
            data_start,
            end,
            local_descriptor,
            ..
        } = reading;
        let refused = read.dotnet.is_err() && data_start == 0;
        match decoder {
            Decoder::Deflate(inflate) => self.inflate = Some(inflate),
            Decoder::Deflate64(inflate) => self.inflate64 = Some(inflate),
            Decoder::Stored => {}
        }
        if refused {
            return read;
        }
        read.crc32_of_delivered = crc.finalize();
        judge_end(&mut read, &location);
        if (location.flags & FLAG_DESCRIPTOR != 0 || local_descriptor) && read.faults.is_empty() {
            check_descriptor(self.window.held(end), &location, end, &mut read.faults);
        }
        read
    }

    /// Opens the entry as .NET does: method, disk, local header, end of the data.
    fn locate(
        &mut self,
        source: &dyn ReadAt,
        location: &EntryLocation,
        faults: &mut Vec<ZipFault>,
    ) -> Result<Result<Data, EntryRead>, Error> {
        let index = location.index;
        let file_bytes = source.len();
        if !matches!(
            location.method,
            method::STORED | method::DEFLATE | method::DEFLATE64
        ) {
            let fault = ZipFault::UnsupportedMethod {
                index,
                method: location.method,
            };
            return Ok(Err(EntryRead::refused(
                method_failure(location.method),
                Some(fault),
            )));
        }
        if location.other_disk {
            let fault = ZipFault::OtherDisk { index, disk: None };
            return Ok(Err(EntryRead::refused(
                EntryFailure::SplitSpanned,
                Some(fault),
            )));
        }
        let at = location.local_header_offset;
        if at > i64::MAX as u64 {
            let fault = ZipFault::OffsetOutOfRange {
                index,
                at,
                file_bytes,
            };
            return Ok(Err(EntryRead::refused(
                EntryFailure::NegativeSeek,
                Some(fault),
            )));
        }
        let corrupt = |fault| {
            Ok(Err(EntryRead::refused(
                EntryFailure::LocalFileHeaderCorrupt,
                Some(fault),
            )))
        };
        if at >= file_bytes {
            return corrupt(ZipFault::OffsetOutOfRange {
                index,
                at,
                file_bytes,
            });
        }
        let held = self.window.get(source, at, LOCAL_BYTES)?;
        let Some(header) = LocalHeader::parse(held) else {
            return corrupt(ZipFault::LocalHeaderMissing { index, at });
        };
        let start = at + header.total_bytes();
        if start > file_bytes {
            return corrupt(ZipFault::DataOutOfRange {
                index,
                end: start,
                file_bytes,
            });
        }
        // Signed arithmetic that wraps, as in .NET: a sum that is too large looks small here, and the
        // stream over the data refuses it below.
        let end = (start as i64).wrapping_add(location.compressed_bytes as i64);
        if end > file_bytes as i64 {
            let end = start.saturating_add(location.compressed_bytes);
            return corrupt(ZipFault::DataOutOfRange {
                index,
                end,
                file_bytes,
            });
        }
        if start.saturating_add(location.compressed_bytes) > i64::MAX as u64 {
            let fault = ZipFault::DataOutOfRange {
                index,
                end: start.saturating_add(location.compressed_bytes),
                file_bytes,
            };
            return Ok(Err(EntryRead::refused(
                EntryFailure::OutOfRange,
                Some(fault),
            )));
        }
        let header_bytes = header.total_bytes() as usize;
        let local_descriptor = header.flags & FLAG_DESCRIPTOR != 0;
        let held = self.window.get(source, at, header_bytes)?;
        if let Some(held) = held.get(LOCAL_BYTES..header_bytes) {
            compare_local(location, &header, held, faults);
        }
        Ok(Ok(Data {
            start,
            available: location.compressed_bytes.min(file_bytes - start),
            local_descriptor,
        }))
    }
}

impl Reading {
    fn deliver(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) {
        if bytes.is_empty() {
            return;
        }
        self.crc.update(bytes);
        self.read.bytes_delivered += bytes.len() as u64;
        if sink(bytes).is_break() {
            self.read.stopped = true;
            self.done = true;
        }
    }
}

impl Decoder {
    /// Compressed bytes used, bytes put out, and how it ended.
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> (usize, usize, DecodeEnd) {
        match self {
            Decoder::Stored => (0, 0, DecodeEnd::End),
            Decoder::Deflate(inflate) => {
                let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
                let status = inflate.decompress(input, output, FlushDecompress::None);
                let used = (inflate.total_in() - before_in) as usize;
                let produced = (inflate.total_out() - before_out) as usize;
                let outcome = match status {
                    Ok(Status::StreamEnd) => DecodeEnd::End,
                    Ok(_) if produced == output.len() => DecodeEnd::Full,
                    Ok(_) => DecodeEnd::NeedsInput,
                    Err(_) => DecodeEnd::Damaged,
                };
                (used, produced, outcome)
            }
            Decoder::Deflate64(inflate) => inflate.decode(input, output),
        }
    }
}

/// How a call of a decoder ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecodeEnd {
    /// The room for output is full.
    Full,
    /// All input is used.
    NeedsInput,
    /// The end of the compressed stream.
    End,
    /// The data is not what it should be.
    Damaged,
}

/// The uncompressed size at which .NET cuts deflate data: as a signed number, of which -1 means "no
/// cut" and all other negative ones "nothing".
fn cut_at(location: &EntryLocation) -> Option<u64> {
    match location.uncompressed_bytes as i64 {
        -1 => None,
        negative if negative < 0 => Some(0),
        size => Some(size as u64),
    }
}

/// All of a small entry in one call.
fn inflate_once(inflate: &mut Decompress, input: &[u8], output: &mut [u8]) -> DecodeEnd {
    let before = inflate.total_out();
    match inflate.decompress(input, output, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) => DecodeEnd::End,
        Ok(_) if (inflate.total_out() - before) as usize == output.len() => DecodeEnd::Full,
        Ok(_) => DecodeEnd::NeedsInput,
        Err(_) => DecodeEnd::Damaged,
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one decoded entry, used in one place"
)]
fn judge_deflate(
    read: &mut EntryRead,
    location: &EntryLocation,
    outcome: DecodeEnd,
    cut_at: Option<u64>,
    produced: u64,
    rest: u64,
    max_bytes: u64,
    more: impl FnOnce() -> bool,
) {
    let index = location.index;
    match outcome {
        DecodeEnd::End => {
            if rest > 0 {
                read.faults
                    .push(ZipFault::CompressedRest { index, bytes: rest });
            }
        }
        DecodeEnd::Damaged => {
            read.dotnet = Err(EntryFailure::UnsupportedCompression);
            read.faults.push(ZipFault::Undecodable {
                index,
                decoded_bytes: produced,
            });
        }
        DecodeEnd::NeedsInput => {}
        DecodeEnd::Full if cut_at == Some(produced) => {
            if produced > 0 && more() {
                read.faults.push(ZipFault::DataCut {
                    index,
                    claimed: location.uncompressed_bytes,
                });
            }
        }
        DecodeEnd::Full => {
            if produced >= max_bytes {
                read.stopped = true;
                read.faults.push(ZipFault::NotReadToEnd {
                    index,
                    limit: max_bytes,
                });
            }
        }
    }
}

/// What can be said once all is delivered.
fn judge_end(read: &mut EntryRead, location: &EntryLocation) {
    let index = location.index;
    read.crc_matches =
        !read.stopped && read.dotnet.is_ok() && read.crc32_of_delivered == location.crc32;
    if read.stopped || read.dotnet.is_err() {
        return;
    }
    if read.bytes_delivered < location.uncompressed_bytes {
        read.faults.push(ZipFault::DataShort {
            index,
            claimed: location.uncompressed_bytes,
            actual: read.bytes_delivered,
        });
    } else if read.bytes_delivered > location.uncompressed_bytes {
        read.faults.push(ZipFault::StoredSizesDiffer {
            index,
            compressed_bytes: location.compressed_bytes,
            uncompressed_bytes: location.uncompressed_bytes,
        });
    }
    if !read.crc_matches {
        read.faults.push(ZipFault::WrongChecksum {
            index,
            expected: location.crc32,
            actual: read.crc32_of_delivered,
        });
    }
}

/// What the local header says otherwise than the directory. `rest`: name and extra field.
#[inline]
fn compare_local(
    location: &EntryLocation,
    header: &LocalHeader,
    rest: &[u8],
    faults: &mut Vec<ZipFault>,
) {
    let index = location.index;
    let (name, extra) = rest.split_at(usize::from(header.name_bytes).min(rest.len()));
    let mut differs = |field, local: u64, central: u64| {
        if local != central {
            faults.push(ZipFault::LocalDiffers {
                index,
                field,
                local,
                central,
            });
        }
    };
    differs(
        HeaderField::Name,
        u64::from(crc32(name)),
        u64::from(location.name_crc32),
    );
    if location.flags & FLAG_MASKED != 0 {
        return;
    }
    differs(
        HeaderField::Method,
        u64::from(header.method),
        u64::from(location.method),
    );
    // Bits that change how the data is read; the others are hints of the compressor.
    const MATTERS: u16 = FLAG_ENCRYPTED
        | records::FLAG_STRONG_ENCRYPTION
        | records::FLAG_PATCHED
        | records::FLAG_UTF8;
    differs(
        HeaderField::Flags,
        u64::from(header.flags & MATTERS),
        u64::from(location.flags & MATTERS),
    );
    let later = header.flags & FLAG_DESCRIPTOR != 0;
    if !later || header.crc32 != 0 {
        differs(
            HeaderField::Crc32,
            u64::from(header.crc32),
            u64::from(location.crc32),
        );
    }
    let (compressed, uncompressed) = header.sizes(extra);
    // A ZIP64 field that is still empty, and 0xFFFFFFFF without one, say "see the descriptor".
    let open = |value: u64| later && (value == 0 || value == u64::from(u32::MAX));
    if !open(compressed) {
        differs(
            HeaderField::CompressedBytes,
            compressed,
            location.compressed_bytes,
        );
    }
    if !open(uncompressed) {
        differs(
            HeaderField::UncompressedBytes,
            uncompressed,
            location.uncompressed_bytes,
        );
    }
}

/// Longest form of a data descriptor: with a signature, and sizes of 64 bits.
const DESCRIPTOR_BYTES: usize = 24;

/// Compares the data descriptor (APPNOTE 4.3.9), in each of its four forms, as far as it is in memory.
fn check_descriptor(held: &[u8], location: &EntryLocation, at: u64, faults: &mut Vec<ZipFault>) {
    let fits = |bytes: &[u8]| {
        if bytes.len() < 12 || records::u32_at(bytes, 0) != location.crc32 {
            return false;
        }
        let short = u64::from(records::u32_at(bytes, 4)) == location.compressed_bytes
            && u64::from(records::u32_at(bytes, 8)) == location.uncompressed_bytes;
        let long = bytes.len() >= 20
            && records::u64_at(bytes, 4) == location.compressed_bytes
            && records::u64_at(bytes, 12) == location.uncompressed_bytes;
        short || long
    };
    // The file ends before the longest form would.
    if held.len() < DESCRIPTOR_BYTES {
        return;
    }
    let with_signature = held.starts_with(&records::DESCRIPTOR_SIGNATURE) && fits(&held[4..]);
    if !with_signature && !fits(held) {
        faults.push(ZipFault::DescriptorDiffers {
            index: location.index,
            at,
        });
    }
}
