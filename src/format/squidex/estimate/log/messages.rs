//! The server's messages in a line of text.

use super::{MAX_NAME, Message};
use crate::format::squidex::messages::{
    CORRUPT, DOWNLOADED, DOWNLOADING, INTERNAL_ERROR, NAME_NOT_AVAILABLE, NO_ATTACHMENT,
    NO_DOWNLOAD, NO_EVENT, NOT_COMPATIBLE,
};
use crate::sort;

/// Messages as the server writes them: start of the text, whether more follows up to the end of
/// the line, and what it is. Longer ones first where one begins like another.
const PHRASES: &[(&str, Tail, Message)] = &[
    (
        "Started. The restore process has the following steps:",
        Tail::None,
        Message::Intro,
    ),
    ("* Download backup", Tail::None, Message::Intro),
    (
        "* Restore events and attachments.",
        Tail::None,
        Message::Intro,
    ),
    (
        "* Restore all objects like app, schemas and contents",
        Tail::None,
        Message::Intro,
    ),
    (
        "* Complete the restore operation for all objects",
        Tail::None,
        Message::Intro,
    ),
    (DOWNLOADING, Tail::None, Message::Downloading),
    (DOWNLOADED, Tail::None, Message::Downloaded),
    ("Creating Users", Tail::None, Message::CreatingUsers),
    ("Created Users", Tail::None, Message::CreatedUsers),
    ("Completed, Yeah!", Tail::None, Message::Done),
    ("Assigned current user.", Tail::None, Message::Owner),
    (
        "Current user not assigned because restore was triggered by client.",
        Tail::None,
        Message::Owner,
    ),
    ("Failed to assign contributor:", Tail::Line, Message::Owner),
    (INTERNAL_ERROR, Tail::None, Message::Failed),
    (NO_EVENT, Tail::None, Message::Failed),
    (NOT_COMPATIBLE, Tail::None, Message::Failed),
    (CORRUPT, Tail::None, Message::Failed),
    (NO_ATTACHMENT, Tail::None, Message::Failed),
    (NAME_NOT_AVAILABLE, Tail::None, Message::Failed),
    (NO_DOWNLOAD, Tail::Line, Message::Failed),
    ("Could not find file", Tail::Line, Message::Failed),
];

/// What may follow the start of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    None,
    Line,
}

/// The messages in a line of text in order: where each begins and ends.
pub(super) fn messages(text: &str) -> Vec<(usize, usize, Message)> {
    let mut found: Vec<(usize, usize, Message)> = Vec::new();
    let mut open = Vec::new();
    for (phrase, tail, message) in PHRASES {
        for (start, _) in text.match_indices(phrase) {
            found.push((start, start + phrase.len(), message.clone()));
            if *tail == Tail::Line {
                open.push(start);
            }
        }
    }
    find_reading(text, &mut found);
    for (word, make) in [
        ("Restored ", Message::Restored as fn(String) -> Message),
        ("Completed ", Message::Completed as fn(String) -> Message),
    ] {
        for (start, _) in text.match_indices(word) {
            let name: String = text[start + word.len()..]
                .chars()
                .take(MAX_NAME)
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            // Prose goes on in lower case ("Restored the app"): handler names don't.
            if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                found.push((start, start + word.len() + name.len(), make(name)));
            }
        }
    }
    sort::sort_by(&mut found, |a, b| a.0.cmp(&b.0));
    let mut before = 0;
    found.retain(|(start, end, _)| {
        let apart = *start >= before;
        before = before.max(*end);
        apart
    });
    sort::sort_by(&mut open, Ord::cmp);
    for index in 0..found.len() {
        if open.binary_search(&found[index].0).is_ok() {
            found[index].1 = match found.get(index + 1) {
                // Several lines in one: the next one's instant is not part of this message.
                Some((next, ..)) => {
                    let (from, to) = (found[index].1, *next);
                    text[from..to].rfind(". ").map_or(to, |at| from + at + 1)
                }
                None => text.len(),
            };
        }
    }
    found
}

/// `Reading X/Y events and A attachments completed.`, also with `X events` alone, or with names in
/// braces in place of numbers.
fn find_reading(text: &str, found: &mut Vec<(usize, usize, Message)>) {
    const START: &str = "Reading ";
    for (start, _) in text.match_indices(START) {
        let mut rest = &text[start + START.len()..];
        let Some(read) = take_number(&mut rest) else {
            continue;
        };
        let handed_on = match rest.strip_prefix('/') {
            Some(after) => {
                rest = after;
                let Some(number) = take_number(&mut rest) else {
                    continue;
                };
                number
            }
            None => None,
        };
        let Some(mut rest) = rest.strip_prefix(" events and ") else {
            continue;
        };
        let Some(attachments) = take_number(&mut rest) else {
            continue;
        };
        let Some(rest) = rest.strip_prefix(" attachments completed.") else {
            continue;
        };
        let end = text.len() - rest.len();
        found.push((
            start,
            end,
            Message::Reading {
                read,
                handed_on,
                attachments,
            },
        ));
    }
}

/// A number or a name in braces: the outer `None` if it is neither.
#[expect(
    clippy::option_option,
    reason = "no place for a number differs from a name in its place"
)]
fn take_number(rest: &mut &str) -> Option<Option<u64>> {
    if let Some(inner) = rest.strip_prefix('{') {
        let end = inner.find('}')?;
        *rest = &inner[end + 1..];
        return Some(None);
    }
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let number = rest[..end].parse().ok()?;
    *rest = &rest[end..];
    Some(Some(number))
}
