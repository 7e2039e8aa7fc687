//! `export FILE WHAT`: what is inside of a backup, as files. The engine makes the pieces, [`output`] writes them; a kind of
//! export that is done otherwise has a file of its own here and its line in [`run`].

mod output;

use std::path::{Path, PathBuf};

use backup_inspector::error::Error;
use backup_inspector::inspect::export::{Exported, Form, Lines, Piece, Wanted};
use backup_inspector::report::words;
use clap::{Args, ValueEnum};

use super::args::{Reading, TargetArguments};
use super::list::shown;
use super::{Failure, check, complain};

use output::Output;

/// Behind the help of the command.
pub const HELP: &str = "What there is of a SQL Server backup:
  rows      the rows of a table (--table), read from the pages of the backup, without a server; a value that is NULL is
            an empty cell of CSV, empty text is \"\", bytes are 0x…

What there is of a Squidex backup:
  contents  what the restored app holds, a line for each content
  schemas, rules   an object each, with the properties as Squidex names them
  events    what happened, a line for each event with its payload
  sync      a folder that Squidex's own command line takes (sq sync in); what would fail or do harm there lies beside
  assets    files under their own names in their folders, and a list of them, into a folder or a ZIP file

Without a server everything that can be read is exported, also of a backup that no server would restore; events that
can't be read are named. With --as-restored it is exactly what the server would be left with, keys of users included.
Secrets stand as ••• else, unless --include secrets is given.

Examples:
  backup-inspector export backup.zip contents -o contents.ndjson
  backup-inspector export backup.zip contents --schema posts --as csv --bom -o posts.csv
  backup-inspector export backup.zip contents --as csv -o tables/
  backup-inspector export backup.zip assets -o files/
  backup-inspector export backup.zip sync -o app/
  backup-inspector export content.bak rows --table dbo.AllSites --as csv --bom -o sites.csv
  backup-inspector export full.bak differential.bak rows --table dbo.Orders | jq .

Exit status: 0 everything is there, 1 something could not be exported (it is named), 2 nothing could,
64 wrong usage.";

/// Events that were left out and are named.
const MAX_NAMED: usize = 20;

/// Exports of several files.
const MANY_FILES: [&str; 2] = ["assets", "sync"];

/// The export of a table of a database, whose files may be several.
const ROWS: &str = "rows";

/// What can be included.
const INCLUDES: [&str; 3] = ["secrets", "rule-secrets", "protected-assets"];

/// Forms of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum As {
    /// A JSON object a line
    Ndjson,
    /// One JSON array
    Json,
    /// A table; several schemas need a folder
    Csv,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// A backup, a folder of files that belong together, or several such files; they are never changed
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What is exported; a wrong word lists all there is
    #[arg(value_name = "WHAT", required = true)]
    pub what: String,
    /// Where it goes: a file, a folder ("out/"), or "-" for standard output, which it is unless given
    #[arg(long, short, value_name = "FILE|DIR|-")]
    pub output: Option<PathBuf>,
    /// Overwrite the file, or write into a folder that is not empty
    #[arg(long)]
    pub force: bool,
    /// Rows: the table, such as dbo.AllSites
    #[arg(long, value_name = "NAME", conflicts_with = "schemas")]
    pub table: Option<String>,
    /// Rows: the database, where several have such a table
    #[arg(long, value_name = "NAME")]
    pub database: Option<String>,
    /// Only contents of this schema, by name (repeatable)
    #[arg(long = "schema", value_name = "NAME")]
    pub schemas: Vec<String>,
    /// Form of the lines
    #[arg(long = "as", value_enum, default_value_t = As::Ndjson)]
    pub form: As,
    /// A byte order mark in front of a table, for Excel
    #[arg(long)]
    pub bom: bool,
    /// Deleted ones and those of deleted schemas, too
    #[arg(long)]
    pub all: bool,
    /// Exactly what the server would be left with, its secrets as well
    #[arg(long)]
    pub as_restored: bool,
    /// Files of earlier versions of assets, too
    #[arg(long)]
    pub all_versions: bool,
    /// sync: rules work as they did; they come disabled otherwise
    #[arg(long)]
    pub rules_enabled: bool,
    /// What is left out otherwise: secrets; sync: rule-secrets, protected-assets (repeatable)
    #[arg(long, value_name = "KIND")]
    pub include: Vec<String>,
    #[command(flatten)]
    pub lines: LinesArguments,
    #[command(flatten)]
    pub target: TargetArguments,
    #[command(flatten)]
    pub reading: Reading,
}

/// Which events.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which events")]
pub struct LinesArguments {
    /// Only events of this type, such as ContentCreated (repeatable)
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// Only events of this stream, or of the object with this id
    #[arg(long, value_name = "STREAM|ID")]
    pub stream: Option<String>,
    /// Only what this user or client did
    #[arg(long, value_name = "ACTOR")]
    pub actor: Option<String>,
    /// Only events that have this text in type, stream, actor or payload
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// From this event on
    #[arg(long, value_name = "N")]
    pub from: Option<u64>,
    /// Up to this event
    #[arg(long, value_name = "N")]
    pub to: Option<u64>,
}

impl LinesArguments {
    fn to_lines(&self) -> Lines {
        Lines {
            types: self.types.clone(),
            stream: self.stream.clone(),
            actor: self.actor.clone(),
            text: self.text.clone(),
            from: self.from,
            to: self.to,
        }
    }
}

/// Arguments of `events`.
#[derive(Debug, Args)]
pub struct EventsArguments {
    /// A backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where they go; standard output unless given
    #[arg(long, short, value_name = "FILE|-")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
    /// What is masked otherwise: secrets
    #[arg(long, value_name = "KIND")]
    pub include: Vec<String>,
    /// Lines of JSON, which they always are
    #[arg(long, hide = true)]
    pub json: bool,
    #[command(flatten)]
    pub lines: LinesArguments,
    #[command(flatten)]
    pub target: TargetArguments,
    #[command(flatten)]
    pub reading: Reading,
}

/// The command `events`.
pub fn events(arguments: &EventsArguments) -> Result<u8, Failure> {
    check_includes(&arguments.include)?;
    let wanted = Wanted {
        what: "events".into(),
        include: arguments.include.clone(),
        lines: arguments.lines.to_lines(),
        ..Wanted::default()
    };
    let to = Destination {
        source: std::slice::from_ref(&arguments.file),
        output: arguments.output.as_deref(),
        in_folder: false,
        force: arguments.force,
    };
    write(&wanted, &to, &arguments.target, &arguments.reading)
}

fn check_includes(include: &[String]) -> Result<(), Failure> {
    match include
        .iter()
        .find(|include| !INCLUDES.contains(&include.as_str()))
    {
        None => Ok(()),
        Some(unknown) => Err(Failure::Usage(format!(
            "there is no \"{unknown}\" to include; there are {}",
            INCLUDES.join(", ")
        ))),
    }
}

/// The command `export`.
pub fn run(arguments: &ExportArguments) -> Result<u8, Failure> {
    check_includes(&arguments.include)?;
    if arguments.what == ROWS && arguments.table.is_none() {
        return Err(Failure::Usage(
            "name the table whose rows are wanted: --table dbo.AllSites".into(),
        ));
    }
    let form = match arguments.form {
        As::Ndjson => Form::Ndjson,
        As::Json => Form::Json,
        As::Csv => Form::Csv,
    };
    let output = arguments.output.as_deref();
    let many = MANY_FILES.contains(&arguments.what.as_str());
    if many && output.is_none_or(|output| output == Path::new("-")) {
        return Err(Failure::Usage(format!(
            "{} are several files: say with -o which folder they go to, or which ZIP file",
            arguments.what
        )));
    }
    let one_table = form != Form::Csv || arguments.table.is_some() || arguments.schemas.len() == 1;
    let in_folder = many || output.is_some_and(|output| is_folder(output, !one_table));
    let wanted = Wanted {
        what: arguments.what.clone(),
        only: match &arguments.table {
            Some(table) => vec![table.clone()],
            None => arguments.schemas.clone(),
        },
        part: arguments.database.clone(),
        form,
        in_folder,
        byte_order_mark: arguments.bom,
        all: arguments.all,
        as_restored: arguments.as_restored,
        all_versions: arguments.all_versions,
        rules_enabled: arguments.rules_enabled,
        include: arguments.include.clone(),
        lines: arguments.lines.to_lines(),
    };
    let to = Destination {
        source: &arguments.files,
        output,
        in_folder,
        force: arguments.force,
    };
    write(&wanted, &to, &arguments.target, &arguments.reading)
}

/// Whether an output is meant to be a folder. `many`: several files will be written, so a name without an extension is one.
fn is_folder(output: &Path, many: bool) -> bool {
    let text = output.to_string_lossy();
    if output == Path::new("-") {
        return false;
    }
    output.is_dir()
        || text.ends_with(std::path::is_separator)
        || many && !output.exists() && output.extension().is_none()
}

/// Where an export goes.
struct Destination<'a> {
    source: &'a [PathBuf],
    output: Option<&'a Path>,
    in_folder: bool,
    force: bool,
}

/// Runs an export.
fn write(
    wanted: &Wanted,
    to: &Destination<'_>,
    target: &TargetArguments,
    reading: &Reading,
) -> Result<u8, Failure> {
    let options = target.to_options()?;
    let fail = |error: &Error| match error {
        Error::Invalid(why) => Failure::Usage(why.clone()),
        error => Failure::Run(format!("{}: {error}", shown(to.source))),
    };
    let mut opening = target.opening();
    opening.together |= wanted.what == ROWS;
    let (mut set, files) =
        check::one_unread_of(to.source, opening).map_err(|error| fail(&error))?;
    if set.export_needs_check(wanted) {
        check::check_set(&mut set, &files, &options, reading).map_err(|error| fail(&error))?;
    }
    let mut output = Output::open(to)?;
    let exported = set.export(&options, wanted, &mut |piece| match piece {
        Piece::File { path, bytes } => output.file(path, bytes),
        Piece::Bytes(bytes) => output.bytes(bytes),
        Piece::Read { .. } => true,
    });
    let exported = match exported {
        Ok(exported) => exported,
        Err(error) => {
            output.give_up();
            return Err(fail(&error));
        }
    };
    output.finish()?;
    Ok(tell(&exported))
}

/// Says what is missing, and gives the exit status.
fn tell(exported: &Exported) -> u8 {
    for one in exported.left_out.iter().take(MAX_NAMED) {
        complain(&words::visible(&one.why));
    }
    let more = exported.left_out_count.saturating_sub(MAX_NAMED as u64);
    if more > 0 {
        complain(&format!(
            "{} more could not be exported",
            words::count(more)
        ));
    }
    for note in &exported.notes {
        complain(&words::visible(note));
    }
    u8::from(exported.left_out_count > 0)
}
