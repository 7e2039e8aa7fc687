//! What the person says about the target and the set.

use super::moment::Seconds;
use super::roles::Role;
use super::site::SiteList;
use super::versions::{Release, SharePoint};
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
