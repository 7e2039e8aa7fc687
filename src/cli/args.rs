//! The arguments, with help that teaches.

use std::path::PathBuf;

use backup_inspector::format::app_service::options::AppServiceOptions;
use backup_inspector::format::squidex::objects::{
    MAX_OBJECTS, ObjectKind, ObjectPart, ObjectQuery,
};
use backup_inspector::format::squidex::target::{Initiator, Store, Target};
use backup_inspector::format::{Options, SYSTEMS};
use backup_inspector::inspect::claim::Opening;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::Failure;
use super::compose::ComposeArguments;
use super::export::{EventsArguments, ExportArguments};
use super::list::{ListArguments, TableArguments};
use super::sharepoint::SharePointArguments;

/// Know whether a backup will restore before you upload it.
///
/// Reads a backup of a Squidex app, says what the server's restore would do with it and why, how
/// long that takes and what exists afterwards, and writes renamed or repaired copies. Nothing is
/// sent anywhere; the original is never changed.
#[derive(Debug, Parser)]
#[command(
    name = "backup-inspector",
    version,
    max_term_width = 100,
    after_help = "Examples:
  backup-inspector check backup-demo-shop.zip
  backup-inspector check *.zip --json > reports.jsonl
  backup-inspector repack backup-demo-shop.zip --name demo-shop-2 -o copy.zip
  backup-inspector ticket backup-demo-shop.zip --restore-name demo-shop-2"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say whether each backup will restore, and if not, why
    #[command(
        after_help = "Files that belong together are one set; folders are searched to their bottom. One set gives its whole
report, several a line each, with totals.

Exit status: 0 restores, 1 data is lost or the restore fails, 2 could not be checked, 64 wrong usage.
With several sets it is the highest of them; files of no system that are found in a folder don't count."
    )]
    Check(CheckArguments),
    /// List the rows of a table: objects of the restored app, findings
    #[command(after_help = "Examples:
  backup-inspector list backup.zip contents --part draft --within SCHEMA-ID
  backup-inspector list backup.zip findings --part data-loss --json
  backup-inspector list backup.zip assets --sort -bytes --limit 20
  backup-inspector list content.bak tables --json
  backup-inspector list full.bak differential.bak rows --table dbo.Orders --limit 20
  backup-inspector list stripe1.bak stripe2.bak site-collections

Exit status: that of the check, and at least 1 if something is lacking in the list; 2 if there is no list.")]
    List(ListArguments),
    /// List the contents of the restored app: short for "list FILE contents"
    Contents(TableArguments),
    /// List the assets of the restored app: short for "list FILE assets"
    Assets(TableArguments),
    /// List the entries of the archive: short for "list FILE entries"
    Entries(TableArguments),
    /// Print what happened, an event a line (NDJSON): short for "export FILE events"
    #[command(after_help = "Examples:
  backup-inspector events backup.zip --type ContentCreated --from 1000 --to 2000
  backup-inspector events backup.zip --stream CONTENT-ID
  backup-inspector events backup.zip --text kettle

Secrets stand as ••• unless --include secrets is given. Exit status as export.")]
    Events(EventsArguments),
    /// Export what is inside, without any server: contents, events …
    #[command(after_help = super::export::HELP)]
    Export(ExportArguments),
    /// Show what will exist after the restore: schemas, contents, assets, rules, contributors
    #[command(after_help = "Examples:
  backup-inspector app backup.zip
  backup-inspector app backup.zip --objects contents --within SCHEMA-ID --part draft
  backup-inspector app backup.zip --objects files --part wrong
  backup-inspector app backup.zip --objects files --json")]
    App {
        /// A backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The whole report as JSON; with --objects their list as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        objects: ObjectsArguments,
        #[command(flatten)]
        target: TargetArguments,
        #[command(flatten)]
        reading: Reading,
    },
    /// Write a copy with changes: another name, faults mended, users mapped, parts left out
    #[command(after_help = "Examples:
  backup-inspector repack backup.zip --name demo-shop-2 --fix all -o copy.zip
  backup-inspector repack backup.zip --map-users people.csv --without-schema drafts -o copy.zip
  backup-inspector repack backup.zip --without-superseded --without-deleted --dry-run

Exit status: 0 the copy restores, 1 it loses something or fails, 2 it could not be made or checked,
3 it was redacted and a removed value was found in it all the same, 64 wrong usage.")]
    Repack(RepackArguments),
    /// Write a copy without personal data, secrets and free text, fit to be shown to others
    #[command(
        after_help = "Only what is known to be harmless stays: ids, names of schemas and fields, dates, numbers.
What else may stay is said with --include. The copy restores like its original, and is searched for
every removed value afterwards.

Examples:
  backup-inspector redact backup.zip -o for-support.zip
  backup-inspector redact backup.zip --include contents --include file-names -o copy.zip

Exit status: as repack; 3 says that a removed value was found in the copy: look at the places that are
listed before you pass it on."
    )]
    Redact(RepackArguments),
    /// Write the text for a support ticket (Markdown)
    Ticket {
        /// A backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// As a JSON object with the key "ticket"
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: TargetArguments,
        #[command(flatten)]
        reading: Reading,
    },
    /// Say how long the restore takes, phase by phase
    #[command(
        after_help = "A restore that somebody once ran makes the estimate exact: give its log with times (--log),
or how long it took (--took), together with the backup that it restored, and keep the result
(--save-calibration) for other backups of the same server (--calibration)."
    )]
    Estimate {
        /// A backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Server, asset store and download: postgresql+object-storage+100mbit, mongodb+folder …
        #[arg(long, value_name = "PROFILE")]
        profile: Option<String>,
        /// Log of a restore of this backup, lines with times ("-" for standard input)
        #[arg(long, value_name = "FILE", conflicts_with_all = ["took", "calibration"])]
        log: Option<PathBuf>,
        /// How long a restore of this backup took: "12 min", "1h 5m", "90 s"
        #[arg(long, value_name = "TIME", conflicts_with = "calibration")]
        took: Option<String>,
        /// A calibration that was saved before
        #[arg(long, value_name = "FILE")]
        calibration: Option<PathBuf>,
        /// Where the calibration from --log or --took goes
        #[arg(long, value_name = "FILE")]
        save_calibration: Option<PathBuf>,
        /// As a JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: TargetArguments,
        #[command(flatten)]
        reading: Reading,
    },
    /// Explain a restore that failed: hold the log that Squidex showed against the predicted one
    Explain {
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The log, with or without times ("-" for standard input)
        #[arg(value_name = "LOG")]
        log: PathBuf,
        /// As a JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: TargetArguments,
        #[command(flatten)]
        reading: Reading,
    },
    /// Run the schedule of Azure App Service backups: coming runs, what is kept, when it stops working
    #[command(
        after_help = "The service's own timing is not public: this is a model of it, and says what it assumes.

Examples:
  backup-inspector schedule configuration.json
  backup-inspector schedule configuration.json --until 2027-01-01 --json
  backup-inspector schedule --start 2026-01-04T03:00Z --every 7d --keep-days 10 --outcome 3=Failed"
    )]
    Schedule(ScheduleArguments),
    /// Compose the requests and commands that back up or restore a set; nothing is sent or run
    #[command(
        after_help = "App Service: fields are filled from the files (a record, a list, a configuration, a request). Secrets are
placeholders unless --include-secrets is given with a file to write to.

Examples:
  backup-inspector compose restore list.json --set app=demo-shop --as az
  backup-inspector compose configure --set every=7d --set keep_days=30 --json
  backup-inspector compose restore-databases backups/ --set folder=\\\\fs01\\sql --set data-folder=F:\\data
  backup-inspector compose restore-farm backups/ --set folder=\\\\fs01\\spbackup
  backup-inspector compose backup-sites backups/ --site-list sites.txt --set snapshot=true"
    )]
    Compose(ComposeArguments),
    /// Compare two backups of one app: which goes on where the other ends, what was added, changed, gone (JSON)
    #[command(
        after_help = "An app that was restored elsewhere is matched by the ids of its objects. Secrets stand as •••.

Exit status: 0 they are the same, 1 they differ, 2 one could not be read."
    )]
    Diff {
        /// The first backup
        #[arg(value_name = "A")]
        first: PathBuf,
        /// The second, mostly the later one
        #[arg(value_name = "B")]
        second: PathBuf,
        /// A JSON object, which it always is
        #[arg(long, hide = true)]
        json: bool,
        #[command(flatten)]
        target: TargetArguments,
        #[command(flatten)]
        reading: Reading,
    },
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (troff)
    Man,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Backups, of any size, and folders of them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// One JSON object a set and line
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// The table of sets as CSV
    #[arg(long)]
    pub csv: bool,
    /// The whole report of each of several sets
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub verbose: bool,
    /// Put the SHA-256 of the whole file into the report, in place of that of its directory
    #[arg(long)]
    pub hash: bool,
    /// With --json: mask e-mail addresses and names of people and servers
    #[arg(long, requires = "json")]
    pub mask_names: bool,
    /// Read and check every byte, also where directories and headers are enough for a verdict
    #[arg(long)]
    pub read_all: bool,
    #[command(flatten)]
    pub target: TargetArguments,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `schedule`.
#[derive(Debug, Args)]
pub struct ScheduleArguments {
    /// A configuration, and lists of backups beside it
    #[arg(value_name = "FILE")]
    pub file: Vec<PathBuf>,
    /// First run
    #[arg(long, value_name = "INSTANT")]
    pub start: Option<String>,
    /// Interval: 7d, 12h
    #[arg(long, value_name = "INTERVAL")]
    pub every: Option<String>,
    /// Days that a backup is kept; 0 is for ever
    #[arg(long, value_name = "N")]
    pub keep_days: Option<i64>,
    /// Keep at least one backup whatever its age
    #[arg(long, value_name = "YES", action = clap::ArgAction::Set)]
    pub keep_one: Option<bool>,
    /// When the configuration was saved
    #[arg(long, value_name = "INSTANT")]
    pub saved: Option<String>,
    /// Pricing tier: basic, standard, premium, isolated
    #[arg(long, value_name = "TIER")]
    pub tier: Option<String>,
    /// How long a run takes: 90m, 2h
    #[arg(long, value_name = "DURATION")]
    pub duration: Option<String>,
    /// Outcome of a run by its number, from 0 at the start: 3=Failed (repeatable)
    #[arg(long, value_name = "N=STATUS")]
    pub outcome: Vec<String>,
    /// A backup by hand, perhaps with its status: 2026-01-05T00:30Z=Succeeded (repeatable)
    #[arg(long, value_name = "INSTANT")]
    pub manual: Vec<String>,
    /// End of the signature
    #[arg(long, value_name = "INSTANT")]
    pub sas_expiry: Option<String>,
    /// Permissions of the signature: rwdl
    #[arg(long, value_name = "LETTERS")]
    pub sas_permissions: Option<String>,
    /// When old backups go: the moment they may, or at the end of the next run
    #[arg(long, value_enum)]
    pub mode: Option<ModeArgument>,
    /// End of the simulation; a year from now unless given
    #[arg(long, value_name = "INSTANT")]
    pub until: Option<String>,
    /// Size of each simulated backup: 1.5GB, 800MB; the newest known size unless given
    #[arg(long, value_name = "SIZE")]
    pub size: Option<String>,
    /// The present that is assumed, ISO 8601; the clock's unless given
    #[arg(long, value_name = "INSTANT")]
    pub now: Option<String>,
    /// As a JSON object
    #[arg(long)]
    pub json: bool,
}

/// When old backups go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArgument {
    /// The moment they may: the worst case
    Eager,
    /// At the end of each run that was not skipped
    AfterRun,
}

/// The objects behind a number of the app.
#[derive(Debug, Args)]
#[command(next_help_heading = "Objects behind a number")]
pub struct ObjectsArguments {
    /// List the objects of a kind: each asset's file versions with "files"
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub objects: Option<ObjectKind>,
    /// Only those in this schema (contents, fields), folder (assets, folders) or asset (files), by id
    #[arg(long, value_name = "ID", requires = "objects")]
    pub within: Option<String>,
    /// Only this part: of contents total, status, live, draft, scheduled, deleted, present; of assets total,
    /// present, with-file, without-file, deleted; of files total, verified, size-only, wrong, lost, unverifiable
    #[arg(long, requires = "objects", value_parser = parts(), default_value = "total", hide_possible_values = true)]
    pub part: ObjectPart,
    /// The displayed status, for "--part status"
    #[arg(long, requires = "objects")]
    pub status: Option<String>,
    /// Leave out so many before the first
    #[arg(long, value_name = "N", requires = "objects", default_value_t = 0)]
    pub skip: u64,
    /// List at most so many, up to 1000
    #[arg(long, value_name = "N", requires = "objects", default_value_t = MAX_OBJECTS)]
    pub limit: u64,
}

impl ObjectsArguments {
    /// As the engine wants it; `None` if no list is asked for.
    pub fn to_query(&self) -> Option<ObjectQuery> {
        Some(ObjectQuery {
            kind: self.objects?,
            within: self.within.clone(),
            part: match self.status {
                Some(_) => ObjectPart::Status,
                None => self.part,
            },
            status: self.status.clone(),
            skip: self.skip,
            limit: self.limit,
        })
    }
}

fn kinds() -> impl TypedValueParser<Value = ObjectKind> {
    PossibleValuesParser::new(ObjectKind::ALL.iter().map(|kind| kind.name()))
        .map(|name| named(ObjectKind::ALL, &name, |kind| kind.name()))
}

fn parts() -> impl TypedValueParser<Value = ObjectPart> {
    PossibleValuesParser::new(ObjectPart::ALL.iter().map(|part| part.name()))
        .map(|name| named(ObjectPart::ALL, &name, |part| part.name()))
}

/// The one of that name, which the parser has checked before.
fn named<T: Copy + Default>(all: &[T], name: &str, name_of: impl Fn(T) -> &'static str) -> T {
    all.iter()
        .copied()
        .find(|one| name_of(*one) == name)
        .unwrap_or_default()
}

/// What is known of the server that the backup goes to.
#[derive(Debug, Args)]
#[command(next_help_heading = "Target server")]
pub struct TargetArguments {
    /// The name typed into the restore form
    #[arg(long, value_name = "NAME")]
    pub restore_name: Option<String>,
    /// A name that is taken on the server (repeatable)
    #[arg(long = "existing-app", value_name = "NAME")]
    pub existing_apps: Vec<String>,
    /// Who restores: subject:ID or client:ID
    #[arg(long, value_name = "WHO")]
    pub initiator: Option<String>,
    /// E-mail address of the restoring user
    #[arg(long, value_name = "E-MAIL")]
    pub initiator_email: Option<String>,
    /// Store of the server
    #[arg(long, value_enum, default_value_t = StoreArgument::Other)]
    pub store: StoreArgument,
    /// Version of the server, such as 7.22.0, 7.22 or 7
    #[arg(long, value_name = "VERSION")]
    pub server_version: Option<String>,
    /// Base address of the server, for the rewriting of asset links
    #[arg(long, value_name = "URL")]
    pub target_url: Option<String>,
    /// Which server a file of no known system is meant for
    #[arg(long, value_name = "SYSTEM", value_parser = systems())]
    pub system: Option<String>,
    #[command(flatten)]
    pub sharepoint: SharePointArguments,
    /// The present that is assumed, ISO 8601 (2026-11-28T12:00:00Z); the clock's unless given
    #[arg(long, value_name = "INSTANT")]
    pub now: Option<String>,
    /// Pricing tier of the App Service plan: basic, standard, premium, isolated
    #[arg(long, value_name = "TIER")]
    pub tier: Option<String>,
}

/// The present: as given, else the clock's.
pub fn present(now: Option<&str>) -> Result<String, Failure> {
    let now = match now {
        Some(now) => now
            .parse::<jiff::Timestamp>()
            .map_err(|_| Failure::Usage(format!("--now is an instant in ISO 8601 with its zone, such as 2026-01-31T12:00:00Z, of the years up to 9999, not {now:?}")))?,
        None => std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .ok()
            .and_then(|since| jiff::Timestamp::from_second(since.as_secs() as i64).ok())
            .unwrap_or_default(),
    };
    Ok(now.to_string())
}

fn systems() -> PossibleValuesParser {
    PossibleValuesParser::new(SYSTEMS.iter().map(|id| id.0).filter(|id| *id != "unknown"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoreArgument {
    /// PostgreSQL: a few column rules make more restores fail
    Postgresql,
    /// MongoDB and others
    Other,
}

impl TargetArguments {
    /// As the engine wants it, for all systems.
    pub fn to_options(&self) -> Result<Options, Failure> {
        Ok(Options {
            system: self.system.clone(),
            now: Some(present(self.now.as_deref())?),
            app_service: AppServiceOptions {
                tier: super::app_service::read_tier(self.tier.as_deref())?,
                ..AppServiceOptions::default()
            },
            sharepoint: self.sharepoint.to_options()?,
            ..Options::from(self.to_target()?)
        })
    }

    /// How sets are opened.
    pub fn opening(&self) -> Opening {
        let sharepoint = self.sharepoint.to_options().unwrap_or_default();
        Opening {
            together: sharepoint.is_of_a_set(),
            ..Opening::default()
        }
    }

    fn to_target(&self) -> Result<Target, Failure> {
        let initiator = match self.initiator.as_deref() {
            None => Initiator::default(),
            Some(who) => match who.split_once(':') {
                Some(("subject", id)) if !id.is_empty() => Initiator::Subject(Some(id.into())),
                Some(("client", id)) if !id.is_empty() => Initiator::Client(id.into()),
                _ => {
                    return Err(Failure::Usage(format!(
                        "--initiator is subject:ID or client:ID, not {who}"
                    )));
                }
            },
        };
        Ok(Target {
            restore_name: self.restore_name.clone(),
            existing_apps: self.existing_apps.clone(),
            initiator,
            initiator_email: self.initiator_email.clone(),
            store: match self.store {
                StoreArgument::Postgresql => Store::PostgreSql,
                StoreArgument::Other => Store::Other,
            },
            server_version: self.server_version.clone(),
            target_url: self.target_url.clone(),
            profile: None,
            calibration: None,
        })
    }
}

/// How files are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Threads that read data; as many as there are processors, at most 8, unless given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub threads: Option<u8>,
    /// No progress line
    #[arg(long, short)]
    pub quiet: bool,
    /// Progress on standard error in another form, at most ten times a second
    #[arg(long, value_enum, conflicts_with = "quiet")]
    pub progress: Option<ProgressForm>,
}

/// Forms of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressForm {
    /// A JSON object a line
    Json,
}

impl Reading {
    /// Number of threads.
    pub fn threads(&self) -> usize {
        match self.threads {
            Some(threads) => usize::from(threads),
            None => std::thread::available_parallelism().map_or(1, |n| n.get().min(8)),
        }
    }
}

/// Arguments of `repack` and `redact`.
#[derive(Debug, Args)]
pub struct RepackArguments {
    /// The backup; it is never changed
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the copy goes
    #[arg(long, short, value_name = "FILE", required_unless_present_any = ["dry_run", "save_recipe"])]
    pub output: Option<PathBuf>,
    /// Overwrite the output file if it exists
    #[arg(long)]
    pub force: bool,
    /// Say what would change and how the copy would restore, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write and nothing else: no verdict of original and copy, no SHA-256, no search
    #[arg(long)]
    pub no_check: bool,
    /// What changed and the copy's report as a JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub recipe: RecipeArguments,
    #[command(flatten)]
    pub target: TargetArguments,
    #[command(flatten)]
    pub reading: Reading,
}

/// What a copy changes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Changes, all in one pass")]
pub struct RecipeArguments {
    /// New app name: lower-case letters, digits and single hyphens, at most 40 characters
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Mend a finding by its code; "all" for every one that can be mended (repeatable)
    #[arg(long, value_name = "CODE")]
    pub fix: Vec<String>,
    /// Another e-mail address for a user: the restore makes an account for each (repeatable)
    #[arg(long, value_name = "OLD=NEW")]
    pub map_user: Vec<String>,
    /// The same from a table with two columns, old and new address (CSV)
    #[arg(long, value_name = "FILE")]
    pub map_users: Option<PathBuf>,
    /// Leave out a schema with its contents, by name (repeatable)
    #[arg(long, value_name = "NAME")]
    pub without_schema: Vec<String>,
    /// Leave out files of earlier versions and of deleted assets
    #[arg(long)]
    pub without_superseded: bool,
    /// Leave out contents that end as deleted
    #[arg(long)]
    pub without_deleted: bool,
    /// Take out personal data, secrets and free text
    #[arg(long)]
    pub redact: bool,
    /// Keep a kind in a redacted copy: contents, files, comments, client-secrets … (repeatable; a wrong one
    /// lists them all)
    #[arg(long, value_name = "KIND")]
    pub include: Vec<String>,
    /// Changes from a recipe file (JSON), as the page saves it; options add to it
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
    /// Save the changes as a recipe file
    #[arg(long, value_name = "FILE")]
    pub save_recipe: Option<PathBuf>,
}
