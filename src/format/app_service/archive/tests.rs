//! The fixtures of section 1.10 and the vectors of 1.6 and 1.8.

use super::*;

/// A directory in memory.
#[derive(Default)]
pub(in crate::format::app_service) struct Listed {
    entries: Vec<(Vec<u8>, u64, bool, Vec<u8>)>,
}

impl Listed {
    /// Names with sizes.
    pub(in crate::format::app_service) fn of(entries: &[(&str, u64)]) -> Self {
        let mut listed = Listed::default();
        for (name, bytes) in entries {
            listed = listed.with(name.as_bytes(), *bytes, b"");
        }
        listed
    }

    /// And an entry with content.
    pub(in crate::format::app_service) fn with(
        mut self,
        name: &[u8],
        bytes: u64,
        head: &[u8],
    ) -> Self {
        self.entries
            .push((name.to_vec(), bytes, false, head.to_vec()));
        self
    }

    /// And an encrypted entry.
    pub(in crate::format::app_service) fn encrypted(mut self, name: &str) -> Self {
        self.entries.push((name.into(), 10, true, Vec::new()));
        self
    }

    pub(in crate::format::app_service) fn survey(&self, known: &Known) -> Survey {
        survey(self, known).unwrap()
    }
}

impl Directory for Listed {
    fn each(&self, call: &mut dyn FnMut(EntryFacts<'_>)) {
        for (index, (name, bytes, encrypted, _)) in (0..).zip(&self.entries) {
            call(EntryFacts {
                index,
                name,
                utf8_flag: false,
                folder_attribute: false,
                encrypted: *encrypted,
                compressed_bytes: *bytes,
                uncompressed_bytes: *bytes,
            });
        }
    }

    fn head(&self, index: u32, most: usize) -> Result<Option<Vec<u8>>, Error> {
        let (_, _, encrypted, head) = &self.entries[index as usize];
        Ok((!encrypted).then(|| head[..head.len().min(most)].to_vec()))
    }
}

/// The beginning of a BACPAC.
pub(in crate::format::app_service) fn bacpac_head() -> Vec<u8> {
    let mut head = b"PK\x03\x04".to_vec();
    head.resize(26, 0);
    head.extend_from_slice(&[9, 0, 0, 0]);
    head.extend_from_slice(b"model.xml");
    head
}

/// The archive of 1.6, with either separator.
pub(in crate::format::app_service) fn example(separator: &str) -> Listed {
    let names = [
        ("fs/site/wwwroot/web.config", 1_200),
        ("fs/site/wwwroot/bin/app.dll", 90_000),
        ("fs/LogFiles/http/a.log", 500),
        ("fs/site/wwwroot/img/", 0),
    ];
    let mut listed = Listed::default();
    for (name, bytes) in names {
        listed = listed.with(name.replace('/', separator).as_bytes(), bytes, b"");
    }
    listed
        .with(b"MyDatabase1", 400_000, &bacpac_head())
        .with(b"meta", 80, b"x")
}

#[test]
fn the_example_is_counted() {
    for separator in ["\\", "/"] {
        let survey = example(separator).survey(&Known::default());
        assert_eq!(
            (survey.entries, survey.site_files, survey.wwwroot_files),
            (6, 3, 2)
        );
        assert_eq!(
            (survey.site_bytes, survey.database_bytes, survey.total_bytes),
            (91_700, 400_000, 491_780)
        );
        assert_eq!(survey.of_class(Class::Database).count(), 1);
        assert_eq!(survey.of_class(Class::Metadata).count(), 1);
        assert_eq!(survey.backslashes, separator == "\\");
        assert!(
            survey.same_paths.is_empty()
                && survey.look_alike().is_none()
                && !survey.runs_from_package()
        );
        let points = survey.score("free.zip", Surroundings::default()).points;
        assert_eq!(points, if separator == "\\" { 95 } else { 90 });
        let paths: Vec<&str> = survey
            .folders
            .iter()
            .map(|folder| folder.path.as_str())
            .collect();
        assert_eq!(paths, ["LogFiles/http", "site/wwwroot", "site/wwwroot/bin"]);
        assert_eq!(
            survey
                .folders
                .iter()
                .map(|folder| folder.bytes)
                .sum::<u64>(),
            91_700
        );
        assert_eq!(
            (survey.kinds[0].kind, survey.kinds[0].bytes),
            ("code", 90_000)
        );
    }
}

#[track_caller]
fn check_score(entries: &[(&str, u64)], points: u32, alike: Option<LookAlike>) {
    let survey = Listed::of(entries).survey(&Known::default());
    assert_eq!(
        (
            survey.score("x.zip", Surroundings::default()).points,
            survey.look_alike()
        ),
        (points, alike)
    );
}

#[test]
fn scores_and_look_alikes() {
    check_score(&[("fs/site/wwwroot/a", 1)], 70, None);
    check_score(
        &[("site/wwwroot/a", 1), ("LogFiles/a", 1)],
        0,
        Some(LookAlike::HomeFolder),
    );
    check_score(
        &[("web.config", 1), ("readme.txt", 1)],
        5,
        Some(LookAlike::SiteFiles),
    );
    check_score(
        &[("model.xml", 1), ("Origin.xml", 1), ("Data/dbo.x/a.BCP", 1)],
        5,
        Some(LookAlike::Bacpac),
    );
    check_score(
        &[("LogFiles/a", 1), ("deployments/x", 1)],
        0,
        Some(LookAlike::Logs),
    );
    check_score(
        &[("archive.xml", 1), ("Content/a", 1)],
        5,
        Some(LookAlike::WebDeploy),
    );
    check_score(&[("fs/data/a", 1)], 40, None);
    let survey = Listed::of(&[("fs/site/wwwroot/a", 1)]).survey(&Known::default());
    let beside = Surroundings {
        manifest: true,
        record: true,
    };
    assert_eq!(survey.score("shop_202401020304.zip", beside).points, 125);
    assert_eq!(
        survey.score("x.zip", Surroundings::default()).confidence(),
        Confidence::Certain
    );
}

#[test]
fn files_at_the_top_are_classified_in_order() {
    let known = Known {
        manifest_files: vec!["Listed.bacpac".into()],
        record_databases: vec![("ordersdb".into(), DatabaseType::MySql)],
    };
    let survey = Listed::of(&[
        ("listed", 9),
        ("x.DACPAC", 9),
        ("localmysqldatabase.SQL", 9),
        ("y.bak", 9),
        ("OrdersDb", 9),
    ])
    .with(b"dump", 90, b"# x\n-- MySQL dump 10.13")
    .with(b"pg", 90, b"PGDMPxx")
    .with(b"pg2", 90, b"--\n-- PostgreSQL database dump\n")
    .with(b"meta.bin", 90, b"")
    .with(b"big", 4_096, b"")
    .with(b"small", 4_095, b"")
    .with(b"x.zip", 90, b"PK\x03\x04")
    .encrypted("hidden.txt")
    .survey(&known);
    let found: Vec<(&str, Class, Option<DatabaseType>)> = survey
        .root_files
        .iter()
        .map(|file| (file.name.as_str(), file.class, file.database_type.clone()))
        .collect();
    use Class::*;
    assert_eq!(
        found,
        [
            ("listed", Database, None),
            ("x.DACPAC", Database, Some(DatabaseType::SqlAzure)),
            (
                "localmysqldatabase.SQL",
                Database,
                Some(DatabaseType::LocalMySql)
            ),
            ("y.bak", Database, None),
            ("OrdersDb", Database, Some(DatabaseType::MySql)),
            ("dump", Database, Some(DatabaseType::MySql)),
            ("pg", Database, Some(DatabaseType::PostgreSql)),
            ("pg2", Database, Some(DatabaseType::PostgreSql)),
            ("meta.bin", Metadata, None),
            ("big", PossibleDatabase, None),
            ("small", Other, None),
            ("x.zip", Other, None),
            ("hidden.txt", Metadata, None),
        ]
    );
    assert_eq!(
        (survey.encrypted_count, survey.encrypted[0].path.as_str()),
        (1, "hidden.txt")
    );
}

#[test]
fn odd_names_are_kept_and_named() {
    let survey = Listed::default()
        .with(b"fs\\..\\..\\x", 1, b"")
        .with(b"fs/site/A", 1, b"")
        .with(b"fs\\site\\A", 1, b"")
        .with(b"fs/site/a", 1, b"")
        .with(b"fs/caf\x82", 1, b"")
        .with(b"other/x", 1, b"")
        .survey(&Known::default());
    assert_eq!(
        survey.unsafe_names,
        [NamedEntry {
            index: 0,
            path: "fs/../../x".into()
        }]
    );
    let pairs: Vec<(u32, u32, bool)> = survey
        .same_paths
        .iter()
        .map(|pair| (pair.first, pair.second, pair.but_case))
        .collect();
    assert_eq!(pairs, [(1, 2, false), (1, 3, true)]);
    assert_eq!(survey.root_folders, ["fs", "other"]);
}

#[test]
fn the_filter_is_read_and_what_it_misses_is_counted() {
    let filter = b"\\site\\wwwroot\\img\r\nLogFiles\r\n";
    let survey = example("\\")
        .with(b"fs\\site\\wwwroot\\img\\a.png", 7, b"")
        .with(b"fs\\site\\wwwroot\\_backup.filter", 30, filter)
        .survey(&Known::default());
    assert_eq!(survey.filter.as_ref().unwrap().lines.len(), 2);
    assert_eq!(survey.filter_matches, 2);
}

#[test]
fn a_package_run_app_is_seen() {
    let survey = Listed::of(&[
        ("fs/data/SitePackages/1.zip", 9),
        ("fs/data/SitePackages/packagename.txt", 9),
        ("fs/site/x", 1),
    ])
    .survey(&Known::default());
    assert!(survey.runs_from_package());
    assert_eq!(survey.package_files, 2);
}
