//! Faults in words: lower case, no full stop, with the numbers that were met.

use std::fmt;

use super::fault::{HeaderField, ZipFault};
use super::limits::END_RECORD_SEARCH_BYTES;
use super::records::method;

impl fmt::Display for ZipFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        end_records(self, f)
    }
}

/// Of the records at the end of the file.
fn end_records(fault: &ZipFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ZipFault as F;
    match *fault {
        F::NoEndRecord { file_bytes } if file_bytes <= END_RECORD_SEARCH_BYTES => {
            write!(f, "no end of central directory record in the file")
        }
        F::NoEndRecord { .. } => {
            write!(
                f,
                "no end of central directory record in the last {} bytes of the file",
                END_RECORD_SEARCH_BYTES
            )
        }
        F::EndRecordTooFar { at, bytes_behind } => {
            write!(
                f,
                "the end record at byte {at} has {bytes_behind} bytes behind it, at most 65,535 are allowed"
            )
        }
        F::EndRecordCut {
            at,
            comment_bytes,
            bytes_left,
        } => write!(
            f,
            "the end record at byte {at} announces {comment_bytes} bytes of comment, {bytes_left} bytes are left"
        ),
        F::SeveralEndRecords { used_at, other_at } => {
            write!(
                f,
                "end records at byte {used_at} and at byte {other_at}: programs may take either"
            )
        }
        F::TrailingData { at, bytes } => write!(
            f,
            "behind the end of the archive at byte {at} lie {bytes} bytes"
        ),
        F::Spanned {
            disk,
            directory_disk,
            entries_on_disk,
            entries,
        } if disk == directory_disk => write!(
            f,
            "the end record counts {entries_on_disk} of {entries} entries: the central directory is encrypted, or the numbers are damaged"
        ),
        F::Spanned {
            disk,
            directory_disk,
            entries_on_disk,
            entries,
        } => write!(
            f,
            "one part of several: this is part {disk}, the directory starts in part {directory_disk}, \
                 {entries_on_disk} of {entries} entries are here"
        ),
        F::Zip64LocatorMissing { at } => {
            write!(
                f,
                "the end record at byte {at} refers to ZIP64 records that are not before it"
            )
        }
        F::Zip64RecordMissing {
            locator_at,
            record_at,
            file_bytes,
        } => write!(
            f,
            "the ZIP64 locator at byte {locator_at} points to byte {record_at} of {file_bytes}, where no ZIP64 end record is"
        ),
        F::Zip64Differs { field, end, zip64 } => {
            write!(
                f,
                "{field}: the end record says {end}, the ZIP64 end record {zip64}"
            )
        }
        F::EndFieldTooBig { field, value } => {
            write!(f, "{field} {value} is larger than the file can hold")
        }
        _ => directory(fault, f),
    }
}

/// Of the directory, and of what lies around it.
fn directory(fault: &ZipFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ZipFault as F;
    match *fault {
        F::WrongEntryCount { claimed, found } => {
            write!(
                f,
                "the end record announces {claimed} entries, the directory has {found}"
            )
        }
        F::WrongDirectoryOffset {
            claimed,
            actual: Some(actual),
        } => {
            write!(
                f,
                "the end record puts the directory at byte {claimed}, it is at byte {actual}"
            )
        }
        F::WrongDirectoryOffset {
            claimed,
            actual: None,
        } => {
            write!(
                f,
                "the end record puts the directory at byte {claimed}, where none is"
            )
        }
        F::WrongDirectorySize { claimed, actual } => {
            write!(
                f,
                "the end record announces {claimed} bytes of directory, it has {actual}"
            )
        }
        F::Zip64FieldMissing { index } => {
            write!(
                f,
                "directory record {index} refers to a ZIP64 field that it does not have"
            )
        }
        F::Zip64FieldTooBig { index, field } => {
            write!(
                f,
                "the {field} in the ZIP64 field of directory record {index} is negative"
            )
        }
        F::TooManyEntries { kept, found } => {
            write!(
                f,
                "{found} entries, of which the first {kept} are looked at"
            )
        }
        F::LeadingData { bytes } => write!(f, "before the first entry lie {bytes} bytes"),
        F::Gap { at, bytes } => write!(f, "to no entry belong {bytes} bytes at byte {at}"),
        F::DirectoryGap { at, bytes } => {
            write!(
                f,
                "between the directory and the end record lie {bytes} bytes at byte {at}"
            )
        }
        F::SentAsText { at } => {
            write!(
                f,
                "bytes at byte {at} and after were replaced by the text character U+FFFD"
            )
        }
        F::Recovered { entries, complete } => write!(
            f,
            "{}{entries} entries were found without a usable directory",
            if complete { "" } else { "at least " }
        ),
        _ => entry(fault, f),
    }
}

/// Of what the directory says of an entry.
fn entry(fault: &ZipFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ZipFault as F;
    match *fault {
        F::OffsetOutOfRange { at, file_bytes, .. } => {
            write!(
                f,
                "the entry should start at byte {at}, the file has {file_bytes}"
            )
        }
        F::DataOutOfRange {
            end, file_bytes, ..
        } => {
            write!(
                f,
                "the entry should end at byte {end}, the file has {file_bytes}"
            )
        }
        F::UnsupportedMethod { method, .. } => {
            write!(
                f,
                "compressed with method {method} ({})",
                method::name(method)
            )
        }
        F::OtherDisk {
            disk: Some(disk), ..
        } => write!(
            f,
            "the entry is said to start in part {disk} of a split archive"
        ),
        F::OtherDisk { disk: None, .. } => {
            f.write_str("the entry is said to start in another part of a split archive")
        }
        F::Encrypted { strong, .. } => {
            write!(
                f,
                "the entry is marked as {}encrypted",
                if strong { "strongly " } else { "" }
            )
        }
        F::DuplicateName { index, first } => {
            write!(
                f,
                "directory record {index} has the same name as record {first}"
            )
        }
        F::BadName { what, .. } => write!(f, "the name {what}"),
        F::Overlap { index, other, at } => {
            write!(
                f,
                "directory records {other} and {index} share the bytes at {at}"
            )
        }
        F::HighRatio {
            compressed_bytes,
            uncompressed_bytes,
            ..
        } => write!(
            f,
            "the entry of {compressed_bytes} bytes becomes {uncompressed_bytes}, {} times as many",
            uncompressed_bytes / compressed_bytes.max(1)
        ),
        F::StoredSizesDiffer {
            compressed_bytes,
            uncompressed_bytes,
            ..
        } => write!(
            f,
            "the entry is stored without compression, but its sizes are {compressed_bytes} and {uncompressed_bytes}"
        ),
        _ => data(fault, f),
    }
}

/// Of an entry's local header and data. No arm takes what is left, so that a fault without words does not compile.
fn data(fault: &ZipFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use ZipFault as F;
    match *fault {
        F::LocalHeaderMissing { at, .. } => write!(f, "no local header at byte {at}"),
        F::LocalDiffers {
            field: HeaderField::Name,
            ..
        } => f.write_str("the local header has another name than the directory"),
        F::LocalDiffers {
            field: HeaderField::Crc32,
            local,
            central,
            ..
        } => {
            write!(
                f,
                "CRC: the local header says {local:08x}, the directory {central:08x}"
            )
        }
        F::LocalDiffers {
            field,
            local,
            central,
            ..
        } => {
            write!(
                f,
                "{field}: the local header says {local}, the directory {central}"
            )
        }
        F::DescriptorDiffers { at, .. } => {
            write!(
                f,
                "the data descriptor at byte {at} disagrees with the directory"
            )
        }
        F::WrongChecksum {
            expected, actual, ..
        } => {
            write!(
                f,
                "the bytes have the CRC {actual:08x} instead of {expected:08x}"
            )
        }
        F::DataShort {
            claimed, actual, ..
        } => write!(f, "the entry has {actual} bytes instead of {claimed}"),
        F::DataCut { claimed, .. } => {
            write!(
                f,
                "the data goes on behind the {claimed} bytes that the directory announces"
            )
        }
        F::Undecodable { decoded_bytes, .. } => {
            write!(
                f,
                "the compressed data is damaged after {decoded_bytes} decoded bytes"
            )
        }
        F::CompressedRest { bytes, .. } => {
            write!(
                f,
                "behind the end of the compressed data lie {bytes} more bytes of the entry"
            )
        }
        F::NotReadToEnd { limit, .. } => {
            write!(f, "the entry is not read beyond {limit} bytes")
        }
        F::NoEndRecord { .. }
        | F::EndRecordTooFar { .. }
        | F::EndRecordCut { .. }
        | F::SeveralEndRecords { .. }
        | F::TrailingData { .. }
        | F::Spanned { .. }
        | F::Zip64LocatorMissing { .. }
        | F::Zip64RecordMissing { .. }
        | F::Zip64Differs { .. }
        | F::EndFieldTooBig { .. }
        | F::WrongEntryCount { .. }
        | F::WrongDirectoryOffset { .. }
        | F::WrongDirectorySize { .. }
        | F::Zip64FieldMissing { .. }
        | F::Zip64FieldTooBig { .. }
        | F::TooManyEntries { .. }
        | F::LeadingData { .. }
        | F::Gap { .. }
        | F::DirectoryGap { .. }
        | F::SentAsText { .. }
        | F::Recovered { .. }
        | F::OffsetOutOfRange { .. }
        | F::DataOutOfRange { .. }
        | F::UnsupportedMethod { .. }
        | F::OtherDisk { .. }
        | F::Encrypted { .. }
        | F::DuplicateName { .. }
        | F::BadName { .. }
        | F::Overlap { .. }
        | F::HighRatio { .. }
        | F::StoredSizesDiffer { .. } => Ok(()),
    }
}
