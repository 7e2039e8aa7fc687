//! Error answers, also those that carry JSON inside of a text (specification 2.2).

use serde::Serialize;

use crate::format::app_service::json::Json;
use crate::format::app_service::messages::{self, Explanation};
use crate::format::app_service::secrets;

/// Most layers of JSON inside of a text.
const MAX_LAYERS: u32 = 3;

/// Longest message that is kept, in characters.
const MAX_MESSAGE_CHARS: usize = 4_000;

/// What Azure answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ServerError {
    /// Code, masked.
    pub code: Option<String>,
    /// Innermost message, masked.
    pub message: String,
    /// Cause and remedy, if the message is known.
    pub explanation: Option<Explanation>,
}

/// Reads an error answer.
pub(super) fn read(object: &Json) -> ServerError {
    let mut found = Found::default();
    found.look(object, MAX_LAYERS);
    let message = found.message.unwrap_or_else(|| "no message".into());
    // Some are known by their code alone.
    let said = match &found.code {
        Some(code) => format!("{code}: {message}"),
        None => message.clone(),
    };
    ServerError {
        explanation: messages::explain(&said),
        code: found.code.map(|code| secrets::mask_text(&code)),
        message: secrets::mask_text(&message)
            .chars()
            .take(MAX_MESSAGE_CHARS)
            .collect(),
    }
}

#[derive(Default)]
struct Found {
    code: Option<String>,
    message: Option<String>,
}

impl Found {
    /// Takes what is said here, then what is said further inside in its place. Recursion is bounded by the depth that
    /// the reader allows and by `layers`.
    fn look(&mut self, json: &Json, layers: u32) {
        let text = |key: &str| {
            json.get(key)
                .and_then(Json::text)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        if let Some(code) = text("code") {
            self.code = Some(code.to_owned());
        }
        if let Some(message) = text("message") {
            self.message = Some(message.to_owned());
            self.layer(message, layers);
        }
        if let Some(inner) = text("statusMessage") {
            if self.message.is_none() {
                self.message = Some(inner.to_owned());
            }
            self.layer(inner, layers);
        }
        for key in ["properties", "error", "innererror", "errorEntity"] {
            if let Some(inner) = json.get(key) {
                self.look(inner, layers);
            }
        }
        if let Some(first) = json.get("details").and_then(|details| {
            details.elements().iter().find(|detail| {
                detail
                    .get("message")
                    .and_then(Json::text)
                    .is_some_and(|text| !text.trim().is_empty())
            })
        }) {
            self.look(first, layers);
        }
    }

    /// JSON inside of a text.
    fn layer(&mut self, text: &str, layers: u32) {
        if layers > 0
            && text.starts_with('{')
            && let Ok(inner) = Json::parse(text)
        {
            self.look(&inner, layers - 1);
        }
    }
}
