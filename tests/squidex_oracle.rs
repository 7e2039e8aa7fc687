//! The dry run against what Squidex's own code did: every archive of `oracle.jsonl`, every changed field of
//! `field-sweep.jsonl`. A differing field prints both sides.
//!
//! The whole set is read from `../shared` if it is there; a representative part travels with the project
//! (`tests/data/squidex`).

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use backup_inspector::archive::{self, Archive, EntryReader};
use backup_inspector::format::squidex::decode;
use backup_inspector::format::squidex::facts::{AttachmentRead, EventRead};
use backup_inspector::format::squidex::restore::{
    AssetEntry, AssetLookup, AttachmentContent, DryRun, Extent, Prediction, Special,
};
use backup_inspector::format::{Store, Target};
use backup_inspector::report::{FindingSet, ManifestState, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An archive, read once.
struct Opened {
    archive: Archive,
    names: HashMap<String, u32>,
    events: Vec<EventRead>,
    event_bytes: Vec<Vec<u8>>,
    attachments: Vec<AttachmentRead>,
    special: Special,
}

impl AssetLookup for Opened {
    fn asset(&self, asset_id: &str, file_version: i64) -> Option<AssetEntry> {
        let entry = *self.names.get(&attachment_path(&format!(
            "{asset_id}_{file_version}.asset"
        )))?;
        Some(AssetEntry {
            entry,
            uncompressed_bytes: self.archive.entries.uncompressed_bytes(entry),
        })
    }
}

fn attachment_path(name: &str) -> String {
    let name = name.to_lowercase();
    let hash = name.encode_utf16().fold(17_i32, |hash, unit| {
        let unit = i32::from(unit);
        hash.wrapping_mul(23).wrapping_add(unit | unit << 16)
    });
    format!("attachments/{}/{name}", hash.abs() % 1000)
}

#[allow(clippy::ptr_arg)]
fn open(bytes: &Vec<u8>) -> Opened {
    let archive = archive::open(bytes).unwrap();
    let mut names = HashMap::new();
    for location in archive.entries.iter() {
        names
            .entry(archive.entries.name_text(location.index).into_owned())
            .or_insert(location.index);
    }
    let mut reader = EntryReader::new();
    let special = |name: &str, reader: &mut EntryReader| {
        let path = attachment_path(name);
        let mut content = AttachmentContent::missing(path.clone());
        if let Some(location) = names
            .get(&path)
            .and_then(|entry| archive.entries.location(*entry))
        {
            content.state = ManifestState::Empty;
            if location.uncompressed_bytes > 0 {
                let (bytes, read) = reader.read_small(bytes, &location, 1 << 24).unwrap();
                content.state = ManifestState::Present;
                content.bytes = Some(bytes.to_vec());
                content.failure = read
                    .dotnet
                    .err()
                    .map(|failure| failure.message().to_owned());
            }
        }
        content
    };
    let special = Special {
        version: special("version.json", &mut reader),
        users: special("users.json", &mut reader),
        settings: special("settings.json", &mut reader),
        tags: special("assettags.json", &mut reader),
        alias: special("assettagsalias.json", &mut reader),
        urls: special("urls.json", &mut reader),
        avatar: special("avatar.image", &mut reader),
    };
    let mut attachments = Vec::new();
    for location in archive.entries.iter() {
        if archive
            .entries
            .name_text(location.index)
            .ends_with(".asset")
        {
            let mut digest = Sha256::new();
            let read = reader
                .read(bytes, &location, u64::MAX, &mut |chunk| {
                    digest.update(chunk);
                    ControlFlow::Continue(())
                })
                .unwrap();
            attachments.push(AttachmentRead {
                entry: location.index,
                bytes: read.bytes_delivered,
                failure: read
                    .dotnet
                    .err()
                    .map(|failure| failure.message().to_owned()),
                crc_matches: read.crc_matches,
                sha256: digest.finalize().into(),
            });
        }
    }
    let mut events = Vec::new();
    let mut event_bytes = Vec::new();
    let mut context = decode::Context::default();
    let mut remarks = FindingSet::default();
    while let Some(entry) = names.get(&format!(
        "events/{}/{}.json",
        events.len() / 1000,
        events.len()
    )) {
        let location = archive.entries.location(*entry).unwrap();
        let index = events.len() as u64;
        let (event, read) = reader.read_small(bytes, &location, 1 << 24).unwrap();
        let mut event_read = decode::event(index, event, &mut context, &mut remarks);
        if let Err(failure) = read.dotnet {
            event_read.outcome = Err(backup_inspector::format::squidex::facts::ReadFailure {
                code: "event-unreadable".into(),
                message: failure.message().into(),
                path: None,
                suggestion: None,
            });
        }
        event_bytes.push(event.to_vec());
        events.push(event_read);
    }
    Opened {
        archive,
        names,
        events,
        event_bytes,
        attachments,
        special,
    }
}

impl Opened {
    fn predict(&self, changed: Option<&EventRead>, target: &Target) -> Prediction {
        let mut dry_run = DryRun::new(self.special.clone());
        for attachment in &self.attachments {
            dry_run.attachment(attachment);
        }
        for event in &self.events {
            match changed {
                Some(changed) if changed.index == event.index => dry_run.event(changed.clone()),
                _ => dry_run.event(event.clone()),
            }
        }
        let extent = Extent {
            events: self.events.len() as u64,
            complete: true,
            archive_bytes: self.archive.file_bytes,
            event_json_bytes: 0,
        };
        dry_run.finish(self, &extent, target)
    }
}

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

    fn done(self, what: &str) {
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

fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/squidex");
    path.exists().then_some(path)
}

fn target(options: &Value, store: Store) -> Target {
    let names = options["existing_apps"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let text = |key: &str| options[key].as_str().map(str::to_owned);
    Target {
        restore_name: text("name"),
        existing_apps: names
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect(),
        initiator_email: text("admin_email").or_else(|| Some("admin@lab.example.org".into())),
        store,
        ..Target::default()
    }
}

fn status(prediction: &Prediction) -> &'static str {
    match prediction.outcome {
        Outcome::Fails => "Failed",
        Outcome::Restores | Outcome::RestoresWithLoss => "Completed",
        Outcome::Unknown => "Unknown",
    }
}

/// The stage as the sweep and the PostgreSQL records name it.
fn stage(prediction: &Prediction) -> Value {
    json!(
        prediction
            .restore
            .as_ref()
            .and_then(|restore| restore.stage.clone())
    )
}

fn by_id<T>(items: &[T], key: impl Fn(&T) -> (String, Value)) -> Value {
    Value::Object(items.iter().map(key).collect())
}

fn check_oracle(differences: &mut Differences, record: &Value, opened: &Opened) {
    let case = record["file"].as_str().unwrap();
    let mut compare =
        |field: &str, server: &Value, ours: Value| differences.compare(case, field, server, ours);
    let prediction = opened.predict(None, &target(&record["options"], Store::Other));
    compare("status", &record["status"], json!(status(&prediction)));
    compare(
        "message",
        &record["message"],
        json!(prediction.server_message),
    );
    let Some(restore) = &prediction.restore else {
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
    if let Some(server) = record.get("postgresql") {
        let prediction = opened.predict(None, &target(&record["options"], Store::PostgreSql));
        compare(
            "postgresql.status",
            &server["status"],
            json!(status(&prediction)),
        );
        compare(
            "postgresql.message",
            &server["message"],
            json!(prediction.server_message),
        );
        compare("postgresql.stage", &server["stage"], stage(&prediction));
    } else {
        let prediction = opened.predict(None, &target(&record["options"], Store::PostgreSql));
        compare(
            "postgresql.status",
            &record["status"],
            json!(status(&prediction)),
        );
        compare(
            "postgresql.message",
            &record["message"],
            json!(prediction.server_message),
        );
    }
    let Some(app) = &prediction.app else {
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
        &json!(server["appSettings"]["patterns"].as_array().map(Vec::len)),
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
    fn field(field: &backup_inspector::report::Field) -> Value {
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

fn field_nested(field: &backup_inspector::report::Field) -> Value {
    json!({
        "id": field.id, "name": field.name, "type": field.field_type, "isHidden": field.hidden,
        "isLocked": field.locked, "isDisabled": field.disabled,
    })
}

fn oracle(folder: &Path) -> Differences {
    let mut differences = Differences::default();
    for line in std::fs::read_to_string(folder.join("oracle.jsonl"))
        .unwrap()
        .lines()
    {
        let record: Value = serde_json::from_str(line).unwrap();
        let Ok(bytes) = std::fs::read(folder.join(record["file"].as_str().unwrap())) else {
            continue;
        };
        let opened = open(&bytes);
        if opened.archive.dotnet.is_err() {
            continue;
        }
        differences.cases += 1;
        check_oracle(&mut differences, &record, &opened);
    }
    differences
}

#[test]
fn all_samples_end_as_squidex_ended_them() {
    if let Some(folder) = shared() {
        oracle(&folder).done("the oracle");
    }
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

fn changed_event(opened: &Opened, line: &Value) -> EventRead {
    let index = line["event_index"].as_u64().unwrap();
    let mut record: Value = serde_json::from_slice(&opened.event_bytes[index as usize]).unwrap();
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
    decode::event(
        index,
        record.to_string().as_bytes(),
        &mut decode::Context::default(),
        &mut FindingSet::default(),
    )
}

fn check_sweep(differences: &mut Differences, line: &Value, opened: &Opened) {
    let case = format!(
        "{} {} {} {} {} {}",
        line["base"].as_str().unwrap(),
        line["event_index"],
        line["type"].as_str().unwrap(),
        line["part"].as_str().unwrap(),
        line["path"],
        line["op"].as_str().unwrap()
    );
    let changed = changed_event(opened, line);
    let prediction = opened.predict(Some(&changed), &target(&Value::Null, Store::Other));
    let mut compare =
        |field: &str, server: &Value, ours: Value| differences.compare(&case, field, server, ours);
    compare("status", &line["status"], json!(status(&prediction)));
    let Some(restore) = &prediction.restore else {
        return;
    };
    if line["status"] == "Failed" {
        compare(
            "message",
            &line["message"],
            json!(prediction.server_message),
        );
        compare("stage", &line["stage"], json!(restore.stage));
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
    let Some(app) = &prediction.app else {
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

fn sweep(folder: &Path) -> Differences {
    let mut differences = Differences::default();
    let mut archives: HashMap<String, Opened> = HashMap::new();
    for line in std::fs::read_to_string(folder.join("field-sweep.jsonl"))
        .unwrap()
        .lines()
    {
        let line: Value = serde_json::from_str(line).unwrap();
        let base = line["base"].as_str().unwrap();
        let opened = archives
            .entry(base.to_owned())
            .or_insert_with(|| open(&std::fs::read(folder.join(base)).unwrap()));
        differences.cases += 1;
        check_sweep(&mut differences, &line, opened);
    }
    differences
}

#[test]
fn all_changed_fields_end_as_squidex_ended_them() {
    if let Some(folder) = shared() {
        sweep(&folder).done("the field sweep");
    }
}
