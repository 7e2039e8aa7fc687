//! Rows of a table, one after the other, and their exact number (sqlserver-pages.md 6.4).

use std::fmt;

use super::catalogue::{Compression, Part, Physical, Table};
use super::compressed::{self, Expanded, PageContext};
use super::cursor::{Cursor, Found, RowPosition};
use super::database::Database;
use super::lob::{self, LongEnd, LongPointer};
use super::page::{Header, record, records};
use super::pages::Pages;
use super::record::{Field, FixedVar, Role};
use super::sparse::SparseVector;
use super::types::xtype;
use super::value::{LongForm, LongValue, Unread, Value, decode, variant};
use crate::error::Error;

/// Bytes of a large value that are read along with its row, unless asked otherwise (section 4).
pub const LONG_BYTES: u64 = 64 << 10;
/// Rows of a compressed table after which the share of those not understood is looked at.
const ENOUGH_ROWS: u64 = 100;

/// One row: a value for each column of the table, in the order of [`Table::columns`].
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The values.
    pub values: Vec<Value>,
}

/// How rows are to be read.
#[derive(Debug, Clone, Copy)]
pub struct RowOptions {
    /// Large values are read up to this many bytes; longer ones are given as their beginning.
    pub long_bytes: u64,
    /// Where to go on; `None` for the first row.
    pub from: Option<RowPosition>,
}

impl Default for RowOptions {
    fn default() -> Self {
        RowOptions {
            long_bytes: LONG_BYTES,
            from: None,
        }
    }
}

/// Why the rows of a table are not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRows {
    /// They are not in data pages: memory-optimised, or stored by column.
    NotInPages,
    /// The table's name suggests credentials: only its structure is shown (section 13).
    Credentials,
}

impl fmt::Display for NoRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoRows::NotInPages => {
                "its rows are not in data pages (memory-optimised, or stored by column)"
            }
            NoRows::Credentials => "its name suggests credentials: only its structure is shown",
        })
    }
}

/// The rows of a table, in the order in which they are stored. Memory is bounded: some extents, one row.
///
/// A record that can't be understood is counted in [`Faults`](super::Faults) and left out; nothing ends the
/// walk but a read that fails.
pub struct Rows<'d, 'a> {
    database: &'d Database<'a>,
    table: &'d Table,
    long_bytes: u64,
    cursor: Cursor,
    current: Option<Found>,
    compressed: u64,
    compressed_bad: u64,
    gave_up: bool,
}

impl<'a> Database<'a> {
    /// The rows of a table of this database's catalogue.
    ///
    /// # Errors
    /// If they are not in data pages, or not to be shown.
    pub fn rows<'d>(
        &'d self,
        table: &'d Table,
        options: RowOptions,
    ) -> Result<Rows<'d, 'a>, NoRows> {
        if table.suggests_credentials() {
            return Err(NoRows::Credentials);
        }
        if !table.has_pages() && table.rows != Some(0) {
            return Err(NoRows::NotInPages);
        }
        Ok(Rows {
            database: self,
            table,
            long_bytes: options.long_bytes,
            cursor: Cursor::new(options.from),
            current: None,
            compressed: 0,
            compressed_bad: 0,
            gave_up: false,
        })
    }

    /// Gives the bytes of a large value piece by piece to `take`, until it says `false`.
    ///
    /// # Errors
    /// When the stream can't be read.
    pub fn long_value(
        &self,
        pointer: &LongPointer,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<LongEnd, Error> {
        lob::read(&self.pages, pointer, take)
    }

    /// Counts the rows of a table exactly, in steps.
    pub fn counter<'d>(&'d self, table: &'d Table) -> Counter<'d, 'a> {
        Counter {
            database: self,
            table,
            cursor: Cursor::new(None),
            rows: 0,
        }
    }
}

/// Counts the rows of a table: live records, forwarded ones once.
pub struct Counter<'d, 'a> {
    database: &'d Database<'a>,
    table: &'d Table,
    cursor: Cursor,
    /// Rows counted so far.
    pub rows: u64,
}

impl Counter<'_, '_> {
    /// Counts the rows of the next page; whether there was one.
    ///
    /// # Errors
    /// When the stream can't be read.
    pub fn step(&mut self) -> Result<bool, Error> {
        let pages = &self.database.pages;
        let Some(found) = self.cursor.next(pages, self.table)? else {
            return Ok(false);
        };
        let (live, bad) = count(found.page.bytes());
        self.rows += live;
        pages.faults.borrow_mut().bad_records += bad;
        Ok(true)
    }

    /// Counts to the end.
    ///
    /// # Errors
    /// When the stream can't be read.
    pub fn finish(mut self) -> Result<u64, Error> {
        while self.step()? {}
        Ok(self.rows)
    }
}

/// Whether a record is a row that is understood as far as its parts.
fn is_live(record: &[u8]) -> bool {
    match compressed::role(record) {
        Some(role) => role == Role::Live && compressed::Record::read(record).is_some(),
        None => FixedVar::role(record) == Some(Role::Live) && FixedVar::read(record).is_some(),
    }
}

/// Live records of a page, and those that are not understood.
pub(super) fn count(page: &[u8]) -> (u64, u64) {
    let mut live = 0;
    let mut bad = 0;
    for record in records(page) {
        let whole = record.and_then(|record| match compressed::role(record) {
            Some(Role::Live) => compressed::Record::read(record).map(|_| Role::Live),
            Some(role) => Some(role),
            None => match FixedVar::role(record)? {
                Role::Live => FixedVar::read(record).map(|_| Role::Live),
                role => Some(role),
            },
        });
        match whole {
            Some(Role::Live) => live += 1,
            Some(Role::Skipped) => {}
            Some(Role::Foreign) | None => bad += 1,
        }
    }
    (live, bad)
}

impl Rows<'_, '_> {
    /// Where the next row is looked for; for [`RowOptions::from`]. `None` at the end.
    pub fn position(&self) -> Option<RowPosition> {
        self.current.as_ref().map(|found| found.at)
    }

    /// Where the row stands that was given last, for [`RowOptions::from`]; `None` before the first.
    pub fn last_place(&self) -> Option<RowPosition> {
        let at = self.position()?;
        let slot = at.slot.checked_sub(1)?;
        Some(RowPosition { slot, ..at })
    }

    /// Whether reading ended since more than one in a hundred rows of a compressed table were not understood:
    /// then only the recorded number of rows holds (section 3.2).
    pub fn gave_up(&self) -> bool {
        self.gave_up
    }

    /// Goes over the next rows without a look at their values; how many there were. Then [`Rows::position`] is that
    /// of the row behind them.
    ///
    /// # Errors
    /// When the stream can't be read.
    pub fn skip_rows(&mut self, rows: u64) -> Result<u64, Error> {
        let pages = &self.database.pages;
        let mut skipped = 0;
        while skipped < rows {
            let Some(found) = &mut self.current else {
                self.current = self.cursor.next(pages, self.table)?;
                if self.current.is_none() {
                    break;
                }
                continue;
            };
            if found.at.slot >= found.page.header.slots.min(MAX_SLOTS) {
                self.current = None;
                continue;
            }
            let is_row = record(found.page.bytes(), found.at.slot).is_some_and(is_live);
            found.at.slot += 1;
            skipped += u64::from(is_row);
        }
        Ok(skipped)
    }

    fn advance(&mut self) -> Result<Option<Row>, Error> {
        let database = self.database;
        let pages = &database.pages;
        loop {
            if self.gave_up {
                return Ok(None);
            }
            let Some(found) = &mut self.current else {
                self.current = self.cursor.next(pages, self.table)?;
                if self.current.is_none() {
                    return Ok(None);
                }
                continue;
            };
            if found.at.slot >= found.page.header.slots.min(MAX_SLOTS) {
                self.current = None;
                continue;
            }
            let slot = found.at.slot;
            found.at.slot += 1;
            let page = found.page.clone();
            let part = found.at.part;
            let Some(bytes) = record(page.bytes(), slot) else {
                if !is_empty_slot(page.bytes(), slot) {
                    pages.faults.borrow_mut().bad_records += 1;
                }
                continue;
            };
            let part = self
                .table
                .parts
                .get(usize::try_from(part).unwrap_or(usize::MAX));
            let Some(part) = part else {
                return Ok(None);
            };
            let reader = Reader {
                pages: Some(pages),
                table: self.table,
                part,
                version: database.catalogue().version,
                long_bytes: self.long_bytes,
            };
            match reader.row(page.bytes(), &page.header, bytes)? {
                Read::Row(row) => {
                    self.judge(part, &row);
                    return Ok(Some(row));
                }
                Read::None => {}
                Read::Bad => {
                    pages.faults.borrow_mut().bad_records += 1;
                    self.judge(
                        part,
                        &Row {
                            values: vec![Value::Unread(Unread::Malformed)],
                        },
                    );
                }
            }
        }
    }

    /// Keeps an eye on compressed rows, whose form is known from descriptions only.
    fn judge(&mut self, part: &Part, row: &Row) {
        if part.compression == Compression::None {
            return;
        }
        self.compressed += 1;
        self.compressed_bad += u64::from(
            row.values
                .iter()
                .any(|value| matches!(value, Value::Unread(Unread::Malformed))),
        );
        if self.compressed >= ENOUGH_ROWS && self.compressed_bad * 100 > self.compressed {
            self.gave_up = true;
        }
    }
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

impl fmt::Debug for Rows<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("table", &self.table.full_name())
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Counter<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counter")
            .field("table", &self.table.full_name())
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// What a record turned out to be.
pub(super) enum Read {
    Row(Row),
    /// No row: a ghost, a stub.
    None,
    /// Not understood.
    Bad,
}

/// Reads the records of one partition.
pub(super) struct Reader<'r, 'a> {
    /// `None` in a single pass, which has no other page at hand.
    pub pages: Option<&'r Pages<'a>>,
    pub table: &'r Table,
    pub part: &'r Part,
    pub version: u16,
    pub long_bytes: u64,
}

impl Reader<'_, '_> {
    pub fn row(&self, page: &[u8], header: &Header, bytes: &[u8]) -> Result<Read, Error> {
        if let Some(role) = compressed::role(bytes) {
            return match role {
                Role::Live => self.compressed(page, header, bytes),
                Role::Skipped => Ok(Read::None),
                Role::Foreign => Ok(Read::Bad),
            };
        }
        match FixedVar::role(bytes) {
            Some(Role::Live) => {}
            Some(Role::Skipped) => return Ok(Read::None),
            _ => return Ok(Read::Bad),
        }
        let Some(record) = FixedVar::read(bytes) else {
            return Ok(Read::Bad);
        };
        let mut row = self.empty();
        let sparse = record
            .sparse_field(self.part.variable_fields())
            .map(SparseVector::read);
        for physical in &self.part.stored {
            let Some(cell) = self.cell(&mut row, physical) else {
                continue;
            };
            let field = match physical.slot {
                Some(slot) => record.field(slot, physical.null_bit),
                None if physical.is_sparse => self.sparse(sparse.as_ref(), physical),
                None => None,
            };
            let Some(field) = field else {
                if physical.slot.is_none() {
                    *cell = Value::Unread(Unread::Sparse);
                    continue;
                }
                return Ok(Read::Bad);
            };
            *cell = match field {
                Field::Null => Value::Null,
                Field::Absent => absent(physical),
                _ if self.is_hidden(physical) => Value::Hidden,
                Field::Pointer(pointer) => self.long(pointer, physical)?,
                Field::Bytes(bytes) if is_text_pointer(bytes, physical) => {
                    self.long(bytes, physical)?
                }
                Field::Bytes(bytes) => {
                    decode(bytes, physical.sql_type, physical.collation, physical.bit)
                }
            };
        }
        Ok(Read::Row(row))
    }

    fn compressed(&self, page: &[u8], header: &Header, bytes: &[u8]) -> Result<Read, Error> {
        let context = if header.type_flags & Header::PAGE_COMPRESSED != 0 {
            PageContext::read(page)
        } else {
            Some(PageContext::default())
        };
        let (Some(context), Some(record)) = (context, compressed::Record::read(bytes)) else {
            return Ok(Read::Bad);
        };
        let mut row = self.empty();
        for (number, physical) in self.part.stored.iter().enumerate() {
            let Some(cell) = self.cell(&mut row, physical) else {
                continue;
            };
            let expanded =
                compressed::expand(&record, number, &context, physical.sql_type, self.version);
            *cell = match expanded {
                None => Value::Unread(Unread::Malformed),
                Some(Expanded::Null) => Value::Null,
                Some(Expanded::Absent) => absent(physical),
                Some(_) if self.is_hidden(physical) => Value::Hidden,
                Some(Expanded::Bit(bit)) => Value::Bit(bit),
                Some(Expanded::Text(text)) => Value::Text(text),
                Some(Expanded::Pointer(pointer)) => self.long(&pointer, physical)?,
                Some(Expanded::Bytes(bytes)) if is_text_pointer(&bytes, physical) => {
                    self.long(&bytes, physical)?
                }
                Some(Expanded::Bytes(bytes)) => {
                    decode(&bytes, physical.sql_type, physical.collation, 0)
                }
            };
        }
        Ok(Read::Row(row))
    }

    /// A row of which nothing is known yet: what stays so is not stored.
    fn empty(&self) -> Row {
        Row {
            values: vec![Value::Unread(Unread::Computed); self.table.columns.len()],
        }
    }

    fn cell<'v>(&self, row: &'v mut Row, physical: &Physical) -> Option<&'v mut Value> {
        row.values.get_mut(physical.column?)
    }

    /// What a record keeps of a sparse column: without the field for such values all are NULL.
    fn sparse<'p>(
        &self,
        sparse: Option<&Option<SparseVector<'p>>>,
        physical: &Physical,
    ) -> Option<Field<'p>> {
        let Some(vector) = sparse else {
            return Some(Field::Null);
        };
        let id = self.table.columns.get(physical.column?)?.id;
        vector.as_ref()?.field(id)
    }

    fn is_hidden(&self, physical: &Physical) -> bool {
        physical
            .column
            .and_then(|column| self.table.columns.get(column))
            .is_some_and(|column| column.is_hidden)
    }

    /// Follows a pointer to a large value as far as is asked for.
    fn long(&self, field: &[u8], physical: &Physical) -> Result<Value, Error> {
        let Some(pointer) = LongPointer::read(field) else {
            return Ok(Value::Unread(Unread::Malformed));
        };
        let Some(pages) = self.pages else {
            return Ok(Value::Unread(Unread::LargeValue));
        };
        let limit = usize::try_from(self.long_bytes).unwrap_or(usize::MAX);
        let mut value = Vec::new();
        let end = lob::read(pages, &pointer, &mut |bytes| {
            let room = limit.saturating_sub(value.len());
            value.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
            bytes.len() <= room
        })?;
        Ok(match end {
            LongEnd::Whole => decode(&value, physical.sql_type, physical.collation, 0),
            LongEnd::Null => Value::Null,
            LongEnd::Stopped => Value::Long(LongValue {
                pointer,
                form: LongForm::of(physical.sql_type, physical.collation),
                beginning: value,
            }),
            LongEnd::Broken => Value::Unread(Unread::Broken),
        })
    }
}

/// text, ntext and image keep a pointer of 16 bytes in the row (4).
fn is_text_pointer(bytes: &[u8], physical: &Physical) -> bool {
    bytes.len() == 16
        && matches!(
            physical.sql_type.xtype,
            xtype::TEXT | xtype::NTEXT | xtype::IMAGE
        )
}

/// The value of a row that was written before its column was added (5.3).
fn absent(physical: &Physical) -> Value {
    match &physical.default {
        None => Value::Null,
        Some(default) => variant(default).unwrap_or(Value::Unread(Unread::Default)),
    }
}

/// More slots than this have no place in a page (section 12).
const MAX_SLOTS: u16 = 4048;

fn is_empty_slot(page: &[u8], slot: u16) -> bool {
    let at = (super::page::PAGE_BYTES - 2).checked_sub(2 * usize::from(slot));
    at.and_then(|at| super::bytes::u16_at(page, at)) == Some(0)
}
