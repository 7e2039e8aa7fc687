//! Every measure against its goal.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::figures::{numbers, quantile};
use super::native::{LIMIT, ONE_THREAD, SEVEN_ZIP, TWO_THREADS, UNZIP, WITHOUT_DRY_RUN};
use super::{Measured, Row};
use crate::engine::{self, gzip};
use crate::work::files_below;

/// Rows in the making.
struct Goals(Vec<Row>);

impl Goals {
    /// A value that is not to be more than `limit`; `None` or no number: not measured in this run.
    fn at_most(
        &mut self,
        what: impl Into<String>,
        value: Option<f64>,
        limit: f64,
        goal: impl Into<String>,
        shown: impl Fn(f64) -> String,
    ) {
        self.row(what, value, goal, shown, |value| value <= limit);
    }

    fn row(
        &mut self,
        what: impl Into<String>,
        value: Option<f64>,
        goal: impl Into<String>,
        shown: impl Fn(f64) -> String,
        met: impl Fn(f64) -> bool,
    ) {
        let value = value.filter(|value| value.is_finite());
        self.0.push(Row {
            what: what.into(),
            measured: value.map_or_else(|| "not measured".into(), shown),
            goal: goal.into(),
            met: value.map(met),
        });
    }
}

fn two_places(value: f64) -> String {
    format!("{value:.2}")
}

fn megabytes(bytes: f64) -> String {
    format!("{:.0} MB", bytes / 1e6)
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.0} ms", seconds * 1000.0)
}

fn ratio(top: Option<f64>, bottom: Option<f64>) -> Option<f64> {
    Some(top? / bottom?)
}

/// All rows of a run. `dist` is the page that was measured.
///
/// # Errors
/// When the page can't be read.
pub fn rows(measured: &Measured, dist: &Path) -> Result<Vec<Row>> {
    let mut goals = Goals(Vec::new());
    page_beside_others(&mut goals, measured);
    natively(&mut goals, measured);
    first_report_and_memory(&mut goals, &measured.browser);
    cancel(&mut goals, &measured.browser);
    scrolling(&mut goals, &measured.browser["scroll"]);
    sizes(&mut goals, dist)?;
    let mut rows = goals.0;
    rows.extend(measured.copies.iter().flat_map(super::copies::Copies::rows));
    rows.extend(
        measured
            .redaction
            .iter()
            .flat_map(super::copies::Redaction::rows),
    );
    Ok(rows)
}

/// P1 and P2.
fn page_beside_others(goals: &mut Goals, measured: &Measured) {
    let browser = &measured.browser;
    let page = Some(numbers(&browser["ours"]).median());
    for (name, limit, goal) in [(SEVEN_ZIP, 0.7, "≤ 0.7"), (UNZIP, 1.0, "< 1")] {
        let value = ratio(page, measured.native(name));
        let what = format!("P1 page, all workers / `{name}`");
        goals.at_most(what, value, limit, goal, two_places);
    }
    for (key, name, least) in [
        ("fflate", "fflate", 6.0),
        ("jszip", "JSZip", 15.0),
        ("zipjs", "zip.js (first 20,000 events, scaled)", 300.0),
    ] {
        let peer = numbers(&browser["peers"][key]["times"]).median();
        goals.row(
            format!("P2 {name} / page"),
            ratio(Some(peer), page),
            format!("≥ {least}"),
            |value| format!("{value:.1}"),
            |value| value >= least,
        );
    }
}

/// P3, decoding, P4.
fn natively(goals: &mut Goals, measured: &Measured) {
    for (what, name, limit) in [
        ("without the dry run", WITHOUT_DRY_RUN, 1.3),
        ("with dry run", ONE_THREAD, 1.8),
    ] {
        goals.at_most(
            format!("P3 check {what}, 1 thread / libdeflate inflate + CRC"),
            ratio(measured.native(name), measured.native(LIMIT)),
            limit,
            format!("≤ {limit}"),
            two_places,
        );
    }
    for decoding in &measured.decoding {
        goals.at_most(
            format!(
                "inflating and decoding / inflating and a bare JSON scan: {}",
                decoding.name
            ),
            Some(decoding.ratio),
            1.35,
            "≤ 1.35",
            |ratio| format!("{ratio:.2} ({})", decoding.spread),
        );
    }
    goals.at_most(
        "P4 check, 2 threads / 1 thread",
        ratio(measured.native(TWO_THREADS), measured.native(ONE_THREAD)),
        0.6,
        "≤ 0.6",
        two_places,
    );
}

/// By how many bytes the renderer grew while a file was checked.
pub fn grown(memory: &Value) -> Option<f64> {
    Some(memory["peak"].as_f64()? - memory["before"].as_f64()?)
}

/// P5 and P6.
fn first_report_and_memory(goals: &mut Goals, browser: &Value) {
    goals.at_most(
        "P5 first report in the page, 200,000 entries",
        Some(numbers(&browser["first"]).median()),
        0.3,
        "≤ 300 ms",
        milliseconds,
    );
    let memory: Vec<&Value> = browser["memory"].as_array().into_iter().flatten().collect();
    let [small, large] = memory.as_slice() else {
        let what = "P6 2 million events, 20 GB";
        goals.at_most(what, None, 0.0, "≤ 256 MB; linear", two_places);
        return;
    };
    goals.at_most(
        "P6 2 million events, 20 GB: largest memory of a worker (WebAssembly)",
        large["heap"].as_f64().filter(|heap| *heap > 0.0),
        256e6,
        "≤ 256 MB",
        megabytes,
    );
    // Events and files of zeros, in millions.
    let entries = 1.8 + 0.16 / 100.0;
    let more = grown(large).zip(grown(small));
    goals.at_most(
        "P6 growth of the whole renderer for each million entries",
        more.map(|(large, small)| (large - small) / entries),
        f64::INFINITY,
        "published",
        megabytes,
    );
    goals.row(
        "P6 time for 2 million events / 200,000 events",
        ratio(large["total"].as_f64(), small["total"].as_f64()),
        "10 ± 15 %",
        |value| format!("{value:.1}"),
        |value| (value / 10.0 - 1.0).abs() <= 0.15,
    );
}

/// P7.
fn cancel(goals: &mut Goals, browser: &Value) {
    let times = numbers(&browser["cancel"]).0;
    goals.at_most(
        format!("P7 Cancel, 95th percentile of {}", times.len()),
        Some(quantile(&times, 0.95)),
        0.2,
        "≤ 200 ms",
        milliseconds,
    );
}

/// A step of scrolling through the table of events, out of the browser's trace, beside plain lines in the same run.
fn scrolling(goals: &mut Goals, scroll: &Value) {
    let steps = |which: &str| -> Option<f64> {
        let rounds = scroll[which].as_array()?;
        let times: Vec<f64> = rounds
            .iter()
            .filter_map(|one| one["both"].as_f64())
            .collect();
        (!times.is_empty()).then(|| quantile(&times, 0.5) / 1000.0)
    };
    let plain = steps("plain").map_or_else(String::new, |seconds| {
        format!("; plain lines of text take {:.1} ms here", seconds * 1000.0)
    });
    goals.at_most(
        format!("Scroll step of the table of events, script and layout, 95th percentile{plain}"),
        steps("table"),
        0.008,
        "≤ 8 ms",
        |seconds| format!("{:.1} ms", seconds * 1000.0),
    );
}

/// P8: sizes on the way.
fn sizes(goals: &mut Goals, dist: &Path) -> Result<()> {
    let kilobytes = |bytes: f64| format!("{:.1} kB", bytes / 1000.0);
    let landing = packed_bytes(dist, |name| {
        name == "index.html"
            || name.strip_prefix("assets/").is_some_and(|name| {
                ["index-", "style-", "icon-"]
                    .iter()
                    .any(|part| name.starts_with(part))
            })
    })?;
    goals.at_most(
        "P8 landing page, as it travels",
        Some(landing as f64),
        50_000.0,
        "< 50 kB",
        kilobytes,
    );
    goals.at_most(
        "P8 engine, as it travels (LZMA, as base64 in a script that the host sends with gzip)",
        Some(engine_bytes(dist)? as f64),
        engine::MOST_BYTES as f64,
        format!("≤ {} kB", engine::MOST_BYTES / 1000),
        kilobytes,
    );
    Ok(())
}

/// The engine as it travels.
///
/// # Errors
/// When the page can't be read.
pub fn engine_bytes(dist: &Path) -> Result<usize> {
    packed_bytes(dist, |name| name.starts_with("assets/engine-bytes"))
}

/// Sum of some files with gzip, as a host would send them.
fn packed_bytes(dist: &Path, wanted: impl Fn(&str) -> bool) -> Result<usize> {
    let mut sum = 0;
    for file in files_below(dist)? {
        let name = file.to_string_lossy().replace('\\', "/");
        if wanted(&name) {
            sum += gzip(&std::fs::read(dist.join(&file))?)?.len();
        }
    }
    Ok(sum)
}
