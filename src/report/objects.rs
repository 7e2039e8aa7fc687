//! The objects behind a number of the restored app: asked for when somebody wants to see them, since a
//! report with millions of lines would help nobody.

use serde::{Deserialize, Serialize};

/// Most objects of one answer.
pub const MAX_OBJECTS: u64 = 1_000;

/// Which objects are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ObjectQuery {
    /// Contents or assets.
    pub kind: ObjectKind,
    /// Only contents of this schema id, or assets of this folder id.
    pub within: Option<String>,
    /// Only this part of them.
    pub part: ObjectPart,
    /// For [`ObjectPart::Status`]: the displayed status.
    pub status: Option<String>,
    /// So many are left out before the first.
    #[cfg_attr(test, ts(type = "number"))]
    pub skip: u64,
    /// At most so many are answered, and never more than [`MAX_OBJECTS`].
    #[cfg_attr(test, ts(type = "number"))]
    pub limit: u64,
}

/// Kinds of objects whose lines are not in the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ObjectKind {
    /// Contents.
    #[default]
    Contents,
    /// Assets.
    Assets,
}

/// What the report counts of them, by the names of its counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ObjectPart {
    /// All, deleted ones too.
    #[default]
    Total,
    /// Not deleted, with the displayed status of the query.
    Status,
    /// Not deleted, the current version is published.
    Live,
    /// Not deleted, with a draft.
    Draft,
    /// Not deleted, scheduled.
    Scheduled,
    /// Deleted.
    Deleted,
    /// Assets: not deleted.
    Present,
    /// Assets: not deleted, the file is in the archive.
    WithFile,
    /// Assets: not deleted, the file is not in the archive.
    WithoutFile,
}

/// A part of the objects that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ObjectPage {
    /// All that fit the query: the number in the report.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// Those of this page, in the order in which they are stored.
    pub objects: Vec<ObjectLine>,
}

/// One object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ObjectLine {
    /// Id.
    pub id: String,
    /// Assets: file name.
    pub name: Option<String>,
    /// Contents: displayed status.
    pub status: Option<String>,
    /// Contents: the current version is published.
    pub live: bool,
    /// Contents: has a draft over the current version.
    pub draft: bool,
    /// Contents: a change of status is scheduled.
    pub scheduled: bool,
    /// Deleted at the end.
    pub deleted: bool,
    /// Position of the event that created it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
    /// Events in its stream.
    #[cfg_attr(test, ts(type = "number"))]
    pub events: u64,
    /// Assets: version of the file.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub file_version: Option<i64>,
    /// Assets: size of the file as the event says, in bytes.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// Assets: the current file is in the archive; `null` for contents and deleted ones.
    pub with_file: Option<bool>,
}
