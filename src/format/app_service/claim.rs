//! Which files are of this system, and which of them belong together.

use std::collections::BTreeSet;

use super::archive::classify::dump_type;
use super::archive::names;
use super::relaxed_json::decoded;
use super::sets::{self, DocumentGlance, Kind, Piece, Role};
use crate::container::zip::Archive;
use crate::inspect::claim::{Claim, Glance, Member, by_tree, file_name};

/// A document is a set of its own before it is a member of others.
const DOCUMENT: u32 = 92;

/// An archive with a site folder, or one that its manifest or record names.
const BACKUP: u32 = 90;

/// A manifest, log or filter alone.
const BESIDE: u32 = 50;

/// An archive that looks like another of the service's, or nearly like a backup.
const LOOK_ALIKE: u32 = 10;

/// What the names of an archive's entries say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sniffed {
    No,
    LookAlike,
    Backup,
}

/// Name without what normalising takes away in front.
fn normalised(name: &[u8]) -> &[u8] {
    let mut rest = name;
    while let [b'/' | b'\\', behind @ ..] | [b'.', b'/' | b'\\', behind @ ..] = rest {
        rest = behind;
    }
    rest
}

/// Whether a name begins so, in any case and with either slash; `start` is in lower case.
fn begins(name: &[u8], start: &[u8]) -> bool {
    let same = |(have, want): (&u8, &u8)| match have {
        b'\\' => *want == b'/',
        other => other.to_ascii_lowercase() == *want,
    };
    name.len() >= start.len() && name.iter().zip(start).all(same)
}

/// Looks at the names of a directory. Stops at the first that only a backup has.
fn sniff(archive: &Archive) -> Sniffed {
    const PAIRS: [(&[u8], &[u8]); 4] = [
        (b"model.xml", b"origin.xml"),
        (b"archive.xml", b"systeminfo.xml"),
        (b"parameters.xml", b"content/"),
        (b"logfiles/", b"deployments/"),
    ];
    /// What the names above, and those below, begin with. Nearly all names of other archives begin otherwise.
    const FIRST: &[u8] = b"mosapclfdwh";
    let mut met = [(false, false); PAIRS.len()];
    let mut fs = false;
    let mut alike = false;
    let mut names = archive.entries.names();
    while let Some((_, name)) = names.next_name() {
        let name = normalised(name);
        if !alike && let Some(at) = name.iter().position(|byte| matches!(byte, b'/' | b'\\')) {
            alike = name
                .get(at + 1..)
                .is_some_and(|below| begins(below, b"fs/site/"));
        }
        let first = name.first().map(u8::to_ascii_lowercase);
        if !first.is_some_and(|first| FIRST.contains(&first)) {
            continue;
        }
        if begins(name, b"fs/site/") {
            return Sniffed::Backup;
        }
        fs |= begins(name, b"fs/");
        let is = |whole: &[u8]| name.len() == whole.len() && begins(name, whole);
        alike |= begins(name, b"site/wwwroot/") || is(b"web.config") || is(b"host.json");
        for (pair, (first, second)) in PAIRS.iter().zip(&mut met) {
            *first |= begins(name, pair.0);
            *second |= begins(name, pair.1);
        }
    }
    match (fs, alike || met.contains(&(true, true))) {
        (true, _) => Sniffed::Backup,
        (false, true) => Sniffed::LookAlike,
        (false, false) => Sniffed::No,
    }
}

fn ends_with(path: &str, ending: &str) -> bool {
    path.len()
        .checked_sub(ending.len())
        .and_then(|at| path.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

fn stem_of(path: &str) -> String {
    names::stem(file_name(path)).to_lowercase()
}

/// What a file is, as far as it can be told without the others.
fn kind_alone(glance: &Glance<'_>) -> Option<Kind> {
    if let Some(zip) = glance.zip
        && sniff(zip) > Sniffed::No
    {
        // A BACPAC beside a backup is its database, by itself it is looked at as an archive.
        return Some(if ends_with(glance.path, ".bacpac") {
            Kind::Database
        } else {
            Kind::Archive
        });
    }
    if file_name(glance.path).eq_ignore_ascii_case("_backup.filter") {
        return Some(Kind::Filter);
    }
    if super::manifest::looks_like_xml(glance.head) {
        let manifest = decoded(glance.head)
            .to_ascii_lowercase()
            .contains("backupdescription");
        return match (manifest, ends_with(glance.path, ".xml")) {
            (true, _) => Some(Kind::Manifest),
            (false, true) => Some(Kind::Xml),
            (false, false) => None,
        };
    }
    if let Some(document) = sets::glance_at_json(glance.head, glance.bytes) {
        return Some(Kind::Document(document));
    }
    if ends_with(glance.path, ".log") {
        return Some(Kind::Log);
    }
    let dump = [".bacpac", ".dacpac", ".sql", ".dump"]
        .iter()
        .any(|ending| ends_with(glance.path, ending));
    if dump || dump_type(glance.head).is_some() {
        return Some(Kind::Database);
    }
    if glance.zip.is_some() {
        return None;
    }
    sets::glance_at_text(glance.head, glance.bytes).map(Kind::Document)
}

/// All claims.
pub(super) fn claims(seen: &[Glance<'_>]) -> Vec<Claim> {
    by_tree(seen)
        .iter()
        .flat_map(|glances| in_tree(glances))
        .collect()
}

fn in_tree(glances: &[(usize, &Glance<'_>)]) -> Vec<Claim> {
    let mut kinds: Vec<Option<Kind>> = glances
        .iter()
        .map(|(_, glance)| kind_alone(glance))
        .collect();
    // Stems that manifests and records name: a ZIP of one is a backup, whatever is left of it.
    let mut named: BTreeSet<String> = BTreeSet::new();
    for ((_, glance), kind) in glances.iter().zip(&kinds) {
        match kind {
            Some(Kind::Manifest) => {
                named.insert(stem_of(glance.path));
            }
            Some(Kind::Document(DocumentGlance { stems, .. })) => {
                named.extend(stems.iter().cloned())
            }
            _ => {}
        }
    }
    for ((_, glance), kind) in glances.iter().zip(&mut kinds) {
        let is_zip = glance.zip.is_some() || ends_with(glance.path, ".zip");
        if kind.is_none() && is_zip && named.contains(&stem_of(glance.path)) {
            *kind = Some(Kind::Archive);
        }
    }
    let mut at = Vec::new();
    let mut pieces = Vec::new();
    for ((position, glance), kind) in glances.iter().zip(kinds) {
        if let Some(kind) = kind {
            at.push((*position, *glance));
            pieces.push(Piece {
                path: glance.path.to_owned(),
                kind,
            });
        }
    }
    let mut claims: Vec<Claim> = sets::group(&pieces)
        .into_iter()
        .filter_map(|group| as_claim(&group, &pieces, &at))
        .collect();
    claims.extend(lone_packages(&claims, &pieces, &at));
    claims
}

/// BACPACs that belong to no backup: named for what they are.
fn lone_packages(claims: &[Claim], pieces: &[Piece], at: &[(usize, &Glance<'_>)]) -> Vec<Claim> {
    let taken = |position: usize| {
        claims.iter().any(|claim| {
            claim
                .members
                .iter()
                .any(|member| member.position == position)
        })
    };
    pieces
        .iter()
        .zip(at)
        .filter(|(piece, (position, glance))| {
            piece.kind == Kind::Database
                && glance.zip.is_some_and(|zip| sniff(zip) > Sniffed::No)
                && !taken(*position)
        })
        .map(|(_, (position, glance))| Claim {
            score: LOOK_ALIKE,
            members: vec![Member {
                position: *position,
                role: "archive",
                ..Member::default()
            }],
            name: file_name(glance.path).to_owned(),
            ..Claim::default()
        })
        .collect()
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Archive => "archive",
        Role::Manifest => "manifest",
        Role::Log => "log",
        Role::Record => "record",
        Role::Database => "database",
        Role::Config => "config",
        Role::Other => "other",
    }
}

fn as_claim(group: &sets::Group, pieces: &[Piece], at: &[(usize, &Glance<'_>)]) -> Option<Claim> {
    let first = group.members.first()?;
    let (_, principal) = at.get(first.piece)?;
    let score = match &pieces.get(first.piece)?.kind {
        // A configuration or request is shared with lists too: its own line comes first.
        Kind::Document(glance) if !glance.records => DOCUMENT + 1,
        Kind::Document(_) => DOCUMENT,
        Kind::Archive => match principal.zip.map(sniff) {
            Some(Sniffed::LookAlike) => LOOK_ALIKE,
            _ => BACKUP,
        },
        _ => BESIDE,
    };
    let members = group
        .members
        .iter()
        .enumerate()
        .filter_map(|(number, member)| {
            let document = matches!(pieces.get(member.piece)?.kind, Kind::Document(_));
            Some(Member {
                position: at.get(member.piece)?.0,
                role: role(member.role),
                why: if group.siblings_have_manifest && number == 0 {
                    SIBLINGS_HAVE_MANIFEST.to_owned()
                } else {
                    member.why.clone()
                },
                shared: document && number > 0,
            })
        })
        .collect();
    Some(Claim {
        score,
        members,
        name: file_name(principal.path).to_owned(),
        ..Claim::default()
    })
}

/// Why an archive is in its set, where its siblings have a manifest and it has none.
pub(super) const SIBLINGS_HAVE_MANIFEST: &str =
    "a backup's archive; the other archives of the folder have their .xml, this one has none";
