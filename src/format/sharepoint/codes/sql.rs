//! Backups of SQL Server.

use crate::report::codes;

codes! {
    STRIPE_MISSING = "sharepoint-stripe-missing", Fatal, rule: "V13" {
        title: "A part of a striped backup is missing",
        cause: "the backup was written to several files at once, and not all of them are here",
        effect: "the server refuses to restore without all parts",
        advice: "add the missing parts",
    }
    SECOND_COPY = "sharepoint-second-copy", Note, rule: "V14" {
        title: "A second copy",
        cause: "a file is here twice, under two names or in two folders",
        effect: "none: it is counted once",
        advice: "remove one of them if you like",
    }
    DIFFERENTIAL_WITHOUT_BASE = "sharepoint-differential-without-base", Fatal, rule: "V15" {
        title: "A differential backup without its full backup",
        cause: "the full backup that the differential one was made against is not here; another full backup in between breaks the chain",
        effect: "the server refuses the differential backup",
        advice: "add the full backup that it belongs to",
    }
    SECURE_STORE_DIFFERENTIAL = "sharepoint-secure-store-differential", Fatal, rule: "V16" {
        title: "A differential backup of the Secure Store",
        cause: "the Secure Store has to be backed up in full",
        effect: "the Secure Store is not restored from it",
        advice: "back up the Secure Store with the method Full",
    }
    ONLY_LOGS = "sharepoint-only-logs", Fatal, rule: "V17" {
        title: "Only log backups",
        cause: "the full backup that the log backups go on from is not here",
        effect: "the server has nothing to apply the logs to",
        advice: "add the full backup",
    }
    LOG_GAP = "sharepoint-log-gap", DataLoss, rule: "V18" {
        title: "A gap between log backups",
        cause: "a log backup is missing, or the logs are of another chain",
        effect: "the restore ends at the gap: what came later is lost",
        advice: "add the missing log backup",
    }
    BACKUP_TRUNCATED = "sharepoint-backup-truncated", Fatal, rule: "V19" {
        title: "The backup ends too early",
        cause: "an interrupted backup, copy or download, or a full disk",
        effect: "the server refuses it, or fails while restoring",
        advice: "copy the file again and compare the sizes",
    }
    HEADER_DAMAGED = "sharepoint-header-damaged", Fatal, rule: "V20" {
        title: "A damaged header",
        cause: "bytes were changed: a transfer in text mode, a failing disk, an editor",
        effect: "the server refuses it: \"The media family on device '...' is incorrectly formed.\"",
        advice: "copy the file again from its source",
    }
    FILE_EMPTY = "sharepoint-file-empty", Fatal, rule: "V21" {
        title: "An empty file",
        cause: "the backup or the copy failed right at its start",
        effect: "there is nothing to restore",
        advice: "copy the file again, or back up again",
    }
    FILE_ZEROS = "sharepoint-file-zeros", Fatal {
        title: "A file of zero bytes",
        cause: "a copy or download reserved the space and never filled it, or the disk lost what was written",
        effect: "there is nothing to restore",
        advice: "copy the file again from its source, or back up again",
    }
    DATABASE_WAS_DAMAGED = "sharepoint-database-was-damaged", DataLoss, rule: "V22" {
        title: "The database was damaged when it was backed up",
        cause: "the backup was made of a database with known damage (CONTINUE_AFTER_ERROR)",
        effect: "the damage is restored too",
        advice: "run DBCC CHECKDB after the restore, or take an older backup",
    }
    CORRUPT_OBJECTS = "sharepoint-corrupt-objects", DataLoss, rule: "V23" {
        title: "The backup reports corrupt objects",
        cause: "the program that wrote the backup could not read everything",
        effect: "what could not be read is missing",
        advice: "run DBCC CHECKDB after the restore, or take another backup",
    }
    NO_CHECKSUMS = "sharepoint-no-checksums", Note, rule: "V24" {
        title: "Written without checksums",
        cause: "the backup was made without WITH CHECKSUM",
        effect: "none for the restore; the server can't tell damage inside of pages by the backup itself",
        advice: "use WITH CHECKSUM from now on",
    }
    PASSWORD = "sharepoint-password", Suspicious, rule: "V25" {
        title: "Protected by a password",
        cause: "a media or set password was given; releases from 2012 on can't write one any more",
        effect: "the password is needed for the restore",
        advice: "look for the password before you need it",
    }
    HEADER_UNREADABLE = "sharepoint-header-unreadable", Suspicious, rule: "V26" {
        title: "The header can't be read",
        cause: "an encrypted backup, a method of compression that is not known here, or a file of another program",
        effect: "times and name are not known; an encrypted backup needs its certificate and key on the server",
        advice: "check the file with RESTORE HEADERONLY on a server",
    }
    DATE_NOT_UNDERSTOOD = "sharepoint-date-not-understood", Suspicious, rule: "V59" {
        title: "A date that is not understood",
        cause: "another calendar or order of day and month, or damage",
        effect: "the time is taken as not known",
        advice: "look at the date in the file",
    }
    FINISH_BEFORE_START = "sharepoint-finish-before-start", Suspicious, rule: "V60" {
        title: "Finished before it started",
        cause: "the server's clock was set back, or the header is damaged",
        effect: "none for the restore, but the time is in doubt",
        advice: "compare with the history of backups in msdb",
    }
    FUTURE_DATE = "sharepoint-future-date", Suspicious, rule: "V61" {
        title: "A date in the future",
        cause: "a clock was wrong, here or there",
        effect: "none for the restore, but the time is in doubt",
        advice: "check both clocks",
    }
    SEVERAL_SETS = "sharepoint-several-sets", Note, rule: "V62" {
        title: "More than one backup set in a file",
        cause: "backups were appended to one file (WITH NOINIT)",
        effect: "the server takes the first one unless it is told FILE = n",
        advice: "choose the set with FILE = n; the composed commands do",
    }
    COMPRESSED_HEADER_ONLY = "sharepoint-compressed-header-only", Note {
        title: "Compressed: read as far as its header",
        cause: "the end of a compressed backup is known only when all of it is unpacked",
        effect: "none: finish, final size and final log numbers are not known yet",
        advice: "read the whole file for these values",
    }
    UNKNOWN_SECTION = "sharepoint-unknown-section", Suspicious {
        title: "A section of unknown length",
        cause: "the database has FILESTREAM or memory-optimised data, whose sections are not described",
        effect: "none: what is behind it was looked for",
        advice: "check the file with RESTORE VERIFYONLY on a server",
    }
    MIRROR = "sharepoint-mirror", Suspicious {
        title: "Two files for one part of a backup",
        cause: "a mirrored backup, or files of two backups mixed",
        effect: "one of them is enough; both together are refused",
        advice: "give only one of the two to RESTORE",
    }
    BLOCK_SIZE = "sharepoint-block-size", Note {
        title: "An unusual block size",
        cause: "the file was copied from a tape or a URL, or was written with BLOCKSIZE",
        effect: "the server may need to be told the block size",
        advice: "restore with the block size that the composed command has",
    }
    MASTER_KEY = "sharepoint-encryption-keys", Note {
        title: "Encryption keys are in no backup",
        cause: "keys of Transparent Data Encryption and of encrypted backups stand outside of the backup",
        effect: "if the database was encrypted, the certificate has to be on the server before the restore",
        advice: "keep certificates and keys with the backup",
    }
    PAGE_DAMAGED = "sharepoint-page-damaged", DataLoss {
        title: "Damaged pages",
        cause: "bytes inside of the database's pages were changed: a failing disk, a copy that went wrong, or damage that was there before the backup",
        effect: "the restore may succeed, but what stands on these pages is lost or wrong",
        advice: "copy the file again; if the pages stay damaged, take another backup and run DBCC CHECKDB",
    }
    PAGES_MISSING = "sharepoint-pages-missing", Fatal {
        title: "Pages are missing",
        cause: "the backup is shorter than its own maps of the database say",
        effect: "the database can't be restored whole",
        advice: "copy the file again, or take another backup",
    }
    PAGES_NEWER = "sharepoint-pages-newer", Note {
        title: "Pages that changed during the backup",
        cause: "the database was in use while it was backed up",
        effect: "none for the restore: the server replays the log that the backup has",
        advice: "nothing needs to be done",
    }
    PAGES_NOT_READ = "sharepoint-pages-not-read", Note {
        title: "Pages that could not be looked at",
        cause: "compressed, encrypted, of a differential without its base, or of a layout that is not known here",
        effect: "not known: the verdict is from the headers",
        advice: "let the server look with RESTORE VERIFYONLY",
    }
}
