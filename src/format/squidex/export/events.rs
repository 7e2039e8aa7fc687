//! `export events`: what happened, an event a line with its payload decoded.

use super::super::check::SquidexCheck;
use super::super::decode::instant_text;
use super::super::event_log::filter::{Filter, Taken};
use super::super::event_log::read::Events;
use super::Out;
use super::json::{Node, push_optional, push_text};
use super::record::Record;
use crate::error::Error;
use crate::inspect::export::{Form, Wanted};
use crate::source::Files;

/// Events that are looked at between two looks at whether somebody still waits.
const BETWEEN: u64 = 512;

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
    for place in events.list.places(wanted.lines.from, wanted.lines.to) {
        let Some((index, entry)) = events.list.get(place) else {
            break;
        };
        if index % BETWEEN == 0 && !out.ask() {
            return Ok(());
        }
        let bytes = events.bytes(entry)?;
        if bytes.as_deref().is_some_and(|bytes| filter.misses(bytes)) {
            continue;
        }
        match bytes.as_deref().and_then(Record::read) {
            None if filter.takes_unreadable() => {
                out.told
                    .leave_out(Some(index), format!("event {index}: it can't be read"));
            }
            None => {}
            Some(record) => {
                if let Some(taken) = filter.take(&record, open) {
                    line(index, &events.name(entry), &record, &taken, out);
                }
            }
        }
        out.step();
        if !out.goes_on() {
            return Ok(());
        }
    }
    Ok(())
}

fn line(index: u64, entry: &str, record: &Record, taken: &Taken<'_>, out: &mut Out<'_>) {
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
    push_optional(to, taken.actor.as_deref());
    to.extend_from_slice(b",\"payload\":");
    taken
        .payload
        .as_ref()
        .unwrap_or(&Node::Null)
        .push(to, false);
    to.extend_from_slice(b"}\n");
    out.told.written += 1;
    if taken.payload.is_none() {
        let why = format!("event {index}: its payload can't be read");
        out.told.leave_out(Some(index), why);
    }
}
