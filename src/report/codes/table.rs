//! The table itself; [`super`] explains it.

use super::{Code, Severity};

codes! {
    // --- The file as a whole -------------------------------------------------------------
    EMPTY_FILE = "empty-file", Fatal {
        title: "The file is empty",
        cause: "the file has 0 bytes: a download or a copy that never started",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download or create the backup again",
    }
    NOT_A_ZIP = "not-a-zip", Fatal {
        title: "Not a ZIP archive",
        cause: "the bytes are of another kind of file",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "find the ZIP file that the server made; a link of a file host often gives its preview or login page in its place",
    }
    NOT_A_BACKUP = "not-a-backup", Fatal {
        title: "A ZIP archive, but no known backup",
        cause: "the archive holds nothing that a backup of a known system holds",
        effect: "the restore fails",
        advice: "check that this is the file that the server made",
    }

    // --- The ZIP container ---------------------------------------------------------------
    ZIP_NO_END_RECORD = "zip-no-end-record", Fatal {
        title: "The end of the archive is missing",
        cause: "a download or copy that broke off, or a program that stopped while writing: a ZIP file ends with a directory of its entries and a record that points to it",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "compare the size with that on the server and download again; what can be read can be saved into a new archive, but what is missing stays missing",
    }
    ZIP_END_RECORD_TOO_FAR = "zip-end-record-too-far", Fatal {
        title: "Too much data behind the archive",
        cause: "something was appended to the file",
        effect: "the restore fails with \"Failed with internal error.\": the end record is only searched in the last 65,557 bytes",
        advice: "cut off what was appended, or write a copy here",
    }
    ZIP_SEVERAL_END_RECORDS = "zip-several-end-records", Suspicious {
        title: "More than one end record",
        cause: "two archives in one file, or a comment that looks like an end record",
        effect: "none: the last one is used",
        advice: "write a copy here to be rid of it",
    }
    ZIP_TRAILING_DATA = "zip-trailing-data", Suspicious {
        title: "Data behind the archive",
        cause: "something was appended to the file, or a transfer padded it",
        effect: "none",
        advice: "write a copy here to be rid of it",
    }
    ZIP_SPANNED = "zip-spanned", Fatal {
        title: "One part of a split archive",
        cause: "a program split the archive into several files, or the record is damaged",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "join the parts into one archive",
    }
    ZIP64_INCONSISTENT = "zip64-inconsistent", Suspicious {
        title: "ZIP64 fields that do not fit together",
        cause: "a program that writes ZIP64 in its own way, or damage",
        effect: "none as long as the entries are found",
        advice: "write a copy here: it has sound records",
    }
    ZIP64_BROKEN = "zip64-broken", Fatal {
        title: "Broken ZIP64 records",
        cause: "damage, or a program that writes wrong ZIP64 records",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download the backup again; if it is the same, write a copy here",
    }
    ZIP_WRONG_ENTRY_COUNT = "zip-wrong-entry-count", Fatal {
        title: "The number of entries is wrong",
        cause: "the directory is damaged or not where the end record says: bytes were added or lost before it, often by a transfer as text or an incomplete download",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download the backup again; if it is the same, write a copy of what can be read",
    }
    ZIP_WRONG_DIRECTORY_OFFSET = "zip-wrong-directory-offset", Fatal {
        title: "The directory is not where it should be",
        cause: "bytes were added or lost before the directory",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download the backup again; if it is the same, write a copy of what can be read",
    }
    ZIP_WRONG_DIRECTORY_SIZE = "zip-wrong-directory-size", Note {
        title: "The size of the directory is wrong",
        cause: "a program that writes a wrong number, or damage",
        effect: "none: the size is not used",
        advice: "nothing needs to be done",
    }
    ZIP_TOO_MANY_ENTRIES = "zip-too-many-entries", Suspicious {
        title: "More entries than are looked at",
        cause: "an archive made to exhaust its reader, or one that is larger than this program can hold",
        effect: "not known",
        advice: "check where the file comes from",
    }
    ZIP_LEADING_DATA = "zip-leading-data", Suspicious {
        title: "Data before the archive",
        cause: "something was put in front of the archive, or the first entries were overwritten",
        effect: "none as long as the entries are found",
        advice: "write a copy here to be rid of it",
    }
    ZIP_UNUSED_BYTES = "zip-unused-bytes", Note {
        title: "Bytes that belong to no entry",
        cause: "padding, an entry that was removed from the directory, or a digital signature",
        effect: "none",
        advice: "a copy written here has none of them",
    }
    ZIP_SENT_AS_TEXT = "zip-sent-as-text", Fatal {
        title: "The archive was treated as text",
        cause: "a transfer or an editor replaced every byte that is not text: FTP in text mode, a clipboard, a script that reads the file as a string",
        effect: "the restore fails with \"Failed with internal error.\"; the replaced bytes are lost",
        advice: "transfer the original file again, in binary mode",
    }
    ZIP_DIRECTORY_RECOVERED = "zip-directory-recovered", Note {
        title: "Entries found without the directory",
        cause: "the directory can't be used, so the entries were searched in the data",
        effect: "the server does not do this: the restore fails",
        advice: "write a copy of what was found; it has a sound directory",
    }
    ZIP_LOCAL_HEADER_MISSING = "zip-local-header-missing", DataLoss {
        title: "An entry is not where the directory says",
        cause: "the file is damaged, or cut in the middle",
        effect: "the entry can't be read: the restore fails with \"Failed with internal error.\", or ignores the entry if it may be missing",
        advice: "download the backup again",
    }
    ZIP_UNSUPPORTED_METHOD = "zip-unsupported-method", DataLoss {
        title: "Compressed with a method that the server does not read",
        cause: "the archive was packed again with another program",
        effect: "the entry can't be read: the restore fails with \"Failed with internal error.\", or ignores the entry if it may be missing",
        advice: "unpack it and pack it again with deflate, or take the original file of the server",
    }
    ZIP_ENCRYPTED = "zip-encrypted", Suspicious {
        title: "Marked as encrypted",
        cause: "the archive was packed again with a password, or the mark is wrong",
        effect: "the server ignores the mark: plain data is restored, encrypted data fails or arrives as rubbish",
        advice: "take the original file of the server, or pack it again without a password",
    }
    ZIP_DUPLICATE_NAME = "zip-duplicate-name", Suspicious {
        title: "Two entries of one name",
        cause: "an archive that was changed by adding, or two objects whose names differ only in case",
        effect: "the first one is used",
        advice: "look at both before restoring",
    }
    ZIP_BAD_NAME = "zip-bad-name", Note {
        title: "An unusual entry name",
        cause: "a program that writes names in its own way, or somebody who wants to write outside of a folder",
        effect: "none: entries that are not asked for are ignored",
        advice: "don't unpack the archive with a careless program",
    }
    ZIP_OVERLAP = "zip-overlap", DataLoss {
        title: "Entries that share bytes",
        cause: "damage, or an archive made to look larger than it is",
        effect: "the same bytes are read for both entries",
        advice: "download the backup again",
    }
    ZIP_BOMB = "zip-bomb", Suspicious {
        title: "Grows more than honest data does",
        cause: "an archive made to exhaust its reader, or a file of one repeated character",
        effect: "the server unpacks it whatever it costs",
        advice: "check where the file comes from",
    }
    ZIP_WRONG_SIZE = "zip-wrong-size", DataLoss {
        title: "The size of an entry is wrong",
        cause: "damage, or a program that writes wrong sizes",
        effect: "the entry is restored short, without any message",
        advice: "download the backup again",
    }
    ZIP_LOCAL_DIFFERS = "zip-local-differs", Suspicious {
        title: "Two descriptions of one entry disagree",
        cause: "damage, or an archive that shows different things to different programs",
        effect: "none: the directory is used",
        advice: "a copy written here has one description",
    }
    ZIP_WRONG_CHECKSUM = "zip-wrong-checksum", DataLoss {
        title: "A wrong checksum",
        cause: "the data was damaged after it was written, or the checksum was not updated when the data was changed",
        effect: "the entry is restored as it is, without any message (servers on .NET 11 or later refuse it)",
        advice: "download the backup again; if the content is known to be right, write a copy with the right checksum",
    }
    ZIP_UNDECODABLE = "zip-undecodable", DataLoss {
        title: "Damaged compressed data",
        cause: "the file was damaged after it was written",
        effect: "the entry can't be read: the restore fails with \"Failed with internal error.\", or ignores the entry if it may be missing",
        advice: "download the backup again",
    }
    ZIP_COMPRESSED_REST = "zip-compressed-rest", Note {
        title: "An entry longer than its data",
        cause: "padding, or damage",
        effect: "none: the rest is ignored",
        advice: "nothing needs to be done",
    }

    // --- Reading one event (decode) ------------------------------------------------------
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
        title: "An event names a field type, trigger or step that Squidex does not know",
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
        advice: "nothing needs to be done",
    }
    EVENT_WITHOUT_HEADERS = "event-without-headers", Suspicious {
        title: "An event without headers",
        cause: "the record was written by hand or by another tool",
        effect: "the event gets no time and no id of its own",
        advice: "nothing needs to be done for the restore",
    }
    TEAM_EVENT = "team-event", Suspicious {
        title: "An event of a team in the backup of an app",
        cause: "servers never write such events into the backup of an app",
        effect: "the event is stored and has no effect on the app",
        advice: "find out where it comes from",
    }

    // --- Layout of a Squidex backup: entry names and manifest ------------------------------
    NO_EVENT = "no-event", Fatal {
        title: "Event 0 is missing",
        cause: "restore asks for events/0/0.json by that exact name; without it there is nothing to restore",
        effect: "the restore fails with \"Backup has no event.\"",
        advice: "if the archive was packed again, use the original file; else let the repair put the entries under their exact names",
        action: "no-event",
    }
    EVENT_GAP = "event-gap", DataLoss {
        title: "The numbering of the events has a gap",
        cause: "event entries are numbered 0, 1, 2 …; a number is missing, so the archive is not as the server wrote it",
        effect: "the restore stops reading at the gap, drops all that follows and reports success",
        advice: "find the original archive; if the missing events can't be had, closing the gap brings back what follows",
        action: "event-gap",
    }
    TOP_FOLDER = "top-folder", Suspicious {
        title: "Entries lie in a folder of their own",
        cause: "the archive was unpacked and packed again together with its folder, or with a leading slash or dot",
        effect: "the restore does not find these entries",
        advice: "let the repair strip the folder",
        action: "top-folder",
    }
    BACK_SLASHES = "back-slashes", Suspicious {
        title: "Names with back-slashes",
        cause: "a program on Windows packed the archive again and used its own separator",
        effect: "the restore does not find these entries",
        advice: "let the repair turn them into slashes",
        action: "back-slashes",
    }
    WRONG_CASE = "wrong-case", Suspicious {
        title: "Names in another case",
        cause: "entry names are compared with case; the archive was packed again or edited",
        effect: "the restore does not find these entries",
        advice: "let the repair write the names in lower case",
        action: "wrong-case",
    }
    SPACES_IN_NAME = "spaces-in-name", Suspicious {
        title: "Names that start or end with a space",
        cause: "the archive was edited",
        effect: "the restore does not find these entries",
        advice: "let the repair remove the spaces",
        action: "spaces-in-name",
    }
    ZERO_PADDED_EVENT = "zero-padded-event", Suspicious {
        title: "Event numbers with leading zeros",
        cause: "the archive was packed again by a program that renames files",
        effect: "the restore does not find these events",
        advice: "let the repair write the plain numbers",
        action: "zero-padded-event",
    }
    EVENT_IN_WRONG_FOLDER = "event-in-wrong-folder", Suspicious {
        title: "Event in the folder of another thousand",
        cause: "event i belongs into the folder i / 1000; the archive was packed again or edited",
        effect: "the restore does not find these events",
        advice: "let the repair move them",
        action: "event-in-wrong-folder",
    }
    ATTACHMENT_IN_WRONG_FOLDER = "attachment-in-wrong-folder", Suspicious {
        title: "Attachment in the wrong folder",
        cause: "the folder of an attachment follows from its name; the archive was edited, or its names were changed by a program",
        effect: "the restore does not find these files",
        advice: "let the repair move them",
        action: "attachment-in-wrong-folder",
    }
    REQUIRED_FILE_MISSING = "required-file-missing", Fatal {
        title: "A required file is missing",
        cause: "restore needs Users.json before the first event and Settings.json after the last one",
        effect: "the restore fails with \"Cannot find attachment.\"",
        advice: "find the original archive; the repair adds an empty file, which restores without users or settings",
        action: "required-file-missing",
    }
    REQUIRED_FILE_EMPTY = "required-file-empty", Fatal {
        title: "A required file is empty",
        cause: "an entry of 0 bytes counts as missing",
        effect: "the restore fails with \"Cannot find attachment.\"",
        advice: "find the original archive; the repair writes an empty object in its place",
        action: "required-file-empty",
    }
    REQUIRED_FILE_MISPLACED = "required-file-misplaced", Fatal {
        title: "A required file is elsewhere",
        cause: "restore looks only under the exact path",
        effect: "the restore fails with \"Cannot find attachment.\"",
        advice: "let the repair move it",
        action: "required-file-misplaced",
    }
    OPTIONAL_FILE_EMPTY = "optional-file-empty", Note {
        title: "An optional file is empty",
        cause: "the file was missing on the source server when the backup was made",
        effect: "the restore goes on without it",
        advice: "nothing",
    }
    DUPLICATE_ENTRY = "duplicate-entry", Suspicious {
        title: "Several entries under one name",
        cause: "the writer of a backup may write an avatar or an asset file twice; else the archive was edited",
        effect: "the first in the central directory is read, the others are ignored",
        advice: "let the repair remove what is never read",
        action: "duplicate-entry",
    }
    UNKNOWN_ENTRIES = "unknown-entries", Note {
        title: "Entries that a Squidex backup does not have",
        cause: "somebody added files, or an operating system did when it packed the archive again",
        effect: "they are ignored",
        advice: "nothing",
    }
    FOLDER_ENTRIES = "folder-entries", Note {
        title: "Entries for folders",
        cause: "Squidex writes none: the archive was packed again by another program",
        effect: "they are ignored",
        advice: "nothing",
    }

    // --- Reading ----------------------------------------------------------------------------
    EVENT_UNREADABLE = "event-unreadable", Fatal {
        title: "An event can't be decompressed",
        cause: "the entry is damaged, or packed with a method that the server does not know",
        effect: "the restore fails with \"Failed with internal error.\" at this event",
        advice: "find the original archive, or download it again",
    }
    EVENT_TOO_LARGE = "event-too-large", Fatal {
        title: "An event is larger than what is read here",
        cause: "an event of that size was not written by a server",
        effect: "what the server would do is not known",
        advice: "look at the entry by hand",
    }
    PART_NOT_READ = "part-not-read", Suspicious {
        title: "A part of the data was not read",
        cause: "the program failed while it read this part; that is its fault and not the archive's",
        effect: "the answer is not complete",
        advice: "check the file again; if it happens again, please report it with the details",
    }
}
