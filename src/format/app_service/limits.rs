//! What the service allows (specification section 8).

use serde::{Deserialize, Serialize};

/// Content and databases of a custom backup, as marketing counts: 10 GB. Above it, a note.
pub const BACKUP_GB_BYTES: u64 = 10_000_000_000;

/// Content and databases of a custom backup, as a computer counts: 10 GiB. Above it, a warning.
pub const BACKUP_GIB_BYTES: u64 = 10 << 30;

/// The databases' part of it: 4 GiB.
pub const DATABASE_GIB_BYTES: u64 = 4 << 30;

/// Longest retention that the portal offers, in days.
pub const PORTAL_RETENTION_DAYS: i64 = 30;

/// Day on which backups of linked databases end (`MB25`).
pub const LINKED_DATABASES_END: &str = "2028-03-31";

/// Longest life of a user delegation signature, in days.
pub const USER_DELEGATION_DAYS: i64 = 7;

/// Pricing tier, as far as it matters to backups (`LIM`, 2020: may have changed).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Tier {
    /// Not known: no limit is applied.
    #[default]
    None,
    /// Basic or Standard.
    Standard,
    /// Premium or Isolated.
    Premium,
}

impl Tier {
    /// Reads the name of a tier, in any case.
    pub fn read(text: &str) -> Option<Tier> {
        match text.trim().to_ascii_lowercase().as_str() {
            "none" | "" => Some(Tier::None),
            "basic" | "standard" => Some(Tier::Standard),
            "premium" | "isolated" => Some(Tier::Premium),
            _ => None,
        }
    }

    /// Shortest interval of scheduled runs, in hours.
    pub fn min_interval_hours(self) -> Option<i64> {
        match self {
            Tier::None => None,
            Tier::Standard => Some(2),
            Tier::Premium => Some(1),
        }
    }

    /// Most backups a day, by hand and by schedule together.
    pub fn cap_per_day(self) -> Option<u32> {
        match self {
            Tier::None => None,
            Tier::Standard => Some(12),
            Tier::Premium => Some(50),
        }
    }
}

/// What a restore never brings back (specification 1.3).
pub const NEVER_RESTORED: [&str; 11] = [
    "network features (private endpoints, hybrid connections, virtual network integration)",
    "authentication",
    "managed identities",
    "custom domains",
    "TLS/SSL bindings and certificates",
    "scale-out settings",
    "Azure Monitor diagnostic settings",
    "alerts",
    "the backup configuration itself",
    "deployment slots of the app",
    "content of custom-mounted Azure storage",
];

/// What comes back together with the configuration (specification 1.3).
pub const RESTORED_WITH_CONFIGURATION: [&str; 3] = [
    "native log settings",
    "Application Insights configuration",
    "health check",
];
