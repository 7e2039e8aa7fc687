//! Several sets in a table: a line each, with totals; as text for a terminal and as CSV.

use std::fmt::Write as _;

use super::super::csv;
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
    let count = |outcome| {
        let same = lines
            .iter()
            .filter(|line| line.head.verdict.outcome == outcome);
        words::count(same.count() as u64)
    };
    let bytes = lines
        .iter()
        .map(|line| line.head.source.bytes)
        .fold(0, u64::saturating_add);
    let _ = writeln!(
        out,
        "\n{}, {}: {} will restore, {} with losses, {} will not, {} can't be told",
        words::counted(lines.len() as u64, "set"),
        words::bytes(bytes),
        count(Outcome::Restores),
        count(Outcome::RestoresWithLoss),
        count(Outcome::Fails),
        count(Outcome::Unknown),
    );
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
    let mut out = String::from("file_name,format,outcome,bytes,holds,findings,same_as,summary\r\n");
    let same = duplicates(lines);
    for line in lines {
        let head = line.head;
        let name = head.source.file_name.as_str();
        let same_as = same.iter().find(|(later, _)| *later == name);
        let findings: u64 = head.finding_counts.values().sum();
        let cells = [
            cell(name),
            cell(head.format.0),
            cell(outcome_word(head.verdict.outcome)),
            head.source.bytes.to_string(),
            cell(line.holds.as_deref().unwrap_or_default()),
            findings.to_string(),
            cell(same_as.map_or("", |(_, first)| first)),
            cell(&head.verdict.summary),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
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

/// A text as a cell; nothing as an empty one.
fn cell(text: &str) -> String {
    match text {
        "" => String::new(),
        text => csv::text(text),
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

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_name_is_no_formula_and_breaks_no_line() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"no\"\nplease"), "\"say \"\"no\"\"\nplease\"");
        assert_eq!(cell("plain.zip"), "plain.zip");
    }
}
