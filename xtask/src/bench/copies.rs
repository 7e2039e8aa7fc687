//! The part of the benchmark that makes copies: a large backup renamed, natively beside `cp` and in the page, and one
//! of many events redacted.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::figures::{Times, measured};
use super::{Row, asked, made};
use crate::archive::Shape;
use crate::work::{output, scratch, target};

/// Sizes that are tried, in GB: the first one for which there is room.
const GIGABYTES: [u64; 4] = [10, 6, 3, 1];
/// What else the run needs, in GB.
const SPARE_GIGABYTES: u64 = 3;
const ROUNDS: usize = 3;
const EVENTS: u64 = 50_000;

/// What came of redacting, natively.
pub struct Redaction {
    one: Times,
    two: Times,
    peak_bytes: u64,
    /// Growth of memory with events, in bytes for each.
    bytes_an_event: f64,
}

/// Measures how redaction scales with threads, and what memory an event takes. `file` has 200,000 events.
///
/// # Errors
/// When something can't be made or measured.
pub fn redact(data: &Path, file: &Path) -> Result<Redaction> {
    let few = made(
        data,
        "bench-50k.zip",
        Shape {
            events: EVENTS,
            ..Shape::bench()
        },
    )?;
    let copy = data.join("redacted.zip");
    let run = |file: &Path, threads: &str| -> Result<(f64, u64)> {
        let mut redact = Command::new(target().join("release/backup-inspector"));
        redact
            .arg("redact")
            .arg(file)
            .args(["--no-check", "--threads", threads, "--output"])
            .arg(&copy);
        let result = measured(&mut redact)?;
        std::fs::remove_file(&copy)?;
        Ok(result)
    };
    let mut result = Redaction {
        one: Times::default(),
        two: Times::default(),
        peak_bytes: 0,
        bytes_an_event: 0.0,
    };
    for _ in 0..ROUNDS {
        result.one.0.push(run(file, "1")?.0);
        let (time, peak) = run(file, "2")?;
        result.two.0.push(time);
        result.peak_bytes = result.peak_bytes.max(peak);
    }
    let less = run(&few, "2")?.1;
    let events = (Shape::bench().events - EVENTS) as f64;
    result.bytes_an_event = (result.peak_bytes as f64 - less as f64) / events;
    println!(
        "    redact: 1 thread {}, 2 threads {}, {:.0} bytes of memory an event",
        result.one.shown(),
        result.two.shown(),
        result.bytes_an_event
    );
    Ok(result)
}

impl Redaction {
    /// The measures with their goals.
    pub fn rows(&self) -> Vec<Row> {
        let ratio = self.two.median() / self.one.median();
        vec![
            Row {
                what: "redact 200,000 events, command line, 2 threads / 1 thread".into(),
                measured: format!("{ratio:.2}"),
                goal: "≤ 0.6".into(),
                met: Some(ratio <= 0.6),
            },
            Row {
                what: "redact, command line: growth of memory with each event".into(),
                measured: format!("{:.0} bytes", self.bytes_an_event),
                goal: "< 40 bytes".into(),
                met: Some(self.bytes_an_event < 40.0),
            },
        ]
    }

    /// Lines for the table of times and memory.
    pub fn lines(&self) -> Vec<String> {
        [
            ("1 thread", &self.one, 0),
            ("2 threads", &self.two, self.peak_bytes),
        ]
        .iter()
        .map(|(threads, times, peak)| {
            let peak = match peak {
                0 => String::new(),
                peak => format!("{:.0} MB", *peak as f64 / 1e6),
            };
            format!(
                "| redact 200,000 events, command line, {threads} | {} | {peak} |",
                times.shown()
            )
        })
        .collect()
    }
}

/// What came of renaming.
pub struct Copies {
    gigabytes: u64,
    bytes: u64,
    rename: Times,
    cp: Times,
    peak_bytes: u64,
    /// What the browser measured for each way of saving.
    page: Vec<Value>,
}

/// Bytes that are free where `folder` is, in GB.
fn free_gigabytes(folder: &Path) -> Result<u64> {
    let text = output(Command::new("df").arg("-Pk").arg(folder))?;
    let kilobytes: u64 = text
        .lines()
        .nth(1)
        .and_then(|line| line.split_whitespace().nth(3))
        .and_then(|number| number.parse().ok())
        .context("reading what df says")?;
    Ok(kilobytes / 1_000_000)
}

/// Measures; in the page, if its address and a browser are given. Everything that was written is removed afterwards.
///
/// # Errors
/// When there is no room, or something can't be made or measured.
pub fn measure(page: Option<(&str, &Path)>) -> Result<Copies> {
    let folder = scratch("bench-copies")?;
    let result = in_folder(&folder, page);
    std::fs::remove_dir_all(&folder)?;
    result
}

fn in_folder(folder: &Path, page: Option<(&str, &Path)>) -> Result<Copies> {
    let free = free_gigabytes(folder)?;
    let Some(gigabytes) = GIGABYTES
        .into_iter()
        .find(|size| 2 * size + SPARE_GIGABYTES <= free)
    else {
        bail!("{free} GB are free: not enough for copies of a large backup");
    };
    let sparse = made(
        folder,
        "sparse.zip",
        Shape {
            events: EVENTS,
            sparse_gb: gigabytes,
            ..Shape::bench()
        },
    )?;
    // Every block on the disk, as a backup has it.
    let file = folder.join("whole.zip");
    output(
        Command::new("cp")
            .arg("--sparse=never")
            .arg(&sparse)
            .arg(&file),
    )?;
    std::fs::remove_file(&sparse)?;
    let bytes = std::fs::metadata(&file)?.len();
    output(Command::new("sync").arg(&file))?;

    let copy = folder.join("copy.zip");
    let mut copies = Copies {
        gigabytes,
        bytes,
        rename: Times::default(),
        cp: Times::default(),
        peak_bytes: 0,
        page: Vec::new(),
    };
    // In turns, so that a busy minute hits both; each until the bytes are on the disk.
    for _ in 0..ROUNDS {
        let mut cp = Command::new("sh");
        cp.args(["-c", "cp \"$1\" \"$2\" && sync \"$2\"", "sh"])
            .args([&file, &copy]);
        copies.cp.0.push(measured(&mut cp)?.0);
        std::fs::remove_file(&copy)?;
        let mut rename = Command::new(target().join("release/backup-inspector"));
        rename
            .arg("repack")
            .arg(&file)
            .args(["--name", "another-name", "--no-check", "--output"])
            .arg(&copy);
        let (time, peak) = measured(&mut rename)?;
        copies.rename.0.push(time);
        copies.peak_bytes = copies.peak_bytes.max(peak);
        std::fs::remove_file(&copy)?;
    }
    println!(
        "    rename {gigabytes} GB: {}; cp and sync: {}; {:.0} MB of memory",
        copies.rename.shown(),
        copies.cp.shown(),
        copies.peak_bytes as f64 / 1e6
    );
    let Some((url, chromium)) = page else {
        return Ok(copies);
    };
    for way in ["storage", "picker"] {
        let request = json!({ "file": file, "way": way, "profile": folder.join("profile") });
        copies
            .page
            .push(asked("save.mjs", &request, chromium, Some(url))?);
    }
    Ok(copies)
}

impl Copies {
    /// The measures with their goals.
    pub fn rows(&self) -> Vec<Row> {
        let row = |what: String, measured: String, goal: &str, met| Row {
            what,
            measured,
            goal: goal.into(),
            met: Some(met),
        };
        let gigabytes = self.gigabytes;
        let ratio = self.rename.median() / self.cp.median();
        let mut rows = vec![
            row(
                format!("rename {gigabytes} GB, command line / `cp` and `sync`"),
                format!("{ratio:.2}"),
                "≤ 1.3",
                ratio <= 1.3,
            ),
            row(
                format!("rename {gigabytes} GB, command line: peak memory"),
                format!("{:.0} MB", self.peak_bytes as f64 / 1e6),
                "flat: ≤ 64 MB",
                self.peak_bytes <= 64_000_000,
            ),
        ];
        for page in &self.page {
            let (way, number) = (page["way"].as_str().unwrap_or_default(), |key: &str| {
                page[key].as_f64().unwrap_or(f64::INFINITY)
            });
            rows.push(row(
                format!("rename {gigabytes} GB, page, {way}: from \"Preview\" to the first bytes on the disk"),
                format!("{:.1} s", number("first")),
                "≤ 3 s",
                number("first") <= 3.0,
            ));
            rows.push(row(
                format!(
                    "rename {gigabytes} GB, page, {way}: memory of the renderer for each GB saved"
                ),
                format!("{:.1} MB", number("slope") / 1e6),
                "flat: ≤ 5 MB",
                number("slope") <= 5e6,
            ));
            let growth = number("peak") - number("before");
            rows.push(row(
                format!("rename {gigabytes} GB, page, {way}: growth of the renderer until the copy is saved, checked and hashed"),
                format!("{:.0} MB", growth / 1e6),
                "flat: ≤ 100 MB",
                growth <= 100e6,
            ));
        }
        rows
    }

    /// Lines for the table of times and memory.
    pub fn lines(&self) -> Vec<String> {
        let rate = |seconds: f64| self.bytes as f64 / seconds / 1e6;
        let gigabytes = self.gigabytes;
        let mut lines = vec![
            format!(
                "| rename {gigabytes} GB, command line | {}, {:.0} MB/s | {:.0} MB |",
                self.rename.shown(),
                rate(self.rename.median()),
                self.peak_bytes as f64 / 1e6
            ),
            format!(
                "| `cp` and `sync` of the same file | {}, {:.0} MB/s | |",
                self.cp.shown(),
                rate(self.cp.median())
            ),
        ];
        for page in &self.page {
            let number = |key: &str| page[key].as_f64().unwrap_or(f64::NAN);
            lines.push(format!(
                "| rename {gigabytes} GB, page, {}: offered after {:.1} s, first bytes after {:.1} s | saved in {:.1} s, {:.0} MB/s; checked and hashed beside that, after {:.1} s | renderer {:.0} MB before, at most {:.0} MB |",
                page["way"].as_str().unwrap_or_default(),
                number("offered"),
                number("first"),
                number("saved"),
                rate(number("saved")),
                number("verified"),
                number("before") / 1e6,
                number("peak") / 1e6
            ));
        }
        lines
    }
}
