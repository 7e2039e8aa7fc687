//! Which files of a tree make a set (section 7.1): all of them as soon as two of the four roles or a farm folder are
//! there; else SQL files are joined as parts of one backup, or as the chain of one full backup, and every other file is
//! judged by itself.

use std::collections::BTreeSet;

use super::kinds::{Kind, run_folder};
use super::roles::{Role, role_of_name};
use crate::container::mtf::{BackupType, Guid, Lsn, Media};

/// What is known of a file from its first bytes.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Path with `/` between its parts.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// The backup sets that its first bytes tell.
    backups: Vec<Backup>,
}

#[derive(Debug, Clone)]
struct Backup {
    media_set: Option<Guid>,
    set_guid: Option<Guid>,
    base_guid: Option<Guid>,
    key: (String, Option<Guid>),
    backup_type: BackupType,
    last_lsn: Lsn,
    role: Role,
}

impl Brief {
    /// What is known of a file; `media` is what its first bytes say as a SQL Server backup.
    pub fn new(path: &str, kind: Kind, media: Option<&Media>) -> Brief {
        let mut backups = Vec::new();
        for set in media.into_iter().flat_map(|media| &media.sets) {
            let Some(config) = set.config() else {
                continue;
            };
            let name = config.database.clone().unwrap_or_default();
            backups.push(Backup {
                media_set: media
                    .and_then(|media| media.raid.as_ref())
                    .and_then(|raid| raid.media_set),
                set_guid: set.header.set_guid,
                base_guid: config.base_set,
                role: role_of_name(&name).0,
                key: (name.to_lowercase(), config.binding_id),
                backup_type: config.backup_type,
                last_lsn: config.last_lsn,
            });
        }
        Brief {
            path: path.to_owned(),
            kind,
            backups,
        }
    }
}

/// Whether the files are one set by themselves: two of the four roles, or a farm folder.
pub fn are_one_set(briefs: &[Brief]) -> bool {
    let roles: BTreeSet<Role> = crate::sort::set_of(
        briefs
            .iter()
            .flat_map(|brief| brief.backups.iter().map(|backup| backup.role))
            .filter(|role| role.is_required()),
    );
    let is_farm = |brief: &Brief| {
        matches!(brief.kind, Kind::TableOfContents | Kind::RunManifest)
            || brief.kind.is_ours() && run_folder(&brief.path).is_some()
    };
    roles.len() >= 2 || briefs.iter().any(is_farm)
}

/// Divides the files of a tree into sets: places in `briefs`, each list ascending, in the order of their first files.
/// Files that have nothing to do with SharePoint or SQL Server are in none.
pub fn divide(briefs: &[Brief]) -> Vec<Vec<usize>> {
    let ours: Vec<usize> = (0..briefs.len())
        .filter(|at| briefs.get(*at).is_some_and(|brief| brief.kind.is_ours()))
        .collect();
    if ours.is_empty() {
        return Vec::new();
    }
    if are_one_set(briefs) {
        return vec![ours];
    }
    let mut groups = Groups::new(briefs.len());
    join_parts(briefs, &mut groups);
    join_chains(briefs, &mut groups);
    join_exports(briefs, &mut groups);
    groups.lists(&ours)
}

fn join_parts(briefs: &[Brief], groups: &mut Groups) {
    let mut seen: Vec<((Guid, Guid), usize)> = Vec::new();
    for (at, brief) in briefs.iter().enumerate() {
        for backup in &brief.backups {
            if let (Some(media), Some(set)) = (backup.media_set, backup.set_guid) {
                seen.push(((media, set), at));
            }
        }
    }
    crate::sort::sort(&mut seen);
    for pair in seen.windows(2) {
        if let [(a, first), (b, second)] = pair
            && a == b
        {
            groups.join(*first, *second);
        }
    }
}

/// Differential and log backups with the full backup that they go on from; without one, with each other.
fn join_chains(briefs: &[Brief], groups: &mut Groups) {
    let mut all: Vec<(&Backup, usize)> = Vec::new();
    for (at, brief) in briefs.iter().enumerate() {
        all.extend(brief.backups.iter().map(|backup| (backup, at)));
    }
    crate::sort::sort_by(&mut all, |a, b| {
        (&a.0.key, a.0.last_lsn, a.1).cmp(&(&b.0.key, b.0.last_lsn, b.1))
    });
    for own in all.chunk_by(|a, b| a.0.key == b.0.key) {
        let mut full: Option<(&Backup, usize)> = None;
        let mut orphan: Option<usize> = None;
        for (backup, at) in own {
            match backup.backup_type {
                BackupType::Full => full = Some((backup, *at)),
                BackupType::Differential => {
                    let is_base = |(other, _): &&(&Backup, usize)| {
                        other.backup_type == BackupType::Full
                            && other.set_guid.is_some()
                            && other.set_guid == backup.base_guid
                    };
                    if let Some((_, base)) = own.iter().find(is_base) {
                        groups.join(*base, *at);
                    }
                }
                BackupType::Log => match (full, orphan) {
                    (Some((_, base)), _) => groups.join(base, *at),
                    (None, Some(other)) => groups.join(other, *at),
                    (None, None) => orphan = Some(*at),
                },
                _ => {}
            }
        }
    }
}

/// Parts of one exported web stand in one folder.
fn join_exports(briefs: &[Brief], groups: &mut Groups) {
    let folder = |brief: &Brief| {
        brief
            .path
            .rsplit_once('/')
            .map(|(folder, _)| folder.to_owned())
    };
    let mut parts: Vec<(Option<String>, usize)> = briefs
        .iter()
        .enumerate()
        .filter(|(_, brief)| brief.kind == Kind::ExportPart)
        .map(|(at, brief)| (folder(brief), at))
        .collect();
    crate::sort::sort(&mut parts);
    for pair in parts.windows(2) {
        if let [(a, first), (b, second)] = pair
            && a == b
        {
            groups.join(*first, *second);
        }
    }
}

/// Groups of places that are joined pair by pair.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Groups {
        Groups {
            parent: (0..count).collect(),
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(parent) = self.parent.get(at).copied()
            && parent != at
        {
            // Halves the way for the next time.
            let above = self.parent.get(parent).copied().unwrap_or(parent);
            if let Some(own) = self.parent.get_mut(at) {
                *own = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The first file stands for the group.
        if let Some(own) = self.parent.get_mut(a.max(b)) {
            *own = a.min(b);
        }
    }

    fn lists(&mut self, ours: &[usize]) -> Vec<Vec<usize>> {
        let mut lists: std::collections::BTreeMap<usize, Vec<usize>> =
            std::collections::BTreeMap::new();
        for at in ours {
            let root = self.root(*at);
            lists.entry(root).or_default().push(*at);
        }
        lists.into_values().collect()
    }
}
