//! The archive (AS-ZIP).

use crate::report::codes;

codes! {
    ZIP_NOT_READABLE = "app-service-archive-not-readable", Fatal, rule: "AS-ZIP-001" {
        title: "Not a ZIP archive",
        cause: "the file is something else, or its directory is gone",
        effect: "the service can't read the backup",
        advice: "download it again, from the container the service wrote it to",
    }
    ZIP_CUT_OFF = "app-service-archive-cut-off", Fatal, rule: "AS-ZIP-002" {
        title: "The archive is cut off",
        cause: "an interrupted download or upload",
        effect: "the service can't read the backup",
        advice: "download it again, and compare the length with that of the blob",
    }
    ZIP_LOOK_ALIKE = "app-service-archive-of-another-kind", Note, rule: "AS-ZIP-003" {
        title: "Not a backup made by App Service",
        cause: "another tool packed these files",
        effect: "it can't be restored as a backup",
        advice: "use the way that belongs to it, as the message says",
    }
    ZIP_UNSAFE_NAME = "app-service-entry-name-unsafe", Suspicious, rule: "AS-ZIP-004" {
        title: "An entry whose name leads elsewhere",
        cause: "the archive was written by hand or by another tool",
        effect: "the service may refuse the entry, or put the file elsewhere",
        advice: "look at the entry before you trust the archive",
    }
    ZIP_SAME_PATH = "app-service-entries-with-one-path", Suspicious, rule: "AS-ZIP-005" {
        title: "Two entries with one path",
        cause: "the archive was written by hand or by another tool",
        effect: "only one of them is there after a restore",
        advice: "look which one is right",
    }
    ZIP_ENCRYPTED = "app-service-entry-encrypted", Suspicious, rule: "AS-ZIP-006" {
        title: "An encrypted entry",
        cause: "the archive was packed again with a password",
        effect: "the service has no password to give",
        advice: "unpack it with the password and pack it again without",
    }
    ZIP_WRONG_CHECKSUM = "app-service-entry-checksum-wrong", DataLoss, rule: "AS-ZIP-007" {
        title: "Wrong checksum",
        cause: "the data was damaged on the way or on the disk",
        effect: "the file is refused or comes back damaged",
        advice: "download the archive again",
    }
    ZIP_NO_SITE = "app-service-content-without-site", Suspicious, rule: "AS-ZIP-008" {
        title: "Content without a site folder",
        cause: "a backup of a part, or another product's archive",
        effect: "no file of the site comes back",
        advice: "look at the backup of another day",
    }
    ZIP_NO_WWWROOT = "app-service-no-site-files", DataLoss, rule: "AS-ZIP-009" {
        title: "No file of the web site",
        cause: "the app runs from a package, which is not backed up, or everything was left out by _backup.filter",
        effect: "the restored app has no files",
        advice: "keep the package that was deployed, and deploy it after the restore",
    }
    ZIP_ABOVE_LIMIT = "app-service-archive-above-limit", Suspicious, rule: "AS-ZIP-010" {
        title: "More content than the service backs up",
        cause: "it is no custom backup, or was made before the limit",
        effect: "the service may refuse it",
        advice: "look where the archive comes from",
    }
    ZIP_OTHER_FOLDER = "app-service-unexpected-top-folder", Note, rule: "AS-ZIP-011" {
        title: "An unexpected folder at the top",
        cause: "not documented",
        effect: "not known; the service documents files at the top and the folder fs",
        advice: "none needed",
    }
    ZIP_BACKSLASHES = "app-service-entry-names-with-backslashes", Note, rule: "AS-ZIP-012" {
        title: "Names with back-slashes",
        cause: "the service wrote them on Windows",
        effect: "none: the service reads them",
        advice: "to unpack it elsewhere, use a tool that takes back-slashes for folders",
    }
}
