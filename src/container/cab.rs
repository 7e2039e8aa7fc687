//! Microsoft Cabinet: the list of members; nothing is unpacked (section 4.3 of the SharePoint specification).

use super::numbers::{u16_at, u32_at};
use crate::error::Error;
use crate::source::ReadAt;

/// First bytes.
pub const SIGNATURE: &[u8] = b"MSCF";
/// Members that are listed.
const MAX_MEMBERS: usize = 65_535;
/// Bytes of the list of members that are read.
const MAX_LIST_BYTES: u64 = 16 << 20;
const HEADER_BYTES: usize = 36;
const FLAG_PREVIOUS: u16 = 1;
const FLAG_NEXT: u16 = 2;

/// A cabinet's header and its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cabinet {
    /// Bytes that the header says the file has.
    pub stated_bytes: u64,
    /// Bytes that it has.
    pub file_bytes: u64,
    /// Whether the cabinet goes on from another one.
    pub has_previous: bool,
    /// Whether the cabinet goes on in another one.
    pub has_next: bool,
    /// Number of members that the header says.
    pub stated_members: u16,
    /// The members that could be read.
    pub members: Vec<Member>,
}

/// A file in a cabinet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Path with `\` between its parts.
    pub name: String,
    /// Bytes unpacked.
    pub bytes: u64,
}

impl Cabinet {
    /// Whether the file has the length that its header says and lists the members that it says.
    pub fn is_whole(&self) -> bool {
        self.stated_bytes == self.file_bytes
            && self.members.len() == usize::from(self.stated_members)
    }
}

/// Reads header and list; `None` if it is no cabinet.
///
/// # Errors
/// When the bytes can't be read.
pub fn read(source: &dyn ReadAt) -> Result<Option<Cabinet>, Error> {
    let fetch = |offset: u64, want: u64| -> Result<Vec<u8>, Error> {
        let available = source
            .len()
            .saturating_sub(offset)
            .min(want)
            .min(MAX_LIST_BYTES);
        let mut bytes = vec![0; usize::try_from(available).unwrap_or(0)];
        let read = source
            .read_full_at(offset, &mut bytes)
            .map_err(|source| Error::Read { offset, source })?;
        bytes.truncate(read);
        Ok(bytes)
    };
    let head = fetch(0, HEADER_BYTES as u64)?;
    if !head.starts_with(SIGNATURE) {
        return Ok(None);
    }
    let flags = u16_at(&head, 30).unwrap_or(0);
    let mut cabinet = Cabinet {
        stated_bytes: u32_at(&head, 8).map_or(0, u64::from),
        file_bytes: source.len(),
        has_previous: flags & FLAG_PREVIOUS != 0,
        has_next: flags & FLAG_NEXT != 0,
        stated_members: u16_at(&head, 28).unwrap_or(0),
        members: Vec::new(),
    };
    let list_at = u32_at(&head, 16).map_or(u64::MAX, u64::from);
    let list = fetch(list_at, MAX_LIST_BYTES)?;
    let mut rest = list.as_slice();
    while cabinet.members.len() < usize::from(cabinet.stated_members).min(MAX_MEMBERS) {
        let (Some(bytes), Some(attributes), Some(behind)) =
            (u32_at(rest, 0), u16_at(rest, 14), rest.get(16..))
        else {
            break;
        };
        // Names have at most 256 bytes.
        let Some(length) = behind.iter().take(257).position(|byte| *byte == 0) else {
            break;
        };
        let name = behind.get(..length).unwrap_or_default();
        let name = if attributes & 0x80 == 0 {
            name.iter().map(|byte| char::from(*byte)).collect()
        } else {
            String::from_utf8_lossy(name).into_owned()
        };
        cabinet.members.push(Member {
            name,
            bytes: u64::from(bytes),
        });
        rest = behind.get(length + 1..).unwrap_or_default();
    }
    Ok(Some(cabinet))
}
