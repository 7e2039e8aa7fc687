use super::*;
use serde_json::Value;

const LOG: &str = "\
2024-05-06T07:08:09Z: Started. The restore process has the following steps:
2024-05-06T07:08:09Z:   * Download backup
2024-05-06T07:08:09Z:   * Restore events and attachments.
2024-05-06T07:08:09Z:   * Restore all objects like app, schemas and contents
2024-05-06T07:08:09Z:   * Complete the restore operation for all objects
2024-05-06T07:08:09Z: Downloading Backup
2024-05-06T07:08:10Z: Downloaded Backup
2024-05-06T07:08:11Z: Creating Users
2024-05-06T07:08:31Z: Reading 252/251 events and 22 attachments completed.
2024-05-06T07:08:32Z: Restored Apps
2024-05-06T07:08:33Z: Restored Assets
2024-05-06T07:08:34Z: Restored Rules
2024-05-06T07:08:35Z: Restored Schemas
2024-05-06T07:08:36Z: Restored Contents
2024-05-06T07:08:36Z: Completed Apps
2024-05-06T07:08:36Z: Assigned current user.
2024-05-06T07:08:37Z: Completed, Yeah!";

fn texts(log: &Log) -> Vec<&str> {
    log.lines.iter().map(|line| line.text.as_str()).collect()
}

fn times(log: &Log) -> Vec<f64> {
    let first = log.lines[0].instant.unwrap().seconds;
    log.lines
        .iter()
        .map(|line| line.instant.unwrap().seconds - first)
        .collect()
}

#[test]
fn a_plain_log_gives_its_lines_and_instants() {
    let log = Log::parse(LOG);
    assert_eq!(log.lines.len(), 17);
    assert_eq!(log.reading(), Some((Some(252), Some(251), Some(22))));
    assert!(log.read_all());
    let times = times(&log);
    assert_eq!((times[8], times[16]), (22.0, 28.0));
    assert_eq!(log.lines[9].message, Message::Restored("Apps".into()));
    assert_eq!(log.lines[1].text, "* Download backup");
}

#[test]
fn the_servers_json_gives_the_same() {
    let lines: Vec<&str> = LOG.lines().collect();
    let json = serde_json::json!({ "url": "https://x.example/backup-a-2024.zip", "log": lines,
        "started": "2024-05-06T07:08:09Z", "status": "Completed" });
    for text in [json.to_string(), format!("answer: {json:#}")] {
        let log = Log::parse(&text);
        assert_eq!(log.lines, Log::parse(LOG).lines);
        assert_eq!(
            log.url.as_deref(),
            Some("https://x.example/backup-a-2024.zip")
        );
    }
    // A part of the JSON, cut off at both ends.
    let text = json.to_string();
    assert_eq!(
        Log::parse(&text[4..text.len() - 20]).lines,
        Log::parse(LOG).lines
    );
    // Lines with keys of their own, as the jobs of an app are answered.
    let items: Vec<Value> = lines
        .iter()
        .map(|line| {
            let (timestamp, message) = line.split_once(": ").unwrap();
            serde_json::json!({ "timestamp": timestamp, "message": message })
        })
        .collect();
    let json = serde_json::json!({ "items": [{ "log": items }] });
    assert_eq!(Log::parse(&json.to_string()).lines, Log::parse(LOG).lines);
}

#[test]
fn noise_around_the_lines_is_left_out() {
    let quoted: String = LOG
        .lines()
        .map(|line| format!("> \u{1b}[32m{line}\u{1b}[0m\r\n"))
        .collect();
    let html: String = LOG
        .lines()
        .map(|line| {
            let (instant, message) = line.split_once(": ").unwrap();
            format!("<div class=\"row\"><b>{instant}</b>: {message}</div>")
        })
        .collect();
    let joined = LOG.replace('\n', " ");
    for text in [
        quoted,
        html,
        joined,
        format!("Hello,\nthis is the log:\n{LOG}\nBest\nAnna"),
    ] {
        let log = Log::parse(&text);
        assert_eq!(texts(&log), texts(&Log::parse(LOG)), "{text}");
        assert_eq!(times(&log), times(&Log::parse(LOG)), "{text}");
    }
}

#[test]
fn other_dates_are_understood() {
    for (from, to) in [
        ("5/6/2024, 11:59:58 PM", "5/7/2024, 12:00:08 AM"),
        ("06.05.2024 23:59:58", "07.05.2024 00:00:08"),
        ("2024-05-06 23:59:58.25", "2024-05-07 00:00:08.25"),
        (
            "2024-05-06T23:59:58.1234567Z",
            "2024-05-07T00:00:08.1234567Z",
        ),
        ("2024-05-06T23:59:58+02:00", "2024-05-07T00:00:08+02:00"),
        ("May 6, 2024 11:59:58 PM", "May 7, 2024 12:00:08 AM"),
        ("6 May 2024 23:59:58", "7 May 2024 00:00:08"),
        ("23:59:58", "00:00:08"),
        ("[app] info 23:59:58,500 |", "[app] info 00:00:08,500 |"),
        ("2024-12-31T23:59:58Z", "2025-01-01T00:00:08Z"),
        ("2024-02-29T23:59:58Z", "2024-03-01T00:00:08Z"),
    ] {
        let log = Log::parse(&format!(
            "{from}: Downloading Backup\n{to}: Downloaded Backup"
        ));
        let times = times(&log);
        assert!((times[1] - 10.0).abs() < 1e-5, "{from}: {times:?}");
    }
    let log = Log::parse("07:08: Downloading Backup\n07:10: Downloaded Backup");
    assert_eq!(log.lines[1].instant.unwrap().resolution, 60.0);
    assert_eq!(times(&log)[1], 120.0);
    let log = Log::parse("2024-05-06T07:08:09.123Z: Downloading Backup");
    assert!((log.lines[0].instant.unwrap().resolution - 0.001).abs() < 1e-9);
}

#[test]
fn without_instants_the_messages_remain() {
    let log = Log::parse("Creating Users\nCreated Users\nFailed with internal error.");
    assert_eq!(
        texts(&log),
        [
            "Creating Users",
            "Created Users",
            "Failed with internal error."
        ]
    );
    assert!(log.lines.iter().all(|line| line.instant.is_none()));
}

#[test]
fn only_the_last_of_two_restores_counts() {
    let failed = "Downloading Backup\nFailed with internal error.\n";
    let log = Log::parse(&format!("{failed}{LOG}"));
    assert_eq!(texts(&log), texts(&Log::parse(LOG)));
    let log = Log::parse(&format!("{LOG}\n{failed}"));
    assert_eq!(
        texts(&log),
        ["Downloading Backup", "Failed with internal error."]
    );
    let log = Log::parse(&format!("{failed}{failed}"));
    assert_eq!(log.lines.len(), 2);
}

#[test]
fn a_log_newest_first_is_turned() {
    let reversed: Vec<&str> = LOG.lines().rev().collect();
    assert_eq!(
        Log::parse(&reversed.join("\n")).lines,
        Log::parse(LOG).lines
    );
}

#[test]
fn progress_lines_of_all_servers_are_read() {
    for (text, expected) in [
        (
            "Reading 3/2 events and 1 attachments completed.",
            (Some(3), Some(2), Some(1)),
        ),
        (
            "Reading 300 events and 12 attachments completed.",
            (Some(300), None, Some(12)),
        ),
        (
            "Reading {n}/{m} events and {a} attachments completed.",
            (None, None, None),
        ),
    ] {
        assert_eq!(Log::parse(text).reading(), Some(expected), "{text}");
    }
    assert_eq!(Log::parse("Reading the manual, 3 events").reading(), None);
}

#[test]
fn unknown_lines_with_an_instant_are_kept_and_others_left_out() {
    let log = Log::parse("2024-05-06T07:08:09Z: Something new\nprose\n2024 was: a good year");
    assert_eq!(texts(&log), ["Something new"]);
    assert!(log.is_empty());
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(parts in proptest::collection::vec(0_usize..PARTS.len(), 0..40), noise in ".{0,20}") {
        let text: String = parts.iter().map(|part| PARTS[*part]).collect();
        for text in [text.clone(), format!("{noise}{text}"), format!("{text}{noise}{text}"), noise] {
            let log = Log::parse(&text);
            for line in &log.lines {
                proptest::prop_assert!(line.instant.is_none_or(|instant| instant.seconds.is_finite()));
            }
        }
    }
}

/// What logs are made of, and what breaks them.
const PARTS: &[&str] = &[
    "2024-05-06T07:08:09Z",
    "7:08",
    "07:08:09.5 PM",
    ": ",
    "\n",
    "\r\n",
    " ",
    "Reading ",
    "12/",
    "{n}/",
    "9 events and ",
    "3 attachments completed.",
    "Restored ",
    "Completed ",
    "Apps",
    "Ä",
    "日本",
    "\u{1b}[",
    "<div",
    "<",
    ">",
    "&",
    "&amp;",
    "{\"log\":[",
    "\"",
    "]}",
    "\\n",
    "\\",
    "Completed, Yeah!",
    "Started.",
    "Downloading Backup",
    "Downloaded Backup",
    "Failed with internal error.",
    "Could not find file '",
    "Failed to assign contributor: x. ",
    "99999999999999999999999",
    "24:00:00",
    "31.12.9999 ",
    "+14:00",
    ",",
];

#[test]
fn a_huge_paste_is_read_in_time() {
    // Each of these would be slow if every message or instant looked at the whole line.
    for part in [
        "07:08:09 ",
        "Completed, Yeah! ",
        "Restored Apps 7:08:09 ",
        "Could not find file ",
        "{",
        "[\"a\",",
        "<a",
        "&amp",
    ] {
        let text = part.repeat(2_000_000 / part.len());
        let log = Log::parse(&text);
        assert!(log.lines.len() <= MAX_LINES, "{part}");
    }
}

#[test]
fn messages_with_an_open_end_stop_before_the_next() {
    let log = Log::parse(
        "07:00:00: Completed Contents 07:00:01: Failed to assign contributor: Entity (a-b) has been \
         deleted. 07:00:02: Completed, Yeah!",
    );
    assert_eq!(
        texts(&log),
        [
            "Completed Contents",
            "Failed to assign contributor: Entity (a-b) has been deleted.",
            "Completed, Yeah!"
        ]
    );
    assert_eq!(times(&log), [0.0, 1.0, 2.0]);
}

#[test]
fn failures_with_details_keep_them() {
    let text = "Cannot download the archive. Got status code 404: Not Found..";
    assert_eq!(texts(&Log::parse(&format!("07:00:01: {text}"))), [text]);
}
