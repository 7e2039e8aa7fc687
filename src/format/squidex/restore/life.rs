//! What all objects have in common while their events are applied: `I/Commands/DomainObject.cs`.
//!
//! The first event that can't be applied ends the object. A deleted object takes no further event, unless it
//! is one that creates the object anew: assets and contents have such events, however late they come.

use super::super::events::EventType;
use super::super::facts::{EventFacts, RefToken};
use super::columns::ACTOR;

/// An exception while an event is applied: where, and why in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ApplyFailure {
    /// Position of the event.
    pub(super) index: u64,
    /// Type of the event.
    pub(super) event_type: EventType,
    /// In our words, with the field.
    pub(super) message: String,
}

/// How far an object's events have been applied.
#[derive(Debug, Clone, Default)]
pub(super) struct Life {
    /// Events in its stream.
    pub(super) events: u64,
    /// Position of its latest creating event.
    pub(super) created_at: Option<u64>,
    pub(super) failure: Option<ApplyFailure>,
    pub(super) deleted: bool,
    /// Position of a creating event that came to nothing, since the object was deleted, and that no later
    /// deletion takes back.
    pub(super) lost_creation: Option<u64>,
    /// A number that does not fit was met in the stream.
    number_told: bool,
}

/// What is to be done with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is not applied.
    Skip,
    /// It is applied.
    Apply,
    /// It creates a deleted object anew: applied to an empty state.
    Anew,
}

/// What came of an event that an object was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Took {
    /// It changed nothing: not applied, not applicable, or without effect.
    Nothing,
    /// It is part of the object's state.
    Applied,
    /// As `Applied`, and whatever was before is not any more.
    Anew,
}

impl Life {
    /// Counts an event. `revives`: one that creates also creates a deleted object anew.
    pub(super) fn turn(&mut self, index: u64, event: EventType, revives: bool) -> Turn {
        self.events += 1;
        let creates = event.creates();
        if creates {
            self.created_at = Some(index);
        }
        if self.failure.is_some() {
            return Turn::Skip;
        }
        if self.deleted && creates && !revives {
            self.lost_creation = Some(index);
        } else if event.deletes() {
            self.lost_creation = None;
        }
        match (self.deleted, revives && creates) {
            (false, _) => Turn::Apply,
            (true, true) => {
                self.deleted = false;
                Turn::Anew
            }
            (true, false) => Turn::Skip,
        }
    }

    /// The number that the next event of the stream should have, if its own is another one; told once.
    pub(super) fn expected_number(&mut self, facts: &EventFacts) -> Option<u64> {
        expected_number(facts, self.events, &mut self.number_told)
    }

    /// Keeps an exception.
    pub(super) fn fail(&mut self, index: u64, event_type: EventType, message: String) {
        self.failure = Some(ApplyFailure {
            index,
            event_type,
            message,
        });
    }
}

/// Who made an object and who changed it last, as far as columns judge it: the maker is the first actor that an
/// applied event names, the other one that of the last event, null included (`E/EntityExtensions.cs`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Actors(u8);

impl Actors {
    const MAKER: u8 = 1;
    const LONG_MAKER: u8 = 2;
    const LAST: u8 = 4;
    const LONG_LAST: u8 = 8;

    /// Takes the actor of an applied event.
    pub(super) fn apply(&mut self, actor: Option<&RefToken>) {
        let Some(actor) = actor else {
            self.0 &= !(Self::LAST | Self::LONG_LAST);
            return;
        };
        let long = is_long(actor);
        if self.0 & Self::MAKER == 0 {
            self.0 |= Self::MAKER | if long { Self::LONG_MAKER } else { 0 };
        }
        self.0 &= !Self::LONG_LAST;
        self.0 |= Self::LAST | if long { Self::LONG_LAST } else { 0 };
    }

    /// Why the columns don't take them.
    pub(super) fn fault(self) -> Option<String> {
        if self.0 & Self::LAST == 0 {
            return Some("the last event has no `actor`, which PostgreSQL refuses".into());
        }
        (self.0 & (Self::LONG_MAKER | Self::LONG_LAST) != 0).then(|| {
            format!("an actor is longer than the {ACTOR} characters of PostgreSQL's column")
        })
    }
}

/// Ids of users are taken for unknown on the target here: known ones become short.
fn is_long(actor: &RefToken) -> bool {
    let (prefix, id) = match actor {
        RefToken::Subject(id) => ("subject:", id),
        RefToken::Client(id) => ("client:", id),
    };
    prefix.len() + id.len() > ACTOR && prefix.len() + id.chars().count() > ACTOR
}

/// As [`Life::expected_number`], for a stream with so many events before this one. Numbers below 0 are those of
/// events that a restore wrote, and mean nothing.
pub(super) fn expected_number(facts: &EventFacts, before: u64, told: &mut bool) -> Option<u64> {
    let number = facts
        .event_stream_number
        .and_then(|number| u64::try_from(number).ok())?;
    if *told || number == before {
        return None;
    }
    *told = true;
    Some(before)
}
