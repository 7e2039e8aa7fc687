//! Several sets in a table: a line each, with totals; as text for a terminal and as CSV.

use std::fmt::Write as _;

use super::super::csv::{self, Cell};
use super::super::words::{self, visible};
use super::super::{Head, Outcome};

/// A line of the table.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The report's head.
    pub head: &'a Head,
    /// What such a file is called.
    pub title: &'static str,
    /// What is counted inside: "252 events".
    pub holds: Option<String>,
    /// Files of no system that were only found beside others: no set, and in none of the totals.
    pub by_the_way: bool,
}

/// Width of the column of names: longer ones push the rest of their line.
const NAME_WIDTH: usize = 36;

/// The table for a terminal, ending in a line feed.
pub fn to_text(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for line in lines {
        let verdict = &line.head.verdict;
        // Writing to a String can't fail.
        let _ = writeln!(
            out,
            "{:<NAME_WIDTH$}  {:<22}  {:>10}  {:<26}  {}",
            visible(&line.head.source.file_name),
            words::outcome(verdict.outcome),
            words::bytes(line.head.source.bytes),
            line.title,
            line.holds.as_deref().unwrap_or_default(),
        );
        let _ = writeln!(out, "{:4}{}", "", visible(&verdict.summary));
    }
    // Where there is nothing else, they are what was asked about; so the exit status sees it, too.
    let any = lines.iter().any(|line| !line.by_the_way);
    let counted = || lines.iter().filter(|line| !any || !line.by_the_way);
    let count = |outcome| {
        let same = counted().filter(|line| line.head.verdict.outcome == outcome);
        words::count(same.count() as u64)
    };
    let bytes = counted()
        .map(|line| line.head.source.bytes)
        .fold(0, u64::saturating_add);
    let _ = writeln!(
        out,
        "\n{}, {}: {} will restore, {} with losses, {} will not, {} can't be told",
        words::counted(counted().count() as u64, "set"),
        words::bytes(bytes),
        count(Outcome::Restores),
        count(Outcome::RestoresWithLoss),
        count(Outcome::Fails),
        count(Outcome::Unknown),
    );
    let beside = lines.len() - counted().count();
    if beside > 0 {
        let _ = writeln!(
            out,
            "not counted: {} (files of no system that is known here)",
            words::counted(beside as u64, "line")
        );
    }
    for (name, fingerprint) in duplicates(lines) {
        let _ = writeln!(
            out,
            "the same as {}: {}",
            visible(fingerprint),
            visible(name)
        );
    }
    out
}

/// The table as CSV (RFC 4180, lines end in CRLF), with a head.
pub fn to_csv(lines: &[Line<'_>]) -> String {
    const HEAD: [&str; 8] = [
        "file_name",
        "format",
        "outcome",
        "bytes",
        "holds",
        "findings",
        "same_as",
        "summary",
    ];
    let mut out = Vec::new();
    csv::push_row(&mut out, HEAD.map(Cell::Plain));
    let same = duplicates(lines);
    for line in lines {
        let head = line.head;
        let name = head.source.file_name.as_str();
        let same_as = same.iter().find(|(later, _)| *later == name);
        let findings: u64 = head.finding_counts.values().sum();
        let cells = [
            text(name),
            text(head.format.0),
            text(outcome_word(head.verdict.outcome)),
            Cell::Plain(&head.source.bytes.to_string()),
            text(line.holds.as_deref().unwrap_or_default()),
            Cell::Plain(&findings.to_string()),
            text(same_as.map_or("", |(_, first)| first)),
            text(&head.verdict.summary),
        ];
        csv::push_row(&mut out, cells);
    }
    // Made of texts alone.
    String::from_utf8(out).unwrap_or_default()
}

/// A text of which an empty one is none.
fn text(text: &str) -> Cell<'_> {
    match text {
        "" => Cell::Null,
        text => Cell::Text(text),
    }
}

/// The word of the JSON contract.
fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Restores => "restores",
        Outcome::RestoresWithLoss => "restores-with-loss",
        Outcome::Fails => "fails",
        Outcome::Unknown => "unknown",
    }
}

/// Sets with the fingerprint and length of an earlier one: their names, and that one's.
fn duplicates<'a>(lines: &[Line<'a>]) -> Vec<(&'a str, &'a str)> {
    let mut same = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let source = &line.head.source;
        let first = lines[..at]
            .iter()
            .map(|line| &line.head.source)
            .find(|first| {
                first.fingerprint.is_some()
                    && first.fingerprint == source.fingerprint
                    && first.bytes == source.bytes
            });
        if let Some(first) = first {
            same.push((source.file_name.as_str(), first.file_name.as_str()));
        }
    }
    same
}
