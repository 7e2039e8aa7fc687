//! What can be asked of App Service sets alone: the schedule simulated, requests composed, documents without secrets.

use serde::{Deserialize, Serialize};

use super::archive::{Class, names};
use super::check::AppServiceCheck;
use super::compose::{self, Composed, Context, Fault, Fields, Form, KEYS, Look, Secrets, Task};
use super::limits::Tier;
use super::options::AppServiceOptions;
use super::privacy;
use super::record::{Document, Item, Purpose, Request};
use super::rules;
use super::schedule::{
    Mode, Schedule, Simulation, StoragePoint, Typed, simulate, storage_over_time,
};
use super::secrets::redact;
use super::summary;
use crate::error::Error;
use crate::inspect::archive::ArchiveSummary;
use crate::inspect::privacy::PrivateKind;
use crate::report::Finding;

/// Points of the storage chart.
const CHART_POINTS: u32 = 366;

/// A field as it was typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TypedField {
    /// Key.
    pub key: String,
    /// Value; may be a secret.
    pub value: String,
}

impl std::fmt::Debug for TypedField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypedField")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceQuestion"))]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, asked by a person; boxes would only hide the fields"
)]
pub enum Question {
    /// Run a schedule: the dropped configuration's, changed by what was typed, or a typed one.
    Schedule {
        /// What was typed.
        typed: Typed,
        /// Whether the dropped records are taken in, and runs simulated from now on only.
        project: bool,
    },
    /// Compose a request.
    Compose {
        /// What is to be done.
        task: Task,
        /// In which form.
        form: Form,
        /// What was typed over what the dropped documents say.
        fields: Vec<TypedField>,
        /// Put secrets in: for the clipboard or a file, never for the screen.
        include_secrets: bool,
    },
    /// What can be composed.
    Forms,
    /// What the archive is made of.
    Archive,
    /// What is personal or secret.
    Privacy {
        /// The kind whose values are not masked; `null`: all are.
        show: Option<String>,
    },
    /// A document without its secrets.
    Redact {
        /// Path of the document.
        file: String,
    },
}

/// A field that can be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceFieldKey"))]
pub struct FieldKey {
    /// Key.
    pub key: &'static str,
    /// What it takes, in words.
    pub takes: &'static str,
    /// How it is asked for.
    pub look: Look,
    /// Words of a choice.
    pub choices: Vec<&'static str>,
}

/// A task that can be composed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceTaskFields"))]
pub struct TaskFields {
    /// Its name.
    pub name: &'static str,
    /// Keys of the fields that it uses, in the order in which they are asked for.
    pub keys: Vec<&'static str>,
}

/// What the dropped files say of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceFilledField"))]
pub struct Filled {
    /// Key.
    pub key: &'static str,
    /// Values; `null` of a secret, which is there and not told.
    pub values: Option<Vec<String>>,
}

/// The schedule that was run, whatever of it was typed, dropped or assumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceEffectiveSchedule"))]
pub struct Effective {
    /// Whether a dropped configuration is at its base.
    pub from_configuration: bool,
    /// Backups that dropped records tell of, whether they were taken in or not.
    #[cfg_attr(test, ts(type = "number"))]
    pub records: u64,
    /// Anchor of the grid, ISO 8601 in UTC.
    pub start: String,
    /// Interval: `7d`, `12h`.
    pub every: String,
    /// Retention in days; 0 is for ever.
    #[cfg_attr(test, ts(type = "number"))]
    pub keep_days: i64,
    /// Keep at least one.
    pub keep_one: bool,
    /// Whether it is on.
    pub enabled: bool,
    /// Tier.
    pub tier: Tier,
    /// How long a run takes, in seconds.
    #[cfg_attr(test, ts(type = "number"))]
    pub duration_seconds: i64,
    /// End of the signature, ISO 8601 in UTC; `null` if it is not known.
    pub sas_expiry: Option<String>,
    /// Its permissions; `null` if they are not known.
    pub sas_permissions: Option<String>,
    /// When old backups go.
    pub mode: Mode,
    /// The present, ISO 8601 in UTC.
    pub now: String,
    /// Next run behind the present; `null` if it is off, or there is none.
    pub next_run: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceAnswer"))]
pub enum Answer {
    /// A schedule.
    Schedule {
        /// What was run; `null` if what was typed is wrong.
        effective: Option<Box<Effective>>,
        /// What it gives; `null` if what was typed is wrong.
        simulation: Option<Box<Simulation>>,
        /// What is stored over time.
        storage: Vec<StoragePoint>,
        /// What the rules say.
        findings: Vec<Finding>,
        /// What is wrong with what was typed.
        fault: Option<String>,
    },
    /// Something composed.
    Composed {
        /// Requests, commands, findings, faults.
        composed: Box<Composed>,
        /// What the dropped files say of the fields.
        filled: Vec<Filled>,
    },
    /// What can be composed.
    Forms {
        /// Tasks.
        tasks: Vec<TaskFields>,
        /// Fields.
        fields: Vec<FieldKey>,
        /// Versions of the API.
        #[cfg_attr(test, ts(type = "string[]"))]
        api_versions: &'static [&'static str],
    },
    /// What the archive is made of.
    Archive {
        /// Summed up.
        summary: Box<ArchiveSummary>,
    },
    /// What is personal or secret.
    Privacy {
        /// By kind, with the first places of each.
        kinds: Vec<PrivateKind>,
    },
    /// A document without its secrets.
    Redacted {
        /// Its text.
        text: String,
        /// Keys whose secret is in it all the same; none, unless this program is wrong.
        leaks: Vec<String>,
    },
}

/// What was dropped, as far as questions need it.
#[derive(Debug, Clone, Default)]
pub struct Dropped<'a> {
    /// JSON documents.
    pub documents: Vec<&'a Document>,
    /// Name of the archive.
    pub archive: Option<String>,
    /// Names of the databases in the archive.
    pub databases: Option<Vec<String>>,
}

impl Dropped<'_> {
    fn items(&self) -> Vec<&Item> {
        self.documents
            .iter()
            .flat_map(|document| &document.items)
            .collect()
    }

    /// Fills fields in.
    fn fill(&self, fields: &mut Fields) {
        fields.fill(&self.documents);
        if fields.blob_name.is_none() {
            fields.blob_name = self
                .archive
                .as_deref()
                .map(|name| format!("{}.zip", names::stem(name)));
        }
    }

    fn configuration(&self) -> Option<&Request> {
        self.documents
            .iter()
            .flat_map(|document| &document.requests)
            .find(|request| request.purpose == Purpose::Configuration)
    }
}

impl AppServiceCheck {
    fn dropped(&self) -> Dropped<'_> {
        let archive = self.material.archive.as_ref();
        Dropped {
            documents: self
                .material
                .read_documents()
                .map(|(_, document)| document)
                .collect(),
            archive: archive.map(|archive| archive.file_name().to_owned()),
            databases: archive.map(|archive| {
                archive
                    .survey
                    .of_class(Class::Database)
                    .map(|file| {
                        file.name
                            .rsplit_once('.')
                            .map_or(file.name.clone(), |(base, _)| base.to_owned())
                    })
                    .collect()
            }),
        }
    }
}

/// Answers.
///
/// # Errors
/// `Invalid` if there is no such document.
pub(super) fn answer(
    check: &AppServiceCheck,
    options: &AppServiceOptions,
    question: &Question,
) -> Result<Answer, Error> {
    match question {
        Question::Redact { file } => {
            let document = check
                .material
                .read_documents()
                .find(|(path, _)| path == file)
                .map(|(_, document)| document)
                .ok_or_else(|| Error::Invalid("there is no such document in this set".into()))?;
            let text = redact::document(&document.json);
            Ok(Answer::Redacted {
                leaks: redact::leaks(&document.json, &text),
                text,
            })
        }
        Question::Archive => Ok(Answer::Archive {
            summary: Box::new(summary::summary(check)?),
        }),
        Question::Privacy { show } => Ok(Answer::Privacy {
            kinds: privacy::kinds(check, show.as_deref()),
        }),
        other => of_dropped(&check.dropped(), options, other),
    }
}

/// Answers what needs no set: from documents alone, or from nothing but what was typed.
///
/// # Errors
/// `Invalid` if a field can't be set, or a document is asked for.
pub fn of_dropped(
    dropped: &Dropped<'_>,
    options: &AppServiceOptions,
    question: &Question,
) -> Result<Answer, Error> {
    match question {
        Question::Schedule { typed, project } => Ok(schedule(dropped, options, typed, *project)),
        Question::Compose {
            task,
            form,
            fields,
            include_secrets,
        } => {
            let (typed, mut unread) = typed_fields(dropped, fields)?;
            let context = Context {
                now: options.present(),
                tier: options.tier,
                documents: &dropped.documents,
                databases: dropped.databases.as_deref(),
            };
            let secrets = if *include_secrets {
                Secrets::Include
            } else {
                Secrets::Placeholder
            };
            let mut composed = compose::compose(*task, &typed, *form, secrets, context);
            if !unread.is_empty() {
                composed.requests.clear();
                composed.commands.clear();
                composed
                    .faults
                    .retain(|fault| unread.iter().all(|other| other.field != fault.field));
                composed.faults.append(&mut unread);
            }
            let mut known = Fields::default();
            dropped.fill(&mut known);
            Ok(Answer::Composed {
                composed: Box::new(composed),
                filled: known
                    .held()
                    .into_iter()
                    .map(|(key, values)| Filled { key, values })
                    .collect(),
            })
        }
        Question::Forms => Ok(Answer::Forms {
            tasks: Task::ALL
                .iter()
                .map(|task| TaskFields {
                    name: task.name(),
                    keys: task.keys(),
                })
                .collect(),
            fields: KEYS
                .iter()
                .map(|(key, takes)| {
                    let (look, choices) = compose::look(key);
                    FieldKey {
                        key,
                        takes,
                        look,
                        choices,
                    }
                })
                .collect(),
            api_versions: &compose::API_VERSIONS,
        }),
        Question::Archive | Question::Privacy { .. } => {
            Err(Error::Invalid("this is asked of a set".into()))
        }
        Question::Redact { .. } => Err(Error::Invalid("there is no such document".into())),
    }
}

/// What was typed over what was dropped, and what of it can't be read. A field that is given empty stays empty.
fn typed_fields(
    dropped: &Dropped<'_>,
    fields: &[TypedField],
) -> Result<(Fields, Vec<Fault>), Error> {
    let mut typed = Fields::default();
    let mut unread = Vec::new();
    let mut late = Vec::new();
    for field in fields {
        let Some(key) = compose::key(&field.key) else {
            return Err(Error::Invalid(
                typed.set(&field.key, "").err().unwrap_or_default(),
            ));
        };
        if field.value.trim().is_empty() {
            late.push((key, ""));
        } else if key == "connection_string" && typed.databases.is_empty() {
            // Of a database that the documents name.
            late.push((key, field.value.as_str()));
        } else if let Err(why) = typed.set(key, &field.value) {
            unread.push(fault(key, &why));
        }
    }
    dropped.fill(&mut typed);
    for (key, value) in late {
        let nothing = key == "connection_string" && value.is_empty() && typed.databases.is_empty();
        if let Err(why) = typed.set(key, value)
            && !nothing
        {
            unread.push(fault(key, &why));
        }
    }
    Ok((typed, unread))
}

fn fault(field: &'static str, why: &str) -> Fault {
    let named = why
        .strip_prefix(field)
        .and_then(|rest| rest.strip_prefix(": "));
    Fault {
        field,
        message: named.unwrap_or(why).to_owned(),
        missing: false,
    }
}

fn schedule(
    dropped: &Dropped<'_>,
    options: &AppServiceOptions,
    typed: &Typed,
    project: bool,
) -> Answer {
    let now = options.present();
    let wrong = |fault: String| Answer::Schedule {
        effective: None,
        simulation: None,
        storage: Vec::new(),
        findings: Vec::new(),
        fault: Some(fault),
    };
    let configuration = dropped.configuration();
    let base = match configuration.map(|request| Schedule::of_request(request, now, options.tier)) {
        None => None,
        Some(Ok(schedule)) => Some(schedule),
        // What was typed may mend what the configuration lacks.
        Some(Err(_)) if typed.every.is_some() => None,
        Some(Err(why)) => return wrong(why.words().to_owned()),
    };
    let items = dropped.items();
    let from_configuration = base.is_some();
    let (mut schedule, until) = match typed.schedule(base, now) {
        Ok(typed) => typed,
        Err(fault) => return wrong(fault),
    };
    if project {
        let owned: Vec<Item> = items.iter().map(|item| (*item).clone()).collect();
        let last = configuration
            .and_then(|request| request.schedule.as_ref())
            .and_then(|schedule| schedule.last_execution_time.as_ref())
            .and_then(|time| time.at);
        schedule.observe(&owned, last, now);
    }
    let simulation = simulate(&schedule, until);
    let from = simulation
        .runs
        .first()
        .map_or(schedule.start, |run| run.created);
    let text = |at: jiff::Timestamp| at.to_string();
    let effective = Effective {
        from_configuration,
        records: items.len() as u64,
        start: text(schedule.start),
        every: schedule.unit.typed(schedule.interval),
        keep_days: schedule.retention_days,
        keep_one: schedule.keep_one,
        enabled: schedule.enabled,
        tier: schedule.tier,
        duration_seconds: schedule.duration_seconds,
        sas_expiry: schedule.sas_expiry.map(text),
        sas_permissions: schedule.sas_permissions.clone(),
        mode: schedule.mode,
        now: text(now),
        next_run: schedule.next_run(now).map(text),
    };
    Answer::Schedule {
        effective: Some(Box::new(effective)),
        storage: storage_over_time(&simulation, from, CHART_POINTS),
        findings: rules::schedule::of_schedule(&schedule, now, until, &items),
        simulation: Some(Box::new(simulation)),
        fault: None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
