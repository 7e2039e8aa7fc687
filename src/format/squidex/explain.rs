//! A restore log that somebody pasted, held against what this archive would give.
//!
//! Squidex hides nearly every cause behind "Failed with internal error."; the lines before it tell
//! the stage (`formats/squidex.md` 5.7), and the progress line the event: the number of events read
//! is never above the index of the failing one and at most one batch of 100 behind. The dry run
//! knows where this archive fails and why. So a log either agrees with it, or can't come from this
//! archive, or failed for a reason that is not in the archive.

use serde::{Deserialize, Serialize};

use crate::estimate::log::{Line, Log, Message};
use crate::report::{FailsAt, Finding, Report, Restore, Severity};

/// Events that are written at once: so far the progress line may be behind.
const BATCH: u64 = 100;

/// At most so many findings are named.
const MAX_FINDINGS: usize = 20;

const INTERNAL: &str = "Failed with internal error.";
const NAME_TAKEN: &str = "The app id or name is not available.";
const NO_ATTACHMENT: &str = "Cannot find attachment.";
const NO_EVENT: &str = "Backup has no event.";
const INCOMPATIBLE: &str = "Backup file is not compatible with this version.";
const CORRUPT: &str = "The backup archive is corrupt and cannot be opened.";

/// What is known of the archive: parts of its report.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
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

impl<'a> Seen<'a> {
    /// What a report says; `None` if it predicts no restore.
    pub fn of(report: &'a Report) -> Option<Self> {
        Some(Seen {
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

/// How far a restore got, in the order of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
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
    fn doing(self) -> &'static str {
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
struct Place {
    stage: Stage,
    /// Events read by the progress line.
    read: Option<u64>,
}

/// Explains a pasted log against what this archive would give.
pub fn explain(pasted: &str, seen: &Seen) -> Explanation {
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
    let place = place_of(before, predicted.events);
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
        Some(message) => explain_failure(&mut explanation, place, &message, &predicted, seen),
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

/// The predicted restore in the terms of this module.
struct Prediction<'a> {
    log: Log,
    place: Place,
    /// The message, if it fails.
    message: Option<&'a str>,
    /// Index of the failing event, if it fails while reading.
    event: Option<u64>,
    /// The failure depends on what is on the target, not on the archive alone.
    by_target: bool,
    events: Option<u64>,
    handed_on: Option<u64>,
    /// Attachments of the progress line, if it is known.
    attachments: Option<u64>,
}

impl<'a> Prediction<'a> {
    fn of(seen: &Seen<'a>) -> Self {
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
        let by_target = message == Some(NAME_TAKEN)
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
    fn dropped(&self) -> u64 {
        match (self.events, self.handed_on) {
            (Some(events), Some(handed_on)) => events.saturating_sub(handed_on),
            _ => 0,
        }
    }

    /// Where and with what it fails, for a sentence.
    fn failure(&self) -> Option<String> {
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

fn place_of(lines: &[Line], events: Option<u64>) -> Place {
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
fn event_range(place: Place, predicted: &Prediction) -> Option<EventRange> {
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

/// What in the log can't be with this archive.
fn contradictions(
    log: &Log,
    place: Place,
    predicted: &Prediction,
    seen: &Seen,
    pasted: &str,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(reason) = other_file(log, seen, pasted) {
        reasons.push(reason);
    }
    let numbers = log.reading();
    let (read, handed_on, attachments) = numbers.unwrap_or_default();
    if let (Some(read), Some(events)) = (read, predicted.events) {
        if read > events {
            reasons.push(format!(
                "The log says that {read} events were read; this archive has {events} up to its \
                 end or first gap."
            ));
        } else if log.read_all() && read != events {
            reasons.push(format!(
                "By the log the whole backup has {read} events; this archive has {events}."
            ));
        }
    }
    if let (Some(stored), Some(read)) = (handed_on, read)
        && stored > read
    {
        reasons.push(format!(
            "The log says that {stored} events were stored of {read} read: the line was changed."
        ));
    }
    if let (Some(stored), Some(expected)) = (handed_on, predicted.handed_on) {
        // Some servers show the number of batches there.
        let batches = stored == expected.div_ceil(BATCH);
        if log.read_all() && read == predicted.events && stored != expected && !batches {
            reasons.push(format!(
                "By the log {stored} events are stored; of this archive {expected} are."
            ));
        }
    }
    if let (Some(opened), Some(expected)) = (attachments, predicted.attachments)
        && (opened > expected || (log.read_all() && opened != expected))
    {
        reasons.push(format!(
            "By the log {opened} attachments are opened; of this archive {expected} are."
        ));
    }

    let failed_text = log
        .lines
        .iter()
        .find(|line| line.message == Message::Failed);
    let failed = failed_text.map(|line| line.text.as_str());
    if let Some(failure) = predicted.failure()
        && !predicted.by_target
    {
        let past_event = match (place.read, predicted.event) {
            (Some(read), Some(event)) => read > event,
            _ => false,
        };
        if past_event || place.stage > predicted.place.stage && !same_place(place, predicted) {
            let got = match place.read {
                Some(read) if place.stage <= Stage::ReadAll => format!("read {read} events"),
                _ if place.stage == Stage::Done => "ends with success".into(),
                _ => format!("was already {}", place.stage.doing()),
            };
            reasons.push(format!(
                "The log {got}, but this archive doesn't get so far: {failure}."
            ));
        }
    }
    let elsewhere = || predicted.message != failed || !same_place(place, predicted);
    match (failed, place.stage) {
        (Some(NO_EVENT), _) if elsewhere() => {
            reasons.push("The log says that the backup has no event; this archive has.".into());
        }
        (Some(INCOMPATIBLE), _) if elsewhere() => reasons.push(
            "The log says that the backup is of another version; this archive is not. (Servers of \
             versions 5.1 to 5.6 also refuse archives without Version.json.)"
                .into(),
        ),
        (Some(NO_ATTACHMENT), Stage::CreatingUsers) if elsewhere() => {
            reasons.push("The log misses Users.json; this archive has it.".into());
        }
        (Some(NO_ATTACHMENT), Stage::ReadAll) if elsewhere() => {
            reasons.push("The log misses Settings.json; this archive has it.".into());
        }
        (Some(INTERNAL), Stage::Downloaded) if elsewhere() => reasons.push(
            "The log fails on the directory, Version.json or the first event, which depends on the \
             file alone; those of this archive are read without fault. The server had other bytes."
                .into(),
        ),
        _ => {}
    }
    reasons
}

/// `backup-{app}-{yyyy-MM-dd_HH-mm-ss}.zip`: app and time.
fn backup_name(text: &str) -> Option<(&str, &str)> {
    const TIME: usize = "2024-05-06_07-08-09".len();
    for (start, _) in text.match_indices("backup-") {
        let rest = &text[start + "backup-".len()..];
        let Some(end) = rest.find(".zip") else {
            continue;
        };
        let Some(split) = end.checked_sub(TIME + 1) else {
            continue;
        };
        let (Some(app), Some(time)) = (rest.get(..split), rest.get(split + 1..end)) else {
            continue;
        };
        let dated = time.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 | 13 | 16 => byte == b'-',
            10 => byte == b'_',
            _ => byte.is_ascii_digit(),
        });
        let one_word = app
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if dated && one_word && !app.is_empty() && rest.as_bytes().get(split) == Some(&b'-') {
            return Some((app, time));
        }
    }
    None
}

/// The pasted text names a backup file, and it is not this one.
fn other_file(log: &Log, seen: &Seen, pasted: &str) -> Option<String> {
    let logged = backup_name(log.url.as_deref().unwrap_or(pasted))?;
    let ours = backup_name(seen.file_name)?;
    if logged.0 != ours.0 {
        Some(format!(
            "The log is of a backup of the app {:?}; this archive is of {:?} by its file name.",
            logged.0, ours.0
        ))
    } else if logged.1 != ours.1 {
        Some(format!(
            "The log is of the backup of {}; this archive is the one of {} by its file name.",
            logged.1, ours.1
        ))
    } else {
        None
    }
}

/// Whether a log that ended there fits a restore that fails where it is predicted.
fn same_place(place: Place, predicted: &Prediction) -> bool {
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

/// The log failed, and nothing in it contradicts this archive.
fn explain_failure(
    explanation: &mut Explanation,
    place: Place,
    message: &str,
    predicted: &Prediction,
    seen: &Seen,
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
    if message == INTERNAL {
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
fn findings(explanation: &Explanation, seen: &Seen) -> Vec<Finding> {
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
        NAME_TAKEN => {
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
        _ if message.starts_with("Cannot download the archive.") => "The server could not fetch \
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

/// The steps that both have are paired in order; the rest stands alone.
fn align(log: &Log, predicted: &Prediction) -> Vec<AlignedLine> {
    let (lines, expected) = (&log.lines, &predicted.log.lines);
    let (rows, columns) = (lines.len(), expected.len());
    // Longest common subsequence; a prediction has about 20 lines.
    let width = columns + 1;
    let mut longest = vec![0_u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[row * width + column] = if same_step(&lines[row], &expected[column]) {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let mut aligned = Vec::with_capacity(rows.max(columns));
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let both = row < rows && column < columns;
        if both && same_step(&lines[row], &expected[column]) {
            aligned.push(AlignedLine {
                line: Some(lines[row].text.clone()),
                expected: Some(expected[column].text.clone()),
                relation: relation(&lines[row], &expected[column], predicted),
            });
            row += 1;
            column += 1;
        } else if column < columns
            && (!both || longest[row * width + column + 1] >= longest[(row + 1) * width + column])
        {
            aligned.push(AlignedLine {
                line: None,
                expected: Some(expected[column].text.clone()),
                relation: Relation::Missing,
            });
            column += 1;
        } else {
            aligned.push(AlignedLine {
                line: Some(lines[row].text.clone()),
                expected: None,
                relation: Relation::Extra,
            });
            row += 1;
        }
    }
    aligned
}

fn same_step(line: &Line, expected: &Line) -> bool {
    match (&line.message, &expected.message) {
        (Message::Intro, Message::Intro) => line.text == expected.text,
        (Message::Reading { .. }, Message::Reading { .. }) => true,
        (Message::Other, _) | (_, Message::Other) => false,
        (one, other) => one == other,
    }
}

fn relation(line: &Line, expected: &Line, predicted: &Prediction) -> Relation {
    let same = match (&line.message, &expected.message) {
        (Message::Reading { read, .. }, Message::Reading { read: None, .. }) => {
            let at_most = predicted.event.or(predicted.events).unwrap_or(u64::MAX);
            read.is_none_or(|read| read <= at_most)
        }
        // The new app's id is random.
        (Message::Owner, Message::Owner) => match expected.text.split_once("{app}") {
            Some((front, back)) => line.text.starts_with(front) && line.text.ends_with(back),
            None => line.text == expected.text,
        },
        _ => line.text == expected.text,
    };
    if same {
        Relation::Same
    } else {
        Relation::Differs
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const INTRO: [&str; 5] = [
        "Started. The restore process has the following steps:",
        "  * Download backup",
        "  * Restore events and attachments.",
        "  * Restore all objects like app, schemas and contents",
        "  * Complete the restore operation for all objects",
    ];

    const STEPS: [&str; 16] = [
        "Downloading Backup",
        "Downloaded Backup",
        "Creating Users",
        "Reading 252/251 events and 22 attachments completed.",
        "Restored Apps",
        "Restored Assets",
        "Restored Rules",
        "Restored Schemas",
        "Restored Contents",
        "Completed Apps",
        "Completed Assets",
        "Completed Rules",
        "Completed Schemas",
        "Completed Contents",
        "Assigned current user.",
        "Completed, Yeah!",
    ];

    /// An archive as its report describes it.
    struct Archive {
        restore: Restore,
        events: u64,
        fails_at: Option<FailsAt>,
        findings: Vec<Finding>,
        file_name: String,
    }

    impl Archive {
        fn new(steps: &[&str], failure: Option<(&str, &str)>) -> Self {
            let mut log: Vec<String> = INTRO
                .iter()
                .chain(steps)
                .map(|line| (*line).to_owned())
                .collect();
            log.extend(failure.map(|(message, _)| message.to_owned()));
            Archive {
                restore: Restore {
                    status: if failure.is_some() {
                        "Failed"
                    } else {
                        "Completed"
                    }
                    .into(),
                    stage: failure.and_then(|_| steps.last().map(|line| (*line).to_owned())),
                    users_created: Vec::new(),
                    log,
                    events_written: None,
                    assigned_owner: failure.is_none(),
                    unreadable: 0,
                    cause: failure.map(|(_, cause)| cause.to_owned()),
                },
                events: 252,
                fails_at: None,
                findings: Vec::new(),
                file_name: "backup-demo-shop-2024-05-06_07-08-09.zip".into(),
            }
        }

        fn whole() -> Self {
            Archive::new(&STEPS, None)
        }

        /// Fails at this event of 2,520.
        fn failing_at(event: u64) -> Self {
            let steps = if event < 100 {
                [
                    "Downloading Backup",
                    "Downloaded Backup",
                    "Creating Users",
                    "Created Users",
                ]
            } else {
                let reading = "Reading {n}/{m} events and {a} attachments completed.";
                [
                    "Downloading Backup",
                    "Downloaded Backup",
                    "Creating Users",
                    reading,
                ]
            };
            let mut archive = Archive::new(&steps, Some((INTERNAL, "its type is not known")));
            archive.events = 2_520;
            let entry = format!("events/{}/{event}.json", event / 1000);
            archive.fails_at = Some(FailsAt {
                event_index: Some(event),
                entry,
            });
            archive
        }

        fn explain(&self, pasted: &str) -> Explanation {
            explain(
                pasted,
                &Seen {
                    restore: &self.restore,
                    file_name: &self.file_name,
                    events: Some(self.events),
                    handed_on: None,
                    fails_at: self.fails_at.as_ref(),
                    findings: &self.findings,
                },
            )
        }
    }

    fn log(steps: &[&str], message: &str) -> String {
        let mut lines: Vec<&str> = INTRO.iter().chain(steps).copied().collect();
        lines.push(message);
        lines
            .iter()
            .map(|line| format!("2024-05-06T07:08:09Z: {line}\n"))
            .collect()
    }

    fn reading(read: u64) -> String {
        let stored = read / 100 * 100;
        log(
            &[
                "Downloading Backup",
                "Downloaded Backup",
                "Creating Users",
                &format!("Reading {read}/{stored} events and 7 attachments completed."),
            ],
            INTERNAL,
        )
    }

    #[test]
    fn the_progress_line_narrows_the_event_down() {
        let archive = Archive::failing_at(1_204);
        for read in [1_104, 1_150, 1_204] {
            let explanation = archive.explain(&reading(read));
            assert_eq!(explanation.fit, Fit::Explained, "{read}");
            assert_eq!(
                explanation.events,
                Some(EventRange {
                    first: read,
                    last: read + 100
                }),
                "{read}"
            );
            assert_eq!(explanation.fails_at, archive.fails_at);
            assert_eq!(explanation.cause.as_deref(), Some("its type is not known"));
            assert!(
                explanation.summary.contains("event 1204"),
                "{}",
                explanation.summary
            );
            let differing = explanation
                .alignment
                .iter()
                .filter(|line| line.relation != Relation::Same)
                .count();
            assert_eq!(differing, 0, "{:?}", explanation.alignment);
        }
        let explanation = archive.explain(&reading(1_000));
        assert_eq!(
            explanation.fit,
            Fit::OutsideCause,
            "more than a batch before"
        );
        assert!(
            explanation
                .reasons
                .iter()
                .any(|line| line.contains("fails at event 1204"))
        );
        let explanation = archive.explain(&reading(1_205));
        assert_eq!(
            explanation.fit,
            Fit::OtherArchive,
            "read past the failing event"
        );
        assert!(
            explanation.reasons[0].contains("read 1205 events"),
            "{:?}",
            explanation.reasons
        );
    }

    #[test]
    fn the_first_hundred_events_have_no_progress_line() {
        let steps = [
            "Downloading Backup",
            "Downloaded Backup",
            "Creating Users",
            "Created Users",
        ];
        let archive = Archive::failing_at(17);
        let explanation = archive.explain(&log(&steps, INTERNAL));
        assert_eq!(explanation.fit, Fit::Explained);
        assert_eq!(explanation.events, Some(EventRange { first: 0, last: 99 }));
        assert_eq!(archive.explain(&reading(100)).fit, Fit::OtherArchive);
        assert_eq!(
            Archive::failing_at(300).explain(&log(&steps, INTERNAL)).fit,
            Fit::OutsideCause
        );
    }

    #[test]
    fn a_failure_of_a_sound_archive_comes_from_outside() {
        for (steps, message, word) in [
            (1, INTERNAL, "web page"),
            (
                1,
                "Cannot download the archive. Got status code 404: Not Found..",
                "link",
            ),
            (1, CORRUPT, "disk"),
            (3, INTERNAL, "database"),
            (4, NAME_TAKEN, "another name"),
            (5, INTERNAL, "database"),
            (8, INTERNAL, "database"),
        ] {
            let explanation = Archive::whole().explain(&log(&STEPS[..steps], message));
            assert_eq!(explanation.fit, Fit::OutsideCause, "{steps} {message}");
            assert!(
                explanation.reasons[0].contains(word),
                "{:?}",
                explanation.reasons
            );
            assert_eq!(explanation.message.as_deref(), Some(message));
            assert_eq!(explanation.stage.as_deref(), Some(STEPS[steps - 1]));
            assert_eq!(explanation.cause, None);
        }
    }

    #[test]
    fn what_depends_on_the_file_alone_gives_another_archive_away() {
        for (steps, message) in [
            (2, NO_EVENT),
            (2, INCOMPATIBLE),
            (2, INTERNAL),
            (3, NO_ATTACHMENT),
            (4, NO_ATTACHMENT),
        ] {
            let explanation = Archive::whole().explain(&log(&STEPS[..steps], message));
            assert_eq!(explanation.fit, Fit::OtherArchive, "{steps} {message}");
            assert_eq!(explanation.reasons.len(), 1, "{:?}", explanation.reasons);
        }
    }

    #[test]
    fn other_numbers_give_another_archive_away() {
        let line = STEPS[3];
        let whole = Archive::whole();
        for other in [
            "Reading 253/252 events and 22 attachments completed.",
            "Reading 251/251 events and 22 attachments completed.",
            "Reading 252/250 events and 22 attachments completed.",
            "Reading 252/251 events and 21 attachments completed.",
        ] {
            let pasted = log(&STEPS, "").replace(line, other);
            let explanation = whole.explain(&pasted);
            assert_eq!(explanation.fit, Fit::OtherArchive, "{other}");
            assert!(
                explanation
                    .alignment
                    .iter()
                    .any(|line| line.relation == Relation::Differs)
            );
        }
        // Servers that count batches, and those that don't count what is stored.
        for same in [
            "Reading 252/3 events and 22 attachments completed.",
            "Reading 252 events and 22 attachments completed.",
        ] {
            let pasted = log(&STEPS, "").replace(line, same);
            assert_eq!(whole.explain(&pasted).fit, Fit::Completed, "{same}");
        }
    }

    #[test]
    fn the_name_of_the_file_gives_another_archive_away() {
        let pasted = |name: &str| {
            let lines: Vec<String> = log(&STEPS[..8], INTERNAL)
                .lines()
                .map(str::to_owned)
                .collect();
            serde_json::json!({ "url": format!("https://x.example/{name}"), "log": lines })
                .to_string()
        };
        let fit = |name: &str| Archive::whole().explain(&pasted(name)).fit;
        assert_eq!(
            fit("backup-demo-shop-2024-05-06_07-08-09.zip"),
            Fit::OutsideCause
        );
        assert_eq!(
            fit("backup-other-shop-2024-05-06_07-08-09.zip"),
            Fit::OtherArchive
        );
        assert_eq!(
            fit("backup-demo-shop-2023-05-06_07-08-09.zip"),
            Fit::OtherArchive
        );
        assert_eq!(fit("my-backup-copy.zip"), Fit::OutsideCause);
    }

    #[test]
    fn a_log_that_got_further_than_the_archive_can_is_not_its_own() {
        let settings = {
            let mut steps = STEPS[..4].to_vec();
            steps[3] = "Reading {n}/{m} events and {a} attachments completed.";
            let mut archive =
                Archive::new(&steps, Some((NO_ATTACHMENT, "Settings.json is missing")));
            archive.restore.stage = Some("Read all".into());
            archive
        };
        assert_eq!(
            settings.explain(&log(&STEPS[..4], NO_ATTACHMENT)).fit,
            Fit::Explained
        );
        assert_eq!(
            settings.explain(&log(&STEPS[..6], INTERNAL)).fit,
            Fit::OtherArchive
        );
        assert_eq!(settings.explain(&log(&STEPS, "")).fit, Fit::OtherArchive);
        assert_eq!(
            settings.explain(&log(&STEPS[..4], INTERNAL)).fit,
            Fit::OutsideCause
        );
        assert_eq!(settings.explain(&reading(200)).fit, Fit::OutsideCause);
    }

    #[test]
    fn a_taken_name_is_a_matter_of_the_target() {
        let mut steps = STEPS[..3].to_vec();
        steps.push("Created Users");
        let taken = Archive::new(&steps, Some((NAME_TAKEN, "the name is taken")));
        assert_eq!(taken.explain(&log(&steps, NAME_TAKEN)).fit, Fit::Explained);
        assert_eq!(taken.explain(&log(&STEPS, "")).fit, Fit::Completed);
        let explanation = taken.explain(&log(&STEPS[..8], INTERNAL));
        assert_eq!(explanation.fit, Fit::OutsideCause);
        assert!(
            explanation
                .reasons
                .iter()
                .any(|line| line.contains("the target"))
        );
    }

    #[test]
    fn logs_without_an_end_or_without_anything_say_so() {
        let explanation = Archive::whole().explain(&log(&STEPS[..6], ""));
        assert_eq!(explanation.fit, Fit::Unfinished);
        assert_eq!(explanation.doing.as_deref(), Some("rebuilding rules"));
        let missing = |explanation: &Explanation| {
            explanation
                .alignment
                .iter()
                .filter(|line| line.relation == Relation::Missing)
                .count()
        };
        assert_eq!(missing(&explanation), 10);
        for pasted in ["", "it failed again", "<html></html>", "{\"log\":[]}"] {
            let explanation = Archive::whole().explain(pasted);
            assert_eq!(explanation.fit, Fit::NoLog, "{pasted}");
            assert!(explanation.alignment.is_empty());
        }
        // The last two lines are enough.
        let archive = Archive::failing_at(1_204);
        let pasted = "Reading 1204/1200 events and 7 attachments completed.\n\
             Failed with internal error.";
        let explanation = archive.explain(pasted);
        assert_eq!(explanation.fit, Fit::Explained);
        assert_eq!(missing(&explanation), 8);
    }

    #[test]
    fn findings_of_that_range_are_named() {
        use crate::report::codes;
        let mut archive = Archive::failing_at(1_204);
        for event in [3, 1_150, 1_204, 1_301] {
            archive
                .findings
                .push(Finding::new(&codes::NOT_A_BACKUP, "x").at_event(event));
        }
        let events: Vec<_> = archive
            .explain(&reading(1_200))
            .findings
            .iter()
            .map(|finding| finding.event_index)
            .collect();
        assert_eq!(events, [Some(1_204)]);
    }

    /// Every failed restore that was run: its log is explained by its own archive's restore, and by
    /// no other that failed elsewhere.
    #[test]
    fn logs_that_were_run_fit_their_own_archive_alone() {
        #[derive(serde::Deserialize)]
        struct Record {
            file: String,
            status: String,
            message: Option<String>,
            log: Vec<String>,
            events_written: u64,
        }
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/samples/squidex/oracle.jsonl");
        // Kept here: one of each kind. The rest is read if the samples are there.
        let kept = include_str!("../../../tests/data/failed-logs.jsonl");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut archives = Vec::new();
        for line in kept.lines().chain(text.lines()) {
            let record: Record = serde_json::from_str(line).unwrap();
            if record.status != "Failed" {
                continue;
            }
            let events = record.events_written;
            let literal = "Reading {n}/{m} events and {a} attachments completed.";
            let before = record.log[record.log.len() - 2].clone();
            // All of these failed after reading everything.
            let stage = if before == literal {
                "Read all".into()
            } else {
                before.clone()
            };
            let pasted: Vec<String> = record
                .log
                .iter()
                .map(|line| {
                    let line = line
                        .replace("{n}", &events.to_string())
                        .replace("{m}", &events.to_string())
                        .replace("{a}", "5");
                    format!("2024-05-06T07:08:09Z: {line}")
                })
                .collect();
            // What makes a log this one: the failure, where, and all numbers that don't depend on timing.
            let numbers = record.log.iter().find(|line| line.starts_with("Reading "));
            let numbers = numbers.map(|line| {
                if line == literal {
                    format!("all {events}")
                } else {
                    line.clone()
                }
            });
            let mark = (stage.clone(), record.message.clone(), numbers);
            let restore = Restore {
                status: record.status,
                stage: Some(stage),
                users_created: Vec::new(),
                log: record.log,
                events_written: None,
                assigned_owner: false,
                unreadable: 0,
                cause: Some("a cause".into()),
            };
            archives.push((record.file, pasted.join("\n"), restore, events, mark));
        }
        assert!(archives.len() >= 10);
        let seen = |restore, events: &u64| Seen {
            restore,
            file_name: "a.zip",
            events: (*events > 0).then_some(*events),
            handed_on: None,
            fails_at: None,
            findings: &[],
        };
        for (file, pasted, restore, events, mark) in &archives {
            let own = explain(pasted, &seen(restore, events));
            assert_eq!(own.fit, Fit::Explained, "{file}: {own:#?}");
            assert!(
                own.alignment
                    .iter()
                    .all(|line| line.relation == Relation::Same),
                "{file}: {own:#?}"
            );
            let mut met = Vec::new();
            for (other_file, _, other, other_events, other_mark) in &archives {
                if met.contains(&other_mark) {
                    continue;
                }
                met.push(other_mark);
                let fit = explain(pasted, &seen(other, other_events)).fit;
                assert_eq!(
                    fit == Fit::Explained,
                    mark == other_mark,
                    "the log of {file} against {other_file}: {fit:?}"
                );
            }
        }
    }
}
