//! What was found wrong while pages were read, and why a database can't be read at all.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::page::PageAddress;
use crate::error::Error;

/// Pages of one fault that are named; all are counted.
const NAMED_PAGES: usize = 1000;
/// Distinct pages of one fault that are told apart; beyond, the number is "at least".
const COUNTED_PAGES: usize = 1 << 20;

/// Why no table of a backup can be listed. Never a damaged page alone: those are [`Faults`].
#[derive(Debug)]
#[allow(
    missing_docs,
    reason = "the variants are documented, and their fields say what they are"
)]
pub enum Refusal {
    /// The bytes could not be read.
    Read(Error),
    /// A log backup has no pages.
    LogBackup,
    /// A file or partial backup has the pages of some files only.
    PartialBackup,
    /// A differential has only what changed since its full backup.
    DifferentialWithoutBase,
    /// Stripes of the media set are not at hand, and with them their pages.
    StripesMissing { present: u16, needed: u16 },
    /// Extents are in no order that is known: all of them must be read for an index first.
    NeedsIndex { bytes: u64 },
    /// There is no boot page where it must be.
    NoBootPage,
    /// The records of the first system table can't be read although its page is whole: encrypted (TDE), or
    /// damaged (section 10).
    Encrypted,
    /// A newer SQL Server, and a system table does not have the columns that are known.
    UnknownLayout { version: u16, table: &'static str },
    /// A system table without which nothing can be said is not there.
    SystemTableMissing { table: &'static str },
    /// More rows in a system table than are kept in memory.
    TooLarge { table: &'static str, rows: u64 },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Read(error) => error.fmt(f),
            Refusal::LogBackup => f.write_str(
                "a log backup holds log records and no pages: there are no tables to list",
            ),
            Refusal::PartialBackup => f.write_str(
                "a file or partial backup holds some files of the database only: its tables can't be listed from it",
            ),
            Refusal::DifferentialWithoutBase => f.write_str(
                "a differential backup holds only what changed since its full backup: add that full backup to list the tables",
            ),
            Refusal::StripesMissing { present, needed } => write!(
                f,
                "{present} of {needed} stripes are here: pages of the others are missing, so tables can't be listed whole"
            ),
            Refusal::NeedsIndex { bytes } => write!(
                f,
                "the pages lie in no known order (several data files): all {bytes} bytes must be read once to find them"
            ),
            Refusal::NoBootPage => f.write_str(
                "page 1:9, where a database says what it is, is not there or is not readable",
            ),
            Refusal::Encrypted => f.write_str(
                "contents encrypted (TDE) or damaged: the schema cannot be read",
            ),
            Refusal::UnknownLayout { version, table } => write!(
                f,
                "database version {version} is newer than those known, and its system table {table} has another layout"
            ),
            Refusal::SystemTableMissing { table } => {
                write!(f, "the system table {table} can't be found")
            }
            Refusal::TooLarge { table, rows } => {
                write!(f, "the system table {table} has {rows} rows or more: too many to keep")
            }
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Refusal::Read(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Read(error)
    }
}

/// Pages with one fault: how many, and the first by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageList {
    pages: BTreeSet<PageAddress>,
}

impl PageList {
    fn add(&mut self, address: PageAddress) {
        if self.pages.len() < COUNTED_PAGES {
            self.pages.insert(address);
        }
    }

    /// How many there are; at least so many if it is 1,048,576.
    pub fn count(&self) -> u64 {
        self.pages.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// Whether the page is one of them.
    pub fn contains(&self, address: PageAddress) -> bool {
        self.pages.contains(&address)
    }

    /// The first 1,000, in order.
    pub fn named(&self) -> impl Iterator<Item = PageAddress> + '_ {
        self.pages.iter().copied().take(NAMED_PAGES)
    }

    /// Takes over another list's pages.
    fn extend(&mut self, other: &PageList) {
        for address in &other.pages {
            self.add(*address);
        }
    }
}

/// A system table of which not all was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Incomplete {
    /// Number of the system table's object.
    pub object: u32,
}

/// What was wrong with the pages that were read so far. Numbers that rest on damaged pages are uncertain:
/// whoever shows them says so unless [`Faults::is_sound`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Checksum or torn bits wrong.
    pub damaged_pages: PageList,
    /// Pages that belong to a table and are allocated, but are not there, or say that they are another page
    /// or another table's.
    pub missing_pages: PageList,
    /// Pages that changed after the backup's checkpoint: no damage, a busy database (1.2).
    pub newer_pages: PageList,
    /// PFS pages that can't be read or trusted: which pages of their 64 MB are in use is not known.
    pub missing_pfs: PageList,
    /// GAM pages that can't be read or trusted: pages were found by bisection instead.
    pub missing_gam: PageList,
    /// IAM chains that end too early: pages of the table behind them are not known.
    pub broken_chains: PageList,
    /// Records that could not be understood.
    pub bad_records: u64,
    /// System tables of which not all was read.
    pub incomplete: BTreeSet<Incomplete>,
    /// Extents that were not where the GAM says, and were searched for.
    pub rank_misses: u64,
}

impl Faults {
    pub(super) fn damaged(&mut self, address: PageAddress) {
        self.damaged_pages.add(address);
    }

    pub(super) fn missing(&mut self, address: PageAddress) {
        self.missing_pages.add(address);
    }

    pub(super) fn newer(&mut self, address: PageAddress) {
        self.newer_pages.add(address);
    }

    pub(super) fn pfs_missing(&mut self, address: PageAddress) {
        self.missing_pfs.add(address);
    }

    pub(super) fn gam_missing(&mut self, address: PageAddress) {
        self.missing_gam.add(address);
    }

    pub(super) fn chain_broken(&mut self, address: PageAddress) {
        self.broken_chains.add(address);
    }

    pub(super) fn incomplete(&mut self, object: u32) {
        self.incomplete.insert(Incomplete { object });
    }

    /// Whether nothing was wrong that could make a number untrue. Newer pages alone don't.
    pub fn is_sound(&self) -> bool {
        self.damaged_pages.is_empty()
            && self.missing_pages.is_empty()
            && self.missing_pfs.is_empty()
            && self.missing_gam.is_empty()
            && self.broken_chains.is_empty()
            && self.bad_records == 0
            && self.incomplete.is_empty()
    }

    /// Takes over what another reader found.
    pub fn merge(&mut self, other: &Faults) {
        self.damaged_pages.extend(&other.damaged_pages);
        self.missing_pages.extend(&other.missing_pages);
        self.newer_pages.extend(&other.newer_pages);
        self.missing_pfs.extend(&other.missing_pfs);
        self.missing_gam.extend(&other.missing_gam);
        self.broken_chains.extend(&other.broken_chains);
        self.bad_records += other.bad_records;
        self.incomplete.extend(&other.incomplete);
        self.rank_misses += other.rank_misses;
    }
}
