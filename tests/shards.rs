//! The report does not depend on how the reading was divided: 1, 2, 4, 7 … shards, folded in any
//! order, give the same bytes of JSON.
#![allow(clippy::unwrap_used)]

use backup_inspector::format::{self, Opening, Scanned, Set, Target};
use backup_inspector::report::{Outcome, json};
use backup_inspector::source::Input;
use proptest::prelude::*;

const EXAMPLE: &[u8] = include_bytes!("../www/assets/example.zip");

fn input() -> Input {
    Input::new("example.zip".into(), EXAMPLE.to_vec())
}

fn open(input: Input, shards: u32) -> Set {
    let opening = Opening {
        shards: Some(shards),
        ..Opening::default()
    };
    let mut sets = open::open_with(vec![input], opening).unwrap();
    sets.remove(0)
}

/// A shard, scanned by a worker that opens the file once more.
fn scan(set: &Set, index: u32) -> Scanned {
    let mut scan = format::begin(&set.shard(index).unwrap(), vec![input()]).unwrap();
    while !scan.step(&mut || true).unwrap().finished {}
    // As between the workers of the page.
    Scanned::from_bytes(&scan.finish().to_bytes()).unwrap()
}

/// The report after folding `shards` shards in the order that `keys` sorts them into.
fn report_of(shards: u32, keys: &[u64]) -> String {
    let mut set = open(input(), shards);
    let mut order: Vec<u32> = (0..set.check.plan().shards).collect();
    order.sort_by_key(|shard| keys.get(*shard as usize).copied().unwrap_or_default());
    for index in order {
        let result = scan(&set, index);
        set.check.fold(index, result).unwrap();
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
    let mut set = open(input(), 4);
    for index in 0..4 {
        if index == 2 {
            set.check.give_up(index, "the worker failed");
            continue;
        }
        let result = scan(&set, index);
        set.check.fold(index, result).unwrap();
    }
    let report = set.report(&Options::default());
    assert_eq!(report.verdict.outcome, Outcome::Unknown);
    assert_eq!(report.finding_counts.get("part-not-read"), Some(&1));
    assert_eq!(report.counts.events_by_type, None);
}

#[test]
fn steps_may_be_as_small_as_one_entry() {
    let mut set = open(input(), 1);
    let mut scan = set.begin(0).unwrap();
    let mut last = format::Step::default();
    loop {
        let step = scan.step(&mut || false).unwrap();
        assert!(step.bytes_done >= last.bytes_done && step.entries_done >= last.entries_done);
        last = step;
        if step.finished {
            break;
        }
    }
    let scanned = scan.finish();
    assert_eq!(last.bytes_done, set.check.plan().bytes);
    assert_eq!(last.entries_done, set.check.plan().entries);
    set.check.fold(0, scanned).unwrap();
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
    let input = Input::new("no-users.zip".into(), std::fs::read(path).unwrap());
    let verdict = open(input, 1).check.report(&Target::default()).verdict;
    assert_eq!(verdict.outcome, Outcome::Unknown);
    assert!(verdict.summary.contains("fault"), "{}", verdict.summary);
    let sound = open(self::input(), 1)
        .check
        .report(&Target::default())
        .verdict;
    assert!(
        sound.summary.contains("nothing against it"),
        "{}",
        sound.summary
    );
}
