//! Layout of a Squidex backup: entry names and manifest.

use crate::report::codes;

codes! {
    NO_EVENT = "no-event", Fatal {
        title: "Event 0 is missing",
        cause: "restore asks for events/0/0.json by that exact name; without it there is nothing to restore",
        effect: "the restore fails with \"Backup has no event.\"",
        advice: "find the archive as the server made it; where its events lie under other names, the repair puts them in their places; without events there is nothing to restore",
        action: "no-event",
    }
    EVENT_GAP = "event-gap", DataLoss {
        title: "The numbering of the events has a gap",
        cause: "event entries are numbered 0, 1, 2 …; a number is missing, so the archive is not as the server wrote it",
        effect: "the restore stops reading at the gap, drops all that follows and reports success",
        advice: "find the original archive; if the missing events can't be had, the repair closes the gap and brings back what follows",
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
        advice: "none needed; the repair removes what is never read",
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
}
