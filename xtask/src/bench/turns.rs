//! Two built pages in turns: the check of 200,000 events in Chromium, from choosing the file to the whole report.

use std::path::Path;

use anyhow::{Result, bail};
use serde_json::json;

use super::figures::{Times, numbers};
use super::{asked, bench_archive};
use crate::work::{root, step, www};
use crate::{serve, system};

/// Runs of each page, unless told.
pub const RUNS: u32 = 15;
/// More than so much more time is too much.
const MOST: f64 = 1.05;

/// Compares the page in `www/dist`, as it was built last, with the one in `other`, by so many runs of each.
///
/// # Errors
/// When one of them is missing, fails, or ours takes more than 5 % more time.
pub fn compare(other: &Path, runs: u32) -> Result<()> {
    let (ours, other) = (www().join("dist"), root().join(other));
    for folder in [&ours, &other] {
        if !folder.join("index.html").is_file() {
            bail!("no built page in {}", folder.display());
        }
    }
    let chromium = system::chromium()?;
    let file = bench_archive()?;
    let serve = |folder: &Path| -> Result<String> {
        Ok(serve::Server::bind(folder, Some(0), &serve::Policy::Whole)?.run_beside())
    };
    let request = json!({ "file": file, "runs": runs, "pages": [serve(&other)?, serve(&ours)?] });
    let measured = step("Chromium, both pages in turns", || {
        asked("turns.mjs", &request, &chromium, None)
    })?;
    let times = |at: usize, key: &str| numbers(&measured[at][key]);
    let line = |what: &str, key: &str| {
        let (before, after): (Times, Times) = (times(0, key), times(1, key));
        let ratio = after.median() / before.median();
        println!(
            "| {what} | {} | {} | {ratio:.3} |",
            before.shown(),
            after.shown()
        );
        ratio
    };
    println!("\n| 200,000 events | other | www/dist | www/dist / other |\n|---|---|---|---|");
    line("first report", "first");
    let ratio = line("whole report", "total");
    if ratio.is_nan() || ratio > MOST {
        bail!(
            "{:.1} % more time, and {:.0} % is the most",
            (ratio - 1.0) * 100.0,
            (MOST - 1.0) * 100.0
        );
    }
    Ok(())
}
