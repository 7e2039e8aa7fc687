//! The least of a Microsoft Tape Format reader that finds the data streams of a backup, for tests of the
//! pages alone (sharepoint.md 3.2 to 3.7).

use backup_inspector::container::sqlserver::{BackupKind, BackupSet, Lsn, Section};

/// One backup set of a file.
#[derive(Debug, Clone, Default)]
pub struct Set {
    /// Offset and bytes of each data stream, from its first page on.
    pub data: Vec<(u64, u64)>,
    /// Letter of the kind.
    pub letter: u8,
    /// Checkpoint LSN.
    pub checkpoint: Lsn,
    /// Data files of the database.
    pub data_files: u32,
    /// Stripes of the media set.
    pub stripes: u16,
    /// Internal database version.
    pub version: u16,
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

/// All backup sets of a file.
pub fn sets(file: &[u8]) -> Vec<Set> {
    let mut sets: Vec<Set> = Vec::new();
    let mut stripes = 1;
    let mut at = 0;
    while at + 52 <= file.len() {
        let tag = &file[at..at + 4];
        if tag == b"SFMB" {
            at += usize::from(u16_at(file, at + 8)).max(512);
            continue;
        }
        if !tag.iter().all(u8::is_ascii_uppercase) {
            break;
        }
        let block = tag.to_vec();
        if block == b"SSET" {
            sets.push(Set {
                stripes,
                ..Set::default()
            });
        }
        let mut stream = at + usize::from(u16_at(file, at + 8));
        loop {
            if stream + 22 > file.len() {
                return sets;
            }
            let length = u64_at(file, stream + 8) as usize;
            let data = stream + 22;
            if data + length > file.len() {
                return sets;
            }
            match (&file[stream..stream + 4], sets.last_mut()) {
                (b"RAID", _) if length >= 26 => stripes = u16_at(file, data + 20),
                (b"MQDA", Some(set)) if length > 2 => {
                    set.data.push((data as u64 + 2, length as u64 - 2));
                }
                (b"MQCI", Some(set)) => configuration(&file[data..data + length], set),
                (b"SPAD", _) => {
                    at = data + length;
                    break;
                }
                _ => {}
            }
            stream = (data + length).next_multiple_of(4);
        }
    }
    sets
}

fn configuration(mut records: &[u8], set: &mut Set) {
    while records.len() > 8 {
        let size = u32_at(records, 4) as usize;
        let (record, rest) = records.split_at(size.min(records.len()));
        if record.starts_with(b"SCIN") {
            set.letter = record[0x57];
            set.data_files = u32_at(record, 0x0C);
            set.version = u16_at(record, 0x5E);
            set.checkpoint = Lsn {
                file: u32_at(record, 0x34),
                block: u32_at(record, 0x38),
                slot: u16_at(record, 0x3C),
            };
        }
        records = rest;
    }
}

/// The set of several files that are stripes of one another (one file: the only stripe).
pub fn backup_set<'a>(files: &[(&'a [u8], &Set)]) -> BackupSet<'a> {
    let (_, first) = files[0];
    let mut set = BackupSet {
        kind: BackupKind::of_letter(first.letter).unwrap(),
        streams: Vec::new(),
        stripes: first.stripes,
        tails: Vec::new(),
        data_files: first.data_files,
        checkpoint: Some(first.checkpoint),
        index: None,
    };
    for (file, of) in files {
        // From SQL Server 2019 on a second data stream repeats the first pages.
        let mut data = of.data.iter();
        if let Some((offset, bytes)) = data.next() {
            set.streams
                .push(Box::new(Section::new(*file, *offset, *bytes)));
        }
        for (offset, bytes) in data {
            set.tails
                .push(Box::new(Section::new(*file, *offset, *bytes)));
        }
    }
    set
}
