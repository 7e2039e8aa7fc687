//! Old event types: the migrators of rule events, and the one migration step that the server makes
//! when it reads (`formats/squidex.md` 5.5, 4.2).

use serde_json::{Value, json};

use super::payload::{Replace, UNKNOWN_STATUS};
use crate::format::squidex::events::{EventField, EventType, table};
use crate::format::squidex::facts::Val;

/// What the server's migrators replace in events of that type.
pub(super) fn replacement(event_type: EventType) -> Option<Replace> {
    match event_type {
        EventType::OldRuleCreated | EventType::OldRuleUpdated => Some(Replace {
            key: "actionType",
            known: &table::ACTIONS,
            with: "Webhook",
        }),
        EventType::RuleCreated | EventType::RuleUpdated => Some(Replace {
            key: "$type",
            known: &table::STEPS,
            with: "Script",
        }),
        _ => None,
    }
}

/// An event after the step.
pub(super) struct Migrated {
    pub event_type: EventType,
    pub stored_as: EventType,
    pub fields: Vec<(EventField, Val)>,
}

/// Makes the step. `payload` is the text that has just been read without a fault.
pub(super) fn one_step(
    event_type: EventType,
    mut fields: Vec<(EventField, Val)>,
    payload: &[u8],
) -> Migrated {
    use EventType as T;
    let text = |fields: &[(EventField, Val)], field| {
        fields
            .iter()
            .find(|(key, _)| *key == field)
            .and_then(|(_, value)| match value {
                Val::Str(text) if !text.is_empty() => Some(text.clone()),
                _ => None,
            })
    };
    let mut stored_as = None;
    let to = match event_type {
        T::OldAppArchived => T::AppDeleted,
        T::OldAppClientChanged => {
            // The role would need a second step, which only the type name gets.
            stored_as = Some(T::AppClientUpdated);
            T::OldAppClientUpdated
        }
        T::OldAppClientRenamed => T::AppClientUpdated,
        T::OldAppClientUpdated => {
            old_role(&mut fields, "Developer");
            T::AppClientUpdated
        }
        T::OldAppContributorAssigned => {
            old_role(&mut fields, "Owner");
            T::AppContributorAssigned
        }
        T::OldAppPlanChanged => {
            if text(&fields, EventField::PlanId).is_some_and(|plan| !plan.trim().is_empty()) {
                T::AppPlanChanged
            } else {
                fields.retain(|(key, _)| *key != EventField::PlanId);
                T::AppPlanReset
            }
        }
        T::OldAppWorkflowConfigured => T::AppWorkflowUpdated,
        T::OldSchemaCreated => {
            set(
                &mut fields,
                EventField::Schema,
                Val::Json(old_schema(payload)),
            );
            T::SchemaCreated
        }
        T::OldScriptsConfigured => {
            set(&mut fields, EventField::Scripts, Val::Bool(true));
            T::SchemaScriptsConfigured
        }
        T::OldContentCreated => {
            old_status(&mut fields);
            T::ContentCreated
        }
        T::OldContentStatusChanged => {
            old_status(&mut fields);
            // Names with case, or numbers; everything else becomes a plain change.
            let change = match text(&fields, EventField::Change).as_deref().map(str::trim) {
                Some("Published" | "1") => "Published",
                Some("Unpublished" | "2") => "Unpublished",
                _ => "Change",
            };
            set(&mut fields, EventField::Change, Val::Str(change.into()));
            T::ContentStatusChanged
        }
        T::OldContentPublished
        | T::OldContentUnpublished
        | T::OldContentArchived
        | T::OldContentRestored => {
            let status = match event_type {
                T::OldContentPublished => "Published",
                T::OldContentArchived => "Archived",
                _ => "Draft",
            };
            set(&mut fields, EventField::Status, Val::Str(status.into()));
            // Its payload has no change that the final type could read: the rebuilding fails there.
            stored_as = Some(T::ContentStatusChanged);
            T::OldContentStatusChanged
        }
        T::OldContentChangesPublished => {
            set(
                &mut fields,
                EventField::Status,
                Val::Str("Published".into()),
            );
            set(
                &mut fields,
                EventField::Change,
                Val::Str("Published".into()),
            );
            T::ContentStatusChanged
        }
        T::OldContentUpdateProposed => {
            set(&mut fields, EventField::Status, Val::Str("Draft".into()));
            T::ContentDraftCreated
        }
        T::OldContentChangesDiscarded => T::ContentDraftDeleted,
        T::OldAssetCreated => {
            set(&mut fields, EventField::Metadata, Val::Bool(true));
            T::AssetCreated
        }
        T::OldAssetUpdated => {
            set(&mut fields, EventField::Metadata, Val::Bool(true));
            T::AssetUpdated
        }
        T::OldAssetRenamed | T::OldAssetTagged => T::AssetAnnotated,
        T::OldRuleCreated | T::OldRuleUpdated => {
            // Present in old events only, so that they can be told from new ones without a flow.
            let action = fields
                .iter()
                .any(|(key, value)| *key == EventField::Action && *value != Val::Null);
            if !action {
                set(&mut fields, EventField::Action, Val::Null);
            }
            set(
                &mut fields,
                EventField::Flow,
                if action { Val::Bool(true) } else { Val::Null },
            );
            if event_type == T::OldRuleCreated {
                T::RuleCreated
            } else {
                T::RuleUpdated
            }
        }
        same => same,
    };
    Migrated {
        event_type: to,
        stored_as: stored_as.unwrap_or(to),
        fields,
    }
}

fn set(fields: &mut Vec<(EventField, Val)>, field: EventField, value: Val) {
    fields.retain(|(key, _)| *key != field);
    fields.push((field, value));
}

/// The role of that permission; absent means the first one, and a number that is none has no role.
fn old_role(fields: &mut Vec<(EventField, Val)>, first: &str) {
    match fields.iter_mut().find(|(key, _)| *key == EventField::Role) {
        Some((_, Val::Str(_))) => {}
        Some((_, value)) => *value = Val::Null,
        None => set(fields, EventField::Role, Val::Str(first.into())),
    }
}

/// No status becomes Draft.
fn old_status(fields: &mut Vec<(EventField, Val)>) {
    let there = fields.iter().any(|(key, value)| {
        *key == EventField::Status && *value != Val::Str(UNKNOWN_STATUS.into())
    });
    if !there {
        set(fields, EventField::Status, Val::Str("Draft".into()));
    }
}

/// The schema of an old `SchemaCreatedEvent` in the form of the new one: fields numbered from 1,
/// nested ones in sequence; the schema's own properties are dropped.
pub(super) fn old_schema(payload: &[u8]) -> String {
    let payload: Value = serde_json::from_slice(payload).unwrap_or_default();
    let mut next_id = 0;
    let fields: Vec<Value> = items(&payload, "fields")
        .iter()
        .map(|field| {
            next_id += 1;
            let mut new = old_field(field, next_id);
            let is_array = get(field, "properties")
                .and_then(|properties| properties["$type"].as_str())
                .and_then(|name| table::FIELD_TYPES.class(name))
                .is_some_and(|class| class.name == "Array");
            let nested = if is_array {
                items(field, "nested")
            } else {
                &[]
            };
            let children: Vec<Value> = nested
                .iter()
                .map(|child| {
                    next_id += 1;
                    old_field(child, next_id)
                })
                .collect();
            if !children.is_empty() {
                new["children"] = children.into();
            }
            new
        })
        .collect();
    let singleton = get(&payload, "singleton")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    json!({
        "name": get(&payload, "name"),
        "type": if singleton { "Singleton" } else { "Default" },
        "isPublished": get(&payload, "publish").and_then(Value::as_bool).unwrap_or_default(),
        "fields": fields,
    })
    .to_string()
}

fn old_field(field: &Value, id: i64) -> Value {
    let mut new = json!({ "id": id });
    for key in [
        "name",
        "partitioning",
        "isHidden",
        "isLocked",
        "isDisabled",
        "properties",
    ] {
        if let Some(value) = get(field, key) {
            new[key] = value.clone();
        }
    }
    new
}

fn get<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    object
        .as_object()?
        .iter()
        .rev()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn items<'v>(object: &'v Value, name: &str) -> &'v [Value] {
    get(object, name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
