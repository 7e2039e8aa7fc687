//! All tests, one after the other, with what took how long. A failing step does not stop the others:
//! one run tells everything.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::work::{answers, cargo, npm_run, program, root, run, seconds, step, target, www};
use crate::{archive, engine, host_test, page, serve, system};

/// Groups that `--only` knows, in the order in which they run.
pub const GROUPS: [&str; 5] = ["rust", "wasm", "page", "e2e", "hosts"];

/// Groups that only run when they are asked for.
pub const MORE: [&str; 1] = ["sweep"];

/// The steps that were run.
struct Run {
    steps: Vec<(String, Duration, Option<String>)>,
}

impl Run {
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        let start = Instant::now();
        let result = step(name, work);
        let error = result.err().map(|error| format!("{error:#}"));
        let passed = error.is_none();
        self.steps.push((name.to_owned(), start.elapsed(), error));
        passed
    }
}

/// Runs the groups and prints a summary.
///
/// # Errors
/// When a step failed.
pub fn run_groups(groups: &[&str]) -> Result<()> {
    let start = Instant::now();
    let wanted = |group: &str| groups.contains(&group);
    let mut tests = Run { steps: Vec::new() };

    if wanted("rust") {
        rust(&mut tests);
    }
    if wanted("sweep") {
        tests.step("rust: every byte of a small backup damaged", || {
            run(cargo()
                .args(["test", "--quiet", "--test", "archive_damage"])
                .env("BACKUP_INSPECTOR_SWEEP", "all"))
        });
        tests.step(
            "rust: every byte of a small tape damaged, every cut",
            || {
                run(cargo()
                    .args(["test", "--quiet", "--test", "sharepoint", "damage::"])
                    .env("BACKUP_INSPECTOR_SWEEP", "all"))
            },
        );
    }
    if wanted("page") || wanted("wasm") || wanted("e2e") {
        tests.step("npm packages", engine::install_npm);
    }
    if wanted("page") {
        tests.step("page: types (tsc)", || run(&mut npm_run("types")));
        tests.step("page: format and lints (biome)", || {
            run(&mut npm_run("style"))?;
            let biome = www().join("node_modules/.bin/biome");
            let scripts = root().join("xtask/browser");
            run(program(biome, &scripts).args(["ci", "--error-on-warnings"]))
        });
        tests.step("page: units (vitest)", || run(&mut npm_run("test")));
    }
    if wanted("wasm") || wanted("e2e") {
        let built = tests.step("page: build", || {
            page::build(crate::engine::Build::Whole).map(drop)
        });
        if built && wanted("wasm") {
            tests.step(
                "wasm: the engine in Chromium says what the command line says",
                same_answers,
            );
        }
        let built = built
            && (!wanted("e2e")
                || tests.step("page: build as one file, and as npm package", || {
                    page::one_file(&root().join("dist"))?;
                    page::npm_package(&root().join("dist")).map(drop)
                }));
        if built && wanted("e2e") {
            tests.step("page: end to end in Chromium", end_to_end);
            if let Some(firefox) = system::firefox() {
                tests.step("page: the main path in Firefox", || in_firefox(&firefox));
            } else {
                println!("==> Firefox: not installed, left out (the package \"firefox-esr\")");
            }
        }
    }

    if wanted("hosts") {
        tests.step(
            "hosts: nginx and Caddy send what they should",
            host_test::run,
        );
    }

    println!("\n{:-<72}", "");
    for (name, time, error) in &tests.steps {
        println!(
            "{} {name:<56} {:>10}",
            if error.is_none() { "pass" } else { "FAIL" },
            seconds(*time)
        );
    }
    println!("     {:<56} {:>10}", "total", seconds(start.elapsed()));
    let failed: Vec<_> = tests
        .steps
        .iter()
        .filter_map(|(name, _, error)| Some((name, error.as_ref()?)))
        .collect();
    if failed.is_empty() {
        println!("All tests passed.");
        return Ok(());
    }
    for (name, error) in &failed {
        println!("FAILED {name}: {error}");
    }
    bail!("{} of {} steps failed", failed.len(), tests.steps.len())
}

fn rust(tests: &mut Run) {
    tests.step("wasm target", engine::install_target);
    tests.step("rust: format", || {
        component("rustfmt", "fmt");
        run(cargo().args(["fmt", "--all", "--check"]))
    });
    tests.step("rust: lints (clippy)", || {
        component("clippy", "clippy");
        run(cargo().args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    });
    tests.step("rust: lints for the browser (clippy)", || {
        run(cargo()
            .args([
                "clippy",
                "--quiet",
                "--package",
                "backup-inspector",
                "--lib",
                "--no-default-features",
            ])
            .args([
                "--target",
                "wasm32-unknown-unknown",
                "--",
                "--deny",
                "warnings",
            ]))
    });
    if system::on_path("cargo-deny").is_some() {
        tests.step("rust: licences, bans, sources (cargo deny)", || {
            run(cargo().args([
                "deny",
                "--all-features",
                "check",
                "licenses",
                "bans",
                "sources",
            ]))?;
            run(cargo()
                .args(["deny", "--manifest-path", "fuzz/Cargo.toml"])
                .args(["check", "licenses", "bans", "sources"]))
        });
        // The list of advisories comes from the network, which need not be there.
        let fetched = cargo()
            .args(["deny", "fetch", "db"])
            .output()
            .is_ok_and(|output| output.status.success());
        if fetched {
            tests.step("rust: advisories (cargo deny)", || {
                run(cargo().args(["deny", "--all-features", "check", "advisories"]))
            });
        } else {
            println!("==> cargo deny: the list of advisories can't be fetched, left out");
        }
    } else {
        println!("==> cargo deny: not installed, left out (deny.toml says what it would hold)");
    }
    system::zip_programs();
    tests.step("rust: documentation without a warning (cargo doc)", || {
        run(cargo()
            .args(["doc", "--quiet", "--no-deps", "--lib"])
            .args(["--package", "backup-inspector", "--package", "per-byte"])
            .env("RUSTDOCFLAGS", "--deny warnings"))
    });
    tests.step("rust: tests", || {
        run(cargo().args(["test", "--quiet", "--workspace", "--no-fail-fast"]))
    });
}

/// Adds a component of the toolchain, if it does not answer.
fn component(name: &str, subcommand: &str) {
    let there = cargo()
        .args([subcommand, "--version"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !there && answers("rustup", "--version") {
        // If that fails, the step itself says that the component is missing.
        let _ = step(&format!("Installing {name}"), || {
            run(program("rustup", &root()).args(["component", "add", name]))
        });
    }
}

fn end_to_end() -> Result<()> {
    let chromium = system::chromium()?;
    run(npm_run("e2e")
        .env("BI_XTASK", std::env::current_exe()?)
        .env("BI_CLI", command_line()?)
        .env("CHROMIUM", chromium))
}

fn in_firefox(firefox: &std::path::Path) -> Result<()> {
    run(npm_run("firefox")
        .env("BI_XTASK", std::env::current_exe()?)
        .env("BI_CLI", command_line()?)
        .env("FIREFOX", firefox))
}

/// Builds the command line and returns its path.
///
/// # Errors
/// When it does not compile.
pub fn command_line() -> Result<std::path::PathBuf> {
    run(cargo().args([
        "build",
        "--quiet",
        "--package",
        "backup-inspector",
        "--bin",
        "backup-inspector",
    ]))?;
    Ok(target().join("debug/backup-inspector"))
}

/// Every archive through the page's own worker script in Chromium, and through the command line: the
/// JSON must be the same bytes, whatever the number of workers and the order of their results.
fn same_answers() -> Result<()> {
    let chromium = system::chromium()?;
    let cli = command_line()?;
    let made = crate::work::scratch("archives")?;
    // The last one in zeros that no disk keeps: behind 4 GiB everything is ZIP64 and no offset fits 32 bits.
    // In the page it is put together from repeated parts; the script reads from the name how many bytes.
    for (name, events, files, hole_bytes) in [
        ("small.zip", 300, 5, 0),
        ("several-shards.zip", 20_000, 40, 0),
        ("behind-4500000000-bytes.zip", 2_000, 20, 4_500_000_000),
    ] {
        let path = made.join(name);
        if !path.is_file() {
            archive::write(
                &path,
                archive::Shape {
                    events,
                    files,
                    file_bytes: 20_000,
                    sparse_gb: 0,
                    hole_bytes,
                },
            )?;
        }
    }
    let server = serve::Server::bind(&www().join("dist"), Some(0), &serve::Policy::Whole)?;
    run(program("node", &root())
        .arg("xtask/browser/same-answers.mjs")
        .arg(&made)
        .env("BI_URL", server.run_beside())
        .env("CHROMIUM", chromium)
        .env("BI_CLI", cli))
}
