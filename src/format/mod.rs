//! The systems whose backups are known: a folder each, and a line in the registry below. What they have in common is
//! `inspect`; what only one has stands in its folder. This folder knows no browser and no terminal.

pub mod app_service;
pub mod saved;
pub mod sharepoint;
pub mod squidex;
pub mod unknown;
mod whole;
pub mod zip_faults;

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::claim::{Claim, Glance, Opening};
use crate::inspect::copy::{Copy, Packs};
use crate::inspect::export::{Compared, Exported, Sink, Wanted};
use crate::inspect::foreign::Foreign;
use crate::inspect::query::{Query, Rows, Table};
use crate::inspect::work::{Ended, Facts as WorkFacts, Plan, Step, WorkKind};
use crate::inspect::{Format, Inspection, StartedTask};
use crate::report::render::mask::People;
use crate::report::render::{Told, json, markdown, text, ticket};
use crate::report::{CodeTable, FormatId, Head};
use crate::source::{Files, Input, ReadAt, Stamp};

use sharepoint::report::SharePointBody;
use squidex::report::SquidexReport;

/// Makes one value of several for all that the systems have in common. `$variant: $format` is all that a system needs
/// here; the last takes what no other does.
macro_rules! systems {
    ($($variant:ident $id:literal $folder:ident $format:path,)+) => {
        /// The systems, in the order in which they are asked.
        pub static SYSTEMS: &[FormatId] = &[$(<$format as Format>::ID),+];

        /// Which system a claim is of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) enum System { $($variant),+ }

        /// A set that was opened.
        #[derive(Debug)]
        pub(crate) enum Opened { $($variant(Box<<$format as Format>::Inspection>)),+ }

        /// A piece of work that was begun.
        #[derive(Debug)]
        pub(crate) enum Job { $($variant(<<$format as Format>::Inspection as Inspection>::Job)),+ }

        /// What a task found out.
        #[derive(Debug, Serialize, Deserialize)]
        pub enum Facts {
            $(
                #[doc = concat!("Of `", $id, "`.")]
                $variant(WorkFacts<<<$format as Format>::Inspection as Inspection>::Facts>),
            )+
        }

        /// What can be asked of one system alone.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(tag = "system", content = "question")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[allow(clippy::large_enum_variant, reason = "one at a time, asked by a person")]
        pub enum Question {
            $(
                #[doc = concat!("Of `", $id, "`.")]
                #[serde(rename = $id)]
                $variant(<<$format as Format>::Inspection as Inspection>::Question),
            )+
        }

        /// Its answer.
        #[derive(Debug, Clone, Serialize)]
        #[allow(clippy::large_enum_variant, reason = "there is one at a time, on its way to whoever asked")]
        #[serde(tag = "system", content = "answer")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum Answer {
            $(
                #[doc = concat!("Of `", $id, "`.")]
                #[serde(rename = $id)]
                $variant(<<$format as Format>::Inspection as Inspection>::Answer),
            )+
        }

        /// What is known of the server and of the files: changes reports without a new scan.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct Options {
            /// Which server a file of no system is for, by the system's word.
            pub system: Option<String>,
            /// The present, ISO 8601 in UTC; the edges fill it in, the engine owns no clock.
            pub now: Option<String>,
            $(
                #[doc = concat!("For `", $id, "`.")]
                pub $folder: <<$format as Format>::Inspection as Inspection>::Options,
            )+
        }

        impl Options {
            $(
                #[doc = concat!("For `", $id, "`, with what is common to all systems.")]
                fn $folder(&self) -> <<$format as Format>::Inspection as Inspection>::Options {
                    <$format as Format>::settle(&self.$folder, self.now.as_deref(), self.system.as_deref())
                }
            )+
        }

        /// Answers what needs no set: from nothing but what was typed.
        ///
        /// # Errors
        /// `Invalid` with the reason, in words.
        pub fn ask_alone(options: &Options, question: &Question) -> Result<Answer, Error> {
            match question {
                $(Question::$variant(question) => {
                    <$format>::ask_alone(&options.$folder(), question).map(Answer::$variant)
                })+
            }
        }

        /// A set of that system to look at, made up: paths and bytes.
        ///
        /// # Errors
        /// `Invalid` if there is none.
        pub fn example(system: &str, options: &Options) -> Result<Vec<(String, Vec<u8>)>, Error> {
            let files = match system {
                $($id => <$format>::example(options.now.as_deref())?,)+
                _ => Vec::new(),
            };
            if files.is_empty() {
                return Err(Error::Invalid(format!("there is no example of \"{system}\"")));
            }
            Ok(files)
        }

        /// A task, started.
        enum Started { $($variant(StartedTask<$format>)),+ }

        /// All claims of all systems.
        pub(crate) fn claims(seen: &[Glance<'_>]) -> Vec<(System, Claim)> {
            let mut claims = Vec::new();
            $(claims.extend(<$format>::claim(seen).into_iter().map(|claim| (System::$variant, claim)));)+
            claims
        }

        impl Opened {
            pub(crate) fn open(
                system: System,
                claim: &Claim,
                files: &Files,
                zips: Vec<Option<Archive>>,
                opening: &Opening,
            ) -> Result<Opened, Error> {
                match system {
                    $(System::$variant => <$format>::open(claim, files, zips, opening)
                        .map(Box::new).map(Opened::$variant),)+
                }
            }

            pub(crate) fn report(&self, options: &Options) -> Report {
                match self { $(Opened::$variant(one) => {
                    Report::from(one.report(&options.$folder())).for_person(options)
                })+ }
            }

            pub(crate) fn begin(&mut self, files: &Files, kind: &WorkKind, options: &Options) -> Result<Job, Error> {
                match self { $(Opened::$variant(one) => one.begin(files, kind, &options.$folder()).map(Job::$variant),)+ }
            }

            pub(crate) fn plan(&self, job: &Job) -> Result<Plan, Error> {
                match (self, job) {
                    $((Opened::$variant(one), Job::$variant(job)) => Ok(one.plan(job)),)+
                    #[allow(unreachable_patterns)]
                    _ => Err(mixed()),
                }
            }

            pub(crate) fn task(&self, job: &Job, index: u32) -> Result<(System, Vec<u8>), Error> {
                match (self, job) {
                    $((Opened::$variant(one), Job::$variant(job)) => Ok((System::$variant, one.task(job, index)?)),)+
                    #[allow(unreachable_patterns)]
                    _ => Err(mixed()),
                }
            }

            pub(crate) fn take(&mut self, job: &mut Job, index: u32, facts: Facts) -> Result<(), Error> {
                match (self, job, facts) {
                    $((Opened::$variant(one), Job::$variant(job), Facts::$variant(facts)) => one.take(job, index, facts),)+
                    #[allow(unreachable_patterns)]
                    _ => Err(mixed()),
                }
            }

            pub(crate) fn lost(&mut self, job: &mut Job, index: u32, why: &str) {
                match (self, job) {
                    $((Opened::$variant(one), Job::$variant(job)) => one.lost(job, index, why),)+
                    #[allow(unreachable_patterns)]
                    _ => {}
                }
            }

            pub(crate) fn end(&mut self, job: Job) -> Result<Ended, Error> {
                match (self, job) {
                    $((Opened::$variant(one), Job::$variant(job)) => one.end(job),)+
                    #[allow(unreachable_patterns)]
                    _ => Err(mixed()),
                }
            }

            pub(crate) fn compose<'a>(
                &'a self,
                files: &'a Files,
                job: &'a Job,
                packs: Packs<'a>,
            ) -> Result<Copy<'a>, Error> {
                match (self, job) {
                    $((Opened::$variant(one), Job::$variant(job)) => one.compose(files, job, packs),)+
                    #[allow(unreachable_patterns)]
                    _ => Err(mixed()),
                }
            }

            pub(crate) fn check_copy(&self, copy: &dyn ReadAt) -> Result<u64, Error> {
                match self { $(Opened::$variant(one) => one.check_copy(copy),)+ }
            }

            pub(crate) fn tables(&self) -> &'static [Table] {
                match self { $(Opened::$variant(one) => one.tables(),)+ }
            }

            pub(crate) fn rows(&self, files: &Files, options: &Options, query: &Query) -> Result<Rows, Error> {
                match self { $(Opened::$variant(one) => one.rows(files, &options.$folder(), query),)+ }
            }

            pub(crate) fn export_needs_check(&self, wanted: &Wanted) -> bool {
                match self { $(Opened::$variant(one) => one.export_needs_check(wanted),)+ }
            }

            pub(crate) fn export(
                &self,
                files: &Files,
                options: &Options,
                wanted: &Wanted,
                sink: Sink<'_>,
            ) -> Result<Exported, Error> {
                match self { $(Opened::$variant(one) => one.export(files, &options.$folder(), wanted, sink),)+ }
            }

            pub(crate) fn compare(
                &self,
                files: &Files,
                other: (&Opened, &Files),
                options: &Options,
                sink: Sink<'_>,
            ) -> Result<Compared, Error> {
                match (self, other.0) {
                    $((Opened::$variant(one), Opened::$variant(two)) => {
                        one.compare(files, two, other.1, &options.$folder(), sink)
                    })+
                    #[allow(unreachable_patterns)]
                    _ => Err(Error::Invalid("sets of different systems can't be compared".into())),
                }
            }

            pub(crate) fn ask(&self, files: &Files, options: &Options, question: &Question) -> Result<Answer, Error> {
                match (self, question) {
                    $((Opened::$variant(one), Question::$variant(question)) => {
                        one.ask(files, &options.$folder(), question).map(Answer::$variant)
                    })+
                    #[allow(unreachable_patterns)]
                    _ => Err(Error::Invalid("this can't be asked of a set of this system".into())),
                }
            }
        }

        impl Started {
            fn start(system: System, task: &[u8]) -> Result<Started, Error> {
                match system { $(System::$variant => <$format>::start(task).map(Started::$variant),)+ }
            }

            fn step(
                &mut self,
                files: &Files,
                beside: &[Input],
                go_on: &mut dyn FnMut(Step) -> bool,
            ) -> Result<Step, Error> {
                match self { $(Started::$variant(task) => task.step(files, beside, go_on),)+ }
            }

            fn finish(self) -> Result<Facts, Error> {
                match self { $(Started::$variant(task) => task.finish().map(Facts::$variant),)+ }
            }
        }

        impl Facts {
            /// Entries of a copy that were written anew, if that is what they are.
            ///
            /// # Errors
            /// The facts, if they are others.
            #[allow(clippy::result_large_err, reason = "whoever gets them back goes on with them")]
            pub fn into_pack(self) -> Result<Vec<u8>, Facts> {
                match self {
                    $(Facts::$variant(WorkFacts::Pack(bytes)) => Ok(bytes),)+
                    other => Err(other),
                }
            }
        }
    };
}

systems! {
    Squidex "squidex" squidex squidex::Squidex,
    AppService "app-service" app_service app_service::AppServiceBackups,
    SharePoint "sharepoint" sharepoint sharepoint::SharePoint,
    Unknown "unknown" unknown unknown::Unknown,
}

impl Options {
    /// Whether they say of the files of each tree that they are one set, or what can only be said of one.
    pub fn is_of_a_set(&self) -> bool {
        self.sharepoint.is_of_a_set()
    }

    /// The same for a report that is handed on: whoever writes it masks its names, whatever lists show.
    #[must_use]
    pub fn with_names(mut self) -> Options {
        self.sharepoint.mask_names = false;
        self
    }
}

fn mixed() -> Error {
    Error::Protocol("work of one system was given to another".into())
}

/// How sure the surest system is that this file is its own; 0: none knows it.
pub(crate) fn score(one: Glance<'_>) -> u32 {
    let scores = claims(&[one]).into_iter().map(|(_, claim)| claim.score);
    scores.max().unwrap_or(0)
}

/// Whether a system knows this file for its own.
pub(crate) fn knows(one: Glance<'_>) -> bool {
    score(one) > 0
}

/// Every finding code of the product.
pub static CODES: CodeTable = CodeTable(&[
    unknown::codes::SECTION,
    zip_faults::codes::SECTION,
    squidex::codes::event::SECTION,
    squidex::codes::layout::SECTION,
    squidex::codes::reading::SECTION,
    crate::inspect::codes::SECTION,
    squidex::codes::failures::SECTION,
    squidex::codes::losses::SECTION,
    squidex::codes::notes::SECTION,
    app_service::codes::archive::SECTION,
    app_service::codes::manifest::SECTION,
    app_service::codes::record::SECTION,
    app_service::codes::schedule::SECTION,
    app_service::codes::restore::SECTION,
    app_service::codes::filter::SECTION,
    app_service::codes::document::SECTION,
    app_service::codes::signature::SECTION,
    sharepoint::codes::SQL,
    sharepoint::codes::FARM,
    sharepoint::codes::SET,
    sharepoint::codes::SITES,
]);

/// The report of a set: the JSON contract. Its keys are those of the first system, `null` for sets of others, and a
/// body for each further one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Report {
    /// The head, and what is told of a Squidex backup.
    #[serde(flatten)]
    pub base: SquidexReport,
    /// What is told of an App Service set; absent for sets of other systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub app_service: Option<Box<app_service::report::AppService>>,
    /// What is told of a SharePoint set, for those.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub sharepoint: Option<Box<SharePointBody>>,
    /// What opening it as a ZIP archive gives; for files of no system.
    #[serde(skip)]
    foreign: Option<Foreign>,
}

impl Deref for Report {
    type Target = SquidexReport;

    fn deref(&self) -> &SquidexReport {
        &self.base
    }
}

impl DerefMut for Report {
    fn deref_mut(&mut self) -> &mut SquidexReport {
        &mut self.base
    }
}

impl From<SquidexReport> for Report {
    fn from(base: SquidexReport) -> Report {
        Report {
            base,
            app_service: None,
            sharepoint: None,
            foreign: None,
        }
    }
}

impl From<sharepoint::SharePointReport> for Report {
    fn from(report: sharepoint::SharePointReport) -> Report {
        Report {
            sharepoint: Some(report.body),
            ..Report::from(report.head)
        }
    }
}

impl From<unknown::UnknownReport> for Report {
    fn from(report: unknown::UnknownReport) -> Report {
        let mut base = SquidexReport::bare(report.head);
        base.counts.entries = report.entries;
        base.counts.uncompressed_bytes = report.uncompressed_bytes;
        Report {
            foreign: Some(report.foreign),
            ..Report::from(base)
        }
    }
}

impl From<app_service::report::AppServiceReport> for Report {
    fn from(report: app_service::report::AppServiceReport) -> Report {
        let mut base = SquidexReport::bare(report.head);
        base.counts.entries = report.entries;
        base.counts.uncompressed_bytes = report.uncompressed_bytes;
        Report {
            app_service: Some(report.body),
            ..Report::from(base)
        }
    }
}

impl From<Head> for Report {
    fn from(head: Head) -> Report {
        Report::from(SquidexReport::bare(head))
    }
}

impl Report {
    /// As the person wants it: a file of no system, as the server would take it that they say it is for, and names masked.
    fn for_person(mut self, options: &Options) -> Report {
        let squidex = options.system.as_deref() == Some(squidex::ID.0);
        if let Some(foreign) = self.foreign.as_ref().filter(|_| squidex) {
            squidex::refuse(&mut self.base, foreign);
        }
        let sharepoint = options.system.as_deref() == Some(sharepoint::ID.0);
        if sharepoint && self.foreign.is_some() {
            let path = self.source.file_name.clone();
            self.verdict.server_message = Some(sharepoint::versions::malformed(&path));
        }
        if options.sharepoint.mask_names {
            return self.without_names();
        }
        self
    }

    /// The same without names of accounts, servers and paths on them, as far as its system knows which these are.
    #[must_use]
    pub fn without_names(mut self) -> Report {
        if let Some(body) = &mut self.sharepoint {
            sharepoint::privacy::mask_report(body, &mut self.base.head);
        }
        self
    }

    /// What its system says in words.
    pub fn told(&self) -> Told {
        if let Some(body) = &self.sharepoint {
            return sharepoint::told::told(body);
        }
        match &self.app_service {
            Some(body) => app_service::told::told(&self.head, body),
            None if self.format == squidex::ID => squidex::told::told(self),
            None => unknown::told(&self.head, self.counts.entries),
        }
    }

    /// The report as plain text, ending in a line feed.
    pub fn to_text(&self) -> String {
        text::to_text(self, &self.told(), CODES)
    }

    /// The summary as Markdown, ending in a line feed.
    pub fn to_markdown(&self) -> String {
        markdown::summary(self, &self.told())
    }

    /// The JSON contract as a line with its line feed: the very bytes that the page saves and the command line prints.
    ///
    /// # Errors
    /// None in practice; an error of the serialiser is passed on rather than hidden.
    pub fn to_json_line(&self, mask_names: bool) -> Result<String, Error> {
        let mut line = match mask_names {
            true => json::masked(&json::to_json(&self.clone().without_names())?)?,
            false => json::to_json(self)?,
        };
        line.push('\n');
        Ok(line)
    }

    /// [`Report::to_markdown`] without e-mail addresses and names of people and servers.
    pub fn to_masked_markdown(&self) -> String {
        People::of_markdown().masked(&self.clone().without_names().to_markdown())
    }

    /// The text for a support ticket, ending in a line feed, without addresses and names of people and servers.
    pub fn to_ticket(&self, options: &Options) -> String {
        let report = self.clone().without_names();
        let text = match report.format == squidex::ID {
            true => {
                squidex::ticket::ticket(&report, options.squidex.restore_name.as_deref(), CODES)
            }
            false => ticket::ticket(&report, &report.told(), CODES),
        };
        People::of_markdown().masked(&text)
    }
}

impl From<squidex::target::Target> for Options {
    fn from(squidex: squidex::target::Target) -> Options {
        Options {
            squidex,
            ..Options::default()
        }
    }
}

/// What a worker has to do, and for which files.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Addressed {
    /// Tells the files from others.
    pub stamp: Vec<Stamp>,
    /// Whose task it is.
    pub system: System,
    /// For the system.
    pub task: Vec<u8>,
}

impl Addressed {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        postcard::to_allocvec(self).map_err(|error| Error::Protocol(error.to_string()))
    }

    fn from_bytes(bytes: &[u8]) -> Result<Addressed, Error> {
        postcard::from_bytes(bytes).map_err(|error| Error::Protocol(error.to_string()))
    }
}

/// A task that a worker has begun, and the files that it reads.
pub struct Running<'f> {
    files: Held<'f>,
    beside: Vec<Input>,
    task: Started,
}

/// The files of a set, or those that a worker opened once more.
#[derive(Debug)]
enum Held<'f> {
    Lent(&'f Files),
    Own(Files),
}

impl std::fmt::Debug for Running<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("files", &self.files)
            .field("beside", &self.beside)
            .finish_non_exhaustive()
    }
}

impl<'f> Running<'f> {
    /// A task, begun where its set is.
    pub(crate) fn here(
        system: System,
        task: &[u8],
        files: &'f Files,
        beside: Vec<Input>,
    ) -> Result<Running<'f>, Error> {
        Ok(Running {
            files: Held::Lent(files),
            beside,
            task: Started::start(system, task)?,
        })
    }

    /// As [`crate::inspect::work::Task::step`], of its files.
    ///
    /// # Errors
    /// As [`crate::inspect::work::Task::step`].
    pub fn step(&mut self, go_on: &mut dyn FnMut(Step) -> bool) -> Result<Step, Error> {
        let files = match &self.files {
            Held::Lent(files) => files,
            Held::Own(files) => files,
        };
        self.task.step(files, &self.beside, go_on)
    }

    /// The result, once [`Step::finished`].
    ///
    /// # Errors
    /// When it is called before.
    pub fn finish(self) -> Result<Facts, Error> {
        self.task.finish()
    }
}

/// Begins a task from what [`crate::open::Set::task`] said, in any worker. The inputs are the files of the set, in its
/// order (those that carry them, where they are carried), and then whatever the work has beside them.
///
/// # Errors
/// `Protocol` if the bytes are no task, or the inputs are not the files of its set.
pub fn begin(task: &[u8], mut inputs: Vec<Input>) -> Result<Running<'static>, Error> {
    let task = Addressed::from_bytes(task)?;
    let beside = inputs.split_off(task.stamp.len().min(inputs.len()));
    let files = Files::of_stamp(&task.stamp, inputs, crate::container::zip::unpack)?;
    Ok(Running {
        files: Held::Own(files),
        beside,
        task: Started::start(task.system, &task.task)?,
    })
}

impl Facts {
    /// As bytes, for [`Facts::from_bytes`].
    ///
    /// # Errors
    /// None in practice; an error of the serialiser is passed on rather than hidden.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        postcard::to_allocvec(self).map_err(|error| Error::Protocol(error.to_string()))
    }

    /// From the bytes of [`Facts::to_bytes`].
    ///
    /// # Errors
    /// When they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Facts, Error> {
        postcard::from_bytes(bytes).map_err(|error| Error::Protocol(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::export::Wanted;
    use crate::typed::tests::check;

    #[test]
    fn messages_of_the_page_are_read_alike() {
        let json = |value: serde_json::Result<String>| value.unwrap();
        assert!(check::<Options>(&json(serde_json::to_string(
            &Options::default()
        ))));
        assert!(check::<Options>(
            r#"{"now":"2026-01-01T00:00:00Z","sharepoint":{"roles":[{"file":"a","role":"content"}]}}"#
        ));
        assert!(!check::<Options>(r#"{"squidex":{"store":"nowhere"}}"#));
        assert!(check::<Wanted>(&json(serde_json::to_string(
            &Wanted::default()
        ))));
        assert!(check::<Query>(r#"{"table":"events","from":3,"limit":200}"#));
        for text in [
            r#"{"kind":"check"}"#,
            r#"{"kind":"copy","recipe":{"name":"shop","map_users":[{"old":"a@b","new":"c@d"}],"redact":true}}"#,
            r#"{"kind":"search","lines":{"types":["ContentCreated"],"stream":null}}"#,
        ] {
            assert!(check::<WorkKind>(text), "{text}");
        }
        for (text, is_known) in [
            (
                r#"{"system":"squidex","question":{"kind":"name","name":"shop"}}"#,
                true,
            ),
            (
                r#"{"system":"squidex","question":{"kind":"event","index":7,"raw":true}}"#,
                true,
            ),
            (
                r#"{"question":{"kind":"archive"},"system":"app-service"}"#,
                true,
            ),
            (
                r#"{"system":"squidex","question":{"kind":"event","index":"7"}}"#,
                false,
            ),
            (r#"{"system":"nobody","question":{}}"#, false),
        ] {
            assert_eq!(check::<Question>(text), is_known, "{text}");
        }
    }
}
