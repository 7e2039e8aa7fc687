//! What the command line does with files beside reading backups: texts that a person wrote, whether a file changed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

use backup_inspector::disk;
pub use backup_inspector::disk::{closed, held, name_of, open};
use backup_inspector::report::words;

/// Whether there is a regular file that can be opened.
///
/// # Errors
/// As [`open`].
pub fn check(path: &Path) -> io::Result<std::fs::Metadata> {
    match disk::check(path) {
        Err(error) if path == Path::new("-") && error.kind() == io::ErrorKind::NotFound => {
            Err(refused(
                "standard input can't be read from its end, as a ZIP archive must be; save it to a file first",
            ))
        }
        checked => checked,
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

/// Whether both paths lead to the same file, by whatever name.
pub fn is_same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(a), Ok(b)) = (std::fs::metadata(a), std::fs::metadata(b)) {
        use std::os::unix::fs::MetadataExt;
        return (a.dev(), a.ino()) == (b.dev(), b.ino());
    }
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Most bytes of a text that a person wrote or pasted.
const MAX_TEXT_BYTES: u64 = 64 << 20;

/// All bytes of a text that a person wrote or pasted.
///
/// # Errors
/// When it can't be read, or is too long to be one.
pub fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // What has no length, such as a pipe, is bounded as well.
    let mut file = File::open(path)?.take(MAX_TEXT_BYTES + 1);
    if file.get_ref().metadata()?.len() <= MAX_TEXT_BYTES {
        file.read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= MAX_TEXT_BYTES {
            return Ok(bytes);
        }
    }
    let most = words::bytes(MAX_TEXT_BYTES);
    Err(refused(&format!(
        "it has more than {most}, which no such text has"
    )))
}

/// A text that a person wrote: UTF-8, with or without byte order mark.
///
/// # Errors
/// When it can't be read, or is in another encoding.
pub fn read_text(path: &Path) -> io::Result<String> {
    let text = String::from_utf8(read_bytes(path)?)
        .map_err(|_| refused("this is no text in UTF-8; save it as UTF-8 first"))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// When the file was last changed; `None` if the system can't tell.
pub fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
}

/// Says so if the file has another length or time than it had `before`, or is gone.
pub fn changed_since(path: &Path, before: Option<(u64, SystemTime)>) -> Option<String> {
    let (bytes, modified) = before?;
    changed(path, bytes, Some(modified))
}

fn changed(path: &Path, before: u64, modified_before: Option<SystemTime>) -> Option<String> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() != before => Some(format!(
            "the file changed while it was read: it had {} and has {} now",
            words::bytes(before),
            words::bytes(metadata.len())
        )),
        Ok(_) if modified(path) != modified_before => {
            Some("the file was written to while it was read".into())
        }
        Ok(_) => None,
        Err(error) => Some(format!("the file went away while it was read: {error}")),
    }
}
