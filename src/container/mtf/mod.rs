//! The Microsoft Tape Format (MTF 1.00a) as SQL Server writes it, plain or in the compressed container `MSSQLBAK`.
//!
//! - [`read`] walks over the blocks of a file and tells all that its headers say ([`Media`]): what RESTORE LABELONLY,
//!   HEADERONLY and FILELISTONLY show. Page images and logs are jumped over by their lengths, so that a file of
//!   200 GB costs a few small reads.
//! - [`Area`] says where the page images ([`AreaKind::Pages`]) and log records stand, for whoever reads them.
//! - [`compressed::Decoded`] is the stream inside an `MSSQLBAK` file.
//!
//! A damaged file is data: what can be read is told, and each [`Fault`] has its offset. Only a failing read is an
//! error. Knows nothing of SharePoint, and nothing of findings.

mod blocks;
pub mod compressed;
mod config;
mod date;
mod header;
mod media;
mod scan;
mod walk;

pub use blocks::{Raid, SetHeader, Tape, Volume};
pub use config::flags;
pub use config::{BackupType, Config, DataFile, FileType, Lsn, Version};
pub use date::{DateTime, Packed};
pub use header::{BlockHeader, BlockTag, Guid, StreamHeader, StreamTag};
pub use media::{BackupSet, Media, read, read_prefix};
pub use walk::{Area, AreaKind, Fault, FaultKind};

/// How the stream stands in the file (section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The stream itself.
    Plain,
    /// In the compressed container `MSSQLBAK`.
    Compressed,
}

/// Which form these first bytes announce; `None` if it is no SQL Server backup.
pub fn sniff(head: &[u8]) -> Option<Form> {
    if head.starts_with(b"TAPE") {
        Some(Form::Plain)
    } else if head.starts_with(compressed::SIGNATURE) {
        Some(Form::Compressed)
    } else {
        None
    }
}

/// Bounds on what a file can ask for. Each is far above what real files need.
pub mod limits {
    /// Backup sets in one file.
    pub const SETS: usize = 4_096;
    /// Blocks in one file; each costs a read at most.
    pub const BLOCKS: u64 = 262_144;
    /// Streams in one block.
    pub const STREAMS: usize = 65_536;
    /// Bytes of one configuration stream (MQCI): some 400 for each database file.
    pub const CONFIG_BYTES: u64 = 16 << 20;
    /// Records in one configuration stream.
    pub const CONFIG_RECORDS: usize = 32_768;
    /// How far ahead the next block is looked for where the chain is broken (section 3.4).
    pub const SCAN_AHEAD_BYTES: u64 = 64 << 20;
    /// How far from the end the last configuration is looked for (section 3.4).
    pub const SCAN_TAIL_BYTES: u64 = 16 << 20;
    /// Faults that are kept.
    pub const FAULTS: usize = 64;
    /// Decoded bytes that the header mode of a compressed file reads.
    pub const HEADER_MODE_BYTES: u64 = 4 << 20;
}
