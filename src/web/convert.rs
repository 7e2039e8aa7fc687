//! Values at the border to the browser.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::typed;

/// An error as the page knows it.
pub fn to_js(error: &Error) -> JsValue {
    let code = match error {
        Error::Open(_) | Error::Read { .. } => "read",
        Error::Protocol(_) => "protocol",
        Error::Invalid(_) | Error::Unknown(_) => "invalid",
    };
    let object = js_sys::Error::new(&error.to_string());
    object.set_name(code);
    object.into()
}

/// A value of the page, as JSON text: the engine reads JSON anyway, and a second reader for every type would make it
/// larger by a tenth. A parser of its own for every type would be as much once more: see [`crate::typed`].
///
/// # Errors
/// `protocol` if it is another than the engine expects.
pub fn take<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    let text: String = js_sys::JSON::stringify(&value)?.into();
    typed::from_json(&text).map_err(|error| to_js(&Error::Protocol(error.to_string())))
}

/// A small value, field by field.
///
/// # Errors
/// `protocol` if it holds a number above 2^53.
pub fn give_small<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| to_js(&Error::Protocol(error.to_string())))
}

/// A value that may be large, or hold what a hostile archive claims: as JSON text, which is one crossing of the border
/// in place of one for each field, and rounds numbers above 2^53 where the other way refuses them.
///
/// # Errors
/// None in practice; an error of the serialiser is passed on rather than hidden.
pub fn give<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text =
        serde_json::to_string(value).map_err(|error| to_js(&Error::Protocol(error.to_string())))?;
    js_sys::JSON::parse(&text)
}
