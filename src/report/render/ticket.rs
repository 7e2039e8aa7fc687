//! The text for a support ticket: which file, what it is, what came of the check; nothing secret. What a system's own
//! support asks for, the system adds.

use std::fmt::{self, Write as _};

use super::super::{CodeTable, Depth, Head, Outcome, Severity, words};
use super::markdown::inline;
use super::{Fact, Told};

/// The ticket text of a system whose support asks for nothing of its own, ending in a line feed.
pub fn ticket(report: &Head, told: &Told, table: CodeTable) -> String {
    let mut out = String::new();
    let _ = write_ticket(&mut out, report, told, table);
    out
}

fn write_ticket(out: &mut String, report: &Head, told: &Told, table: CodeTable) -> fmt::Result {
    writeln!(out, "## Question about a backup\n")?;
    write_file(out, report)?;
    if !told.title.is_empty() {
        writeln!(out, "- What it is: {}", told.title)?;
    }
    // The size stands beside the name.
    let facts = told.short.iter().filter(|fact| fact.label != "size");
    for Fact { label, value, .. } in facts {
        writeln!(out, "- {}: {}", words::capital(label), inline(value))?;
    }
    write_check(out, report, table)
}

/// Name and size of the file or set.
///
/// # Errors
/// Those of the text.
pub fn write_file(out: &mut String, report: &Head) -> fmt::Result {
    writeln!(
        out,
        "- File: {}, {}",
        inline(&report.source.file_name),
        words::bytes(report.source.bytes)
    )
}

/// What came of the check: the outcome, and of one that is not good its cause, the server's message, and how many grave
/// findings there are of each kind.
///
/// # Errors
/// Those of the text.
pub fn write_check(out: &mut String, report: &Head, table: CodeTable) -> fmt::Result {
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
    if report.verdict.outcome == Outcome::Restores {
        return Ok(());
    }
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
                words::within_line(title),
                code
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::{FormatId, Source, Verdict};
    use super::*;

    #[test]
    fn a_ticket_says_which_file_what_it_is_and_what_came_of_the_check() {
        let source = Source {
            file_name: "shop [1].zip".into(),
            bytes: 1_234,
            ..Source::default()
        };
        let verdict = Verdict {
            outcome: Outcome::Fails,
            server_message: Some("No <b>.".into()),
            fails_at: None,
            summary: "the end is missing".into(),
        };
        let head = Head::new(FormatId("zip"), source, Depth::Directory, verdict);
        let told = Told {
            title: "Azure App Service backup",
            short: vec![Fact::number("files", "3".into())],
            ..Told::default()
        };
        let text = ticket(&head, &told, CodeTable(&[]));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "## Question about a backup");
        assert_eq!(lines[2], r"- File: shop \[1\].zip, 1.2 kB");
        assert_eq!(lines[3], "- What it is: Azure App Service backup");
        assert_eq!(lines[4], "- Files: 3");
        assert!(lines[5].ends_with(": will not restore (from the directory only)"));
        assert_eq!(lines[6], "- the end is missing");
        assert_eq!(lines[7], r"- Message of the server: No \<b\>.");
        assert_eq!(lines.len(), 8);
    }

    #[test]
    fn names_and_abbreviations_keep_their_capitals_within_a_line() {
        for (title, expected) in [
            ("Event type unknown", "event type unknown"),
            ("A file is missing", "a file is missing"),
            ("ZIP without an end", "ZIP without an end"),
            ("SQL Server", "SQL Server"),
            ("", ""),
        ] {
            assert_eq!(words::within_line(title), expected);
        }
        assert_eq!(words::capital("files"), "Files");
    }
}
