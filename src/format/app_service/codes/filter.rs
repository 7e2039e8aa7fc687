//! The file _backup.filter (AS-FLT).

use crate::report::codes;

codes! {
    FILTER_NO_SEPARATOR = "app-service-filter-no-separator", Note, rule: "AS-FLT-001" {
        title: "A line without a leading separator",
        cause: "the documentation asks for one",
        effect: "the line may not match, and the path is backed up",
        advice: "begin each line with \\ or /",
    }
    FILTER_WILDCARD = "app-service-filter-wildcard", Suspicious, rule: "AS-FLT-002" {
        title: "A line with a wildcard",
        cause: "wildcards are not documented",
        effect: "the line probably matches nothing, and the path is backed up",
        advice: "name each folder",
    }
    FILTER_NOT_APPLIED = "app-service-filter-not-applied", Note, rule: "AS-FLT-003" {
        title: "Files are in the backup though the filter names them",
        cause: "the filter was added later, or not applied",
        effect: "they are restored",
        advice: "none needed",
    }
    FILTER_NO_IN_APP_MYSQL = "app-service-filter-no-in-app-mysql", Suspicious, rule: "AS-FLT-004" {
        title: "No dump of the in-app database",
        cause: "with a filter the dump may be missing",
        effect: "the in-app database is not restored",
        advice: "export the in-app database on its own",
    }
}
