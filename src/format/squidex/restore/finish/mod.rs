//! Brings the fold and a target together: the restore from its first log line to its last.
//!
//! [`Run`] goes the server's way: [`start`] (version, name, users), [`reading`] (the events), then one
//! rebuild per kind of object ([`kinds`] says what becomes of each, [`rebuild`] what that does to its
//! batch), the app's [`snapshot`] and its owner, and [`remarks`] about what is lost on the way.
//! [`prediction`] makes one value of it, with the restored app ([`preview`], [`objects`], [`lists`]) and the stored
//! files ([`files`], [`hashes`]).

mod columns;
mod failure;
mod files;
mod hashes;
mod kept_files;
mod kinds;
mod lists;
mod log;
mod objects;
mod prediction;
mod preview;
mod reading;
mod rebuild;
mod remarks;
mod servers;
mod snapshot;
mod start;
mod users;

use super::{AssetLookup, DryRun, Extent, Prediction, Uses};
use crate::format::squidex::layout::event_path;
use crate::format::squidex::messages::NO_EVENT;
use crate::format::squidex::objects::{FileState, ObjectPage, ObjectQuery};
use crate::format::squidex::target::Target;
use crate::report::FindingSet;

use failure::{Failure, missing_entry};
use log::{HANDLERS, Log};
use rebuild::Rebuilt;
use users::Mapping;

pub use kept_files::{KeptAsset, KeptFile, KeptFolder};

/// The groups that were rebuilt, as far as the restore got.
#[derive(Default)]
struct Groups {
    assets: Option<Rebuilt>,
    folders: Option<Rebuilt>,
    rules: Option<Rebuilt>,
    schemas: Option<Rebuilt>,
    contents: Option<Rebuilt>,
}

/// One restore in the making.
struct Run<'a> {
    dry: &'a DryRun,
    lookup: &'a dyn AssetLookup,
    extent: Extent,
    target: &'a Target,
    mapping: Mapping,
    log: Log,
    findings: FindingSet,
    groups: Groups,
    /// The app snapshot is stored.
    app_stored: bool,
    events_written: Option<u64>,
    restored_events: Option<u64>,
    users_made: bool,
}

impl DryRun {
    /// What the restore does with the attachment entries: for findings about their checksums and sizes.
    pub fn uses(&self, lookup: &dyn AssetLookup) -> Uses {
        let target = Target::default();
        let run = self.run(
            lookup,
            &Extent {
                events: self.events_seen,
                complete: true,
                archive_bytes: 0,
                event_json_bytes: 0,
            },
            &target,
        );
        let mut uses = Uses::default();
        for version in &self.file_versions {
            if let Some(entry) = run.entry_of(version.id, version.version) {
                let of = uses.by_entry.entry(entry.entry).or_default();
                of.read = true;
                of.proven |= run.file_state(version) == FileState::Verified;
            }
        }
        uses
    }

    fn run<'a>(
        &'a self,
        lookup: &'a dyn AssetLookup,
        extent: &Extent,
        target: &'a Target,
    ) -> Run<'a> {
        Run {
            dry: self,
            lookup,
            extent: *extent,
            target,
            mapping: Mapping::default(),
            log: Log::new(),
            findings: self.findings.clone(),
            groups: Groups::default(),
            app_stored: false,
            events_written: Some(0),
            restored_events: Some(0),
            users_made: false,
        }
    }

    /// What the restore would do on this target. Cheap enough to be asked again for another one.
    pub fn finish(&self, lookup: &dyn AssetLookup, extent: &Extent, target: &Target) -> Prediction {
        let mut run = self.run(lookup, extent, target);
        let outcome = run.restore();
        run.prediction(outcome)
    }
}

impl DryRun {
    /// The objects behind one number of the restored app; `None` if it is not known which there are.
    pub fn objects(
        &self,
        lookup: &dyn AssetLookup,
        extent: &Extent,
        target: &Target,
        query: &ObjectQuery,
        kept: &mut Option<Finished>,
    ) -> Option<ObjectPage> {
        let finished = kept.take().filter(|kept| {
            kept.target == *target && kept.events_seen == self.events_seen && kept.extent == *extent
        });
        let (run, there) = match finished {
            Some(finished) => {
                let there = finished.there;
                (finished.resume(self, lookup, target), there)
            }
            None => {
                let mut run = self.run(lookup, extent, target);
                run.restore();
                let there = run.preview(run.app_stored).is_some();
                (run, there)
            }
        };
        let page = there.then(|| run.object_page(query));
        *kept = Some(Finished::of(run, there));
        page
    }
}

/// The numbers of the objects that are stored afterwards, by kind: those of any fold of the same events.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// Contents.
    pub contents: Vec<u32>,
    /// Schemas.
    pub schemas: Vec<u32>,
    /// Assets.
    pub assets: Vec<u32>,
    /// Folders of assets.
    pub folders: Vec<u32>,
    /// Rules.
    pub rules: Vec<u32>,
}

impl DryRun {
    /// What the restore stores on this target, whether it completes or not; `None` before everything was read.
    pub fn stored(
        &self,
        lookup: &dyn AssetLookup,
        extent: &Extent,
        target: &Target,
    ) -> Option<Stored> {
        let mut run = self.run(lookup, extent, target);
        if matches!(run.restore(), End::Open) {
            return None;
        }
        let numbers =
            |group: Option<Rebuilt>| group.map(|rebuilt| rebuilt.stored).unwrap_or_default();
        Some(Stored {
            contents: numbers(run.groups.contents),
            schemas: numbers(run.groups.schemas),
            assets: numbers(run.groups.assets),
            folders: numbers(run.groups.folders),
            rules: numbers(run.groups.rules),
        })
    }
}

/// A restore that was run to its end, kept for further questions about the same facts and target.
pub struct Finished {
    target: Target,
    events_seen: u64,
    extent: Extent,
    /// The app exists afterwards, as far as is known.
    there: bool,
    mapping: Mapping,
    log: Log,
    findings: FindingSet,
    groups: Groups,
    app_stored: bool,
    events_written: Option<u64>,
    restored_events: Option<u64>,
    users_made: bool,
}

impl std::fmt::Debug for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Finished").finish_non_exhaustive()
    }
}

impl Finished {
    fn of(run: Run<'_>, there: bool) -> Finished {
        Finished {
            target: run.target.clone(),
            events_seen: run.dry.events_seen,
            extent: run.extent,
            there,
            mapping: run.mapping,
            log: run.log,
            findings: run.findings,
            groups: run.groups,
            app_stored: run.app_stored,
            events_written: run.events_written,
            restored_events: run.restored_events,
            users_made: run.users_made,
        }
    }

    fn resume<'a>(
        self,
        dry: &'a DryRun,
        lookup: &'a dyn AssetLookup,
        target: &'a Target,
    ) -> Run<'a> {
        Run {
            dry,
            lookup,
            extent: self.extent,
            target,
            mapping: self.mapping,
            log: self.log,
            findings: self.findings,
            groups: self.groups,
            app_stored: self.app_stored,
            events_written: self.events_written,
            restored_events: self.restored_events,
            users_made: self.users_made,
        }
    }
}

/// How a run ends.
enum End {
    Completed {
        assigned_owner: bool,
    },
    Failed(Box<Failure>),
    /// Not everything was read, and nothing certain was met.
    Open,
}

impl Run<'_> {
    fn restore(&mut self) -> End {
        match self.try_restore() {
            Ok(end) => end,
            Err(failure) => End::Failed(failure),
        }
    }

    fn try_restore(&mut self) -> Result<End, Box<Failure>> {
        self.check_name()?;
        self.too_large(&self.dry.special.version)?;
        self.check_version()?;
        if self.extent.events == 0 {
            return Err(missing_entry(
                NO_EVENT,
                &event_path(0),
                Some(0),
                "there is no entry events/0/0.json",
            ));
        }
        if self.dry.events_seen == 0 {
            return Ok(End::Open);
        }
        self.check_first_event()?;
        self.make_users()?;
        self.read_events()?;
        if self.dry.events_seen < self.extent.events || !self.extent.complete {
            return Ok(End::Open);
        }
        let handed_on = self.handed_on_before(self.dry.events_seen);
        self.events_written = Some(handed_on);
        self.restored_events = Some(handed_on);
        self.log.replace(format!(
            "Reading {}/{handed_on} events and {} attachments completed.",
            self.dry.events_seen,
            self.attachments_opened()
        ));
        self.rebuild_app()?;
        self.log.push("Restored Apps");
        self.rebuild_assets()?;
        self.log.push("Restored Assets");
        self.rebuild_rules()?;
        self.log.push("Restored Rules");
        self.rebuild_schemas()?;
        self.log.push("Restored Schemas");
        self.rebuild_contents()?;
        self.log.push("Restored Contents");
        self.complete_app()?;
        for handler in HANDLERS {
            self.log.push(format!("Completed {handler}"));
        }
        let assigned_owner = self.assign_owner();
        self.log.push("Completed, Yeah!");
        Ok(End::Completed { assigned_owner })
    }
}
