//! The folder for Squidex's own command line: against the JSON schemas of what it reads, and against an example that was
//! written by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod squidex;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use backup_inspector::format::squidex::target::Target;
use backup_inspector::inspect::export::Wanted;
use serde_json::Value;
use squidex::{sample, scanned};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sync")
}

fn folder(file: &str, include: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let wanted = Wanted {
        what: "sync".into(),
        in_folder: true,
        include: include.iter().map(ToString::to_string).collect(),
        ..Wanted::default()
    };
    let scanned = scanned(sample(file).unwrap());
    scanned.export(&Target::default(), &wanted).unwrap().0
}

fn json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    let bytes = files
        .get(path)
        .unwrap_or_else(|| panic!("{path} is not in {:?}", files.keys()));
    serde_json::from_slice(bytes).unwrap()
}

/// What a document has that its schema does not allow: the words of draft 4 that the schemas use.
fn faults(schema: &Value, root: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        return faults(target, root, value, place, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &&Value| {
            let mut own = Vec::new();
            faults(choice, root, value, place, &mut own);
            own.is_empty()
        };
        if choices.iter().filter(fits).count() != 1 {
            found.push(format!("{place}: none of its choices"));
        }
    }
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => value.is_number(),
    };
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is(name)) {
        found.push(format!("{place}: {value} is no {types:?}"));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        found.push(format!("{place}: {value} is none of {allowed:?}"));
    }
    if let (Some(text), Some(least)) = (value.as_str(), schema["minLength"].as_u64())
        && (text.chars().count() as u64) < least
    {
        found.push(format!("{place}: too short"));
    }
    if let (Some(text), Some(most)) = (value.as_str(), schema["maxLength"].as_u64())
        && text.chars().count() as u64 > most
    {
        found.push(format!("{place}: too long"));
    }
    if let (Some(items), true) = (value.as_array(), schema["items"].is_object()) {
        for (at, item) in items.iter().enumerate() {
            faults(
                &schema["items"],
                root,
                item,
                &format!("{place}/{at}"),
                found,
            );
        }
    }
    let Some(fields) = value.as_object() else {
        return;
    };
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !fields.contains_key(name) {
            found.push(format!("{place}: {name} is missing"));
        }
    }
    for (name, field) in fields {
        let place = format!("{place}/{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (own @ Value::Object(_), _) => faults(own, root, field, &place, found),
            (_, Value::Bool(false)) => found.push(format!("{place}: not known")),
            (_, other @ Value::Object(_)) => faults(other, root, field, &place, found),
            _ => {}
        }
    }
}

/// What the command line's validation would refuse in a folder.
fn refused(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    const KINDS: [(&str, &str); 6] = [
        ("schemas/", "schema"),
        ("rules/", "rule"),
        ("workflows/", "workflow"),
        ("contents/", "contents"),
        ("assets/", "assets"),
        ("assetFolders/", "assetFolders"),
    ];
    let mut found = Vec::new();
    for path in files.keys().filter(|path| path.ends_with(".json")) {
        let kind = match KINDS.iter().find(|(start, _)| path.starts_with(start)) {
            Some((_, kind)) => *kind,
            None if path == "app.json" => "app",
            None => continue,
        };
        let text = std::fs::read_to_string(data().join(format!("schemas/{kind}.json"))).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        let document = json(files, path);
        faults(&schema, &schema, &document, path, &mut found);
        // Fields are validated by their common properties only; the command line reads them by their own class.
        if kind == "schema" {
            let nested = |field: &Value| field["nested"].as_array().cloned().unwrap_or_default();
            let fields = document["schema"]["fields"].as_array().unwrap().clone();
            let all = fields
                .iter()
                .flat_map(|field| [vec![field.clone()], nested(field)].concat());
            for field in all {
                let properties = &field["properties"];
                let class = &schema["x-fieldTypes"][properties["fieldType"].as_str().unwrap()];
                let Some(class) = class.as_str() else {
                    found.push(format!("{path}: {} is no type", properties["fieldType"]));
                    continue;
                };
                let own = &schema["definitions"][class];
                faults(
                    own,
                    &schema,
                    properties,
                    &format!("{path} {}", field["name"]),
                    &mut found,
                );
                for name in properties.as_object().unwrap().keys() {
                    if own["properties"][name].is_null() {
                        found.push(format!("{path} {}: {name} is not known", field["name"]));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn the_smallest_backup_becomes_the_example() {
    let files = folder("base/tiny.zip", &[]);
    let example = data().join("example-tiny");
    for path in [
        "app.json",
        "schemas/posts.json",
        "contents/posts/0.json",
        "assets/0.json",
        "assetFolders/assetFolders.json",
    ] {
        let text = std::fs::read_to_string(example.join(path)).unwrap();
        let mut expected: Value = serde_json::from_str(&text).unwrap();
        expected.as_object_mut().unwrap().remove("$schema");
        assert_eq!(json(&files, path), expected, "{path}");
    }
    assert_eq!(
        files["assets/files/7d1bba69-895d-4a26-8423-b6fd19c74bf1.blob"],
        b"hello\n"
    );
    let readme = String::from_utf8(files["README.md"].clone()).unwrap();
    for word in [
        "13.13",
        "2024-05-06T07:15:33Z",
        "sq sync in PATH -t app -t contents -t rules",
        "1 schema",
        "3 contents",
    ] {
        assert!(readme.contains(word), "{word}: {readme}");
    }
}

#[test]
fn the_command_line_takes_what_is_written() {
    for file in [
        "base/full.zip",
        "base/tiny.zip",
        "base/legacy-v1.zip",
        "base/legacy-v2n.zip",
        "base/ruledel.zip",
        "base/restoredapp.zip",
        "base/schemadel-late.zip",
        "base/singlecontent.zip",
        "mutants/24-unknown-at-0.zip",
        "mutants/10-top-folder-dot.zip",
    ] {
        for include in [&[][..], &["rule-secrets", "protected-assets"]] {
            let files = folder(file, include);
            assert_eq!(refused(&files), [""; 0], "{file}");
            assert!(files.contains_key("README.md"), "{file}");
        }
    }
}

#[test]
fn what_would_do_harm_stays_out() {
    let files = folder("base/full.zip", &[]);
    let all: Vec<u8> = files.values().flatten().copied().collect();
    let all = String::from_utf8_lossy(&all).into_owned();
    for secret in [
        "K3y7notreal",
        "xIbwLk7sNq0Zd0V3example1",
        "hook-secret-not-real",
        "algolia-not-real",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
    let rules = |files: &BTreeMap<String, Vec<u8>>| {
        let rules = files.keys().filter(|path| path.starts_with("rules/"));
        rules.map(|path| json(files, path)).collect::<Vec<_>>()
    };
    assert!(rules(&files).iter().all(|rule| rule["isEnabled"] == false));
    let protected = |files: &BTreeMap<String, Vec<u8>>| {
        let assets = json(files, "assets/0.json");
        let assets = assets["assets"].as_array().unwrap().clone();
        assets
            .iter()
            .filter(|asset| asset["isProtected"] == true)
            .count()
    };
    assert_eq!(protected(&files), 0);
    assert!(
        files.contains_key("not-carried/drafts.ndjson")
            && files.contains_key("not-carried/schedules.ndjson")
    );
    let open = folder("base/full.zip", &["rule-secrets", "protected-assets"]);
    assert_eq!(protected(&open), 1);
    assert_eq!((rules(&files).len(), rules(&open).len()), (2, 6));
}

#[test]
fn nothing_is_lost_but_what_is_named() {
    let files = folder("base/full.zip", &["protected-assets"]);
    let record = squidex::lines("oracle.jsonl")
        .into_iter()
        .find(|record| record["file"] == "base/full.zip")
        .unwrap();
    let published: Vec<&Value> = record["contents"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["isDeleted"] == false)
        .collect();
    let mut carried = BTreeMap::new();
    for path in files.keys().filter(|path| path.starts_with("contents/")) {
        for item in json(&files, path)["contents"].as_array().unwrap() {
            carried.insert(item["id"].as_str().unwrap().to_owned(), item.clone());
        }
    }
    assert_eq!(carried.len(), published.len());
    for item in published {
        let ours = &carried[item["id"].as_str().unwrap()];
        assert_eq!(ours["status"], item["current"]["status"], "{ours}");
        // Fields that the command line does not know are named in the README.
        for (name, value) in item["current"]["data"].as_object().unwrap() {
            let is_component = matches!(name.as_str(), "seo" | "sections");
            let has_links = value.to_string().contains("/api/assets/");
            if name != "apiUser" && !value.is_null() && !is_component && !has_links {
                assert_eq!(&ours["data"][name], value, "{name} of {}", item["id"]);
            }
        }
    }
    let readme = String::from_utf8(files["README.md"].clone()).unwrap();
    assert!(
        readme.contains("products.apiUser") && readme.contains("lost.png"),
        "{readme}"
    );
}
