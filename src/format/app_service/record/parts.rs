//! The objects of section 2.2 from any of their shapes (field map of section 2.3).

use super::fields::{Coercion, Fields, whole};
use super::{
    DatabaseSetting, DatabaseType, Item, Place, Purpose, Request, RestoreRequest, ScheduleFields,
    SiteAnswer, Snapshot,
};
use crate::format::app_service::json::Json;
use crate::format::app_service::sas::{is_placeholder, percent_decoded};
use crate::format::app_service::secrets;
use crate::format::app_service::status::Status;

/// Keys of the envelope, which stand beside the properties where a client flattens them.
const ENVELOPE: [&str; 10] = [
    "id",
    "name",
    "type",
    "kind",
    "location",
    "tags",
    "properties",
    "resourceGroup",
    "resourceGroupName",
    "slot",
];

/// Most databases of one object that are kept.
const MAX_DATABASES: usize = 1_000;

/// The properties: inside the envelope, or the object itself.
fn properties(object: &Json) -> &Json {
    object
        .get("properties")
        .filter(|inner| matches!(inner, Json::Object(_)))
        .unwrap_or(object)
}

/// Text of a key, trimmed and masked.
fn text(object: &Json, key: &str) -> Option<String> {
    let text = object.get(key)?.text()?.trim();
    (!text.is_empty()).then(|| secrets::mask_text(text))
}

/// The segment behind `word` in an ARM path, decoded and trimmed.
fn segment(path: &str, word: &str) -> Option<String> {
    let mut segments = path.split('/');
    segments
        .by_ref()
        .find(|segment| segment.eq_ignore_ascii_case(word))?;
    let found = percent_decoded(segments.next()?).trim().to_owned();
    (!found.is_empty()).then(|| secrets::mask_text(&found))
}

/// Where an object belongs. `name` counts only if the type says that it is an app's, or if a client has no type.
fn place(object: &Json) -> Place {
    let path = text(object, "id")
        .filter(|id| id.contains('/'))
        .unwrap_or_default();
    let mut place = Place {
        subscription: segment(&path, "subscriptions"),
        resource_group: segment(&path, "resourceGroups")
            .or_else(|| text(object, "resourceGroup"))
            .or_else(|| text(object, "resourceGroupName")),
        app_name: segment(&path, "sites"),
        slot: segment(&path, "slots").or_else(|| text(object, "slot")),
    };
    // A resource of a template is named by its app and "backup".
    let resource = text(object, "type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if place.app_name.is_none()
        && resource.ends_with("/config")
        && let Some(name) = text(object, "name")
        && let Some((app, rest)) = name.split_once('/')
        && !app.starts_with('[')
    {
        place.app_name = Some(app.trim().to_owned());
        if resource.ends_with("/slots/config") {
            let slot = rest.split('/').next().unwrap_or("").trim();
            place.slot = place.slot.or_else(|| Some(slot.to_owned()));
        }
    }
    if place.app_name.is_none() && !std::ptr::eq(object, properties(object)) || is_flat(object) {
        let kind = text(object, "type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let of_app = kind.ends_with("/sites") || kind.ends_with("/slots") || kind.is_empty();
        let name = text(object, "name")
            .filter(|name| of_app && !name.bytes().all(|byte| byte.is_ascii_digit()));
        if place.app_name.is_none()
            && let Some(name) = name
        {
            match name.split_once('/') {
                Some((app, slot)) => {
                    place.app_name = Some(app.trim().to_owned());
                    place.slot = place.slot.or_else(|| Some(slot.trim().to_owned()));
                }
                None => place.app_name = Some(name),
            }
        }
    }
    place
}

/// Whether the object is a client's flat form, in which `name` is the app's.
fn is_flat(object: &Json) -> bool {
    [
        "backupId",
        "backupItemName",
        "namePropertiesName",
        "backupStatus",
        "resourceGroupName",
    ]
    .iter()
    .any(|key| object.has(key))
}

fn databases(
    fields: &Fields<'_>,
    at: &str,
    coercions: &mut Vec<Coercion>,
) -> Option<Vec<DatabaseSetting>> {
    let (_, list) = fields.value(&["databases"])?;
    let list = match list {
        Json::Array(elements) => elements.as_slice(),
        // PowerShell writes a list of one as the object itself.
        object @ Json::Object(_) => std::slice::from_ref(object),
        _ => return None,
    };
    let read = |(number, element): (usize, &Json)| {
        let at = format!(
            "{at}{}databases[{number}]",
            if at.is_empty() { "" } else { "." }
        );
        let fields = Fields::new(element, &at, coercions);
        DatabaseSetting {
            database_type: DatabaseType::read(
                &fields.text(&["databaseType", "type"]).unwrap_or_default(),
            ),
            name: fields.text(&["name", "databaseName"]),
            connection_string_name: fields.text(&["connectionStringName"]),
            connection_string: fields.secret(&["connectionString"]),
        }
    };
    Some(
        list.iter()
            .take(MAX_DATABASES)
            .enumerate()
            .map(read)
            .collect(),
    )
}

/// Keys of the envelope that have no field of their own in flat objects.
fn envelope_keys(object: &Json) -> &'static [&'static str] {
    if std::ptr::eq(object, properties(object)) {
        &ENVELOPE
    } else {
        &[]
    }
}

/// A backup.
pub(super) fn item(object: &Json, at: &str, coercions: &mut Vec<Coercion>) -> Item {
    let inner = properties(object);
    let flat = is_flat(object);
    let mut below = Vec::new();
    let fields = Fields::new(inner, at, coercions);
    let id_is_path = inner
        .get("id")
        .and_then(Json::text)
        .is_some_and(|id| id.contains('/'));
    let backup_id = if flat || id_is_path {
        fields.integer(&["backupId"])
    } else {
        fields.integer(&["backupId", "id"])
    };
    let backup_name = if flat {
        fields.text(&["backupItemName", "namePropertiesName", "backupName"])
    } else {
        fields.text(&["backupName", "name"])
    };
    let status = fields
        .value(&["status", "backupStatus"])
        .map(|(_, status)| match status {
            Json::Integer(number) => Status::from_number(*number),
            Json::Float(number) => whole(*number)
                .map_or_else(|| Status::Unknown(number.to_string()), Status::from_number),
            Json::Text(text) => Status::read(text),
            other => Status::Unknown(other.kind().into()),
        });
    let mut item = Item {
        at: at.to_owned(),
        place: place(object),
        backup_id,
        backup_name,
        blob_name: fields.text(&["blobName"]),
        status,
        size_bytes: fields.bytes(&["sizeInBytes", "backupSizeInBytes"]),
        site_bytes: fields.bytes(&["websiteSizeInBytes"]),
        created: fields.time(&["created"]),
        finished: fields.time(&["finishedTimeStamp", "finished"]),
        last_restore: fields.time(&["lastRestoreTimeStamp", "lastRestored"]),
        log: fields.text(&["log"]),
        databases: databases(&fields, at, &mut below),
        scheduled: fields.boolean(&["scheduled"]),
        correlation_id: fields.text(&["correlationId"]),
        storage: fields.secret(&["storageAccountUrl"]),
        other_fields: fields.others(envelope_keys(object)),
    };
    if !std::ptr::eq(object, inner) {
        // The same name under its second key says nothing new.
        item.other_fields.retain(|field| {
            !(field.key == "name" && Some(&field.value) == item.backup_name.as_ref())
        });
    }
    coercions.append(&mut below);
    item
}

fn schedule(json: &Json, at: &str, coercions: &mut Vec<Coercion>) -> ScheduleFields {
    let fields = Fields::new(json, at, coercions);
    ScheduleFields {
        frequency_interval: fields.integer(&["frequencyInterval"]),
        frequency_unit: fields.text(&["frequencyUnit"]),
        keep_at_least_one: fields.boolean(&["keepAtLeastOneBackup"]),
        retention_days: fields.integer(&["retentionPeriodInDays"]),
        start_time: fields.time(&["startTime"]),
        last_execution_time: fields.time(&["lastExecutionTime"]),
        filled_in: [
            "frequencyInterval",
            "frequencyUnit",
            "keepAtLeastOneBackup",
            "retentionPeriodInDays",
            "startTime",
        ]
        .iter()
        .any(|key| {
            let text = json.get(key).and_then(Json::text);
            text.is_some_and(is_placeholder)
        }),
    }
}

/// A backup request or configuration.
pub(super) fn request(object: &Json, at: &str, coercions: &mut Vec<Coercion>) -> Request {
    let inner = properties(object);
    let nested = inner
        .get("backupSchedule")
        .filter(|schedule| matches!(schedule, Json::Object(_)));
    let powershell = inner.has("frequencyInterval");
    let mut below = Vec::new();
    let schedule = match (nested, powershell) {
        (Some(nested), _) => {
            let at = if at.is_empty() {
                "backupSchedule".into()
            } else {
                format!("{at}.backupSchedule")
            };
            Some(schedule(nested, &at, &mut below))
        }
        (None, true) => Some(schedule(inner, at, &mut below)),
        (None, false) => None,
    };
    let fields = Fields::new(inner, at, coercions);
    let flat = is_flat(object) || inner.has("resourceGroup");
    let backup_name = if flat || powershell {
        fields.text(&["backupName", "backupRequestName", "namePropertiesName"])
    } else {
        fields.text(&["backupName", "name"])
    };
    let _ = fields.value(&["backupSchedule", "name"]);
    if powershell {
        let _ = fields.value(&[
            "frequencyInterval",
            "frequencyUnit",
            "keepAtLeastOneBackup",
            "retentionPeriodInDays",
            "startTime",
            "lastExecutionTime",
        ]);
    }
    let databases = databases(&fields, at, &mut below);
    let enabled = fields.boolean(&["enabled"]);
    let purpose = if schedule.is_some() || enabled.is_some() || inner.has("backupSchedule") {
        Purpose::Configuration
    } else if backup_name.is_some() || databases.is_some() {
        Purpose::BackUpNow
    } else {
        Purpose::ReplaceSas
    };
    let request = Request {
        at: at.to_owned(),
        place: place(object),
        purpose,
        backup_name,
        enabled,
        schedule,
        databases,
        storage: fields.secret(&["storageAccountUrl"]),
        other_fields: fields.others(envelope_keys(object)),
    };
    coercions.append(&mut below);
    request
}

/// A restore request.
pub(super) fn restore(object: &Json, at: &str, coercions: &mut Vec<Coercion>) -> RestoreRequest {
    let mut below = Vec::new();
    let fields = Fields::new(properties(object), at, coercions);
    // A request has no envelope but its properties.
    let answered = object.has("properties") && object.has("id") && object.has("name");
    let restore = RestoreRequest {
        discovered: answered && fields.text(&["siteName"]).is_none(),
        at: at.to_owned(),
        place: place(object),
        blob_name: fields.text(&["blobName"]),
        overwrite: fields.boolean(&["overwrite"]),
        site_name: fields.text(&["siteName"]),
        databases: databases(&fields, at, &mut below),
        ignore_conflicting_host_names: fields.boolean(&["ignoreConflictingHostNames"]),
        ignore_databases: fields.boolean(&["ignoreDatabases"]),
        app_service_plan: fields.text(&["appServicePlan"]),
        adjust_connection_strings: fields.boolean(&["adjustConnectionStrings"]),
        storage: fields.secret(&["storageAccountUrl"]),
        other_fields: fields.others(envelope_keys(object)),
    };
    coercions.append(&mut below);
    restore
}

/// A snapshot.
pub(super) fn snapshot(object: &Json) -> Snapshot {
    let mut ignored = Vec::new();
    let fields = Fields::new(properties(object), "", &mut ignored);
    Snapshot {
        time: fields
            .time(&["snapshotTime", "time"])
            .map(|time| time.shown().unwrap_or(time.text)),
        app_name: place(object).app_name,
    }
}

/// A site.
pub(super) fn site(object: &Json) -> SiteAnswer {
    let place = place(object);
    let inner = properties(object);
    SiteAnswer {
        app_name: place
            .app_name
            .or_else(|| text(inner, "repositorySiteName"))
            .or_else(|| text(object, "name")),
        slot: place.slot,
        state: text(inner, "state"),
    }
}
