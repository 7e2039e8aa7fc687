//! Markdown: the summary for a chat or a wiki, and the text for a support ticket.
//!
//! The ticket holds what Squidex's documentation asks of cloud customers (link, number of events
//! and assets, new name) and what spares a question back; nothing secret, no e-mail address.

use std::fmt::Write as _;

use super::words::{self, visible};
use super::{CodeTable, FormatId, Outcome, Report, Severity};

/// Text from an archive as inline Markdown: nothing in it can end the line or start markup.
fn inline(text: &str) -> String {
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
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    let _ = write_summary(&mut out, report);
    out
}

fn write_summary(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "## {}\n", inline(&report.source.file_name))?;
    write_verdict(out, report)?;
    write_numbers(out, report)?;
    let listed: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity <= Severity::Suspicious)
        .take(20)
        .collect();
    if !listed.is_empty() {
        writeln!(out, "\n### Findings\n")?;
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

fn write_verdict(out: &mut String, report: &Report) -> std::fmt::Result {
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

fn write_numbers(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "| | |\n|---|---:|")?;
    let counts = &report.counts;
    let squidex = report.format == FormatId::Squidex;
    let rows = [
        (
            "Events",
            counts.events.filter(|_| squidex).map(words::count),
        ),
        (
            "Assets (as Squidex counts them)",
            counts.squidex_assets.filter(|_| squidex).map(words::count),
        ),
        (
            "Asset files",
            counts.asset_files.filter(|_| squidex).map(words::count),
        ),
        ("Size", Some(words::bytes(report.source.bytes))),
        (
            "First event",
            report.span.as_ref().map(|span| span.first.clone()),
        ),
        (
            "Last event",
            report.span.as_ref().map(|span| span.last.clone()),
        ),
        (
            "Estimated restore time",
            report.estimate.as_ref().map(|estimate| {
                format!(
                    "{} ({} to {})",
                    words::duration(estimate.likely_seconds),
                    words::duration(estimate.low_seconds),
                    words::duration(estimate.high_seconds)
                )
            }),
        ),
    ];
    for (label, value) in rows {
        if let Some(value) = value {
            writeln!(out, "| {label} | {value} |")?;
        }
    }
    Ok(())
}

/// The ticket text, ending in a line feed. `new_name`: the name that the restored app shall have.
pub fn ticket(report: &Report, new_name: Option<&str>, table: CodeTable) -> String {
    let mut out = String::new();
    let _ = write_ticket(&mut out, report, new_name, table);
    out
}

fn write_ticket(
    out: &mut String,
    report: &Report,
    new_name: Option<&str>,
    table: CodeTable,
) -> std::fmt::Result {
    let app = report.app.as_ref().and_then(|app| app.name.as_deref());
    writeln!(out, "## Restore request\n")?;
    writeln!(
        out,
        "- Link to the backup: (please fill in a link that downloads the file itself, without a login or preview page)"
    )?;
    writeln!(
        out,
        "- File: {}, {}",
        inline(&report.source.file_name),
        words::bytes(report.source.bytes)
    )?;
    if let Some(app) = app {
        writeln!(out, "- App in the backup: {}", inline(app))?;
    }
    match new_name.or(app) {
        Some(name) => writeln!(out, "- Name of the restored app: {}", inline(name))?,
        None => writeln!(out, "- Name of the restored app: (please fill in)")?,
    }
    if let Some(events) = report.counts.events {
        writeln!(out, "- Events: {}", words::count(events))?;
    }
    if let Some(assets) = report.counts.squidex_assets {
        writeln!(out, "- Assets: {}", words::count(assets))?;
    }
    if let Some(estimate) = &report.estimate {
        writeln!(
            out,
            "- Estimated duration: {} ({} to {})",
            words::duration(estimate.likely_seconds),
            words::duration(estimate.low_seconds),
            words::duration(estimate.high_seconds)
        )?;
    }
    if let Some(span) = &report.span {
        writeln!(out, "- Events from {} to {}", span.first, span.last)?;
    }
    writeln!(
        out,
        "- Checked with {} {}: {}{}",
        report.tool.name,
        report.tool.version,
        words::outcome(report.verdict.outcome).to_lowercase(),
        if report.depth == super::Depth::Directory {
            " (from the directory only)"
        } else {
            ""
        }
    )?;
    if report.verdict.outcome != Outcome::Restores {
        writeln!(out, "- {}", inline(&report.verdict.summary))?;
        if let Some(message) = &report.verdict.server_message {
            writeln!(out, "- Message of the server: {}", inline(message))?;
        }
        for (code, number) in &report.finding_counts {
            let grave = report
                .findings
                .iter()
                .any(|finding| finding.code == *code && finding.severity <= Severity::DataLoss);
            if grave {
                let title = table.by_name(code).map_or("", |code| code.title);
                writeln!(
                    out,
                    "- {}: {} ({})",
                    words::count(*number),
                    title.to_lowercase(),
                    code
                )?;
            }
        }
    }
    Ok(())
}
