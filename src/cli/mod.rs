//! Arguments, progress line, exit status.
//!
//! Exit status of `check`: 0 restores, 1 findings of severity `data-loss` or worse, 2 could not be
//! checked, 64 wrong usage (`sysexits.h`: EX_USAGE). With several sets the highest of them.

mod app_service;
mod args;
mod check;
mod compose;
mod diff;
mod estimate;
mod export;
mod file;
mod inputs;
mod list;
mod progress;
mod repack;
mod schedule;
mod sharepoint;

use std::io::{self, Write};
use std::process::ExitCode;

use backup_inspector::format::Report;
use backup_inspector::format::squidex::app_text::app_to_text;
use backup_inspector::report::Outcome;
use backup_inspector::report::render::json;
use clap::{CommandFactory, Parser};
use serde::Serialize;

use args::{Arguments, Command};

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
        Command::Check(arguments) => check::run(&arguments),
        Command::List(of) => list::run(&of.files, &of.table, &of.rows),
        Command::Contents(of) => list::run(&of.files, "contents", &of.rows),
        Command::Assets(of) => list::run(&of.files, "assets", &of.rows),
        Command::Entries(of) => list::run(&of.files, "entries", &of.rows),
        Command::Events(arguments) => export::events(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Schedule(arguments) => schedule::run(&arguments),
        Command::Compose(arguments) => compose::run(&arguments),
        Command::App {
            file,
            json: as_json,
            objects,
            target,
            reading,
        } => {
            let options = target.to_options()?;
            if let Some(query) = objects.to_query() {
                return list::objects(&file, &options, &query, as_json, &reading);
            }
            let report = check::report_on(&file, &options, &reading);
            if as_json {
                print_json(&report)?;
            } else {
                write!(io::stdout(), "{}", app_to_text(&report))?;
            }
            Ok(exit_status(&report))
        }
        Command::Ticket {
            file,
            json: as_json,
            target,
            reading,
        } => {
            let options = target.to_options()?;
            let report = check::report_on(&file, &options, &reading);
            let ticket = report.to_ticket(&options);
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
            let mut options = target.to_options()?;
            options.squidex.profile = profile;
            let known = estimate::Known {
                log,
                took,
                calibration,
                save_calibration,
            };
            estimate::run(&file, options, &known, json, &reading)
        }
        Command::Explain {
            file,
            log,
            json,
            target,
            reading,
        } => estimate::explain_log(&file, &log, &target.to_options()?, json, &reading),
        Command::Repack(arguments) => repack::run(&arguments, false),
        Command::Redact(arguments) => repack::run(&arguments, true),
        Command::Diff {
            first,
            second,
            target,
            ..
        } => diff::run(&first, &second, &target),
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

fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let line = json::to_json(value).map_err(|error| Failure::Run(error.to_string()))?;
    writeln!(io::stdout(), "{line}")?;
    Ok(())
}

fn exit_status(report: &Report) -> u8 {
    match report.verdict.outcome {
        Outcome::Restores => 0,
        Outcome::RestoresWithLoss | Outcome::Fails => 1,
        Outcome::Unknown => EXIT_UNCHECKED,
    }
}
