//! One part of a search, in any worker: which of neighbouring events fit, when they were, and what they are about.

use serde::{Deserialize, Serialize};

use super::super::events::{EventType, Kind};
use super::super::export::record::Record;
use super::super::facts::Learned;
use super::super::shard::{self, Item};
use super::filter::Filter;
use super::head::Head;
use crate::container::zip::EntryReader;
use crate::container::zip::limits;
use crate::error::Error;
use crate::inspect::export::Lines;
use crate::inspect::work::{Facts, Step, Task};
use crate::source::{Files, Input};

/// What an event is about, as a timeline tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventSubject"))]
pub enum Subject {
    /// The app itself.
    App,
    /// A schema or one of its fields.
    Schema,
    /// A content.
    Content,
    /// An asset.
    Asset,
    /// An asset folder.
    Folder,
    /// A rule.
    Rule,
    /// A comment.
    Comment,
    /// Anything else, types that are not known among it.
    Other,
    /// The event can't be read.
    Unreadable,
}

impl Subject {
    /// All of them, in the order of the timeline.
    pub const ALL: [Subject; 9] = [
        Subject::App,
        Subject::Schema,
        Subject::Content,
        Subject::Asset,
        Subject::Folder,
        Subject::Rule,
        Subject::Comment,
        Subject::Other,
        Subject::Unreadable,
    ];

    fn of(head: &Head) -> Subject {
        match head.event_type().map(EventType::kind) {
            Some(Kind::App) => Subject::App,
            Some(Kind::Schema) => Subject::Schema,
            Some(Kind::Content) => Subject::Content,
            Some(Kind::Asset) => Subject::Asset,
            Some(Kind::AssetFolder) => Subject::Folder,
            Some(Kind::Rule) => Subject::Rule,
            Some(Kind::Comment) => Subject::Comment,
            Some(Kind::Team | Kind::Other) | None => Subject::Other,
        }
    }
}

/// What has to be done.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::format::squidex) struct Part {
    /// What is wanted.
    pub(in crate::format::squidex) lines: Lines,
    /// Neighbouring events, by index; without a place in the file, it can't be read.
    pub(in crate::format::squidex) items: Vec<Option<Item>>,
}

/// An event that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its place among those of the part.
    pub place: u32,
    /// Seconds of the Unix epoch, if it has a time.
    pub time: Option<i64>,
    /// What it is about.
    pub subject: Subject,
}

/// A part of a search, begun.
pub(in crate::format::squidex) struct Search {
    filter: Filter,
    items: Vec<Option<Item>>,
    next: usize,
    reader: EntryReader,
    scratch: Vec<u8>,
    hits: Vec<Hit>,
    bytes_done: u64,
}

impl Search {
    pub(in crate::format::squidex) fn start(part: Part) -> Search {
        let mut reader = EntryReader::new();
        let places = || part.items.iter().flatten().map(|item| &item.location);
        if places().is_sorted_by_key(|location| location.local_header_offset)
            && let Some(last) = places().next_back()
        {
            let end = (last.local_header_offset).saturating_add(last.compressed_bytes);
            reader.expect_upwards_to(end.saturating_add(limits::MAX_LOCAL_HEADER_BYTES as u64));
        }
        Search {
            filter: Filter::new(&part.lines),
            items: part.items,
            next: 0,
            reader,
            scratch: Vec::new(),
            hits: Vec::new(),
            bytes_done: 0,
        }
    }

    /// When an event was and what it is about, if it fits.
    fn look(&mut self, input: &Input, item: Option<&Item>) -> Result<Option<Found>, Error> {
        let unreadable = || (self.filter.takes_unreadable()).then_some((None, Subject::Unreadable));
        let Some(item) = item.filter(|item| !item.skip) else {
            return Ok(unreadable());
        };
        let source = &*input.bytes;
        let (filter, scratch) = (&self.filter, &mut self.scratch);
        shard::with_event_bytes(&mut self.reader, source, &item.location, |bytes| {
            let Some(bytes) = bytes else {
                return unreadable();
            };
            if filter.misses(bytes) {
                return None;
            }
            let Some(head) = Head::read(bytes, scratch) else {
                return unreadable();
            };
            if !filter.takes_head(&head.type_name, head.stream.as_deref()) {
                return None;
            }
            if filter.needs_payload() {
                filter.take(&Record::read(bytes)?, false)?;
            }
            Some((head.time, Subject::of(&head)))
        })
    }
}

/// When, and about what.
type Found = (Option<i64>, Subject);

impl Task for Search {
    type SystemFacts = Learned;

    fn step(
        &mut self,
        files: &Files,
        _beside: &[Input],
        go_on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Step, Error> {
        let input = files.first()?;
        while let Some(item) = self.items.get(self.next).copied() {
            let found = self.look(input, item.as_ref())?;
            self.hits.extend(found.map(|(time, subject)| Hit {
                // There are no more items than entries of an archive.
                place: u32::try_from(self.next).unwrap_or(u32::MAX),
                time,
                subject,
            }));
            let bytes = item.map_or(0, |item| item.location.compressed_bytes);
            self.bytes_done = self.bytes_done.saturating_add(bytes);
            self.next += 1;
            if !go_on(Step::default()) {
                break;
            }
        }
        Ok(Step {
            bytes_done: self.bytes_done,
            entries_done: self.next as u64,
            finished: self.next >= self.items.len(),
        })
    }

    fn finish(self: Box<Self>) -> Result<Facts<Learned>, Error> {
        Ok(Facts::System(Learned::Hits(self.hits)))
    }
}
