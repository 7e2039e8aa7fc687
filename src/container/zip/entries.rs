//! The entries of an archive, packed: 17 bytes each, and what its name does not have in common with its neighbour's.

use std::borrow::Cow;

use per_byte::crc::crc32;
use serde::{Deserialize, Serialize};

use super::limits;
use super::names::Names;
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

/// What nearly all entries have room in; what does not fit is in [`Entries::wide`].
#[derive(Debug, Clone, Copy)]
struct Packed {
    /// Offset of the local header behind the chunk's first one.
    offset: u32,
    compressed: u32,
    uncompressed: u32,
    crc32: u32,
}

/// What many entries have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct EntryKind {
    method: u16,
    flags: u16,
    other_disk: bool,
}

/// Stands for a kind: the entry is in the side table.
const WIDE: u8 = u8::MAX;

#[derive(Debug, Clone, Copy)]
struct Wide {
    index: u32,
    kind: EntryKind,
    offset: u64,
    compressed: u64,
    uncompressed: u64,
}

/// Entries of one chunk: so few that growing never copies much, and that their offsets are near each other.
const CHUNK_ENTRIES: usize = 1 << 10;

#[derive(Debug, Default)]
struct Chunk {
    first_offset: u64,
    records: Vec<Packed>,
    /// Number of the kind of each.
    kinds: Vec<u8>,
    names: Names,
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
    kinds: Vec<EntryKind>,
    /// Ascending by index.
    wide: Vec<Wide>,
    len: u32,
    name_bytes: u64,
    last_name: Vec<u8>,
}

/// One entry, unpacked.
struct Unpacked {
    kind: EntryKind,
    offset: u64,
    compressed: u64,
    uncompressed: u64,
    crc32: u32,
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

    /// The number of a kind, unless there are too many of them.
    fn kind_number(&mut self, kind: EntryKind) -> u8 {
        if let Some(number) = self.kinds.iter().position(|known| *known == kind) {
            return number as u8;
        }
        if self.kinds.len() < usize::from(WIDE) {
            self.kinds.push(kind);
            (self.kinds.len() - 1) as u8
        } else {
            WIDE
        }
    }

    pub(crate) fn push(&mut self, record: &CentralRecord<'_>, other_disk: bool) {
        if self
            .chunks
            .last()
            .is_none_or(|chunk| chunk.records.len() == CHUNK_ENTRIES)
        {
            if let Some(full) = self.chunks.last_mut() {
                full.names.close();
            }
            self.chunks.push(Chunk {
                first_offset: record.local_header_offset,
                ..Chunk::default()
            });
        }
        let kind = EntryKind {
            method: record.method,
            flags: record.flags,
            other_disk,
        };
        let mut number = self.kind_number(kind);
        let index = self.len;
        let Some(chunk) = self.chunks.last_mut() else {
            return;
        };
        chunk
            .names
            .push(chunk.records.len(), &self.last_name, record.name);
        self.last_name.clear();
        self.last_name.extend_from_slice(record.name);
        let mut packed = Packed {
            offset: 0,
            compressed: 0,
            uncompressed: 0,
            crc32: record.crc32,
        };
        let offset = record.local_header_offset.checked_sub(chunk.first_offset);
        match (
            offset.and_then(|offset| u32::try_from(offset).ok()),
            u32::try_from(record.compressed_bytes),
            u32::try_from(record.uncompressed_bytes),
        ) {
            (Some(offset), Ok(compressed), Ok(uncompressed)) if number != WIDE => {
                (packed.offset, packed.compressed) = (offset, compressed);
                packed.uncompressed = uncompressed;
            }
            _ => {
                number = WIDE;
                self.wide.push(Wide {
                    index,
                    kind,
                    offset: record.local_header_offset,
                    compressed: record.compressed_bytes,
                    uncompressed: record.uncompressed_bytes,
                });
            }
        }
        chunk.records.push(packed);
        chunk.kinds.push(number);
        self.name_bytes += record.name.len() as u64;
        self.len += 1;
    }

    fn chunk(&self, index: u32) -> Option<(&Chunk, usize)> {
        let chunk = self.chunks.get(index as usize / CHUNK_ENTRIES)?;
        Some((chunk, index as usize % CHUNK_ENTRIES))
    }

    fn wide(&self, index: u32) -> Option<&Wide> {
        self.wide
            .binary_search_by_key(&index, |wide| wide.index)
            .ok()
            .and_then(|at| self.wide.get(at))
    }

    #[inline]
    fn unpacked(&self, index: u32) -> Option<Unpacked> {
        let (chunk, at) = self.chunk(index)?;
        let (packed, number) = (chunk.records.get(at)?, *chunk.kinds.get(at)?);
        if number == WIDE {
            let wide = self.wide(index)?;
            return Some(Unpacked {
                kind: wide.kind,
                offset: wide.offset,
                compressed: wide.compressed,
                uncompressed: wide.uncompressed,
                crc32: packed.crc32,
            });
        }
        Some(Unpacked {
            kind: self.kinds.get(usize::from(number)).copied()?,
            // Offsets of a damaged file may be shifted to before its start.
            offset: chunk.first_offset.wrapping_add(packed.offset.into()),
            compressed: packed.compressed.into(),
            uncompressed: packed.uncompressed.into(),
            crc32: packed.crc32,
        })
    }

    /// The bytes of the name as stored; empty if there is no such entry. For all names in a row, [`Entries::names`]
    /// is quicker.
    pub fn name(&self, index: u32) -> Vec<u8> {
        self.chunk(index)
            .and_then(|(chunk, at)| chunk.names.get(at))
            .unwrap_or_default()
    }

    /// Length of the name, in bytes.
    pub fn name_len(&self, index: u32) -> usize {
        self.chunk(index)
            .map_or(0, |(chunk, at)| chunk.names.name_len(at))
    }

    /// All names, one after the other.
    pub fn names(&self) -> EntryNames<'_> {
        EntryNames {
            entries: self,
            index: 0,
            place: 0,
            name: Vec::new(),
        }
    }

    /// The name as .NET decodes it: UTF-8 whatever the flag says, with replacement characters.
    pub fn name_text(&self, index: u32) -> Cow<'_, str> {
        Cow::Owned(
            String::from_utf8(self.name(index))
                .unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned()),
        )
    }

    /// Sorts entries by the offset of their local header, equal ones by their number.
    pub fn sort_by_offset(&self, entries: &mut [u32]) {
        entries.sort_unstable_by_key(|&index| (self.offset(index), index));
    }

    /// Offset of the local header; `u64::MAX` if there is no such entry.
    #[inline]
    pub fn offset(&self, index: u32) -> u64 {
        self.unpacked(index).map_or(u64::MAX, |entry| entry.offset)
    }

    /// Compressed and uncompressed size, in bytes.
    #[inline]
    pub fn sizes(&self, index: u32) -> (u64, u64) {
        self.unpacked(index)
            .map_or((0, 0), |entry| (entry.compressed, entry.uncompressed))
    }

    /// Uncompressed size, in bytes: what .NET gives as the length.
    #[inline]
    pub fn uncompressed_bytes(&self, index: u32) -> u64 {
        self.sizes(index).1
    }

    /// General purpose bit flags; 0 if there is no such entry.
    #[inline]
    pub fn flags(&self, index: u32) -> u16 {
        self.unpacked(index).map_or(0, |entry| entry.kind.flags)
    }

    /// Number of the method of compression; 0 if there is no such entry.
    #[inline]
    pub fn method(&self, index: u32) -> u16 {
        self.unpacked(index).map_or(0, |entry| entry.kind.method)
    }

    /// CRC-32 that the directory gives.
    #[inline]
    pub fn crc32(&self, index: u32) -> u32 {
        self.unpacked(index).map_or(0, |entry| entry.crc32)
    }

    /// All that a decode worker needs; `None` if there is no such entry. For many of them, [`Entries::locations`] is
    /// quicker.
    pub fn location(&self, index: u32) -> Option<EntryLocation> {
        self.locations().location(index)
    }

    /// Locations of many entries, one after the other.
    pub fn locations(&self) -> Locations<'_> {
        Locations {
            entries: self,
            last: None,
            place: 0,
            name: Vec::new(),
        }
    }

    /// Locations of all entries, in the order of the directory.
    pub fn iter(&self) -> impl Iterator<Item = EntryLocation> + '_ {
        let mut locations = self.locations();
        (0..self.len).filter_map(move |index| locations.location(index))
    }

    /// Moves the local headers of entries from `first` on by `shift`: offsets of a damaged file.
    pub(crate) fn shift_offsets(&mut self, first: u32, shift: i64) {
        let whole_chunks = (first as usize).div_ceil(CHUNK_ENTRIES);
        let mut wide = Vec::new();
        // Those that share a chunk with entries that stay go to the side table.
        for index in first..self.len.min((whole_chunks * CHUNK_ENTRIES) as u32) {
            let Some(entry) = self.unpacked(index) else {
                return;
            };
            wide.push(Wide {
                index,
                kind: entry.kind,
                offset: entry.offset.wrapping_add_signed(shift),
                compressed: entry.compressed,
                uncompressed: entry.uncompressed,
            });
            let (chunk, at) = (
                index as usize / CHUNK_ENTRIES,
                index as usize % CHUNK_ENTRIES,
            );
            self.chunks[chunk].kinds[at] = WIDE;
        }
        for chunk in self.chunks.iter_mut().skip(whole_chunks) {
            chunk.first_offset = chunk.first_offset.wrapping_add_signed(shift);
        }
        let stay = self.wide.partition_point(|wide| wide.index < first);
        let moved = self.wide.split_off(stay);
        self.wide.append(&mut wide);
        let behind = (whole_chunks * CHUNK_ENTRIES) as u32;
        for mut other in moved.into_iter().filter(|wide| wide.index >= behind) {
            other.offset = other.offset.wrapping_add_signed(shift);
            self.wide.push(other);
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
            .map(|chunk| {
                chunk.records.capacity() * size_of::<Packed>()
                    + chunk.kinds.capacity()
                    + chunk.names.heap_bytes()
            })
            .sum();
        (chunks
            + self.chunks.capacity() * size_of::<Chunk>()
            + self.wide.capacity() * size_of::<Wide>()) as u64
    }
}

/// The names of all entries in the order of the directory; see [`Entries::names`].
#[derive(Debug)]
pub struct EntryNames<'a> {
    entries: &'a Entries,
    index: u32,
    /// Where the next name is packed in its chunk.
    place: usize,
    name: Vec<u8>,
}

impl EntryNames<'_> {
    /// The next entry and its name; `None` at the end.
    pub fn next_name(&mut self) -> Option<(u32, &[u8])> {
        let index = self.index;
        let (chunk, at) = self.entries.chunk(index)?;
        if at == 0 {
            self.place = 0;
        }
        self.place = chunk.names.step(self.place, &mut self.name)?;
        self.index += 1;
        Some((index, &self.name))
    }
}

/// Locations of entries; see [`Entries::locations`]. Each name is made out of the one before it where that was asked
/// for last, and nothing is allocated for it.
#[derive(Debug)]
pub struct Locations<'a> {
    entries: &'a Entries,
    /// The entry that was asked for last, whose name is in `name`.
    last: Option<u32>,
    /// Where the next name is packed in its chunk.
    place: usize,
    name: Vec<u8>,
}

impl Locations<'_> {
    /// As [`Entries::location`].
    pub fn location(&mut self, index: u32) -> Option<EntryLocation> {
        let entry = self.entries.unpacked(index)?;
        let (chunk, at) = self.entries.chunk(index)?;
        let follows = index
            .checked_sub(1)
            .is_some_and(|before| self.last == Some(before));
        self.last = None;
        self.place = match follows && at > 0 {
            true => chunk.names.step(self.place, &mut self.name)?,
            false => chunk.names.read(at, &mut self.name)?,
        };
        self.last = Some(index);
        Some(EntryLocation {
            index,
            local_header_offset: entry.offset,
            compressed_bytes: entry.compressed,
            uncompressed_bytes: entry.uncompressed,
            crc32: entry.crc32,
            method: entry.kind.method,
            flags: entry.kind.flags,
            name_crc32: crc32(&self.name),
            other_disk: entry.kind.other_disk,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &[u8], offset: u64, compressed_bytes: u64, flags: u16) -> CentralRecord<'_> {
        CentralRecord {
            flags,
            method: 8,
            crc32: offset as u32,
            compressed_bytes,
            uncompressed_bytes: compressed_bytes * 2,
            local_header_offset: offset,
            disk: 0,
            name,
            total_bytes: 0,
            zip64_missing: false,
        }
    }

    /// Name, offset, compressed size and flags.
    type Expected = Vec<(Vec<u8>, u64, u64, u16)>;

    /// More entries than a chunk has, with every reason to be in the side table among them.
    fn entries() -> (Entries, Expected) {
        let mut expected = Expected::new();
        let mut entries = Entries::default();
        for index in 0..5_000_u64 {
            let offset = match index {
                100 => 0,
                2_000 => 1 << 47,
                _ => index * 1_000_000 + 7,
            };
            let compressed = if index % 900 == 5 { 1 << 33 } else { index };
            // More kinds than are kept apart.
            let flags = (index % 300) as u16;
            let name = format!("events/{}/{index}.json", index / 1_000).into_bytes();
            entries.push(&record(&name, offset, compressed, flags), index == 77);
            expected.push((name, offset, compressed, flags));
        }
        (entries, expected)
    }

    #[track_caller]
    fn check(entries: &Entries, expected: &Expected) {
        let mut names = entries.names();
        let (mut in_order, mut elsewhere) = (entries.locations(), entries.locations());
        for (index, (name, offset, compressed, flags)) in (0..).zip(expected) {
            assert_eq!(&entries.name(index), name);
            assert_eq!(entries.name_len(index), name.len());
            assert_eq!(names.next_name(), Some((index, name.as_slice())));
            let location = entries.location(index).unwrap();
            assert_eq!(location.local_header_offset, *offset, "{index}");
            assert_eq!(entries.offset(index), *offset);
            assert_eq!(entries.sizes(index), (*compressed, compressed * 2));
            assert_eq!((location.flags, location.method), (*flags, 8));
            assert_eq!(location.other_disk, index == 77);
            assert_eq!(location.name_crc32, crc32(name));
            assert_eq!(in_order.location(index), Some(location));
            // Any other order: names are made anew, and none of another entry is taken for them.
            let other = index * 7 % entries.len();
            assert_eq!(elsewhere.location(other), entries.location(other));
        }
        assert_eq!(names.next_name(), None);
        assert_eq!(in_order.location(entries.len()), None);
        assert!(entries.location(entries.len()).is_none());
    }

    #[test]
    fn entries_come_back_as_they_were() {
        let (entries, expected) = entries();
        check(&entries, &expected);
    }

    #[test]
    fn offsets_are_shifted_from_an_entry_on() {
        for first in [0, 1, 1_023, 1_024, 1_900, 4_999, 5_000] {
            for shift in [-7, 1 << 20] {
                let (mut entries, mut expected) = entries();
                entries.shift_offsets(first, shift);
                for (_, offset, ..) in &mut expected[first as usize..] {
                    *offset = offset.wrapping_add_signed(shift);
                }
                check(&entries, &expected);
            }
        }
    }

    #[test]
    fn an_event_takes_few_bytes() {
        let mut entries = Entries::default();
        for index in 0..100_000_u64 {
            let name = format!("events/{}/{index}.json", index / 1_000).into_bytes();
            entries.push(&record(&name, index * 900, 850, 8), false);
        }
        let each = entries.heap_bytes() as f64 / 100_000.0;
        assert!(each < 26.0, "{each}");
    }
}
