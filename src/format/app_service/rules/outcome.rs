//! From severities and status to the outcome (head of section 7), and the sentence on top.

use super::{ArchiveFile, ArchiveState, Material, Options, Record, item_stem, record};
use crate::format::app_service::archive::{Class, Confidence, Surroundings};
use crate::format::app_service::instant::Instant;
use crate::format::app_service::record::{Document, Item, Purpose, Request, RestoreRequest, Shape};
use crate::format::app_service::sas::Storage;
use crate::format::app_service::schedule::{Schedule, Unit, Unusable};
use crate::format::app_service::status::Status;
use crate::report::{Finding, Outcome, Severity, words};

/// Longest message of the service in the verdict, in characters.
const MAX_MESSAGE_CHARS: usize = 2_000;

/// Most databases that a sentence names.
const MAX_NAMED: usize = 5;

pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) summary: String,
    pub(super) server_message: Option<String>,
}

impl Answer {
    fn new(outcome: Outcome, summary: impl Into<String>) -> Self {
        Answer {
            outcome,
            summary: summary.into(),
            server_message: None,
        }
    }

    /// The worse of two; of equals the first.
    fn or_worse(self, other: Answer) -> Answer {
        if rank(other.outcome) > rank(self.outcome) {
            other
        } else {
            self
        }
    }
}

/// `fails` > `unknown` > `restores-with-loss` > `restores`.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Restores => 0,
        Outcome::RestoresWithLoss => 1,
        Outcome::Unknown => 2,
        Outcome::Fails => 3,
    }
}

pub(super) fn of(material: &Material, options: Options, findings: &[Finding]) -> Answer {
    let records = material.records();
    if let Some(archive) = &material.archive {
        let answer = of_archive(material, archive, options, findings);
        return match material.record_of_archive() {
            Some(record) => answer.or_worse(of_record(record.item, false)),
            None => answer,
        };
    }
    match records.as_slice() {
        [] => of_others(material, options),
        [only] if !is_list(material) => of_record(only.item, true),
        several => of_list(several),
    }
}

/// Whether a document is a list, even of one.
fn is_list(material: &Material) -> bool {
    material.read_documents().any(|(_, document)| {
        !document.items.is_empty() && matches!(document.shape, Some(Shape::ArmList | Shape::AzList))
    })
}

fn of_archive(
    material: &Material,
    archive: &ArchiveFile,
    options: Options,
    findings: &[Finding],
) -> Answer {
    let name = words::visible(archive.file_name());
    match &archive.state {
        ArchiveState::NotReadable(why) => {
            return Answer::new(
                Outcome::Fails,
                format!("{name} is not a ZIP archive: {why}"),
            );
        }
        ArchiveState::Part(what) => {
            return Answer::new(Outcome::Fails, format!("{name}: {what}"));
        }
        ArchiveState::CutOff => {
            return Answer::new(
                Outcome::Fails,
                format!(
                    "{name} is cut off at {}: download it again",
                    words::bytes(archive.bytes)
                ),
            );
        }
        ArchiveState::Whole => {}
    }
    let survey = &archive.survey;
    let beside = beside(material);
    let score = survey.score(archive.file_name(), beside);
    if !options.told {
        if let Some(alike) = survey.look_alike()
            && matches!(score.confidence(), Confidence::No | Confidence::Unclear)
        {
            return Answer::new(
                Outcome::Fails,
                format!(
                    "{name} is {}, no backup made by App Service: {}",
                    alike.what(),
                    alike.advice()
                ),
            );
        }
        match score.confidence() {
            Confidence::No => {
                return Answer::new(
                    Outcome::Fails,
                    format!(
                        "{name} holds nothing of an App Service backup, whose files lie under fs/"
                    ),
                );
            }
            Confidence::Unclear => {
                return Answer::new(
                    Outcome::Unknown,
                    format!(
                        "{name} may be an App Service backup or not: say that it is one to have it judged as such"
                    ),
                );
            }
            Confidence::Probable | Confidence::Certain => {}
        }
    }
    let depth = if archive.data_read {
        "all data was read"
    } else {
        "by its directory; contents not read"
    };
    // Signatures and schedules never change the outcome of an archive.
    let loss = findings.iter().find(|finding| {
        let of_archive = finding
            .rule
            .as_deref()
            .is_some_and(|rule| rule.starts_with("AS-ZIP") || rule.starts_with("AS-MAN"));
        finding.severity == Severity::DataLoss && of_archive
    });
    if let Some(loss) = loss {
        return Answer::new(
            Outcome::RestoresWithLoss,
            format!("{} ({depth})", loss.message),
        );
    }
    Answer::new(Outcome::Restores, format!("{} ({depth})", content(archive)))
}

/// What lies beside the archive.
pub(super) fn beside(material: &Material) -> Surroundings {
    Surroundings {
        manifest: material.archive.as_ref().is_some_and(|archive| {
            material.manifests.iter().any(|file| {
                super::is_same(super::file_name(&file.path), archive.file_name())
                    && file.read.as_ref().is_ok_and(|manifest| {
                        manifest.kind == super::super::manifest::Kind::Manifest
                    })
            })
        }),
        record: material.record_of_archive().is_some(),
    }
}

/// What an archive holds, in words.
fn content(archive: &ArchiveFile) -> String {
    let survey = &archive.survey;
    let databases = survey.of_class(Class::Database).count() as u64;
    let possible = survey.of_class(Class::PossibleDatabase).count() as u64;
    let mut text = format!(
        "{} of the site, {}",
        words::counted(survey.site_files, "file"),
        words::bytes(survey.site_bytes)
    );
    match databases {
        0 => text.push_str(", no database"),
        some => text.push_str(&format!(", {}", words::counted(some, "database"))),
    }
    if possible > 0 {
        text.push_str(&format!(" (+{possible} possible)"));
    }
    if survey.filter.is_some() {
        text.push_str("; a partial backup");
    }
    text
}

/// Name of a record in a sentence.
fn named(item: &Item) -> String {
    let name = item_stem(item).map_or_else(
        || {
            item.backup_id
                .map_or("the backup".to_owned(), |id| format!("backup {id}"))
        },
        |name| words::visible(super::names::stem(name)),
    );
    match item.created.as_ref().and_then(Instant::shown) {
        Some(created) => format!("{name} of {created}"),
        None => name,
    }
}

fn of_record(item: &Item, alone: bool) -> Answer {
    let seen = if alone {
        "by its record; the archive was not seen"
    } else {
        "by its record"
    };
    let Some(status) = &item.status else {
        return Answer::new(
            Outcome::Unknown,
            format!("{}: the record has no status ({seen})", named(item)),
        );
    };
    let outcome = status.outcome();
    let mut summary = format!(
        "{} is {}: {} ({seen})",
        named(item),
        words::visible(status.name()),
        status.meaning()
    );
    let log = item.log.as_deref().filter(|_| outcome == Outcome::Fails);
    if let Some(known) = log.and_then(super::super::messages::explain) {
        summary.push_str(&format!("; {}", known.cause));
    }
    Answer {
        outcome,
        summary,
        server_message: log.map(|log| log.chars().take(MAX_MESSAGE_CHARS).collect()),
    }
}

fn of_list(records: &[Record<'_>]) -> Answer {
    let number = words::counted(records.len() as u64, "backup");
    let Some(newest) = record::newest_ended(records) else {
        return Answer::new(
            Outcome::Unknown,
            format!("none of the {number} of the list has ended"),
        );
    };
    let usable = records
        .iter()
        .filter(|record| record.item.status.as_ref().is_some_and(Status::usable))
        .count() as u64;
    let answer = of_record(newest.item, true);
    Answer {
        summary: format!(
            "the newest of {number} that has ended: {}; {usable} can be restored",
            answer.summary
        ),
        ..answer
    }
}

/// A set without archive and without records.
fn of_others(material: &Material, options: Options) -> Answer {
    let unknown = |summary: String| Answer::new(Outcome::Unknown, summary);
    if let Some((_, request)) = material.configuration() {
        return unknown(of_configuration(request, options));
    }
    for (_, document) in material.read_documents() {
        if let Some(summary) = of_document(document, options) {
            return unknown(summary);
        }
    }
    if let Some(file) = material.documents.first() {
        if let Err(why) = &file.read {
            return unknown(format!(
                "{} can't be read: {why}",
                words::visible(super::file_name(&file.path))
            ));
        }
        return unknown(format!(
            "{} is JSON of another kind: no backup, schedule or restore object is in it",
            words::visible(super::file_name(&file.path))
        ));
    }
    if let Some(file) = material.manifests.first() {
        return unknown(format!(
            "the manifest {} alone: the archive of the same name is missing to tell",
            words::visible(super::file_name(&file.path))
        ));
    }
    if let Some(file) = material.logs.first() {
        return unknown(format!(
            "the log {} alone: the archive of the same name is missing to tell",
            words::visible(super::file_name(&file.path))
        ));
    }
    if material.filter.is_some() {
        return unknown("a _backup.filter alone: it says what later backups leave out".into());
    }
    unknown("no backup: nothing in these files can be restored by App Service".into())
}

fn of_document(document: &Document, options: Options) -> Option<String> {
    if let Some(error) = document.errors.first() {
        return Some(format!(
            "no backup but an answer: Azure refused with \"{}\"",
            words::visible(&error.message)
        ));
    }
    if let Some(restore) = document.restores.first() {
        return Some(of_restore(restore));
    }
    if let Some(request) = document.requests.first() {
        return Some(match request.purpose {
            Purpose::BackUpNow => format!(
                "no backup but a request to back up now{}",
                signature(&request.storage, options)
            ),
            Purpose::ReplaceSas => format!(
                "no backup but a request with a new signature{}",
                signature(&request.storage, options)
            ),
            Purpose::Configuration => of_configuration(request, options),
        });
    }
    if !document.snapshots.is_empty() {
        return Some(format!(
            "{} (snapshots): they can't be downloaded, use az webapp config snapshot list and restore",
            words::counted(document.snapshots.len() as u64, "automatic backup")
        ));
    }
    if let Some(site) = document.sites.first() {
        let app = site.app_name.as_deref().unwrap_or("the site");
        let state = site.state.as_deref().unwrap_or("unknown");
        return Some(format!(
            "no backup but the site {} (state {}): what a finished restore answers with",
            words::visible(app),
            words::visible(state)
        ));
    }
    document
        .shape
        .map(|_| format!("{} without a backup in it", document.words()))
}

/// Whether a signature still works, as the end of a sentence.
fn signature(secret: &super::super::secrets::Secret, options: Options) -> String {
    let storage = Storage::read(secret);
    match storage
        .url()
        .and_then(|url| url.expiry())
        .and_then(|expiry| expiry.at)
    {
        Some(expiry) if expiry <= options.now => {
            format!(": fails since the signature ended on {}", day(expiry))
        }
        Some(expiry) => format!(": works until the signature ends on {}", day(expiry)),
        None => String::new(),
    }
}

fn day(at: jiff::Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// What a configuration does, in a sentence.
pub(super) fn of_configuration(request: &Request, options: Options) -> String {
    let schedule = match Schedule::of_request(request, options.now, options.tier) {
        Ok(schedule) => schedule,
        Err(Unusable::Template) => {
            return "no backup but a configuration in a template: what it does is known when its values are filled in"
                .into();
        }
        Err(why) => {
            return format!(
                "no backup but a configuration that is not usable: {}",
                why.words()
            );
        }
    };
    let unit = match schedule.unit {
        Unit::Day => "day",
        Unit::Hour => "hour",
    };
    let every = match schedule.interval {
        1 => format!("every {unit}"),
        number => format!("every {number} {unit}s"),
    };
    let keeps = match schedule.retention_days {
        0 => "keeps all for ever".to_owned(),
        1 => "keeps 1 day".to_owned(),
        days => format!("keeps {days} days"),
    };
    if !schedule.enabled {
        return format!("no backup but a configuration that is switched off ({every}, {keeps})");
    }
    format!(
        "no backup but a configuration: backs up {every} and {keeps}{}",
        signature(&request.storage, options)
    )
}

fn of_restore(restore: &RestoreRequest) -> String {
    let target = restore
        .site_name
        .as_deref()
        .or(restore.place.app_name.as_deref());
    let target = target.map_or("an app".to_owned(), words::visible);
    let blob = restore
        .blob_name
        .as_deref()
        .map_or("a backup".to_owned(), words::visible);
    if restore.discovered {
        let databases = restore.databases.as_deref().unwrap_or_default();
        let names: Vec<String> = databases
            .iter()
            .filter_map(|database| database.name.as_deref())
            .map(words::visible)
            .take(MAX_NAMED)
            .collect();
        let named = match names.is_empty() {
            true => String::new(),
            false => format!(" ({})", names.join(", ")),
        };
        return format!(
            "no backup but the answer of discover: {blob} holds {}{named}",
            match databases.len() as u64 {
                0 => "no database".to_owned(),
                number => words::counted(number, "database"),
            }
        );
    }
    match restore.overwrite {
        Some(true) => format!("no backup but a request to restore {blob} over {target}"),
        _ => format!("no backup but a request to restore {blob} into {target}"),
    }
}
