//! The fields that can be set: what each takes, how it is asked for, and which of them a task uses.

use serde::Serialize;

use super::Task;
use super::rest::{API_VERSIONS, OLDEST_API_VERSION};

/// How a field is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceComposeLook"))]
pub enum Look {
    /// A line of text.
    Text,
    /// Several values, each of them given under the key.
    List,
    /// One that is never shown.
    Secret,
    /// One of a few words.
    Choice,
}

/// The keys that can be set, with what they take.
pub const KEYS: [(&str, &str); 27] = [
    ("cloud", "public, us-government or china"),
    ("api_version", "a version of the API such as 2024-04-01"),
    ("subscription", "a subscription id (GUID)"),
    ("resource_group", "a resource group"),
    ("app", "an app; of a restore the target"),
    ("slot", "a slot"),
    ("backup_id", "a number"),
    ("backup_name", "name of a new backup"),
    ("blob_name", "blob of a backup"),
    ("container_url", "a container SAS URL (secret)"),
    (
        "database",
        "TYPE:NAME or TYPE:NAME:CONNECTION-STRING-NAME; may be given several times",
    ),
    (
        "connection_string",
        "of the database named before it (secret)",
    ),
    ("enabled", "true or false"),
    ("every", "an interval such as 7d or 12h"),
    ("keep_one", "true or false"),
    ("keep_days", "days; 0 is for ever"),
    ("start", "first run, such as 2026-01-04T03:00:00Z"),
    ("overwrite", "true or false"),
    ("site_name", "the target's name in the body"),
    ("plan", "App Service plan of a new app"),
    ("ignore_conflicting_host_names", "true or false"),
    ("ignore_databases", "true or false"),
    ("adjust_connection_strings", "true or false"),
    ("hosting_environment", "an App Service Environment"),
    ("target_exists", "true or false"),
    ("source_platform", "windows or linux"),
    ("target_platform", "windows or linux"),
];

/// What every request needs.
const PLACE: [&str; 6] = [
    "subscription",
    "resource_group",
    "app",
    "slot",
    "cloud",
    "api_version",
];

const DATABASES: [&str; 2] = ["database", "connection_string"];

const SCHEDULE: [&str; 5] = ["every", "start", "keep_days", "keep_one", "enabled"];

const RESTORE: [&str; 9] = [
    "ignore_conflicting_host_names",
    "ignore_databases",
    "database",
    "connection_string",
    "adjust_connection_strings",
    "hosting_environment",
    "target_exists",
    "source_platform",
    "target_platform",
];

/// The key as it is listed, letter case and hyphens aside; `None` if there is no such field.
pub fn key(text: &str) -> Option<&'static str> {
    let wanted = text.trim().to_ascii_lowercase().replace('-', "_");
    KEYS.iter()
        .find(|(key, _)| *key == wanted)
        .map(|(key, _)| *key)
}

/// How a field is asked for, and the words of a choice.
pub fn look(key: &str) -> (Look, Vec<&'static str>) {
    match key {
        "container_url" | "connection_string" => (Look::Secret, Vec::new()),
        "database" => (Look::List, Vec::new()),
        "cloud" => (Look::Choice, vec!["public", "us-government", "china"]),
        "api_version" => {
            let mut versions = API_VERSIONS.to_vec();
            if !versions.contains(&OLDEST_API_VERSION) {
                versions.push(OLDEST_API_VERSION);
            }
            (Look::Choice, versions)
        }
        "source_platform" | "target_platform" => (Look::Choice, vec!["windows", "linux"]),
        "enabled"
        | "keep_one"
        | "overwrite"
        | "ignore_conflicting_host_names"
        | "ignore_databases"
        | "adjust_connection_strings"
        | "target_exists" => (Look::Choice, vec!["true", "false"]),
        _ => (Look::Text, Vec::new()),
    }
}

impl Task {
    /// Keys of the fields that the task uses: what it is about first, where the app is at the end.
    pub fn keys(self) -> Vec<&'static str> {
        let own: Vec<&'static str> = match self {
            Task::BackUp => [&["backup_name", "container_url"][..], &DATABASES].concat(),
            Task::Configure => {
                [&SCHEDULE[..], &["backup_name", "container_url"], &DATABASES].concat()
            }
            // It is written whole, with all that it says.
            Task::Disable => [
                &["backup_name", "container_url"][..],
                SCHEDULE.get(..4).unwrap_or_default(),
                &DATABASES,
            ]
            .concat(),
            Task::List | Task::ReadSchedule | Task::RemoveSchedule => Vec::new(),
            Task::Status | Task::Delete | Task::RevealSas => vec!["backup_id"],
            Task::DeleteWithNewSas | Task::ReplaceSas => vec!["backup_id", "container_url"],
            Task::Discover => vec!["blob_name", "container_url"],
            Task::Restore => [
                &[
                    "blob_name",
                    "backup_id",
                    "container_url",
                    "overwrite",
                    "site_name",
                ][..],
                &RESTORE,
            ]
            .concat(),
            Task::RestoreNew => [
                &[
                    "blob_name",
                    "backup_id",
                    "container_url",
                    "plan",
                    "overwrite",
                    "site_name",
                ][..],
                &RESTORE,
            ]
            .concat(),
            Task::RestoreBlob => [
                &[
                    "blob_name",
                    "container_url",
                    "overwrite",
                    "plan",
                    "site_name",
                ][..],
                &RESTORE,
            ]
            .concat(),
        };
        // A restore is about its target first.
        let mut keys = if self.restores() {
            [&["app", "slot"][..], &own].concat()
        } else {
            own
        };
        for place in PLACE {
            if !keys.contains(&place) {
                keys.push(place);
            }
        }
        keys
    }
}
