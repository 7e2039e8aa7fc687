//! What the report says of a Squidex backup beside its head: numbers, manifest, what the restore does, the app
//! that exists afterwards, how long it takes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::servers::Servers;
use crate::report::{Head, words};

/// The report of a Squidex backup. For a set of another system all that isn't in the head is `null`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SquidexReport {
    /// What every report has.
    #[serde(flatten)]
    pub head: Head,
    /// Numbers.
    pub counts: Counts,
    /// First and last event time; `null` if no event has one.
    pub span: Option<Span>,
    /// The files that the format asks for; `null` where the set is of another system.
    pub manifest: Option<Vec<ManifestLine>>,
    /// What the server's restore log would show; `null` where no rule applies.
    pub restore: Option<Restore>,
    /// What exists on the target afterwards; `null` if nothing or not known.
    pub app: Option<App>,
    /// Verification of stored files against the hashes in the events; `null` before data was read.
    pub asset_verification: Option<AssetVerification>,
    /// How long the restore takes; `null` if it can't be told.
    pub estimate: Option<Estimate>,
}

impl SquidexReport {
    /// With nothing but the head.
    pub fn bare(head: Head) -> SquidexReport {
        SquidexReport {
            head,
            counts: Counts::default(),
            span: None,
            manifest: None,
            restore: None,
            app: None,
            asset_verification: None,
            estimate: None,
        }
    }
}

impl std::ops::Deref for SquidexReport {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl std::ops::DerefMut for SquidexReport {
    fn deref_mut(&mut self) -> &mut Head {
        &mut self.head
    }
}

/// Numbers of one archive. `null` means not known (yet).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Counts {
    /// Records of the central directory.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub entries: Option<u64>,
    /// Consecutive event entries from 0, parsed or not.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub events: Option<u64>,
    /// Events handed on by the restore (H of the progress line).
    #[cfg_attr(test, ts(type = "number | null"))]
    pub restored_events: Option<u64>,
    /// AssetCreated events, old and new.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub assets: Option<u64>,
    /// `.asset` entries with bytes, by name once.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub asset_files: Option<u64>,
    /// The number that Squidex's own interface shows as assets.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub squidex_assets: Option<u64>,
    /// Sum of the sizes that the central directory claims.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub uncompressed_bytes: Option<u64>,
    /// Events by canonical type name; unknown ones as written.
    #[cfg_attr(test, ts(type = "Record<string, number> | null"))]
    pub events_by_type: Option<BTreeMap<String, u64>>,
}

/// First and last event time, ISO 8601 in UTC.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Span {
    /// Earliest `Timestamp` header.
    pub first: String,
    /// Latest `Timestamp` header.
    pub last: String,
}

/// One file that the format asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ManifestLine {
    /// Logical name, for instance `Users.json`.
    pub name: String,
    /// Where it must be.
    pub entry: String,
    /// Whether the restore fails without it.
    pub required: bool,
    /// What is there.
    pub state: ManifestState,
    /// Uncompressed size; `null` if missing.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// Where it was found instead, if misplaced.
    pub found_at: Option<String>,
}

/// State of a file that the format asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ManifestState {
    /// In its place, with bytes.
    Present,
    /// Nowhere.
    Missing,
    /// In its place, with 0 bytes: the server treats it as missing.
    Empty,
    /// Elsewhere: other folder, other case, top folder, back-slashes.
    Misplaced,
    /// In its place, but its content can't be used.
    Invalid,
}

/// What the server's restore job would say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Restore {
    /// `Completed` or `Failed`.
    pub status: String,
    /// The last log line before the failure (`Read all` and `Reading` as in the samples); `null` if completed.
    pub stage: Option<String>,
    /// E-mail addresses of accounts that are made.
    pub users_created: Vec<String>,
    /// All visible lines, without instants.
    pub log: Vec<String>,
    /// Events written to the event store, without the owner assignment at the end; `null` if it depends on timing.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub events_written: Option<u64>,
    /// Whether the restoring user becomes Owner.
    pub assigned_owner: bool,
    /// Objects that are stored but can't be read back.
    #[cfg_attr(test, ts(type = "number"))]
    pub unreadable: u64,
    /// Why it fails, in our words; `null` if completed.
    pub cause: Option<String>,
    /// Which releases of the server can restore it; `null` if none can for damage, or if that is not known.
    pub servers: Option<Servers>,
}

/// The restored app: what exists on the target afterwards.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct App {
    /// Effective name; `null` if the app ends without one.
    pub name: Option<String>,
    /// Id in the archive (the target makes a new one).
    pub id: String,
    /// Label.
    pub label: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Deleted by an event of its own.
    pub deleted: bool,
    /// ISO codes, master first in the order of the app.
    pub languages: Vec<String>,
    /// Languages with what belongs to them.
    pub language_details: Vec<LanguageDetail>,
    /// Custom roles.
    pub roles: Vec<String>,
    /// Client ids.
    pub clients: Vec<String>,
    /// As stored, without the Owner added at the end.
    pub contributors: Vec<Contributor>,
    /// Workflow names (or ids where there is no name).
    pub workflows: Vec<String>,
    /// Plan id.
    pub plan: Option<String>,
    /// Team id.
    pub team_id: Option<String>,
    /// Whether it has an avatar.
    pub image: bool,
    /// Patterns in the settings.
    #[cfg_attr(test, ts(type = "number"))]
    pub patterns: u64,
    /// Not deleted ones.
    pub schemas: Vec<Schema>,
    /// One per schema id with a stored content, also of missing or deleted schemas.
    pub contents: Vec<SchemaContents>,
    /// Assets.
    pub assets: Assets,
    /// Not deleted ones.
    #[cfg_attr(test, ts(type = "number"))]
    pub asset_folders: u64,
    /// The tree of folders that are not deleted; parent before child.
    pub folders: Vec<Folder>,
    /// Not deleted ones.
    pub rules: Vec<Rule>,
}

/// One language of an app.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LanguageDetail {
    /// ISO code.
    pub code: String,
    /// The master language.
    pub master: bool,
    /// Values may be left out.
    pub optional: bool,
    /// Looked up in this order when a value is missing.
    pub fallback: Vec<String>,
}

/// A contributor and the mapped role.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Contributor {
    /// From Users.json.
    pub email: String,
    /// Role name.
    pub role: String,
}

/// A schema that is not deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Schema {
    /// Id without the app's.
    pub id: String,
    /// Name; `null` if the events give none.
    pub name: Option<String>,
    /// `Default`, `Singleton` or `Component`.
    #[serde(rename = "type")]
    pub schema_type: String,
    /// Published.
    pub published: bool,
    /// Category.
    pub category: Option<String>,
    /// Number of top level fields.
    #[cfg_attr(test, ts(type = "number"))]
    pub fields: u64,
    /// The fields.
    pub field_list: Vec<Field>,
}

/// A field of a schema.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Field {
    /// Number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Name.
    pub name: String,
    /// Short type name, for instance `String`.
    #[serde(rename = "type")]
    pub field_type: String,
    /// `invariant` or `language`.
    pub partitioning: String,
    /// Hidden.
    pub hidden: bool,
    /// Locked.
    pub locked: bool,
    /// Disabled.
    pub disabled: bool,
    /// Fields of an array field.
    pub nested: Vec<Field>,
}

/// Contents of one schema id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SchemaContents {
    /// Id of the schema.
    pub schema_id: String,
    /// Its name; `null` if the schema is missing or deleted.
    pub schema_name: Option<String>,
    /// All stored ones, deleted ones included.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// Not deleted ones by displayed status.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub by_status: BTreeMap<String, u64>,
    /// Current status Published.
    #[cfg_attr(test, ts(type = "number"))]
    pub live: u64,
    /// With a draft over the current version.
    #[cfg_attr(test, ts(type = "number"))]
    pub draft: u64,
    /// With a scheduled status change.
    #[cfg_attr(test, ts(type = "number"))]
    pub scheduled: u64,
    /// Deleted ones.
    #[cfg_attr(test, ts(type = "number"))]
    pub deleted: u64,
}

/// Assets of the app.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Assets {
    /// All stored ones, deleted ones included.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// Deleted ones.
    #[cfg_attr(test, ts(type = "number"))]
    pub deleted: u64,
    /// Not deleted ones whose file is restored.
    #[cfg_attr(test, ts(type = "number"))]
    pub with_file: u64,
    /// Not deleted ones without a file.
    #[cfg_attr(test, ts(type = "number"))]
    pub without_file: u64,
    /// Sum of `fileSize` of the not deleted ones.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// A folder of assets that is not deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Folder {
    /// Id without the app's.
    pub id: String,
    /// Id of the parent; `null` at the root.
    pub parent_id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Not deleted assets directly inside.
    #[cfg_attr(test, ts(type = "number"))]
    pub assets: u64,
}

/// A rule that is not deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rule {
    /// Id without the app's.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Enabled.
    pub enabled: bool,
    /// Discriminator of the trigger; `null` if it has none.
    pub trigger: Option<String>,
}

/// Stored files against the hashes in the events, counted per file version.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AssetVerification {
    /// The hash proves the bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub verified: u64,
    /// The event has no hash; the size is right.
    #[cfg_attr(test, ts(type = "number"))]
    pub size_only: u64,
    /// Size or hash is wrong.
    #[cfg_attr(test, ts(type = "number"))]
    pub wrong: u64,
    /// Missing, or 0 bytes where the event says more.
    #[cfg_attr(test, ts(type = "number"))]
    pub lost: u64,
    /// The name that went into the hash is not known.
    #[cfg_attr(test, ts(type = "number"))]
    pub unverifiable: u64,
}

/// How long the restore takes, as a range.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Estimate {
    /// Unlikely to be less.
    pub low_seconds: f64,
    /// Most likely.
    pub likely_seconds: f64,
    /// Unlikely to be more.
    pub high_seconds: f64,
    /// Whether a known run went in.
    pub calibrated: bool,
    /// The profile of the target that was assumed.
    pub profile: String,
    /// In order.
    pub phases: Vec<EstimatePhase>,
    /// In words.
    pub assumptions: Vec<String>,
}

impl Estimate {
    /// As a person says it: `about a second`, `about 7 s (4 s to 15 s)`.
    pub fn in_words(&self) -> String {
        let [low, likely, high] =
            [self.low_seconds, self.likely_seconds, self.high_seconds].map(words::roughly);
        match low == high {
            true => format!("about {likely}"),
            false => format!("about {likely} ({low} to {high})"),
        }
    }
}

/// One phase of a restore.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EstimatePhase {
    /// For instance `events`.
    pub name: String,
    /// Most likely share.
    pub likely_seconds: f64,
}
