//! What a person says of the service and of the files.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::instant::Instant;
use super::limits::Tier;
use super::rules;

/// What is known of the app and its plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AppServiceOptions {
    /// Pricing tier.
    pub tier: Tier,
    /// The present, ISO 8601; filled in from what is common to all systems.
    pub now: Option<String>,
    /// The person said that the files are of this system; filled in likewise.
    pub told: bool,
}

impl AppServiceOptions {
    /// The present; the epoch if nobody told it.
    pub fn present(&self) -> Timestamp {
        self.now
            .as_deref()
            .and_then(|now| Instant::read(now).at)
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// For the rules.
    pub(super) fn for_rules(&self) -> rules::Options {
        rules::Options {
            now: self.present(),
            tier: self.tier,
            told: self.told,
        }
    }
}
