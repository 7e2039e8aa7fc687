//! Cases from real life: archives that somebody cut, joined, packed again, locked or sent as text, and files that are
//! something else. What is said first is what was done, once, and not what follows from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;
#[path = "corpus/squidex/mod.rs"]
#[allow(dead_code)]
mod corpus;
mod squidex;

use backup_inspector::container::zip::Segment;
use backup_inspector::error::Error;
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::report::Outcome;
use backup_inspector::source::Input;
use backup_inspector::{open, scan};
use build::{Entry, Zip};
use corpus::{CONTENT, sound};

/// The report of a file of that name.
fn check_as(name: &str, bytes: Vec<u8>) -> Report {
    let inputs = vec![Input::new(name.to_owned(), bytes)];
    let mut set = open::open(inputs).unwrap().remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    set.report(&Options {
        system: Some("squidex".into()),
        ..Options::default()
    })
}

fn check(bytes: Vec<u8>) -> Report {
    check_as("backup.zip", bytes)
}

fn packed() -> Vec<u8> {
    sound().zip().build()
}

/// The one finding that a report has, and that the sentence on top is made of.
#[track_caller]
fn only(report: &Report) -> (&str, &str) {
    let codes: Vec<_> = report.finding_counts.iter().collect();
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert_eq!(report.verdict.outcome, Outcome::Fails);
    (codes[0].0, &report.verdict.summary)
}

#[test]
fn bytes_that_are_missing_in_front_are_no_error_of_this_run() {
    for missing in [1, 20, 100] {
        let report = check(packed()[missing..].to_vec());
        assert_eq!(report.format.0, "squidex", "{missing}");
        assert_eq!(report.verdict.outcome, Outcome::Fails);
        assert_eq!(
            report.verdict.server_message.as_deref(),
            Some("Failed with internal error.")
        );
        assert_eq!(report.counts.events, Some(8), "{missing}");
    }
}

#[test]
fn a_part_of_a_split_archive_says_which() {
    let whole = packed();
    let half = whole[..whole.len() / 2].to_vec();
    let report = check_as("backup.zip.001", half.clone());
    let (code, summary) = only(&report);
    assert_eq!(code, "zip-spanned");
    assert!(summary.contains("part 1 of a split archive"), "{summary}");
    let report = check_as("backup.z02", half);
    assert!(only(&report).1.contains("part 2"));
    // A whole archive only has such a name.
    assert_eq!(
        check_as("backup.zip.001", packed()).verdict.outcome,
        Outcome::Restores
    );
    let mut marked = b"PK\x07\x08".to_vec();
    marked.extend(&whole[..whole.len() / 2]);
    assert!(only(&check(marked)).1.contains("the first part"));
}

#[test]
fn a_file_that_was_sent_as_text_has_one_finding() {
    let whole = packed();
    let crlf: Vec<u8> = whole
        .iter()
        .flat_map(|byte| match byte {
            b'\n' => vec![b'\r', b'\n'],
            byte => vec![*byte],
        })
        .collect();
    let latin: String = whole.iter().map(|byte| char::from(*byte)).collect();
    let replaced = String::from_utf8_lossy(&whole).into_owned();
    let feeds = whole.iter().filter(|byte| **byte == b'\n').count();
    let mut cases = vec![
        (latin.into_bytes(), "UTF-8"),
        (replaced.into_bytes(), "replaced"),
    ];
    if feeds >= 16 {
        cases.push((crlf, "line feed"));
    }
    for (bytes, said) in cases {
        let report = check(bytes);
        let (code, summary) = only(&report);
        assert_eq!(code, "zip-sent-as-text", "{summary}");
        assert!(summary.contains(said), "{summary}");
        // What can be undone without loss is offered, and nothing else.
        let is_offered = report.findings[0].action.is_some();
        assert_eq!(is_offered, said != "replaced", "{summary}");
    }
}

#[test]
fn what_was_sent_as_text_is_undone_to_the_byte() {
    let mut zip = sound().zip();
    zip.entries
        .push(Entry::stored("lines.txt", "line\n".repeat(50).as_bytes()));
    let whole = zip.build();
    let mut returns = Vec::new();
    for byte in &whole {
        if *byte == b'\n' {
            returns.push(b'\r');
        }
        returns.push(*byte);
    }
    let latin: String = whole.iter().map(|byte| char::from(*byte)).collect();
    for text in [returns, latin.into_bytes()] {
        let copy = |recipe: Recipe| -> Result<Vec<u8>, Error> {
            let inputs = vec![Input::new("backup.zip".to_owned(), text.clone())];
            let mut set = open::open(inputs).unwrap().remove(0);
            let work = set.begin(&WorkKind::Copy { recipe }, &Options::default())?;
            scan::compose(&set, work, |copy| {
                let mut bytes = Vec::new();
                for segment in copy.segments {
                    match segment? {
                        Segment::Fresh(fresh) => bytes.extend(fresh),
                        Segment::Source { .. } => panic!("bytes of the damaged file"),
                    }
                }
                Ok(bytes)
            })?
        };
        let fix = |fix: &str| Recipe {
            fix: vec![fix.into()],
            ..Recipe::default()
        };
        assert_eq!(copy(fix("zip-sent-as-text")).unwrap(), whole);
        assert_eq!(copy(fix("all")).unwrap(), whole);
        // Nothing else can be changed before the file is whole.
        assert!(copy(fix("zip-wrong-checksum")).is_err());
        let renamed = Recipe {
            name: Some("new-name".into()),
            ..fix("all")
        };
        assert!(copy(renamed).unwrap_err().to_string().contains("first"));
    }
}

#[test]
fn a_password_is_said_and_nothing_is_offered() {
    let lock = |change: &dyn Fn(&mut Entry)| {
        let mut zip = sound().zip();
        for entry in &mut zip.entries {
            entry.flags |= 1;
            change(entry);
        }
        zip.build()
    };
    let report = check(lock(&|entry| {
        entry.method = 99;
        entry.data = vec![0x5A; entry.data.len() + 28];
        entry.compressed = entry.data.len() as u64;
    }));
    let (code, summary) = only(&report);
    assert_eq!(code, "zip-encrypted");
    assert!(summary.contains("AES"), "{summary}");
    assert_eq!(report.findings[0].action, None);
    let report = check(lock(&|entry| {
        entry.data = vec![0xA5; entry.data.len() + 12];
        entry.compressed = entry.data.len() as u64;
    }));
    assert!(only(&report).1.contains("ZipCrypto"));
    // A mark alone locks nothing.
    let report = check(lock(&|_| {}));
    assert_ne!(report.verdict.outcome, Outcome::Fails);
}

#[test]
fn a_zip_that_is_stored_inside_is_no_second_end() {
    let mut backup = sound();
    let inner = Zip::of([Entry::stored("a.txt", b"a")]).build();
    backup
        .files
        .push(("attachments/999/inner_0.asset".into(), inner));
    let mut zip = backup.zip();
    for entry in &mut zip.entries {
        if entry.name.ends_with(b"inner_0.asset") {
            let name = String::from_utf8(entry.name.clone()).unwrap();
            let content = Zip::of([Entry::stored("a.txt", b"a")]).build();
            *entry = Entry::stored(&name, &content);
        }
    }
    let report = check(zip.build());
    assert!(
        !report
            .finding_counts
            .contains_key("zip-several-end-records")
    );
    // Two archives in one file are still said to be two.
    let mut two = packed();
    two.extend(packed());
    assert!(
        check(two)
            .finding_counts
            .contains_key("zip-several-end-records")
    );
}

#[test]
fn of_two_backups_in_one_file_the_second_is_read_whole() {
    // Entries of both lie at the same places of their archives, so the first has headers where the second's directory points to.
    let of = |host: &str| {
        let mut backup = sound();
        *backup.file("urls.json") =
            format!("{{\"assets\":\"https://{host}/api/assets/\"}}").into_bytes();
        backup.zip().build()
    };
    let (first, second) = (of("one.example"), of("two.example.org"));
    let report = check([first.clone(), second].concat());
    for code in ["zip-wrong-checksum", "zip-wrong-size", "zip-local-differs"] {
        assert!(!report.finding_counts.contains_key(code), "{code}");
    }
    assert!(report.finding_counts.contains_key("zip-leading-data"));
    // Bytes that were lost in the middle shift only what lies behind them.
    let report = check([&first[..100], &first[103..]].concat());
    assert_eq!(report.counts.events, Some(8));
}

#[test]
fn a_download_that_was_cut_off_says_where_it_ends() {
    let whole = packed();
    let report = check(whole[..whole.len() * 2 / 3].to_vec());
    let summary = &report.verdict.summary;
    assert!(
        summary.contains("everything after it is lost, how much is not known"),
        "{summary}"
    );
}

#[test]
fn archives_of_other_things_have_their_names() {
    let zip = |names: &[&str]| {
        let entries = names.iter().map(|name| Entry::stored(name, b"x"));
        check(Zip::of(entries.collect::<Vec<_>>()).build())
    };
    for (names, said) in [
        (
            &[
                "dump/Squidex/Events2.bson",
                "dump/Squidex/Events2.metadata.json",
            ][..],
            "MongoDB dump",
        ),
        (
            &["app.json", "schemas/posts.json", "contents/posts/0.json"],
            "sq sync out",
        ),
        (
            &["META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex"],
            "Android app",
        ),
        (&["META-INF/MANIFEST.MF", "a.class"], "Java archive"),
        (
            &["manifest.json", "META-INF/mozilla.rsa"],
            "browser extension",
        ),
    ] {
        let report = zip(names);
        assert!(
            report.verdict.summary.contains(said),
            "{}",
            report.verdict.summary
        );
        assert_eq!(report.verdict.outcome, Outcome::Fails);
    }
}

#[test]
fn files_of_other_kinds_have_their_names() {
    let mut old_tar = vec![0_u8; 1_024];
    old_tar[..9].copy_from_slice(b"hello.txt");
    old_tar[148..156].fill(b' ');
    let sum: u32 = old_tar[..512].iter().map(|byte| u32::from(*byte)).sum();
    old_tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let utf16: Vec<u8> = std::iter::once(0xFEFF_u16)
        .chain("Das Archiv fehlt".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut image = vec![1_u8; 4_096];
    image[3_584..3_588].copy_from_slice(b"koly");
    let inside = |head: &[u8]| [head, &packed()].concat();
    for (bytes, said) in [
        (old_tar, "tar archive"),
        (utf16, "UTF-16"),
        (
            b"Gr\xfc\xdfe aus K\xf6ln, das Archiv fehlt\r\n".to_vec(),
            "Latin-1",
        ),
        (b"[server]\nname = shop\nport = 80\n".to_vec(), "settings"),
        (b"\x04\x22\x4d\x18 and more than that here".to_vec(), "LZ4"),
        (
            b"070701 and more than that to be long enough".to_vec(),
            "cpio",
        ),
        (
            b"!<arch>\ndebian-binary   and so on and so on".to_vec(),
            "Debian",
        ),
        (
            b"[{\"error\": \"not found\"}, 1, 2, 3, 4, 5]".to_vec(),
            "JSON",
        ),
    ] {
        let report = check(bytes);
        assert!(
            report.verdict.summary.contains(said),
            "{}",
            report.verdict.summary
        );
    }
    // What the first bytes say counts where the directory was only found by searching.
    let compound = inside(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a document with a backup in it");
    let report = check(compound);
    assert!(
        report.verdict.summary.contains("Office document"),
        "{}",
        report.verdict.summary
    );
}

#[test]
fn work_and_memory_are_bounded_by_sums() {
    // Many entries of the very same bytes.
    let mut backup = sound();
    let blanks = " ".repeat(33 << 20);
    let body = backup.events[CONTENT].clone();
    let record = serde_json::json!({
        "n": { "t": body.event_type, "s": body.stream, "p": body.payload.to_string(), "h": body.headers },
    });
    backup.events[CONTENT].raw = Some(format!("{blanks}{record}").into_bytes());
    let mut zip = backup.zip();
    let place = zip
        .entries
        .iter()
        .position(|entry| entry.name == b"events/0/4.json")
        .unwrap();
    for copy in 8..200 {
        let mut entry = zip.entries[place].clone();
        entry.name = format!("events/0/{copy}.json").into_bytes();
        entry.directory_only = true;
        let offset: usize = zip.entries[..place]
            .iter()
            .map(|entry| 30 + entry.name.len() + entry.data.len())
            .sum();
        entry.offset = Some(u32::try_from(offset).unwrap());
        zip.entries.push(entry);
    }
    let report = check(zip.build());
    assert!(report.finding_counts.contains_key("zip-overlap"));
    assert_eq!(report.counts.events, Some(200));
    // Files with fixed names that are large in other ways.
    let objects = |count: usize| format!("{{\"a\":[{}{{}}]}}", "{},".repeat(count));
    for (name, text, outcome) in [
        ("settings.json", objects(2_000_000), Outcome::Restores),
        (
            "version.json",
            format!("{{\"major\":7{blanks}}}"),
            Outcome::Fails,
        ),
        ("assettags.json", format!("{{{blanks}}}"), Outcome::Restores),
    ] {
        let mut backup = sound();
        *backup.file(name) = text.into_bytes();
        assert_eq!(
            check(backup.zip().build()).verdict.outcome,
            outcome,
            "{name}"
        );
    }
}
