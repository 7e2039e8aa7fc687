//! Our check natively beside other programs, and what can't be beaten.

use std::path::Path;
use std::process::Command;
#[cfg(feature = "bench")]
use std::time::Instant;

#[cfg(feature = "bench")]
use anyhow::Context;
use anyhow::{Result, bail};

use super::figures::{Times, measured};
use crate::system;
use crate::work::{output, target};

/// Names by which the goals know the programs.
pub const ONE_THREAD: &str = "check, 1 thread";
/// The same on both processors.
pub const TWO_THREADS: &str = "check, 2 threads";
/// Everything but the dry run of the restore.
pub const WITHOUT_DRY_RUN: &str = "check without the dry run, 1 thread";
/// Info-ZIP.
pub const UNZIP: &str = "unzip -tq";
/// 7-Zip.
pub const SEVEN_ZIP: &str = "7z t";
/// The fastest known inflater.
pub const LIMIT: &str = "libdeflate, inflate + CRC only, 1 thread";

/// One native program that reads the archive.
pub struct Native {
    pub name: &'static str,
    pub times: Times,
    pub peak_bytes: u64,
}

/// The programs that are compared, each with the archive, and what it needs to be there.
fn programs(file: &Path) -> Vec<(&'static str, Command)> {
    let ours = target().join("release/backup-inspector");
    let check = |threads: &str| {
        let mut command = Command::new(&ours);
        command
            .arg("check")
            .arg(file)
            .args(["--json", "--quiet", "--threads", threads]);
        command
    };
    let other = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).arg(file);
        command
    };
    let mut list = vec![
        (ONE_THREAD, check("1")),
        (TWO_THREADS, check("2")),
        (
            WITHOUT_DRY_RUN,
            other(
                &target()
                    .join("release/examples/decode_speed")
                    .to_string_lossy(),
                &["read"],
            ),
        ),
    ];
    if system::on_path("unzip").is_some() {
        list.push((UNZIP, other("unzip", &["-tq"])));
    }
    if system::on_path("7z").is_some() {
        list.push((SEVEN_ZIP, other("7z", &["t"])));
    }
    list
}

/// Runs all of them, round after round, so that a busy minute of the machine hits all alike.
///
/// # Errors
/// When one can't be run.
pub fn native_programs(file: &Path, rounds: usize) -> Result<Vec<Native>> {
    let mut list = programs(file);
    let fresh = |name| Native {
        name,
        times: Times::default(),
        peak_bytes: 0,
    };
    let mut natives: Vec<Native> = list.iter().map(|(name, _)| fresh(*name)).collect();
    let mut limit = fresh(LIMIT);
    // The first round only warms the file cache.
    for round in 0..=rounds {
        for (native, (_, command)) in natives.iter_mut().zip(&mut list) {
            let (time, peak) = measured(command)?;
            if round > 0 {
                native.times.0.push(time);
                native.peak_bytes = native.peak_bytes.max(peak);
            }
        }
        let time = inflate_and_crc(file)?;
        if round > 0 {
            limit.times.0.push(time);
        }
    }
    natives.push(limit);
    if system::on_path("python3").is_some() {
        let mut command = Command::new("python3");
        command.args(["-c", PYTHON]).arg(file);
        let (time, peak_bytes) = measured(&mut command)?;
        natives.push(Native {
            name: "Python zipfile + json",
            times: Times(vec![time]),
            peak_bytes,
        });
    }
    for native in &natives {
        println!("    {}: {}", native.name, native.times.shown());
    }
    Ok(natives)
}

const PYTHON: &str = "
import collections, json, sys, zipfile
counts = collections.Counter()
with zipfile.ZipFile(sys.argv[1]) as archive:
    for entry in archive.infolist():
        data = archive.read(entry)
        if entry.filename.startswith('events/'):
            record = json.loads(data)
            json.loads(record['n']['p'])
            counts[record['n']['t']] += 1
";

/// What inflating and decoding an event costs against inflating it and looking at it as JSON.
pub struct Decoding {
    /// Kind of event, and what is scanned.
    pub name: String,
    /// Median of the rounds.
    pub ratio: f64,
    /// Lowest and highest of them, in words.
    pub spread: String,
}

/// Measures that with `examples/decode_speed.rs`.
///
/// # Errors
/// When it can't be run.
pub fn decode_ratios() -> Result<Vec<Decoding>> {
    let text = output(&mut Command::new(
        target().join("release/examples/decode_speed"),
    ))?;
    let ratios: Vec<Decoding> = text
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(" ratio: ")?;
            let (ratio, rest) = rest.split_once(" (")?;
            Some(Decoding {
                name: name.to_owned(),
                ratio: ratio.parse().ok()?,
                spread: rest.split(';').next()?.to_owned(),
            })
        })
        .collect();
    for decoding in &ratios {
        let Decoding {
            name,
            ratio,
            spread,
        } = decoding;
        println!("    {name}: {ratio} ({spread})");
    }
    Ok(ratios)
}

/// Without the feature there is no libdeflate: `main.rs` starts the benchmark with it.
#[cfg(not(feature = "bench"))]
fn inflate_and_crc(_: &Path) -> Result<f64> {
    bail!("xtask was built without its feature `bench`");
}

/// What can't be beaten: every entry inflated by libdeflate and its CRC checked, nothing else.
#[cfg(feature = "bench")]
fn inflate_and_crc(file: &Path) -> Result<f64> {
    let start = Instant::now();
    let bytes = std::fs::read(file)?;
    let number = |at: usize, length: usize| -> Result<u64> {
        let field = bytes
            .get(at..at + length)
            .context("the archive is cut off")?;
        Ok(field
            .iter()
            .rev()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)))
    };
    let end = bytes.len() - 22;
    let mut at = number(end + 16, 4)? as usize;
    let mut inflate = libdeflater::Decompressor::new();
    let mut buffer = Vec::new();
    let mut entries = 0;
    while number(at, 4)? == 0x0201_4b50 {
        let (method, crc) = (number(at + 10, 2)?, number(at + 16, 4)? as u32);
        let (compressed, size) = (number(at + 20, 4)? as usize, number(at + 24, 4)? as usize);
        let local = number(at + 42, 4)? as usize;
        at += 46 + (number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?) as usize;
        let data = local + 30 + (number(local + 26, 2)? + number(local + 28, 2)?) as usize;
        let data = bytes
            .get(data..data + compressed)
            .context("the archive is cut off")?;
        if method == 8 {
            if buffer.len() < size {
                buffer.resize(size, 0);
            }
            inflate
                .deflate_decompress(data, &mut buffer[..size])
                .context("inflating")?;
            if libdeflater::crc32(&buffer[..size]) != crc {
                bail!("wrong CRC");
            }
        } else if libdeflater::crc32(data) != crc {
            bail!("wrong CRC");
        }
        entries += 1;
    }
    if entries < 1000 {
        bail!("only {entries} entries were read");
    }
    Ok(start.elapsed().as_secs_f64())
}
