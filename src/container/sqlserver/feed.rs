//! Pages of a data stream as they come by, once, in pieces of any size: for streams without random access
//! (sqlserver-pages.md 6.3).

use std::collections::HashMap;
use std::rc::Rc;

use super::faults::Faults;
use super::page::{
    EXTENT_BYTES, EXTENT_PAGES, Header, Lsn, PFS_ALLOCATED, PFS_PAGES, PageAddress, Protection,
    kind,
};
use super::pages::{Extent, PageRef, peek};

/// PFS pages that are kept, 1 KB each: those of 4 TB.
const MAX_PFS: usize = 1 << 16;
const PFS_AT: usize = 100;
/// Extents of one stretch whose coming by is noted, and stretches of which it is: those of 4 TB.
const SEEN_EXTENTS: u32 = 4096;
const MAX_SEEN: usize = 1 << 14;

/// One page that came by.
pub(super) struct Fed {
    pub address: PageAddress,
    pub page: PageRef,
    /// Whether it is in use; `None` as long as its PFS page did not come by.
    pub allocated: Option<bool>,
}

/// Cuts a stream into extents, and keeps what PFS pages say.
#[derive(Default)]
pub(super) struct Feed {
    pending: Vec<u8>,
    /// One bit a page: allocated.
    pfs: HashMap<PageAddress, Box<[u8]>>,
    checkpoint: Option<Lsn>,
    /// One bit an extent that came by, by file and stretch of 4,096.
    seen: HashMap<(u16, u32), Box<[u64; 64]>>,
    pub bytes: u64,
}

impl Feed {
    pub fn new(checkpoint: Option<Lsn>) -> Feed {
        Feed {
            checkpoint,
            ..Feed::default()
        }
    }

    /// Takes the next bytes of the stream and gives the pages that are whole now.
    pub fn push(&mut self, mut bytes: &[u8], take: &mut dyn FnMut(&Feed, Fed)) {
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(EXTENT_BYTES - self.pending.len()));
            self.pending.extend_from_slice(part);
            bytes = rest;
            if self.pending.len() == EXTENT_BYTES {
                let extent = Extent::new(std::mem::take(&mut self.pending), None);
                self.extent(Rc::new(extent), take);
            }
        }
    }

    /// The stream ends, another stripe may follow: a piece of an extent that is left is nothing.
    pub fn end_stream(&mut self) {
        self.pending.clear();
    }

    fn extent(&mut self, extent: Rc<Extent>, take: &mut dyn FnMut(&Feed, Fed)) {
        let Some(base) = extent.base else {
            return;
        };
        if !self.is_first(base) {
            return;
        }
        let address = |number: u32| {
            Some(PageAddress {
                file: base.file,
                page: base.page.checked_add(number)?,
            })
        };
        // A PFS page tells about its own extent too.
        for page in (0..EXTENT_PAGES).filter_map(|number| peek(&extent, address(number)?)) {
            if page.header.kind == kind::PFS && !page.protection().is_wrong() {
                self.keep_pfs(&page);
            }
        }
        for number in 0..EXTENT_PAGES {
            let Some(address) = address(number) else {
                continue;
            };
            if let Some(page) = peek(&extent, address) {
                let fed = Fed {
                    address,
                    page,
                    allocated: self.allocated(address),
                };
                take(self, fed);
            }
        }
    }

    /// Whether an extent comes by for the first time: what follows the last one of the database is padding with old
    /// content (1.1).
    fn is_first(&mut self, base: PageAddress) -> bool {
        let extent = base.page / EXTENT_PAGES;
        let (stretch, within) = (extent / SEEN_EXTENTS, extent % SEEN_EXTENTS);
        let key = (base.file, stretch);
        if self.seen.len() >= MAX_SEEN && !self.seen.contains_key(&key) {
            return true;
        }
        let bits = self.seen.entry(key).or_insert_with(|| Box::new([0; 64]));
        let Some(word) = bits.get_mut(within as usize / 64) else {
            return true;
        };
        let bit = 1_u64 << (within % 64);
        let is_first = *word & bit == 0;
        *word |= bit;
        is_first
    }

    fn keep_pfs(&mut self, page: &PageRef) {
        let Some(address) = page.header.address else {
            return;
        };
        if self.pfs.len() >= MAX_PFS || address != pfs_of(address) {
            return;
        }
        let of_pages = page
            .bytes()
            .get(PFS_AT..PFS_AT + PFS_PAGES as usize)
            .unwrap_or_default();
        let bits = of_pages
            .chunks(8)
            .map(|eight| {
                eight.iter().rev().fold(0, |bits, byte| {
                    bits << 1 | u8::from(byte & PFS_ALLOCATED != 0)
                })
            })
            .collect();
        self.pfs.insert(address, bits);
    }

    /// Whether a page is in use, by its PFS page.
    pub fn allocated(&self, address: PageAddress) -> Option<bool> {
        let bit = (address.page % PFS_PAGES) as usize;
        let byte = self.pfs.get(&pfs_of(address))?.get(bit / 8)?;
        Some(byte >> (bit % 8) & 1 == 1)
    }

    /// Notes if a page in use is damaged, or newer than the checkpoint.
    pub fn note(&self, faults: &mut Faults, address: PageAddress, header: &Header, of: Protection) {
        if of.is_wrong() {
            faults.damaged(address);
        }
        if self.checkpoint.is_some_and(|at| header.lsn > at) {
            faults.newer(address);
        }
    }
}

/// The PFS page that tells about a page.
pub(super) fn pfs_of(address: PageAddress) -> PageAddress {
    PageAddress {
        file: address.file,
        page: match address.page / PFS_PAGES {
            0 => 1,
            interval => interval * PFS_PAGES,
        },
    }
}
