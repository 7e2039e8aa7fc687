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
        action: "zip-no-end-record",
    }
    ZIP_END_RECORD_TOO_FAR = "zip-end-record-too-far", Fatal {
        title: "Too much data behind the archive",
        cause: "something was appended to the file",
        effect: "the restore fails with \"Failed with internal error.\": the end record is only searched in the last 65,557 bytes",
        advice: "cut off what was appended, or write a copy here",
        action: "zip-end-record-too-far",
    }
    ZIP_SEVERAL_END_RECORDS = "zip-several-end-records", Suspicious {
        title: "More than one end record",
        cause: "two archives in one file, or a comment that looks like an end record",
        effect: "none: the last one is used",
        advice: "write a copy here to be rid of it",
        action: "zip-several-end-records",
    }
    ZIP_TRAILING_DATA = "zip-trailing-data", Suspicious {
        title: "Data behind the archive",
        cause: "something was appended to the file, or a transfer padded it",
        effect: "none: the restore goes on",
        advice: "write a copy here to be rid of it",
        action: "zip-trailing-data",
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
        action: "zip64-inconsistent",
    }
    ZIP64_BROKEN = "zip64-broken", Fatal {
        title: "Broken ZIP64 records",
        cause: "damage, or a program that writes wrong ZIP64 records",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download the backup again; if it is the same, write a copy here",
        action: "zip64-broken",
    }
    ZIP_WRONG_ENTRY_COUNT = "zip-wrong-entry-count", Fatal {
        title: "The number of entries is wrong",
        cause: "the directory is damaged or not where the end record says: bytes were added or lost before it, often by a transfer as text or an incomplete download",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download the backup again; if it is the same, write a copy of what can be read",
        action: "zip-wrong-entry-count",
    }
    ZIP_WRONG_DIRECTORY_OFFSET = "zip-wrong-directory-offset", Fatal {
        title: "The directory is not where it should be",
        cause: "bytes were added or lost before the directory",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "download the backup again; if it is the same, write a copy of what can be read",
        action: "zip-wrong-directory-offset",
    }
    ZIP_WRONG_DIRECTORY_SIZE = "zip-wrong-directory-size", Note {
        title: "The size of the directory is wrong",
        cause: "a program that writes a wrong number, or damage",
        effect: "none: the size is not used",
        advice: "nothing needs to be done",
        action: "zip-wrong-directory-size",
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
        action: "zip-leading-data",
    }
    ZIP_UNUSED_BYTES = "zip-unused-bytes", Note {
        title: "Bytes that belong to no entry",
        cause: "padding, an entry that was removed from the directory, or a digital signature",
        effect: "none: the restore goes on",
        advice: "a copy written here has none of them",
        action: "zip-unused-bytes",
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
        action: "zip-directory-recovered",
    }
    ZIP_LOCAL_HEADER_MISSING = "zip-local-header-missing", DataLoss {
        title: "An entry is not where the directory says",
        cause: "the file is damaged, or cut in the middle",
        effect: "the entry can't be read: the restore fails with \"Failed with internal error.\", or ignores the entry if it may be missing",
        advice: "download the backup again",
        action: "zip-local-header-missing",
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
        action: "zip-duplicate-name",
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
        action: "zip-wrong-size",
    }
    ZIP_LOCAL_DIFFERS = "zip-local-differs", Suspicious {
        title: "Two descriptions of one entry disagree",
        cause: "damage, or an archive that shows different things to different programs",
        effect: "none: the directory is used",
        advice: "a copy written here has one description",
        action: "zip-local-differs",
    }
    ZIP_WRONG_CHECKSUM = "zip-wrong-checksum", DataLoss {
        title: "A wrong checksum",
        cause: "the data was damaged after it was written, or the checksum was not updated when the data was changed",
        effect: "the entry is restored as it is, without any message (servers on .NET 11 or later refuse it)",
        advice: "download the backup again; if the content is known to be right, write a copy with the right checksum",
        action: "zip-wrong-checksum",
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
        action: "zip-compressed-rest",
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
        action: "event-byte-order-mark",
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

    // --- The dry run: what makes the restore fail -----------------------------------------
    VERSION_NULL = "version-null", Fatal {
        title: "Version.json is JSON null",
        cause: "the archive was edited by hand or by a program, or comes from a server of another kind",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "put {\"major\":5} into the file, or remove it",
        action: "version-null",
    }
    VERSION_NOT_SUPPORTED = "version-not-supported", Fatal {
        title: "A version that Squidex does not accept",
        cause: "Version.json says another major version than 5: the archive comes from a newer server, or was edited",
        effect: "the restore fails with \"Backup file is not compatible with this version.\"",
        advice: "restore with the server version that made the backup",
    }
    FIRST_EVENT_NOT_APP_CREATED = "first-event-not-app-created", Fatal {
        title: "The backup does not start with the creation of the app",
        cause: "events were lost, renumbered or put in another order",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "create the backup again; the first event must be AppCreatedEvent",
        action: "first-event-not-app-created",
    }
    APP_ID_MISSING = "app-id-missing", Fatal {
        title: "The creation of the app does not say its id",
        cause: "`appId` of the AppCreatedEvent is null or missing",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "create the backup again",
    }
    APP_NAME_MISSING = "app-name-missing", Fatal {
        title: "The app has no name",
        cause: "`name` of the AppCreatedEvent is null, missing or blank, and the restore form gives no other",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "fill in the name of the restore form, or write a renamed copy",
    }
    APP_NAME_TAKEN = "app-name-taken", Fatal {
        title: "The name is taken on the target",
        cause: "an app of that name exists on the server, perhaps half-restored by an earlier attempt",
        effect: "the restore fails with \"The app id or name is not available.\"; user accounts are made all the same",
        advice: "choose another name in the restore form, or delete the other app",
    }
    SECOND_APP_CREATED = "second-app-created", Fatal {
        title: "The app is created twice",
        cause: "two AppCreatedEvent records in one archive: it was put together from several",
        effect: "with the same name the restore fails with \"The app id or name is not available.\"; with another name everything before the second one stays with an app that is never shown",
        advice: "create the backup again",
        action: "second-app-created",
    }
    USERS_INVALID = "users-invalid", Fatal {
        title: "Users.json can not be used",
        cause: "the file is no JSON object of user ids and e-mail addresses, or an address is null or blank",
        effect: "the restore fails with \"Failed with internal error.\" before any event is read",
        advice: "correct the file, or create the backup again",
        action: "users-invalid",
    }
    TAGS_INVALID = "tags-invalid", Fatal {
        title: "The asset tags can not be used",
        cause: "AssetTags.json or AssetTagsAlias.json is not what the server expects",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "correct or remove the file: without it assets keep tag ids without names",
        action: "tags-invalid",
    }
    URLS_INCOMPLETE = "urls-incomplete", Fatal {
        title: "Urls.json lacks an address",
        cause: "`assets` or `assetsApp` is missing or empty, and a text of a content is searched for it",
        effect: "the restore fails with \"Failed with internal error.\" at the first content with text",
        advice: "complete or remove the file: without it links to assets are not changed",
        action: "urls-incomplete",
    }
    EVENT_NOT_ACCEPTED = "event-not-accepted", Fatal {
        title: "An event that the restore can not handle",
        cause: "a value that the handlers need is null or missing",
        effect: "the restore fails with \"Failed with internal error.\" at this event",
        advice: "create the backup again, or correct the event",
    }
    ASSET_UNREADABLE = "asset-unreadable", Fatal {
        title: "A stored file can not be read",
        cause: "its entry uses a method that .NET does not know, or its data is damaged",
        effect: "the restore fails with \"Failed with internal error.\" at the event of that file",
        advice: "create the backup again, or remove the entry: the asset is then restored without a file",
    }
    SETTINGS_INVALID = "settings-invalid", Fatal {
        title: "Settings.json can not be used",
        cause: "the file is no JSON object, holds a number outside of the double range, or is nested too deeply",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored",
        advice: "replace the file by {}: the shared settings of the interface are lost",
        action: "settings-invalid",
    }
    APP_NOT_REBUILT = "app-not-rebuilt", Fatal {
        title: "An event can not be applied to the app",
        cause: "a value that the app needs is null, missing or blank",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored",
        advice: "correct the event, or create the backup again",
    }
    OBJECT_NOT_REBUILT = "object-not-rebuilt", Fatal {
        title: "An event can not be applied to its object",
        cause: "events of one object are in the wrong order or incomplete, or a value is missing",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored; the other objects are there",
        advice: "correct the event, or create the backup again",
    }
    OBJECT_NOT_STORED = "object-not-stored", Fatal {
        title: "An object can not be stored",
        cause: "the event that creates it is in another stream, so that it belongs to no app",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored; the objects of its batch are lost",
        advice: "correct the stream of the event, or create the backup again",
    }
    STORED_EVENT_UNREADABLE = "stored-event-unreadable", Fatal {
        title: "An event is stored in a form that can not be read back",
        cause: "status changes of 2017 are migrated by one step too few",
        effect: "the restore fails with \"Failed with internal error.\" after the schemas were restored",
        advice: "ask the vendor, or rewrite these events as ContentStatusChangedEventV2",
    }
    SCHEMA_UNREADABLE = "schema-unreadable", Fatal {
        title: "A schema can not be read back",
        cause: "`fieldsInLists` or `fieldsInReferences` is null",
        effect: "the restore fails with \"Failed with internal error.\" when the contents are restored",
        advice: "replace the null by []",
    }
    APP_NOT_IN_ITS_STREAM = "app-not-in-its-stream", Fatal {
        title: "The app has no events of its own",
        cause: "the id in `appId` of the AppCreatedEvent is not the one in the stream names",
        effect: "the restore fails with \"Failed with internal error.\" at the very end; everything else is stored",
        advice: "correct the id, or create the backup again",
    }
    APP_WITHOUT_ACTOR = "app-without-actor", Fatal {
        title: "Nobody created the app",
        cause: "no event of the app names an actor",
        effect: "the restore fails with \"Failed with internal error.\" at the very end; everything else is stored",
        advice: "put an actor into the AppCreatedEvent",
    }
    POSTGRESQL_LIMIT = "postgresql-limit", Fatal {
        title: "A value that PostgreSQL does not take",
        cause: "a null where the column wants a text, a text that is too long, or the character U+0000",
        effect: "the restore fails with \"Failed with internal error.\" on a server with PostgreSQL; other stores take it",
        advice: "correct the value, or restore on a server with MongoDB",
    }

    // --- The dry run: what is lost silently -----------------------------------------------
    CONTRIBUTOR_DROPPED = "contributor-dropped", DataLoss {
        title: "A contributor is dropped",
        cause: "the user is not in Users.json, or no account can be made for the address",
        effect: "the event is left out: the person is no contributor afterwards, and nothing says so",
        advice: "add the contributor by hand after the restore",
    }
    EVENT_IN_OTHER_STREAM = "event-in-other-stream", DataLoss {
        title: "An event in a stream that is not its object's",
        cause: "the stream name was changed, or its id has only one character",
        effect: "the event is stored, but does not reach its object",
        advice: "correct the stream name, or create the backup again",
    }
    OBJECT_NOT_FOUND = "object-not-found", DataLoss {
        title: "An object is not found",
        cause: "its events are in another stream than its own",
        effect: "it is left out, and with it the rest of its batch of up to 100 objects; nothing says so",
        advice: "correct the stream name, or create the backup again",
    }
    OBJECT_SKIPPED = "object-skipped", DataLoss {
        title: "An object is left out because of another",
        cause: "an object of the same batch of 100 is not found",
        effect: "it is left out, and nothing says so",
        advice: "correct the stream name of the object that is not found",
    }
    CONTENT_LEFT_OUT = "content-left-out", DataLoss {
        title: "A content without a schema id",
        cause: "`schemaId` of its creation is the empty id",
        effect: "its events are stored, but it is not there afterwards",
        advice: "correct the schema id",
    }
    CONTENT_WITHOUT_SCHEMA = "content-without-schema", DataLoss {
        title: "A content whose schema does not exist",
        cause: "the schema was never created, or was deleted before the content",
        effect: "it is stored, but can not be reached",
        advice: "create the schema again with the same id, or accept the loss",
    }
    RECREATED_AFTER_DELETION = "recreated-after-deletion", DataLoss {
        title: "Deleted at the end, though it was created again",
        cause: "an object of that id was deleted and created again",
        effect: "it ends as deleted",
        advice: "create it again by hand after the restore",
    }
    RULE_UNREADABLE = "rule-unreadable", DataLoss {
        title: "A rule without a flow",
        cause: "`flow` of the rule is null or missing",
        effect: "the restore completes, but reading the rules of the app fails from then on",
        advice: "remove the rule's events, or give it a flow",
    }
    ASSET_FILE_MISSING = "asset-file-missing", DataLoss {
        title: "The file of an asset is missing",
        cause: "the file was lost on the source server before the backup, or its entry is missing, empty or in another folder",
        effect: "the asset is restored without its file",
        advice: "put the file at its place, or upload it again after the restore",
    }
    ASSET_FILE_WRONG = "asset-file-wrong", DataLoss {
        title: "The file of an asset is not the one that was stored",
        cause: "its size or hash is not the one in the event: damage, or another file",
        effect: "the file is restored as it is",
        advice: "create the backup again, or upload the file again after the restore",
    }
    AVATAR_MISSING = "avatar-missing", DataLoss {
        title: "The app's image is missing",
        cause: "the image was lost on the source server before the backup, or its entry is missing or empty",
        effect: "the app is restored without its image",
        advice: "upload it again after the restore",
    }
    APP_DELETED = "app-deleted", DataLoss {
        title: "The app ends as deleted",
        cause: "the backup holds the deletion of the app",
        effect: "the restore completes, but the app is not visible, and the restoring user does not become Owner",
        advice: "remove the event, if the app should live",
    }
    APP_WITHOUT_NAME = "app-without-name", DataLoss {
        title: "The app ends without a name",
        cause: "the AppCreatedEvent is in another stream than the other events of the app",
        effect: "the restore completes with an app that has no name and the empty id",
        advice: "correct the stream name of event 0",
    }

    // --- The dry run: worth knowing --------------------------------------------------------
    STREAM_OF_OTHER_APP = "stream-of-other-app", Suspicious {
        title: "An event of another app",
        cause: "the stream name holds another app's id",
        effect: "the event is restored into this app",
        advice: "remove it, if it does not belong here",
    }
    USER_REFUSED = "user-refused", Suspicious {
        title: "No account can be made for a user",
        cause: "the address holds a character that ASP.NET Identity does not allow in a user name",
        effect: "the user's contributor events are dropped, and the user's id stays in the history",
        advice: "make an account with that address on the target before the restore",
    }
    APP_NAME_ODD = "app-name-odd", Suspicious {
        title: "A name that Squidex would not accept",
        cause: "the name has other characters than a-z, 0-9 and single hyphens, or was put in by hand",
        effect: "the restore accepts it; addresses with it may not work",
        advice: "write a renamed copy",
    }
    OWN_CONTRIBUTOR_DROPPED = "own-contributor-dropped", Note {
        title: "The restoring user is a contributor",
        cause: "one of the users in the backup is the one who restores",
        effect: "the user's events are left out, and the user becomes Owner at the end",
        advice: "none needed",
    }
    OLD_ASSET_FILE_MISSING = "old-asset-file-missing", Note {
        title: "An earlier version of a file is missing",
        cause: "the file was lost before the backup",
        effect: "the earlier version is not there afterwards; the present one is not touched",
        advice: "none needed",
    }
    OLD_ASSET_FILE_WRONG = "old-asset-file-wrong", Note {
        title: "An earlier version of a file is another one",
        cause: "an asset that was deleted and created again keeps one file for both, or the file is damaged",
        effect: "it is restored as it is; the present version is not touched",
        advice: "none needed",
    }
    ASSET_FILE_UNVERIFIABLE = "asset-file-unverifiable", Note {
        title: "A file that can not be verified",
        cause: "the event of an update does not carry the file name that went into the hash",
        effect: "none: the restore goes on",
        advice: "none needed",
    }
    TEAM_KEPT = "team-kept", Note {
        title: "The app belongs to a team",
        cause: "the app was moved to a team",
        effect: "the team's id is kept; the team is probably not on the target",
        advice: "move the app to a team of the target",
    }
    PLAN_KEPT = "plan-kept", Note {
        title: "The app has a plan",
        cause: "a plan was chosen on the source server",
        effect: "the plan's id is kept even if the target does not know it",
        advice: "choose a plan on the target",
    }
    RULES_ACTIVE = "rules-active", Note {
        title: "Rules act again",
        cause: "enabled rules are restored as enabled",
        effect: "they do not fire for restored events, but for every new one",
        advice: "check where their actions go before working with the restored app",
    }
}
