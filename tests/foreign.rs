//! A file of no system: the first sentence says what it is; what a server answers is told only if the person said
//! which server it is for.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use backup_inspector::format::{Options, Report};
use backup_inspector::report::Outcome;
use backup_inspector::source::Input;
use backup_inspector::{open, scan};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn report(name: &str, bytes: &[u8], system: Option<&str>) -> Report {
    let mut sets = open::open(vec![Input::new(name, bytes.to_vec())]).unwrap();
    assert_eq!(sets.len(), 1);
    let set = &mut sets[0];
    assert!(scan::run(set, &mut |_| true).unwrap());
    set.report(&Options {
        system: system.map(Into::into),
        ..Options::default()
    })
}

/// A ZIP archive that is no backup.
fn notes() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("notes.txt", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"milk, bread").unwrap();
    zip.finish().unwrap().into_inner()
}

/// A file, and what must be said of it.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    format: &'static str,
    /// In the first sentence.
    word: &'static str,
    /// What Squidex shows.
    message: &'static str,
}

fn cases() -> [Case; 5] {
    [
        Case {
            name: "page.zip",
            bytes: b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec(),
            format: "unknown",
            word: "HTML",
            message: "Failed with internal error.",
        },
        Case {
            name: "empty.zip",
            bytes: Vec::new(),
            format: "unknown",
            word: "empty",
            message: "Failed with internal error.",
        },
        // Shorter than any ZIP archive, and yet a text first of all.
        Case {
            name: "short.zip",
            bytes: b"hello there\n".to_vec(),
            format: "unknown",
            word: "a text file",
            message: "Failed with internal error.",
        },
        Case {
            name: "space.zip",
            bytes: vec![0; 3 << 20],
            format: "unknown",
            word: "zero bytes wherever it was looked at (64 places",
            message: "Failed with internal error.",
        },
        Case {
            name: "notes.zip",
            bytes: notes(),
            format: "zip",
            word: "a ZIP",
            message: "Backup has no event.",
        },
    ]
}

#[test]
fn what_the_server_answers_is_said_only_of_the_server_that_was_named() {
    for case in cases() {
        let Case {
            name,
            bytes,
            format,
            word,
            message,
        } = case;
        let plain = report(name, &bytes, None);
        let verdict = &plain.verdict;
        assert_eq!(plain.format.0, format, "{name}");
        assert_eq!(verdict.outcome, Outcome::Fails, "{name}");
        assert_eq!(verdict.server_message, None, "{name}");
        assert!(plain.restore.is_none(), "{name}");
        assert_eq!(plain.counts.restored_events, None, "{name}");
        assert!(
            verdict.summary.starts_with("this is ") && verdict.summary.contains(word),
            "{name}: {}",
            verdict.summary
        );
        assert!(!plain.to_text().contains(message), "{name}");

        let told = report(name, &bytes, Some("squidex"));
        assert_eq!(told.verdict.server_message.as_deref(), Some(message));
        let restore = told.restore.as_ref().unwrap();
        assert_eq!(restore.status, "Failed", "{name}");
        assert_eq!(restore.log.last().map(String::as_str), Some(message));
        assert!(told.to_text().contains(message), "{name}");
        // What the file is doesn't change by what it is for.
        assert_eq!(told.format.0, format, "{name}");
        assert_eq!(told.verdict.outcome, Outcome::Fails, "{name}");
        assert_eq!(told.verdict.summary, verdict.summary, "{name}");
        assert_eq!(told.findings, plain.findings, "{name}");
    }
}

#[test]
fn the_server_of_a_backup_is_its_own_whatever_is_named() {
    let tiny = include_bytes!("data/squidex/base/tiny.zip");
    let json = |system| serde_json::to_value(report("tiny.zip", tiny, system)).unwrap();
    assert_eq!(json(None), json(Some("squidex")));
    assert_eq!(json(None), json(Some("another")));
}

#[test]
fn zeros_are_called_zeros_only_where_nothing_else_was_seen() {
    let mut late = vec![0; 3 << 20];
    let end = late.len() - 1;
    late[end] = 7;
    let summary = |bytes: &[u8]| report("a.zip", bytes, None).verdict.summary.clone();
    assert!(!summary(&late).contains("zero bytes"), "{}", summary(&late));
    assert_eq!(
        summary(&[0; 7]),
        "this is a file of zero bytes only: space that a download reserved but never filled"
    );
}

#[test]
fn a_saved_report_is_named_with_its_backup_and_its_day_and_is_taken_for_nothing_else() {
    let backup = include_bytes!("data/app_service/a03-config-backup-arm-2020.json");
    let mut lines = String::new();
    for (name, bytes) in [
        ("notes.zip", notes()),
        ("configuration.json", backup.to_vec()),
    ] {
        let mut saved = serde_json::to_value(report(name, &bytes, None)).unwrap();
        saved["judged_at"] = "2026-11-28T10:00:00Z".into();
        let line = saved.to_string();
        let again = report("saved.json", line.as_bytes(), None);
        assert_eq!(
            again.verdict.summary,
            format!(
                "this is a report of this tool about {name:?}, saved on 2026-11-28T10:00:00Z: check the backup itself"
            )
        );
        assert_eq!(again.format.0, "unknown");
        assert_eq!(again.verdict.outcome, Outcome::Fails);
        lines += &line;
        lines.push('\n');
    }
    let again = report("reports.ndjson", lines.as_bytes(), None);
    assert_eq!(
        again.verdict.summary,
        "this is a file of 2 reports of this tool, the first saved on 2026-11-28T10:00:00Z: check the backups themselves"
    );
    let mut sets = open::open(vec![Input::new("reports.ndjson", lines.into_bytes())]).unwrap();
    let saved = sets.pop().unwrap().saved().unwrap();
    assert_eq!((saved.reports.len(), saved.refused.len()), (2, 0));
}
