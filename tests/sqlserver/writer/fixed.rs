//! The pages at fixed places.

use super::*;

/// The pages at fixed places: file header, PFS, GAM, boot.
pub fn fixed_pages(database: &mut Database, name: &str, version: u16) {
    let boot = database.pages.get_mut(&9).unwrap();
    put16(boot, 100, version);
    put16(boot, 102, version);
    let filled: Vec<u16> = name
        .encode_utf16()
        .chain(std::iter::repeat(0x2020))
        .take(128)
        .collect();
    for (at, unit) in filled.into_iter().enumerate() {
        put16(boot, 148 + 2 * at, unit);
    }
    database.pages.insert(0, blank(0, 15, 99 << 16));
    let last = database.extents.last().unwrap() * 8;
    for interval in 0..=last / PFS_PAGES {
        let number = if interval == 0 {
            1
        } else {
            interval * PFS_PAGES
        };
        database.extents.insert(number / 8);
        database.used.insert(number);
    }
    for interval in 0..=last / GAM_PAGES {
        let number = if interval == 0 {
            2
        } else {
            interval * GAM_PAGES
        };
        database.extents.insert(number / 8);
        database.used.insert(number);
    }
    for interval in 0..=last / PFS_PAGES {
        let first = interval * PFS_PAGES;
        let number = first.max(1);
        let mut page = blank(number, 11, 99 << 16);
        for used in database.used.range(first..first + PFS_PAGES) {
            page[100 + (used - first) as usize] = 0x60;
        }
        database.pages.insert(number, page);
    }
    for interval in 0..=last / GAM_PAGES {
        let number = if interval == 0 {
            2
        } else {
            interval * GAM_PAGES
        };
        let mut page = blank(number, 8, 99 << 16);
        page[194..194 + 7988].fill(0xFF);
        let first = interval * (GAM_PAGES / 8);
        for extent in database.extents.range(first..first + GAM_PAGES / 8) {
            let bit = extent - first;
            page[194 + bit as usize / 8] &= !(1 << (bit % 8));
        }
        database.pages.insert(number, page);
    }
    for number in [3, 6, 7] {
        database.pages.insert(number, blank(number, 9, 99 << 16));
    }
    // Pages of the first extents that nobody uses.
    for number in (0..16).filter(|number| !database.pages.contains_key(number)) {
        database.used.remove(&number);
    }
    let stale: Vec<u32> = (0..16)
        .filter(|number| !database.used.contains(number))
        .collect();
    let pfs = database.pages.get_mut(&1).unwrap();
    for number in stale {
        pfs[100 + number as usize] = 0;
    }
}
