//! The text for a support ticket: what Squidex's documentation asks of cloud customers (link, number of events
//! and assets, new name) and what spares a question back; nothing secret, no e-mail address.

use std::fmt::Write as _;

use super::report::SquidexReport;
use crate::report::render::markdown::inline;
use crate::report::render::ticket::{write_check, write_file};
use crate::report::{CodeTable, words};

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
    write_file(out, report)?;
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
    write_check(out, report, table)
}
