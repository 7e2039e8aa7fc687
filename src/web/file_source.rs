//! A `File` of the browser behind [`ReadAt`]: `Blob.slice` and `FileReaderSync`, so only in workers.

use std::io;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File, FileReaderSync, MessageChannel, MessagePort};

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
        let slice = self
            .blob
            .slice_with_f64_and_f64(offset as f64, end as f64)
            .map_err(|error| io_error(&error))?;
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

fn source(blob: Blob) -> Result<FileSource, Error> {
    let reader = FileReaderSync::new().map_err(|error| Error::Read {
        offset: 0,
        source: io_error(&error),
    })?;
    let bytes = blob.size() as u64;
    Ok(FileSource {
        blob,
        reader,
        bytes,
    })
}

/// An input of the engine.
///
/// # Errors
/// When the value is no `File`, or the worker can't read files.
pub fn input(file: JsValue) -> Result<Input, Error> {
    let file: File = file
        .dyn_into()
        .map_err(|_| Error::Protocol("not a File".into()))?;
    Ok(Input {
        file_name: file.name(),
        bytes: Box::new(source(file.into())?),
    })
}

/// Bytes without a name: a copy that was not saved yet.
///
/// # Errors
/// When the value is no `Blob`, or the worker can't read files.
pub fn bytes_of(blob: JsValue) -> Result<impl ReadAt, Error> {
    source(
        blob.dyn_into()
            .map_err(|_| Error::Protocol("not a Blob".into()))?,
    )
}
