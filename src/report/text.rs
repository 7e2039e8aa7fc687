//! The report for a terminal: plain text, widest fact first.

use std::fmt::Write as _;

use super::words::{self, visible};
use super::{CodeTable, FormatId, ManifestState, Report, Severity};

/// Findings shown per code before "and N more".
const SHOWN_PER_CODE: usize = 5;

/// The report as plain text, ending in a line feed.
pub fn to_text(report: &Report, table: CodeTable) -> String {
    let mut out = String::new();
    // Writing to a String can't fail.
    let _ = write_text(&mut out, report, table);
    out
}

fn write_text(out: &mut String, report: &Report, table: CodeTable) -> std::fmt::Result {
    let verdict = &report.verdict;
    writeln!(
        out,
        "{}  ({}, {})",
        visible(&report.source.file_name),
        words::bytes(report.source.bytes),
        format_name(report.format)
    )?;
    writeln!(
        out,
        "{}: {}",
        words::outcome(verdict.outcome),
        visible(&verdict.summary)
    )?;
    if let Some(message) = &verdict.server_message {
        writeln!(out, "  the server says: {message}")?;
    }
    if let Some(at) = &verdict.fails_at {
        writeln!(out, "  fails at: {}", visible(&at.entry))?;
    }
    writeln!(out)?;

    let counts = &report.counts;
    for (label, value) in [
        ("events", counts.events),
        ("restored events", counts.restored_events),
        ("assets (as Squidex counts)", counts.squidex_assets),
        ("asset objects", counts.assets),
        ("asset files", counts.asset_files),
        ("entries", counts.entries),
    ] {
        if let Some(value) = value {
            writeln!(out, "  {label:<28}{:>14}", words::count(value))?;
        }
    }
    if let Some(bytes) = counts.uncompressed_bytes {
        writeln!(out, "  {:<28}{:>14}", "uncompressed", words::bytes(bytes))?;
    }
    if let Some(span) = &report.span {
        writeln!(
            out,
            "  {:<28}{} to {}",
            "events from", span.first, span.last
        )?;
    }
    if let Some(estimate) = &report.estimate {
        writeln!(
            out,
            "  {:<28}{} (between {} and {}; {})",
            "restore takes about",
            words::duration(estimate.likely_seconds),
            words::duration(estimate.low_seconds),
            words::duration(estimate.high_seconds),
            estimate.profile
        )?;
    }

    if !report.manifest.is_empty() {
        writeln!(out, "\nmanifest")?;
        for line in &report.manifest {
            let state = match line.state {
                ManifestState::Present => "present",
                ManifestState::Missing if line.required => "MISSING",
                ManifestState::Missing => "absent (optional)",
                ManifestState::Empty => "EMPTY",
                ManifestState::Misplaced => "MISPLACED",
                ManifestState::Invalid => "INVALID",
            };
            let size = line.bytes.map(words::bytes).unwrap_or_default();
            let found = line
                .found_at
                .as_deref()
                .map(|at| format!("  found at {}", visible(at)));
            writeln!(
                out,
                "  {:<20}{state:<20}{size:>10}{}",
                line.name,
                found.unwrap_or_default()
            )?;
        }
    }

    if !report.findings.is_empty() {
        writeln!(out, "\nfindings")?;
        let mut start = 0;
        while let Some(first) = report.findings.get(start) {
            let end = start
                + report.findings[start..]
                    .iter()
                    .take_while(|f| f.code == first.code && f.severity == first.severity)
                    .count();
            let group = &report.findings[start..end];
            let total = report
                .finding_counts
                .get(&first.code)
                .copied()
                .unwrap_or_default();
            writeln!(
                out,
                "  [{}] {} ({})",
                words::severity(first.severity),
                first.code,
                words::count(total.max(group.len() as u64))
            )?;
            for finding in group.iter().take(SHOWN_PER_CODE) {
                match &finding.entry {
                    Some(entry) if !finding.message.contains(entry.as_str()) => {
                        writeln!(out, "    {}: {}", visible(entry), visible(&finding.message))?;
                    }
                    _ => writeln!(out, "    {}", visible(&finding.message))?,
                }
            }
            if group.len() > SHOWN_PER_CODE {
                writeln!(
                    out,
                    "    and {} more",
                    words::count((group.len() - SHOWN_PER_CODE) as u64)
                )?;
            }
            if !first.effect.is_empty() {
                writeln!(out, "    effect: {}", visible(&first.effect))?;
            }
            if let Some(code) = table.by_name(&first.code) {
                writeln!(out, "    what to do: {}", code.advice)?;
            }
            if first.action.is_some() && first.severity <= Severity::Suspicious {
                writeln!(out, "    can be mended: repack --fix {}", first.code)?;
            }
            start = end;
        }
    }
    Ok(())
}

/// The restored app as plain text, ending in a line feed.
pub fn app_to_text(report: &Report) -> String {
    let mut out = String::new();
    let _ = write_app(&mut out, report);
    out
}

fn write_app(out: &mut String, report: &Report) -> std::fmt::Result {
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

/// The kind of backup in words.
pub fn format_name(format: FormatId) -> &'static str {
    match format {
        FormatId::Squidex => "Squidex app backup",
        FormatId::AppService => "Azure App Service backup",
        FormatId::SharePoint => "SharePoint backup set",
        FormatId::Zip => "ZIP archive of another kind",
        FormatId::Unknown => "not a backup",
    }
}
