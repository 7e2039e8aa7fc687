//! What never comes out of a backup, whatever is asked: rows of a Secure Store, accounts of people, deleted rows, stale
//! pages, free space (sqlserver-pages.md 13).

use backup_inspector::format::Options;
use backup_inspector::format::sharepoint::SharePointOptions;
use backup_inspector::format::sharepoint::options::GivenRole;
use backup_inspector::inspect::export::{Piece, Wanted};
use backup_inspector::open::Set;

use super::sets::{checked, int, numbers, pages_of, query, rows, text, whole};
use super::writer::{Column, Table};

const CANARY: &str = "CANARY-5f3a";

/// Everything that a person can get out of a set.
fn everything(set: &Set, options: &Options) -> String {
    let mut out = format!("{:?}", set.report(options));
    for table in set.tables() {
        let mut all = vec![query(table.name, None)];
        if table.name == "rows" {
            let listed = set.rows(options, &query("tables", None)).unwrap();
            all = listed
                .rows
                .iter()
                .map(|row| query("rows", row["table"].as_str()))
                .collect();
        }
        for query in all {
            match set.rows(options, &query) {
                Ok(rows) => out.push_str(&format!("{rows:?}")),
                Err(error) => out.push_str(&error.to_string()),
            }
            if let Some(within) = query.within {
                let wanted = Wanted {
                    what: "rows".into(),
                    only: vec![within],
                    ..Wanted::default()
                };
                let mut bytes = Vec::new();
                let told = set.export(options, &wanted, &mut |piece| {
                    if let Piece::Bytes(piece) = piece {
                        bytes.extend_from_slice(piece);
                    }
                    true
                });
                match told {
                    Ok(told) => out.push_str(&format!("{told:?}")),
                    Err(error) => out.push_str(&error.to_string()),
                }
                out.push_str(&String::from_utf8(bytes).unwrap());
            }
        }
    }
    out
}

#[test]
fn rows_of_a_secure_store_never_come_out() {
    let secret = |name: &str| {
        let mut table = numbers(name, 3);
        table.rows.push(vec![int(9), text(CANARY)]);
        table
    };
    let pages = pages_of("x", &[secret("Plain"), secret("SSSApplication")]);
    let name = "Secure_Store_Service_DB_0f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22";
    let set = checked(vec![("s.bak", whole(name, pages.clone()))]);
    // Its structure is shown, whatever the person says that the file is.
    let claimed = Options {
        sharepoint: SharePointOptions {
            roles: vec![GivenRole {
                file: "s.bak".into(),
                role: "content".into(),
            }],
            ..SharePointOptions::default()
        },
        ..Options::default()
    };
    for options in [Options::default(), claimed] {
        let out = everything(&set, &options);
        assert!(
            out.contains("SSSApplication") && !out.contains(CANARY),
            "{out}"
        );
    }
    // By its tables, and by the name of one table in a database of another kind.
    let two = pages_of(
        "x",
        &[
            secret("SSSApplication"),
            secret("SSSConfig"),
            secret("Versions"),
        ],
    );
    let out = everything(
        &checked(vec![("s.bak", whole("Custom", two))]),
        &Options::default(),
    );
    assert!(out.contains("SSSConfig") && !out.contains(CANARY));
    let out = everything(
        &checked(vec![("s.bak", whole("Custom", pages))]),
        &Options::default(),
    );
    assert!(out.contains(CANARY), "rows of a plain table are shown");
}

#[test]
fn accounts_of_people_in_a_content_database_are_not_listed() {
    let mut people = numbers("UserInfo", 1);
    people.rows.push(vec![int(2), text(CANARY)]);
    let tables = ["AllSites", "AllWebs", "AllDocs"].map(|name| numbers(name, 1));
    let mut all = tables.to_vec();
    all.push(people);
    let set = checked(vec![("c.bak", whole("Team sites", pages_of("x", &all)))]);
    let out = everything(&set, &Options::default());
    assert!(out.contains("UserInfo") && !out.contains(CANARY));
    // Tables that no other database has: its name is custom, its role is certain.
    let report = set.report(&Options::default());
    let member = &report.sharepoint.as_ref().unwrap().members[0];
    assert_eq!(member.role.map(|role| role.word()), Some("content"));
}

#[test]
fn stale_pages_ghosts_and_free_space_never_come_out() {
    // Odd tables have ghosts, stubs, empty slots and stale pages; then every byte that no row has is filled.
    let mut table = numbers("T", 400);
    table.is_heap = true;
    table.with_oddities = true;
    let mut stream = pages_of("Odd", &[table]);
    let canary: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut filled = 0;
    for page in stream.chunks_mut(8192) {
        let slots = usize::from(u16::from_le_bytes([page[22], page[23]]));
        let free = usize::from(u16::from_le_bytes([page[30], page[31]]));
        if page[0] != 1 || page[1] != 1 || free < 96 || slots > 4000 {
            continue;
        }
        let end = 8192 - 2 * slots;
        let mut at = free;
        while at + canary.len() <= end {
            page[at..at + canary.len()].copy_from_slice(&canary);
            at += canary.len();
            filled += 1;
        }
        let sum = page_checksum(page);
        page[60..64].copy_from_slice(&sum.to_le_bytes());
    }
    assert!(filled > 100);
    let set = checked(vec![("o.bak", whole("Odd", stream))]);
    let listed = rows(&set, "rows", Some("T")).unwrap();
    assert!(listed.incomplete.is_empty(), "{:?}", listed.incomplete);
    assert_eq!(listed.total, 400);
    assert!(!everything(&set, &Options::default()).contains(CANARY));
}

#[test]
fn a_large_value_on_a_page_that_is_not_in_use_is_not_shown() {
    let columns = vec![Column::new("Id", 56, 4), Column::new("Doc", 99, -1)];
    let mut table = Table::new("dbo", "T", columns);
    table.rows.push(vec![int(1), text(&CANARY.repeat(50))]);
    let mut stream = pages_of("Large", &[table]);
    let set = checked(vec![("l.bak", whole("Large", stream.clone()))]);
    assert!(everything(&set, &Options::default()).contains(CANARY));
    // The pages of large values are given up; the row still points to them.
    let freed: Vec<u32> = stream
        .chunks(8192)
        .filter(|page| page[0] == 1 && matches!(page[1], 3 | 4))
        .map(|page| u32::from_le_bytes(page[32..36].try_into().unwrap()))
        .collect();
    assert!(!freed.is_empty());
    let pfs = &mut stream[8192..2 * 8192];
    for page in freed {
        pfs[100 + page as usize] &= !0x40;
    }
    let sum = page_checksum(pfs);
    pfs[60..64].copy_from_slice(&sum.to_le_bytes());
    let set = checked(vec![("l.bak", whole("Large", stream))]);
    let listed = rows(&set, "rows", Some("T")).unwrap();
    assert_eq!(listed.total, 1);
    assert!(!listed.incomplete.is_empty());
    assert!(!everything(&set, &Options::default()).contains(CANARY));
}

fn page_checksum(page: &[u8]) -> u32 {
    (0..16_u32).fold(0, |sum, sector| {
        let folded = (0..128).fold(0, |folded, word| {
            let at = sector as usize * 512 + word * 4;
            match at {
                60 => folded,
                _ => folded ^ u32::from_le_bytes(page[at..at + 4].try_into().unwrap()),
            }
        });
        sum ^ folded.rotate_left(15 - sector)
    })
}
