//! The 24 vectors of section 6.9.

use backup_inspector::format::sharepoint::judge::{RoleState, TimeVerdict};
use backup_inspector::format::sharepoint::roles::Role;
use backup_inspector::format::sharepoint::site::parse_list;
use backup_inspector::format::sharepoint::versions::release_by_word;
use backup_inspector::format::sharepoint::{Judgement, Options, judge};
use backup_inspector::report::{Outcome, Severity};

use crate::support::*;
use crate::writer::{Bak, Set, at, compress, guid};

fn verdict(judgement: &Judgement) -> TimeVerdict {
    judgement.spread.expect("there is a spread").verdict
}

fn has(judgement: &Judgement, rule: &str) -> bool {
    rules(judgement).iter().any(|own| own == rule)
}

fn severity(judgement: &Judgement, rule: &str) -> Option<Severity> {
    let all = judgement.sorted();
    all.iter()
        .find(|finding| finding.rule.as_deref() == Some(rule))
        .map(|finding| finding.severity)
}

#[test]
fn v01_of_one_time() {
    let judgement = judged(&whole());
    assert_eq!(verdict(&judgement), TimeVerdict::Same);
    assert_eq!(judgement.spread.unwrap().spread, 148);
    assert_eq!(
        judgement.outcome,
        Outcome::Restores,
        "{}",
        judgement.summary
    );
    assert!(judgement.is_set);
}

#[test]
fn v02_close() {
    let mut times = starts();
    times[2] = at(2, 50, 13);
    let judgement = judged(&four(times));
    assert_eq!(
        (verdict(&judgement), judgement.spread.unwrap().spread),
        (TimeVerdict::Close, 1201)
    );
    assert_eq!(judgement.outcome, Outcome::RestoresWithLoss);
    assert_eq!(severity(&judgement, "V08"), Some(Severity::DataLoss));
}

#[test]
fn v03_six_months_apart() {
    let mut times = starts();
    times[0] = (2016, 5, 5, 2, 30, 12);
    let judgement = judged(&four(times));
    assert_eq!(verdict(&judgement), TimeVerdict::Different);
    assert_eq!(judgement.outcome, Outcome::Fails);
    assert_eq!(severity(&judgement, "V07"), Some(Severity::Fatal));
}

#[test]
fn v04_zones() {
    let mut sets = four_sets([
        at(2, 30, 0),
        at(4, 31, 0),
        at(2, 32, 0),
        (2016, 11, 4, 21, 33, 0),
    ]);
    sets[1].zone = 8;
    sets[3].zone = -20;
    let members: Vec<_> = sets
        .iter()
        .enumerate()
        .map(|(place, set)| bak(&format!("{place}.bak"), set))
        .collect();
    let judgement = judged(&members);
    assert_eq!(
        (verdict(&judgement), judgement.spread.unwrap().spread),
        (TimeVerdict::Same, 180)
    );
    assert_eq!(judgement.outcome, Outcome::Restores);
}

fn run_times() -> [crate::writer::When; 4] {
    [at(2, 30, 12), at(2, 33, 0), at(2, 41, 0), at(2, 57, 0)]
}

#[test]
fn v05_one_farm_run() {
    let judgement = judged(&farm(run_times(), &[&entry(&[])]));
    assert_eq!(verdict(&judgement), TimeVerdict::SameRun);
    assert_eq!(
        judgement.outcome,
        Outcome::Restores,
        "{}",
        judgement.summary
    );
}

#[test]
fn v06_a_file_of_another_run() {
    let mut times = run_times();
    times[3] = at(3, 20, 0);
    let judgement = judged(&farm(times, &[&entry(&[])]));
    assert!(has(&judgement, "V39"));
    assert_eq!(
        (verdict(&judgement), judgement.spread.unwrap().spread),
        (TimeVerdict::Close, 49 * 60 + 48)
    );
}

#[test]
fn v07_a_role_is_missing() {
    let mut members = whole();
    members.remove(2);
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V03"), Some(Severity::Fatal));
    assert_eq!(judgement.outcome, Outcome::Fails);
    assert!(
        judgement
            .roles
            .contains(&(Role::SecureStore, RoleState::Missing))
    );
}

#[test]
fn v08_only_the_admin_content() {
    let mut members = whole();
    members[0] = bak(
        "c.bak",
        &Set::full("SharePoint_AdminContent_x", at(2, 30, 12)),
    );
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V01"), Some(Severity::Fatal));
    assert_eq!(severity(&judgement, "V57"), Some(Severity::Note));
}

#[test]
fn v09_one_stripe_of_two() {
    let mut members = whole();
    let set = Set::full("WSS_Content", at(2, 30, 12));
    members[0] = file("c1.bak", &Bak::of(&[set]).stripe(1, 2).write());
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V13"), Some(Severity::Fatal));
    let message = &judgement.sorted()[0].message;
    assert!(message.contains("missing part(s) 2"), "{message}");
}

fn full_with_lsn() -> Set {
    let mut full = Set::full("WSS_Content", at(2, 30, 12));
    full.set_guid = guid("g1");
    full.checkpoint = (24, 68, 99);
    full
}

#[test]
fn v10_a_differential_that_belongs() {
    let full = full_with_lsn();
    let mut members = whole();
    members[0] = bak("c.bak", &full);
    members.push(bak("d.bak", &full.differential(at(2, 33, 0))));
    let judgement = judged(&members);
    assert_eq!(
        judgement.outcome,
        Outcome::Restores,
        "{}",
        judgement.summary
    );
    let chain = judgement
        .chains
        .iter()
        .find(|chain| chain.database == "WSS_Content")
        .unwrap();
    assert!(chain.full.is_some() && chain.differential.is_some());
}

#[test]
fn v11_a_differential_of_another_full_backup() {
    let full = full_with_lsn();
    let mut differential = full.differential(at(2, 33, 0));
    differential.base_guid = guid("g2");
    let mut members = whole();
    members[0] = bak("c.bak", &full);
    members.push(bak("d.bak", &differential));
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V15"), Some(Severity::Fatal));
    // The number of the set fits, the log does not: it does not belong either.
    differential.base_guid = full.set_guid;
    differential.base_lsn = (24, 68, 98);
    members[4] = bak("d.bak", &differential);
    assert_eq!(severity(&judged(&members), "V15"), Some(Severity::Fatal));
}

#[test]
fn v12_a_differential_secure_store() {
    let mut members = whole();
    members[2] = bak(
        "s.bak",
        &Set::full(SECURE, at(2, 0, 0)).differential(at(2, 32, 10)),
    );
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V16"), Some(Severity::Fatal));
    assert!(!has(&judgement, "V15"));
}

#[test]
fn v13_to_v15_runs_that_failed() {
    for (field, value, rule) in [
        ("SPErrorCount", "2", "V28"),
        ("SPFinishTime", "", "V30"),
        ("SPConfigurationOnly", "True", "V31"),
    ] {
        let judgement = judged(&farm(run_times(), &[&entry(&[(field, value)])]));
        assert_eq!(severity(&judgement, rule), Some(Severity::Fatal), "{rule}");
        assert_eq!(judgement.outcome, Outcome::Fails);
    }
}

#[test]
fn v16_a_newer_database() {
    let mut sets = four_sets(starts());
    sets[3].version = 782;
    sets[3].engine = (12, 0, 5000);
    let members: Vec<_> = sets
        .iter()
        .enumerate()
        .map(|(place, set)| bak(&format!("{place}.bak"), set))
        .collect();
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V10"), Some(Severity::Suspicious));
    assert_eq!(judgement.outcome, Outcome::Restores);
    let options = Options {
        sql_server: release_by_word("2012"),
        ..Options::default()
    };
    let judgement = judge(&members, &options);
    let newer: Vec<_> = judgement.sorted();
    let newer: Vec<_> = newer
        .iter()
        .filter(|finding| finding.rule.as_deref() == Some("V11"))
        .collect();
    assert_eq!(newer.len(), 1);
    assert_eq!(newer[0].file.as_deref(), Some("3.bak"));
    assert_eq!(
        judgement.server_message.as_deref(),
        Some(
            "The database was backed up on a server running version 12.00.5000. That version is incompatible with this server, which is running version 11.00.2100. Either restore the database on a server that supports the backup, or use a backup that is compatible with this server."
        )
    );
}

#[test]
fn v17_a_listed_database_without_backup() {
    let options = Options {
        sites: Some(parse_list("Name : WSS_Content\nName : WSS_Content_2\n")),
        ..Options::default()
    };
    let judgement = judge(&whole(), &options);
    let missing = judgement.sorted();
    assert_eq!(missing[0].code, "sharepoint-database-missing");
    assert!(missing[0].message.contains("WSS_Content_2"));
    assert_eq!(judgement.outcome, Outcome::Fails);
}

#[test]
fn v18_six_differentials_of_two_databases() {
    let mut sets = Vec::new();
    for (name, hours) in [("DB_QLBH", 1..3), ("DB_QLBH1", 3..7)] {
        for hour in hours {
            let mut set = Set::full(name, at(0, 0, 0)).differential(at(hour, 0, 0));
            set.set_guid = guid(&format!("{name}{hour}"));
            sets.push(set);
        }
    }
    let judgement = judged(&[file("diff.bak", &Bak::of(&sets).write())]);
    assert_eq!(judgement.items.len(), 6);
    assert_eq!(judgement.chains.len(), 2);
    assert_eq!(judgement.outcome, Outcome::Fails);
    assert!(has(&judgement, "V62") && has(&judgement, "V15"));
}

#[test]
fn v20_a_site_without_file() {
    let options = Options {
        sites: Some(parse_list(
            "http://a/sites/one\nhttp://a/sites/two\nhttp://a/sites/three\n",
        )),
        ..Options::default()
    };
    let mut members = whole();
    members.push(bytes("one.bak", b"\x01\x02\x03"));
    members.push(bytes("two.bak", b"\x01\x02\x03"));
    let judgement = judge(&members, &options);
    let missing: Vec<_> = judgement.sorted();
    let missing: Vec<_> = missing
        .iter()
        .filter(|finding| finding.rule.as_deref() == Some("V44"))
        .collect();
    assert_eq!(missing.len(), 1);
    assert!(missing[0].message.contains("http://a/sites/three"));
    assert_eq!(judgement.outcome, Outcome::Fails);
}

#[test]
fn v21_above_two_hundred_gigabytes() {
    let mut members = whole();
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.files[0].bytes = 120 << 30;
    let mut second = set.files[0].clone();
    second.bytes = 90 << 30;
    set.files.push(second);
    members[0] = bak("c.bak", &set);
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V27"), Some(Severity::Suspicious));
    let all = judgement.sorted();
    let large = all
        .iter()
        .find(|finding| finding.rule.as_deref() == Some("V27"))
        .unwrap();
    assert!(large.message.contains("210.0 GiB"), "{}", large.message);
}

#[test]
fn v22_two_copies_of_a_file() {
    let mut members = whole();
    members.push(bak(
        "copy of c.bak",
        &Set::full("WSS_Content", at(2, 30, 12)),
    ));
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V14"), Some(Severity::Note));
    assert_eq!(judgement.items.len(), 4);
    assert_eq!(judgement.outcome, Outcome::Restores);
}

#[test]
fn v23_a_folder_without_table_of_contents() {
    let mut members = farm(run_times(), &[]);
    members.remove(0);
    let judgement = judged(&members);
    assert_eq!(severity(&judgement, "V43"), Some(Severity::Suspicious));
    let run = judgement.runs.chosen_run().unwrap();
    assert_eq!(run.run.id.unwrap().to_string(), RUN_ID);
    assert_eq!(verdict(&judgement), TimeVerdict::SameRun);
}

#[test]
fn v24_a_date_that_is_none() {
    let judgement = judged(&farm(
        run_times(),
        &[&entry(&[("SPStartTime", "13/05/2016 02:30:00")])],
    ));
    assert_eq!(severity(&judgement, "V59"), Some(Severity::Suspicious));
}

#[test]
fn v19_a_compressed_content_database() {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    // More than header mode decodes, so that the end is not reached.
    set.pages = 1024;
    let mut members = whole();
    members[0] = bytes("c.bak", &compress(&Bak::of(&[set]).bytes(), 0xee));
    let judgement = judged(&members);
    assert!(codes(&judgement).contains(&"sharepoint-compressed-header-only".to_owned()));
    assert_eq!(judgement.items[0].finished, None);
    assert_eq!(verdict(&judgement), TimeVerdict::Same);
    assert_eq!(
        judgement.outcome,
        Outcome::Restores,
        "{}",
        judgement.summary
    );
}
