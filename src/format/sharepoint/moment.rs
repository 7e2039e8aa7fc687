//! Moments and spans: seconds of UTC, as text and from text. The engine has no clock of its own.

use jiff::civil;
use jiff::tz::Offset;

/// Seconds since 1970-01-01T00:00:00 UTC.
pub type Seconds = i64;

/// `2016-11-05T02:30:12Z`.
pub fn iso(seconds: Seconds) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
}

/// Reads `MM/dd/yyyy HH:mm:ss` as in `spbrtoc.xml`, as if it were UTC. `None` if it is no such date.
pub fn parse_us(text: &str) -> Option<Seconds> {
    let (date, time) = text.trim().split_once(' ')?;
    let mut date = date.split('/').map(number::<i16>);
    let mut time = time.trim().split(':').map(number::<i8>);
    let (month, day, year) = (date.next()??, date.next()??, date.next()??);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    if date.next().is_some() || time.next().is_some() || !(1990..=2100).contains(&year) {
        return None;
    }
    let at = civil::DateTime::new(
        year,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        hour,
        minute,
        second,
        0,
    )
    .ok()?;
    Some(Offset::UTC.to_timestamp(at).ok()?.as_second())
}

/// Reads an instant in ISO 8601.
pub fn parse_iso(text: &str) -> Option<Seconds> {
    let at: jiff::Timestamp = text.trim().parse().ok()?;
    Some(at.as_second())
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// Reads a span: `15m`, `24h`, `7d`, `90s`, `900`. `None` if it is none.
pub fn parse_span(text: &str) -> Option<Seconds> {
    let text = text.trim();
    let (digits, factor) = match text.char_indices().next_back()? {
        (at, 's') => (text.get(..at)?, 1),
        (at, 'm') => (text.get(..at)?, 60),
        (at, 'h') => (text.get(..at)?, 3_600),
        (at, 'd') => (text.get(..at)?, 86_400),
        _ => (text, 1),
    };
    number::<Seconds>(digits)?.checked_mul(factor)
}

/// A span in words: `2 min 28 s`, `3 h`, `184 d 2 h`.
pub fn span_words(seconds: Seconds) -> String {
    let whole = seconds.unsigned_abs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut rest = whole;
    let mut words = Vec::new();
    for (length, unit) in units {
        let count = rest / length;
        rest %= length;
        if count > 0 && words.len() < 2 {
            words.push(format!("{count} {unit}"));
        } else if !words.is_empty() {
            break;
        }
    }
    if words.is_empty() {
        "0 s".into()
    } else {
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_table_of_contents() {
        assert_eq!(
            parse_us("11/05/2016 02:30:00").map(iso).as_deref(),
            Some("2016-11-05T02:30:00Z")
        );
        for wrong in [
            "13/05/2016 02:30:00",
            "11/05/2016",
            "",
            "11/31/2016 02:30:00",
            "11/05/16 02:30:00",
            "11/05/2016 24:00:00",
            "11/-5/2016 02:30:00",
        ] {
            assert_eq!(parse_us(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans_to_and_from_words() {
        assert_eq!(span_words(148), "2 min 28 s");
        assert_eq!(span_words(1201), "20 min 1 s");
        assert_eq!(span_words(86_400), "1 d");
        assert_eq!(span_words(0), "0 s");
        assert_eq!(span_words(90_061), "1 d 1 h");
        assert_eq!(parse_span("15m"), Some(900));
        assert_eq!(parse_span("24h"), Some(86_400));
        assert_eq!(parse_span("-1h"), None);
        assert_eq!(parse_span("h"), None);
        assert_eq!(parse_span("99999999999999999d"), None);
    }
}
