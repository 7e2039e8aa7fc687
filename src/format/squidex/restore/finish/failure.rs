//! How a restore fails: the message that the server shows, and what the person is told besides.

use super::super::{AttachmentContent, Stop};
use super::Run;
use crate::format::squidex::codes;
use crate::format::squidex::layout::event_path;
use crate::format::squidex::messages::INTERNAL_ERROR;
use crate::report::{Code, FailsAt, Finding, Severity};

/// A failure, with what the person is told.
pub(super) struct Failure {
    pub(super) message: &'static str,
    pub(super) fails_at: Option<FailsAt>,
    /// `None`: the layout of the archive has a finding of its own for it.
    pub(super) finding: Option<Finding>,
    pub(super) cause: String,
    /// The server gets so far, but what it does then can't be told: the outcome is unknown.
    pub(super) unjudged: bool,
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
            unjudged: stop.finding.code == codes::EVENT_TOO_LARGE.name,
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
            unjudged: false,
        })
    }

    /// Whether not all of a file was looked at when the restore comes to it.
    pub(super) fn too_large(&self, content: &AttachmentContent) -> Result<(), Box<Failure>> {
        match &content.too_large {
            None => Ok(()),
            Some(why) => Err(self.not_judged(&content.entry, why.clone())),
        }
    }

    /// A file that the restore reads and that was not looked at as a whole.
    pub(super) fn not_judged(&self, entry: &str, why: String) -> Box<Failure> {
        Box::new(Failure {
            message: INTERNAL_ERROR,
            fails_at: None,
            finding: Some(Finding::new(&codes::FILE_TOO_LARGE, why.clone()).at_entry(entry)),
            cause: why,
            unjudged: true,
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
            unjudged: false,
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
        unjudged: false,
    })
}
