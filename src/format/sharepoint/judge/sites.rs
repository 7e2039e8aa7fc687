//! Site collections and packages (V44 to V54, V58).

use std::collections::BTreeMap;

use super::Judge;
use crate::container::cab::Cabinet;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::kinds::Kind;
use crate::format::sharepoint::member::{Content, Member};
use crate::format::sharepoint::moment::iso;
use crate::format::sharepoint::site::fit;
use crate::report::{Finding, Severity};

/// A site collection of the list and the files that hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteMatch {
    /// URL or id.
    pub site: String,
    /// Places of its files in the list of members, the one that is used first.
    pub files: Vec<usize>,
    /// Whether the person assigned them; else their names suggest it.
    pub by_person: bool,
}

/// Whether a file may hold a site collection.
pub(super) fn may_hold(member: &Member) -> bool {
    matches!(member.kind, Kind::SiteCollection | Kind::WebExport)
        && !matches!(member.content, Content::Zeros(_))
}

impl Judge<'_> {
    pub(super) fn judge_sites(&mut self) {
        if self.options.no_site_lock {
            self.find(Finding::new(
                &codes::NO_SITE_LOCK,
                "the site collections were backed up with -NoSiteLock: users could change them during the backup",
            ));
        }
        let Some(list) = self.options.sites.clone() else {
            self.judge_sites_of_pages();
            return;
        };
        self.compare_sites(&list.sites);
        for line in &list.not_understood {
            self.find(Finding::new(
                &codes::SITE_LINE,
                format!("the line \"{line}\" of the list is neither an address nor an id"),
            ));
        }
        let suggested = self.suggestions();
        for site in &list.sites {
            let name = site.name();
            let by_person: Vec<usize> = (0..self.members.len())
                .filter(|at| {
                    self.options
                        .site_of(self.path(*at))
                        .is_some_and(|text| site.is_named(text))
                })
                .collect();
            let is_by_person = !by_person.is_empty();
            let mut files = if is_by_person {
                by_person
            } else {
                let own = suggested
                    .iter()
                    .filter(|(_, url)| Some(url.as_str()) == site.url.as_deref());
                own.map(|(at, _)| *at).collect()
            };
            // The newest first; a file whose time is not known last.
            crate::sort::sort_by_key(&mut files, |at| {
                let modified = self.members.get(*at).and_then(|member| member.modified);
                (std::cmp::Reverse(modified), *at)
            });
            self.judge_site(&name, &files);
            self.sites.push(SiteMatch {
                site: name,
                files,
                by_person: is_by_person,
            });
        }
    }

    /// Each file that may hold a site collection with the URL that its name fits best.
    fn suggestions(&self) -> Vec<(usize, String)> {
        let Some(list) = &self.options.sites else {
            return Vec::new();
        };
        let urls: Vec<&String> = list
            .sites
            .iter()
            .filter_map(|site| site.url.as_ref())
            .collect();
        let mut found = Vec::new();
        for (at, member) in self.members.iter().enumerate() {
            if !may_hold(member) || self.options.site_of(&member.path).is_some() {
                continue;
            }
            let best = urls
                .iter()
                .map(|url| (fit(&member.path, url), url))
                .filter(|(fit, _)| *fit > 0)
                .max_by_key(|(fit, _)| *fit);
            if let Some((_, url)) = best {
                found.push((at, (*url).clone()));
            }
        }
        found
    }

    fn judge_site(&mut self, name: &str, files: &[usize]) {
        let members = self.members;
        let whole: Vec<&Member> = files.iter().filter_map(|at| members.get(*at)).collect();
        let (exports, backups): (Vec<&Member>, Vec<&Member>) = whole
            .iter()
            .copied()
            .partition(|member| member.kind == Kind::WebExport);
        for export in exports.iter().filter(|_| backups.is_empty()) {
            let message = format!(
                "{name}: {} is an export, not a full site collection backup",
                export.path
            );
            self.find(Finding::new(&codes::EXPORT_NO_BACKUP, message).at_file(&export.path));
        }
        if whole.is_empty() {
            self.find(Finding::new(
                &codes::SITE_MISSING,
                format!("there is no backup for the site collection {name}"),
            ));
        }
        if let [newest, _, ..] = backups.as_slice() {
            let message = format!(
                "{name}: {} backups are assigned, the newer one is used",
                backups.len()
            );
            self.find(Finding::new(&codes::SITE_TWICE, message).at_file(&newest.path));
        }
        let (Some(newest), Some(spread)) = (backups.first(), self.spread) else {
            return;
        };
        let Some(modified) = newest.modified else {
            return;
        };
        let tolerance = self.options.close_time;
        if modified < spread.first.saturating_sub(tolerance)
            || modified > spread.last.saturating_add(tolerance)
        {
            let message = format!(
                "{} is dated {}, the databases {} (the time of a file is weak evidence)",
                newest.path,
                iso(modified),
                iso(spread.first)
            );
            self.find(Finding::new(&codes::SITE_TIME, message).at_file(&newest.path));
        }
    }

    /// Files of site collections, exports, cabinets and packages by themselves.
    pub(super) fn judge_apps(&mut self) {
        let members = self.members;
        for (at, member) in members.iter().enumerate() {
            match (&member.content, member.kind) {
                // Said of the file by itself.
                (Content::Zeros(_), _) => {}
                (Content::App(_), _) => self.judge_app(member),
                (Content::Cabinet(cabinet), _) => self.judge_cabinet(at, member, cabinet),
                (_, Kind::SiteCollection) => {
                    self.unreadable_site(member, "the container is not recognised")
                }
                (_, Kind::Solution | Kind::Template | Kind::WebExport) => {
                    let finding = Finding::new(
                        &codes::CABINET_TRUNCATED,
                        format!("{} is no cabinet", member.path),
                    );
                    self.find_alone(finding, member);
                }
                _ => {}
            }
        }
        self.judge_app_versions();
        self.judge_installed_apps();
    }

    /// Fatal for a file that is judged as itself, worth a look for one beside a set.
    fn find_alone(&mut self, finding: Finding, member: &Member) {
        let finding = if self.is_set {
            finding
                .severity(Severity::Suspicious)
                .effect("none for the set: the file is an extra")
        } else {
            finding
        };
        self.find(finding.at_file(&member.path));
    }

    fn unreadable_site(&mut self, member: &Member, why: &str) {
        let message = format!(
            "{}: {why}; it is presumably a site collection backup, whose content can't be checked",
            member.path
        );
        self.find(Finding::new(&codes::SITE_UNREADABLE, message).at_file(&member.path));
        if !self.is_set {
            self.unknown = Some(format!(
                "whether {} is whole: its container is not described",
                member.path
            ));
        }
    }

    fn judge_cabinet(&mut self, at: usize, member: &Member, cabinet: &Cabinet) {
        if !cabinet.is_whole() {
            let message = format!(
                "{} is truncated: the cabinet says {} bytes and {} members, there are {} bytes and {} members",
                member.path,
                cabinet.stated_bytes,
                cabinet.stated_members,
                cabinet.file_bytes,
                cabinet.members.len()
            );
            self.find_alone(Finding::new(&codes::CABINET_TRUNCATED, message), member);
        }
        match member.kind {
            Kind::WebExport
                if self.is_set && !self.sites.iter().any(|site| site.files.contains(&at)) =>
            {
                let message = format!(
                    "{} is an export, not a full site collection backup",
                    member.path
                );
                self.find(
                    Finding::new(&codes::EXPORT_NO_BACKUP, message)
                        .severity(Severity::Note)
                        .effect("none: it is beside the set")
                        .at_file(&member.path),
                );
            }
            Kind::SiteCollection => {
                let why = format!("the file is a cabinet of {} members", cabinet.members.len());
                self.unreadable_site(member, &why);
            }
            _ => {}
        }
    }

    fn judge_app(&mut self, member: &Member) {
        let Some(app) = member.app() else {
            return;
        };
        let path = &member.path;
        let manifest = match &app.manifest {
            Ok(manifest) => manifest,
            Err(why) => {
                let message = format!("{path}: there is no valid AppManifest.xml: {why}");
                self.find_alone(Finding::new(&codes::APP_MANIFEST_INVALID, message), member);
                return;
            }
        };
        for part in &app.missing_parts {
            let message = format!("{path}: the part {part} is missing");
            self.find(Finding::new(&codes::APP_PART_MISSING, message).at_file(path));
        }
        let name = manifest.shown_name().to_owned();
        if let (Some(sharepoint), Some(major)) = (self.options.sharepoint, manifest.min_major())
            && major > u64::from(sharepoint.major())
        {
            let version = manifest.min_version.as_deref().unwrap_or_default();
            let message = format!(
                "{name} requires SharePoint {version}, the chosen one is {}",
                sharepoint.name()
            );
            self.find_alone(Finding::new(&codes::APP_TOO_NEW, message), member);
        }
        if manifest.has_remote {
            let message =
                format!("{name} uses a remote component; two restored copies would share it");
            self.find(Finding::new(&codes::APP_REMOTE, message).at_file(path));
        }
        if manifest.is_privileged() {
            let message = format!("{name} asks for full control or for rights over a tenant");
            self.find(Finding::new(&codes::APP_PRIVILEGED, message).at_file(path));
        }
    }

    fn judge_app_versions(&mut self) {
        let mut by_product: BTreeMap<String, Vec<(Vec<u64>, String)>> = BTreeMap::new();
        for member in self.members {
            let Some(Ok(manifest)) = member.app().map(|app| &app.manifest) else {
                continue;
            };
            if let Some(product) = manifest.product_id {
                let versions = by_product.entry(product.to_string()).or_default();
                versions.push((
                    manifest.version_parts(),
                    format!("{} {}", manifest.shown_name(), manifest.version),
                ));
            }
        }
        for mut versions in by_product.into_values() {
            crate::sort::sort(&mut versions);
            versions.dedup_by(|a, b| a.0 == b.0);
            if let [_, .., (_, latest)] = versions.as_slice() {
                let names: Vec<&str> = versions.iter().map(|(_, name)| name.as_str()).collect();
                let message = format!(
                    "one app in several versions: {}; the latest is {latest}",
                    names.join(", ")
                );
                self.find(Finding::new(&codes::APP_VERSIONS, message));
            }
        }
    }
}
