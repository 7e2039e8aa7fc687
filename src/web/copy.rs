//! Copies in the browser: unchanged bytes are slices of the original `File`, fresh ones `Blob`s of their own.

use gloo::file::Blob;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::convert::to_js;
use super::file_source::Given;
use super::{Coordinator, file_source};
use crate::container::zip::writer::{Segment, Strung, StrungPart};
use crate::error::Error;
use crate::inspect::copy::CopySummary;
use crate::open::{Set, WorkId};
use crate::source::ReadAt;

/// Fresh bytes of a copy are handed to the browser in pieces of about this size, so that a
/// directory of a million entries never stands in one block of wasm memory.
const COPY_PIECE_BYTES: usize = 1 << 20;

impl Coordinator {
    /// The copy that the work has made; `packs` has what each task wrote anew. Bytes that don't change never pass through
    /// wasm memory.
    pub(super) fn compose(
        &self,
        set: u32,
        work: WorkId,
        packs: Vec<Blob>,
    ) -> Result<(web_sys::Blob, CopySummary), JsValue> {
        let number = set;
        let set = self.set(set)?;
        let fetch = move |index: u32| {
            let pack = packs
                .get(index as usize)
                .cloned()
                .ok_or_else(|| Error::Protocol(format!("what task {index} wrote is not there")))?;
            let pack = file_source::bytes_of(pack)?;
            let mut bytes = vec![0; pack.len() as usize];
            pack.read_full_at(0, &mut bytes)
                .map_err(|source| Error::Read { offset: 0, source })?;
            Ok(bytes)
        };
        let copy = set
            .compose(work, Box::new(fetch))
            .map_err(|error| to_js(&error))?;
        let given = || {
            let given = self.given.get(*set.inputs.first()?)?;
            Some(&given.blob)
        };
        let file = (self.packed.get(&number))
            .or_else(given)
            .ok_or_else(|| to_js(&Error::Protocol("the set has no file".into())))?;
        // The original may itself stand in another file.
        let base = (set.files().get(0))
            .and_then(|input| input.carried.as_ref())
            .map_or(0, |carried| carried.offset);
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
                    let start = base + offset;
                    let slice: web_sys::Blob = file.slice(start, start + bytes).into();
                    parts.push(&slice.into());
                }
            }
        }
        if !fresh.is_empty() {
            parts.push(&blob_of(&fresh)?.into());
        }
        let options = web_sys::BlobPropertyBag::new();
        options.set_type("application/zip");
        let blob = web_sys::Blob::new_with_buffer_source_sequence_and_options(&parts, &options)?;
        let mut summary = copy.summary;
        summary.notes.extend((copy.late_notes)());
        summary.bytes_after = blob.size() as u64;
        let composed = file_source::bytes_of(blob.clone().into()).map_err(|error| to_js(&error))?;
        summary.entries_checked = set.check_copy(&composed).map_err(|error| to_js(&error))?;
        Ok((blob, summary))
    }
}

/// The file that was put together from those of a folder, without reading them.
pub(super) fn packed(
    strung: &Strung,
    set: &Set,
    given: &[Given],
) -> Result<web_sys::Blob, JsValue> {
    let parts = Array::new();
    for part in strung.parts() {
        match part {
            StrungPart::Bytes(bytes) => parts.push(&Uint8Array::from(&bytes[..]).into()),
            StrungPart::File(at) => {
                let given = set.inputs.get(*at).and_then(|input| given.get(*input));
                let given = given
                    .ok_or_else(|| to_js(&Error::Protocol("a file of the set is gone".into())))?;
                let blob: web_sys::Blob = given.blob.clone().into();
                parts.push(&blob.into())
            }
        };
    }
    web_sys::Blob::new_with_buffer_source_sequence(&parts)
}

/// Bytes as a `Blob`, which the browser keeps outside of the engine's memory.
pub(super) fn blob_of(bytes: &[u8]) -> Result<web_sys::Blob, JsValue> {
    web_sys::Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))
}
