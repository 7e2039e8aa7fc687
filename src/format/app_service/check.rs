//! One set of App Service files, opened: what was read of each file, the report, the reading of all data.

use std::cell::RefCell;
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::archive::names;
use super::archive::{Class, Directory, EntryFacts, Known, survey};
use super::ask::{self, Answer, Question};
use super::claim::SIBLINGS_HAVE_MANIFEST;
use super::database::{self, Bacpac, Stream};
use super::filter::{self, Filter};
use super::json;
use super::manifest;
use super::options::AppServiceOptions;
use super::record::{DatabaseType, Document};
use super::relaxed_json::decoded;
use super::report::AppServiceReport;
use super::rules::{
    self, ArchiveFile, ArchiveState, DatabaseFile, DocumentFile, LogFile, ManifestFile, Material,
    WrongChecksum,
};
use super::secrets::Secret;
use super::work::{Job, ReadFacts};
use super::{ID, TABLE, tables};
use crate::container::zip::stream::EntryStream;
use crate::container::zip::{
    Archive, EntryLocation, EntryReader, FLAG_ENCRYPTED, FLAG_UTF8, Found, read_within, stored_at,
};
use crate::error::Error;
use crate::format::whole;
use crate::inspect::claim::Claim;
use crate::inspect::codes::PART_NOT_READ;
use crate::inspect::entries::EntryList;
use crate::inspect::query::{Query, Rows, Table};
use crate::inspect::work::{Ended, Facts, Plan, WorkKind, no_log};
use crate::inspect::{Inspection, copy};
use crate::report::{Depth, Finding, FindingSet, Head, Source, Verdict, words};
use crate::source::{Files, Input, ReadAt};

/// Bytes of a log that are read.
const LOG_BYTES: u64 = 1 << 20;

/// Bytes of a database that are looked at to tell its type.
const DUMP_HEAD_BYTES: u64 = 64 << 10;

/// Most databases of an archive that are looked into.
const MAX_LOOKED_INTO: usize = 20;

/// Most bytes of all packed databases of an archive together that are looked through.
const MAX_PASSING_BYTES: u64 = 2 * database::MAX_PASSED_BYTES;

/// Longest directory that is hashed for the fingerprint, in bytes.
const MAX_HASHED_BYTES: u64 = 64 << 20;

/// The inspection of one set.
#[derive(Debug)]
pub struct AppServiceCheck {
    name: String,
    bytes: u64,
    several: bool,
    /// Position of the archive among the files.
    pub(super) archive_at: Option<usize>,
    pub(super) archive: Option<Archive>,
    pub(super) material: Material,
    /// The entries as they were listed last.
    pub(super) entries: EntryList,
    fingerprint: Option<String>,
    /// Why parts of the data were not read.
    lost: Vec<String>,
}

/// What a packed database says of itself in its first bytes; `None` if none may be looked through.
fn passed(
    source: &dyn ReadAt,
    location: &EntryLocation,
    limit: u64,
) -> Result<Option<Result<Bacpac, String>>, Error> {
    if limit == 0 {
        return Ok(None);
    }
    let mut stream = EntryStream::new(source, location, limit)?;
    let looked = limit.min(location.uncompressed_bytes);
    let found = database::bacpac_passing(&mut stream, looked);
    stream.end()?;
    Ok(Some(found))
}

/// Up to `most` bytes from the start of a file.
fn beginning(input: &Input, most: u64) -> Result<Vec<u8>, Error> {
    let wanted = usize::try_from(input.bytes.len().min(most)).unwrap_or(usize::MAX);
    let mut bytes = vec![0; wanted];
    let read = read_within(&*input.bytes, 0, &mut bytes)?;
    bytes.truncate(read);
    Ok(bytes)
}

/// The ZIP reader as the survey wants it.
struct ZipDirectory<'a> {
    archive: &'a Archive,
    source: &'a dyn ReadAt,
    reader: RefCell<EntryReader>,
}

impl Directory for ZipDirectory<'_> {
    fn each(&self, call: &mut dyn FnMut(EntryFacts<'_>)) {
        let entries = &self.archive.entries;
        let mut names = entries.names();
        while let Some((index, name)) = names.next_name() {
            let (compressed_bytes, uncompressed_bytes) = entries.sizes(index);
            let flags = entries.flags(index);
            call(EntryFacts {
                index,
                name,
                utf8_flag: flags & FLAG_UTF8 != 0,
                folder_attribute: false,
                encrypted: flags & FLAG_ENCRYPTED != 0,
                compressed_bytes,
                uncompressed_bytes,
            });
        }
    }

    fn head(&self, index: u32, most: usize) -> Result<Option<Vec<u8>>, Error> {
        let Some(location) = self.archive.entries.location(index) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let read =
            self.reader
                .borrow_mut()
                .read(self.source, &location, most as u64, &mut |piece| {
                    bytes.extend_from_slice(piece);
                    ControlFlow::Continue(())
                })?;
        Ok((read.dotnet.is_ok() || !bytes.is_empty()).then_some(bytes))
    }
}

/// Whether the archive's directory is whole and fits the file.
fn state(archive: Option<&Archive>, bytes: u64) -> ArchiveState {
    let Some(archive) = archive else {
        return ArchiveState::NotReadable(match bytes {
            0 => "the file is empty (0 bytes)".into(),
            _ => "there is no directory".into(),
        });
    };
    if let Err(failure) = &archive.dotnet {
        // Entries were found all the same: the end of the file is what is missing.
        let no_end = archive.lacks_end_record() || archive.found == Found::LocalHeaders;
        return match no_end {
            true if !archive.entries.is_empty() => ArchiveState::CutOff,
            _ => ArchiveState::NotReadable(failure.message.to_owned()),
        };
    }
    let entries = &archive.entries;
    let beyond = (0..entries.len()).any(|index| {
        let end = entries.offset(index).saturating_add(entries.sizes(index).0);
        end > archive.file_bytes
    });
    if beyond {
        ArchiveState::CutOff
    } else {
        ArchiveState::Whole
    }
}

fn fingerprint(input: &Input, archive: Option<&Archive>) -> Result<Option<String>, Error> {
    let from = archive
        .and_then(|archive| archive.directory_offset)
        .unwrap_or(0);
    let bytes = input.bytes.len().saturating_sub(from);
    if bytes > MAX_HASHED_BYTES {
        return Ok(None);
    }
    let mut held = vec![0; usize::try_from(bytes).unwrap_or(0)];
    let read = read_within(&*input.bytes, from, &mut held)?;
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(held.get(..read).unwrap_or_default()) {
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(Some(text))
}

impl AppServiceCheck {
    /// Reads the files of a claim as far as section 1.2 of the specification allows before anybody asks for more.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn open(
        claim: &Claim,
        files: &Files,
        mut zips: Vec<Option<Archive>>,
    ) -> Result<AppServiceCheck, Error> {
        let mut check = AppServiceCheck {
            name: claim.name.clone(),
            bytes: files
                .iter()
                .map(|input| input.bytes.len())
                .fold(0, u64::saturating_add),
            several: files.count() > 1,
            archive_at: None,
            archive: None,
            material: Material::default(),
            entries: EntryList::default(),
            fingerprint: None,
            lost: Vec::new(),
        };
        for (at, (input, member)) in files.iter().zip(&claim.members).enumerate() {
            if member.role == "archive" {
                check.archive_at = Some(at);
                check.archive = zips.get_mut(at).and_then(Option::take);
                check.material.siblings_have_manifest = member.why == SIBLINGS_HAVE_MANIFEST;
            } else {
                check.material.read_beside(input, member.role)?;
            }
        }
        if let Some(input) = check.archive_at.and_then(|at| files.get(at)) {
            check.read_archive(input)?;
            check.fingerprint = fingerprint(input, check.archive.as_ref())?;
        } else {
            check.fingerprint = fingerprint(files.first()?, None)?;
        }
        Ok(check)
    }

    fn read_archive(&mut self, input: &Input) -> Result<(), Error> {
        let known = self.material.known();
        let mut file = ArchiveFile {
            path: input.path.clone(),
            bytes: input.bytes.len(),
            state: state(self.archive.as_ref(), input.bytes.len()),
            survey: Default::default(),
            wrong_checksums: Vec::new(),
            data_read: false,
        };
        if let Some(archive) = &self.archive
            && let Some(what) = whole::split_part(input.file_name(), &*input.bytes, archive)?
        {
            file.state = ArchiveState::Part(what);
        }
        if let Some(archive) = &self.archive {
            let directory = ZipDirectory {
                archive,
                source: &*input.bytes,
                reader: RefCell::new(EntryReader::new()),
            };
            file.survey = survey(&directory, &known)?;
            let mut passing = MAX_PASSING_BYTES;
            for database in file.survey.of_class(Class::Database).take(MAX_LOOKED_INTO) {
                if database.database_type != Some(DatabaseType::SqlAzure) || database.encrypted {
                    continue;
                }
                let Some(location) = archive.entries.location(database.index) else {
                    continue;
                };
                let bacpac = match stored_at(&*input.bytes, &location)? {
                    Some((from, bytes)) => {
                        Some(database::bacpac(Stream::new(&*input.bytes, from, bytes))?)
                    }
                    None => {
                        // What is packed passes by as a stream, and only its beginning: a database can be as large
                        // as the archive.
                        let limit = passing.min(database::MAX_PASSED_BYTES);
                        passing = passing.saturating_sub(location.uncompressed_bytes.min(limit));
                        passed(&*input.bytes, &location, limit)?
                    }
                };
                self.material.databases.push(DatabaseFile {
                    path: input.path.clone(),
                    entry: Some(database.name.clone()),
                    database_type: database.database_type.clone(),
                    bytes: database.bytes,
                    bacpac,
                });
            }
        }
        self.material.archive = Some(file);
        Ok(())
    }

    /// What stands at the top of the report and below it.
    pub(super) fn report_for(&self, options: &AppServiceOptions) -> AppServiceReport {
        let judged = rules::judge(&self.material, options.for_rules());
        let mut findings = FindingSet::default();
        for mut finding in judged.findings {
            if !self.several {
                finding.file = None;
            }
            findings.push(finding);
        }
        for why in &self.lost {
            findings.push(Finding::new(
                &PART_NOT_READ,
                format!("a part of the archive was not read: {why}"),
            ));
        }
        let data_read = self
            .material
            .archive
            .as_ref()
            .is_some_and(|archive| archive.data_read);
        let source = Source {
            file_name: self.name.clone(),
            bytes: self.bytes,
            fingerprint: self.fingerprint.clone(),
            files: None,
        };
        let verdict = Verdict {
            outcome: judged.outcome,
            server_message: judged.server_message.as_deref().map(words::visible),
            fails_at: None,
            summary: judged.summary,
        };
        let depth = if data_read {
            Depth::Data
        } else {
            Depth::Directory
        };
        let mut head = Head::new(ID, source, depth, verdict).with_findings(&findings, TABLE);
        head.judged_at = options.now.as_ref().map(|_| options.present().to_string());
        AppServiceReport {
            head,
            entries: self
                .archive
                .as_ref()
                .map(|archive| u64::from(archive.entries.len())),
            uncompressed_bytes: self
                .archive
                .as_ref()
                .map(|archive| archive.entries.uncompressed_total()),
            body: Box::new(judged.body),
        }
    }

    /// Whether the set is several files.
    pub(super) fn several(&self) -> bool {
        self.several
    }

    /// Takes what a task read.
    fn took(&mut self, facts: ReadFacts) {
        let Some(archive) = &self.archive else { return };
        let Some(file) = &mut self.material.archive else {
            return;
        };
        for (index, actual) in facts.wrong {
            let name = names::normalised(
                &archive.entries.name(index),
                archive.entries.flags(index) & FLAG_UTF8 != 0,
            );
            file.wrong_checksums.push(WrongChecksum {
                path: words::visible(&name.path),
                actual,
                expected: archive.entries.crc32(index),
            });
        }
    }
}

impl Material {
    /// Reads a file that lies beside the archive.
    fn read_beside(&mut self, input: &Input, role: &str) -> Result<(), Error> {
        let path = input.path.clone();
        let name = input.file_name();
        match role {
            "manifest" => {
                let read = if input.bytes.len() > manifest::MAX_BYTES {
                    Err(format!(
                        "it is larger than {} MiB",
                        manifest::MAX_BYTES >> 20
                    ))
                } else {
                    manifest::read(&beginning(input, manifest::MAX_BYTES)?)
                };
                self.manifests.push(ManifestFile { path, read });
            }
            "log" => self.logs.push(LogFile {
                path,
                text: Secret::new(decoded(&beginning(input, LOG_BYTES)?)),
            }),
            "database" => {
                let head = beginning(input, DUMP_HEAD_BYTES)?;
                let lower = name.to_ascii_lowercase();
                let database_type = super::archive::classify::dump_type(&head).or_else(|| {
                    (lower.ends_with(".bacpac") || lower.ends_with(".dacpac"))
                        .then_some(DatabaseType::SqlAzure)
                });
                let bacpac = head
                    .starts_with(b"PK")
                    .then(|| database::bacpac(Stream::new(&*input.bytes, 0, input.bytes.len())))
                    .transpose()?;
                self.databases.push(DatabaseFile {
                    path,
                    entry: None,
                    database_type,
                    bytes: input.bytes.len(),
                    bacpac,
                });
            }
            _ if name.eq_ignore_ascii_case("_backup.filter") => {
                let bytes = beginning(input, filter::MAX_BYTES as u64)?;
                self.filter = Some((path, Filter::read(&bytes)));
            }
            _ => {
                let read = if input.bytes.len() > json::MAX_BYTES {
                    Err(format!("longer than {} MiB", json::MAX_BYTES >> 20))
                } else {
                    Document::read(&decoded(&beginning(input, json::MAX_BYTES)?))
                };
                self.documents.push(DocumentFile { path, read });
            }
        }
        Ok(())
    }

    /// What manifest and records say of databases.
    fn known(&self) -> Known {
        let documents = self
            .read_documents()
            .flat_map(|(_, document)| &document.items);
        Known {
            manifest_files: self
                .manifests
                .iter()
                .filter_map(|file| file.read.as_ref().ok())
                .flat_map(|manifest| manifest.databases.iter().flatten().cloned())
                .collect(),
            record_databases: documents
                .flat_map(|item| item.databases.iter().flatten())
                .filter_map(|database| {
                    Some((database.name.clone()?, database.database_type.clone()))
                })
                .collect(),
        }
    }
}

impl Inspection for AppServiceCheck {
    type Options = AppServiceOptions;
    type Report = AppServiceReport;
    type Job = Job;
    type Facts = ReadFacts;
    type Question = Question;
    type Answer = Answer;

    fn report(&self, options: &AppServiceOptions) -> AppServiceReport {
        self.report_for(options)
    }

    fn begin(
        &mut self,
        _files: &Files,
        kind: &WorkKind,
        _options: &AppServiceOptions,
    ) -> Result<Job, Error> {
        match kind {
            WorkKind::Check => Ok(Job::default()),
            WorkKind::ReadAll => Ok(
                match (&self.archive, self.archive_at, &mut self.material.archive) {
                    (Some(archive), Some(at), Some(file)) if file.state == ArchiveState::Whole => {
                        file.wrong_checksums.clear();
                        self.lost.clear();
                        Job::read_all(archive, at)
                    }
                    _ => Job::default(),
                },
            ),
            WorkKind::Count | WorkKind::Copy { .. } | WorkKind::Verify { .. } => Err(copy::none()),
            WorkKind::Search { .. } => Err(no_log()),
        }
    }

    fn plan(&self, job: &Job) -> Plan {
        job.plan()
    }

    fn task(&self, job: &Job, index: u32) -> Result<Vec<u8>, Error> {
        let archive = self
            .archive
            .as_ref()
            .ok_or_else(|| Error::Protocol("there is no archive to be read".into()))?;
        job.task(archive, index)
    }

    fn take(&mut self, job: &mut Job, _index: u32, facts: Facts<ReadFacts>) -> Result<(), Error> {
        let Facts::System(facts) = facts else {
            return Err(Error::Protocol("the task has another result".into()));
        };
        job.taken();
        self.took(facts);
        Ok(())
    }

    fn lost(&mut self, _job: &mut Job, _index: u32, why: &str) {
        self.lost.push(why.to_owned());
    }

    fn end(&mut self, job: Job) -> Result<Ended, Error> {
        if let Some(archive) = &mut self.material.archive {
            archive.data_read |= job.is_complete();
            // Results come in any order; the report does not depend on it.
            crate::sort::sort_by(&mut archive.wrong_checksums, |a, b| a.path.cmp(&b.path));
        }
        Ok(Ended::Done)
    }

    fn tables(&self) -> &'static [Table] {
        tables::TABLES
    }

    fn rows(
        &self,
        _files: &Files,
        options: &AppServiceOptions,
        query: &Query,
    ) -> Result<Rows, Error> {
        tables::rows(self, options, query)
    }

    fn ask(
        &self,
        _files: &Files,
        options: &AppServiceOptions,
        question: &Question,
    ) -> Result<Answer, Error> {
        ask::answer(self, options, question)
    }
}
