//! What is said in words of an App Service set.

use super::report::{AppService, RecordView};
use crate::report::Head;
use crate::report::render::{Fact, Told};
use crate::report::words::{self, visible};

/// Most lines of a block.
const MAX_LINES: usize = 40;

/// Title, facts and blocks.
pub fn told(head: &Head, body: &AppService) -> Told {
    Told {
        next: None,
        title: title(body),
        server_says: "the log says",
        facts: facts(body),
        short: short(head, body),
        blocks: blocks(body),
        holds: holds(body),
    }
}

fn title(body: &AppService) -> &'static str {
    if body.archive.is_some() {
        "Azure App Service backup"
    } else if !body.records.is_empty() {
        "records of Azure App Service backups"
    } else if body.configuration.is_some() {
        "Azure App Service backup configuration"
    } else {
        "file of an Azure App Service backup"
    }
}

fn facts(body: &AppService) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(archive) = &body.archive {
        for (label, value) in [
            ("entries", archive.entries),
            ("files of the site", archive.site_files),
            ("files below wwwroot", archive.wwwroot_files),
            ("databases", archive.databases),
        ] {
            facts.push(Fact::number(label, words::count(value)));
        }
        if archive.possible_databases > 0 {
            facts.push(Fact::number(
                "possible databases",
                words::count(archive.possible_databases),
            ));
        }
        facts.push(Fact::text(
            "site",
            format!("{:>14}", words::bytes(archive.site_bytes)),
        ));
        facts.push(Fact::text(
            "database dumps",
            format!("{:>14}", words::bytes(archive.database_bytes)),
        ));
        if archive.runs_from_package {
            facts.push(Fact::text(
                "app",
                "runs from a package, whose content is not backed up".into(),
            ));
        }
        if archive.partial {
            facts.push(Fact::text(
                "partial backup",
                format!(
                    "{} of _backup.filter",
                    words::counted(archive.filter.len() as u64, "line")
                ),
            ));
        }
    }
    if let Some(age) = body.age_seconds.filter(|age| *age >= 0) {
        facts.push(Fact::text(
            "age",
            words::counted((age / 86_400).unsigned_abs(), "day"),
        ));
    }
    if let Some(schedule) = &body.schedule {
        if let Some(next) = schedule.next_runs.first() {
            facts.push(Fact::text("next run (a model)", next.clone()));
        }
        if let Some(failing) = &schedule.first_failing_run {
            facts.push(Fact::text("first run that fails", failing.clone()));
        }
    }
    facts
}

fn short(head: &Head, body: &AppService) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(archive) = &body.archive {
        facts.push(Fact::text(
            "Files of the site",
            words::count(archive.site_files),
        ));
        facts.push(Fact::text("Databases", words::count(archive.databases)));
    }
    if !body.records.is_empty() {
        facts.push(Fact::text(
            "Records",
            words::count(body.records.len() as u64),
        ));
    }
    facts.push(Fact::text("Size", words::bytes(head.source.bytes)));
    facts
}

fn holds(body: &AppService) -> Option<String> {
    if let Some(archive) = &body.archive {
        let files = words::counted(archive.site_files, "file");
        return Some(match archive.databases {
            0 => files,
            databases => format!("{files}, {}", words::counted(databases, "database")),
        });
    }
    (!body.records.is_empty()).then(|| words::counted(body.records.len() as u64, "record"))
}

fn record_line(record: &RecordView) -> String {
    let name = record
        .blob_name
        .as_deref()
        .or(record.backup_name.as_deref())
        .unwrap_or("(no name)");
    format!(
        "{:<32}{:<20}{:<24}{}",
        visible(name),
        visible(record.status.as_deref().unwrap_or("(no status)")),
        record
            .created
            .as_deref()
            .map(|time| time.chars().take(19).collect::<String>())
            .unwrap_or_default(),
        words::outcome(record.outcome)
    )
    .trim_end()
    .to_owned()
}

fn cut(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MAX_LINES {
        let more = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        lines.push(format!("… {more} more"));
    }
    lines
}

fn blocks(body: &AppService) -> Vec<(&'static str, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut add = |title: &'static str, lines: Vec<String>| {
        if !lines.is_empty() {
            blocks.push((title, cut(lines)));
        }
    };
    add("records", body.records.iter().map(record_line).collect());
    add(
        "databases",
        body.databases
            .iter()
            .map(|database| {
                let name = database.entry.as_deref().unwrap_or(&database.file);
                let tables = database
                    .bacpac
                    .as_ref()
                    .map(|bacpac| format!(", {}", words::counted(bacpac.table_count, "table")));
                format!(
                    "{}: {}, {}{}",
                    visible(name),
                    visible(database.database_type.as_deref().unwrap_or("type not told")),
                    words::bytes(database.bytes),
                    tables.unwrap_or_default()
                )
            })
            .collect(),
    );
    add(
        "storage",
        body.sas
            .iter()
            .map(|sas| format!("{}: {}", visible(&sas.place), visible(&sas.url)))
            .collect(),
    );
    add(
        "documents",
        body.documents
            .iter()
            .map(|document| format!("{}: {}", visible(&document.file), visible(&document.words)))
            .collect(),
    );
    let notes = &body.restore_notes;
    add("a restore replaces", notes.replaces.clone());
    add("it leaves", notes.leaves.clone());
    add(
        "needs a connection string of the target",
        notes.needs_connection_string.clone(),
    );
    add(
        "never comes back",
        notes
            .never_restored
            .iter()
            .map(ToString::to_string)
            .collect(),
    );
    blocks
}
