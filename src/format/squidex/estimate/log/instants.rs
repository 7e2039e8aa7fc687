//! The date and the time in front of a message, as servers, browsers and people write them.

use super::{Instant, MAX_PREFIX};
use crate::json;

pub(super) const DAY: f64 = 86_400.0;

/// An instant at the start of a line, and the text after its colon.
pub(super) fn split_instant(line: &str) -> Option<(Instant, &str)> {
    let start = line.find(|c: char| c.is_ascii_digit())?;
    // In front of the instant: marks of quoting and lists only.
    if line[..start].chars().any(char::is_alphanumeric) {
        return None;
    }
    let split = line[start..].find(": ").map(|at| start + at)?;
    let instant = find_instant(&line[start..split])?;
    Some((instant, &line[split + 2..]))
}

/// The last time of day in a text, with the date in front of it if there is one. Only the end of
/// the text is looked at: an instant stands right before its message.
pub(super) fn find_instant(text: &str) -> Option<Instant> {
    let mut start = text.len().saturating_sub(MAX_PREFIX);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let text = &text[start..];
    let bytes = text.as_bytes();
    let mut found = None;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            if let Some((seconds, resolution, length)) = time_of_day(&text[at..]) {
                let day = find_date(&text[..at]);
                found = Some(Instant {
                    seconds: seconds + day.unwrap_or(0.0) * DAY,
                    dated: day.is_some(),
                    resolution,
                });
                at += length;
                continue;
            }
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
        } else {
            at += 1;
        }
    }
    found
}

/// `7:08`, `07:08:09`, `07:08:09.1234567`, `7:08:09 AM`, with an offset: seconds of the day,
/// resolution, length.
fn time_of_day(text: &str) -> Option<(f64, f64, usize)> {
    let mut rest = text;
    let hours = two_digits(&mut rest).filter(|hours| *hours < 24)?;
    rest = rest.strip_prefix(':')?;
    let minutes = two_digits(&mut rest).filter(|minutes| *minutes < 60)?;
    let mut seconds = 0.0;
    let mut resolution = 60.0;
    if let Some(after) = rest.strip_prefix(':') {
        let mut after = after;
        if let Some(whole) = two_digits(&mut after).filter(|seconds| *seconds <= 60) {
            rest = after;
            seconds = f64::from(whole);
            resolution = 1.0;
            if let Some(fraction) = rest.strip_prefix(['.', ',']) {
                let digits: &str = &fraction[..fraction
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(fraction.len())];
                if !digits.is_empty() {
                    seconds += json::double(&format!("0.{digits}")).unwrap_or(0.0);
                    resolution = 0.1_f64.powi(i32::try_from(digits.len().min(9)).unwrap_or(9));
                    rest = &fraction[digits.len()..];
                }
            }
        }
    }
    let mut hours = f64::from(hours);
    let marker = rest.trim_start_matches([' ', '\u{202f}', '\u{a0}']);
    for (mark, afternoon) in [("AM", false), ("am", false), ("PM", true), ("pm", true)] {
        if let Some(after) = marker.strip_prefix(mark) {
            hours = hours % 12.0 + if afternoon { 12.0 } else { 0.0 };
            rest = after;
        }
    }
    let mut offset = 0.0;
    if let Some((sign, after)) = rest
        .strip_prefix('+')
        .map(|after| (1.0, after))
        .or_else(|| rest.strip_prefix('-').map(|after| (-1.0, after)))
    {
        let mut after = after;
        if let Some(hours) = two_digits(&mut after) {
            let after_colon = after.strip_prefix(':').unwrap_or(after);
            let mut tail = after_colon;
            let minutes = two_digits(&mut tail).unwrap_or(0);
            offset = sign * (f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0);
            rest = tail;
        }
    }
    let seconds = hours * 3600.0 + f64::from(minutes) * 60.0 + seconds - offset;
    Some((seconds, resolution, text.len() - rest.len()))
}

/// One or two digits, not more.
fn two_digits(rest: &mut &str) -> Option<u32> {
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if !(1..=2).contains(&end) {
        return None;
    }
    let number = rest[..end].parse().ok()?;
    *rest = &rest[end..];
    Some(number)
}

/// The last date in a text, as days: year first, or day, month, year in the order that its
/// separators suggest (`/`: month first), or a month by its English name.
fn find_date(text: &str) -> Option<f64> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for window in words.windows(3).rev() {
        let [first, second, third] = window else {
            continue;
        };
        // `2024-05-06T` leaves a T at the day.
        let third = third.trim_end_matches('T');
        let number = |text: &str| text.parse::<i64>().ok();
        let slashes = text.contains('/');
        let date = match (number(first), number(second), number(third)) {
            (Some(year), Some(month), Some(day)) if first.len() == 4 => Some((year, month, day)),
            (Some(a), Some(b), Some(year)) if third.len() == 4 => {
                let month_first = if slashes { a <= 12 } else { b > 12 };
                Some(if month_first {
                    (year, a, b)
                } else {
                    (year, b, a)
                })
            }
            (None, Some(day), Some(year)) => month_by_name(first).map(|month| (year, month, day)),
            (Some(day), None, Some(year)) => month_by_name(second).map(|month| (year, month, day)),
            _ => None,
        };
        if let Some((year, month, day)) = date
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (1970..=9999).contains(&year)
        {
            return Some(days_from_civil(year, month, day));
        }
    }
    None
}

fn month_by_name(word: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let word = word.to_ascii_lowercase();
    let index = NAMES.iter().position(|name| word.starts_with(name))?;
    i64::try_from(index + 1).ok()
}

/// Days since 1970-01-01 of the Gregorian calendar: years from March on, so that leap days are last.
fn days_from_civil(year: i64, month: i64, day: i64) -> f64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468) as f64
}
