//! What a set is made of: how many entries, by which methods, where the bytes are, which are the largest. Summed up in
//! one walk over what directories say; nothing is unpacked.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entries::method;

/// Most folders that are kept apart; what is deeper or more is added to the folder above.
const MAX_FOLDERS: usize = 2_000;

/// Most methods that are kept apart: an archive may name any number of 65,536.
const MAX_METHODS: usize = 20;

/// So many of the largest are named.
const MAX_LARGEST: usize = 20;

/// What a set is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArchiveSummary {
    /// The table of this set that has a row for each: `entries` of an archive, `members` of a set of files.
    pub table: String,
    /// What one of them is called: `entry`, `file`.
    pub unit: String,
    /// Several of them.
    pub units: String,
    /// How many there are.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
    /// Their bytes, unpacked, as the directory claims them.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Their bytes as they are stored.
    #[cfg_attr(test, ts(type = "number"))]
    pub compressed_bytes: u64,
    /// Length of the file; `null` if the set is several files.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub file_bytes: Option<u64>,
    /// By method of compression, most bytes first; none for plain files.
    pub methods: Vec<PartBytes>,
    /// By kind, most bytes first.
    pub kinds: Vec<PartBytes>,
    /// By folder, in the order of their paths: what lies in each itself, and below it where deeper folders are not
    /// listed.
    pub folders: Vec<FolderPart>,
    /// The largest, by what they are.
    pub largest: Vec<Largest>,
    /// What is to be known of these numbers, in sentences without a full stop.
    pub notes: Vec<String>,
}

/// So much of something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PartBytes {
    /// What it is.
    pub name: String,
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
    /// Bytes, unpacked.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Bytes as stored.
    #[cfg_attr(test, ts(type = "number"))]
    pub compressed_bytes: u64,
}

/// A folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderPart {
    /// Path with `/` between its parts; empty for the top.
    pub path: String,
    /// It is a file itself.
    pub is_file: bool,
    /// What lies in it, by kind.
    pub kinds: Vec<PartBytes>,
}

/// The largest of one sort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Largest {
    /// For a heading.
    pub title: String,
    /// At most 20, the largest first.
    pub entries: Vec<LargeEntry>,
}

/// One of the largest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LargeEntry {
    /// Its name.
    pub name: String,
    /// Bytes, unpacked.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Bytes as stored.
    #[cfg_attr(test, ts(type = "number"))]
    pub compressed_bytes: u64,
    /// Position of the event that it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional, type = "number"))]
    pub event_index: Option<u64>,
    /// Id of the object whose file it is, as its name tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub object: Option<String>,
}

/// One entry, as it is summed up.
#[derive(Debug, Clone, Copy)]
pub struct One<'a> {
    /// Its number.
    pub index: u32,
    /// Path of the folder that it lies in, with `/` between its parts.
    pub folder: &'a str,
    /// What it is: a few different words.
    pub kind: &'static str,
    /// Number of the method of compression; `None` for a plain file.
    pub method: Option<u16>,
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Bytes as stored.
    pub compressed_bytes: u64,
    /// In which list of the largest it may stand.
    pub list: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    entries: u64,
    bytes: u64,
    compressed: u64,
}

impl Sum {
    fn add(&mut self, one: &One<'_>) {
        self.entries += 1;
        self.bytes = self.bytes.saturating_add(one.bytes);
        self.compressed = self.compressed.saturating_add(one.compressed_bytes);
    }

    fn named(self, name: &str) -> PartBytes {
        PartBytes {
            name: name.to_owned(),
            entries: self.entries,
            bytes: self.bytes,
            compressed_bytes: self.compressed,
        }
    }
}

/// An entry that is among the largest: what it is ordered by, its other size, its number.
type Large = (u64, u64, u32);

/// Sums entries up.
#[derive(Debug)]
pub struct Summing {
    depth: usize,
    of_files: bool,
    all: Sum,
    methods: BTreeMap<u16, Sum>,
    more_methods: Sum,
    kinds: BTreeMap<&'static str, Sum>,
    folders: BTreeMap<String, BTreeMap<&'static str, Sum>>,
    lists: Vec<(&'static str, Vec<Large>)>,
}

impl Summing {
    /// `depth`: so deep folders are kept apart. `lists`: headings of the lists of the largest.
    pub fn new(depth: usize, lists: &[&'static str]) -> Summing {
        Summing {
            depth,
            of_files: false,
            all: Sum::default(),
            methods: BTreeMap::new(),
            more_methods: Sum::default(),
            kinds: BTreeMap::new(),
            folders: BTreeMap::new(),
            lists: lists.iter().map(|title| (*title, Vec::new())).collect(),
        }
    }

    /// What is taken for folders are files themselves: each stands for its own bytes.
    #[must_use]
    pub fn of_files(mut self) -> Summing {
        (self.of_files, self.depth) = (true, usize::MAX);
        self
    }

    /// Takes an entry in.
    pub fn add(&mut self, one: One<'_>) {
        self.all.add(&one);
        if let Some(number) = one.method {
            let room = self.methods.len() < MAX_METHODS || self.methods.contains_key(&number);
            match room {
                true => self.methods.entry(number).or_default().add(&one),
                false => self.more_methods.add(&one),
            }
        }
        self.kinds.entry(one.kind).or_default().add(&one);
        self.folder(&one);
        let list = one.list.and_then(|list| self.lists.get_mut(list));
        if let Some((_, largest)) = list {
            keep_largest(largest, (one.bytes, one.compressed_bytes, one.index));
        }
    }

    fn folder(&mut self, one: &One<'_>) {
        let mut place = match one
            .folder
            .match_indices('/')
            .nth(self.depth.saturating_sub(1))
        {
            Some((at, _)) => one.folder.get(..at).unwrap_or_default(),
            None => one.folder,
        };
        while self.folders.len() >= MAX_FOLDERS
            && !place.is_empty()
            && !self.folders.contains_key(place)
        {
            place = place.rsplit_once('/').map_or("", |(above, _)| above);
        }
        let kinds = match self.folders.get_mut(place) {
            Some(kinds) => kinds,
            None => self.folders.entry(place.to_owned()).or_default(),
        };
        kinds.entry(one.kind).or_default().add(one);
    }

    /// The summary; `name` gives the names of the largest. What else there is to be said is the caller's.
    pub fn finish(self, name: &dyn Fn(u32) -> String) -> ArchiveSummary {
        let mut methods: Vec<PartBytes> = self
            .methods
            .iter()
            .map(|(number, sum)| sum.named(&method(*number)))
            .collect();
        if self.more_methods.entries > 0 {
            methods.push(self.more_methods.named("other methods"));
        }
        most_first(&mut methods);
        ArchiveSummary {
            entries: self.all.entries,
            bytes: self.all.bytes,
            compressed_bytes: self.all.compressed,
            methods,
            kinds: parts(&self.kinds),
            folders: self
                .folders
                .into_iter()
                .map(|(path, kinds)| FolderPart {
                    // What is beyond the bounds is added to a folder, which is none.
                    is_file: self.of_files
                        && kinds.values().map(|sum| sum.entries).sum::<u64>() == 1,
                    path,
                    kinds: parts(&kinds),
                })
                .collect(),
            largest: self
                .lists
                .into_iter()
                .filter(|(_, largest)| !largest.is_empty())
                .map(|(title, largest)| Largest {
                    title: title.to_owned(),
                    entries: largest
                        .into_iter()
                        .map(|(bytes, compressed_bytes, index)| LargeEntry {
                            name: name(index),
                            bytes,
                            compressed_bytes,
                            ..LargeEntry::default()
                        })
                        .collect(),
                })
                .collect(),
            ..ArchiveSummary::default()
        }
    }
}

/// Puts one in its place, if it is among the largest; of the same size the first one stays in front.
fn keep_largest(largest: &mut Vec<(u64, u64, u32)>, one: (u64, u64, u32)) {
    if one.0 == 0 {
        return;
    }
    let at = largest.partition_point(|other| other.0 >= one.0);
    if at < MAX_LARGEST {
        largest.insert(at, one);
        largest.truncate(MAX_LARGEST);
    }
}

fn parts(kinds: &BTreeMap<&'static str, Sum>) -> Vec<PartBytes> {
    let mut parts: Vec<PartBytes> = kinds.iter().map(|(name, sum)| sum.named(name)).collect();
    most_first(&mut parts);
    parts
}

fn most_first(parts: &mut [PartBytes]) {
    crate::sort::sort_by(parts, |a, b| {
        b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(index: u32, folder: &str, bytes: u64) -> One<'_> {
        One {
            index,
            folder,
            kind: if bytes > 50 { "large" } else { "small" },
            method: Some(if bytes > 50 { 8 } else { 0 }),
            bytes,
            compressed_bytes: bytes / 2,
            list: Some(0),
        }
    }

    #[test]
    fn every_byte_stands_once_in_each_division() {
        let mut summing = Summing::new(2, &["All"]);
        for index in 0..100_u32 {
            let folder = ["", "a", "a/b", "a/b/c/d", "e"][index as usize % 5];
            summing.add(one(index, folder, u64::from(index)));
        }
        let summary = summing.finish(&|index| format!("{index}"));
        assert_eq!((summary.entries, summary.bytes), (100, 4_950));
        let sums = |parts: &[PartBytes]| parts.iter().map(|part| part.bytes).sum::<u64>();
        assert_eq!(sums(&summary.methods), 4_950);
        assert_eq!(sums(&summary.kinds), 4_950);
        let of_folders = summary.folders.iter().map(|folder| sums(&folder.kinds));
        assert_eq!(of_folders.sum::<u64>(), 4_950);
        let paths: Vec<&str> = summary.folders.iter().map(|folder| &*folder.path).collect();
        assert_eq!(paths, ["", "a", "a/b", "e"]);
        let largest: Vec<&str> = summary.largest[0]
            .entries
            .iter()
            .map(|one| &*one.name)
            .collect();
        assert_eq!(largest.len(), MAX_LARGEST);
        assert_eq!(largest[..3], ["99", "98", "97"]);
        assert_eq!(summary.methods[0].name, "deflate");
    }

    #[test]
    fn what_is_beyond_the_bounds_is_added_to_the_rest() {
        let mut summing = Summing::new(4, &[]);
        for index in 0..3_000_u32 {
            let folder = format!("top/{index}");
            let mut one = one(index, &folder, 10);
            one.method = Some(u16::try_from(index).unwrap());
            summing.add(one);
        }
        let summary = summing.finish(&|_| String::new());
        // The folder above may come on top.
        assert!(summary.folders.len() <= MAX_FOLDERS + 2);
        assert_eq!(summary.methods.len(), MAX_METHODS + 1);
        assert_eq!(summary.methods[0].name, "other methods");
        let bytes = summary.folders.iter().flat_map(|folder| &folder.kinds);
        assert_eq!(bytes.map(|part| part.bytes).sum::<u64>(), 30_000);
        assert!(summary.largest.is_empty());
    }
}
