//! Every kind of copy of every sample that Squidex restored: each keeps its promise, nothing that was removed is in
//! it, and other programs open it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use backup_inspector::format::Report;
use backup_inspector::format::squidex::target::{Store, Target};
use backup_inspector::inspect::copy::{CopyOffer, Recipe, UserMapping};

use crate::interop::{self, Folder};
use crate::promise::{broken, container_faults, worse};
use crate::squidex;
use crate::support::{by_name, check_for, copy, fixes, offer, search};

/// A sample that Squidex restored.
struct Sample {
    file: String,
    bytes: Vec<u8>,
    /// The server that it was restored on.
    target: Target,
}

fn restorable() -> Vec<Sample> {
    squidex::lines("oracle.jsonl")
        .iter()
        .filter(|record| record["status"] == "Completed")
        .filter_map(|record| {
            let file = record["file"].as_str().unwrap().to_owned();
            Some(Sample {
                bytes: squidex::sample(&file)?,
                target: Target {
                    // Who restores is no part of the backup, and may have another address in the copy.
                    initiator_email: None,
                    ..squidex::target(&record["options"], Store::Other)
                },
                file,
            })
        })
        .collect()
}

fn renamed() -> Recipe {
    Recipe {
        name: Some("quite-another".into()),
        ..Recipe::default()
    }
}

/// A change of every kind that can be made of a sample, each alone. Of the boxes of redaction a sample has some,
/// each time other ones; those that the others were made from, all.
fn alone(number: usize, file: &str, report: &Report, offer: &CopyOffer) -> Vec<Recipe> {
    let mut recipes = vec![renamed()];
    let repairs = fixes(report).into_iter().chain(["all".into()]);
    recipes.extend(repairs.map(|fix| Recipe {
        fix: vec![fix],
        ..Recipe::default()
    }));
    let usable = |address: &&String| !address.trim().is_empty();
    recipes.extend(offer.users.iter().find(usable).map(|old| Recipe {
        map_users: vec![UserMapping {
            old: old.clone(),
            new: "somebody@else.example".into(),
        }],
        ..Recipe::default()
    }));
    recipes.extend(offer.schemas.iter().map(|schema| Recipe {
        without_schemas: vec![schema.name.clone()],
        ..Recipe::default()
    }));
    recipes.push(Recipe {
        without_superseded: true,
        ..Recipe::default()
    });
    recipes.push(Recipe {
        without_deleted: true,
        ..Recipe::default()
    });
    let redacted = Recipe {
        redact: true,
        ..Recipe::default()
    };
    recipes.push(redacted.clone());
    let boxes = offer
        .kinds
        .iter()
        .filter(|kind| kind.kind != "unknown")
        .enumerate()
        .filter(|(at, _)| file.starts_with("base/") || at % 4 == number % 4)
        .map(|(_, kind)| kind);
    recipes.extend(boxes.map(|kind| Recipe {
        include: vec![kind.kind.clone()],
        ..redacted.clone()
    }));
    recipes
}

/// All kinds in one pass, once without and once with redaction.
fn together(offer: &CopyOffer) -> [Recipe; 2] {
    let addresses: BTreeSet<String> = offer
        .users
        .iter()
        .map(|address| address.trim().to_lowercase())
        .filter(|address| !address.is_empty())
        .collect();
    let map_users = addresses.iter().enumerate().map(|(at, old)| UserMapping {
        old: old.clone(),
        new: format!("person-{at}@else.example"),
    });
    let all = Recipe {
        fix: vec!["all".into()],
        map_users: map_users.collect(),
        without_schemas: offer
            .schemas
            .first()
            .map(|schema| schema.name.clone())
            .into_iter()
            .collect(),
        without_superseded: true,
        without_deleted: true,
        ..renamed()
    };
    let redacted = Recipe {
        redact: true,
        ..all.clone()
    };
    [all, redacted]
}

/// Kinds that keep texts which people wrote: these may mention anything that is taken out elsewhere, and the search
/// says so.
const FREE: [&str; 6] = [
    "comments",
    "contents",
    "deleted-contents",
    "links",
    "scripts",
    "server-address",
];

/// Archives with data that nothing proves: no repair makes them sound, and their restore loses a file.
const DATA_GONE: [&str; 4] = [
    "mutants/15-short-deflate-asset.zip",
    "mutants/15-short-stored-asset.zip",
    "mutants/16-crc-wrong-asset.zip",
    "mutants/16-crc-wrong-data-changed.zip",
];

/// Its entries say to need version 6.3 of ZIP. The server doesn't look; `unzip` knows 4.6 and refuses. A copy keeps what
/// entries say, unless it is redacted.
const NOT_FOR_UNZIP: &str = "mutants/ok-version-63.zip";

/// Restored up to a gap. Behind it is an event that no server reads: whoever asks for what the gap hides gets it.
const GAP_HIDES_WORSE: &str = "mutants/combo-gap-hides-unknown.zip";

/// What became of all of them.
#[derive(Default)]
struct Made {
    copies: usize,
    problems: Vec<String>,
    /// Fingerprints of the archives that were written for other programs, so that none is asked about twice.
    written: BTreeSet<u64>,
}

/// One sample and all that is made of it.
struct Bench<'a> {
    sample: &'a Sample,
    offer: CopyOffer,
    before: Report,
    /// What restores after all repairs.
    mended: Report,
    /// Whether nothing is wrong with the archive as such.
    sound: bool,
    folder: &'a Folder,
    made: &'a Mutex<Made>,
}

impl Bench<'_> {
    fn hold(&self, recipe: &Recipe) -> Vec<String> {
        let Sample {
            file,
            bytes,
            target,
        } = self.sample;
        let (written, summary) = match copy(bytes, recipe) {
            Ok(copied) => copied,
            Err(error) => return vec![error.to_string()],
        };
        let after = check_for(&written, target);
        let form_name = target.restore_name.as_deref();
        let only_fix = Recipe {
            fix: recipe.fix.clone(),
            ..Recipe::default()
        };
        let mut problems = if *recipe == only_fix {
            worse(&self.before, &after)
        } else if recipe.fix.is_empty() {
            broken(&self.before, &after, &self.offer, recipe, form_name)
        } else {
            broken(&self.mended, &after, &self.offer, recipe, form_name)
        };
        if recipe.name.is_some() && *recipe == renamed() {
            let (mut old, mut new) = (by_name(bytes), by_name(&written));
            let first = &summary.changes[0].entry;
            let there = old.remove(first).is_some() && new.remove(first).is_some();
            if !there || old != new || summary.change_count != 1 {
                problems.push("more than the name differs".into());
            }
        }
        let free = recipe
            .include
            .iter()
            .any(|kind| FREE.contains(&kind.as_str()));
        if let Some(found) = search(bytes, recipe, &written)
            && (found.too_many > 0 || found.hit_count > 0 && !free)
        {
            problems.push(format!("found: {:?}", found.hits));
        }
        let faults = container_faults(&written);
        if faults.is_empty() {
            let mut hasher = DefaultHasher::new();
            written.hash(&mut hasher);
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = *file != NOT_FOR_UNZIP || recipe.redact;
            if asked && made.written.insert(hasher.finish()) {
                let name = format!("{}.zip", made.written.len());
                drop(made);
                std::fs::write(self.folder.0.join(name), &written).unwrap();
            }
        } else if self.sound || recipe.fix == ["all"] && !DATA_GONE.contains(&file.as_str()) {
            problems.push(format!("archive: {faults:?}"));
        }
        problems
    }
}

/// All copies of a sample.
fn copies_of(number: usize, sample: &Sample, folder: &Folder, made: &Mutex<Made>) {
    let Sample {
        file,
        bytes,
        target,
    } = sample;
    let all_repairs = Recipe {
        fix: vec!["all".into()],
        ..Recipe::default()
    };
    let (repaired, _) = copy(bytes, &all_repairs).unwrap();
    let bench = Bench {
        sample,
        offer: offer(bytes).unwrap(),
        before: check_for(bytes, target),
        mended: check_for(&repaired, target),
        sound: container_faults(bytes).is_empty(),
        folder,
        made,
    };
    let recipes = alone(number, file, &bench.before, &bench.offer)
        .into_iter()
        .chain(together(&bench.offer))
        .filter(|recipe| file != GAP_HIDES_WORSE || recipe.fix.is_empty());
    for recipe in recipes {
        let problems = bench.hold(&recipe);
        let case = format!("{file} {}", serde_json::to_string(&recipe).unwrap());
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        made.copies += 1;
        made.problems.extend(
            problems
                .into_iter()
                .map(|problem| format!("{problem}: {case}")),
        );
    }
}

#[test]
fn every_copy_of_every_restorable_sample_keeps_its_promise_and_opens_elsewhere() {
    let samples = restorable();
    assert!(samples.len() >= 200, "{}", samples.len());
    let folder = Folder::new("every");
    let made = Mutex::new(Made::default());
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(4) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(sample) = samples.get(number) else {
                        break;
                    };
                    copies_of(number, sample, &folder, &made);
                }
            });
        }
    });
    let made = made.into_inner().unwrap();
    println!(
        "{} copies of {} samples, {} different sound ones",
        made.copies,
        samples.len(),
        made.written.len()
    );
    assert!(
        made.problems.is_empty(),
        "{} problems:\n{}",
        made.problems.len(),
        made.problems.join("\n")
    );
    let paths: Vec<PathBuf> = std::fs::read_dir(&folder.0)
        .unwrap()
        .map(|item| item.unwrap().path())
        .collect();
    assert_eq!(paths.len(), made.written.len());
    interop::hold(&folder);
}
