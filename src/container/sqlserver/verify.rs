//! Whether all pages are sound: a walk over the whole backup, in steps (sqlserver-pages.md 2.2, 1.2).

use std::collections::HashSet;
use std::rc::Rc;

use super::database::Database;
use super::faults::Faults;
use super::page::{EXTENT_BYTES, EXTENT_PAGES, PFS_ALLOCATED, PageAddress, Protection};
use super::pages::{Extent, Place, RUN_EXTENTS, peek};
use crate::error::Error;

/// Pages at the start of each file that are set aside for the system.
const RESERVED_PAGES: u32 = 16;

/// What a walk over all pages found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Pages in use.
    pub pages: u64,
    /// Of these, pages with a right checksum.
    pub checksum_right: u64,
    /// Of these, pages with whole torn bits, which show less than a checksum.
    pub torn_right: u64,
    /// Of these, pages that nothing guards.
    pub unguarded: u64,
    /// Extents that say nothing of themselves: allocated and never written, or damaged all over.
    pub unknown_extents: u64,
    /// Extents behind the last of the database, or replaced by the differential: not looked at.
    pub other_extents: u64,
    /// Extents that the database has and the backup is too short for.
    pub missing_extents: u64,
    /// Damaged pages, pages newer than the checkpoint, pages of which nobody tells whether they are in use.
    pub faults: Faults,
}

/// A walk over all pages of a backup.
pub struct Verification<'d, 'a> {
    database: &'d Database<'a>,
    /// Streams that are left, the next last.
    left: Vec<(Place, u64)>,
    /// Extents of the differential: those of its base don't count.
    newer: HashSet<PageAddress>,
    has_base: bool,
    bytes_done: u64,
    bytes_total: u64,
    found: Verified,
}

impl<'a> Database<'a> {
    /// Looks at all pages of the backup, in steps of about 1 MB. Reads all of it.
    pub fn verify<'d>(&'d self) -> Verification<'d, 'a> {
        let mut left = self.pages.all();
        let extents: u64 = left.iter().map(|(_, extents)| extents).sum();
        left.reverse();
        Verification {
            database: self,
            has_base: left.iter().any(|(place, _)| place.layer > 0),
            left,
            newer: HashSet::new(),
            bytes_done: 0,
            bytes_total: extents * EXTENT_BYTES as u64,
            found: Verified::default(),
        }
    }
}

impl Verified {
    /// Whether all pages are there and none is damaged, as far as pages can tell.
    pub fn is_sound(&self) -> bool {
        self.missing_extents == 0 && self.faults.is_sound()
    }
}

impl Verification<'_, '_> {
    /// Looks at the next pages; whether there are more.
    ///
    /// # Errors
    /// When the stream can't be read.
    pub fn step(&mut self) -> Result<bool, Error> {
        let Some((place, extents)) = self.left.pop() else {
            return Ok(false);
        };
        if place.position == 0 {
            self.found.missing_extents += self.database.pages.missing_extents(place.layer)?;
        }
        let count = extents.min(RUN_EXTENTS as u64);
        let bytes = self.database.pages.walk(place, count)?;
        for (position, bytes) in (place.position..).zip(bytes.chunks_exact(EXTENT_BYTES)) {
            let extent = Extent::new(bytes.to_vec(), None);
            self.extent(Place { position, ..place }, extent)?;
        }
        self.bytes_done += count * EXTENT_BYTES as u64;
        if extents > count {
            let rest = Place {
                position: place.position + count,
                ..place
            };
            self.left.push((rest, extents - count));
        }
        Ok(!self.left.is_empty())
    }

    fn extent(&mut self, place: Place, extent: Extent) -> Result<(), Error> {
        let pages = &self.database.pages;
        let Some(base) = extent.base else {
            self.found.unknown_extents += 1;
            return Ok(());
        };
        let is_replaced = place.layer > 0 && self.newer.contains(&base);
        if is_replaced || !pages.counts(place, base)? {
            self.found.other_extents += 1;
            return Ok(());
        }
        if self.has_base && place.layer == 0 {
            self.newer.insert(base);
        }
        let extent = Rc::new(extent);
        for number in 0..EXTENT_PAGES {
            let Some(page) = base.page.checked_add(number) else {
                continue;
            };
            let address = PageAddress { page, ..base };
            match pages.pfs(address)? {
                Some(pfs) if pfs & PFS_ALLOCATED == 0 => continue,
                Some(_) => {}
                None => self.found.faults.pfs_missing(super::feed::pfs_of(address)),
            }
            let Some(page) = peek(&extent, address) else {
                // The first pages are set aside for the system; not all of them are ever written.
                let is_reserved = page < RESERVED_PAGES
                    && extent
                        .page(address.in_extent())
                        .iter()
                        .all(|byte| *byte == 0);
                // In use, but not that page. Pages of which nobody tells may be anything.
                if !is_reserved && pages.pfs(address)?.is_some() {
                    self.found.faults.missing(address);
                }
                continue;
            };
            self.found.pages += 1;
            match page.protection() {
                Protection::ChecksumRight => self.found.checksum_right += 1,
                Protection::TornRight => self.found.torn_right += 1,
                Protection::None => self.found.unguarded += 1,
                Protection::ChecksumWrong | Protection::TornWrong => {
                    self.found.faults.damaged(address);
                }
            }
            if pages.is_newer(&page.header) {
                self.found.faults.newer(address);
            }
        }
        Ok(())
    }

    /// Bytes looked at so far.
    pub fn bytes_done(&self) -> u64 {
        self.bytes_done
    }

    /// Bytes to look at in all.
    pub fn bytes_total(&self) -> u64 {
        self.bytes_total
    }

    /// What was found until now.
    pub fn found(&self) -> &Verified {
        &self.found
    }
}

impl std::fmt::Debug for Verification<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verification")
            .field("bytes_done", &self.bytes_done)
            .field("bytes_total", &self.bytes_total)
            .finish_non_exhaustive()
    }
}
