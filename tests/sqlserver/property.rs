//! Databases of random schemas and rows, written and read back whole.

use backup_inspector::container::sqlserver::{
    BackupSet, Database, KeyKind, OnePass, RowForm, RowOptions, RowWriter, Value,
};
use proptest::prelude::*;

use super::random::{Random, table};
use super::rows;
use super::writer::{Foreign, Guard, build};

/// Writes a database of some tables, reads it back, and compares all.
fn check(seed: u64, tables: usize, most_rows: u64) {
    let mut random = Random(seed);
    let mut written = Vec::new();
    let mut expected = Vec::new();
    for number in 0..tables {
        let (mut table, values) = table(&mut random, number, most_rows);
        let mut some = || 1 + random.below(table.columns.len() as u64) as i32;
        table.unique = vec![vec![some()], vec![some()]];
        table.foreign = vec![Foreign {
            columns: vec![some()],
            // Itself, or one that was written before.
            table: number / 2,
            to: vec![1],
        }];
        written.push(table);
        expected.push(values);
    }
    let guard = [Guard::Checksum, Guard::Torn, Guard::None][random.below(3) as usize];
    let version = [661, 706, 869, 904, 957][random.below(5) as usize];
    let mut next = 2;
    let mut holes = Random(seed ^ 1);
    let database = build(
        "test \u{41F}",
        version,
        &written,
        guard,
        &mut || {
            next += 1 + (holes.below(4) / 3) as u32 * holes.below(9) as u32;
            next
        },
        &mut std::iter::empty(),
    );
    let stream = database.stream();

    let opened = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap();
    let catalogue = opened.catalogue();
    assert_eq!(catalogue.database, "test \u{41F}");
    assert_eq!(catalogue.version, version);
    assert_eq!(catalogue.tables.len(), tables);
    let mut pass = OnePass::new(None);
    for piece in stream.chunks(100_003) {
        pass.push(piece);
    }
    pass.end_stream();
    let survey = pass.finish(1).unwrap();
    assert!(
        survey.is_whole && survey.faults.is_sound(),
        "{:?}",
        survey.faults
    );
    let all = &written;
    for (written, expected) in written.iter().zip(&expected) {
        let name = format!("{}.{}", written.schema, written.name);
        let table = catalogue.table(&name).unwrap();
        assert_eq!(table.rows, Some(expected.len() as u64), "{name}");
        assert_eq!(
            opened.counter(table).finish().unwrap(),
            expected.len() as u64
        );
        let counted = survey
            .catalogue
            .tables
            .iter()
            .position(|table| table.full_name() == name);
        assert_eq!(
            survey.counted[counted.unwrap()],
            expected.len() as u64,
            "{name} in one pass"
        );
        assert_eq!(table.partitions as usize, written.partitions);
        let names: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let wanted: Vec<&str> = written
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(names, wanted);
        for (column, written) in table.columns.iter().zip(&written.columns) {
            assert_eq!(column.nullable, written.nullable);
        }
        let named =
            |ids: &[i32]| -> Vec<&str> { ids.iter().map(|id| names[*id as usize - 1]).collect() };
        let of = |kind: KeyKind| table.keys.iter().filter(move |key| key.kind == kind);
        let unique: Vec<&[String]> = of(KeyKind::Unique)
            .map(|key| key.columns.as_slice())
            .collect();
        assert_eq!(
            unique,
            written
                .unique
                .iter()
                .map(|ids| named(ids))
                .collect::<Vec<_>>()
        );
        for (key, foreign) in of(KeyKind::Foreign).zip(&written.foreign) {
            assert_eq!(key.columns, named(&foreign.columns));
            let to = key.references.as_ref().unwrap();
            let other = &all[foreign.table];
            assert_eq!((&to.schema, &to.table), (&other.schema, &other.name));
            assert_eq!(to.columns, [other.columns[0].name.as_str()]);
        }
        assert_eq!(of(KeyKind::Foreign).count(), written.foreign.len());
        if !written.is_heap {
            assert_eq!(table.keys[0].kind, KeyKind::Primary);
            assert_eq!(table.keys[0].columns, ["column 0"]);
            assert_eq!(table.columns[0].key_ordinal, Some(1));
        }
        let read = rows(&opened, table);
        assert_eq!(read.len(), expected.len(), "{name}");
        for (read, expected) in read.iter().zip(expected) {
            for ((read, expected), column) in read.values.iter().zip(expected).zip(&written.columns)
            {
                assert!(
                    read == expected,
                    "{name}, {column:?}: {} for {}",
                    start(read),
                    start(expected)
                );
            }
        }
        resumes(&opened, &name, expected);
        exports(&opened, &name, expected);
    }
    assert!(opened.faults().is_sound(), "{:?}", opened.faults());
}

/// The beginning of a value that is too long to be shown.
fn start(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").chars().take(200).collect()
}

/// Reading goes on from any row on.
fn resumes(database: &Database<'_>, name: &str, expected: &[Vec<Value>]) {
    let table = database.catalogue().table(name).unwrap();
    let mut read = Vec::new();
    let mut from = None;
    loop {
        let options = RowOptions {
            long_bytes: u64::MAX,
            from,
        };
        let mut rows = database.rows(table, options).unwrap();
        let before = read.len();
        read.extend(rows.by_ref().take(7).map(|row| row.unwrap().values));
        from = rows.position();
        if read.len() == before || from.is_none() {
            break;
        }
    }
    assert_eq!(read.len(), expected.len(), "{name}, seven rows at a time");
    assert!(read == expected);
}

/// NDJSON is read back by another reader, with large values in pieces.
fn exports(database: &Database<'_>, name: &str, expected: &[Vec<Value>]) {
    let table = database.catalogue().table(name).unwrap();
    let options = RowOptions {
        long_bytes: 1000,
        from: None,
    };
    let mut writer = RowWriter::new(Some(database), table, RowForm::Ndjson);
    let mut text = Vec::new();
    for row in database.rows(table, options).unwrap() {
        writer.row(&row.unwrap(), &mut text).unwrap();
    }
    assert_eq!(writer.unread, 0);
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.lines().count(), expected.len());
    for (line, expected) in text.lines().zip(expected) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        for (column, value) in table.columns.iter().zip(expected) {
            let read = &object[&column.name];
            let same = match value {
                Value::Null => read.is_null(),
                Value::Bit(bit) => *read == *bit,
                Value::Integer(number) => *read == *number,
                // The other reader's numbers are right to the last bit but one; ours must be to the last.
                Value::Float(number) => {
                    value.to_string().parse() == Ok(*number)
                        && (read.as_f64().unwrap() - number).abs() <= number.abs() * 1e-15
                }
                Value::Real(number) => value.to_string().parse() == Ok(*number) && read.is_number(),
                Value::Decimal(_) => read.is_number(),
                other => read.as_str() == Some(&other.to_string()),
            };
            assert!(
                same,
                "{name}, {}: {} became {}",
                column.name,
                start(value),
                start(read)
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_database_of_any_schema_is_read_back_whole(seed in any::<u64>(), tables in 0..6_usize) {
        check(seed, tables, 80);
    }
}

#[test]
fn a_database_of_many_pages_is_read_back_whole() {
    check(7, 3, 3_000);
}
