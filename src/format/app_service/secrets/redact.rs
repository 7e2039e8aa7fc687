//! A JSON document without its secrets, and the search that proves it.

use std::fmt::Write as _;

use super::text::is_connection_string;
use super::{MASK, is_secret_key, is_secret_tree, mask_storage, mask_text, mask_whole};
use crate::format::app_service::json::Json;
use crate::format::app_service::privacy;
use crate::format::app_service::sas::percent_decoded;

/// Shortest secret that is searched for: shorter ones stand in any text.
const MIN_SEARCHED: usize = 6;

/// A value as it may be shown on one line, cut to so many characters.
pub fn shown(key: &str, value: &Json, most_chars: usize) -> String {
    let mut out = String::new();
    match value {
        Json::Text(text) => out = masked_text(key, text, is_secret_tree(key)),
        other => write(&mut out, other, key, is_secret_tree(key), None),
    }
    if out.chars().count() > most_chars {
        out = out.chars().take(most_chars).chain(['…']).collect();
    }
    out
}

/// The document without its secrets, indented.
pub fn document(json: &Json) -> String {
    let mut out = String::new();
    write(&mut out, json, "", false, Some(0));
    out.push('\n');
    out
}

/// Signatures, passwords and keys of a document that stand in a text in plain or encoded form: none may. Answers the keys
/// that they stand at in the document.
pub fn leaks(json: &Json, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let decoded = percent_decoded(text);
    each_secret(json, "", false, &mut |key, secret| {
        let leaked =
            secret.len() >= MIN_SEARCHED && (text.contains(secret) || decoded.contains(secret));
        if leaked && !found.iter().any(|known| known == key) {
            found.push(key.to_owned());
        }
    });
    found
}

fn masked_text(key: &str, text: &str, secret_tree: bool) -> String {
    if secret_tree && !key.eq_ignore_ascii_case("name") && !key.eq_ignore_ascii_case("type") {
        mask_whole(text)
    } else if is_secret_key(key) {
        mask_storage(text)
    } else {
        mask_text(text)
    }
}

/// Writes a value; `indent` is its depth if lines are wanted.
fn write(out: &mut String, json: &Json, key: &str, secret_tree: bool, indent: Option<usize>) {
    let inner = indent.map(|depth| depth + 1);
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Integer(_) | Json::Float(_) if is_secret_key(key) || secret_tree => quoted(out, MASK),
        Json::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Json::Float(number) => out.push_str(&serde_json::Value::from(*number).to_string()),
        Json::Text(text) => quoted(out, &masked_text(key, text, secret_tree)),
        Json::Array(elements) => {
            let secret_tree = secret_tree || is_secret_tree(key);
            out.push('[');
            for (number, element) in elements.iter().enumerate() {
                separate(out, number > 0, inner);
                write(out, element, key, secret_tree, inner);
            }
            close(out, elements.is_empty(), indent, ']');
        }
        Json::Object(entries) => {
            let secret_tree = secret_tree || is_secret_tree(key);
            out.push('{');
            for (number, (key, value)) in entries.iter().enumerate() {
                separate(out, number > 0, inner);
                quoted(out, &mask_text(key));
                out.push_str(if indent.is_some() { ": " } else { ":" });
                write(out, value, key, secret_tree, inner);
            }
            close(out, entries.is_empty(), indent, '}');
        }
    }
}

fn separate(out: &mut String, comma: bool, indent: Option<usize>) {
    if comma {
        out.push(',');
    }
    if let Some(depth) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
}

fn close(out: &mut String, empty: bool, indent: Option<usize>, bracket: char) {
    if let Some(depth) = indent
        && !empty
    {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
    out.push(bracket);
}

/// A JSON string.
fn quoted(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// Of which kind a text is, if it is a secret or has one in it.
pub fn secret_kind(key: &str, text: &str, secret_tree: bool) -> Option<&'static str> {
    if text.trim().is_empty() {
        return None;
    }
    let mut secret = false;
    let json = Json::Text(text.to_owned());
    each_secret(&json, key, secret_tree, &mut |_, value| {
        secret |= !value.is_empty();
    });
    if !secret {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    Some(if lower.contains("sig=") && lower.contains("://") {
        privacy::SIGNATURES
    } else if is_connection_string(text) {
        privacy::CONNECTIONS
    } else {
        privacy::SECRETS
    })
}

/// Calls with each secret of the document: what the masks take out.
fn each_secret(json: &Json, key: &str, secret_tree: bool, call: &mut dyn FnMut(&str, &str)) {
    match json {
        Json::Text(text) => {
            let whole = secret_tree
                && !key.eq_ignore_ascii_case("name")
                && !key.eq_ignore_ascii_case("type");
            if whole || (is_secret_key(key) && !text.contains('=') && !text.contains("://")) {
                call(key, text);
            }
            for part in secret_parts(text) {
                call(key, &part);
            }
        }
        Json::Array(elements) => {
            for element in elements {
                each_secret(element, key, secret_tree || is_secret_tree(key), call);
            }
        }
        Json::Object(entries) => {
            for (inner, value) in entries {
                each_secret(value, inner, secret_tree || is_secret_tree(key), call);
            }
        }
        _ => {}
    }
}

/// Values behind `sig=`, `AccountKey=`, `Password=` and their like, as written and decoded. Found in another way than
/// the masks find them, so that one proves the other.
fn secret_parts(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let mut parts = Vec::new();
    for mark in [
        "sig=",
        "accountkey=",
        "password=",
        "pwd=",
        "sharedaccesskey=",
        "sharedsecret=",
    ] {
        let mut from = 0;
        while let Some(at) = lower.get(from..).and_then(|rest| rest.find(mark)) {
            let begins = from + at + mark.len();
            let value = text.get(begins..).unwrap_or("");
            let value = value
                .split(['&', ';', '"', '\'', '\n', ' ', '<', '>'])
                .find(|part| !part.is_empty())
                .unwrap_or("");
            parts.push(value.to_owned());
            parts.push(percent_decoded(value));
            from = begins;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"properties":{"storageAccountUrl":"https://a.blob.core.windows.net/b?sr=c&sig=CANARY1%3D%3D&sp=rwdl",
        "databases":[{"name":"x","connectionString":"Server=s;Password=CANARY2"}],"log":"bad: AccountKey=CANARY3 end",
        "appSettings":[{"name":"KEY","value":"CANARY4"},{"DEEP":{"x":"CANARY5"}}],"apiKey":"CANARY6","pinToken":12345678,
        "status":2,"part":1.5,"none":null,"yes":true,"empty":{},"list":[]}}"#;

    #[test]
    fn a_copy_holds_the_rest_and_no_secret() {
        let json = Json::parse(TEXT).unwrap();
        let copy = document(&json);
        assert!(
            !copy.contains("CANARY") && !copy.contains("12345678"),
            "{copy}"
        );
        assert_eq!(leaks(&json, &copy), [""; 0]);
        let again = Json::parse(&copy).unwrap();
        let inner = again.get("properties").unwrap();
        assert_eq!(inner.get("status"), Some(&Json::Integer(2)));
        assert_eq!(inner.get("part"), Some(&Json::Float(1.5)));
        assert!(copy.contains("sr=c&sp=rwdl&sig=••••") && copy.contains("Server=s;Password=••••"));
    }

    #[test]
    fn the_search_finds_what_a_copy_would_leak() {
        let json = Json::parse(TEXT).unwrap();
        let found = leaks(&json, TEXT);
        for key in [
            "storageAccountUrl",
            "connectionString",
            "log",
            "value",
            "x",
            "apiKey",
        ] {
            assert!(found.iter().any(|known| known == key), "{key}: {found:?}");
        }
        assert_eq!(leaks(&json, "x CANARY1== y"), ["storageAccountUrl"]);
    }

    #[test]
    fn a_value_is_shown_on_one_line() {
        let json = Json::parse(r#"{"a":[1,{"pwd":"CANARY"}]}"#).unwrap();
        assert_eq!(
            shown("x", &json, 100),
            r#"{"a":[1,{"pwd":"•••• (6 characters)"}]}"#
        );
        assert_eq!(shown("x", &Json::Text("abcdef".into()), 3), "abc…");
    }
}
