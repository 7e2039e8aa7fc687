//! Site collections of a content database, held against the list of the person and the files of the set.

use backup_inspector::format::sharepoint::SharePointOptions;
use backup_inspector::format::sharepoint::options::GivenRole;
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open;
use backup_inspector::scan;
use backup_inspector::source::Input;

use super::sets::SYNTHETIC;
use super::tape_writer::{Bak, Set as Backup, at};

fn codes(report: &Report) -> Vec<&str> {
    report.finding_counts.keys().map(String::as_str).collect()
}

#[test]
fn site_collections_of_a_content_database_are_held_against_list_and_files() {
    let judged = |beside: &[&str], list: Option<&str>| {
        let mut files = vec![
            ("w/c.bak", SYNTHETIC.to_vec()),
            (
                "w/g.bak",
                Bak::of(&[Backup::full("SharePoint_Config", at(1, 0, 0))]).bytes(),
            ),
        ];
        files.extend(
            beside
                .iter()
                .map(|path| (*path, b"what Backup-SPSite writes".to_vec())),
        );
        let inputs = files
            .into_iter()
            .map(|(path, bytes)| Input::new(path, bytes).in_tree(1))
            .collect();
        let opening = Opening {
            together: true,
            ..Opening::default()
        };
        let mut set = open::open_with(inputs, opening).unwrap().remove(0);
        assert!(scan::run(&mut set, &mut |_| true).unwrap());
        let options = Options {
            sharepoint: SharePointOptions {
                roles: vec![GivenRole {
                    file: "w/c.bak".into(),
                    role: "content".into(),
                }],
                whole_set: true,
                site_list: list.map(str::to_owned),
                ..SharePointOptions::default()
            },
            ..Options::default()
        };
        // What is read depends on whether it is a set.
        let work = set.begin(&WorkKind::Check, &options).unwrap();
        scan::run_work(&mut set, work, &[], &mut |_| true).unwrap();
        set.report(&options)
    };
    let messages = |report: &Report, code: &str| -> Vec<String> {
        report
            .findings
            .iter()
            .filter(|finding| finding.code == code)
            .map(|finding| finding.message.clone())
            .collect()
    };
    let report = judged(&[], None);
    let listed = messages(&report, "sharepoint-sites-not-listed");
    assert!(
        listed[0].contains("these do: /") && listed[0].contains("assumed from its tables"),
        "{listed:?}"
    );
    assert!(codes(&report).contains(&"sharepoint-app-package-absent"));
    let body = &report
        .sharepoint
        .as_ref()
        .unwrap()
        .databases
        .as_ref()
        .unwrap()[0];
    assert_eq!((body.site_collections, body.app_hosts), (Some(2), Some(1)));
    assert_eq!(
        body.missing,
        ["AllSites.LastContentChange", "AppInstallationProperty"]
    );

    // The list has the site that hosts apps, by its id, and one that no database has.
    let list = "Id : 00000001-0000-4000-8000-000000000001\nUrl : https://portal.example.test\n\nhttps://portal.example.test/sites/gone\nhttps://portal.example.test/sites/old";
    let report = judged(&["w/portal.example.test.bak"], Some(list));
    assert!(messages(&report, "sharepoint-sites-not-listed").is_empty());
    let strange = messages(&report, "sharepoint-site-not-in-database");
    assert_eq!(strange.len(), 2, "{strange:?}");
    assert!(
        strange[0].contains("sites/gone is in no content database")
            || strange[0].contains("/sites/gone of the list is in no"),
        "{strange:?}"
    );
    assert!(strange[1].contains("is deleted"));
    let report = judged(&[], Some("https://hr.example.test"));
    let unlisted = messages(&report, "sharepoint-sites-not-listed");
    assert!(
        unlisted[0].contains("but is not in the list"),
        "{unlisted:?}"
    );
    assert!(messages(&report, "sharepoint-site-not-in-database").is_empty());
}
