//! Each of the 62 rules: files that trigger it, and files that don't.

use std::collections::BTreeSet;

use backup_inspector::format::sharepoint::roles::Role;
use backup_inspector::format::sharepoint::site::parse_list;
use backup_inspector::format::sharepoint::versions::{SharePoint, release_by_word};
use backup_inspector::format::sharepoint::{Member, Options, judge};
use backup_inspector::report::{Outcome, Severity};

use crate::support::*;
use crate::writer::{Bak, Set, at, guid};

/// Files with options, whether the rule has to fire, and with which severity.
struct Case {
    rule: &'static str,
    severity: Severity,
    members: Vec<Member>,
    options: Options,
}

fn case(rule: &'static str, severity: Severity, members: Vec<Member>) -> Case {
    with(rule, severity, members, Options::default())
}

fn with(rule: &'static str, severity: Severity, members: Vec<Member>, options: Options) -> Case {
    Case {
        rule,
        severity,
        members,
        options,
    }
}

/// The whole set without the file at this place.
fn without(place: usize) -> Vec<Member> {
    let mut members = whole();
    members.remove(place);
    members
}

/// The whole set with another content database.
fn content(change: impl Fn(&mut Set)) -> Vec<Member> {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    change(&mut set);
    let mut members = whole();
    members[0] = bak("c.bak", &set);
    members
}

/// The whole set with one more file.
fn and(more: Member) -> Vec<Member> {
    let mut members = whole();
    members.push(more);
    members
}

/// The content database's file with bytes changed.
fn changed(change: impl Fn(&mut Vec<u8>)) -> Vec<Member> {
    let mut file = Bak::of(&[Set::full("WSS_Content", at(2, 30, 12))]).bytes();
    change(&mut file);
    let mut members = whole();
    members[0] = bytes("c.bak", &file);
    members
}

fn runs() -> [crate::writer::When; 4] {
    [at(2, 30, 12), at(2, 33, 0), at(2, 41, 0), at(2, 57, 0)]
}

fn run(changes: &[(&str, &str)]) -> Vec<Member> {
    farm(runs(), &[&entry(changes)])
}

fn sites(text: &str) -> Options {
    Options {
        sites: Some(parse_list(text)),
        ..Options::default()
    }
}

const TRAVEL: &str = "https://portal.contoso.com/sites/travel";

pub fn app(change: impl Fn(&mut String)) -> Vec<u8> {
    app_with(change, &[])
}

/// A package with this manifest and these targets of relationships.
fn app_with(change: impl Fn(&mut String), targets: &[&str]) -> Vec<u8> {
    use std::io::Write;
    let mut manifest = String::from(
        "\u{feff}<?xml version=\"1.0\"?><App xmlns=\"http://schemas.microsoft.com/sharepoint/2012/app/manifest\" Name=\"TravelDesk\" \
         ProductID=\"{3a0c9a5e-7b7f-4a53-9d2f-5d0e3a1c8b44}\" Version=\"2.1.0.0\" SharePointMinVersion=\"15.0.0.0\"><Properties>\
         <Title>Travel Desk</Title><StartPage>~appWebUrl/Start.aspx</StartPage></Properties><AppPrincipal><Internal /></AppPrincipal></App>",
    );
    change(&mut manifest);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default();
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    part("AppManifest.xml", &manifest);
    let targets: String = ["/AppManifest.xml"]
        .iter()
        .chain(targets)
        .map(|target| format!("<Relationship Target=\"{target}\" Type=\"t\" Id=\"r\"/>"))
        .collect();
    part(
        "_rels/.rels",
        &format!("<Relationships>{targets}</Relationships>"),
    );
    part("[Content_Types].xml", "<Types/>");
    zip.finish().unwrap().into_inner()
}

fn stripes(family: u16) -> Member {
    let set = Set::full("WSS_Content", at(2, 30, 12));
    file(
        &format!("c{family}.bak"),
        &Bak::of(&[set]).stripe(family, 2).write(),
    )
}

/// A run with a parent: full run 3 in its folder, differential run 4.
fn differential_run(has_parent: bool) -> Vec<Member> {
    let parent = "1d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10";
    let full = entry(&[
        ("SPId", parent),
        ("SPDirectoryName", "spbr0003"),
        ("SPDirectoryNumber", "3"),
        ("SPStartTime", "11/04/2016 02:30:00"),
        ("SPFinishTime", "11/04/2016 02:58:41"),
    ]);
    let own = entry(&[("SPBackupMethod", "Differential"), ("SPParentId", parent)]);
    let mut members = vec![bytes("b/spbrtoc.xml", &toc(&[&full, &own]))];
    members.push(bytes(
        "b/spbr0004/spbackup.xml",
        &manifest(RUN_ID, &object("WSS_Content", "00000000.bak")),
    ));
    for (place, set) in four_sets(runs()).iter().enumerate() {
        let mut base = set.clone();
        base.start.2 = 4;
        base.set_guid = guid(&format!("base {place}"));
        if has_parent {
            members.push(bak(&format!("b/spbr0003/{place:08X}.bak"), &base));
        }
        // What does not support differential is backed up in full.
        let own = if place == 0 && has_parent {
            base.differential(set.start)
        } else {
            set.clone()
        };
        members.push(bak(&format!("b/spbr0004/{place:08X}.bak"), &own));
    }
    members
}

fn set_cases() -> Vec<Case> {
    let mut guessed = whole();
    guessed[0] = bak("c.bak", &Set::full("WSS_Content_Portal", at(2, 30, 12)));
    let mut unknown = without(0);
    unknown.push(bak("p.bak", &Set::full("Portal", at(2, 30, 12))));
    let mut untimed = content(|set| set.start = (2016, 0, 0, 0, 0, 0));
    untimed[0].path = "c.bak".into();
    vec![
        case("V01", Severity::Fatal, without(0)),
        case("V02", Severity::Fatal, without(1)),
        case("V03", Severity::Fatal, without(2)),
        case("V04", Severity::Fatal, without(3)),
        case("V05", Severity::Suspicious, guessed),
        case("V06", Severity::Suspicious, unknown),
        case(
            "V07",
            Severity::Fatal,
            content(|set| set.start = (2016, 5, 5, 2, 30, 12)),
        ),
        case(
            "V08",
            Severity::DataLoss,
            content(|set| set.start = at(3, 30, 12)),
        ),
        case("V09", Severity::Suspicious, untimed),
        case(
            "V10",
            Severity::Suspicious,
            content(|set| set.version = 782),
        ),
        with(
            "V11",
            Severity::Fatal,
            content(|set| set.version = 957),
            Options {
                sql_server: release_by_word("2019"),
                ..Options::default()
            },
        ),
        case(
            "V12",
            Severity::Suspicious,
            content(|set| set.server = "SQL02".into()),
        ),
        case(
            "V27",
            Severity::Suspicious,
            content(|set| set.files[0].bytes = 201 << 30),
        ),
        case("V55", Severity::Note, whole()),
        case("V56", Severity::Note, whole()),
        case(
            "V57",
            Severity::Note,
            and(bak(
                "x.bak",
                &Set::full("SharePoint_AdminContent_1", at(2, 30, 0)),
            )),
        ),
    ]
}

fn sql_cases() -> Vec<Case> {
    let full = Set::full("WSS_Content", at(2, 30, 12));
    let mut one_stripe = without(0);
    one_stripe.push(stripes(1));
    let mut differential = full.differential(at(2, 33, 0));
    differential.base_guid = guid("another");
    let mut secure = whole();
    secure[2] = bak(
        "s.bak",
        &Set::full(SECURE, at(2, 0, 0)).differential(at(2, 32, 10)),
    );
    let mut logs = whole();
    logs[0] = bak("l.trn", &full.log(at(2, 31, 0), (34, 300, 1), (34, 400, 1)));
    let mut gap = whole();
    gap.push(bak(
        "l1.trn",
        &full.log(at(2, 31, 0), (34, 300, 1), (34, 400, 1)),
    ));
    gap.push(bak(
        "l3.trn",
        &full.log(at(2, 33, 0), (34, 500, 1), (34, 600, 1)),
    ));
    let empty = bytes("e.bak", b"");
    let encrypted = bytes("x.bak", b"MSSQLBAK\x02\0\0\0\x09\0\0\0 something else");
    let present = Options {
        now: Some(1_400_000_000),
        ..Options::default()
    };
    let mut backwards = Set::full("WSS_Content", at(2, 30, 12));
    backwards.finish = Some(at(2, 0, 0));
    let mut reversed = whole();
    reversed[0] = bak("c.bak", &backwards);
    let mut secret = Bak::of(std::slice::from_ref(&full));
    secret.password = true;
    let mut locked = whole();
    locked[0] = file("c.bak", &secret.write());
    vec![
        case("V13", Severity::Fatal, one_stripe),
        case("V14", Severity::Note, and(bak("again.bak", &full))),
        case("V15", Severity::Fatal, and(bak("d.bak", &differential))),
        case("V16", Severity::Fatal, secure),
        case("V17", Severity::Fatal, logs),
        case("V18", Severity::DataLoss, gap),
        case(
            "V19",
            Severity::Fatal,
            changed(|file| file.truncate(file.len() - 3000)),
        ),
        case("V20", Severity::Fatal, changed(|file| file[0x610] ^= 4)),
        case("V21", Severity::Fatal, vec![empty]),
        case("V22", Severity::DataLoss, content(|set| set.flags |= 32)),
        case("V23", Severity::DataLoss, content(|set| set.corrupt = 3)),
        case("V24", Severity::Note, content(|set| set.flags = 512)),
        case("V25", Severity::Suspicious, locked),
        case("V26", Severity::Suspicious, and(encrypted)),
        case("V60", Severity::Suspicious, reversed),
        with("V61", Severity::Suspicious, whole(), present),
        case(
            "V62",
            Severity::Note,
            vec![file(
                "c.bak",
                &Bak::of(&[full.clone(), full.differential(at(3, 0, 0))]).write(),
            )],
        ),
    ]
}

fn farm_cases() -> Vec<Case> {
    let restore = entry(&[
        ("SPId", "2d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10"),
        ("SPIsBackup", "False"),
        ("SPDirectoryName", ""),
    ]);
    let mut unlisted = run(&[]);
    unlisted.push(bytes(
        "b/spbr0009/spbackup.xml",
        &manifest("9d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10", &object("x", "1")),
    ));
    let mut other = run(&[]);
    other[1] = bytes(
        "b/spbr0004/spbackup.xml",
        &manifest("9d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10", &object("x", "1")),
    );
    let mut failed = run(&[]);
    let failing =
        "<SPBackupObject Name=\"WSS_Content\"><SPIsFailure>True</SPIsFailure></SPBackupObject>";
    failed[1] = bytes("b/spbr0004/spbackup.xml", &manifest(RUN_ID, failing));
    let mut gone = run(&[]);
    gone.remove(2);
    let mut partial = run(&[]);
    partial[1] = bytes("b/spbr0004/spbackup.xml", &manifest(RUN_ID, ""));
    let mut broken = run(&[]);
    broken[0] = bytes(
        "b/spbrtoc.xml",
        b"<SPBackupRestoreHistory><SPHistoryObject>",
    );
    let mut logged = run(&[]);
    logged.push(bytes(
        "b/spbr0004/spbackup.log",
        b"Error: [WSS_Content] Cannot open backup device\n",
    ));
    let mut no_toc = run(&[]);
    no_toc.remove(0);
    let mut replaced = runs();
    replaced[3] = at(3, 20, 0);
    vec![
        case("V28", Severity::Fatal, run(&[("SPErrorCount", "2")])),
        case("V29", Severity::Suspicious, run(&[("SPWarningCount", "1")])),
        case("V30", Severity::Fatal, run(&[("SPFinishTime", "")])),
        case(
            "V31",
            Severity::Fatal,
            run(&[("SPConfigurationOnly", "True")]),
        ),
        case(
            "V32",
            Severity::Note,
            farm(runs(), &[&entry(&[]), &restore]),
        ),
        case(
            "V33",
            Severity::Fatal,
            vec![bytes("b/spbrtoc.xml", &toc(&[&entry(&[])]))],
        ),
        case("V34", Severity::Suspicious, unlisted),
        case("V35", Severity::Fatal, other),
        case("V36", Severity::Fatal, differential_run(false)),
        case("V37", Severity::Fatal, failed),
        case("V38", Severity::Fatal, gone),
        case("V39", Severity::Suspicious, farm(replaced, &[&entry(&[])])),
        case("V40", Severity::Fatal, broken),
        case("V41", Severity::Note, partial),
        case("V42", Severity::Suspicious, logged),
        case("V43", Severity::Suspicious, no_toc),
        case(
            "V59",
            Severity::Suspicious,
            run(&[("SPFinishTime", "25/12/2016 02:58:41")]),
        ),
    ]
}

fn site_cases() -> Vec<Case> {
    let site = |path: &str| bytes(path, b"\x01\x02\x03\x04");
    let mut twice = and(site("travel.bak"));
    twice.push(site("travel2.bak"));
    let mut old = site("travel.bak");
    old.modified = Some(1_000_000_000);
    let cabinet = include_bytes!("../data/sharepoint/SampleApproval.wsp");
    let no_lock = Options {
        no_site_lock: true,
        ..Options::default()
    };
    let old_server = Options {
        sharepoint: Some(SharePoint::V2013),
        ..Options::default()
    };
    let newer = app(|manifest| *manifest = manifest.replace("15.0.0.0", "16.0.0.0"));
    let remote = app(|manifest| {
        *manifest = manifest.replace("<Internal />", "<RemoteWebApplication ClientId=\"x\"/>")
    });
    let invalid = app(|manifest| *manifest = manifest.replace("Title", "Other"));
    vec![
        with("V44", Severity::Fatal, whole(), sites(TRAVEL)),
        case("V45", Severity::Suspicious, whole()),
        with("V46", Severity::Suspicious, and(old), sites(TRAVEL)),
        with("V47", Severity::Suspicious, twice, sites(TRAVEL)),
        case("V48", Severity::Note, and(site("travel.bak"))),
        with(
            "V49",
            Severity::DataLoss,
            and(bytes("travel.cmp", cabinet)),
            sites(TRAVEL),
        ),
        case(
            "V50",
            Severity::Fatal,
            vec![bytes("a.wsp", &cabinet[..20_000])],
        ),
        case("V51", Severity::Fatal, vec![bytes("a.app", &invalid)]),
        case(
            "V52",
            Severity::Suspicious,
            vec![bytes("a.app", &app_with(|_| {}, &["/Lost.wsp"]))],
        ),
        with(
            "V53",
            Severity::Fatal,
            vec![bytes("a.app", &newer)],
            old_server,
        ),
        case("V54", Severity::Suspicious, vec![bytes("a.app", &remote)]),
        with("V58", Severity::Suspicious, whole(), no_lock),
    ]
}

fn cases() -> Vec<Case> {
    [set_cases(), sql_cases(), farm_cases(), site_cases()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn each_rule_has_files_that_trigger_it() {
    let cases = cases();
    let covered: BTreeSet<&str> = cases.iter().map(|case| case.rule).collect();
    let all: Vec<String> = (1..=62).map(|number| format!("V{number:02}")).collect();
    assert!(
        all.iter().all(|rule| covered.contains(rule.as_str())),
        "{covered:?}"
    );
    for case in cases {
        let judgement = judge(&case.members, &case.options);
        let found = judgement.sorted();
        let own: Vec<Severity> = found
            .iter()
            .filter(|finding| finding.rule.as_deref() == Some(case.rule))
            .map(|finding| finding.severity)
            .collect();
        assert!(
            own.contains(&case.severity),
            "{}: {own:?} among {found:#?}",
            case.rule
        );
        match case.severity {
            Severity::Fatal => assert_eq!(judgement.outcome, Outcome::Fails, "{}", case.rule),
            Severity::DataLoss => assert_ne!(judgement.outcome, Outcome::Restores, "{}", case.rule),
            Severity::Suspicious | Severity::Note => {}
        }
    }
}

/// Files and options with nothing wrong, of each kind that rules look at.
fn clean() -> Vec<(Vec<Member>, Options)> {
    let mut with_site = whole();
    let mut site = bytes("travel.bak", b"\x01\x02\x03\x04");
    site.modified = Some(1_478_313_000);
    with_site.push(site);
    let full = Set::full("WSS_Content", at(2, 30, 12));
    let mut chain = whole();
    chain.push(bak("d.bak", &full.differential(at(2, 33, 0))));
    chain.push(bak(
        "l.trn",
        &full.log(at(2, 34, 0), (36, 20, 1), (37, 1, 1)),
    ));
    let mut striped = without(0);
    striped.extend([stripes(1), stripes(2)]);
    let given = Options {
        sql_server: release_by_word("2012"),
        sharepoint: Some(SharePoint::V2013),
        now: Some(1_478_400_000),
        ..sites(TRAVEL)
    };
    vec![
        (with_site, given.clone()),
        (chain, Options::default()),
        (striped, Options::default()),
        (run(&[]), Options::default()),
        (differential_run(true), Options::default()),
        (
            vec![bytes("a.app", &app_with(|_| {}, &["AppManifest.xml"]))],
            Options {
                sites: None,
                ..given
            },
        ),
        (
            vec![bytes(
                "a.wsp",
                include_bytes!("../data/sharepoint/SampleApproval.wsp"),
            )],
            Options::default(),
        ),
    ]
}

/// What stands beside every whole set.
const ALWAYS: [&str; 5] = ["V45", "V48", "V55", "V56", "V24"];

#[test]
fn no_rule_fires_where_nothing_is_wrong() {
    for (at, (members, options)) in clean().into_iter().enumerate() {
        let judgement = judge(&members, &options);
        let fired: Vec<String> = rules(&judgement)
            .into_iter()
            .filter(|rule| !ALWAYS.contains(&rule.as_str()))
            .collect();
        assert!(
            fired.is_empty(),
            "case {at}: {fired:?} {:#?}",
            judgement.sorted()
        );
        assert_eq!(
            judgement.outcome,
            Outcome::Restores,
            "case {at}: {}",
            judgement.summary
        );
    }
}

#[test]
fn each_trigger_is_clean_without_its_fault() {
    // V55 and V56 go with their role, V45 with a list, V48 with the file, V24 with the flag.
    let quiet = |members: &[Member], options: &Options, rule: &str| {
        assert!(
            !rules(&judge(members, options))
                .iter()
                .any(|own| own == rule),
            "{rule}"
        );
    };
    quiet(&without(2), &Options::default(), "V55");
    quiet(&without(1), &Options::default(), "V56");
    quiet(&whole(), &sites(TRAVEL), "V45");
    quiet(&whole(), &Options::default(), "V48");
    quiet(&whole(), &Options::default(), "V24");
}

#[test]
fn one_file_is_judged_as_itself() {
    let full = Set::full("WSS_Content", at(2, 30, 12));
    let alone = |member: Member| judged(&[member]);
    let good = alone(bak("c.bak", &full));
    assert_eq!(good.outcome, Outcome::Restores);
    assert_eq!(
        good.summary,
        "a full backup of WSS_Content, whole by its headers"
    );
    assert!(codes(&good).contains(&"sharepoint-complete-set".to_owned()));
    assert_eq!(
        alone(bak("d.bak", &full.differential(at(3, 0, 0)))).outcome,
        Outcome::Fails
    );
    assert_eq!(
        alone(bak("l.trn", &full.log(at(3, 0, 0), (1, 1, 1), (2, 2, 2)))).outcome,
        Outcome::Fails
    );
    assert_eq!(alone(stripes(1)).outcome, Outcome::Fails);
    assert_eq!(alone(bytes("s.bak", b"\x01\x02")).outcome, Outcome::Unknown);
    assert_eq!(
        alone(bytes("x.bak", b"MSSQLBAK and no more")).outcome,
        Outcome::Unknown
    );
    let app = include_bytes!("../data/sharepoint/HelloWorldApp.app");
    assert_eq!(alone(bytes("a.app", app)).outcome, Outcome::Restores);
    let whole = Options {
        whole_set: true,
        ..Options::default()
    };
    assert_eq!(
        judge(&[bak("c.bak", &full)], &whole).outcome,
        Outcome::Fails
    );
}

#[test]
fn roles_can_be_assigned_by_hand() {
    let mut members = without(0);
    members.push(bak("portal.bak", &Set::full("Portal", at(2, 30, 12))));
    let options = Options {
        roles: vec![("portal.bak".into(), Role::Content)],
        ..Options::default()
    };
    assert_eq!(judge(&members, &options).outcome, Outcome::Restores);
    members[3] = bytes("portal.bak", b"MSSQLBAK and no more");
    assert_eq!(judge(&members, &options).outcome, Outcome::Unknown);
}

#[test]
fn an_older_whole_backup_stands_in_for_a_broken_one() {
    let mut members = whole();
    let mut newer = Bak::of(&[Set::full("WSS_Content", at(2, 31, 0))]).bytes();
    newer.truncate(9_000);
    members.push(bytes("newer.bak", &newer));
    let judgement = judged(&members);
    assert_eq!(
        judgement.outcome,
        Outcome::Restores,
        "{}",
        judgement.summary
    );
    assert!(rules(&judgement).contains(&"V19".to_owned()));
}

#[test]
fn local_times_of_the_table_are_noticed() {
    let mut sets = four_sets(runs());
    let mut members = run(&[]);
    for (place, set) in sets.iter_mut().enumerate() {
        set.zone = 8;
        members[place + 2] = bak(&format!("b/spbr0004/{place:08X}.bak"), set);
    }
    let judgement = judged(&members);
    assert!(codes(&judgement).contains(&"sharepoint-toc-local-time".to_owned()));
    assert!(!rules(&judgement).contains(&"V39".to_owned()));
    assert_eq!(judgement.outcome, Outcome::Restores);
}

#[test]
fn files_of_zero_bytes_are_no_backup_whatever_their_name() {
    let zeros = vec![0; 3 << 20];
    let message = "holds nothing but zero bytes wherever it was looked at (64 places, its start and its end among them)";
    for name in [
        "WSS_Content.bak",
        "site.dat",
        "spbr0004/0000001C.bak",
        "a.wsp",
        "a.app",
    ] {
        let judgement = judged(&[bytes(name, &zeros)]);
        assert_eq!(judgement.outcome, Outcome::Fails, "{name}");
        assert_eq!(
            judgement.summary.split(", and").next(),
            Some(format!("{name} {message}").as_str())
        );
    }
    // Beside a whole set it is an extra; in the place of a database it is what is missing.
    let mut extra = whole();
    extra.push(bytes("old.bak", &zeros));
    let judgement = judged(&extra);
    assert_eq!(
        judgement.outcome,
        Outcome::Restores,
        "{}",
        judgement.summary
    );
    assert_eq!(
        codes(&judgement)
            .iter()
            .filter(|code| *code == "sharepoint-file-zeros")
            .count(),
        1
    );
    let mut lacking = whole();
    lacking[0] = bytes("WSS_Content.bak", &zeros);
    let judgement = judged(&lacking);
    assert_eq!(judgement.outcome, Outcome::Fails);
    let found = judgement.sorted();
    let found = found
        .iter()
        .find(|finding| finding.code == "sharepoint-file-zeros")
        .unwrap();
    assert_eq!(found.severity, Severity::Fatal);
}
