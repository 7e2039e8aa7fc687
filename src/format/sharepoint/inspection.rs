//! A set that was opened: its files are read as far as their headers, and judged whenever the report is asked for.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::claims::zip_names;
use super::compose::{Composed, Settings, Task, compose};
use super::judge::{Judgement, judge};
use super::member::{self, Member};
use super::options::SharePointOptions;
use super::privacy::{Holding, holdings, mask};
use super::report::{SharePointBody, body};
use super::{ID, codes, tables};
use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::claim::Claim;
use crate::inspect::query::{Query, Rows, Table};
use crate::inspect::work::{Ended, Facts, Plan, WorkKind};
use crate::inspect::{Inspection, copy};
use crate::report::{Depth, Head, Source, Verdict};
use crate::source::Files;

/// A set, opened.
#[derive(Debug)]
pub struct SharePointSet {
    name: String,
    bytes: u64,
    members: Vec<Member>,
}

/// The report of a SharePoint set.
#[derive(Debug, Clone)]
pub struct SharePointReport {
    /// What every report has.
    pub head: Head,
    /// What only this system has.
    pub body: Box<SharePointBody>,
}

/// What can be asked of a SharePoint set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SharePointQuestion {
    /// Commands.
    Compose {
        /// Word of the task.
        task: String,
        /// Names and values of settings.
        settings: Vec<(String, String)>,
    },
    /// What is personal or confidential in the files.
    Privacy,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SharePointAnswer {
    /// Commands.
    Composed {
        /// The commands, and what has to be known before running them.
        composed: Composed,
    },
    /// What is personal or confidential.
    Privacy {
        /// By kind and place.
        holdings: Vec<Holding>,
    },
}

impl SharePointSet {
    /// Reads the headers of all files.
    ///
    /// # Errors
    /// When a file can't be read.
    pub(super) fn open(
        claim: &Claim,
        files: &Files,
        zips: &[Option<Archive>],
    ) -> Result<SharePointSet, Error> {
        let mut members = Vec::with_capacity(files.count());
        for (at, input) in files.iter().enumerate() {
            let names = zips.get(at).and_then(Option::as_ref).map(zip_names);
            members.push(member::read(
                &input.path,
                &*input.bytes,
                input.modified,
                names.as_deref(),
            )?);
        }
        Ok(SharePointSet {
            name: claim.name.clone(),
            bytes: members
                .iter()
                .map(|member| member.bytes)
                .fold(0, u64::saturating_add),
            members,
        })
    }

    fn judged(
        &self,
        options: &SharePointOptions,
        now: Option<&str>,
    ) -> (Judgement, SharePointBody) {
        let options = options.to_options(now);
        let judgement = judge(&self.members, &options);
        let body = body(&self.members, &judgement, &options);
        (judgement, body)
    }

    fn report_of(&self, options: &SharePointOptions, now: Option<&str>) -> SharePointReport {
        let (judgement, body) = self.judged(options, now);
        let source = Source {
            file_name: self.name.clone(),
            bytes: self.bytes,
            fingerprint: Some(fingerprint(&body)),
            files: None,
        };
        let verdict = Verdict {
            outcome: judgement.outcome,
            server_message: judgement.server_message,
            fails_at: None,
            summary: judgement.summary,
        };
        let mut head = Head::new(ID, source, Depth::Directory, verdict)
            .with_findings(&judgement.findings, codes::CODES);
        head.judged_at = now.map(str::to_owned);
        SharePointReport {
            head,
            body: Box::new(body),
        }
    }
}

/// SHA-256 of what the headers say. The headers themselves hold memory of the server that was never cleared, which
/// goes into no report.
fn fingerprint(body: &SharePointBody) -> String {
    let mut hash = Sha256::new();
    for member in &body.members {
        let facts = (
            member.bytes,
            member.kind,
            &member.label,
            &member.backup_sets,
            &member.first_bytes,
        );
        // Plain data: the serialiser has no way to fail.
        hash.update(serde_json::to_vec(&facts).unwrap_or_default());
    }
    hash.update(serde_json::to_vec(&body.apps).unwrap_or_default());
    let digits: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{digits}")
}

fn nothing_to_do() -> Error {
    Error::Protocol("the headers of a SharePoint set are read when it is opened".into())
}

impl Inspection for SharePointSet {
    type Options = SharePointOptions;
    type Report = SharePointReport;
    type Job = ();
    type Facts = ();
    type Question = SharePointQuestion;
    type Answer = SharePointAnswer;

    fn report(&self, options: &SharePointOptions) -> SharePointReport {
        self.report_of(options, None)
    }

    fn report_at(&self, options: &SharePointOptions, now: Option<&str>) -> SharePointReport {
        self.report_of(options, now)
    }

    fn begin(
        &mut self,
        _files: &Files,
        kind: &WorkKind,
        _options: &SharePointOptions,
    ) -> Result<(), Error> {
        match kind {
            WorkKind::Check | WorkKind::ReadAll => Ok(()),
            WorkKind::Count | WorkKind::Copy { .. } | WorkKind::Verify { .. } => Err(copy::none()),
        }
    }

    fn plan(&self, _job: &()) -> Plan {
        Plan::default()
    }

    fn task(&self, _job: &(), _index: u32) -> Result<Vec<u8>, Error> {
        Err(nothing_to_do())
    }

    fn take(&mut self, _job: &mut (), _index: u32, _facts: Facts<()>) -> Result<(), Error> {
        Err(nothing_to_do())
    }

    fn lost(&mut self, _job: &mut (), _index: u32, _why: &str) {}

    fn end(&mut self, _job: ()) -> Result<Ended, Error> {
        Ok(Ended::Done)
    }

    fn tables(&self) -> &'static [Table] {
        tables::TABLES
    }

    fn rows(&self, options: &SharePointOptions, query: &Query) -> Result<Rows, Error> {
        let mut body = self.judged(options, None).1;
        if options.mask_names {
            mask(&mut body);
        }
        tables::rows(&body, query)
    }

    fn ask(
        &self,
        _files: &Files,
        options: &SharePointOptions,
        question: &SharePointQuestion,
    ) -> Result<SharePointAnswer, Error> {
        if let Some(complaint) = options.complaint() {
            return Err(Error::Invalid(complaint));
        }
        let (judgement, body) = self.judged(options, None);
        match question {
            SharePointQuestion::Privacy => Ok(SharePointAnswer::Privacy {
                holdings: holdings(&self.members, &body),
            }),
            SharePointQuestion::Compose { task, settings } => {
                let known = || Task::ALL.map(|(word, _)| word).join(", ");
                let task = Task::by_word(task).ok_or_else(|| {
                    Error::Invalid(format!("the task is one of {}, not {task}", known()))
                })?;
                let pairs = settings
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()));
                let settings = Settings::of(pairs)?;
                let options = options.to_options(None);
                let composed = compose(task, &self.members, &judgement, &options, &settings)?;
                Ok(SharePointAnswer::Composed { composed })
            }
        }
    }
}
