//! Redacted events are written anew, and deflated, by whichever worker is free: a job describes a few hundred
//! neighbouring events, its pack has them ready to be put into the copy.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::Redaction;
use super::event::{Known, Redactor, Tally};
use super::kind::Kind;
use crate::container::zip::{Archive, EntryLocation, EntryReader, Packed};
use crate::error::Error;
use crate::format::squidex::MAX_EVENT_BYTES;
use crate::sort;
use crate::source::ReadAt;

/// Events of a job: enough for their deflating to outweigh the way to the worker and back.
const JOB_EVENTS: usize = 1_000;
/// Their bytes before redaction, compressed: memory stays the same for any archive.
const JOB_BYTES: u64 = 1 << 20;

/// An event in the order of the file.
#[derive(Debug, Clone, Copy)]
struct Place {
    entry: u32,
    number: u32,
}

/// The events of a copy, divided into jobs.
#[derive(Debug)]
pub(in super::super) struct Packing {
    places: Vec<Place>,
    /// End of each job in `places`.
    ends: Vec<usize>,
    /// What earlier steps made of events is redacted like the rest.
    edited: BTreeMap<u32, Vec<u8>>,
}

impl Packing {
    /// Divides the events, which are entries by their number in the copy.
    pub fn new(archive: &Archive, events: &[u32]) -> Packing {
        let entries = &archive.entries;
        let mut places: Vec<Place> = events
            .iter()
            .zip(0..)
            .map(|(entry, number)| Place {
                entry: *entry,
                number,
            })
            .collect();
        sort::sort_by(&mut places, |a, b| {
            let key = |entry: u32| (entries.offset(entry), entry);
            key(a.entry).cmp(&key(b.entry))
        });
        let mut ends = Vec::new();
        let (mut count, mut bytes) = (0, 0_u64);
        for (at, place) in places.iter().enumerate() {
            count += 1;
            bytes = bytes.saturating_add(entries.sizes(place.entry).0);
            if count == JOB_EVENTS || bytes >= JOB_BYTES || at + 1 == places.len() {
                ends.push(at + 1);
                (count, bytes) = (0, 0);
            }
        }
        Packing {
            places,
            ends,
            edited: BTreeMap::new(),
        }
    }

    /// Takes what earlier steps made of an event.
    pub fn edit(&mut self, entry: u32, bytes: Vec<u8>) {
        self.edited.insert(entry, bytes);
    }

    /// How many there are.
    pub fn jobs(&self) -> u32 {
        self.ends.len() as u32
    }

    /// For each of so many entries, whether it is packed.
    pub fn marks(&self, entries: u32) -> Vec<bool> {
        let mut marks = vec![false; entries as usize];
        for place in &self.places {
            if let Some(mark) = marks.get_mut(place.entry as usize) {
                *mark = true;
            }
        }
        marks
    }

    /// Description of a job.
    ///
    /// # Errors
    /// `Protocol` if there is none of that number.
    pub fn job(
        &self,
        redaction: &Redaction,
        archive: &Archive,
        index: u32,
    ) -> Result<Vec<u8>, Error> {
        let none = || Error::Protocol(format!("a copy has no job {index}"));
        let at = index as usize;
        let end = *self.ends.get(at).ok_or_else(none)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let redactor = &redaction.redactor;
        let (include, salt, users) = redactor.settings();
        let places = self.places.get(start..end).ok_or_else(none)?;
        let job = Job {
            include: include.iter().map(|kind| kind.name().into()).collect(),
            salt,
            app_name: redactor.app_name.clone(),
            users,
            tags: redactor.tags.iter().cloned().collect(),
            sources: places
                .iter()
                .map(|place| match self.edited.get(&place.entry) {
                    Some(bytes) => Ok(Source::Edited(place.entry, bytes.clone())),
                    None => Ok(Source::Entry(
                        archive.entries.location(place.entry).ok_or_else(none)?,
                    )),
                })
                .collect::<Result<_, Error>>()?,
            events: places
                .iter()
                .map(|place| redaction.known(place.number as usize))
                .collect(),
        };
        postcard::to_allocvec(&job).map_err(|error| Error::Protocol(error.to_string()))
    }
}

/// Where the bytes of an event come from.
#[derive(Debug, Serialize, Deserialize)]
enum Source {
    Entry(EntryLocation),
    Edited(u32, Vec<u8>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Job {
    include: Vec<String>,
    salt: [u8; 32],
    app_name: String,
    users: Vec<(String, usize)>,
    tags: Vec<String>,
    sources: Vec<Source>,
    events: Vec<Known>,
}

/// What a pack says of an entry, in front of the data of all.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    entry: u32,
    method: u16,
    crc32: u32,
    uncompressed_bytes: u64,
    bytes: u64,
}

/// Does a job.
///
/// # Errors
/// `Protocol` if it is none, `Invalid` if an event can't be redacted after all, `Read` if the original can't be
/// read.
pub(in super::super) fn pack(job: &[u8], original: &dyn ReadAt) -> Result<Vec<u8>, Error> {
    let protocol = |error: postcard::Error| Error::Protocol(error.to_string());
    let job: Job = postcard::from_bytes(job).map_err(protocol)?;
    let include = job.include.iter().filter_map(|name| Kind::parse(name));
    let mut redactor = Redactor::silent(include.collect(), job.salt, job.users);
    redactor.app_name = job.app_name;
    redactor.tags = job.tags.into_iter().collect();
    let mut reader = EntryReader::new();
    let mut heads = Vec::with_capacity(job.events.len());
    let mut data = Vec::new();
    for (source, event) in job.sources.iter().zip(&job.events) {
        let (entry, bytes) = match source {
            Source::Edited(entry, bytes) => (*entry, bytes.as_slice()),
            Source::Entry(location) => {
                let (bytes, read) = reader.read_small(original, location, MAX_EVENT_BYTES)?;
                let sound = read.dotnet.is_ok() && !read.stopped;
                (location.index, if sound { bytes } else { &[] })
            }
        };
        let redacted = redactor
            .event(*event, bytes, &mut |_, _| {})
            .ok_or_else(|| super::cannot_redact(event.number))?;
        let packed = Packed::new(&redacted);
        heads.push(Head {
            entry,
            method: packed.method,
            crc32: packed.crc32,
            uncompressed_bytes: packed.uncompressed_bytes,
            bytes: packed.data.len() as u64,
        });
        data.extend_from_slice(&packed.data);
    }
    let mut pack = postcard::to_allocvec(&(redactor.tally, heads)).map_err(protocol)?;
    pack.extend_from_slice(&data);
    Ok(pack)
}

/// Takes packs apart again, one entry after the other.
#[derive(Debug)]
pub(in super::super) struct Unpacking {
    /// What was taken out, those packs included that were taken apart.
    taken: Rc<RefCell<Vec<Tally>>>,
    next: u32,
    heads: std::vec::IntoIter<Head>,
    pack: Vec<u8>,
    at: usize,
}

impl Unpacking {
    /// Adds to `taken` what each pack says.
    pub fn new(taken: Rc<RefCell<Vec<Tally>>>) -> Self {
        Unpacking {
            taken,
            next: 0,
            heads: Vec::new().into_iter(),
            pack: Vec::new(),
            at: 0,
        }
    }

    /// The data of an entry; entries come in the order of the file.
    ///
    /// # Errors
    /// Those of `packs`; `Protocol` if they are not what they should be.
    pub fn entry(
        &mut self,
        entry: u32,
        packs: &mut dyn FnMut(u32) -> Result<Vec<u8>, Error>,
    ) -> Result<Packed, Error> {
        loop {
            let Some(head) = self.heads.next() else {
                self.pack = packs(self.next)?;
                self.next += 1;
                let ((taken, heads), rest) =
                    postcard::take_from_bytes::<(Vec<Tally>, Vec<Head>)>(&self.pack)
                        .map_err(|error| Error::Protocol(error.to_string()))?;
                for (sum, more) in self.taken.borrow_mut().iter_mut().zip(taken) {
                    sum.count = sum.count.saturating_add(more.count);
                    sum.bytes = sum.bytes.saturating_add(more.bytes);
                }
                self.at = self.pack.len() - rest.len();
                self.heads = heads.into_iter();
                continue;
            };
            let data = usize::try_from(head.bytes)
                .ok()
                .and_then(|bytes| self.pack.get(self.at..self.at.checked_add(bytes)?))
                .ok_or_else(|| Error::Protocol("a pack ends early".into()))?;
            self.at += data.len();
            // What was left out of the copy in the meantime is skipped.
            if head.entry == entry {
                return Ok(Packed {
                    method: head.method,
                    crc32: head.crc32,
                    uncompressed_bytes: head.uncompressed_bytes,
                    data: data.to_vec(),
                });
            }
        }
    }
}
