//! The report does not depend on how the reading was divided: 1, 2, 4, 7 … shards, folded in any
//! order, give the same bytes of JSON.
#![allow(clippy::unwrap_used)]

use backup_inspector::format::{self, Facts, Options};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::work::{Step, WorkKind};
use backup_inspector::open::{self, Set, WorkId};
use backup_inspector::report::Outcome;
use backup_inspector::report::render::json;
use backup_inspector::source::Input;
use proptest::prelude::*;

const EXAMPLE: &[u8] = include_bytes!("../www/assets/example.zip");

fn input() -> Input {
    Input::new("example.zip", EXAMPLE.to_vec())
}

fn opened(input: Input, shards: u32) -> (Set, WorkId) {
    let opening = Opening {
        shards: Some(shards),
        ..Opening::default()
    };
    let mut sets = open::open_with(vec![input], opening).unwrap();
    let mut set = sets.remove(0);
    let work = set.begin(&WorkKind::Check, &Options::default()).unwrap();
    (set, work)
}

/// A task, done by a worker that opens the file once more.
fn done(set: &Set, work: WorkId, index: u32) -> Facts {
    let mut task = format::begin(&set.task(work, index).unwrap(), vec![input()]).unwrap();
    while !task.step(&mut |_| true).unwrap().finished {}
    // As between the workers of the page.
    Facts::from_bytes(&task.finish().unwrap().to_bytes().unwrap()).unwrap()
}

/// The report after folding `shards` shards in the order that `keys` sorts them into.
fn report_of(shards: u32, keys: &[u64]) -> String {
    let (mut set, work) = opened(input(), shards);
    let mut order: Vec<u32> = (0..set.plan(work).unwrap().tasks).collect();
    order.sort_by_key(|task| keys.get(*task as usize).copied().unwrap_or_default());
    for index in order {
        let facts = done(&set, work, index);
        set.take(work, index, facts).unwrap();
    }
    json::to_json(&set.report(&Options::default())).unwrap()
}

#[test]
fn few_shards_say_the_same() {
    let whole = report_of(1, &[]);
    assert!(whole.contains("\"depth\":\"data\""), "{whole}");
    for shards in [2, 4, 7] {
        assert_eq!(report_of(shards, &[]), whole, "{shards} shards");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_division_in_any_order_says_the_same(shards in 1_u32..300, keys in prop::collection::vec(any::<u64>(), 300)) {
        prop_assert_eq!(report_of(shards, &keys), report_of(1, &[]));
    }
}

#[test]
fn a_lost_shard_is_named_and_nothing_is_claimed() {
    let (mut set, work) = opened(input(), 4);
    for index in 0..4 {
        if index == 2 {
            set.lost(work, index, "the worker failed").unwrap();
            continue;
        }
        let facts = done(&set, work, index);
        set.take(work, index, facts).unwrap();
    }
    let report = set.report(&Options::default());
    assert_eq!(report.verdict.outcome, Outcome::Unknown);
    assert_eq!(report.finding_counts.get("part-not-read"), Some(&1));
    assert_eq!(report.counts.events_by_type, None);
}

#[test]
fn steps_may_be_as_small_as_one_entry() {
    let (mut set, work) = opened(input(), 1);
    let mut task = set.run(work, 0, Vec::new()).unwrap();
    let mut last = Step::default();
    loop {
        let step = task.step(&mut |_| false).unwrap();
        assert!(step.bytes_done >= last.bytes_done && step.entries_done >= last.entries_done);
        last = step;
        if step.finished {
            break;
        }
    }
    let facts = task.finish().unwrap();
    let plan = set.plan(work).unwrap();
    assert_eq!(last.bytes_done, plan.bytes);
    assert_eq!(last.entries_done, plan.entries);
    set.take(work, 0, facts).unwrap();
    // The fingerprint.
    let facts = done(&set, work, 1);
    set.take(work, 1, facts).unwrap();
    assert_eq!(
        json::to_json(&set.report(&Options::default())).unwrap(),
        report_of(1, &[])
    );
}

/// Before the data is read, nothing is called good that the directory already speaks against.
#[test]
fn a_missing_required_file_is_said_from_the_directory_alone() {
    let name = "tests/data/squidex/mutants/combo-taken-and-no-users.zip";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let input = Input::new("no-users.zip", std::fs::read(path).unwrap());
    let verdict = opened(input, 1)
        .0
        .report(&Options::default())
        .base
        .head
        .verdict;
    assert_eq!(verdict.outcome, Outcome::Unknown);
    assert!(verdict.summary.contains("fault"), "{}", verdict.summary);
    let sound = opened(self::input(), 1)
        .0
        .report(&Options::default())
        .base
        .head
        .verdict;
    assert!(
        sound.summary.contains("nothing against it"),
        "{}",
        sound.summary
    );
}
