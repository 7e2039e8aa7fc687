//! What the service says of a backup (AS-REC).

use crate::report::codes;

codes! {
    RECORD_OF_ANOTHER_BACKUP = "app-service-record-of-another-backup", Suspicious, rule: "AS-REC-001" {
        title: "The record has another name",
        cause: "it belongs to another backup, or the archive was renamed",
        effect: "none, if they do not belong together",
        advice: "give the archive the name that the record has",
    }
    RECORD_NOT_USABLE = "app-service-record-not-usable", Fatal, rule: "AS-REC-002" {
        title: "The backup can't be restored, by its record",
        cause: "it failed, was skipped or deleted; the log says more",
        effect: "the service has no backup to restore from",
        advice: "take another backup, and mend the cause that the log names",
    }
    RECORD_PARTIAL = "app-service-record-partial", DataLoss, rule: "AS-REC-003" {
        title: "Files are missing, by the record",
        cause: "files were locked while the backup ran",
        effect: "the files that could not be read are not there afterwards",
        advice: "stop the app or leave the files out, and back up again",
    }
    RECORD_SIZE_DIFFERS = "app-service-record-size-differs", Suspicious, rule: "AS-REC-004" {
        title: "The archive has another size than the record says",
        cause: "an interrupted download, or another archive",
        effect: "a cut-off archive can't be restored",
        advice: "download it again and compare the length",
    }
    RECORD_EMPTY = "app-service-record-empty", Suspicious, rule: "AS-REC-005" {
        title: "An empty backup",
        cause: "it failed early, or was skipped",
        effect: "there is nothing to restore",
        advice: "look at the status and the log",
    }
    RECORD_SITE_ABOVE_LIMIT = "app-service-record-site-above-limit", Suspicious, rule: "AS-REC-006" {
        title: "The site was larger than the service backs up",
        cause: "content grew",
        effect: "later backups fail",
        advice: "leave files out with _backup.filter",
    }
    RECORD_DATABASE_COUNT = "app-service-record-database-count", Suspicious, rule: "AS-REC-007" {
        title: "Record and archive have different numbers of databases",
        cause: "a database could not be dumped, or the archive is another one",
        effect: "a database that is not in the archive is not restored",
        advice: "look at the log of the record",
    }
    RECORD_TIME_DIFFERS = "app-service-record-time-differs", Note, rule: "AS-REC-008" {
        title: "The name has another time than the record",
        cause: "the blob was renamed, or written later",
        effect: "none; it is only said",
        advice: "none needed",
    }
    RECORD_TIMES_REVERSED = "app-service-record-times-reversed", Note, rule: "AS-REC-009" {
        title: "Finished before it started",
        cause: "the record was changed by hand",
        effect: "none; it is only said",
        advice: "none needed",
    }
    RECORD_RUNS_TOO_LONG = "app-service-record-runs-too-long", Suspicious, rule: "AS-REC-010" {
        title: "The backup has been running for more than a day",
        cause: "it hangs, or the record is old",
        effect: "it can't be restored before it has finished",
        advice: "ask for the record again; look at the log",
    }
    RECORD_HOLDS_SECRET = "app-service-record-holds-secret", Note, rule: "AS-REC-011" {
        title: "The record holds the key to the storage",
        cause: "some answers of the service carry it",
        effect: "none; whoever has the file can read the backups until the signature ends",
        advice: "treat the file as confidential, or save a copy without secrets",
    }
    RECORD_LIST_CONTINUES = "app-service-record-list-continues", Note, rule: "AS-REC-012" {
        title: "The list has further pages",
        cause: "the service gives long lists in pages",
        effect: "none; newer or older backups may be on the other pages",
        advice: "fetch the next pages as well",
    }
    RECORD_NEWEST_OLD = "app-service-record-newest-old", Suspicious, rule: "AS-REC-013" {
        title: "The newest usable backup is old",
        cause: "runs failed or were skipped, or the list is old",
        effect: "what changed since is lost",
        advice: "look at the newest records and their logs",
    }
    RECORD_NONE_USABLE = "app-service-record-none-usable", Fatal, rule: "AS-REC-014" {
        title: "No backup of the list can be restored",
        cause: "all failed or were deleted",
        effect: "there is nothing to restore from",
        advice: "make a backup now",
    }
    RECORD_DATABASE_TYPE_UNKNOWN = "app-service-record-database-type-unknown", Note, rule: "AS-REC-015" {
        title: "An unknown type of database",
        cause: "a newer service, or a typing error",
        effect: "not known",
        advice: "use SqlAzure, MySql, LocalMySql or PostgreSql",
    }
    RECORD_NAME_SHARED = "app-service-record-name-shared", Suspicious, rule: "AS-REC-016" {
        title: "Two records with one blob",
        cause: "the second backup was made under the same name",
        effect: "the later backup has overwritten the earlier one",
        advice: "give each backup a name of its own",
    }
}
