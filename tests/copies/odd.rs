//! Copies of archives that are unusual, or damaged: carried over faithfully, or refused in plain words.

use backup_inspector::container::zip as archive;
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::report::Outcome;

use crate::build::{Descriptor, Entry, Zip, Zip64};
use crate::support::{by_name, check, copy, entries, sample};

fn renamed() -> Recipe {
    Recipe {
        name: Some("quite-another".into()),
        ..Recipe::default()
    }
}

/// The entries of a sound sample, each as `change` wants it.
fn rebuilt(change: impl Fn(usize, &mut Entry)) -> Zip {
    let entries = entries(&sample("tiny.zip")).into_iter().enumerate();
    Zip::of(entries.map(|(at, (name, content))| {
        Entry::deflated(&name, &content.unwrap()).with(|entry| change(at, entry))
    }))
}

#[test]
fn unusual_archives_are_renamed_faithfully() {
    let mut cases: Vec<(&str, Vec<u8>)> = Vec::new();
    for (name, descriptor) in [
        ("signed descriptors", Descriptor::Signed),
        ("bare descriptors", Descriptor::Bare),
        ("long descriptors", Descriptor::SignedLong),
        ("long bare descriptors", Descriptor::BareLong),
    ] {
        let zip = rebuilt(|_, entry| entry.descriptor = descriptor);
        cases.push((name, zip.build()));
    }
    cases.push((
        "ZIP64",
        rebuilt(|_, entry| entry.zip64 = true)
            .with(|zip| zip.zip64 = Some(Zip64::default()))
            .build(),
    ));
    cases.push((
        "data in front",
        rebuilt(|_, _| {})
            .with(|zip| {
                zip.prefix = b"#!/bin/sh\nexit 0\n".to_vec();
                zip.prefix_counts = true;
            })
            .build(),
    ));
    cases.push((
        "comments and extra fields",
        rebuilt(|at, entry| {
            entry.comment = format!("comment {at}").into_bytes();
            entry.local_extra = vec![0xFE, 0xCA, 2, 0, 1, 2];
            entry.central_extra = vec![0xFE, 0xCA, 1, 0, 7];
        })
        .with(|zip| zip.comment = b"of the archive".to_vec())
        .build(),
    ));
    cases.push((
        "another order of the directory",
        rebuilt(|_, _| {})
            .with(|zip| zip.directory_order = (0..zip.entries.len()).rev().collect())
            .build(),
    ));
    cases.push((
        "two entries of one name",
        rebuilt(|_, _| {})
            .with(|zip| {
                zip.entries
                    .push(Entry::stored("events/0/0.json", b"never read"))
            })
            .build(),
    ));
    for (case, bytes) in cases {
        let before = check(&bytes);
        assert_eq!(before.verdict.outcome, Outcome::Restores, "{case}");
        let (written, summary) = copy(&bytes, &renamed()).unwrap();
        let after = check(&written);
        assert_eq!(after.verdict.outcome, Outcome::Restores, "{case}");
        let name = after.base.app.unwrap().name;
        assert_eq!(name.as_deref(), Some("quite-another"), "{case}");
        assert_eq!(summary.change_count, 1, "{case}: {summary:?}");
        let (mut old, mut new) = (by_name(&bytes), by_name(&written));
        old.remove("events/0/0.json").unwrap();
        new.remove("events/0/0.json").unwrap();
        assert!(old == new, "{case}");
        assert_eq!(entries(&bytes).len(), entries(&written).len(), "{case}");
        let opened = archive::open(&written).unwrap();
        assert_eq!(opened.dotnet, Ok(()), "{case}");
        // Redacted, nothing of the unusual is left.
        let redact = Recipe {
            redact: true,
            ..renamed()
        };
        let (written, _) = copy(&bytes, &redact).unwrap();
        assert_eq!(check(&written).verdict.outcome, Outcome::Restores, "{case}");
        for odd in ["of the archive", "comment 1", "#!/bin/sh", "never read"] {
            let found = written.windows(odd.len()).any(|at| at == odd.as_bytes());
            assert!(!found, "{case}: {odd}");
        }
    }
}

#[test]
fn what_is_damaged_is_refused_in_plain_words_or_stays_as_it_is() {
    // No end record: nothing is copied, unless the repair is asked for.
    let sound = sample("tiny.zip");
    let cut = &sound[..sound.len() - 1];
    let error = copy(cut, &renamed()).unwrap_err().to_string();
    assert!(
        error.contains("the ZIP archive itself is damaged") && error.contains("the repair"),
        "{error}"
    );
    let repaired = Recipe {
        fix: vec!["all".into()],
        ..renamed()
    };
    let (written, _) = copy(cut, &repaired).unwrap();
    assert_eq!(check(&written).verdict.outcome, Outcome::Restores);

    // Event 0 can't be read: it can be neither renamed nor redacted.
    let broken = rebuilt(|_, entry| {
        if entry.name == b"events/0/0.json" {
            entry.data.iter_mut().for_each(|byte| *byte = 0xFF);
        }
    })
    .build();
    let redact = Recipe {
        redact: true,
        ..Recipe::default()
    };
    for recipe in [renamed(), redact.clone()] {
        let error = copy(&broken, &recipe).unwrap_err().to_string();
        assert!(error.contains("event 0 can't be read"), "{error}");
    }

    // Another event can't be read: it is carried over as it is, but never into a redacted copy.
    let broken = rebuilt(|_, entry| {
        if entry.name == b"events/0/1.json" {
            entry.data.iter_mut().for_each(|byte| *byte = 0xFF);
        }
    })
    .build();
    let before = check(&broken);
    assert_eq!(before.verdict.outcome, Outcome::Fails);
    let (written, summary) = copy(&broken, &renamed()).unwrap();
    assert_eq!(summary.change_count, 1);
    let after = check(&written);
    assert_eq!(after.verdict.fails_at, before.verdict.fails_at);
    let error = copy(&broken, &redact).unwrap_err().to_string();
    assert!(error.contains("event 1 can't be read"), "{error}");
}
