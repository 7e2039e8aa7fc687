//! The invariants of `docs/ARCHITECTURE.md` that can be told from the source text.
//!
//! Each test names the invariant it holds; the document names each test.

mod sources;

use std::fs;

use sources::{code, files, root, shown};

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
        &[
            "src/main.rs",
            "src/cli/",
            "src/disk.rs",
            "src/web/",
            "src/generated.rs",
        ],
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
fn only_the_command_line_knows_the_terminal() {
    nowhere(
        &["src", "crates"],
        &["src/main.rs", "src/cli/"],
        &["clap", "anstream", "indicatif"],
    );
}

#[test]
fn what_all_systems_share_names_none() {
    nowhere(
        &[
            "src/error.rs",
            "src/source.rs",
            "src/sort.rs",
            "src/report",
            "src/container",
            "src/inspect",
            "src/open.rs",
            "src/protocol.rs",
            "src/scan.rs",
            "src/threads.rs",
            "crates/per-byte/src",
        ],
        &[],
        &[
            "squidex",
            "Squidex",
            "SQUIDEX",
            "sharepoint",
            "SharePoint",
            "Sharepoint",
            "SHAREPOINT",
            "app_service",
            "app-service",
            "AppService",
            "App Service",
            "APP_SERVICE",
        ],
    );
}

#[test]
fn nobody_calls_for_help_with_a_panic() {
    // The compiler's lints say the same of calls; this holds it for all targets and features at once.
    nowhere(
        &["src", "crates/per-byte/src"],
        &["src/main.rs", "src/cli/", "src/generated.rs"],
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
                // The connection that must be refused is tried in one place; the service worker keeps the page, see
                // `one_script_alone_may_connect`.
                let known = word == "fetch("
                    && [
                        "www/src/engine/probe.ts",
                        "www/src/engine/offline-worker.ts",
                    ]
                    .contains(&name.as_str());
                if line.contains(word) && !known {
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
fn one_script_alone_may_connect() {
    let text = fs::read_to_string(root().join("www/public/_headers")).unwrap();
    let mut address = "";
    let mut connecting = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('/') {
            address = line.trim();
        } else if let Some(policy) = line.trim().strip_prefix("Content-Security-Policy: ")
            && !policy.contains("connect-src 'none'")
        {
            connecting.push((address, policy));
        }
    }
    let [(address, policy)] = connecting[..] else {
        panic!("one address may connect, and not {connecting:?}");
    };
    assert_eq!(address, "/sw.js");
    assert_eq!(
        policy,
        "default-src 'none'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    );
    // In it, one place fetches, and names of the list alone.
    let script = root().join("www/src/engine/offline-worker.ts");
    let lines: Vec<String> = code(&script)
        .into_iter()
        .map(|(_, line)| line.trim().to_owned())
        .collect();
    let fetching: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("fetch("))
        .collect();
    assert_eq!(
        fetching,
        ["const response = await fetch(addressOf(name), {"]
    );
    let asking: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("get(name"))
        .collect();
    assert_eq!(
        asking,
        [
            "async function get(name: string, sum: string): Promise<Response> {",
            "for (const [name, sum] of SUMS) await cache.put(addressOf(name), await get(name, sum));",
            "const sum = SUMS.get(name);",
            "return sum === undefined ? Response.error() : get(name, sum);",
        ]
    );
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
