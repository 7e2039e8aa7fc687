//! Bytes of the pages changed: a fault is noted or the answer is right, never a panic, never a wrong number without
//! a word where checksums exist.

use backup_inspector::container::sqlserver::{BackupSet, Database, OnePass, RowOptions};

use super::random::{Random, table};
use super::writer::{Guard, build};

/// A small database, and the answer that it gives.
fn written() -> (Vec<u8>, Vec<(String, u64)>) {
    let mut random = Random(11);
    let mut tables = Vec::new();
    let mut expected = Vec::new();
    for number in 0..3 {
        let (mut table, rows) = table(&mut random, number, 20);
        table.with_oddities = number == 1 && table.compression == 0;
        expected.push((
            format!("{}.{}", table.schema, table.name),
            rows.len() as u64,
        ));
        tables.push(table);
    }
    let mut next = 2;
    let database = build(
        "damage",
        706,
        &tables,
        Guard::Checksum,
        &mut || {
            next += 1;
            next
        },
        &mut std::iter::empty(),
    );
    expected.sort();
    (database.stream(), expected)
}

/// Reads everything; the answer, and whether something was said to be wrong.
fn answer(stream: &[u8]) -> Option<(Vec<(String, u64)>, bool)> {
    let database = Database::open(BackupSet::full(Box::new(stream)), None).ok()?;
    let mut tables: Vec<(String, u64)> = Vec::new();
    let mut differs = false;
    for table in &database.catalogue().tables {
        let counted = database.counter(table).finish().unwrap();
        // Damage can take a table's pages away altogether, which is said as well.
        let read = database.rows(table, RowOptions::default());
        let read = read.map(|rows| rows.map(Result::unwrap).count() as u64);
        differs |= table.rows != Some(counted) || read != Ok(counted);
        tables.push((table.full_name(), counted));
    }
    tables.sort();
    Some((tables, !database.faults().is_sound() || differs))
}

fn check(stream: &[u8], expected: &[(String, u64)], what: &str) {
    // Refused with a reason is an answer as well.
    if let Some((tables, warned)) = answer(stream) {
        assert!(
            warned || tables == expected,
            "{what}: {tables:?} without a word"
        );
    }
    let mut pass = OnePass::new(None);
    pass.push(stream);
    pass.end_stream();
    if let Ok(survey) = pass.finish(1) {
        let mut counted: Vec<(String, u64)> = survey
            .catalogue
            .tables
            .iter()
            .map(|table| table.full_name())
            .zip(survey.counted.iter().copied())
            .collect();
        counted.sort();
        let recorded = survey
            .catalogue
            .tables
            .iter()
            .zip(&survey.counted)
            .all(|(table, counted)| table.rows == Some(*counted));
        assert!(
            counted == expected || !survey.faults.is_sound() || !recorded,
            "{what}, in one pass: {counted:?} without a word"
        );
    }
}

#[test]
fn a_changed_byte_is_noticed_or_changes_nothing() {
    let (stream, expected) = written();
    check(&stream, &expected, "whole");
    assert_eq!(answer(&stream), Some((expected.clone(), false)));
    // A fixed sample: headers and what follows are denser than the rest.
    let mut random = Random(1);
    let mut changed = 0;
    for page in 0..stream.len() / 8192 {
        for turn in 0..7 {
            let at = match turn {
                0..4 => random.below(64),
                4 | 5 => 96 + random.below(400),
                _ => 8192 - 1 - random.below(60),
            };
            let at = page * 8192 + at as usize;
            let mut damaged = stream.clone();
            damaged[at] ^= 1 << random.below(8) | 1 << random.below(8);
            check(
                &damaged,
                &expected,
                &format!("page {page}, byte {}", at % 8192),
            );
            changed += 1;
        }
    }
    assert!(changed > 300, "{changed}");
}

#[test]
fn pages_full_of_anything_never_panic() {
    let (stream, _) = written();
    let mut random = Random(2);
    for _ in 0..150 {
        let mut damaged = stream.clone();
        // Many bytes, so that checksums don't matter and lies meet each other.
        for _ in 0..1 + random.below(400) {
            let at = random.below(damaged.len() as u64) as usize;
            damaged[at] = random.next() as u8;
        }
        let _ = answer(&damaged);
        let cut = random.below(damaged.len() as u64) as usize;
        let _ = answer(&damaged[..cut]);
    }
}

#[test]
fn lies_behind_right_checksums_never_panic() {
    // Fields changed and pages sealed anew: only the checks of the fields themselves are left.
    let mut random = Random(4);
    let mut tables = Vec::new();
    for number in 0..3 {
        tables.push(table(&mut random, number, 20).0);
    }
    let mut next = 2;
    let mut take = || {
        next += 1;
        next
    };
    let mut database = build(
        "lies",
        706,
        &tables,
        Guard::Checksum,
        &mut take,
        &mut std::iter::empty(),
    );
    let numbers: Vec<u32> = database.pages.keys().copied().collect();
    let whole = database.pages.clone();
    for round in 0..150 {
        database.pages.clone_from(&whole);
        for _ in 0..1 + round % 5 {
            let number = numbers[random.below(numbers.len() as u64) as usize];
            let page = database.pages.get_mut(&number).unwrap();
            let at = match random.below(3) {
                0 => random.below(96),
                1 => 96 + random.below(300),
                _ => 8191 - random.below(40),
            };
            page[at as usize] = random.next() as u8;
        }
        let _ = answer(&database.stream());
    }
}
