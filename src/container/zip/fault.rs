//! What can be wrong with a ZIP file: one variant per fault, with its numbers.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::dotnet::EntryFailure;
use super::limits::MAX_FAULTS_PER_KIND;
use super::records::method;

/// A field that two structures state differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HeaderField {
    /// General purpose bit flag.
    Flags,
    /// Compression method.
    Method,
    /// CRC-32.
    Crc32,
    /// Compressed size.
    CompressedBytes,
    /// Uncompressed size.
    UncompressedBytes,
    /// Entry name; the values are CRC-32s of the names.
    Name,
    /// Number of entries.
    Entries,
    /// Size of the central directory.
    DirectoryBytes,
    /// Offset of the central directory.
    DirectoryOffset,
}

impl fmt::Display for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HeaderField::Flags => "flags",
            HeaderField::Method => "compression method",
            HeaderField::Crc32 => "CRC",
            HeaderField::CompressedBytes => "compressed size",
            HeaderField::UncompressedBytes => "uncompressed size",
            HeaderField::Name => "name",
            HeaderField::Entries => "number of entries",
            HeaderField::DirectoryBytes => "directory size",
            HeaderField::DirectoryOffset => "directory offset",
        })
    }
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NameFault {
    /// No bytes at all.
    Empty,
    /// A zero byte.
    Nul,
    /// A control character.
    Control,
    /// `..` as a path segment.
    ParentFolder,
    /// Starts with a slash, a back-slash or a drive letter.
    Absolute,
    /// Back-slashes as separators.
    BackSlash,
    /// Not UTF-8: .NET puts replacement characters in.
    NotUtf8,
    /// Longer than file systems take (255 bytes in a segment or 4,096 in all).
    TooLong,
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameFault::Empty => "is empty",
            NameFault::Nul => "has a zero byte",
            NameFault::Control => "has a control character",
            NameFault::ParentFolder => "leads out of its folder with \"..\"",
            NameFault::Absolute => "is an absolute path",
            NameFault::BackSlash => "has back-slashes for slashes",
            NameFault::NotUtf8 => "is not valid UTF-8",
            NameFault::TooLong => "is longer than file systems take",
        })
    }
}

/// A fault of a ZIP file. `index` is the position in the central directory, `at` an offset in the file
/// in bytes; the other fields are named after what they hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "the variants are documented, and their fields say what they are"
)]
pub enum ZipFault {
    // --- the end of the file
    /// No end of central directory record where .NET looks for it.
    NoEndRecord { file_bytes: u64 },
    /// An end record that is farther from the end of the file than .NET looks.
    EndRecordTooFar { at: u64, bytes_behind: u64 },
    /// The comment of the end record would end behind the file.
    EndRecordCut {
        at: u64,
        comment_bytes: u16,
        bytes_left: u64,
    },
    /// Another end record than the one that .NET takes.
    SeveralEndRecords { used_at: u64, other_at: u64 },
    /// Bytes behind the end record and its comment.
    TrailingData { at: u64, bytes: u64 },
    /// The end record says that the archive has several parts.
    Spanned {
        disk: u32,
        directory_disk: u32,
        entries_on_disk: u64,
        entries: u64,
    },
    /// The end record refers to ZIP64 and there is no locator before it.
    Zip64LocatorMissing { at: u64 },
    /// The locator points to something else than a ZIP64 end record.
    Zip64RecordMissing {
        locator_at: u64,
        record_at: u64,
        file_bytes: u64,
    },
    /// End record and ZIP64 end record say different things.
    Zip64Differs {
        field: HeaderField,
        end: u64,
        zip64: u64,
    },
    /// A number of the end records is too large for any file.
    EndFieldTooBig { field: HeaderField, value: u64 },

    // --- the central directory
    /// The directory has another number of entries than the end record says.
    WrongEntryCount { claimed: u64, found: u64 },
    /// No directory at the offset that the end record gives; where it really is, if it was found.
    WrongDirectoryOffset { claimed: u64, actual: Option<u64> },
    /// The directory has another length than the end record says. .NET ignores it.
    WrongDirectorySize { claimed: u64, actual: u64 },
    /// A record asks for a ZIP64 field that is not there; .NET takes 0xFFFFFFFF.
    Zip64FieldMissing { index: u32 },
    /// A ZIP64 field of a record is negative as a signed number; .NET refuses the archive.
    Zip64FieldTooBig { index: u32, field: HeaderField },
    /// More entries (or longer names) than are kept.
    TooManyEntries { kept: u32, found: u64 },
    /// Bytes before the first entry.
    LeadingData { bytes: u64 },
    /// Bytes that belong to no entry.
    Gap { at: u64, bytes: u64 },
    /// Bytes between the last record of the directory and the end record, ZIP64 records apart.
    DirectoryGap { at: u64, bytes: u64 },
    /// Bytes above 127 were replaced by the replacement character: the file went through a program that
    /// takes everything for text.
    SentAsText { at: u64 },
    /// The directory can't be used; the entries were found by other means.
    Recovered { entries: u64, complete: bool },

    // --- one entry, from the directory alone
    /// The local header would be behind the end of the file.
    OffsetOutOfRange {
        index: u32,
        at: u64,
        file_bytes: u64,
    },
    /// The data would end behind the end of the file (or in the directory, if `file_bytes` is its start).
    DataOutOfRange {
        index: u32,
        end: u64,
        file_bytes: u64,
    },
    /// A method that .NET does not read.
    UnsupportedMethod { index: u32, method: u16 },
    /// The entry is said to start on another disk.
    OtherDisk { index: u32, disk: Option<u32> },
    /// Flagged as encrypted; .NET ignores the flag.
    Encrypted { index: u32, strong: bool },
    /// A second entry of the same name; .NET takes the first.
    DuplicateName { index: u32, first: u32 },
    /// A bad name.
    BadName { index: u32, what: NameFault },
    /// Two entries share bytes.
    Overlap { index: u32, other: u32, at: u64 },
    /// Grows more than honest data does.
    HighRatio {
        index: u32,
        compressed_bytes: u64,
        uncompressed_bytes: u64,
    },
    /// A stored entry whose two sizes differ.
    StoredSizesDiffer {
        index: u32,
        compressed_bytes: u64,
        uncompressed_bytes: u64,
    },

    // --- one entry, from its data
    /// No local header at the offset.
    LocalHeaderMissing { index: u32, at: u64 },
    /// Local header and directory disagree. .NET ignores it.
    LocalDiffers {
        index: u32,
        field: HeaderField,
        local: u64,
        central: u64,
    },
    /// The data descriptor disagrees with the directory. .NET ignores it.
    DescriptorDiffers { index: u32, at: u64 },
    /// The bytes that .NET delivers have another CRC-32.
    WrongChecksum {
        index: u32,
        expected: u32,
        actual: u32,
    },
    /// Fewer bytes come out than the directory says.
    DataShort {
        index: u32,
        claimed: u64,
        actual: u64,
    },
    /// More bytes would come out than the directory says; .NET cuts them off.
    DataCut { index: u32, claimed: u64 },
    /// The compressed data can't be decoded.
    Undecodable { index: u32, decoded_bytes: u64 },
    /// The compressed data ends before the entry does.
    CompressedRest { index: u32, bytes: u64 },
    /// The entry was not read to its end: it is larger than it may be.
    NotReadToEnd { index: u32, limit: u64 },
}

/// Kinds of faults: what is told, counted and bounded together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FaultKind {
    /// The end of the archive is missing.
    NoEndRecord,
    /// Too much data behind the archive.
    EndRecordTooFar,
    /// More than one end record.
    SeveralEndRecords,
    /// Data behind the archive.
    TrailingData,
    /// One part of a split archive.
    Spanned,
    /// ZIP64 fields that do not fit together.
    Zip64Inconsistent,
    /// Broken ZIP64 records.
    Zip64Broken,
    /// The number of entries is wrong.
    WrongEntryCount,
    /// The directory is not where it should be.
    WrongDirectoryOffset,
    /// The size of the directory is wrong.
    WrongDirectorySize,
    /// More entries than are looked at.
    TooManyEntries,
    /// Data before the archive.
    LeadingData,
    /// Bytes that belong to no entry.
    UnusedBytes,
    /// The archive was treated as text.
    SentAsText,
    /// Entries found without the directory.
    DirectoryRecovered,
    /// An entry is not where the directory says.
    LocalHeaderMissing,
    /// Compressed with a method that the server does not read.
    UnsupportedMethod,
    /// Marked as encrypted.
    Encrypted,
    /// Two entries of one name.
    DuplicateName,
    /// An unusual entry name.
    BadName,
    /// Entries that share bytes.
    Overlap,
    /// Grows more than honest data does.
    Bomb,
    /// The size of an entry is wrong.
    WrongSize,
    /// Two descriptions of one entry disagree.
    LocalDiffers,
    /// A wrong checksum.
    WrongChecksum,
    /// Damaged compressed data.
    Undecodable,
    /// An entry longer than its data.
    CompressedRest,
}

impl ZipFault {
    /// The entry, where there is one.
    pub fn index(&self) -> Option<u32> {
        use ZipFault as F;
        match *self {
            F::Zip64FieldMissing { index }
            | F::Zip64FieldTooBig { index, .. }
            | F::OffsetOutOfRange { index, .. }
            | F::DataOutOfRange { index, .. }
            | F::UnsupportedMethod { index, .. }
            | F::OtherDisk { index, .. }
            | F::Encrypted { index, .. }
            | F::DuplicateName { index, .. }
            | F::BadName { index, .. }
            | F::Overlap { index, .. }
            | F::HighRatio { index, .. }
            | F::StoredSizesDiffer { index, .. }
            | F::LocalHeaderMissing { index, .. }
            | F::LocalDiffers { index, .. }
            | F::DescriptorDiffers { index, .. }
            | F::WrongChecksum { index, .. }
            | F::DataShort { index, .. }
            | F::DataCut { index, .. }
            | F::Undecodable { index, .. }
            | F::CompressedRest { index, .. }
            | F::NotReadToEnd { index, .. } => Some(index),
            _ => None,
        }
    }

    /// Its kind.
    pub fn kind(&self) -> FaultKind {
        use FaultKind as K;
        use ZipFault as F;
        match self {
            F::NoEndRecord { .. } | F::EndRecordCut { .. } => K::NoEndRecord,
            F::EndRecordTooFar { .. } => K::EndRecordTooFar,
            F::SeveralEndRecords { .. } => K::SeveralEndRecords,
            F::TrailingData { .. } => K::TrailingData,
            F::Spanned { .. } | F::OtherDisk { .. } => K::Spanned,
            F::Zip64LocatorMissing { .. }
            | F::Zip64Differs { .. }
            | F::Zip64FieldMissing { .. } => K::Zip64Inconsistent,
            F::Zip64RecordMissing { .. }
            | F::EndFieldTooBig { .. }
            | F::Zip64FieldTooBig { .. } => K::Zip64Broken,
            F::WrongEntryCount { .. } => K::WrongEntryCount,
            F::WrongDirectoryOffset { .. } => K::WrongDirectoryOffset,
            F::WrongDirectorySize { .. } => K::WrongDirectorySize,
            F::TooManyEntries { .. } => K::TooManyEntries,
            F::LeadingData { .. } => K::LeadingData,
            F::Gap { .. } | F::DirectoryGap { .. } => K::UnusedBytes,
            F::SentAsText { .. } => K::SentAsText,
            F::Recovered { .. } => K::DirectoryRecovered,
            F::OffsetOutOfRange { .. }
            | F::LocalHeaderMissing { .. }
            | F::DataOutOfRange { .. } => K::LocalHeaderMissing,
            F::UnsupportedMethod { .. } => K::UnsupportedMethod,
            F::Encrypted { .. } => K::Encrypted,
            F::DuplicateName { .. } => K::DuplicateName,
            F::BadName { .. } => K::BadName,
            F::Overlap { .. } => K::Overlap,
            F::HighRatio { .. } | F::NotReadToEnd { .. } => K::Bomb,
            F::StoredSizesDiffer { .. } | F::DataShort { .. } | F::DataCut { .. } => K::WrongSize,
            F::LocalDiffers { .. } | F::DescriptorDiffers { .. } => K::LocalDiffers,
            F::WrongChecksum { .. } => K::WrongChecksum,
            F::Undecodable { .. } => K::Undecodable,
            F::CompressedRest { .. } => K::CompressedRest,
        }
    }

    /// What .NET says when the entry is opened or read, if it refuses it for this fault.
    pub fn entry_failure(&self) -> Option<EntryFailure> {
        use ZipFault as F;
        match self {
            F::OffsetOutOfRange { .. }
            | F::LocalHeaderMissing { .. }
            | F::DataOutOfRange { .. } => Some(EntryFailure::LocalFileHeaderCorrupt),
            F::UnsupportedMethod { method, .. } => Some(method_failure(*method)),
            F::OtherDisk { .. } => Some(EntryFailure::SplitSpanned),
            _ => None,
        }
    }
}

/// What .NET says of a method that it does not read.
pub(crate) fn method_failure(method: u16) -> EntryFailure {
    match method {
        method::BZIP2 => EntryFailure::BZip2,
        method::LZMA => EntryFailure::Lzma,
        _ => EntryFailure::UnsupportedCompression,
    }
}

/// Faults in the order in which they were met: the first of each kind, and the number of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faults {
    kept: Vec<ZipFault>,
    counts: BTreeMap<FaultKind, u64>,
}

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: ZipFault) {
        let count = self.counts.entry(fault.kind()).or_default();
        *count += 1;
        if *count <= MAX_FAULTS_PER_KIND {
            self.kept.push(fault);
        }
    }

    /// Adds those of another part of the archive.
    pub fn merge(&mut self, other: Faults) {
        let mut kept = self.counts.clone();
        for fault in other.kept {
            let before = kept.entry(fault.kind()).or_default();
            if *before < MAX_FAULTS_PER_KIND {
                *before += 1;
                self.kept.push(fault);
            }
        }
        for (kind, count) in other.counts {
            *self.counts.entry(kind).or_default() += count;
        }
    }

    /// Takes back what was said of end records at these places.
    pub(super) fn remove_end_records(&mut self, places: &[u64]) {
        let before = self.kept.len();
        self.kept.retain(|fault| match fault {
            ZipFault::SeveralEndRecords { other_at, .. } => !places.contains(other_at),
            _ => true,
        });
        let removed = (before - self.kept.len()) as u64;
        let kind = FaultKind::SeveralEndRecords;
        if let Some(count) = self.counts.get_mut(&kind) {
            *count = count.saturating_sub(removed);
            if *count == 0 {
                self.counts.remove(&kind);
            }
        }
    }

    /// The kept ones.
    pub fn iter(&self) -> std::slice::Iter<'_, ZipFault> {
        self.kept.iter()
    }

    /// Number of all faults of each kind that was met, those that are not kept included.
    pub fn counts(&self) -> impl Iterator<Item = (FaultKind, u64)> {
        self.counts.iter().map(|(kind, count)| (*kind, *count))
    }

    /// Kinds of which more were met than are kept, and how many more.
    pub fn unkept(&self) -> impl Iterator<Item = (FaultKind, u64)> {
        self.counts.iter().filter_map(|(kind, count)| {
            let unkept = count.checked_sub(MAX_FAULTS_PER_KIND)?;
            (unkept > 0).then_some((*kind, unkept))
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a ZipFault;
    type IntoIter = std::slice::Iter<'a, ZipFault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
