//! Makes the body from what was read and judged.

use std::collections::BTreeMap;

use super::{
    AppBody, ChainBody, DatabaseBody, FileBody, LabelBody, LimitsBody, MemberBody, PermissionBody,
    RoleBody, RunBody, SetBody, SharePointBody, SiteBody, SpaceBody, StepBody,
};
use crate::container::mtf::{
    BackupSet, Config, DataFile, DateTime, FileType, Form, Lsn, Media, Packed, flags,
};
use crate::format::sharepoint::databases::{Subject, subjects};
use crate::format::sharepoint::items::{Item, Moment, type_words};
use crate::format::sharepoint::judge::{FarmRun, Judgement, RoleState, TimeVerdict};
use crate::format::sharepoint::kinds::Kind;
use crate::format::sharepoint::listing::{ListedSite, Listing};
use crate::format::sharepoint::member::{Content, Member};
use crate::format::sharepoint::moment::iso;
use crate::format::sharepoint::options::Options;
use crate::format::sharepoint::roles::{Role, RoleBy};
use crate::format::sharepoint::versions::{first_release_for, release_name};

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
        databases: None,
        spread_seconds: judgement.spread.map(|spread| spread.spread),
        earliest_start: judgement.spread.map(|spread| iso(spread.first)),
        window_seconds: judgement.spread.map(|spread| spread.window),
        time: judgement
            .spread
            .map(|spread| time_word(spread.verdict).to_owned()),
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
        let all = config
            .files
            .iter()
            .fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
        space.data_bytes = space.data_bytes.saturating_add(all.saturating_sub(log));
        space.log_bytes = space.log_bytes.saturating_add(log);
    }
    space
}

fn member_body(at: usize, member: &Member, judgement: &Judgement, options: &Options) -> MemberBody {
    let own = judgement.items.iter().find(|item| {
        item.parts.iter().any(|part| part.member == at)
            || item.copies.iter().any(|copy| copy.0 == at)
    });
    let given = options.role_of(&member.path);
    let role = own.map(|item| item.role).or(given);
    let role_by = match own {
        Some(item) => Some(item.role_by),
        None => given.map(|_| RoleBy::Person),
    };
    let is_unknown = member.kind == Kind::SiteCollection;
    let hex = || {
        member
            .first_bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
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
        media_set_id: raid
            .and_then(|raid| raid.media_set)
            .map(|guid| guid.to_string()),
        family_count: raid.map(|raid| raid.families),
        family_sequence_number: raid.map(|raid| raid.family),
        media_family_id: tape.map(|tape| format!("{:08x}", tape.family_id)),
        media_sequence_number: tape.map(|tape| tape.sequence_number),
        media_description: tape.and_then(|tape| tape.description.clone()),
        software_name: tape.and_then(|tape| tape.software.clone()),
        software_vendor_id: tape.map(|tape| tape.vendor),
        media_date: tape
            .and_then(|tape| tape.written)
            .map(|date| date.to_string()),
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
    let is_differential = config
        .and_then(|config| config.backup_type.number())
        .is_some_and(|number| [5, 6, 8].contains(&number));
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
        database_creation_date: config
            .and_then(|config| config.created)
            .map(|date| date.to_string()),
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
        machine_name: set
            .volume
            .as_ref()
            .and_then(|volume| volume.machine.clone()),
        flags: config.map(|config| config.flags),
        binding_id: config
            .and_then(|config| config.binding_id)
            .map(|guid| guid.to_string()),
        recovery_fork_id: config
            .and_then(|config| config.recovery_fork)
            .map(|guid| guid.to_string()),
        family_guid: config
            .and_then(|config| config.family)
            .map(|guid| guid.to_string()),
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
            backup_size_in_bytes: (file.file_type == FileType::Rows)
                .then(|| u64::from(file.pages) * 8192),
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
        let steps: Vec<&Item> = chain
            .steps()
            .filter_map(|at| judgement.items.get(at))
            .collect();
        let role = judgement
            .items
            .iter()
            .find(|item| item.database == chain.database)
            .map_or(Role::Unknown, |item| item.role);
        let base = chain.effective().and_then(|at| judgement.items.get(at));
        let moment = |item: Option<&Item>| {
            let item = item?;
            item.finished
                .or(item.started)
                .map(|moment| iso(moment.seconds()))
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
            steps: chain
                .steps()
                .filter_map(|at| {
                    let item = judgement.items.get(at)?;
                    let sets_time = role.is_required() && chain.effective() == Some(at);
                    Some(step_body(members, item, judgement.is_set && sets_time))
                })
                .collect(),
        });
    }
    bodies
}

fn step_body(members: &[Member], item: &Item, sets_time: bool) -> StepBody {
    let path = |at: usize| members.get(at).map(|member| member.path.clone());
    let time = |moment: Option<Moment>| moment.map(|moment| iso(moment.seconds()));
    StepBody {
        what: type_words(item.backup_type).to_owned(),
        paths: item
            .parts
            .iter()
            .filter_map(|part| path(part.member))
            .collect(),
        position: item.lead(members).map_or(1, |(_, _, set)| set.position),
        started: time(item.started),
        finished: time(item.finished),
        zone_known: item
            .started
            .is_some_and(|moment| moment.zone_quarters.is_some()),
        sets_time,
    }
}

/// What the pages of the databases say, in the order of their chains.
pub fn database_bodies(
    members: &[Member],
    judgement: &Judgement,
    listings: &BTreeMap<usize, Listing>,
) -> Vec<DatabaseBody> {
    let body = |subject: &Subject| {
        let listing = subject.item.and_then(|at| listings.get(&at));
        let counts = listing.and_then(|listing| listing.counts.as_ref());
        let objects = counts.map(|counts| counts.objects);
        let sites = listing.and_then(|listing| listing.sites.as_ref());
        let count = |is: &dyn Fn(&ListedSite) -> bool| {
            sites.map(|sites| sites.sites.iter().filter(|site| is(site)).count() as u64)
        };
        let path = subject
            .parts
            .first()
            .and_then(|part| members.get(part.member));
        DatabaseBody {
            database: subject.database.clone(),
            path: path.map(|member| member.path.clone()),
            refused: subject
                .refused
                .clone()
                .or_else(|| listing.and_then(|listing| listing.refused.clone())),
            tables: counts.map(|counts| counts.tables),
            columns: counts.map(|counts| counts.columns),
            rows: counts.and_then(|counts| counts.rows),
            bytes: counts.map(|counts| counts.bytes),
            views: objects.map(|objects| objects.views),
            procedures: objects.map(|objects| objects.procedures),
            functions: objects.map(|objects| objects.functions),
            triggers: objects.map(|objects| objects.triggers),
            purpose: listing.and_then(|listing| Some(listing.purpose?.0)),
            purpose_by: listing.and_then(|listing| Some(listing.purpose?.1)),
            site_collections: count(&|site| !site.deleted),
            app_hosts: count(&|site| !site.deleted && site.hosts_apps),
            missing: sites.map(|sites| sites.missing.clone()).unwrap_or_default(),
            newer_pages: counts.and_then(|_| Some(listing?.newer)),
            is_sound: counts.and_then(|_| Some(listing?.is_sound)),
        }
    };
    subjects(judgement).iter().map(body).collect()
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
