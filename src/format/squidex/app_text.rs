//! The restored app as plain text.

use std::fmt::Write as _;

use super::report::{App, SquidexReport};
use crate::report::words::{self, visible};

/// The restored app as plain text, ending in a line feed.
pub fn app_to_text(report: &SquidexReport) -> String {
    let mut out = String::new();
    let _ = write_app(&mut out, report);
    out
}

fn write_app(out: &mut String, report: &SquidexReport) -> std::fmt::Result {
    writeln!(
        out,
        "{}\n{}: {}\n",
        visible(&report.source.file_name),
        words::outcome(report.verdict.outcome),
        visible(&report.verdict.summary)
    )?;
    let Some(app) = &report.app else {
        return writeln!(
            out,
            "no app exists after the restore, or it is not known what does"
        );
    };
    write_settings(out, app)?;
    write_schemas(out, app)?;
    write_contents(out, app)?;
    write_rest(out, app)
}

/// The app itself.
fn write_settings(out: &mut String, app: &App) -> std::fmt::Result {
    let name = app
        .name
        .as_deref()
        .map_or_else(|| "(without a name)".to_owned(), visible);
    let label = app
        .label
        .as_deref()
        .map(|label| format!("  \"{}\"", visible(label)))
        .unwrap_or_default();
    writeln!(
        out,
        "app {name}{label}{}",
        if app.deleted { "  (deleted)" } else { "" }
    )?;
    let list = |items: &[String]| {
        if items.is_empty() {
            "none".to_owned()
        } else {
            items
                .iter()
                .map(|item| visible(item))
                .collect::<Vec<_>>()
                .join(", ")
        }
    };
    writeln!(out, "  languages     {}", list(&app.languages))?;
    writeln!(out, "  roles         {}", list(&app.roles))?;
    writeln!(out, "  clients       {}", list(&app.clients))?;
    writeln!(out, "  workflows     {}", list(&app.workflows))?;
    let contributors: Vec<String> = app
        .contributors
        .iter()
        .map(|contributor| format!("{} ({})", contributor.email, contributor.role))
        .collect();
    writeln!(out, "  contributors  {}", list(&contributors))?;
    if let Some(plan) = &app.plan {
        writeln!(out, "  plan          {}", visible(plan))?;
    }
    if let Some(team) = &app.team_id {
        writeln!(out, "  team          {}", visible(team))?;
    }
    Ok(())
}

fn write_schemas(out: &mut String, app: &App) -> std::fmt::Result {
    writeln!(
        out,
        "\nschemas ({})",
        words::count(app.schemas.len() as u64)
    )?;
    for schema in &app.schemas {
        writeln!(
            out,
            "  {:<32}{:<12}{:<12}{}",
            visible(schema.name.as_deref().unwrap_or("(without a name)")),
            schema.schema_type,
            if schema.published {
                "published"
            } else {
                "unpublished"
            },
            words::counted(schema.fields, "field")
        )?;
        for field in &schema.field_list {
            writeln!(
                out,
                "    {:<30}{:<12}{}",
                visible(&field.name),
                visible(&field.field_type),
                visible(&field.partitioning)
            )?;
            for nested in &field.nested {
                writeln!(
                    out,
                    "      {:<28}{}",
                    visible(&nested.name),
                    visible(&nested.field_type)
                )?;
            }
        }
    }
    Ok(())
}

fn write_contents(out: &mut String, app: &App) -> std::fmt::Result {
    writeln!(
        out,
        "\ncontents ({})",
        words::count(app.contents.iter().map(|contents| contents.total).sum())
    )?;
    for contents in &app.contents {
        let statuses: Vec<String> = contents
            .by_status
            .iter()
            .map(|(status, number)| format!("{} {}", words::count(*number), visible(status)))
            .collect();
        writeln!(
            out,
            "  {:<32}{:>10}  {}; {} live, {} with a draft, {} scheduled, {} deleted",
            visible(
                contents
                    .schema_name
                    .as_deref()
                    .unwrap_or(&contents.schema_id)
            ),
            words::count(contents.total),
            if statuses.is_empty() {
                "none shown".to_owned()
            } else {
                statuses.join(", ")
            },
            words::count(contents.live),
            words::count(contents.draft),
            words::count(contents.scheduled),
            words::count(contents.deleted)
        )?;
    }
    Ok(())
}

/// Assets, folders, rules.
fn write_rest(out: &mut String, app: &App) -> std::fmt::Result {
    let assets = &app.assets;
    writeln!(
        out,
        "\nassets ({}): {} with file, {} without, {} deleted, {}",
        words::count(assets.total),
        words::count(assets.with_file),
        words::count(assets.without_file),
        words::count(assets.deleted),
        words::bytes(assets.bytes)
    )?;
    writeln!(out, "folders ({})", words::count(app.asset_folders))?;
    for folder in &app.folders {
        writeln!(
            out,
            "  {:<32}{}",
            visible(folder.name.as_deref().unwrap_or("(without a name)")),
            words::counted(folder.assets, "asset")
        )?;
    }
    writeln!(out, "rules ({})", words::count(app.rules.len() as u64))?;
    for rule in &app.rules {
        writeln!(
            out,
            "  {:<32}{:<28}{}",
            visible(rule.name.as_deref().unwrap_or("(without a name)")),
            visible(rule.trigger.as_deref().unwrap_or("no trigger")),
            if rule.enabled {
                "enabled: runs again after the restore"
            } else {
                "disabled"
            }
        )?;
    }
    Ok(())
}
