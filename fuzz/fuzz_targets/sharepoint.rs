//! Any bytes are the files of a folder of SharePoint backups: what is found is judged, read whole, listed, composed for,
//! and its outcome agrees with its findings. The bytes are divided at two zero bytes, the length of a name, and the name.
#![no_main]

use backup_inspector::format::sharepoint::SharePointOptions;
use backup_inspector::format::sharepoint::compose::Task;
use backup_inspector::format::sharepoint::inspection::SharePointQuestion;
use backup_inspector::format::{Options, Question};
use backup_inspector::inspect::query::Query;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open;
use backup_inspector::report::{Outcome, Severity};
use backup_inspector::scan;
use backup_inspector::source::Input;
use libfuzzer_sys::fuzz_target;

/// Files of one folder.
const FILES: usize = 24;

/// The files: names with folders, and bytes.
fn files(mut data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    while files.len() < FILES && !data.is_empty() {
        let (length, rest) = data.split_first().expect("there is a byte");
        let (name, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        let end = rest.windows(2).position(|pair| pair == [0, 0]);
        let (bytes, rest) = rest.split_at(end.unwrap_or(rest.len()));
        let name = String::from_utf8_lossy(name).into_owned();
        files.push((format!("drop/{name}"), bytes.to_vec()));
        data = rest.get(2..).unwrap_or_default();
    }
    files
}

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let inputs = files(rest)
        .into_iter()
        .map(|(name, bytes)| {
            let mut input = Input::new(name, bytes);
            input.tree = 1;
            input.modified = Some(i64::from(*how) * 100_000_000);
            input
        })
        .collect();
    let options = Options {
        now: Some("2026-01-01T00:00:00Z".into()),
        sharepoint: SharePointOptions {
            whole_set: how & 1 != 0,
            site_list: (how & 2 != 0).then(|| "https://portal.example.org/sites/a".into()),
            sql_server: (how & 4 != 0).then(|| "2016".into()),
            sharepoint: (how & 8 != 0).then(|| "2016".into()),
            mask_names: how & 16 != 0,
            close_time_seconds: (how & 32 != 0).then_some(i64::MAX),
            ..SharePointOptions::default()
        },
        ..Options::default()
    };
    for mut set in open::open(inputs).expect("bytes in memory can be read") {
        scan::run(&mut set, &mut |_| true).expect("bytes in memory can be read");
        if how & 64 != 0 {
            let work = set
                .begin(&WorkKind::ReadAll, &options)
                .expect("all is read");
            scan::run_work(&mut set, work, &[], &mut |_| true).expect("bytes can be read");
        }
        let report = set.report(&options);
        let has = |severity| {
            report
                .findings
                .iter()
                .any(|finding| finding.severity == severity)
        };
        match report.verdict.outcome {
            Outcome::Restores => assert!(!has(Severity::DataLoss) && !has(Severity::Fatal)),
            Outcome::RestoresWithLoss => assert!(!has(Severity::Fatal)),
            Outcome::Fails | Outcome::Unknown => {}
        }
        let _ = report.to_text();
        if report.format.0 != "sharepoint" {
            continue;
        }
        for table in set.tables() {
            let query = Query {
                table: table.name.into(),
                limit: 50,
                ..Query::default()
            };
            // Of a damaged database there is nothing to list.
            let _ = set.rows(&options, &query);
        }
        for (task, _) in Task::ALL {
            let question = SharePointQuestion::Compose {
                task: task.into(),
                settings: Vec::new(),
            };
            let _ = set.ask(&options, &Question::SharePoint(question));
        }
        for question in [
            SharePointQuestion::Privacy { show: None },
            SharePointQuestion::Archive,
        ] {
            set.ask(&options, &Question::SharePoint(question))
                .expect("what is personal and where the bytes are is told");
        }
    }
});
