//! What a ZIP carries that is there for nothing else: other ZIP files, or the files of a backup, such as a folder of SQL
//! Server backups that somebody packed. Nothing is unpacked: a stored entry is a range of the file, a deflated one is
//! read at any place as if it lay there unpacked.

use std::io::ErrorKind;

use crate::container::zip::{self as archive, Archive, EntryLocation, data_at, method, unpack};
use crate::error::Error;
use crate::inspect::claim::{GLANCE_BYTES, Glance};
use crate::report::words;
use crate::source::Input;

/// Most entries of a ZIP that carries files.
const MAX_CARRIED: u32 = 4_096;

/// Most bytes that deflated entries of a ZIP have unpacked together. The end of each is read, and so all before it is
/// inflated: some seconds.
const MAX_UNPACKED_BYTES: u64 = 2 << 30;

/// Most deflated entries: each holds some 80 kB while it is read.
const MAX_PACKED: u32 = 1_000;

/// The claim of a system that is sure of a file.
const CERTAIN: u32 = 100;

/// What a ZIP carries, if that is all that it is there for; `None` of any other. Every entry must be a stored ZIP file or
/// a file that a system knows, and of one that is no ZIP file a system must be sure. `tree` is the tree that files of a
/// backup are in: those of two ZIP files never mix.
///
/// # Errors
/// When the file can't be read. `Invalid` if more would have to be unpacked than is read so.
pub(super) fn carried(
    input: &Input,
    zip: &Archive,
    tree: u32,
) -> Result<Option<Vec<Input>>, Error> {
    if zip.dotnet.is_err() || zip.entries.len() > MAX_CARRIED {
        return Ok(None);
    }
    let mut found = Vec::new();
    let (mut files, mut sure, mut packed, mut unpacked) = (0, false, 0, 0_u64);
    for index in 0..zip.entries.len() {
        let name = zip.entries.name_text(index).replace('\\', "/");
        let Some(location) = zip.entries.location(index).filter(|_| !name.ends_with('/')) else {
            continue;
        };
        let path = format!("{}/{name}", input.path);
        let is_zip = name.to_ascii_lowercase().ends_with(".zip");
        if is_zip && location.method != method::STORED {
            return Ok(None);
        }
        let Some(mut inner) = inner(input, path, &location)? else {
            return Ok(None);
        };
        if !is_zip {
            let Some(head) = beginning(&inner)? else {
                return Ok(None);
            };
            let score = crate::format::score(Glance {
                path: &inner.path,
                tree,
                bytes: inner.bytes.len(),
                head: &head,
                together: false,
                zip: None,
            });
            if score == 0 {
                return Ok(None);
            }
            inner.tree = tree;
            sure |= score >= CERTAIN;
            files += 1;
            if location.method != method::STORED {
                packed += 1;
                unpacked = unpacked.saturating_add(inner.bytes.len());
            }
        }
        if packed > MAX_PACKED {
            return Ok(None);
        }
        found.push(inner);
    }
    if found.is_empty() || files > 0 && !sure {
        return Ok(None);
    }
    if unpacked > MAX_UNPACKED_BYTES {
        return Err(Error::Invalid(format!(
            "files of a backup with {} are packed in this ZIP: unpack it, and check what comes out",
            words::bytes(unpacked)
        )));
    }
    Ok(Some(found))
}

/// An entry as an input of its own; `None` if its bytes can't be had.
fn inner(input: &Input, path: String, location: &EntryLocation) -> Result<Option<Input>, Error> {
    let Some((offset, packed)) = data_at(&*input.bytes, location)? else {
        return Ok(None);
    };
    let bytes = location.uncompressed_bytes;
    Ok(match location.method {
        method::STORED if packed == bytes => Some(input.carries(path, offset, bytes)),
        method::DEFLATE => input.carries_packed(path, offset, packed, bytes, unpack),
        _ => None,
    })
}

/// The first bytes; `None` of what is packed and can't be inflated.
fn beginning(inner: &Input) -> Result<Option<Vec<u8>>, Error> {
    let wanted = inner.bytes.len().min(GLANCE_BYTES as u64) as usize;
    let mut head = vec![0; wanted];
    match archive::read_within(&*inner.bytes, 0, &mut head) {
        Ok(read) => {
            head.truncate(read);
            Ok(Some(head))
        }
        Err(Error::Read { source, .. }) if source.kind() == ErrorKind::InvalidData => Ok(None),
        Err(error) => Err(error),
    }
}
