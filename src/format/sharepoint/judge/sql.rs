//! Backup sets by themselves (V11, V13, V14, V22 to V24, V60, V61).

use super::Judge;
use crate::container::mtf::flags;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::items::Item;
use crate::format::sharepoint::moment::iso;
use crate::format::sharepoint::roles::Role;
use crate::format::sharepoint::versions::{
    can_restore, first_release_for, refusal, release_by_word,
};
use crate::report::{Finding, Severity};

/// A moment this far behind the present is not taken for a wrong clock, in seconds.
const FUTURE_SLACK: i64 = 86_400;
/// Database versions up to this (2008 R2) may need a release in between on the newest ones.
const OLD_DATABASE_VERSION: u16 = 661;
/// Releases from this database version on may refuse the old ones.
const NEW_DATABASE_VERSION: u16 = 957;

impl Judge<'_> {
    pub(super) fn judge_items(&mut self) {
        for item in self.items.clone() {
            let is_used = item
                .parts
                .iter()
                .any(|part| self.used.contains(&part.member));
            self.judge_parts(&item, is_used);
            self.judge_dates(&item);
            self.judge_flags(&item, is_used);
            if is_used || !self.is_set {
                self.judge_release(&item);
            }
        }
    }

    fn judge_parts(&mut self, item: &Item, is_used: bool) {
        let path = item.path(self.members).to_owned();
        let missing: Vec<String> = item.missing().iter().map(u16::to_string).collect();
        if !missing.is_empty() {
            let message = format!(
                "{}: striped over {} files, missing part(s) {}",
                item.database,
                item.families,
                missing.join(", ")
            );
            let finding = Finding::new(&codes::STRIPE_MISSING, message).at_file(&path);
            self.find(if is_used || !self.is_set {
                finding
            } else {
                finding
                    .severity(Severity::Suspicious)
                    .effect("none for the set: another backup of the database is restored")
            });
        }
        for (copy, other, is_same) in &item.copies {
            let (copy, other) = (self.path(*copy).to_owned(), self.path(*other).to_owned());
            let finding = if *is_same {
                Finding::new(
                    &codes::SECOND_COPY,
                    format!("{copy} is a second copy of {other}"),
                )
            } else {
                let message = format!(
                    "{copy} and {other} are both the same part: a mirror, or files of two backups mixed"
                );
                Finding::new(&codes::MIRROR, message)
            };
            self.find(finding.at_file(copy));
        }
    }

    fn judge_dates(&mut self, item: &Item) {
        let path = item.path(self.members).to_owned();
        let start = item.start_seconds();
        let finish = item.finished.map(|moment| moment.seconds());
        if let (Some(start), Some(finish)) = (start, finish)
            && finish < start
        {
            let message = format!(
                "{path}: the finish {} is before the start {}",
                iso(finish),
                iso(start)
            );
            self.find(Finding::new(&codes::FINISH_BEFORE_START, message).at_file(&path));
        }
        if let (Some(now), Some(start)) = (self.options.now, start)
            && start > now.saturating_add(FUTURE_SLACK)
        {
            let message = format!("{path}: the backup date {} lies in the future", iso(start));
            self.find(Finding::new(&codes::FUTURE_DATE, message).at_file(&path));
        }
        if start.is_none() && !self.is_set {
            let message = format!("no backup time could be read for {}", item.database);
            self.find(Finding::new(&codes::TIME_MISSING, message).at_file(&path));
        }
        if let Some(crate::container::mtf::Packed::Invalid(bytes)) =
            item.config(self.members).map(|config| config.started)
        {
            let text: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let message = format!(
                "{path}: the date \"{}\" of the start is not understood",
                text.join(" ")
            );
            self.find(Finding::new(&codes::DATE_NOT_UNDERSTOOD, message).at_file(&path));
        }
    }

    fn judge_flags(&mut self, item: &Item, is_used: bool) {
        let path = item.path(self.members).to_owned();
        let name = &item.database;
        let Some(config) = item.config(self.members) else {
            return;
        };
        let (is_damaged, has_checksums) = (
            config.has_flag(flags::DAMAGED),
            config.has_flag(flags::CHECKSUMS),
        );
        let corrupt: u64 = item
            .parts
            .iter()
            .filter_map(|part| {
                self.members
                    .get(part.member)?
                    .media()?
                    .sets
                    .get(part.set)?
                    .corrupt_objects
            })
            .map(u64::from)
            .sum();
        let of_use = |finding: Finding| {
            if is_used {
                finding
            } else {
                finding
                    .severity(Severity::Suspicious)
                    .effect("none: another backup is restored")
            }
        };
        if is_damaged {
            let message = format!("{name} was damaged when it was backed up");
            self.find(of_use(Finding::new(&codes::DATABASE_WAS_DAMAGED, message)).at_file(&path));
        }
        if corrupt > 0 {
            let message = format!("{path} reports {corrupt} corrupt object(s)");
            self.find(of_use(Finding::new(&codes::CORRUPT_OBJECTS, message)).at_file(&path));
        }
        if !has_checksums {
            let message = format!(
                "{name}: written without checksums, damage inside of pages can't be detected by the backup"
            );
            self.find(Finding::new(&codes::NO_CHECKSUMS, message).at_file(&path));
        }
        if item.role == Role::System {
            let message = format!(
                "{name} is a system database: it restores only on exactly the same build (message 3168)"
            );
            self.find(Finding::new(&codes::SYSTEM_DATABASE, message).at_file(&path));
        }
    }

    fn judge_release(&mut self, item: &Item) {
        let Some(release) = self.options.sql_server else {
            return;
        };
        let Some(engine) = item.config(self.members).map(|config| config.engine) else {
            return;
        };
        let path = item.path(self.members).to_owned();
        let version = item.database_version;
        if !can_restore(release, version) {
            let first = first_release_for(version)
                .map_or("a release newer than SQL Server 2025", |release| {
                    release.name
                });
            let message = format!(
                "{} (version {version}) can't be restored to {}; the first release that reads it is {first}",
                item.database, release.name
            );
            let text = refusal(release, engine, &item.database, version);
            self.find(
                Finding::new(&codes::SERVER_TOO_OLD, message)
                    .effect(format!("the server refuses the backup: \"{text}\" The build of the server is that of its first release"))
                    .at_file(&path),
            );
            self.server_message.get_or_insert(text);
        }
        let is_new = release.database_version >= NEW_DATABASE_VERSION;
        if is_new && version <= OLD_DATABASE_VERSION {
            let between = release_by_word("2016").map_or("", |release| release.name);
            let message = format!(
                "{} (version {version}) is very old for {}; it may have to pass through a release in between, {between} for instance",
                item.database, release.name
            );
            self.find(Finding::new(&codes::RELEASE_BETWEEN, message).at_file(path));
        }
    }
}
