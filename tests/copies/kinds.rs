//! One copy of each kind, as a person gets it, in the hands of other programs. `every.rs` has all there are, where the samples
//! lie beside the checkout; these travel with the project.

use std::collections::BTreeSet;
use std::rc::Rc;

use backup_inspector::format::Options;
use backup_inspector::inspect::copy::{Recipe, UserMapping};
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open;
use backup_inspector::report::Outcome;
use backup_inspector::scan;
use backup_inspector::source::Input;

use crate::interop::{self, Folder};
use crate::support::{by_name, check, entries, offer, sample, scanned_copy};

/// A copy of a sample. Something has to differ in it, or nothing was tried.
fn copied(name: &str, recipe: Recipe) -> Vec<u8> {
    let (written, summary) = scanned_copy(&sample(name), &recipe).unwrap();
    assert!(summary.change_count > 0, "{name}: {recipe:?}");
    written
}

/// The files of a backup, unpacked into a folder, and packed again.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let files = entries(bytes)
        .into_iter()
        .map(|(name, content)| Input::new(format!("unpacked/{name}"), content.unwrap()).in_tree(1))
        .collect();
    let mut set = open::only(open::open(files).unwrap()).unwrap();
    assert!(set.strung().is_some());
    let original = Rc::clone(&set.files().first().unwrap().bytes);
    let recipe = Recipe::default();
    let work = set
        .begin(&WorkKind::Copy { recipe }, &Options::default())
        .unwrap();
    let mut written = Vec::new();
    scan::compose(&set, work, |copy| copy.write_to(&original, &mut written))
        .unwrap()
        .unwrap();
    assert_eq!(by_name(&written), by_name(bytes));
    written
}

#[test]
fn a_copy_of_each_kind_opens_in_other_programs() {
    let full = sample("full.zip");
    let offer = offer(&full).unwrap();
    let renamed = Recipe {
        name: Some("demo-shop-2".into()),
        ..Recipe::default()
    };
    let repaired = Recipe {
        fix: vec!["all".into()],
        ..Recipe::default()
    };
    let redacted = Recipe {
        redact: true,
        ..Recipe::default()
    };
    let cut = Recipe {
        without_schemas: vec![offer.schemas[0].name.clone()],
        without_superseded: true,
        without_deleted: true,
        ..Recipe::default()
    };
    let mapped = Recipe {
        map_users: vec![UserMapping {
            old: offer.users[0].clone(),
            new: "somebody@else.example".into(),
        }],
        ..Recipe::default()
    };
    let together = Recipe {
        fix: vec!["all".into()],
        redact: true,
        ..Recipe {
            name: renamed.name.clone(),
            ..cut.clone()
        }
    };
    let copies = [
        ("renamed", copied("full.zip", renamed)),
        ("repaired", copied("04-no-eocd.zip", repaired)),
        ("redacted", copied("full.zip", redacted)),
        ("cut", copied("full.zip", cut)),
        ("mapped", copied("full.zip", mapped)),
        ("together", copied("full.zip", together)),
        ("packed", packed(&sample("tiny.zip"))),
    ];
    let folder = Folder::new("kinds");
    let mut different = BTreeSet::new();
    for (kind, copy) in &copies {
        assert_ne!(check(copy).verdict.outcome, Outcome::Fails, "{kind}");
        assert!(different.insert(copy), "{kind} is as another kind");
        std::fs::write(folder.0.join(format!("{kind}.zip")), copy).unwrap();
    }
    interop::hold(&folder);
}

/// What is wrong with an archive is said by those who are asked: no kind of copy passes because nobody looks.
#[test]
fn a_damaged_archive_is_refused_by_whoever_is_asked() {
    let (mut damaged, _) = scanned_copy(
        &sample("full.zip"),
        &Recipe {
            name: Some("demo-shop-2".into()),
            ..Recipe::default()
        },
    )
    .unwrap();
    // The end of the directory is gone: no reader takes that.
    damaged.truncate(damaged.len() - 200);
    let folder = Folder::new("damaged");
    std::fs::write(folder.0.join("damaged.zip"), &damaged).unwrap();
    for (name, said) in interop::ask(&folder).0 {
        assert!(said.is_err(), "{name} takes what has no end");
    }
}
