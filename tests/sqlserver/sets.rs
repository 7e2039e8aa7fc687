//! Databases of backups through the public door: sets are opened, their tables listed, rows paged and exported, as the
//! command line and the page do it.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use backup_inspector::container::mtf;
use backup_inspector::error::Error;
use backup_inspector::format::Options;
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::export::{Form, Piece, Wanted};
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

pub const SYNTHETIC: &[u8] = include_bytes!("../data/sharepoint/synthetic.bak");

/// A tape with pages laid into its data stream.
pub struct Laid {
    tape: Sparse,
    from: u64,
    pages: Rc<dyn ReadAt>,
    pub reads: Rc<Cell<u64>>,
    pub bytes: Rc<Cell<u64>>,
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
pub fn laid(tape: Sparse, pages: Rc<dyn ReadAt>) -> Laid {
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

pub fn whole(name: &str, pages: Vec<u8>) -> Vec<u8> {
    file(&Backup::full(name, at(1, 0, 0)), (1, 1), pages)
}

pub fn int(number: i32) -> Stored {
    Stored::Bytes(number.to_le_bytes().to_vec())
}

pub fn text(text: &str) -> Stored {
    Stored::Bytes(text.encode_utf16().flat_map(u16::to_le_bytes).collect())
}

pub fn pages_of(name: &str, tables: &[Table]) -> Vec<u8> {
    let mut next = 2;
    let mut take = || {
        next += 1;
        next
    };
    let nothing = &mut std::iter::empty();
    build(name, 869, tables, Guard::Checksum, &mut take, nothing).stream()
}

/// A table of so many rows: a number and a text.
pub fn numbers(name: &str, rows: i32) -> Table {
    let columns = vec![Column::new("Id", 56, 4), Column::new("Name", 231, 200)];
    let mut table = Table::new("dbo", name, columns);
    for id in 0..rows {
        table.rows.push(vec![int(id), text(&format!("row {id}"))]);
    }
    table
}

pub fn checked(files: Vec<(&str, Vec<u8>)>) -> Set {
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

pub fn query(table: &str, within: Option<&str>) -> Query {
    Query {
        table: table.into(),
        within: within.map(str::to_owned),
        limit: 1000,
        ..Query::default()
    }
}

pub fn rows(set: &Set, table: &str, within: Option<&str>) -> Result<Rows, Error> {
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

/// How rows are written: `None` as NDJSON, otherwise as CSV with or without a byte order mark.
type Csv = Option<bool>;

fn wanted(table: &str, csv: Csv) -> Wanted {
    Wanted {
        what: "rows".into(),
        only: vec![table.into()],
        form: csv.map_or(Form::Ndjson, |_| Form::Csv),
        byte_order_mark: csv == Some(true),
        ..Wanted::default()
    }
}

fn exported(set: &Set, table: &str, csv: Csv) -> (String, Vec<String>) {
    let mut out = Vec::new();
    let told = set.export(&Options::default(), &wanted(table, csv), &mut |piece| {
        let Piece::Bytes(bytes) = piece else {
            panic!("rows are one file");
        };
        out.extend_from_slice(bytes);
        true
    });
    let left_out = told.unwrap().left_out;
    let lacking = left_out.into_iter().map(|one| one.why).collect();
    (String::from_utf8(out).unwrap(), lacking)
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

    let (csv, lacking) = exported(&set, "dbo.AllSites", Some(true));
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
    let (csv, _) = exported(&set, "Cells", Some(false));
    assert_eq!(
        csv,
        "Id,Name\r\n-1,'=1+1\r\n-2,\"\"\r\n-3,\"'-x,\"\"y\"\"\"\r\n4,\"two\nlines\"\r\n5,\r\n"
    );
    let (lines, _) = exported(&set, "Cells", None);
    assert_eq!(lines.lines().last(), Some(r#"{"Id":5,"Name":null}"#));
}

/// The boot page keeps the name that the database had before; the backup has the new one.
#[test]
fn a_renamed_database_has_the_name_of_its_backup() {
    let bytes = whole("New", pages_of("Older name", &[numbers("T", 3)]));
    let set = checked(vec![("n.bak", bytes)]);
    for table in ["tables", "columns", "keys"] {
        for row in rows(&set, table, None).unwrap().rows {
            assert_eq!(row["database"], "New", "{table}");
        }
    }
    let of = |part: &str| {
        let query = Query {
            part: Some(part.to_owned()),
            ..query("rows", Some("dbo.T"))
        };
        set.rows(&Options::default(), &query)
    };
    assert_eq!(of("New").unwrap().total, 3);
    assert!(why(of("Older name")).contains("there is no backup of a database Older name"));
}

#[test]
fn a_row_is_read_with_its_large_values_by_its_place() {
    let set = checked(vec![("s.bak", SYNTHETIC.to_vec())]);
    let edge = Some("dbo.Edge");
    let whole = |place: &str| {
        let query = Query {
            text: Some(place.to_owned()),
            ..query("row", edge)
        };
        set.rows(&Options::default(), &query)
    };
    let listed = rows(&set, "rows", edge).unwrap();
    assert_eq!(listed.places.len(), listed.rows.len());
    let mut grown = 0;
    for (row, place) in listed.rows.iter().zip(&listed.places) {
        let read = whole(place).unwrap();
        assert_eq!((read.rows.len(), &read.places[0]), (1, place));
        assert_eq!(read.rows[0]["Id"], row["Id"]);
        let text = |row: &Value| row["Doc"].as_str().unwrap_or_default().to_owned();
        if text(row).ends_with('\u{2026}') {
            let hex: String = (0..8)
                .flat_map(|_| 0..=255_u8)
                .map(|byte| format!("{byte:02X}"))
                .collect();
            assert_eq!(text(&read.rows[0]), format!("0x{hex}"));
            grown += 1;
        } else {
            assert_eq!(read.rows[0], *row);
        }
    }
    assert_eq!(grown, 1);
    // Places go with their rows, whatever the order, and no column is added for them.
    for (sort, text) in [
        (Some("-Id"), None),
        (Some("Id"), Some("7")),
        (None, Some("forward")),
    ] {
        let query = Query {
            sort: sort.map(str::to_owned),
            text: text.map(str::to_owned),
            ..query("rows", edge)
        };
        let found = set.rows(&Options::default(), &query).unwrap();
        assert!(!found.rows.is_empty());
        assert_eq!(found.places.len(), found.rows.len());
        for (row, place) in found.rows.iter().zip(&found.places) {
            assert_eq!(whole(place).unwrap().rows[0]["Id"], row["Id"]);
            assert_eq!(row.as_object().unwrap().len(), 5);
        }
    }
    assert!(why(whole("somewhere")).contains("no place of a row"));
    // An empty slot, and one behind the last.
    let nowhere = |slot: u16| {
        let mut place: Value = serde_json::from_str(&listed.places[0]).unwrap();
        place["slot"] = slot.into();
        why(whole(&place.to_string()))
    };
    assert!(nowhere(900).contains("there is no row"));
    assert!(rows(&set, "columns", edge).unwrap().places.is_empty());
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
    let (lines, lacking) = exported(&set, "T", None);
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

/// Bytes that go on with zeros, to this length.
struct Padded(Vec<u8>, u64);

impl ReadAt for Padded {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let want = self.len().saturating_sub(offset).min(buf.len() as u64) as usize;
        buf[..want].fill(0);
        self.0.read_at(offset, &mut buf[..want])?;
        Ok(want)
    }
}

#[test]
fn a_large_compressed_backup_is_exported_in_two_passes() {
    let packed = |name: &str| {
        let mut odd = numbers("T", 3_000);
        odd.with_oddities = true;
        odd.is_heap = true;
        // In its pages it has the name from before it was renamed.
        let tables = pages_of("Older name", &[odd, numbers("SSSKeys", 2)]);
        Padded(compress(&whole(name, tables), 7), (64 << 20) + 1)
    };
    let open = |name: &str| {
        let inputs = vec![Input::new("p.bak", packed(name))];
        let mut set = open::open(inputs).unwrap().remove(0);
        assert!(scan::run(&mut set, &mut |_| true).unwrap());
        set
    };
    let mut set = open("Packed");
    assert!(why(rows(&set, "tables", None)).contains("compressed"));
    let plain = checked(vec![("p.bak", packed("Packed").0)]);
    for form in [None, Some(true)] {
        let (large, lacking) = exported(&set, "dbo.T", form);
        assert!(lacking.is_empty(), "{lacking:?}");
        assert_eq!(large.lines().count(), 3_000 + usize::from(form.is_some()));
        // One that fits into memory is read from its places: the same rows.
        let mut large: Vec<&str> = large.lines().collect();
        let (small, _) = exported(&plain, "dbo.T", form);
        let mut small: Vec<&str> = small.lines().collect();
        large.sort_unstable();
        small.sort_unstable();
        assert_eq!(large, small);
    }
    let refused = |set: &Set, table: &str| {
        let mut out = Vec::new();
        let told = set.export(&Options::default(), &wanted(table, None), &mut |piece| {
            out.push(format!("{piece:?}"));
            true
        });
        let Err(Error::Invalid(error)) = told else {
            panic!("the export came to its end");
        };
        assert!(out.is_empty());
        error
    };
    assert!(refused(&set, "Nothing").contains("there is no table Nothing"));
    assert!(refused(&set, "SSSKeys").contains("only its structure"));
    let secure = open("Secure_Store_Service_DB");
    assert!(refused(&secure, "T").contains("only its structure"));

    let work = set.begin(&WorkKind::ReadAll, &Options::default()).unwrap();
    scan::run_work(&mut set, work, &[], &mut |_| true).unwrap();
    assert_eq!(
        names(&rows(&set, "tables", None).unwrap()),
        ["dbo.SSSKeys 2", "dbo.T 3000"]
    );
    let columns = rows(&set, "columns", Some("dbo.T")).unwrap();
    assert_eq!(
        (columns.total, &columns.rows[0]["database"]),
        (2, &"Packed".into())
    );
    assert!(why(rows(&set, "rows", Some("T"))).contains("they can only be exported whole"));
}

#[test]
fn a_backup_of_several_files_without_order_is_listed_when_all_was_read() {
    const EXTENT: usize = 65_536;
    let stream = pages_of("Two", &[numbers("T", 2_000)]);
    let stride = (80 << 20) / stream.len();
    let mut scattered = vec![0; stream.len() * stride];
    for (at, extent) in stream.chunks(EXTENT).rev().enumerate() {
        let from = at * stride * EXTENT;
        scattered[from..from + EXTENT].copy_from_slice(extent);
    }
    let mut backup = Backup::full("Two", at(1, 0, 0));
    let mut second = backup.files[0].clone();
    second.path = "D:\\data\\second.ndf".into();
    backup.files.push(second);
    backup.pages = scattered.len() as u64 / 8192;
    // Its two data files have these pages together.
    let laid = laid(Bak::of(&[backup]).write(), Rc::new(scattered));
    let inputs = vec![Input::new("two.bak", laid)];
    let mut set = open::open(inputs).unwrap().remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    assert!(why(rows(&set, "tables", None)).contains("must be read once to find them"));
    let work = set.begin(&WorkKind::ReadAll, &Options::default()).unwrap();
    scan::run_work(&mut set, work, &[], &mut |_| true).unwrap();
    assert_eq!(names(&rows(&set, "tables", None).unwrap()), ["dbo.T 2000"]);
    assert_eq!(rows(&set, "columns", None).unwrap().total, 2);
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
    let (_, lacking) = exported(&set, "T", None);
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
        let (lines, lacking) = exported(&set, &name, None);
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
        let (csv, _) = exported(&set, &name, Some(false));
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
