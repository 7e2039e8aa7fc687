//! Each finding code has an archive that triggers it and an entry in `docs/findings.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
#[path = "corpus/squidex/mod.rs"]
mod corpus;
mod squidex;

use std::collections::BTreeSet;

use backup_inspector::container::zip::Room;
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::report::Outcome;
use corpus::{Case, cases, sound};

/// The codes and the outcome of its report.
fn judged(case: &Case) -> (BTreeSet<String>, Outcome) {
    let scanned = if case.give_up {
        squidex::given_up(case.bytes.clone())
    } else {
        squidex::scanned_within(case.bytes.clone(), case.room)
    };
    let report = scanned.report(&case.target);
    if let Err(what) = squidex::sane(&report) {
        panic!("{:?}: {what}", case.codes);
    }
    let codes = report.finding_counts.keys().cloned().collect();
    (codes, report.verdict.outcome)
}

#[test]
fn nothing_is_said_of_the_sound_backup() {
    let report = squidex::scanned(sound().zip().build()).report(&Default::default());
    assert_eq!(report.verdict.outcome, Outcome::Restores);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let verified = report.base.asset_verification.unwrap();
    assert_eq!(verified.verified, 1);
}

#[test]
fn every_archive_of_the_corpus_is_judged_as_written() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (codes, outcome) = judged(&case);
        let expected: BTreeSet<String> = case.codes.iter().map(ToString::to_string).collect();
        let as_expected = if case.and_more {
            codes.is_superset(&expected)
        } else {
            codes == expected
        };
        if !as_expected || outcome != case.outcome {
            wrong.push(format!(
                "expected {:?} {expected:?}\n     got {outcome:?} {codes:?}",
                case.outcome
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_an_archive_and_an_entry_in_the_documentation() {
    let docs = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md"),
    )
    .unwrap();
    let triggered: BTreeSet<&str> = cases().iter().flat_map(|case| case.codes.clone()).collect();
    let mut missing = Vec::new();
    for code in backup_inspector::format::CODES.all() {
        if !triggered.contains(code.name) {
            missing.push(format!("{}: no archive in tests/corpus/squidex", code.name));
        }
        let entry = docs
            .split(&format!("<a id=\"{}\"></a>", code.name))
            .nth(1)
            .and_then(|rest| rest.split("<a id=").next())
            .unwrap_or_default();
        for part in ["**Cause:**", "**What a restore does:**", "**What to do:**"] {
            if !entry.contains(part) {
                missing.push(format!("{}: docs/findings.md has no {part}", code.name));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn of_an_archive_that_is_not_kept_as_a_whole_no_copy_is_written() {
    let room = Room {
        entries: 5,
        ..Room::default()
    };
    let mut scanned = squidex::scanned_within(sound().zip().build(), room);
    let recipe = Recipe {
        name: Some("copy".into()),
        ..Recipe::default()
    };
    let refused = scanned.prepare_copy(&recipe).unwrap_err();
    assert!(refused.to_string().contains("would lose the rest"));
}

/// `docs/words.md`: headings and what stands below them.
#[test]
fn every_headline_keeps_the_rules() {
    let mut wrong = Vec::new();
    for code in backup_inspector::format::CODES.all() {
        let title = code.title;
        let first = title.chars().next().unwrap();
        if !first.is_uppercase() || title.ends_with('.') || title.chars().count() > 60 {
            wrong.push(format!("{}: {title}", code.name));
        }
        for text in [code.cause, code.effect, code.advice] {
            if text.is_empty() || text.ends_with('.') || text.contains("  ") {
                wrong.push(format!("{}: {text:?}", code.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said of the corpus names the thing first: no message and no sentence on top begins with a bare number of
/// bytes, a capital that is no name, or ends in a full stop.
#[test]
fn messages_name_the_thing_first() {
    let mut wrong = Vec::new();
    for case in cases().into_iter().filter(|case| !case.give_up) {
        let report = squidex::scanned_within(case.bytes.clone(), case.room).report(&case.target);
        let messages = report.findings.iter().map(|finding| &finding.message);
        for text in messages.chain([&report.verdict.summary]) {
            let mut words = text.split(' ');
            let first = words.next().unwrap_or_default();
            let number = first.starts_with(|c: char| c.is_ascii_digit());
            let of_bytes = number && words.next() == Some("bytes");
            if text.is_empty() || text.ends_with('.') && !text.ends_with("..") || of_bytes {
                wrong.push(format!("{:?}: {text}", case.codes));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
