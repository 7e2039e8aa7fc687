//! How many instructions two programs need for the same checks: a change that is not to cost anything is seen here to a
//! tenth of a percent, however busy the machine is, where seconds differ by a tenth.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::figures::quantile;
use super::made;
use crate::archive::Shape;
use crate::system;
use crate::work::{scratch, step};

/// Runs of each program with each archive. They differ by what hash maps make of their random seeds.
const RUNS: usize = 3;
/// More than so much more is too much.
const MOST: f64 = 1.03;

/// An archive to check, and its name in the table.
fn cases() -> Result<Vec<(&'static str, PathBuf)>> {
    let data = scratch("bench-data")?;
    // Files are few and small: valgrind knows no instructions for SHA-256, so hashing would weigh more than it does.
    let shape = |events, files| Shape {
        events,
        files,
        file_bytes: 10_000,
        ..Shape::bench()
    };
    Ok(vec![
        (
            "20,000 events",
            made(&data, "count-20k.zip", shape(20_000, 20))?,
        ),
        (
            "2,000 events, 1,000 files",
            made(&data, "count-files.zip", shape(2_000, 1_000))?,
        ),
    ])
}

/// Compares `check` of two programs, on one thread; with `file` for that archive alone.
///
/// # Errors
/// When valgrind is missing, a program can't be run, or the new one needs more than 3 % more.
pub fn compare(old: &Path, new: &Path, file: Option<&Path>) -> Result<()> {
    system::valgrind()?;
    let cases = match file {
        Some(file) => vec![("the archive", file.to_path_buf())],
        None => cases()?,
    };
    let mut worst = 0.0_f64;
    let mut table =
        "\n| Check of | Old, million instructions | New | New / old |\n|---|---|---|---|\n"
            .to_owned();
    for (name, file) in &cases {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        step(name, || {
            for _ in 0..RUNS {
                before.push(counted(old, file)?);
                after.push(counted(new, file)?);
            }
            Ok(())
        })?;
        let (before, after) = (quantile(&before, 0.5), quantile(&after, 0.5));
        worst = worst.max(after / before);
        table.push_str(&format!(
            "| {name} | {:.1} | {:.1} | {:.4} |\n",
            before / 1e6,
            after / 1e6,
            after / before
        ));
    }
    println!("{table}\nMedians of {RUNS} runs in turns, on one thread (callgrind).");
    if worst > MOST {
        bail!(
            "{:.1} % more instructions, and {:.0} % is the most",
            (worst - 1.0) * 100.0,
            (MOST - 1.0) * 100.0
        );
    }
    Ok(())
}

/// Instructions of one check.
fn counted(program: &Path, file: &Path) -> Result<f64> {
    let log = scratch("callgrind")?.join("log");
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--combine-dumps=yes",
        ])
        .arg(format!("--log-file={}", log.display()))
        .arg(program)
        .arg("check")
        .arg(file)
        .args(["--json", "--quiet", "--threads", "1"]);
    let ended = valgrind.stdout(Stdio::null()).status()?;
    // 1 and 2 tell of findings.
    if ended.code().is_none_or(|code| code > 2) {
        bail!("{} ended with {ended}", program.display());
    }
    let text = std::fs::read_to_string(&log)?;
    collected(&text).with_context(|| format!("callgrind said no sum:\n{text}"))
}

/// The sum in callgrind's last lines: `==7== Collected : 1234`.
fn collected(log: &str) -> Option<f64> {
    let (_, number) = log
        .lines()
        .rev()
        .find_map(|line| line.split_once("Collected :"))?;
    number.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_found_in_the_log() {
        let log = "==7== Events    : Ir\n==7== Collected : 123456789\n==7== \n==7== I   refs:      123,456,789\n";
        assert_eq!(collected(log), Some(123_456_789.0));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }
}
