//! The body of the report for this system (`app_service` in the JSON contract). All texts are masked already.

use serde::Serialize;

use super::archive::names::StemParts;
use super::archive::{Certainty, Class, Confidence, FolderBytes, KindBytes, LookAlike, Signal};
use super::database::Bacpac;
use super::manifest::{Kind, ManifestValue};
use super::messages::Explanation;
use super::record::{OtherField, Place, Purpose, ServerError, Shape, SiteAnswer, Snapshot};
use super::sas::SasView;
use super::status::Group;
use crate::report::{Head, Outcome};

/// The report of an App Service set.
#[derive(Debug, Clone)]
pub struct AppServiceReport {
    /// What every report has.
    pub head: Head,
    /// Records of the central directory, if there is an archive.
    pub entries: Option<u64>,
    /// Sum of the sizes that it claims.
    pub uncompressed_bytes: Option<u64>,
    /// What is told of this system.
    pub body: Box<AppService>,
}

/// What an App Service set holds and what the service says of it. Absent knowledge is `null`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AppService {
    /// The archive; `null` if none was dropped.
    pub archive: Option<ArchiveView>,
    /// The manifest; `null` if none was dropped.
    pub manifest: Option<ManifestView>,
    /// The record of this backup.
    pub record: Option<RecordView>,
    /// All records of the set.
    pub records: Vec<RecordView>,
    /// The schedule's configuration.
    pub configuration: Option<ConfigurationView>,
    /// Restore requests.
    pub restore_requests: Vec<RestoreView>,
    /// Snapshots.
    pub snapshots: Vec<Snapshot>,
    /// Error answers.
    pub errors: Vec<ServerError>,
    /// Sites that a restore answered with.
    pub sites: Vec<SiteAnswer>,
    /// Storage addresses.
    pub sas: Vec<SasView>,
    /// What the schedule does.
    pub schedule: Option<ScheduleView>,
    /// Databases in the archive and beside it.
    pub databases: Vec<DatabaseView>,
    /// Logs.
    pub logs: Vec<LogView>,
    /// JSON documents and what they are.
    pub documents: Vec<DocumentView>,
    /// What a restore does and leaves.
    pub restore_notes: RestoreNotes,
    /// Age of the backup at `judged_at`, in seconds.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub age_seconds: Option<i64>,
}

/// A JSON document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DocumentView {
    /// File.
    pub file: String,
    /// What it is; `null` if nothing of App Service is in it.
    pub shape: Option<Shape>,
    /// The same in words.
    pub words: String,
    /// Repairs that were needed to read it, in words.
    pub repairs: Option<String>,
}

/// An archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArchiveView {
    /// Entries.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
    /// Files below `fs/`.
    #[cfg_attr(test, ts(type = "number"))]
    pub site_files: u64,
    /// Files below `fs/site/wwwroot/`.
    #[cfg_attr(test, ts(type = "number"))]
    pub wwwroot_files: u64,
    /// Databases at the top.
    #[cfg_attr(test, ts(type = "number"))]
    pub databases: u64,
    /// Files at the top that may be databases.
    #[cfg_attr(test, ts(type = "number"))]
    pub possible_databases: u64,
    /// Files at the top with metadata.
    #[cfg_attr(test, ts(type = "number"))]
    pub metadata_files: u64,
    /// Uncompressed bytes below `fs/`.
    #[cfg_attr(test, ts(type = "number"))]
    pub site_bytes: u64,
    /// Uncompressed bytes of databases.
    #[cfg_attr(test, ts(type = "number"))]
    pub database_bytes: u64,
    /// Uncompressed bytes of all.
    #[cfg_attr(test, ts(type = "number"))]
    pub total_bytes: u64,
    /// Whether names have back-slashes.
    pub backslashes: bool,
    /// Points of the detection.
    pub score: u32,
    /// What they are given for.
    pub signals: Vec<Signal>,
    /// How sure that is.
    pub confidence: Confidence,
    /// What it looks like instead.
    pub look_alike: Option<LookAlike>,
    /// What the name says.
    pub stem: StemParts,
    /// Files at the top.
    pub root_files: Vec<RootFileView>,
    /// Folders at the top.
    pub root_folders: Vec<String>,
    /// Where the bytes are.
    pub folders: Vec<FolderBytes>,
    /// Of what kind the files are.
    pub kinds: Vec<KindBytes>,
    /// Whether the app runs from a package, whose content is not backed up.
    pub runs_from_package: bool,
    /// Whether a filter left something out.
    pub partial: bool,
    /// Lines of the filter.
    pub filter: Vec<String>,
}

/// A file at the top of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RootFileView {
    /// Name.
    pub name: String,
    /// What it is.
    pub class: Class,
    /// How sure that is.
    pub certainty: Certainty,
    /// Type of the database.
    pub database_type: Option<String>,
    /// Uncompressed bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ManifestView {
    /// File.
    pub file: String,
    /// What it is; `null` if it could not be read.
    pub kind: Option<Kind>,
    /// Name of its root element.
    pub root: Option<String>,
    /// File names of the databases; `null` where one has none.
    pub databases: Vec<Option<String>>,
    /// Everything else, without a meaning.
    pub values: Vec<ManifestValue>,
    /// Number of all such values.
    #[cfg_attr(test, ts(type = "number"))]
    pub value_count: u64,
    /// Why it could not be read.
    pub error: Option<String>,
}

/// One entry of a `databases` list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DatabaseSettingView {
    /// Type.
    pub database_type: String,
    /// Name.
    pub name: Option<String>,
    /// Name of the connection string in the app's settings.
    pub connection_string_name: Option<String>,
    /// Connection string, masked; `null` if there is none.
    pub connection_string: Option<String>,
}

/// A record in the canonical names of the specification (2.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordView {
    /// File it stands in.
    pub file: String,
    /// Place in the file.
    pub at: String,
    /// Backup id.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub backup_id: Option<i64>,
    /// Name.
    pub backup_name: Option<String>,
    /// Blob.
    pub blob_name: Option<String>,
    /// App, slot, resource group and subscription.
    #[serde(flatten)]
    pub place: Place,
    /// Status by its name, or as written.
    pub status: Option<String>,
    /// Group of the status.
    pub status_group: Group,
    /// What the status means.
    pub meaning: String,
    /// What to do.
    pub advice: String,
    /// What a restore of it does, by this record alone.
    pub outcome: Outcome,
    /// Size of the backup.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub size_bytes: Option<u64>,
    /// Size of the site's content.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub site_bytes: Option<u64>,
    /// Start, ISO 8601 in UTC.
    pub created: Option<String>,
    /// End.
    pub finished: Option<String>,
    /// Last restore.
    pub last_restore: Option<String>,
    /// Storage address, masked.
    pub storage_url: Option<String>,
    /// Caused by a schedule.
    pub scheduled: Option<bool>,
    /// Log, masked.
    pub log: Option<String>,
    /// Cause and remedy of the log's message.
    pub log_explanation: Option<Explanation>,
    /// Databases.
    pub databases: Option<Vec<DatabaseSettingView>>,
    /// For support tickets.
    pub correlation_id: Option<String>,
    /// Fields without a meaning here.
    pub other_fields: Vec<OtherField>,
}

/// A configuration or backup request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConfigurationView {
    /// File it stands in.
    pub file: String,
    /// What it is for.
    pub purpose: Purpose,
    /// App, slot, resource group and subscription.
    #[serde(flatten)]
    pub place: Place,
    /// Name.
    pub backup_name: Option<String>,
    /// Whether the schedule is on.
    pub enabled: Option<bool>,
    /// Interval.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub frequency_interval: Option<i64>,
    /// Unit.
    pub frequency_unit: Option<String>,
    /// Keep at least one.
    pub keep_at_least_one: Option<bool>,
    /// Retention in days.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub retention_days: Option<i64>,
    /// First run.
    pub start_time: Option<String>,
    /// Last run.
    pub last_execution_time: Option<String>,
    /// Storage address, masked.
    pub storage_url: Option<String>,
    /// Databases.
    pub databases: Option<Vec<DatabaseSettingView>>,
    /// Fields without a meaning here.
    pub other_fields: Vec<OtherField>,
}

/// A restore request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreView {
    /// File it stands in.
    pub file: String,
    /// App, slot, resource group and subscription.
    #[serde(flatten)]
    pub place: Place,
    /// Blob.
    pub blob_name: Option<String>,
    /// Replace an app that exists.
    pub overwrite: Option<bool>,
    /// Target.
    pub site_name: Option<String>,
    /// Plan of a new app.
    pub app_service_plan: Option<String>,
    /// Storage address, masked.
    pub storage_url: Option<String>,
    /// Databases.
    pub databases: Option<Vec<DatabaseSettingView>>,
    /// Fields without a meaning here.
    pub other_fields: Vec<OtherField>,
}

/// What a schedule does, by the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScheduleView {
    /// In a sentence.
    pub summary: String,
    /// The coming runs, ISO 8601 in UTC.
    pub next_runs: Vec<String>,
    /// First run that fails because of the signature.
    pub first_failing_run: Option<String>,
    /// First removal that fails because of it.
    pub first_failing_deletion: Option<String>,
    /// Longest time between usable backups, in seconds.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub longest_gap_seconds: Option<i64>,
    /// Backups at the end of the simulation.
    #[cfg_attr(test, ts(type = "number"))]
    pub existing_at_end: u64,
    /// End of the simulation.
    pub until: String,
    /// What the model assumes.
    #[cfg_attr(test, ts(type = "string[]"))]
    pub assumed: &'static [&'static str],
}

/// A database in the archive or beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DatabaseView {
    /// File it is, or the archive that it lies in.
    pub file: String,
    /// Entry in the archive.
    pub entry: Option<String>,
    /// Type.
    pub database_type: Option<String>,
    /// Size.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// What it says of itself.
    pub bacpac: Option<Bacpac>,
    /// Why it could not be looked into.
    pub error: Option<String>,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LogView {
    /// File.
    pub file: String,
    /// The beginning of its text, masked.
    pub text: String,
    /// Lines whose message is known.
    pub explained: Vec<ExplainedLine>,
}

/// A line of a log whose message is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExplainedLine {
    /// The line, masked.
    pub line: String,
    /// Cause and remedy.
    pub explanation: Explanation,
}

/// What a restore does and leaves (specification 1.3 and 5.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreNotes {
    /// What it replaces and deletes.
    pub replaces: Vec<String>,
    /// What it leaves alone.
    pub leaves: Vec<String>,
    /// What never comes back.
    pub never_restored: Vec<&'static str>,
    /// Linked databases that need a connection string of the target.
    pub needs_connection_string: Vec<String>,
}
