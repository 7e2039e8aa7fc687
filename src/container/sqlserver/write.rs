//! Rows as CSV or NDJSON (product.md section 9: RFC 4180 with CRLF; NULL an empty cell, empty text `""`, binary
//! `0x…`; text that a spreadsheet would take for a formula is preceded by `'`).
//!
//! Large values are written piece by piece, never held whole.

use std::io::{self, Write};

use super::catalogue::Table;
use super::codepage;
use super::database::Database;
use super::lob::LongEnd;
use super::rows::Row;
use super::value::{LongForm, LongValue, Unread, Value};
use crate::error::Error;
use crate::report::csv;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowForm {
    /// Comma-separated values, a header line first.
    Csv {
        /// Whether the text begins with U+FEFF, by which Excel knows UTF-8.
        bom: bool,
    },
    /// One JSON object a line.
    Ndjson,
}

/// Why writing ended.
#[derive(Debug)]
pub enum WriteError {
    /// The backup could not be read.
    Read(Error),
    /// The output could not be written.
    Write(io::Error),
}

impl From<Error> for WriteError {
    fn from(error: Error) -> WriteError {
        WriteError::Read(error)
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        WriteError::Write(error)
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WriteError::Read(error) => error.fmt(f),
            WriteError::Write(error) => write!(f, "the rows could not be written: {error}"),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes the rows of one table.
pub struct RowWriter<'d, 'a> {
    /// `None` where large values can't be had.
    database: Option<&'d Database<'a>>,
    /// Large values stand as their beginning.
    only_beginnings: bool,
    form: RowForm,
    /// Positions of the columns that are stored, and their names.
    columns: Vec<(usize, String)>,
    /// Values that could not be told, and stand as a note in brackets.
    pub unread: u64,
}

impl<'d, 'a> RowWriter<'d, 'a> {
    /// A writer for rows of `table`. Columns that are computed and not stored are left out.
    pub fn new(database: Option<&'d Database<'a>>, table: &Table, form: RowForm) -> Self {
        let is_stored = |position: usize| {
            table.parts.is_empty()
                || table.parts.iter().any(|part| {
                    part.stored
                        .iter()
                        .any(|physical| physical.column == Some(position))
                })
        };
        RowWriter {
            database,
            only_beginnings: false,
            form,
            columns: table
                .columns
                .iter()
                .enumerate()
                .filter(|(position, _)| is_stored(*position))
                .map(|(position, column)| (position, column.name.clone()))
                .collect(),
            unread: 0,
        }
    }

    /// A writer that shows the beginning of each large value and an ellipsis, for a view.
    pub fn shown(table: &Table, form: RowForm) -> Self {
        RowWriter {
            only_beginnings: true,
            ..RowWriter::new(None, table, form)
        }
    }

    /// Writes what stands before the first row.
    ///
    /// # Errors
    /// When `out` can't be written.
    pub fn header(&self, out: &mut dyn Write) -> Result<(), WriteError> {
        if let RowForm::Csv { bom } = self.form {
            if bom {
                out.write_all(csv::BYTE_ORDER_MARK)?;
            }
            for (number, (_, name)) in self.columns.iter().enumerate() {
                if number > 0 {
                    out.write_all(b",")?;
                }
                out.write_all(&csv::text(name))?;
            }
            out.write_all(csv::END_OF_LINE)?;
        }
        Ok(())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When `out` can't be written, or a large value can't be read.
    pub fn row(&mut self, row: &Row, out: &mut dyn Write) -> Result<(), WriteError> {
        let columns = std::mem::take(&mut self.columns);
        let written = match self.form {
            RowForm::Csv { .. } => self.csv(&columns, row, out),
            RowForm::Ndjson => self.ndjson(&columns, row, out),
        };
        self.columns = columns;
        written
    }

    fn csv(
        &mut self,
        columns: &[(usize, String)],
        row: &Row,
        out: &mut dyn Write,
    ) -> Result<(), WriteError> {
        for (number, (position, _)) in columns.iter().enumerate() {
            if number > 0 {
                out.write_all(b",")?;
            }
            match row.values.get(*position) {
                None | Some(Value::Null) => {}
                Some(Value::Text(text)) => out.write_all(&csv::text(text))?,
                Some(Value::Long(long)) => {
                    out.write_all(b"\"")?;
                    self.long(long, &mut |piece, is_first| {
                        if is_first && long.form != LongForm::Binary && csv::is_formula(piece) {
                            out.write_all(b"'")?;
                        }
                        out.write_all(piece.replace('"', "\"\"").as_bytes())
                    })?;
                    out.write_all(b"\"")?;
                }
                Some(value) => {
                    self.note(value);
                    write!(out, "{value}")?;
                }
            }
        }
        out.write_all(csv::END_OF_LINE)?;
        Ok(())
    }

    fn ndjson(
        &mut self,
        columns: &[(usize, String)],
        row: &Row,
        out: &mut dyn Write,
    ) -> Result<(), WriteError> {
        out.write_all(b"{")?;
        for (number, (position, name)) in columns.iter().enumerate() {
            if number > 0 {
                out.write_all(b",")?;
            }
            write!(out, "\"{}\":", json_text(name))?;
            match row.values.get(*position) {
                None | Some(Value::Null) => out.write_all(b"null")?,
                Some(Value::Bit(bit)) => write!(out, "{bit}")?,
                Some(value @ (Value::Integer(_) | Value::Decimal(_))) => {
                    // What shows them reads numbers as floating point: a longer one would become another.
                    if self.only_beginnings && !is_kept(value) {
                        write!(out, "\"{value}\"")?;
                    } else {
                        write!(out, "{value}")?;
                    }
                }
                Some(value @ (Value::Float(_) | Value::Real(_))) => {
                    let text = value.to_string();
                    // Not a number, or infinite: nothing that JSON has.
                    if text.contains(['N', 'i']) {
                        write!(out, "\"{text}\"")?;
                    } else {
                        out.write_all(text.as_bytes())?;
                    }
                }
                Some(Value::Long(long)) => {
                    out.write_all(b"\"")?;
                    self.long(long, &mut |piece, _| {
                        out.write_all(json_text(piece).as_bytes())
                    })?;
                    out.write_all(b"\"")?;
                }
                Some(value) => {
                    self.note(value);
                    write!(out, "\"{}\"", json_text(&value.to_string()))?;
                }
            }
        }
        out.write_all(b"}\n")?;
        Ok(())
    }

    fn note(&mut self, value: &Value) {
        if matches!(value, Value::Unread(_)) {
            self.unread += 1;
        }
    }

    /// Writes a large value in pieces of text; the first is said to be it.
    fn long(
        &mut self,
        long: &LongValue,
        put: &mut dyn FnMut(&str, bool) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        if self.only_beginnings {
            let shown = Value::Long(long.clone()).to_string();
            return Ok(put(&shown, true)?);
        }
        let Some(database) = self.database else {
            self.unread += 1;
            return Ok(put(&format!("({})", Unread::LargeValue), false)?);
        };
        let mut failed = None;
        let mut is_first = true;
        let mut pieces = Pieces::new(long.form);
        let mut give = |piece: Option<String>| match piece {
            Some(piece) if piece.is_empty() => true,
            Some(piece) => {
                let written = put(&piece, std::mem::take(&mut is_first));
                failed = written.err();
                failed.is_none()
            }
            None => false,
        };
        let mut end = database.long_value(&long.pointer, &mut |bytes| give(pieces.take(bytes)))?;
        if end == LongEnd::Whole && !give(pieces.rest()) {
            end = LongEnd::Stopped;
        }
        if let Some(error) = failed {
            return Err(error.into());
        }
        let why = match end {
            LongEnd::Whole | LongEnd::Null => return Ok(()),
            LongEnd::Broken => Unread::Broken,
            LongEnd::Stopped => Unread::CodePage,
        };
        self.unread += 1;
        Ok(put(&format!("({why})"), false)?)
    }
}

impl std::fmt::Debug for RowWriter<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowWriter")
            .field("form", &self.form)
            .field("unread", &self.unread)
            .finish_non_exhaustive()
    }
}

/// Turns the bytes of a large value into text as they come.
struct Pieces {
    form: LongForm,
    /// What is left of a character that is not whole.
    left: Vec<u8>,
    began: bool,
}

impl Pieces {
    fn new(form: LongForm) -> Pieces {
        Pieces {
            form,
            left: Vec::new(),
            began: false,
        }
    }

    /// Text of the next bytes; `None` for text that is not read.
    fn take(&mut self, bytes: &[u8]) -> Option<String> {
        match self.form {
            LongForm::Binary => {
                let mut text = String::with_capacity(2 * bytes.len() + 2);
                if !std::mem::replace(&mut self.began, true) {
                    text.push_str("0x");
                }
                for byte in bytes {
                    for digit in [byte >> 4, byte & 0xF] {
                        text.extend(
                            char::from_digit(u32::from(digit), 16)
                                .map(|digit| digit.to_ascii_uppercase()),
                        );
                    }
                }
                Some(text)
            }
            LongForm::CodePage { collation } => codepage::of_collation(collation).text(bytes),
            LongForm::Utf16 => {
                self.left.extend_from_slice(bytes);
                let mut whole = self.left.len() - self.left.len() % 2;
                // The first half of a pair waits for the second.
                if let Some(high) = whole.checked_sub(1).and_then(|at| self.left.get(at))
                    && (0xD8..0xDC).contains(high)
                {
                    whole -= 2;
                }
                let rest = self.left.split_off(whole);
                let text = super::bytes::utf16(&self.left);
                self.left = rest;
                Some(text)
            }
        }
    }

    /// Text of what is left at the end.
    fn rest(&mut self) -> Option<String> {
        Some(super::bytes::utf16(&std::mem::take(&mut self.left)))
    }
}

/// Whether a whole or decimal number stays the same number as a 64-bit floating-point one: 15 digits always do.
fn is_kept(value: &Value) -> bool {
    const KEPT: u64 = 1_000_000_000_000_000;
    match value {
        Value::Integer(number) => number.unsigned_abs() < KEPT,
        Value::Decimal(number) => number.digits < u128::from(KEPT),
        _ => true,
    }
}

/// Text inside the quotes of a JSON string.
fn json_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            control if control < ' ' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_characters_whole() {
        let text = "a\u{1F600}b\u{E9}";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for step in 1..bytes.len() {
            let mut pieces = Pieces::new(LongForm::Utf16);
            let mut read = String::new();
            for piece in bytes.chunks(step) {
                read.push_str(&pieces.take(piece).unwrap());
            }
            read.push_str(&pieces.rest().unwrap());
            assert_eq!(read, text, "in pieces of {step}");
        }
        let mut pieces = Pieces::new(LongForm::Binary);
        assert_eq!(pieces.take(&[0xAB]).as_deref(), Some("0xAB"));
        assert_eq!(pieces.take(&[0x01]).as_deref(), Some("01"));
    }

    #[test]
    fn numbers_that_floating_point_would_change_are_known() {
        use super::super::value::Decimal;
        let decimal = |digits| {
            Value::Decimal(Decimal {
                negative: true,
                digits,
                scale: 2,
            })
        };
        assert!(is_kept(&Value::Integer(-999_999_999_999_999)));
        assert!(!is_kept(&Value::Integer(i64::MIN)));
        assert!(!is_kept(&Value::Integer(9_007_199_254_740_993)));
        assert!(is_kept(&decimal(123_456_789_012_345)));
        assert!(!is_kept(&decimal(12_345_678_901_234_567_890)));
    }
}
