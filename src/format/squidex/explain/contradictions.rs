//! What in a log can't be with this archive.

use super::place::{Place, Stage, same_place};
use super::predicted::Prediction;
use super::{BATCH, KnownBackup};
use crate::format::squidex::estimate::log::{Log, Message};
use crate::format::squidex::messages::{INTERNAL_ERROR, NO_ATTACHMENT, NO_EVENT, NOT_COMPATIBLE};

/// What in the log can't be with this archive.
pub(super) fn contradictions(
    log: &Log,
    place: Place,
    predicted: &Prediction,
    seen: &KnownBackup,
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
        (Some(NOT_COMPATIBLE), _) if elsewhere() => reasons.push(
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
        (Some(INTERNAL_ERROR), Stage::Downloaded) if elsewhere() => reasons.push(
            "The log fails on the directory, Version.json or the first event, which depends on the \
             file alone; those of this archive are read without fault. The server had other bytes."
                .into(),
        ),
        _ => {}
    }
    reasons
}

/// The pasted text names a backup file, and it is not this one.
fn other_file(log: &Log, seen: &KnownBackup, pasted: &str) -> Option<String> {
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
