//! The invariants of `docs/ARCHITECTURE.md` that can be told from the source text.
//!
//! Each test names the invariant it holds; the document names each test.

use std::fs;
use std::path::{Path, PathBuf};

/// Root of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `folder` (relative to the root) with one of the extensions.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
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

fn shown(path: &Path) -> String {
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
                lines.next() == Some("mod tests;")
            })
        })
}

/// Source without comments and without what is compiled for tests only: `tests.rs` of a module, and
/// `#[cfg(test)]` modules at the end of a file.
fn code(path: &Path) -> Vec<(usize, String)> {
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
                .is_some_and(|line| line.starts_with("mod ") && line.ends_with('{'))
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

/// Fails with every line outside `allowed` that has one of the words.
fn nowhere(folders: &[&str], allowed: &[&str], words: &[&str]) {
    let mut seen = 0;
    let mut faults = Vec::new();
    for path in folders.iter().flat_map(|folder| files(folder, &["rs"])) {
        let name = shown(&path);
        if allowed.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        seen += 1;
        for (number, line) in code(&path) {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                faults.push(format!("{name}:{number}: `{word}` in: {}", line.trim()));
            }
        }
    }
    assert!(seen > 0, "no source was found in {folders:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_src_web_names_the_browser() {
    nowhere(
        &["src", "crates"],
        &["src/web/"],
        &["wasm_bindgen", "web_sys", "js_sys", "gloo"],
    );
}

#[test]
fn only_the_command_line_prints() {
    nowhere(
        &["src", "crates"],
        &["src/main.rs", "src/cli/", "src/generated.rs"],
        &[
            "println!",
            "print!(",
            "eprintln!",
            "eprint!(",
            "io::stdout",
            "io::stderr",
        ],
    );
}

#[test]
fn only_the_command_line_knows_files_processes_and_clocks() {
    nowhere(
        &["src", "crates"],
        &["src/main.rs", "src/cli/", "src/web/", "src/generated.rs"],
        &[
            "std::fs",
            "std::env::",
            "std::process",
            "std::net::Tcp",
            "std::net::Udp",
            "std::path",
            "SystemTime",
            "time::Instant",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ],
    );
}

#[test]
fn threads_are_started_in_one_place() {
    nowhere(
        &["src", "crates"],
        &["src/threads.rs", "src/main.rs", "src/cli/"],
        &["std::thread", "thread::spawn"],
    );
}

#[test]
fn the_archive_layer_knows_no_format() {
    nowhere(
        &["src/archive"],
        &[],
        &[
            "crate::format",
            "squidex",
            "Squidex",
            "crate::web",
            "crate::report::Report",
        ],
    );
}

#[test]
fn the_report_layer_knows_no_archive_and_no_format() {
    nowhere(
        &["src/report"],
        &["src/report/codes/"],
        &[
            "crate::format::squidex",
            "crate::container::zip",
            "crate::web",
        ],
    );
}

#[test]
fn formats_know_no_browser_and_no_terminal() {
    nowhere(
        &["src/format"],
        &[],
        &["crate::web", "crate::cli", "clap", "anstream", "indicatif"],
    );
}

#[test]
fn nobody_calls_for_help_with_a_panic() {
    // The compiler's lints say the same of calls; this holds it for all targets and features at once.
    nowhere(
        &[
            "src/archive",
            "src/format",
            "src/report",
            "src/estimate",
            "crates/per-byte/src",
            "src/scan.rs",
            "src/source.rs",
            "src/web",
        ],
        &["src/format/squidex/corpus"],
        &[
            ".unwrap()",
            ".expect(\"",
            "panic!(",
            "unreachable!(",
            "todo!(",
            "unimplemented!(",
        ],
    );
}

#[test]
fn the_page_has_no_markup_from_strings_and_no_network() {
    let mut faults = Vec::new();
    let sources = files("www/src", &["ts", "tsx"]);
    assert!(!sources.is_empty(), "no source of the page was found");
    for path in sources {
        let name = shown(&path);
        if name.contains(".test.") {
            continue;
        }
        for (number, line) in code(&path) {
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "dangerouslySetInnerHTML",
                "document.write",
                "eval(",
                "new Function",
                "fetch(",
                "XMLHttpRequest",
                "WebSocket(",
                "sendBeacon",
                "EventSource(",
            ] {
                // The connection that must be refused is tried in one place.
                let probe = name == "www/src/engine/probe.ts" && word == "fetch(";
                if line.contains(word) && !probe {
                    faults.push(format!("{name}:{number}: `{word}` in: {}", line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_policy_lets_nothing_out() {
    let text = fs::read_to_string(root().join("www/public/_headers")).unwrap();
    let policy = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "))
        .expect("www/public/_headers has a Content-Security-Policy");
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    for wanted in [
        "default-src 'none'",
        "connect-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self'",
    ] {
        assert!(
            directives.contains(&wanted),
            "the policy has no `{wanted}`: {policy}"
        );
    }
    for unwanted in [
        "unsafe-inline",
        "'unsafe-eval'",
        "*",
        "http:",
        "https:",
        "data:",
    ] {
        assert!(
            !policy.contains(unwanted),
            "the policy has `{unwanted}`: {policy}"
        );
    }
    // Each directive has its reason in a comment.
    for directive in directives {
        let name = directive.split(' ').next().unwrap();
        let reason = text
            .lines()
            .any(|line| line.starts_with('#') && line.contains(name));
        assert!(reason, "www/public/_headers gives no reason for {name}");
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let document = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let mut missing = Vec::new();
    for manifest in ["Cargo.toml", "xtask/Cargo.toml", "fuzz/Cargo.toml"] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.trim_end_matches(']').ends_with("dependencies");
            } else if inside
                && let Some((name, _)) = line.split_once('=')
                && !name.starts_with('#')
                && !document.contains(&format!("`{}`", name.trim()))
            {
                missing.push(format!("{manifest}: {}", name.trim()));
            }
        }
    }
    let package = fs::read_to_string(root().join("www/package.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    for kind in ["dependencies", "devDependencies"] {
        for (name, _) in package[kind].as_object().into_iter().flatten() {
            if !document.contains(&format!("`{name}`")) {
                missing.push(format!("www/package.json: {name}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "docs/ARCHITECTURE.md gives no reason for:\n{}",
        missing.join("\n")
    );
}

#[test]
fn the_map_names_every_folder_and_every_test_it_points_to() {
    let document = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    for folder in fs::read_dir(root().join("src")).unwrap() {
        let name = folder.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            document.contains(&format!("`{name}")) || document.contains(&format!("src/{name}")),
            "the map lacks src/{name}"
        );
    }
    // "held by `name`": the test must be there.
    let sources: String = ["tests", "src", "crates", "xtask"]
        .iter()
        .flat_map(|folder| files(folder, &["rs"]))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut count = 0;
    for part in document.split("held by `").skip(1) {
        let name = part.split('`').next().unwrap();
        count += 1;
        assert!(
            sources.contains(&format!("fn {name}(")),
            "ARCHITECTURE.md names a test that is not there: {name}"
        );
    }
    assert!(
        count >= 8,
        "only {count} invariants name the test that holds them"
    );
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Put together here, so that this file itself has none of them.
    let words = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["registry.", "npmjs"].concat(),
        ["static.crates", ".io"].concat(),
        ["index.crates", ".io"].concat(),
    ];
    let mut faults = Vec::new();
    for folder in [
        "src",
        "crates",
        "tests",
        "xtask",
        "www",
        "docs",
        "README.md",
        ".ci",
        "fuzz",
        "Cargo.toml",
        "deny.toml",
        "changelog",
    ] {
        for path in files(
            folder,
            &[
                "rs", "md", "ts", "tsx", "mjs", "js", "toml", "css", "html", "json", "yml",
            ],
        ) {
            // npm writes the address of each package into its lock file.
            if path
                .file_name()
                .is_some_and(|name| name == "package-lock.json")
            {
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            for (number, line) in text.lines().enumerate() {
                if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                    faults.push(format!("{}:{}: {word}", shown(&path), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
