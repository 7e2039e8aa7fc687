//! Two backups of one app: how they go together, and what was added, changed, gone (`product.md` section 9).
//!
//! Both are folded as for an export. Events are compared from the beginning on, without being read where the directories
//! say that their bytes are the same. Objects are matched by id; a content whose last events are common is not read either.
//! What both hold of an object is in memory while it is compared, never before.

pub(super) mod objects;
pub(super) mod times;
pub(super) mod tree;

use super::check::SquidexCheck;
use super::decode::instant_text;
use super::events::EventType;
use super::export::json::{Node, push_text};
use super::export::links::Links;
use super::export::record::Record;
use super::export::{Folded, Out};
use super::layout::SpecialFile;
use super::target::Target;
use crate::error::Error;
use crate::inspect::export::{Compared, Relation, Sink, Wanted};
use crate::source::Files;

/// Events that are compared between two looks at whether somebody still waits.
const BETWEEN: u64 = 4_096;

/// One of the two.
pub(super) struct Side<'a> {
    folded: Folded<'a>,
    links: Links,
    /// Links are compared as if both apps lay on one server under one name.
    elsewhere: bool,
}

/// Compares two backups.
///
/// # Errors
/// When a file can't be read.
pub(super) fn compare(
    first: (&SquidexCheck, &Files),
    second: (&SquidexCheck, &Files),
    target: &Target,
    sink: Sink<'_>,
) -> Result<Compared, Error> {
    let mut out = Out::new(sink);
    let stopped = |out: Out<'_>| Compared {
        relation: None,
        different: true,
        told: out.end(),
        ..Compared::default()
    };
    let wanted = Wanted::default();
    let Some(mut a) = Folded::with_times(first.0, first.1, target, &wanted, &mut out)? else {
        return Ok(stopped(out));
    };
    let Some(mut b) = Folded::with_times(second.0, second.1, target, &wanted, &mut out)? else {
        return Ok(stopped(out));
    };
    let times = a.times.take().zip(b.times.take());
    let elsewhere = a.dry.app_id() != b.dry.app_id();
    let mut a = Side::new(a, elsewhere)?;
    let mut b = Side::new(b, elsewhere)?;
    let Some(prefix) = common_events(&mut a, &mut b, &mut out)? else {
        return Ok(stopped(out));
    };
    let relation = match (prefix.common, prefix.gone, prefix.added) {
        (_, 0, 0) => Relation::Same,
        (0, ..) => Relation::Unrelated,
        (_, 0, _) => Relation::Continuation,
        (_, _, 0) => Relation::Earlier,
        _ => Relation::Diverged,
    };
    out.bytes().extend_from_slice(b"{\"relation\":");
    push_text(out.bytes(), name(relation));
    out.bytes().extend_from_slice(
        format!(
            ",\"common_events\":{},\"events_added\":{},\"events_gone\":{},\"kinds\":{{",
            prefix.common, prefix.added, prefix.gone
        )
        .as_bytes(),
    );
    let kinds = objects::write(&mut a, &mut b, prefix.common, &mut out)?;
    if !out.goes_on() {
        return Ok(stopped(out));
    }
    out.bytes().extend_from_slice(b"}}\n");
    Ok(Compared {
        relation: Some(relation),
        different: relation != Relation::Same
            || kinds
                .iter()
                .any(|kind| kind.added + kind.gone + kind.changed > 0),
        common_events: prefix.common,
        events_added: prefix.added,
        events_gone: prefix.gone,
        kinds,
        times: times.map(|(a, b)| times::of_both(a, b)),
        told: out.end(),
    })
}

/// The word of the contract.
fn name(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "same",
        Relation::Continuation => "continuation",
        Relation::Earlier => "earlier",
        Relation::Diverged => "diverged",
        Relation::Unrelated => "unrelated",
    }
}

impl<'a> Side<'a> {
    fn new(mut folded: Folded<'a>, elsewhere: bool) -> Result<Side<'a>, Error> {
        let urls = folded.special(SpecialFile::Urls)?;
        let links = urls.map(|bytes| Links::read(&bytes)).unwrap_or_default();
        Ok(Side {
            folded,
            links,
            elsewhere,
        })
    }

    /// CRC-32 and sizes of an event's entry, which say without reading that bytes are the same.
    fn stamp(&self, at: usize) -> Option<(u32, u64, u64)> {
        let (_, entry) = self.folded.events.get(at)?;
        let (archive, ..) = self.folded.check.directory();
        let location = archive.entries.location(*entry)?;
        Some((
            location.crc32,
            location.compressed_bytes,
            location.uncompressed_bytes,
        ))
    }

    /// Steps over events that speak of contributors.
    fn skip_contributors(&mut self, at: &mut usize) -> Result<(), Error> {
        use EventType as E;
        while let Some(record) = self.record(*at)? {
            match record.event_type() {
                Some(
                    E::AppContributorAssigned
                    | E::AppContributorRemoved
                    | E::OldAppContributorAssigned,
                ) => *at += 1,
                _ => break,
            }
        }
        Ok(())
    }

    fn record(&mut self, at: usize) -> Result<Option<Record>, Error> {
        match self.folded.events.get(at) {
            Some((index, _)) => self.folded.record(*index),
            None => Ok(None),
        }
    }
}

/// What both begin with, and what follows.
struct Prefix {
    common: u64,
    gone: u64,
    added: u64,
}

/// Events that both begin with. `None`: it was stopped.
fn common_events(
    a: &mut Side<'_>,
    b: &mut Side<'_>,
    out: &mut Out<'_>,
) -> Result<Option<Prefix>, Error> {
    let mut common = 0;
    let (mut at_a, mut at_b) = (0, 0);
    loop {
        if common % BETWEEN == 0 && !out.ask() {
            return Ok(None);
        }
        if a.elsewhere {
            // Who may do what is not restored as it was.
            a.skip_contributors(&mut at_a)?;
            b.skip_contributors(&mut at_b)?;
        }
        let (Some(one), Some(two)) = (a.stamp(at_a), b.stamp(at_b)) else {
            break;
        };
        if one != two {
            let (Some(one), Some(two)) = (a.record(at_a)?, b.record(at_b)?) else {
                break;
            };
            if !is_same_event(&one, &two, a.elsewhere) {
                break;
            }
        }
        common += 1;
        at_a += 1;
        at_b += 1;
    }
    let left = |side: &Side<'_>, at: usize| side.folded.events.len().saturating_sub(at) as u64;
    Ok(Some(Prefix {
        common,
        gone: left(a, at_a),
        added: left(b, at_b),
    }))
}

/// Whether two records are of one event. A restore keeps its id, but changes app, actor and links.
fn is_same_event(a: &Record, b: &Record, elsewhere: bool) -> bool {
    if a.event_type() != b.event_type() || a.type_text() != b.type_text() {
        return false;
    }
    match (&a.event_id, &b.event_id) {
        (Some(one), Some(two)) if !one.eq_ignore_ascii_case(two) => return false,
        (Some(_), Some(_)) if elsewhere => return true,
        _ => {}
    }
    let of_object = |stream: &Option<String>| {
        let stream = stream.as_deref().unwrap_or_default();
        let object = stream.split_once("--").map_or("", |(_, object)| object);
        if elsewhere {
            object.to_owned()
        } else {
            stream.to_owned()
        }
    };
    let bare = |record: &Record| {
        let mut payload = record.payload().unwrap_or(Node::Null).into_owned();
        if let (Node::Object(pairs), true) = (&mut payload, elsewhere) {
            pairs.retain(|(key, _)| {
                !key.eq_ignore_ascii_case("appId") && !key.eq_ignore_ascii_case("actor")
            });
        }
        payload
    };
    of_object(&a.stream) == of_object(&b.stream)
        && a.timestamp.map(instant_text) == b.timestamp.map(instant_text)
        && tree::are_equal(&bare(a), &bare(b))
}
