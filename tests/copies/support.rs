//! Checking and copying archives in memory, and looking at them entry by entry.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::error::Error;
use backup_inspector::format::squidex::target::Target;
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::copy::{CopyOffer, CopySummary, Recipe, RedactionSearch};
use backup_inspector::inspect::work::{Ended, WorkKind};
use backup_inspector::open::{self, Set};
use backup_inspector::scan;
use backup_inspector::source::Input;

/// The full check of an archive.
pub fn check(bytes: &[u8]) -> Report {
    check_for(bytes, &Target::default())
}

/// As [`check`], for a certain server.
pub fn check_for(bytes: &[u8], target: &Target) -> Report {
    let inputs = vec![Input::new("backup.zip", bytes.to_vec())];
    let mut set = open::open(inputs).unwrap().remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    set.report(&target.clone().into())
}

/// A copy, written, of an archive that was not checked before.
pub fn copy(bytes: &[u8], recipe: &Recipe) -> Result<(Vec<u8>, CopySummary), Error> {
    let mut set = open::open(input(bytes))?.remove(0);
    written(bytes, &mut set, recipe)
}

/// As [`copy`], after the check.
pub fn scanned_copy(bytes: &[u8], recipe: &Recipe) -> Result<(Vec<u8>, CopySummary), Error> {
    let mut set = open::open(input(bytes))?.remove(0);
    assert!(scan::run(&mut set, &mut |_| true)?);
    written(bytes, &mut set, recipe)
}

fn written(bytes: &[u8], set: &mut Set, recipe: &Recipe) -> Result<(Vec<u8>, CopySummary), Error> {
    let kind = WorkKind::Copy {
        recipe: recipe.clone(),
    };
    let work = set.begin(&kind, &Options::default())?;
    let copy = set.compose(work, set.packs_here(work))?;
    let planned = copy.bytes;
    let mut out = Vec::new();
    let summary = copy
        .write_to(&bytes, &mut out)
        .map_err(|error| error.downcast::<Error>().unwrap())?;
    assert!(planned.is_none_or(|bytes| bytes == out.len() as u64));
    assert_eq!(summary.bytes_after, out.len() as u64);
    Ok((out, summary))
}

fn input(bytes: &[u8]) -> Vec<Input> {
    vec![Input::new("backup.zip", bytes.to_vec())]
}

/// What copies could leave out.
pub fn offer(bytes: &[u8]) -> Result<CopyOffer, Error> {
    let mut set = open::open(input(bytes))?.remove(0);
    let work = set.begin(&WorkKind::Count, &Options::default())?;
    match scan::run_work(&mut set, work, &[], &mut |_| true)? {
        Some(Ended::Counted { offer }) => Ok(*offer),
        other => panic!("{other:?}"),
    }
}

/// The search of a copy for what was removed.
pub fn search(bytes: &[u8], recipe: &Recipe, written: &[u8]) -> Option<RedactionSearch> {
    let mut set = open::open(input(bytes)).unwrap().remove(0);
    let kind = WorkKind::Verify {
        recipe: recipe.clone(),
    };
    let work = set.begin(&kind, &Options::default()).unwrap();
    let beside = [Input::new("copy.zip", written.to_vec())];
    match scan::run_work(&mut set, work, &beside, &mut |_| true).unwrap() {
        Some(Ended::Verified { verified }) => verified.search,
        other => panic!("{other:?}"),
    }
}

/// Name and content of every entry that can be read, in the order of the directory.
pub fn entries(bytes: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let source = bytes.to_vec();
    let archive = archive::open(&source).unwrap();
    let mut reader = EntryReader::new();
    (0..archive.entries.len())
        .map(|entry| {
            let name = archive.entries.name_text(entry).into_owned();
            let location = archive.entries.location(entry).unwrap();
            let (bytes, read) = reader.read_small(&source, &location, 1 << 26).unwrap();
            (name, read.dotnet.is_ok().then(|| bytes.to_vec()))
        })
        .collect()
}

/// As [`entries`], the first of each name.
pub fn by_name(bytes: &[u8]) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut map = BTreeMap::new();
    for (name, content) in entries(bytes) {
        map.entry(name).or_insert(content);
    }
    map
}

/// Samples that travel with the project.
pub fn data_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/copies")
}

fn archives_in(folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(items) = std::fs::read_dir(folder) else {
        return;
    };
    for item in items {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".zip") {
            into.insert(name, std::fs::read(path).unwrap());
        }
    }
}

/// Those samples, and all others if they are there.
pub fn repairable_samples() -> Vec<(String, Vec<u8>)> {
    let mut samples = BTreeMap::new();
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/squidex");
    archives_in(&shared.join("base"), &mut samples);
    archives_in(&shared.join("mutants"), &mut samples);
    archives_in(&data_folder(), &mut samples);
    samples.into_iter().collect()
}

/// A sample that travels with the project.
pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(data_folder().join(name)).unwrap()
}

/// Codes of the repairs that a report offers.
pub fn fixes(report: &Report) -> Vec<String> {
    let mut fixes: Vec<String> = report
        .findings
        .iter()
        .filter_map(|finding| finding.action.clone())
        .collect();
    fixes.sort();
    fixes.dedup();
    fixes
}
