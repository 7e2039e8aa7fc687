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
        &format!("{{\"value\": [{powershell}], \"Count\": 1}}"),
        Some(Shape::ArmList),
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
