//! A JSON reader with the rules of the server's own one (`System.Text.Json`): a pull parser over
//! bytes that builds no values.
//!
//! What it keeps to: at most 64 containers deep, no comments, no trailing commas, escapes checked
//! everywhere, but text only checked for valid UTF-8 and paired surrogates where somebody asks for
//! it ([`Text::check`]): the server skips over unknown properties without decoding them.
//! A byte order mark has to be taken off before ([`without_bom`]).

mod double;
mod number;
mod reader;
mod scan;
mod text;

pub use double::double;
pub use number::{Exactness, exactness, parse_double, parse_int32, parse_int64};
pub use reader::{Fault, Reader, Syntax, Token};
pub use scan::Index;
pub use text::{BadText, Text};

/// Deepest nesting that the server's reader accepts (`JsonReaderOptions.MaxDepth`, its default).
pub const MAX_DEPTH: u32 = 64;

/// The bytes behind a UTF-8 byte order mark, if there is one, and whether there was.
pub fn without_bom(bytes: &[u8]) -> (&[u8], bool) {
    match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    }
}

/// Line and byte in the line of an offset, both from 1.
pub fn line_and_byte(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = bytes.get(..at.min(bytes.len())).unwrap_or(bytes);
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    (line + 1, before.len() - start + 1)
}
