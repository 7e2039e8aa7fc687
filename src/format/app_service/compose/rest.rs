//! Requests of the REST API (specification 2.1 and 5.2).

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use super::{CONNECTION_PLACEHOLDER, Fields, Header, HttpRequest, SAS_PLACEHOLDER, Secrets, Task};
use crate::format::app_service::instant::Instant;
use crate::format::app_service::json::Json;
use crate::format::app_service::schedule::{DEFAULT_RETENTION_DAYS, Unit};

/// Version of the API unless told.
pub const DEFAULT_API_VERSION: &str = "2024-04-01";

/// The oldest version, which asks for more keys.
pub const OLDEST_API_VERSION: &str = "2015-08-01";

/// Last version in which the name is called `name`.
const LAST_WITH_NAME: &str = "2016-08-01";

/// Versions that are offered.
pub const API_VERSIONS: [&str; 19] = [
    "2016-08-01",
    "2018-02-01",
    "2018-11-01",
    "2019-08-01",
    "2020-06-01",
    "2020-09-01",
    "2020-10-01",
    "2020-12-01",
    "2021-01-01",
    "2021-01-15",
    "2021-02-01",
    "2021-03-01",
    "2022-03-01",
    "2022-09-01",
    "2023-01-01",
    "2023-12-01",
    "2024-04-01",
    "2025-03-01",
    "2025-05-01",
];

/// A cloud of Azure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The public one.
    #[default]
    Public,
    /// US Government.
    UsGovernment,
    /// China.
    China,
}

impl Cloud {
    /// Reads a name.
    pub fn read(text: &str) -> Option<Cloud> {
        match text
            .trim()
            .to_ascii_lowercase()
            .replace(['-', '_', ' '], "")
            .as_str()
        {
            "" | "public" | "azurecloud" => Some(Cloud::Public),
            "usgovernment" | "usgov" | "azureusgovernment" => Some(Cloud::UsGovernment),
            "china" | "azurechinacloud" => Some(Cloud::China),
            _ => None,
        }
    }

    /// Address of its resource manager.
    pub fn management(self) -> &'static str {
        match self {
            Cloud::Public => "https://management.azure.com",
            Cloud::UsGovernment => "https://management.usgovcloudapi.net",
            Cloud::China => "https://management.chinacloudapi.cn",
        }
    }

    /// Its name in the Azure CLI.
    pub fn cli_name(self) -> &'static str {
        match self {
            Cloud::Public => "AzureCloud",
            Cloud::UsGovernment => "AzureUSGovernment",
            Cloud::China => "AzureChinaCloud",
        }
    }
}

/// A segment of a path, encoded.
fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.trim().bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A segment, or what stands for it.
fn segment_or(text: Option<&str>, placeholder: &str) -> String {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => segment(text),
        None => format!("{{{placeholder}}}"),
    }
}

impl Fields {
    /// The version of the API.
    pub fn version(&self) -> &str {
        self.api_version.as_deref().unwrap_or(DEFAULT_API_VERSION)
    }

    /// Path of the app or slot in the resource manager.
    pub(super) fn site_path(&self) -> String {
        let mut path = format!(
            "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Web/sites/{}",
            segment_or(self.subscription.as_deref(), "subscription-id"),
            segment_or(self.resource_group.as_deref(), "resource-group-name"),
            segment_or(self.app.as_deref(), "name"),
        );
        if let Some(slot) = &self.slot {
            path.push_str("/slots/");
            path.push_str(&segment(slot));
        }
        path
    }

    fn backup(&self) -> String {
        segment_or(self.backup_id.as_deref(), "backup-id")
    }
}

/// The requests of a task.
pub(super) fn requests(task: Task, fields: &Fields, secrets: Secrets) -> Vec<HttpRequest> {
    let backup = fields.backup();
    let one = |method, path: String, body| vec![request(fields, method, &path, body)];
    match task {
        Task::BackUp => one("POST", "/backup".into(), Some(backup_body(fields, secrets))),
        Task::Status => one("GET", format!("/backups/{backup}"), None),
        Task::List => one("GET", "/backups".into(), None),
        Task::Restore | Task::RestoreNew => {
            // The command line of Azure sends 0: the blob in the body decides.
            let id = match &fields.backup_id {
                Some(id) => segment(id),
                None => "0".into(),
            };
            one(
                "POST",
                format!("/backups/{id}/restore"),
                Some(restore_body(task, fields, secrets)),
            )
        }
        Task::RestoreBlob => one(
            "POST",
            "/restoreFromBackupBlob".into(),
            Some(restore_body(task, fields, secrets)),
        ),
        Task::Discover => one(
            "POST",
            "/discoverbackup".into(),
            Some(discover_body(fields, secrets)),
        ),
        Task::Delete => one("DELETE", format!("/backups/{backup}"), None),
        Task::DeleteWithNewSas => vec![
            request(
                fields,
                "POST",
                &format!("/backups/{backup}/list"),
                Some(sas_body(fields, secrets)),
            ),
            request(fields, "DELETE", &format!("/backups/{backup}"), None),
            request(fields, "GET", &format!("/backups/{backup}"), None),
        ],
        Task::Configure | Task::Disable => one(
            "PUT",
            "/config/backup".into(),
            Some(configuration_body(task, fields, secrets)),
        ),
        Task::RemoveSchedule => one("DELETE", "/config/backup".into(), None),
        Task::ReplaceSas => one(
            "POST",
            format!("/backups/{backup}/list"),
            Some(sas_body(fields, secrets)),
        ),
        Task::RevealSas => one(
            "POST",
            format!("/backups/{backup}/list"),
            Some(Json::Object(Vec::new())),
        ),
        Task::ReadSchedule => one("POST", "/config/backup/list".into(), None),
    }
}

fn request(fields: &Fields, method: &'static str, path: &str, body: Option<Json>) -> HttpRequest {
    let mut headers = vec![Header {
        name: "Authorization",
        value: "Bearer <token>",
    }];
    if body.is_some() {
        headers.push(Header {
            name: "Content-Type",
            value: "application/json",
        });
    }
    HttpRequest {
        method,
        url: format!(
            "{}{}{path}?api-version={}",
            fields.cloud.management(),
            fields.site_path(),
            segment(fields.version())
        ),
        headers,
        body,
    }
}

/// Keys in the order in which they are put in.
#[derive(Default)]
struct Keys(Vec<(String, Json)>);

impl Keys {
    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            self.0.push((key.into(), Json::Text(value.into())));
        }
    }

    fn truth(&mut self, key: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.0.push((key.into(), Json::Bool(value)));
        }
    }

    fn number(&mut self, key: &str, value: i64) {
        self.0.push((key.into(), Json::Integer(value)));
    }

    fn storage(&mut self, fields: &Fields, secrets: Secrets) {
        let url = secrets.value(&fields.container_url, SAS_PLACEHOLDER);
        self.text("storageAccountUrl", Some(&url));
    }

    fn databases(&mut self, fields: &Fields, secrets: Secrets, always_connection: bool) {
        if fields.databases.is_empty() {
            return;
        }
        let list = fields.databases.iter().map(|database| {
            let mut keys = Keys::default();
            keys.text("databaseType", Some(database.database_type.name()));
            keys.text("name", Some(&database.name));
            keys.text(
                "connectionStringName",
                database.connection_string_name.as_deref(),
            );
            if always_connection || !database.connection_string.is_empty() {
                let connection = secrets.value(&database.connection_string, CONNECTION_PLACEHOLDER);
                keys.text("connectionString", Some(&connection));
            }
            Json::Object(keys.0)
        });
        self.0
            .push(("databases".into(), Json::Array(list.collect())));
    }

    /// The body of a request.
    fn body(self, fields: &Fields) -> Json {
        let mut envelope = Vec::new();
        if fields.version() == OLDEST_API_VERSION {
            // Required there, and not used by the service.
            envelope.push(("location".into(), Json::Text(String::new())));
        }
        envelope.push(("properties".into(), Json::Object(self.0)));
        Json::Object(envelope)
    }
}

fn name_key(fields: &Fields) -> &'static str {
    if fields.version() <= LAST_WITH_NAME {
        "name"
    } else {
        "backupName"
    }
}

fn backup_body(fields: &Fields, secrets: Secrets) -> Json {
    let mut keys = Keys::default();
    keys.text(name_key(fields), fields.backup_name.as_deref());
    keys.storage(fields, secrets);
    keys.databases(fields, secrets, true);
    keys.body(fields)
}

fn sas_body(fields: &Fields, secrets: Secrets) -> Json {
    let mut keys = Keys::default();
    keys.storage(fields, secrets);
    keys.body(fields)
}

fn discover_body(fields: &Fields, secrets: Secrets) -> Json {
    let mut keys = Keys::default();
    keys.text(
        "blobName",
        Some(fields.blob_name.as_deref().unwrap_or("<blob name>")),
    );
    keys.truth("overwrite", Some(false));
    keys.storage(fields, secrets);
    keys.body(fields)
}

fn restore_body(task: Task, fields: &Fields, secrets: Secrets) -> Json {
    let new = fields.is_new_app(task);
    let mut keys = Keys::default();
    keys.text(
        "blobName",
        Some(fields.blob_name.as_deref().unwrap_or("<blob name>")),
    );
    keys.truth("overwrite", Some(!new));
    keys.text(
        "siteName",
        fields.site_name.as_deref().or(fields.app.as_deref()),
    );
    keys.text("appServicePlan", fields.plan.as_deref());
    keys.truth(
        "ignoreConflictingHostNames",
        Some(fields.ignore_conflicting_host_names.unwrap_or(new)),
    );
    keys.truth("ignoreDatabases", fields.ignore_databases);
    keys.truth(
        "adjustConnectionStrings",
        fields.adjust_connection_strings.or(new.then_some(true)),
    );
    keys.text("hostingEnvironment", fields.hosting_environment.as_deref());
    if fields.version() == OLDEST_API_VERSION {
        keys.text("operationType", Some("Default"));
    }
    keys.storage(fields, secrets);
    if fields.ignore_databases != Some(true) {
        keys.databases(fields, secrets, false);
    }
    keys.body(fields)
}

impl Fields {
    /// Whether a restore makes a new app.
    pub fn is_new_app(&self, task: Task) -> bool {
        self.overwrite
            .map_or(task == Task::RestoreNew, |overwrite| !overwrite)
    }

    /// Interval and unit of the schedule that is set.
    pub(super) fn interval(&self) -> (i64, Unit) {
        self.every.unwrap_or((7, Unit::Day))
    }
}

fn configuration_body(task: Task, fields: &Fields, secrets: Secrets) -> Json {
    let (interval, unit) = fields.interval();
    let mut schedule = Keys::default();
    schedule.number("frequencyInterval", interval);
    schedule.text("frequencyUnit", Some(unit.name()));
    schedule.truth(
        "keepAtLeastOneBackup",
        Some(fields.keep_one.unwrap_or(true)),
    );
    schedule.number(
        "retentionPeriodInDays",
        fields.keep_days.unwrap_or(DEFAULT_RETENTION_DAYS),
    );
    let start = fields
        .start
        .as_deref()
        .and_then(|start| Instant::read(start).shown());
    schedule.text("startTime", start.as_deref());
    let mut keys = Keys::default();
    keys.text(name_key(fields), fields.backup_name.as_deref());
    keys.truth(
        "enabled",
        Some(task != Task::Disable && fields.enabled.unwrap_or(true)),
    );
    keys.storage(fields, secrets);
    keys.0
        .push(("backupSchedule".into(), Json::Object(schedule.0)));
    keys.databases(fields, secrets, true);
    keys.body(fields)
}

/// A value with its keys in their order.
struct Ordered<'a>(&'a Json);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Null => out.serialize_unit(),
            Json::Bool(value) => out.serialize_bool(*value),
            Json::Integer(value) => out.serialize_i64(*value),
            Json::Float(value) => out.serialize_f64(*value),
            Json::Text(value) => out.serialize_str(value),
            Json::Array(elements) => {
                let mut list = out.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(&Ordered(element))?;
                }
                list.end()
            }
            Json::Object(entries) => {
                let mut map = out.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, &Ordered(value))?;
                }
                map.end()
            }
        }
    }
}

/// Writes bodies with their keys in their order.
pub(super) mod body {
    use serde::Serializer;

    use super::{Json, Ordered};

    pub(in super::super) fn serialize<S: Serializer>(
        body: &Option<Json>,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        match body {
            Some(body) => out.serialize_some(&Ordered(body)),
            None => out.serialize_none(),
        }
    }
}

/// A body on one line.
pub(super) fn compact(body: &Json) -> String {
    // Writing into a String can't fail.
    serde_json::to_string(&Ordered(body)).unwrap_or_default()
}
