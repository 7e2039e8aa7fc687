//! Which releases of the server can restore the archive, and what the one that was asked for does.

use super::super::*;
use super::failure::Failure;
use super::{End, Run};
use crate::format::squidex::layout::event_path;
use crate::format::squidex::messages::NO_ATTACHMENT;
use crate::format::squidex::servers::Servers;
use crate::format::squidex::versions::judge::{Effect, Files, Requirements, impossible};
use crate::format::squidex::versions::release::{self, Asked, Release};

/// Something in the archive that no release knows, by the code of its finding.
fn is_unknown_everywhere(code: &str) -> bool {
    [
        &codes::UNKNOWN_EVENT_TYPE,
        &codes::EVENT_DISCRIMINATOR_UNKNOWN,
        &codes::EVENT_GENERATION_UNSUPPORTED,
        &codes::VERSION_NOT_SUPPORTED,
    ]
    .iter()
    .any(|known| known.name == code)
}

/// What changes with the server's version.
pub(super) struct OtherServer {
    pub(super) outcome: Outcome,
    pub(super) server_message: Option<String>,
    pub(super) fails_at: Option<FailsAt>,
    /// Why it fails; `None` if it does not.
    pub(super) cause: Option<String>,
}

impl Run<'_> {
    fn requirements(&self) -> Requirements {
        let dry = self.dry;
        let special = &dry.special;
        let lost = dry.file_versions.iter().find(|version| {
            let id = dry.texts.text(version.id);
            id.is_some_and(|id| self.lookup.asset(&id, version.version).is_none())
        });
        let files = Files {
            version: special.version.has_bytes(),
            tags: special.tags.has_bytes(),
            lost: lost.map(|version| version.index),
        };
        Requirements::new(&dry.met, files)
    }

    /// The releases; `None` if the archive is damaged for all of them, or not known well enough.
    pub(super) fn servers(&self, end: &End) -> Option<Servers> {
        match end {
            End::Open => None,
            End::Completed { .. } => Some(self.requirements().servers()),
            End::Failed(failure) if failure.unjudged => None,
            End::Failed(failure) => self.servers_of_failure(failure),
        }
    }

    fn servers_of_failure(&self, failure: &Failure) -> Option<Servers> {
        let at = failure.fails_at.as_ref().and_then(|at| at.event_index);
        let entry = failure.fails_at.as_ref().map(|at| at.entry.clone());
        let Some(finding) = &failure.finding else {
            // A file that every release asks for.
            let is_file = at.is_none() && failure.message == NO_ATTACHMENT;
            return is_file.then(|| impossible(None, entry, failure.cause.clone()));
        };
        if is_unknown_everywhere(&finding.code) {
            return Some(impossible(at, entry, failure.cause.clone()));
        }
        // What this server alone refuses is no fault of the archive.
        let of_target = [&codes::APP_NAME_TAKEN, &codes::POSTGRESQL_LIMIT];
        let of_target = of_target.iter().any(|code| code.name == finding.code);
        let whole = self.dry.stop.is_none() && self.dry.events_seen == self.extent.events;
        (of_target && whole).then(|| self.requirements().servers())
    }

    /// What the release that was asked for makes of an archive that the newest one restores.
    pub(super) fn on_its_server(&mut self, completed: Outcome) -> Option<OtherServer> {
        let asked = self.asked()?;
        let requirements = self.requirements();
        let mut judged = requirements.judge(asked.release);
        if asked.release < Release::FIRST {
            judged.effect = Some(Effect::Fails(""));
            judged.why = "no release before 1.10.0 can restore backups".into();
            judged.at = None;
        }
        let name = match judged.at.is_none() && asked.release < Release::FIRST {
            // No release of that number is known to us: it stands as it was asked for.
            true => self
                .target
                .server_version
                .as_deref()
                .unwrap_or_default()
                .trim()
                .trim_start_matches(['v', 'V'])
                .to_owned(),
            false => asked.release.to_string(),
        };
        let lowest = requirements.servers().in_words();
        match judged.effect {
            Some(Effect::Fails(message)) => {
                let at = judged.at.map(|index| FailsAt {
                    event_index: Some(index),
                    entry: event_path(index),
                });
                let why = match asked.release < Release::FIRST {
                    true => judged.why.clone(),
                    false => judged.in_words(),
                };
                let cause = match lowest {
                    Some(words) if words.ends_with(&why) => {
                        format!("Squidex {name} can't restore it: the backup {words}")
                    }
                    Some(words) => {
                        format!("Squidex {name} can't restore it, since {why}; the backup {words}")
                    }
                    None => format!("Squidex {name} can't restore it: {why}"),
                };
                let mut finding = Finding::new(&codes::SERVER_TOO_OLD, cause.clone());
                if let Some(index) = judged.at {
                    finding = finding.at_event(index);
                }
                self.findings.push(finding);
                Some(OtherServer {
                    outcome: Outcome::Fails,
                    server_message: (!message.is_empty()).then(|| message.into()),
                    fails_at: at,
                    cause: Some(cause),
                })
            }
            effect => {
                if effect == Some(Effect::Loses) {
                    let objects = self.objects_remembered();
                    let message = format!(
                        "Squidex {name} does not find {} of the app afterwards: the backup has a {}",
                        counted(objects, "object"),
                        judged.why
                    );
                    let mut finding = Finding::new(&codes::SERVER_LOSES_OBJECTS, message);
                    if let Some(index) = judged.at {
                        finding = finding.at_event(index);
                    }
                    self.findings.push(finding);
                }
                for (what, count, first) in judged.drops {
                    let message = format!(
                        "Squidex {name} drops the {what} of {} without a word",
                        counted(count, "event")
                    );
                    self.findings
                        .push(Finding::new(&codes::SERVER_DROPS_DETAILS, message).at_event(first));
                }
                let lossy = self.findings.loss_count() > 0;
                Some(OtherServer {
                    outcome: if lossy {
                        Outcome::RestoresWithLoss
                    } else {
                        completed
                    },
                    server_message: None,
                    fails_at: None,
                    cause: None,
                })
            }
        }
    }

    /// The release that was asked for; a version that is none is said to be none.
    fn asked(&mut self) -> Option<Asked> {
        let text = self.target.server_version.as_deref()?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let asked = release::asked(text).unwrap_or(Asked {
            release: Release::newest(),
            known: false,
        });
        if !asked.known {
            let message = format!(
                "the release {text:?} of Squidex is not known; judged as {}",
                asked.release
            );
            self.findings
                .push(Finding::new(&codes::SERVER_VERSION_UNKNOWN, message));
        }
        Some(asked)
    }

    fn objects_remembered(&self) -> u64 {
        let kinds = self.load().objects;
        kinds.map_or(0, |kinds| {
            kinds.assets + kinds.folders + kinds.rules + kinds.schemas + kinds.contents
        })
    }
}
