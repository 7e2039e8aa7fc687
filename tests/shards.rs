//! The report does not depend on how the reading was divided: 1, 2, 4, 7 … shards, folded in any
//! order, give the same bytes of JSON.
#![allow(clippy::unwrap_used)]

use backup_inspector::archive;
use backup_inspector::format::squidex::SquidexCheck;
use backup_inspector::format::{self, Check, Scanned, Target};
use backup_inspector::report::{Outcome, json};
use backup_inspector::source::Input;
use proptest::prelude::*;

const EXAMPLE: &[u8] = include_bytes!("../www/assets/example.zip");

fn input() -> Input {
    Input {
        file_name: "example.zip".into(),
        bytes: Box::new(EXAMPLE.to_vec()),
    }
}

fn open(input: &Input, shards: u32) -> SquidexCheck {
    let archive = archive::open(&*input.bytes).unwrap();
    SquidexCheck::open_in_shards(input, archive, Some(shards)).unwrap()
}

fn scan(check: &SquidexCheck, index: u32, inputs: &[Input]) -> Scanned {
    let mut scan = format::start_shard(&check.shard(index).unwrap()).unwrap();
    while !scan.step(inputs, &mut || true).unwrap().finished {}
    // As between the workers of the page.
    Scanned::from_bytes(&scan.finish().to_bytes()).unwrap()
}

/// The report after folding `shards` shards in the order that `keys` sorts them into.
fn report_of(shards: u32, keys: &[u64]) -> String {
    let inputs = [input()];
    let mut check = open(&inputs[0], shards);
    let mut order: Vec<u32> = (0..check.plan().shards).collect();
    order.sort_by_key(|shard| keys.get(*shard as usize).copied().unwrap_or_default());
    for index in order {
        let result = scan(&check, index, &inputs);
        check.fold(index, result).unwrap();
    }
    json::to_json(&check.report(&Target::default())).unwrap()
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
    let inputs = [input()];
    let mut check = open(&inputs[0], 4);
    for index in 0..4 {
        if index == 2 {
            check.give_up(index, "the worker failed");
            continue;
        }
        let result = scan(&check, index, &inputs);
        check.fold(index, result).unwrap();
    }
    let report = check.report(&Target::default());
    assert_eq!(report.verdict.outcome, Outcome::Unknown);
    assert_eq!(report.finding_counts.get("part-not-read"), Some(&1));
    assert_eq!(report.counts.events_by_type, None);
}

#[test]
fn steps_may_be_as_small_as_one_entry() {
    let inputs = [input()];
    let mut check = open(&inputs[0], 1);
    let mut scan = format::start_shard(&check.shard(0).unwrap()).unwrap();
    let mut last = format::Step::default();
    loop {
        let step = scan.step(&inputs, &mut || false).unwrap();
        assert!(step.bytes_done >= last.bytes_done && step.entries_done >= last.entries_done);
        last = step;
        if step.finished {
            break;
        }
    }
    assert_eq!(last.bytes_done, check.plan().bytes);
    assert_eq!(last.entries_done, check.plan().entries);
    check.fold(0, scan.finish()).unwrap();
    assert_eq!(
        json::to_json(&check.report(&Target::default())).unwrap(),
        report_of(1, &[])
    );
}

/// Before the data is read, nothing is called good that the directory already speaks against.
#[test]
fn a_missing_required_file_is_said_from_the_directory_alone() {
    let name = "tests/data/squidex/mutants/combo-taken-and-no-users.zip";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let input = Input {
        file_name: "no-users.zip".into(),
        bytes: Box::new(std::fs::read(path).unwrap()),
    };
    let verdict = open(&input, 1).report(&Target::default()).verdict;
    assert_eq!(verdict.outcome, Outcome::Unknown);
    assert!(verdict.summary.contains("fault"), "{}", verdict.summary);
    let sound = open(&self::input(), 1).report(&Target::default()).verdict;
    assert!(
        sound.summary.contains("nothing against it"),
        "{}",
        sound.summary
    );
}
