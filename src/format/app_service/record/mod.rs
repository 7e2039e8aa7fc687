//! What a JSON document is, and its fields in one form (specification sections 2.2 to 2.4).
//!
//! REST answers, `az` output and PowerShell output name the same things differently; [`Document::read`] finds out which
//! it is ([`Shape`]) and maps all of them to [`Item`], [`Request`] and [`RestoreRequest`]. Secrets are kept as
//! [`Secret`]; every other text is masked when it is read.

mod error_body;
mod fields;
mod parts;
mod shape;

use serde::Serialize;

use super::instant::Instant;
use super::json::Json;
use super::relaxed_json::{self, Repairs};
use super::secrets::Secret;
use super::status::Status;
use super::text_forms;

pub use error_body::ServerError;
pub use fields::{Coercion, OtherField};
pub use shape::Shape;

/// Most keys that are named as standing twice.
const MAX_REPEATED: usize = 20;

/// Where an object belongs: from its ARM path, else from its names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Place {
    /// Subscription.
    pub subscription: Option<String>,
    /// Resource group.
    pub resource_group: Option<String>,
    /// App.
    pub app_name: Option<String>,
    /// Slot.
    pub slot: Option<String>,
}

/// Type of a database (an open list).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseType {
    /// SQL Database.
    SqlAzure,
    /// MySQL.
    MySql,
    /// MySQL in-app.
    LocalMySql,
    /// PostgreSQL.
    PostgreSql,
    /// Anything else, as written.
    Unknown(String),
}

impl DatabaseType {
    /// Reads a name in any case.
    pub fn read(text: &str) -> Self {
        let key: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '_')
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match key.as_str() {
            "sqlazure" => DatabaseType::SqlAzure,
            "mysql" => DatabaseType::MySql,
            "localmysql" => DatabaseType::LocalMySql,
            "postgresql" => DatabaseType::PostgreSql,
            _ => DatabaseType::Unknown(super::secrets::mask_text(text.trim())),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            DatabaseType::SqlAzure => "SqlAzure",
            DatabaseType::MySql => "MySql",
            DatabaseType::LocalMySql => "LocalMySql",
            DatabaseType::PostgreSql => "PostgreSql",
            DatabaseType::Unknown(text) => text,
        }
    }
}

/// One entry of a `databases` list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseSetting {
    /// Type.
    pub database_type: DatabaseType,
    /// Name.
    pub name: Option<String>,
    /// Name of the connection string in the app's settings.
    pub connection_string_name: Option<String>,
    /// Connection string.
    pub connection_string: Secret,
}

/// One backup, as the service describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where in the document it stands: empty for the document itself, `value[3]` in a list.
    pub at: String,
    /// Where it belongs.
    pub place: Place,
    /// Number used in URLs.
    pub backup_id: Option<i64>,
    /// Name, normally the stem of the blob.
    pub backup_name: Option<String>,
    /// Blob, with or without `.zip`.
    pub blob_name: Option<String>,
    /// Status.
    pub status: Option<Status>,
    /// Size of the backup, in bytes.
    pub size_bytes: Option<u64>,
    /// Size of the app's content, in bytes.
    pub site_bytes: Option<u64>,
    /// Start.
    pub created: Option<Instant>,
    /// End.
    pub finished: Option<Instant>,
    /// Last restore that used it.
    pub last_restore: Option<Instant>,
    /// Detail or error text, masked; `None` if there is none or it is empty.
    pub log: Option<String>,
    /// Databases; `None` if the record names none.
    pub databases: Option<Vec<DatabaseSetting>>,
    /// Caused by a schedule.
    pub scheduled: Option<bool>,
    /// For support tickets; opaque.
    pub correlation_id: Option<String>,
    /// Container SAS URL.
    pub storage: Secret,
    /// Fields without a meaning here, masked.
    pub other_fields: Vec<OtherField>,
}

/// What a backup request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Purpose {
    /// The schedule.
    Configuration,
    /// A backup now.
    BackUpNow,
    /// A new signature for one backup.
    ReplaceSas,
}

/// When backups are made and how long they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScheduleFields {
    /// How often, in units.
    pub frequency_interval: Option<i64>,
    /// `Day` or `Hour`, as written if it is neither.
    pub frequency_unit: Option<String>,
    /// Keep one whatever its age.
    pub keep_at_least_one: Option<bool>,
    /// How long backups are kept, in days; 0 is for ever.
    pub retention_days: Option<i64>,
    /// First run.
    pub start_time: Option<Instant>,
    /// Last run, told by the service.
    pub last_execution_time: Option<Instant>,
    /// Whether a value is an expression or a variable that a template fills in: what the schedule does is not known.
    pub filled_in: bool,
}

/// A backup request: the schedule, a backup now, or a new signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where in the document it stands.
    pub at: String,
    /// Where it belongs.
    pub place: Place,
    /// What it is for.
    pub purpose: Purpose,
    /// Name, which becomes that of the blob.
    pub backup_name: Option<String>,
    /// Whether the schedule is on.
    pub enabled: Option<bool>,
    /// The schedule.
    pub schedule: Option<ScheduleFields>,
    /// Databases.
    pub databases: Option<Vec<DatabaseSetting>>,
    /// Container SAS URL.
    pub storage: Secret,
    /// Fields without a meaning here, masked.
    pub other_fields: Vec<OtherField>,
}

/// A request for a restore, or the answer that tells which databases a blob holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreRequest {
    /// Where in the document it stands.
    pub at: String,
    /// Where it belongs.
    pub place: Place,
    /// Blob.
    pub blob_name: Option<String>,
    /// Whether an existing app is overwritten.
    pub overwrite: Option<bool>,
    /// Target app.
    pub site_name: Option<String>,
    /// Whether it is what discover answered: an envelope, and no target.
    pub discovered: bool,
    /// Databases.
    pub databases: Option<Vec<DatabaseSetting>>,
    /// Drop custom domains.
    pub ignore_conflicting_host_names: Option<bool>,
    /// Restore content only.
    pub ignore_databases: Option<bool>,
    /// Plan of a new app.
    pub app_service_plan: Option<String>,
    /// Write connection strings into the app.
    pub adjust_connection_strings: Option<bool>,
    /// Container SAS URL.
    pub storage: Secret,
    /// Fields without a meaning here, masked.
    pub other_fields: Vec<OtherField>,
}

/// A snapshot ("automatic backup").
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Snapshot {
    /// When it was made, ISO 8601 in UTC, or as written.
    pub time: Option<String>,
    /// App, if it is named.
    pub app_name: Option<String>,
}

/// The site that a finished restore answers with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiteAnswer {
    /// App.
    pub app_name: Option<String>,
    /// Slot.
    pub slot: Option<String>,
    /// `Running` and so on.
    pub state: Option<String>,
}

/// A JSON document and what it holds.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is; `None` if nothing of App Service was found.
    pub shape: Option<Shape>,
    /// Backups.
    pub items: Vec<Item>,
    /// Whether the list has further pages.
    pub more_pages: bool,
    /// Schedules and backup requests.
    pub requests: Vec<Request>,
    /// Restore requests.
    pub restores: Vec<RestoreRequest>,
    /// Snapshots.
    pub snapshots: Vec<Snapshot>,
    /// Errors.
    pub errors: Vec<ServerError>,
    /// Sites.
    pub sites: Vec<SiteAnswer>,
    /// Values that had another type.
    pub coercions: Vec<Coercion>,
    /// Keys that stand twice.
    pub repeated_keys: Vec<String>,
    /// What was mended to read it.
    pub repairs: Repairs,
    /// Where it was found, if it is not all of the file.
    pub found: Found,
    /// The document itself, for a copy without secrets.
    pub json: Json,
}

/// How objects were found in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Found {
    /// It is one document.
    #[default]
    Whole,
    /// So many documents stand in it, one behind the other.
    Several(usize),
    /// Objects stand inside of another document: a template, an example, a record of requests.
    Inside,
    /// It is no JSON, but printed in this form.
    Printed(text_forms::Form),
}

/// Deepest text in a text that is looked into for JSON.
const MAX_LAYERS: u32 = 3;

impl Document {
    /// Reads a document, or the documents that stand in a text.
    ///
    /// # Errors
    /// Why it is not JSON, with line and column.
    pub fn read(text: &str) -> Result<Document, String> {
        let strict = match relaxed_json::read(text) {
            Ok(read) => return Ok(Document::of(read.json, read.repairs)),
            Err(strict) => strict,
        };
        let (mut pieces, repairs) = relaxed_json::read_pieces(text);
        if !pieces.is_empty() {
            let document = match (pieces.len(), pieces.pop()) {
                (1, Some(only)) => Document::of(only, repairs),
                (_, last) => {
                    pieces.extend(last);
                    Document::of_several(pieces, repairs)
                }
            };
            if document.shape.is_some() {
                return Ok(document);
            }
        }
        if let Some((json, form)) = text_forms::read(text) {
            let mut document = Document::of(json, Repairs::default());
            if document.shape.is_some() {
                document.found = Found::Printed(form);
                return Ok(document);
            }
        }
        if text_forms::is_without_names(text) {
            return Err("its values have no names (tsv); print it with -o json".into());
        }
        Err(strict)
    }

    /// What one document holds.
    fn of(json: Json, repairs: Repairs) -> Document {
        let mut document = Document::empty(&json, repairs);
        document.shape = document.collect(&json, "");
        if document.shape.is_none() {
            document.shape = document.look_inside(&json, "", MAX_LAYERS);
            if document.shape.is_some() {
                document.found = Found::Inside;
            }
        }
        document.json = json;
        document
    }

    /// What several documents hold.
    fn of_several(pieces: Vec<Json>, repairs: Repairs) -> Document {
        let json = Json::Array(pieces);
        let mut document = Document::empty(&json, repairs);
        let mut known = 0;
        for (number, piece) in json.elements().iter().enumerate() {
            let at = format!("[{number}]");
            let shape = document
                .collect(piece, &at)
                .or_else(|| document.look_inside(piece, &at, MAX_LAYERS));
            known += usize::from(shape.is_some());
            document.shape = document.shape.or(shape);
        }
        document.found = Found::Several(known);
        document.json = json;
        document
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        let Some(shape) = self.shape else {
            return "JSON of another kind".into();
        };
        let words = shape.words();
        match self.found {
            Found::Whole | Found::Several(0 | 1) => words.into(),
            Found::Several(number) => format!("{number} documents in one text, the first {words}"),
            Found::Inside => format!("{words}, inside of another document"),
            Found::Printed(form) => format!("{words}, {}", form.words()),
        }
    }

    fn empty(json: &Json, repairs: Repairs) -> Document {
        Document {
            shape: None,
            items: Vec::new(),
            more_pages: false,
            requests: Vec::new(),
            restores: Vec::new(),
            snapshots: Vec::new(),
            errors: Vec::new(),
            sites: Vec::new(),
            coercions: Vec::new(),
            repeated_keys: json
                .repeated_keys(MAX_REPEATED)
                .iter()
                .map(|key| super::secrets::mask_text(key))
                .collect(),
            repairs,
            found: Found::Whole,
            json: Json::Null,
        }
    }

    /// Takes what a value at a place holds, and says what it is.
    fn collect(&mut self, json: &Json, at: &str) -> Option<Shape> {
        let (list, shape, label) = match json {
            Json::Array(elements) => (elements.as_slice(), Shape::AzList, at.to_owned()),
            Json::Object(_) => match json.get("value") {
                Some(Json::Array(elements)) if !json.has("properties") => {
                    (elements.as_slice(), Shape::ArmList, place(at, "value"))
                }
                _ => return self.take(json, at),
            },
            _ => return None,
        };
        let mut first = None;
        for (number, element) in list.iter().enumerate() {
            let found = self.take(element, &format!("{label}[{number}]"));
            first = first.or(found);
        }
        self.more_pages |= json
            .get("nextLink")
            .and_then(Json::text)
            .is_some_and(|link| !link.trim().is_empty());
        match first {
            // An empty answer of the service, or of the command line.
            None if list.is_empty() && (shape == Shape::AzList || json.has("nextLink")) => {
                Some(shape)
            }
            None => None,
            Some(Shape::Snapshot) => Some(Shape::Snapshot),
            // PowerShell 5 puts an array into an object with `value` and `Count`.
            Some(Shape::AzItem | Shape::PowerShellItem) => Some(Shape::AzList),
            Some(Shape::ArmItem | Shape::BareItem) => Some(shape),
            // A list of one thing that is no backup is that thing.
            Some(other) => Some(other),
        }
    }

    /// Takes the objects that stand inside of a document of another kind, also in its texts, and says what the first is.
    /// Only what can be nothing else counts. Recursion is bounded by the depth that the readers allow and by `layers`.
    fn look_inside(&mut self, json: &Json, at: &str, layers: u32) -> Option<Shape> {
        match json {
            Json::Object(entries) => {
                if Shape::of(json).is_some_and(|shape| shape.is_certain(json)) {
                    return self.take(json, at);
                }
                let mut first = None;
                for (key, value) in entries {
                    let found = self.look_inside(value, &place(at, key), layers);
                    first = first.or(found);
                }
                first
            }
            Json::Array(elements) => {
                let mut first = None;
                for (number, element) in elements.iter().enumerate() {
                    let found = self.look_inside(element, &format!("{at}[{number}]"), layers);
                    first = first.or(found);
                }
                first
            }
            Json::Text(text) if layers > 0 && text.trim_start().starts_with(['{', '[']) => {
                let inner = Json::parse(text).ok()?;
                self.look_inside(&inner, at, layers - 1)
            }
            _ => None,
        }
    }

    /// Takes what one object holds.
    fn take(&mut self, object: &Json, at: &str) -> Option<Shape> {
        let shape = Shape::of(object)?;
        match shape {
            Shape::ArmItem | Shape::AzItem | Shape::PowerShellItem | Shape::BareItem => {
                let item = parts::item(object, at, &mut self.coercions);
                self.items.push(item);
            }
            Shape::ArmRequest
            | Shape::AzConfiguration
            | Shape::PowerShellConfiguration
            | Shape::BareRequest => {
                let request = parts::request(object, at, &mut self.coercions);
                self.requests.push(request);
            }
            Shape::ArmRestore | Shape::BareRestore => {
                let restore = parts::restore(object, at, &mut self.coercions);
                self.restores.push(restore);
            }
            Shape::Snapshot => self.snapshots.push(parts::snapshot(object)),
            Shape::ErrorBody => self.errors.push(error_body::read(object)),
            Shape::Site => self.sites.push(parts::site(object)),
            Shape::ArmList | Shape::AzList => {}
        }
        Some(shape)
    }

    /// All storage addresses of the document with where they stand.
    pub fn storages(&self) -> Vec<(String, &Secret, bool)> {
        let key = |at: &str| match at {
            "" => "storageAccountUrl".to_owned(),
            at => format!("{at}.storageAccountUrl"),
        };
        let items = self
            .items
            .iter()
            .map(|item| (key(&item.at), &item.storage, false));
        let requests = self.requests.iter().map(|request| {
            (
                key(&request.at),
                &request.storage,
                request.purpose == Purpose::Configuration,
            )
        });
        let restores = self
            .restores
            .iter()
            .map(|restore| (key(&restore.at), &restore.storage, false));
        items
            .chain(requests)
            .chain(restores)
            .filter(|(_, secret, _)| !secret.is_empty())
            .collect()
    }
}

/// A key below a place.
fn place(at: &str, key: &str) -> String {
    let key = super::secrets::mask_text(key);
    match at {
        "" => key,
        at => format!("{at}.{key}"),
    }
}

#[cfg(test)]
mod tests;
