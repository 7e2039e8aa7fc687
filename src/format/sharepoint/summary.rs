//! What a set is made of: bytes of its files, by folder, kind and role of their database.

use super::kinds::Kind;
use super::report::{MemberBody, SharePointBody};
use crate::inspect::archive::{ArchiveSummary, One, Summing};

/// What a file is, in words.
fn kind(member: &MemberBody) -> &'static str {
    match (member.kind, member.role) {
        (Kind::SqlBackup, Some(role)) => role.words(),
        (Kind::SqlBackup, None) => "other database",
        (Kind::SiteCollection, _) => "site collection",
        (Kind::WebExport | Kind::ExportPart, _) => "exported web",
        (Kind::AppPackage | Kind::FrameworkPackage | Kind::Solution | Kind::Template, _) => {
            "package"
        }
        (Kind::FarmObject, _) => "settings of a farm object",
        (Kind::TableOfContents | Kind::RunManifest | Kind::RestoreManifest | Kind::RunLog, _) => {
            "log or table of contents"
        }
        (Kind::Cabinet | Kind::Empty | Kind::Other, _) => "other file",
    }
}

/// Sums the files up.
pub fn summary(body: &SharePointBody) -> ArchiveSummary {
    let mut summing = Summing::new(1, &["Largest files"]).of_files();
    for (index, member) in (0..).zip(&body.members) {
        summing.add(One {
            index,
            folder: &member.path,
            kind: kind(member),
            method: None,
            bytes: member.bytes,
            compressed_bytes: member.bytes,
            list: Some(0),
        });
    }
    let name = |index: u32| {
        let member = usize::try_from(index)
            .ok()
            .and_then(|at| body.members.get(at));
        member.map(|member| member.path.clone()).unwrap_or_default()
    };
    ArchiveSummary {
        table: "members".into(),
        unit: "file".into(),
        units: "files".into(),
        file_bytes: None,
        ..summing.finish(&name)
    }
}
