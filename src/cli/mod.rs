//! Arguments, progress line, exit status.
//!
//! Exit status of `check`: 0 restores, 1 findings of severity `data-loss` or worse, 2 could not be
//! checked, 64 wrong usage (`sysexits.h`: EX_USAGE). With several inputs the highest of them.

mod args;
mod estimate;
mod file;
mod progress;
mod repack;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use backup_inspector::error::Error;
use backup_inspector::format::squidex::objects::{self, ObjectQuery};
use backup_inspector::format::{self, Set, Target};
use backup_inspector::report::{
    Counts, Depth, FormatId, Outcome, Report, SCHEMA_VERSION, Source, Tool, Verdict, json,
    markdown, text, words,
};
use backup_inspector::scan;
use backup_inspector::source::Input;
use clap::{CommandFactory, Parser};

use args::{Arguments, Command, Reading};

const EXIT_UNCHECKED: u8 = 2;
const EXIT_USAGE: u8 = 64;

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come as "errors" that are none.
            let status = if error.use_stderr() { EXIT_USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    match run(arguments) {
        Ok(status) => ExitCode::from(status),
        // A reader that went away (`| head`) is no fault.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Output(error)) => {
            complain(&format!("the output could not be written: {error}"));
            ExitCode::from(EXIT_UNCHECKED)
        }
        Err(Failure::Usage(message)) => {
            complain(&message);
            ExitCode::from(EXIT_USAGE)
        }
        Err(Failure::Run(message)) => {
            complain(&message);
            ExitCode::from(EXIT_UNCHECKED)
        }
    }
}

/// Why the program ends without doing all that was asked.
enum Failure {
    /// Standard output can't be written.
    Output(io::Error),
    /// The arguments don't fit together.
    Usage(String),
    /// Anything else, in words.
    Run(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "backup-inspector: {message}");
}

fn run(arguments: Arguments) -> Result<u8, Failure> {
    match arguments.command {
        Command::Check {
            files,
            json: as_json,
            target,
            reading,
        } => {
            let target = target.to_target()?;
            let mut status = 0;
            for file in &files {
                let report = check_file(file, &target, &reading);
                status = status.max(exit_status(&report));
                if as_json {
                    print_json(&report)?;
                } else {
                    write!(
                        io::stdout(),
                        "{}{}",
                        if file == &files[0] { "" } else { "\n" },
                        text::to_text(&report, format::CODES)
                    )?;
                }
            }
            Ok(status)
        }
        Command::App {
            file,
            json: as_json,
            objects,
            target,
            reading,
        } => {
            if let Some(query) = objects.to_query() {
                return list_objects(&file, &target.to_target()?, &query, as_json, &reading);
            }
            let report = check_file(&file, &target.to_target()?, &reading);
            if as_json {
                print_json(&report)?;
            } else {
                write!(io::stdout(), "{}", text::app_to_text(&report))?;
            }
            Ok(exit_status(&report))
        }
        Command::Ticket {
            file,
            json: as_json,
            target,
            reading,
        } => {
            let target = target.to_target()?;
            let report = check_file(&file, &target, &reading);
            let ticket = markdown::ticket(&report, target.restore_name.as_deref(), format::CODES);
            if as_json {
                let object =
                    serde_json::json!({ "ticket": ticket, "outcome": report.verdict.outcome });
                writeln!(io::stdout(), "{object}")?;
            } else {
                write!(io::stdout(), "{ticket}")?;
            }
            Ok(exit_status(&report))
        }
        Command::Estimate {
            file,
            profile,
            log,
            took,
            calibration,
            save_calibration,
            json,
            target,
            reading,
        } => {
            let mut target = target.to_target()?;
            target.profile = profile;
            let known = estimate::Known {
                log,
                took,
                calibration,
                save_calibration,
            };
            estimate::run(&file, target, &known, json, &reading)
        }
        Command::Explain {
            file,
            log,
            json,
            target,
            reading,
        } => estimate::explain_log(&file, &log, &target.to_target()?, json, &reading),
        Command::Repack(arguments) => repack::run(&arguments, false),
        Command::Redact(arguments) => repack::run(&arguments, true),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "backup-inspector",
                &mut io::stdout(),
            );
            Ok(0)
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(&mut io::stdout())?;
            Ok(0)
        }
    }
}

/// The objects behind a number of the restored app.
fn list_objects(
    file: &Path,
    target: &Target,
    query: &ObjectQuery,
    as_json: bool,
    reading: &Reading,
) -> Result<u8, Failure> {
    let set = try_check(file, reading).map_err(|error| Failure::Run(error.to_string()))?;
    let page = set.check.objects(target, query).ok_or_else(|| {
        Failure::Run("no app exists after the restore, or it is not known what does".into())
    })?;
    if as_json {
        let line = serde_json::to_string(&page).map_err(|error| Failure::Run(error.to_string()))?;
        writeln!(io::stdout(), "{line}")?;
    } else {
        write!(io::stdout(), "{}", objects::to_text(query, &page))?;
    }
    Ok(exit_status(&set.check.report(target)))
}

fn print_json(report: &Report) -> Result<(), Failure> {
    let line = json::to_json(report).map_err(|error| Failure::Run(error.to_string()))?;
    writeln!(io::stdout(), "{line}")?;
    Ok(())
}

/// Checks one file in full. A file that can't be read gives a report that says so.
fn check_file(path: &Path, target: &Target, reading: &Reading) -> Report {
    match try_check(path, reading) {
        Ok(set) => set.check.report(target),
        Err(error) => unreadable(path, &error),
    }
}

/// Opens a file and reads all its data.
fn try_check(path: &Path, reading: &Reading) -> Result<Set, Error> {
    let open = || -> io::Result<Vec<Input>> { Ok(vec![file::open(path)?]) };
    let modified = file::modified(path);
    let mut sets = format::open(open().map_err(Error::Open)?)?;
    let mut set = sets
        .pop()
        .ok_or_else(|| Error::Protocol("an input without an answer".into()))?;
    let mut line = progress::Line::new(path, reading.quiet);
    scan::run_parallel(&mut set, &open, reading.threads(), &mut |now| {
        line.show(now);
        true
    })?;
    line.clear();
    if let Some(what) = file::changed_while_reading(set.files(), path, modified) {
        return Err(Error::Invalid(what));
    }
    Ok(set)
}

fn exit_status(report: &Report) -> u8 {
    match report.verdict.outcome {
        Outcome::Restores => 0,
        Outcome::RestoresWithLoss | Outcome::Fails => 1,
        Outcome::Unknown => EXIT_UNCHECKED,
    }
}

/// The report on a file that could not be read to its end.
fn unreadable(path: &Path, error: &Error) -> Report {
    Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool::default(),
        source: Source {
            file_name: file::name_of(path),
            bytes: std::fs::metadata(path)
                .map(|metadata| metadata.len())
                .unwrap_or_default(),
        },
        format: FormatId::Unknown,
        depth: Depth::Directory,
        verdict: Verdict {
            outcome: Outcome::Unknown,
            server_message: None,
            fails_at: None,
            summary: words::visible(&error.to_string()),
        },
        counts: Counts::default(),
        span: None,
        manifest: Vec::new(),
        restore: None,
        app: None,
        asset_verification: None,
        estimate: None,
        findings: Vec::new(),
        finding_counts: Default::default(),
    }
}
