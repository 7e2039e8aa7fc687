//! The body of the report from what was read.

use jiff::{SignedDuration, Timestamp};

use super::{ArchiveFile, ArchiveState, Material, Options, Record, file_name, outcome};
use crate::format::app_service::archive::{Class, names};
use crate::format::app_service::instant::Instant;
use crate::format::app_service::limits;
use crate::format::app_service::manifest::Manifest;
use crate::format::app_service::messages;
use crate::format::app_service::record::{DatabaseSetting, DatabaseType, Request, RestoreRequest};
use crate::format::app_service::report::*;
use crate::format::app_service::sas::Storage;
use crate::format::app_service::schedule::{
    ASSUMPTIONS, DAY_SECONDS, HORIZON_DAYS, Schedule, simulate,
};
use crate::format::app_service::secrets::{Secret, mask_text};
use crate::format::app_service::status::{Group, Status};
use crate::report::{Outcome, words};

/// Coming runs that are named.
const NEXT_RUNS: usize = 10;

/// Longest part of a log that is shown, in characters.
const MAX_LOG_CHARS: usize = 20_000;

/// Most lines of a log that are explained.
const MAX_EXPLAINED: usize = 100;

pub(super) fn body(material: &Material, options: Options) -> AppService {
    let records = material.records();
    let of_archive = material.record_of_archive();
    let only = match records.as_slice() {
        [only] if material.archive.is_none() => Some(*only),
        _ => None,
    };
    let chosen = of_archive.or(only);
    let documents: Vec<_> = material.read_documents().collect();
    let created = chosen
        .and_then(|record| record.item.created.as_ref()?.at)
        .or_else(|| {
            material
                .archive
                .as_ref()
                .and_then(|archive| names::stem_time(names::stem(archive.file_name())))
        });
    let configuration = material.configuration();
    AppService {
        archive: material
            .archive
            .as_ref()
            .filter(|archive| !matches!(archive.state, ArchiveState::NotReadable(_)))
            .map(|archive| self::archive(material, archive)),
        manifest: material
            .manifests
            .first()
            .map(|file| manifest(&file.path, &file.read)),
        record: chosen.map(|record| self::record(&record)),
        records: records.iter().map(self::record).collect(),
        configuration: configuration
            .or_else(|| {
                documents
                    .iter()
                    .find_map(|(path, document)| Some((*path, document.requests.first()?)))
            })
            .map(|(path, request)| self::configuration(path, request)),
        restore_requests: documents
            .iter()
            .flat_map(|(path, document)| {
                document
                    .restores
                    .iter()
                    .map(|restore| self::restore(path, restore))
            })
            .collect(),
        snapshots: documents
            .iter()
            .flat_map(|(_, document)| document.snapshots.clone())
            .collect(),
        errors: documents
            .iter()
            .flat_map(|(_, document)| document.errors.clone())
            .collect(),
        sites: documents
            .iter()
            .flat_map(|(_, document)| document.sites.clone())
            .collect(),
        sas: signatures(material),
        schedule: configuration.and_then(|(_, request)| schedule(material, request, options)),
        databases: databases(material),
        logs: logs(material),
        documents: material
            .documents
            .iter()
            .map(|file| match &file.read {
                Ok(document) => DocumentView {
                    file: file.path.clone(),
                    shape: document.shape,
                    words: document.words(),
                    repairs: (document.repairs.total() > 0).then(|| document.repairs.in_words()),
                },
                Err(why) => DocumentView {
                    file: file.path.clone(),
                    shape: None,
                    words: format!("not readable: {why}"),
                    repairs: None,
                },
            })
            .collect(),
        restore_notes: restore_notes(material, chosen),
        age_seconds: created.map(|created| options.now.duration_since(created).as_secs()),
    }
}

fn archive(material: &Material, archive: &ArchiveFile) -> ArchiveView {
    let survey = &archive.survey;
    let count = |class| survey.of_class(class).count() as u64;
    let score = survey.score(archive.file_name(), outcome::beside(material));
    ArchiveView {
        entries: survey.entries,
        site_files: survey.site_files,
        wwwroot_files: survey.wwwroot_files,
        databases: count(Class::Database),
        possible_databases: count(Class::PossibleDatabase),
        metadata_files: count(Class::Metadata),
        site_bytes: survey.site_bytes,
        database_bytes: survey.database_bytes,
        total_bytes: survey.total_bytes,
        backslashes: survey.backslashes,
        score: score.points,
        confidence: score.confidence(),
        signals: score.signals,
        look_alike: survey.look_alike(),
        stem: names::stem_parts(names::stem(archive.file_name())),
        root_files: survey
            .root_files
            .iter()
            .map(|file| RootFileView {
                name: words::visible(&file.name),
                class: file.class,
                certainty: file.certainty,
                database_type: file
                    .database_type
                    .as_ref()
                    .map(|database| database.name().to_owned()),
                bytes: file.bytes,
            })
            .collect(),
        root_folders: survey
            .root_folders
            .iter()
            .map(|folder| words::visible(folder))
            .collect(),
        folders: survey.folders.clone(),
        kinds: survey.kinds.clone(),
        runs_from_package: survey.runs_from_package(),
        partial: survey.filter.is_some(),
        filter: survey
            .filter
            .iter()
            .flat_map(|filter| filter.lines.iter().map(|line| words::visible(&line.path)))
            .collect(),
    }
}

fn manifest(path: &str, read: &Result<Manifest, String>) -> ManifestView {
    match read {
        Ok(manifest) => ManifestView {
            file: path.to_owned(),
            kind: Some(manifest.kind),
            root: Some(words::visible(&manifest.root)),
            databases: manifest
                .databases
                .iter()
                .map(|name| name.as_deref().map(words::visible))
                .collect(),
            values: manifest.values.clone(),
            value_count: manifest.value_count,
            error: None,
        },
        Err(why) => ManifestView {
            file: path.to_owned(),
            kind: None,
            root: None,
            databases: Vec::new(),
            values: Vec::new(),
            value_count: 0,
            error: Some(why.clone()),
        },
    }
}

fn shown(secret: &Secret) -> Option<String> {
    (!secret.is_empty()).then(|| secret.shown())
}

fn settings(databases: &Option<Vec<DatabaseSetting>>) -> Option<Vec<DatabaseSettingView>> {
    databases.as_ref().map(|databases| {
        databases
            .iter()
            .map(|database| DatabaseSettingView {
                database_type: database.database_type.name().to_owned(),
                name: database.name.clone(),
                connection_string_name: database.connection_string_name.clone(),
                connection_string: shown(&database.connection_string),
            })
            .collect()
    })
}

fn time(time: &Option<Instant>) -> Option<String> {
    time.as_ref()
        .map(|time| time.shown().unwrap_or_else(|| time.text.clone()))
}

fn record(record: &Record<'_>) -> RecordView {
    let item = record.item;
    let status = item.status.as_ref();
    RecordView {
        file: record.path.to_owned(),
        at: item.at.clone(),
        backup_id: item.backup_id,
        backup_name: item.backup_name.clone(),
        blob_name: item.blob_name.clone(),
        place: item.place.clone(),
        status: status.map(|status| status.name().to_owned()),
        status_group: status.map_or(Group::Unknown, Status::group),
        meaning: status
            .map_or("the record has no status", |status| status.meaning())
            .into(),
        advice: status
            .map_or("look at the status in the portal", |status| status.advice())
            .into(),
        outcome: status.map_or(Outcome::Unknown, Status::outcome),
        size_bytes: item.size_bytes,
        site_bytes: item.site_bytes,
        created: time(&item.created),
        finished: time(&item.finished),
        last_restore: time(&item.last_restore),
        storage_url: shown(&item.storage),
        scheduled: item.scheduled,
        log: item.log.clone(),
        log_explanation: item.log.as_deref().and_then(messages::explain),
        databases: settings(&item.databases),
        correlation_id: item.correlation_id.clone(),
        other_fields: item.other_fields.clone(),
    }
}

fn configuration(path: &str, request: &Request) -> ConfigurationView {
    let schedule = request.schedule.clone().unwrap_or_default();
    ConfigurationView {
        file: path.to_owned(),
        purpose: request.purpose,
        place: request.place.clone(),
        backup_name: request.backup_name.clone(),
        enabled: request.enabled,
        frequency_interval: schedule.frequency_interval,
        frequency_unit: schedule.frequency_unit.clone(),
        keep_at_least_one: schedule.keep_at_least_one,
        retention_days: schedule.retention_days,
        start_time: time(&schedule.start_time),
        last_execution_time: time(&schedule.last_execution_time),
        storage_url: shown(&request.storage),
        databases: settings(&request.databases),
        other_fields: request.other_fields.clone(),
    }
}

fn restore(path: &str, restore: &RestoreRequest) -> RestoreView {
    RestoreView {
        file: path.to_owned(),
        place: restore.place.clone(),
        blob_name: restore.blob_name.clone(),
        overwrite: restore.overwrite,
        site_name: restore.site_name.clone(),
        app_service_plan: restore.app_service_plan.clone(),
        storage_url: shown(&restore.storage),
        databases: settings(&restore.databases),
        other_fields: restore.other_fields.clone(),
    }
}

fn signatures(material: &Material) -> Vec<crate::format::app_service::sas::SasView> {
    let mut views = Vec::new();
    for (path, document) in material.read_documents() {
        for (place, secret, _) in document.storages() {
            if let Storage::Url(url) = Storage::read(secret) {
                views.push(url.view(&format!("{}: {place}", file_name(path)), secret));
            }
        }
    }
    views
}

/// What the schedule will do from now on, with what the records show.
fn schedule(material: &Material, request: &Request, options: Options) -> Option<ScheduleView> {
    let mut schedule = Schedule::of_request(request, options.now, options.tier).ok()?;
    let items: Vec<_> = material
        .records()
        .into_iter()
        .map(|record| record.item.clone())
        .collect();
    let last = request
        .schedule
        .as_ref()
        .and_then(|schedule| schedule.last_execution_time.as_ref())
        .and_then(|time| time.at);
    schedule.observe(&items, last, options.now);
    let until = options
        .now
        .checked_add(SignedDuration::from_secs(HORIZON_DAYS * DAY_SECONDS))
        .unwrap_or(Timestamp::MAX);
    let simulation = simulate(&schedule, until);
    Some(ScheduleView {
        summary: outcome::of_configuration(request, options),
        next_runs: simulation
            .runs
            .iter()
            .filter(|run| run.slot.is_some())
            .take(NEXT_RUNS)
            .map(|run| run.created.to_string())
            .collect(),
        first_failing_run: simulation.first_failing_run.map(|at| at.to_string()),
        first_failing_deletion: simulation.first_failing_deletion.map(|at| at.to_string()),
        longest_gap_seconds: simulation.longest_gap_seconds,
        existing_at_end: simulation.existing.len() as u64,
        until: until.to_string(),
        assumed: &ASSUMPTIONS,
    })
}

fn databases(material: &Material) -> Vec<DatabaseView> {
    let mut views: Vec<DatabaseView> = material
        .databases
        .iter()
        .map(|database| DatabaseView {
            file: database.path.clone(),
            entry: database.entry.as_deref().map(words::visible),
            database_type: database
                .database_type
                .as_ref()
                .map(|known| known.name().to_owned()),
            bytes: database.bytes,
            bacpac: database
                .bacpac
                .as_ref()
                .and_then(|read| read.as_ref().ok())
                .cloned(),
            error: database
                .bacpac
                .as_ref()
                .and_then(|read| read.as_ref().err())
                .cloned(),
        })
        .collect();
    if let Some(archive) = &material.archive {
        for file in archive.survey.of_class(Class::Database) {
            let entry = words::visible(&file.name);
            if !views.iter().any(|view| view.entry.as_ref() == Some(&entry)) {
                views.push(DatabaseView {
                    file: archive.path.clone(),
                    entry: Some(entry),
                    database_type: file
                        .database_type
                        .as_ref()
                        .map(|known| known.name().to_owned()),
                    bytes: file.bytes,
                    bacpac: None,
                    error: None,
                });
            }
        }
    }
    views
}

fn logs(material: &Material) -> Vec<LogView> {
    material
        .logs
        .iter()
        .map(|log| {
            let masked = mask_text(log.text.expose());
            LogView {
                file: log.path.clone(),
                explained: masked
                    .lines()
                    .filter_map(|line| {
                        Some(ExplainedLine {
                            line: line.chars().take(MAX_LOG_CHARS).collect(),
                            explanation: messages::explain(line)?,
                        })
                    })
                    .take(MAX_EXPLAINED)
                    .collect(),
                text: masked.chars().take(MAX_LOG_CHARS).collect(),
            }
        })
        .collect()
}

fn restore_notes(material: &Material, chosen: Option<Record<'_>>) -> RestoreNotes {
    if material.archive.is_none() && chosen.is_none() {
        return RestoreNotes::default();
    }
    let mut notes = RestoreNotes {
        never_restored: limits::NEVER_RESTORED.to_vec(),
        ..RestoreNotes::default()
    };
    let survey = material.archive.as_ref().map(|archive| &archive.survey);
    let filter = survey.and_then(|survey| survey.filter.as_ref());
    notes.replaces.push(
        "every file of the target app or slot, which is stopped meanwhile; there is no undo".into(),
    );
    match filter {
        Some(filter) => notes.leaves.extend(
            filter
                .lines
                .iter()
                .map(|line| format!("what lies at {} in the target", words::visible(&line.path))),
        ),
        None => notes
            .replaces
            .push("files of the target that are not in the backup are deleted".into()),
    }
    if survey.is_some_and(|survey| survey.runs_from_package()) {
        notes.leaves.push(
            "the app's own files: it runs from a package, whose content is not backed up".into(),
        );
    }
    let recorded = chosen.and_then(|record| record.item.databases.as_ref());
    let linked = |database: &&DatabaseSetting| database.database_type != DatabaseType::LocalMySql;
    notes.needs_connection_string = match recorded {
        Some(databases) => databases
            .iter()
            .filter(linked)
            .filter_map(|database| database.name.clone())
            .collect(),
        None => survey
            .into_iter()
            .flat_map(|survey| survey.of_class(Class::Database))
            .filter(|file| file.database_type != Some(DatabaseType::LocalMySql))
            .map(|file| words::visible(&file.name))
            .collect(),
    };
    notes
}
