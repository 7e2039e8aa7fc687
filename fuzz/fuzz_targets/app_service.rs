//! Any bytes are the record, list, configuration, manifest, log or archive of an App Service backup, beside a whole set:
//! there are reports whose outcome agrees with their findings, every table lists, every question has an answer, and no
//! secret is left in a document that is told without them.
#![no_main]

use std::cell::RefCell;

use backup_inspector::format::app_service::ask::{Answer, Question as AppService};
use backup_inspector::format::app_service::compose::{Form, Task};
use backup_inspector::format::app_service::options::AppServiceOptions;
use backup_inspector::format::app_service::schedule::Typed;
use backup_inspector::format::{self, Options, Question};
use backup_inspector::inspect::query::Query;
use backup_inspector::open;
use backup_inspector::report::{Outcome, Severity};
use backup_inspector::scan;
use backup_inspector::source::Input;
use libfuzzer_sys::fuzz_target;

const NOW: &str = "2026-01-01T00:00:00Z";

/// What the bytes take the place of, or stand beside: endings of names.
const ROLES: [&str; 6] = ["json", "xml", "log", "zip", "txt", "pasted.json"];

thread_local! {
    static EXAMPLE: RefCell<Vec<(String, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
}

fn options() -> Options {
    Options {
        now: Some(NOW.into()),
        app_service: AppServiceOptions {
            told: true,
            ..AppServiceOptions::default()
        },
        ..Options::default()
    }
}

fn example() -> Vec<(String, Vec<u8>)> {
    EXAMPLE.with_borrow_mut(|files| {
        if files.is_empty() {
            *files = format::example("app-service", &options()).expect("the example is made");
        }
        files.clone()
    })
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else {
        return;
    };
    let how = usize::from(*how);
    let ending = ROLES[how % ROLES.len()];
    let mut files = Vec::new();
    if how / ROLES.len() % 2 == 1 {
        files = example();
        files.retain(|(name, _)| !name.ends_with(ending));
    }
    let stem = files
        .iter()
        .find_map(|(name, _)| name.strip_suffix(".zip").map(str::to_owned));
    let stem = stem.unwrap_or_else(|| "shop_202512300300".into());
    files.push((format!("{stem}.{ending}"), bytes.to_vec()));
    let inputs = files
        .into_iter()
        .map(|(name, bytes)| Input::new(name, bytes))
        .collect();
    let options = options();
    for mut set in open::open(inputs).expect("bytes in memory can be read") {
        scan::run(&mut set, &mut |_| true).expect("bytes in memory can be read");
        let report = set.report(&options);
        // Of what decides about an archive; signatures, schedules and other backups of a list have findings of their own.
        let has = |severity| {
            let of_archive = report.findings.iter().filter(|finding| {
                let rule = finding.rule.as_deref().unwrap_or_default();
                rule.starts_with("AS-ZIP")
            });
            of_archive
                .into_iter()
                .any(|finding| finding.severity == severity)
        };
        match report.verdict.outcome {
            Outcome::Restores => assert!(!has(Severity::DataLoss) && !has(Severity::Fatal)),
            Outcome::RestoresWithLoss => assert!(!has(Severity::Fatal)),
            Outcome::Fails | Outcome::Unknown => {}
        }
        let _ = report.to_text();
        if report.format.0 != "app-service" {
            continue;
        }
        for table in set.tables() {
            let query = Query {
                table: table.name.into(),
                limit: 50,
                ..Query::default()
            };
            set.rows(&options, &query).expect("a table lists");
        }
        let question = AppService::Schedule {
            typed: Typed::default(),
            project: how / 36 % 2 == 1,
        };
        set.ask(&options, &Question::AppService(question))
            .expect("a schedule is answered");
        // One form each time: they differ in their words alone.
        let form = [Form::Rest, Form::Az, Form::Powershell][how / 12 % 3];
        for task in Task::ALL {
            let question = AppService::Compose {
                task,
                form,
                fields: Vec::new(),
                include_secrets: false,
            };
            set.ask(&options, &Question::AppService(question))
                .expect("a request is composed or refused");
        }
        for input in set.files().iter() {
            let file = input.path.clone();
            let question = Question::AppService(AppService::Redact { file });
            // Only documents that could be read are told.
            if let Ok(format::Answer::AppService(Answer::Redacted { leaks, .. })) =
                set.ask(&options, &question)
            {
                assert!(leaks.is_empty(), "{leaks:?}");
            }
        }
    }
});
