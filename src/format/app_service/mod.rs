//! Azure App Service custom backups: a ZIP with its XML manifest, what the management API says of it, its schedule,
//! and the requests that make, restore or delete one.
//!
//! `shared/formats/azure-app-service.md` is the specification; its sections are named where they are followed. Facts of it
//! that are a model of the service (mark \[M\]) are named constants.
//!
//! - [`relaxed_json`], [`json`], [`text_forms`], [`instant`]: JSON as people paste it, what clients print in other forms, and
//!   times as they write them;
//! - [`record`]: what a JSON document is, and its fields in one form;
//! - [`archive`], [`manifest`], `filter`, [`database`]: what a dropped backup holds;
//! - [`sas`], [`secrets`]: storage addresses, and how nothing secret leaves;
//! - [`status`], [`limits`], `messages`: what the service means and allows;
//! - [`schedule`]: when backups are made and removed, as a model;
//! - [`compose`]: requests and commands as text;
//! - `example`: a set to look at;
//! - [`rules`] with [`codes`]: the validation rules; `sets`: what belongs together; [`report`]: the body of the report.
//!
//! All of these know no ZIP reader and no clock (`now` is a parameter). The contracts of `inspect` are kept by `claim`,
//! `check`, `work`, `tables`, `ask` and `told`.

pub mod archive;
pub mod ask;
mod check;
mod claim;
pub mod codes;
pub mod compose;
pub mod database;
mod example;
mod filter;
pub mod instant;
pub mod json;
pub mod limits;
pub mod manifest;
mod messages;
pub mod options;
mod privacy;
pub mod record;
pub mod relaxed_json;
pub mod report;
pub mod rules;
pub mod sas;
pub mod schedule;
pub mod secrets;
mod sets;
pub mod status;
mod summary;
mod tables;
pub mod text_forms;
pub(super) mod told;
mod work;

use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::claim::{Claim, Glance, Opening};
use crate::inspect::{Format, StartedTask};
use crate::report::{CodeTable, FormatId};
use crate::source::Files;

use options::AppServiceOptions;

pub use check::AppServiceCheck;

/// The system's word.
pub const ID: FormatId = FormatId("app-service");

/// The findings that it can report, in the order in which they are listed.
pub static TABLE: CodeTable = CodeTable(codes::TABLE);

/// Azure App Service backups.
#[derive(Debug, Clone, Copy)]
pub struct AppServiceBackups;

impl Format for AppServiceBackups {
    const ID: FormatId = ID;
    const CODES: CodeTable = TABLE;
    type Inspection = AppServiceCheck;

    fn claim(seen: &[Glance<'_>]) -> Vec<Claim> {
        claim::claims(seen)
    }

    fn open(
        claim: &Claim,
        files: &Files,
        zips: Vec<Option<Archive>>,
        _opening: &Opening,
    ) -> Result<AppServiceCheck, Error> {
        AppServiceCheck::open(claim, files, zips)
    }

    fn start(task: &[u8]) -> Result<StartedTask<AppServiceBackups>, Error> {
        work::start(task)
    }

    fn ask_alone(
        options: &AppServiceOptions,
        question: &ask::Question,
    ) -> Result<ask::Answer, Error> {
        ask::of_dropped(&ask::Dropped::default(), options, question)
    }

    fn example(now: Option<&str>) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let options = AppServiceOptions {
            now: now.map(str::to_owned),
            ..AppServiceOptions::default()
        };
        example::files(options.present())
    }

    fn settle(
        options: &AppServiceOptions,
        now: Option<&str>,
        system: Option<&str>,
    ) -> AppServiceOptions {
        AppServiceOptions {
            now: now.map(str::to_owned).or_else(|| options.now.clone()),
            told: options.told || system == Some(ID.0),
            ..options.clone()
        }
    }
}
