//! A backup of 200 GB through the public door: few reads for the check, the list, and the first rows.

use std::io;
use std::rc::Rc;

use backup_inspector::format::Options;
use backup_inspector::inspect::query::Query;
use backup_inspector::open;
use backup_inspector::scan;
use backup_inspector::source::{Input, ReadAt};

use super::random::Random;
use super::sets::{int, laid, query, rows};
use super::tape_writer::{Bak, Set as Backup, at};
use super::writer::{Column, Guard, Stored, Table, build};

/// Extents of a written database, made when they are read.
struct Made {
    database: super::writer::Database,
    extents: Vec<u32>,
}

impl ReadAt for Made {
    fn len(&self) -> u64 {
        self.extents.len() as u64 * 65_536
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let Some(extent) = self.extents.get((offset / 65_536) as usize) else {
            return Ok(0);
        };
        let bytes = self.database.extent(*extent);
        let part = &bytes[(offset % 65_536) as usize..];
        let count = part.len().min(buf.len());
        buf[..count].copy_from_slice(&part[..count]);
        Ok(count)
    }
}

#[test]
fn a_content_database_of_200_gb_is_checked_and_listed_in_few_reads() {
    const EXTENTS: u32 = 3_660_000;
    let mut random = Random(9);
    let mut next = || random.below(u64::from(EXTENTS)) as u32;
    let mut filler = (2..EXTENTS).filter(|extent| extent % 10 != 9);
    let wide = |number: i32| {
        let mut columns = vec![Column::new("Id", 56, 4)];
        columns.extend((1..20).map(|column| Column::new(&format!("nvarchar{column}"), 231, 510)));
        let mut table = Table::new("dbo", &format!("All{number:03}"), columns);
        for id in 0..if number == 77 { 30_000 } else { 0 } {
            let mut row = vec![int(id)];
            row.extend((1..20).map(|_| Stored::Null));
            table.rows.push(row);
        }
        table
    };
    let tables: Vec<Table> = (0..200).map(wide).collect();
    let database = build(
        "WSS_Content",
        706,
        &tables,
        Guard::Checksum,
        &mut next,
        &mut filler,
    );
    let extents: Vec<u32> = database.extents.iter().copied().collect();
    let made = Made { database, extents };
    assert!(made.len() > 200 << 30);
    let mut backup = Backup::full("WSS_Content", at(1, 0, 0));
    backup.pages = made.len() / 8192;
    let laid = laid(Bak::of(&[backup]).write(), Rc::new(made));
    let (reads, bytes) = (Rc::clone(&laid.reads), Rc::clone(&laid.bytes));

    let mut set = open::open(vec![Input::new("c.bak", laid)])
        .unwrap()
        .remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    let report = set.report(&Options::default());
    let databases = report
        .sharepoint
        .as_ref()
        .unwrap()
        .databases
        .as_ref()
        .unwrap();
    assert_eq!(
        (databases[0].tables, databases[0].rows),
        (Some(200), Some(30_000))
    );
    // The headers, and the catalogue.
    assert!(reads.get() <= 330, "{} reads for a check", reads.get());
    assert!(bytes.get() <= 40 << 20, "{} bytes for a check", bytes.get());

    let before = reads.get();
    assert_eq!(rows(&set, "tables", None).unwrap().total, 200);
    let listing = reads.get() - before;
    assert!(listing <= 300, "{listing} reads for the list");
    let before = reads.get();
    let page = rows(&set, "rows", Some("dbo.All077")).unwrap();
    assert_eq!((page.rows.len(), page.total), (1000, 30_000));
    let first = reads.get() - before;
    assert!(first <= 150, "{first} reads for the first rows");
    let before = reads.get();
    let next = Query {
        from: 1000,
        ..query("rows", Some("dbo.All077"))
    };
    let next = set.rows(&Options::default(), &next).unwrap();
    assert_eq!(next.rows[0]["Id"], 1000);
    assert!(
        reads.get() - before <= 150,
        "the second page goes on where the first ended"
    );
}

#[test]
fn the_first_rows_of_a_million_come_after_a_few_reads() {
    const ROWS: i32 = 1_000_000;
    // Every third extent is another's, and holds nothing.
    let mut extent = 2;
    let mut next = || {
        extent += 3;
        extent
    };
    let mut table = Table::new("dbo", "Many", vec![Column::new("Id", 56, 4)]);
    table.rows = (0..ROWS).map(|id| vec![int(id)]).collect();
    let nothing = &mut std::iter::empty();
    let database = build("D", 869, &[table], Guard::Checksum, &mut next, nothing);
    let extents: Vec<u32> = database.extents.iter().copied().collect();
    let made = Made { database, extents };
    let mut backup = Backup::full("D", at(1, 0, 0));
    backup.pages = made.len() / 8192;
    let laid = laid(Bak::of(&[backup]).write(), Rc::new(made));
    let (reads, bytes) = (Rc::clone(&laid.reads), Rc::clone(&laid.bytes));
    let mut set = open::open(vec![Input::new("m.bak", laid)])
        .unwrap()
        .remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    rows(&set, "tables", None).unwrap();

    // Half a second is for some reads of a slow disk, whatever the machine: what is counted is what the size of the table
    // could make more of.
    let (before, bytes_before) = (reads.get(), bytes.get());
    let page = rows(&set, "rows", Some("dbo.Many")).unwrap();
    assert_eq!((page.rows.len(), page.total), (1000, ROWS as u64));
    assert_eq!(page.rows[999]["Id"], 999);
    let first = reads.get() - before;
    assert!(first <= 20, "{first} reads for the first rows");
    let read = bytes.get() - bytes_before;
    assert!(read <= 4 << 20, "{read} bytes for the first rows");
}
