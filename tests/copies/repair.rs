//! Repairs: what becomes of every sample that has one, and that nothing else changes.
//!
//! `tests/data/copies/repairs.txt` says for each sample the verdict after all offered repairs,
//! and what may be different. With `UPDATE_GENERATED=1` it is written anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use backup_inspector::format::Report;
use backup_inspector::inspect::copy::{CopySummary, Recipe};
use backup_inspector::report::{Outcome, Severity};

use crate::support::{check, copy, data_folder, entries, fixes, repairable_samples};

/// What a person reads of the differences: how many of each kind.
fn kinds(summary: &CopySummary) -> String {
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for change in &summary.changes {
        *kinds.entry(&change.change).or_default() += 1;
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, number)| format!("{kind} {number}"))
        .collect();
    kinds.join(", ")
}

fn losses(report: &Report) -> String {
    let mut codes: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.severity <= Severity::DataLoss)
        .map(|finding| finding.code.as_str())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(" ")
}

/// Applies the listed differences to the entries of the original and holds the outcome against the copy:
/// all that is not listed must be the same.
fn only_listed_changes(name: &str, before: &[u8], after: &[u8], summary: &CopySummary) {
    assert_eq!(
        summary.change_count as usize,
        summary.changes.len(),
        "{name}"
    );
    let mut expected = entries(before);
    let mut free: Vec<String> = Vec::new();
    for change in &summary.changes {
        match change.change.as_str() {
            "removed" => {
                // Of several with one name a later one goes.
                let at = expected
                    .iter()
                    .rposition(|(entry, _)| *entry == change.entry)
                    .unwrap_or_else(|| panic!("{name}: {} was not there", change.entry));
                expected.remove(at);
            }
            "renamed" | "container" => {}
            "changed" | "added" => free.push(change.entry.clone()),
            other => panic!("{name}: {other}"),
        }
    }
    // All at once: numbers move up, so that an old name may be the new name of another.
    let renamed: BTreeMap<&str, &str> = summary
        .changes
        .iter()
        .filter(|change| change.change == "renamed")
        .map(|change| {
            let (old, new) = change.detail.split_once(" becomes ").unwrap();
            assert_eq!(new, change.entry);
            (old, new)
        })
        .collect();
    for (entry, _) in &mut expected {
        if let Some(new) = renamed.get(entry.as_str()) {
            *entry = (*new).to_owned();
        }
    }
    let keep = |list: Vec<(String, Option<Vec<u8>>)>| {
        let mut list: Vec<_> = list
            .into_iter()
            .filter(|(entry, _)| !free.contains(entry))
            .collect();
        list.sort();
        list
    };
    let (expected, found) = (keep(expected), keep(entries(after)));
    assert_eq!(
        expected.iter().map(|(entry, _)| entry).collect::<Vec<_>>(),
        found.iter().map(|(entry, _)| entry).collect::<Vec<_>>(),
        "{name}: entries"
    );
    for ((entry, expected), (_, found)) in expected.iter().zip(&found) {
        assert!(
            expected == found,
            "{name}: {entry} differs and is not listed"
        );
    }
}

/// All offered repairs at once.
fn repaired(name: &str, bytes: &[u8]) -> Option<String> {
    let before = check(bytes);
    if fixes(&before).is_empty() {
        return None;
    }
    // Not only the offered ones: a repair may bring to light what needs another one.
    let recipe = Recipe {
        fix: vec!["all".into()],
        ..Recipe::default()
    };
    let (written, summary) = copy(bytes, &recipe).unwrap_or_else(|error| panic!("{name}: {error}"));
    only_listed_changes(name, bytes, &written, &summary);
    assert_eq!(summary.bytes_after, written.len() as u64, "{name}");
    let after = check(&written);
    // Once is enough: what is still offered can't be mended, and nothing more happens.
    let (again, summary_again) =
        copy(&written, &recipe).unwrap_or_else(|error| panic!("{name}, again: {error}"));
    // Entries whose own headers are odd stay odd, to the byte.
    assert!(
        summary_again.change_count == 0 || again == written,
        "{name}: {summary_again:?}"
    );
    assert_eq!(
        check(&again).verdict.summary,
        after.verdict.summary,
        "{name}"
    );
    let losses = losses(&after);
    let losses = if losses.is_empty() {
        ""
    } else {
        &format!(" ({losses})")
    };
    Some(format!(
        "{name}: {}{losses}; {}",
        word(&after),
        kinds(&summary)
    ))
}

fn word(report: &Report) -> &'static str {
    match report.verdict.outcome {
        Outcome::Restores => "restores",
        Outcome::RestoresWithLoss => "restores-with-loss",
        Outcome::Fails => "fails",
        Outcome::Unknown => "unknown",
    }
}

#[test]
fn every_repairable_sample_is_repaired_and_nothing_else_changes() {
    let path = data_folder().join("repairs.txt");
    let mut text = std::fs::read_to_string(&path).unwrap_or_default();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (name, bytes) in repairable_samples() {
        if let Some(line) = repaired(&name, &bytes) {
            found.insert(name, line);
        }
    }
    assert!(found.len() >= 60, "{}", found.len());
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        let mut new = String::new();
        for line in found.values() {
            writeln!(new, "{line}").unwrap();
        }
        std::fs::write(&path, &new).unwrap();
        text = new;
    }
    let expected: BTreeMap<&str, &str> = text
        .lines()
        .map(|line| (line.split_once(':').unwrap().0, line))
        .collect();
    for (name, line) in &found {
        assert_eq!(expected.get(name.as_str()), Some(&line.as_str()));
    }
}

#[test]
fn what_is_still_broken_after_a_repair_has_its_reason() {
    // Data that is gone or never was there, and faults whose mending would have to invent something.
    let known = [
        "04-utf8-mangled.zip",           // every byte above 127 became another
        "15-zipcrypto-asset.zip",        // encrypted
        "15-zipcrypto-event-stored.zip", // encrypted
        "17-appupdated.zip",             // nothing creates the app
        "combo-no-appcreated-no-users.zip",
        "combo-gap-hides-unknown.zip", // what the gap hid fails
        "combo-topfolder-and-version.zip",
    ];
    let text = std::fs::read_to_string(data_folder().join("repairs.txt")).unwrap();
    for line in text.lines().filter(|line| line.contains(": fails")) {
        let name = line.split_once(':').unwrap().0;
        assert!(known.contains(&name), "{line}");
    }
    for name in known {
        assert!(text.contains(name), "{name}");
    }
}

#[test]
fn a_repair_that_does_not_exist_is_refused() {
    let bytes = crate::support::sample("tiny.zip");
    let recipe = Recipe {
        fix: vec!["unknown-event-type".into()],
        ..Recipe::default()
    };
    let error = copy(&bytes, &recipe).unwrap_err().to_string();
    assert!(error.contains("unknown-event-type"), "{error}");
}
