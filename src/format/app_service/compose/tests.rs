//! The worked examples of 5.2 and 5.3, quoting, and the rules beside the fields.

use super::*;

const SUB: &str = "00001111-2222-3333-4444-555566667777";
const SECRET: &str = "https://account.blob.core.windows.net/backups?sv=2021-06-08&sr=c&sig=CANARY%3D'x&se=2030-01-01T00:00:00Z&sp=rwdl";

fn fields(pairs: &[(&str, &str)]) -> Fields {
    let mut fields = Fields::default();
    for (key, value) in [
        ("subscription", SUB),
        ("resource_group", "Default-Web-WestUS"),
        ("app", "backuprestoreapiexamples"),
        ("container_url", SECRET),
    ]
    .iter()
    .chain(pairs)
    {
        fields.set(key, value).unwrap();
    }
    fields
}

fn context() -> Context<'static> {
    Context {
        now: "2026-01-01T00:00:00Z".parse().unwrap(),
        tier: Tier::None,
        documents: &[],
        databases: None,
    }
}

fn run(task: Task, pairs: &[(&str, &str)], form: Form) -> Composed {
    compose(task, &fields(pairs), form, Secrets::Placeholder, context())
}

const BASE: &str = "https://management.azure.com/subscriptions/00001111-2222-3333-4444-555566667777/resourceGroups/Default-Web-WestUS/providers/Microsoft.Web/sites/backuprestoreapiexamples";

#[track_caller]
fn check_rest(task: Task, pairs: &[(&str, &str)], method: &str, path: &str, body: Option<&str>) {
    let composed = run(task, pairs, Form::Rest);
    let request = &composed.requests[0];
    assert_eq!(
        (request.method, request.url.as_str()),
        (
            method,
            format!("{BASE}{path}?api-version=2024-04-01").as_str()
        )
    );
    assert_eq!(request.body_text().as_deref(), body);
    let json: serde_json::Value = serde_json::to_value(&composed).unwrap();
    assert_eq!(json["requests"][0]["body"].is_null(), body.is_none());
}

#[test]
fn the_worked_requests() {
    check_rest(
        Task::BackUp,
        &[
            ("backup_name", "before-upgrade"),
            ("database", "SqlAzure:MyDatabase1:main"),
        ],
        "POST",
        "/backup",
        Some(
            r#"{"properties":{"backupName":"before-upgrade","storageAccountUrl":"<container SAS URL>","databases":[{"databaseType":"SqlAzure","name":"MyDatabase1","connectionStringName":"main","connectionString":"<database connection string>"}]}}"#,
        ),
    );
    check_rest(
        Task::Status,
        &[("backup_id", "1")],
        "GET",
        "/backups/1",
        None,
    );
    check_rest(Task::List, &[], "GET", "/backups", None);
    let restore = [
        ("backup_id", "1"),
        ("blob_name", "backup_201509280431.zip"),
        ("database", "SqlAzure:MyDatabase1"),
    ];
    check_rest(
        Task::Restore,
        &restore,
        "POST",
        "/backups/1/restore",
        Some(
            r#"{"properties":{"blobName":"backup_201509280431.zip","overwrite":true,"siteName":"backuprestoreapiexamples","ignoreConflictingHostNames":false,"storageAccountUrl":"<container SAS URL>","databases":[{"databaseType":"SqlAzure","name":"MyDatabase1"}]}}"#,
        ),
    );
    check_rest(
        Task::RestoreNew,
        &[("blob_name", "b.zip"), ("plan", "MyPlan")],
        "POST",
        "/backups/0/restore",
        Some(
            r#"{"properties":{"blobName":"b.zip","overwrite":false,"siteName":"backuprestoreapiexamples","appServicePlan":"MyPlan","ignoreConflictingHostNames":true,"adjustConnectionStrings":true,"storageAccountUrl":"<container SAS URL>"}}"#,
        ),
    );
    check_rest(
        Task::Discover,
        &[("blob_name", "b.zip")],
        "POST",
        "/discoverbackup",
        Some(
            r#"{"properties":{"blobName":"b.zip","overwrite":false,"storageAccountUrl":"<container SAS URL>"}}"#,
        ),
    );
    check_rest(
        Task::Delete,
        &[("backup_id", "1")],
        "DELETE",
        "/backups/1",
        None,
    );
    check_rest(
        Task::Configure,
        &[
            ("backup_name", "mysitebackup"),
            ("every", "7d"),
            ("start", "2026-01-04T03:00:00Z"),
        ],
        "PUT",
        "/config/backup",
        Some(
            r#"{"properties":{"backupName":"mysitebackup","enabled":true,"storageAccountUrl":"<container SAS URL>","backupSchedule":{"frequencyInterval":7,"frequencyUnit":"Day","keepAtLeastOneBackup":true,"retentionPeriodInDays":30,"startTime":"2026-01-04T03:00:00Z"}}}"#,
        ),
    );
    check_rest(Task::RemoveSchedule, &[], "DELETE", "/config/backup", None);
    check_rest(
        Task::ReplaceSas,
        &[("backup_id", "1")],
        "POST",
        "/backups/1/list",
        Some(r#"{"properties":{"storageAccountUrl":"<container SAS URL>"}}"#),
    );
    check_rest(
        Task::RevealSas,
        &[("backup_id", "1")],
        "POST",
        "/backups/1/list",
        Some("{}"),
    );
    check_rest(Task::ReadSchedule, &[], "POST", "/config/backup/list", None);
    let disabled = run(Task::Disable, &[("every", "7d")], Form::Rest).requests[0]
        .body_text()
        .unwrap();
    assert!(disabled.contains(r#""enabled":false"#));
    let sequence = run(Task::DeleteWithNewSas, &[("backup_id", "5")], Form::Rest);
    assert_eq!(
        sequence
            .requests
            .iter()
            .map(|request| request.method)
            .collect::<Vec<_>>(),
        ["POST", "DELETE", "GET"]
    );
}

#[test]
fn old_versions_and_slots_and_clouds() {
    let request = |pairs: &[(&str, &str)]| run(Task::BackUp, pairs, Form::Rest).requests.remove(0);
    let old = request(&[("api_version", "2016-08-01"), ("backup_name", "x")]);
    assert!(
        old.body_text()
            .unwrap()
            .starts_with(r#"{"properties":{"name":"x""#)
    );
    let oldest = run(
        Task::Restore,
        &[("api_version", "2015-08-01"), ("blob_name", "b")],
        Form::Rest,
    )
    .requests
    .remove(0)
    .body_text()
    .unwrap();
    assert!(
        oldest.starts_with(r#"{"location":"","properties""#)
            && oldest.contains(r#""operationType":"Default""#)
    );
    let china = request(&[
        ("cloud", "china"),
        ("slot", "next/one"),
        ("resource_group", "a(b)"),
    ]);
    assert!(
        china
            .url
            .starts_with("https://management.chinacloudapi.cn/")
    );
    assert!(
        china.url.contains("/resourceGroups/a%28b%29/")
            && china.url.contains("/slots/next%2Fone/backup?"),
        "{}",
        china.url
    );
}

#[test]
fn wrong_fields_are_refused_and_missing_ones_stand_out() {
    for (key, value) in [
        ("subscription", "mine"),
        ("resource_group", "a/b"),
        ("resource_group", "a."),
        ("api_version", "2000-01-01"),
        ("backup_id", "x"),
        ("app", "a/b"),
        ("app", "--help"),
        ("keep_days", "-1"),
        ("start", "soon"),
    ] {
        let composed = run(Task::Configure, &[(key, value)], Form::Rest);
        assert!(composed.requests.is_empty(), "{key}");
        assert!(
            composed
                .faults
                .iter()
                .any(|fault| fault.field == key && !fault.missing),
            "{key}"
        );
    }
    let empty = compose(
        Task::Status,
        &Fields::default(),
        Form::Rest,
        Secrets::Placeholder,
        context(),
    );
    assert!(
        empty.requests[0]
            .url
            .contains("/subscriptions/{subscription-id}/")
            && empty.requests[0].url.contains("/backups/{backup-id}?")
    );
    assert!(empty.faults.iter().all(|fault| fault.missing));
    let mut fields = Fields::default();
    for (key, value) in [
        ("nonsense", "x"),
        ("overwrite", "maybe"),
        ("database", "Oracle:x"),
        ("connection_string", "CANARY"),
        ("every", "0d"),
        ("app", "a\nb"),
        ("cloud", "moon"),
        ("target_platform", "mac"),
    ] {
        let error = fields.set(key, value).unwrap_err();
        assert!(!error.contains("CANARY"));
    }
    for (key, _) in KEYS {
        let value = match key {
            "cloud" => "public",
            "database" => "MySql:x",
            "every" => "2h",
            "keep_days" => "3",
            "source_platform" | "target_platform" => "linux",
            "enabled"
            | "keep_one"
            | "overwrite"
            | "target_exists"
            | "ignore_conflicting_host_names"
            | "ignore_databases"
            | "adjust_connection_strings" => "true",
            _ => "x",
        };
        fields.set(key, value).unwrap();
    }
}

#[test]
fn the_worked_az_lines() {
    let sh = |task, pairs: &[(&str, &str)]| run(task, pairs, Form::Az).commands.remove(0).text;
    let export = "export SAS_URL='<container SAS URL>'\n";
    assert_eq!(
        sh(Task::BackUp, &[("backup_name", "before-upgrade.ZIP")]),
        format!(
            "{export}az webapp config backup create -g Default-Web-WestUS -n backuprestoreapiexamples \\\n  --backup-name before-upgrade --container-url \"$SAS_URL\"\n"
        )
    );
    assert_eq!(
        sh(Task::Configure, &[("every", "7d")]),
        format!(
            "{export}az webapp config backup update -g Default-Web-WestUS -n backuprestoreapiexamples \\\n  --container-url \"$SAS_URL\" --frequency 7d --retain-one true --retention 30\n"
        )
    );
    assert_eq!(
        sh(
            Task::Restore,
            &[
                ("blob_name", "backup_201509280431.zip"),
                ("ignore_conflicting_host_names", "true")
            ]
        ),
        format!(
            "{export}az webapp config backup restore -g Default-Web-WestUS -n backuprestoreapiexamples \\\n  --backup-name backup_201509280431 --container-url \"$SAS_URL\" \\\n  --overwrite --ignore-hostname-conflict\n"
        )
    );
    assert_eq!(
        sh(Task::Delete, &[("backup_id", "1")]),
        "az webapp config backup delete -g Default-Web-WestUS -n backuprestoreapiexamples \\\n  --backup-id 1\n"
    );
    assert!(
        sh(Task::Discover, &[("blob_name", "b")]).contains("az rest --method post --url 'https://")
    );
    assert!(sh(Task::RestoreNew, &[("blob_name", "b")]).contains("az rest"));
    assert!(
        sh(
            Task::BackUp,
            &[("database", "MySql:a"), ("database", "MySql:b")]
        )
        .contains("az rest")
    );
    assert!(
        sh(Task::List, &[("cloud", "us-government")])
            .starts_with("az cloud set --name AzureUSGovernment\n")
    );
}

/// Words of a POSIX command line: quotes, back-slashes, line ends. Enough to read what is composed, and strict: anything
/// else that a shell would act on is an error.
fn posix_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().expect("open quote") {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().expect("open quote") {
                        '"' => break,
                        '\\' | '`' => panic!("not composed"),
                        other => word.push(other),
                    }
                }
            }
            '\\' => match chars.next().expect("nothing to escape") {
                '\n' => {}
                other => word.get_or_insert_default().push(other),
            },
            ' ' => words.extend(word.take()),
            '\n' => {
                words.extend(word.take());
                words.push("\n".into());
            }
            '&' | '|' | ';' | '<' | '>' | '(' | ')' | '$' | '`' | '*' | '?' | '[' | '#' | '~'
            | '!' => panic!("{c} without quotes in {line}"),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// Words of a PowerShell line by its quoting rules.
fn powershell_words(line: &str) -> Vec<String> {
    let quote = |c: char| matches!(c, '\'' | '‘' | '’' | '‚' | '‛');
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if quote(c) => {
                let word = word.get_or_insert_default();
                loop {
                    let next = chars.next().expect("open quote");
                    match chars.peek() {
                        Some(after) if quote(next) && quote(*after) => {
                            word.push(chars.next().unwrap())
                        }
                        _ if quote(next) => break,
                        _ => word.push(next),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().expect("open quote") {
                        '"' => break,
                        other => word.push(other),
                    }
                }
            }
            '`' => assert_eq!(chars.next(), Some('\n')),
            ' ' => words.extend(word.take()),
            '\n' => {
                words.extend(word.take());
                words.push("\n".into());
            }
            '&' | '|' | ';' | '<' | '>' | '{' | '}' | '#' | ',' => {
                panic!("{c} without quotes in {line}")
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// Names that a shell could trip over.
const NASTY: [&str; 8] = [
    "it's",
    "a b",
    "x$(reboot)",
    "100%PATH%",
    "q\"uote",
    "semi;colon",
    "typo’graphic",
    "back`tick",
];

#[test]
fn what_is_pasted_is_read_as_it_was_meant() {
    for nasty in NASTY {
        let pairs = [
            ("slot", nasty),
            ("blob_name", nasty),
            ("backup_name", nasty),
            ("backup_id", "7"),
            ("plan", nasty),
            ("site_name", nasty),
            ("database", &format!("MySql:{nasty}")),
        ];
        for task in Task::ALL {
            let composed = run(task, &pairs, Form::Az);
            assert_eq!(composed.commands.len(), 3, "{task:?}");
            let [sh, powershell, cmd] = &composed.commands[..] else {
                panic!()
            };
            for words in [posix_words(&sh.text), powershell_words(&powershell.text)] {
                assert!(words.contains(&"az".to_owned()));
                if !words.contains(&"rest".to_owned()) {
                    let at = words.iter().position(|word| word == "--slot").unwrap();
                    assert_eq!(words[at + 1], nasty, "{task:?}");
                } else if let Some(at) = words.iter().position(|word| word == "--body")
                    && !words[at + 1].starts_with('@')
                {
                    let body: serde_json::Value = serde_json::from_str(&words[at + 1]).unwrap();
                    assert!(body.is_object());
                } else if let Some(at) = words.iter().position(|word| word == "-Value") {
                    let body: serde_json::Value = serde_json::from_str(&words[at + 1]).unwrap();
                    assert!(body.is_object());
                }
            }
            assert!(!cmd.text.contains("%PATH%") || cmd.text.contains("%%PATH%%"));
            let cmdlets = run(task, &pairs, Form::Powershell);
            let text = &cmdlets.commands[0].text;
            if !text.contains("$databases") {
                let words = powershell_words(text);
                if let Some(at) = words.iter().position(|word| word == "-Slot") {
                    assert_eq!(words[at + 1], nasty);
                }
                if let Some(at) = words.iter().position(|word| word == "-Payload") {
                    serde_json::from_str::<serde_json::Value>(&words[at + 1]).unwrap();
                }
            }
        }
    }
}

/// The system's own `sh` splits the lines as meant.
#[cfg(unix)]
#[test]
fn sh_itself_reads_the_lines() {
    for nasty in NASTY {
        for task in Task::ALL {
            let pairs = [
                ("slot", nasty),
                ("blob_name", nasty),
                ("backup_id", "7"),
                ("plan", nasty),
                ("database", &format!("MySql:{nasty}")),
            ];
            let command = run(task, &pairs, Form::Az).commands.remove(0);
            // `az` is a function that prints its arguments, one a line.
            let script = format!("az() {{ printf '%s\\n' \"$@\"; }}\n{}", command.text);
            let output = std::process::Command::new("sh")
                .arg("-euc")
                .arg(&script)
                .output()
                .unwrap();
            assert!(output.status.success(), "{task:?} {script}");
            let printed = String::from_utf8(output.stdout).unwrap();
            let lines: Vec<&str> = printed.lines().collect();
            if let Some(at) = lines.iter().position(|line| *line == "--slot") {
                assert_eq!(lines[at + 1], nasty);
            }
            if let Some(at) = lines.iter().position(|line| *line == "--body") {
                serde_json::from_str::<serde_json::Value>(lines[at + 1]).unwrap();
            }
            if let Some(at) = lines.iter().position(|line| *line == "--container-url") {
                assert_eq!(lines[at + 1], SAS_PLACEHOLDER);
            }
        }
    }
}

#[test]
fn powershell_has_its_parameters() {
    let line =
        |task, pairs: &[(&str, &str)]| run(task, pairs, Form::Powershell).commands.remove(0).text;
    assert_eq!(
        line(Task::BackUp, &[("backup_name", "x")]),
        "$env:SAS_URL = '<container SAS URL>'\nNew-AzWebAppBackup -ResourceGroupName Default-Web-WestUS -Name backuprestoreapiexamples -StorageAccountUrl $env:SAS_URL -BackupName x\n"
    );
    let restore = line(
        Task::Restore,
        &[("blob_name", "b.zip"), ("database", "SqlAzure:db:main")],
    );
    assert!(restore.contains("New-AzWebAppDatabaseBackupSetting -Name 'db' -DatabaseType SqlAzure -ConnectionString '<database connection string>' -ConnectionStringName 'main'"));
    assert!(restore.ends_with("-BlobName b.zip -Databases $databases -Overwrite\n"));
    assert!(
        line(Task::Configure, &[("every", "2h"), ("keep_one", "false")])
            .ends_with("-FrequencyInterval 2 -FrequencyUnit Hour -RetentionPeriodInDays 30\n")
    );
    assert!(
        line(Task::Discover, &[("blob_name", "b")])
            .starts_with("Invoke-AzRestMethod -Method POST -Path '/subscriptions/")
    );
}

#[test]
fn secrets_stand_there_only_if_asked_for() {
    let pairs = [
        ("database", "MySql:db"),
        ("connection_string", "Server=s;Password=CANARY's"),
        ("blob_name", "b"),
        ("backup_id", "1"),
        ("every", "7d"),
    ];
    for task in Task::ALL {
        for form in [Form::Rest, Form::Az, Form::Powershell] {
            let fields = fields(&pairs);
            let masked = serde_json::to_string(&compose(
                task,
                &fields,
                form,
                Secrets::Placeholder,
                context(),
            ))
            .unwrap();
            assert!(!masked.contains("CANARY"), "{task:?} {form:?}");
            let composed = compose(task, &fields, form, Secrets::Include, context());
            let open = serde_json::to_string(&composed).unwrap();
            assert_eq!(
                open.contains("CANARY"),
                task.needs_storage(),
                "{task:?} {form:?}"
            );
            for command in composed
                .commands
                .iter()
                .filter(|command| command.shell == Shell::Sh && command.text.contains("SAS_URL"))
            {
                assert!(posix_words(&command.text).contains(&format!("SAS_URL={SECRET}")));
            }
            assert!(!format!("{fields:?}").contains("CANARY"));
        }
    }
}

#[test]
fn fields_are_filled_from_what_was_dropped() {
    let list = Document::read(include_str!(
        "../../../../tests/data/app_service/a02-list-backups-arm-2022.json"
    ))
    .unwrap();
    let config = Document::read(include_str!(
        "../../../../tests/data/app_service/a03-config-backup-arm-2020.json"
    ))
    .unwrap();
    let mut fields = Fields::default();
    fields.set("app", "other").unwrap();
    fields.fill(&[&list, &config]);
    assert_eq!(
        (fields.app.as_deref(), fields.source_app.as_deref()),
        (Some("other"), Some("demo-shop"))
    );
    assert_eq!(
        (
            fields.resource_group.as_deref(),
            fields.blob_name.as_deref()
        ),
        (Some("demo-rg"), Some("before-upgrade.zip"))
    );
    assert_eq!(
        (fields.backup_id.as_deref(), fields.keep_days),
        (Some("233015"), Some(3))
    );
    assert!(!fields.container_url.is_empty());
}

/// Each field that the tasks use is known, and each that is known is used by a task.
#[test]
fn tasks_name_their_fields() {
    let mut used: Vec<&str> = Task::ALL.iter().flat_map(|task| task.keys()).collect();
    for key in &used {
        assert!(KEYS.iter().any(|(known, _)| known == key), "{key}");
    }
    used.sort_unstable();
    used.dedup();
    assert_eq!(used.len(), KEYS.len());
    for task in Task::ALL {
        let mut keys = task.keys();
        let faults = Fields::default().faults(task);
        for fault in &faults {
            assert!(keys.contains(&fault.field), "{task:?} {}", fault.field);
        }
        let number = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), number, "{task:?}");
    }
}

/// What is held is what would be typed to say the same, without secrets.
#[test]
fn what_fields_hold_can_be_typed_again() {
    let mut first = Fields::default();
    for (key, value) in [
        ("app", "shop"),
        ("every", "12h"),
        ("keep_days", "3"),
        ("keep_one", "false"),
        ("database", "MySql:db:Main"),
        ("connection_string", "Server=s;Password=CANARY"),
        ("source_platform", "linux"),
        ("container_url", SECRET),
    ] {
        first.set(key, value).unwrap();
    }
    let held = first.held();
    assert!(!format!("{held:?}").contains("CANARY"));
    let mut second = Fields::default();
    for (key, values) in held {
        for value in values.unwrap_or_default() {
            second.set(key, &value).unwrap();
        }
    }
    for database in &mut first.databases {
        database.connection_string = Default::default();
    }
    first.container_url = Default::default();
    assert_eq!(first, second);
}
