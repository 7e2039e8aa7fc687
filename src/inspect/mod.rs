//! What every system has in common when its backups are inspected: how files are claimed, what work there is, what can
//! be asked, what a copy is. Contracts only; no system is named here.
//!
//! - [`claim`]: which files a system takes for its own.
//! - [`Inspection`]: an opened set; lives where the person is (coordinator, command line).
//! - [`foreign`]: a file of none of the systems.
//! - [`work`]: work on the data, divided into tasks that any worker does.
//! - [`query`]: tables that can be listed; [`entries`]: the one that every archive has.
//! - [`archive`]: what a set is made of, summed up.
//! - [`privacy`]: personal data and secrets, by kind.
//! - [`copy`]: copies with changes.
//! - [`export`]: what is inside, as files.

pub mod archive;
pub mod claim;
pub mod codes;
pub mod copy;
pub mod entries;
pub mod export;
pub mod foreign;
pub mod privacy;
pub mod query;
pub mod work;

use crate::container::zip::Archive;
use crate::error::Error;
use crate::report::CodeTable;
use crate::report::FormatId;
use crate::source::{Files, ReadAt};

use self::claim::{Claim, Glance};
use self::copy::{Copy, Packs};
use self::export::{Compared, Exported, Sink, Wanted};
use self::query::{Query, Rows, Table};
use self::work::{Ended, Facts, Plan, Task, WorkKind};

/// A system whose backups are known: one folder below `src/format`.
pub trait Format {
    /// Its word in reports, on the command line and in the page.
    const ID: FormatId;

    /// The findings that it can report, in the order in which they are listed.
    const CODES: CodeTable;

    /// An opened set.
    type Inspection: Inspection;

    /// Which of the files are its own, and which of them belong together. A file may stand in several claims; the
    /// one with the highest score gets it.
    fn claim(seen: &[Glance<'_>]) -> Vec<Claim>;

    /// Opens the files of a claim, in its order; `zips` are their directories, for those that are ZIP files. What takes long to read is left to [`Inspection::begin`].
    ///
    /// # Errors
    /// When a file can't be read. A fault of the backup is data.
    fn open(
        claim: &Claim,
        files: &Files,
        zips: Vec<Option<Archive>>,
        opening: &claim::Opening,
    ) -> Result<Self::Inspection, Error>;

    /// Starts a task from what [`Inspection::task`] said, in any worker.
    ///
    /// # Errors
    /// When the bytes are none.
    fn start(task: &[u8]) -> Result<StartedTask<Self>, Error>
    where
        Self: Sized;

    /// Answers what needs no set: from nothing but what was typed.
    ///
    /// # Errors
    /// `Invalid` with the reason, in words.
    fn ask_alone(
        _options: &<Self::Inspection as Inspection>::Options,
        _question: &<Self::Inspection as Inspection>::Question,
    ) -> Result<<Self::Inspection as Inspection>::Answer, Error> {
        Err(Error::Invalid("this is asked of a set".into()))
    }

    /// A set to look at, made up: paths and bytes, its dates fitting the present (ISO 8601 in UTC). None unless the
    /// system has one.
    ///
    /// # Errors
    /// When it can't be put together.
    fn example(_now: Option<&str>) -> Result<Vec<(String, Vec<u8>)>, Error> {
        Ok(Vec::new())
    }

    /// The options of this system with what is common to all: the present, and the system that the person says a file is
    /// of. Most need neither.
    fn settle(
        options: &<Self::Inspection as Inspection>::Options,
        _now: Option<&str>,
        _system: Option<&str>,
    ) -> <Self::Inspection as Inspection>::Options
    where
        <Self::Inspection as Inspection>::Options: Clone,
    {
        options.clone()
    }
}

/// A task of a system, started.
pub type StartedTask<F> =
    Box<dyn Task<SystemFacts = <<F as Format>::Inspection as Inspection>::Facts>>;

/// One set of files, opened. The report can be asked for at any time and says what is not known.
pub trait Inspection {
    /// What the person says of the server and of the files.
    type Options;
    /// What is told of the set.
    type Report;
    /// A piece of work that was begun.
    type Job;
    /// What a task found out; small, never whole payloads.
    type Facts;
    /// What can be asked of this system alone.
    type Question;
    /// What is answered.
    type Answer;

    /// The report as far as is known.
    fn report(&self, options: &Self::Options) -> Self::Report;

    /// Begins a piece of work.
    ///
    /// # Errors
    /// `Invalid` if there is no such work for this set (nothing to copy, a recipe that can't be followed), `Read` if a
    /// file can't be read.
    fn begin(
        &mut self,
        files: &Files,
        kind: &WorkKind,
        options: &Self::Options,
    ) -> Result<Self::Job, Error>;

    /// How the work is divided.
    fn plan(&self, job: &Self::Job) -> Plan;

    /// Description of a task: opaque bytes for [`Format::start`].
    ///
    /// # Errors
    /// When there is no such task.
    fn task(&self, job: &Self::Job, index: u32) -> Result<Vec<u8>, Error>;

    /// Takes what a task found out. What comes early is kept until its turn.
    ///
    /// # Errors
    /// When no result of that task is expected.
    fn take(
        &mut self,
        job: &mut Self::Job,
        index: u32,
        facts: Facts<Self::Facts>,
    ) -> Result<(), Error>;

    /// A task that will never come: its worker failed twice.
    fn lost(&mut self, job: &mut Self::Job, index: u32, why: &str);

    /// All tasks are done.
    ///
    /// # Errors
    /// When something is missing without which there is no result.
    fn end(&mut self, job: Self::Job) -> Result<Ended, Error>;

    /// The copy, piece by piece; what tasks wrote anew is fetched from `packs` in their order.
    ///
    /// # Errors
    /// `Invalid` if the job makes none, `Read` if a file can't be read.
    fn compose<'a>(
        &'a self,
        _files: &'a Files,
        _job: &'a Self::Job,
        _packs: Packs<'a>,
    ) -> Result<Copy<'a>, Error> {
        Err(copy::none())
    }

    /// Opens a copy and reads the entries that the original does not have in the same form. Answers how many were
    /// read.
    ///
    /// # Errors
    /// `Invalid` if the copy is not what it was to be, `Read` if it can't be read.
    fn check_copy(&self, _copy: &dyn ReadAt) -> Result<u64, Error> {
        Ok(0)
    }

    /// What can be listed, beside the findings.
    fn tables(&self) -> &'static [Table] {
        &[]
    }

    /// Rows of a table. Where they stand in the files, so much of these is read as the page of the query needs.
    ///
    /// # Errors
    /// `Invalid` if there is no such table, or nothing is known of it; `Read` if a file can't be read.
    fn rows(&self, _files: &Files, _options: &Self::Options, query: &Query) -> Result<Rows, Error> {
        Err(query::no_table(&query.table))
    }

    /// Whether an export tells something that only a set whose check is done knows.
    fn export_needs_check(&self, _wanted: &Wanted) -> bool {
        false
    }

    /// Exports what is inside, piece by piece; nothing is written before the first piece is ready.
    ///
    /// # Errors
    /// `Invalid` if there is no such export, `Read` if a file can't be read.
    fn export(
        &self,
        _files: &Files,
        _options: &Self::Options,
        wanted: &Wanted,
        _sink: Sink<'_>,
    ) -> Result<Exported, Error> {
        Err(export::no_export(&wanted.what, &[]))
    }

    /// Compares with another set of the system; the result is one JSON object, piece by piece.
    ///
    /// # Errors
    /// `Invalid` if such sets can't be compared, `Read` if a file can't be read.
    fn compare(
        &self,
        _files: &Files,
        _other: &Self,
        _other_files: &Files,
        _options: &Self::Options,
        _sink: Sink<'_>,
    ) -> Result<Compared, Error> {
        Err(Error::Invalid(
            "sets of this system can't be compared".into(),
        ))
    }

    /// Answers what this system alone can.
    ///
    /// # Errors
    /// `Invalid` with the reason, in words.
    fn ask(
        &self,
        files: &Files,
        options: &Self::Options,
        question: &Self::Question,
    ) -> Result<Self::Answer, Error>;
}
