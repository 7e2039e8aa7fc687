//! Assets as a gallery, one asset with all its files, and the folders with their bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::{Looker, look};
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::decode::instant_text;
use crate::format::squidex::export::assets::{Folders, replay, state_name, stored, tag_names};
use crate::format::squidex::layout::SpecialFile;
use crate::format::squidex::objects::FileState;
use crate::format::squidex::restore::{KeptAsset, KeptFile};
use crate::format::squidex::target::Target;
use crate::inspect::query::{Query, Rows, cut};
use crate::sort;
use crate::source::Files;

/// Keys of a row of the gallery.
pub(in crate::format::squidex) const COLUMNS: &[&str] = &[
    "id",
    "name",
    "kind",
    "folder",
    "file_version",
    "versions",
    "bytes",
    "state",
    "deleted",
    "used_by",
];

/// Versions of one file that are listed.
const MAX_VERSIONS: usize = 500;

/// Between the names of folders in each other.
const SEPARATOR: &str = " / ";

/// What assets are by the endings of their names, for a map: the kinds in their order.
const KINDS: [(&str, &[&str]); 4] = [
    (
        "images",
        &[
            "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg", "tif", "tiff", "ico", "heic",
        ],
    ),
    (
        "videos",
        &["mp4", "webm", "mov", "avi", "mkv", "m4v", "mpg"],
    ),
    (
        "audio",
        &["mp3", "wav", "ogg", "m4a", "flac", "aac", "opus"],
    ),
    (
        "documents",
        &[
            "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "txt", "md", "csv",
            "rtf",
        ],
    ),
];

/// What fits none of the kinds.
const OTHER: &str = "other";

fn kind_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_of = |(_, endings): &&(&str, &[&str])| {
        endings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    };
    KINDS.iter().find(is_of).map_or(OTHER, |(kind, _)| kind)
}

/// A file of an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AssetFile {
    /// Version of the file.
    pub version: i64,
    /// Position of the event that brings it.
    #[cfg_attr(test, ts(type = "number"))]
    pub event_index: u64,
    /// Size that the event says.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Hash that the event says.
    pub hash: Option<String>,
    /// `verified`, `size-only`, `wrong`, `lost`, `unverifiable`.
    pub state: &'static str,
    /// It is the one that the asset shows.
    pub current: bool,
    /// The archive has an entry for it.
    pub there: bool,
}

/// An asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AssetView {
    /// Id.
    pub id: String,
    /// Name of its file.
    pub file_name: Option<String>,
    /// Its type, as the events say.
    pub mime_type: Option<String>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Names of the folders on the way to it.
    pub folder: Vec<String>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// What is known of it besides: name and value as text.
    pub metadata: Vec<(String, String)>,
    /// Only those who are signed in see it.
    pub protected: bool,
    /// Deleted at the end.
    pub deleted: bool,
    /// ISO 8601 in UTC.
    pub created: Option<String>,
    /// Actor, as in the archive.
    pub created_by: Option<String>,
    /// ISO 8601 in UTC.
    pub last_modified: Option<String>,
    /// Actor, as in the archive.
    pub last_modified_by: Option<String>,
    /// Its files, the newest first.
    pub files: Vec<AssetFile>,
    /// There are more than are listed.
    pub more_files: bool,
}

/// A folder with what lies in it, without what lies in the folders in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderView {
    /// Id; that of the root has zeros only.
    pub id: String,
    /// Name; `null` of the root, and of one that does not exist.
    pub name: Option<String>,
    /// Id of the folder that it is in; `null` of the root.
    pub parent: Option<String>,
    /// It exists, and so do those on the way to it.
    pub there: bool,
    /// Assets in it that are not deleted.
    #[cfg_attr(test, ts(type = "number"))]
    pub assets: u64,
    /// Bytes of the files that they show, by kind: kind, assets, bytes.
    #[cfg_attr(test, ts(type = "[string, number, number][]"))]
    pub kinds: Vec<(&'static str, u64, u64)>,
    /// Bytes of their earlier files.
    #[cfg_attr(test, ts(type = "number"))]
    pub earlier_bytes: u64,
}

/// The root, as folders and assets name it.
const ROOT: &str = "00000000-0000-0000-0000-000000000000";

fn size(file: &KeptFile) -> u64 {
    u64::try_from(file.bytes).unwrap_or(0)
}

impl Looker<'_, '_> {
    /// The stored assets, by id.
    fn assets(&mut self) -> Result<&[KeptAsset], Error> {
        if self.open.assets.is_none() {
            self.open.assets = Some(stored(&mut self.folded)?);
        }
        Ok(self.open.assets.as_deref().unwrap_or_default())
    }

    /// The asset of an id.
    pub(super) fn asset(&mut self, id: &str) -> Result<KeptAsset, Error> {
        let assets = self.assets()?;
        let found = assets.binary_search_by(|asset| asset.id.as_str().cmp(id));
        // Paths of files have it in lower case.
        let alike = || {
            assets
                .iter()
                .find(|asset| asset.id.eq_ignore_ascii_case(id))
        };
        let asset = found
            .ok()
            .and_then(|at| assets.get(at))
            .or_else(alike)
            .cloned();
        asset.ok_or_else(|| Error::Invalid(format!("there is no asset \"{id}\"")))
    }

    fn folders(&self) -> Folders {
        Folders::new(self.folded.dry.kept_folders(&self.folded.stored))
    }
}

/// A row of the gallery before it is written.
struct Tile {
    at: usize,
    name: String,
    folder: String,
    bytes: u64,
    used_by: Option<u64>,
}

/// Rows of the gallery: all assets, those in a folder (`within`), those of a part.
///
/// # Errors
/// `Unknown` before a check has read all files, `Invalid` if there is no such part or column, `Read` if the file can't be
/// read.
pub(in crate::format::squidex) fn gallery(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    query: &Query,
) -> Result<Rows, Error> {
    look(check, files, target, |looker| {
        looker.assets()?;
        let folders = looker.folders();
        let assets = looker.open.assets.as_deref().unwrap_or_default();
        let dry = &looker.folded.dry;
        let uses = &looker.open.uses;
        let wanted = query.text.as_deref().filter(|text| !text.is_empty());
        let wanted = wanted.map(str::to_lowercase);
        let mut tiles = Vec::new();
        for (at, asset) in assets.iter().enumerate() {
            let used_by = uses.count(asset.number);
            let is_in = query.within.as_deref().is_none_or(|id| asset.parent == id);
            if !is_in || !is_part(asset, used_by, query.part.as_deref())? {
                continue;
            }
            let name = dry.asset_name(asset.number).unwrap_or_default();
            let path = folders.path(&asset.parent, false).unwrap_or_default();
            let path: Vec<&str> = path.into_iter().map(|(_, name)| name).collect();
            let folder = path.join(SEPARATOR);
            if let Some(wanted) = &wanted {
                let has = |text: &str| text.to_lowercase().contains(wanted);
                if !(has(&name) || has(&folder) || has(&asset.id)) {
                    continue;
                }
            }
            tiles.push(Tile {
                at,
                name,
                folder,
                bytes: current(asset).map_or(0, size),
                used_by,
            });
        }
        sort_tiles(&mut tiles, assets, query)?;
        let total = tiles.len() as u64;
        let row = |tile: Tile| {
            let asset = assets.get(tile.at)?;
            Some(json!({
                "id": asset.id,
                "name": tile.name,
                "kind": kind_of(&tile.name),
                "folder": tile.folder,
                "file_version": asset.file_version,
                "versions": asset.files.len(),
                "bytes": tile.bytes,
                "state": state_name(state(asset)),
                "deleted": asset.deleted,
                "used_by": tile.used_by,
            }))
        };
        Ok(Rows {
            total,
            rows: cut(tiles, query).into_iter().filter_map(row).collect(),
            ..Rows::default()
        })
    })
}

/// The file that an asset shows.
fn current(asset: &KeptAsset) -> Option<&KeptFile> {
    asset.files.iter().find(|file| file.current)
}

fn state(asset: &KeptAsset) -> FileState {
    current(asset).map_or(FileState::Lost, |file| file.state)
}

fn is_part(asset: &KeptAsset, used_by: Option<u64>, part: Option<&str>) -> Result<bool, Error> {
    let there = !asset.deleted;
    Ok(match part.unwrap_or("present") {
        "total" => true,
        "present" => there,
        "deleted" => asset.deleted,
        "used" => there && used_by.is_some_and(|count| count > 0),
        "unused" => there && used_by == Some(0),
        "several-versions" => there && asset.files.len() > 1,
        other => {
            let known = [
                FileState::Verified,
                FileState::SizeOnly,
                FileState::Wrong,
                FileState::Lost,
                FileState::Unverifiable,
            ];
            let wanted = known.into_iter().find(|state| state_name(*state) == other);
            match wanted {
                Some(wanted) => there && state(asset) == wanted,
                None => {
                    return Err(Error::Invalid(format!(
                        "there is no part \"{other}\" of assets"
                    )));
                }
            }
        }
    })
}

fn sort_tiles(tiles: &mut [Tile], assets: &[KeptAsset], query: &Query) -> Result<(), Error> {
    let Some(sort) = query.sort.as_deref() else {
        return Ok(());
    };
    let (column, down) = match sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (sort, false),
    };
    if !COLUMNS.contains(&column) {
        return Err(Error::Invalid(format!(
            "there is no column \"{column}\" of assets"
        )));
    }
    let asset = |tile: &Tile| assets.get(tile.at);
    let versions = |tile: &Tile| asset(tile).map(|asset| asset.files.len());
    let word = |tile: &Tile| asset(tile).map(|asset| state_name(state(asset)));
    sort::sort_by(tiles, |a, b| {
        let order = match column {
            "name" => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
            "kind" => kind_of(&a.name).cmp(kind_of(&b.name)),
            "folder" => a.folder.to_lowercase().cmp(&b.folder.to_lowercase()),
            "bytes" => a.bytes.cmp(&b.bytes),
            "used_by" => a.used_by.cmp(&b.used_by),
            "versions" => versions(a).cmp(&versions(b)),
            "file_version" => {
                let of = |tile: &Tile| asset(tile).map(|asset| asset.file_version);
                of(a).cmp(&of(b))
            }
            "state" => word(a).cmp(&word(b)),
            "deleted" => {
                let of = |tile: &Tile| asset(tile).map(|asset| asset.deleted);
                of(a).cmp(&of(b))
            }
            _ => a.at.cmp(&b.at),
        };
        if down { order.reverse() } else { order }
    });
    Ok(())
}

/// An asset with its files.
///
/// # Errors
/// As [`gallery`]; `Invalid` if there is no such asset.
pub(in crate::format::squidex) fn view(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    id: &str,
) -> Result<AssetView, Error> {
    look(check, files, target, |looker| {
        let kept = looker.asset(id)?;
        let asset = replay(&mut looker.folded, &kept)?;
        let tags = tag_names(looker.folded.special(SpecialFile::AssetTags)?.as_deref());
        let folders = looker.folders();
        let path = folders.path(&kept.parent, false).unwrap_or_default();
        let metadata = asset.metadata();
        let metadata = metadata.pairs().iter().map(|(name, value)| {
            let text = super::text::plain(value, None);
            (name.clone(), super::text::cut(&text, 1_000))
        });
        let instant = |at: Option<(i64, i32)>| at.map(instant_text);
        Ok(AssetView {
            folder: path.into_iter().map(|(_, name)| name.to_owned()).collect(),
            tags: asset
                .tags
                .iter()
                .map(|id| tags.get(id).unwrap_or(id).clone())
                .collect(),
            metadata: metadata.take(MAX_VERSIONS).collect(),
            files: kept
                .files
                .iter()
                .rev()
                .take(MAX_VERSIONS)
                .map(|file| AssetFile {
                    version: file.version,
                    event_index: file.index,
                    bytes: size(file),
                    hash: file.hash.clone(),
                    state: state_name(file.state),
                    current: file.current,
                    there: file.entry.is_some(),
                })
                .collect(),
            more_files: kept.files.len() > MAX_VERSIONS,
            id: kept.id,
            deleted: kept.deleted,
            file_name: asset.file_name.clone(),
            mime_type: asset.mime_type.clone(),
            slug: asset.slug.clone(),
            protected: asset.protected,
            created: instant(asset.created),
            created_by: asset.created_by.clone(),
            last_modified: instant(asset.modified),
            last_modified_by: asset.modified_by.clone(),
        })
    })
}

/// The folders with their bytes: the root first, then by id.
///
/// # Errors
/// As [`gallery`].
pub(in crate::format::squidex) fn folders(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
) -> Result<Vec<FolderView>, Error> {
    look(check, files, target, |looker| {
        looker.assets()?;
        let ways = looker.folders();
        let kept = looker.folded.dry.kept_folders(&looker.folded.stored);
        let empty = |id: &str, name: Option<String>, parent: Option<String>, there| FolderView {
            id: id.to_owned(),
            name,
            parent,
            there,
            assets: 0,
            kinds: Vec::new(),
            earlier_bytes: 0,
        };
        let mut views: BTreeMap<String, FolderView> = BTreeMap::new();
        views.insert(ROOT.into(), empty(ROOT, None, None, true));
        for folder in kept.into_iter().filter(|folder| !folder.deleted) {
            let there = ways.path(&folder.id, true).is_some();
            let view = empty(&folder.id, Some(folder.name), Some(folder.parent), there);
            views.insert(folder.id, view);
        }
        let dry = &looker.folded.dry;
        let assets = looker.open.assets.as_deref().unwrap_or_default();
        for asset in assets.iter().filter(|asset| !asset.deleted) {
            let view = views
                .entry(asset.parent.clone())
                .or_insert_with(|| empty(&asset.parent, None, Some(ROOT.into()), false));
            view.assets += 1;
            let shown = current(asset).map_or(0, size);
            let all: u64 = asset.files.iter().map(size).fold(0, u64::saturating_add);
            let kind = kind_of(&dry.asset_name(asset.number).unwrap_or_default());
            view.earlier_bytes = view.earlier_bytes.saturating_add(all.saturating_sub(shown));
            match view.kinds.iter_mut().find(|(known, ..)| *known == kind) {
                Some((_, assets, bytes)) => {
                    *assets += 1;
                    *bytes = bytes.saturating_add(shown);
                }
                None => view.kinds.push((kind, 1, shown)),
            }
        }
        Ok(views.into_values().collect())
    })
}
