//! What Squidex itself says in the log of a restore, letter by letter (Backup/RestoreJob.cs, `formats/squidex.md` 5.2).

/// For every failure but a few kinds.
pub const INTERNAL_ERROR: &str = "Failed with internal error.";

/// Event 0 is not there.
pub const NO_EVENT: &str = "Backup has no event.";

/// A required attachment is not there (`FileNotFoundException`).
pub const NO_ATTACHMENT: &str = "Cannot find attachment.";

/// The name of the app exists or is reserved.
pub const NAME_NOT_AVAILABLE: &str = "The app id or name is not available.";

/// The backup is of another major version.
pub const NOT_COMPATIBLE: &str = "Backup file is not compatible with this version.";

/// The server could not open its own copy of the file.
pub const CORRUPT: &str = "The backup archive is corrupt and cannot be opened.";

/// How it begins when the server could not fetch the file.
pub const NO_DOWNLOAD: &str = "Cannot download the archive.";

/// The lines that every restore log starts with.
pub const INTRO_LINES: [&str; 5] = [
    "Started. The restore process has the following steps:",
    "  * Download backup",
    "  * Restore events and attachments.",
    "  * Restore all objects like app, schemas and contents",
    "  * Complete the restore operation for all objects",
];

/// The server fetches the file, or takes it from the upload.
pub const DOWNLOADING: &str = "Downloading Backup";

/// It has the file and has opened it as a stream.
pub const DOWNLOADED: &str = "Downloaded Backup";
