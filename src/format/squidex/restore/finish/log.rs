//! The visible lines of a restore (`formats/squidex.md` 5.7, 5.8), without instants.

use crate::format::squidex::messages::{DOWNLOADED, DOWNLOADING, INTRO_LINES};

/// The Reading line of a restore that fails while reading: its numbers depend on timing.
pub(super) const READING: &str = "Reading {n}/{m} events and {a} attachments completed.";

/// The handlers in their order.
pub(super) const HANDLERS: [&str; 5] = ["Apps", "Assets", "Rules", "Schemas", "Contents"];

/// Lines in the making.
#[derive(Debug)]
pub(super) struct Log {
    lines: Vec<String>,
}

impl Log {
    /// The archive was opened.
    pub(super) fn new() -> Self {
        Log {
            lines: INTRO_LINES
                .iter()
                .chain(&[DOWNLOADING, DOWNLOADED])
                .map(|line| (*line).into())
                .collect(),
        }
    }

    /// Adds a line.
    pub(super) fn push(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Replaces the last line, as the Reading line does.
    pub(super) fn replace(&mut self, line: impl Into<String>) {
        self.lines.pop();
        self.push(line);
    }

    /// Of a restore that fails before the first object is restored, the numbers of the Reading line
    /// depend on timing.
    pub(super) fn hide_timing(&mut self) {
        if self.last().starts_with("Reading ") {
            self.replace(READING);
        }
    }

    /// The last line.
    pub(super) fn last(&self) -> &str {
        self.lines.last().map_or("", String::as_str)
    }

    /// All lines.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}
