//! The built binary, from outside: output, exit status, copies.
#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_backup-inspector"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    stdout(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A folder of its own that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("backup-inspector-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/assets/example.zip");

#[test]
fn several_files_give_several_lines_and_the_highest_status() {
    let folder = Folder::new("several");
    let page = folder.file(
        "page.zip",
        b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
    );
    let missing = folder.path("missing.zip");
    let output = run(&["check", "--json", EXAMPLE, &page]);
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["format"], "squidex");
    assert_eq!(lines[0]["schema_version"], 1);
    assert_eq!(lines[0]["counts"]["events"], 252);
    assert_eq!(lines[0]["counts"]["squidex_assets"], 22);
    assert_eq!(lines[0]["depth"], "data");
    assert_eq!(lines[1]["format"], "unknown");
    assert_eq!(lines[1]["verdict"]["outcome"], "fails");
    assert!(lines[1]["verdict"]["server_message"].is_null());
    assert!(
        lines[1]["verdict"]["summary"]
            .as_str()
            .unwrap()
            .contains("HTML page")
    );

    // What it is for decides what its server says.
    let output = run(&["check", "--json", "--system", "squidex", EXAMPLE, &page]);
    assert_eq!(output.status.code(), Some(1));
    let told = json_lines(&output);
    assert_eq!(told[0], lines[0]);
    assert_eq!(told[1]["format"], "unknown");
    assert_eq!(told[1]["verdict"]["outcome"], "fails");
    assert_eq!(
        told[1]["verdict"]["server_message"],
        "Failed with internal error."
    );

    let output = run(&["check", "--json", &page, &missing]);
    assert_eq!(output.status.code(), Some(2));
    let lines = json_lines(&output);
    assert_eq!(lines[1]["verdict"]["outcome"], "unknown");
    assert_eq!(lines[1]["source"]["file_name"], "missing.zip");
}

#[test]
fn threads_do_not_change_a_byte() {
    let one = run(&["check", "--json", "--threads", "1", EXAMPLE]);
    let four = run(&["check", "--json", "--threads", "4", EXAMPLE]);
    assert_eq!(stdout(&one), stdout(&four));
    assert!(one.stderr.is_empty(), "no progress line without a terminal");
}

#[test]
fn numbers_of_the_app_lead_to_their_objects() {
    let files = &["app", EXAMPLE, "--objects", "files"][..];
    let page = &json_lines(&run(
        &[files, &["--json", "--limit", "2", "--skip", "1"]].concat()
    ))[0];
    assert_eq!(page["total"], 18);
    assert_eq!(page["objects"].as_array().unwrap().len(), 2);
    let file = &page["objects"][0]["file"];
    assert_eq!(file["state"], "verified");
    assert!(!file["why"].as_str().unwrap().is_empty());
    let text = stdout(&run(&[files, &["--limit", "1"]].concat()));
    assert!(
        text.starts_with("18 file versions, 1 shown from number 1 on\n"),
        "{text}"
    );
    assert!(text.contains("verified"), "{text}");

    let roles = stdout(&run(&["app", EXAMPLE, "--objects", "roles"]));
    assert!(roles.starts_with("2 roles\n"), "{roles}");
    let statuses = ["--objects", "contents", "--status", "Published", "--json"];
    let published = &json_lines(&run(&[&["app", EXAMPLE][..], &statuses].concat()))[0];
    for line in published["objects"].as_array().unwrap() {
        assert_eq!(line["status"], "Published");
    }
    assert!(published["total"].as_u64().unwrap() > 0);
}

#[test]
fn wrong_usage_is_64() {
    for arguments in [
        &["check"][..],
        &["check", "--nonsense", EXAMPLE],
        &["frobnicate"],
        &["repack", EXAMPLE, "--name", "x"],
        &["repack", EXAMPLE, "-o", "out.zip"],
        &["check", "--initiator", "anna", EXAMPLE],
        &["app", EXAMPLE, "--objects", "unicorns"],
        &["app", EXAMPLE, "--part", "wrong"],
    ] {
        assert_eq!(run(arguments).status.code(), Some(64), "{arguments:?}");
    }
    assert_eq!(run(&["--help"]).status.code(), Some(0));
    assert_eq!(run(&["--version"]).status.code(), Some(0));
}

#[test]
fn a_renamed_copy_differs_in_one_entry() {
    let folder = Folder::new("rename");
    let copy = folder.path("copy.zip");
    let output = run(&[
        "repack",
        EXAMPLE,
        "--name",
        "demo-shop-2",
        "-o",
        &copy,
        "--json",
    ]);
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(answer["copy"]["change_count"], 1);
    assert_eq!(answer["copy"]["changes"][0]["entry"], "events/0/0.json");
    assert_eq!(answer["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(folder.names(), ["copy.zip"], "nothing else is left behind");

    let read = |path: &str| zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let (mut before, mut after) = (read(EXAMPLE), read(&copy));
    assert_eq!(before.len(), after.len());
    let mut different = Vec::new();
    for index in 0..before.len() {
        let contents = |archive: &mut zip::ZipArchive<std::fs::File>| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        };
        let (old, new) = (contents(&mut before), contents(&mut after));
        assert_eq!(old.0, new.0);
        if old.1 != new.1 {
            different.push(old.0);
        }
    }
    assert_eq!(different, ["events/0/0.json"]);

    let again = run(&["repack", EXAMPLE, "--name", "other", "-o", &copy]);
    assert_eq!(
        again.status.code(),
        Some(64),
        "an existing file is not overwritten"
    );
    let forced = run(&["repack", EXAMPLE, "--name", "other", "-o", &copy, "--force"]);
    assert!(matches!(forced.status.code(), Some(0 | 1)));
    let onto_itself = run(&["repack", &copy, "--name", "x", "-o", &copy, "--force"]);
    assert_eq!(onto_itself.status.code(), Some(64));
}

#[test]
fn recipes_are_saved_and_followed() {
    let folder = Folder::new("recipe");
    let (recipe, copy, table) = (
        folder.path("recipe.json"),
        folder.path("copy.zip"),
        folder.path("people.csv"),
    );
    std::fs::write(
        &table,
        "old,new\nanna.berg@demo-shop.example,bo@demo-shop.example\n",
    )
    .unwrap();
    let saved = run(&[
        "repack",
        EXAMPLE,
        "--name",
        "demo-shop-2",
        "--fix",
        "all",
        "--map-users",
        &table,
        "--map-user",
        "nobody@demo-shop.example=somebody@demo-shop.example",
        "--without-superseded",
        "--save-recipe",
        &recipe,
    ]);
    assert_eq!(saved.status.code(), Some(0));
    let text: Value = serde_json::from_str(&std::fs::read_to_string(&recipe).unwrap()).unwrap();
    assert_eq!(text["map_users"][1]["new"], "bo@demo-shop.example");
    assert_eq!(text["without_superseded"], true);
    let output = run(&[
        "repack", EXAMPLE, "--recipe", &recipe, "-o", &copy, "--json",
    ]);
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(answer["report"]["app"]["name"], "demo-shop-2");
    assert_eq!(answer["verdict_before"]["outcome"], "restores-with-loss");
    assert!(
        answer["copy"]["bytes_after"].as_u64() < answer["copy"]["bytes_before"].as_u64(),
        "{answer}"
    );
    let dry = run(&[
        "repack",
        EXAMPLE,
        "--recipe",
        &recipe,
        "--dry-run",
        "--json",
    ]);
    let planned: Value = serde_json::from_str(&stdout(&dry)).unwrap();
    assert_eq!(planned["copy"], answer["copy"]);
    assert_eq!(planned["report"]["verdict"], answer["report"]["verdict"]);
    assert_eq!(folder.names().len(), 3, "{:?}", folder.names());
    std::fs::write(&recipe, "{\"nonsense\":1}").unwrap();
    let refused = run(&["repack", EXAMPLE, "--recipe", &recipe, "--dry-run"]);
    assert_eq!(refused.status.code(), Some(64));
}

#[test]
fn a_redacted_copy_is_searched() {
    let folder = Folder::new("redact");
    let copy = folder.path("copy.zip");
    let output = run(&["redact", EXAMPLE, "-o", &copy, "--json"]);
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(answer["search"]["values"].as_u64() > Some(100), "{answer}");
    assert_eq!(answer["search"]["hit_count"], 0, "{answer}");
    let text = stdout(&run(&["check", &copy, "--json"]));
    assert!(!text.contains("anna.berg"), "{text}");
    let spoken = stdout(&run(&["redact", EXAMPLE, "-o", &copy, "--force"]));
    assert!(spoken.contains("none is there"), "{spoken}");
    let wrong = run(&["repack", EXAMPLE, "--include", "files", "-o", &copy]);
    assert_eq!(wrong.status.code(), Some(64));
}

#[test]
fn a_removed_value_that_stayed_shows_in_the_exit_status() {
    let folder = Folder::new("redact-found");
    let copy = folder.path("copy.zip");
    // Contents that are kept have links to the server and names of files in them.
    let output = run(&["redact", EXAMPLE, "--include", "contents", "-o", &copy]);
    assert_eq!(output.status.code(), Some(3));
    let spoken = stdout(&output);
    assert!(spoken.contains("server-address in events/0/"), "{spoken}");
    let clean = run(&["redact", EXAMPLE, "-o", &copy, "--force"]);
    assert_ne!(clean.status.code(), Some(3));
}

#[test]
fn a_redacted_copy_is_the_same_from_any_number_of_threads() {
    let folder = Folder::new("redact-threads");
    let copies = ["1", "2", "5"].map(|threads| {
        let copy = folder.path(threads);
        let output = run(&[
            "redact",
            EXAMPLE,
            "--threads",
            threads,
            "--no-check",
            "-o",
            &copy,
            "--json",
        ]);
        assert_eq!(output.status.code(), Some(0));
        let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let bytes = std::fs::read(&copy).unwrap();
        assert_eq!(answer["copy"]["bytes_after"], bytes.len());
        bytes
    });
    assert!(copies.iter().all(|copy| *copy == copies[0]));
}

#[test]
fn a_repair_that_finds_nothing_says_so() {
    let fixes = [
        "--fix",
        "event-gap",
        "--fix",
        "zip-trailing-data",
        "--fix",
        "zip-wrong-checksum",
        "--fix",
        "zip-duplicate-name",
    ];
    let output = run(&[&["repack", EXAMPLE, "--dry-run"], &fixes[..]].concat());
    let spoken = stdout(&output);
    // The example has two entries of one name and nothing else of these.
    assert!(
        spoken.contains(
            "note: nothing was there to mend for event-gap, zip-trailing-data, zip-wrong-checksum"
        ),
        "{spoken}"
    );
}

#[test]
fn a_bad_name_writes_nothing() {
    let folder = Folder::new("bad-name");
    let copy = folder.path("copy.zip");
    for name in ["", "Demo", "a--b", "-a", "a_b"] {
        let output = run(&["repack", EXAMPLE, "--name", name, "-o", &copy]);
        assert_eq!(output.status.code(), Some(64), "{name}");
        assert!(folder.names().is_empty(), "{name}");
    }
}

/// What is complained of, with the exit status.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn a_wrong_word_is_wrong_usage_and_the_nearest_is_named() {
    let folder = Folder::new("words");
    let copy = folder.path("copy.zip");
    for (arguments, status, sentence) in [
        (
            ["redact", "--include", "coments"],
            64,
            "did you mean comments?",
        ),
        (["redact", "--include", "zzz"], 64, "known are users, "),
        (
            ["repack", "--fix", "duplicate-entri"],
            64,
            "did you mean duplicate-entry?",
        ),
        (
            ["repack", "--fix", "asset-file-missing"],
            64,
            "no change to the file can mend it",
        ),
        (["repack", "--fix", "zzz"], 64, "no finding has that code"),
        (["repack", "--map-user", "zzz"], 64, "OLD=NEW"),
        // This needs a look into the backup.
        (
            ["repack", "--without-schema", "journa"],
            2,
            "did you mean journal?",
        ),
    ] {
        let [command, option, value] = arguments;
        let (code, said) = refused(&[command, EXAMPLE, option, value, "-o", &copy]);
        assert_eq!(code, Some(status), "{arguments:?}: {said}");
        assert!(said.contains(sentence), "{arguments:?}: {said}");
        assert!(folder.names().is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_copy_takes_the_place_of_nothing_else() {
    let folder = Folder::new("places");
    let example = std::fs::read(EXAMPLE).unwrap();
    let file = folder.file("backup.zip", &example);
    let inside = folder.path("inside");
    std::fs::create_dir(&inside).unwrap();
    let mut cases = vec![
        (inside, "is a folder"),
        (folder.path("nowhere/copy.zip"), "there is no folder"),
        (file.clone(), "can't take the place of its original"),
        ("-".to_owned(), "standard output"),
    ];
    #[cfg(unix)]
    {
        let link = folder.path("link.zip");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        cases.push((link, "can't take the place of its original"));
        cases.push(("/dev/null".to_owned(), "is a device"));
    }
    let known = folder.names();
    for (output, sentence) in cases {
        let (code, said) = refused(&["repack", &file, "--name", "new", "--force", "-o", &output]);
        assert_eq!(code, Some(64), "{output}: {said}");
        assert!(said.contains(sentence), "{output}: {said}");
    }
    // Nor does anything else that is saved, by whatever name the backup is called.
    let other = folder.path("other.zip");
    std::fs::hard_link(&file, &other).unwrap();
    for arguments in [
        ["repack", &file, "--name", "new", "--force", "--save-recipe"].as_slice(),
        &["estimate", &file, "--took", "1 min", "--save-calibration"],
    ] {
        for place in [&file, &other] {
            let (code, said) = refused(&[arguments, &[place]].concat());
            assert_eq!(code, Some(64), "{said}");
            assert!(
                said.contains("can't take the place of the backup"),
                "{said}"
            );
        }
    }
    assert!(std::fs::read(&file).unwrap() == example);
    assert_eq!(folder.names().len(), known.len() + 1);
}

/// A name that leads nowhere is taken, too; with `--force` the link goes, and not what it may lead to.
#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_a_name_that_is_taken() {
    let folder = Folder::new("dangling");
    let link = folder.path("link.zip");
    std::os::unix::fs::symlink(folder.path("nowhere.zip"), &link).unwrap();
    let arguments = [
        "repack",
        EXAMPLE,
        "--name",
        "new",
        "--no-check",
        "-o",
        &link,
    ];
    let (code, said) = refused(&arguments);
    assert_eq!(code, Some(64), "{said}");
    assert!(said.contains("exists; --force"), "{said}");
    assert_eq!(refused(&[&arguments[..], &["--force"]].concat()).0, Some(0));
    assert_eq!(folder.names(), ["link.zip"]);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_file());
}

#[test]
fn texts_may_have_a_byte_order_mark_and_must_be_utf_8() {
    let folder = Folder::new("marks");
    let recipe = folder.file("recipe.json", "\u{feff}{\"name\": \"new\"}".as_bytes());
    let output = run(&["repack", EXAMPLE, "--recipe", &recipe, "--dry-run"]);
    assert!(stdout(&output).contains("becomes \"new\""));
    let odd = folder.file("people.csv", b"\xff\xfea\0;\0b\0");
    let (code, said) = refused(&["repack", EXAMPLE, "--map-users", &odd, "--dry-run"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("save it as UTF-8"), "{said}");
}

#[test]
fn users_are_read_from_any_usual_table() {
    let folder = Folder::new("tables");
    let table = |text: &str| {
        let path = folder.file("people.csv", text.as_bytes());
        let recipe = folder.path("recipe.json");
        let output = run(&[
            "repack",
            EXAMPLE,
            "--map-users",
            &path,
            "--save-recipe",
            &recipe,
            "--force",
        ]);
        let said = String::from_utf8(output.stderr).unwrap();
        let users = std::fs::read(&recipe).ok().map(|bytes| {
            let value: Value = serde_json::from_slice(&bytes).unwrap();
            value["map_users"].clone()
        });
        let _ = std::fs::remove_file(recipe);
        (output.status.code(), said, users)
    };
    let expected = serde_json::json!([{ "old": "a@x.example", "new": "b@x.example" }, { "old": "c,d@x.example", "new": "e@x.example" }]);
    for text in [
        "a@x.example,b@x.example\n\"c,d@x.example\",e@x.example\n",
        "\u{feff}old;new\r\n\"a@x.example\";\"b@x.example\"\r\n\r\n\"c,d@x.example\";e@x.example",
        "old\tnew\na@x.example\tb@x.example\n\"c,d@x.example\"\te@x.example\n",
    ] {
        let (code, said, users) = table(text);
        assert_eq!(code, Some(0), "{text:?}: {said}");
        assert_eq!(users, Some(expected.clone()), "{text:?}");
    }
    for (text, sentence) in [
        (
            "a@x.example,b@x.example\nc@x.example\n",
            "line 2 has 1 column",
        ),
        (
            "a@x.example,b@x.example,c@x.example\n",
            "line 1 has 3 columns",
        ),
        ("old,new\n", "nothing to change"),
        ("", "nothing to change"),
    ] {
        let (code, said, users) = table(text);
        assert_eq!(code, Some(64), "{text:?}: {said}");
        assert!(said.contains(sentence), "{text:?}: {said}");
        assert_eq!(users, None, "{text:?}");
    }
    let (code, said) = {
        let path = folder.file(
            "twice.csv",
            b"a@x.example,b@x.example\nA@x.example,c@x.example\n",
        );
        refused(&["repack", EXAMPLE, "--map-users", &path, "--dry-run"])
    };
    assert_eq!(code, Some(2));
    assert!(said.contains("is mapped twice"), "{said}");
}

#[test]
fn a_run_that_is_killed_leaves_no_half_copy_under_the_name() {
    let folder = Folder::new("killed");
    // The example with something large in it, so that writing takes a while.
    let example = std::io::Cursor::new(std::fs::read(EXAMPLE).unwrap());
    let mut zip = zip::ZipWriter::new_append(example).unwrap();
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("large", stored).unwrap();
    zip.write_all(&[7; 48 << 20]).unwrap();
    let file = folder.file("large.zip", &zip.finish().unwrap().into_inner());
    let arguments = |copy: &str| {
        let arguments = [
            "repack",
            &file,
            "--name",
            "another-name",
            "--no-check",
            "-o",
        ];
        let arguments = arguments.into_iter().chain([copy]);
        arguments.map(str::to_owned).collect::<Vec<String>>()
    };
    let whole = folder.path("whole.zip");
    let output = Command::new(env!("CARGO_BIN_EXE_backup-inspector"))
        .args(arguments(&whole))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let whole = std::fs::read(whole).unwrap();
    let known = folder.names();
    let copy = folder.path("copy.zip");
    for round in 0..6 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_backup-inspector"))
            .args(arguments(&copy))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // As soon as something is written, and each time a bit later.
        while !is_writing(&child, &folder, &known) && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_millis(4 * round));
        let _ = child.kill();
        child.wait().unwrap();
        if let Ok(bytes) = std::fs::read(&copy) {
            assert!(bytes == whole, "a part of a copy, {} bytes", bytes.len());
        }
        // Where files can be without a name, nothing else is left; elsewhere it goes with the next run.
        if cfg!(target_os = "linux") && nameless_in(&folder) {
            let left = folder.names();
            assert!(
                left.iter()
                    .all(|name| known.contains(name) || name == "copy.zip"),
                "{left:?}"
            );
        }
        let _ = std::fs::remove_file(&copy);
    }
    let output = run(&arguments(&copy)
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(0));
    if cfg!(unix) {
        assert_eq!(folder.names(), ["copy.zip", "large.zip", "whole.zip"]);
    }
}

/// Whether a copy is on its way in the folder: under a name that is new there, or without one.
fn is_writing(child: &std::process::Child, folder: &Folder, known: &[String]) -> bool {
    let open = std::fs::read_dir(format!("/proc/{}/fd", child.id()));
    let without_name = open.into_iter().flatten().flatten().any(|file| {
        std::fs::read_link(file.path()).is_ok_and(|path| {
            path.starts_with(&folder.0) && path.to_string_lossy().ends_with(" (deleted)")
        })
    });
    without_name || folder.names() != *known
}

/// Whether files without a name can be made in the folder, by the kernel's own word (`O_TMPFILE`).
#[cfg(target_os = "linux")]
fn nameless_in(folder: &Folder) -> bool {
    use rustix::fs::{Mode, OFlags, open};

    open(
        &folder.0,
        OFlags::TMPFILE | OFlags::WRONLY,
        Mode::from(0o600),
    )
    .is_ok()
}

#[cfg(not(target_os = "linux"))]
fn nameless_in(_folder: &Folder) -> bool {
    false
}

/// What a killed run left under a temporary name goes with the next one, but not what another one is still writing.
#[cfg(unix)]
#[test]
fn what_a_killed_run_left_is_swept() {
    let folder = Folder::new("swept");
    folder.file(".backup-inspector-1.partial", b"half a copy");
    let busy = folder.file(".backup-inspector-2.partial", b"of a run that lives");
    let busy = std::fs::File::open(busy).unwrap();
    busy.lock_shared().unwrap();
    let copy = folder.path("copy.zip");
    let output = run(&[
        "repack",
        EXAMPLE,
        "--name",
        "new",
        "--no-check",
        "-o",
        &copy,
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(folder.names(), [".backup-inspector-2.partial", "copy.zip"]);
}

#[test]
fn the_ticket_has_the_facts_and_no_address() {
    let output = run(&["ticket", EXAMPLE, "--restore-name", "demo-shop-2"]);
    let ticket = stdout(&output);
    assert!(ticket.contains("- Events: 252"), "{ticket}");
    assert!(ticket.contains("- Assets: 22"), "{ticket}");
    assert!(ticket.contains("demo-shop-2"), "{ticket}");
    assert!(!ticket.contains("anna.berg"), "{ticket}");
}

#[test]
fn completions_and_manual_are_generated() {
    assert!(stdout(&run(&["completions", "bash"])).contains("backup-inspector"));
    assert!(stdout(&run(&["man"])).contains(".TH backup-inspector"));
}

/// What is no regular file is refused in plain words and at once: opening a pipe would wait for its
/// other end.
#[test]
fn what_is_no_file_is_named() {
    let folder = Folder::new("nofile");
    let (empty, around) = (folder.path("empty"), folder.path("around"));
    std::fs::create_dir(&empty).unwrap();
    std::fs::create_dir(&around).unwrap();
    let pipe = format!("{around}/pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    let mut cases = vec![
        (folder.path("absent.zip"), "could not be opened"),
        (empty, "there is no file in this folder"),
        ("-".to_owned(), "standard input"),
    ];
    if made.is_ok_and(|status| status.success()) {
        cases.push((pipe, "this is a pipe or a device"));
        // A folder is read to its bottom, and what is in it is no better.
        cases.push((around, "this is a pipe or a device"));
    }
    for (path, expected) in cases {
        let output = run(&["check", &path]);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(stdout(&output).contains(expected), "{}", stdout(&output));
    }
}

#[test]
fn a_column_or_file_that_is_not_there_is_wrong_usage() {
    let bak = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/sharepoint/synthetic.bak");
    let bak = bak.to_str().unwrap();
    let list = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/app_service/seed-4-status.json");
    let list = list.to_str().unwrap();
    for (arguments, sentence) in [
        (
            &["list", EXAMPLE, "entries", "--sort", "sise"][..],
            "there is no column \"sise\" in entries; there are ",
        ),
        (
            &["list", EXAMPLE, "assets", "--sort", "-sise", "--json"],
            "no column \"sise\" in assets",
        ),
        (
            &["list", list, "backups", "--sort", "sise"],
            "no column \"sise\" in backups; there are backup_id, ",
        ),
        (
            &["list", bak, "files", "--sort", "sise"],
            "no column \"sise\" in files",
        ),
        (
            &["list", bak, "tables", "--sort", "sise"],
            "no column \"sise\" in tables",
        ),
        (
            &["check", bak, "--role", "synthetik.bak=content"],
            "--role: there is no file synthetik.bak among those that were given: synthetic.bak",
        ),
        (
            &["check", bak, "--site", "x.cmp=https://a"],
            "--site: there is no file x.cmp",
        ),
        (
            &["list", bak, "files", "--role", "x=content"],
            "--role: there is no file x ",
        ),
    ] {
        let (code, said) = refused(arguments);
        assert_eq!(code, Some(64), "{arguments:?}: {said}");
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }
    for arguments in [
        &["list", EXAMPLE, "entries", "--sort", "-bytes"][..],
        &["list", bak, "files", "--role", "synthetic.bak=content"],
    ] {
        assert_ne!(run(arguments).status.code(), Some(64), "{arguments:?}");
    }
}
