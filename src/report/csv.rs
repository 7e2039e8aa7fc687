//! Rows of CSV: RFC 4180, lines end in CRLF. A *text* is never taken for a formula by a spreadsheet; numbers, dates and
//! booleans stand as they are.

/// What stands in front of a file and tells spreadsheets that it is UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// End of each line.
pub const END_OF_LINE: &[u8] = b"\r\n";

/// Whether a spreadsheet would take the text for a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing: an empty cell. An empty text is `""`.
    Null,
    /// A text: one that begins like a formula gets an apostrophe in front.
    Text(&'a str),
    /// A number, an instant, a boolean, JSON: only quoted where it must be.
    Plain(&'a str),
}

/// Adds a row.
pub fn push_row<'a>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = Cell<'a>>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match cell {
            Cell::Null => {}
            Cell::Text(text) => push_text(out, text, is_formula(text)),
            Cell::Plain(text) => push_text(out, text, false),
        }
    }
    out.extend_from_slice(END_OF_LINE);
}

/// A text as a cell, by itself.
pub fn text(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    push_text(&mut out, text, is_formula(text));
    out
}

fn push_text(out: &mut Vec<u8>, text: &str, guard: bool) {
    let guard: &[u8] = if guard { b"'" } else { b"" };
    if !text.is_empty() && !text.contains(['"', ',', '\r', '\n']) {
        out.extend_from_slice(guard);
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(guard);
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: Cell<'_>, expected: &str) {
        let mut out = Vec::new();
        push_row(&mut out, [cell, Cell::Null]);
        assert_eq!(String::from_utf8_lossy(&out), format!("{expected},\r\n"));
    }

    #[test]
    fn a_text_is_no_formula_and_breaks_no_line() {
        for start in ["=", "+", "-", "@", "\t"] {
            check(Cell::Text(&format!("{start}1")), &format!("'{start}1"));
        }
        check(Cell::Text("\r1"), "\"'\r1\"");
        check(Cell::Text("-1,5"), "\"'-1,5\"");
        check(Cell::Plain("-1.5"), "-1.5");
        check(Cell::Text("a,b"), "\"a,b\"");
        check(
            Cell::Text("say \"no\"\nplease"),
            "\"say \"\"no\"\"\nplease\"",
        );
        check(Cell::Text("plain.zip"), "plain.zip");
        check(Cell::Text(""), "\"\"");
        check(Cell::Null, "");
    }
}
