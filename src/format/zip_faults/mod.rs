//! Faults of a ZIP file as findings: what .NET's reader makes of them is the same for every system that is given a ZIP;
//! what it means for a restore is for the system to say, which changes severity and effect where it knows better.

pub mod codes;

use crate::container::zip::{FaultKind, Faults, ZipFault};
use crate::report::{Code, Finding, Severity};

/// The code of a kind of faults.
pub fn code(kind: FaultKind) -> &'static Code {
    use FaultKind as K;
    match kind {
        K::NoEndRecord => &codes::ZIP_NO_END_RECORD,
        K::EndRecordTooFar => &codes::ZIP_END_RECORD_TOO_FAR,
        K::SeveralEndRecords => &codes::ZIP_SEVERAL_END_RECORDS,
        K::TrailingData => &codes::ZIP_TRAILING_DATA,
        K::Spanned => &codes::ZIP_SPANNED,
        K::Zip64Inconsistent => &codes::ZIP64_INCONSISTENT,
        K::Zip64Broken => &codes::ZIP64_BROKEN,
        K::WrongEntryCount => &codes::ZIP_WRONG_ENTRY_COUNT,
        K::WrongDirectoryOffset => &codes::ZIP_WRONG_DIRECTORY_OFFSET,
        K::WrongDirectorySize => &codes::ZIP_WRONG_DIRECTORY_SIZE,
        K::TooManyEntries => &codes::ZIP_TOO_MANY_ENTRIES,
        K::LeadingData => &codes::ZIP_LEADING_DATA,
        K::UnusedBytes => &codes::ZIP_UNUSED_BYTES,
        K::SentAsText => &codes::ZIP_SENT_AS_TEXT,
        K::DirectoryRecovered => &codes::ZIP_DIRECTORY_RECOVERED,
        K::LocalHeaderMissing => &codes::ZIP_LOCAL_HEADER_MISSING,
        K::UnsupportedMethod => &codes::ZIP_UNSUPPORTED_METHOD,
        K::Encrypted => &codes::ZIP_ENCRYPTED,
        K::DuplicateName => &codes::ZIP_DUPLICATE_NAME,
        K::BadName => &codes::ZIP_BAD_NAME,
        K::Overlap => &codes::ZIP_OVERLAP,
        K::Bomb => &codes::ZIP_BOMB,
        K::WrongSize => &codes::ZIP_WRONG_SIZE,
        K::LocalDiffers => &codes::ZIP_LOCAL_DIFFERS,
        K::WrongChecksum => &codes::ZIP_WRONG_CHECKSUM,
        K::Undecodable => &codes::ZIP_UNDECODABLE,
        K::CompressedRest => &codes::ZIP_COMPRESSED_REST,
    }
}

/// Number of all faults of one code, those that are not kept included.
pub fn count(faults: &Faults, of: &Code) -> u64 {
    let counts = faults
        .counts()
        .filter(|(kind, _)| code(*kind).name == of.name);
    counts.map(|(_, count)| count).sum()
}

/// The finding of a fault. `used`: whether the restore reads the entry (of no meaning for faults of the whole
/// archive); a fault of an entry that nobody reads is never more than suspicious.
pub fn finding(fault: &ZipFault, used: bool) -> Finding {
    let mut finding = Finding::new(code(fault.kind()), fault.to_string());
    if let ZipFault::SentAsText { .. } = fault {
        // Bytes were replaced: nobody knows which.
        finding = finding.no_action();
    }
    if let ZipFault::OtherDisk { .. } = fault {
        // The archive is opened; only this entry can't be.
        finding = finding
            .severity(Severity::DataLoss)
            .effect(codes::ZIP_LOCAL_HEADER_MISSING.effect);
    }
    if used || fault.index().is_none() || finding.severity >= Severity::Suspicious {
        finding
    } else {
        finding
            .severity(Severity::Suspicious)
            .effect("none: the restore does not read this entry")
            .no_action()
    }
}
