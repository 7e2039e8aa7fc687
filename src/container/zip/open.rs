//! Opening: the end records and the central directory, exactly as .NET 10's `ZipArchive` reads them in
//! `Read` mode (dotnet/runtime, `System.IO.Compression`: ZipArchive.cs, ZipBlocks.cs, ZipHelper.cs), and
//! what else can be found when it refuses.

use super::dotnet::{self, OpenFailure};
use super::entries::{Entries, Room};
use super::fault::{Faults, HeaderField, NameFault, ZipFault};
use super::limits;
use super::records::{
    self, CENTRAL_SIGNATURE, CentralError, CentralRecord, END_BYTES, END_SIGNATURE, EndRecord,
    ZIP64_END_BYTES, ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_SIGNATURE, Zip64End, method,
};
use super::window::{Window, read_within};
use crate::error::Error;
use crate::source::ReadAt;

/// How the entries were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Found {
    /// In the directory, as .NET does.
    #[default]
    Directory,
    /// In a directory that .NET does not find or accept.
    OtherDirectory,
    /// By walking over the local headers.
    LocalHeaders,
    /// Not at all.
    Nothing,
}

/// A ZIP file, opened: its entries and what is wrong with it as a whole.
#[derive(Debug)]
pub struct Archive {
    /// Length of the file, in bytes.
    pub file_bytes: u64,
    /// Whether .NET opens it and reads its directory.
    pub dotnet: Result<(), OpenFailure>,
    /// Where the entries come from.
    pub found: Found,
    /// Whether all entries were found; `false` if a recovery stopped early or there are too many.
    pub complete: bool,
    /// The entries.
    pub entries: Entries,
    /// What is wrong, as far as the directory tells.
    pub faults: Faults,
    /// Offset of the directory, if there is one.
    pub directory_offset: Option<u64>,
    /// Length of the directory's records, in bytes.
    pub directory_bytes: u64,
    /// Offset of the end record that .NET takes, if there is one.
    pub end_record_offset: Option<u64>,
}

impl Archive {
    /// Whether .NET finds no end record: the file is cut off, or was no ZIP to begin with.
    pub fn lacks_end_record(&self) -> bool {
        self.dotnet
            .as_ref()
            .is_err_and(|failure| failure.message == dotnet::EOCD_NOT_FOUND)
    }

    /// Whether the entries were found by other means than .NET's.
    pub fn recovered(&self) -> bool {
        self.found != Found::Directory
    }
}

/// Opens a ZIP file. Anything is answered, whatever the bytes are: an archive without entries at least.
///
/// # Errors
/// Only when the bytes can't be read.
pub fn open(source: &dyn ReadAt) -> Result<Archive, Error> {
    open_within(source, Room::default())
}

/// As [`open()`], with another limit of what is kept.
///
/// # Errors
/// Only when the bytes can't be read.
pub fn open_within(source: &dyn ReadAt, room: Room) -> Result<Archive, Error> {
    let file_bytes = source.len();
    let mut archive = Archive {
        file_bytes,
        dotnet: Ok(()),
        found: Found::Directory,
        complete: true,
        entries: Entries::within(room),
        faults: Faults::default(),
        directory_offset: None,
        directory_bytes: 0,
        end_record_offset: None,
    };
    let mut window = Window::new(
        limits::DIRECTORY_WINDOW_BYTES,
        limits::DIRECTORY_WINDOW_BYTES,
    );
    let end = match find_end(source, &mut archive)? {
        Ok(end) => end,
        Err((failure, hint)) => {
            archive.dotnet = Err(failure);
            super::recover::recover(source, &mut archive, &mut window, hint)?;
            return Ok(archive);
        }
    };
    let walk = walk_directory(source, &mut window, end.offset, end.disk, file_bytes, room)?;
    archive.directory_offset = Some(end.offset);
    archive.directory_bytes = walk.bytes;
    archive.dotnet = match walk.throws {
        Some(message) => Err(OpenFailure::directory(message)),
        None if walk.found != end.entries => {
            archive.faults.push(ZipFault::WrongEntryCount {
                claimed: end.entries,
                found: walk.found,
            });
            Err(OpenFailure::directory(dotnet::NUM_ENTRIES_WRONG))
        }
        None => Ok(()),
    };
    if archive.dotnet.is_err() {
        archive.entries = walk.entries;
        archive.faults.merge(walk.faults);
        super::recover::recover(source, &mut archive, &mut window, Some(end))?;
        return Ok(archive);
    }
    archive.complete = walk.found == u64::from(walk.entries.len());
    archive.entries = walk.entries;
    archive.faults.merge(walk.faults);
    around_directory(&mut archive, &end, walk.bytes);
    Ok(archive)
}

/// What the end records say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    /// Offset of the end record (or of the ZIP64 end record, where there is one).
    pub at: u64,
    /// Entries announced.
    pub entries: u64,
    /// Offset and length of the directory.
    pub offset: u64,
    pub directory_bytes: u64,
    /// Number of this disk.
    pub disk: u32,
}

type EndResult = Result<End, (OpenFailure, Option<End>)>;

/// Finds the end records as .NET's constructor does.
fn find_end(source: &dyn ReadAt, archive: &mut Archive) -> Result<EndResult, Error> {
    let file_bytes = archive.file_bytes;
    let refuse = |message, hint| Ok(Err((OpenFailure::constructor(message), hint)));
    let Some(search_end) = file_bytes.checked_sub(END_BYTES as u64 - 4) else {
        // Seeking before the start of the file is an IOException, which becomes this.
        return refuse(dotnet::CD_CORRUPT, None);
    };
    let tail_start = search_end.saturating_sub(limits::END_RECORD_SEARCH_BYTES);
    let mut tail = vec![0; (file_bytes - tail_start) as usize];
    let got = read_within(source, tail_start, &mut tail)?;
    tail.truncate(got);
    let search = (search_end - tail_start) as usize;
    let Some(at) = last_end_signature(&tail, search, tail_start) else {
        return refuse(dotnet::EOCD_NOT_FOUND, None);
    };
    let end_at = tail_start + at as u64;
    let bytes = &tail[at..];
    let Some(record) = EndRecord::parse(bytes) else {
        return refuse(dotnet::EOCD_NOT_FOUND, None);
    };
    let bytes_left = (bytes.len() - END_BYTES) as u64;
    let classic = End {
        at: end_at,
        entries: u64::from(record.entries),
        offset: u64::from(record.directory_offset),
        directory_bytes: u64::from(record.directory_bytes),
        disk: u32::from(record.disk),
    };
    archive.end_record_offset = Some(end_at);
    if u64::from(record.comment_bytes) > bytes_left {
        archive.faults.push(ZipFault::EndRecordCut {
            at: end_at,
            comment_bytes: record.comment_bytes,
            bytes_left,
        });
        return refuse(dotnet::EOCD_NOT_FOUND, Some(classic));
    }
    let behind = bytes_left - u64::from(record.comment_bytes);
    if behind > 0 {
        let at = end_at + END_BYTES as u64 + u64::from(record.comment_bytes);
        archive
            .faults
            .push(ZipFault::TrailingData { at, bytes: behind });
    }
    if let Some(other) = last_signature(&tail[..at], &END_SIGNATURE)
        && EndRecord::parse(&tail[other..]).is_some()
    {
        archive.faults.push(ZipFault::SeveralEndRecords {
            used_at: end_at,
            other_at: tail_start + other as u64,
        });
    }
    if record.disk != record.directory_disk || record.entries != record.entries_on_disk {
        archive.faults.push(ZipFault::Spanned {
            disk: u32::from(record.disk),
            directory_disk: u32::from(record.directory_disk),
            entries_on_disk: u64::from(record.entries_on_disk),
            entries: u64::from(record.entries),
        });
        return refuse(dotnet::SPLIT_SPANNED, Some(classic));
    }
    let end = match zip64_end(source, archive, &record, classic, &tail, tail_start)? {
        Ok(end) => end,
        refused => return Ok(refused),
    };
    if end.offset > file_bytes {
        archive.faults.push(ZipFault::EndFieldTooBig {
            field: HeaderField::DirectoryOffset,
            value: end.offset,
        });
        return refuse(dotnet::OFFSET_TO_CD, Some(end));
    }
    Ok(Ok(end))
}

/// Position of the last end signature that .NET sees in the tail of the file. It looks at the bytes
/// before the last 18, in pieces of 4,096; in a file that is shorter than that, the piece reaches to the
/// end of the file, and a signature in the last 18 bytes hides one before it.
fn last_end_signature(tail: &[u8], search: usize, tail_start: u64) -> Option<usize> {
    const PIECE: usize = 4096;
    let search = search.min(tail.len());
    if tail_start == 0 && search < PIECE {
        return last_signature(&tail[..tail.len().min(PIECE)], &END_SIGNATURE);
    }
    last_signature(&tail[..search], &END_SIGNATURE)
}

/// Position of the last occurrence.
pub(crate) fn last_signature(bytes: &[u8], signature: &[u8; 4]) -> Option<usize> {
    let mut end = bytes.len();
    // Searching for the last byte of a signature that is rare in compressed data and text is fast enough
    // for 64 KiB.
    while let Some(at) = bytes[..end].iter().rposition(|&byte| byte == signature[0]) {
        if bytes[at..].starts_with(signature) {
            return Some(at);
        }
        end = at;
    }
    None
}

/// Follows the ZIP64 locator, if the end record asks for it.
fn zip64_end(
    source: &dyn ReadAt,
    archive: &mut Archive,
    record: &EndRecord,
    classic: End,
    tail: &[u8],
    tail_start: u64,
) -> Result<EndResult, Error> {
    let file_bytes = archive.file_bytes;
    let refuse = |message| Ok(Err((OpenFailure::constructor(message), Some(classic))));
    if !record.asks_for_zip64() {
        return Ok(Ok(classic));
    }
    let Some(locator_at) = classic.at.checked_sub(ZIP64_LOCATOR_BYTES as u64) else {
        archive
            .faults
            .push(ZipFault::Zip64LocatorMissing { at: classic.at });
        return refuse(dotnet::ZIP64_NOT_WHERE);
    };
    // The locator may lie before the tail that was read for the search.
    let mut buffer = [0; ZIP64_LOCATOR_BYTES];
    let locator: &[u8] = match locator_at
        .checked_sub(tail_start)
        .and_then(|at| tail.get(at as usize..))
    {
        Some(locator) => locator,
        None => {
            let got = read_within(source, locator_at, &mut buffer)?;
            &buffer[..got]
        }
    };
    if !locator.starts_with(&ZIP64_LOCATOR_SIGNATURE) {
        // .NET goes on with the values of the end record.
        archive
            .faults
            .push(ZipFault::Zip64LocatorMissing { at: classic.at });
        return Ok(Ok(classic));
    }
    let record_at = records::u64_at(locator, 8);
    let missing = ZipFault::Zip64RecordMissing {
        locator_at,
        record_at,
        file_bytes,
    };
    if record_at > i64::MAX as u64 {
        archive.faults.push(missing);
        return refuse(dotnet::OFFSET_TO_ZIP64);
    }
    if record_at > file_bytes {
        archive.faults.push(missing);
        return refuse(dotnet::ZIP64_OFFSET_INVALID);
    }
    let mut buffer = [0; ZIP64_END_BYTES];
    let got = read_within(source, record_at, &mut buffer)?;
    let Some(zip64) = Zip64End::parse(&buffer[..got]) else {
        archive.faults.push(missing);
        // Bytes in front of the archive move everything: the record lies just before its locator all the same, and
        // tells what the short end record has no room for.
        let moved = zip64_before(source, locator_at, classic)?;
        return Ok(Err((
            OpenFailure::constructor(dotnet::ZIP64_NOT_WHERE),
            Some(moved.unwrap_or(classic)),
        )));
    };
    for (field, value, message) in [
        (HeaderField::Entries, zip64.entries, dotnet::NUM_ENTRIES),
        (
            HeaderField::DirectoryOffset,
            zip64.directory_offset,
            dotnet::OFFSET_TO_CD,
        ),
    ] {
        if value > i64::MAX as u64 {
            archive
                .faults
                .push(ZipFault::EndFieldTooBig { field, value });
            return refuse(message);
        }
    }
    if zip64.entries != zip64.entries_on_disk {
        archive.faults.push(ZipFault::Spanned {
            disk: zip64.disk,
            directory_disk: zip64.directory_disk,
            entries_on_disk: zip64.entries_on_disk,
            entries: zip64.entries,
        });
        return refuse(dotnet::SPLIT_SPANNED);
    }
    for (field, end, mask, value) in [
        (
            HeaderField::Entries,
            u64::from(record.entries),
            u64::from(u16::MAX),
            zip64.entries,
        ),
        (
            HeaderField::DirectoryBytes,
            u64::from(record.directory_bytes),
            u64::from(u32::MAX),
            zip64.directory_bytes,
        ),
        (
            HeaderField::DirectoryOffset,
            u64::from(record.directory_offset),
            u64::from(u32::MAX),
            zip64.directory_offset,
        ),
    ] {
        if end != mask && end != value {
            archive.faults.push(ZipFault::Zip64Differs {
                field,
                end,
                zip64: value,
            });
        }
    }
    Ok(Ok(End {
        at: record_at.min(classic.at),
        entries: zip64.entries,
        offset: zip64.directory_offset,
        directory_bytes: zip64.directory_bytes,
        disk: zip64.disk,
    }))
}

/// The ZIP64 end record right before its locator.
fn zip64_before(source: &dyn ReadAt, locator_at: u64, classic: End) -> Result<Option<End>, Error> {
    let Some(at) = locator_at.checked_sub(ZIP64_END_BYTES as u64) else {
        return Ok(None);
    };
    let mut buffer = [0; ZIP64_END_BYTES];
    let got = read_within(source, at, &mut buffer)?;
    Ok(Zip64End::parse(&buffer[..got]).map(|zip64| End {
        at,
        entries: zip64.entries,
        offset: zip64.directory_offset,
        directory_bytes: zip64.directory_bytes,
        ..classic
    }))
}

/// The records of a directory.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub entries: Entries,
    /// Number of records, kept or not.
    pub found: u64,
    /// Length of the records, in bytes.
    pub bytes: u64,
    pub faults: Faults,
    /// .NET throws at the record behind the last one.
    pub throws: Option<&'static str>,
}

/// Reads records from `start` until something else comes, as .NET does.
pub(crate) fn walk_directory(
    source: &dyn ReadAt,
    window: &mut Window,
    start: u64,
    disk: u32,
    file_bytes: u64,
    room: Room,
) -> Result<Walk, Error> {
    let mut walk = Walk {
        entries: Entries::within(room),
        ..Walk::default()
    };
    window.expect_upwards_to(file_bytes);
    let mut at = start;
    loop {
        let mut held = window.get(source, at, 46)?;
        let mut parsed = CentralRecord::parse(held);
        if parsed.as_ref().err() == Some(&CentralError::End) && held.starts_with(&CENTRAL_SIGNATURE)
        {
            // Perhaps it only goes on behind the window.
            held = window.get(source, at, limits::MAX_CENTRAL_RECORD_BYTES)?;
            parsed = CentralRecord::parse(held);
        }
        match parsed {
            Ok(record) => {
                let index = walk.entries.len();
                walk.found += 1;
                at += record.total_bytes as u64;
                if walk.entries.has_room(record.name.len()) {
                    let other_disk = record.disk != disk;
                    entry_faults(&mut walk.faults, index, &record, other_disk, file_bytes);
                    walk.entries.push(&record, other_disk);
                }
            }
            Err(CentralError::End) => break,
            Err(CentralError::Throws(message)) => {
                walk.throws = Some(message);
                let field = match message {
                    dotnet::COMPRESSED_SIZE => HeaderField::CompressedBytes,
                    dotnet::UNCOMPRESSED_SIZE => HeaderField::UncompressedBytes,
                    _ => HeaderField::DirectoryOffset,
                };
                walk.faults.push(ZipFault::Zip64FieldTooBig {
                    index: walk.entries.len(),
                    field,
                });
                break;
            }
        }
    }
    walk.bytes = at - start;
    if walk.found > u64::from(walk.entries.len()) {
        walk.faults.push(ZipFault::TooManyEntries {
            kept: walk.entries.len(),
            found: walk.found,
        });
    }
    Ok(walk)
}

/// What a record of the directory tells about its entry.
#[inline]
fn entry_faults(
    faults: &mut Faults,
    index: u32,
    record: &CentralRecord<'_>,
    other_disk: bool,
    file_bytes: u64,
) {
    if record.zip64_missing {
        faults.push(ZipFault::Zip64FieldMissing { index });
    }
    if other_disk {
        faults.push(ZipFault::OtherDisk {
            index,
            disk: Some(record.disk),
        });
    }
    if record.flags & records::FLAGS_ENCRYPTION != 0 {
        let strong = record.flags & (records::FLAG_STRONG_ENCRYPTION | records::FLAG_MASKED) != 0;
        faults.push(ZipFault::Encrypted { index, strong });
    }
    let (compressed_bytes, uncompressed_bytes) =
        (record.compressed_bytes, record.uncompressed_bytes);
    match record.method {
        method::STORED => {
            if compressed_bytes != uncompressed_bytes && record.flags & records::FLAG_ENCRYPTED == 0
            {
                faults.push(ZipFault::StoredSizesDiffer {
                    index,
                    compressed_bytes,
                    uncompressed_bytes,
                });
            }
        }
        method::DEFLATE | method::DEFLATE64 => {
            if uncompressed_bytes > limits::SUSPICIOUS_RATIO_BYTES
                && uncompressed_bytes / limits::SUSPICIOUS_RATIO > compressed_bytes
            {
                faults.push(ZipFault::HighRatio {
                    index,
                    compressed_bytes,
                    uncompressed_bytes,
                });
            }
        }
        method => faults.push(ZipFault::UnsupportedMethod { index, method }),
    }
    let at = record.local_header_offset;
    let end = at.saturating_add(30).saturating_add(compressed_bytes);
    if at >= file_bytes {
        faults.push(ZipFault::OffsetOutOfRange {
            index,
            at,
            file_bytes,
        });
    } else if end > file_bytes {
        faults.push(ZipFault::DataOutOfRange {
            index,
            end,
            file_bytes,
        });
    }
    if let Some(what) = name_fault(record.name) {
        faults.push(ZipFault::BadName { index, what });
    }
}

/// The gravest thing that is wrong with a name.
#[inline]
fn name_fault(name: &[u8]) -> Option<NameFault> {
    // Nearly all names are of these characters; a dot is looked at more closely.
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
    if !name.is_empty()
        && name.len() <= 255
        && name[0] != b'/'
        && name.iter().all(|&byte| plain(byte))
    {
        return if has_parent(name) {
            Some(NameFault::ParentFolder)
        } else {
            None
        };
    }
    odd_name_fault(name)
}

fn has_parent(name: &[u8]) -> bool {
    name.windows(2).any(|pair| pair == b"..")
        && name.split(|&byte| byte == b'/').any(|part| part == b"..")
}

#[cold]
fn odd_name_fault(name: &[u8]) -> Option<NameFault> {
    let back_slash = name.contains(&b'\\');
    let parts = || name.split(|&byte| byte == b'/' || byte == b'\\');
    if name.is_empty() {
        Some(NameFault::Empty)
    } else if name.contains(&0) {
        Some(NameFault::Nul)
    } else if parts().any(|part| part == b"..") {
        Some(NameFault::ParentFolder)
    } else if matches!(name[0], b'/' | b'\\')
        || name.get(1) == Some(&b':') && name[0].is_ascii_alphabetic()
    {
        Some(NameFault::Absolute)
    } else if name.iter().any(|&byte| byte < 32 || byte == 127) || turns_direction(name) {
        Some(NameFault::Control)
    } else if std::str::from_utf8(name).is_err() {
        Some(NameFault::NotUtf8)
    } else if back_slash {
        Some(NameFault::BackSlash)
    } else if name.len() > 4096 || parts().any(|part| part.len() > 255) {
        Some(NameFault::TooLong)
    } else {
        None
    }
}

/// Whether a name has characters that change the direction of writing: what is shown is not what is there.
fn turns_direction(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| {
        name.contains([
            '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
            '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
        ])
    })
}

/// What lies around the directory of an archive that .NET opens.
fn around_directory(archive: &mut Archive, end: &End, directory_bytes: u64) {
    // A signature inside the data of an entry is that of an archive that is stored there.
    let inside = |at: u64| {
        at < end.offset
            && (0..archive.entries.len()).any(|index| {
                let start = archive.entries.offset(index);
                let (compressed, _) = archive.entries.sizes(index);
                let data = start.saturating_add(records::LOCAL_BYTES as u64);
                data <= at
                    && at
                        < data
                            .saturating_add(compressed)
                            .saturating_add(u64::from(u16::MAX))
            })
    };
    let stored: Vec<u64> = archive
        .faults
        .iter()
        .filter_map(|fault| match fault {
            ZipFault::SeveralEndRecords { other_at, .. } if inside(*other_at) => Some(*other_at),
            _ => None,
        })
        .collect();
    if !stored.is_empty() {
        archive.faults.remove_end_records(&stored);
    }
    if end.directory_bytes != directory_bytes {
        archive.faults.push(ZipFault::WrongDirectorySize {
            claimed: end.directory_bytes,
            actual: directory_bytes,
        });
    }
    let directory_end = end.offset.saturating_add(directory_bytes);
    if let Some(bytes) = end.at.checked_sub(directory_end)
        && bytes > 0
    {
        archive.faults.push(ZipFault::DirectoryGap {
            at: directory_end,
            bytes,
        });
    }
}
