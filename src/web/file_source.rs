//! A `File` of the browser behind [`ReadAt`]: `Blob.slice` and `FileReaderSync`, so only in workers.

use std::io;

use gloo::file::Blob;
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FileReaderSync, MessageChannel, MessagePort};

use super::convert::to_js;
use crate::error::Error;
use crate::source::{Input, ReadAt};

struct FileSource {
    blob: Blob,
    reader: FileReaderSync,
    bytes: u64,
}

thread_local! {
    /// A port whose other end is closed.
    static NOWHERE: Option<MessagePort> = MessageChannel::new().ok().map(|channel| {
        channel.port2().close();
        channel.port1()
    });
}

/// Gives back the memory of a buffer that was copied from. Left to the browser's collector, which hardly runs
/// while a worker is busy, buffers of a file of 2 GB pile up to 700 MB. What is sent leaves this
/// worker, and where nobody listens it is gone at once; `ArrayBuffer.transfer(0)` does not free what was
/// read from a file in Chromium 156.
fn give_back(buffer: &ArrayBuffer) {
    NOWHERE.with(|port| {
        if let Some(port) = port {
            // Who can't send it waits for the collector.
            let _ = port.post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer));
        }
    });
}

/// The words of a browser's exception.
fn words(error: &JsValue) -> String {
    // A DOMException has the same two fields as an Error, but is none for `dyn_ref`.
    let field = |key: &str| {
        js_sys::Reflect::get(error, &key.into())
            .ok()
            .and_then(|value| value.as_string())
    };
    match (field("name"), field("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => "the browser gave no reason".into(),
    }
}

fn io_error(error: &JsValue) -> io::Error {
    io::Error::other(words(error))
}

impl ReadAt for FileSource {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let end = offset.saturating_add(buf.len() as u64).min(self.bytes);
        if end <= offset {
            return Ok(0);
        }
        let slice: web_sys::Blob = self.blob.slice(offset, end).into();
        let buffer = self
            .reader
            .read_as_array_buffer(&slice)
            .map_err(|error| io_error(&error))?;
        let bytes = Uint8Array::new(&buffer);
        let read = (bytes.length() as usize).min(buf.len());
        bytes.subarray(0, read as u32).copy_to(&mut buf[..read]);
        give_back(&buffer);
        Ok(read)
    }
}

/// A file as it was given.
pub struct Given {
    path: String,
    tree: u32,
    /// Seconds of UTC.
    modified: Option<i64>,
    /// The handle.
    pub blob: Blob,
}

/// The files of a message: a list of `PathFile`.
///
/// # Errors
/// `protocol` if they are none.
pub fn given(files: &Array) -> Result<Vec<Given>, JsValue> {
    let none = || to_js(&Error::Protocol("not a file".into()));
    files
        .iter()
        .map(|file| {
            let field = |key: &str| Reflect::get(&file, &key.into());
            let blob: web_sys::Blob = field("file")?.dyn_into().map_err(|_| none())?;
            let modified = blob.dyn_ref::<web_sys::File>();
            let modified = modified.map(|file| (file.last_modified() / 1_000.0) as i64);
            Ok(Given {
                modified,
                path: field("path")?.as_string().ok_or_else(none)?,
                tree: field("tree")?.as_f64().unwrap_or_default() as u32,
                blob: blob.into(),
            })
        })
        .collect()
}

/// Inputs of the engine.
///
/// # Errors
/// When the worker can't read files.
pub fn inputs(given: &[Given]) -> Result<Vec<Input>, Error> {
    given
        .iter()
        .map(|given| {
            let source = bytes_of(given.blob.clone())?;
            let input = Input::new(given.path.clone(), source).in_tree(given.tree);
            Ok(Input {
                modified: given.modified,
                ..input
            })
        })
        .collect()
}

/// Bytes without a name: a copy that was not saved yet.
///
/// # Errors
/// When the worker can't read files.
pub fn bytes_of(blob: Blob) -> Result<impl ReadAt + 'static, Error> {
    let reader = FileReaderSync::new().map_err(|error| Error::Read {
        offset: 0,
        source: io_error(&error),
    })?;
    let bytes = blob.size();
    Ok(FileSource {
        blob,
        reader,
        bytes,
    })
}
