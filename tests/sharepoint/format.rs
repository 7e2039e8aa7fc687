//! SharePoint on the contract of all systems: claims, report, tables, questions.

use backup_inspector::format::sharepoint::SharePointOptions;
use backup_inspector::format::sharepoint::database_tables;
use backup_inspector::format::sharepoint::inspection::{SharePointAnswer, SharePointQuestion};
use backup_inspector::format::{Answer, Options, Question};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::query::{Query, Table};
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open::{self, Set};
use backup_inspector::report::render::json;
use backup_inspector::report::{Depth, Outcome, Severity};
use backup_inspector::scan;
use backup_inspector::source::Input;

use crate::support::*;
use crate::writer::{Bak, Set as Backup, at};

fn options(sharepoint: SharePointOptions) -> Options {
    Options {
        sharepoint,
        now: Some("2016-12-01T00:00:00Z".into()),
        ..Options::default()
    }
}

fn in_tree(files: &[(&str, Vec<u8>)]) -> Vec<Input> {
    files
        .iter()
        .map(|(path, bytes)| Input::new(*path, bytes.clone()).in_tree(1))
        .collect()
}

fn of(backup: &Backup) -> Vec<u8> {
    Bak::of(std::slice::from_ref(backup)).bytes()
}

fn set_files() -> Vec<(&'static str, Vec<u8>)> {
    let sets = four_sets(starts());
    let names = ["night/c.bak", "night/g.bak", "night/s.bak", "night/a.bak"];
    let mut files: Vec<(&str, Vec<u8>)> = names.into_iter().zip(sets.iter().map(of)).collect();
    files.push(("night/notes.txt", b"hello".to_vec()));
    files.push((
        "night/travel.app",
        include_bytes!("../data/sharepoint/HelloWorldApp15.app").to_vec(),
    ));
    files
}

fn opened(files: &[(&str, Vec<u8>)]) -> Vec<Set> {
    let mut sets = open::open(in_tree(files)).unwrap();
    for set in &mut sets {
        assert!(scan::run(set, &mut |_| true).unwrap());
    }
    sets
}

#[test]
fn a_folder_with_two_roles_is_one_set_and_foreign_files_stand_beside() {
    let sets = opened(&set_files());
    assert_eq!(sets.len(), 2);
    let report = sets[0].report(&options(SharePointOptions::default()));
    assert_eq!(report.format.0, "sharepoint");
    assert_eq!(report.source.file_name, "night");
    assert_eq!(
        report.verdict.outcome,
        Outcome::Restores,
        "{}",
        report.verdict.summary
    );
    let files = report.source.files.as_ref().unwrap();
    let roles: Vec<&str> = files.iter().map(|file| file.role.as_str()).collect();
    assert_eq!(
        roles,
        [
            "app_management",
            "content",
            "config",
            "secure_store",
            "app_package"
        ]
    );
    assert_eq!(report.judged_at.as_deref(), Some("2016-12-01T00:00:00Z"));
    assert_eq!(report.counts.events, None);
    let text = report.to_text();
    assert!(
        text.contains("SharePoint backup set") && text.contains("roles"),
        "{text}"
    );
    assert_eq!(sets[1].report(&Options::default()).format.0, "unknown");
}

#[test]
fn options_change_the_report_without_reading_again() {
    let sets = opened(&set_files());
    let old = options(SharePointOptions {
        sql_server: Some("2008r2".into()),
        ..SharePointOptions::default()
    });
    let report = sets[0].report(&old);
    assert_eq!(report.verdict.outcome, Outcome::Fails);
    let message = report.verdict.server_message.as_deref().unwrap();
    assert!(
        message.starts_with("The database was backed up on a server running version 11.00.3000.")
    );
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.rule.as_deref() == Some("V11"))
    );
    let future = Options {
        now: Some("2015-01-01T00:00:00Z".into()),
        ..options(SharePointOptions::default())
    };
    assert_eq!(
        sets[0]
            .report(&future)
            .finding_counts
            .get("sharepoint-future-date"),
        Some(&4)
    );
}

#[test]
fn loose_files_are_sets_of_their_own_unless_the_person_says_otherwise() {
    let shop = Backup::full("Shop", at(1, 0, 0));
    let files = [
        ("d/shop.bak", of(&shop)),
        ("d/shop.dif", of(&shop.differential(at(2, 0, 0)))),
        ("d/other.bak", of(&Backup::full("Other", at(1, 0, 0)))),
    ];
    let sets = opened(&files);
    let names: Vec<&str> = sets.iter().map(Set::name).collect();
    assert_eq!(names, ["d", "other.bak"]);
    let opening = Opening {
        together: true,
        ..Opening::default()
    };
    let sets = open::open_with(in_tree(&files), opening).unwrap();
    assert_eq!(sets.len(), 1);
    let whole = options(SharePointOptions {
        whole_set: true,
        ..SharePointOptions::default()
    });
    let report = sets[0].report(&whole);
    let fatal = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Fatal)
        .count();
    assert_eq!((report.verdict.outcome, fatal), (Outcome::Fails, 4));
}

#[test]
fn tables_are_listed_searched_and_sorted() {
    let sets = opened(&set_files());
    let given = options(SharePointOptions::default());
    let rows = |query: Query| {
        let query = Query {
            limit: 100,
            ..query
        };
        sets[0].rows(&given, &query).unwrap()
    };
    let named = |table: &str| Query {
        table: table.into(),
        ..Query::default()
    };
    assert_eq!(rows(named("backups")).total, 4);
    assert_eq!(rows(named("members")).total, 5);
    assert_eq!(rows(named("databases")).total, 4);
    assert_eq!(rows(named("apps")).rows[0]["title"], "HelloWorldApp15");
    let files = rows(Query {
        within: Some("night/c.bak".into()),
        sort: Some("-size".into()),
        ..named("files")
    });
    assert_eq!(
        (files.total, files.rows[0]["type"].as_str()),
        (2, Some("D"))
    );
    let found = rows(Query {
        text: Some("wss_content".into()),
        ..named("backups")
    });
    assert_eq!(found.total, 1);
    let manifest = rows(Query {
        within: Some("night/travel.app".into()),
        text: Some("AppManifest.xml".into()),
        sort: Some("-ratio".into()),
        ..named("entries")
    });
    assert!(manifest.total > 0 && rows(named("entries")).total > manifest.total);
    assert!(
        manifest
            .rows
            .iter()
            .all(|row| row["file"] == "night/travel.app")
    );
    let of_pages = |table: &Table| database_tables::is_of_pages(table.name);
    for table in sets[0].tables().iter().filter(|table| !of_pages(table)) {
        for row in rows(named(table.name)).rows {
            let missing: Vec<_> = table
                .columns
                .iter()
                .filter(|column| row.get(**column).is_none())
                .collect();
            assert!(missing.is_empty(), "{}: {missing:?}", table.name);
        }
    }
}

#[test]
fn commands_and_holdings_are_answered() {
    let sets = opened(&set_files());
    let given = options(SharePointOptions::default());
    let ask = |task: &str| {
        let question = SharePointQuestion::Compose {
            task: task.into(),
            settings: vec![("folder".into(), "\\\\fs01\\sql".into())],
        };
        sets[0].ask(&given, &Question::SharePoint(question))
    };
    let Ok(Answer::SharePoint(SharePointAnswer::Composed { composed })) = ask("restore-databases")
    else {
        panic!("commands")
    };
    assert_eq!(composed.commands.len(), 4);
    assert!(composed.commands[0].contains("\\\\fs01\\sql\\night\\"));
    assert!(ask("format-disk").is_err());
    let accounts = |show: Option<&str>| {
        let show = show.map(str::to_owned);
        let question = Question::SharePoint(SharePointQuestion::Privacy { show });
        let Ok(Answer::SharePoint(SharePointAnswer::Privacy { kinds })) =
            sets[0].ask(&given, &question)
        else {
            panic!("kinds")
        };
        let accounts = kinds.into_iter().find(|kind| kind.kind == "accounts");
        accounts.unwrap()
    };
    let plain = accounts(Some("accounts"));
    let masked = accounts(None);
    assert!(masked.count > 0 && masked.count == plain.count && !masked.risk.is_empty());
    for (masked, plain) in masked.places.iter().zip(&plain.places) {
        assert_eq!((&masked.file, &masked.path), (&plain.file, &plain.path));
        assert!(masked.file.is_some());
        let (masked, plain) = (
            masked.value.as_deref().unwrap(),
            plain.value.as_deref().unwrap(),
        );
        assert!(
            !masked.contains(plain) && masked.contains("•••"),
            "{masked} {plain}"
        );
    }
    // Another kind shows no account.
    assert_eq!(accounts(Some("servers")), masked);
}

#[test]
fn names_can_be_masked_everywhere() {
    let mut sets = four_sets(starts());
    sets[0].server = "SQL02".into();
    let files: Vec<(&str, Vec<u8>)> = ["c.bak", "g.bak", "s.bak", "a.bak"]
        .into_iter()
        .zip(sets.iter().map(of))
        .collect();
    let report = opened(&files)[0].report(&Options::default());
    let open = json::to_json(&report).unwrap();
    let masked = json::to_json(&report.without_names()).unwrap();
    for name in ["SQL02", "SQL01", "sqlbackup"] {
        assert!(open.contains(name) && !masked.contains(name), "{name}");
    }
}

#[test]
fn names_stand_masked_in_report_and_tables_when_asked_for() {
    let sets = opened(&set_files());
    let of = |mask_names: bool, table: &str| {
        let options = options(SharePointOptions {
            mask_names,
            ..SharePointOptions::default()
        });
        let query = Query {
            table: table.into(),
            limit: 10,
            ..Query::default()
        };
        let rows = sets[0].rows(&options, &query).unwrap();
        serde_json::to_string(&rows.rows).unwrap()
    };
    for (table, name) in [("backups", "sqlbackup"), ("files", "D:\\\\data")] {
        assert!(of(false, table).contains(name), "{table}");
        assert!(!of(true, table).contains(name), "{table}");
    }
    let report = |mask_names: bool| {
        json::to_json(&sets[0].report(&options(SharePointOptions {
            mask_names,
            ..SharePointOptions::default()
        })))
        .unwrap()
    };
    assert!(report(false).contains("sqlbackup"));
    assert!(!report(true).contains("sqlbackup"));
}

#[test]
fn the_fingerprint_tells_files_apart_and_not_names() {
    let fingerprint = |path: &str, backup: &Backup| {
        let sets = opened(&[(path, of(backup))]);
        sets[0]
            .report(&Options::default())
            .source
            .fingerprint
            .clone()
            .unwrap()
    };
    let first = Backup::full("Shop", at(1, 0, 0));
    assert_eq!(fingerprint("a.bak", &first), fingerprint("b.bak", &first));
    assert_ne!(
        fingerprint("a.bak", &first),
        fingerprint("a.bak", &Backup::full("Shop", at(2, 0, 0)))
    );
}

fn read_all(bytes: Vec<u8>) -> backup_inspector::format::Report {
    let mut set = open::open(vec![Input::new("c.bak", bytes)])
        .unwrap()
        .remove(0);
    let given = Options::default();
    let work = set.begin(&WorkKind::ReadAll, &given).unwrap();
    let plan = set.plan(work).unwrap();
    assert_eq!((plan.tasks, plan.when_asked), (1, true));
    for index in 0..plan.tasks {
        let mut task = set.run(work, index, Vec::new()).unwrap();
        while !task.step(&mut |_| true).unwrap().finished {}
        let facts = task.finish().unwrap();
        set.take(work, index, facts).unwrap();
    }
    set.end(work).unwrap();
    set.report(&given)
}

#[test]
fn all_pages_are_read_when_asked() {
    let whole = include_bytes!("../data/sharepoint/synthetic.bak").to_vec();
    let report = read_all(whole.clone());
    assert_eq!(report.depth, Depth::Data);
    assert_eq!(
        report.verdict.outcome,
        Outcome::Restores,
        "{:#?}",
        report.findings
    );
    // A byte in the last page that is in use: its checksum tells.
    let mut damaged = whole;
    let name: Vec<u8> = "Project"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let at = damaged
        .windows(7)
        .rposition(|window| window == b"Project")
        .or_else(|| {
            damaged
                .windows(name.len())
                .rposition(|window| window == name)
        })
        .unwrap();
    damaged[at] ^= 1;
    let report = read_all(damaged);
    assert_eq!(
        report.finding_counts.get("sharepoint-page-damaged"),
        Some(&1),
        "{:#?}",
        report.findings
    );
    assert_eq!(report.verdict.outcome, Outcome::RestoresWithLoss);
}
