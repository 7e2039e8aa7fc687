//! Files of the disk as inputs, natively: the engine itself knows bytes ([`ReadAt`]) and no file.
//!
//! ```
//! let backup = backup_inspector::disk::open("tests/data/squidex/base/tiny.zip")?;
//! assert_eq!(backup.path, "tiny.zip");
//! assert_eq!(backup.bytes.len(), std::fs::metadata("tests/data/squidex/base/tiny.zip")?.len());
//! # Ok::<(), std::io::Error>(())
//! ```

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::source::{Input, ReadAt};

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
pub fn name_of(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    path.file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned()
}

/// Opens a regular file.
///
/// # Errors
/// When there is none, or it can't be opened. A folder, a pipe or a device is refused: a ZIP archive is
/// read from its end. Asked before opening, which would wait for the other end of a pipe.
pub fn open(path: impl AsRef<Path>) -> io::Result<Input> {
    let path = path.as_ref();
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
pub fn check(path: impl AsRef<Path>) -> io::Result<std::fs::Metadata> {
    let metadata = std::fs::metadata(path)?;
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
pub fn held(path: impl AsRef<Path>) -> io::Result<Rc<dyn ReadAt>> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok(Rc::new(NativeFile { file, bytes }))
}

/// A file that is opened whenever it is read from.
///
/// # Errors
/// When it is not there.
pub fn closed(path: impl AsRef<Path>) -> io::Result<Rc<dyn ReadAt>> {
    let bytes = std::fs::metadata(&path)?.len();
    Ok(Rc::new(ClosedFile {
        path: path.as_ref().to_owned(),
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
