//! Where the bytes of entries stand in the file.

use super::entries::EntryLocation;
use super::records::method;
use super::window::read_within;
use crate::error::Error;
use crate::source::ReadAt;

/// Length of a local file header without name and extra field (APPNOTE 4.3.7).
const LOCAL_HEADER_BYTES: usize = 30;

/// Offset and length of a stored entry's data; `None` if it is packed, encrypted, or has no local header.
///
/// # Errors
/// When the bytes can't be read.
pub fn stored_at(
    source: &dyn ReadAt,
    location: &EntryLocation,
) -> Result<Option<(u64, u64)>, Error> {
    match location.method == method::STORED
        && location.compressed_bytes == location.uncompressed_bytes
    {
        true => data_at(source, location),
        false => Ok(None),
    }
}

/// Offset and length of an entry's data as it stands in the file, packed or not; `None` if it is encrypted, has no local
/// header, or does not end within the file.
///
/// # Errors
/// When the bytes can't be read.
pub fn data_at(source: &dyn ReadAt, location: &EntryLocation) -> Result<Option<(u64, u64)>, Error> {
    let mut header = [0; LOCAL_HEADER_BYTES];
    let read = read_within(source, location.local_header_offset, &mut header)?;
    let plain = location.flags & super::FLAG_ENCRYPTED == 0;
    if !plain || read < LOCAL_HEADER_BYTES || !header.starts_with(b"PK\x03\x04") {
        return Ok(None);
    }
    let [.., a, b, c, d] = header;
    let names = u64::from(u16::from_le_bytes([a, b])) + u64::from(u16::from_le_bytes([c, d]));
    let start = location
        .local_header_offset
        .saturating_add(LOCAL_HEADER_BYTES as u64 + names);
    let end = start.checked_add(location.compressed_bytes);
    Ok(end
        .filter(|end| *end <= source.len())
        .map(|_| (start, location.compressed_bytes)))
}
