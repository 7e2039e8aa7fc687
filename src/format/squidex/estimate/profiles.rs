//! What each kind of server costs.
//!
//! Coefficients belong to a target profile: a store, an asset store and a way to the archive. Each
//! is a range with its source. "Measured" means: Squidex's own restore code on 2 virtual cores,
//! .NET 10, PostgreSQL 15 on the same machine with default durability or stores in memory, and a
//! folder as asset store (12 runs, kept in `tests/data/timings.json`; a run spreads by 30 %).
//! A measured number holds for that machine; another one may be twice as fast or slow, hence
//! `MEASURED`. What was not measured is deduced from it and has a wider range.

use std::fmt;

use crate::format::squidex::target::Store;

/// A number that is not known exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Unlikely to be less.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// Unlikely to be more.
    pub high: f64,
    /// Where it comes from.
    pub source: &'static str,
}

/// A machine may be twice as fast or slow as the one that was measured, and a run spreads by 30 %.
const MEASURED: (f64, f64) = (1.0 / 2.2, 2.5);
/// Deduced from measured numbers of another store.
const DEDUCED: (f64, f64) = (1.0 / 2.6, 3.2);

const fn ranged(likely: f64, range: (f64, f64), source: &'static str) -> Cost {
    Cost {
        low: likely * range.0,
        likely,
        high: likely * range.1,
        source,
    }
}

const fn measured(likely: f64, source: &'static str) -> Cost {
    ranged(likely, MEASURED, source)
}

const fn deduced(likely: f64, source: &'static str) -> Cost {
    ranged(likely, DEDUCED, source)
}

/// What the event store, the snapshot store and the server itself cost, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoreCosts {
    /// Creating or finding one user.
    pub user: Cost,
    /// Reading one event: entry, parsing, handlers. Overlaps with writing.
    pub event: Cost,
    /// The same per byte of the event's JSON.
    pub event_byte: Cost,
    /// Writing a batch of 100 events.
    pub batch: Cost,
    /// The same per byte of the batch's JSON.
    pub batch_byte: Cost,
    /// On top for each of the first [`WARM_UP_EVENTS`] read: the runtime still compiles.
    pub warm_up_read: Cost,
    /// Starting the rebuild of one kind of object.
    pub group: Cost,
    /// Querying and writing a batch of 100 objects, without what grows with its content.
    pub rebuild_batch: Cost,
    /// Writing one snapshot of an app, asset, folder, rule or schema.
    pub snapshot: Cost,
    /// Writing one snapshot of a content (references and search tables too).
    pub content: Cost,
    /// Querying and applying one event again.
    pub rebuild_event: Cost,
    /// The same per byte of its JSON.
    pub rebuild_byte: Cost,
    /// On top for each of the first [`WARM_UP_EVENTS`] applied.
    pub warm_up_rebuild: Cost,
    /// Everything else, once: job, progress, owner.
    pub finish: Cost,
}

/// What the asset store costs. Files are uploaded one after the other while events are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AssetCosts {
    /// Seconds per file.
    pub file: Cost,
    /// Seconds per byte.
    pub byte: Cost,
}

/// So many events until the runtime has compiled its hot code for speed: in memory and on
/// PostgreSQL alike, the first 5,000 events of the measured runs cost more than the next 45,000 each.
pub const WARM_UP_EVENTS: u64 = 5_000;

/// Batches of objects that are rebuilt side by side: the number of cores of the measured machine.
/// A machine with more has this in its range.
pub const REBUILD_PARALLEL: f64 = 2.0;

/// Event, snapshot and user store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreProfile {
    /// PostgreSQL on the same machine: measured.
    PostgreSql,
    /// PostgreSQL over a network.
    PostgreSqlNetwork,
    /// MongoDB.
    MongoDb,
    /// SQL Server or MySQL.
    OtherSql,
    /// No store at all: what is left if it costs nothing. A floor, measured.
    Memory,
}

/// Where asset files go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetProfile {
    /// A folder on the server's disk: measured.
    Folder,
    /// S3, Azure Blob Storage, Google Cloud Storage.
    ObjectStorage,
    /// MongoDB GridFS.
    GridFs,
}

/// How the archive gets to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// From the same machine or a near one.
    Local,
    /// So many megabits a second.
    Megabits(u32),
}

/// A kind of server: store, asset store and way to the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Store.
    pub store: StoreProfile,
    /// Asset store.
    pub assets: AssetProfile,
    /// Download.
    pub download: Download,
}

/// Stores: id, title for the person, variant. In the order of a list to pick from.
pub const STORES: &[(&str, &str, StoreProfile)] = &[
    (
        "postgresql",
        "PostgreSQL on the same machine",
        StoreProfile::PostgreSql,
    ),
    (
        "postgresql-network",
        "PostgreSQL over a network",
        StoreProfile::PostgreSqlNetwork,
    ),
    ("mongodb", "MongoDB", StoreProfile::MongoDb),
    ("sql", "SQL Server or MySQL", StoreProfile::OtherSql),
    ("memory", "no store at all (a floor)", StoreProfile::Memory),
];

/// Asset stores: id, title, variant.
pub const ASSET_STORES: &[(&str, &str, AssetProfile)] = &[
    (
        "folder",
        "a folder on the server's disk",
        AssetProfile::Folder,
    ),
    (
        "object-storage",
        "object storage (S3, Azure, Google Cloud)",
        AssetProfile::ObjectStorage,
    ),
    ("gridfs", "MongoDB GridFS", AssetProfile::GridFs),
];

/// Downloads to pick from: id, title, variant. `{n}mbit` and `{n}gbit` work with any number.
pub const DOWNLOADS: &[(&str, &str, Download)] = &[
    (
        "local",
        "from the same machine or a near one",
        Download::Local,
    ),
    ("1gbit", "1 Gbit/s", Download::Megabits(1_000)),
    ("100mbit", "100 Mbit/s", Download::Megabits(100)),
    ("10mbit", "10 Mbit/s", Download::Megabits(10)),
];

/// A profile name that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError {
    /// The part that was not understood.
    pub part: String,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The profile {:?} is not known (stores: ", self.part)?;
        for (index, (id, ..)) in STORES.iter().enumerate() {
            write!(f, "{}{id}", if index == 0 { "" } else { ", " })?;
        }
        write!(
            f,
            "; with +folder, +object-storage or +gridfs, +local or +100mbit)"
        )
    }
}

impl std::error::Error for ProfileError {}

impl Profile {
    /// The profile for a store of which nothing more is known.
    pub fn for_store(store: Store) -> Self {
        let store = match store {
            Store::PostgreSql => StoreProfile::PostgreSql,
            Store::Other => StoreProfile::MongoDb,
        };
        Profile {
            store,
            assets: AssetProfile::Folder,
            download: Download::Local,
        }
    }

    /// Reads `store[+assets][+download]`, for instance `postgresql` or
    /// `mongodb+object-storage+100mbit`. Case doesn't matter.
    ///
    /// # Errors
    /// When a part is not known; it is named.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut parts = text.split('+').map(|part| part.trim().to_ascii_lowercase());
        let unknown = |part: &str| ProfileError {
            part: part.to_owned(),
        };
        let store = parts.next().unwrap_or_default();
        let store = match store.as_str() {
            "postgres" => StoreProfile::PostgreSql,
            "mongo" => StoreProfile::MongoDb,
            "mysql" | "sqlserver" | "sql-server" => StoreProfile::OtherSql,
            _ => by_id(STORES, &store).ok_or_else(|| unknown(&store))?,
        };
        let mut profile = Profile {
            store,
            assets: AssetProfile::Folder,
            download: Download::Local,
        };
        for part in parts {
            if let Some(assets) = by_id(ASSET_STORES, &part) {
                profile.assets = assets;
            } else if matches!(part.as_str(), "s3" | "azure" | "gcs") {
                profile.assets = AssetProfile::ObjectStorage;
            } else if let Some(download) = by_id(DOWNLOADS, &part).or_else(|| megabits(&part)) {
                profile.download = download;
            } else {
                return Err(unknown(&part));
            }
        }
        Ok(profile)
    }

    /// The name that [`Profile::parse`] reads; a folder and a near archive go without saying.
    pub fn id(&self) -> String {
        let mut id = id_of(STORES, self.store).to_owned();
        if self.assets != AssetProfile::Folder {
            id.push('+');
            id.push_str(id_of(ASSET_STORES, self.assets));
        }
        if let Download::Megabits(megabits) = self.download {
            id.push_str(&format!("+{megabits}mbit"));
        }
        id
    }

    /// The store in words.
    pub fn store_title(&self) -> &'static str {
        title_of(STORES, self.store)
    }

    /// The asset store in words.
    pub fn assets_title(&self) -> &'static str {
        title_of(ASSET_STORES, self.assets)
    }

    /// Whether the store was measured, or deduced from another one.
    pub fn is_measured(&self) -> bool {
        matches!(self.store, StoreProfile::PostgreSql | StoreProfile::Memory)
    }

    /// Costs of the store and the server.
    pub fn store_costs(&self) -> &'static StoreCosts {
        match self.store {
            StoreProfile::PostgreSql => &POSTGRESQL,
            StoreProfile::PostgreSqlNetwork => &POSTGRESQL_NETWORK,
            StoreProfile::MongoDb => &MONGODB,
            StoreProfile::OtherSql => &OTHER_SQL,
            StoreProfile::Memory => &MEMORY,
        }
    }

    /// Costs of the asset store.
    pub fn asset_costs(&self) -> AssetCosts {
        match self.assets {
            AssetProfile::Folder => FOLDER,
            AssetProfile::ObjectStorage => OBJECT_STORAGE,
            AssetProfile::GridFs => GRID_FS,
        }
    }

    /// Seconds per byte of the archive on its way to the server.
    pub fn download_byte(&self) -> Cost {
        match self.download {
            // A copy within one machine or a fast local network; the measured runs copied for nothing.
            Download::Local => Cost {
                low: 0.0,
                likely: 1.0 / 2.5e9,
                high: 1.0 / 0.25e9,
                source: "a copy on one machine or in a fast local network: 0.25 to 2.5 GB/s; none at all for a `file:` address",
            },
            Download::Megabits(megabits) => {
                let byte = 8.0 / (f64::from(megabits.max(1)) * 1.0e6);
                Cost {
                    low: byte,
                    // What protocol and sharing leave of a line.
                    likely: byte / 0.8,
                    high: byte / 0.4,
                    source: "the bandwidth that was named, 40 to 100 % of it",
                }
            }
        }
    }
}

fn by_id<T: Copy>(table: &[(&str, &str, T)], id: &str) -> Option<T> {
    table
        .iter()
        .find(|(known, ..)| *known == id)
        .map(|(.., value)| *value)
}

fn id_of<T: Copy + PartialEq>(table: &[(&'static str, &str, T)], value: T) -> &'static str {
    table
        .iter()
        .find(|(.., known)| *known == value)
        .map_or("", |(id, ..)| id)
}

fn title_of<T: Copy + PartialEq>(table: &[(&str, &'static str, T)], value: T) -> &'static str {
    table
        .iter()
        .find(|(.., known)| *known == value)
        .map_or("", |(_, title, _)| title)
}

fn megabits(part: &str) -> Option<Download> {
    let (number, factor) = match (part.strip_suffix("mbit"), part.strip_suffix("gbit")) {
        (Some(number), _) => (number, 1),
        (_, Some(number)) => (number, 1_000),
        _ => return None,
    };
    let number: u32 = number.trim().parse().ok().filter(|number| *number > 0)?;
    Some(Download::Megabits(number.checked_mul(factor)?))
}

/// Time of the first restore after the server's start is 0.3 to 0.6 s longer (measured): in the
/// high end of every profile.
const FIRST_RESTORE: f64 = 0.6;

const POSTGRESQL: StoreCosts = StoreCosts {
    user: measured(
        0.7e-3,
        "measured: 0.7 to 1.2 ms for the one user of each run",
    ),
    event: MEMORY.event,
    event_byte: MEMORY.event_byte,
    batch: measured(
        11.5e-3,
        "measured: 13.6 ms a batch for events of 704 bytes and 17.2 ms for 1,884 bytes, less the bytes",
    ),
    batch_byte: measured(30.0e-9, "measured: the difference of these two"),
    warm_up_read: MEMORY.warm_up_read,
    group: measured(
        3.0e-3,
        "measured: 6 to 9 ms for a kind with one to three objects, less one batch",
    ),
    rebuild_batch: measured(8.0e-3, "measured: 8 to 11 ms for a batch of a few objects"),
    snapshot: measured(30.0e-6, "measured: 19 ms for 100 assets, less the batch"),
    content: measured(
        195.0e-6,
        "measured: 4.6 s for 22,671 contents on 2 cores, less batches and events",
    ),
    rebuild_event: measured(
        2.0e-6,
        "measured: 19 µs per event of 704 bytes in one object, nearly all by bytes",
    ),
    rebuild_byte: measured(
        23.5e-9,
        "measured: 66,001 events of 704 bytes in one object take 1.5 s",
    ),
    warm_up_rebuild: MEMORY.warm_up_rebuild,
    finish: Cost {
        low: 0.01,
        likely: 0.03,
        high: 0.1 + FIRST_RESTORE,
        source: "measured: 0.02 to 0.1 s between the phases, and the first restore of a process",
    },
};

/// 1 ms there and back and five to eight round trips a batch.
const POSTGRESQL_NETWORK: StoreCosts = StoreCosts {
    user: deduced(3.0e-3, "deduced: as on one machine, and two round trips"),
    event: MEMORY.event,
    event_byte: MEMORY.event_byte,
    batch: deduced(
        18.0e-3,
        "deduced: as on one machine, and 5 to 8 ms at 1 ms round trip",
    ),
    batch_byte: deduced(
        38.0e-9,
        "deduced: as on one machine, and the bytes at 1 Gbit/s",
    ),
    warm_up_read: MEMORY.warm_up_read,
    group: deduced(5.0e-3, "deduced: as on one machine, and round trips"),
    rebuild_batch: deduced(
        14.0e-3,
        "deduced: as on one machine, and 5 to 8 ms at 1 ms round trip",
    ),
    snapshot: deduced(30.0e-6, "deduced: as on one machine"),
    content: deduced(195.0e-6, "deduced: as on one machine"),
    rebuild_event: deduced(2.0e-6, "deduced: as on one machine"),
    rebuild_byte: deduced(
        31.5e-9,
        "deduced: as on one machine, and the bytes at 1 Gbit/s",
    ),
    warm_up_rebuild: MEMORY.warm_up_rebuild,
    finish: Cost {
        low: 0.02,
        likely: 0.06,
        high: 0.3 + FIRST_RESTORE,
        source: "deduced: as on one machine, and round trips",
    },
};

const MONGODB: StoreCosts = StoreCosts {
    user: deduced(1.5e-3, "not measured: one find and one insert"),
    event: MEMORY.event,
    event_byte: MEMORY.event_byte,
    batch: ranged(
        8.0e-3,
        (1.0 / 3.0, 3.5),
        "not measured: one bulk insert; no position update, which is 7 to 10 ms on PostgreSQL",
    ),
    batch_byte: ranged(30.0e-9, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    warm_up_read: MEMORY.warm_up_read,
    group: deduced(4.0e-3, "not measured: as PostgreSQL"),
    rebuild_batch: ranged(8.0e-3, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    snapshot: ranged(40.0e-6, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    content: ranged(
        200.0e-6,
        (1.0 / 3.0, 3.5),
        "not measured: as PostgreSQL; a content goes into two collections",
    ),
    rebuild_event: ranged(4.0e-6, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    rebuild_byte: ranged(23.5e-9, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    warm_up_rebuild: MEMORY.warm_up_rebuild,
    finish: Cost {
        low: 0.01,
        likely: 0.05,
        high: 0.2 + FIRST_RESTORE,
        source: "not measured: as PostgreSQL",
    },
};

const OTHER_SQL: StoreCosts = StoreCosts {
    user: deduced(1.5e-3, "not measured: as PostgreSQL over a network"),
    event: MEMORY.event,
    event_byte: MEMORY.event_byte,
    batch: ranged(
        16.0e-3,
        (1.0 / 3.0, 3.5),
        "not measured: between PostgreSQL on one machine and over a network",
    ),
    batch_byte: ranged(35.0e-9, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    warm_up_read: MEMORY.warm_up_read,
    group: deduced(4.0e-3, "not measured: as PostgreSQL"),
    rebuild_batch: ranged(11.0e-3, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    snapshot: ranged(40.0e-6, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    content: ranged(220.0e-6, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    rebuild_event: ranged(3.0e-6, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    rebuild_byte: ranged(27.0e-9, (1.0 / 3.0, 3.5), "not measured: as PostgreSQL"),
    warm_up_rebuild: MEMORY.warm_up_rebuild,
    finish: Cost {
        low: 0.01,
        likely: 0.05,
        high: 0.3 + FIRST_RESTORE,
        source: "not measured: as PostgreSQL",
    },
};

const MEMORY: StoreCosts = StoreCosts {
    user: measured(
        0.7e-3,
        "measured: 0.6 to 1.2 ms for the one user of each run",
    ),
    event: measured(
        13.0e-6,
        "measured: 32 µs for events of 1,884 bytes and 20 µs for 704 bytes once warm, less the bytes",
    ),
    event_byte: measured(10.0e-9, "measured: the difference of these two"),
    batch: measured(
        0.6e-3,
        "measured: 0.7 ms a batch of small events; hidden behind reading",
    ),
    batch_byte: measured(
        2.0e-9,
        "measured: 1 to 2 ms a batch of events of 1,884 bytes",
    ),
    warm_up_read: measured(
        75.0e-6,
        "measured: 0.11 to 0.12 ms per event for 1,000 and 5,000 events, 0.03 ms for those after",
    ),
    group: measured(
        1.0e-3,
        "measured: 1 to 2 ms for a kind with one to three objects",
    ),
    rebuild_batch: measured(0.5e-3, "measured: next to nothing"),
    snapshot: measured(20.0e-6, "measured: 7 ms for 100 assets, less their events"),
    content: measured(
        35.0e-6,
        "measured: 1 s for 22,671 contents on 2 cores, less their events",
    ),
    rebuild_event: measured(
        0.2e-6,
        "measured: 4 µs per event of 704 bytes, nearly all by bytes",
    ),
    rebuild_byte: measured(
        5.2e-9,
        "measured: 66,001 events of 704 bytes in one object take 0.6 s",
    ),
    warm_up_rebuild: measured(
        60.0e-6,
        "measured: 0.06 ms per event for 1,000 and 5,000 events, 0.015 ms for those after",
    ),
    finish: Cost {
        low: 0.004,
        likely: 0.02,
        high: 0.1 + FIRST_RESTORE,
        source: "measured: 0.01 to 0.1 s between the phases, and the first restore of a process",
    },
};

const FOLDER: AssetCosts = AssetCosts {
    file: ranged(
        0.45e-3,
        (0.25 / 0.45, 2.0 / 0.45),
        "measured: 0.3 to 0.5 ms for files of 10 kB; runs with up to 2 ms were seen",
    ),
    byte: measured(
        1.0 / 650.0e6,
        "measured: 500 MB/s (PostgreSQL) and 700 MB/s (memory)",
    ),
};

const OBJECT_STORAGE: AssetCosts = AssetCosts {
    file: Cost {
        low: 15.0e-3,
        likely: 32.0e-3,
        high: 60.0e-3,
        source: "not measured: 20 to 50 ms for a small upload within one region",
    },
    byte: Cost {
        low: 1.0 / 200.0e6,
        likely: 1.0 / 60.0e6,
        high: 1.0 / 20.0e6,
        source: "not measured: 20 to 200 MB/s for one upload at a time",
    },
};

const GRID_FS: AssetCosts = AssetCosts {
    file: Cost {
        low: 2.0e-3,
        likely: 6.0e-3,
        high: 20.0e-3,
        source: "not measured: three to four writes a file",
    },
    byte: Cost {
        low: 1.0 / 300.0e6,
        likely: 1.0 / 100.0e6,
        high: 1.0 / 30.0e6,
        source: "not measured: chunks of 255 kB, one insert each",
    },
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_reads_its_own_name() {
        for (_, _, store) in STORES {
            for (_, _, assets) in ASSET_STORES {
                for (_, _, download) in DOWNLOADS {
                    let profile = Profile {
                        store: *store,
                        assets: *assets,
                        download: *download,
                    };
                    assert_eq!(Profile::parse(&profile.id()), Ok(profile));
                }
            }
        }
    }

    #[test]
    fn parts_may_have_other_words_and_case() {
        let profile = Profile::parse("Postgres + S3 + 2gbit").unwrap();
        assert_eq!(profile.id(), "postgresql+object-storage+2000mbit");
        assert_eq!(Profile::parse("oracle").unwrap_err().part, "oracle");
        assert_eq!(Profile::parse("mongodb+tape").unwrap_err().part, "tape");
        assert_eq!(Profile::parse("mongodb+0mbit").unwrap_err().part, "0mbit");
        assert_eq!(Profile::parse("").unwrap_err().part, "");
    }

    fn costs(profile: Profile) -> Vec<Cost> {
        let s = profile.store_costs();
        let a = profile.asset_costs();
        vec![
            s.user,
            s.event,
            s.event_byte,
            s.batch,
            s.batch_byte,
            s.warm_up_read,
            s.group,
            s.rebuild_batch,
            s.snapshot,
            s.content,
            s.rebuild_event,
            s.rebuild_byte,
            s.warm_up_rebuild,
            s.finish,
            a.file,
            a.byte,
            profile.download_byte(),
        ]
    }

    #[test]
    fn each_cost_is_a_range_with_a_source() {
        for (_, _, store) in STORES {
            for (_, _, assets) in ASSET_STORES {
                for (_, _, download) in DOWNLOADS {
                    let profile = Profile {
                        store: *store,
                        assets: *assets,
                        download: *download,
                    };
                    for cost in costs(profile) {
                        assert!(0.0 <= cost.low && cost.low < cost.likely, "{cost:?}");
                        assert!(cost.likely < cost.high && cost.high.is_finite(), "{cost:?}");
                        assert!(!cost.source.is_empty());
                    }
                }
            }
        }
    }
}
