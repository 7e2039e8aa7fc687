//! Bodies of the blocks (section 3.5). Offsets count from the start of the block.

use super::date::{DateTime, unpack};
use super::header::{Guid, string_at};
use crate::container::numbers::{array_at, u16_at, u32_at, u64_at};

/// The media header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tape {
    /// Random number of this media family (one file).
    pub family_id: u32,
    /// Attributes.
    pub attributes: u32,
    /// Number of this file in the sequence of its family.
    pub sequence_number: u16,
    /// Length of a soft filemark in bytes.
    pub filemark_bytes: u32,
    /// Name of the medium.
    pub name: Option<String>,
    /// Description of the medium.
    pub description: Option<String>,
    /// Whether a media password is set. Its value is never read.
    pub has_password: bool,
    /// Name of the program that wrote it.
    pub software: Option<String>,
    /// Format logical block size in bytes.
    pub logical_block_bytes: u16,
    /// Number of the software's vendor.
    pub vendor: u16,
    /// When the medium was written, by the server's clock.
    pub written: Option<DateTime>,
    /// Major version of the format, 1.
    pub version: u8,
}

impl Tape {
    /// Reads the body; `None` if it is too short.
    pub(super) fn parse(block: &[u8], string_type: u8) -> Option<Tape> {
        Some(Tape {
            family_id: u32_at(block, 52)?,
            attributes: u32_at(block, 56)?,
            sequence_number: u16_at(block, 60)?,
            filemark_bytes: u32::from(u16_at(block, 64)?) * 512,
            name: text(block, 68, string_type),
            description: text(block, 72, string_type),
            has_password: u16_at(block, 76)? > 0,
            software: text(block, 80, string_type),
            logical_block_bytes: u16_at(block, 84)?,
            vendor: u16_at(block, 86)?,
            written: unpack(array_at(block, 88)?).date(),
            version: *block.get(93)?,
        })
    }
}

/// A string of the block that is not empty.
fn text(block: &[u8], at: usize, string_type: u8) -> Option<String> {
    string_at(block, at, string_type).filter(|text| !text.is_empty())
}

/// How the media set is divided over files (stream RAID).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raid {
    /// The media set: the same in all stripes. `None` if all bytes are zero.
    pub media_set: Option<Guid>,
    /// Number of media families (stripes).
    pub families: u16,
    /// 1 in all files seen: the number of mirrors, presumably.
    pub mirrors: u16,
    /// Number of this family, from 1 on.
    pub family: u16,
}

impl Raid {
    /// Reads the data of the stream; `None` if it is too short.
    pub(super) fn parse(data: &[u8]) -> Option<Raid> {
        Some(Raid {
            media_set: Guid::at(data, 0),
            families: u16_at(data, 20)?,
            mirrors: u16_at(data, 22)?,
            family: u16_at(data, 24)?,
        })
    }
}

/// The start of a backup set (block SSET).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetHeader {
    /// Attributes.
    pub attributes: u32,
    /// Position of the set in the file, from 1 on, as stored.
    pub number: u16,
    /// Name of the set.
    pub name: Option<String>,
    /// Description of the set.
    pub description: Option<String>,
    /// Whether a set password is set. Its value is never read.
    pub has_password: bool,
    /// Account that made the backup: personal data.
    pub user: Option<String>,
    /// Offset of this block in the file, as stored.
    pub block_address: u64,
    /// Start of the backup, by the server's clock.
    pub written: Option<DateTime>,
    /// Major and minor version of SQL Server.
    pub software: (u8, u8),
    /// Local time minus UTC in quarter hours; `None` where the file says "unknown" (127).
    pub zone_quarters: Option<i8>,
    /// The backup set: the same in all stripes. `None` if all bytes are zero.
    pub set_guid: Option<Guid>,
    /// Number of the software's vendor.
    pub vendor: u16,
}

impl SetHeader {
    /// Reads the body. `os_data` is (length, offset) from the block's header.
    pub(super) fn parse(block: &[u8], string_type: u8, os_data: (u16, u16)) -> Option<SetHeader> {
        let zone = i8::from_le_bytes([*block.get(95)?]);
        let set_guid = (os_data.0 >= 16)
            .then(|| Guid::at(block, usize::from(os_data.1)))
            .flatten();
        Some(SetHeader {
            attributes: u32_at(block, 52)?,
            number: u16_at(block, 62)?,
            name: text(block, 64, string_type),
            description: text(block, 68, string_type),
            has_password: u16_at(block, 72)? > 0,
            user: text(block, 76, string_type),
            block_address: u64_at(block, 80)?,
            written: unpack(array_at(block, 88)?).date(),
            software: (*block.get(93)?, *block.get(94)?),
            zone_quarters: (zone != 127).then_some(zone),
            set_guid,
            vendor: u16_at(block, 60)?,
        })
    }
}

/// The volume (block VOLB).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Device, `C:` for instance.
    pub device: Option<String>,
    /// Label.
    pub label: Option<String>,
    /// Name of the machine.
    pub machine: Option<String>,
}

impl Volume {
    /// Reads the body.
    pub(super) fn parse(block: &[u8], string_type: u8) -> Volume {
        Volume {
            device: text(block, 56, string_type),
            label: text(block, 60, string_type),
            machine: text(block, 64, string_type),
        }
    }
}

/// Number of corrupt objects that the end of a set (block ESET) tells.
pub(super) fn corrupt_objects(block: &[u8]) -> Option<u32> {
    u32_at(block, 56)
}
