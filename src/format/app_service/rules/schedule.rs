//! `AS-SCH-*`: what a schedule will do, and when it stops working.

use jiff::{SignedDuration, Timestamp};

use crate::format::app_service::codes;
use crate::format::app_service::limits::{PORTAL_RETENTION_DAYS, Tier};
use crate::format::app_service::record::{Item, Request};
use crate::format::app_service::schedule::{DAY_SECONDS, HORIZON_DAYS, Schedule, Unit, Unusable};
use crate::report::{Finding, Severity};

/// What a configuration will do at the present `now`; `items` are the backups that are known.
pub fn findings(request: &Request, now: Timestamp, tier: Tier, items: &[&Item]) -> Vec<Finding> {
    let mut found = Vec::new();
    let enabled = request.enabled != Some(false);
    if !enabled {
        found.push(Finding::new(
            &codes::SCHEDULE_OFF,
            "the schedule is off: backups are neither made nor removed",
        ));
    }
    let schedule = match Schedule::of_request(request, now, tier) {
        Ok(schedule) => schedule,
        Err(Unusable::NoSchedule) => {
            if request.enabled == Some(true) {
                found.push(Finding::new(
                    &codes::SCHEDULE_MISSING,
                    "enabled without a schedule: the service needs both",
                ));
            }
            return found;
        }
        // What it does is not known, and nothing is wrong with it.
        Err(Unusable::Template) => return found,
        Err(why) => {
            found.push(Finding::new(
                &codes::SCHEDULE_NOT_USABLE,
                format!("the schedule is not usable: {}", why.words()),
            ));
            return found;
        }
    };
    let horizon = now
        .checked_add(SignedDuration::from_secs(HORIZON_DAYS * DAY_SECONDS))
        .unwrap_or(Timestamp::MAX);
    found.extend(of_schedule(&schedule, now, horizon, items));
    if let Some(start) = request
        .schedule
        .as_ref()
        .and_then(|schedule| schedule.start_time.as_ref())
        .and_then(|start| start.at)
    {
        let since = now.duration_since(start).as_secs();
        if since > schedule.step_seconds()
            && let Some(next) = schedule.next_run(now)
        {
            found.push(Finding::new(
                &codes::SCHEDULE_RUNNING,
                format!("the schedule started {start}; the next run is {next}"),
            ));
        }
    }
    found
}

/// What a schedule that can be run will do up to `horizon`.
pub fn of_schedule(
    schedule: &Schedule,
    now: Timestamp,
    horizon: Timestamp,
    items: &[&Item],
) -> Vec<Finding> {
    let mut found = Vec::new();
    often(schedule, items, &mut found);
    retention(schedule, &mut found);
    if let Some(expiry) = schedule
        .sas_expiry
        .filter(|expiry| schedule.enabled && *expiry < horizon)
    {
        let text = if expiry <= now {
            format!("since {expiry} every run fails and nothing is removed any more")
        } else {
            format!("from {expiry} on every run fails and nothing is removed any more")
        };
        found.push(Finding::new(&codes::SCHEDULE_SIGNATURE_ENDS, text));
    }
    found
}

fn often(schedule: &Schedule, items: &[&Item], found: &mut Vec<Finding>) {
    if schedule.unit != Unit::Hour {
        return;
    }
    let tier = schedule.tier;
    if let Some(least) = tier
        .min_interval_hours()
        .filter(|least| schedule.interval < *least)
    {
        found.push(Finding::new(
            &codes::SCHEDULE_TOO_OFTEN,
            format!(
                "every {} hours is below the minimum of {least} for this tier: runs are skipped",
                schedule.interval
            ),
        ));
    }
    // Backups by hand of the busiest known day count too.
    let mut by_hand: Vec<String> = items
        .iter()
        .filter(|item| item.scheduled == Some(false))
        .filter_map(|item| Some(item.created.as_ref()?.shown()?.get(..10)?.to_owned()))
        .collect();
    crate::sort::sort(&mut by_hand);
    let busiest = by_hand
        .chunk_by(|a, b| a == b)
        .map(<[String]>::len)
        .max()
        .unwrap_or(0);
    let busiest = i64::try_from(busiest).unwrap_or(i64::MAX);
    let runs = (24 + schedule.interval - 1) / schedule.interval + busiest;
    if let Some(cap) = tier.cap_per_day().filter(|cap| runs > i64::from(*cap)) {
        found.push(Finding::new(
            &codes::SCHEDULE_ABOVE_CAP,
            format!("{runs} runs a day exceed the cap of {cap}: some are skipped"),
        ));
    }
}

fn retention(schedule: &Schedule, found: &mut Vec<Finding>) {
    let days = schedule.retention_days;
    if days > 0 && !schedule.keep_one && schedule.step_seconds() > days * DAY_SECONDS {
        let finding = Finding::new(
            &codes::SCHEDULE_GAPS,
            "between runs there is no scheduled backup at all: keep at least one, or keep backups longer",
        );
        // A schedule that is off removes nothing.
        found.push(if schedule.enabled {
            finding
        } else {
            finding.severity(Severity::Note)
        });
    }
    if days == 0 {
        found.push(Finding::new(
            &codes::SCHEDULE_KEPT_FOR_EVER,
            "backups are kept for ever: remove them yourself",
        ));
    }
    if days > PORTAL_RETENTION_DAYS {
        found.push(Finding::new(
            &codes::SCHEDULE_RETENTION_LONG,
            format!("the portal offers at most {PORTAL_RETENTION_DAYS} days, this sets {days}"),
        ));
    }
    if !schedule.keep_one {
        found.push(Finding::new(
            &codes::SCHEDULE_NONE_KEPT,
            "if backups start failing, retention will remove the last good one",
        ));
    }
}
