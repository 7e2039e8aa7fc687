//! Sets of Azure App Service through the public door: from dropped files to the report, the tables and the answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Cursor, Write as _};

use backup_inspector::format::app_service::ask;
use backup_inspector::format::app_service::compose::Task;
use backup_inspector::format::{self, Answer, Options, Question};
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

/// Seeds for fuzzing: documents in each of the roles that the target knows, and what is typed.
fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut seeds = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/app_service");
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        // Which of the roles, and whether beside a whole set.
        let role: u8 = if name.ends_with(".zip") { 3 } else { 0 };
        for how in [role, role + 6] {
            let bytes = [&[how][..], &data(&name)].concat();
            seeds.push(("app_service", format!("{name}-{how}"), bytes));
        }
    }
    let options = options();
    for (name, bytes) in format::example("app-service", &options).unwrap() {
        let ending = name.rsplit('.').next().unwrap();
        let role = ["json", "xml", "log", "zip"]
            .iter()
            .position(|own| *own == ending);
        let how = role.unwrap() as u8 + 6;
        let bytes = bytes.get(..bytes.len().min(16_000)).unwrap();
        seeds.push((
            "app_service",
            format!("example-{name}"),
            [&[how][..], bytes].concat(),
        ));
    }
    seeds.push((
        "app_service",
        "backup".into(),
        [&[3][..], &backup()].concat(),
    ));
    seeds.push((
        "app_service",
        "packed".into(),
        [&[3][..], &packed(&bacpac())].concat(),
    ));
    for (name, text) in [
        (
            "schedule",
            "start=2026-01-01T00:00:00Z\nevery=7d\nkeep_days=30\nkeep_one=true\nduration=90m\noutcome=3=Failed\nmanual=2026-02-01T00:00:00Z\nsas_expiry=2026-04-01T00:00:00Z\nsas_permissions=rwdl\nuntil=2027-01-01T00:00:00Z\nsize=1.5 GB\n",
        ),
        (
            "eager",
            "start=2026-01-01T00:00:00Z\nevery=1h\nmode=eager\ntier=Premium\nproject=1\n",
        ),
        (
            "sas",
            "https://a.blob.core.windows.net/c?sv=2015-02-21&sr=c&sig=x&se=2016-09-15T22:46:54Z&sp=rwdl",
        ),
        (
            "commands",
            "folder=\\\\fs01\\backup\nstop-at=2016-11-05T02:30:00Z\nthreads=3\nsame_time=900\nsql_server=2016\nnow=2026-01-01T00:00:00Z\n",
        ),
    ] {
        seeds.push(("typed", name.into(), text.as_bytes().to_vec()));
    }
    for task in Task::ALL {
        let text = format!(
            "task={}\nsite=fabrikam\nresource_group=rg\nsubscription=00001111-2222-3333-4444-555566667777\nbackup_name=b\n",
            task.name()
        );
        seeds.push(("typed", task.name().into(), text.into_bytes()));
    }
    seeds
}

/// `FUZZ_SEEDS=FOLDER` writes them, below a folder for each target.
#[test]
fn seeds_for_fuzzing_documents_are_small() {
    for (target, name, bytes) in seeds() {
        assert!(bytes.len() <= 16_384, "{target} {name}");
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
            let folder = std::path::Path::new(&folder).join(target);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// An archive whose database is packed once more.
fn packed(database: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("fs/site/wwwroot/web.config", &b"<configuration/>"[..]),
        ("MyDatabase1.bacpac", database),
    ] {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_database_that_is_packed_in_the_archive_passes_by_as_a_stream() {
    let archive = |database: &[u8]| vec![("shop_202512300300.zip", packed(database))];
    let told = |database: &[u8]| {
        let mut set = sets(&archive(database)).remove(0);
        let report = read(&mut set, &WorkKind::Check);
        report["app_service"]["databases"][0].clone()
    };
    let whole = told(&bacpac());
    assert_eq!(whole["bacpac"]["server_version"], "12.0.2000");
    assert_eq!(whole["bacpac"]["rows"], 42);
    assert_eq!(whole["bacpac"]["table_count"], 2);
    assert_eq!(whole["bacpac"]["tables"][0]["data_bytes"], 10);
    assert!(whole["error"].is_null());

    // Of one that was cut, what stands before the cut is told, and no size that was not seen whole.
    let bytes = bacpac();
    let data = bytes.windows(5).position(|name| name == b"Data/");
    let cut = told(&bytes[..data.unwrap()]);
    assert_eq!(cut["bacpac"]["table_count"], 2);
    assert!(cut["bacpac"]["tables"][0]["data_bytes"].is_null());

    // A model that begins behind what is looked through.
    let mut far = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    far.start_file("Data/dbo.Posts/TableData-000-00000.BCP", stored)
        .unwrap();
    far.write_all(&vec![0; 65 << 20]).unwrap();
    far.start_file("model.xml", stored).unwrap();
    far.write_all(b"<DataSchemaModel/>").unwrap();
    let far = told(&far.finish().unwrap().into_inner());
    assert!(far["bacpac"].is_null());
    let why = far["error"].as_str().unwrap();
    assert!(why.contains("no model.xml in its first"), "{why}");
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

#[test]
fn archives_in_other_shapes_are_named_for_what_they_are() {
    let whole = backup();
    // Without its end the directory is still there: it is cut off, not something else.
    let cut = whole[..whole.len() - 10].to_vec();
    let found = report(&[("shop.zip", cut)]);
    assert!(rules(&found).contains(&"AS-ZIP-002"), "{found}");
    let half = whole[..whole.len() / 2].to_vec();
    let found = report(&[("shop.zip.001", half)]);
    let summary = found["verdict"]["summary"].as_str().unwrap();
    assert!(
        summary.starts_with("shop.zip.001: this is part 1 of a split archive: join"),
        "{summary}"
    );
    let folder = zip_of(&[
        ("shop_202611010300/fs/site/wwwroot/web.config", b"x"),
        ("shop_202611010300/fs/LogFiles/a.log", b"x"),
    ]);
    let found = report(&[("again.zip", folder)]);
    assert_eq!(found["verdict"]["outcome"], "fails");
    assert_eq!(found["app_service"]["archive"]["look_alike"], "in-folder");
}

#[test]
fn a_database_that_the_manifest_names_is_looked_into() {
    let manifest = b"<backupdescription><databases><databasebackupdescription><filename>MyDatabase1</filename></databasebackupdescription></databases></backupdescription>";
    let found = report(&[("x/shop.zip", backup()), ("x/shop.xml", manifest.to_vec())]);
    let database = &found["app_service"]["databases"][0];
    assert_eq!(database["database_type"], "SqlAzure", "{database}");
    assert_eq!(database["bacpac"]["table_count"], 2);
}

#[test]
fn a_signature_in_the_name_of_a_file_is_not_told() {
    let found = report(&[
        ("x/shop.zip?sv=2021-06-08&sr=b&sig=CANARY%2B&sp=r", backup()),
        ("x/shop.xml", b"<backupdescription/>".to_vec()),
    ]);
    assert!(!found.to_string().contains("CANARY"), "{found}");
    // It belongs to its manifest all the same.
    assert!(!rules(&found).contains(&"AS-MAN-004") && !rules(&found).contains(&"AS-MAN-001"));
    assert_eq!(found["app_service"]["archive"]["stem"]["prefix"], "shop");
}

#[test]
fn text_around_documents_and_other_forms_are_read_from_files() {
    let json = r#"{"properties": {"blobName": "shop.zip", "status": "Succeeded"}}"#;
    for (name, text) in [
        ("note.md", format!("Look:\n```json\n{json}\n```\n")),
        ("answer.txt", format!("HTTP/1.1 200 OK\r\n\r\n{json}")),
        (
            "list.yaml",
            "blobName: shop.zip\nstatus: Succeeded\nstorageAccountUrl: ''\n".into(),
        ),
    ] {
        let found = report(&[(name, text.into_bytes())]);
        assert_eq!(found["verdict"]["outcome"], "restores", "{name}: {found}");
    }
    let empty = report(&[(
        "list.json",
        br#"{"value": [], "nextLink": null, "id": null}"#.to_vec(),
    )]);
    assert_eq!(
        empty["verdict"]["summary"],
        "a list of backups of the REST API without a backup in it"
    );
    // A log stays a log, whatever it quotes.
    let log = format!("2026-01-01 Storage access failed. (403) Forbidden\n{json}\n");
    let found = report(&[("x/shop.zip", backup()), ("x/shop.log", log.into_bytes())]);
    assert_eq!(found["app_service"]["logs"].as_array().unwrap().len(), 1);
    assert_eq!(found["app_service"]["records"].as_array().unwrap().len(), 0);
}
