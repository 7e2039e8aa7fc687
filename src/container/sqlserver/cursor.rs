//! A walk over the pages of a table, in the order in which they are stored, with bounded memory
//! (sqlserver-pages.md 6.4).

use std::collections::{HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::catalogue::{Compression, Table};
use super::iam::{Allocated, IamPage};
use super::page::{PFS_ALLOCATED, PageAddress, kind};
use super::pages::{PageRef, Pages, RUN_EXTENTS, peek};
use super::system::Unit;
use crate::error::Error;

/// IAM pages of a table's partition (section 12).
const MAX_CHAIN: usize = 4096;

/// A place among the rows of a table, from which a walk can go on later. It means nothing for another table
/// or backup: there, rows are found from some other place on, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowPosition {
    /// Partition, from 0.
    pub part: u32,
    /// IAM page that names the extent; `None` before the partition's first.
    pub iam: Option<PageAddress>,
    /// Position of the extent among those of the IAM page.
    pub extent: u32,
    /// Page of the extent, 0 to 7.
    pub page: u8,
    /// Slot of the page.
    pub slot: u16,
}

impl RowPosition {
    const START: RowPosition = RowPosition {
        part: 0,
        iam: None,
        extent: 0,
        page: 0,
        slot: 0,
    };
}

/// A page of the table, and where it was found; `at.slot` is the first slot to look at.
pub(super) struct Found {
    pub at: RowPosition,
    pub page: PageRef,
}

/// Where a walk stands.
pub(super) struct Cursor {
    part: u32,
    iam: Option<(PageAddress, IamPage)>,
    extent: u32,
    /// Where a resumed walk begins.
    resume: Option<RowPosition>,
    seen: HashSet<PageAddress>,
    found: VecDeque<Found>,
}

impl Cursor {
    pub fn new(from: Option<RowPosition>) -> Cursor {
        let from = from.unwrap_or(RowPosition::START);
        Cursor {
            part: from.part,
            iam: None,
            extent: from.extent,
            resume: from.iam.map(|_| from),
            seen: HashSet::new(),
            found: VecDeque::new(),
        }
    }

    /// The next page with rows.
    pub fn next(&mut self, pages: &Pages<'_>, table: &Table) -> Result<Option<Found>, Error> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Ok(Some(found));
            }
            if !self.fill(pages, table)? {
                return Ok(None);
            }
        }
    }

    /// Looks at the next extents; whether there were any.
    fn fill(&mut self, pages: &Pages<'_>, table: &Table) -> Result<bool, Error> {
        let part = usize::try_from(self.part).unwrap_or(usize::MAX);
        let Some(part) = table.parts.get(part) else {
            return Ok(false);
        };
        let unit = part
            .rows_unit()
            .filter(|_| part.compression != Compression::Columnstore);
        let Some(unit) = unit else {
            self.next_part();
            return Ok(true);
        };
        if self.iam.is_none() {
            let resumed = self.resume.and_then(|from| from.iam);
            if !self.load_iam(pages, resumed.or(unit.first_iam))? {
                self.next_part();
                return Ok(true);
            }
        }
        let Some((address, iam)) = &self.iam else {
            return Ok(true);
        };
        let address = *address;
        let mut extents: Vec<(u32, Allocated)> = Vec::with_capacity(RUN_EXTENTS);
        while extents.len() < RUN_EXTENTS
            && let Some((at, allocated)) = iam.from(self.extent)
        {
            extents.push((at, allocated));
            self.extent = at + 1;
        }
        if extents.is_empty() {
            let next = iam.next;
            self.extent = 0;
            if next.is_none() || !self.load_iam(pages, next)? {
                self.next_part();
            }
            return Ok(true);
        }
        let bases: Vec<PageAddress> = extents.iter().map(|(_, extent)| extent.base).collect();
        pages.prefetch(&bases)?;
        for (at, allocated) in extents {
            let from = RowPosition {
                part: self.part,
                iam: Some(address),
                extent: at,
                page: 0,
                slot: 0,
            };
            self.look(pages, unit, allocated, from)?;
        }
        self.resume = None;
        Ok(true)
    }

    fn next_part(&mut self) {
        self.part = self.part.saturating_add(1);
        self.iam = None;
        self.extent = 0;
        self.resume = None;
        self.seen.clear();
    }

    /// Loads an IAM page; whether there is one. A chain that leads back into itself ends.
    fn load_iam(&mut self, pages: &Pages<'_>, address: Option<PageAddress>) -> Result<bool, Error> {
        self.iam = None;
        let Some(address) = address else {
            return Ok(false);
        };
        if self.seen.len() >= MAX_CHAIN || !self.seen.insert(address) {
            pages.faults.borrow_mut().chain_broken(address);
            return Ok(false);
        }
        self.iam = IamPage::load(pages, address)?.map(|page| (address, page));
        Ok(self.iam.is_some())
    }

    /// Takes the pages of an extent that can be trusted (1.3).
    fn look(
        &mut self,
        pages: &Pages<'_>,
        unit: &Unit,
        allocated: Allocated,
        from: RowPosition,
    ) -> Result<(), Error> {
        let extent = pages.extent(allocated.base)?;
        for number in 0..8_u8 {
            if allocated.pages >> number & 1 == 0 {
                continue;
            }
            let mut at = RowPosition {
                page: number,
                ..from
            };
            if let Some(resume) = self.resume.filter(|resume| resume.extent == from.extent) {
                if number < resume.page {
                    continue;
                }
                if number == resume.page {
                    at.slot = resume.slot;
                }
            }
            let address = PageAddress {
                file: allocated.base.file,
                page: allocated.base.page + u32::from(number),
            };
            let pfs = pages.pfs(address)?;
            if pfs.is_some_and(|pfs| pfs & PFS_ALLOCATED == 0) {
                continue;
            }
            let page = extent
                .as_ref()
                .and_then(|extent| peek(extent, address))
                .filter(|page| unit.id.owns(&page.header));
            match page {
                Some(page) => {
                    pages.note(&page);
                    if page.header.kind == kind::DATA && page.header.level == 0 {
                        self.found.push_back(Found { at, page });
                    }
                }
                // In use, and the unit's: what stands there is something else.
                None if pfs.is_some() => pages.faults.borrow_mut().missing(address),
                None => {}
            }
        }
        Ok(())
    }
}
