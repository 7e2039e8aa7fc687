//! Masking inside text: addresses, connection strings, and the sentences of a log that quote them.

use super::{MASK, is_secret_key};
use crate::format::app_service::sas::percent_decoded;

/// Query keys of a storage address whose values may be shown, with what a value may look like: letters allowed beside
/// digits, other characters, most characters. Everything else is masked.
const SHOWN_QUERY: [(&str, Letters, &str, usize); 19] = [
    ("sv", Letters::None, "-", 16),
    ("sr", Letters::All, "", 8),
    ("sp", Letters::All, "", 32),
    ("st", Letters::All, "-:+. ", 40),
    ("se", Letters::All, "-:+. ", 40),
    ("spr", Letters::All, ",", 16),
    ("sip", Letters::Hex, ".:-", 80),
    ("si", Letters::All, "-_.", 64),
    ("ss", Letters::All, "", 8),
    ("srt", Letters::All, "", 8),
    ("sdd", Letters::None, "", 4),
    ("skt", Letters::All, "-:+. ", 40),
    ("ske", Letters::All, "-:+. ", 40),
    ("sks", Letters::All, "", 8),
    ("skv", Letters::None, "-", 16),
    ("api-version", Letters::All, "-", 24),
    ("comp", Letters::All, "", 16),
    ("restype", Letters::All, "", 16),
    ("snapshot", Letters::All, "-:.", 40),
];

/// Which letters a value may have.
#[derive(Clone, Copy)]
enum Letters {
    None,
    Hex,
    All,
}

/// The decoded value of a query key, if it may be shown: the key is known, and the value looks as it should.
pub(super) fn known_query_value(key: &str, value: &str) -> Option<String> {
    let (_, letters, others, most) = SHOWN_QUERY.iter().find(|(known, ..)| *known == key)?;
    let fits = |c: char| {
        c.is_ascii_digit()
            || others.contains(c)
            || match letters {
                Letters::None => false,
                Letters::Hex => c.is_ascii_hexdigit(),
                Letters::All => c.is_ascii_alphabetic(),
            }
    };
    (value.len() <= *most && value.chars().all(fits)).then(|| value.to_owned())
}

/// An address as it may be shown: the query's keys stay, `sig` and unknown values are replaced, and `sig` stands last.
pub fn mask_url(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        None => ("", url),
    };
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, _)) => (rest, true),
        None => (rest, false),
    };
    let (place, query) = match rest.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (rest, None),
    };
    let mut shown = String::new();
    if !scheme.is_empty() {
        shown.push_str(&plain(scheme));
        shown.push_str("://");
    }
    match place.rsplit_once('@') {
        // A name and password in front of the host.
        Some((_, host)) => {
            shown.push_str(MASK);
            shown.push('@');
            shown.push_str(&place_shown(host));
        }
        None => shown.push_str(&place_shown(place)),
    }
    if let Some(query) = query {
        let mut parts: Vec<String> = Vec::new();
        let mut signed = false;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = percent_decoded(key);
            let lower = key.to_ascii_lowercase();
            if lower == "sig" {
                signed = true;
                continue;
            }
            let named = key.len() <= 24
                && key
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '$'));
            let key = if named && pair.contains('=') {
                key.as_str()
            } else {
                MASK
            };
            let value = known_query_value(&lower, &percent_decoded(value));
            parts.push(format!("{key}={}", value.as_deref().unwrap_or(MASK)));
        }
        if signed {
            parts.push(format!("sig={MASK}"));
        }
        shown.push('?');
        shown.push_str(&parts.join("&"));
    }
    if fragment {
        shown.push('#');
        shown.push_str(MASK);
    }
    shown
}

/// Host and path; what carries a signature without a question mark is none.
fn place_shown(place: &str) -> String {
    let lower = place.to_ascii_lowercase();
    match ["sig=", "sig%3d", "accountkey", "password"]
        .iter()
        .filter_map(|word| lower.find(word))
        .min()
        .and_then(|at| place.get(..at))
    {
        Some(before) => format!("{}{MASK}", plain(before)),
        None => plain(place),
    }
}

/// Without control characters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Keys of connection strings whose values are replaced (section 9 rule 2).
const SECRET_PAIR_KEYS: [&str; 9] = [
    "password",
    "pwd",
    "accountkey",
    "sharedaccesskey",
    "sharedsecret",
    "user id",
    "uid",
    "user",
    "username",
];

/// Keys that tell a connection string from other text.
const PAIR_KEYS: [&str; 16] = [
    "server",
    "data source",
    "datasource",
    "address",
    "database",
    "initial catalog",
    "user id",
    "uid",
    "password",
    "pwd",
    "accountkey",
    "accountname",
    "defaultendpointsprotocol",
    "host",
    "endpoint",
    "sharedaccesssignature",
];

/// Whether the text is made of `key=value` pairs of a connection string.
pub(super) fn is_connection_string(text: &str) -> bool {
    pairs(text).iter().any(|(key, value)| {
        value.is_some() && PAIR_KEYS.contains(&key.trim().to_ascii_lowercase().as_str())
    })
}

/// Splits at `;`, but not inside quotes or braces that begin a value.
fn pairs(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end_of_key = rest.find(['=', ';']);
        let Some((key, behind)) =
            end_of_key.and_then(|at| Some((rest.get(..at)?, rest.get(at..)?)))
        else {
            found.push((rest, None));
            break;
        };
        let Some(value) = behind.strip_prefix('=') else {
            found.push((key, None));
            rest = behind.strip_prefix(';').unwrap_or("");
            continue;
        };
        let end = value_end(value);
        found.push((key, Some(value.get(..end).unwrap_or(value))));
        rest = value.get(end..).unwrap_or("");
        rest = rest.strip_prefix(';').unwrap_or(rest);
    }
    found
}

/// Where a value of a connection string ends, in bytes: at `;`, behind its closing quote if it has quotes.
fn value_end(value: &str) -> usize {
    let begins = value.len() - value.trim_start().len();
    let closing = match value.get(begins..).and_then(|value| value.chars().next()) {
        Some('"') => Some('"'),
        Some('\'') => Some('\''),
        Some('{') => Some('}'),
        _ => None,
    };
    let from = match closing {
        None => 0,
        Some(quote) => {
            let mut at = begins + 1;
            loop {
                let Some(next) = value.get(at..).and_then(|rest| rest.find(quote)) else {
                    return value.len();
                };
                at += next + 1;
                // Doubled: part of the value.
                match value.get(at..) {
                    Some(rest) if rest.starts_with(quote) => at += 1,
                    _ => break at,
                }
            }
        }
    };
    value
        .get(from..)
        .and_then(|rest| rest.find(';'))
        .map_or(value.len(), |at| from + at)
}

/// A connection string as its pairs, values of secret keys replaced. What is no pair may be the rest of a secret.
pub fn mask_connection_string(text: &str) -> String {
    let shown: Vec<String> = pairs(text)
        .into_iter()
        .filter(|(key, value)| !key.trim().is_empty() || value.is_some())
        .map(|(key, value)| {
            let key = key.trim();
            let lower = key.to_ascii_lowercase();
            match value {
                None => MASK.to_owned(),
                Some(value) => {
                    let secret = SECRET_PAIR_KEYS.contains(&lower.as_str())
                        || is_secret_key(&lower)
                        || lower.len() > 40;
                    let value = if secret {
                        MASK.to_owned()
                    } else {
                        mask_text(value.trim())
                    };
                    format!("{}={value}", if lower.len() > 40 { MASK } else { key })
                }
            }
        })
        .collect();
    shown.join(";")
}

/// Words in a sentence behind which a secret stands. Those with `true` may be the end of a longer word (`userPWD`).
const MARKS: [(&str, bool); 21] = [
    ("sharedaccesssignature", true),
    ("sharedaccesskey", true),
    ("shared access key", true),
    ("sharedsecret", true),
    ("accountkey", true),
    ("account key", true),
    ("connectionstring", true),
    ("signature", true),
    ("password", true),
    ("passwd", true),
    ("privatekey", true),
    ("apikey", true),
    ("secret", true),
    ("token", true),
    ("pwd", true),
    ("username", true),
    ("user id", false),
    ("userid", false),
    ("uid", false),
    ("user", false),
    ("sig", false),
];

/// Text of a log or of a field without meaning, with what looks like a secret replaced.
pub fn mask_text(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    let mut word_before = false;
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.chars().next() else {
            break;
        };
        let low = lower.get(at..).unwrap_or("");
        if !word_before && let Some(end) = url_end(rest) {
            shown.push_str(&mask_url(rest.get(..end).unwrap_or("")));
            at += end;
            word_before = false;
            continue;
        }
        if !word_before && low.starts_with("bearer ") {
            let value = rest.get(7..).unwrap_or("");
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            shown.push_str(rest.get(..7).unwrap_or(""));
            if end > 0 {
                shown.push_str(MASK);
            }
            at += 7 + end;
            continue;
        }
        if let Some((value_at, end)) = marked(rest, low, word_before) {
            shown.push_str(rest.get(..value_at).unwrap_or(""));
            shown.push_str(MASK);
            at += end;
            word_before = false;
            continue;
        }
        shown.push(next);
        at += next.len_utf8();
        word_before = next.is_ascii_alphanumeric() && !ends_with_escape(text, at);
    }
    shown
}

/// Whether `%xx` ends at `at`: a character of its own.
fn ends_with_escape(text: &str, at: usize) -> bool {
    at.checked_sub(3)
        .and_then(|from| text.get(from..at))
        .and_then(|escape| escape.strip_prefix('%'))
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Length of the address that begins here; `None` if none does.
fn url_end(rest: &str) -> Option<usize> {
    let colon =
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))?;
    if colon == 0 || colon > 20 || !rest.get(colon..)?.starts_with("://") {
        return None;
    }
    let end = rest
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '“' | '”' | '\\')
        })
        .unwrap_or(rest.len());
    Some(end)
}

/// Where the value of a marked secret begins and ends, if one begins here.
fn marked(rest: &str, low: &str, word_before: bool) -> Option<(usize, usize)> {
    let (mark, _) = MARKS
        .iter()
        .find(|(mark, inside)| (*inside || !word_before) && low.starts_with(mark))?;
    let mut at = mark.len();
    // Closing quote of a JSON key, blanks, then what separates key and value.
    at += blanks_and_quotes(low.get(at..)?);
    let behind = low.get(at..)?;
    let (separator, encoded) =
        if behind.starts_with('=') || (behind.starts_with(':') && !behind.starts_with("://")) {
            (1, false)
        } else if behind.starts_with("%3d") || behind.starts_with("%3a") {
            (3, true)
        } else {
            return None;
        };
    let spaced = behind.starts_with(':');
    at += separator;
    let blank = low.get(at..)?;
    at += blank.len() - blank.trim_start_matches([' ', '\t']).len();
    let value = rest.get(at..)?;
    let length = match value.chars().next()? {
        quote @ ('"' | '\'') => quoted_end(value, quote),
        '\\' if value.starts_with("\\\"") => value
            .get(2..)?
            .find("\\\"")
            .map_or(value.len(), |end| end + 4),
        _ => bare_end(
            value,
            mark == &"sig" || mark == &"signature",
            encoded,
            spaced,
        ),
    };
    (length > 0).then_some((at, at + length))
}

/// Number of bytes of blanks and at most one closing quote.
fn blanks_and_quotes(text: &str) -> usize {
    let mut at = 0;
    let mut quotes = 0;
    for c in text.chars() {
        match c {
            ' ' | '\t' => {}
            '\\' if quotes == 0 => {}
            '"' | '\'' if quotes == 0 => quotes += 1,
            _ => break,
        }
        at += c.len_utf8();
    }
    at
}

/// Behind the closing quote; a doubled one is part of the value.
fn quoted_end(value: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(next) = value.get(at..).and_then(|rest| rest.find(quote)) {
        at += next + 1;
        match value.get(at..) {
            Some(rest) if rest.starts_with(quote) => at += 1,
            _ => return at,
        }
    }
    value.len()
}

/// Where a value without quotes ends: a signature at whatever is not of base64, a password at `;` or the line's end.
fn bare_end(value: &str, signature: bool, encoded: bool, spaced: bool) -> usize {
    let lower = value.to_ascii_lowercase();
    let ends = |at: usize, c: char| {
        let ahead = lower.get(at..).unwrap_or("");
        if encoded
            && (ahead.starts_with("%26") || ahead.starts_with("%3b") || ahead.starts_with("%22"))
        {
            return true;
        }
        if signature {
            return c.is_whitespace()
                || matches!(
                    c,
                    '&' | '"' | '\'' | '<' | '>' | ';' | ',' | ')' | ']' | '}'
                );
        }
        match c {
            ';' | '\n' | '\r' => true,
            '&' | '<' => encoded,
            ',' => spaced,
            // Closes the text that the pair stands in, unless it is part of the value.
            '"' | '\'' => ahead
                .get(1..)
                .and_then(|rest| rest.chars().next())
                .is_none_or(|next| {
                    next.is_whitespace() || matches!(next, ',' | '}' | ')' | ']' | '.' | ';' | '>')
                }),
            _ => false,
        }
    };
    value
        .char_indices()
        .find(|(at, c)| ends(*at, *c))
        .map_or(value.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mask_text(text), expected);
    }

    #[test]
    fn sentences_keep_their_words_and_lose_their_secrets() {
        check(
            "The website + database size exceeds the 10 GB limit",
            "The website + database size exceeds the 10 GB limit",
        );
        check(
            "cannot open https://a.blob.core.windows.net/b?sv=2020-01-01&sig=CANARY%3D&foo=CANARY now",
            "cannot open https://a.blob.core.windows.net/b?sv=2020-01-01&foo=••••&sig=•••• now",
        );
        check(
            "Server=x;User ID=anna;Password=CAN ARY;Encrypt=1",
            "Server=x;User ID=••••;Password=••••;Encrypt=1",
        );
        check(
            "{\"password\": \"CANARY\", \"a\": 1}",
            "{\"password\": ••••, \"a\": 1}",
        );
        check(
            "{\\\"userPWD\\\":\\\"CANARY\\\",\\\"a\\\":1}",
            "{\\\"userPWD\\\":••••,\\\"a\\\":1}",
        );
        check(
            "Authorization: Bearer CANARY.x.y end",
            "Authorization: Bearer •••• end",
        );
        check(
            "<publishProfile userName=\"$shop\" userPWD=\"CANARY\" />",
            "<publishProfile userName=•••• userPWD=•••• />",
        );
        check(
            "url%3Dx%26sig%3DCANARY%26sp%3Dr",
            "url%3Dx%26sig%3D••••%26sp%3Dr",
        );
        check("?sv=1&sig=CANARY&sp=r", "?sv=1&sig=••••&sp=r");
        check(
            "mysql://anna:CANARY@db.example.net/shop",
            "mysql://••••@db.example.net/shop",
        );
        check("guid=1234 and a signal=5", "guid=1234 and a signal=5");
        check("Login failed for user 'sa'", "Login failed for user 'sa'");
    }

    #[test]
    fn odd_addresses_show_nothing_secret() {
        for url in [
            "https://a/b?sv=2020&amp;sig=CANARY",
            "https://a/b?se=2016%26sig%3DCANARY",
            "https://a/b&sig=CANARY",
            "https://a/b#sig=CANARY",
            "https://x:CANARY@a/b",
            "https://a/b?CANARY",
            "https://a/b?SIG=CANARY&sIg=CANARY",
            "https://a/b?%73ig=CANARY",
        ] {
            assert!(!mask_url(url).contains("CANARY"), "{}", mask_url(url));
        }
    }
}
