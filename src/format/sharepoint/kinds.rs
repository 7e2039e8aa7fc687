//! What a file is, by its content and its place in the folder, never by its ending alone (section 4.1).

use crate::container::{cab, kinds, mtf, xml};
use serde::Serialize;

/// What a dropped file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SharePointKind"))]
pub enum Kind {
    /// A backup by SQL Server, plain or compressed.
    SqlBackup,
    /// A cabinet with a SharePoint solution (`.wsp`).
    Solution,
    /// A cabinet with a list or site template (`.stp`).
    Template,
    /// A cabinet of an exported web (`.cmp`).
    WebExport,
    /// A cabinet of another kind.
    Cabinet,
    /// An app package (`.app`).
    AppPackage,
    /// A SharePoint Framework package (`.sppkg`).
    FrameworkPackage,
    /// `spbrtoc.xml`: the table of contents of a farm backup folder.
    TableOfContents,
    /// `spbackup.xml`: the manifest of a backup run.
    RunManifest,
    /// `sprestore.xml`: the manifest of a restore run.
    RestoreManifest,
    /// `spbackup.log` or `sprestore.log`.
    RunLog,
    /// Settings of an object in a farm backup folder (`NNNNNNNN.bak` that is no SQL Server backup).
    FarmObject,
    /// A `.bak` or `.dat` of an unknown container outside of a farm backup folder: presumably a site collection.
    SiteCollection,
    /// A part of an exported web that was not packed.
    ExportPart,
    /// A file of 0 bytes whose name is that of a backup.
    Empty,
    /// None of these.
    Other,
}

impl Kind {
    /// Whether the file has to do with SharePoint or SQL Server at all.
    pub fn is_ours(self) -> bool {
        !matches!(self, Kind::Other | Kind::Cabinet)
    }

    /// In words, with an article.
    pub fn words(self) -> &'static str {
        match self {
            Kind::SqlBackup => "a SQL Server backup",
            Kind::Solution => "a SharePoint solution",
            Kind::Template => "a SharePoint template",
            Kind::WebExport => "an exported web",
            Kind::Cabinet => "a cabinet",
            Kind::AppPackage => "an app package",
            Kind::FrameworkPackage => "a SharePoint Framework package",
            Kind::TableOfContents => "the table of contents of a farm backup",
            Kind::RunManifest => "the manifest of a farm backup run",
            Kind::RestoreManifest => "the manifest of a farm restore run",
            Kind::RunLog => "the log of a farm run",
            Kind::FarmObject => "settings of a farm object",
            Kind::SiteCollection => "presumably a site collection backup",
            Kind::ExportPart => "a part of an exported web",
            Kind::Empty => "an empty file",
            Kind::Other => "a file of another kind",
        }
    }
}

/// What is known of a file before it is read: the first bytes and, of a ZIP, the names in its directory.
#[derive(Debug, Clone, Copy)]
pub struct Glimpse<'a> {
    /// Path with `/` between its parts.
    pub path: &'a str,
    /// Bytes of the file.
    pub bytes: u64,
    /// The first bytes.
    pub head: &'a [u8],
    /// Names in the directory of a ZIP; `None` if it is none or has none.
    pub zip_names: Option<&'a [String]>,
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The ending of a file name in lower case, without the dot.
pub fn ending(path: &str) -> String {
    file_name(path)
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

/// Whether a folder is named as a farm backup run is: `spbr` and four or more hexadecimal digits.
pub fn is_run_folder(name: &str) -> bool {
    let Some((start, digits)) = name.split_at_checked(4) else {
        return false;
    };
    start.eq_ignore_ascii_case("spbr")
        && digits.len() >= 4
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The path of the run folder that a file is in, the folder included; `None` outside of one.
pub fn run_folder(path: &str) -> Option<&str> {
    let mut end = 0;
    let mut found = None;
    let parts = path.split_inclusive(['/', '\\']);
    for part in parts {
        let is_folder = part.ends_with(['/', '\\']);
        let name = part.trim_end_matches(['/', '\\']);
        if is_folder && is_run_folder(name) {
            found = path.get(..end + name.len());
        }
        end += part.len();
    }
    found
}

/// Whether a name is eight hexadecimal digits and `.bak`.
fn is_object_name(name: &str) -> bool {
    name.len() == 12
        && name
            .get(8..)
            .is_some_and(|end| end.eq_ignore_ascii_case(".bak"))
        && name
            .get(..8)
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Endings that backups are met with.
const BACKUP_ENDINGS: [&str; 8] = ["bak", "dif", "diff", "trn", "log", "fil", "dat", "cmp"];

/// Whether a file is by its name a backup.
pub fn is_backup_name(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let ending = ending(path);
    BACKUP_ENDINGS.contains(&ending.as_str()) && ending != "log"
        || ["app", "sppkg", "wsp", "stp"].contains(&ending.as_str())
        || ["spbrtoc.xml", "spbackup.xml"].contains(&name.as_str())
}

/// So many first bytes tell a text from a backup.
const TEXT_BYTES: usize = 512;

/// What a file is.
pub fn kind_of(glimpse: &Glimpse<'_>) -> Kind {
    let name = file_name(glimpse.path).to_ascii_lowercase();
    let ending = ending(glimpse.path);
    let in_run = run_folder(glimpse.path).is_some();
    if glimpse.bytes == 0 {
        return if is_backup_name(glimpse.path) {
            Kind::Empty
        } else {
            Kind::Other
        };
    }
    if mtf::sniff(glimpse.head).is_some() {
        return Kind::SqlBackup;
    }
    if glimpse.head.starts_with(cab::SIGNATURE) {
        return match ending.as_str() {
            "wsp" => Kind::Solution,
            "stp" => Kind::Template,
            "cmp" => Kind::WebExport,
            "bak" | "dat" if !in_run => Kind::SiteCollection,
            _ => Kind::Cabinet,
        };
    }
    if glimpse.head.starts_with(b"PK") {
        let has_manifest = glimpse.zip_names.is_some_and(|names| {
            names.iter().any(|name| {
                name.trim_start_matches('/')
                    .eq_ignore_ascii_case("AppManifest.xml")
            })
        });
        return match (ending.as_str(), has_manifest) {
            ("sppkg", _) => Kind::FrameworkPackage,
            ("app", _) | (_, true) => Kind::AppPackage,
            _ => Kind::Other,
        };
    }
    if name == "spbackup.log" || name == "sprestore.log" {
        return Kind::RunLog;
    }
    if xml::looks_like_xml(glimpse.head) {
        return kind_of_xml(&name, glimpse.head);
    }
    match name.as_str() {
        // Damaged, but meant as these.
        "spbrtoc.xml" => return Kind::TableOfContents,
        "spbackup.xml" => return Kind::RunManifest,
        _ => {}
    }
    if in_run {
        return if is_object_name(&name) {
            Kind::FarmObject
        } else {
            Kind::Other
        };
    }
    match ending.as_str() {
        "bak" | "dat"
            if kinds::is_text(glimpse.head.get(..TEXT_BYTES).unwrap_or(glimpse.head))
                || kinds::is_no_zip(glimpse.head) =>
        {
            Kind::Other
        }
        "bak" | "dat" => Kind::SiteCollection,
        "app" => Kind::AppPackage,
        "sppkg" => Kind::FrameworkPackage,
        "wsp" => Kind::Solution,
        "stp" => Kind::Template,
        "cmp" => Kind::WebExport,
        _ => Kind::Other,
    }
}

/// What an XML document is, by its root element.
fn kind_of_xml(name: &str, head: &[u8]) -> Kind {
    let root = xml::root_name(head).unwrap_or_default();
    match root.as_str() {
        "SPBackupRestoreHistory" => Kind::TableOfContents,
        "SPBackup" if name == "sprestore.xml" => Kind::RestoreManifest,
        "SPBackup" => Kind::RunManifest,
        "SystemData" | "ExportSettings" | "RootObjectMap" | "Requirements" | "SPObjects" => {
            Kind::ExportPart
        }
        _ => match name {
            "spbrtoc.xml" => Kind::TableOfContents,
            "spbackup.xml" => Kind::RunManifest,
            "sprestore.xml" => Kind::RestoreManifest,
            _ => Kind::Other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str, head: &[u8]) -> Kind {
        kind_of(&Glimpse {
            path,
            bytes: head.len() as u64,
            head,
            zip_names: None,
        })
    }

    #[test]
    fn content_decides_before_the_name() {
        assert_eq!(kind("a.txt", b"TAPE...."), Kind::SqlBackup);
        assert_eq!(kind("a.bak", b"MSSQLBAK"), Kind::SqlBackup);
        assert_eq!(kind("a.bak", b"MSCF"), Kind::SiteCollection);
        assert_eq!(kind("a.wsp", b"MSCF"), Kind::Solution);
        assert_eq!(kind("a.bak", b"\x01\x02\x03"), Kind::SiteCollection);
        assert_eq!(
            kind("x/spbr0000/0000001C.bak", b"\x01\x02"),
            Kind::FarmObject
        );
        assert_eq!(kind("x/spbr0000/0000001C.bak", b"TAPE"), Kind::SqlBackup);
        assert_eq!(kind("a.bak", b"notes of a person\n"), Kind::Other);
        assert_eq!(kind("a.bak", b"%PDF-1.7"), Kind::Other);
        assert_eq!(kind("a.bak", b""), Kind::Empty);
        assert_eq!(kind("a.txt", b""), Kind::Other);
        assert_eq!(
            kind("b.xml", b"<SPBackupRestoreHistory/>"),
            Kind::TableOfContents
        );
        assert_eq!(kind("spbackup.xml", b"<SPBackup>"), Kind::RunManifest);
        assert_eq!(kind("sprestore.xml", b"<SPBackup>"), Kind::RestoreManifest);
        assert_eq!(kind("Manifest.xml", b"<SPObjects>"), Kind::ExportPart);
        assert_eq!(kind("other.xml", b"<config/>"), Kind::Other);
    }

    #[test]
    fn run_folders_are_found_anywhere_in_a_path() {
        assert_eq!(
            run_folder("drop/farm/spbr0004/0000.bak"),
            Some("drop/farm/spbr0004")
        );
        assert_eq!(run_folder("SPBR001A\\spbackup.xml"), Some("SPBR001A"));
        assert_eq!(run_folder("root/spbr004/x"), None);
        assert_eq!(run_folder("root/spbr0004"), None);
        assert_eq!(run_folder("root/spbr000g/x"), None);
    }
}
