//! Lines of Azure PowerShell (specification 5.3); `Invoke-AzRestMethod` for what its cmdlets lack.

use super::quote;
use super::rest;
use super::{CONNECTION_PLACEHOLDER, Command, Fields, SAS_PLACEHOLDER, Secrets, Shell, Task};
use crate::format::app_service::instant::Instant;
use crate::format::app_service::schedule::DEFAULT_RETENTION_DAYS;

/// The commands of a task.
pub(super) fn commands(task: Task, fields: &Fields, secrets: Secrets) -> Vec<Command> {
    let (text, comments) = match cmdlet(task, fields) {
        Some(line) => (cmdlet_text(fields, line, secrets), cmdlet_comments(task)),
        None => (
            rest_text(task, fields, secrets),
            vec!["there is no cmdlet for this: the request itself is sent"],
        ),
    };
    vec![Command {
        shell: Shell::Powershell,
        text,
        comments,
    }]
}

fn cmdlet_comments(task: Task) -> Vec<&'static str> {
    match task {
        Task::Configure => vec!["without -KeepAtLeastOneBackup none is kept whatever its age"],
        Task::Restore | Task::RestoreNew => vec!["-AppServicePlan takes the plan's name"],
        _ => Vec::new(),
    }
}

/// A cmdlet with its parameters.
struct Line {
    text: String,
    storage: bool,
    databases: bool,
}

impl Line {
    fn new(cmdlet: &str, fields: &Fields) -> Self {
        let mut line = Line {
            text: cmdlet.into(),
            storage: false,
            databases: false,
        };
        line.value(
            "ResourceGroupName",
            fields
                .resource_group
                .as_deref()
                .unwrap_or("<resource group>"),
        );
        line.value("Name", fields.app.as_deref().unwrap_or("<app>"));
        if let Some(slot) = &fields.slot {
            line.value("Slot", slot);
        }
        line
    }

    fn value(&mut self, parameter: &str, value: &str) {
        self.text.push_str(&format!(
            " -{parameter} {}",
            quote::powershell(value.trim())
        ));
    }

    fn switch(&mut self, parameter: &str, on: bool) {
        if on {
            self.text.push_str(&format!(" -{parameter}"));
        }
    }

    fn storage(&mut self) {
        self.storage = true;
        self.text.push_str(" -StorageAccountUrl $env:SAS_URL");
    }

    fn databases(&mut self, fields: &Fields) {
        if !fields.databases.is_empty() {
            self.databases = true;
            self.text.push_str(" -Databases $databases");
        }
    }
}

fn cmdlet(task: Task, fields: &Fields) -> Option<Line> {
    let id = fields.backup_id.as_deref().unwrap_or("<backup id>");
    Some(match task {
        Task::BackUp => {
            let mut line = Line::new("New-AzWebAppBackup", fields);
            line.storage();
            if let Some(name) = &fields.backup_name {
                line.value("BackupName", name);
            }
            line.databases(fields);
            line
        }
        Task::List => Line::new("Get-AzWebAppBackupList", fields),
        Task::Status => {
            let mut line = Line::new("Get-AzWebAppBackup", fields);
            line.value("BackupId", id);
            line
        }
        Task::ReadSchedule => Line::new("Get-AzWebAppBackupConfiguration", fields),
        Task::Configure if fields.enabled != Some(false) => {
            let (interval, unit) = fields.interval();
            let mut line = Line::new("Edit-AzWebAppBackupConfiguration", fields);
            line.storage();
            line.value("FrequencyInterval", &interval.to_string());
            line.value("FrequencyUnit", unit.name());
            line.value(
                "RetentionPeriodInDays",
                &fields
                    .keep_days
                    .unwrap_or(DEFAULT_RETENTION_DAYS)
                    .to_string(),
            );
            if let Some(start) = fields
                .start
                .as_deref()
                .and_then(|start| Instant::read(start).shown())
            {
                line.value("StartTime", &start);
            }
            line.switch("KeepAtLeastOneBackup", fields.keep_one.unwrap_or(true));
            line.databases(fields);
            line
        }
        Task::Restore | Task::RestoreNew
            if fields.ignore_databases != Some(true)
                && fields.adjust_connection_strings.is_none()
                && fields.hosting_environment.is_none() =>
        {
            let mut line = Line::new("Restore-AzWebAppBackup", fields);
            line.storage();
            line.value(
                "BlobName",
                fields.blob_name.as_deref().unwrap_or("<blob name>"),
            );
            let new = fields.is_new_app(task);
            if let Some(plan) = &fields.plan {
                line.value("AppServicePlan", plan);
            }
            line.databases(fields);
            line.switch(
                "IgnoreConflictingHostNames",
                fields.ignore_conflicting_host_names.unwrap_or(new),
            );
            line.switch("Overwrite", !new);
            line
        }
        Task::Delete => {
            let mut line = Line::new("Remove-AzWebAppBackup", fields);
            line.value("BackupId", id);
            line
        }
        _ => return None,
    })
}

fn cmdlet_text(fields: &Fields, line: Line, secrets: Secrets) -> String {
    let mut out = String::new();
    if line.storage {
        let url = secrets.value(&fields.container_url, SAS_PLACEHOLDER);
        out.push_str(&format!(
            "$env:SAS_URL = {}\n",
            quote::powershell_quoted(&url)
        ));
    }
    if line.databases {
        out.push_str("$databases = @(\n");
        for database in &fields.databases {
            let connection = secrets.value(&database.connection_string, CONNECTION_PLACEHOLDER);
            out.push_str(&format!(
                "  New-AzWebAppDatabaseBackupSetting -Name {} -DatabaseType {} -ConnectionString {}",
                quote::powershell_quoted(&database.name),
                quote::powershell(database.database_type.name()),
                quote::powershell_quoted(&connection)
            ));
            if let Some(name) = &database.connection_string_name {
                out.push_str(&format!(
                    " -ConnectionStringName {}",
                    quote::powershell_quoted(name)
                ));
            }
            out.push('\n');
        }
        out.push_str(")\n");
    }
    out.push_str(&line.text);
    out.push('\n');
    out
}

fn rest_text(task: Task, fields: &Fields, secrets: Secrets) -> String {
    let mut out = String::new();
    for request in rest::requests(task, fields, secrets) {
        let path = request
            .url
            .strip_prefix(fields.cloud.management())
            .unwrap_or(&request.url);
        out.push_str(&format!(
            "Invoke-AzRestMethod -Method {} -Path {}",
            request.method,
            quote::powershell_quoted(path)
        ));
        if let Some(body) = request.body_text() {
            out.push_str(&format!(
                " `\n  -Payload {}",
                quote::powershell_quoted(&quote::ascii_json(&body))
            ));
        }
        out.push('\n');
    }
    out
}
