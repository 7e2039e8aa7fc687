//! Reading a restore log that somebody pasted.
//!
//! The server shows `"<instant>: <message>"` a line (`formats/squidex.md` 5.1); what arrives here
//! went through a browser, a terminal, a ticket or the answer of `GET /api/apps/restore`: with tags,
//! colours, quote marks, other dates or none, several lines in one, or only a part. So nothing
//! depends on line ends or prefixes: the server's messages are looked for, and what stands in front
//! of one is searched for a date and a time.
//!
//! Two restores in one text: the last one counts, since people paste the newest below.

use serde_json::Value;

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
    ("Downloading Backup", Tail::None, Message::Downloading),
    ("Downloaded Backup", Tail::None, Message::Downloaded),
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
    ("Failed with internal error.", Tail::None, Message::Failed),
    ("Backup has no event.", Tail::None, Message::Failed),
    (
        "Backup file is not compatible with this version.",
        Tail::None,
        Message::Failed,
    ),
    (
        "The backup archive is corrupt and cannot be opened.",
        Tail::None,
        Message::Failed,
    ),
    ("Cannot find attachment.", Tail::None, Message::Failed),
    (
        "The app id or name is not available.",
        Tail::None,
        Message::Failed,
    ),
    ("Cannot download the archive.", Tail::Line, Message::Failed),
    ("Could not find file", Tail::Line, Message::Failed),
];

/// What may follow the start of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    None,
    Line,
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

const DAY: f64 = 86_400.0;

fn is_end(message: &Message) -> bool {
    matches!(message, Message::Done | Message::Failed)
}

/// The messages in a line of text in order: where each begins and ends.
fn messages(text: &str) -> Vec<(usize, usize, Message)> {
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
    found.sort_by_key(|(start, ..)| *start);
    let mut before = 0;
    found.retain(|(start, end, _)| {
        let apart = *start >= before;
        before = before.max(*end);
        apart
    });
    open.sort_unstable();
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

/// Without quotes, commas and blanks around it.
fn tidy(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | '\'' | '\u{feff}'))
        .to_owned()
}

/// An instant at the start of a line, and the text after its colon.
fn split_instant(line: &str) -> Option<(Instant, &str)> {
    let start = line.find(|c: char| c.is_ascii_digit())?;
    // In front of the instant: marks of quoting and lists only.
    if line[..start].chars().any(char::is_alphanumeric) {
        return None;
    }
    let split = line[start..].find(": ").map(|at| start + at)?;
    let instant = find_instant(&line[start..split])?;
    Some((instant, &line[split + 2..]))
}

/// The last time of day in a text, with the date in front of it if there is one. Only the end of
/// the text is looked at: an instant stands right before its message.
fn find_instant(text: &str) -> Option<Instant> {
    let mut start = text.len().saturating_sub(MAX_PREFIX);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let text = &text[start..];
    let bytes = text.as_bytes();
    let mut found = None;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            if let Some((seconds, resolution, length)) = time_of_day(&text[at..]) {
                let day = find_date(&text[..at]);
                found = Some(Instant {
                    seconds: seconds + day.unwrap_or(0.0) * DAY,
                    dated: day.is_some(),
                    resolution,
                });
                at += length;
                continue;
            }
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
        } else {
            at += 1;
        }
    }
    found
}

/// `7:08`, `07:08:09`, `07:08:09.1234567`, `7:08:09 AM`, with an offset: seconds of the day,
/// resolution, length.
fn time_of_day(text: &str) -> Option<(f64, f64, usize)> {
    let mut rest = text;
    let hours = two_digits(&mut rest).filter(|hours| *hours < 24)?;
    rest = rest.strip_prefix(':')?;
    let minutes = two_digits(&mut rest).filter(|minutes| *minutes < 60)?;
    let mut seconds = 0.0;
    let mut resolution = 60.0;
    if let Some(after) = rest.strip_prefix(':') {
        let mut after = after;
        if let Some(whole) = two_digits(&mut after).filter(|seconds| *seconds <= 60) {
            rest = after;
            seconds = f64::from(whole);
            resolution = 1.0;
            if let Some(fraction) = rest.strip_prefix(['.', ',']) {
                let digits: &str = &fraction[..fraction
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(fraction.len())];
                if !digits.is_empty() {
                    seconds += format!("0.{digits}").parse::<f64>().unwrap_or(0.0);
                    resolution = 0.1_f64.powi(i32::try_from(digits.len().min(9)).unwrap_or(9));
                    rest = &fraction[digits.len()..];
                }
            }
        }
    }
    let mut hours = f64::from(hours);
    let marker = rest.trim_start_matches([' ', '\u{202f}', '\u{a0}']);
    for (mark, afternoon) in [("AM", false), ("am", false), ("PM", true), ("pm", true)] {
        if let Some(after) = marker.strip_prefix(mark) {
            hours = hours % 12.0 + if afternoon { 12.0 } else { 0.0 };
            rest = after;
        }
    }
    let mut offset = 0.0;
    if let Some((sign, after)) = rest
        .strip_prefix('+')
        .map(|after| (1.0, after))
        .or_else(|| rest.strip_prefix('-').map(|after| (-1.0, after)))
    {
        let mut after = after;
        if let Some(hours) = two_digits(&mut after) {
            let after_colon = after.strip_prefix(':').unwrap_or(after);
            let mut tail = after_colon;
            let minutes = two_digits(&mut tail).unwrap_or(0);
            offset = sign * (f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0);
            rest = tail;
        }
    }
    let seconds = hours * 3600.0 + f64::from(minutes) * 60.0 + seconds - offset;
    Some((seconds, resolution, text.len() - rest.len()))
}

/// One or two digits, not more.
fn two_digits(rest: &mut &str) -> Option<u32> {
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if !(1..=2).contains(&end) {
        return None;
    }
    let number = rest[..end].parse().ok()?;
    *rest = &rest[end..];
    Some(number)
}

/// The last date in a text, as days: year first, or day, month, year in the order that its
/// separators suggest (`/`: month first), or a month by its English name.
fn find_date(text: &str) -> Option<f64> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for window in words.windows(3).rev() {
        let [first, second, third] = window else {
            continue;
        };
        // `2024-05-06T` leaves a T at the day.
        let third = third.trim_end_matches('T');
        let number = |text: &str| text.parse::<i64>().ok();
        let slashes = text.contains('/');
        let date = match (number(first), number(second), number(third)) {
            (Some(year), Some(month), Some(day)) if first.len() == 4 => Some((year, month, day)),
            (Some(a), Some(b), Some(year)) if third.len() == 4 => {
                let month_first = if slashes { a <= 12 } else { b > 12 };
                Some(if month_first {
                    (year, a, b)
                } else {
                    (year, b, a)
                })
            }
            (None, Some(day), Some(year)) => month_by_name(first).map(|month| (year, month, day)),
            (Some(day), None, Some(year)) => month_by_name(second).map(|month| (year, month, day)),
            _ => None,
        };
        if let Some((year, month, day)) = date
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (1970..=9999).contains(&year)
        {
            return Some(days_from_civil(year, month, day));
        }
    }
    None
}

fn month_by_name(word: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let word = word.to_ascii_lowercase();
    let index = NAMES.iter().position(|name| word.starts_with(name))?;
    i64::try_from(index + 1).ok()
}

/// Days since 1970-01-01 of the Gregorian calendar: years from March on, so that leap days are last.
fn days_from_civil(year: i64, month: i64, day: i64) -> f64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468) as f64
}

/// Lines and address of the server's answer.
struct Json {
    lines: Vec<String>,
    url: Option<String>,
}

/// The server's JSON: an object that has a `log` somewhere, or a bare list of lines.
fn from_json(pasted: &str) -> Option<Json> {
    let (start, end) = (pasted.find(['{', '['])?, pasted.rfind(['}', ']'])?);
    let whole = pasted.trim().trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(whole)
        .ok()
        .or_else(|| serde_json::from_str(pasted.get(start..=end)?).ok())?;
    let mut json = Json {
        lines: Vec::new(),
        url: None,
    };
    match &value {
        Value::String(text) => json.lines.extend(clean(text).lines().map(str::to_owned)),
        Value::Array(_) => {
            json.lines = lines_of(&value);
            if json.lines.is_empty() {
                find_log(&value, &mut json);
            }
        }
        _ => find_log(&value, &mut json),
    }
    (!json.lines.is_empty()).then_some(json)
}

/// Depth is bounded by the parser (128 levels).
fn find_log(value: &Value, json: &mut Json) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if key.eq_ignore_ascii_case("log") {
                    json.lines = lines_of(inner);
                } else if key.eq_ignore_ascii_case("url") {
                    json.url = inner.as_str().map(str::to_owned).or(json.url.take());
                } else {
                    find_log(inner, json);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_log(item, json)),
        _ => {}
    }
}

/// Strings, or objects with a time and a message.
fn lines_of(value: &Value) -> Vec<String> {
    let text_of = |item: &Value| match item {
        Value::String(text) => Some(text.clone()),
        Value::Object(map) => {
            let get = |wanted: &str| {
                map.iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(wanted))
                    .and_then(|(_, v)| v.as_str())
            };
            let message = get("message")?;
            let instant = get("timestamp").unwrap_or_default();
            Some(format!("{instant}: {message}"))
        }
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(text_of).collect(),
        Value::String(text) => clean(text).lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Tags become line ends, character references characters; colours of a terminal, backslash
/// escapes of JSON and odd line ends go.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => {
                if chars.peek() == Some(&'[') {
                    chars.next();
                    // A control sequence ends with a letter or one of @[\]^_`{|}~.
                    for c in chars.by_ref() {
                        if ('@'..='~').contains(&c) {
                            break;
                        }
                    }
                }
            }
            '<' if chars
                .peek()
                .is_some_and(|next| next.is_ascii_alphabetic() || *next == '/') =>
            {
                let mut tag = String::new();
                for c in chars.by_ref() {
                    if c == '>' {
                        break;
                    }
                    if tag.len() < 8 {
                        tag.push(c);
                    }
                }
                let name: String = tag
                    .trim_start_matches('/')
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                let inline = matches!(
                    name.to_ascii_lowercase().as_str(),
                    "span" | "b" | "i" | "em" | "strong" | "code" | "a" | "time" | "font" | "small"
                );
                out.push(if inline { ' ' } else { '\n' });
            }
            '&' => {
                let ahead: String = chars.clone().take(6).collect();
                let known = [
                    ("amp;", '&'),
                    ("lt;", '<'),
                    ("gt;", '>'),
                    ("quot;", '"'),
                    ("apos;", '\''),
                    ("#39;", '\''),
                    ("nbsp;", ' '),
                ];
                match known.iter().find(|(name, _)| ahead.starts_with(name)) {
                    Some((name, replacement)) => {
                        out.push(*replacement);
                        for _ in 0..name.chars().count() {
                            chars.next();
                        }
                    }
                    None => out.push('&'),
                }
            }
            '\\' => match chars.peek() {
                Some('n' | 'r') => {
                    chars.next();
                    out.push('\n');
                }
                Some('"') => {}
                _ => out.push('\\'),
            },
            '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{a0}' | '\u{202f}' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
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
mod tests {
    use super::*;

    const LOG: &str = "\
2024-05-06T07:08:09Z: Started. The restore process has the following steps:
2024-05-06T07:08:09Z:   * Download backup
2024-05-06T07:08:09Z:   * Restore events and attachments.
2024-05-06T07:08:09Z:   * Restore all objects like app, schemas and contents
2024-05-06T07:08:09Z:   * Complete the restore operation for all objects
2024-05-06T07:08:09Z: Downloading Backup
2024-05-06T07:08:10Z: Downloaded Backup
2024-05-06T07:08:11Z: Creating Users
2024-05-06T07:08:31Z: Reading 252/251 events and 22 attachments completed.
2024-05-06T07:08:32Z: Restored Apps
2024-05-06T07:08:33Z: Restored Assets
2024-05-06T07:08:34Z: Restored Rules
2024-05-06T07:08:35Z: Restored Schemas
2024-05-06T07:08:36Z: Restored Contents
2024-05-06T07:08:36Z: Completed Apps
2024-05-06T07:08:36Z: Assigned current user.
2024-05-06T07:08:37Z: Completed, Yeah!";

    fn texts(log: &Log) -> Vec<&str> {
        log.lines.iter().map(|line| line.text.as_str()).collect()
    }

    fn times(log: &Log) -> Vec<f64> {
        let first = log.lines[0].instant.unwrap().seconds;
        log.lines
            .iter()
            .map(|line| line.instant.unwrap().seconds - first)
            .collect()
    }

    #[test]
    fn a_plain_log_gives_its_lines_and_instants() {
        let log = Log::parse(LOG);
        assert_eq!(log.lines.len(), 17);
        assert_eq!(log.reading(), Some((Some(252), Some(251), Some(22))));
        assert!(log.read_all());
        let times = times(&log);
        assert_eq!((times[8], times[16]), (22.0, 28.0));
        assert_eq!(log.lines[9].message, Message::Restored("Apps".into()));
        assert_eq!(log.lines[1].text, "* Download backup");
    }

    #[test]
    fn the_servers_json_gives_the_same() {
        let lines: Vec<&str> = LOG.lines().collect();
        let json = serde_json::json!({ "url": "https://x.example/backup-a-2024.zip", "log": lines,
            "started": "2024-05-06T07:08:09Z", "status": "Completed" });
        for text in [json.to_string(), format!("answer: {json:#}")] {
            let log = Log::parse(&text);
            assert_eq!(log.lines, Log::parse(LOG).lines);
            assert_eq!(
                log.url.as_deref(),
                Some("https://x.example/backup-a-2024.zip")
            );
        }
        // A part of the JSON, cut off at both ends.
        let text = json.to_string();
        assert_eq!(
            Log::parse(&text[4..text.len() - 20]).lines,
            Log::parse(LOG).lines
        );
        // Lines with keys of their own, as the jobs of an app are answered.
        let items: Vec<Value> = lines
            .iter()
            .map(|line| {
                let (timestamp, message) = line.split_once(": ").unwrap();
                serde_json::json!({ "timestamp": timestamp, "message": message })
            })
            .collect();
        let json = serde_json::json!({ "items": [{ "log": items }] });
        assert_eq!(Log::parse(&json.to_string()).lines, Log::parse(LOG).lines);
    }

    #[test]
    fn noise_around_the_lines_is_left_out() {
        let quoted: String = LOG
            .lines()
            .map(|line| format!("> \u{1b}[32m{line}\u{1b}[0m\r\n"))
            .collect();
        let html: String = LOG
            .lines()
            .map(|line| {
                let (instant, message) = line.split_once(": ").unwrap();
                format!("<div class=\"row\"><b>{instant}</b>: {message}</div>")
            })
            .collect();
        let joined = LOG.replace('\n', " ");
        for text in [
            quoted,
            html,
            joined,
            format!("Hello,\nthis is the log:\n{LOG}\nBest\nAnna"),
        ] {
            let log = Log::parse(&text);
            assert_eq!(texts(&log), texts(&Log::parse(LOG)), "{text}");
            assert_eq!(times(&log), times(&Log::parse(LOG)), "{text}");
        }
    }

    #[test]
    fn other_dates_are_understood() {
        for (from, to) in [
            ("5/6/2024, 11:59:58 PM", "5/7/2024, 12:00:08 AM"),
            ("06.05.2024 23:59:58", "07.05.2024 00:00:08"),
            ("2024-05-06 23:59:58.25", "2024-05-07 00:00:08.25"),
            (
                "2024-05-06T23:59:58.1234567Z",
                "2024-05-07T00:00:08.1234567Z",
            ),
            ("2024-05-06T23:59:58+02:00", "2024-05-07T00:00:08+02:00"),
            ("May 6, 2024 11:59:58 PM", "May 7, 2024 12:00:08 AM"),
            ("6 May 2024 23:59:58", "7 May 2024 00:00:08"),
            ("23:59:58", "00:00:08"),
            ("[app] info 23:59:58,500 |", "[app] info 00:00:08,500 |"),
            ("2024-12-31T23:59:58Z", "2025-01-01T00:00:08Z"),
            ("2024-02-29T23:59:58Z", "2024-03-01T00:00:08Z"),
        ] {
            let log = Log::parse(&format!(
                "{from}: Downloading Backup\n{to}: Downloaded Backup"
            ));
            let times = times(&log);
            assert!((times[1] - 10.0).abs() < 1e-5, "{from}: {times:?}");
        }
        let log = Log::parse("07:08: Downloading Backup\n07:10: Downloaded Backup");
        assert_eq!(log.lines[1].instant.unwrap().resolution, 60.0);
        assert_eq!(times(&log)[1], 120.0);
        let log = Log::parse("2024-05-06T07:08:09.123Z: Downloading Backup");
        assert!((log.lines[0].instant.unwrap().resolution - 0.001).abs() < 1e-9);
    }

    #[test]
    fn without_instants_the_messages_remain() {
        let log = Log::parse("Creating Users\nCreated Users\nFailed with internal error.");
        assert_eq!(
            texts(&log),
            [
                "Creating Users",
                "Created Users",
                "Failed with internal error."
            ]
        );
        assert!(log.lines.iter().all(|line| line.instant.is_none()));
    }

    #[test]
    fn only_the_last_of_two_restores_counts() {
        let failed = "Downloading Backup\nFailed with internal error.\n";
        let log = Log::parse(&format!("{failed}{LOG}"));
        assert_eq!(texts(&log), texts(&Log::parse(LOG)));
        let log = Log::parse(&format!("{LOG}\n{failed}"));
        assert_eq!(
            texts(&log),
            ["Downloading Backup", "Failed with internal error."]
        );
        let log = Log::parse(&format!("{failed}{failed}"));
        assert_eq!(log.lines.len(), 2);
    }

    #[test]
    fn a_log_newest_first_is_turned() {
        let reversed: Vec<&str> = LOG.lines().rev().collect();
        assert_eq!(
            Log::parse(&reversed.join("\n")).lines,
            Log::parse(LOG).lines
        );
    }

    #[test]
    fn progress_lines_of_all_servers_are_read() {
        for (text, expected) in [
            (
                "Reading 3/2 events and 1 attachments completed.",
                (Some(3), Some(2), Some(1)),
            ),
            (
                "Reading 300 events and 12 attachments completed.",
                (Some(300), None, Some(12)),
            ),
            (
                "Reading {n}/{m} events and {a} attachments completed.",
                (None, None, None),
            ),
        ] {
            assert_eq!(Log::parse(text).reading(), Some(expected), "{text}");
        }
        assert_eq!(Log::parse("Reading the manual, 3 events").reading(), None);
    }

    #[test]
    fn unknown_lines_with_an_instant_are_kept_and_others_left_out() {
        let log = Log::parse("2024-05-06T07:08:09Z: Something new\nprose\n2024 was: a good year");
        assert_eq!(texts(&log), ["Something new"]);
        assert!(log.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(parts in proptest::collection::vec(0_usize..PARTS.len(), 0..40), noise in ".{0,20}") {
            let text: String = parts.iter().map(|part| PARTS[*part]).collect();
            for text in [text.clone(), format!("{noise}{text}"), format!("{text}{noise}{text}"), noise] {
                let log = Log::parse(&text);
                for line in &log.lines {
                    proptest::prop_assert!(line.instant.is_none_or(|instant| instant.seconds.is_finite()));
                }
            }
        }
    }

    /// What logs are made of, and what breaks them.
    const PARTS: &[&str] = &[
        "2024-05-06T07:08:09Z",
        "7:08",
        "07:08:09.5 PM",
        ": ",
        "\n",
        "\r\n",
        " ",
        "Reading ",
        "12/",
        "{n}/",
        "9 events and ",
        "3 attachments completed.",
        "Restored ",
        "Completed ",
        "Apps",
        "Ä",
        "日本",
        "\u{1b}[",
        "<div",
        "<",
        ">",
        "&",
        "&amp;",
        "{\"log\":[",
        "\"",
        "]}",
        "\\n",
        "\\",
        "Completed, Yeah!",
        "Started.",
        "Downloading Backup",
        "Downloaded Backup",
        "Failed with internal error.",
        "Could not find file '",
        "Failed to assign contributor: x. ",
        "99999999999999999999999",
        "24:00:00",
        "31.12.9999 ",
        "+14:00",
        ",",
    ];

    #[test]
    fn a_huge_paste_is_read_in_time() {
        // Each of these would be slow if every message or instant looked at the whole line.
        for part in [
            "07:08:09 ",
            "Completed, Yeah! ",
            "Restored Apps 7:08:09 ",
            "Could not find file ",
            "{",
            "[\"a\",",
            "<a",
            "&amp",
        ] {
            let text = part.repeat(2_000_000 / part.len());
            let log = Log::parse(&text);
            assert!(log.lines.len() <= MAX_LINES, "{part}");
        }
    }

    #[test]
    fn messages_with_an_open_end_stop_before_the_next() {
        let log = Log::parse(
            "07:00:00: Completed Contents 07:00:01: Failed to assign contributor: Entity (a-b) has been \
             deleted. 07:00:02: Completed, Yeah!",
        );
        assert_eq!(
            texts(&log),
            [
                "Completed Contents",
                "Failed to assign contributor: Entity (a-b) has been deleted.",
                "Completed, Yeah!"
            ]
        );
        assert_eq!(times(&log), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn failures_with_details_keep_them() {
        let text = "Cannot download the archive. Got status code 404: Not Found..";
        assert_eq!(texts(&Log::parse(&format!("07:00:01: {text}"))), [text]);
    }
}
