//! The manifest (AS-MAN).

use crate::report::codes;

codes! {
    MANIFEST_MISSING = "app-service-manifest-missing", Note, rule: "AS-MAN-001" {
        title: "The .xml is not here",
        cause: "the service writes it beside the .zip; it may lie in the container",
        effect: "without it beside the .zip the service can't restore",
        advice: "download the .xml too, and keep both together",
    }
    MANIFEST_NOT_XML = "app-service-manifest-not-readable", Suspicious, rule: "AS-MAN-002" {
        title: "The manifest is not readable",
        cause: "an interrupted download, or another file of that name",
        effect: "the service may not be able to restore",
        advice: "download the .xml again",
    }
    MANIFEST_OF_ANOTHER_KIND = "app-service-manifest-of-another-kind", Suspicious, rule: "AS-MAN-003" {
        title: "The XML file is no backup manifest",
        cause: "another XML file was dropped",
        effect: "without its manifest the service can't restore",
        advice: "drop the .xml that has the name of the .zip",
    }
    MANIFEST_OF_ANOTHER_BACKUP = "app-service-manifest-of-another-backup", Suspicious, rule: "AS-MAN-004" {
        title: "The manifest has another name",
        cause: "it belongs to another backup, or one of the two was renamed",
        effect: "the service looks for the .xml by the name of the .zip",
        advice: "give both the same name, if they belong together",
    }
    MANIFEST_DATABASE_MISSING = "app-service-manifest-database-missing", DataLoss, rule: "AS-MAN-005" {
        title: "A database of the manifest is not in the archive",
        cause: "the archive was changed, or belongs to another backup",
        effect: "the database can't be restored",
        advice: "look for the archive that belongs to the manifest",
    }
    MANIFEST_DATABASE_UNLISTED = "app-service-manifest-database-unlisted", Suspicious, rule: "AS-MAN-006" {
        title: "A database that the manifest does not list",
        cause: "the archive was changed, or belongs to another backup",
        effect: "the service does not restore it",
        advice: "import it with the database's own tools, if you need it",
    }
    MANIFEST_DATABASE_COUNT = "app-service-manifest-database-count", Suspicious, rule: "AS-MAN-007" {
        title: "Manifest and archive have different numbers of databases",
        cause: "the archive was changed, or belongs to another backup",
        effect: "not all databases are restored",
        advice: "look for the archive that belongs to the manifest",
    }
}
