//! Which pages an allocation unit has: the chain of its IAM pages (sqlserver-pages.md 2.4).

use std::collections::HashSet;

use super::bytes::address_at;
use super::gam::{BITMAP_AT, BITMAP_BYTES, GAM_EXTENTS};
use super::page::{EXTENT_PAGES, PageAddress, kind};
use super::pages::Pages;
use crate::error::Error;

/// IAM pages of a unit: one for each 4 GB that it reaches into, of each file (section 12).
const MAX_CHAIN: usize = 4096;
const START_AT: usize = 136;
const SINGLES_AT: usize = 142;
const SINGLES: usize = 8;

/// An extent of a unit, and which of its eight pages may be the unit's (bit 0 = the first).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allocated {
    pub base: PageAddress,
    pub pages: u8,
}

/// One IAM page, read.
#[derive(Debug, Clone)]
pub(super) struct IamPage {
    pub next: Option<PageAddress>,
    singles: Vec<Allocated>,
    start: PageAddress,
    bitmap: Vec<u8>,
}

impl IamPage {
    /// Reads the IAM page at an address; `None`, and a fault noted, if there is none.
    pub fn load(pages: &Pages<'_>, address: PageAddress) -> Result<Option<IamPage>, Error> {
        let page = pages
            .page(address)?
            .filter(|page| page.header.kind == kind::IAM);
        let Some(page) = page else {
            pages.faults.borrow_mut().chain_broken(address);
            return Ok(None);
        };
        let bytes = page.bytes();
        let mut singles: Vec<Allocated> = Vec::new();
        for number in 0..SINGLES {
            let Some(single) = address_at(bytes, SINGLES_AT + 6 * number) else {
                continue;
            };
            let bit = 1 << single.in_extent();
            let base = single.extent();
            match singles.iter_mut().find(|known| known.base == base) {
                Some(known) => known.pages |= bit,
                None => singles.push(Allocated { base, pages: bit }),
            }
        }
        crate::sort::sort_by_key(&mut singles, |single| single.base);
        let start = address_at(bytes, START_AT).unwrap_or(PageAddress {
            file: address.file,
            page: 0,
        });
        Ok(Some(IamPage {
            next: page.header.next,
            singles,
            start,
            bitmap: bytes
                .get(BITMAP_AT..BITMAP_AT + BITMAP_BYTES)
                .unwrap_or_default()
                .to_vec(),
        }))
    }

    /// The first allocated extent at or behind position `at`, and its position: singles first, then the
    /// bitmap's bits.
    pub fn from(&self, at: u32) -> Option<(u32, Allocated)> {
        if let Some(single) = self.singles.get(at as usize) {
            return Some((at, *single));
        }
        // At most eight singles.
        let singles = self.singles.len() as u32;
        let mut bit = at.saturating_sub(singles);
        while bit < GAM_EXTENTS {
            let byte = *self.bitmap.get(bit as usize / 8)?;
            let rest = byte >> (bit % 8);
            if rest != 0 {
                bit += rest.trailing_zeros();
                let page = bit
                    .checked_mul(EXTENT_PAGES)
                    .and_then(|pages| self.start.page.checked_add(pages))?;
                let base = PageAddress {
                    file: self.start.file,
                    page,
                };
                return (page % EXTENT_PAGES == 0)
                    .then_some((bit + singles, Allocated { base, pages: 0xFF }));
            }
            bit = (bit / 8 + 1) * 8;
        }
        None
    }
}

/// All extents of a unit, for the small ones that the catalogue is made of.
pub(super) fn extents(
    pages: &Pages<'_>,
    first: PageAddress,
    limit: usize,
) -> Result<Vec<Allocated>, Error> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some(first);
    while let Some(address) = next {
        if seen.len() >= MAX_CHAIN || !seen.insert(address) {
            pages.faults.borrow_mut().chain_broken(address);
            break;
        }
        let Some(page) = IamPage::load(pages, address)? else {
            break;
        };
        let mut at = 0;
        while let Some((position, allocated)) = page.from(at) {
            if found.len() >= limit {
                return Ok(found);
            }
            found.push(allocated);
            at = position + 1;
        }
        next = page.next;
    }
    Ok(found)
}
