//! Cells of CSV (RFC 4180; lines end in CRLF), for all systems (product.md section 9): empty text is `""`, so that it
//! is not taken for nothing; text that a spreadsheet would take for a formula is preceded by `'`. Numbers, dates and
//! truth values stand as they are and are nobody's business here.

/// What Excel knows UTF-8 by.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";
/// End of each line.
pub const END_OF_LINE: &str = "\r\n";

/// Whether a spreadsheet would take the text for a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text as a cell, quoted where it must be.
pub fn text(text: &str) -> String {
    let guard = if is_formula(text) { "'" } else { "" };
    if text.is_empty() || text.contains([',', '"', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_that_a_spreadsheet_would_run_is_guarded() {
        for (text, cell) in [
            ("", "\"\""),
            ("plain", "plain"),
            ("=1+1", "'=1+1"),
            ("-x,\"y\"", "\"'-x,\"\"y\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("\tt", "'\tt"),
        ] {
            assert_eq!(super::text(text), cell);
        }
    }
}
