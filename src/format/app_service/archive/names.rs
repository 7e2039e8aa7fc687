//! Names of entries: decoded and normalised (specification 1.2), and names of blobs (specification 1.1).

use serde::Serialize;

/// Code page 437 from 128 on.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// A name of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Normalised path: `/` between segments, none in front; a folder's ends with `/`.
    pub path: String,
    /// Whether the name itself says that it is a folder.
    pub folder: bool,
    /// Whether the raw name has back-slashes.
    pub backslashes: bool,
    /// Whether it leads elsewhere or has control characters.
    pub unsafe_name: bool,
}

/// Decodes a raw name: UTF-8 if the flag or the bytes say so, else code page 437.
pub fn decoded(raw: &[u8], utf8_flag: bool) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) if utf8_flag => String::from_utf8_lossy(raw).into_owned(),
        Err(_) => raw
            .iter()
            .map(|&byte| match byte {
                0..=127 => char::from(byte),
                _ => CP437
                    .chars()
                    .nth(usize::from(byte) - 128)
                    .unwrap_or(char::REPLACEMENT_CHARACTER),
            })
            .collect(),
    }
}

/// Normalises a raw name.
pub fn normalised(raw: &[u8], utf8_flag: bool) -> Name {
    let text = decoded(raw, utf8_flag);
    let backslashes = text.contains('\\');
    let slashed = if backslashes {
        text.replace('\\', "/")
    } else {
        text
    };
    let mut rest = slashed.as_str();
    while let Some(shorter) = rest.strip_prefix('/').or_else(|| rest.strip_prefix("./")) {
        rest = shorter;
    }
    let folder = slashed.ends_with('/');
    let drive = rest
        .split('/')
        .next()
        .is_some_and(|first| first.len() >= 2 && first.as_bytes().get(1) == Some(&b':'));
    let unsafe_name = drive
        || rest.chars().any(char::is_control)
        || rest.split('/').any(|segment| segment == "..");
    let path = if rest.contains("//") {
        let mut path = String::with_capacity(rest.len());
        for c in rest.chars() {
            if !(c == '/' && path.ends_with('/')) {
                path.push(c);
            }
        }
        path
    } else {
        rest.to_owned()
    };
    Name {
        path,
        folder,
        backslashes,
        unsafe_name,
    }
}

/// A name of a blob without `.zip`, `.xml` or `.log`, and without the query that a download by its address leaves behind it.
pub fn stem(name: &str) -> &str {
    let name = without_query(name);
    for ending in [".zip", ".xml", ".log"] {
        let cut = name.len().checked_sub(ending.len());
        if let Some(cut) = cut
            && name
                .get(cut..)
                .is_some_and(|end| end.eq_ignore_ascii_case(ending))
        {
            return name.get(..cut).unwrap_or(name);
        }
    }
    name
}

/// A name without the query of a signed address, which some tools keep in the name of the file: behind `?`, on Windows
/// behind `@`.
fn without_query(name: &str) -> &str {
    let signed = |query: &str| {
        let query = query.to_ascii_lowercase();
        query.contains("sig=") || query.contains("sv=")
    };
    match name.find(['?', '@']) {
        Some(at) if name.get(at..).is_some_and(signed) => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// How two stems compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameStem {
    /// The same.
    Yes,
    /// But for the case of letters.
    ButCase,
    /// Others.
    No,
}

/// Compares the stems of two blob names.
pub fn same_stem(a: &str, b: &str) -> SameStem {
    let (a, b) = (stem(a.trim()), stem(b.trim()));
    if a == b {
        SameStem::Yes
    } else if a.to_lowercase() == b.to_lowercase() {
        SameStem::ButCase
    } else {
        SameStem::No
    }
}

/// What a stem says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StemParts {
    /// What stands before the time, usually the app's name; the whole stem if there is no time.
    pub prefix: String,
    /// The time, ISO 8601 in UTC; `null` for a name that a person chose.
    pub time: Option<String>,
}

/// Digits of a time stamp in a stem: to the minute as the service writes it, or to the second \[M\].
const STAMP_DIGITS: [usize; 2] = [12, 14];

/// First year that a time stamp may have: the feature is younger.
const FIRST_YEAR: i16 = 2012;

/// Takes a stem apart.
pub fn stem_parts(stem: &str) -> StemParts {
    let chosen = || StemParts {
        prefix: stem.to_owned(),
        time: None,
    };
    let Some((prefix, digits)) = stem.rsplit_once('_') else {
        return chosen();
    };
    match stamp(digits) {
        Some(time) if !prefix.is_empty() => StemParts {
            prefix: prefix.to_owned(),
            time: Some(time.to_string()),
        },
        _ => chosen(),
    }
}

/// The time of a stem.
pub fn stem_time(stem: &str) -> Option<jiff::Timestamp> {
    stem_parts(stem).time?.parse().ok()
}

fn stamp(digits: &str) -> Option<jiff::Timestamp> {
    if !STAMP_DIGITS.contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let year: i16 = digits.get(..4)?.parse().ok()?;
    let second = if digits.len() == 14 { part(12, 14)? } else { 0 };
    let time = jiff::civil::DateTime::new(
        year,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        second,
        0,
    )
    .ok()?;
    if year < FIRST_YEAR {
        return None;
    }
    jiff::tz::Offset::UTC.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalised() {
        let of = |raw: &[u8]| normalised(raw, false);
        assert_eq!(of(b"fs\\site\\wwwroot\\a").path, "fs/site/wwwroot/a");
        assert!(of(b"fs\\site\\").folder && of(b"fs\\site\\").path == "fs/site/");
        assert_eq!(of(b"/.//./a//b").path, "a/b");
        assert_eq!(of(b"caf\x82").path, "café");
        for raw in [&b"fs\\..\\..\\x"[..], b"C:\\x", b"a\0b", b"a\nb"] {
            assert!(of(raw).unsafe_name, "{raw:?}");
        }
        assert!(!of(b"a..b/..c").unsafe_name);
        assert_eq!(CP437.chars().count(), 128);
    }

    #[test]
    fn stems_are_compared_and_taken_apart() {
        assert_eq!(same_stem("a.ZIP", "a"), SameStem::Yes);
        assert_eq!(same_stem("A.zip", "a.xml"), SameStem::ButCase);
        assert_eq!(same_stem("a.zip.zip", "a"), SameStem::No);
        assert_eq!(
            same_stem("a.zip?sv=2021-06-08&sig=••••", "a"),
            SameStem::Yes
        );
        assert_eq!(
            same_stem("a.zip@sv=2021-06-08&sr=b", "a.xml"),
            SameStem::Yes
        );
        assert_eq!(stem("a@example.com.zip"), "a@example.com");
        assert_eq!(
            stem_parts("fabrikam_201402152300").time.as_deref(),
            Some("2014-02-15T23:00:00Z")
        );
        assert_eq!(stem_parts("a_b_20201205192003").prefix, "a_b");
        for chosen in [
            "before-upgrade",
            "x_201413152300",
            "x_201102152300",
            "x_20140215230",
            "_201402152300",
            "x_２01402152300",
        ] {
            assert_eq!(stem_parts(chosen).time, None, "{chosen}");
        }
    }
}
