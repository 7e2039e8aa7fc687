//! A restore log that somebody pasted, held against what this archive would give.
//!
//! Squidex hides nearly every cause behind "Failed with internal error."; the lines before it tell
//! the stage (`formats/squidex.md` 5.7), and the progress line the event: the number of events read
//! is never above the index of the failing one and at most one batch of 100 behind. The dry run
//! knows where this archive fails and why. So a log either agrees with it, or can't come from this
//! archive, or failed for a reason that is not in the archive.

mod align;
mod contradictions;
mod failure;
mod place;
mod predicted;

use serde::{Deserialize, Serialize};

use crate::format::squidex::estimate::log::{Log, Message};
use crate::format::squidex::report::{Restore, SquidexReport};
use crate::report::{FailsAt, Finding};

use align::align;
use contradictions::contradictions;
use failure::explain_failure;
use place::{event_range, place_of};
use predicted::Prediction;

/// Events that are written at once: so far the progress line may be behind.
const BATCH: u64 = 100;

/// At most so many findings are named.
const MAX_FINDINGS: usize = 20;

/// What is known of the archive: parts of its report.
#[derive(Debug, Clone, Copy)]
pub struct KnownBackup<'a> {
    /// The predicted restore.
    pub restore: &'a Restore,
    /// Name of the file.
    pub file_name: &'a str,
    /// Events that a restore reads.
    pub events: Option<u64>,
    /// Events that it hands on, if it gets so far.
    pub handed_on: Option<u64>,
    /// Where it fails.
    pub fails_at: Option<&'a FailsAt>,
    /// What was found.
    pub findings: &'a [Finding],
}

impl<'a> KnownBackup<'a> {
    /// What a report says; `None` if it predicts no restore.
    pub fn of(report: &'a SquidexReport) -> Option<Self> {
        Some(KnownBackup {
            restore: report.restore.as_ref()?,
            file_name: &report.source.file_name,
            events: report.counts.events,
            handed_on: report.counts.restored_events,
            fails_at: report.verdict.fails_at.as_ref(),
            findings: &report.findings,
        })
    }
}

/// How a log and an archive go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Fit {
    /// The archive fails at the same place with the same message.
    Explained,
    /// The log can't come from a restore of this archive.
    OtherArchive,
    /// The archive doesn't fail there: the cause is likely outside it.
    OutsideCause,
    /// The log ends with success, as predicted.
    Completed,
    /// The log has no end; it agrees as far as it goes.
    Unfinished,
    /// The text has no line of a restore log.
    NoLog,
}

/// What a pasted log means for this archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Explanation {
    /// How log and archive go together.
    pub fit: Fit,
    /// In one or two sentences.
    pub summary: String,
    /// Why it can't be this archive, or what likely went wrong outside it; sentences.
    pub reasons: Vec<String>,
    /// The last line before the failure (or the last line at all), as in the log.
    pub stage: Option<String>,
    /// What was being done then, in our words.
    pub doing: Option<String>,
    /// The message with which it failed.
    pub message: Option<String>,
    /// Events among which the failing one is, if it failed while reading events.
    pub events: Option<EventRange>,
    /// The cause in this archive, if it fails at the same place.
    pub cause: Option<String>,
    /// Where in this archive, if it fails at the same place.
    pub fails_at: Option<FailsAt>,
    /// Grave findings of this archive in that range of events, or at that place; at most 20.
    pub findings: Vec<Finding>,
    /// Log and prediction, line by line.
    pub alignment: Vec<AlignedLine>,
}

/// Positions in the archive, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EventRange {
    /// First.
    #[cfg_attr(test, ts(type = "number"))]
    pub first: u64,
    /// Last.
    #[cfg_attr(test, ts(type = "number"))]
    pub last: u64,
}

/// One line of the log, of the prediction, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlignedLine {
    /// In the log, without instant and noise.
    pub line: Option<String>,
    /// In the prediction.
    pub expected: Option<String>,
    /// How they compare.
    pub relation: Relation,
}

/// How a line of the log compares to the prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Relation {
    /// The same, or the same but for numbers that depend on timing.
    Same,
    /// The same step with other numbers or another message.
    Differs,
    /// Predicted, but not in the log.
    Missing,
    /// In the log, but not predicted.
    Extra,
}

/// Whether somebody left lines out, and said so.
fn has_gap(pasted: &str) -> bool {
    let mut lines = pasted.lines().map(str::trim);
    lines.any(|line| matches!(line, "…" | "..." | "[…]" | "[...]"))
}

/// Explains a pasted log against what this archive would give.
pub fn explain(pasted: &str, seen: &KnownBackup) -> Explanation {
    let log = Log::parse(pasted);
    let predicted = Prediction::of(seen);
    let end = log
        .lines
        .iter()
        .position(|line| line.message == Message::Failed);
    let before = &log.lines[..end.unwrap_or(log.lines.len())];
    let last = before
        .iter()
        .rev()
        .find(|line| line.message != Message::Other);
    let message = end.map(|end| log.lines[end].text.clone());
    let mut place = place_of(before, predicted.events);
    let step_known = last.is_some();
    if message.is_some()
        && predicted.message == message.as_deref()
        && predicted.place.stage > place.stage
        && (!step_known || has_gap(pasted))
    {
        // Lines that were not pasted are unknown, not absent.
        place = predicted.place;
    }
    let done = log.lines.iter().any(|line| line.message == Message::Done);

    let mut explanation = Explanation {
        fit: Fit::NoLog,
        summary: String::new(),
        reasons: Vec::new(),
        stage: last.map(|line| line.text.clone()),
        doing: None,
        message,
        events: None,
        cause: None,
        fails_at: None,
        findings: Vec::new(),
        alignment: align(&log, &predicted),
    };
    if log.is_empty() {
        explanation.summary =
            "The text has no line of a restore log. Paste the lines that Squidex \
             shows below \"Restore\", or the answer of GET /api/apps/restore."
                .into();
        explanation.alignment.clear();
        return explanation;
    }
    explanation.doing = (!done).then(|| place.stage.doing().to_owned());
    if explanation.message.is_some() {
        explanation.events = event_range(place, &predicted);
    }

    let contradictions = contradictions(&log, place, &predicted, seen, pasted);
    if !contradictions.is_empty() {
        explanation.fit = Fit::OtherArchive;
        explanation.summary = "This log can't come from a restore of this archive.".into();
        explanation.reasons = contradictions;
        return explanation;
    }
    match explanation.message.clone() {
        Some(message) => {
            explain_failure(&mut explanation, place, &message, &predicted, seen);
            if explanation.fit == Fit::OutsideCause && !step_known {
                explanation.doing = None;
                explanation.summary =
                    "Nothing in this archive explains this failure. At which step it came can't \
                     be told from this line alone: paste those before it as well."
                        .into();
            }
        }
        None if done => {
            explanation.fit = Fit::Completed;
            explanation.summary = match predicted.message {
                None => "The log ends with success, as it should with this archive.".into(),
                // Only a failure that depends on the target gets here.
                Some(_) => "The log ends with success: there the name was free.".into(),
            };
        }
        None => {
            explanation.fit = Fit::Unfinished;
            explanation.summary = format!(
                "The log has no end; it agrees with this archive as far as it goes. The server was \
                 {}.",
                place.stage.doing()
            );
            if let (Some(cause), Some(message)) = (&seen.restore.cause, predicted.message) {
                explanation.reasons.push(format!(
                    "The restore would end with \"{message}\": {cause}."
                ));
            }
        }
    }
    explanation
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
