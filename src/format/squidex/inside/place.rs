//! Where the bytes of a file stand in the archive: so that the page slices them out of the file that it has, and saves or
//! draws them without a copy in the engine.

use std::ops::ControlFlow;

use serde::Serialize;

use super::{Looker, look};
use crate::container::picture::{self, HEAD_BYTES};
use crate::container::zip::method;
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::target::Target;
use crate::inspect::export::names::Folder;
use crate::source::Files;

/// A larger file is not decoded for a thumbnail, in bytes.
const MAX_PICTURE_BYTES: u64 = 32 << 20;

/// Nor is one of more pixels.
const MAX_PIXELS: u64 = 50_000_000;

/// The bytes of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FilePlace {
    /// Name to save it under, safe on any disk.
    pub save_as: String,
    /// Offset of its compressed bytes in the file that was dropped.
    #[cfg_attr(test, ts(type = "number"))]
    pub offset: u64,
    /// How many they are.
    #[cfg_attr(test, ts(type = "number"))]
    pub compressed_bytes: u64,
    /// Size of the file, as the directory says: more must not be taken.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// How they are compressed: `stored` or `deflate`.
    pub method: &'static str,
    /// A picture that a browser may decode; `null`: it is none.
    pub picture: Option<PictureView>,
    /// Why no picture is shown, in words; `null` if one is, or the file is none.
    pub not_shown: Option<String>,
}

/// A picture, by its own first bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PictureView {
    /// Its type.
    pub mime: &'static str,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Where the bytes of a version of an asset's file stand.
///
/// # Errors
/// `Invalid` if there is no such file in the archive, or it can't be taken out; `Read` if the file can't be read.
pub(in crate::format::squidex) fn of(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    id: &str,
    version: i64,
) -> Result<FilePlace, Error> {
    look(check, files, target, |looker| {
        let asset = looker.asset(id)?;
        let file = asset
            .files
            .iter()
            .rev()
            .find(|file| file.version == version);
        let entry = file.and_then(|file| file.entry).ok_or_else(|| {
            Error::Invalid(format!(
                "version {version} of the file is not in the archive"
            ))
        })?;
        let name = file.and_then(|file| file.name.clone());
        let current = looker.folded.dry.asset_name(asset.number);
        let name = current.or(name).unwrap_or(asset.id);
        looker.place(files, entry, &name)
    })
}

impl Looker<'_, '_> {
    fn place(&mut self, files: &Files, entry: u32, name: &str) -> Result<FilePlace, Error> {
        let (archive, _, shared) = self.folded.check.directory();
        let location = archive
            .entries
            .location(entry)
            .filter(|_| !shared.skips(entry))
            .ok_or_else(|| {
                Error::Invalid("its bytes are shared with other entries and are not read".into())
            })?;
        let method = match location.method {
            method::STORED => "stored",
            method::DEFLATE => "deflate",
            other => {
                return Err(Error::Invalid(format!(
                    "it is compressed in a way that a browser can't undo (method {other})"
                )));
            }
        };
        let input = files.first()?;
        let source = &*input.bytes;
        let reader = self.folded.reader();
        let mut reading = reader.begin(source, &location, HEAD_BYTES as u64)?;
        if reading.is_done() && location.uncompressed_bytes > 0 {
            let read = reader.finish(reading);
            let why = match read.dotnet {
                Err(failure) => failure.in_words(),
                Ok(()) => "there are no bytes",
            };
            return Err(Error::Invalid(format!("it can't be read: {why}")));
        }
        let (start, end) = (reading.position(), reading.end());
        // A few kilobytes tell, but for pictures with large tables in front.
        let mut head: Vec<u8> = Vec::new();
        let mut picture = None;
        while !reading.is_done() && picture.is_none() && head.len() < HEAD_BYTES {
            let before = head.len();
            reader.step(source, &mut reading, &mut |bytes| {
                head.extend_from_slice(bytes);
                ControlFlow::Continue(())
            })?;
            picture = picture::recognize(&head);
            if head.len() == before && !reading.is_done() {
                break;
            }
        }
        let not_shown = picture.and_then(|picture| {
            if location.uncompressed_bytes > MAX_PICTURE_BYTES {
                Some("the file is larger than is decoded for a picture (32 MB)".to_owned())
            } else if picture.pixels() > MAX_PIXELS {
                Some(format!(
                    "{} × {} pixels are more than are decoded (50 million)",
                    picture.width, picture.height
                ))
            } else {
                None
            }
        });
        let offset_in_file = input.carried.as_ref().map_or(0, |carried| carried.offset);
        Ok(FilePlace {
            save_as: Folder::default().unique(name),
            offset: offset_in_file.saturating_add(start),
            compressed_bytes: end.saturating_sub(start),
            bytes: location.uncompressed_bytes,
            method,
            picture: picture
                .filter(|_| not_shown.is_none())
                .map(|picture| PictureView {
                    mime: picture.mime,
                    width: picture.width,
                    height: picture.height,
                }),
            not_shown,
        })
    }
}
