//! What .NET 10's `ZipArchive` says when it refuses: the stages and the exact texts.
//!
//! From dotnet/runtime, `src/libraries/System.IO.Compression/src/Resources/Strings.resx`, and seen in
//! `oracle.jsonl` of the Squidex samples. The exception is always `System.IO.InvalidDataException`.

use serde::{Deserialize, Serialize};

/// When .NET refuses a whole archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpenStage {
    /// The constructor throws: end record, ZIP64 locator and record.
    Constructor,
    /// The first use of the entries throws: the central directory.
    Directory,
}

/// Why .NET refuses a whole archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenFailure {
    /// When.
    pub stage: OpenStage,
    /// The exception's text.
    pub message: &'static str,
}

impl OpenFailure {
    pub(crate) const fn constructor(message: &'static str) -> Self {
        OpenFailure {
            stage: OpenStage::Constructor,
            message,
        }
    }

    pub(crate) const fn directory(message: &'static str) -> Self {
        OpenFailure {
            stage: OpenStage::Directory,
            message,
        }
    }
}

macro_rules! messages {
    ($($(#[$meta:meta])* $variant:ident = $text:literal,)*) => {
        /// Why .NET refuses to open or to go on reading one entry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum EntryFailure {
            $($(#[$meta])* $variant,)*
        }

        impl EntryFailure {
            /// The exception's text.
            pub fn message(self) -> &'static str {
                match self { $(EntryFailure::$variant => $text,)* }
            }

            /// The same as part of a sentence of ours, which ends without a full stop.
            pub fn in_words(self) -> &'static str {
                self.message().trim_end_matches('.')
            }
        }
    };
}

messages! {
    /// Method other than stored, deflate, deflate64 (or BZip2, LZMA, which are named); the same text
    /// for deflate data that can't be decoded.
    UnsupportedCompression = "The archive entry was compressed using an unsupported compression method.",
    /// Method 12.
    BZip2 = "The archive entry was compressed using BZip2 and is not supported.",
    /// Method 14.
    Lzma = "The archive entry was compressed using LZMA and is not supported.",
    /// The entry is said to start on another disk.
    SplitSpanned = "Split or spanned archives are not supported.",
    /// No local header at the offset, or the data would end behind the file.
    LocalFileHeaderCorrupt = "A local file header is corrupt.",
    /// Deflate64 data that can't be decoded.
    InvalidData = "Found invalid data while decoding.",
    /// The offset is negative as a signed number: an `IOException`, no `InvalidDataException`.
    NegativeSeek = "An attempt was made to move the file pointer before the beginning of the file.",
    /// The compressed size is negative as a signed number: an `ArgumentOutOfRangeException`.
    OutOfRange = "Specified argument was out of the range of valid values. (Parameter 'length')",
}

pub(crate) const CD_CORRUPT: &str = "Central Directory corrupt.";
pub(crate) const EOCD_NOT_FOUND: &str = "End of Central Directory record could not be found.";
pub(crate) const NUM_ENTRIES_WRONG: &str = "Number of entries expected in End Of Central Directory does not correspond to number of entries in Central Directory.";
pub(crate) const SPLIT_SPANNED: &str = "Split or spanned archives are not supported.";
pub(crate) const OFFSET_TO_CD: &str = "Offset to Central Directory cannot be held in an Int64.";
pub(crate) const OFFSET_TO_ZIP64: &str =
    "Offset to Zip64 End Of Central Directory record cannot be held in an Int64.";
pub(crate) const ZIP64_OFFSET_INVALID: &str =
    "Invalid offset to the Zip64 End of Central Directory record.";
pub(crate) const ZIP64_NOT_WHERE: &str =
    "Zip 64 End of Central Directory Record not where indicated.";
pub(crate) const NUM_ENTRIES: &str = "Number of Entries cannot be held in an Int64.";
pub(crate) const UNCOMPRESSED_SIZE: &str = "Uncompressed Size cannot be held in an Int64.";
pub(crate) const COMPRESSED_SIZE: &str = "Compressed Size cannot be held in an Int64.";
pub(crate) const LOCAL_OFFSET: &str = "Local Header Offset cannot be held in an Int64.";
