//! Exports and comparisons in the browser: pieces go to the page while they are made.
//!
//! The engine is called once and calls the page back; only ending its worker stops it, which the page does. What waits
//! to be written waits as `Blob`s: the browser keeps them, outside of the engine's memory and of the page's.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::{give, take, to_js};
use super::copy::blob_of;
use super::{Coordinator, file_source};
use crate::error::Error;
use crate::format::Options;
use crate::inspect::claim::Opening;
use crate::inspect::export::{Piece, Wanted, Zipped};
use crate::open::{self, Set};

/// Bytes that are gathered before they are handed over.
const BATCH_BYTES: usize = 1 << 20;

/// So often, in ms, the page hears how much was read.
const READ_MS: f64 = 100.0;

/// Where pieces go: to a function of the page, which gets an `ExportPiece` each time.
struct Given<'a> {
    page: &'a Function,
    buffer: Vec<u8>,
    zip: Option<Zipped>,
    told: f64,
    failure: Option<JsValue>,
}

impl<'a> Given<'a> {
    fn new(page: &'a Function, zip: bool) -> Given<'a> {
        Given {
            page,
            buffer: Vec::new(),
            zip: zip.then(Zipped::default),
            told: 0.0,
            failure: None,
        }
    }

    /// Takes a piece; `false`: the page could not.
    fn piece(&mut self, piece: Piece<'_>) -> bool {
        let done = self.hand_on(piece);
        self.failure = done.err();
        self.failure.is_none()
    }

    fn hand_on(&mut self, piece: Piece<'_>) -> Result<(), JsValue> {
        match (piece, &mut self.zip) {
            (Piece::Read { done, of }, _) => {
                let now = js_sys::Date::now();
                if now - self.told < READ_MS && done < of {
                    return Ok(());
                }
                self.told = now;
                self.tell(
                    "read",
                    &[("done", (done as f64).into()), ("of", (of as f64).into())],
                )
            }
            (piece, Some(zip)) => {
                let bytes = zip.piece(piece).map_err(|error| to_js(&error))?;
                self.buffer.extend_from_slice(bytes);
                self.flush(BATCH_BYTES)
            }
            (Piece::Bytes(bytes), None) => {
                self.buffer.extend_from_slice(bytes);
                self.flush(BATCH_BYTES)
            }
            (Piece::File { path, .. }, None) => {
                self.flush(1)?;
                let path: Array = path
                    .iter()
                    .map(|part| JsValue::from(part.as_str()))
                    .collect();
                self.tell("file", &[("path", path.into())])
            }
        }
    }

    /// Hands over what has gathered, if there is so much of it.
    fn flush(&mut self, least: usize) -> Result<(), JsValue> {
        if self.buffer.len() < least {
            return Ok(());
        }
        let blob = blob_of(&self.buffer)?;
        self.buffer.clear();
        self.tell("bytes", &[("bytes", blob.into())])
    }

    fn tell(&self, kind: &str, values: &[(&str, JsValue)]) -> Result<(), JsValue> {
        let piece = Object::new();
        Reflect::set(&piece, &"kind".into(), &kind.into())?;
        for (key, value) in values {
            Reflect::set(&piece, &(*key).into(), value)?;
        }
        self.page.call1(&JsValue::NULL, &piece).map(|_| ())
    }

    /// Hands over the rest.
    fn end(mut self) -> Result<(), JsValue> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        if let Some(zip) = self.zip.take() {
            let end = zip.finish().map_err(|error| to_js(&error))?;
            self.buffer.extend_from_slice(&end);
        }
        self.flush(1)
    }
}

#[wasm_bindgen]
impl Coordinator {
    /// Whether an export tells something that only a set whose check is done knows.
    ///
    /// # Errors
    /// `protocol` if what is wanted can't be understood.
    #[wasm_bindgen(js_name = exportNeedsCheck)]
    pub fn export_needs_check(&self, set: u32, wanted: JsValue) -> Result<bool, JsValue> {
        Ok(self.set(set)?.export_needs_check(&take(wanted)?))
    }

    /// Exports what is inside: `page` gets each `ExportPiece`, of one ZIP file if `zip`. Answers an `Exported`.
    ///
    /// # Errors
    /// `invalid` if there is no such export, `read` if a file can't be read.
    pub fn export(
        &self,
        set: u32,
        options: JsValue,
        wanted: JsValue,
        zip: bool,
        page: &Function,
    ) -> Result<JsValue, JsValue> {
        let (options, wanted): (Options, Wanted) = (take(options)?, take(wanted)?);
        let mut given = Given::new(page, zip);
        let exported = self
            .set(set)?
            .export(&options, &wanted, &mut |piece| given.piece(piece))
            .map_err(|error| to_js(&error))?;
        given.end()?;
        give(&exported)
    }

    /// Compares a set with that of other files: `page` gets the JSON object piece by piece. Answers a `Compared`.
    ///
    /// # Errors
    /// `invalid` if the two can't be compared, `read` if a file can't be read.
    pub fn compare(
        &self,
        set: u32,
        files: &Array,
        options: JsValue,
        page: &Function,
    ) -> Result<JsValue, JsValue> {
        let options: Options = take(options)?;
        let other = one_of(files).map_err(|error| to_js(&error))?;
        let mut given = Given::new(page, false);
        let compared = self
            .set(set)?
            .compare(&other, &options, &mut |piece| given.piece(piece))
            .map_err(|error| to_js(&error))?;
        given.end()?;
        give(&compared)
    }
}

/// The one set of these files.
fn one_of(files: &Array) -> Result<Set, Error> {
    let given = file_source::given(files)
        .map_err(|_| Error::Protocol("what it is to be compared with is no file".into()))?;
    let sets = open::open_with(file_source::inputs(&given)?, Opening::default())?;
    open::only(sets)
}
