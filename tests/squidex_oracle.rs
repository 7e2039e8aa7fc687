//! The verdict against what Squidex's own code did: every archive of `oracle.jsonl`, every changed field of
//! `field-sweep.jsonl`, every changed byte of `damage.jsonl`. What is compared is the report that users get: each
//! archive goes through `open::open`, the scan and `Set::report`. A differing field prints both sides.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod squidex;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use backup_inspector::container::zip as archive;
use backup_inspector::format::Report;
use backup_inspector::format::squidex::decode;
use backup_inspector::format::squidex::facts::{EventRead, ShardFacts};
use backup_inspector::format::squidex::target::Store;
use backup_inspector::report::{FindingSet, Outcome};
use serde_json::{Value, json};
use squidex::{Scanned, entry_bytes, for_squidex, lines, sample, sane, scanned, target};

/// Collects differing fields.
#[derive(Default)]
struct Differences {
    lines: Vec<String>,
    cases: usize,
}

impl Differences {
    fn compare(&mut self, case: &str, field: &str, server: &Value, ours: Value) {
        if *server != ours {
            self.lines.push(format!(
                "{case}: {field}\n    server {server}\n    we     {ours}"
            ));
        }
    }

    fn done(self, what: &str, at_least: usize) {
        assert!(
            self.cases >= at_least,
            "only {} cases of {what}",
            self.cases
        );
        assert!(
            self.lines.is_empty(),
            "{} differing fields in {} cases of {what}:\n{}",
            self.lines.len(),
            self.cases,
            self.lines
                .iter()
                .take(60)
                .cloned()
                .collect::<Vec<_>>()
                .join("\n")
        );
    }
}

fn status(report: &Report) -> &'static str {
    match report.verdict.outcome {
        Outcome::Fails => "Failed",
        Outcome::Restores | Outcome::RestoresWithLoss => "Completed",
        Outcome::Unknown => "Unknown",
    }
}

fn by_id<T>(items: &[T], key: impl Fn(&T) -> (String, Value)) -> Value {
    Value::Object(items.iter().map(key).collect())
}

fn check_oracle(differences: &mut Differences, record: &Value, scanned: &Scanned) {
    let case = record["file"].as_str().unwrap();
    let mut compare =
        |field: &str, server: &Value, ours: Value| differences.compare(case, field, server, ours);
    let report = scanned.report(&target(&record["options"], Store::Other));
    compare("sane", &Value::Null, json!(sane(&report).err()));
    compare("status", &record["status"], json!(status(&report)));
    compare(
        "message",
        &record["message"],
        json!(report.verdict.server_message),
    );
    let Some(restore) = &report.restore else {
        return;
    };
    compare("log", &record["log"], json!(restore.log));
    compare(
        "users_created",
        &record["users_created"],
        json!(restore.users_created),
    );
    compare(
        "assigned_owner",
        &record["assigned_owner"],
        json!(restore.assigned_owner),
    );
    compare(
        "events_written",
        &record["events_written"],
        json!(restore.events_written),
    );
    let report_sql = scanned.report(&target(&record["options"], Store::PostgreSql));
    compare(
        "postgresql.sane",
        &Value::Null,
        json!(sane(&report_sql).err()),
    );
    let server = record.get("postgresql").unwrap_or(record);
    compare(
        "postgresql.status",
        &server["status"],
        json!(status(&report_sql)),
    );
    compare(
        "postgresql.message",
        &server["message"],
        json!(report_sql.verdict.server_message),
    );
    if server["stage"].is_string() {
        let stage = report_sql.base.restore.and_then(|restore| restore.stage);
        compare("postgresql.stage", &server["stage"], json!(stage));
    }
    let Some(app) = &report.app else {
        compare("app", &record["app"], Value::Null);
        return;
    };
    let server = &record["app"];
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value
            .as_object()
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default();
        keys.sort();
        keys
    };
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    compare("app.name", &server["name"], json!(app.name));
    compare("app.label", &server["label"], json!(app.label));
    compare(
        "app.description",
        &server["description"],
        json!(app.description),
    );
    compare("app.deleted", &server["isDeleted"], json!(app.deleted));
    compare("app.teamId", &server["teamId"], json!(app.team_id));
    compare("app.plan", &server["plan"], json!(app.plan));
    compare(
        "app.image",
        &json!(!server["image"].is_null()),
        json!(app.image),
    );
    compare(
        "app.patterns",
        // A list that is null has no items.
        &json!(
            server["appSettings"]["patterns"]
                .as_array()
                .map_or(0, Vec::len)
        ),
        json!(app.patterns),
    );
    compare(
        "app.master",
        &server["languages"]["master"],
        json!(app.languages.first()),
    );
    for detail in &app.language_details {
        let server = &server["languages"]["languages"][&detail.code];
        compare(
            "language.isOptional",
            &server["isOptional"],
            json!(detail.optional),
        );
        compare(
            "language.fallback",
            &server["fallback"],
            json!(detail.fallback),
        );
    }
    compare(
        "app.languages",
        &json!(keys(&server["languages"]["languages"])),
        json!(sorted(&app.languages)),
    );
    compare(
        "app.roles",
        &json!(keys(&server["roles"])),
        json!(sorted(&app.roles)),
    );
    compare(
        "app.clients",
        &json!(keys(&server["clients"])),
        json!(sorted(&app.clients)),
    );
    compare(
        "app.workflows",
        &json!(server["workflows"].as_object().map(|map| map.len())),
        json!(app.workflows.len()),
    );
    let mut contributors = server["contributors"].clone();
    if record["assigned_owner"] == true {
        contributors.as_object_mut().unwrap().remove("lab-admin");
    }
    compare(
        "app.contributors",
        &contributors,
        by_id(&app.contributors, |contributor| {
            (
                format!("{{user:{}}}", contributor.email),
                json!(contributor.role),
            )
        }),
    );
    let server_schemas: BTreeMap<String, Value> = record["schemas"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|schema| schema["isDeleted"] == false)
        .map(|schema| {
            let fields = schema["fields"].as_array().cloned().unwrap_or_default();
            let of = json!([
                schema["name"],
                schema["type"],
                schema["isPublished"],
                schema["category"],
                fields
            ]);
            (schema["id"].as_str().unwrap().to_owned(), of)
        })
        .collect();
    fn field(field: &backup_inspector::format::squidex::report::Field) -> Value {
        let mut value = json!({
            "id": field.id, "name": field.name, "type": field.field_type, "isHidden": field.hidden,
            "isLocked": field.locked, "isDisabled": field.disabled, "partitioning": field.partitioning,
        });
        if !field.nested.is_empty() {
            value["nested"] = field.nested.iter().map(self::field_nested).collect();
        }
        value
    }
    let ours: BTreeMap<String, Value> = app
        .schemas
        .iter()
        .map(|schema| {
            let fields: Vec<Value> = schema.field_list.iter().map(field).collect();
            let of = json!([
                schema.name,
                schema.schema_type,
                schema.published,
                schema.category,
                fields
            ]);
            (schema.id.clone(), of)
        })
        .collect();
    compare("schemas", &json!(server_schemas), json!(ours));
    let server_contents: BTreeMap<String, Value> = record["contents"]["bySchema"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, of)| {
            let of = json!([
                of["byStatus"],
                of["live"],
                of["draft"],
                of["scheduled"],
                of["deleted"],
                of["total"]
            ]);
            (id.clone(), of)
        })
        .collect();
    let ours: BTreeMap<String, Value> = app
        .contents
        .iter()
        .map(|of| {
            (
                of.schema_id.clone(),
                json!([
                    of.by_status,
                    of.live,
                    of.draft,
                    of.scheduled,
                    of.deleted,
                    of.total
                ]),
            )
        })
        .collect();
    compare("contents", &json!(server_contents), json!(ours));
    let assets = &record["assets"];
    compare("assets.total", &assets["total"], json!(app.assets.total));
    compare(
        "assets.deleted",
        &assets["deleted"],
        json!(app.assets.deleted),
    );
    compare(
        "assets.withFile",
        &assets["withFile"],
        json!(app.assets.with_file),
    );
    compare(
        "assets.withoutFile",
        &assets["withoutFile"],
        json!(app.assets.without_file),
    );
    compare(
        "assets.fileSizeSum",
        &assets["fileSizeSum"],
        json!(app.assets.bytes),
    );
    let live = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .filter(|item| item["isDeleted"] != true)
            .cloned()
            .collect::<Vec<_>>()
    };
    compare(
        "asset_folders",
        &json!(live(&record["asset_folders"]).len()),
        json!(app.asset_folders),
    );
    let server_rules: BTreeMap<String, Value> = live(&record["rules"])
        .iter()
        .map(|rule| {
            (
                rule["id"].as_str().unwrap().to_owned(),
                json!([rule["name"], rule["enabled"], rule["trigger"]]),
            )
        })
        .collect();
    let ours: BTreeMap<String, Value> = app
        .rules
        .iter()
        .map(|rule| {
            (
                rule.id.clone(),
                json!([rule.name, rule.enabled, rule.trigger]),
            )
        })
        .collect();
    compare("rules", &json!(server_rules), json!(ours));
}

fn field_nested(field: &backup_inspector::format::squidex::report::Field) -> Value {
    json!({
        "id": field.id, "name": field.name, "type": field.field_type, "isHidden": field.hidden,
        "isLocked": field.locked, "isDisabled": field.disabled,
    })
}

#[test]
fn all_samples_end_as_squidex_ended_them() {
    let mut differences = Differences::default();
    for record in lines("oracle.jsonl") {
        let Some(bytes) = sample(record["file"].as_str().unwrap()) else {
            continue;
        };
        differences.cases += 1;
        check_oracle(&mut differences, &record, &scanned(bytes));
    }
    differences.done("the oracle", 300);
}

// --- Changed fields ---------------------------------------------------------------------------------

/// Puts the value of an operation at a place; `false` if there is no such place.
fn put(place: &mut Value, path: &[Value], op: &str) -> bool {
    let Some((last, way)) = path.split_last() else {
        return false;
    };
    let mut place = place;
    for step in way {
        let next = match step {
            Value::String(key) => place.get_mut(key),
            index => place.get_mut(index.as_u64().unwrap() as usize),
        };
        let Some(next) = next else { return false };
        place = next;
    }
    let value = match op {
        "null" => Value::Null,
        "string" => json!("x"),
        "empty" => json!(""),
        "int" => json!(7),
        "fraction" => json!(1.5),
        "true" => json!(true),
        "array" => json!([]),
        "object" => json!({}),
        _ => {
            match last {
                Value::String(key) => drop(place.as_object_mut().unwrap().remove(key)),
                index => drop(
                    place
                        .as_array_mut()
                        .unwrap()
                        .remove(index.as_u64().unwrap() as usize),
                ),
            }
            return true;
        }
    };
    match last {
        Value::String(key) => place[key] = value,
        index => place[index.as_u64().unwrap() as usize] = value,
    }
    true
}

/// An archive, scanned once: each line puts one changed event in the place of what was read.
struct Base {
    scanned: Scanned,
    facts: ShardFacts,
    events: Vec<Vec<u8>>,
}

impl Base {
    fn new(bytes: Vec<u8>) -> Base {
        let scanned = scanned(bytes);
        let facts = scanned.facts();
        let events = (0..facts.events.len())
            .map(|index| {
                entry_bytes(
                    scanned.bytes(),
                    &format!("events/{}/{index}.json", index / 1000),
                )
            })
            .collect();
        Base {
            scanned,
            facts,
            events,
        }
    }

    fn report(&self, line: &Value) -> Report {
        self.report_of(&[line])
    }

    /// With one change or several, in different events.
    fn report_of(&self, changes: &[&Value]) -> Report {
        let mut facts = self.facts.clone();
        for line in changes {
            self.change(line, &mut facts);
        }
        self.scanned
            .with_facts(&facts)
            .report(&for_squidex(&target(&Value::Null, Store::Other)))
    }

    fn change(&self, line: &Value, facts: &mut ShardFacts) {
        let index = line["event_index"].as_u64().unwrap();
        let mut record: Value = serde_json::from_slice(&self.events[index as usize]).unwrap();
        let path = line["path"].as_array().unwrap();
        let op = line["op"].as_str().unwrap();
        match line["part"].as_str().unwrap() {
            "payload" => {
                let mut payload: Value =
                    serde_json::from_str(record["n"]["p"].as_str().unwrap()).unwrap();
                assert!(put(&mut payload, path, op), "{line}");
                record["n"]["p"] = payload.to_string().into();
            }
            "headers" => assert!(put(&mut record["n"]["h"], path, op), "{line}"),
            _ => assert!(put(&mut record["n"], path, op), "{line}"),
        }
        let mut remarks = FindingSet::default();
        let changed: EventRead = decode::event(
            index,
            record.to_string().as_bytes(),
            &mut decode::Context::default(),
            &mut remarks,
        );
        facts.events[index as usize] = changed;
        facts.findings.merge(remarks);
    }
}

fn check_sweep(differences: &mut Differences, case: &str, line: &Value, report: &Report) {
    let mut compare =
        |field: &str, server: &Value, ours: Value| differences.compare(case, field, server, ours);
    compare("sane", &Value::Null, json!(sane(report).err()));
    compare("status", &line["status"], json!(status(report)));
    let Some(restore) = &report.restore else {
        return;
    };
    if line["status"] == "Failed" {
        compare(
            "message",
            &line["message"],
            json!(report.verdict.server_message),
        );
        // The damage records quote the Reading line; so few events are read in one go.
        let stage = match line["stage"].as_str() {
            Some(stage) if stage.starts_with("Reading ") => json!("Read all"),
            _ => line["stage"].clone(),
        };
        compare("stage", &stage, json!(restore.stage));
        return;
    }
    let progress = restore.log.iter().find(|line| line.starts_with("Reading "));
    compare("progress", &line["progress"], json!(progress));
    compare(
        "events_written",
        &line["events_written"],
        json!(restore.events_written),
    );
    compare(
        "assigned_owner",
        &line["assigned_owner"],
        json!(restore.assigned_owner),
    );
    compare("unreadable", &line["unreadable"], json!(restore.unreadable));
    let Some(app) = &report.app else {
        compare("app_name", &line["app_name"], Value::Null);
        return;
    };
    compare("app_name", &line["app_name"], json!(app.name));
    compare("schemas", &line["schemas"], json!(app.schemas.len()));
    let contents: u64 = app.contents.iter().map(|of| of.total).sum();
    compare("contents", &line["contents"], json!(contents));
    compare(
        "by_status",
        &line["by_status"],
        by_id(&app.contents, |of| {
            (of.schema_id.clone(), json!(of.by_status))
        }),
    );
    compare("assets", &line["assets"], json!(app.assets.total));
    compare(
        "assets_with_file",
        &line["assets_with_file"],
        json!(app.assets.with_file),
    );
    compare("folders", &line["folders"], json!(app.asset_folders));
    compare("rules", &line["rules"], json!(app.rules.len()));
    let contributors = app.contributors.len() as u64 + u64::from(restore.assigned_owner);
    compare("contributors", &line["contributors"], json!(contributors));
    compare("clients", &line["clients"], json!(app.clients.len()));
    compare("roles", &line["roles"], json!(app.roles.len()));
    compare("languages", &line["languages"], json!(app.languages.len()));
    compare("workflows", &line["workflows"], json!(app.workflows.len()));
}

#[test]
fn all_changed_fields_end_as_squidex_ended_them() {
    let mut differences = Differences::default();
    let mut archives: HashMap<String, Base> = HashMap::new();
    for line in lines("field-sweep.jsonl") {
        let name = line["base"].as_str().unwrap();
        let base = archives
            .entry(name.to_owned())
            .or_insert_with(|| Base::new(sample(name).unwrap()));
        let case = format!(
            "{name} {} {} {} {} {}",
            line["event_index"],
            line["type"].as_str().unwrap(),
            line["part"].as_str().unwrap(),
            line["path"],
            line["op"].as_str().unwrap()
        );
        differences.cases += 1;
        check_sweep(&mut differences, &case, &line, &base.report(&line));
    }
    differences.done("the field sweep", 6_000);
}

// --- Two changed fields -----------------------------------------------------------------------------

/// Stages of a failure in the order of the restore.
const STAGES: [&str; 10] = [
    "Downloaded Backup",
    "Creating Users",
    "Created Users",
    "Reading",
    "Read all",
    "Restored Apps",
    "Restored Assets",
    "Restored Rules",
    "Restored Schemas",
    "Restored Contents",
];

/// When a change alone makes the restore fail: what comes first is what the server meets first.
fn moment(line: &Value) -> Option<(usize, u64)> {
    let stage = line["stage"].as_str()?;
    let rank = STAGES.iter().position(|known| *known == stage).unwrap();
    // While events are read, their order decides.
    let reading = (2..=3).contains(&rank);
    let index = line["event_index"].as_u64().unwrap();
    Some(if reading { (2, index) } else { (rank, 0) })
}

#[test]
fn of_two_faults_the_server_meets_the_first() {
    let mut differences = Differences::default();
    let mut archives: HashMap<String, Base> = HashMap::new();
    let mut by_base: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in lines("field-sweep.jsonl") {
        let base = line["base"].as_str().unwrap().to_owned();
        by_base.entry(base).or_default().push(line);
    }
    for (name, lines) in &by_base {
        let base = archives
            .entry(name.clone())
            .or_insert_with(|| Base::new(sample(name).unwrap()));
        for (at, line) in lines.iter().enumerate().step_by(4) {
            // Every fourth line, with a partner somewhere else in the list.
            let other = &lines[(at * 7_919 + 101) % lines.len()];
            if line["event_index"] == other["event_index"] {
                continue;
            }
            let first = match (moment(line), moment(other)) {
                (None, None) => None,
                (Some(_), None) => Some(line),
                (None, Some(_)) => Some(other),
                (Some(one), Some(two)) if one <= two => Some(line),
                _ => Some(other),
            };
            let say = |line: &Value| {
                format!(
                    "{} {} {} {} {} ({})",
                    line["event_index"],
                    line["type"].as_str().unwrap(),
                    line["part"].as_str().unwrap(),
                    line["path"],
                    line["op"].as_str().unwrap(),
                    line["stage"]
                )
            };
            let case = format!("{name}: {} and {}", say(line), say(other));
            let report = base.report_of(&[line, other]);
            differences.cases += 1;
            let (status_of, stage) = match first {
                Some(first) => ("Failed", first["stage"].clone()),
                None => ("Completed", Value::Null),
            };
            differences.compare(&case, "status", &json!(status_of), json!(status(&report)));
            let ours = report.base.restore.and_then(|restore| restore.stage);
            differences.compare(&case, "stage", &stage, json!(ours));
        }
    }
    differences.done("pairs of changes", 1_000);
}

// --- Changed bytes ----------------------------------------------------------------------------------

#[test]
fn all_changed_bytes_end_as_squidex_ended_them() {
    let sound = sample("base/tiny.zip").unwrap();
    let directory = archive::open(&sound).unwrap();
    let data: Vec<(String, Range<usize>)> = directory
        .entries
        .iter()
        .map(|location| {
            let name = directory.entries.name_text(location.index).into_owned();
            let start = location.local_header_offset as usize + 30 + name.len();
            (name, start..start + location.compressed_bytes as usize)
        })
        .collect();
    let mut differences = Differences::default();
    for line in lines("damage.jsonl") {
        let at = line["at"].as_u64().unwrap() as usize;
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        let scanned = scanned(bytes);
        let report = scanned.report(&target(&Value::Null, Store::Other));
        differences.cases += 1;
        let case = format!("byte {at}");
        check_sweep(&mut differences, &case, &line, &report);
        // Some bits of deflate carry no data.
        if let Some((name, _)) = data.iter().find(|(_, data)| data.contains(&at))
            && entry_bytes(scanned.bytes(), name) != entry_bytes(&sound, name)
        {
            // Wrong CRC of an entry that is read: changed, whatever the server says of it.
            let outcome = report.verdict.outcome;
            let unread = name.ends_with("version.json") || name.ends_with("urls.json");
            let as_should_be = match outcome {
                Outcome::Fails | Outcome::RestoresWithLoss => true,
                Outcome::Restores => {
                    unread && report.finding_counts.contains_key("zip-undecodable")
                }
                Outcome::Unknown => false,
            };
            differences.compare(&case, name, &json!(true), json!(as_should_be));
        }
    }
    differences.done("the damaged bytes", 8_000);
}
