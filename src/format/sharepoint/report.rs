//! The body `sharepoint` of the report. Backup sets have the column names of RESTORE HEADERONLY, FILELISTONLY and
//! LABELONLY in snake_case, log sequence numbers as decimal text; what is not known is `null`.

use serde::Serialize;

use super::items::{Item, type_words};
use super::judge::{FarmRun, Judgement, RoleState, TimeVerdict};
use super::kinds::Kind;
use super::member::{Content, Member};
use super::moment::iso;
use super::options::Options;
use super::roles::{Role, RoleBy};
use super::versions::{first_release_for, release_name};
use crate::container::mtf::{BackupSet, Config, DataFile, DateTime, FileType, Form, Lsn, Media, Packed, flags};

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
    /// Latest start minus earliest start of the databases of the set; `null` if not known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub spread_seconds: Option<i64>,
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

/// Makes the body.
pub fn body(members: &[Member], judgement: &Judgement, options: &Options) -> SharePointBody {
    SharePointBody {
        is_set: judgement.is_set,
        members: (0..members.len())
            .filter_map(|at| Some(member_body(at, members.get(at)?, judgement, options)))
            .collect(),
        roles: role_bodies(judgement),
        chains: chain_bodies(members, judgement),
        runs: run_bodies(judgement),
        sites: options.sites.is_some().then(|| {
            let path = |at: &usize| members.get(*at).map(|member| member.path.clone());
            let sites = judgement.sites.iter().map(|site| SiteBody {
                site: site.site.clone(),
                files: site.files.iter().filter_map(path).collect(),
                by_person: site.by_person,
            });
            sites.collect()
        }),
        apps: members.iter().filter_map(app_body).collect(),
        spread_seconds: judgement.spread.map(|spread| spread.spread),
        window_seconds: judgement.spread.map(|spread| spread.window),
        time: judgement.spread.map(|spread| time_word(spread.verdict).to_owned()),
        limits: LimitsBody {
            same_time_seconds: options.same_time,
            close_time_seconds: options.close_time,
        },
        space: space(members, judgement),
    }
}

fn time_word(verdict: TimeVerdict) -> &'static str {
    match verdict {
        TimeVerdict::SameRun => "same_run",
        TimeVerdict::Same => "same",
        TimeVerdict::Close => "close",
        TimeVerdict::Different => "different",
        TimeVerdict::NotProvable => "not_provable",
    }
}

/// What the restored databases need on disk.
pub fn space(members: &[Member], judgement: &Judgement) -> SpaceBody {
    let mut space = SpaceBody::default();
    for chain in &judgement.chains {
        // The last step knows the sizes as they are at the end.
        let last = chain.steps().last().and_then(|at| judgement.items.get(at));
        let Some(config) = last.and_then(|item| item.config(members)) else {
            continue;
        };
        let log = config.bytes_of(FileType::Log);
        let all = config.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
        space.data_bytes = space.data_bytes.saturating_add(all.saturating_sub(log));
        space.log_bytes = space.log_bytes.saturating_add(log);
    }
    space
}

fn member_body(at: usize, member: &Member, judgement: &Judgement, options: &Options) -> MemberBody {
    let own = judgement
        .items
        .iter()
        .find(|item| item.parts.iter().any(|part| part.member == at) || item.copies.iter().any(|copy| copy.0 == at));
    let given = options.role_of(&member.path);
    let role = own.map(|item| item.role).or(given);
    let role_by = match own {
        Some(item) => Some(item.role_by),
        None => given.map(|_| RoleBy::Person),
    };
    let is_unknown = member.kind == Kind::SiteCollection;
    let hex = || member.first_bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    MemberBody {
        path: member.path.clone(),
        bytes: member.bytes,
        kind: member.kind,
        role,
        role_by,
        modified: member.modified.map(iso),
        first_bytes: is_unknown.then(hex),
        label: member.media().map(label_body),
        backup_sets: member
            .media()
            .map(|media| media.sets.iter().map(|set| set_body(media, set)).collect())
            .unwrap_or_default(),
        cabinet_members: match &member.content {
            Content::Cabinet(cabinet) => Some(cabinet.members.len() as u64),
            _ => None,
        },
        export_build: match &member.content {
            Content::Export(part) => part.build.clone(),
            _ => None,
        },
    }
}

fn label_body(media: &Media) -> LabelBody {
    let (tape, raid) = (media.tape.as_ref(), media.raid.as_ref());
    LabelBody {
        media_name: tape.and_then(|tape| tape.name.clone()),
        media_set_id: raid.and_then(|raid| raid.media_set).map(|guid| guid.to_string()),
        family_count: raid.map(|raid| raid.families),
        family_sequence_number: raid.map(|raid| raid.family),
        media_family_id: tape.map(|tape| format!("{:08x}", tape.family_id)),
        media_sequence_number: tape.map(|tape| tape.sequence_number),
        media_description: tape.and_then(|tape| tape.description.clone()),
        software_name: tape.and_then(|tape| tape.software.clone()),
        software_vendor_id: tape.map(|tape| tape.vendor),
        media_date: tape.and_then(|tape| tape.written).map(|date| date.to_string()),
        mirror_count: raid.map(|raid| raid.mirrors),
        is_compressed: media.form == Form::Compressed,
        has_password: tape.map(|tape| tape.has_password),
        block_size: tape.map(|tape| tape.filemark_bytes),
        headers_sound: media.faults.is_empty(),
        read_to_end: media.followed_to_end,
    }
}

fn decimal(lsn: Lsn) -> Option<String> {
    (!lsn.is_zero()).then(|| lsn.decimal().to_string())
}

fn utc(date: DateTime, zone_quarters: Option<i8>) -> Option<String> {
    zone_quarters.map(|zone| iso(date.seconds() - i64::from(zone) * 900))
}

fn set_body(media: &Media, set: &BackupSet) -> SetBody {
    let config = set.config();
    let flag = |flag: u32| config.map(|config| config.has_flag(flag));
    let date = |packed: Option<Packed>| packed.and_then(Packed::date);
    let started = date(config.map(|config| config.started)).or(set.header.written);
    let finished = date(config.map(|config| config.finished));
    let zone = set.header.zone_quarters;
    let is_differential = config.and_then(|config| config.backup_type.number()).is_some_and(|number| [5, 6, 8].contains(&number));
    SetBody {
        backup_name: set.header.name.clone(),
        backup_description: set.header.description.clone(),
        backup_type: config.and_then(|config| config.backup_type.number()),
        compressed: media.form == Form::Compressed,
        position: set.position,
        user_name: set.header.user.clone(),
        server_name: config.and_then(|config| config.server.clone()),
        database_name: config.and_then(|config| config.database.clone()),
        database_version: config.map(|config| config.database_version),
        database_creation_date: config.and_then(|config| config.created).map(|date| date.to_string()),
        backup_size: config.map(|config| config.backup_bytes),
        first_lsn: config.and_then(|config| decimal(config.first_lsn)),
        last_lsn: config.and_then(|config| decimal(config.last_lsn)),
        checkpoint_lsn: config.and_then(|config| decimal(config.checkpoint_lsn)),
        database_backup_lsn: config.and_then(|config| decimal(config.database_backup_lsn)),
        backup_start_date: started.map(|date| date.to_string()),
        backup_finish_date: finished.map(|date| date.to_string()),
        sort_order: config.map(|config| config.sort_order),
        unicode_locale_id: config.map(|config| config.unicode_locale),
        unicode_comparison_style: config.map(|config| config.unicode_comparison),
        compatibility_level: config.map(|config| config.compatibility_level),
        software_vendor_id: set.header.vendor,
        software_version_major: config.map(|config| config.engine.major),
        software_version_minor: config.map(|config| config.engine.minor),
        software_version_build: config.map(|config| config.engine.build),
        machine_name: set.volume.as_ref().and_then(|volume| volume.machine.clone()),
        flags: config.map(|config| config.flags),
        binding_id: config.and_then(|config| config.binding_id).map(|guid| guid.to_string()),
        recovery_fork_id: config.and_then(|config| config.recovery_fork).map(|guid| guid.to_string()),
        family_guid: config.and_then(|config| config.family).map(|guid| guid.to_string()),
        has_bulk_logged_data: flag(flags::BULK_LOGGED),
        is_snapshot: flag(flags::SNAPSHOT),
        is_read_only: flag(flags::READ_ONLY),
        is_single_user: flag(flags::SINGLE_USER),
        has_backup_checksums: flag(flags::CHECKSUMS),
        is_damaged: flag(flags::DAMAGED),
        has_incomplete_meta_data: flag(flags::INCOMPLETE_METADATA),
        is_copy_only: None,
        recovery_model: None,
        differential_base_lsn: config
            .filter(|_| is_differential)
            .and_then(|config| decimal(config.database_backup_lsn)),
        differential_base_guid: config
            .filter(|_| is_differential)
            .and_then(|config| config.base_set)
            .map(|guid| guid.to_string()),
        backup_type_description: config
            .and_then(|config| config.backup_type.description())
            .map(str::to_owned),
        backup_set_guid: set.header.set_guid.map(|guid| guid.to_string()),
        files: config.map(files).unwrap_or_default(),
        zone_minutes: zone.map(|zone| i32::from(zone) * 15),
        started_utc: started.and_then(|date| utc(date, zone)),
        finished_utc: finished.and_then(|date| utc(date, zone)),
        written_by: config
            .and_then(|config| release_name(config.database_version))
            .map(str::to_owned),
        first_release: config
            .and_then(|config| first_release_for(config.database_version))
            .map(|release| release.name.to_owned()),
        has_password: set.header.has_password,
        is_complete: (media.form == Form::Plain).then_some(set.is_complete),
        corrupt_objects: set.corrupt_objects,
    }
}

fn files(config: &Config) -> Vec<FileBody> {
    let group = |file: &DataFile| {
        let place = usize::try_from(file.filegroup.checked_sub(1)?).ok()?;
        config.filegroups.get(place).cloned()
    };
    config
        .files
        .iter()
        .map(|file| FileBody {
            logical_name: file.logical_name.clone(),
            physical_name: file.path.clone(),
            file_type: match file.file_type {
                FileType::Rows => Some("D".into()),
                FileType::Log => Some("L".into()),
                FileType::Other(_) => None,
            },
            file_group_name: group(file),
            size: file.bytes,
            file_id: file.id,
            backup_size_in_bytes: (file.file_type == FileType::Rows).then(|| u64::from(file.pages) * 8192),
            file_group_id: file.filegroup,
        })
        .collect()
}

fn role_bodies(judgement: &Judgement) -> Vec<RoleBody> {
    let names = |role: Role| {
        let mut names: Vec<String> = Vec::new();
        for item in judgement.items.iter().filter(|item| item.role == role) {
            if !names.contains(&item.database) {
                names.push(item.database.clone());
            }
        }
        names
    };
    let bodies = judgement.roles.iter().map(|(role, state)| RoleBody {
        role: *role,
        state: match state {
            RoleState::Present => "present",
            RoleState::Doubtful => "doubtful",
            RoleState::Missing => "missing",
        }
        .to_owned(),
        databases: names(*role),
    });
    bodies.collect()
}

fn chain_bodies(members: &[Member], judgement: &Judgement) -> Vec<ChainBody> {
    let mut bodies = Vec::new();
    for chain in &judgement.chains {
        let steps: Vec<&Item> = chain.steps().filter_map(|at| judgement.items.get(at)).collect();
        let role = judgement
            .items
            .iter()
            .find(|item| item.database == chain.database)
            .map_or(Role::Unknown, |item| item.role);
        let base = chain.effective().and_then(|at| judgement.items.get(at));
        let moment = |item: Option<&Item>| {
            let item = item?;
            item.finished.or(item.started).map(|moment| iso(moment.seconds()))
        };
        let last_log = chain.logs.last().and_then(|at| judgement.items.get(*at));
        let start_of = |item: &Item| item.started.map(|moment| iso(moment.seconds()));
        bodies.push(ChainBody {
            database: chain.database.clone(),
            role,
            is_whole: !steps.is_empty() && steps.iter().all(|item| item.is_whole()),
            reaches_from: moment(base),
            // A log backup holds what happened up to its start.
            reaches_to: last_log.map_or_else(|| moment(base), start_of),
            steps: steps.iter().map(|item| step_body(members, item)).collect(),
        });
    }
    bodies
}

fn step_body(members: &[Member], item: &Item) -> StepBody {
    let path = |at: usize| members.get(at).map(|member| member.path.clone());
    StepBody {
        what: type_words(item.backup_type).to_owned(),
        paths: item.parts.iter().filter_map(|part| path(part.member)).collect(),
        position: item.lead(members).map_or(1, |(_, _, set)| set.position),
    }
}

fn run_bodies(judgement: &Judgement) -> Vec<RunBody> {
    let runs = &judgement.runs;
    let body = |(at, farm): (usize, &FarmRun)| {
        let run = &farm.run;
        let time = |seconds: Option<i64>| seconds.map(|seconds| iso(seconds - runs.offset));
        RunBody {
            id: run.id.map(|id| id.to_string()),
            folder: farm.folder.clone().or_else(|| run.folder.clone()),
            number: run.number,
            method: run.method_word.clone(),
            started: time(run.started.seconds()),
            finished: time(run.finished.seconds()),
            requested_by: run.requested_by.clone(),
            directory: run.directory.clone(),
            top_component: run.top_component.clone(),
            is_backup: run.is_backup,
            settings_only: run.settings_only,
            errors: run.errors,
            warnings: run.warnings,
            is_listed: farm.is_listed,
            has_folder: farm.folder.is_some(),
            is_chosen: Some(at) == runs.chosen || Some(at) == runs.parent,
        }
    };
    runs.all.iter().enumerate().map(body).collect()
}

fn app_body(member: &Member) -> Option<AppBody> {
    let manifest = member.app()?.manifest.as_ref().ok()?;
    Some(AppBody {
        path: member.path.clone(),
        title: manifest.shown_name().to_owned(),
        product_id: manifest.product_id.map(|id| id.to_string()),
        version: manifest.version.clone(),
        share_point_min_version: manifest.min_version.clone(),
        principal: manifest.principal.clone(),
        has_remote: manifest.has_remote,
        app_only: manifest.app_only,
        permissions: manifest
            .permissions
            .iter()
            .map(|(scope, right)| PermissionBody {
                scope: scope.clone(),
                right: right.clone(),
            })
            .collect(),
        locales: manifest.locales.clone(),
    })
}
