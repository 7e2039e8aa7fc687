//! The example that travels with the page: a night of backups of a small farm, in which one database is two days older
//! than the others. It is written here, held by a test, and never of anybody's farm.

use std::fmt::Write as _;
use std::path::Path;

use backup_inspector::format::sharepoint::report;
use backup_inspector::format::sharepoint::{Member, Options, judge, member};
use backup_inspector::report::Outcome;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::rules::app;
use crate::support::{APPS, SECURE, codes};
use crate::writer::{Bak, DbFile, Set, When};

/// So many zeros end a piece.
const HOLE_BYTES: usize = 48;

const FOLDER: &str = "contoso-apps";

fn night(day: u8, hour: u8, minute: u8, second: u8) -> When {
    (2026, 10, day, hour, minute, second)
}

fn set(database: &str, start: When, data_mb: u64) -> Set {
    let mut set = Set::full(database, start);
    let server = "SQL01\\SHAREPOINT";
    set.server = server.into();
    set.engine = (13, 0, 5026);
    set.version = 852;
    set.level = 130;
    set.zone = 4;
    let path = |ending: &str| format!("E:\\SQLData\\{database}{ending}");
    let file = |logical: String, path: String, kind: u32, bytes: u64| DbFile {
        logical,
        path,
        kind,
        bytes,
    };
    set.files = vec![
        file(database.into(), path(".mdf"), 1, data_mb << 20),
        file(format!("{database}_log"), path("_log.ldf"), 2, 512 << 20),
    ];
    set
}

/// Paths, bytes, and when the files were changed last, in seconds.
fn files() -> Vec<(String, Vec<u8>, i64)> {
    // 2026-10-31 in UTC; the servers' clocks show an hour more.
    let midnight = 1_793_404_800_i64;
    let content = set("WSS_Content", night(31, 2, 30, 12), 42_000);
    let stripe = |family| {
        Bak::of(std::slice::from_ref(&content))
            .stripe(family, 2)
            .bytes()
    };
    let one = |set: &Set| Bak::of(std::slice::from_ref(set)).bytes();
    let log = |hour: u8, first: u32| {
        let mut log = content.log(night(31, hour, 0, 4), (first, 1, 1), (first + 1, 1, 1));
        log.server.clone_from(&content.server);
        (log.engine, log.version, log.level, log.zone) =
            (content.engine, content.version, content.level, content.zone);
        log.files.clone_from(&content.files);
        log.name = format!("WSS_Content log {hour:02}:00");
        log
    };
    let site = |seed: u8| -> Vec<u8> {
        let mut bytes = vec![0; 4_096];
        for (at, byte) in bytes.iter_mut().take(64).enumerate() {
            *byte = 0x80 | (at as u8).wrapping_mul(37).wrapping_add(seed);
        }
        bytes
    };
    let mut list = vec![
        ("sql/WSS_Content_1.bak".to_owned(), stripe(1), 96),
        ("sql/WSS_Content_2.bak".to_owned(), stripe(2), 96),
        ("sql/WSS_Content_0400.trn".to_owned(), one(&log(4, 34)), 181),
        ("sql/WSS_Content_0600.trn".to_owned(), one(&log(6, 35)), 301),
        (
            "sql/SharePoint_Config.bak".to_owned(),
            one(&set("SharePoint_Config", night(31, 2, 31, 50), 1_200)),
            93,
        ),
        (
            format!("sql/{SECURE}.bak"),
            one(&set(SECURE, night(31, 2, 32, 10), 64)),
            93,
        ),
        (
            format!("sql/{APPS}.bak"),
            one(&set(APPS, night(29, 2, 12, 40), 128)),
            -2 * 1_440 + 73,
        ),
        ("sites/portal-travel.bak".to_owned(), site(1), 104),
        ("sites/portal-finance.bak".to_owned(), site(9), 109),
        ("apps/TravelDesk.app".to_owned(), app(|_| {}), -4_000),
    ];
    list.sort();
    list.into_iter()
        .map(|(path, bytes, minute)| (format!("{FOLDER}/{path}"), bytes, midnight + minute * 60))
        .collect()
}

/// What is not zero, and where it stands.
fn pieces(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == 0 {
            continue;
        }
        match pieces.last_mut() {
            Some((_, end)) if at - *end < HOLE_BYTES => *end = at + 1,
            _ => pieces.push((at, at + 1)),
        }
    }
    pieces
        .into_iter()
        .map(|(start, end)| (start, &bytes[start..end]))
        .collect()
}

#[test]
fn the_example_of_the_page_is_current() {
    let mut text = String::from(
        "// Generated from tests/sharepoint/example.rs by `cargo xtask types`; a test fails when it drifts. Do not edit.\n\n\
         /** What is not zero of a file, and where it stands. */\n\
         export interface Sparse {\n  path: string;\n  bytes: number;\n  /** In ms. */\n  changed: number;\n  \
         pieces: ReadonlyArray<readonly [at: number, base64: string]>;\n}\n\n\
         export const FILES: readonly Sparse[] = [\n",
    );
    for (path, bytes, changed) in files() {
        writeln!(
            text,
            "  {{ path: {path:?}, bytes: {}, changed: {}, pieces: [",
            bytes.len(),
            changed * 1_000
        )
        .unwrap();
        for (at, piece) in pieces(&bytes) {
            writeln!(text, "    [{at}, \"{}\"],", STANDARD.encode(piece)).unwrap();
        }
        text.push_str("  ] },\n");
    }
    text.push_str("];\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("www/src/engine/generated/sharepoint-example.ts");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == text,
        "the example of the page is out of date: run `cargo xtask types`"
    );
    assert!(text.len() < 40_000, "{} bytes", text.len());
}

#[test]
fn the_example_shows_a_set_that_is_not_of_one_time() {
    let members: Vec<Member> = files()
        .iter()
        .map(|(path, bytes, changed)| member::read(path, bytes, Some(*changed), None).unwrap())
        .collect();
    let options = Options::default();
    let judgement = judge(&members, &options);
    assert_eq!(judgement.outcome, Outcome::Fails, "{}", judgement.summary);
    let body = report::body(&members, &judgement, &options);
    assert_eq!(body.time.as_deref(), Some("different"));
    assert_eq!(body.earliest_start.as_deref(), Some("2026-10-29T01:12:40Z"));
    let content = body
        .chains
        .iter()
        .find(|chain| chain.database == "WSS_Content")
        .unwrap();
    assert!(content.is_whole, "{:?}", codes(&judgement));
    assert_eq!(content.steps.len(), 3, "{content:?}");
    assert_eq!(content.steps[0].paths.len(), 2);
    assert_eq!(content.reaches_to.as_deref(), Some("2026-10-31T05:00:04Z"));
    // 42,000 MiB and what the others have.
    assert_eq!(body.space.data_bytes, (42_000 + 1_200 + 64 + 128) << 20);
}
