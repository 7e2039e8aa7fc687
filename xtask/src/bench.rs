//! The benchmark: our check natively and in Chromium beside other programs, same file, same run.
//! Prints one table and writes it to `docs/performance.md` with machine and versions.

mod copies;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::container::zip::{self, Shape};
use crate::engine::gzip;
use crate::work::{
    cargo, files_below, npm_in, output, program, root, run, scratch, step, target, www,
};
use crate::{engine, page, serve, system};

/// Several runs of one thing, in seconds.
#[derive(Debug, Clone, Default)]
struct Times(Vec<f64>);

impl Times {
    fn median(&self) -> f64 {
        quantile(&self.0, 0.5)
    }

    /// Half of the distance between the fastest and the slowest run, of the median.
    fn spread(&self) -> f64 {
        let low = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.0.iter().copied().fold(0.0, f64::max);
        if self.0.len() < 2 {
            0.0
        } else {
            (high - low) / 2.0 / self.median()
        }
    }

    fn shown(&self) -> String {
        match self.0.len() {
            0 => "not measured".into(),
            1 => format!("{:.2} s (one run)", self.median()),
            count => format!(
                "{:.2} s ± {:.0} % ({count} runs)",
                self.median(),
                self.spread() * 100.0
            ),
        }
    }
}

fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count => sorted[((count as f64 - 1.0) * at).round() as usize],
    }
}

/// One native program that reads the archive.
struct Native {
    name: &'static str,
    times: Times,
    peak_bytes: u64,
}

/// Parts of a full run that can be left out.
pub const PARTS: [&str; 2] = ["reproduce", "saving"];

/// Runs the benchmark, without some of [`PARTS`].
///
/// # Errors
/// When something can't be built, made or measured.
pub fn run_all(full: bool, without: &[&str]) -> Result<()> {
    let wanted = |part: &str| full && !without.contains(&part);
    let (rounds, cancels) = if full { (5, 40) } else { (3, 10) };
    let chromium = system::chromium()?;
    system::zip_programs();
    let data = scratch("bench-data")?;
    let file = made(&data, "bench-200k.zip", Shape::bench())?;

    let dist = page::build()?;
    // What follows takes half an hour: it is not to be lost because of this.
    let reproduced = wanted("reproduce").then(|| match engine::reproduce() {
        Ok(()) => true,
        Err(error) => {
            println!("    attention: {error:#}");
            false
        }
    });
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
    })?;
    let peers = root().join("xtask/browser/peers");
    step("Installing the other ZIP readers (npm)", || {
        run(npm_in(&peers).args(["ci", "--no-fund", "--no-audit"]))
    })?;

    let natives = step("Native programs", || native_programs(&file, rounds))?;
    let decoding = step("Decoding against inflating and a bare scan", decode_ratios)?;
    let site = site(&dist, &peers)?;
    let server = serve::Server::bind(&site, Some(0))?;
    let url = server.url.clone();
    std::thread::spawn(move || server.run());
    // Before the disk is filled with other archives. What can't be measured here is not to lose the rest.
    let copies = full
        .then(|| {
            step("Copies of a large backup", || {
                copies::measure(wanted("saving").then_some((url.as_str(), chromium.as_path())))
            })
        })
        .and_then(|copies| {
            copies
                .map_err(|error| println!("    attention: {error:#}"))
                .ok()
        });
    let redaction = full
        .then(|| step("Redacting", || copies::redact(&data, &file)))
        .and_then(|redaction| {
            redaction
                .map_err(|error| println!("    attention: {error:#}"))
                .ok()
        });
    let mut memory = Vec::new();
    if full {
        for (name, events, sparse_gb) in [
            ("events-200k-2gb.zip", 200_000, 2),
            ("events-2m-20gb.zip", 2_000_000, 18),
        ] {
            memory.push(made(
                &data,
                name,
                Shape {
                    events,
                    sparse_gb,
                    ..Shape::bench()
                },
            )?);
        }
    }
    let browser = step("Chromium", || {
        let request = json!({
            "file": file,
            "rounds": rounds,
            "cancels": cancels,
            "memory": memory,
            "peers": [
                { "name": "fflate", "script": "fflate.js", "runs": rounds, "limit": 0, "scale": 1 },
                { "name": "jszip", "script": "jszip.js", "runs": if full { 3 } else { 1 }, "limit": 0, "scale": 1 },
                { "name": "zipjs", "script": "zip.js", "runs": if full { 2 } else { 1 }, "limit": 20_000, "scale": 10 },
            ],
        });
        let text = output(
            program("node", &root())
                .arg("xtask/browser/bench.mjs")
                .arg(request.to_string())
                .env("BI_URL", &url)
                .env("CHROMIUM", &chromium),
        )?;
        serde_json::from_str::<Value>(&text).context("reading what the browser measured")
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
    let text = report(&file, &measured, &dist, full, without)?;
    println!("\n{text}");
    std::fs::write(root().join("docs/performance.md"), &text)?;
    println!("Written to docs/performance.md");
    Ok(())
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
fn site(dist: &Path, peers: &Path) -> Result<PathBuf> {
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

/// Round after round, so that a busy minute of the machine hits all alike.
fn native_programs(file: &Path, rounds: usize) -> Result<Vec<Native>> {
    let ours = target().join("release/backup-inspector");
    let mut read = Command::new(target().join("release/examples/decode_speed"));
    read.arg("read").arg(file);
    let check = |threads: &str| {
        let mut command = Command::new(&ours);
        command
            .arg("check")
            .arg(file)
            .args(["--json", "--quiet", "--threads", threads]);
        command
    };
    let mut list: Vec<(&'static str, Command)> = vec![
        ("check, 1 thread", check("1")),
        ("check, 2 threads", check("2")),
        (WITHOUT_DRY_RUN, read),
    ];
    if system::on_path("unzip").is_some() {
        let mut command = Command::new("unzip");
        command.arg("-tq").arg(file);
        list.push(("unzip -tq", command));
    }
    if system::on_path("7z").is_some() {
        let mut command = Command::new("7z");
        command.arg("t").arg(file);
        list.push(("7z t", command));
    }
    let mut natives: Vec<Native> = list
        .iter()
        .map(|(name, _)| Native {
            name,
            times: Times::default(),
            peak_bytes: 0,
        })
        .collect();
    let mut limit = Native {
        name: LIMIT,
        times: Times::default(),
        peak_bytes: 0,
    };
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

const WITHOUT_DRY_RUN: &str = "check without the dry run, 1 thread";
const LIMIT: &str = "libdeflate, inflate + CRC only, 1 thread";

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
struct Decoding {
    /// Kind of event, and what is scanned.
    name: String,
    /// Median of the rounds.
    ratio: f64,
    /// Lowest and highest of them, in words.
    spread: String,
}

fn decode_ratios() -> Result<Vec<Decoding>> {
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

/// Wall time in seconds and peak resident memory in bytes (0 where /proc does not tell).
fn measured(command: &mut Command) -> Result<(f64, u64)> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status_file = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    loop {
        if let Ok(status) = std::fs::read_to_string(&status_file)
            && let Some(line) = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))
        {
            let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(0);
            peak = peak.max(kilobytes * 1024);
        }
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("{command:?} ended with {status}");
            }
            return Ok((start.elapsed().as_secs_f64(), peak));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What can't be beaten: every entry inflated by libdeflate and its CRC checked, nothing else.
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

/// Sizes on the way, with gzip as a host would send it.
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

/// A list of numbers in what the browser measured.
fn numbers(value: &Value) -> Times {
    Times(
        value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
            .collect(),
    )
}

/// One row against its goal.
struct Row {
    what: String,
    measured: String,
    goal: &'static str,
    /// `None`: not measured in this run.
    met: Option<bool>,
}

/// Everything that one run measured.
struct Measured {
    natives: Vec<Native>,
    decoding: Vec<Decoding>,
    browser: Value,
    engine: engine::Sizes,
    /// Whether a second build gave the same bytes, if there was one.
    reproduced: Option<bool>,
    copies: Option<copies::Copies>,
    redaction: Option<copies::Redaction>,
}

fn report(
    file: &Path,
    measured: &Measured,
    dist: &Path,
    full: bool,
    without: &[&str],
) -> Result<String> {
    let Measured {
        natives,
        decoding,
        browser,
        engine,
        reproduced,
        copies,
        redaction,
    } = measured;
    let native = |name: &str| {
        natives
            .iter()
            .find(|native| native.name == name)
            .map(|native| native.times.median())
    };
    let page_times = numbers(&browser["ours"]);
    let ours = page_times.median();
    let mut rows = Vec::new();
    let mut at_most =
        |what: String, value: Option<f64>, shown: String, limit: f64, goal: &'static str| {
            let value = value.filter(|value| value.is_finite());
            rows.push(Row {
                what,
                measured: if value.is_some() {
                    shown
                } else {
                    "not measured".into()
                },
                goal,
                met: value.map(|value| value <= limit),
            });
        };
    let ratio = |top: Option<f64>, bottom: Option<f64>| Some(top? / bottom?);

    for (name, limit, goal) in [("7z t", 0.7, "≤ 0.7"), ("unzip -tq", 1.0, "< 1")] {
        let value = ratio(Some(ours), native(name));
        at_most(
            format!("P1 page, all workers / `{name}`"),
            value,
            format!("{:.2}", value.unwrap_or(0.0)),
            limit,
            goal,
        );
    }
    for (key, name, least, goal) in [
        ("fflate", "fflate", 6.0, "≥ 6"),
        ("jszip", "JSZip", 15.0, "≥ 15"),
        (
            "zipjs",
            "zip.js (first 20,000 events, scaled)",
            300.0,
            "≥ 300",
        ),
    ] {
        let value = ratio(
            Some(numbers(&browser["peers"][key]["times"]).median()),
            Some(ours),
        );
        // "At least" as "at most" of the negative.
        at_most(
            format!("P2 {name} / page"),
            value.map(|value| -value),
            format!("{:.1}", value.unwrap_or(0.0)),
            -least,
            goal,
        );
    }
    let value = ratio(native(WITHOUT_DRY_RUN), native(LIMIT));
    at_most(
        "P3 check without the dry run, 1 thread / libdeflate inflate + CRC".into(),
        value,
        format!("{:.2}", value.unwrap_or(0.0)),
        1.3,
        "≤ 1.3",
    );
    let value = ratio(native("check, 1 thread"), native(LIMIT));
    at_most(
        "P3 check with dry run, 1 thread / libdeflate inflate + CRC".into(),
        value,
        format!("{:.2}", value.unwrap_or(0.0)),
        1.8,
        "≤ 1.8",
    );
    for decoding in decoding {
        let Decoding {
            name,
            ratio,
            spread,
        } = decoding;
        at_most(
            format!("inflating and decoding / inflating and a bare JSON scan: {name}"),
            Some(*ratio),
            format!("{ratio:.2} ({spread})"),
            1.35,
            "≤ 1.35",
        );
    }
    let value = ratio(native("check, 2 threads"), native("check, 1 thread"));
    at_most(
        "P4 check, 2 threads / 1 thread".into(),
        value,
        format!("{:.2}", value.unwrap_or(0.0)),
        0.6,
        "≤ 0.6",
    );
    let first = numbers(&browser["first"]);
    at_most(
        "P5 first report in the page, 200,000 entries".into(),
        Some(first.median()),
        format!("{:.0} ms", first.median() * 1000.0),
        0.3,
        "≤ 300 ms",
    );
    let memory: Vec<&Value> = browser["memory"].as_array().into_iter().flatten().collect();
    let grown = |value: &Value| Some(value["peak"].as_f64()? - value["before"].as_f64()?);
    if let [small, large] = memory.as_slice() {
        let value = large["heap"].as_f64().filter(|heap| *heap > 0.0);
        at_most(
            "P6 2 million events, 20 GB: largest memory of a worker (WebAssembly)".into(),
            value,
            format!("{:.0} MB", value.unwrap_or(0.0) / 1e6),
            256e6,
            "≤ 256 MB",
        );
        let entries = 1.8 + 0.16 / 100.0;
        let value = ratio(
            grown(large)
                .zip(grown(small))
                .map(|(large, small)| large - small),
            Some(entries),
        );
        at_most(
            "P6 growth of the whole renderer for each million entries".into(),
            value,
            format!("{:.0} MB", value.unwrap_or(0.0) / 1e6),
            f64::INFINITY,
            "published",
        );
        let value = ratio(large["total"].as_f64(), small["total"].as_f64());
        at_most(
            "P6 time for 2 million events / 200,000 events".into(),
            value.map(|value| (value / 10.0 - 1.0).abs()),
            format!("{:.1}", value.unwrap_or(0.0)),
            0.15,
            "10 ± 15 %",
        );
    } else {
        at_most(
            "P6 2 million events, 20 GB".into(),
            None,
            String::new(),
            0.0,
            "≤ 256 MB; linear",
        );
    }
    let cancel = numbers(&browser["cancel"]);
    let value = quantile(&cancel.0, 0.95);
    at_most(
        format!("P7 Cancel, 95th percentile of {}", cancel.0.len()),
        Some(value),
        format!("{:.0} ms", value * 1000.0),
        0.2,
        "≤ 200 ms",
    );
    let landing = packed_bytes(dist, |name| {
        name == "index.html"
            || (name.starts_with("assets/")
                && ["index-", "style-", "icon-"]
                    .iter()
                    .any(|part| name[7..].starts_with(part)))
    })? as f64;
    at_most(
        "P8 landing page, as it travels".into(),
        Some(landing),
        format!("{:.1} kB", landing / 1000.0),
        50_000.0,
        "< 50 kB",
    );
    let engine_bytes = packed_bytes(dist, |name| name.starts_with("assets/engine-bytes"))? as f64;
    at_most(
        "P8 engine, as it travels (LZMA, as base64 in a script that the host sends with gzip)"
            .into(),
        Some(engine_bytes),
        format!("{:.1} kB", engine_bytes / 1000.0),
        400_000.0,
        "< 400 kB",
    );

    rows.extend(copies.iter().flat_map(copies::Copies::rows));
    rows.extend(redaction.iter().flat_map(copies::Redaction::rows));

    let mut text = String::from("# Performance\n\nWritten by `cargo xtask bench");
    text.push_str(if full { " --full`" } else { "`" });
    writeln!(
        text,
        ": everything in one run, on one machine, with the same file: a Squidex backup of 200,000 events and 500 files\nof 100 kB, {:.0} MB, the same bytes every time. Ratios carry over to other machines better than seconds do.\n",
        std::fs::metadata(file)?.len() as f64 / 1e6
    )?;
    if !without.is_empty() {
        let parts = without.join("` and `");
        writeln!(text, "Left out of this run: `{parts}`.\n")?;
    }
    writeln!(text, "| Measure | Here | Goal | |\n|---|---|---|---|")?;
    for row in &rows {
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
    for native in natives {
        let peak = if native.peak_bytes == 0 {
            "".into()
        } else {
            format!("{:.0} MB", native.peak_bytes as f64 / 1e6)
        };
        writeln!(
            text,
            "| {} | {} | {peak} |",
            native.name,
            native.times.shown()
        )?;
    }
    writeln!(
        text,
        "| page in Chromium, {} workers, from choosing the file to the whole report | {} | |",
        browser["workers"],
        page_times.shown()
    )?;
    for (key, name) in [
        ("fflate", "fflate in a worker"),
        ("jszip", "JSZip in a worker"),
        ("zipjs", "zip.js in a worker, 20,000 events × 10"),
    ] {
        let shown = match browser["peers"][key]["error"].as_str() {
            Some(error) => format!("failed: {error}"),
            None => numbers(&browser["peers"][key]["times"]).shown(),
        };
        writeln!(text, "| {name} | {shown} | |")?;
    }
    for value in memory {
        let name = value["path"]
            .as_str()
            .and_then(|path| path.rsplit(['/', '\\']).next())
            .unwrap_or("");
        writeln!(
            text,
            "| page, {name} | {:.1} s, first report after {:.0} ms | renderer + {:.0} MB, largest worker {:.0} MB |",
            value["total"].as_f64().unwrap_or(0.0),
            value["first"].as_f64().unwrap_or(0.0) * 1000.0,
            grown(value).unwrap_or(0.0) / 1e6,
            value["heap"].as_f64().unwrap_or(0.0) / 1e6
        )?;
    }
    let copied = copies.iter().flat_map(copies::Copies::lines);
    for line in copied.chain(redaction.iter().flat_map(copies::Redaction::lines)) {
        writeln!(text, "{line}")?;
    }
    for decoding in decoding {
        writeln!(
            text,
            "| {} events: inflating and decoding / inflating and a bare JSON scan | {:.2} ({}) | |",
            decoding.name, decoding.ratio, decoding.spread
        )?;
    }
    writeln!(
        text,
        "\nThe engine: {} kB of WebAssembly, {} kB with gzip, {} kB with LZMA, {:.0} kB as it travels.{}",
        engine.module / 1000,
        engine.gzip / 1000,
        engine.lzma / 1000,
        engine_bytes / 1000.0,
        match reproduced {
            None => "",
            Some(true) => " Built twice, in two folders: the same bytes.",
            Some(false) => " **Built twice, and not the same bytes.**",
        }
    )?;
    text.push_str(
        "\n\"Full check\" is: inflate every entry, check its CRC, read each event and its payload, count by type; ours also makes\n\
         the dry run of the restore, with findings and hashes of all files. `unzip`, `7z` and libdeflate inflate and check CRCs only.\n\
         fflate and JSZip have everything in memory.\n",
    );
    writeln!(text, "\n## Machine and versions\n")?;
    for line in machine(browser) {
        writeln!(text, "- {line}")?;
    }
    text.push_str(NOTES);
    Ok(text)
}

/// Written by hand, from profiles.
const NOTES: &str = include_str!("bench-notes.md");

/// What the numbers were measured on.
fn machine(browser: &Value) -> Vec<String> {
    let first_line = |name: &str, arguments: &[&str], line: usize| -> Option<String> {
        let output = Command::new(name)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .nth(line)?
                .trim()
                .to_owned(),
        )
    };
    let processor = std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            Some(
                text.lines()
                    .find(|line| line.starts_with("model name"))?
                    .split_once(':')?
                    .1
                    .trim()
                    .to_owned(),
            )
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut lines = vec![format!(
        "{processor}, {threads} processors, {}",
        std::env::consts::OS
    )];
    lines.extend(first_line("rustc", &["--version"], 0));
    lines.push(format!(
        "Chromium {}",
        browser["version"].as_str().unwrap_or("?")
    ));
    lines.extend(
        first_line("unzip", &["-v"], 0).map(|line| line.split(',').next().unwrap_or("").to_owned()),
    );
    lines.extend(
        first_line("7z", &[], 0).map(|line| line.split(':').next().unwrap_or("").trim().to_owned()),
    );
    lines.extend(first_line("python3", &["--version"], 0));
    for name in ["fflate", "jszip", "@zip.js/zip.js"] {
        let package = root()
            .join("xtask/browser/peers/node_modules")
            .join(name)
            .join("package.json");
        if let Some(version) = std::fs::read_to_string(package).ok().and_then(|text| {
            serde_json::from_str::<Value>(&text).ok()?["version"]
                .as_str()
                .map(str::to_owned)
        }) {
            lines.push(format!("{name} {version}"));
        }
    }
    if let Ok(text) = std::fs::read_to_string(www().join("package-lock.json"))
        && let Ok(lock) = serde_json::from_str::<Value>(&text)
        && let Some(version) = lock["packages"]["node_modules/binaryen"]["version"].as_str()
    {
        lines.push(format!("wasm-opt (binaryen) {version}"));
    }
    lines
}
