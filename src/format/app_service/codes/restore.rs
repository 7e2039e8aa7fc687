//! Requests for a restore (AS-RST).

use crate::report::codes;

codes! {
    RESTORE_OVERWRITES = "app-service-restore-overwrites", Note, rule: "AS-RST-001" {
        title: "The restore replaces every file",
        cause: "overwrite is true",
        effect: "all files of the target are erased first, except those that its _backup.filter names",
        advice: "back the target up first",
    }
    RESTORE_NO_BLOB = "app-service-restore-no-blob", Fatal, rule: "AS-RST-002" {
        title: "The request names no backup",
        cause: "neither blobName nor a backup id is given",
        effect: "the service refuses the request",
        advice: "name the blob",
    }
    RESTORE_NOT_USABLE = "app-service-restore-not-usable", DataLoss, rule: "AS-RST-003" {
        title: "The chosen backup can't be restored",
        cause: "its record says so",
        effect: "the restore fails",
        advice: "choose another backup",
    }
    RESTORE_TARGET_EXISTS = "app-service-restore-target-exists", Suspicious, rule: "AS-RST-004" {
        title: "The target exists, and overwrite is false",
        cause: "overwrite must be true for an app that exists",
        effect: "the service refuses the request",
        advice: "set overwrite to true, or name another target",
    }
    RESTORE_NO_PLAN = "app-service-restore-no-plan", Suspicious, rule: "AS-RST-005" {
        title: "A new app without a plan",
        cause: "the service needs to know where the app shall run",
        effect: "the service may refuse the request",
        advice: "set appServicePlan",
    }
    RESTORE_DATABASES_DIFFER = "app-service-restore-databases-differ", Suspicious, rule: "AS-RST-006" {
        title: "Other databases than the backup holds",
        cause: "the list of the request must match the backup's",
        effect: "the service may refuse the request",
        advice: "list the databases that the backup holds, or none",
    }
    RESTORE_NO_CONNECTION = "app-service-restore-no-connection", Note, rule: "AS-RST-007" {
        title: "Databases without a connection string",
        cause: "no connectionString is given",
        effect: "the databases go where the backup points: into the source's own database",
        advice: "give a connection string for each database",
    }
    RESTORE_SIGNATURE_UNFIT = "app-service-restore-signature-unfit", Suspicious, rule: "AS-RST-008" {
        title: "The signature can't read the backup",
        cause: "it has expired, or lacks the permission to read",
        effect: "the restore fails",
        advice: "make a new signature with rwdl",
    }
    RESTORE_OTHER_PLATFORM = "app-service-restore-other-platform", Suspicious, rule: "AS-RST-009" {
        title: "Another platform",
        cause: "a Windows app's backup restores only onto Windows, a Linux app's only onto Linux",
        effect: "the restore fails",
        advice: "choose a target of the same platform",
    }
}
