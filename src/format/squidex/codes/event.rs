//! Reading one event: record, headers, payload.

use crate::report::codes;

codes! {
    EVENT_EMPTY = "event-empty", Fatal {
        title: "An event is empty",
        cause: "the entry has no bytes, or only blanks",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "create the backup again, or take the entry from an older one",
    }
    EVENT_JSON_INVALID = "event-json-invalid", Fatal {
        title: "An event is not valid JSON",
        cause: "the entry was damaged or edited by hand: comments, trailing commas and half characters are not allowed",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "mend the JSON at the place named, or create the backup again",
    }
    EVENT_RECORD_INVALID = "event-record-invalid", Fatal {
        title: "An event record does not have the shape that Squidex reads",
        cause: "the record around the payload lacks its type or payload, or one of its parts has a wrong type",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "create the backup again",
    }
    EVENT_GENERATION_UNSUPPORTED = "event-generation-unsupported", Fatal {
        title: "A backup of early 2018",
        cause: "the events have the first form that Squidex wrote, before there was a restore; they don't say to which stream they belong",
        effect: "the restore fails at the first event with \"Failed with internal error.\"",
        advice: "no server restores this; the contents can be read here",
    }
    EVENT_STREAM_INVALID = "event-stream-invalid", Fatal {
        title: "An event without a readable stream name",
        cause: "the stream name is missing, empty, or has no hyphen between kind and id",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "create the backup again",
    }
    EVENT_HEADER_INVALID = "event-header-invalid", Fatal {
        title: "A header of an event is an object or a list",
        cause: "headers can only be texts, numbers, true, false or null",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "create the backup again",
    }
    UNKNOWN_EVENT_TYPE = "unknown-event-type", Fatal {
        title: "An event of a type that Squidex does not know",
        cause: "the backup was made by a newer server, by a changed one, or the name was edited",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "restore on a server of at least the version that made the backup",
    }
    EVENT_FIELD_INVALID = "event-field-invalid", Fatal {
        title: "A field of an event has a value that its type refuses",
        cause: "the payload was edited, or written by a server whose fields have other types",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "put a value of the right type there, or create the backup again",
    }
    EVENT_DISCRIMINATOR_UNKNOWN = "event-discriminator-unknown", Fatal {
        title: "A field type, trigger or step that Squidex does not know",
        cause: "the backup was made by a newer server or one with plugins, or the name was edited",
        effect: "the restore fails at this event with \"Failed with internal error.\"",
        advice: "restore on a server that has the same plugins and at least the same version",
    }
    NUMBER_NOT_EXACT = "number-not-exact", DataLoss {
        title: "A number changes on restore",
        cause: "Squidex passes numbers through double precision, which holds about 16 digits",
        effect: "the number is stored with other digits",
        advice: "keep such numbers as texts",
    }
    RULE_ACTION_REPLACED = "rule-action-replaced", DataLoss {
        title: "A rule action becomes a webhook",
        cause: "the server does not know the action and replaces it",
        effect: "the rule is restored with a webhook in its place, made of the fields that fit",
        advice: "look at the rule after the restore, and switch it off until then",
    }
    RULE_TYPE_REPLACED = "rule-type-replaced", DataLoss {
        title: "A `$type` in a rule is replaced",
        cause: "the server replaces every `$type` in a rule that is no known step by the script step",
        effect: "the rule is restored with other values than were saved",
        advice: "look at the rule after the restore, and switch it off until then",
    }
    OLD_CLIENT_ROLE_LOST = "old-client-role-lost", DataLoss {
        title: "The role change of a client is lost",
        cause: "an event of 2017 needs two migration steps, but the server makes one for its content",
        effect: "the client keeps the role that it had before",
        advice: "look at the roles of the clients after the restore",
    }
    EVENT_TIMESTAMP_UNREADABLE = "event-timestamp-unreadable", Suspicious {
        title: "An event without a readable time",
        cause: "the header `Timestamp` is missing or not of the form 2024-05-06T07:08:09Z",
        effect: "the server takes the time of another event of the object, or 1970",
        advice: "nothing needs to be done for the restore",
    }
    EVENT_BYTE_ORDER_MARK = "event-byte-order-mark", Note {
        title: "An event starts with a byte order mark",
        cause: "an editor saved the entry with a byte order mark",
        effect: "none: the server reads over it",
        advice: "nothing needs to be done; the repair takes the mark out",
        action: "event-byte-order-mark",
    }
    EVENT_WITHOUT_HEADERS = "event-without-headers", Suspicious {
        title: "An event without headers",
        cause: "the record was written by hand or by another tool",
        effect: "the event gets no time and no id of its own",
        advice: "nothing needs to be done for the restore",
    }
    EVENT_NUMBER_UNEXPECTED = "event-number-unexpected", Suspicious {
        title: "An event is missing, doubled or moved in its stream",
        cause: "the header `EventStreamNumber`, which counts the events of a stream from 0, jumps: the archive was edited, or the source's own event store has lost events",
        effect: "none: the server ignores the number and restores what is there; what is missing was lost before",
        advice: "compare the object with the source after the restore; if events are missing that nobody took out, create the backup again",
    }
    TEAM_EVENT = "team-event", Suspicious {
        title: "An event of a team in the backup of an app",
        cause: "servers never write such events into the backup of an app",
        effect: "the event is stored and has no effect on the app",
        advice: "find out where it comes from",
    }
}
