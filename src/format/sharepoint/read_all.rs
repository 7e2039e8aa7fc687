//! Reading all pages of the backups: a task for each backup set, its stripes together, a differential one with its
//! base. Whether page checksums are right is told by the pages themselves, not by the backup's own checksum streams.

use serde::{Deserialize, Serialize};

use super::database_pages::{Stripe, each_piece, page_set};
use super::items::Item;
use super::judge::Judgement;
use crate::container::mtf::{self, BackupType, Form, Media};
use crate::container::sqlserver::{Database, Verified};
use crate::error::Error;
use crate::inspect::work::{Facts, Step, Task};
use crate::source::{Files, Input};

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

/// The tasks: one for each backup set that has pages, in the order of the items.
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
            },
        ));
    }
    tasks
}

/// A task in a worker.
#[derive(Debug)]
pub(super) struct Reading {
    task: ReadTask,
    read: Option<ItemRead>,
}

impl Reading {
    pub fn start(bytes: &[u8]) -> Result<Reading, Error> {
        let task =
            postcard::from_bytes(bytes).map_err(|error| Error::Protocol(error.to_string()))?;
        Ok(Reading { task, read: None })
    }
}

impl Task for Reading {
    type SystemFacts = ItemRead;

    fn step(
        &mut self,
        files: &Files,
        _beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        if self.read.is_none() {
            self.read = Some(read(&self.task, files, &mut |bytes_done| {
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

    fn finish(self: Box<Self>) -> Result<Facts<ItemRead>, Error> {
        self.read
            .map(Facts::System)
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

fn stripes<'a>(medias: &'a [(Place, Media)], files: &'a Files) -> Vec<Stripe<'a>> {
    let stripe = |(place, media): &'a (Place, Media)| {
        Some(Stripe {
            source: &*files.get(usize::try_from(place.file).ok()?)?.bytes,
            media,
            set: media.sets.get(usize::try_from(place.set).ok()?)?,
        })
    };
    medias.iter().filter_map(stripe).collect()
}

fn read(task: &ReadTask, files: &Files, tell: &mut dyn FnMut(u64)) -> Result<ItemRead, Error> {
    let (own, base) = (medias(&task.parts, files)?, medias(&task.base, files)?);
    let (own, base) = (stripes(&own, files), stripes(&base, files));
    if own
        .iter()
        .chain(&base)
        .any(|stripe| stripe.media.form == Form::Compressed)
    {
        let mut bytes = 0;
        each_piece(&own, &mut |piece| {
            if let super::database_pages::Piece::Bytes(piece) = piece {
                bytes += piece.len() as u64;
                tell(bytes);
            }
            true
        })?;
        return Ok(refused(
            "the backup is compressed: it was decoded, its pages were not looked at",
        ));
    }
    let Some(set) = page_set(&own) else {
        return Ok(refused("nothing tells what the backup set is"));
    };
    let base = if base.is_empty() {
        None
    } else {
        page_set(&base)
    };
    let database = match Database::open(set, base) {
        Ok(database) => database,
        Err(crate::container::sqlserver::Refusal::Read(error)) => return Err(error),
        Err(refusal) => return Ok(refused(&refusal.to_string())),
    };
    let mut walk = database.verify();
    while walk.step()? {
        tell(walk.bytes_done());
    }
    Ok(of(walk.found()))
}

fn refused(why: &str) -> ItemRead {
    ItemRead {
        refused: Some(why.to_owned()),
        ..ItemRead::default()
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
