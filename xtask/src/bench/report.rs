//! `docs/performance.md`: goals, times, machine, and what was written by hand.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::copies::{Copies, Redaction};
use super::figures::numbers;
use super::machine::machine;
use super::{Measured, goals};

/// Written by hand, from profiles.
const NOTES: &str = include_str!("notes.md");

/// What "full check" means, below the table of times.
const FULL_CHECK: &str = "
\"Full check\" is: inflate every entry, check its CRC, read each event and its payload, count by type; ours also makes
the dry run of the restore, with findings and hashes of all files. `unzip`, `7z` and libdeflate inflate and check CRCs only.
fflate and JSZip have everything in memory.
";

/// The whole document.
///
/// # Errors
/// When the archive or the page can't be read.
pub fn report(
    file: &Path,
    measured: &Measured,
    dist: &Path,
    full: bool,
    without: &[&str],
) -> Result<String> {
    let mut text = format!(
        "# Performance\n\nWritten by `cargo xtask bench{}`: everything in one run, on one machine, with the same file: a Squidex backup of 200,000 events and 500 files\n\
         of 100 kB, {:.0} MB, the same bytes every time. Ratios carry over to other machines better than seconds do.\n\n",
        if full { " --full" } else { "" },
        std::fs::metadata(file)?.len() as f64 / 1e6
    );
    if !without.is_empty() {
        writeln!(
            text,
            "Left out of this run: `{}`.\n",
            without.join("` and `")
        )?;
    }
    writeln!(text, "| Measure | Here | Goal | |\n|---|---|---|---|")?;
    for row in goals::rows(measured, dist)? {
        let met = match row.met {
            Some(true) => "met",
            Some(false) => "**not met**",
            None => "`--full` only, or a program is missing",
        };
        writeln!(
            text,
            "| {} | {} | {} | {met} |",
            row.what, row.measured, row.goal
        )?;
    }
    writeln!(
        text,
        "\n## Times\n\nMedian ± half of the range.\n\n| Who | Full check | Peak memory |\n|---|---|---|"
    )?;
    for line in times(measured) {
        writeln!(text, "{line}")?;
    }
    writeln!(text, "\n{}", engine(measured, dist)?)?;
    text.push_str(FULL_CHECK);
    writeln!(text, "\n## Machine and versions\n")?;
    for line in machine(measured.browser["version"].as_str().unwrap_or("?")) {
        writeln!(text, "- {line}")?;
    }
    text.push_str(NOTES);
    Ok(text)
}

/// The lines of the table of times and memory.
fn times(measured: &Measured) -> Vec<String> {
    let browser = &measured.browser;
    let mut lines = Vec::new();
    for native in &measured.natives {
        let peak = if native.peak_bytes == 0 {
            String::new()
        } else {
            format!("{:.0} MB", native.peak_bytes as f64 / 1e6)
        };
        lines.push(format!(
            "| {} | {} | {peak} |",
            native.name,
            native.times.shown()
        ));
    }
    lines.push(format!(
        "| page in Chromium, {} workers, from choosing the file to the whole report | {} | |",
        browser["workers"],
        numbers(&browser["ours"]).shown()
    ));
    for (key, name) in [
        ("fflate", "fflate in a worker"),
        ("jszip", "JSZip in a worker"),
        ("zipjs", "zip.js in a worker, 20,000 events × 10"),
    ] {
        let peer = &browser["peers"][key];
        let shown = match peer["error"].as_str() {
            Some(error) => format!("failed: {error}"),
            None => numbers(&peer["times"]).shown(),
        };
        lines.push(format!("| {name} | {shown} | |"));
    }
    lines.extend(
        browser["memory"]
            .as_array()
            .into_iter()
            .flatten()
            .map(memory),
    );
    lines.extend(measured.copies.iter().flat_map(Copies::lines));
    lines.extend(measured.redaction.iter().flat_map(Redaction::lines));
    lines.extend(measured.decoding.iter().map(|decoding| {
        format!(
            "| {} events: inflating and decoding / inflating and a bare JSON scan | {:.2} ({}) | |",
            decoding.name, decoding.ratio, decoding.spread
        )
    }));
    lines
}

/// One large archive in the page.
fn memory(value: &Value) -> String {
    let name = value["path"]
        .as_str()
        .and_then(|path| path.rsplit(['/', '\\']).next())
        .unwrap_or("");
    let number = |key: &str| value[key].as_f64().unwrap_or(0.0);
    format!(
        "| page, {name} | {:.1} s, first report after {:.0} ms | renderer + {:.0} MB, largest worker {:.0} MB |",
        number("total"),
        number("first") * 1000.0,
        goals::grown(value).unwrap_or(0.0) / 1e6,
        number("heap") / 1e6
    )
}

/// A sentence about the size of the engine.
fn engine(measured: &Measured, dist: &Path) -> Result<String> {
    let sizes = &measured.engine;
    Ok(format!(
        "The engine: {} kB of WebAssembly, {} kB with gzip, {} kB with LZMA, {:.0} kB as it travels.{}",
        sizes.module / 1000,
        sizes.gzip / 1000,
        sizes.lzma / 1000,
        goals::engine_bytes(dist)? as f64 / 1000.0,
        match measured.reproduced {
            None => "",
            Some(true) => " Built twice, in two folders: the same bytes.",
            Some(false) => " **Built twice, and not the same bytes.**",
        }
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the notes begin: what stands before them is written anew by a run.
    const NOTES_TITLE: &str = "## Goals that are not met, and why";

    #[test]
    fn the_notes_stand_in_the_document_as_they_are() {
        let document = crate::work::root().join("docs/performance.md");
        let document = std::fs::read_to_string(document).unwrap();
        let (_, found) = document.split_once(NOTES_TITLE).unwrap();
        let (_, notes) = NOTES.split_once(NOTES_TITLE).unwrap();
        assert!(
            found == notes,
            "docs/performance.md is not what xtask/src/bench/notes.md says: change both"
        );
    }
}
