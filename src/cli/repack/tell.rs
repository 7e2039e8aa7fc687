//! What is said of a copy: on a terminal, as JSON, and by the exit status.

use std::io::{self, Write};
use std::path::Path;

use backup_inspector::format::Report;
use backup_inspector::inspect::copy::{CopySummary, RedactionSearch};
use backup_inspector::report::{Outcome, words};

use crate::cli::{Failure, exit_status};

/// Something that was to be taken out is in the copy all the same.
const EXIT_FOUND: u8 = 3;

/// Differences listed on a terminal.
const SHOWN_CHANGES: usize = 20;

/// All there is to say of a copy.
pub(super) struct Outcomes<'a> {
    pub summary: &'a CopySummary,
    pub before: Option<&'a Report>,
    pub after: Option<&'a Report>,
    pub sha256: Option<&'a str>,
    pub search: Option<&'a RedactionSearch>,
}

impl Outcomes<'_> {
    /// Prints it and gives the exit status.
    pub fn print(&self, output: Option<&Path>, as_json: bool) -> Result<u8, Failure> {
        let found = self.search.map_or(0, |search| search.hit_count);
        let status = match self.after {
            _ if found > 0 => EXIT_FOUND,
            Some(report) => exit_status(report),
            None => 0,
        };
        let mut out = io::stdout();
        if as_json {
            let object = serde_json::json!({
                "copy": self.summary, "sha256": self.sha256, "search": self.search,
                "verdict_before": self.before.map(|report| &report.verdict), "report": self.after,
            });
            writeln!(out, "{object}")?;
            return Ok(status);
        }
        print_summary(self.summary, output)?;
        if let Some(digest) = self.sha256 {
            writeln!(out, "SHA-256 {digest}")?;
        }
        if let Some(before) = self.before {
            writeln!(out, "\noriginal: {}", verdict(before))?;
        }
        if let Some(after) = self.after {
            writeln!(out, "copy:     {}", verdict(after))?;
        }
        if let Some(search) = self.search {
            print_search(search)?;
        }
        if let Some(after) = self.after
            && after.verdict.outcome != Outcome::Restores
        {
            write!(out, "\n{}", after.to_text())?;
        }
        Ok(status)
    }
}

fn verdict(report: &Report) -> String {
    let outcome = match report.verdict.outcome {
        Outcome::Restores => "will restore",
        Outcome::RestoresWithLoss => "will restore, with losses",
        Outcome::Fails => "will not restore",
        Outcome::Unknown => "cannot tell",
    };
    format!("{outcome}: {}", words::visible(&report.verdict.summary))
}

fn print_search(search: &RedactionSearch) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(
        out,
        "\nsearched {} for {}: {}",
        words::counted(search.entries, "entry"),
        words::counted(search.values, "removed value"),
        match search.hit_count {
            0 => "none is there".to_owned(),
            hits => format!("found {}", words::counted(hits, "time")),
        }
    )?;
    for hit in search.hits.iter().take(SHOWN_CHANGES) {
        writeln!(
            out,
            "  {} in {} ({}): {}",
            hit.kind,
            words::visible(&hit.entry),
            hit.place,
            words::visible(&hit.masked)
        )?;
    }
    if search.whole_only > 0 {
        writeln!(
            out,
            "  {} of three to seven bytes only as a whole text",
            words::counted(search.whole_only, "value")
        )?;
    }
    if search.too_short > 0 {
        writeln!(
            out,
            "  {} of one or two bytes not looked for, since they are everywhere",
            words::counted(search.too_short, "value")
        )?;
    }
    if search.too_many > 0 {
        writeln!(
            out,
            "  {} more than can be looked for at once",
            words::counted(search.too_many, "value")
        )?;
    }
    Ok(())
}

fn print_summary(summary: &CopySummary, output: Option<&Path>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match output {
        Some(output) => writeln!(out, "wrote {}", output.display())?,
        None => writeln!(out, "would write {}", summary.file_name)?,
    }
    writeln!(
        out,
        "{} before, {} after; {} carried over as they are, {}",
        words::bytes(summary.bytes_before),
        words::bytes(summary.bytes_after),
        words::counted(summary.entries_kept, "entry"),
        words::counted(summary.change_count, "change")
    )?;
    for change in summary.changes.iter().take(SHOWN_CHANGES) {
        writeln!(
            out,
            "  {} {}: {}",
            change.change,
            words::visible(&change.entry),
            words::visible(&change.detail)
        )?;
    }
    if summary.change_count > SHOWN_CHANGES as u64 {
        writeln!(
            out,
            "  and {} more",
            words::count(summary.change_count - SHOWN_CHANGES as u64)
        )?;
    }
    for note in &summary.notes {
        writeln!(out, "note: {}", words::visible(note))?;
    }
    Ok(())
}
