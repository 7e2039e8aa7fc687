//! A database that was opened: its catalogue, and the door to its rows.

use super::catalogue::Catalogue;
use super::faults::{Faults, Refusal};
use super::input::{BackupKind, BackupSet};
use super::pages::{Pages, Reads};
use super::seek;

/// A database in a backup.
pub struct Database<'a> {
    pub(super) pages: Pages<'a>,
    catalogue: Catalogue,
}

impl<'a> Database<'a> {
    /// Opens the database of a backup set; a differential is laid over `base`, its full backup. Reads the
    /// system tables only: some dozens of reads.
    ///
    /// # Errors
    /// Why no table can be listed. What was wrong with single pages is in [`Database::faults`].
    pub fn open(set: BackupSet<'a>, base: Option<BackupSet<'a>>) -> Result<Self, Refusal> {
        refuse(&set, base.as_ref())?;
        let bytes = set.streams.iter().map(|stream| stream.len()).sum();
        let mut pages = Pages::new(set, base);
        if !pages.is_ordered()? && !pages.index_small()? {
            return Err(Refusal::NeedsIndex { bytes });
        }
        let (boot, rows) = seek::read(&pages)?;
        let catalogue = Catalogue::assemble(&boot, rows, true);
        Ok(Database { pages, catalogue })
    }

    /// Gives it the name that the backup has it by. The boot page of a database that was renamed, or restored under
    /// another name, may still have an older one.
    pub fn call(&mut self, name: &str) {
        name.clone_into(&mut self.catalogue.database);
    }

    /// Its tables and what else the system tables say.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What was wrong with the pages that were read until now.
    pub fn faults(&self) -> Faults {
        self.pages.faults.borrow().clone()
    }

    /// How much was read until now.
    pub fn reads(&self) -> Reads {
        self.pages.reads()
    }
}

impl std::fmt::Debug for Database<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("database", &self.catalogue.database)
            .field("tables", &self.catalogue.tables.len())
            .finish_non_exhaustive()
    }
}

/// What a set alone says against reading tables from it.
fn refuse(set: &BackupSet<'_>, base: Option<&BackupSet<'_>>) -> Result<(), Refusal> {
    match (set.kind, base) {
        (BackupKind::Log, _) => return Err(Refusal::LogBackup),
        (BackupKind::Partial, _) => return Err(Refusal::PartialBackup),
        (BackupKind::Differential, None) => return Err(Refusal::DifferentialWithoutBase),
        (BackupKind::Differential, Some(base)) if base.kind != BackupKind::Full => {
            return Err(Refusal::DifferentialWithoutBase);
        }
        _ => {}
    }
    for set in std::iter::once(set).chain(base) {
        let present = u16::try_from(set.streams.len()).unwrap_or(u16::MAX);
        if present < set.stripes {
            return Err(Refusal::StripesMissing {
                present,
                needed: set.stripes,
            });
        }
    }
    Ok(())
}
