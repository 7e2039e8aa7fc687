//! The entries of an archive, packed: 32 bytes and the name each.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::limits;
use super::records::CentralRecord;

/// Where an entry is and what the directory says of it: all that a decode worker needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLocation {
    /// Position in the central directory.
    pub index: u32,
    /// Offset of the local header in the file.
    pub local_header_offset: u64,
    /// Compressed size, in bytes.
    pub compressed_bytes: u64,
    /// Uncompressed size, in bytes.
    pub uncompressed_bytes: u64,
    /// CRC-32 of the uncompressed data.
    pub crc32: u32,
    /// Compression method.
    pub method: u16,
    /// General purpose bit flag.
    pub flags: u16,
    /// CRC-32 of the name's bytes, to be compared with the local header's name.
    pub name_crc32: u32,
    /// The entry is said to start on another disk: .NET does not open it.
    pub other_disk: bool,
}

/// 32 bytes; what does not fit is in [`Entries::wide`].
#[derive(Debug, Clone, Copy)]
struct Packed {
    /// End of the name in the arena of its chunk.
    name_end: u32,
    offset_low: u32,
    compressed: u32,
    uncompressed: u32,
    crc32: u32,
    method: u16,
    flags: u16,
    offset_high: u16,
    marks: u16,
}

/// Sizes or offset are in the side table.
const WIDE: u16 = 1;
/// Other disk.
const OTHER_DISK: u16 = 2;

#[derive(Debug, Clone, Copy)]
struct Wide {
    index: u32,
    offset: u64,
    compressed: u64,
    uncompressed: u64,
}

/// Entries of one chunk: 16,384 give half a megabyte, so that growing never copies much, and an arena
/// of names below 4 GiB.
const CHUNK_ENTRIES: usize = 1 << 14;

#[derive(Debug, Default)]
struct Chunk {
    records: Vec<Packed>,
    names: Vec<u8>,
}

/// How much of a directory is kept; the rest is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Entries.
    pub entries: u32,
    /// Bytes of all their names.
    pub name_bytes: u64,
}

impl Default for Room {
    fn default() -> Self {
        Room {
            entries: limits::MAX_ENTRIES,
            name_bytes: limits::MAX_NAME_BYTES,
        }
    }
}

/// The entries in the order of the central directory.
#[derive(Debug, Default)]
pub struct Entries {
    room: Room,
    chunks: Vec<Chunk>,
    wide: Vec<Wide>,
    len: u32,
    name_bytes: u64,
}

impl Entries {
    /// None yet, and room for so many.
    pub(crate) fn within(room: Room) -> Self {
        Entries {
            room,
            ..Entries::default()
        }
    }

    /// How many are kept at most.
    pub(crate) fn room(&self) -> Room {
        self.room
    }

    /// Number of entries.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether another entry with such a name may be kept.
    pub(crate) fn has_room(&self, name_bytes: usize) -> bool {
        self.len < self.room.entries && self.name_bytes + name_bytes as u64 <= self.room.name_bytes
    }

    pub(crate) fn push(&mut self, record: &CentralRecord<'_>, other_disk: bool) {
        if self
            .chunks
            .last()
            .is_none_or(|chunk| chunk.records.len() == CHUNK_ENTRIES)
        {
            if let Some(full) = self.chunks.last_mut() {
                full.names.shrink_to_fit();
            }
            self.chunks.push(Chunk::default());
        }
        let index = self.len;
        let Some(chunk) = self.chunks.last_mut() else {
            return;
        };
        chunk.names.extend_from_slice(record.name);
        let fits = |value: u64| u32::try_from(value).ok().filter(|&value| value != u32::MAX);
        let mut marks = if other_disk { OTHER_DISK } else { 0 };
        let (mut offset_low, mut offset_high, mut compressed, mut uncompressed) = (0, 0, 0, 0);
        match (
            u16::try_from(record.local_header_offset >> 32),
            fits(record.compressed_bytes),
            fits(record.uncompressed_bytes),
        ) {
            (Ok(high), Some(packed), Some(unpacked)) => {
                offset_high = high;
                offset_low = record.local_header_offset as u32;
                compressed = packed;
                uncompressed = unpacked;
            }
            _ => {
                marks |= WIDE;
                self.wide.push(Wide {
                    index,
                    offset: record.local_header_offset,
                    compressed: record.compressed_bytes,
                    uncompressed: record.uncompressed_bytes,
                });
            }
        }
        chunk.records.push(Packed {
            name_end: chunk.names.len() as u32,
            offset_low,
            compressed,
            uncompressed,
            crc32: record.crc32,
            method: record.method,
            flags: record.flags,
            offset_high,
            marks,
        });
        self.name_bytes += record.name.len() as u64;
        self.len += 1;
    }

    #[inline]
    fn packed(&self, index: u32) -> Option<(&Chunk, usize, &Packed)> {
        let chunk = self.chunks.get(index as usize / CHUNK_ENTRIES)?;
        let at = index as usize % CHUNK_ENTRIES;
        Some((chunk, at, chunk.records.get(at)?))
    }

    fn wide(&self, index: u32) -> Option<&Wide> {
        self.wide
            .binary_search_by_key(&index, |wide| wide.index)
            .ok()
            .and_then(|at| self.wide.get(at))
    }

    /// The bytes of the name as stored; empty if there is no such entry.
    #[inline]
    pub fn name(&self, index: u32) -> &[u8] {
        let Some((chunk, at, packed)) = self.packed(index) else {
            return &[];
        };
        let start = match at
            .checked_sub(1)
            .and_then(|before| chunk.records.get(before))
        {
            Some(before) => before.name_end as usize,
            None => 0,
        };
        chunk
            .names
            .get(start..packed.name_end as usize)
            .unwrap_or_default()
    }

    /// The name as .NET decodes it: UTF-8 whatever the flag says, with replacement characters.
    pub fn name_text(&self, index: u32) -> Cow<'_, str> {
        String::from_utf8_lossy(self.name(index))
    }

    /// Sorts entries by the offset of their local header, equal ones by their number.
    pub fn sort_by_offset(&self, entries: &mut [u32]) {
        entries.sort_unstable_by_key(|&index| (self.offset(index), index));
    }

    /// Offset of the local header; `u64::MAX` if there is no such entry.
    #[inline]
    pub fn offset(&self, index: u32) -> u64 {
        match self.packed(index) {
            Some((_, _, packed)) if packed.marks & WIDE == 0 => {
                u64::from(packed.offset_high) << 32 | u64::from(packed.offset_low)
            }
            Some(_) => self.wide(index).map_or(u64::MAX, |wide| wide.offset),
            None => u64::MAX,
        }
    }

    /// Compressed and uncompressed size, in bytes.
    #[inline]
    pub fn sizes(&self, index: u32) -> (u64, u64) {
        match self.packed(index) {
            Some((_, _, packed)) if packed.marks & WIDE == 0 => {
                (u64::from(packed.compressed), u64::from(packed.uncompressed))
            }
            Some(_) => self
                .wide(index)
                .map_or((0, 0), |wide| (wide.compressed, wide.uncompressed)),
            None => (0, 0),
        }
    }

    /// Uncompressed size, in bytes: what .NET gives as the length.
    #[inline]
    pub fn uncompressed_bytes(&self, index: u32) -> u64 {
        self.sizes(index).1
    }

    /// CRC-32 that the directory gives.
    #[inline]
    pub fn crc32(&self, index: u32) -> u32 {
        self.packed(index).map_or(0, |(_, _, packed)| packed.crc32)
    }

    /// All that a decode worker needs; `None` if there is no such entry.
    pub fn location(&self, index: u32) -> Option<EntryLocation> {
        let (_, _, packed) = self.packed(index)?;
        let (compressed_bytes, uncompressed_bytes) = self.sizes(index);
        Some(EntryLocation {
            index,
            local_header_offset: self.offset(index),
            compressed_bytes,
            uncompressed_bytes,
            crc32: packed.crc32,
            method: packed.method,
            flags: packed.flags,
            name_crc32: crc32fast::hash(self.name(index)),
            other_disk: packed.marks & OTHER_DISK != 0,
        })
    }

    /// Locations of all entries, in the order of the directory.
    pub fn iter(&self) -> impl Iterator<Item = EntryLocation> + '_ {
        (0..self.len).filter_map(|index| self.location(index))
    }

    /// Moves the local headers of entries from `first` on by `shift`: offsets of a damaged file.
    pub(crate) fn shift_offsets(&mut self, first: u32, shift: i64) {
        for index in first..self.len {
            let offset = self.offset(index).wrapping_add_signed(shift);
            let at = index as usize % CHUNK_ENTRIES;
            let Some(packed) = self
                .chunks
                .get_mut(index as usize / CHUNK_ENTRIES)
                .and_then(|chunk| chunk.records.get_mut(at))
            else {
                return;
            };
            if packed.marks & WIDE != 0 {
                if let Ok(at) = self.wide.binary_search_by_key(&index, |wide| wide.index) {
                    self.wide[at].offset = offset;
                }
            } else {
                packed.offset_low = offset as u32;
                // Offsets are below 2^48 here: they were, and the shift is smaller than the file.
                packed.offset_high = (offset >> 32) as u16;
            }
        }
    }

    /// Sum of the uncompressed sizes that the directory claims.
    pub fn uncompressed_total(&self) -> u64 {
        (0..self.len()).fold(0, |sum, index| {
            sum.saturating_add(self.uncompressed_bytes(index))
        })
    }

    /// Memory that is held, in bytes.
    pub fn heap_bytes(&self) -> u64 {
        let chunks: usize = self
            .chunks
            .iter()
            .map(|chunk| chunk.records.capacity() * size_of::<Packed>() + chunk.names.capacity())
            .sum();
        (chunks + self.wide.capacity() * size_of::<Wide>()) as u64
    }
}
