//! Stand-in for the dry run while it is being built; not landed in a release.
use super::facts::*;
use crate::archive::ZipFault;
use crate::format::Target;
use crate::report::*;

#[derive(Debug, Clone)]
pub struct AttachmentContent {
    pub state: ManifestState,
    pub bytes: Option<Vec<u8>>,
    pub failure: Option<String>,
    pub entry: String,
}
#[derive(Debug)]
pub struct Special {
    pub version: AttachmentContent,
    pub users: AttachmentContent,
    pub settings: AttachmentContent,
    pub tags: AttachmentContent,
    pub alias: AttachmentContent,
    pub urls: AttachmentContent,
    pub avatar: AttachmentContent,
}
#[derive(Debug, Clone, Copy)]
pub struct AssetEntry {
    pub entry: u32,
    pub uncompressed_bytes: u64,
}
pub trait AssetLookup {
    fn asset(&self, asset_id: &str, file_version: i64) -> Option<AssetEntry>;
}
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub events: u64,
    pub complete: bool,
    pub archive_bytes: u64,
}
#[derive(Debug)]
pub struct Prediction {
    pub outcome: Outcome,
    pub server_message: Option<String>,
    pub fails_at: Option<FailsAt>,
    pub summary: String,
    pub restore: Option<Restore>,
    pub app: Option<App>,
    pub findings: FindingSet,
    pub asset_verification: Option<AssetVerification>,
    pub restored_events: Option<u64>,
    pub assets: Option<u64>,
    pub estimate: Option<Estimate>,
    pub invalid_attachments: Vec<String>,
    pub load: Option<crate::estimate::Load>,
}
impl Default for Prediction {
    fn default() -> Self {
        Prediction {
            outcome: Outcome::Restores,
            server_message: None,
            fails_at: None,
            summary: String::new(),
            restore: None,
            app: None,
            findings: FindingSet::default(),
            asset_verification: None,
            restored_events: None,
            assets: None,
            estimate: None,
            invalid_attachments: Vec::new(),
            load: None,
        }
    }
}
pub struct UseOf {
    pub read: bool,
    pub proven: bool,
}
impl UseOf {
    pub fn judge(&self, f: Finding) -> Finding {
        f
    }
}
#[derive(Debug)]
pub struct DryRun {
    special: Special,
    first: Option<(u64, ReadFailure)>,
    events: u64,
}
impl DryRun {
    pub fn new(special: Special) -> Self {
        DryRun {
            special,
            first: None,
            events: 0,
        }
    }
    pub fn event(&mut self, read: EventRead) {
        self.events += 1;
        if let Err(f) = read.outcome {
            if self.first.is_none() {
                self.first = Some((read.index, f));
            }
        }
    }
    pub fn attachment(&mut self, _: &AttachmentRead) {}
    pub fn use_of(&self, _: &dyn AssetLookup, _: u32) -> UseOf {
        let _ = std::mem::size_of::<ZipFault>();
        UseOf {
            read: true,
            proven: false,
        }
    }
    pub fn finish(&self, _: &dyn AssetLookup, e: &Extent, _: &Target) -> Prediction {
        let fail = |m: &str, s: String, at: Option<FailsAt>| Prediction {
            outcome: Outcome::Fails,
            server_message: Some(m.into()),
            summary: s,
            fails_at: at,
            ..Prediction::default()
        };
        if e.events == 0 {
            return fail(
                "Backup has no event.",
                "the archive has no event 0".into(),
                None,
            );
        }
        if let Some((i, f)) = &self.first {
            return fail(
                "Failed with internal error.",
                f.message.clone(),
                Some(FailsAt {
                    event_index: Some(*i),
                    entry: super::layout::event_path(*i),
                }),
            );
        }
        for c in [&self.special.users, &self.special.settings] {
            if c.bytes.is_none() {
                return fail(
                    "Cannot find attachment.",
                    format!("{} is missing", c.entry),
                    Some(FailsAt {
                        event_index: None,
                        entry: c.entry.clone(),
                    }),
                );
            }
        }
        Prediction {
            restored_events: Some(self.events),
            ..Prediction::default()
        }
    }
}
