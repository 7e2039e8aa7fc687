//! What the numbers were measured on.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::work::{root, www};

/// Machine and versions, a line each.
pub fn machine(chromium: &str) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let processor = processor().unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let mut lines = vec![format!(
        "{processor}, {threads} processors, {}",
        std::env::consts::OS
    )];
    lines.extend(first_line("rustc", &["--version"]));
    lines.push(format!("Chromium {chromium}"));
    let before = |text: String, end| text.split(end).next().unwrap_or("").trim().to_owned();
    lines.extend(first_line("unzip", &["-v"]).map(|line| before(line, ',')));
    lines.extend(first_line("7z", &[]).map(|line| before(line, ':')));
    lines.extend(first_line("python3", &["--version"]));
    for name in ["fflate", "jszip", "@zip.js/zip.js"] {
        let package = root()
            .join("xtask/browser/peers/node_modules")
            .join(name)
            .join("package.json");
        let version =
            json(&package).and_then(|package| Some(package["version"].as_str()?.to_owned()));
        lines.extend(version.map(|version| format!("{name} {version}")));
    }
    let binaryen = json(&www().join("package-lock.json")).and_then(|lock| {
        let package = &lock["packages"]["node_modules/binaryen"];
        Some(package["version"].as_str()?.to_owned())
    });
    lines.extend(binaryen.map(|version| format!("wasm-opt (binaryen) {version}")));
    lines
}

/// Name of the processor, where the system tells.
fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The first line of what a program prints that is not empty.
fn first_line(name: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    Some(line.trim().to_owned())
}

fn json(file: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}
