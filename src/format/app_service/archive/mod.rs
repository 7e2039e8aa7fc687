//! What a backup's archive holds, from its directory (specification 1.2 to 1.6, 1.8, 1.9).
//!
//! [`survey`] walks over the entries once or twice and reads the beginnings of a few files at the top and the filter,
//! nothing else. It does not know the ZIP reader: the entries come through [`Directory`].

pub mod classify;
mod detect;
mod kinds;
pub mod names;

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash as _, Hasher as _};

use serde::Serialize;

use super::filter::{self, Filter};
use super::record::DatabaseType;
use crate::error::Error;

pub use classify::{Certainty, Class, RootFile};
pub use detect::{Confidence, LookAlike, Score, Signal, Surroundings};
pub use kinds::{KindBytes, kind_of};

/// Bytes of a file at the top that are looked at (specification 1.5).
pub const SNIFF_BYTES: usize = 64 << 10;

/// Most files at the top that are listed.
const MAX_ROOT_FILES: usize = 1_000;

/// Most files at the top whose beginning is looked at.
const MAX_SNIFFED: usize = 200;

/// Most folders of the tree and at the top; what is deeper or more is added to the folder above.
const MAX_FOLDERS: usize = 2_000;

/// Depth of the tree below `fs`.
const TREE_DEPTH: usize = 4;

/// Most entries of a kind of fault that are named.
const MAX_NAMED: usize = 1_000;

/// One entry of a directory.
#[derive(Debug, Clone, Copy)]
pub struct EntryFacts<'a> {
    /// Position in the directory.
    pub index: u32,
    /// Name as stored.
    pub name: &'a [u8],
    /// Whether the flag says that the name is UTF-8.
    pub utf8_flag: bool,
    /// Whether the attributes say that it is a folder.
    pub folder_attribute: bool,
    /// Encrypted.
    pub encrypted: bool,
    /// Compressed size, in bytes.
    pub compressed_bytes: u64,
    /// Uncompressed size, in bytes.
    pub uncompressed_bytes: u64,
}

/// The directory of an archive, and the beginnings of its entries.
pub trait Directory {
    /// Calls with each entry, in the order of the directory.
    fn each(&self, call: &mut dyn FnMut(EntryFacts<'_>));

    /// The first `most` bytes of an entry, inflated; `None` if it can't be read as what it is.
    ///
    /// # Errors
    /// When the file itself can't be read.
    fn head(&self, index: u32, most: usize) -> Result<Option<Vec<u8>>, Error>;
}

/// What else is known when an archive is surveyed.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Database file names of the manifest.
    pub manifest_files: Vec<String>,
    /// Names and types of the record's databases.
    pub record_databases: Vec<(String, DatabaseType)>,
}

/// A folder of the tree with what lies in it and below it, unless deeper folders are listed for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderBytes {
    /// Path below `fs`, empty for `fs` itself.
    pub path: String,
    /// Files.
    #[cfg_attr(test, ts(type = "number"))]
    pub files: u64,
    /// Uncompressed bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Of what kind these files are, most bytes first.
    pub kinds: Vec<KindBytes>,
}

/// An entry that is named for a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEntry {
    /// Position in the directory.
    pub index: u32,
    /// Normalised path, control characters made visible.
    pub path: String,
}

/// Two entries with one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamePath {
    /// Position of the first.
    pub first: u32,
    /// Position of the second.
    pub second: u32,
    /// Path of the second.
    pub path: String,
    /// Whether the paths differ in the case of letters only.
    pub but_case: bool,
}

/// What an archive holds.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Entries.
    pub entries: u64,
    /// Files below `fs/`.
    pub site_files: u64,
    /// Files below `fs/site/wwwroot/`.
    pub wwwroot_files: u64,
    /// Uncompressed bytes below `fs/`.
    pub site_bytes: u64,
    /// Uncompressed bytes of databases.
    pub database_bytes: u64,
    /// Uncompressed bytes of all.
    pub total_bytes: u64,
    /// Files at the top, the first of them.
    pub root_files: Vec<RootFile>,
    /// Number of all files at the top.
    pub root_file_count: u64,
    /// Folders at the top in their spelling, the first of them.
    pub root_folders: Vec<String>,
    /// Whether there is anything below `fs/site/`.
    pub has_site: bool,
    /// Whether there is anything below `fs/`.
    pub has_fs: bool,
    /// Whether raw names have back-slashes.
    pub backslashes: bool,
    /// Files below `fs/data/SitePackages/`: the app runs from a package.
    pub package_files: u64,
    /// Files below `fs/data/mysql/`: the app has MySQL in-app.
    pub in_app_mysql_files: u64,
    /// Entries with names that lead elsewhere, the first of them.
    pub unsafe_names: Vec<NamedEntry>,
    /// Encrypted entries, the first of them.
    pub encrypted: Vec<NamedEntry>,
    /// Number of all encrypted entries.
    pub encrypted_count: u64,
    /// Pairs with one path, the first of them.
    pub same_paths: Vec<SamePath>,
    /// The filter, if there is one.
    pub filter: Option<Filter>,
    /// Files that the filter names although they are there.
    pub filter_matches: u64,
    /// Where the bytes below `fs/` are.
    pub folders: Vec<FolderBytes>,
    /// Of what kind the files below `fs/` are.
    pub kinds: Vec<KindBytes>,
    /// Names at the top that tell other archives, in lower case.
    telling: HashSet<&'static str>,
}

/// Surveys an archive.
///
/// # Errors
/// When the file can't be read.
pub fn survey(directory: &dyn Directory, known: &Known) -> Result<Survey, Error> {
    let mut walk = Walk::default();
    directory.each(&mut |entry| walk.entry(entry));
    let Walk {
        mut survey,
        mut hashes,
        tree,
        kinds,
        filter_at,
        ..
    } = walk;
    survey.folders = tree
        .into_iter()
        .map(|(path, kinds)| {
            let (files, bytes) = kinds.sum();
            FolderBytes {
                path,
                files,
                bytes,
                kinds: kinds.finish(),
            }
        })
        .collect();
    survey.kinds = kinds.finish();
    for file in survey.root_files.iter_mut() {
        file.class_by_name(known);
    }
    let mut sniffed = 0;
    for file in survey.root_files.iter_mut().filter(|file| file.undecided()) {
        let head = if sniffed < MAX_SNIFFED && !file.encrypted && file.bytes > 0 {
            sniffed += 1;
            directory.head(file.index, SNIFF_BYTES)?
        } else {
            None
        };
        file.class_by_content(head.as_deref());
    }
    survey.database_bytes = survey
        .root_files
        .iter()
        .filter(|file| file.class == Class::Database)
        .fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    same_paths(directory, &mut survey, &mut hashes);
    if let Some(index) = filter_at
        && let Some(bytes) = directory.head(index, filter::MAX_BYTES)?
    {
        let filter = Filter::read(&bytes);
        directory.each(&mut |entry| {
            let name = names::normalised(entry.name, entry.utf8_flag);
            if let Some(below) = below_fs(&name.path)
                && !is_folder(&name, &entry)
                && filter.covers(below)
            {
                survey.filter_matches += 1;
            }
        });
        survey.filter = Some(filter);
    }
    Ok(survey)
}

/// The path below `fs/`; `None` if it lies elsewhere.
fn below_fs(path: &str) -> Option<&str> {
    let (first, rest) = path.split_once('/')?;
    first.eq_ignore_ascii_case("fs").then_some(rest)
}

fn is_folder(name: &names::Name, entry: &EntryFacts<'_>) -> bool {
    name.folder || (entry.folder_attribute && entry.uncompressed_bytes == 0)
}

/// Whether a path lies below a folder, letter case aside.
fn is_below(path: &str, folder: &str) -> bool {
    path.get(..folder.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(folder))
        && path.as_bytes().get(folder.len()) == Some(&b'/')
        && path.len() > folder.len() + 1
}

#[derive(Default)]
struct Walk {
    survey: Survey,
    /// Hash of each path in lower case, and the entry.
    hashes: Vec<(u64, u32)>,
    tree: BTreeMap<String, kinds::Kinds>,
    kinds: kinds::Kinds,
    filter_at: Option<u32>,
    folders_seen: HashSet<String>,
}

impl Walk {
    fn entry(&mut self, entry: EntryFacts<'_>) {
        let name = names::normalised(entry.name, entry.utf8_flag);
        let folder = is_folder(&name, &entry);
        let survey = &mut self.survey;
        survey.entries += 1;
        survey.total_bytes = survey.total_bytes.saturating_add(entry.uncompressed_bytes);
        survey.backslashes |= name.backslashes;
        let named = || NamedEntry {
            index: entry.index,
            path: crate::report::words::visible(&name.path),
        };
        if name.unsafe_name && survey.unsafe_names.len() < MAX_NAMED {
            survey.unsafe_names.push(named());
        }
        if entry.encrypted {
            survey.encrypted_count += 1;
            if survey.encrypted.len() < MAX_NAMED {
                survey.encrypted.push(named());
            }
        }
        let mut hasher = DefaultHasher::new();
        name.path
            .trim_end_matches('/')
            .to_lowercase()
            .hash(&mut hasher);
        if !folder {
            self.hashes.push((hasher.finish(), entry.index));
        }
        match name.path.split_once('/') {
            None => {
                detect::telling_file(&mut survey.telling, &name.path);
                if folder {
                    self.root_folder(&name.path);
                } else if !name.path.is_empty() {
                    survey.root_file_count += 1;
                    if survey.root_files.len() < MAX_ROOT_FILES {
                        survey
                            .root_files
                            .push(RootFile::new(&entry, name.path.clone()));
                    }
                }
            }
            Some((top, below)) => {
                detect::telling_folder(&mut survey.telling, top, below);
                self.root_folder(top);
                if top.eq_ignore_ascii_case("fs") {
                    self.below_fs(&entry, below, folder);
                }
            }
        }
    }

    fn root_folder(&mut self, name: &str) {
        let folders = &mut self.survey.root_folders;
        if !name.is_empty() && folders.len() < MAX_FOLDERS && !self.folders_seen.contains(name) {
            self.folders_seen.insert(name.to_owned());
            folders.push(name.to_owned());
        }
    }

    fn below_fs(&mut self, entry: &EntryFacts<'_>, below: &str, folder: bool) {
        let survey = &mut self.survey;
        if below.is_empty() {
            return;
        }
        survey.has_fs = true;
        survey.has_site |= is_below(below, "site");
        if folder {
            return;
        }
        survey.site_files += 1;
        survey.site_bytes = survey.site_bytes.saturating_add(entry.uncompressed_bytes);
        survey.wwwroot_files += u64::from(is_below(below, "site/wwwroot"));
        survey.package_files += u64::from(is_below(below, "data/SitePackages"));
        survey.in_app_mysql_files += u64::from(is_below(below, "data/mysql"));
        if below.eq_ignore_ascii_case("site/wwwroot/_backup.filter") {
            self.filter_at = Some(entry.index);
        }
        self.kinds.add(below, entry.uncompressed_bytes);
        let mut place = match below.match_indices('/').take(TREE_DEPTH).last() {
            Some((at, _)) => below.get(..at).unwrap_or(""),
            None => "",
        };
        while self.tree.len() >= MAX_FOLDERS && !place.is_empty() && !self.tree.contains_key(place)
        {
            place = place.rsplit_once('/').map_or("", |(above, _)| above);
        }
        let sums = match self.tree.get_mut(place) {
            Some(sums) => sums,
            None => self.tree.entry(place.to_owned()).or_default(),
        };
        sums.add(below, entry.uncompressed_bytes);
    }
}

/// Finds entries with one path: by their hashes first, then by their names.
fn same_paths(directory: &dyn Directory, survey: &mut Survey, hashes: &mut [(u64, u32)]) {
    hashes.sort_unstable();
    let suspects: HashSet<u32> = hashes
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
        .flatten()
        .take(2 * MAX_NAMED)
        .map(|(_, index)| *index)
        .collect();
    if suspects.is_empty() {
        return;
    }
    let mut seen: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    directory.each(&mut |entry| {
        if suspects.contains(&entry.index) {
            let path = names::normalised(entry.name, entry.utf8_flag).path;
            seen.entry(path.to_lowercase())
                .or_default()
                .push((entry.index, path));
        }
    });
    for group in seen.into_values() {
        let Some((first, first_path)) = group.first() else {
            continue;
        };
        for (second, path) in group.iter().skip(1) {
            survey.same_paths.push(SamePath {
                first: *first,
                second: *second,
                path: crate::report::words::visible(path),
                but_case: path != first_path,
            });
        }
    }
    crate::sort::sort_by_key(&mut survey.same_paths, |pair| pair.second);
}

impl Survey {
    /// Files at the top of one class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &RootFile> {
        self.root_files
            .iter()
            .filter(move |file| file.class == class)
    }

    /// Whether the app runs from a package, so that its files are not in the backup.
    pub fn runs_from_package(&self) -> bool {
        self.package_files > 0 || (self.has_fs && self.wwwroot_files == 0)
    }
}

#[cfg(test)]
pub(in crate::format::app_service) mod tests;
