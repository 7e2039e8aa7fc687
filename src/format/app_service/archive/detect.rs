//! Whether an archive is a backup at all, and what it is if not (specification 1.8 and 1.9).

use std::collections::HashSet;

use serde::Serialize;

use super::{Class, Survey, names};

/// From so many points on it is a backup.
pub const CERTAIN_POINTS: u32 = 60;

/// From so many points on it is probably one.
pub const PROBABLE_POINTS: u32 = 35;

/// From so many points on it is treated as one only if the person says so.
pub const UNCLEAR_POINTS: u32 = 15;

/// What speaks for a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Signal {
    /// In words.
    pub signal: &'static str,
    /// Points.
    pub points: u32,
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Confidence {
    /// An App Service custom backup.
    Certain,
    /// Probably one.
    Probable,
    /// Treated as one only if the person says so.
    Unclear,
    /// None.
    No,
}

/// Points and what they are given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Score {
    /// Sum.
    pub points: u32,
    /// What they are given for.
    pub signals: Vec<Signal>,
}

impl Score {
    /// How sure that is.
    pub fn confidence(&self) -> Confidence {
        match self.points {
            CERTAIN_POINTS.. => Confidence::Certain,
            PROBABLE_POINTS.. => Confidence::Probable,
            UNCLEAR_POINTS.. => Confidence::Unclear,
            _ => Confidence::No,
        }
    }
}

/// What lies beside the archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether a manifest with its stem was dropped.
    pub manifest: bool,
    /// Whether a record with its stem was dropped.
    pub record: bool,
}

/// Another kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum LookAlike {
    /// The site's files, from Kudu or for a deployment.
    SiteFiles,
    /// The home folder, from Kudu.
    HomeFolder,
    /// Logs.
    Logs,
    /// A Web Deploy package.
    WebDeploy,
    /// One database.
    Bacpac,
    /// A backup's content that was packed again with a folder around it.
    InFolder,
}

impl LookAlike {
    /// What it is, with an article.
    pub fn what(self) -> &'static str {
        match self {
            LookAlike::SiteFiles => "a ZIP of a site's files (from Kudu, or made for a deployment)",
            LookAlike::HomeFolder => "a ZIP of the home folder from Kudu",
            LookAlike::Logs => "a download of logs",
            LookAlike::WebDeploy => "a Web Deploy package",
            LookAlike::Bacpac => "a BACPAC, one SQL database",
            LookAlike::InFolder => "the content of a backup, packed again with a folder around it",
        }
    }

    /// What to do with it.
    pub fn advice(self) -> &'static str {
        match self {
            LookAlike::SiteFiles | LookAlike::HomeFolder => {
                "it holds files of the site, no databases and no configuration: deploy it, it can't be restored as a backup"
            }
            LookAlike::Logs => "logs are no backup",
            LookAlike::WebDeploy => "deploy it with Web Deploy",
            LookAlike::Bacpac => "import it with the SQL tools",
            LookAlike::InFolder => {
                "look for the archive as it was downloaded; the service looks for fs at the top"
            }
        }
    }
}

/// Files at the top that tell something.
const TELLING_FILES: [&str; 14] = [
    "web.config",
    "index.html",
    "index.php",
    "default.aspx",
    "host.json",
    "package.json",
    "archive.xml",
    "systeminfo.xml",
    "parameters.xml",
    "model.xml",
    "origin.xml",
    "dacmetadata.xml",
    "wsgi.py",
    "hostingstart.html",
];

pub(super) fn telling_file(telling: &mut HashSet<&'static str>, name: &str) {
    if telling.len() < TELLING_FILES.len() + TELLING_FOLDERS.len()
        && let Some(known) = TELLING_FILES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
    {
        telling.insert(known);
    }
}

/// Folders at the top that tell something.
const TELLING_FOLDERS: [&str; 5] = [
    "site/wwwroot/",
    "logfiles/",
    "deployments/",
    "data/",
    "content/",
];

/// Stands for `fs/site/` below a folder of another name.
const FS_IN_FOLDER: &str = "*/fs/site/";

pub(super) fn telling_folder(telling: &mut HashSet<&'static str>, top: &str, below: &str) {
    if below
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("fs/site/"))
    {
        telling.insert(FS_IN_FOLDER);
    }
    for known in TELLING_FOLDERS {
        let (first, rest) = known.split_once('/').unwrap_or((known, ""));
        let inside = below
            .get(..rest.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(rest));
        if top.eq_ignore_ascii_case(first) && inside {
            telling.insert(known);
        }
    }
}

impl Survey {
    /// Points and what they are given for; `file_name` is the archive's.
    pub fn score(&self, file_name: &str, beside: Surroundings) -> Score {
        let only_fs = self.has_fs
            && self
                .root_folders
                .iter()
                .all(|folder| folder.eq_ignore_ascii_case("fs"));
        let any = |classes: &[Class]| {
            self.root_files
                .iter()
                .any(|file| classes.contains(&file.class))
        };
        let automatic = names::stem_parts(names::stem(file_name)).time.is_some();
        let table = [
            (self.has_site, "entries under fs/site/", 50),
            (
                self.has_fs && !self.has_site,
                "entries under fs/, none under fs/site/",
                30,
            ),
            (self.wwwroot_files > 0, "files under fs/site/wwwroot/", 10),
            (only_fs, "no other folder at the top", 10),
            (any(&[Class::Database]), "a database at the top", 15),
            (
                any(&[Class::Metadata, Class::PossibleDatabase]),
                "metadata at the top",
                5,
            ),
            (self.backslashes, "names with back-slashes", 5),
            (automatic, "a name with a time, as the service gives it", 5),
            (beside.manifest, "a manifest of the same name beside it", 30),
            (beside.record, "a record of the same name", 20),
        ];
        let signals: Vec<Signal> = table
            .into_iter()
            .filter(|(met, ..)| *met)
            .map(|(_, signal, points)| Signal { signal, points })
            .collect();
        Score {
            points: signals.iter().map(|signal| signal.points).sum(),
            signals,
        }
    }

    /// What else the archive looks like, if nothing lies under `fs/`.
    pub fn look_alike(&self) -> Option<LookAlike> {
        if self.has_fs {
            return None;
        }
        let has = |name: &str| self.telling.contains(name);
        if has("model.xml") && has("origin.xml") {
            return Some(LookAlike::Bacpac);
        }
        if has("archive.xml") || has("systeminfo.xml") || (has("parameters.xml") && has("content/"))
        {
            return Some(LookAlike::WebDeploy);
        }
        if has(FS_IN_FOLDER) {
            return Some(LookAlike::InFolder);
        }
        if has("site/wwwroot/") {
            return Some(LookAlike::HomeFolder);
        }
        let site_file = [
            "web.config",
            "index.html",
            "index.php",
            "default.aspx",
            "host.json",
            "package.json",
            "wsgi.py",
            "hostingstart.html",
        ];
        if site_file.iter().any(|name| has(name)) {
            return Some(LookAlike::SiteFiles);
        }
        if has("logfiles/") || has("deployments/") {
            return Some(LookAlike::Logs);
        }
        None
    }
}
