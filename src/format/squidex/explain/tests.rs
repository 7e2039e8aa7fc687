use super::*;
use crate::format::squidex::messages::{
    CORRUPT, INTERNAL_ERROR, NAME_NOT_AVAILABLE, NO_ATTACHMENT, NO_EVENT, NOT_COMPATIBLE,
};

const INTRO: [&str; 5] = [
    "Started. The restore process has the following steps:",
    "  * Download backup",
    "  * Restore events and attachments.",
    "  * Restore all objects like app, schemas and contents",
    "  * Complete the restore operation for all objects",
];

const STEPS: [&str; 16] = [
    "Downloading Backup",
    "Downloaded Backup",
    "Creating Users",
    "Reading 252/251 events and 22 attachments completed.",
    "Restored Apps",
    "Restored Assets",
    "Restored Rules",
    "Restored Schemas",
    "Restored Contents",
    "Completed Apps",
    "Completed Assets",
    "Completed Rules",
    "Completed Schemas",
    "Completed Contents",
    "Assigned current user.",
    "Completed, Yeah!",
];

/// An archive as its report describes it.
struct Archive {
    restore: Restore,
    events: u64,
    fails_at: Option<FailsAt>,
    findings: Vec<Finding>,
    file_name: String,
}

impl Archive {
    fn new(steps: &[&str], failure: Option<(&str, &str)>) -> Self {
        let mut log: Vec<String> = INTRO
            .iter()
            .chain(steps)
            .map(|line| (*line).to_owned())
            .collect();
        log.extend(failure.map(|(message, _)| message.to_owned()));
        Archive {
            restore: Restore {
                status: if failure.is_some() {
                    "Failed"
                } else {
                    "Completed"
                }
                .into(),
                stage: failure.and_then(|_| steps.last().map(|line| (*line).to_owned())),
                users_created: Vec::new(),
                log,
                events_written: None,
                assigned_owner: failure.is_none(),
                unreadable: 0,
                cause: failure.map(|(_, cause)| cause.to_owned()),
                servers: None,
            },
            events: 252,
            fails_at: None,
            findings: Vec::new(),
            file_name: "backup-demo-shop-2024-05-06_07-08-09.zip".into(),
        }
    }

    fn whole() -> Self {
        Archive::new(&STEPS, None)
    }

    /// Fails at this event of 2,520.
    fn failing_at(event: u64) -> Self {
        let steps = if event < 100 {
            [
                "Downloading Backup",
                "Downloaded Backup",
                "Creating Users",
                "Created Users",
            ]
        } else {
            let reading = "Reading {n}/{m} events and {a} attachments completed.";
            [
                "Downloading Backup",
                "Downloaded Backup",
                "Creating Users",
                reading,
            ]
        };
        let mut archive = Archive::new(&steps, Some((INTERNAL_ERROR, "its type is not known")));
        archive.events = 2_520;
        let entry = format!("events/{}/{event}.json", event / 1000);
        archive.fails_at = Some(FailsAt {
            event_index: Some(event),
            entry,
        });
        archive
    }

    fn explain(&self, pasted: &str) -> Explanation {
        explain(
            pasted,
            &KnownBackup {
                restore: &self.restore,
                file_name: &self.file_name,
                events: Some(self.events),
                handed_on: None,
                fails_at: self.fails_at.as_ref(),
                findings: &self.findings,
            },
        )
    }
}

fn log(steps: &[&str], message: &str) -> String {
    let mut lines: Vec<&str> = INTRO.iter().chain(steps).copied().collect();
    lines.push(message);
    lines
        .iter()
        .map(|line| format!("2024-05-06T07:08:09Z: {line}\n"))
        .collect()
}

fn reading(read: u64) -> String {
    let stored = read / 100 * 100;
    log(
        &[
            "Downloading Backup",
            "Downloaded Backup",
            "Creating Users",
            &format!("Reading {read}/{stored} events and 7 attachments completed."),
        ],
        INTERNAL_ERROR,
    )
}

#[test]
fn the_progress_line_narrows_the_event_down() {
    let archive = Archive::failing_at(1_204);
    for read in [1_104, 1_150, 1_204] {
        let explanation = archive.explain(&reading(read));
        assert_eq!(explanation.fit, Fit::Explained, "{read}");
        assert_eq!(
            explanation.events,
            Some(EventRange {
                first: read,
                last: read + 100
            }),
            "{read}"
        );
        assert_eq!(explanation.fails_at, archive.fails_at);
        assert_eq!(explanation.cause.as_deref(), Some("its type is not known"));
        assert!(
            explanation.summary.contains("event 1204"),
            "{}",
            explanation.summary
        );
        let differing = explanation
            .alignment
            .iter()
            .filter(|line| line.relation != Relation::Same)
            .count();
        assert_eq!(differing, 0, "{:?}", explanation.alignment);
    }
    let explanation = archive.explain(&reading(1_000));
    assert_eq!(
        explanation.fit,
        Fit::OutsideCause,
        "more than a batch before"
    );
    assert!(
        explanation
            .reasons
            .iter()
            .any(|line| line.contains("fails at event 1204"))
    );
    let explanation = archive.explain(&reading(1_205));
    assert_eq!(
        explanation.fit,
        Fit::OtherArchive,
        "read past the failing event"
    );
    assert!(
        explanation.reasons[0].contains("read 1205 events"),
        "{:?}",
        explanation.reasons
    );
}

#[test]
fn the_first_hundred_events_have_no_progress_line() {
    let steps = [
        "Downloading Backup",
        "Downloaded Backup",
        "Creating Users",
        "Created Users",
    ];
    let archive = Archive::failing_at(17);
    let explanation = archive.explain(&log(&steps, INTERNAL_ERROR));
    assert_eq!(explanation.fit, Fit::Explained);
    assert_eq!(explanation.events, Some(EventRange { first: 0, last: 99 }));
    assert_eq!(archive.explain(&reading(100)).fit, Fit::OtherArchive);
    assert_eq!(
        Archive::failing_at(300)
            .explain(&log(&steps, INTERNAL_ERROR))
            .fit,
        Fit::OutsideCause
    );
}

#[test]
fn a_failure_of_a_sound_archive_comes_from_outside() {
    for (steps, message, word) in [
        (1, INTERNAL_ERROR, "web page"),
        (
            1,
            "Cannot download the archive. Got status code 404: Not Found..",
            "link",
        ),
        (1, CORRUPT, "disk"),
        (3, INTERNAL_ERROR, "database"),
        (4, NAME_NOT_AVAILABLE, "another name"),
        (5, INTERNAL_ERROR, "database"),
        (8, INTERNAL_ERROR, "database"),
    ] {
        let explanation = Archive::whole().explain(&log(&STEPS[..steps], message));
        assert_eq!(explanation.fit, Fit::OutsideCause, "{steps} {message}");
        assert!(
            explanation.reasons[0].contains(word),
            "{:?}",
            explanation.reasons
        );
        assert_eq!(explanation.message.as_deref(), Some(message));
        assert_eq!(explanation.stage.as_deref(), Some(STEPS[steps - 1]));
        assert_eq!(explanation.cause, None);
    }
}

#[test]
fn lines_that_were_not_pasted_are_unknown_and_not_absent() {
    let archive = Archive::failing_at(117);
    for pasted in [
        "12:04:15 Failed with internal error.",
        INTERNAL_ERROR,
        "12:04:11 Started. The restore process has the following steps:\n…\n12:04:15 Failed with internal error.",
    ] {
        let explanation = archive.explain(pasted);
        assert_eq!(explanation.fit, Fit::Explained, "{pasted}");
        assert!(explanation.cause.is_some(), "{pasted}");
    }
    // Of a sound archive the step is not made up.
    let explanation = Archive::whole().explain(INTERNAL_ERROR);
    assert_eq!(explanation.fit, Fit::OutsideCause);
    assert_eq!(explanation.doing, None);
    assert!(explanation.summary.contains("paste those before it"));
    // All lines are there, and they end earlier than this archive would.
    assert_eq!(
        archive.explain(&log(&STEPS[..1], INTERNAL_ERROR)).fit,
        Fit::OutsideCause
    );
}

#[test]
fn what_depends_on_the_file_alone_gives_another_archive_away() {
    for (steps, message) in [
        (2, NO_EVENT),
        (2, NOT_COMPATIBLE),
        (2, INTERNAL_ERROR),
        (3, NO_ATTACHMENT),
        (4, NO_ATTACHMENT),
    ] {
        let explanation = Archive::whole().explain(&log(&STEPS[..steps], message));
        assert_eq!(explanation.fit, Fit::OtherArchive, "{steps} {message}");
        assert_eq!(explanation.reasons.len(), 1, "{:?}", explanation.reasons);
    }
}

#[test]
fn other_numbers_give_another_archive_away() {
    let line = STEPS[3];
    let whole = Archive::whole();
    for other in [
        "Reading 253/252 events and 22 attachments completed.",
        "Reading 251/251 events and 22 attachments completed.",
        "Reading 252/250 events and 22 attachments completed.",
        "Reading 252/251 events and 21 attachments completed.",
    ] {
        let pasted = log(&STEPS, "").replace(line, other);
        let explanation = whole.explain(&pasted);
        assert_eq!(explanation.fit, Fit::OtherArchive, "{other}");
        assert!(
            explanation
                .alignment
                .iter()
                .any(|line| line.relation == Relation::Differs)
        );
    }
    // Servers that count batches, and those that don't count what is stored.
    for same in [
        "Reading 252/3 events and 22 attachments completed.",
        "Reading 252 events and 22 attachments completed.",
    ] {
        let pasted = log(&STEPS, "").replace(line, same);
        assert_eq!(whole.explain(&pasted).fit, Fit::Completed, "{same}");
    }
}

#[test]
fn the_name_of_the_file_gives_another_archive_away() {
    let pasted = |name: &str| {
        let lines: Vec<String> = log(&STEPS[..8], INTERNAL_ERROR)
            .lines()
            .map(str::to_owned)
            .collect();
        serde_json::json!({ "url": format!("https://x.example/{name}"), "log": lines }).to_string()
    };
    let fit = |name: &str| Archive::whole().explain(&pasted(name)).fit;
    assert_eq!(
        fit("backup-demo-shop-2024-05-06_07-08-09.zip"),
        Fit::OutsideCause
    );
    assert_eq!(
        fit("backup-other-shop-2024-05-06_07-08-09.zip"),
        Fit::OtherArchive
    );
    assert_eq!(
        fit("backup-demo-shop-2023-05-06_07-08-09.zip"),
        Fit::OtherArchive
    );
    assert_eq!(fit("my-backup-copy.zip"), Fit::OutsideCause);
}

#[test]
fn a_log_that_got_further_than_the_archive_can_is_not_its_own() {
    let settings = {
        let mut steps = STEPS[..4].to_vec();
        steps[3] = "Reading {n}/{m} events and {a} attachments completed.";
        let mut archive = Archive::new(&steps, Some((NO_ATTACHMENT, "Settings.json is missing")));
        archive.restore.stage = Some("Read all".into());
        archive
    };
    assert_eq!(
        settings.explain(&log(&STEPS[..4], NO_ATTACHMENT)).fit,
        Fit::Explained
    );
    assert_eq!(
        settings.explain(&log(&STEPS[..6], INTERNAL_ERROR)).fit,
        Fit::OtherArchive
    );
    assert_eq!(settings.explain(&log(&STEPS, "")).fit, Fit::OtherArchive);
    assert_eq!(
        settings.explain(&log(&STEPS[..4], INTERNAL_ERROR)).fit,
        Fit::OutsideCause
    );
    assert_eq!(settings.explain(&reading(200)).fit, Fit::OutsideCause);
}

#[test]
fn a_taken_name_is_a_matter_of_the_target() {
    let mut steps = STEPS[..3].to_vec();
    steps.push("Created Users");
    let taken = Archive::new(&steps, Some((NAME_NOT_AVAILABLE, "the name is taken")));
    assert_eq!(
        taken.explain(&log(&steps, NAME_NOT_AVAILABLE)).fit,
        Fit::Explained
    );
    assert_eq!(taken.explain(&log(&STEPS, "")).fit, Fit::Completed);
    let explanation = taken.explain(&log(&STEPS[..8], INTERNAL_ERROR));
    assert_eq!(explanation.fit, Fit::OutsideCause);
    assert!(
        explanation
            .reasons
            .iter()
            .any(|line| line.contains("the target"))
    );
}

#[test]
fn logs_without_an_end_or_without_anything_say_so() {
    let explanation = Archive::whole().explain(&log(&STEPS[..6], ""));
    assert_eq!(explanation.fit, Fit::Unfinished);
    assert_eq!(explanation.doing.as_deref(), Some("rebuilding rules"));
    let missing = |explanation: &Explanation| {
        explanation
            .alignment
            .iter()
            .filter(|line| line.relation == Relation::Missing)
            .count()
    };
    assert_eq!(missing(&explanation), 10);
    for pasted in ["", "it failed again", "<html></html>", "{\"log\":[]}"] {
        let explanation = Archive::whole().explain(pasted);
        assert_eq!(explanation.fit, Fit::NoLog, "{pasted}");
        assert!(explanation.alignment.is_empty());
    }
    // The last two lines are enough.
    let archive = Archive::failing_at(1_204);
    let pasted = "Reading 1204/1200 events and 7 attachments completed.\n\
         Failed with internal error.";
    let explanation = archive.explain(pasted);
    assert_eq!(explanation.fit, Fit::Explained);
    assert_eq!(missing(&explanation), 8);
}

#[test]
fn findings_of_that_range_are_named() {
    use crate::format::unknown::codes;
    let mut archive = Archive::failing_at(1_204);
    for event in [3, 1_150, 1_204, 1_301] {
        archive
            .findings
            .push(Finding::new(&codes::NOT_A_BACKUP, "x").at_event(event));
    }
    let events: Vec<_> = archive
        .explain(&reading(1_200))
        .findings
        .iter()
        .map(|finding| finding.event_index)
        .collect();
    assert_eq!(events, [Some(1_204)]);
}

/// Every failed restore that was run: its log is explained by its own archive's restore, and by
/// no other that failed elsewhere.
#[test]
fn logs_that_were_run_fit_their_own_archive_alone() {
    #[derive(serde::Deserialize)]
    struct Record {
        file: String,
        status: String,
        message: Option<String>,
        log: Vec<String>,
        events_written: u64,
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/samples/squidex/oracle.jsonl");
    // Kept here: one of each kind. The rest is read if the samples are there.
    let kept = include_str!("../../../../tests/data/failed-logs.jsonl");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut archives = Vec::new();
    for line in kept.lines().chain(text.lines()) {
        let record: Record = serde_json::from_str(line).unwrap();
        if record.status != "Failed" {
            continue;
        }
        let events = record.events_written;
        let literal = "Reading {n}/{m} events and {a} attachments completed.";
        let before = record.log[record.log.len() - 2].clone();
        // All of these failed after reading everything.
        let stage = if before == literal {
            "Read all".into()
        } else {
            before.clone()
        };
        let pasted: Vec<String> = record
            .log
            .iter()
            .map(|line| {
                let line = line
                    .replace("{n}", &events.to_string())
                    .replace("{m}", &events.to_string())
                    .replace("{a}", "5");
                format!("2024-05-06T07:08:09Z: {line}")
            })
            .collect();
        // What makes a log this one: the failure, where, and all numbers that don't depend on timing.
        let numbers = record.log.iter().find(|line| line.starts_with("Reading "));
        let numbers = numbers.map(|line| {
            if line == literal {
                format!("all {events}")
            } else {
                line.clone()
            }
        });
        let mark = (stage.clone(), record.message.clone(), numbers);
        let restore = Restore {
            status: record.status,
            stage: Some(stage),
            users_created: Vec::new(),
            log: record.log,
            events_written: None,
            assigned_owner: false,
            unreadable: 0,
            cause: Some("a cause".into()),
            servers: None,
        };
        archives.push((record.file, pasted.join("\n"), restore, events, mark));
    }
    assert!(archives.len() >= 10);
    let seen = |restore, events: &u64| KnownBackup {
        restore,
        file_name: "a.zip",
        events: (*events > 0).then_some(*events),
        handed_on: None,
        fails_at: None,
        findings: &[],
    };
    for (file, pasted, restore, events, mark) in &archives {
        let own = explain(pasted, &seen(restore, events));
        assert_eq!(own.fit, Fit::Explained, "{file}: {own:#?}");
        assert!(
            own.alignment
                .iter()
                .all(|line| line.relation == Relation::Same),
            "{file}: {own:#?}"
        );
        let mut met = Vec::new();
        for (other_file, _, other, other_events, other_mark) in &archives {
            if met.contains(&other_mark) {
                continue;
            }
            met.push(other_mark);
            let fit = explain(pasted, &seen(other, other_events)).fit;
            assert_eq!(
                fit == Fit::Explained,
                mark == other_mark,
                "the log of {file} against {other_file}: {fit:?}"
            );
        }
    }
}
