//! Copies with changes: what is asked for, what could be, what differs.

use std::io;

use serde::{Deserialize, Serialize};

use crate::container::zip::writer::Segment;
use crate::error::Error;
use crate::source::ReadAt;

use super::privacy::PrivatePlace;

/// The set is none of which a copy could be made.
pub fn none() -> Error {
    Error::Invalid("no copy with changes can be made of a file of this kind".into())
}

/// Fetches what a worker made of a job, by its number. Asked for in ascending order, each once.
pub type Packs<'a> = Box<dyn FnMut(u32) -> Result<Vec<u8>, Error> + 'a>;

/// A copy that is ready to be written: slices of the original and fresh bytes, in order.
pub struct Copy<'a> {
    /// Length of the copy; `None` if it is only known when the copy is written.
    pub bytes: Option<u64>,
    /// What differs. `bytes_after` is for whoever writes the copy to fill in where `bytes` is `None`.
    pub summary: CopySummary,
    /// The pieces, made one by one; an error if the input can't be read any more. Slices are of the
    /// set's first input.
    pub segments: Box<dyn Iterator<Item = Result<Segment, Error>> + 'a>,
    /// What can only be said once all pieces were made, for whoever writes the copy to add to the notes of the summary.
    pub late_notes: Box<dyn Fn() -> Vec<String> + 'a>,
}

impl std::fmt::Debug for Copy<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copy")
            .field("bytes", &self.bytes)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}

/// Bytes that are carried over at once.
const CARRIED_BYTES: u64 = 1 << 20;

impl Copy<'_> {
    /// Writes the copy, and answers what differs from the original. `original` is the set's first input.
    ///
    /// # Errors
    /// When the original can't be read any more, or became shorter, or `out` takes no more.
    pub fn write_to(
        self,
        original: &dyn ReadAt,
        out: &mut dyn io::Write,
    ) -> io::Result<CopySummary> {
        let mut summary = self.summary;
        let mut buffer = Vec::new();
        summary.bytes_after = 0;
        for segment in self.segments {
            let segment = segment.map_err(io::Error::other)?;
            summary.bytes_after += segment.len();
            match segment {
                Segment::Fresh(bytes) => out.write_all(&bytes)?,
                Segment::Source { offset, bytes } => {
                    let (mut at, end) = (offset, offset + bytes);
                    while at < end {
                        buffer.resize((end - at).min(CARRIED_BYTES) as usize, 0);
                        if original.read_full_at(at, &mut buffer)? < buffer.len() {
                            return Err(io::ErrorKind::UnexpectedEof.into());
                        }
                        out.write_all(&buffer)?;
                        at += buffer.len() as u64;
                    }
                }
            }
        }
        summary.notes.extend((self.late_notes)());
        Ok(summary)
    }
}

/// What a copy changes. The same JSON file for page and command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
// What is not known can't be followed: a newer recipe may ask for something to be taken out.
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recipe {
    /// New app name.
    pub name: Option<String>,
    /// Repairs by finding code; `all` for every one that is offered.
    pub fix: Vec<String>,
    /// E-mail addresses of users that become others.
    pub map_users: Vec<UserMapping>,
    /// Schemas, by name, that are left out with their contents.
    pub without_schemas: Vec<String>,
    /// Leave out asset files that a later version of the asset replaced.
    pub without_superseded: bool,
    /// Leave out contents that end as deleted.
    pub without_deleted: bool,
    /// Take out personal data, secrets and free text: only what is known to be safe stays.
    pub redact: bool,
    /// What stays in a redacted copy all the same, by the names of its kinds.
    pub include: Vec<String>,
}

/// A user's e-mail address, and the one that takes its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UserMapping {
    /// Address in the backup; compared without case.
    pub old: String,
    /// Address in the copy.
    pub new: String,
}

/// What a copy of a backup could leave out or replace, with numbers for each box of the panel. The repairs
/// that are offered stand in the report: `action` of its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CopyOffer {
    /// Name of the app; `null` if there is none.
    pub name: Option<String>,
    /// E-mail addresses of Users.json, without repetition, in their order.
    pub users: Vec<String>,
    /// Schemas that are not deleted by the archive itself, in the order of their creation.
    pub schemas: Vec<OfferedSchema>,
    /// Files that a later version of the asset replaced, and files of deleted assets.
    pub superseded: OfferedPart,
    /// Contents that end as deleted: `count` contents, bytes of their events.
    pub deleted: OfferedPart,
    /// What redaction takes out unless it is included.
    pub kinds: Vec<OfferedKind>,
    /// Events that can't be read: with any, the backup can't be redacted, and nothing of them is counted.
    #[cfg_attr(test, ts(type = "number"))]
    pub unread_events: u64,
}

/// So much of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferedPart {
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Compressed bytes in the archive.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// A schema that can be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferedSchema {
    /// For `Recipe.without_schemas`.
    pub name: String,
    /// Id.
    pub id: String,
    /// Contents of it, deleted ones included.
    #[cfg_attr(test, ts(type = "number"))]
    pub contents: u64,
    /// Events of the schema and its contents.
    #[cfg_attr(test, ts(type = "number"))]
    pub events: u64,
    /// Compressed bytes of these events.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// A kind of personal data, secret or free text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferedKind {
    /// For `Recipe.include`: `comments`, `client-secrets` …; stable.
    pub kind: String,
    /// A few words: "comment texts".
    pub title: String,
    /// What it is and what takes its place, as a sentence without a full stop.
    pub text: String,
    /// What others could do with it, as a sentence without a full stop.
    pub risk: String,
    /// It may stay in a redacted copy.
    pub can_stay: bool,
    /// Values that would go (files for kinds of files).
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Bytes of these values, uncompressed.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// The first places of them.
    pub places: Vec<PrivatePlace>,
}

/// What came of looking for removed values in a redacted copy: in every entry, in texts inside JSON with
/// their escapes undone, in base64, and in the names of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RedactionSearch {
    /// Different values that were looked for.
    #[cfg_attr(test, ts(type = "number"))]
    pub values: u64,
    /// Of these, values of three to seven bytes, which were looked for as whole texts only.
    #[cfg_attr(test, ts(type = "number"))]
    pub whole_only: u64,
    /// Different values of one or two bytes, which were not looked for: they would be found everywhere.
    #[cfg_attr(test, ts(type = "number"))]
    pub too_short: u64,
    /// Different values beyond the number that is looked for at once; 0 as a rule.
    #[cfg_attr(test, ts(type = "number"))]
    pub too_many: u64,
    /// Entries that were searched.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
    /// What was found, at most 100.
    pub hits: Vec<RedactionHit>,
    /// All of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub hit_count: u64,
}

/// A removed value that is in the copy all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RedactionHit {
    /// Kind of the value.
    pub kind: String,
    /// Entry of the copy.
    pub entry: String,
    /// The value, its middle masked.
    pub masked: String,
    /// Where in the entry, in words: "text", "base64", "name of the entry".
    pub place: String,
}

/// What differs between a copy and its original.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CopySummary {
    /// Proposed file name.
    pub file_name: String,
    /// Length of the original.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_before: u64,
    /// Length of the copy.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_after: u64,
    /// Entries carried over byte for byte.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries_kept: u64,
    /// Entry by entry, at most 1,000.
    pub changes: Vec<EntryChange>,
    /// All of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub change_count: u64,
    /// Fresh entries that were read back from the composed copy and found right.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries_checked: u64,
    /// What the person should know of the copy as a whole, in sentences without a full stop.
    pub notes: Vec<String>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EntryChange {
    /// Entry path in the copy (in the original, for removed ones).
    pub entry: String,
    /// `changed`, `added`, `removed`, `renamed`.
    pub change: String,
    /// In words: "name: demo-shop becomes demo-shop-2".
    pub detail: String,
}
