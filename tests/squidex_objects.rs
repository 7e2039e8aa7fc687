//! The objects behind the numbers of the restored app: as many as the report counts, for every sample.
#![allow(clippy::unwrap_used, clippy::panic)]

mod squidex;

use std::collections::BTreeMap;

use backup_inspector::format::squidex::objects::{
    FileState, MAX_OBJECTS, ObjectKind, ObjectPage, ObjectPart, ObjectQuery,
};
use backup_inspector::format::squidex::target::Target;
use squidex::{Scanned, lines, sample, scanned};

fn all(scanned: &Scanned, kind: ObjectKind, part: ObjectPart) -> ObjectPage {
    list(scanned, kind, part, None, None)
}

fn list(
    scanned: &Scanned,
    kind: ObjectKind,
    part: ObjectPart,
    within: Option<&str>,
    status: Option<&str>,
) -> ObjectPage {
    let query = ObjectQuery {
        kind,
        part,
        within: within.map(Into::into),
        status: status.map(Into::into),
        skip: 0,
        limit: MAX_OBJECTS,
    };
    scanned.objects(&Target::default(), &query).unwrap()
}

/// Every number of the report has its list.
fn check(file: &str, scanned: &Scanned) -> bool {
    use ObjectKind as K;
    use ObjectPart as P;
    let report = scanned.report(&Target::default());
    let Some(app) = &report.app else {
        let query = ObjectQuery {
            limit: 1,
            ..ObjectQuery::default()
        };
        assert_eq!(scanned.objects(&Target::default(), &query), None, "{file}");
        return false;
    };
    let mut numbers: Vec<(K, P, u64)> = vec![
        (K::Assets, P::Total, app.assets.total),
        (K::Assets, P::Deleted, app.assets.deleted),
        (K::Assets, P::WithFile, app.assets.with_file),
        (K::Assets, P::WithoutFile, app.assets.without_file),
        (K::Folders, P::Total, app.asset_folders),
        (K::Schemas, P::Total, app.schemas.len() as u64),
        (K::Rules, P::Total, app.rules.len() as u64),
        (K::Roles, P::Total, app.roles.len() as u64),
        (K::Clients, P::Total, app.clients.len() as u64),
        (K::Contributors, P::Total, app.contributors.len() as u64),
        (K::Workflows, P::Total, app.workflows.len() as u64),
        (K::Languages, P::Total, app.languages.len() as u64),
        (K::Patterns, P::Total, app.patterns),
    ];
    if let Some(files) = &report.asset_verification {
        numbers.extend([
            (K::Files, P::Verified, files.verified),
            (K::Files, P::SizeOnly, files.size_only),
            (K::Files, P::Wrong, files.wrong),
            (K::Files, P::Lost, files.lost),
            (K::Files, P::Unverifiable, files.unverifiable),
        ]);
    }
    for (kind, part, number) in numbers {
        let page = all(scanned, kind, part);
        assert_eq!(
            page.total,
            number,
            "{file}: {} {}",
            kind.name(),
            part.name()
        );
        assert_eq!(page.objects.len() as u64, number.min(MAX_OBJECTS), "{file}");
    }
    for schema in &app.schemas {
        let fields: u64 = schema
            .field_list
            .iter()
            .map(|field| 1 + field.nested.len() as u64)
            .sum();
        // Two schemas may end with one id.
        let page = list(scanned, K::Fields, P::Total, Some(&schema.id), None);
        assert!(page.total >= fields, "{file}: fields of {:?}", schema.name);
    }
    for contents in &app.contents {
        let id = Some(contents.schema_id.as_str());
        for (part, number) in [
            (P::Total, contents.total),
            (P::Live, contents.live),
            (P::Draft, contents.draft),
            (P::Scheduled, contents.scheduled),
            (P::Deleted, contents.deleted),
        ] {
            let page = list(scanned, K::Contents, part, id, None);
            assert_eq!(page.total, number, "{file}: {}", part.name());
        }
        for (status, number) in &contents.by_status {
            let page = list(scanned, K::Contents, P::Status, id, Some(status));
            assert_eq!(page.total, *number, "{file}: status {status}");
        }
    }
    true
}

#[test]
fn every_number_of_the_app_has_its_list() {
    let mut with_app = 0;
    for record in lines("oracle.jsonl") {
        let file = record["file"].as_str().unwrap().to_owned();
        // The large ones have nothing of their own to show here.
        let Some(bytes) = sample(&file).filter(|bytes| bytes.len() < 1_000_000) else {
            continue;
        };
        with_app += u64::from(check(&file, &scanned(bytes)));
    }
    assert!(with_app >= 1, "no sample with an app");
}

#[test]
fn file_versions_tell_what_they_are_and_why() {
    let Some(bytes) = sample("base/full.zip") else {
        return;
    };
    let scanned = scanned(bytes);
    let page = all(&scanned, ObjectKind::Files, ObjectPart::Total);
    let mut versions: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for line in &page.objects {
        let file = line.file.as_ref().unwrap();
        assert!(!file.why.is_empty() && line.event_index.is_some());
        assert!(file.entry.as_deref().unwrap().ends_with(".asset"));
        if file.state == FileState::Verified {
            // An empty file needs no entry.
            assert_eq!(file.stored_bytes.unwrap_or(0), line.bytes.unwrap());
            assert!(file.hash.is_some() && line.name.is_some());
        }
        if file.state == FileState::Lost {
            assert_eq!(file.stored_bytes, None);
        }
        versions
            .entry(&line.id)
            .or_default()
            .push(line.file_version.unwrap());
    }
    assert!(versions.values().any(|versions| versions.len() > 1));
    // A live asset that has a file shows one of its versions.
    let shown = page
        .objects
        .iter()
        .filter(|line| line.file.as_ref().is_some_and(|file| file.current))
        .count() as u64;
    let app = scanned.report(&Target::default()).base.app.unwrap();
    assert_eq!(shown, app.assets.with_file + app.assets.without_file);
    let (id, own) = versions
        .iter()
        .find(|(_, versions)| versions.len() > 1)
        .unwrap();
    let of_one = list(
        &scanned,
        ObjectKind::Files,
        ObjectPart::Total,
        Some(id),
        None,
    );
    assert_eq!(of_one.total, own.len() as u64);
}
