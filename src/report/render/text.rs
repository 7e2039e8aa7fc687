//! The report for a terminal: plain text, widest fact first.

use std::fmt::Write as _;

use super::super::words::{self, visible};
use super::super::{CodeTable, Head, Severity};
use super::Told;

/// Findings shown per code before "and N more".
const SHOWN_PER_CODE: usize = 5;

/// The report as plain text, ending in a line feed.
pub fn to_text(report: &Head, told: &Told, table: CodeTable) -> String {
    let mut out = String::new();
    // Writing to a String can't fail.
    let _ = write_text(&mut out, report, told, table);
    out
}

fn write_text(out: &mut String, report: &Head, told: &Told, table: CodeTable) -> std::fmt::Result {
    let verdict = &report.verdict;
    writeln!(
        out,
        "{}  ({}, {})",
        visible(&report.source.file_name),
        words::bytes(report.source.bytes),
        told.title
    )?;
    writeln!(
        out,
        "{}: {}",
        words::outcome(verdict.outcome),
        visible(&verdict.summary)
    )?;
    if let Some(message) = &verdict.server_message {
        writeln!(out, "  {}: {message}", told.server_says)?;
    }
    if let Some(at) = &verdict.fails_at {
        writeln!(out, "  fails at: {}", visible(&at.entry))?;
    }
    if let Some(next) = &told.next {
        writeln!(out, "  what to do: {}", visible(next))?;
    }
    if !told.facts.is_empty() {
        writeln!(out)?;
    }
    for fact in &told.facts {
        let (label, value) = (fact.label, visible(&fact.value));
        match fact.number {
            true => writeln!(out, "  {label:<28}{value:>14}")?,
            false => writeln!(out, "  {label:<28}{value}")?,
        }
    }
    for (heading, lines) in &told.blocks {
        writeln!(out, "\n{heading}")?;
        for line in lines {
            writeln!(out, "  {}", visible(line))?;
        }
    }
    write_findings(out, report, table)
}

fn write_findings(out: &mut String, report: &Head, table: CodeTable) -> std::fmt::Result {
    if !report.findings.is_empty() {
        writeln!(out, "\nfindings")?;
        let mut start = 0;
        while let Some(first) = report.findings.get(start) {
            let end = start
                + report.findings[start..]
                    .iter()
                    .take_while(|f| f.code == first.code && f.severity == first.severity)
                    .count();
            let group = &report.findings[start..end];
            // Of a code with several severities each group has its own number; what is not listed any more is
            // counted with the last one.
            let listed = report.findings.iter().filter(|f| f.code == first.code);
            let listed = listed.count() as u64;
            let last = !report.findings[end..].iter().any(|f| f.code == first.code);
            let all = report.finding_counts.get(&first.code).copied();
            let unlisted = all.unwrap_or_default().saturating_sub(listed);
            let total = group.len() as u64 + if last { unlisted } else { 0 };
            writeln!(
                out,
                "  [{}] {} ({})",
                words::severity(first.severity),
                first.code,
                words::count(total)
            )?;
            for finding in group.iter().take(SHOWN_PER_CODE) {
                match &finding.entry {
                    Some(entry) if !finding.message.contains(entry.as_str()) => {
                        writeln!(out, "    {}: {}", visible(entry), visible(&finding.message))?;
                    }
                    _ => writeln!(out, "    {}", visible(&finding.message))?,
                }
            }
            if group.len() > SHOWN_PER_CODE {
                writeln!(
                    out,
                    "    and {} more",
                    words::count((group.len() - SHOWN_PER_CODE) as u64)
                )?;
            }
            if !first.effect.is_empty() {
                writeln!(out, "    effect: {}", visible(&first.effect))?;
            }
            if let Some(code) = table.by_name(&first.code) {
                writeln!(out, "    what to do: {}", code.advice)?;
            }
            if first.action.is_some() && first.severity <= Severity::Suspicious {
                writeln!(out, "    can be mended: repack --fix {}", first.code)?;
            }
            start = end;
        }
    }
    Ok(())
}
