//! Databases of all types of columns, plain and compressed, with long values and rows of before a change, of which bytes
//! are changed: rows are listed, counted, skipped, gone on with and exported, and never panic.
#![no_main]

use std::cell::RefCell;

use backup_inspector::container::sqlserver::{
    BackupSet, Database, OnePass, RowForm, RowOptions, RowPass, RowWriter, Table,
};
use libfuzzer_sys::fuzz_target;

#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../../tests/sqlserver"]
mod sqlserver {
    pub mod random;
    pub mod writer;
}

use sqlserver::random::{Random, table};
use sqlserver::writer::{Guard, build};

const PAGE: usize = 8192;

/// Databases that are changed; each is written once.
const DATABASES: usize = 24;

/// Rows of a table that are read: records may be named again and again by the slots of a page.
const ROWS: usize = 5_000;

thread_local! {
    static WRITTEN: RefCell<Vec<Option<Vec<u8>>>> = const { RefCell::new(Vec::new()) };
}

fn written(number: usize) -> Vec<u8> {
    WRITTEN.with_borrow_mut(|written| {
        written.resize(DATABASES, None);
        let slot = &mut written[number];
        slot.get_or_insert_with(|| write(number as u64)).clone()
    })
}

fn write(seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    let tables: Vec<_> = (0..3)
        .map(|number| table(&mut random, number, 12).0)
        .collect();
    let guard = [Guard::None, Guard::Torn][seed as usize % 2];
    let mut next = 2;
    let database = build(
        "fuzz",
        [706, 869, 904][seed as usize % 3],
        &tables,
        guard,
        &mut || {
            next += 1;
            next
        },
        &mut std::iter::empty(),
    );
    database.stream()
}

fn read(database: &Database<'_>, table: &Table, stream: &[u8]) {
    let _ = database.counter(table).finish().unwrap();
    let mut from = None;
    for long_bytes in [0, 1000, u64::MAX] {
        let Ok(mut rows) = database.rows(table, RowOptions { long_bytes, from }) else {
            return;
        };
        for row in rows.by_ref().take(ROWS) {
            for value in row.unwrap().values {
                let _ = value.to_string();
            }
        }
        from = rows.position();
    }
    if let Ok(mut rows) = database.rows(
        table,
        RowOptions {
            long_bytes: 0,
            from: None,
        },
    ) {
        let _ = rows.skip_rows(3).unwrap();
    }
    for form in [RowForm::Ndjson, RowForm::Csv { bom: true }] {
        let mut writer = RowWriter::new(Some(database), table, form);
        let mut text = Vec::new();
        let options = RowOptions {
            long_bytes: 100,
            from: None,
        };
        for row in database
            .rows(table, options)
            .into_iter()
            .flatten()
            .take(200)
        {
            let _ = writer.row(&row.unwrap(), &mut text);
            text.clear();
        }
    }
    let mut pass = RowPass::new(database.catalogue(), table);
    pass.push(stream, &mut |_| {});
}

fuzz_target!(|data: &[u8]| {
    let Some((which, changes)) = data.split_first() else {
        return;
    };
    let mut stream = written(usize::from(*which) % DATABASES);
    let pages = stream.len() / PAGE;
    // A page, a place in it, a byte.
    for change in changes.chunks_exact(4).take(256) {
        let page = usize::from(change[0]) % pages;
        let place = usize::from(u16::from_le_bytes([change[1], change[2]])) % PAGE;
        stream[page * PAGE + place] = change[3];
    }
    if let Ok(database) = Database::open(BackupSet::full(Box::new(stream.as_slice())), None) {
        for table in &database.catalogue().tables {
            read(&database, table, &stream);
        }
        let mut all = database.verify();
        while all.step().unwrap() {}
    }
    let mut pass = OnePass::new(None);
    pass.push(&stream);
    pass.end_stream();
    let _ = pass.finish(1);
});
