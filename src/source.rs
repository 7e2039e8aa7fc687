//! The engine's only door to the outside world: random-access bytes.
//!
//! Everything that is inspected comes through [`ReadAt`]: a native file, a `File` of the
//! browser, or a byte slice in a test. No other module opens, seeks or names a file.

use std::io;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

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

/// A path as it may be shown: tools that download by a signed address keep its query in the name of the file, and the
/// signature in it opens the storage.
pub fn shown_path(path: &str) -> String {
    let lower = path.to_ascii_lowercase();
    let found = ["sig=", "sig%3d"].iter().find_map(|mark| {
        let at = lower.find(mark)?;
        // A word that ends so is another; `%3f` is a sign, though it ends with a letter.
        let before = lower.get(..at)?;
        let escaped = before
            .len()
            .checked_sub(3)
            .is_some_and(|from| before.get(from..).is_some_and(|end| end.starts_with('%')));
        let word = before.ends_with(|c: char| c.is_ascii_alphabetic());
        (escaped || !word).then_some(at + mark.len())
    });
    let Some((shown, value)) = found.and_then(|from| path.split_at_checked(from)) else {
        return path.to_owned();
    };
    let end = value
        .find(|c: char| {
            !(c.is_ascii_alphanumeric() || matches!(c, '%' | '+' | '/' | '=' | '-' | '_'))
        })
        .unwrap_or(value.len());
    match value.get(end..) {
        // Nothing to hide, or hidden before.
        Some(_) if end == 0 => path.to_owned(),
        rest => format!("{shown}••••{}", rest.unwrap_or("")),
    }
}

/// One input: a file as it was given.
#[derive(Clone)]
pub struct Input {
    /// Path as the person sees it, `/` between folders; it begins with the name of the folder that was given, and is
    /// a bare name for a file that was given itself.
    pub path: String,
    /// Which of the given folders it was found in; files that were given themselves are one more, 0.
    pub tree: u32,
    /// When the file was changed last, in seconds of UTC, where the system says it: weak evidence, a copy may change
    /// it.
    pub modified: Option<i64>,
    /// The bytes.
    pub bytes: Rc<dyn ReadAt>,
    /// Where the bytes stand in the file that was given, if that carries it (an entry of a ZIP).
    pub carried: Option<Carried>,
}

/// A file inside of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Path of the outer file.
    pub outer: String,
    /// Length of the outer file.
    pub outer_bytes: u64,
    /// Offset of the first byte in it.
    pub offset: u64,
    /// Bytes that it takes there packed; `None` of one that lies there as it is.
    pub packed: Option<u64>,
}

/// Makes of packed bytes and the length that they have unpacked what is packed in them, as bytes that can be read at any
/// place; `None` if that can't be.
pub type Unpack = fn(Rc<dyn ReadAt>, u64) -> Option<Rc<dyn ReadAt>>;

impl Input {
    /// A file that was given itself.
    pub fn new(path: impl Into<String>, bytes: impl ReadAt + 'static) -> Input {
        Input {
            path: path.into(),
            tree: 0,
            modified: None,
            bytes: Rc::new(bytes),
            carried: None,
        }
    }

    /// A file of a folder that was given.
    pub fn in_tree(mut self, tree: u32) -> Input {
        self.tree = tree;
        self
    }

    /// Its name without folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The file that it carries at `offset`, of so many bytes.
    pub fn carries(&self, path: String, offset: u64, bytes: u64) -> Input {
        let range = self.range(offset, bytes);
        self.carrying(path, offset, None, range)
    }

    /// The file that it carries packed at `offset`, in so many bytes, of so many bytes; `None` if it can't be unpacked, or
    /// this one is packed itself.
    pub fn carries_packed(
        &self,
        path: String,
        offset: u64,
        packed: u64,
        bytes: u64,
        unpack: Unpack,
    ) -> Option<Input> {
        if self
            .carried
            .as_ref()
            .is_some_and(|own| own.packed.is_some())
        {
            return None;
        }
        let inner = unpack(self.range(offset, packed), bytes)?;
        Some(self.carrying(path, offset, Some(packed), inner))
    }

    fn range(&self, offset: u64, bytes: u64) -> Rc<dyn ReadAt> {
        Rc::new(Range {
            source: Rc::clone(&self.bytes),
            offset,
            bytes,
        })
    }

    fn carrying(
        &self,
        path: String,
        offset: u64,
        packed: Option<u64>,
        bytes: Rc<dyn ReadAt>,
    ) -> Input {
        let offset_in_outer = offset + self.carried.as_ref().map_or(0, |carried| carried.offset);
        let (outer, outer_bytes) = match &self.carried {
            Some(carried) => (carried.outer.clone(), carried.outer_bytes),
            None => (self.path.clone(), self.bytes.len()),
        };
        Input {
            path,
            tree: self.tree,
            modified: None,
            bytes,
            carried: Some(Carried {
                outer,
                outer_bytes,
                offset: offset_in_outer,
                packed,
            }),
        }
    }
}

/// A part of another source.
struct Range {
    source: Rc<dyn ReadAt>,
    offset: u64,
    bytes: u64,
}

impl ReadAt for Range {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.saturating_sub(offset).min(buf.len() as u64) as usize;
        match buf.get_mut(..left) {
            Some(buf) if left > 0 => self.source.read_at(self.offset + offset, buf),
            _ => Ok(0),
        }
    }
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("path", &self.path)
            .field("bytes", &self.bytes.len())
            .field("carried", &self.carried)
            .finish_non_exhaustive()
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

    /// What tells these files from others.
    pub(crate) fn stamp(&self) -> Vec<Stamp> {
        let stamp = |input: &Input| Stamp {
            path: input.path.clone(),
            bytes: input.bytes.len(),
            carried: input.carried.clone(),
        };
        self.0.iter().map(stamp).collect()
    }

    /// The files of a stamp, out of those that a worker was given for them: for each the file itself, or the one that
    /// carries it.
    ///
    /// # Errors
    /// `Protocol` if they are others.
    pub(crate) fn of_stamp(
        stamp: &[Stamp],
        inputs: Vec<Input>,
        unpack: Unpack,
    ) -> Result<Files, Error> {
        let other =
            || Error::Protocol("the files are not those of the set that the task is for".into());
        if stamp.len() != inputs.len() {
            return Err(other());
        }
        let mut files = Vec::with_capacity(inputs.len());
        for (stamp, input) in stamp.iter().zip(inputs) {
            let (path, bytes) = match &stamp.carried {
                Some(carried) => (&carried.outer, carried.outer_bytes),
                None => (&stamp.path, stamp.bytes),
            };
            if *path != shown_path(&input.path) || bytes != input.bytes.len() {
                return Err(other());
            }
            let name = stamp.path.clone();
            files.push(match &stamp.carried {
                Some(Carried {
                    offset,
                    packed: Some(packed),
                    ..
                }) => input
                    .carries_packed(name, *offset, *packed, stamp.bytes, unpack)
                    .ok_or_else(other)?,
                Some(carried) => input.carries(name, carried.offset, stamp.bytes),
                None => input,
            });
        }
        Ok(Files(files))
    }
}

/// What tells a file from others: its path, its length, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    path: String,
    bytes: u64,
    carried: Option<Carried>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_shows_no_signature() {
        for (path, shown) in [
            ("a/shop.zip", "a/shop.zip"),
            (
                "shop.zip?sv=1&sig=CANARY%2B%3D&sp=r",
                "shop.zip?sv=1&sig=••••&sp=r",
            ),
            ("a/shop.zip@SIG=CANARY", "a/shop.zip@SIG=••••"),
            ("shop.zip%3Fsig%3DCANARY", "shop.zip%3Fsig%3D••••"),
            ("redesig=1.zip", "redesig=1.zip"),
            ("sig=", "sig="),
        ] {
            assert_eq!(shown_path(path), shown);
            assert_eq!(shown_path(shown), shown);
        }
    }
}
