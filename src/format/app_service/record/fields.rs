//! Reading single fields: types as people and clients write them (specification 2.4).

use std::cell::RefCell;

use serde::Serialize;

use crate::format::app_service::instant::Instant;
use crate::format::app_service::json::Json;
use crate::format::app_service::sas::is_placeholder;
use crate::format::app_service::secrets::{self, Secret};

/// A value that had another type than the specification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coercion {
    /// The object it stands in: empty for the document, `value[3]` in a list.
    pub at: String,
    /// Key.
    pub key: String,
    /// What it was: `text`, `number` …
    pub was: &'static str,
    /// What it should be: `boolean`, `integer`, `size`, `time`.
    pub wanted: &'static str,
    /// Whether it could be read.
    pub read: bool,
}

/// A field without a meaning here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OtherField {
    /// Key.
    pub key: String,
    /// Value as it may be shown.
    pub value: String,
}

/// Most fields without a meaning that are kept of one object.
const MAX_OTHER_FIELDS: usize = 100;

/// Longest value of such a field, in characters.
const MAX_OTHER_CHARS: usize = 2_000;

/// Fields of one object; remembers which keys were asked for, and each value that had another type once.
pub(super) struct Fields<'a> {
    object: &'a Json,
    at: &'a str,
    known: RefCell<Vec<&'static str>>,
    coercions: RefCell<&'a mut Vec<Coercion>>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(object: &'a Json, at: &'a str, coercions: &'a mut Vec<Coercion>) -> Self {
        Fields {
            object,
            at,
            known: RefCell::new(Vec::new()),
            coercions: RefCell::new(coercions),
        }
    }

    /// The value of the first of the keys that is there and not `null`.
    pub(super) fn value(&self, keys: &[&'static str]) -> Option<(&'static str, &'a Json)> {
        self.known.borrow_mut().extend_from_slice(keys);
        keys.iter().find_map(|key| {
            let value = self.object.get(key)?;
            (*value != Json::Null).then_some((*key, value))
        })
    }

    fn note(&self, key: &str, was: &Json, wanted: &'static str, read: bool) {
        // A template gives the value its type when it fills it in.
        if was.text().is_some_and(is_placeholder) {
            return;
        }
        self.coercions.borrow_mut().push(Coercion {
            at: self.at.to_owned(),
            key: key.to_owned(),
            was: was.kind(),
            wanted,
            read,
        });
    }

    /// Text that may be shown, trimmed; `None` if it is empty.
    pub(super) fn text(&self, keys: &[&'static str]) -> Option<String> {
        let (key, value) = self.value(keys)?;
        let text = match value {
            Json::Text(text) => text.trim().to_owned(),
            Json::Integer(number) => number.to_string(),
            other => {
                self.note(key, other, "text", false);
                return None;
            }
        };
        (!text.is_empty()).then(|| secrets::mask_text(&text))
    }

    /// A secret.
    pub(super) fn secret(&self, keys: &[&'static str]) -> Secret {
        match self.value(keys) {
            Some((_, Json::Text(text))) => Secret::new(text.trim()),
            Some((key, other)) => {
                self.note(key, other, "text", false);
                Secret::default()
            }
            None => Secret::default(),
        }
    }

    /// A boolean.
    pub(super) fn boolean(&self, keys: &[&'static str]) -> Option<bool> {
        let (key, value) = self.value(keys)?;
        let read = match value {
            Json::Bool(value) => return Some(*value),
            Json::Integer(1) => Some(true),
            Json::Integer(0) => Some(false),
            Json::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        };
        self.note(key, value, "boolean", read.is_some());
        read
    }

    /// An integer.
    pub(super) fn integer(&self, keys: &[&'static str]) -> Option<i64> {
        let (key, value) = self.value(keys)?;
        let read = match value {
            Json::Integer(number) => return Some(*number),
            Json::Float(number) => whole(*number),
            Json::Text(text) => {
                let text = text.trim();
                let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
                (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
                    .then(|| text.parse().ok())
                    .flatten()
            }
            _ => None,
        };
        self.note(key, value, "integer", read.is_some());
        read
    }

    /// A size in bytes: an integer that is not negative.
    pub(super) fn bytes(&self, keys: &[&'static str]) -> Option<u64> {
        let number = self.integer(keys)?;
        let read = u64::try_from(number).ok();
        if let (None, Some((key, value))) = (read, self.value(keys)) {
            self.note(key, value, "size", false);
        }
        read
    }

    /// A time. PowerShell 5 writes some as an object with `value`.
    pub(super) fn time(&self, keys: &[&'static str]) -> Option<Instant> {
        let (key, value) = self.value(keys)?;
        let inner = value.get("value").unwrap_or(value);
        let Some(text) = inner.text() else {
            self.note(key, value, "time", false);
            return None;
        };
        let mut read = Instant::read(text);
        if read.at.is_none() {
            if read.text.is_empty() {
                return None;
            }
            self.note(key, value, "time", false);
            read.text = secrets::mask_text(&read.text);
        }
        Some(read)
    }

    /// Fields that were not asked for, masked.
    pub(super) fn others(&self, but: &[&str]) -> Vec<OtherField> {
        let known = self.known.borrow();
        self.object
            .entries()
            .iter()
            .filter(|(key, value)| {
                *value != Json::Null
                    && !known.iter().any(|known| known.eq_ignore_ascii_case(key))
                    && !but.iter().any(|known| known.eq_ignore_ascii_case(key))
            })
            .take(MAX_OTHER_FIELDS)
            .map(|(key, value)| OtherField {
                key: secrets::mask_text(key)
                    .chars()
                    .take(MAX_OTHER_CHARS)
                    .collect(),
                value: secrets::redact::shown(key, value, MAX_OTHER_CHARS),
            })
            .collect()
    }
}

/// A number without a fraction.
pub(super) fn whole(number: f64) -> Option<i64> {
    // 2^53: every whole number up to there is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
