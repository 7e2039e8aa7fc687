//! Sets made of written files.

use backup_inspector::format::sharepoint::{Judgement, Member, Options, judge, member};
use backup_inspector::source::ReadAt;

use crate::writer::{Bak, Set, When, at};

pub const SECURE: &str = "Secure_Store_Service_DB_0f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22";
pub const APPS: &str = "App_Management_1f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22";
pub const RUN_ID: &str = "7d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10";

/// A file as it is dropped.
pub fn file(path: &str, source: &dyn ReadAt) -> Member {
    member::read(path, source, None, None).unwrap()
}

/// A file of bytes.
pub fn bytes(path: &str, bytes: &[u8]) -> Member {
    file(path, &bytes)
}

/// A backup of one set.
pub fn bak(path: &str, set: &Set) -> Member {
    file(path, &Bak::of(std::slice::from_ref(set)).write())
}

/// The four databases with these starts, loose.
pub fn four(starts: [When; 4]) -> Vec<Member> {
    four_sets(starts)
        .iter()
        .zip(["c.bak", "g.bak", "s.bak", "a.bak"])
        .map(|(set, path)| bak(path, set))
        .collect()
}

/// The backup sets of the four databases.
pub fn four_sets(starts: [When; 4]) -> Vec<Set> {
    ["WSS_Content", "SharePoint_Config", SECURE, APPS]
        .iter()
        .zip(starts)
        .map(|(name, start)| Set::full(name, start))
        .collect()
}

/// Starts of vector 1.
pub fn starts() -> [When; 4] {
    [at(2, 30, 12), at(2, 31, 50), at(2, 32, 10), at(2, 32, 40)]
}

/// A whole set.
pub fn whole() -> Vec<Member> {
    four(starts())
}

/// Judged without options.
pub fn judged(members: &[Member]) -> Judgement {
    judge(members, &Options::default())
}

/// The rules that fired, with the severity of each finding.
pub fn rules(judgement: &Judgement) -> Vec<String> {
    judgement
        .sorted()
        .iter()
        .filter_map(|finding| finding.rule.clone())
        .collect()
}

/// The codes that fired.
pub fn codes(judgement: &Judgement) -> Vec<String> {
    judgement.findings.counts().keys().cloned().collect()
}

/// A table of contents with this entry's lines changed.
pub fn toc(entries: &[&str]) -> Vec<u8> {
    let mut text =
        String::from("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><SPBackupRestoreHistory>");
    for entry in entries {
        text.push_str("<SPHistoryObject>");
        text.push_str(entry);
        text.push_str("</SPHistoryObject>");
    }
    text.push_str("</SPBackupRestoreHistory>");
    text.into_bytes()
}

/// The entry of the specification's example, with elements replaced.
pub fn entry(changes: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("SPId", RUN_ID),
        ("SPRequestedBy", "CONTOSO\\spadmin"),
        ("SPBackupMethod", "Full"),
        ("SPRestoreMethod", "None"),
        ("SPStartTime", "11/05/2016 02:30:00"),
        ("SPFinishTime", "11/05/2016 02:58:41"),
        ("SPIsBackup", "True"),
        ("SPConfigurationOnly", "False"),
        ("SPBackupDirectory", "\\\\fs01\\spbackup\\spbr0004\\"),
        ("SPDirectoryName", "spbr0004"),
        ("SPDirectoryNumber", "4"),
        ("SPTopComponent", "Farm"),
        ("SPTopComponentId", "0f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22"),
        ("SPWarningCount", "0"),
        ("SPErrorCount", "0"),
    ];
    for (name, value) in changes {
        match fields.iter_mut().find(|(own, _)| own == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
        .iter()
        .map(|(name, value)| format!("<{name}>{value}</{name}>"))
        .collect()
}

/// A manifest of that run with objects inside.
pub fn manifest(id: &str, objects: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?><SPBackup><SPGlobalInformation><SPId>{id}</SPId><SPBackupMethod>Full</SPBackupMethod>\
         <SPStartTime>11/05/2016 02:30:00</SPStartTime><SPFinishTime>11/05/2016 02:58:41</SPFinishTime>\
         <SPErrorCount>0</SPErrorCount></SPGlobalInformation><SPBackupNode>{objects}</SPBackupNode></SPBackup>"
    )
    .into_bytes()
}

/// An object of a manifest, whose data is in this file.
pub fn object(name: &str, file: &str) -> String {
    format!(
        "<SPBackupObject Name=\"{name}\"><SPParameter Key=\"SPTypeName\">Microsoft.SharePoint.Administration.SPContentDatabase</SPParameter>\
         <SPCurrentProgress>100</SPCurrentProgress><SPFile>{file}</SPFile></SPBackupObject>"
    )
}

/// The four databases in a run folder of a farm backup, with these starts and entry.
pub fn farm(starts: [When; 4], entries: &[&str]) -> Vec<Member> {
    let mut members = vec![bytes("b/spbrtoc.xml", &toc(entries))];
    let objects: String = four_sets(starts)
        .iter()
        .enumerate()
        .map(|(place, set)| object(&set.database, &format!("{place:08X}.bak")))
        .collect();
    members.push(bytes(
        "b/spbr0004/spbackup.xml",
        &manifest(RUN_ID, &objects),
    ));
    for (place, set) in four_sets(starts).iter().enumerate() {
        members.push(bak(&format!("b/spbr0004/{place:08X}.bak"), set));
    }
    members
}
