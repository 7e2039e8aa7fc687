//! What the person says about the target and the set.

use serde::{Deserialize, Serialize};

use super::moment::{Seconds, parse_iso};
use super::roles::Role;
use super::site::{SiteList, parse_list};
use super::versions::{Release, SharePoint, release_by_word};
use crate::container::mtf::Guid;

/// Options of a judgement. The default is what is assumed of somebody who said nothing.
#[derive(Debug, Clone)]
pub struct Options {
    /// The present, in seconds of UTC; `None` if not known: then nothing is in the future.
    pub now: Option<Seconds>,
    /// The server that takes the databases.
    pub sql_server: Option<&'static Release>,
    /// The version of SharePoint that takes the set.
    pub sharepoint: Option<SharePoint>,
    /// Site collections that host apps; `None` if no list was given.
    pub sites: Option<SiteList>,
    /// Roles that the person gave to files, by path.
    pub roles: Vec<(String, Role)>,
    /// Site collections that the person gave to files: path and URL or id.
    pub site_files: Vec<(String, String)>,
    /// The farm run to restore from.
    pub run: Option<Guid>,
    /// Backups that start within this span are of one time.
    pub same_time: Seconds,
    /// Backups that start within this span are close.
    pub close_time: Seconds,
    /// What the clocks of a run and of its files may differ.
    pub run_slack: Seconds,
    /// Whether the files are said to be the whole set.
    pub whole_set: bool,
    /// Whether site collections were backed up with `-NoSiteLock`.
    pub no_site_lock: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            now: None,
            sql_server: None,
            sharepoint: None,
            sites: None,
            roles: Vec::new(),
            site_files: Vec::new(),
            run: None,
            same_time: 15 * 60,
            close_time: 24 * 3_600,
            run_slack: 5 * 60,
            whole_set: false,
            no_site_lock: false,
        }
    }
}

impl Options {
    /// The role that the person gave to a file: by its path, or by its name if no path is equal.
    pub fn role_of(&self, path: &str) -> Option<Role> {
        given(&self.roles, path).copied()
    }

    /// The site collection that the person gave to a file.
    pub fn site_of(&self, path: &str) -> Option<&str> {
        given(&self.site_files, path).map(String::as_str)
    }
}

fn given<'a, T>(list: &'a [(String, T)], path: &str) -> Option<&'a T> {
    let by = |test: &dyn Fn(&str) -> bool| list.iter().find(|(name, _)| test(name));
    by(&|name| name == path)
        .or_else(|| by(&|name| name == super::kinds::file_name(path)))
        .map(|(_, value)| value)
}

/// What the person says, as it travels: words and texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SharePointOptions {
    /// Release of SQL Server: `2008r2` to `2025`.
    pub sql_server: Option<String>,
    /// Version of SharePoint: `2013`, `2016`, `2019`, `se`.
    pub sharepoint: Option<String>,
    /// Site collections that host apps, as `Get-SPSite` prints them or one a line.
    pub site_list: Option<String>,
    /// Roles of files.
    pub roles: Vec<GivenRole>,
    /// Site collections of files.
    pub site_files: Vec<GivenSite>,
    /// Id of the farm run to restore from.
    pub run: Option<String>,
    /// Backups that start within so many seconds are of one time; 900 unless given.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub same_time_seconds: Option<i64>,
    /// Backups that start within so many seconds are close; 86,400 unless given.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub close_time_seconds: Option<i64>,
    /// The files are the whole set.
    pub whole_set: bool,
    /// Site collections were backed up with `-NoSiteLock`.
    pub no_site_lock: bool,
    /// Names of accounts and servers and paths on them stand masked, in the report and in its tables.
    pub mask_names: bool,
    /// The present, ISO 8601; filled in from what is common to all systems.
    pub now: Option<String>,
}

/// A role that the person gave to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GivenRole {
    /// Path, or name.
    pub file: String,
    /// `content`, `config`, `secure_store`, `app_management` …
    pub role: String,
}

/// A site collection that the person gave to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GivenSite {
    /// Path, or name.
    pub file: String,
    /// URL or id.
    pub site: String,
}

impl SharePointOptions {
    /// What can only be said of files that are one set.
    pub fn is_of_a_set(&self) -> bool {
        self.whole_set
            || self.site_list.is_some()
            || !self.roles.is_empty()
            || !self.site_files.is_empty()
    }

    /// What is wrong with the words, if something is.
    pub fn complaint(&self) -> Option<String> {
        let unknown = |what: &str, word: &str, known: &str| {
            Some(format!("{what} is one of {known}, not {word}"))
        };
        if let Some(word) = self
            .sql_server
            .as_deref()
            .filter(|word| release_by_word(word).is_none())
        {
            return unknown(
                "the SQL Server",
                word,
                "2008r2, 2012, 2014, 2016, 2017, 2019, 2022, 2025",
            );
        }
        if let Some(word) = self
            .sharepoint
            .as_deref()
            .filter(|word| SharePoint::by_word(word).is_none())
        {
            return unknown("the SharePoint", word, "2013, 2016, 2019, se");
        }
        if let Some(given) = self
            .roles
            .iter()
            .find(|given| Role::by_word(&given.role).is_none())
        {
            return unknown(
                "a role",
                &given.role,
                "content, config, secure_store, app_management",
            );
        }
        let run = self
            .run
            .as_deref()
            .filter(|run| Guid::parse(run).is_none())?;
        Some(format!("a farm run is named by its id, not {run}"))
    }

    /// For the rules; words that are not understood are left out.
    pub fn to_options(&self) -> Options {
        let usual = Options::default();
        let roles = self.roles.iter().filter_map(|given| {
            let role = Role::by_word(&given.role)?;
            Some((given.file.clone(), role))
        });
        let positive = |seconds: Option<i64>, usual: Seconds| {
            seconds.filter(|seconds| *seconds >= 0).unwrap_or(usual)
        };
        Options {
            now: self.now.as_deref().and_then(parse_iso),
            sql_server: self.sql_server.as_deref().and_then(release_by_word),
            sharepoint: self.sharepoint.as_deref().and_then(SharePoint::by_word),
            sites: self.site_list.as_deref().map(parse_list),
            roles: roles.collect(),
            site_files: self
                .site_files
                .iter()
                .map(|given| (given.file.clone(), given.site.clone()))
                .collect(),
            run: self.run.as_deref().and_then(Guid::parse),
            same_time: positive(self.same_time_seconds, usual.same_time),
            close_time: positive(self.close_time_seconds, usual.close_time),
            run_slack: usual.run_slack,
            whole_set: self.whole_set,
            no_site_lock: self.no_site_lock,
        }
    }
}
