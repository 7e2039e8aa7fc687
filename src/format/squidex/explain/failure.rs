//! A failed restore that nothing contradicts: the cause in this archive, or a guess at the one outside it.

use super::place::{Place, Stage, same_place};
use super::predicted::Prediction;
use super::{Explanation, Fit, KnownBackup, MAX_FINDINGS};
use crate::format::squidex::messages::{
    CORRUPT, INTERNAL_ERROR, NAME_NOT_AVAILABLE, NO_ATTACHMENT, NO_DOWNLOAD,
};
use crate::report::{FailsAt, Finding, Severity};

/// The log failed, and nothing in it contradicts this archive.
pub(super) fn explain_failure(
    explanation: &mut Explanation,
    place: Place,
    message: &str,
    predicted: &Prediction,
    seen: &KnownBackup,
) {
    let same = same_place(place, predicted) && predicted.message == Some(message);
    if same {
        explanation.fit = Fit::Explained;
        explanation.cause = seen.restore.cause.clone();
        explanation.fails_at = seen.fails_at.cloned();
        let cause = seen.restore.cause.as_deref().unwrap_or("see the findings");
        let at = match seen.fails_at {
            Some(FailsAt {
                event_index: Some(event),
                ..
            }) => format!(" (event {event})"),
            Some(FailsAt { entry, .. }) => format!(" ({entry})"),
            None => String::new(),
        };
        explanation.summary =
            format!("This archive fails at the same place with the same message{at}: {cause}.");
        if predicted.by_target {
            explanation.reasons.push(outside(place.stage, message));
        }
        explanation.findings = findings(explanation, seen);
        return;
    }
    explanation.fit = Fit::OutsideCause;
    explanation.summary = format!(
        "Nothing in this archive explains this failure: the cause is likely outside it. The server \
         was {}.",
        place.stage.doing()
    );
    explanation.reasons.push(outside(place.stage, message));
    if message == INTERNAL_ERROR {
        explanation.reasons.push(
            "The server's own log has the true exception, next to \"Backup with job id\" and \
             \"failed\"."
                .into(),
        );
    }
    if let Some(failure) = predicted.failure() {
        explanation.reasons.push(if predicted.by_target {
            "The prediction assumes that the name is taken; correct what is known of the target."
                .into()
        } else {
            format!("With that out of the way this archive would still not restore: {failure}.")
        });
    }
    explanation.findings = findings(explanation, seen);
}

/// Grave findings at the place in question.
fn findings(explanation: &Explanation, seen: &KnownBackup) -> Vec<Finding> {
    let here = |finding: &&Finding| {
        finding.severity == Severity::Fatal
            && match (explanation.events, finding.event_index) {
                (Some(range), Some(event)) => (range.first..=range.last).contains(&event),
                _ => explanation.fit == Fit::Explained,
            }
    };
    seen.findings
        .iter()
        .filter(here)
        .take(MAX_FINDINGS)
        .cloned()
        .collect()
}

/// What likely went wrong outside the archive.
fn outside(stage: Stage, message: &str) -> String {
    match message {
        NAME_NOT_AVAILABLE => {
            "The name is taken or reserved on the server, perhaps by a half-restored app \
             of an earlier try: restore under another name."
                .into()
        }
        CORRUPT => "The server could not read its own copy of the file: look at its temporary \
             folder and disk."
            .into(),
        NO_ATTACHMENT => "The server asks for a file that current servers do without: servers \
             before October 2021 need AssetTags.json."
            .into(),
        _ if message.starts_with(NO_DOWNLOAD) => "The server could not fetch \
             the file: check the link from the server's side (it must answer with the ZIP itself, \
             without login)."
            .into(),
        _ if message.starts_with("Could not find file") => {
            "The path is not there on the server: it is read from the server's own disk.".into()
        }
        _ => match stage {
            Stage::Begin | Stage::Downloading => "What the server downloaded was not this file: \
                 the link leads to a web page (a preview, a login, a virus notice), the download \
                 broke off, or the server's temporary disk is full."
                .into(),
            Stage::Downloaded | Stage::CreatingUsers => {
                "The user store did not answer: look at the server's database.".into()
            }
            Stage::CreatedUsers | Stage::Reading => "The event store or the asset store refused \
                 (database, full disk, object storage), the server was restarted or timed out, or \
                 it is older than the backup and doesn't know all of its events."
                .into(),
            Stage::ReadAll => "The database refused the app or its settings: connection, timeout \
                 or permissions."
                .into(),
            _ => {
                "The database refused the rebuilt objects: connection, timeout, memory, or a rule \
                 of an SQL store (choose the store that the server has as target)."
                    .into()
            }
        },
    }
}
