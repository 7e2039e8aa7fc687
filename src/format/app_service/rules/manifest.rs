//! `AS-MAN-*`: the manifest beside the archive.

use super::{ArchiveState, Material, file_name, is_same};
use crate::format::app_service::archive::Class;
use crate::format::app_service::codes;
use crate::format::app_service::manifest::Kind;
use crate::report::{Finding, Severity};

pub(super) fn findings(material: &Material, found: &mut Vec<Finding>) {
    missing(material, found);
    for file in &material.manifests {
        let from = found.len();
        match &file.read {
            Err(why) => found.push(Finding::new(
                &codes::MANIFEST_NOT_XML,
                format!("the manifest is not readable XML: {why}"),
            )),
            Ok(manifest) if manifest.kind == Kind::Other => found.push(Finding::new(
                &codes::MANIFEST_OF_ANOTHER_KIND,
                "the XML file is not a backup manifest",
            )),
            Ok(manifest) if manifest.kind == Kind::Probably => found.push(
                Finding::new(
                    &codes::MANIFEST_OF_ANOTHER_KIND,
                    "probably a manifest: its root has another name",
                )
                .severity(Severity::Note),
            ),
            Ok(_) => {}
        }
        if let Some(archive) = &material.archive
            && !is_same(file_name(&file.path), archive.file_name())
        {
            found.push(Finding::new(
                &codes::MANIFEST_OF_ANOTHER_BACKUP,
                format!(
                    "manifest {} does not belong to {}",
                    file_name(&file.path),
                    archive.file_name()
                ),
            ));
        }
        for finding in found.iter_mut().skip(from) {
            finding.file = Some(file.path.clone());
        }
    }
    databases(material, found);
}

/// Whether the archive has a backup's content, so that it is worth asking for its manifest.
fn missing(material: &Material, found: &mut Vec<Finding>) {
    let Some(archive) = &material.archive else {
        return;
    };
    let unreadable = matches!(archive.state, ArchiveState::NotReadable(_));
    if unreadable || !material.manifests.is_empty() || archive.survey.look_alike().is_some() {
        return;
    }
    let finding = Finding::new(
        &codes::MANIFEST_MISSING,
        "the .xml manifest is not here: without it next to the zip the service cannot restore",
    )
    .at_file(archive.path.as_str());
    found.push(if material.siblings_have_manifest {
        finding.severity(Severity::Suspicious)
    } else {
        finding
    });
}

fn databases(material: &Material, found: &mut Vec<Finding>) {
    let (Some(archive), Some((path, manifest))) = (&material.archive, material.manifest()) else {
        return;
    };
    if manifest.kind == Kind::Other || archive.state != ArchiveState::Whole {
        return;
    }
    let listed: Vec<&str> = manifest
        .databases
        .iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let same = |a: &str, b: &str| {
        let (a, b) = (a.to_lowercase(), b.to_lowercase());
        let base = |name: &str| {
            name.rsplit_once('.')
                .map_or(name.to_owned(), |(base, _)| base.to_owned())
        };
        a == b || base(&a) == base(&b)
    };
    for name in &listed {
        if !archive
            .survey
            .root_files
            .iter()
            .any(|file| same(&file.name, name))
        {
            found.push(
                Finding::new(
                    &codes::MANIFEST_DATABASE_MISSING,
                    format!("the manifest lists {name}, the archive does not contain it"),
                )
                .at_file(path),
            );
        }
    }
    let in_archive: Vec<&str> = archive
        .survey
        .of_class(Class::Database)
        .map(|file| file.name.as_str())
        .collect();
    // A database without a name in the manifest may be any of them.
    let nameless = manifest.databases.iter().any(Option::is_none);
    for name in in_archive.iter().filter(|_| !nameless) {
        if !listed.iter().any(|known| same(known, name)) {
            found.push(
                Finding::new(
                    &codes::MANIFEST_DATABASE_UNLISTED,
                    format!("{name} looks like a database, the manifest does not list it"),
                )
                .at_file(archive.path.as_str())
                .at_entry(*name),
            );
        }
    }
    if manifest.databases.len() != in_archive.len() {
        found.push(
            Finding::new(
                &codes::MANIFEST_DATABASE_COUNT,
                format!(
                    "{} databases in the manifest, {} in the archive",
                    manifest.databases.len(),
                    in_archive.len()
                ),
            )
            .at_file(path),
        );
    }
}
