//! Databases of backups through the public door: sets are opened, their tables listed, rows paged and exported, as the
//! command line and the page do it.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use backup_inspector::container::mtf;
use backup_inspector::error::Error;
use backup_inspector::format::sharepoint::SharePointOptions;
use backup_inspector::format::sharepoint::options::GivenRole;
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::export::{Export, ExportForm};
use backup_inspector::inspect::query::{Query, Rows};
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open::{self, Set};
use backup_inspector::scan;
use backup_inspector::source::{Input, ReadAt};
use proptest::prelude::*;
use serde_json::Value;

use super::random::{Random, table};
use super::tape_writer::{Bak, Set as Backup, Sparse, at, compress};
use super::writer::{Column, Guard, Stored, Table, build};

const SYNTHETIC: &[u8] = include_bytes!("../data/sharepoint/synthetic.bak");

/// A tape with pages laid into its data stream.
struct Laid {
    tape: Sparse,
    from: u64,
    pages: Rc<dyn ReadAt>,
    reads: Rc<Cell<u64>>,
    bytes: Rc<Cell<u64>>,
}

impl ReadAt for Laid {
    fn len(&self) -> u64 {
        self.tape.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.reads.set(self.reads.get() + 1);
        let read = self.tape.read_at(offset, buf)?;
        self.bytes.set(self.bytes.get() + read as u64);
        let (start, end) = (offset.max(self.from), offset + read as u64);
        let end = end.min(self.from + self.pages.len());
        if start < end {
            let part = &mut buf[(start - offset) as usize..(end - offset) as usize];
            self.pages.read_full_at(start - self.from, part)?;
        }
        Ok(read)
    }
}

/// The tape of a backup, with these pages.
fn laid(tape: Sparse, pages: Rc<dyn ReadAt>) -> Laid {
    let media = mtf::read(&tape).unwrap().unwrap();
    let area = media.sets[0]
        .areas
        .iter()
        .find(|area| area.page_count() > 0)
        .unwrap();
    assert_eq!(area.bytes - 2, pages.len());
    Laid {
        from: area.pages_offset(),
        tape,
        pages,
        reads: Rc::default(),
        bytes: Rc::default(),
    }
}

/// A file of a backup with these pages.
fn file(backup: &Backup, stripe: (u16, u16), pages: Vec<u8>) -> Vec<u8> {
    let mut backup = backup.clone();
    backup.pages = pages.len() as u64 / 8192;
    let mut tape = Bak::of(&[backup]);
    if stripe.1 > 1 {
        tape = tape.stripe(stripe.0, stripe.1);
    }
    let laid = laid(tape.write(), Rc::new(pages));
    let mut bytes = vec![0; laid.len() as usize];
    laid.read_full_at(0, &mut bytes).unwrap();
    bytes
}

fn whole(name: &str, pages: Vec<u8>) -> Vec<u8> {
    file(&Backup::full(name, at(1, 0, 0)), (1, 1), pages)
}

fn int(number: i32) -> Stored {
    Stored::Bytes(number.to_le_bytes().to_vec())
}

fn text(text: &str) -> Stored {
    Stored::Bytes(text.encode_utf16().flat_map(u16::to_le_bytes).collect())
}

fn pages_of(name: &str, tables: &[Table]) -> Vec<u8> {
    let mut next = 2;
    let mut take = || {
        next += 1;
        next
    };
    let nothing = &mut std::iter::empty();
    build(name, 869, tables, Guard::Checksum, &mut take, nothing).stream()
}

/// A table of so many rows: a number and a text.
fn numbers(name: &str, rows: i32) -> Table {
    let columns = vec![Column::new("Id", 56, 4), Column::new("Name", 231, 200)];
    let mut table = Table::new("dbo", name, columns);
    for id in 0..rows {
        table.rows.push(vec![int(id), text(&format!("row {id}"))]);
    }
    table
}

fn checked(files: Vec<(&str, Vec<u8>)>) -> Set {
    let inputs = files
        .into_iter()
        .map(|(path, bytes)| Input::new(path, bytes))
        .collect();
    let opening = Opening {
        together: true,
        ..Opening::default()
    };
    let mut sets = open::open_with(inputs, opening).unwrap();
    assert_eq!(sets.len(), 1);
    let mut set = sets.remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    set
}

fn query(table: &str, within: Option<&str>) -> Query {
    Query {
        table: table.into(),
        within: within.map(str::to_owned),
        limit: 1000,
        ..Query::default()
    }
}

fn rows(set: &Set, table: &str, within: Option<&str>) -> Result<Rows, Error> {
    set.rows(&Options::default(), &query(table, within))
}

fn why(result: Result<Rows, Error>) -> String {
    match result {
        Err(Error::Invalid(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn names(rows: &Rows) -> Vec<String> {
    rows.rows
        .iter()
        .map(|row| format!("{}.{} {}", row["schema"], row["table"], row["rows"]).replace('"', ""))
        .collect()
}

fn exported(set: &Set, table: &str, form: ExportForm) -> (String, Vec<String>) {
    let wanted = Export {
        what: "rows".into(),
        within: Some(table.into()),
        part: None,
        form,
    };
    let mut export = set.export(&Options::default(), &wanted).unwrap();
    let mut out = Vec::new();
    while export.step(&mut out).unwrap() {}
    assert!(!export.step(&mut out).unwrap());
    (String::from_utf8(out).unwrap(), export.incomplete())
}

#[test]
fn the_synthetic_backup_lists_what_section_14_says() {
    let set = checked(vec![("synthetic.bak", SYNTHETIC.to_vec())]);
    let tables = rows(&set, "tables", None).unwrap();
    assert_eq!(
        names(&tables),
        [
            "dbo.AllSites 3",
            "dbo.AllWebs 5",
            "dbo.AppInstallations 1",
            "dbo.AppPackages 1",
            "dbo.Compressed 3",
            "dbo.Edge 5"
        ]
    );
    assert!(tables.incomplete.is_empty());
    let ids = |table: &str| -> Vec<i64> {
        let rows = rows(&set, "rows", Some(table)).unwrap();
        assert_eq!(rows.total, rows.rows.len() as u64);
        rows.rows
            .iter()
            .map(|row| row["Id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ids("dbo.Edge"), [1, 4, 5, 6, 7]);
    assert_eq!(ids("compressed"), [1, -200, 70_000]);
    let columns = rows(&set, "columns", Some("dbo.AllSites")).unwrap();
    assert_eq!(columns.total, 7);
    let sites = rows(&set, "site-collections", None).unwrap();
    let paths: Vec<&str> = sites
        .rows
        .iter()
        .map(|row| row["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["/", "/", "/sites/old"]);
    assert_eq!(rows(&set, "webs", None).unwrap().total, 5);
    let apps = rows(&set, "apps", None).unwrap();
    assert_eq!(
        (apps.total, &apps.rows[0]["title"]),
        (1, &"Travel App".into())
    );
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
        (Some(6), Some(18))
    );
    assert!(
        report
            .to_text()
            .contains("6 tables, 18 rows as the database recorded them")
    );

    let (csv, lacking) = exported(&set, "dbo.AllSites", ExportForm::Csv { bom: true });
    assert!(lacking.is_empty());
    assert_eq!(
        csv,
        "\u{feff}Id,OwnerID,TimeCreated,RootWebId,HostHeader,Deleted,DiskUsed\r\n\
         00000001-0000-4000-8000-000000000001,1,2015-03-02 08:15:30.000,00000065-0000-4000-8000-000000000065,,0,1048576\r\n\
         00000002-0000-4000-8000-000000000002,7,2016-01-20 10:00:00.500,00000066-0000-4000-8000-000000000066,hr.example.test,0,2097152\r\n\
         00000003-0000-4000-8000-000000000003,9,2016-02-01 00:00:00.000,00000067-0000-4000-8000-000000000067,,1,0\r\n"
    );
    assert_eq!(
        why(rows(&set, "rows", Some("dbo.None"))),
        "there is no table dbo.None"
    );
    assert!(why(rows(&set, "rows", None)).contains("name the table"));
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_guarded_and_numbers_are_not() {
    let mut table = numbers("Cells", 0);
    for (id, cell) in [(-1, "=1+1"), (-2, ""), (-3, "-x,\"y\""), (4, "two\nlines")] {
        table.rows.push(vec![int(id), text(cell)]);
    }
    table.rows.push(vec![int(5), Stored::Null]);
    let set = checked(vec![("c.bak", whole("Cells", pages_of("Cells", &[table])))]);
    let (csv, _) = exported(&set, "Cells", ExportForm::Csv { bom: false });
    assert_eq!(
        csv,
        "Id,Name\r\n-1,'=1+1\r\n-2,\"\"\r\n-3,\"'-x,\"\"y\"\"\"\r\n4,\"two\nlines\"\r\n5,\r\n"
    );
    let (lines, _) = exported(&set, "Cells", ExportForm::Ndjson);
    assert_eq!(lines.lines().last(), Some(r#"{"Id":5,"Name":null}"#));
}

#[test]
fn rows_are_paged_from_anywhere_and_searched() {
    const ROWS: u64 = 5_300;
    let table = numbers("Many", ROWS as i32);
    let bytes = whole(
        "Many",
        pages_of("Many", &[table, numbers("Thousand", 1000)]),
    );
    let set = checked(vec![("m.bak", bytes)]);
    let page = |from: u64, limit: u64, text: Option<&str>| {
        let query = Query {
            from,
            limit,
            text: text.map(str::to_owned),
            ..query("rows", Some("dbo.Many"))
        };
        let rows = set.rows(&Options::default(), &query).unwrap();
        let ids: Vec<u64> = rows
            .rows
            .iter()
            .map(|row| row["Id"].as_u64().unwrap())
            .collect();
        (ids, rows.total)
    };
    // The end first, then back, then the middle.
    for from in [5_290, 0, 2_500, 1_000, 4_999, 1] {
        let (ids, total) = page(from, 20, None);
        let wanted: Vec<u64> = (from..ROWS.min(from + 20)).collect();
        assert_eq!((ids, total), (wanted, ROWS), "from {from}");
    }
    assert_eq!(page(ROWS, 10, None), (vec![], ROWS));
    assert_eq!(page(ROWS + 7, 10, None).0, Vec::<u64>::new());
    let fits: Vec<u64> = (0..ROWS)
        .filter(|id| id.to_string().contains("77"))
        .collect();
    assert_eq!(
        page(0, 1000, Some("ROW 77")).0,
        [77, 770, 771, 772, 773, 774, 775, 776, 777, 778, 779]
    );
    let (first, total) = page(0, 10, Some("77"));
    assert_eq!(first, fits[..10]);
    assert!(total >= 10);
    assert_eq!(page(10, 10, Some("77")).0, fits[10..20]);
    assert_eq!(page(0, 1000, Some("77")), (fits.clone(), fits.len() as u64));
    let thousand = rows(&set, "rows", Some("Thousand")).unwrap();
    assert_eq!(
        (thousand.rows.len(), thousand.total, thousand.at_least),
        (1000, 1000, false)
    );
    let sorted = Query {
        sort: Some("-Id".into()),
        limit: 2,
        ..query("rows", Some("Thousand"))
    };
    let sorted = set.rows(&Options::default(), &sorted).unwrap();
    assert_eq!(sorted.rows[0]["Id"], 999);
}

#[test]
fn stripes_are_read_together_and_alone_say_what_is_missing() {
    let pages = pages_of("Striped", &[numbers("T", 3_000)]);
    let mut halves = [Vec::new(), Vec::new()];
    for (number, extent) in pages.chunks(65_536).enumerate() {
        halves[usize::from(number % 3 == 1)].extend(extent);
    }
    let backup = Backup::full("Striped", at(1, 0, 0));
    let [first, second] = halves;
    let first = file(&backup, (1, 2), first);
    let second = file(&backup, (2, 2), second);
    let set = checked(vec![("s2.bak", second), ("s1.bak", first.clone())]);
    assert_eq!(names(&rows(&set, "tables", None).unwrap()), ["dbo.T 3000"]);
    let (lines, lacking) = exported(&set, "T", ExportForm::Ndjson);
    assert_eq!((lines.lines().count(), lacking.len()), (3_000, 0));
    let alone = checked(vec![("s1.bak", first)]);
    assert!(why(rows(&alone, "tables", None)).contains("1 of 2 stripes are here"));
    assert!(why(rows(&alone, "rows", Some("T"))).contains("1 of 2 stripes"));
    let report = alone.report(&Options::default());
    let databases = report
        .sharepoint
        .as_ref()
        .unwrap()
        .databases
        .as_ref()
        .unwrap();
    assert!(databases[0].refused.is_some() && databases[0].tables.is_none());
}

#[test]
fn a_differential_backup_lies_over_its_base_and_alone_says_so() {
    let full = Backup::full("Shop", at(1, 0, 0));
    let before = pages_of("Shop", &[numbers("T", 10)]);
    let after = pages_of("Shop", &[numbers("T", 20)]);
    let changed: Vec<u8> = after
        .chunks(65_536)
        .enumerate()
        .filter(|(number, extent)| {
            *number < 2 || before.chunks(65_536).nth(*number) != Some(*extent)
        })
        .flat_map(|(_, extent)| extent.to_vec())
        .collect();
    let differential = file(&full.differential(at(2, 0, 0)), (1, 1), changed);
    let base = file(&full, (1, 1), before);
    let set = checked(vec![("full.bak", base.clone())]);
    assert_eq!(names(&rows(&set, "tables", None).unwrap()), ["dbo.T 10"]);
    let set = checked(vec![("diff.bak", differential.clone()), ("full.bak", base)]);
    assert_eq!(names(&rows(&set, "tables", None).unwrap()), ["dbo.T 20"]);
    assert_eq!(rows(&set, "rows", Some("T")).unwrap().rows.len(), 20);
    let alone = checked(vec![("diff.bak", differential)]);
    assert!(why(rows(&alone, "tables", None)).contains("add that full backup"));
    let log = full.log(at(3, 0, 0), (34, 300, 1), (36, 1, 1));
    let log = Bak::of(&[log]).bytes();
    let alone = checked(vec![("log.trn", log)]);
    assert!(
        why(rows(&alone, "tables", None)).contains("a log backup holds log records and no pages")
    );
}

#[test]
fn a_compressed_backup_is_listed_small_at_once_and_any_after_a_pass() {
    let plain = whole("Packed", pages_of("Packed", &[numbers("T", 50)]));
    let mut set = checked(vec![("p.bak", compress(&plain, 7))]);
    let report = set.report(&Options::default());
    let databases = report
        .sharepoint
        .as_ref()
        .unwrap()
        .databases
        .as_ref()
        .unwrap();
    assert!(
        databases[0]
            .refused
            .as_ref()
            .unwrap()
            .contains("compressed")
    );
    assert_eq!(names(&rows(&set, "tables", None).unwrap()), ["dbo.T 50"]);
    assert_eq!(rows(&set, "rows", Some("T")).unwrap().total, 50);
    let work = set.begin(&WorkKind::ReadAll, &Options::default()).unwrap();
    scan::run_work(&mut set, work, &[], &mut |_| true).unwrap();
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
        (Some(1), Some(50))
    );
}

/// A damaged page of a table is said with its rows, and makes the check a loss at once where the catalogue has it.
#[test]
fn damage_goes_with_the_rows() {
    let mut bytes = whole("Shop", pages_of("Shop", &[numbers("T", 50)]));
    let needle: Vec<u8> = "row 33".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let place = bytes
        .windows(needle.len())
        .position(|part| part == needle)
        .unwrap();
    bytes[place] ^= 1;
    let set = checked(vec![("s.bak", bytes)]);
    assert!(rows(&set, "tables", None).unwrap().incomplete.is_empty());
    let listed = rows(&set, "rows", Some("T")).unwrap();
    assert_eq!(listed.rows.len(), 50);
    assert!(
        listed.incomplete[0].contains("damaged pages"),
        "{:?}",
        listed.incomplete
    );
    let (_, lacking) = exported(&set, "T", ExportForm::Ndjson);
    assert!(lacking[0].contains("damaged pages"));

    let mut bytes = whole("Shop", pages_of("Shop", &[numbers("Customers", 5)]));
    let needle: Vec<u8> = "Customers"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let place = bytes
        .windows(needle.len())
        .position(|part| part == needle)
        .unwrap();
    bytes[place] ^= 1;
    let set = checked(vec![("s.bak", bytes)]);
    let report = set.report(&Options::default());
    assert_eq!(
        report.finding_counts.get("sharepoint-page-damaged"),
        Some(&1)
    );
    assert!(!rows(&set, "tables", None).unwrap().incomplete.is_empty());
}

const CANARY: &str = "CANARY-5f3a";

/// Everything that a person can get out of a set.
fn everything(set: &Set, options: &Options) -> String {
    let mut out = format!("{:?}", set.report(options));
    for table in set.tables() {
        let mut all = vec![query(table.name, None)];
        if table.name == "rows" {
            let listed = set.rows(options, &query("tables", None)).unwrap();
            all = listed
                .rows
                .iter()
                .map(|row| query("rows", row["table"].as_str()))
                .collect();
        }
        for query in all {
            match set.rows(options, &query) {
                Ok(rows) => out.push_str(&format!("{rows:?}")),
                Err(error) => out.push_str(&error.to_string()),
            }
            if let Some(within) = query.within {
                let wanted = Export {
                    what: "rows".into(),
                    within: Some(within),
                    ..Export::default()
                };
                let mut bytes = Vec::new();
                match set.export(options, &wanted) {
                    Ok(mut export) => while export.step(&mut bytes).unwrap() {},
                    Err(error) => out.push_str(&error.to_string()),
                }
                out.push_str(&String::from_utf8(bytes).unwrap());
            }
        }
    }
    out
}

#[test]
fn rows_of_a_secure_store_never_come_out() {
    let secret = |name: &str| {
        let mut table = numbers(name, 3);
        table.rows.push(vec![int(9), text(CANARY)]);
        table
    };
    let pages = pages_of("x", &[secret("Plain"), secret("SSSApplication")]);
    let name = "Secure_Store_Service_DB_0f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22";
    let set = checked(vec![("s.bak", whole(name, pages.clone()))]);
    // Its structure is shown, whatever the person says that the file is.
    let claimed = Options {
        sharepoint: SharePointOptions {
            roles: vec![GivenRole {
                file: "s.bak".into(),
                role: "content".into(),
            }],
            ..SharePointOptions::default()
        },
        ..Options::default()
    };
    for options in [Options::default(), claimed] {
        let out = everything(&set, &options);
        assert!(
            out.contains("SSSApplication") && !out.contains(CANARY),
            "{out}"
        );
    }
    // By its tables, and by the name of one table in a database of another kind.
    let two = pages_of(
        "x",
        &[
            secret("SSSApplication"),
            secret("SSSConfig"),
            secret("Versions"),
        ],
    );
    let out = everything(
        &checked(vec![("s.bak", whole("Custom", two))]),
        &Options::default(),
    );
    assert!(out.contains("SSSConfig") && !out.contains(CANARY));
    let out = everything(
        &checked(vec![("s.bak", whole("Custom", pages))]),
        &Options::default(),
    );
    assert!(out.contains(CANARY), "rows of a plain table are shown");
}

#[test]
fn accounts_of_people_in_a_content_database_are_not_listed() {
    let mut people = numbers("UserInfo", 1);
    people.rows.push(vec![int(2), text(CANARY)]);
    let tables = ["AllSites", "AllWebs", "AllDocs"].map(|name| numbers(name, 1));
    let mut all = tables.to_vec();
    all.push(people);
    let set = checked(vec![("c.bak", whole("Team sites", pages_of("x", &all)))]);
    let out = everything(&set, &Options::default());
    assert!(out.contains("UserInfo") && !out.contains(CANARY));
    // Tables that no other database has: its name is custom, its role is certain.
    let report = set.report(&Options::default());
    let member = &report.sharepoint.as_ref().unwrap().members[0];
    assert_eq!(member.role.map(|role| role.word()), Some("content"));
}

#[test]
fn stale_pages_ghosts_and_free_space_never_come_out() {
    // Odd tables have ghosts, stubs, empty slots and stale pages; then every byte that no row has is filled.
    let mut table = numbers("T", 400);
    table.is_heap = true;
    table.with_oddities = true;
    let mut stream = pages_of("Odd", &[table]);
    let canary: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut filled = 0;
    for page in stream.chunks_mut(8192) {
        let slots = usize::from(u16::from_le_bytes([page[22], page[23]]));
        let free = usize::from(u16::from_le_bytes([page[30], page[31]]));
        if page[0] != 1 || page[1] != 1 || free < 96 || slots > 4000 {
            continue;
        }
        let end = 8192 - 2 * slots;
        let mut at = free;
        while at + canary.len() <= end {
            page[at..at + canary.len()].copy_from_slice(&canary);
            at += canary.len();
            filled += 1;
        }
        let sum = page_checksum(page);
        page[60..64].copy_from_slice(&sum.to_le_bytes());
    }
    assert!(filled > 100);
    let set = checked(vec![("o.bak", whole("Odd", stream))]);
    let listed = rows(&set, "rows", Some("T")).unwrap();
    assert!(listed.incomplete.is_empty(), "{:?}", listed.incomplete);
    assert_eq!(listed.total, 400);
    assert!(!everything(&set, &Options::default()).contains(CANARY));
}

fn page_checksum(page: &[u8]) -> u32 {
    (0..16_u32).fold(0, |sum, sector| {
        let folded = (0..128).fold(0, |folded, word| {
            let at = sector as usize * 512 + word * 4;
            match at {
                60 => folded,
                _ => folded ^ u32::from_le_bytes(page[at..at + 4].try_into().unwrap()),
            }
        });
        sum ^ folded.rotate_left(15 - sector)
    })
}

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

fn codes(report: &Report) -> Vec<&str> {
    report.finding_counts.keys().map(String::as_str).collect()
}

#[test]
fn site_collections_of_a_content_database_are_held_against_list_and_files() {
    let judged = |beside: &[&str], list: Option<&str>| {
        let mut files = vec![
            ("w/c.bak", SYNTHETIC.to_vec()),
            (
                "w/g.bak",
                Bak::of(&[Backup::full("SharePoint_Config", at(1, 0, 0))]).bytes(),
            ),
        ];
        files.extend(
            beside
                .iter()
                .map(|path| (*path, b"what Backup-SPSite writes".to_vec())),
        );
        let inputs = files
            .into_iter()
            .map(|(path, bytes)| Input::new(path, bytes).in_tree(1))
            .collect();
        let opening = Opening {
            together: true,
            ..Opening::default()
        };
        let mut set = open::open_with(inputs, opening).unwrap().remove(0);
        assert!(scan::run(&mut set, &mut |_| true).unwrap());
        let options = Options {
            sharepoint: SharePointOptions {
                roles: vec![GivenRole {
                    file: "w/c.bak".into(),
                    role: "content".into(),
                }],
                whole_set: true,
                site_list: list.map(str::to_owned),
                ..SharePointOptions::default()
            },
            ..Options::default()
        };
        // What is read depends on whether it is a set.
        let work = set.begin(&WorkKind::Check, &options).unwrap();
        scan::run_work(&mut set, work, &[], &mut |_| true).unwrap();
        set.report(&options)
    };
    let messages = |report: &Report, code: &str| -> Vec<String> {
        report
            .findings
            .iter()
            .filter(|finding| finding.code == code)
            .map(|finding| finding.message.clone())
            .collect()
    };
    let report = judged(&[], None);
    let listed = messages(&report, "sharepoint-sites-not-listed");
    assert!(
        listed[0].contains("these do: /") && listed[0].contains("assumed from its tables"),
        "{listed:?}"
    );
    assert!(codes(&report).contains(&"sharepoint-app-package-absent"));
    let body = &report
        .sharepoint
        .as_ref()
        .unwrap()
        .databases
        .as_ref()
        .unwrap()[0];
    assert_eq!((body.site_collections, body.app_hosts), (Some(2), Some(1)));
    assert_eq!(
        body.missing,
        ["AllSites.LastContentChange", "AppInstallationProperty"]
    );

    // The list has the site that hosts apps, by its id, and one that no database has.
    let list = "Id : 00000001-0000-4000-8000-000000000001\nUrl : https://portal.example.test\n\nhttps://portal.example.test/sites/gone\nhttps://portal.example.test/sites/old";
    let report = judged(&["w/portal.example.test.bak"], Some(list));
    assert!(messages(&report, "sharepoint-sites-not-listed").is_empty());
    let strange = messages(&report, "sharepoint-site-not-in-database");
    assert_eq!(strange.len(), 2, "{strange:?}");
    assert!(
        strange[0].contains("sites/gone is in no content database")
            || strange[0].contains("/sites/gone of the list is in no"),
        "{strange:?}"
    );
    assert!(strange[1].contains("is deleted"));
    let report = judged(&[], Some("https://hr.example.test"));
    let unlisted = messages(&report, "sharepoint-sites-not-listed");
    assert!(
        unlisted[0].contains("but is not in the list"),
        "{unlisted:?}"
    );
    assert!(messages(&report, "sharepoint-site-not-in-database").is_empty());
}

/// Random schemas, through the public door.
fn any_schema(seed: u64, tables: usize) {
    let mut random = Random(seed);
    let mut written = Vec::new();
    for number in 0..tables {
        written.push(table(&mut random, number, 60).0);
    }
    let set = checked(vec![(
        "r.bak",
        whole("Random", pages_of("Random", &written)),
    )]);
    let mut wanted: Vec<String> = written
        .iter()
        .map(|table| format!("{}.{} {}", table.schema, table.name, table.rows.len()))
        .collect();
    let listed = rows(&set, "tables", None);
    let listed = listed.unwrap();
    let mut found = names(&listed);
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    for table in &written {
        let name = format!("{}.{}", table.schema, table.name);
        let columns = rows(&set, "columns", Some(&name)).unwrap();
        assert_eq!(columns.total, table.columns.len() as u64);
        let (lines, lacking) = exported(&set, &name, ExportForm::Ndjson);
        assert!(lacking.is_empty(), "{lacking:?}");
        assert_eq!(lines.lines().count(), table.rows.len());
        let paged = rows(&set, "rows", Some(&name)).unwrap();
        assert_eq!(paged.total, table.rows.len() as u64);
        for (line, row) in lines.lines().zip(&paged.rows) {
            let line: Value = serde_json::from_str(line).unwrap();
            assert_eq!(
                line.as_object().unwrap().len(),
                row.as_object().unwrap().len()
            );
        }
        let (csv, _) = exported(&set, &name, ExportForm::Csv { bom: false });
        let mut reader = csv_records(&csv);
        assert_eq!(reader.len(), table.rows.len() + 1, "{csv}");
        assert!(reader.drain(..).all(|cells| cells == table.columns.len()));
    }
}

/// Cells of each record, by RFC 4180.
fn csv_records(text: &str) -> Vec<usize> {
    let (mut records, mut cells, mut quoted, mut last) = (Vec::new(), 1, false, ' ');
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells += 1,
            '\n' if !quoted && last == '\r' => records.push(std::mem::replace(&mut cells, 1)),
            _ => {}
        }
        last = letter;
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schema_is_listed_and_exported(seed in any::<u64>(), tables in 1..5_usize) {
        any_schema(seed, tables);
    }
}
