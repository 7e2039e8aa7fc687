//! What makes a set, the body of the report, and what is private.

use backup_inspector::container::mtf;
use backup_inspector::format::sharepoint::kinds::{Glimpse, kind_of};
use backup_inspector::format::sharepoint::sets::{Brief, divide};
use backup_inspector::format::sharepoint::{Member, Options, judge, privacy, report};
use backup_inspector::report::Outcome;
use backup_inspector::source::Input;
use backup_inspector::{open, scan};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::*;
use crate::writer::{Bak, Set, at, guid};

fn brief(path: &str, file: &[u8]) -> Brief {
    let kind = kind_of(&Glimpse {
        path,
        bytes: file.len() as u64,
        head: file,
        zip_names: None,
    });
    Brief::new(
        path,
        kind,
        mtf::read_prefix(file, file.len() as u64).as_ref(),
    )
}

fn of_set(path: &str, set: &Set) -> Brief {
    brief(path, &Bak::of(std::slice::from_ref(set)).bytes())
}

#[test]
fn loose_files_are_joined_as_stripes_and_chains_alone() {
    let full = Set::full("Shop", at(1, 0, 0));
    let mut second = Set::full("Shop", at(5, 0, 0));
    second.set_guid = guid("second");
    second.last = (50, 1, 1);
    let striped = Set::full("Other", at(1, 0, 0));
    let stripe = |family: u16| {
        Bak::of(std::slice::from_ref(&striped))
            .stripe(family, 2)
            .bytes()
    };
    let briefs = [
        of_set("shop.bak", &full),
        of_set("shop2.bak", &second),
        of_set("shop.dif", &full.differential(at(2, 0, 0))),
        of_set("shop.trn", &full.log(at(3, 0, 0), (36, 1, 1), (37, 1, 1))),
        brief("o1.bak", &stripe(1)),
        brief("notes.txt", b"hello"),
        brief("o2.bak", &stripe(2)),
        brief("a.wsp", b"MSCF...."),
    ];
    assert_eq!(
        divide(&briefs),
        [vec![0, 2, 3], vec![1], vec![4, 6], vec![7]]
    );
}

#[test]
fn two_roles_or_a_farm_folder_make_one_set_of_all() {
    let mut briefs = vec![
        of_set("c.bak", &Set::full("WSS_Content", at(1, 0, 0))),
        of_set("x.bak", &Set::full("Shop", at(1, 0, 0))),
        brief("notes.txt", b"hello"),
    ];
    assert_eq!(divide(&briefs), [vec![0], vec![1]]);
    briefs.push(of_set(
        "g.bak",
        &Set::full("SharePoint_Config", at(1, 0, 0)),
    ));
    assert_eq!(divide(&briefs), [vec![0, 1, 3]]);
    let farm = [
        brief("b/spbrtoc.xml", &toc(&[])),
        brief("b/spbr0000/00000001.bak", b"\x01\x02"),
    ];
    assert_eq!(divide(&farm), [vec![0, 1]]);
}

fn body(members: &[Member], options: &Options) -> report::SharePointBody {
    report::body(members, &judge(members, options), options)
}

#[test]
fn the_body_has_the_names_of_the_servers_own_columns() {
    let mut members = whole();
    members.push(bak(
        "d.bak",
        &Set::full("WSS_Content", at(2, 30, 12)).differential(at(2, 33, 0)),
    ));
    let value = serde_json::to_value(body(&members, &Options::default())).unwrap();
    let set = &value["members"][0]["backup_sets"][0];
    assert_eq!(set["first_lsn"], "34000000027200037");
    assert_eq!(set["backup_type"], 1);
    assert_eq!(set["backup_type_description"], "Database");
    assert_eq!(set["database_name"], "WSS_Content");
    assert_eq!(set["backup_start_date"], "2016-11-05T02:30:12");
    assert_eq!(set["has_backup_checksums"], true);
    assert!(set["is_copy_only"].is_null() && set["database_backup_lsn"].is_null());
    assert_eq!(set["files"][0]["type"], "D");
    assert_eq!(set["files"][0]["file_group_name"], "PRIMARY");
    assert_eq!(set["first_release"], "SQL Server 2012");
    assert_eq!(value["members"][0]["label"]["family_count"], 1);
    assert_eq!(value["members"][0]["role_by"], "documented_name");
    assert_eq!(value["roles"][0]["role"], "content");
    assert_eq!(value["roles"][0]["state"], "present");
    assert_eq!(value["spread_seconds"], 70);
    assert_eq!(value["time"], "same");
    assert_eq!(
        value["chains"][0]["steps"][1]["what"],
        "differential backup"
    );
    let base = &value["members"][4]["backup_sets"][0];
    assert_eq!(base["differential_base_lsn"], "34000000027200037");
    assert_eq!(
        base["differential_base_guid"],
        value["members"][0]["backup_sets"][0]["backup_set_guid"]
    );
}

#[test]
fn steps_say_when_and_which_of_them_decides_the_time() {
    let full = Set::full("WSS_Content", at(2, 30, 12));
    let mut members = whole();
    members.push(bak("d.bak", &full.differential(at(3, 0, 0))));
    let body = body(&members, &Options::default());
    assert_eq!(
        body.earliest_start.as_deref(),
        Some("2016-11-05T02:31:50Z"),
        "the differential backup stands for the content, so that the configuration is the first"
    );
    let content = &body.chains[0];
    let told: Vec<_> = content
        .steps
        .iter()
        .map(|step| {
            (
                step.what.as_str(),
                step.started.as_deref(),
                step.finished.as_deref(),
                step.zone_known,
                step.sets_time,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "full backup",
                Some("2016-11-05T02:30:12Z"),
                Some("2016-11-05T02:31:12Z"),
                true,
                false
            ),
            (
                "differential backup",
                Some("2016-11-05T03:00:00Z"),
                Some("2016-11-05T03:01:00Z"),
                true,
                true
            ),
        ]
    );
}

#[test]
fn names_are_masked_in_the_whole_body() {
    let mut members = farm(
        [at(2, 30, 12), at(2, 33, 0), at(2, 41, 0), at(2, 57, 0)],
        &[&entry(&[])],
    );
    members.push(bytes(
        "b/x.app",
        include_bytes!("../data/sharepoint/HelloWorldApp.app"),
    ));
    let mut own = body(&members, &Options::default());
    let open = serde_json::to_string(&own).unwrap();
    let names = ["sqlbackup", "spadmin", "SQL01", "fs01", "D:\\\\data"];
    assert!(names.iter().all(|name| open.contains(name)), "{open}");
    let held = privacy::kinds(&members, &own, None);
    assert!(held.iter().any(|kind| kind.kind == "credentials"));
    // Masked until somebody asks, and then those of one kind alone.
    let told = serde_json::to_string(&held).unwrap();
    for name in names.iter().filter(|name| !name.starts_with("D:")) {
        assert!(!told.contains(name), "{name}: {told}");
    }
    let servers = privacy::kinds(&members, &own, Some("servers"));
    let told = serde_json::to_string(&servers).unwrap();
    assert!(
        told.contains("SQL01") && !told.contains("sqlbackup"),
        "{told}"
    );
    privacy::mask(&mut own);
    let masked = serde_json::to_string(&own).unwrap();
    for name in names {
        assert!(!masked.contains(name), "{name}");
    }
}

#[test]
fn memory_that_was_never_cleared_is_in_no_report() {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.pages = 4;
    let stream = Bak::of(&[set]).bytes();
    let report_of = |rubbish: u8| {
        let members = [bytes("c.bak", &crate::writer::compress(&stream, rubbish))];
        serde_json::to_string(&body(&members, &Options::default())).unwrap()
    };
    assert_eq!(report_of(0), report_of(0xee));
}

#[test]
fn a_tree_of_two_thousand_files_is_divided_and_judged() {
    let mut members = Vec::new();
    let mut briefs = Vec::new();
    for number in 0..500 {
        let full = Set::full(&format!("db{number}"), at(1, 0, 0));
        for (kind, set) in [
            ("FULL", full.clone()),
            ("DIFF", full.differential(at(2, 0, 0))),
            ("LOG", full.log(at(3, 0, 0), (36, 1, 1), (37, 1, 1))),
        ] {
            let path = format!("srv/db{number}/{kind}/x.bak");
            let file = Bak::of(&[set]).bytes();
            briefs.push(brief(&path, &file));
            members.push(bytes(&path, &file));
        }
    }
    let groups = divide(&briefs);
    assert_eq!(groups.len(), 500);
    assert!(groups.iter().all(|group| group.len() == 3));
    let options = Options {
        whole_set: true,
        ..Options::default()
    };
    let judgement = judge(&members, &options);
    assert_eq!((judgement.items.len(), judgement.chains.len()), (1500, 500));
}

/// A ZIP of these files.
fn packed(files: &[(&str, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Verdict, findings and databases of the one set in these inputs, all of it read.
fn read_whole(inputs: Vec<Input>) -> (Outcome, String, Vec<String>, Option<u64>) {
    let mut sets = open::open(inputs).unwrap();
    assert_eq!(sets.len(), 1);
    scan::run(&mut sets[0], &mut |_| true).unwrap();
    let report = sets[0].report(&Default::default());
    let json = serde_json::to_value(&report).unwrap();
    let codes = report.finding_counts.keys().cloned().collect();
    let tables = json["sharepoint"]["databases"][0]["tables"].as_u64();
    let verdict = &report.verdict;
    (verdict.outcome, verdict.summary.clone(), codes, tables)
}

#[test]
fn backups_that_are_packed_in_a_zip_are_judged_as_those_that_are_not() {
    let one = include_bytes!("../data/sharepoint/synthetic.bak").to_vec();
    let starts = starts();
    let names = ["drop/c.bak", "drop/g.bak", "drop/s.bak", "drop/a.bak"];
    let four: Vec<(&str, Vec<u8>)> = names
        .into_iter()
        .zip(
            four_sets(starts)
                .iter()
                .map(|set| Bak::of(std::slice::from_ref(set)).bytes()),
        )
        .collect();
    let mut farm: Vec<(&str, Vec<u8>)> = vec![
        ("drop/spbrtoc.xml", toc(&[&entry(&[])])),
        (
            "drop/spbr0004/spbackup.log",
            b"Backup completed successfully.".to_vec(),
        ),
    ];
    farm.push(("drop/spbr0004/00000001.bak", four[0].1.clone()));
    for files in [vec![("drop/a.bak", one)], four, farm] {
        let loose = files
            .iter()
            .map(|(name, bytes)| Input::new(*name, bytes.clone()).in_tree(1))
            .collect();
        let loose = read_whole(loose);
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let zip = packed(&files, method);
            let read = read_whole(vec![Input::new("outer.zip", zip)]);
            let same = (read.1.replace("outer.zip/", ""), read.0, read.2, read.3);
            assert_eq!(
                same,
                (loose.1.clone(), loose.0, loose.2.clone(), loose.3),
                "{method}"
            );
        }
    }
}

#[test]
fn a_zip_that_is_there_for_something_else_carries_nothing() {
    let bak = Bak::of(&[Set::full("Shop", at(1, 0, 0))]).bytes();
    let names = |files: &[(&str, Vec<u8>)]| -> Vec<String> {
        let zip = packed(files, CompressionMethod::Deflated);
        let sets = open::open(vec![Input::new("outer.zip", zip)]).unwrap();
        sets.iter()
            .map(|set| set.files().first().unwrap().path.clone())
            .collect()
    };
    let a = ("a.bak", bak.clone());
    assert_eq!(names(std::slice::from_ref(&a)), ["outer.zip/a.bak"]);
    assert_eq!(
        names(&[a.clone(), ("readme.txt", b"hello".to_vec())]),
        ["outer.zip"]
    );
    assert_eq!(
        names(&[("notes.bak", b"hello there".to_vec())]),
        ["outer.zip"]
    );
    assert_eq!(
        names(&[("site.bak", b"\x01\x02\x03".to_vec())]),
        ["outer.zip"]
    );

    // Two of one drop stay two.
    let zip = |name: &str| {
        let set = Set::full(name, at(1, 0, 0));
        let bytes = Bak::of(std::slice::from_ref(&set)).bytes();
        Input::new(
            format!("{name}.zip"),
            packed(&[("a.bak", bytes)], CompressionMethod::Deflated),
        )
    };
    let sets = open::open(vec![zip("WSS_Content"), zip("SharePoint_Config")]).unwrap();
    assert_eq!(sets.len(), 2);
}
