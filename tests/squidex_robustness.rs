//! Backups that nobody wrote: events removed, doubled, swapped, emptied; fields of every event type replaced by what
//! does not belong there. Whatever comes of it, there is an answer, and the answer fits together.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
mod squidex;

use std::collections::HashSet;

use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::format::Report;
use backup_inspector::format::squidex::decode;
use backup_inspector::format::squidex::layout::event_path;
use backup_inspector::format::squidex::target::{Store, Target};
use backup_inspector::report::{FindingSet, Outcome};
use build::{Entry, Zip};
use serde_json::{Value, json};
use squidex::{entry_bytes, for_squidex, sample, sane, scanned};

/// What must be true of a report of an archive whose container is sound.
fn check(case: &str, report: &Report) {
    if let Err(what) = sane(report) {
        panic!("{case}: {what}");
    }
    let verdict = &report.verdict;
    let fails = verdict.outcome == Outcome::Fails;
    let place = verdict.fails_at.is_some();
    assert_eq!(fails, place, "{case}: {verdict:?}");
    assert_ne!(verdict.outcome, Outcome::Unknown, "{case}: {verdict:?}");
    let events = report.counts.events.unwrap();
    let by_type: u64 = report
        .counts
        .events_by_type
        .as_ref()
        .unwrap()
        .values()
        .sum();
    assert!(
        by_type <= events,
        "{case}: {by_type} of {events} events have a type"
    );
    assert!(
        report
            .counts
            .restored_events
            .is_none_or(|number| number <= events),
        "{case}"
    );
    let restore = report.restore.as_ref().unwrap();
    assert!(
        restore.events_written.is_none_or(|number| number <= events),
        "{case}"
    );
    assert_eq!(fails, restore.cause.is_some(), "{case}");
    if let Some(app) = &report.app {
        for contents in &app.contents {
            let live: u64 = contents.by_status.values().sum();
            assert_eq!(
                live + contents.deleted,
                contents.total,
                "{case}: {contents:?}"
            );
            assert!(
                contents.draft <= live && contents.scheduled <= live,
                "{case}: {contents:?}"
            );
        }
        let assets = &app.assets;
        assert_eq!(
            assets.deleted + assets.with_file + assets.without_file,
            assets.total,
            "{case}: {assets:?}"
        );
        for schema in &app.schemas {
            assert_eq!(schema.fields, schema.field_list.len() as u64, "{case}");
        }
    }
}

fn check_on_all(case: &str, report: &dyn Fn(&Target) -> Report) {
    for store in [Store::Other, Store::PostgreSql] {
        let target = Target {
            store,
            ..Target::default()
        };
        check(&format!("{case} ({store:?})"), &report(&target));
    }
    let named = Target {
        restore_name: Some("another-name".into()),
        existing_apps: vec!["demo-shop".into()],
        ..Target::default()
    };
    check(&format!("{case} (named)"), &report(&named));
}

/// A backup taken apart: its events in order, and everything else.
struct Parts {
    events: Vec<Vec<u8>>,
    others: Vec<(String, Vec<u8>)>,
}

fn parts(file: &str) -> Parts {
    let bytes = sample(file).unwrap();
    let archive = archive::open(&bytes).unwrap();
    let mut reader = EntryReader::new();
    let (mut events, mut others) = (Vec::new(), Vec::new());
    for location in archive.entries.iter() {
        let name = archive.entries.name_text(location.index).into_owned();
        let (content, _) = reader.read_small(&bytes, &location, 1 << 24).unwrap();
        let number = name.rsplit('/').next().unwrap().strip_suffix(".json");
        match number.and_then(|number| number.parse::<u64>().ok()) {
            Some(index) => events.push((index, content.to_vec())),
            None => others.push((name, content.to_vec())),
        }
    }
    events.sort();
    Parts {
        events: events.into_iter().map(|(_, event)| event).collect(),
        others,
    }
}

impl Parts {
    fn archive(&self, events: &[Vec<u8>]) -> Vec<u8> {
        let events = events.iter().enumerate();
        let entries = events.map(|(index, event)| (event_path(index as u64), event));
        let others = self
            .others
            .iter()
            .map(|(name, content)| (name.clone(), content));
        Zip::of(
            others
                .chain(entries)
                .map(|(name, content)| Entry::stored(&name, content)),
        )
        .build()
    }
}

#[test]
fn events_removed_doubled_swapped_and_emptied() {
    for file in [
        "base/tiny.zip",
        "base/ruledel.zip",
        "base/legacy.zip",
        "base/legacy-v1.zip",
        "base/deletedapp.zip",
    ] {
        let parts = parts(file);
        for at in 0..parts.events.len() {
            let with = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
                let mut events = parts.events.clone();
                change(&mut events);
                parts.archive(&events)
            };
            let last = parts.events.len() - 1;
            let changes = [
                ("removed", with(&|events| drop(events.remove(at)))),
                (
                    "doubled",
                    with(&|events| events.insert(at, events[at].clone())),
                ),
                ("swapped", with(&|events| events.swap(at, last.min(at + 1)))),
                ("last", with(&|events| events.swap(at, last))),
                ("emptied", with(&|events| events[at].clear())),
            ];
            for (what, bytes) in changes {
                let scanned = scanned(bytes);
                check_on_all(&format!("{file}: event {at} {what}"), &|target| {
                    scanned.report(target)
                });
            }
        }
    }
}

/// What does not belong there.
fn strange() -> Vec<Option<Value>> {
    let deep = (0..70).fold(json!(1), |inner, _| json!([inner]));
    vec![
        None,
        Some(Value::Null),
        Some(json!("")),
        Some(json!(" ")),
        Some(json!(0)),
        Some(json!(-1)),
        Some(json!(i64::MAX)),
        Some(json!(true)),
        Some(json!([])),
        Some(json!([null])),
        Some(json!({})),
        Some(json!({ "a": null })),
        Some(json!("a,b")),
        Some(json!("\u{0}\u{10FFFF}")),
        Some(json!("x".repeat(3_000))),
        Some(deep),
    ]
}

/// Every place of a JSON value, two levels deep.
fn places(value: &Value) -> Vec<Vec<String>> {
    let mut places = Vec::new();
    let Some(object) = value.as_object() else {
        return places;
    };
    for (key, inner) in object {
        places.push(vec![key.clone()]);
        if let Some(inner) = inner.as_object() {
            places.extend(inner.keys().map(|below| vec![key.clone(), below.clone()]));
        }
    }
    places
}

fn put(value: &mut Value, place: &[String], what: Option<&Value>) {
    let (last, way) = place.split_last().unwrap();
    let mut object = value;
    for key in way {
        object = object.get_mut(key).unwrap();
    }
    match what {
        Some(what) => object[last] = what.clone(),
        None => drop(object.as_object_mut().unwrap().remove(last)),
    }
}

#[test]
fn fields_of_every_event_type_replaced() {
    let cases: usize = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || replace_fields(half)));
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert!(cases > 5_000, "{cases} cases");
}

/// Every second type; the number of cases.
fn replace_fields(half: usize) -> usize {
    let mut types = HashSet::new();
    let mut cases = 0;
    for file in ["base/tiny.zip", "base/legacy.zip", "base/full.zip"] {
        let scanned = scanned(sample(file).unwrap());
        let mut facts = scanned.facts();
        for index in 0..facts.events.len() as u64 {
            let bytes = entry_bytes(scanned.bytes(), &event_path(index));
            let record: Value = serde_json::from_slice(&bytes).unwrap();
            if !types.insert(record["n"]["t"].as_str().unwrap().to_owned()) {
                continue;
            }
            if types.len() % 2 != half {
                continue;
            }
            let payload: Value = serde_json::from_str(record["n"]["p"].as_str().unwrap()).unwrap();
            let mut variants: Vec<(String, Value)> = Vec::new();
            for (number, what) in strange().into_iter().enumerate() {
                for (at, place) in places(&payload).into_iter().enumerate() {
                    // Of what lies deeper, every third.
                    if place.len() > 1 && (at + number) % 3 != 0 {
                        continue;
                    }
                    let mut payload = payload.clone();
                    put(&mut payload, &place, what.as_ref());
                    let mut record = record.clone();
                    record["n"]["p"] = payload.to_string().into();
                    variants.push((format!("payload {place:?} {what:?}"), record));
                }
                for place in places(&record["n"]["h"]) {
                    let mut record = record.clone();
                    put(&mut record["n"]["h"], &place, what.as_ref());
                    variants.push((format!("headers {place:?} {what:?}"), record));
                }
                for key in ["t", "s", "p", "h"] {
                    let mut record = record.clone();
                    put(&mut record["n"], &[key.to_owned()], what.as_ref());
                    variants.push((format!("record {key} {what:?}"), record));
                }
            }
            let mut told_before = HashSet::new();
            for (what, record) in variants {
                // Numbers beyond any double can't be made from a value.
                let text = record.to_string().replace("9223372036854775807", "1e400");
                let mut remarks = FindingSet::default();
                let changed = decode::event(
                    index,
                    text.as_bytes(),
                    &mut decode::Context::default(),
                    &mut remarks,
                );
                cases += 1;
                // What the fold is told decides over what comes of it: once for each store is enough.
                let told = postcard::to_allocvec(&(
                    cases % 2,
                    changed.outcome.as_ref().map_err(|failure| &failure.code),
                    (&changed.event_type, &changed.unknown_type),
                    remarks.counts(),
                ))
                .unwrap();
                if !told_before.insert(told) {
                    continue;
                }
                let unchanged = std::mem::replace(&mut facts.events[index as usize], changed);
                let findings = facts.findings.clone();
                facts.findings.merge(remarks);
                let target = Target {
                    store: if cases % 2 == 0 {
                        Store::Other
                    } else {
                        Store::PostgreSql
                    },
                    ..Target::default()
                };
                let report = scanned.with_facts(&facts).report(&for_squidex(&target));
                check(&format!("{file}: event {index} {what}"), &report);
                facts.events[index as usize] = unchanged;
                facts.findings = findings;
            }
        }
    }
    assert!(types.len() > 60, "{} types", types.len());
    cases
}
