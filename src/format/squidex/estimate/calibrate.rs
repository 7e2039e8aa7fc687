//! Adapting a profile with a restore that somebody once ran.
//!
//! Two ways: the log of that restore with its instants gives a time per phase; "it took 12 min"
//! gives one for all. Either is held against what the profile expects for that backup, and the
//! ratio is kept: a small JSON file, on the device or beside the command line.
//!
//! A run tells less than it seems: runs of one archive spread by 30 %, and the server writes its
//! instants in whole seconds. So a time that agrees with the expectation as far as its digits go
//! changes nothing, and a phase's own ratio is drawn towards that of the whole run, the more the
//! less of it was seen. A phase that the run hardly had (no asset files, say) is adapted by half
//! (the square root of the ratio) and keeps its wide range.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Seconds3;
use super::log::{Line, Log, Message};
use super::model::{Level, Load, PHASES, Seconds, count, duration, seconds};
use super::profiles::Profile;
use crate::format::squidex::target::Target;
use crate::json;
use crate::typed;

/// Version of the file.
pub const CALIBRATION_VERSION: u32 = 1;

/// A run of the same archive on the same server spreads by 30 %: 0.15 is one standard deviation of
/// the logarithm.
const RUN_SPREAD: f64 = 0.15;

/// How far one phase of a server strays from the server's other phases, as standard deviation of
/// the logarithm: a slow disk, say, that only the events feel.
const PHASE_SPREAD: f64 = 0.5;

/// Time in a phase that belongs to nothing in particular, in seconds.
const PHASE_NOISE: f64 = 0.02;

/// Below this share of its group of phases, a phase was not seen.
const SEEN: f64 = 0.2;

/// Range of a phase that was seen: a calibrated estimate is to be met within a factor of 1.5.
const SEEN_RANGE: (f64, f64) = (1.0 / 1.5, 1.6);

/// Ratios beyond this are no calibration but a mistake (another backup, another unit).
const RATIO_LIMIT: f64 = 200.0;

/// What one known run says about a server. JSON, for instance:
///
/// ```json
/// { "version": 1, "profile": "postgresql", "source": "log", "events": 5000, "seconds": 2.0,
///   "phases": { "events": { "ratio": 1.1, "seen": true } } }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Calibration {
    /// [`CALIBRATION_VERSION`].
    pub version: u32,
    /// Profile that the ratios refer to.
    pub profile: String,
    /// What it was made from.
    pub source: CalibrationSource,
    /// Events of the backup that was restored.
    #[cfg_attr(test, ts(type = "number"))]
    pub events: u64,
    /// How long that took, in seconds.
    pub seconds: f64,
    /// By name of the phase; a phase that is not here is as the profile says.
    pub phases: BTreeMap<String, PhaseRatio>,
}

/// What a calibration was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum CalibrationSource {
    /// The log of a restore.
    Log,
    /// A total.
    Total,
}

/// How one phase differs from its profile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PhaseRatio {
    /// Seconds of the run by expected seconds.
    pub ratio: f64,
    /// Whether the run had enough of this phase to narrow its range.
    pub seen: bool,
}

/// Why there is no calibration.
#[derive(Debug, Clone, PartialEq)]
pub enum CalibrationError {
    /// The file is no calibration, or of a version that is not known.
    File(String),
    /// No line of a restore log is in the text.
    NoLog,
    /// The log has no instants.
    NoInstants,
    /// No phase begins and ends in the log.
    NoPhase,
    /// The log is of another backup.
    OtherBackup {
        /// Events by the log.
        logged: u64,
        /// Events of the backup.
        events: u64,
    },
    /// The text is no duration.
    NoDuration(String),
    /// The number is beyond anything that a server does.
    Unlikely {
        /// Seconds that were given.
        seconds: f64,
        /// Seconds that were expected.
        expected: f64,
    },
}

impl fmt::Display for CalibrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalibrationError::File(what) => write!(f, "this is no calibration file: {what}"),
            CalibrationError::NoLog => f.write_str(
                "no line of a restore log was found; paste the lines that Squidex shows, \
                 from \"Started\" to \"Completed, Yeah!\"",
            ),
            CalibrationError::NoInstants => {
                f.write_str("the log has no times; paste its lines with the time in front of each")
            }
            CalibrationError::NoPhase => f.write_str(
                "no phase begins and ends in this log; paste it from \"Downloading Backup\" on",
            ),
            CalibrationError::OtherBackup { logged, events } => write!(
                f,
                "the log is of another backup: it read {}, this backup has {}",
                count(*logged, "event"),
                count(*events, "event")
            ),
            CalibrationError::NoDuration(text) => write!(
                f,
                "{text:?} is no duration; write for instance \"12 min\", \"1h 5m\", \"90 s\" or \"0:12:30\""
            ),
            CalibrationError::Unlikely { seconds, expected } => write!(
                f,
                "{} can't be right for this backup: expected were about {}",
                duration(*seconds),
                duration(*expected)
            ),
        }
    }
}

impl std::error::Error for CalibrationError {}

/// Calibrates with the log of a restore of the backup with this load, run on that target.
///
/// # Errors
/// When the text is no log with instants, or the log of another backup.
pub fn calibrate_from_log(
    pasted: &str,
    load: &Load,
    target: &Target,
) -> Result<Calibration, CalibrationError> {
    let log = Log::parse(pasted);
    if log.is_empty() {
        return Err(CalibrationError::NoLog);
    }
    if let Some((Some(logged), ..)) = log.reading()
        && (logged > load.events || (log.read_all() && logged != load.events))
    {
        return Err(CalibrationError::OtherBackup {
            logged,
            events: load.events,
        });
    }
    if log
        .lines
        .iter()
        .filter(|line| line.instant.is_some())
        .count()
        < 2
    {
        return Err(CalibrationError::NoInstants);
    }
    let profile = profile_of(target);
    let expected = seconds(load, &profile, Level::Likely);
    let groups = measure(&log);
    if groups.is_empty() {
        return Err(CalibrationError::NoPhase);
    }
    fit(&profile, load, &expected, &groups, CalibrationSource::Log)
}

/// Calibrates with a total such as "12 min" for a restore of the backup with this load.
///
/// # Errors
/// When the text is no duration, or one that can't be right.
pub fn calibrate_from_total(
    took: &str,
    load: &Load,
    target: &Target,
) -> Result<Calibration, CalibrationError> {
    let took = Took::parse(took)?;
    let profile = profile_of(target);
    let expected = seconds(load, &profile, Level::Likely);
    // What the download took is part of the total and says nothing about the server.
    let download = expected.0[0].min(took.seconds * 0.8);
    let group = Group {
        phases: &SERVER,
        seconds: took.seconds - download,
        // "1 min" is meant as about that, not as anything from half a minute on.
        doubt: took.doubt.min(took.seconds * RUN_SPREAD),
    };
    fit(
        &profile,
        load,
        &expected,
        &[group],
        CalibrationSource::Total,
    )
}

fn profile_of(target: &Target) -> Profile {
    target
        .profile
        .as_deref()
        .and_then(|name| Profile::parse(name).ok())
        .unwrap_or_else(|| Profile::for_store(target.store))
}

/// Phases that are measured together, by position in [`PHASES`].
#[derive(Debug, Clone, Copy)]
struct Group {
    phases: &'static [usize],
    seconds: f64,
    /// The true time may be less or more by this, in seconds.
    doubt: f64,
}

const SERVER: [usize; 9] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/// What a log tells: each group of phases that begins and ends in it.
fn measure(log: &Log) -> Vec<Group> {
    let find = |wanted: &dyn Fn(&Message) -> bool| -> Option<&Line> {
        log.lines
            .iter()
            .find(|line| line.instant.is_some() && wanted(&line.message))
    };
    let restored = |name: &'static str| {
        find(&move |message: &Message| matches!(message, Message::Restored(known) if known == name))
    };
    let downloaded = find(&|message| *message == Message::Downloaded);
    let begin = downloaded.or_else(|| find(&|message| *message == Message::CreatingUsers));
    // The progress line stays as its last version; it is final if something follows.
    let read = log
        .read_all()
        .then(|| find(&|message| matches!(message, Message::Reading { .. })));
    let read = read.flatten();
    let done = find(&|message| *message == Message::Done);
    let steps: [(&'static [usize], Option<&Line>, Option<&Line>); 8] = [
        (
            &[0],
            find(&|message| *message == Message::Downloading),
            downloaded,
        ),
        (&[1, 2, 3], begin, read),
        (&[4], read, restored("Apps")),
        (&[5], restored("Apps"), restored("Assets")),
        (&[6], restored("Assets"), restored("Rules")),
        (&[7], restored("Rules"), restored("Schemas")),
        (&[8], restored("Schemas"), restored("Contents")),
        (&[9], restored("Contents"), done),
    ];
    let mut groups = Vec::new();
    for (phases, from, to) in steps {
        if let (Some(from), Some(to)) = (
            from.and_then(|line| line.instant),
            to.and_then(|line| line.instant),
        ) && from.dated == to.dated
            && to.seconds >= from.seconds
        {
            let doubt = from.resolution.max(to.resolution);
            groups.push(Group {
                phases,
                seconds: to.seconds - from.seconds,
                doubt,
            });
        }
    }
    groups
}

/// Ratios from times. First one for the whole server, then each group's own.
fn fit(
    profile: &Profile,
    load: &Load,
    expected: &Seconds,
    groups: &[Group],
    source: CalibrationSource,
) -> Result<Calibration, CalibrationError> {
    let expect = |group: &Group| {
        group
            .phases
            .iter()
            .map(|index| expected.0[*index])
            .sum::<f64>()
    };
    let of_server = || groups.iter().filter(|group| group.phases[0] != 0);
    // Instants lie in a row, so that the roundings between them cancel out.
    let total = of_server().map(|group| group.seconds).sum::<f64>();
    let total_expected = of_server().map(expect).sum::<f64>();
    let total_doubt = of_server().map(|group| group.doubt).fold(0.0, f64::max);
    let whole = if total_expected > 0.0 {
        nearest(total_expected, total, total_doubt) / total_expected
    } else {
        1.0
    };
    if !(1.0 / RATIO_LIMIT..=RATIO_LIMIT).contains(&whole) {
        return Err(CalibrationError::Unlikely {
            seconds: total,
            expected: total_expected,
        });
    }

    let mut phases = BTreeMap::new();
    if total_expected > 0.0 {
        for index in SERVER {
            let ratio = PhaseRatio {
                ratio: whole.sqrt(),
                seen: false,
            };
            phases.insert(PHASES[index].to_owned(), ratio);
        }
    }
    for group in groups {
        let download = group.phases[0] == 0;
        let before = expect(group) * if download { 1.0 } else { whole };
        if before <= 0.0 {
            continue;
        }
        let time = nearest(before, group.seconds, group.doubt).max(before / RATIO_LIMIT);
        let spread = if download { 2.0 } else { PHASE_SPREAD };
        let noise = RUN_SPREAD.powi(2)
            + (PHASE_NOISE / before).powi(2)
            + (0.4 * group.doubt / before.max(time)).powi(2);
        let weight = spread.powi(2) / (spread.powi(2) + noise);
        let own = (time / before)
            .powf(weight)
            .clamp(1.0 / RATIO_LIMIT, RATIO_LIMIT);
        let ratio = if download { own } else { own * whole };
        for index in group.phases {
            let share = expected.0[*index] / expect(group);
            let main = share >= SEEN || (group.phases.len() == SERVER.len() && *index != 3);
            let phase = PhaseRatio {
                ratio: if main { ratio } else { ratio.sqrt() },
                seen: main && weight >= 0.5,
            };
            phases.insert(PHASES[*index].to_owned(), phase);
        }
    }
    Ok(Calibration {
        version: CALIBRATION_VERSION,
        profile: profile.id(),
        source,
        events: load.events,
        seconds: groups.iter().map(|group| group.seconds).sum(),
        phases,
    })
}

/// The time within `measured` ± `doubt` that is nearest to the expected one.
fn nearest(expected: f64, measured: f64, doubt: f64) -> f64 {
    expected.clamp((measured - doubt).max(0.0), measured + doubt)
}

impl Calibration {
    /// Reads a calibration that was kept.
    ///
    /// # Errors
    /// When it is of another version, or has numbers that no calibration has.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, CalibrationError> {
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        if version != Some(u64::from(CALIBRATION_VERSION)) {
            return Err(CalibrationError::File(format!(
                "version {CALIBRATION_VERSION} is wanted, found {}",
                version.map_or("none".into(), |version| version.to_string())
            )));
        }
        let calibration: Calibration = typed::from_value(value.clone())
            .map_err(|error| CalibrationError::File(error.to_string()))?;
        let limit = RATIO_LIMIT * RATIO_LIMIT;
        for (name, phase) in &calibration.phases {
            if !(1.0 / limit..=limit).contains(&phase.ratio) {
                return Err(CalibrationError::File(format!(
                    "the ratio of {name} is {}",
                    phase.ratio
                )));
            }
        }
        if calibration.profile().is_none() {
            return Err(CalibrationError::File(format!(
                "the profile {:?} is not known",
                calibration.profile
            )));
        }
        Ok(calibration)
    }

    /// For `Target::calibration`, or a file.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The profile that the ratios refer to.
    pub fn profile(&self) -> Option<Profile> {
        Profile::parse(&self.profile).ok()
    }

    /// One phase as adapted. What depends on the asset store or the line is only adapted if those
    /// are the ones of the run.
    pub(super) fn adapt(&self, name: &str, profile: &Profile, phase: Seconds3) -> Seconds3 {
        let (Some(known), Some(ratio)) = (self.profile(), self.phases.get(name)) else {
            return phase;
        };
        let same = match name {
            "download" => known.download == profile.download,
            "assets" => known.assets == profile.assets,
            _ => known.store == profile.store,
        };
        if !same {
            return phase;
        }
        let likely = phase.likely * ratio.ratio;
        if ratio.seen {
            Seconds3 {
                low: likely * SEEN_RANGE.0,
                likely,
                high: likely * SEEN_RANGE.1,
            }
        } else {
            Seconds3 {
                low: phase.low * ratio.ratio,
                likely,
                high: phase.high * ratio.ratio.max(1.0 / 1.5),
            }
        }
    }

    /// What was adapted, as a sentence with the numbers.
    pub fn in_words(&self) -> String {
        let source = match self.source {
            CalibrationSource::Log => "the log of a restore",
            CalibrationSource::Total => "the total time of a restore",
        };
        let list = |seen: bool| -> String {
            let phases: Vec<String> = self
                .phases
                .iter()
                .filter(|(_, phase)| phase.seen == seen && (phase.ratio - 1.0).abs() >= 0.005)
                .map(|(name, phase)| format!("{name} ×{:.2}", phase.ratio))
                .collect();
            phases.join(", ")
        };
        let mut text = format!(
            "Calibrated with {source} of {} in {}",
            count(self.events, "event"),
            duration(self.seconds)
        );
        let (seen, guessed) = (list(true), list(false));
        if seen.is_empty() && guessed.is_empty() {
            text.push_str(": it took as long as the profile expects");
        }
        if !seen.is_empty() {
            text.push_str(&format!(": {seen}"));
        }
        if !guessed.is_empty() {
            text.push_str(&format!(
                "; hardly seen in that run and adapted by less: {guessed}"
            ));
        }
        text.push('.');
        text
    }
}

/// A duration that a person typed.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Took {
    seconds: f64,
    /// Half of the last digit that was given.
    doubt: f64,
}

impl Took {
    /// "12 min", "1h 5m", "1.5 hours", "0:12:30", "12:30" (minutes and seconds), "90 s", "2 hours
    /// and 5 minutes". A bare number has no unit and is refused.
    fn parse(text: &str) -> Result<Took, CalibrationError> {
        let error = || CalibrationError::NoDuration(text.trim().to_owned());
        let lower = text.trim().to_lowercase();
        let took = if lower.contains(':') {
            clock(&lower)
        } else {
            units(&lower)
        };
        took.filter(|took| took.seconds.is_finite() && took.seconds > 0.0)
            .ok_or_else(error)
    }
}

/// `0:12:30`, `12:30`, `12:30.5`.
fn clock(text: &str) -> Option<Took> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut seconds = 0.0;
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        let digits = part
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (last && byte == b'.'));
        let value = json::double(part).filter(|_| digits)?;
        if index > 0 && value >= 60.0 {
            return None;
        }
        seconds = seconds * 60.0 + value;
    }
    Some(Took {
        seconds,
        doubt: 0.5,
    })
}

/// Numbers with units, in any number.
fn units(text: &str) -> Option<Took> {
    let mut rest = text;
    let mut took: Option<Took> = None;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '~' | '+'));
        for word in ["about ", "circa ", "ca. ", "and ", "it took "] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '~');
        if rest.is_empty() || rest == "." {
            return took;
        }
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
            .unwrap_or(rest.len());
        let number = rest[..end].replace(',', ".");
        let decimals = number
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let value = json::double(&number)?;
        rest = rest[end..].trim_start();
        let end = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "ms" | "millisecond" | "milliseconds" => 0.001,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            _ => return None,
        };
        rest = &rest[end..];
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let before = took.map_or(0.0, |took| took.seconds);
        let doubt = 0.5 * unit * 0.1_f64.powi(i32::try_from(decimals.min(9)).unwrap_or(9));
        took = Some(Took {
            seconds: before + value * unit,
            doubt,
        });
    }
}

/// Adapts by whatever the person gave: a restore log with instants, or a duration in words.
///
/// # Errors
/// As [`calibrate_from_log`]; as [`calibrate_from_total`] if the text has no line of a log.
pub fn calibrate(
    pasted: &str,
    load: &Load,
    target: &Target,
) -> Result<Calibration, CalibrationError> {
    match calibrate_from_log(pasted, load, target) {
        Err(CalibrationError::NoLog) => {
            calibrate_from_total(pasted, load, target).map_err(|error| match error {
                // A text of several lines that is no duration was meant to be a log.
                CalibrationError::NoDuration(_) if pasted.trim().lines().count() > 1 => {
                    CalibrationError::NoLog
                }
                other => other,
            })
        }
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn took(text: &str) -> Option<f64> {
        Took::parse(text)
            .ok()
            .map(|took| (took.seconds * 1000.0).round() / 1000.0)
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("12 min", 720.0),
            ("12min", 720.0),
            ("1h 5m", 3900.0),
            ("1h5m", 3900.0),
            ("0:12:30", 750.0),
            ("12:30", 750.0),
            ("90 s", 90.0),
            ("2 hours and 5 minutes", 7500.0),
            ("1.5 h", 5400.0),
            ("1,5 h", 5400.0),
            ("about 12 minutes.", 720.0),
            ("~3 min", 180.0),
            ("750 ms", 0.75),
            (" 1 Min 30 Sec ", 90.0),
            ("1 day, 2 hours", 93_600.0),
        ] {
            assert_eq!(took(text), Some(seconds), "{text}");
        }
        for text in [
            "",
            "12",
            "0 s",
            "soon",
            "12 parsecs",
            "1:75",
            "1:2:3:4",
            "-5 min",
            "1:-5",
            "inf s",
        ] {
            assert_eq!(took(text), None, "{text}");
        }
        assert_eq!(Took::parse("12 min").unwrap().doubt, 30.0);
        assert_eq!(Took::parse("1h 5m").unwrap().doubt, 30.0);
        assert!((Took::parse("1.5 min").unwrap().doubt - 3.0).abs() < 1e-9);
    }

    fn load() -> Load {
        Load {
            archive_bytes: 4_447_788,
            users: 1,
            events: 50_000,
            event_json_bytes: 94_000_000,
            ..Load::default()
        }
    }

    fn target() -> Target {
        Target {
            profile: Some("postgresql".into()),
            ..Target::default()
        }
    }

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        let made = calibrate_from_total("1 min", &load(), &target()).unwrap();
        assert_eq!(Calibration::from_json(&made.to_json()), Ok(made));
    }

    #[test]
    fn files_that_are_none_are_refused() {
        let good = calibrate_from_total("1 min", &load(), &target())
            .unwrap()
            .to_json();
        let with = |key: &str, value: serde_json::Value| {
            let mut json = good.clone();
            json[key] = value;
            Calibration::from_json(&json)
        };
        assert!(with("version", 2.into()).is_err());
        assert!(with("version", serde_json::Value::Null).is_err());
        assert!(with("profile", "abacus".into()).is_err());
        let zero = serde_json::json!({ "events": { "ratio": 0.0, "seen": true } });
        assert!(with("phases", zero).is_err());
        assert!(Calibration::from_json(&serde_json::Value::Null).is_err());
    }

    #[test]
    fn a_total_that_cannot_be_right_is_refused() {
        let error = calibrate_from_total("20 days", &load(), &target()).unwrap_err();
        assert!(
            matches!(error, CalibrationError::Unlikely { .. }),
            "{error}"
        );
    }

    #[test]
    fn a_total_within_its_digits_changes_nothing() {
        let expected = seconds(&load(), &profile_of(&target()), Level::Likely)
            .0
            .iter()
            .sum::<f64>();
        let text = format!("{expected:.0} s");
        let made = calibrate_from_total(&text, &load(), &target()).unwrap();
        assert!(
            made.phases
                .values()
                .all(|phase| (phase.ratio - 1.0).abs() < 0.01),
            "{made:?}"
        );
        assert!(
            made.in_words().contains("as long as the profile expects"),
            "{}",
            made.in_words()
        );
    }

    #[test]
    fn logs_without_times_or_of_another_backup_are_refused() {
        let reading = "Reading 50000/50000 events and 9 attachments completed.";
        let error = |text: &str| calibrate_from_log(text, &load(), &target()).unwrap_err();
        assert_eq!(error("hello"), CalibrationError::NoLog);
        assert_eq!(
            error("Creating Users\nCreated Users"),
            CalibrationError::NoInstants
        );
        let other = format!(
            "07:00:00: Creating Users\n07:00:09: {}\n07:00:09: Restored Apps",
            reading.replace("50000", "49999")
        );
        assert_eq!(
            error(&other),
            CalibrationError::OtherBackup {
                logged: 49_999,
                events: 50_000
            }
        );
        let unfinished = format!("07:00:00: Creating Users\n07:00:09: {reading}");
        assert_eq!(error(&unfinished), CalibrationError::NoPhase);
    }

    #[test]
    fn a_slow_disk_is_seen_in_the_events_alone() {
        let expected = seconds(&load(), &profile_of(&target()), Level::Likely);
        let at = |seconds: f64| format!("2024-05-06T{:02}:{:02}:{:06.3}Z", 7, 0, seconds);
        // Events five times as slow, contents as expected.
        let read = expected.0[2] * 5.0;
        let end = read + expected.0[8];
        let log = format!(
            "{}: Downloaded Backup\n{}: Reading 50000/50000 events and 9 attachments completed.\n\
             {}: Restored Apps\n{}: Restored Assets\n{}: Restored Rules\n{}: Restored Schemas\n\
             {}: Restored Contents",
            at(0.0),
            at(read),
            at(read),
            at(read),
            at(read),
            at(read),
            at(end)
        );
        let made = calibrate_from_log(&log, &load(), &target()).unwrap();
        assert!(made.phases["events"].ratio > 4.0, "{made:?}");
        assert!(made.phases["contents"].ratio < 1.6, "{made:?}");
        assert!(
            made.phases["contents"].seen && !made.phases["assets"].seen,
            "{made:?}"
        );
        assert!(made.in_words().contains("events ×"), "{}", made.in_words());
    }
}
