//! Which releases of the server can restore an archive: the worked examples of `formats/squidex-versions.md` section 5,
//! and one small archive for each kind of answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
#[path = "corpus/squidex/mod.rs"]
#[allow(dead_code)]
mod corpus;
mod squidex;

use backup_inspector::format::squidex::servers::Servers;
use backup_inspector::format::squidex::target::Target;
use backup_inspector::format::{Options, Report};
use backup_inspector::report::Outcome;
use corpus::{APP, ASSET, Backup, CONTENT, FIELD_ADDED, RULE, SCHEMA_CREATED, app, sound};
use serde_json::{Value, json};

fn servers(report: &Report) -> Servers {
    report.restore.as_ref().unwrap().servers.clone().unwrap()
}

/// `file`, lowest, event that decides, excluded above it.
const WORKED: [(&str, &str, u64, &[&str]); 12] = [
    ("full", "7.22.0", 95, &[]),
    ("legacy", "7.4.0", 51, &[]),
    ("legacy-v1", "7.22.0", 52, &[]),
    ("legacy-v2n", "7.22.0", 52, &[]),
    ("tiny", "5.0.0", 3, &["7.0.0"]),
    ("team", "7.2.0", 5, &[]),
    ("ruledel", "7.19.0", 1, &[]),
    ("deletedapp", "6.0.0", 7, &[]),
    ("restoredapp", "5.0.0", 1, &[]),
    ("schemadel-late", "5.0.0", 1, &[]),
    ("singlecontent", "5.0.0", 1, &[]),
    ("legacy2017-client", "5.0.0", 1, &[]),
];

#[test]
fn the_worked_examples_come_out() {
    for (file, lowest, at, excluded) in WORKED {
        let Some(bytes) = squidex::sample(&format!("base/{file}.zip")) else {
            continue;
        };
        let report = squidex::scanned(bytes).report(&Target::default());
        let servers = servers(&report);
        assert_eq!(servers.lowest.as_deref(), Some(lowest), "{file}");
        let because = servers.because.clone().unwrap();
        if matches!(
            file,
            "full"
                | "legacy"
                | "legacy-v1"
                | "legacy-v2n"
                | "tiny"
                | "team"
                | "ruledel"
                | "deletedapp"
        ) {
            assert_eq!(because.event_index, Some(at), "{file}: {because:?}");
            let from: Vec<_> = servers
                .excluded
                .iter()
                .map(|gap| gap.from.as_str())
                .collect();
            assert_eq!(from, excluded, "{file}");
        }
    }
}

/// The sound backup as a server of 2018 would have written it: records, streams and ids of that time.
fn old() -> Backup {
    let mut backup = sound();
    let guid = |id: &str| {
        format!(
            "00000000-0000-4000-8000-0000000{:05}",
            id.len() + id.as_bytes()[0] as usize
        )
    };
    for event in &mut backup.events {
        for key in ["contentId", "assetId", "assetFolderId", "ruleId"] {
            if let Some(id) = event.payload[key].as_str() {
                event.payload[key] = guid(id).into();
            }
        }
        let stream = event.stream.as_str().unwrap().to_owned();
        if let Some((kind, id)) = stream.split_once(&format!("-{APP}--")) {
            let id = if id.len() == 36 {
                id.to_owned()
            } else {
                guid(id)
            };
            event.stream = format!("{kind}-{id}").into();
        }
        event.event_type = match event.event_type.as_str() {
            "AssetCreatedEventV2" => "AssetCreatedEvent".into(),
            "ContentCreatedEventV2" => "ContentCreatedEvent".into(),
            name => name.into(),
        };
    }
    backup.events.truncate(corpus::FOLDER);
    let file = backup
        .files
        .iter_mut()
        .find(|(path, _)| path.ends_with(".asset"))
        .unwrap();
    let id = backup.events[ASSET].payload["assetId"]
        .as_str()
        .unwrap()
        .to_owned();
    file.0 = backup_inspector::format::squidex::layout::asset_path(&id, 0).unwrap();
    backup
        .files
        .retain(|(path, _)| !path.ends_with("version.json"));
    backup
}

fn check(backup: &Backup, version: Option<&str>) -> Report {
    let target = Target {
        server_version: version.map(Into::into),
        ..Target::default()
    };
    let report = squidex::scanned(backup.zip().build()).report(&target);
    squidex::sane(&report).unwrap();
    report
}

#[test]
fn restorability_has_gaps() {
    let report = check(&old(), None);
    let servers = servers(&report);
    assert_eq!(servers.lowest.as_deref(), Some("1.16.0"), "{servers:?}");
    assert_eq!(
        servers.because.unwrap().what,
        "event type SchemaCreatedEventV2"
    );
    let gaps: Vec<_> = servers
        .excluded
        .iter()
        .map(|gap| (gap.from.as_str(), gap.to.as_str()))
        .collect();
    assert_eq!(
        gaps,
        [("5.0.0", "5.6.0"), ("5.1.0", "5.6.0"), ("7.0.0", "7.0.0")]
    );
    for (version, outcome, message) in [
        ("1.16", Outcome::RestoresWithLoss, None),
        ("4.7.6", Outcome::Restores, None),
        ("5.0.0", Outcome::RestoresWithLoss, None),
        (
            "5.3",
            Outcome::Fails,
            Some("Backup file is not compatible with this version."),
        ),
        ("5.9", Outcome::Restores, None),
        ("7.0.0", Outcome::Fails, Some("Failed with internal error.")),
        ("7.0", Outcome::Restores, None),
        (
            "1.15.0",
            Outcome::Fails,
            Some("Failed with internal error."),
        ),
        ("1.9", Outcome::Fails, None),
    ] {
        let report = check(&old(), Some(version));
        let verdict = &report.verdict;
        assert_eq!(verdict.outcome, outcome, "{version}: {}", verdict.summary);
        assert_eq!(verdict.server_message.as_deref(), message, "{version}");
    }
}

#[test]
fn the_lowest_release_and_its_reason_are_said_everywhere() {
    let mut backup = sound();
    backup.events[FIELD_ADDED].payload["properties"] = json!({ "$type": "UserInfoField" });
    let report = check(&backup, None);
    assert_eq!(servers(&report).lowest.as_deref(), Some("7.22.0"));
    let words = "needs Squidex 7.22.0 or newer: event 3 adds a field of type UserInfoField";
    assert!(report.to_text().contains(words));
    assert!(report.to_markdown().contains(words));
    assert!(report.to_ticket(&Options::default()).contains(words));

    let report = check(&backup, Some("7.21.0"));
    assert_eq!(report.verdict.outcome, Outcome::Fails);
    assert_eq!(
        report.verdict.fails_at.as_ref().unwrap().event_index,
        Some(3)
    );
    assert_eq!(
        report.verdict.server_message.as_deref(),
        Some("Failed with internal error.")
    );
    assert!(
        report.verdict.summary.contains("7.22.0"),
        "{}",
        report.verdict.summary
    );
    assert!(report.finding_counts.contains_key("server-too-old"));
    assert!(report.app.is_none() && report.estimate.is_none());
    assert_eq!(servers(&report).lowest.as_deref(), Some("7.22.0"));
    assert_eq!(
        check(&backup, Some("v7.22.0")).verdict.outcome,
        Outcome::Restores
    );
    let report = check(&backup, Some("9"));
    assert_eq!(report.verdict.outcome, Outcome::Restores);
    assert!(report.finding_counts.contains_key("server-version-unknown"));
}

#[test]
fn what_older_servers_drop_is_counted() {
    let mut backup = sound();
    backup.events[RULE].event_type = "RuleCreatedEvent".into();
    backup.events[RULE].payload["name"] = "Hook".into();
    backup.events[RULE].payload["action"] =
        json!({ "$type": "WebhookAction", "url": "https://a.example/" });
    backup.events[RULE].payload["trigger"] = json!({ "$type": "ManualTrigger" });
    for (event, property) in [(FIELD_ADDED, "isCreateOnly"), (SCHEMA_CREATED, "x")] {
        backup.events[event].payload["properties"][property] = true.into();
    }
    let report = check(&backup, None);
    let silent = servers(&report).silent;
    let row = silent
        .iter()
        .find(|row| row.what == "field for creation only")
        .unwrap();
    assert_eq!(
        (row.below.as_str(), row.count, row.event_index),
        ("7.21.0", 1, Some(FIELD_ADDED as u64))
    );
    // What a server without it has anyway is no loss.
    backup.events[FIELD_ADDED].payload["properties"]["isCreateOnly"] = false.into();
    assert!(
        servers(&check(&backup, None))
            .silent
            .iter()
            .all(|row| row.what != "field for creation only")
    );
    backup.events[FIELD_ADDED].payload["properties"]["isCreateOnly"] = true.into();
    let report = check(&backup, Some("7.20.0"));
    assert_eq!(report.verdict.outcome, Outcome::RestoresWithLoss);
    assert!(report.finding_counts.contains_key("server-drops-details"));
    // A server of 4.7 does not find what is in streams with the app's id.
    let report = check(&sound(), Some("4.7.6"));
    assert_eq!(report.verdict.outcome, Outcome::Fails);
}

#[test]
fn a_name_that_no_release_has_and_damage() {
    let mut backup = sound();
    backup.events.push(app("AppFrobnicatedEvent", json!({})));
    let impossible = servers(&check(&backup, None));
    assert_eq!(impossible.lowest, None);
    assert_eq!(impossible.because.unwrap().event_index, Some(8));
    let mut backup = sound();
    backup.events[CONTENT].raw = Some(b"{".to_vec());
    assert_eq!(check(&backup, None).restore.unwrap().servers, None);
    let mut backup = sound();
    backup
        .files
        .retain(|(path, _)| !path.ends_with("settings.json"));
    assert_eq!(servers(&check(&backup, None)).lowest, None);
    // A name that is taken on the target says nothing of releases.
    let target = Target {
        existing_apps: vec!["demo-shop".into()],
        ..Target::default()
    };
    let report = squidex::scanned(sound().zip().build()).report(&target);
    assert_eq!(report.verdict.outcome, Outcome::Fails);
    assert_eq!(servers(&report).lowest.as_deref(), Some("7.19.0"));
    assert_eq!(
        Value::from(servers(&report).because.unwrap().what),
        "event type RuleCreatedEventV2"
    );
}
