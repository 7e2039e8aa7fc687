//! A content database of 200 GB that is never held: its tables within 300 reads.

use std::cell::Cell;
use std::io;
use std::time::Instant;

use backup_inspector::container::sqlserver::{BackupSet, Database, RowOptions};
use backup_inspector::source::ReadAt;

use super::random::Random;
use super::writer::{self, Column, Guard, Stored, Table, build};

const EXTENT: u64 = 65_536;
/// Extents of 200 GB of pages, with one in ten free.
const EXTENTS: u32 = 3_660_000;

/// Extents of a written database, in order, made when they are read.
struct Sparse {
    database: writer::Database,
    extents: Vec<u32>,
    reads: Cell<u64>,
}

impl ReadAt for Sparse {
    fn len(&self) -> u64 {
        self.extents.len() as u64 * EXTENT
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.reads.set(self.reads.get() + 1);
        let mut done = 0;
        while done < buf.len() {
            let at = offset + done as u64;
            let Some(extent) = self.extents.get((at / EXTENT) as usize) else {
                break;
            };
            let bytes = self.database.extent(*extent);
            let part = &bytes[(at % EXTENT) as usize..];
            let count = part.len().min(buf.len() - done);
            buf[done..done + count].copy_from_slice(&part[..count]);
            done += count;
        }
        Ok(done)
    }
}

fn int(number: i32) -> Stored {
    Stored::Bytes(number.to_le_bytes().to_vec())
}

/// 200 tables of 25 columns, one of them with many rows.
fn tables(rows: i32) -> Vec<Table> {
    (0..200)
        .map(|number| {
            let columns = (0..25)
                .map(|column| match column {
                    0 => Column::new("Id", 56, 4),
                    1..=12 => Column::new(&format!("tp_Number{column}"), 127, 8),
                    _ => Column::new(&format!("nvarchar{column}"), 231, 510),
                })
                .collect();
            let mut table = Table::new("dbo", &format!("All{number:03}"), columns);
            table.key = vec![1];
            if number == 77 {
                for id in 0..rows {
                    let mut row = vec![int(id)];
                    row.extend((1..25).map(|_| Stored::Null));
                    table.rows.push(row);
                }
            }
            table
        })
        .collect()
}

#[test]
fn a_database_of_200_gb_lists_its_tables_in_few_reads() {
    const ROWS: i32 = 40_000;
    // Extents everywhere in the file, as years of use leave them.
    let mut random = Random(9);
    let mut next = || random.below(u64::from(EXTENTS)) as u32;
    let mut filler = (2..EXTENTS).filter(|extent| extent % 10 != 9);
    let database = build(
        "WSS_Content",
        706,
        &tables(ROWS),
        Guard::Checksum,
        &mut next,
        &mut filler,
    );
    let extents: Vec<u32> = database.extents.iter().copied().collect();
    let sparse = Sparse {
        database,
        extents,
        reads: Cell::new(0),
    };
    assert!(sparse.len() > 200 << 30, "{}", sparse.len());

    let start = Instant::now();
    let opened = Database::open(BackupSet::full(Box::new(&sparse)), None).unwrap();
    let catalogue = opened.catalogue();
    assert_eq!(catalogue.tables.len(), 200);
    assert_eq!(
        catalogue
            .tables
            .iter()
            .map(|table| table.columns.len())
            .sum::<usize>(),
        5000
    );
    assert!(opened.faults().is_sound(), "{:?}", opened.faults());
    assert_eq!(opened.reads().count, sparse.reads.get());
    assert!(sparse.reads.get() <= 300, "{} reads", sparse.reads.get());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());

    println!("tables listed in {} reads", sparse.reads.get());
    // The first rows come after a few reads more, and all rows are there.
    let before = sparse.reads.get();
    let table = catalogue.table("dbo.All077").unwrap();
    assert_eq!(table.rows, Some(ROWS as u64));
    let mut rows = opened.rows(table, RowOptions::default()).unwrap();
    let first = rows.next().unwrap().unwrap();
    assert_eq!(first.values[0].to_string(), "0");
    assert!(
        sparse.reads.get() - before < 60,
        "{} reads",
        sparse.reads.get() - before
    );
    let mut ids: Vec<i64> = std::iter::once(first)
        .chain(rows.map(Result::unwrap))
        .map(|row| row.values[0].to_string().parse().unwrap())
        .collect();
    ids.sort_unstable();
    assert!(ids.iter().copied().eq(0..i64::from(ROWS)));
}
