//! Any bytes are a backup, packed (from `PK` on) or the events of an unpacked one, a line each: everything is exported in
//! every form, with safe and unique names, lines that are JSON, and an end.
#![no_main]

use std::collections::BTreeSet;

use backup_inspector::format::Options;
use backup_inspector::inspect::export::{Form, Piece, Wanted};
use backup_inspector::open::{self, Set};
use backup_inspector::scan;
use backup_inspector::source::Input;
use libfuzzer_sys::fuzz_target;

/// Bytes of one export that are looked at; the rest is not asked for.
const MOST: usize = 4 << 20;

fn export(set: &Set, wanted: &Wanted) {
    let mut names = BTreeSet::new();
    let mut bytes = 0;
    let mut text = Vec::new();
    let done = set.export(&Options::default(), wanted, &mut |piece| {
        match piece {
            Piece::File { path, .. } => {
                assert!(!path.is_empty());
                for part in path {
                    assert!(!part.is_empty() && part != "." && part != ".." && part.len() <= 255);
                    assert!(!part.contains(['/', '\\', '\0', ':']), "{part:?}");
                }
                assert!(names.insert(path.join("/").to_lowercase()), "{path:?}");
            }
            Piece::Bytes(piece) => {
                bytes += piece.len();
                if names.is_empty() {
                    text.extend_from_slice(piece);
                }
            }
            Piece::Read { done, of } => assert!(done <= of, "{done} of {of}"),
        }
        bytes < MOST
    });
    // What the set has not, is refused in words.
    let is_whole = done.is_ok() && bytes < MOST;
    if is_whole && names.is_empty() && wanted.form != Form::Csv {
        let text = String::from_utf8(text).expect("text is UTF-8");
        let values = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        for value in values {
            value.expect("lines are JSON");
        }
    }
}

fn inputs(data: &[u8]) -> Vec<Input> {
    if data.starts_with(b"PK") {
        return vec![Input::new("fuzz.zip", data.to_vec())];
    }
    let file = |name: String, bytes: &[u8]| {
        let mut input = Input::new(name, bytes.to_vec());
        input.tree = 1;
        input
    };
    let mut inputs: Vec<Input> = data
        .split(|byte| *byte == b'\n')
        .take(500)
        .enumerate()
        .map(|(at, event)| file(format!("backup/events/0/{at}.json"), event))
        .collect();
    for (name, bytes) in [
        ("backup/attachments/135/users.json", &b"{}"[..]),
        (
            "backup/attachments/201/assettags.json",
            br#"{"t1":{"name":"tag"}}"#,
        ),
        ("backup/attachments/215/settings.json", b"{}"),
    ] {
        inputs.push(file(name.into(), bytes));
    }
    inputs
}

fuzz_target!(|data: &[u8]| {
    let inputs = inputs(data);
    for set in &mut open::open(inputs).expect("bytes in memory can be read") {
        scan::run(set, &mut |_| true).expect("bytes in memory can be read");
        for what in ["contents", "schemas", "rules", "events", "assets", "sync"] {
            for form in [Form::Ndjson, Form::Json, Form::Csv] {
                if form != Form::Ndjson && what != "contents" {
                    continue;
                }
                for all in [false, true] {
                    let wanted = Wanted {
                        what: what.into(),
                        form,
                        in_folder: form == Form::Csv,
                        all,
                        as_restored: all && form == Form::Json,
                        all_versions: all,
                        include: if all {
                            vec!["secrets".into()]
                        } else {
                            Vec::new()
                        },
                        ..Wanted::default()
                    };
                    export(set, &wanted);
                }
            }
        }
    }
});
