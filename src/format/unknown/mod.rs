//! Files that are no backup of a known system: a right name for what they are, and what to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{whole, zip_faults};
use crate::container::kinds::{self, Zeros};
use crate::container::zip::Archive;
use crate::error::Error;
use crate::inspect::claim::{Claim, Glance, Member, Opening};
use crate::inspect::copy;
use crate::inspect::foreign::Foreign;
use crate::inspect::work::{Ended, Facts, Plan, WorkKind, no_log};
use crate::inspect::{Format, Inspection, StartedTask};
use crate::report::render::{Fact, Told};
use crate::report::saved::{self, About};
use crate::report::words;
use crate::report::{
    CodeTable, Depth, Finding, FindingSet, FormatId, Head, Outcome, Source, Verdict,
};
use crate::source::{Files, Input};

pub mod codes;

/// The codes that are found of such files.
pub static TABLE: CodeTable = CodeTable(&[codes::SECTION, zip_faults::codes::SECTION]);

/// A ZIP archive of none of the systems.
pub(in crate::format) const ZIP: FormatId = FormatId("zip");

/// Anything else.
const UNKNOWN: FormatId = FormatId("unknown");

/// In a group of files so many are named.
const NAMED: usize = 3;

/// Bytes at the start of a file that are enough to name its kind.
const HEAD_BYTES: usize = 4_096;

/// What a file that is no ZIP looks like, and what the person should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileKind {
    /// "an HTML page: …", ends a sentence that starts with "this is".
    name: &'static str,
    /// What to do.
    advice: &'static str,
}

const CHOOSE: &str = "choose the ZIP file that the server made";
const UNPACK: &str = "unpack it and look for the ZIP file inside";
const AGAIN: &str = "download the backup again, with a link that gives the file itself";

/// Magic numbers at offset 0, most specific first. Sources: for archives APPNOTE 6.3.10 (ZIP), RFC 1952 (gzip), RFC 8878
/// (Zstandard), the format descriptions of 7-Zip, RAR, XZ and LZ4, cpio(5) and deb(5); for the rest the Magdir of file(1).
const MAGIC: &[(&[u8], FileKind)] = &[
    (
        b"\x1f\x8b",
        FileKind {
            name: "a gzip file: perhaps the backup with one more compression around it",
            advice: "unpack it once with gzip and check what comes out",
        },
    ),
    (
        b"7z\xbc\xaf\x27\x1c",
        FileKind {
            name: "a 7z archive",
            advice: "the server takes only the ZIP file that it made; unpack this archive and look for it inside",
        },
    ),
    (
        b"Rar!\x1a\x07",
        FileKind {
            name: "a RAR archive",
            advice: "the server takes only the ZIP file that it made; unpack this archive and look for it inside",
        },
    ),
    (
        b"BZh",
        FileKind {
            name: "a bzip2 file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"\xfd7zXZ\0",
        FileKind {
            name: "an xz file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"\x28\xb5\x2f\xfd",
        FileKind {
            name: "a Zstandard file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"\x04\x22\x4d\x18",
        FileKind {
            name: "an LZ4 file",
            advice: "unpack it once and check what comes out",
        },
    ),
    (
        b"070701",
        FileKind {
            name: "a cpio archive",
            advice: UNPACK,
        },
    ),
    (
        b"070702",
        FileKind {
            name: "a cpio archive",
            advice: UNPACK,
        },
    ),
    (
        b"070707",
        FileKind {
            name: "a cpio archive",
            advice: UNPACK,
        },
    ),
    (
        b"\xc7\x71",
        FileKind {
            name: "a cpio archive",
            advice: UNPACK,
        },
    ),
    (
        b"!<arch>\ndebian",
        FileKind {
            name: "a Debian package",
            advice: CHOOSE,
        },
    ),
    (
        b"!<arch>\n",
        FileKind {
            name: "an ar archive",
            advice: UNPACK,
        },
    ),
    (
        b"\xff\xfeP\0K\0",
        FileKind {
            name: "a ZIP archive written again as UTF-16 text",
            advice: AGAIN,
        },
    ),
    (
        b"P\0K\0\x03\0\x04\0",
        FileKind {
            name: "a ZIP archive written again as UTF-16 text",
            advice: AGAIN,
        },
    ),
    (
        b"\xfe\xff\0P\0K",
        FileKind {
            name: "a ZIP archive written again as UTF-16 text",
            advice: AGAIN,
        },
    ),
    (
        b"\0P\0K\0\x03\0\x04",
        FileKind {
            name: "a ZIP archive written again as UTF-16 text",
            advice: AGAIN,
        },
    ),
    (
        b"\xff\xfe",
        FileKind {
            name: "text in UTF-16",
            advice: "open it in a text editor: it may hold the message of a server; then download again",
        },
    ),
    (
        b"\xfe\xff",
        FileKind {
            name: "text in UTF-16",
            advice: "open it in a text editor: it may hold the message of a server; then download again",
        },
    ),
    (
        b"%PDF-",
        FileKind {
            name: "a PDF document",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\x89PNG\r\n\x1a\n",
        FileKind {
            name: "a PNG image",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\xff\xd8\xff",
        FileKind {
            name: "a JPEG image",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"GIF8",
        FileKind {
            name: "a GIF image",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        FileKind {
            name: "an Office document of the old kind, or another compound file",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"MSCF",
        FileKind {
            name: "a cabinet archive (CAB): a SharePoint solution or template, perhaps",
            advice: "choose the backup itself",
        },
    ),
    (
        b"TAPE",
        FileKind {
            name: "a Microsoft Tape Format file: a SQL Server backup, perhaps",
            advice: "restore it with SQL Server; Squidex takes only the ZIP file that it made",
        },
    ),
    (
        b"MSSQLBAK",
        FileKind {
            name: "a compressed SQL Server backup",
            advice: "restore it with SQL Server; Squidex takes only the ZIP file that it made",
        },
    ),
    (
        b"SQLite format 3\0",
        FileKind {
            name: "a SQLite database",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\x7fELF",
        FileKind {
            name: "a Linux program",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"MZ",
        FileKind {
            name: "a Windows program",
            advice: "choose the ZIP file that the server made",
        },
    ),
    (
        b"\x00\x05\x16\x07",
        FileKind {
            name: "an AppleDouble file: macOS keeps file attributes in such companions (\"._name\")",
            advice: "choose the file of the same name without \"._\" in front",
        },
    ),
    (
        b"PK\x07\x08",
        FileKind {
            name: "the first part of a ZIP archive that was split",
            advice: "join all parts, or create the backup again",
        },
    ),
    (
        b"UEsDB",
        FileKind {
            name: "a ZIP archive written as base64 text",
            advice: "decode the base64 text into a file",
        },
    ),
    (
        b"\xef\xbb\xbfPK\x03\x04",
        FileKind {
            name: "a ZIP archive with a UTF-8 byte order mark in front: a program wrote it as text",
            advice: AGAIN,
        },
    ),
];

/// Names a file that has no readable end record.
fn kind_of(head: &[u8], len: u64) -> FileKind {
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
    if head.get(257..262) == Some(b"ustar".as_slice()) || is_old_tar(head) {
        return FileKind {
            name: "a tar archive",
            advice: UNPACK,
        };
    }
    if head.starts_with(b"RIFF") {
        return FileKind {
            name: "an image, sound or film file (RIFF)",
            advice: "choose the ZIP file that the server made",
        };
    }
    if head.starts_with(b"PK\x03\x04") {
        return FileKind {
            name: "the start of a ZIP archive whose end is missing: an interrupted download or copy",
            advice: AGAIN,
        };
    }
    if starts(b"<!doctype html")
        || starts(b"<html")
        || lower.contains("<html")
        || (starts(b"<") && lower.contains("<head"))
    {
        return FileKind {
            name: "an HTML page: probably the login or preview page of a file host",
            advice: "use a link that downloads the file itself; links of Google Drive, OneDrive or Dropbox often give a page",
        };
    }
    if starts(b"<?xml") {
        if lower.contains("accessdenied") || lower.contains("<error") {
            return FileKind {
                name: "an XML error message of a file store: the link has expired or is not allowed",
                advice: "make a new link and download again",
            };
        }
        return FileKind {
            name: "an XML document",
            advice: "choose the ZIP file that the server made",
        };
    }
    if is_ini(text_start) {
        return FileKind {
            name: "a file of settings (INI)",
            advice: CHOOSE,
        };
    }
    if starts(b"{") || starts(b"[") {
        return FileKind {
            name: "JSON text: perhaps an error message of a server",
            advice: "open it in a text editor to see what the server said, then download again",
        };
    }
    if kinds::is_text(head) {
        return FileKind {
            name: "a text file",
            advice: "open it in a text editor: it may hold the message of a server; then download again",
        };
    }
    if !head.is_empty()
        && !head
            .iter()
            .any(|byte| matches!(byte, 0..=8 | 14..=31 | 127..=159))
    {
        return FileKind {
            name: "text in Latin-1 or another old encoding",
            advice: "open it in a text editor: it may hold the message of a server; then download again",
        };
    }
    if len < 22 {
        return FileKind {
            name: "too short for a ZIP archive (22 bytes at least)",
            advice: AGAIN,
        };
    }
    FileKind {
        name: "not a ZIP archive, and of no kind that is known here",
        advice: AGAIN,
    }
}

/// A tar archive of before 1988 has no mark, but a sum over its first header (tar(5)).
fn is_old_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512).filter(|header| header[0] != 0) else {
        return false;
    };
    let digits: Vec<u8> = header[148..156]
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b' ' | 0))
        .collect();
    let sum = std::str::from_utf8(&digits).ok();
    let sum = sum.and_then(|digits| u32::from_str_radix(digits, 8).ok());
    let bytes = header.iter().enumerate();
    let real: u32 = bytes
        .map(|(at, byte)| match at {
            148..156 => u32::from(b' '),
            _ => u32::from(*byte),
        })
        .sum();
    sum == Some(real)
}

/// `[section]` on a line of its own, and a line with an equals sign.
fn is_ini(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_section = |line: &str| {
        let name = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'));
        name.is_some_and(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || " ._-:".contains(c))
        })
    };
    lines.next().is_some_and(is_section)
        && lines
            .next()
            .is_some_and(|line| line.contains('=') && !line.starts_with(['{', '"']))
}

/// A disk image of macOS ends in a block of 512 bytes with this mark (file(1), Magdir apple).
fn is_disk_image(input: &Input) -> Result<bool, Error> {
    let Some(at) = input.bytes.len().checked_sub(512) else {
        return Ok(false);
    };
    let mut mark = [0; 4];
    let got = crate::container::zip::read_within(&*input.bytes, at, &mut mark)?;
    Ok(mark[..got] == *b"koly")
}

/// A kind that its first bytes name, whatever lies behind them.
fn marked_kind(head: &[u8]) -> Option<FileKind> {
    let marked = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    let is_tar = head.get(257..262) == Some(b"ustar".as_slice());
    match marked {
        Some((magic, kind)) if !magic.starts_with(b"PK") => Some(*kind),
        None if is_tar => Some(kind_of(head, head.len() as u64)),
        _ => None,
    }
}

/// What a ZIP of another kind is, from the names of its entries.
fn kind_of_zip(archive: &Archive) -> (String, &'static str) {
    let said = |(name, advice): (&str, &'static str)| (name.to_owned(), advice);
    let mut nested = Vec::new();
    let (mut any, mut dump, mut sync) = (false, 0, 0);
    for index in 0..archive.entries.len() {
        let written = archive.entries.name_text(index);
        let name = written.to_ascii_lowercase();
        any = true;
        if let Some(kind) = kind_by_entry(archive, &name) {
            return said(kind);
        }
        if name.ends_with(".zip") || name.ends_with(".bak") {
            nested.push(written.into_owned());
        }
        dump += u32::from(name.ends_with(".bson") || name.ends_with(".metadata.json"));
        let file = name.rsplit('/').next().unwrap_or_default();
        sync +=
            u32::from(file == "app.json" || name.contains("schemas/") && file.ends_with(".json"));
    }
    match nested.as_slice() {
        [] => {}
        [inner] => {
            return (
                format!("a ZIP around another one: the backup may be {inner:?} inside it"),
                "unpack this ZIP once and choose the backup inside",
            );
        }
        [first, ..] => {
            return (
                format!(
                    "a ZIP around {} others: the backup may be one of them, such as {first:?}",
                    nested.len()
                ),
                "unpack this ZIP once and choose the backup inside",
            );
        }
    }
    if dump > 0 {
        return said((
            "a MongoDB dump, packed as a ZIP",
            "unpack it and give the folder to mongorestore; Squidex itself takes only backups of an app",
        ));
    }
    if sync > 1 {
        return said((
            "a folder that the Squidex command line wrote (sq sync out), packed as a ZIP",
            "unpack it and give the folder to sq sync in; the restore takes only backups of an app",
        ));
    }
    if !any {
        return said(("a ZIP without any entry", "create the backup again"));
    }
    said((
        "a ZIP archive, but no backup: it has neither entries such as events/0/0.json (Squidex) nor a folder fs (App Service)",
        "check that this is the file that the server made",
    ))
}

/// What one entry's name tells of the whole.
fn kind_by_entry(archive: &Archive, name: &str) -> Option<(&'static str, &'static str)> {
    let has = |prefix: &str| {
        (0..archive.entries.len()).any(|i| archive.entries.name_text(i).starts_with(prefix))
    };
    let kind = match name {
        "[content_types].xml" if has("word/") => "an Office document (Word)",
        "[content_types].xml" if has("xl/") => "an Office document (Excel)",
        "[content_types].xml" if has("ppt/") => "an Office document (PowerPoint)",
        "[content_types].xml" if has("AppManifest.xml") => "a SharePoint app package",
        "[content_types].xml" => "an Office document or another Open Packaging file",
        "androidmanifest.xml" => "an Android app (APK)",
        "install.rdf" | "meta-inf/mozilla.rsa" => "a browser extension (XPI)",
        // An Android app has one as well, and its own mark may come later.
        "meta-inf/manifest.mf" if has("AndroidManifest.xml") => "an Android app (APK)",
        "meta-inf/manifest.mf" if has("META-INF/mozilla.rsa") => "a browser extension (XPI)",
        "meta-inf/manifest.mf" => "a Java archive",
        "meta-inf/container.xml" => "an e-book (EPUB)",
        "mimetype" => "an OpenDocument or EPUB file",
        _ => return None,
    };
    Some((kind, CHOOSE))
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
    name: String,
    /// What was done to the file as a whole says it all: the sentence.
    whole: bool,
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
                // A report that was saved is nobody else's, whatever it tells of.
                let score = if saved::begins(glance.head) { 100 } else { 0 };
                claims.push(Claim::of_one(seen, position, score));
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
            name: "an empty file".into(),
            whole: false,
        });
    }
    if let Some(archive) = archive {
        let first = (!archive.entries.is_empty()).then_some(0);
        if let Some(whole) = whole::explain(input, archive, first)? {
            let finding = whole.finding.no_action();
            return Ok(Named {
                format: ZIP,
                name: finding.message.clone(),
                finding,
                whole: true,
            });
        }
    }
    let mut head = vec![0; HEAD_BYTES];
    let read = crate::container::zip::read_within(&*input.bytes, 0, &mut head)?;
    head.truncate(read);
    if head.iter().all(|byte| *byte == 0)
        && let Some(zeros) = kinds::zeros(&*input.bytes)?
    {
        let name = match zeros {
            Zeros::Whole => {
                "a file of zero bytes only: space that a download reserved but never filled".into()
            }
            Zeros::Places(_) => format!("a file of nothing but zero bytes{}", zeros.words()),
        };
        return Ok(Named {
            format: UNKNOWN,
            finding: Finding::new(&codes::NOT_A_ZIP, format!("this is {name}"))
                .effect(format!("no server takes it; {AGAIN}")),
            name,
            whole: false,
        });
    }
    if archive.is_none() && saved::begins(&head) {
        return saved_report(input);
    }
    // A directory that was only found by searching may be that of a ZIP inside something else.
    let other = match archive {
        Some(archive) if archive.recovered() => other_kind(input, &head)?,
        _ => None,
    };
    if let Some(archive) = archive.filter(|archive| other.is_none() && is_zip(archive)) {
        let (name, advice) = kind_of_zip(archive);
        return Ok(Named {
            format: ZIP,
            finding: Finding::new(&codes::NOT_A_BACKUP, format!("this is {name}"))
                .effect(format!("no server takes it; {advice}")),
            name,
            whole: false,
        });
    }
    let kind = other.unwrap_or_else(|| kind_of(&head, len));
    Ok(Named {
        format: UNKNOWN,
        finding: Finding::new(&codes::NOT_A_ZIP, format!("this is {}", kind.name))
            .effect(format!("no server takes it; {}", kind.advice)),
        name: kind.name.into(),
        whole: false,
    })
}

/// Names a report that was saved, from its first words and as far as it is short enough to be read.
fn saved_report(input: &Input) -> Result<Named, Error> {
    let mut bytes = Vec::new();
    if input.bytes.len() <= saved::MOST_BYTES {
        bytes = vec![0; input.bytes.len() as usize];
        let read = crate::container::zip::read_within(&*input.bytes, 0, &mut bytes)?;
        bytes.truncate(read);
    }
    let mut number = 0_u64;
    let mut first = None;
    for value in saved::values(&bytes).map_while(Result::ok) {
        number += 1;
        first = first.or_else(|| saved::about(value.get()));
    }
    let name = match (number, first) {
        (0 | 1, None) => "a saved report of this tool: check the backup itself".into(),
        (
            1,
            Some(About {
                file_name,
                judged_at,
            }),
        ) => {
            let on = judged_at.map(|at| format!(", saved on {at}"));
            format!(
                "a report of this tool about {file_name:?}{}: check the backup itself",
                on.unwrap_or_default()
            )
        }
        (number, first) => {
            let on = first
                .and_then(|first| first.judged_at)
                .map(|at| format!(", the first saved on {at}"));
            format!(
                "a file of {} of this tool{}: check the backups themselves",
                words::counted(number, "report"),
                on.unwrap_or_default()
            )
        }
    };
    Ok(Named {
        format: UNKNOWN,
        finding: Finding::new(&codes::SAVED_REPORT, format!("this is {name}")),
        name,
        whole: false,
    })
}

/// What a file is that a ZIP was found in.
fn other_kind(input: &Input, head: &[u8]) -> Result<Option<FileKind>, Error> {
    if is_disk_image(input)? {
        return Ok(Some(FileKind {
            name: "a disk image of macOS",
            advice: "open it and look for the ZIP file inside",
        }));
    }
    Ok(marked_kind(head))
}

fn is_zip(archive: &Archive) -> bool {
    archive.dotnet.is_ok() || !archive.entries.is_empty()
}

fn of_one(input: &Input, archive: Option<&Archive>) -> Result<UnknownReport, Error> {
    let named = name(input, archive)?;
    let mut findings = FindingSet::default();
    findings.push(named.finding);
    let archive = archive.filter(|archive| named.format == ZIP && is_zip(archive));
    if let Some(archive) = archive.filter(|_| !named.whole) {
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
    let summary = match named.whole {
        true => named.name,
        false => format!("this is {}", named.name),
    };
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
    let mut names: Vec<String> = Vec::new();
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
            WorkKind::Search { .. } => Err(no_log()),
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
