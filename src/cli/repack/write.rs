//! Writing a copy, holes of the original as holes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;

use backup_inspector::container::zip::writer::Segment;
use backup_inspector::error::Error;
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::copy::{Copy, CopySummary};
use backup_inspector::open;
use backup_inspector::scan::{self, Progress};
use backup_inspector::source::{Composed, Input, ReadAt};
use sha2::{Digest, Sha256};

use crate::cli::file;
use crate::cli::progress::Line;

/// Between two looks at the progress line.
const PIECE_BYTES: u64 = 64 << 20;

/// What file systems have as a block, mostly.
const BLOCK_BYTES: u64 = 4 << 10;

/// Bytes that are copied at once, where the kernel can't.
const BUFFER_BYTES: usize = 1 << 20;

/// Fresh bytes of a copy that is checked without being written.
const MAX_COMPOSED_BYTES: usize = 512 << 20;

/// A copy that is never written: slices of the original and fresh bytes, put into `input` if it is wanted and
/// the fresh bytes are not more than is held in memory.
pub(super) fn compose(
    copy: Copy<'_>,
    source: &Path,
    original: Option<Rc<dyn ReadAt>>,
    wanted: bool,
    input: &mut Option<Input>,
) -> io::Result<CopySummary> {
    let original = match original {
        Some(original) => original,
        None => file::open(source)?.bytes,
    };
    let mut composed = wanted.then_some(Composed::new(original));
    let mut summary = copy.summary;
    let mut fresh = 0;
    summary.bytes_after = 0;
    for segment in copy.segments {
        let segment = segment.map_err(io::Error::other)?;
        summary.bytes_after += segment.len();
        match (segment, &mut composed) {
            (Segment::Source { offset, bytes }, Some(composed)) => {
                composed.push_slice(offset, bytes);
            }
            (Segment::Fresh(bytes), Some(composed)) => {
                fresh += bytes.len();
                composed.push_bytes(bytes);
            }
            (_, None) => {}
        }
        if fresh > MAX_COMPOSED_BYTES {
            composed = None;
        }
    }
    summary.notes.extend((copy.late_notes)());
    *input = composed.map(|composed| Input::new(summary.file_name.clone(), composed));
    Ok(summary)
}

/// The check of a copy that is never written.
pub(super) fn check_composed(input: Input, options: &Options) -> Result<Report, Error> {
    let mut sets = open::open(vec![input])?;
    let set = sets
        .first_mut()
        .ok_or_else(|| Error::Protocol("an input without an answer".into()))?;
    scan::run(set, &mut |_| true)?;
    Ok(set.report(options))
}

/// Writes the pieces. Answers what differs, and the SHA-256 of the copy in hexadecimal digits, if asked for.
pub(super) fn write_copy(
    copy: Copy<'_>,
    source: &Path,
    original: Option<&dyn ReadAt>,
    out: &mut File,
    with_digest: bool,
    line: &mut Line,
) -> io::Result<(CopySummary, Option<String>)> {
    let mut source = match original {
        Some(original) => Source::Bytes(original),
        None => Source::File(File::open(source)?),
    };
    let mut progress = Progress {
        // Not known beforehand where events are written anew; then about the same.
        bytes_total: copy.bytes.unwrap_or(copy.summary.bytes_before),
        ..Progress::default()
    };
    let mut summary = copy.summary;
    let mut buffer = vec![0; BUFFER_BYTES];
    for segment in copy.segments {
        match segment.map_err(io::Error::other)? {
            Segment::Source { offset, bytes } => match &mut source {
                Source::File(source) => {
                    copy_slice(
                        source,
                        out,
                        (offset, bytes),
                        &mut progress,
                        &mut buffer,
                        line,
                    )?;
                }
                Source::Bytes(source) => {
                    copy_bytes(
                        *source,
                        out,
                        (offset, bytes),
                        &mut progress,
                        &mut buffer,
                        line,
                    )?;
                }
            },
            Segment::Fresh(bytes) => {
                out.write_all(&bytes)?;
                progress.bytes_done += bytes.len() as u64;
                line.show(progress);
            }
        }
    }
    out.set_len(progress.bytes_done)?;
    out.sync_all()?;
    summary.bytes_after = progress.bytes_done;
    summary.notes.extend((copy.late_notes)());
    if !with_digest {
        return Ok((summary, None));
    }
    out.seek(SeekFrom::Start(0))?;
    let mut digest = Sha256::new();
    loop {
        let read = out.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
    }
    let digest = digest.finalize();
    let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((summary, Some(digest)))
}

/// Where slices of the original come from.
enum Source<'a> {
    File(File),
    /// What is no file of its own.
    Bytes(&'a dyn ReadAt),
}

/// Copies a slice (offset and length) of a file, holes as holes.
fn copy_slice(
    source: &mut File,
    out: &mut File,
    (offset, bytes): (u64, u64),
    progress: &mut Progress,
    buffer: &mut [u8],
    line: &mut Line,
) -> io::Result<()> {
    let end = offset + bytes;
    let mut at = offset;
    while at < end {
        let (data, data_end) = data_from(source, at, end);
        if data > at {
            // Nothing is written where nothing was: the length is set at the end.
            out.seek(SeekFrom::Current((data - at) as i64))?;
        }
        let piece = (data_end - data).min(PIECE_BYTES);
        source.seek(SeekFrom::Start(data))?;
        let position = progress.bytes_done + (data - at);
        if data % BLOCK_BYTES == position % BLOCK_BYTES {
            // The standard library lets the kernel copy between two files where it can.
            let mut piece_of = Read::by_ref(source).take(piece);
            if io::copy(&mut piece_of, out)? != piece {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        } else {
            copy_shifted(source, out, position, piece, buffer)?;
        }
        progress.bytes_done = position + piece;
        at = data + piece;
        line.show(*progress);
    }
    Ok(())
}

/// Copies a slice (offset and length) of anything that can be read.
fn copy_bytes(
    source: &dyn ReadAt,
    out: &mut File,
    (mut offset, mut bytes): (u64, u64),
    progress: &mut Progress,
    buffer: &mut [u8],
    line: &mut Line,
) -> io::Result<()> {
    while bytes > 0 {
        let wanted = bytes.min(buffer.len() as u64) as usize;
        let Some(piece) = buffer.get_mut(..wanted) else {
            break;
        };
        if source.read_full_at(offset, piece)? != wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out.write_all(piece)?;
        offset += wanted as u64;
        bytes -= wanted as u64;
        progress.bytes_done += wanted as u64;
        line.show(*progress);
    }
    Ok(())
}

/// Copies bytes that stand at another offset within their block from now on: the kernel would write every page
/// twice then, and take half as long again.
fn copy_shifted(
    source: &mut File,
    out: &mut File,
    mut position: u64,
    mut bytes: u64,
    buffer: &mut [u8],
) -> io::Result<()> {
    while bytes > 0 {
        // Up to the end of a block of the copy.
        let room = buffer.len() as u64 - position % BLOCK_BYTES;
        let piece = room.min(bytes);
        let held = &mut buffer[..piece as usize];
        source.read_exact(held)?;
        out.write_all(held)?;
        position += piece;
        bytes -= piece;
    }
    Ok(())
}

/// The next data of a file within these bounds; what is in front of it was never written and reads as zeros. All
/// is data where the system can't tell.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
fn data_from(file: &File, at: u64, end: u64) -> (u64, u64) {
    use rustix::fs::{SeekFrom, seek};

    match seek(file, SeekFrom::Data(at)) {
        Ok(data) if data >= end => (end, end),
        Ok(data) => {
            let hole = seek(file, SeekFrom::Hole(data)).unwrap_or(end);
            (data.max(at), hole.clamp(data.max(at), end))
        }
        // No data any more.
        Err(rustix::io::Errno::NXIO) => (end, end),
        Err(_) => (at, end),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos")))]
fn data_from(_file: &File, at: u64, end: u64) -> (u64, u64) {
    (at, end)
}
