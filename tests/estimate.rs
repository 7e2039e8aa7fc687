//! The estimate against restores that were measured (`tests/data/timings.json`; its `source` says
//! how), and calibration with their times.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use backup_inspector::format::squidex::estimate::{
    Calibration, Kinds, Load, calibrate_from_log, calibrate_from_total, estimate,
};
use backup_inspector::format::squidex::target::Target;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Run {
    archive: String,
    store: String,
    archive_bytes: u64,
    events: u64,
    event_json_bytes: u64,
    progress: String,
    median_seconds: BTreeMap<String, f64>,
    asset_files: u64,
    asset_bytes: u64,
    users: u64,
    events_by_type: BTreeMap<String, u64>,
}

impl Run {
    fn total(&self) -> f64 {
        self.median_seconds["total"]
    }

    fn load(&self) -> Load {
        let count = |wanted: &dyn Fn(&str) -> bool| {
            self.events_by_type
                .iter()
                .filter(|(name, _)| wanted(name))
                .map(|(_, n)| n)
                .sum::<u64>()
        };
        let created = |kind: &str| {
            count(&|name| {
                name.strip_prefix(kind)
                    .is_some_and(|rest| rest.starts_with("Created"))
            })
        };
        let kind = |kind: &str| count(&|name| name.starts_with(kind));
        Load {
            archive_bytes: self.archive_bytes,
            users: self.users,
            events: self.events,
            handed_on: Some(self.events),
            event_json_bytes: self.event_json_bytes,
            asset_files: self.asset_files,
            asset_bytes: self.asset_bytes,
            attachments: None,
            objects: Some(Kinds {
                apps: 1,
                assets: created("Asset"),
                folders: 0,
                rules: 0,
                schemas: created("Schema"),
                contents: created("Content"),
            }),
            rebuild_events: Some(Kinds {
                apps: kind("App"),
                assets: kind("Asset"),
                folders: 0,
                rules: 0,
                schemas: kind("Schema"),
                // The large archive with few objects has its filling events in the content's stream.
                contents: kind("Content") + kind("Noop"),
            }),
        }
    }

    fn target(&self) -> Target {
        Target {
            profile: Some(self.store.clone()),
            ..Target::default()
        }
    }

    /// The log that the server would have shown for this run.
    fn log(&self, fraction_digits: usize) -> String {
        let mut now = 0.37;
        let mut log = String::new();
        let mut line = |log: &mut String, phase: &str, text: &str| {
            now += self.median_seconds.get(phase).copied().unwrap_or_default();
            let minutes = (now / 60.0) as u32;
            let seconds = now % 60.0;
            let scale = 10_f64.powi(fraction_digits as i32);
            // The server cuts, it doesn't round.
            let seconds = (seconds * scale).floor() / scale;
            let width = if fraction_digits == 0 {
                2
            } else {
                3 + fraction_digits
            };
            let _ = writeln!(
                log,
                "2026-11-05T10:{minutes:02}:{seconds:0width$.fraction_digits$}Z: {text}"
            );
        };
        for (phase, text) in [
            ("", "Downloading Backup"),
            ("download", "Downloaded Backup"),
            ("", "Creating Users"),
            ("users", ""),
            ("read", self.progress.as_str()),
            ("restoreApps", "Restored Apps"),
            ("restoreAssets", "Restored Assets"),
            ("restoreRules", "Restored Rules"),
            ("restoreSchemas", "Restored Schemas"),
            ("restoreContents", "Restored Contents"),
            ("completeApps", "Completed Apps"),
            ("", "Assigned current user."),
            ("", "Completed, Yeah!"),
        ] {
            line(&mut log, phase, text);
        }
        log.lines()
            .filter(|line| !line.ends_with("Z: "))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// The runs that are kept here, and those of the shared samples if they are there and differ.
fn runs() -> Vec<Run> {
    #[derive(Deserialize)]
    struct File {
        runs: Vec<Run>,
    }
    let kept: File = serde_json::from_str(include_str!("data/timings.json")).unwrap();
    let mut runs = kept.runs;
    let shared =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/squidex/timings.json");
    if let Ok(text) = std::fs::read_to_string(shared) {
        let more: Vec<Run> = serde_json::from_str(&text).unwrap();
        for run in more {
            if !runs
                .iter()
                .any(|known| known.archive == run.archive && known.store == run.store)
            {
                runs.push(run);
            }
        }
    }
    assert!(runs.len() >= 12);
    runs
}

/// How far off, as a factor of 1 or more.
fn factor(a: f64, b: f64) -> f64 {
    (a / b).max(b / a)
}

#[test]
fn each_run_is_in_the_range_of_its_profile() {
    let mut table = String::new();
    let mut bad = 0;
    for run in runs() {
        let estimate = estimate(&run.load(), &run.target());
        let range = estimate.low_seconds..=estimate.high_seconds;
        let ok = range.contains(&run.total());
        // A range that holds everything says nothing (0.6 s: the first restore after a start).
        let narrow = (estimate.high_seconds - 0.6) / estimate.low_seconds <= 6.0
            || estimate.likely_seconds < 3.0;
        let near = factor(estimate.likely_seconds, run.total()) <= 1.6;
        bad += u32::from(!(ok && narrow && near));
        let _ = writeln!(
            table,
            "{:10} {:10} took {:7.3}; low {:7.3} likely {:7.3} high {:7.3} {}",
            run.archive,
            run.store,
            run.total(),
            estimate.low_seconds,
            estimate.likely_seconds,
            estimate.high_seconds,
            if ok && narrow && near { "" } else { "<--" }
        );
        assert_eq!(estimate.profile, run.store);
        assert!(!estimate.calibrated);
    }
    assert_eq!(bad, 0, "\n{table}");
}

#[test]
fn phases_are_near_those_of_the_runs() {
    let mut table = String::new();
    let mut bad = 0;
    for run in runs() {
        let estimate = estimate(&run.load(), &run.target());
        let phase = |names: &[&str]| -> f64 {
            estimate
                .phases
                .iter()
                .filter(|phase| names.contains(&phase.name.as_str()))
                .map(|phase| phase.likely_seconds)
                .sum()
        };
        for (name, ours, theirs) in [
            (
                "read",
                phase(&["events", "assets"]),
                run.median_seconds["read"],
            ),
            (
                "assets",
                phase(&["assets-rebuild"]),
                run.median_seconds["restoreAssets"],
            ),
            (
                "contents",
                phase(&["contents"]),
                run.median_seconds["restoreContents"],
            ),
        ] {
            // Below 10 ms a phase is noise.
            let ok = theirs < 0.01 || factor(ours, theirs) <= 1.6;
            bad += u32::from(!ok);
            let _ = writeln!(
                table,
                "{:10} {:10} {name:10} {theirs:7.3} took, {ours:7.3} expected {}",
                run.archive,
                run.store,
                if ok { "" } else { "<--" }
            );
        }
    }
    assert_eq!(bad, 0, "\n{table}");
}

/// After calibrating with one run of a second or more, the others of a second or more are met.
#[test]
fn one_run_calibrates_the_others() {
    let runs: Vec<Run> = runs()
        .into_iter()
        .filter(|run| run.store == "postgresql" && run.total() >= 1.0)
        .collect();
    assert!(runs.len() >= 3);
    let mut table = String::new();
    let mut bad = 0;
    for known in &runs {
        let total = format!("{:.1} s", known.total());
        let calibrations: [(&str, Calibration); 4] = [
            (
                "log, ms",
                calibrate_from_log(&known.log(3), &known.load(), &known.target()).unwrap(),
            ),
            (
                "log, 0.1 µs",
                calibrate_from_log(&known.log(7), &known.load(), &known.target()).unwrap(),
            ),
            (
                "log, s",
                calibrate_from_log(&known.log(0), &known.load(), &known.target()).unwrap(),
            ),
            (
                "total",
                calibrate_from_total(&total, &known.load(), &known.target()).unwrap(),
            ),
        ];
        for (how, calibration) in calibrations {
            for run in &runs {
                let target = Target {
                    calibration: Some(calibration.to_json()),
                    ..known.target()
                };
                let estimate = estimate(&run.load(), &target);
                assert!(estimate.calibrated, "{estimate:?}");
                let off = factor(estimate.likely_seconds, run.total());
                let ok = off <= 1.5
                    && estimate.low_seconds <= run.total()
                    && estimate.high_seconds >= run.total();
                bad += u32::from(!ok);
                let _ = writeln!(
                    table,
                    "{:6} by {how:12} -> {:6} took {:7.3}; low {:7.3} likely {:7.3} high {:7.3} off {off:.2} {}",
                    known.archive,
                    run.archive,
                    run.total(),
                    estimate.low_seconds,
                    estimate.likely_seconds,
                    estimate.high_seconds,
                    if ok { "" } else { "<--" }
                );
            }
        }
    }
    assert_eq!(bad, 0, "\n{table}");
}

/// A server that is slower by `slower` throughout: the calibration finds out.
#[test]
fn a_slower_server_is_learned_from_its_log() {
    let all = runs();
    let big = all
        .iter()
        .find(|run| run.archive == "ev50k" && run.store == "postgresql")
        .unwrap();
    let other = all
        .iter()
        .find(|run| run.archive == "zip64" && run.store == "postgresql")
        .unwrap();
    for slower in [0.4, 3.0] {
        let slow = |run: &Run| -> Run {
            let mut copy: Run = Run {
                archive: run.archive.clone(),
                store: run.store.clone(),
                progress: run.progress.clone(),
                median_seconds: run.median_seconds.clone(),
                events_by_type: run.events_by_type.clone(),
                ..*run
            };
            copy.median_seconds
                .values_mut()
                .for_each(|seconds| *seconds *= slower);
            copy
        };
        let (known, asked) = (slow(big), slow(other));
        let calibration =
            calibrate_from_log(&known.log(0), &known.load(), &known.target()).unwrap();
        let target = Target {
            calibration: Some(calibration.to_json()),
            ..known.target()
        };
        let estimate = estimate(&asked.load(), &target);
        let off = factor(estimate.likely_seconds, asked.total());
        assert!(off <= 1.5, "×{slower}: {off} off, {estimate:#?}");
        assert!(
            estimate
                .assumptions
                .iter()
                .any(|line| line.starts_with("Calibrated with"))
        );
    }
}

#[test]
fn a_calibrated_range_is_narrower() {
    let all = runs();
    let run = all
        .iter()
        .find(|run| run.archive == "ev50k" && run.store == "postgresql")
        .unwrap();
    let plain = estimate(&run.load(), &run.target());
    let calibration = calibrate_from_log(&run.log(0), &run.load(), &run.target()).unwrap();
    let target = Target {
        calibration: Some(calibration.to_json()),
        ..run.target()
    };
    let calibrated = estimate(&run.load(), &target);
    let width = |estimate: &backup_inspector::format::squidex::report::Estimate| {
        estimate.high_seconds / estimate.low_seconds
    };
    assert!(
        width(&calibrated) < 3.0 && width(&plain) > 3.0,
        "{calibrated:?} {plain:?}"
    );
}

#[test]
fn a_calibration_stays_with_its_store() {
    let all = runs();
    let run = all
        .iter()
        .find(|run| run.archive == "ev5k" && run.store == "postgresql")
        .unwrap();
    let calibration = calibrate_from_total("1 min", &run.load(), &run.target())
        .unwrap()
        .to_json();
    let of = |profile: Option<&str>| {
        let target = Target {
            profile: profile.map(Into::into),
            calibration: Some(calibration.clone()),
            ..Target::default()
        };
        estimate(&run.load(), &target)
    };
    // Without a profile, that of the calibration is meant.
    assert_eq!(of(None).profile, "postgresql");
    assert!(of(None).calibrated);
    assert!(of(None).likely_seconds > 40.0);
    // The same server with another asset store keeps what is known of the database.
    assert!(of(Some("postgresql+s3")).calibrated);
    let other = of(Some("mongodb"));
    assert!(!other.calibrated);
    assert!(
        other
            .assumptions
            .iter()
            .any(|line| line.contains("not used for mongodb")),
        "{other:?}"
    );
}

#[test]
fn what_cannot_be_used_is_named() {
    let load = runs()[0].load();
    let target = Target {
        profile: Some("oracle".into()),
        calibration: Some(serde_json::json!({ "version": 9 })),
        ..Target::default()
    };
    let estimate = estimate(&load, &target);
    assert_eq!(estimate.profile, "mongodb");
    assert!(!estimate.calibrated);
    let text = estimate.assumptions.join("\n");
    assert!(
        text.contains("\"oracle\"") && text.contains("calibration is not used"),
        "{text}"
    );
}

#[test]
fn before_the_events_are_read_the_objects_are_assumed() {
    for run in runs().iter().filter(|run| run.archive != "zip64") {
        let load = Load {
            objects: None,
            rebuild_events: None,
            ..run.load()
        };
        let estimate = estimate(&load, &run.target());
        assert!(
            (estimate.low_seconds..=estimate.high_seconds).contains(&run.total()),
            "{run:?} {estimate:?}"
        );
        assert!(
            estimate
                .assumptions
                .iter()
                .any(|line| line.contains("not read yet"))
        );
    }
}

#[test]
fn phases_come_in_order_and_add_up() {
    for run in runs() {
        let estimate = estimate(&run.load(), &run.target());
        let names: Vec<&str> = estimate
            .phases
            .iter()
            .map(|phase| phase.name.as_str())
            .collect();
        assert_eq!(names, backup_inspector::format::squidex::estimate::PHASES);
        let sum: f64 = estimate
            .phases
            .iter()
            .map(|phase| phase.likely_seconds)
            .sum();
        assert!(
            (sum - estimate.likely_seconds).abs() < 0.006,
            "{estimate:?}"
        );
        assert!(estimate.low_seconds <= estimate.likely_seconds);
        assert!(estimate.likely_seconds <= estimate.high_seconds);
    }
}
