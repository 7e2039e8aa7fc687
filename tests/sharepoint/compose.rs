//! Commands: what they say, and that nothing can end their quotes.

use backup_inspector::format::sharepoint::compose::{
    Composed, KNOWN, Settings, Takes, Task, compose, quote,
};
use backup_inspector::format::sharepoint::site::parse_list;
use backup_inspector::format::sharepoint::{Member, Options, judge};
use proptest::prelude::*;

use crate::support::*;
use crate::writer::{Bak, Set, at};

fn composed(
    task: Task,
    members: &[Member],
    options: &Options,
    settings: &[(&str, &str)],
) -> Composed {
    let judgement = judge(members, options);
    let settings = Settings::of(settings.iter().copied()).unwrap();
    compose(task, members, &judgement, options, &settings).unwrap()
}

#[test]
fn a_chain_is_restored_step_by_step() {
    let full = Set::full("WSS_Content", at(2, 30, 12));
    let striped = |family| {
        file(
            &format!("s/c{family}.bak"),
            &Bak::of(std::slice::from_ref(&full))
                .stripe(family, 2)
                .write(),
        )
    };
    let members = vec![
        striped(1),
        striped(2),
        bak("d.bak", &full.differential(at(3, 0, 0))),
        bak("l.trn", &full.log(at(4, 0, 0), (36, 20, 1), (37, 1, 1))),
    ];
    let settings = [
        ("folder", "\\\\fs01\\sql\\"),
        ("data-folder", "F:\\data"),
        ("log-folder", "G:\\log"),
        ("stop-at", "2016-11-05T03:30:00"),
    ];
    let out = composed(
        Task::RestoreDatabases,
        &members,
        &Options::default(),
        &settings,
    );
    assert_eq!(
        out.commands,
        [
            "RESTORE DATABASE [WSS_Content] FROM DISK = N'\\\\fs01\\sql\\s\\c1.bak', DISK = N'\\\\fs01\\sql\\s\\c2.bak' WITH MOVE N'WSS_Content' TO N'F:\\data\\WSS_Content.mdf', MOVE N'WSS_Content_log' TO N'G:\\log\\WSS_Content_log.ldf', NORECOVERY;",
            "RESTORE DATABASE [WSS_Content] FROM DISK = N'\\\\fs01\\sql\\d.bak' WITH NORECOVERY;",
            "RESTORE LOG [WSS_Content] FROM DISK = N'\\\\fs01\\sql\\l.trn' WITH STOPAT = N'2016-11-05T03:30:00', RECOVERY;",
        ]
    );
    assert!(out.findings.is_empty(), "{:?}", out.findings);
    let space = out.space.unwrap();
    assert_eq!((space.data_bytes, space.log_bytes), (64 << 20, 8 << 20));
    assert_eq!(
        (out.reaches[0].from.as_str(), out.reaches[0].to.as_str()),
        ("2016-11-05T03:01:00Z", "2016-11-05T04:00:00Z")
    );
    let late = [("stop-at", "2016-11-05T05:30:00")];
    let out = composed(Task::RestoreDatabases, &members, &Options::default(), &late);
    assert_eq!(out.findings[0].code, "sharepoint-stop-outside");
}

#[test]
fn the_position_in_the_file_and_the_block_size_are_said() {
    let full = Set::full("A", at(1, 0, 0));
    let mut bak = Bak::of(&[full.clone(), full.differential(at(2, 0, 0))]);
    bak.filemark = 128;
    let out = composed(
        Task::RestoreDatabases,
        &[file("a.bak", &bak.write())],
        &Options::default(),
        &[("replace", "true")],
    );
    assert!(
        out.commands[0].contains("WITH FILE = 1, BLOCKSIZE = 65536, MOVE"),
        "{}",
        out.commands[0]
    );
    assert!(out.commands[0].ends_with("REPLACE, NORECOVERY;"));
    assert!(out.commands[1].ends_with("WITH FILE = 2, BLOCKSIZE = 65536, RECOVERY;"));
    assert_eq!(out.findings[0].code, "sharepoint-replaces");
}

#[test]
fn what_is_lacking_is_backed_up() {
    let options = Options {
        now: Some(1_478_313_000),
        sites: Some(parse_list(
            "https://portal.contoso.com/sites/travel\n01234567-89ab-cdef-0123-456789abcdef",
        )),
        ..Options::default()
    };
    let out = composed(
        Task::BackupDatabases,
        &whole(),
        &options,
        &[("folder", "\\\\fs01\\sql")],
    );
    assert_eq!(
        out.commands[0],
        "BACKUP DATABASE [WSS_Content] TO DISK = N'\\\\fs01\\sql\\WSS_Content_20161105.bak' WITH INIT, CHECKSUM, NAME = N'WSS_Content full 20161105';"
    );
    assert_eq!(out.commands.len(), 12);
    let out = composed(
        Task::BackupSites,
        &whole(),
        &options,
        &[("folder", "\\\\fs01\\spsites"), ("snapshot", "true")],
    );
    assert_eq!(
        out.commands[1],
        "Backup-SPSite -Identity 'https://portal.contoso.com/sites/travel' -Path '\\\\fs01\\spsites\\portal.contoso.com.sites.travel.bak' -UseSqlSnapshot -Verbose"
    );
    assert!(out.commands[2].contains("'01234567-89ab-cdef-0123-456789abcdef'"));
    let out = composed(
        Task::BackupFarm,
        &whole(),
        &options,
        &[("folder", "\\\\fs01\\spbackup"), ("item", "WSS_Content")],
    );
    assert_eq!(
        out.commands[0],
        "Backup-SPFarm -Directory '\\\\fs01\\spbackup' -BackupMethod Full -Item 'WSS_Content' -Verbose"
    );
}

#[test]
fn farms_and_sites_are_restored() {
    let mut members = farm(
        [at(2, 30, 12), at(2, 33, 0), at(2, 41, 0), at(2, 57, 0)],
        &[&entry(&[])],
    );
    members.push(bytes("b/travel.bak", b"\x01\x02\x03"));
    let options = Options {
        sites: Some(parse_list("https://portal.contoso.com/sites/travel")),
        ..Options::default()
    };
    let out = composed(
        Task::RestoreFarm,
        &members,
        &options,
        &[
            ("folder", "\\\\fs01\\spbackup"),
            ("restore-method", "new"),
            ("database-server", "SQL02"),
            ("snap-in", "true"),
        ],
    );
    assert_eq!(
        out.commands[0],
        "Add-PSSnapin Microsoft.SharePoint.PowerShell"
    );
    assert_eq!(
        out.commands[2],
        format!(
            "Restore-SPFarm -Directory '\\\\fs01\\spbackup' -BackupId {RUN_ID} -RestoreMethod New -NewDatabaseServer 'SQL02' -Verbose"
        )
    );
    let out = composed(
        Task::RestoreSites,
        &members,
        &options,
        &[
            ("database-server", "SQL01\\SHAREPOINT"),
            ("content-database", "WSS_Content"),
            ("force", "true"),
            ("gradual-delete", "true"),
        ],
    );
    assert_eq!(
        out.commands[0],
        "Restore-SPSite -Identity 'https://portal.contoso.com/sites/travel' -Path 'D:\\backup\\b\\travel.bak' -DatabaseServer 'SQL01\\SHAREPOINT' -DatabaseName 'WSS_Content' -Force -GradualDelete -Verbose"
    );
    let out = composed(Task::AttachDatabases, &members, &options, &[]);
    assert!(out.commands[0].starts_with("Test-SPContentDatabase -Name 'WSS_Content'"));
    assert!(
        out.commands
            .last()
            .unwrap()
            .starts_with("Update-SPSecureStoreApplicationServerKey")
    );
    let judgement = judge(&members, &options);
    for bad in [
        [("snapshot", "true"), ("no-site-lock", "true")],
        [("threads", "11"), ("snapshot", "false")],
    ] {
        let settings = Settings::of(bad).unwrap();
        let task = if bad[0].0 == "threads" {
            Task::BackupFarm
        } else {
            Task::BackupSites
        };
        assert!(
            compose(task, &members, &judgement, &options, &settings).is_err(),
            "{bad:?}"
        );
    }
    assert!(Settings::of([("passphrase", "x")]).is_err());
}

/// Reads a single-quoted string of PowerShell and what is behind it.
fn read_shell(text: &str) -> Option<(String, &str)> {
    let is_quote = |letter: char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(letter);
    let mut letters = text.char_indices().peekable();
    letters.next().filter(|(_, letter)| is_quote(*letter))?;
    let mut value = String::new();
    while let Some((at, letter)) = letters.next() {
        if is_quote(letter) {
            match letters.peek() {
                Some((_, next)) if is_quote(*next) => {
                    letters.next();
                }
                _ => return Some((value, &text[at + letter.len_utf8()..])),
            }
        }
        value.push(letter);
    }
    None
}

/// Reads a string or identifier of T-SQL between these letters.
fn read_sql(text: &str, open: &str, close: char) -> Option<(String, String)> {
    let mut letters = text.strip_prefix(open)?.chars().peekable();
    let mut value = String::new();
    while let Some(letter) = letters.next() {
        if letter == close {
            if letters.peek() != Some(&close) {
                return Some((value, letters.collect()));
            }
            letters.next();
        }
        value.push(letter);
    }
    None
}

fn nasty() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        3 => prop::sample::select("'\u{2018}\u{2019}\u{201a}\u{201b}\"`$;()[]{}\\/ -&|%#@<>".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
        1 => prop::sample::select("abcXYZ09".chars().collect::<Vec<_>>()),
    ];
    prop::collection::vec(letter, 0..40).prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #[test]
    fn quoted_values_come_back_whole(value in nasty()) {
        match quote::shell(&value) {
            Ok(quoted) => {
                let command = format!("{quoted} -Next");
                prop_assert_eq!(read_shell(&command), Some((value.clone(), " -Next")));
            }
            Err(_) => prop_assert!(value.chars().any(|letter| letter.is_control() || !letter.is_ascii())),
        }
        if let Ok(quoted) = quote::sql(&value) {
            prop_assert_eq!(read_sql(&format!("{quoted} X"), "N'", '\''), Some((value.clone(), " X".to_owned())));
        }
        if let Ok(quoted) = quote::identifier(&value) {
            prop_assert_eq!(read_sql(&format!("{quoted};"), "[", ']'), Some((value.clone(), ";".to_owned())));
        }
        if let Ok(path) = quote::shell_path(&value) {
            prop_assert!(!path.chars().any(|letter| "\"<>|?*".contains(letter) || letter.is_control()));
        }
    }

    #[test]
    fn names_of_files_and_databases_stay_inside_their_quotes(name in nasty()) {
        prop_assume!(!name.trim().is_empty() && name.encode_utf16().count() < 60);
        let set = Set::full(&name, at(1, 0, 0));
        let members = [bak("a.bak", &set)];
        let judgement = judge(&members, &Options::default());
        let settings = Settings::of([("folder", "D:\\b"), ("data-folder", "F:\\d")]).unwrap();
        if let Ok(out) = compose(Task::RestoreDatabases, &members, &judgement, &Options::default(), &settings) {
            prop_assert_eq!(out.commands.len(), 1);
            let rest = out.commands[0].strip_prefix("RESTORE DATABASE ").unwrap();
            let (_, rest) = read_sql(rest, "[", ']').unwrap();
            prop_assert!(rest.starts_with(" FROM DISK = N'D:\\b\\a.bak' WITH MOVE N'"), "{}", rest);
            prop_assert!(!out.commands[0].contains(['\n', '\r']));
        }
    }
}

#[test]
fn each_task_depends_on_the_settings_that_it_names_and_on_no_other() {
    let entry = entry(&[]);
    let mut members = farm(starts(), &[&entry]);
    let full = Set::full("WSS_Content", starts()[0]);
    members.push(bak(
        "l.trn",
        &full.log(at(4, 0, 0), (34, 280, 1), (37, 1, 1)),
    ));
    members.push(bytes("t.bak", b"\x01\x02\x03\x04"));
    let travel = "https://portal.contoso.com/sites/travel";
    let options = Options {
        sites: Some(parse_list(travel)),
        site_files: vec![("t.bak".into(), travel.into())],
        ..Options::default()
    };
    let judgement = judge(&members, &options);
    let out = |task: Task, settings: &[(&str, &str)]| {
        let settings = Settings::of(settings.iter().copied()).unwrap();
        compose(task, &members, &judgement, &options, &settings).map_err(|error| error.to_string())
    };
    for (word, task) in Task::ALL {
        for setting in &KNOWN {
            let value = match setting.takes {
                Takes::Text if setting.name == "stop-at" => "2016-11-05T03:30:00",
                Takes::Text => "X1",
                Takes::Switch => "true",
                Takes::Word(words) => words[1],
                Takes::Number(_, most) => &most.to_string(),
            };
            let changes = [None, Some(("restore-method", "New"))].iter().any(|more| {
                let before: Vec<_> = more.iter().copied().collect();
                let after = [before.as_slice(), &[(setting.name, value)]].concat();
                out(task, &before) != out(task, &after)
            });
            assert_eq!(
                changes,
                task.settings().contains(&setting.name),
                "{word}: {}",
                setting.name
            );
        }
        for name in task.needs() {
            let setting = KNOWN.iter().find(|known| known.name == *name).unwrap();
            let said = [(*name, setting.stand_in.unwrap())];
            assert_eq!(out(task, &[]), out(task, &said), "{word}: {name}");
        }
    }
}

#[test]
fn what_can_not_be_said_in_one_line_is_refused() {
    for value in [
        "a\nb",
        "a\0b",
        "a\r",
        "\u{1b}[31m",
        "a\u{2028}b",
        "a\u{202e}b",
    ] {
        assert!(
            quote::shell(value).is_err()
                && quote::sql(value).is_err()
                && quote::identifier(value).is_err()
        );
    }
    for path in ["a|b", "a?b", "a*b", "a<b", "a>b", "a\"b", " "] {
        assert!(quote::shell_path(path).is_err() && quote::sql_path(path).is_err());
    }
    assert_eq!(
        quote::shell("it\u{2019}s '$x' `n").unwrap(),
        "'it\u{2019}\u{2019}s ''$x'' `n'"
    );
    assert_eq!(quote::identifier("a]b").unwrap(), "[a]]b]");
}
