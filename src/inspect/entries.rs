//! The table of an archive's entries: as many as there are, sorted and searched by their numbers alone. Rows are made
//! of those of the page only; of an archive with a million entries the kept order is 4 MB.

use std::cell::RefCell;

use crate::container::zip::{Archive, Entries, FLAG_ENCRYPTED, method as known};
use crate::error::Error;

use super::query::{self, Query, Rows, Table};

/// Name of the table.
pub const ENTRIES: &str = "entries";

/// Keys of a row. `ratio` is how many bytes one byte of the archive becomes; `null` where there is none.
pub const COLUMNS: &[&str] = &[
    "name",
    "method",
    "bytes",
    "compressed_bytes",
    "ratio",
    "encrypted",
    "crc32",
    "offset",
    "index",
];

/// The table, for a system's list of them.
pub const TABLE: Table = Table {
    name: ENTRIES,
    title: "Entries of the archive",
    columns: COLUMNS,
};

/// How a name is written: its bytes as stored, and the flags of the entry.
pub type Naming = fn(&[u8], u16) -> String;

/// What was asked of the entries last, and the numbers of those that fit, in their order.
#[derive(Debug)]
struct Order {
    within: String,
    text: String,
    sort: String,
    places: Vec<u32>,
}

/// The entries of one archive as a table. Keeps the last order: the next page of it sorts nothing.
#[derive(Debug, Default)]
pub struct EntryList {
    kept: RefCell<Option<Order>>,
}

impl EntryList {
    /// Rows of the query. `within` is a folder: its path, without a slash behind it.
    ///
    /// # Errors
    /// `Invalid` if it is to be sorted by what is no column.
    pub fn rows(&self, archive: &Archive, naming: Naming, query: &Query) -> Result<Rows, Error> {
        let entries = &archive.entries;
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let wanted = Order {
            within: said(&query.within),
            text: said(&query.text).to_lowercase(),
            sort: said(&query.sort),
            places: Vec::new(),
        };
        let at_least = !archive.complete;
        if wanted.within.is_empty() && wanted.text.is_empty() && wanted.sort.is_empty() {
            return Ok(Rows {
                total: u64::from(entries.len()),
                at_least,
                rows: rows_of(entries, naming, query::cut(0..entries.len(), query)),
                ..Rows::default()
            });
        }
        // Asked for from the same thread only, and never from within.
        let kept = self.kept.take().filter(|kept| {
            (&kept.within, &kept.text, &kept.sort) == (&wanted.within, &wanted.text, &wanted.sort)
        });
        let order = match kept {
            Some(kept) => kept,
            None => ordered(entries, naming, wanted)?,
        };
        let page = query::cut(order.places.iter().copied(), query);
        let rows = Rows {
            total: order.places.len() as u64,
            at_least,
            rows: rows_of(entries, naming, page),
            ..Rows::default()
        };
        self.kept.replace(Some(order));
        Ok(rows)
    }
}

/// Finds those that fit, and sorts them.
fn ordered(entries: &Entries, naming: Naming, mut order: Order) -> Result<Order, Error> {
    let folder = format!("{}/", order.within);
    let mut names = entries.names();
    while let Some((index, raw)) = names.next_name() {
        if order.within.is_empty() && order.text.is_empty() {
            order.places.push(index);
            continue;
        }
        let name = naming(raw, entries.flags(index));
        let is_within = order.within.is_empty() || name.starts_with(&folder);
        if is_within && fits(entries, index, &name, &order.text) {
            order.places.push(index);
        }
    }
    let (column, down) = match order.sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (order.sort.as_str(), false),
    };
    let places = &mut order.places;
    match column {
        "" => {}
        "name" => by_name(entries, naming, places, down),
        "bytes" => by_number(places, down, &|index| entries.sizes(index).1),
        "compressed_bytes" => by_number(places, down, &|index| entries.sizes(index).0),
        "ratio" => by_number(places, down, &|index| ratio_key(entries.sizes(index))),
        "method" => by_number(places, down, &|index| entries.method(index).into()),
        "encrypted" => by_number(places, down, &|index| encrypted(entries, index).into()),
        "crc32" => by_number(places, down, &|index| entries.crc32(index).into()),
        "offset" => by_number(places, down, &|index| entries.offset(index)),
        "index" => by_number(places, down, &u64::from),
        other => {
            return Err(Error::Invalid(format!(
                "entries have no column \"{other}\"; there are {}",
                COLUMNS.join(", ")
            )));
        }
    }
    Ok(order)
}

/// Sorts by a number; what has the same stays in the order of the directory, both ways.
fn by_number(places: &mut [u32], down: bool, key: &dyn Fn(u32) -> u64) {
    let mut keyed: Vec<(u64, u32)> = places.iter().map(|&index| (key(index), index)).collect();
    // As long as the directory: the standard library's own.
    keyed.sort_unstable_by(|a, b| {
        let order = a.0.cmp(&b.0);
        (if down { order.reverse() } else { order }).then(a.1.cmp(&b.1))
    });
    for (place, (_, index)) in places.iter_mut().zip(keyed) {
        *place = index;
    }
}

/// Sorts by names without case. They are unpacked once, one behind the other.
fn by_name(entries: &Entries, naming: Naming, places: &mut [u32], down: bool) {
    let mut text = String::new();
    let mut spans: Vec<(usize, usize, u32)> = Vec::with_capacity(places.len());
    let mut next = places.iter().copied().peekable();
    let mut names = entries.names();
    while let Some((index, raw)) = names.next_name() {
        if next.next_if_eq(&index).is_none() {
            continue;
        }
        let start = text.len();
        text.push_str(&naming(raw, entries.flags(index)).to_lowercase());
        spans.push((start, text.len(), index));
    }
    let name = |span: &(usize, usize, u32)| text.get(span.0..span.1).unwrap_or_default();
    spans.sort_unstable_by(|a, b| {
        let order = name(a).cmp(name(b));
        (if down { order.reverse() } else { order }).then(a.2.cmp(&b.2))
    });
    for (place, (_, _, index)) in places.iter_mut().zip(spans) {
        *place = index;
    }
}

/// Whether an entry has the text in its name, method, checksum or numbers.
fn fits(entries: &Entries, index: u32, name: &str, wanted: &str) -> bool {
    if wanted.is_empty() || name.to_lowercase().contains(wanted) {
        return true;
    }
    if method(entries.method(index)).contains(wanted) {
        return true;
    }
    // Only what is written in hexadecimal digits may be a checksum or a number.
    wanted.len() >= 3
        && wanted.bytes().all(|byte| byte.is_ascii_hexdigit())
        && (format!("{:08x}", entries.crc32(index)).contains(wanted)
            || entries.sizes(index).1.to_string() == wanted
            || entries.sizes(index).0.to_string() == wanted)
}

fn rows_of(entries: &Entries, naming: Naming, places: Vec<u32>) -> Vec<serde_json::Value> {
    let rows = places.into_iter();
    rows.filter_map(|index| row(entries, naming, index))
        .collect()
}

/// The row of an entry; `None` if there is no such entry.
pub fn row(entries: &Entries, naming: Naming, index: u32) -> Option<serde_json::Value> {
    let location = entries.location(index)?;
    Some(serde_json::json!({
        "name": naming(&entries.name(index), location.flags),
        "method": method(location.method),
        "bytes": location.uncompressed_bytes,
        "compressed_bytes": location.compressed_bytes,
        "ratio": ratio(location.uncompressed_bytes, location.compressed_bytes),
        "encrypted": encrypted(entries, index),
        "crc32": format!("{:08x}", location.crc32),
        "offset": location.local_header_offset,
        "index": index,
    }))
}

fn encrypted(entries: &Entries, index: u32) -> bool {
    entries.flags(index) & FLAG_ENCRYPTED != 0
}

/// How many bytes one compressed byte becomes, with two digits behind the point; `None` where nothing is compressed.
pub fn ratio(bytes: u64, compressed_bytes: u64) -> Option<f64> {
    (compressed_bytes > 0).then(|| (bytes as f64 / compressed_bytes as f64 * 100.0).round() / 100.0)
}

/// The same as a whole number that can be sorted by; nothing comes first.
fn ratio_key((compressed, bytes): (u64, u64)) -> u64 {
    match compressed {
        0 => 0,
        _ => (bytes as f64 / compressed as f64 * 1e6) as u64 + 1,
    }
}

/// The name of a method of compression.
pub fn method(number: u16) -> String {
    match number {
        known::STORED => "stored".into(),
        known::DEFLATE => "deflate".into(),
        known::DEFLATE64 => "deflate64".into(),
        other => format!("method {other}"),
    }
}

/// A name as it stands: UTF-8 whatever the flag says, with replacement characters.
pub fn as_stored(raw: &[u8], _flags: u16) -> String {
    String::from_utf8_lossy(raw).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::zip::open;

    /// An archive of stored entries with these names and lengths, and of entries that only claim to be deflated.
    fn archive(entries: &[(&str, u32, u32)]) -> Archive {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for (name, compressed, bytes) in entries {
            let offset = u32::try_from(file.len()).unwrap();
            let method: u16 = if compressed == bytes { 0 } else { 8 };
            let mut fields = Vec::new();
            fields.extend_from_slice(&20_u16.to_le_bytes());
            fields.extend_from_slice(&0_u16.to_le_bytes());
            fields.extend_from_slice(&method.to_le_bytes());
            fields.extend_from_slice(&[0; 4]);
            for number in [0xabcd_0000 + bytes, *compressed, *bytes] {
                fields.extend_from_slice(&number.to_le_bytes());
            }
            fields.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            fields.extend_from_slice(&0_u16.to_le_bytes());
            file.extend_from_slice(b"PK\x03\x04");
            file.extend_from_slice(&fields);
            file.extend_from_slice(name.as_bytes());
            file.extend(std::iter::repeat_n(0_u8, *compressed as usize));
            directory.extend_from_slice(b"PK\x01\x02\x14\x00");
            directory.extend_from_slice(&fields);
            directory.extend_from_slice(&[0; 10]);
            directory.extend_from_slice(&offset.to_le_bytes());
            directory.extend_from_slice(name.as_bytes());
        }
        let at = u32::try_from(file.len()).unwrap();
        let count = u16::try_from(entries.len()).unwrap();
        file.extend_from_slice(&directory);
        file.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        file.extend_from_slice(&count.to_le_bytes());
        file.extend_from_slice(&count.to_le_bytes());
        file.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
        file.extend_from_slice(&at.to_le_bytes());
        file.extend_from_slice(&[0; 2]);
        open(&file).unwrap()
    }

    fn some() -> Archive {
        archive(&[
            ("b/Two.json", 10, 100),
            ("a/one.json", 40, 40),
            ("b/three.asset", 5, 50),
            ("empty", 0, 0),
            ("bb/four", 7, 9),
        ])
    }

    #[track_caller]
    fn names(list: &EntryList, archive: &Archive, query: &Query) -> (u64, Vec<String>) {
        let rows = list.rows(archive, as_stored, query).unwrap();
        let name = |row: &serde_json::Value| row["name"].as_str().unwrap().to_owned();
        (rows.total, rows.rows.iter().map(name).collect())
    }

    fn query(text: &str, sort: &str) -> Query {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Query {
            table: ENTRIES.into(),
            text: said(text),
            sort: said(sort),
            limit: 10,
            ..Query::default()
        }
    }

    #[test]
    fn entries_are_sorted_by_every_column_both_ways() {
        let (list, archive) = (EntryList::default(), some());
        let sorted = |sort: &str| names(&list, &archive, &query("", sort)).1.join(" ");
        assert_eq!(
            sorted("name"),
            "a/one.json b/three.asset b/Two.json bb/four empty"
        );
        assert_eq!(
            sorted("-name"),
            "empty bb/four b/Two.json b/three.asset a/one.json"
        );
        assert_eq!(
            sorted("-bytes"),
            "b/Two.json b/three.asset a/one.json bb/four empty"
        );
        // The same ratio: the order of the directory.
        assert_eq!(
            sorted("-ratio"),
            "b/Two.json b/three.asset bb/four a/one.json empty"
        );
        assert_eq!(
            sorted("ratio"),
            "empty a/one.json bb/four b/Two.json b/three.asset"
        );
        assert_eq!(
            sorted("method"),
            "a/one.json empty b/Two.json b/three.asset bb/four"
        );
        for column in COLUMNS {
            assert_eq!(names(&list, &archive, &query("", column)).0, 5, "{column}");
        }
        let odd = list.rows(&archive, as_stored, &query("", "size"));
        assert!(odd.unwrap_err().to_string().contains("\"size\""));
    }

    #[test]
    fn entries_are_found_by_name_method_and_checksum_and_by_folder() {
        let (list, archive) = (EntryList::default(), some());
        assert_eq!(names(&list, &archive, &query("TWO", "")).1, ["b/Two.json"]);
        assert_eq!(names(&list, &archive, &query("deflate", "")).0, 3);
        assert_eq!(
            names(&list, &archive, &query("abcd0032", "")).1,
            ["b/three.asset"]
        );
        let mut in_b = query("", "-name");
        in_b.within = Some("b".into());
        assert_eq!(
            names(&list, &archive, &in_b).1,
            ["b/Two.json", "b/three.asset"]
        );
        in_b.text = Some("three".into());
        assert_eq!(names(&list, &archive, &in_b).0, 1);
    }

    #[test]
    fn the_next_page_goes_on_in_the_order_that_is_kept() {
        let (list, archive) = (EntryList::default(), some());
        let mut asked = query("", "-bytes");
        asked.limit = 2;
        let mut all = Vec::new();
        for from in [0, 2, 4, 6] {
            asked.from = from;
            all.extend(names(&list, &archive, &asked).1);
        }
        assert_eq!(all.len(), 5);
        assert_eq!(all[4], "empty");
        assert_eq!(list.kept.borrow().as_ref().unwrap().places.len(), 5);
    }
}
