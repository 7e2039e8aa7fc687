//! The samples of Squidex backups, and archives through the whole check.
#![allow(dead_code)] // each test file uses its own part

use std::io::Read;
use std::path::{Path, PathBuf};

use backup_inspector::archive::{self, EntryReader};
use backup_inspector::format::squidex::SquidexCheck;
use backup_inspector::format::squidex::facts::ShardFacts;
use backup_inspector::format::{self, Check as _, Set, Target};
use backup_inspector::report::Report;
use backup_inspector::scan;
use backup_inspector::source::Input;
use serde_json::Value;

/// Where the samples may lie: all of them beside the checkout, a part of them in it.
fn folders() -> [PathBuf; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    [
        root.join("../shared/samples/squidex"),
        root.join("tests/data/squidex"),
    ]
}

/// A sample by its path in the records; `None` if it doesn't travel with the project.
pub fn sample(file: &str) -> Option<Vec<u8>> {
    folders()
        .iter()
        .find_map(|folder| std::fs::read(folder.join(file)).ok())
}

/// The records of a file of one JSON object a line, in the copy also compressed with gzip.
pub fn lines(file: &str) -> Vec<Value> {
    let text = folders()
        .iter()
        .find_map(|folder| {
            if let Ok(text) = std::fs::read_to_string(folder.join(file)) {
                return Some(text);
            }
            let packed = std::fs::read(folder.join(format!("{file}.gz"))).ok()?;
            let mut text = String::new();
            flate2::read::GzDecoder::new(&*packed)
                .read_to_string(&mut text)
                .unwrap();
            Some(text)
        })
        .unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The inflated bytes of an entry.
pub fn entry_bytes(archive_bytes: &[u8], name: &str) -> Vec<u8> {
    let archive = archive::open(&archive_bytes).unwrap();
    let location = archive
        .entries
        .iter()
        .find(|location| archive.entries.name_text(location.index) == name)
        .unwrap();
    let mut reader = EntryReader::new();
    let (bytes, _) = reader
        .read_small(&archive_bytes, &location, 1 << 24)
        .unwrap();
    bytes.to_vec()
}

/// An archive after the whole check.
pub struct Scanned {
    bytes: Vec<u8>,
    set: Set,
}

fn input(bytes: &[u8]) -> Input {
    Input {
        file_name: "backup.zip".into(),
        bytes: Box::new(bytes.to_vec()),
    }
}

/// Checks an archive as the command line does, on one thread.
pub fn scanned(bytes: Vec<u8>) -> Scanned {
    let inputs = [input(&bytes)];
    let mut sets = format::open(&inputs).unwrap();
    assert_eq!(sets.len(), 1);
    let mut set = sets.remove(0);
    assert!(scan::run(&mut *set.check, &inputs, &mut |_| true).unwrap());
    Scanned { bytes, set }
}

impl Scanned {
    /// The archive.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The report for a target.
    pub fn report(&self, target: &Target) -> Report {
        self.set.check.report(target)
    }

    /// What a decode worker says of the whole archive.
    pub fn facts(&self) -> ShardFacts {
        let inputs = [input(&self.bytes)];
        let mut check = self.unread();
        let mut scan = format::start_shard(&check.shard(0).unwrap()).unwrap();
        while !scan.step(&inputs, &mut || true).unwrap().finished {}
        let bytes = scan.finish();
        check.fold(0, &bytes).unwrap();
        postcard::from_bytes(&bytes).unwrap()
    }

    /// The same archive, with other facts in the place of what a decode worker says.
    pub fn with_facts(&self, facts: &ShardFacts) -> SquidexCheck {
        let mut check = self.unread();
        check
            .fold(0, &postcard::to_allocvec(facts).unwrap())
            .unwrap();
        check
    }

    fn unread(&self) -> SquidexCheck {
        let archive = archive::open(&self.bytes).unwrap();
        SquidexCheck::open_in_shards(&input(&self.bytes), archive, Some(1)).unwrap()
    }
}
