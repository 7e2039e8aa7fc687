//! Leaving parts out: the restore of the copy is the restore of the original less what was left out.

use std::collections::BTreeSet;

use backup_inspector::format::Report;
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::report::{Outcome, Severity};
use proptest::prelude::*;

use crate::promise::less;
use crate::support::{by_name, check, copy, offer, sample};

fn losses(report: &Report) -> BTreeSet<(String, String)> {
    report
        .findings
        .iter()
        .filter(|finding| finding.severity <= Severity::DataLoss)
        // Event numbers move; what is meant does not.
        .map(|finding| (finding.code.clone(), finding.effect.clone()))
        .collect()
}

fn hold(name: &str, bytes: &[u8], recipe: &Recipe) {
    let before = check(bytes);
    let (written, summary) = copy(bytes, recipe).unwrap();
    let after = check(&written);
    let case = format!("{name} {recipe:?} {summary:?}");
    assert_ne!(after.verdict.outcome, Outcome::Fails, "{case}");
    assert_eq!(
        less(before.app.as_ref().unwrap(), &offer(bytes).unwrap(), recipe),
        serde_json::to_value(after.app.as_ref().unwrap()).unwrap(),
        "{case}"
    );
    assert!(losses(&after).is_subset(&losses(&before)), "{case}");
    // Every removed event is said, and the numbers have no gap.
    let (old, new) = (by_name(bytes), by_name(&written));
    let events = |map: &std::collections::BTreeMap<String, _>| {
        map.keys()
            .filter(|name| name.starts_with("events/"))
            .count()
    };
    assert_eq!(after.counts.events, Some(events(&new) as u64), "{case}");
    let removed = summary
        .changes
        .iter()
        .filter(|change| change.change == "removed" && change.entry.starts_with("events/"))
        .count();
    assert_eq!(events(&new) + removed, events(&old), "{case}");
    assert!(written.len() <= bytes.len(), "{case}");
    if recipe.without_superseded {
        let files = |report: &Report| report.app.as_ref().unwrap().assets.with_file;
        assert_eq!(files(&before), files(&after), "{case}");
    }
}

const SAMPLES: [&str; 6] = [
    "full.zip",
    "legacy.zip",
    "legacy-v1.zip",
    "legacy-v2n.zip",
    "schemadel-late.zip",
    "tiny.zip",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_restore_of_the_copy_is_that_of_the_original_less_what_was_cut(
        at in 0..SAMPLES.len(),
        chosen in proptest::collection::vec(any::<bool>(), 12),
        without_superseded in any::<bool>(),
        without_deleted in any::<bool>(),
    ) {
        let bytes = sample(SAMPLES[at]);
        let schemas = check(&bytes).base.app.unwrap().schemas;
        let without_schemas = schemas
            .iter()
            .zip(chosen)
            .filter(|(_, chosen)| *chosen)
            .filter_map(|(schema, _)| schema.name.clone())
            .collect();
        let recipe = Recipe { without_schemas, without_superseded, without_deleted, ..Recipe::default() };
        hold(SAMPLES[at], &bytes, &recipe);
    }
}

#[test]
fn parts_of_the_full_sample_go() {
    let bytes = sample("full.zip");
    let app = check(&bytes).base.app.unwrap();
    let biggest = app
        .contents
        .iter()
        .max_by_key(|contents| contents.total)
        .unwrap();
    let name = biggest.schema_name.clone().unwrap();
    let recipe = Recipe {
        name: Some("smaller".into()),
        without_schemas: vec![name],
        without_superseded: true,
        without_deleted: true,
        ..Recipe::default()
    };
    let (written, summary) = copy(&bytes, &recipe).unwrap();
    assert!(written.len() < bytes.len());
    assert!(
        summary
            .notes
            .iter()
            .any(|note| note.contains("events left out")),
        "{summary:?}"
    );
    assert!(
        summary
            .notes
            .iter()
            .any(|note| note.contains("files of earlier versions")),
        "{summary:?}"
    );
    let after = check(&written);
    assert_eq!(after.app.as_ref().unwrap().name.as_deref(), Some("smaller"));
    assert!(after.counts.events < check(&bytes).counts.events);
}

#[test]
fn a_schema_that_is_not_there_is_refused() {
    let recipe = Recipe {
        without_schemas: vec!["nothing-of-that-name".into()],
        ..Recipe::default()
    };
    let error = copy(&sample("tiny.zip"), &recipe).unwrap_err().to_string();
    assert!(error.contains("nothing-of-that-name"), "{error}");
}
