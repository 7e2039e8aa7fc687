//! Commands for PowerShell and T-SQL, to back up what is lacking and to restore what is there (section 8). Nothing is
//! ever run.

pub mod quote;
mod settings;
mod shell;
mod tsql;

use serde::Serialize;

use super::judge::Judgement;
use super::member::Member;
use super::options::Options;
use super::report::{SpaceBody, space};
use crate::error::Error;
use crate::report::Finding;

pub use settings::{KNOWN, Setting, Settings, Takes};

/// What is to be composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// T-SQL that restores each database from its chain.
    RestoreDatabases,
    /// T-SQL that lets the server check and show the files.
    VerifyDatabases,
    /// T-SQL that backs up the four databases.
    BackupDatabases,
    /// PowerShell that brings restored databases into the farm.
    AttachDatabases,
    /// PowerShell that backs up the farm.
    BackupFarm,
    /// PowerShell that restores the chosen run.
    RestoreFarm,
    /// PowerShell that backs up site collections.
    BackupSites,
    /// PowerShell that restores site collections.
    RestoreSites,
    /// PowerShell that lists the runs of a backup folder.
    History,
}

/// Language of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// PowerShell.
    PowerShell,
    /// T-SQL.
    TSql,
}

impl Task {
    /// All tasks with their words.
    pub const ALL: [(&'static str, Task); 9] = [
        ("restore-databases", Task::RestoreDatabases),
        ("verify-databases", Task::VerifyDatabases),
        ("backup-databases", Task::BackupDatabases),
        ("attach-databases", Task::AttachDatabases),
        ("backup-farm", Task::BackupFarm),
        ("restore-farm", Task::RestoreFarm),
        ("backup-sites", Task::BackupSites),
        ("restore-sites", Task::RestoreSites),
        ("history", Task::History),
    ];

    /// The task of a word.
    pub fn by_word(word: &str) -> Option<Task> {
        Task::ALL
            .iter()
            .find(|(own, _)| *own == word)
            .map(|(_, task)| *task)
    }

    /// The settings that its commands depend on, the most important first.
    pub fn settings(self) -> &'static [&'static str] {
        match self {
            Task::RestoreDatabases => {
                &["folder", "data-folder", "log-folder", "stop-at", "replace"]
            }
            Task::VerifyDatabases => &["folder"],
            Task::BackupDatabases => &["folder", "stamp"],
            Task::AttachDatabases => &[
                "web-application",
                "database-server",
                "application-pool",
                "snap-in",
            ],
            Task::BackupFarm => &[
                "folder",
                "method",
                "item",
                "threads",
                "percentage",
                "force",
                "snap-in",
            ],
            Task::RestoreFarm => &[
                "folder",
                "restore-method",
                "database-server",
                "item",
                "threads",
                "force",
                "snap-in",
            ],
            Task::BackupSites => &["folder", "snapshot", "no-site-lock", "force", "snap-in"],
            Task::RestoreSites => &[
                "folder",
                "content-database",
                "database-server",
                "host-header",
                "force",
                "gradual-delete",
                "preserve-site-id",
                "snap-in",
            ],
            Task::History => &["folder", "snap-in"],
        }
    }

    /// Those of them that something stands in for until the person says them.
    pub fn needs(self) -> &'static [&'static str] {
        match self {
            Task::AttachDatabases => &["web-application", "database-server", "application-pool"],
            _ => &["folder"],
        }
    }

    /// The language that its commands are in.
    pub fn language(self) -> Language {
        match self {
            Task::RestoreDatabases | Task::VerifyDatabases | Task::BackupDatabases => {
                Language::TSql
            }
            _ => Language::PowerShell,
        }
    }
}

/// Commands, and what has to be known before running them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SharePointComposed"))]
pub struct Composed {
    /// One a line, in the order in which they are run.
    pub commands: Vec<String>,
    /// Warnings.
    pub findings: Vec<Finding>,
    /// Disk space that the restored databases need.
    pub space: Option<SpaceBody>,
    /// Moments that each database can be restored to.
    pub reaches: Vec<Reach>,
}

/// The span of moments that a chain of logs reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reach {
    /// Database.
    pub database: String,
    /// Earliest, in UTC.
    pub from: String,
    /// Latest, in UTC.
    pub to: String,
}

/// What commands are made of.
struct Compose<'a> {
    members: &'a [Member],
    judgement: &'a Judgement,
    options: &'a Options,
    settings: &'a Settings,
    out: Composed,
}

/// Composes the commands of a task.
///
/// # Errors
/// `Invalid` if a value can't be quoted, a setting is not understood, or the files don't have what the task needs.
pub fn compose(
    task: Task,
    members: &[Member],
    judgement: &Judgement,
    options: &Options,
    settings: &Settings,
) -> Result<Composed, Error> {
    let mut compose = Compose {
        members,
        judgement,
        options,
        settings,
        out: Composed {
            commands: Vec::new(),
            findings: Vec::new(),
            space: None,
            reaches: Vec::new(),
        },
    };
    match task {
        Task::RestoreDatabases => {
            compose.out.space = Some(space(members, judgement));
            compose.restore_databases()?;
        }
        Task::VerifyDatabases => compose.verify_databases()?,
        Task::BackupDatabases => compose.backup_databases()?,
        Task::AttachDatabases => compose.attach_databases()?,
        Task::BackupFarm => compose.backup_farm()?,
        Task::RestoreFarm => compose.restore_farm()?,
        Task::BackupSites => compose.backup_sites()?,
        Task::RestoreSites => compose.restore_sites()?,
        Task::History => compose.history()?,
    }
    if task.language() == Language::PowerShell && settings.is_on("snap-in")? {
        compose
            .out
            .commands
            .insert(0, "Add-PSSnapin Microsoft.SharePoint.PowerShell".into());
    }
    Ok(compose.out)
}

impl Compose<'_> {
    fn say(&mut self, command: String) {
        self.out.commands.push(command);
    }

    fn warn(&mut self, finding: Finding) {
        self.out.findings.push(finding);
    }

    /// A path on the server: the folder of the settings and the path of the drop.
    fn on_server(&self, path: &str) -> String {
        join(self.settings.folder(), path)
    }
}

/// A folder of Windows and a path below it.
fn join(folder: &str, path: &str) -> String {
    let path = path.replace('/', "\\");
    format!(
        "{}\\{}",
        folder.trim_end_matches(['\\', '/']),
        path.trim_start_matches('\\')
    )
}
