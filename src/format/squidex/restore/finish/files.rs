//! Stored files against the events that speak of them.

use super::super::*;
use super::Run;
use super::hashes::{self, Claim, Proof};
use super::rebuild::stored;
use crate::format::squidex::layout;
use crate::format::squidex::objects::{FileLine, FileState, ObjectLine, ObjectPart, ObjectQuery};

impl Run<'_> {
    /// Holds each file version against its event. `judge`: faults of live assets are findings.
    pub(super) fn verify_files(&mut self, judge: bool) -> AssetVerification {
        let mut counts = AssetVerification::default();
        let current = self.current_files();
        for (at, version) in self.dry.file_versions.iter().enumerate() {
            let state = self.file_state(version);
            match state {
                FileState::Lost => counts.lost += 1,
                FileState::Verified => counts.verified += 1,
                FileState::SizeOnly => counts.size_only += 1,
                FileState::Wrong => counts.wrong += 1,
                FileState::Unverifiable => counts.unverifiable += 1,
            }
            if judge {
                self.judge_file(version, state, current.get(&version.asset) == Some(&at));
            }
        }
        if judge {
            self.judge_missing_current(&current);
        }
        counts
    }

    /// By number of the asset the place of the file version that it shows, of those that are not deleted.
    pub(super) fn current_files(&self) -> HashMap<u32, usize> {
        let mut current = HashMap::new();
        for (at, version) in self.dry.file_versions.iter().enumerate() {
            if self.is_current(version) {
                current.insert(version.asset, at);
            }
        }
        current
    }

    /// Whether it is the file that a live, stored asset shows.
    fn is_current(&self, version: &FileVersion) -> bool {
        self.dry
            .assets
            .states
            .get(version.asset as usize)
            .is_some_and(|asset| {
                !asset.life.deleted
                    && asset.id == version.id
                    && asset.file_version == version.version
                    && asset.file_hash == version.hash
            })
    }

    /// `None`: lost.
    pub(super) fn prove(&self, version: &FileVersion) -> Option<Proof> {
        let texts = &self.dry.texts;
        let hash = texts.text(version.hash).filter(|hash| !hash.is_empty());
        let nothing = hashes::of_nothing();
        let (sha256, bytes) = match self.entry_of(version.id, version.version) {
            None if version.bytes > 0 => return None,
            None => (&nothing, 0),
            Some(entry) => match self.dry.files.get(&entry.entry) {
                Some(read) => (&read.sha256, read.bytes),
                None => return None,
            },
        };
        let claim = Claim {
            sha256,
            bytes,
            claimed_bytes: version.bytes,
            hash: hash.as_deref(),
            has_own_name: version.created,
        };
        let own = texts.text(version.name);
        let others: Vec<String> = match self.dry.assets.states.get(version.asset as usize) {
            Some(asset) if !version.created => std::iter::once(asset.file_name)
                .chain(asset.names.iter().rev().copied())
                .filter_map(|name| texts.text(name))
                .collect(),
            _ => Vec::new(),
        };
        Some(hashes::prove(
            claim,
            own.as_deref()
                .into_iter()
                .chain(others.iter().map(String::as_str)),
        ))
    }

    /// What is known of a file version.
    pub(super) fn file_state(&self, version: &FileVersion) -> FileState {
        self.prove(version).map_or(FileState::Lost, Proof::state)
    }

    fn judge_file(&mut self, version: &FileVersion, state: FileState, is_current: bool) {
        let (code, what) = match (state, is_current) {
            (FileState::Lost, true) => (&codes::ASSET_FILE_MISSING, "is missing or empty"),
            (FileState::Wrong, true) => {
                (&codes::ASSET_FILE_WRONG, "doesn't match its size or hash")
            }
            (FileState::Lost, false) => (&codes::OLD_ASSET_FILE_MISSING, "is missing or empty"),
            (FileState::Wrong, false) => (
                &codes::OLD_ASSET_FILE_WRONG,
                "doesn't match its size or hash",
            ),
            (FileState::Unverifiable, _) => (&codes::ASSET_FILE_UNVERIFIABLE, "can't be verified"),
            (FileState::Verified | FileState::SizeOnly, _) => return,
        };
        let texts = &self.dry.texts;
        let id = texts.text_or_empty(version.id);
        let asset = self.dry.assets.states.get(version.asset as usize);
        let name = asset
            .and_then(|asset| texts.text(asset.file_name))
            .unwrap_or_else(|| id.clone());
        let message = format!(
            "event {}: version {} of the file {name} {what}",
            version.index, version.version
        );
        self.findings.push(
            Finding::new(code, message)
                .at_event(version.index)
                .at_entry(asset_path(&id, version.version)),
        );
    }

    /// Live assets whose state speaks of a file that no event brought.
    fn judge_missing_current(&mut self, current: &HashMap<u32, usize>) {
        let assets = stored(&self.groups.assets);
        for &number in assets {
            let Some(asset) = self.dry.assets.states.get(number as usize) else {
                continue;
            };
            if asset.life.deleted || asset.file_bytes <= 0 || current.contains_key(&number) {
                continue;
            }
            let id = self.dry.texts.text_or_empty(asset.id);
            let at = asset.life.created_at.unwrap_or(0);
            let message = format!(
                "event {at}: no event brings version {} of the asset {id}",
                asset.file_version
            );
            self.findings.push(
                Finding::new(&codes::ASSET_FILE_MISSING, message)
                    .at_event(at)
                    .at_entry(asset_path(&id, asset.file_version)),
            );
        }
    }
}

impl Run<'_> {
    /// The file versions that a query asks for.
    pub(super) fn file_lines<'a>(
        &'a self,
        query: &'a ObjectQuery,
        within: Option<TextId>,
    ) -> impl Iterator<Item = impl Fn() -> ObjectLine + 'a> + 'a {
        let current = self.current_files();
        self.dry
            .file_versions
            .iter()
            .enumerate()
            .filter(move |(_, version)| within.is_none_or(|asset| version.id == asset))
            .map(|(at, version)| (at, version, self.prove(version)))
            .filter(|(_, _, proof)| {
                let state = proof.map_or(FileState::Lost, Proof::state);
                match query.part {
                    ObjectPart::Total => true,
                    ObjectPart::Verified => state == FileState::Verified,
                    ObjectPart::SizeOnly => state == FileState::SizeOnly,
                    ObjectPart::Wrong => state == FileState::Wrong,
                    ObjectPart::Lost => state == FileState::Lost,
                    ObjectPart::Unverifiable => state == FileState::Unverifiable,
                    _ => false,
                }
            })
            .map(move |(at, version, proof)| {
                let is_current = current.get(&version.asset) == Some(&at);
                move || self.file_line(version, proof, is_current)
            })
    }

    fn file_line(&self, version: &FileVersion, proof: Option<Proof>, current: bool) -> ObjectLine {
        let texts = &self.dry.texts;
        let asset = self.dry.assets.states.get(version.asset as usize);
        let id = texts.text_or_empty(version.id);
        let stored = self
            .entry_of(version.id, version.version)
            .and_then(|entry| self.dry.files.get(&entry.entry))
            .map(|read| read.bytes);
        ObjectLine {
            // An AssetUpdated event doesn't tell the name: the asset's stands for it.
            name: texts
                .text(version.name)
                .or_else(|| texts.text(asset?.file_name)),
            deleted: asset.is_some_and(|asset| asset.life.deleted),
            event_index: Some(version.index),
            file_version: Some(version.version),
            bytes: u64::try_from(version.bytes).ok(),
            file: Some(FileLine {
                state: proof.map_or(FileState::Lost, Proof::state),
                why: why(proof, version.bytes, stored),
                hash: texts.text(version.hash),
                entry: layout::asset_path(&id, version.version),
                stored_bytes: stored,
                current,
            }),
            id,
            ..ObjectLine::default()
        }
    }
}

fn why(proof: Option<Proof>, claimed_bytes: i64, stored_bytes: Option<u64>) -> String {
    match proof {
        Some(Proof::Verified) => "the hash of bytes, name and size is the event's".into(),
        Some(Proof::VerifiedBytes) => "the hash of the bytes is the event's".into(),
        Some(Proof::SizeOnly) => {
            "the event has no hash, as before April 2019; the size is right".into()
        }
        Some(Proof::WrongSize) => format!(
            "{} in the archive, the event says {claimed_bytes}",
            counted(stored_bytes.unwrap_or(0), "byte")
        ),
        Some(Proof::WrongHash) => "the size is right, but the hash is not the event's".into(),
        Some(Proof::Unverifiable) => {
            "the size is right; the hash needs the name of the uploaded file, which \
             this event doesn't tell, and none of the asset's names fits"
                .into()
        }
        None => "its entry is missing or empty".into(),
    }
}

/// Where the file of an asset lies.
pub(super) fn asset_path(asset_id: &str, file_version: i64) -> String {
    layout::asset_path(asset_id, file_version).unwrap_or_default()
}
