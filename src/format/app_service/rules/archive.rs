//! `AS-ZIP-*` and `AS-FLT-*`: the archive and the filter in it.

use super::{ArchiveFile, ArchiveState, Material};
use crate::format::app_service::archive::{Class, Confidence, Surroundings};
use crate::format::app_service::codes;
use crate::format::app_service::filter::Filter;
use crate::format::app_service::limits;
use crate::format::app_service::record::DatabaseType;
use crate::report::{Finding, Severity, words};

pub(super) fn findings(material: &Material, found: &mut Vec<Finding>) {
    if let Some(archive) = &material.archive {
        let from = found.len();
        of_state(archive, found);
        if !matches!(archive.state, ArchiveState::NotReadable(_)) {
            of_names(archive, found);
            of_content(archive, found);
        }
        for wrong in &archive.wrong_checksums {
            found.push(
                Finding::new(
                    &codes::ZIP_WRONG_CHECKSUM,
                    format!(
                        "checksum of {} is {:08x}, expected {:08x}",
                        wrong.path, wrong.actual, wrong.expected
                    ),
                )
                .at_entry(wrong.path.as_str()),
            );
        }
        if let Some(filter) = &archive.survey.filter {
            of_filter(filter, found);
            of_filtered(material, archive, found);
        }
        for finding in found.iter_mut().skip(from) {
            finding.file = Some(archive.path.clone());
        }
    }
    if let Some((path, filter)) = &material.filter {
        let from = found.len();
        of_filter(filter, found);
        for finding in found.iter_mut().skip(from) {
            finding.file = Some(path.clone());
        }
    }
}

fn of_state(archive: &ArchiveFile, found: &mut Vec<Finding>) {
    match &archive.state {
        ArchiveState::Whole => {}
        ArchiveState::CutOff => found.push(Finding::new(
            &codes::ZIP_CUT_OFF,
            format!(
                "the archive is cut off at {} bytes: re-download it",
                archive.bytes
            ),
        )),
        ArchiveState::Part(what) => {
            found.push(Finding::new(&codes::ZIP_CUT_OFF, what.as_str()));
        }
        ArchiveState::NotReadable(why) => {
            found.push(Finding::new(
                &codes::ZIP_NOT_READABLE,
                format!("not a ZIP archive: {why}"),
            ));
        }
    }
}

fn of_names(archive: &ArchiveFile, found: &mut Vec<Finding>) {
    let survey = &archive.survey;
    for entry in &survey.unsafe_names {
        found.push(
            Finding::new(
                &codes::ZIP_UNSAFE_NAME,
                format!(
                    "entry {} has the path {}, listed but never used as a path",
                    entry.index, entry.path
                ),
            )
            .at_entry(entry.path.as_str()),
        );
    }
    for pair in &survey.same_paths {
        let finding = Finding::new(
            &codes::ZIP_SAME_PATH,
            format!(
                "entries {} and {} both map to {}: only one can be restored",
                pair.first, pair.second, pair.path
            ),
        )
        .at_entry(pair.path.as_str());
        found.push(if pair.but_case {
            finding
                .severity(Severity::Note)
                .effect("on Windows only one of them is there after a restore")
        } else {
            finding
        });
    }
    for entry in &survey.encrypted {
        found.push(
            Finding::new(
                &codes::ZIP_ENCRYPTED,
                format!(
                    "entry {} is encrypted: a backup made by the service is not",
                    entry.path
                ),
            )
            .at_entry(entry.path.as_str()),
        );
    }
    if survey.backslashes {
        found.push(Finding::new(
            &codes::ZIP_BACKSLASHES,
            "entry names use backslashes: some unzip tools create flat files from them",
        ));
    }
}

fn of_content(archive: &ArchiveFile, found: &mut Vec<Finding>) {
    let survey = &archive.survey;
    if let Some(alike) = survey.look_alike() {
        found.push(
            Finding::new(
                &codes::ZIP_LOOK_ALIKE,
                format!(
                    "this looks like {}, not an app service backup",
                    alike.what()
                ),
            )
            .effect(alike.advice()),
        );
        // What follows is said of backups.
        return;
    }
    if survey.has_fs && !survey.has_site {
        found.push(Finding::new(
            &codes::ZIP_NO_SITE,
            "content found, but no site folder: a partial backup or another product",
        ));
    }
    let certain = survey
        .score(archive.file_name(), Surroundings::default())
        .confidence()
        != Confidence::No;
    if survey.wwwroot_files == 0 && certain {
        let finding = Finding::new(
            &codes::ZIP_NO_WWWROOT,
            "the backup holds no file of the web site",
        );
        found.push(if survey.package_files > 0 {
            finding.effect("the app runs from a package, whose content is not backed up: it has no files after a restore")
        } else {
            finding
        });
    }
    if survey.site_bytes > limits::BACKUP_GB_BYTES {
        let finding = Finding::new(
            &codes::ZIP_ABOVE_LIMIT,
            format!(
                "content is {}: above the service's 10 GB limit, this cannot be a normal custom backup",
                words::bytes(survey.site_bytes)
            ),
        );
        // Microsoft writes GB and does not say of which kind.
        let note = survey.site_bytes <= limits::BACKUP_GIB_BYTES;
        found.push(if note {
            finding.severity(Severity::Note)
        } else {
            finding
        });
    }
    for folder in survey
        .root_folders
        .iter()
        .filter(|folder| !folder.eq_ignore_ascii_case("fs"))
    {
        found.push(
            Finding::new(
                &codes::ZIP_OTHER_FOLDER,
                format!(
                    "unexpected folder {} at the top level",
                    words::visible(folder)
                ),
            )
            .at_entry(words::visible(folder)),
        );
    }
}

fn of_filter(filter: &Filter, found: &mut Vec<Finding>) {
    for line in &filter.lines {
        if line.no_separator {
            found.push(Finding::new(
                &codes::FILTER_NO_SEPARATOR,
                format!(
                    "line {} of _backup.filter has no leading separator: it may not match",
                    line.number
                ),
            ));
        }
        if line.wildcard {
            found.push(Finding::new(
                &codes::FILTER_WILDCARD,
                format!(
                    "line {}: wildcards in _backup.filter are not documented: a user reports they do not work",
                    line.number
                ),
            ));
        }
    }
}

fn of_filtered(material: &Material, archive: &ArchiveFile, found: &mut Vec<Finding>) {
    let survey = &archive.survey;
    if survey.filter_matches > 0 {
        found.push(Finding::new(
            &codes::FILTER_NOT_APPLIED,
            format!(
                "{} the filter although {} in the backup: it was added later or not applied",
                match survey.filter_matches {
                    1 => "1 file matches".to_owned(),
                    several => format!("{} match", words::counted(several, "file")),
                },
                if survey.filter_matches == 1 {
                    "it is"
                } else {
                    "they are"
                }
            ),
        ));
    }
    let local =
        |database_type: &Option<DatabaseType>| *database_type == Some(DatabaseType::LocalMySql);
    let recorded = material.record_of_archive().is_some_and(|record| {
        record
            .item
            .databases
            .iter()
            .flatten()
            .any(|database| database.database_type == DatabaseType::LocalMySql)
    });
    let expected = recorded || survey.in_app_mysql_files > 0;
    if expected
        && !survey
            .of_class(Class::Database)
            .any(|file| local(&file.database_type))
    {
        found.push(Finding::new(
            &codes::FILTER_NO_IN_APP_MYSQL,
            "with a filter the in-app MySQL dump may be missing",
        ));
    }
}
