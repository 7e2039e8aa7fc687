//! What is exported against what Squidex's own store held after its own restore (`oracle.jsonl`), and the forms of exports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod squidex;

use std::collections::{BTreeMap, HashMap};

use backup_inspector::error::Error;
use backup_inspector::format::squidex::target::{Store, Target};
use backup_inspector::inspect::export::{Exported, Form, Wanted};
use serde_json::{Value, json};
use squidex::{Scanned, lines, sample, scanned, target};

/// The address of the server that the oracle was made on.
const SERVER: &str = "https://lab.example.org";

fn wanted(what: &str) -> Wanted {
    Wanted {
        what: what.into(),
        ..Wanted::default()
    }
}

/// An export of lines, of one file.
fn export(
    scanned: &Scanned,
    target: &Target,
    wanted: &Wanted,
) -> Result<(Vec<Value>, Exported), Error> {
    let (files, exported) = scanned.export(target, wanted)?;
    let text: Vec<u8> = files.into_values().flatten().collect();
    let lines = String::from_utf8(text).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    Ok((lines.collect(), exported))
}

/// Users by their id in the archive, as the oracle names them: accounts that were made, and whoever restores. An export
/// says of actors what the archive says.
struct Users(HashMap<String, String>);

impl Users {
    fn of(scanned: &Scanned, record: &Value) -> Users {
        let path = "attachments/135/users.json";
        let bytes = squidex::entry_bytes_if_there(scanned.bytes(), path).unwrap_or_default();
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        let all: HashMap<String, String> = serde_json::from_slice(bytes).unwrap_or_default();
        let made = record["users_created"].as_array().unwrap();
        let admin = record["options"]["admin_email"]
            .as_str()
            .unwrap_or("admin@lab.example.org");
        let known = all.into_iter().filter_map(|(id, email)| {
            if made.iter().any(|one| *one == email) {
                return Some((id, format!("{{user:{email}}}")));
            }
            (email == admin).then(|| (id, "lab-admin".into()))
        });
        Users(known.collect())
    }

    /// An actor as the oracle has it.
    fn actor(&self, actor: &Value) -> Value {
        let Some((kind, id)) = actor.as_str().and_then(|actor| actor.split_once(':')) else {
            return actor.clone();
        };
        match self.0.get(id).filter(|_| kind == "subject") {
            Some(account) => json!(format!("subject:{account}")),
            None => actor.clone(),
        }
    }
}

/// A line in the oracle's form.
fn as_item(line: &Value, users: &Users) -> Value {
    let schedule = match &line["schedule"] {
        Value::Null => Value::Null,
        schedule => json!({
            "status": schedule["status"],
            "scheduledBy": users.actor(&schedule["scheduled_by"]),
            "dueTime": schedule["due_time"],
        }),
    };
    json!({
        "id": line["id"],
        "schemaId": line["schema_id"],
        "version": line["version"],
        "isDeleted": line["deleted"],
        "current": line["current"],
        "new": line["new"],
        "schedule": schedule,
        "createdBy": users.actor(&line["created_by"]),
        "created": line["created"],
        "lastModified": line["last_modified"],
    })
}

/// An item of the oracle, without what is random.
fn expected(item: &Value) -> Value {
    let mut item = item.clone();
    let id = item["schemaId"]
        .as_str()
        .unwrap_or_default()
        .split(',')
        .next();
    item["schemaId"] = json!(id);
    if let Some(schedule) = item["schedule"].as_object_mut() {
        schedule.remove("id");
    }
    item
}

/// Numbers as doubles, on both sides.
fn doubles(value: &mut Value) {
    match value {
        Value::Number(number) => *value = json!(number.as_f64()),
        Value::Array(items) => items.iter_mut().for_each(doubles),
        Value::Object(fields) => fields.values_mut().for_each(doubles),
        _ => {}
    }
}

fn compare_contents(record: &Value, scanned: &Scanned, differences: &mut Vec<String>) {
    let case = record["file"].as_str().unwrap();
    let target = Target {
        target_url: Some(SERVER.into()),
        ..target(&record["options"], Store::Other)
    };
    let wanted = Wanted {
        all: true,
        as_restored: true,
        ..wanted("contents")
    };
    let Ok((lines, exported)) = export(scanned, &target, &wanted) else {
        // A file that is no backup at all.
        assert_eq!(record["contents"]["total"], 0, "{case}");
        return;
    };
    assert_eq!(exported.written, lines.len() as u64, "{case}");
    let mut by_schema: BTreeMap<&str, u64> = BTreeMap::new();
    for line in &lines {
        *by_schema
            .entry(line["schema_id"].as_str().unwrap())
            .or_default() += 1;
    }
    let server: BTreeMap<&str, u64> = record["contents"]["bySchema"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, of)| (id.as_str(), of["total"].as_u64().unwrap()))
        .collect();
    if by_schema != server {
        differences.push(format!("{case}: {server:?}\n    we {by_schema:?}"));
    }
    let Some(items) = record["contents"]["items"].as_array() else {
        return;
    };
    let users = Users::of(scanned, record);
    let by_id = |items: Vec<Value>| -> BTreeMap<String, Value> {
        items
            .into_iter()
            .map(|mut item| {
                doubles(&mut item);
                (item["id"].to_string(), item)
            })
            .collect()
    };
    let server = by_id(items.iter().map(expected).collect());
    let ours = by_id(lines.iter().map(|line| as_item(line, &users)).collect());
    for (id, item) in &server {
        match ours.get(id) {
            None => differences.push(format!("{case}: {id} is missing")),
            Some(ours) if ours != item => {
                differences.push(format!(
                    "{case}: {id}\n    server {item}\n    we     {ours}"
                ));
            }
            Some(_) => {}
        }
    }
}

#[test]
fn contents_are_what_squidex_holds_after_its_restore() {
    let mut differences = Vec::new();
    let mut cases = 0;
    for record in lines("oracle.jsonl") {
        let Some(bytes) = sample(record["file"].as_str().unwrap()) else {
            continue;
        };
        if record["contents"].is_null() {
            continue;
        }
        cases += 1;
        compare_contents(&record, &scanned(bytes), &mut differences);
    }
    assert!(cases >= 300, "only {cases}");
    assert!(
        differences.is_empty(),
        "{} differences in {cases} cases:\n{}",
        differences.len(),
        differences
            .iter()
            .take(30)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

fn full() -> Scanned {
    scanned(sample("base/full.zip").unwrap())
}

fn text_of(scanned: &Scanned, wanted: &Wanted) -> String {
    let (files, _) = scanned.export(&Target::default(), wanted).unwrap();
    String::from_utf8(files.into_values().flatten().collect()).unwrap()
}

#[test]
fn an_array_holds_the_lines() {
    let scanned = full();
    let (lines, exported) = export(&scanned, &Target::default(), &wanted("contents")).unwrap();
    assert_eq!((lines.len(), exported.left_out_count), (49, 0));
    assert!(lines.iter().all(|line| line["deleted"] == false));
    let keys = |line: &Value| {
        let schema = line["schema"].as_str().unwrap().to_owned();
        (schema, line["id"].as_str().unwrap().to_owned())
    };
    assert!(lines.is_sorted_by_key(keys));
    let array = Wanted {
        form: Form::Json,
        ..wanted("contents")
    };
    let array: Vec<Value> = serde_json::from_str(&text_of(&scanned, &array)).unwrap();
    assert_eq!(array, lines);
    let none = Wanted {
        form: Form::Json,
        only: vec!["orders".into()],
        ..wanted("contents")
    };
    assert_eq!(text_of(&scanned, &none), "[\n]\n");
}

#[test]
fn secrets_are_masked_unless_they_are_included() {
    let scanned = full();
    // Of full.zip: the key of a user, secrets of clients and of rules.
    let secrets = [
        "K3y7notreal",
        "xIbwLk7sNq0Zd0V3example1",
        "hook-secret-not-real",
        "X-Token=not-real",
        "algolia-not-real",
    ];
    for what in ["contents", "events", "rules"] {
        let masked = text_of(&scanned, &wanted(what));
        assert!(masked.contains("•••"), "{what}");
        for secret in secrets {
            assert!(!masked.contains(secret), "{what}: {secret}");
        }
    }
    for what in ["contents", "events"] {
        let open = Wanted {
            include: vec!["secrets".into()],
            ..wanted(what)
        };
        let open = text_of(&scanned, &open);
        assert!(open.contains(secrets[0]) && !open.contains("•••"), "{what}");
    }
}

#[test]
fn a_table_has_a_column_for_each_partition() {
    let scanned = full();
    let table = |only: &[&str], in_folder: bool| Wanted {
        form: Form::Csv,
        only: only.iter().map(ToString::to_string).collect(),
        in_folder,
        ..wanted("contents")
    };
    let several = scanned.export(&Target::default(), &table(&[], false));
    assert!(matches!(several, Err(Error::Invalid(_))), "{several:?}");
    let unknown = scanned.export(&Target::default(), &table(&["posts"], false));
    assert!(matches!(unknown, Err(Error::Invalid(_))), "{unknown:?}");
    let (files, _) = scanned
        .export(&Target::default(), &table(&[], true))
        .unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "categories.csv",
            "journal.csv",
            "products.csv",
            "shop-settings.csv"
        ]
    );
    let categories = text_of(&scanned, &table(&["categories"], false));
    assert_eq!(categories.as_bytes(), files["categories.csv"]);
    let head = "id,status,created,created_by,last_modified,last_modified_by,version,deleted,name.de,name.en,name.it,slug.iv,sort.iv\r\n";
    assert!(categories.starts_with(head), "{categories}");
    assert_eq!(categories.matches("\r\n").count(), 5);
    let empty = text_of(&scanned, &table(&["orders"], false));
    assert_eq!(empty.matches("\r\n").count(), 1, "{empty}");
}

#[test]
fn what_can_be_read_is_exported_whatever_the_server_does() {
    // An event that ends the restore; the first event can't be read; no event has its right name; events behind a gap.
    for (file, left_out) in [
        ("mutants/24-history-WebhookUpdatedEventV2.zip", 1),
        ("mutants/24-unknown-at-0.zip", 1),
        ("mutants/10-top-folder-dot.zip", 0),
        ("mutants/10-from-1.zip", 0),
    ] {
        let scanned = scanned(sample(file).unwrap());
        let (lines, exported) = export(&scanned, &Target::default(), &wanted("contents")).unwrap();
        assert_eq!(lines.len(), 3, "{file}");
        assert_eq!(exported.left_out_count, left_out, "{file}: {exported:?}");
        let restored = Wanted {
            as_restored: true,
            ..wanted("contents")
        };
        let (lines, _) = export(&scanned, &Target::default(), &restored).unwrap();
        assert!(lines.is_empty(), "{file}");
    }
}

#[test]
fn events_are_found_by_all_that_is_said_of_them() {
    use backup_inspector::inspect::export::Lines;
    let scanned = full();
    let all = Lines::default();
    let count = |lines: Lines| {
        let wanted = Wanted {
            lines,
            ..wanted("events")
        };
        export(&scanned, &Target::default(), &wanted).unwrap().0
    };
    let every = count(all.clone());
    assert_eq!(every.len(), 252);
    assert_eq!(every[0]["entry"], "events/0/0.json");
    assert_eq!(every[0]["payload"]["name"], "demo-shop");
    let some = |text: &str| Some(text.to_owned());
    let of_type = count(Lines {
        types: vec!["ContentCreated".into()],
        ..all.clone()
    });
    assert!(
        of_type.len() >= 50
            && of_type
                .iter()
                .all(|line| line["type"] == "ContentCreatedEventV2")
    );
    let of_one = count(Lines {
        stream: some("product-000"),
        ..all.clone()
    });
    assert_eq!(of_one.len(), 3);
    let range = count(Lines {
        from: Some(10),
        to: Some(12),
        ..all.clone()
    });
    assert_eq!(
        range
            .iter()
            .map(|line| line["index"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [10, 11, 12]
    );
    assert_eq!(
        count(Lines {
            text: some("TEEKANNEN"),
            ..all.clone()
        })
        .len(),
        1
    );
    let by = count(Lines {
        actor: some("client:demo-shop:importer"),
        ..all.clone()
    });
    assert!(
        !by.is_empty()
            && by
                .iter()
                .all(|line| line["actor"] == "client:demo-shop:importer")
    );
    // What is masked is not found either.
    assert!(
        count(Lines {
            text: some("hook-secret-not-real"),
            ..all
        })
        .is_empty()
    );
}

#[test]
fn assets_are_what_squidex_holds_after_its_restore() {
    let mut cases = 0;
    let mut differences = Vec::new();
    for record in lines("oracle.jsonl") {
        let case = record["file"].as_str().unwrap();
        let (Some(bytes), Some(items)) = (sample(case), record["assets"]["items"].as_array())
        else {
            continue;
        };
        let scanned = scanned(bytes);
        let target = target(&record["options"], Store::Other);
        let wanted = Wanted {
            all: true,
            as_restored: true,
            in_folder: true,
            ..wanted("assets")
        };
        let Ok((files, _)) = scanned.export(&target, &wanted) else {
            assert!(items.is_empty(), "{case}");
            continue;
        };
        cases += 1;
        let list = String::from_utf8(files["assets.ndjson"].clone()).unwrap();
        let tags = &record["app"]["tags"];
        let server: BTreeMap<String, Value> = items
            .iter()
            .map(|item| {
                let ids = item["tags"].as_array().into_iter().flatten();
                let names = ids
                    .filter_map(Value::as_str)
                    .map(|id| tags[id]["name"].as_str().unwrap_or(id).to_owned());
                let mut of = json!([
                    item["version"],
                    item["fileName"],
                    item["mimeType"],
                    item["fileVersion"],
                    item["fileSize"],
                    item["fileHash"],
                    item["isDeleted"],
                    names.collect::<Vec<_>>(),
                    item["metadata"],
                    item["hasFile"],
                ]);
                doubles(&mut of);
                (item["id"].as_str().unwrap().into(), of)
            })
            .collect();
        let ours: BTreeMap<String, Value> = list
            .lines()
            .map(|line| {
                let line: Value = serde_json::from_str(line).unwrap();
                let saved = line["saved_as"].as_str();
                let mut of = json!([
                    line["version"],
                    line["file_name"],
                    line["mime_type"],
                    line["file_version"],
                    line["bytes"],
                    line["hash"],
                    line["deleted"],
                    line["tags"],
                    line["metadata"],
                    saved.is_some_and(|saved| !files[saved].is_empty()),
                ]);
                doubles(&mut of);
                (line["id"].as_str().unwrap().into(), of)
            })
            .collect();
        for (id, item) in &server {
            if ours.get(id) != Some(item) {
                differences.push(format!(
                    "{case}: {id}\n    server {item}\n    we     {:?}",
                    ours.get(id)
                ));
            }
        }
        assert_eq!(ours.len(), server.len(), "{case}");
    }
    assert!(cases >= 250, "only {cases}");
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences
            .iter()
            .take(20)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn files_have_their_bytes_under_their_names() {
    use sha2::{Digest, Sha256};
    let scanned = full();
    let wanted = Wanted {
        in_folder: true,
        all_versions: true,
        ..wanted("assets")
    };
    let (files, exported) = scanned.export(&Target::default(), &wanted).unwrap();
    let list = String::from_utf8(files["assets.ndjson"].clone()).unwrap();
    let mut verified = 0;
    for line in list.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let Some(saved) = line["saved_as"].as_str() else {
            assert_eq!(line["hash_state"], "lost", "{line}");
            continue;
        };
        let bytes = &files[saved];
        assert_eq!(line["bytes"], bytes.len(), "{line}");
        if line["hash_state"] == "verified" {
            verified += 1;
            // The name that went into the hash is the present one, or an earlier one.
            let inner = base64(&Sha256::digest(bytes));
            let name = line["file_name"].as_str().unwrap();
            let outer = Sha256::digest(format!("{inner}{name}{}", bytes.len()));
            assert!(
                line["version"] != 0 || line["hash"] == base64(&outer),
                "{line}"
            );
        }
    }
    assert!(verified >= 12, "{list}");
    assert!(exported.left_out_count >= 1);
    assert!(
        files.contains_key("Images/Products/teapot.png"),
        "{:?}",
        files.keys()
    );
    // A whole file, without any server, of an archive with a folder on top.
    let scanned = squidex::scanned(sample("mutants/10-top-folder-dot.zip").unwrap());
    let (files, _) = scanned.export(&Target::default(), &wanted).unwrap();
    assert_eq!(files["hello.txt"], b"hello\n");
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A field without its properties, as the oracle has it.
fn bare_field(field: &Value) -> Value {
    let mut field = field.clone();
    let of = field.as_object_mut().unwrap();
    of.remove("properties");
    if let Some(nested) = of.get_mut("nested") {
        let bare: Vec<Value> = nested.as_array().unwrap().iter().map(bare_field).collect();
        *nested = json!(bare);
        // The oracle has none for an array without fields.
        if bare.is_empty() {
            of.remove("nested");
        }
    }
    field
}

/// The flow with what Squidex fills in taken out: what is null or false.
fn without_defaults(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null() && **value != json!(false))
            .map(|(key, value)| (key.clone(), without_defaults(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_defaults).collect(),
        other => other.clone(),
    }
}

#[test]
fn schemas_and_rules_are_what_squidex_holds_after_its_restore() {
    let mut differences = Vec::new();
    let (mut schemas, mut rules) = (0, 0);
    for record in lines("oracle.jsonl") {
        let case = record["file"].as_str().unwrap();
        let Some(bytes) = sample(case) else { continue };
        let scanned = scanned(bytes);
        let target = target(&record["options"], Store::Other);
        let all = |what: &str| Wanted {
            all: true,
            as_restored: true,
            ..wanted(what)
        };
        let mut compare = |what: &str, server: Vec<(String, Value)>, ours: Vec<(String, Value)>| {
            let (server, ours): (BTreeMap<_, _>, BTreeMap<_, _>) =
                (server.into_iter().collect(), ours.into_iter().collect());
            if server != ours {
                differences.push(format!(
                    "{case}: {what}\n    server {server:?}\n    we     {ours:?}"
                ));
            }
        };
        let id = |item: &Value| item["id"].as_str().unwrap_or_default().to_owned();
        if let (Some(items), Ok((lines, _))) = (
            record["schemas"].as_array(),
            export(&scanned, &target, &all("schemas")),
        ) {
            schemas += items.len();
            let of = |item: &Value| {
                let fields: Option<Vec<Value>> = item["fields"]
                    .as_array()
                    .map(|fields| fields.iter().map(bare_field).collect());
                json!([
                    item["name"],
                    item["type"],
                    item["category"],
                    item["version"],
                    item["isDeleted"],
                    item["isPublished"],
                    fields.unwrap_or_default()
                ])
            };
            compare(
                "schemas",
                items.iter().map(|item| (id(item), of(item))).collect(),
                lines.iter().map(|item| (id(item), of(item))).collect(),
            );
        }
        if let (Some(items), Ok((lines, _))) = (
            record["rules"].as_array(),
            export(&scanned, &target, &all("rules")),
        ) {
            rules += items.len();
            compare(
                "rules",
                items
                    .iter()
                    .map(|item| {
                        (
                            id(item),
                            json!([item["name"], item["enabled"], item["isDeleted"]]),
                        )
                    })
                    .collect(),
                lines
                    .iter()
                    .map(|item| {
                        (
                            id(item),
                            json!([item["name"], item["isEnabled"], item["isDeleted"]]),
                        )
                    })
                    .collect(),
            );
            if case == "base/full.zip" {
                compare(
                    "flows",
                    items
                        .iter()
                        .map(|item| (id(item), without_defaults(&item["flow"])))
                        .collect(),
                    lines
                        .iter()
                        .map(|item| (id(item), without_defaults(&item["flow"])))
                        .collect(),
                );
            }
        }
    }
    // Of the samples that travel with the project; all of them have more.
    assert!(schemas >= 200 && rules >= 40, "only {schemas}, {rules}");
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences
            .iter()
            .take(15)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}
