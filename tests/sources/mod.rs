//! Source text of the project, for tests that hold an invariant by reading it.
#![allow(dead_code)] // each test file uses its own part

use std::fs;
use std::path::{Path, PathBuf};

/// Root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `folder` (relative to the root) with one of the extensions.
pub fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    const NOT_OURS: [&str; 6] = [
        "node_modules",
        "dist",
        "target",
        "screenshots",
        "corpus",
        "artifacts",
    ];
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        if next.is_file() {
            if next
                .extension()
                .is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
            {
                found.push(next);
            }
        } else if let Ok(items) = fs::read_dir(&next) {
            for item in items {
                let path = item.unwrap().path();
                if !path
                    .file_name()
                    .is_some_and(|name| NOT_OURS.iter().any(|skip| name == *skip))
                {
                    open.push(path);
                }
            }
        }
    }
    found.sort();
    found
}

pub fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

/// Whether the file is the tests of the module it stands in, compiled for tests only.
fn is_tests(path: &Path) -> bool {
    path.ends_with("tests.rs")
        && fs::read_to_string(path.with_file_name("mod.rs")).is_ok_and(|parent| {
            parent.split("#[cfg(test)]\n").skip(1).any(|behind| {
                let mut lines = behind.lines().skip_while(|line| line.starts_with("#["));
                lines
                    .next()
                    .is_some_and(|line| line.ends_with("mod tests;"))
            })
        })
}

/// Whether a line declares a module, for whomever.
fn is_module(line: &str) -> bool {
    let line = match line.strip_prefix("pub") {
        Some(rest) => rest
            .split_once(") ")
            .map_or(rest, |(_, rest)| rest)
            .trim_start(),
        None => line,
    };
    line.starts_with("mod ")
}

/// Source without comments and without what is compiled for tests only: `tests.rs` of a module, and
/// `#[cfg(test)]` modules at the end of a file.
pub fn code(path: &Path) -> Vec<(usize, String)> {
    if is_tests(path) {
        return Vec::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let mut lines = Vec::new();
    let mut all = text.lines().enumerate().peekable();
    while let Some((number, line)) = all.next() {
        if line == "#[cfg(test)]" {
            let mut rest = all
                .clone()
                .map(|(_, line)| line)
                .skip_while(|line| line.starts_with("#["));
            if rest
                .next()
                .is_some_and(|line| is_module(line) && line.ends_with('{'))
            {
                break;
            }
        }
        let line = line.split("//").next().unwrap_or("");
        if !line.trim().is_empty() {
            lines.push((number + 1, line.to_owned()));
        }
    }
    lines
}
