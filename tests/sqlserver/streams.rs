//! Backups in several pieces: stripes, differentials, later copies of the first pages, several data files.

use std::collections::BTreeSet;

use backup_inspector::container::sqlserver::{
    BackupKind, BackupSet, DataStream, Database, ExtentIndex, Indexer, OnePass, Refusal,
};

use super::random::Random;
use super::shown;
use super::writer::{self, Column, Guard, Stored, Table, build};

/// A database with one table of numbers, its extents taken one after the other.
fn numbers(rows: i32) -> writer::Database {
    let mut next = 2;
    numbers_in(rows, &mut || {
        next += 1;
        next
    })
}

fn numbers_in(rows: i32, next_extent: &mut dyn FnMut() -> u32) -> writer::Database {
    let columns = vec![Column::new("n", 56, 4), Column::new("pad", 175, 200)];
    let mut table = Table::new("dbo", "Numbers", columns);
    for number in 0..rows {
        let pad = Stored::Bytes(vec![b'x'; 200]);
        table
            .rows
            .push(vec![Stored::Bytes(number.to_le_bytes().to_vec()), pad]);
    }
    build(
        "numbers",
        706,
        &[table],
        Guard::Checksum,
        next_extent,
        &mut std::iter::empty(),
    )
}

fn first_numbers(database: &Database<'_>) -> Vec<String> {
    shown(database, "dbo.Numbers")
        .iter()
        .map(|row| row.split(' ').next().unwrap().to_owned())
        .collect()
}

fn wanted(rows: i32) -> Vec<String> {
    (0..rows).map(|number| number.to_string()).collect()
}

/// Divides the extents over stripes, in no regular order.
fn stripes(database: &writer::Database, count: u64) -> Vec<Vec<u8>> {
    let mut random = Random(3);
    let mut stripes = vec![Vec::new(); count as usize];
    for extent in &database.extents {
        stripes[random.below(count) as usize].extend(database.extent(*extent));
    }
    stripes
}

fn boxed(streams: &[Vec<u8>]) -> Vec<DataStream<'_>> {
    streams
        .iter()
        .map(|stream| Box::new(stream.as_slice()) as DataStream<'_>)
        .collect()
}

#[test]
fn stripes_together_are_the_database() {
    let written = numbers(3000);
    for count in [2, 3, 5] {
        let streams = stripes(&written, count);
        let mut set = BackupSet::full(Box::new(&[] as &[u8]));
        set.streams = boxed(&streams);
        set.stripes = count as u16;
        let database = Database::open(set, None).unwrap();
        assert_eq!(first_numbers(&database), wanted(3000));
        assert!(database.faults().is_sound(), "{:?}", database.faults());
        let mut all = database.verify();
        while all.step().unwrap() {}
        assert_eq!(all.found().pages, written.used.len() as u64);
        assert_eq!(all.found().checksum_right, all.found().pages);
    }
}

#[test]
fn a_missing_stripe_is_said_and_what_is_there_is_labelled() {
    let written = numbers(3000);
    let streams = stripes(&written, 3);
    let mut set = BackupSet::full(Box::new(&[] as &[u8]));
    set.streams = boxed(&streams[..2]);
    set.stripes = 3;
    match Database::open(set, None) {
        Err(Refusal::StripesMissing {
            present: 2,
            needed: 3,
        }) => {}
        other => panic!("{other:?}"),
    }
    let mut pass = OnePass::new(None);
    for stream in &streams[..2] {
        pass.push(stream);
        pass.end_stream();
    }
    if let Ok(survey) = pass.finish(3) {
        assert!(!survey.is_whole);
        assert!(survey.counted.iter().sum::<u64>() < 3000);
    }
    // All three, in any order, are whole again.
    let mut pass = OnePass::new(None);
    for stream in streams.iter().rev() {
        pass.push(stream);
        pass.end_stream();
    }
    let survey = pass.finish(3).unwrap();
    assert!(
        survey.is_whole && survey.faults.is_sound(),
        "{:?}",
        survey.faults
    );
    assert_eq!(survey.counted, [3000]);
}

#[test]
fn a_differential_lies_over_its_base() {
    // The same database before and after: what differs is in the differential.
    let (before, after) = (numbers(500), numbers(900));
    let changed: BTreeSet<u32> = after
        .extents
        .iter()
        .copied()
        .filter(|extent| before.extent(*extent) != after.extent(*extent) || *extent < 2)
        .collect();
    assert!(changed.len() < after.extents.len());
    let differential: Vec<u8> = changed
        .iter()
        .flat_map(|extent| after.extent(*extent))
        .collect();
    let base = before.stream();
    let set = || {
        let mut set = BackupSet::full(Box::new(differential.as_slice()));
        set.kind = BackupKind::Differential;
        set
    };
    match Database::open(set(), None) {
        Err(Refusal::DifferentialWithoutBase) => {}
        other => panic!("{other:?}"),
    }
    let database = Database::open(set(), Some(BackupSet::full(Box::new(base.as_slice())))).unwrap();
    assert_eq!(first_numbers(&database), wanted(900));
    assert!(database.faults().is_sound(), "{:?}", database.faults());
    let mut all = database.verify();
    while all.step().unwrap() {}
    assert_eq!(all.found().pages, after.used.len() as u64);
    assert!(all.found().faults.is_sound());
    let alone = Database::open(BackupSet::full(Box::new(base.as_slice())), None).unwrap();
    assert_eq!(first_numbers(&alone), wanted(500));
}

#[test]
fn log_and_partial_backups_say_what_they_are() {
    for (letter, said) in [(b'L', "log backup"), (b'F', "partial"), (b'P', "partial")] {
        let mut set = BackupSet::full(Box::new(&[] as &[u8]));
        set.kind = BackupKind::of_letter(letter).unwrap();
        let refusal = Database::open(set, None).unwrap_err();
        assert!(refusal.to_string().contains(said), "{refusal}");
    }
}

#[test]
fn the_later_copy_of_the_first_pages_counts() {
    let written = numbers(10);
    let stream = written.stream();
    let mut later = numbers(10);
    // Only the boot page differs (1.1): here, in its name.
    later.pages.get_mut(&9).unwrap()[148] = b'N';
    let tail: Vec<u8> = [later.extent(0), later.extent(1)].concat();
    let mut set = BackupSet::full(Box::new(stream.as_slice()));
    set.tails = vec![Box::new(tail.as_slice())];
    let database = Database::open(set, None).unwrap();
    assert_eq!(database.catalogue().database, "Numbers");
    assert_eq!(first_numbers(&database), wanted(10));
}

#[test]
fn padding_behind_the_last_extent_is_not_looked_at() {
    let written = numbers(2000);
    let mut stream = written.stream();
    // Old content: an extent of before, and one that says it is the first.
    for extent in [*written.extents.last().unwrap() - 3, 0] {
        let mut old = written.extent(extent);
        old[200] ^= 1;
        stream.extend(old);
    }
    let database = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap();
    assert_eq!(first_numbers(&database), wanted(2000));
    let mut all = database.verify();
    while all.step().unwrap() {}
    assert_eq!(all.found().other_extents, 2);
    assert!(all.found().faults.is_sound());
}

#[test]
fn a_cut_backup_lacks_extents_and_says_so() {
    // From the end on: the system tables, written last, stand before the rows.
    let mut next = 40;
    let written = numbers_in(2000, &mut || {
        next -= 1;
        next
    });
    let stream = written.stream();
    let whole = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap();
    let mut all = whole.verify();
    while all.step().unwrap() {}
    assert!(all.found().is_sound());
    let extents = stream.len() / 65_536;
    let mut opened = 0;
    for kept in 1..extents {
        let cut = &stream[..kept * 65_536 + 5000];
        let Ok(database) = Database::open(BackupSet::full(Box::new(cut)), None) else {
            continue;
        };
        opened += 1;
        let mut all = database.verify();
        while all.step().unwrap() {}
        assert_eq!(all.found().missing_extents, (extents - kept) as u64);
        assert!(!all.found().is_sound());
        let table = database.catalogue().table("Numbers");
        let counted = table.map(|table| database.counter(table).finish().unwrap());
        let is_sound = database.faults().is_sound();
        assert!(counted == Some(2000) || !is_sound, "{counted:?} of {kept}");
    }
    assert!(opened > 2, "{opened} of {extents}");
}

#[test]
fn extents_in_no_order_are_found_through_an_index() {
    let written = numbers(2000);
    let mut extents: Vec<u32> = written.extents.iter().copied().collect();
    let mut random = Random(5);
    for at in (1..extents.len()).rev() {
        extents.swap(at, random.below(at as u64 + 1) as usize);
    }
    let stream: Vec<u8> = extents
        .iter()
        .flat_map(|extent| written.extent(*extent))
        .collect();
    let set = |index: Option<ExtentIndex>| {
        let mut set = BackupSet::full(Box::new(stream.as_slice()));
        // As if of several files: then nobody promises an order.
        set.data_files = 2;
        set.index = index;
        set
    };
    // Small enough to be read whole unasked.
    let database = Database::open(set(None), None).unwrap();
    assert_eq!(first_numbers(&database), wanted(2000));
    let mut indexer = Indexer::default();
    let streams = [stream.as_slice()];
    while indexer.step(&streams).unwrap() {}
    assert_eq!(indexer.bytes_done(&streams), stream.len() as u64);
    let database = Database::open(set(indexer.finish()), None).unwrap();
    assert_eq!(first_numbers(&database), wanted(2000));
}

#[test]
fn pages_newer_than_the_checkpoint_are_counted_and_no_fault() {
    let written = numbers(100);
    let stream = written.stream();
    // All pages of the writer carry the LSN 30:100:0.
    for (block, newer) in [(100, false), (99, true)] {
        let mut set = BackupSet::full(Box::new(stream.as_slice()));
        set.checkpoint = Some(backup_inspector::container::sqlserver::Lsn {
            file: 30,
            block,
            slot: 0,
        });
        let database = Database::open(set, None).unwrap();
        assert_eq!(database.faults().newer_pages.is_empty(), !newer);
        assert!(database.faults().is_sound());
    }
}
