//! Stored files against the events that speak of them.

use super::super::*;
use super::Run;
use super::hashes::{self, Claim, Proof};
use super::rebuild::stored;
use crate::format::squidex::layout;

impl Run<'_> {
    /// Holds each file version against its event. `judge`: faults of live assets are findings.
    pub(super) fn verify_files(&mut self, judge: bool) -> AssetVerification {
        let mut counts = AssetVerification::default();
        let mut current = HashMap::new();
        for (at, version) in self.dry.file_versions.iter().enumerate() {
            if self.is_current(version) {
                current.insert(version.asset, at);
            }
        }
        for (at, version) in self.dry.file_versions.iter().enumerate() {
            let proof = self.prove(version);
            match proof {
                None => counts.lost += 1,
                Some(Proof::Verified) => counts.verified += 1,
                Some(Proof::SizeOnly) => counts.size_only += 1,
                Some(Proof::Wrong) => counts.wrong += 1,
                Some(Proof::Unverifiable) => counts.unverifiable += 1,
            }
            if judge {
                self.judge_file(version, proof, current.get(&version.asset) == Some(&at));
            }
        }
        if judge {
            self.judge_missing_current(&current);
        }
        counts
    }

    /// Whether it is the file that a live, stored asset shows.
    pub(super) fn is_current(&self, version: &FileVersion) -> bool {
        self.dry
            .assets
            .states
            .get(version.asset as usize)
            .is_some_and(|asset| {
                !asset.deleted
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

    pub(super) fn judge_file(
        &mut self,
        version: &FileVersion,
        proof: Option<Proof>,
        is_current: bool,
    ) {
        let (code, what) = match (proof, is_current) {
            (None, true) => (&codes::ASSET_FILE_MISSING, "is missing or empty"),
            (Some(Proof::Wrong), true) => {
                (&codes::ASSET_FILE_WRONG, "doesn't match its size or hash")
            }
            (None, false) => (&codes::OLD_ASSET_FILE_MISSING, "is missing or empty"),
            (Some(Proof::Wrong), false) => (
                &codes::OLD_ASSET_FILE_WRONG,
                "doesn't match its size or hash",
            ),
            (Some(Proof::Unverifiable), _) => {
                (&codes::ASSET_FILE_UNVERIFIABLE, "can't be verified")
            }
            (Some(Proof::Verified | Proof::SizeOnly), _) => return,
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
    pub(super) fn judge_missing_current(&mut self, current: &HashMap<u32, usize>) {
        let assets = stored(&self.groups.assets);
        for &number in assets {
            let Some(asset) = self.dry.assets.states.get(number as usize) else {
                continue;
            };
            if asset.deleted || asset.file_bytes <= 0 || current.contains_key(&number) {
                continue;
            }
            let id = self.dry.texts.text_or_empty(asset.id);
            let at = asset.created_at.unwrap_or(0);
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

/// Where the file of an asset lies.
pub(super) fn asset_path(asset_id: &str, file_version: i64) -> String {
    layout::asset_path(asset_id, file_version).unwrap_or_default()
}
