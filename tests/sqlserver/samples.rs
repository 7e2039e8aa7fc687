//! The synthetic content database of section 14, and real backups where they are at hand.

use std::fs;
use std::path::Path;

use backup_inspector::container::sqlserver::{
    BackupSet, Compression, Database, NoRows, OnePass, Refusal, RowForm, RowOptions, RowPass,
    RowWriter, Value,
};
use backup_inspector::format::sharepoint::content_database::{
    self, DatabaseUse, Missing, Sureness, use_by_tables,
};

use backup_inspector::container::mtf;
use backup_inspector::format::sharepoint::database_pages::{self, Stripe, page_set, survey};

use super::writer::{Column, Guard, Stored, Table, build};
use super::{shown, tape};

const SYNTHETIC: &[u8] = include_bytes!("../data/sharepoint/synthetic.bak");

fn synthetic() -> Database<'static> {
    Database::open(set_of(SYNTHETIC), None).unwrap()
}

fn set_of(file: &[u8]) -> BackupSet<'_> {
    let sets = tape::sets(file);
    tape::backup_set(&[(file, &sets[0])])
}

const TABLES: [(&str, u64); 6] = [
    ("dbo.AllSites", 3),
    ("dbo.AllWebs", 5),
    ("dbo.AppInstallations", 1),
    ("dbo.AppPackages", 1),
    ("dbo.Compressed", 3),
    ("dbo.Edge", 5),
];

#[test]
fn the_synthetic_database_has_the_tables_and_rows_of_section_14() {
    let database = synthetic();
    let catalogue = database.catalogue();
    assert_eq!(catalogue.database, "WSS_Content_Test");
    assert_eq!(catalogue.version, 706);
    let tables: Vec<(String, u64)> = catalogue
        .tables
        .iter()
        .map(|table| (table.full_name(), table.rows.unwrap()))
        .collect();
    let wanted: Vec<(String, u64)> = TABLES
        .iter()
        .map(|(name, rows)| ((*name).to_owned(), *rows))
        .collect();
    assert_eq!(tables, wanted);
    for table in &catalogue.tables {
        assert_eq!(
            database.counter(table).finish().unwrap(),
            table.rows.unwrap()
        );
    }
    let sites = catalogue.table("allsites").unwrap();
    let columns: Vec<(&str, &str, bool)> = sites
        .columns
        .iter()
        .map(|column| {
            (
                column.name.as_str(),
                column.type_name.as_str(),
                column.nullable,
            )
        })
        .collect();
    assert_eq!(
        columns,
        [
            ("Id", "uniqueidentifier", false),
            ("OwnerID", "int", false),
            ("TimeCreated", "datetime", false),
            ("RootWebId", "uniqueidentifier", false),
            ("HostHeader", "nvarchar(128)", true),
            ("Deleted", "bit", false),
            ("DiskUsed", "bigint", false),
        ]
    );
    assert_eq!(sites.bytes, 2 * 8192);
    assert_eq!(
        catalogue.table("Compressed").unwrap().compression,
        Compression::Page
    );
    assert!(database.faults().is_sound(), "{:?}", database.faults());
    assert!(database.reads().count <= 12, "{:?}", database.reads());
}

#[test]
fn the_odd_rows_are_read_and_what_is_no_row_is_not() {
    let database = synthetic();
    assert_eq!(
        shown(&database, "AllSites"),
        [
            "00000001-0000-4000-8000-000000000001 | 1 | 2015-03-02 08:15:30.000 | 00000065-0000-4000-8000-000000000065 | NULL | 0 | 1048576",
            "00000002-0000-4000-8000-000000000002 | 7 | 2016-01-20 10:00:00.500 | 00000066-0000-4000-8000-000000000066 | hr.example.test | 0 | 2097152",
            "00000003-0000-4000-8000-000000000003 | 9 | 2016-02-01 00:00:00.000 | 00000067-0000-4000-8000-000000000067 | NULL | 1 | 0",
        ]
    );
    assert_eq!(
        shown(&database, "Compressed"),
        [
            "1 | Project Alpha | 1 | 2016-03-04 05:06:07.000",
            "-200 | Project Beta | 0 | NULL",
            "70000 | Other long name here | 1 | NULL",
        ]
    );
    let edge = database.catalogue().table("Edge").unwrap();
    let rows = super::rows(&database, edge);
    let ids: Vec<String> = rows.iter().map(|row| row.values[0].to_string()).collect();
    assert_eq!(ids, ["1", "4", "5", "6", "7"]);
    let large: Vec<u8> = (0..8).flat_map(|_| 0..=255).collect();
    assert_eq!(rows[2].values[2], Value::Binary(large.clone()));
    assert_eq!(rows[3].values[4], Value::Null);
    assert_eq!(rows[4].values[4], Value::Integer(9));
    // On demand: the beginning first, the whole when asked.
    let options = RowOptions {
        long_bytes: 100,
        from: None,
    };
    let row = database
        .rows(edge, options)
        .unwrap()
        .nth(2)
        .unwrap()
        .unwrap();
    let Value::Long(long) = &row.values[2] else {
        panic!("{:?}", row.values[2]);
    };
    assert_eq!(long.beginning, large[..100]);
    assert_eq!(long.pointer.bytes(), Some(2048));
    let mut whole = Vec::new();
    database
        .long_value(&long.pointer, &mut |bytes| {
            whole.extend_from_slice(bytes);
            true
        })
        .unwrap();
    assert_eq!(whole, large);
}

#[test]
fn one_pass_says_the_same() {
    let sets = tape::sets(SYNTHETIC);
    let (offset, bytes) = sets[0].data[0];
    let stream = &SYNTHETIC[offset as usize..(offset + bytes) as usize];
    let database = synthetic();
    for step in [1000, 8192, 65_536, 1 << 20] {
        let mut pass = OnePass::new(Some(sets[0].checkpoint));
        stream.chunks(step).for_each(|piece| pass.push(piece));
        pass.end_stream();
        let survey = pass.finish(1).unwrap();
        assert!(survey.is_whole && survey.faults.is_sound());
        assert_eq!(survey.counted, TABLES.map(|(_, rows)| rows));
        for table in &survey.catalogue.tables {
            let mut rows = RowPass::new(&survey.catalogue, table);
            let mut read = Vec::new();
            stream
                .chunks(step)
                .for_each(|piece| rows.push(piece, &mut |row| read.push(row)));
            let of_database = database.catalogue().table(&table.full_name()).unwrap();
            let wanted = super::rows(&database, of_database);
            assert_eq!(read.len(), wanted.len());
            for (read, wanted) in read.iter().zip(&wanted) {
                for (read, wanted) in read.values.iter().zip(&wanted.values) {
                    // Large values are not at hand in a pass.
                    assert!(
                        read == wanted || matches!(read, Value::Unread(_)),
                        "{read:?} {wanted:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn all_pages_are_verified_in_steps() {
    let database = synthetic();
    let mut all = database.verify();
    let mut steps = 1;
    while all.step().unwrap() {
        steps += 1;
    }
    assert_eq!(all.bytes_done(), all.bytes_total());
    assert!(steps >= 1);
    let found = all.found();
    assert!(found.faults.is_sound(), "{found:?}");
    assert_eq!(found.torn_right, 1);
    // Page 1:31 of section 14, by its checksum.
    let page = SYNTHETIC
        .windows(8192)
        .find(|page| page[32..38] == [31, 0, 0, 0, 1, 0] && page[..2] == [1, 1])
        .unwrap();
    assert_eq!(page[60..64], 0xD97C_C1E0_u32.to_le_bytes());
    assert_eq!(
        found.pages,
        found.checksum_right + found.torn_right + found.unguarded
    );
}

#[test]
fn rows_are_written_as_csv_and_ndjson() {
    let database = synthetic();
    let table = database.catalogue().table("Edge").unwrap();
    let write = |form: RowForm| {
        let mut writer = RowWriter::new(Some(&database), table, form);
        let mut out = Vec::new();
        writer.header(&mut out).unwrap();
        let options = RowOptions {
            long_bytes: 4,
            from: None,
        };
        for row in database.rows(table, options).unwrap() {
            let row = row.unwrap();
            writer.row(&row, &mut out).unwrap();
        }
        assert_eq!(writer.unread, 0);
        String::from_utf8(out).unwrap()
    };
    let large: String = (0..8)
        .flat_map(|_| (0..=255_u8).map(|byte| format!("{byte:02X}")))
        .collect();
    assert_eq!(
        write(RowForm::Csv { bom: true }),
        format!(
            "\u{FEFF}Id,Txt,Doc,Flag,Late\r\n1,plain,0x0102,1,5\r\n4,versioned,,1,\r\n5,lob,\"0x{large}\",0,\r\n\
             6,old row,,0,\r\n7,forwarded,,1,9\r\n"
        )
    );
    let lines = write(RowForm::Ndjson);
    assert_eq!(
        lines.lines().next(),
        Some(r#"{"Id":1,"Txt":"plain","Doc":"0x0102","Flag":true,"Late":5}"#)
    );
}

#[test]
fn the_content_database_tells_its_sites_webs_and_apps() {
    let database = synthetic();
    assert_eq!(
        use_by_tables(database.catalogue()),
        Some((DatabaseUse::Content, Sureness::AssumedFromTables))
    );
    assert!(Sureness::AssumedFromTables.words().contains("assumed"));
    let contents = content_database::read(&database).unwrap();
    assert!(contents.is_sound && !contents.is_cut);
    let sites: Vec<_> = contents
        .sites
        .iter()
        .map(|site| {
            (
                site.path.as_deref(),
                site.host_name.as_deref(),
                site.deleted,
                site.bytes,
            )
        })
        .collect();
    assert_eq!(
        sites,
        [
            (Some("/"), None, Some(false), Some(1_048_576)),
            (
                Some("/"),
                Some("hr.example.test"),
                Some(false),
                Some(2_097_152)
            ),
            (Some("/sites/old"), None, Some(true), Some(0)),
        ]
    );
    assert_eq!(contents.sites[0].title.as_deref(), Some("Portal"));
    assert_eq!(contents.sites[0].quota_bytes, None);
    assert_eq!(contents.webs.len(), 5);
    assert_eq!(
        contents
            .webs
            .iter()
            .filter(|web| web.deleted == Some(true))
            .count(),
        1
    );
    let app = &contents.apps[0];
    assert_eq!(contents.apps.len(), 1);
    assert_eq!(app.title.as_deref(), Some("Travel App"));
    assert_eq!(app.web_path.as_deref(), Some("/travel"));
    assert_eq!(app.status_words(), "5: Installed (4 or 5)");
    assert_eq!(
        app.product.as_deref(),
        Some("000002BC-0000-4000-8000-0000000002BC")
    );
    let hosts: Vec<&String> = contents.app_hosts().collect();
    assert_eq!(hosts, ["00000001-0000-4000-8000-000000000001"]);
    assert_eq!(
        contents.missing,
        [
            Missing {
                table: "AllSites",
                column: Some("LastContentChange")
            },
            Missing {
                table: "AppInstallationProperty",
                column: None
            },
        ]
    );
}

/// A database of one table, written by the tests.
fn one_table(table: Table) -> Vec<u8> {
    let mut next = 2;
    let mut take = || {
        next += 1;
        next
    };
    build(
        "one",
        869,
        &[table],
        Guard::Checksum,
        &mut take,
        &mut std::iter::empty(),
    )
    .stream()
}

fn open(stream: &[u8]) -> Database<'_> {
    Database::open(BackupSet::full(Box::new(stream)), None).unwrap()
}

fn int(number: i32) -> Stored {
    Stored::Bytes(number.to_le_bytes().to_vec())
}

#[test]
fn the_tape_reader_leads_to_the_same_pages() {
    let media = mtf::read(&SYNTHETIC).unwrap().unwrap();
    let stripe = Stripe {
        source: &SYNTHETIC,
        media: &media,
        set: &media.sets[0],
    };
    let database = Database::open(page_set(&[stripe]).unwrap(), None).unwrap();
    assert_eq!(database.catalogue().tables.len(), TABLES.len());
    assert_eq!(shown(&database, "Edge").len(), 5);
    let survey = survey(&[stripe], &mut |_| true).unwrap().unwrap().unwrap();
    assert_eq!(survey.counted, TABLES.map(|(_, rows)| rows));
    let mut bytes = 0;
    let stopped = database_pages::survey(&[stripe], &mut |done| {
        bytes = done;
        false
    });
    assert!(stopped.unwrap().is_none() && bytes > 0);
}

#[test]
fn lists_have_the_keys_that_they_promise() {
    use backup_inspector::format::sharepoint::database_lists::*;
    let database = synthetic();
    let catalogue = database.catalogue();
    let contents = content_database::read(&database).unwrap();
    let name = &catalogue.database;
    let keys = |rows: &[serde_json::Value], wanted: &[&str]| {
        assert!(!rows.is_empty());
        for row in rows {
            let mut found: Vec<&str> = row
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let mut wanted = wanted.to_vec();
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted);
        }
    };
    let listed = tables(catalogue);
    keys(&listed, &TABLE_COLUMNS);
    assert_eq!(
        listed[0],
        serde_json::json!({
            "database": "WSS_Content_Test", "schema": "dbo", "table": "AllSites", "rows": 3, "columns": 7,
            "bytes": 16384,
        })
    );
    keys(&columns(catalogue), &COLUMN_COLUMNS);
    keys(&site_collections(name, &contents), &SITE_COLUMNS);
    keys(&webs(name, &contents), &WEB_COLUMNS);
    keys(&apps(name, &contents), &APP_COLUMNS);
    assert_eq!(site_collections(name, &contents)[0]["hosts_apps"], true);
    assert_eq!(site_collections(name, &contents)[1]["hosts_apps"], false);
    let edge = catalogue.table("Edge").unwrap();
    assert_eq!(table_details(catalogue, edge)["partitions"], 1);

    // Rows by pages of two.
    let mut from = None;
    let mut ids = Vec::new();
    let mut shown = String::new();
    loop {
        let page = row_page(&database, edge, from, 2).unwrap();
        ids.extend(page.rows.iter().map(|row| row["Id"].as_i64().unwrap()));
        for row in &page.rows {
            shown.push_str(row["Doc"].as_str().unwrap_or_default());
        }
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    assert_eq!(ids, [1, 4, 5, 6, 7]);
    assert!(shown.ends_with('\u{2026}') && shown.len() > 2048, "{shown}");
}

#[test]
fn rows_from_before_a_column_have_its_default() {
    let mut columns = vec![
        Column::new("id", 56, 4),
        Column::new("with default", 56, 4),
        Column::new("default lost", 56, 4),
        Column::new("without", 231, 20),
    ];
    // sql_variant: int 7; and one that can't be read.
    columns[1].default = Some(vec![56, 1, 7, 0, 0, 0]);
    columns[2].default = Some(vec![99]);
    let mut table = Table::new("dbo", "Late", columns);
    table.early = Some((2, 1));
    for number in 0..3 {
        let text = Stored::Bytes(vec![b'x', 0]);
        table
            .rows
            .push(vec![int(number), int(number), int(number), text]);
    }
    let stream = one_table(table);
    let database = open(&stream);
    assert_eq!(
        shown(&database, "Late"),
        [
            "0 | 7 | (default of an added column, not found) | NULL",
            "1 | 7 | (default of an added column, not found) | NULL",
            "2 | 2 | 2 | x",
        ]
    );
}

#[test]
fn what_suggests_a_secret_is_not_shown() {
    let columns = vec![
        Column::new("Id", 56, 4),
        Column::new("UserPassword", 231, 100),
        Column::new("ClientSecret", 56, 4),
    ];
    let mut table = Table::new("dbo", "Users", columns.clone());
    table.rows.push(vec![
        int(1),
        Stored::Bytes(b"h\0i\0".to_vec()),
        Stored::Null,
    ]);
    let stream = one_table(table);
    assert_eq!(
        shown(&open(&stream), "Users"),
        ["1 | \u{2022}\u{2022}\u{2022} | NULL"]
    );
    for name in ["SSSConfig", "AppCredentials", "my_secrets"] {
        let mut table = Table::new("dbo", name, columns.clone());
        table.rows.push(vec![int(1), Stored::Null, Stored::Null]);
        let stream = one_table(table);
        let database = open(&stream);
        let table = &database.catalogue().tables[0];
        assert_eq!(table.rows, Some(1));
        assert_eq!(
            database.rows(table, RowOptions::default()).err(),
            Some(NoRows::Credentials)
        );
        let mut pass = RowPass::new(database.catalogue(), table);
        pass.push(&stream, &mut |row| panic!("{row:?}"));
    }
}

#[test]
fn an_encrypted_database_is_said_to_be_one() {
    let mut table = Table::new("dbo", "T", vec![Column::new("Id", 56, 4)]);
    table.rows.push(vec![int(1)]);
    let mut stream = one_table(table);
    // Headers are readable, records are not, all but in the system's own first pages.
    for page in stream.chunks_mut(8192).skip(16) {
        for (at, byte) in page.iter_mut().enumerate().skip(96) {
            *byte ^= (at * 31 % 251) as u8 | 1;
        }
        page[5] = 0;
    }
    let refusal = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap_err();
    assert!(matches!(refusal, Refusal::Encrypted), "{refusal}");
}

#[test]
fn real_backups_give_the_numbers_of_section_15() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/sharepoint");
    for (name, tables, columns, rows) in
        [("bestrest.bak", 3, 8, 6), ("best_restaurant.Bak", 1, 3, 0)]
    {
        // The real samples lie beside the project, not in it.
        let Ok(file) = fs::read(folder.join(name)) else {
            continue;
        };
        let database = Database::open(set_of(&file), None).unwrap();
        let catalogue = database.catalogue();
        assert_eq!(catalogue.version, 851);
        assert_eq!(catalogue.database, "best_restaurant");
        assert_eq!(catalogue.tables.len(), tables);
        assert_eq!(
            catalogue
                .tables
                .iter()
                .map(|table| table.columns.len())
                .sum::<usize>(),
            columns
        );
        let mut counted = 0;
        for table in &catalogue.tables {
            let read = super::rows(&database, table).len() as u64;
            assert_eq!(Some(read), table.rows);
            counted += read;
        }
        assert_eq!(counted, rows);
        assert!(database.faults().is_sound());
        assert!(database.reads().count < 60, "{:?}", database.reads());
        let mut all = database.verify();
        while all.step().unwrap() {}
        assert!(all.found().faults.is_sound());
    }
}
