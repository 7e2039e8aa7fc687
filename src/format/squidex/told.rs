//! What is said in words of a Squidex backup.

use super::report::{Estimate, ManifestLine, ManifestState, SquidexReport};
use crate::report::render::{Fact, Told};
use crate::report::words::{self, visible};

/// Facts, manifest and title.
pub fn told(report: &SquidexReport) -> Told {
    let counts = &report.counts;
    let mut facts = Vec::new();
    for (label, value) in [
        ("events", counts.events),
        ("restored events", counts.restored_events),
        ("assets (as Squidex counts)", counts.squidex_assets),
        ("asset objects", counts.assets),
        ("asset files", counts.asset_files),
        ("entries", counts.entries),
    ] {
        facts.extend(value.map(|value| Fact::number(label, words::count(value))));
    }
    if let Some(bytes) = counts.uncompressed_bytes {
        // As wide as the numbers, but bytes line up on their own.
        let value = format!("{:>14}", words::bytes(bytes));
        facts.push(Fact::text("uncompressed", value));
    }
    if let Some(span) = &report.span {
        facts.push(Fact::text(
            "events from",
            format!("{} to {}", span.first, span.last),
        ));
    }
    if let Some(estimate) = &report.estimate {
        let value = format!("{}; {}", estimate.in_words(), estimate.profile);
        facts.push(Fact::text("restore takes", value));
    }
    facts.extend(servers(report).map(|words| Fact::text("server", visible(&words))));
    let mut blocks = Vec::new();
    if let Some(manifest) = report.manifest.as_ref().filter(|lines| !lines.is_empty()) {
        blocks.push(("manifest", manifest.iter().map(manifest_line).collect()));
    }
    Told {
        next: None,
        title: "Squidex app backup",
        server_says: "the server says",
        facts,
        short: short(report),
        blocks,
        holds: counts.events.map(|events| words::counted(events, "event")),
    }
}

/// Which servers can restore it, if not all can.
pub(super) fn servers(report: &SquidexReport) -> Option<String> {
    report.restore.as_ref()?.servers.as_ref()?.in_words()
}

fn short(report: &SquidexReport) -> Vec<Fact> {
    let counts = &report.counts;
    let span = report.span.as_ref();
    [
        ("Events", counts.events.map(words::count)),
        (
            "Assets (as Squidex counts them)",
            counts.squidex_assets.map(words::count),
        ),
        ("Asset files", counts.asset_files.map(words::count)),
        ("Size", Some(words::bytes(report.source.bytes))),
        ("Server", servers(report)),
        ("First event", span.map(|span| span.first.clone())),
        ("Last event", span.map(|span| span.last.clone())),
        (
            "Estimated restore time",
            report.estimate.as_ref().map(Estimate::in_words),
        ),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact::text(label, value?)))
    .collect()
}

fn manifest_line(line: &ManifestLine) -> String {
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
    format!(
        "{:<20}{state:<20}{size:>10}{}",
        line.name,
        found.unwrap_or_default()
    )
}
