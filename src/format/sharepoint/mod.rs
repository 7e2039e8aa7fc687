//! Backup sets of SharePoint: is the set complete, of one time and of one version, and will SQL Server take it?
//!
//! By `formats/sharepoint.md`; sections in these files are that document's. Files are recognised by content
//! ([`kinds`]), read as far as their headers ([`member`]), joined to backup sets ([`items`]) and chains (`chain`), and
//! judged by the rules of section 7 ([`judge`](mod@judge)). Commands are composed ([`compose`]), never run.

pub mod app_package;
mod chain;
mod claims;
pub mod codes;
pub mod compose;
pub mod content_database;
pub mod database_lists;
pub mod database_pages;
pub mod database_tables;
pub mod databases;
mod entries;
mod export;
mod export_pass;
pub mod farm;
pub mod inspection;
pub mod items;
pub mod judge;
pub mod kinds;
mod listing;
pub mod member;
pub mod moment;
pub mod options;
pub mod privacy;
mod read_all;
pub mod report;
pub mod roles;
pub mod sets;
pub mod site;
mod summary;
mod tables;
pub(super) mod told;
pub mod versions;

use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::claim::{Claim, Glance, Opening};
use crate::inspect::{Format, StartedTask};
use crate::report::{CodeTable, FormatId};
use crate::source::Files;

pub use inspection::{SharePointReport, SharePointSet};
pub use judge::{Judgement, judge};
pub use member::Member;
pub use options::{Options, SharePointOptions};

/// The system's word.
pub const ID: FormatId = FormatId("sharepoint");

/// Backups of SharePoint and SQL Server.
#[derive(Debug, Clone, Copy)]
pub struct SharePoint;

impl Format for SharePoint {
    const ID: FormatId = ID;
    const CODES: CodeTable = codes::CODES;
    type Inspection = SharePointSet;

    fn claim(seen: &[Glance<'_>]) -> Vec<Claim> {
        claims::claims(seen)
    }

    fn open(
        claim: &Claim,
        files: &Files,
        zips: Vec<Option<Archive>>,
        _opening: &Opening,
    ) -> Result<SharePointSet, Error> {
        SharePointSet::open(claim, files, zips)
    }

    fn start(task: &[u8]) -> Result<StartedTask<SharePoint>, Error> {
        Ok(Box::new(read_all::Reading::start(task)?))
    }

    fn settle(
        options: &SharePointOptions,
        now: Option<&str>,
        _system: Option<&str>,
    ) -> SharePointOptions {
        SharePointOptions {
            now: now.map(str::to_owned).or_else(|| options.now.clone()),
            ..options.clone()
        }
    }
}
