//! Values inside of commands (section 8.1): nothing that a person or a file says can end its quotes.

use crate::error::Error;

/// Letters that PowerShell takes for a single quote.
const SINGLE_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
/// Letters that no path of Windows has.
const NOT_IN_PATHS: [char; 6] = ['"', '<', '>', '|', '?', '*'];

/// Whether a letter ends a line or acts on the terminal or on the direction of text.
fn is_refused(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Refuses what can't be said in one line.
fn checked(value: &str) -> Result<&str, Error> {
    match value.chars().find(|letter| is_refused(*letter)) {
        Some(letter) => Err(Error::Invalid(format!(
            "a value has the character U+{:04X}, which no command may have",
            u32::from(letter)
        ))),
        None => Ok(value),
    }
}

/// Refuses what is no path.
fn checked_path(path: &str) -> Result<&str, Error> {
    match path.chars().find(|letter| NOT_IN_PATHS.contains(letter)) {
        Some(letter) => Err(Error::Invalid(format!(
            "the path \"{path}\" has \"{letter}\", which no path of Windows has"
        ))),
        None if path.trim().is_empty() => Err(Error::Invalid("a path is empty".into())),
        None => checked(path),
    }
}

/// A value for PowerShell: in single quotes, each of them doubled.
///
/// # Errors
/// `Invalid` for control characters and line breaks.
pub fn shell(value: &str) -> Result<String, Error> {
    let mut out = String::from("'");
    for letter in checked(value)?.chars() {
        if SINGLE_QUOTES.contains(&letter) {
            out.push(letter);
        }
        out.push(letter);
    }
    out.push('\'');
    Ok(out)
}

/// A path for PowerShell.
///
/// # Errors
/// As [`shell`], and for what no path has.
pub fn shell_path(path: &str) -> Result<String, Error> {
    shell(checked_path(path)?)
}

/// A string for T-SQL: `N'…'` with single quotes doubled.
///
/// # Errors
/// `Invalid` for control characters and line breaks.
pub fn sql(value: &str) -> Result<String, Error> {
    Ok(format!("N'{}'", checked(value)?.replace('\'', "''")))
}

/// A path for T-SQL.
///
/// # Errors
/// As [`sql`], and for what no path has.
pub fn sql_path(path: &str) -> Result<String, Error> {
    sql(checked_path(path)?)
}

/// An identifier for T-SQL: `[…]` with `]` doubled.
///
/// # Errors
/// `Invalid` for control characters, and for names that are empty or longer than 128 letters.
pub fn identifier(name: &str) -> Result<String, Error> {
    if name.is_empty() || name.encode_utf16().count() > 128 {
        return Err(Error::Invalid(
            "the name of a database has 1 to 128 letters".into(),
        ));
    }
    Ok(format!("[{}]", checked(name)?.replace(']', "]]")))
}
