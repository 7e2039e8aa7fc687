//! Which content uses which asset: the ids in lists of the current versions and drafts, and links to assets in texts.
//! Links that name an asset by its slug are not followed.

use std::collections::HashMap;

use serde::Serialize;

use super::value::asset_parts;
use super::{Looker, look};
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::export::json::Node;
use crate::format::squidex::restore::DryRun;
use crate::format::squidex::target::Target;
use crate::source::Files;

/// Contents that are looked at for one question.
const PART: usize = 1_000;

/// Uses that are remembered so that they can be named: 8 bytes each. All are counted.
const MAX_USES: usize = 4_000_000;

/// Uses of one asset that are named.
const MAX_NAMED: usize = 200;

/// A longer text is no id.
const MAX_ID_BYTES: usize = 200;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Contents that are looked at; empty before the first step.
    contents: Vec<u32>,
    begun: bool,
    next: usize,
    /// Asset and content; sorted at the end.
    pairs: Vec<(u32, u32)>,
    counts: HashMap<u32, u64>,
    ended: bool,
}

/// A content that uses an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Use {
    /// Id of the content.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// Name of its schema.
    pub schema: Option<String>,
}

impl Uses {
    pub(super) fn is_done(&self) -> bool {
        self.ended
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        match self.ended {
            true => (1, 1),
            // Before the first step it is not known how many there are.
            false => (
                self.next as u64,
                (self.contents.len() as u64).max(self.next as u64 + 1),
            ),
        }
    }

    /// Contents that use an asset; `None` before all were looked at.
    pub(super) fn count(&self, asset: u32) -> Option<u64> {
        self.ended
            .then(|| self.counts.get(&asset).copied().unwrap_or(0))
    }
}

/// Looks at the next contents.
///
/// # Errors
/// When the file can't be read.
pub(super) fn advance(looker: &mut Looker<'_, '_>) -> Result<(), Error> {
    if !looker.open.uses.begun {
        let mut all: Vec<u32> = looker.open.groups.values().flatten().copied().collect();
        all.retain(|number| !looker.folded.dry.content_is_deleted(*number));
        // In the order of their events nothing is read twice.
        all.sort_unstable();
        looker.open.uses.contents = all;
        looker.open.uses.begun = true;
    }
    for _ in 0..PART {
        let uses = &mut looker.open.uses;
        let Some(&number) = uses.contents.get(uses.next) else {
            uses.ended = true;
            uses.pairs.sort_unstable();
            uses.contents = Vec::new();
            return Ok(());
        };
        uses.next += 1;
        let Some(content) = looker.folded.dry.kept_content(number) else {
            continue;
        };
        let mut found: Vec<u32> = Vec::new();
        let draft = content.draft.as_ref().map(|draft| draft.at);
        for at in std::iter::once(content.current.at).chain(draft) {
            if let Some(data) = looker.data(&content, at)? {
                assets_in(&data, false, &looker.folded.dry, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        let uses = &mut looker.open.uses;
        // All are counted, also those for which there is no room.
        for asset in &found {
            *uses.counts.entry(*asset).or_default() += 1;
        }
        let room = MAX_USES.saturating_sub(uses.pairs.len());
        let pairs = found.into_iter().take(room);
        uses.pairs.extend(pairs.map(|asset| (asset, number)));
    }
    Ok(())
}

/// Numbers of the assets that a value names. The tree is no deeper than its reader allows.
fn assets_in(value: &Node<'_>, in_list: bool, dry: &DryRun, found: &mut Vec<u32>) {
    match value {
        Node::Text(text) => {
            if in_list && text.len() <= MAX_ID_BYTES {
                found.extend(dry.asset_of(text));
            }
            found.extend(asset_parts(text).filter_map(|part| dry.asset_of(part)));
        }
        Node::List(items) => {
            for item in items {
                assets_in(item, true, dry, found);
            }
        }
        Node::Object(pairs) => {
            for (_, value) in pairs {
                assets_in(value, false, dry, found);
            }
        }
        Node::Null | Node::Bool(_) | Node::Number(_) => {}
    }
}

/// The contents that use an asset: how many, and the first of them by name. All contents are looked at now if they were
/// not.
///
/// # Errors
/// `Invalid` if there is no such asset, `Read` if the file can't be read.
pub(in crate::format::squidex) fn used_by(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    id: &str,
) -> Result<(u64, Vec<Use>), Error> {
    look(check, files, target, |looker| {
        let asset = looker.folded.dry.asset_of(id);
        let asset = asset.ok_or_else(|| Error::Invalid(format!("there is no asset \"{id}\"")))?;
        while !looker.open.uses.is_done() {
            advance(looker)?;
        }
        let pairs = &looker.open.uses.pairs;
        let from = pairs.partition_point(|(of, _)| *of < asset);
        let all = pairs.iter().skip(from).take_while(|(of, _)| *of == asset);
        let numbers: Vec<u32> = all.map(|(_, content)| *content).take(MAX_NAMED).collect();
        let mut uses = Vec::new();
        for number in numbers {
            let Some(content) = looker.folded.dry.kept_content(number) else {
                continue;
            };
            uses.push(Use {
                name: looker.name_of(number)?,
                schema: looker.schema_words(&content.schema_id).0,
                id: content.id,
            });
        }
        Ok((looker.open.uses.count(asset).unwrap_or(0), uses))
    })
}
