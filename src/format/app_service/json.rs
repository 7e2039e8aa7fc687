//! JSON as a tree that keeps what matters here: the order of keys, and keys that stand twice (specification 2.3).
//!
//! Depth and number of values are bounded, so that no document asks for more memory than its bounds say.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Deepest nesting that is read (specification 2.5).
pub const MAX_DEPTH: usize = 64;

/// Most bytes of a document (specification 2.5).
pub const MAX_BYTES: u64 = 8 << 20;

/// Most values in a document. A list of ten thousand backups has some 300,000; each takes at most 40 bytes.
pub const MAX_VALUES: usize = 1_000_000;

/// A JSON value.
#[derive(Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without a fraction that fits.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, keys in their order, those that stand twice twice.
    Object(Vec<(String, Json)>),
}

impl fmt::Debug for Json {
    /// The kind alone: a document may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl Json {
    /// Reads strict JSON.
    ///
    /// # Errors
    /// What is wrong, with line and column; nothing of the text itself.
    pub fn parse(text: &str) -> Result<Json, String> {
        let left = Cell::new(MAX_VALUES);
        let mut reader = serde_json::Deserializer::from_str(text);
        let seed = Seed {
            depth: 0,
            left: &left,
        };
        seed.deserialize(&mut reader)
            .and_then(|json| reader.end().map(|()| json))
            .map_err(|error| plain_error(&error))
    }

    /// `text`, `number` and so on.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Integer(_) | Json::Float(_) => "number",
            Json::Text(_) => "text",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }

    /// Keys and values of an object; none of anything else.
    pub fn entries(&self) -> &[(String, Json)] {
        match self {
            Json::Object(entries) => entries,
            _ => &[],
        }
    }

    /// Elements of an array; none of anything else.
    pub fn elements(&self) -> &[Json] {
        match self {
            Json::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The value of a key in any case; the last one if it stands twice.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.entries()
            .iter()
            .rev()
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    }

    /// Whether a key is there, `null` or not.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Keys that stand twice in one object, in any case, each once; at most `most`.
    pub fn repeated_keys(&self, most: usize) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(value) = open.pop() {
            if found.len() >= most {
                break;
            }
            open.extend(value.elements());
            let mut seen = std::collections::HashSet::new();
            for (key, value) in value.entries() {
                open.push(value);
                if !seen.insert(key.to_ascii_lowercase())
                    && found.len() < most
                    && !found
                        .iter()
                        .any(|known: &String| known.eq_ignore_ascii_case(key))
                {
                    found.push(key.clone());
                }
            }
        }
        found
    }
}

/// The parser's message with line and column; serde quotes no text of the document in those, but for unexpected values.
fn plain_error(error: &serde_json::Error) -> String {
    let text = error.to_string();
    // A type error can't occur: every type is accepted. What is left is syntax, with place.
    let what = text.split(" at line ").next().unwrap_or("not JSON");
    format!("{what} at line {}, column {}", error.line(), error.column())
}

struct Seed<'a> {
    depth: usize,
    left: &'a Cell<usize>,
}

impl Seed<'_> {
    fn inner(&self) -> Self {
        Seed {
            depth: self.depth + 1,
            left: self.left,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom("nested too deeply"));
        }
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Err(D::Error::custom("too many values")),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut found = Vec::new();
        while let Some(element) = elements.next_element_seed(self.inner())? {
            found.push(element);
        }
        Ok(Json::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut found = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            found.push((key, entries.next_value_seed(self.inner())?));
        }
        Ok(Json::Object(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_keys_counts_in_any_case() {
        let json = Json::parse(r#"{"Name":1,"name":2,"x":{"a":1,"a":2}}"#).unwrap();
        assert_eq!(json.get("NAME"), Some(&Json::Integer(2)));
        assert_eq!(json.repeated_keys(9), ["name", "a"]);
        assert_eq!(format!("{json:?}"), "object");
    }

    #[test]
    fn depth_and_number_of_values_are_bounded() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::parse(&deep(MAX_DEPTH)).is_ok());
        assert!(
            Json::parse(&deep(MAX_DEPTH + 2))
                .unwrap_err()
                .starts_with("nested too deeply at line 1")
        );
        assert!(Json::parse(&deep(1_000_000)).is_err());
        let wide = format!("[{}1]", "1,".repeat(MAX_VALUES));
        assert!(
            Json::parse(&wide)
                .unwrap_err()
                .starts_with("too many values")
        );
    }
}
