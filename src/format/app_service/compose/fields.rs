//! What a person types to compose a request, checked as typed.

use serde::Serialize;

use super::Task;
use super::keys::{self, KEYS};
use super::rest::{API_VERSIONS, Cloud, OLDEST_API_VERSION};
use crate::format::app_service::instant::Instant;
use crate::format::app_service::record::{
    DatabaseSetting, DatabaseType, Document, Item, Place, Purpose, RestoreRequest,
};
use crate::format::app_service::schedule::{Unit, typed};
use crate::format::app_service::secrets::{Secret, mask_text};

/// Operating system of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Windows.
    Windows,
    /// Linux.
    Linux,
}

/// A database of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseField {
    /// Type.
    pub database_type: DatabaseType,
    /// Name.
    pub name: String,
    /// Name of the connection string in the app's settings.
    pub connection_string_name: Option<String>,
    /// Connection string.
    pub connection_string: Secret,
}

/// What was typed, or filled in from a dropped document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Cloud.
    pub cloud: Cloud,
    /// API version; the default unless told.
    pub api_version: Option<String>,
    /// Subscription.
    pub subscription: Option<String>,
    /// Resource group.
    pub resource_group: Option<String>,
    /// App; of a restore the target.
    pub app: Option<String>,
    /// Slot.
    pub slot: Option<String>,
    /// Backup id.
    pub backup_id: Option<String>,
    /// Name of a new backup.
    pub backup_name: Option<String>,
    /// Blob of a backup.
    pub blob_name: Option<String>,
    /// Container SAS URL.
    pub container_url: Secret,
    /// Databases.
    pub databases: Vec<DatabaseField>,
    /// Whether the schedule is on.
    pub enabled: Option<bool>,
    /// Interval and unit.
    pub every: Option<(i64, Unit)>,
    /// Keep at least one.
    pub keep_one: Option<bool>,
    /// Retention in days.
    pub keep_days: Option<i64>,
    /// First run, ISO 8601 in UTC.
    pub start: Option<String>,
    /// Replace an app that exists.
    pub overwrite: Option<bool>,
    /// Target's name in the body; the app's unless told.
    pub site_name: Option<String>,
    /// Plan of a new app.
    pub plan: Option<String>,
    /// Drop custom domains.
    pub ignore_conflicting_host_names: Option<bool>,
    /// Restore content only.
    pub ignore_databases: Option<bool>,
    /// Write connection strings into the app.
    pub adjust_connection_strings: Option<bool>,
    /// App Service Environment.
    pub hosting_environment: Option<String>,
    /// Whether the target is known to exist.
    pub target_exists: Option<bool>,
    /// App that the backup is of.
    pub source_app: Option<String>,
    /// Platform of the source.
    pub source_platform: Option<Platform>,
    /// Platform of the target.
    pub target_platform: Option<Platform>,
}

/// A field that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fault {
    /// Key of the field.
    pub field: &'static str,
    /// What is wrong.
    pub message: String,
    /// Whether it is only missing: a placeholder stands for it.
    pub missing: bool,
}

fn boolean(value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" => Ok(true),
        "false" | "no" => Ok(false),
        _ => Err("true or false is expected".into()),
    }
}

fn platform(value: &str) -> Result<Platform, String> {
    match value.to_ascii_lowercase().as_str() {
        "windows" => Ok(Platform::Windows),
        "linux" => Ok(Platform::Linux),
        _ => Err("windows or linux is expected".into()),
    }
}

fn database(value: &str) -> Result<DatabaseField, String> {
    let mut parts = value.splitn(3, ':');
    let database_type = DatabaseType::read(parts.next().unwrap_or(""));
    let name = parts.next().unwrap_or("").trim();
    if matches!(database_type, DatabaseType::Unknown(_)) || name.is_empty() {
        return Err(
            "TYPE:NAME is expected, TYPE one of SqlAzure, MySql, LocalMySql, PostgreSql".into(),
        );
    }
    Ok(DatabaseField {
        database_type,
        name: name.to_owned(),
        connection_string_name: parts
            .next()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty()),
        connection_string: Secret::default(),
    })
}

impl Fields {
    /// Sets a field by its key; an empty value clears it.
    ///
    /// # Errors
    /// What is wrong with the key or the value; the value itself is not repeated.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let Some(key) = keys::key(key) else {
            let keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
            return Err(format!(
                "there is no such field; there are {}",
                keys.join(", ")
            ));
        };
        let value = value.trim();
        if value.chars().any(char::is_control) {
            return Err(format!("{key}: control characters are not allowed"));
        }
        let text = || (!value.is_empty()).then(|| value.to_owned());
        let truth = || {
            if value.is_empty() {
                Ok(None)
            } else {
                boolean(value).map(Some)
            }
        };
        let wrong = |error: String| format!("{key}: {error}");
        match key {
            "cloud" => {
                self.cloud = Cloud::read(value)
                    .ok_or_else(|| wrong("public, us-government or china is expected".into()))?
            }
            "api_version" => self.api_version = text(),
            "subscription" => self.subscription = text(),
            "resource_group" => self.resource_group = text(),
            "app" => self.app = text(),
            "slot" => self.slot = text(),
            "backup_id" => self.backup_id = text(),
            "backup_name" => self.backup_name = text(),
            "blob_name" => self.blob_name = text(),
            "container_url" => self.container_url = Secret::new(value),
            "database" if value.is_empty() => self.databases.clear(),
            "database" => self.databases.push(database(value).map_err(wrong)?),
            "connection_string" => {
                let last = self
                    .databases
                    .last_mut()
                    .ok_or_else(|| wrong("name the database first".into()))?;
                last.connection_string = Secret::new(value);
            }
            "enabled" => self.enabled = truth().map_err(wrong)?,
            "every" if value.is_empty() => self.every = None,
            "every" => self.every = Some(typed::interval(value).map_err(wrong)?),
            "keep_one" => self.keep_one = truth().map_err(wrong)?,
            "keep_days" if value.is_empty() => self.keep_days = None,
            "keep_days" => {
                self.keep_days = Some(
                    value
                        .parse()
                        .map_err(|_| wrong("a number of days is expected".into()))?,
                )
            }
            "start" => self.start = text(),
            "overwrite" => self.overwrite = truth().map_err(wrong)?,
            "site_name" => self.site_name = text(),
            "plan" => self.plan = text(),
            "ignore_conflicting_host_names" => {
                self.ignore_conflicting_host_names = truth().map_err(wrong)?
            }
            "ignore_databases" => self.ignore_databases = truth().map_err(wrong)?,
            "adjust_connection_strings" => {
                self.adjust_connection_strings = truth().map_err(wrong)?
            }
            "hosting_environment" => self.hosting_environment = text(),
            "target_exists" => self.target_exists = truth().map_err(wrong)?,
            "source_platform" => self.source_platform = Some(platform(value).map_err(wrong)?),
            "target_platform" => self.target_platform = Some(platform(value).map_err(wrong)?),
            _ => {}
        }
        Ok(())
    }

    /// Fills in what dropped documents say. Fields that are set stay.
    pub fn fill(&mut self, documents: &[&Document]) {
        for document in documents {
            for restore in &document.restores {
                self.fill_restore(restore);
            }
            for request in &document.requests {
                self.place(&request.place);
                keep(&mut self.backup_name, &request.backup_name);
                self.enabled = self.enabled.or(request.enabled);
                if let Some(schedule) = request
                    .schedule
                    .as_ref()
                    .filter(|_| request.purpose == Purpose::Configuration)
                {
                    let unit = schedule.frequency_unit.as_deref().and_then(Unit::read);
                    self.every = self.every.or(schedule.frequency_interval.zip(unit));
                    self.keep_one = self.keep_one.or(schedule.keep_at_least_one);
                    self.keep_days = self.keep_days.or(schedule.retention_days);
                    let start = schedule.start_time.as_ref().and_then(Instant::shown);
                    keep(&mut self.start, &start);
                }
                self.take(request.databases.as_deref(), &request.storage);
            }
            let usable = |item: &&Item| item.status.as_ref().is_some_and(|status| status.usable());
            let chosen = document
                .items
                .iter()
                .filter(usable)
                .max_by_key(|item| item.created.as_ref().and_then(|time| time.at))
                .or(document.items.first());
            if let Some(item) = chosen {
                self.place(&item.place);
                keep(&mut self.source_app, &item.place.app_name);
                keep(&mut self.blob_name, &item.blob_name);
                keep(
                    &mut self.backup_id,
                    &item.backup_id.map(|id| id.to_string()),
                );
                self.take(item.databases.as_deref(), &item.storage);
            }
        }
    }

    /// What they hold, for a person to see: keys with their values, `None` for a secret.
    pub fn held(&self) -> Vec<(&'static str, Option<Vec<String>>)> {
        let truth = |value: Option<bool>| value.map(|value| value.to_string());
        let every = self.every.map(|(number, unit)| unit.typed(number));
        let platform = |value: Option<Platform>| {
            value.map(|platform| match platform {
                Platform::Windows => "windows".to_owned(),
                Platform::Linux => "linux".to_owned(),
            })
        };
        let mut held: Vec<(&'static str, Option<Vec<String>>)> = [
            ("api_version", self.api_version.clone()),
            ("subscription", self.subscription.clone()),
            ("resource_group", self.resource_group.clone()),
            ("app", self.app.clone()),
            ("slot", self.slot.clone()),
            ("backup_id", self.backup_id.clone()),
            ("backup_name", self.backup_name.clone()),
            ("blob_name", self.blob_name.clone()),
            ("enabled", truth(self.enabled)),
            ("every", every),
            ("keep_one", truth(self.keep_one)),
            ("keep_days", self.keep_days.map(|days| days.to_string())),
            ("start", self.start.clone()),
            ("overwrite", truth(self.overwrite)),
            ("site_name", self.site_name.clone()),
            ("plan", self.plan.clone()),
            (
                "ignore_conflicting_host_names",
                truth(self.ignore_conflicting_host_names),
            ),
            ("ignore_databases", truth(self.ignore_databases)),
            (
                "adjust_connection_strings",
                truth(self.adjust_connection_strings),
            ),
            ("hosting_environment", self.hosting_environment.clone()),
            ("target_exists", truth(self.target_exists)),
            ("source_platform", platform(self.source_platform)),
            ("target_platform", platform(self.target_platform)),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, Some(vec![mask_text(&value?)]))))
        .collect();
        if !self.databases.is_empty() {
            let lines = self.databases.iter().map(|database| {
                let named = database.connection_string_name.as_ref();
                let name = named.map(|name| format!(":{name}")).unwrap_or_default();
                let kind = database.database_type.name();
                mask_text(&format!("{kind}:{}{name}", database.name))
            });
            held.push(("database", Some(lines.collect())));
        }
        if !self.container_url.is_empty() {
            held.push(("container_url", None));
        }
        if self
            .databases
            .iter()
            .any(|database| !database.connection_string.is_empty())
        {
            held.push(("connection_string", None));
        }
        held
    }

    /// Fills in what a restore request says.
    pub fn fill_restore(&mut self, restore: &RestoreRequest) {
        self.place(&restore.place);
        keep(&mut self.blob_name, &restore.blob_name);
        keep(&mut self.site_name, &restore.site_name);
        keep(&mut self.plan, &restore.app_service_plan);
        self.overwrite = self.overwrite.or(restore.overwrite);
        self.ignore_databases = self.ignore_databases.or(restore.ignore_databases);
        self.adjust_connection_strings = self
            .adjust_connection_strings
            .or(restore.adjust_connection_strings);
        self.ignore_conflicting_host_names = self
            .ignore_conflicting_host_names
            .or(restore.ignore_conflicting_host_names);
        self.take(restore.databases.as_deref(), &restore.storage);
    }

    fn place(&mut self, place: &Place) {
        keep(&mut self.subscription, &place.subscription);
        keep(&mut self.resource_group, &place.resource_group);
        if self.app.is_none() {
            keep(&mut self.slot, &place.slot);
        }
        keep(&mut self.app, &place.app_name);
    }

    fn take(&mut self, databases: Option<&[DatabaseSetting]>, storage: &Secret) {
        if self.container_url.is_empty() {
            self.container_url = storage.clone();
        }
        if self.databases.is_empty() {
            self.databases = databases
                .unwrap_or_default()
                .iter()
                .filter_map(|setting| {
                    Some(DatabaseField {
                        database_type: setting.database_type.clone(),
                        name: setting.name.clone()?,
                        connection_string_name: setting.connection_string_name.clone(),
                        connection_string: setting.connection_string.clone(),
                    })
                })
                .collect();
        }
    }

    /// Fields that are names, with their keys.
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("app", &self.app),
            ("slot", &self.slot),
            ("backup_name", &self.backup_name),
            ("blob_name", &self.blob_name),
            ("site_name", &self.site_name),
            ("plan", &self.plan),
            ("hosting_environment", &self.hosting_environment),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_deref()?)))
        .chain(
            self.databases
                .iter()
                .map(|database| ("database", database.name.as_str())),
        )
    }

    /// What is wrong or missing for a task.
    pub fn faults(&self, task: Task) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |field: &'static str, message: &str, missing: bool| {
            faults.push(Fault {
                field,
                message: message.to_owned(),
                missing,
            });
        };
        match self.subscription.as_deref() {
            None => fault("subscription", "the subscription is missing", true),
            Some(text) if !is_guid(text) => {
                fault("subscription", "a subscription is a GUID", false)
            }
            Some(_) => {}
        }
        match self.resource_group.as_deref() {
            None => fault("resource_group", "the resource group is missing", true),
            Some(text) if !is_resource_group(text) => fault(
                "resource_group",
                "a resource group has 1 to 90 letters, digits, hyphens, dots, underscores and parentheses, and no dot at its end",
                false,
            ),
            Some(_) => {}
        }
        match self.app.as_deref() {
            None => fault("app", "the app is missing", true),
            Some(text) if text.contains('/') => fault(
                "app",
                "an app's name has no slash; give the slot as slot",
                false,
            ),
            Some(_) => {}
        }
        if let Some(version) = self.api_version.as_deref()
            && version != OLDEST_API_VERSION
            && !API_VERSIONS.contains(&version)
        {
            fault("api_version", "there is no such version of the API", false);
        }
        let by_id = matches!(
            task,
            Task::Status
                | Task::Delete
                | Task::DeleteWithNewSas
                | Task::ReplaceSas
                | Task::RevealSas
        );
        match self.backup_id.as_deref() {
            None if by_id => fault("backup_id", "the backup's id is missing", true),
            Some(text) if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) => {
                fault("backup_id", "a backup's id is a number", false);
            }
            _ => {}
        }
        if task.needs_storage() && self.container_url.is_empty() {
            fault("container_url", "the container SAS URL is missing", true);
        }
        if (task.restores() || task == Task::Discover) && self.blob_name.is_none() {
            fault("blob_name", "the blob is missing", true);
        }
        if task == Task::Configure && self.every.is_none() {
            fault(
                "every",
                "the interval is missing: 7 days stand for it",
                true,
            );
        }
        for (field, value) in self.names() {
            if value.starts_with('-') {
                fault(
                    field,
                    "it begins with a hyphen: a command line would take it for an option",
                    false,
                );
            }
            if value.chars().any(char::is_control) {
                fault(field, "it has control characters", false);
            }
        }
        if self.keep_days.is_some_and(|days| days < 0) {
            fault("keep_days", "a retention is 0 days or more", false);
        }
        if let Some(start) = self.start.as_deref()
            && Instant::read(start).at.is_none()
        {
            fault(
                "start",
                "the start is a time such as 2026-01-04T03:00:00Z",
                false,
            );
        }
        faults
    }
}

fn keep(field: &mut Option<String>, value: &Option<String>) {
    if field.is_none() {
        field.clone_from(value);
    }
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_resource_group(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')');
    (1..=90).contains(&text.chars().count()) && text.chars().all(fits) && !text.ends_with('.')
}
