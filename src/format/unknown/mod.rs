//! Files that are no backup of a known system: a right name for what they are, and what to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{whole, zip_faults};
use crate::container::kinds::{Zeros, zeros};
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
mod kinds;

use kinds::{AGAIN, CHOOSE, FileKind, HEAD_BYTES, end_kind, kind_of, marked_kind};

/// The codes that are found of such files.
pub static TABLE: CodeTable = CodeTable(&[codes::SECTION, zip_faults::codes::SECTION]);

/// A ZIP archive of none of the systems.
pub(in crate::format) const ZIP: FormatId = FormatId("zip");

/// Anything else.
const UNKNOWN: FormatId = FormatId("unknown");

/// In front of the advice that fits a kind of file, in the effect of its finding.
const NO_SERVER: &str = "no server takes it; ";

/// In a group of files so many are named.
const NAMED: usize = 3;

/// What a ZIP of another kind is, from the names of its entries.
fn kind_of_zip(archive: &Archive) -> (String, &'static str) {
    let said = |(name, advice): (&str, &'static str)| (name.to_owned(), advice);
    let mut nested = Vec::new();
    let (mut any, mut dump, mut sync) = (false, 0, 0);
    let mut first: Option<String> = None;
    for index in 0..archive.entries.len() {
        let written = archive.entries.name_text(index);
        let name = written.to_ascii_lowercase();
        any = true;
        if let Some(kind) = kind_by_entry(archive, &name) {
            return said(kind);
        }
        let packed = [
            ".zip", ".bak", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz",
        ];
        let is_dumped = [".bson", ".metadata.json", ".bson.gz", ".metadata.json.gz"]
            .iter()
            .any(|end| name.ends_with(end));
        dump += u32::from(is_dumped);
        if !is_dumped && packed.iter().any(|end| name.ends_with(end)) {
            nested.push(written.into_owned());
        } else if first.is_none() && !name.ends_with('/') {
            first = Some(written.into_owned());
        }
        let file = name.rsplit('/').next().unwrap_or_default();
        sync +=
            u32::from(file == "app.json" || name.contains("schemas/") && file.ends_with(".json"));
    }
    let is_alone = first.is_none() || nested.iter().any(|inner| inner.ends_with(".zip"));
    match nested.as_slice() {
        _ if !is_alone || dump > 0 => {}
        [] => {}
        [inner] => {
            return (
                format!("a ZIP around another archive: the backup may be {inner:?} inside it"),
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
    let holds = match first {
        Some(first) => format!("it holds {first:?} and the like, but"),
        None => "it holds folders without a file in them, but".into(),
    };
    (
        format!(
            "a ZIP archive, but no backup: {holds} neither entries such as events/0/0.json (Squidex) nor a folder fs (App Service)"
        ),
        "check that this is the file that the server made",
    )
}

/// What one entry's name tells of the whole.
fn kind_by_entry(archive: &Archive, name: &str) -> Option<(&'static str, &'static str)> {
    let has = |prefix: &str| {
        (0..archive.entries.len()).any(|i| archive.entries.name_text(i).starts_with(prefix))
    };
    let ends =
        |end: &str| (0..archive.entries.len()).any(|i| archive.entries.name_text(i).ends_with(end));
    let kind = match name {
        "[content_types].xml" if has("word/") => "an Office document (Word)",
        "[content_types].xml" if has("xl/") => "an Office document (Excel)",
        "[content_types].xml" if has("ppt/") => "an Office document (PowerPoint)",
        "[content_types].xml" if has("AppManifest.xml") => "a SharePoint app package",
        "[content_types].xml" if has("extension.vsixmanifest") => {
            "an extension of Visual Studio (VSIX)"
        }
        "[content_types].xml" if ends(".nuspec") => "a NuGet package",
        "[content_types].xml" => "an Office document or another Open Packaging file",
        "doc.kml" => "a map (KMZ)",
        "wp-config.php" | "wp-login.php" => "a WordPress site",
        _ if name.ends_with(".dist-info/wheel") => "a Python package (wheel)",
        _ if name.starts_with("payload/") && name.contains(".app/") => "an iPhone app (IPA)",
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
        && let Some(zeros) = zeros(&*input.bytes)?
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
                .effect(format!("{NO_SERVER}{AGAIN}")),
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
                .effect(format!("{NO_SERVER}{advice}")),
            name,
            whole: false,
        });
    }
    let kind = match other {
        Some(kind) => kind,
        None => end_kind(input)?.unwrap_or_else(|| kind_of(&head, len)),
    };
    Ok(Named {
        format: UNKNOWN,
        finding: Finding::new(&codes::NOT_A_ZIP, format!("this is {}", kind.name))
            .effect(format!("{NO_SERVER}{}", kind.advice)),
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
    Ok(end_kind(input)?.or_else(|| marked_kind(head)))
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

/// What to do about the file: what fits its kind. Of several files of different kinds, what holds for all.
fn next(head: &Head) -> Option<String> {
    let mut said: Option<&str> = None;
    for finding in &head.findings {
        let advice = match finding.effect.strip_prefix(NO_SERVER) {
            Some(advice) => advice,
            None => TABLE.by_name(&finding.code)?.advice,
        };
        // Faults of a ZIP that is no backup stand behind what it is.
        if finding.file.is_none() {
            return Some(advice.to_owned());
        }
        if said.is_some_and(|said| said != advice) {
            return Some("choose the file or the folder that the server made".into());
        }
        said = Some(advice);
    }
    said.map(str::to_owned)
}

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
        next: next(head),
        facts,
        short: vec![Fact::text("Size", words::bytes(head.source.bytes))],
        ..Told::default()
    }
}
