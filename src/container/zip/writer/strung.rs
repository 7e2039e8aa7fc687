//! A ZIP file strung together from files that lie beside each other: their bytes as they are, headers between them. It
//! is never written anywhere; whoever reads it reads the files.

use std::io;
use std::rc::Rc;

use per_byte::crc::Hasher;

use super::headers::{FIRST_TIME, Fresh, central_record, end_records, local_header};
use crate::container::zip::records::method;
use crate::container::zip::window::read_within;
use crate::error::Error;
use crate::source::ReadAt;

/// Bytes of a file that are read at once for its checksum.
const WINDOW_BYTES: usize = 4 << 20;

/// A piece of the archive.
#[derive(Clone)]
pub enum StrungPart {
    /// Headers.
    Bytes(Rc<[u8]>),
    /// All of the file at this position of those that were given.
    File(usize),
}

/// The archive.
#[derive(Clone)]
pub struct Strung {
    files: Rc<[Rc<dyn ReadAt>]>,
    /// End of each part in the whole, and the part.
    parts: Rc<[(u64, StrungPart)]>,
}

impl std::fmt::Debug for Strung {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Strung")
            .field("files", &self.files.len())
            .field("bytes", &self.len())
            .finish_non_exhaustive()
    }
}

impl Strung {
    /// The files as entries of these names, stored, in their order. Reads every file once, for its checksum.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn new(entries: &[(String, Rc<dyn ReadAt>)]) -> Result<Strung, Error> {
        let mut parts: Vec<(u64, StrungPart)> = Vec::with_capacity(2 * entries.len() + 1);
        let mut end = 0;
        let mut directory = Vec::new();
        let mut window = Vec::new();
        for (at, (name, file)) in entries.iter().enumerate() {
            let fresh = Fresh {
                name: None,
                method: method::STORED,
                flags: 0,
                crc32: checksum(&**file, &mut window)?,
                compressed_bytes: file.len(),
                uncompressed_bytes: file.len(),
                time: FIRST_TIME,
            };
            let name = name.as_bytes();
            central_record(&mut directory, &[], name, &fresh, end, true);
            let header = local_header(name, &fresh);
            end += header.len() as u64;
            parts.push((end, StrungPart::Bytes(header.into())));
            end += file.len();
            parts.push((end, StrungPart::File(at)));
        }
        let directory_bytes = directory.len() as u64;
        end_records(
            &mut directory,
            entries.len() as u64,
            end,
            directory_bytes,
            &[],
        );
        end += directory.len() as u64;
        parts.push((end, StrungPart::Bytes(directory.into())));
        Ok(Strung {
            files: entries.iter().map(|(_, file)| Rc::clone(file)).collect(),
            parts: parts.into(),
        })
    }

    /// The pieces, in their order.
    pub fn parts(&self) -> impl Iterator<Item = &StrungPart> {
        self.parts.iter().map(|(_, part)| part)
    }
}

fn checksum(file: &dyn ReadAt, window: &mut Vec<u8>) -> Result<u32, Error> {
    let mut hasher = Hasher::new();
    let mut offset = 0;
    while offset < file.len() {
        let bytes = (file.len() - offset).min(WINDOW_BYTES as u64) as usize;
        window.resize(bytes, 0);
        let read = read_within(file, offset, window)?;
        hasher.update(window.get(..read).unwrap_or_default());
        offset += read.max(1) as u64;
    }
    Ok(hasher.finalize())
}

impl ReadAt for Strung {
    fn len(&self) -> u64 {
        self.parts.last().map_or(0, |(end, _)| *end)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut done = 0;
        // Neighbours in one go: most files are small.
        while done < buf.len() {
            let at = offset + done as u64;
            let place = self.parts.partition_point(|(end, _)| *end <= at);
            let Some((end, part)) = self.parts.get(place) else {
                break;
            };
            let start = place
                .checked_sub(1)
                .and_then(|before| self.parts.get(before))
                .map_or(0, |(end, _)| *end);
            let left = (end - at).min((buf.len() - done) as u64) as usize;
            let Some(room) = buf.get_mut(done..done + left) else {
                break;
            };
            let read = match part {
                StrungPart::Bytes(bytes) => bytes[..].read_at(at - start, room)?,
                StrungPart::File(file) => match self.files.get(*file) {
                    Some(file) => file.read_at(at - start, room)?,
                    None => 0,
                },
            };
            if read == 0 {
                break;
            }
            done += read;
        }
        Ok(done)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_folder_are_a_zip_that_others_read() {
        let file = |text: &str| -> Rc<dyn ReadAt> { Rc::new(text.as_bytes().to_vec()) };
        let strung = Strung::new(&[
            ("events/0/0.json".into(), file("{\"first\":1}")),
            ("leer.txt".into(), file("")),
            ("größe.bin".into(), file("xyz")),
        ])
        .unwrap();
        let mut bytes = vec![0; strung.len() as usize];
        assert_eq!(strung.read_full_at(0, &mut bytes).unwrap(), bytes.len());
        // In any pieces.
        let mut one = vec![0; bytes.len()];
        for at in 0..one.len() {
            strung
                .read_full_at(at as u64, &mut one[at..at + 1])
                .unwrap();
        }
        assert_eq!(one, bytes);
        let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        for (name, text) in [
            ("events/0/0.json", "{\"first\":1}"),
            ("leer.txt", ""),
            ("größe.bin", "xyz"),
        ] {
            let found = io::read_to_string(zip.by_name(name).unwrap()).unwrap();
            assert_eq!(found, text, "{name}");
        }
    }
}
