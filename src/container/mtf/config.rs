//! The configuration of SQL Server in a stream MQCI: records SCIN, SFGI and SFIN (section 3.7).
//! Offsets of strings count from the start of the record.

use std::fmt;

use super::date::{DateTime, Packed, unpack};
use super::header::{Guid, string_at};
use super::limits;
use crate::container::numbers::{array_at, u16_at, u32_at, u64_at};

/// A log sequence number: virtual log file, block, slot. Comparable within one database alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Lsn {
    /// Number of the virtual log file.
    pub vlf: u32,
    /// Block in it.
    pub block: u32,
    /// Slot in the block.
    pub slot: u16,
}

impl Lsn {
    /// From its three parts.
    pub fn new(vlf: u32, block: u32, slot: u16) -> Lsn {
        Lsn { vlf, block, slot }
    }

    fn at(record: &[u8], at: usize) -> Option<Lsn> {
        Some(Lsn::new(
            u32_at(record, at)?,
            u32_at(record, at + 4)?,
            u16_at(record, at + 8)?,
        ))
    }

    /// Whether all parts are zero: there is none.
    pub fn is_zero(self) -> bool {
        self == Lsn::default()
    }

    /// The decimal number that SQL Server shows: `vlf × 10^15 + block × 10^5 + slot`.
    pub fn decimal(self) -> u128 {
        u128::from(self.vlf) * 1_000_000_000_000_000
            + u128::from(self.block) * 100_000
            + u128::from(self.slot)
    }
}

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.vlf, self.block, self.slot)
    }
}

/// What was backed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupType {
    /// `D`: the database.
    Full,
    /// `I`: what changed since the last full backup.
    Differential,
    /// `L`: the log.
    Log,
    /// `F`: files or filegroups.
    File,
    /// `G`: what changed in files.
    FileDifferential,
    /// `P`: some filegroups.
    Partial,
    /// `Q`: what changed in some filegroups.
    PartialDifferential,
    /// Another letter.
    Other(u8),
}

impl BackupType {
    fn from_letter(letter: u8) -> BackupType {
        match letter {
            b'D' => BackupType::Full,
            b'I' => BackupType::Differential,
            b'L' => BackupType::Log,
            b'F' => BackupType::File,
            b'G' => BackupType::FileDifferential,
            b'P' => BackupType::Partial,
            b'Q' => BackupType::PartialDifferential,
            other => BackupType::Other(other),
        }
    }

    /// The number of the column BackupType of RESTORE HEADERONLY; `None` for an unknown letter.
    pub fn number(self) -> Option<u8> {
        Some(match self {
            BackupType::Full => 1,
            BackupType::Log => 2,
            BackupType::File => 4,
            BackupType::Differential => 5,
            BackupType::FileDifferential => 6,
            BackupType::Partial => 7,
            BackupType::PartialDifferential => 8,
            BackupType::Other(_) => return None,
        })
    }

    /// The column BackupTypeDescription of RESTORE HEADERONLY; `None` for an unknown letter.
    pub fn description(self) -> Option<&'static str> {
        Some(match self {
            BackupType::Full => "Database",
            BackupType::Log => "Transaction Log",
            BackupType::File => "File",
            BackupType::Differential => "Database Differential",
            BackupType::FileDifferential => "File Differential",
            BackupType::Partial => "Partial",
            BackupType::PartialDifferential => "Partial Differential",
            BackupType::Other(_) => return None,
        })
    }
}

/// Version of the engine that wrote the backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// 9 for 2005, 16 for 2022.
    pub major: u8,
    /// 50 for 2008 R2.
    pub minor: u8,
    /// Build.
    pub build: u16,
}

impl fmt::Display for Version {
    /// As the server's messages show it: `16.00.4200`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}.{}", self.major, self.minor, self.build)
    }
}

/// Flags of SCIN, as the column Flags of RESTORE HEADERONLY has them.
pub mod flags {
    /// Log backup with bulk-logged changes.
    pub const BULK_LOGGED: u32 = 1;
    /// Snapshot.
    pub const SNAPSHOT: u32 = 2;
    /// The database was read-only.
    pub const READ_ONLY: u32 = 4;
    /// The database was in single user mode.
    pub const SINGLE_USER: u32 = 8;
    /// Written WITH CHECKSUM.
    pub const CHECKSUMS: u32 = 16;
    /// The database was damaged.
    pub const DAMAGED: u32 = 32;
    /// Tail of the log.
    pub const TAIL_LOG: u32 = 64;
    /// Tail of the log without all metadata.
    pub const INCOMPLETE_METADATA: u32 = 128;
    /// WITH NORECOVERY.
    pub const NO_RECOVERY: u32 = 256;
}

/// The record SCIN with the files behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// See [`flags`].
    pub flags: u32,
    /// Number of data files, as stored.
    pub data_file_count: u32,
    /// Number of log files, as stored.
    pub log_file_count: u32,
    /// Version of the engine.
    pub engine: Version,
    /// First LSN.
    pub first_lsn: Lsn,
    /// Last LSN: the backup holds all before it.
    pub last_lsn: Lsn,
    /// Checkpoint LSN.
    pub checkpoint_lsn: Lsn,
    /// Checkpoint LSN of the last full backup; zero if there is none.
    pub database_backup_lsn: Lsn,
    /// When the database was created.
    pub created: Option<DateTime>,
    /// Start, by the server's clock.
    pub started: Packed,
    /// Finish, by the server's clock; not set as of the start.
    pub finished: Packed,
    /// What was backed up.
    pub backup_type: BackupType,
    /// Number of the sort order, 0 for Windows collations.
    pub sort_order: u8,
    /// Compatibility level.
    pub compatibility_level: u8,
    /// Internal version of the database.
    pub database_version: u16,
    /// Bytes of the backup, all stripes together; an estimate as of the start.
    pub backup_bytes: u64,
    /// Name of the database.
    pub database: Option<String>,
    /// Name of the server, `HOST` or `HOST\INSTANCE`.
    pub server: Option<String>,
    /// Unicode locale id.
    pub unicode_locale: u32,
    /// Unicode comparison style.
    pub unicode_comparison: u32,
    /// Binding id: the same in all backups of a database.
    pub binding_id: Option<Guid>,
    /// Recovery fork.
    pub recovery_fork: Option<Guid>,
    /// Backup set of the last full backup: the base of a differential.
    pub base_set: Option<Guid>,
    /// Collation (LCID and flags).
    pub collation: Option<u32>,
    /// Second family, equal to the recovery fork unless the database was forked.
    pub family: Option<Guid>,
    /// Filegroups in their order; the first has the number 1.
    pub filegroups: Vec<String>,
    /// Files.
    pub files: Vec<DataFile>,
    /// Whether the records filled the stream exactly, none pointing outside.
    pub is_whole: bool,
}

/// Kind of a database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// Data.
    Rows,
    /// Log.
    Log,
    /// FILESTREAM, memory-optimised or another one.
    Other(u32),
}

/// A file of the database (record SFIN).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// File id.
    pub id: u32,
    /// For data files the pages in this backup, all stripes together.
    pub pages: u32,
    /// Kind.
    pub file_type: FileType,
    /// Number of the filegroup, 0 for the log.
    pub filegroup: u32,
    /// Bytes on disk.
    pub bytes: u64,
    /// Logical name.
    pub logical_name: Option<String>,
    /// Path on the server.
    pub path: Option<String>,
}

impl Config {
    /// Reads the records of a stream. `None` if it does not begin with a whole SCIN.
    pub(super) fn parse(stream: &[u8]) -> Option<Config> {
        let (first, mut rest) = next_record(stream)?;
        if first.get(..4)? != b"SCIN" {
            return None;
        }
        let mut config = scin(first)?;
        let mut records = 1;
        while !rest.is_empty() {
            let Some((record, behind)) = next_record(rest) else {
                config.is_whole = false;
                break;
            };
            records += 1;
            if records > limits::CONFIG_RECORDS {
                config.is_whole = false;
                break;
            }
            match record.get(..4) {
                Some(b"SFGI") => match string_at(record, 0x10, 2) {
                    Some(name) => config.filegroups.push(name),
                    None => config.is_whole = false,
                },
                Some(b"SFIN") => match sfin(record) {
                    Some(file) => config.files.push(file),
                    None => config.is_whole = false,
                },
                _ => {}
            }
            rest = behind;
        }
        Some(config)
    }

    /// Sum of the sizes of the files of a kind, in bytes.
    pub fn bytes_of(&self, kind: FileType) -> u64 {
        self.files
            .iter()
            .filter(|file| file.file_type == kind)
            .fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    /// Whether a flag is set.
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
}

/// The first record and what is behind it: tag, length including these eight bytes, payload.
fn next_record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::try_from(u32_at(bytes, 4)?).ok()?;
    if length < 8 {
        return None;
    }
    bytes.split_at_checked(length)
}

fn scin(record: &[u8]) -> Option<Config> {
    let text = |at| string_at(record, at, 2);
    let (database, server) = (text(0x68), text(0x6c));
    Some(Config {
        flags: u32_at(record, 0x08)?,
        data_file_count: u32_at(record, 0x0c)?,
        log_file_count: u32_at(record, 0x10)?,
        engine: Version {
            build: u16_at(record, 0x18)?,
            minor: *record.get(0x1a)?,
            major: *record.get(0x1b)?,
        },
        first_lsn: Lsn::at(record, 0x20)?,
        last_lsn: Lsn::at(record, 0x2a)?,
        checkpoint_lsn: Lsn::at(record, 0x34)?,
        database_backup_lsn: Lsn::at(record, 0x3e)?,
        created: unpack(array_at(record, 0x48)?).date(),
        started: unpack(array_at(record, 0x4d)?),
        finished: unpack(array_at(record, 0x52)?),
        backup_type: BackupType::from_letter(*record.get(0x57)?),
        sort_order: *record.get(0x58)?,
        compatibility_level: *record.get(0x5b)?,
        database_version: u16_at(record, 0x5e)?,
        backup_bytes: u64_at(record, 0x60)?,
        is_whole: database.is_some() && server.is_some(),
        database: database.filter(|name| !name.is_empty()),
        server: server.filter(|name| !name.is_empty()),
        unicode_locale: u32_at(record, 0x74)?,
        unicode_comparison: u32_at(record, 0x78)?,
        binding_id: Guid::at(record, 0x7c),
        recovery_fork: Guid::at(record, 0x9c),
        base_set: Guid::at(record, 0xc8),
        collation: u32_at(record, 0xd8),
        family: Guid::at(record, 0xe0),
        filegroups: Vec::new(),
        files: Vec::new(),
    })
}

fn sfin(record: &[u8]) -> Option<DataFile> {
    let text = |at| string_at(record, at, 2).filter(|text| !text.is_empty());
    Some(DataFile {
        id: u32_at(record, 0x14)?,
        pages: u32_at(record, 0x18)?,
        file_type: match u32_at(record, 0x1c)? {
            1 => FileType::Rows,
            2 => FileType::Log,
            other => FileType::Other(other),
        },
        filegroup: u32_at(record, 0x24)?,
        bytes: u64_at(record, 0x28)?,
        logical_name: text(0x30),
        path: text(0x34),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lsns_are_shown_as_sql_server_shows_them() {
        for (lsn, decimal) in [
            (Lsn::new(34, 272, 37), 34_000_000_027_200_037),
            (Lsn::new(34, 320, 1), 34_000_000_032_000_001),
            (Lsn::new(24, 68, 99), 24_000_000_006_800_099),
        ] {
            assert_eq!(lsn.decimal(), decimal);
        }
        assert!(Lsn::new(u32::MAX, u32::MAX, u16::MAX).decimal() > u128::from(u64::MAX) / 5);
    }

    #[test]
    fn versions_are_shown_as_the_messages_show_them() {
        let version = Version {
            major: 16,
            minor: 0,
            build: 4200,
        };
        assert_eq!(version.to_string(), "16.00.4200");
    }

    #[test]
    fn records_that_point_outside_are_refused() {
        assert_eq!(Config::parse(b"SCIN\x08\0\0\0"), None);
        assert_eq!(Config::parse(b"SCIN\xff\xff\xff\xff"), None);
        assert_eq!(Config::parse(b"SFGI\x08\0\0\0"), None);
        assert_eq!(Config::parse(b""), None);
    }
}
