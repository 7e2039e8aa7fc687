//! Requests and commands as text (specification sections 5.2 to 5.4). Nothing is ever sent.
//!
//! [`Fields`] is what the person typed or what was filled in from a dropped document, [`compose`] makes requests of the
//! REST API, `az` lines or PowerShell lines of it, with the findings that concern each field. Secrets are placeholders
//! unless [`Secrets::Include`] is asked for.

mod az;
pub mod check;
mod fields;
mod keys;
mod powershell;
pub mod quote;
mod rest;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::json::Json;
use super::limits::Tier;
use super::record::{Document, Item};
use super::secrets::Secret;
use crate::report::Finding;

pub use fields::{DatabaseField, Fault, Fields, Platform};
pub use keys::{KEYS, Look, key, look};
pub use rest::{API_VERSIONS, Cloud, DEFAULT_API_VERSION};

/// Stands for a container SAS URL.
pub const SAS_PLACEHOLDER: &str = "<container SAS URL>";

/// Stands for a connection string.
pub const CONNECTION_PLACEHOLDER: &str = "<database connection string>";

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Task {
    /// Back up now.
    BackUp,
    /// Set the schedule.
    Configure,
    /// Switch the schedule off.
    Disable,
    /// Remove the schedule.
    RemoveSchedule,
    /// Read the schedule.
    ReadSchedule,
    /// List the backups.
    List,
    /// One backup's status.
    Status,
    /// Restore over the app.
    Restore,
    /// Restore into a new app.
    RestoreNew,
    /// Restore straight from a blob.
    RestoreBlob,
    /// Which databases a blob holds.
    Discover,
    /// Delete a backup.
    Delete,
    /// Give a backup a new signature, then delete it.
    DeleteWithNewSas,
    /// Give a backup a new signature.
    ReplaceSas,
    /// Show a backup's signature.
    RevealSas,
}

impl Task {
    /// All, in the order of the specification.
    pub const ALL: [Task; 15] = [
        Task::BackUp,
        Task::Status,
        Task::List,
        Task::Restore,
        Task::RestoreNew,
        Task::RestoreBlob,
        Task::Discover,
        Task::Delete,
        Task::DeleteWithNewSas,
        Task::Configure,
        Task::Disable,
        Task::RemoveSchedule,
        Task::ReplaceSas,
        Task::RevealSas,
        Task::ReadSchedule,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Task::BackUp => "back-up",
            Task::Configure => "configure",
            Task::Disable => "disable",
            Task::RemoveSchedule => "remove-schedule",
            Task::ReadSchedule => "read-schedule",
            Task::List => "list",
            Task::Status => "status",
            Task::Restore => "restore",
            Task::RestoreNew => "restore-new",
            Task::RestoreBlob => "restore-blob",
            Task::Discover => "discover",
            Task::Delete => "delete",
            Task::DeleteWithNewSas => "delete-with-new-sas",
            Task::ReplaceSas => "replace-sas",
            Task::RevealSas => "reveal-sas",
        }
    }

    /// Reads a name.
    pub fn read(text: &str) -> Option<Task> {
        Task::ALL
            .into_iter()
            .find(|task| task.name().eq_ignore_ascii_case(text.trim()))
    }

    /// Whether it restores something.
    pub fn restores(self) -> bool {
        matches!(self, Task::Restore | Task::RestoreNew | Task::RestoreBlob)
    }

    /// Whether it needs a storage address.
    pub fn needs_storage(self) -> bool {
        self.restores()
            || matches!(
                self,
                Task::BackUp
                    | Task::Configure
                    | Task::Disable
                    | Task::Discover
                    | Task::DeleteWithNewSas
                    | Task::ReplaceSas
            )
    }
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Form {
    /// Requests of the REST API.
    Rest,
    /// Lines of the Azure CLI.
    Az,
    /// Lines of Azure PowerShell.
    Powershell,
}

/// Whether secrets stand in what is composed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Secrets {
    /// Placeholders stand for them.
    #[default]
    Placeholder,
    /// They stand there: asked for by the person, for the clipboard or a file, never for the screen.
    Include,
}

impl Secrets {
    /// The secret, or what stands for it.
    fn value(self, secret: &Secret, placeholder: &str) -> String {
        match self {
            Secrets::Include if !secret.is_empty() => secret.expose().trim().to_owned(),
            _ => placeholder.to_owned(),
        }
    }
}

/// A header.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Header {
    /// Name.
    pub name: &'static str,
    /// Value; a token is never one.
    pub value: &'static str,
}

/// A request of the REST API.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HttpRequest {
    /// Method.
    pub method: &'static str,
    /// Address.
    pub url: String,
    /// Headers.
    pub headers: Vec<Header>,
    /// Body; `null` if it has none.
    #[serde(with = "rest::body")]
    #[cfg_attr(test, ts(type = "object | null"))]
    pub body: Option<Json>,
}

impl HttpRequest {
    /// The body as text, its keys in their order; `None` if it has none.
    pub fn body_text(&self) -> Option<String> {
        self.body.as_ref().map(rest::compact)
    }
}

/// Shell that a command is quoted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Shell {
    /// POSIX.
    Sh,
    /// PowerShell.
    Powershell,
    /// A batch file of Windows.
    Cmd,
}

/// A command.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Command {
    /// Shell that it is quoted for.
    pub shell: Shell,
    /// The lines, ready to paste.
    pub text: String,
    /// What is worth knowing about it.
    pub comments: Vec<&'static str>,
}

/// What was composed.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceComposed"))]
pub struct Composed {
    /// Requests; empty for the other forms, or if a field is wrong.
    pub requests: Vec<HttpRequest>,
    /// Commands; empty for REST, or if a field is wrong.
    pub commands: Vec<Command>,
    /// What the rules say; `entry` names the field.
    pub findings: Vec<Finding>,
    /// Fields that are wrong or missing.
    pub faults: Vec<Fault>,
    /// What to know before it is used.
    pub notes: Vec<String>,
}

impl std::fmt::Debug for Composed {
    /// Without what was composed: it may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Composed")
            .field("findings", &self.findings)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// What is known beside the fields.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The present.
    pub now: Timestamp,
    /// Pricing tier of the plan.
    pub tier: Tier,
    /// Documents that were dropped.
    pub documents: &'a [&'a Document],
    /// Names of the databases that the backup holds, if they are known.
    pub databases: Option<&'a [String]>,
}

impl Context<'_> {
    /// The record of the chosen backup.
    fn record(&self, fields: &Fields) -> Option<&Item> {
        let items = || self.documents.iter().flat_map(|document| &document.items);
        let by_id = fields
            .backup_id
            .as_deref()
            .and_then(|id| id.parse::<i64>().ok());
        items()
            .find(|item| by_id.is_some_and(|id| id > 0 && item.backup_id == Some(id)))
            .or_else(|| {
                let blob = fields.blob_name.as_deref()?;
                items().find(|item| {
                    item.blob_name.as_deref().is_some_and(|name| {
                        super::archive::names::same_stem(name, blob)
                            != super::archive::names::SameStem::No
                    })
                })
            })
    }
}

/// Composes a task in a form.
pub fn compose(
    task: Task,
    fields: &Fields,
    form: Form,
    secrets: Secrets,
    context: Context<'_>,
) -> Composed {
    let mut faults = fields.faults(task);
    let findings = check::findings(task, fields, form, context);
    let wrong = faults.iter().any(|fault| !fault.missing);
    let mut composed = Composed {
        requests: Vec::new(),
        commands: Vec::new(),
        findings,
        faults: Vec::new(),
        notes: notes(task, fields),
    };
    if !wrong {
        match form {
            Form::Rest => composed.requests = rest::requests(task, fields, secrets),
            Form::Az => composed.commands = az::commands(task, fields, secrets),
            Form::Powershell => composed.commands = powershell::commands(task, fields, secrets),
        }
    }
    composed.faults.append(&mut faults);
    composed
}

fn notes(task: Task, fields: &Fields) -> Vec<String> {
    let mut notes = Vec::new();
    match task {
        Task::RevealSas => {
            notes.push("the answer holds the signature: do not paste it anywhere".into())
        }
        Task::ReadSchedule => notes
            .push("the answer holds the signature, and the Reader role may not ask for it".into()),
        Task::Delete | Task::DeleteWithNewSas => {
            notes.push("the service deletes with the signature that is stored with the backup; if that has expired, the status becomes DeleteFailed".into());
            let blob = fields
                .blob_name
                .as_deref()
                .or(fields.backup_name.as_deref());
            if let Some(blob) = blob {
                let stem = super::archive::names::stem(blob);
                notes.push(format!("look afterwards whether {stem}.zip, {stem}.xml and {stem}.log are gone from the container"));
            }
        }
        task if task.restores() => {
            notes.push("the target app or slot is stopped while it is restored; restore into a slot and swap to keep production up".into());
            notes.push("the .xml must lie beside the .zip in the container".into());
        }
        _ => {}
    }
    notes
}

#[cfg(test)]
mod tests;
