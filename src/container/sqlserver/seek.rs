//! The system tables by seeking: from the boot page to sysallocunits, from there to all others, without a
//! look at the rest (sqlserver-pages.md 6.2).

use std::collections::{HashMap, HashSet};

use super::bytes;
use super::faults::Refusal;
use super::iam;
use super::page::{PFS_ALLOCATED, PageAddress, kind};
use super::pages::{PageRef, Pages, RUN_EXTENTS, peek};
use super::system::{self, Layout, Row, Rows, Unit};
use crate::error::Error;

/// The newest database version whose system tables are known (section 8).
pub(super) const NEWEST_KNOWN: u16 = 998;
/// Versions from here on keep columns in sysrscols; before, in two tables.
pub(super) const FIRST_2008: u16 = 655;
/// Extents of a system table that are read through its IAM pages at most: 1 GB. Pages behind are still reached
/// through the chain.
const MAX_EXTENTS: usize = 1 << 14;

/// What the boot page says (2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Boot {
    pub version: u16,
    pub created_version: u16,
    pub name: String,
    pub first_units_page: Option<PageAddress>,
}

impl Boot {
    /// Reads page 1:9.
    pub fn read(page: &[u8]) -> Option<Boot> {
        const NAME_AT: usize = 148;
        const NAME_BYTES: usize = 256;
        let name = page.get(NAME_AT..NAME_AT + NAME_BYTES)?;
        Some(Boot {
            version: bytes::u16_at(page, 100)?,
            created_version: bytes::u16_at(page, 102)?,
            // Filled up with U+2020.
            name: bytes::name(name)
                .trim_end_matches(['\u{2020}', ' '])
                .to_owned(),
            first_units_page: bytes::address_at(page, 612),
        })
    }
}

/// Reads boot page and system tables.
pub(super) fn read(pages: &Pages<'_>) -> Result<(Boot, Rows), Refusal> {
    let address = PageAddress { file: 1, page: 9 };
    let boot = pages
        .page(address)?
        .filter(|page| page.header.kind == kind::BOOT)
        .and_then(|page| Boot::read(page.bytes()))
        .ok_or(Refusal::NoBootPage)?;
    let mut rows = Rows::default();
    units(pages, &boot, &mut rows)?;
    let by_owner = |rows: &Rows, owner: i64| {
        rows.units
            .iter()
            .find(|unit| unit.owner == owner && unit.kind == 1)
            .cloned()
    };
    let rowsets = by_owner(&rows, system::ROWSETS_ROWSET).ok_or(Refusal::SystemTableMissing {
        table: system::ROWSETS.name,
    })?;
    table(pages, &Layout::known(&system::ROWSETS), &rowsets, &mut rows)?;
    let other = |rows: &Rows, table: &system::Table| {
        let object = i32::try_from(table.object).ok()?;
        rows.rowsets
            .iter()
            .filter(|rowset| rowset.object == object && rowset.index <= 1)
            .find_map(|rowset| by_owner(rows, rowset.id))
    };
    let mut late = Vec::new();
    for wanted in system::ALL {
        if matches!(wanted.object, 5 | 7) || !is_of_version(wanted, boot.version) {
            continue;
        }
        let Some(unit) = other(&rows, wanted) else {
            if wanted.needed || is_columns(wanted) {
                return Err(Refusal::SystemTableMissing { table: wanted.name });
            }
            continue;
        };
        if is_basic(wanted) {
            table(pages, &Layout::known(wanted), &unit, &mut rows)?;
        } else {
            late.push((*wanted, unit));
        }
    }
    rows.join_2005();
    for wanted in system::ALL.iter().filter(|table| is_basic(table)) {
        if !is_of_version(wanted, boot.version) {
            continue;
        }
        layout(&rows, wanted, &boot)?;
    }
    for (wanted, unit) in late {
        let layout = layout(&rows, wanted, &boot)?;
        table(pages, &layout, &unit, &mut rows)?;
    }
    Ok((boot, rows))
}

/// The tables by which all are described, themselves too: they must have the layout that is known.
fn is_basic(table: &system::Table) -> bool {
    matches!(table.object, 3 | 4 | 5 | 7 | 13 | 34 | 41)
}

fn is_columns(table: &system::Table) -> bool {
    matches!(table.object, 3 | 4 | 13)
}

/// Whether a version has the table.
pub(super) fn is_of_version(table: &system::Table, version: u16) -> bool {
    match table.object {
        3 => version >= FIRST_2008,
        4 | 13 => version < FIRST_2008,
        _ => true,
    }
}

/// The layout to read a table by: its own description if there is one. A known version may go without.
pub(super) fn layout(
    rows: &Rows,
    table: &'static system::Table,
    boot: &Boot,
) -> Result<Layout, Refusal> {
    let known = Layout::known(table);
    let described = rows.described(table);
    let refused = Refusal::UnknownLayout {
        version: boot.version,
        table: table.name,
    };
    match described {
        Some(described) if described.slots == known.slots => Ok(known),
        // Its rows were read before its description was: they were misread.
        Some(_) if is_basic(table) => Err(refused),
        Some(described) => Ok(described),
        None if boot.version > NEWEST_KNOWN => Err(refused),
        None => Ok(known),
    }
}

/// Reads sysallocunits, whose first page the boot page names; it has no other entry.
fn units(pages: &Pages<'_>, boot: &Boot, rows: &mut Rows) -> Result<(), Refusal> {
    let layout = Layout::known(&system::UNITS);
    let missing = || Refusal::SystemTableMissing {
        table: system::UNITS.name,
    };
    let first = boot.first_units_page.ok_or_else(missing)?;
    let page = pages.page(first)?.filter(|page| layout.owns(&page.header));
    let Some(page) = page else {
        // There, but nothing in it can be read: not even the headers.
        let extent = pages.extent(first.extent())?;
        return Err(match extent {
            Some(extent) if extent.base.is_none() => Refusal::Encrypted,
            _ => missing(),
        });
    };
    let mut own = None;
    let mut seen = 0_u64;
    let bad = layout.rows(page.bytes(), &mut |row| {
        seen += 1;
        if let Row::Unit(unit) = row
            && unit.owner == system::UNITS_ROWSET
            && unit.kind == 1
        {
            own = Some(unit);
        }
    });
    if seen == 0 || bad > seen {
        return Err(Refusal::Encrypted);
    }
    let unit = own.unwrap_or(Unit {
        id: super::page::UnitId(0),
        kind: 1,
        owner: system::UNITS_ROWSET,
        first: None,
        first_iam: None,
        used_pages: 0,
    });
    let unit = Unit {
        first: Some(first),
        ..unit
    };
    table(pages, &layout, &unit, rows)
}

/// The pages of a table that were read, and where each leads.
struct Read {
    rows: Vec<(PageAddress, Row)>,
    pages: HashMap<PageAddress, Seen>,
}

/// What is kept of a page.
struct Seen {
    next: Option<PageAddress>,
    wrong: bool,
    newer: bool,
    bad_records: u64,
}

/// Reads a system table: the pages that its IAM chain names, neighbours together, then those among them that
/// hang in its chain of leaf pages. Others are stale.
fn table(pages: &Pages<'_>, layout: &Layout, unit: &Unit, rows: &mut Rows) -> Result<(), Refusal> {
    let mut read = Read {
        rows: Vec::new(),
        pages: HashMap::new(),
    };
    let mut extents = match unit.first_iam {
        Some(first) => {
            // A bitmap that claims more than the unit has is damaged: it is not followed through the file.
            let used = usize::try_from(unit.used_pages).unwrap_or(0);
            let limit = used.saturating_add(16).min(MAX_EXTENTS);
            iam::extents(pages, first, limit)?
        }
        None => Vec::new(),
    };
    extents.sort_unstable_by_key(|extent| extent.base);
    for run in extents.chunks(RUN_EXTENTS) {
        let bases: Vec<PageAddress> = run.iter().map(|extent| extent.base).collect();
        pages.prefetch(&bases)?;
        for extent in run {
            let Some(loaded) = pages.extent(extent.base)? else {
                continue;
            };
            for number in (0..8).filter(|number| extent.pages >> number & 1 == 1) {
                let address = PageAddress {
                    page: extent.base.page + number,
                    ..extent.base
                };
                if let Some(page) = peek(&loaded, address)
                    && unit_owns(unit, layout, &page)
                {
                    take(pages, &page, address, layout, &mut read);
                }
            }
            let count = read.rows.len() as u64;
            if count > system::MAX_ROWS {
                return Err(Refusal::TooLarge {
                    table: layout.table.name,
                    rows: count,
                });
            }
        }
    }
    let (mut chain, is_whole) = follow(pages, layout, unit, &mut read)?;
    if !is_whole {
        // What the chain no longer leads to is told by the PFS pages.
        for address in read.pages.keys() {
            let is_used = pages
                .pfs(*address)?
                .is_some_and(|pfs| pfs & PFS_ALLOCATED != 0);
            if is_used {
                chain.insert(*address);
            }
        }
    }
    let mut faults = pages.faults.borrow_mut();
    for (address, seen) in read
        .pages
        .iter()
        .filter(|(address, _)| chain.contains(address))
    {
        faults.bad_records += seen.bad_records;
        if seen.wrong {
            faults.damaged(*address);
        }
        if seen.newer {
            faults.newer(*address);
        }
    }
    drop(faults);
    for (address, row) in read.rows {
        if chain.contains(&address) {
            rows.push(row);
        }
    }
    Ok(())
}

fn unit_owns(unit: &Unit, layout: &Layout, page: &PageRef) -> bool {
    page.header.kind == kind::DATA
        && page.header.level == 0
        && (layout.owns(&page.header) || unit.id.owns(&page.header))
}

fn take(pages: &Pages<'_>, page: &PageRef, address: PageAddress, layout: &Layout, read: &mut Read) {
    let rows = &mut read.rows;
    let bad_records = layout.rows(page.bytes(), &mut |row| rows.push((address, row)));
    let seen = Seen {
        next: page.header.next,
        wrong: page.protection().is_wrong(),
        newer: pages.is_newer(&page.header),
        bad_records,
    };
    read.pages.insert(address, seen);
}

/// Follows the chain of leaf pages from the first on, reading what the IAM chain did not name; whether it was
/// whole. A chain that ends in nothing is noted: then rows are missing.
fn follow(
    pages: &Pages<'_>,
    layout: &Layout,
    unit: &Unit,
    read: &mut Read,
) -> Result<(HashSet<PageAddress>, bool), Error> {
    let mut chain = HashSet::new();
    let mut next = unit.first;
    let mut is_whole = true;
    while let Some(address) = next {
        if chain.contains(&address) || read.rows.len() as u64 > system::MAX_ROWS {
            pages.faults.borrow_mut().incomplete(layout.table.object);
            is_whole = false;
            break;
        }
        if !read.pages.contains_key(&address) {
            match pages
                .page(address)?
                .filter(|page| unit_owns(unit, layout, page))
            {
                Some(page) => take(pages, &page, address, layout, read),
                None => {
                    let mut faults = pages.faults.borrow_mut();
                    faults.missing(address);
                    faults.incomplete(layout.table.object);
                    is_whole = false;
                    break;
                }
            }
        }
        chain.insert(address);
        next = read.pages.get(&address).and_then(|seen| seen.next);
    }
    Ok((chain, is_whole))
}
