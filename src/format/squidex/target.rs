//! What is known of the server that the backup goes to. Changes the verdict without a new scan.

use serde::{Deserialize, Serialize};

/// The target of a restore. The default is what the report contract assumes unless told: another
/// store than PostgreSQL, .NET 10, an empty server, a restoring user unknown to the backup, no form name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Target {
    /// The name field of the restore form; blank means none.
    pub restore_name: Option<String>,
    /// App names that exist on the server (compared with case).
    pub existing_apps: Vec<String>,
    /// Who restores.
    pub initiator: Initiator,
    /// E-mail address of the restoring user, if known.
    pub initiator_email: Option<String>,
    /// The server's store.
    pub store: Store,
    /// The server's version, such as `7.22.0`, `7.22` or `7`; `None`: the newest that is known.
    pub server_version: Option<String>,
    /// Base address of the server, for the rewriting of asset links.
    pub target_url: Option<String>,
    /// Target profile of the estimate; `None` picks one by the store.
    pub profile: Option<String>,
    /// Calibration of the estimate: a small JSON file kept by the person.
    pub calibration: Option<serde_json::Value>,
}

/// Who starts the restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Initiator {
    /// A user; `None`: one that the backup doesn't know.
    Subject(Option<String>),
    /// A client: no Owner is assigned at the end.
    Client(String),
}

impl Default for Initiator {
    fn default() -> Self {
        Initiator::Subject(None)
    }
}

/// The server's event and snapshot store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Store {
    /// PostgreSQL: column rules make a few more restores fail.
    PostgreSql,
    /// MongoDB and others: no column rules.
    #[default]
    Other,
}
