//! The body `sharepoint` of the report. Backup sets have the column names of RESTORE HEADERONLY, FILELISTONLY and
//! LABELONLY in snake_case, log sequence numbers as decimal text; what is not known is `null`.

mod make;

use serde::Serialize;

use super::content_database::{DatabaseUse, Sureness};
use super::kinds::Kind;
use super::roles::{Role, RoleBy};

pub use make::{body, database_bodies, space};

/// The body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SharePointBody {
    /// Whether the files are judged as a set.
    pub is_set: bool,
    /// The files in their order.
    pub members: Vec<MemberBody>,
    /// The four roles; empty unless judged as a set.
    pub roles: Vec<RoleBody>,
    /// How each database is restored.
    pub chains: Vec<ChainBody>,
    /// Farm runs.
    pub runs: Vec<RunBody>,
    /// Site collections of the list and their files; `null` if no list was given.
    pub sites: Option<Vec<SiteBody>>,
    /// Apps.
    pub apps: Vec<AppBody>,
    /// What the pages of the databases say, without their rows; `null` before they were looked at.
    pub databases: Option<Vec<DatabaseBody>>,
    /// Latest start minus earliest start of the databases of the set; `null` if not known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub spread_seconds: Option<i64>,
    /// Earliest start of the databases of the set, in UTC; `null` if not known.
    pub earliest_start: Option<String>,
    /// Latest finish minus earliest start.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub window_seconds: Option<i64>,
    /// `same_run`, `same`, `close`, `different` or `not_provable`; `null` unless judged as a set.
    pub time: Option<String>,
    /// The limits that were used, in seconds.
    pub limits: LimitsBody,
    /// What is needed on the server, for all databases together.
    pub space: SpaceBody,
}

/// Limits in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LimitsBody {
    /// Of one time.
    #[cfg_attr(test, ts(type = "number"))]
    pub same_time_seconds: i64,
    /// Close.
    #[cfg_attr(test, ts(type = "number"))]
    pub close_time_seconds: i64,
}

/// Disk space of the restored databases, from the sizes of their files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpaceBody {
    /// Data files.
    #[cfg_attr(test, ts(type = "number"))]
    pub data_bytes: u64,
    /// Log files.
    #[cfg_attr(test, ts(type = "number"))]
    pub log_bytes: u64,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MemberBody {
    /// Path.
    pub path: String,
    /// Length.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// What it is.
    pub kind: Kind,
    /// Role of its database; `null` if it has none.
    pub role: Option<Role>,
    /// Where the role comes from.
    pub role_by: Option<RoleBy>,
    /// When the file was changed last: weak evidence.
    pub modified: Option<String>,
    /// First 16 bytes in hexadecimal, of a container that is not known.
    pub first_bytes: Option<String>,
    /// The label; `null` unless it is a SQL Server backup.
    pub label: Option<LabelBody>,
    /// The backup sets.
    pub backup_sets: Vec<SetBody>,
    /// Number of members of a cabinet; `null` if it is none.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub cabinet_members: Option<u64>,
    /// Build of SharePoint that an export says.
    pub export_build: Option<String>,
}

/// What RESTORE LABELONLY says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LabelBody {
    /// Name of the medium.
    pub media_name: Option<String>,
    /// Media set.
    pub media_set_id: Option<String>,
    /// Number of families (stripes).
    pub family_count: Option<u16>,
    /// Number of this family.
    pub family_sequence_number: Option<u16>,
    /// Number of this family that tells it from others, in hexadecimal.
    pub media_family_id: Option<String>,
    /// Number in the sequence of the family.
    pub media_sequence_number: Option<u16>,
    /// Description.
    pub media_description: Option<String>,
    /// Program.
    pub software_name: Option<String>,
    /// Number of its vendor.
    pub software_vendor_id: Option<u16>,
    /// When the medium was written, by the server's clock.
    pub media_date: Option<String>,
    /// Number of mirrors, presumably.
    pub mirror_count: Option<u16>,
    /// Whether it is the compressed container.
    pub is_compressed: bool,
    /// Whether a media password is set.
    pub has_password: Option<bool>,
    /// Length of a soft filemark: the block size of the device.
    pub block_size: Option<u32>,
    /// Whether all checksums of headers that were read are right and the file is not truncated.
    pub headers_sound: bool,
    /// Whether the headers were read to the end.
    pub read_to_end: bool,
}

/// What RESTORE HEADERONLY says of a backup set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetBody {
    /// Name of the set.
    pub backup_name: Option<String>,
    /// Description.
    pub backup_description: Option<String>,
    /// 1 database, 2 log, 4 file, 5 differential, 6 file differential, 7 partial, 8 partial differential.
    pub backup_type: Option<u8>,
    /// Whether the container is compressed.
    pub compressed: bool,
    /// Position in the file.
    pub position: u32,
    /// Account: personal data.
    pub user_name: Option<String>,
    /// Server.
    pub server_name: Option<String>,
    /// Database.
    pub database_name: Option<String>,
    /// Internal version.
    pub database_version: Option<u16>,
    /// When the database was created.
    pub database_creation_date: Option<String>,
    /// Bytes of the backup.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub backup_size: Option<u64>,
    /// First LSN.
    pub first_lsn: Option<String>,
    /// Last LSN.
    pub last_lsn: Option<String>,
    /// Checkpoint LSN.
    pub checkpoint_lsn: Option<String>,
    /// Checkpoint LSN of the last full backup.
    pub database_backup_lsn: Option<String>,
    /// Start, by the server's clock.
    pub backup_start_date: Option<String>,
    /// Finish, by the server's clock.
    pub backup_finish_date: Option<String>,
    /// Number of the sort order.
    pub sort_order: Option<u8>,
    /// Unicode locale.
    pub unicode_locale_id: Option<u32>,
    /// Unicode comparison style.
    pub unicode_comparison_style: Option<u32>,
    /// Compatibility level.
    pub compatibility_level: Option<u8>,
    /// Number of the software's vendor.
    pub software_vendor_id: u16,
    /// Version of SQL Server.
    pub software_version_major: Option<u8>,
    /// Version of SQL Server.
    pub software_version_minor: Option<u8>,
    /// Version of SQL Server.
    pub software_version_build: Option<u16>,
    /// Machine.
    pub machine_name: Option<String>,
    /// Flags.
    pub flags: Option<u32>,
    /// Binding id.
    pub binding_id: Option<String>,
    /// Recovery fork.
    pub recovery_fork_id: Option<String>,
    /// Family.
    pub family_guid: Option<String>,
    /// From the flags.
    pub has_bulk_logged_data: Option<bool>,
    /// From the flags.
    pub is_snapshot: Option<bool>,
    /// From the flags.
    pub is_read_only: Option<bool>,
    /// From the flags.
    pub is_single_user: Option<bool>,
    /// From the flags: written WITH CHECKSUM.
    pub has_backup_checksums: Option<bool>,
    /// From the flags.
    pub is_damaged: Option<bool>,
    /// From the flags.
    pub has_incomplete_meta_data: Option<bool>,
    /// Always `null`: where it stands is not known.
    pub is_copy_only: Option<bool>,
    /// Always `null`: where it stands is not known.
    pub recovery_model: Option<String>,
    /// Checkpoint LSN of the base of a differential backup.
    pub differential_base_lsn: Option<String>,
    /// Base of a differential backup.
    pub differential_base_guid: Option<String>,
    /// In words.
    pub backup_type_description: Option<String>,
    /// The backup set.
    pub backup_set_guid: Option<String>,
    /// What RESTORE FILELISTONLY says.
    pub files: Vec<FileBody>,
    /// Local time minus UTC in minutes; `null` if not known.
    pub zone_minutes: Option<i32>,
    /// Start in UTC.
    pub started_utc: Option<String>,
    /// Finish in UTC.
    pub finished_utc: Option<String>,
    /// Release that writes this database version.
    pub written_by: Option<String>,
    /// First release that reads it; `null` if it is newer than all known ones.
    pub first_release: Option<String>,
    /// Whether a set password is set.
    pub has_password: bool,
    /// Whether all blocks of the set are there; `null` if not known.
    pub is_complete: Option<bool>,
    /// Objects that the end of the set calls corrupt.
    pub corrupt_objects: Option<u32>,
}

/// What RESTORE FILELISTONLY says of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FileBody {
    /// Logical name.
    pub logical_name: Option<String>,
    /// Path on the server: infrastructure.
    pub physical_name: Option<String>,
    /// `D` data, `L` log; `null` for another kind.
    #[serde(rename = "type")]
    pub file_type: Option<String>,
    /// Filegroup; `null` for the log.
    pub file_group_name: Option<String>,
    /// Bytes on disk.
    #[cfg_attr(test, ts(type = "number"))]
    pub size: u64,
    /// File id.
    pub file_id: u32,
    /// Bytes in the backup, of a data file.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub backup_size_in_bytes: Option<u64>,
    /// Number of the filegroup, 0 for the log.
    pub file_group_id: u32,
}

/// A role of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoleBody {
    /// The role.
    pub role: Role,
    /// `present`, `missing` or `doubtful`.
    pub state: String,
    /// Names of its databases.
    pub databases: Vec<String>,
}

/// How a database is restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChainBody {
    /// Name.
    pub database: String,
    /// Role.
    pub role: Role,
    /// The steps in their order.
    pub steps: Vec<StepBody>,
    /// Earliest moment that can be restored to.
    pub reaches_from: Option<String>,
    /// Latest moment that can be restored to.
    pub reaches_to: Option<String>,
    /// Whether all its parts are there and sound by their headers.
    pub is_whole: bool,
}

/// A step of a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StepBody {
    /// In words.
    pub what: String,
    /// Paths of its parts.
    pub paths: Vec<String>,
    /// Position in the files.
    pub position: u32,
    /// Start in UTC; by the server's clock where its zone is not known.
    pub started: Option<String>,
    /// Finish, likewise; `null` if not known.
    pub finished: Option<String>,
    /// Whether the zone of the server's clock is known.
    pub zone_known: bool,
    /// Whether its start is the one that is compared with those of the other databases.
    pub sets_time: bool,
}

/// A farm run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RunBody {
    /// Id.
    pub id: Option<String>,
    /// Folder.
    pub folder: Option<String>,
    /// Number.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub number: Option<u64>,
    /// Method as written.
    pub method: String,
    /// Start in UTC.
    pub started: Option<String>,
    /// Finish in UTC.
    pub finished: Option<String>,
    /// Account: personal data.
    pub requested_by: Option<String>,
    /// Path as written: infrastructure.
    pub directory: Option<String>,
    /// What was selected.
    pub top_component: Option<String>,
    /// Whether it is a backup.
    pub is_backup: bool,
    /// Whether it holds settings only.
    pub settings_only: bool,
    /// Errors.
    #[cfg_attr(test, ts(type = "number"))]
    pub errors: u64,
    /// Warnings.
    #[cfg_attr(test, ts(type = "number"))]
    pub warnings: u64,
    /// Whether the table of contents lists it.
    pub is_listed: bool,
    /// Whether its folder is here.
    pub has_folder: bool,
    /// Whether it is the run to restore from, or the full run that this one needs.
    pub is_chosen: bool,
}

/// A site collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiteBody {
    /// URL or id.
    pub site: String,
    /// Paths of its files, the one that is used first.
    pub files: Vec<String>,
    /// Whether the person assigned them.
    pub by_person: bool,
}

/// What the pages of a database say. The tables themselves are listed when somebody asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DatabaseBody {
    /// Name.
    pub database: String,
    /// Path of the file that tells its state, the first of several stripes.
    pub path: Option<String>,
    /// Why nothing is known; `null` if something is.
    pub refused: Option<String>,
    /// User tables.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub tables: Option<u64>,
    /// Their columns.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub columns: Option<u64>,
    /// Their rows, as the database recorded them.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub rows: Option<u64>,
    /// Bytes that they use, with indexes and large values.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// Views.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub views: Option<u64>,
    /// Stored procedures.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub procedures: Option<u64>,
    /// Functions.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub functions: Option<u64>,
    /// Triggers.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub triggers: Option<u64>,
    /// What it is for, by its tables; `null` if they don't tell.
    pub purpose: Option<DatabaseUse>,
    /// How sure that is.
    pub purpose_by: Option<Sureness>,
    /// Site collections that are not deleted; `null` if they were not looked at.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub site_collections: Option<u64>,
    /// Of these, those in which apps are installed.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub app_hosts: Option<u64>,
    /// Expected tables and columns of a content database that are not there.
    pub missing: Vec<String>,
    /// Pages that changed while the backup ran, of those that were looked at.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub newer_pages: Option<u64>,
    /// Whether nothing that was looked at makes a number uncertain; `null` if nothing was.
    pub is_sound: Option<bool>,
}

/// An app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AppBody {
    /// Path of the package.
    pub path: String,
    /// Title, or name.
    pub title: String,
    /// Product id.
    pub product_id: Option<String>,
    /// Version.
    pub version: String,
    /// Lowest version of SharePoint.
    pub share_point_min_version: Option<String>,
    /// Principal.
    pub principal: Option<String>,
    /// Whether parts run elsewhere.
    pub has_remote: bool,
    /// Whether it may act without a user.
    pub app_only: bool,
    /// Permissions.
    pub permissions: Vec<PermissionBody>,
    /// Languages.
    pub locales: Vec<String>,
}

/// A permission that an app asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PermissionBody {
    /// Scope.
    pub scope: String,
    /// Right.
    pub right: Option<String>,
}
