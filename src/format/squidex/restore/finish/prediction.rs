//! The result: outcome, log, app, verification and load in one value.

use super::super::attachments::{Read, Urls, Version};
use super::super::slots::Slots;
use super::super::*;
use super::log::READING;
use super::rebuild::stored;
use super::{End, Run};
use crate::format::squidex::estimate;

impl Run<'_> {
    pub(super) fn prediction(mut self, end: End) -> Prediction {
        let complete = self.dry.events_seen >= self.extent.events && self.extent.complete;
        let verification = (complete && self.extent.events > 0)
            .then(|| self.verify_files(matches!(end, End::Completed { .. })));
        let load = self.load();
        let app = match &end {
            End::Open => None,
            End::Failed(failure) if failure.unjudged => None,
            _ => self.preview(self.app_stored),
        };
        let users_created = if self.users_made {
            self.mapping.created.clone()
        } else {
            Vec::new()
        };
        let unreadable = self.unreadable();
        let stage = self.stage();
        let servers = self.servers(&end);
        let (mut other_server, mut refused) = (false, false);
        let (outcome, server_message, fails_at, cause, assigned_owner) = match end {
            End::Completed { assigned_owner } if self.target.server_version.is_some() => {
                let completed = match self.findings.loss_count() {
                    0 => Outcome::Restores,
                    _ => Outcome::RestoresWithLoss,
                };
                match self.on_its_server(completed) {
                    Some(there) if there.outcome == Outcome::Fails => {
                        other_server = true;
                        // Before 1.10.0 there was no restore that could say anything.
                        refused = there.server_message.is_none();
                        (
                            there.outcome,
                            there.server_message,
                            there.fails_at,
                            there.cause,
                            false,
                        )
                    }
                    Some(there) => (there.outcome, None, None, None, assigned_owner),
                    None => (completed, None, None, None, assigned_owner),
                }
            }
            End::Completed { assigned_owner } if self.findings.loss_count() > 0 => {
                (Outcome::RestoresWithLoss, None, None, None, assigned_owner)
            }
            End::Completed { assigned_owner } => {
                (Outcome::Restores, None, None, None, assigned_owner)
            }
            End::Failed(failure) if failure.unjudged => {
                if let Some(finding) = failure.finding {
                    self.findings.push(finding);
                }
                (Outcome::Unknown, None, None, Some(failure.cause), false)
            }
            // The request is refused, so there is no restore that could say anything.
            End::Failed(failure) if failure.message.is_empty() => {
                refused = true;
                if let Some(finding) = failure.finding {
                    self.findings.push(finding);
                }
                (Outcome::Fails, None, None, Some(failure.cause), false)
            }
            End::Failed(failure) => {
                if let Some(finding) = failure.finding {
                    self.findings.push(finding);
                }
                self.log.hide_timing();
                self.log.push(failure.message);
                (
                    Outcome::Fails,
                    Some(failure.message.to_string()),
                    failure.fails_at,
                    Some(failure.cause),
                    false,
                )
            }
            End::Open => (Outcome::Unknown, None, None, None, false),
        };
        let failed = outcome == Outcome::Fails;
        let restore = (outcome != Outcome::Unknown && !refused).then(|| Restore {
            status: if failed { "Failed" } else { "Completed" }.into(),
            stage: failed.then_some(stage),
            users_created,
            log: self.log.into_lines(),
            events_written: self.events_written,
            assigned_owner,
            unreadable,
            cause: cause.clone(),
            servers,
        });
        // What an older server logs on the way, and has done until then, is not known.
        let (restore, app) = match restore {
            Some(restore) if other_server => (
                Some(Restore {
                    stage: None,
                    users_created: Vec::new(),
                    log: server_message.iter().cloned().collect(),
                    events_written: None,
                    unreadable: 0,
                    ..restore
                }),
                None,
            ),
            restore => (restore, app),
        };
        let restored_events = match refused {
            true => Some(0),
            false => self
                .restored_events
                .filter(|_| !other_server && restore.is_some()),
        };
        let summary = match (outcome, cause) {
            (_, Some(cause)) => cause,
            (Outcome::Restores, None) => {
                "everything in the archive is there after the restore".into()
            }
            // What is said of it takes the findings about the archive as well.
            (Outcome::RestoresWithLoss, None) => "something is lost or changed".into(),
            (Outcome::Fails | Outcome::Unknown, None) => String::new(),
        };
        Prediction {
            outcome,
            server_message,
            fails_at,
            summary,
            app,
            findings: self.findings,
            asset_verification: verification,
            restored_events,
            restore,
            assets: complete.then_some(self.dry.assets_created),
            estimate: (!failed).then(|| estimate::estimate(&load, self.target)),
            load: (!failed).then_some(load),
            invalid_attachments: invalid_attachments(self.dry),
        }
    }

    /// The last line, in the words of the contract.
    pub(super) fn stage(&self) -> String {
        let last = self.log.last();
        if last == READING {
            "Reading".into()
        } else if last.starts_with("Reading ") {
            "Read all".into()
        } else {
            last.into()
        }
    }

    /// Stored rules that can't be read back.
    fn unreadable(&self) -> u64 {
        let rules = stored(&self.groups.rules)
            .iter()
            .filter_map(|&number| self.dry.rules.states.get(number as usize))
            .filter(|rule| !rule.has_flow)
            .count();
        rules as u64
    }

    pub(super) fn load(&self) -> estimate::Load {
        let dry = self.dry;
        let (asset_files, asset_bytes) = self.files_with_bytes();
        let count = |set: &Slots<ObjectId, ()>| set.iter().count() as u64;
        fn events<S: Default>(
            set: &Slots<ObjectId, ()>,
            objects: &Objects<S>,
            of: impl Fn(&S) -> u64,
        ) -> u64 {
            set.iter()
                .filter_map(|(id, ())| objects.find(id))
                .map(|(_, state)| of(state))
                .sum()
        }
        let (mut contents, mut content_events) = (0, 0);
        for (_, ids) in dry.remembered_contents.iter() {
            for (id, ()) in ids.iter() {
                contents += 1;
                content_events += dry
                    .contents
                    .find(id)
                    .map_or(0, |(_, content)| u64::from(content.events));
            }
        }
        estimate::Load {
            archive_bytes: self.extent.archive_bytes,
            users: match &dry.attachments.users {
                Read::Value(users) => users.len() as u64,
                _ => 0,
            },
            events: self.extent.events,
            handed_on: (dry.events_seen == self.extent.events)
                .then(|| self.handed_on_before(dry.events_seen)),
            event_json_bytes: self.extent.event_json_bytes,
            asset_files,
            asset_bytes,
            attachments: Some(self.attachments_opened()),
            objects: Some(estimate::Kinds {
                apps: u64::from(!dry.apps.is_empty()),
                assets: count(&dry.remembered_assets),
                folders: count(&dry.remembered_folders),
                rules: count(&dry.remembered_rules),
                schemas: count(&dry.remembered_schemas),
                contents,
            }),
            rebuild_events: Some(estimate::Kinds {
                apps: dry.app.events + self.app_contributor_events().count() as u64,
                assets: events(&dry.remembered_assets, &dry.assets, |asset| {
                    asset.life.events
                }),
                folders: events(&dry.remembered_folders, &dry.folders, |folder| {
                    folder.life.events
                }),
                rules: events(&dry.remembered_rules, &dry.rules, |rule| rule.life.events),
                schemas: events(&dry.remembered_schemas, &dry.schemas, |schema| {
                    schema.life.events
                }),
                contents: content_events,
            }),
        }
    }
}

/// Special attachments that are there, but can't be used.
fn invalid_attachments(dry: &DryRun) -> Vec<String> {
    let special = &dry.special;
    let read = &dry.attachments;
    let unused_urls = special.urls.has_bytes() && read.urls != Urls::Usable;
    [
        (!matches!(read.version, Version::Accepted), &special.version),
        (matches!(read.users, Read::Failed(_)), &special.users),
        (matches!(read.settings, Read::Failed(_)), &special.settings),
        (matches!(read.tags, Read::Failed(_)), &special.tags),
        (matches!(read.alias, Read::Failed(_)), &special.alias),
        (unused_urls, &special.urls),
        (matches!(read.avatar, Read::Failed(_)), &special.avatar),
    ]
    .into_iter()
    .filter(|(invalid, _)| *invalid)
    .map(|(_, content)| content.entry.clone())
    .collect()
}
