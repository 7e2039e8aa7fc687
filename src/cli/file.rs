//! Native files behind the engine's [`ReadAt`].

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use backup_inspector::report::words;
use backup_inspector::source::{Input, ReadAt};

/// A file that is open for reading at any offset.
struct NativeFile {
    file: File,
    bytes: u64,
}

impl ReadAt for NativeFile {
    fn len(&self) -> u64 {
        self.bytes
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buf, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.file, buf, offset)
    }
}

/// Last component of the path, as far as it is text.
pub fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned()
}

/// Opens a regular file.
///
/// # Errors
/// When there is none, or it can't be opened. A folder, a pipe or a device is refused: a ZIP archive is
/// read from its end. Asked before opening, which would wait for the other end of a pipe.
pub fn open(path: &Path) -> io::Result<Input> {
    check(path)?;
    Ok(Input {
        path: name_of(path),
        tree: 0,
        modified: None,
        bytes: held(path)?,
        carried: None,
    })
}

/// Whether there is a regular file that can be opened.
///
/// # Errors
/// As [`open`].
pub fn check(path: &Path) -> io::Result<std::fs::Metadata> {
    let metadata = match std::fs::metadata(path) {
        Err(error) if path == Path::new("-") && error.kind() == io::ErrorKind::NotFound => {
            return Err(refused(
                "standard input can't be read from its end, as a ZIP archive must be; save it to a file first",
            ));
        }
        metadata => metadata?,
    };
    if metadata.is_dir() {
        return Err(refused("this is a folder, not a file"));
    }
    if !metadata.is_file() {
        return Err(refused(
            "this is a pipe or a device, not a regular file; save its content to a file first",
        ));
    }
    Ok(metadata)
}

/// A file that is held open.
///
/// # Errors
/// When it can't be opened.
pub fn held(path: &Path) -> io::Result<Rc<dyn ReadAt>> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok(Rc::new(NativeFile { file, bytes }))
}

/// A file that is opened whenever it is read from.
///
/// # Errors
/// When it is not there.
pub fn closed(path: &Path) -> io::Result<Rc<dyn ReadAt>> {
    let bytes = std::fs::metadata(path)?.len();
    Ok(Rc::new(ClosedFile {
        path: path.to_owned(),
        bytes,
    }))
}

/// One of very many files.
struct ClosedFile {
    path: PathBuf,
    bytes: u64,
}

impl ReadAt for ClosedFile {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let file = File::open(&self.path)?;
        let bytes = self.bytes;
        NativeFile { file, bytes }.read_at(offset, buf)
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
