//! The hostile corpus (`tests/corpus/zip`): what is said of each archive, what it costs, and what two other
//! readers make of it.
//!
//! `UPDATE_CORPUS=1` writes `expected.txt` anew; every changed line of it is to be looked at.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Memory is counted by an allocator, and an allocator can't be written without it.
#![allow(unsafe_code)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
#[path = "corpus/zip/hostile.rs"]
mod hostile;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use backup_inspector::container::zip::{self as archive, EntryReader, Segment, limits};
use backup_inspector::error::Error;
use backup_inspector::format::{self, Options, Report};
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open;
use backup_inspector::report::{MAX_FINDINGS_PER_CODE, Outcome, Severity};
use backup_inspector::scan;
use backup_inspector::source::{Composed, Input, ReadAt};
use build::{Descriptor, Entry, Zip, Zip64};
use hostile::Case;

/// Counts what this thread holds.
struct Counting;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

fn add(bytes: usize) {
    let _ = HELD.try_with(|held| {
        let now = held.get().saturating_add(bytes);
        held.set(now);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now)));
    });
}

// SAFETY: all work is the system's allocator's; the counters are numbers of this thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _ = HELD.try_with(|held| held.set(held.get().saturating_sub(layout.size())));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The largest that this thread held while `work` ran, over what it held before.
fn peak_bytes<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.get();
    PEAK.set(before);
    let result = work();
    (result, PEAK.get().saturating_sub(before))
}

/// Bytes that lie in nobody's counter: the source of a test, which a real one has on disk.
struct Source(&'static [u8]);

impl ReadAt for Source {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        self.0.read_at(offset, buf)
    }
}

/// A file of no system is judged as Squidex' restore would take it.
fn for_squidex() -> Options {
    Options {
        system: Some("squidex".into()),
        ..Options::default()
    }
}

fn check(source: impl ReadAt + 'static) -> Report {
    let inputs = vec![Input::new("hostile.zip", source)];
    let mut sets = open::open(inputs).unwrap();
    let set = &mut sets[0];
    assert!(scan::run(set, &mut |_| true).unwrap());
    set.report(&for_squidex())
}

/// Every archive, made once; kept for the life of the test.
fn corpus() -> &'static [(Case, Source)] {
    static CORPUS: std::sync::OnceLock<Vec<(Case, Source)>> = std::sync::OnceLock::new();
    CORPUS.get_or_init(|| {
        hostile::cases()
            .into_iter()
            .map(|mut case| {
                let bytes: &'static [u8] = std::mem::take(&mut case.bytes).leak();
                (case, Source(bytes))
            })
            .collect()
    })
}

/// What a reader makes of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    /// Whole, for the record.
    text: String,
    /// Entries it can read; `None` if it refuses the archive.
    reads: Option<usize>,
}

impl Reading {
    fn new(entries: Result<Vec<Option<String>>, String>) -> Reading {
        match entries {
            Err(why) => Reading {
                text: format!("refuses ({why})"),
                reads: None,
            },
            Ok(entries) => {
                let read = entries.iter().filter(|entry| entry.is_none()).count();
                let text = match entries.iter().flatten().next() {
                    None => format!("reads {read}"),
                    Some(first) => format!("reads {read} of {} ({first})", entries.len()),
                };
                Reading {
                    text,
                    reads: Some(read),
                }
            }
        }
    }

    /// From a line of the record.
    fn parse(text: &str) -> Reading {
        let reads = text
            .strip_prefix("reads ")
            .and_then(|rest| rest.split(' ').next()?.parse().ok());
        Reading {
            text: text.to_owned(),
            reads,
        }
    }
}

/// No entry is read further than this by the other readers, either.
const LIMIT: u64 = 1 << 20;

/// What .NET does, as the archive layer tells it.
fn dotnet(source: &Source) -> Reading {
    let archive = archive::open(source).unwrap();
    if let Err(failure) = &archive.dotnet {
        return Reading::new(Err(failure.message.into()));
    }
    let mut reader = EntryReader::new();
    let entries = archive
        .entries
        .iter()
        .map(|location| {
            let read = reader
                .read(source, &location, LIMIT, &mut |_| ControlFlow::Continue(()))
                .unwrap();
            read.dotnet.err().map(|failure| failure.message().into())
        })
        .collect();
    Reading::new(Ok(entries))
}

/// What the `zip` crate does.
fn zip_crate(source: &Source) -> Reading {
    let short = |error: &dyn std::fmt::Display| {
        let text = error.to_string().replace('\n', " ");
        text.chars().take(80).collect::<String>()
    };
    let mut archive = match zip::ZipArchive::new(Cursor::new(source.0)) {
        Ok(archive) => archive,
        Err(error) => return Reading::new(Err(short(&error))),
    };
    let entries = (0..archive.len())
        .map(|index| match archive.by_index(index) {
            Ok(file) => std::io::copy(&mut file.take(LIMIT), &mut std::io::sink())
                .err()
                .map(|error| short(&error)),
            Err(error) => Some(short(&error)),
        })
        .collect();
    Reading::new(Ok(entries))
}

/// The release of Python whose results are recorded; others differ in what they refuse.
const PYTHON: &str = "Python 3.11.7";

/// What Python's zipfile does, by name; `None` without Python. And whether it is the recorded release.
fn python() -> Option<(bool, BTreeMap<String, Reading>)> {
    let answers = Command::new("python3").arg("--version").output().ok()?;
    if !answers.status.success() {
        return None;
    }
    let recorded = String::from_utf8_lossy(&answers.stdout).trim() == PYTHON;
    let folder = std::env::temp_dir().join(format!("hostile-corpus-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (case, source) in corpus() {
        std::fs::write(folder.join(&case.name), source.0).unwrap();
    }
    let output = Command::new("python3")
        .arg(corpus_file("read.py"))
        .arg(&folder)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let readings = text
        .lines()
        .map(|line| {
            let (name, result) = line.split_once('\t').unwrap();
            (name.to_owned(), Reading::parse(result))
        })
        .collect();
    Some((recorded, readings))
}

fn corpus_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus/zip")
        .join(name)
}

/// The record of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Expected {
    outcome: String,
    codes: String,
    dotnet: Reading,
    zip_crate: Reading,
    python: Reading,
}

/// Lines of `expected.txt`: a name, then five indented lines.
fn expected() -> BTreeMap<String, Expected> {
    let text = std::fs::read_to_string(corpus_file("expected.txt")).unwrap();
    let mut all = BTreeMap::new();
    for block in text.split("\n\n") {
        let lines: Vec<&str> = block
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .collect();
        let [name, rest @ ..] = lines.as_slice() else {
            continue;
        };
        let value = |key: &str| {
            rest.iter()
                .find_map(|line| line.trim_start().strip_prefix(key))
                .unwrap_or_else(|| panic!("{name} has no {key}"))
                .trim()
                .to_owned()
        };
        all.insert(
            (*name).to_owned(),
            Expected {
                outcome: value("outcome:"),
                codes: value("says:"),
                dotnet: Reading::parse(&value(".NET:")),
                zip_crate: Reading::parse(&value("zip crate:")),
                python: Reading::parse(&value("Python:")),
            },
        );
    }
    all
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Restores => "restores",
        Outcome::RestoresWithLoss => "restores-with-loss",
        Outcome::Fails => "fails",
        Outcome::Unknown => "unknown",
    }
}

/// Codes with their gravest severity, gravest first: "fatal no-event, note zip-bad-name".
fn codes(report: &Report) -> String {
    let mut gravest: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in &report.findings {
        let severity = gravest.entry(&finding.code).or_insert(finding.severity);
        *severity = finding.severity.min(*severity);
    }
    for code in report.finding_counts.keys() {
        assert!(gravest.contains_key(code.as_str()), "{code}");
    }
    let mut all: Vec<(Severity, &str)> = gravest.into_iter().map(|(code, at)| (at, code)).collect();
    all.sort_unstable();
    let words: Vec<String> = all
        .iter()
        .map(|(severity, code)| {
            let severity = match severity {
                Severity::Fatal => "fatal",
                Severity::DataLoss => "loss",
                Severity::Suspicious => "suspicious",
                Severity::Note => "note",
            };
            format!("{severity} {code}")
        })
        .collect();
    if words.is_empty() {
        "nothing".into()
    } else {
        words.join(", ")
    }
}

/// Memory that the check of a file may take beside what its entries need: the windows of the directory and
/// of the data (while one grows, the old one is there as well), and room for the tables and the report.
const FIXED_BYTES: usize =
    2 * limits::DATA_WINDOW_BYTES + limits::DIRECTORY_WINDOW_BYTES + (12 << 20);

/// And that of an event or attachment as large as it may be, once decompressed and once collected.
const EVENT_BYTES: usize = 3 * format::squidex::MAX_EVENT_BYTES;

#[test]
fn every_archive_is_answered_as_expected() {
    let update = std::env::var_os("UPDATE_CORPUS").is_some();
    assert!(corpus().len() >= 150, "{}", corpus().len());
    let python = python();
    let recorded = if update { BTreeMap::new() } else { expected() };
    let mut text = format!(
        "# What is said of each archive of the hostile corpus, and how many of its entries each reader reads.\n\
         # .NET's column is what the archive layer says of it; Python's is that of {PYTHON}.\n\
         # Written by UPDATE_CORPUS=1 cargo test --test archive_hostile; look at every change.\n",
    );
    let mut wrong = Vec::new();
    let mut section = "";
    for (case, source) in corpus() {
        let (report, peak) = peak_bytes(|| check(Source(source.0)));
        // Entries, names and findings are in proportion to what is really there.
        let largest = if case.section == "bombs" {
            EVENT_BYTES
        } else {
            0
        };
        let bound = FIXED_BYTES + largest + 8 * source.0.len();
        if peak > bound {
            wrong.push(format!("{}: held {peak} bytes of {bound}", case.name));
        }
        for code in report.finding_counts.keys() {
            let kept = report.findings.iter().filter(|f| &f.code == code).count();
            assert!(kept <= MAX_FINDINGS_PER_CODE, "{}: {code}", case.name);
        }
        let fatal = report
            .findings
            .iter()
            .any(|f| f.severity == Severity::Fatal);
        let loss = report
            .findings
            .iter()
            .any(|f| f.severity == Severity::DataLoss);
        let outcome = report.verdict.outcome;
        // The outcome and the findings tell the same story.
        if fatal != (outcome == Outcome::Fails) && (fatal || case.name != "empty") {
            wrong.push(format!("{}: {outcome:?}, {}", case.name, codes(&report)));
        }
        if loss && outcome == Outcome::Restores {
            wrong.push(format!("{}: {outcome:?}, {}", case.name, codes(&report)));
        }
        let old = recorded.get(&case.name);
        let actual = Expected {
            outcome: outcome_name(outcome).into(),
            codes: codes(&report),
            dotnet: dotnet(source),
            zip_crate: zip_crate(source),
            python: match (&python, old) {
                (Some((true, python)), _) => python[&case.name].clone(),
                (Some((false, python)), Some(old)) => {
                    // Another release: what is sound must be read, and everything answered.
                    let answer = &python[&case.name];
                    if case.section == "sound" && answer != &old.python {
                        wrong.push(format!("{}: Python {}", case.name, answer.text));
                    }
                    old.python.clone()
                }
                (None, Some(old)) => old.python.clone(),
                (_, None) => panic!("the record needs {PYTHON}"),
            },
        };
        if case.section != section {
            section = case.section;
            write!(text, "\n# --- {section}\n").unwrap();
        }
        write!(
            text,
            "\n{}\n  outcome:   {}\n  says:      {}\n  .NET:      {}\n  zip crate: {}\n  Python:    {}\n",
            case.name,
            actual.outcome,
            actual.codes,
            actual.dotnet.text,
            actual.zip_crate.text,
            actual.python.text
        )
        .unwrap();
        if !update && old != Some(&actual) {
            wrong.push(format!("{}: {actual:#?}, recorded: {old:#?}", case.name));
        }
    }
    if update {
        std::fs::write(corpus_file("expected.txt"), text).unwrap();
    } else {
        let names: BTreeSet<&String> = corpus().iter().map(|(case, _)| &case.name).collect();
        wrong.extend(
            recorded
                .keys()
                .filter(|name| !names.contains(name))
                .map(|name| format!("{name} is recorded, and there is no such archive")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the readers read different numbers of entries, `differences.txt` says why: a sentence, and below
/// it the archives that it explains.
#[test]
fn every_difference_between_readers_is_explained() {
    let text = std::fs::read_to_string(corpus_file("differences.txt")).unwrap();
    let mut explained = BTreeMap::new();
    let mut reason = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("- ") {
            assert!(!reason.is_empty(), "{name}");
            assert_eq!(explained.insert(name, reason), None, "{name} twice");
        } else if !line.trim().is_empty() {
            reason = line;
        }
    }
    let mut wrong = Vec::new();
    for (name, expected) in expected() {
        let same = expected.dotnet.reads == expected.zip_crate.reads
            && expected.dotnet.reads == expected.python.reads;
        match (same, explained.remove(name.as_str())) {
            (true, Some(_)) => wrong.push(format!("{name}: explained, and there is no difference")),
            (false, None) => wrong.push(format!(
                "{name}: .NET {}; zip crate {}; Python {}",
                expected.dotnet.text, expected.zip_crate.text, expected.python.text
            )),
            _ => {}
        }
    }
    wrong.extend(
        explained
            .keys()
            .map(|name| format!("{name} is explained, and there is no such archive")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All reads give at most so many bytes, and the one of a certain number fails.
struct Failing {
    bytes: Source,
    most: usize,
    calls: AtomicUsize,
    fail_at: usize,
    how: Fail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fail {
    /// An error.
    Error,
    /// An error that asks for another attempt.
    Interrupted,
    /// No byte, as at the end of a file that became shorter.
    Nothing,
    /// From here on every read gives nothing.
    Gone,
}

impl Failing {
    fn new(bytes: &'static [u8], most: usize, fail_at: usize, how: Fail) -> Self {
        Failing {
            bytes: Source(bytes),
            most,
            calls: AtomicUsize::new(0),
            fail_at,
            how,
        }
    }
}

impl ReadAt for Failing {
    fn len(&self) -> u64 {
        self.bytes.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if call == self.fail_at || self.how == Fail::Gone && call > self.fail_at {
            match self.how {
                Fail::Error => return Err(std::io::Error::other("the disk is gone")),
                Fail::Interrupted => return Err(std::io::ErrorKind::Interrupted.into()),
                Fail::Nothing | Fail::Gone => return Ok(0),
            }
        }
        let most = buf.len().min(self.most);
        self.bytes.read_at(offset, &mut buf[..most])
    }
}

/// As [`check`], where reading may fail; the source comes back for its number of calls.
fn try_check(source: Failing) -> (Result<Report, String>, usize) {
    let source = std::sync::Arc::new(source);
    let inputs = vec![Input::new("hostile.zip", source.clone())];
    let result = open::open(inputs)
        .and_then(|mut sets| {
            let set = &mut sets[0];
            scan::run(set, &mut |_| true)?;
            Ok(set.report(&for_squidex()))
        })
        .map_err(|error| error.to_string());
    (result, source.calls.load(Ordering::Relaxed))
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).unwrap()
}

#[test]
fn a_read_that_fails_is_an_error_and_never_another_answer() {
    let bytes = hostile::TINY;
    let (sound, _) = try_check(Failing::new(bytes, usize::MAX, usize::MAX, Fail::Error));
    let sound = json(&sound.unwrap());
    for most in [usize::MAX, 200] {
        let (_, calls) = try_check(Failing::new(bytes, most, usize::MAX, Fail::Error));
        assert!(calls >= 2, "{calls}");
        for fail_at in 0..calls {
            for how in [Fail::Error, Fail::Interrupted, Fail::Nothing, Fail::Gone] {
                let (result, _) = try_check(Failing::new(bytes, most, fail_at, how));
                match (how, result) {
                    (Fail::Interrupted, Ok(report)) => assert_eq!(json(&report), sound),
                    (Fail::Interrupted, Err(error)) => panic!("call {fail_at}: {error}"),
                    (_, Ok(report)) => {
                        panic!("call {fail_at} of {calls}, {how:?}: {:?}", report.verdict)
                    }
                    (Fail::Error, Err(error)) => {
                        assert!(error.contains("the disk is gone"), "{error}");
                    }
                    (_, Err(error)) => assert!(error.contains("became shorter"), "{error}"),
                }
            }
        }
    }
}

#[test]
fn a_read_that_fails_in_a_thread_ends_the_whole_scan() {
    let bytes = hostile::TINY;
    for (fail_at, how) in [(0, Fail::Error), (0, Fail::Gone), (1, Fail::Error)] {
        let source = |fail_at, how| {
            vec![Input::new(
                "hostile.zip",
                Failing::new(bytes, 2_000, fail_at, how),
            )]
        };
        let inputs = source(usize::MAX, Fail::Error);
        let mut sets = open::open(inputs).unwrap();
        let result =
            scan::run_parallel(&mut sets[0], &|| Ok(source(fail_at, how)), 2, &mut |_| true);
        assert!(result.is_err(), "{fail_at} {how:?}: {result:?}");
        // What was learned before is told, and told to be a part.
        let report = sets[0].report(&for_squidex());
        assert_eq!(report.verdict.outcome, Outcome::Unknown);
    }
}

#[test]
fn short_reads_change_nothing() {
    for (case, source) in corpus() {
        if source.0.len() > 20_000 || case.section == "bombs" {
            continue;
        }
        let (slow, _) = try_check(Failing::new(source.0, 7, usize::MAX, Fail::Error));
        let whole = check(Source(source.0));
        assert_eq!(json(&slow.unwrap()), json(&whole), "{}", case.name);
    }
}

#[test]
fn findings_are_capped_and_all_are_counted() {
    let zip = hostile::backup().with(|zip| {
        for number in 0..2_500 {
            zip.entries.push(
                Entry::stored(&format!("../many/{number}"), b"x").with(|entry| entry.crc32 = 1),
            );
        }
    });
    let report = check(Source(zip.build().leak()));
    assert_eq!(report.verdict.outcome, Outcome::Restores);
    for code in ["zip-bad-name", "zip-wrong-checksum"] {
        assert_eq!(report.finding_counts[code], 2_500, "{code}");
        let kept: Vec<_> = report.findings.iter().filter(|f| f.code == code).collect();
        assert_eq!(kept.len(), MAX_FINDINGS_PER_CODE, "{code}");
        // The first in the order of the archive.
        assert!(
            kept.iter()
                .any(|finding| finding.entry.as_deref() == Some("../many/0"))
        );
        assert!(
            kept.iter()
                .all(|finding| finding.entry.as_deref() != Some("../many/2000"))
        );
    }
}

#[test]
fn losses_beyond_the_kept_ones_are_counted() {
    let report = |change: &dyn Fn(&mut Entry)| {
        let zip = hostile::backup().with(|zip| {
            for number in 0..2_500 {
                let twin = zip.entries[0].clone().with(|entry| {
                    entry.name = format!("twin{number}.json").into_bytes();
                    change(entry);
                });
                zip.entries.push(twin);
            }
        });
        check(Source(zip.build().leak()))
    };
    // All name the data of the first entry as theirs.
    let overlapping = report(&|entry| {
        entry.directory_only = true;
        entry.offset = Some(0);
    });
    assert_eq!(overlapping.finding_counts["zip-overlap"], 2_500);
    assert_eq!(overlapping.verdict.outcome, Outcome::RestoresWithLoss);
    let summary = &overlapping.verdict.summary;
    assert!(
        summary.contains("2,500 entries share their bytes"),
        "{summary}"
    );
    // The directory says it of each, and reading it again: told once.
    let unsupported = report(&|entry| entry.method = 98);
    assert_eq!(unsupported.finding_counts["zip-unsupported-method"], 2_500);
    assert_eq!(unsupported.verdict.outcome, Outcome::Restores);
}

#[test]
fn every_method_is_read_or_named() {
    for method in 0..=100u16 {
        let asset = |zip: &mut Zip| {
            let entry = zip
                .entries
                .iter_mut()
                .find(|entry| entry.name.ends_with(b".asset"))
                .unwrap();
            entry.method = method;
            if method == 0 {
                // As deflated bytes, so that the sizes differ: a fault, and no failure.
                entry.uncompressed = entry.compressed;
            }
        };
        let bytes: &'static [u8] = hostile::backup().with(asset).build().leak();
        let report = check(Source(bytes));
        let cause = report
            .restore
            .as_ref()
            .and_then(|restore| restore.cause.clone());
        match method {
            // Stored: the file has other bytes, and the hash in the event tells.
            0 => assert_eq!(report.verdict.outcome, Outcome::RestoresWithLoss),
            8 | 9 => assert_eq!(report.verdict.outcome, Outcome::Restores, "{method}"),
            _ => {
                assert_eq!(report.verdict.outcome, Outcome::Fails, "{method}");
                assert_eq!(report.finding_counts["zip-unsupported-method"], 1);
                let expected = match method {
                    12 => "BZip2",
                    14 => "LZMA",
                    _ => "unsupported compression method",
                };
                assert!(cause.unwrap().contains(expected), "{method}");
            }
        }
    }
}

/// Parts of a file at their offsets, and zeros between them: a sparse file that takes no room on any disk.
struct Sparse {
    bytes: u64,
    parts: Vec<(u64, Vec<u8>)>,
}

impl ReadAt for Sparse {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let length = self.bytes.saturating_sub(offset).min(buf.len() as u64) as usize;
        let buf = &mut buf[..length];
        buf.fill(0);
        let end = offset + length as u64;
        let first = self
            .parts
            .partition_point(|(at, part)| at + part.len() as u64 <= offset);
        for (at, part) in &self.parts[first..] {
            if *at >= end {
                break;
            }
            let from = offset.max(*at);
            let to = end.min(at + part.len() as u64);
            buf[(from - offset) as usize..(to - offset) as usize]
                .copy_from_slice(&part[(from - at) as usize..(to - at) as usize]);
        }
        Ok(length)
    }
}

/// The sound backup with a hole of so many bytes before each entry of `holes`, ZIP64 where needed.
fn with_holes(zip: &Zip, holes: &[(usize, u64)]) -> Sparse {
    let (mut at, mut parts, mut directory) = (0u64, Vec::new(), Vec::new());
    for (number, entry) in zip.entries.iter().enumerate() {
        at += holes
            .iter()
            .filter(|(hole, _)| *hole == number)
            .map(|(_, bytes)| bytes)
            .sum::<u64>();
        let mut piece = Vec::new();
        build::local(&mut piece, entry);
        let entry = entry.clone().with(|entry| entry.zip64 = true);
        build::central(&mut directory, &entry, at);
        parts.push((at, piece));
        at += parts.last().unwrap().1.len() as u64;
    }
    let tail = Zip {
        zip64: Some(Zip64 {
            locator_offset: Some(at + directory.len() as u64),
            entries: Some(zip.entries.len() as u64),
            directory_bytes: Some(directory.len() as u64),
            directory_offset: Some(at),
            ..Zip64::default()
        }),
        ..Zip::default()
    };
    directory.extend_from_slice(&tail.build());
    parts.push((at, directory));
    Sparse {
        bytes: at + parts.last().unwrap().1.len() as u64,
        parts,
    }
}

#[test]
fn offsets_beyond_four_and_eight_gib_are_read() {
    let zip = hostile::backup();
    for holes in [
        vec![(3, (4u64 << 30) - 500)],
        vec![(0, 5 << 30), (9, 4 << 30)],
        vec![(17, 1 << 40)],
    ] {
        let report = check(with_holes(&zip, &holes));
        assert_eq!(report.verdict.outcome, Outcome::Restores, "{report:#?}");
        assert_eq!(report.counts.events, Some(12));
        let losses = report
            .findings
            .iter()
            .filter(|f| f.severity < Severity::Suspicious);
        assert_eq!(losses.count(), 0);
    }
}

/// CRC-32 of so many zeros, from pieces that double.
fn crc_of_zeros(bytes: u64) -> u32 {
    let mut total = crc32fast::Hasher::new();
    let mut piece = crc32fast::Hasher::new();
    piece.update(&[0]);
    let mut rest = bytes;
    while rest > 0 {
        if rest & 1 == 1 {
            total.combine(&piece);
        }
        let same = piece.clone();
        piece.combine(&same);
        rest >>= 1;
    }
    total.finalize()
}

#[test]
fn an_entry_of_more_than_four_gib_is_read_in_constant_memory() {
    let bytes = (4u64 << 30) + 12_345;
    let crc32 = crc_of_zeros(bytes);
    // As .NET writes it: bit 3, no sizes in the local header, a descriptor of two long numbers without a
    // signature, and the sizes in the ZIP64 field of the directory.
    let entry = Entry::raw("large.bin", 0, b"", Vec::new()).with(|entry| {
        entry.crc32 = crc32;
        entry.compressed = bytes;
        entry.uncompressed = bytes;
        entry.version = 45;
        entry.descriptor = Descriptor::Missing;
    });
    let mut descriptor = crc32.to_le_bytes().to_vec();
    descriptor.extend_from_slice(&bytes.to_le_bytes());
    descriptor.extend_from_slice(&bytes.to_le_bytes());
    let mut source = with_holes(&Zip::of([entry.clone()]), &[]);
    // The data goes between the local header and the descriptor; the directory follows.
    let header = source.parts[0].1.len() as u64;
    let directory_at = header + bytes + descriptor.len() as u64;
    let mut directory = Vec::new();
    let zip64 = entry.with(|entry| entry.zip64 = true);
    build::central(&mut directory, &zip64, 0);
    let tail = Zip {
        zip64: Some(Zip64 {
            locator_offset: Some(directory_at + directory.len() as u64),
            entries: Some(1),
            directory_bytes: Some(directory.len() as u64),
            directory_offset: Some(directory_at),
            ..Zip64::default()
        }),
        ..Zip::default()
    };
    directory.extend_from_slice(&tail.build());
    source.bytes = directory_at + directory.len() as u64;
    source.parts.truncate(1);
    source.parts.push((header + bytes, descriptor));
    source.parts.push((directory_at, directory));

    let ((read, archive), peak) = peak_bytes(|| {
        let archive = archive::open(&source).unwrap();
        let location = archive.entries.location(0).unwrap();
        let read = EntryReader::new()
            .read(&source, &location, u64::MAX, &mut |_| {
                ControlFlow::Continue(())
            })
            .unwrap();
        (read, archive)
    });
    assert_eq!(archive.dotnet, Ok(()));
    assert_eq!(read.bytes_delivered, bytes);
    assert!(
        read.crc_matches && read.faults.is_empty(),
        "{:?}",
        read.faults
    );
    assert!(peak < FIXED_BYTES, "{peak}");
}

#[test]
fn more_entries_than_16_bits_count_are_read() {
    let zip = hostile::backup().with(|zip| {
        for number in 0..66_000 {
            zip.entries
                .push(Entry::stored(&format!("many/{number}"), b""));
        }
        zip.zip64 = Some(Zip64::default());
    });
    let bytes: &'static [u8] = zip.build().leak();
    let (report, peak) = peak_bytes(|| check(Source(bytes)));
    assert_eq!(report.verdict.outcome, Outcome::Restores);
    assert_eq!(report.counts.entries, Some(66_018));
    assert!(peak < FIXED_BYTES + 3 * bytes.len(), "{peak}");

    // And with fewer than there are, and more.
    for entries in [66_017, 66_019, 482] {
        let bytes: &'static [u8] = zip
            .clone()
            .with(|zip| {
                zip.zip64.as_mut().unwrap().entries = Some(entries);
            })
            .build()
            .leak();
        let report = check(Source(bytes));
        assert_eq!(report.verdict.outcome, Outcome::Fails);
        let wrong = report.finding_counts.get("zip-wrong-entry-count");
        assert_eq!(wrong, Some(&1), "{entries}: {:?}", report.findings);
    }
}

/// Of every archive from which a copy can be made, the copy has the promised length and opens.
#[test]
fn copies_of_every_archive_open() {
    let named = || Recipe {
        name: Some("new-name".into()),
        ..Recipe::default()
    };
    let recipes = [
        named(),
        Recipe {
            fix: vec!["all".into()],
            without_schemas: vec!["posts".into()],
            without_superseded: true,
            without_deleted: true,
            ..named()
        },
        Recipe {
            redact: true,
            ..Recipe::default()
        },
    ];
    let mut made = 0;
    for (case, source) in corpus()
        .iter()
        .filter(|(_, source)| source.0.len() < 200_000)
    {
        let inputs = vec![Input::new("hostile.zip", Source(source.0))];
        let mut sets = open::open(inputs).unwrap();
        let set = &mut sets[0];
        scan::run(set, &mut |_| true).unwrap();
        for recipe in &recipes {
            let kind = WorkKind::Copy {
                recipe: recipe.clone(),
            };
            let work = match set.begin(&kind, &for_squidex()) {
                Ok(work) => work,
                Err(Error::Invalid(_)) => continue,
                Err(error) => panic!("{}: {error}", case.name),
            };
            let copy = set.compose(work, set.packs_here(work)).unwrap();
            let bytes = copy.bytes;
            let mut composed = Composed::new(Source(source.0));
            for segment in copy.segments {
                match segment.unwrap() {
                    Segment::Source { offset, bytes } => composed.push_slice(offset, bytes),
                    Segment::Fresh(fresh) => composed.push_bytes(fresh),
                }
            }
            assert!(
                bytes.is_none_or(|bytes| bytes == ReadAt::len(&composed)),
                "{}",
                case.name
            );
            let copied = archive::open(&composed).unwrap();
            assert_eq!(copied.dotnet, Ok(()), "{}: {:?}", case.name, copied.faults);
            made += 1;
        }
    }
    assert!(made > 500, "{made}");
}

/// Inputs for the fuzz targets: target, name, bytes.
fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for (case, source) in corpus()
        .iter()
        .filter(|(_, source)| source.0.len() < 16_000)
    {
        for target in ["open", "scan"] {
            seeds.push((target, case.name.clone(), source.0.to_vec()));
        }
        // The last byte says what kind of copy is asked for.
        let wish = seeds.len() as u8 & 31;
        seeds.push(("repack", case.name.clone(), [source.0, &[wish]].concat()));
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/squidex");
    for folder in ["base", "mutants"] {
        for file in std::fs::read_dir(samples.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let archive = archive::open(&bytes).unwrap();
            let mut reader = EntryReader::new();
            // The events of one backup, a line each.
            let mut lines = Vec::new();
            for location in archive.entries.iter() {
                let name = archive.entries.name_text(location.index).into_owned();
                if !name.starts_with("events/") || location.uncompressed_bytes > 4_000 {
                    continue;
                }
                let (event, _) = reader.read_small(&bytes, &location, 4_000).unwrap();
                if lines.len() + event.len() < 16_000 {
                    lines.extend(
                        event
                            .iter()
                            .map(|byte| if *byte == b'\n' { b' ' } else { *byte }),
                    );
                    lines.push(b'\n');
                }
                let name = format!("{stem}-{}", name.replace('/', "-"));
                seeds.push(("event", name, event.to_vec()));
            }
            if folder == "base" {
                seeds.push(("export", stem, lines));
            }
        }
    }
    // Most mutants share most events.
    let mut seen = BTreeSet::new();
    seeds.retain(|(target, _, bytes)| seen.insert((*target, bytes.clone())));
    seeds
}

/// `FUZZ_SEEDS=FOLDER` writes them, below a folder for each target.
#[test]
fn seeds_for_fuzzing_are_many_and_small() {
    let seeds = seeds();
    for target in ["open", "scan", "event", "repack"] {
        let of_target = seeds.iter().filter(|(of, _, _)| *of == target).count();
        assert!(of_target > 200, "{target}: {of_target}");
    }
    for (target, name, bytes) in &seeds {
        assert!(bytes.len() <= 16_384, "{target} {name}");
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
            let folder = Path::new(&folder).join(target);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
