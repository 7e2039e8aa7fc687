//! Every kind of copy of every sample that restores: none restores worse, nothing else changes, and other programs
//! open them.

use std::path::{Path, PathBuf};

use backup_inspector::protocol::{Recipe, UserMapping};
use backup_inspector::report::{Outcome, Report};

use crate::interop::{Folder, hold};
use crate::support::{by_name, check, copy, fixes, offer, repairable_samples};

/// Samples of which every kind of copy is made; of the others, the renamed and the redacted one.
const WHOLE: [&str; 4] = ["full.zip", "legacy-v1.zip", "legacy-v2n.zip", "tiny.zip"];

/// Copies that other programs are asked to open: starting them takes longer than all the rest.
const OPENED: usize = 48;

fn rank(report: &Report) -> u8 {
    match report.verdict.outcome {
        Outcome::Restores => 0,
        Outcome::RestoresWithLoss => 1,
        Outcome::Fails | Outcome::Unknown => 2,
    }
}

fn recipes(name: &str, bytes: &[u8], report: &Report) -> Vec<Recipe> {
    let renamed = Recipe {
        name: Some("quite-another".into()),
        ..Recipe::default()
    };
    let redacted = Recipe {
        redact: true,
        ..Recipe::default()
    };
    let mut recipes = vec![renamed, redacted.clone()];
    if !WHOLE.contains(&name) {
        return recipes;
    }
    let offer = offer(bytes);
    recipes.extend(fixes(report).into_iter().map(|fix| Recipe {
        fix: vec![fix],
        ..Recipe::default()
    }));
    recipes.extend(offer.users.first().map(|old| Recipe {
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
    let kinds = offer.kinds.iter().filter(|kind| kind.kind != "unknown");
    recipes.extend(kinds.map(|kind| Recipe {
        include: vec![kind.kind.clone()],
        ..redacted.clone()
    }));
    recipes
}

#[test]
fn no_copy_restores_worse_than_its_original() {
    let folder = Folder::new("every");
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut made = 0;
    let mut problems: Vec<String> = Vec::new();
    for (name, bytes) in repairable_samples() {
        let before = check(&bytes);
        if rank(&before) == 2 {
            continue;
        }
        for recipe in recipes(&name, &bytes, &before) {
            let case = format!("{name} {recipe:?}");
            let (written, summary) = match copy(&bytes, &recipe) {
                Ok(copied) => copied,
                Err(error) => {
                    problems.push(format!("{case}: {error}"));
                    continue;
                }
            };
            let after = check(&written);
            if rank(&after) > rank(&before) {
                let (new, old) = (&after.verdict.summary, &before.verdict.summary);
                problems.push(format!("{case}: {new} instead of {old}"));
            }
            if let Some(new) = &recipe.name {
                let name = after.app.as_ref().and_then(|app| app.name.as_ref());
                // Where an app is created twice, the server goes by the second; in a wrong stream, by none.
                let named = before.app.as_ref().is_some_and(|app| app.name.is_some());
                if named
                    && name != Some(new)
                    && !before.finding_counts.contains_key("second-app-created")
                {
                    problems.push(format!("{case}: is named {name:?}"));
                }
                let (mut old, mut new) = (by_name(&bytes), by_name(&written));
                let first = &summary.changes[0].entry;
                let only = summary.change_count == 1
                    && old.remove(first).is_some()
                    && new.remove(first).is_some();
                if !only || old != new {
                    problems.push(format!("{case}: more than the name differs"));
                }
            }
            // Faults of the ZIP that nobody asked to mend are carried over.
            let sound = !after
                .finding_counts
                .keys()
                .any(|code| code.starts_with("zip-"));
            if sound && made % 7 == 0 && paths.len() < OPENED {
                let path = folder.0.join(format!("{made}.zip"));
                std::fs::write(&path, &written).unwrap();
                paths.push(path);
            }
            made += 1;
        }
    }
    assert!(made > 20, "{made}");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    println!("{made} copies; asked {} programs", hold(&paths));
}
