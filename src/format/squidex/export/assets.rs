//! `export assets`: files under their own names in their folders, and `assets.ndjson` beside them.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::super::layout::{self, Misplaced, SpecialFile};
use super::super::objects::FileState;
use super::super::restore::{AssetEntry, AssetLookup, KeptAsset, KeptFile, KeptFolder};
use super::super::{check, check::SquidexCheck};
use super::asset::Asset;
use super::json::{Node, parse, push_optional, push_text};
use super::{Folded, Out};
use crate::error::Error;
use crate::inspect::export::Wanted;
use crate::inspect::export::names::Folder;
use crate::json::without_bom;

/// Folders in each other; what lies deeper lies in the last of them.
const MAX_DEPTH: usize = 24;

/// Name of the list.
const LIST: &str = "assets.ndjson";

/// Finds files under their names, or those that were meant to be theirs.
pub(in crate::format::squidex) struct Anywhere<'a> {
    check: &'a SquidexCheck,
    misplaced: Misplaced,
}

impl<'a> Anywhere<'a> {
    pub(in crate::format::squidex) fn new(check: &'a SquidexCheck) -> Anywhere<'a> {
        Anywhere {
            check,
            misplaced: Misplaced::of(check.directory().0),
        }
    }
}

impl AssetLookup for Anywhere<'_> {
    fn asset(&self, asset_id: &str, file_version: i64) -> Option<AssetEntry> {
        let exact = check::Lookup(self.check).asset(asset_id, file_version);
        exact.or_else(|| {
            let (archive, ..) = self.check.directory();
            let path = layout::asset_path(asset_id, file_version)?;
            let entry = self.misplaced.attachment(archive, &path)?;
            Some(AssetEntry {
                entry,
                uncompressed_bytes: archive.entries.uncompressed_bytes(entry),
            })
        })
    }
}

/// The assets that are stored, with their files.
///
/// # Errors
/// `Unknown` before a check has read all files.
pub(in crate::format::squidex) fn stored(folded: &mut Folded<'_>) -> Result<Vec<KeptAsset>, Error> {
    let check = folded.check;
    folded.dry.attachments_of(check.whole_fold()?);
    Ok(if folded.as_restored {
        folded
            .dry
            .kept_assets(&check::Lookup(check), &folded.stored)
    } else {
        folded
            .dry
            .kept_assets(&Anywhere::new(check), &folded.stored)
    })
}

/// Names of the tags, by id.
pub(in crate::format::squidex) fn tag_names(bytes: Option<&[u8]>) -> HashMap<String, String> {
    let text = bytes.and_then(|bytes| std::str::from_utf8(without_bom(bytes).0).ok());
    let tags = text.and_then(parse);
    let tags = tags.as_ref().map_or(&[][..], Node::pairs);
    tags.iter()
        .filter_map(|(id, tag)| Some((id.clone(), tag.text_of("name")?.to_owned())))
        .collect()
}

/// Where assets lie.
pub(in crate::format::squidex) struct Folders {
    by_id: HashMap<String, KeptFolder>,
}

impl Folders {
    pub(in crate::format::squidex) fn new(folders: Vec<KeptFolder>) -> Folders {
        let by_id = folders
            .into_iter()
            .map(|folder| (folder.id.clone(), folder));
        Folders {
            by_id: by_id.collect(),
        }
    }

    /// Ids and names from the root to a folder. `None`: one on the way is missing, deleted or in itself, if `living` ones
    /// are wanted; else it begins behind that one.
    pub(in crate::format::squidex) fn path(
        &self,
        id: &str,
        living: bool,
    ) -> Option<Vec<(&str, &str)>> {
        let mut path = Vec::new();
        let mut seen = HashSet::new();
        let mut at = id;
        while !is_root(at) {
            let folder = self.by_id.get(at);
            match folder.filter(|folder| seen.insert(at) && !(living && folder.deleted)) {
                Some(folder) => {
                    path.push((folder.id.as_str(), folder.name.as_str()));
                    at = &folder.parent;
                }
                None if living => return None,
                None => break,
            }
        }
        path.reverse();
        Some(path)
    }
}

/// The root has the zero id.
fn is_root(id: &str) -> bool {
    id.is_empty() || id.bytes().all(|byte| matches!(byte, b'0' | b'-'))
}

/// Names for files and folders on a disk; the same calls give the same names.
struct Places<'f> {
    folders: &'f Folders,
    /// Names that are taken, by the ids of the folders on the way.
    taken: HashMap<String, Folder>,
    /// Names of folders, by id.
    names: HashMap<String, String>,
}

impl<'f> Places<'f> {
    fn new(folders: &'f Folders) -> Places<'f> {
        let mut root = Folder::default();
        for reserved in [LIST, "INCOMPLETE.txt"] {
            root.unique(reserved);
        }
        let mut places = Places {
            folders,
            taken: HashMap::from([(String::new(), root)]),
            names: HashMap::new(),
        };
        // Folders have their names before files do.
        let mut ids: Vec<&String> = folders.by_id.keys().collect();
        ids.sort_unstable();
        for id in ids {
            places.folder(id);
        }
        places
    }

    /// The place of a folder, and the id of the last folder on the way.
    fn folder(&mut self, id: &str) -> (Vec<String>, String) {
        let folders = self.folders;
        let path = folders.path(id, false).unwrap_or_default();
        let mut place = Vec::new();
        let mut last = String::new();
        for (id, name) in path.into_iter().take(MAX_DEPTH) {
            let name = match self.names.get(id) {
                Some(name) => name.clone(),
                None => {
                    let name = self.taken.entry(last).or_default().unique(name);
                    self.names.insert(id.to_owned(), name.clone());
                    name
                }
            };
            place.push(name);
            last = id.to_owned();
        }
        (place, last)
    }

    /// Where a file goes.
    fn file(&mut self, folder: &str, name: &str) -> Vec<String> {
        let (mut place, last) = self.folder(folder);
        place.push(self.taken.entry(last).or_default().unique(name));
        place
    }
}

/// Writes them.
///
/// # Errors
/// `Unknown` before a check has read all files, `Read` if the file can't be read.
pub(in crate::format::squidex) fn write(
    folded: &mut Folded<'_>,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    if !wanted.in_folder {
        return Err(Error::Invalid(
            "assets need a folder or a ZIP file to be written to".into(),
        ));
    }
    let mut assets = stored(folded)?;
    assets.retain(|asset| wanted.all || !asset.deleted);
    let tags = tag_names(folded.special(SpecialFile::AssetTags)?.as_deref());
    let folders = Folders::new(folded.dry.kept_folders(&folded.stored));
    out.file(&[LIST.to_owned()], None);
    let mut places = Places::new(&folders);
    for kept in &assets {
        let asset = replay(folded, kept)?;
        let path = folders.path(&kept.parent, false).unwrap_or_default();
        for file in files_of(kept, wanted) {
            let place = place_of(kept, &asset, file.as_ref(), &mut places);
            line(
                kept,
                &asset,
                file.as_ref(),
                &path,
                place.as_deref(),
                &tags,
                out,
            );
            if let (Some(file), None) = (&file, &place) {
                out.told.leave_out(
                    Some(file.index),
                    format!(
                        "event {}: version {} of the file {} is not in the archive",
                        file.index,
                        file.version,
                        asset.file_name.as_deref().unwrap_or(&kept.id)
                    ),
                );
            }
            out.told.written += 1;
        }
        out.step();
        if !out.goes_on() {
            return Ok(());
        }
    }
    // The same names once more.
    let mut places = Places::new(&folders);
    for kept in &assets {
        let asset = replay(folded, kept)?;
        for file in files_of(kept, wanted) {
            let Some(place) = place_of(kept, &asset, file.as_ref(), &mut places) else {
                continue;
            };
            content(folded, file.as_ref(), &place, out)?;
            if !out.goes_on() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// An asset as its events make it.
pub(in crate::format::squidex) fn replay(
    folded: &mut Folded<'_>,
    kept: &KeptAsset,
) -> Result<Asset, Error> {
    let mut asset = Asset::default();
    for at in folded.dry.asset_events(kept.number).to_vec() {
        if let Some(record) = folded.record(u64::from(at))? {
            asset.apply(&record);
        }
    }
    Ok(asset)
}

/// The files that are wanted, the one that the asset shows first; `None` in place of one that no event brings.
fn files_of(kept: &KeptAsset, wanted: &Wanted) -> Vec<Option<KeptFile>> {
    let current = kept.files.iter().find(|file| file.current).cloned();
    let mut files = vec![current];
    if wanted.all_versions {
        let earlier = kept.files.iter().rev().filter(|file| !file.current);
        files.extend(earlier.cloned().map(Some));
    }
    files
}

/// Where a file goes; `None`: it has no bytes that could be written.
fn place_of(
    kept: &KeptAsset,
    asset: &Asset,
    file: Option<&KeptFile>,
    places: &mut Places<'_>,
) -> Option<Vec<String>> {
    let file = file.filter(|file| file.state != FileState::Lost)?;
    let name = asset.file_name.as_deref().unwrap_or(&kept.id);
    let name = match file.current {
        true => name.to_owned(),
        false => {
            let name = file.name.as_deref().unwrap_or(name);
            let (stem, extension) = match name.rfind('.') {
                Some(at) if at > 0 => name.split_at(at),
                _ => (name, ""),
            };
            format!("{stem} (version {}){extension}", file.version)
        }
    };
    Some(places.file(&kept.parent, &name))
}

/// A line of the list.
fn line(
    kept: &KeptAsset,
    asset: &Asset,
    file: Option<&KeptFile>,
    folder: &[(&str, &str)],
    place: Option<&[String]>,
    tags: &HashMap<String, String>,
    out: &mut Out<'_>,
) {
    let to = out.bytes();
    to.extend_from_slice(b"{\"id\":");
    push_text(to, &kept.id);
    to.extend_from_slice(b",\"file_name\":");
    push_optional(to, asset.file_name.as_deref());
    to.extend_from_slice(b",\"mime_type\":");
    push_optional(to, asset.mime_type.as_deref());
    to.extend_from_slice(b",\"folder\":");
    push_list(to, folder.iter().map(|(_, name)| *name));
    let version = file.map_or(kept.file_version, |file| file.version);
    let bytes = file.map_or(asset.bytes, |file| file.bytes);
    to.extend_from_slice(
        format!(",\"file_version\":{version},\"bytes\":{bytes},\"hash\":").as_bytes(),
    );
    push_optional(
        to,
        file.map_or(asset.hash.as_deref(), |file| file.hash.as_deref()),
    );
    to.extend_from_slice(b",\"hash_state\":");
    push_text(
        to,
        state_name(file.map_or(FileState::Lost, |file| file.state)),
    );
    to.extend_from_slice(b",\"saved_as\":");
    push_optional(to, place.map(|place| place.join("/")).as_deref());
    to.extend_from_slice(format!(",\"deleted\":{},\"tags\":", kept.deleted).as_bytes());
    let name = |id: &'_ String| tags.get(id).unwrap_or(id).clone();
    let names: Vec<String> = asset.tags.iter().map(name).collect();
    push_list(to, names.iter().map(String::as_str));
    to.extend_from_slice(b",\"metadata\":");
    asset.metadata().push(to, false);
    to.extend_from_slice(format!(",\"version\":{}}}\n", kept.version).as_bytes());
}

fn push_list<'t>(to: &mut Vec<u8>, texts: impl Iterator<Item = &'t str>) {
    to.push(b'[');
    for (at, text) in texts.enumerate() {
        if at > 0 {
            to.push(b',');
        }
        push_text(to, text);
    }
    to.push(b']');
}

/// The word of the contract.
pub(in crate::format::squidex) fn state_name(state: FileState) -> &'static str {
    match state {
        FileState::Verified => "verified",
        FileState::SizeOnly => "size-only",
        FileState::Wrong => "wrong",
        FileState::Lost => "lost",
        FileState::Unverifiable => "unverifiable",
    }
}

/// Writes the bytes of a file, as a server would get them.
fn content(
    folded: &mut Folded<'_>,
    file: Option<&KeptFile>,
    place: &[String],
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let entry = file.and_then(|file| file.entry);
    let Some(entry) = entry else {
        // A file without bytes has none in the archive.
        out.file(place, Some(0));
        return Ok(());
    };
    let at = file.map(|file| file.index);
    if let Some(why) = bytes_of(folded, entry, place, out)? {
        out.told
            .leave_out(at, format!("{}: {why}", place.join("/")));
    }
    Ok(())
}

/// Writes the bytes of an entry as a file; gives why it is not whole.
pub(in crate::format::squidex) fn bytes_of(
    folded: &mut Folded<'_>,
    entry: u32,
    place: &[String],
    out: &mut Out<'_>,
) -> Result<Option<String>, Error> {
    let (archive, _, shared) = folded.check.directory();
    let location = archive
        .entries
        .location(entry)
        .filter(|_| !shared.skips(entry));
    out.file(place, location.map(|location| location.uncompressed_bytes));
    let Some(location) = location else {
        return Ok(Some(
            "its bytes are shared with other entries and were not read".into(),
        ));
    };
    let source = &*folded.input.bytes;
    let mut reading = folded.reader.begin(source, &location, u64::MAX)?;
    while !reading.is_done() && out.goes_on() {
        folded.reader.step(source, &mut reading, &mut |bytes| {
            out.bytes().extend_from_slice(bytes);
            ControlFlow::Continue(())
        })?;
        out.step();
    }
    let read = folded.reader.finish(reading);
    Ok(read
        .dotnet
        .err()
        .map(|failure| format!("it can't be read to its end: {}", failure.in_words())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(id: &str, name: &str, parent: &str, deleted: bool) -> KeptFolder {
        KeptFolder {
            id: id.into(),
            name: name.into(),
            parent: parent.into(),
            deleted,
        }
    }

    #[test]
    fn folders_have_a_way_from_the_root() {
        let zero = "00000000-0000-0000-0000-000000000000";
        let folders = Folders::new(vec![
            folder("a1", "Images", zero, false),
            folder("a2", "Old", "a1", true),
            folder("a3", "In itself", "a4", false),
            folder("a4", "Round", "a3", false),
        ]);
        let names = |id: &str, living: bool| {
            let path = folders.path(id, living)?;
            Some(path.into_iter().map(|(_, name)| name).collect::<Vec<_>>())
        };
        assert_eq!(names(zero, true), Some(vec![]));
        assert_eq!(names("a2", false), Some(vec!["Images", "Old"]));
        assert_eq!(names("a2", true), None);
        assert_eq!(names("unknown", true), None);
        assert_eq!(names("unknown", false), Some(vec![]));
        assert_eq!(names("a3", true), None);
        assert_eq!(names("a3", false).map(|path| path.len()), Some(2));
    }

    #[test]
    fn folders_and_files_of_the_same_name_lie_side_by_side() {
        let folders = Folders::new(vec![
            folder("a1", "a", "", false),
            folder("a2", "A", "", false),
            folder("a3", "..", "a1", false),
        ]);
        let mut places = Places::new(&folders);
        assert_eq!(places.file("a1", "x.png"), ["a", "x.png"]);
        assert_eq!(places.file("a2", "x.png"), ["A (2)", "x.png"]);
        assert_eq!(places.file("a3", "../x.png"), ["a", "_", ".._x.png"]);
        assert_eq!(places.file("", "a"), ["a (3)"]);
        assert_eq!(places.file("", "Assets.ndjson"), ["Assets (2).ndjson"]);
    }
}
