//! `compose`: requests and commands as text, for App Service and SharePoint. Nothing is sent or run.

use std::io::{self, Write};
use std::path::PathBuf;

use backup_inspector::format::app_service::ask::{Answer, Question, TypedField};
use backup_inspector::format::app_service::compose::{Composed, Form, KEYS, Shell, Task};
use backup_inspector::format::sharepoint::compose::Task as SharePointTask;
use backup_inspector::report::render::json;
use backup_inspector::report::words;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::app_service::Documents;
use super::args::TargetArguments;
use super::{EXIT_USAGE, Failure, complain, sharepoint};

/// Language of what is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum As {
    /// Requests of the REST API: method, address, headers and body
    Rest,
    /// Lines of the Azure CLI
    Az,
    /// PowerShell
    Powershell,
    /// T-SQL
    Tsql,
}

/// Arguments of `compose`.
#[derive(Debug, Args)]
pub struct ComposeArguments {
    /// What is to be done
    #[arg(value_name = "TASK", value_parser = tasks())]
    pub task: String,
    /// The files of the set, or their folder; for App Service documents that fields are filled from
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A value that is needed: app, resource_group, every, folder, data-folder … (repeatable; a wrong one lists them
    /// all). It stands over what the files say
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub settings: Vec<String>,
    /// The language; rest unless given, for SharePoint each task has one
    #[arg(long = "as", value_enum)]
    pub language: Option<As>,
    /// App Service: put the secrets in, which needs a file to write to
    #[arg(long)]
    pub include_secrets: bool,
    /// App Service: where it goes; standard output unless given
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the output file if it exists
    #[arg(long)]
    pub force: bool,
    /// As a JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub target: TargetArguments,
}

fn tasks() -> PossibleValuesParser {
    let azure = Task::ALL.iter().map(|task| task.name());
    PossibleValuesParser::new(azure.chain(SharePointTask::ALL.iter().map(|(word, _)| *word)))
}

/// The command.
pub fn run(arguments: &ComposeArguments) -> Result<u8, Failure> {
    let Some(task) = Task::read(&arguments.task) else {
        if arguments.output.is_some() || arguments.include_secrets {
            return Err(Failure::Usage(
                "--output and --include-secrets are for App Service".into(),
            ));
        }
        return sharepoint::compose(arguments);
    };
    if arguments.include_secrets && arguments.output.is_none() {
        return Err(Failure::Usage(
            "--include-secrets needs a file to write to (-o FILE): secrets are not shown".into(),
        ));
    }
    let documents = Documents::read(&arguments.files)?;
    let question = Question::Compose {
        task,
        form: match arguments.language {
            None | Some(As::Rest) => Form::Rest,
            Some(As::Az) => Form::Az,
            Some(As::Powershell) => Form::Powershell,
            Some(As::Tsql) => {
                return Err(Failure::Usage(format!(
                    "{} is not done in that language",
                    arguments.task
                )));
            }
        },
        fields: fields(&arguments.settings)?,
        include_secrets: arguments.include_secrets,
    };
    let options = arguments.target.to_options()?;
    let Answer::Composed { composed, .. } = documents.ask(&options, &question)? else {
        return Err(Failure::Run("nothing was composed".into()));
    };
    let text = if arguments.json {
        let line = json::to_json(&*composed).map_err(|error| Failure::Run(error.to_string()))?;
        format!("{line}\n")
    } else {
        to_text(&composed)
    };
    match &arguments.output {
        Some(path) => write_new(path, &text, arguments.force)?,
        None => write!(io::stdout(), "{text}")?,
    }
    let wrong: Vec<_> = composed
        .faults
        .iter()
        .filter(|fault| !fault.missing)
        .collect();
    for fault in &wrong {
        complain(&format!("{}: {}", fault.field, fault.message));
    }
    Ok(if wrong.is_empty() { 0 } else { EXIT_USAGE })
}

fn fields(set: &[String]) -> Result<Vec<TypedField>, Failure> {
    set.iter()
        .map(|pair| {
            let (key, value) = pair.split_once('=').ok_or_else(|| {
                let keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
                Failure::Usage(format!("--set is KEY=VALUE; keys are {}", keys.join(", ")))
            })?;
            Ok(TypedField {
                key: key.to_owned(),
                value: value.to_owned(),
            })
        })
        .collect()
}

/// Writes a file that only its owner may read, where the system can say so.
fn write_new(path: &std::path::Path, text: &str, force: bool) -> Result<(), Failure> {
    let fail = |error: io::Error| Failure::Run(format!("{}: {error}", path.display()));
    let mut open = std::fs::OpenOptions::new();
    open.write(true);
    if force {
        open.create(true).truncate(true);
    } else {
        open.create_new(true);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        open.mode(0o600);
    }
    let mut file = open.open(path).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)
}

fn to_text(composed: &Composed) -> String {
    let mut out = String::new();
    for request in &composed.requests {
        out.push_str(&format!("{} {}\n", request.method, request.url));
        for header in &request.headers {
            out.push_str(&format!("{}: {}\n", header.name, header.value));
        }
        if let Some(body) = request.body_text() {
            out.push_str(&format!("\n{body}\n"));
        }
        out.push('\n');
    }
    for command in &composed.commands {
        for comment in &command.comments {
            out.push_str(&format!("# {comment}\n"));
        }
        let shell = match command.shell {
            Shell::Sh => "sh",
            Shell::Powershell => "PowerShell",
            Shell::Cmd => "a batch file",
        };
        out.push_str(&format!("# for {shell}\n{}\n", command.text));
    }
    for note in &composed.notes {
        out.push_str(&format!("note: {}\n", words::visible(note)));
    }
    for fault in composed.faults.iter().filter(|fault| fault.missing) {
        out.push_str(&format!("missing: {}: {}\n", fault.field, fault.message));
    }
    for finding in &composed.findings {
        let place = finding.entry.as_deref().unwrap_or("");
        out.push_str(&format!(
            "{} {} ({}): {}\n",
            words::severity(finding.severity),
            finding.rule.as_deref().unwrap_or(""),
            place,
            words::visible(&finding.message)
        ));
    }
    out
}
