//! Reading the pages of the backups: the catalogue along with the check, or all of them when that is asked for. A task
//! for each backup set, its stripes together, a differential one with its base. Whether page checksums are right is told by the pages themselves, not by the backup's own checksum streams.

use serde::{Deserialize, Serialize};

use super::database_pages::{Stripe, page_set, survey};
use super::items::Item;
use super::judge::Judgement;
use super::listing::{self, Budget, Listing, Metered};
use crate::container::mtf::{self, BackupType, FileType, Form, Media};
use crate::container::sqlserver::{
    BackupSet, Database, EXTENT_BYTES, Indexer, PAGE_BYTES, Refusal, Verified,
};
use crate::error::Error;
use crate::inspect::work::{Facts, Step, Task};
use crate::source::{Files, Input, ReadAt};

/// Addresses of damaged pages that are told.
const TOLD_PAGES: usize = 20;

/// A backup set in a file of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Position of the file.
    file: u32,
    /// Position of the backup set in it, from 0 on.
    set: u32,
}

/// What a task reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTask {
    /// Its parts, by family.
    parts: Vec<Place>,
    /// The parts of the full backup that a differential one lies over.
    base: Vec<Place>,
    /// Bytes to read.
    pub bytes: u64,
    /// All pages; else so few that the catalogue needs.
    is_all: bool,
    /// Whether sites are told, for the rules of a set.
    with_sites: bool,
}

/// What a task found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What came of reading all pages; `None` if that was not asked for.
    pub read: Option<ItemRead>,
    /// What the pages say of the database.
    pub listing: Option<Listing>,
}

impl Found {
    /// What a task that never came back leaves.
    pub(super) fn lost(why: &str, is_all: bool) -> Found {
        Found {
            read: is_all.then(|| ItemRead::refused(why)),
            listing: Some(Listing::refused(why)),
        }
    }
}

/// What came of reading a backup set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRead {
    /// Pages in use.
    pub pages: u64,
    /// Of these, pages with a right checksum.
    pub checksum_right: u64,
    /// Of these, pages with whole torn bits.
    pub torn_right: u64,
    /// Of these, pages that nothing guards.
    pub unguarded: u64,
    /// Damaged pages.
    pub damaged: u64,
    /// The first of them.
    pub first_damaged: Vec<String>,
    /// Pages that are in use and not there.
    pub missing: u64,
    /// Extents that the database has and the backup is too short for.
    pub missing_extents: u64,
    /// Pages that changed while the backup ran.
    pub newer: u64,
    /// Why pages could not be looked at.
    pub refused: Option<String>,
}

fn place(part: &super::items::Part) -> Option<Place> {
    Some(Place {
        file: u32::try_from(part.member).ok()?,
        set: u32::try_from(part.set).ok()?,
    })
}

fn places(item: &Item) -> Vec<Place> {
    item.parts.iter().filter_map(place).collect()
}

/// The tasks that read everything: one for each backup set that has pages, in the order of the items.
pub(super) fn tasks(
    judgement: &Judgement,
    bytes_of: &dyn Fn(usize) -> u64,
) -> Vec<(usize, ReadTask)> {
    let mut tasks = Vec::new();
    for (at, item) in judgement.items.iter().enumerate() {
        if item.backup_type == BackupType::Log {
            continue;
        }
        let base = judgement.items.iter().find(|full| {
            item.backup_type == BackupType::Differential
                && full.backup_type == BackupType::Full
                && super::chain::belongs(full, item)
        });
        tasks.push((
            at,
            ReadTask {
                parts: places(item),
                base: base.map(places).unwrap_or_default(),
                bytes: item.parts.iter().map(|part| bytes_of(part.member)).sum(),
                is_all: true,
                with_sites: judgement.is_set,
            },
        ));
    }
    tasks
}

/// The tasks of a check: one for each database whose catalogue few reads give.
pub(super) fn catalogue_tasks(
    judgement: &Judgement,
    bytes_of: &dyn Fn(usize) -> u64,
) -> Vec<(usize, ReadTask)> {
    let place = |parts: &[super::items::Part]| parts.iter().filter_map(place).collect();
    super::databases::subjects(judgement)
        .iter()
        .filter(|subject| subject.refused.is_none())
        .filter_map(|subject| {
            let task = ReadTask {
                parts: place(&subject.parts),
                base: place(&subject.base),
                bytes: subject
                    .parts
                    .iter()
                    .map(|part| bytes_of(part.member))
                    .sum::<u64>()
                    .min(listing::MAX_READ_BYTES),
                is_all: false,
                with_sites: judgement.is_set,
            };
            Some((subject.item?, task))
        })
        .collect()
}

/// A task in a worker.
#[derive(Debug)]
pub(super) struct Reading {
    task: ReadTask,
    found: Option<Found>,
}

impl Reading {
    pub fn start(bytes: &[u8]) -> Result<Reading, Error> {
        let task =
            postcard::from_bytes(bytes).map_err(|error| Error::Protocol(error.to_string()))?;
        Ok(Reading { task, found: None })
    }
}

impl Task for Reading {
    type SystemFacts = Box<Found>;

    fn step(
        &mut self,
        files: &Files,
        _beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        if self.found.is_none() {
            self.found = Some(read(&self.task, files, &mut |bytes_done| {
                // The pages are borrowed from the files for this step: it goes on to its end.
                go_on(Step {
                    bytes_done,
                    ..Step::default()
                });
            })?);
        }
        Ok(Step {
            bytes_done: self.task.bytes,
            entries_done: 1,
            finished: true,
        })
    }

    fn finish(self: Box<Self>) -> Result<Facts<Box<Found>>, Error> {
        self.found
            .map(|found| Facts::System(Box::new(found)))
            .ok_or_else(|| Error::Protocol("a task was ended before it was done".into()))
    }
}

/// The headers of files, read once more in the worker.
fn medias(places: &[Place], files: &Files) -> Result<Vec<(Place, Media)>, Error> {
    let mut found = Vec::new();
    for place in places {
        let input = usize::try_from(place.file)
            .ok()
            .and_then(|at| files.get(at));
        let media = match input {
            Some(input) => mtf::read(&*input.bytes)?,
            None => None,
        };
        found.extend(media.map(|media| (*place, media)));
    }
    Ok(found)
}

/// The stripes, with the source that `source` gives for the file at a place.
fn stripes<'a>(
    medias: &'a [(Place, Media)],
    source: &dyn Fn(usize) -> Option<&'a dyn ReadAt>,
) -> Vec<Stripe<'a>> {
    let stripe = |(place, media): &'a (Place, Media)| {
        Some(Stripe {
            source: source(usize::try_from(place.file).ok()?)?,
            media,
            set: media.sets.get(usize::try_from(place.set).ok()?)?,
        })
    };
    medias.iter().filter_map(stripe).collect()
}

fn read(task: &ReadTask, files: &Files, tell: &mut dyn FnMut(u64)) -> Result<Found, Error> {
    let (own, base) = (medias(&task.parts, files)?, medias(&task.base, files)?);
    let is_compressed = own
        .iter()
        .chain(&base)
        .any(|(_, media)| media.form == Form::Compressed);
    match (task.is_all, is_compressed) {
        (false, true) => Ok(Found {
            read: None,
            listing: Some(listing::compressed()),
        }),
        (false, false) => catalogue(task, files, &own, &base),
        (true, _) => {
            let source = |at: usize| files.get(at).map(|input| &*input.bytes as &dyn ReadAt);
            let (own, base) = (stripes(&own, &source), stripes(&base, &source));
            match is_compressed {
                true => one_pass(&own, tell),
                false => all_pages(task, &own, &base, tell),
            }
        }
    }
}

/// The catalogue, within the reads of a check.
fn catalogue(
    task: &ReadTask,
    files: &Files,
    own: &[(Place, Media)],
    base: &[(Place, Media)],
) -> Result<Found, Error> {
    let budget = Budget::default();
    let metered: Vec<Metered<'_>> = files
        .iter()
        .map(|input| Metered {
            source: &*input.bytes,
            budget: &budget,
        })
        .collect();
    let source = |at: usize| metered.get(at).map(|source| source as &dyn ReadAt);
    let (own, base) = (stripes(own, &source), stripes(base, &source));
    let listing = match page_set(&own) {
        Some(set) => {
            let opened = Database::open(set, page_set(&base));
            listing::within(&budget, opened, task.with_sites)?
        }
        None => Listing::refused(NOTHING_TELLS),
    };
    Ok(Found {
        read: None,
        listing: Some(listing),
    })
}

/// A compressed backup, decoded from its start to its end.
fn one_pass(own: &[Stripe<'_>], tell: &mut dyn FnMut(u64)) -> Result<Found, Error> {
    let surveyed = survey(own, &mut |bytes| {
        tell(bytes);
        true
    })?;
    let listing = match surveyed {
        Some(Ok(survey)) => Listing::of_survey(&survey),
        Some(Err(Refusal::Read(error))) => return Err(error),
        Some(Err(refusal)) => Listing::refused(&refusal.to_string()),
        None => Listing::default(),
    };
    // A pass notes what is wrong with pages that came by; that none is missing, it can't tell.
    let read = match &listing.refused {
        Some(why) => ItemRead::refused(why),
        None => ItemRead {
            damaged: listing.damaged,
            first_damaged: listing.first_damaged.clone(),
            newer: listing.newer,
            ..ItemRead::default()
        },
    };
    Ok(Found {
        read: Some(read),
        listing: Some(listing),
    })
}

fn all_pages(
    task: &ReadTask,
    own: &[Stripe<'_>],
    base: &[Stripe<'_>],
    tell: &mut dyn FnMut(u64),
) -> Result<Found, Error> {
    let refused = |why: &str| Found {
        read: Some(ItemRead::refused(why)),
        listing: Some(Listing::refused(why)),
    };
    let Some(set) = page_set(own) else {
        return Ok(refused(NOTHING_TELLS));
    };
    let mut is_indexed = false;
    let opened = match Database::open(set, page_set(base)) {
        Err(Refusal::NeedsIndex { .. }) => {
            is_indexed = true;
            let (own, base) = (indexed(own, tell)?, indexed(base, tell)?);
            let Some(own) = own else {
                return Ok(refused(NOTHING_TELLS));
            };
            Database::open(own, base)
        }
        opened => opened,
    };
    let database = match opened {
        Ok(database) => database,
        Err(Refusal::Read(error)) => return Err(error),
        Err(refusal) => return Ok(refused(&refusal.to_string())),
    };
    let mut listing = Listing::of(&database, task.with_sites)?;
    if is_indexed {
        // Whoever asks later has no index.
        listing.keep_lines(database.catalogue());
    }
    let mut walk = database.verify();
    while walk.step()? {
        tell(walk.bytes_done());
    }
    let full = if base.is_empty() { own } else { base };
    let mut read = of(walk.found());
    if let Some(lacking) = lacking_extents(full) {
        // The GAM counts what is allocated, the header what was to be written: both must say that something lacks.
        read.missing_extents = read.missing_extents.min(lacking);
    }
    Ok(Found {
        read: Some(read),
        listing: Some(listing),
    })
}

/// The pages of stripes whose extents lie in no known order, with the place of each: all of them are read for it.
fn indexed<'a>(
    stripes: &[Stripe<'a>],
    tell: &mut dyn FnMut(u64),
) -> Result<Option<BackupSet<'a>>, Error> {
    let Some(mut set) = page_set(stripes) else {
        return Ok(None);
    };
    let mut indexer = Indexer::default();
    while indexer.step(&set.streams)? {
        // The pages are looked at after this: nothing of the work is done yet.
        tell(0);
    }
    set.index = indexer.finish();
    Ok(Some(set))
}

/// Extents that the header of a full backup counts and its stripes don't have; `None` if it counts none.
fn lacking_extents(stripes: &[Stripe<'_>]) -> Option<u64> {
    const EXTENT_PAGES: u64 = EXTENT_BYTES as u64 / PAGE_BYTES as u64;
    let config = stripes.first()?.set.config()?;
    let pages: u64 = config
        .files
        .iter()
        .filter(|file| file.file_type == FileType::Rows)
        .map(|file| u64::from(file.pages))
        .sum();
    let here: u64 = stripes.iter().map(Stripe::extents).sum();
    (pages > 0).then(|| (pages / EXTENT_PAGES).saturating_sub(here))
}

const NOTHING_TELLS: &str = "nothing tells what the backup set is";

impl ItemRead {
    fn refused(why: &str) -> ItemRead {
        ItemRead {
            refused: Some(why.to_owned()),
            ..ItemRead::default()
        }
    }
}

fn of(found: &Verified) -> ItemRead {
    let faults = &found.faults;
    let named = faults.damaged_pages.named().take(TOLD_PAGES);
    ItemRead {
        pages: found.pages,
        checksum_right: found.checksum_right,
        torn_right: found.torn_right,
        unguarded: found.unguarded,
        damaged: faults.damaged_pages.count(),
        first_damaged: named.map(|page| page.to_string()).collect(),
        missing: faults.missing_pages.count(),
        missing_extents: found.missing_extents,
        newer: faults.newer_pages.count(),
        refused: None,
    }
}
