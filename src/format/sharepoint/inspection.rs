//! A set that was opened: its files are read as far as their headers, and judged whenever the report is asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::claims::zip_names;
use super::compose::{Composed, Settings, Task, compose};
use super::database_tables::{self, Shelf};
use super::databases::{Databases, subjects};
use super::judge::{Judgement, Known, judge_with};
use super::listing::Listing;
use super::member::{self, Member};
use super::options::{Options, SharePointOptions};
use super::privacy::{kinds, mask};
use super::read_all::{Found, ItemRead, ReadTask, catalogue_tasks, tasks};
use super::report::{SharePointBody, body, database_bodies};
use super::summary::summary;
use super::{ID, codes, entries, tables};
use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::archive::ArchiveSummary;
use crate::inspect::claim::Claim;
use crate::inspect::entries::ENTRIES;
use crate::inspect::export::{self, Exported, Sink, Wanted};
use crate::inspect::privacy::PrivateKind;
use crate::inspect::query::{Query, Rows, Table};
use crate::inspect::work::{Ended, Facts, Plan, WorkKind, no_log};
use crate::inspect::{Inspection, copy};
use crate::report::{Depth, Head, Source, Verdict};
use crate::source::Files;

/// A set, opened.
#[derive(Debug)]
pub struct SharePointSet {
    name: String,
    bytes: u64,
    members: Vec<Member>,
    /// What came of reading all pages, by place of the item; `None` before that was done.
    reads: Option<BTreeMap<usize, ItemRead>>,
    /// What the pages say of each database, by place of the item; `None` before they were looked at.
    listings: Option<BTreeMap<usize, Listing>>,
    /// Databases that were opened because somebody asked for their tables.
    databases: Databases,
    /// Directories of those files that are ZIP files, in their order.
    zips: Vec<Option<Archive>>,
}

/// A piece of work that was begun: the headers were read when the set was opened, pages are read by tasks.
#[derive(Debug)]
pub struct Job {
    /// All pages, or those of the catalogues.
    is_all: bool,
    /// The tasks, with the place of the item of each.
    tasks: Vec<(usize, ReadTask)>,
    /// What came of them.
    done: BTreeMap<usize, Found>,
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
    Privacy {
        /// The kind whose values are not masked; `null`: all are.
        #[serde(default)]
        show: Option<String>,
    },
    /// What the set is made of.
    Archive,
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
    /// What the set is made of.
    Archive {
        /// Summed up.
        summary: Box<ArchiveSummary>,
    },
    /// What is personal or confidential.
    Privacy {
        /// By kind, with the first places of each.
        kinds: Vec<PrivateKind>,
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
        zips: Vec<Option<Archive>>,
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
            reads: None,
            listings: None,
            databases: Databases::default(),
            zips,
        })
    }

    fn judged(&self, options: &SharePointOptions) -> (Judgement, SharePointBody) {
        let options = options.to_options();
        let (no_reads, no_listings) = (BTreeMap::new(), BTreeMap::new());
        let known = Known {
            reads: self.reads.as_ref().unwrap_or(&no_reads),
            listings: self.listings.as_ref().unwrap_or(&no_listings),
        };
        let judgement = judge_with(&self.members, &options, known);
        let mut body = body(&self.members, &judgement, &options);
        body.databases = self
            .listings
            .as_ref()
            .map(|listings| database_bodies(&self.members, &judgement, listings));
        (judgement, body)
    }

    /// The databases of the set, to be read.
    fn shelf<'s>(&'s self, files: &'s Files, judgement: &Judgement) -> Shelf<'s> {
        Shelf {
            databases: &self.databases,
            subjects: subjects(judgement),
            files,
            members: &self.members,
            listings: self.listings.as_ref(),
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

fn no_task() -> Error {
    Error::Protocol("there is no such task".into())
}

/// A task of a job, with the place of its item.
fn place(job: &Job, index: u32) -> Option<&(usize, ReadTask)> {
    job.tasks.get(usize::try_from(index).ok()?)
}

impl Inspection for SharePointSet {
    type Options = SharePointOptions;
    type Report = SharePointReport;
    type Job = Job;
    type Facts = Box<Found>;
    type Question = SharePointQuestion;
    type Answer = SharePointAnswer;

    fn report(&self, options: &SharePointOptions) -> SharePointReport {
        let (judgement, body) = self.judged(options);
        let source = Source {
            file_name: self.name.clone(),
            bytes: self.bytes,
            fingerprint: Some(fingerprint(&body)),
            files: None,
        };
        let depth = match self.reads {
            Some(_) => Depth::Data,
            None => Depth::Directory,
        };
        let verdict = Verdict {
            outcome: judgement.outcome,
            server_message: judgement.server_message,
            fails_at: None,
            summary: judgement.summary,
        };
        let mut head =
            Head::new(ID, source, depth, verdict).with_findings(&judgement.findings, codes::CODES);
        head.judged_at.clone_from(&options.now);
        SharePointReport {
            head,
            body: Box::new(body),
        }
    }

    fn begin(
        &mut self,
        _files: &Files,
        kind: &WorkKind,
        options: &SharePointOptions,
    ) -> Result<Job, Error> {
        let judgement = self.judged(options).0;
        let bytes_of = |at: usize| self.members.get(at).map_or(0, |member| member.bytes);
        let (is_all, tasks) = match kind {
            WorkKind::Check => (false, catalogue_tasks(&judgement, &bytes_of)),
            WorkKind::ReadAll => (true, tasks(&judgement, &bytes_of)),
            WorkKind::Count | WorkKind::Copy { .. } | WorkKind::Verify { .. } => {
                return Err(copy::none());
            }
            WorkKind::Search { .. } => return Err(no_log()),
        };
        Ok(Job {
            is_all,
            tasks,
            done: BTreeMap::new(),
        })
    }

    fn plan(&self, job: &Job) -> Plan {
        Plan {
            tasks: u32::try_from(job.tasks.len()).unwrap_or(u32::MAX),
            bytes: job
                .tasks
                .iter()
                .map(|(_, task)| task.bytes)
                .fold(0, u64::saturating_add),
            entries: job.tasks.len() as u64,
            when_asked: job.is_all,
        }
    }

    fn task(&self, job: &Job, index: u32) -> Result<Vec<u8>, Error> {
        let (_, task) = place(job, index).ok_or_else(no_task)?;
        postcard::to_allocvec(task).map_err(|error| Error::Protocol(error.to_string()))
    }

    fn take(&mut self, job: &mut Job, index: u32, facts: Facts<Box<Found>>) -> Result<(), Error> {
        let item = place(job, index)
            .map(|(item, _)| *item)
            .ok_or_else(no_task)?;
        let Facts::System(found) = facts else {
            return Err(no_task());
        };
        job.done.insert(item, *found);
        Ok(())
    }

    fn lost(&mut self, job: &mut Job, index: u32, why: &str) {
        if let Some((item, _)) = place(job, index) {
            let (item, is_all) = (*item, job.is_all);
            job.done.insert(item, Found::lost(why, is_all));
        }
    }

    fn end(&mut self, job: Job) -> Result<Ended, Error> {
        let mut reads = BTreeMap::new();
        let mut listings = self.listings.take().unwrap_or_default();
        for (item, found) in job.done {
            reads.extend(found.read.map(|read| (item, read)));
            listings.extend(found.listing.map(|listing| (item, listing)));
        }
        self.listings = Some(listings);
        if job.is_all {
            self.reads = Some(reads);
        }
        Ok(Ended::Done)
    }

    fn tables(&self) -> &'static [Table] {
        let has_databases = self.members.iter().any(|member| member.media().is_some());
        tables::of(has_databases)
    }

    fn rows(
        &self,
        files: &Files,
        options: &SharePointOptions,
        query: &Query,
    ) -> Result<Rows, Error> {
        let (judgement, mut body) = self.judged(options);
        if options.mask_names {
            mask(&mut body);
        }
        if database_tables::is_of_pages(&query.table) {
            return self.shelf(files, &judgement).rows(query);
        }
        if query.table == ENTRIES {
            return Ok(entries::rows(&self.members, &self.zips, query));
        }
        if query.table == "apps" {
            let (instances, incomplete) = self.shelf(files, &judgement).app_instances()?;
            return Ok(Rows {
                incomplete,
                ..tables::apps(&body, instances, query)?
            });
        }
        tables::rows(&body, query)
    }

    fn export_needs_check(&self, _wanted: &Wanted) -> bool {
        // Which tables there are stands in the catalogues, which the check reads.
        true
    }

    fn export(
        &self,
        files: &Files,
        options: &SharePointOptions,
        wanted: &Wanted,
        sink: Sink<'_>,
    ) -> Result<Exported, Error> {
        if wanted.what != "rows" {
            return Err(export::no_export(&wanted.what, &["rows"]));
        }
        let judgement = self.judged(options).0;
        let mut steps = self.shelf(files, &judgement).export(wanted)?;
        super::export::write(&mut *steps, sink)
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
        let (judgement, body) = self.judged(options);
        match question {
            SharePointQuestion::Archive => Ok(SharePointAnswer::Archive {
                summary: Box::new(summary(&body)),
            }),
            SharePointQuestion::Privacy { show } => Ok(SharePointAnswer::Privacy {
                kinds: kinds(&self.members, &body, show.as_deref()),
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
                // The same commands on any day: a date stands in them only if it was asked for.
                let options = Options {
                    now: None,
                    ..options.to_options()
                };
                let composed = compose(task, &self.members, &judgement, &options, &settings)?;
                Ok(SharePointAnswer::Composed { composed })
            }
        }
    }
}
