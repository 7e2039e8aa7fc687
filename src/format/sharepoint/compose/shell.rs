//! PowerShell: farm and site collections, and what follows after databases were restored with SQL tools.

use super::quote::{shell, shell_path};
use super::{Compose, join};
use crate::error::Error;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::roles::Role;
use crate::report::{Finding, Severity};

impl Compose<'_> {
    /// ` -Name 'value'` for each setting that is there.
    fn parameter(&self, name: &str, setting: &str) -> Result<String, Error> {
        match self.settings.get(setting) {
            Some(value) => Ok(format!(" -{name} {}", shell(value)?)),
            None => Ok(String::new()),
        }
    }

    fn switch(&self, name: &str, setting: &str) -> Result<String, Error> {
        Ok(if self.settings.is_on(setting)? {
            format!(" -{name}")
        } else {
            String::new()
        })
    }

    fn number(&self, name: &str, setting: &str) -> Result<String, Error> {
        let number = self.settings.number(setting)?;
        Ok(number.map_or(String::new(), |number| format!(" -{name} {number}")))
    }

    pub(super) fn backup_farm(&mut self) -> Result<(), Error> {
        let method = self.settings.word("method")?;
        let directory = self.settings.folder().to_owned();
        if !directory.starts_with("\\\\") {
            self.warn(Finding::new(
                &codes::NOT_A_SHARE,
                format!("{directory} is no share: that works only if SQL Server and SharePoint are on one computer"),
            ));
        }
        if method == "Differential" {
            self.warn(
                Finding::new(
                    &codes::SECURE_STORE_DIFFERENTIAL,
                    "the Secure Store has to be backed up in full, and the first backup of a farm too",
                )
                .severity(Severity::Suspicious),
            );
        }
        let command = format!(
            "Backup-SPFarm -Directory {} -BackupMethod {method}{}{}{}{} -Verbose",
            shell_path(&directory)?,
            self.parameter("Item", "item")?,
            self.number("BackupThreads", "threads")?,
            self.number("Percentage", "percentage")?,
            self.switch("Force", "force")?,
        );
        self.say(command);
        self.history()
    }

    pub(super) fn history(&mut self) -> Result<(), Error> {
        let folder = shell_path(self.settings.folder())?;
        self.say(format!(
            "Get-SPBackupHistory -Directory {folder} -ShowBackup"
        ));
        Ok(())
    }

    pub(super) fn restore_farm(&mut self) -> Result<(), Error> {
        let run = self.judgement.runs.chosen_run().map(|run| &run.run);
        let Some(id) = run.and_then(|run| run.id) else {
            return Err(Error::Invalid(
                "there is no farm backup run to restore".into(),
            ));
        };
        let method = self.settings.word("restore-method")?;
        let directory = shell_path(self.settings.folder())?;
        self.say(format!(
            "Restore-SPFarm -ShowTree -Directory {directory} -BackupId {id}"
        ));
        let server = match (method, self.settings.get("database-server")) {
            ("New", Some(server)) => format!(" -NewDatabaseServer {}", shell(server)?),
            _ => String::new(),
        };
        let command = format!(
            "Restore-SPFarm -Directory {directory} -BackupId {id} -RestoreMethod {method}{}{server}{}{} -Verbose",
            self.parameter("Item", "item")?,
            self.number("RestoreThreads", "threads")?,
            self.switch("Force", "force")?,
        );
        self.say(command);
        if method == "Overwrite" {
            self.warn(Finding::new(
                &codes::REPLACES,
                "Overwrite replaces what the farm has by what the backup has",
            ));
        }
        self.warn(Finding::new(
            &codes::CONFIG_RESTORE,
            "the configuration database and the content database of Central Administration are not restored by this command",
        ));
        self.refresh_key();
        Ok(())
    }

    pub(super) fn backup_sites(&mut self) -> Result<(), Error> {
        self.say("Get-SPSite -Limit All | format-list -property id,url".into());
        let (snapshot, no_lock) = (
            self.settings.is_on("snapshot")?,
            self.settings.is_on("no-site-lock")?,
        );
        if snapshot && no_lock {
            return Err(Error::Invalid(
                "snapshot and no-site-lock are alternatives: a snapshot makes the other unnecessary".into(),
            ));
        }
        let how = match (snapshot, no_lock) {
            (true, _) => " -UseSqlSnapshot",
            (_, true) => " -NoSiteLock",
            _ => "",
        };
        if no_lock {
            self.warn(Finding::new(
                &codes::NO_SITE_LOCK,
                "without a lock users can change the site during its backup, which can corrupt it",
            ));
        }
        let force = self.switch("Force", "force")?;
        let sites = self.options.sites.clone().unwrap_or_default();
        for site in &sites.sites {
            let name = site.name();
            let path = join(
                self.settings.folder(),
                &format!("{}.bak", file_name_of(&name)),
            );
            let command = format!(
                "Backup-SPSite -Identity {} -Path {}{force}{how} -Verbose",
                shell(&name)?,
                shell_path(&path)?
            );
            self.say(command);
        }
        Ok(())
    }

    pub(super) fn restore_sites(&mut self) -> Result<(), Error> {
        let database = self.target_database()?;
        let gradual = self.settings.is_on("gradual-delete")?;
        let force = self.settings.is_on("force")?;
        if gradual && !force {
            return Err(Error::Invalid("gradual-delete goes only with force".into()));
        }
        let rest = format!(
            "{database}{}{}{}{}",
            self.parameter("HostHeaderWebApplication", "host-header")?,
            self.switch("Force", "force")?,
            self.switch("GradualDelete", "gradual-delete")?,
            self.switch("PreserveSiteID", "preserve-site-id")?,
        );
        for site in &self.judgement.sites {
            let Some(path) = site
                .files
                .first()
                .and_then(|at| self.members.get(*at))
                .map(|member| &member.path)
            else {
                let message = format!("there is no backup for the site collection {}", site.site);
                self.out
                    .findings
                    .push(Finding::new(&codes::SITE_MISSING, message));
                continue;
            };
            if !site.site.contains("://") {
                let message = format!(
                    "Restore-SPSite takes an address, and only the id {} is known",
                    site.site
                );
                self.out
                    .findings
                    .push(Finding::new(&codes::SITE_LINE, message));
                continue;
            }
            let command = format!(
                "Restore-SPSite -Identity {} -Path {}{rest} -Verbose",
                shell(&site.site)?,
                shell_path(&self.on_server(path))?
            );
            self.out.commands.push(command);
        }
        if self.out.commands.is_empty() {
            return Err(Error::Invalid(
                "there is no site collection to restore: give a list of sites, and their files"
                    .into(),
            ));
        }
        self.warn(Finding::new(
            &codes::SITE_RESTORE,
            "a content database holds only one copy of a site collection: without -Force the old one must be gone, with it the old one is overwritten; the site gets a new id unless -PreserveSiteID is given, and audit entries are not restored",
        ));
        Ok(())
    }

    /// The content database, or the server with a database: they are different sets of parameters.
    fn target_database(&self) -> Result<String, Error> {
        match (
            self.settings.get("database-server"),
            self.settings.get("content-database"),
        ) {
            (Some(server), Some(name)) => Ok(format!(
                " -DatabaseServer {} -DatabaseName {}",
                shell(server)?,
                shell(name)?
            )),
            (None, Some(name)) => Ok(format!(" -ContentDatabase {}", shell(name)?)),
            (Some(_), None) => Err(Error::Invalid(
                "database-server goes only with content-database".into(),
            )),
            (None, None) => Ok(String::new()),
        }
    }

    /// After the databases were restored with SQL tools.
    pub(super) fn attach_databases(&mut self) -> Result<(), Error> {
        let web = shell(self.settings.or_stand_in("web-application"))?;
        let server = shell(self.settings.or_stand_in("database-server"))?;
        let pool = shell(self.settings.or_stand_in("application-pool"))?;
        let names = |role: Role| {
            let chains = self
                .judgement
                .chains
                .iter()
                .filter(|chain| chain.full.is_some());
            let own = chains.filter(|chain| {
                let item = self
                    .judgement
                    .items
                    .iter()
                    .find(|item| item.database == chain.database);
                item.is_some_and(|item| item.role == role)
            });
            own.map(|chain| chain.database.clone()).collect::<Vec<_>>()
        };
        let content = names(Role::Content);
        let (secure, apps) = (names(Role::SecureStore), names(Role::AppManagement));
        for name in &content {
            let name = shell(name)?;
            self.say(format!(
                "Test-SPContentDatabase -Name {name} -WebApplication {web} -ServerInstance {server}"
            ));
            self.say(format!("Mount-SPContentDatabase -Name {name} -DatabaseServer {server} -WebApplication {web}"));
        }
        for name in &secure {
            let name = shell(name)?;
            self.say(format!(
                "$secureStore = New-SPSecureStoreServiceApplication -Name 'Secure Store Service' -ApplicationPool {pool} -DatabaseServer {server} -DatabaseName {name} -AuditingEnabled:$true"
            ));
            self.say(
                "New-SPSecureStoreServiceApplicationProxy -Name 'Secure Store Service Proxy' -ServiceApplication $secureStore -DefaultProxyGroup".into(),
            );
        }
        for name in &apps {
            let name = shell(name)?;
            self.say(format!(
                "$appManagement = New-SPAppManagementServiceApplication -Name 'App Management Service' -ApplicationPool {pool} -DatabaseServer {server} -DatabaseName {name}"
            ));
            self.say(
                "New-SPAppManagementServiceApplicationProxy -Name 'App Management Service Proxy' -ServiceApplication $appManagement".into(),
            );
        }
        if self.out.commands.is_empty() {
            return Err(Error::Invalid(
                "there is no content, Secure Store or App Management database to bring into a farm"
                    .into(),
            ));
        }
        if !secure.is_empty() {
            self.refresh_key();
        }
        Ok(())
    }

    /// The key is made from the passphrase, which is asked for where the command runs and nowhere else.
    fn refresh_key(&mut self) {
        self.say(
            "Update-SPSecureStoreApplicationServerKey -ServiceApplicationProxy (Get-SPServiceApplicationProxy | Where-Object { $_.TypeName -like 'Secure Store*' }) -Passphrase (Read-Host -Prompt 'Secure Store passphrase')".into(),
        );
        self.warn(Finding::new(
            &codes::PASSPHRASE,
            "the last command asks for the passphrase of the Secure Store; it is not in the backup",
        ));
    }
}

/// A site's address as a file name: `portal.contoso.com.sites.travel`.
fn file_name_of(site: &str) -> String {
    let rest = site.split_once("://").map_or(site, |(_, rest)| rest);
    rest.chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '-' || letter == '_' {
                letter
            } else {
                '.'
            }
        })
        .collect()
}
