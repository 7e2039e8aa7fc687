//! The JSON contract as text: one object a line, the same bytes from the page and the command line.

use super::Report;
use crate::error::Error;

/// The report as one line of JSON, without a line feed.
///
/// # Errors
/// None in practice; an error of the serialiser is passed on rather than hidden.
pub fn to_json(report: &Report) -> Result<String, Error> {
    serde_json::to_string(report).map_err(|error| Error::Protocol(error.to_string()))
}
