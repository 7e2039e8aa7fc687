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

/// Where the columns of a table stand in its records.
struct Shape {
    /// Offset or −n, and bit.
    places: Vec<(i16, u8)>,
    fixed_end: usize,
    variable: usize,
}

fn fixed_bytes(column: &Column) -> usize {
    match column.xtype {
        41 => time_bytes(column.scale),
        42 => time_bytes(column.scale) + 3,
        43 => time_bytes(column.scale) + 5,
        106 | 108 => match column.precision {
            0..=9 => 5,
            10..=19 => 9,
            20..=28 => 13,
            _ => 17,
        },
        _ => column.length as usize,
    }
}

fn time_bytes(scale: u8) -> usize {
    match scale {
        0..=2 => 3,
        3..=4 => 4,
        _ => 5,
    }
}

fn shape(columns: &[Column]) -> Shape {
    let mut shape = Shape {
        places: Vec::new(),
        fixed_end: 4,
        variable: 0,
    };
    let mut bits: Option<(usize, u8)> = None;
    for column in columns {
        if column.is_variable() {
            shape.variable += 1;
            shape.places.push((-(shape.variable as i16), 0));
        } else if column.xtype == 104 {
            let (at, bit) = match bits {
                Some((at, bit)) if bit < 8 => (at, bit),
                _ => {
                    shape.fixed_end += 1;
                    (shape.fixed_end - 1, 0)
                }
            };
            bits = Some((at, bit + 1));
            shape.places.push((at as i16, bit));
        } else {
            shape.places.push((shape.fixed_end as i16, 0));
            shape.fixed_end += fixed_bytes(column);
        }
    }
    shape
}

/// A record of the FixedVar form. `pointers` says which variable values are pointers.
fn record(shape: &Shape, row: &[Stored], pointers: &[bool], status: u8) -> Vec<u8> {
    let mut fixed = vec![0; shape.fixed_end];
    let mut nulls = vec![0_u8; row.len().div_ceil(8)];
    let mut variable: Vec<(Vec<u8>, bool)> = vec![(Vec::new(), false); shape.variable];
    for (index, (value, (place, bit))) in row.iter().zip(&shape.places).enumerate() {
        match value {
            Stored::Null => nulls[index / 8] |= 1 << (index % 8),
            Stored::Bit(set) => fixed[*place as usize] |= u8::from(*set) << bit,
            Stored::Bytes(bytes) if *place > 0 => {
                fixed[*place as usize..*place as usize + bytes.len()].copy_from_slice(bytes);
            }
            Stored::Bytes(bytes) => {
                variable[(-place - 1) as usize] = (bytes.clone(), pointers[index]);
            }
        }
    }
    while variable
        .last()
        .is_some_and(|(bytes, pointer)| bytes.is_empty() && !pointer)
    {
        variable.pop();
    }
    fixed[0] = status | 0x10 | if variable.is_empty() { 0 } else { 0x20 };
    put16(&mut fixed, 2, shape.fixed_end as u16);
    fixed.extend((row.len() as u16).to_le_bytes());
    fixed.extend(nulls);
    if !variable.is_empty() {
        fixed.extend((variable.len() as u16).to_le_bytes());
        let mut end = fixed.len() + 2 * variable.len();
        let mut data = Vec::new();
        for (bytes, pointer) in variable {
            end += bytes.len();
            fixed.extend((end as u16 | if pointer { 0x8000 } else { 0 }).to_le_bytes());
            data.extend(bytes);
        }
        fixed.extend(data);
    }
    fixed
}

/// A record of the CD form.
pub fn compressed_record(columns: &[Column], row: &[Stored]) -> Vec<u8> {
    let mut kinds = Vec::new();
    let mut short = Vec::new();
    let mut long: Vec<Vec<u8>> = Vec::new();
    for (column, value) in columns.iter().zip(row) {
        kinds.push(match value {
            Stored::Null => 0,
            Stored::Bit(bit) => {
                if *bit {
                    11
                } else {
                    1
                }
            }
            Stored::Bytes(bytes) => {
                let bytes = shorten(column, bytes);
                match bytes.len() {
                    length @ 0..=8 => {
                        short.extend(bytes);
                        length as u8 + 1
                    }
                    _ => {
                        long.push(bytes);
                        10
                    }
                }
            }
        });
    }
    let count = kinds.len();
    let mut record = vec![1 | if long.is_empty() { 0 } else { 0x20 }];
    if count < 128 {
        record.push(count as u8);
    } else {
        record.extend([0x80 | (count >> 8) as u8, count as u8]);
    }
    kinds.push(0);
    let pairs = count.div_ceil(2);
    record.extend((0..pairs).map(|pair| kinds[2 * pair] | kinds[2 * pair + 1] << 4));
    let clusters = vec![0; (count - 1) / 30];
    record.extend(&clusters);
    record.extend(short);
    if !long.is_empty() {
        record.push(1);
        record.extend((long.len() as u16).to_le_bytes());
        let mut end = 0;
        for bytes in &long {
            end += bytes.len() as u16;
            record.extend(end.to_le_bytes());
        }
        record.extend(&clusters);
        record.extend(long.concat());
    }
    record
}

/// The bytes that a compressed record keeps of a value.
fn shorten(column: &Column, bytes: &[u8]) -> Vec<u8> {
    let trimmed_end = |fill: u8| {
        let end = bytes
            .iter()
            .rposition(|byte| *byte != fill)
            .map_or(0, |at| at + 1);
        bytes[..end].to_vec()
    };
    match column.xtype {
        48 if bytes == [0] => Vec::new(),
        52 | 56 | 127 | 60 | 122 | 61 => {
            let mut wide = [if bytes.last().unwrap() & 0x80 != 0 {
                0xFF
            } else {
                0
            }; 8];
            wide[..bytes.len()].copy_from_slice(bytes);
            let number = i128::from(i64::from_le_bytes(wide));
            if number == 0 {
                return Vec::new();
            }
            let width = (1..=8)
                .find(|width| {
                    let half = 1_i128 << (8 * width - 1);
                    (-half..half).contains(&number)
                })
                .unwrap();
            let moved = (number + (1_i128 << (8 * width - 1))) as u128;
            moved.to_be_bytes()[16 - width..].to_vec()
        }
        62 | 59 | 58 => {
            let start = bytes
                .iter()
                .position(|byte| *byte != 0)
                .unwrap_or(bytes.len());
            bytes[start..].to_vec()
        }
        175 => trimmed_end(b' '),
        173 => trimmed_end(0),
        239 => {
            let mut end = bytes.len();
            while end >= 2 && bytes[end - 2..end] == [b' ', 0] {
                end -= 2;
            }
            bytes[..end].to_vec()
        }
        _ => bytes.to_vec(),
    }
}

/// Pages of large values.
#[derive(Default)]
struct Large {
    pages: Vec<u32>,
    room: usize,
    records: Vec<Vec<Vec<u8>>>,
    blob: i64,
}

impl Large {
    fn add(&mut self, space: &mut Space<'_>, body: &[u8]) -> (u32, u16) {
        let mut record = vec![8, 0];
        record.extend((4 + 8 + body.len() as u16).to_le_bytes());
        record.extend(self.blob.to_le_bytes());
        record.extend(body);
        if self.pages.is_empty() || record.len() + 2 > self.room {
            self.pages.push(space.single());
            self.records.push(Vec::new());
            self.room = ROOM;
        }
        self.room -= record.len() + 2;
        let own = self.records.last_mut().unwrap();
        own.push(record);
        (*self.pages.last().unwrap(), own.len() as u16 - 1)
    }

    /// Stores a value as text, ntext and image are: the pointer leads to one record.
    fn store_text(&mut self, space: &mut Space<'_>, value: &[u8]) -> Vec<u8> {
        self.blob += 1;
        let mut body;
        if value.len() <= 64 {
            body = 0_u16.to_le_bytes().to_vec();
            body.extend((value.len() as u16).to_le_bytes());
            body.extend([0; 4]);
            body.extend(value);
        } else {
            let mut links = Vec::new();
            let mut end = 0;
            for part in value.chunks(3000) {
                end += part.len() as u32;
                let mut data = 3_u16.to_le_bytes().to_vec();
                data.extend(part);
                links.push((end, self.add(space, &data)));
            }
            // Kinds 4 and 5 have the same links.
            body = (4 + (self.blob % 2) as u16).to_le_bytes().to_vec();
            body.extend([0, 0]);
            body.extend((links.len() as u16).to_le_bytes());
            body.extend([0; 6]);
            for (end, (page, slot)) in links {
                body.extend(end.to_le_bytes());
                body.extend(row_id(page, slot));
            }
        }
        let (page, slot) = self.add(space, &body);
        let mut pointer = vec![0, 0, 1, 0, 0, 0, 0, 0];
        pointer.extend(row_id(page, slot));
        pointer
    }

    /// Moves a value out of its row that has no place there: row overflow.
    fn store_overflow(&mut self, space: &mut Space<'_>, value: &[u8]) -> Vec<u8> {
        self.blob += 1;
        let mut body = 3_u16.to_le_bytes().to_vec();
        body.extend(value);
        let (page, slot) = self.add(space, &body);
        let mut pointer = vec![2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        pointer.extend((value.len() as u32).to_le_bytes());
        pointer.extend(row_id(page, slot));
        pointer
    }

    /// Stores a value in parts, and gives the pointer that stands in the record.
    fn store(&mut self, space: &mut Space<'_>, value: &[u8]) -> Vec<u8> {
        self.blob += 1;
        let mut links = Vec::new();
        let mut end = 0;
        for part in value.chunks(3000) {
            end += part.len();
            let mut body = 3_u16.to_le_bytes().to_vec();
            body.extend(part);
            links.push((end, self.add(space, &body)));
        }
        if links.len() > 4 {
            // A node over every few parts.
            links = links
                .chunks(3)
                .scan(0, |before, part| {
                    let mut body = 2_u16.to_le_bytes().to_vec();
                    body.extend([0, 0]);
                    body.extend((part.len() as u16).to_le_bytes());
                    body.extend([0, 0]);
                    for (end, (page, slot)) in part {
                        body.extend(((end - *before) as u64).to_le_bytes());
                        body.extend(row_id(*page, *slot));
                    }
                    *before = part.last().unwrap().0;
                    Some((*before, self.add(space, &body)))
                })
                .collect();
        }
        let mut pointer = vec![4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for (end, (page, slot)) in links {
            pointer.extend((end as u32).to_le_bytes());
            pointer.extend(row_id(page, slot));
        }
        pointer
    }
}

fn row_id(page: u32, slot: u16) -> Vec<u8> {
    let mut bytes = page.to_le_bytes().to_vec();
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(slot.to_le_bytes());
    bytes
}

mod catalogue;

pub use catalogue::build;
