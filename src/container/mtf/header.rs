//! Headers of blocks and streams, and the small values in them (sections 3.3 and 3.4).

use std::fmt;

use crate::container::numbers::{array_at, u16_at, u32_at, u64_at};

/// Bytes of a block header.
pub const BLOCK_HEADER_BYTES: usize = 52;
/// Bytes of a stream header.
pub const STREAM_HEADER_BYTES: usize = 22;
/// Unit of format logical addresses.
pub const LOGICAL_BLOCK_BYTES: u64 = 1024;

/// Exclusive or of the little-endian words of two bytes.
pub fn checksum(bytes: &[u8]) -> u16 {
    bytes
        .chunks_exact(2)
        .fold(0, |sum, pair| sum ^ u16_at(pair, 0).unwrap_or(0))
}

/// A string that a pair (length in bytes, offset) at `at` of `record` points to; offsets count from the record's
/// start. `None` if the pair points outside.
pub fn string_at(record: &[u8], at: usize, string_type: u8) -> Option<String> {
    let length = usize::from(u16_at(record, at)?);
    let offset = usize::from(u16_at(record, at + 2)?);
    if length == 0 {
        return Some(String::new());
    }
    let bytes = record.get(offset..offset.checked_add(length)?)?;
    let text = if string_type == 1 {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    } else {
        let words: Vec<u16> = bytes
            .chunks_exact(2)
            .filter_map(|pair| u16_at(pair, 0))
            .collect();
        String::from_utf16_lossy(&words)
    };
    Some(text.trim_end_matches('\0').to_owned())
}

/// A GUID in the byte order that Windows writes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid([u8; 16]);

impl Guid {
    /// From 16 bytes; `None` if all are zero, which stands for "none".
    pub fn from_bytes(bytes: [u8; 16]) -> Option<Guid> {
        (bytes != [0; 16]).then_some(Guid(bytes))
    }

    /// The GUID at `at`.
    pub fn at(bytes: &[u8], at: usize) -> Option<Guid> {
        Guid::from_bytes(array_at(bytes, at)?)
    }

    /// Reads 32 hexadecimal digits with or without hyphens and braces.
    pub fn parse(text: &str) -> Option<Guid> {
        let text = text.trim();
        let text = text
            .strip_prefix('{')
            .and_then(|inner| inner.strip_suffix('}'))
            .unwrap_or(text);
        let hyphens = [8, 13, 18, 23];
        let digits: Vec<u8> = match text.len() {
            36 if text
                .bytes()
                .enumerate()
                .all(|(at, byte)| (byte == b'-') == hyphens.contains(&at)) =>
            {
                text.bytes().filter(|byte| *byte != b'-').collect()
            }
            32 => text.bytes().collect(),
            _ => return None,
        };
        let mut bytes = [0; 16];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digit = |place: usize| {
                let digit = char::from(*digits.get(place)?).to_digit(16)?;
                u8::try_from(digit).ok()
            };
            *byte = digit(2 * at)? << 4 | digit(2 * at + 1)?;
        }
        // The first three groups stand as little-endian numbers in memory.
        bytes[..4].reverse();
        bytes[4..6].reverse();
        bytes[6..8].reverse();
        Guid::from_bytes(bytes)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g, h, i, rest @ ..] = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-",
            u32::from_le_bytes([a, b, c, d]),
            u16::from_le_bytes([e, g]),
            u16::from_le_bytes([h, i])
        )?;
        for (at, byte) in rest.iter().enumerate() {
            if at == 2 {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockTag {
    /// Media header, once a file.
    Tape,
    /// Soft filemark.
    Filemark,
    /// Start of a backup set.
    SetStart,
    /// Volume.
    Volume,
    /// Configuration of SQL Server as of the start.
    ConfigStart,
    /// Page images.
    Data,
    /// Log records.
    Log,
    /// Configuration of SQL Server as of the finish.
    ConfigEnd,
    /// End of a backup set.
    SetEnd,
}

impl BlockTag {
    /// The kind by its four letters.
    pub fn from_bytes(tag: [u8; 4]) -> Option<BlockTag> {
        Some(match &tag {
            b"TAPE" => BlockTag::Tape,
            b"SFMB" => BlockTag::Filemark,
            b"SSET" => BlockTag::SetStart,
            b"VOLB" => BlockTag::Volume,
            b"MSCI" => BlockTag::ConfigStart,
            b"MSDA" => BlockTag::Data,
            b"MSTL" => BlockTag::Log,
            b"MSLS" => BlockTag::ConfigEnd,
            b"ESET" => BlockTag::SetEnd,
            _ => return None,
        })
    }
}

/// A block header (section 3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockHeader {
    /// The four letters as they stand.
    pub tag: [u8; 4],
    /// Attributes.
    pub attributes: u32,
    /// Bytes from the block's start to its first stream; the length of a soft filemark.
    pub first_event: u16,
    /// Operating system id, 14 in all files seen.
    pub os: u8,
    /// Block number from the start of the set, in units of 1,024 bytes.
    pub logical_address: u64,
    /// Control block id.
    pub control_block: u32,
    /// Bytes of OS-specific data, and where they stand from the block's start.
    pub os_data: (u16, u16),
    /// 0 none, 1 ANSI, 2 UTF-16.
    pub string_type: u8,
    /// As stored.
    pub checksum: u16,
    /// As computed from the bytes before it.
    pub computed: u16,
}

impl BlockHeader {
    /// Reads one; `None` if there are fewer than 52 bytes.
    pub fn parse(bytes: &[u8]) -> Option<BlockHeader> {
        let head: &[u8; BLOCK_HEADER_BYTES] = bytes.first_chunk()?;
        Some(BlockHeader {
            tag: array_at(head, 0)?,
            attributes: u32_at(head, 4)?,
            first_event: u16_at(head, 8)?,
            os: head[10],
            logical_address: u64_at(head, 20)?,
            control_block: u32_at(head, 36)?,
            os_data: (u16_at(head, 44)?, u16_at(head, 46)?),
            string_type: head[48],
            checksum: u16_at(head, 50)?,
            computed: checksum(&head[..50]),
        })
    }

    /// Whether the stored checksum is the computed one.
    pub fn is_sound(&self) -> bool {
        self.checksum == self.computed
    }

    /// The kind, if it is a known one.
    pub fn kind(&self) -> Option<BlockTag> {
        BlockTag::from_bytes(self.tag)
    }
}

/// Kind of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamTag {
    /// Stripes of the media set.
    Raid,
    /// Configuration of SQL Server.
    Config,
    /// Page images.
    Pages,
    /// Log records.
    Log,
    /// Checksum of the stream before it.
    Checksum,
    /// Padding; ends the block.
    Padding,
    /// Another one.
    Other,
}

/// A stream header (section 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamHeader {
    /// The four letters as they stand.
    pub tag: [u8; 4],
    /// Media format attributes: 1 continued, 2 variable, 4 variable end, 8 encrypted, 16 compressed.
    pub attributes: u16,
    /// Bytes of the data that follows.
    pub bytes: u64,
    /// Encryption algorithm, 0 none.
    pub encryption: u16,
    /// Compression algorithm, 0 none.
    pub compression: u16,
    /// As stored.
    pub checksum: u16,
    /// As computed.
    pub computed: u16,
}

impl StreamHeader {
    /// Reads one; `None` if there are fewer than 22 bytes.
    pub fn parse(bytes: &[u8]) -> Option<StreamHeader> {
        let head: &[u8; STREAM_HEADER_BYTES] = bytes.first_chunk()?;
        Some(StreamHeader {
            tag: array_at(head, 0)?,
            attributes: u16_at(head, 6)?,
            bytes: u64_at(head, 8)?,
            encryption: u16_at(head, 16)?,
            compression: u16_at(head, 18)?,
            checksum: u16_at(head, 20)?,
            computed: checksum(&head[..20]),
        })
    }

    /// Whether the stored checksum is the computed one.
    pub fn is_sound(&self) -> bool {
        self.checksum == self.computed
    }

    /// The kind.
    pub fn kind(&self) -> StreamTag {
        match &self.tag {
            b"RAID" => StreamTag::Raid,
            b"MQCI" => StreamTag::Config,
            b"MQDA" => StreamTag::Pages,
            b"MQTL" => StreamTag::Log,
            b"CSUM" => StreamTag::Checksum,
            b"SPAD" => StreamTag::Padding,
            _ => StreamTag::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_read_as_windows_writes_them() {
        let text = "5d2f8c10-7a3b-4e91-9c64-0b1f2e3d4c5a";
        let bytes = [
            0x10, 0x8c, 0x2f, 0x5d, 0x3b, 0x7a, 0x91, 0x4e, 0x9c, 0x64, 0x0b, 0x1f, 0x2e, 0x3d,
            0x4c, 0x5a,
        ];
        let guid = Guid::from_bytes(bytes).unwrap();
        assert_eq!(guid.to_string(), text);
        assert_eq!(Guid::parse(text), Some(guid));
        assert_eq!(
            Guid::parse(&format!("{{{}}}", text.to_uppercase())),
            Some(guid)
        );
        assert_eq!(Guid::parse(&text.replace('-', "")), Some(guid));
        assert_eq!(Guid::parse("5d2f8c10-7a3b-4e91-9c64-0b1f2e3d4c5"), None);
        assert_eq!(Guid::parse("5d2f8c107a3b-4e91-9c64--0b1f2e3d4c5a"), None);
        assert_eq!(Guid::parse("zd2f8c107a3b4e919c640b1f2e3d4c5a"), None);
        assert_eq!(Guid::parse(&"é".repeat(16)), None);
    }

    #[test]
    fn strings_outside_of_their_record_are_none() {
        let mut record = vec![0; 16];
        record[0] = 4;
        record[2] = 12;
        record[12] = b'a';
        record[14] = b'b';
        assert_eq!(string_at(&record, 0, 2).as_deref(), Some("ab"));
        record[2] = 13;
        assert_eq!(string_at(&record, 0, 2), None);
        assert_eq!(string_at(&record, 14, 2), None);
    }
}
