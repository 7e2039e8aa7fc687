//! A schedule as a person types it: on the command line and in the page, on its own or over a dropped configuration.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    DAY_SECONDS, DEFAULT_RETENTION_DAYS, Existing, HORIZON_DAYS, HOUR_SECONDS, Mode, Schedule, Unit,
};
use crate::format::app_service::instant::Instant;
use crate::format::app_service::limits::Tier;
use crate::format::app_service::status::Status;

/// What was typed; what is absent is taken from the configuration, else from the defaults of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Typed {
    /// First run.
    pub start: Option<String>,
    /// Interval: `7d` or `12h`.
    pub every: Option<String>,
    /// Retention in days; 0 is for ever.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub keep_days: Option<i64>,
    /// Keep at least one.
    pub keep_one: Option<bool>,
    /// Whether the schedule is on.
    pub enabled: Option<bool>,
    /// When the configuration was saved.
    pub saved: Option<String>,
    /// Tier.
    pub tier: Option<String>,
    /// How long a run takes: `90m`, `2h`, `45s`.
    pub duration: Option<String>,
    /// Outcomes of single runs: `3=Failed`.
    pub outcomes: Vec<String>,
    /// Backups by hand: a time, or `TIME=STATUS`.
    pub manual: Vec<String>,
    /// End of the signature.
    pub sas_expiry: Option<String>,
    /// Permissions of the signature.
    pub sas_permissions: Option<String>,
    /// `eager` or `after-run`.
    pub mode: Option<Mode>,
    /// End of the simulation.
    pub until: Option<String>,
    /// Size of each simulated backup: `1.5 GB`, `800MB`, or a number of bytes.
    pub size: Option<String>,
}

/// A number and its unit, in seconds: `7d`, `12h`, `90m`, `45s`.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text.get(..digits)?.parse().ok()?;
    let unit = match text.get(digits..)?.trim().to_ascii_lowercase().as_str() {
        "d" | "day" | "days" => DAY_SECONDS,
        "h" | "hour" | "hours" => HOUR_SECONDS,
        "m" | "min" => 60,
        "s" => 1,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// A size with decimal units, in bytes: `1.5 GB`, `800MB`, `1200`.
fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let scale: u64 = match text.get(digits..)?.trim().to_ascii_lowercase().as_str() {
        "" | "b" | "bytes" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        _ => return None,
    };
    let (whole, part) = match text.get(..digits)?.split_once('.') {
        None => (text.get(..digits)?, ""),
        Some((whole, part)) => (whole, part),
    };
    if part.len() > MAX_DECIMALS {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let mut parts = 0;
    if !part.is_empty() {
        let tenths = 10_u64.checked_pow(u32::try_from(part.len()).ok()?)?;
        parts = part.parse::<u64>().ok()?.checked_mul(scale)? / tenths;
    }
    whole.checked_mul(scale)?.checked_add(parts)
}

/// Most digits behind the point of a size.
const MAX_DECIMALS: usize = 6;

/// An interval as the command line of Azure takes it: `7d`, `12h`.
///
/// # Errors
/// What is wrong with it.
pub fn interval(text: &str) -> Result<(i64, Unit), String> {
    let wrong = || "an interval is a number with d or h, such as 7d or 12h".to_owned();
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let number = text.get(..digits).and_then(|digits| digits.parse().ok());
    let unit = text.get(digits..).and_then(Unit::read);
    match (number, unit) {
        (Some(0), Some(_)) => Err("an interval is at least 1d or 1h".into()),
        (Some(number), Some(unit)) => Ok((number, unit)),
        _ => Err(wrong()),
    }
}

fn time(name: &str, text: &str) -> Result<Timestamp, String> {
    Instant::read(text)
        .at
        .ok_or_else(|| format!("{name} is a time such as 2026-01-04T03:00:00Z"))
}

fn status(text: &str) -> Result<Status, String> {
    match Status::read(text) {
        Status::Unknown(_) => Err(
            "a status is one of Succeeded, PartiallySucceeded, Failed, TimedOut, Skipped".into(),
        ),
        known => Ok(known),
    }
}

impl Typed {
    /// The schedule and the end of its simulation. `base` is a dropped configuration's.
    ///
    /// # Errors
    /// What can't be understood, or that there is neither a configuration nor an interval.
    pub fn schedule(
        &self,
        base: Option<Schedule>,
        now: Timestamp,
    ) -> Result<(Schedule, Timestamp), String> {
        let every = self.every.as_deref().map(interval).transpose()?;
        let start = self
            .start
            .as_deref()
            .map(|text| time("start", text))
            .transpose()?;
        let mut schedule = match (base, every) {
            (Some(base), _) => base,
            (None, Some((number, unit))) => Schedule::new(
                start.unwrap_or(now),
                number,
                unit,
                DEFAULT_RETENTION_DAYS,
                true,
            ),
            (None, None) => return Err("give a configuration, or an interval such as 7d".into()),
        };
        if let Some((number, unit)) = every {
            (schedule.interval, schedule.unit) = (number, unit);
        }
        schedule.start = start.unwrap_or(schedule.start);
        schedule.retention_days = self.keep_days.unwrap_or(schedule.retention_days);
        schedule.keep_one = self.keep_one.unwrap_or(schedule.keep_one);
        schedule.enabled = self.enabled.unwrap_or(schedule.enabled);
        schedule.mode = self.mode.unwrap_or(schedule.mode);
        if let Some(saved) = &self.saved {
            schedule.saved = Some(time("saved", saved)?);
        }
        if let Some(tier) = &self.tier {
            schedule.tier = Tier::read(tier)
                .ok_or("a tier is one of basic, standard, premium, isolated, none")?;
        }
        if let Some(duration) = &self.duration {
            schedule.duration_seconds =
                seconds(duration).ok_or("a duration is a number with d, h, m or s, such as 90m")?;
        }
        if let Some(expiry) = &self.sas_expiry {
            schedule.sas_expiry = Some(time("the end of the signature", expiry)?);
        }
        if let Some(permissions) = &self.sas_permissions {
            schedule.sas_permissions = Some(permissions.trim().to_owned());
        }
        if let Some(text) = &self.size {
            let bytes =
                size(text).ok_or("a size is a number of bytes, or such as 800 MB or 1.5 GB")?;
            schedule.bytes_each = Some(bytes);
        }
        for outcome in &self.outcomes {
            let (number, name) = outcome
                .split_once('=')
                .ok_or("an outcome is the number of a run and a status, such as 3=Failed")?;
            let number = number
                .trim()
                .parse()
                .map_err(|_| "the number of a run counts from 0")?;
            schedule.outcomes.insert(number, status(name)?);
        }
        for manual in &self.manual {
            let (at, name) = manual.split_once('=').unwrap_or((manual, "Succeeded"));
            let at = time("a backup by hand", at)?;
            schedule.existing.push(Existing::by_hand(at, status(name)?));
        }
        schedule.usable().map_err(|why| why.words().to_owned())?;
        let until = match &self.until {
            Some(until) => time("until", until)?,
            None => now
                .max(schedule.start)
                .checked_add(SignedDuration::from_secs(HORIZON_DAYS * DAY_SECONDS))
                .unwrap_or(Timestamp::MAX),
        };
        Ok((schedule, until))
    }
}
