//! Each rule with a set that breaks it and one that doesn't, outcomes, and the search for secrets in every output.

use std::collections::BTreeSet;

use super::*;
use crate::format::app_service::archive::Known;
use crate::format::app_service::archive::tests::{Listed, example};
use crate::format::app_service::compose::{self, Context, Fields, Form, Secrets, Task};
use crate::format::app_service::manifest;
use crate::format::app_service::record::DatabaseType;
use crate::format::app_service::relaxed_json::decoded;
use crate::report::Severity;

fn options() -> Options {
    Options {
        now: "2026-01-01T00:00:00Z".parse().unwrap(),
        tier: Tier::Standard,
        told: false,
    }
}

fn archive(name: &str, listed: &Listed) -> Material {
    archive_with(name, listed, &Known::default())
}

fn archive_with(name: &str, listed: &Listed, known: &Known) -> Material {
    Material {
        archive: Some(ArchiveFile {
            path: name.into(),
            bytes: 1_000_000,
            state: ArchiveState::Whole,
            survey: listed.survey(known),
            wrong_checksums: Vec::new(),
            data_read: false,
        }),
        ..Material::default()
    }
}

/// A backup as the service writes it.
fn good() -> Material {
    archive("shop.zip", &example("/")).with_manifest("shop.xml", "<backupdescription><databases><databasebackupdescription><filename>MyDatabase1</filename></databasebackupdescription></databases></backupdescription>")
}

impl Material {
    fn with_manifest(mut self, path: &str, text: &str) -> Self {
        self.manifests.push(ManifestFile {
            path: path.into(),
            read: manifest::read(text.as_bytes()),
        });
        self
    }

    fn with_json(mut self, path: &str, text: &str) -> Self {
        self.documents.push(DocumentFile {
            path: path.into(),
            read: Document::read(&decoded(text.as_bytes())),
        });
        self
    }

    fn state(mut self, state: ArchiveState) -> Self {
        if let Some(archive) = &mut self.archive {
            archive.state = state;
        }
        self
    }

    fn bytes(mut self, bytes: u64) -> Self {
        if let Some(archive) = &mut self.archive {
            archive.bytes = bytes;
        }
        self
    }
}

fn json(text: &str) -> Material {
    Material::default().with_json("a.json", text)
}

/// A record with these properties.
fn record(properties: &str) -> String {
    format!(r#"{{"properties": {{"blobName": "shop.zip", {properties}}}}}"#)
}

/// A list of records with these properties.
fn list(items: &[&str]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| format!(r#"{{"properties": {{{item}}}}}"#))
        .collect();
    format!(r#"{{"value": [{}], "nextLink": null}}"#, items.join(","))
}

/// A configuration with these keys in its schedule, and others beside it.
fn config(schedule: &str, others: &str) -> String {
    format!(
        r#"{{"properties": {{"enabled": true, "storageAccountUrl": "", {others} "backupSchedule": {{{schedule}}}}}}}"#
    )
}

const WEEKLY: &str = r#""frequencyInterval": 7, "frequencyUnit": "Day", "keepAtLeastOneBackup": true, "retentionPeriodInDays": 10, "startTime": "2025-12-31T00:00:00Z""#;

fn hourly(interval: i64) -> String {
    format!(
        r#""frequencyInterval": {interval}, "frequencyUnit": "Hour", "keepAtLeastOneBackup": true, "retentionPeriodInDays": 10"#
    )
}

fn sas(query: &str) -> String {
    format!("https://a.blob.core.windows.net/b?sv=2021-06-08&sr=c&sig=CANARY&{query}")
}

/// Findings of a rule.
fn of_rule(material: &Material, rule: &str) -> Vec<Finding> {
    judge(material, options())
        .findings
        .into_iter()
        .filter(|finding| finding.rule.as_deref() == Some(rule))
        .collect()
}

struct Checked(BTreeSet<&'static str>);

impl Checked {
    /// The first set breaks the rule with that severity and message, the second doesn't break it.
    #[track_caller]
    fn rule(
        &mut self,
        rule: &'static str,
        severity: Severity,
        message: &str,
        breaks: &Material,
        keeps: &Material,
    ) {
        let found = of_rule(breaks, rule);
        let first = found.first().unwrap_or_else(|| {
            panic!(
                "{rule} is not broken: {:?}",
                judge(breaks, options()).findings
            )
        });
        assert_eq!(first.severity, severity, "{rule}");
        assert!(first.message.contains(message), "{rule}: {}", first.message);
        assert!(
            first.file.is_some() || rule == "AS-REC-013" || rule == "AS-REC-014",
            "{rule} names no file"
        );
        let found = of_rule(keeps, rule);
        assert!(found.is_empty(), "{rule} is broken: {found:?}");
        self.0.insert(rule);
    }
}

#[test]
fn each_rule_is_broken_by_one_set_and_kept_by_another() {
    let mut checked = Checked(BTreeSet::new());
    archive_rules(&mut checked);
    manifest_rules(&mut checked);
    record_rules(&mut checked);
    schedule_rules(&mut checked);
    restore_rules(&mut checked);
    filter_and_json_rules(&mut checked);
    // `each_rule_is_broken_by_its_own_fault` of the signature's checks has the nineteen others.
    let all: BTreeSet<&str> = all_codes()
        .filter_map(|code| code.rule)
        .filter(|rule| !rule.starts_with("AS-SAS"))
        .collect();
    // Composing alone can break it: `what_is_composed_is_checked_too`.
    let composed: BTreeSet<&str> = ["AS-SCH-009", "AS-RST-009"].into();
    let expected: BTreeSet<&str> = all.difference(&composed).copied().collect();
    assert_eq!(checked.0, expected);
    assert_eq!(all_codes().count(), 85);
    let names: BTreeSet<&str> = all_codes().map(|code| code.name).collect();
    assert_eq!(names.len(), 85);
    // And each is explained to people, none but these.
    let explained: BTreeSet<&str> = include_str!("../../../../docs/findings.md")
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.starts_with("app-service-"))
        .collect();
    assert_eq!(explained, names);
}

fn archive_rules(checked: &mut Checked) {
    use Severity::*;
    let good = good();
    let of = |listed: Listed| archive("shop.zip", &listed);
    checked.rule(
        "AS-ZIP-001",
        Fatal,
        "no end",
        &archive("shop.zip", &Listed::default())
            .state(ArchiveState::NotReadable("no end record".into())),
        &good,
    );
    checked.rule(
        "AS-ZIP-002",
        Fatal,
        "1000000 bytes",
        &archive("shop.zip", &example("/")).state(ArchiveState::CutOff),
        &good,
    );
    checked.rule(
        "AS-ZIP-003",
        Note,
        "Kudu",
        &of(Listed::of(&[("site/wwwroot/a", 1)])),
        &good,
    );
    checked.rule(
        "AS-ZIP-004",
        Suspicious,
        "entry 6 has the path fs/../x",
        &of(example("/").with(b"fs/../x", 1, b"")),
        &good,
    );
    checked.rule(
        "AS-ZIP-005",
        Suspicious,
        "entries 0 and 6",
        &of(example("/").with(b"fs\\site\\wwwroot\\web.config", 1, b"")),
        &good,
    );
    checked.rule(
        "AS-ZIP-006",
        Suspicious,
        "is encrypted",
        &of(example("/").encrypted("fs/site/x")),
        &good,
    );
    let mut wrong = archive("shop.zip", &example("/"));
    wrong
        .archive
        .as_mut()
        .unwrap()
        .wrong_checksums
        .push(WrongChecksum {
            path: "fs/site/wwwroot/web.config".into(),
            actual: 1,
            expected: 0xab,
        });
    checked.rule(
        "AS-ZIP-007",
        DataLoss,
        "is 00000001, expected 000000ab",
        &wrong,
        &good,
    );
    checked.rule(
        "AS-ZIP-008",
        Suspicious,
        "no site folder",
        &of(Listed::of(&[("fs/data/x", 1)])),
        &good,
    );
    checked.rule(
        "AS-ZIP-009",
        DataLoss,
        "no file of the web site",
        &of(Listed::of(&[("fs/site/deployments/x", 1)])),
        &good,
    );
    checked.rule(
        "AS-ZIP-010",
        Suspicious,
        "above the service's 10 GB",
        &of(Listed::of(&[("fs/site/wwwroot/x", 11 << 30)])),
        &of(Listed::of(&[("fs/site/wwwroot/x", 9 << 30)])),
    );
    assert_eq!(
        of_rule(
            &of(Listed::of(&[("fs/site/wwwroot/x", 10_100_000_000)])),
            "AS-ZIP-010"
        )[0]
        .severity,
        Note
    );
    checked.rule(
        "AS-ZIP-011",
        Note,
        "folder other",
        &of(example("/").with(b"other/x", 1, b"")),
        &good,
    );
    checked.rule("AS-ZIP-012", Note, "backslashes", &of(example("\\")), &good);
}

fn manifest_rules(checked: &mut Checked) {
    use Severity::*;
    let good = good();
    let plain = || archive("shop.zip", &example("/"));
    let with = |text: &str| plain().with_manifest("shop.xml", text);
    let one = |name: &str| {
        format!(
            "<backupdescription><databases><databasebackupdescription><filename>{name}</filename></databasebackupdescription></databases></backupdescription>"
        )
    };
    checked.rule("AS-MAN-001", Note, "not here", &plain(), &good);
    let mut lonely = plain();
    lonely.siblings_have_manifest = true;
    assert_eq!(of_rule(&lonely, "AS-MAN-001")[0].severity, Suspicious);
    checked.rule(
        "AS-MAN-002",
        Suspicious,
        "not readable XML",
        &with("<a>"),
        &good,
    );
    checked.rule(
        "AS-MAN-003",
        Suspicious,
        "not a backup manifest",
        &with("<a/>"),
        &good,
    );
    checked.rule(
        "AS-MAN-004",
        Suspicious,
        "other.xml does not belong to shop.zip",
        &plain().with_manifest("x/other.xml", &one("MyDatabase1")),
        &good,
    );
    checked.rule(
        "AS-MAN-005",
        DataLoss,
        "lists Gone",
        &with(&one("Gone")),
        &good,
    );
    checked.rule(
        "AS-MAN-006",
        Suspicious,
        "MyDatabase1 looks like a database",
        &with(&one("Gone")),
        &good,
    );
    checked.rule(
        "AS-MAN-007",
        Suspicious,
        "0 databases in the manifest, 1 in the archive",
        &with("<backupdescription/>"),
        &good,
    );
}

fn record_rules(checked: &mut Checked) {
    use Severity::*;
    let beside = |properties: &str| good().with_json("r.json", &record(properties));
    let fine = || {
        beside(
            r#""status": "Succeeded", "sizeInBytes": 1000000, "websiteSizeInBytes": 91700, "created": "2025-12-31T01:00:00Z", "finishedTimeStamp": "2025-12-31T01:00:09Z", "databases": [{"databaseType": "SqlAzure", "name": "a"}], "storageAccountUrl": """#,
        )
    };
    checked.rule(
        "AS-REC-001",
        Suspicious,
        "for other, the archive is shop.zip",
        &good().with_json("r.json", r#"{"blobName": "other", "status": 2}"#),
        &fine(),
    );
    checked.rule(
        "AS-REC-002",
        Fatal,
        "says Failed: boom sig=••••",
        &beside(r#""status": 1, "log": "boom sig=CANARY""#),
        &fine(),
    );
    assert_eq!(
        of_rule(&beside(r#""status": "InProgress""#), "AS-REC-002")[0].severity,
        DataLoss
    );
    checked.rule(
        "AS-REC-003",
        DataLoss,
        "could not be read: locked",
        &beside(r#""status": 6, "log": "locked""#),
        &fine(),
    );
    checked.rule(
        "AS-REC-004",
        Suspicious,
        "says 2000000 bytes, the file has 1000000",
        &beside(r#""status": 2, "sizeInBytes": 2000000"#),
        &beside(r#""status": 2, "sizeInBytes": 1065535"#),
    );
    checked.rule(
        "AS-REC-005",
        Suspicious,
        "empty backup",
        &beside(r#""status": 2, "sizeInBytes": 0"#),
        &beside(r#""status": 4, "sizeInBytes": 0"#),
    );
    checked.rule(
        "AS-REC-006",
        Suspicious,
        "above the 10 GB",
        &beside(r#""status": 2, "websiteSizeInBytes": 11000000000"#),
        &fine(),
    );
    checked.rule(
        "AS-REC-007",
        Suspicious,
        "names 2 databases, the archive holds 1",
        &beside(
            r#""status": 2, "databases": [{"databaseType": "MySql"}, {"databaseType": "MySql"}]"#,
        ),
        &fine(),
    );
    let stamped = |created: &str| {
        json(&format!(
            r#"{{"blobName": "shop_202512310100.zip", "status": 2, "created": "{created}"}}"#
        ))
    };
    checked.rule(
        "AS-REC-008",
        Note,
        "blob name says 2025-12-31T01:00:00Z",
        &stamped("2025-12-31T01:10:01Z"),
        &stamped("2025-12-31T00:50:00Z"),
    );
    checked.rule("AS-REC-009", Note, "before it started", &json(&record(r#""status": 2, "created": "2025-01-02T00:00:00Z", "finishedTimeStamp": "2025-01-01T00:00:00Z""#)), &fine());
    checked.rule(
        "AS-REC-010",
        Suspicious,
        "running since 2025-12-30T23:59:59Z",
        &json(&record(r#""status": 0, "created": "2025-12-30T23:59:59""#)),
        &json(&record(r#""status": 0, "created": "2025-12-31T00:00:00""#)),
    );
    checked.rule(
        "AS-REC-011",
        Note,
        "carries the storage secret",
        &json(&record(&format!(
            r#""status": 2, "storageAccountUrl": "{}""#,
            sas("sp=rwdl")
        ))),
        &fine(),
    );
    let page = list(&[r#""blobName": "a", "status": 2"#]);
    checked.rule(
        "AS-REC-012",
        Note,
        "only the first page",
        &json(&page.replace("\"nextLink\": null", "\"nextLink\": \"https://x\"")),
        &json(&page),
    );
    let aged = |created: &str| {
        json(&list(&[&format!(
            r#""blobName": "a", "status": 2, "created": "{created}""#
        )]))
        .with_json("c.json", &config(WEEKLY, ""))
    };
    checked.rule(
        "AS-REC-013",
        Suspicious,
        "is 15 days old",
        &aged("2025-12-17T00:00:00Z"),
        &aged("2025-12-18T00:00:00Z"),
    );
    checked.rule(
        "AS-REC-014",
        Fatal,
        "none of the 2",
        &json(&list(&[
            r#""blobName": "a", "status": 1"#,
            r#""blobName": "b", "status": 9"#,
        ])),
        &json(&list(&[
            r#""blobName": "a", "status": 1"#,
            r#""blobName": "b", "status": 8"#,
        ])),
    );
    checked.rule(
        "AS-REC-015",
        Note,
        "unknown database type Oracle",
        &beside(r#""status": 2, "databases": [{"databaseType": "Oracle"}]"#),
        &fine(),
    );
    let two = |second: &str| {
        json(&list(&[
            r#""id": 1, "blobName": "a", "status": 2"#,
            &format!(r#""id": 2, "blobName": "{second}", "status": 2"#),
        ]))
    };
    checked.rule(
        "AS-REC-016",
        Suspicious,
        "two records share a",
        &two("a.zip"),
        &two("b.zip"),
    );
}

fn schedule_rules(checked: &mut Checked) {
    use Severity::*;
    let fine = json(&config(WEEKLY, ""));
    let with = |from: &str, to: &str| {
        assert!(WEEKLY.contains(from));
        json(&config(&WEEKLY.replace(from, to), ""))
    };
    checked.rule(
        "AS-SCH-001",
        Suspicious,
        "below 1",
        &with("7,", "0,"),
        &fine,
    );
    assert_eq!(of_rule(&with("\"Day\"", "\"Week\""), "AS-SCH-001").len(), 1);
    assert_eq!(
        of_rule(&with("\"frequencyInterval\": 7,", ""), "AS-SCH-001").len(),
        1
    );
    checked.rule(
        "AS-SCH-002",
        Suspicious,
        "every 1 hours is below the minimum of 2",
        &json(&config(&hourly(1), "")),
        &json(&config(&hourly(2), "")),
    );
    checked.rule(
        "AS-SCH-003",
        Suspicious,
        "24 runs a day exceed the cap of 12",
        &json(&config(&hourly(1), "")),
        &json(&config(&hourly(2), "")),
    );
    checked.rule(
        "AS-SCH-004",
        DataLoss,
        "no scheduled backup at all",
        &with(
            "true, \"retentionPeriodInDays\": 10",
            "false, \"retentionPeriodInDays\": 6",
        ),
        &with(
            "true, \"retentionPeriodInDays\": 10",
            "false, \"retentionPeriodInDays\": 7",
        ),
    );
    checked.rule(
        "AS-SCH-005",
        Note,
        "kept for ever",
        &with("10,", "0,"),
        &fine,
    );
    checked.rule(
        "AS-SCH-006",
        Note,
        "this sets 31",
        &with("10,", "31,"),
        &with("10,", "30,"),
    );
    checked.rule(
        "AS-SCH-007",
        Note,
        "is off",
        &json(&config(WEEKLY, "").replace("\"enabled\": true", "\"enabled\": false")),
        &fine,
    );
    checked.rule(
        "AS-SCH-008",
        Note,
        "started 2025-12-24T00:00:00Z; the next run is 2026-01-07T00:00:00Z",
        &json(&config(&WEEKLY.replace("2025-12-31", "2025-12-24"), "")),
        &fine,
    );
    let ends = |se: &str| {
        json(&config(WEEKLY, "").replace(
            "\"storageAccountUrl\": \"\"",
            &format!(
                "\"storageAccountUrl\": \"{}\"",
                sas(&format!("sp=rwdl&se={se}"))
            ),
        ))
    };
    checked.rule(
        "AS-SCH-010",
        DataLoss,
        "from 2026-06-01T00:00:00Z on every run fails",
        &ends("2026-06-01T00:00Z"),
        &ends("2027-06-01T00:00Z"),
    );
    checked.rule(
        "AS-SCH-011",
        Note,
        "last good one",
        &with("true", "false"),
        &fine,
    );
    checked.rule("AS-SCH-012", Suspicious, "needs both", &json(r#"{"properties": {"enabled": true, "storageAccountUrl": "x", "backupSchedule": null}}"#), &fine);
}

fn restore_rules(checked: &mut Checked) {
    use Severity::*;
    let of = |properties: &str| {
        json(&format!(
            r#"{{"properties": {{"storageAccountUrl": "", "siteName": "target", {properties}}}}}"#
        ))
    };
    let over = || of(r#""overwrite": true, "blobName": "shop.zip""#);
    let new = || of(r#""overwrite": false, "blobName": "shop.zip", "appServicePlan": "p""#);
    checked.rule("AS-RST-001", Note, "every file in target", &over(), &new());
    checked.rule(
        "AS-RST-002",
        DataLoss,
        "needs a blob name",
        &of(r#""overwrite": true"#),
        &over(),
    );
    let failed = record(r#""status": 1"#);
    checked.rule(
        "AS-RST-003",
        DataLoss,
        "chosen backup is Failed",
        &over().with_json("r.json", &failed),
        &over().with_json("r.json", &record(r#""status": 2"#)),
    );
    let of_app = |app: &str| {
        format!(
            r#"{{"id": "/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/{app}/backups/1", "properties": {{"blobName": "shop.zip", "status": 2}}}}"#
        )
    };
    checked.rule(
        "AS-RST-004",
        Suspicious,
        "overwrite must be true",
        &new().with_json("r.json", &of_app("Target")),
        &new().with_json("r.json", &of_app("other")),
    );
    checked.rule(
        "AS-RST-005",
        Suspicious,
        "service plan",
        &of(r#""overwrite": false, "blobName": "x""#),
        &new(),
    );
    let listed = r#""overwrite": true, "blobName": "shop.zip", "databases": [{"databaseType": "SqlAzure", "name": "MyDatabase1", "connectionString": "x"}]"#;
    let held = |name: &str| {
        of(listed).with_json(
            "r.json",
            &record(&format!(
                r#""status": 2, "databases": [{{"databaseType": "SqlAzure", "name": "{name}"}}]"#
            )),
        )
    };
    checked.rule(
        "AS-RST-006",
        Suspicious,
        "lists MyDatabase1, the backup holds Other",
        &held("Other"),
        &held("mydatabase1"),
    );
    let connected = listed.replace("\"overwrite\": true", "\"overwrite\": false");
    checked.rule(
        "AS-RST-007",
        Note,
        "without connection strings",
        &of(&connected.replace(", \"connectionString\": \"x\"", "")),
        &of(&connected),
    );
    let signed = |query: &str| {
        json(&format!(
            r#"{{"properties": {{"overwrite": true, "blobName": "a", "storageAccountUrl": "{}"}}}}"#,
            sas(query)
        ))
    };
    checked.rule(
        "AS-RST-008",
        Suspicious,
        "cannot read the backup",
        &signed("sp=wdl&se=2030-01-01T00:00Z"),
        &signed("sp=rwdl&se=2030-01-01T00:00Z"),
    );
    assert_eq!(
        of_rule(&signed("sp=rwdl&se=2025-01-01T00:00Z"), "AS-RST-008").len(),
        1
    );
}

fn filter_and_json_rules(checked: &mut Checked) {
    use Severity::*;
    let good = good();
    let with = |filter: &[u8]| {
        archive(
            "shop.zip",
            &example("/").with(b"fs/site/wwwroot/_backup.filter", 9, filter),
        )
    };
    checked.rule(
        "AS-FLT-001",
        Note,
        "line 2 of _backup.filter",
        &with(b"\\a\r\nb"),
        &with(b"\\a\r\n/b"),
    );
    checked.rule(
        "AS-FLT-002",
        Suspicious,
        "wildcards",
        &with(b"\\a\\*"),
        &good,
    );
    checked.rule(
        "AS-FLT-003",
        Note,
        "1 file matches the filter",
        &with(b"\\LogFiles"),
        &with(b"\\Other"),
    );
    let mysql = example("/")
        .with(b"fs/data/mysql/localdb/x.ibd", 9, b"")
        .with(b"fs/site/wwwroot/_backup.filter", 9, b"\\x");
    checked.rule(
        "AS-FLT-004",
        Suspicious,
        "in-app MySQL dump",
        &archive("shop.zip", &mysql),
        &with(b"\\x"),
    );
    checked.rule(
        "AS-JSN-001",
        Note,
        "the JSON needed 2 repairs (2 texts in typographic quotes)",
        &json("{“blobName”: “a\", \"status\": 2}"),
        &json(r#"{"blobName": "a", "status": 2}"#),
    );
    checked.rule(
        "AS-JSN-002",
        Note,
        "sizeInBytes was text, read as integer",
        &json(r#"{"blobName": "a", "status": 2, "sizeInBytes": "7"}"#),
        &json(r#"{"blobName": "a", "status": 2, "sizeInBytes": 7}"#),
    );
    checked.rule(
        "AS-JSN-003",
        Note,
        "no backup, schedule or restore object",
        &json(r#"{"a": 1}"#),
        &json(r#"{"blobName": "a"}"#),
    );
    checked.rule(
        "AS-JSN-004",
        Note,
        "key status appears twice",
        &json(r#"{"blobName": "a", "status": 2, "status": 1}"#),
        &json(r#"{"blobName": "a", "status": 2}"#),
    );
    checked.rule(
        "AS-JSN-005",
        Note,
        "automatic backups",
        &json(r#"[{"snapshotTime": "2025-01-01T00:00:00"}]"#),
        &json(r#"{"blobName": "a"}"#),
    );
    checked.rule(
        "AS-JSN-006",
        Note,
        "azure answered with an error: Storage access failed (403)",
        &json(r#"{"error": {"code": "x", "message": "Storage access failed (403)"}}"#),
        &json(r#"{"blobName": "a"}"#),
    );
}

#[test]
fn what_is_composed_is_checked_too() {
    let context = Context {
        now: options().now,
        tier: Tier::None,
        documents: &[],
        databases: None,
    };
    let rules = |task, form, pairs: &[(&str, &str)]| -> Vec<String> {
        let mut fields = Fields::default();
        for (key, value) in pairs {
            fields.set(key, value).unwrap();
        }
        let composed = compose::compose(task, &fields, form, Secrets::Placeholder, context);
        composed
            .findings
            .into_iter()
            .filter_map(|finding| finding.rule)
            .collect()
    };
    let two = [
        ("every", "7d"),
        ("database", "MySql:a"),
        ("database", "MySql:b"),
    ];
    assert!(rules(Task::Configure, Form::Az, &two).contains(&"AS-SCH-009".to_owned()));
    assert!(
        rules(
            Task::Configure,
            Form::Az,
            &[("every", "7d"), ("start", "2026-01-01")]
        )
        .contains(&"AS-SCH-009".to_owned())
    );
    assert!(!rules(Task::Configure, Form::Rest, &two).contains(&"AS-SCH-009".to_owned()));
    assert!(!rules(Task::Configure, Form::Az, &two[..2]).contains(&"AS-SCH-009".to_owned()));
    let platforms = |target| {
        rules(
            Task::Restore,
            Form::Rest,
            &[
                ("blob_name", "a"),
                ("source_platform", "windows"),
                ("target_platform", target),
            ],
        )
    };
    assert!(platforms("linux").contains(&"AS-RST-009".to_owned()));
    assert!(!platforms("windows").contains(&"AS-RST-009".to_owned()));
    // What the plan allows is said by who knows it.
    let of_tier = |tier| {
        let mut fields = Fields::default();
        fields.set("every", "1h").unwrap();
        let context = Context { tier, ..context };
        compose::compose(
            Task::Configure,
            &fields,
            Form::Rest,
            Secrets::Placeholder,
            context,
        )
        .findings
        .iter()
        .any(|finding| finding.rule.as_deref() == Some("AS-SCH-002"))
    };
    assert!(of_tier(Tier::Standard) && !of_tier(Tier::Premium) && !of_tier(Tier::None));
    assert!(rules(Task::Restore, Form::Rest, &[]).contains(&"AS-RST-002".to_owned()));
    assert!(
        !rules(Task::Restore, Form::Rest, &[("backup_id", "4")]).contains(&"AS-RST-002".to_owned())
    );
    assert!(
        rules(Task::RestoreNew, Form::Rest, &[("target_exists", "true")])
            .contains(&"AS-RST-004".to_owned())
    );
    assert!(
        rules(
            Task::Configure,
            Form::Rest,
            &[("every", "9d"), ("keep_days", "3"), ("keep_one", "false")]
        )
        .contains(&"AS-SCH-004".to_owned())
    );
}

/// The codes of the rules.
fn all_codes() -> impl Iterator<Item = &'static crate::report::Code> {
    crate::format::app_service::TABLE
        .all()
        .filter(|code| code.rule.is_some())
}

#[track_caller]
fn check(material: &Material, outcome: Outcome, summary: &str) -> Judged {
    let judged = judge(material, options());
    assert_eq!(judged.outcome, outcome, "{}", judged.summary);
    assert!(judged.summary.contains(summary), "{}", judged.summary);
    judged
}

#[test]
fn outcomes_follow_the_table() {
    use Outcome::*;
    check(
        &good(),
        Restores,
        "3 files of the site, 91.7 kB, 1 database (by its directory; contents not read)",
    );
    check(&archive("shop.zip", &example("/")), Restores, "3 files");
    check(
        &archive("shop.zip", &Listed::of(&[("fs/site/x", 1)])),
        RestoresWithLoss,
        "no file of the web site",
    );
    check(
        &archive("shop.zip", &example("/")).state(ArchiveState::CutOff),
        Fails,
        "cut off",
    );
    check(
        &archive("shop.zip", &Listed::of(&[("web.config", 1)])),
        Fails,
        "site's files",
    );
    check(
        &archive("shop.zip", &Listed::default()),
        Fails,
        "nothing of an App Service backup",
    );
    check(
        &archive("shop.zip", &Listed::of(&[("x.bak", 1)])),
        Unknown,
        "may be",
    );
    let told = judge(
        &archive("shop.zip", &Listed::of(&[("x.bak", 1)])),
        Options {
            told: true,
            ..options()
        },
    );
    assert_eq!(told.outcome, RestoresWithLoss);

    // The worse of record and archive counts.
    let beside = |status: &str| {
        good().with_json(
            "r.json",
            &record(&format!(
                r#""status": "{status}", "log": "Storage access failed. (403) Forbidden""#
            )),
        )
    };
    check(&beside("Succeeded"), Restores, "3 files");
    check(&beside("DeleteFailed"), Restores, "3 files");
    check(
        &beside("PartiallySucceeded"),
        RestoresWithLoss,
        "PartiallySucceeded",
    );
    for status in [
        "Failed",
        "TimedOut",
        "Skipped",
        "DeleteInProgress",
        "Deleted",
    ] {
        let judged = check(&beside(status), Fails, status);
        assert_eq!(
            judged.server_message.as_deref(),
            Some("Storage access failed. (403) Forbidden")
        );
    }
    for status in ["Created", "InProgress", "Paused"] {
        check(&beside(status), Unknown, status);
    }
    // A record of another backup says nothing of this one.
    check(
        &good().with_json("r.json", r#"{"blobName": "other", "status": 1}"#),
        Restores,
        "3 files",
    );

    check(
        &json(&record(r#""status": 2"#)),
        Restores,
        "by its record; the archive was not seen",
    );
    check(
        &json(&list(&[
            r#""blobName": "a", "status": 2, "created": "2025-01-01T00:00:00Z""#,
            r#""blobName": "b", "status": 1, "created": "2025-01-02T00:00:00Z""#,
        ])),
        Fails,
        "the newest of 2 backups that has ended: b of 2025-01-02T00:00:00Z is Failed",
    );
    check(
        &json(&list(&[r#""blobName": "a", "status": 0"#])),
        Unknown,
        "has ended",
    );
    check(&json(&list(&[])), Unknown, "without a backup");

    let seed = include_str!("../../../../tests/data/app_service/seed-3-schedule.json");
    let past = Options {
        now: "2016-01-01T00:00:00Z".parse().unwrap(),
        ..options()
    };
    let judged = judge(&json(seed), past);
    assert_eq!(judged.outcome, Unknown);
    assert_eq!(
        judged.summary,
        "no backup but a configuration: backs up every 7 days and keeps 10 days: works until the signature ends on 2016-09-15"
    );
    check(
        &json(seed),
        Unknown,
        "fails since the signature ended on 2016-09-15",
    );
    check(
        &json(include_str!(
            "../../../../tests/data/app_service/seed-5-restore-request.json"
        )),
        Unknown,
        "request to restore backup_201509280431.zip over",
    );
    check(
        &json(include_str!(
            "../../../../tests/data/app_service/seed-1-backup-request.json"
        )),
        Unknown,
        "request to back up now",
    );
    check(
        &json(include_str!(
            "../../../../tests/data/app_service/seed-6-new-sas.json"
        )),
        Unknown,
        "new signature",
    );
    check(
        &json(include_str!(
            "../../../../tests/data/app_service/seed-2-backup-answer.json"
        )),
        Unknown,
        "Created",
    );
    check(
        &json(include_str!(
            "../../../../tests/data/app_service/seed-4-status.json"
        )),
        Restores,
        "Succeeded",
    );
    check(
        &json(r#"[{"snapshotTime": "2025-01-01T00:00:00"}]"#),
        Unknown,
        "1 automatic backup (snapshots)",
    );
    check(
        &json(r#"{"error": {"code": "x", "message": "No"}}"#),
        Unknown,
        "Azure refused with \"No\"",
    );
    check(&json("{"), Unknown, "a.json can't be read: EOF");
    check(&json("{\"a\":1}"), Unknown, "JSON of another kind");
    check(
        &Material::default().with_manifest("a.xml", "<backupdescription/>"),
        Unknown,
        "the manifest a.xml alone",
    );

    let todays = check(
        &json(include_str!(
            "../../../../tests/data/app_service/a02-list-backups-arm-2022.json"
        )),
        Restores,
        "before-upgrade of 2023-02-03T16:41:55.9201853Z is Succeeded",
    );
    assert_eq!(todays.body.records.len(), 3);
    let outcomes: Vec<Outcome> = todays
        .body
        .records
        .iter()
        .map(|record| record.outcome)
        .collect();
    assert_eq!(outcomes, [Restores, Unknown, Unknown]);
    check(
        &json(include_str!(
            "../../../../tests/data/app_service/a03-config-backup-arm-2020.json"
        )),
        Unknown,
        "backs up every 7 days and keeps 3 days: fails since the signature ended on 2023-02-05",
    );
}

/// Everything that an input can carry and no output may show.
#[test]
fn no_output_holds_a_secret() {
    let storage = "https://a.blob.core.windows.net/CANARYb?sv=2021-06-08&sr=c&sig=CANARY&se=2016-01-01T00:00:00Z&sp=rwdl&x=CANARY".replace("CANARYb", "b");
    let connection = "Server=tcp:s;User ID=CANARY;Password=CANARY;x=1";
    let log = format!("failed at {storage} with {connection} Bearer CANARY");
    let item = format!(
        r#"{{"properties": {{"blobName": "shop.zip", "status": 1, "log": "{log}", "storageAccountUrl": "{storage}", "unknownSecret": "CANARY", "appSettings": {{"A": "CANARY"}}, "note": "{connection}",
        "databases": [{{"databaseType": "MySql", "name": "d", "connectionString": "{connection}"}}], "correlationId": "sig=CANARY", "created": "sig=CANARY", "sizeInBytes": "AccountKey=CANARY"}}}}"#
    );
    let documents = [
        item.clone(),
        format!(r#"{{"value": [{item}, {item}], "nextLink": "{storage}"}}"#),
        format!(
            r#"{{"properties": {{"enabled": true, "storageAccountUrl": "{storage}", "mySqlDumpParams": "--password=CANARY", "backupSchedule": {{"frequencyUnit": "pwd=CANARY", "startTime": "Pwd=CANARY"}}, "databases": [{{"databaseType": "Password=CANARY"}}]}}}}"#
        ),
        r#"{"properties": {"overwrite": "sig=CANARY", "storageAccountUrl": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=CANARY", "blobName": "a?sig=CANARY", "siteName": "Password=CANARY", "databases": [{"databaseType": "MySql", "name": "Pwd=CANARY", "connectionString": "CANARY"}]}}"#
            .into(),
        format!(r#"{{"error": {{"code": "sig=CANARY", "message": "{log}"}}}}"#),
        format!(r#"{{"Code": "x", "Message": "{{\"error\": {{\"message\": \"{log}\"}}}}"}}"#),
        r#"[{"snapshotTime": "sig=CANARY"}]"#.into(),
        r#"{"blobName": "a", "sig=CANARY": 1, "sig=CANARY": 2}"#.into(),
        format!("{{\"storageAccountUrl\": \"{storage}\", broken CANARY"),
        format!("{{“storageAccountUrl”: “{storage}”, }} // CANARY"),
    ];
    let manifest = format!(
        "<backupdescription><a>{}</a><connectionString>CANARY</connectionString><Password>CANARY</Password><b pwd='CANARY'/></backupdescription>",
        log.replace('&', "&amp;")
    );
    let mut all = good().with_manifest("shop.xml", &manifest);
    all.logs.push(LogFile {
        path: "shop.log".into(),
        text: Secret::new(log.clone()),
    });
    for text in &documents {
        all = all.with_json("a.json", text);
    }
    let mut materials: Vec<Material> = documents.iter().map(|text| json(text)).collect();
    materials.push(Material::default().with_manifest("a.xml", &format!("<a>{log}")));
    materials.push(all);
    for material in &materials {
        let judged = judge(material, options());
        let body = serde_json::to_string(&judged.body).unwrap();
        for output in [
            &body,
            &judged.summary,
            &format!("{:?}", judged.findings),
            &format!("{:?}", judged.server_message),
            &format!("{material:?}"),
            &format!("{judged:?}"),
        ] {
            if let Some(at) = output.find("CANARY") {
                panic!(
                    "{}",
                    &output[at.saturating_sub(200)..(at + 100).min(output.len())]
                );
            }
        }
        let dropped: Vec<&Document> = material
            .read_documents()
            .map(|(_, document)| document)
            .collect();
        let mut fields = Fields::default();
        fields.fill(&dropped);
        let context = Context {
            now: options().now,
            tier: Tier::None,
            documents: &dropped,
            databases: None,
        };
        for task in Task::ALL {
            for form in [Form::Rest, Form::Az, Form::Powershell] {
                let composed = serde_json::to_string(&compose::compose(
                    task,
                    &fields,
                    form,
                    Secrets::Placeholder,
                    context,
                ))
                .unwrap();
                assert!(!composed.contains("CANARY"), "{task:?} {composed}");
            }
        }
        for document in dropped {
            let copy = crate::format::app_service::secrets::redact::document(&document.json);
            assert!(!copy.contains("CANARY"), "{copy}");
        }
    }
}

#[test]
fn the_body_tells_what_is_inside() {
    let known = Known {
        manifest_files: Vec::new(),
        record_databases: vec![("x".into(), DatabaseType::MySql)],
    };
    let material = archive_with(
        "shop_202512310100.zip",
        &example("\\").with(b"fs\\site\\wwwroot\\_backup.filter", 20, b"\\site\\x"),
        &known,
    );
    let body = judge(&material, options()).body;
    let archive = body.archive.unwrap();
    assert_eq!(
        (
            archive.site_files,
            archive.databases,
            archive.metadata_files
        ),
        (4, 1, 1)
    );
    assert_eq!(
        (archive.stem.time.as_deref(), body.age_seconds),
        (Some("2025-12-31T01:00:00Z"), Some(23 * 3_600))
    );
    assert!(archive.partial && archive.filter == ["/site/x"]);
    assert_eq!(body.restore_notes.needs_connection_string, ["MyDatabase1"]);
    assert_eq!(body.databases[0].database_type.as_deref(), Some("SqlAzure"));
    assert!(
        body.restore_notes.leaves[0].contains("/site/x")
            && body.restore_notes.never_restored.len() > 5
    );
    // The size of the file is told by whoever opened it.
    assert_eq!(material.bytes(5).archive.unwrap().bytes, 5);
}
