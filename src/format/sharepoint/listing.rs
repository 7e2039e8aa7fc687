//! What the pages of a database say of it as a whole: how many tables it has, what it is for, which sites a content
//! database holds. Found out by a task: along with the check where few reads are enough, whatever the size of the
//! backup, or while everything is read.

use std::cell::Cell;
use std::io;

use serde::{Deserialize, Serialize};

use super::content_database::{self, Contents, DatabaseUse, Sureness, use_by_tables};
use super::database_lists as lists;
use super::databases::TOO_LARGE;
use crate::container::sqlserver::{Catalogue, Database, Faults, ObjectCounts, Refusal, Survey};
use crate::error::Error;
use crate::source::ReadAt;

/// Reads that the check spends on one database at most, so that it takes the same for 200 GB as for 2.
const MAX_READS: u32 = 300;
/// Bytes that they may bring.
pub(super) const MAX_READ_BYTES: u64 = 32 << 20;
/// Site collections, and app instances, that are told to the rules.
const MAX_TOLD: usize = 20_000;
/// Addresses of damaged pages that are told.
const TOLD_PAGES: usize = 20;

/// What is known of a database by its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Tables, columns, rows as recorded; `None` if not known.
    pub counts: Option<Counts>,
    /// What it is for, and how sure that is.
    pub purpose: Option<(DatabaseUse, Sureness)>,
    /// Sites and apps, of a content database that is judged in a set.
    pub sites: Option<Sites>,
    /// Pages that are damaged, of those that were looked at.
    pub damaged: u64,
    /// The first of them.
    pub first_damaged: Vec<String>,
    /// Pages that are in use and not there, of those that were looked for.
    pub missing: u64,
    /// Pages that changed while the backup ran, of those that were looked at.
    pub newer: u64,
    /// Whether nothing makes a number uncertain.
    pub is_sound: bool,
    /// Why nothing is known.
    pub refused: Option<String>,
    /// Rows of the tables `tables`, `columns` and `keys` as lines of JSON, where they can't be read again when somebody asks:
    /// of a compressed backup, or one whose pages lie in no order.
    pub lines: Option<Lines>,
}

/// Numbers of a database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// User tables.
    pub tables: u64,
    /// Their columns.
    pub columns: u64,
    /// Their rows, as recorded; `None` if that of one is not known.
    pub rows: Option<u64>,
    /// Bytes that they use.
    pub bytes: u64,
    /// Other objects.
    pub objects: ObjectCounts,
}

/// Lines of JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// Of the table `tables`.
    pub tables: Vec<String>,
    /// Of the table `columns`.
    pub columns: Vec<String>,
    /// Of the table `keys`.
    pub keys: Vec<String>,
}

/// Sites and apps of a content database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sites {
    /// Site collections, deleted ones too.
    pub sites: Vec<ListedSite>,
    /// App instances.
    pub apps: Vec<ListedApp>,
    /// Expected tables and columns that are not there.
    pub missing: Vec<String>,
    /// Whether these are all, from sound pages, under the names that are known.
    pub is_whole: bool,
}

/// A site collection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedSite {
    /// Its id.
    pub id: String,
    /// Path on its host.
    pub path: Option<String>,
    /// Its host, if it is host-named.
    pub host_name: Option<String>,
    /// Whether it is deleted and only kept.
    pub deleted: bool,
    /// Whether an app is installed in it.
    pub hosts_apps: bool,
}

impl ListedSite {
    /// What to call it.
    pub fn name(&self) -> String {
        let path = self.path.as_deref();
        match (&self.host_name, path) {
            (Some(host), path) => format!("{host}{}", path.unwrap_or_default()),
            (None, Some(path)) => path.to_owned(),
            (None, None) => self.id.clone(),
        }
    }
}

/// An app that is installed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedApp {
    /// Title of its package.
    pub title: Option<String>,
    /// Product id of its package.
    pub product: Option<String>,
    /// Version of its package.
    pub version: Option<String>,
}

impl Listing {
    /// Nothing, and why.
    pub fn refused(why: &str) -> Listing {
        Listing {
            refused: Some(why.to_owned()),
            ..Listing::default()
        }
    }

    /// What an open database says. Sites are read if `with_sites`.
    ///
    /// # Errors
    /// When the backup can't be read.
    pub fn of(database: &Database<'_>, with_sites: bool) -> Result<Listing, Error> {
        let catalogue = database.catalogue();
        let mut listing = Listing {
            counts: Some(counts(catalogue)),
            purpose: use_by_tables(catalogue),
            ..Listing::default()
        };
        let is_content = listing
            .purpose
            .is_some_and(|(purpose, _)| purpose == DatabaseUse::Content);
        if with_sites && is_content {
            listing.sites = Some(sites(&content_database::read(database)?));
        }
        listing.take(&database.faults());
        Ok(listing)
    }

    /// What one pass over a compressed backup gave.
    pub fn of_survey(survey: &Survey) -> Listing {
        let catalogue = &survey.catalogue;
        let mut listing = Listing {
            counts: Some(counts(catalogue)),
            purpose: use_by_tables(catalogue),
            ..Listing::default()
        };
        listing.keep_lines(catalogue);
        listing.take(&survey.faults);
        listing
    }

    /// Keeps the lists of tables and columns, where they can't be had again without reading all.
    pub fn keep_lines(&mut self, catalogue: &Catalogue) {
        let lines = |rows: Vec<serde_json::Value>| rows.iter().map(ToString::to_string).collect();
        self.lines = Some(Lines {
            tables: lines(lists::tables(catalogue)),
            columns: lines(lists::columns(catalogue)),
            keys: lines(lists::keys(catalogue)),
        });
    }

    fn take(&mut self, faults: &Faults) {
        self.damaged = faults.damaged_pages.count();
        self.first_damaged = faults
            .damaged_pages
            .named()
            .take(TOLD_PAGES)
            .map(|page| page.to_string())
            .collect();
        self.missing = faults.missing_pages.count();
        self.newer = faults.newer_pages.count();
        self.is_sound = faults.is_sound();
    }
}

fn counts(catalogue: &Catalogue) -> Counts {
    let tables = &catalogue.tables;
    let sum = |of: &dyn Fn(&crate::container::sqlserver::Table) -> u64| {
        tables.iter().map(of).fold(0, u64::saturating_add)
    };
    Counts {
        tables: tables.len() as u64,
        columns: sum(&|table| table.columns.len() as u64),
        rows: tables
            .iter()
            .map(|table| table.rows)
            .try_fold(0_u64, |all, rows| Some(all.saturating_add(rows?))),
        bytes: sum(&|table| table.bytes),
        objects: catalogue.objects,
    }
}

fn sites(contents: &Contents) -> Sites {
    let hosts: std::collections::BTreeSet<&String> = contents.app_hosts().collect();
    let is_known = |table: &str, column: &str| {
        !contents.missing.iter().any(|missing| {
            missing.table == table && missing.column.is_none_or(|missing| missing == column)
        })
    };
    let is_cut =
        contents.is_cut || contents.sites.len() > MAX_TOLD || contents.apps.len() > MAX_TOLD;
    Sites {
        sites: contents
            .sites
            .iter()
            .take(MAX_TOLD)
            .map(|site| ListedSite {
                id: site.id.clone(),
                path: site.path.clone(),
                host_name: site.host_name.clone(),
                deleted: site.deleted.unwrap_or(false),
                hosts_apps: hosts.contains(&site.id),
            })
            .collect(),
        apps: contents
            .apps
            .iter()
            .take(MAX_TOLD)
            .map(|app| ListedApp {
                title: app.title.clone(),
                product: app.product.clone(),
                version: app.version.clone(),
            })
            .collect(),
        missing: contents
            .missing
            .iter()
            .map(|missing| match missing.column {
                Some(column) => format!("{}.{column}", missing.table),
                None => missing.table.to_owned(),
            })
            .collect(),
        is_whole: contents.is_sound
            && !is_cut
            && is_known("AllSites", "Id")
            && is_known("AllWebs", "FullUrl")
            && is_known("AppInstallations", "SiteId"),
    }
}

/// Counts reads for a check, and ends them when they are too many.
#[derive(Debug, Default)]
pub struct Budget {
    reads: Cell<u32>,
    bytes: Cell<u64>,
    is_spent: Cell<bool>,
}

impl Budget {
    /// Whether more was wanted than is given.
    pub fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// A listing that ended for want of reads.
    pub fn refusal() -> Listing {
        Listing::refused(
            "its catalogue takes more reads than a check spends: its tables are read when they are asked for",
        )
    }
}

/// A source whose reads are counted.
pub struct Metered<'a> {
    /// The source.
    pub source: &'a dyn ReadAt,
    /// What may be spent.
    pub budget: &'a Budget,
}

impl std::fmt::Debug for Metered<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metered")
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

impl ReadAt for Metered<'_> {
    fn len(&self) -> u64 {
        self.source.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let budget = self.budget;
        if budget.reads.get() >= MAX_READS || budget.bytes.get() >= MAX_READ_BYTES {
            budget.is_spent.set(true);
            return Err(io::Error::other("more reads than a check spends"));
        }
        let read = self.source.read_at(offset, buf)?;
        budget.reads.set(budget.reads.get() + 1);
        budget
            .bytes
            .set(budget.bytes.get().saturating_add(read as u64));
        Ok(read)
    }
}

/// Lists an uncompressed backup within the budget of a check.
///
/// # Errors
/// When a file can't be read.
pub fn within(
    budget: &Budget,
    opened: Result<Database<'_>, Refusal>,
    with_sites: bool,
) -> Result<Listing, Error> {
    let listed = match opened {
        Ok(database) => Listing::of(&database, with_sites),
        Err(Refusal::Read(error)) => Err(error),
        Err(refusal) => Ok(Listing::refused(&refusal.to_string())),
    };
    match listed {
        Err(_) if budget.is_spent() => Ok(Budget::refusal()),
        other => other,
    }
}

/// Why a check lists nothing of a compressed backup.
pub fn compressed() -> Listing {
    Listing::refused(TOO_LARGE)
}
