//! The objects behind a number of the restored app: asked for when somebody wants to see them, since a
//! report with millions of lines would help nobody.

mod text;

use serde::{Deserialize, Serialize};

use crate::inspect::query::Query;

pub use text::to_text;

/// Most objects of one answer.
pub const MAX_OBJECTS: u64 = 1_000;

/// Which objects are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ObjectQuery {
    /// Kind of the objects.
    pub kind: ObjectKind,
    /// Only contents or fields of this schema id, assets or folders of this folder id, or file versions of this
    /// asset id. The other kinds have nothing that they are in.
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

impl ObjectQuery {
    /// The same question to the table of that kind.
    pub fn to_query(&self) -> Query {
        Query {
            table: self.kind.name().into(),
            within: self.within.clone(),
            part: match (&self.status, self.part) {
                (Some(status), ObjectPart::Status) => Some(format!("status:{status}")),
                (_, part) => Some(part.name().into()),
            },
            from: self.skip,
            limit: self.limit,
            ..Query::default()
        }
    }
}

/// Kinds of objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ObjectKind {
    /// Contents.
    #[default]
    Contents,
    /// Assets.
    Assets,
    /// File versions: one for each event that brings a file, also of deleted assets.
    Files,
    /// Folders of assets, not deleted.
    Folders,
    /// Schemas, not deleted.
    Schemas,
    /// Fields of schemas, nested ones right behind their array.
    Fields,
    /// Rules, not deleted.
    Rules,
    /// Custom roles.
    Roles,
    /// Clients.
    Clients,
    /// Contributors, without the Owner added at the end.
    Contributors,
    /// Workflows.
    Workflows,
    /// Languages, master first.
    Languages,
    /// Patterns of the settings.
    Patterns,
}

impl ObjectKind {
    /// All kinds.
    pub const ALL: &[ObjectKind] = &[
        ObjectKind::Contents,
        ObjectKind::Assets,
        ObjectKind::Files,
        ObjectKind::Folders,
        ObjectKind::Schemas,
        ObjectKind::Fields,
        ObjectKind::Rules,
        ObjectKind::Roles,
        ObjectKind::Clients,
        ObjectKind::Contributors,
        ObjectKind::Workflows,
        ObjectKind::Languages,
        ObjectKind::Patterns,
    ];

    /// Its name on the command line, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            ObjectKind::Contents => "contents",
            ObjectKind::Assets => "assets",
            ObjectKind::Files => "files",
            ObjectKind::Folders => "folders",
            ObjectKind::Schemas => "schemas",
            ObjectKind::Fields => "fields",
            ObjectKind::Rules => "rules",
            ObjectKind::Roles => "roles",
            ObjectKind::Clients => "clients",
            ObjectKind::Contributors => "contributors",
            ObjectKind::Workflows => "workflows",
            ObjectKind::Languages => "languages",
            ObjectKind::Patterns => "patterns",
        }
    }

    /// One object of that kind, in a word or two.
    pub fn singular(self) -> &'static str {
        match self {
            ObjectKind::Contents => "content",
            ObjectKind::Assets => "asset",
            ObjectKind::Files => "file version",
            ObjectKind::Folders => "folder",
            ObjectKind::Schemas => "schema",
            ObjectKind::Fields => "field",
            ObjectKind::Rules => "rule",
            ObjectKind::Roles => "role",
            ObjectKind::Clients => "client",
            ObjectKind::Contributors => "contributor",
            ObjectKind::Workflows => "workflow",
            ObjectKind::Languages => "language",
            ObjectKind::Patterns => "pattern",
        }
    }
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
    /// File versions: the hash proves the bytes.
    Verified,
    /// File versions: the event has no hash, the size is right.
    SizeOnly,
    /// File versions: size or hash is wrong.
    Wrong,
    /// File versions: missing, or empty where the event says more.
    Lost,
    /// File versions: the name that went into the hash is not known.
    Unverifiable,
}

impl ObjectPart {
    /// All parts.
    pub const ALL: &[ObjectPart] = &[
        ObjectPart::Total,
        ObjectPart::Status,
        ObjectPart::Live,
        ObjectPart::Draft,
        ObjectPart::Scheduled,
        ObjectPart::Deleted,
        ObjectPart::Present,
        ObjectPart::WithFile,
        ObjectPart::WithoutFile,
        ObjectPart::Verified,
        ObjectPart::SizeOnly,
        ObjectPart::Wrong,
        ObjectPart::Lost,
        ObjectPart::Unverifiable,
    ];

    /// Its name on the command line, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            ObjectPart::Total => "total",
            ObjectPart::Status => "status",
            ObjectPart::Live => "live",
            ObjectPart::Draft => "draft",
            ObjectPart::Scheduled => "scheduled",
            ObjectPart::Deleted => "deleted",
            ObjectPart::Present => "present",
            ObjectPart::WithFile => "with-file",
            ObjectPart::WithoutFile => "without-file",
            ObjectPart::Verified => "verified",
            ObjectPart::SizeOnly => "size-only",
            ObjectPart::Wrong => "wrong",
            ObjectPart::Lost => "lost",
            ObjectPart::Unverifiable => "unverifiable",
        }
    }
}

/// What is known of a stored file, by the names of `AssetVerification`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum FileState {
    /// The hash proves the bytes.
    Verified,
    /// The event has no hash; the size is right.
    SizeOnly,
    /// Size or hash is wrong.
    Wrong,
    /// Missing, or 0 bytes where the event says more.
    Lost,
    /// The name that went into the hash is not known.
    Unverifiable,
}

/// One file version: what an event claims of a file, and what the archive has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FileLine {
    /// How the two go together.
    pub state: FileState,
    /// Why, in words.
    pub why: String,
    /// `fileHash` of the event; `null` if it has none.
    pub hash: Option<String>,
    /// Entry path; `null` if the name can't be one.
    pub entry: Option<String>,
    /// Bytes that the server gets out of the entry; `null` if there is none.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub stored_bytes: Option<u64>,
    /// It is the file that a live asset shows.
    pub current: bool,
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
    /// Assets and file versions: file name. Contents have none.
    pub name: Option<String>,
    /// In words what the kind has besides: role of a contributor, trigger of a rule, type of a field …
    pub about: Option<String>,
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
    /// Position of the event that created it (file versions: that brings it).
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
    /// Events in its stream; 0 for what is part of the app or of a schema.
    #[cfg_attr(test, ts(type = "number"))]
    pub events: u64,
    /// Assets and file versions: version of the file.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub file_version: Option<i64>,
    /// Assets and file versions: size of the file as the event says, in bytes.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// Assets: the current file is in the archive; `null` for deleted ones and other kinds.
    pub with_file: Option<bool>,
    /// File versions: the file against its event.
    pub file: Option<FileLine>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_on_the_command_line_are_those_in_json() {
        for kind in ObjectKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        for part in ObjectPart::ALL {
            assert_eq!(serde_json::to_value(part).unwrap(), part.name());
        }
    }
}
