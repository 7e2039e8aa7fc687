//! The samples of Squidex backups, and archives through the whole check.
#![allow(dead_code)] // each test file uses its own part

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use backup_inspector::container::zip::{self as archive, EntryReader, Room};
use backup_inspector::error::Error;
use backup_inspector::format::squidex::ask::{Answer, Question};
use backup_inspector::format::squidex::facts::{Learned, ShardFacts};
use backup_inspector::format::squidex::objects::{ObjectPage, ObjectQuery};
use backup_inspector::format::squidex::target::{Store, Target};
use backup_inspector::format::{self, Options, Report};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::inspect::export::{Exported, Piece, Wanted};
use backup_inspector::inspect::query::{Query, Rows};
use backup_inspector::inspect::work::{Facts, WorkKind};
use backup_inspector::open::{self, Set, WorkId};
use backup_inspector::report::{Outcome, Severity};
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

/// The server that a record of the oracle was made on.
pub fn target(options: &Value, store: Store) -> Target {
    let names = options["existing_apps"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let text = |key: &str| options[key].as_str().map(str::to_owned);
    Target {
        restore_name: text("name"),
        existing_apps: names
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect(),
        initiator_email: text("admin_email").or_else(|| Some("admin@lab.example.org".into())),
        store,
        ..Target::default()
    }
}

/// What is asked of a report here: a file of no system is judged as Squidex' restore would take it.
pub fn for_squidex(target: &Target) -> Options {
    Options {
        system: Some("squidex".into()),
        ..target.clone().into()
    }
}

/// The inflated bytes of an entry.
pub fn entry_bytes(archive_bytes: &[u8], name: &str) -> Vec<u8> {
    entry_bytes_if_there(archive_bytes, name).unwrap()
}

/// As [`entry_bytes`]; `None` if there is none of that name.
pub fn entry_bytes_if_there(archive_bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let archive = archive::open(&archive_bytes).unwrap();
    let location = archive
        .entries
        .iter()
        .find(|location| archive.entries.name_text(location.index) == name)?;
    let mut reader = EntryReader::new();
    let (bytes, _) = reader
        .read_small(&archive_bytes, &location, 1 << 24)
        .unwrap();
    Some(bytes.to_vec())
}

/// An archive after the whole check.
pub struct Scanned {
    bytes: Vec<u8>,
    set: Set,
}

fn input(bytes: &[u8]) -> Input {
    Input::new("backup.zip", bytes.to_vec())
}

/// Checks an archive as the command line does, on one thread.
pub fn scanned(bytes: Vec<u8>) -> Scanned {
    scanned_within(bytes, Room::default())
}

/// As [`scanned`], keeping no more than `room` of the directory.
pub fn scanned_within(bytes: Vec<u8>, room: Room) -> Scanned {
    let inputs = vec![input(&bytes)];
    let opening = Opening {
        room,
        ..Opening::default()
    };
    let mut sets = open::open_with(inputs, opening).unwrap();
    assert_eq!(sets.len(), 1);
    let mut set = sets.remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    Scanned { bytes, set }
}

/// An archive of which every shard is given up.
pub fn given_up(bytes: Vec<u8>) -> Scanned {
    let mut sets = open::open(vec![input(&bytes)]).unwrap();
    let mut set = sets.remove(0);
    let work = set.begin(&WorkKind::Check, &Options::default()).unwrap();
    for task in 0..set.plan(work).unwrap().tasks {
        set.lost(work, task, "the worker failed twice").unwrap();
    }
    Scanned { bytes, set }
}

impl Scanned {
    /// The archive.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The report for a target.
    pub fn report(&self, target: &Target) -> Report {
        self.set.report(&for_squidex(target))
    }

    /// The objects behind a number of the app.
    pub fn objects(&self, target: &Target, query: &ObjectQuery) -> Option<ObjectPage> {
        let rows = self
            .set
            .rows(&target.clone().into(), &query.to_query())
            .ok()?;
        Some(ObjectPage {
            total: rows.total,
            objects: rows
                .rows
                .into_iter()
                .map(|row| serde_json::from_value(row).unwrap())
                .collect(),
        })
    }

    /// Rows of a table.
    pub fn rows(&self, target: &Target, query: &Query) -> Result<Rows, Error> {
        self.set.rows(&for_squidex(target), query)
    }

    /// What only this system can be asked.
    pub fn ask(&self, target: &Target, question: Question) -> Result<Answer, Error> {
        let question = format::Question::Squidex(question);
        match self.set.ask(&for_squidex(target), &question)? {
            format::Answer::Squidex(answer) => Ok(answer),
            other => panic!("{other:?}"),
        }
    }

    /// An export: its files by path (of one that is a single file, under the empty path), and how it ended.
    pub fn export(
        &self,
        target: &Target,
        wanted: &Wanted,
    ) -> Result<(BTreeMap<String, Vec<u8>>, Exported), Error> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut path = String::new();
        let exported = self
            .set
            .export(&for_squidex(target), wanted, &mut |piece| {
                match piece {
                    Piece::File { path: parts, .. } => {
                        path = parts.join("/");
                        assert!(
                            files.insert(path.clone(), Vec::new()).is_none(),
                            "{path} twice"
                        );
                    }
                    // Asks whether to go on.
                    Piece::Bytes([]) | Piece::Read { .. } => {}
                    Piece::Bytes(bytes) => files.entry(path.clone()).or_default().extend(bytes),
                }
                true
            })?;
        Ok((files, exported))
    }

    /// A copy, worked out.
    pub fn prepare_copy(&mut self, recipe: &Recipe) -> Result<WorkId, Error> {
        let recipe = recipe.clone();
        self.set
            .begin(&WorkKind::Copy { recipe }, &Options::default())
    }

    /// What a decode worker says of the whole archive.
    pub fn facts(&self) -> ShardFacts {
        let (set, work) = self.unread();
        let mut task = set.run(work, 0, Vec::new()).unwrap();
        while !task.step(&mut |_| true).unwrap().finished {}
        match task.finish().unwrap() {
            format::Facts::Squidex(Facts::System(Learned::Shard(facts))) => facts,
            other => panic!("{other:?}"),
        }
    }

    /// The same archive, with other facts in the place of what a decode worker says.
    pub fn with_facts(&self, facts: &ShardFacts) -> Set {
        let (mut set, work) = self.unread();
        let facts = Facts::System(Learned::Shard(facts.clone()));
        set.take(work, 0, format::Facts::Squidex(facts)).unwrap();
        set
    }

    fn unread(&self) -> (Set, WorkId) {
        let opening = Opening {
            shards: Some(1),
            ..Opening::default()
        };
        let mut sets = open::open_with(vec![input(&self.bytes)], opening).unwrap();
        let mut set = sets.remove(0);
        let work = set.begin(&WorkKind::Check, &Options::default()).unwrap();
        (set, work)
    }
}

/// What must be true of every report, whatever the archive.
pub fn sane(report: &Report) -> Result<(), String> {
    let fatal = report
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Fatal);
    let loss = report
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::DataLoss);
    let verdict = &report.verdict;
    // A request that is refused never becomes a restore.
    let refused = report.restore.is_none() && verdict.outcome == Outcome::Fails;
    let all = [
        (
            (verdict.outcome == Outcome::Fails) == verdict.server_message.is_some() || refused,
            "a message if it fails, and only then",
        ),
        (
            verdict.outcome == Outcome::Fails || verdict.fails_at.is_none(),
            "a place of failure only if it fails",
        ),
        (
            verdict.outcome != Outcome::Fails || fatal,
            "a fatal finding if it fails",
        ),
        (
            verdict.outcome == Outcome::Fails || !fatal,
            "no fatal finding if it doesn't fail",
        ),
        (
            verdict.outcome != Outcome::Restores || !loss,
            "no loss if everything restores",
        ),
        (
            verdict.outcome != Outcome::RestoresWithLoss || loss,
            "a loss if there are losses",
        ),
        (
            report
                .restore
                .as_ref()
                .map(|restore| restore.status.as_str())
                == match verdict.outcome {
                    Outcome::Unknown => None,
                    Outcome::Fails if refused => None,
                    Outcome::Fails => Some("Failed"),
                    _ => Some("Completed"),
                },
            "the restore's status is the verdict's",
        ),
        (
            report
                .restore
                .as_ref()
                .and_then(|restore| restore.log.last())
                .map(String::as_str)
                == match verdict.outcome {
                    Outcome::Unknown => None,
                    Outcome::Fails => verdict.server_message.as_deref(),
                    _ => Some("Completed, Yeah!"),
                },
            "the last line of the log is the verdict's",
        ),
        (!verdict.summary.is_empty(), "a summary"),
        (
            report.finding_counts.values().sum::<u64>() >= report.findings.len() as u64,
            "findings are counted",
        ),
    ];
    for (holds, what) in all {
        if !holds {
            return Err(format!("{what}: {verdict:?}"));
        }
    }
    Ok(())
}
