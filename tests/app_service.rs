//! Sets of Azure App Service through the public door: from dropped files to the report, the tables and the answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Cursor, Write as _};

use backup_inspector::format::app_service::ask;
use backup_inspector::format::{Answer, Options, Question};
use backup_inspector::inspect::query::Query;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open::{self, Set};
use backup_inspector::scan;
use backup_inspector::source::Input;
use serde_json::Value;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const NOW: &str = "2026-01-01T00:00:00Z";

fn data(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/app_service");
    std::fs::read(path.join(name)).unwrap()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // A database dump is packed already.
        let method = match name.contains('/') {
            true => CompressionMethod::Deflated,
            false => CompressionMethod::Stored,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A data-tier package with two tables and 42 rows.
fn bacpac() -> Vec<u8> {
    zip_of(&[
        (
            "model.xml",
            br#"<?xml version="1.0"?><DataSchemaModel DspName="Microsoft.Data.Tools.Schema.Sql.SqlAzureV12DatabaseSchemaProvider" xmlns="urn:x"><Model><Element Type="SqlTable" Name="[dbo].[Posts]"/><Element Type="SqlTable" Name="[dbo].[Users]"/></Model></DataSchemaModel>"#,
        ),
        (
            "Origin.xml",
            br#"<DacOrigin xmlns="urn:y"><Server><ServerVersion>12.0.2000</ServerVersion></Server><ExportStatistics><TableRowCountTotal>42</TableRowCountTotal></ExportStatistics></DacOrigin>"#,
        ),
        ("Data/dbo.Posts/TableData-000-00000.BCP", b"0123456789"),
    ])
}

/// A backup as the service writes it.
fn backup() -> Vec<u8> {
    zip_of(&[
        ("fs/site/wwwroot/web.config", b"<configuration/>"),
        ("fs/site/wwwroot/bin/app.dll", &[7; 5_000]),
        ("fs/LogFiles/a.log", b"log"),
        ("MyDatabase1", &bacpac()),
    ])
}

fn options() -> Options {
    Options {
        now: Some(NOW.into()),
        ..Options::default()
    }
}

/// The sets of these files: paths with folders are of one tree.
fn sets(files: &[(&str, Vec<u8>)]) -> Vec<Set> {
    let inputs = files.iter().map(|(path, bytes)| {
        let mut input = Input::new((*path).to_owned(), bytes.clone());
        input.tree = u32::from(path.contains('/'));
        input
    });
    open::open(inputs.collect()).unwrap()
}

fn read(set: &mut Set, kind: &WorkKind) -> Value {
    let work = set.begin(kind, &options()).unwrap();
    scan::run_work(set, work, &[], &mut |_| true).unwrap();
    serde_json::to_value(set.report(&options())).unwrap()
}

/// The report of the one set that these files are.
fn report(files: &[(&str, Vec<u8>)]) -> Value {
    let mut found = sets(files);
    let names: Vec<&str> = found.iter().map(Set::name).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    read(&mut found[0], &WorkKind::Check)
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    let mut rules: Vec<&str> = (findings.iter())
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    rules.sort_unstable();
    rules
}

#[test]
fn the_small_cases_are_judged() {
    let archive = report(&[("a01.zip", data("a01-appservice-backslash.zip"))]);
    assert_eq!(archive["verdict"]["outcome"], "restores");
    assert_eq!(archive["format"], "app-service");
    assert_eq!(archive["depth"], "directory");
    assert_eq!(rules(&archive), ["AS-MAN-001", "AS-ZIP-012"]);
    let body = &archive["app_service"]["archive"];
    assert_eq!(body["site_files"], 3);
    assert_eq!(body["wwwroot_files"], 2);
    assert_eq!(body["site_bytes"], 519);
    // What belongs to Squidex is not 0 but unknown.
    assert_eq!(archive["counts"]["events"], Value::Null);
    assert_eq!(archive["app"], Value::Null);

    let list = report(&[("a02.json", data("a02-list-backups-arm-2022.json"))]);
    assert_eq!(list["verdict"]["outcome"], "restores");
    assert_eq!(list["judged_at"], NOW);

    let configuration = report(&[("a03.json", data("a03-config-backup-arm-2020.json"))]);
    assert_eq!(configuration["verdict"]["outcome"], "unknown");
    assert!(rules(&configuration).contains(&"AS-SAS-006"));
}

#[test]
fn a_folder_gives_its_sets_and_says_why() {
    let list = br#"{"value": [{"properties": {"blobName": "shop.zip", "status": "Succeeded", "storageAccountUrl": ""}}]}"#;
    let mut found = sets(&[
        ("d/shop.zip", backup()),
        ("d/shop.xml", b"<BackupDescription/>".to_vec()),
        (
            "d/shop.log",
            b"Storage access failed. (403) Forbidden".to_vec(),
        ),
        ("d/other.zip", backup()),
        ("d/list.json", list.to_vec()),
        ("d/readme.md", b"hello".to_vec()),
    ]);
    let first = read(&mut found[0], &WorkKind::Check);
    let roles: Vec<&str> = (first["source"]["files"].as_array().unwrap().iter())
        .map(|file| {
            assert_ne!(file["why"], Value::Null, "{file}");
            file["role"].as_str().unwrap()
        })
        .collect();
    // In byte order of their paths.
    assert_eq!(roles, ["record", "log", "manifest", "archive"]);
    let findings = first["findings"].as_array().unwrap();
    assert!((findings.iter()).all(|finding| finding["file"] != Value::Null));
    let database = &first["app_service"]["databases"][0]["bacpac"];
    assert_eq!(database["table_count"], 2);
    assert_eq!(database["rows"], 42);
    // The other has no manifest, though its sibling has one.
    let second = read(&mut found[1], &WorkKind::Check);
    let missing = (second["findings"].as_array().unwrap().iter())
        .find(|finding| finding["rule"] == "AS-MAN-001")
        .unwrap();
    assert_eq!(missing["severity"], "suspicious");
}

#[test]
fn an_archive_that_was_cut_or_is_empty_fails() {
    let whole = backup();
    let list = br#"{"properties": {"blobName": "shop.zip", "status": 2, "storageAccountUrl": ""}}"#;
    for bytes in [whole[..whole.len() / 2].to_vec(), Vec::new()] {
        let is_empty = bytes.is_empty();
        let found = report(&[("shop.zip", bytes), ("r.json", list.to_vec())]);
        assert_eq!(found["verdict"]["outcome"], "fails", "{found}");
        assert_eq!(found["verdict"]["server_message"], Value::Null);
        assert!(!is_empty || rules(&found).contains(&"AS-ZIP-001"));
    }
}

#[test]
fn all_data_is_read_when_asked_and_wrong_checksums_are_named() {
    let whole = backup();
    let of = |bytes: Vec<u8>| {
        let mut found = sets(&[("shop.zip", bytes), ("shop.xml", b"<a/>".to_vec())]);
        read(&mut found[0], &WorkKind::ReadAll)
    };
    let sound = of(whole.clone());
    assert_eq!(sound["verdict"]["outcome"], "restores", "{sound}");
    assert_eq!(sound["depth"], "data");
    let mut wrong = whole;
    // Inside of the stored database, behind its local header.
    let at = (wrong.windows(11))
        .position(|window| window == b"MyDatabase1")
        .unwrap();
    wrong[at + 60] ^= 1;
    let found = of(wrong);
    assert_eq!(found["verdict"]["outcome"], "restores-with-loss");
    assert!(rules(&found).contains(&"AS-ZIP-007"));
}

#[test]
fn every_row_of_every_table_has_every_column() {
    let set = sets(&[("shop.zip", backup())]).remove(0);
    let mut filled = 0;
    for table in set.tables() {
        let query = Query {
            table: table.name.into(),
            limit: 10,
            ..Query::default()
        };
        let rows = set.rows(&options(), &query).unwrap();
        for row in &rows.rows {
            for column in table.columns {
                assert!(row.get(*column).is_some(), "{} {column}", table.name);
            }
        }
        filled += u32::from(rows.total > 0);
    }
    assert!(filled >= 5, "{filled}");
}

#[test]
fn the_archive_is_summed_up_and_what_is_private_is_told_masked() {
    let files = [
        ("backup.zip", backup()),
        (
            "configuration.json",
            data("a03-config-backup-arm-2020.json"),
        ),
    ];
    let sets = sets(&files);
    let ask = |question: ask::Question| {
        let question = Question::AppService(question);
        let answers: Vec<ask::Answer> = sets
            .iter()
            .filter_map(|set| match set.ask(&options(), &question) {
                Ok(Answer::AppService(answer)) => Some(answer),
                _ => None,
            })
            .collect();
        serde_json::to_value(answers).unwrap()
    };
    let summary = &ask(ask::Question::Archive)[0]["summary"];
    let sum = |parts: &Value, key: &str| -> u64 {
        let parts = parts.as_array().unwrap().iter();
        parts.map(|part| part[key].as_u64().unwrap()).sum()
    };
    let bytes = summary["bytes"].as_u64().unwrap();
    assert!(bytes > 0);
    for parts in ["methods", "kinds"] {
        assert_eq!(sum(&summary[parts], "bytes"), bytes, "{parts}");
    }
    let folders = summary["folders"].as_array().unwrap().iter();
    assert_eq!(
        folders
            .map(|folder| sum(&folder["kinds"], "bytes"))
            .sum::<u64>(),
        bytes
    );
    assert!(summary["kinds"].to_string().contains("databases"));
    let masked = ask(ask::Question::Privacy { show: None }).to_string();
    let shown = ask(ask::Question::Privacy {
        show: Some("signatures".into()),
    })
    .to_string();
    assert!(
        masked.contains("databases") && masked.contains("signatures"),
        "{masked}"
    );
    assert!(
        !masked.contains("sig=") && shown.contains("sig="),
        "{shown}"
    );
}
