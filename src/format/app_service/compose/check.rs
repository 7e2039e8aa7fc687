//! What the rules say of a request before it is used: `AS-RST-*`, with the signature's and the schedule's.

use super::{Context, Fields, Form, Task};
use crate::format::app_service::codes;
use crate::format::app_service::record::{Purpose, Request, ScheduleFields};
use crate::format::app_service::rules;
use crate::format::app_service::sas::{Storage, check};
use crate::report::Finding;

/// The findings of a task; `entry` names the field.
pub fn findings(task: Task, fields: &Fields, form: Form, context: Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let storage = Storage::read(&fields.container_url);
    if task.needs_storage() {
        let scheduled = task == Task::Configure;
        let of_url = check::findings(&storage, context.now, scheduled);
        found.extend(
            of_url
                .into_iter()
                .map(|finding| finding.at_entry("container_url")),
        );
    }
    if task.restores() {
        restore(task, fields, &storage, context, &mut found);
    }
    if matches!(task, Task::Configure | Task::Disable) {
        let request = as_request(task, fields);
        let of_schedule = rules::schedule::findings(&request, context.now, context.tier, &[]);
        found.extend(
            of_schedule
                .into_iter()
                .map(|finding| finding.at_entry("every")),
        );
    }
    if task == Task::Configure
        && form == Form::Az
        && (fields.databases.len() > 1 || fields.start.is_some())
    {
        found.push(
            Finding::new(
                &codes::SCHEDULE_CLI_LOSES,
                "the cli keeps only the first database and drops the start time: use the rest request instead",
            )
            .at_entry("start"),
        );
    }
    found
}

fn restore(
    task: Task,
    fields: &Fields,
    storage: &Storage,
    context: Context<'_>,
    found: &mut Vec<Finding>,
) {
    let new = fields.is_new_app(task);
    let target = fields
        .site_name
        .as_deref()
        .or(fields.app.as_deref())
        .unwrap_or("the target");
    if !new {
        found.push(
            Finding::new(
                &codes::RESTORE_OVERWRITES,
                format!("every file in {target} is replaced: back it up first"),
            )
            .at_entry("overwrite"),
        );
    }
    let usable_id = fields
        .backup_id
        .as_deref()
        .is_some_and(|id| id.parse::<u64>().is_ok_and(|id| id > 0));
    if fields.blob_name.is_none() && !usable_id {
        found.push(
            Finding::new(&codes::RESTORE_NO_BLOB, "a restore needs a blob name")
                .at_entry("blob_name"),
        );
    }
    if let Some(status) = context
        .record(fields)
        .and_then(|record| record.status.as_ref())
        && !status.usable()
    {
        found.push(
            Finding::new(
                &codes::RESTORE_NOT_USABLE,
                format!("the chosen backup is {}", status.name()),
            )
            .at_entry("blob_name"),
        );
    }
    let same_app = fields
        .source_app
        .as_deref()
        .is_some_and(|source| source.eq_ignore_ascii_case(target));
    if new && (fields.target_exists == Some(true) || same_app) {
        found.push(
            Finding::new(
                &codes::RESTORE_TARGET_EXISTS,
                "the target exists: overwrite must be true",
            )
            .at_entry("overwrite"),
        );
    }
    if new && fields.plan.is_none() {
        found.push(
            Finding::new(
                &codes::RESTORE_NO_PLAN,
                "name an app service plan, otherwise the service may refuse",
            )
            .at_entry("plan"),
        );
    }
    databases(fields, new, context, found);
    let expired = storage
        .url()
        .and_then(|url| url.expiry())
        .and_then(|expiry| expiry.at)
        .is_some_and(|at| at <= context.now);
    if storage.url().is_some_and(|url| !url.permits('r')) || expired {
        found.push(
            Finding::new(
                &codes::RESTORE_SIGNATURE_UNFIT,
                "the signature cannot read the backup",
            )
            .at_entry("container_url"),
        );
    }
    if let (Some(source), Some(target)) = (fields.source_platform, fields.target_platform)
        && source != target
    {
        found.push(
            Finding::new(
                &codes::RESTORE_OTHER_PLATFORM,
                "a backup restores only onto the same platform",
            )
            .at_entry("target_platform"),
        );
    }
}

fn databases(fields: &Fields, new: bool, context: Context<'_>, found: &mut Vec<Finding>) {
    if fields.databases.is_empty() || fields.ignore_databases == Some(true) {
        return;
    }
    let sorted = |names: Vec<&str>| {
        let mut names: Vec<String> = names.into_iter().map(str::to_lowercase).collect();
        crate::sort::sort(&mut names);
        names
    };
    let listed: Vec<&str> = fields
        .databases
        .iter()
        .map(|database| database.name.as_str())
        .collect();
    if let Some(held) = context.databases {
        let held: Vec<&str> = held.iter().map(String::as_str).collect();
        if sorted(listed.clone()) != sorted(held.clone()) {
            let words = |names: &[&str]| {
                if names.is_empty() {
                    "none".into()
                } else {
                    names.join(", ")
                }
            };
            found.push(
                Finding::new(
                    &codes::RESTORE_DATABASES_DIFFER,
                    format!(
                        "the restore lists {}, the backup holds {}: they must match",
                        words(&listed),
                        words(&held)
                    ),
                )
                .at_entry("database"),
            );
        }
    }
    if new
        && fields
            .databases
            .iter()
            .any(|database| database.connection_string.is_empty())
    {
        found.push(
            Finding::new(
                &codes::RESTORE_NO_CONNECTION,
                "without connection strings the databases go where the backup points",
            )
            .at_entry("database"),
        );
    }
}

/// The typed schedule as the configuration that it makes.
fn as_request(task: Task, fields: &Fields) -> Request {
    let (interval, unit) = fields.interval();
    Request {
        at: String::new(),
        place: Default::default(),
        purpose: Purpose::Configuration,
        backup_name: fields.backup_name.clone(),
        enabled: Some(task != Task::Disable && fields.enabled.unwrap_or(true)),
        schedule: Some(ScheduleFields {
            frequency_interval: Some(interval),
            frequency_unit: Some(unit.name().into()),
            keep_at_least_one: fields.keep_one,
            retention_days: fields.keep_days,
            start_time: fields
                .start
                .as_deref()
                .map(crate::format::app_service::instant::Instant::read),
            last_execution_time: None,
            filled_in: false,
        }),
        databases: None,
        storage: fields.container_url.clone(),
        other_fields: Vec::new(),
    }
}
