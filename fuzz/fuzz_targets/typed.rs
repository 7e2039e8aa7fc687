//! Any text is what a person types: a schedule, the fields of a request, the settings of commands, options of a set.
//! There is an answer, and nothing takes long whatever the numbers are.
#![no_main]

use backup_inspector::format::app_service::ask::{Question as AppService, TypedField};
use backup_inspector::format::app_service::compose::{Form, Task};
use backup_inspector::format::app_service::options::AppServiceOptions;
use backup_inspector::format::app_service::sas::SasUrl;
use backup_inspector::format::app_service::schedule::{Mode, Typed};
use backup_inspector::format::sharepoint::compose::{Settings, Task as Commands, compose};
use backup_inspector::format::sharepoint::{Options as SharePoint, SharePointOptions, judge};
use backup_inspector::format::{self, Options, Question};
use libfuzzer_sys::fuzz_target;

/// `key=value` lines; a line without `=` is a key without a value.
fn lines(text: &str) -> Vec<(String, String)> {
    text.lines()
        .take(64)
        .map(|line| line.split_once('=').unwrap_or((line, "")))
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .collect()
}

fn typed(lines: &[(String, String)]) -> Typed {
    let mut typed = Typed::default();
    for (key, value) in lines {
        let value = value.clone();
        match key.as_str() {
            "start" => typed.start = Some(value),
            "every" => typed.every = Some(value),
            "keep_days" => typed.keep_days = value.parse().ok(),
            "keep_one" => typed.keep_one = Some(value.starts_with('t')),
            "enabled" => typed.enabled = Some(value.starts_with('t')),
            "saved" => typed.saved = Some(value),
            "tier" => typed.tier = Some(value),
            "duration" => typed.duration = Some(value),
            "outcome" => typed.outcomes.push(value),
            "manual" => typed.manual.push(value),
            "sas_expiry" => typed.sas_expiry = Some(value),
            "sas_permissions" => typed.sas_permissions = Some(value),
            "mode" => typed.mode = Some(Mode::Eager),
            "until" => typed.until = Some(value),
            "size" => typed.size = Some(value),
            _ => {}
        }
    }
    typed
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let lines = lines(&text);
    let word = |key: &str| {
        let found = lines.iter().find(|(own, _)| own == key);
        found.map(|(_, value)| value.clone())
    };
    let options = Options {
        now: word("now").or_else(|| Some("2026-01-01T00:00:00Z".into())),
        app_service: AppServiceOptions::default(),
        ..Options::default()
    };
    let question = AppService::Schedule {
        typed: typed(&lines),
        project: word("project").is_some(),
    };
    format::ask_alone(&options, &Question::AppService(question)).expect("a schedule is answered");

    let fields: Vec<TypedField> = lines
        .iter()
        .map(|(key, value)| TypedField {
            key: key.clone(),
            value: value.clone(),
        })
        .collect();
    let task = word("task").and_then(|task| Task::read(&task));
    for form in [Form::Rest, Form::Az, Form::Powershell] {
        let question = AppService::Compose {
            task: task.unwrap_or(Task::BackUp),
            form,
            fields: fields.clone(),
            include_secrets: word("secrets").is_some(),
        };
        // A key that is none is refused.
        let _ = format::ask_alone(&options, &Question::AppService(question));
    }
    if let Some(url) = SasUrl::read(&text) {
        let _ = (url.start(), url.expiry(), url.kind(), url.account());
        let _ = (url.shown("sv"), url.has("sig"), url.permits('r'));
    }

    let pairs = lines
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    // Of settings that are not understood, those that are, are tried all the same.
    let settings = Settings::of(pairs.clone()).unwrap_or_else(|_| {
        let known = pairs.filter(|pair| Settings::of([*pair]).is_ok());
        Settings::of(known).unwrap_or_default()
    });
    let options = SharePointOptions {
        sql_server: word("sql_server"),
        sharepoint: word("sharepoint"),
        site_list: Some(text.to_string()),
        run: word("run"),
        same_time_seconds: word("same_time").and_then(|text| text.parse().ok()),
        close_time_seconds: word("close_time").and_then(|text| text.parse().ok()),
        now: word("now"),
        ..SharePointOptions::default()
    };
    let _ = options.complaint();
    let options: SharePoint = options.to_options();
    let judgement = judge(&[], &options);
    for (_, task) in Commands::ALL {
        let _ = compose(task, &[], &judgement, &options, &settings);
    }
});
