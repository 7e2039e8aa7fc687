//! When backups are made and removed (specification section 4): a model, since the service's own timing is not public.
//!
//! [`Schedule`] is what is known or assumed, [`simulate`] runs it up to a day. What the service does not document is a
//! constant here or an option ([`Mode`]), listed by [`ASSUMPTIONS`] \[M\].

mod run;
mod storage;
pub mod typed;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::limits::Tier;
use super::record::{Item, Request};
use super::sas::Storage;
use super::status::Status;

pub use run::simulate;
pub use storage::{StoragePoint, storage_over_time};
pub use typed::Typed;

/// Seconds of an hour.
pub const HOUR_SECONDS: i64 = 3_600;

/// Seconds of a day: the schedule knows no daylight saving (specification 4.1).
pub const DAY_SECONDS: i64 = 86_400;

/// Most slots that are run through: hourly for more than eleven years.
pub const MAX_SLOTS: u64 = 100_000;

/// How far the simulation looks ahead unless told, in days.
pub const HORIZON_DAYS: i64 = 365;

/// Permissions of a signature whose own are not known: what Microsoft's samples use.
pub const ASSUMED_PERMISSIONS: &str = "rwdl";

/// What the model assumes where the service's behaviour is not documented (specification 4.2).
pub const ASSUMPTIONS: [&str; 9] = [
    "runs lie on a grid that begins at the start time; without one, at the time the configuration was saved",
    "a configuration saved after its start time runs first at the next point of that grid",
    "a backup may go once it is as old as the retention, at its start plus so many times 24 hours",
    "eager: it goes at that moment; after-run: at the end of the next run that was not skipped",
    "only Succeeded and PartiallySucceeded count for keeping at least one",
    "backups by hand do not count for keeping at least one, and are never removed",
    "the cap counts all backups of a UTC day that were not skipped, failed ones too",
    "a run that is due while the one before still runs is skipped",
    "a schedule that is off makes no backups and removes none",
];

/// Unit of the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Unit {
    /// Days of 24 hours.
    Day,
    /// Hours.
    Hour,
}

impl Unit {
    /// Reads a name in any case.
    pub fn read(text: &str) -> Option<Unit> {
        match text.trim().to_ascii_lowercase().as_str() {
            "day" | "days" | "d" => Some(Unit::Day),
            "hour" | "hours" | "h" => Some(Unit::Hour),
            _ => None,
        }
    }

    /// Its name in a request.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Day => "Day",
            Unit::Hour => "Hour",
        }
    }

    /// So many of it, as it is typed: `7d`, `12h`.
    pub fn typed(self, number: i64) -> String {
        match self {
            Unit::Day => format!("{number}d"),
            Unit::Hour => format!("{number}h"),
        }
    }

    /// Length in seconds.
    pub fn seconds(self) -> i64 {
        match self {
            Unit::Day => DAY_SECONDS,
            Unit::Hour => HOUR_SECONDS,
        }
    }
}

/// When old backups go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Mode {
    /// The moment they may: the worst case.
    #[default]
    Eager,
    /// At the end of each run that was not skipped.
    AfterRun,
}

/// A backup by hand, or one that was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// Start.
    pub created: Timestamp,
    /// End; its start if that is not known.
    pub finished: Timestamp,
    /// Status.
    pub status: Status,
    /// Caused by a schedule.
    pub scheduled: bool,
    /// Size, in bytes.
    pub bytes: Option<u64>,
    /// End of its own signature, if that is known.
    pub sas_expiry: Option<Timestamp>,
    /// Permissions of its own signature, if they are known.
    pub sas_permissions: Option<String>,
}

impl Existing {
    /// A backup by hand.
    pub fn by_hand(created: Timestamp, status: Status) -> Self {
        Existing {
            created,
            finished: created,
            status,
            scheduled: false,
            bytes: None,
            sas_expiry: None,
            sas_permissions: None,
        }
    }

    /// A backup of a list; `None` if its start or status are not known.
    pub fn observed(item: &Item) -> Option<Self> {
        let created = item.created.as_ref()?.at?;
        let storage = Storage::read(&item.storage);
        let url = storage.url();
        Some(Existing {
            created,
            finished: item
                .finished
                .as_ref()
                .and_then(|time| time.at)
                .unwrap_or(created),
            status: item.status.clone()?,
            scheduled: item.scheduled.unwrap_or(false),
            bytes: item.size_bytes,
            sas_expiry: url.and_then(|url| url.expiry()).and_then(|time| time.at),
            sas_permissions: url.and_then(|url| url.permissions()).map(str::to_owned),
        })
    }
}

/// A schedule with all that is known or assumed.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Anchor of the grid.
    pub start: Timestamp,
    /// How often, in units; at least 1.
    pub interval: i64,
    /// Unit of the interval.
    pub unit: Unit,
    /// How long backups are kept, in days; 0 is for ever.
    pub retention_days: i64,
    /// Keep one whatever its age.
    pub keep_one: bool,
    /// Whether it is on.
    pub enabled: bool,
    /// When the configuration was saved; the start unless told.
    pub saved: Option<Timestamp>,
    /// Tier.
    pub tier: Tier,
    /// How long a run takes, in seconds.
    pub duration_seconds: i64,
    /// Outcome of single runs by the number of their slot, from 0 at the start; else they succeed.
    pub outcomes: BTreeMap<u64, Status>,
    /// Backups by hand, and backups that were observed.
    pub existing: Vec<Existing>,
    /// Where the observed part ends: runs are simulated behind it only.
    pub observed_until: Option<Timestamp>,
    /// End of the configuration's signature.
    pub sas_expiry: Option<Timestamp>,
    /// Its permissions; `None` if they are not known: assumed to be enough.
    pub sas_permissions: Option<String>,
    /// When old backups go.
    pub mode: Mode,
    /// Size of each simulated backup, in bytes; unless told, the newest size that is known.
    pub bytes_each: Option<u64>,
}

/// Why a schedule can't be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// No `backupSchedule`.
    NoSchedule,
    /// A template fills its values in.
    Template,
    /// The interval is missing.
    NoInterval,
    /// The interval is below 1.
    IntervalTooSmall,
    /// The unit is missing.
    NoUnit,
    /// The unit is neither day nor hour.
    UnknownUnit,
    /// The retention is below 0.
    NegativeRetention,
    /// Interval or retention are beyond what a calendar holds.
    OutOfRange,
}

impl Unusable {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Unusable::NoSchedule => "there is no backupSchedule",
            Unusable::Template => "its values are filled in by a template",
            Unusable::NoInterval => "frequencyInterval is missing",
            Unusable::IntervalTooSmall => "frequencyInterval is below 1",
            Unusable::NoUnit => "frequencyUnit is missing",
            Unusable::UnknownUnit => "frequencyUnit is neither Day nor Hour",
            Unusable::NegativeRetention => "retentionPeriodInDays is below 0",
            Unusable::OutOfRange => {
                "frequencyInterval or retentionPeriodInDays is beyond a hundred years"
            }
        }
    }
}

/// Longest interval and retention, in days: a hundred years.
const MAX_DAYS: i64 = 36_525;

impl Schedule {
    /// A schedule by its four numbers; everything else as assumed.
    pub fn new(
        start: Timestamp,
        interval: i64,
        unit: Unit,
        retention_days: i64,
        keep_one: bool,
    ) -> Self {
        Schedule {
            start,
            interval,
            unit,
            retention_days,
            keep_one,
            enabled: true,
            saved: None,
            tier: Tier::None,
            duration_seconds: 0,
            outcomes: BTreeMap::new(),
            existing: Vec::new(),
            observed_until: None,
            sas_expiry: None,
            sas_permissions: None,
            mode: Mode::Eager,
            bytes_each: None,
        }
    }

    /// The schedule of a configuration. Without a start time it begins at `saved`.
    ///
    /// # Errors
    /// Why it can't be run.
    pub fn of_request(request: &Request, saved: Timestamp, tier: Tier) -> Result<Self, Unusable> {
        let fields = request.schedule.as_ref().ok_or(Unusable::NoSchedule)?;
        if fields.filled_in {
            return Err(Unusable::Template);
        }
        let interval = fields.frequency_interval.ok_or(Unusable::NoInterval)?;
        let unit = fields.frequency_unit.as_deref().ok_or(Unusable::NoUnit)?;
        let unit = Unit::read(unit).ok_or(Unusable::UnknownUnit)?;
        let start = fields.start_time.as_ref().and_then(|time| time.at);
        let storage = Storage::read(&request.storage);
        let url = storage.url();
        let schedule = Schedule {
            enabled: request.enabled.unwrap_or(true),
            tier,
            sas_expiry: url.and_then(|url| url.expiry()).and_then(|time| time.at),
            sas_permissions: url.and_then(|url| url.permissions()).map(str::to_owned),
            ..Schedule::new(
                start.unwrap_or(saved),
                interval,
                unit,
                fields.retention_days.unwrap_or(DEFAULT_RETENTION_DAYS),
                fields.keep_at_least_one.unwrap_or(true),
            )
        };
        schedule.usable()?;
        Ok(schedule)
    }

    /// Whether it can be run.
    ///
    /// # Errors
    /// Why not.
    pub fn usable(&self) -> Result<(), Unusable> {
        if self.interval < 1 {
            return Err(Unusable::IntervalTooSmall);
        }
        if self.retention_days < 0 {
            return Err(Unusable::NegativeRetention);
        }
        let days = match self.unit {
            Unit::Day => self.interval,
            Unit::Hour => self.interval / 24,
        };
        if days > MAX_DAYS || self.retention_days > MAX_DAYS {
            return Err(Unusable::OutOfRange);
        }
        Ok(())
    }

    /// Adds what a list shows: backups as they are, and runs only behind `now` (specification 4.3, projection).
    pub fn observe(&mut self, items: &[Item], last_execution: Option<Timestamp>, now: Timestamp) {
        self.existing
            .extend(items.iter().filter_map(Existing::observed));
        let until = last_execution.map_or(now, |last| last.max(now));
        self.observed_until = Some(until);
    }

    /// Interval in seconds.
    pub fn step_seconds(&self) -> i64 {
        self.interval.saturating_mul(self.unit.seconds())
    }

    /// The instant of a slot; `None` beyond the calendar.
    pub fn slot(&self, number: u64) -> Option<Timestamp> {
        let seconds = i64::try_from(number)
            .ok()?
            .checked_mul(self.step_seconds())?;
        self.start
            .checked_add(SignedDuration::from_secs(seconds))
            .ok()
    }

    /// The number of the first slot at or behind an instant (behind it only, if `strictly`).
    pub fn slot_from(&self, at: Timestamp, strictly: bool) -> u64 {
        let behind = at.duration_since(self.start);
        let step = self.step_seconds().max(1);
        if behind.is_negative() {
            return 0;
        }
        let (whole, rest) = (behind.as_secs() / step, behind.as_secs() % step);
        let on_grid = rest == 0 && behind.subsec_nanos() == 0;
        let number = if on_grid && !strictly {
            whole
        } else {
            whole + 1
        };
        u64::try_from(number).unwrap_or(0)
    }

    /// First slot that is run.
    pub fn first_slot(&self) -> u64 {
        let saved = self.slot_from(self.saved.unwrap_or(self.start), false);
        let observed = self
            .observed_until
            .map_or(0, |until| self.slot_from(until, true));
        saved.max(observed)
    }

    /// The next run behind an instant; `None` if the schedule is off.
    pub fn next_run(&self, now: Timestamp) -> Option<Timestamp> {
        self.enabled
            .then(|| self.slot(self.slot_from(now, true).max(self.first_slot())))
            .flatten()
    }
}

/// Retention where none is given (specification 2.2).
pub const DEFAULT_RETENTION_DAYS: i64 = 30;

/// Why a run ended as it did, where the model decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Reason {
    /// The run before was still going on.
    Overlap,
    /// Less than the tier's shortest interval since the run before.
    Interval,
    /// The tier's most backups of that day were made.
    Cap,
    /// The signature had expired.
    SignatureExpired,
    /// The signature does not permit writing.
    SignatureCannotWrite,
    /// As told.
    Told,
    /// It was not simulated: a backup by hand, or one that was observed.
    Observed,
}

/// One backup of the simulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Run {
    /// Number of its slot; `null` if it was not scheduled by this simulation.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub slot: Option<u64>,
    /// Start, ISO 8601 in UTC.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(test, ts(type = "string"))]
    pub created: Timestamp,
    /// End; of a skipped one its start.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(test, ts(type = "string"))]
    pub finished: Timestamp,
    /// Name of the status that it ended with, before retention.
    pub status: String,
    /// Name of the status at the end of the simulation.
    pub final_status: String,
    /// Caused by the schedule.
    pub scheduled: bool,
    /// Why it ended so; `null` for a plain success.
    pub reason: Option<Reason>,
    /// Whether its data is there at the end of the simulation.
    pub exists: bool,
    /// Whether it ever left data, from its end on.
    pub left_data: bool,
    /// When its data was removed; `null` if it is there at the end, or never was.
    #[serde(serialize_with = "perhaps_as_text")]
    #[cfg_attr(test, ts(type = "string | null"))]
    pub removed_at: Option<Timestamp>,
    /// Size, in bytes; a simulated one has the newest known size.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
}

/// A removal by retention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Removal {
    /// Start of the backup.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(test, ts(type = "string"))]
    pub created: Timestamp,
    /// When it is removed, or would be.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(test, ts(type = "string"))]
    pub at: Timestamp,
    /// `Deleted` or `DeleteFailed`.
    pub status: String,
}

/// What a simulation gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Simulation {
    /// All backups by their start.
    pub runs: Vec<Run>,
    /// Starts of the backups whose data is there at the end.
    #[serde(serialize_with = "all_as_text")]
    #[cfg_attr(test, ts(type = "string[]"))]
    pub existing: Vec<Timestamp>,
    /// Removals, those that fail included, by their time.
    pub removed: Vec<Removal>,
    /// First run that fails because of the signature.
    #[serde(serialize_with = "perhaps_as_text")]
    #[cfg_attr(test, ts(type = "string | null"))]
    pub first_failing_run: Option<Timestamp>,
    /// First removal that fails because of the signature.
    #[serde(serialize_with = "perhaps_as_text")]
    #[cfg_attr(test, ts(type = "string | null"))]
    pub first_failing_deletion: Option<Timestamp>,
    /// Longest time between one usable backup and the next, in seconds; `null` if there are fewer than two.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub longest_gap_seconds: Option<i64>,
    /// Sum of the sizes of what exists at the end, in bytes; `null` if no size is known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub stored_bytes: Option<u64>,
    /// End of the simulation.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(test, ts(type = "string"))]
    pub until: Timestamp,
    /// Whether it ended early, because there are more slots than are run through.
    pub cut_off: bool,
    /// What the model assumes.
    #[cfg_attr(test, ts(type = "string[]"))]
    pub assumed: &'static [&'static str],
}

fn as_text<S: serde::Serializer>(at: &Timestamp, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(at)
}

fn perhaps_as_text<S: serde::Serializer>(
    at: &Option<Timestamp>,
    out: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => out.collect_str(at),
        None => out.serialize_none(),
    }
}

fn all_as_text<S: serde::Serializer>(all: &[Timestamp], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(all.iter().map(ToString::to_string))
}

#[cfg(test)]
mod tests;
