//! `AS-REC-*`: what the service says of backups.

use jiff::Timestamp;

use super::{
    ArchiveFile, ArchiveState, LONG_RUN_SECONDS, Material, OLD_INTERVALS, Options, Record,
    SIZE_TOLERANCE_BYTES, SIZE_TOLERANCE_PERCENT, STEM_TOLERANCE_SECONDS, is_same, item_stem,
};
use crate::format::app_service::archive::{Class, names};
use crate::format::app_service::codes;
use crate::format::app_service::limits;
use crate::format::app_service::record::{DatabaseSetting, DatabaseType, Item, Purpose};
use crate::format::app_service::schedule::{DAY_SECONDS, Unit};
use crate::format::app_service::status::Status;
use crate::report::{Finding, Severity, words};

/// Longest part of a log that stands in a message, in characters.
const MAX_LOG_CHARS: usize = 400;

pub(super) fn findings(material: &Material, options: Options, found: &mut Vec<Finding>) {
    let records = material.records();
    let deciding = material
        .record_of_archive()
        .or_else(|| newest_ended(&records))
        .or(match records.as_slice() {
            [one] => Some(*one),
            _ => None,
        });
    for record in &records {
        let decides = deciding.is_some_and(|deciding| std::ptr::eq(deciding.item, record.item));
        let from = found.len();
        of_status(record.item, decides, found);
        of_fields(record.item, options.now, found);
        for finding in found.iter_mut().skip(from) {
            finding.file = Some(record.path.to_owned());
            if finding.entry.is_none() && !record.item.at.is_empty() {
                finding.entry = Some(record.item.at.clone());
            }
        }
    }
    if let Some(archive) = &material.archive {
        beside_archive(material, archive, &records, found);
    }
    of_list(material, &records, options, found);
    storage(material, found);
}

/// The newest record whose backup has ended.
pub(super) fn newest_ended<'a>(records: &[Record<'a>]) -> Option<Record<'a>> {
    records
        .iter()
        .filter(|record| record.item.status.as_ref().is_some_and(Status::ended))
        .max_by_key(|record| record.item.created.as_ref().and_then(|time| time.at))
        .copied()
}

fn log_of(item: &Item) -> String {
    let log: String = item
        .log
        .as_deref()
        .unwrap_or("no log")
        .chars()
        .take(MAX_LOG_CHARS)
        .collect();
    words::visible(&log)
}

fn of_status(item: &Item, decides: bool, found: &mut Vec<Finding>) {
    let Some(status) = &item.status else { return };
    let mut push = |finding: Finding, graver: Severity| {
        // Of a list one record decides; the others are worth knowing.
        found.push(finding.severity(if decides { graver } else { Severity::Note }));
    };
    if !status.usable() {
        let finding = Finding::new(
            &codes::RECORD_NOT_USABLE,
            format!(
                "the record says {}: {}",
                words::visible(status.name()),
                log_of(item)
            ),
        )
        .effect(status.meaning());
        let graver = if status.ended() {
            Severity::Fatal
        } else {
            Severity::DataLoss
        };
        push(finding, graver);
    }
    if *status == Status::PartiallySucceeded {
        let finding = Finding::new(
            &codes::RECORD_PARTIAL,
            format!("some files could not be read: {}", log_of(item)),
        );
        push(finding, Severity::DataLoss);
    }
}

fn of_fields(item: &Item, now: Timestamp, found: &mut Vec<Finding>) {
    let status = item.status.as_ref();
    let running = status.is_some_and(Status::running);
    let created = item.created.as_ref().and_then(|time| time.at);
    let finished = item.finished.as_ref().and_then(|time| time.at);
    if item.size_bytes == Some(0) && !running && status.is_some() {
        found.push(Finding::new(
            &codes::RECORD_EMPTY,
            "the record shows an empty backup",
        ));
    }
    if let Some(bytes) = item
        .site_bytes
        .filter(|bytes| *bytes > limits::BACKUP_GB_BYTES)
    {
        let finding = Finding::new(
            &codes::RECORD_SITE_ABOVE_LIMIT,
            format!(
                "the site had {}, above the 10 GB limit",
                words::bytes(bytes)
            ),
        );
        let note = bytes <= limits::BACKUP_GIB_BYTES;
        found.push(if note {
            finding.severity(Severity::Note)
        } else {
            finding
        });
    }
    let named = item_stem(item).map(names::stem).and_then(names::stem_time);
    if let (Some(named), Some(created)) = (named, created)
        && named.duration_since(created).as_secs().abs() > STEM_TOLERANCE_SECONDS
    {
        found.push(Finding::new(
            &codes::RECORD_TIME_DIFFERS,
            format!("the blob name says {named}, the record says {created}"),
        ));
    }
    if let (Some(created), Some(finished)) = (created, finished)
        && finished < created
    {
        found.push(Finding::new(
            &codes::RECORD_TIMES_REVERSED,
            "finished before it started",
        ));
    }
    if let Some(created) = created
        && running
        && now.duration_since(created).as_secs() > LONG_RUN_SECONDS
    {
        found.push(Finding::new(
            &codes::RECORD_RUNS_TOO_LONG,
            format!("running since {created}: check the log or cancel"),
        ));
    }
    if !item.storage.is_empty() {
        found.push(Finding::new(
            &codes::RECORD_HOLDS_SECRET,
            "this record carries the storage secret: treat the file as confidential",
        ));
    }
    types(item.databases.as_deref(), found);
}

/// Types of databases that are not known.
fn types(databases: Option<&[DatabaseSetting]>, found: &mut Vec<Finding>) {
    for database in databases.unwrap_or_default() {
        if let DatabaseType::Unknown(name) = &database.database_type {
            let name = if name.is_empty() { "(none)" } else { name };
            found.push(Finding::new(
                &codes::RECORD_DATABASE_TYPE_UNKNOWN,
                format!("unknown database type {}", words::visible(name)),
            ));
        }
    }
}

fn beside_archive(
    material: &Material,
    archive: &ArchiveFile,
    records: &[Record<'_>],
    found: &mut Vec<Finding>,
) {
    let Some(record) = material.record_of_archive() else {
        if let [only] = records
            && let Some(stem) = item_stem(only.item)
        {
            found.push(
                Finding::new(
                    &codes::RECORD_OF_ANOTHER_BACKUP,
                    format!(
                        "the record is for {}, the archive is {}",
                        words::visible(stem),
                        archive.file_name()
                    ),
                )
                .at_file(only.path),
            );
        }
        return;
    };
    let item = record.item;
    if let Some(said) = item.size_bytes.filter(|said| *said > 0) {
        let tolerance = SIZE_TOLERANCE_BYTES.max(said / 100 * SIZE_TOLERANCE_PERCENT);
        if said.abs_diff(archive.bytes) > tolerance {
            found.push(
                Finding::new(
                    &codes::RECORD_SIZE_DIFFERS,
                    format!("the record says {said} bytes, the file has {}: perhaps an incomplete download", archive.bytes),
                )
                .at_file(archive.path.as_str()),
            );
        }
    }
    if let Some(databases) = &item.databases
        && archive.state == ArchiveState::Whole
    {
        let held = archive.survey.of_class(Class::Database).count();
        if databases.len() != held {
            found.push(
                Finding::new(
                    &codes::RECORD_DATABASE_COUNT,
                    format!(
                        "the record names {} databases, the archive holds {held}",
                        databases.len()
                    ),
                )
                .at_file(record.path),
            );
        }
    }
}

fn of_list(
    material: &Material,
    records: &[Record<'_>],
    options: Options,
    found: &mut Vec<Finding>,
) {
    for (path, document) in material.read_documents() {
        if document.more_pages {
            found.push(
                Finding::new(
                    &codes::RECORD_LIST_CONTINUES,
                    "only the first page of the list is here",
                )
                .at_file(path),
            );
        }
    }
    let usable = |record: &&Record<'_>| record.item.status.as_ref().is_some_and(Status::usable);
    if records.len() > 1 && !records.iter().any(|record| usable(&record)) {
        // As long as one runs, the list may still get a usable one.
        let ended = records
            .iter()
            .all(|record| record.item.status.as_ref().is_some_and(Status::ended));
        let finding = Finding::new(
            &codes::RECORD_NONE_USABLE,
            format!(
                "none of the {} listed backups can be restored",
                records.len()
            ),
        );
        found.push(if ended {
            finding
        } else {
            finding.severity(Severity::DataLoss)
        });
    }
    same_names(records, found);
    newest_old(material, records, options.now, found);
}

/// Two records with one blob.
fn same_names(records: &[Record<'_>], found: &mut Vec<Finding>) {
    let mut named: Vec<(String, &Record<'_>)> = records
        .iter()
        .filter(|record| !matches!(record.item.status, Some(Status::Skipped | Status::Deleted)))
        .filter_map(|record| {
            Some((
                names::stem(record.item.blob_name.as_deref()?).to_owned(),
                record,
            ))
        })
        .collect();
    crate::sort::sort_by(&mut named, |a, b| a.0.cmp(&b.0));
    for group in named
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        if let Some((name, record)) = group.first() {
            // The same record in two documents is one.
            let ids: std::collections::BTreeSet<Option<i64>> =
                crate::sort::set_of(group.iter().map(|(_, record)| record.item.backup_id));
            let starts: std::collections::BTreeSet<_> = crate::sort::set_of(
                group
                    .iter()
                    .map(|(_, record)| record.item.created.as_ref().map(|time| time.text.clone())),
            );
            if ids.len() > 1 || starts.len() > 1 {
                found.push(
                    Finding::new(
                        &codes::RECORD_NAME_SHARED,
                        match group.len() as u64 {
                            2 => format!(
                                "two records share {}: one of them is overwritten",
                                words::visible(name)
                            ),
                            number => format!(
                                "{} share {}: all but one of them are overwritten",
                                words::counted(number, "record"),
                                words::visible(name)
                            ),
                        },
                    )
                    .at_file(record.path),
                );
            }
        }
    }
}

fn newest_old(
    material: &Material,
    records: &[Record<'_>],
    now: Timestamp,
    found: &mut Vec<Finding>,
) {
    let Some((_, request)) = material.configuration() else {
        return;
    };
    let Some(schedule) = &request.schedule else {
        return;
    };
    let unit = schedule.frequency_unit.as_deref().and_then(Unit::read);
    let Some((interval, unit)) = schedule.frequency_interval.zip(unit) else {
        return;
    };
    let newest = records
        .iter()
        .filter(|record| record.item.status.as_ref().is_some_and(Status::usable))
        .filter_map(|record| record.item.created.as_ref()?.at)
        .max();
    if let Some(newest) = newest {
        let age = now.duration_since(newest).as_secs();
        if age
            > interval
                .saturating_mul(unit.seconds())
                .saturating_mul(OLD_INTERVALS)
        {
            found.push(Finding::new(
                &codes::RECORD_NEWEST_OLD,
                format!("the newest usable backup is {} days old", age / DAY_SECONDS),
            ));
        }
    }
}

/// Requests and restore requests that carry the storage's secret, and types of their databases.
fn storage(material: &Material, found: &mut Vec<Finding>) {
    for (path, document) in material.read_documents() {
        let requests = document.requests.iter().map(|request| {
            (
                &request.storage,
                request.databases.as_deref(),
                request.purpose == Purpose::Configuration,
            )
        });
        let restores = document
            .restores
            .iter()
            .map(|restore| (&restore.storage, restore.databases.as_deref(), false));
        for (secret, databases, _) in requests.chain(restores) {
            let from = found.len();
            if !secret.is_empty() && !secret.expose().trim().starts_with('<') {
                found.push(Finding::new(
                    &codes::RECORD_HOLDS_SECRET,
                    "this document carries the storage secret: treat the file as confidential",
                ));
            }
            types(databases, found);
            for finding in found.iter_mut().skip(from) {
                finding.file = Some(path.to_owned());
            }
        }
    }
}

/// Whether an item is of a blob name.
pub(super) fn is_of(item: &Item, blob: &str) -> bool {
    item_stem(item).is_some_and(|stem| is_same(stem, blob))
}
