//! What a decode worker learns about one shard, and what the dry run folds: the contract between
//! [`decode`](super::decode) (per event, in any worker) and [`restore`](super::restore) (in order,
//! on the coordinator).
//!
//! Facts are small and made of values, never of whole payloads; they exist only until they are
//! folded, so memory grows per object of the app and not per event.

use serde::{Deserialize, Serialize};

use super::event_log::search::Hit;
use super::events::{EventField, EventType};
use super::versions::Needs;
use crate::container::zip::ZipFault;
use crate::report::FindingSet;

/// What a task of a check or of a search found out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Learned {
    /// About neighbouring entries.
    Shard(ShardFacts),
    /// SHA-256 of the directory, hexadecimal digits.
    Fingerprint(String),
    /// Events that fit what is searched for, in their order.
    Hits(Vec<Hit>),
}

/// Everything one shard of an archive tells.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ShardFacts {
    /// One per event entry of the shard, in ascending order of the index.
    pub events: Vec<EventRead>,
    /// One per attachment entry of the shard, in central directory order.
    pub attachments: Vec<AttachmentRead>,
    /// Faults of attachment entries: how grave they are depends on whether the restore reads the
    /// entry and whether a hash proves its bytes.
    pub attachment_faults: Vec<AttachmentFault>,
    /// Findings that need no neighbour: CRC and sizes of events, JSON remarks, unknown names.
    pub findings: FindingSet,
}

/// A fault of an attachment entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentFault {
    /// Number of the entry in the central directory.
    pub entry: u32,
    /// The fault.
    pub fault: ZipFault,
}

/// What reading one event entry as the server does gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventRead {
    /// Position in the archive.
    pub index: u64,
    /// Type name as written, if the record could be read so far and the name is not in the table.
    pub unknown_type: Option<String>,
    /// Type, if it is known.
    pub event_type: Option<EventType>,
    /// The facts, or why the server fails at this event.
    pub outcome: Result<EventFacts, ReadFailure>,
}

/// The server throws while reading this event: before any handler sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFailure {
    /// Finding code, see [`super::codes`].
    pub code: String,
    /// In our words, with place: "`fileSize` must be a whole number, found 6.5".
    pub message: String,
    /// Payload path of the place, if it is one field: `schema.fields[2].name`.
    pub path: Option<String>,
    /// A near miss: "did you mean …".
    pub suggestion: Option<String>,
    /// Stream name, if the record could be read so far.
    pub stream: Option<String>,
}

/// One event as the handlers see it: after the migrators and one migration step
/// (`formats/squidex.md` 5.5), so that old types have become their successors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventFacts {
    /// Type after the migration step.
    pub event_type: EventType,
    /// Type name under which the event is stored on the target (one more step than the payload).
    pub stored_as: EventType,
    /// Stream name as written; empty if there is none. Without a `-` the server fails, but only after it has
    /// made the users if this is the first event.
    pub stream: String,
    /// `Timestamp` header in seconds and nanoseconds of the Unix epoch; `None`: missing or unreadable.
    pub timestamp: Option<(i64, i32)>,
    /// `EventStreamNumber` header, if it is a number.
    pub event_stream_number: Option<i64>,
    /// Who did it; `None`: null or absent.
    pub actor: Option<RefToken>,
    /// The fields that the event table marks as kept. Absent ones are not listed; null ones are [`Val::Null`].
    pub fields: Vec<(EventField, Val)>,
    /// Some string or key of the payload has the character U+0000, whether it is kept here or not: what comes into the
    /// state is refused by PostgreSQL.
    pub has_nul: bool,
    /// What in it not every release of the server knows.
    pub needs: Needs,
    /// Addresses of servers, with the number of links: of a content those in links to assets, of a rule what it calls.
    pub links: Vec<(String, u32)>,
}

impl EventFacts {
    /// The field, if the payload has it (null included).
    pub fn get(&self, field: EventField) -> Option<&Val> {
        self.fields
            .iter()
            .find(|(key, _)| *key == field)
            .map(|(_, value)| value)
    }
}

/// An actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefToken {
    /// A user id.
    Subject(String),
    /// A client id.
    Client(String),
}

impl RefToken {
    /// As it is written: `subject:ID`, `client:ID`.
    pub fn to_text(&self) -> String {
        match self {
            RefToken::Subject(id) => format!("subject:{id}"),
            RefToken::Client(id) => format!("client:{id}"),
        }
    }
}

/// A kept value of a payload field, already converted as the server's type does it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Val {
    /// JSON null where the type accepts it.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number (also of enums).
    Int(i64),
    /// A string, an id, a status, an enum by its canonical name.
    Str(String),
    /// A NamedId.
    Named {
        /// Id part; decimal digits for field ids.
        id: String,
        /// Name part.
        name: String,
    },
    /// A list of strings or ids; null items are `None`.
    List(Vec<Option<String>>),
    /// A structure that the dry run reads itself (schema, settings, workflow …): its JSON text, validated.
    Json(String),
    /// Content data: only what the dry run needs of it.
    Data(DataFacts),
}

/// What the dry run needs to know of content data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFacts {
    /// Some string value is met by the rewriting of asset links (5.3), which fails there if a key of Urls.json is
    /// missing. If that is only `assets`, a string with a link of `assetsApp` does not count.
    pub has_string: bool,
    /// Some string has U+0000: PostgreSQL refuses it.
    pub has_nul: bool,
}

/// What reading one attachment gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRead {
    /// Number of the entry in the central directory.
    pub entry: u32,
    /// Bytes that the server gets out of it (cut or short where sizes are wrong).
    pub bytes: u64,
    /// Why the server's read fails, if it does (unsupported method, damaged deflate, local header).
    pub failure: Option<String>,
    /// The CRC-32 of the directory is right for the bytes.
    pub crc_matches: bool,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// It was not read: it shares its bytes with so many others that reading them all would take too long.
    pub unread: bool,
}
