//! One event record, read as Squidex reads it: the record in any generation, its headers, the event
//! type, the migrators, the payload by the [`table`], and one migration step.
//!
//! What the handlers and the later rebuilding make of it is the business of
//! [`restore`](super::restore).

mod links;
mod migrate;
mod payload;
mod problem;
mod record;
pub(super) mod suggest;
mod values;

use super::events::schema::{Class, Shape};
use super::events::{EventField, EventType, Kind, table};
use super::facts::{EventFacts, EventRead, ReadFailure, Val};
use super::versions::{Dated, Need};
use crate::format::squidex::codes;
use crate::json::{Index, Reader, without_bom};
use crate::report::Code;
use crate::report::{Finding, FindingSet};

use payload::{Inexact, Walk};
use problem::{Problem, Res, cut};
use record::{Decoded, Headers, Name, Payload, Record};

/// What the reading of many events shares: buffers that are reused.
#[derive(Debug, Default)]
pub struct Context {
    payload: Decoded,
    scratch: Vec<u8>,
    /// Of the record.
    index: Index,
    /// Type of the event before: most events follow one of their kind.
    last_type: Option<EventType>,
    /// The class of that event and what of it older servers drop.
    dated: Option<(&'static Shape, Dated)>,
    /// A text with this in it is rewritten before a broken key of Urls.json is looked at.
    whole_links: Option<String>,
}

impl Context {
    /// For an archive whose Urls.json has only `assetsApp`: that one.
    pub fn with_whole_links(whole_links: Option<String>) -> Context {
        Context {
            whole_links,
            ..Context::default()
        }
    }
}

/// Reads the bytes of one event entry as the server does. Remarks go to `findings`; a failure is
/// part of the result and has no finding of its own, since only the dry run knows whether the server
/// gets that far.
pub fn event(index: u64, bytes: &[u8], ctx: &mut Context, findings: &mut FindingSet) -> EventRead {
    let (bytes, bom) = without_bom(bytes);
    if bom {
        findings.push(
            Finding::new(
                &codes::EVENT_BYTE_ORDER_MARK,
                "the entry starts with a byte order mark",
            )
            .at_event(index),
        );
    }
    let mut known = Known {
        index,
        unknown_type: None,
        event_type: None,
        stream: None,
    };
    match facts(bytes, ctx, findings, &mut known) {
        Ok(facts) => known.read(Ok(facts)),
        Err(problem) => {
            let stream = known.stream.take();
            known.read(Err(ReadFailure {
                stream,
                ..problem.into_failure()
            }))
        }
    }
}

/// An instant as the server reads it, in seconds and nanoseconds of the Unix epoch.
pub(super) fn instant(text: &str) -> Option<(i64, i32)> {
    values::instant(text)
}

/// An instant as text: ISO 8601 in UTC.
pub(super) fn instant_text(at: (i64, i32)) -> String {
    values::instant_text(at)
}

/// The schema of an event of before 2019 in the form of today, as JSON text.
pub(super) fn old_schema(payload: &[u8]) -> String {
    migrate::old_schema(payload)
}

/// An actor as the server reads it; `None` if it refuses the text.
pub(super) fn actor(text: &str) -> Option<super::facts::RefToken> {
    values::actor(text)
}

/// What is known of an event whether it can be read to its end or not.
struct Known {
    index: u64,
    unknown_type: Option<String>,
    event_type: Option<EventType>,
    stream: Option<String>,
}

impl Known {
    #[inline]
    fn read(self, outcome: Result<EventFacts, ReadFailure>) -> EventRead {
        EventRead {
            index: self.index,
            unknown_type: self.unknown_type,
            event_type: self.event_type,
            outcome,
        }
    }
}

fn facts(
    bytes: &[u8],
    ctx: &mut Context,
    findings: &mut FindingSet,
    read: &mut Known,
) -> Res<EventFacts> {
    if bytes
        .iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    {
        let what = if bytes.is_empty() {
            "has no bytes"
        } else {
            "has only blanks"
        };
        return Err(Problem::new(
            &codes::EVENT_EMPTY,
            format!("the entry {what}"),
        ));
    }
    let index = read.index;
    let Record {
        event_type: name,
        stream: written,
        payload,
        headers,
        second,
    } = record::read(
        bytes,
        &mut ctx.index,
        &mut ctx.payload,
        &mut ctx.scratch,
        ctx.last_type,
    )?;
    read.stream = written;
    let (event_type, exact) = known_type(name, read)?;
    read.event_type = Some(event_type);
    ctx.last_type = read.event_type;
    let reader = match payload {
        Payload::Buffer(length) => {
            let text = ctx.payload.text.get(..length).unwrap_or_default();
            Reader::indexed(text, &ctx.payload.index)
        }
        Payload::Inline(text) => Reader::new(text),
        Payload::Missing => {
            return Err(Problem::new(
                &codes::EVENT_RECORD_INVALID,
                "the record has no payload",
            ));
        }
    };

    // The migrators compare the type name with case.
    let replace = if exact {
        migrate::replacement(event_type)
    } else {
        None
    };
    let mut replaced = Vec::new();
    if let Some(replace) = replace {
        replaced = Walk::new(reader, &mut ctx.scratch, None).migrators(replace)?;
    }
    let mut walk = Walk::new(
        reader,
        &mut ctx.scratch,
        replace.filter(|_| !replaced.is_empty()),
    );
    walk.whole_links = ctx.whole_links.as_deref();
    let shape = table::shape(event_type);
    walk.dated = match ctx.dated {
        Some((of, dated)) if std::ptr::eq(of, shape) => dated,
        _ => Dated::of(shape),
    };
    ctx.dated = Some((shape, walk.dated));
    walk.event(shape)?;
    let (fields, actor) = (std::mem::take(&mut walk.kept), walk.actor.take());
    let mut needs = walk.needs;
    if second {
        needs.add(Need::RecordV2);
    }
    if event_type == EventType::ContentStatusScheduled && is_own_status(&fields) {
        needs.add(Need::ScheduledStatus);
    }
    note_inexact(findings, index, &walk.inexact);
    note_replaced(findings, index, event_type, &replaced);

    let migrated = migrate::one_step(event_type, fields, reader.bytes());
    note_record(findings, index, event_type, headers.as_ref());
    let headers = headers.unwrap_or_default();
    Ok(EventFacts {
        event_type: migrated.event_type,
        stored_as: migrated.stored_as,
        stream: read.stream.take().unwrap_or_default(),
        timestamp: headers.timestamp,
        event_stream_number: headers.event_stream_number,
        actor,
        fields: migrated.fields,
        has_nul: reader.has_escaped_nul(),
        needs,
        links: match event_type.kind() {
            Kind::Content => links::hosts(reader.bytes()),
            Kind::Rule => links::called(reader.bytes()),
            _ => Vec::new(),
        },
    })
}

/// The event's type, and whether its name is written as the server writes it.
fn known_type(name: Option<Name>, read: &mut Known) -> Res<(EventType, bool)> {
    match name {
        Some(Name::Known(event_type, exact)) => Ok((event_type, exact)),
        Some(Name::Unknown(name)) => {
            let suggestion =
                suggest::nearest(&name, EventType::ALL.iter().map(|known| known.name()));
            let message = format!(
                "the event type {:?} is not known to Squidex",
                cut(&name, 100)
            );
            read.unknown_type = Some(name);
            Err(Problem::new(&codes::UNKNOWN_EVENT_TYPE, message).suggest(suggestion))
        }
        None => Err(Problem::new(
            &codes::EVENT_RECORD_INVALID,
            "the record does not say its event type",
        )),
    }
}

/// Numbers that the server's type can't hold as they are written.
fn note_inexact(findings: &mut FindingSet, index: u64, inexact: &[Inexact]) {
    for number in inexact {
        let place = number
            .place
            .as_ref()
            .map(|place| format!(" in `{place}`"))
            .unwrap_or_default();
        let message = format!(
            "the number {}{place} becomes {}",
            number.written, number.stored
        );
        findings.push(Finding::new(&codes::NUMBER_NOT_EXACT, message).at_event(index));
    }
}

/// What a migrator replaced since its name is not known.
fn note_replaced(
    findings: &mut FindingSet,
    index: u64,
    event_type: EventType,
    replaced: &[String],
) {
    for name in replaced {
        let (code, kind): (&'static Code, _) = match event_type {
            EventType::OldRuleCreated | EventType::OldRuleUpdated => {
                (&codes::RULE_ACTION_REPLACED, "rule action")
            }
            _ => (&codes::RULE_TYPE_REPLACED, "type"),
        };
        findings.push(
            Finding::new(
                code,
                format!(
                    "the {kind} {:?} is not known and is replaced",
                    cut(name, 60)
                ),
            )
            .at_event(index),
        );
    }
}

/// What is worth knowing of the record around the payload, and of the event's type.
fn note_record(
    findings: &mut FindingSet,
    index: u64,
    event_type: EventType,
    headers: Option<&Headers>,
) {
    if event_type == EventType::OldAppClientChanged {
        findings.push(
            Finding::new(
                &codes::OLD_CLIENT_ROLE_LOST,
                "the change of a client's role is lost in the migration",
            )
            .at_event(index),
        );
    }
    if event_type.kind() == Kind::Team {
        findings.push(
            Finding::new(
                &codes::TEAM_EVENT,
                format!("{event_type} has no place in the backup of an app"),
            )
            .at_event(index),
        );
    }
    match headers {
        None => findings.push(
            Finding::new(&codes::EVENT_WITHOUT_HEADERS, "the record has no headers")
                .at_event(index),
        ),
        Some(Headers {
            timestamp: None, ..
        }) => findings.push(
            Finding::new(
                &codes::EVENT_TIMESTAMP_UNREADABLE,
                "the header `Timestamp` is missing or can't be read",
            )
            .at_event(index),
        ),
        Some(_) => {}
    }
}

/// Whether the status is another one than those that servers knew before there were workflows.
fn is_own_status(fields: &[(EventField, Val)]) -> bool {
    fields.iter().any(|(field, value)| match (field, value) {
        (EventField::Status, Val::Str(status)) => {
            !matches!(status.as_str(), "Draft" | "Archived" | "Published")
        }
        _ => false,
    })
}
