//! How a restore fails: the message that the server shows, and what the person is told besides.

use super::super::Stop;
use super::Run;
use crate::format::squidex::layout::event_path;
use crate::report::Code;
use crate::report::{FailsAt, Finding, Severity};

/// What the server shows for nearly every cause.
pub(super) const INTERNAL_ERROR: &str = "Failed with internal error.";
/// `FileNotFoundException` of a required attachment.
pub(super) const CANNOT_FIND_ATTACHMENT: &str = "Cannot find attachment.";
/// A name that exists or is reserved.
pub(super) const NAME_NOT_AVAILABLE: &str = "The app id or name is not available.";
/// Another major version.
pub(super) const NOT_COMPATIBLE: &str = "Backup file is not compatible with this version.";
/// No event 0.
pub(super) const NO_EVENT: &str = "Backup has no event.";

/// A failure, with what the person is told.
pub(super) struct Failure {
    pub(super) message: &'static str,
    pub(super) fails_at: Option<FailsAt>,
    /// `None`: the layout of the archive has a finding of its own for it.
    pub(super) finding: Option<Finding>,
    pub(super) cause: String,
}

impl Run<'_> {
    pub(super) fn failure_of_stop(&self, stop: &Stop) -> Box<Failure> {
        Box::new(Failure {
            message: INTERNAL_ERROR,
            fails_at: Some(FailsAt {
                event_index: Some(stop.index),
                entry: event_path(stop.index),
            }),
            finding: Some(stop.finding.clone()),
            cause: stop.cause.clone(),
        })
    }

    pub(super) fn failure_at_event(
        &self,
        message: &'static str,
        code: &'static Code,
        index: u64,
        cause: String,
    ) -> Box<Failure> {
        Box::new(Failure {
            message,
            fails_at: Some(FailsAt {
                event_index: Some(index),
                entry: event_path(index),
            }),
            finding: Some(
                Finding::new(code, cause.clone())
                    .severity(Severity::Fatal)
                    .at_event(index),
            ),
            cause,
        })
    }

    pub(super) fn failure_at_entry(
        &self,
        message: &'static str,
        code: &'static Code,
        entry: &str,
        event_index: Option<u64>,
        cause: String,
    ) -> Box<Failure> {
        let mut finding = Finding::new(code, cause.clone())
            .severity(Severity::Fatal)
            .at_entry(entry);
        finding.event_index = event_index;
        Box::new(Failure {
            message,
            fails_at: Some(FailsAt {
                event_index,
                entry: entry.into(),
            }),
            finding: Some(finding),
            cause,
        })
    }
}

/// A required entry that is not there: the layout of the archive has the finding.
pub(super) fn missing_entry(
    message: &'static str,
    entry: &str,
    event_index: Option<u64>,
    cause: &str,
) -> Box<Failure> {
    Box::new(Failure {
        message,
        fails_at: Some(FailsAt {
            event_index,
            entry: entry.into(),
        }),
        finding: None,
        cause: cause.into(),
    })
}
