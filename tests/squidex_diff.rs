//! Two backups of one app against each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod squidex;

use std::io::{Cursor, Read, Write};

use backup_inspector::format::Options;
use backup_inspector::inspect::export::{Compared, Piece, Relation};
use backup_inspector::open;
use backup_inspector::source::Input;
use serde_json::Value;
use squidex::sample;

fn diff(a: &[u8], b: &[u8]) -> (Option<Relation>, bool, Value) {
    let (compared, value) = compared(a, b);
    (compared.relation, compared.different, value)
}

fn compared(a: &[u8], b: &[u8]) -> (Compared, Value) {
    let open = |bytes: &[u8]| {
        let input = Input::new("backup.zip", bytes.to_vec());
        open::open(vec![input]).unwrap().remove(0)
    };
    let mut out = Vec::new();
    let compared = open(a)
        .compare(&open(b), &Options::default(), &mut |piece| {
            if let Piece::Bytes(bytes) = piece {
                out.extend_from_slice(bytes);
            }
            true
        })
        .unwrap();
    let value = serde_json::from_slice(&out).unwrap();
    (compared, value)
}

/// The archive with each entry changed; `None`: left out.
fn changed(bytes: &[u8], change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut entry = from.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if let Some(content) = change(&name, content) {
            to.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            to.write_all(&content).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

fn tiny() -> Vec<u8> {
    sample("base/tiny.zip").unwrap()
}

/// The kinds in which something differs.
fn differing(value: &Value) -> Vec<String> {
    let kinds = value["kinds"].as_object().unwrap().iter();
    kinds
        .filter(|(_, kind)| {
            kind.as_object()
                .unwrap()
                .values()
                .any(|list| list != &Value::Array(vec![]))
        })
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
fn a_backup_is_the_same_as_itself() {
    for bytes in [tiny(), sample("base/legacy-v1.zip").unwrap()] {
        let (relation, different, value) = diff(&bytes, &bytes);
        assert_eq!((relation, different), (Some(Relation::Same), false));
        assert_eq!(value["relation"], "same");
        assert!(differing(&value).is_empty(), "{value}");
    }
}

#[test]
fn the_events_of_both_are_counted_over_time() {
    let bytes = tiny();
    let fewer = changed(&bytes, |name, content| {
        (name != "events/0/6.json").then_some(content)
    });
    let (compared, _) = compared(&bytes, &fewer);
    let times = compared.times.unwrap();
    let sum = |pairs: &[(i64, u64)]| pairs.iter().map(|(_, count)| count).sum::<u64>();
    let (first, second) = (sum(&times.first), sum(&times.second));
    assert_eq!(
        first + times.without.0,
        compared.common_events + compared.events_gone
    );
    assert_eq!(second + times.without.1 + 1, first + times.without.0);
    assert!(times.first.is_sorted() && times.first.iter().all(|(at, _)| at % times.step == 0));
    // Of 2020 or later.
    assert!(
        times.first.iter().all(|(at, _)| *at > 1_577_836_800),
        "{times:?}"
    );
}

#[test]
fn a_later_backup_goes_on_where_the_earlier_ends() {
    let later = tiny();
    // Without the event that changes a content.
    let earlier = changed(&later, |name, content| {
        (name != "events/0/11.json").then_some(content)
    });
    let (relation, different, value) = diff(&earlier, &later);
    assert_eq!((relation, different), (Some(Relation::Continuation), true));
    assert_eq!(
        (&value["common_events"], &value["events_added"]),
        (&11.into(), &1.into())
    );
    assert_eq!(differing(&value), ["contents"]);
    let field = &value["kinds"]["contents"]["changed"][0]["fields"][0];
    assert_eq!(field["path"], "data.title.en");
    assert_eq!(
        (&field["before"], &field["after"]),
        (&"Post 1".into(), &"Post 1, changed".into())
    );
    let (relation, _, value) = diff(&later, &earlier);
    assert_eq!(relation, Some(Relation::Earlier));
    assert_eq!(value["events_gone"], 1);
}

#[test]
fn an_app_restored_elsewhere_is_matched_by_its_objects() {
    let here = tiny();
    let event: Value =
        serde_json::from_slice(&squidex::entry_bytes(&here, "events/0/0.json")).unwrap();
    let id = event["n"]["s"]
        .as_str()
        .unwrap()
        .strip_prefix("app-")
        .unwrap()
        .to_owned();
    let elsewhere = changed(&here, |name, content| {
        let text = String::from_utf8_lossy(&content).into_owned();
        match name.starts_with("events/") || name.ends_with("urls.json") {
            true => {
                let text = text.replace(&id, "11111111-2222-4333-8444-555555555555");
                Some(
                    text.replace("https://lab.example.org", "https://new.example")
                        .into_bytes(),
                )
            }
            false => Some(content),
        }
    });
    let (relation, different, value) = diff(&here, &elsewhere);
    assert_eq!(
        (relation, different),
        (Some(Relation::Same), false),
        "{value}"
    );
}

#[test]
fn two_apps_have_nothing_in_common() {
    let (relation, different, value) = diff(&sample("base/full.zip").unwrap(), &tiny());
    assert_eq!((relation, different), (Some(Relation::Unrelated), true));
    assert_eq!(value["common_events"], 0);
    // Secrets are told of neither.
    for secret in [
        "K3y7notreal",
        "hook-secret-not-real",
        "p3Kd9sLq0Zd0V3example2",
    ] {
        assert!(!value.to_string().contains(secret), "{secret}");
    }
}
