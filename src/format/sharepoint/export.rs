//! The rows of a table as a stream: CSV or NDJSON, in the order in which they are stored.

use std::io::Write;

use super::database_tables::FoundTable;
use crate::container::sqlserver::{
    LONG_BYTES, RowForm, RowOptions, RowPosition, RowWriter, WriteError,
};
use crate::error::Error;
use crate::inspect::export::{Exported, Form, Piece, Sink, Wanted};

/// Rows that are written in steps, so that never more of them is in memory than one step gives.
pub trait RowSteps {
    /// Writes the next part, some hundred rows; whether there is more.
    ///
    /// # Errors
    /// When the backup can't be read.
    fn step(&mut self, out: &mut dyn Write) -> Result<bool, WriteError>;

    /// How many rows were written.
    fn rows(&self) -> u64;

    /// What is lacking or uncertain in what was written, in words.
    fn incomplete(&self) -> Vec<String>;
}

/// The form of the container's writer.
///
/// # Errors
/// `Invalid` for one that rows are not written in.
pub fn row_form(wanted: &Wanted) -> Result<RowForm, Error> {
    match wanted.form {
        Form::Ndjson => Ok(RowForm::Ndjson),
        Form::Csv => Ok(RowForm::Csv {
            bom: wanted.byte_order_mark,
        }),
        Form::Json => Err(Error::Invalid(
            "rows are written as ndjson or csv: a table may be too long for one array".into(),
        )),
    }
}

/// Gives all steps to the sink.
///
/// # Errors
/// When nothing could be read. Where rows were given already, what stopped them is named among what is left out.
pub fn write(steps: &mut dyn RowSteps, sink: Sink<'_>) -> Result<Exported, Error> {
    let mut told = Exported::default();
    loop {
        let mut out = Vec::new();
        let step = steps.step(&mut out);
        if !out.is_empty() && !sink(Piece::Bytes(&out)) {
            told.stopped = true;
            break;
        }
        match step {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let error = match error {
                    WriteError::Read(error) => error,
                    // Memory takes all there is.
                    WriteError::Write(error) => Error::Protocol(error.to_string()),
                };
                if steps.rows() == 0 {
                    return Err(error);
                }
                told.leave_out(
                    None,
                    format!("the export ends after {} rows: {error}", steps.rows()),
                );
                break;
            }
        }
    }
    told.written = steps.rows();
    for lacking in steps.incomplete() {
        told.leave_out(None, format!("not all is exported: {lacking}"));
    }
    Ok(told)
}

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
}

impl RowExport {
    /// Begins.
    ///
    /// # Errors
    /// `Invalid` if the rows are not given.
    pub fn new(found: FoundTable, form: RowForm) -> Result<RowExport, Error> {
        if let Some(table) = found.table() {
            let rows = found.database.database.rows(table, RowOptions::default());
            rows.map_err(|why| Error::Invalid(format!("{}: {why}", table.full_name())))?;
        }
        Ok(RowExport {
            found,
            form,
            from: None,
            has_begun: false,
            is_done: false,
            gave_up: false,
            rows: 0,
            unread: 0,
        })
    }
}

impl RowSteps for RowExport {
    fn step(&mut self, out: &mut dyn Write) -> Result<bool, WriteError> {
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

    fn rows(&self) -> u64 {
        self.rows
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
