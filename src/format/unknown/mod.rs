//! Files that are no backup of a known system: a right name for what they are, and what to do.

use crate::container::zip::{self as archive, Archive, OpenStage};
use crate::error::Error;
use crate::format::squidex::estimate::Load;
use crate::report::{
    CodeTable, Counts, Depth, Finding, FindingSet, FormatId, Outcome, Report, Restore,
    SCHEMA_VERSION, Source, Tool, Verdict,
};
use crate::source::Input;

use super::{Check, Plan, Scanned, Target, zip_faults};

pub mod codes;

/// The codes that are found of such files.
pub static TABLE: CodeTable = CodeTable(&[codes::SECTION, zip_faults::codes::SECTION]);

/// Bytes at the start of a file that are enough to name its kind.
const HEAD_BYTES: usize = 4_096;

/// What a file that is no ZIP looks like, and what the person should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// "an HTML page: …", ends a sentence that starts with "this is".
    name: &'static str,
    /// What to do.
    advice: &'static str,
}

const AGAIN: &str = "download the backup again, with a link that gives the file itself";

/// Magic numbers at offset 0, most specific first.
const MAGIC: &[(&[u8], Kind)] = &[
    (
        b"\x1f\x8b",
        Kind {
            name: "a gzip file: perhaps the backup with one more compression around it",
            advice: "unpack it once with gzip and check what comes out",
        },
    ),
    (
        b"7z\xbc\xaf\x27\x1c",
        Kind {
            name: "a 7z archive",
            advice: "the server takes only the ZIP file that it made; unpack this archive and look for it inside",
        },
    ),
    (
        b"Rar!\x1a\x07",
        Kind {
            name: "a RAR archive",
            advice: "the server takes only the ZIP file that it made; unpack this archive and look for it inside",
        },
    ),
    (
        b"BZh",
        Kind {
            name: "a bzip2 file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"\xfd7zXZ\0",
        Kind {
            name: "an xz file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"\x28\xb5\x2f\xfd",
        Kind {
            name: "a Zstandard file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"%PDF-",
        Kind {
            name: "a PDF document",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\x89PNG\r\n\x1a\n",
        Kind {
            name: "a PNG image",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\xff\xd8\xff",
        Kind {
            name: "a JPEG image",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"GIF8",
        Kind {
            name: "a GIF image",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind {
            name: "an Office document of the old kind, or another compound file",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"MSCF",
        Kind {
            name: "a cabinet archive (CAB): a SharePoint solution or template, perhaps",
            advice: "choose the backup itself",
        },
    ),
    (
        b"TAPE",
        Kind {
            name: "a Microsoft Tape Format file: a SQL Server backup, perhaps",
            advice: "restore it with SQL Server; Squidex takes only the ZIP file that it made",
        },
    ),
    (
        b"MSSQLBAK",
        Kind {
            name: "a compressed SQL Server backup",
            advice: "restore it with SQL Server; Squidex takes only the ZIP file that it made",
        },
    ),
    (
        b"SQLite format 3\0",
        Kind {
            name: "a SQLite database",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\x7fELF",
        Kind {
            name: "a Linux program",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"MZ",
        Kind {
            name: "a Windows program",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\x00\x05\x16\x07",
        Kind {
            name: "an AppleDouble file: macOS keeps file attributes in such companions (\"._name\")",
            advice: "choose the file of the same name without \"._\" in front",
        },
    ),
    (
        b"PK\x07\x08",
        Kind {
            name: "the first part of a ZIP archive that was split",
            advice: "join all parts, or create the backup again",
        },
    ),
    (
        b"UEsDB",
        Kind {
            name: "a ZIP archive written as base64 text",
            advice: "decode the base64 text into a file",
        },
    ),
    (
        b"\xef\xbb\xbfPK\x03\x04",
        Kind {
            name: "a ZIP archive with a UTF-8 byte order mark in front: a program wrote it as text",
            advice: AGAIN,
        },
    ),
];

/// Names a file that has no readable end record.
fn kind_of(head: &[u8], len: u64) -> Kind {
    let text_start = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let starts = |word: &[u8]| {
        text_start
            .get(..word.len())
            .is_some_and(|at| at.eq_ignore_ascii_case(word))
    };
    let lower = String::from_utf8_lossy(head).to_ascii_lowercase();

    for (magic, kind) in MAGIC {
        if head.starts_with(magic) {
            return *kind;
        }
    }
    if head.get(257..262) == Some(b"ustar".as_slice()) {
        return Kind {
            name: "a tar archive",
            advice: "unpack it and look for the ZIP file inside",
        };
    }
    if head.starts_with(b"RIFF") {
        return Kind {
            name: "an image, sound or film file (RIFF)",
            advice: "choose the ZIP file that the server made",
        };
    }
    if head.starts_with(b"PK\x03\x04") {
        return Kind {
            name: "the start of a ZIP archive whose end is missing: an interrupted download or copy",
            advice: AGAIN,
        };
    }
    if starts(b"<!doctype html")
        || starts(b"<html")
        || lower.contains("<html")
        || (starts(b"<") && lower.contains("<head"))
    {
        return Kind {
            name: "an HTML page: probably the login or preview page of a file host",
            advice: "use a link that downloads the file itself; links of Google Drive, OneDrive or Dropbox often give a page",
        };
    }
    if starts(b"<?xml") {
        if lower.contains("accessdenied") || lower.contains("<error") {
            return Kind {
                name: "an XML error message of a file store: the link has expired or is not allowed",
                advice: "make a new link and download again",
            };
        }
        return Kind {
            name: "an XML document",
            advice: "choose the ZIP file that the server made",
        };
    }
    if starts(b"{") || starts(b"[") {
        return Kind {
            name: "JSON text: perhaps an error message of a server",
            advice: "open it in a text editor to see what the server said, then download again",
        };
    }
    if !head.is_empty() && head.iter().all(|byte| *byte == 0) {
        return Kind {
            name: "a file of zero bytes only: space that a download reserved but never filled",
            advice: AGAIN,
        };
    }
    if len < 22 {
        return Kind {
            name: "too short for a ZIP archive (22 bytes at least)",
            advice: AGAIN,
        };
    }
    if std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0')) {
        return Kind {
            name: "a text file",
            advice: "open it in a text editor: it may hold the message of a server; then download again",
        };
    }
    Kind {
        name: "not a ZIP archive, and of no kind that is known here",
        advice: AGAIN,
    }
}

/// What a ZIP of another kind is, from the names of its entries.
fn kind_of_zip(archive: &Archive) -> (&'static str, &'static str) {
    let choose = "choose the ZIP file that the server made";
    let mut nested_zip = false;
    let mut any = false;
    for index in 0..archive.entries.len() {
        let name = archive.entries.name_text(index).to_ascii_lowercase();
        any = true;
        if name == "[content_types].xml" {
            let has = |prefix: &str| {
                (0..archive.entries.len()).any(|i| archive.entries.name_text(i).starts_with(prefix))
            };
            return if has("word/") {
                ("an Office document (Word)", choose)
            } else if has("xl/") {
                ("an Office document (Excel)", choose)
            } else if has("ppt/") {
                ("an Office document (PowerPoint)", choose)
            } else if has("AppManifest.xml") {
                ("a SharePoint app package", choose)
            } else {
                ("an Office document or another Open Packaging file", choose)
            };
        }
        if name == "meta-inf/manifest.mf" {
            return ("a Java archive", choose);
        }
        if name == "meta-inf/container.xml" {
            return ("an e-book (EPUB)", choose);
        }
        if name == "mimetype" {
            return ("an OpenDocument or EPUB file", choose);
        }
        if name.ends_with(".zip") {
            nested_zip = true;
        }
    }
    if nested_zip {
        return (
            "a ZIP, but not of a backup itself: it holds another ZIP, which may be the backup",
            "unpack this ZIP once and choose the ZIP file inside",
        );
    }
    if !any {
        return ("a ZIP without any entry", "create the backup again");
    }
    (
        "a ZIP, but not of Squidex: it has no entry such as events/0/0.json or attachments/135/users.json",
        "check that this is the file that the server made",
    )
}

/// A check whose answer needs no data: the input is no backup.
#[derive(Debug)]
pub struct OtherCheck {
    report: Report,
}

impl OtherCheck {
    /// Names what the input is.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn open(input: &Input, archive: &Archive) -> Result<Self, Error> {
        let mut head = vec![0; HEAD_BYTES];
        let read = archive::read_within(&*input.bytes, 0, &mut head)?;
        head.truncate(read);
        let len = input.bytes.len();

        let mut findings = FindingSet::default();
        let is_zip = archive.dotnet.is_ok() || !archive.entries.is_empty();
        // Every file is judged as what Squidex's restore would make of it: it is the only system
        // here that takes a single file.
        let (format, message, stage, what) = if len == 0 {
            findings.push(Finding::new(
                &codes::EMPTY_FILE,
                "this is an empty file (0 bytes)",
            ));
            (
                FormatId::Unknown,
                super::squidex::INTERNAL_ERROR,
                "Downloading Backup",
                "an empty file",
            )
        } else if is_zip {
            let (name, advice) = kind_of_zip(archive);
            findings.push(
                Finding::new(&codes::NOT_A_BACKUP, format!("this is {name}")).effect(format!(
                    "the restore fails with \"{}\"; {advice}",
                    super::squidex::NO_EVENT
                )),
            );
            let (message, stage) = match &archive.dotnet {
                Ok(()) => (super::squidex::NO_EVENT, "Downloaded Backup"),
                Err(failure) if failure.stage == OpenStage::Directory => {
                    (super::squidex::INTERNAL_ERROR, "Downloaded Backup")
                }
                Err(_) => (super::squidex::INTERNAL_ERROR, "Downloading Backup"),
            };
            (FormatId::Zip, message, stage, name)
        } else {
            let kind = kind_of(&head, len);
            findings.push(
                Finding::new(&codes::NOT_A_ZIP, format!("this is {}", kind.name)).effect(format!(
                    "the restore fails with \"{}\"; {}",
                    super::squidex::INTERNAL_ERROR,
                    kind.advice
                )),
            );
            (
                FormatId::Unknown,
                super::squidex::INTERNAL_ERROR,
                "Downloading Backup",
                kind.name,
            )
        };
        if is_zip {
            let structure = archive.structure_faults();
            for fault in archive.faults.iter().chain(&structure) {
                let finding = zip_faults::finding(fault, true);
                findings.push(match fault.index() {
                    Some(entry) => finding.at_entry(archive.entries.name_text(entry)),
                    None => finding,
                });
            }
            for faults in [&archive.faults, &structure] {
                for (kind, unkept) in faults.unkept() {
                    findings.count_unkept(zip_faults::code(kind), unkept);
                }
            }
        }
        let mut log: Vec<String> = super::squidex::INTRO_LINES
            .iter()
            .map(ToString::to_string)
            .collect();
        log.push("Downloading Backup".into());
        if stage == "Downloaded Backup" {
            log.push(stage.into());
        }
        log.push(message.into());

        let report = Report {
            schema_version: SCHEMA_VERSION,
            tool: Tool::default(),
            source: Source {
                file_name: input.file_name.clone(),
                bytes: len,
            },
            format,
            depth: Depth::Data,
            verdict: Verdict {
                outcome: Outcome::Fails,
                server_message: Some(message.into()),
                fails_at: None,
                summary: format!("this is {what}"),
            },
            counts: Counts {
                restored_events: Some(0),
                entries: is_zip.then(|| u64::from(archive.entries.len())),
                uncompressed_bytes: is_zip.then(|| archive.entries.uncompressed_total()),
                ..Counts::default()
            },
            span: None,
            manifest: Vec::new(),
            restore: Some(Restore {
                status: "Failed".into(),
                stage: Some(stage.into()),
                users_created: Vec::new(),
                log,
                events_written: Some(0),
                assigned_owner: false,
                unreadable: 0,
                cause: Some(format!("this is {what}")),
            }),
            app: None,
            asset_verification: None,
            estimate: None,
            findings: findings.sorted(TABLE),
            finding_counts: findings.counts().clone(),
        };
        Ok(OtherCheck { report })
    }
}

impl Check for OtherCheck {
    fn plan(&self) -> Plan {
        Plan::default()
    }

    fn shard(&self, index: u32) -> Result<Vec<u8>, Error> {
        Err(Error::Protocol(format!(
            "no shard {index} in a file that is no backup"
        )))
    }

    fn fold(&mut self, index: u32, _result: Scanned) -> Result<(), Error> {
        Err(Error::Protocol(format!(
            "no shard {index} in a file that is no backup"
        )))
    }

    fn give_up(&mut self, _index: u32, _reason: &str) {}

    fn report(&self, _target: &Target) -> Report {
        self.report.clone()
    }

    fn load(&self, _target: &Target) -> Option<Load> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: &str) {
        let kind = kind_of(head, head.len() as u64);
        assert!(
            kind.name.contains(expected),
            "{} should contain {expected}",
            kind.name
        );
        assert!(!kind.advice.is_empty());
    }

    #[test]
    fn kinds_are_named() {
        check(
            b"<!DOCTYPE html><html><body>Sign in</body></html>",
            "HTML page",
        );
        check(b"  \n<html lang=en>", "HTML page");
        check(
            b"Rar!\x1a\x07\x01\x00 and more than twenty-two bytes",
            "RAR",
        );
        check(b"7z\xbc\xaf\x27\x1c and more than twenty-two bytes", "7z");
        check(b"\x1f\x8b\x08 and more than twenty-two bytes here", "gzip");
        check(
            b"UEsDBBQAAAAIAAAAIQ and more than twenty-two bytes",
            "base64",
        );
        check(
            b"PK\x03\x04 and more than twenty-two bytes of it",
            "end is missing",
        );
        check(
            b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
            "XML error message",
        );
        check(b"{\"error\":\"not found\", \"details\": \"none\"}", "JSON");
        check(&[0; 64], "zero bytes");
        check(b"P", "too short");
        check(b"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95", "no kind");
    }
}
