//! What Squidex's source says and no sample shows: combinations of events and fields, each with the path of the
//! source that it was read from. Every case is the sound backup of the corpus with a change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
#[path = "corpus/squidex/mod.rs"]
#[allow(dead_code)]
mod corpus;
mod squidex;

use backup_inspector::format::Report;
use backup_inspector::format::squidex::target::Target;
use corpus::{
    ASSET, Backup, CONTENT, CONTRIBUTOR, CREATED, Event, FIELD_ADDED, RULE, SCHEMA, SCHEMA_CREATED,
    app, content, deleted, event, sound,
};
use serde_json::{Value, json};

fn report(change: impl FnOnce(&mut Backup)) -> Report {
    let mut backup = sound();
    change(&mut backup);
    let report = squidex::scanned(backup.zip().build()).report(&Target::default());
    squidex::sane(&report).unwrap();
    report
}

/// The line before the failure; `None`: it completes.
fn stage(change: impl FnOnce(&mut Backup)) -> Option<String> {
    report(change).base.restore.unwrap().stage
}

#[track_caller]
fn fails(at: &str, change: impl FnOnce(&mut Backup)) {
    assert_eq!(stage(change).as_deref(), Some(at));
}

#[track_caller]
fn completes(change: impl FnOnce(&mut Backup)) {
    assert_eq!(stage(change), None);
}

fn of_schema(event_type: &str, payload: Value) -> Event {
    event(event_type, "schema", SCHEMA, payload)
}

fn of_content(event_type: &str, payload: Value) -> Event {
    event(event_type, "content", "c-001", payload)
}

/// `CM/Apps/LanguageConfig.cs`: the clean-up looks at the code of each fallback.
#[test]
fn a_fallback_that_is_null_can_only_be_dropped_with_those_of_the_master() {
    let updated = |language: &str| {
        let payload = json!({ "language": language, "isOptional": false, "isMaster": false, "fallback": [null] });
        app("AppLanguageUpdated", payload)
    };
    fails("Read all", |backup| backup.events.push(updated("de")));
    completes(|backup| backup.events.push(updated("en")));
}

/// `E/Apps/DomainObject/AppDomainObject.State.cs`: the update of a language leaves before the actor is noted.
#[test]
fn the_update_of_a_language_makes_no_creator() {
    let anonymous = |backup: &mut Backup| {
        for event in [CREATED, CONTRIBUTOR] {
            backup.events[event].payload["actor"] = Value::Null;
        }
    };
    fails("Restored Contents", |backup| {
        anonymous(backup);
        let payload =
            json!({ "language": "de", "isOptional": true, "isMaster": false, "fallback": [] });
        backup.events.push(app("AppLanguageUpdated", payload));
    });
    completes(|backup| {
        anonymous(backup);
        backup
            .events
            .push(app("AppLanguageAddedEvent", json!({ "language": "de" })));
    });
}

/// `CM/Schemas/Schema.cs`: a new value is compared with the one that is there.
#[test]
fn a_part_of_a_schema_that_is_null_cant_be_changed() {
    let parts = [
        (
            "scripts",
            of_schema("SchemaScriptsConfiguredEvent", json!({ "scripts": {} })),
        ),
        (
            "previewUrls",
            of_schema(
                "SchemaPreviewUrlsConfiguredEvent",
                json!({ "previewUrls": {} }),
            ),
        ),
        (
            "fieldRules",
            of_schema(
                "SchemaFieldRulesConfiguredEvent",
                json!({ "fieldRules": [] }),
            ),
        ),
        (
            "properties",
            of_schema("SchemaUpdatedEvent", json!({ "properties": {} })),
        ),
        (
            "fieldsInLists",
            of_schema(
                "SchemaUIFieldsConfiguredEvent",
                json!({ "fieldsInLists": [] }),
            ),
        ),
        (
            "fieldsInReferences",
            of_schema(
                "SchemaUIFieldsConfiguredEvent",
                json!({ "fieldsInReferences": [] }),
            ),
        ),
        (
            "fieldsInLists",
            of_schema("FieldDeletedEvent", json!({ "fieldId": "1,title" })),
        ),
    ];
    for (part, changed) in parts {
        completes(|backup| backup.events.push(changed.clone()));
        fails("Restored Rules", |backup| {
            backup.events[SCHEMA_CREATED].payload["schema"][part] = Value::Null;
            backup.events.push(changed);
        });
    }
    completes(|backup| {
        backup.events[SCHEMA_CREATED].payload["schema"]["scripts"] = Value::Null;
    });
}

/// `E/Schemas/DomainObject/SchemaDomainObject.State.cs`: the schema of the event is taken over with all it says.
#[test]
fn a_schema_can_be_created_as_a_deleted_one() {
    let app = report(|backup| {
        backup.events[SCHEMA_CREATED].payload["schema"]["isDeleted"] = true.into();
        // Refused, so that it doesn't matter what it says.
        let unknown = json!({ "fieldIds": [7] });
        backup
            .events
            .push(of_schema("SchemaFieldsReorderedEvent", unknown));
    });
    assert_eq!(app.base.app.unwrap().schemas.len(), 0);
}

/// `E/Contents/DomainObject/ContentDomainObject.State.cs`: the data of the current version is asked for in any case.
#[test]
fn a_draft_needs_a_content_even_if_it_brings_its_data() {
    fails("Restored Schemas", |backup| {
        let proposed = of_content("ContentUpdateProposedEvent", json!({ "data": {} }));
        backup.events.insert(CONTENT, proposed);
    });
}

/// The same: a content that is created again starts anew, with no job.
#[test]
fn a_content_that_is_created_twice_has_no_schedule() {
    let scheduled = || {
        let payload = json!({ "status": "Published", "dueTime": "2030-01-01T00:00:00Z" });
        of_content("ContentStatusScheduledEvent", payload)
    };
    let count = |events: Vec<Event>| {
        let app = report(|backup| backup.events.extend(events))
            .base
            .app
            .unwrap();
        app.contents[0].scheduled
    };
    assert_eq!(count(vec![scheduled()]), 1);
    assert_eq!(count(vec![scheduled(), content("c-001")]), 0);
}

/// `I/Commands/DomainObject.cs`: an event that a deleted object refuses doesn't end the reading of its stream.
#[test]
fn a_content_is_created_anew_however_many_events_were_refused() {
    let events = [
        deleted("content", "c-001"),
        of_content("ContentUpdatedEvent", json!({ "data": {} })),
        content("c-001"),
    ];
    let app = report(|backup| backup.events.extend(events))
        .base
        .app
        .unwrap();
    assert_eq!((app.contents[0].total, app.contents[0].deleted), (1, 0));
}

/// `CM/Apps/App.cs`: a text that is null is left as it is, and so is one that differs in case only.
#[test]
fn a_label_is_not_taken_back() {
    let updated = |label: Value| {
        app(
            "AppUpdatedEvent",
            json!({ "label": label, "description": "d" }),
        )
    };
    let label = |labels: &[Value]| {
        let events = labels.iter().cloned().map(updated);
        report(|backup| backup.events.extend(events))
            .base
            .app
            .unwrap()
            .label
    };
    assert_eq!(
        label(&["Shop".into(), Value::Null]).as_deref(),
        Some("Shop")
    );
    assert_eq!(
        label(&["Shop".into(), "SHOP".into()]).as_deref(),
        Some("Shop")
    );
    assert_eq!(label(&["Shop".into(), "".into()]).as_deref(), Some(""));
}

/// `I/Security/Permission.cs`: a permission is some text.
#[test]
fn a_permission_cant_be_blank() {
    let updated = |permission: &str| {
        app(
            "AppRoleUpdatedEvent",
            json!({ "name": "Any", "permissions": [permission] }),
        )
    };
    fails("Read all", |backup| backup.events.push(updated(" ")));
    completes(|backup| backup.events.push(updated("schemas")));
}

/// `M/OldEvents/AppPatternAdded.cs`: the patterns that are there are looked at, each by its name.
#[test]
fn a_pattern_cant_be_added_to_patterns_that_are_null() {
    let settings = |patterns: Value| {
        app(
            "AppSettingsUpdatedEvent",
            json!({ "settings": { "patterns": patterns } }),
        )
    };
    let added = || {
        let payload =
            json!({ "patternId": "p-001", "name": "Slug", "pattern": "[a-z]+", "message": null });
        app("AppPatternAddedEvent", payload)
    };
    for patterns in [Value::Null, json!([null])] {
        completes(|backup| backup.events.push(settings(patterns.clone())));
        fails("Read all", |backup| {
            backup.events.extend([settings(patterns), added()])
        });
    }
    completes(|backup| backup.events.extend([settings(json!([])), added()]));
}

/// `I/Language.cs`: a blank text is no language.
#[test]
fn a_language_cant_be_blank() {
    fails("Created Users", |backup| {
        backup
            .events
            .push(app("AppLanguageAddedEvent", json!({ "language": " " })));
    });
}

/// `CM/Partitioning.cs`: what isn't "language" is invariant.
#[test]
fn a_field_is_invariant_unless_it_is_told_to_be_by_language() {
    let partitioning = |name: &str| {
        let app = report(|backup| backup.events[FIELD_ADDED].payload["partitioning"] = name.into());
        app.base.app.unwrap().schemas[0].field_list[0]
            .partitioning
            .clone()
    };
    assert_eq!(partitioning("Language"), "language");
    assert_eq!(partitioning("x"), "invariant");
}

/// `I/Reflection/TypeRegistry.cs` and `CM/Schemas/Json/FieldSurrogate.cs`: a type is known in any case, and only an
/// array has children.
#[test]
fn only_an_array_has_children_in_whatever_case_it_is_written() {
    let of_type = |name: &str| {
        report(|backup| {
            let child = json!({ "id": 8, "name": "part", "properties": { "$type": "String" } });
            let field = json!({ "id": 7, "name": "parts", "properties": { "$type": name }, "children": [child] });
            backup.events[SCHEMA_CREATED].payload["schema"]["fields"] = json!([field]);
            let updated = json!({
                "fieldId": "8,part", "parentFieldId": "7,parts", "properties": { "$type": "StringField" },
            });
            backup.events.push(of_schema("FieldUpdatedEvent", updated));
        })
    };
    for (name, kind, children) in [("arrayfield", "Array", 1), ("TAGS", "Tags", 0)] {
        let field = of_type(name).base.app.unwrap().schemas[0].field_list[0].clone();
        assert_eq!(
            (field.field_type.as_str(), field.nested.len()),
            (kind, children)
        );
    }
}

/// `CM/Rules/Rule.cs`: the type of a trigger stays.
#[test]
fn a_trigger_is_replaced_by_one_of_its_type_only() {
    let updated = |name: &str| {
        let payload = json!({ "trigger": { "triggerType": name } });
        event("RuleUpdatedEventV2", "rule", "r-001", payload)
    };
    completes(|backup| backup.events.push(updated("ManualTrigger")));
    fails("Restored Assets", |backup| {
        backup.events.push(updated("CommentTrigger"))
    });
    fails("Restored Assets", |backup| {
        backup.events[RULE].payload["trigger"] = Value::Null;
        backup.events.push(updated("ManualTrigger"));
    });
}

/// `CM/Rules/Rule.cs`: a new flow is compared with the one that is there, and an old action becomes a flow.
#[test]
fn a_flow_is_replaced_only_where_there_is_one() {
    let flow = json!({ "initialStepId": SCHEMA, "steps": {} });
    let updated = event(
        "RuleUpdatedEventV2",
        "rule",
        "r-001",
        json!({ "flow": flow }),
    );
    let action = json!({ "action": { "actionType": "Webhook", "url": "https://a.example/" } });
    let old_updated = event("RuleUpdatedEvent", "rule", "r-001", action);
    let renamed = event(
        "RuleUpdatedEventV2",
        "rule",
        "r-001",
        json!({ "name": "Other" }),
    );
    let without_action = |backup: &mut Backup| {
        backup.events[RULE].event_type = "RuleCreatedEvent".into();
        let payload = backup.events[RULE].payload.as_object_mut().unwrap();
        payload.remove("flow");
        payload.insert("action".into(), Value::Null);
    };
    completes(|backup| backup.events.push(updated.clone()));
    completes(|backup| backup.events.push(old_updated.clone()));
    // Nothing stumbles over a rule without a flow, or an old one without an action, until it is given one.
    let report = report(without_action);
    assert_eq!(report.restore.as_ref().unwrap().unreadable, 1);
    completes(|backup| {
        without_action(backup);
        backup.events.push(renamed.clone());
    });
    for update in [&updated, &old_updated] {
        fails("Restored Assets", |backup| {
            backup.events[RULE].payload["flow"] = Value::Null;
            backup.events.push(update.clone());
        });
        fails("Restored Assets", |backup| {
            without_action(backup);
            backup.events.push(update.clone());
        });
        // Neighbours that changed places: the update finds no flow either.
        fails("Restored Assets", |backup| {
            backup.events.insert(RULE, update.clone())
        });
    }
    completes(|backup| backup.events.insert(RULE, renamed.clone()));
}

/// `E/Assets/DomainObject/AssetDomainObject.State.cs`: nothing of an asset's creation is needed.
#[test]
fn an_asset_needs_neither_name_nor_slug() {
    for key in [
        "fileName", "slug", "mimeType", "fileHash", "tags", "metadata",
    ] {
        completes(|backup| {
            let payload = backup.events[ASSET].payload.as_object_mut().unwrap();
            payload.remove(key);
            payload.remove("slug");
        });
        completes(|backup| {
            backup.events[ASSET].payload["slug"] = Value::Null;
            backup.events[ASSET].payload[key] = Value::Null;
        });
    }
}

/// `E/Schemas/Indexes/SchemasIndex.cs`, `CM/Schemas/FieldNames.cs`: the names are brought into today's form when the
/// schema of a content is loaded.
#[test]
fn names_of_fields_that_are_null_stop_the_contents_of_the_schema() {
    let configured =
        |key: &str, names: Value| of_schema("SchemaUIFieldsConfiguredEvent", json!({ key: names }));
    for key in ["fieldsInLists", "fieldsInReferences"] {
        for names in [Value::Null, json!([null]), json!(["title", null])] {
            let created = |backup: &mut Backup| {
                backup.events[SCHEMA_CREATED].payload["schema"][key] = names.clone();
            };
            fails("Restored Schemas", created);
            // Without contents, and with those of other schemas only, the schema is there, and so is nothing else to see.
            let lost = report(|backup| {
                created(backup);
                backup.events.remove(CONTENT);
            });
            assert_eq!(lost.app.as_ref().unwrap().schemas.len(), 1);
            assert_eq!(lost.restore.as_ref().unwrap().unreadable, 0);
            assert!(lost.finding_counts.contains_key("schema-unreadable"));
            completes(|backup| {
                created(backup);
                let other = format!("{OTHER_SCHEMA},other");
                backup.events[CONTENT].payload["schemaId"] = other.into();
            });
            // Nobody looks for the schemas of a deleted app.
            completes(|backup| {
                created(backup);
                backup.events.push(app("AppDeletedEvent", json!({})));
            });
        }
        fails("Restored Schemas", |backup| {
            backup.events.push(configured(key, json!([null])))
        });
        completes(|backup| {
            backup.events.push(configured(key, json!([null])));
            backup.events.push(configured(key, json!(["data.title"])));
        });
    }
}

/// The id of a schema that is not there.
const OTHER_SCHEMA: &str = "9c1d0e2f-2222-4a3b-8c4d-cccccccccccc";
