//! What belongs together (product.md section 3): by the stem of names, folder by folder.
//!
//! An archive is joined by the XML, the log and the records of its stem. A document with records may be a member of
//! several sets; it is a set of its own only if a record of it found no archive. What is joined says why.

use std::collections::BTreeSet;

use super::archive::names::stem;
use super::record::{Document, Purpose, Shape};
use super::relaxed_json::decoded;
use super::text_forms;

/// What a member of a set is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The ZIP.
    Archive,
    /// Its XML.
    Manifest,
    /// Its log.
    Log,
    /// A document with records.
    Record,
    /// A database dump.
    Database,
    /// A configuration, or a filter.
    Config,
    /// Anything else.
    Other,
}

/// Whether a file begins as archives and SQL Server's backups do: then it is no text, and need not be read as one.
fn is_binary(head: &[u8]) -> bool {
    [b"PK\x03\x04".as_slice(), b"TAPE"]
        .iter()
        .any(|mark| head.starts_with(mark))
}

/// What a JSON document is about, from its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentGlance {
    /// Stems of the blobs of its records.
    pub stems: BTreeSet<String>,
    /// Whether it is a list.
    pub list: bool,
    /// Whether it has records at all.
    pub records: bool,
    /// Whether it is the configuration of a schedule.
    pub configuration: bool,
    /// Stem of the blob that a restore request names.
    pub restores: Option<String>,
    /// Apps that it names, in lower case.
    pub apps: BTreeSet<String>,
}

/// What a file is at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A ZIP that is a backup, or may be one.
    Archive,
    /// XML that says to be a manifest.
    Manifest,
    /// Other XML: a manifest if it has the stem of an archive.
    Xml,
    /// A log.
    Log,
    /// JSON of App Service.
    Document(DocumentGlance),
    /// A database dump.
    Database,
    /// A filter.
    Filter,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Path with folders, `/` between them.
    pub path: String,
    /// What it is.
    pub kind: Kind,
}

/// A member of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Number of the piece.
    pub piece: usize,
    /// What it is to the set.
    pub role: Role,
    /// Why it belongs to it.
    pub why: String,
}

/// A set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Members; the first gives the set its name.
    pub members: Vec<Member>,
    /// Whether other archives of the folder have their manifest and this one has none.
    pub siblings_have_manifest: bool,
}

/// Words that stand in JSON of App Service, in lower case.
const MARKS: [&str; 16] = [
    "storageaccounturl",
    "blobname",
    "backupschedule",
    "backupstatus",
    "backupitemname",
    "frequencyinterval",
    "retentionperiodindays",
    "websitesizeinbytes",
    "microsoft.web/sites",
    "snapshottime",
    "statusmessage",
    "\"error\"",
    "\"message\"",
    "backupsizeinbytes",
    "snapshotrecoverysource",
    "backupid",
];

/// What a JSON document is about, from its beginning and its length; `None` if it is not of App Service.
pub fn glance_at_json(head: &[u8], bytes: u64) -> Option<DocumentGlance> {
    if is_binary(head) {
        return None;
    }
    let text = decoded(head);
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !begins.starts_with(['{', '[', '/', '#']) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let whole = head.len() as u64 >= bytes;
    if whole && is_empty_list(begins) {
        return Some(DocumentGlance {
            list: true,
            ..DocumentGlance::default()
        });
    }
    if !MARKS.iter().any(|mark| lower.contains(mark)) {
        return None;
    }
    if whole {
        return match Document::read(&text) {
            Ok(document) => of_document(&document),
            // Broken JSON is of App Service if it says so in words of its own.
            Err(_) => by_words(&text, &lower),
        };
    }
    by_words(&text, &lower)
}

/// Whether a text is what the service answers if an app has no backups. The command line's `[]` says too little.
fn is_empty_list(text: &str) -> bool {
    const MOST_BYTES: usize = 200;
    text.len() <= MOST_BYTES
        && super::json::Json::parse(text).is_ok_and(|json| {
            let keys = ["value", "nextLink", "id"];
            json.has("nextLink")
                && json.get("value").is_some_and(|value| {
                    matches!(value, super::json::Json::Array(elements) if elements.is_empty())
                })
                && json
                    .entries()
                    .iter()
                    .all(|(key, _)| keys.iter().any(|known| known.eq_ignore_ascii_case(key)))
        })
}

/// What a text is about that does not begin as JSON does: JSON in Markdown or behind the headers of an answer, YAML, a
/// list or table of a client. `None` if nothing of App Service can be read in it.
pub fn glance_at_text(head: &[u8], bytes: u64) -> Option<DocumentGlance> {
    const TSV: &str = "/providers/microsoft.web/sites/";
    if is_binary(head) {
        return None;
    }
    let mut text = decoded(head);
    if text.contains('\0') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if !MARKS.iter().any(|mark| lower.contains(mark)) {
        return None;
    }
    if (head.len() as u64) < bytes {
        // The last line may be cut.
        text.truncate(text.rfind('\n')?);
    }
    match Document::read(&text) {
        Ok(document) => of_document(&document),
        Err(_) if lower.contains(TSV) && text_forms::is_without_names(&text) => {
            Some(DocumentGlance::default())
        }
        Err(_) => None,
    }
}

fn of_document(document: &Document) -> Option<DocumentGlance> {
    document.shape?;
    let blob = |name: &Option<String>| name.as_deref().map(|name| stem(name).to_lowercase());
    let items = || document.items.iter();
    Some(DocumentGlance {
        stems: items()
            .filter_map(|item| blob(&item.blob_name).or_else(|| blob(&item.backup_name)))
            .collect(),
        list: matches!(document.shape, Some(Shape::ArmList | Shape::AzList))
            || document.items.len() > 1,
        records: !document.items.is_empty(),
        configuration: document
            .requests
            .iter()
            .any(|request| request.purpose == Purpose::Configuration),
        restores: document
            .restores
            .first()
            .and_then(|restore| blob(&restore.blob_name)),
        apps: items()
            .map(|item| &item.place)
            .chain(document.requests.iter().map(|request| &request.place))
            .filter_map(|place| place.app_name.as_deref())
            .map(str::to_lowercase)
            .collect(),
    })
}

/// From words alone: the beginning of a document that is longer than what was read, or that is broken.
fn by_words(text: &str, lower: &str) -> Option<DocumentGlance> {
    const CERTAIN: [&str; 5] = [
        "storageaccounturl",
        "backupschedule",
        "backupstatus",
        "backupitemname",
        "websitesizeinbytes",
    ];
    if !CERTAIN.iter().any(|mark| lower.contains(mark)) {
        return None;
    }
    let mut glance = DocumentGlance {
        records: lower.contains("blobname"),
        list: lower.matches("blobname").count() > 1,
        configuration: lower.contains("backupschedule"),
        ..DocumentGlance::default()
    };
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find("blobname")) {
        from += at + "blobname".len();
        let quotes = |c: char| matches!(c, '"' | '“' | '”');
        let mut parts = text.get(from..).unwrap_or("").split(quotes);
        // What closes the key, the colon, the value.
        if let (Some(_), Some(colon), Some(value)) = (parts.next(), parts.next(), parts.next())
            && colon.trim() == ":"
            && glance.stems.len() < 10_000
        {
            glance.stems.insert(stem(value.trim()).to_lowercase());
        }
    }
    Some(glance)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Groups the pieces of one tree.
pub fn group(pieces: &[Piece]) -> Vec<Group> {
    let mut sets = Sets {
        pieces,
        groups: Vec::new(),
        taken: vec![false; pieces.len()],
    };
    sets.archives();
    sets.by_stem(
        |kind| matches!(kind, Kind::Manifest | Kind::Xml),
        Role::Manifest,
    );
    sets.lone_manifests();
    sets.by_stem(|kind| *kind == Kind::Log, Role::Log);
    sets.documents();
    sets.databases_and_filters();
    sets.shared();
    sets.siblings();
    crate::sort::sort_by_key(&mut sets.groups, |group| {
        group.members.first().map(|member| member.piece)
    });
    sets.groups
}

struct Sets<'a> {
    pieces: &'a [Piece],
    groups: Vec<Group>,
    /// Whether a piece has found a set.
    taken: Vec<bool>,
}

impl Sets<'_> {
    fn of_kind(&self, wanted: impl Fn(&Kind) -> bool) -> Vec<usize> {
        let all = self.pieces.iter().enumerate();
        all.filter(|(_, piece)| wanted(&piece.kind))
            .map(|(number, _)| number)
            .collect()
    }

    fn path(&self, piece: usize) -> &str {
        self.pieces
            .get(piece)
            .map_or("", |piece| piece.path.as_str())
    }

    fn stem_of(&self, piece: usize) -> String {
        stem(name(self.path(piece))).to_lowercase()
    }

    fn is_taken(&self, piece: usize) -> bool {
        self.taken.get(piece).copied().unwrap_or(true)
    }

    fn begin(&mut self, piece: usize, role: Role, why: &str) -> usize {
        self.groups.push(Group {
            members: Vec::new(),
            siblings_have_manifest: false,
        });
        let group = self.groups.len() - 1;
        self.join(group, piece, role, why.to_owned());
        group
    }

    fn join(&mut self, group: usize, piece: usize, role: Role, why: String) {
        if let Some(group) = self.groups.get_mut(group)
            && !group.members.iter().any(|member| member.piece == piece)
        {
            group.members.push(Member { piece, role, why });
        }
        if let Some(taken) = self.taken.get_mut(piece) {
            *taken = true;
        }
    }

    /// The piece that a group goes by.
    fn principal(&self, group: usize) -> usize {
        self.groups
            .get(group)
            .and_then(|group| group.members.first())
            .map_or(usize::MAX, |member| member.piece)
    }

    fn has(&self, group: usize, role: Role) -> bool {
        self.groups
            .get(group)
            .is_some_and(|group| group.members.iter().any(|member| member.role == role))
    }

    /// Groups with an archive.
    fn archive_groups(&self) -> Vec<usize> {
        (0..self.groups.len())
            .filter(|group| self.has(*group, Role::Archive))
            .collect()
    }

    fn archives(&mut self) {
        for piece in self.of_kind(|kind| *kind == Kind::Archive) {
            self.begin(piece, Role::Archive, "a backup's archive");
        }
    }

    /// Joins files that have the stem of a group: of the same folder first, else if only one group has it.
    fn by_stem(&mut self, wanted: impl Fn(&Kind) -> bool, role: Role) {
        for piece in self.of_kind(wanted) {
            let wanted = self.stem_of(piece);
            let same: Vec<usize> = (0..self.groups.len())
                .filter(|group| self.stem_of(self.principal(*group)) == wanted)
                .collect();
            let here: Vec<usize> = same
                .iter()
                .copied()
                .filter(|group| {
                    folder(self.path(self.principal(*group))) == folder(self.path(piece))
                })
                .collect();
            match (here.as_slice(), same.as_slice()) {
                ([group, ..], _) | ([], [group]) => {
                    self.join(*group, piece, role, "has the name of the archive".into());
                }
                _ => {}
            }
        }
    }

    /// A manifest of another name beside the only archive without one; others are sets of their own.
    fn lone_manifests(&mut self) {
        for piece in self.of_kind(|kind| *kind == Kind::Manifest) {
            if self.is_taken(piece) {
                continue;
            }
            let here = folder(self.path(piece)).to_owned();
            let without: Vec<usize> = self
                .archive_groups()
                .into_iter()
                .filter(|group| {
                    folder(self.path(self.principal(*group))) == here
                        && !self.has(*group, Role::Manifest)
                })
                .collect();
            let alone = self
                .of_kind(|kind| *kind == Kind::Manifest)
                .into_iter()
                .filter(|other| !self.is_taken(*other) && folder(self.path(*other)) == here)
                .count()
                == 1;
            match without.as_slice() {
                [group] if alone => self.join(
                    *group,
                    piece,
                    Role::Manifest,
                    "the only manifest beside the only archive without one, though it has another name".into(),
                ),
                _ => {
                    self.begin(piece, Role::Manifest, "a manifest without its archive");
                }
            }
        }
    }

    fn glance(&self, piece: usize) -> Option<&DocumentGlance> {
        match &self.pieces.get(piece)?.kind {
            Kind::Document(glance) => Some(glance),
            _ => None,
        }
    }

    /// Records join the archives of their stems; what finds none is a set of its own.
    fn documents(&mut self) {
        for piece in self.of_kind(|kind| matches!(kind, Kind::Document(_))) {
            let Some(glance) = self.glance(piece).cloned() else {
                continue;
            };
            let mut found = BTreeSet::new();
            for group in self.archive_groups() {
                let name = self.stem_of(self.principal(group));
                if glance.stems.contains(&name) {
                    found.insert(name);
                    self.join(
                        group,
                        piece,
                        Role::Record,
                        "has a record of the archive's name".into(),
                    );
                }
            }
            if glance.records && found.len() == glance.stems.len() && !found.is_empty() {
                continue;
            }
            let single = glance.records && !glance.list && found.is_empty();
            let without: Vec<usize> = self
                .archive_groups()
                .into_iter()
                .filter(|group| {
                    !self.has(*group, Role::Record)
                        && folder(self.path(self.principal(*group))) == folder(self.path(piece))
                })
                .collect();
            let records = self
                .of_kind(|kind| matches!(kind, Kind::Document(glance) if glance.records))
                .len();
            match without.as_slice() {
                [group] if single && records == 1 && self.archive_groups().len() == 1 => self.join(
                    *group,
                    piece,
                    Role::Record,
                    "the only record beside the only archive, though it has another name".into(),
                ),
                _ => {
                    let role = if glance.configuration {
                        Role::Config
                    } else {
                        Role::Record
                    };
                    self.begin(piece, role, "a document of App Service");
                }
            }
        }
    }

    /// Dumps and filters beside a single archive of their folder; a filter alone is a set of its own.
    fn databases_and_filters(&mut self) {
        for piece in self.of_kind(|kind| matches!(kind, Kind::Database | Kind::Filter)) {
            let filter = matches!(
                self.pieces.get(piece).map(|piece| &piece.kind),
                Some(Kind::Filter)
            );
            let role = if filter { Role::Config } else { Role::Database };
            let here: Vec<usize> = self
                .archive_groups()
                .into_iter()
                .filter(|group| {
                    folder(self.path(self.principal(*group))) == folder(self.path(piece))
                })
                .collect();
            match here.as_slice() {
                [group] => self.join(
                    *group,
                    piece,
                    role,
                    "lies beside the only archive of the folder".into(),
                ),
                _ if filter => {
                    self.begin(piece, role, "a filter without an archive");
                }
                _ => {}
            }
        }
    }

    /// Configurations and restore requests also join what they are about; they stay sets of their own.
    fn shared(&mut self) {
        let documents = self.of_kind(|kind| matches!(kind, Kind::Document(_)));
        let configurations = documents
            .iter()
            .filter(|piece| {
                self.glance(**piece)
                    .is_some_and(|glance| glance.configuration)
            })
            .count();
        for piece in documents {
            let Some(glance) = self.glance(piece).cloned() else {
                continue;
            };
            for group in 0..self.groups.len() {
                if self.principal(group) == piece {
                    continue;
                }
                let of_group: Vec<DocumentGlance> = self
                    .groups
                    .get(group)
                    .into_iter()
                    .flat_map(|group| &group.members)
                    .filter_map(|member| self.glance(member.piece).cloned())
                    .filter(|other| other.records)
                    .collect();
                let same_app = |other: &DocumentGlance| {
                    other.apps.is_empty()
                        || glance.apps.is_empty()
                        || !other.apps.is_disjoint(&glance.apps)
                };
                if glance.configuration && configurations == 1 && of_group.iter().any(same_app) {
                    self.join(
                        group,
                        piece,
                        Role::Config,
                        "the configuration of the app that the records are of".into(),
                    );
                }
                if let Some(blob) = &glance.restores {
                    let archive = self.has(group, Role::Archive)
                        && self.stem_of(self.principal(group)) == *blob;
                    if archive || of_group.iter().any(|other| other.stems.contains(blob)) {
                        self.join(
                            group,
                            piece,
                            Role::Other,
                            "a request to restore this backup".into(),
                        );
                    }
                }
            }
        }
    }

    /// An archive without its XML is suspicious where its siblings have theirs.
    fn siblings(&mut self) {
        for group in self.archive_groups() {
            let here = folder(self.path(self.principal(group))).to_owned();
            let siblings = self.archive_groups().into_iter().any(|other| {
                other != group
                    && self.has(other, Role::Manifest)
                    && folder(self.path(self.principal(other))) == here
            });
            let missing = siblings && !self.has(group, Role::Manifest);
            if let Some(group) = self.groups.get_mut(group) {
                group.siblings_have_manifest = missing;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(path: &str, kind: Kind) -> Piece {
        Piece {
            path: path.into(),
            kind,
        }
    }

    fn document(text: &str) -> Kind {
        Kind::Document(glance_at_json(text.as_bytes(), text.len() as u64).unwrap())
    }

    /// Paths of the members of each set.
    fn sets(pieces: &[Piece]) -> Vec<Vec<&str>> {
        let path = |member: &Member| pieces[member.piece].path.as_str();
        group(pieces)
            .iter()
            .map(|group| group.members.iter().map(path).collect())
            .collect()
    }

    #[test]
    fn files_are_joined_by_their_stem() {
        let list = r#"{"value": [{"properties": {"blobName": "a.zip", "status": 2}}, {"properties": {"blobName": "gone", "status": 2}}]}"#;
        let pieces = [
            piece("x/a.zip", Kind::Archive),
            piece("x/A.xml", Kind::Manifest),
            piece("x/a.log", Kind::Log),
            piece("x/list.json", document(list)),
            piece("x/b.zip", Kind::Archive),
            piece("y/a.zip", Kind::Archive),
            piece("y/other.log", Kind::Log),
            piece("y/db.bacpac", Kind::Database),
            piece("x/two.sql", Kind::Database),
        ];
        assert_eq!(
            sets(&pieces),
            [
                vec!["x/a.zip", "x/A.xml", "x/a.log", "x/list.json"],
                vec!["x/list.json"],
                vec!["x/b.zip"],
                vec!["y/a.zip", "x/list.json", "y/db.bacpac"],
            ]
        );
        let groups = group(&pieces);
        let missing: Vec<bool> = groups
            .iter()
            .map(|group| group.siblings_have_manifest)
            .collect();
        assert_eq!(missing, [false, false, true, false]);
    }

    #[test]
    fn what_has_another_name_is_joined_where_nothing_else_can_be_meant() {
        let record = r#"{"properties": {"blobName": "other.zip", "status": 2}}"#;
        let pieces = [
            piece("a.zip", Kind::Archive),
            piece("b.xml", Kind::Manifest),
            piece("r.json", document(record)),
            piece("_backup.filter", Kind::Filter),
        ];
        assert_eq!(
            sets(&pieces),
            [vec!["a.zip", "b.xml", "r.json", "_backup.filter"]]
        );
        let pieces = [
            piece("a.zip", Kind::Archive),
            piece("b.zip", Kind::Archive),
            piece("c.xml", Kind::Manifest),
            piece("r.json", document(record)),
            piece("note.xml", Kind::Xml),
        ];
        assert_eq!(
            sets(&pieces),
            [vec!["a.zip"], vec!["b.zip"], vec!["c.xml"], vec!["r.json"]]
        );
    }

    #[test]
    fn a_configuration_is_shared_with_the_records_of_its_app() {
        let id = |app: &str| {
            format!("/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/{app}")
        };
        let list = |app: &str| {
            format!(
                r#"{{"value": [{{"id": "{}/backups/1", "properties": {{"blobName": "a", "status": 2}}}}]}}"#,
                id(app)
            )
        };
        let config = format!(
            r#"{{"id": "{}", "properties": {{"enabled": true, "storageAccountUrl": "x", "backupSchedule": {{}}}}}}"#,
            id("Shop")
        );
        let restore = r#"{"properties": {"blobName": "a.zip", "overwrite": true}}"#;
        let pieces = [
            piece("l.json", document(&list("shop"))),
            piece("m.json", document(&list("blog"))),
            piece("c.json", document(&config)),
            piece("z.json", document(restore)),
        ];
        assert_eq!(
            sets(&pieces),
            [
                vec!["l.json", "c.json", "z.json"],
                vec!["m.json", "z.json"],
                vec!["c.json"],
                vec!["z.json"]
            ]
        );
    }

    #[test]
    fn text_with_documents_in_it_is_taken_and_other_text_is_not() {
        let glance = |text: &str| glance_at_text(text.as_bytes(), text.len() as u64);
        let json = r#"{"properties": {"blobName": "a.zip", "status": 2}}"#;
        for text in [
            format!("See:\n```json\n{json}\n```"),
            format!("HTTP/1.1 200 OK\r\n\r\n{json}"),
            "- blobName: a.zip\n  status: Succeeded\n  storageAccountUrl: ''\n".into(),
            "BackupId     : 1\nBlobName     : a.zip\nBackupStatus : Succeeded\n".into(),
            "Id  BlobName  Status\n--  --------  ------\n1   a.zip     Failed\n".into(),
        ] {
            let found = glance(&text).unwrap_or_else(|| panic!("{text}"));
            assert!(
                found.records && found.stems.contains("a"),
                "{text}: {found:?}"
            );
        }
        for text in [
            "a sentence about blobName and status",
            "$url = '<storageAccountUrl>'\nNew-AzWebAppBackup -StorageAccountUrl $url\n",
            "resource x 'Microsoft.Web/sites/config@2022-03-01' = {\n  name: 'backup'\n}\n",
        ] {
            assert_eq!(glance(text), None, "{text}");
        }
        // Of a long text the beginning is read, without its last line.
        let long = "- blobName: a.zip\n  status: Succeeded\n- blobName: b.zip\n  status: 'Fai";
        let found = glance_at_text(long.as_bytes(), 1 << 20).unwrap();
        assert!(found.list && found.stems.contains("a") && found.stems.contains("b"));
    }

    #[test]
    fn json_of_others_is_not_taken() {
        for text in [
            r#"{"name": "x"}"#,
            r#"{"message": "hello"}"#,
            "hello blobName",
            r#"{"error": 3}"#,
        ] {
            assert_eq!(
                glance_at_json(text.as_bytes(), text.len() as u64),
                None,
                "{text}"
            );
        }
        let long = br#"{"value": [{"properties": {"blobName": "A.zip", "storageAccountUrl": "", "x": 1}}, {"properties": {"blobName": "b"#;
        let glance = glance_at_json(long, 1 << 20).unwrap();
        assert!(glance.stems.contains("a") && glance.list);
    }
}
