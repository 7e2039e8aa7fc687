//! Databases in the pages of a backup, read back: samples, databases that are written by the tests, damage.

mod closed;
mod damage;
mod keys;
mod large;
mod property;
mod random;
mod samples;
mod sets;
mod sites;
mod sparse;
mod streams;
mod tape;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../sharepoint/writer.rs"]
mod tape_writer;
mod writer;

use backup_inspector::container::sqlserver::{Database, Row, RowOptions, Table};

/// All rows of a table, large values whole.
fn rows(database: &Database<'_>, table: &Table) -> Vec<Row> {
    database
        .rows(
            table,
            RowOptions {
                long_bytes: u64::MAX,
                from: None,
            },
        )
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// The rows of a table as text, values joined by ` | `.
fn shown(database: &Database<'_>, table: &str) -> Vec<String> {
    let table = database.catalogue().table(table).unwrap();
    rows(database, table)
        .iter()
        .map(|row| {
            let values: Vec<String> = row.values.iter().map(ToString::to_string).collect();
            values.join(" | ")
        })
        .collect()
}
