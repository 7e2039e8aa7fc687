//! Redaction: what is taken out is nowhere in the copy, and the copy still restores.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use backup_inspector::format::squidex::events::schema::{Key, Shape, Type};
use backup_inspector::format::squidex::events::{EventType, Kind, table};
use backup_inspector::format::squidex::layout;
use backup_inspector::inspect::copy::{CopyOffer, Recipe, RedactionSearch};
use backup_inspector::report::Outcome;
use serde_json::{Value, json};

use crate::support::{by_name, check, copy, offer, sample, search};

fn redact(include: &[&str]) -> Recipe {
    Recipe {
        redact: true,
        include: include.iter().map(ToString::to_string).collect(),
        ..Recipe::default()
    }
}

const RESTORABLE: [&str; 7] = [
    "full.zip",
    "legacy.zip",
    "legacy-v1.zip",
    "legacy-v2n.zip",
    "schemadel-late.zip",
    "ruledel.zip",
    "tiny.zip",
];

#[test]
fn redacted_copies_restore_as_well_as_their_originals() {
    for name in RESTORABLE {
        let bytes = sample(name);
        let before = check(&bytes);
        for include in [
            &[][..],
            &["files", "contents"],
            &["users", "tags", "file-names", "old-files"],
        ] {
            let recipe = redact(include);
            let (written, summary) = copy(&bytes, &recipe).unwrap();
            assert_eq!(summary.bytes_after, written.len() as u64);
            let after = check(&written);
            let worse: Vec<_> = after
                .findings
                .iter()
                .filter(|finding| finding.severity <= backup_inspector::report::Severity::DataLoss)
                .filter(|finding| {
                    !before
                        .findings
                        .iter()
                        .any(|known| known.code == finding.code)
                })
                .collect();
            assert!(worse.is_empty(), "{name} {include:?}: {worse:?}");
            assert_ne!(after.verdict.outcome, Outcome::Fails, "{name}");
            let (old, new) = (before.app.as_ref().unwrap(), after.app.as_ref().unwrap());
            assert_eq!(old.name, new.name, "{name}");
            assert_eq!(old.languages, new.languages);
            assert_eq!(old.roles, new.roles);
            assert_eq!(old.clients, new.clients);
            assert_eq!(old.contributors.len(), new.contributors.len(), "{name}");
            assert_eq!(old.asset_folders, new.asset_folders);
            assert_eq!(old.assets.total, new.assets.total);
            assert_eq!(
                serde_json::to_value(&old.contents).unwrap(),
                serde_json::to_value(&new.contents).unwrap(),
                "{name}"
            );
            let fields = |app: &backup_inspector::format::squidex::report::App| -> Vec<_> {
                app.schemas
                    .iter()
                    .map(|schema| (schema.name.clone(), schema.fields))
                    .collect()
            };
            assert_eq!(fields(old), fields(new), "{name}");
            assert_eq!(before.counts.events, after.counts.events);
            let found: RedactionSearch = search(&bytes, &recipe, &written).unwrap();
            assert!(found.values > 0, "{name}");
            // Contents that stay may mention anything: then the search says so.
            if !include.contains(&"contents") {
                assert_eq!(found.hit_count, 0, "{name} {include:?}: {:?}", found.hits);
            } else if name == "full.zip" {
                assert!(found.hits.iter().any(|hit| hit.kind == "server-address"));
            }
            // The same recipe gives the same bytes.
            assert!(copy(&bytes, &recipe).unwrap().0 == written);
        }
    }
}

/// Puts a value of its own into every field of every event type.
#[derive(Default)]
struct Planter {
    /// Place of each canary, by number.
    places: Vec<String>,
    /// Which class of a family is planted.
    class: usize,
    /// Most classes that a family in this event had.
    classes: usize,
}

impl Planter {
    fn canary(&mut self, place: &str) -> String {
        self.places.push(place.to_owned());
        format!("canary{:06}x", self.places.len() - 1)
    }

    fn value(&mut self, ty: &'static Type, place: &str, depth: u32) -> Value {
        let canary = |planter: &mut Self, what: &str| planter.canary(&format!("{what} {place}"));
        match ty {
            Type::Text => json!(canary(self, "text")),
            Type::Bool | Type::OptBool => json!(true),
            Type::Int32 | Type::OptInt32 | Type::Int64 | Type::OptInt64 => json!(3),
            Type::Double | Type::OptDouble => json!(1.5),
            Type::Guid | Type::OptGuid => json!("6d0b0c0a-0000-4000-8000-000000000001"),
            Type::Uri => json!(format!("https://a.example/{}", canary(self, "uri"))),
            Type::Instant | Type::OptInstant => json!("2024-05-06T07:08:09Z"),
            Type::Id | Type::OptId => json!(canary(self, "id")),
            Type::NamedId => json!(format!(
                "{},{}",
                canary(self, "id"),
                canary(self, "id-name")
            )),
            Type::NamedNumber => json!(format!("3,{}", canary(self, "id-name"))),
            Type::Actor => json!(format!("subject:{}", canary(self, "actor"))),
            Type::Language => json!("en"),
            Type::Status => json!(canary(self, "status")),
            Type::Enum(members) | Type::OptEnum(members) => json!(members.members[0]),
            Type::Value => json!({ "a": [canary(self, "value")], "n": 1 }),
            Type::Values => json!({ "a": { "b": canary(self, "values") }, "pixelWidth": 7 }),
            Type::List(item) | Type::Items(item) if depth < 6 => {
                json!([self.value(item, place, depth + 1)])
            }
            Type::List(_) | Type::Items(_) => json!([]),
            Type::Map(Key::Guid, item) | Type::MapNotNull(Key::Guid, item) => {
                json!({ "6d0b0c0a-0000-4000-8000-000000000002": self.value(item, place, depth + 1) })
            }
            Type::Map(_, item) | Type::MapNotNull(_, item) => {
                let key = canary(self, "key");
                json!({ key: self.value(item, place, depth + 1) })
            }
            Type::Object(shape) if depth < 6 => self.object(shape, depth + 1),
            Type::Object(_) => Value::Null,
            Type::Poly(poly) => {
                self.classes = self.classes.max(poly.classes.len());
                let class = &poly.classes[self.class % poly.classes.len()];
                let mut object = self.object(class.shape, depth + 1);
                object[poly.discriminator] = json!(class.discriminators[0]);
                object
            }
            Type::Data => {
                let field = canary(self, "data");
                json!({ field: { "iv": [{ "a": canary(self, "data"), "apiKey": canary(self, "api-key") }] } })
            }
        }
    }

    fn object(&mut self, shape: &'static Shape, depth: u32) -> Value {
        let mut object = serde_json::Map::new();
        for owner in std::iter::successors(Some(shape), |shape| shape.base) {
            for prop in owner.props {
                let place = format!("{}.{}", owner.name, prop.name);
                let value = self.value(&prop.ty, &place, depth);
                object.insert(prop.name.to_owned(), value);
            }
        }
        object.insert(
            "notInTheTable".into(),
            json!({ "a": [self.canary("unknown")] }),
        );
        Value::Object(object)
    }
}

const APP: &str = "0b7d5a52-1111-4c2e-9a10-aaaaaaaaaaaa";

/// An archive with a canary in every place, and the places.
pub fn planted() -> (Vec<u8>, Vec<String>) {
    let mut planter = Planter::default();
    let mut events = Vec::new();
    let mut add = |planter: &mut Planter, event: EventType| {
        let mut payload = planter.object(table::shape(event), 0);
        // The app and its events have to fit together; the name of another app is a canary of its own.
        let name = if events.is_empty() {
            "demo-shop".into()
        } else {
            planter.canary("app name")
        };
        if payload.get("appId").is_some() {
            payload["appId"] = json!(format!("{APP},{name}"));
        }
        if events.is_empty() {
            payload["name"] = json!("demo-shop");
        }
        let stream = match event.kind() {
            Kind::App => format!("app-{APP}"),
            kind => format!(
                "{}-{APP}--{event}{}",
                format!("{kind:?}").to_lowercase(),
                planter.class
            ),
        };
        let headers = json!({
            "EventId": "6d0b0c0a-0000-4000-8000-000000000001", "Timestamp": "2024-05-06T07:08:09Z",
            "AggregateId": stream.split_once('-').unwrap().1, "EventStreamNumber": 0,
            "EventNumber": planter.canary("unknown"), "User": planter.canary("unknown"),
            "CommitId": planter.canary("unknown"),
        });
        let record = if events.len() % 3 == 1 {
            json!({
                "streamName": stream, "eventPosition": planter.canary("unknown"), "eventStreamNumber": 0,
                "data": { "type": event.name(), "payload": payload, "metadata": headers, "x": planter.canary("unknown") },
            })
        } else {
            json!({
                "n": { "t": event.name(), "s": stream, "p": payload.to_string(), "h": headers, "x": planter.canary("unknown") },
                "y": planter.canary("unknown"),
            })
        };
        events.push(record.to_string());
    };
    for &event in EventType::ALL {
        planter.class = 0;
        planter.classes = 1;
        while planter.class < planter.classes {
            add(&mut planter, event);
            planter.class += 1;
        }
    }
    let users = json!({ planter.canary("user"): format!("{}@a.example", planter.canary("user")) });
    let tags = json!({ planter.canary("id tag"): { "name": planter.canary("tag"), "count": 1, "x": planter.canary("unknown") } });
    let alias = json!({ planter.canary("tag"): planter.canary("tag") });
    let urls = json!({ "assets": planter.canary("server"), "assetsApp": planter.canary("server") });
    let settings = json!({ "a": planter.canary("settings") });
    let mut attachments: Vec<(String, String)> = vec![
        (
            "attachments/327/version.json".into(),
            json!({ "major": 5, "x": planter.canary("unknown") }).to_string(),
        ),
        ("attachments/135/users.json".into(), users.to_string()),
        ("attachments/522/settings.json".into(), settings.to_string()),
        ("attachments/634/assettags.json".into(), tags.to_string()),
        (
            "attachments/478/assettagsalias.json".into(),
            alias.to_string(),
        ),
        ("attachments/769/urls.json".into(), urls.to_string()),
        (
            "attachments/823/avatar.image".into(),
            planter.canary("file avatar"),
        ),
        (
            format!("attachments/1/{}.asset", planter.canary("unknown")),
            planter.canary("unknown"),
        ),
        (
            format!("{}.txt", planter.canary("unknown")),
            planter.canary("unknown"),
        ),
    ];
    // A file for each asset of the events.
    for event in &events {
        let record: Value = serde_json::from_str(event).unwrap();
        let payload = match record["n"]["p"].as_str() {
            Some(text) => serde_json::from_str(text).unwrap(),
            None => record["data"]["payload"].clone(),
        };
        if let (Some(id), Some(version)) =
            (payload["assetId"].as_str(), payload["fileVersion"].as_i64())
        {
            let path = layout::asset_path(id, version).unwrap();
            attachments.push((path, planter.canary("file")));
        }
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let files = events
        .into_iter()
        .enumerate()
        .map(|(index, event)| (layout::event_path(index as u64), event))
        .chain(attachments);
    for (at, (name, content)) in files.enumerate() {
        // Comments and extra fields of entries are free forms, too.
        let canary = planter.canary("unknown");
        let mut options = zip::write::FullFileOptions::default().with_file_comment(canary.as_str());
        if at % 2 == 0 {
            let canary = planter.canary("unknown").into_bytes();
            options
                .add_extra_field(0x6375_u16 + 0x1000, canary.into_boxed_slice(), at % 4 == 0)
                .unwrap();
        }
        zip.start_file(name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let _ = zip.set_comment(planter.canary("unknown"));
    let bytes = zip.finish().unwrap().into_inner();
    (bytes, planter.places)
}

/// Numbers of the canaries that are somewhere in the copy.
fn survivors(written: &[u8], canaries: usize) -> BTreeSet<usize> {
    let mut text = String::from_utf8_lossy(written).into_owned();
    for (name, content) in by_name(written) {
        text.push_str(&name);
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(&content.unwrap()));
        text.push('\n');
    }
    text.match_indices("canary")
        .filter_map(|(at, _)| {
            let digits = text.get(at + 6..at + 12)?;
            digits.parse().ok().filter(|number| *number < canaries)
        })
        .collect()
}

/// What makes the app what it is: names of schemas, fields, roles, clients and workflows, statuses, plans.
const STRUCTURE: &[&str] = &[
    "text AppRoleAdded.name",
    "text AppRoleDeleted.name",
    "text AppRoleUpdated.name",
    "text AppRoleUpdated.permissions",
    "text AppContributorAssigned.role",
    "text TeamContributorAssigned.role",
    "text AppClientAttached.id",
    "text AppClientAttached.role",
    "text AppClientUpdated.id",
    "text AppClientUpdated.role",
    "text AppClientRevoked.id",
    "text OldAppClientChanged.id",
    "text OldAppClientRenamed.id",
    "text OldAppClientUpdated.id",
    "text AppWorkflowAdded.name",
    "text Workflow.name",
    "text WorkflowStepSurrogate.color",
    "text WorkflowTransitionSurrogate.role",
    "text WorkflowTransitionSurrogate.roles",
    "text NoUpdate.roles",
    "key Workflow.steps",
    "key WorkflowStepSurrogate.transitions",
    "text AppImage.mimeType",
    "text AppPlanChanged.planId",
    "text OldAppPlanChanged.planId",
    "text SchemaSurrogate.name",
    "text SchemaSurrogate.fieldsInLists",
    "text SchemaSurrogate.fieldsInReferences",
    "text SchemaUIFieldsConfigured.fieldsInLists",
    "text SchemaUIFieldsConfigured.fieldsInReferences",
    "text SchemaProperties.searchFields",
    "text FieldSurrogate.name",
    "text FieldSurrogate.partitioning",
    "text FieldRule.field",
    "text FieldAdded.name",
    "text FieldAdded.partitioning",
    "text OldSchemaCreated.name",
    "text SchemaCreatedField.name",
    "text SchemaCreatedField.partitioning",
    "text SchemaCreatedNestedField.name",
    "text ArrayFieldProperties.uniqueFields",
    "text ComponentsFieldProperties.uniqueFields",
    "text CronJobTrigger.cronExpression",
    "text CronJobTrigger.cronTimezone",
    "text AssetCreated.mimeType",
    "text AssetUpdated.mimeType",
    "text OldAssetCreated.mimeType",
    "text OldAssetUpdated.mimeType",
];

fn is_structure(place: &str) -> bool {
    let (what, _) = place.split_once(' ').unwrap_or((place, ""));
    matches!(what, "id" | "id-name" | "status") || STRUCTURE.contains(&place)
}

#[test]
fn no_canary_survives_unless_its_box_says_include() {
    let (bytes, places) = planted();
    let boxes: Vec<String> = {
        let offer: CopyOffer = offer(&bytes).unwrap();
        assert_eq!(offer.name.as_deref(), Some("demo-shop"));
        for kind in &offer.kinds {
            let none = ["deleted-contents", "api-keys", "old-files"].contains(&kind.kind.as_str());
            assert!(none || kind.count > 0 && kind.bytes > 0, "{kind:?}");
        }
        offer.kinds.into_iter().map(|kind| kind.kind).collect()
    };
    let left = |include: &[&str]| {
        let (written, _) = copy(&bytes, &redact(include)).unwrap();
        survivors(&written, places.len())
    };
    let nothing = left(&[]);
    let names = |numbers: &BTreeSet<usize>| -> BTreeSet<&str> {
        numbers
            .iter()
            .map(|number| places[*number].as_str())
            .collect()
    };
    let unexpected: BTreeSet<&str> = names(&nothing)
        .into_iter()
        .filter(|place| !is_structure(place))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    // Structure stays: what is not there any longer would be another app.
    for place in STRUCTURE {
        assert!(names(&nothing).contains(place), "{place}");
    }
    // Each box brings back what is its own, and nothing else.
    let mut back: BTreeMap<usize, &str> = BTreeMap::new();
    for kind in boxes
        .iter()
        .filter(|kind| *kind != "unknown" && *kind != "api-keys")
    {
        let included = left(&[kind]);
        assert!(included.is_superset(&nothing), "{kind}");
        for number in included.difference(&nothing) {
            let other = back.insert(*number, kind);
            assert_eq!(other, None, "{} {kind}", places[*number]);
        }
    }
    let kind_of = |place: &str| -> BTreeSet<&str> {
        back.iter()
            .filter(|(number, _)| places[**number] == place)
            .map(|(_, kind)| *kind)
            .collect()
    };
    for (place, kind) in [
        ("text AppClientAttached.secret", "client-secrets"),
        ("text CommentCreated.text", "comments"),
        ("text WebhookFlowStep.sharedSecret", "rule-secrets"),
        ("text SlackFlowStep.text", "rule-secrets"),
        ("text ScriptFlowStep.script", "scripts"),
        ("text SchemaScripts.create", "scripts"),
        ("values AssetCreated.metadata", "photo-metadata"),
        ("text AssetCreated.fileName", "file-names"),
        ("text Editor.url", "links"),
        ("actor SquidexEvent.actor", "users"),
        ("user", "users"),
        ("tag", "tags"),
        ("server", "server-address"),
        ("settings", "settings"),
        ("text AppUpdated.label", "descriptions"),
        ("file avatar", "files"),
    ] {
        assert_eq!(kind_of(place), BTreeSet::from([kind]), "{place}");
    }
    assert!(kind_of("data ContentCreated.data").is_superset(&BTreeSet::from(["contents"])));
    // With every box all comes back, but what no table knows.
    let all: Vec<&str> = boxes
        .iter()
        .map(String::as_str)
        .filter(|kind| *kind != "unknown")
        .collect();
    let (written, _) = copy(&bytes, &redact(&all)).unwrap();
    let everything = survivors(&written, places.len());
    let gone: BTreeSet<&str> = survivors(&bytes, places.len())
        .difference(&everything)
        .map(|number| places[*number].as_str())
        .collect();
    assert_eq!(
        gone,
        BTreeSet::from([
            "app name",
            "id-name SchemaSurrogate.appId",
            "text OldContentStatusChanged.change",
            "unknown"
        ])
    );
    // The search says the same: nothing is found in the copy, and what is put back is found.
    let recipe = redact(&[]);
    let (written, _) = copy(&bytes, &recipe).unwrap();
    let found = search(&bytes, &recipe, &written).unwrap();
    assert_eq!(
        (found.hit_count, found.too_many),
        (0, 0),
        "{:?}",
        found.hits
    );
    assert!(found.values > 300, "{found:?}");
    let found = search(&bytes, &recipe, &bytes).unwrap();
    let kinds: BTreeSet<&str> = found.hits.iter().map(|hit| hit.kind.as_str()).collect();
    assert!(
        found.hit_count > 300 && kinds.len() >= 5,
        "{} {kinds:?}",
        found.hit_count
    );
    assert!(found.hits.iter().all(|hit| !hit.masked.contains("canary0")));
}

#[test]
fn a_box_that_does_not_exist_is_refused() {
    let error = copy(&sample("tiny.zip"), &redact(&["nonsense"]))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("nonsense") && error.contains("client-secrets"),
        "{error}"
    );
    assert!(copy(&sample("tiny.zip"), &redact(&["unknown"])).is_err());
}
