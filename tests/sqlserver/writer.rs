//! A writer of test databases: tables of any columns and rows, put into pages as SQL Server does, with the system
//! tables that describe them. Rules: sqlserver-pages.md; all values invented.

use std::collections::{BTreeMap, BTreeSet};

pub const PAGE: usize = 8192;
pub const GAM_PAGES: u32 = 511_232;
pub const PFS_PAGES: u32 = 8088;

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub xtype: u8,
    /// Bytes; −1 = max.
    pub length: i16,
    pub precision: u8,
    pub scale: u8,
    pub nullable: bool,
    /// The value, as sql_variant, of rows that were written before the column was added.
    pub default: Option<Vec<u8>>,
    /// Whether values stand with those of other sparse columns.
    pub is_sparse: bool,
}

impl Column {
    pub fn new(name: &str, xtype: u8, length: i16) -> Column {
        Column {
            name: name.to_owned(),
            xtype,
            length,
            precision: 0,
            scale: 0,
            nullable: true,
            default: None,
            is_sparse: false,
        }
    }

    fn is_variable(&self) -> bool {
        matches!(self.xtype, 165 | 167 | 231 | 34 | 35 | 99 | 98 | 241)
    }

    fn is_large(&self) -> bool {
        self.length == -1 && self.is_variable()
    }

    /// text, ntext, image: a pointer of 16 bytes in the row.
    fn is_text(&self) -> bool {
        matches!(self.xtype, 34 | 35 | 99)
    }

    fn ti(&self) -> u32 {
        let length = if self.length == -1 {
            0
        } else {
            self.length as u32
        };
        let rest = match self.xtype {
            106 | 108 => u32::from(self.precision) | u32::from(self.scale) << 8,
            41..=43 => u32::from(self.scale),
            _ => length,
        };
        u32::from(self.xtype) | rest << 8
    }
}

/// A stored value: as its bytes.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    Null,
    Bit(bool),
    Bytes(Vec<u8>),
}

/// A foreign key.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Column ids that refer.
    pub columns: Vec<i32>,
    /// Place of the table among those that are written.
    pub table: usize,
    /// Column ids there.
    pub to: Vec<i32>,
}

/// A table with its rows.
#[derive(Debug, Clone)]
pub struct Table {
    pub schema: String,
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Stored>>,
    pub is_heap: bool,
    pub partitions: usize,
    /// 0 none, 1 row, 2 page.
    pub compression: u8,
    /// Also writes ghosts, empty slots, stubs and stale pages, which are no rows.
    pub with_oddities: bool,
    /// Column ids of the primary key.
    pub key: Vec<i32>,
    /// Column ids of other unique keys: constraints and bare indexes in turn, named `UQ_table_0` and so on.
    pub unique: Vec<Vec<i32>>,
    /// Foreign keys, named `FK_table_0` and so on.
    pub foreign: Vec<Foreign>,
    /// Rowsets beside those of the rows, as a table stored by column has them: owner type and recorded rows.
    pub beside: Vec<(i64, usize)>,
    /// The first rows were written when the table had only so many columns.
    pub early: Option<(usize, usize)>,
}

impl Table {
    pub fn new(schema: &str, name: &str, columns: Vec<Column>) -> Table {
        Table {
            schema: schema.to_owned(),
            name: name.to_owned(),
            columns,
            rows: Vec::new(),
            is_heap: false,
            partitions: 1,
            compression: 0,
            with_oddities: false,
            key: Vec::new(),
            unique: Vec::new(),
            foreign: Vec::new(),
            beside: Vec::new(),
            early: None,
        }
    }
}

/// How pages are guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    Checksum,
    Torn,
    None,
}

/// A database in pages.
pub struct Database {
    /// Pages by number; what is missing in an allocated extent is zeros.
    pub pages: BTreeMap<u32, Vec<u8>>,
    /// Allocated extents.
    pub extents: BTreeSet<u32>,
    /// Pages that are in use.
    pub used: BTreeSet<u32>,
    guard: Guard,
}

impl Database {
    /// The data stream of a full backup: allocated extents in order.
    pub fn stream(&self) -> Vec<u8> {
        self.extents
            .iter()
            .flat_map(|extent| self.extent(*extent))
            .collect()
    }

    /// The eight pages of an extent, sealed.
    pub fn extent(&self, extent: u32) -> Vec<u8> {
        (extent * 8..extent * 8 + 8)
            .flat_map(|page| self.page(page))
            .collect()
    }

    /// A page as it stands in the backup.
    pub fn page(&self, number: u32) -> Vec<u8> {
        let mut page = match self.pages.get(&number) {
            Some(page) => page.clone(),
            None => return vec![0; PAGE],
        };
        match self.guard {
            Guard::None => {}
            Guard::Checksum => {
                page[5] |= 2;
                let sum = checksum(&page);
                page[60..64].copy_from_slice(&sum.to_le_bytes());
            }
            Guard::Torn => {
                page[5] |= 1;
                let pattern = 1 + number % 2;
                let mut kept = pattern;
                for sector in 1..16 {
                    let last = &mut page[512 * sector + 511];
                    kept |= u32::from(*last & 3) << (2 * sector);
                    *last = *last & 0xFC | pattern as u8;
                }
                page[60..64].copy_from_slice(&kept.to_le_bytes());
            }
        }
        page
    }
}

fn checksum(page: &[u8]) -> u32 {
    (0..16_u32).fold(0, |sum, sector| {
        let folded = (0..128).fold(0, |folded, word| {
            let at = sector as usize * 512 + word * 4;
            if at == 60 {
                return folded;
            }
            folded ^ u32::from_le_bytes(page[at..at + 4].try_into().unwrap())
        });
        sum ^ folded.rotate_left(15 - sector)
    })
}

/// Where pages go: which extents are taken next.
pub struct Space<'s> {
    /// Gives the next free extent.
    pub next_extent: &'s mut dyn FnMut() -> u32,
    mixed: Option<(u32, u32)>,
    extents: BTreeSet<u32>,
    used: BTreeSet<u32>,
}

impl Space<'_> {
    fn extent(&mut self) -> u32 {
        loop {
            let extent = (self.next_extent)();
            // Pages of the system stand at fixed places.
            let page = extent * 8;
            let is_fixed = page < 16 || page % GAM_PAGES < 8 || page % PFS_PAGES < 8;
            if !is_fixed && self.extents.insert(extent) {
                return extent;
            }
        }
    }

    fn single(&mut self) -> u32 {
        let (extent, next) = match self.mixed {
            Some((extent, next)) if next < 8 => (extent, next),
            _ => (self.extent(), 0),
        };
        self.mixed = Some((extent, next + 1));
        self.used.insert(extent * 8 + next);
        extent * 8 + next
    }
}

/// Pages of an allocation unit.
struct Placed {
    pages: Vec<u32>,
    iam: Vec<u32>,
    /// Records of each page.
    counts: Vec<usize>,
}

const ROOM: usize = PAGE - 96;

/// Puts records of these sizes into pages: eight single ones, then whole extents.
fn place(space: &mut Space<'_>, sizes: &[usize], head: usize) -> Placed {
    let mut counts = vec![0];
    let mut left = ROOM - head;
    for size in sizes {
        if size + 2 > left {
            counts.push(0);
            left = ROOM - head;
        }
        left -= size + 2;
        *counts.last_mut().unwrap() += 1;
    }
    let mut pages = Vec::new();
    let mut extents = Vec::new();
    for number in 0..counts.len() {
        if number < 8 {
            pages.push(space.single());
        } else {
            if number % 8 == 0 {
                extents.push(space.extent());
            }
            let page = extents.last().unwrap() * 8 + (number % 8) as u32;
            space.used.insert(page);
            pages.push(page);
        }
    }
    let intervals: BTreeSet<u32> = extents
        .iter()
        .map(|extent| extent * 8 / GAM_PAGES)
        .collect();
    let iam = (0..intervals.len().max(1))
        .map(|_| space.single())
        .collect();
    Placed { pages, iam, counts }
}

fn put16(page: &mut [u8], at: usize, number: u16) {
    page[at..at + 2].copy_from_slice(&number.to_le_bytes());
}

fn put32(page: &mut [u8], at: usize, number: u32) {
    page[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

fn put_address(page: &mut [u8], at: usize, number: u32) {
    put32(page, at, number);
    put16(page, at + 4, 1);
}

fn blank(number: u32, kind: u8, unit: u64) -> Vec<u8> {
    let mut page = vec![0; PAGE];
    page[0] = 1;
    page[1] = kind;
    put16(&mut page, 6, (unit >> 48) as u16);
    put32(&mut page, 24, (unit >> 16) as u32);
    put_address(&mut page, 32, number);
    put32(&mut page, 40, 30);
    put32(&mut page, 44, 100);
    page
}

/// A page of records; an empty record is an empty slot.
fn page_of(number: u32, kind: u8, unit: u64, head: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let mut page = blank(number, kind, unit);
    page[96..96 + head.len()].copy_from_slice(head);
    let mut at = 96 + head.len();
    put16(&mut page, 22, records.len() as u16);
    for (slot, record) in records.iter().enumerate() {
        if !record.is_empty() {
            page[at..at + record.len()].copy_from_slice(record);
            put16(&mut page, PAGE - 2 - 2 * slot, at as u16);
            at += record.len();
        }
    }
    put16(&mut page, 30, at as u16);
    page
}

/// Writes the pages of a unit and its IAM chain.
fn write(
    pages: &mut BTreeMap<u32, Vec<u8>>,
    placed: &Placed,
    unit: u64,
    kind: u8,
    head: &[u8],
    records: &[Vec<u8>],
) {
    let mut rest = records;
    for (index, (number, count)) in placed.pages.iter().zip(&placed.counts).enumerate() {
        let (own, behind) = rest.split_at(*count);
        rest = behind;
        let mut page = page_of(*number, kind, unit, head, own);
        if !head.is_empty() {
            page[2] |= 0x80;
        }
        if let Some(next) = placed.pages.get(index + 1) {
            put_address(&mut page, 16, *next);
        }
        pages.insert(*number, page);
    }
    write_iam(pages, placed, unit);
}

fn write_iam(pages: &mut BTreeMap<u32, Vec<u8>>, placed: &Placed, unit: u64) {
    let mut by_interval: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for page in placed.pages.iter().skip(8) {
        by_interval.entry(page / GAM_PAGES).or_default().push(*page);
    }
    if by_interval.is_empty() {
        by_interval.insert(0, Vec::new());
    }
    for (index, (number, (interval, own))) in placed.iam.iter().zip(by_interval).enumerate() {
        let mut page = blank(*number, 10, unit);
        put_address(&mut page, 136, interval * GAM_PAGES);
        if index == 0 {
            for (slot, single) in placed.pages.iter().take(8).enumerate() {
                put_address(&mut page, 142 + 6 * slot, *single);
            }
        }
        for own in own {
            let bit = (own - interval * GAM_PAGES) / 8;
            page[194 + bit as usize / 8] |= 1 << (bit % 8);
        }
        if let Some(next) = placed.iam.get(index + 1) {
            put_address(&mut page, 16, *next);
        }
        pages.insert(*number, page);
    }
}

fn row_id(page: u32, slot: u16) -> Vec<u8> {
    let mut bytes = page.to_le_bytes().to_vec();
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(slot.to_le_bytes());
    bytes
}

mod catalogue;
mod fixed;
mod large;
mod records;
mod tables;

pub use catalogue::build;
use large::Large;
use records::{Shape, compressed_record, record, shape};
