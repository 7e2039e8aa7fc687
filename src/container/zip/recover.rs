//! What can still be found when .NET refuses: a directory at another place, or the local headers.
//!
//! Nothing here changes the prediction (the restore fails); it lets us say what kind of backup it is and
//! how much of it is there, and lets a copy be made of what is sound.

use super::entries::Entries;
use super::fault::ZipFault;
use super::limits;
use super::open::{Archive, End, Found, Walk, last_signature, walk_directory};
use super::records::{
    self, CENTRAL_SIGNATURE, CentralRecord, DESCRIPTOR_SIGNATURE, END_SIGNATURE, EndRecord,
    FLAG_DESCRIPTOR, LOCAL_BYTES, LOCAL_SIGNATURE, LocalHeader, u32_at,
};
use super::window::{Window, read_within};
use crate::error::Error;
use crate::source::ReadAt;

/// Finds entries by other means. `end`: what the end records say, if any could be read.
pub(crate) fn recover(
    source: &dyn ReadAt,
    archive: &mut Archive,
    window: &mut Window,
    end: Option<End>,
) -> Result<(), Error> {
    archive.found = Found::Nothing;
    let file_bytes = archive.file_bytes;
    let end = match end {
        Some(end) => Some(end),
        None => far_end(source, archive)?,
    };
    if let Some(end) = end {
        // The directory ends where the end record starts, whatever was lost or added before it.
        let actual = end.at.checked_sub(end.directory_bytes);
        let mut candidates = [Some(end.offset), actual];
        if actual == Some(end.offset) {
            candidates[1] = None;
        }
        let mut best: Option<(u64, Walk)> = None;
        for start in candidates
            .into_iter()
            .flatten()
            .filter(|&start| start < file_bytes)
        {
            let walk = walk_directory(
                source,
                window,
                start,
                end.disk,
                file_bytes,
                archive.entries.room(),
            )?;
            if walk.found > 0
                && best
                    .as_ref()
                    .is_none_or(|(_, other)| walk.found > other.found)
            {
                best = Some((start, walk));
            }
        }
        if let Some((start, walk)) = best {
            if start != end.offset {
                archive.faults.push(ZipFault::WrongDirectoryOffset {
                    claimed: end.offset,
                    actual: Some(start),
                });
            }
            take(
                source,
                archive,
                walk,
                start,
                start.wrapping_sub(end.offset) as i64,
            )?;
            return Ok(());
        }
        archive.faults.push(ZipFault::WrongDirectoryOffset {
            claimed: end.offset,
            actual: None,
        });
    } else {
        archive.faults.push(ZipFault::NoEndRecord { file_bytes });
    }
    walk_local_headers(source, archive, window)
}

/// The end record, if it lies farther from the end of the file than .NET looks.
fn far_end(source: &dyn ReadAt, archive: &mut Archive) -> Result<Option<End>, Error> {
    let file_bytes = archive.file_bytes;
    let start = file_bytes.saturating_sub(limits::FAR_END_RECORD_BYTES);
    let mut tail = vec![0; (file_bytes - start) as usize];
    let got = source
        .read_full_at(start, &mut tail)
        .map_err(|error| Error::Read {
            offset: start,
            source: error,
        })?;
    tail.truncate(got);
    let mut end = tail.len();
    while let Some(at) = last_signature(&tail[..end], &END_SIGNATURE) {
        if let Some(record) = EndRecord::parse(&tail[at..])
            && u64::from(record.directory_offset) < start + at as u64
            && record.entries > 0
        {
            archive.faults.push(ZipFault::EndRecordTooFar {
                at: start + at as u64,
                bytes_behind: (tail.len() - at) as u64,
            });
            return Ok(Some(End {
                at: start + at as u64,
                entries: u64::from(record.entries),
                offset: u64::from(record.directory_offset),
                directory_bytes: u64::from(record.directory_bytes),
                disk: u32::from(record.disk),
            }));
        }
        end = at;
    }
    Ok(None)
}

/// Takes a directory that was found elsewhere; bytes that were lost or added shift the entries behind.
fn take(
    source: &dyn ReadAt,
    archive: &mut Archive,
    walk: Walk,
    start: u64,
    shift: i64,
) -> Result<(), Error> {
    archive.found = Found::OtherDirectory;
    archive.complete = walk.found == u64::from(walk.entries.len());
    archive.directory_offset = Some(start);
    archive.directory_bytes = walk.bytes;
    archive.entries = walk.entries;
    if shift != 0 {
        // Entries before the place of the damage are where they should be, those behind it are shifted:
        // look for the first shifted one.
        let moved = |entries: &Entries, index: u32| -> Result<bool, Error> {
            let at = entries.offset(index);
            let there = likeness(source, entries, index, at.wrapping_add_signed(shift))?;
            // Another archive in front has headers where the directory points to, too. What is alike at both places is
            // the same entry twice.
            Ok(there > Likeness::None && there >= likeness(source, entries, index, at)?)
        };
        let (mut low, mut high) = (0, archive.entries.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if moved(&archive.entries, middle)? {
                high = middle
            } else {
                low = middle + 1
            }
        }
        archive.entries.shift_offsets(low, shift);
        if low == 0 && shift > 0 {
            archive.faults.push(ZipFault::LeadingData {
                bytes: shift as u64,
            });
        }
    }
    archive.faults.merge(walk.faults);
    archive.faults.push(ZipFault::Recovered {
        entries: u64::from(archive.entries.len()),
        complete: archive.complete,
    });
    Ok(())
}

/// How much a place looks like the local header of an entry, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    None,
    /// A local header of another entry.
    Header,
    /// One with the entry's name.
    Name,
    /// And with its CRC-32, there or in the data descriptor.
    Content,
}

fn likeness(
    source: &dyn ReadAt,
    entries: &Entries,
    index: u32,
    at: u64,
) -> Result<Likeness, Error> {
    // A place before the start of the file is a very high one here.
    if at >= source.len() {
        return Ok(Likeness::None);
    }
    let name = entries.name(index);
    let mut head = vec![0; LOCAL_BYTES + name.len()];
    let got = read_within(source, at, &mut head)?;
    let Some(header) = head.get(..got).and_then(LocalHeader::parse) else {
        return Ok(Likeness::None);
    };
    let is_named = usize::from(header.name_bytes) == name.len()
        && head.get(LOCAL_BYTES..got) == Some(name.as_slice());
    if !is_named {
        return Ok(Likeness::Header);
    }
    let crc32 = entries.crc32(index);
    if header.flags & FLAG_DESCRIPTOR == 0 {
        return Ok(if header.crc32 == crc32 {
            Likeness::Content
        } else {
            Likeness::Name
        });
    }
    let (compressed_bytes, _) = entries.sizes(index);
    let descriptor_at = at
        .saturating_add(header.total_bytes())
        .saturating_add(compressed_bytes);
    let mut descriptor = [0; 8];
    let got = if descriptor_at < source.len() {
        read_within(source, descriptor_at, &mut descriptor)?
    } else {
        0
    };
    // With its signature or without.
    let signed = descriptor[..4] == DESCRIPTOR_SIGNATURE;
    let is_same = got == 8 && u32_at(&descriptor, if signed { 4 } else { 0 }) == crc32;
    Ok(if is_same {
        Likeness::Content
    } else {
        Likeness::Name
    })
}

/// Goes from local header to local header; where a size does not lead to the next one, searches it.
fn walk_local_headers(
    source: &dyn ReadAt,
    archive: &mut Archive,
    window: &mut Window,
) -> Result<(), Error> {
    let file_bytes = archive.file_bytes;
    window.expect_upwards_to(file_bytes);
    let before = window.bytes_read;
    let limit = before + limits::RECOVERY_READ_BYTES;
    let prefix_end = file_bytes.min(limits::RECOVERY_PREFIX_BYTES);
    let Some((start, _)) = find(source, window, 0, prefix_end, limit, &[LOCAL_SIGNATURE])? else {
        return Ok(());
    };
    archive.entries = Entries::within(archive.entries.room());
    archive.found = Found::LocalHeaders;
    if start > 0 {
        archive.faults.push(ZipFault::LeadingData { bytes: start });
    }
    let mut at = start;
    let mut complete = true;
    let mut mangled = false;
    let mut name = Vec::new();
    loop {
        if window.bytes_read >= limit {
            complete = false;
            break;
        }
        let held = window.get(source, at, limits::MAX_LOCAL_HEADER_BYTES)?;
        let Some(header) = LocalHeader::parse(held) else {
            if held.starts_with(&CENTRAL_SIGNATURE) {
                // The directory itself is there: better than what the local headers say.
                let walk =
                    walk_directory(source, window, at, 0, file_bytes, archive.entries.room())?;
                if walk.found >= u64::from(archive.entries.len()) {
                    return take(source, archive, walk, at, 0);
                }
            } else {
                // The beginning of a header, at the end of the file.
                complete = false;
            }
            break;
        };
        name.clear();
        let found = local_entry(held, header, at, &mut name);
        if found.is_mangled && !mangled && has_replacement(held) {
            mangled = true;
            archive.faults.push(ZipFault::SentAsText { at });
        }
        let (found, next) = end_of_entry(source, window, found, limit)?;
        if next.is_none() {
            // Where the header has no size, nothing says that the data is whole.
            complete = window.bytes_read < limit
                && found.sizes_known
                && found.data + found.compressed_bytes <= file_bytes;
        }
        let next = next.unwrap_or(file_bytes);
        if !archive.entries.has_room(name.len()) {
            complete = false;
            break;
        }
        let record = CentralRecord {
            flags: header.flags,
            method: header.method,
            crc32: found.crc32,
            compressed_bytes: found.compressed_bytes,
            uncompressed_bytes: found.uncompressed_bytes,
            local_header_offset: at,
            disk: 0,
            name: &name,
            total_bytes: 0,
            zip64_missing: false,
        };
        archive.entries.push(&record, false);
        if next >= file_bytes {
            complete &= next == file_bytes;
            break;
        }
        at = next;
        if !starts_structure(source, window, at)? {
            match find(
                source,
                window,
                at,
                file_bytes,
                limit,
                &[LOCAL_SIGNATURE, CENTRAL_SIGNATURE],
            )? {
                Some((found, _)) => at = found,
                None => break,
            }
        }
    }
    archive.complete = complete;
    archive.faults.push(ZipFault::Recovered {
        entries: u64::from(archive.entries.len()),
        complete,
    });
    Ok(())
}

/// An entry as its local header tells it.
#[derive(Debug, Clone, Copy)]
struct LocalEntry {
    /// Where its data begins.
    data: u64,
    crc32: u32,
    compressed_bytes: u64,
    uncompressed_bytes: u64,
    /// Whether the sizes stand in the header.
    sizes_known: bool,
    has_descriptor: bool,
    /// Whether the lengths in the header can't be right.
    is_mangled: bool,
}

/// Reads a local header at `at`; `held` are its bytes and some behind. The name goes to `name`.
fn local_entry(held: &[u8], header: LocalHeader, at: u64, name: &mut Vec<u8>) -> LocalEntry {
    let total = header.total_bytes();
    let has_descriptor = header.flags & FLAG_DESCRIPTOR != 0;
    let mut entry = LocalEntry {
        data: at + total,
        crc32: header.crc32,
        compressed_bytes: 0,
        uncompressed_bytes: 0,
        sizes_known: false,
        has_descriptor,
        is_mangled: false,
    };
    let named = held.get(LOCAL_BYTES..total as usize).filter(|rest| {
        let name = &rest[..usize::from(header.name_bytes)];
        !name.is_empty() && name.iter().all(|&byte| byte >= 32)
    });
    match named {
        Some(rest) => {
            let (name_bytes, extra) = rest.split_at(usize::from(header.name_bytes));
            name.extend_from_slice(name_bytes);
            (entry.compressed_bytes, entry.uncompressed_bytes) = header.sizes(extra);
            entry.sizes_known = !has_descriptor || entry.compressed_bytes != 0;
        }
        None => {
            // Lengths that can't be right: the name is the first printable text, for showing only.
            entry.is_mangled = true;
            entry.data = at + LOCAL_BYTES as u64;
            let text = printable(&held[26.min(held.len())..held.len().min(300)]);
            name.extend_from_slice(text);
        }
    }
    entry
}

/// Where an entry ends, with its sizes by the data descriptor if the header has none; `None` if no structure follows.
fn end_of_entry(
    source: &dyn ReadAt,
    window: &mut Window,
    mut entry: LocalEntry,
    limit: u64,
) -> Result<(LocalEntry, Option<u64>), Error> {
    let next = entry.data.saturating_add(entry.compressed_bytes);
    if entry.sizes_known && starts_structure(source, window, next)? {
        return Ok((entry, Some(next)));
    }
    // Unknown or wrong size: the next signature ends the entry.
    let signatures = [LOCAL_SIGNATURE, CENTRAL_SIGNATURE, DESCRIPTOR_SIGNATURE];
    let found = find(source, window, entry.data, source.len(), limit, &signatures)?;
    let Some((mut next, signature)) = found else {
        return Ok((entry, None));
    };
    if entry.has_descriptor
        && let Some(said) = descriptor(source, window, entry.data, next, signature)?
    {
        entry.crc32 = said.crc32;
        entry.compressed_bytes = said.compressed_bytes;
        entry.uncompressed_bytes = said.uncompressed_bytes;
        next += said.bytes_behind;
    }
    Ok((entry, Some(next)))
}

/// What a data descriptor says of its entry.
#[derive(Debug, Clone, Copy)]
struct Described {
    crc32: u32,
    compressed_bytes: u64,
    uncompressed_bytes: u64,
    /// Its length, where it stands behind the place that was found.
    bytes_behind: u64,
}

/// The descriptor of an entry whose data begins at `data`, in front of or at the structure that was found; `None` if
/// nothing there has the right length in it.
fn descriptor(
    source: &dyn ReadAt,
    window: &mut Window,
    data: u64,
    found: u64,
    signature: [u8; 4],
) -> Result<Option<Described>, Error> {
    let span = found.saturating_sub(data);
    if signature == DESCRIPTOR_SIGNATURE {
        let bytes = window.get(source, found, 24)?;
        let long = records::u64_at(bytes, 8) == span;
        return Ok(Some(Described {
            crc32: records::u32_at(bytes, 4),
            compressed_bytes: span,
            uncompressed_bytes: if long {
                records::u64_at(bytes, 16)
            } else {
                u64::from(records::u32_at(bytes, 12))
            },
            bytes_behind: if long { 24 } else { 16 },
        }));
    }
    // Without signature: 12 or 20 bytes before the next structure.
    let mut said = None;
    for length in [12u64, 20] {
        let Some(data_bytes) = span.checked_sub(length) else {
            continue;
        };
        let bytes = window.get(source, data + data_bytes, length as usize)?;
        let (packed, unpacked) = if length == 12 {
            (
                u64::from(records::u32_at(bytes, 4)),
                u64::from(records::u32_at(bytes, 8)),
            )
        } else {
            (records::u64_at(bytes, 4), records::u64_at(bytes, 12))
        };
        if packed == data_bytes {
            said = Some(Described {
                crc32: records::u32_at(bytes, 0),
                compressed_bytes: packed,
                uncompressed_bytes: unpacked,
                bytes_behind: 0,
            });
        }
    }
    Ok(said)
}

/// Whether a program put U+FFFD into a header.
fn has_replacement(header: &[u8]) -> bool {
    header[..header.len().min(64)]
        .windows(3)
        .any(|bytes| bytes == REPLACEMENT)
}

/// U+FFFD in UTF-8: what a program puts in that takes an archive for text.
const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// The first run of at least five printable ASCII characters.
fn printable(bytes: &[u8]) -> &[u8] {
    bytes
        .split(|byte| !(33..127).contains(byte))
        .find(|run| run.len() >= 5)
        .unwrap_or_default()
}

/// Whether a local header, a directory record or an end record lies there (or the file ends there).
fn starts_structure(source: &dyn ReadAt, window: &mut Window, at: u64) -> Result<bool, Error> {
    if at >= source.len() {
        return Ok(at == source.len());
    }
    let held = window.get(source, at, 4)?;
    Ok([
        LOCAL_SIGNATURE,
        CENTRAL_SIGNATURE,
        records::END_SIGNATURE,
        records::ZIP64_END_SIGNATURE,
    ]
    .iter()
    .any(|signature| held.starts_with(signature)))
}

/// The first of some signatures in `from..to`, unless `limit` bytes were read before it was found.
fn find(
    source: &dyn ReadAt,
    window: &mut Window,
    from: u64,
    to: u64,
    limit: u64,
    signatures: &[[u8; 4]],
) -> Result<Option<(u64, [u8; 4])>, Error> {
    let mut at = from;
    while at < to && window.bytes_read < limit {
        let held = window.get(source, at, 4)?;
        if held.len() < 4 {
            return Ok(None);
        }
        let span = held
            .len()
            .min((to - at).min(usize::MAX as u64) as usize + 3);
        let held = &held[..span.min(held.len())];
        let mut skip = 0;
        while let Some(found) = held[skip..].iter().position(|&byte| byte == b'P') {
            let here = &held[skip + found..];
            if let Some(signature) = signatures
                .iter()
                .find(|signature| here.starts_with(&signature[..]))
            {
                return Ok(Some((at + (skip + found) as u64, *signature)));
            }
            skip += found + 1;
        }
        // A signature may begin in the last three bytes.
        at += held.len().saturating_sub(3).max(1) as u64;
    }
    Ok(None)
}
