//! Which of the known shapes an object has (specification 2.3).

use serde::Serialize;

use crate::format::app_service::json::Json;

/// Shape of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Shape {
    /// A1: a backup in its envelope.
    ArmItem,
    /// A2: a list of them.
    ArmList,
    /// A3: a backup request or configuration in its envelope.
    ArmRequest,
    /// A4: a restore request in its envelope, or the answer of discover.
    ArmRestore,
    /// C1: a backup as `az` prints it.
    AzItem,
    /// C2: an array of backups.
    AzList,
    /// C3: a configuration as `az` prints it.
    AzConfiguration,
    /// P1: a backup as PowerShell prints it.
    PowerShellItem,
    /// P2: a configuration as PowerShell prints it.
    PowerShellConfiguration,
    /// X1: a snapshot.
    Snapshot,
    /// X2: an error answer.
    ErrorBody,
    /// X3: the site that a finished restore answers with.
    Site,
    /// B: the properties of a backup without their envelope.
    BareItem,
    /// B: the properties of a request.
    BareRequest,
    /// B: the properties of a restore request.
    BareRestore,
}

impl Shape {
    /// In words, with an article.
    pub fn words(self) -> &'static str {
        match self {
            Shape::ArmItem => "a backup record of the REST API",
            Shape::ArmList => "a list of backups of the REST API",
            Shape::ArmRequest => "a backup request or configuration of the REST API",
            Shape::ArmRestore => "a restore request of the REST API",
            Shape::AzItem => "a backup record of the Azure CLI",
            Shape::AzList => "a list of backups of a command line",
            Shape::AzConfiguration => "a backup configuration of the Azure CLI",
            Shape::PowerShellItem => "a backup record of PowerShell",
            Shape::PowerShellConfiguration => "a backup configuration of PowerShell",
            Shape::Snapshot => "automatic backups (snapshots)",
            Shape::ErrorBody => "an error answer of Azure",
            Shape::Site => "the site that a finished restore answers with",
            Shape::BareItem => "the properties of a backup record",
            Shape::BareRequest => "the properties of a backup request",
            Shape::BareRestore => "the properties of a restore request",
        }
    }

    /// Whether an object of this shape can be nothing else, wherever it stands: several of the keys that only App Service
    /// uses are in it.
    pub(super) fn is_certain(self, object: &Json) -> bool {
        let keys = object
            .get("properties")
            .filter(|inner| matches!(inner, Json::Object(_)))
            .unwrap_or(object);
        let text = |key: &str| keys.get(key).and_then(Json::text).is_some();
        match self {
            Shape::ArmItem | Shape::AzItem | Shape::PowerShellItem | Shape::BareItem => {
                text("blobName")
                    && ["status", "backupStatus", "sizeInBytes", "storageAccountUrl"]
                        .iter()
                        .any(|key| keys.has(key))
            }
            Shape::ArmRequest | Shape::AzConfiguration | Shape::BareRequest => {
                text("storageAccountUrl")
                    || keys
                        .get("backupSchedule")
                        .is_some_and(|schedule| schedule.has("frequencyInterval"))
            }
            Shape::PowerShellConfiguration => keys.has("keepAtLeastOneBackup"),
            Shape::ArmRestore | Shape::BareRestore => text("storageAccountUrl"),
            Shape::ErrorBody => keys.get("statusMessage").and_then(Json::text).is_some(),
            Shape::ArmList | Shape::AzList | Shape::Snapshot | Shape::Site => false,
        }
    }

    /// The shape of one object; `None` if nothing of App Service is in it.
    pub(super) fn of(object: &Json) -> Option<Shape> {
        if !matches!(object, Json::Object(_)) {
            return None;
        }
        let inner = object
            .get("properties")
            .filter(|inner| matches!(inner, Json::Object(_)));
        let enveloped = inner.is_some();
        let keys = inner.unwrap_or(object);
        if is_error(object, keys) {
            return Some(Shape::ErrorBody);
        }
        if keys.has("overwrite") {
            return Some(if enveloped {
                Shape::ArmRestore
            } else {
                Shape::BareRestore
            });
        }
        if keys.has("backupSchedule") {
            return Some(
                match (enveloped, keys.has("id") || keys.has("resourceGroup")) {
                    (true, _) => Shape::ArmRequest,
                    (false, true) => Shape::AzConfiguration,
                    (false, false) => Shape::BareRequest,
                },
            );
        }
        if keys.has("frequencyInterval") && keys.has("retentionPeriodInDays") {
            // A schedule without what is around it is nobody's.
            let around = ["storageAccountUrl", "resourceGroupName", "enabled"];
            return Some(if around.iter().any(|key| keys.has(key)) {
                Shape::PowerShellConfiguration
            } else {
                Shape::BareRequest
            });
        }
        if is_site(object, keys) {
            return Some(Shape::Site);
        }
        if let Some(shape) = item(keys, enveloped) {
            return Some(shape);
        }
        if (keys.has("time") || keys.has("snapshotTime")) && !keys.has("blobName") {
            return Some(Shape::Snapshot);
        }
        (keys.has("storageAccountUrl")).then_some(match (enveloped, keys.has("resourceGroup")) {
            (true, _) => Shape::ArmRequest,
            (false, true) => Shape::AzConfiguration,
            (false, false) => Shape::BareRequest,
        })
    }
}

fn item(keys: &Json, enveloped: bool) -> Option<Shape> {
    if keys.has("backupStatus") || keys.has("backupSizeInBytes") {
        return Some(Shape::PowerShellItem);
    }
    let flat = ["backupId", "backupItemName", "namePropertiesName"]
        .iter()
        .any(|key| keys.has(key));
    if flat && !enveloped && (keys.has("blobName") || keys.has("status")) {
        return Some(Shape::AzItem);
    }
    ["blobName", "sizeInBytes", "scheduled", "finishedTimeStamp"]
        .iter()
        .any(|key| keys.has(key))
        .then_some(if enveloped {
            Shape::ArmItem
        } else {
            Shape::BareItem
        })
}

fn is_error(object: &Json, keys: &Json) -> bool {
    let inner = |json: &Json| json.has("code") || json.has("message");
    object.get("error").is_some_and(inner)
        || (object.has("code") && object.has("message") && !object.has("properties"))
        || keys.get("statusMessage").and_then(Json::text).is_some()
}

fn is_site(object: &Json, keys: &Json) -> bool {
    let kind = object.get("type").and_then(Json::text).unwrap_or("");
    let kind = kind.to_ascii_lowercase();
    (kind.is_empty() || kind.ends_with("/sites") || kind.ends_with("/slots"))
        && !keys.has("blobName")
        && (keys.has("hostNames")
            || keys.has("vnetBackupRestoreEnabled")
            || keys.has("defaultHostName"))
}
