//! The predicted restore in the terms of a log.

use super::KnownBackup;
use super::place::{Place, Stage, place_of};
use crate::format::squidex::estimate::log::Log;
use crate::format::squidex::messages::NAME_NOT_AVAILABLE;

/// The predicted restore in the terms of this module.
pub(super) struct Prediction<'a> {
    pub(super) log: Log,
    pub(super) place: Place,
    /// The message, if it fails.
    pub(super) message: Option<&'a str>,
    /// Index of the failing event, if it fails while reading.
    pub(super) event: Option<u64>,
    /// The failure depends on what is on the target, not on the archive alone.
    pub(super) by_target: bool,
    pub(super) events: Option<u64>,
    pub(super) handed_on: Option<u64>,
    /// Attachments of the progress line, if it is known.
    pub(super) attachments: Option<u64>,
}

impl<'a> Prediction<'a> {
    pub(super) fn of(seen: &KnownBackup<'a>) -> Self {
        // The prediction is written as the server writes, so the same reader does.
        let log = Log::parse(&seen.restore.log.join("\n"));
        let failed = seen.restore.status == "Failed";
        let message = seen
            .restore
            .log
            .last()
            .map(String::as_str)
            .filter(|_| failed);
        let (read, handed_on, attachments) = match log.reading() {
            Some(numbers) if log.read_all() => numbers,
            _ => (None, None, None),
        };
        let events = read.or(seen.events);
        let mut place = place_of(&log.lines, events);
        // The numbers of the progress line are left out if they depend on timing.
        if place.stage == Stage::Reading && seen.restore.stage.as_deref() == Some("Read all") {
            place = Place {
                stage: Stage::ReadAll,
                read: events,
            };
        }
        let while_reading = matches!(place.stage, Stage::CreatedUsers | Stage::Reading);
        let event = seen
            .fails_at
            .and_then(|place| place.event_index)
            .filter(|_| while_reading && failed);
        let by_target = message == Some(NAME_NOT_AVAILABLE)
            && seen
                .fails_at
                .and_then(|place| place.event_index)
                .unwrap_or(0)
                == 0;
        let handed_on = handed_on.or(seen.handed_on.filter(|_| log.read_all()));
        Prediction {
            log,
            place,
            message,
            event,
            by_target,
            events,
            handed_on,
            attachments,
        }
    }

    /// Events that may stand between two handed-on ones.
    pub(super) fn dropped(&self) -> u64 {
        match (self.events, self.handed_on) {
            (Some(events), Some(handed_on)) => events.saturating_sub(handed_on),
            _ => 0,
        }
    }

    /// Where and with what it fails, for a sentence.
    pub(super) fn failure(&self) -> Option<String> {
        let message = self.message?;
        Some(match self.event {
            Some(event) => format!("it fails at event {event} with \"{message}\""),
            None => format!(
                "it fails while {} with \"{message}\"",
                self.place.stage.doing()
            ),
        })
    }
}
