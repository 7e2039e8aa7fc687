//! What the pages of the databases say beside the headers: damage that was met, what a database is for, which site
//! collections host apps. What rests on names of tables that nobody documents is said as assumed and decides no outcome
//! (sqlserver-pages.md 11).

use std::collections::BTreeMap;

use super::{Judge, Known};
use crate::format::sharepoint::codes;
use crate::format::sharepoint::content_database::{DatabaseUse, Sureness};
use crate::format::sharepoint::items::Item;
use crate::format::sharepoint::listing::{ListedApp, ListedSite, Listing};
use crate::format::sharepoint::read_all::ItemRead;
use crate::format::sharepoint::roles::{Role, RoleBy};
use crate::format::sharepoint::site::{Site, fit};
use crate::report::{Finding, Severity};

/// Site collections that are named in one sentence.
const NAMED: usize = 10;

/// Gives a database the role that its tables prove, where its name says nothing.
pub(super) fn take_roles(items: &mut [Item], known: &Known<'_>) {
    let mut proved: Vec<String> = Vec::new();
    for (at, listing) in known.listings {
        if listing.purpose == Some((DatabaseUse::Content, Sureness::Certain))
            && let Some(item) = items.get(*at)
        {
            proved.push(item.key.clone());
        }
    }
    for item in items {
        if item.role == Role::Unknown
            && item.role_by == RoleBy::Nothing
            && proved.contains(&item.key)
        {
            item.role = Role::Content;
            item.role_by = RoleBy::Tables;
        }
    }
}

impl Judge<'_> {
    /// Damage that was met while catalogues were read. Where all pages were looked at, that says it better.
    pub(super) fn judge_listings(&mut self) {
        for (at, listing) in self.known.listings {
            let is_read = self
                .known
                .reads
                .get(at)
                .is_some_and(|read| read.refused.is_none());
            if !is_read && listing.damaged + listing.missing > 0 {
                let read = ItemRead {
                    damaged: listing.damaged,
                    first_damaged: listing.first_damaged.clone(),
                    missing: listing.missing,
                    ..ItemRead::default()
                };
                self.judge_read(*at, &read);
            }
        }
    }

    /// The listings of content databases that the restore uses, by name.
    fn content_listings(&self) -> Vec<(&str, &Listing)> {
        let of = |chain: &super::Chain| {
            let at = chain.effective()?;
            let listing = self.known.listings.get(&at)?;
            Some((self.items.get(at)?.database.as_str(), listing))
        };
        self.chains
            .iter()
            .filter_map(of)
            .filter(|(_, listing)| listing.sites.is_some())
            .collect()
    }

    /// Site collections that host apps, as the content databases say, with the database of each.
    fn app_hosts(&self) -> Vec<(String, ListedSite)> {
        let mut hosts = Vec::new();
        for (database, listing) in self.content_listings() {
            let sites = listing.sites.iter().flat_map(|sites| &sites.sites);
            hosts.extend(
                sites
                    .filter(|site| site.hosts_apps && !site.deleted)
                    .map(|site| (database.to_owned(), site.clone())),
            );
        }
        hosts
    }

    /// No list was given: says what the content databases name in its place, and which of these have no file.
    pub(super) fn judge_sites_of_pages(&mut self) {
        let hosts = self.app_hosts();
        let listings = self.content_listings();
        if listings.is_empty() {
            self.find(Finding::new(
                &codes::SITES_NOT_LISTED,
                "site collections that host apps were not listed: whether all are there can't be checked",
            ));
            return;
        }
        let databases: Vec<&str> = listings.iter().map(|(name, _)| *name).collect();
        let by = format!(
            "by the backup of {} (assumed from its tables)",
            databases.join(", ")
        );
        let is_whole = listings
            .iter()
            .all(|(_, listing)| listing.sites.as_ref().is_some_and(|sites| sites.is_whole));
        if hosts.is_empty() {
            let finding = Finding::new(
                &codes::SITES_NOT_LISTED,
                format!("site collections that host apps were not listed; {by} there is none"),
            );
            let finding = match is_whole {
                true => finding.severity(Severity::Note),
                false => finding,
            };
            self.find(finding);
            return;
        }
        let names: Vec<String> = hosts
            .iter()
            .take(NAMED)
            .map(|(_, site)| site.name())
            .collect();
        let more = match hosts.len().checked_sub(NAMED) {
            Some(more @ 1..) => format!(" and {more} more"),
            _ => String::new(),
        };
        self.find(Finding::new(
            &codes::SITES_NOT_LISTED,
            format!(
                "site collections that host apps were not listed; {by} these do: {}{more}",
                names.join(", ")
            ),
        ));
        for (database, site) in hosts {
            let Some(url) = pseudo_url(&site) else {
                continue;
            };
            let has_file = self
                .members
                .iter()
                .any(|member| super::sites::may_hold(member) && fit(&member.path, &url) > 0);
            if !has_file {
                let message = format!(
                    "no file's name fits the site collection {}, which hosts apps by the backup of {database} (assumed from its tables)",
                    site.name()
                );
                self.find(
                    Finding::new(&codes::SITE_MISSING, message)
                        .severity(Severity::Suspicious)
                        .effect("it is in its content database; on its own it can't be restored"),
                );
            }
        }
    }

    /// A list was given: holds it against what the content databases say.
    pub(super) fn compare_sites(&mut self, listed: &[Site]) {
        let listings = self.content_listings();
        let all: Vec<(&str, &ListedSite)> = listings
            .iter()
            .flat_map(|(database, listing)| {
                let sites = listing.sites.iter().flat_map(|sites| &sites.sites);
                sites.map(|site| (*database, site))
            })
            .collect();
        // Which site each line means: one of its host, else one of its path.
        let meant: Vec<Option<&ListedSite>> = listed.iter().map(|line| meant(line, &all)).collect();
        let mut found = Vec::new();
        for (database, site) in &all {
            let is_listed = meant.iter().flatten().any(|meant| meant.id == site.id);
            if site.hosts_apps && !site.deleted && !is_listed {
                let message = format!(
                    "the site collection {} hosts apps by the backup of {database} (assumed from its tables), but is not in the list",
                    site.name()
                );
                found.push(Finding::new(&codes::SITES_NOT_LISTED, message));
            }
        }
        let content = self
            .chains
            .iter()
            .filter(|chain| self.role_of(chain) == Role::Content)
            .count();
        let is_whole =
            |listing: &Listing| listing.sites.as_ref().is_some_and(|sites| sites.is_whole);
        let is_all = !listings.is_empty()
            && listings.len() >= content
            && listings.iter().all(|(_, listing)| is_whole(listing));
        for (line, meant) in listed.iter().zip(&meant).filter(|_| is_all) {
            let what = match meant {
                None => "is in no content database here",
                Some(own) if own.deleted => "is deleted in its content database",
                Some(_) => continue,
            };
            let message = format!(
                "the site collection {} of the list {what} (assumed from the tables)",
                line.name()
            );
            found.push(Finding::new(&codes::SITE_NOT_IN_DATABASE, message));
        }
        for finding in found {
            self.find(finding);
        }
    }

    /// Installed apps of which no package is among the files.
    pub(super) fn judge_installed_apps(&mut self) {
        let here: Vec<String> = self
            .members
            .iter()
            .filter_map(|member| member.app()?.manifest.as_ref().ok()?.product_id)
            .map(|product| product.to_string().to_lowercase())
            .collect();
        let mut absent: BTreeMap<String, (ListedApp, String, u64)> = BTreeMap::new();
        for (database, listing) in self.content_listings() {
            for app in listing.sites.iter().flat_map(|sites| &sites.apps) {
                let Some(product) = app.product.as_deref().map(str::to_lowercase) else {
                    continue;
                };
                if !here.contains(&product) {
                    let entry = absent
                        .entry(product)
                        .or_insert_with(|| (app.clone(), database.to_owned(), 0));
                    entry.2 += 1;
                }
            }
        }
        for (product, (app, database, count)) in absent {
            let title = app.title.as_deref().unwrap_or("without a title");
            let message = format!(
                "the app {title} ({product}) is installed {count} time(s) by the backup of {database}; no package of it is among the files"
            );
            self.find(Finding::new(&codes::APP_PACKAGE_ABSENT, message));
        }
    }
}

/// An address that names of files can be held against; `None` where only the web application's host would tell it from
/// others, which is in no content database.
fn pseudo_url(site: &ListedSite) -> Option<String> {
    let path = site.path.as_deref().unwrap_or("/").trim_end_matches('/');
    match &site.host_name {
        Some(host) => Some(format!("http://{host}{path}")),
        None if path.is_empty() => None,
        None => Some(format!("http://-{path}")),
    }
}

/// The site that a line of the list means: by its id; by host and path; by its path alone, since the host of a web
/// application stands in no content database.
fn meant<'s>(line: &Site, all: &[(&str, &'s ListedSite)]) -> Option<&'s ListedSite> {
    let find =
        |is: &dyn Fn(&ListedSite) -> bool| all.iter().map(|(_, site)| *site).find(|site| is(site));
    if let Some(id) = line.id {
        let id = id.to_string();
        return find(&|site| id.eq_ignore_ascii_case(&site.id));
    }
    let (_, rest) = line.url.as_deref()?.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let bare = host.split(':').next().unwrap_or(host);
    let same_path = |site: &ListedSite| {
        let own = site.path.as_deref().unwrap_or_default().trim_matches('/');
        own.eq_ignore_ascii_case(path.trim_matches('/'))
    };
    let same_host = |site: &ListedSite| {
        let own = site.host_name.as_deref().unwrap_or_default();
        own.eq_ignore_ascii_case(host) || own.eq_ignore_ascii_case(bare)
    };
    find(&|site| same_host(site) && same_path(site))
        .or_else(|| find(&|site| site.host_name.is_none() && same_path(site)))
}
