//! Files of one drop never mix: what is read, copied or searched of one set comes from its own files.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read, Write};

use backup_inspector::container::zip::writer::Segment;
use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::error::Error;
use backup_inspector::format::{self, Options};
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::inspect::work::{Ended, WorkKind};
use backup_inspector::open::{self, Set};
use backup_inspector::scan;
use backup_inspector::source::Input;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A small backup: two of them have the same layout, if their names are of one length.
fn backup(app: &str, email: &str) -> Vec<u8> {
    let tiny = include_bytes!("data/squidex/base/tiny.zip");
    let mut from = zip::ZipArchive::new(Cursor::new(&tiny[..])).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        if name.ends_with(".json") {
            let plain = String::from_utf8(text).unwrap();
            text = plain
                .replace("tiny-app", app)
                .replace("anna.berg@demo-shop.example", email)
                .into_bytes();
        }
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn north() -> Input {
    input("north.zip", backup("shop-north", "n@north.example"))
}

fn south() -> Input {
    input("south.zip", backup("shop-south", "s@south.example"))
}

fn input(name: &str, bytes: Vec<u8>) -> Input {
    Input::new(name, bytes)
}

/// The second of two dropped files.
fn second() -> Set {
    let mut sets = open::open(vec![north(), south()]).unwrap();
    assert_eq!(sets.len(), 2);
    sets.remove(1)
}

/// A copy, its slices taken from the file that the set says is its own.
fn copy(set: &mut Set, recipe: &Recipe) -> (Vec<u8>, Vec<String>) {
    let kind = WorkKind::Copy {
        recipe: recipe.clone(),
    };
    let work = set.begin(&kind, &Options::default()).unwrap();
    let set = &*set;
    let copy = set.compose(work, set.packs_here(work)).unwrap();
    let details = copy.summary.changes.iter();
    let details = details.map(|change| change.detail.clone()).collect();
    let mut out = Vec::new();
    for segment in copy.segments {
        match segment.unwrap() {
            Segment::Fresh(bytes) => out.extend(bytes),
            Segment::Source { offset, bytes } => {
                let mut slice = vec![0; bytes as usize];
                let file = &set.files().first().unwrap().bytes;
                assert_eq!(file.read_full_at(offset, &mut slice).unwrap(), slice.len());
                out.extend(slice);
            }
        }
    }
    (out, details)
}

fn all_texts(bytes: &[u8]) -> String {
    let source = bytes.to_vec();
    let archive = archive::open(&source).unwrap();
    let mut reader = EntryReader::new();
    let mut all = String::new();
    for entry in 0..archive.entries.len() {
        let location = archive.entries.location(entry).unwrap();
        let (bytes, _) = reader.read_small(&source, &location, 1 << 20).unwrap();
        all += &String::from_utf8_lossy(bytes);
    }
    all
}

#[test]
fn a_copy_of_the_second_file_of_a_drop_reads_the_second_file() {
    let mut set = second();
    let recipe = Recipe {
        name: Some("shop-east".into()),
        ..Recipe::default()
    };
    let (bytes, details) = copy(&mut set, &recipe);
    assert!(
        details
            .iter()
            .any(|detail| detail.contains("\"shop-south\" becomes \"shop-east\"")),
        "{details:?}"
    );
    let texts = all_texts(&bytes);
    assert!(
        texts.contains("shop-east") && texts.contains("south.example"),
        "{texts}"
    );
    assert!(!texts.contains("north"), "{texts}");
}

#[test]
fn a_redacted_copy_its_offer_and_its_search_are_of_the_second_file() {
    let mut set = second();
    let count = set.begin(&WorkKind::Count, &Options::default()).unwrap();
    match scan::run_work(&mut set, count, &[], &mut |_| true).unwrap() {
        Some(Ended::Counted { offer }) => assert_eq!(offer.users, ["s@south.example"]),
        other => panic!("{other:?}"),
    }
    let recipe = Recipe {
        redact: true,
        ..Recipe::default()
    };
    let (bytes, _) = copy(&mut set, &recipe);
    let texts = all_texts(&bytes);
    assert!(
        !texts.contains("north") && !texts.contains("south.example"),
        "{texts}"
    );
    let mut search = |copy: Vec<u8>| {
        let kind = WorkKind::Verify {
            recipe: recipe.clone(),
        };
        let work = set.begin(&kind, &Options::default()).unwrap();
        let beside = [input("copy.zip", copy)];
        match scan::run_work(&mut set, work, &beside, &mut |_| true).unwrap() {
            Some(Ended::Verified { verified }) => verified.search.unwrap().hit_count,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(search(bytes), 0);
    assert!(search(backup("shop-south", "s@south.example")) > 0);
}

#[test]
fn a_worker_refuses_files_of_another_set() {
    let mut set = second();
    let redacted = || Recipe {
        redact: true,
        ..Recipe::default()
    };
    let kinds = [
        WorkKind::Check,
        WorkKind::Count,
        WorkKind::Copy { recipe: redacted() },
        WorkKind::Verify { recipe: redacted() },
    ];
    for kind in kinds {
        let work = set.begin(&kind, &Options::default()).unwrap();
        let tasks = set.plan(work).unwrap().tasks;
        assert!(tasks > 0, "{kind:?}");
        for index in 0..tasks {
            let task = set.task(work, index).unwrap();
            let refused = |inputs: Vec<Input>| match format::begin(&task, inputs) {
                Err(Error::Protocol(why)) => assert!(why.contains("not those of the set"), "{why}"),
                other => panic!("{kind:?}: {other:?}"),
            };
            refused(vec![north()]);
            refused(vec![north(), south()]);
            refused(Vec::new());
            let mut task = format::begin(&task, vec![south(), south()]).unwrap();
            while !task.step(&mut |_| true).unwrap().finished {}
            assert!(task.finish().is_ok(), "{kind:?}");
        }
    }
}

/// What is beside the files is beside the work alone: a check that is given too much reads its own file.
#[test]
fn a_check_of_the_second_file_reads_the_second_file() {
    let mut set = second();
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    let report = set.report(&Options::default());
    assert_eq!(report.source.file_name, "south.zip");
    let name = report.base.app.unwrap().name;
    assert_eq!(name.as_deref(), Some("shop-south"));
}
