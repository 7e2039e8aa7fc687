//! Pages of the table of events.

use serde_json::{Value, json};

use super::super::check::SquidexCheck;
use super::super::decode::instant_text;
use super::super::export::record::{Record, actor};
use super::filter::Filter;
use super::found::{FoundEvent, Searched};
use super::read::Events;
use crate::error::Error;
use crate::inspect::export::Lines;
use crate::inspect::query::{MAX_ROWS, Query, Rows};
use crate::source::Files;

/// So many events are looked at for one page, if no search has found them: a moment's worth.
const MAX_LOOKED_AT: u64 = 20_000;

/// Keys of a row.
pub(in crate::format::squidex) const COLUMNS: &[&str] =
    &["index", "type", "stream", "timestamp", "actor", "entry"];

/// Rows of the table of events: all of them, of one object (`within`), of one type (`part`), with a text; or, with
/// `lines`, those that fit these. What a search for the same has found is not looked for once more.
///
/// # Errors
/// `Invalid` if they are to be sorted, `Read` if the file can't be read.
pub(in crate::format::squidex) fn rows(
    check: &SquidexCheck,
    files: &Files,
    query: &Query,
) -> Result<Rows, Error> {
    let down = match query.sort.as_deref() {
        None | Some("index") => false,
        Some("-index") => true,
        Some(_) => {
            return Err(Error::Invalid(
                "events are sorted by their index only".into(),
            ));
        }
    };
    let lines = query.lines.clone().unwrap_or_else(|| Lines {
        types: query.part.iter().cloned().collect(),
        stream: query.within.clone(),
        text: query.text.clone(),
        ..Lines::default()
    });
    let page = Page {
        from: query.from,
        limit: query.limit.min(MAX_ROWS),
        down,
        range: query.range,
    };
    let filter = Filter::new(&lines);
    let mut events = Events::new(check, files)?;
    if filter.takes_unreadable() && query.range.is_none() {
        return page.all(&lines, &mut events);
    }
    match check.searches().get(&lines) {
        Some(searched) => page.found(searched, &mut events),
        None => page.looked_for(&lines, &filter, &mut events),
    }
}

/// Which rows are asked for.
struct Page {
    from: u64,
    limit: u64,
    down: bool,
    /// From one second of the Unix epoch up to another.
    range: Option<(i64, i64)>,
}

impl Page {
    fn is_in_range(&self, time: Option<i64>) -> bool {
        self.range
            .is_none_or(|(from, before)| time.is_some_and(|time| from <= time && time < before))
    }

    /// Of all events, readable or not.
    fn all(&self, lines: &Lines, events: &mut Events<'_>) -> Result<Rows, Error> {
        let places = events.list.places(lines.from, lines.to);
        let count = u64::from(places.end - places.start);
        let mut found = Rows {
            total: count,
            ..Rows::default()
        };
        for at in self.from.min(count)..self.from.saturating_add(self.limit).min(count) {
            let at = if self.down { count - 1 - at } else { at };
            // No more than there are places.
            let place = places.start + u32::try_from(at).unwrap_or(u32::MAX);
            found.rows.extend(row_at(events, place)?);
        }
        Ok(found)
    }

    /// Of what a search has found so far.
    fn found(&self, searched: &Searched, events: &mut Events<'_>) -> Result<Rows, Error> {
        let total = match self.range {
            None => searched.settled_count(),
            Some(_) => searched
                .settled()
                .filter(|event| self.is_in_range(event.time))
                .count() as u64,
        };
        let mut found = Rows {
            total,
            at_least: !searched.is_complete(),
            incomplete: searched.lost().map(str::to_owned).into_iter().collect(),
            ..Rows::default()
        };
        for event in self.cut(searched) {
            found.rows.extend(row_at(events, event.place)?);
        }
        Ok(found)
    }

    fn cut(&self, searched: &Searched) -> Vec<FoundEvent> {
        let skip = usize::try_from(self.from).unwrap_or(usize::MAX);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let fits = |event: &FoundEvent| self.is_in_range(event.time);
        match self.down {
            false => searched
                .settled()
                .filter(fits)
                .skip(skip)
                .take(limit)
                .collect(),
            true => {
                let settled = searched.settled().rev();
                settled.filter(fits).skip(skip).take(limit).collect()
            }
        }
    }

    /// Looks for them in a part of the events: without a search, or before it.
    fn looked_for(
        &self,
        lines: &Lines,
        filter: &Filter,
        events: &mut Events<'_>,
    ) -> Result<Rows, Error> {
        let mut found = Rows::default();
        let places = events.list.places(lines.from, lines.to);
        let count = places.end - places.start;
        for (looked_at, at) in (0..).zip(0..count) {
            let enough = found.total >= self.from.saturating_add(self.limit) && looked_at > 0;
            if looked_at >= MAX_LOOKED_AT || enough {
                found.at_least = true;
                break;
            }
            let at = if self.down { count - 1 - at } else { at };
            let Some((index, entry)) = events.list.get(places.start + at) else {
                break;
            };
            let bytes = events.bytes(entry)?;
            let Some(bytes) = bytes.filter(|bytes| !filter.misses(bytes)) else {
                continue;
            };
            let Some(record) = Record::read(&bytes) else {
                continue;
            };
            let time = record.timestamp.map(|(seconds, _)| seconds);
            let Some(taken) = filter.take(&record, false) else {
                continue;
            };
            if !self.is_in_range(time) {
                continue;
            }
            found.total += 1;
            if found.total > self.from && (found.rows.len() as u64) < self.limit {
                let name = events.name(entry);
                found
                    .rows
                    .push(row(index, &name, Some((&record, taken.actor))));
            }
        }
        Ok(found)
    }
}

/// The row of the event at a place.
fn row_at(events: &mut Events<'_>, place: u32) -> Result<Option<Value>, Error> {
    let Some((index, entry)) = events.list.get(place) else {
        return Ok(None);
    };
    let record = events.read(entry)?;
    let known = record.as_ref().map(|record| {
        let payload = record.payload();
        (record, payload.as_ref().and_then(actor))
    });
    Ok(Some(row(index, &events.name(entry), known)))
}

fn row(index: u64, entry: &str, record: Option<(&Record, Option<String>)>) -> Value {
    let (record, actor) = record.unzip();
    json!({
        "index": index,
        "type": record.map(Record::type_text),
        "stream": record.and_then(|record| record.stream.as_deref()),
        "timestamp": record.and_then(|record| record.timestamp).map(instant_text),
        "actor": actor.flatten(),
        "entry": entry,
    })
}
