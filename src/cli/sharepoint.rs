//! Options for SharePoint and SQL Server, and `compose`.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;

use backup_inspector::format::sharepoint::compose::{Composed, Task};
use backup_inspector::format::sharepoint::inspection::{SharePointAnswer, SharePointQuestion};
use backup_inspector::format::sharepoint::moment::parse_span;
use backup_inspector::format::sharepoint::options::{GivenRole, GivenSite, SharePointOptions};
use backup_inspector::format::{Answer, Question};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::open;
use backup_inspector::report::words::visible;
use clap::Args;

use super::compose::{As, ComposeArguments};
use super::inputs::{self, Item};
use super::{Failure, file, print_json};

/// What is known of the servers that a SharePoint set goes to, and of the set.
#[derive(Debug, Args)]
#[command(next_help_heading = "SharePoint and SQL Server")]
pub struct SharePointArguments {
    /// Release of SQL Server: 2008r2, 2012, 2014, 2016, 2017, 2019, 2022, 2025
    #[arg(long, value_name = "RELEASE")]
    pub sql_server: Option<String>,
    /// Version of SharePoint: 2013, 2016, 2019, se
    #[arg(long, value_name = "VERSION")]
    pub sharepoint: Option<String>,
    /// Site collections that host apps: output of Get-SPSite, or an address or id a line
    #[arg(long, value_name = "FILE")]
    pub site_list: Option<PathBuf>,
    /// Role of a file's database: content, config, secure_store, app_management (repeatable)
    #[arg(long = "role", value_name = "FILE=ROLE")]
    pub roles: Vec<String>,
    /// Site collection that a file holds, by address or id (repeatable)
    #[arg(long = "site", value_name = "FILE=SITE")]
    pub site_files: Vec<String>,
    /// The farm run to restore from, by its id
    #[arg(long, value_name = "SPID")]
    pub run: Option<String>,
    /// Backups that start within this time are of one time
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = span)]
    pub same_time: i64,
    /// Backups that start within this time are close to each other
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = span)]
    pub close_time: i64,
    /// The files are the whole set: say what it lacks
    #[arg(long)]
    pub whole_set: bool,
    /// The site collections were backed up with -NoSiteLock
    #[arg(long)]
    pub no_site_lock: bool,
}

fn span(text: &str) -> Result<i64, String> {
    parse_span(text).ok_or_else(|| "a time like 15m, 24h or 7d".into())
}

impl SharePointArguments {
    /// As the engine wants it.
    pub fn to_options(&self) -> Result<SharePointOptions, Failure> {
        let pair = |text: &str, what: &str| {
            text.rsplit_once('=')
                .map(|(file, value)| (file.to_owned(), value.to_owned()))
                .ok_or_else(|| Failure::Usage(format!("{what}, not {text}")))
        };
        let mut options = SharePointOptions {
            sql_server: self.sql_server.clone(),
            sharepoint: self.sharepoint.clone(),
            run: self.run.clone(),
            same_time_seconds: Some(self.same_time),
            close_time_seconds: Some(self.close_time),
            whole_set: self.whole_set,
            no_site_lock: self.no_site_lock,
            ..SharePointOptions::default()
        };
        for text in &self.roles {
            let (file, role) = pair(text, "--role is FILE=ROLE")?;
            options.roles.push(GivenRole { file, role });
        }
        for text in &self.site_files {
            // Addresses may have "=" in them, names of files seldom.
            let (file, site) = text
                .split_once('=')
                .map(|(file, site)| (file.to_owned(), site.to_owned()))
                .ok_or_else(|| Failure::Usage(format!("--site is FILE=SITE, not {text}")))?;
            options.site_files.push(GivenSite { file, site });
        }
        if let Some(path) = &self.site_list {
            let text = file::read_bytes(path).map_err(|error| {
                Failure::Usage(format!("--site-list {}: {error}", path.display()))
            })?;
            options.site_list = Some(backup_inspector::container::xml::text_of(&text));
        }
        match options.complaint() {
            Some(complaint) => Err(Failure::Usage(complaint)),
            None => Ok(options),
        }
    }
}

/// Whether every file that `--role` and `--site` name is among those that were read: a typing error would change nothing,
/// and nobody would know.
///
/// # Errors
/// Names what is not there, and what is.
pub fn named_files_are_there(
    options: &backup_inspector::format::Options,
    paths: &[&str],
) -> Result<(), Failure> {
    /// Files that the message names.
    const NAMED: usize = 8;
    let sharepoint = &options.sharepoint;
    let roles = sharepoint.roles.iter().map(|role| ("--role", &role.file));
    let sites = sharepoint
        .site_files
        .iter()
        .map(|site| ("--site", &site.file));
    for (option, file) in roles.chain(sites) {
        let is_there = paths
            .iter()
            .any(|path| path == file || path.rsplit('/').next() == Some(file.as_str()));
        if is_there {
            continue;
        }
        let mut names: Vec<String> = paths.iter().take(NAMED).map(|path| visible(path)).collect();
        if paths.len() > NAMED {
            names.push(format!("and {} more", paths.len() - NAMED));
        }
        return Err(Failure::Usage(format!(
            "{option}: there is no file {} among those that were given: {}",
            visible(file),
            names.join(", ")
        )));
    }
    Ok(())
}

/// Composes commands for a set; runs nothing.
pub fn compose(arguments: &ComposeArguments) -> Result<u8, Failure> {
    use backup_inspector::format::sharepoint::compose::Language;
    let options = arguments.target.to_options()?;
    let own = Task::by_word(&arguments.task).map(Task::language);
    let fits = match arguments.language {
        None => true,
        Some(As::Powershell) => own == Some(Language::PowerShell),
        Some(As::Tsql) => own == Some(Language::TSql),
        Some(As::Rest | As::Az) => false,
    };
    if !fits {
        return Err(Failure::Usage(format!(
            "{} is not done in that language",
            arguments.task
        )));
    }
    let mut settings = Vec::new();
    for text in &arguments.settings {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--set is KEY=VALUE, not {text}")))?;
        settings.push((name.to_owned(), value.to_owned()));
    }
    let question = Question::SharePoint(SharePointQuestion::Compose {
        task: arguments.task.clone(),
        settings,
    });
    if arguments.files.is_empty() {
        return Err(Failure::Usage(
            "name the files of the set, or their folder".into(),
        ));
    }
    let mut given = Vec::new();
    for item in inputs::collect(&arguments.files) {
        match item {
            Item::File(file) => given.push(file),
            Item::Refused { shown, error } => {
                return Err(Failure::Run(format!("{shown}: {error}")));
            }
        }
    }
    let opened = inputs::open(&given.iter().collect::<Vec<_>>())?;
    let opening = Opening {
        together: true,
        ..Opening::default()
    };
    let sets = open::open_with(opened, opening).map_err(|error| Failure::Run(error.to_string()))?;
    let paths: Vec<&str> = sets
        .iter()
        .flat_map(|set| set.files().iter())
        .map(|input| input.path.as_str())
        .collect();
    named_files_are_there(&options, &paths)?;
    let mut reason = None;
    for set in sets.iter().filter(|set| !set.by_the_way()) {
        match set.ask(&options, &question) {
            Ok(Answer::SharePoint(SharePointAnswer::Composed { composed })) => {
                return say(&composed, arguments.json);
            }
            Ok(_) => {}
            Err(error) => reason = Some(error.to_string()),
        }
    }
    Err(Failure::Usage(reason.unwrap_or_else(|| {
        "there is no SharePoint or SQL Server backup among the files".into()
    })))
}

fn say(composed: &Composed, as_json: bool) -> Result<u8, Failure> {
    if as_json {
        let value = serde_json::json!({
            "requests": [],
            "commands": composed.commands,
            "findings": composed.findings,
            "space": composed.space,
            "reaches": composed.reaches,
        });
        print_json(&value)?;
        return Ok(0);
    }
    let mut beside = String::new();
    for finding in &composed.findings {
        let _ = writeln!(beside, "note: {}", visible(&finding.message));
    }
    if let Some(space) = &composed.space {
        let words = backup_inspector::report::words::bytes;
        let _ = writeln!(
            beside,
            "note: the databases need {} for data and {} for logs",
            words(space.data_bytes),
            words(space.log_bytes)
        );
    }
    for reach in composed
        .reaches
        .iter()
        .filter(|reach| reach.from != reach.to)
    {
        let _ = writeln!(
            beside,
            "note: {} can be restored to any moment from {} to {}",
            visible(&reach.database),
            reach.from,
            reach.to
        );
    }
    let _ = io::stderr().write_all(beside.as_bytes());
    let mut out = io::stdout().lock();
    for command in &composed.commands {
        writeln!(out, "{command}")?;
    }
    Ok(0)
}
