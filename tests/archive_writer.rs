//! Copies: what is kept stays byte for byte, what is changed is changed, and other programs read them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::process::Command;

use backup_inspector::container::zip::{
    self as archive, CopyBuilder, EntryReader, Packed, Segment,
};
use backup_inspector::source::{Composed, ReadAt};
use build::{Descriptor, Entry, Zip};

/// Makes the copy, checks it by opening and reading it, and gives its bytes.
fn copy(bytes: &[u8], change: impl FnOnce(&mut CopyBuilder<'_>)) -> Vec<u8> {
    let archive = archive::open(&bytes).unwrap();
    let mut builder = CopyBuilder::new(&archive, &bytes);
    change(&mut builder);
    let plan = builder.finish().unwrap();
    let total = plan.total_bytes;
    let mut out = Vec::new();
    let mut composed = Composed::new(bytes);
    for segment in plan.into_segments() {
        match segment.unwrap() {
            Segment::Source {
                offset,
                bytes: length,
            } => {
                out.extend_from_slice(&bytes[offset as usize..(offset + length) as usize]);
                composed.push_slice(offset, length);
            }
            Segment::Fresh(fresh) => {
                out.extend_from_slice(&fresh);
                composed.push_bytes(fresh);
            }
        }
    }
    assert!(total.is_none_or(|total| total == out.len() as u64));
    assert_eq!(ReadAt::len(&composed), out.len() as u64);
    let mut again = vec![0; out.len()];
    assert_eq!(composed.read_full_at(0, &mut again).unwrap(), out.len());
    assert!(again == out, "the composed source gives the same bytes");
    let written = archive::open(&composed).unwrap();
    assert_eq!(written.dotnet, Ok(()), "{:?}", written.faults);
    out
}

/// Names and contents in the order of the directory; every entry must be sound.
fn contents(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = archive::open(&bytes).unwrap();
    let mut reader = EntryReader::new();
    archive
        .entries
        .iter()
        .map(|location| {
            let (data, read) = reader.read_small(&bytes, &location, 1 << 20).unwrap();
            assert_eq!(read.faults, []);
            (
                archive.entries.name_text(location.index).into_owned(),
                data.to_vec(),
            )
        })
        .collect()
}

fn text(n: usize) -> Vec<u8> {
    format!("content of entry {n}, ")
        .repeat(20 + n)
        .into_bytes()
}

fn plain() -> Zip {
    Zip::of([
        Entry::deflated("a.txt", &text(1)),
        Entry::stored("folder/b.txt", &text(2)),
        Entry::deflated("c.txt", &text(3)).with(|entry| entry.comment = b"a comment".to_vec()),
        Entry::deflated("d.txt", &text(4)).with(|entry| entry.descriptor = Descriptor::Signed),
        Entry::stored("empty", b""),
    ])
}

/// Other programs that read the file, as far as they are there.
fn others_agree(bytes: &[u8]) {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let ours: BTreeMap<String, Vec<u8>> = contents(bytes).into_iter().rev().collect();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut data = Vec::new();
        entry.read_to_end(&mut data).unwrap();
        assert_eq!(ours.get(&name), Some(&data), "{name}");
    }
    let folder = std::env::temp_dir().join(format!(
        "backup-inspector-{}-{:p}",
        std::process::id(),
        bytes
    ));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("copy.zip");
    std::fs::write(&file, bytes).unwrap();
    let programs: [(&str, &[&str]); 3] = [
        ("unzip", &["-tqq"]),
        ("7z", &["t", "-y", "-bd"]),
        ("python3", &["-m", "zipfile", "-t"]),
    ];
    for (program, arguments) in programs {
        match Command::new(program).args(arguments).arg(&file).output() {
            Ok(output) => assert!(
                output.status.success(),
                "{program}: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(error) => eprintln!("skipped: {program} is not there ({error})"),
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_unchanged_copy_is_one_slice_and_the_same_bytes() {
    let bytes = plain().build();
    assert!(copy(&bytes, |_| {}) == bytes);
    let archive = archive::open(&bytes).unwrap();
    let plan = CopyBuilder::new(&archive, &bytes).finish().unwrap();
    let segments: Vec<_> = plan.into_segments().map(Result::unwrap).collect();
    assert_eq!(
        segments
            .iter()
            .filter(|segment| matches!(segment, Segment::Source { .. }))
            .count(),
        1
    );
}

#[test]
fn entries_are_replaced_renamed_removed_and_added() {
    let bytes = plain().build();
    let copy = copy(&bytes, |copy| {
        copy.replace(0, b"new content")
            .rename(1, "folder/\u{fc}mlaut.txt")
            .remove(2)
            .add("z.txt", &text(9));
    });
    assert_eq!(
        contents(&copy),
        [
            ("a.txt".into(), b"new content".to_vec()),
            ("folder/\u{fc}mlaut.txt".into(), text(2)),
            ("d.txt".into(), text(4)),
            ("empty".into(), Vec::new()),
            ("z.txt".into(), text(9)),
        ]
    );
    // Nothing of what was replaced or removed is left.
    for old in [build::deflate(&text(1)), build::deflate(&text(3))] {
        assert!(!copy.windows(old.len()).any(|window| window == old));
    }
    assert!(!copy.windows(12).any(|window| window == b"folder/b.txt"));
    others_agree(&copy);
}

#[test]
fn all_entries_are_renamed_and_rewritten_one_by_one() {
    let bytes = plain().build();
    let renamed = copy(&bytes, |copy| {
        copy.rename_all(|_, name| name.strip_prefix(b"folder/").map(<[u8]>::to_vec));
    });
    assert_eq!(contents(&renamed)[1], ("b.txt".into(), text(2)));
    others_agree(&renamed);
    let rewritten = copy(&bytes, |copy| {
        copy.rewrite(
            |index| index % 2 == 0,
            |index| Ok(Packed::new(&[index as u8; 1000])),
        );
    });
    let contents = contents(&rewritten);
    assert_eq!(contents[0].1, vec![0; 1000]);
    assert_eq!(contents[1].1, text(2));
    assert_eq!(contents[4].1, vec![4; 1000]);
    others_agree(&rewritten);
}

#[test]
fn a_wrong_crc_and_a_disagreeing_local_header_are_mended() {
    let wrong = Zip::of([
        Entry::deflated("a.txt", &text(1)).with(|entry| entry.crc32 ^= 1),
        Entry::deflated("b.txt", &text(2))
            .with(|entry| entry.local_name = Some(b"evil.txt".to_vec())),
    ])
    .build();
    let copy = copy(&wrong, |copy| {
        copy.replace_crc(0, crc32fast::hash(&text(1))).refresh(1);
    });
    assert_eq!(
        contents(&copy),
        [("a.txt".into(), text(1)), ("b.txt".into(), text(2))]
    );
    others_agree(&copy);
}

#[test]
fn every_form_of_descriptor_is_carried_over() {
    for descriptor in [
        Descriptor::Signed,
        Descriptor::Bare,
        Descriptor::SignedLong,
        Descriptor::BareLong,
    ] {
        let bytes = Zip::of([
            Entry::deflated("a.txt", &text(1)).with(|entry| entry.descriptor = descriptor),
            Entry::deflated("b.txt", &text(2)).with(|entry| entry.descriptor = descriptor),
        ])
        .with(|zip| zip.before_directory = vec![b'x'; 1000])
        .build();
        let lenient = copy(&bytes, |copy| {
            copy.replace(0, b"new");
        });
        let strict = copy(&bytes, |copy| {
            copy.replace(0, b"new").strict();
        });
        for copy in [&lenient, &strict] {
            assert_eq!(
                contents(copy),
                [("a.txt".into(), b"new".to_vec()), ("b.txt".into(), text(2))]
            );
            assert!(
                !copy.windows(100).any(|window| window == [b'x'; 100]),
                "{descriptor:?}"
            );
        }
        let bytes_of_b = bytes.len();
        assert!(strict.len() < bytes_of_b);
    }
}

#[test]
fn a_strict_copy_has_nothing_between_its_entries() {
    let bytes = Zip::of([
        Entry::stored("a.txt", &text(1)),
        Entry::stored("b.txt", &text(2))
            .with(|entry| entry.gap = b"secret between entries".to_vec()),
        Entry::stored("hidden.txt", b"not in the directory").with(|entry| entry.hidden = true),
    ])
    .with(|zip| zip.prefix = b"#!/bin/sh".to_vec())
    .with(|zip| zip.prefix_counts = true)
    .with(|zip| zip.comment = b"a comment with secrets".to_vec())
    .build();
    let copy = copy(&bytes, |copy| {
        copy.strict().drop_comments();
    });
    assert_eq!(contents(&copy).len(), 2);
    for secret in [&b"secret"[..], b"not in the directory", b"#!/bin"] {
        assert!(!copy.windows(secret.len()).any(|window| window == secret));
    }
    others_agree(&copy);
}

#[test]
fn the_order_of_the_directory_and_the_first_of_two_names_stay() {
    let bytes = Zip::of([
        Entry::stored("twice", b"second in the directory"),
        Entry::stored("other", b"other"),
        Entry::stored("twice", b"first in the directory"),
    ])
    .with(|zip| zip.directory_order = vec![2, 1, 0])
    .build();
    let copy = copy(&bytes, |copy| {
        copy.replace(1, b"changed");
    });
    assert_eq!(
        contents(&copy),
        [
            ("twice".into(), b"first in the directory".to_vec()),
            ("other".into(), b"changed".to_vec()),
            ("twice".into(), b"second in the directory".to_vec()),
        ]
    );
}

#[test]
fn more_than_65534_entries_get_zip64_records() {
    let entries = (0..65_535).map(|index| Entry::stored(&format!("{index}"), b"x"));
    let zip = Zip::of(entries).with(|zip| zip.zip64 = Some(build::Zip64::default()));
    let bytes = zip.build();
    let more = copy(&bytes, |copy| {
        copy.add("one more", b"y");
    });
    assert_eq!(archive::open(&more).unwrap().entries.len(), 65_536);
    others_agree(&more);
    let fewer = copy(&bytes, |copy| {
        copy.remove(7);
    });
    assert!(!fewer.windows(4).any(|window| window == b"PK\x06\x06"));
    assert_eq!(archive::open(&fewer).unwrap().entries.len(), 65_534);
}

#[test]
fn what_a_truncated_archive_still_has_can_be_copied() {
    let whole = plain().build();
    for cut in [whole.len() - 10, whole.len() - 200] {
        let bytes = &whole[..cut];
        let archive = archive::open(&bytes).unwrap();
        assert!(archive.dotnet.is_err());
        let plan = CopyBuilder::new(&archive, &bytes).finish().unwrap();
        let mut out = Vec::new();
        for segment in plan.into_segments() {
            match segment.unwrap() {
                Segment::Source {
                    offset,
                    bytes: length,
                } => {
                    out.extend_from_slice(&bytes[offset as usize..(offset + length) as usize]);
                }
                Segment::Fresh(fresh) => out.extend_from_slice(&fresh),
            }
        }
        let names: Vec<_> = contents(&out).into_iter().map(|(name, _)| name).collect();
        assert!(
            names.starts_with(&["a.txt".into(), "folder/b.txt".into(), "c.txt".into()]),
            "{names:?}"
        );
    }
}
