//! What a completed restore drops, leaves behind or brings back to life: losses and notes.

use std::collections::BTreeMap;

use super::super::attachments::{Read, Urls};
use super::super::*;
use super::Run;
use super::rebuild::stored;
use super::users::Account;
use crate::format::squidex::target::Initiator;

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

    /// Users of the backup that become one account: each was a contributor with a role of its own.
    fn report_merged_accounts(&mut self) {
        let end = self.dry.app.deleted_at.unwrap_or(u64::MAX);
        let mut of_account: BTreeMap<usize, Vec<(u64, String)>> = BTreeMap::new();
        for (user, events) in &self.dry.contributors {
            let Account::Other(account) = self.mapping.account(user) else {
                continue;
            };
            // The role that the user would have alone.
            let last = events
                .iter()
                .rfind(|event| event.in_app_stream && event.index < end);
            if let Some(event) = last
                && let Some(Some(role)) = &event.role
            {
                let users = of_account.entry(account).or_default();
                users.push((event.index, role.clone()));
            }
        }
        for (account, mut users) in of_account {
            if users.len() < 2 {
                continue;
            }
            crate::sort::sort(&mut users);
            let kept = users
                .last()
                .map(|(_, role)| role.clone())
                .unwrap_or_default();
            let roles: Vec<&str> = users.iter().map(|(_, role)| role.as_str()).collect();
            let message = format!(
                "{} contributors with the address {} (roles {}) become one account, with the role {kept}",
                users.len(),
                self.mapping.email(account),
                roles.join(" and ")
            );
            self.findings.push(
                Finding::new(&codes::ACCOUNTS_MERGED, message)
                    .at_entry(self.dry.special.users.entry.clone()),
            );
        }
    }

    /// A client makes nobody the owner.
    fn report_owner(&mut self) {
        let is_client = matches!(self.target.initiator, Initiator::Client(_));
        if !is_client || self.dry.app.deleted_at.is_some() {
            return;
        }
        let contributors = self.contributors_with_events();
        if contributors
            .iter()
            .all(|(contributor, _)| contributor.role != "Owner")
        {
            self.findings.push(Finding::new(
                &codes::NOBODY_OWNS_APP,
                "nobody owns the app afterwards: a client restores it, and no owner of the backup has an account",
            ));
        }
    }

    /// Links to assets in contents that the restore does not rewrite.
    fn report_other_hosts(&mut self) {
        let Some(covered) = &self.dry.attachments.base else {
            return;
        };
        let others = self
            .dry
            .link_hosts
            .iter()
            .filter(|(host, _)| host != &covered);
        let mut named: Vec<(&str, u64, u64)> = others
            .map(|(host, place)| (host.as_str(), place.count, place.first))
            .collect();
        crate::sort::sort_by(&mut named, |a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        let Some(first) = named.iter().map(|(_, _, first)| *first).min() else {
            return;
        };
        let all: u64 = named.iter().map(|(_, count, _)| count).sum();
        let more = match named.len() {
            0..=3 => String::new(),
            all => format!(" and {} more", all - 3),
        };
        let hosts: Vec<&str> = named.iter().take(3).map(|(host, ..)| *host).collect();
        let message = format!(
            "{} to assets of {}{more} {} as {}; Urls.json covers only {covered}",
            counted(all, "link"),
            hosts.join(", "),
            if all == 1 { "stays" } else { "stay" },
            if all == 1 { "it is" } else { "they are" },
        );
        self.findings
            .push(Finding::new(&codes::LINKS_TO_OTHER_HOSTS, message).at_event(first));
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

    /// What acts by itself as soon as somebody works with the restored app, and whom it calls.
    fn report_acting_rules(&mut self) {
        let rules = stored(&self.groups.rules);
        let active: Vec<_> = rules
            .iter()
            .filter_map(|&number| self.dry.rules.states.get(number as usize))
            .filter(|rule| rule.enabled && !rule.life.deleted)
            .collect();
        if active.is_empty() {
            return;
        }
        let calls = crate::sort::set_of(active.iter().flat_map(|rule| rule.calls.iter().cloned()));
        let called = match calls.len() {
            0 => String::new(),
            all => format!(
                ", and {} {}",
                calls_word(active.len()),
                some_of(calls.iter(), all)
            ),
        };
        let message = format!(
            "{} enabled {} again after the restore{called}",
            active.len(),
            if active.len() == 1 {
                "rule acts"
            } else {
                "rules act"
            }
        );
        self.findings
            .push(Finding::new(&codes::RULES_ACTIVE, message));
    }

    /// The restored clients have the secrets of the source app.
    fn report_clients(&mut self) {
        let clients = &self.dry.app.clients;
        if clients.is_empty() {
            return;
        }
        let message = format!(
            "{} {} back with {} as {}: {}",
            counted(clients.len() as u64, "client"),
            if clients.len() == 1 { "comes" } else { "come" },
            if clients.len() == 1 {
                "its secret"
            } else {
                "their secrets"
            },
            if clients.len() == 1 {
                "it is"
            } else {
                "they are"
            },
            some_of(clients.iter().map(|client| &client.id), clients.len()),
        );
        self.findings
            .push(Finding::new(&codes::CLIENT_SECRETS_KEPT, message));
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
        self.report_merged_accounts();
        self.report_owner();
        self.report_other_hosts();
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
        self.report_acting_rules();
        self.report_clients();
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

fn calls_word(rules: usize) -> &'static str {
    if rules == 1 { "calls" } else { "call" }
}

/// The first three of `all`, and how many more there are.
fn some_of<'a>(names: impl Iterator<Item = &'a String>, all: usize) -> String {
    let first: Vec<&str> = names.take(3).map(String::as_str).collect();
    match all {
        0..=3 => first.join(", "),
        all => format!("{} and {} more", first.join(", "), all - 3),
    }
}

/// `^[a-z0-9]+(\-[a-z0-9]+)*$`
pub(super) fn is_slug(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
