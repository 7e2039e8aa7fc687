//! Copies in the browser: unchanged bytes are slices of the original `File`, fresh ones `Blob`s of their own.

use std::fmt::Write as _;

use js_sys::{Array, Object, Reflect, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use super::{Coordinator, file_source, give, inputs_of, take, to_js};
use crate::container::zip::writer::Segment;
use crate::error::Error;
use crate::format;
use crate::protocol::Recipe;
use crate::source::ReadAt;

/// Fresh bytes of a copy are handed to the browser in pieces of about this size, so that a
/// directory of a million entries never stands in one block of wasm memory.
const COPY_PIECE_BYTES: usize = 1 << 20;

/// Bytes of a copy that are read at once for its hash: each read waits for another process.
const HASH_WINDOW_BYTES: usize = 4 << 20;

#[wasm_bindgen]
impl Coordinator {
    /// Works out a copy of this set but for the entries that are written anew. Answers how many jobs
    /// [`Coordinator::pack_job`] has; what was prepared before is forgotten.
    ///
    /// # Errors
    /// `invalid` if the recipe can't be followed, `read` if the file can't be read.
    pub fn prepare_copy(&mut self, set: u32, recipe: JsValue) -> Result<u32, JsValue> {
        let recipe: Recipe = take(&recipe)?;
        self.copy = None;
        let prepared = self.set(set)?.prepare_copy(&recipe);
        let prepared = prepared.map_err(|error| to_js(&error))?;
        let jobs = prepared.jobs();
        self.copy = Some((set, prepared));
        Ok(jobs)
    }

    /// Description of a job of the prepared copy, for [`pack`].
    ///
    /// # Errors
    /// `protocol` if there is no such job.
    pub fn pack_job(&self, index: u32) -> Result<Uint8Array, JsValue> {
        let (set, prepared) = self.copy.as_ref().ok_or_else(nothing_prepared)?;
        let job = self.set(*set)?.pack_job(prepared, index);
        Ok(Uint8Array::from(
            job.map_err(|error| to_js(&error))?.as_slice(),
        ))
    }

    /// The prepared copy as `{ blob, summary }`; `packs` has a `Blob` for each job. Bytes that don't change never
    /// pass through wasm memory.
    ///
    /// # Errors
    /// `read` if the file can't be read, `invalid` if the copy is found damaged.
    pub fn write_copy(&mut self, packs: &Array) -> Result<JsValue, JsValue> {
        let (set, prepared) = self.copy.take().ok_or_else(nothing_prepared)?;
        let set = self.set(set)?;
        let packs = packs.clone();
        let fetch = move |index: u32| {
            let pack = file_source::bytes_of(packs.get(index))?;
            let mut bytes = vec![0; pack.len() as usize];
            pack.read_full_at(0, &mut bytes)
                .map_err(|source| Error::Read { offset: 0, source })?;
            Ok(bytes)
        };
        let copy = set
            .write_copy(&prepared, Box::new(fetch))
            .map_err(|error| to_js(&error))?;
        let file = set
            .inputs
            .first()
            .and_then(|input| self.files.get(*input))
            .ok_or_else(|| to_js(&Error::Protocol("the set has no file".into())))?;
        let parts = Array::new();
        let mut fresh: Vec<u8> = Vec::new();
        for segment in copy.segments {
            match segment.map_err(|error| to_js(&error))? {
                Segment::Fresh(bytes) => {
                    fresh.extend_from_slice(&bytes);
                    if fresh.len() >= COPY_PIECE_BYTES {
                        parts.push(&blob_of(&fresh)?.into());
                        fresh.clear();
                    }
                }
                Segment::Source { offset, bytes } => {
                    if !fresh.is_empty() {
                        parts.push(&blob_of(&fresh)?.into());
                        fresh.clear();
                    }
                    // Exact up to 2^53, far beyond any file.
                    parts.push(
                        &file
                            .slice_with_f64_and_f64(offset as f64, (offset + bytes) as f64)?
                            .into(),
                    );
                }
            }
        }
        if !fresh.is_empty() {
            parts.push(&blob_of(&fresh)?.into());
        }
        let options = web_sys::BlobPropertyBag::new();
        options.set_type("application/zip");
        let blob = Blob::new_with_buffer_source_sequence_and_options(&parts, &options)?;
        let mut summary = copy.summary;
        summary.notes.extend((copy.late_notes)());
        summary.bytes_after = blob.size() as u64;
        let composed = file_source::bytes_of(blob.clone().into()).map_err(|error| to_js(&error))?;
        summary.entries_checked = set
            .check
            .check_copy(&composed)
            .map_err(|error| to_js(&error))?;
        let answer = Object::new();
        Reflect::set(&answer, &"blob".into(), &blob)?;
        Reflect::set(&answer, &"summary".into(), &give(&summary)?)?;
        Ok(answer.into())
    }
}

fn nothing_prepared() -> JsValue {
    to_js(&Error::Protocol("no copy was prepared".into()))
}

/// Does a job of a copy in any worker: entries are written anew and deflated. The answer is a `Blob`, which the
/// browser keeps where it has room.
///
/// # Errors
/// `protocol` if the bytes are no job, `read` if the file can't be read.
#[wasm_bindgen]
pub fn pack(files: &Array, job: &[u8]) -> Result<Blob, JsValue> {
    let pack = format::pack(job, inputs_of(files)?).map_err(|error| to_js(&error))?;
    blob_of(&pack)
}

/// Fresh bytes as a `Blob` of their own: a browser keeps it outside of the memory of the page where it can.
fn blob_of(bytes: &[u8]) -> Result<Blob, JsValue> {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))
}

/// Reads a copy from end to end: `{ sha256, search }`, the second `null` if nothing was redacted.
/// `progress` hears how many bytes are done, of the copy's length once and, if it was redacted, twice.
/// It takes as long as it takes: who wants to stop it ends the worker.
///
/// # Errors
/// `read` if copy or files can't be read, `protocol` if the recipe can't be understood.
#[wasm_bindgen]
pub fn verify_copy(
    files: &Array,
    recipe: JsValue,
    copy: JsValue,
    progress: &js_sys::Function,
) -> Result<JsValue, JsValue> {
    let recipe: Recipe = take(&recipe)?;
    let copy = file_source::bytes_of(copy).map_err(|error| to_js(&error))?;
    let told = |bytes: u64| {
        // A page that went away hears nothing, and that is no reason to fail.
        let _ = progress.call1(&JsValue::NULL, &JsValue::from_f64(bytes as f64));
    };
    let sha256 = sha256_of(&copy, &told).map_err(|error| to_js(&error))?;
    let inputs = inputs_of(files)?;
    let search = match recipe.redact {
        false => None,
        true => {
            let sets = format::open(inputs).map_err(|error| to_js(&error))?;
            let set = sets
                .first()
                .ok_or_else(|| to_js(&Error::Protocol("there is no file".into())))?;
            let first = copy.len();
            set.search_copy(&recipe, &copy, &mut |bytes| {
                told(first + bytes);
                true
            })
            .map_err(|error| to_js(&error))?
        }
    };
    let answer = Object::new();
    Reflect::set(&answer, &"sha256".into(), &sha256.into())?;
    Reflect::set(&answer, &"search".into(), &give(&search)?)?;
    Ok(answer.into())
}

fn sha256_of(source: &dyn ReadAt, told: &dyn Fn(u64)) -> Result<String, Error> {
    let mut hash = Sha256::new();
    let mut window = vec![0; HASH_WINDOW_BYTES];
    let mut offset = 0;
    loop {
        let read = source
            .read_at(offset, &mut window)
            .map_err(|source| Error::Read { offset, source })?;
        if read == 0 {
            break;
        }
        hash.update(&window[..read]);
        offset += read as u64;
        told(offset);
    }
    let mut hex = String::new();
    for byte in hash.finalize() {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}
