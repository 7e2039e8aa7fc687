//! The text for a support ticket: what Squidex's documentation asks of cloud customers (link, number of events
//! and assets, new name) and what spares a question back; nothing secret, no e-mail address.

use std::fmt::Write as _;

use super::report::SquidexReport;
use crate::report::render::markdown::inline;
use crate::report::{CodeTable, Depth, Outcome, Severity, words};

/// The ticket text, ending in a line feed. `new_name`: the name that the restored app shall have.
pub fn ticket(report: &SquidexReport, new_name: Option<&str>, table: CodeTable) -> String {
    let mut out = String::new();
    let _ = write_ticket(&mut out, report, new_name, table);
    out
}

fn write_ticket(
    out: &mut String,
    report: &SquidexReport,
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
    if let Some(words) = super::told::servers(report) {
        writeln!(out, "- Server: {}", inline(&words))?;
    }
    if let Some(estimate) = &report.estimate {
        writeln!(out, "- Estimated duration: {}", estimate.in_words())?;
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
        if report.depth == Depth::Directory {
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
