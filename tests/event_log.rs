//! A search for events finds what `export events` writes, however it is divided and in whatever order its parts come;
//! what it found can be listed and counted while it runs.
#![allow(clippy::unwrap_used, clippy::panic)]

use backup_inspector::format::squidex::ask::{Answer, Question};
use backup_inspector::format::{self, Facts, Options};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::export::{Lines, Piece, Wanted};
use backup_inspector::inspect::query::{Query, Rows};
use backup_inspector::inspect::work::{Ended, WorkKind};
use backup_inspector::open::{self, Set, WorkId};
use backup_inspector::source::Input;
use proptest::prelude::*;
use serde_json::{Value, json};

const EXAMPLE: &[u8] = include_bytes!("../www/assets/example.zip");

fn input() -> Input {
    Input::new("example.zip", EXAMPLE.to_vec())
}

fn opened(shards: u32) -> Set {
    let opening = Opening {
        shards: Some(shards),
        ..Opening::default()
    };
    open::open_with(vec![input()], opening).unwrap().remove(0)
}

/// Filters of all kinds; each but the last finds something.
fn filters() -> Vec<Lines> {
    let text = |text: &str| Lines {
        text: Some(text.into()),
        ..Lines::default()
    };
    let stream = |stream: &str| Lines {
        stream: Some(stream.into()),
        ..Lines::default()
    };
    vec![
        Lines::default(),
        text("DEMO-shop"),
        text("subject:5f0c"),
        text("valid slug."),
        text("»BLUE«"),
        text("+@[a"),
        text("•••"),
        stream("app-0b7d5a52-1111-4c2e-9a10-aaaaaaaaaaaa"),
        stream("brand-logo"),
        Lines {
            actor: Some("5f0c0ffee0123456789abc01".into()),
            types: vec!["AppRoleAdded".into(), "assetcreatedeventv2".into()],
            ..Lines::default()
        },
        Lines {
            from: Some(7),
            to: Some(19),
            ..text("app")
        },
        text("this is in no event"),
    ]
}

fn exported(set: &Set, lines: &Lines) -> Vec<Value> {
    let wanted = Wanted {
        what: "events".into(),
        lines: lines.clone(),
        ..Wanted::default()
    };
    let mut text = Vec::new();
    let sink = &mut |piece: Piece<'_>| {
        if let Piece::Bytes(bytes) = piece {
            text.extend_from_slice(bytes);
        }
        true
    };
    set.export(&Options::default(), &wanted, sink).unwrap();
    let lines = String::from_utf8(text).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn begin(set: &mut Set, lines: &Lines) -> WorkId {
    let lines = lines.clone();
    let kind = WorkKind::Search { lines };
    set.begin(&kind, &Options::default()).unwrap()
}

/// A task, done by a worker that opens the file once more.
fn done(set: &Set, work: WorkId, index: u32) -> Facts {
    let mut task = format::begin(&set.task(work, index).unwrap(), vec![input()]).unwrap();
    while !task.step(&mut |_| true).unwrap().finished {}
    Facts::from_bytes(&task.finish().unwrap().to_bytes().unwrap()).unwrap()
}

fn page(set: &Set, lines: &Lines, change: impl FnOnce(&mut Query)) -> Rows {
    let mut query = Query {
        table: "events".into(),
        lines: Some(lines.clone()),
        limit: 1_000,
        ..Query::default()
    };
    change(&mut query);
    set.rows(&Options::default(), &query).unwrap()
}

fn ask(set: &Set, question: Question) -> Answer {
    let question = format::Question::Squidex(question);
    match set.ask(&Options::default(), &question).unwrap() {
        format::Answer::Squidex(answer) => answer,
        _ => panic!("another system answered"),
    }
}

fn indices(rows: &[Value]) -> Vec<u64> {
    rows.iter()
        .map(|row| row["index"].as_u64().unwrap())
        .collect()
}

/// Searches in the order that `keys` sorts the parts into; what each page of seven rows then has.
fn searched(shards: u32, keys: &[u64], lines: &Lines) -> Vec<Value> {
    let mut set = opened(shards);
    let work = begin(&mut set, lines);
    let mut order: Vec<u32> = (0..set.plan(work).unwrap().tasks).collect();
    order.sort_by_key(|task| keys.get(*task as usize).copied().unwrap_or_default());
    for index in order {
        let facts = done(&set, work, index);
        set.take(work, index, facts).unwrap();
    }
    assert_eq!(set.end(work).unwrap(), Ended::Done);
    let mut rows = Vec::new();
    loop {
        let from = rows.len() as u64;
        let part = page(&set, lines, |query| (query.from, query.limit) = (from, 7));
        assert!(!part.at_least);
        if part.rows.is_empty() {
            assert_eq!(part.total, from);
            return rows;
        }
        rows.extend(part.rows);
    }
}

#[test]
fn a_search_finds_what_the_export_writes() {
    for (at, lines) in filters().iter().enumerate() {
        let expected = exported(&opened(1), lines);
        assert_eq!(expected.is_empty(), at == filters().len() - 1, "{lines:?}");
        for shards in [1, 2, 9] {
            let found = searched(shards, &[3, 1, 2], lines);
            assert_eq!(indices(&found), indices(&expected), "{lines:?}");
            for (row, line) in found.iter().zip(&expected) {
                for column in ["entry", "type", "stream", "timestamp", "actor"] {
                    assert_eq!(row[column], line[column]);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn any_division_in_any_order_finds_the_same(shards in 1_u32..300, keys in prop::collection::vec(any::<u64>(), 300)) {
        let lines = &filters()[1];
        prop_assert_eq!(searched(shards, &keys, lines), searched(1, &[], lines));
    }
}

/// What stands in front stays there while more comes.
#[test]
fn rows_are_there_while_the_search_runs() {
    let mut set = opened(6);
    let lines = &filters()[1];
    let work = begin(&mut set, lines);
    let all = indices(&exported(&set, lines));
    let nothing = page(&set, lines, |_| {});
    assert_eq!((nothing.total, nothing.at_least), (0, true));
    for index in [1, 0, 3, 2, 5, 4] {
        let facts = done(&set, work, index);
        set.take(work, index, facts).unwrap();
        let rows = page(&set, lines, |_| {});
        assert_eq!(indices(&rows.rows), all[..rows.rows.len()]);
        assert_eq!(rows.at_least, index != 4);
    }
    let backwards = page(&set, lines, |query| {
        query.sort = Some("-index".into());
        query.limit = 5;
    });
    let last: Vec<u64> = all.iter().rev().take(5).copied().collect();
    assert_eq!(indices(&backwards.rows), last);
}

#[test]
fn a_search_that_was_stopped_goes_on_and_one_that_is_done_is_not_done_again() {
    let mut set = opened(4);
    let lines = &filters()[1];
    let work = begin(&mut set, lines);
    let facts = done(&set, work, 2);
    set.take(work, 2, facts).unwrap();
    set.drop_work(work);
    let work = begin(&mut set, lines);
    assert_eq!(set.plan(work).unwrap().tasks, 3);
    for index in 0..3 {
        let facts = done(&set, work, index);
        set.take(work, index, facts).unwrap();
    }
    let again = begin(&mut set, lines);
    assert_eq!(set.plan(again).unwrap().tasks, 0);
    assert_eq!(
        indices(&page(&set, lines, |_| {}).rows),
        indices(&exported(&set, lines))
    );
}

#[test]
fn a_part_that_is_lost_is_said_to_be_missing() {
    let mut set = opened(2);
    let lines = &filters()[1];
    let work = begin(&mut set, lines);
    set.lost(work, 0, "the worker failed").unwrap();
    let facts = done(&set, work, 1);
    set.take(work, 1, facts).unwrap();
    let rows = page(&set, lines, |_| {});
    assert!(!rows.at_least && rows.incomplete[0].contains("the worker failed"));
    assert!(indices(&rows.rows).len() < exported(&set, lines).len());
}

#[test]
fn what_is_found_is_counted_over_time() {
    let mut set = opened(3);
    let lines = Lines::default();
    let work = begin(&mut set, &lines);
    for index in 0..3 {
        let facts = done(&set, work, index);
        set.take(work, index, facts).unwrap();
    }
    let timeline = |edges: Vec<i64>| {
        let lines = lines.clone();
        match ask(&set, Question::Timeline { lines, edges }) {
            Answer::Timeline { timeline } => timeline.unwrap(),
            other => panic!("{other:?}"),
        }
    };
    let (first, last) = timeline(Vec::new()).span.unwrap();
    let step = (last - first) / 10 + 1;
    let edges: Vec<i64> = (0..=10).map(|at| first + at * step).collect();
    let counted = timeline(edges.clone());
    let events = exported(&set, &lines).len() as u64;
    let sum = |counts: &[u32]| counts.iter().copied().map(u64::from).sum::<u64>();
    assert!(counted.complete);
    assert_eq!((sum(&counted.totals), counted.rows), (events, events));
    let timed = counted.bins.iter().map(|bin| sum(bin)).sum::<u64>();
    assert_eq!(timed + u64::from(counted.without_time), events);
    // Each bin has as many events as the table has rows of that time.
    for (bin, ends) in counted.bins.iter().zip(edges.windows(2)) {
        let rows = page(&set, &lines, |query| query.range = Some((ends[0], ends[1])));
        assert_eq!(rows.total, sum(bin));
    }
    let of_schemas = counted
        .subjects
        .iter()
        .position(|one| json!(one) == "schema");
    assert!(counted.totals[of_schemas.unwrap()] > 10);
    let lines = lines.clone();
    let edges = vec![2, 1];
    let question = format::Question::Squidex(Question::Timeline { lines, edges });
    assert!(set.ask(&Options::default(), &question).is_err());
}

#[test]
fn an_event_is_told_whole_and_its_raw_text_only_when_it_is_asked_for() {
    let set = opened(1);
    let event = |index: u64, raw: bool| match ask(&set, Question::Event { index, raw }) {
        Answer::Event { event } => event,
        other => panic!("{other:?}"),
    };
    let shown = event(17, false).unwrap();
    assert_eq!(shown.event_type.as_deref(), Some("AppClientAttachedEvent"));
    assert_eq!(shown.entry, "events/0/17.json");
    let payload = shown.payload.unwrap();
    assert!(payload.text.contains("\n  \"secret\": \"•••\"") && !payload.cut);
    assert!(shown.headers.iter().any(|one| one.name == "CommitId"));
    assert!(shown.raw.is_none());
    let raw = event(17, true).unwrap().raw.unwrap();
    assert!(
        raw.text
            .starts_with("{\"n\":{\"t\":\"AppClientAttachedEvent\"")
    );
    assert!(event(1_000_000, true).is_none());
}

#[test]
fn the_history_of_an_object_says_what_each_event_changed() {
    let mut set = opened(2);
    let all = exported(&set, &Lines::default());
    let of = |kind: &str| {
        let events = all.iter().filter(|event| event["type"] == kind);
        let mut streams = events.map(|event| event["stream"].as_str().unwrap().to_owned());
        streams.next_back().unwrap()
    };
    let unknown = format::Question::Squidex(Question::History {
        stream: of("SchemaCreatedEventV2"),
    });
    assert!(set.ask(&Options::default(), &unknown).is_err());
    for (kind, path) in [
        ("ContentUpdatedEvent", "data."),
        ("ContentStatusChangedEventV2", "status"),
        ("AssetAnnotatedEvent", "tags"),
        ("AssetFolderRenamedEvent", "folderName"),
        ("FieldUpdatedEvent", "fields."),
        ("AppRoleUpdatedEvent", "roles."),
        ("AppContributorRemovedEvent", "contributors."),
        ("RuleDisabledEvent", "isEnabled"),
        ("RuleDeletedEvent", "isDeleted"),
    ] {
        let stream = of(kind);
        let lines = Lines {
            stream: Some(stream.clone()),
            ..Lines::default()
        };
        let work = begin(&mut set, &lines);
        for index in 0..set.plan(work).unwrap().tasks {
            let facts = done(&set, work, index);
            set.take(work, index, facts).unwrap();
        }
        let Answer::History { history } = ask(&set, Question::History { stream }) else {
            panic!("another answer");
        };
        assert!(history.complete && history.total == history.steps.len() as u64);
        assert_eq!(
            history
                .steps
                .iter()
                .map(|step| step.index)
                .collect::<Vec<_>>(),
            indices(&exported(&set, &lines))
        );
        let created = &history.steps[0].changes;
        assert!(!created.is_empty() && created.iter().all(|change| change.before != change.after));
        let mut steps = history.steps.iter();
        let found = steps.any(|step| {
            let changes = || step.changes.iter().map(|change| change.path.as_str());
            step.event_type.as_deref() == Some(kind) && changes().any(|at| at.starts_with(path))
        });
        assert!(found, "{kind}: {:#?}", history.steps);
    }
}
