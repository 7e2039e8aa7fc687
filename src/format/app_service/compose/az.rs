//! Lines of the Azure CLI (specification 5.3); `az rest` for what `az webapp` lacks.

use super::quote;
use super::rest;
use super::{
    CONNECTION_PLACEHOLDER, Cloud, Command, Fields, HttpRequest, SAS_PLACEHOLDER, Secrets, Shell,
    Task,
};
use crate::format::app_service::archive::names;
use crate::format::app_service::schedule::{DEFAULT_RETENTION_DAYS, Unit};

/// One argument.
enum Word {
    /// A command or a flag: ours, without quotes.
    Flag(&'static str),
    /// Quoted as the shell wants it.
    Text(String),
    /// The environment variable with the storage address.
    SasVariable,
    /// The environment variable with the connection string.
    ConnectionVariable,
}

/// The commands of a task, one for each shell.
pub(super) fn commands(task: Task, fields: &Fields, secrets: Secrets) -> Vec<Command> {
    let shells = [Shell::Sh, Shell::Powershell, Shell::Cmd];
    match webapp(task, fields) {
        Some((words, comments)) => shells
            .into_iter()
            .map(|shell| Command {
                shell,
                text: webapp_text(shell, fields, &words, secrets),
                comments: comments.clone(),
            })
            .collect(),
        None => shells
            .into_iter()
            .map(|shell| Command {
                shell,
                text: rest_text(shell, fields, &rest::requests(task, fields, secrets)),
                comments: rest_comments(task, shell),
            })
            .collect(),
    }
}

fn text(words: &mut Vec<Word>, flag: &'static str, value: &str) {
    words.push(Word::Flag(flag));
    words.push(Word::Text(value.into()));
}

fn placeholder(value: Option<&str>, placeholder: &str) -> String {
    value
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .unwrap_or(placeholder)
        .to_owned()
}

/// Arguments of `az webapp config backup`, and what to know about them; `None` if it can't do the task.
fn webapp(task: Task, fields: &Fields) -> Option<(Vec<Word>, Vec<&'static str>)> {
    let several = fields.databases.len() > 1;
    let mut comments = Vec::new();
    let action = match task {
        Task::BackUp if !several => "create",
        Task::List => "list",
        Task::ReadSchedule => "show",
        Task::Configure if fields.enabled != Some(false) => "update",
        // Only what the command line can say: a restore over an existing app.
        Task::Restore
            if !several
                && !fields.is_new_app(task)
                && fields.plan.is_none()
                && fields.ignore_databases != Some(true)
                && fields.adjust_connection_strings.is_none()
                && fields.hosting_environment.is_none() =>
        {
            "restore"
        }
        Task::Delete => "delete",
        _ => return None,
    };
    let mut words: Vec<Word> = ["az", "webapp", "config", "backup", action]
        .into_iter()
        .map(Word::Flag)
        .collect();
    text(
        &mut words,
        "-g",
        &placeholder(fields.resource_group.as_deref(), "<resource group>"),
    );
    text(
        &mut words,
        "-n",
        &placeholder(fields.app.as_deref(), "<app>"),
    );
    if let Some(slot) = &fields.slot {
        text(&mut words, "--slot", slot);
    }
    match task {
        Task::BackUp => {
            if let Some(name) = &fields.backup_name {
                text(&mut words, "--backup-name", names::stem(name));
                comments
                    .push("the name becomes the blob's: the same name again overwrites the backup");
            }
            storage(&mut words);
        }
        Task::Configure => {
            let (interval, unit) = fields.interval();
            let unit = match unit {
                Unit::Day => "d",
                Unit::Hour => "h",
            };
            if let Some(name) = &fields.backup_name {
                text(&mut words, "--backup-name", names::stem(name));
            }
            storage(&mut words);
            text(&mut words, "--frequency", &format!("{interval}{unit}"));
            text(
                &mut words,
                "--retain-one",
                if fields.keep_one.unwrap_or(true) {
                    "true"
                } else {
                    "false"
                },
            );
            text(
                &mut words,
                "--retention",
                &fields
                    .keep_days
                    .unwrap_or(DEFAULT_RETENTION_DAYS)
                    .to_string(),
            );
            comments.push("update sends no start time, always sets enabled, and keeps only the first database that is configured");
            comments.push("the first update of an app needs container, frequency, retention and retain-one together");
        }
        Task::Restore => {
            // restore adds .zip to the name again.
            text(
                &mut words,
                "--backup-name",
                names::stem(&placeholder(fields.blob_name.as_deref(), "<blob name>")),
            );
            storage(&mut words);
            if let Some(target) = fields
                .site_name
                .as_ref()
                .filter(|target| Some(*target) != fields.app.as_ref())
            {
                text(&mut words, "--target-name", target);
            }
            words.push(Word::Flag("--overwrite"));
            if fields.ignore_conflicting_host_names == Some(true) {
                words.push(Word::Flag("--ignore-hostname-conflict"));
            }
            comments.push("restore adds .zip to the name if it is missing, and takes the blob, not the backup's id");
        }
        Task::Delete => text(
            &mut words,
            "--backup-id",
            &placeholder(fields.backup_id.as_deref(), "<backup id>"),
        ),
        _ => {}
    }
    if matches!(task, Task::BackUp | Task::Configure | Task::Restore)
        && let [database] = fields.databases.as_slice()
    {
        text(&mut words, "--db-name", &database.name);
        text(&mut words, "--db-type", database.database_type.name());
        words.push(Word::Flag("--db-connection-string"));
        words.push(Word::ConnectionVariable);
        comments.push("the three --db options must come together");
    }
    Some((words, comments))
}

fn storage(words: &mut Vec<Word>) {
    words.push(Word::Flag("--container-url"));
    words.push(Word::SasVariable);
}

/// The line that puts a value into an environment variable.
fn variable(shell: Shell, name: &str, value: &str) -> String {
    match shell {
        Shell::Sh => format!("export {name}='{}'\n", value.replace('\'', r"'\''")),
        Shell::Powershell => format!("$env:{name} = {}\n", quote::powershell_quoted(value)),
        Shell::Cmd => format!("set \"{name}={}\"\n", value.replace('%', "%%")),
    }
}

fn quoted(shell: Shell, word: &str) -> String {
    match shell {
        Shell::Sh => quote::sh(word),
        Shell::Powershell => quote::powershell(word),
        Shell::Cmd => quote::cmd(word),
    }
}

/// The end of a line that goes on.
fn continued(shell: Shell) -> &'static str {
    match shell {
        Shell::Sh => " \\\n  ",
        Shell::Powershell => " `\n  ",
        Shell::Cmd => " ^\n  ",
    }
}

fn cloud_line(cloud: Cloud) -> String {
    match cloud {
        Cloud::Public => String::new(),
        other => format!("az cloud set --name {}\n", other.cli_name()),
    }
}

fn webapp_text(shell: Shell, fields: &Fields, words: &[Word], secrets: Secrets) -> String {
    let mut out = cloud_line(fields.cloud);
    if words.iter().any(|word| matches!(word, Word::SasVariable)) {
        out.push_str(&variable(
            shell,
            "SAS_URL",
            &secrets.value(&fields.container_url, SAS_PLACEHOLDER),
        ));
    }
    if words
        .iter()
        .any(|word| matches!(word, Word::ConnectionVariable))
    {
        let secret = fields
            .databases
            .first()
            .map(|database| database.connection_string.clone());
        let value = secrets.value(&secret.unwrap_or_default(), CONNECTION_PLACEHOLDER);
        out.push_str(&variable(shell, "DB_CONNECTION", &value));
    }
    let mut line = 0;
    for (number, word) in words.iter().enumerate() {
        let shown = match word {
            Word::Flag(flag) => (*flag).to_owned(),
            Word::Text(text) => quoted(shell, text),
            Word::SasVariable => variable_use(shell, "SAS_URL"),
            Word::ConnectionVariable => variable_use(shell, "DB_CONNECTION"),
        };
        let begins = matches!(word, Word::Flag(flag) if flag.starts_with("--"));
        if number > 0 {
            if begins && line > 60 {
                out.push_str(continued(shell));
                line = 0;
            } else {
                out.push(' ');
            }
        }
        line += shown.len() + 1;
        out.push_str(&shown);
    }
    out.push('\n');
    out
}

fn variable_use(shell: Shell, name: &str) -> String {
    match shell {
        Shell::Sh => format!("\"${name}\""),
        Shell::Powershell => format!("\"$env:{name}\""),
        Shell::Cmd => format!("\"%{name}%\""),
    }
}

fn rest_comments(task: Task, shell: Shell) -> Vec<&'static str> {
    let mut comments = Vec::new();
    if task == Task::Restore || task == Task::RestoreNew {
        comments.push("az webapp config backup restore can't say all of this, so that az rest sends the request itself");
    }
    if shell == Shell::Cmd {
        comments.push("save the body as request.json first");
    }
    comments
}

fn rest_text(shell: Shell, fields: &Fields, requests: &[HttpRequest]) -> String {
    let mut out = cloud_line(fields.cloud);
    for request in requests {
        let body = request.body_text().map(|body| quote::ascii_json(&body));
        if shell == Shell::Powershell
            && let Some(body) = &body
        {
            // Windows PowerShell drops quotes inside of an argument, so the body goes through a file.
            out.push_str(&format!(
                "Set-Content -Path request.json -Encoding ascii -Value {}\n",
                quote::powershell_quoted(body)
            ));
        }
        let method = request.method.to_ascii_lowercase();
        out.push_str(&format!(
            "az rest --method {method} --url {}",
            quoted(shell, &request.url)
        ));
        if let Some(body) = &body {
            out.push_str(continued(shell));
            out.push_str(&match shell {
                Shell::Sh => format!("--body {}", quote::sh(body)),
                Shell::Powershell => "--body '@request.json'".into(),
                Shell::Cmd => "--body @request.json".into(),
            });
        }
        out.push('\n');
        if shell == Shell::Cmd
            && let Some(body) = &body
        {
            out.push_str(&format!("rem request.json: {}\n", body.replace('%', "%%")));
        }
    }
    out
}
