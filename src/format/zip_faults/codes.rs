//! The ZIP container: what [`archive`](crate::container::zip) finds.

use crate::report::codes;

codes! {
    ZIP_NO_END_RECORD = "zip-no-end-record", Fatal {
        title: "The end of the archive is missing",
        cause: "a download or copy that broke off, or a program that stopped while writing: a ZIP file ends with a directory of its entries and a record that points to it",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "compare the size with that on the server and download again; a copy written here holds what can be read, and what is missing stays missing",
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
        advice: "nothing needs to be done; a copy written here says the right size",
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
        advice: "transfer the original file again, in binary mode; a copy is offered where it can be undone without loss",
        action: "zip-sent-as-text",
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
        advice: "download the backup again; if it is the same, a copy written here leaves out what is not in the file",
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
        advice: "a wrong mark can be mended; else take the original file of the server, or pack it again without a password",
        action: "zip-encrypted",
    }
    ZIP_DUPLICATE_NAME = "zip-duplicate-name", Suspicious {
        title: "Two entries of one name",
        cause: "an archive that was changed by adding, or two objects whose names differ only in case",
        effect: "the first one is used",
        advice: "look at both before restoring; a copy written here keeps the first, which is the one that is read",
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
        advice: "download the backup again; if it is the same, a copy written here says the size of what is there",
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
        advice: "nothing needs to be done; a copy written here has no such bytes",
        action: "zip-compressed-rest",
    }
}
