//! T-SQL: RESTORE with MOVE, stripes, chains and STOPAT; BACKUP; VERIFYONLY.

use super::quote::{identifier, sql, sql_path};
use super::{Compose, Reach, join};
use crate::container::mtf::{BackupType, Config, FileType};
use crate::error::Error;
use crate::format::sharepoint::chain::Chain;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::items::{Item, Moment};
use crate::format::sharepoint::moment::iso;
use crate::format::sharepoint::roles::Role;
use crate::report::{Finding, Severity};

/// Block sizes that a server finds by itself.
const FOUND_BLOCK_BYTES: [u32; 2] = [512, 4096];

/// Databases that a set has, with the documented names.
const DOCUMENTED: [(Role, &str); 4] = [
    (Role::Content, "WSS_Content"),
    (Role::Config, "SharePoint_Config"),
    (Role::SecureStore, "Secure_Store_Service_DB"),
    (Role::AppManagement, "App_Management"),
];

impl Compose<'_> {
    /// `DISK = N'…', DISK = N'…'` for the parts of an item.
    fn disks(&self, item: &Item) -> Result<String, Error> {
        let mut disks = Vec::new();
        for part in &item.parts {
            let path = self
                .members
                .get(part.member)
                .map_or("", |member| member.path.as_str());
            disks.push(format!("DISK = {}", sql_path(&self.on_server(path))?));
        }
        Ok(disks.join(", "))
    }

    /// What is said of every file: its position, checksums, block size.
    fn with(&self, item: &Item) -> Vec<String> {
        let mut with = Vec::new();
        let Some((_, media, set)) = item.lead(self.members) else {
            return with;
        };
        if media.sets.len() > 1 {
            with.push(format!("FILE = {}", set.position));
        }
        let block = media.tape.as_ref().map_or(0, |tape| tape.filemark_bytes);
        if block > 0 && !FOUND_BLOCK_BYTES.contains(&block) {
            with.push(format!("BLOCKSIZE = {block}"));
        }
        with
    }

    pub(super) fn restore_databases(&mut self) -> Result<(), Error> {
        let mut any = false;
        for chain in &self.judgement.chains {
            if chain.full.is_some() {
                any = true;
                self.restore_chain(chain)?;
            } else {
                let message = format!(
                    "{}: there is no full backup, so nothing is composed for it",
                    chain.database
                );
                self.warn(Finding::new(&codes::DIFFERENTIAL_WITHOUT_BASE, message));
            }
        }
        if !any {
            return Err(Error::Invalid(
                "there is no full backup of a database to restore".into(),
            ));
        }
        if self.settings.is_on("replace")? {
            self.warn(
                Finding::new(
                    &codes::REPLACES,
                    "WITH REPLACE overwrites databases of the same name without asking, whatever they hold",
                )
                .severity(Severity::Suspicious),
            );
        }
        Ok(())
    }

    fn restore_chain(&mut self, chain: &Chain) -> Result<(), Error> {
        let items: Vec<&Item> = chain
            .steps()
            .filter_map(|at| self.judgement.items.get(at))
            .collect();
        let name = identifier(&chain.database)?;
        let stop = self.stop_at(chain)?;
        for (place, item) in items.iter().enumerate() {
            if !item.is_whole() {
                let message = format!("{} is not whole: the server will refuse it", item.words());
                self.warn(
                    Finding::new(&codes::BACKUP_TRUNCATED, message)
                        .at_file(item.path(self.members)),
                );
            }
            let is_last = place + 1 == items.len();
            let mut with = self.with(item);
            if place == 0 {
                with.extend(self.moves(item)?);
                if self.settings.is_on("replace")? {
                    with.push("REPLACE".into());
                }
            }
            if let (Some(stop), BackupType::Log) = (&stop, item.backup_type) {
                with.push(format!("STOPAT = {}", sql(stop)?));
            }
            with.push(if is_last { "RECOVERY" } else { "NORECOVERY" }.into());
            let what = if item.backup_type == BackupType::Log {
                "LOG"
            } else {
                "DATABASE"
            };
            let command = format!(
                "RESTORE {what} {name} FROM {} WITH {};",
                self.disks(item)?,
                with.join(", ")
            );
            self.say(command);
        }
        self.say_reach(chain);
        self.warn_of_passwords(&items);
        Ok(())
    }

    /// A new place for each file of the database.
    fn moves(&self, item: &Item) -> Result<Vec<String>, Error> {
        let Some(config) = last_config(self, item) else {
            return Ok(Vec::new());
        };
        let mut moves = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        for file in &config.files {
            let (Some(logical), Some(path)) = (&file.logical_name, &file.path) else {
                continue;
            };
            let folder = if file.file_type == FileType::Log {
                self.settings
                    .get("log-folder")
                    .or(self.settings.get("data-folder"))
            } else {
                self.settings.get("data-folder")
            };
            let mut target = match folder {
                Some(folder) => join(folder, path.rsplit(['\\', '/']).next().unwrap_or(path)),
                None => path.clone(),
            };
            if taken.contains(&target.to_lowercase()) {
                // Two files of one name came from different folders.
                target = match target.rsplit_once('.') {
                    Some((stem, ending)) => format!("{stem}_{}.{ending}", file.id),
                    None => format!("{target}_{}", file.id),
                };
            }
            taken.push(target.to_lowercase());
            moves.push(format!("MOVE {} TO {}", sql(logical)?, sql_path(&target)?));
        }
        Ok(moves)
    }

    /// The moment to stop at, if there are logs that know it.
    fn stop_at(&mut self, chain: &Chain) -> Result<Option<String>, Error> {
        let Some(text) = self.settings.get("stop-at") else {
            return Ok(None);
        };
        let stop: jiff::civil::DateTime = text.parse().map_err(|_| {
            Error::Invalid(format!(
                "stop-at is a moment like 2016-11-05T02:30:00, not {text}"
            ))
        })?;
        // Whole seconds. `strftime` would be 30 kB of the page's engine.
        let stop_text = stop.to_string();
        let stop_text = stop_text.split('.').next().unwrap_or_default().to_owned();
        let local = |moment: Moment| {
            let moment = moment.local;
            moment.to_string()
        };
        let end = chain
            .logs
            .last()
            .and_then(|at| self.judgement.items.get(*at))
            .and_then(|item| item.started);
        let base = chain
            .effective()
            .and_then(|at| self.judgement.items.get(at));
        let start = base.and_then(|item| item.finished.or(item.started));
        let is_inside = end.is_some_and(|end| stop_text <= local(end))
            && start.is_none_or(|start| stop_text >= local(start));
        if !is_inside {
            let reach = match (start, end) {
                (Some(start), Some(end)) => format!(
                    "its log backups reach from {} to {}",
                    local(start),
                    local(end)
                ),
                _ => "it has no log backups".into(),
            };
            let message = format!(
                "{}: {stop_text} can't be restored to: {reach}",
                chain.database
            );
            self.warn(Finding::new(&codes::STOP_OUTSIDE, message));
        }
        Ok((!chain.logs.is_empty()).then_some(stop_text))
    }

    fn say_reach(&mut self, chain: &Chain) {
        let item = |at: Option<usize>| at.and_then(|at| self.judgement.items.get(at));
        let base = item(chain.effective()).and_then(|item| item.finished.or(item.started));
        let end = item(chain.logs.last().copied()).and_then(|item| item.started);
        if let (Some(from), Some(to)) = (base, end.or(base)) {
            self.out.reaches.push(Reach {
                database: chain.database.clone(),
                from: iso(from.seconds()),
                to: iso(to.seconds()),
            });
        }
    }

    fn warn_of_passwords(&mut self, items: &[&Item]) {
        for item in items {
            let Some((member, media, set)) = item.lead(self.members) else {
                continue;
            };
            if set.header.has_password || media.tape.as_ref().is_some_and(|tape| tape.has_password)
            {
                let message = format!(
                    "{} needs its password: add MEDIAPASSWORD or PASSWORD before running the command",
                    member.path
                );
                self.warn(Finding::new(&codes::PASSWORD, message).at_file(&member.path));
            }
        }
    }

    pub(super) fn verify_databases(&mut self) -> Result<(), Error> {
        for item in &self.judgement.items {
            let disks = self.disks(item)?;
            let mut with = self.with(item);
            let has_checksums = item
                .config(self.members)
                .is_some_and(|config| config.has_flag(crate::container::mtf::flags::CHECKSUMS));
            if has_checksums {
                with.push("CHECKSUM".into());
            }
            let with = if with.is_empty() {
                String::new()
            } else {
                format!(" WITH {}", with.join(", "))
            };
            self.say(format!("RESTORE VERIFYONLY FROM {disks}{with};"));
            self.say(format!("RESTORE HEADERONLY FROM {disks};"));
        }
        if self.out.commands.is_empty() {
            return Err(Error::Invalid(
                "there is no SQL Server backup to verify".into(),
            ));
        }
        Ok(())
    }

    /// All databases of the four roles, close together; documented names where none is known.
    pub(super) fn backup_databases(&mut self) -> Result<(), Error> {
        let mut names: Vec<String> = Vec::new();
        for (role, documented) in DOCUMENTED {
            let own: Vec<String> = self
                .judgement
                .chains
                .iter()
                .filter(|chain| {
                    let item = self
                        .judgement
                        .items
                        .iter()
                        .find(|item| item.database == chain.database);
                    item.is_some_and(|item| item.role == role)
                })
                .map(|chain| chain.database.clone())
                .collect();
            if own.is_empty() {
                let message = format!(
                    "the name of the {} is not known: {documented} stands for it, write the real one",
                    role.words()
                );
                self.warn(Finding::new(&codes::ROLE_GUESSED, message));
                names.push(documented.into());
            }
            names.extend(own);
        }
        for name in self.options.sites.iter().flat_map(|sites| &sites.databases) {
            if !names.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                names.push(name.clone());
            }
        }
        let stamp = match (self.settings.get("stamp"), self.options.now) {
            (Some(stamp), _) => format!("_{stamp}"),
            (None, Some(now)) => format!(
                "_{}",
                iso(now)
                    .chars()
                    .take(10)
                    .filter(char::is_ascii_digit)
                    .collect::<String>()
            ),
            (None, None) => String::new(),
        };
        let mut verify = Vec::new();
        for name in &names {
            let path = sql_path(&join(
                self.settings.folder(),
                &format!("{}{stamp}.bak", file_name_of(name)),
            ))?;
            let title = sql(format!("{name} full {}", stamp.trim_start_matches('_')).trim())?;
            self.say(format!(
                "BACKUP DATABASE {} TO DISK = {path} WITH INIT, CHECKSUM, NAME = {title};",
                identifier(name)?
            ));
            verify.push(format!(
                "RESTORE VERIFYONLY FROM DISK = {path} WITH CHECKSUM;"
            ));
            verify.push(format!("RESTORE HEADERONLY FROM DISK = {path};"));
        }
        self.out.commands.extend(verify);
        Ok(())
    }
}

/// The files of the database as the last data backup knows them: those of the item, or of its stripes.
fn last_config<'a>(compose: &'a Compose<'_>, item: &Item) -> Option<&'a Config> {
    item.config(compose.members)
}

/// A database's name as a file name: what no path has becomes `_`.
fn file_name_of(name: &str) -> String {
    name.chars()
        .map(|letter| {
            if "\"<>|?*:/\\".contains(letter) {
                '_'
            } else {
                letter
            }
        })
        .collect()
}
