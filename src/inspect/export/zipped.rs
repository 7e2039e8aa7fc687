//! An export of several files as one ZIP file: the same bytes wherever it is written.

use super::Piece;
use crate::container::zip::writer::Streamed;
use crate::error::Error;

/// Makes a ZIP file of pieces.
#[derive(Default)]
pub struct Zipped {
    zip: Streamed,
    out: Vec<u8>,
}

impl Zipped {
    /// Takes a piece; what is answered are the next bytes of the ZIP file, perhaps none.
    ///
    /// # Errors
    /// `Invalid` if a file is longer than was said and too long for its header.
    pub fn piece(&mut self, piece: Piece<'_>) -> Result<&[u8], Error> {
        self.out.clear();
        match piece {
            Piece::File { path, bytes } => self.zip.begin(&path.join("/"), bytes, &mut self.out)?,
            Piece::Bytes([]) | Piece::Read { .. } => {}
            Piece::Bytes(bytes) => self.zip.write(bytes, &mut self.out)?,
        }
        Ok(&self.out)
    }

    /// The last bytes.
    ///
    /// # Errors
    /// As [`Zipped::piece`].
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.out.clear();
        self.zip.finish(&mut self.out)?;
        Ok(self.out)
    }
}
