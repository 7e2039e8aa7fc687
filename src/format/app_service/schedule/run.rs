//! The algorithm of section 4.3.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::{
    ASSUMPTIONS, DAY_SECONDS, HOUR_SECONDS, MAX_SLOTS, Mode, Reason, Removal, Run, Schedule,
    Simulation,
};
use crate::format::app_service::status::Status;

/// A backup while the simulation runs.
struct Backup {
    slot: Option<u64>,
    created: Timestamp,
    finished: Timestamp,
    status: Status,
    scheduled: bool,
    reason: Option<Reason>,
    bytes: Option<u64>,
    /// End of the signature that it is removed with.
    sas_expiry: Option<Timestamp>,
    may_delete: bool,
    removal: Option<(Timestamp, Status)>,
}

impl Backup {
    /// A usable backup of the schedule: what retention looks at.
    fn counts(&self) -> bool {
        self.scheduled && matches!(self.status, Status::Succeeded | Status::PartiallySucceeded)
    }

    /// Whether its data is there at the end.
    fn exists(&self) -> bool {
        let has_data = self.status.usable();
        has_data && !matches!(self.removal, Some((_, Status::Deleted)))
    }
}

/// Runs a schedule up to `until`. One that can't be used has no runs.
pub fn simulate(schedule: &Schedule, until: Timestamp) -> Simulation {
    let mut backups: Vec<Backup> = schedule
        .existing
        .iter()
        .filter(|backup| backup.created <= until)
        .map(|existing| Backup {
            slot: None,
            created: existing.created,
            finished: existing.finished,
            status: existing.status.clone(),
            scheduled: existing.scheduled,
            reason: Some(Reason::Observed),
            bytes: existing.bytes.filter(|_| existing.status.usable()),
            sas_expiry: existing.sas_expiry.or(schedule.sas_expiry),
            may_delete: permits(
                existing
                    .sas_permissions
                    .as_ref()
                    .or(schedule.sas_permissions.as_ref()),
                'd',
            ),
            removal: None,
        })
        .collect();
    let mut first_failing_run = None;
    let mut cut_off = false;
    if schedule.enabled && schedule.usable().is_ok() {
        cut_off = run_slots(schedule, until, &mut backups, &mut first_failing_run);
    }
    crate::sort::sort_by_key(&mut backups, |backup| (backup.created, backup.slot));
    for backup in &mut backups {
        if backup.finished > until && backup.slot.is_some() && backup.status != Status::Skipped {
            backup.status = Status::InProgress;
        }
    }
    if schedule.enabled && schedule.retention_days > 0 {
        match schedule.mode {
            Mode::Eager => remove_eagerly(schedule, until, &mut backups),
            Mode::AfterRun => remove_after_runs(schedule, &mut backups),
        }
    }
    summary(backups, until, first_failing_run, cut_off)
}

/// Whether permissions hold a letter; unknown ones do.
fn permits(permissions: Option<&String>, letter: char) -> bool {
    permissions.is_none_or(|letters| letters.contains(letter))
}

fn utc_date(at: Timestamp) -> Date {
    Offset::UTC.to_datetime(at).date()
}

/// Adds the backups of the grid. Answers whether there are more slots than are run through.
fn run_slots(
    schedule: &Schedule,
    until: Timestamp,
    backups: &mut Vec<Backup>,
    first_failing_run: &mut Option<Timestamp>,
) -> bool {
    let duration = SignedDuration::from_secs(schedule.duration_seconds.max(0));
    let newest_size = backups
        .iter()
        .filter(|backup| backup.bytes.is_some())
        .max_by_key(|backup| backup.created)
        .and_then(|backup| backup.bytes);
    let each = schedule.bytes_each.or(newest_size);
    // Backups that are there already count for the cap from their start on.
    let mut others: Vec<Timestamp> = backups
        .iter()
        .filter(|backup| backup.status != Status::Skipped)
        .map(|backup| backup.created)
        .collect();
    crate::sort::sort(&mut others);
    let mut others = others.into_iter().peekable();
    let mut per_day: BTreeMap<Date, u32> = BTreeMap::new();
    let mut last_run: Option<Timestamp> = None;
    let mut busy_until: Option<Timestamp> = None;
    let first = schedule.first_slot();
    for number in first.. {
        let Some(at) = schedule.slot(number).filter(|at| *at <= until) else {
            return false;
        };
        if number - first >= MAX_SLOTS {
            return true;
        }
        while let Some(created) = others.next_if(|created| *created <= at) {
            *per_day.entry(utc_date(created)).or_default() += 1;
        }
        let since_last = last_run.map(|last| at.duration_since(last).as_secs());
        let shortest = schedule
            .tier
            .min_interval_hours()
            .map(|hours| hours * HOUR_SECONDS);
        let today = per_day.entry(utc_date(at)).or_default();
        let skipped = if busy_until.is_some_and(|until| at < until) {
            Some(Reason::Overlap)
        } else if since_last
            .zip(shortest)
            .is_some_and(|(since, shortest)| since < shortest)
        {
            Some(Reason::Interval)
        } else if schedule.tier.cap_per_day().is_some_and(|cap| *today >= cap) {
            Some(Reason::Cap)
        } else {
            None
        };
        let mut backup = Backup {
            slot: Some(number),
            created: at,
            finished: at,
            status: Status::Skipped,
            scheduled: true,
            reason: skipped,
            bytes: None,
            sas_expiry: schedule.sas_expiry,
            may_delete: permits(schedule.sas_permissions.as_ref(), 'd'),
            removal: None,
        };
        if skipped.is_none() {
            *today += 1;
            (backup.status, backup.reason) = outcome(schedule, number, at);
            let by_signature = matches!(
                backup.reason,
                Some(Reason::SignatureExpired | Reason::SignatureCannotWrite)
            );
            if by_signature && first_failing_run.is_none() {
                *first_failing_run = Some(at);
            }
            backup.finished = at.checked_add(duration).unwrap_or(Timestamp::MAX);
            backup.bytes = each.filter(|_| backup.status.usable());
            last_run = Some(at);
            busy_until = Some(backup.finished);
        }
        backups.push(backup);
    }
    false
}

/// How a run that is not skipped ends.
fn outcome(schedule: &Schedule, number: u64, at: Timestamp) -> (Status, Option<Reason>) {
    if schedule.sas_expiry.is_some_and(|expiry| at >= expiry) {
        return (Status::Failed, Some(Reason::SignatureExpired));
    }
    if !permits(schedule.sas_permissions.as_ref(), 'w') {
        return (Status::Failed, Some(Reason::SignatureCannotWrite));
    }
    match schedule.outcomes.get(&number) {
        Some(told) => (told.clone(), Some(Reason::Told)),
        None => (Status::Succeeded, None),
    }
}

fn remove(backup: &mut Backup, at: Timestamp) {
    let refused = backup.sas_expiry.is_some_and(|expiry| expiry <= at) || !backup.may_delete;
    let status = if refused {
        Status::DeleteFailed
    } else {
        Status::Deleted
    };
    backup.removal = Some((at, status));
}

/// When a backup is as old as the retention.
fn old_at(schedule: &Schedule, backup: &Backup) -> Timestamp {
    let age = SignedDuration::from_secs(schedule.retention_days.saturating_mul(DAY_SECONDS));
    backup.created.checked_add(age).unwrap_or(Timestamp::MAX)
}

fn remove_eagerly(schedule: &Schedule, until: Timestamp, backups: &mut [Backup]) {
    // Earliest end of a usable backup behind the one that is looked at.
    let mut kept_from: Option<Timestamp> = None;
    for backup in backups.iter_mut().rev().filter(|backup| backup.counts()) {
        let mut at = Some(old_at(schedule, backup));
        if schedule.keep_one {
            at = kept_from.and_then(|kept| at.map(|old| old.max(kept)));
        }
        // What was observed was there at that time, whatever the model says.
        if backup.slot.is_none() {
            at = at.map(|at| schedule.observed_until.map_or(at, |seen| at.max(seen)));
        }
        if let Some(at) = at.filter(|at| *at <= until) {
            remove(backup, at);
        }
        kept_from = Some(kept_from.map_or(backup.finished, |kept| kept.min(backup.finished)));
    }
}

fn remove_after_runs(schedule: &Schedule, backups: &mut [Backup]) {
    let mut ends: Vec<Timestamp> = backups
        .iter()
        .filter(|backup| {
            let done = !matches!(
                backup.status,
                Status::Skipped | Status::InProgress | Status::Created
            );
            // What was observed has done its work already.
            backup.scheduled && done && backup.slot.is_some()
        })
        .map(|backup| backup.finished)
        .collect();
    crate::sort::sort(&mut ends);
    let usable: Vec<usize> = backups
        .iter()
        .enumerate()
        .filter(|(_, backup)| backup.counts())
        .map(|(index, _)| index)
        .collect();
    // All before this one were removed, or could not be.
    let mut oldest = 0;
    // The usable ones up to here have finished: they are in the order of their starts and do not overlap.
    let mut finished = 0;
    for end in ends {
        while usable
            .get(finished)
            .and_then(|index| backups.get(*index))
            .is_some_and(|backup| backup.finished <= end)
        {
            finished += 1;
        }
        while oldest < finished {
            let newest = oldest + 1 == finished;
            let Some(backup) = usable.get(oldest).and_then(|index| backups.get_mut(*index)) else {
                break;
            };
            if old_at(schedule, backup) > end || (schedule.keep_one && newest) {
                break;
            }
            remove(backup, end);
            oldest += 1;
        }
    }
}

fn summary(
    backups: Vec<Backup>,
    until: Timestamp,
    first_failing_run: Option<Timestamp>,
    cut_off: bool,
) -> Simulation {
    let mut removed: Vec<Removal> = backups
        .iter()
        .filter_map(|backup| {
            let (at, status) = backup.removal.as_ref()?;
            Some(Removal {
                created: backup.created,
                at: *at,
                status: status.name().to_owned(),
            })
        })
        .collect();
    crate::sort::sort_by_key(&mut removed, |removal| (removal.at, removal.created));
    let existing: Vec<&Backup> = backups.iter().filter(|backup| backup.exists()).collect();
    let sizes: Vec<u64> = existing.iter().filter_map(|backup| backup.bytes).collect();
    let usable: Vec<Timestamp> = backups
        .iter()
        .filter(|backup| backup.status.usable())
        .map(|backup| backup.created)
        .collect();
    Simulation {
        existing: existing.iter().map(|backup| backup.created).collect(),
        first_failing_run,
        first_failing_deletion: removed
            .iter()
            .find(|removal| removal.status == Status::DeleteFailed.name())
            .map(|removal| removal.at),
        longest_gap_seconds: usable
            .windows(2)
            .filter_map(|pair| Some(pair.get(1)?.duration_since(*pair.first()?).as_secs()))
            .max(),
        stored_bytes: (!sizes.is_empty()).then(|| {
            sizes
                .iter()
                .fold(0, |sum: u64, size| sum.saturating_add(*size))
        }),
        runs: backups
            .into_iter()
            .map(|backup| Run {
                exists: backup.exists(),
                left_data: backup.status.usable(),
                removed_at: backup
                    .removal
                    .as_ref()
                    .filter(|(_, status)| *status == Status::Deleted)
                    .map(|(at, _)| *at),
                final_status: backup.removal.as_ref().map_or_else(
                    || backup.status.name().to_owned(),
                    |(_, status)| status.name().to_owned(),
                ),
                slot: backup.slot,
                created: backup.created,
                finished: backup.finished,
                status: backup.status.name().to_owned(),
                scheduled: backup.scheduled,
                reason: backup.reason,
                bytes: backup.bytes,
            })
            .collect(),
        removed,
        until,
        cut_off,
        assumed: &ASSUMPTIONS,
    }
}
