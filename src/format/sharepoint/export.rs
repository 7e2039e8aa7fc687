//! The rows of a table as a stream: CSV or NDJSON, in the order in which they are stored.

use std::io::Write;

use super::database_tables::FoundTable;
use crate::container::sqlserver::{
    LONG_BYTES, RowForm, RowOptions, RowPosition, RowWriter, WriteError,
};
use crate::error::Error;
use crate::inspect::export::{ExportError, ExportForm, Exporting};
use crate::inspect::work::Step;

/// Rows of one step.
const STEP_ROWS: usize = 500;

/// An export under way. It holds the database open, and goes on where the last step ended.
#[derive(Debug)]
pub struct RowExport {
    found: FoundTable,
    form: RowForm,
    from: Option<RowPosition>,
    has_begun: bool,
    is_done: bool,
    gave_up: bool,
    rows: u64,
    unread: u64,
    bytes_before: u64,
}

impl RowExport {
    /// Begins.
    ///
    /// # Errors
    /// `Invalid` if the rows are not given.
    pub fn new(found: FoundTable, form: ExportForm) -> Result<RowExport, Error> {
        if let Some(table) = found.table() {
            let rows = found.database.database.rows(table, RowOptions::default());
            rows.map_err(|why| Error::Invalid(format!("{}: {why}", table.full_name())))?;
        }
        Ok(RowExport {
            bytes_before: found.database.database.reads().bytes,
            found,
            form: row_form(form),
            from: None,
            has_begun: false,
            is_done: false,
            gave_up: false,
            rows: 0,
            unread: 0,
        })
    }
}

/// The form of the container's writer.
pub fn row_form(form: ExportForm) -> RowForm {
    match form {
        ExportForm::Ndjson => RowForm::Ndjson,
        ExportForm::Csv { bom } => RowForm::Csv { bom },
    }
}

impl From<WriteError> for ExportError {
    fn from(error: WriteError) -> ExportError {
        match error {
            WriteError::Read(error) => ExportError::Read(error),
            WriteError::Write(error) => ExportError::Write(error),
        }
    }
}

impl Exporting for RowExport {
    fn step(&mut self, out: &mut dyn Write) -> Result<bool, ExportError> {
        let Some(table) = self.found.table().filter(|_| !self.is_done) else {
            return Ok(false);
        };
        let database = &self.found.database.database;
        let options = RowOptions {
            long_bytes: LONG_BYTES,
            from: self.from,
        };
        let invalid = |why: &dyn std::fmt::Display| Error::Invalid(why.to_string());
        let mut rows = database.rows(table, options).map_err(|why| invalid(&why))?;
        let mut writer = RowWriter::new(Some(database), table, self.form);
        if !std::mem::replace(&mut self.has_begun, true) {
            writer.header(out)?;
        }
        let mut written = 0;
        while written < STEP_ROWS {
            let Some(row) = rows.next() else {
                break;
            };
            writer.row(&row?, out)?;
            written += 1;
        }
        self.rows += written as u64;
        self.unread += writer.unread;
        self.gave_up |= rows.gave_up();
        self.from = rows.position();
        self.is_done = self.gave_up || self.from.is_none();
        Ok(!self.is_done)
    }

    fn done(&self) -> Step {
        let read = self.found.database.database.reads().bytes;
        Step {
            bytes_done: read.saturating_sub(self.bytes_before),
            entries_done: self.rows,
            finished: self.is_done,
        }
    }

    fn total(&self) -> Step {
        let table = self.found.table();
        Step {
            bytes_done: table.map_or(0, |table| table.data_bytes),
            entries_done: table.and_then(|table| table.rows).unwrap_or(0),
            finished: true,
        }
    }

    fn incomplete(&self) -> Vec<String> {
        let mut words = self.found.database.complaints();
        let name = self
            .found
            .table()
            .map(crate::container::sqlserver::Table::full_name);
        let name = name.unwrap_or_default();
        if self.unread > 0 {
            words.push(format!(
                "{name}: {} values could not be told and stand as a note in brackets",
                self.unread
            ));
        }
        if self.gave_up {
            words.push(format!(
                "{name}: more than one in a hundred compressed rows was not understood: the export ends after {} rows",
                self.rows
            ));
        }
        words
    }
}
