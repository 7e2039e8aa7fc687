//! Quoting for the shells that commands are pasted into (specification 5.3).

/// Whether a word needs no quotes in any shell.
fn is_plain(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with('-')
        && word.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b':' | b'-')
        })
}

/// A word for POSIX shells.
pub fn sh(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A word for PowerShell. It takes typographic apostrophes for quotes too.
pub fn powershell(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    powershell_quoted(word)
}

/// A word for PowerShell, in quotes whatever it is.
pub fn powershell_quoted(word: &str) -> String {
    let mut quoted = String::from("'");
    for c in word.chars() {
        if matches!(c, '\'' | '‘' | '’' | '‚' | '‛') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// A word for a batch file of Windows: in quotes, percent signs doubled.
pub fn cmd(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    format!("\"{}\"", word.replace('%', "%%").replace('"', "\\\""))
}

/// Marks of JSON text that stay ASCII whatever a shell's code page is.
pub fn ascii_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}
