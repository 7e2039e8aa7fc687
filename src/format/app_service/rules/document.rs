//! `AS-JSN-*` and `AS-SAS-*` of dropped documents, and `AS-RST-*` of dropped restore requests.

use super::{Material, Options, is_same};
use crate::format::app_service::archive::Class;
use crate::format::app_service::codes;
use crate::format::app_service::compose::{Context, Fields, Form, Task, check};
use crate::format::app_service::record::{Document, RestoreRequest, Shape};
use crate::format::app_service::sas::{Storage, check as sas_check};
use crate::format::app_service::secrets;
use crate::report::{Finding, Severity, words};

pub(super) fn findings(material: &Material, options: Options, found: &mut Vec<Finding>) {
    for file in &material.documents {
        let from = found.len();
        match &file.read {
            Err(why) => found.push(Finding::new(
                &codes::JSON_UNKNOWN_SHAPE,
                format!("no backup, schedule or restore object found: not readable: {why}"),
            )),
            Ok(document) => {
                of_reading(document, found);
                of_shape(document, found);
                for (place, secret, scheduled) in document.storages() {
                    let of_url =
                        sas_check::findings(&Storage::read(secret), options.now, scheduled);
                    found.extend(
                        of_url
                            .into_iter()
                            .map(|finding| finding.at_entry(place.as_str())),
                    );
                }
                for restore in document
                    .restores
                    .iter()
                    .filter(|restore| !restore.discovered)
                {
                    of_restore(material, restore, options, found);
                }
            }
        }
        for finding in found.iter_mut().skip(from) {
            finding.file = Some(file.path.clone());
        }
    }
}

fn of_reading(document: &Document, found: &mut Vec<Finding>) {
    let repairs = document.repairs.total();
    if repairs > 0 {
        found.push(Finding::new(
            &codes::JSON_REPAIRED,
            format!(
                "the JSON needed {} ({})",
                words::counted(repairs.into(), "repair"),
                document.repairs.in_words()
            ),
        ));
    }
    for coercion in &document.coercions {
        let message = if coercion.was == "number" && !coercion.read {
            format!(
                "{} is a number that does not fit: it was left out",
                coercion.key
            )
        } else if coercion.wanted == "time" && coercion.was == "text" {
            format!(
                "{} is no time that can be told: it is shown as it stands there",
                coercion.key
            )
        } else if coercion.read {
            format!(
                "{} was {}, read as {}",
                coercion.key, coercion.was, coercion.wanted
            )
        } else {
            format!(
                "{} is {} and no {}: it was left out",
                coercion.key, coercion.was, coercion.wanted
            )
        };
        let finding = Finding::new(&codes::JSON_COERCED, message);
        found.push(if coercion.at.is_empty() {
            finding
        } else {
            finding.at_entry(coercion.at.as_str())
        });
    }
    for key in &document.repeated_keys {
        let key: String = words::visible(&secrets::mask_text(key))
            .chars()
            .take(200)
            .collect();
        found.push(Finding::new(
            &codes::JSON_KEY_TWICE,
            format!("key {key} appears twice, the last one is used"),
        ));
    }
}

fn of_shape(document: &Document, found: &mut Vec<Finding>) {
    match document.shape {
        None => found.push(Finding::new(
            &codes::JSON_UNKNOWN_SHAPE,
            "no backup, schedule or restore object found in this JSON",
        )),
        Some(Shape::Snapshot) => found.push(Finding::new(
            &codes::JSON_SNAPSHOT,
            "automatic backups cannot be downloaded; use the snapshot commands",
        )),
        Some(_) => {}
    }
    for error in &document.errors {
        let finding = Finding::new(
            &codes::JSON_ERROR_BODY,
            format!(
                "azure answered with an error: {}",
                words::visible(&error.message)
            ),
        );
        found.push(match &error.explanation {
            Some(known) => finding.effect(format!("{}: {}", known.cause, known.remedy)),
            None => finding,
        });
    }
}

fn of_restore(
    material: &Material,
    restore: &RestoreRequest,
    options: Options,
    found: &mut Vec<Finding>,
) {
    let mut fields = Fields::default();
    fields.fill_restore(restore);
    let others: Vec<&Document> = material
        .read_documents()
        .map(|(_, document)| document)
        .collect();
    fields.source_app = others
        .iter()
        .flat_map(|document| &document.items)
        .find(|item| {
            let blob = restore.blob_name.as_deref();
            blob.is_some_and(|blob| super::record::is_of(item, blob))
        })
        .and_then(|item| item.place.app_name.clone());
    // What discover answers looks like a restore request without anything to overwrite.
    let task = if restore.overwrite == Some(false) {
        Task::RestoreNew
    } else {
        Task::Restore
    };
    let databases = databases_of(material, restore);
    let context = Context {
        now: options.now,
        tier: options.tier,
        documents: &others,
        databases: databases.as_deref(),
    };
    let signature = |finding: &Finding| {
        finding
            .rule
            .as_deref()
            .is_some_and(|rule| rule.starts_with("AS-SAS"))
    };
    for finding in check::findings(task, &fields, Form::Rest, context) {
        if signature(&finding) {
            // Said of the document already.
            continue;
        }
        // It is fatal for the request, not for a backup.
        let severity = finding.severity.max(Severity::DataLoss);
        found.push(finding.severity(severity));
    }
}

/// Names of the databases of the backup that a request restores, if it was dropped too.
fn databases_of(material: &Material, restore: &RestoreRequest) -> Option<Vec<String>> {
    let blob = restore.blob_name.as_deref()?;
    let recorded = material
        .records()
        .into_iter()
        .find(|record| super::record::is_of(record.item, blob))
        .and_then(|record| record.item.databases.as_ref());
    if let Some(databases) = recorded {
        return Some(
            databases
                .iter()
                .filter_map(|database| database.name.clone())
                .collect(),
        );
    }
    let archive = material
        .archive
        .as_ref()
        .filter(|archive| is_same(archive.file_name(), blob))?;
    Some(
        archive
            .survey
            .of_class(Class::Database)
            .map(|file| {
                file.name
                    .rsplit_once('.')
                    .map_or(file.name.clone(), |(base, _)| base.to_owned())
            })
            .collect(),
    )
}
