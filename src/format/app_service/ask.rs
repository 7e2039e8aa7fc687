//! What can be asked of App Service sets alone: the schedule simulated, requests composed, documents without secrets.

use serde::{Deserialize, Serialize};

use super::archive::{Class, names};
use super::check::AppServiceCheck;
use super::compose::{self, Composed, Context, Fields, Form, KEYS, Secrets, Task};
use super::options::AppServiceOptions;
use super::record::{Document, Item, Purpose, Request};
use super::rules;
use super::schedule::{Schedule, Simulation, StoragePoint, Typed, simulate, storage_over_time};
use super::secrets::redact;
use crate::error::Error;
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
    /// A document without its secrets.
    Redact {
        /// Path of the document.
        file: String,
    },
}

/// A field that can be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldKey {
    /// Key.
    pub key: &'static str,
    /// What it takes, in words.
    pub takes: &'static str,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AppServiceAnswer"))]
pub enum Answer {
    /// A schedule.
    Schedule {
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
    },
    /// What can be composed.
    Forms {
        /// Names of the tasks.
        tasks: Vec<&'static str>,
        /// Fields.
        fields: Vec<FieldKey>,
        /// Versions of the API.
        #[cfg_attr(test, ts(type = "string[]"))]
        api_versions: &'static [&'static str],
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
            let mut typed = Fields::default();
            for field in fields {
                typed
                    .set(&field.key, &field.value)
                    .map_err(Error::Invalid)?;
            }
            typed.fill(&dropped.documents);
            if typed.blob_name.is_none() {
                typed.blob_name = dropped
                    .archive
                    .as_deref()
                    .map(|name| format!("{}.zip", names::stem(name)));
            }
            let context = Context {
                now: options.present(),
                documents: &dropped.documents,
                databases: dropped.databases.as_deref(),
            };
            let secrets = if *include_secrets {
                Secrets::Include
            } else {
                Secrets::Placeholder
            };
            Ok(Answer::Composed {
                composed: Box::new(compose::compose(*task, &typed, *form, secrets, context)),
            })
        }
        Question::Forms => Ok(Answer::Forms {
            tasks: Task::ALL.iter().map(|task| task.name()).collect(),
            fields: KEYS
                .iter()
                .map(|(key, takes)| FieldKey { key, takes })
                .collect(),
            api_versions: &compose::API_VERSIONS,
        }),
        Question::Redact { .. } => Err(Error::Invalid("there is no such document".into())),
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
    Answer::Schedule {
        storage: storage_over_time(&simulation, from, CHART_POINTS),
        findings: rules::schedule::of_schedule(&schedule, now, until, &items),
        simulation: Some(Box::new(simulation)),
        fault: None,
    }
}
