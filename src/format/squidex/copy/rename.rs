//! The new name in event 0: exactly one value of one event changes (`formats/squidex.md` 6.1).
//!
//! The record is edited as text, so that everything but the name stays as the server wrote it.

use super::super::members::Members;
use crate::error::Error;

/// Longest name that Squidex's own interface lets a person type.
pub const MAX_NAME_CHARACTERS: usize = 40;

/// Holds a new app name against Squidex's rule: `^[a-z0-9]+(\-[a-z0-9]+)*$`, at most 40 characters.
///
/// # Errors
/// `Invalid` with what is wrong, in words.
pub fn validate_name(name: &str) -> Result<(), Error> {
    let problem = if name.is_empty() {
        Some("the new name is empty")
    } else if name.chars().count() > MAX_NAME_CHARACTERS {
        Some("the new name has more than 40 characters")
    } else if !name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        Some("the new name may have only lower-case letters a to z, digits and hyphens")
    } else if name.split('-').any(str::is_empty) {
        Some("in the new name every hyphen stands between two letters or digits")
    } else {
        None
    };
    problem.map_or(Ok(()), |problem| Err(Error::Invalid(problem.into())))
}

/// Reads an object of event 0.
fn members<'a>(text: &'a str, what: &str) -> Result<Members<'a>, Error> {
    Members::read(text).map_err(|error| {
        Error::Invalid(format!(
            "{what} of the event that creates the app can't be read: {error}"
        ))
    })
}

/// `text` with the part that `inner` borrows from it replaced.
fn splice(text: &str, inner: &str, new: &str) -> String {
    let start = inner.as_ptr() as usize - text.as_ptr() as usize;
    let mut out = String::with_capacity(text.len() - inner.len() + new.len());
    out.push_str(&text[..start]);
    out.push_str(new);
    out.push_str(&text[start + inner.len()..]);
    out
}

/// A JSON string in the spelling of System.Text.Json's default encoder (V2S) or of Newtonsoft (V2N).
fn json_string(text: &str, system_text_json: bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4 + 2);
    out.push('"');
    let unit = |out: &mut String, unit: u16| out.push_str(&format!("\\u{unit:04X}"));
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' => unit(&mut out, c as u16),
            '"' if !system_text_json => out.push_str("\\\""),
            '"' | '&' | '\'' | '+' | '<' | '>' | '`' | '\u{7f}' if system_text_json => {
                unit(&mut out, c as u16)
            }
            c if c.is_ascii() || !system_text_json => out.push(c),
            c => {
                for code in c.encode_utf16(&mut [0; 2]) {
                    unit(&mut out, *code);
                }
            }
        }
    }
    out.push('"');
    out
}

/// The payload with every spelling of `name` at its top level changed (the last one counts).
fn rename_payload(payload: &str, new_name: &str) -> Result<(String, Option<String>), Error> {
    let members = members(payload, "the payload")?;
    let value = format!("\"{new_name}\"");
    let named: Vec<&str> = members
        .0
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case("name"))
        .map(|(_, value)| *value)
        .collect();
    let old = named
        .last()
        .and_then(|value| serde_json::from_str::<String>(value).ok());
    if named.is_empty() {
        let brace = payload.find('{').map_or(0, |at| at + 1);
        let comma = if members.0.is_empty() { "" } else { "," };
        return Ok((
            format!(
                "{}\"name\":{value}{comma}{}",
                &payload[..brace],
                &payload[brace..]
            ),
            None,
        ));
    }
    let mut out = String::with_capacity(payload.len() + value.len());
    let mut rest = payload;
    for raw in named {
        let start = raw.as_ptr() as usize - rest.as_ptr() as usize;
        out.push_str(&rest[..start]);
        out.push_str(&value);
        rest = &rest[start + raw.len()..];
    }
    out.push_str(rest);
    Ok((out, old))
}

/// The bytes of event 0 with the new name, and the old name if there was one.
///
/// # Errors
/// `Invalid` if the name is not valid, or event 0 is no record of an AppCreated event that can be read.
pub fn rename_event(bytes: &[u8], new_name: &str) -> Result<(Vec<u8>, Option<String>), Error> {
    validate_name(new_name)?;
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Error::Invalid(format!("event 0 is not UTF-8: {error}")))?;
    let (bom, text) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let record = members(text, "the record")?;
    let check_type = |value: Option<&str>| {
        let name: Option<String> = value.and_then(|value| serde_json::from_str(value).ok());
        match name {
            Some(name) if name.eq_ignore_ascii_case("AppCreatedEvent") => Ok(()),
            Some(name) => Err(Error::Invalid(format!(
                "event 0 is not AppCreatedEvent but {name}: there is no name to change"
            ))),
            None => Err(Error::Invalid(
                "event 0 has no type: there is no name to change".into(),
            )),
        }
    };
    let (renamed, old) = if let Some(n) = record.get("n") {
        let event = members(n, "the record")?;
        check_type(event.get("t"))?;
        let literal = event.get("p").ok_or_else(|| {
            Error::Invalid("event 0 has no payload: there is no name to change".into())
        })?;
        let payload: String = serde_json::from_str(literal).map_err(|error| {
            Error::Invalid(format!(
                "the payload of the event that creates the app can't be read: {error}"
            ))
        })?;
        let (payload, old) = rename_payload(&payload, new_name)?;
        let system_text_json = !literal.contains("\\\"");
        (
            splice(text, literal, &json_string(&payload, system_text_json)),
            old,
        )
    } else if let Some(data) = record.get("data") {
        let data = members(data, "the record")?;
        check_type(data.get("type"))?;
        let payload = data.get("payload").ok_or_else(|| {
            Error::Invalid("event 0 has no payload: there is no name to change".into())
        })?;
        let (renamed, old) = rename_payload(payload, new_name)?;
        (splice(text, payload, &renamed), old)
    } else {
        return Err(Error::Invalid(
            "event 0 is no record of a restorable generation".into(),
        ));
    };
    Ok((format!("{bom}{renamed}").into_bytes(), old))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(record: &str, expected: &str) {
        let (renamed, _) = rename_event(record.as_bytes(), "new-name").unwrap();
        assert_eq!(String::from_utf8(renamed).unwrap(), expected);
    }

    #[test]
    fn only_the_name_changes() {
        check(
            r#"{"n":{"t":"AppCreatedEvent","s":"app-1","p":"{\u0022name\u0022:\u0022demo\u0022,\u0022appId\u0022:\u00221,demo\u0022}","h":{"A":"\u00e4"}},"streamName":null}"#,
            r#"{"n":{"t":"AppCreatedEvent","s":"app-1","p":"{\u0022name\u0022:\u0022new-name\u0022,\u0022appId\u0022:\u00221,demo\u0022}","h":{"A":"\u00e4"}},"streamName":null}"#,
        );
        check(
            r#"{"n":{"t":"AppCreatedEvent","p":"{\"name\":\"demo\",\"x\":\"é\"}"}}"#,
            r#"{"n":{"t":"AppCreatedEvent","p":"{\"name\":\"new-name\",\"x\":\"é\"}"}}"#,
        );
        check(
            r#"{ "Data" : { "Type":"AppCreatedEvent", "Payload" : {"Name" : "a", "name":"b"} } }"#,
            r#"{ "Data" : { "Type":"AppCreatedEvent", "Payload" : {"Name" : "new-name", "name":"new-name"} } }"#,
        );
        check(
            r#"{"n":{"t":"appcreatedevent","p":"{}"}}"#,
            r#"{"n":{"t":"appcreatedevent","p":"{\u0022name\u0022:\u0022new-name\u0022}"}}"#,
        );
    }

    #[test]
    fn a_byte_order_mark_stays() {
        let (renamed, old) = rename_event(
            "\u{feff}{\"data\":{\"type\":\"AppCreatedEvent\",\"payload\":{\"name\":\"a\"}}}"
                .as_bytes(),
            "b",
        )
        .unwrap();
        assert!(renamed.starts_with(b"\xef\xbb\xbf{"));
        assert_eq!(old.as_deref(), Some("a"));
    }

    #[test]
    fn what_has_no_name_is_refused() {
        for bad in [
            "",
            "[]",
            "null",
            r#"{"n":{"t":"AppUpdatedEvent","p":"{}"}}"#,
            r#"{"n":{"t":"AppCreatedEvent"}}"#,
            r#"{"type":"AppCreatedEvent","payload":{"name":"a"}}"#,
        ] {
            assert!(rename_event(bad.as_bytes(), "b").is_err(), "{bad}");
        }
    }

    #[test]
    fn names_follow_the_rule_of_squidex() {
        for good in ["a", "demo-shop", "0", "a-1-b", &"a".repeat(40)] {
            assert!(validate_name(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-a",
            "a-",
            "a--b",
            "A",
            "ä",
            "a b",
            "a_b",
            &"a".repeat(41),
        ] {
            assert!(validate_name(bad).is_err(), "{bad}");
        }
    }
}
