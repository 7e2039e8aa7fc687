//! From files to sets: each system looks at all files at once and claims its own.

use std::collections::BTreeMap;

use crate::container::zip::{Archive, Room};

/// Bytes at the start of a file that are looked at before anybody claims it.
pub const GLANCE_BYTES: usize = 64 << 10;

/// A file as it is seen before it is anybody's: name, length, first bytes, and its directory if it is a ZIP.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    /// Path with folders, `/` between them.
    pub path: &'a str,
    /// Which of the given folders it was found in; 0 for files that were given themselves.
    pub tree: u32,
    /// Length of the file.
    pub bytes: u64,
    /// The first bytes, at most [`GLANCE_BYTES`].
    pub head: &'a [u8],
    /// The person says that the files of its tree are one set.
    pub together: bool,
    /// What its directory says, if first or last bytes are those of a ZIP file.
    pub zip: Option<&'a Archive>,
}

/// What was seen, tree by tree, each file with its position: a given folder is a tree of its own, loose files are one
/// more.
pub fn by_tree<'s, 'a>(seen: &'s [Glance<'a>]) -> Vec<Vec<(usize, &'s Glance<'a>)>> {
    let mut trees: BTreeMap<u32, Vec<(usize, &Glance<'_>)>> = BTreeMap::new();
    for (position, glance) in seen.iter().enumerate() {
        trees
            .entry(glance.tree)
            .or_default()
            .push((position, glance));
    }
    trees.into_values().collect()
}

/// Files that a system takes for a set of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// How sure it is: a contested file goes to the highest. 100 is "certain"; 0 is "for want of anything better".
    pub score: u32,
    /// Positions in what was seen, in the order that the system wants, with what each is.
    pub members: Vec<Member>,
    /// The name that the set goes by.
    pub name: String,
    /// It takes of its files those that nobody else does, and holds for them.
    pub gleaning: bool,
    /// It was found in a folder beside other things: nobody asked about it, and it decides no exit status.
    pub by_the_way: bool,
    /// Its files are listed in the report even if it is one.
    pub listed: bool,
    /// Its files are the unpacked entries of one ZIP file, by these names, one for each member: they are judged as
    /// they would be packed.
    pub unpacked: Option<Vec<String>>,
}

/// A file of a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// Position in what was seen.
    pub position: usize,
    /// What it is in the set, in the words of the report's `files[].role`.
    pub role: &'static str,
    /// Why it belongs to the set, in words.
    pub why: String,
    /// It may belong to other sets as well (a list of records); a claim without it is as good.
    pub shared: bool,
}

impl Claim {
    /// A set of one file.
    pub fn of_one(seen: &[Glance<'_>], position: usize, score: u32) -> Claim {
        let name = seen
            .get(position)
            .map(|glance| file_name(glance.path).to_owned());
        Claim {
            score,
            members: vec![Member {
                position,
                role: "archive",
                ..Member::default()
            }],
            name: name.unwrap_or_default(),
            ..Claim::default()
        }
    }
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How sets are opened. No report depends on it, but where a directory has no room.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    /// What is kept of a directory.
    pub room: Room,
    /// Into so many tasks reading is divided (fewer if there are fewer entries); by size where it isn't said.
    pub shards: Option<u32>,
    /// The person says that the files of each tree are one set, or gave what only a set can have.
    pub together: bool,
}
