//! Squidex app backups: `formats/squidex.md` in code.
//!
//! - [`layout`]: entry names, folder rule, manifest, numbering: what the directory alone tells.
//! - [`events`]: the table of event types and their fields.
//! - [`decode`]: one event record, read as Squidex reads it. Runs in any worker.
//! - [`restore`]: the dry run, folding facts in order. Runs on the coordinator.
//! - `event_log`: what happened, searched and looked at.
//! - [`explain`]: a pasted restore log against the predicted one.
//! - [`versions`]: which releases of the server can restore an archive.
//! - [`facts`]: what goes from the one to the other.

pub mod app_text;
pub mod ask;
mod check;
pub mod codes;
mod compare;
mod condense;
pub mod copy;
pub mod decode;
pub mod estimate;
mod event_log;
pub mod events;
pub mod explain;
mod export;
pub mod facts;
mod headline;
pub mod inside;
pub mod layout;
mod members;
mod messages;
mod numbering;
pub mod objects;
mod order;
pub mod report;
pub mod restore;
pub mod servers;
mod shard;
mod shared;
mod summary;
mod tables;
pub mod target;
pub(super) mod ticket;
pub(super) mod told;
mod unpacked;
pub mod versions;
mod work;

use crate::container::zip::{Archive, OpenStage};
use crate::error::Error;
use crate::format::whole;
use crate::inspect::claim::{Claim, Glance, Opening};
use crate::inspect::foreign::Foreign;
use crate::inspect::{Format, StartedTask};
use crate::report::{CodeTable, FormatId};
use crate::source::Files;

use messages::{DOWNLOADED, DOWNLOADING, INTERNAL_ERROR, INTRO_LINES, NO_EVENT};
use report::{Restore, SquidexReport};

pub use check::SquidexCheck;

/// Most bytes of an event that stand in memory: a larger one is cut down to what can matter while it is read, and if
/// that is still more, it is not looked at. No server writes such (a content of 30 MB is refused long before).
pub const MAX_EVENT_BYTES: usize = 32 << 20;

/// What stands between the address of a server and an asset in a link.
const ASSETS_PATH: &str = "/api/assets/";

/// The system's word.
pub const ID: FormatId = FormatId("squidex");

/// Squidex app backups.
#[derive(Debug, Clone, Copy)]
pub struct Squidex;

impl Format for Squidex {
    const ID: FormatId = ID;
    const CODES: CodeTable = codes::TABLE;
    type Inspection = SquidexCheck;

    fn claim(seen: &[Glance<'_>]) -> Vec<Claim> {
        let of = |glance: &Glance<'_>| {
            let is_own = |archive| sniff(archive) && !whole::is_carrier(glance.head, archive);
            glance.zip.is_some_and(is_own)
        };
        let mut claims: Vec<Claim> = seen
            .iter()
            .enumerate()
            .filter(|(_, glance)| of(glance))
            .map(|(position, _)| Claim::of_one(seen, position, CERTAIN))
            .collect();
        claims.extend(unpacked::claims(seen));
        claims
    }

    fn open(
        claim: &Claim,
        files: &Files,
        mut zips: Vec<Option<Archive>>,
        opening: &Opening,
    ) -> Result<SquidexCheck, Error> {
        let input = files.first()?;
        let archive = zips
            .pop()
            .flatten()
            .ok_or_else(|| Error::Protocol("a backup without a directory".into()))?;
        let mut check = SquidexCheck::open(input, archive, opening.shards)?;
        if claim.unpacked.is_some() {
            check.note_unpacked();
        }
        Ok(check)
    }

    fn start(task: &[u8]) -> Result<StartedTask<Squidex>, Error> {
        work::start(task)
    }
}

/// An entry of such a name is in no other archive.
const CERTAIN: u32 = 100;

/// What the restore does with a file that is no backup of this system: it fails while it downloads or opens it
/// (`formats/squidex.md` 5.2).
pub fn refuse(report: &mut SquidexReport, foreign: &Foreign) {
    let (message, stage) = match foreign.zip {
        Some(None) => (NO_EVENT, DOWNLOADED),
        Some(Some(OpenStage::Directory)) => (INTERNAL_ERROR, DOWNLOADED),
        Some(Some(OpenStage::Constructor)) | None => (INTERNAL_ERROR, DOWNLOADING),
    };
    let mut log: Vec<String> = INTRO_LINES.iter().map(ToString::to_string).collect();
    log.push(DOWNLOADING.into());
    if stage == DOWNLOADED {
        log.push(stage.into());
    }
    log.push(message.into());
    report.counts.restored_events = Some(0);
    report.restore = Some(Restore {
        status: "Failed".into(),
        stage: Some(stage.into()),
        users_created: Vec::new(),
        log,
        events_written: Some(0),
        assigned_owner: false,
        unreadable: 0,
        cause: Some(report.verdict.summary.clone()),
        servers: None,
    });
    report.verdict.server_message = Some(message.into());
}

/// Whether an archive is a Squidex backup, perhaps a damaged one.
fn sniff(archive: &Archive) -> bool {
    (0..archive.entries.len())
        .any(|entry| layout::looks_like_squidex(&archive.entries.name_text(entry)))
}
