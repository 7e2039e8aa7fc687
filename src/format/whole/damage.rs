//! What happened to a file that a server's reader refuses, or that it can read no entry of: one sentence with the cause, in
//! place of the exception that follows from it.

use crate::container::zip::{
    Archive, EntryReader, FLAGS_ENCRYPTION, Found, ZipFault, method, read_within,
};
use crate::error::Error;
use crate::report::words::{bytes, counted};
use crate::source::ReadAt;

/// Bytes at the start and at the end of a file that tell whether space was never filled.
const SPACE_BYTES: u64 = 512;

/// So many entries are read to see whether a file that looks changed is.
const TRIED_ENTRIES: u32 = 5;
/// Larger ones are not read for that.
const TRIED_BYTES: u64 = 1 << 20;

/// End of central directory record without a comment (APPNOTE 4.3.16).
const END_BYTES: u64 = 22;

/// Whether the file holds nothing but zero bytes from there on, as far as is looked.
fn is_space(source: &dyn ReadAt, at: u64) -> Result<bool, Error> {
    let mut window = [1; SPACE_BYTES as usize];
    let got = read_within(source, at, &mut window)?;
    Ok(got == window.len() && window.iter().all(|byte| *byte == 0))
}

/// What happened to a file that is no ZIP archive for the server any more; `None` if nothing better can be said than what
/// its reader says.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format) fn of_file(
    source: &dyn ReadAt,
    archive: &Archive,
) -> Result<Option<String>, Error> {
    if archive.dotnet.is_ok() {
        return Ok(None);
    }
    let has = |wanted: fn(&ZipFault) -> bool| archive.faults.iter().any(wanted);
    if has(|fault| matches!(fault, ZipFault::NoEndRecord { .. })) {
        if let Some(end) = archive.file_bytes.checked_sub(SPACE_BYTES)
            && is_space(source, end)?
        {
            return Ok(Some(
                "the end of the file is nothing but zero bytes: space that a download reserved and never filled; \
                 how much is lost is not known"
                    .into(),
            ));
        }
        // A file without all its entries is told otherwise.
        let is_whole = archive.complete && archive.found != Found::Nothing;
        // The directory alone may have lost no more than its end record.
        let with_it = match archive.found {
            Found::OtherDirectory => "",
            _ => ", its directory with it",
        };
        return Ok(is_whole.then(|| {
            format!(
                "the end of the file is missing{with_it}: {} were found",
                counted(u64::from(archive.entries.len()), "entry")
            )
        }));
    }
    for fault in archive.faults.iter() {
        match *fault {
            ZipFault::EndRecordTooFar { bytes_behind, .. } => {
                return Ok(Some(format!(
                    "the archive has {} behind it, so that its end is not found",
                    bytes(bytes_behind.saturating_sub(END_BYTES))
                )));
            }
            ZipFault::WrongDirectoryOffset {
                claimed,
                actual: Some(actual),
            } => return shifted(source, archive, claimed, actual).map(Some),
            _ => {}
        }
    }
    Ok(None)
}

/// Of a directory that lies elsewhere than its end record says.
fn shifted(
    source: &dyn ReadAt,
    archive: &Archive,
    claimed: u64,
    actual: u64,
) -> Result<String, Error> {
    let mut head = [0; 8];
    let got = read_within(source, 0, &mut head)?;
    let head = head.get(..got).unwrap_or_default();
    if let Some(lost) = claimed.checked_sub(actual) {
        return Ok(match head.starts_with(b"PK\x03\x04") {
            true => format!("the file lacks {} in its middle", bytes(lost)),
            false if lost == 1 => "the file lacks its first byte".into(),
            false => format!("the file lacks its first {}", bytes(lost)),
        });
    }
    let more = bytes(actual - claimed);
    let in_front = archive
        .faults
        .iter()
        .any(|fault| matches!(fault, ZipFault::LeadingData { .. }));
    Ok(if !in_front {
        format!("the file has {more} too many in its middle")
    } else if head.starts_with(b"PK\x03\x04") {
        format!("another ZIP archive ({more}) stands in front of this one")
    } else if head.starts_with(b"\xef\xbb\xbf") {
        "a UTF-8 byte order mark stands in front of the archive: a program took it for text".into()
    } else if head.starts_with(b"HTTP/") {
        format!("the head of an HTTP answer ({more}) stands in front of the archive")
    } else {
        format!("the archive has {more} in front of it, so that its directory is not found")
    })
}

/// Why the server reads the directory of a file and none of its entries, if that has one cause. `first`: the entry that a
/// restore reads first.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format) fn of_entries(
    source: &dyn ReadAt,
    archive: &Archive,
    first: Option<u32>,
) -> Result<Option<String>, Error> {
    if archive.dotnet.is_err() {
        return Ok(None);
    }
    if archive.file_bytes > SPACE_BYTES && is_space(source, 0)? {
        return Ok(Some(
            "the file begins with zero bytes: space that a download reserved and never filled"
                .into(),
        ));
    }
    let Some(location) = first.and_then(|entry| archive.entries.location(entry)) else {
        return Ok(None);
    };
    let is_read =
        |method: u16| matches!(method, method::STORED | method::DEFLATE | method::DEFLATE64);
    if location.flags & FLAGS_ENCRYPTION != 0 || is_read(location.method) {
        return Ok(None);
    }
    // One entry alone is a fault of that entry; folders and small files are stored by whatever packs the others.
    let (mut packed, mut alike) = (0_u64, 0_u64);
    for entry in 0..archive.entries.len() {
        if let Some(other) = archive.entries.location(entry) {
            packed += u64::from(other.method != method::STORED);
            alike += u64::from(other.method == location.method);
        }
    }
    Ok((alike > 1 && alike * 2 >= packed).then(|| {
        format!(
            "the archive is packed with {}, which the server does not read: unpack it, and pack it again with Deflate",
            method::name(location.method)
        )
    }))
}

/// Whether most of some entries can't be read, though the directory lies where it should: somebody changed bytes all over
/// the file.
///
/// # Errors
/// When the file can't be read.
pub(super) fn is_changed_all_over(source: &dyn ReadAt, archive: &Archive) -> Result<bool, Error> {
    let entries = archive.entries.len();
    let mut reader = EntryReader::new();
    let (mut tried, mut broken) = (0, 0);
    for place in 0..TRIED_ENTRIES.min(entries) {
        let entry = u64::from(place) * u64::from(entries) / u64::from(TRIED_ENTRIES.min(entries));
        let Some(location) = archive.entries.location(entry as u32) else {
            continue;
        };
        if location.uncompressed_bytes > TRIED_BYTES || location.uncompressed_bytes == 0 {
            continue;
        }
        let (_, read) = reader.read_small(source, &location, TRIED_BYTES as usize)?;
        tried += 1;
        broken += u32::from(read.dotnet.is_err() || !read.crc_matches);
    }
    Ok(broken * 2 > tried)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::zip::open;

    /// Three stored entries.
    fn archive() -> Vec<u8> {
        use std::io::Write as _;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for at in 0..3 {
            zip.start_file(format!("events/0/{at}.json"), stored)
                .unwrap();
            zip.write_all(&[b'x'; 700]).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn the_damage_of_a_file_has_its_cause() {
        let whole = archive();
        let joined = |parts: &[&[u8]]| parts.concat();
        let cases: [(Vec<u8>, &str); 10] = [
            (whole[5..].to_vec(), "the file lacks its first 5 bytes"),
            (
                joined(&[&whole[..900], &whole[1_000..]]),
                "the file lacks 100 bytes in its middle",
            ),
            (
                joined(&[&whole[..900], &[b'-'; 40], &whole[900..]]),
                "the file has 40 bytes too many in its middle",
            ),
            (
                joined(&[b"#!/bin/sh\n", &whole]),
                "the archive has 10 bytes in front of it, so that its directory is not found",
            ),
            (
                joined(&[b"\xef\xbb\xbf", &whole]),
                "a UTF-8 byte order mark stands in front of the archive: a program took it for text",
            ),
            (
                joined(&[b"HTTP/1.1 200 OK\r\n\r\n", &whole]),
                "the head of an HTTP answer (19 bytes) stands in front of the archive",
            ),
            (
                joined(&[&whole, &[b'-'; 70_000]]),
                "the archive has 70.0 kB behind it, so that its end is not found",
            ),
            (
                whole[..whole.len() - 1].to_vec(),
                "the end of the file is missing: 3 entries were found",
            ),
            (
                whole[..whole.len() - 60].to_vec(),
                "the end of the file is missing, its directory with it: 3 entries were found",
            ),
            (
                joined(&[&whole[..800], &vec![0; whole.len() - 800]]),
                "the end of the file is nothing but zero bytes: space that a download reserved and never filled; \
                 how much is lost is not known",
            ),
        ];
        for (bytes, expected) in cases {
            let opened = open(&bytes).unwrap();
            assert_eq!(
                of_file(&bytes, &opened).unwrap().as_deref(),
                Some(expected),
                "{:?}",
                opened.faults
            );
        }
        assert_eq!(of_file(&whole, &open(&whole).unwrap()).unwrap(), None);
    }

    #[test]
    fn another_packing_is_named_and_one_odd_entry_is_not() {
        let mut other = archive();
        let said = |bytes: &Vec<u8>| of_entries(bytes, &open(bytes).unwrap(), Some(0)).unwrap();
        assert_eq!(said(&other), None);
        // Method of the records of the directory.
        let places: Vec<usize> = (other.windows(4).enumerate())
            .filter(|(_, mark)| *mark == b"PK\x01\x02")
            .map(|(at, _)| at + 10)
            .collect();
        other[places[0]] = 12;
        assert_eq!(said(&other), None);
        other[places[1]] = 12;
        assert!(
            said(&other)
                .unwrap()
                .starts_with("the archive is packed with ")
        );
    }
}
