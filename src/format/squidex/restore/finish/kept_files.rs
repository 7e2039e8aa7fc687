//! Assets, their files and folders, for an export.

use super::super::*;
use super::hashes::Proof;
use crate::format::squidex::objects::FileState;
use crate::format::squidex::target::Target;
use crate::sort;

/// An asset, without what its events hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAsset {
    /// Number, for [`DryRun::asset_events`].
    pub number: u32,
    /// Id.
    pub id: String,
    /// Number of its version: that of its first event is 0.
    pub version: u64,
    /// Deleted at the end.
    pub deleted: bool,
    /// Id of its folder.
    pub parent: String,
    /// Version of the file that it shows.
    pub file_version: i64,
    /// Its files, in the order of their events.
    pub files: Vec<KeptFile>,
}

/// A file that an event brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Position of the event.
    pub index: u64,
    /// Version of the file.
    pub version: i64,
    /// Size that the event says.
    pub bytes: i64,
    /// Hash that the event says.
    pub hash: Option<String>,
    /// Name of the file, of an event that tells it.
    pub name: Option<String>,
    /// How bytes and event go together.
    pub state: FileState,
    /// Entry with its bytes; `None` if there are none.
    pub entry: Option<u32>,
    /// It is the file that the asset shows.
    pub current: bool,
}

/// A folder of assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFolder {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of the folder that it is in.
    pub parent: String,
    /// Deleted at the end.
    pub deleted: bool,
}

impl DryRun {
    /// Takes what a check found out about the attachments.
    pub fn attachments_of(&mut self, check: &DryRun) {
        self.files.clone_from(&check.files);
    }

    /// The stored assets, by id.
    pub fn kept_assets(&self, lookup: &dyn AssetLookup, stored: &Stored) -> Vec<KeptAsset> {
        let target = Target::default();
        let extent = Extent {
            events: self.events_seen,
            complete: true,
            archive_bytes: 0,
            event_json_bytes: 0,
        };
        let run = self.run(lookup, &extent, &target);
        let mut by_asset: HashMap<u32, Vec<KeptFile>> = HashMap::new();
        for version in &self.file_versions {
            let asset = self.assets.states.get(version.asset as usize);
            let shown = asset.is_some_and(|asset| {
                asset.id == version.id
                    && asset.file_version == version.version
                    && asset.file_hash == version.hash
            });
            let files = by_asset.entry(version.asset).or_default();
            if shown {
                // Of several with the same version and hash the last one counts.
                files.iter_mut().for_each(|file| file.current = false);
            }
            files.push(KeptFile {
                index: version.index,
                version: version.version,
                bytes: version.bytes,
                hash: self.texts.text(version.hash),
                name: self.texts.text(version.name),
                state: run.prove(version).map_or(FileState::Lost, Proof::state),
                entry: run
                    .entry_of(version.id, version.version)
                    .map(|entry| entry.entry),
                current: shown,
            });
        }
        let mut assets: Vec<KeptAsset> = stored
            .assets
            .iter()
            .filter_map(|&number| {
                let asset = self.assets.states.get(number as usize)?;
                Some(KeptAsset {
                    number,
                    id: self.texts.text_or_empty(asset.id),
                    version: asset.life.events.saturating_sub(1),
                    deleted: asset.life.deleted,
                    parent: self.texts.text_or_empty(asset.parent),
                    file_version: asset.file_version,
                    files: by_asset.remove(&number).unwrap_or_default(),
                })
            })
            .collect();
        sort::sort_by(&mut assets, |a, b| a.id.cmp(&b.id));
        assets
    }

    /// The stored folders, by id.
    pub fn kept_folders(&self, stored: &Stored) -> Vec<KeptFolder> {
        let mut folders: Vec<KeptFolder> = stored
            .folders
            .iter()
            .filter_map(|&number| {
                let folder = self.folders.states.get(number as usize)?;
                Some(KeptFolder {
                    id: self.texts.text_or_empty(folder.id),
                    name: self.texts.text_or_empty(folder.name),
                    parent: self.texts.text_or_empty(folder.parent),
                    deleted: folder.life.deleted,
                })
            })
            .collect();
        sort::sort_by(&mut folders, |a, b| a.id.cmp(&b.id));
        folders
    }
}
