//! The engine's only door to the outside world: random-access bytes.
//!
//! Everything that is inspected comes through [`ReadAt`]: a native file, a `File` of the
//! browser, or a byte slice in a test. No other module opens, seeks or names a file.

use std::io;

use crate::error::Error;

/// Random-access bytes of a known length.
///
/// `read_at` may return fewer bytes than asked for; `Ok(0)` means end of data. Offsets and
/// lengths are `u64`, since `usize` ends at 4 GiB on wasm32.
pub trait ReadAt {
    /// Length in bytes, fixed for the life of the value.
    fn len(&self) -> u64;

    /// Whether there are no bytes at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads up to `buf.len()` bytes from `offset` on.
    ///
    /// # Errors
    /// When the bytes can't be had: the file went away, changed, or permission was withdrawn.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;

    /// Fills `buf` as far as there is data and returns the number of bytes read.
    ///
    /// # Errors
    /// As [`ReadAt::read_at`].
    fn read_full_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut done = 0;
        while done < buf.len() {
            match self.read_at(offset + done as u64, &mut buf[done..]) {
                Ok(0) => break,
                Ok(read) => done += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }
}

impl ReadAt for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let Some(rest) = usize::try_from(offset)
            .ok()
            .and_then(|start| self.get(start..))
        else {
            return Ok(0);
        };
        let read = rest.len().min(buf.len());
        buf[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }
}

impl ReadAt for Vec<u8> {
    fn len(&self) -> u64 {
        ReadAt::len(self.as_slice())
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buf)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buf)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for Box<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buf)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for std::rc::Rc<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buf)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for std::sync::Arc<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buf)
    }
}

/// Bytes strung together from slices of another source and bytes in memory: a copy that was not written.
#[derive(Debug)]
pub struct Composed<T> {
    source: T,
    /// End of each part in the whole, and the part.
    parts: Vec<(u64, Part)>,
}

#[derive(Debug)]
enum Part {
    Slice { offset: u64 },
    Bytes(Vec<u8>),
}

impl<T: ReadAt> Composed<T> {
    /// Nothing yet.
    pub fn new(source: T) -> Self {
        Composed {
            source,
            parts: Vec::new(),
        }
    }

    /// Adds a slice of the source.
    pub fn push_slice(&mut self, offset: u64, bytes: u64) {
        let end = ReadAt::len(self) + bytes;
        self.parts.push((end, Part::Slice { offset }));
    }

    /// Adds bytes.
    pub fn push_bytes(&mut self, bytes: Vec<u8>) {
        let end = ReadAt::len(self) + bytes.len() as u64;
        self.parts.push((end, Part::Bytes(bytes)));
    }
}

impl<T: ReadAt> ReadAt for Composed<T> {
    fn len(&self) -> u64 {
        self.parts.last().map_or(0, |(end, _)| *end)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let at = self.parts.partition_point(|(end, _)| *end <= offset);
        let Some((end, part)) = self.parts.get(at) else {
            return Ok(0);
        };
        let start = at
            .checked_sub(1)
            .and_then(|before| self.parts.get(before))
            .map_or(0, |(end, _)| *end);
        let left = (end - offset).min(buf.len() as u64) as usize;
        let buf = &mut buf[..left];
        match part {
            Part::Slice { offset: from } => self.source.read_at(from + (offset - start), buf),
            Part::Bytes(bytes) => bytes.read_at(offset - start, buf),
        }
    }
}

/// One input of a check: a name to show, and its bytes.
pub struct Input {
    /// File name without folders, as the person sees it.
    pub file_name: String,
    /// The bytes.
    pub bytes: Box<dyn ReadAt>,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("file_name", &self.file_name)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The files of one set of inputs that belong together, in the order that its system wants.
///
/// Whoever reads gets these and not a list of inputs: a set makes them of its own inputs when it is opened, a worker
/// when it begins a task ([`crate::format::begin`]), which says whose files it is for. So no file of one set can be
/// taken for that of another.
#[derive(Debug)]
pub struct Files(Vec<Input>);

impl Files {
    /// For a set that is opened.
    pub(crate) fn of_set(inputs: Vec<Input>) -> Files {
        Files(inputs)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The file at this position.
    pub fn get(&self, position: usize) -> Option<&Input> {
        self.0.get(position)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Input> {
        self.0.iter()
    }

    /// The first one, for systems whose backups are one file.
    ///
    /// # Errors
    /// `Protocol` if the set has none.
    pub fn first(&self) -> Result<&Input, Error> {
        self.0
            .first()
            .ok_or_else(|| Error::Protocol("a set without a file".into()))
    }

    /// What tells these files from others: their names and lengths.
    pub(crate) fn stamp(&self) -> Vec<(String, u64)> {
        self.0
            .iter()
            .map(|input| (input.file_name.clone(), input.bytes.len()))
            .collect()
    }
}
