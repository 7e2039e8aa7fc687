//! Figures: several runs of one thing, and what a process takes.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

/// Several runs of one thing, in seconds.
#[derive(Debug, Clone, Default)]
pub struct Times(pub Vec<f64>);

impl Times {
    /// The middle one; not a number if there is none.
    pub fn median(&self) -> f64 {
        quantile(&self.0, 0.5)
    }

    /// Half of the distance between the fastest and the slowest run, of the median.
    pub fn spread(&self) -> f64 {
        let low = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.0.iter().copied().fold(0.0, f64::max);
        if self.0.len() < 2 {
            0.0
        } else {
            (high - low) / 2.0 / self.median()
        }
    }

    /// In words, for a table.
    pub fn shown(&self) -> String {
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

/// The value below which this share of all values lies.
pub fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count => sorted[((count as f64 - 1.0) * at).round() as usize],
    }
}

/// A list of numbers in what the browser measured.
pub fn numbers(value: &Value) -> Times {
    Times(
        value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
            .collect(),
    )
}

/// Wall time in seconds and peak resident memory in bytes (0 where /proc does not tell).
pub fn measured(command: &mut Command) -> Result<(f64, u64)> {
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
