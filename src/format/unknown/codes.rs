//! The file as a whole.

use crate::report::codes;

codes! {
    EMPTY_FILE = "empty-file", Fatal {
        title: "The file is empty",
        cause: "the file has 0 bytes: a download or a copy that never started",
        effect: "no server takes it",
        advice: "download or create the backup again",
    }
    NOT_A_ZIP = "not-a-zip", Fatal {
        title: "Not a ZIP archive",
        cause: "the bytes are of another kind of file",
        effect: "no server takes it",
        advice: "find the ZIP file that the server made; a link of a file host often gives its preview or login page in its place",
    }
    NOT_A_BACKUP = "not-a-backup", Fatal {
        title: "A ZIP archive, but no known backup",
        cause: "the archive holds nothing that a backup of a known system holds",
        effect: "no server takes it",
        advice: "check that this is the file that the server made",
    }
    SAVED_REPORT = "saved-report", Fatal {
        title: "A saved report, no backup",
        cause: "this program saved the file: it says what was found in a backup, and holds nothing of it",
        effect: "no server takes it",
        advice: "check the backup itself; the page shows a saved report again when it is dropped there",
    }
}
