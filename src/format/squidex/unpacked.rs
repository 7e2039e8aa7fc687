//! A backup that somebody unpacked: a folder with `events/N/N.json` below it.

use std::collections::BTreeMap;

use super::{CERTAIN, layout};
use crate::inspect::claim::{Claim, Glance, Member, file_name};

/// Folders of a backup; what lies beside them was put there by others.
const FOLDERS: [&str; 2] = ["events/", "attachments/"];

/// A claim for each folder in which events lie as they lie in a backup.
pub(super) fn claims(seen: &[Glance<'_>]) -> Vec<Claim> {
    // Folder of the backup, with its tree: names of entries and positions of their files.
    let mut folders: BTreeMap<(u32, &str), Vec<(&str, usize)>> = BTreeMap::new();
    for (position, glance) in seen
        .iter()
        .enumerate()
        .filter(|(_, glance)| glance.tree > 0)
    {
        for place in FOLDERS {
            let at = glance.path.match_indices(place).find(|(at, _)| {
                // At the start of a path component, below the folder that was given.
                *at > 0 && glance.path.as_bytes().get(at - 1) == Some(&b'/')
            });
            if let Some((at, _)) = at {
                let (folder, entry) = glance.path.split_at(at);
                folders
                    .entry((glance.tree, folder.trim_end_matches('/')))
                    .or_default()
                    .push((entry, position));
                break;
            }
        }
    }
    folders
        .into_iter()
        .filter(|(_, entries)| {
            entries
                .iter()
                .any(|(entry, _)| layout::event_index(entry).is_some())
        })
        .map(|((_, folder), mut entries)| {
            // As the server writes them: attachments in front, then events by their numbers.
            entries.sort_by_key(|(entry, _)| (layout::event_index(entry), *entry));
            Claim {
                score: CERTAIN,
                members: entries
                    .iter()
                    .map(|(_, position)| Member {
                        position: *position,
                        role: "archive",
                        why: "an entry of an unpacked backup".into(),
                        shared: false,
                    })
                    .collect(),
                name: file_name(folder).to_owned(),
                unpacked: Some(
                    entries
                        .iter()
                        .map(|(entry, _)| (*entry).to_owned())
                        .collect(),
                ),
                ..Claim::default()
            }
        })
        .collect()
}
