//! From a backup's numbers to seconds per phase.
//!
//! The work items of a restore in their order (`formats/squidex.md` section 10): the archive is
//! downloaded, users are made, events are read one by one (asset files are uploaded in between)
//! while batches of 100 are written behind, then the objects of one kind after the other are
//! rebuilt from their events, 100 at a time and side by side.

use serde::{Deserialize, Serialize};

use super::profiles::{Cost, Download, Profile, REBUILD_PARALLEL, StoreProfile, WARM_UP_EVENTS};

/// Phases, in the order of the restore.
pub const PHASES: [&str; 10] = [
    "download",
    "users",
    "events",
    "assets",
    "apps",
    "assets-rebuild",
    "rules",
    "schemas",
    "contents",
    "finish",
];

/// Events or objects that the server handles at once.
const BATCH: u64 = 100;

/// What a restore has to carry: plain numbers of one backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Load {
    /// Length of the archive.
    pub archive_bytes: u64,
    /// Entries of Users.json.
    pub users: u64,
    /// Events that are read: those up to the first gap.
    pub events: u64,
    /// Events that are handed on to the event store; those read if not known.
    pub handed_on: Option<u64>,
    /// Uncompressed bytes of the event entries.
    pub event_json_bytes: u64,
    /// Asset versions with a file that has bytes.
    pub asset_files: u64,
    /// Sum of their bytes.
    pub asset_bytes: u64,
    /// Attachments that are opened (the last number of the progress line), if known.
    pub attachments: Option<u64>,
    /// Objects that are rebuilt; `None` before the events were read.
    pub objects: Option<Kinds>,
    /// Events in the streams of these objects; `None` before the events were read.
    pub rebuild_events: Option<Kinds>,
}

/// A number for each kind of object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kinds {
    /// The app itself.
    pub apps: u64,
    /// Assets.
    pub assets: u64,
    /// Asset folders.
    pub folders: u64,
    /// Rules that are not deleted.
    pub rules: u64,
    /// Schemas that are not deleted.
    pub schemas: u64,
    /// Contents of schemas that are not deleted.
    pub contents: u64,
}

impl Kinds {
    /// All kinds together.
    pub fn total(&self) -> u64 {
        [
            self.apps,
            self.assets,
            self.folders,
            self.rules,
            self.schemas,
            self.contents,
        ]
        .iter()
        .fold(0, |sum: u64, count| sum.saturating_add(*count))
    }
}

impl Load {
    /// Objects and their events. Before the events were read: an asset for each asset file, and
    /// contents with 2.2 events each for the rest, as in the blog-like archives that were measured.
    fn kinds(&self) -> (Kinds, Kinds, bool) {
        match (self.objects, self.rebuild_events) {
            (Some(objects), Some(events)) => (objects, events, true),
            _ => {
                let assets = self.asset_files.min(self.events);
                let rest = self.events - assets;
                let events = Kinds {
                    apps: 1,
                    assets,
                    contents: rest,
                    ..Kinds::default()
                };
                let contents = (rest as f64 / 2.2).round() as u64;
                (Kinds { contents, ..events }, events, false)
            }
        }
    }

    fn handed_on(&self) -> u64 {
        self.handed_on.unwrap_or(self.events)
    }

    /// Mean bytes of an event's JSON.
    fn event_bytes(&self) -> f64 {
        if self.events == 0 {
            0.0
        } else {
            self.event_json_bytes as f64 / self.events as f64
        }
    }
}

/// Which end of the ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Low,
    Likely,
    High,
}

impl Level {
    fn of(self, cost: Cost) -> f64 {
        match self {
            Level::Low => cost.low,
            Level::Likely => cost.likely,
            Level::High => cost.high,
        }
    }
}

/// Seconds per phase, in the order of [`PHASES`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Seconds(pub [f64; PHASES.len()]);

/// The model itself.
pub(crate) fn seconds(load: &Load, profile: &Profile, level: Level) -> Seconds {
    let costs = profile.store_costs();
    let assets = profile.asset_costs();
    let (objects, rebuild, _) = load.kinds();
    let event_bytes = load.event_bytes();

    let read = load.events as f64 * level.of(costs.event)
        + load.event_json_bytes as f64 * level.of(costs.event_byte);
    let batch = level.of(costs.batch);
    let write = load.handed_on().div_ceil(BATCH) as f64 * batch
        + load.handed_on() as f64 * event_bytes * level.of(costs.batch_byte);
    // Reading goes on while a batch is written: the slower of the two counts. Compiling takes its
    // time from both.
    let events = read.max(write) + warm_up(load.events, level.of(costs.warm_up_read));

    let files = load.asset_files as f64 * level.of(assets.file)
        + load.asset_bytes as f64 * level.of(assets.byte);

    let kind = |objects: u64, events: u64, snapshot: Cost| {
        if objects == 0 && events == 0 {
            return 0.0;
        }
        let batches = objects.div_ceil(BATCH).max(1) as f64;
        let work = batches * level.of(costs.rebuild_batch)
            + objects as f64 * level.of(snapshot)
            + events as f64 * level.of(costs.rebuild_event)
            + events as f64 * event_bytes * level.of(costs.rebuild_byte);
        level.of(costs.group)
            + work / batches.min(REBUILD_PARALLEL)
            + warm_up(events, level.of(costs.warm_up_rebuild))
    };

    Seconds([
        load.archive_bytes as f64 * level.of(profile.download_byte()),
        load.users as f64 * level.of(costs.user),
        events,
        files,
        kind(objects.apps, rebuild.apps, costs.snapshot),
        kind(objects.assets, rebuild.assets, costs.snapshot)
            + kind(objects.folders, rebuild.folders, costs.snapshot),
        kind(objects.rules, rebuild.rules, costs.snapshot),
        kind(objects.schemas, rebuild.schemas, costs.snapshot),
        kind(objects.contents, rebuild.contents, costs.content),
        level.of(costs.finish),
    ])
}

fn warm_up(events: u64, each: f64) -> f64 {
    events.min(WARM_UP_EVENTS) as f64 * each
}

/// What was assumed, as sentences with the numbers that were used.
pub(crate) fn assumptions(load: &Load, profile: &Profile, likely: &Seconds) -> Vec<String> {
    let costs = profile.store_costs();
    let assets = profile.asset_costs();
    let (objects, _, known) = load.kinds();
    let mut lines = Vec::new();

    lines.push(match profile.store {
        StoreProfile::Memory => "The store is assumed to cost nothing: a floor, measured with \
             Squidex's own code on 2 virtual cores."
            .into(),
        _ if profile.is_measured() => format!(
            "The store is {}, measured with Squidex's own code on 2 virtual cores; another machine \
             may be twice as fast or slow, and equal runs differ by up to 30 %.",
            profile.store_title()
        ),
        _ => format!(
            "The store is {}; this was not measured but deduced from runs with PostgreSQL, hence \
             the wide range.",
            profile.store_title()
        ),
    });

    let batches = load.handed_on().div_ceil(BATCH);
    if batches > 0 {
        let per_batch = likely.0[2] / batches as f64;
        lines.push(format!(
            "{} ({}) are read one by one and written in {} of {BATCH}, {} each.",
            count(load.events, "event"),
            size(load.event_json_bytes),
            count(batches, "batch"),
            duration(per_batch)
        ));
    }
    if load.asset_files > 0 {
        lines.push(format!(
            "{} ({}) are uploaded one after the other to {}: {} each, and {} a second.",
            count(load.asset_files, "asset file"),
            size(load.asset_bytes),
            profile.assets_title(),
            duration(assets.file.likely),
            size((1.0 / assets.byte.likely) as u64)
        ));
    }
    lines.push(if known {
        format!(
            "{} are rebuilt from their events, {BATCH} at a time on {REBUILD_PARALLEL} cores; each \
             batch costs the store {} and each content {}.",
            count(objects.total(), "object"),
            duration(costs.rebuild_batch.likely),
            duration(costs.content.likely)
        )
    } else {
        format!(
            "The events were not read yet: {} are assumed to be rebuilt, one for every 2.2 events.",
            count(objects.total(), "object")
        )
    });
    lines.push(match profile.download {
        Download::Local => {
            let over_line = load.archive_bytes as f64 * 8.0 / 100.0e6;
            format!(
                "The archive ({}) is on the server or near it; a download at 100 Mbit/s would add {}.",
                size(load.archive_bytes),
                duration(over_line)
            )
        }
        Download::Megabits(megabits) => format!(
            "The server downloads the archive ({}) at {megabits} Mbit/s, of which 80 % are used.",
            size(load.archive_bytes)
        ),
    });
    lines.push(
        "The first restore after a server's start takes up to 0.6 s longer. What the server does \
         after \"Completed, Yeah!\" (search index, statistics) is not counted."
            .into(),
    );
    lines
}

/// "1 event", "22,680 events".
pub(crate) fn count(number: u64, word: &str) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + word.len() + 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push(' ');
    text.push_str(word);
    match number {
        1 => {}
        _ if word.ends_with("ch") => text.push_str("es"),
        _ => text.push('s'),
    }
    text
}

/// "12.3 MB", powers of 1,000.
pub(crate) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if value < 999.5 {
            return if unit == "bytes" || value >= 99.5 {
                format!("{value:.0} {unit}")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

/// "0.2 ms", "17 ms", "1.5 s", "12 min", "1 h 5 min".
pub(crate) fn duration(seconds: f64) -> String {
    let ms = seconds * 1000.0;
    if ms < 9.95 {
        format!("{} ms", trim(format!("{ms:.2}")))
    } else if seconds < 0.9995 {
        format!("{ms:.0} ms")
    } else if seconds < 9.95 {
        format!("{} s", trim(format!("{seconds:.1}")))
    } else if seconds < 119.5 {
        format!("{seconds:.0} s")
    } else if seconds < 7170.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        let minutes = (seconds / 60.0).round() as u64;
        format!("{} h {} min", minutes / 60, minutes % 60)
    }
}

fn trim(number: String) -> String {
    if number.contains('.') {
        number
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    } else {
        number
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    impl Seconds {
        fn total(&self) -> f64 {
            self.0.iter().sum()
        }
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(count(1, "event"), "1 event");
        assert_eq!(count(22_680, "event"), "22,680 events");
        assert_eq!(count(1_000_000, "batch"), "1,000,000 batches");
        assert_eq!(size(0), "0 bytes");
        assert_eq!(size(44_727_248), "44.7 MB");
        assert_eq!(size(999_999), "1.0 MB");
        assert_eq!(duration(0.000_195), "0.2 ms");
        assert_eq!(duration(0.0172), "17 ms");
        assert_eq!(duration(2.0), "2 s");
        assert_eq!(duration(720.0), "12 min");
        assert_eq!(duration(7500.0), "2 h 5 min");
    }

    #[test]
    fn nothing_to_restore_takes_the_fixed_time() {
        let profile = Profile::parse("postgresql").unwrap();
        let load = Load {
            objects: Some(Kinds::default()),
            rebuild_events: Some(Kinds::default()),
            ..Load::default()
        };
        let seconds = seconds(&load, &profile, Level::Likely);
        assert!(
            seconds.total() > 0.0 && seconds.total() < 0.1,
            "{seconds:?}"
        );
    }

    #[test]
    fn more_work_takes_longer() {
        let profile = Profile::parse("mongodb+s3+100mbit").unwrap();
        let small = Load {
            archive_bytes: 1_000,
            users: 1,
            events: 10,
            ..Load::default()
        };
        let mut last = seconds(&small, &profile, Level::Likely).total();
        for change in [
            |load: &mut Load| load.archive_bytes *= 1_000_000,
            |load: &mut Load| load.users *= 100,
            |load: &mut Load| load.events *= 1_000,
            |load: &mut Load| load.event_json_bytes = 50_000_000,
            |load: &mut Load| load.asset_files = 50,
            |load: &mut Load| load.asset_bytes = 1_000_000_000,
        ] {
            let mut load = small.clone();
            change(&mut load);
            let total = seconds(&load, &profile, Level::Likely).total();
            assert!(
                total > seconds(&small, &profile, Level::Likely).total(),
                "{load:?}"
            );
            last = last.max(total);
        }
        assert!(last.is_finite());
    }

    #[test]
    fn huge_numbers_stay_numbers() {
        let load = Load {
            archive_bytes: u64::MAX,
            users: u64::MAX,
            events: u64::MAX,
            handed_on: Some(u64::MAX),
            event_json_bytes: u64::MAX,
            asset_files: u64::MAX,
            asset_bytes: u64::MAX,
            attachments: Some(u64::MAX),
            objects: None,
            rebuild_events: None,
        };
        let profile = Profile::parse("mongodb").unwrap();
        let likely = seconds(&load, &profile, Level::High);
        assert!(likely.total().is_finite());
        assert!(
            assumptions(&load, &profile, &likely)
                .iter()
                .all(|line| !line.is_empty())
        );
    }
}
