//! Questions without a set: what files say of fields, faults of fields, the schedule that was run.

use super::*;

const CONFIGURATION: &str =
    include_str!("../../../../tests/data/app_service/a03-config-backup-arm-2020.json");

fn options() -> AppServiceOptions {
    AppServiceOptions {
        now: Some("2023-01-01T00:00:00Z".into()),
        ..AppServiceOptions::default()
    }
}

fn composed(dropped: &Dropped<'_>, task: Task, pairs: &[(&str, &str)]) -> (Composed, Vec<Filled>) {
    let question = Question::Compose {
        task,
        form: Form::Rest,
        fields: pairs
            .iter()
            .map(|(key, value)| TypedField {
                key: (*key).into(),
                value: (*value).into(),
            })
            .collect(),
        include_secrets: false,
    };
    match of_dropped(dropped, &options(), &question).unwrap() {
        Answer::Composed { composed, filled } => (*composed, filled),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_that_cant_be_read_is_a_fault_of_its_field() {
    let (composed, _) = composed(
        &Dropped::default(),
        Task::Configure,
        &[("every", "often"), ("keep_days", "some"), ("app", "shop")],
    );
    let wrong: Vec<&str> = composed
        .faults
        .iter()
        .filter(|fault| !fault.missing)
        .map(|fault| fault.field)
        .collect();
    assert_eq!(wrong, ["every", "keep_days"]);
    assert!(composed.requests.is_empty());
    assert!(
        composed
            .faults
            .iter()
            .all(|fault| !fault.message.starts_with("every"))
    );
}

#[test]
fn what_files_say_is_told_without_secrets_and_can_be_taken_away() {
    let document = Document::read(CONFIGURATION).unwrap();
    let dropped = Dropped {
        documents: vec![&document],
        ..Dropped::default()
    };
    let (first, filled) = composed(&dropped, Task::Configure, &[]);
    let of = |key: &str| filled.iter().find(|field| field.key == key).unwrap();
    assert_eq!(of("every").values, Some(vec!["7d".into()]));
    assert_eq!(of("container_url").values, None);
    assert!(!format!("{filled:?}").contains("PLACEHOLDER"));
    assert!(!first.faults.iter().any(|fault| fault.field == "app"));
    let (second, _) = composed(&dropped, Task::Configure, &[("app", ""), ("every", "2h")]);
    assert!(
        second
            .faults
            .iter()
            .any(|fault| fault.field == "app" && fault.missing)
    );
    let body = second.requests[0].body_text().unwrap();
    assert!(body.contains("\"frequencyInterval\":2"), "{body}");
}

#[test]
fn what_is_run_is_told() {
    let document = Document::read(CONFIGURATION).unwrap();
    let dropped = Dropped {
        documents: vec![&document],
        ..Dropped::default()
    };
    let ask = |dropped: &Dropped<'_>, typed: Typed| {
        let question = Question::Schedule {
            typed,
            project: false,
        };
        match of_dropped(dropped, &options(), &question).unwrap() {
            Answer::Schedule {
                effective,
                simulation,
                storage,
                fault,
                ..
            } => (effective, simulation, storage, fault),
            other => panic!("{other:?}"),
        }
    };
    let (effective, ..) = ask(
        &dropped,
        Typed {
            keep_days: Some(9),
            ..Typed::default()
        },
    );
    let effective = effective.unwrap();
    assert!(effective.from_configuration);
    assert_eq!((effective.every.as_str(), effective.keep_days), ("7d", 9));
    assert!(
        effective
            .next_run
            .unwrap()
            .starts_with("2023-01-07T16:12:41")
    );

    let typed = Typed {
        every: Some("1d".into()),
        keep_days: Some(3),
        size: Some("1.5 GB".into()),
        ..Typed::default()
    };
    let (effective, simulation, storage, _) = ask(&Dropped::default(), typed);
    assert!(!effective.unwrap().from_configuration);
    let simulation = simulation.unwrap();
    assert_eq!(
        simulation.stored_bytes,
        Some(simulation.existing.len() as u64 * 1_500_000_000)
    );
    assert_eq!(storage.last().unwrap().bytes, simulation.stored_bytes);
    // What is gone says when, and nothing else does.
    for run in &simulation.runs {
        assert_eq!(run.removed_at.is_some(), run.final_status == "Deleted");
        assert_eq!(run.exists, run.left_data && run.removed_at.is_none());
    }
    let (effective, _, _, fault) = ask(
        &Dropped::default(),
        Typed {
            every: Some("1d".into()),
            size: Some("large".into()),
            ..Typed::default()
        },
    );
    assert!(effective.is_none() && fault.unwrap().contains("size"));
}
