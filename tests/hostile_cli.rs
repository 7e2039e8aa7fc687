//! The built binary, given hostile and odd files of all systems: what it says, its exit status, and that it ends.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_backup-inspector"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A folder of its own that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!(
            "backup-inspector-hostile-{}-{name}",
            std::process::id()
        ));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A file of so many zero bytes that takes no room on the disk.
    fn space(&self, name: &str, bytes: u64) -> String {
        let path = self.0.join(name);
        File::create(&path).unwrap().set_len(bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/assets/example.zip");

#[test]
fn zeros_of_any_size_are_called_zeros() {
    let folder = Folder::new("zeros");
    // Systems of files that know no holes and end before are left out.
    for (name, bytes) in [("a.bak", 200 << 30), ("b.zip", 200 << 30), ("c.bak", 9)] {
        let file = folder.space(name, bytes);
        let output = run(&["check", &file]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains("zero bytes"), "{name}: {said}");
        assert!(!said.contains("not described"), "{name}: {said}");
    }
}

#[test]
fn files_of_no_system_beside_sets_are_in_no_total() {
    let folder = Folder::new("totals");
    let example = std::fs::read(EXAMPLE).unwrap();
    folder.file("drop/a.zip", &example);
    folder.file("drop/b.zip", &example);
    folder.file("drop/notes.txt", b"milk, bread\n");
    let output = run(&["check", &folder.path("drop")]);
    let text = said(&output);
    assert!(text.contains("2 sets, "), "{text}");
    assert!(text.contains(" 0 will not, "), "{text}");
    assert!(text.contains("not counted: 1 line"), "{text}");

    // Where there is nothing else, they are what was asked about.
    folder.file("other/notes.txt", b"milk, bread\n");
    let notes = folder.file("notes.txt", b"milk, bread\n");
    let text = said(&run(&["check", &folder.path("other"), &notes]));
    assert!(text.contains("1 set, "), "{text}");
    assert!(text.contains("1 will not, "), "{text}");
}

#[test]
fn texts_that_are_none_are_refused_in_words_and_never_read_whole() {
    let folder = Folder::new("texts");
    let huge = folder.space("huge.json", 200 << 30);
    let copy = folder.path("copy.zip");
    for (arguments, status) in [
        (vec!["check", EXAMPLE, "--site-list", &huge], 64),
        (vec!["compose", "back-up", &huge], 2),
        (vec!["schedule", &huge], 2),
        (
            vec!["repack", EXAMPLE, "--map-users", &huge, "-o", &copy],
            2,
        ),
    ] {
        let output = run(&arguments);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(!said.contains("out of memory"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_moment_that_is_none_is_refused_in_one_plain_sentence() {
    for now in [
        "",
        "now",
        "2026-01-01",
        "2026-13-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        let output = run(&["check", EXAMPLE, "--now", now]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(64), "{now}: {said}");
        assert!(
            said.contains("such as 2026-01-31T12:00:00Z"),
            "{now}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{now}: {said}");
    }
}
