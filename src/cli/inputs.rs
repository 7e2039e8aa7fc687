//! What was given on the command line as inputs of the engine: files, and folders to their bottom.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use backup_inspector::source::{Input, shown_path};

use super::file;

/// So many files are held open; of more, each is opened when it is read from. Systems allow a process 256 and more.
const HELD_OPEN: usize = 64;

/// A file that was given, or found in a folder that was.
#[derive(Debug, Clone)]
pub struct Given {
    /// Where it is.
    pub path: PathBuf,
    /// As the person sees it: a bare name, or a path that begins with the folder's.
    pub shown: String,
    /// Which folder it was found in; 0 for files that were given themselves.
    pub tree: u32,
    /// Length and time of the last change when it was found.
    pub before: Option<(u64, SystemTime)>,
}

/// What was given, in the order in which it was.
pub enum Item {
    /// A file.
    File(Given),
    /// Something that can't be opened.
    Refused {
        /// As the person sees it.
        shown: String,
        /// Why.
        error: io::Error,
    },
}

/// All files of these arguments: folders in byte order of their paths, to the bottom. Links inside of a folder are
/// followed to files only, so that no folder is walked twice.
pub fn collect(arguments: &[PathBuf]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut trees = 0;
    for argument in arguments {
        if !argument.is_dir() {
            items.push(item(argument, shown_path(&file::name_of(argument)), 0));
            continue;
        }
        trees += 1;
        let name = match argument.canonicalize() {
            Ok(path) => file::name_of(&path),
            Err(_) => file::name_of(argument),
        };
        let mut found = Vec::new();
        walk(argument, &name, trees, &mut found);
        found.sort_by(|a, b| shown(a).as_bytes().cmp(shown(b).as_bytes()));
        if found.is_empty() {
            let error = io::Error::new(io::ErrorKind::NotFound, "there is no file in this folder");
            found.push(Item::Refused { shown: name, error });
        }
        items.extend(found);
    }
    items
}

fn shown(item: &Item) -> &str {
    match item {
        Item::File(given) => &given.shown,
        Item::Refused { shown, .. } => shown,
    }
}

fn item(path: &Path, shown: String, tree: u32) -> Item {
    match file::check(path) {
        Ok(metadata) => Item::File(Given {
            path: path.to_owned(),
            shown,
            tree,
            before: metadata
                .modified()
                .ok()
                .map(|modified| (metadata.len(), modified)),
        }),
        Err(error) => Item::Refused { shown, error },
    }
}

fn walk(folder: &Path, shown: &str, tree: u32, found: &mut Vec<Item>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            found.push(Item::Refused {
                shown: shown.to_owned(),
                error,
            });
            return;
        }
    };
    for entry in entries {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                let name = format!("{shown}/{}", entry.file_name().to_string_lossy());
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder {
                    walk(&path, &name, tree, found);
                } else if !path.is_dir() {
                    found.push(item(&path, name, tree));
                }
            }
            Err(error) => found.push(Item::Refused {
                shown: shown.to_owned(),
                error,
            }),
        }
    }
}

/// The files as the engine wants them. `many`: they are not held open.
///
/// # Errors
/// When one can't be opened.
pub fn open(given: &[&Given]) -> io::Result<Vec<Input>> {
    let many = given.len() > HELD_OPEN;
    given
        .iter()
        .map(|given| {
            let bytes = match many {
                true => file::closed(&given.path)?,
                false => file::held(&given.path)?,
            };
            Ok(Input {
                path: given.shown.clone(),
                tree: given.tree,
                modified: given.before.and_then(|(_, at)| {
                    let since = at.duration_since(SystemTime::UNIX_EPOCH).ok()?;
                    i64::try_from(since.as_secs()).ok()
                }),
                bytes,
                carried: None,
            })
        })
        .collect()
}
