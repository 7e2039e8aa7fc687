//! A set: are the four roles there, of one time, of one version (V01 to V12, V15 to V17, V27, V55 to V57).

use super::Judge;
use crate::container::mtf::{BackupType, FileType, Form};
use crate::format::sharepoint::chain::Chain;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::items::Item;
use crate::format::sharepoint::moment::{Seconds, span_words};
use crate::format::sharepoint::roles::{Role, RoleBy};
use crate::format::sharepoint::versions::release_name;
use crate::report::{Code, Finding, Severity};

/// Content databases should stay below this, in bytes.
pub const CONTENT_GUIDANCE_BYTES: u64 = 200 << 30;

/// Whether a role is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleState {
    /// There, and it can be restored.
    Present,
    /// There, but something makes it doubtful: it can't be restored as it is, or can't be read.
    Doubtful,
    /// Missing.
    Missing,
}

/// Whether the databases are of one time (section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeVerdict {
    /// All were written by one farm run.
    SameRun,
    /// Within the limit of one time.
    Same,
    /// Within the limit of close times.
    Close,
    /// Further apart.
    Different,
    /// A time is not known.
    NotProvable,
}

/// How far apart the databases were backed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Latest start minus earliest start, in seconds.
    pub spread: Seconds,
    /// Latest finish (or start) minus earliest start, in seconds.
    pub window: Seconds,
    /// Earliest start in seconds of UTC.
    pub first: Seconds,
    /// Latest start in seconds of UTC.
    pub last: Seconds,
    /// The verdict.
    pub verdict: TimeVerdict,
}

impl Judge<'_> {
    pub(super) fn judge_set(&mut self) {
        let chains = self.chains.clone();
        let mut effective = Vec::new();
        for role in Role::REQUIRED {
            let own: Vec<&Chain> = chains
                .iter()
                .filter(|chain| self.role_of(chain) == role)
                .collect();
            let state = self.judge_role(role, &own);
            self.roles.push((role, state));
            effective.extend(own.iter().filter_map(|chain| chain.effective()));
        }
        self.judge_listed_databases(&chains);
        self.judge_unknown_roles(&chains);
        self.judge_times(&effective);
        self.judge_versions(&effective);
        self.other_notes(&chains);
    }

    fn judge_role(&mut self, role: Role, chains: &[&Chain]) -> RoleState {
        let given = self.members.iter().find(|member| {
            self.options.role_of(&member.path) == Some(role)
                && member.media().is_some_and(|media| !media.has_config())
        });
        if chains.is_empty() {
            if let Some(member) = given {
                let path = member.path.clone();
                let message = format!(
                    "{path} was given the role {}, but its header can't be read",
                    role.word()
                );
                self.find(Finding::new(&codes::ROLE_WITHOUT_EVIDENCE, message).at_file(path));
                self.unknown = Some(format!("whether the {} is there", role.words()));
                return RoleState::Doubtful;
            }
            let (code, message) = missing(role);
            self.find(Finding::new(code, message));
            return RoleState::Missing;
        }
        let mut state = RoleState::Present;
        for chain in chains {
            if !self.judge_chain(chain, role) {
                state = RoleState::Doubtful;
            }
            self.judge_role_of(chain, role);
        }
        state
    }

    /// Whether a database can be restored, and what is wrong if not.
    pub(super) fn judge_chain(&mut self, chain: &Chain, role: Role) -> bool {
        let name = &chain.database;
        for at in &chain.strangers {
            let Some(item) = self.item(*at) else {
                continue;
            };
            let path = item.path(self.members).to_owned();
            let place = item
                .lead(self.members)
                .filter(|(_, media, _)| media.sets.len() > 1)
                .map_or(String::new(), |(_, _, set)| {
                    format!(" (backup set {} of the file)", set.position)
                });
            if role == Role::SecureStore && chain.full.is_none() {
                let message = format!(
                    "{name}: the Secure Store has to be backed up in full, this is a differential backup"
                );
                self.find(Finding::new(&codes::SECURE_STORE_DIFFERENTIAL, message).at_file(path));
                continue;
            }
            let message = if chain.full.is_some() {
                format!(
                    "{name}: the differential backup{place} does not belong to the full backup present"
                )
            } else {
                format!(
                    "{name}: the full backup that the differential one{place} belongs to is missing"
                )
            };
            self.find(Finding::new(&codes::DIFFERENTIAL_WITHOUT_BASE, message).at_file(path));
        }
        if role == Role::SecureStore
            && let Some(at) = chain.differential
        {
            let path = self
                .item(at)
                .map_or("", |item| item.path(self.members))
                .to_owned();
            let message = format!(
                "{name}: a differential backup lies over the full one; the Secure Store has to be backed up in full"
            );
            self.find(
                Finding::new(&codes::SECURE_STORE_DIFFERENTIAL, message)
                    .severity(Severity::Suspicious)
                    .effect("the full backup restores; the differential one is not a supported way")
                    .at_file(path),
            );
        }
        if chain.only_logs {
            self.find(Finding::new(
                &codes::ONLY_LOGS,
                format!("{name}: only transaction log backups are here"),
            ));
        }
        if let Some((before, behind)) = chain.gap {
            let words = |at| {
                self.item(at)
                    .map(|item: &Item| item.path(self.members).to_owned())
                    .unwrap_or_default()
            };
            let (before, behind) = (words(before), words(behind));
            let message = format!("{name}: there is a gap between {before} and {behind}");
            self.find(Finding::new(&codes::LOG_GAP, message).at_file(behind));
        }
        let is_whole = chain.full.and_then(|at| self.item(at)).map(Item::is_whole);
        let is_other = is_whole.is_none() && chain.strangers.is_empty() && !chain.only_logs;
        if is_other {
            let differential = self.items.iter().find(|item| item.database == *name);
            let words = differential.map_or("nothing", |item| {
                crate::format::sharepoint::items::type_words(item.backup_type)
            });
            let message =
                format!("{name}: there is no full backup of the database, only a {words}");
            self.find(Finding::new(&codes::DIFFERENTIAL_WITHOUT_BASE, message));
        }
        is_whole == Some(true) && chain.strangers.is_empty()
    }

    fn judge_role_of(&mut self, chain: &Chain, role: Role) {
        let Some(item) = chain.effective().and_then(|at| self.item(at)) else {
            return;
        };
        let path = item.path(self.members).to_owned();
        let name = item.database.clone();
        if item.role_by == RoleBy::Name {
            let message = format!(
                "{name}: the role \"{}\" was guessed from the name",
                role.words()
            );
            self.find(Finding::new(&codes::ROLE_GUESSED, message).at_file(&path));
        }
        if role == Role::Content {
            self.judge_size(chain, &name, &path);
        }
        let note = match role {
            Role::SecureStore => Finding::new(
                &codes::PASSPHRASE,
                format!("{name}: the passphrase of the Secure Store is not in the backup"),
            ),
            Role::Config => Finding::new(
                &codes::CONFIG_RESTORE,
                format!(
                    "{name}: SharePoint's own commands can't restore the configuration database"
                ),
            ),
            _ => return,
        };
        self.find(note.at_file(path));
    }

    fn judge_size(&mut self, chain: &Chain, name: &str, path: &str) {
        let Some(item) = chain.effective().and_then(|at| self.item(at)) else {
            return;
        };
        let Some((bytes, what)) = size_of(item, self.members) else {
            return;
        };
        if bytes > CONTENT_GUIDANCE_BYTES {
            let message = format!(
                "{name} is {} large ({what}); the guidance is below 200 GB for a content database",
                gib(bytes)
            );
            self.find(Finding::new(&codes::CONTENT_LARGE, message).at_file(path));
        }
    }

    /// Content databases that the person listed.
    fn judge_listed_databases(&mut self, chains: &[Chain]) {
        let Some(sites) = &self.options.sites else {
            return;
        };
        for name in sites.databases.clone() {
            if !chains
                .iter()
                .any(|chain| chain.database.eq_ignore_ascii_case(&name))
            {
                self.find(Finding::new(
                    &codes::DATABASE_MISSING,
                    format!("the list names the database {name}, of which there is no backup"),
                ));
            }
        }
    }

    fn judge_unknown_roles(&mut self, chains: &[Chain]) {
        let missing: Vec<&str> = self
            .roles
            .iter()
            .filter(|(_, state)| *state == RoleState::Missing)
            .map(|(role, _)| role.words())
            .collect();
        if missing.is_empty() {
            return;
        }
        let missing = missing.join(" or the ");
        for chain in chains {
            if self.role_of(chain) != Role::Unknown {
                continue;
            }
            let own = self
                .items
                .iter()
                .find(|item| item.database == chain.database);
            let path = own.map_or("", |item| item.path(self.members)).to_owned();
            let message = format!(
                "{} has no known role; assign it if it is the missing {missing}",
                chain.database
            );
            self.find(Finding::new(&codes::ROLE_UNKNOWN, message).at_file(path));
        }
    }

    /// Section 6.3.
    fn judge_times(&mut self, effective: &[usize]) {
        let mut starts = Vec::new();
        let mut ends = Vec::new();
        let mut is_known = true;
        let mut zone_unknown = None;
        for at in effective {
            let Some(item) = self.item(*at) else {
                continue;
            };
            match item.started {
                Some(moment) => {
                    starts.push(moment.seconds());
                    ends.push(
                        item.finished
                            .map_or(moment.seconds(), |finish| finish.seconds()),
                    );
                    if moment.zone_quarters.is_none() {
                        zone_unknown = Some(item.path(self.members).to_owned());
                    }
                }
                None => {
                    is_known = false;
                    let (name, path) = (item.database.clone(), item.path(self.members).to_owned());
                    let message = format!("no backup time could be read for {name}");
                    self.find(Finding::new(&codes::TIME_MISSING, message).at_file(path));
                }
            }
        }
        if let Some(path) = zone_unknown {
            let message = "the header does not say in which zone the server's clock was: times are compared as the clocks showed them";
            self.find(Finding::new(&codes::ZONE_UNKNOWN, message).at_file(path));
        }
        let (Some(first), Some(last)) =
            (starts.iter().copied().min(), starts.iter().copied().max())
        else {
            return;
        };
        let spread = last - first;
        let window = ends.iter().copied().max().unwrap_or(last) - first;
        let verdict = if !is_known {
            TimeVerdict::NotProvable
        } else if self.is_one_run(effective) {
            TimeVerdict::SameRun
        } else if spread <= self.options.same_time {
            TimeVerdict::Same
        } else if spread <= self.options.close_time {
            TimeVerdict::Close
        } else {
            TimeVerdict::Different
        };
        self.spread = Some(Spread {
            spread,
            window,
            first,
            last,
            verdict,
        });
        let words = span_words(spread);
        match verdict {
            TimeVerdict::Different => self.find(Finding::new(
                &codes::DIFFERENT_TIMES,
                format!(
                    "the databases were backed up {words} apart (limit {}); a restore needs backups of one generation",
                    span_words(self.options.close_time)
                ),
            )),
            TimeVerdict::Close => self.find(Finding::new(
                &codes::CLOSE_TIMES,
                format!(
                    "the databases were backed up {words} apart (limit for one time {}); changes in between may not match",
                    span_words(self.options.same_time)
                ),
            )),
            TimeVerdict::Same | TimeVerdict::SameRun | TimeVerdict::NotProvable => {}
        }
    }

    /// Whether all are in the folder of the chosen run and start while it ran.
    fn is_one_run(&self, effective: &[usize]) -> bool {
        let Some(folder) = self.runs.chosen_run().and_then(|run| run.folder.as_deref()) else {
            return false;
        };
        effective.iter().all(|at| {
            let Some(item) = self.item(*at) else {
                return false;
            };
            let inside = item
                .start_seconds()
                .and_then(|start| self.runs.contains(start, self.options.run_slack));
            item.run_folder.as_deref() == Some(folder) && inside == Some(true)
        })
    }

    /// Section 6.4.
    fn judge_versions(&mut self, effective: &[usize]) {
        let items: Vec<&Item> = effective.iter().filter_map(|at| self.item(*at)).collect();
        let mut versions: Vec<u16> = items.iter().map(|item| item.database_version).collect();
        crate::sort::sort(&mut versions);
        versions.dedup();
        let list = |version: u16| {
            let own: Vec<&str> = items
                .iter()
                .filter(|item| item.database_version == version)
                .map(|item| item.database.as_str())
                .collect();
            let release = release_name(version).unwrap_or("a release that is not known here");
            format!("{release} (database version {version}): {}", own.join(", "))
        };
        let differ = (versions.len() > 1).then(|| {
            versions
                .iter()
                .map(|version| list(*version))
                .collect::<Vec<_>>()
        });
        let mut servers: Vec<(String, &str)> = items
            .iter()
            .filter_map(|item| item.server.as_deref())
            .map(|server| (server.to_lowercase(), server))
            .collect();
        crate::sort::sort(&mut servers);
        servers.dedup_by(|a, b| a.0 == b.0);
        let names: Vec<&str> = servers.iter().map(|(_, name)| *name).collect();
        let servers = (names.len() > 1 && !self.is_one_run(effective)).then(|| names.join(", "));
        if let Some(list) = differ {
            let message = format!(
                "the databases come from different SQL Server versions: {}",
                list.join("; ")
            );
            self.find(Finding::new(&codes::VERSIONS_DIFFER, message));
        }
        if let Some(names) = servers {
            let message = format!("the databases come from different instances: {names}");
            self.find(Finding::new(&codes::SERVERS_DIFFER, message));
        }
        if let (Some(sharepoint), Some(release)) =
            (self.options.sharepoint, self.options.sql_server)
            && !sharepoint.sql_servers().contains(&release.word)
        {
            let message = format!(
                "{} is not known to run on {}",
                sharepoint.name(),
                release.name
            );
            self.find(Finding::new(&codes::RELEASE_PAIR, message));
        }
    }

    fn other_notes(&mut self, chains: &[Chain]) {
        for chain in chains {
            let own = self
                .items
                .iter()
                .find(|item| item.database == chain.database);
            let Some((role, path)) =
                own.map(|item| (item.role, item.path(self.members).to_owned()))
            else {
                continue;
            };
            let name = &chain.database;
            let finding = match role {
                Role::AdminContent => Finding::new(
                    &codes::ADMIN_CONTENT,
                    format!(
                        "{name} is the content database of Central Administration, none of the four"
                    ),
                ),
                Role::SubscriptionSettings => Finding::new(
                    &codes::SUBSCRIPTION_SETTINGS,
                    format!(
                        "{name} belongs to the Subscription Settings Service, which apps use too"
                    ),
                ),
                _ => continue,
            };
            self.find(finding.at_file(path));
        }
        let in_header_mode = |item: &Item| {
            let media = item.lead(self.members).map(|(_, media, _)| media.form);
            media == Some(Form::Compressed)
                && item.finished.is_none()
                && item.backup_type == BackupType::Full
        };
        let compressed: Vec<String> = self
            .items
            .iter()
            .filter(|item| in_header_mode(item))
            .map(|item| item.path(self.members).to_owned())
            .collect();
        for path in compressed {
            let message = "the backup is compressed and was read as far as its header: its finish is not known, the verdict is from the starts";
            self.find(Finding::new(&codes::COMPRESSED_HEADER_ONLY, message).at_file(path));
        }
    }
}

fn missing(role: Role) -> (&'static Code, &'static str) {
    match role {
        Role::Config => (
            &codes::CONFIG_MISSING,
            "no configuration database backup was found (SharePoint_Config)",
        ),
        Role::SecureStore => (
            &codes::SECURE_STORE_MISSING,
            "no Secure Store database backup was found",
        ),
        Role::AppManagement => (
            &codes::APP_MANAGEMENT_MISSING,
            "no App Management database backup was found",
        ),
        _ => (
            &codes::CONTENT_MISSING,
            "no content database backup was found (expected WSS_Content or similar)",
        ),
    }
}

/// The size to compare with the guidance, and where it comes from (section 3.9).
pub fn size_of(
    item: &Item,
    members: &[crate::format::sharepoint::member::Member],
) -> Option<(u64, &'static str)> {
    let (member, _, _) = item.lead(members)?;
    let config = item.config(members)?;
    let data = config.bytes_of(FileType::Rows);
    if data > 0 {
        return Some((data, "its data files"));
    }
    if config.backup_bytes > 0 {
        return Some((config.backup_bytes, "the backup"));
    }
    Some((member.bytes, "the file"))
}

/// A size in GiB with one digit.
fn gib(bytes: u64) -> String {
    // Tenths, so that no number passes through a float.
    let tenths = u128::from(bytes) * 10 / (1 << 30);
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}
