//! Documents in all shapes, the seed's six examples, and the small cases.

use super::*;

/// The six JSON examples of the seed, cut out as they stand.
const SEED: [&str; 6] = [
    include_str!("../../../../tests/data/app_service/seed-1-backup-request.json"),
    include_str!("../../../../tests/data/app_service/seed-2-backup-answer.json"),
    include_str!("../../../../tests/data/app_service/seed-3-schedule.json"),
    include_str!("../../../../tests/data/app_service/seed-4-status.json"),
    include_str!("../../../../tests/data/app_service/seed-5-restore-request.json"),
    include_str!("../../../../tests/data/app_service/seed-6-new-sas.json"),
];

fn read(text: &str) -> Document {
    Document::read(text).unwrap()
}

#[track_caller]
fn check(text: &str, shape: Option<Shape>) -> Document {
    let document = read(text);
    assert_eq!(document.shape, shape);
    document
}

#[test]
fn the_six_examples_of_the_seed_are_read() {
    let documents: Vec<Document> = SEED.iter().map(|text| read(text)).collect();
    let strict = SEED.iter().filter(|text| Json::parse(text).is_ok()).count();
    assert_eq!(strict, 2);
    let sum = |number: fn(&Repairs) -> u32| {
        documents
            .iter()
            .map(|document| number(&document.repairs))
            .sum::<u32>()
    };
    assert_eq!(sum(|repairs| repairs.typographic_strings), 13);
    assert_eq!(sum(|repairs| repairs.comments), 5);
    assert_eq!(sum(|repairs| repairs.trailing_commas), 2);
    assert_eq!(sum(|repairs| repairs.total()), 20);

    let request = &documents[0].requests[0];
    assert_eq!(
        (documents[0].shape, request.purpose),
        (Some(Shape::ArmRequest), Purpose::BackUpNow)
    );
    let databases = request.databases.as_ref().unwrap();
    assert_eq!(databases[0].database_type, DatabaseType::SqlAzure);
    assert_eq!(databases[0].name.as_deref(), Some("MyDatabase1"));

    let item = &documents[1].items[0];
    assert_eq!(documents[1].shape, Some(Shape::ArmItem));
    assert_eq!(
        item.place.app_name.as_deref(),
        Some("backuprestoreapiexamples")
    );
    assert_eq!(
        item.place.resource_group.as_deref(),
        Some("Default-Web-WestUS")
    );
    assert_eq!(
        (item.backup_id, item.status.clone()),
        (Some(1), Some(Status::Created))
    );
    assert_eq!(item.backup_name.as_deref(), Some("backup_201509291825"));
    assert_eq!(item.blob_name.as_deref(), Some("backup_201509291825.zip"));
    assert_eq!(
        item.created.as_ref().unwrap().shown().unwrap(),
        "2015-09-29T18:25:26.3992707Z"
    );
    assert_eq!(
        (item.scheduled, item.log.clone(), item.size_bytes),
        (Some(false), None, Some(0))
    );

    let request = &documents[2].requests[0];
    assert_eq!(
        (request.purpose, request.enabled),
        (Purpose::Configuration, Some(true))
    );
    assert_eq!(request.backup_name.as_deref(), Some("mysitebackup"));
    let schedule = request.schedule.as_ref().unwrap();
    assert_eq!(
        (schedule.frequency_interval, schedule.retention_days),
        (Some(7), Some(10))
    );
    assert_eq!(
        (
            schedule.frequency_unit.as_deref(),
            schedule.keep_at_least_one
        ),
        (Some("Day"), Some(true))
    );
    assert_eq!(documents[2].coercions.len(), 4);

    let item = &documents[3].items[0];
    assert_eq!(
        (item.status.clone(), item.size_bytes, item.site_bytes),
        (Some(Status::Succeeded), Some(151_973), Some(209_920))
    );
    assert_eq!(
        item.finished.as_ref().unwrap().shown().unwrap(),
        "2015-09-29T17:35:11.3293602Z"
    );

    let restore = &documents[4].restores[0];
    assert_eq!(
        (documents[4].shape, restore.overwrite),
        (Some(Shape::ArmRestore), Some(true))
    );
    assert_eq!(
        documents[4].coercions,
        [Coercion {
            at: String::new(),
            key: "overwrite".into(),
            was: "text",
            wanted: "boolean",
            read: true
        }]
    );

    assert_eq!(documents[5].requests[0].purpose, Purpose::ReplaceSas);
    for document in &documents {
        let copy = crate::format::app_service::secrets::redact::document(&document.json);
        assert!(!copy.contains("DzlkBl7h"));
        assert!(!format!("{document:?}").contains("DzlkBl7h"));
    }
}

#[test]
fn todays_list_and_configuration_are_read() {
    let document = check(
        include_str!("../../../../tests/data/app_service/a02-list-backups-arm-2022.json"),
        Some(Shape::ArmList),
    );
    let names: Vec<_> = document
        .items
        .iter()
        .map(|item| item.blob_name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["before-upgrade.zip", "nightly.zip", "fresh"]);
    let first = &document.items[0];
    assert_eq!(
        (first.place.app_name.as_deref(), first.backup_id),
        (Some("demo-shop"), Some(233_015))
    );
    assert_eq!(
        (first.at.as_str(), first.other_fields.len()),
        ("value[0]", 0)
    );
    assert!(!document.more_pages && document.coercions.is_empty());

    let document = check(
        include_str!("../../../../tests/data/app_service/a03-config-backup-arm-2020.json"),
        Some(Shape::ArmRequest),
    );
    let request = &document.requests[0];
    assert_eq!(request.backup_name.as_deref(), Some("weekly"));
    assert_eq!(
        request.other_fields,
        [OtherField {
            key: "type".into(),
            value: "Default".into()
        }]
    );
    let start = request
        .schedule
        .as_ref()
        .unwrap()
        .start_time
        .as_ref()
        .unwrap();
    assert_eq!(start.shown().unwrap(), "2020-09-26T16:12:41.1735884Z");
}

#[test]
fn the_command_lines_shapes_are_read() {
    let az = r#"[{"backupId": 233015, "backupItemName": "before-upgrade", "blobName": "before-upgrade.zip", "status": "Succeeded",
        "correlationId": "x", "created": "2023-02-03T16:41:55.920185", "databases": [], "finishedTimeStamp": null,
        "id": "/subscriptions/S/resourceGroups/demo-rg/providers/Microsoft.Web/sites/demo-shop/slots/next/backups/233015", "name": "233015",
        "scheduled": true, "sizeInBytes": 6204, "storageAccountUrl": "", "type": "Microsoft.Web/sites/backups", "resourceGroup": "demo-rg", "brandNew": "x"}]"#;
    let document = check(az, Some(Shape::AzList));
    let item = &document.items[0];
    assert_eq!(item.place.slot.as_deref(), Some("next"));
    assert_eq!(
        (item.backup_id, item.backup_name.as_deref()),
        (Some(233_015), Some("before-upgrade"))
    );
    assert_eq!(
        item.other_fields,
        [OtherField {
            key: "brandNew".into(),
            value: "x".into()
        }]
    );

    let config = r#"{"backupName": "weekly", "backupSchedule": {"frequencyInterval": 7, "frequencyUnit": "Day", "retentionPeriodInDays": 30,
        "keepAtLeastOneBackup": true, "startTime": null}, "enabled": true, "resourceGroup": "rg", "name": "demo-shop", "type": "Microsoft.Web/sites",
        "id": "/subscriptions/S/resourceGroups/rg/providers/Microsoft.Web/sites/demo-shop/config/backup", "storageAccountUrl": "https://a.blob.core.windows.net/b?sig=x"}"#;
    let document = check(config, Some(Shape::AzConfiguration));
    assert_eq!(document.requests[0].backup_name.as_deref(), Some("weekly"));
    assert_eq!(
        document.requests[0].place.app_name.as_deref(),
        Some("demo-shop")
    );

    let powershell = r#"{"ResourceGroupName": "rg", "Name": "demo-shop", "Slot": null, "BackupId": 7, "BackupName": "b", "BlobName": "b.zip",
        "BackupStatus": "PartiallySucceeded", "BackupSizeInBytes": 10, "Created": "\/Date(1475000000000)\/", "Finished": {"value": "\/Date(1475000001000)\/", "DateTime": "x"},
        "Databases": {"DatabaseType": "MySql", "Name": "db"}, "Scheduled": "True"}"#;
    let document = check(powershell, Some(Shape::PowerShellItem));
    let item = &document.items[0];
    assert_eq!(
        (item.backup_id, item.place.app_name.as_deref()),
        (Some(7), Some("demo-shop"))
    );
    assert_eq!(
        item.finished.as_ref().unwrap().shown().unwrap(),
        "2016-09-27T18:13:21Z"
    );
    assert_eq!(
        item.databases.as_ref().unwrap()[0].database_type,
        DatabaseType::MySql
    );
    assert_eq!(item.scheduled, Some(true));
    check(&format!("[{powershell}]"), Some(Shape::AzList));
    check(
        // PowerShell 5 puts an array into an object.
        &format!("{{\"value\": [{powershell}], \"Count\": 1}}"),
        Some(Shape::AzList),
    );

    let config = r#"{"ResourceGroupName": "rg", "Name": "demo-shop", "StorageAccountUrl": "x", "FrequencyInterval": 1, "FrequencyUnit": "Hour",
        "RetentionPeriodInDays": 2, "StartTime": "2024-01-01T00:00:00Z", "KeepAtLeastOneBackup": false, "Enabled": true}"#;
    let document = check(config, Some(Shape::PowerShellConfiguration));
    let request = &document.requests[0];
    assert_eq!(
        request.schedule.as_ref().unwrap().keep_at_least_one,
        Some(false)
    );
    assert_eq!(
        (
            request.place.app_name.as_deref(),
            request.backup_name.as_deref()
        ),
        (Some("demo-shop"), None)
    );
    assert!(
        request.other_fields.is_empty(),
        "{:?}",
        request.other_fields
    );
}

#[test]
fn other_answers_are_told_apart() {
    let document = check(
        r#"[{"snapshotTime": "2024-01-01T00:00:00", "id": "/sites/a"}]"#,
        Some(Shape::Snapshot),
    );
    assert_eq!(
        document.snapshots[0].time.as_deref(),
        Some("2024-01-01T00:00:00Z")
    );
    check(
        r#"{"value": [{"properties": {"time": "2024-01-01T00:00:00Z"}}]}"#,
        Some(Shape::Snapshot),
    );
    check(
        r#"{"id": "/x/sites/a", "type": "Microsoft.Web/sites", "name": "a", "properties": {"state": "Running", "hostNames": []}}"#,
        Some(Shape::Site),
    );
    check(
        r#"{"value": [], "nextLink": null, "id": null}"#,
        Some(Shape::ArmList),
    );
    assert!(
        check(
            r#"{"value": [{"properties": {"blobName": "a"}}], "nextLink": "https://x"}"#,
            Some(Shape::ArmList)
        )
        .more_pages
    );
    check(
        r#"{"blobName": "a", "status": 2, "id": 3}"#,
        Some(Shape::BareItem),
    );
    check(
        r#"{"overwrite": true, "blobName": "a"}"#,
        Some(Shape::BareRestore),
    );
    check(
        r#"{"enabled": true, "storageAccountUrl": "x", "backupSchedule": null}"#,
        Some(Shape::BareRequest),
    );
    for none in [
        "{}",
        "[1,2]",
        "3",
        r#"{"name": "x", "version": "1.0.0"}"#,
        r#"{"value": [{"a": 1}]}"#,
    ] {
        check(none, None);
    }
}

#[test]
fn the_innermost_message_of_an_error_is_found() {
    let of = |text: &str| check(text, Some(Shape::ErrorBody)).errors.remove(0);
    let plain = of(
        r#"{"error": {"code": "AuthorizationFailed", "message": "The client has no authorization"}}"#,
    );
    assert_eq!(
        (plain.code.as_deref(), plain.message.as_str()),
        (
            Some("AuthorizationFailed"),
            "The client has no authorization"
        )
    );
    assert!(of(r#"{"Code": "BadRequest", "Message": "Storage access failed. (403) Forbidden", "Target": null, "Details": [{"Message": "Storage access failed. (403) Forbidden"}]}"#).explanation.is_some());
    let nested = r#"{"properties": {"statusMessage": "{\"status\":\"Failed\",\"error\":{\"code\":\"ResourceOperationFailure\",\"message\":\"outer\",\"details\":[{\"code\":\"x\",\"message\":\"Sharing violation to C:\\\\a?sig=CANARY\"}]}}"}}"#;
    let nested = of(nested);
    assert_eq!(nested.message, "Sharing violation to C:\\a?sig=••••");
}

#[test]
fn types_are_coerced_and_noted_once() {
    let document = read(
        r#"{"properties": {"id": " 12 ", "blobName": "a", "status": "partially succeeded", "sizeInBytes": 10.0, "scheduled": 1, "created": "soon", "websiteSizeInBytes": "many", "log": "", "databases": null}}"#,
    );
    let item = &document.items[0];
    assert_eq!(
        (
            item.backup_id,
            item.size_bytes,
            item.site_bytes,
            item.scheduled
        ),
        (Some(12), Some(10), None, Some(true))
    );
    assert_eq!(item.created.as_ref().unwrap().text, "soon");
    let noted: Vec<(&str, bool)> = document
        .coercions
        .iter()
        .map(|coercion| (coercion.key.as_str(), coercion.read))
        .collect();
    assert_eq!(
        noted,
        [
            ("id", true),
            ("sizeInBytes", true),
            ("websiteSizeInBytes", false),
            ("created", false),
            ("scheduled", true)
        ]
    );
}

/// Shape, words and what was found of a text.
fn found(text: &str) -> Document {
    Document::read(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

const ITEM: &str = r#"{"properties": {"blobName": "a.zip", "status": 2, "storageAccountUrl": ""}}"#;

#[test]
fn objects_inside_of_other_documents_are_found() {
    let example = format!(
        r#"{{"parameters": {{"request": {{"properties": {{"storageAccountUrl": "https://a/b", "backupName": "n"}}}}}},
            "responses": {{"200": {{"body": {ITEM}}}}}}}"#
    );
    let document = found(&example);
    assert_eq!(document.items[0].at, "responses.200.body");
    assert_eq!(document.requests[0].at, "parameters.request");
    assert_eq!(document.found, Found::Inside);
    assert!(document.words().ends_with(", inside of another document"));
    // Recorded answers are JSON in a text.
    let inner = serde_json::to_string(&format!(r#"{{"value": [{ITEM}]}}"#)).unwrap();
    let document = found(&format!(r#"{{"Entries": [{{"ResponseBody": {inner}}}]}}"#));
    assert_eq!(document.items[0].at, "Entries[0].ResponseBody.value[0]");
    // What may be of anything else is nothing.
    for text in [
        r#"{"parameters": {"storageAccountUrl": {"value": "https://a/b?sig=CANARY"}}}"#,
        r#"{"a": {"time": "2026-01-01"}, "b": {"code": 1, "message": "x"}, "c": {"overwrite": true}}"#,
        r#"{"a": {"hostNames": []}, "b": [{"blobName": "x"}], "c": "{not json}"}"#,
    ] {
        assert_eq!(found(text).shape, None, "{text}");
    }
}

#[test]
fn values_that_a_template_fills_in_are_not_known() {
    let template = r#"{"resources": [{"type": "Microsoft.Web/sites/config", "name": "shop/backup", "properties": {"enabled": true,
        "storageAccountUrl": "[parameters('sas')]", "backupSchedule": {"frequencyInterval": "[variables('n')]",
        "frequencyUnit": "Day", "keepAtLeastOneBackup": true, "retentionPeriodInDays": 30}}}]}"#;
    let document = found(template);
    let request = &document.requests[0];
    assert_eq!(request.place.app_name.as_deref(), Some("shop"));
    assert!(request.schedule.as_ref().unwrap().filled_in && document.coercions.is_empty());
    let literal = found(&template.replace("\"[variables('n')]\"", "7"));
    assert!(!literal.requests[0].schedule.as_ref().unwrap().filled_in);
}

#[test]
fn several_documents_in_one_text_are_read() {
    let document = found(&format!("# answers\n{ITEM}\n\n{ITEM}\nOK\n"));
    let places: Vec<&str> = document.items.iter().map(|item| item.at.as_str()).collect();
    assert_eq!(places, ["[0]", "[1]"]);
    assert_eq!(
        document.words(),
        "2 documents in one text, the first a backup record of the REST API"
    );
    assert_eq!(document.repairs.other_lines, 2);
    let document = found(&format!("```json\n{ITEM}\n```\n"));
    assert_eq!(
        (document.items[0].at.as_str(), document.found),
        ("", Found::Whole)
    );
    // The rest of a document that is cut off is no document.
    let cut = format!("{{\"value\": [\n{ITEM},\n{{\"prop");
    assert!(Document::read(&cut).unwrap_err().starts_with("EOF"));
}

#[test]
fn what_clients_print_in_other_forms_is_read() {
    let list = "BackupId     : 7\nBackupName   : a\nBlobName     : a.zip\nBackupStatus : Succeeded\nCreated      : 11/1/2026 3:00:05 AM\n";
    let document = found(list);
    let item = &document.items[0];
    assert_eq!(
        (item.backup_id, &item.status),
        (Some(7), &Some(Status::Succeeded))
    );
    assert_eq!(
        document.words(),
        "a backup record of PowerShell, printed as a list by PowerShell"
    );
    // Which of the two numbers is the month is not known.
    assert_eq!(item.created.as_ref().unwrap().at, None);
    let yaml = "- backupId: 1\n  blobName: a.zip\n  status: Failed\n  log: 'one\n    two'\n- backupId: 2\n  blobName: b.zip\n  status: Succeeded\n";
    let document = found(yaml);
    assert_eq!(document.items[0].log.as_deref(), Some("one two"));
    assert_eq!(
        (document.shape, document.items.len()),
        (Some(Shape::AzList), 2)
    );
    let table = "BackupId    BlobName  Status\n----------  --------  ---------\n1           a.zip     Succeeded\n";
    assert_eq!(found(table).items[0].blob_name.as_deref(), Some("a.zip"));
    let path = "/subscriptions/0/resourceGroups/r/providers/Microsoft.Web/sites/s";
    let tsv = format!("1\ta\ta.zip\tSucceeded\t{path}\n");
    assert!(Document::read(&tsv).unwrap_err().contains("-o json"));
}

#[test]
fn what_discover_answers_is_no_request() {
    let inner = r#""properties": {"overwrite": false, "blobName": "a.zip", "storageAccountUrl": "", "siteName": null}"#;
    assert!(found(&format!(r#"{{"id": null, "name": null, {inner}}}"#)).restores[0].discovered);
    assert!(!found(&format!("{{{inner}}}")).restores[0].discovered);
    let named = inner.replace("null", "\"shop\"");
    assert!(!found(&format!(r#"{{"id": null, "name": null, {named}}}"#)).restores[0].discovered);
}

#[test]
fn an_error_is_known_by_its_code_too() {
    let document = found(
        r#"{"error": {"code": "AuthorizationFailed", "message": "no authorization to perform action 'Microsoft.Web/sites/backup/write'"}}"#,
    );
    let known = document.errors[0].explanation.as_ref().unwrap();
    assert!(known.remedy.contains("Website Contributor"));
}

#[test]
fn numbers_that_fit_nowhere_are_said() {
    let document = found(
        r#"{"properties": {"blobName": "a", "status": 2.0, "sizeInBytes": -5, "websiteSizeInBytes": 1e30}}"#,
    );
    assert_eq!(document.items[0].status, Some(Status::Succeeded));
    let keys: Vec<&str> = document
        .coercions
        .iter()
        .map(|coercion| coercion.key.as_str())
        .collect();
    assert_eq!(keys, ["sizeInBytes", "websiteSizeInBytes"]);
}
