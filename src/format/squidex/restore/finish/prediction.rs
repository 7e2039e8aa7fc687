//! The result: outcome, log, app, verification and load in one value.

use super::super::attachments::{Read, Urls, Version};
use super::super::slots::Slots;
use super::super::*;
use super::log::READING;
use super::rebuild::stored;
use super::{End, Run};
use crate::format::squidex::estimate;

/// What an end of the restore means.
struct Told {
    outcome: Outcome,
    server_message: Option<String>,
    fails_at: Option<FailsAt>,
    cause: Option<String>,
    assigned_owner: bool,
    /// The server that was named does another thing than the one that was run.
    other_server: bool,
    /// There is no restore that could say anything.
    refused: bool,
}

impl Told {
    fn of(outcome: Outcome) -> Told {
        Told {
            outcome,
            server_message: None,
            fails_at: None,
            cause: None,
            assigned_owner: false,
            other_server: false,
            refused: false,
        }
    }
}

impl Run<'_> {
    /// All that is told of the restore.
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
        let Told {
            outcome,
            server_message,
            fails_at,
            cause,
            assigned_owner,
            other_server,
            refused,
        } = self.told(end);
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

    /// What an end means. A failure's message goes to the log, its finding to the findings.
    fn told(&mut self, end: End) -> Told {
        match end {
            End::Completed { assigned_owner } => {
                let completed = match self.findings.loss_count() {
                    0 => Outcome::Restores,
                    _ => Outcome::RestoresWithLoss,
                };
                let there = match self.target.server_version {
                    Some(_) => self.on_its_server(completed),
                    None => None,
                };
                match there {
                    Some(there) if there.outcome == Outcome::Fails => Told {
                        other_server: true,
                        // Before 1.10.0 there was no restore that could say anything.
                        refused: there.server_message.is_none(),
                        server_message: there.server_message,
                        fails_at: there.fails_at,
                        cause: there.cause,
                        ..Told::of(there.outcome)
                    },
                    there => Told {
                        assigned_owner,
                        ..Told::of(there.map_or(completed, |there| there.outcome))
                    },
                }
            }
            End::Failed(failure) => {
                if let Some(finding) = failure.finding {
                    self.findings.push(finding);
                }
                let outcome = match failure.unjudged {
                    true => Outcome::Unknown,
                    false => Outcome::Fails,
                };
                let told = Told {
                    cause: Some(failure.cause),
                    ..Told::of(outcome)
                };
                if failure.unjudged {
                    return told;
                }
                // The request is refused, so there is no restore that could say anything.
                if failure.message.is_empty() {
                    return Told {
                        refused: true,
                        ..told
                    };
                }
                self.log.hide_timing();
                self.log.push(failure.message);
                Told {
                    server_message: Some(failure.message.to_string()),
                    fails_at: failure.fails_at,
                    ..told
                }
            }
            End::Open => Told::of(Outcome::Unknown),
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
