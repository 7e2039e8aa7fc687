//! What a file is by its first bytes, as far as readers of containers have to know it.

use crate::error::Error;
use crate::source::ReadAt;

/// First bytes of files that are something else even if a ZIP file's signature stands somewhere in them. Programs
/// are not among them: a ZIP file may have one in front. Offsets are 0. Sources: the formats' own specifications, and
/// for tapes `formats/sharepoint.md` 3.1.
const NO_ZIP: [&[u8]; 15] = [
    b"\x1f\x8b",                         // gzip, RFC 1952 2.3.1
    b"7z\xbc\xaf\x27\x1c",               // 7z
    b"Rar!\x1a\x07",                     // RAR
    b"BZh",                              // bzip2
    b"\xfd7zXZ\0",                       // xz
    b"\x28\xb5\x2f\xfd",                 // Zstandard, RFC 8878 3.1.1
    b"%PDF-",                            // PDF
    b"\x89PNG\r\n\x1a\n",                // PNG
    b"\xff\xd8\xff",                     // JPEG
    b"GIF8",                             // GIF
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", // compound file (MS-CFB 2.2)
    b"MSCF",                             // cabinet (MS-CAB 2.1)
    b"SQLite format 3\0",                // SQLite
    b"TAPE",                             // Microsoft Tape Format
    b"MSSQLBAK",                         // compressed backup of SQL Server
];

/// First bytes of files that no reader of ZIP files is shown, not even for a signature at their end: any bytes can
/// stand in a backup of a database.
const NEVER_ZIP: [&[u8]; 2] = [b"TAPE", b"MSSQLBAK"];

/// Whether the first bytes are those of another kind of file.
pub fn is_no_zip(head: &[u8]) -> bool {
    NO_ZIP.iter().any(|magic| head.starts_with(magic))
}

/// Whether the file is none even if its last bytes are those of a ZIP file.
pub fn is_never_zip(head: &[u8]) -> bool {
    NEVER_ZIP.iter().any(|magic| head.starts_with(magic))
}

/// A file of at most so many bytes is read whole to tell whether all of them are zero.
const WHOLE_BYTES: u64 = 1 << 20;
/// A larger one is looked at in so many places, its start and its end among them.
const PLACES: u64 = 64;
/// Bytes that are read at a place.
const PLACE_BYTES: u64 = 4_096;

/// A file in which nothing but zero bytes was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// Every byte of it was read.
    Whole,
    /// It was looked at in so many places.
    Places(u64),
}

impl Zeros {
    /// Behind "nothing but zero bytes": nothing, or where it was looked at.
    pub fn words(self) -> String {
        match self {
            Zeros::Whole => String::new(),
            Zeros::Places(places) => format!(
                " wherever it was looked at ({places} places, its start and its end among them)"
            ),
        }
    }
}

/// Whether a file holds nothing but zero bytes, as space does that was reserved and never filled. Of a large file
/// some places are read, so that 200 GB are told in `PLACES` reads. An empty file holds none.
///
/// # Errors
/// When the bytes can't be read.
pub fn zeros(source: &dyn ReadAt) -> Result<Option<Zeros>, Error> {
    let bytes = source.len();
    if bytes == 0 {
        return Ok(None);
    }
    let is_whole = bytes <= WHOLE_BYTES;
    let (places, step) = match is_whole {
        true => (bytes.div_ceil(PLACE_BYTES), PLACE_BYTES),
        // The last place ends where the file ends.
        false => (PLACES, (bytes - PLACE_BYTES) / (PLACES - 1)),
    };
    let mut window = vec![0; PLACE_BYTES as usize];
    for place in 0..places {
        let offset = match place + 1 == places {
            true => bytes.saturating_sub(PLACE_BYTES),
            false => place * step,
        };
        let read = source
            .read_full_at(offset, &mut window)
            .map_err(|source| Error::Read { offset, source })?;
        let seen = window.get(..read).unwrap_or_default();
        if seen.is_empty() || seen.iter().any(|byte| *byte != 0) {
            return Ok(None);
        }
    }
    Ok(Some(match is_whole {
        true => Zeros::Whole,
        false => Zeros::Places(places),
    }))
}

/// Whether bytes are readable text in UTF-8: an editor's copy, a message of a server. Their end may be the middle of
/// a letter, as it is where only the start of a file was read.
pub fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or_default())
                .unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && !text
            .chars()
            .any(|letter| letter.is_control() && !letter.is_whitespace() && letter != '\u{1b}')
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io;

    use super::*;

    /// Zeros of any length with one other byte in them, perhaps.
    struct Space {
        bytes: u64,
        other: Option<u64>,
        reads: Cell<u64>,
    }

    impl ReadAt for Space {
        fn len(&self) -> u64 {
            self.bytes
        }

        fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
            self.reads.set(self.reads.get() + 1);
            let read = (self.bytes - offset).min(buf.len() as u64) as usize;
            for (at, byte) in buf[..read].iter_mut().enumerate() {
                *byte = u8::from(self.other == Some(offset + at as u64));
            }
            Ok(read)
        }
    }

    fn told(bytes: u64, other: Option<u64>) -> Option<Zeros> {
        let space = Space {
            bytes,
            other,
            reads: Cell::new(0),
        };
        let told = zeros(&space).unwrap();
        assert!(space.reads.get() <= WHOLE_BYTES / PLACE_BYTES);
        told
    }

    #[test]
    fn zeros_are_told_of_every_byte_of_a_small_file_and_of_places_of_a_large_one() {
        assert_eq!(told(0, None), None);
        for bytes in [1, 4_095, 4_096, 4_097, WHOLE_BYTES] {
            assert_eq!(told(bytes, None), Some(Zeros::Whole));
            for other in [0, bytes / 2, bytes - 1] {
                assert_eq!(told(bytes, Some(other)), None, "{other} of {bytes}");
            }
        }
        for bytes in [WHOLE_BYTES + 1, 200 << 30, u64::MAX] {
            assert_eq!(told(bytes, None), Some(Zeros::Places(PLACES)));
            for other in [0, 4_095, bytes - PLACE_BYTES, bytes - 1] {
                assert_eq!(told(bytes, Some(other)), None, "{other} of {bytes}");
            }
        }
    }

    #[test]
    fn text_may_end_in_the_middle_of_a_letter_and_has_no_control_characters() {
        assert!(is_text(b"hello there\r\n\tyou\n"));
        assert!(is_text("Gr\u{fc}\u{df}e".as_bytes()));
        assert!(is_text(b"Gr\xc3"));
        assert!(is_text(b"\xef\xbb\xbfx"));
        for other in [&b""[..], b"\xc3", b"a\xffb", b"a\0b", b"a\x01b"] {
            assert!(!is_text(other), "{other:?}");
        }
    }
}
