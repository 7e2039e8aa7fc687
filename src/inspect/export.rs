//! What can be taken out of a set as one stream of bytes, the same from the command line and from the page: in steps,
//! so that a person hears how far it is and can stop it, and never more of it in memory than one step gives.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::work::Step;
use crate::error::Error;

/// What is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Export {
    /// Its word on the command line, such as `rows`.
    pub what: String,
    /// Only what is in this object: for rows, the table.
    pub within: Option<String>,
    /// Only this part: for rows, the database where there are several.
    pub part: Option<String>,
    /// How it is written.
    pub form: ExportForm,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ExportForm {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// Comma-separated values, a header line first (RFC 4180, CRLF).
    Csv {
        /// Whether it begins with a byte order mark, for Excel.
        bom: bool,
    },
}

/// Why an export ended before its end.
#[derive(Debug)]
pub enum ExportError {
    /// The backup could not be read.
    Read(Error),
    /// The output could not be written.
    Write(io::Error),
}

impl From<Error> for ExportError {
    fn from(error: Error) -> ExportError {
        ExportError::Read(error)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> ExportError {
        ExportError::Write(error)
    }
}

/// An export under way.
pub trait Exporting {
    /// Writes the next part, some hundred rows; whether there is more.
    ///
    /// # Errors
    /// When the backup can't be read or the output not written.
    fn step(&mut self, out: &mut dyn Write) -> Result<bool, ExportError>;

    /// How far it is: bytes read and rows written.
    fn done(&self) -> Step;

    /// What is expected in all, as far as the backup tells.
    fn total(&self) -> Step;

    /// What is lacking or uncertain in what was written, in words.
    fn incomplete(&self) -> Vec<String>;
}

/// There is nothing of that name to take out.
pub fn none(what: &str) -> Error {
    Error::Invalid(format!("there is no export of \"{what}\" from this set"))
}
