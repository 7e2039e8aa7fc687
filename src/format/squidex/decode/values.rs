//! Texts that .NET turns into something else: instants, GUIDs, addresses, actors.

use per_byte::find::split_at_byte;

use crate::format::squidex::facts::RefToken;

/// An instant as NodaTime's extended ISO pattern reads it: `2024-05-06T07:08:09.123456789Z`, up to
/// nine fraction digits, always with seconds and `Z`. Seconds and nanoseconds since 1970.
pub fn instant(text: &str) -> Option<(i64, i32)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let bytes = rest.as_bytes();
    let number = |at: usize, length: usize| {
        let digits = bytes.get(at..at + length)?;
        digits.iter().try_fold(0i64, |value, digit| {
            digit
                .is_ascii_digit()
                .then(|| value * 10 + i64::from(digit - b'0'))
        })
    };
    let year = number(0, 4)?;
    let year = if negative { -year } else { year };
    let (month, day) = (number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators
        .iter()
        .any(|(at, separator)| bytes.get(*at) != Some(separator))
    {
        return None;
    }
    let behind = bytes.get(19..)?.strip_suffix(b"Z")?;
    let nanos = match behind {
        [] => 0,
        [b'.' | b',', digits @ ..]
            if (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) =>
        {
            let value = digits
                .iter()
                .fold(0i32, |value, digit| value * 10 + i32::from(digit - b'0'));
            value * 10i32.pow(9 - digits.len() as u32)
        }
        _ => return None,
    };
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let month_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=month_days).contains(&day) || minute > 59 || second > 59 || year < -9998 {
        return None;
    }
    // The hour 24 is the midnight that ends the day.
    let last_day = (year, month, day) == (9999, 12, 31);
    if hour > 24 || hour == 24 && ((minute, second, nanos) != (0, 0, 0) || last_day) {
        return None;
    }
    // Days from 1970 in the proleptic Gregorian calendar, years starting in March.
    let shifted = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
    Some((days * 86_400 + hour * 3_600 + minute * 60 + second, nanos))
}

/// An instant in the form that [`instant`] reads, without needless digits. Years that the server has none of are cut off
/// at its first and last.
pub fn instant_text((seconds, nanos): (i64, i32)) -> String {
    // From the beginning of the year -9998 to the end of 9999.
    let seconds = seconds.clamp(-377_673_580_800, 253_402_300_799);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let sign = if year < 0 { "-" } else { "" };
    let fraction = match nanos {
        0 => String::new(),
        nanos => format!(".{nanos:09}").trim_end_matches('0').to_owned(),
    };
    format!(
        "{sign}{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{fraction}Z",
        year.abs(),
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60,
    )
}

/// Whether a text is a GUID in the only form that the server's JSON reader takes: 32 hex digits in
/// five groups.
pub fn is_guid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The languages that the server knows by their code of two letters (`I/Languages.cs`).
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cv \
    cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz id ig ii \
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn \
    mr ms mt my na nb nd ne ng nl nn no nr nv oj om or pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm \
    sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// A language as `Language.GetLanguage` takes it: one that is known in its own spelling, whatever the case, and
/// any other as it is. Of `de-AT` the server knows the most; here, every country of a known language counts as known.
pub fn language(code: &str) -> String {
    let (language, country) = code.split_at_checked(2).unwrap_or((code, ""));
    let known = (language.len() == 2)
        .then(|| {
            LANGUAGES
                .split(' ')
                .find(|known| known.eq_ignore_ascii_case(language))
        })
        .flatten();
    let letters = country.as_bytes();
    match (known, letters) {
        (Some(known), []) => known.to_owned(),
        (Some(known), [b'-', a, b]) if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            format!("{known}{}", country.to_ascii_uppercase())
        }
        _ => code.trim().to_owned(),
    }
}

/// Whether the server knows a language without being told: `true` one of two letters, `false` one with a region.
pub fn known_language(code: &str) -> Option<bool> {
    let (language, region) = code.split_at_checked(2)?;
    let known = LANGUAGES.split(' ').any(|known| known == language);
    let is_region = matches!(region.as_bytes(), [b'-', a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase());
    match (known, region) {
        (true, "") => Some(true),
        (true, _) if is_region => Some(false),
        _ => None,
    }
}

/// An actor as `RefToken.Parse` reads it: `subject:ID`, `client:ID`; without a known prefix a
/// subject. `None`: blank.
pub fn actor(text: &str) -> Option<RefToken> {
    let text = text.trim_matches([' ', ':']);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    match split_at_byte(text, b':') {
        // Enum.TryParse ignores case and blanks, and takes numbers.
        Some((kind, id)) if !kind.is_empty() && !id.is_empty() => {
            let kind = kind.trim();
            if kind.eq_ignore_ascii_case("client") || kind == "1" {
                Some(RefToken::Client(id.to_owned()))
            } else {
                Some(RefToken::Subject(id.to_owned()))
            }
        }
        _ => Some(RefToken::Subject(text.to_owned())),
    }
}

/// Whether `new Uri(text, UriKind.RelativeOrAbsolute)` works. Nearly every text does, as a relative
/// address; what fails is a scheme followed by an authority that is none.
pub fn is_uri(text: &str) -> bool {
    let text = text.trim();
    let Some((scheme, rest)) = text.split_once(':') else {
        return true;
    };
    let mut letters = scheme.bytes();
    if !letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        || !letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        || scheme.len() < 2
    {
        return true;
    }
    let web = ["http", "https", "ws", "wss", "ftp"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let Some(behind) = rest
        .strip_prefix("//")
        .or_else(|| rest.strip_prefix("\\\\").filter(|_| web))
    else {
        // `http:` and `http:x` are no addresses, while other schemes need no authority.
        return !web;
    };
    let end = behind.find(['/', '?', '#', '\\']).unwrap_or(behind.len());
    let authority = &behind[..end];
    let host_and_port = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match host_and_port.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, behind)) => {
                let port = match behind {
                    "" => None,
                    _ => match behind.strip_prefix(':') {
                        Some(port) => Some(port),
                        None => return false,
                    },
                };
                let address = address
                    .split_once('%')
                    .map_or(address, |(address, _)| address);
                if address.parse::<std::net::Ipv6Addr>().is_err() {
                    return false;
                }
                (address, port)
            }
            None => return false,
        },
        None => match host_and_port.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host_and_port, None),
        },
    };
    if port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
        return false;
    }
    if !web {
        return true;
    }
    !host.is_empty()
        && (host.contains(':')
            || !host.bytes().any(|byte| {
                byte <= b' '
                    || matches!(
                        byte,
                        b'<' | b'>'
                            | b'"'
                            | b'`'
                            | b'{'
                            | b'}'
                            | b'|'
                            | b'^'
                            | b':'
                            | b'%'
                            | b'*'
                            | b'!'
                            | b'$'
                            | b'&'
                            | b'\''
                            | b'('
                            | b')'
                            | b'+'
                            | b','
                            | b';'
                            | b'='
                    )
            }) && !host.starts_with('.')
                && !host.contains(".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_they_are_read() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2024-02-29T23:59:59.123456789Z",
            "2000-12-31T12:00:00.5Z",
            "0000-03-01T00:00:00Z",
            "-0001-12-31T00:00:01Z",
            "9999-12-31T23:59:59Z",
            "-9998-01-01T00:00:00Z",
            "1969-12-31T23:59:59.9Z",
        ] {
            assert_eq!(instant(text).map(instant_text).as_deref(), Some(text));
        }
    }

    #[test]
    fn instants() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(
            instant("2024-05-06T07:08:09.1234567Z"),
            Some((1_714_979_289, 123_456_700))
        );
        assert_eq!(instant("2000-02-29T00:00:00Z"), Some((951_782_400, 0)));
        assert_eq!(instant("0001-01-01T00:00:00Z"), Some((-62_135_596_800, 0)));
        assert_eq!(
            instant("2024-05-06T24:00:00Z"),
            instant("2024-05-07T00:00:00Z")
        );
        for bad in [
            "2024-05-06T07:08:09",
            "2024-05-06T07:08Z",
            "2024-05-06 07:08:09Z",
            "2023-02-29T00:00:00Z",
            "x",
            "",
            "10000-01-01T00:00:00Z",
            "2024-05-06T24:00:01Z",
            "9999-12-31T24:00:00Z",
            "2024-05-06T07:08:09.Z",
            "2024-05-06T07:08:09+02:00",
        ] {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn languages() {
        for (code, language_of) in [
            ("de", "de"),
            ("DE", "de"),
            ("de-at", "de-AT"),
            ("qq", "qq"),
            ("QQ", "QQ"),
            (" DE ", "DE"),
            ("english", "english"),
            ("d\u{e9}", "d\u{e9}"),
        ] {
            assert_eq!(language(code), language_of);
        }
    }

    #[test]
    fn actors() {
        assert_eq!(
            actor("client:demo:importer"),
            Some(RefToken::Client("demo:importer".into()))
        );
        assert_eq!(actor("5f0c"), Some(RefToken::Subject("5f0c".into())));
        assert_eq!(actor("who:5f0c"), Some(RefToken::Subject("5f0c".into())));
        assert_eq!(actor("subject:"), Some(RefToken::Subject("subject".into())));
        assert_eq!(actor(" : "), None);
    }

    #[test]
    fn addresses() {
        for good in [
            "",
            "x",
            "/a/b",
            "https://a.example/x?y",
            "mailto:a@b",
            "https://[::1]:80/",
            "http://localhost:5000",
        ] {
            assert!(is_uri(good), "{good}");
        }
        for bad in [
            "http://",
            "https://:80",
            "http://[::1",
            "http://a:99999",
            "http://a b/",
        ] {
            assert!(!is_uri(bad), "{bad}");
        }
    }
}
