//! How long a restore takes: a range with its phases and assumptions, never one bare number.
//!
//! - [`model`]: from a backup's numbers and a profile to seconds per phase.
//! - [`profiles`]: what each kind of server costs, and where each number comes from.
//! - [`calibrate`](mod@calibrate): adapting a profile with a restore that somebody once ran.
//! - [`log`]: reading a pasted restore log.
//!
//! Left out: what the server goes on doing after `Completed, Yeah!` (text index, usage, history);
//! it is no part of the restore job.

pub mod calibrate;
pub mod log;
pub mod model;
pub mod profiles;

use crate::format::squidex::report::{Estimate, EstimatePhase};
use crate::format::squidex::target::Target;

pub use calibrate::{
    Calibration, CalibrationError, calibrate, calibrate_from_log, calibrate_from_total,
};
pub use model::{Kinds, Load, PHASES};
pub use profiles::{Profile, ProfileError};

use model::{Level, seconds};

/// The estimate for a backup with this load on that target.
///
/// Never fails: a profile name that is not known, or a calibration that can't be used, is named in
/// the assumptions and left aside.
pub fn estimate(load: &Load, target: &Target) -> Estimate {
    let mut remarks = Vec::new();
    let calibration = read_calibration(target, &mut remarks);
    let profile = pick_profile(target, calibration.as_ref(), &mut remarks);
    let calibration = calibration.filter(|calibration| {
        let fits = calibration
            .profile()
            .is_some_and(|known| known.store == profile.store);
        if !fits {
            remarks.push(format!(
                "The calibration was made for the profile {} and is not used for {}.",
                calibration.profile,
                profile.id()
            ));
        }
        fits
    });

    let likely = seconds(load, &profile, Level::Likely);
    let low = seconds(load, &profile, Level::Low);
    let high = seconds(load, &profile, Level::High);
    let mut phases = Vec::with_capacity(PHASES.len());
    let mut total = Seconds3::default();
    for (index, name) in PHASES.iter().enumerate() {
        let mut phase = Seconds3 {
            low: low.0[index],
            likely: likely.0[index],
            high: high.0[index],
        };
        if let Some(calibration) = &calibration {
            phase = calibration.adapt(name, &profile, phase);
        }
        total.low += phase.low;
        total.likely += phase.likely;
        total.high += phase.high;
        phases.push(EstimatePhase {
            name: (*name).into(),
            likely_seconds: round(phase.likely),
        });
    }

    let mut assumptions = model::assumptions(load, &profile, &likely);
    if let Some(calibration) = &calibration {
        assumptions.push(calibration.in_words());
    }
    assumptions.append(&mut remarks);
    Estimate {
        low_seconds: round(total.low),
        likely_seconds: round(total.likely),
        high_seconds: round(total.high),
        calibrated: calibration.is_some(),
        profile: profile.id(),
        phases,
        assumptions,
    }
}

/// One phase at the three levels.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seconds3 {
    pub low: f64,
    pub likely: f64,
    pub high: f64,
}

fn read_calibration(target: &Target, remarks: &mut Vec<String>) -> Option<Calibration> {
    match Calibration::from_json(target.calibration.as_ref()?) {
        Ok(calibration) => Some(calibration),
        Err(error) => {
            remarks.push(format!("The calibration is not used: {error}."));
            None
        }
    }
}

fn pick_profile(
    target: &Target,
    calibration: Option<&Calibration>,
    remarks: &mut Vec<String>,
) -> Profile {
    match target
        .profile
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        Some(name) => Profile::parse(name).unwrap_or_else(|error| {
            let profile = Profile::for_store(target.store);
            remarks.push(format!(
                "{error}; {} is assumed in its place.",
                profile.id()
            ));
            profile
        }),
        None => calibration
            .and_then(Calibration::profile)
            .unwrap_or_else(|| Profile::for_store(target.store)),
    }
}

/// Milliseconds are more than an estimate knows.
fn round(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
