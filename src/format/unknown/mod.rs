//! Files that are no backup of a known system: a right name for what they are, and what to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::zip_faults;
use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::claim::{Claim, Glance, Member, Opening};
use crate::inspect::copy;
use crate::inspect::foreign::Foreign;
use crate::inspect::work::{Ended, Facts, Plan, WorkKind};
use crate::inspect::{Format, Inspection, StartedTask};
use crate::report::render::{Fact, Told};
use crate::report::words;
use crate::report::{
    CodeTable, Depth, Finding, FindingSet, FormatId, Head, Outcome, Source, Verdict,
};
use crate::source::{Files, Input};

pub mod codes;

/// The codes that are found of such files.
pub static TABLE: CodeTable = CodeTable(&[codes::SECTION, zip_faults::codes::SECTION]);

/// A ZIP archive of none of the systems.
const ZIP: FormatId = FormatId("zip");

/// Anything else.
const UNKNOWN: FormatId = FormatId("unknown");

/// In a group of files so many are named.
const NAMED: usize = 3;

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

/// Files that no system takes for its own.
#[derive(Debug, Clone, Copy)]
pub struct Unknown;

/// What is told of such files.
#[derive(Debug, Clone)]
pub struct UnknownReport {
    /// What every report has.
    pub head: Head,
    /// Records of the central directory, if it is a ZIP.
    pub entries: Option<u64>,
    /// Sum of the sizes that it claims.
    pub uncompressed_bytes: Option<u64>,
    /// What a server meets when it is given the file.
    pub foreign: Foreign,
}

/// What a file is.
struct Named {
    format: FormatId,
    finding: Finding,
    name: &'static str,
}

/// An answer that needs no data.
#[derive(Debug)]
pub struct Answered(UnknownReport);

impl Format for Unknown {
    const ID: FormatId = UNKNOWN;
    const CODES: CodeTable = TABLE;
    type Inspection = Answered;

    /// Every file for want of anything better: each that was given itself, and together those of a folder.
    fn claim(seen: &[Glance<'_>]) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut folders: BTreeMap<u32, Claim> = BTreeMap::new();
        for (position, glance) in seen.iter().enumerate() {
            let folder = glance.path.split_once('/').filter(|_| glance.tree > 0);
            let Some((folder, _)) = folder else {
                claims.push(Claim::of_one(seen, position, 0));
                continue;
            };
            let claim = folders.entry(glance.tree).or_insert_with(|| Claim {
                name: folder.to_owned(),
                gleaning: true,
                by_the_way: true,
                listed: true,
                ..Claim::default()
            });
            claim.members.push(Member {
                position,
                role: "other",
                why: "of no system that is known here".into(),
                shared: false,
            });
        }
        claims.extend(folders.into_values());
        claims
    }

    fn open(
        claim: &Claim,
        files: &Files,
        zips: Vec<Option<Archive>>,
        _opening: &Opening,
    ) -> Result<Answered, Error> {
        let report = match (files.count(), claim.listed) {
            (1, false) => of_one(files.first()?, zips.first().and_then(Option::as_ref))?,
            _ => of_several(claim, files, &zips)?,
        };
        Ok(Answered(report))
    }

    fn start(_task: &[u8]) -> Result<StartedTask<Unknown>, Error> {
        Err(nothing_to_do())
    }
}

fn nothing_to_do() -> Error {
    Error::Protocol("there is nothing to be read of a file that is no backup".into())
}

/// Names what the file is.
fn name(input: &Input, archive: Option<&Archive>) -> Result<Named, Error> {
    let len = input.bytes.len();
    if len == 0 {
        return Ok(Named {
            format: UNKNOWN,
            finding: Finding::new(&codes::EMPTY_FILE, "this is an empty file (0 bytes)"),
            name: "an empty file",
        });
    }
    if let Some(archive) = archive.filter(|archive| is_zip(archive)) {
        let (name, advice) = kind_of_zip(archive);
        return Ok(Named {
            format: ZIP,
            finding: Finding::new(&codes::NOT_A_BACKUP, format!("this is {name}"))
                .effect(format!("no server takes it; {advice}")),
            name,
        });
    }
    let mut head = vec![0; HEAD_BYTES];
    let read = crate::container::zip::read_within(&*input.bytes, 0, &mut head)?;
    head.truncate(read);
    let kind = kind_of(&head, len);
    Ok(Named {
        format: UNKNOWN,
        finding: Finding::new(&codes::NOT_A_ZIP, format!("this is {}", kind.name))
            .effect(format!("no server takes it; {}", kind.advice)),
        name: kind.name,
    })
}

fn is_zip(archive: &Archive) -> bool {
    archive.dotnet.is_ok() || !archive.entries.is_empty()
}

fn of_one(input: &Input, archive: Option<&Archive>) -> Result<UnknownReport, Error> {
    let named = name(input, archive)?;
    let mut findings = FindingSet::default();
    findings.push(named.finding);
    let archive = archive.filter(|archive| is_zip(archive));
    if let Some(archive) = archive {
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
    let summary = format!("this is {}", named.name);
    let source = Source {
        file_name: input.file_name().into(),
        bytes: input.bytes.len(),
        fingerprint: None,
        files: None,
    };
    Ok(UnknownReport {
        head: head(named.format, source, summary, &findings),
        entries: archive.map(|archive| u64::from(archive.entries.len())),
        uncompressed_bytes: archive.map(|archive| archive.entries.uncompressed_total()),
        foreign: Foreign {
            zip: archive.map(|archive| archive.dotnet.as_ref().err().map(|failure| failure.stage)),
        },
    })
}

fn of_several(
    claim: &Claim,
    files: &Files,
    zips: &[Option<Archive>],
) -> Result<UnknownReport, Error> {
    let mut findings = FindingSet::default();
    let mut names: Vec<&'static str> = Vec::new();
    for (at, input) in files.iter().enumerate() {
        let named = name(input, zips.get(at).and_then(Option::as_ref))?;
        findings.push(named.finding.at_file(input.path.clone()));
        if !names.contains(&named.name) {
            names.push(named.name);
        }
    }
    let more = names.len().saturating_sub(NAMED);
    let mut listed = names.get(..NAMED).unwrap_or(&names).join("; ");
    if more > 0 {
        listed += &format!("; and {}", words::counted(more as u64, "other kind"));
    }
    let summary = match files.count() {
        1 => format!("this is a file of no system that is known here: {listed}"),
        count => format!(
            "these are {} files of no system that is known here: {listed}",
            words::count(count as u64)
        ),
    };
    let source = Source {
        file_name: claim.name.clone(),
        bytes: files
            .iter()
            .map(|input| input.bytes.len())
            .fold(0, u64::saturating_add),
        fingerprint: None,
        files: None,
    };
    Ok(UnknownReport {
        head: head(UNKNOWN, source, summary, &findings),
        entries: None,
        uncompressed_bytes: None,
        foreign: Foreign::default(),
    })
}

fn head(format: FormatId, source: Source, summary: String, findings: &FindingSet) -> Head {
    let verdict = Verdict {
        outcome: Outcome::Fails,
        server_message: None,
        fails_at: None,
        summary,
    };
    Head::new(format, source, Depth::Data, verdict).with_findings(findings, TABLE)
}

impl Inspection for Answered {
    type Options = Nothing;
    type Report = UnknownReport;
    type Job = ();
    type Facts = ();
    type Question = Nothing;
    type Answer = Nothing;

    fn report(&self, _options: &Nothing) -> UnknownReport {
        self.0.clone()
    }

    fn begin(&mut self, _files: &Files, kind: &WorkKind, _options: &Nothing) -> Result<(), Error> {
        match kind {
            WorkKind::Check | WorkKind::ReadAll => Ok(()),
            WorkKind::Count | WorkKind::Copy { .. } | WorkKind::Verify { .. } => Err(copy::none()),
        }
    }

    fn plan(&self, _job: &()) -> Plan {
        Plan::default()
    }

    fn task(&self, _job: &(), _index: u32) -> Result<Vec<u8>, Error> {
        Err(nothing_to_do())
    }

    fn take(&mut self, _job: &mut (), _index: u32, _facts: Facts<()>) -> Result<(), Error> {
        Err(nothing_to_do())
    }

    fn lost(&mut self, _job: &mut (), _index: u32, _why: &str) {}

    fn end(&mut self, _job: ()) -> Result<Ended, Error> {
        Ok(Ended::Done)
    }

    fn ask(
        &self,
        _files: &Files,
        _options: &Nothing,
        _question: &Nothing,
    ) -> Result<Nothing, Error> {
        Err(Error::Invalid(
            "nothing can be asked of a file that is no backup".into(),
        ))
    }
}

/// There is nothing to be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nothing {}

/// What is said in words.
pub fn told(head: &Head, entries: Option<u64>) -> Told {
    let mut facts = Vec::new();
    facts.extend(entries.map(|entries| Fact::number("entries", words::count(entries))));
    Told {
        title: match head.format {
            ZIP => "ZIP archive of another kind",
            _ => "not a backup",
        },
        server_says: "the server says",
        facts,
        short: vec![Fact::text("Size", words::bytes(head.source.bytes))],
        ..Told::default()
    }
}
