//! JSON documents (AS-JSN).

use crate::report::codes;

codes! {
    JSON_REPAIRED = "app-service-json-repaired", Note, rule: "AS-JSN-001" {
        title: "JSON with repairs",
        cause: "text copied from a page: curly quotes, comments, trailing commas",
        effect: "none; the service itself refuses such text",
        advice: "send the composed request instead",
    }
    JSON_COERCED = "app-service-json-coerced", Note, rule: "AS-JSN-002" {
        title: "A value as text",
        cause: "quoted numbers and booleans",
        effect: "none; it is only said",
        advice: "send the composed request instead",
    }
    JSON_UNKNOWN_SHAPE = "app-service-json-unknown-shape", Note, rule: "AS-JSN-003" {
        title: "JSON of another kind",
        cause: "it is no backup, schedule or restore object",
        effect: "none; it is only said",
        advice: "drop the answer of a backup request",
    }
    JSON_KEY_TWICE = "app-service-json-key-twice", Note, rule: "AS-JSN-004" {
        title: "A key stands twice",
        cause: "written by hand",
        effect: "the last one is used",
        advice: "remove one",
    }
    JSON_SNAPSHOT = "app-service-json-snapshot", Note, rule: "AS-JSN-005" {
        title: "An automatic backup",
        cause: "snapshots are made by the platform",
        effect: "it can't be downloaded",
        advice: "use az webapp config snapshot list and restore",
    }
    JSON_ERROR_BODY = "app-service-json-error-body", Note, rule: "AS-JSN-006" {
        title: "An error answer",
        cause: "the service refused a request",
        effect: "none; it is only said",
        advice: "see the message and its remedy",
    }
}
