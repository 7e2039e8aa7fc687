//! What a completed restore drops, leaves behind or brings back to life: losses and notes.

use super::super::attachments::{Read, Urls};
use super::super::*;
use super::Run;
use super::rebuild::stored;
use super::users::Account;

impl Run<'_> {
    pub(super) fn report_dropped_contributors(&mut self) {
        for (user, events) in &self.dry.contributors {
            let account = self.mapping.account(user);
            for event in events {
                let what = if event.role.is_some() {
                    "assigned"
                } else {
                    "removed"
                };
                let finding = match account {
                    Account::Unknown => Finding::new(
                        &codes::CONTRIBUTOR_DROPPED,
                        format!(
                            "event {}: the contributor {user} ({what}) has no account on the target",
                            event.index
                        ),
                    ),
                    Account::Initiator => Finding::new(
                        &codes::OWN_CONTRIBUTOR_DROPPED,
                        format!(
                            "event {}: the contributor {user} ({what}) is the restoring user",
                            event.index
                        ),
                    ),
                    Account::Other(_) => continue,
                };
                self.findings.push(finding.at_event(event.index));
            }
        }
    }

    /// What changes with a file that the restore can do without.
    pub(super) fn report_unused_files(&mut self) {
        let dry = self.dry;
        let assets = stored(&self.groups.assets);
        let tagged = assets
            .iter()
            .filter_map(|&number| dry.assets.states.get(number as usize))
            .filter(|asset| !asset.life.deleted && asset.tags_len > 0)
            .count() as u64;
        if dry.attachments.tags == Read::Missing && tagged > 0 {
            let message = format!(
                "AssetTags.json is missing or empty, and {} tags",
                if tagged == 1 {
                    "one asset has".into()
                } else {
                    format!("{} have", counted(tagged, "asset"))
                }
            );
            self.findings.push(
                Finding::new(&codes::ASSET_TAGS_WITHOUT_NAMES, message)
                    .at_entry(dry.special.tags.entry.clone()),
            );
        }
        if dry.attachments.urls == Urls::None && dry.has_content_text {
            let message = if dry.special.urls.has_bytes() {
                "Urls.json can't be used"
            } else {
                "Urls.json is missing or empty"
            };
            self.findings.push(
                Finding::new(&codes::LINKS_NOT_REWRITTEN, message)
                    .at_entry(dry.special.urls.entry.clone()),
            );
        }
    }

    pub(super) fn report_notes(&mut self) {
        self.report_unused_files();
        let app = &self.dry.app;
        let special = &self.dry.special;
        if let Some(at) = app.image
            && self.dry.attachments.avatar == Read::Missing
        {
            let message = format!("event {at} sets an avatar, but its image is not in the archive");
            self.findings.push(
                Finding::new(&codes::AVATAR_MISSING, message)
                    .at_event(at)
                    .at_entry(special.avatar.entry.clone()),
            );
        }
        if let Some(team) = &app.team {
            self.findings.push(Finding::new(
                &codes::TEAM_KEPT,
                format!("the app belongs to the team {team}"),
            ));
        }
        if let Some(plan) = &app.plan {
            self.findings.push(Finding::new(
                &codes::PLAN_KEPT,
                format!("the app has the plan {plan}"),
            ));
        }
        let rules = stored(&self.groups.rules);
        let active = rules
            .iter()
            .filter_map(|&number| self.dry.rules.states.get(number as usize))
            .filter(|rule| rule.enabled && !rule.life.deleted)
            .count();
        if active > 0 {
            let message = format!(
                "{active} enabled {} again after the restore",
                if active == 1 {
                    "rule acts"
                } else {
                    "rules act"
                }
            );
            self.findings
                .push(Finding::new(&codes::RULES_ACTIVE, message));
        }
        if let Some(name) = self.effective_app_name()
            && !is_slug(name)
        {
            let message = format!(
                "the app's name {name:?} is one that Squidex would not accept for a new app"
            );
            self.findings
                .push(Finding::new(&codes::APP_NAME_ODD, message).at_event(0));
        }
    }
}

/// `^[a-z0-9]+(\-[a-z0-9]+)*$`
fn is_slug(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
