//! Which of the given files are SharePoint's or SQL Server's, and which of them make a set.

use super::kinds::{Glimpse, Kind, kind_of};
use super::roles::{Role, role_of_name};
use super::sets::{Brief, divide};
use crate::container::mtf::{self, Media};
use crate::container::zip::Archive;
use crate::inspect::claim::{Claim, Glance, Member, by_tree, file_name};

/// The first bytes or the root element say it.
const CERTAIN: u32 = 100;
/// Its name and its place say it.
const BY_NAME: u32 = 40;

/// Names in a directory that are looked at: a package has a few dozen.
const MAX_NAMES: usize = 4_096;

/// The names in the directory of a ZIP, for telling packages from others.
pub(super) fn zip_names(zip: &Archive) -> Vec<String> {
    let mut found = Vec::new();
    let mut names = zip.entries.names();
    while found.len() < MAX_NAMES
        && let Some((_, name)) = names.next_name()
    {
        found.push(String::from_utf8_lossy(name).into_owned());
    }
    found
}

/// What a file is, and what its first bytes say as a SQL Server backup.
fn brief_of(glance: &Glance<'_>) -> (Brief, Option<Media>) {
    let names = glance.zip.map(zip_names);
    let kind = kind_of(&Glimpse {
        path: glance.path,
        bytes: glance.bytes,
        head: glance.head,
        zip_names: names.as_deref(),
    });
    let media = (kind == Kind::SqlBackup)
        .then(|| mtf::read_prefix(glance.head, glance.bytes))
        .flatten();
    (Brief::new(glance.path, kind, media.as_ref()), media)
}

/// The claims on these files: each given folder is a tree of its own, loose files are one more.
pub(super) fn claims(seen: &[Glance<'_>]) -> Vec<Claim> {
    by_tree(seen)
        .iter()
        .flat_map(|glances| claims_of_tree(glances))
        .collect()
}

fn claims_of_tree(glances: &[(usize, &Glance<'_>)]) -> Vec<Claim> {
    let briefs: Vec<(Brief, Option<Media>)> =
        glances.iter().map(|(_, glance)| brief_of(glance)).collect();
    let only: Vec<Brief> = briefs.iter().map(|(brief, _)| brief.clone()).collect();
    let together = glances.iter().any(|(_, glance)| glance.together);
    let groups = if together {
        let ours =
            (0..only.len()).filter(|at| only.get(*at).is_some_and(|brief| brief.kind.is_ours()));
        let ours: Vec<usize> = ours.collect();
        if ours.is_empty() {
            Vec::new()
        } else {
            vec![ours]
        }
    } else {
        divide(&only)
    };
    groups
        .iter()
        .map(|group| {
            let members: Vec<(usize, &Glance<'_>, &Brief, Option<&Media>)> = group
                .iter()
                .filter_map(|at| {
                    let (position, glance) = glances.get(*at)?;
                    let (brief, media) = briefs.get(*at)?;
                    Some((*position, *glance, brief, media.as_ref()))
                })
                .collect();
            claim_of(&members)
        })
        .collect()
}

fn claim_of(members: &[(usize, &Glance<'_>, &Brief, Option<&Media>)]) -> Claim {
    let scores = members.iter().map(|(_, _, brief, _)| score(brief.kind));
    let one = members.len() == 1;
    Claim {
        score: scores.max().unwrap_or(0),
        name: name_of(members),
        members: members
            .iter()
            .map(|(position, _, brief, media)| {
                let (role, why) = role_of(brief.kind, *media);
                Member {
                    position: *position,
                    role,
                    why: if one { String::new() } else { why },
                    shared: false,
                }
            })
            .collect(),
        ..Claim::default()
    }
}

/// The folder that holds all files of the set; the name of the file if there is one alone or no folder.
fn name_of(members: &[(usize, &Glance<'_>, &Brief, Option<&Media>)]) -> String {
    let first = members.first().map_or("", |(_, glance, _, _)| glance.path);
    if let [_] = members {
        return file_name(first).to_owned();
    }
    let mut common: Vec<&str> = first.split('/').collect();
    common.pop();
    for (_, glance, _, _) in members {
        let same = common
            .iter()
            .zip(glance.path.split('/'))
            .take_while(|(a, b)| **a == *b)
            .count();
        common.truncate(same);
    }
    match common.last() {
        Some(folder) => (*folder).to_owned(),
        None => file_name(first).to_owned(),
    }
}

fn score(kind: Kind) -> u32 {
    match kind {
        Kind::SiteCollection | Kind::Empty | Kind::RunLog | Kind::FarmObject => BY_NAME,
        Kind::Other | Kind::Cabinet => 0,
        _ => CERTAIN,
    }
}

/// What a file is in the set, in the words of the report, and why it belongs to it.
fn role_of(kind: Kind, media: Option<&Media>) -> (&'static str, String) {
    let database = media
        .and_then(|media| media.sets.first())
        .and_then(|set| set.config())
        .and_then(|config| config.database.as_deref());
    let role = match kind {
        Kind::SqlBackup => match database.map(|name| role_of_name(name).0) {
            Some(
                role @ (Role::Content | Role::Config | Role::SecureStore | Role::AppManagement),
            ) => role.word(),
            _ => "database",
        },
        Kind::SiteCollection => "site_collection",
        Kind::AppPackage | Kind::FrameworkPackage => "app_package",
        Kind::TableOfContents => "table_of_contents",
        Kind::RunManifest | Kind::RestoreManifest => "manifest",
        Kind::RunLog => "log",
        _ => "other",
    };
    let why = match database {
        Some(name) => format!("a backup of {name}"),
        None => kind.words().to_owned(),
    };
    (role, why)
}
