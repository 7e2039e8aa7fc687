//! Reading a restore log that somebody pasted.
//!
//! The server shows `"<instant>: <message>"` a line (`formats/squidex.md` 5.1); what arrives here
//! went through a browser, a terminal, a ticket or the answer of `GET /api/apps/restore`: with tags,
//! colours, quote marks, other dates or none, several lines in one, or only a part. So nothing
//! depends on line ends or prefixes: the server's messages are looked for, and what stands in front
//! of one is searched for a date and a time.
//!
//! Two restores in one text: the last one counts, since people paste the newest below.

mod instants;
mod messages;
mod pasted;

use instants::{DAY, find_instant, split_instant};
use messages::messages;
use pasted::{clean, from_json};

/// So many bytes are read; a log has a few thousand.
const MAX_PASTED: usize = 1_000_000;

/// So many lines are kept; a log has about 20.
const MAX_LINES: usize = 10_000;

/// So far before its message an instant is looked for, in bytes.
const MAX_PREFIX: usize = 200;

/// A handler's name is not longer than this.
const MAX_NAME: usize = 40;

/// A message of the restore job, in the server's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// `Started. The restore process has the following steps:` and the four lines below it.
    Intro,
    /// `Downloading Backup`.
    Downloading,
    /// `Downloaded Backup`.
    Downloaded,
    /// `Creating Users`.
    CreatingUsers,
    /// `Created Users`.
    CreatedUsers,
    /// `Reading X/Y events and A attachments completed.`; numbers that are no numbers are `None`.
    Reading {
        /// Events read.
        read: Option<u64>,
        /// Events stored (servers before 2023: not shown; some: batches).
        handed_on: Option<u64>,
        /// Attachments opened.
        attachments: Option<u64>,
    },
    /// `Restored {Name}`.
    Restored(String),
    /// `Completed {Name}`.
    Completed(String),
    /// A line about the restoring user at the end.
    Owner,
    /// `Completed, Yeah!`.
    Done,
    /// A message with which a restore fails.
    Failed,
    /// A line with an instant that is none of these.
    Other,
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// When.
    pub instant: Option<Instant>,
    /// The message without instant and noise.
    pub text: String,
    /// What it is.
    pub message: Message,
}

/// A point in time: only differences within one log mean anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instant {
    /// Seconds since some day.
    pub seconds: f64,
    /// Whether the line has a date as well as a time.
    pub dated: bool,
    /// The smallest difference that shows, in seconds (1 without a fraction).
    pub resolution: f64,
}

/// A pasted log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    /// In order.
    pub lines: Vec<Line>,
    /// Address of the archive, if the server's JSON was pasted.
    pub url: Option<String>,
}

impl Log {
    /// Reads what was pasted; no text is refused, one without any known message has no lines.
    pub fn parse(pasted: &str) -> Log {
        let end = floor_char_boundary(pasted, MAX_PASTED);
        let pasted = &pasted[..end];
        let mut log = Log::default();
        match from_json(pasted) {
            Some(json) => {
                log.url = json.url;
                for line in &json.lines {
                    log.read_line(line);
                }
            }
            None => {
                for line in clean(pasted).lines() {
                    log.read_line(line);
                }
            }
        }
        log.put_in_order();
        log
    }

    /// Takes the messages out of one line of text.
    fn read_line(&mut self, line: &str) {
        if self.lines.len() >= MAX_LINES {
            return;
        }
        let found = messages(line);
        let mut at = 0;
        for (start, end, message) in &found {
            self.lines.push(Line {
                instant: find_instant(&line[at..*start]),
                text: tidy(&line[*start..*end]),
                message: message.clone(),
            });
            at = *end;
            if self.lines.len() >= MAX_LINES {
                return;
            }
        }
        if found.is_empty()
            && let Some((instant, text)) = split_instant(line)
        {
            let text = tidy(text);
            if !text.is_empty() {
                self.lines.push(Line {
                    instant: Some(instant),
                    text,
                    message: Message::Other,
                });
            }
        }
    }

    /// Newest-first becomes oldest-first, only the last restore stays, days are added to bare
    /// times that pass midnight, and a progress line that was pasted several times counts once.
    fn put_in_order(&mut self) {
        let position =
            |wanted: &Message| self.lines.iter().position(|line| line.message == *wanted);
        let upside_down = match (
            position(&Message::Downloading),
            position(&Message::Downloaded),
        ) {
            (Some(first), Some(second)) => {
                second < first && position(&Message::Intro) > Some(second)
            }
            _ => false,
        };
        if upside_down {
            self.lines.reverse();
        }
        // A restore begins with its first line, or where something follows the end of another.
        let mut begin = 0;
        let (mut ended, mut downloading) = (false, false);
        for (index, line) in self.lines.iter().enumerate() {
            let download = line.message == Message::Downloading;
            let starts = line.text.starts_with("Started.");
            if starts || (download && downloading) || (ended && line.message != Message::Other) {
                begin = index;
                (ended, downloading) = (false, false);
            }
            downloading |= download;
            ended |= is_end(&line.message);
        }
        self.lines.drain(..begin);

        let mut days = 0.0;
        let mut before: Option<f64> = None;
        for line in &mut self.lines {
            let Some(instant) = line.instant.as_mut().filter(|instant| !instant.dated) else {
                continue;
            };
            if before.is_some_and(|before| instant.seconds + days * DAY < before - DAY / 2.0) {
                days += 1.0;
            }
            instant.seconds += days * DAY;
            before = Some(instant.seconds);
        }

        let reading = |line: &Line| matches!(line.message, Message::Reading { .. });
        let mut kept: Vec<Line> = Vec::with_capacity(self.lines.len());
        for line in self.lines.drain(..) {
            match kept.last_mut() {
                Some(last) if reading(last) && reading(&line) => *last = line,
                _ => kept.push(line),
            }
        }
        self.lines = kept;
    }

    /// Whether the text has no line of a restore.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.message == Message::Other)
    }

    /// The last line of that kind.
    pub fn last(&self, wanted: impl Fn(&Message) -> bool) -> Option<&Line> {
        self.lines.iter().rev().find(|line| wanted(&line.message))
    }

    /// The last progress line: events read, events handed on, attachments.
    pub fn reading(&self) -> Option<(Option<u64>, Option<u64>, Option<u64>)> {
        self.lines.iter().rev().find_map(|line| match line.message {
            Message::Reading {
                read,
                handed_on,
                attachments,
            } => Some((read, handed_on, attachments)),
            _ => None,
        })
    }

    /// Whether the log goes on after all events were read, so that the progress line is final.
    pub fn read_all(&self) -> bool {
        self.lines.iter().any(|line| {
            matches!(
                line.message,
                Message::Restored(_) | Message::Completed(_) | Message::Done
            )
        })
    }
}

fn is_end(message: &Message) -> bool {
    matches!(message, Message::Done | Message::Failed)
}

/// Without quotes, commas and blanks around it.
fn tidy(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | '\'' | '\u{feff}'))
        .to_owned()
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
