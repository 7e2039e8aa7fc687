//! The vectors of section 4.4, and properties that hold for any schedule.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    crate::format::app_service::instant::Instant::read(text)
        .at
        .unwrap()
}

/// A time of 2016: `05-29` or `05-29T03:00`.
fn day(text: &str) -> Timestamp {
    at(&match text.len() {
        5 => format!("2016-{text}"),
        _ => format!("2016-{text}Z"),
    })
}

/// What is expected: starts of what exists, and start, time and status of each removal.
#[track_caller]
fn check(
    schedule: &Schedule,
    until: &str,
    mode: Mode,
    exists: &[&str],
    removed: &[(&str, &str, &str)],
) -> Simulation {
    let schedule = Schedule {
        mode,
        ..schedule.clone()
    };
    let simulation = simulate(&schedule, at(until));
    let expected: Vec<Timestamp> = exists.iter().map(|text| day(text)).collect();
    assert_eq!(simulation.existing, expected, "exists, {mode:?}");
    let expected: Vec<Removal> = removed
        .iter()
        .map(|(created, at, status)| Removal {
            created: day(created),
            at: day(at),
            status: (*status).into(),
        })
        .collect();
    assert_eq!(simulation.removed, expected, "removed, {mode:?}");
    simulation
}

#[track_caller]
fn check_both(
    schedule: &Schedule,
    until: &str,
    exists: &[&str],
    removed: &[(&str, &str, &str)],
) -> Simulation {
    check(schedule, until, Mode::AfterRun, exists, removed);
    check(schedule, until, Mode::Eager, exists, removed)
}

fn statuses(simulation: &Simulation) -> Vec<(&str, Option<Reason>)> {
    simulation
        .runs
        .iter()
        .map(|run| (run.status.as_str(), run.reason))
        .collect()
}

const DELETED: &str = "Deleted";
const FAILED: &str = "DeleteFailed";

#[test]
fn v1_weekly_ten_days() {
    let schedule = Schedule::new(at("2016-05-01"), 7, Unit::Day, 10, true);
    let until = "2016-06-01T00:00Z";
    check(
        &schedule,
        until,
        Mode::Eager,
        &["05-29"],
        &[
            ("05-01", "05-11", DELETED),
            ("05-08", "05-18", DELETED),
            ("05-15", "05-25", DELETED),
            ("05-22", "06-01", DELETED),
        ],
    );
    check(
        &schedule,
        until,
        Mode::AfterRun,
        &["05-22", "05-29"],
        &[
            ("05-01", "05-15", DELETED),
            ("05-08", "05-22", DELETED),
            ("05-15", "05-29", DELETED),
        ],
    );
}

#[test]
fn v2_half_days_and_one_day() {
    let schedule = Schedule::new(at("2016-05-01"), 12, Unit::Hour, 1, false);
    for mode in [Mode::Eager, Mode::AfterRun] {
        let simulation = check(
            &schedule,
            "2016-05-03T06:00Z",
            mode,
            &["05-02T12:00", "05-03T00:00"],
            &[
                ("05-01T00:00", "05-02T00:00", DELETED),
                ("05-01T12:00", "05-02T12:00", DELETED),
                ("05-02T00:00", "05-03T00:00", DELETED),
            ],
        );
        assert_eq!(simulation.runs.len(), 5);
    }
}

#[test]
fn v3_kept_for_ever() {
    let schedule = Schedule::new(at("2016-01-01"), 1, Unit::Day, 0, false);
    let simulation = simulate(&schedule, at("2016-03-01"));
    assert_eq!(
        (simulation.existing.len(), simulation.removed.len()),
        (61, 0)
    );
}

#[test]
fn v4_monthly_and_a_week() {
    let kept = Schedule::new(at("2016-01-01"), 30, Unit::Day, 7, true);
    check_both(&kept, "2016-01-20", &["01-01"], &[]);
    let none = Schedule {
        keep_one: false,
        ..kept
    };
    // V4b
    check(
        &none,
        "2016-01-20",
        Mode::Eager,
        &[],
        &[("01-01", "01-08", DELETED)],
    );
    check(&none, "2016-01-20", Mode::AfterRun, &["01-01"], &[]);
    // V4c
    check(
        &none,
        "2016-02-10",
        Mode::Eager,
        &[],
        &[("01-01", "01-08", DELETED), ("01-31", "02-07", DELETED)],
    );
    check(
        &none,
        "2016-02-10",
        Mode::AfterRun,
        &["01-31"],
        &[("01-01", "01-31", DELETED)],
    );
}

#[test]
fn v5_all_from_the_third_on_fail() {
    let mut schedule = Schedule::new(at("2016-05-01T02:00Z"), 1, Unit::Day, 3, true);
    schedule.outcomes = (2..20).map(|number| (number, Status::Failed)).collect();
    let simulation = check_both(
        &schedule,
        "2016-05-08",
        &["05-02T02:00"],
        &[("05-01T02:00", "05-04T02:00", DELETED)],
    );
    assert_eq!(
        simulation
            .runs
            .iter()
            .filter(|run| run.status == "Failed")
            .count(),
        5
    );
    // V5b
    schedule.keep_one = false;
    check_both(
        &schedule,
        "2016-05-08",
        &[],
        &[
            ("05-01T02:00", "05-04T02:00", DELETED),
            ("05-02T02:00", "05-05T02:00", DELETED),
        ],
    );
}

#[test]
fn v6_hourly_in_standard() {
    let mut schedule = Schedule::new(at("2016-05-01"), 1, Unit::Hour, 30, true);
    schedule.tier = Tier::Standard;
    schedule.existing.push(Existing::by_hand(
        at("2016-05-01T00:30Z"),
        Status::Succeeded,
    ));
    for mode in [Mode::Eager, Mode::AfterRun] {
        schedule.mode = mode;
        let simulation = simulate(&schedule, at("2016-05-01T23:59:59Z"));
        let of = |reason| {
            statuses(&simulation)
                .iter()
                .filter(|(_, found)| *found == Some(reason))
                .count()
        };
        assert_eq!(
            (of(Reason::Interval), of(Reason::Cap), of(Reason::Observed)),
            (11, 2, 1)
        );
        let made: Vec<String> = simulation
            .runs
            .iter()
            .filter(|run| run.exists && run.scheduled)
            .map(|run| run.created.to_string())
            .collect();
        let even: Vec<String> = (0..=10)
            .map(|hour| format!("2016-05-01T{:02}:00:00Z", hour * 2))
            .collect();
        assert_eq!(made, even);
        assert_eq!(simulation.existing.len(), 12);
    }
}

#[test]
fn v7_runs_longer_than_the_interval() {
    let mut schedule = Schedule::new(at("2016-05-01"), 1, Unit::Hour, 30, true);
    (schedule.tier, schedule.duration_seconds) = (Tier::Premium, 90 * 60);
    for mode in [Mode::Eager, Mode::AfterRun] {
        schedule.mode = mode;
        let simulation = simulate(&schedule, at("2016-05-01T05:00Z"));
        let overlap = ("Skipped", Some(Reason::Overlap));
        assert_eq!(
            statuses(&simulation),
            [
                ("Succeeded", None),
                overlap,
                ("Succeeded", None),
                overlap,
                ("InProgress", None),
                overlap
            ]
        );
        assert_eq!(simulation.existing.len(), 2);
    }
}

#[test]
fn v8_the_signature_ends() {
    let mut schedule = Schedule::new(at("2016-09-01"), 7, Unit::Day, 10, true);
    schedule.sas_expiry = Some(at("2016-09-15T22:46:54Z"));
    let simulation = check(
        &schedule,
        "2016-10-01",
        Mode::Eager,
        &["09-08", "09-15"],
        &[("09-01", "09-11", DELETED), ("09-08", "09-18", FAILED)],
    );
    assert_eq!(simulation.first_failing_run, Some(at("2016-09-22")));
    assert_eq!(simulation.first_failing_deletion, Some(at("2016-09-18")));
    let failed: Vec<String> = simulation
        .runs
        .iter()
        .filter(|run| run.status == "Failed")
        .map(|run| run.created.to_string())
        .collect();
    assert_eq!(failed, ["2016-09-22T00:00:00Z", "2016-09-29T00:00:00Z"]);
    check(
        &schedule,
        "2016-10-01",
        Mode::AfterRun,
        &["09-08", "09-15"],
        &[("09-01", "09-15", DELETED), ("09-08", "09-22", FAILED)],
    );
}

#[test]
fn v9_no_permission_to_delete() {
    let mut schedule = Schedule::new(at("2016-05-01"), 1, Unit::Day, 2, true);
    schedule.sas_permissions = Some("rwl".into());
    check_both(
        &schedule,
        "2016-05-05",
        &["05-01", "05-02", "05-03", "05-04", "05-05"],
        &[
            ("05-01", "05-03", FAILED),
            ("05-02", "05-04", FAILED),
            ("05-03", "05-05", FAILED),
        ],
    );
}

#[test]
fn v10_saved_behind_its_start() {
    let mut schedule = Schedule::new(at("2016-05-01T03:00Z"), 7, Unit::Day, 30, true);
    schedule.saved = Some(at("2016-05-10T12:00Z"));
    let simulation = check_both(
        &schedule,
        "2016-06-01",
        &["05-15T03:00", "05-22T03:00", "05-29T03:00"],
        &[],
    );
    assert_eq!(simulation.runs.first().unwrap().slot, Some(2));
}

#[test]
fn v11_and_v12_by_hand_and_switched_off() {
    let mut schedule = Schedule::new(at("2016-05-01"), 1, Unit::Day, 1, true);
    schedule.existing.push(Existing::by_hand(
        at("2016-04-01T09:00Z"),
        Status::Succeeded,
    ));
    for mode in [Mode::Eager, Mode::AfterRun] {
        schedule.mode = mode;
        let simulation = simulate(&schedule, at("2016-05-04T12:00Z"));
        assert_eq!(
            simulation.existing,
            [at("2016-04-01T09:00Z"), at("2016-05-04")]
        );
    }
    schedule.existing.clear();
    schedule.enabled = false;
    let simulation = check_both(&schedule, "2016-05-04T12:00Z", &[], &[]);
    assert!(simulation.runs.is_empty());
}

#[test]
fn v13_one_partly_one_failed() {
    let mut schedule = Schedule::new(at("2016-05-01"), 1, Unit::Day, 1, true);
    schedule.outcomes = [(1, Status::PartiallySucceeded), (2, Status::Failed)].into();
    check_both(
        &schedule,
        "2016-05-03T12:00Z",
        &["05-02"],
        &[("05-01", "05-02", DELETED)],
    );
}

#[test]
fn a_list_is_projected_from_now_on() {
    let mut schedule = Schedule::new(at("2016-05-01"), 1, Unit::Day, 2, true);
    for number in 1..=4 {
        let mut seen = Existing::by_hand(at(&format!("2016-05-0{number}")), Status::Succeeded);
        (seen.scheduled, seen.bytes) = (true, Some(number * 10));
        schedule.existing.push(seen);
    }
    schedule.observed_until = Some(at("2016-05-04T12:00Z"));
    let simulation = simulate(&schedule, at("2016-05-06T12:00Z"));
    // What is older than the retention was still there when it was seen, so it may go from then on.
    let removed: Vec<(String, String)> = simulation
        .removed
        .iter()
        .map(|removal| (removal.created.to_string(), removal.at.to_string()))
        .collect();
    assert_eq!(
        removed[0],
        ("2016-05-01T00:00:00Z".into(), "2016-05-04T12:00:00Z".into())
    );
    assert_eq!(simulation.existing, [at("2016-05-05"), at("2016-05-06")]);
    assert_eq!(simulation.stored_bytes, Some(80));
    let points = storage_over_time(&simulation, at("2016-05-01"), 12);
    assert_eq!(
        (points.first().unwrap().bytes, points.last().unwrap().bytes),
        (Some(10), Some(80))
    );
    assert_eq!(points.last().unwrap().backups, 2);
}

#[test]
fn what_is_typed_stands_over_the_configuration() {
    let now = at("2026-01-01");
    let typed = Typed {
        every: Some("12h".into()),
        keep_days: Some(3),
        outcomes: vec!["2=failed".into()],
        manual: vec!["2026-01-02T00:30Z".into()],
        duration: Some("90m".into()),
        tier: Some("Basic".into()),
        ..Typed::default()
    };
    let (schedule, until) = typed.schedule(None, now).unwrap();
    assert_eq!(
        (schedule.start, schedule.interval, schedule.unit),
        (now, 12, Unit::Hour)
    );
    assert_eq!(
        (
            schedule.duration_seconds,
            schedule.tier,
            schedule.retention_days
        ),
        (5_400, Tier::Standard, 3)
    );
    assert_eq!(until, at("2027-01-01"));
    let base = Schedule::new(at("2020-01-01"), 7, Unit::Day, 30, false);
    let (schedule, _) = Typed {
        keep_one: Some(true),
        ..Typed::default()
    }
    .schedule(Some(base), now)
    .unwrap();
    assert_eq!((schedule.interval, schedule.keep_one), (7, true));
    for wrong in [
        Typed::default(),
        Typed {
            every: Some("0d".into()),
            ..Typed::default()
        },
        Typed {
            every: Some("weekly".into()),
            ..Typed::default()
        },
        Typed {
            every: Some("1d".into()),
            start: Some("soon".into()),
            ..Typed::default()
        },
        Typed {
            every: Some("1d".into()),
            outcomes: vec!["x".into()],
            ..Typed::default()
        },
        Typed {
            every: Some("1d".into()),
            keep_days: Some(-1),
            ..Typed::default()
        },
        Typed {
            every: Some("99999999d".into()),
            ..Typed::default()
        },
    ] {
        assert!(wrong.schedule(None, now).is_err(), "{wrong:?}");
    }
}

#[test]
fn an_endless_schedule_is_cut_off() {
    let schedule = Schedule::new(at("0001-01-01"), 1, Unit::Hour, 1, true);
    let simulation = simulate(&schedule, Timestamp::MAX);
    assert!(simulation.cut_off);
    assert_eq!(simulation.runs.len() as u64, MAX_SLOTS);
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let statuses = prop_oneof![
        Just(Status::Failed),
        Just(Status::PartiallySucceeded),
        Just(Status::TimedOut),
        Just(Status::Succeeded)
    ];
    (
        (
            1_i64..40,
            any::<bool>(),
            0_i64..20,
            any::<bool>(),
            0_i64..200_000,
        ),
        prop::collection::btree_map(0_u64..60, statuses, 0..30),
        (
            prop::option::of(0_i64..4_000_000),
            prop::bool::ANY,
            0_u8..3,
            prop::option::of(0_i64..3_000_000),
        ),
        prop::collection::vec(0_i64..4_000_000, 0..5),
    )
        .prop_map(
            |(
                (interval, hours, retention, keep_one, duration),
                outcomes,
                (expiry, after_run, tier, saved),
                manual,
            )| {
                let start = at("2016-05-01T03:00Z");
                let later = |seconds: i64| {
                    start
                        .checked_add(SignedDuration::from_secs(seconds))
                        .unwrap()
                };
                Schedule {
                    outcomes,
                    duration_seconds: duration,
                    sas_expiry: expiry.map(later),
                    mode: if after_run {
                        Mode::AfterRun
                    } else {
                        Mode::Eager
                    },
                    tier: [Tier::None, Tier::Standard, Tier::Premium][usize::from(tier)],
                    saved: saved.map(later),
                    existing: manual
                        .into_iter()
                        .map(|seconds| Existing::by_hand(later(seconds), Status::Succeeded))
                        .collect(),
                    ..Schedule::new(
                        start,
                        interval,
                        if hours { Unit::Hour } else { Unit::Day },
                        retention,
                        keep_one,
                    )
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Switching "keep at least one" on never removes more.
    #[test]
    fn keeping_one_never_keeps_less(schedule in any_schedule(), seconds in 0_i64..5_000_000) {
        let until = schedule.start.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let without: BTreeSet<Timestamp> = simulate(&Schedule { keep_one: false, ..schedule.clone() }, until).existing.into_iter().collect();
        let with: BTreeSet<Timestamp> = simulate(&Schedule { keep_one: true, ..schedule }, until).existing.into_iter().collect();
        prop_assert!(with.is_superset(&without));
    }

    /// Runs lie on the grid, none before the start or the saving, none behind the end; removals keep their order.
    #[test]
    fn runs_and_removals_keep_their_bounds(schedule in any_schedule(), seconds in 0_i64..5_000_000) {
        let until = schedule.start.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let simulation = simulate(&schedule, until);
        let step = schedule.step_seconds();
        for run in simulation.runs.iter().filter(|run| run.slot.is_some()) {
            prop_assert!(run.created >= schedule.start && run.created <= until);
            prop_assert!(schedule.saved.is_none_or(|saved| run.created >= saved));
            prop_assert_eq!(run.created.duration_since(schedule.start).as_secs() % step, 0);
        }
        for removal in &simulation.removed {
            let age = removal.at.duration_since(removal.created).as_secs();
            prop_assert!(age >= schedule.retention_days * DAY_SECONDS && removal.at <= until);
        }
        prop_assert!(schedule.retention_days > 0 || simulation.removed.is_empty());
        // Backups by hand stay.
        for by_hand in schedule.existing.iter().filter(|backup| backup.created <= until) {
            prop_assert!(simulation.existing.contains(&by_hand.created));
        }
    }

    /// With "keep at least one", a schedule that ever had a usable backup has one at any later time.
    #[test]
    fn one_is_kept_for_ever(schedule in any_schedule(), seconds in 0_i64..5_000_000) {
        let until = schedule.start.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let simulation = simulate(&Schedule { keep_one: true, ..schedule }, until);
        let usable = |run: &Run| run.scheduled && Status::read(&run.status).usable();
        let had = simulation.runs.iter().any(usable);
        prop_assert_eq!(had, simulation.runs.iter().any(|run| usable(run) && run.exists));
    }

    /// The eager mode never keeps more than the other, and a day later never has an earlier removal.
    #[test]
    fn eager_keeps_no_more(schedule in any_schedule(), seconds in 0_i64..5_000_000) {
        let schedule = Schedule { sas_expiry: None, ..schedule };
        let until = schedule.start.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let eager = simulate(&Schedule { mode: Mode::Eager, ..schedule.clone() }, until);
        let after = simulate(&Schedule { mode: Mode::AfterRun, ..schedule.clone() }, until);
        prop_assert!(eager.existing.len() <= after.existing.len());
        let later = until.checked_add(SignedDuration::from_hours(24)).unwrap();
        let later = simulate(&Schedule { mode: Mode::Eager, ..schedule }, later);
        for removal in &eager.removed {
            prop_assert!(later.removed.contains(removal));
        }
    }
}
