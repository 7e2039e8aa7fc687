//! One line on standard error while data is read, if that is a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use backup_inspector::report::words;
use backup_inspector::scan::Progress;

use super::args::Reading;

/// Redraw at most so often.
const INTERVAL: Duration = Duration::from_millis(100);
/// The rate is that of about the last seconds, so that a slow start does not spoil the time left.
const WINDOW: Duration = Duration::from_secs(5);

/// The line.
pub struct Line {
    name: String,
    shown: bool,
    as_json: bool,
    /// As far as it was when it was last heard of.
    known: Progress,
    enabled: bool,
    last: Instant,
    samples: std::collections::VecDeque<(Instant, u64)>,
}

impl Line {
    /// A line for that file; nothing is shown if standard error is no terminal.
    pub fn new(name: &str, reading: &Reading) -> Line {
        let now = Instant::now();
        Line {
            name: words::visible(name),
            as_json: reading.progress.is_some(),
            shown: false,
            enabled: reading.progress.is_some() || !reading.quiet && io::stderr().is_terminal(),
            known: Progress::default(),
            last: now,
            samples: [(now, 0)].into(),
        }
    }

    /// Shows how far it is.
    pub fn show(&mut self, progress: Progress) {
        self.known = progress;
        let now = Instant::now();
        if !self.enabled || now.duration_since(self.last) < INTERVAL {
            return;
        }
        self.last = now;
        self.samples.push_back((now, progress.bytes_done));
        while self.samples.len() > 2
            && self
                .samples
                .front()
                .is_some_and(|(at, _)| now.duration_since(*at) > WINDOW)
        {
            self.samples.pop_front();
        }
        let Some((since, bytes)) = self.samples.front() else {
            return;
        };
        let seconds = now.duration_since(*since).as_secs_f64().max(0.001);
        let rate = progress.bytes_done.saturating_sub(*bytes) as f64 / seconds;
        let left = progress.bytes_total.saturating_sub(progress.bytes_done);
        let percent = 100 * progress.bytes_done / progress.bytes_total.max(1);
        let eta = if rate > 0.0 {
            words::duration(left as f64 / rate)
        } else {
            "?".into()
        };
        if self.as_json {
            let seconds = (rate > 0.0).then(|| (left as f64 / rate * 10.0).round() / 10.0);
            self.tell(progress, seconds, false);
            return;
        }
        let _ = write!(
            io::stderr(),
            "\r\x1b[2K{}  {percent:>3} %  {} of {}  {}/s  {eta} left",
            self.name,
            words::bytes(progress.bytes_done),
            words::bytes(progress.bytes_total),
            words::bytes(rate as u64),
        );
        self.shown = true;
    }

    /// All is read: the last line says so.
    pub fn done(&mut self) {
        if self.as_json {
            self.tell(self.known, Some(0.0), true);
        }
        self.clear();
    }

    /// As JSON, the keys of the contract.
    fn tell(&self, progress: Progress, seconds_left: Option<f64>, done: bool) {
        let line = serde_json::json!({
            "phase": "read", "bytes_done": progress.bytes_done, "bytes_total": progress.bytes_total,
            "entries_done": progress.entries_done, "entries_total": progress.entries_total,
            "seconds_left": seconds_left, "done": done,
        });
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.clear();
    }
}
