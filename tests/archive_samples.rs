//! The ZIP reader against what .NET 10 did with real archives, where the samples are at hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use backup_inspector::container::zip::{self as archive, EntryReader, OpenStage};

/// The samples lie beside the checkout, if at all.
fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/squidex");
    folder.is_dir().then_some(folder)
}

fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const DIRECTORY: &str = "Number of entries expected in End Of Central Directory does not correspond to number of entries in Central Directory.";

/// Messages of the constructor alone; "Split or spanned" can come from an entry as well.
const CONSTRUCTOR: [&str; 4] = [
    "Central Directory corrupt.",
    "End of Central Directory record could not be found.",
    "Offset to Central Directory cannot be held in an Int64.",
    "Zip 64 End of Central Directory Record not where indicated.",
];

#[test]
fn archives_are_opened_or_refused_as_by_dotnet() {
    let Some(folder) = samples() else { return };
    let mut seen = BTreeMap::new();
    for line in json_lines(&folder.join("oracle.jsonl")) {
        let file = line["file"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let archive = archive::open(&bytes).unwrap();
        let cause = line["cause"]["message"].as_str().unwrap_or_default();
        let expected = if cause == DIRECTORY {
            Some((OpenStage::Directory, cause))
        } else if CONSTRUCTOR.contains(&cause) {
            Some((OpenStage::Constructor, cause))
        } else {
            None
        };
        let actual = archive
            .dotnet
            .err()
            .map(|failure| (failure.stage, failure.message));
        assert_eq!(actual, expected, "{file}");
        *seen
            .entry(actual.map_or("opened", |(_, message)| message))
            .or_insert(0) += 1;
    }
    assert!(seen["opened"] > 300, "{seen:?}");
}

#[test]
fn refused_archives_still_show_what_they_are() {
    let Some(folder) = samples() else { return };
    // File, and whether its entries can be found nevertheless.
    for (file, found) in [
        ("04-bom-in-front.zip", true),
        ("04-cd-offset-zero.zip", true),
        ("04-count-zero.zip", true),
        ("04-middle-1k-missing.zip", true),
        ("04-no-cd-no-eocd.zip", true),
        ("04-no-eocd.zip", true),
        ("04-prefix-offsets-not-fixed.zip", true),
        ("04-trailing-garbage-70k.zip", true),
        ("04-trunc-in-eocd.zip", true),
        ("04-trunc-last-byte.zip", true),
        ("04-utf8-mangled.zip", true),
        ("04-zip64-locator-wrong.zip", true),
        ("03-html-page.zip", false),
        ("04-7z-signature.zip", false),
        ("04-base64.zip", false),
        ("04-gzip.zip", false),
        ("04-one-byte.zip", false),
    ] {
        let bytes = std::fs::read(folder.join("mutants").join(file)).unwrap();
        let archive = archive::open(&bytes).unwrap();
        assert!(archive.dotnet.is_err() && archive.recovered(), "{file}");
        let events = (0..archive.entries.len())
            .filter(|&index| archive.entries.name(index).starts_with(b"events/0/"))
            .count();
        if found {
            // All but one of the samples have 12 events; the mangled one may lose some.
            assert!(
                events >= 10,
                "{file}: {events} events, {:?}",
                archive.faults
            );
        } else {
            assert_eq!(archive.entries.len(), 0, "{file}");
        }
    }
}

#[test]
fn sound_samples_have_no_faults_in_their_data() {
    let Some(folder) = samples() else { return };
    let mut reader = EntryReader::new();
    let mut entries = 0;
    for line in json_lines(&folder.join("oracle.jsonl")) {
        let file = line["file"].as_str().unwrap();
        if !file.starts_with("base/") {
            continue;
        }
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let archive = archive::open(&bytes).unwrap();
        reader.clear();
        for location in archive.entries.iter() {
            let (data, read) = reader.read_small(&bytes, &location, 1 << 24).unwrap();
            assert_eq!(
                read.faults,
                [],
                "{file}: {}",
                archive.entries.name_text(location.index)
            );
            assert_eq!(data.len() as u64, location.uncompressed_bytes);
            assert!(read.crc_matches && read.dotnet.is_ok());
            entries += 1;
        }
    }
    assert!(entries > 500);
}

#[test]
fn one_changed_byte_is_judged_as_by_dotnet() {
    let Some(folder) = samples() else { return };
    let sound = std::fs::read(folder.join("base/tiny.zip")).unwrap();
    for line in json_lines(&folder.join("damage.jsonl")) {
        let at = line["at"].as_u64().unwrap() as usize;
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        let archive = archive::open(&bytes).unwrap();
        let cause = line["cause_message"]
            .as_str()
            .or(line["cause"]["message"].as_str())
            .unwrap_or_default();
        let stage = line["stage"].as_str().unwrap_or_default();
        let expected = match stage {
            "Downloading Backup" => Some((OpenStage::Constructor, cause)),
            "Downloaded Backup" if cause == DIRECTORY => Some((OpenStage::Directory, cause)),
            _ => None,
        };
        let actual = archive
            .dotnet
            .err()
            .map(|failure| (failure.stage, failure.message));
        assert_eq!(actual, expected, "byte {at}: {line}");
    }
}

#[test]
fn entries_are_looked_at_together() {
    let Some(folder) = samples() else { return };
    for (file, code, count) in [
        ("mutants/zip-overlap.zip", "zip-overlap", 1),
        (
            "mutants/13-dup-event-second-differs.zip",
            "zip-duplicate-name",
            1,
        ),
        // The avatar comes twice in every backup with two AppImageUploaded events.
        ("mutants/13-dup-asset.zip", "zip-duplicate-name", 2),
        (
            "mutants/04-padding-between-entries.zip",
            "zip-leading-data",
            1,
        ),
        ("base/tiny.zip", "", 0),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let archive = archive::open(&bytes).unwrap();
        let faults = archive.structure_faults();
        let actual = faults
            .iter()
            .filter(|fault| backup_inspector::format::zip_faults::code(fault.kind()).name == code)
            .count();
        if count == 0 {
            assert!(faults.is_empty(), "{file}: {faults:?}");
        } else {
            assert_eq!(actual, count, "{file}: {faults:?}");
        }
    }
}
