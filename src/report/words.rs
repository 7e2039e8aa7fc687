//! Small pieces of English that the renderers share: numbers with separators, sizes, durations.

use super::{Outcome, Severity};

/// `1234567` as `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1` and `event` as `1 event`, `2` as `2 events`.
pub fn counted(number: u64, singular: &str) -> String {
    if number == 1 {
        return format!("1 {singular}");
    }
    // A `y` behind a vowel stays: days.
    let stem = singular
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match stem {
        Some(stem) => format!("{} {stem}ies", count(number)),
        None if singular.ends_with('s') => format!("{} {singular}es", count(number)),
        None => format!("{} {singular}s", count(number)),
    }
}

/// Bytes with a decimal unit, three significant digits at most: `8.2 kB`, `231 MB`.
pub fn bytes(number: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if number < 1_000 {
        return counted(number, "byte");
    }
    let mut value = number as f64;
    let mut unit = "";
    for next in UNITS {
        value /= 1_000.0;
        unit = next;
        if value < 999.5 {
            break;
        }
    }
    let decimals = usize::from(value < 99.95);
    format!("{value:.decimals$} {unit}")
}

/// Seconds as a person says them: `440 ms`, `1.4 s`, `12 s`, `4 min 10 s`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "unknown".into();
    }
    if seconds < 0.95 {
        return format!("{:.0} ms", (seconds * 1_000.0).max(1.0));
    }
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    if whole < 60 {
        format!("{whole} s")
    } else if whole < 600 {
        format!("{} min {} s", whole / 60, whole % 60)
    } else if whole < 3_600 {
        format!("{} min", (whole + 30) / 60)
    } else {
        let minutes = (whole + 30) / 60;
        match (minutes / 60, minutes % 60) {
            (hours, 0) => format!("{hours} h"),
            (hours, rest) => format!("{hours} h {rest} min"),
        }
    }
}

/// A length of time that is only estimated: no more than two digits of it mean anything, and nothing below a second.
/// `a second`, `7 s`, `40 s`, `3 min`, `1 h 20 min`.
pub fn roughly(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "unknown".into();
    }
    let to = |step: f64| (seconds / step).round() * step;
    match seconds {
        s if s < 1.5 => "a second".into(),
        s if s < 9.5 => format!("{s:.0} s"),
        s if s < 57.5 => format!("{:.0} s", to(5.0)),
        s if s < 585.0 => {
            let halves = (s / 30.0).round() as u64;
            match halves % 2 {
                0 => format!("{} min", halves / 2),
                _ => format!("{} min 30 s", halves / 2),
            }
        }
        s if s < 3_450.0 => format!("{:.0} min", to(300.0) / 60.0),
        s if s < 34_200.0 => duration(to(600.0)),
        _ => duration(to(3_600.0)),
    }
}

/// The outcome as shown.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Restores => "Will restore",
        Outcome::RestoresWithLoss => "Will restore, with losses",
        Outcome::Fails => "Will not restore",
        Outcome::Unknown => "Cannot tell",
    }
}

/// The severity as shown.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal => "fatal",
        Severity::DataLoss => "data loss",
        Severity::Suspicious => "suspicious",
        Severity::Note => "note",
    }
}

/// Text from an archive made safe to show: control and bidirectional characters become visible.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32)
                .unwrap_or('\u{fffd}')
                .to_string(),
            '\u{7f}' => "\u{2421}".into(),
            '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => format!("\u{27e8}U+{:04X}\u{27e9}", c as u32),
            other => other.to_string(),
        })
        .collect()
}

/// With a capital in front, as a line begins.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// As it stands within a line: a name or an abbreviation in front keeps its capitals.
pub fn within_line(text: &str) -> String {
    let mut letters = text.chars().peekable();
    match letters.next() {
        Some(first) if letters.peek().is_some_and(|next| !next.is_uppercase()) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// A severity as the JSON contract spells it.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal => "fatal",
        Severity::DataLoss => "data-loss",
        Severity::Suspicious => "suspicious",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "entry"), "1 entry");
        assert_eq!(counted(2, "day"), "2 days");
        assert_eq!(counted(2, "entry"), "2 entries");
    }

    #[test]
    fn sizes_have_three_digits_at_most() {
        assert_eq!(bytes(1), "1 byte");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_000), "1.0 kB");
        assert_eq!(bytes(231_456_789), "231 MB");
        assert_eq!(bytes(999_999), "1.0 MB");
    }

    #[test]
    fn durations_fit_their_size() {
        assert_eq!(duration(0.44), "440 ms");
        assert_eq!(duration(0.0), "1 ms");
        assert_eq!(duration(1.44), "1.4 s");
        assert_eq!(duration(59.4), "59 s");
        assert_eq!(duration(250.0), "4 min 10 s");
        assert_eq!(duration(7_500.0), "2 h 5 min");
        for (seconds, expected) in [
            (0.2, "a second"),
            (6.7, "7 s"),
            (41.0, "40 s"),
            (57.6, "1 min"),
            (100.0, "1 min 30 s"),
            (599.0, "10 min"),
            (3_500.0, "1 h"),
            (4_700.0, "1 h 20 min"),
            (50_000.0, "14 h"),
        ] {
            assert_eq!(roughly(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn hostile_names_show_their_characters() {
        assert_eq!(visible("a\u{202e}b\n"), "a\u{27e8}U+202E\u{27e9}b\u{240a}");
    }
}
