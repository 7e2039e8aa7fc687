//! `export events`: what happened, an event a line with its payload decoded; and the table of events.

use serde_json::{Value, json};

use super::super::check::SquidexCheck;
use super::super::decode::instant_text;
use super::super::layout;
use super::super::shard;
use super::json::{Node, push_optional, push_text};
use super::record::{Record, actor};
use super::{Out, secrets};
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::inspect::export::{Form, Lines, Wanted};
use crate::inspect::query::{MAX_ROWS, Query, Rows};
use crate::source::{Files, Input};

/// Events that are looked at between two looks at whether somebody still waits.
const BETWEEN: u64 = 512;

/// So many events are looked at for one page of the table: a moment's worth.
const MAX_LOOKED_AT: u64 = 20_000;

/// The events of an archive, under whatever name.
pub(in crate::format::squidex) struct Events<'a> {
    check: &'a SquidexCheck,
    input: &'a Input,
    reader: EntryReader,
    /// Index and entry, by index.
    all: Vec<(u64, u32)>,
}

impl<'a> Events<'a> {
    /// Those of a set.
    ///
    /// # Errors
    /// `Protocol` if the set has no file.
    pub(in crate::format::squidex) fn new(
        check: &'a SquidexCheck,
        files: &'a Files,
    ) -> Result<Events<'a>, Error> {
        Ok(Events {
            check,
            input: files.first()?,
            reader: EntryReader::new(),
            all: layout::events_anywhere(check.directory().0),
        })
    }

    /// One event; `None` if it can't be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::format::squidex) fn read(&mut self, entry: u32) -> Result<Option<Record>, Error> {
        let (archive, _, shared) = self.check.directory();
        let Some(location) = archive
            .entries
            .location(entry)
            .filter(|_| !shared.skips(entry))
        else {
            return Ok(None);
        };
        let bytes = shard::event_bytes(&mut self.reader, &*self.input.bytes, &location)?;
        Ok(bytes.as_deref().and_then(Record::read))
    }

    fn name(&self, entry: u32) -> String {
        self.check
            .directory()
            .0
            .entries
            .name_text(entry)
            .into_owned()
    }
}

/// Which events are wanted.
struct Filter<'w> {
    lines: &'w Lines,
    /// In lower case.
    text: Option<String>,
}

impl Filter<'_> {
    fn new(lines: &Lines) -> Filter<'_> {
        let text = lines.text.as_deref().filter(|text| !text.is_empty());
        Filter {
            lines,
            text: text.map(str::to_lowercase),
        }
    }

    fn is_in_range(&self, index: u64) -> bool {
        self.lines.from.is_none_or(|from| index >= from)
            && self.lines.to.is_none_or(|to| index <= to)
    }

    /// What can't be read fits only who asks for nothing.
    fn takes_unreadable(&self) -> bool {
        let lines = self.lines;
        lines.types.is_empty()
            && lines.stream.is_none()
            && lines.actor.is_none()
            && self.text.is_none()
    }

    /// Whether a record has the text nowhere, as its bytes tell: its payload need not be read then. `false`: it may have it.
    fn misses(&self, record: &Record) -> bool {
        let Some(wanted) = self.text.as_deref().filter(|wanted| wanted.is_ascii()) else {
            return false;
        };
        let texts = [
            record.payload.as_deref(),
            record.stream.as_deref(),
            Some(record.type_name.as_str()),
        ];
        texts.into_iter().flatten().all(|text| {
            let plain = text.is_ascii() && !text.contains('\\');
            plain && !has_ignoring_case(text.as_bytes(), wanted.as_bytes())
        })
    }

    fn takes(&self, record: &Record, actor: Option<&str>, payload: Option<&Node<'_>>) -> bool {
        let lines = self.lines;
        let stream = record.stream.as_deref().unwrap_or_default();
        let type_is =
            || lines.types.is_empty() || lines.types.iter().any(|wanted| is_type(record, wanted));
        let stream_is = || {
            lines
                .stream
                .as_deref()
                .is_none_or(|wanted| is_stream(stream, wanted))
        };
        let actor_is = || {
            lines.actor.as_deref().is_none_or(|wanted| {
                actor.is_some_and(|actor| {
                    actor == wanted || actor.split_once(':').is_some_and(|(_, id)| id == wanted)
                })
            })
        };
        let text_is = || {
            self.text.as_deref().is_none_or(|wanted| {
                let has = |text: &str| text.to_lowercase().contains(wanted);
                has(&record.type_name)
                    || has(stream)
                    || actor.is_some_and(has)
                    || payload.is_some_and(|payload| payload.has_text(&has))
            })
        };
        type_is() && stream_is() && actor_is() && text_is()
    }
}

/// Whether a text of ASCII letters has another one in it, in any case.
fn has_ignoring_case(text: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else {
        return true;
    };
    text.windows(wanted.len()).any(|part| {
        part.first()
            .is_some_and(|at| at.eq_ignore_ascii_case(first))
            && part.eq_ignore_ascii_case(wanted)
    })
}

/// Whether a record is of a type: by its name as written, or as it is called today, with or without `Event` and number.
fn is_type(record: &Record, wanted: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let name = name.strip_suffix('V').unwrap_or(name);
        name.strip_suffix("Event")
            .unwrap_or(name)
            .to_ascii_lowercase()
    };
    [record.type_name.as_str(), record.type_text()]
        .into_iter()
        .any(|name| name.eq_ignore_ascii_case(wanted) || bare(name) == wanted.to_ascii_lowercase())
}

/// Whether a stream is the wanted one, or that of the object with the wanted id.
fn is_stream(stream: &str, wanted: &str) -> bool {
    let id = stream.split_once('-').map_or("", |(_, id)| id);
    stream == wanted
        || id == wanted
        || id
            .split_once("--")
            .is_some_and(|(_, object)| object == wanted)
}

/// Writes them.
///
/// # Errors
/// `Invalid` if another form than lines is asked for, `Read` if the file can't be read.
pub(super) fn write(
    check: &SquidexCheck,
    files: &Files,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    if wanted.form != Form::Ndjson || wanted.in_folder {
        return Err(Error::Invalid(
            "events are exported as lines of JSON, into one file".into(),
        ));
    }
    let open = wanted.includes("secrets");
    let filter = Filter::new(&wanted.lines);
    let mut events = Events::new(check, files)?;
    for at in 0..events.all.len() {
        let Some(&(index, entry)) = events.all.get(at) else {
            break;
        };
        if !filter.is_in_range(index) {
            continue;
        }
        if index % BETWEEN == 0 && !out.ask() {
            return Ok(());
        }
        let name = events.name(entry);
        match events.read(entry)? {
            None if filter.takes_unreadable() => {
                out.told
                    .leave_out(Some(index), format!("event {index}: it can't be read"));
            }
            None => {}
            Some(record) if filter.misses(&record) => {}
            Some(record) => line(index, &name, &record, &filter, open, out),
        }
        out.step();
        if !out.goes_on() {
            return Ok(());
        }
    }
    Ok(())
}

fn line(
    index: u64,
    entry: &str,
    record: &Record,
    filter: &Filter<'_>,
    open: bool,
    out: &mut Out<'_>,
) {
    let mut payload = record.payload();
    let actor = payload.as_ref().and_then(actor);
    // A search must not find out what is masked.
    if let (Some(payload), false) = (&mut payload, open) {
        secrets::mask_event(record.event_type(), payload);
    }
    if !filter.takes(record, actor.as_deref(), payload.as_ref()) {
        return;
    }
    let to = out.bytes();
    to.extend_from_slice(format!("{{\"index\":{index},\"entry\":").as_bytes());
    push_text(to, entry);
    to.extend_from_slice(b",\"type\":");
    push_text(to, record.type_text());
    to.extend_from_slice(b",\"stream\":");
    push_optional(to, record.stream.as_deref());
    to.extend_from_slice(b",\"timestamp\":");
    push_optional(to, record.timestamp.map(instant_text).as_deref());
    to.extend_from_slice(b",\"actor\":");
    push_optional(to, actor.as_deref());
    to.extend_from_slice(b",\"payload\":");
    payload.as_ref().unwrap_or(&Node::Null).push(to, false);
    to.extend_from_slice(b"}\n");
    out.told.written += 1;
    if payload.is_none() {
        let why = format!("event {index}: its payload can't be read");
        out.told.leave_out(Some(index), why);
    }
}

/// Rows of the table of events: all of them, of one object (`within`), of one type (`part`), or with a text.
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
    let lines = Lines {
        types: query.part.iter().cloned().collect(),
        stream: query.within.clone(),
        text: query.text.clone(),
        ..Lines::default()
    };
    let filter = Filter::new(&lines);
    let mut events = Events::new(check, files)?;
    let count = events.all.len() as u64;
    let everything = filter.takes_unreadable();
    let limit = query.limit.min(MAX_ROWS);
    let mut found = Rows::default();
    let first = if everything { query.from.min(count) } else { 0 };
    for (looked_at, place) in (0..).zip(first..count) {
        if everything && found.rows.len() as u64 >= limit {
            break;
        }
        if !everything
            && (looked_at >= MAX_LOOKED_AT || found.total >= query.from + limit && looked_at > 0)
        {
            found.at_least = true;
            break;
        }
        let place = if down { count - 1 - place } else { place };
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        let Some(&(index, entry)) = events.all.get(at) else {
            break;
        };
        let record = events.read(entry)?;
        let row = match &record {
            None if everything => row(index, &events.name(entry), None),
            None => continue,
            Some(record) if filter.misses(record) => continue,
            Some(record) => {
                let mut payload = record.payload();
                let actor = payload.as_ref().and_then(actor);
                if let Some(payload) = &mut payload {
                    secrets::mask_event(record.event_type(), payload);
                }
                if !filter.takes(record, actor.as_deref(), payload.as_ref()) {
                    continue;
                }
                row(index, &events.name(entry), Some((record, actor)))
            }
        };
        found.total += 1;
        if everything || found.total > query.from && (found.rows.len() as u64) < limit {
            found.rows.push(row);
        }
    }
    if everything {
        found.total = count;
    }
    Ok(found)
}

/// Keys of a row.
pub(in crate::format::squidex) const COLUMNS: &[&str] =
    &["index", "type", "stream", "timestamp", "actor", "entry"];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_streams_are_told_by_any_of_their_names() {
        let record = |name: &str| Record {
            type_name: name.into(),
            ..Record::default()
        };
        for wanted in [
            "ContentCreatedEventV2",
            "contentcreatedeventv2",
            "ContentCreated",
        ] {
            assert!(
                is_type(&record("ContentCreatedEventV2"), wanted),
                "{wanted}"
            );
        }
        assert!(!is_type(&record("ContentCreatedEventV2"), "ContentUpdated"));
        assert!(is_type(&record("AppLanguageUpdated"), "applanguageupdated"));
        let lines = Lines {
            text: Some("Kettle".into()),
            ..Lines::default()
        };
        let filter = Filter::new(&lines);
        let with = |payload: &str| Record {
            payload: Some(payload.into()),
            ..record("ContentDeletedEvent")
        };
        assert!(filter.misses(&with(r#"{"a":"teapot"}"#)));
        for payload in [
            r#"{"a":"blue KETTLE"}"#,
            r#"{"a":"\u006bettle"}"#,
            r#"{"a":"ä"}"#,
        ] {
            assert!(!filter.misses(&with(payload)), "{payload}");
        }
        let stream = "content-app--x-1";
        for wanted in [stream, "x-1", "app--x-1"] {
            assert!(is_stream(stream, wanted), "{wanted}");
        }
        assert!(!is_stream(stream, "x"));
        assert!(is_stream("app-app", "app"));
    }
}
