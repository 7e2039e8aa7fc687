//! What searches found, on the coordinator: 13 bytes for each event that fits, and no more events than an archive has
//! entries that are looked at.

use std::ops::Range;

use super::history;
use super::numbered::EventList;
use super::search::{Hit, Subject};
use crate::error::Error;
use crate::inspect::export::Lines;

/// Searches that are kept: the last two, and beside them those for the last two objects, whose history somebody looks at
/// in between.
const KEPT: usize = 2;

/// A part has at most so many events, so that a cancel is heard.
const PART_EVENTS: u32 = 2_048;
/// The first parts have fewer: what stands near the beginning is there at once, whichever worker finds it. Each that follows
/// has a quarter more.
const FIRST_EVENTS: u32 = 64;
/// And at most so many compressed bytes, unless one event has more.
const PART_BYTES: u64 = 1 << 20;

/// Stands for no time. Instants of the server begin in the year -9998.
const NO_TIME: i64 = i64::MIN;

/// What one part of a search found, by place.
#[derive(Debug, Default)]
struct Hits {
    places: Vec<u32>,
    times: Vec<i64>,
    subjects: Vec<Subject>,
}

/// One search.
#[derive(Debug)]
pub(in crate::format::squidex) struct Searched {
    number: u32,
    lines: Lines,
    /// Place of the first event that is looked at.
    start: u32,
    /// Place behind the last one of each part.
    ends: Vec<u32>,
    /// What each part found; `None`: not known yet.
    parts: Vec<Option<Hits>>,
    /// Parts that will never come, and why.
    lost: Vec<(u32, String)>,
}

/// An event that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format::squidex) struct FoundEvent {
    pub(in crate::format::squidex) place: u32,
    /// Seconds of the Unix epoch.
    pub(in crate::format::squidex) time: Option<i64>,
    pub(in crate::format::squidex) subject: Subject,
}

impl Searched {
    /// How its work is divided: places of each part.
    fn part(&self, index: u32) -> Option<Range<u32>> {
        let end = *self.ends.get(index as usize)?;
        let start = match index.checked_sub(1) {
            None => self.start,
            Some(before) => *self.ends.get(before as usize)?,
        };
        Some(start..end)
    }

    /// Whether nothing is missing any more.
    pub(in crate::format::squidex) fn is_complete(&self) -> bool {
        self.parts.iter().all(Option::is_some)
    }

    /// What was lost, in words; the first of it.
    pub(in crate::format::squidex) fn lost(&self) -> Option<&str> {
        self.lost.first().map(|(_, why)| why.as_str())
    }

    /// All that is known, of whatever part.
    pub(in crate::format::squidex) fn known(&self) -> impl Iterator<Item = FoundEvent> + '_ {
        self.parts.iter().flatten().flat_map(Hits::events)
    }

    /// What is known without a gap from the first event on: what comes later stands behind it.
    pub(in crate::format::squidex) fn settled(
        &self,
    ) -> impl DoubleEndedIterator<Item = FoundEvent> + '_ {
        let until = self.parts.iter().position(Option::is_none);
        let settled = self.parts.get(..until.unwrap_or(self.parts.len()));
        let parts = settled.unwrap_or_default().iter().flatten();
        parts.flat_map(Hits::events)
    }

    /// How many are known without a gap.
    pub(in crate::format::squidex) fn settled_count(&self) -> u64 {
        let parts = self.parts.iter().map_while(Option::as_ref);
        parts.map(|hits| hits.places.len() as u64).sum()
    }
}

impl Hits {
    fn events(&self) -> impl DoubleEndedIterator<Item = FoundEvent> + '_ {
        let columns = self.places.iter().zip(&self.times).zip(&self.subjects);
        columns.map(|((place, time), subject)| FoundEvent {
            place: *place,
            time: (*time != NO_TIME).then_some(*time),
            subject: *subject,
        })
    }
}

/// The searches that are kept, the last one at the end.
#[derive(Debug, Default)]
pub(in crate::format::squidex) struct Searches {
    kept: Vec<Searched>,
    next: u32,
}

/// The work of a search: what of it is left.
#[derive(Debug)]
pub struct SearchJob {
    number: u32,
    /// Parts, in their order.
    left: Vec<u32>,
    pub(in crate::format::squidex) bytes: u64,
    pub(in crate::format::squidex) entries: u64,
}

impl SearchJob {
    /// How many tasks it has.
    pub(in crate::format::squidex) fn tasks(&self) -> u32 {
        u32::try_from(self.left.len()).unwrap_or(u32::MAX)
    }

    fn part(&self, task: u32) -> Result<u32, Error> {
        let part = self.left.get(task as usize).copied();
        part.ok_or_else(|| Error::Protocol(format!("a search has no task {task}")))
    }
}

impl Searches {
    /// The search for these, as far as it is.
    pub(in crate::format::squidex) fn get(&self, lines: &Lines) -> Option<&Searched> {
        self.kept.iter().rev().find(|one| one.lines == *lines)
    }

    /// Begins a search, or goes on with one for the same. `size` tells the compressed bytes of an entry, `shards` in how
    /// many parts it is divided, if that is said.
    pub(in crate::format::squidex) fn begin(
        &mut self,
        lines: &Lines,
        list: EventList<'_>,
        shards: Option<u32>,
        size: &dyn Fn(u32) -> u64,
    ) -> SearchJob {
        let known = self.kept.iter().position(|one| one.lines == *lines);
        let searched = match known {
            Some(at) => self.kept.remove(at),
            None => {
                let places = list.places(lines.from, lines.to);
                let ends = match shards {
                    Some(shards) => even_ends(&places, shards),
                    None => ends_by_size(&places, list, size),
                };
                self.next += 1;
                Searched {
                    number: self.next,
                    lines: lines.clone(),
                    start: places.start,
                    parts: ends.iter().map(|_| None).collect(),
                    ends,
                    lost: Vec::new(),
                }
            }
        };
        let parts = (0..).zip(&searched.parts);
        let left: Vec<u32> = parts
            .filter(|(_, part)| part.is_none())
            .map(|(at, _)| at)
            .collect();
        let places = || {
            left.iter()
                .filter_map(|part| searched.part(*part))
                .flatten()
        };
        let entries = || places().filter_map(|place| Some(list.get(place)?.1));
        let job = SearchJob {
            number: searched.number,
            bytes: entries().map(size).fold(0, u64::saturating_add),
            entries: places().count() as u64,
            left,
        };
        let of_object = is_of_object(lines);
        let is_alike = |one: &Searched| is_of_object(&one.lines) == of_object;
        if self.kept.iter().filter(|one| is_alike(one)).count() >= KEPT
            && let Some(oldest) = self.kept.iter().position(is_alike)
        {
            self.kept.remove(oldest);
        }
        self.kept.push(searched);
        job
    }

    /// What a task of a search has to do: what is wanted, and where.
    ///
    /// # Errors
    /// When there is no such task, or the search is not kept any more.
    pub(in crate::format::squidex) fn task(
        &self,
        job: &SearchJob,
        task: u32,
    ) -> Result<(Lines, Range<u32>), Error> {
        let part = job.part(task)?;
        let searched = self.kept.iter().find(|one| one.number == job.number);
        let found = searched.and_then(|one| Some((one.lines.clone(), one.part(part)?)));
        found.ok_or_else(|| Error::Protocol("a search that is not kept any more".into()))
    }

    /// Takes what a task found. A search that is not kept any more takes nothing.
    ///
    /// # Errors
    /// When the task is none of the search, or names events of another.
    pub(in crate::format::squidex) fn take(
        &mut self,
        job: &SearchJob,
        task: u32,
        hits: &[Hit],
    ) -> Result<(), Error> {
        let index = job.part(task)?;
        let Some(searched) = self.kept.iter_mut().find(|one| one.number == job.number) else {
            return Ok(());
        };
        let wrong = || Error::Protocol("a search found events of another part".into());
        let range = searched.part(index).ok_or_else(wrong)?;
        let mut found = Hits::default();
        for hit in hits {
            let place = range.start.checked_add(hit.place).ok_or_else(wrong)?;
            if place >= range.end || found.places.last().is_some_and(|last| *last >= place) {
                return Err(wrong());
            }
            found.places.push(place);
            found.times.push(hit.time.unwrap_or(NO_TIME));
            found.subjects.push(hit.subject);
        }
        if let Some(part) = searched.parts.get_mut(index as usize) {
            *part = Some(found);
        }
        Ok(())
    }

    /// A task that will never come: its events are said to be missing.
    pub(in crate::format::squidex) fn lose(&mut self, job: &SearchJob, task: u32, why: &str) {
        let searched = self.kept.iter_mut().find(|one| one.number == job.number);
        if let (Ok(index), Some(searched)) = (job.part(task), searched) {
            let Range { start, end } = searched.part(index).unwrap_or_default();
            let why = format!("events at places {start} to {end} were not looked at: {why}");
            searched.lost.push((index, why));
            if let Some(part) = searched.parts.get_mut(index as usize) {
                *part = Some(Hits::default());
            }
        }
    }
}

/// Whether all that is wanted is the events of one object.
fn is_of_object(lines: &Lines) -> bool {
    lines
        .stream
        .as_deref()
        .is_some_and(|stream| *lines == history::lines_of(stream))
}

fn even_ends(places: &Range<u32>, shards: u32) -> Vec<u32> {
    let count = places.end - places.start;
    let shards = shards.clamp(1, count.max(1));
    let end = |shard: u32| u64::from(count) * u64::from(shard) / u64::from(shards);
    (1..=shards)
        .filter_map(|shard| u32::try_from(end(shard)).ok())
        .map(|end| places.start + end)
        .filter(|end| *end > places.start)
        .collect()
}

fn ends_by_size(places: &Range<u32>, list: EventList<'_>, size: &dyn Fn(u32) -> u64) -> Vec<u32> {
    let mut ends = Vec::new();
    let (mut start, mut bytes) = (places.start, 0_u64);
    let mut most = FIRST_EVENTS;
    for place in places.clone() {
        bytes = bytes.saturating_add(list.get(place).map_or(0, |(_, entry)| size(entry)));
        let end = place + 1;
        if end - start >= most || bytes >= PART_BYTES || end == places.end {
            ends.push(end);
            (start, bytes) = (end, 0);
            most = PART_EVENTS.min(most + most / 4);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(place: u32, time: Option<i64>) -> Hit {
        Hit {
            place,
            time,
            subject: Subject::Content,
        }
    }

    fn places(searched: &Searched) -> Vec<u32> {
        searched.settled().map(|found| found.place).collect()
    }

    #[test]
    fn parts_may_come_in_any_order_and_stand_in_theirs() {
        let entries: Vec<u32> = (0..10).collect();
        let list = EventList::Dense(&entries);
        let lines = Lines::default();
        let mut searches = Searches::default();
        let job = searches.begin(&lines, list, Some(3), &|_| 5);
        assert_eq!((job.tasks(), job.bytes, job.entries), (3, 50, 10));
        assert_eq!(searches.task(&job, 1).unwrap().1, 3..6);
        searches
            .take(&job, 1, &[hit(0, None), hit(2, Some(7))])
            .unwrap();
        let searched = searches.get(&lines).unwrap();
        assert_eq!((places(searched), searched.known().count()), (vec![], 2));
        searches.take(&job, 0, &[hit(1, Some(1))]).unwrap();
        let searched = searches.get(&lines).unwrap();
        assert_eq!(
            (places(searched), searched.settled_count()),
            (vec![1, 3, 5], 3)
        );
        assert!(!searched.is_complete());
        // Begun once more, it goes on with what is left.
        let job = searches.begin(&lines, list, Some(3), &|_| 5);
        assert_eq!((job.tasks(), job.entries), (1, 4));
        assert!(searches.take(&job, 0, &[hit(4, None)]).is_err());
        assert!(
            searches
                .take(&job, 0, &[hit(1, None), hit(1, None)])
                .is_err()
        );
        assert!(searches.take(&job, 1, &[]).is_err());
        searches.lose(&job, 0, "it failed");
        let searched = searches.get(&lines).unwrap();
        assert!(searched.is_complete() && searched.lost().unwrap().contains("6 to 10"));
    }

    #[test]
    fn few_searches_are_kept() {
        let list = EventList::Dense(&[1, 2]);
        let of = |actor: &str| Lines {
            actor: Some(actor.into()),
            ..Lines::default()
        };
        let mut searches = Searches::default();
        let first = searches.begin(&of("a"), list, None, &|_| 0);
        searches.begin(&of("b"), list, None, &|_| 0);
        searches.begin(&of("a"), list, None, &|_| 0);
        searches.begin(&of("c"), list, None, &|_| 0);
        assert!(searches.get(&of("b")).is_none() && searches.get(&of("a")).is_some());
        searches.begin(&of("d"), list, None, &|_| 0);
        assert!(searches.task(&first, 0).is_err());
        searches.take(&first, 0, &[hit(0, None)]).unwrap();
        for stream in ["1", "2", "3"] {
            searches.begin(&history::lines_of(stream), list, None, &|_| 0);
        }
        assert!(searches.get(&of("d")).is_some() && searches.get(&of("c")).is_some());
        assert!(searches.get(&history::lines_of("1")).is_none());
        assert!(searches.get(&history::lines_of("2")).is_some());
    }

    #[test]
    fn parts_are_small() {
        let entries: Vec<u32> = (0..5_000).collect();
        let list = EventList::Dense(&entries);
        let ends = ends_by_size(&(0..5_000), list, &|_| 1);
        assert_eq!(ends.get(..3), Some(&[64, 144, 244][..]));
        assert_eq!(ends.last(), Some(&5_000));
        let entries: Vec<u32> = (0..100_000).collect();
        let list_of_many = EventList::Dense(&entries);
        let ends = ends_by_size(&(0..100_000), list_of_many, &|_| 1);
        let sizes: Vec<u32> = ends.windows(2).map(|ends| ends[1] - ends[0]).collect();
        assert!(sizes.iter().all(|size| *size <= PART_EVENTS));
        assert!(
            sizes.contains(&PART_EVENTS) && ends.len() < 80,
            "{}",
            ends.len()
        );
        assert_eq!(ends_by_size(&(3..6), list, &|_| 2 << 20), [4, 5, 6]);
        assert!(ends_by_size(&(3..3), list, &|_| 1).is_empty());
        assert!(even_ends(&(3..3), 4).is_empty());
    }
}
