//! Damage to a small backup: single bytes, truncations, exchanged entries. An answer always, the outcome
//! that Squidex had where it was asked, and never "restores" where the data is not sound.
//!
//! Some thousand cases in an ordinary run; all of them with `BACKUP_INSPECTOR_SWEEP=all`
//! (`cargo xtask test --only sweep`), which takes a minute or two.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// `Vec<u8>` is a source, a slice of bytes of unknown length is none.
#![allow(clippy::ptr_arg)]

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use backup_inspector::container::zip::{self as archive, Archive, EntryReader};
use backup_inspector::format::{Options, Report};
use backup_inspector::open;
use backup_inspector::report::Outcome;
use backup_inspector::scan;
use backup_inspector::source::Input;

/// Twelve events, one stored file, 8,225 bytes: written by Squidex's own backup job.
const TINY: &[u8] = include_bytes!("data/squidex/base/tiny.zip");

/// For each byte of it, exclusive-ored with 1: what Squidex's restore did.
const ORACLE: &[u8] = include_bytes!("data/squidex/damage.jsonl.gz");

/// Whether everything is asked for, and else each how-manieth case is run.
fn every(ordinary: usize) -> usize {
    match std::env::var("BACKUP_INSPECTOR_SWEEP") {
        Ok(value) if value == "all" => 1,
        _ => ordinary,
    }
}

/// A file of no system is judged as Squidex' restore would take it.
fn for_squidex() -> Options {
    Options {
        system: Some("squidex".into()),
        ..Options::default()
    }
}

/// The whole check through the public door.
fn check(bytes: &[u8]) -> Report {
    let inputs = vec![Input::new("damaged.zip", bytes.to_vec())];
    let mut sets = open::open(inputs).unwrap();
    assert_eq!(sets.len(), 1);
    let set = &mut sets[0];
    assert!(scan::run(set, &mut |_| true).unwrap());
    set.report(&for_squidex())
}

/// Runs `work` for each case on all cores and collects what it complains of.
fn in_parallel(cases: usize, work: &(dyn Fn(usize) -> Option<String> + Sync)) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut complaints: Vec<(usize, String)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut found = Vec::new();
                    loop {
                        let case = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        if case >= cases {
                            return found;
                        }
                        match catch_unwind(AssertUnwindSafe(|| work(case))) {
                            Ok(None) => {}
                            Ok(Some(complaint)) => found.push((case, complaint)),
                            Err(_) => found.push((case, "panicked".into())),
                        }
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    complaints.sort();
    complaints
        .into_iter()
        .map(|(case, complaint)| format!("case {case}: {complaint}"))
        .collect()
}

fn none(complaints: &[String]) {
    assert!(
        complaints.is_empty(),
        "{} cases, the first: {:#?}",
        complaints.len(),
        &complaints[..complaints.len().min(40)]
    );
}

/// By name, what .NET delivers of the first entry of that name, and whether it reads it to its end.
type Contents = BTreeMap<Vec<u8>, (Vec<u8>, bool)>;

fn contents(bytes: &Vec<u8>) -> Option<Contents> {
    let archive: Archive = archive::open(bytes).unwrap();
    archive.dotnet.ok()?;
    let mut reader = EntryReader::new();
    let mut contents = Contents::new();
    for location in archive.entries.iter() {
        let name = archive.entries.name(location.index).to_vec();
        if contents.contains_key(&name) {
            continue;
        }
        let mut data = Vec::new();
        let read = reader
            .read(bytes, &location, 1 << 20, &mut |chunk| {
                data.extend_from_slice(chunk);
                ControlFlow::Continue(())
            })
            .unwrap();
        contents.insert(name, (data, read.dotnet.is_ok()));
    }
    Some(contents)
}

/// "Restores" is only said if every event and every file is delivered with the bytes it was written with.
fn unsound(sound: &Contents, bytes: &Vec<u8>, report: &Report) -> Option<String> {
    if report.verdict.outcome != Outcome::Restores {
        return None;
    }
    let Some(found) = contents(bytes) else {
        return Some("restores, and .NET can't open it".into());
    };
    for (name, content) in sound {
        let needed = name.starts_with(b"events/")
            || name.ends_with(b".asset")
            || name.ends_with(b"users.json")
            || name.ends_with(b"settings.json");
        // The server goes on without these two if they can't be read, as if they were not there.
        let spared = name.ends_with(b"/version.json") || name.ends_with(b"/urls.json");
        match found.get(name) {
            Some(actual) if actual == content => {}
            Some((_, false)) if spared => {}
            Some(_) => {
                return Some(format!(
                    "restores, and {} has other bytes: {:?}",
                    String::from_utf8_lossy(name),
                    report.findings
                ));
            }
            None if needed => {
                return Some(format!(
                    "restores, and {} is not there",
                    String::from_utf8_lossy(name)
                ));
            }
            None => {}
        }
    }
    None
}

fn oracle() -> Vec<serde_json::Value> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(ORACLE)
        .read_to_string(&mut text)
        .unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_backup_is_sound_before_it_is_damaged() {
    let report = check(TINY);
    assert_eq!(report.verdict.outcome, Outcome::Restores, "{report:#?}");
    assert_eq!(report.findings.len(), 0, "{:#?}", report.findings);
}

#[test]
fn one_changed_byte_fails_where_squidex_failed_and_nowhere_else() {
    let oracle = oracle();
    assert_eq!(oracle.len(), TINY.len());
    let sound = contents(&TINY.to_vec()).unwrap();
    let step = every(7);
    let complaints = in_parallel(oracle.len().div_ceil(step), &|case| {
        let line = &oracle[case * step];
        let at = line["at"].as_u64().unwrap() as usize;
        let mut bytes = TINY.to_vec();
        bytes[at] ^= 1;
        let report = check(&bytes);
        let outcome = report.verdict.outcome;
        let fails = line["status"] == "Failed";
        if (outcome == Outcome::Fails) != fails || outcome == Outcome::Unknown {
            return Some(format!("byte {at}: {outcome:?}, Squidex: {line}"));
        }
        unsound(&sound, &bytes, &report).map(|complaint| format!("byte {at}: {complaint}"))
    });
    none(&complaints);
}

#[test]
fn other_values_of_any_byte_are_answered() {
    let sound = contents(&TINY.to_vec()).unwrap();
    let step = every(11);
    // Zero, all bits changed, and the bit that xor 1 leaves alone.
    let values: [fn(u8) -> u8; 3] = [
        |byte| if byte == 0 { 0x50 } else { 0 },
        |byte| !byte,
        |byte| byte ^ 0x80,
    ];
    let cases = TINY.len() * values.len();
    let complaints = in_parallel(cases.div_ceil(step), &|case| {
        let (at, value) = (case * step / values.len(), case * step % values.len());
        let mut bytes = TINY.to_vec();
        bytes[at] = values[value](bytes[at]);
        let report = check(&bytes);
        if report.verdict.outcome == Outcome::Unknown {
            return Some(format!("byte {at}: can't tell: {}", report.verdict.summary));
        }
        unsound(&sound, &bytes, &report)
            .map(|complaint| format!("byte {at} = {}: {complaint}", bytes[at]))
    });
    none(&complaints);
}

#[test]
fn every_truncation_fails() {
    let step = every(11);
    let complaints = in_parallel(TINY.len().div_ceil(step), &|case| {
        let length = case * step;
        let report = check(&TINY[..length]);
        // The end record is the last thing in the file, so .NET opens none of them.
        (report.verdict.outcome != Outcome::Fails)
            .then(|| format!("{length} bytes: {:?}", report.verdict))
    });
    none(&complaints);
}

/// Local header and directory record of each entry of the small backup.
fn records() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes([TINY[at], TINY[at + 1]]));
    let u32_at = |at: usize| {
        u32::from_le_bytes([TINY[at], TINY[at + 1], TINY[at + 2], TINY[at + 3]]) as usize
    };
    let end = TINY.len() - 22;
    let (mut at, mut local, mut central) = (u32_at(end + 16), Vec::new(), Vec::new());
    let directory = at;
    while at < end {
        let length = 46 + u16_at(at + 28) + u16_at(at + 30) + u16_at(at + 32);
        central.push(TINY[at..at + length].to_vec());
        local.push(u32_at(at + 42));
        at += length;
    }
    local.push(directory);
    let local = local
        .windows(2)
        .map(|pair| TINY[pair[0]..pair[1]].to_vec())
        .collect();
    (local, central)
}

/// What is exchanged between two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exchange {
    /// Their places in the file and their offsets: nothing changes.
    Places,
    /// Their records in the directory: nothing changes.
    Records,
    /// Their names, in both headers.
    Names,
    /// Their local headers with the data, while the directory keeps its order and its offsets.
    Data,
}

fn exchanged(a: usize, b: usize, what: Exchange) -> Vec<u8> {
    let (mut local, mut central) = records();
    match what {
        Exchange::Places | Exchange::Data => local.swap(a, b),
        Exchange::Records => central.swap(a, b),
        Exchange::Names => {
            let name = |central: &[u8]| {
                let length = usize::from(u16::from_le_bytes([central[28], central[29]]));
                central[46..46 + length].to_vec()
            };
            let names = (name(&central[a]), name(&central[b]));
            for (at, new, old) in [(a, &names.1, &names.0), (b, &names.0, &names.1)] {
                local[at].splice(30..30 + old.len(), new.iter().copied());
                local[at][26..28].copy_from_slice(&(new.len() as u16).to_le_bytes());
                central[at].splice(46..46 + old.len(), new.iter().copied());
                central[at][28..30].copy_from_slice(&(new.len() as u16).to_le_bytes());
            }
        }
    }
    let mut out = Vec::new();
    let mut offsets = Vec::new();
    for piece in &local {
        offsets.push(out.len() as u32);
        out.extend_from_slice(piece);
    }
    // The piece of which entry lies where, by entry.
    let mut place: Vec<usize> = (0..local.len()).collect();
    if matches!(what, Exchange::Places | Exchange::Records) {
        place.swap(a, b);
    }
    let directory = out.len() as u32;
    for (at, record) in central.iter_mut().enumerate() {
        record[42..46].copy_from_slice(&offsets[place[at]].to_le_bytes());
        out.extend_from_slice(record);
    }
    let directory_bytes = out.len() as u32 - directory;
    let mut end = TINY[TINY.len() - 22..].to_vec();
    end[12..16].copy_from_slice(&directory_bytes.to_le_bytes());
    end[16..20].copy_from_slice(&directory.to_le_bytes());
    out.extend_from_slice(&end);
    out
}

#[test]
fn every_pair_of_entries_exchanged_is_answered() {
    let sound = contents(&TINY.to_vec()).unwrap();
    let entries = records().0.len();
    let pairs: Vec<(usize, usize)> = (0..entries)
        .flat_map(|a| (a + 1..entries).map(move |b| (a, b)))
        .collect();
    let ways = [
        Exchange::Places,
        Exchange::Records,
        Exchange::Names,
        Exchange::Data,
    ];
    let complaints = in_parallel(pairs.len() * ways.len(), &|case| {
        let ((a, b), what) = (pairs[case / ways.len()], ways[case % ways.len()]);
        let bytes = exchanged(a, b, what);
        let report = check(&bytes);
        let harmless = matches!(what, Exchange::Places | Exchange::Records);
        if harmless && report.verdict.outcome != Outcome::Restores {
            return Some(format!("{what:?} of {a} and {b}: {:?}", report.verdict));
        }
        if report.verdict.outcome == Outcome::Unknown {
            return Some(format!("{what:?} of {a} and {b}: {:?}", report.verdict));
        }
        if what == Exchange::Names {
            // A sound archive of other contents: checksums and both headers agree.
            return None;
        }
        unsound(&sound, &bytes, &report)
            .map(|complaint| format!("{what:?} of {a} and {b}: {complaint}"))
    });
    none(&complaints);
}
