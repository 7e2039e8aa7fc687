//! Markdown: the summary for a chat or a wiki.

use std::fmt::Write as _;

use super::super::words::{self, visible};
use super::super::{Head, Severity};
use super::{Fact, Told};

/// Text from an archive as inline Markdown: nothing in it can end the line or start markup.
pub fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!'
        ) {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// The summary, ending in a line feed.
pub fn summary(report: &Head, told: &Told) -> String {
    let mut out = String::new();
    let _ = write_summary(&mut out, report, told);
    out
}

fn write_summary(out: &mut String, report: &Head, told: &Told) -> std::fmt::Result {
    writeln!(out, "## {}\n", inline(&report.source.file_name))?;
    write_verdict(out, report)?;
    if let Some(next) = &told.next {
        writeln!(out, "What to do: {}\n", inline(next))?;
    }
    write_numbers(out, told)?;
    let listed: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity <= Severity::Suspicious)
        .take(20)
        .collect();
    if !listed.is_empty() {
        writeln!(out, "\n### Findings\n")?;
        // What many findings of a kind have in common is said once.
        let mut said = std::collections::BTreeSet::new();
        for finding in &listed {
            let place = finding
                .entry
                .as_deref()
                .map(|entry| format!(" ({})", inline(entry)));
            writeln!(
                out,
                "- **{}** {}: {}{}",
                words::severity(finding.severity),
                finding.code,
                inline(&finding.message),
                place.unwrap_or_default()
            )?;
            if said.insert((&finding.code, &finding.effect)) && !finding.effect.is_empty() {
                writeln!(out, "  - Effect: {}", inline(&finding.effect))?;
            }
        }
        let all: u64 = report.finding_counts.values().sum();
        if all > listed.len() as u64 {
            writeln!(
                out,
                "- … {} in all, notes included",
                words::counted(all, "finding")
            )?;
        }
    }
    Ok(())
}

fn write_verdict(out: &mut String, report: &Head) -> std::fmt::Result {
    let verdict = &report.verdict;
    writeln!(
        out,
        "**{}**: {}\n",
        words::outcome(verdict.outcome),
        inline(&verdict.summary)
    )?;
    if let Some(message) = &verdict.server_message {
        writeln!(out, "Message of the server: {}\n", inline(message))?;
    }
    Ok(())
}

fn write_numbers(out: &mut String, told: &Told) -> std::fmt::Result {
    writeln!(out, "| | |\n|---|---:|")?;
    for Fact { label, value, .. } in &told.short {
        writeln!(out, "| {label} | {} |", inline(value))?;
    }
    Ok(())
}
