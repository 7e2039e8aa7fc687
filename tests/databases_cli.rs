//! The tables inside of a `.bak` from the built binary: output, streams, exit status.
#![allow(clippy::unwrap_used)]

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

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    let text = stdout(output);
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn synthetic() -> String {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/sharepoint/synthetic.bak");
    path.to_str().unwrap().to_owned()
}

/// A folder of its own that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let name = format!("backup-inspector-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
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

#[test]
fn tables_are_listed_as_lines_of_json() {
    let output = run(&["list", &synthetic(), "tables", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let rows = json_lines(&output);
    assert_eq!(rows.len(), 6);
    assert_eq!(
        rows[0],
        serde_json::json!({
            "database": "WSS_Content_Test", "schema": "dbo", "table": "AllSites", "rows": 3, "columns": 7,
            "bytes": 16384,
        })
    );
    let text = stdout(&run(&["list", &synthetic(), "rows", "--table", "dbo.Edge"]));
    let head: Vec<&str> = text.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(head, ["Id", "Txt", "Doc", "Flag", "Late"]);
    assert!(text.ends_with("5 rows\n"), "{text}");
    for (table, count) in [
        ("site-collections", 3),
        ("webs", 5),
        ("apps", 1),
        ("columns", 31),
        ("keys", 4),
    ] {
        let output = run(&["list", &synthetic(), table, "--json"]);
        assert_eq!(
            (output.status.code(), json_lines(&output).len()),
            (Some(0), count),
            "{table}"
        );
    }
    let columns = run(&[
        "list",
        &synthetic(),
        "columns",
        "--table",
        "AllWebs",
        "--json",
    ]);
    assert_eq!(json_lines(&columns).len(), 6);
    let found = run(&[
        "list",
        &synthetic(),
        "rows",
        "--table",
        "Edge",
        "--text",
        "FORWARD",
        "--json",
    ]);
    assert_eq!(json_lines(&found)[0]["Id"], 7);
    let some = run(&[
        "list",
        &synthetic(),
        "rows",
        "--table",
        "Edge",
        "--from",
        "1",
        "--limit",
        "2",
        "--json",
    ]);
    let ids: Vec<Value> = json_lines(&some)
        .iter()
        .map(|row| row["Id"].clone())
        .collect();
    assert_eq!(ids, [4, 5]);
}

#[test]
fn rows_are_exported_to_a_file_and_to_standard_output() {
    let folder = Folder::new("rows");
    let file = folder.path("edge.csv");
    let arguments = [
        "export",
        &synthetic(),
        "rows",
        "--table",
        "dbo.Edge",
        "--as",
        "csv",
        "--bom",
    ];
    let written = run(&[&arguments[..], &["-o", &file]].concat());
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    let bytes = std::fs::read(&file).unwrap();
    assert!(bytes.starts_with("\u{feff}Id,Txt,Doc,Flag,Late\r\n1,plain,0x0102,1,5\r\n".as_bytes()));
    let streamed = run(&[&arguments[..], &["-o", "-"]].concat());
    assert_eq!(streamed.stdout, bytes);
    // What is there is not overwritten unasked.
    let again = run(&[&arguments[..], &["-o", &file]].concat());
    assert_eq!(again.status.code(), Some(64));
    let forced = run(&[&arguments[..], &["-o", &file, "--force"]].concat());
    assert_eq!(
        (forced.status.code(), std::fs::read(&file).unwrap()),
        (Some(0), bytes)
    );
    let lines = run(&[
        "export",
        &synthetic(),
        "rows",
        "--table",
        "Compressed",
        "-o",
        "-",
    ]);
    let ids: Vec<Value> = json_lines(&lines)
        .iter()
        .map(|row| row["Id"].clone())
        .collect();
    assert_eq!(ids, [1, -200, 70_000]);
}

#[test]
fn what_can_not_be_read_says_why_and_never_ends_well() {
    let folder = Folder::new("unread");
    let status = |arguments: &[&str]| {
        let output = run(arguments);
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, out, why) = status(&["list", &synthetic(), "rows", "--table", "dbo.Nothing"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(why.contains("there is no table dbo.Nothing"), "{why}");
    let (code, _, why) = status(&["export", &synthetic(), "rows", "-o", "-"]);
    assert!(code == Some(64) && why.contains("--table"), "{why}");
    let (code, _, _) = status(&[
        "export",
        &synthetic(),
        "contents",
        "--table",
        "x",
        "-o",
        "-",
    ]);
    assert_eq!(code, Some(64));
    let (code, _, why) = status(&["list", &synthetic(), "tables", "--database", "Other"]);
    assert!(
        code == Some(2) && why.contains("no backup of a database Other"),
        "{why}"
    );

    // A page of a table with a wrong checksum: its rows are listed, and it is said.
    let mut bytes = std::fs::read(synthetic()).unwrap();
    let needle: Vec<u8> = "forwarded"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let places: Vec<usize> = (0..bytes.len() - needle.len())
        .filter(|at| bytes[*at..].starts_with(&needle))
        .collect();
    for place in places {
        bytes[place] ^= 1;
    }
    let damaged = folder.path("damaged.bak");
    std::fs::write(&damaged, &bytes).unwrap();
    let (code, out, why) = status(&["list", &damaged, "rows", "--table", "Edge", "--json"]);
    assert_eq!((code, out.lines().count()), (Some(1), 5), "{why}");
    assert!(why.contains("damaged pages"), "{why}");
    let (code, _, why) = status(&["export", &damaged, "rows", "--table", "Edge", "-o", "-"]);
    assert!(code == Some(1) && why.contains("damaged pages"), "{why}");

    // Cut in the middle of its pages.
    let cut = folder.path("cut.bak");
    std::fs::write(&cut, &std::fs::read(synthetic()).unwrap()[..200_000]).unwrap();
    let (code, _, _) = status(&["list", &cut, "tables"]);
    assert!(code != Some(0));
}
