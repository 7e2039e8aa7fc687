//! Tables and exact row numbers in one pass over the data, with memory for the catalogue and one counter an
//! allocation unit: for backups inside archives and compressed ones, and for what there is of a backup whose
//! other stripes are missing (sqlserver-pages.md 6.3, 6.5).

use std::collections::HashMap;

use super::catalogue::{Catalogue, Table};
use super::faults::{Faults, Refusal};
use super::feed::{Fed, Feed, pfs_of};
use super::page::{Header, Lsn, PageAddress, UnitId, kind, records};
use super::rows::{Read, Reader, Row, count};
use super::seek::{self, Boot};
use super::system::{self, Layout};

/// Allocation units that are counted, and pages that wait for their PFS page.
const MAX_UNITS: usize = 1 << 22;
const MAX_WAITING: usize = 1 << 22;

/// What is known of one database after a pass over its pages.
#[derive(Debug)]
pub struct Survey {
    /// Tables and what else the system tables say.
    pub catalogue: Catalogue,
    /// Rows of each table of the catalogue, counted. Unless the database is whole, no more than a lower bound:
    /// rows on pages that never came by are missing.
    pub counted: Vec<u64>,
    /// What was wrong with the pages.
    pub faults: Faults,
    /// Whether this is all of the database: all stripes came by.
    pub is_whole: bool,
}

/// A pass over the data streams of a full backup. Only the first data stream of each stripe is pushed: the
/// second one of newer versions repeats pages.
#[derive(Default)]
pub struct OnePass {
    feed: Feed,
    boot: Option<Boot>,
    rows: system::Rows,
    row_count: HashMap<u32, u64>,
    counts: HashMap<UnitId, u64>,
    /// Pages whose PFS page did not come by yet: what they would add.
    waiting: Vec<Waiting>,
    faults: Faults,
    too_large: Option<Refusal>,
    streams: u16,
}

struct Waiting {
    fed: PageAddress,
    unit: UnitId,
    live: u64,
    bad: u64,
    rows: Vec<system::Row>,
}

impl OnePass {
    /// Begins a pass; pages later than `checkpoint` are noted.
    pub fn new(checkpoint: Option<Lsn>) -> OnePass {
        OnePass {
            feed: Feed::new(checkpoint),
            ..OnePass::default()
        }
    }

    /// Takes the next bytes of a data stream, from its first page on, in pieces of any size.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut feed = std::mem::take(&mut self.feed);
        feed.push(bytes, &mut |feed, fed| self.page(feed, fed));
        self.feed = feed;
    }

    /// The data stream of a stripe ends; that of the next may follow.
    pub fn end_stream(&mut self) {
        self.feed.end_stream();
        self.streams = self.streams.saturating_add(1);
    }

    /// Bytes that were taken.
    pub fn bytes(&self) -> u64 {
        self.feed.bytes
    }

    fn page(&mut self, feed: &Feed, fed: Fed) {
        let header = fed.page.header;
        if fed.allocated == Some(false) {
            return;
        }
        if header.kind == kind::BOOT && fed.address == (PageAddress { file: 1, page: 9 }) {
            self.boot = Boot::read(fed.page.bytes());
        }
        feed.note(
            &mut self.faults,
            fed.address,
            &header,
            fed.page.protection(),
        );
        if header.kind != kind::DATA || header.level != 0 {
            return;
        }
        let rows = self.system_rows(&header, fed.page.bytes());
        let (live, bad) = count(fed.page.bytes());
        match fed.allocated {
            Some(_) => self.add(header.unit(), live, bad, rows),
            None if self.waiting.len() < MAX_WAITING => self.waiting.push(Waiting {
                fed: fed.address,
                unit: header.unit(),
                live,
                bad,
                rows,
            }),
            None => self.faults.pfs_missing(pfs_of(fed.address)),
        }
    }

    /// The rows of a page of a system table.
    fn system_rows(&mut self, header: &Header, page: &[u8]) -> Vec<system::Row> {
        // Without a boot page: no version from before 2008 is expected.
        let version = self
            .boot
            .as_ref()
            .map_or(seek::FIRST_2008, |boot| boot.version);
        let table = system::ALL.iter().find(|table| {
            UnitId::of(table.object, table.index).owns(header)
                && seek::is_of_version(table, version)
        });
        let mut rows = Vec::new();
        if let Some(table) = table {
            Layout::known(table).rows(page, &mut |row| rows.push(row));
            let sum = self.row_count.entry(table.object).or_default();
            *sum += rows.len() as u64;
            if *sum > system::MAX_ROWS {
                self.too_large = Some(Refusal::TooLarge {
                    table: table.name,
                    rows: *sum,
                });
                rows.clear();
            }
        }
        rows
    }

    fn add(&mut self, unit: UnitId, live: u64, bad: u64, rows: Vec<system::Row>) {
        self.faults.bad_records += bad;
        if self.counts.len() < MAX_UNITS || self.counts.contains_key(&unit) {
            *self.counts.entry(unit).or_default() += live;
        }
        for row in rows {
            self.rows.push(row);
        }
    }

    /// Puts together what came by. `stripes` is how many the media set has.
    ///
    /// # Errors
    /// Why no table can be listed.
    pub fn finish(mut self, stripes: u16) -> Result<Survey, Refusal> {
        if let Some(refusal) = self.too_large {
            return Err(refusal);
        }
        let is_whole = self.streams >= stripes;
        for waiting in std::mem::take(&mut self.waiting) {
            match self.feed.allocated(waiting.fed) {
                Some(true) => self.add(waiting.unit, waiting.live, waiting.bad, waiting.rows),
                Some(false) => {}
                None => {
                    // Nobody tells whether it is in use: counted, and said.
                    self.faults.pfs_missing(pfs_of(waiting.fed));
                    self.add(waiting.unit, waiting.live, waiting.bad, waiting.rows);
                }
            }
        }
        self.rows.join_2005();
        let boot = match self.boot {
            Some(boot) => boot,
            None if is_whole => return Err(Refusal::NoBootPage),
            // In another stripe.
            None => Boot {
                version: seek::NEWEST_KNOWN,
                created_version: 0,
                name: String::new(),
                first_units_page: None,
            },
        };
        for table in system::ALL {
            if !seek::is_of_version(table, boot.version) {
                continue;
            }
            let known = Layout::known(table);
            if is_whole {
                if table.needed
                    && self
                        .row_count
                        .get(&table.object)
                        .is_none_or(|rows| *rows == 0)
                {
                    return Err(Refusal::SystemTableMissing { table: table.name });
                }
                let layout = seek::layout(&self.rows, table, &boot)?;
                if layout.slots != known.slots {
                    // Read by the known layout, which was the wrong one.
                    self.rows.forget(table.object);
                    self.faults.incomplete(table.object);
                }
            }
        }
        let catalogue = Catalogue::assemble(&boot, self.rows, is_whole);
        let mut counted = vec![0_u64; catalogue.tables.len()];
        for (unit, table, _) in catalogue.units() {
            if let Some(sum) = counted.get_mut(table) {
                *sum += unit
                    .in_headers()
                    .filter_map(|id| self.counts.get(&id))
                    .sum::<u64>();
            }
        }
        Ok(Survey {
            catalogue,
            counted,
            faults: self.faults,
            is_whole,
        })
    }
}

impl std::fmt::Debug for OnePass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OnePass")
            .field("bytes", &self.bytes())
            .field("streams", &self.streams)
            .finish_non_exhaustive()
    }
}

/// A pass for rows that was left for a while.
#[derive(Default)]
pub struct SuspendedPass {
    feed: Feed,
    /// What was wrong with the table's pages.
    pub faults: Faults,
}

impl std::fmt::Debug for SuspendedPass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SuspendedPass")
            .field("bytes", &self.feed.bytes)
            .finish_non_exhaustive()
    }
}

/// A second pass over the same data, for the rows of one table. Large values are not collected.
pub struct RowPass<'c> {
    feed: Feed,
    catalogue: &'c Catalogue,
    table: &'c Table,
    /// What was wrong with the table's pages.
    pub faults: Faults,
}

impl<'c> RowPass<'c> {
    /// Begins a pass for a table of the catalogue that the first pass gave.
    pub fn new(catalogue: &'c Catalogue, table: &'c Table) -> RowPass<'c> {
        RowPass {
            feed: Feed::default(),
            catalogue,
            table,
            faults: Faults::default(),
        }
    }

    /// What is kept between two parts of a pass, for [`RowPass::resume`].
    pub fn suspend(self) -> SuspendedPass {
        SuspendedPass {
            feed: self.feed,
            faults: self.faults,
        }
    }

    /// Goes on with a pass, for the same catalogue and table.
    pub fn resume(
        catalogue: &'c Catalogue,
        table: &'c Table,
        suspended: SuspendedPass,
    ) -> RowPass<'c> {
        RowPass {
            feed: suspended.feed,
            catalogue,
            table,
            faults: suspended.faults,
        }
    }

    /// Takes the next bytes, and gives the rows that they hold to `take`. Rows of tables whose names suggest
    /// credentials are never given.
    pub fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(Row)) {
        let mut feed = std::mem::take(&mut self.feed);
        feed.push(bytes, &mut |feed, fed| self.page(feed, &fed, take));
        self.feed = feed;
    }

    /// The data stream of a stripe ends; that of the next may follow.
    pub fn end_stream(&mut self) {
        self.feed.end_stream();
    }

    fn page(&mut self, feed: &Feed, fed: &Fed, take: &mut dyn FnMut(Row)) {
        let header = fed.page.header;
        if header.kind != kind::DATA || header.level != 0 || self.table.suggests_credentials() {
            return;
        }
        let part = self
            .table
            .parts
            .iter()
            .find(|part| part.rows_unit().is_some_and(|unit| unit.id.owns(&header)));
        let Some(part) = part else {
            return;
        };
        match fed.allocated {
            Some(true) => {}
            Some(false) => return,
            None => {
                // It may be a stale page, whose rows are nobody's.
                self.faults.pfs_missing(pfs_of(fed.address));
                return;
            }
        }
        feed.note(
            &mut self.faults,
            fed.address,
            &header,
            fed.page.protection(),
        );
        let reader = Reader {
            pages: None,
            table: self.table,
            part,
            version: self.catalogue.version,
            long_bytes: 0,
        };
        for record in records(fed.page.bytes()) {
            let read = record.map(|record| reader.row(fed.page.bytes(), &header, record));
            match read {
                Some(Ok(Read::Row(row))) => take(row),
                Some(Ok(Read::None)) => {}
                // Nothing is read here, so no read can fail.
                Some(Ok(Read::Bad) | Err(_)) | None => self.faults.bad_records += 1,
            }
        }
    }
}

impl std::fmt::Debug for RowPass<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowPass")
            .field("table", &self.table.full_name())
            .finish_non_exhaustive()
    }
}
