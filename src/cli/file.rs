//! Native files behind the engine's [`ReadAt`].

use std::fs::File;
use std::io;
use std::path::Path;
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
pub fn open(path: &Path) -> io::Result<Input> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is not a regular file",
        ));
    }
    let bytes = metadata.len();
    Ok(Input {
        file_name: name_of(path),
        bytes: Box::new(NativeFile { file, bytes }),
    })
}

/// When the file was last changed; `None` if the system can't tell.
pub fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
}

/// Says so if the file has another length than when it was opened, or is gone.
pub fn changed_while_reading(inputs: &[Input], path: &Path) -> Option<String> {
    let before = inputs.first()?.bytes.len();
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() == before => None,
        Ok(metadata) => Some(format!(
            "the file changed while it was read: it had {} and has {} now",
            words::bytes(before),
            words::bytes(metadata.len())
        )),
        Err(error) => Some(format!("the file went away while it was read: {error}")),
    }
}
