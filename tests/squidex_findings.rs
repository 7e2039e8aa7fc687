//! Each finding code has an archive that triggers it and an entry in `docs/findings.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
#[path = "corpus/squidex/mod.rs"]
mod corpus;
mod squidex;

use std::collections::BTreeSet;

use backup_inspector::container::zip::{self as archive, Room};
use backup_inspector::format::Options;
use backup_inspector::format::app_service::AppServiceBackups;
use backup_inspector::format::sharepoint::SharePoint;
use backup_inspector::format::squidex::Squidex;
use backup_inspector::format::unknown::Unknown;
use backup_inspector::inspect::Format;
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::report::Outcome;
use backup_inspector::source::Input;
use backup_inspector::{open, scan};
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

/// The sound backup, unpacked into a folder.
fn unpacked() -> backup_inspector::format::Report {
    let bytes = sound().zip().build();
    let archive = archive::open(&bytes).unwrap();
    let inputs = (0..archive.entries.len())
        .map(|entry| {
            let name = archive.entries.name_text(entry).into_owned();
            let content = squidex::entry_bytes(&bytes, &name);
            Input::new(format!("shop/{name}"), content).in_tree(1)
        })
        .collect();
    let mut sets = open::open(inputs).unwrap();
    assert_eq!(sets.len(), 1, "{sets:?}");
    assert!(scan::run(&mut sets[0], &mut |_| true).unwrap());
    sets[0].report(&Options::default())
}

#[test]
fn an_unpacked_backup_is_judged_as_the_packed_one() {
    let report = unpacked();
    squidex::sane(&report).unwrap();
    assert_eq!(report.verdict.outcome, Outcome::Restores);
    assert_eq!(report.source.file_name, "shop");
    assert!(report.source.files.is_none());
    let codes: Vec<&str> = report.finding_counts.keys().map(String::as_str).collect();
    assert_eq!(codes, ["unpacked-backup"]);
    let packed = squidex::scanned(sound().zip().build()).report(&Default::default());
    let app =
        |report: &backup_inspector::format::Report| serde_json::to_value(&report.app).unwrap();
    assert_eq!(app(&report), app(&packed));
}

#[test]
fn every_code_has_an_archive_and_an_entry_in_the_documentation() {
    let docs = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md"),
    )
    .unwrap();
    let mut triggered: BTreeSet<String> = cases()
        .iter()
        .flat_map(|case| case.codes.iter().map(ToString::to_string))
        .collect();
    triggered.extend(unpacked().base.head.finding_counts.into_keys());
    // What the other systems alone can report is no matter of this corpus.
    let here: BTreeSet<&str> = (Squidex::CODES.all())
        .chain(Unknown::CODES.all())
        .map(|code| code.name)
        .collect();
    let elsewhere: BTreeSet<&str> = (SharePoint::CODES.all())
        .chain(AppServiceBackups::CODES.all())
        .map(|code| code.name)
        .filter(|name| !here.contains(name))
        .collect();
    let mut missing = Vec::new();
    for code in backup_inspector::format::CODES.all() {
        if !triggered.contains(code.name) && !elsewhere.contains(code.name) {
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
        // What the repair can mend is never sent away.
        let names_it = ["repair", "copy", "mend"]
            .iter()
            .any(|word| code.advice.contains(word));
        if code.action.is_some() && !names_it {
            wrong.push(format!("{}: {}", code.name, code.advice));
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
