//! `cargo xtask fuzz`: builds the fuzz targets with a nightly compiler and runs each for some minutes.
//!
//! The flags are those that `cargo fuzz` passes, so that nothing but a compiler has to be there. No
//! sanitizer: the engine has no unsafe code, and without one four times as much is tried.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::{self, available_parallelism};

use anyhow::{Context, Result, bail};

use crate::work::{cargo, program, root, run, step, target};

/// Targets, and the dictionary of each.
const TARGETS: [(&str, &str); 13] = [
    ("open", "zip"),
    ("scan", "zip"),
    ("event", "event"),
    ("repack", "zip"),
    ("mtf", "mtf"),
    ("xml", "xml"),
    ("package", "zip"),
    ("pages", "pages"),
    ("rows", "pages"),
    ("sharepoint", "sharepoint"),
    ("app_service", "app_service"),
    ("typed", "typed"),
    ("export", "event"),
];

/// Coverage for libFuzzer.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0";

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Runs each target (or the one that is named) for so many minutes.
///
/// # Errors
/// When a target can't be built, or found something.
pub fn run_targets(minutes: f64, only: Option<&str>) -> Result<()> {
    let targets: Vec<_> = TARGETS
        .into_iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name))
        .collect();
    if targets.is_empty() {
        bail!(
            "no such fuzz target (there are {})",
            TARGETS.map(|(name, _)| name).join(", ")
        );
    }
    let folder = root().join("fuzz");
    step("Seeds from the hostile corpus and the samples", || {
        run(cargo()
            .args([
                "test",
                "--quiet",
                "--test",
                "archive_hostile",
                "--test",
                "sharepoint",
                "--test",
                "app_service",
                "seeds_for_fuzzing",
            ])
            .env("FUZZ_SEEDS", folder.join("corpus")))
    })?;
    let built = target().join("fuzz");
    step("Building the fuzz targets (nightly)", || {
        run(program("cargo", &folder)
            // The compiler of the one who called us must not be passed on.
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO")
            .args([
                "+nightly",
                "build",
                "--release",
                "--quiet",
                "--target",
                TRIPLE,
            ])
            .arg("--target-dir")
            .arg(&built)
            .env("RUSTFLAGS", FLAGS))
    })?;
    let mut found = Vec::new();
    // As many side by side as there are processors: a target runs on one.
    let side_by_side = available_parallelism().map_or(1, usize::from);
    for group in targets.chunks(side_by_side) {
        let names: Vec<_> = group.iter().map(|(name, _)| *name).collect();
        let what = format!("Fuzzing {} for {minutes} minutes", names.join(" and "));
        let statuses = step(&what, || {
            thread::scope(|scope| {
                let running: Vec<_> = group
                    .iter()
                    .map(|&(name, dictionary)| {
                        let (folder, built) = (&folder, &built);
                        scope.spawn(move || fuzz(folder, built, name, dictionary, minutes))
                    })
                    .collect();
                running
                    .into_iter()
                    .map(|one| {
                        one.join()
                            .unwrap_or_else(|_| bail!("the thread beside a target ended"))
                    })
                    .collect::<Result<Vec<_>>>()
            })
        })?;
        for (name, clean) in names.into_iter().zip(statuses) {
            tell(&built, name, clean)?;
            if !clean {
                found.push(name);
            }
        }
    }
    if !found.is_empty() {
        bail!("found something: {} (see fuzz/artifacts)", found.join(", "));
    }
    Ok(())
}

/// Where a target's own output goes.
fn log_of(built: &Path, name: &str) -> PathBuf {
    built.join(format!("{name}.log"))
}

/// Prints what a run of a target came to, out of its log.
fn tell(built: &Path, name: &str, clean: bool) -> Result<()> {
    let text = String::from_utf8_lossy(&fs::read(log_of(built, name))?).into_owned();
    let stat = |key: &str| {
        text.lines()
            .filter_map(|line| line.strip_prefix("stat::")?.strip_prefix(key))
            .filter_map(|value| value.trim_start_matches(':').trim().parse::<u64>().ok())
            .next_back()
            .unwrap_or(0)
    };
    println!(
        "    {name}: {} executions, {} a second, at most {} MB",
        stat("number_of_executed_units"),
        stat("average_exec_per_sec"),
        stat("peak_rss_mb")
    );
    if !clean {
        for line in text.lines().filter(|line| {
            line.contains("panicked at") || line.contains("ERROR") || line.contains("written to")
        }) {
            println!("    {line}");
        }
    }
    Ok(())
}

/// Runs one target; false when it found something.
fn fuzz(folder: &Path, built: &Path, name: &str, dictionary: &str, minutes: f64) -> Result<bool> {
    let corpus = folder.join("corpus").join(name);
    let artifacts = folder.join("artifacts").join(name);
    for made in [&corpus, &artifacts] {
        fs::create_dir_all(made).with_context(|| format!("making {}", made.display()))?;
    }
    let output = File::create(log_of(built, name))?;
    let status = Command::new(built.join(TRIPLE).join("release").join(name))
        .current_dir(folder)
        .arg(&corpus)
        .arg(format!(
            "-dict={}",
            folder
                .join("dict")
                .join(format!("{dictionary}.dict"))
                .display()
        ))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!(
            "-max_total_time={}",
            (minutes * 60.0).ceil() as u64
        ))
        .args([
            "-max_len=16384",
            "-timeout=20",
            "-rss_limit_mb=1024",
            "-print_final_stats=1",
        ])
        .stdout(Stdio::null())
        .stderr(output)
        .status()
        .with_context(|| format!("starting the target {name}"))?;
    Ok(status.success())
}
