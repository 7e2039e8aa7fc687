//! One page of 8 KB: header, protection, slots (sqlserver-pages.md section 2).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::bytes::{address_at, u8_at, u16_at, u32_at};

/// Bytes of a page.
pub const PAGE_BYTES: usize = 8192;
/// Pages of an extent, the unit in which a database file grows and is backed up.
pub const EXTENT_PAGES: u32 = 8;
/// Bytes of an extent.
pub const EXTENT_BYTES: usize = PAGE_BYTES * EXTENT_PAGES as usize;
/// Bytes of a page header; the first record can't start before.
pub(super) const HEADER_BYTES: usize = 96;
/// More slots than this have no place in a page (section 12).
const MAX_SLOTS: u16 = 4048;
/// Pages that one PFS page tells about (2.4).
pub(super) const PFS_PAGES: u32 = 8088;
/// Pages that one GAM page tells about (2.4).
pub(super) const GAM_PAGES: u32 = 511_232;

/// PFS byte: the page is allocated (2.4).
pub(super) const PFS_ALLOCATED: u8 = 0x40;

/// Page types (2.4).
pub(super) mod kind {
    pub const DATA: u8 = 1;
    pub const TEXT_MIX: u8 = 3;
    pub const TEXT_TREE: u8 = 4;
    pub const GAM: u8 = 8;
    pub const IAM: u8 = 10;
    pub const PFS: u8 = 11;
    pub const BOOT: u8 = 13;
}

/// Where a page stands: file of the database, and page in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PageAddress {
    /// Number of the file in the database; data files count from 1.
    pub file: u16,
    /// Page in the file, from 0.
    pub page: u32,
}

impl PageAddress {
    /// The first page of the extent that the page is in.
    pub fn extent(self) -> PageAddress {
        PageAddress {
            file: self.file,
            page: self.page - self.page % EXTENT_PAGES,
        }
    }

    /// Which of its extent's eight pages it is.
    pub(super) fn in_extent(self) -> usize {
        (self.page % EXTENT_PAGES) as usize
    }
}

impl fmt::Display for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.page)
    }
}

/// Where a record stands: page and slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowId {
    /// The page.
    pub address: PageAddress,
    /// The slot in its slot array, from 0.
    pub slot: u16,
}

/// A log sequence number: virtual log file, block, slot.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Lsn {
    /// Virtual log file.
    pub file: u32,
    /// Block in it.
    pub block: u32,
    /// Slot in the block.
    pub slot: u16,
}

/// The id of an allocation unit: index part in the top 16 bits, object part from bit 16 on (2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnitId(pub u64);

impl UnitId {
    /// The id that a page header with these parts names.
    pub(super) fn of(object: u32, index: u16) -> UnitId {
        UnitId(u64::from(index) << 48 | u64::from(object) << 16)
    }

    fn parts(self) -> (u32, u16) {
        // Both casts cut out exactly the bits of the part.
        ((self.0 >> 16) as u32, (self.0 >> 48) as u16)
    }

    /// The ids that headers of the unit's pages can name: its own, and the one of old pages (2.1).
    pub(super) fn in_headers(self) -> impl Iterator<Item = UnitId> {
        let (object, index) = self.parts();
        let old = (index == 1).then(|| UnitId::of(object, 0));
        std::iter::once(self).chain(old)
    }

    /// Whether a page with `header` belongs to the unit. Databases that came from SQL Server 2000 keep
    /// pages with index 0 and the object's own id (2.1).
    pub(super) fn owns(self, header: &Header) -> bool {
        let (object, index) = self.parts();
        header.object == object && (header.index == index || header.index == 0 && index == 1)
    }
}

/// The page header, as far as it is used (2.1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub kind: u8,
    pub type_flags: u8,
    pub level: u8,
    pub index: u16,
    pub object: u32,
    pub next: Option<PageAddress>,
    pub slots: u16,
    pub address: Option<PageAddress>,
    pub lsn: Lsn,
}

impl Header {
    /// The page starts with a CI record of page compression (3.2).
    pub const PAGE_COMPRESSED: u8 = 0x80;

    /// Reads the header of a page; `None` if the bytes are no page.
    pub fn read(page: &[u8]) -> Option<Header> {
        if u8_at(page, 0)? != 1 {
            return None;
        }
        Some(Header {
            kind: u8_at(page, 1)?,
            type_flags: u8_at(page, 2)?,
            level: u8_at(page, 3)?,
            index: u16_at(page, 6)?,
            next: address_at(page, 16),
            slots: u16_at(page, 22)?,
            object: u32_at(page, 24)?,
            address: address_at(page, 32),
            lsn: Lsn {
                file: u32_at(page, 40)?,
                block: u32_at(page, 44)?,
                slot: u16_at(page, 48)?,
            },
        })
    }

    /// The allocation unit that the header names.
    pub fn unit(&self) -> UnitId {
        UnitId::of(self.object, self.index)
    }
}

/// What guards a page against damage, and what it said (2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protection {
    /// Neither checksum nor torn bits: nothing can be said.
    #[default]
    None,
    /// The checksum is right.
    ChecksumRight,
    /// The checksum is wrong: the page was damaged after it was written.
    ChecksumWrong,
    /// All sectors carry the same torn bits.
    TornRight,
    /// Sectors carry different torn bits: the page was written in part.
    TornWrong,
}

impl Protection {
    /// Whether the page is known to be damaged.
    pub fn is_wrong(self) -> bool {
        matches!(self, Protection::ChecksumWrong | Protection::TornWrong)
    }
}

const FLAG_TORN: u16 = 0x100;
const FLAG_CHECKSUM: u16 = 0x200;
const SECTOR_BYTES: usize = 512;
const CHECKSUM_AT: usize = 60;

/// The checksum of a page, its own field counted as 0 (2.2).
pub(super) fn checksum(page: &[u8]) -> u32 {
    let mut sum = 0;
    for (sector, bytes) in page.chunks_exact(SECTOR_BYTES).take(16).enumerate() {
        let (words, _) = bytes.as_chunks::<4>();
        let mut folded = words
            .iter()
            .fold(0, |folded, word| folded ^ u32::from_le_bytes(*word));
        if sector == 0 {
            folded ^= u32_at(page, CHECKSUM_AT).unwrap_or(0);
        }
        sum ^= folded.rotate_left(15 - sector as u32);
    }
    sum
}

/// Verifies a page that was just read, and puts back the bits that its torn bits stand in place of:
/// without that, slot offsets are wrong (2.2).
pub(super) fn verify_and_restore(page: &mut [u8]) -> Protection {
    let (Some(1), Some(flags), Some(sum)) =
        (u8_at(page, 0), u16_at(page, 4), u32_at(page, CHECKSUM_AT))
    else {
        return Protection::None;
    };
    if flags & FLAG_CHECKSUM != 0 {
        if checksum(page) == sum {
            Protection::ChecksumRight
        } else {
            Protection::ChecksumWrong
        }
    } else if flags & FLAG_TORN != 0 {
        let mut whole = true;
        for (sector, bytes) in page.chunks_exact_mut(SECTOR_BYTES).enumerate().skip(1) {
            if let Some(last) = bytes.last_mut() {
                whole &= u32::from(*last & 3) == sum & 3;
                // Two bits of the word are kept: no bit is lost by the cast.
                *last = *last & 0xFC | (sum >> (2 * sector) & 3) as u8;
            }
        }
        if whole {
            Protection::TornRight
        } else {
            Protection::TornWrong
        }
    } else {
        Protection::None
    }
}

/// The records of a page in slot order, `None` for a slot that points nowhere sensible. Empty slots
/// (offset 0: a deleted row of a heap) are left out (2.3).
pub(super) fn records(page: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    let slots = Header::read(page).map_or(0, |header| header.slots);
    let count = slots.min(MAX_SLOTS);
    // A count that can't be is one fault, not thousands.
    let impossible = (slots > MAX_SLOTS).then_some(None);
    (0..count)
        .filter_map(move |slot| match slot_offset(page, slot) {
            Some(0) => None,
            _ => Some(record(page, slot)),
        })
        .chain(impossible)
}

fn slot_offset(page: &[u8], slot: u16) -> Option<u16> {
    u16_at(page, (PAGE_BYTES - 2).checked_sub(2 * usize::from(slot))?)
}

/// The bytes from the start of a slot's record to the slot array; the record itself says where it ends.
pub(super) fn record(page: &[u8], slot: u16) -> Option<&[u8]> {
    let header = Header::read(page)?;
    if slot >= header.slots || header.slots > MAX_SLOTS {
        return None;
    }
    let offset = usize::from(slot_offset(page, slot)?);
    let end = PAGE_BYTES - 2 * usize::from(header.slots);
    (offset >= HEADER_BYTES)
        .then(|| page.get(offset..end))
        .flatten()
        .filter(|bytes| !bytes.is_empty())
}

/// The extent's first page, told by the headers of its eight pages: the candidate that most of them
/// agree on, `expected` first among equals, since garbage can look like a header (1.3).
pub(super) fn extent_base(extent: &[u8], expected: Option<PageAddress>) -> Option<PageAddress> {
    let mut candidates: [(Option<PageAddress>, u32); 8] = [(None, 0); 8];
    for (position, page) in extent.chunks_exact(PAGE_BYTES).take(8).enumerate() {
        let Some(address) = Header::read(page).and_then(|header| header.address) else {
            continue;
        };
        if address.in_extent() != position {
            continue;
        }
        let base = address.extent();
        if let Some(place) = candidates
            .iter_mut()
            .find(|(known, _)| known.is_none() || *known == Some(base))
        {
            *place = (Some(base), place.1 + 1);
        }
    }
    let mut best: (Option<PageAddress>, u32) = (None, 0);
    for (base, votes) in candidates {
        if votes > best.1 || votes == best.1 && votes > 0 && base == expected {
            best = (base, votes);
        }
    }
    best.0
}
