//! The benchmark: our check natively and in Chromium beside other programs, same file, same run.
//! Prints one table and writes it to `docs/performance.md` with machine and versions.
//!
//! Two commands beside it compare us with ourselves, for changes that are not to cost anything: [`instructions`] of two
//! programs, [`turns`] of two built pages.

mod copies;
mod figures;
mod goals;
pub mod instructions;
mod machine;
mod native;
mod report;
pub mod turns;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::archive::{self, Shape};
use crate::work::{cargo, files_below, npm_in, output, program, root, run, scratch, step};
use crate::{engine, page, serve, system};
use native::{Decoding, Native};

/// Parts of a full run that can be left out.
pub const PARTS: [&str; 2] = ["reproduce", "saving"];

/// One row against its goal.
struct Row {
    what: String,
    measured: String,
    goal: String,
    /// `None`: not measured in this run.
    met: Option<bool>,
}

/// Everything that one run measured.
struct Measured {
    natives: Vec<Native>,
    decoding: Vec<Decoding>,
    /// What `xtask/browser/bench.mjs` printed.
    browser: Value,
    engine: engine::Sizes,
    /// Whether a second build gave the same bytes, if there was one.
    reproduced: Option<bool>,
    copies: Option<copies::Copies>,
    redaction: Option<copies::Redaction>,
}

impl Measured {
    /// Median of a native program's times.
    fn native(&self, name: &str) -> Option<f64> {
        let native = self.natives.iter().find(|native| native.name == name)?;
        Some(native.times.median())
    }
}

/// Runs the benchmark, without some of [`PARTS`].
///
/// # Errors
/// When something can't be built, made or measured.
pub fn run_all(full: bool, without: &[&str]) -> Result<()> {
    let wanted = |part: &str| full && !without.contains(&part);
    let rounds = if full { 5 } else { 3 };
    let chromium = system::chromium()?;
    system::zip_programs();
    let data = scratch("bench-data")?;
    let file = bench_archive()?;

    let dist = page::build(crate::engine::Build::Whole)?;
    // What follows takes half an hour: it is not to be lost because of this.
    let reproduced = wanted("reproduce").then(|| attempt(engine::reproduce()).is_some());
    compile_programs()?;
    let natives = step("Native programs", || native::native_programs(&file, rounds))?;
    let decoding = step(
        "Decoding against inflating and a bare scan",
        native::decode_ratios,
    )?;
    let site = site(&dist)?;
    let url = serve::Server::bind(&site, Some(0), &serve::Policy::Whole)?.run_beside();
    // Before the disk is filled with other archives. What can't be measured here is not to lose the rest.
    let (mut copies, mut redaction) = (None, None);
    if full {
        let page = wanted("saving").then_some((url.as_str(), chromium.as_path()));
        copies = attempt(step("Copies of a large backup", || copies::measure(page)));
        redaction = attempt(step("Redacting", || copies::redact(&data, &file)));
    }
    let memory = if full {
        large_archives(&data)?
    } else {
        Vec::new()
    };
    let browser = step("Chromium", || {
        in_chromium(&url, &chromium, &file, &memory, full)
    })?;

    let measured = Measured {
        natives,
        decoding,
        browser,
        engine: engine::sizes()?,
        reproduced,
        copies,
        redaction,
    };
    let text = report::report(&file, &measured, &dist, full, without)?;
    println!("\n{text}");
    std::fs::write(root().join("docs/performance.md"), &text)?;
    println!("Written to docs/performance.md");
    Ok(())
}

/// What came of it, or the word that nothing did.
fn attempt<T>(result: Result<T>) -> Option<T> {
    result
        .map_err(|error| println!("    attention: {error:#}"))
        .ok()
}

/// The command line and what measures decoding, as they are given out.
fn compile_programs() -> Result<()> {
    step("Compiling the command line", || {
        run(cargo().args([
            "build",
            "--release",
            "--package",
            "backup-inspector",
            "--bin",
            "backup-inspector",
            "--example",
            "decode_speed",
        ]))
    })
}

/// The archive of the benchmark: 200,000 events.
fn bench_archive() -> Result<PathBuf> {
    made(&scratch("bench-data")?, "bench-200k.zip", Shape::bench())
}

/// Two archives of one kind, one ten times the other.
fn large_archives(data: &Path) -> Result<Vec<PathBuf>> {
    let shape = |events, sparse_gb| Shape {
        events,
        sparse_gb,
        ..Shape::bench()
    };
    Ok(vec![
        made(data, "events-200k-2gb.zip", shape(200_000, 2))?,
        made(data, "events-2m-20gb.zip", shape(2_000_000, 18))?,
    ])
}

/// An archive, made unless an earlier run left it.
fn made(folder: &Path, name: &str, shape: Shape) -> Result<PathBuf> {
    let path = folder.join(name);
    if !path.is_file() {
        step(&format!("Writing {name}"), || archive::write(&path, shape))?;
    }
    Ok(path)
}

/// The built page with the other readers beside it, as one folder to serve.
fn site(dist: &Path) -> Result<PathBuf> {
    let peers = root().join("xtask/browser/peers");
    step("Installing the other ZIP readers (npm)", || {
        run(npm_in(&peers).args(["ci", "--no-fund", "--no-audit"]))
    })?;
    let site = scratch("bench-site")?;
    std::fs::remove_dir_all(&site)?;
    for file in files_below(dist)? {
        let to = site.join(&file);
        std::fs::create_dir_all(to.parent().unwrap_or(&site))?;
        std::fs::copy(dist.join(&file), to)?;
    }
    let folder = site.join("peers");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("empty.html"),
        "<!doctype html><title>Peers</title>",
    )?;
    for (from, to) in [
        ("worker.js", "worker.js"),
        ("node_modules/fflate/umd/index.js", "fflate.js"),
        ("node_modules/jszip/dist/jszip.min.js", "jszip.js"),
        ("node_modules/@zip.js/zip.js/dist/zip.min.js", "zip.js"),
    ] {
        std::fs::copy(peers.join(from), folder.join(to))
            .with_context(|| format!("copying {from}"))?;
    }
    Ok(site)
}

/// Everything that is measured in the browser.
fn in_chromium(
    url: &str,
    chromium: &Path,
    file: &Path,
    memory: &[PathBuf],
    full: bool,
) -> Result<Value> {
    let times = |few: u64, many: u64| if full { many } else { few };
    let rounds = times(3, 5);
    let request = json!({
        "file": file,
        "rounds": rounds,
        "cancels": times(10, 40),
        "memory": memory,
        "scrolls": times(1, 3),
        "peers": [
            { "name": "fflate", "script": "fflate.js", "runs": rounds, "limit": 0, "scale": 1 },
            { "name": "jszip", "script": "jszip.js", "runs": times(1, 3), "limit": 0, "scale": 1 },
            { "name": "zipjs", "script": "zip.js", "runs": times(1, 2), "limit": 20_000, "scale": 10 },
        ],
    });
    asked("bench.mjs", &request, chromium, Some(url))
}

/// What a script of `xtask/browser` prints when it is asked for something.
fn asked(script: &str, request: &Value, chromium: &Path, url: Option<&str>) -> Result<Value> {
    let mut node = program("node", &root());
    node.arg(format!("xtask/browser/{script}"))
        .arg(request.to_string())
        .env("CHROMIUM", chromium);
    if let Some(url) = url {
        node.env("BI_URL", url);
    }
    serde_json::from_str(&output(&mut node)?).context("reading what the browser measured")
}
