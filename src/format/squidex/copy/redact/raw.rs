//! Pieces of JSON text, looked at without building values.

use serde_json::value::RawValue;

use crate::format::squidex::events::EventType;
use crate::format::squidex::events::schema::EnumType;
use crate::json;

/// The items of a JSON array; none if it is no array.
pub(super) fn items(raw: &str) -> Vec<&str> {
    serde_json::from_str::<Vec<&RawValue>>(raw)
        .map(|items| items.into_iter().map(RawValue::get).collect())
        .unwrap_or_default()
}

/// The text of a JSON string; `None` if it is none.
pub(super) fn string(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

/// Appends a text as a JSON string.
pub(super) fn push_string(out: &mut String, text: &str) {
    // Writing a string into a string does not fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into()));
}
/// The type of an event, and its name as written.
pub(super) fn event_type(raw: &str) -> Option<(EventType, String)> {
    let name = string(raw)?;
    Some((EventType::parse(&name)?, name))
}

/// A boolean or a number, in quotes or not.
pub(super) fn is_scalar(raw: &str) -> bool {
    let inner = raw.trim_matches('"');
    matches!(raw, "true" | "false")
        || !inner.is_empty()
            && inner
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'))
}

/// A member of an enumeration, by name or number.
pub(super) fn is_member(raw: &str, members: &EnumType) -> bool {
    let inner = raw.trim_matches('"');
    is_scalar(raw)
        || members
            .members
            .iter()
            .any(|member| member.eq_ignore_ascii_case(inner))
}

/// A JSON text of these characters only.
pub(super) fn of_characters(raw: &str, characters: &str, most: usize) -> bool {
    raw.strip_prefix('"')
        .and_then(|raw| raw.strip_suffix('"'))
        .is_some_and(|text| text.len() <= most && text.chars().all(|c| characters.contains(c)))
}

/// The usual form of a GUID.
pub(super) fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Every text in a JSON value, keys left out, escapes undone.
pub(super) fn texts(raw: &[u8], hear: &mut dyn FnMut(&str)) {
    let mut reader = json::Reader::new(raw);
    let mut scratch = Vec::new();
    loop {
        match reader.token() {
            Ok(json::Token::Text(text)) => {
                if let Ok(text) = text.decode(&mut scratch) {
                    hear(text);
                }
            }
            Ok(json::Token::End) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
