//! Numbers as .NET reads them.

/// A whole number in 64 bits: digits with an optional sign, nothing else. `quoted` numbers come from
/// a string and may have a plus and leading zeros.
pub fn parse_int64(text: &[u8], quoted: bool) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] if quoted => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i64 = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        // Negative numbers reach one further.
        value = value
            .checked_mul(10)?
            .checked_sub(i64::from(digit - b'0'))?;
    }
    if negative {
        Some(value)
    } else {
        value.checked_neg()
    }
}

/// A whole number in 32 bits; as [`parse_int64`].
pub fn parse_int32(text: &[u8], quoted: bool) -> Option<i32> {
    parse_int64(text, quoted).and_then(|value| i32::try_from(value).ok())
}

/// A double that is neither infinite nor not a number: others can't be written again, so the server
/// fails at them either way.
pub fn parse_double(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    if !text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
    {
        return None;
    }
    super::double(text).filter(|value| value.is_finite())
}

/// What becomes of a JSON number that passes through a double.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Exactness {
    /// The same number comes out.
    Same,
    /// Another number comes out.
    Changed(f64),
    /// Out of range: the server fails.
    TooLarge,
}

/// Significant decimal digits without leading and trailing zeros, and the power of ten of the last.
fn decimal(text: &str) -> (String, i64) {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().unwrap_or(0)),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return (String::new(), 0);
    }
    let power = exponent
        .saturating_sub(fraction.len() as i64)
        .saturating_add((digits.len() - kept.len()) as i64);
    (kept.to_owned(), power)
}

/// Whether a JSON number survives the way through a double, with the shortest spelling that reads
/// back as the same double (which is what .NET writes).
pub fn exactness(text: &[u8]) -> Exactness {
    // 15 significant digits always survive, as long as the exponent is far from the limits.
    if text.len() <= 15 && !text.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return Exactness::Same;
    }
    let Some(value) = parse_double(text) else {
        return Exactness::TooLarge;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return Exactness::TooLarge;
    };
    if decimal(text) == decimal(&format!("{value:e}")) {
        Exactness::Same
    } else {
        Exactness::Changed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_a_range_and_no_fraction() {
        assert_eq!(parse_int64(b"-9223372036854775808", false), Some(i64::MIN));
        assert_eq!(parse_int64(b"9223372036854775808", false), None);
        assert_eq!(parse_int64(b"6.0", false), None);
        assert_eq!(parse_int64(b"+07", true), Some(7));
        assert_eq!(parse_int32(b"2147483648", false), None);
        assert_eq!(parse_int64(b"", true), None);
    }

    #[test]
    fn numbers_through_a_double() {
        assert_eq!(
            exactness(b"9007199254740993"),
            Exactness::Changed(9007199254740992.0)
        );
        assert_eq!(exactness(b"9007199254740992"), Exactness::Same);
        assert_eq!(exactness(b"0.1"), Exactness::Same);
        assert_eq!(exactness(b"100000000000000000000"), Exactness::Same);
        assert_eq!(
            exactness(b"12345678901234567890"),
            Exactness::Changed(12345678901234567000.0)
        );
        assert_eq!(exactness(b"1e400"), Exactness::TooLarge);
        assert_eq!(exactness(b"1e-400"), Exactness::Changed(0.0));
        assert_eq!(exactness(b"1.0"), Exactness::Same);
        assert_eq!(exactness(b"1.50e3"), Exactness::Same);
        assert_eq!(
            exactness(b"5.85987448204883847382"),
            Exactness::Changed(5.859874482048839)
        );
        assert_eq!(exactness(b"-0"), Exactness::Same);
    }
}
