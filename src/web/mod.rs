//! The engine in the browser: the only place that names `wasm_bindgen`, `js_sys` and `web_sys`.
//!
//! Two classes, both for workers: [`Coordinator`] holds the inspection, [`Decoder`] scans one
//! shard. Values cross the border as plain JSON objects; errors as `Error` objects whose `name` is
//! one of the codes of [`FromWorker::Failed`](crate::protocol::FromWorker::Failed).

mod copy;
mod file_source;

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::format::squidex::estimate;
use crate::format::squidex::explain::{Seen, explain};
use crate::format::{self, PreparedCopy, Running, Scanned, Set, Target};
use crate::protocol::{OpenedSet, TextKind};
use crate::report::{json, markdown};
use crate::source::Input;

fn to_js(error: &Error) -> JsValue {
    let code = match error {
        Error::Open(_) | Error::Read { .. } => "read",
        Error::Protocol(_) => "protocol",
        Error::Invalid(_) => "invalid",
    };
    let object = js_sys::Error::new(&error.to_string());
    object.set_name(code);
    object.into()
}

/// As JSON text: one crossing of the border instead of one for each field, and the code that writes the
/// report as text is there anyway.
fn give<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text =
        serde_json::to_string(value).map_err(|error| to_js(&Error::Protocol(error.to_string())))?;
    js_sys::JSON::parse(&text)
}

fn take<T: DeserializeOwned>(value: &JsValue) -> Result<T, JsValue> {
    let text: String = js_sys::JSON::stringify(value)?.into();
    serde_json::from_str(&text).map_err(|error| to_js(&Error::Protocol(error.to_string())))
}

/// Version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

fn inputs_of(files: &Array) -> Result<Vec<Input>, JsValue> {
    files
        .iter()
        .map(|file| file_source::input(file).map_err(|error| to_js(&error)))
        .collect()
}

/// The inspection of the dropped files.
#[wasm_bindgen]
#[derive(Default)]
pub struct Coordinator {
    files: Vec<web_sys::File>,
    sets: Vec<Set>,
    /// A copy that is being made, and of which set.
    copy: Option<(u32, PreparedCopy)>,
}

#[wasm_bindgen]
impl Coordinator {
    /// With nothing opened yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Coordinator {
        Coordinator::default()
    }

    /// Reads the directories; what was open before is forgotten. Answers a list of `OpenedSet`.
    ///
    /// # Errors
    /// `read` if a file can't be read.
    pub fn open(&mut self, files: &Array, target: JsValue) -> Result<JsValue, JsValue> {
        let target: Target = take(&target)?;
        self.sets.clear();
        self.copy = None;
        self.files = files
            .iter()
            .filter_map(|file| file.dyn_into().ok())
            .collect();
        self.sets = format::open(inputs_of(files)?).map_err(|error| to_js(&error))?;
        let opened: Vec<OpenedSet> = self
            .sets
            .iter()
            .map(|set| OpenedSet {
                inputs: set.inputs.iter().map(|input| *input as u32).collect(),
                plan: set.check.plan(),
                report: set.check.report(&target),
            })
            .collect();
        give(&opened)
    }

    fn set(&self, set: u32) -> Result<&Set, JsValue> {
        self.sets
            .get(set as usize)
            .ok_or_else(|| to_js(&Error::Protocol(format!("there is no set {set}"))))
    }

    fn set_mut(&mut self, set: u32) -> Result<&mut Set, JsValue> {
        self.sets
            .get_mut(set as usize)
            .ok_or_else(|| to_js(&Error::Protocol(format!("there is no set {set}"))))
    }

    /// Description of a shard for a [`Decoder`].
    ///
    /// # Errors
    /// `protocol` if there is no such shard.
    pub fn shard(&self, set: u32, index: u32) -> Result<Uint8Array, JsValue> {
        let shard = self.set(set)?.shard(index);
        let shard = shard.map_err(|error| to_js(&error))?;
        Ok(Uint8Array::from(shard.as_slice()))
    }

    /// Takes the result of a shard.
    ///
    /// # Errors
    /// `protocol` if the bytes are none.
    pub fn fold(&mut self, set: u32, index: u32, result: &[u8]) -> Result<(), JsValue> {
        let check = &mut self.set_mut(set)?.check;
        Scanned::from_bytes(result)
            .and_then(|scanned| check.fold(index, scanned))
            .map_err(|error| to_js(&error))
    }

    /// A shard that will never come.
    ///
    /// # Errors
    /// `protocol` if there is no such set.
    pub fn give_up(&mut self, set: u32, index: u32, reason: &str) -> Result<(), JsValue> {
        self.set_mut(set)?.check.give_up(index, reason);
        Ok(())
    }

    /// The `Report` as far as is known, for this target.
    ///
    /// # Errors
    /// `protocol` if the target can't be understood.
    pub fn report(&self, set: u32, target: JsValue) -> Result<JsValue, JsValue> {
        give(&self.set(set)?.check.report(&take(&target)?))
    }

    /// The report as text: for JSON the very bytes that the command line prints.
    ///
    /// # Errors
    /// `protocol` if target or kind can't be understood.
    pub fn text(&self, set: u32, target: JsValue, what: JsValue) -> Result<String, JsValue> {
        let target: Target = take(&target)?;
        let report = self.set(set)?.check.report(&target);
        Ok(match take(&what)? {
            TextKind::Json => {
                let mut line = json::to_json(&report).map_err(|error| to_js(&error))?;
                line.push('\n');
                line
            }
            TextKind::Markdown => markdown::summary(&report),
            TextKind::Ticket => {
                markdown::ticket(&report, target.restore_name.as_deref(), format::CODES)
            }
        })
    }

    /// The objects behind a number of the restored app: an `ObjectPage`, or `null`.
    ///
    /// # Errors
    /// `protocol` if target or query can't be understood.
    pub fn objects(&self, set: u32, target: JsValue, query: JsValue) -> Result<JsValue, JsValue> {
        let page = self
            .set(set)?
            .check
            .objects(&take(&target)?, &take(&query)?);
        give(&page)
    }

    /// A pasted restore log held against the predicted one: an `Explanation`.
    ///
    /// # Errors
    /// `invalid` if nothing is predicted for this file.
    pub fn explain(&self, set: u32, target: JsValue, pasted: &str) -> Result<JsValue, JsValue> {
        let report = self.set(set)?.check.report(&take(&target)?);
        let seen = Seen::of(&report).ok_or_else(|| {
            to_js(&Error::Invalid(
                "no restore is predicted for this file, so a log can't be explained".into(),
            ))
        })?;
        give(&explain(pasted, &seen))
    }

    /// A `Calibration` from a pasted log or a duration, for `Target.calibration`.
    ///
    /// # Errors
    /// `invalid` if the text doesn't tell how long a restore of this backup took.
    pub fn calibrate(&self, set: u32, target: JsValue, pasted: &str) -> Result<JsValue, JsValue> {
        let target: Target = take(&target)?;
        let load = self.set(set)?.check.load(&target).ok_or_else(|| {
            to_js(&Error::Invalid(
                "no restore is predicted for this file, so there is nothing to compare with".into(),
            ))
        })?;
        let calibration = estimate::calibrate(pasted, &load, &target)
            .map_err(|error| to_js(&Error::Invalid(error.to_string())))?;
        give(&calibration)
    }

    /// What a copy of this set could leave out or replace: a `CopyOffer`.
    ///
    /// # Errors
    /// `invalid` if no copy with changes can be made of it, `read` if the file can't be read.
    pub fn offer_copy(&self, set: u32) -> Result<JsValue, JsValue> {
        let offer = self.set(set)?.offer_copy();
        give(&offer.map_err(|error| to_js(&error))?)
    }
}

/// The scan of one shard.
#[wasm_bindgen]
pub struct Decoder {
    scan: Option<Running<'static>>,
}

#[wasm_bindgen]
impl Decoder {
    /// For the files of the set and what [`Coordinator::shard`] answered.
    ///
    /// # Errors
    /// `protocol` if the bytes describe no shard, or the files are not those of its set.
    #[wasm_bindgen(constructor)]
    pub fn new(files: &Array, shard: &[u8]) -> Result<Decoder, JsValue> {
        let scan = format::begin(shard, inputs_of(files)?).map_err(|error| to_js(&error))?;
        Ok(Decoder { scan: Some(scan) })
    }

    /// Works for about `budget_ms` milliseconds. Answers a `Step`.
    ///
    /// # Errors
    /// `read` if the file can't be read.
    pub fn step(&mut self, budget_ms: f64) -> Result<JsValue, JsValue> {
        let Some(scan) = &mut self.scan else {
            return Err(to_js(&Error::Protocol(
                "the shard was finished before".into(),
            )));
        };
        let until = js_sys::Date::now() + budget_ms;
        let mut asked = 0_u32;
        let mut go_on = || {
            asked += 1;
            // Asking the clock costs more than most entries do.
            !asked.is_multiple_of(16) || js_sys::Date::now() < until
        };
        let step = scan.step(&mut go_on).map_err(|error| to_js(&error))?;
        give(&step)
    }

    /// The result, once a step said `finished`.
    ///
    /// # Errors
    /// `protocol` if called twice.
    pub fn finish(&mut self) -> Result<Uint8Array, JsValue> {
        match self.scan.take() {
            Some(scan) => Ok(Uint8Array::from(scan.finish().to_bytes().as_slice())),
            None => Err(to_js(&Error::Protocol(
                "the shard was finished before".into(),
            ))),
        }
    }
}
