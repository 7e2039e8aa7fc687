//! Times as REST answers, `az`, PowerShell and signatures write them (specification 2.4 and 6.1).

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// A time as it was written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instant {
    /// The text, as written.
    pub text: String,
    /// The instant; `None` if the text is no time. Without an offset it is UTC.
    pub at: Option<Timestamp>,
    /// What the text says of its zone.
    pub zone: Zone,
}

/// What a time says of its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// `Z` or `+00:00`.
    Utc,
    /// Another offset.
    Other,
    /// Nothing.
    Missing,
}

impl Instant {
    /// Reads a time: ISO 8601 with or without seconds, with 1 to 9 digits of a fraction, with or without an offset; a date
    /// alone; `/Date(ms)/`.
    pub fn read(text: &str) -> Self {
        let trimmed = text.trim();
        let (at, zone) = dotnet_date(trimmed)
            .map(|at| (Some(at), Zone::Utc))
            .or_else(|| iso(trimmed).map(|(at, zone)| (Some(at), zone)))
            .unwrap_or((None, Zone::Missing));
        Instant {
            text: trimmed.to_owned(),
            at,
            zone,
        }
    }

    /// As it may be shown and compared: ISO 8601 in UTC if it is a time.
    pub fn shown(&self) -> Option<String> {
        self.at.map(|at| at.to_string())
    }
}

/// `/Date(1475000000000)/`, perhaps with an offset that does not matter, as PowerShell 5 writes it.
fn dotnet_date(text: &str) -> Option<Timestamp> {
    let inner = text
        .replace('\\', "")
        .strip_prefix("/Date(")?
        .strip_suffix(")/")?
        .to_owned();
    let end = inner
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '+' | '-'))
        .map_or(inner.len(), |(at, _)| at);
    Timestamp::from_millisecond(inner.get(..end)?.parse().ok()?).ok()
}

/// Digits of the text from `at` on, exactly so many.
fn number(text: &str, at: usize, digits: usize) -> Option<i32> {
    let part = text.get(at..at + digits)?;
    part.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| part.parse().ok())?
}

fn iso(text: &str) -> Option<(Timestamp, Zone)> {
    let (year, month, day) = (
        number(text, 0, 4)?,
        number(text, 5, 2)?,
        number(text, 8, 2)?,
    );
    if text.get(4..5)? != "-" || text.get(7..8)? != "-" {
        return None;
    }
    let rest = text.get(10..)?;
    let (hour, minute, second, nanos, rest) = clock(rest)?;
    let time = DateTime::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        hour,
        minute,
        second,
        nanos,
    )
    .ok()?;
    let at = Offset::UTC.to_timestamp(time).ok()?;
    let (offset_minutes, zone) = offset(rest)?;
    let at = at
        .checked_sub(SignedDuration::from_mins(offset_minutes))
        .ok()?;
    Some((at, zone))
}

/// Hour, minute, second, nanoseconds, and what stands behind them.
fn clock(rest: &str) -> Option<(i8, i8, i8, i32, &str)> {
    if rest.is_empty() {
        return Some((0, 0, 0, 0, ""));
    }
    if !matches!(rest.get(..1)?, "T" | "t" | " ") {
        // A date alone, with its zone perhaps.
        return Some((0, 0, 0, 0, rest));
    }
    let (hour, minute) = (number(rest, 1, 2)?, number(rest, 4, 2)?);
    if rest.get(3..4)? != ":" {
        return None;
    }
    let mut rest = rest.get(6..)?;
    let mut second = 0;
    let mut nanos = 0_i32;
    if rest.starts_with(':') {
        second = number(rest, 1, 2)?;
        rest = rest.get(3..)?;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let digits = fraction
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(fraction.len());
            if digits == 0 || digits > 9 {
                return None;
            }
            nanos = format!("{:0<9}", fraction.get(..digits)?).parse().ok()?;
            rest = fraction.get(digits..)?;
        }
    }
    let small = |value: i32| i8::try_from(value).ok();
    Some((small(hour)?, small(minute)?, small(second)?, nanos, rest))
}

/// Offset in minutes. A blank stands for the plus that a query turned into one.
fn offset(rest: &str) -> Option<(i64, Zone)> {
    let (sign, digits) = match rest.chars().next() {
        None => return Some((0, Zone::Missing)),
        Some('Z' | 'z') if rest.len() == 1 => return Some((0, Zone::Utc)),
        Some('+' | ' ') => (1, rest.get(1..)?),
        Some('-') => (-1, rest.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        5 if digits.get(2..3)? == ":" => (number(digits, 0, 2)?, number(digits, 3, 2)?),
        4 => (number(digits, 0, 2)?, number(digits, 2, 2)?),
        2 => (number(digits, 0, 2)?, 0),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let total = sign * i64::from(hours * 60 + minutes);
    Some((total, if total == 0 { Zone::Utc } else { Zone::Other }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, zone: Zone) {
        let read = Instant::read(text);
        assert_eq!(
            (read.shown().as_deref(), read.zone),
            (Some(expected), zone),
            "{text}"
        );
    }

    #[test]
    fn every_way_of_writing_is_read() {
        check(
            "2015-09-29T18:25:26.3992707Z",
            "2015-09-29T18:25:26.3992707Z",
            Zone::Utc,
        );
        check(
            "2023-02-03T16:43:03.89532",
            "2023-02-03T16:43:03.89532Z",
            Zone::Missing,
        );
        check("2023-02-05T01:11Z", "2023-02-05T01:11:00Z", Zone::Utc);
        check("2023-02-05", "2023-02-05T00:00:00Z", Zone::Missing);
        check(
            "2023-02-05T12:00:00+12:00",
            "2023-02-05T00:00:00Z",
            Zone::Other,
        );
        check(
            "2023-02-05T12:00:00 12:00",
            "2023-02-05T00:00:00Z",
            Zone::Other,
        );
        check(
            "2023-02-05 12:00:00-01",
            "2023-02-05T13:00:00Z",
            Zone::Other,
        );
        check(
            "2023-02-05T12:00:00+00:00",
            "2023-02-05T12:00:00Z",
            Zone::Utc,
        );
        check("/Date(1475000000000)/", "2016-09-27T18:13:20Z", Zone::Utc);
        check(
            "\\/Date(1475000000000+0200)\\/",
            "2016-09-27T18:13:20Z",
            Zone::Utc,
        );
    }

    #[test]
    fn what_is_no_time_keeps_its_text() {
        for text in [
            "",
            "soon",
            "2023-13-05",
            "2023-02-30T00:00:00Z",
            "2023-02-05T25:00Z",
            "2023-02-05Tx",
            "2023-02-05T01:11:00.Z",
            "9999-12-31T23:59:59-23:59é",
        ] {
            let read = Instant::read(text);
            assert_eq!((read.at, read.text.as_str()), (None, text));
        }
    }
}
