//! `export`, `events`, `diff` from outside: where they write, what they refuse, how they end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// An empty folder that goes away again.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("cli-export-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap();
        Scratch(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn sample(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../shared/samples/squidex", "tests/data/squidex"];
    let found = folders.iter().map(|folder| root.join(folder).join(name));
    found.into_iter().find(|path| path.is_file()).unwrap()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_backup-inspector"))
        .args(arguments)
        .output()
        .unwrap()
}

fn exit(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn full() -> String {
    sample("base/full.zip").to_str().unwrap().to_owned()
}

#[test]
fn contents_go_to_a_file_a_folder_or_standard_output() {
    let scratch = Scratch::new("contents");
    let to = run(&["export", &full(), "contents"]);
    assert_eq!(exit(&to), 0);
    let lines = String::from_utf8(to.stdout.clone()).unwrap();
    assert_eq!(lines.lines().count(), 49);
    let file = scratch.path("contents.ndjson");
    let name = file.to_str().unwrap();
    assert_eq!(exit(&run(&["export", &full(), "contents", "-o", name])), 0);
    assert_eq!(std::fs::read(&file).unwrap(), to.stdout);
    // What is there stays.
    assert_eq!(
        exit(&run(&["export", &full(), "contents", "--all", "-o", name])),
        64
    );
    assert_eq!(std::fs::read(&file).unwrap(), to.stdout);
    assert_eq!(
        exit(&run(&[
            "export",
            &full(),
            "contents",
            "-o",
            name,
            "--force"
        ])),
        0
    );
    let table = scratch.path("one.csv");
    let table = table.to_str().unwrap();
    assert_eq!(
        exit(&run(&[
            "export",
            &full(),
            "contents",
            "--as",
            "csv",
            "-o",
            table
        ])),
        64
    );
    assert!(!Path::new(table).exists());
    let of_one = [
        "export",
        &full(),
        "contents",
        "--as",
        "csv",
        "--bom",
        "--schema",
        "categories",
        "-o",
        table,
    ];
    assert_eq!(exit(&run(&of_one)), 0);
    assert!(
        std::fs::read(table)
            .unwrap()
            .starts_with(b"\xEF\xBB\xBFid,status,")
    );
    let folder = scratch.path("tables");
    assert_eq!(
        exit(&run(&[
            "export",
            &full(),
            "contents",
            "--as",
            "csv",
            "-o",
            folder.to_str().unwrap()
        ])),
        0
    );
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "categories.csv",
            "journal.csv",
            "products.csv",
            "shop-settings.csv"
        ]
    );
}

#[test]
fn a_folder_that_is_not_empty_is_refused() {
    let scratch = Scratch::new("folder");
    let folder = scratch.path("files");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("mine.txt"), "mine").unwrap();
    let name = folder.to_str().unwrap();
    let refused = run(&["export", &full(), "assets", "-o", name]);
    assert_eq!(exit(&refused), 64);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    // A file of the backup is lost: the others are there, and it is named.
    let forced = run(&["export", &full(), "assets", "-o", name, "--force"]);
    assert_eq!(exit(&forced), 1);
    assert!(String::from_utf8_lossy(&forced.stderr).contains("lost.png"));
    assert!(folder.join("Images/cup.jpg").is_file() && folder.join("assets.ndjson").is_file());
    assert_eq!(std::fs::read(folder.join("mine.txt")).unwrap(), b"mine");
    assert!(!folder.join("INCOMPLETE.txt").exists());
    assert_eq!(exit(&run(&["export", &full(), "assets"])), 64);
}

#[test]
fn a_zip_file_holds_what_a_folder_would() {
    let scratch = Scratch::new("zip");
    let (folder, zip) = (scratch.path("files"), scratch.path("files.zip"));
    run(&["export", &full(), "assets", "-o", folder.to_str().unwrap()]);
    let zipped = run(&["export", &full(), "assets", "-o", zip.to_str().unwrap()]);
    assert_eq!(exit(&zipped), 1);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    assert!(archive.len() > 10);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        assert_eq!(std::fs::read(folder.join(&name)).unwrap(), bytes, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn an_export_that_is_cut_off_says_so() {
    let scratch = Scratch::new("cut");
    let folder = scratch.path("files");
    std::fs::create_dir_all(folder.join("Images")).unwrap();
    // A folder that can't be written to in the middle of the export.
    std::fs::create_dir(folder.join("assets.ndjson")).unwrap();
    let cut = run(&[
        "export",
        &full(),
        "assets",
        "--force",
        "-o",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(exit(&cut), 2);
    assert!(folder.join("INCOMPLETE.txt").is_file());
}

#[test]
fn what_can_not_be_read_is_named_and_the_rest_is_there() {
    let file = sample("mutants/24-history-WebhookUpdatedEventV2.zip");
    let file = file.to_str().unwrap();
    let output = run(&["export", file, "contents"]);
    assert_eq!(exit(&output), 1);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 3);
    assert!(String::from_utf8_lossy(&output.stderr).contains("event 5"));
    assert_eq!(exit(&run(&["export", "no-such-file.zip", "contents"])), 2);
    for wrong in [
        &["export", file, "everything"][..],
        &["export", file, "contents", "--schema", "none"],
        &["export", file, "contents", "--include", "none"],
    ] {
        assert_eq!(exit(&run(wrong)), 64, "{wrong:?}");
    }
}

#[test]
fn events_are_lines_by_either_name() {
    let short = run(&["events", &full(), "--type", "AppClientAttached"]);
    let long = run(&["export", &full(), "events", "--type", "AppClientAttached"]);
    assert_eq!((exit(&short), exit(&long)), (0, 0));
    assert_eq!(short.stdout, long.stdout);
    let text = String::from_utf8(short.stdout).unwrap();
    assert!(text.lines().count() >= 3 && text.contains("•••"));
    for (table, rows) in [("events", 252), ("entries", 270)] {
        let output = run(&["list", &full(), table, "--json"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.lines().count() >= rows, "{table}");
        let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert!(first.is_object());
    }
    let short = run(&["contents", &full(), "--limit", "3", "--json"]);
    let long = run(&["list", &full(), "contents", "--limit", "3", "--json"]);
    assert_eq!(short.stdout, long.stdout);
}

#[test]
fn a_comparison_ends_by_what_it_found() {
    let same = run(&["diff", &full(), &full()]);
    assert_eq!(exit(&same), 0);
    let value: Value = serde_json::from_slice(&same.stdout).unwrap();
    assert_eq!(value["relation"], "same");
    let tiny = sample("base/tiny.zip");
    let other = run(&["diff", &full(), tiny.to_str().unwrap()]);
    assert_eq!(exit(&other), 1);
    assert_eq!(exit(&run(&["diff", &full(), "no-such-file.zip"])), 2);
}
