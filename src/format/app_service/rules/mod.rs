//! The validation rules (specification section 7) over what one set holds, and the outcome.
//!
//! [`Material`] is what was read of the files of a set, [`judge`] says what a restore does and why. Rules whose inputs are
//! absent are skipped: an archive alone, a record alone and a configuration alone each give a useful report.

mod archive;
mod document;
mod manifest;
mod outcome;
mod record;
pub mod schedule;
mod views;

use jiff::Timestamp;

use super::archive::Survey;
use super::archive::names;
use super::database::Bacpac;
use super::filter::Filter;
use super::limits::Tier;
use super::manifest::Manifest;
use super::record::{Document, Item, Purpose, Request};
use super::report::AppService;
use super::secrets::Secret;
use crate::report::{Finding, Outcome};

/// Sizes of record and file may differ by so many hundredths \[M\] …
pub const SIZE_TOLERANCE_PERCENT: u64 = 1;

/// … or by so many bytes, whichever is more \[M\].
pub const SIZE_TOLERANCE_BYTES: u64 = 64 << 10;

/// The time in a name may differ from the record's start by so many seconds \[M\].
pub const STEM_TOLERANCE_SECONDS: i64 = 10 * 60;

/// A backup that runs longer is suspicious, in seconds \[M\].
pub const LONG_RUN_SECONDS: i64 = 24 * 3_600;

/// The newest usable backup is old if it is older than so many intervals of the schedule (rule AS-REC-013).
pub const OLD_INTERVALS: i64 = 2;

/// How an archive could be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveState {
    /// Its directory is whole.
    Whole,
    /// The file ends before its directory says so, or has no end record.
    CutOff,
    /// One part of a split archive: which, and what to do.
    Part(String),
    /// No directory at all: why.
    NotReadable(String),
}

/// A checksum that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongChecksum {
    /// Path of the entry.
    pub path: String,
    /// CRC-32 of the data.
    pub actual: u32,
    /// CRC-32 that the directory gives.
    pub expected: u32,
}

/// The archive of a set.
#[derive(Debug, Clone)]
pub struct ArchiveFile {
    /// Path.
    pub path: String,
    /// Length, in bytes.
    pub bytes: u64,
    /// How it could be opened.
    pub state: ArchiveState,
    /// What it holds.
    pub survey: Survey,
    /// Wrong checksums, if the data was read.
    pub wrong_checksums: Vec<WrongChecksum>,
    /// Whether all data was read.
    pub data_read: bool,
}

impl ArchiveFile {
    /// Name without folders.
    pub fn file_name(&self) -> &str {
        file_name(&self.path)
    }
}

/// Name without folders.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A manifest of a set.
#[derive(Debug, Clone)]
pub struct ManifestFile {
    /// Path.
    pub path: String,
    /// What it says, or why it could not be read.
    pub read: Result<Manifest, String>,
}

/// A JSON document of a set.
#[derive(Debug, Clone)]
pub struct DocumentFile {
    /// Path.
    pub path: String,
    /// What it holds, or why it could not be read.
    pub read: Result<Document, String>,
}

/// A log of a set.
#[derive(Debug, Clone)]
pub struct LogFile {
    /// Path.
    pub path: String,
    /// The beginning of its text, as it is: it may quote secrets.
    pub text: Secret,
}

/// A database beside the archive, or in it and looked into.
#[derive(Debug, Clone)]
pub struct DatabaseFile {
    /// Path.
    pub path: String,
    /// Entry, if it lies in the archive.
    pub entry: Option<String>,
    /// Type, if it can be told.
    pub database_type: Option<super::record::DatabaseType>,
    /// Length, in bytes.
    pub bytes: u64,
    /// What a BACPAC says, or why it could not be read; `None` if it is none.
    pub bacpac: Option<Result<Bacpac, String>>,
}

/// What was read of the files of a set.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// The archive.
    pub archive: Option<ArchiveFile>,
    /// Manifests.
    pub manifests: Vec<ManifestFile>,
    /// JSON documents.
    pub documents: Vec<DocumentFile>,
    /// Logs.
    pub logs: Vec<LogFile>,
    /// Databases.
    pub databases: Vec<DatabaseFile>,
    /// A filter that lies beside: path and content.
    pub filter: Option<(String, Filter)>,
    /// Whether other archives of the folder have their manifest.
    pub siblings_have_manifest: bool,
}

/// What the person told.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The present.
    pub now: Timestamp,
    /// Tier.
    pub tier: Tier,
    /// The person said that it is a backup of this system.
    pub told: bool,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What a restore does.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub summary: String,
    /// What the service's log says of the failure, masked.
    pub server_message: Option<String>,
    /// What the rules found.
    pub findings: Vec<Finding>,
    /// The body of the report.
    pub body: AppService,
}

/// A record and the file that it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    path: &'a str,
    item: &'a Item,
}

impl Material {
    /// The documents that could be read.
    pub fn read_documents(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.documents
            .iter()
            .filter_map(|file| Some((file.path.as_str(), file.read.as_ref().ok()?)))
    }

    /// All records.
    fn records(&self) -> Vec<Record<'_>> {
        self.read_documents()
            .flat_map(|(path, document)| {
                document.items.iter().map(move |item| Record { path, item })
            })
            .collect()
    }

    /// The record of the archive: the newest of its name.
    fn record_of_archive(&self) -> Option<Record<'_>> {
        let archive = self.archive.as_ref()?;
        self.records()
            .into_iter()
            .filter(|record| {
                item_stem(record.item).is_some_and(|stem| is_same(stem, archive.file_name()))
            })
            .max_by_key(|record| record.item.created.as_ref().and_then(|time| time.at))
    }

    /// The configuration of the schedule and its file.
    fn configuration(&self) -> Option<(&str, &Request)> {
        self.read_documents().find_map(|(path, document)| {
            let request = document
                .requests
                .iter()
                .find(|request| request.purpose == Purpose::Configuration)?;
            Some((path, request))
        })
    }

    /// The manifest that could be read.
    fn manifest(&self) -> Option<(&str, &Manifest)> {
        self.manifests
            .iter()
            .find_map(|file| Some((file.path.as_str(), file.read.as_ref().ok()?)))
    }
}

/// Name that an item's blob goes by.
fn item_stem(item: &Item) -> Option<&str> {
    item.blob_name.as_deref().or(item.backup_name.as_deref())
}

fn is_same(a: &str, b: &str) -> bool {
    names::same_stem(a, b) != names::SameStem::No
}

/// Judges a set.
pub fn judge(material: &Material, options: Options) -> Judged {
    let mut findings = Vec::new();
    archive::findings(material, &mut findings);
    manifest::findings(material, &mut findings);
    record::findings(material, options, &mut findings);
    document::findings(material, options, &mut findings);
    if let Some((path, request)) = material.configuration() {
        let items: Vec<&Item> = material
            .records()
            .into_iter()
            .map(|record| record.item)
            .collect();
        let found = schedule::findings(request, options.now, options.tier, &items);
        findings.extend(found.into_iter().map(|finding| finding.at_file(path)));
    }
    let answer = outcome::of(material, options, &findings);
    Judged {
        outcome: answer.outcome,
        summary: answer.summary,
        server_message: answer.server_message,
        body: views::body(material, options),
        findings,
    }
}

#[cfg(test)]
mod tests;
