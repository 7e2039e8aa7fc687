//! The corpus of findings: a small sound backup, and one change each. What must be said of a change stands
//! beside it: the codes, all of them, and the outcome.

use backup_inspector::container::zip::Room;
use backup_inspector::format::squidex::layout::{asset_path, attachment_path, event_path};
use backup_inspector::format::squidex::target::{Initiator, Store, Target};
use backup_inspector::report::Outcome::{self, Fails, Restores, RestoresWithLoss as Loss, Unknown};
use serde_json::{Value, json};

use crate::build::{End, Entry, Zip, Zip64, deflate};

pub const APP: &str = "0b7d5a52-1111-4c2e-9a10-aaaaaaaaaaaa";
pub const SCHEMA: &str = "9c1d0e2f-2222-4a3b-8c4d-bbbbbbbbbbbb";
pub const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

// Positions of the events of the sound backup.
pub const CREATED: usize = 0;
pub const CONTRIBUTOR: usize = 1;
pub const SCHEMA_CREATED: usize = 2;
pub const FIELD_ADDED: usize = 3;
pub const CONTENT: usize = 4;
pub const ASSET: usize = 5;
pub const FOLDER: usize = 6;
pub const RULE: usize = 7;

/// One event record.
#[derive(Clone)]
pub struct Event {
    pub event_type: String,
    pub stream: Value,
    pub payload: Value,
    pub headers: Value,
    /// In the place of all of these.
    pub raw: Option<Vec<u8>>,
}

impl Event {
    fn bytes(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        json!({
            "n": { "t": self.event_type, "s": self.stream, "p": self.payload.to_string(), "h": self.headers },
            "streamName": null, "eventPosition": null, "eventStreamNumber": 0, "data": null,
        })
        .to_string()
        .into_bytes()
    }
}

/// An event of a kind of object; what all payloads have is added.
pub fn event(event_type: &str, kind: &str, id: &str, mut payload: Value) -> Event {
    payload["appId"] = format!("{APP},demo-shop").into();
    payload["actor"] = "subject:u1".into();
    payload["fromRule"] = false.into();
    match kind {
        "schema" => payload["schemaId"] = format!("{id},posts").into(),
        "content" => {
            payload["contentId"] = id.into();
            payload["schemaId"] = format!("{SCHEMA},posts").into();
        }
        "asset" => payload["assetId"] = id.into(),
        "assetFolder" => payload["assetFolderId"] = id.into(),
        "rule" => payload["ruleId"] = id.into(),
        _ => {}
    }
    let stream = match kind {
        "app" => format!("app-{APP}"),
        _ => format!("{kind}-{APP}--{id}"),
    };
    Event {
        event_type: event_type.into(),
        stream: stream.into(),
        payload,
        headers: json!({ "Timestamp": "2024-05-06T07:08:09Z" }),
        raw: None,
    }
}

pub fn app(event_type: &str, payload: Value) -> Event {
    event(event_type, "app", "", payload)
}

/// The deletion of an asset or a content.
pub fn deleted(kind: &str, id: &str) -> Event {
    let event_type = match kind {
        "asset" => "AssetDeletedEvent",
        _ => "ContentDeletedEvent",
    };
    event(event_type, kind, id, json!({}))
}

pub fn content(id: &str) -> Event {
    let payload = json!({ "status": "Draft", "data": { "title": { "iv": "Blue kettle" } } });
    event("ContentCreatedEventV2", "content", id, payload)
}

pub fn asset(event_type: &str, file_version: u64, file_hash: &str) -> Event {
    let payload = json!({
        "parentId": NO_ID, "fileName": "hello.txt", "fileHash": file_hash, "mimeType": "text/plain",
        "slug": "hello.txt", "fileVersion": file_version, "fileSize": 6, "type": "Unknown",
        "metadata": {}, "tags": [],
    });
    event(event_type, "asset", "a-001", payload)
}

/// Of the six bytes `hello\n` under the name `hello.txt`.
const HELLO_HASH: &str = "uHMHIhoOG3dobM4BptZoDh8pj+DCQ1mHopm88LA+FNE=";

/// A backup in parts.
pub struct Backup {
    pub events: Vec<Event>,
    /// Path and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

fn path(name: &str) -> String {
    attachment_path(name).unwrap()
}

/// The sound backup: nothing is to be said of it.
pub fn sound() -> Backup {
    let schema = json!({ "schema": {
        "type": "Default", "name": "posts", "isPublished": true, "fields": [], "fieldsInLists": [],
        "fieldsInReferences": [], "properties": {},
    } });
    let field = json!({
        "fieldId": "1,title", "name": "title", "partitioning": "invariant",
        "properties": { "$type": "StringField" },
    });
    let rule = json!({
        "trigger": { "triggerType": "ManualTrigger" }, "isEnabled": false,
        "flow": { "steps": {}, "initialStepId": NO_ID },
    });
    let folder = json!({ "parentId": NO_ID, "folderName": "Pictures" });
    Backup {
        events: vec![
            app("AppCreatedEvent", json!({ "name": "demo-shop" })),
            app("AppContributorAssignedEventV2", json!({ "contributorId": "u1", "role": "Owner" })),
            event("SchemaCreatedEventV2", "schema", SCHEMA, schema),
            event("FieldAddedEvent", "schema", SCHEMA, field),
            content("c-001"),
            asset("AssetCreatedEventV2", 0, HELLO_HASH),
            event("AssetFolderCreatedEvent", "assetFolder", "f-001", folder),
            event("RuleCreatedEventV2", "rule", "r-001", rule),
        ],
        files: [
            (path("version.json"), &br#"{"major":5}"#[..]),
            (path("users.json"), br#"{"u1":"anna@demo-shop.example"}"#),
            (path("settings.json"), b"{}"),
            (path("assettags.json"), b"{}"),
            (
                path("urls.json"),
                br#"{"assets":"https://a.example/api/assets/","assetsApp":"https://a.example/api/assets/demo-shop/"}"#,
            ),
            (asset_path("a-001", 0).unwrap(), b"hello\n"),
        ]
        .map(|(path, bytes)| (path, bytes.to_vec()))
        .into(),
    }
}

impl Backup {
    /// As a ZIP that can still be changed.
    pub fn zip(&self) -> Zip {
        let events = self.events.iter().enumerate();
        let events = events.map(|(index, event)| (event_path(index as u64), event.bytes()));
        Zip::of(
            self.files
                .iter()
                .cloned()
                .chain(events)
                .map(|(path, bytes)| Entry::deflated(&path, &bytes)),
        )
    }

    pub fn file(&mut self, name: &str) -> &mut Vec<u8> {
        let path = path(name);
        let place = self.files.iter().position(|(known, _)| *known == path);
        let place = place.unwrap_or_else(|| {
            self.files.push((path, Vec::new()));
            self.files.len() - 1
        });
        &mut self.files[place].1
    }
}

/// One archive of the corpus.
pub struct Case {
    /// Every code that its report must have, and no other.
    pub codes: Vec<&'static str>,
    pub outcome: Outcome,
    pub bytes: Vec<u8>,
    pub target: Target,
    /// Other codes may be there as well: the damage is all over the place.
    pub and_more: bool,
    /// The data is given up unread.
    pub give_up: bool,
    /// Of the directory, no more is kept.
    pub room: Room,
}

fn case(codes: &[&'static str], outcome: Outcome, bytes: Vec<u8>) -> Case {
    Case {
        codes: codes.to_vec(),
        outcome,
        bytes,
        target: Target::default(),
        and_more: false,
        give_up: false,
        room: Room::default(),
    }
}

/// One with changed events or files.
fn changed(codes: &[&'static str], outcome: Outcome, change: impl FnOnce(&mut Backup)) -> Case {
    let mut backup = sound();
    change(&mut backup);
    case(codes, outcome, backup.zip().build())
}

/// One with a changed payload.
fn payload(
    codes: &[&'static str],
    outcome: Outcome,
    event: usize,
    key: &str,
    value: Value,
) -> Case {
    changed(codes, outcome, |backup| {
        backup.events[event].payload[key] = value
    })
}

/// One with an event more.
fn with_event(codes: &[&'static str], outcome: Outcome, event: Event) -> Case {
    changed(codes, outcome, |backup| backup.events.push(event))
}

/// One with another text of an attachment.
fn file(codes: &[&'static str], outcome: Outcome, name: &str, text: &str) -> Case {
    changed(codes, outcome, |backup| *backup.file(name) = text.into())
}

/// One with the raw bytes of an event.
fn raw(code: &'static str, outcome: Outcome, bytes: Vec<u8>) -> Case {
    changed(&[code], outcome, |backup| {
        backup.events[CONTENT].raw = Some(bytes)
    })
}

/// One with a changed container.
fn zip(codes: &[&'static str], outcome: Outcome, change: impl FnOnce(&mut Zip)) -> Case {
    case(codes, outcome, sound().zip().with(change).build())
}

/// One with an entry renamed.
fn renamed(codes: &[&'static str], outcome: Outcome, from: &str, to: &str) -> Case {
    zip(codes, outcome, |zip| at(zip, from).name = to.into())
}

/// The restore has the target as it is described.
fn on(mut case: Case, change: impl FnOnce(&mut Target)) -> Case {
    change(&mut case.target);
    case
}

fn at<'a>(zip: &'a mut Zip, name: &str) -> &'a mut Entry {
    let entries = &mut zip.entries;
    let place = entries
        .iter()
        .position(|entry| entry.name == name.as_bytes());
    &mut entries[place.unwrap()]
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut all = files();
    all.extend(containers());
    all.extend(events());
    all.extend(layouts());
    all.extend(failures());
    all.extend(nul_characters());
    all.extend(columns());
    all.extend(losses());
    all.extend(notes());
    all.extend(targets());
    all
}

fn files() -> Vec<Case> {
    vec![
        case(&["empty-file"], Fails, Vec::new()),
        case(
            &["saved-report"],
            Fails,
            br#"{"schema_version":1,"tool":{"name":"backup-inspector","version":"0.1.0"},
                "source":{"file_name":"shop.zip","bytes":1},"judged_at":"2026-11-28T10:00:00Z"}"#
                .to_vec(),
        ),
        case(
            &["not-a-zip"],
            Fails,
            b"<!DOCTYPE html><title>Sign in</title>".to_vec(),
        ),
        case(
            &["not-a-backup"],
            Fails,
            Zip::of([Entry::stored("hello.txt", b"hello\n")]).build(),
        ),
        // Not one byte is read.
        Case {
            give_up: true,
            ..case(&["part-not-read"], Unknown, sound().zip().build())
        },
        // Eight million entries would cost every run half a gigabyte: the limit is lower instead.
        Case {
            room: Room {
                entries: 5,
                ..Room::default()
            },
            and_more: true,
            ..case(&["zip-too-many-entries"], Unknown, sound().zip().build())
        },
        Case {
            room: Room {
                name_bytes: 100,
                ..Room::default()
            },
            and_more: true,
            ..case(&["zip-too-many-entries"], Unknown, sound().zip().build())
        },
    ]
}

fn containers() -> Vec<Case> {
    let event = &event_path(CONTENT as u64);
    let users = &path("users.json");
    let note = |bytes: &[u8]| Entry::stored("note.txt", bytes);
    let end = |change: fn(&mut End)| move |zip: &mut Zip| change(&mut zip.end);
    vec![
        zip(
            &["zip-no-end-record", "zip-directory-recovered"],
            Fails,
            |zip| {
                (zip.no_end, zip.no_directory) = (true, true);
            },
        ),
        zip(
            &["zip-end-record-too-far", "zip-directory-recovered"],
            Fails,
            |zip| zip.suffix = vec![0; 70_000],
        ),
        zip(
            &["zip-several-end-records", "zip-unused-bytes"],
            Restores,
            |zip| {
                zip.behind_directory = Zip::default().build();
            },
        ),
        zip(&["zip-trailing-data"], Restores, |zip| {
            zip.suffix = b"0123456789".to_vec()
        }),
        zip(&["zip-spanned"], Fails, end(|end| end.disk = Some(1))),
        zip(&["zip64-inconsistent"], Restores, |zip| {
            zip.zip64 = Some(Zip64 {
                end_keeps_numbers: true,
                ..Zip64::default()
            });
            zip.end.entries = Some(u16::MAX);
            zip.end.directory_bytes = Some(3);
        }),
        zip(&["zip64-broken", "zip-directory-recovered"], Fails, |zip| {
            zip.zip64 = Some(Zip64 {
                locator_offset: Some(7),
                ..Zip64::default()
            });
        }),
        zip(
            &["zip-wrong-entry-count", "zip-directory-recovered"],
            Fails,
            end(|end| end.entries = Some(5)),
        ),
        zip(
            &[
                "zip-wrong-directory-offset",
                "zip-directory-recovered",
                "zip-wrong-entry-count",
            ],
            Fails,
            end(|end| end.directory_offset = Some(3)),
        ),
        zip(
            &["zip-wrong-directory-size"],
            Restores,
            end(|end| end.directory_bytes = Some(3)),
        ),
        zip(&["zip-leading-data"], Restores, |zip| {
            zip.prefix = b"#!/bin/sh\n".to_vec();
            zip.prefix_counts = true;
        }),
        zip(&["zip-unused-bytes"], Restores, |zip| {
            zip.entries[1].gap = vec![0; 100]
        }),
        case(&["zip-sent-as-text"], Fails, sent_as_text()),
        zip(
            &["zip-local-header-missing", "event-unreadable"],
            Fails,
            |zip| {
                at(zip, event).local_signature = *b"PK\x03\x05";
            },
        ),
        zip(
            &["zip-unsupported-method", "event-unreadable"],
            Fails,
            |zip| {
                at(zip, event).method = 12;
            },
        ),
        zip(&["zip-encrypted"], Restores, |zip| at(zip, event).flags = 1),
        case(
            &["zip-duplicate-name", "not-a-backup"],
            Fails,
            Zip::of([note(b"one"), note(b"two")]).build(),
        ),
        zip(&["zip-bad-name", "unknown-entries"], Restores, |zip| {
            zip.entries
                .push(note(b"one").with(|entry| entry.name = b"a\x01b".to_vec()));
        }),
        zip(
            &[
                "zip-overlap",
                "unknown-entries",
                "zip-local-differs",
                "zip-wrong-checksum",
            ],
            Loss,
            |zip| {
                let entry = note(b"one").with(|entry| entry.offset = Some(0));
                zip.entries.push(entry);
            },
        ),
        zip(&["zip-bomb", "unknown-entries"], Restores, |zip| {
            zip.entries
                .push(Entry::deflated("note.txt", &vec![0; 65 << 20]));
        }),
        zip(&["zip-wrong-size"], Loss, |zip| {
            at(zip, users).uncompressed += 1
        }),
        zip(&["zip-local-differs"], Restores, |zip| {
            at(zip, users).local_crc32 = Some(1)
        }),
        zip(&["zip-wrong-checksum"], Loss, |zip| {
            let entry = at(zip, users);
            entry.local_crc32 = Some(entry.crc32 ^ 1);
            entry.crc32 ^= 1;
        }),
        zip(&["zip-undecodable"], Restores, |zip| {
            let name = path("version.json");
            *at(zip, &name) = Entry::raw(&name, 8, br#"{"major":5}"#, vec![0xFF; 9]);
        }),
        zip(&["zip-compressed-rest"], Restores, |zip| {
            let mut data = deflate(b"{}");
            data.extend_from_slice(b"rest");
            let name = path("settings.json");
            *at(zip, &name) = Entry::raw(&name, 8, b"{}", data);
        }),
    ]
}

/// As a program leaves it that takes everything for text.
fn sent_as_text() -> Vec<u8> {
    let mut out = Vec::new();
    for byte in sound().zip().build() {
        match byte {
            0..=127 => out.push(byte),
            _ => out.extend_from_slice("\u{FFFD}".as_bytes()),
        }
    }
    out
}

fn events() -> Vec<Case> {
    let mut old_rule = sound().events[RULE].payload.clone();
    old_rule["action"] = json!({ "actionType": "Nope" });
    vec![
        raw("event-empty", Fails, Vec::new()),
        raw("event-json-invalid", Fails, b"{".to_vec()),
        raw("event-record-invalid", Fails, b"[]".to_vec()),
        raw(
            "event-generation-unsupported",
            Fails,
            br#"{"type":"AppCreatedEvent","payload":{},"metadata":{}}"#.to_vec(),
        ),
        raw("event-too-large", Unknown, vec![b'1'; (64 << 20) + 1]).also("zip-bomb"),
        changed(&["event-byte-order-mark"], Restores, |backup| {
            let event = &mut backup.events[CONTENT];
            let mut bytes = b"\xEF\xBB\xBF".to_vec();
            bytes.extend(event.bytes());
            event.raw = Some(bytes);
        }),
        changed(&["event-stream-invalid"], Fails, |backup| {
            backup.events[CONTENT].stream = "content".into();
        }),
        changed(&["event-header-invalid"], Fails, |backup| {
            backup.events[CONTENT].headers["Extra"] = json!({});
        }),
        changed(&["event-timestamp-unreadable"], Restores, |backup| {
            backup.events[CONTENT].headers = json!({});
        }),
        changed(&["event-without-headers"], Restores, |backup| {
            backup.events[CONTENT].headers = Value::Null;
        }),
        changed(&["unknown-event-type"], Fails, |backup| {
            backup.events[CONTENT].event_type = "ContentCreatedEventV9".into();
        }),
        payload(
            &["event-field-invalid"],
            Fails,
            CONTENT,
            "contentId",
            Value::Null,
        ),
        payload(
            &["event-discriminator-unknown"],
            Fails,
            FIELD_ADDED,
            "properties",
            json!({ "$type": "Nope" }),
        ),
        payload(
            &["number-not-exact"],
            Loss,
            CONTENT,
            "data",
            json!({ "title": { "iv": 9_007_199_254_740_993_u64 } }),
        ),
        with_event(
            &["rule-action-replaced", "rules-active"],
            Loss,
            event("RuleCreatedEvent", "rule", "r-002", old_rule),
        ),
        payload(
            &["rule-type-replaced"],
            Loss,
            RULE,
            "flow",
            json!({ "steps": { NO_ID: { "step": { "$type": "Nope" } } }, "initialStepId": NO_ID }),
        ),
        with_event(
            &["old-client-role-lost"],
            Loss,
            app(
                "AppClientChangedEvent",
                json!({ "id": "default", "isReader": true }),
            ),
        ),
        with_event(
            &["team-event"],
            Restores,
            event(
                "TeamUpdatedEvent",
                "team",
                "t-001",
                json!({ "teamId": "t-001", "name": "us" }),
            ),
        ),
    ]
}

fn layouts() -> Vec<Case> {
    let version = &path("version.json");
    let users = &path("users.json");
    let first = &event_path(0);
    vec![
        changed(&["no-event"], Fails, |backup| backup.events.clear()),
        renamed(
            &["event-gap", "unknown-entries"],
            Loss,
            &event_path(3),
            "gone",
        ),
        renamed(
            &["top-folder", "no-event"],
            Fails,
            first,
            &format!("backup/{first}"),
        ),
        renamed(
            &["back-slashes", "zip-bad-name"],
            Restores,
            version,
            &version.replace('/', "\\"),
        ),
        renamed(&["wrong-case"], Restores, version, &version.to_uppercase()),
        renamed(
            &["spaces-in-name"],
            Restores,
            version,
            &format!(" {version}"),
        ),
        zip(&["zero-padded-event"], Restores, |zip| {
            zip.entries.push(Entry::stored("events/0/007.json", b"{}"));
        }),
        zip(&["event-in-wrong-folder"], Loss, |zip| {
            zip.entries.push(Entry::stored("events/1/8.json", b"{}"));
        }),
        renamed(
            &["attachment-in-wrong-folder"],
            Restores,
            version,
            "attachments/1/version.json",
        ),
        renamed(
            &["required-file-missing", "unknown-entries"],
            Fails,
            users,
            "gone",
        ),
        file(&["required-file-empty"], Fails, "users.json", ""),
        renamed(
            &["required-file-misplaced", "attachment-in-wrong-folder"],
            Fails,
            users,
            "attachments/1/users.json",
        ),
        file(&["optional-file-empty"], Restores, "version.json", ""),
        zip(&["duplicate-entry"], Restores, |zip| {
            zip.entries.push(Entry::stored(users, b"{}"));
        }),
        zip(&["unknown-entries"], Restores, |zip| {
            zip.entries.push(Entry::stored("note.txt", b"one"));
        }),
        zip(&["folder-entries"], Restores, |zip| {
            zip.entries.push(Entry::stored("events/", b""));
        }),
    ]
}

fn failures() -> Vec<Case> {
    let other = "11111111-1111-4111-8111-111111111111";
    let named = |id: &str| Value::from(format!("{id},demo-shop"));
    let asset = asset_path("a-001", 0).unwrap();
    vec![
        file(&["version-null"], Fails, "version.json", "null"),
        file(
            &["version-not-supported"],
            Fails,
            "version.json",
            r#"{"major":6}"#,
        ),
        changed(&["first-event-not-app-created"], Fails, |backup| {
            backup.events.remove(CREATED);
        }),
        payload(&["app-id-missing"], Fails, CREATED, "appId", Value::Null),
        payload(&["app-name-missing"], Fails, CREATED, "name", " ".into()),
        on(changed(&["app-name-taken"], Fails, |_| {}), |target| {
            target.existing_apps = vec!["demo-shop".into()];
        }),
        with_event(
            &["second-app-created"],
            Fails,
            app("AppCreatedEvent", json!({ "name": "demo-shop" })),
        ),
        file(&["users-invalid"], Fails, "users.json", "[]"),
        file(&["tags-invalid"], Fails, "assettags.json", "[]"),
        file(
            &["urls-incomplete"],
            Fails,
            "urls.json",
            r#"{"assets":"https://a.example/"}"#,
        ),
        payload(&["event-not-accepted"], Fails, CONTENT, "data", Value::Null),
        zip(&["asset-unreadable", "zip-undecodable"], Fails, |zip| {
            *at(zip, &asset) = Entry::raw(&asset, 8, b"hello\n", vec![0xFF; 9]);
        }),
        file(&["settings-invalid"], Fails, "settings.json", "[]"),
        with_event(
            &["app-not-rebuilt"],
            Fails,
            app("AppRoleAddedEvent", json!({ "name": null })),
        ),
        changed(&["object-not-rebuilt"], Fails, |backup| {
            let status = json!({ "status": "Published", "change": "Published" });
            let event = event("ContentStatusChangedEventV2", "content", "c-001", status);
            backup.events.insert(CONTENT, event);
        }),
        changed(
            &["object-not-stored", "event-in-other-stream"],
            Fails,
            |backup| {
                backup.events[RULE].stream = format!("asset-{APP}--r-001").into();
                backup
                    .events
                    .push(event("RuleDisabledEvent", "rule", "r-001", json!({})));
            },
        ),
        with_event(
            &["stored-event-unreadable"],
            Fails,
            event("ContentPublishedEvent", "content", "c-001", json!({})),
        ),
        changed(&["schema-unreadable"], Fails, |backup| {
            backup.events[SCHEMA_CREATED].payload["schema"]["fieldsInLists"] = Value::Null;
        }),
        payload(
            &[
                "app-not-in-its-stream",
                "event-in-other-stream",
                "stream-of-other-app",
            ],
            Fails,
            CREATED,
            "appId",
            named(other),
        ),
        changed(&["app-without-actor"], Fails, |backup| {
            backup.events[CREATED].payload["actor"] = Value::Null;
            backup.events[CONTRIBUTOR].payload["actor"] = Value::Null;
        }),
        // Only texts without a link of the app stumble over a missing `assets`.
        changed(&[], Restores, |backup| {
            *backup.file("urls.json") = br#"{"assetsApp":"https://a.example/x/"}"#.to_vec();
            backup.events[CONTENT].payload["data"]["title"]["iv"] =
                "see https://a.example/x/1 and https://a.example/2".into();
        }),
        on(
            payload(&["postgresql-limit"], Fails, ASSET, "fileName", Value::Null),
            |target| target.store = Store::PostgreSql,
        ),
    ]
}

/// U+0000 in a text of each kind of object: only PostgreSQL refuses it.
fn nul_characters() -> Vec<Case> {
    let cases = [
        "label", "role", "schema", "rule", "folder", "asset", "settings", "tags", "name", "script", "hints", "metadata",
        "flow", "secret", "workflow", "step",
    ]
    .map(|what| {
        let mut backup = sound();
        let nul = Value::from("a\u{0}b");
        match what {
            "label" => backup
                .events
                .push(app("AppUpdatedEvent", json!({ "label": nul }))),
            "role" => backup
                .events
                .push(app("AppRoleAddedEvent", json!({ "name": nul }))),
            // Of these the dry run keeps nothing else.
            "script" => backup.events.push(event(
                "SchemaScriptsConfiguredEvent",
                "schema",
                SCHEMA,
                json!({ "scripts": { "create": nul } }),
            )),
            "hints" => backup.events[FIELD_ADDED].payload["properties"]["hints"] = nul,
            "metadata" => backup.events[ASSET].payload["metadata"]["a"] = nul,
            "flow" => {
                backup.events[RULE].payload["flow"]["steps"][SCHEMA] = json!({ "step": { "stepType": "Script", "script": nul } });
            }
            "secret" => backup.events.push(app(
                "AppClientAttachedEvent",
                json!({ "id": "c1", "secret": nul, "role": "Editor" }),
            )),
            "workflow" => backup.events.push(app(
                "AppWorkflowUpdatedEvent",
                json!({ "workflowId": NO_ID, "workflow": { "name": nul, "initial": "Draft", "steps": {} } }),
            )),
            "step" => backup.events.push(app(
                "AppWorkflowUpdatedEvent",
                json!({ "workflowId": NO_ID, "workflow": { "name": "w", "initial": "Draft", "steps": { "Draft": { "color": nul } } } }),
            )),
            "schema" => backup.events[SCHEMA_CREATED].payload["schema"]["category"] = nul,
            "rule" => backup.events[RULE].payload["name"] = nul,
            "folder" => backup.events[FOLDER].payload["folderName"] = nul,
            "asset" => backup.events[ASSET].payload["slug"] = nul,
            "name" => backup.events[CREATED].payload["name"] = nul,
            "settings" => *backup.file("settings.json") = json!({ "a": nul }).to_string().into(),
            _ => {
                let tags = json!({ "t1": { "name": nul, "count": 1 } });
                *backup.file("assettags.json") = tags.to_string().into();
            }
        }
        let odd: &[&str] = match what {
            "name" => &["app-name-odd"],
            "secret" => &["client-secrets-kept"],
            _ => &[],
        };
        let bytes = backup.zip().build();
        [
            case(odd, Restores, bytes.clone()),
            on(case(&["postgresql-limit"], Fails, bytes), |target| {
                target.store = Store::PostgreSql;
            }),
        ]
    });
    cases.into_iter().flatten().collect()
}

/// What only a column of PostgreSQL refuses, and what it just takes.
fn columns() -> Vec<Case> {
    let client = |chars: usize| Value::from(format!("client:{}", "c".repeat(chars - 7)));
    let both = |fails: bool, change: &dyn Fn(&mut Backup)| {
        let mut backup = sound();
        change(&mut backup);
        let bytes = backup.zip().build();
        let (codes, outcome): (&[&str], _) = match fails {
            true => (&["postgresql-limit"], Fails),
            false => (&[], Restores),
        };
        [
            case(&[], Restores, bytes.clone()),
            on(case(codes, outcome, bytes), |target| {
                target.store = Store::PostgreSql;
            }),
        ]
    };
    let later = |at: usize| match at {
        CONTENT => event(
            "ContentUpdatedEvent",
            "content",
            "c-001",
            json!({ "data": {} }),
        ),
        ASSET => event(
            "AssetAnnotatedEvent",
            "asset",
            "a-001",
            json!({ "fileName": "b.txt" }),
        ),
        _ => event(
            "AssetFolderRenamedEvent",
            "assetFolder",
            "f-001",
            json!({ "folderName": "b" }),
        ),
    };
    let mut cases = Vec::new();
    for at in [CONTENT, ASSET, FOLDER] {
        cases.extend(both(true, &|backup| {
            backup.events[at].payload["actor"] = Value::Null;
        }));
        // The maker is the first that is named; of those who changed it, only the last counts.
        cases.extend(both(false, &|backup| {
            backup.events[at].payload["actor"] = Value::Null;
            backup.events.push(later(at));
        }));
        cases.extend(both(true, &|backup| {
            let mut last = later(at);
            last.payload["actor"] = Value::Null;
            backup.events.push(last);
        }));
        cases.extend(both(false, &|backup| {
            backup.events[at].payload["actor"] = client(100);
        }));
        cases.extend(both(true, &|backup| {
            backup.events[at].payload["actor"] = client(101);
        }));
    }
    // A stream of comments has no object; `comments-`, the app's id and `--` are 47 characters.
    for (chars, fails) in [(703, false), (704, true)] {
        cases.extend(both(fails, &|backup| {
            let id = "x".repeat(chars);
            let comment = json!({ "commentsId": id, "commentId": "k-1", "text": "a" });
            backup
                .events
                .push(event("CommentCreatedEvent", "comments", &id, comment));
        }));
    }
    // Characters, not UTF-16 code units.
    for (chars, fails) in [(100, false), (101, true)] {
        cases.extend(both(fails, &|backup| {
            backup.events[CONTENT].payload["status"] = "\u{1F40C}".repeat(chars).into();
        }));
    }
    for (chars, fails) in [(255, false), (256, true)] {
        cases.extend(both(fails, &|backup| {
            backup.events[ASSET].payload["parentId"] = "p".repeat(chars).into();
        }));
        cases.extend(both(fails, &|backup| {
            let name = "n".repeat(chars - 37);
            backup.events[CONTENT].payload["schemaId"] = format!("{SCHEMA},{name}").into();
        }));
    }
    cases
}

fn losses() -> Vec<Case> {
    vec![
        file(&["contributor-dropped"], Loss, "users.json", "{}"),
        changed(
            &[
                "event-in-other-stream",
                "object-not-found",
                "object-skipped",
            ],
            Loss,
            |backup| {
                backup.events[CONTENT].stream = format!("rule-{APP}--c-001").into();
                backup.events.push(content("c-002"));
            },
        ),
        payload(
            &["content-left-out"],
            Loss,
            CONTENT,
            "schemaId",
            format!("{NO_ID},posts").into(),
        ),
        payload(
            &["content-without-schema"],
            Loss,
            CONTENT,
            "schemaId",
            "55555555-5555-4555-8555-555555555555,gone".into(),
        ),
        changed(&["recreated-after-deletion"], Loss, |backup| {
            let created = backup.events[RULE].clone();
            let deleted = event("RuleDeletedEvent", "rule", "r-001", json!({}));
            backup.events.extend([deleted, created]);
        }),
        // A folder can't be made anew.
        changed(&["recreated-after-deletion"], Loss, |backup| {
            let created = backup.events[FOLDER].clone();
            let deleted = event("AssetFolderDeletedEvent", "assetFolder", "f-001", json!({}));
            backup.events.extend([deleted, created]);
        }),
        payload(&["rule-unreadable"], Loss, RULE, "flow", Value::Null),
        changed(&["schema-unreadable"], Loss, |backup| {
            backup.events[SCHEMA_CREATED].payload["schema"]["fieldsInLists"] = Value::Null;
            backup.events.remove(CONTENT);
        }),
        changed(&["asset-file-missing"], Loss, |backup| {
            drop(backup.files.pop())
        }),
        changed(&["asset-file-wrong"], Loss, |backup| {
            backup.files.last_mut().unwrap().1 = b"hallo\n".to_vec();
        }),
        with_event(
            &["avatar-missing"],
            Loss,
            app(
                "AppImageUploadedEvent",
                json!({ "image": { "mimeType": "image/png" } }),
            ),
        ),
        with_event(&["app-deleted"], Loss, app("AppDeletedEvent", json!({}))),
        changed(
            &["app-without-name", "event-in-other-stream"],
            Loss,
            |backup| {
                backup.events[CREATED].stream = format!("app-{APP}--x1").into();
            },
        ),
    ]
}

fn notes() -> Vec<Case> {
    let other = "11111111-1111-4111-8111-111111111111";
    let unknown = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let updated = |backup: &mut Backup, hash: &str| {
        backup.events.push(asset("AssetUpdatedEventV2", 1, hash));
        let path = asset_path("a-001", 1).unwrap();
        backup.files.insert(0, (path, b"hello\n".to_vec()));
    };
    let numbered = |backup: &mut Backup, numbers: &[i64]| {
        for (event, number) in backup.events.iter_mut().zip(numbers) {
            event.headers["EventStreamNumber"] = (*number).into();
        }
    };
    vec![
        // App, contributor, schema, field, content, asset, folder, rule.
        changed(&[], Restores, |backup| {
            numbered(backup, &[0, 1, 0, 1, 0, 0, 0, 0])
        }),
        // What a restore wrote has no number; a later one counts on.
        changed(&[], Restores, |backup| {
            numbered(backup, &[-1, 1, -1, -1, -1])
        }),
        changed(&["event-number-unexpected"], Restores, |backup| {
            numbered(backup, &[0, 1, 0, 2, 0, 0, 0, 0])
        }),
        changed(&["event-number-unexpected"], Restores, |backup| {
            numbered(backup, &[0, 1, 0, 1, 1, 0, 0, 0])
        }),
        changed(&[], Restores, |backup| {
            let created = backup.events[ASSET].clone();
            backup.events.extend([deleted("asset", "a-001"), created]);
            backup
                .events
                .extend([deleted("content", "c-001"), content("c-001")]);
        }),
        // What is refused in between changes nothing.
        changed(&[], Restores, |backup| {
            let created = backup.events[ASSET].clone();
            let data = json!({ "data": { "title": { "iv": "Red kettle" } } });
            let updated = event("ContentUpdatedEvent", "content", "c-001", data);
            backup.events.extend([
                deleted("asset", "a-001"),
                deleted("asset", "a-001"),
                created,
                deleted("content", "c-001"),
                updated,
                content("c-001"),
            ]);
        }),
        // Created in vain, but deleted again.
        changed(&[], Restores, |backup| {
            let created = backup.events[FOLDER].clone();
            let deleted = event("AssetFolderDeletedEvent", "assetFolder", "f-001", json!({}));
            backup.events.extend([deleted.clone(), created, deleted]);
        }),
        changed(&["stream-of-other-app"], Restores, |backup| {
            backup.events[CONTENT].stream = format!("content-{other}--c-001").into();
        }),
        file(
            &["user-refused"],
            Restores,
            "users.json",
            r#"{"u1":"anna@demo-shop.example","u2":"o'brien@demo-shop.example"}"#,
        ),
        payload(
            &["app-name-odd"],
            Restores,
            CREATED,
            "name",
            "Demo Shop".into(),
        ),
        on(
            changed(&["own-contributor-dropped"], Restores, |_| {}),
            |target| {
                target.initiator = Initiator::Subject(None);
                target.initiator_email = Some("anna@demo-shop.example".into());
            },
        ),
        changed(&["old-asset-file-missing"], Restores, |backup| {
            updated(backup, "");
            backup.files.pop();
        }),
        changed(&["old-asset-file-wrong"], Restores, |backup| {
            updated(backup, "");
            backup.files.last_mut().unwrap().1 = b"hallo\n".to_vec();
        }),
        changed(&["asset-file-unverifiable"], Restores, |backup| {
            updated(backup, unknown)
        }),
        with_event(
            &["team-kept"],
            Restores,
            app("AppTransferedEvent", json!({ "teamId": "t-001" })),
        ),
        with_event(
            &["plan-kept"],
            Restores,
            app("AppPlanChangedEvent", json!({ "planId": "free" })),
        ),
        with_event(
            &["contents-of-deleted-schema"],
            Restores,
            event("SchemaDeletedEvent", "schema", SCHEMA, json!({})),
        ),
        changed(&["asset-tags-without-names"], Restores, |backup| {
            backup.events[ASSET].payload["tags"] = json!(["t-001"]);
            let tags = path("assettags.json");
            backup.files.retain(|(path, _)| *path != tags);
        }),
        changed(&["links-not-rewritten"], Restores, |backup| {
            let urls = path("urls.json");
            backup.files.retain(|(path, _)| *path != urls);
        }),
        payload(&["rules-active"], Restores, RULE, "isEnabled", true.into()),
        with_event(
            &["client-secrets-kept"],
            Restores,
            app(
                "AppClientAttachedEvent",
                json!({ "id": "importer", "secret": "s", "role": "Editor" }),
            ),
        ),
        changed(&["links-to-other-hosts"], Restores, |backup| {
            let text = "see https://old.example/api/assets/demo-shop/a-001";
            backup.events[CONTENT].payload["data"]["title"]["iv"] = text.into();
        }),
        changed(&["accounts-merged"], Restores, |backup| {
            *backup.file("users.json") =
                br#"{"u1":"anna@demo-shop.example","u2":"Anna@demo-shop.example"}"#.to_vec();
            let second = json!({ "contributorId": "u2", "role": "Editor" });
            let second = app("AppContributorAssignedEventV2", second);
            backup.events.push(second);
        }),
        on(
            changed(
                &["nobody-owns-app", "contributor-dropped"],
                Loss,
                |backup| {
                    *backup.file("users.json") = b"{}".to_vec();
                },
            ),
            |target| target.initiator = Initiator::Client("demo-shop:default".into()),
        ),
        changed(&["file-too-large"], Unknown, |backup| {
            let users = (0..100_001).map(|id| format!("\"{id}\":\"a{id}@demo-shop.example\""));
            let users = users.collect::<Vec<_>>().join(",");
            *backup.file("users.json") = format!("{{{users}}}").into_bytes();
        }),
    ]
}

fn targets() -> Vec<Case> {
    let named = |name: &'static str, codes: &[&'static str], outcome| {
        on(changed(codes, outcome, |_| {}), move |target| {
            target.restore_name = Some(name.into());
        })
    };
    let server = |version: &'static str, codes: &[&'static str], outcome, backup: Backup| {
        on(case(codes, outcome, backup.zip().build()), move |target| {
            target.server_version = Some(version.into());
        })
    };
    // As a server of 5 to 7.18 would have written it, but for one mark.
    let mut older = sound();
    older.events.truncate(RULE);
    older.events[FIELD_ADDED].payload["properties"]["isCreateOnly"] = true.into();
    let guid = "3f2a9c1e-7b64-4d0a-9e55-1c8d2b7f6a01";
    let mut small = sound();
    small.events.truncate(CONTENT + 1);
    small.events[CONTENT] = content(guid);
    vec![
        named("Tiny App", &["restore-name-refused"], Fails),
        named(
            "a-name-of-more-than-forty-characters-for-it",
            &["restore-name-long"],
            Restores,
        ),
        server("7.18.0", &["server-too-old"], Fails, sound()),
        server("7.20", &["server-drops-details"], Loss, older),
        server("4.7.6", &["server-loses-objects"], Loss, small),
        server("8.0", &["server-version-unknown"], Restores, sound()),
    ]
}

impl Case {
    fn also(mut self, code: &'static str) -> Case {
        self.codes.push(code);
        self
    }
}
