//! The tables of a set that stand in the pages of its databases: their tables, columns and rows, and what content
//! databases say of site collections, webs and apps. Where one database of several can't be read, the others are listed
//! and the reason goes with them.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::database_lists::{self as lists, PageError};
use super::databases::{Databases, OpenDatabase, Subject, pass_origins};
use super::export::{RowExport, RowSteps, row_form};
use super::export_pass::PassExport;
use super::listing::{Lines, Listing};
use super::member::Member;
use crate::container::sqlserver::{RowOptions, RowPosition, Table};
use crate::error::Error;
use crate::inspect::export::Wanted;
use crate::inspect::query::{self, MAX_ROWS, Query, Rows};
use crate::source::Files;

/// Rows of a table that are sorted; of larger ones only the stored order is told.
const MAX_SORTED: u64 = 10_000;
/// Rows between two places that are kept.
const MARK_ROWS: u64 = 1_000;
/// Places that are kept of one table: those of 16 million rows.
const MAX_MARKS: usize = 1 << 14;
/// Rows that one answer looks at for a text.
const MAX_SEARCHED: u64 = 200_000;

/// The databases of a set and what they are read from.
#[derive(Debug)]
pub struct Shelf<'s> {
    /// The readers.
    pub databases: &'s Databases,
    /// What can be opened.
    pub subjects: Vec<Subject>,
    /// The files of the set.
    pub files: &'s Files,
    /// The same, read as far as their headers.
    pub members: &'s [Member],
    /// What was listed before, by place of the item.
    pub listings: Option<&'s BTreeMap<usize, Listing>>,
}

/// Whether a table stands in the pages of databases.
pub fn is_of_pages(table: &str) -> bool {
    matches!(
        table,
        "tables" | "columns" | "keys" | "rows" | "row" | "site-collections" | "webs"
    )
}

/// A table of one database that was found by its name.
#[derive(Debug)]
pub struct FoundTable {
    /// Its database.
    pub database: Rc<OpenDatabase>,
    /// Its place in the catalogue.
    pub at: usize,
}

impl FoundTable {
    /// The table.
    pub fn table(&self) -> Option<&Table> {
        self.database.database.catalogue().tables.get(self.at)
    }
}

/// What came of opening the databases.
#[derive(Debug, Default)]
struct Opened<'s> {
    /// Those that can be read from.
    open: Vec<Rc<OpenDatabase>>,
    /// What a pass has listed of others, and their names.
    listed: Vec<(&'s Lines, &'s str)>,
    /// Why others can't be read.
    refused: Vec<String>,
}

impl Opened<'_> {
    /// Rows that a pass has listed.
    fn lines(&self, table: &str) -> Result<Vec<Value>, Error> {
        let lines = self.listed.iter().flat_map(|(lines, name)| {
            let lines = match table {
                "tables" => lines.tables.as_slice(),
                "columns" => lines.columns.as_slice(),
                "keys" => lines.keys.as_slice(),
                _ => &[],
            };
            lines.iter().map(move |line| (line, *name))
        });
        lines
            .map(|(line, name)| {
                let mut row: Value = serde_json::from_str(line)
                    .map_err(|error| Error::Protocol(error.to_string()))?;
                // What is listed is asked for again by the name that the backup has.
                if let Some(fields) = row.as_object_mut().filter(|_| !name.is_empty()) {
                    fields.insert("database".to_owned(), name.into());
                }
                Ok(row)
            })
            .collect()
    }
}

impl Shelf<'_> {
    /// Opens the databases that the query is of.
    fn open(&self, part: Option<&str>) -> Result<Opened<'_>, Error> {
        let mut opened = Opened::default();
        let part_name = part.map(str::to_lowercase);
        for subject in &self.subjects {
            let name = subject.database.to_lowercase();
            if part_name.as_ref().is_some_and(|part| *part != name) {
                continue;
            }
            match self.databases.open(subject, self.files, self.members) {
                Ok(database) => opened.open.push(database),
                Err(Error::Invalid(why)) => match self.lines_of(subject) {
                    Some(lines) => opened.listed.push((lines, &subject.database)),
                    None => opened.refused.push(why),
                },
                Err(error) => return Err(error),
            }
        }
        if opened.open.is_empty() && opened.listed.is_empty() && opened.refused.is_empty() {
            opened.refused.push(match part {
                Some(part) => format!("there is no backup of a database {part} in this set"),
                None => {
                    "there is no backup of a database in this set whose headers can be read (an encrypted one has none that can)".into()
                }
            });
        }
        Ok(opened)
    }

    /// What a pass over a compressed backup has listed.
    fn lines_of(&self, subject: &Subject) -> Option<&Lines> {
        self.listings?.get(&subject.item?)?.lines.as_ref()
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// `Invalid` with the reason if nothing can be listed, `Read` if a file can't be read.
    pub fn rows(&self, query: &Query) -> Result<Rows, Error> {
        if matches!(query.table.as_str(), "rows" | "row") {
            return self.rows_of_table(query);
        }
        let opened = self.open(query.part.as_deref())?;
        let mut rows = opened.lines(&query.table)?;
        let mut incomplete = opened.refused;
        if opened.open.is_empty() && opened.listed.is_empty() {
            return Err(Error::Invalid(incomplete.join("; ")));
        }
        let mut is_content = false;
        for database in &opened.open {
            let catalogue = database.database.catalogue();
            match query.table.as_str() {
                "tables" => rows.extend(lists::tables(catalogue)),
                "columns" => rows.extend(lists::columns(catalogue)),
                "keys" => rows.extend(lists::keys(catalogue)),
                other => {
                    let Some(contents) = database.contents()? else {
                        continue;
                    };
                    is_content = true;
                    incomplete.extend(contents.complaints(&catalogue.database));
                    rows.extend(match other {
                        "site-collections" => {
                            lists::site_collections(&catalogue.database, &contents)
                        }
                        "webs" => lists::webs(&catalogue.database, &contents),
                        _ => lists::apps(&catalogue.database, &contents),
                    });
                }
            }
            incomplete.extend(database.complaints());
        }
        let needs_content = !matches!(query.table.as_str(), "tables" | "columns" | "keys");
        if needs_content && !is_content {
            incomplete.insert(
                0,
                "no database here has the tables of a content database".into(),
            );
            return Err(Error::Invalid(incomplete.join("; ")));
        }
        if let Some(within) = &query.within {
            rows.retain(|row| is_within(row, within));
        }
        Ok(Rows {
            incomplete,
            ..query::page(rows, query)
        })
    }

    /// App instances of all content databases; none where there is no such database.
    ///
    /// # Errors
    /// `Read` if a file can't be read.
    pub fn app_instances(&self) -> Result<(Vec<Value>, Vec<String>), Error> {
        if self.subjects.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let opened = self.open(None)?;
        let mut incomplete = opened.refused;
        let mut rows = Vec::new();
        for database in &opened.open {
            if let Some(contents) = database.contents()? {
                rows.extend(lists::apps(
                    &database.database.catalogue().database,
                    &contents,
                ));
                incomplete.extend(database.complaints());
            }
        }
        Ok((rows, incomplete))
    }

    /// The table of a name in the databases that are meant.
    ///
    /// # Errors
    /// `Invalid` if there is none, several, or none of which rows are shown.
    pub fn table(&self, name: Option<&str>, part: Option<&str>) -> Result<FoundTable, Error> {
        let invalid = |why: String| Err(Error::Invalid(why));
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return invalid("name the table whose rows are wanted, such as dbo.AllSites".into());
        };
        let opened = self.open(part)?;
        let mut found: Vec<FoundTable> = Vec::new();
        for database in opened.open {
            let catalogue = database.database.catalogue();
            let at = catalogue.table(name).and_then(|table| {
                catalogue
                    .tables
                    .iter()
                    .position(|other| std::ptr::eq(other, table))
            });
            if let Some(at) = at {
                found.push(FoundTable { database, at });
            }
        }
        if found.len() > 1 {
            let names: Vec<&str> = found
                .iter()
                .map(|found| found.database.database.catalogue().database.as_str())
                .collect();
            return invalid(format!(
                "{name} is in several databases, name one of them: {}",
                names.join(", ")
            ));
        }
        let Some(one) = found.pop() else {
            let mut why = match opened.listed.is_empty() {
                true => format!("there is no table {name}"),
                false => format!(
                    "rows of {name} can't be listed: of a compressed backup of more than 64 MiB, counted without compression, they can only be exported whole; of pages in no known order only the tables are listed"
                ),
            };
            for refused in opened.refused {
                why.push_str("; ");
                why.push_str(&refused);
            }
            return invalid(why);
        };
        let closed = one.table().and_then(|table| {
            let why = one.database.is_closed(table)?;
            Some(format!("{}: {why}", table.full_name()))
        });
        match closed {
            Some(why) => invalid(why),
            None => Ok(one),
        }
    }

    /// Begins to write the rows of a table: from their places, or in two passes over a large compressed backup.
    ///
    /// # Errors
    /// `Invalid` if there is no such table or its rows are not given, `Read` if a file can't be read.
    pub fn export(&self, wanted: &Wanted) -> Result<Box<dyn RowSteps>, Error> {
        let form = row_form(wanted)?;
        let (name, part) = (
            wanted.only.first().map(String::as_str),
            wanted.part.as_deref(),
        );
        let error = match self.table(name, part) {
            Ok(found) => return Ok(Box::new(RowExport::new(found, form)?)),
            Err(error) => error,
        };
        let is_meant = |subject: &&Subject| {
            part.is_none_or(|part| subject.database.to_lowercase() == part.to_lowercase())
        };
        let mut meant = self.subjects.iter().filter(is_meant);
        let (Error::Invalid(_), Some(name), Some(subject), None) =
            (&error, name, meant.next(), meant.next())
        else {
            return Err(error);
        };
        // One that could be opened has given its answer.
        let is_open = self
            .databases
            .open(subject, self.files, self.members)
            .is_ok();
        match pass_origins(subject, self.files, self.members).filter(|_| !is_open) {
            Some(origins) => Ok(Box::new(PassExport::new(subject, &origins, name, form)?)),
            None => Err(error),
        }
    }

    fn rows_of_table(&self, query: &Query) -> Result<Rows, Error> {
        let found = self.table(query.within.as_deref(), query.part.as_deref())?;
        let Some(table) = found.table() else {
            return Err(query::no_table(&query.table));
        };
        let mut rows = match &query.sort {
            _ if query.table == "row" => one(&found, table, query)?,
            Some(_) => sorted(&found, table, query)?,
            None => paged(&found, table, query)?,
        };
        rows.incomplete.extend(found.database.complaints());
        Ok(rows)
    }
}

/// Whether a row is of the table, or the site collection, that is meant.
fn is_within(row: &Value, within: &str) -> bool {
    let text = |key: &str| row.get(key).and_then(Value::as_str);
    let same = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(within));
    match (text("schema"), text("table")) {
        (Some(schema), Some(table)) => {
            same(Some(table)) || same(Some(&format!("{schema}.{table}")))
        }
        _ => same(text("site")) || same(text("id")),
    }
}

fn not_given(table: &Table, error: PageError) -> Error {
    match error {
        PageError::NoRows(why) => Error::Invalid(format!("{}: {why}", table.full_name())),
        PageError::Read(error) => error,
    }
}

/// The place of a row as text; empty where there is none.
fn place_text(place: Option<&RowPosition>) -> String {
    place
        .and_then(|place| serde_json::to_string(place).ok())
        .unwrap_or_default()
}

/// The row at a place that a list of rows has told, with its large values.
fn one(found: &FoundTable, table: &Table, query: &Query) -> Result<Rows, Error> {
    let text = query.text.as_deref().unwrap_or_default();
    let place: RowPosition = serde_json::from_str(text)
        .map_err(|_| Error::Invalid("this is no place of a row that a list of rows told".into()))?;
    let database = &found.database.database;
    let page = lists::row_page_of(database, table, Some(place), 1, lists::WHOLE_BYTES)
        .map_err(|error| not_given(table, error))?;
    // From a place that is none of a row, the walk goes on to the next one.
    let is_there = page.places.first() == Some(&Some(place));
    if !is_there {
        return Err(Error::Invalid(format!(
            "{}: there is no row at this place",
            table.full_name()
        )));
    }
    Ok(Rows {
        total: 1,
        places: vec![text.to_owned()],
        rows: page.rows,
        ..Rows::default()
    })
}

/// All rows of a small table, sorted.
fn sorted(found: &FoundTable, table: &Table, query: &Query) -> Result<Rows, Error> {
    if table.rows.is_none_or(|rows| rows > MAX_SORTED) {
        return Err(Error::Invalid(format!(
            "{} has more than {MAX_SORTED} rows: they are listed as they are stored, and not sorted",
            table.full_name()
        )));
    }
    let page = lists::row_page(&found.database.database, table, None, MAX_SORTED as usize)
        .map_err(|error| not_given(table, error))?;
    if page.next.is_some() {
        return Err(Error::Invalid(format!(
            "{} has more rows than are recorded: they are not sorted",
            table.full_name()
        )));
    }
    // The place of a row goes with it, under a name that no column can have.
    const PLACE: &str = "";
    let text = query.text.as_deref().unwrap_or_default().to_lowercase();
    let with_place = |(mut row, place): (Value, Option<RowPosition>)| {
        if let Value::Object(fields) = &mut row {
            fields.insert(PLACE.to_owned(), place_text(place.as_ref()).into());
        }
        row
    };
    let rows = page
        .rows
        .into_iter()
        .zip(page.places)
        .filter(|(row, _)| text.is_empty() || query::has_text(row, &text))
        .map(with_place)
        .collect();
    let unsearched = Query {
        text: None,
        ..query.clone()
    };
    let mut sorted = query::page(rows, &unsearched);
    for row in &mut sorted.rows {
        let place = row.as_object_mut().and_then(|row| row.remove(PLACE));
        let place = place.as_ref().and_then(Value::as_str);
        sorted.places.push(place.unwrap_or_default().to_owned());
    }
    Ok(sorted)
}

/// A page of the rows as they are stored. Places of rows are kept, so that the next page goes on where this one ends.
fn paged(found: &FoundTable, table: &Table, query: &Query) -> Result<Rows, Error> {
    let text = query.text.as_deref().unwrap_or_default().to_lowercase();
    let key = (found.at, text.clone());
    let database = &found.database.database;
    let (mut at, mut from) = found
        .database
        .marks
        .borrow()
        .get(&key)
        .and_then(|marks| {
            let place = marks.partition_point(|(row, _)| *row <= query.from);
            marks.get(place.checked_sub(1)?).copied()
        })
        .map_or((0, None), |(row, position)| (row, Some(position)));
    let limit = query.limit.min(MAX_ROWS);
    let mut looked_at = 0;
    let mut rows = Vec::new();
    let mut places = Vec::new();
    if text.is_empty() {
        skip(found, table, &key, &mut at, &mut from, query.from)?;
    }
    let mut is_end = at < query.from && text.is_empty();
    let mut is_cut = false;
    while !is_end && (rows.len() as u64) < limit {
        if !text.is_empty() && looked_at >= MAX_SEARCHED {
            is_cut = true;
            break;
        }
        let wanted = match text.is_empty() {
            true => limit - rows.len() as u64,
            false => MARK_ROWS,
        };
        let page = lists::row_page(database, table, from, wanted as usize)
            .map_err(|error| not_given(table, error))?;
        looked_at += page.rows.len() as u64;
        for (row, place) in page.rows.into_iter().zip(&page.places) {
            let fits = text.is_empty() || query::has_text(&row, &text);
            if fits && at >= query.from && (rows.len() as u64) < limit {
                rows.push(row);
                places.push(place_text(place.as_ref()));
            }
            at += u64::from(fits);
        }
        is_end = page.next.is_none();
        from = page.next;
        if let Some(position) = page.next {
            mark(found, &key, at, position);
        }
    }
    let recorded = table.rows.unwrap_or(0);
    if !is_end && text.is_empty() && at >= recorded {
        // As many as are recorded: whether there is one more is not said by the page alone.
        let next = lists::row_page(database, table, from, 1);
        let next = next.map_err(|error| not_given(table, error))?;
        is_end = next.rows.is_empty();
    }
    let more = u64::from(at >= recorded);
    Ok(Rows {
        total: match (is_end, text.is_empty()) {
            (true, _) => at,
            (false, true) => recorded.max(at.saturating_add(more)),
            (false, false) => at,
        },
        at_least: !is_end && (more == 1 || !text.is_empty()),
        rows,
        places,
        incomplete: match is_cut {
            true => vec![format!(
                "only the next {MAX_SEARCHED} rows were searched: ask for the next page to go on"
            )],
            false => Vec::new(),
        },
    })
}

/// Goes on to row `to` without a look at values.
fn skip(
    found: &FoundTable,
    table: &Table,
    key: &(usize, String),
    at: &mut u64,
    from: &mut Option<RowPosition>,
    to: u64,
) -> Result<(), Error> {
    let options = RowOptions {
        long_bytes: 0,
        from: *from,
    };
    let rows = found.database.database.rows(table, options);
    let mut rows = rows.map_err(|why| not_given(table, PageError::NoRows(why)))?;
    while *at < to {
        let wanted = (to - *at).min(MARK_ROWS);
        let skipped = rows.skip_rows(wanted)?;
        *at += skipped;
        let Some(position) = rows.position() else {
            return Ok(());
        };
        *from = Some(position);
        mark(found, key, *at, position);
    }
    Ok(())
}

/// Keeps the place of a row.
fn mark(found: &FoundTable, key: &(usize, String), row: u64, position: RowPosition) {
    let mut all = found.database.marks.borrow_mut();
    let marks = all.entry(key.clone()).or_default();
    let has_room = marks.len() < MAX_MARKS;
    match marks.last_mut() {
        // Between two places without a row that fits, the later one tells more.
        Some((last, place)) if *last == row => *place = position.max(*place),
        Some((last, _)) if row < last.saturating_add(MARK_ROWS / 2) => {}
        _ if has_room => marks.push((row, position)),
        _ => {}
    }
}
