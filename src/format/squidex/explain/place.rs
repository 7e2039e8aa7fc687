//! Where a log ends, and which events that leaves in question.

use super::predicted::Prediction;
use super::{BATCH, EventRange};
use crate::format::squidex::estimate::log::{Line, Message};

/// How far a restore got, in the order of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Begin,
    Downloading,
    Downloaded,
    CreatingUsers,
    CreatedUsers,
    Reading,
    ReadAll,
    RestoredApps,
    RestoredAssets,
    RestoredRules,
    RestoredSchemas,
    RestoredContents,
    Completing,
    Done,
}

impl Stage {
    /// What comes after that line.
    pub(super) fn doing(self) -> &'static str {
        match self {
            Stage::Begin => "starting",
            Stage::Downloading => "downloading the archive and opening it as ZIP",
            Stage::Downloaded => "reading the directory, Version.json and the first event",
            Stage::CreatingUsers => "reading Users.json and creating users",
            Stage::CreatedUsers => {
                "reserving the name, reading tags and links, and reading the first hundred events"
            }
            Stage::Reading => "reading events and uploading files",
            Stage::ReadAll => "rebuilding the app and reading Settings.json",
            Stage::RestoredApps => "rebuilding assets and asset folders",
            Stage::RestoredAssets => "rebuilding rules",
            Stage::RestoredRules => "rebuilding schemas",
            Stage::RestoredSchemas => "rebuilding contents",
            Stage::RestoredContents => "storing the app once more and giving its name free",
            Stage::Completing => "completing, and making the restoring user an Owner",
            Stage::Done => "nothing: it was done",
        }
    }
}

/// Where a log ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) stage: Stage,
    /// Events read by the progress line.
    pub(super) read: Option<u64>,
}

pub(super) fn place_of(lines: &[Line], events: Option<u64>) -> Place {
    let mut place = Place {
        stage: Stage::Begin,
        read: None,
    };
    for line in lines {
        let stage = match &line.message {
            Message::Intro => Stage::Begin,
            Message::Downloading => Stage::Downloading,
            Message::Downloaded => Stage::Downloaded,
            Message::CreatingUsers => Stage::CreatingUsers,
            Message::CreatedUsers => Stage::CreatedUsers,
            Message::Reading { read, .. } => {
                place.read = *read;
                if read.is_some() && *read == events {
                    Stage::ReadAll
                } else {
                    Stage::Reading
                }
            }
            Message::Restored(name) => match name.as_str() {
                "Apps" => Stage::RestoredApps,
                "Assets" => Stage::RestoredAssets,
                "Rules" => Stage::RestoredRules,
                "Schemas" => Stage::RestoredSchemas,
                "Contents" => Stage::RestoredContents,
                _ => continue,
            },
            Message::Completed(_) | Message::Owner => Stage::Completing,
            Message::Done => Stage::Done,
            Message::Failed | Message::Other => continue,
        };
        place.stage = place.stage.max(stage);
    }
    place
}

/// The events among which the failing one is.
pub(super) fn event_range(place: Place, predicted: &Prediction) -> Option<EventRange> {
    let first = match place.stage {
        Stage::CreatedUsers => 0,
        Stage::Reading => place.read?,
        _ => return None,
    };
    // The first progress line comes after a hundred events; later ones are at most a hundred behind.
    let ahead = if place.stage == Stage::CreatedUsers {
        BATCH - 1
    } else {
        BATCH
    };
    let last = first
        .saturating_add(ahead)
        .saturating_add(predicted.dropped());
    let last = predicted
        .events
        .map_or(last, |events| last.min(events.saturating_sub(1)));
    Some(EventRange {
        first,
        last: last.max(first),
    })
}

/// Whether a log that ended there fits a restore that fails where it is predicted.
pub(super) fn same_place(place: Place, predicted: &Prediction) -> bool {
    let unknown_numbers = place.stage == Stage::Reading && place.read.is_none();
    match predicted.event {
        // While reading, the event decides: the progress line depends on timing.
        Some(event) => match place.stage {
            Stage::CreatedUsers => event < 2 * BATCH + predicted.dropped(),
            Stage::Reading if unknown_numbers => predicted.place.stage == Stage::Reading,
            Stage::Reading | Stage::ReadAll => place.read.is_some_and(|read| {
                read <= event && event <= read.saturating_add(BATCH + predicted.dropped())
            }),
            _ => place.stage == predicted.place.stage,
        },
        None if unknown_numbers => {
            matches!(predicted.place.stage, Stage::Reading | Stage::ReadAll)
        }
        None => place.stage == predicted.place.stage,
    }
}
